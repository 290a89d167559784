//! The forms that results are saved in, read again by other programs' readers.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

use dta::stata::dta::dta_reader::DtaReader;
use dta::stata::dta::long_string_table::LongStringTable;
use dta::stata::dta::value::Value as Cell;
use dta::stata::dta::value_label_table::ValueLabelTable;
use dta::stata::dta::variable_type::VariableType;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use serde_json::Value;
use tripole::frame::{
    About, Destination, Names, ResultFolder, TableAbout, Unit, glossary, write_latex,
    write_markdown,
};
use tripole::{Error, Frame};

/// Every form that holds one result.
const FILES: [&str; 8] =
    ["r.csv", "r.csv.gz", "r.xlsx", "r.dta", "r.parquet", "r.json", "r.tex", "r.md"];

/// Labels that one form or another would read as something else.
fn hostile() -> Vec<String> {
    let long = "Ünter den Linden, ".repeat(200);
    let texts = [
        "=cmd|' /C calc'!A0",
        "+1",
        "@x",
        "say \"x\", 'y'",
        r"&%$#_{}~^\",
        "a|b",
        "two\nlines",
        "",
        "Côte d'Ivoire 中国",
        "[x]",
        "*",
        "<b>`c`</b>",
        &long,
        "USA",
    ];
    texts.map(str::to_owned).to_vec()
}

/// One row for every hostile label.
fn frame() -> Frame {
    let labels = hostile();
    let rows = labels.len();
    let mut names = Names::default();
    names.add_region("USA", "United States");
    names.add_region("a|b", "Either & other");
    let values = |odd: f64| (0..rows).map(|k| if k == 1 { odd } else { 0.1 + k as f64 }).collect();
    let table = TableAbout {
        name: "builtin:x".to_owned(),
        source: "WIOD 2013 & others".to_owned(),
        year: Some(2011),
        unit: Some("million US$".to_owned()),
        ..TableAbout::default()
    };
    let about = About {
        program: "tripole 1.2.3".to_owned(),
        command: vec!["tripole".to_owned(), "vax".to_owned()],
        tables: vec![table],
        findings: vec!["x".repeat(20_000)],
        ..About::default()
    };
    Frame::new("vax", rows)
        .with_key("exporter", &labels, 0..rows)
        .with_text("year", &(0..rows).map(|k| format!("{}", 1995 + k)).collect::<Vec<_>>())
        .with_indicator("vax", Unit::money("million US$"), values(f64::NAN))
        .with_indicator("vax_ratio", Unit::Ratio, values(f64::INFINITY))
        .with_indicator("share", Unit::Share, values(-5e-324))
        .with_indicator(
            "rank",
            Unit::Number,
            (0..rows).map(|k| if k == 1 { f64::NAN } else { k as f64 }).collect(),
        )
        .with_remark("flag", &labels)
        .with_note("days", "365")
        .with_names_of(Arc::new(names))
        .with_about(Arc::new(about))
}

/// The bytes of the file that a frame becomes.
fn saved(frame: &Frame, name: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    Destination::create(&path).unwrap().save(std::slice::from_ref(frame)).unwrap();
    std::fs::read(path).unwrap()
}

