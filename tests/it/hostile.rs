//! Inputs damaged as people and programs damage them: every entry point answers with a value or with
//! one presentable line. `fuzz/` runs the same entry points under a fuzzer, from the same seeds.

use std::io::Write;
use std::path::PathBuf;

use proptest::prelude::*;
use proptest::sample::Index;

use crate::entry_points;

/// The inputs of a folder of `seeds/fuzz`, in the order of their names.
fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("seeds/fuzz").join(target);
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() > 2, "no seeds of {target}");
    paths.iter().map(|path| std::fs::read(path).unwrap()).collect()
}

/// What stands in cells, labels and values that somebody else wrote.
const TOKENS: &[&str] = &[
    "",
    " ",
    "\u{a0}",
    "\"",
    "\"\"",
    "\"a\"b",
    "'",
    "\r",
    "\r\n",
    "\n",
    "\0",
    "\u{1b}[31m",
    "\u{feff}",
    ",",
    ";",
    "\t",
    "_",
    "AAA",
    "AAA_agr",
    "AAA_man",
    "CCC_agr",
    "AAA_N_agr",
    "agr",
    "hh",
    "OUT",
    "TOTAL",
    "VA",
    "TLS",
    "FD",
    "MX1_agr",
    "nan",
    "-inf",
    "1e308",
    "-1e308",
    "1e-320",
    "-1",
    "0",
    "-0",
    "1e400",
    "1,5",
    "12%",
    "#REF!",
    "=1+1",
    "0x10",
    "１２",
    "all",
    "goods",
    "services",
    "inputs",
    "final",
    "man..agr",
    "AAA..",
    "..",
    "$rate",
    "$",
    "[",
    "]",
    "{",
    "}",
    "[[tariff]]",
    "rate = 0.1\n",
    "\"\"\"",
    "true",
    "1979-05-27",
    "99999999999999999999",
    "-5",
    "0.5",
];

/// One damage to a text of lines and cells.
#[derive(Debug, Clone)]
enum Damage {
    /// A token in place of a cell.
    Replace(Index, usize),
    /// A token before a cell.
    Insert(Index, usize),
    RepeatLine(Index),
    DropLine(Index),
    SwapLines(Index, Index),
    /// A column (cells between separators) left out or repeated.
    DropColumn(Index),
    RepeatColumn(Index),
    Truncate(Index),
    Byte(Index, u8),
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = any::<Index>;
    prop_oneof![
        4 => (at(), 0..TOKENS.len()).prop_map(|(at, token)| Damage::Replace(at, token)),
        2 => (at(), 0..TOKENS.len()).prop_map(|(at, token)| Damage::Insert(at, token)),
        1 => at().prop_map(Damage::RepeatLine),
        1 => at().prop_map(Damage::DropLine),
        1 => (at(), at()).prop_map(|(a, b)| Damage::SwapLines(a, b)),
        1 => at().prop_map(Damage::DropColumn),
        1 => at().prop_map(Damage::RepeatColumn),
        1 => at().prop_map(Damage::Truncate),
        2 => (at(), any::<u8>()).prop_map(|(at, byte)| Damage::Byte(at, byte)),
    ]
}

/// Positions at which words begin, and the end.
fn words(text: &[u8]) -> Vec<usize> {
    let ends = b",;\t\n\r=[]{} \"";
    let starts = text.iter().enumerate().filter(|(_, b)| ends.contains(b)).map(|(k, _)| k + 1);
    [0].into_iter().chain(starts).collect()
}

fn lines(text: &[u8]) -> Vec<Vec<u8>> {
    text.split_inclusive(|&b| b == b'\n').map(<[u8]>::to_vec).collect()
}

fn change_lines(text: &mut Vec<u8>, change: impl FnOnce(&mut Vec<Vec<u8>>)) {
    let mut all = lines(text);
    if !all.is_empty() {
        change(&mut all);
    }
    *text = all.concat();
}

fn change_cells(text: &mut Vec<u8>, change: impl Fn(&mut Vec<Vec<u8>>)) {
    change_lines(text, |lines| {
        for line in lines {
            let mut cells: Vec<Vec<u8>> = line.split(|&b| b == b',').map(<[u8]>::to_vec).collect();
            change(&mut cells);
            *line = cells.join(&b','); // a column less, or twice
        }
    });
}

fn apply(text: &mut Vec<u8>, damage: &Damage) {
    match damage {
        Damage::Replace(at, token) | Damage::Insert(at, token) => {
            let words = words(text);
            let k = at.index(words.len());
            let start = words[k];
            let end = match (damage, words.get(k + 1)) {
                (Damage::Insert(..), _) => start,
                (_, Some(&next)) => next - 1,
                _ => text.len(),
            };
            text.splice(start..end.max(start), TOKENS[*token].bytes());
        }
        Damage::RepeatLine(at) => change_lines(text, |lines| {
            let line = lines[at.index(lines.len())].clone();
            lines.insert(at.index(lines.len()), line);
        }),
        Damage::DropLine(at) => change_lines(text, |lines| {
            lines.remove(at.index(lines.len()));
        }),
        Damage::SwapLines(a, b) => change_lines(text, |lines| {
            let (a, b) = (a.index(lines.len()), b.index(lines.len()));
            lines.swap(a, b);
        }),
        Damage::DropColumn(at) => change_cells(text, |cells| {
            let k = at.index(10);
            if k < cells.len() {
                cells.remove(k);
            }
        }),
        Damage::RepeatColumn(at) => change_cells(text, |cells| {
            let k = at.index(10);
            if k < cells.len() {
                cells.insert(k, cells[k].clone());
            }
        }),
        Damage::Truncate(at) => text.truncate(at.index(text.len() + 1)),
        Damage::Byte(at, byte) if !text.is_empty() => {
            let k = at.index(text.len());
            text[k] = *byte;
        }
        Damage::Byte(..) => {}
    }
}

