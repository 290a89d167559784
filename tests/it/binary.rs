//! Binary tables: what is written is read to the last bit, and what is not as it was written is refused.

use std::path::Path;

use proptest::prelude::*;
use serde_json::{Value, json};
use tripole::frame::Destination;
use tripole::make::synthetic;
use tripole::read::{
    EmptyRegions, Grid, Input, Layout, ReadOptions, Reading, SplitCountries, brings_accounts, read,
};
use tripole::sources::RECORDS;
use tripole::table::{Primary, PrimaryKind, Source};
use tripole::write::{PrimaryRows, TableFiles, TableForm};
use tripole::{Demand, Error, Index, Matrix, Mrio, Parts};

use crate::cli::{ok, stderr, tripole};
use crate::entry_points::sealed;
use crate::support::{config, read_path, shared};

/// The bytes of a table.
fn written(table: &Mrio) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.tripole");
    TableFiles::open(&path, None).unwrap().write(table, PrimaryRows::Totals).unwrap();
    std::fs::read(path).unwrap()
}

fn read_bytes(bytes: &[u8]) -> Result<Reading, Error> {
    read(&Input::bytes("t.tripole", bytes), &ReadOptions::default())
}

fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|value| value.to_bits()).collect()
}

/// Two tables are the same to the last bit, except for where they come from.
fn same(name: &str, own: &Mrio, read: &Mrio) {
    assert_eq!(read.index(), own.index(), "{name}");
    assert_eq!(read.demand(), own.demand(), "{name}");
    for sector in own.index().sectors() {
        assert_eq!(read.index().short_code(sector), own.index().short_code(sector), "{name}");
    }
    let z = [own, read].map(|table| bits(table.intermediate().values()));
    assert!(z[0] == z[1], "{name}: Z");
    let f = [own, read].map(|table| bits(table.final_demand().values()));
    assert!(f[0] == f[1], "{name}: F");
    assert_eq!(read.primary().len(), own.primary().len(), "{name}");
    for (read, own) in read.primary().iter().zip(own.primary()) {
        assert_eq!((&read.name, read.kind), (&own.name, own.kind), "{name}");
        assert_eq!(bits(&read.inputs), bits(&own.inputs), "{name}: {}", own.name);
        assert_eq!(bits(&read.final_demand), bits(&own.final_demand), "{name}: {}", own.name);
    }
    assert_eq!(read.reported_output().map(bits), own.reported_output().map(bits), "{name}");
    assert_eq!(bits(read.row_sums()), bits(own.row_sums()), "{name}");
    assert_eq!(bits(read.input_sums()), bits(own.input_sums()), "{name}");
}