/// What a frame cannot be saved for; nothing is left.
fn refused(frames: &[Frame], name: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let error = Destination::create(folder.path().join(name)).unwrap().save(frames).unwrap_err();
    assert!(matches!(error, Error::Encode { .. }), "{error}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    error.to_string()
}

/// A Stata file, as another program reads it.
struct Stata {
    label: String,
    variables: Vec<(String, VariableType, String)>,
    formats: Vec<String>,
    /// By variable and name.
    characteristics: BTreeMap<(String, String), String>,
    /// Cells as texts: numbers as the shortest decimals, missing ones as `.`.
    rows: Vec<Vec<String>>,
    labels: BTreeMap<String, Vec<(i32, String)>>,
}

impl Stata {
    fn read(bytes: Vec<u8>) -> Self {
        let schema = DtaReader::new().from_reader(Cursor::new(bytes)).read_header().unwrap();
        let label = schema.header().dataset_label().to_owned();
        let mut reader = schema.read_schema().unwrap();
        let variables = reader.schema().variables().to_vec();
        let mut characteristics = BTreeMap::new();
        while let Some(one) = reader.read_characteristic().unwrap() {
            let of = one.target().as_variable_name().to_owned();
            let before =
                characteristics.insert((of, one.name().to_owned()), one.value().to_owned());
            assert_eq!(before, None, "{}", one.name());
        }
        let mut texts = LongStringTable::for_reading();
        let mut long = reader.into_record_reader().unwrap().seek_long_strings().unwrap();
        let encoding = long.encoding();
        long.read_remaining_into(&mut texts).unwrap();
        let mut records = long.seek_records().unwrap();
        let mut rows = vec![];
        while let Some(record) = records.read_record().unwrap() {
            let cell = |cell: &Cell<'_>| match cell {
                Cell::Long(number) => number.present().map_or(".".to_owned(), |n| n.to_string()),
                Cell::Double(number) => number.present().map_or(".".to_owned(), |n| n.to_string()),
                Cell::String(text) => text.to_string(),
                Cell::LongStringRef(place) => {
                    let text = texts.get(place);
                    text.map_or(String::new(), |t| t.data_str(encoding).unwrap().into_owned())
                }
                other => panic!("{other:?}"),
            };
            rows.push(record.values().iter().map(cell).collect());
        }
        let mut sets = ValueLabelTable::new();
        records.seek_value_labels().unwrap().read_remaining_into(&mut sets).unwrap();
        let labels = sets.iter().map(|set| {
            let entries = set.entries().iter().map(|e| (e.value(), e.label().to_owned())).collect();
            (set.name().to_owned(), entries)
        });
        Stata {
            label,
            labels: labels.collect(),
            formats: variables.iter().map(|v| v.format().to_owned()).collect(),
            variables: variables
                .iter()
                .map(|v| (v.name().to_owned(), v.variable_type(), v.label().to_owned()))
                .collect(),
            characteristics,
            rows,
        }
    }

    fn column(&self, name: &str) -> Vec<&str> {
        let place = self.variables.iter().position(|(variable, ..)| variable == name).unwrap();
        self.rows.iter().map(|row| row[place].as_str()).collect()
    }

    fn characteristic(&self, of: &str, name: &str) -> &str {
        &self.characteristics[&(of.to_owned(), name.to_owned())]
    }
}

/// Numbers as the reader above writes them.
fn numbers(frame: &Frame, name: &str) -> Vec<String> {
    let text = |v: &f64| if v.is_finite() { v.to_string() } else { ".".to_owned() };
    frame.real(name).unwrap().iter().map(text).collect()
}

#[test]
fn stata_files_say_what_is_in_them() {
    let frame = frame();
    let file = Stata::read(saved(&frame, "r.dta"));
    assert_eq!(file.label, "vax: builtin:x (2011)");
    let names: Vec<&str> = file.variables.iter().map(|(name, ..)| name.as_str()).collect();
    let columns =
        ["exporter", "exporter_name", "year", "vax", "vax_ratio", "share", "rank", "flag"];
    assert_eq!(names, columns);
    // Texts of any length, and all others, come back; so does every number, to the last bit.
    assert_eq!(file.column("exporter"), hostile());
    assert_eq!(file.column("flag"), hostile());
    assert_eq!(file.variables[0].1, VariableType::LongString);
    for name in ["vax", "vax_ratio", "share", "rank"] {
        assert_eq!(file.column(name), numbers(&frame, name), "{name}");
    }
    assert_eq!(file.column("vax")[1], ".");
    assert_eq!(file.column("share")[1].parse::<f64>(), Ok(-5e-324));
    assert_eq!(file.column("year")[..2], ["1995", "1996"]);
    assert_eq!(file.variables[2].1, VariableType::Long);
    assert_eq!(file.variables[6].1, VariableType::Long);
    assert_eq!(file.variables[3].1, VariableType::Double);
    // The names of codes, the code where there is none, nothing where there is no code.
    let of_usa = file.column("exporter_name")[13].parse::<i32>().unwrap();
    let set = &file.labels["exporter_name"];
    let named = |number: i32| set.iter().find(|(n, _)| *n == number).map(|(_, text)| text.as_str());
    assert_eq!(named(of_usa), Some("United States"));
    assert_eq!(named(6), Some("Either & other"));
    assert_eq!((named(10), file.column("exporter_name")[7]), (Some("[x]"), "."));
    assert_eq!(file.labels.len(), 1);
    // Units in labels and characteristics, the definition as a note.
    let (ratio, amount) = (&file.variables[4].2, &file.variables[3].2);
    assert_eq!(ratio, "VAX ratio");
    assert!(amount.ends_with(" (million US$)"), "{amount}");
    assert_eq!(file.characteristic("vax", "unit"), "million US$");
    assert_eq!(file.characteristic("vax_ratio", "note0"), "2");
    assert!(file.characteristic("vax_ratio", "note1").contains("VAX / E"));
    assert!(file.characteristic("vax_ratio", "note2").starts_with("Source: Johnson and Noguera"));
    // Where it comes from, in notes that no edition of Stata cuts.
    let count: usize = file.characteristic("_dta", "note0").parse().unwrap();
    let notes: Vec<&str> =
        (1..=count).map(|k| file.characteristic("_dta", &format!("note{k}"))).collect();
    for note in ["program: tripole 1.2.3", "command: tripole vax", "unit: million US$", "days: 365"]
    {
        assert!(notes.contains(&note), "{note}");
    }
    assert!(notes.iter().all(|note| note.len() <= 8_000));
    assert_eq!(notes.concat().matches('x').count() - notes.concat().matches("vax").count(), 20_001);
}

