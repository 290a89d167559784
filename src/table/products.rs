//! Groups of products under the codes of the known sources.
//!
//! A code is read as the divisions of the International Standard Industrial Classification (ISIC)
//! that it covers, and belongs to a group if all of them do. What has no division by itself -
//! letters, the industries of WIOD 2013, the embedded tables - is in a table here.

use std::ops::RangeInclusive;

use super::{Index, SectorId};

/// Products that belong together, whatever codes a table has for them.
///
/// | word | ISIC Rev. 4 | Rev. 3 | WIOD 2013, ADB | embedded |
/// |---|---|---|---|---|
/// | `goods` | A to C: 01 to 33 | A to D: 01 to 37 | `c1` to `c16` | `AGR` to `TRQ` |
/// | `services` | everything else | everything else | `c17` to `c35` | `UTC` to `PUB` |
/// | `manufactures` | 10 to 33 | 15 to 37 | `c3` to `c16` | `FOD` to `TRQ` |
/// | `agriculture` | 01 to 03 | 01 to 05 | `c1` | `AGR` |
/// | `textiles` | 13 to 15 | 17 to 19 | `c4`, `c5` | `TEX` |
/// | `chemicals` | 20, 21 | 24 | `c9` | `CHM` |
/// | `electronics` | 26, 27 | 30 to 33 | `c14` | `ELE` |
/// | `vehicles` | 29, 30 | 34, 35 | `c15` | `TRQ` |
///
/// Services are all that is no good: electricity, water and construction too. Textiles include
/// clothing, leather and shoes; chemicals include medicines, and in the embedded tables rubber and
/// plastics. Electronics are computers, electronic, optical *and* electrical equipment, which the
/// older tables do not separate (Rev. 4 has some instruments and appliances elsewhere). Vehicles
/// are all transport equipment, ships and aircraft included, for the same reason. Fuels and power
/// are no group: WIOD 2013 has them with other mining and with water.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProductGroup {
    /// What is grown, mined or made.
    Goods,
    /// All other products.
    Services,
    /// Manufacturing.
    Manufactures,
    /// Agriculture, forestry and fishing.
    Agriculture,
    /// Textiles, clothing, leather and shoes.
    Textiles,
    /// Chemicals and medicines.
    Chemicals,
    /// Computers, electronic, optical and electrical equipment.
    Electronics,
    /// Motor vehicles and other transport equipment.
    Vehicles,
}

impl ProductGroup {
    /// All of them.
    pub const ALL: [ProductGroup; 8] = [
        ProductGroup::Goods,
        ProductGroup::Services,
        ProductGroup::Manufactures,
        ProductGroup::Agriculture,
        ProductGroup::Textiles,
        ProductGroup::Chemicals,
        ProductGroup::Electronics,
        ProductGroup::Vehicles,
    ];

    /// The word for it in files and options.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ProductGroup::Goods => "goods",
            ProductGroup::Services => "services",
            ProductGroup::Manufactures => "manufactures",
            ProductGroup::Agriculture => "agriculture",
            ProductGroup::Textiles => "textiles",
            ProductGroup::Chemicals => "chemicals",
            ProductGroup::Electronics => "electronics",
            ProductGroup::Vehicles => "vehicles",
        }
    }

    /// The group that a word stands for.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        ProductGroup::ALL.into_iter().find(|group| group.name() == word)
    }

    /// Its divisions in an edition of the classification; services have none of their own.
    fn divisions(self, edition: Edition) -> Option<RangeInclusive<u32>> {
        let (third, fourth) = match self {
            ProductGroup::Goods => (1..=37, 1..=33),
            ProductGroup::Services => return None,
            ProductGroup::Manufactures => (15..=37, 10..=33),
            ProductGroup::Agriculture => (1..=5, 1..=3),
            ProductGroup::Textiles => (17..=19, 13..=15),
            ProductGroup::Chemicals => (24..=24, 20..=21),
            ProductGroup::Electronics => (30..=33, 26..=27),
            ProductGroup::Vehicles => (34..=35, 29..=30),
        };
        Some(if edition == Edition::Third { third } else { fourth })
    }
}

/// An edition of the ISIC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edition {
    Third,
    Fourth,
}

