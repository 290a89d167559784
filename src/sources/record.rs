//! The form of a record.

use super::flat::FlatLabels;
use super::{DemandUse, canonical, isic, isic_titles};
use crate::table::PrimaryKind;

/// What is known of one source of tables.
#[derive(Debug, PartialEq, Eq)]
pub struct SourceRecord {
    /// Its name in options and messages.
    pub name: &'static str,
    /// What the source calls itself.
    pub title: &'static str,
    /// Unit of the amounts, where it is always the same.
    pub unit: Option<&'static str>,
    /// How its wide CSV files are recognised and read; `None` if they are canonical or no CSV.
    pub labels: Option<WideLabels>,
    /// Other shapes in which it publishes tables, under the same labels.
    pub shapes: &'static [Shape],
    /// Its editions, oldest first.
    pub editions: &'static [Edition],
    /// Codes and English names of regions that are no countries, `ROW` excepted.
    pub areas: &'static [(&'static str, &'static str)],
    /// Its final demand categories.
    pub categories: &'static [Category],
    /// When codes of sectors and of final demand categories are taken for its own.
    pub evidence: Evidence,
    /// Countries that it splits, and the codes of their parts.
    pub parts: &'static [(&'static str, &'static [&'static str])],
}

impl SourceRecord {
    /// How its flat files, one cell a line, are read.
    pub fn flat(&'static self) -> impl Iterator<Item = &'static FlatLabels> {
        self.shapes.iter().filter_map(|shape| match shape {
            Shape::Flat(labels) => Some(labels),
            Shape::Sheet(_) | Shape::Numbered(_) => None,
        })
    }

    /// How its wide CSV files are read.
    #[must_use]
    pub fn wide_labels(&'static self) -> &'static WideLabels {
        self.labels.as_ref().unwrap_or(&canonical::LABELS)
    }

    /// Whether it has a sector of this code.
    #[must_use]
    pub fn has_sector(&self, code: &str) -> bool {
        self.editions.iter().any(|edition| edition.sectors.codes().any(|known| known == code))
    }

    /// Whether its sectors are meant by these codes.
    pub(super) fn counts(&self, codes: &[String]) -> bool {
        let all = |edition: &Edition| edition.sectors.codes().all(|c| codes.iter().any(|k| k == c));
        match self.evidence {
            Evidence::Each => true,
            Evidence::All => self.editions.iter().any(all),
        }
    }

    /// The sector of this code, where the record says what it covers.
    pub(super) fn sector(&self, code: &str) -> Option<&'static Sector> {
        let own = self.editions.iter().filter_map(|edition| match edition.sectors {
            Sectors::Own(sectors) => Some(sectors),
            Sectors::Isic(_) => None,
        });
        own.flatten().find(|sector| sector.code == code)
    }
}

/// One edition of a source.
#[derive(Debug, PartialEq, Eq)]
pub struct Edition {
    /// What distinguishes it, usually the year in which it was published.
    pub name: &'static str,
    /// Codes of its regions, parts of split countries excepted; empty where they are not known.
    pub regions: &'static [&'static str],
    /// Its sectors.
    pub sectors: Sectors,
    /// The knowledge-intensive ones: chemicals, machinery, electrical, electronic and transport
    /// equipment, telecommunications, finance, business services. Empty where the sectors are too
    /// coarse.
    pub knowledge: &'static [&'static str],
}

impl Edition {
    /// The English name of its sector of this code.
    ///
    /// # Examples
    /// ```
    /// use tripole::sources::RECORDS;
    /// let icio = RECORDS.iter().find(|record| record.name == "icio");
    /// let names: Vec<_> =
    ///     icio.into_iter().flat_map(|record| record.editions).map(|it| it.sector_title("C29")).collect();
    /// // Rev. 3 and Rev. 4 of the ISIC.
    /// assert_eq!(names[0], Some("Machinery and equipment n.e.c."));
    /// assert_eq!(names[3], Some("Motor vehicles, trailers and semi-trailers"));
    /// ```
    #[must_use]
    pub fn sector_title(&self, code: &str) -> Option<&'static str> {
        match self.sectors {
            Sectors::Own(sectors) => {
                sectors.iter().find(|sector| sector.code == code).map(|sector| sector.title)
            }
            Sectors::Isic(codes) => {
                codes.iter().find(|known| **known == code)?;
                let codes: Vec<String> = codes.iter().map(|&code| code.to_owned()).collect();
                isic_titles::title(code, isic::revision(&codes)?)
            }
        }
    }
}

