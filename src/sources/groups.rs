//! Groups of economies under names that everybody knows: unions, agreements, clubs.

use std::sync::LazyLock;

use super::codes::plain;
use super::{find_country, parts_of};
use crate::frame::{Frame, Unit};
use crate::table::{Economy, Index, RegionId};

/// A group of economies at a time.
#[derive(Debug, PartialEq, Eq)]
pub struct KnownGroup {
    /// Its name, which may be typed wherever a code of regions may.
    pub name: &'static str,
    /// What it is.
    pub title: &'static str,
    /// Codes of its members, ISO 3166 with three letters.
    pub members: &'static [&'static str],
    /// Day from which it has these members.
    pub since: &'static str,
    /// Last day on which it had them; `None` where it still has.
    pub until: Option<&'static str>,
    /// What members and dates follow, and who is left out.
    pub source: &'static str,
}

/// All known groups. A group whose members changed is one for each time.
pub static GROUPS: &[KnownGroup] = &[
    KnownGroup {
        name: "EU27",
        title: "European Union of 27",
        members: EU27,
        since: "2020-02-01",
        until: None,
        source: "Treaty on European Union, after the withdrawal of the United Kingdom",
    },
    KnownGroup {
        name: "EU28",
        title: "European Union of 28",
        members: &[
            "AUT", "BEL", "BGR", "CYP", "CZE", "DEU", "DNK", "ESP", "EST", "FIN", "FRA", "GBR",
            "GRC", "HRV", "HUN", "IRL", "ITA", "LTU", "LUX", "LVA", "MLT", "NLD", "POL", "PRT",
            "ROU", "SVK", "SVN", "SWE",
        ],
        since: "2013-07-01",
        until: Some("2020-01-31"),
        source: "Treaty on European Union, from the accession of Croatia",
    },
    KnownGroup {
        name: "EU15",
        title: "European Union of 15",
        members: &[
            "AUT", "BEL", "DEU", "DNK", "ESP", "FIN", "FRA", "GBR", "GRC", "IRL", "ITA", "LUX",
            "NLD", "PRT", "SWE",
        ],
        since: "1995-01-01",
        until: Some("2004-04-30"),
        source: "Treaty on European Union, from the accession of Austria, Finland and Sweden",
    },
    KnownGroup {
        name: "EA20",
        title: "Euro area of 20",
        members: &[
            "AUT", "BEL", "CYP", "DEU", "ESP", "EST", "FIN", "FRA", "GRC", "HRV", "IRL", "ITA",
            "LTU", "LUX", "LVA", "MLT", "NLD", "PRT", "SVK", "SVN",
        ],
        since: "2023-01-01",
        until: Some("2025-12-31"),
        source: "European Central Bank, with Croatia",
    },
    KnownGroup {
        name: "EA21",
        title: "Euro area of 21",
        members: &[
            "AUT", "BEL", "BGR", "CYP", "DEU", "ESP", "EST", "FIN", "FRA", "GRC", "HRV", "IRL",
            "ITA", "LTU", "LUX", "LVA", "MLT", "NLD", "PRT", "SVK", "SVN",
        ],
        since: "2026-01-01",
        until: None,
        source: "European Central Bank, with Bulgaria",
    },
    KnownGroup {
        name: "ASEAN",
        title: "Association of Southeast Asian Nations of 10",
        members: &["BRN", "IDN", "KHM", "LAO", "MMR", "MYS", "PHL", "SGP", "THA", "VNM"],
        since: "1999-04-30",
        until: Some("2025-10-25"),
        source: "ASEAN, from the admission of Cambodia",
    },
    KnownGroup {
        name: "ASEAN11",
        title: "Association of Southeast Asian Nations of 11",
        members: &["BRN", "IDN", "KHM", "LAO", "MMR", "MYS", "PHL", "SGP", "THA", "TLS", "VNM"],
        since: "2025-10-26",
        until: None,
        source: "ASEAN, from the admission of Timor-Leste",
    },
    KnownGroup {
        name: "NAFTA",
        title: "North American Free Trade Agreement",
        members: NORTH_AMERICA,
        since: "1994-01-01",
        until: Some("2020-06-30"),
        source: "North American Free Trade Agreement",
    },
    KnownGroup {
        name: "USMCA",
        title: "United States-Mexico-Canada Agreement",
        members: NORTH_AMERICA,
        since: "2020-07-01",
        until: None,
        source: "United States-Mexico-Canada Agreement",
    },
    KnownGroup {
        name: "RCEP",
        title: "Regional Comprehensive Economic Partnership",
        members: &[
            "AUS", "BRN", "CHN", "IDN", "JPN", "KHM", "KOR", "LAO", "MMR", "MYS", "NZL", "PHL",
            "SGP", "THA", "VNM",
        ],
        since: "2022-01-01",
        until: None,
        source: "RCEP Agreement: all 15 signatories; in force for the last of them but Myanmar since 2023-06-02",
    },
    KnownGroup {
        name: "CPTPP",
        title: "Comprehensive and Progressive Agreement for Trans-Pacific Partnership",
        members: &[
            "AUS", "BRN", "CAN", "CHL", "GBR", "JPN", "MEX", "MYS", "NZL", "PER", "SGP", "VNM",
        ],
        since: "2024-12-15",
        until: None,
        source: "CPTPP, from the accession of the United Kingdom",
    },
    KnownGroup {
        name: "MERCOSUR",
        title: "Southern Common Market",
        members: &["ARG", "BOL", "BRA", "PRY", "URY"],
        since: "2024-08-07",
        until: None,
        source: "Mercosur, from the accession of Bolivia (deposited on 2024-07-08); Venezuela is suspended and left out",
    },
    KnownGroup {
        name: "G7",
        title: "Group of Seven",
        members: &["CAN", "DEU", "FRA", "GBR", "ITA", "JPN", "USA"],
        since: "1976-06-27",
        until: None,
        source: "G7, from the summit of 1976; the European Union, which takes part, is left out",
    },
    KnownGroup {
        name: "G20",
        title: "Group of Twenty",
        members: &[
            "ARG", "AUS", "BRA", "CAN", "CHN", "DEU", "FRA", "GBR", "IDN", "IND", "ITA", "JPN",
            "KOR", "MEX", "RUS", "SAU", "TUR", "USA", "ZAF",
        ],
        since: "1999-12-15",
        until: None,
        source: "G20: its 19 countries; the European Union and, since 2023-09-09, the African Union, which are members too, are left out",
    },
    KnownGroup {
        name: "BRICS",
        title: "BRICS of five",
        members: &["BRA", "CHN", "IND", "RUS", "ZAF"],
        since: "2010-12-24",
        until: Some("2023-12-31"),
        source: "BRICS, from the invitation of South Africa",
    },
    KnownGroup {
        name: "BRICS9",
        title: "BRICS of nine",
        members: &["ARE", "BRA", "CHN", "EGY", "ETH", "IND", "IRN", "RUS", "ZAF"],
        since: "2024-01-01",
        until: Some("2025-01-05"),
        source: "BRICS, with Egypt, Ethiopia, Iran and the United Arab Emirates; Saudi Arabia, which was invited, is left out",
    },
    KnownGroup {
        name: "BRICS10",
        title: "BRICS of ten",
        members: &["ARE", "BRA", "CHN", "EGY", "ETH", "IDN", "IND", "IRN", "RUS", "ZAF"],
        since: "2025-01-06",
        until: None,
        source: "BRICS, with Indonesia; Saudi Arabia, which was invited, is left out",
    },
    KnownGroup {
        name: "OECD",
        title: "Organisation for Economic Co-operation and Development",
        members: &[
            "AUS", "AUT", "BEL", "CAN", "CHE", "CHL", "COL", "CRI", "CZE", "DEU", "DNK", "ESP",
            "EST", "FIN", "FRA", "GBR", "GRC", "HUN", "IRL", "ISL", "ISR", "ITA", "JPN", "KOR",
            "LTU", "LUX", "LVA", "MEX", "NLD", "NOR", "NZL", "POL", "PRT", "SVK", "SVN", "SWE",
            "TUR", "USA",
        ],
        since: "2021-05-25",
        until: None,
        source: "OECD, from the accession of Costa Rica: 38 members",
    },
];