/// Divisions of Rev. 3 of the industries `c1` to `c16` of WIOD 2013 and ADB; the others, to `c35`,
/// are services.
const INDUSTRIES: [(u32, u32); 16] = [
    (1, 5),
    (10, 14),
    (15, 16),
    (17, 18),
    (19, 19),
    (20, 20),
    (21, 22),
    (23, 23),
    (24, 24),
    (25, 25),
    (26, 26),
    (27, 28),
    (29, 29),
    (30, 33),
    (34, 35),
    (36, 37),
];

/// Goods of the embedded tables, each by one division of Rev. 3 that stands for it: a group has
/// all of them or none, except that the rest of manufacturing is in the large ones only.
const EMBEDDED_GOODS: [(&str, u32); 11] = [
    ("AGR", 1),
    ("MIN", 10),
    ("FOD", 15),
    ("TEX", 17),
    ("OMF", 20),
    ("PET", 23),
    ("CHM", 24),
    ("MET", 26),
    ("MCH", 29),
    ("ELE", 30),
    ("TRQ", 34),
];

const EMBEDDED_SERVICES: [&str; 5] = ["UTC", "TRD", "TRN", "BUS", "PUB"];

/// Beginnings of codes, behind the letter, that only one of the editions has.
const ONLY_THIRD: [&str; 8] =
    ["01T05", "10T14", "15T16", "17T19", "21T22", "30T33", "36T37", "40T41"];
const ONLY_FOURTH: [&str; 13] = [
    "01_02", "01T02", "01T03", "05_06", "05T06", "07T08", "10T12", "10-C12", "13T15", "13-C15",
    "31T33", "31_32", "31_C32",
];

/// What a code covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Coverage {
    /// Divisions, from the first to the last, of an edition; of either where none is given.
    Divisions(u32, u32, Option<Edition>),
    Services,
}

impl Coverage {
    fn is_in(self, group: ProductGroup) -> bool {
        match self {
            Coverage::Services => group == ProductGroup::Services,
            Coverage::Divisions(first, last, edition) => {
                let of = |edition| {
                    let divisions = group.divisions(edition);
                    divisions.is_some_and(|all| all.contains(&first) && all.contains(&last))
                };
                edition.map_or(of(Edition::Third) && of(Edition::Fourth), of)
            }
        }
    }
}

impl Index {
    /// The sectors of a group of products, where the table uses the codes of a known source: WIOD
    /// 2013 and ADB (`c1` to `c35`), the embedded tables, ISIC divisions as in the tables of the
    /// OECD (all editions), Eurostat (FIGARO), WIOD 2016 and long-run WIOD: `C10T12`, `D29`,
    /// `C31_32`, `C15T16FOD`, `26`. Otherwise, or if no sector is of this group alone, none.
    ///
    /// Whether `C29` means machinery (Rev. 3) or motor vehicles (Rev. 4) is told by other codes of
    /// the table; where none tells, it is in the groups that have it in both editions, as are
    /// manufactures. Numbers without a letter count only where other codes tell the edition.
    ///
    /// # Examples
    /// ```
    /// use tripole::table::ProductGroup;
    /// let codes = ["A01_02", "C26", "C27", "C29", "D"];
    /// let index = tripole::Index::new(codes.map(|code| ("DEU", code)))?;
    /// let of = |group| {
    ///     let sectors = index.products(group).into_iter();
    ///     sectors.map(|s| index.sector(s)).collect::<Vec<&str>>()
    /// };
    /// assert_eq!(of(ProductGroup::Electronics), ["C26", "C27"]);
    /// assert_eq!(of(ProductGroup::Services), ["D"]);
    /// # Ok::<(), tripole::Error>(())
    /// ```
    #[must_use]
    pub fn products(&self, group: ProductGroup) -> Vec<SectorId> {
        let edition = edition(self.sector_codes());
        let within = |sector: &SectorId| {
            coverage(self.sector(*sector), edition).is_some_and(|coverage| coverage.is_in(group))
        };
        self.sectors().filter(within).collect()
    }
}

/// The edition that codes are of, if any of them tells and none tells otherwise.
fn edition(codes: &[String]) -> Option<Edition> {
    let tells = |beginnings: &[&str], code: &String| {
        let (letter, rest) = lettered(code);
        let rest = rest.replace('t', "T");
        letter.is_none_or(|letter| ('A'..='D').contains(&letter))
            && beginnings.iter().any(|beginning| rest.starts_with(beginning))
    };
    let third = codes.iter().any(|code| code == "AtB" || tells(&ONLY_THIRD, code));
    let fourth = codes.iter().any(|code| {
        let farming = matches!(lettered(code), (Some('A'), "01" | "02" | "03"));
        farming || tells(&ONLY_FOURTH, code)
    });
    match (third, fourth) {
        (true, false) => Some(Edition::Third),
        (false, true) => Some(Edition::Fourth),
        _ => None,
    }
}

