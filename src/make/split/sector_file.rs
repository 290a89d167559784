//! Shares of the parts of a sector, as CSV.

use std::collections::{BTreeMap, HashMap};

use super::sector::{SUM_ROUNDING, SectorShares, sector_row};
use crate::error::{Problem, Result, nearest};
use crate::read::Input;
use crate::read::sheet::{Record, Sheet};
use crate::sources::CodeReader;
use crate::table::{Mrio, Partition, RegionId, SectorId};

const COLUMNS: &str = "part,kind,partner,share";
const KINDS: &str = "`output`, `sales`, `inputs`";

/// Read the shares of the parts of a sector: a CSV file with the columns `part`, `kind`, `partner`, `share`, and perhaps
/// `region`.
///
/// The kind is `output`, the part's share of the sector's output, without a partner; `sales`, its share of what the
/// partner buys of the sector; or `inputs`, its share of what the sector buys of the partner. Partners are named by
/// their labels, `REGION_SECTOR` or, of final users, `REGION_CATEGORY`. Every part has a share of output. The shares of
/// all parts for a partner add up to one; a part without a line has none of a partner that others have lines for, and a
/// partner without lines is left to [`split_sector`](crate::make::split_sector()).
///
/// A line is of the `region` that it names (or several), and of all that are cut if it names none. Cut are the
/// `regions`; if these are none, the regions that lines name, and where a line names none all that have the sector.
/// The result is in the order of the regions.
///
/// # Errors
/// [`Error::Io`](crate::Error::Io); [`Error::Input`](crate::Error::Input) with the line for missing columns, codes and
/// partners that the table does not have (with the nearest that it has), codes of parts that it does have, shares
/// outside of 0 to 1 or that do not add up to one within 1e-9, a part without a share of output, a line given twice;
/// [`Error::Code`](crate::Error::Code) for one of the `regions` that lacks the sector.
///
/// # Examples
/// ```
/// use tripole::{Demand, Index, Matrix, Mrio, Parts};
/// use tripole::make::read_sector_shares;
/// use tripole::read::Input;
/// let index = Index::new([("A", "g"), ("B", "g")])?;
/// let demand = Demand::new(&index, [(Some("A"), "f"), (Some("B"), "f")])?;
/// let z = Matrix::from_rows(&[[20.0, 30.0], [10.0, 40.0]]);
/// let f = Matrix::from_rows(&[[40.0, 10.0], [20.0, 30.0]]);
/// let table = Mrio::new(Parts::new(index, demand, z, f))?;
/// let text = "part,kind,partner,share\nx,output,,0.4\ny,output,,0.6\nx,sales,B_f,0.5\ny,sales,B_f,0.5\n";
/// let sector = table.index().find_sector("g")?;
/// let region = table.index().find_region("A")?;
/// let shares = read_sector_shares(Input::bytes("shares.csv", text), &table, sector, &[region])?;
/// assert_eq!((&shares[0].parts, &shares[0].output), (&vec!["x".to_owned(), "y".to_owned()], &vec![0.4, 0.6]));
/// // B_f is column 3 of Z and F beside each other.
/// assert_eq!(shares[0].sales[&3], [0.5, 0.5]);
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn read_sector_shares(
    file: impl Into<Input>,
    table: &Mrio,
    sector: SectorId,
    regions: &[RegionId],
) -> Result<Vec<SectorShares>> {
    let index = table.index();
    index.check_sectors(&[sector])?;
    index.check_regions(regions)?;
    regions.iter().try_for_each(|region| sector_row(index, *region, sector).map(drop))?;
    let (sheet, lines) = Sheet::open(&file.into(), COLUMNS)?;
    let partition = Partition::regions(index);
    let codes = CodeReader::new(&partition);
    let partners = Partners::new(table);
    let all: Vec<RegionId> = match regions {
        [] => index.regions().filter(|r| sector_row(index, *r, sector).is_ok()).collect(),
        some => some.to_vec(),
    };
    let mut drafts: BTreeMap<RegionId, Draft> = BTreeMap::new();
    for line in lines {
        let line = &line?;
        let part = part(&sheet, line, table)?;
        let of = partners.read(&sheet, line)?;
        let share = sheet.number(line, "share")?;
        if !(0.0..=1.0).contains(&share) {
            let problem = Problem::Amount { value: share, expected: "a number from 0 to 1" };
            return Err(sheet.fail(line, "share", problem));
        }
        let own = match sheet.text(line, "region") {
            "" => all.clone(),
            code => codes.regions(&[code]).map_err(|error| sheet.place(line, "region", error))?,
        };
        for region in own {
            sector_row(index, region, sector)
                .map_err(|error| sheet.place(line, "region", error))?;
            if !all.contains(&region) {
                let found = index.region(region).to_owned();
                let problem = Problem::NoneOf { found, expected: "the regions that are split" };
                return Err(sheet.fail(line, "region", problem));
            }
            drafts.entry(region).or_default().add(&sheet, line, (part, of, share))?;
        }
    }
    if drafts.is_empty() {
        return Err(sheet.fail_file(Problem::NoRows));
    }
    drafts.into_iter().map(|(region, draft)| draft.finish(region, &sheet, &partners)).collect()
}

