//! Codes and English names of countries, one table for all sources.

use super::{SourceRecord, region_name, three_pole};
use crate::error::Within;
use crate::table::{Index, RegionId};

/// The code of the rest of the world.
const REST: &str = "ROW";

/// A country, or the rest of the world.
#[derive(Debug, PartialEq, Eq)]
pub struct Country {
    /// ISO 3166 with three letters, with two, and what sources have of their own.
    pub codes: &'static [&'static str],
    /// English names, the usual one first.
    pub names: &'static [&'static str],
}

impl Country {
    const fn new(codes: &'static [&'static str], names: &'static [&'static str]) -> Self {
        Country { codes, names }
    }

    /// The country that has this code.
    #[must_use]
    pub fn of_code(code: &str) -> Option<&'static Country> {
        COUNTRIES.iter().find(|country| country.codes.contains(&code))
    }

    /// The country that has this code or name, but for upper and lower case.
    #[must_use]
    pub fn called(text: &str) -> Option<&'static Country> {
        let text = text.trim().to_lowercase();
        let is_meant = |name: &str| name.to_lowercase() == text;
        COUNTRIES
            .iter()
            .find(|country| country.codes.iter().chain(country.names).any(|it| is_meant(it)))
    }

    /// Its usual name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.names.first().copied().unwrap_or_default()
    }
}

