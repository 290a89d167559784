//! Elasticities by sector, as CSV.

use std::collections::HashMap;

use crate::error::{Problem, Result};
use crate::read::Input;
use crate::read::sheet::Sheet;
use crate::sources::CodeReader;
use crate::table::{Index, Partition, SectorId};

const COLUMNS: &str = "sector,elasticity";

/// Read elasticities: a CSV file with the columns `sector` and `elasticity`, others ignored. A
/// line may name [several sectors](CodeReader::sectors), such as `c3-c16`. Sectors without a line are
/// not in the list.
///
/// # Errors
/// [`Error::Io`](crate::Error::Io); [`Error::Input`](crate::Error::Input) with the line for missing columns, sectors that the table does
/// not have (with the nearest that it has) or that are given twice, values that are no finite
/// numbers of zero or more.
///
/// # Examples
/// ```
/// use tripole::Index;
/// use tripole::read::Input;
/// use tripole::scenario::read_elasticities;
/// let index = Index::new([("DEU", "c14"), ("DEU", "c15"), ("DEU", "c30")])?;
/// let file = Input::bytes("sigma.csv", "sector,elasticity\nc14-c15,4.5\n");
/// let numbers = read_elasticities(file, &index)?;
/// assert_eq!(numbers, [(index.find_sector("c14")?, 4.5), (index.find_sector("c15")?, 4.5)]);
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn read_elasticities(file: impl Into<Input>, index: &Index) -> Result<Vec<(SectorId, f64)>> {
    let (sheet, lines) = Sheet::open(&file.into(), COLUMNS)?;
    let (mut numbers, mut seen) = (vec![], HashMap::new());
    let partition = Partition::regions(index);
    let codes = CodeReader::new(&partition);
    for line in lines {
        let line = &line?;
        let (code, found) = (sheet.text(line, "sector"), sheet.text(line, "elasticity"));
        let sectors = codes.sector_list(code);
        let sectors = sectors.map_err(|problem| sheet.fail(line, "sector", problem))?;
        let value = sheet.number(line, "elasticity")?;
        if value < 0.0 {
            let problem = Problem::NegativeElasticity { found: found.to_owned() };
            return Err(sheet.fail(line, "elasticity", problem));
        }
        for sector in sectors {
            if let Some(first) = seen.insert(sector, found.to_owned()) {
                let (code, second) = (index.sector(sector).to_owned(), found.to_owned());
                return Err(sheet.fail(line, "sector", Problem::CodeTwice { code, first, second }));
            }
            numbers.push((sector, value));
        }
    }
    Ok(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Elasticities;

    fn read(text: &str) -> std::result::Result<Vec<f64>, String> {
        let index = Index::new([("AAA", "c1"), ("AAA", "c2")]).expect("labels");
        let all = Elasticities::uniform(&index, 5.0).expect("a number");
        let read = read_elasticities(Input::bytes("e.csv", text), &index);
        let read = read.and_then(|numbers| all.with(&index, &numbers));
        read.map(|read| read.by_sector().to_vec()).map_err(|e| e.to_string())
    }

    #[test]
    fn sectors_without_a_line_keep_theirs() {
        assert_eq!(read("note,sector,elasticity\nx, c2 ,2.5\n"), Ok(vec![5.0, 2.5]));
        assert_eq!(read("\u{feff}sector,elasticity\nc2,0\nc1,1\n"), Ok(vec![1.0, 0.0]));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let said = |text: &str| read(text).expect_err("refused");
        assert_eq!(
            said("sector,sigma\nc1,2\n"),
            "`e.csv` line 1: expected the columns `sector,elasticity`, found `sector`, `sigma`"
        );
        assert_eq!(
            said("sector,elasticity\nc1,2\nc3,1\n"),
            "`e.csv` line 3, column `sector`: unknown sector `c3`"
        );
        assert_eq!(
            said("sector,elasticity\nc1,two\n"),
            "`e.csv` line 2, column `elasticity`: `two` is not a number"
        );
        assert_eq!(
            said("sector,elasticity\nc1,-1\n"),
            "`e.csv` line 2, column `elasticity`: `-1` is negative, an elasticity is 0 or more"
        );
        assert_eq!(
            said("sector,elasticity\nc1,1\nc1,2\n"),
            "`e.csv` line 3, column `sector`: code `c1` is given twice, to `1` and to `2`"
        );
        assert_eq!(said("sector,elasticity\n"), "`e.csv`: a header but no data rows");
    }
}
