//! Elasticities by sector, as CSV.

use std::collections::HashMap;
use std::path::Path;

use serde::Deserialize;

use crate::error::{Error, Place, Problem, Result};
use crate::labels::{Index, SectorId, nearest};
use crate::scenario::Elasticities;

/// A line of the file.
#[derive(Deserialize)]
struct Line {
    sector: String,
    elasticity: String,
}

/// Read elasticities: a CSV file with the columns `sector` and `elasticity`, others ignored.
/// Sectors without a line keep what `others` says.
///
/// # Errors
/// [`Error::Io`]; [`Error::Input`] with the line for missing columns, sectors that the table does
/// not have (with the nearest that it has) or that are given twice, values that are no finite
/// numbers of zero or more.
pub fn read_elasticities(path: &Path, index: &Index, others: Elasticities) -> Result<Elasticities> {
    let bytes = std::fs::read(path).map_err(|e| Error::io("read", path, e))?;
    let numbers = parse(&path.display().to_string(), &bytes, index)?;
    others.with(index, &numbers)
}

fn parse(file: &str, bytes: &[u8], index: &Index) -> Result<Vec<(SectorId, f64)>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
    let malformed = |e: &csv::Error| {
        let line = e.position().map_or(1, csv::Position::line);
        Error::input(file, Place::Line(line), Problem::Csv { reason: e.to_string() })
    };
    let header = reader.headers().map_err(|e| malformed(&e))?.clone();
    if !["sector", "elasticity"].iter().all(|name| header.iter().any(|column| column == *name)) {
        let found = header.iter().map(str::to_owned).collect();
        let problem = Problem::Columns { expected: "sector,elasticity", found };
        return Err(Error::input(file, Place::Line(1), problem));
    }
    let (mut numbers, mut seen) = (vec![], HashMap::new());
    for record in reader.records() {
        let record = record.map_err(|e| malformed(&e))?;
        let number = record.position().map_or(1, csv::Position::line);
        let line: Line = record.deserialize(Some(&header)).map_err(|e| malformed(&e))?;
        let fail = |column: &str, problem| {
            let place = Place::Cell { line: number, column: column.to_owned() };
            Error::input(file, place, problem)
        };
        let sector = index.find_sector(&line.sector).map_err(|_| {
            let near = nearest(index.sector_codes(), &line.sector);
            fail("sector", Problem::UnknownCode { what: "sector", code: line.sector.clone(), near })
        })?;
        let value = value(&line.elasticity).map_err(|problem| fail("elasticity", problem))?;
        if let Some(first) = seen.insert(sector, line.elasticity.clone()) {
            let problem = Problem::CodeTwice { code: line.sector, first, second: line.elasticity };
            return Err(fail("sector", problem));
        }
        numbers.push((sector, value));
    }
    if numbers.is_empty() {
        return Err(Error::input(file, Place::File, Problem::NoRows));
    }
    Ok(numbers)
}

fn value(text: &str) -> std::result::Result<f64, Problem> {
    let value: f64 = text.parse().map_err(|_| Problem::NotANumber { found: text.to_owned() })?;
    match value {
        value if !value.is_finite() => Err(Problem::NotFinite { found: text.to_owned() }),
        value if value < 0.0 => Err(Problem::NegativeElasticity { found: text.to_owned() }),
        value => Ok(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> std::result::Result<Vec<f64>, String> {
        let index = Index::new([("AAA", "c1"), ("AAA", "c2")]).expect("labels");
        let numbers = parse("e.csv", text.as_bytes(), &index).map_err(|e| e.to_string())?;
        let all = Elasticities::uniform(&index, 5.0).expect("a number");
        Ok(all.with(&index, &numbers).expect("checked").by_sector().to_vec())
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
