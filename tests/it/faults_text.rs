//! Texts that are damaged, or made to be: quotation marks, line ends, sizes, control characters,
//! names of files, archives without years.

use std::ffi::OsStr;
use std::io::Write;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use flate2::Compression;
use flate2::write::GzEncoder;
use tripole::error::shown;
use tripole::make::{
    SeedFiles, Side, read_cell_totals, read_seeds, read_shares, read_side_totals, read_totals,
};
use tripole::read::{
    Input, ReadOptions, read, read_blocs, read_characterisation, read_concordance, read_passed_on,
    read_perimeter, read_satellite,
};
use tripole::scenario::{read_elasticities, read_ratings, read_scenario};
use tripole::sources::CodeReader;
use tripole::table::{Account, Geography, Satellite};
use tripole::write::{PrimaryRows, TableFormat, write_table};
use tripole::{Index, Mrio, Partition};

use crate::cli::{stderr, stdout, tripole};
use crate::support::{read_path, shared};

fn truth() -> Mrio {
    let input = Input::parse("builtin:three-pole-2011").unwrap();
    read(&input, &ReadOptions::default()).unwrap().table
}

/// The message of a run that must be refused.
fn refused(args: &[&str]) -> String {
    let output = tripole(args);
    assert_eq!(output.status.code(), Some(1), "{args:?}: {}{}", stdout(&output), stderr(&output));
    stderr(&output)
}

/// A file of a fault, and the undamaged table; `None` when skipping.
fn fault(file: &str) -> Option<(String, String)> {
    let text = |path: std::path::PathBuf| path.to_str().unwrap().to_owned();
    Some((text(shared(&format!("faults/{file}"))?), text(shared("formats/bad_inputs/good.csv")?)))
}

#[test]
fn a_carriage_return_inside_a_line_is_refused() {
    for (file, line) in [("cr.csv", "line 7"), ("drops.csv", "line 4")] {
        let Some((path, _)) = fault(&format!("h01_lone_cr_in_quoted_line/{file}")) else { return };
        let message = refused(&["trade", &path]);
        assert!(message.contains(&format!("{line}: a carriage return inside")), "{message}");
    }
    let Some((path, _)) = fault("h01_lone_cr_in_quoted_line/ok.csv") else { return };
    assert_eq!(tripole(&["trade", &path]).status.code(), Some(0));
    // With and without quotation marks, long and wide; at the end of a line it does no harm.
    let wide = |line: &str| format!("CODE,A_x,A_f,OUT\n{line}\nVA,3,0,0\n");
    let long = |line: &str| {
        format!("row_region,row_sector,col_region,col_item,value\nA,x,A,x,1\n{line}\n")
    };
    let of = |text: String| read(&Input::bytes("t.csv", text), &ReadOptions::default());
    for (text, line) in [
        (wide("\"A_x\",1,3\rB_x,4"), 2),
        (wide("A_x,1,3\r,4"), 2),
        (long("\"A\",x,A,f,3\rA,x,A,g,5"), 3),
        (long("A,x,A,f,3\rA,x,A,g,5"), 3),
    ] {
        let message = of(text).unwrap_err().to_string();
        assert_eq!(message, format!("`t.csv` line {line}: a carriage return inside the line"));
    }
    assert_eq!(of(wide("\"A_x\",1,3,4\r\r")).unwrap().table, of(wide("A_x,1,3,4")).unwrap().table);
}

/// A kind of small file: its header, a line, and what its reader says of a text.
type SmallFile = (&'static str, &'static str, Box<dyn Fn(Input) -> String>);

