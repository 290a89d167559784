//! Codes and English names of countries, one table for all sources.

use std::collections::HashMap;
use std::sync::LazyLock;

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
        CALLED.get(&text.trim().to_lowercase()).copied()
    }

    /// Its usual name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.names.first().copied().unwrap_or_default()
    }
}

/// Countries by their codes and names in lower case; where two are called alike, the first.
static CALLED: LazyLock<HashMap<String, &'static Country>> = LazyLock::new(|| {
    let mut called = HashMap::new();
    for country in COUNTRIES {
        for name in country.codes.iter().chain(country.names) {
            called.entry(name.to_lowercase()).or_insert(country);
        }
    }
    called
});

/// Countries, under the codes of ISO 3166 and those of the known sources. No code and no name is in two lines.
pub static COUNTRIES: &[Country] = &[
    Country::new(&["ABW", "AW"], &["Aruba"]),
    Country::new(&["AFG", "AF"], &["Afghanistan"]),
    Country::new(&["AGO", "AO"], &["Angola"]),
    Country::new(&["ALB", "AL"], &["Albania"]),
    Country::new(&["AND", "AD"], &["Andorra"]),
    Country::new(&["ANT", "AN"], &["Netherlands Antilles"]),
    Country::new(&["ARE", "AE"], &["United Arab Emirates"]),
    Country::new(&["ARG", "AR"], &["Argentina"]),
    Country::new(&["ARM", "AM"], &["Armenia"]),
    Country::new(&["ATG", "AG"], &["Antigua and Barbuda"]),
    Country::new(&["AUS", "AU"], &["Australia"]),
    Country::new(&["AUT", "AT"], &["Austria"]),
    Country::new(&["AZE", "AZ"], &["Azerbaijan"]),
    Country::new(&["BDI", "BI"], &["Burundi"]),
    Country::new(&["BEL", "BE"], &["Belgium"]),
    Country::new(&["BEN", "BJ"], &["Benin"]),
    Country::new(&["BFA", "BF"], &["Burkina Faso"]),
    Country::new(&["BGD", "BD", "BAN"], &["Bangladesh"]),
    Country::new(&["BGR", "BG"], &["Bulgaria"]),
    Country::new(&["BHR", "BH"], &["Bahrain"]),
    Country::new(&["BHS", "BS"], &["Bahamas"]),
    Country::new(&["BIH", "BA"], &["Bosnia and Herzegovina"]),
    Country::new(&["BLR", "BY"], &["Belarus"]),
    Country::new(&["BLZ", "BZ"], &["Belize"]),
    Country::new(&["BMU", "BM"], &["Bermuda"]),
    Country::new(&["BOL", "BO"], &["Bolivia"]),
    Country::new(&["BRA", "BR"], &["Brazil"]),
    Country::new(&["BRB", "BB"], &["Barbados"]),
    Country::new(&["BRN", "BN", "BRU"], &["Brunei", "Brunei Darussalam"]),
    Country::new(&["BTN", "BT", "BHU"], &["Bhutan"]),
    Country::new(&["BWA", "BW"], &["Botswana"]),
    Country::new(&["CAF", "CF"], &["Central African Republic"]),
    Country::new(&["CAN", "CA"], &["Canada"]),
    Country::new(&["CHE", "CH", "SWI"], &["Switzerland"]),
    Country::new(&["CHL", "CL"], &["Chile"]),
    Country::new(&["CHN", "CN", "PRC"], &["China"]),
    Country::new(&["CIV", "CI"], &["Cote d'Ivoire", "Côte d'Ivoire", "Ivory Coast"]),
    Country::new(&["CMR", "CM"], &["Cameroon"]),
    Country::new(&["COD", "CD"], &["Democratic Republic of the Congo", "DR Congo"]),
    Country::new(&["COG", "CG"], &["Congo", "Republic of the Congo"]),
    Country::new(&["COL", "CO"], &["Colombia"]),
    Country::new(&["COM", "KM"], &["Comoros"]),
    Country::new(&["CPV", "CV"], &["Cabo Verde", "Cape Verde"]),
    Country::new(&["CRI", "CR"], &["Costa Rica"]),
    Country::new(&["CUB", "CU"], &["Cuba"]),
    Country::new(&["CYM", "KY"], &["Cayman Islands"]),
    Country::new(&["CYP", "CY"], &["Cyprus"]),
    Country::new(&["CZE", "CZ"], &["Czech Republic", "Czechia"]),
    Country::new(&["DEU", "DE", "GER"], &["Germany"]),
    Country::new(&["DJI", "DJ"], &["Djibouti"]),
    Country::new(&["DMA", "DM"], &["Dominica"]),
    Country::new(&["DNK", "DK", "DEN"], &["Denmark"]),
    Country::new(&["DOM", "DO"], &["Dominican Republic"]),
    Country::new(&["DZA", "DZ"], &["Algeria"]),
    Country::new(&["ECU", "EC"], &["Ecuador"]),
    Country::new(&["EGY", "EG"], &["Egypt"]),
    Country::new(&["ERI", "ER"], &["Eritrea"]),
    Country::new(&["ESP", "ES", "SPA"], &["Spain"]),
    Country::new(&["EST", "EE"], &["Estonia"]),
    Country::new(&["ETH", "ET"], &["Ethiopia"]),
    Country::new(&["FIN", "FI"], &["Finland"]),
    Country::new(&["FJI", "FJ", "FIJ"], &["Fiji"]),
    Country::new(&["FRA", "FR"], &["France"]),
    Country::new(&["FSM", "FM"], &["Micronesia"]),
    Country::new(&["GAB", "GA"], &["Gabon"]),
    Country::new(&["GBR", "GB", "UKG"], &["United Kingdom", "Great Britain", "UK"]),
    Country::new(&["GEO", "GE"], &["Georgia"]),
    Country::new(&["GHA", "GH"], &["Ghana"]),
    Country::new(&["GIN", "GN"], &["Guinea"]),
    Country::new(&["GMB", "GM"], &["Gambia"]),
    Country::new(&["GNB", "GW"], &["Guinea-Bissau"]),
    Country::new(&["GNQ", "GQ"], &["Equatorial Guinea"]),
    Country::new(&["GRC", "GR"], &["Greece"]),
    Country::new(&["GRD", "GD"], &["Grenada"]),
    Country::new(&["GRL", "GL"], &["Greenland"]),
    Country::new(&["GTM", "GT"], &["Guatemala"]),
    Country::new(&["GUY", "GY"], &["Guyana"]),
    Country::new(&["HKG", "HK"], &["Hong Kong"]),
    Country::new(&["HND", "HN"], &["Honduras"]),
    Country::new(&["HRV", "HR"], &["Croatia"]),
    Country::new(&["HTI", "HT"], &["Haiti"]),
    Country::new(&["HUN", "HU"], &["Hungary"]),
    Country::new(&["IDN", "ID", "INO"], &["Indonesia"]),
    Country::new(&["IND", "IN"], &["India"]),
    Country::new(&["IRL", "IE", "IRE"], &["Ireland"]),
    Country::new(&["IRN", "IR"], &["Iran"]),
    Country::new(&["IRQ", "IQ"], &["Iraq"]),
    Country::new(&["ISL", "IS"], &["Iceland"]),
    Country::new(&["ISR", "IL"], &["Israel"]),
    Country::new(&["ITA", "IT"], &["Italy"]),
    Country::new(&["JAM", "JM"], &["Jamaica"]),
    Country::new(&["JOR", "JO"], &["Jordan"]),
    Country::new(&["JPN", "JP"], &["Japan"]),
    Country::new(&["KAZ", "KZ"], &["Kazakhstan"]),
    Country::new(&["KEN", "KE"], &["Kenya"]),
    Country::new(&["KGZ", "KG"], &["Kyrgyzstan"]),
    Country::new(&["KHM", "KH", "CAM"], &["Cambodia"]),
    Country::new(&["KIR", "KI"], &["Kiribati"]),
    Country::new(&["KNA", "KN"], &["Saint Kitts and Nevis"]),
    Country::new(&["KOR", "KR"], &["Korea", "South Korea", "Republic of Korea"]),
    Country::new(&["KWT", "KW"], &["Kuwait"]),
    Country::new(&["LAO", "LA"], &["Laos", "Lao PDR"]),
    Country::new(&["LBN", "LB"], &["Lebanon"]),
    Country::new(&["LBR", "LR"], &["Liberia"]),
    Country::new(&["LBY", "LY"], &["Libya"]),
    Country::new(&["LCA", "LC"], &["Saint Lucia"]),
    Country::new(&["LIE", "LI"], &["Liechtenstein"]),
    Country::new(&["LKA", "LK", "SRI"], &["Sri Lanka"]),
    Country::new(&["LSO", "LS"], &["Lesotho"]),
    Country::new(&["LTU", "LT"], &["Lithuania"]),
    Country::new(&["LUX", "LU"], &["Luxembourg"]),
    Country::new(&["LVA", "LV"], &["Latvia"]),
    Country::new(&["MAC", "MO"], &["Macao", "Macau"]),
    Country::new(&["MAR", "MA"], &["Morocco"]),
    Country::new(&["MCO", "MC"], &["Monaco"]),
    Country::new(&["MDA", "MD"], &["Moldova"]),
    Country::new(&["MDG", "MG"], &["Madagascar"]),
    Country::new(&["MDV", "MV", "MLD"], &["Maldives"]),
    Country::new(&["MEX", "MX"], &["Mexico"]),
    Country::new(&["MHL", "MH"], &["Marshall Islands"]),
    Country::new(&["MKD", "MK"], &["North Macedonia"]),
    Country::new(&["MLI", "ML"], &["Mali"]),
    Country::new(&["MLT", "MT"], &["Malta"]),
    Country::new(&["MMR", "MM"], &["Myanmar"]),
    Country::new(&["MNE", "ME"], &["Montenegro"]),
    Country::new(&["MNG", "MN", "MON"], &["Mongolia"]),
    Country::new(&["MOZ", "MZ"], &["Mozambique"]),
    Country::new(&["MRT", "MR"], &["Mauritania"]),
    Country::new(&["MUS", "MU"], &["Mauritius"]),
    Country::new(&["MWI", "MW"], &["Malawi"]),
    Country::new(&["MYS", "MY", "MAL"], &["Malaysia"]),
    Country::new(&["NAM", "NA"], &["Namibia"]),
    Country::new(&["NCL", "NC"], &["New Caledonia"]),
    Country::new(&["NER", "NE"], &["Niger"]),
    Country::new(&["NGA", "NG"], &["Nigeria"]),
    Country::new(&["NIC", "NI"], &["Nicaragua"]),
    Country::new(&["NLD", "NL", "NET"], &["Netherlands", "The Netherlands"]),
    Country::new(&["NOR", "NO"], &["Norway"]),
    Country::new(&["NPL", "NP", "NEP"], &["Nepal"]),
    Country::new(&["NRU", "NR"], &["Nauru"]),
    Country::new(&["NZL", "NZ"], &["New Zealand"]),
    Country::new(&["OMN", "OM"], &["Oman"]),
    Country::new(&["PAK", "PK"], &["Pakistan"]),
    Country::new(&["PAN", "PA"], &["Panama"]),
    Country::new(&["PER", "PE"], &["Peru"]),
    Country::new(&["PHL", "PH", "PHI"], &["Philippines"]),
    Country::new(&["PLW", "PW"], &["Palau"]),
    Country::new(&["PNG", "PG"], &["Papua New Guinea"]),
    Country::new(&["POL", "PL"], &["Poland"]),
    Country::new(&["PRI", "PR"], &["Puerto Rico"]),
    Country::new(&["PRK", "KP"], &["North Korea"]),
    Country::new(&["PRT", "PT", "POR"], &["Portugal"]),
    Country::new(&["PRY", "PY"], &["Paraguay"]),
    Country::new(&["PSE", "PS"], &["Palestine"]),
    Country::new(&["PYF", "PF"], &["French Polynesia"]),
    Country::new(&["QAT", "QA"], &["Qatar"]),
    Country::new(&["ROU", "RO", "ROM"], &["Romania"]),
    Country::new(&["RUS", "RU"], &["Russia", "Russian Federation"]),
    Country::new(&["RWA", "RW"], &["Rwanda"]),
    Country::new(&["SAU", "SA"], &["Saudi Arabia"]),
    Country::new(&["SDN", "SD", "SUD"], &["Sudan"]),
    Country::new(&["SEN", "SN"], &["Senegal"]),
    Country::new(&["SGP", "SG", "SIN"], &["Singapore"]),
    Country::new(&["SLB", "SB"], &["Solomon Islands"]),
    Country::new(&["SLE", "SL"], &["Sierra Leone"]),
    Country::new(&["SLV", "SV"], &["El Salvador"]),
    Country::new(&["SMR", "SM"], &["San Marino"]),
    Country::new(&["SOM", "SO"], &["Somalia"]),
    Country::new(&["SRB", "RS"], &["Serbia"]),
    Country::new(&["SSD", "SS"], &["South Sudan"]),
    Country::new(&["STP", "ST"], &["Sao Tome and Principe", "São Tomé and Príncipe"]),
    Country::new(&["SUR", "SR"], &["Suriname"]),
    Country::new(&["SVK", "SK"], &["Slovak Republic", "Slovakia"]),
    Country::new(&["SVN", "SI"], &["Slovenia"]),
    Country::new(&["SWE", "SE"], &["Sweden"]),
    Country::new(&["SWZ", "SZ"], &["Eswatini", "Swaziland"]),
    Country::new(&["SYC", "SC"], &["Seychelles"]),
    Country::new(&["SYR", "SY"], &["Syria"]),
    Country::new(&["TCD", "TD"], &["Chad"]),
    Country::new(&["TGO", "TG"], &["Togo"]),
    Country::new(&["THA", "TH"], &["Thailand"]),
    Country::new(&["TJK", "TJ"], &["Tajikistan"]),
    Country::new(&["TKM", "TM"], &["Turkmenistan"]),
    Country::new(&["TLS", "TL"], &["Timor-Leste"]),
    Country::new(&["TON", "TO"], &["Tonga"]),
    Country::new(&["TTO", "TT"], &["Trinidad and Tobago"]),
    Country::new(&["TUN", "TN"], &["Tunisia"]),
    Country::new(&["TUR", "TR"], &["Turkey", "Türkiye", "Turkiye"]),
    Country::new(&["TUV", "TV"], &["Tuvalu"]),
    Country::new(&["TWN", "TW", "TAP"], &["Taiwan", "Chinese Taipei"]),
    Country::new(&["TZA", "TZ"], &["Tanzania"]),
    Country::new(&["UGA", "UG"], &["Uganda"]),
    Country::new(&["UKR", "UA"], &["Ukraine"]),
    Country::new(&["URY", "UY"], &["Uruguay"]),
    Country::new(&["USA", "US"], &["United States", "United States of America"]),
    Country::new(&["UZB", "UZ"], &["Uzbekistan"]),
    Country::new(&["VCT", "VC"], &["Saint Vincent and the Grenadines"]),
    Country::new(&["VEN", "VE"], &["Venezuela"]),
    Country::new(&["VGB", "VG"], &["British Virgin Islands"]),
    Country::new(&["VNM", "VN", "VIE"], &["Viet Nam", "Vietnam"]),
    Country::new(&["VUT", "VU"], &["Vanuatu"]),
    Country::new(&["WSM", "WS"], &["Samoa"]),
    Country::new(&["YEM", "YE"], &["Yemen"]),
    Country::new(&["ZAF", "ZA"], &["South Africa"]),
    Country::new(&["ZMB", "ZM"], &["Zambia"]),
    Country::new(&["ZWE", "ZW"], &["Zimbabwe"]),
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
    index.region_of(code).or_else(|| {
        let mut spellings = Country::of_code(code)?.codes.iter();
        spellings.find_map(|other| index.region_of(other))
    })
}