#[test]
fn stata_labels_have_eighty_characters_and_classes_their_names() {
    let unit = "thousand tonnes of carbon dioxide equivalent per million dollars of 2015";
    let frame = Frame::new("x", 1)
        .with_indicator("ä".repeat(90), Unit::quantity(unit), vec![1.0])
        .with_indicator("of_a_name_that_is_longer_than_allowed_1", Unit::Ratio, vec![1.0])
        .with_indicator("of_a_name_that_is_longer_than_allowed_2", Unit::Ratio, vec![2.0]);
    let file = Stata::read(saved(&frame, "r.dta"));
    for (name, _, label) in &file.variables {
        assert!(name.len() <= 32 && label.chars().count() <= 80, "{label}");
    }
    let label = &file.variables[0].2;
    assert!(label.starts_with("ääää") && label.contains("… (thousand tonnes of carbon"), "{label}");
    assert_eq!(
        file.characteristic("of_a_name_that_is_longer_than_al", "column"),
        "of_a_name_that_is_longer_than_allowed_1"
    );
    assert_eq!(
        file.characteristic("of_a_name_that_is_longer_than__2", "column"),
        "of_a_name_that_is_longer_than_allowed_2"
    );
    let mut seen = 0;
    for term in glossary::terms().iter().filter(|term| !term.classes.is_empty()) {
        let number = |(code, text): &(String, String)| Some((code.parse().ok()?, text.clone()));
        let Some(classes) = term.classes.iter().map(number).collect::<Option<Vec<(i32, String)>>>()
        else {
            continue;
        };
        let of = term.frames.split(' ').next().unwrap().to_owned();
        let values = classes.iter().map(|(number, _)| f64::from(*number)).collect();
        let frame = Frame::new(of, classes.len()).with_indicator(&term.name, Unit::Number, values);
        let file = Stata::read(saved(&frame, "r.dta"));
        assert_eq!(file.labels.values().collect::<Vec<_>>(), [&classes], "{}", term.name);
        seen += 1;
    }
    assert!(seen > 0 || glossary::terms().iter().all(|term| term.classes.is_empty()));
}

#[test]
fn what_stata_cannot_hold_is_refused() {
    let large = Frame::new("x", 1).with_indicator("n", Unit::Ratio, vec![9e307]);
    assert!(refused(&[large], "r.dta").contains("column `n` has 9e307"));
    let zero = Frame::new("x", 1).with_text("exporter", &["a\0b"]);
    assert!(refused(&[zero], "r.dta").contains("ends at a character of code 0"));
    let fits = Frame::new("x", 1).with_indicator("n", Unit::Ratio, vec![8.9e307]);
    assert_eq!(Stata::read(saved(&fits, "r.dta")).column("n"), numbers(&fits, "n"));
    for name in ["r.dta", "r.parquet"] {
        let text = refused(&[frame(), frame()], name);
        assert!(text.ends_with("this format holds one result, there are 2"), "{text}");
    }
}

