//! Groups of products under the codes of the known sources.
//!
//! A sector belongs to a group if all divisions of the ISIC that it covers do. Records say what codes
//! of a source's own cover; all others are read as divisions.

use std::ops::RangeInclusive;

use super::isic;
use super::{Covers, RECORDS, Revision, SourceRecord};
use crate::table::{Index, SectorId};

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

    /// Its divisions in a revision of the classification; services have none of their own.
    fn divisions(self, revision: Revision) -> Option<RangeInclusive<u32>> {
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
        Some(if revision == Revision::Third { third } else { fourth })
    }
}

impl Covers {
    pub(super) fn is_in(self, group: ProductGroup) -> bool {
        match self {
            Covers::Services => group == ProductGroup::Services,
            Covers::Divisions(first, last, revision) => {
                let of = |revision| {
                    let divisions = group.divisions(revision);
                    divisions.is_some_and(|all| all.contains(&first) && all.contains(&last))
                };
                revision.map_or(of(Revision::Third) && of(Revision::Fourth), of)
            }
        }
    }
}

/// The sectors of a group of products, where the table uses the codes of a known source: WIOD
/// 2013 and ADB (`c1` to `c35`), the embedded tables, ISIC divisions as in the tables of the
/// OECD (all editions), Eurostat (FIGARO), WIOD 2016 and long-run WIOD: `C10T12`, `D29`,
/// `C31_32`, `C15T16FOD`, `26`. Otherwise, or if no sector is of this group alone, none.
///
/// Whether `C29` means machinery (Rev. 3) or motor vehicles (Rev. 4) is told by other codes of
/// the table; where none tells, it is in the groups that have it in both revisions, as are
/// manufactures. Numbers without a letter count only where other codes tell the revision.
///
/// # Examples
/// ```
/// use tripole::sources::{ProductGroup, products};
/// let codes = ["A01_02", "C26", "C27", "C29", "D"];
/// let index = tripole::Index::new(codes.map(|code| ("DEU", code)))?;
/// let of = |group| {
///     let sectors = products(&index, group).into_iter();
///     sectors.map(|s| index.sector(s)).collect::<Vec<&str>>()
/// };
/// assert_eq!(of(ProductGroup::Electronics), ["C26", "C27"]);
/// assert_eq!(of(ProductGroup::Services), ["D"]);
/// # Ok::<(), tripole::Error>(())
/// ```
#[must_use]
pub fn products(index: &Index, group: ProductGroup) -> Vec<SectorId> {
    let revision = isic::revision(index.sector_codes());
    let records = SourceRecord::by_sectors(index.sector_codes());
    let covers = |code: &str| {
        let own = records.iter().find_map(|record| record.sector(code));
        own.map(|sector| sector.covers).or_else(|| isic::covers(code, revision))
    };
    let within =
        |sector: &SectorId| covers(index.sector(*sector)).is_some_and(|covers| covers.is_in(group));
    index.sectors().filter(within).collect()
}

/// The manufacturing sectors: [`products`] of [`ProductGroup::Manufactures`].
///
/// # Examples
/// ```
/// use tripole::sources::manufactures;
/// let index = tripole::Index::new([("DEU", "A01_02"), ("DEU", "C29"), ("DEU", "D")])?;
/// let codes: Vec<&str> = manufactures(&index).into_iter().map(|s| index.sector(s)).collect();
/// assert_eq!(codes, ["C29"]);
/// # Ok::<(), tripole::Error>(())
/// ```
#[must_use]
pub fn manufactures(index: &Index) -> Vec<SectorId> {
    products(index, ProductGroup::Manufactures)
}

/// The sectors that make goods - agriculture, mining, manufacturing: [`products`] of
/// [`ProductGroup::Goods`].
///
/// # Examples
/// ```
/// use tripole::sources::goods;
/// let index = tripole::Index::new([("DEU", "A01_02"), ("DEU", "C29"), ("DEU", "D35")])?;
/// let codes: Vec<&str> = goods(&index).into_iter().map(|s| index.sector(s)).collect();
/// assert_eq!(codes, ["A01_02", "C29"]);
/// # Ok::<(), tripole::Error>(())
/// ```
#[must_use]
pub fn goods(index: &Index) -> Vec<SectorId> {
    products(index, ProductGroup::Goods)
}

