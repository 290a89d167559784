//! English names of what a table's codes stand for.

use super::{Country, RECORDS, SourceRecord};
use crate::frame::Names;
use crate::table::Index;

/// The names of the regions and sectors of a table, as far as they are known.
#[must_use]
pub fn names_of(index: &Index) -> Names {
    let mut names = Names::default();
    for code in index.region_codes() {
        let areas = || RECORDS.iter().flat_map(|record| record.areas.iter());
        let area = || areas().find(|(known, _)| known == code).map(|(_, name)| *name);
        let country = Country::of_code(code).and_then(|country| country.names.first().copied());
        if let Some(name) = country.or_else(area) {
            names.add_region(code, name);
        }
    }
    let records = SourceRecord::by_sectors(index.sector_codes());
    for code in index.sector_codes() {
        if let Some(sector) = records.iter().find_map(|record| record.sector(code)) {
            names.add_sector(code, sector.title);
        }
    }
    names
}
