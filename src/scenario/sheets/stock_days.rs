//! Days of stock by product, as CSV.

use crate::error::{Problem, Result};
use crate::read::Input;
use crate::read::sheet::{Record, Seen, Sheet};
use crate::sources::CodeReader;
use crate::table::{Index, Partition, SectorId};

/// What stands for a stock that never binds.
const NEVER: &str = "inf";

/// Read how many days stocks of products last: a CSV file with the columns `product` and `days`, a
/// number above zero, or `inf` where a product never binds. A line may name
/// [several products](CodeReader::sectors), `services` for instance. Later lines go before earlier
/// ones, so that exceptions follow the rule; products without a line are not in the list.
///
/// # Errors
/// [`Error::Io`](crate::Error::Io); [`Error::Input`](crate::Error::Input) with line and column for
/// products that the table does not have, days that are no number above zero, and a product given
/// twice under one name.
///
/// # Examples
/// ```
/// use tripole::Index;
/// use tripole::read::Input;
/// use tripole::scenario::read_stock_days;
/// let index = Index::new([("DEU", "c14"), ("DEU", "c15"), ("DEU", "c30")])?;
/// let file = Input::bytes("stocks.csv", "product,days\nall,90\nc30,inf\n");
/// let days = read_stock_days(file, &index)?;
/// assert_eq!(days.last(), Some(&(index.find_sector("c30")?, f64::INFINITY)));
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn read_stock_days(file: impl Into<Input>, index: &Index) -> Result<Vec<(SectorId, f64)>> {
    let (sheet, lines) = Sheet::open(&file.into(), "product,days")?;
    let partition = Partition::regions(index);
    let codes = CodeReader::new(&partition);
    let (mut found, mut seen) = (vec![], Seen::new());
    for line in lines {
        let line = &line?;
        let code = sheet.text(line, "product");
        let products = codes.sector_list(code);
        let products = products.map_err(|problem| sheet.fail(line, "product", problem))?;
        seen.add(&sheet, line, code.to_owned())?;
        let days = days(&sheet, line)?;
        found.extend(products.into_iter().map(|product| (product, days)));
    }
    Ok(found)
}

fn days(sheet: &Sheet, line: &Record) -> Result<f64> {
    if sheet.text(line, "days") == NEVER {
        return Ok(f64::INFINITY);
    }
    let value = sheet.number(line, "days")?;
    if value > 0.0 {
        return Ok(value);
    }
    let expected = "a number of days above zero, or `inf` where stocks never bind";
    Err(sheet.fail(line, "days", Problem::Amount { value, expected }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> std::result::Result<Vec<(usize, f64)>, String> {
        let index = Index::new([("AAA", "c1"), ("AAA", "c2")]).expect("labels");
        let found = read_stock_days(Input::bytes("s.csv", text), &index);
        let found = found.map(|all| all.into_iter().map(|(s, days)| (s.position(), days)));
        found.map(Iterator::collect).map_err(|e| e.to_string())
    }

    #[test]
    fn exceptions_follow_the_rule() {
        let found = read("product,days\nall,90\nc2,inf\nc1,2.5\n").expect("read");
        assert_eq!(found, [(0, 90.0), (1, 90.0), (1, f64::INFINITY), (0, 2.5)]);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let said = |text: &str| read(text).expect_err("refused");
        assert_eq!(
            said("product,days\nc1,0\n"),
            "`s.csv` line 2, column `days`: 0 is not a number of days above zero, or `inf` where stocks never bind"
        );
        assert_eq!(
            said("product,days\nc1,NaN\n"),
            "`s.csv` line 2, column `days`: `NaN` is not a finite number"
        );
        assert_eq!(
            said("product,days\nc3,1\n"),
            "`s.csv` line 2, column `product`: unknown sector `c3`"
        );
        assert!(said("product,days\nc1,1\nc1,2\n").starts_with("`s.csv` line 3: "));
        assert_eq!(said("product,days\n"), "`s.csv`: a header but no data rows");
    }
}