/// Codes of sectors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sectors {
    /// Codes that name the divisions of the International Standard Industrial Classification (ISIC)
    /// that they cover, such as `C10T12`.
    Isic(&'static [&'static str]),
    /// Codes of the source's own.
    Own(&'static [Sector]),
}

impl Sectors {
    /// The codes.
    pub fn codes(self) -> impl Iterator<Item = &'static str> {
        let (written, own): (&'static [&'static str], &'static [Sector]) = match self {
            Sectors::Isic(codes) => (codes, &[]),
            Sectors::Own(sectors) => (&[], sectors),
        };
        written.iter().copied().chain(own.iter().map(|sector| sector.code))
    }
}

/// A sector under a code of the source's own.
#[derive(Debug, PartialEq, Eq)]
pub struct Sector {
    /// The code.
    pub code: &'static str,
    /// Its name in the source.
    pub title: &'static str,
    /// What it covers.
    pub covers: Covers,
}

impl Sector {
    /// A sector that covers divisions of ISIC Rev. 3, from the first to the last.
    pub(super) const fn third(
        code: &'static str,
        title: &'static str,
        (first, last): (u32, u32),
    ) -> Self {
        Sector { code, title, covers: Covers::Divisions(first, last, Some(Revision::Third)) }
    }

    /// A sector of services.
    pub(super) const fn services(code: &'static str, title: &'static str) -> Self {
        Sector { code, title, covers: Covers::Services }
    }
}

/// A revision of the ISIC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revision {
    /// Rev. 3, of 1990 (and 3.1): manufacturing is D, divisions 15 to 37.
    Third,
    /// Rev. 4, of 2008: manufacturing is C, divisions 10 to 33.
    Fourth,
}

/// What a sector covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Covers {
    /// Divisions of goods, from the first to the last, of a revision of the ISIC; where none is
    /// given, of one that is not known.
    Divisions(u32, u32, Option<Revision>),
    /// Services, electricity, water and construction among them.
    Services,
}

/// A final demand category.
#[derive(Debug, PartialEq, Eq)]
pub struct Category {
    /// The code.
    pub code: &'static str,
    /// Its name.
    pub title: &'static str,
    /// What it is for.
    pub usage: DemandUse,
}

impl Category {
    pub(super) const fn new(code: &'static str, title: &'static str, usage: DemandUse) -> Self {
        Category { code, title, usage }
    }
}

/// A shape of tables other than text with `REGION_SECTOR` labels.
#[derive(Debug, PartialEq, Eq)]
pub enum Shape {
    /// A sheet of a workbook, with header rows above the numbers and label columns left of them.
    Sheet(SheetLabels),
    /// A record for each row, with a column for each region and number or code of an industry.
    Numbered(NumberedLabels),
    /// One cell a line.
    Flat(FlatLabels),
}

/// Where the labels of a sheet stand. The numbers begin behind the last of them.
#[derive(Debug, PartialEq, Eq)]
pub struct SheetLabels {
    /// Rows above the numbers.
    pub rows: Lines,
    /// Columns left of the numbers.
    pub columns: Lines,
    /// The region of rows and columns that are totals, whatever the case.
    pub world: &'static str,
    /// Rows that add up others, and say nothing new.
    pub derived: &'static [&'static str],
}

/// Rows or columns of a sheet that hold labels, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lines {
    /// Codes of sectors and final demand categories.
    pub item: u32,
    /// Their names, which totals have in place of codes.
    pub name: u32,
    /// Codes of regions.
    pub region: u32,
    /// Numbers behind a letter by which the layout is known …
    pub mark: u32,
    /// … and that letter.
    pub letter: char,
}

impl Lines {
    /// The first line behind the labels.
    #[must_use]
    pub fn behind(self) -> u32 {
        self.item.max(self.name).max(self.region).max(self.mark) + 1
    }
}

