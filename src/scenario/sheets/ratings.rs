//! Ratings of inputs, as CSV.

use crate::error::{Problem, Result};
use crate::read::Input;
use crate::read::sheet::{Seen, Sheet};
use crate::scenario::{Rating, Ratings};
use crate::sources::CodeReader;
use crate::table::{Index, Partition, SectorId};

/// What may stand in the column `rating`; the numbers are those of Pichler and others (2022).
const NAMES: [(&str, Rating); 6] = [
    ("critical", Rating::Critical),
    ("important", Rating::Important),
    ("other", Rating::Other),
    ("1", Rating::Critical),
    ("0.5", Rating::Important),
    ("0", Rating::Other),
];

/// Read what products are to the sectors that use them: a CSV file with the columns `product`,
/// `user` and `rating`, which is `critical` (1), `important` (0.5) or `other` (0). Products and users may be
/// [several](CodeReader::sectors), `all` for instance. Later lines go before earlier ones, so that exceptions follow the rule;
/// what has no line is important.
///
/// # Errors
/// [`Error::Io`](crate::Error::Io); [`Error::Input`](crate::Error::Input) with line and column for
/// sectors that the table does not have, other ratings, and a pair given twice.
///
/// # References
/// Pichler, Pangallo, del Rio-Chanona, Lafond and Farmer (2022), *Journal of Economic Dynamics and
/// Control* 144, whose ratings come from a survey of analysts.
pub fn read_ratings(file: impl Into<Input>, index: &Index) -> Result<Ratings> {
    let (sheet, lines) = Sheet::open(&file.into(), "product,user,rating")?;
    let partition = Partition::regions(index);
    let codes = CodeReader::new(&partition);
    let mut ratings = Ratings::all(index, Rating::default());
    let mut seen = Seen::new();
    for line in lines {
        let line = &line?;
        let sectors = |column: &str| -> Result<Vec<SectorId>> {
            let found = codes.sector_list(sheet.text(line, column));
            found.map_err(|problem| sheet.fail(line, column, problem))
        };
        let (products, users) = (sectors("product")?, sectors("user")?);
        let pair = format!("{} > {}", sheet.text(line, "product"), sheet.text(line, "user"));
        seen.add(&sheet, line, pair)?;
        let found = sheet.text(line, "rating");
        let Some((_, rating)) = NAMES.iter().find(|(name, _)| *name == found) else {
            let code = found.to_owned();
            let near = NAMES.iter().take(3).map(|(name, _)| (*name).to_owned()).collect();
            let problem = Problem::UnknownCode { what: "rating", code, near };
            return Err(sheet.fail(line, "rating", problem));
        };
        for &user in &users {
            for &product in &products {
                ratings = ratings.with(product, user, *rating);
            }
        }
    }
    Ok(ratings)
}
