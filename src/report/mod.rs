//! Reports: one page of words, pictures and tables that whoever gets it can open.
//!
//! A [`Report`] is made of a table, perhaps of an earlier one and of a scenario too, by one of three
//! templates: [`poles`], the state of the poles; [`country`], the profile of an economy; [`brief`], who
//! gains and who loses by a scenario. [`Report::html`] writes it as one page that needs nothing else: no
//! network, no other file, and a script only for sorting.
//!
//! Every sentence with a number takes it from the frame that stands below it.

mod brief;
mod country;
mod file;
mod page;
mod poles;
mod words;

use std::sync::Arc;

pub use brief::{BriefOptions, brief};
pub use country::country;
pub use file::ReportFile;
pub use poles::poles;

use crate::error::{Error, Hint, Result};
use crate::frame::{About, Frame, Level, Names, inside};
use crate::leontief::LeontiefSystem;
use crate::picture::{Caption, Picture, PictureKind, blocs_of_economies, draw};
use crate::table::Geography;

/// A table as a report sees it.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// Its year, or what else tells it from an earlier one.
    pub name: &'a str,
    /// The table.
    pub system: &'a LeontiefSystem,
    /// What counts as one economy, and the blocs.
    pub geography: &'a Geography,
}

impl Seen<'_> {
    fn year(&self) -> Option<i32> {
        self.system.table().source().year
    }
}

/// What a report is made of.
#[derive(Debug, Clone)]
pub struct Basis<'a> {
    /// The table that it is about.
    pub now: Seen<'a>,
    /// An earlier one, for what has changed since.
    pub since: Option<Seen<'a>>,
    /// Names beside the codes of both.
    pub names: Arc<Names>,
    /// Where the numbers come from, for the line below every picture: those of the table, and those of
    /// both.
    pub source: String,
    /// See above.
    pub source_of_both: String,
}

/// A picture's kind and what was chosen for it, for a front end to say how it is made again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipe {
    /// The kind.
    pub kind: PictureKind,
    /// What was chosen.
    pub choices: Vec<Choice>,
}