/// The same, with year and unit, and with the file named before what it was made of.
fn goes_there_and_back(name: &str, table: &Mrio) {
    let bytes = written(table);
    let read = read_bytes(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
    same(name, table, &read.table);
    let (own, source) = (table.source(), read.table.source());
    assert_eq!((source.year, &source.unit), (own.year, &own.unit), "{name}");
    let note = match own.note.as_str() {
        "" => "t.tripole".to_owned(),
        note => format!("t.tripole, from {note}"),
    };
    assert_eq!(source.note, note, "{name}");
    assert_eq!(written(table), bytes, "{name}: other bytes of the same table");
}

fn builtin(name: &str) -> Mrio {
    read(&Input::parse(name).unwrap(), &ReadOptions::default()).unwrap().table
}

#[test]
fn builtin_tables_go_there_and_back() {
    for name in ["builtin:three-pole-1995", "builtin:three-pole-2011"] {
        goes_there_and_back(name, &builtin(name));
    }
}

/// All fixtures that are read with default options, whatever their form.
#[test]
fn fixtures_go_there_and_back() {
    let Some(folder) = shared("formats/fixtures") else { return };
    let options = |split| ReadOptions { grid: Grid::Ragged, split, ..ReadOptions::default() };
    let mut count = 0;
    for fixture in std::fs::read_dir(folder).unwrap() {
        let fixture = fixture.unwrap().path();
        let files = std::fs::read_dir(&fixture).unwrap().map(|file| file.unwrap().path());
        for path in files.chain([fixture.clone()]) {
            for split in [SplitCountries::Merge, SplitCountries::Keep] {
                let Ok(reading) = read_path(path.clone(), &options(split)) else { continue };
                let name = path.display().to_string();
                let bytes = written(&reading.table);
                let again = ReadOptions { split, ..ReadOptions::default() };
                let back = read(&Input::bytes("t.tripole", bytes), &again).unwrap();
                same(&name, &reading.table, &back.table);
                let (own, source) = (reading.table.source(), back.table.source());
                assert_eq!((source.year, &source.unit), (own.year, &own.unit), "{name}");
                count += 1;
            }
        }
    }
    assert!(count > 60, "{count} tables were read");
}

/// Larger than what one thread reads at a time.
#[test]
fn a_table_of_many_blocks_goes_there_and_back() {
    let mut parts = synthetic::table(30, 20, 5).unwrap().into_parts();
    parts.intermediate[(0, 0)] = -0.0;
    goes_there_and_back("synthetic", &Mrio::new(parts).unwrap());
}

/// Two regions of two sectors and one, demand of nobody, rows of every kind, and no published output.
fn ragged() -> Mrio {
    let index = Index::new([("A", "x"), ("A", "y"), ("B", "x")]).unwrap();
    let users = [(Some("A"), "f"), (Some("B"), "f"), (None, "DISC")];
    let demand = Demand::new(&index, users).unwrap();
    let z = Matrix::from_fn(3, 3, |i, j| (1 + i + 2 * j) as f64);
    let f = Matrix::from_fn(3, 3, |i, j| (20 + i) as f64 - 10.0 * j as f64);
    let mut parts = Parts::new(index, demand, z, f);
    let row = |(k, kind): (usize, PrimaryKind)| Primary {
        name: format!("row {k}"),
        kind,
        inputs: vec![k as f64, -0.0, f64::MIN_POSITIVE / 4.0],
        final_demand: vec![0.1 + 0.2, -1.0, 0.0],
    };
    parts.primary =
        PrimaryKind::ALL.into_iter().enumerate().map(|(k, kind)| row((k, kind))).collect();
    parts.source = Source {
        year: Some(-480),
        unit: Some("talents \"of silver\"".to_owned()),
        note: "Salamis\n, ü \u{1b}[31m".to_owned(),
    };
    Mrio::new(parts).unwrap()
}

#[test]
fn ragged_regions_and_rows_of_every_kind_go_there_and_back() {
    goes_there_and_back("ragged", &ragged());
    let mut parts = ragged().into_parts();
    parts.primary.clear();
    parts.reported_output = Some(ragged().row_sums().to_vec());
    parts.source = Source::default();
    goes_there_and_back("without rows below", &Mrio::new(parts).unwrap());
}

prop_compose! {
    /// A table whose regions have as many sectors as they like, under labels that are anything.
    fn made()(
        sizes in prop::collection::vec(1_usize..4, 1..4),
        word in "[a-zé_,;\"'`= \u{1f600}-]{0,12}",
        users in 1_usize..4,
        below in 0_usize..4,
    )(
        flows in prop::collection::vec(
            prop_oneof![2 => Just(0.0), 1 => Just(-0.0), 6 => -1e3..1e9_f64, 1 => any::<i8>().prop_map(f64::from)],
            sizes.iter().sum::<usize>().pow(2),
        ),
        demands in prop::collection::vec(1e11..1e12_f64, sizes.iter().sum::<usize>() * users),
        paid in prop::collection::vec(
            prop_oneof![Just(5e-324), Just(-0.0), Just(1e300), -1e9..1e9_f64],
            below * (sizes.iter().sum::<usize>() + users),
        ),
        kinds in prop::collection::vec(0..PrimaryKind::ALL.len(), below),
        published in any::<bool>(),
        year in prop::option::of(any::<i32>()),
        unit in prop::option::of(".{1,9}"),
        sizes in Just(sizes), word in Just(word), users in Just(users),
    ) -> Mrio {
        let n = sizes.iter().sum::<usize>();
        let of_region = |(r, size): (usize, &usize)| {
            let region = format!("q{word}{r}");
            (0..*size).map(move |s| (region.clone(), format!("s{s}"))).collect::<Vec<_>>()
        };
        let nodes: Vec<(String, String)> = sizes.iter().enumerate().flat_map(of_region).collect();
        let index = Index::new(nodes.clone()).unwrap();
        let user = |k: usize| ((k > 0).then(|| nodes[k % n].0.clone()), format!("q{k}{word}"));
        let demand = Demand::new(&index, (0..users).map(user)).unwrap();
        let z = Matrix::from_fn(n, n, |i, j| flows[i * n + j]);
        let f = Matrix::from_fn(n, users, |i, j| demands[i * users + j]);
        let mut parts = Parts::new(index, demand, z, f);
        let row = |(k, kind): (usize, &usize)| {
            let paid = &paid[k * (n + users)..(k + 1) * (n + users)];
            Primary {
                name: format!("{word}{k}"),
                kind: PrimaryKind::ALL[*kind],
                inputs: paid[..n].to_vec(),
                final_demand: paid[n..].to_vec(),
            }
        };
        parts.primary = kinds.iter().enumerate().map(row).collect();
        if published {
            let sums = Mrio::new(parts.clone()).unwrap().row_sums().to_vec();
            parts.reported_output = Some(sums.iter().map(|sum| sum * 1.001).collect());
        }
        parts.source = Source { year, unit, note: word };
        Mrio::new(parts).unwrap()
    }
}

proptest! {
    #![proptest_config(config(300))]

    #[test]
    fn made_tables_go_there_and_back(table in made()) {
        let back = read_bytes(&written(&table)).unwrap().table;
        same("made", &table, &back);
        prop_assert_eq!(back.source().year, table.source().year);
        let unit = table.source().unit.clone();
        prop_assert_eq!(back.source().unit.clone().filter(|_| unit.is_some()), unit);
    }
}

/// The library of the format reads what is written: the rows of a tensor are the columns of a matrix.
#[test]
fn other_programs_read_it_as_safetensors() {
    let table = builtin("builtin:three-pole-2011");
    let bytes = written(&table);
    let tensors = safetensors::SafeTensors::deserialize(&bytes).unwrap();
    let (n, users) = (table.index().len(), table.demand().len());
    let z = tensors.tensor("Z").unwrap();
    assert_eq!((z.dtype(), z.shape()), (safetensors::Dtype::F64, &[n, n][..]));
    let numbers = |data: &[u8]| -> Vec<f64> {
        data.chunks(8).map(|bytes| f64::from_le_bytes(bytes.try_into().unwrap())).collect()
    };
    assert_eq!(numbers(z.data()), table.intermediate().values());
    assert_eq!(tensors.tensor("F").unwrap().shape(), [users, n]);
    assert_eq!(tensors.tensor("primary_inputs").unwrap().shape(), [table.primary().len(), n]);
    // Numbers begin where others may take them as they are.
    assert_eq!((bytes.len() - 8 * (n * (n + users))) % 8, 0);
    let (_, metadata) = safetensors::SafeTensors::read_metadata(&bytes).unwrap();
    let texts = metadata.metadata().clone().unwrap();
    assert_eq!((texts["format"].as_str(), texts["version"].as_str()), ("tripole", "1"));
    let said: Value = serde_json::from_str(&texts["table"]).unwrap();
    assert_eq!(said["rows"][0], json!(["USA", table.index().sector_codes()[0]]));
    assert_eq!(said["year"], json!(2011));
}

/// A small table of one region and two sectors, with output.
fn small() -> Vec<u8> {
    std::fs::read(seed("national.tripole")).unwrap()
}

fn seed(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds/fuzz/binary").join(name)
}

/// One byte that is another is refused wherever it is, or it is a blank of the header.
#[test]
fn a_changed_byte_is_seen() {
    let bytes = small();
    let table = read_bytes(&bytes).unwrap().table;
    let blanks: Vec<usize> = {
        let end = 8 + usize::try_from(u64::from_le_bytes(bytes[..8].try_into().unwrap())).unwrap();
        let text = bytes[8..end].iter().rev().take_while(|byte| **byte == b' ').count();
        (end - text..end).collect()
    };
    for place in 0..bytes.len() {
        for change in [0x01, 0x02, 0x10, 0x20, 0x80, 0xff] {
            let mut changed = bytes.clone();
            changed[place] ^= change;
            if let Ok(read) = read_bytes(&changed) {
                assert!(blanks.contains(&place), "byte {place} changed by {change:#x}");
                same("blank", &table, &read.table);
            }
        }
    }
    for length in 0..bytes.len() {
        assert!(read_bytes(&bytes[..length]).is_err(), "{length} of {} bytes", bytes.len());
    }
    let error = read_bytes(&[bytes, vec![0]].concat()).unwrap_err().to_string();
    assert!(error.contains("by its header it should have"), "{error}");
}

/// The small table with another header, whose check sums are right again.
fn with(change: impl FnOnce(&mut Value, &mut Value)) -> Vec<u8> {
    let bytes = small();
    let end = 8 + usize::try_from(u64::from_le_bytes(bytes[..8].try_into().unwrap())).unwrap();
    let mut header: Value = serde_json::from_slice(&bytes[8..end]).unwrap();
    let mut said: Value =
        serde_json::from_str(header["__metadata__"]["table"].as_str().unwrap()).unwrap();
    change(&mut header, &mut said);
    if header["__metadata__"].is_object() {
        header["__metadata__"]["table"] = said.to_string().into();
    }
    let text = header.to_string();
    let changed = [&(text.len() as u64).to_le_bytes()[..], text.as_bytes(), &bytes[end..]].concat();
    sealed(&changed).unwrap_or(changed)
}

fn refused(bytes: &[u8], words: &str) {
    let error = read_bytes(bytes).map(|_| ()).expect_err(words);
    assert!(error.to_string().contains(words), "{words}: {error}");
    assert!(error.to_string().starts_with("`t.tripole`: "), "{error}");
}

#[test]
fn what_is_no_table_is_refused() {
    assert!(read_bytes(&with(|_, _| {})).is_ok());
    refused(
        &std::fs::read(seed("other.safetensors")).unwrap(),
        "a safetensors file whose metadata have no `format` = `tripole`",
    );
    refused(&with(|header, _| header["__metadata__"] = Value::Null), "have no `format`");
    refused(
        &with(|header, _| header["__metadata__"]["version"] = "2".into()),
        "a binary table of version 2; version 1 is the latest that is read here",
    );
    refused(&with(|header, _| header["__metadata__"]["version"] = "0".into()), "the version of");
    refused(&with(|header, _| header["Z"]["dtype"] = "I64".into()), "holds numbers of type I64");
    refused(&with(|header, _| header["Z"]["dtype"] = "F99".into()), "its header cannot be read");
    refused(
        &with(|header, _| header["F"]["data_offsets"] = json!([24, 40])),
        "invalid offset for tensor",
    );
    refused(&with(|header, _| header["F"]["shape"] = json!([2, 1])), "by the labels it should be");
    let renamed = with(|header, _| {
        let header = header.as_object_mut().unwrap();
        let output = header.remove("output").unwrap();
        header.insert("more".to_owned(), output);
    });
    refused(&renamed, "the tensor `more` is no part of a table");
    let renamed = with(|header, _| {
        let header = header.as_object_mut().unwrap();
        let flows = header.remove("Z").unwrap();
        header.insert("z".to_owned(), flows);
    });
    refused(&renamed, "the tensor `Z` is missing; found: `z`");
    refused(
        &with(|_, said| said["rows"][1] = json!(["AAA", "agr"])),
        "label `AAA_agr` occurs twice: row 1 and row 2",
    );
    refused(&with(|_, said| said["rows"][1] = json!(["AAA", 7])), "no `rows` that can be read");
    refused(&with(|_, said| said["rows"][1] = json!(["AAA", ""])), "an empty code");
    refused(&with(|_, said| said["rows"][1] = json!(["AAA", "a\nb"])), "a control character");
    refused(&with(|_, said| said["rows"][1] = json!(["AAA", "x".repeat(2000)])), "2000 bytes");
    refused(
        &with(|_, said| said["rows"].as_array_mut().unwrap().push(json!(["BBB", "agr"]))),
        "the tensor `Z` is 2 x 2, by the labels it should be 3 x 3",
    );
    refused(
        &with(|_, said| said["final_demand"][0] = json!(["BBB", "hh"])),
        "final demand of region `BBB`, which has no rows",
    );
    refused(
        &with(|_, said| said["final_demand"][0] = json!(["AAA", "agr"])),
        "`agr` is a sector and a final demand category",
    );
    refused(&with(|_, said| said["final_demand"] = json!([])), "no final demand column");
    refused(&with(|_, said| said["primary"][0][1] = "profit".into()), "no `primary`");
    refused(&with(|_, said| said["year"] = json!("2011")), "no `year` that can be read");
    refused(&with(|_, said| *said = json!([])), "no `final_demand` that can be read");
}

/// Damage is said with what to do about it.
#[test]
fn what_to_do_is_said() {
    let hint = |bytes: &[u8]| read_bytes(bytes).unwrap_err().hint().unwrap().to_string();
    assert!(hint(&small()[..800]).starts_with("copy the file again, or make it again from"));
    let newer = with(|header, _| header["__metadata__"]["version"] = "2".into());
    assert!(hint(&newer).starts_with("read it with a newer version of the program"));
    let other = std::fs::read(seed("other.safetensors")).unwrap();
    assert!(hint(&other).ends_with("lists what can be read"));
}

#[test]
fn sizes_are_compared_with_the_file_before_room_is_made() {
    let mut bytes = small();
    bytes[..8].copy_from_slice(&(1_u64 << 24).to_le_bytes());
    refused(&bytes, "its header is said to have 16777216 bytes");
    // Sectors enough for a petabyte, in a header of a few bytes.
    let much = with(|header, _| {
        header["Z"]["shape"] = json!([100_000_000, 10_000_000]);
        header["Z"]["data_offsets"] = json!([0, 8_000_000_000_000_000_u64]);
        let start = 8_000_000_000_000_000_u64;
        let places = [
            ("F", start, start + 16),
            ("primary_inputs", start + 16, start + 32),
            ("primary_final_demand", start + 32, start + 40),
            ("output", start + 40, start + 56),
        ];
        for (name, start, end) in places {
            header[name]["data_offsets"] = json!([start, end]);
        }
    });
    refused(&much, "the tensor `Z` is 100000000 x 10000000");
    let options = ReadOptions { max_cells: 5, ..ReadOptions::default() };
    let error = read(&Input::bytes("t.tripole", small()), &options).unwrap_err().to_string();
    assert!(error.contains("a table of 2 x 3 cells, the limit is 5 cells"), "{error}");
}

#[test]
fn numbers_that_are_none_are_refused() {
    let bytes = small();
    let start = bytes.len() - 8 * (4 + 2 + 2 + 1 + 2);
    let with_number = |place: usize, number: f64| {
        let mut bytes = bytes.clone();
        let at = start + 8 * place;
        bytes[at..at + 8].copy_from_slice(&number.to_le_bytes());
        sealed(&bytes).unwrap()
    };
    refused(&with_number(2, f64::NAN), "the flow of `AAA_agr to AAA_man` is not a finite number");
    refused(&with_number(4, f64::INFINITY), "the flow of `AAA_agr to AAA_hh` is not a finite");
    refused(&with_number(6, f64::NAN), "primary input row of `VA` is not a finite number");
    refused(&with_number(9, f64::NEG_INFINITY), "output of `AAA_agr` is not a finite number");
    refused(&with_number(2, 1e200), "too large to be computed with");
    // Only the sums are none.
    let mut twice = with_number(0, f64::MAX);
    let at = twice.len() - 8 * 9;
    twice[at..at + 8].copy_from_slice(&f64::MAX.to_le_bytes());
    refused(&sealed(&twice).unwrap(), "the sum of row `AAA_agr` is too large for a number");
    let mut changed = bytes.clone();
    changed[start] ^= 1;
    refused(&changed, "the check sum of `Z` is another one");
}

/// Regions whose rows do not follow each other.
#[test]
fn rows_of_a_region_follow_each_other() {
    let bytes = std::fs::read(seed("ragged.tripole")).unwrap();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    assert!(text.contains(r#"[\"A\",\"y\"],[\"B\",\"x\"]"#));
    let from = br#"[\"A\",\"x\"],[\"A\",\"y\"],[\"B\",\"x\"]"#;
    let to = br#"[\"A\",\"x\"],[\"B\",\"x\"],[\"A\",\"y\"]"#;
    let at = bytes.windows(from.len()).position(|part| part == from).unwrap();
    let mut changed = bytes.clone();
    changed[at..at + to.len()].copy_from_slice(to);
    refused(&sealed(&changed).unwrap(), "the rows of a region do not follow each other");
}

#[test]
fn what_would_be_read_otherwise_is_not_written() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |table: &Mrio, words: &str| {
        let files = TableFiles::open(folder.path().join("t.tripole"), None).unwrap();
        let error = files.write(table, PrimaryRows::AsRead).unwrap_err().to_string();
        assert!(error.contains(words), "{words}: {error}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "{words}");
    };
    let table = |region: &str, sector: &str, category: &str| {
        let index = Index::new([(region, sector)]).unwrap();
        let demand = Demand::new(&index, [(Some(region), category)]).unwrap();
        let (z, f) = (Matrix::from_rows(&[[1.0]]), Matrix::from_rows(&[[-2.0]]));
        Parts::new(index, demand, z, f)
    };
    let made = |parts: Parts| Mrio::new(parts).unwrap();
    refused(&made(table("", "s", "f")), "an empty code");
    refused(&made(table("NAT", "s\n", "f")), "a control character");
    refused(&made(table("NAT", "s", &"f".repeat(1001))), "1001 bytes");
    refused(&made(table("NAT", "s", "s")), "`s` is a sector and a final demand category");
    let mut none = table("NAT", "s", "f");
    none.demand = Demand::new::<&str>(&none.index, []).unwrap();
    none.final_demand = Matrix::zeros(1, 0);
    refused(&made(none), "no final demand column");
    refused(&made(table("NAT", "s", "IMPO")), "would be read as imports of products");
    let mut parts = table("NAT", "s", "f");
    let row = |name: &str, kind| Primary {
        name: name.to_owned(),
        kind,
        inputs: vec![1.0],
        final_demand: vec![0.0],
    };
    parts.primary = ["D1", "B2A3G"].map(|name| row(name, PrimaryKind::Component)).to_vec();
    refused(&made(parts), "the sum of the parts of value added");
    let mut nothing = table("NAT", "s", "f");
    nothing.intermediate = Matrix::zeros(1, 1);
    nothing.final_demand = Matrix::zeros(1, 1);
    refused(&made(nothing), "all amounts are zero");
}

#[test]
fn options_of_reading_apply() {
    let (table, builtin) = (small(), builtin("builtin:three-pole-2011"));
    let input = Input::bytes("t.tripole", table.clone());
    let with = |options: ReadOptions| read(&input, &options);
    let plain = ReadOptions::default;
    let binary = Some(Layout::Binary);
    assert!(with(ReadOptions { layout: binary, ..plain() }).is_ok());
    // Recognised by content, whatever it is called.
    let renamed = read(&Input::bytes("my_2014.csv", table.clone()), &plain()).unwrap();
    assert_eq!(renamed.table.source().year, Some(2011));
    for layout in Layout::all().into_iter().filter(|layout| *layout != Layout::Binary) {
        let error = with(ReadOptions { layout: Some(layout), ..plain() }).unwrap_err();
        assert!(matches!(error, Error::Conflict { .. }), "{error}");
    }
    let text = Input::bytes("t.csv", crate::cli::TOY);
    let error = read(&text, &ReadOptions { layout: binary, ..plain() }).unwrap_err().to_string();
    assert!(error.contains("not a binary table: it does not begin as"), "{error}");
    let other = with(ReadOptions { year: Some(2012), unit: Some("EUR".to_owned()), ..plain() });
    let other = other.unwrap();
    assert_eq!((other.table.source().year, other.table.unit()), (Some(2012), "EUR"));
    let said: Vec<&str> = other.findings.iter().map(|finding| finding.message.as_str()).collect();
    assert!(said.iter().any(|it| it.contains("the table itself says 2011")), "{said:?}");
    // Regions without flows.
    let mut parts = builtin.clone().into_parts();
    let index = parts.index.clone();
    let gone = index.rows(index.regions().last().unwrap());
    for row in gone.clone() {
        (0..index.len()).for_each(|k| {
            parts.intermediate[(row, k)] = 0.0;
            parts.intermediate[(k, row)] = 0.0;
        });
        (0..parts.demand.len()).for_each(|k| parts.final_demand[(row, k)] = 0.0);
        parts.primary.iter_mut().for_each(|it| it.inputs[row] = 0.0);
    }
    let region = index.node(gone.start).region;
    for (k, column) in parts.demand.columns().to_vec().iter().enumerate() {
        if column.region == Some(region) {
            parts.final_demand.column_mut(k).fill(0.0);
            parts.primary.iter_mut().for_each(|it| it.final_demand[k] = 0.0);
        }
    }
    parts.reported_output = None;
    let bytes = written(&Mrio::new(parts).unwrap());
    let drop = ReadOptions { empty_regions: EmptyRegions::Drop, ..plain() };
    let left = read(&Input::bytes("t.tripole", bytes), &drop).unwrap().table;
    assert_eq!(left.index().regions().len(), builtin.index().regions().len() - 1);
}

/// A file under a name, in a folder alone and beside others, packed, and through a pipe.
#[test]
fn it_is_found_where_other_tables_are() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.tripole");
    std::fs::write(&path, small()).unwrap();
    let table = read_bytes(&small()).unwrap().table;
    let options = ReadOptions::default();
    same("a path", &table, &read_path(path.clone(), &options).unwrap().table);
    same("a folder", &table, &read_path(folder.path().to_owned(), &options).unwrap().table);
    std::fs::write(folder.path().join("toy.csv"), crate::cli::TOY).unwrap();
    let beside = read_path(folder.path().to_owned(), &options).unwrap().table;
    assert_eq!(beside.index().regions().len(), 2, "the table that it was made of comes first");

    let mut packed = flate2::write::GzEncoder::new(vec![], flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, &small()).unwrap();
    let packed = Input::bytes("t.tripole.gz", packed.finish().unwrap());
    let error = read(&packed, &options).unwrap_err();
    assert!(error.to_string().contains("a binary table in a stream or in a packed file"));
    assert!(error.hint().unwrap().to_string().contains("unpack it first"));

    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(vec![]));
    archive.start_file("t.tripole", zip::write::SimpleFileOptions::default()).unwrap();
    std::io::Write::write_all(&mut archive, &small()).unwrap();
    let archive = Input::bytes("t.zip", archive.finish().unwrap().into_inner());
    let error = read(&archive, &options).unwrap_err();
    assert!(error.to_string().contains("no table among the entries: `t.tripole`"), "{error}");

    let mut program = assert_cmd::Command::cargo_bin("tripole").unwrap();
    let output = program.args(["info", "-", "--json"]).write_stdin(small()).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(said["source"], json!("<stdin>, from one.csv"));
    assert_eq!((&said["year"], &said["rows"]), (&json!(2011), &json!(2)));
    for (bytes, words) in [
        (small()[..700].to_vec(), "it ends before its last number"),
        ([small(), vec![0]].concat(), "it goes on behind its last number"),
    ] {
        let mut program = assert_cmd::Command::cargo_bin("tripole").unwrap();
        let output = program.args(["info", "-"]).write_stdin(bytes).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(stderr(&output).contains(words), "{}", stderr(&output));
    }
    std::fs::write(&path, b"\x10\0\0\0 no header").unwrap();
    let error = read_path(path, &options).unwrap_err().to_string();
    assert!(error.contains("it does not begin with the length of a header"), "{error}");
}

/// A table that does not fit into a pipe, read from one.
#[test]
fn a_pipe_holds_a_table_of_many_blocks() {
    let table = synthetic::table(30, 12, 3).unwrap();
    let mut program = assert_cmd::Command::cargo_bin("tripole").unwrap();
    let words = ["convert", "-", "-", "--to", "tripole"];
    let output = program.args(words).write_stdin(written(&table)).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    same("piped", &table, &read_bytes(&output.stdout).unwrap().table);
}

/// By way of a binary table the CSV is the same, byte for byte, and so is all that is said of the table.
#[test]
fn csv_by_way_of_a_binary_table_is_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let (table, binary, once, again) =
        ("builtin:three-pole-2011", path("t.tripole"), path("once.csv"), path("again.csv"));
    ok(&["convert", table, &binary]);
    assert!(!folder.path().join("t.tripole.about.json").exists());
    ok(&["convert", table, &once]);
    ok(&["convert", &binary, &again]);
    assert!(std::fs::read(&once).unwrap() == std::fs::read(&again).unwrap());
    let info = |table: &str| -> Value {
        let mut said: Value = serde_json::from_str(&ok(&["info", table, "--json"])).unwrap();
        let note = said["source"].take();
        assert!(note.as_str().unwrap().contains(if table == binary { "from builtin" } else { "" }));
        said
    };
    assert_eq!(info(&binary), info(table));
    assert_eq!(ok(&["vax", &binary, "--csv"]), ok(&["vax", table, "--csv"]));
    // Every row keeps its name, and what is asked of a table is done before.
    ok(&["convert", &binary, &path("kept.tripole"), "--keep-rows", "--output-from", "rows"]);
    let kept = read_path(folder.path().join("kept.tripole"), &ReadOptions::default()).unwrap();
    assert_eq!(kept.table.reported_output().unwrap(), kept.table.row_sums());
    let same_rows = builtin(table);
    let names = |table: &Mrio| -> Vec<String> {
        table.primary().iter().map(|row| row.name.clone()).collect()
    };
    assert_eq!(names(&kept.table), names(&same_rows));
    let refused = tripole(&["convert", table, &path("t.csv"), "--to", "tripole"]);
    assert!(stderr(&refused).contains("use one of `.tripole`"), "{}", stderr(&refused));
}

