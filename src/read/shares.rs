//! Shares by sector, as CSV.

use super::Input;
use super::sheet::Sheet;
use crate::error::{Problem, Result};
use crate::sources::CodeReader;
use crate::table::{Index, Partition};

const COLUMNS: &str = "sector,alpha";

/// Read what sellers pass on of an account ([`PassedOn::Rows`](crate::measures::responsibility::PassedOn::Rows)): a CSV file
/// with the columns `sector` and `alpha`, and perhaps `region`, others ignored. A line may name [several
/// sectors](CodeReader::sectors), such as `c3-c16`, and [several regions](CodeReader::regions); without a region it is of
/// all. The result has an entry for each row of the table, `None` for those without a line.
///
/// # Errors
/// [`Error::Io`](crate::Error::Io); [`Error::Input`](crate::Error::Input) with the line for missing columns, codes that the
/// table does not have (with the nearest that it has), numbers outside of 0 to 1, a row that is given twice.
///
/// # Examples
/// ```
/// use tripole::Index;
/// use tripole::read::{Input, read_passed_on};
/// let index = Index::new([("DEU", "c14"), ("DEU", "c15"), ("FRA", "c14")])?;
/// let file = Input::bytes("alpha.csv", "region,sector,alpha\nDEU,c14-c15,0.5\nFRA,c14,0.25\n");
/// assert_eq!(read_passed_on(file, &index)?, [Some(0.5), Some(0.5), Some(0.25)]);
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn read_passed_on(file: impl Into<Input>, index: &Index) -> Result<Vec<Option<f64>>> {
    let (sheet, lines) = Sheet::open(&file.into(), COLUMNS)?;
    let partition = Partition::regions(index);
    let codes = CodeReader::new(&partition);
    let (mut shares, mut given) = (vec![None; index.len()], vec![0; index.len()]);
    for line in lines {
        let line = &line?;
        let sectors = codes.sector_list(sheet.text(line, "sector"));
        let sectors = sectors.map_err(|problem| sheet.fail(line, "sector", problem))?;
        let regions = match sheet.text(line, "region") {
            "" => index.regions().collect(),
            code => codes.regions(&[code]).map_err(|it| sheet.place(line, "region", it))?,
        };
        let value = sheet.number(line, "alpha")?;
        if !(0.0..=1.0).contains(&value) {
            let problem = Problem::Amount { value, expected: "a number from 0 to 1" };
            return Err(sheet.fail(line, "alpha", problem));
        }
        for row in regions.into_iter().flat_map(|region| index.rows(region)) {
            if !sectors.contains(&index.node(row).sector) {
                continue;
            }
            if shares[row].replace(value).is_some() {
                let (label, first) = (index.label(row), given[row]);
                return Err(sheet.fail_line(line, Problem::LineTwice { label, first }));
            }
            given[row] = line.number;
        }
    }
    Ok(shares)
}