/// All countries of the known sources and groups. No code and no name is in two lines.
pub static COUNTRIES: &[Country] = &[
    Country::new(&["AGO", "AO"], &["Angola"]),
    Country::new(&["ALB", "AL"], &["Albania"]),
    Country::new(&["ARE", "AE"], &["United Arab Emirates"]),
    Country::new(&["ARG", "AR"], &["Argentina"]),
    Country::new(&["ARM", "AM"], &["Armenia"]),
    Country::new(&["AUS", "AU"], &["Australia"]),
    Country::new(&["AUT", "AT"], &["Austria"]),
    Country::new(&["BEL", "BE"], &["Belgium"]),
    Country::new(&["BGD", "BD", "BAN"], &["Bangladesh"]),
    Country::new(&["BGR", "BG"], &["Bulgaria"]),
    Country::new(&["BLR", "BY"], &["Belarus"]),
    Country::new(&["BOL", "BO"], &["Bolivia"]),
    Country::new(&["BRA", "BR"], &["Brazil"]),
    Country::new(&["BRN", "BN", "BRU"], &["Brunei", "Brunei Darussalam"]),
    Country::new(&["BTN", "BT", "BHU"], &["Bhutan"]),
    Country::new(&["CAN", "CA"], &["Canada"]),
    Country::new(&["CHE", "CH", "SWI"], &["Switzerland"]),
    Country::new(&["CHL", "CL"], &["Chile"]),
    Country::new(&["CHN", "CN", "PRC"], &["China"]),
    Country::new(&["CIV", "CI"], &["Cote d'Ivoire", "Côte d'Ivoire", "Ivory Coast"]),
    Country::new(&["CMR", "CM"], &["Cameroon"]),
    Country::new(&["COD", "CD"], &["Democratic Republic of the Congo", "DR Congo"]),
    Country::new(&["COL", "CO"], &["Colombia"]),
    Country::new(&["CRI", "CR"], &["Costa Rica"]),
    Country::new(&["CYP", "CY"], &["Cyprus"]),
    Country::new(&["CZE", "CZ"], &["Czech Republic", "Czechia"]),
    Country::new(&["DEU", "DE", "GER"], &["Germany"]),
    Country::new(&["DNK", "DK", "DEN"], &["Denmark"]),
    Country::new(&["ECU", "EC"], &["Ecuador"]),
    Country::new(&["EGY", "EG"], &["Egypt"]),
    Country::new(&["ESP", "ES", "SPA"], &["Spain"]),
    Country::new(&["EST", "EE"], &["Estonia"]),
    Country::new(&["ETH", "ET"], &["Ethiopia"]),
    Country::new(&["FIN", "FI"], &["Finland"]),
    Country::new(&["FJI", "FJ", "FIJ"], &["Fiji"]),
    Country::new(&["FRA", "FR"], &["France"]),
    Country::new(&["GBR", "GB", "UKG"], &["United Kingdom", "Great Britain", "UK"]),
    Country::new(&["GEO", "GE"], &["Georgia"]),
    Country::new(&["GRC", "GR"], &["Greece"]),
    Country::new(&["HKG", "HK"], &["Hong Kong"]),
    Country::new(&["HRV", "HR"], &["Croatia"]),
    Country::new(&["HUN", "HU"], &["Hungary"]),
    Country::new(&["IDN", "ID", "INO"], &["Indonesia"]),
    Country::new(&["IND", "IN"], &["India"]),
    Country::new(&["IRL", "IE", "IRE"], &["Ireland"]),
    Country::new(&["IRN", "IR"], &["Iran"]),
    Country::new(&["ISL", "IS"], &["Iceland"]),
    Country::new(&["ISR", "IL"], &["Israel"]),
    Country::new(&["ITA", "IT"], &["Italy"]),
    Country::new(&["JOR", "JO"], &["Jordan"]),
    Country::new(&["JPN", "JP"], &["Japan"]),
    Country::new(&["KAZ", "KZ"], &["Kazakhstan"]),
    Country::new(&["KGZ", "KG"], &["Kyrgyzstan"]),
    Country::new(&["KHM", "KH", "CAM"], &["Cambodia"]),
    Country::new(&["KOR", "KR"], &["Korea", "South Korea", "Republic of Korea"]),
    Country::new(&["KWT", "KW"], &["Kuwait"]),
    Country::new(&["LAO", "LA"], &["Laos", "Lao PDR"]),
    Country::new(&["LKA", "LK", "SRI"], &["Sri Lanka"]),
    Country::new(&["LTU", "LT"], &["Lithuania"]),
    Country::new(&["LUX", "LU"], &["Luxembourg"]),
    Country::new(&["LVA", "LV"], &["Latvia"]),
    Country::new(&["MAR", "MA"], &["Morocco"]),
    Country::new(&["MDV", "MV", "MLD"], &["Maldives"]),
    Country::new(&["MEX", "MX"], &["Mexico"]),
    Country::new(&["MKD", "MK"], &["North Macedonia"]),
    Country::new(&["MLT", "MT"], &["Malta"]),
    Country::new(&["MMR", "MM"], &["Myanmar"]),
    Country::new(&["MNE", "ME"], &["Montenegro"]),
    Country::new(&["MNG", "MN", "MON"], &["Mongolia"]),
    Country::new(&["MYS", "MY", "MAL"], &["Malaysia"]),
    Country::new(&["NGA", "NG"], &["Nigeria"]),
    Country::new(&["NLD", "NL", "NET"], &["Netherlands", "The Netherlands"]),
    Country::new(&["NOR", "NO"], &["Norway"]),
    Country::new(&["NPL", "NP", "NEP"], &["Nepal"]),
    Country::new(&["NZL", "NZ"], &["New Zealand"]),
    Country::new(&["PAK", "PK"], &["Pakistan"]),
    Country::new(&["PER", "PE"], &["Peru"]),
    Country::new(&["PHL", "PH", "PHI"], &["Philippines"]),
    Country::new(&["POL", "PL"], &["Poland"]),
    Country::new(&["PRT", "PT", "POR"], &["Portugal"]),
    Country::new(&["PRY", "PY"], &["Paraguay"]),
    Country::new(&["ROU", "RO", "ROM"], &["Romania"]),
    Country::new(&["RUS", "RU"], &["Russia", "Russian Federation"]),
    Country::new(&["SAU", "SA"], &["Saudi Arabia"]),
    Country::new(&["SEN", "SN"], &["Senegal"]),
    Country::new(&["SGP", "SG", "SIN"], &["Singapore"]),
    Country::new(&["SRB", "RS"], &["Serbia"]),
    Country::new(&["STP", "ST"], &["Sao Tome and Principe", "São Tomé and Príncipe"]),
    Country::new(&["SVK", "SK"], &["Slovak Republic", "Slovakia"]),
    Country::new(&["SVN", "SI"], &["Slovenia"]),
    Country::new(&["SWE", "SE"], &["Sweden"]),
    Country::new(&["THA", "TH"], &["Thailand"]),
    Country::new(&["TLS", "TL"], &["Timor-Leste"]),
    Country::new(&["TUN", "TN"], &["Tunisia"]),
    Country::new(&["TUR", "TR"], &["Turkey", "Türkiye", "Turkiye"]),
    Country::new(&["TWN", "TW", "TAP"], &["Taiwan", "Chinese Taipei"]),
    Country::new(&["UKR", "UA"], &["Ukraine"]),
    Country::new(&["URY", "UY"], &["Uruguay"]),
    Country::new(&["USA", "US"], &["United States", "United States of America"]),
    Country::new(&["VNM", "VN", "VIE"], &["Viet Nam", "Vietnam"]),
    Country::new(&["ZAF", "ZA"], &["South Africa"]),
    Country::new(&["ROW", "RoW", "xROW", "FIGW1"], &["Rest of the world", "Rest of world"]),
];

