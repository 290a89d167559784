//! A folder of national tables and bilateral trade, as CSV.

use std::path::{Path, PathBuf};

#[cfg(doc)]
use crate::error::Error;
use crate::error::{Problem, Result};
use crate::linalg::Matrix;
use crate::make::Seeds;
use crate::read::Input;
use crate::read::sheet::{Record, Records, Seen, Sheet, rows_by_code};
use crate::table::{Demand, Index, Source};

/// Where the three files lie that a table is built from; [`read_seeds`] says what is in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeedFiles {
    /// What the table is said to be built from.
    pub name: String,
    /// Output and value added of every region-sector.
    pub totals: Input,
    /// Use of domestic and imported products.
    pub national: Input,
    /// Exports by partner.
    pub trade: Input,
}

impl SeedFiles {
    /// The names that may be read in a folder, whether or not there are such files.
    #[must_use]
    pub fn names(folder: &Path) -> [PathBuf; 6] {
        let name = |name: &str| folder.join(name);
        [
            name("totals.csv"),
            name("totals.csv.gz"),
            name("national.csv"),
            name("national.csv.gz"),
            name("trade.csv"),
            name("trade.csv.gz"),
        ]
    }

    /// `totals.csv`, `national.csv` and `trade.csv` of a folder; `NAME.csv.gz` where only that is
    /// there.
    #[must_use]
    pub fn in_folder(folder: &Path) -> Self {
        let file = |name: &str| Input::Path(named(folder, name));
        SeedFiles {
            name: folder.display().to_string(),
            totals: file("totals"),
            national: file("national"),
            trade: file("trade"),
        }
    }
}

/// Read the three CSV files, plain or gzipped, from which a table is built.
///
/// | file | columns | lines |
/// |---|---|---|
/// | `totals.csv` | `region,sector,output,value_added[,exports]` | every region-sector, in the order of the table to be |
/// | `national.csv` | `region,origin,product,user,value` | use of a product, `domestic` or `imported`, by a sector or final demand category of the region |
/// | `trade.csv` | `exporter,importer,product,use,value` | exports, for `intermediate` or `final` use; empty: use not known |
///
/// Amounts without a line are zero. Codes of users that are not sectors of the region are final
/// demand categories; every region has all of them, in the order of their appearance. Trade of
/// unknown use is divided equally between both uses, so that partners have the same shares in both.
///
/// # Errors
/// [`Error::Io`] for a file that is missing; [`Error::Input`] with line and column for codes that
/// `totals.csv` does not have, what is no number, negative trade, and a line given twice.
pub fn read_seeds(files: &SeedFiles) -> Result<Seeds> {
    let (totals, lines) = Sheet::open(&files.totals, "region,sector,output,value_added")?;
    let (national, uses) = Sheet::open(&files.national, "region,origin,product,user,value")?;
    let (trade, flows) = Sheet::open(&files.trade, "exporter,importer,product,use,value")?;
    let lines: Vec<Record> = lines.collect::<Result<_>>()?;
    let uses: Vec<Record> = uses.collect::<Result<_>>()?;
    let index = regions_and_sectors(&totals, &lines)?;
    let demand = categories(&national, &uses, &index)?;
    let (n, columns) = (index.len(), index.len() + demand.len());
    let (sectors, regions) = (index.sectors().len(), index.regions().len());
    let column = |name: &str| -> Result<Vec<f64>> {
        lines.iter().map(|line| totals.number(line, name)).collect()
    };
    let mut seeds = Seeds {
        output: column("output")?,
        value_added: column("value_added")?,
        exports: if totals.has("exports") { Some(column("exports")?) } else { None },
        domestic: Matrix::zeros(n, columns),
        imported: Matrix::zeros(sectors, columns),
        trade_inputs: Matrix::zeros(n, regions),
        trade_final: Matrix::zeros(n, regions),
        source: Source { note: format!("built from {}", files.name), ..Source::default() },
        index,
        demand,
    };
    read_national(&national, &uses, &mut seeds)?;
    read_trade(&trade, flows.or_none(), &mut seeds)?;
    Ok(seeds)
}

/// `name.csv`, or `name.csv.gz` if only that is there.
fn named(folder: &Path, name: &str) -> PathBuf {
    let packed = folder.join(format!("{name}.csv.gz"));
    let plain = folder.join(format!("{name}.csv"));
    if packed.is_file() && !plain.is_file() { packed } else { plain }
}