#[test]
fn made_tables_are_written_so_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    std::fs::write(path("new.csv"), "total,region,sector,value\noutput,USA,AGR,400000\n").unwrap();
    let made = |name: &str| {
        ok(&["update", "--totals", &path("new.csv"), "-o", &path(name), "--quiet"]);
        read_path(folder.path().join(name), &ReadOptions::default()).unwrap().table
    };
    let (text, binary) = (made("a.csv"), made("a.tripole"));
    assert!(text.intermediate() == binary.intermediate());
    assert!(text.final_demand() == binary.final_demand());
}

/// What stays behind is said.
#[test]
fn accounts_that_a_table_brings_along_are_not_dropped_in_silence() {
    let Some(fixture) = shared("formats/fixtures/exiobase3_split/IOT_2019_ixi.zip") else { return };
    let options = ReadOptions::default();
    assert!(brings_accounts(&Input::Path(fixture.clone()), &options));
    assert!(!brings_accounts(&Input::parse("builtin:three-pole-2011").unwrap(), &options));
    let folder = tempfile::tempdir().unwrap();
    let binary = folder.path().join("e.tripole");
    let output = tripole(&["convert", fixture.to_str().unwrap(), binary.to_str().unwrap()]);
    assert!(output.status.success(), "{}", stderr(&output));
    let said = stderr(&output);
    assert!(
        said.contains("the accounts that the table brings along are not in the file"),
        "{said}"
    );
    let [own, back] = [fixture, binary].map(|path| read_path(path, &options).unwrap().table);
    same("EXIOBASE", &own, &back);
}

