//! What categories of spending are made of.

use crate::error::{Problem, Result};
use crate::read::Input;
use crate::read::sheet::{Record, Seen, Sheet};
use crate::sources::CodeReader;
use crate::table::{Index, Partition, SectorId};

/// How far from one the shares of a category may add up to.
const ROUNDING: f64 = 1e-9;

/// Part of the spending on a category.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BridgeCell {
    /// The sector whose products it buys.
    pub sector: SectorId,
    /// Which of the categories.
    pub category: usize,
    /// Its share of the spending on the category.
    pub share: f64,
    /// The part of it that is a distribution margin, and the sector that earns it.
    pub margin: Option<(f64, SectorId)>,
}

/// Categories of spending as shares of sectors, which add up to one.
#[derive(Debug, Clone, PartialEq)]
pub struct Bridge {
    /// The name of its file.
    pub(super) file: String,
    pub(super) categories: Vec<String>,
    pub(super) cells: Vec<BridgeCell>,
}

impl Bridge {
    /// Names of the categories, in the order of the file.
    #[must_use]
    pub fn categories(&self) -> &[String] {
        &self.categories
    }

    /// Its cells.
    #[must_use]
    pub fn cells(&self) -> &[BridgeCell] {
        &self.cells
    }
}

/// Read a bridge: a CSV file with the columns `sector`, `category`, `share` and perhaps `margin`, `margin_sector`,
/// others ignored. A line says which share of the spending on a category buys products of the sector, and
/// which part of that is a margin of trade and transport that `margin_sector` earns.
///
/// # Errors
/// [`Error::Io`](crate::Error::Io); [`Error::Input`](crate::Error::Input) with line and column for sectors that
/// the table does not have or a word for several, a pair given twice, shares below zero, margins outside of
/// 0 to 1 or without a sector; for categories whose shares do not add up to 1 (to 1e-9).
///
/// # Examples
/// ```
/// use tripole::Index;
/// use tripole::models::households::read_bridge;
/// use tripole::read::Input;
/// let index = Index::new([("USA", "FOD"), ("USA", "TRD")])?;
/// let text = "sector,category,share,margin,margin_sector\nFOD,food,0.9,0.3,TRD\nTRD,food,0.1,,\n";
/// let bridge = read_bridge(Input::bytes("bridge.csv", text), &index)?;
/// assert_eq!(bridge.cells()[0].margin, Some((0.3, index.find_sector("TRD")?)));
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn read_bridge(file: impl Into<Input>, index: &Index) -> Result<Bridge> {
    let (sheet, lines) = Sheet::open(&file.into(), "sector,category,share")?;
    let partition = Partition::regions(index);
    let codes = CodeReader::new(&partition);
    let (mut categories, mut sums): (Vec<String>, Vec<(f64, u64)>) = (vec![], vec![]);
    let (mut cells, mut seen) = (vec![], Seen::new());
    for line in lines {
        let line = &line?;
        let sector = sector(&sheet, line, "sector", &codes)?;
        let name = named(&sheet, line, "category")?;
        seen.add(&sheet, line, format!("{} {name}", index.sector(sector)))?;
        let category = categories.iter().position(|known| known == name).unwrap_or_else(|| {
            categories.push(name.to_owned());
            sums.push((0.0, 0));
            categories.len() - 1
        });
        let share = sheet.amount(line, "share")?;
        let margin = sheet.amount_or_zero(line, "margin")?;
        if margin > 1.0 {
            let problem = Problem::Amount { value: margin, expected: "a share from 0 to 1" };
            return Err(sheet.fail(line, "margin", problem));
        }
        let margin = if margin == 0.0 {
            None
        } else {
            named(&sheet, line, "margin_sector")?;
            Some((margin, self::sector(&sheet, line, "margin_sector", &codes)?))
        };
        sums[category].0 += share;
        sums[category].1 = line.number;
        cells.push(BridgeCell { sector, category, share, margin });
    }
    for (label, (sum, last)) in categories.iter().zip(sums) {
        if (sum - 1.0).abs() > ROUNDING {
            let problem = Problem::ShareSum { label: label.clone(), sum };
            return Err(sheet.fail_at(last, problem));
        }
    }
    Ok(Bridge { file: sheet.file().to_owned(), categories, cells })
}

/// The one sector that a cell names.
fn sector(sheet: &Sheet, line: &Record, column: &str, codes: &CodeReader<'_>) -> Result<SectorId> {
    let code = sheet.text(line, column);
    let found = codes.sector_list(code).map_err(|problem| sheet.fail(line, column, problem))?;
    match found.as_slice() {
        [sector] => Ok(*sector),
        several => {
            let name = |sector: &SectorId| codes.index().sector(*sector).to_owned();
            let candidates = several.iter().map(name).collect();
            let problem = Problem::Ambiguous { code: code.to_owned(), candidates };
            Err(sheet.fail(line, column, problem))
        }
    }
}

/// A cell that is not empty.
pub(super) fn named<'a>(sheet: &Sheet, line: &'a Record, column: &str) -> Result<&'a str> {
    match sheet.text(line, column) {
        "" => Err(sheet.fail(line, column, Problem::EmptyName)),
        name => Ok(name),
    }
}