#[test]
fn stata_formats_round_for_reading() {
    let frame = Frame::new("x", 1)
        .with_text("exporter", &["USA"])
        .with_indicator("amount", Unit::money("US$"), vec![1_234_567.8])
        .with_indicator("ratio", Unit::Ratio, vec![0.5])
        .with_indicator("huge", Unit::money("US$"), vec![1e300]);
    let formats = Stata::read(saved(&frame, "r.dta")).formats;
    assert_eq!(formats, ["%-3s", "%9.0fc", "%9.4fc", "%10.0g"]);
}

/// A Parquet file, as its crate reads it.
fn parquet_reader(bytes: &[u8]) -> SerializedFileReader<std::fs::File> {
    let mut file = tempfile::tempfile().unwrap();
    std::io::Write::write_all(&mut file, bytes).unwrap();
    SerializedFileReader::new(file).unwrap()
}

/// The cells of a row, with the names of columns.
type Cells = Vec<(String, Field)>;

/// The rows and the metadata of a Parquet file.
fn parquet_of(bytes: &[u8]) -> (Vec<Cells>, BTreeMap<String, String>) {
    let reader = parquet_reader(bytes);
    let pairs = reader.metadata().file_metadata().key_value_metadata().unwrap().clone();
    let metadata = pairs.into_iter().map(|pair| (pair.key, pair.value.unwrap())).collect();
    let rows = reader.get_row_iter(None).unwrap().map(|row| row.unwrap().into_columns());
    (rows.collect(), metadata)
}

#[test]
fn parquet_files_say_what_is_in_them() {
    let frame = frame();
    let (rows, metadata) = parquet_of(&saved(&frame, "r.parquet"));
    assert_eq!(rows.len(), frame.rows());
    for ((k, year), (row, label)) in (1995..).enumerate().zip(rows.iter().zip(hostile())) {
        let text = if label.is_empty() { Field::Null } else { Field::Str(label) };
        assert_eq!((&row[0].1, &row[6].1), (&text, &text));
        assert_eq!(row[1].1, Field::Long(year));
        for (place, name) in [(2, "vax"), (3, "vax_ratio"), (4, "share"), (5, "rank")] {
            let value = frame.real(name).unwrap()[k];
            let cell = if value.is_finite() { Field::Double(value) } else { Field::Null };
            assert_eq!(row[place], (name.to_owned(), cell));
        }
    }
    let json = |name: &str| -> Value { serde_json::from_str(&metadata[name]).unwrap() };
    assert_eq!(metadata["tripole.frame"], "vax");
    assert_eq!(json("tripole.about")["tables"][0]["year"], 2011);
    assert_eq!(json("tripole.columns")[2]["unit"], "million US$");
    assert_eq!(json("tripole.columns")[3]["label"], "VAX ratio");
    assert_eq!(json("tripole.notes")["days"], "365");
}

/// More rows than are written at a time.
#[test]
fn parquet_files_of_many_rows() {
    let rows = (1 << 20) + 5;
    let values: Vec<f64> =
        (0..rows).map(|k| if k % 7 == 0 { f64::NAN } else { k as f64 }).collect();
    let frame = Frame::new("x", rows)
        .with_key("exporter", &["USA", "CHN"], (0..rows).map(|k| k % 2))
        .with_indicator("n", Unit::Ratio, values);
    let reader = parquet_reader(&saved(&frame, "r.parquet"));
    assert_eq!(reader.num_row_groups(), 2);
    for (k, row) in reader.get_row_iter(None).unwrap().enumerate().skip(rows - 10) {
        let cells = row.unwrap().into_columns();
        assert_eq!(cells[0].1, Field::Str(["USA", "CHN"][k % 2].to_owned()));
        assert_eq!(cells[1].1, if k % 7 == 0 { Field::Null } else { Field::Double(k as f64) });
    }
}

/// Characters of a text that LaTeX, or Markdown, takes for more than text: those after a backslash are none.
fn bare(text: &str, special: &str) -> usize {
    let mut escaped = false;
    let mut count = 0;
    for c in text.chars() {
        count += usize::from(!escaped && special.contains(c));
        escaped = c == '\\' && !escaped;
    }
    count
}

