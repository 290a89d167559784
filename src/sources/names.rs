//! English names of what a table has codes for.

use super::{Country, KnownGroup, RECORDS, SourceRecord, isic, isic_titles, whole_of};
use crate::frame::Names;
use crate::table::{Economy, Geography, Index, SectorId};

/// The code of the whole world in results, and its name.
const WORLD: (&str, &str) = ("WLD", "World");
/// The code of all sectors together in results, and its name.
const TOTAL: (&str, &str) = ("TOTAL", "All sectors");

/// The English name of the region of this code: of a country, an area of a source, or a part of a
/// split country.
///
/// # Examples
/// ```
/// use tripole::sources::region_name;
/// assert_eq!(region_name("DE").as_deref(), Some("Germany"));
/// assert_eq!(region_name("MX1").as_deref(), Some("Mexico: part 1"));
/// assert_eq!(region_name("Atlantis"), None);
/// ```
#[must_use]
pub fn region_name(code: &str) -> Option<String> {
    if let Some(country) = Country::of_code(code) {
        return country.names.first().map(|name| (*name).to_owned());
    }
    let areas = || RECORDS.iter().flat_map(|record| record.areas);
    if let Some((_, name)) = areas().find(|(known, _)| *known == code) {
        return Some((*name).to_owned());
    }
    let number = code.trim_start_matches(|c: char| !c.is_ascii_digit());
    Some(format!("{}: part {number}", region_name(whole_of(code)?)?))
}

/// The sectors of a table with their English names, where these are known: under the codes of a known
/// source, or under codes that name divisions of the ISIC whose revision the codes tell.
///
/// # Examples
/// ```
/// use tripole::sources::sector_titles;
/// let index = tripole::Index::new([("DEU", "A01_02"), ("DEU", "C26"), ("DEU", "XYZ")])?;
/// let titles: Vec<&str> = sector_titles(&index).into_iter().map(|(_, title)| title).collect();
/// assert_eq!(
///     titles,
///     ["Agriculture, hunting and forestry", "Computer, electronic and optical equipment"]
/// );
/// # Ok::<(), tripole::Error>(())
/// ```
#[must_use]
pub fn sector_titles(index: &Index) -> Vec<(SectorId, &'static str)> {
    let codes = index.sector_codes();
    let records = SourceRecord::by_sectors(codes);
    let revision = isic::revision(codes);
    let title = |sector: SectorId| {
        let code = index.sector(sector);
        let own = records.iter().find_map(|record| record.sector(code)).map(|it| it.title);
        own.or_else(|| isic_titles::title(code, revision?)).map(|title| (sector, title))
    };
    index.sectors().filter_map(title).collect()
}

/// English names of all regions and sectors of a table, and of what results have codes for beside
/// them: groups and blocs, which are called what they are, the world and all sectors.
///
/// # Examples
/// ```
/// use tripole::Index;
/// use tripole::sources::names_of;
/// use tripole::table::Geography;
/// let index = Index::new([("DEU", "c3"), ("FIGW1", "c3")])?;
/// let names = names_of(&Geography::regions(&index));
/// assert_eq!(names.of("importer", "FIGW1"), Some("Rest of the world"));
/// assert_eq!(names.of("sector", "c3"), Some("Food, Beverages and Tobacco"));
/// assert_eq!(names.of("sector", "TOTAL"), Some("All sectors"));
/// # Ok::<(), tripole::Error>(())
/// ```
#[must_use]
pub fn names_of(geography: &Geography) -> Names {
    let index = geography.economies().index();
    let mut names = Names::default();
    names.add_region(WORLD.0, WORLD.1);
    names.add_sector(TOTAL.0, TOTAL.1);
    for bloc in geography.listed() {
        names.add_region(bloc.name.as_str(), bloc.name.as_str());
    }
    for code in index.region_codes() {
        names.add_region(code.as_str(), region_name(code).unwrap_or_else(|| code.clone()));
    }
    for partition in [geography.blocs(), geography.economies()] {
        let grouped =
            |one: &Economy| one.regions.len() > 1 || KnownGroup::of_economy(one, index).is_some();
        for (_, economy) in partition.economies().filter(|(_, one)| grouped(one)) {
            let of_country = economy.regions.iter().all(|region| {
                let code = index.region(*region);
                code == economy.name || whole_of(code) == Some(economy.name.as_str())
            });
            let name = if of_country {
                region_name(&economy.name)
            } else {
                KnownGroup::of_economy(economy, index).map(|group| group.title_in(index))
            };
            let name = name.unwrap_or_else(|| economy.name.clone());
            names.add_region(economy.name.as_str(), name);
        }
    }
    for code in index.sector_codes().iter().filter(|code| *code == TOTAL.0) {
        names.add_sector(code.as_str(), code.as_str());
    }
    for (sector, title) in sector_titles(index) {
        names.add_sector(index.sector(sector), title);
    }
    names
}