fn small_files() -> Vec<SmallFile> {
    fn said<T>(read: tripole::Result<T>) -> String {
        read.map_or_else(|e| e.to_string(), |_| "read".to_owned())
    }
    let (one, two, three, four, five, six) = (truth(), truth(), truth(), truth(), truth(), truth());
    let index = |table: &Mrio| -> Index { table.index().clone() };
    let (sigma, rated, seven, eight) = (index(&one), index(&one), index(&one), index(&one));
    let account = Account {
        name: "jobs".to_owned(),
        unit: "persons".to_owned(),
        by_producers: vec![1.0; seven.len()],
        by_users: vec![0.0; seven.regions().len()],
    };
    let jobs = Satellite::new(&seven, vec![account]).unwrap();
    let partition = Partition::regions(one.index());
    let usa = one.index().find_region("USA").unwrap();
    let seeds = |file: Input| SeedFiles {
        name: "seeds".to_owned(),
        totals: Input::bytes(
            "t.csv",
            "region,sector,output,value_added\nUSA,AGR,9,9\nMEX,AGR,1,1\n",
        ),
        national: Input::bytes("n.csv", "region,origin,product,user,value\nUSA,domestic,AGR,f,1\n"),
        trade: file,
    };
    vec![
        ("code,group", "USA,NAFTA", Box::new(|file| said(read_concordance(file)))),
        ("code,bloc", "USA,NAFTA", Box::new(|file| said(read_blocs(file)))),
        ("sector,elasticity", "AGR,2", Box::new(move |file| said(read_elasticities(file, &sigma)))),
        (
            "product,user,rating",
            "AGR,all,critical",
            Box::new(move |file| said(read_ratings(file, &rated))),
        ),
        (
            "sellers,sectors,buyers",
            "USA,AGR,MEX",
            Box::new(move |file| said(read_perimeter(file, &CodeReader::new(&partition)))),
        ),
        (
            "region,sector,value",
            "USA,AGR,1",
            Box::new(move |file| said(read_side_totals(file, &one, Side::Rows))),
        ),
        (
            "region,sector,value",
            "USA,AGR,1",
            Box::new(move |file| said(read_side_totals(file, &two, Side::Columns))),
        ),
        (
            "row_region,row_sector,col_region,col_item,value",
            "USA,AGR,MEX,AGR,1",
            Box::new(move |file| said(read_cell_totals(file, &three))),
        ),
        (
            "total,region,sector,value",
            "output,USA,AGR,1",
            Box::new(move |file| said(read_totals(file, &four))),
        ),
        (
            "part,sector,share",
            "EAST,AGR,1",
            Box::new(move |file| said(read_shares(file, &five, usa))),
        ),
        (
            "region,sector,account,value,unit",
            "USA,AGR,jobs,1,persons",
            Box::new(move |file| said(read_satellite(file, &six))),
        ),
        (
            "impact,account,factor,account_unit,unit",
            "work,jobs,2,persons,hours",
            Box::new(move |file| said(read_characterisation(file, &seven, &jobs))),
        ),
        (
            "region,sector,alpha",
            "USA,AGR,0.5",
            Box::new(move |file| said(read_passed_on(file, &eight))),
        ),
        (
            "exporter,importer,product,use,value",
            "USA,MEX,AGR,final,1",
            Box::new(move |file| said(read_seeds(&seeds(file)))),
        ),
    ]
}

#[test]
fn every_small_file_has_the_quotation_marks_of_tables() {
    for (header, line, read) in small_files() {
        let say = |text: &[u8]| read(Input::bytes("f.csv", text));
        let bytes = |body: &str| say(format!("{header}\n{body}\n").as_bytes());
        let plain = bytes(line);
        assert!(!plain.contains("` line"), "{header}: {plain}");
        let (first, rest) = line.split_once(',').unwrap();
        // Marks around cells, other separators, blanks, a byte order mark, other line ends.
        let quoted = line.split(',').map(|cell| format!("\" {cell} \"")).collect::<Vec<_>>();
        assert_eq!(bytes(&quoted.join(" ,")), plain, "{header}");
        for separator in [";", "\t"] {
            let other = format!("{header}\n{line}\n").replace(',', separator);
            assert_eq!(say(other.as_bytes()), plain, "{header} {separator:?}");
        }
        let windows = format!("\u{feff}{header}\r\n\r\n{line}\r\n");
        assert_eq!(say(windows.as_bytes()), plain, "{header}");
        // What is damaged is named with its line.
        let open = format!("\"{first},{rest}\n{line}");
        let here = "`f.csv` line 2: a quotation mark opens here and does not close on this line";
        assert_eq!(bytes(&open), here, "{header}");
        assert_eq!(
            bytes(&format!("\"{first}\"x,{rest}")),
            "`f.csv` line 2: text behind a closing quotation mark: `x`",
            "{header}"
        );
        assert_eq!(
            bytes(&format!("{line}\r{line}")),
            "`f.csv` line 2: a carriage return inside the line",
            "{header}"
        );
        let nul = bytes(&format!("{line}\n{first}\0,{rest}"));
        assert!(nul.starts_with("`f.csv` line 3: NUL byte"), "{header}: {nul}");
        let latin = say(&[header.as_bytes(), b"\n\xe9", line.as_bytes()].concat());
        assert!(latin.starts_with("`f.csv` line 2: not UTF-8 at byte"), "{header}: {latin}");
    }
}

