//! The tables that come with the program: WIOD 2013, aggregated (`data/README.md`).

use super::record::{Edition, Evidence, Sector, Sectors, SourceRecord};
use super::{Country, wiod13};

/// The record.
pub static RECORD: SourceRecord = SourceRecord {
    name: "three-pole",
    title: "Built-in tables, from the World Input-Output Database of 2013",
    unit: Some("million US$"),
    labels: None,
    shapes: &[],
    editions: &[Edition {
        name: "2013",
        regions: &[
            "USA", "CAN", "MEX", "DEU", "FRA", "GBR", "ITA", "WEU", "CEE", "RUS", "TUR", "CHN",
            "JPN", "KOR", "TWN", "IND", "IDN", "AUS", "ROW",
        ],
        sectors: Sectors::Own(SECTORS),
        // Post and telecommunications are inside transport.
        knowledge: &["CHM", "MCH", "ELE", "TRQ", "BUS"],
    }],
    areas: &[("WEU", "Other western EU members"), ("CEE", "Central and eastern EU members")],
    categories: wiod13::CATEGORIES,
    evidence: Evidence::Each,
    parts: &[],
};

/// The region that a country of the source was added to.
pub(super) fn region_of(country: &Country) -> Option<&'static str> {
    let lines = include_str!("../../data/three_pole_regions.csv").lines().skip(1);
    let mut pairs = lines.filter_map(|line| {
        let (code, rest) = line.split_once(',')?;
        Some((code, rest.split(',').next()?))
    });
    pairs.find(|(code, _)| country.codes.contains(code)).map(|(_, region)| region)
}

/// Goods each have one division of Rev. 3 that stands for them: a group has all of them or none,
/// except that the rest of manufacturing is in the large ones only.
const SECTORS: &[Sector] = &[
    Sector::third("AGR", "Agriculture, forestry, fishing", (1, 1)),
    Sector::third("MIN", "Mining and quarrying", (10, 10)),
    Sector::third("FOD", "Food, beverages, tobacco", (15, 15)),
    Sector::third("TEX", "Textiles, leather, footwear", (17, 17)),
    Sector::third("OMF", "Wood, paper, printing, other manufacturing", (20, 20)),
    Sector::third("PET", "Coke, refined petroleum, nuclear fuel", (23, 23)),
    Sector::third("CHM", "Chemicals, rubber, plastics", (24, 24)),
    Sector::third("MET", "Minerals and metals", (26, 26)),
    Sector::third("MCH", "Machinery", (29, 29)),
    Sector::third("ELE", "Electrical and optical equipment", (30, 30)),
    Sector::third("TRQ", "Transport equipment", (34, 34)),
    Sector::services("UTC", "Electricity, gas, water, construction"),
    Sector::services("TRD", "Trade, repair, hotels and restaurants"),
    Sector::services("TRN", "Transport, post and telecommunications"),
    Sector::services("BUS", "Finance, real estate, business services"),
    Sector::services("PUB", "Public and personal services"),
];