/// What a code covers in a table of this edition; `None` if nothing is known of it.
fn coverage(code: &str, edition: Option<Edition>) -> Option<Coverage> {
    let third = |first, last| Some(Coverage::Divisions(first, last, Some(Edition::Third)));
    if let Some(&(_, division)) = EMBEDDED_GOODS.iter().find(|(known, _)| *known == code) {
        return third(division, division);
    }
    if EMBEDDED_SERVICES.contains(&code) {
        return Some(Coverage::Services);
    }
    if let Some(industry) = code.strip_prefix('c').and_then(|number| number.parse::<usize>().ok()) {
        return match INDUSTRIES.get(industry.checked_sub(1)?) {
            Some(&(first, last)) => third(first, last),
            None => (industry <= 35).then_some(Coverage::Services),
        };
    }
    let section = match (code, edition) {
        ("AtB", _) => Some((1, 5)),
        ("C", Some(Edition::Third)) => Some((10, 14)),
        ("Dnec", Some(Edition::Third)) => Some((36, 37)),
        ("B" | "CPA_B", Some(Edition::Fourth)) => Some((5, 9)),
        _ => divisions(code, edition),
    };
    match (section, edition) {
        (Some((first, last)), edition)
            if Coverage::Divisions(first, last, edition).is_in(ProductGroup::Goods) =>
        {
            Some(Coverage::Divisions(first, last, edition))
        }
        (_, edition) => edition.map(|_| Coverage::Services),
    }
}

/// The divisions of a code under one of the letters that sources put before those of goods: the
/// section of Rev. 4, or C or D before all numbers.
fn divisions(code: &str, edition: Option<Edition>) -> Option<(u32, u32)> {
    let (letter, rest) = lettered(code);
    let (first, behind) = division(rest)?;
    let ends = behind.strip_prefix(['T', 't', '-', '_']).map(|end| lettered(end).1);
    let last = ends.and_then(division).map_or(first, |(last, _)| last);
    let fits = match letter {
        None => edition.is_some(),
        Some('A') => last <= 3,
        Some('B') => (5..=9).contains(&first) && last <= 9,
        Some('C' | 'D') => true,
        Some(_) => false,
    };
    fits.then_some((first, last))
}

/// The letter before the digits of a code, and what is behind it.
fn lettered(code: &str) -> (Option<char>, &str) {
    let code = code.strip_prefix("CPA_").unwrap_or(code);
    match code.strip_prefix(|c: char| c.is_ascii_uppercase()) {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit()) => (code.chars().next(), rest),
        _ => (None, code),
    }
}

/// The two digits that a text begins with, perhaps those of a group of the division (`301`), and
/// what is behind all digits.
fn division(text: &str) -> Option<(u32, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if !(2..=3).contains(&digits) {
        return None;
    }
    Some((text[..2].parse().ok()?, &text[digits..]))
}

#[cfg(test)]
mod tests {
    use super::ProductGroup::{self, *};
    use crate::table::Index;

    fn of(codes: &[String], group: ProductGroup) -> String {
        let index = Index::new(codes.iter().map(|code| ("AAA", code))).expect("distinct codes");
        let found: Vec<&str> = index.products(group).into_iter().map(|s| index.sector(s)).collect();
        found.join(" ")
    }

    fn list(codes: &str) -> Vec<String> {
        codes.split_whitespace().map(str::to_owned).collect()
    }

