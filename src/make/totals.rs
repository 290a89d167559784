//! Totals that a table is to have, and shares of the parts of a region, as CSV.

use crate::error::{Problem, Result};
use crate::linalg::Matrix;
use crate::make::balance::{Sum, Target, Term};
use crate::make::{Shares, Total, Totals, column_label};
use crate::read::Input;
use crate::read::sheet::{Codes, Record, Seen, Sheet};
use crate::sources::{CodeReader, whole_of};
use crate::table::{Mrio, Partition, RegionId};

/// Rows or columns of Z and F.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Sales of region-sectors.
    Rows,
    /// Purchases of region-sectors and of final users.
    Columns,
}

/// Read totals of rows or of columns of Z and F beside each other: a CSV file with the columns
/// `region`, `sector`, `value` and perhaps `error`, the standard error of the total (empty or zero:
/// it must be met). The sector of a column may be a final demand category.
///
/// # Errors
/// [`Error::Io`](crate::Error::Io); [`Error::Input`](crate::Error::Input) with line and column for
/// codes that the table does not have, what is no number, and a line given twice.
pub fn read_side_totals(file: impl Into<Input>, table: &Mrio, side: Side) -> Result<Vec<Target>> {
    let (sheet, lines) = Sheet::open(&file.into(), "region,sector,value")?;
    let (codes, mut seen) = (Codes::new(table), Seen::new());
    let target = |line: Result<Record>| {
        let line = &line?;
        let (place, sum) = match side {
            Side::Rows => {
                let row = codes.row(&sheet, line, "region", "sector")?;
                (row, Sum::Row(row))
            }
            Side::Columns => {
                let column = codes.column(&sheet, line, "region", "sector")?;
                (column, Sum::Column(column))
            }
        };
        let label = column_label(table.index(), table.demand(), place);
        seen.add(&sheet, line, label.clone())?;
        let error = sheet.amount_or_zero(line, "error")?;
        Ok(Target { label, sum, value: sheet.number(line, "value")?, error })
    };
    lines.map(target).collect()
}

/// Read totals of cells and sets of cells of Z and F: a CSV file with the columns `row_region`,
/// `row_sector`, `col_region`, `col_item`, `value` and perhaps `error`. Each line is one total,
/// over all cells that its codes name; an empty code or `all` names all. The item of a column is a
/// sector or a final demand category; `inputs` names all sectors, `final` all categories.
///
/// # Errors
/// As [`read_side_totals`].
pub fn read_cell_totals(file: impl Into<Input>, table: &Mrio) -> Result<Vec<Target>> {
    let columns = "row_region,row_sector,col_region,col_item,value";
    let (sheet, lines) = Sheet::open(&file.into(), columns)?;
    let (places, mut seen) = (Places { sheet: &sheet, table }, Seen::new());
    let target = |line: Result<Record>| {
        let line = &line?;
        let (rows, columns) = (places.rows(line)?, places.columns(line)?);
        let label = places.label(line);
        seen.add(&sheet, line, label.clone())?;
        let of_column = |&column: &usize| {
            rows.iter().map(move |&row| Term { row, column, weight: 1.0 }).collect::<Vec<_>>()
        };
        let sum = Sum::Cells(columns.iter().flat_map(of_column).collect());
        let error = sheet.amount_or_zero(line, "error")?;
        Ok(Target { label, sum, value: sheet.number(line, "value")?, error })
    };
    lines.map(target).collect()
}

/// What the four codes of a set of cells name.
struct Places<'a> {
    sheet: &'a Sheet,
    table: &'a Mrio,
}