fn printed(write: fn(&[Frame], &mut Vec<u8>) -> std::io::Result<()>, frames: &[Frame]) -> String {
    let mut out = vec![];
    write(frames, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn latex_tables_hold_hostile_labels() {
    let frame = frame();
    let text = printed(|f, out| write_latex(f, out), std::slice::from_ref(&frame));
    let body = text.split("\\midrule\n").nth(1).unwrap().split("\\bottomrule").next().unwrap();
    assert_eq!(body.lines().count(), frame.rows());
    for line in body.lines() {
        assert_eq!(bare(line, "&"), 6, "{line}");
        assert_eq!(bare(line, "%#_~^"), 0, "{line}");
        assert!(line.ends_with(" \\\\") && !line.starts_with(['[', '*']), "{line}");
    }
    let head: Vec<&str> = text.lines().take(5).collect();
    assert_eq!(head[1], "\\noindent\\begin{tabular}{llrrrrl}");
    assert_eq!(
        head[3],
        "Exporter & Year & Value-added exports & VAX ratio & share & rank & Flag \\\\"
    );
    assert_eq!(head[4], " &  & million US\\$ &  & \\% &  &  \\\\");
    let note = "Table: builtin:x, WIOD 2013 \\& others, 2011. Computed with \
                tripole 1.2.3. days: 365.";
    assert!(text.contains(note), "{text}");
    assert_eq!(text.matches('{').count(), text.matches('}').count());
    let two = printed(|f, out| write_latex(f, out), &[frame.clone(), frame]);
    assert_eq!(two.matches("\\begin{tabular}").count(), 2);
}

/// Terms of papers are headed by their codes, which a line below explains; changes are in per cent.
#[test]
fn tables_of_papers_have_the_codes_of_terms() {
    let frame = Frame::new("wwz_grouped", 1)
        .with_text("exporter", &["CHN"])
        .with_indicator("DVA", Unit::money("million US$"), vec![1.5])
        .with_indicator("DVA_share", Unit::Share, vec![0.25])
        .with_indicator("growth", Unit::Change, vec![-0.0123]);
    let text = printed(|f, out| write_latex(f, out), std::slice::from_ref(&frame));
    assert!(text.contains("Exporter & DVA & DVA share & growth \\\\\n"), "{text}");
    assert!(text.contains(" & million US\\$ & \\% & \\% \\\\\n"), "{text}");
    assert!(text.contains("CHN & 1.500 & 25.0 & $-$1.23 \\\\\n"), "{text}");
    assert!(text.contains("DVA: Domestic value added absorbed abroad."), "{text}");
    assert!(!text.contains("share:"), "{text}");
    let text = printed(|f, out| write_markdown(f, out), std::slice::from_ref(&frame));
    assert!(text.starts_with("| Exporter | DVA (million US\\$) | DVA share (%) |"), "{text}");
    assert!(text.ends_with("\nDVA: Domestic value added absorbed abroad.\n"), "{text}");
}

#[test]
fn markdown_tables_hold_hostile_labels() {
    let frame = frame();
    let text = printed(|f, out| write_markdown(f, out), std::slice::from_ref(&frame));
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), frame.rows() + 4);
    for line in &lines[..frame.rows() + 2] {
        assert_eq!(bare(line, "|"), 8, "{line}");
        assert_eq!(bare(line, "<>*_`"), 0, "{line}");
    }
    assert_eq!(lines[1], "|:---|:---|---:|---:|---:|---:|:---|");
    assert!(
        lines[0].contains("| Value-added exports (million US\\$) | VAX ratio | share (%) |"),
        "{}",
        lines[0]
    );
    assert!(lines[frame.rows() + 3].starts_with("Table: builtin:x, WIOD 2013 \\& others, 2011"));
}

/// Every part of a workbook that is text.
fn parts(bytes: Vec<u8>) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = BTreeMap::new();
    for k in 0..archive.len() {
        let mut file = archive.by_index(k).unwrap();
        let mut text = String::new();
        if std::io::Read::read_to_string(&mut file, &mut text).is_ok() {
            parts.insert(file.name().unwrap().into_owned(), text);
        }
    }
    parts
}

