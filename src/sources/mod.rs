//! What is known of the publishers of tables: one [`SourceRecord`] each.
//!
//! A record says how a source's files are recognised and their labels read, in which unit its
//! amounts are, which codes it has for regions, sectors and final demand, and what they mean. Everything
//! else in the program asks here: which sectors of a table are [`manufactures`], which of its
//! categories holds [`inventories`], which of its regions is Germany ([`find_country`]), what a
//! typed code stands for ([`CodeReader`]), what codes are called ([`names_of`]), who is in the European
//! Union ([`GROUPS`]).
//!
//! To add a source write a file with its record here, add it to [`RECORDS`], and add a small file
//! in its layout to the tests.

mod adb;
mod blocs;
mod canonical;
mod codes;
mod countries;
mod demand;
mod eora26;
mod exiobase;
mod figaro;
mod flat;
mod gloria;
mod groups;
mod icio;
mod isic;
mod isic_titles;
mod lr_wiod;
mod maps;
mod names;
mod parts;
mod product_groups;
mod record;
mod three_pole;
mod wiod13;
mod wiod16;

use crate::table::Index;

pub use blocs::{bloc_members, blocs_of};
pub use canonical::Income;
#[cfg(feature = "scenario-files")]
pub(crate) use codes::names_the_world;
pub use codes::{CodeReader, group};
use countries::region_around;
pub use countries::{COUNTRIES, Country, find_country, words_of_regions};
pub use demand::{
    DemandUse, categories, chosen_categories, exports, import_columns, inventories,
    inventory_category, of_households,
};
pub use exiobase::primary_input;
pub(crate) use exiobase::{holds_primary_inputs, is_whole_value_added};
pub use flat::{Beyond, FlatLabels};
pub use groups::{GROUPS, KnownGroup, known_groups};
pub use names::{names_of, region_name, sector_titles};
pub(crate) use parts::split_wholes;
pub use parts::{parts_of, split_countries, whole_of};
pub use product_groups::{ProductGroup, goods, knowledge_sectors, manufactures, products};
pub use record::{
    Category, Covers, Edition, Evidence, ItemNumbers, Label, Lines, NumberedLabels, Revision,
    Sector, Sectors, Shape, SheetLabels, SourceRecord, WideLabels, is_all_value_added,
};

/// All records. Where codes fit several, the first is taken.
pub static RECORDS: &[&SourceRecord] = &[
    &canonical::RECORD,
    &wiod13::RECORD,
    &three_pole::RECORD,
    &icio::RECORD,
    &wiod16::RECORD,
    &lr_wiod::RECORD,
    &eora26::RECORD,
    &exiobase::RECORD,
    &gloria::RECORD,
    &adb::RECORD,
    &figaro::RECORD,
];

impl SourceRecord {
    /// The source of a wide file, told by its first header cell and the labels of its rows;
    /// canonical if nothing tells.
    #[must_use]
    pub fn of_labels(corner: &str, rows: &[&str]) -> &'static SourceRecord {
        let told = |record: &&&'static SourceRecord| {
            record.labels.as_ref().is_some_and(|labels| labels.tell(corner, rows))
        };
        RECORDS.iter().find(told).copied().unwrap_or(&canonical::RECORD)
    }

    /// The source whose very regions and sectors a table has, all of them and no others.
    #[must_use]
    pub fn of_codes(index: &Index) -> Option<&'static SourceRecord> {
        let same = |own: &[&str], codes: &[String]| {
            own.len() == codes.len() && codes.iter().all(|code| own.contains(&code.as_str()))
        };
        let fits = |edition: &Edition| {
            let sectors: Vec<&str> = edition.sectors.codes().collect();
            same(edition.regions, index.region_codes()) && same(&sectors, index.sector_codes())
        };
        RECORDS.iter().find(|record| record.editions.iter().any(fits)).copied()
    }

    /// The record of the tables that come with the program.
    #[must_use]
    pub fn of_builtin_tables() -> &'static SourceRecord {
        &three_pole::RECORD
    }

    /// The records whose sectors count, those first of whose own codes a table has the most.
    pub(crate) fn by_sectors(codes: &[String]) -> Vec<&'static SourceRecord> {
        let mut records = RECORDS.to_vec();
        records.retain(|record| record.counts(codes));
        let common =
            |record: &SourceRecord| codes.iter().filter(|c| record.sector(c).is_some()).count();
        records.sort_by_cached_key(|record| std::cmp::Reverse(common(record)));
        records
    }
}