    /// Every small group of a source, and where its agriculture, mining and manufactures end.
    struct Source {
        codes: &'static str,
        groups: [(ProductGroup, &'static str); 5],
        /// The first code of mining, of manufacturing, of services.
        borders: [&'static str; 3],
    }

    const SOURCES: [Source; 10] = [
        Source {
            codes: "c1 c2 c3 c4 c5 c6 c7 c8 c9 c10 c11 c12 c13 c14 c15 c16 c17 c18 c19 c20 c21 c22 \
                c23 c24 c25 c26 c27 c28 c29 c30 c31 c32 c33 c34 c35",
            groups: [
                (Agriculture, "c1"),
                (Textiles, "c4 c5"),
                (Chemicals, "c9"),
                (Electronics, "c14"),
                (Vehicles, "c15"),
            ],
            borders: ["c2", "c3", "c17"],
        },
        Source {
            codes: "AGR MIN FOD TEX OMF PET CHM MET MCH ELE TRQ UTC TRD TRN BUS PUB",
            groups: [
                (Agriculture, "AGR"),
                (Textiles, "TEX"),
                (Chemicals, "CHM"),
                (Electronics, "ELE"),
                (Vehicles, "TRQ"),
            ],
            borders: ["MIN", "FOD", "UTC"],
        },
        // WIOD 2016.
        Source {
            codes: "A01 A02 A03 B C10-C12 C13-C15 C16 C17 C18 C19 C20 C21 C22 C23 C24 C25 C26 C27 \
                C28 C29 C30 C31_C32 C33 D35 E36 E37-E39 F G45 G46 G47 H49 H50 H51 H52 H53 I J58 \
                J59_J60 J61 J62_J63 K64 K65 K66 L68 M69_M70 M71 M72 M73 M74_M75 N O84 P85 Q R_S T U",
            groups: [
                (Agriculture, "A01 A02 A03"),
                (Textiles, "C13-C15"),
                (Chemicals, "C20 C21"),
                (Electronics, "C26 C27"),
                (Vehicles, "C29 C30"),
            ],
            borders: ["B", "C10-C12", "D35"],
        },
        // OECD 2016, with letters behind some of the numbers.
        Source {
            codes: "C01T05AGR C10T14MIN C15T16FOD C17T19TEX C20WOD C21T22PAP C23PET C24CHM C25 C26 C27 \
                C28 C29 C30T33X31 C31 C34 C35 C36T37 C40T41 C45 C50T52 C55 C60T63 C64 C65T67 C70 C71 \
                C72 C73T74 C75 C80 C85 C90T93 C95PVH",
            groups: [
                (Agriculture, "C01T05AGR"),
                (Textiles, "C17T19TEX"),
                (Chemicals, "C24CHM"),
                (Electronics, "C30T33X31 C31"),
                (Vehicles, "C34 C35"),
            ],
            borders: ["C10T14MIN", "C15T16FOD", "C40T41"],
        },
        // OECD 2018.
        Source {
            codes: "01T03 05T06 07T08 09 10T12 13T15 16 17T18 19 20T21 22 23 24 25 26 27 28 29 30 31T33 \
                35T39 41T43 45T47 49T53 55T56 58T60 61 62T63 64T66 68 69T82 84 85 86T88 90T96 97T98",
            groups: [
                (Agriculture, "01T03"),
                (Textiles, "13T15"),
                (Chemicals, "20T21"),
                (Electronics, "26 27"),
                (Vehicles, "29 30"),
            ],
            borders: ["05T06", "10T12", "35T39"],
        },
        // OECD 2021.
        Source {
            codes: "01T02 03 05T06 07T08 09 10T12 13T15 16 17T18 19 20 21 22 23 24 25 26 27 28 29 30 \
                31T33 35 36T39 41T43 45T47 49 50 51 52 53 55T56 58T60 61 62T63 64T66 68 69T75 77T82 84 \
                85 86T88 90T93 94T96 97T98",
            groups: [
                (Agriculture, "01T02 03"),
                (Textiles, "13T15"),
                (Chemicals, "20 21"),
                (Electronics, "26 27"),
                (Vehicles, "29 30"),
            ],
            borders: ["05T06", "10T12", "35"],
        },
        // OECD 2023.
        Source {
            codes: "A01_02 A03 B05_06 B07_08 B09 C10T12 C13T15 C16 C17_18 C19 C20 C21 C22 C23 C24 C25 \
                C26 C27 C28 C29 C30 C31T33 D E F G H49 H50 H51 H52 H53 I J58T60 J61 J62_63 K L M N O P \
                Q R S T",
            groups: [
                (Agriculture, "A01_02 A03"),
                (Textiles, "C13T15"),
                (Chemicals, "C20 C21"),
                (Electronics, "C26 C27"),
                (Vehicles, "C29 C30"),
            ],
            borders: ["B05_06", "C10T12", "D"],
        },
        // OECD 2025.
        Source {
            codes: "A01 A02 A03 B05 B06 B07 B08 B09 C10T12 C13T15 C16 C17_18 C19 C20 C21 C22 C23 C24A \
                C24B C25 C26 C27 C28 C29 C301 C302T309 C31T33 D E F G H49 H50 H51 H52 H53 I J58T60 J61 \
                J62_63 K L M N O P Q R S T",
            groups: [
                (Agriculture, "A01 A02 A03"),
                (Textiles, "C13T15"),
                (Chemicals, "C20 C21"),
                (Electronics, "C26 C27"),
                (Vehicles, "C29 C301 C302T309"),
            ],
            borders: ["B05", "C10T12", "D"],
        },
        // FIGARO.
        Source {
            codes: "A01 A02 A03 B C10T12 C13T15 C16 C17 C18 C19 C20 C21 C22 C23 C24 C25 C26 C27 C28 C29 \
                C30 C31_32 C33 D35 E36 E37T39 F G45 G46 G47 H49 H50 H51 H52 H53 I J58 J59_60 J61 J62_63 \
                K64 K65 K66 L M69_70 M71 M72 M73 M74_75 N77 N78 N79 N80T82 O84 P85 Q86 Q87_88 R90T92 \
                R93 S94 S95 S96 T U",
            groups: [
                (Agriculture, "A01 A02 A03"),
                (Textiles, "C13T15"),
                (Chemicals, "C20 C21"),
                (Electronics, "C26 C27"),
                (Vehicles, "C29 C30"),
            ],
            borders: ["B", "C10T12", "D35"],
        },
        // Long-run WIOD.
        Source {
            codes: "AtB C D15t16 D17t19 D21t22 D23 D24 D25 D26 D27t28 D29 D30t33 D34t35 Dnec E F G H \
                I60t63 I64 J K LtQ",
            groups: [
                (Agriculture, "AtB"),
                (Textiles, "D17t19"),
                (Chemicals, "D24"),
                (Electronics, "D30t33"),
                (Vehicles, "D34t35"),
            ],
            borders: ["C", "D15t16", "E"],
        },
    ];

    #[test]
    fn groups_of_the_known_sources() {
        for Source { codes, groups, borders } in &SOURCES {
            let codes = list(codes);
            let at = |code: &str| codes.iter().position(|c| c == code).expect("a border");
            let [_, made, served] = borders.map(at);
            for (group, expected) in groups {
                assert_eq!(of(&codes, *group), *expected, "{group:?}");
            }
            assert_eq!(of(&codes, Goods), codes[..served].join(" "));
            assert_eq!(of(&codes, Manufactures), codes[made..served].join(" "));
            assert_eq!(of(&codes, Services), codes[served..].join(" "));
            // Mining is between agriculture and manufacturing.
            let farms = of(&codes, Agriculture);
            assert_eq!(farms, codes[..at(borders[0])].join(" "));
        }
    }

    /// Product codes of FIGARO, and OECD numbers behind a D.
    #[test]
    fn groups_behind_prefixes() {
        let products = list("CPA_A01 CPA_B CPA_C10T12 CPA_C26 CPA_D35");
        assert_eq!(of(&products, Electronics), "CPA_C26");
        assert_eq!(of(&products, Goods), "CPA_A01 CPA_B CPA_C10T12 CPA_C26");
        assert_eq!(of(&products, Services), "CPA_D35");
        let lettered = list("D01T02 D03 D05T06 D09 D10T12 D26 D35 D36T39");
        assert_eq!(of(&lettered, Goods), "D01T02 D03 D05T06 D09 D10T12 D26");
        assert_eq!(of(&lettered, Agriculture), "D01T02 D03");
    }

    /// What could mean two things, or nothing, is not guessed.
    #[test]
    fn unknown_codes_are_in_no_group() {
        for codes in
            ["goods services", "s1 s2 C D", "1 2 35", "26 29", "Electronics cars", "c0 c36"]
        {
            for group in ProductGroup::ALL {
                assert_eq!(of(&list(codes), group), "", "{codes} {group:?}");
            }
        }
        // Minerals or computers, machinery or cars: manufactures in either case.
        let either = list("C26 C29");
        assert_eq!(of(&either, Manufactures), "C26 C29");
        for group in [Electronics, Vehicles, Services] {
            assert_eq!(of(&either, group), "");
        }
        // Signs of both editions.
        assert_eq!(of(&list("C10T14 C10T12 C26"), Electronics), "");
        assert_eq!(of(&list("AGR MAN ELE SER"), Services), "");
        assert_eq!(ProductGroup::named("cars"), None);
        assert!(ProductGroup::ALL.into_iter().all(|g| ProductGroup::named(g.name()) == Some(g)));
    }
}