/// The part of a line, whose code must be new to the table.
fn part<'a>(sheet: &Sheet, line: &'a Record, table: &Mrio) -> Result<&'a str> {
    let part = sheet.text(line, "part");
    let fail = |problem| Err(sheet.fail(line, "part", problem));
    if part.is_empty() {
        return fail(Problem::EmptyCode);
    }
    if table.index().sector_of(part).is_some() {
        return fail(Problem::TakenSector { code: part.to_owned() });
    }
    if table.demand().categories().iter().any(|category| category == part) {
        return fail(Problem::SectorAndCategory { code: part.to_owned() });
    }
    Ok(part)
}

/// What a share is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Of {
    Output,
    /// By the buyer's column of Z and F.
    Sales(usize),
    /// By the supplier's row.
    Inputs(usize),
}

/// Buyers and suppliers by their labels.
struct Partners {
    labels: Vec<String>,
    places: HashMap<String, usize>,
    suppliers: usize,
}

impl Partners {
    fn new(table: &Mrio) -> Self {
        let (index, demand) = (table.index(), table.demand());
        let rows = (0..index.len()).map(|row| index.label(row));
        let users = (0..demand.len()).map(|column| demand.label(index, column));
        let labels: Vec<String> = rows.chain(users).collect();
        let places = labels.iter().enumerate().map(|(k, label)| (label.clone(), k)).collect();
        Partners { labels, places, suppliers: index.len() }
    }

    /// What the share of a line is of.
    fn read(&self, sheet: &Sheet, line: &Record) -> Result<Of> {
        let partner = sheet.text(line, "partner");
        let rule = |problem| Err(sheet.fail(line, "partner", Problem::Rule { problem }));
        match (sheet.text(line, "kind"), partner) {
            ("output", "") => Ok(Of::Output),
            ("output", _) => rule("a share of output has no partner: leave the cell empty"),
            ("sales", "") => rule("a share of sales needs the label of the buyer"),
            ("inputs", "") => rule("a share of inputs needs the label of the supplier"),
            ("sales", _) => self.find(sheet, line, "buyer", self.labels.len()).map(Of::Sales),
            ("inputs", _) => self.find(sheet, line, "supplier", self.suppliers).map(Of::Inputs),
            (kind, _) => {
                let problem = Problem::NoneOf { found: kind.to_owned(), expected: KINDS };
                Err(sheet.fail(line, "kind", problem))
            }
        }
    }

    /// The partner of a line, among the first so many.
    fn find(
        &self,
        sheet: &Sheet,
        line: &Record,
        what: &'static str,
        among: usize,
    ) -> Result<usize> {
        let code = sheet.text(line, "partner");
        self.places.get(code).copied().filter(|place| *place < among).ok_or_else(|| {
            let near = nearest(&self.labels[..among], code);
            let problem = Problem::UnknownCode { what, code: code.to_owned(), near };
            sheet.fail(line, "partner", problem)
        })
    }

    fn label(&self, of: Of) -> String {
        match of {
            Of::Output => "output".to_owned(),
            Of::Sales(buyer) => format!("sales to {}", self.labels[buyer]),
            Of::Inputs(supplier) => format!("inputs from {}", self.labels[supplier]),
        }
    }
}

/// The shares of a region as they are read.
#[derive(Default)]
struct Draft {
    /// Parts, each with its first line.
    parts: Vec<(String, u64)>,
    /// Shares by part, each with its line.
    shares: BTreeMap<Of, BTreeMap<usize, (f64, u64)>>,
}

impl Draft {
    fn add(
        &mut self,
        sheet: &Sheet,
        line: &Record,
        (part, of, share): (&str, Of, f64),
    ) -> Result<()> {
        let place = self.parts.iter().position(|(known, _)| known == part).unwrap_or_else(|| {
            self.parts.push((part.to_owned(), line.number));
            self.parts.len() - 1
        });
        let given = self.shares.entry(of).or_default();
        if let Some((_, first)) = given.insert(place, (share, line.number)) {
            let text = |column| sheet.text(line, column);
            let label = format!("{part} {} {}", text("kind"), text("partner"));
            let label = label.trim_end().to_owned();
            return Err(sheet.fail_line(line, Problem::LineTwice { label, first }));
        }
        Ok(())
    }

    /// Every part has a share of output, and all shares add up to one.
    fn finish(self, region: RegionId, sheet: &Sheet, partners: &Partners) -> Result<SectorShares> {
        let of_output = self.shares.get(&Of::Output);
        let without = self.parts.iter().enumerate();
        let mut without =
            without.filter(|(part, _)| of_output.is_none_or(|given| !given.contains_key(part)));
        if let Some((_, (part, line))) = without.next() {
            return Err(sheet.fail_at(*line, Problem::NoOutputShare { part: part.clone() }));
        }
        let mut found = SectorShares::of_output(region, std::iter::empty::<(String, f64)>());
        for (of, given) in &self.shares {
            let mut shares = vec![0.0; self.parts.len()];
            given.iter().for_each(|(part, (share, _))| shares[*part] = *share);
            let sum: f64 = shares.iter().sum();
            if (sum - 1.0).abs() > SUM_ROUNDING {
                let last = given.values().map(|(_, line)| *line).max().unwrap_or_default();
                let problem = Problem::ShareSum { label: partners.label(*of), sum };
                return Err(sheet.fail_at(last, problem));
            }
            match *of {
                Of::Output => found.output = shares,
                Of::Sales(buyer) => drop(found.sales.insert(buyer, shares)),
                Of::Inputs(supplier) => drop(found.inputs.insert(supplier, shares)),
            }
        }
        found.parts = self.parts.into_iter().map(|(part, _)| part).collect();
        Ok(found)
    }
}