#[test]
fn open_marks_in_files_of_commands_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("o.csv");
    let out = out.to_str().unwrap();
    let Some((rows, good)) = fault("h02_open_quote_in_side_file/rows.csv") else { return };
    let (blocs, satellite) = (rows.replace("rows", "blocs"), rows.replace("rows", "satellite"));
    for (args, line) in [
        (&["balance", &good, "--rows", &rows, "-o", out][..], "rows.csv` line 2"),
        (&["chains", &good, "--by", "bloc", "--blocs", &blocs], "blocs.csv` line 2"),
        (&["footprint", &good, "--satellite", &satellite], "satellite.csv` line 7"),
    ] {
        let message = refused(args);
        assert!(message.contains(&format!("{line}: a quotation mark opens")), "{message}");
    }
    assert!(!Path::new(out).exists());
}

/// A table as R's `write.csv` writes it, and with marks around every cell.
#[test]
fn a_quoted_table_is_the_plain_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.csv");
    let destination = tripole::frame::Destination::create(&path).unwrap();
    write_table(&truth(), destination, TableFormat::Canonical, PrimaryRows::Totals).unwrap();
    let plain = std::fs::read_to_string(&path).unwrap();
    let table =
        |text: String| read(&Input::bytes("t.csv", text), &ReadOptions::default()).unwrap().table;
    let marks = |line: &str, label: fn(usize, &str) -> bool| {
        let cell = |(k, cell): (usize, &str)| {
            if label(k, cell) { format!("\"{cell}\"") } else { cell.to_owned() }
        };
        line.split(',').enumerate().map(cell).collect::<Vec<_>>().join(",")
    };
    let quoted = |label: fn(usize, &str) -> bool| {
        plain.lines().map(|line| marks(line, label) + "\n").collect::<String>()
    };
    let expected = table(plain.clone());
    assert_eq!(table(quoted(|k, cell| k == 0 || cell.parse::<f64>().is_err())), expected);
    assert_eq!(table(quoted(|_, _| true)), expected);
    assert_eq!(table(quoted(|k, _| k % 7 == 3)), expected);
}

#[test]
fn members_of_lists_are_sets() {
    let Some((path, good)) = fault("h12_list_of_lists_doubles/scenario.toml") else { return };
    let table = read_path(good.into(), &ReadOptions::default()).unwrap().table;
    let geography = Geography::regions(table.index());
    let nested = read_scenario(Path::new(&path), &geography).unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.matches("[[list]]").count() >= 40, "{text}");
    let importers =
        nested.tariffs[0].sales.importers().len() * nested.tariffs[0].sales.rows().len();
    assert!(importers <= table.index().regions().len() * table.index().len());
    // Order stays; what is named twice counts once.
    let of = |members: &str| {
        let text = format!(
            "name = \"n\"\n[[list]]\nname = \"L\"\nmembers = [{members}]\n[[relocate]]\nbuyer = \"USA\"\n\
             from = \"CHN\"\nrule = \"friends\"\nto = \"L\"\npercent = 10\n"
        );
        read_scenario(Input::bytes("s.toml", text), &geography).unwrap().relocations
    };
    assert_eq!(of("\"MEX\", \"USA\", \"mex\", \"MEX\""), of("\"MEX\", \"USA\""));
    let lists: String =
        (0..1001).map(|k| format!("[[list]]\nname = \"L{k}\"\nmembers = [\"CHN\"]\n")).collect();
    let many = read_scenario(Input::bytes("s.toml", format!("name = \"n\"\n{lists}")), &geography);
    assert_eq!(
        many.unwrap_err().to_string(),
        "`s.toml` line 3003, character 8: 1001 lists, the limit is 1000"
    );
}

fn packed(head: &str, line: &[u8], count: usize) -> Vec<u8> {
    let mut gz = GzEncoder::new(vec![], Compression::best());
    gz.write_all(head.as_bytes()).unwrap();
    let block = line.repeat((1 << 20) / line.len());
    (0..count).for_each(|_| gz.write_all(&block).unwrap());
    gz.finish().unwrap()
}