/// The knowledge-intensive sectors (chemicals, machinery, electrical, electronic and transport
/// equipment, telecommunications, finance, business services), where the table has all those of
/// WIOD, ADB, OECD from 2018 on, FIGARO or the embedded tables. Otherwise none.
#[must_use]
pub fn knowledge_sectors(index: &Index) -> Vec<SectorId> {
    // Some copies of the OECD's tables have a letter before its numbers.
    let find = |code: &str| {
        index.find_sector(code).or_else(|_| index.find_sector(&format!("D{code}"))).ok()
    };
    let lists = RECORDS.iter().copied().flat_map(|record| record.editions).map(|it| it.knowledge);
    let all = |codes: &[&str]| codes.iter().map(|code| find(code)).collect();
    lists.filter(|codes| !codes.is_empty()).find_map(all).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::ProductGroup::*;
    use super::*;
    use crate::table::Index;

    fn of(codes: &[String], group: ProductGroup) -> String {
        let index = Index::new(codes.iter().map(|code| ("AAA", code))).expect("distinct codes");
        let found: Vec<&str> =
            products(&index, group).into_iter().map(|s| index.sector(s)).collect();
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

    fn found(codes: &[&str]) -> Vec<String> {
        let index = Index::new(codes.iter().map(|code| ("AAA", *code))).expect("distinct codes");
        manufactures(&index).into_iter().map(|s| index.sector(s).to_owned()).collect()
    }

    #[test]
    fn manufacturing_of_the_known_sources() {
        assert_eq!(found(&["c2", "c3", "c16", "c17", "c30"]), ["c3", "c16"]);
        assert_eq!(found(&["D05T06", "D10T12", "D31T33", "D35"]), ["D10T12", "D31T33"]);
        assert_eq!(found(&["B09", "C10-C12", "C33", "D35", "E36"]), ["C10-C12", "C33"]);
        assert_eq!(
            found(&["C01T05", "C10T14", "C15T16", "C36T37", "C40T41"]),
            ["C15T16", "C36T37"]
        );
        assert_eq!(found(&["AGR", "FOD", "PUB"]), ["FOD"]);
        assert!(found(&["goods", "s1", "C", "D", "C105"]).is_empty());
    }

    /// A list counts only if all of it is there: `C29` alone may be machinery or vehicles.
    #[test]
    fn knowledge_in_the_known_sources() {
        let of = |codes: &[&str]| {
            let index =
                Index::new(codes.iter().map(|code| ("AAA", *code))).expect("distinct codes");
            knowledge_sectors(&index)
                .into_iter()
                .map(|s| index.sector(s).to_owned())
                .collect::<Vec<_>>()
        };
        let wiod: Vec<String> = (1..=35).map(|k| format!("c{k}")).collect();
        let wiod: Vec<&str> = wiod.iter().map(String::as_str).collect();
        assert_eq!(of(&wiod), ["c9", "c13", "c14", "c15", "c27", "c28", "c30"]);
        assert_eq!(of(&["AGR", "CHM", "MCH", "ELE", "TRQ", "TRN", "BUS"]).len(), 5);
        assert!(of(&["C24", "C29", "C31"]).is_empty());
        let lists: Vec<&[&str]> = RECORDS
            .iter()
            .copied()
            .flat_map(|record| record.editions)
            .map(|edition| edition.knowledge)
            .collect();
        let lettered = lists[4].iter().map(|code| format!("D{code}")).collect::<Vec<_>>();
        assert_eq!(of(&lettered.iter().map(String::as_str).collect::<Vec<_>>()), lettered);
        assert!(lists.iter().all(|list| of(list) == *list));
    }
}