/// The region of this code, or else the one that has another spelling of the same country: ISO
/// 3166 with three letters or two, ADB's codes, `ROM`. Nothing if the table has neither.
///
/// # Examples
/// ```
/// use tripole::sources::find_country;
/// let index = tripole::Index::new([("US", "C26"), ("CN", "C26"), ("FIGW1", "C26")])?;
/// let found = find_country(&index, "CHN").map(|region| index.region(region));
/// assert_eq!(found, Some("CN"));
/// assert_eq!(find_country(&index, "TWN"), None);
/// # Ok::<(), tripole::Error>(())
/// ```
#[must_use]
pub fn find_country(index: &Index, code: &str) -> Option<RegionId> {
    index.find_region(code).ok().or_else(|| {
        let mut spellings = Country::of_code(code)?.codes.iter();
        spellings.find_map(|other| index.find_region(other).ok())
    })
}

/// The region that a country without one of its own is inside of, in a table of a known source: the one
/// that the source added it to, or else the rest of the world.
pub(super) fn region_around(index: &Index, country: &Country) -> Option<Within> {
    let record = SourceRecord::of_codes(index)?;
    let added = (record.name == three_pole::RECORD.name).then(|| three_pole::region_of(country));
    let region = match added.flatten() {
        Some(code) => index.find_region(code).ok()?,
        None => find_country(index, REST)?,
    };
    let code = index.region(region).to_owned();
    let name = region_name(&code).unwrap_or_default();
    Some(Within { code, name })
}

#[cfg(test)]
mod tests {
    use super::{COUNTRIES, find_country};
    use crate::sources::RECORDS;
    use crate::table::Index;

    #[test]
    fn nothing_means_two_countries() {
        let distinct = |mut all: Vec<String>| {
            let count = all.len();
            all.sort_unstable();
            all.dedup();
            assert_eq!(all.len(), count);
        };
        let of = |list: fn(&super::Country) -> &[&str]| {
            COUNTRIES.iter().flat_map(list).map(|text| text.to_lowercase()).collect()
        };
        distinct(COUNTRIES.iter().flat_map(|c| c.codes).map(|code| (*code).to_owned()).collect());
        distinct(of(|country| country.names));
        assert!(COUNTRIES.iter().all(|c| c.codes[0].len() == 3 && c.codes.len() >= 2));
        assert!(COUNTRIES.iter().flat_map(|c| c.names).all(|name| !name.contains(',')));
    }

    #[test]
    fn every_region_of_a_source_has_a_name() {
        for record in RECORDS {
            for code in record.editions.iter().flat_map(|edition| edition.regions) {
                let area = record.areas.iter().any(|(known, _)| known == code);
                assert!(area || super::Country::of_code(code).is_some(), "{} {code}", record.name);
            }
        }
    }

    /// The bloc list has the same names, with remarks in brackets.
    #[test]
    fn names_of_the_bloc_list() {
        let list = include_str!("../../data/blocs.csv");
        for line in list.lines().skip(1).filter(|line| !line.contains(" (")) {
            let mut cells = line.split(',');
            let (code, name) = cells.next().zip(cells.next()).expect("four columns");
            let country = super::Country::of_code(code).expect(code);
            assert_eq!(country.names[0], name, "{code}");
        }
    }

    #[test]
    fn a_country_without_a_region_is_inside_of_another() {
        let edition = &super::three_pole::RECORD.editions[0];
        let cells = edition
            .regions
            .iter()
            .flat_map(|region| edition.sectors.codes().map(move |sector| (*region, sector)));
        let index = Index::new(cells).expect("distinct");
        let around = |text: &str| {
            let country = super::Country::called(text).expect(text);
            super::region_around(&index, country).map(|within| within.code)
        };
        assert_eq!(around("grc").as_deref(), Some("WEU"));
        assert_eq!(around("Poland").as_deref(), Some("CEE"));
        assert_eq!(around("BRA").as_deref(), Some("ROW"));
        assert_eq!(around("Viet Nam").as_deref(), Some("ROW"));
        // Of a table of one's own nothing is known.
        let own = Index::new([("DEU", "c1"), ("ROW", "c1")]).expect("distinct");
        let greece = super::Country::called("GR").expect("Greece");
        assert_eq!(super::region_around(&own, greece), None);
    }

    #[test]
    fn a_code_of_the_table_wins() {
        let index = Index::new(["ROM", "ROU", "GER"].map(|code| (code, "c1"))).expect("distinct");
        let found = |code| find_country(&index, code).map(|region| index.region(region));
        assert_eq!(found("ROM"), Some("ROM"));
        assert_eq!(found("RO"), Some("ROU"));
        assert_eq!(found("DEU"), Some("GER"));
        assert_eq!(found("Germany"), None);
    }
}