#[test]
fn small_files_are_bounded() {
    let table = truth();
    let side = |bytes: Vec<u8>| {
        let file = Input::bytes("rows.csv.gz", bytes);
        read_side_totals(file, &table, Side::Rows).unwrap_err().to_string()
    };
    // The second line is refused before the rest is unpacked.
    let message = side(packed("region,sector,value\n", b",,\n", 200));
    assert!(message.starts_with("`rows.csv.gz` line 2, column `region`: unknown"), "{message}");
    let message = side(packed("region,sector,value\n", b"\n", 80));
    assert!(message.ends_with("the limit is 200 to 1"), "{message}");
    let geography = Geography::regions(table.index());
    let plan = packed("name = \"n\"\n", b"\n", 20);
    let message = read_scenario(Input::bytes("s.toml.gz", plan), &geography).unwrap_err();
    assert_eq!(
        message.to_string(),
        "`s.toml.gz`: more than 16777216 bytes of text, the limit of a file of this kind"
    );
    #[cfg(unix)]
    for (args, zero) in [
        (&["scenario", "/dev/zero"][..], "NUL byte"),
        (&["chains", "--by", "bloc", "--blocs", "/dev/zero"], "NUL byte"),
        (&["info", "/dev/zero"], "NUL byte"),
    ] {
        let message = refused(args);
        assert!(message.contains(zero), "{message}");
    }
}

#[test]
fn sparse_tables_are_refused_before_they_take_memory() {
    let line = |k: usize| {
        let (region, sector) = (k / 20, k % 20);
        format!("R{region},s{sector},R0,HFCE,1\nR{region},s{sector},R0,s0,1\n")
    };
    let long = |count: usize| {
        let lines: String = (0..count).map(line).collect();
        let text = format!("row_region,row_sector,col_region,col_item,value\n{lines}");
        read(&Input::bytes("t.csv", text), &ReadOptions::default())
    };
    let message = long(20_000).unwrap_err().to_string();
    assert!(message.contains("20000 producers, which takes 3.2 GB of memory"), "{message}");
    let message = long(23_000).unwrap_err().to_string();
    assert!(message.starts_with("`t.csv` line 44722: a table of 22361 x 22361 cells"), "{message}");
    assert!(long(100).is_ok());
    // A narrow table of very many rows.
    let options = ReadOptions { max_cells: 10_000, ..ReadOptions::default() };
    let rows: String = (0..6000).map(|k| format!("R_{k},1,1\n")).collect();
    let tall = read(&Input::bytes("t.csv", format!("CODE,R_0,R_f\n{rows}")), &options);
    let message = tall.unwrap_err().to_string();
    assert!(message.contains("the limit is 10000 cells"), "{message}");
}

#[test]
fn an_archive_without_years_offers_none() {
    let Some((zip, _)) = fault("17_archive_without_years/two.zip") else { return };
    for args in [&["info", &zip][..], &["info", &zip, "--year", "2014"]] {
        let message = refused(args);
        assert!(message.contains("nothing in their names tells them apart"), "{message}");
        assert!(message.contains("`x/a.csv`, `x/b.csv`"), "{message}");
        assert!(message.contains("hint: unpack the one that is meant"), "{message}");
        assert!(!message.contains("--year"), "{message}");
    }
    let csv = zip.replace("two.zip", "wiot_2014.csv");
    let of = |year: &str| stderr(&tripole(&["info", &csv, "--year", year]));
    let other = of("2011");
    assert!(other.contains("2011") && other.contains("2014"), "{other}");
    assert_eq!(of("2014"), "");
    let strict = refused(&["info", &csv, "--year", "2011", "--strict"]);
    assert!(strict.contains("the name of the table says 2014"), "{strict}");
    let builtin = refused(&["info", "builtin:three-pole-2011", "--year", "1995"]);
    assert!(builtin.contains("`--year 1995` cannot be combined"), "{builtin}");
}

fn zipped(name: &str, entries: &[&str]) -> Input {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(vec![]));
    for entry in entries {
        zip.start_file(*entry, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(b"CODE,A_x,A_f\nA_x,1,2\n").unwrap();
    }
    Input::bytes(name, zip.finish().unwrap().into_inner())
}