#[test]
fn workbooks_say_what_is_in_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("r.xlsx");
    Destination::create(&path).unwrap().save(&[frame(), frame()]).unwrap();
    let parts = parts(std::fs::read(&path).unwrap());
    let names: Vec<&str> = parts["xl/workbook.xml"]
        .split("<sheet name=\"")
        .skip(1)
        .map(|s| s.split('"').next().unwrap())
        .collect();
    assert_eq!(names, ["vax", "vax_2", "About"]);
    let sheet = &parts["xl/worksheets/sheet1.xml"];
    // Texts are texts, whatever they begin with.
    assert!(!sheet.contains("<f>"), "a formula");
    assert!(parts["xl/sharedStrings.xml"].contains(">=cmd|' /C calc'!A0<"));
    assert!(parts["xl/sharedStrings.xml"].contains(">United States<"));
    // Names, units, then numbers, which stay below both.
    let rows = sheet.matches("<row ").count();
    assert_eq!(rows, 2 + hostile().len());
    assert!(
        sheet.contains("ySplit=\"2\"") && sheet.contains("<autoFilter ref=\"A2:H16\""),
        "{sheet}"
    );
    assert!(sheet.contains("<v>2008</v>") && sheet.contains("<v>13.1</v>"));
    for format in ["0.0%", "#,##0.0000"] {
        assert!(parts["xl/styles.xml"].contains(&format!("formatCode=\"{format}\"")), "{format}");
    }
    let ratio = tripole::frame::glossary::term("vax", "vax_ratio").unwrap();
    for text in ["builtin:x", "days", "365", "VAX ratio", &ratio.definition] {
        assert!(parts["xl/sharedStrings.xml"].contains(&format!(">{text}<")), "{text}");
    }
}

/// The cells of a sheet by their places, each with its text and the format of its number.
fn cells_of(parts: &BTreeMap<String, String>, sheet: &str) -> BTreeMap<String, [String; 2]> {
    let between = |text: &str, start: &str, end: &str| {
        text.split_once(start)
            .and_then(|(_, rest)| rest.split_once(end))
            .map(|(it, _)| it.to_owned())
    };
    let texts: Vec<String> = parts["xl/sharedStrings.xml"]
        .split("<si>")
        .skip(1)
        .map(|item| item.split_once('>').unwrap().1.split("</t>").next().unwrap().to_owned())
        .collect();
    let styles = &parts["xl/styles.xml"];
    let formats: BTreeMap<String, String> = styles
        .split("<numFmt ")
        .skip(1)
        .filter_map(|it| Some((between(it, "Id=\"", "\"")?, between(it, "Code=\"", "\"")?)))
        .collect();
    let styles: Vec<String> = between(styles, "<cellXfs", "</cellXfs>")
        .unwrap()
        .split("<xf ")
        .skip(1)
        .map(|it| between(it, "numFmtId=\"", "\"").unwrap())
        .collect();
    let cell = |cell: &str| {
        let value = between(cell, "<v>", "</v>").unwrap_or_default();
        let head = cell.split('>').next().unwrap();
        let is_text = head.contains("t=\"s\"");
        let style = between(head, "s=\"", "\"").and_then(|k| k.parse::<usize>().ok());
        let format = style.and_then(|k| formats.get(&styles[k])).cloned().unwrap_or_default();
        let value = if is_text { texts[value.parse::<usize>().unwrap()].clone() } else { value };
        (head.split('"').next().unwrap().to_owned(), [value, format])
    };
    parts[sheet].split("<c r=\"").skip(1).map(cell).collect()
}

/// Every cell of a sheet where it belongs: names, units and numbers of each column below each other.
#[test]
fn cells_of_workbooks_are_in_their_places() {
    let mut names = Names::default();
    names.add_region("USA", "United States");
    let frame = Frame::new("vax", 2)
        .with_text("exporter", &["USA", "CHN"])
        .with_indicator("vax", Unit::money("million US$"), vec![1.5, f64::NAN])
        .with_indicator("vax_ratio", Unit::Share, vec![0.25, 0.5])
        .with_indicator("growth", Unit::Change, vec![-0.0123, 0.0])
        .with_names_of(Arc::new(names));
    let cells = cells_of(&parts(saved(&frame, "r.xlsx")), "xl/worksheets/sheet1.xml");
    let wanted = [
        ("A1", "exporter", ""),
        ("B1", "exporter_name", ""),
        ("C1", "vax", ""),
        ("D1", "vax_ratio", ""),
        ("E1", "growth", ""),
        ("C2", "million US$", ""),
        ("D2", "share", ""),
        ("E2", "relative change", ""),
        ("A3", "USA", ""),
        ("B3", "United States", ""),
        ("C3", "1.5", "#,##0.0000"),
        ("D3", "0.25", "0.0%"),
        ("E3", "-0.0123", "0.00%"),
        ("A4", "CHN", ""),
        ("D4", "0.5", "0.0%"),
        ("E4", "0", "0.00%"),
    ];
    for (place, text, format) in wanted {
        let found = cells.get(place).map(|[text, format]| (text.as_str(), format.as_str()));
        assert_eq!(found, Some((text, format)), "{place}: {cells:?}");
    }
    // What is undefined is no cell.
    assert!(!cells.contains_key("C4"), "{cells:?}");
}

