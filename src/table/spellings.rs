//! Codes of the same country in different sources.

use super::{Index, RegionId};

/// ISO 3166 with three letters, with two, and what sources have of their own: ADB's codes, Romania
/// in WIOD 2013, the rest of the world. No code is in two lines.
const SPELLINGS: &[&[&str]] = &[
    &["AGO", "AO"],
    &["ALB", "AL"],
    &["ARE", "AE"],
    &["ARG", "AR"],
    &["ARM", "AM"],
    &["AUS", "AU"],
    &["AUT", "AT"],
    &["BEL", "BE"],
    &["BGD", "BD", "BAN"],
    &["BGR", "BG"],
    &["BLR", "BY"],
    &["BRA", "BR"],
    &["BRN", "BN", "BRU"],
    &["BTN", "BT", "BHU"],
    &["CAN", "CA"],
    &["CHE", "CH", "SWI"],
    &["CHL", "CL"],
    &["CHN", "CN", "PRC"],
    &["CIV", "CI"],
    &["CMR", "CM"],
    &["COD", "CD"],
    &["COL", "CO"],
    &["CRI", "CR"],
    &["CYP", "CY"],
    &["CZE", "CZ"],
    &["DEU", "DE", "GER"],
    &["DNK", "DK", "DEN"],
    &["ECU", "EC"],
    &["EGY", "EG"],
    &["ESP", "ES", "SPA"],
    &["EST", "EE"],
    &["FIN", "FI"],
    &["FJI", "FJ", "FIJ"],
    &["FRA", "FR"],
    &["GBR", "GB", "UKG"],
    &["GEO", "GE"],
    &["GRC", "GR"],
    &["HKG", "HK"],
    &["HRV", "HR"],
    &["HUN", "HU"],
    &["IDN", "ID", "INO"],
    &["IND", "IN"],
    &["IRL", "IE", "IRE"],
    &["ISL", "IS"],
    &["ISR", "IL"],
    &["ITA", "IT"],
    &["JOR", "JO"],
    &["JPN", "JP"],
    &["KAZ", "KZ"],
    &["KGZ", "KG"],
    &["KHM", "KH", "CAM"],
    &["KOR", "KR"],
    &["KWT", "KW"],
    &["LAO", "LA"],
    &["LKA", "LK", "SRI"],
    &["LTU", "LT"],
    &["LUX", "LU"],
    &["LVA", "LV"],
    &["MAR", "MA"],
    &["MDV", "MV", "MLD"],
    &["MEX", "MX"],
    &["MKD", "MK"],
    &["MLT", "MT"],
    &["MMR", "MM"],
    &["MNE", "ME"],
    &["MNG", "MN", "MON"],
    &["MYS", "MY", "MAL"],
    &["NGA", "NG"],
    &["NLD", "NL", "NET"],
    &["NOR", "NO"],
    &["NPL", "NP", "NEP"],
    &["NZL", "NZ"],
    &["PAK", "PK"],
    &["PER", "PE"],
    &["PHL", "PH", "PHI"],
    &["POL", "PL"],
    &["PRT", "PT", "POR"],
    &["ROU", "RO", "ROM"],
    &["RUS", "RU"],
    &["SAU", "SA"],
    &["SEN", "SN"],
    &["SGP", "SG", "SIN"],
    &["SRB", "RS"],
    &["STP", "ST"],
    &["SVK", "SK"],
    &["SVN", "SI"],
    &["SWE", "SE"],
    &["THA", "TH"],
    &["TUN", "TN"],
    &["TUR", "TR"],
    &["TWN", "TW", "TAP"],
    &["UKR", "UA"],
    &["USA", "US"],
    &["VNM", "VN", "VIE"],
    &["ZAF", "ZA"],
    &["ROW", "RoW", "xROW", "FIGW1"],
];

impl Index {
    /// The region of this code, or else the one that has another spelling of the same country: ISO
    /// 3166 with three letters or two, ADB's codes, `ROM`. Nothing if the table has neither.
    ///
    /// # Examples
    /// ```
    /// let index = tripole::Index::new([("US", "C26"), ("CN", "C26"), ("FIGW1", "C26")])?;
    /// let found = index.find_country("CHN").map(|region| index.region(region));
    /// assert_eq!(found, Some("CN"));
    /// assert_eq!(index.find_country("TWN"), None);
    /// # Ok::<(), tripole::Error>(())
    /// ```
    #[must_use]
    pub fn find_country(&self, code: &str) -> Option<RegionId> {
        self.find_region(code).ok().or_else(|| {
            let spellings = SPELLINGS.iter().find(|line| line.contains(&code))?;
            spellings.iter().find_map(|other| self.find_region(other).ok())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::SPELLINGS;
    use crate::table::Index;

    #[test]
    fn no_code_means_two_countries() {
        let mut codes: Vec<&str> = SPELLINGS.concat();
        let all = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), all);
        assert!(SPELLINGS.iter().all(|line| line[0].len() == 3 && line.len() >= 2));
    }

    #[test]
    fn a_code_of_the_table_wins() {
        let index = Index::new(["ROM", "ROU", "GER"].map(|code| (code, "c1"))).expect("distinct");
        let found = |code| index.find_country(code).map(|region| index.region(region));
        assert_eq!(found("ROM"), Some("ROM"));
        assert_eq!(found("RO"), Some("ROU"));
        assert_eq!(found("DEU"), Some("GER"));
        assert_eq!(found("Germany"), None);
    }
}