#[test]
fn years_of_archives_are_those_of_their_entries() {
    let of = |entries: &[&str], year: Option<i32>| {
        let options = ReadOptions { year, ..ReadOptions::default() };
        let reading = read(&zipped("wiod_1995_2014.zip", entries), &options)?;
        let messages = reading.findings.into_iter().map(|f| f.message);
        let years: Vec<String> = messages.filter(|text| text.starts_with("year")).collect();
        Ok::<_, tripole::Error>((reading.table.source().year, years))
    };
    let refused = |entries: &[&str], year| of(entries, year).unwrap_err().to_string();
    assert_eq!(of(&["a_2011.csv", "a_2014.csv"], Some(2011)).unwrap(), (Some(2011), vec![]));
    // The only table of an archive is that of the year that is said.
    assert_eq!(of(&["a.csv"], Some(2011)).unwrap(), (Some(2011), vec![]));
    assert!(refused(&["a_2014.csv"], Some(2011)).contains("no table of year 2011"));
    assert!(
        refused(&["a_2011.csv", "b_2014.csv"], None).contains("several tables in the archive:")
    );
    assert!(refused(&["a_2011.csv", "b_2011.csv"], None).contains("nothing in their names"));
    assert!(refused(&["a_2011.csv", "b_2011.csv"], Some(2011)).contains("nothing in their names"));
    let message = refused(&["\u{1b}[31ma.csv", "b.csv"], None);
    assert!(message.contains("`\\u{1b}[31ma.csv`, `b.csv`"), "{message}");
}

/// Nothing that could move the cursor, in any stream.
fn harmless(output: &Output) -> String {
    let text = format!("{}{}", stdout(output), stderr(output));
    let bad = |c: char| c.is_control() && c != '\n';
    let turns = |c: char| matches!(c, '\u{202e}' | '\u{2066}');
    assert!(!text.chars().any(|c| bad(c) || turns(c)), "{text:?}");
    text
}

#[test]
fn control_characters_do_not_reach_the_terminal() {
    const EVIL: &str = "\u{1b}[31mX\u{202e}\u{9b}2J";
    assert_eq!(shown("\u{2066}a\u{2028}"), "\\u{2066}a\\u{2028}");
    let folder = tempfile::tempdir().unwrap();
    let name = folder.path().join(format!("{EVIL}.csv"));
    let file = name.to_str().unwrap();
    let table = format!(
        "CODE,A{EVIL}_x,B_x,A{EVIL}_f,B_f,OUT\nA{EVIL}_x,1,1,2,1,5\nB_x,1,2,1,3,7\nVA,3,4,0,0,0\n"
    );
    std::fs::write(&name, table).unwrap();
    let scenario = folder.path().join("s.toml");
    let entry = "[[tariff]]\nimporter = \"B\"\nexporter = \"L\"\npercent = 1\n";
    let list = "[[list]]\nname = \"L\"\nmembers = [\"B\", \"\\u001b[31mY\"]\n";
    std::fs::write(&scenario, format!("name = \"n\"\n{list}{entry}")).unwrap();
    let scenario = scenario.to_str().unwrap();
    let missing = format!("{file}.absent");
    let sectors = folder.path().join("m.csv");
    std::fs::write(&sectors, format!("code,{EVIL}\nx,{EVIL}\n")).unwrap();
    let out = folder.path().join(format!("{EVIL}_out.csv"));
    let (map, out) = (sectors.to_str().unwrap(), out.to_str().unwrap());
    for args in [
        &["info", file][..],
        &["check", file],
        &["trade", file, "--pretty"],
        &["vax", file, "--pretty", "--by", "region-sector"],
        &["info", &missing],
        &["trade", file, "-o", &missing],
        &["trade", file, "-o", file],
        &["trade", file, "--group", EVIL],
        &["exports", file, "--exporter", EVIL],
        &["exports", file, "--by", EVIL],
        &[EVIL],
        &["tariff", file, scenario, "--pretty"],
        &["convert", file, out, "--sectors", map],
        &["indices", file, "--pretty"],
        &["indices", file, "-o", &format!("{file}_folder")],
        &["compare", file, &missing, "--years", "1995,2000"],
        &["compare", file, file, "--years", "1995,2000", "--verbose", "--pretty"],
        &["sweep", file, scenario, "-o", &format!("{EVIL}.xlsx")],
    ] {
        let text = harmless(&tripole(args));
        assert!(!text.is_empty(), "{args:?}");
    }
}