#[test]
fn more_rows_than_a_sheet_has_are_refused() {
    let of = |rows: usize| {
        [Frame::new("x", rows).with_indicator("n", Unit::Ratio, vec![f64::NAN; rows])]
    };
    let text = refused(&of(1_048_575), "r.xlsx");
    assert!(
        text.ends_with("a worksheet holds 1048574 rows, the result has 1048575; save it as .csv")
    );
    let long = Frame::new("x", 1).with_text("exporter", &["x".repeat(40_000)]);
    let text = refused(&[long], "r.xlsx");
    assert!(text.contains("32,767"), "{text}");
}

#[test]
fn frames_without_rows_or_columns_have_every_form() {
    let none: [&str; 0] = [];
    let empty = Frame::new("vax", 0)
        .with_text("exporter", &none)
        .with_text("year", &none)
        .with_indicator("vax_ratio", Unit::Ratio, vec![]);
    for frame in [empty, Frame::new("nothing", 0)] {
        for name in FILES {
            assert!(!saved(&frame, name).is_empty() || name == "r.csv", "{name}");
        }
        assert_eq!(Stata::read(saved(&frame, "r.dta")).rows.len(), 0);
        assert_eq!(parquet_of(&saved(&frame, "r.parquet")).0.len(), 0);
    }
}

#[test]
fn the_same_result_is_the_same_file() {
    for name in FILES.into_iter().filter(|name| *name != "r.xlsx") {
        assert!(saved(&frame(), name) == saved(&frame(), name), "{name}");
    }
}

#[test]
fn folders_say_what_is_in_them() {
    let above = tempfile::tempdir().unwrap();
    let path = above.path().join("results");
    let other = Frame::new("Two words", 1).with_indicator("n", Unit::Count, vec![1.0]);
    ResultFolder::open(&path).unwrap().save(&[frame(), other]).unwrap();
    let read = |name: &str| std::fs::read_to_string(Path::new(&path).join(name)).unwrap();
    let package: Value = serde_json::from_str(&read("datapackage.json")).unwrap();
    assert_eq!(package["about"]["program"], "tripole 1.2.3");
    let resources = package["resources"].as_array().unwrap();
    let paths: BTreeSet<&str> = resources.iter().map(|r| r["path"].as_str().unwrap()).collect();
    let files =
        std::fs::read_dir(&path).unwrap().map(|f| f.unwrap().file_name().into_string().unwrap());
    let files: BTreeSet<String> = files.filter(|name| name != "datapackage.json").collect();
    assert_eq!(paths, files.iter().map(String::as_str).collect());
    for resource in resources {
        let text = read(resource["path"].as_str().unwrap());
        let mut csv = csv::Reader::from_reader(text.as_bytes());
        let header: Vec<String> = csv.headers().unwrap().iter().map(str::to_owned).collect();
        let fields = resource["schema"]["fields"].as_array().unwrap();
        assert_eq!(header, fields.iter().map(|f| f["name"].as_str().unwrap()).collect::<Vec<_>>());
        // Every cell is of the type that its column says.
        for record in csv.records().map(Result::unwrap) {
            for (cell, field) in record.iter().zip(fields).filter(|(cell, _)| !cell.is_empty()) {
                match field["type"].as_str().unwrap() {
                    "number" => assert!(cell.parse::<f64>().is_ok(), "{cell}"),
                    "integer" => assert!(cell.parse::<i64>().is_ok(), "{cell}"),
                    kind => assert_eq!(kind, "string"),
                }
            }
        }
    }
    let fields = &resources[0]["schema"]["fields"];
    assert_eq!(
        (&fields[1]["type"], &fields[2]["unit"]),
        (&"integer".into(), &"million US$".into())
    );
    assert_eq!(
        (&fields[3]["title"], &resources[1]["name"]),
        (&"VAX ratio".into(), &"two-words".into())
    );
}