const EU27: &[&str] = &[
    "AUT", "BEL", "BGR", "CYP", "CZE", "DEU", "DNK", "ESP", "EST", "FIN", "FRA", "GRC", "HRV",
    "HUN", "IRL", "ITA", "LTU", "LUX", "LVA", "MLT", "NLD", "POL", "PRT", "ROU", "SVK", "SVN",
    "SWE",
];

const NORTH_AMERICA: &[&str] = &["CAN", "MEX", "USA"];

/// Names and titles of all groups in plain words; every economy of a table is looked up among them.
static PLAIN: LazyLock<Vec<[String; 2]>> =
    LazyLock::new(|| GROUPS.iter().map(|group| [group.name, group.title].map(plain)).collect());

impl KnownGroup {
    /// The group of this name or title, in upper or lower case.
    ///
    /// # Examples
    /// ```
    /// use tripole::sources::KnownGroup;
    /// let europe = KnownGroup::named("eu27");
    /// assert_eq!(europe.map(|group| (group.name, group.members.len())), Some(("EU27", 27)));
    /// assert_eq!(KnownGroup::named("Mordor"), None);
    /// ```
    #[must_use]
    pub fn named(text: &str) -> Option<&'static KnownGroup> {
        let wanted = plain(text);
        let exact = || GROUPS.iter().find(|group| group.name == text);
        let like = || PLAIN.iter().position(|words| words.contains(&wanted));
        exact().or_else(|| like().map(|place| &GROUPS[place]))
    }

    /// The members that a table has, in its order, the parts of a split country among them.
    #[must_use]
    pub fn regions(&self, index: &Index) -> Vec<RegionId> {
        let mut found: Vec<RegionId> =
            self.members.iter().flat_map(|code| regions_of(index, code)).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The group that an economy of a table is: it has the name, and the members that the table has. A group of
    /// one's own may have the name of a known one and other members.
    #[must_use]
    pub fn of_economy(economy: &Economy, index: &Index) -> Option<&'static KnownGroup> {
        let group = KnownGroup::named(&economy.name)?;
        let mut regions = economy.regions.clone();
        regions.sort_unstable();
        let own = index.region_of(&economy.name).is_none() && group.regions(index) == regions;
        own.then_some(group)
    }

    /// Its title; of a group of which most members are missing also those that are there.
    #[must_use]
    pub fn title_in(&self, index: &Index) -> String {
        if 2 * self.missing(index).len() <= self.members.len() {
            return self.title.to_owned();
        }
        let here: Vec<&str> = self.regions(index).iter().map(|it| index.region(*it)).collect();
        format!("{} (only {})", self.title, here.join(", "))
    }

    /// The members that a table has not.
    #[must_use]
    pub fn missing(&self, index: &Index) -> Vec<&'static str> {
        let absent = |code: &&&'static str| regions_of(index, code).is_empty();
        self.members.iter().filter(absent).copied().collect()
    }
}