#[cfg(unix)]
#[test]
fn paths_need_not_be_text() {
    use std::os::unix::ffi::OsStrExt;
    let Some(good) = shared("formats/bad_inputs/good.csv") else { return };
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join(OsStr::from_bytes(b"d\xe9"));
    std::fs::create_dir(&folder).unwrap();
    let file = |name: &[u8]| folder.join(OsStr::from_bytes(name));
    std::fs::copy(good, file(b"t\xe9.csv")).unwrap();
    std::fs::write(file(b"b\xe9.csv"), "code,bloc\nCHN,Asia\nUSA,NAFTA\nMEX,NAFTA\n").unwrap();
    let entry = "[[tariff]]\nimporter = \"USA\"\nexporter = \"CHN\"\npercent = 10\n";
    std::fs::write(file(b"s\xe9.toml"), format!("name = \"n\"\n{entry}")).unwrap();
    std::fs::write(
        folder.join("entries.toml"),
        format!("name = \"n\"\n{}", entry.replace("10", "\"$p\"")),
    )
    .unwrap();
    let grid = "name = \"g\"\nscenario = \"entries.toml\"\n[parameters]\np = [1, 2]\n";
    std::fs::write(file(b"g\xe9.toml"), grid).unwrap();
    let run = |args: &[&OsStr]| {
        let output = Command::cargo_bin("tripole").unwrap().args(args).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{args:?}: {}", stderr(&output));
    };
    let (table, blocs, plan) = (file(b"t\xe9.csv"), file(b"b\xe9.csv"), file(b"s\xe9.toml"));
    let (grid, out, made) = (file(b"g\xe9.toml"), file(b"o\xe9.csv"), file(b"c\xe9.csv"));
    let word = OsStr::new;
    run(&[word("info"), table.as_os_str()]);
    run(&[word("trade"), table.as_os_str(), word("-o"), out.as_os_str()]);
    assert!(out.is_file());
    run(&[
        word("chains"),
        table.as_os_str(),
        word("--by"),
        word("bloc"),
        word("--blocs"),
        blocs.as_os_str(),
    ]);
    run(&[word("tariff"), table.as_os_str(), plan.as_os_str()]);
    run(&[word("scenario"), table.as_os_str(), plan.as_os_str()]);
    run(&[word("sweep"), table.as_os_str(), grid.as_os_str()]);
    run(&[word("convert"), table.as_os_str(), made.as_os_str()]);
    run(&[word("indices"), table.as_os_str(), word("-o"), file(b"i\xe9").as_os_str()]);
    run(&[
        word("compare"),
        table.as_os_str(),
        made.as_os_str(),
        word("--years"),
        word("1995,2000"),
        word("-o"),
        file(b"f\xe9").as_os_str(),
    ]);
    assert!(file(b"i\xe9").join("exports.csv").is_file());
}

#[test]
fn codes_of_small_files_are_named_with_their_place() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let perimeter = write("p.csv", "sellers,sectors,buyers\nCHN,ELE,USA\nCHN,ELE,USB MEX\n");
    let message = refused(&["imports", "--perimeter", &perimeter]);
    assert!(message.contains("p.csv` line 3, column `buyers`: unknown"), "{message}");
    assert!(message.contains("`USB`"), "{message}");
    let perimeter = write("q.csv", "sellers,sectors,buyers\nCHN,ELF,USA\n");
    let message = refused(&["imports", "--perimeter", &perimeter]);
    assert!(message.contains("q.csv` line 2, column `sectors`: unknown sector `ELF`"), "{message}");
    let blocs = write("b.csv", "code,bloc\nXAA,A\nXBB,B\n");
    for args in
        [&["chains", "--by", "bloc", "--blocs", &blocs][..], &["indices", "--blocs", &blocs]]
    {
        let message = refused(args);
        assert!(message.contains("b.csv`: none of these blocs has a region"), "{message}");
    }
    let map = write("m.csv", "code,group\nUSA,A\nCHN,B\nUSA,B\n");
    let out = folder.path().join("o.csv");
    let convert = ["convert", "builtin:three-pole-2011", out.to_str().unwrap(), "--regions"];
    let message = refused(&[&convert[..], &[&map]].concat());
    assert!(message.contains("m.csv` line 4: code `USA` is given twice"), "{message}");
    let map = write("n.csv", "code,group\nunited states,A\nUS,B\n");
    let message = refused(&[&convert[..], &[&map]].concat());
    assert!(message.contains("n.csv`: code `USA` is given twice, to `A` and to `B`"), "{message}");
    assert!(!out.exists());
}