/// A seed of the target with up to five damages.
fn damaged(target: &'static str) -> impl Strategy<Value = Vec<u8>> {
    let seeds = seeds(target);
    (any::<Index>(), proptest::collection::vec(damage(), 0..6)).prop_map(move |(seed, damages)| {
        let mut text = seeds[seed.index(seeds.len())].clone();
        damages.iter().for_each(|damage| apply(&mut text, damage));
        text
    })
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(vec![], flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Lines of cells as a workbook, numbers as numbers.
fn in_workbook(text: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(text);
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, line) in (0..2000).zip(text.lines()) {
        for (column, cell) in (0..200).zip(line.split([',', ';', '\t'])) {
            let cell: String = cell.chars().take(300).collect();
            let written = match cell.parse::<f64>() {
                Ok(number) if number.is_finite() => sheet.write_number(row, column, number),
                _ if cell.is_empty() => continue,
                _ => sheet.write_string(row, column, &cell),
            };
            written.unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

/// Lines of cells as an OpenDocument sheet, without a word more.
fn in_open_document(text: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(text);
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let cell = |cell: &str| match cell.parse::<f64>() {
        Ok(number) => {
            format!("<table:table-cell office:value-type=\"float\" office:value=\"{number}\"/>")
        }
        Err(_) => format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{}</text:p></table:table-cell>",
            escaped(cell)
        ),
    };
    let row = |line: &str| {
        let cells: String = line.split([',', ';', '\t']).map(cell).collect();
        format!("<table:table-row>{cells}</table:table-row>\n")
    };
    let rows: String = text.lines().map(row).collect();
    format!("<d xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\"><table:table table:name=\"s\">{rows}</table:table></d>").into_bytes()
}

fn zipped(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(vec![]));
    let stored =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in parts {
        archive.start_file(name.as_str(), stored).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// The parts of an archive, one of them changed; check sums are right again.
fn with_damaged_part(bytes: &[u8], part: Index, damages: &[Damage]) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut parts: Vec<(String, Vec<u8>)> = vec![];
    for position in 0..archive.len() {
        let mut entry = archive.by_index(position).unwrap();
        let mut content = vec![];
        std::io::Read::read_to_end(&mut entry, &mut content).unwrap();
        parts.push((entry.name().unwrap().into_owned(), content));
    }
    let chosen = part.index(parts.len());
    damages.iter().for_each(|damage| apply(&mut parts[chosen].1, damage));
    zipped(&parts)
}

/// The long table of a text as a Stata file, in which bytes are changed.
fn in_stata(rows: usize, damages: &[(Index, u8)]) -> Vec<u8> {
    use tripole::frame::{Destination, Frame, Unit};
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.dta");
    let codes: Vec<String> = (0..rows).map(|row| format!("c{row}")).collect();
    let mut frame = Frame::new("x", rows)
        .with_text("IndustryCode", &codes)
        .with_text("Country", &vec!["USA"; rows])
        .with_indicator("RNr", Unit::Number, (0..rows).map(|row| row as f64 + 1.0).collect())
        .with_indicator("Year", Unit::Number, vec![2014.0; rows]);
    for column in 1..=rows {
        frame = frame.with_indicator(format!("vUSA{column}"), Unit::Number, vec![1.0; rows]);
    }
    Destination::create(&path).unwrap().save(&[frame]).unwrap();
    let mut bytes = std::fs::read(&path).unwrap();
    for (at, byte) in damages {
        let place = at.index(bytes.len());
        bytes[place] = *byte;
    }
    bytes
}

proptest! {
    #![proptest_config(crate::support::config(400))]

    #[test]
    fn sheets(text in damaged("sheet"), part in any::<Index>(), damages in proptest::collection::vec(damage(), 0..4)) {
        entry_points::table(&text);
        entry_points::workbook(&with_damaged_part(&in_workbook(&text), part, &damages));
        let mut content = in_open_document(&text);
        damages.iter().for_each(|damage| apply(&mut content, damage));
        let mark = b"application/vnd.oasis.opendocument.spreadsheet".to_vec();
        let parts = [("mimetype".to_owned(), mark), ("content.xml".to_owned(), content)];
        entry_points::workbook(&zipped(&parts));
    }

    #[test]
    fn stata_files(rows in 1_usize..6, damages in proptest::collection::vec((any::<Index>(), any::<u8>()), 0..4)) {
        entry_points::stata(&in_stata(rows, &damages));
    }

    #[test]
    fn binary_tables(bytes in damaged("binary")) {
        entry_points::binary(&bytes);
    }

    #[test]
    fn folders(bytes in damaged("pieces")) {
        entry_points::pieces(&bytes);
    }
}

proptest! {
    #![proptest_config(crate::support::config(2000))]

    #[test]
    fn tables(bytes in damaged("table")) {
        entry_points::table(&bytes);
    }

    #[test]
    fn containers(packed in damaged("container"), inside in damaged("table")) {
        entry_points::container(&packed);
        entry_points::container(&gzipped(&inside));
    }

    #[test]
    fn side_files(bytes in damaged("side_file")) {
        entry_points::side_file(&bytes);
        entry_points::side_file(&gzipped(&bytes));
    }

    #[test]
    fn scenarios(bytes in damaged("scenario")) {
        entry_points::scenario(&bytes);
    }

    #[test]
    fn grids(bytes in damaged("grid")) {
        entry_points::grid(&bytes);
    }
}