/// All groups beside a table: frame `groups` with keys `group, title, since, until`, the numbers of
/// `members`, of those `present` in the table and `missing` from it, then the codes of both and the
/// source.
#[must_use]
pub fn known_groups(index: &Index) -> Frame {
    let text = |of: &dyn Fn(&KnownGroup) -> String| GROUPS.iter().map(of).collect::<Vec<String>>();
    let count = |of: &dyn Fn(&KnownGroup) -> usize| -> Vec<f64> {
        GROUPS.iter().map(|group| of(group) as f64).collect()
    };
    let missing = |group: &KnownGroup| group.missing(index);
    let present = |group: &KnownGroup| {
        let codes = group.regions(index).into_iter().map(|region| index.region(region));
        codes.collect::<Vec<&str>>().join(" ")
    };
    Frame::new("groups", GROUPS.len())
        .with_text("group", &text(&|group| group.name.to_owned()))
        .with_text("title", &text(&|group| group.title.to_owned()))
        .with_text("since", &text(&|group| group.since.to_owned()))
        .with_text("until", &text(&|group| group.until.unwrap_or_default().to_owned()))
        .with_indicator("members", Unit::Count, count(&|group| group.members.len()))
        .with_indicator(
            "present",
            Unit::Count,
            count(&|group| group.members.len() - missing(group).len()),
        )
        .with_indicator("missing", Unit::Count, count(&|group| missing(group).len()))
        .with_remark("members_present", &text(&present))
        .with_remark("members_missing", &text(&|group| missing(group).join(" ")))
        .with_remark("source", &text(&|group| group.source.to_owned()))
}