/// A choice that makes a picture, in the words of no front end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// The level of the result.
    By(Level),
    /// One economy.
    Region(String),
    /// Who exports.
    Exporter(String),
    /// The final product of a chain.
    Chain(String),
    /// Products, by their word or codes.
    Products(String),
    /// Columns.
    Columns(Vec<&'static str>),
    /// A family of indicators.
    Family(&'static str),
    /// The indicator that is shown.
    Show(&'static str),
    /// The model.
    Model(&'static str),
    /// The earlier table stands beside.
    Beside,
    /// What has changed since the earlier table.
    Since,
    /// The scenario is what the picture is of.
    Scenario,
}

/// A part of a section.
#[derive(Debug)]
enum Block {
    /// A paragraph.
    Text(String),
    /// One line each.
    List(Vec<String>),
    /// A picture, and the numbers in it.
    Figure(Box<Figure>),
    /// Numbers alone.
    Table(Box<Table>),
}

/// A picture with its numbers.
#[derive(Debug)]
struct Figure {
    /// The picture, or why there is none.
    picture: std::result::Result<Picture, String>,
    recipe: Recipe,
    table: Table,
}

/// Numbers below a picture or alone.
#[derive(Debug)]
struct Table {
    /// What they are, in words.
    title: String,
    frame: Frame,
    /// The columns on the page, where they are not all; the file has all.
    shown: Option<Frame>,
    /// Most rows on the page; the file has all.
    most: usize,
}

/// A part of a report under a heading.
#[derive(Debug)]
struct Section {
    title: String,
    blocks: Vec<Block>,
}

/// A page of words, pictures and tables.
#[derive(Debug)]
pub struct Report {
    title: String,
    /// What is asked.
    question: String,
    /// What was found, in sentences.
    finding: Vec<String>,
    sections: Vec<Section>,
    /// Definitions and sources of what is shown.
    method: Vec<String>,
    about: About,
}

impl Report {
    /// What it is called.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// With where it comes from.
    #[must_use]
    pub fn with_about(mut self, about: About) -> Self {
        self.about = about;
        self
    }

    /// All numbers of the report, a frame for each picture and table.
    pub fn frames(&self) -> impl Iterator<Item = &Frame> {
        let blocks = self.sections.iter().flat_map(|section| &section.blocks);
        blocks.filter_map(|block| match block {
            Block::Figure(figure) => Some(&figure.table.frame),
            Block::Table(table) => Some(&table.frame),
            Block::Text(_) | Block::List(_) => None,
        })
    }

    /// What its pictures are made of.
    pub fn recipes(&self) -> impl Iterator<Item = (&Recipe, Option<&Picture>)> {
        let blocks = self.sections.iter().flat_map(|section| &section.blocks);
        blocks.filter_map(|block| match block {
            Block::Figure(figure) => Some((&figure.recipe, figure.picture.as_ref().ok())),
            _ => None,
        })
    }
}

/// Writes the parts of a report.
struct Writer<'a> {
    basis: &'a Basis<'a>,
    caption: Caption,
}

impl<'a> Writer<'a> {
    fn new(basis: &'a Basis<'a>) -> Self {
        let mut blocs = blocs_of_economies(basis.now.geography);
        if let Some(since) = &basis.since {
            for pair in blocs_of_economies(since.geography) {
                if !blocs.contains(&pair) {
                    blocs.push(pair);
                }
            }
        }
        let caption = Caption {
            years: basis.now.year().into_iter().collect(),
            source: basis.source.clone(),
            blocs,
            ..Caption::default()
        };
        Writer { basis, caption }
    }

    /// A caption of both years.
    fn of_both(&self) -> Caption {
        let tables = [Some(self.basis.now), self.basis.since];
        let years = tables.into_iter().flatten().filter_map(|table| table.year()).collect();
        Caption { years, source: self.basis.source_of_both.clone(), ..self.caption.clone() }
    }

    /// The name of an economy or bloc, or its code, inside a sentence.
    fn region(&self, code: &str) -> String {
        inside(self.title_of(code))
    }

    /// The name of an economy or bloc, or its code, as a title has it.
    fn title_of<'b>(&'b self, code: &'b str) -> &'b str {
        self.basis.names.of("region", code).unwrap_or(code)
    }

    /// Whether a code stands for the rest of the world, or for a bloc of all others.
    fn is_rest(&self, code: &str) -> bool {
        AGGREGATES.contains(&self.title_of(code)) || ["ROW", "RoW", "WWW"].contains(&code)
    }

    /// The name of a sector, or its code.
    fn sector(&self, code: &str) -> String {
        self.basis.names.of("sector", code).unwrap_or(code).replace('`', "'")
    }

    /// The economies of the table that are in a bloc with others, bloc by bloc, by name.
    fn members(&self) -> Vec<String> {
        let mut blocs: Vec<(&str, Vec<&str>)> = vec![];
        for (region, bloc) in &self.caption.blocs {
            let name = self.title_of(region);
            match blocs.iter_mut().find(|(known, _)| known == bloc) {
                Some((_, members)) => members.push(name),
                None => blocs.push((bloc, vec![name])),
            }
        }
        blocs
            .into_iter()
            .map(|(bloc, members)| format!("{bloc}: {}.", members.join(", ").replace('`', "'")))
            .collect()
    }

    /// A picture of a frame under a caption, and its numbers.
    fn figure(
        &self,
        (kind, choices): (PictureKind, Vec<Choice>),
        frame: Frame,
        caption: &Caption,
        numbers: (&str, &[&'static str]),
    ) -> Result<Block> {
        let table = self.numbers(frame, numbers)?;
        let frame = &table.frame;
        let picture = draw(kind, std::slice::from_ref(frame), caption);
        let picture = picture.map_err(|reason| reason.to_string());
        Ok(Block::Figure(Box::new(Figure { picture, recipe: Recipe { kind, choices }, table })))
    }

    fn table(&self, frame: Frame, numbers: (&str, &[&'static str])) -> Result<Block> {
        Ok(Block::Table(Box::new(self.numbers(frame, numbers)?)))
    }

    /// A table of which the page has the first rows only.
    fn first_rows(
        &self,
        frame: Frame,
        numbers: (&str, &[&'static str]),
        most: usize,
    ) -> Result<Block> {
        let table = Table { most, ..self.numbers(frame, numbers)? };
        Ok(Block::Table(Box::new(table)))
    }

    /// Numbers under a title, with the columns that the page shows; all of them where none is named.
    fn numbers(&self, frame: Frame, (title, shown): (&str, &[&'static str])) -> Result<Table> {
        let frame = frame.with_names_of(self.basis.names.clone());
        let some = (!shown.is_empty()).then(|| frame.clone().with_columns(shown)).transpose()?;
        Ok(Table { title: title.to_owned(), frame, shown: some, most: ROWS })
    }
}

/// The numbers of a column that a sentence needs.
///
/// # Errors
/// [`Error::Missing`] where there is none of this name: a sentence without its number would be a wrong one.
fn reals<'a>(frame: &'a Frame, column: &str) -> Result<&'a [f64]> {
    frame.real(column).ok_or_else(|| Error::Missing {
        what: "column that the report reads",
        remedy: Hint::from(format!("`{column}` of `{}`", frame.name())),
    })
}

/// Rows of a frame that have a number in a column, the largest first.
fn ranked(frame: &Frame, column: &str) -> Result<Vec<(usize, f64)>> {
    let values = reals(frame, column)?;
    let mut rows: Vec<(usize, f64)> =
        values.iter().copied().enumerate().filter(|(_, value)| value.is_finite()).collect();
    rows.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    Ok(rows)
}

/// Most rows of a table on the page, unless there are to be fewer.
const ROWS: usize = 60;

/// Names of what is no economy but all that a table has not by itself.
const AGGREGATES: [&str; 4] = ["Rest of the world", "Rest of World", "Rest of world", "Other"];

/// The label of a key in a row.
fn label<'a>(frame: &'a Frame, key: &str, row: usize) -> &'a str {
    frame.key(key).map_or("", |key| key.label(row))
}
