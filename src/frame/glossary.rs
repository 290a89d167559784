//! What the columns of results mean: one line each in `data/glossary.csv`.

use std::sync::LazyLock;

/// What a column of results means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The frames that it is of, separated by blanks; empty where it means one thing everywhere.
    pub frames: String,
    /// The column's name, or another code that people meet: a class, a method.
    pub name: String,
    /// A name for people, of at most 80 characters.
    pub label: String,
    /// What it is, with its formula.
    pub definition: String,
    /// Where it is defined: authors, year, equation.
    pub source: String,
    /// Of a column of classes: the number or code of each, and what it is called.
    pub classes: Vec<(String, String)>,
}

static TERMS: LazyLock<Vec<Term>> = LazyLock::new(|| {
    let text = include_str!("../../data/glossary.csv");
    let mut lines = csv::Reader::from_reader(text.as_bytes());
    lines.records().flatten().filter_map(|line| term_of(&line)).collect()
});

fn term_of(line: &csv::StringRecord) -> Option<Term> {
    let field = |k: usize| line.get(k).map(str::to_owned);
    let class = |text: &str| text.split_once('=').map(|(a, b)| (a.to_owned(), b.to_owned()));
    Some(Term {
        frames: field(0)?,
        name: field(1)?,
        label: field(2)?,
        definition: field(3)?,
        source: field(4)?,
        classes: field(5)?.split(';').filter_map(class).collect(),
    })
}

/// All terms, in the order of the file.
#[must_use]
pub fn terms() -> &'static [Term] {
    &TERMS
}

/// What a column of a frame means.
///
/// # Examples
/// ```
/// use tripole::frame::glossary;
/// assert_eq!(glossary::term("vax", "vax_ratio").map(|t| t.label.as_str()), Some("VAX ratio"));
/// assert_eq!(glossary::term("vax", "no such column"), None);
/// ```
#[must_use]
pub fn term(frame: &str, column: &str) -> Option<&'static Term> {
    // Before the name of a frame may stand which of several it is.
    let frame = frame.rsplit(": ").next().unwrap_or(frame);
    let named = |term: &&Term| term.name == column;
    let own = |term: &&Term| term.frames.split(' ').any(|own| own == frame);
    let terms = || TERMS.iter().filter(named);
    terms().find(own).or_else(|| terms().find(|term| term.frames.is_empty()))
}