impl Places<'_> {
    /// The position of a code, `None` for all.
    fn one(
        &self,
        line: &Record,
        column: &str,
        what: &'static str,
        codes: &[String],
    ) -> Result<Option<usize>> {
        match self.sheet.text(line, column) {
            "" | "all" => Ok(None),
            _ => self.sheet.code(line, column, what, codes).map(Some),
        }
    }

    fn rows(&self, line: &Record) -> Result<Vec<usize>> {
        let index = self.table.index();
        let region = self.one(line, "row_region", "region", index.region_codes())?;
        let sector = self.one(line, "row_sector", "sector", index.sector_codes())?;
        let fits = |row: &usize| {
            let node = index.node(*row);
            region.is_none_or(|r| r == node.region.position())
                && sector.is_none_or(|s| s == node.sector.position())
        };
        self.some((0..index.len()).filter(fits).collect(), line, ["row_region", "row_sector"])
    }

    fn columns(&self, line: &Record) -> Result<Vec<usize>> {
        let (index, demand) = (self.table.index(), self.table.demand());
        let region = self.one(line, "col_region", "region", index.region_codes())?;
        let item = self.sheet.text(line, "col_item");
        let known: Vec<String> =
            index.sector_codes().iter().chain(demand.categories()).cloned().collect();
        if !matches!(item, "inputs" | "final") {
            self.one(line, "col_item", "sector or final demand category", &known)?;
        }
        let of_item =
            |code: &str, kind: &str| matches!(item, "" | "all") || item == kind || item == code;
        let of_region =
            |r: Option<RegionId>| region.is_none_or(|code| r.map(RegionId::position) == Some(code));
        let producers = (0..index.len()).filter(|&j| {
            let node = index.node(j);
            of_region(Some(node.region)) && of_item(index.sector(node.sector), "inputs")
        });
        let users =
            demand.columns().iter().enumerate().filter(|(_, c)| {
                of_region(c.region) && of_item(demand.category(c.category), "final")
            });
        let columns = producers.chain(users.map(|(c, _)| index.len() + c)).collect();
        self.some(columns, line, ["col_region", "col_item"])
    }

    /// A region that lacks the sector leaves nothing.
    fn some(&self, found: Vec<usize>, line: &Record, columns: [&str; 2]) -> Result<Vec<usize>> {
        if !found.is_empty() {
            return Ok(found);
        }
        let [region, sector] = columns.map(|column| self.sheet.text(line, column).to_owned());
        Err(self.sheet.fail(line, columns[1], Problem::NoSuchSector { region, sector }))
    }

    fn label(&self, line: &Record) -> String {
        let code = |column| match self.sheet.text(line, column) {
            "" => "all",
            code => code,
        };
        let [from, sector] = [code("row_region"), code("row_sector")];
        format!("{from}_{sector} > {}_{}", code("col_region"), code("col_item"))
    }
}

/// Read new totals of a table: a CSV file with the columns `total`, `region`, `sector`, `value` and
/// perhaps `error`. `total` is `output` or `value_added` of a region's sector, or `final_demand` of
/// a region, whose `sector` is then a final demand category.
///
/// # Errors
/// As [`read_side_totals`].
pub fn read_totals(file: impl Into<Input>, table: &Mrio) -> Result<Totals> {
    let (sheet, lines) = Sheet::open(&file.into(), "total,region,sector,value")?;
    let (codes, mut seen) = (Codes::new(table), Seen::new());
    let (index, n) = (table.index(), table.index().len());
    let mut totals = Totals::none(table);
    for line in lines {
        let line = &line?;
        let (value, error) = (sheet.number(line, "value")?, sheet.amount_or_zero(line, "error")?);
        let kind = sheet.text(line, "total");
        let (list, place, label) = match kind {
            "output" | "value_added" => {
                let row = codes.row(&sheet, line, "region", "sector")?;
                let of_output = kind == "output";
                let list = if of_output { &mut totals.output } else { &mut totals.value_added };
                (list, row, index.label(row))
            }
            "final_demand" => {
                let column = codes.column(&sheet, line, "region", "sector")?;
                let Some(place) = column.checked_sub(n) else {
                    let found = sheet.text(line, "sector").to_owned();
                    let expected = "the final demand categories, which this total is of";
                    let problem = Problem::NoneOf { found, expected };
                    return Err(sheet.fail(line, "sector", problem));
                };
                (&mut totals.final_demand, place, table.demand().label(index, place))
            }
            _ => {
                let expected = "`output`, `value_added`, `final_demand`";
                let problem = Problem::NoneOf { found: kind.to_owned(), expected };
                return Err(sheet.fail(line, "total", problem));
            }
        };
        seen.add(&sheet, line, format!("{kind} {label}"))?;
        list[place] = Some(Total { value, error });
    }
    Ok(totals)
}

/// The sector of a share of all final demand categories.
const FINAL_DEMAND: &str = "FD";