/// Columns of records, each of which is a row of a table.
#[derive(Debug, PartialEq, Eq)]
pub struct NumberedLabels {
    /// Column of the code of the industry.
    pub code: &'static str,
    /// Column of the region.
    pub region: &'static str,
    /// Column of the year.
    pub year: &'static str,
    /// Numbers that stand for industries in the names of columns; without them columns have labels as
    /// those of wide files.
    pub numbers: Option<ItemNumbers>,
    /// Columns that describe, or add up others.
    pub described: &'static [&'static str],
    /// The region of totals, and the column of output.
    pub world: &'static str,
    /// Rows that add up others, and say nothing new.
    pub derived: &'static [&'static str],
}

/// Numbers in the names of columns.
#[derive(Debug, PartialEq, Eq)]
pub struct ItemNumbers {
    /// Column of the number of the industry.
    pub column: &'static str,
    /// What columns of amounts may begin with.
    pub prefix: char,
    /// The number of the first final demand category; the others follow in their order.
    pub first_category: u32,
}

/// When codes of a table are taken for those of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// Each by itself: nobody else uses such codes.
    Each,
    /// When all of them occur: alone they could mean anything.
    All,
}

/// A label, or the end of labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    /// The whole label.
    Is(&'static str),
    /// What labels end with.
    EndsWith(&'static str),
    /// Any of these words, whatever the case, blanks and marks between their letters.
    Words(&'static [&'static str]),
}

impl Label {
    pub(super) fn fits(self, label: &str) -> bool {
        match self {
            Label::Is(whole) => label == whole,
            Label::EndsWith(end) => label.ends_with(end),
            Label::Words(words) => words.iter().any(|word| letters_of(label).eq(word.chars())),
        }
    }
}

/// The letters and digits of a label, in lower case.
pub(super) fn letters(label: &str) -> String {
    letters_of(label).collect()
}

fn letters_of(label: &str) -> impl Iterator<Item = char> {
    label.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}

/// Whether a row of this label holds all value added, not a part of it.
#[must_use]
pub fn is_all_value_added(label: &str) -> bool {
    ["VA", "VALU", "VA+TAXSUB"].contains(&label)
}

/// How the labels of wide CSV files read: `REGION`, a separator, and a sector or a final demand
/// category. What the canonical layout has is understood everywhere.
#[derive(Debug, PartialEq, Eq)]
pub struct WideLabels {
    /// How a file is recognised, for people.
    pub recognised_by: &'static str,
    /// First header cells that no other source has.
    pub corners: &'static [&'static str],
    /// What stands between region and item.
    pub separator: char,
    /// Rows and columns of output.
    pub totals: &'static [&'static str],
    /// Rows below the intermediate block, and what each means. Those that the canonical layout does
    /// not have tell the source.
    pub primary: &'static [(Label, PrimaryKind)],
    /// Final demand columns that belong to no region.
    pub unallocated: &'static [&'static str],
}

impl WideLabels {
    /// Whether a row or column of this label is output.
    #[must_use]
    pub fn is_total(&self, label: &str) -> bool {
        [self, &canonical::LABELS].iter().any(|labels| labels.totals.contains(&label))
    }

    /// What a row of this label means, if it is one below the intermediate block.
    #[must_use]
    pub fn primary(&self, label: &str) -> Option<PrimaryKind> {
        let own = || self.own_primary(label).or_else(|| canonical::LABELS.own_primary(label));
        own().or_else(|| canonical::TAXES.fits(label).then_some(PrimaryKind::Taxes))
    }

    fn own_primary(&self, label: &str) -> Option<PrimaryKind> {
        let (_, kind) = self.primary.iter().find(|(known, _)| known.fits(label))?;
        Some(*kind)
    }

    /// The category of a final demand column that belongs to no region.
    #[must_use]
    pub fn unallocated(&self, label: &str) -> Option<&'static str> {
        let mut known = self.unallocated.iter().chain(canonical::LABELS.unallocated);
        let twice = |category: &str| {
            let rest = label.strip_prefix(category).and_then(|r| r.strip_prefix(self.separator));
            rest == Some(category)
        };
        known.find(|category| **category == label || twice(category)).copied()
    }

    /// Whether a file is of this source.
    pub(super) fn tell(&self, corner: &str, rows: &[&str]) -> bool {
        let own = |label: &str| {
            self.own_primary(label).is_some() && canonical::LABELS.own_primary(label).is_none()
        };
        self.corners.contains(&corner) || rows.iter().any(|label| own(label))
    }
}
