//! Two header lines, regions above sectors and categories, as programs write tables whose labels are
//! pairs.

use std::collections::HashSet;

use super::cells::{split, trimmed};
use super::long;
use super::stream::Block;
use crate::table::{Finding, FindingKind, Severity};

/// What two header lines say together.
pub(super) struct Pairs {
    /// `REGION_ITEM` of every column, behind an empty label for the rows.
    pub header: Vec<String>,
    /// The regions, none of which has to be told from its label.
    pub regions: Vec<String>,
    /// Cells at the start of a line that are its label: region and sector, or both in one.
    pub labels: usize,
    /// Lines below the first that belong to the header.
    pub lines: usize,
}

impl Pairs {
    /// The header of two lines, perhaps with a third that only names the labels; `None` if the first
    /// is a header by itself.
    pub fn of(first: &[String], second: &[String], third: Option<&[String]>) -> Option<Self> {
        if first.len() != second.len() || first.len() < 3 || first[0] == long::COLUMNS[0] {
            return None;
        }
        let labels = if first[1].is_empty() || names_labels(first, second) { 2 } else { 1 };
        let (regions, items) = (&first[labels..], &second[labels..]);
        let number = |cell: &String| cell.parse::<f64>().is_ok();
        let twice = distinct(regions) < regions.iter().filter(|cell| !cell.is_empty()).count();
        let codes = !items.iter().any(number) && items.iter().any(|item| !item.is_empty());
        let of_codes = labels == 2 && second[1].is_empty();
        if !(codes && (twice || of_codes)) && !(twice && of_codes) {
            return None;
        }
        let joined: Vec<String> = regions.iter().zip(items).map(|(r, i)| pair(r, i)).collect();
        if distinct(&joined) < joined.iter().filter(|cell| !cell.is_empty()).count() {
            return None;
        }
        let of_items = regions.iter().zip(items).filter(|(_, item)| !item.is_empty());
        let mut codes: Vec<String> = of_items.map(|(region, _)| region.clone()).collect();
        codes.retain(|code| !code.is_empty());
        codes.dedup();
        let names = third.is_some_and(|cells| {
            cells.len() == first.len() && cells[labels..].iter().all(String::is_empty)
        });
        let header = std::iter::once(String::new()).chain(joined).collect();
        Some(Pairs { header, regions: codes, labels, lines: if names { 2 } else { 1 } })
    }
}

/// Whether the first cells of a header say what the labels of its lines are: of a region, and of a sector.
fn names_labels(first: &[String], second: &[String]) -> bool {
    const REGIONS: [&str; 6] = ["region", "regions", "country", "countries", "economy", "area"];
    const ITEMS: [&str; 8] =
        ["sector", "sectors", "industry", "industries", "product", "products", "item", "code"];
    let is = |cell: &str, words: &[&str]| words.contains(&cell.to_lowercase().as_str());
    let named = is(&first[0], &REGIONS) && is(&first[1], &ITEMS);
    named && second[..2].iter().all(String::is_empty) && !second[2].is_empty()
}

/// What the next lines say if they belong to the header; they are then cut off the block.
pub(super) fn second_header(first: &[String], block: &mut Block, separator: u8) -> Option<Pairs> {
    let text = std::str::from_utf8(&block.bytes).ok()?;
    let mut lines = text.split_inclusive('\n');
    let cells = |line: &str| {
        let mut cells: Vec<String> = vec![];
        let line = line.trim_end_matches(['\n', '\r']);
        split(line, separator, &mut |cell| cells.push(trimmed(cell).to_owned())).ok()?;
        Some(cells)
    };
    let (second, third) = (lines.next()?, lines.next());
    let named = third.and_then(cells);
    let pairs = Pairs::of(first, &cells(second)?, named.as_deref())?;
    let cut: usize = text.split_inclusive('\n').take(pairs.lines).map(str::len).sum();
    block.bytes.drain(..cut);
    block.first_byte += cut as u64;
    block.first_line += pairs.lines as u64;
    Some(pairs)
}

/// That a header has two lines.
pub(super) fn finding() -> Finding {
    let message = "two header lines are read as one: region and sector, or region and category";
    Finding::new(Severity::Note, FindingKind::TwoHeaders, "", 0.0, message)
}

/// A label of its two parts; a total has one.
pub(super) fn pair(region: &str, item: &str) -> String {
    if region.is_empty() || item.is_empty() {
        [region, item].concat()
    } else {
        format!("{region}_{item}")
    }
}

fn distinct(cells: &[String]) -> usize {
    cells.iter().filter(|cell| !cell.is_empty()).collect::<HashSet<_>>().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(line: &str) -> Vec<String> {
        line.split(',').map(str::to_owned).collect()
    }

    #[test]
    fn two_lines_are_told_from_one() {
        let of = |first: &str, second: &str| {
            Pairs::of(&cells(first), &cells(second), None).map(|pairs| (pairs.header, pairs.labels))
        };
        let (header, labels) = of("region,,A,A,OUT", "sector,,g,s,").unwrap();
        assert_eq!((header.join(","), labels), (",A_g,A_s,OUT".to_owned(), 2));
        // Codes of digits, and one sector in each region.
        assert_eq!(of(",,A,A", ",,01,02").unwrap().0.join(","), ",A_01,A_02");
        assert_eq!(of(",,A,B", ",,g,g").unwrap().0.join(","), ",A_g,B_g");
        assert_eq!(of(",A,A", ",g,s").unwrap(), (cells(",A_g,A_s"), 1));
        // One line: labels, a label that occurs twice, blank columns.
        assert!(of(",A_g,A_s", "A_g,1,2").is_none());
        assert!(of(",A_g,A_g", "A_g,1,2").is_none());
        assert!(of(",,A_g,A_s", "1,A_g,1,2").is_none());
    }
}