/// The region that a country without one of its own is inside of, in a table of a known source: the one
/// that the source added it to, or else the rest of the world.
pub(super) fn region_around(index: &Index, country: &Country) -> Option<Within> {
    let region = region_of_record(SourceRecord::of_codes(index)?, index, country)?;
    let code = index.region(region).to_owned();
    let name = region_name(&code).unwrap_or_default();
    Some(Within { code, name })
}

/// The words by which each region of a table is looked for: the codes and names of its country, and of all countries
/// that it holds.
#[must_use]
pub fn words_of_regions(index: &Index) -> Vec<Vec<&'static str>> {
    let record = SourceRecord::of_codes(index);
    let mut words = vec![vec![]; index.region_codes().len()];
    for country in COUNTRIES {
        let own = country.codes.iter().find_map(|code| index.region_of(code));
        let region = own.or_else(|| region_of_record(record?, index, country));
        if let Some(region) = region {
            words[region.position()].extend(country.codes.iter().chain(country.names));
        }
    }
    words
}

/// The region of a table of a source that a country without one of its own is inside of.
fn region_of_record(record: &SourceRecord, index: &Index, country: &Country) -> Option<RegionId> {
    let added = (record.name == three_pole::RECORD.name).then(|| three_pole::region_of(country));
    match added.flatten() {
        Some(code) => index.region_of(code),
        None => find_country(index, REST),
    }
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
        let words = super::words_of_regions(&index);
        let of = |code: &str| &words[index.region_of(code).expect(code).position()];
        assert!(of("WEU").contains(&"Spain") && of("ROW").contains(&"Brazil"));
        assert!(of("GBR").contains(&"United Kingdom") && of("KOR").contains(&"South Korea"));
        assert!(!of("DEU").contains(&"Spain"));
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