fn regions_and_sectors(totals: &Sheet, lines: &[Record]) -> Result<Index> {
    let mut seen = Seen::new();
    for line in lines {
        for column in ["region", "sector"] {
            if totals.text(line, column).is_empty() {
                return Err(totals.fail(line, column, Problem::EmptyCode));
            }
        }
        totals.refuse_separator(line, "region")?;
        let label = format!("{}_{}", totals.text(line, "region"), totals.text(line, "sector"));
        seen.add(totals, line, label)?;
    }
    Index::new(lines.iter().map(|line| (totals.text(line, "region"), totals.text(line, "sector"))))
}

/// Users that are no sectors of their region: final demand categories, of every region alike.
fn categories(national: &Sheet, lines: &[Record], index: &Index) -> Result<Demand> {
    let rows = rows_by_code(index);
    let mut categories: Vec<&str> = vec![];
    for line in lines {
        national.code(line, "region", "region", index.region_codes())?;
        let user = national.text(line, "user");
        if user.is_empty() {
            return Err(national.fail(line, "user", Problem::EmptyCode));
        }
        let is_sector = rows.contains_key(&(national.text(line, "region"), user));
        if !is_sector && index.sector_codes().iter().any(|sector| sector == user) {
            let (region, sector) = (national.text(line, "region").to_owned(), user.to_owned());
            return Err(national.fail(line, "user", Problem::NoSuchSector { region, sector }));
        }
        if !is_sector && !categories.contains(&user) {
            categories.push(user);
        }
    }
    let of_region = |r| categories.iter().map(move |category| (Some(index.region(r)), *category));
    Demand::new(index, index.regions().flat_map(of_region))
}

fn read_national(national: &Sheet, lines: &[Record], seeds: &mut Seeds) -> Result<()> {
    let index = &seeds.index;
    let (rows, n) = (rows_by_code(index), index.len());
    let mut users: std::collections::HashMap<(&str, &str), usize> = rows.clone();
    for (c, column) in seeds.demand.columns().iter().enumerate() {
        if let Some(region) = column.region {
            users.insert((index.region(region), seeds.demand.category(column.category)), n + c);
        }
    }
    let mut seen = Seen::new();
    for line in lines {
        let text = |column| national.text(line, column);
        let (region, product, user) = (text("region"), text("product"), text("user"));
        let value = national.number(line, "value")?;
        let Some(&column) = users.get(&(region, user)) else {
            return Err(national.fail(line, "user", Problem::EmptyCode));
        };
        let sector = national.code(line, "product", "sector", index.sector_codes())?;
        let label = format!("{} {product} to {region}_{user}", text("origin"));
        match text("origin") {
            "domestic" => {
                let row = rows.get(&(region, product)).ok_or_else(|| {
                    let (region, sector) = (region.to_owned(), product.to_owned());
                    national.fail(line, "product", Problem::NoSuchSector { region, sector })
                })?;
                seeds.domestic[(*row, column)] = value;
            }
            "imported" => seeds.imported[(sector, column)] = value,
            other => {
                let expected = "`domestic`, `imported`";
                let problem = Problem::NoneOf { found: other.to_owned(), expected };
                return Err(national.fail(line, "origin", problem));
            }
        }
        seen.add(national, line, label)?;
    }
    Ok(())
}

fn read_trade(trade: &Sheet, lines: Records, seeds: &mut Seeds) -> Result<()> {
    let Seeds { index, trade_inputs, trade_final, .. } = seeds;
    let index = &*index;
    let rows = rows_by_code(index);
    let mut seen = Seen::new();
    for line in lines {
        let line = &line?;
        let text = |column| trade.text(line, column);
        let exporter = trade.code(line, "exporter", "region", index.region_codes())?;
        let importer = trade.code(line, "importer", "region", index.region_codes())?;
        if exporter == importer {
            let region = text("importer").to_owned();
            return Err(trade.fail(line, "importer", Problem::OwnTrade { region }));
        }
        trade.code(line, "product", "sector", index.sector_codes())?;
        let Some(&row) = rows.get(&(text("exporter"), text("product"))) else {
            let (region, sector) = (text("exporter").to_owned(), text("product").to_owned());
            return Err(trade.fail(line, "product", Problem::NoSuchSector { region, sector }));
        };
        let value = trade.amount(line, "value")?;
        let (inputs, last) = match text("use") {
            "intermediate" => (value, 0.0),
            "final" => (0.0, value),
            "" => (0.5 * value, 0.5 * value),
            other => {
                let expected = "`intermediate`, `final`, or empty";
                let problem = Problem::NoneOf { found: other.to_owned(), expected };
                return Err(trade.fail(line, "use", problem));
            }
        };
        trade_inputs[(row, importer)] += inputs;
        trade_final[(row, importer)] += last;
        let label = format!(
            "{}_{} to {} {}",
            text("exporter"),
            text("product"),
            text("importer"),
            text("use")
        );
        seen.add(trade, line, label)?;
    }
    Ok(())
}