/// They can be saved beside the table, and are then read as those of the table itself.
#[test]
fn accounts_that_a_table_brings_along_are_saved_beside_it() {
    let Some(fixture) = shared("formats/fixtures/exiobase3_split/IOT_2019_ixi.zip") else { return };
    let fixture = fixture.to_string_lossy().into_owned();
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let (binary, accounts) = (path("e.tripole"), path("accounts.csv.gz"));
    let output = tripole(&["convert", &fixture, &binary, "--satellite-output", &accounts]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(!stderr(&output).contains("are not in the file"), "{}", stderr(&output));
    let own = ok(&["footprint", &fixture, "--csv", "--quiet"]);
    let saved = ok(&["footprint", &binary, "--satellite", &accounts, "--csv", "--quiet"]);
    let lines = |text: &str| -> Vec<String> {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(lines(&saved), lines(&own));
    // A table without any is refused before anything is written.
    let none = path("none.csv");
    let other = path("other.tripole");
    let args = ["convert", "builtin:three-pole-2011", &other, "--satellite-output", &none];
    let output = tripole(&args);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(![none, other].iter().any(|path| Path::new(path).exists()));
}

/// What a binary table was made of is said of it, and of results.
#[test]
fn its_origin_goes_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let (table, result) = (path("t.tripole"), path("vax.json"));
    ok(&["convert", "builtin:three-pole-2011", &table, "--quiet"]);
    let text = ok(&["info", &table]);
    assert!(text.contains("t.tripole, from builtin:three-pole-2011\n"), "{text}");
    let origin = |table: &str| -> Value {
        ok(&["vax", table, "-o", &result]);
        let mut said: Value =
            serde_json::from_str(&std::fs::read_to_string(&result).unwrap()).unwrap();
        said["about"]["tables"][0]["origin"].take()
    };
    let said = origin(&table);
    assert!(said.as_str().unwrap().ends_with(", from builtin:three-pole-2011"), "{said}");
    assert_eq!(origin("builtin:three-pole-2011"), Value::Null);
}

#[test]
fn forms_have_their_names() {
    assert_eq!(Layout::named("tripole").unwrap(), Layout::Binary);
    assert_eq!("tripole".parse::<TableForm>().unwrap(), TableForm::Binary);
    assert!(TableForm::is_binary(Path::new("a/b.TRIPOLE")));
    assert!(!TableForm::is_binary(Path::new("tripole")));
    // No source takes the name.
    assert!(RECORDS.iter().all(|record| record.name != Layout::Binary.name()));
    // Results have other forms.
    let folder = tempfile::tempdir().unwrap();
    let refused = Destination::create(folder.path().join("t.tripole"));
    assert!(matches!(refused, Err(Error::Ending { .. })));
}
