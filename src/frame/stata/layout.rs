//! The bytes of a Stata file: format 118, of Stata 14 and later, little end first, without the time
//! of day, so that the same result is the same file. As Stata's help (`help dta`) describes it.

use std::io::{self, Write};

use super::super::typed::head;

/// Bytes of the field of a name, its closing zero included.
const NAME: usize = 129;
/// Bytes of the field of a display format.
const FORMAT: usize = 57;
/// Bytes of the field of a variable's label.
const LABEL: usize = 321;
/// Sections that the map of a file points at, its beginning and end among them.
const MAPPED: usize = 14;
/// How a text of any length begins.
const LONG_TEXT: &[u8] = b"GSO";
/// A text, not bytes of another kind.
const IS_TEXT: u8 = 130;

/// How a cell is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Storage {
    /// A text of at most so many bytes.
    Text(u16),
    /// A text of any length, which stands elsewhere.
    Long,
    /// A whole number.
    Whole,
    /// A number.
    Double,
}

impl Storage {
    /// Bytes of a cell.
    pub fn width(self) -> u64 {
        match self {
            Storage::Text(bytes) => u64::from(bytes),
            Storage::Whole => 4,
            Storage::Long | Storage::Double => 8,
        }
    }

    fn code(self) -> u16 {
        match self {
            Storage::Text(bytes) => bytes,
            Storage::Long => 0x8000,
            Storage::Whole => 0xfff8,
            Storage::Double => 0xfff6,
        }
    }
}

/// One variable, in the words of the format.
pub(super) struct Variable {
    pub name: String,
    pub storage: Storage,
    pub format: String,
    pub label: String,
    /// The set of value labels that it has, by name; empty for none.
    pub labels: String,
}

/// Something to know of the file (`_dta`) or of a variable, under a name.
pub(super) struct Characteristic {
    pub of: String,
    pub name: String,
    pub text: String,
}

/// Names of whole numbers.
pub(super) struct ValueLabels {
    pub name: String,
    pub entries: Vec<(i32, String)>,
}

/// A text of any length, under the place where it is met first: column and row, both from one.
pub(super) struct LongText<'a> {
    pub column: u32,
    pub row: u64,
    pub text: &'a str,
}

/// All of a file but its cells.
pub(super) struct Layout<'a> {
    pub label: String,
    pub rows: u64,
    pub variables: Vec<Variable>,
    pub characteristics: Vec<Characteristic>,
    pub value_labels: Vec<ValueLabels>,
    /// In the order of rows, then of columns.
    pub long_texts: Vec<LongText<'a>>,
}

impl Layout<'_> {
    /// Write the file; `cells` writes all rows.
    pub fn write(
        &self,
        out: &mut dyn Write,
        cells: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        let header = self.header();
        let before = [
            tagged("variable_types", &self.each(|v| v.storage.code().to_le_bytes().to_vec())),
            tagged("varnames", &self.each(|v| padded(&v.name, NAME))),
            tagged("sortlist", &vec![0; 2 * (self.variables.len() + 1)]),
            tagged("formats", &self.each(|v| padded(&v.format, FORMAT))),
            tagged("value_label_names", &self.each(|v| padded(&v.labels, NAME))),
            tagged("variable_labels", &self.each(|v| padded(&v.label, LABEL))),
            tagged(
                "characteristics",
                &self.characteristics.iter().flat_map(characteristic).collect::<Vec<u8>>(),
            ),
        ];
        let after = [
            tagged("strls", &self.long_texts.iter().flat_map(long_text).collect::<Vec<u8>>()),
            tagged(
                "value_labels",
                &self.value_labels.iter().flat_map(value_labels).collect::<Vec<u8>>(),
            ),
        ];
        let (open, close) = ("<data>", "</data>");
        let width: u64 = self.variables.iter().map(|v| v.storage.width()).sum();
        let data = open.len() as u64 + self.rows * width + close.len() as u64;
        let map = "<map></map>".len() + 8 * MAPPED;
        let end = "</stata_dta>";
        let sizes = [header.len() as u64, map as u64]
            .into_iter()
            .chain(before.iter().map(|section| section.len() as u64))
            .chain([data])
            .chain(after.iter().map(|section| section.len() as u64))
            .chain([end.len() as u64]);
        out.write_all(&header)?;
        out.write_all(&tagged("map", &offsets(sizes)))?;
        before.iter().try_for_each(|section| out.write_all(section))?;
        out.write_all(open.as_bytes())?;
        cells(out)?;
        out.write_all(close.as_bytes())?;
        after.iter().try_for_each(|section| out.write_all(section))?;
        out.write_all(end.as_bytes())
    }

    fn header(&self) -> Vec<u8> {
        let mut out =
            b"<stata_dta><header><release>118</release><byteorder>LSF</byteorder><K>".to_vec();
        out.extend((self.variables.len() as u16).to_le_bytes());
        out.extend(b"</K><N>");
        out.extend(self.rows.to_le_bytes());
        out.extend(b"</N><label>");
        out.extend((self.label.len() as u16).to_le_bytes());
        out.extend(self.label.bytes());
        out.extend(b"</label><timestamp>\0</timestamp></header>");
        out
    }

    fn each(&self, bytes: impl Fn(&Variable) -> Vec<u8>) -> Vec<u8> {
        self.variables.iter().flat_map(bytes).collect()
    }
}

/// Where each part begins that has one of these sizes, and where the last one ends.
fn offsets(sizes: impl Iterator<Item = u64>) -> Vec<u8> {
    let mut at = 0_u64;
    let mut out = at.to_le_bytes().to_vec();
    for size in sizes {
        at += size;
        out.extend(at.to_le_bytes());
    }
    out
}

fn tagged(tag: &str, body: &[u8]) -> Vec<u8> {
    [format!("<{tag}>").as_bytes(), body, format!("</{tag}>").as_bytes()].concat()
}

/// A text in a field of so many bytes, the last of which is zero.
fn padded(text: &str, bytes: usize) -> Vec<u8> {
    let mut out = head(text, bytes - 1).as_bytes().to_vec();
    out.resize(bytes, 0);
    out
}

fn characteristic(of: &Characteristic) -> Vec<u8> {
    let text = [of.text.as_bytes(), b"\0"].concat();
    let body = [padded(&of.of, NAME), padded(&of.name, NAME), text].concat();
    tagged("ch", &[&(body.len() as u32).to_le_bytes(), body.as_slice()].concat())
}

fn long_text(of: &LongText<'_>) -> Vec<u8> {
    let length = of.text.len() as u32 + 1;
    [
        LONG_TEXT,
        &of.column.to_le_bytes(),
        &of.row.to_le_bytes(),
        &[IS_TEXT],
        &length.to_le_bytes(),
        of.text.as_bytes(),
        b"\0",
    ]
    .concat()
}

fn value_labels(set: &ValueLabels) -> Vec<u8> {
    let mut texts: Vec<u8> = vec![];
    let mut places: Vec<u8> = vec![];
    for (_, text) in &set.entries {
        places.extend((texts.len() as u32).to_le_bytes());
        texts.extend(text.bytes().chain([0]));
    }
    let numbers: Vec<u8> =
        set.entries.iter().flat_map(|(number, _)| number.to_le_bytes()).collect();
    let counts = [set.entries.len() as u32, texts.len() as u32].map(u32::to_le_bytes).concat();
    let table = [counts, places, numbers, texts].concat();
    let length = (table.len() as u32).to_le_bytes().to_vec();
    tagged("lbl", &[length, padded(&set.name, NAME), vec![0; 3], table].concat())
}