/// Read the shares of the parts of a region: a CSV file with the columns `part`, `sector`, `share`.
/// The sector is one of the region's (share of its output), a final demand category, or `FD` for
/// all categories without lines of their own. The shares of a sector add up to one; a part without
/// a line has none.
///
/// # Errors
/// As [`read_side_totals`], and where a sector has no line or shares that do not add up to one
/// within 1e-6.
pub fn read_shares(file: impl Into<Input>, table: &Mrio, region: RegionId) -> Result<Shares> {
    let (sheet, lines) = Sheet::open(&file.into(), "part,sector,share")?;
    let (index, demand) = (table.index(), table.demand());
    let sectors = index.rows(region).map(|row| index.sector(index.node(row).sector).to_owned());
    let own = demand.columns().iter().filter(|c| c.region == Some(region));
    let categories = own.map(|c| demand.category(c.category).to_owned());
    let (sectors, categories): (Vec<String>, Vec<String>) =
        (sectors.collect(), categories.collect());
    let mut known = [sectors.clone(), categories.clone()].concat();
    known.push(FINAL_DEMAND.to_owned());

    let (mut parts, mut seen) = (Vec::<String>::new(), Seen::new());
    let regions = Partition::regions(index);
    let codes = CodeReader::new(&regions);
    let mut given: Vec<Given> = vec![];
    for line in lines {
        let line = &line?;
        let part = sheet.text(line, "part");
        if part.is_empty() {
            return Err(sheet.fail(line, "part", Problem::EmptyCode));
        }
        sheet.refuse_separator(line, "part")?;
        if part != index.region(region) && whole_of(part).is_some() {
            let read = "a part of a country that the OECD splits";
            let problem = Problem::ReadsOtherwise { label: part.to_owned(), read };
            return Err(sheet.fail(line, "part", problem));
        }
        if codes.region(part).is_ok_and(|other| other != region) {
            return Err(sheet.fail(line, "part", Problem::TakenCode { code: part.to_owned() }));
        }
        let what = "sector of this region or final demand category";
        let sector = sheet.code(line, "sector", what, &known)?;
        seen.add(&sheet, line, format!("{part} {}", known[sector]))?;
        let position = parts.iter().position(|known| known == part).unwrap_or_else(|| {
            parts.push(part.to_owned());
            parts.len() - 1
        });
        let share = sheet.amount(line, "share")?;
        given.push(Given { sector, part: position, share, line: line.number });
    }

    let rows = share_rows(&sheet, &known, sectors.len(), &given, parts.len())?;
    let matrix = |rows: &[Vec<f64>]| Matrix::from_fn(rows.len(), parts.len(), |i, j| rows[i][j]);
    let (output, final_demand) = rows.split_at(sectors.len());
    Ok(Shares { output: matrix(output), final_demand: matrix(final_demand), parts })
}

/// A share as a line gives it.
struct Given {
    sector: usize,
    part: usize,
    share: f64,
    line: u64,
}

/// The shares of every sector and category, in the order of `known` but for its last, `FD`, which
/// stands in for categories without lines.
fn share_rows(
    sheet: &Sheet,
    known: &[String],
    sectors: usize,
    given: &[Given],
    parts: usize,
) -> Result<Vec<Vec<f64>>> {
    let all = known.len() - 1;
    let has = |sector: usize| given.iter().any(|g| g.sector == sector);
    let from = |sector: usize| if sector >= sectors && !has(sector) { all } else { sector };
    let missing = (0..all).filter(|&sector| !has(from(sector)));
    let labels: Vec<String> = missing.map(|sector| known[sector].clone()).collect();
    if !labels.is_empty() {
        return Err(sheet.fail_file(Problem::NoLine { labels }));
    }
    let row = |sector: usize| {
        let mut shares = vec![0.0; parts];
        let own = || given.iter().filter(|g| g.sector == from(sector));
        own().for_each(|g| shares[g.part] = g.share);
        let sum: f64 = shares.iter().sum();
        if (sum - 1.0).abs() > crate::make::SHARE_ROUNDING {
            let label = known[from(sector)].clone();
            let last = own().map(|g| g.line).max().unwrap_or_default();
            return Err(sheet.fail_at(last, Problem::ShareSum { label, sum }));
        }
        Ok(shares)
    };
    (0..all).map(row).collect()
}