/// A country and its parts, as far as a table has them.
fn regions_of(index: &Index, code: &str) -> Vec<RegionId> {
    let parts = parts_of(code).iter().filter_map(|part| index.region_of(part));
    find_country(index, code).into_iter().chain(parts).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::codes::plain;
    use super::super::{Country, RECORDS};
    use super::*;

    #[test]
    fn members_are_countries_each_once() {
        for group in GROUPS {
            let mut seen = HashSet::new();
            for code in group.members {
                let country = Country::of_code(code).unwrap_or_else(|| panic!("{code}"));
                assert_eq!(country.codes[0], *code, "{}", group.name);
                assert!(seen.insert(code), "{} {code}", group.name);
            }
            assert!(group.members.is_sorted(), "{}", group.name);
        }
    }

    #[test]
    fn groups_are_as_large_as_their_titles_say() {
        let sizes = [
            ("EU27", 27),
            ("EU28", 28),
            ("EU15", 15),
            ("EA20", 20),
            ("EA21", 21),
            ("ASEAN", 10),
            ("ASEAN11", 11),
            ("NAFTA", 3),
            ("USMCA", 3),
            ("RCEP", 15),
            ("CPTPP", 12),
            ("MERCOSUR", 5),
            ("G7", 7),
            ("G20", 19),
            ("BRICS", 5),
            ("BRICS9", 9),
            ("BRICS10", 10),
            ("OECD", 38),
        ];
        let found: Vec<(&str, usize)> =
            GROUPS.iter().map(|group| (group.name, group.members.len())).collect();
        assert_eq!(found, sizes);
    }

    #[test]
    fn one_group_became_the_other() {
        let members = |name| -> HashSet<&str> {
            KnownGroup::named(name).expect(name).members.iter().copied().collect()
        };
        for (before, after, gone, come) in [
            ("EU28", "EU27", vec!["GBR"], vec![]),
            ("EA20", "EA21", vec![], vec!["BGR"]),
            ("ASEAN", "ASEAN11", vec![], vec!["TLS"]),
            ("BRICS", "BRICS9", vec![], vec!["ARE", "EGY", "ETH", "IRN"]),
            ("BRICS9", "BRICS10", vec![], vec!["IDN"]),
            ("NAFTA", "USMCA", vec![], vec![]),
        ] {
            let (before, after) = (members(before), members(after));
            assert_eq!(before.difference(&after).copied().collect::<Vec<_>>(), gone);
            let mut new: Vec<&str> = after.difference(&before).copied().collect();
            new.sort_unstable();
            assert_eq!(new, come);
        }
        for (smaller, larger) in
            [("EU15", "EU28"), ("EA21", "EU27"), ("ASEAN", "RCEP"), ("G7", "G20")]
        {
            assert!(members(smaller).is_subset(&members(larger)), "{smaller} {larger}");
        }
    }

    #[test]
    fn dates_are_days_in_their_order() {
        let day = |text: &str| {
            let parts: Vec<u32> = text.split('-').filter_map(|part| part.parse().ok()).collect();
            text.len() == 10 && parts.len() == 3 && parts[1] <= 12 && parts[2] <= 31
        };
        for group in GROUPS {
            assert!(day(group.since) && group.until.is_none_or(day), "{}", group.name);
            assert!(group.until.is_none_or(|until| until > group.since), "{}", group.name);
        }
    }

    #[test]
    fn names_mean_nothing_else() {
        let mut taken: HashSet<String> = super::super::COUNTRIES
            .iter()
            .flat_map(|country| country.codes.iter().chain(country.names))
            .chain(RECORDS.iter().flat_map(|r| r.areas).flat_map(|(code, name)| [code, name]))
            .map(|text| plain(text))
            .collect();
        for group in GROUPS {
            for name in HashSet::from([group.name, group.title]) {
                assert!(taken.insert(plain(name)), "{name}");
                assert!(!name.contains(','), "{name}");
            }
        }
    }
}
