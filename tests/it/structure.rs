//! The structure of chains: agreement with the reference, identities, figures to recognise.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use proptest::prelude::*;
use tripole::chains::{Chains, ChainsBy, Family, Goods};
use tripole::formats::ReadOptions;
use tripole::leontief::Solver;
use tripole::mrio::{Inventories, OutputFrom, ValueAddedFrom};
use tripole::position::{PositionBy, PositionMeasure, position};
use tripole::reer::reer;
use tripole::{Accounting, Frame, Group, Index, LeontiefSystem, Matrix, Mrio, Partition, SectorId};

use crate::support::{config, drawn_table, grid_table, gunzip, records, shared, shared_table};

/// The conventions of `reference/pos`.
fn published() -> Accounting {
    Accounting {
        output: OutputFrom::Table,
        value_added: ValueAddedFrom::Table,
        inventories: Inventories::Keep,
    }
}

/// Blocs of the reference, under its names.
fn blocs_of(index: &Index) -> Partition {
    let europe = [
        "AUT", "BEL", "BGR", "CYP", "CZE", "DEU", "DNK", "ESP", "EST", "FIN", "FRA", "GBR", "GRC",
        "HUN", "IRL", "ITA", "LTU", "LUX", "LVA", "MLT", "NLD", "POL", "PRT", "ROM", "SVK", "SVN",
        "SWE", "RUS", "TUR",
    ];
    let lists: [(&str, &[&str]); 4] = [
        ("NAM", &["USA", "CAN", "MEX"]),
        ("EUR", &europe),
        ("APA", &["CHN", "JPN", "KOR", "TWN", "IND", "IDN", "AUS"]),
        ("OTH", &["ARG", "BRA", "RoW", "ROW"]),
    ];
    let group = |(name, codes): (&str, &[&str])| {
        let known: Vec<&str> =
            codes.iter().copied().filter(|code| index.find_region(code).is_ok()).collect();
        Group::new(index, name, &known).ok()
    };
    Partition::new(index, &lists.into_iter().filter_map(group).collect::<Vec<_>>()).unwrap()
}

fn manufactures(index: &Index) -> Vec<SectorId> {
    let known = |code: &&String| {
        let number = code.strip_prefix('c').and_then(|number| number.parse::<u32>().ok());
        number.map_or(["MAN", "ELE", "G", "TEX", "TRQ"].contains(&code.as_str()), |n| {
            (3..=16).contains(&n)
        })
    };
    index.sector_codes().iter().filter(known).map(|c| index.find_sector(c).unwrap()).collect()
}

/// Our frames of one table, by name and level.
struct Ours {
    frames: HashMap<(&'static str, ChainsBy), HashMap<Vec<String>, HashMap<String, f64>>>,
    top: HashMap<(ChainsBy, Vec<String>), String>,
}

fn rows_of(frame: &Frame, skip: &str) -> HashMap<Vec<String>, HashMap<String, f64>> {
    (0..frame.rows())
        .map(|row| {
            let keys = frame.keys().iter().filter(|key| key.name() != skip);
            let labels = keys.map(|key| key.label(row).to_owned()).collect();
            let values = frame.indicators().iter();
            (labels, values.map(|c| (c.name().to_owned(), c.values()[row])).collect())
        })
        .collect()
}

impl Ours {
    fn of(system: &LeontiefSystem) -> Self {
        let index = system.table().index();
        let (economies, blocs) = (Partition::regions(index), blocs_of(index));
        let goods = |products: &[SectorId], inputs: &[SectorId]| Goods {
            products: products.to_vec(),
            inputs: inputs.to_vec(),
        };
        let made = manufactures(index);
        let chains = |goods: &Goods| Chains::new(system, &economies, &blocs, goods).unwrap();
        let all = chains(&Goods::default());
        let (made, both) = (chains(&goods(&made, &[])), chains(&goods(&made, &made)));
        let mut ours = Ours { frames: HashMap::new(), top: HashMap::new() };
        for by in [ChainsBy::Region, ChainsBy::RegionSector, ChainsBy::Bloc, ChainsBy::World] {
            for frame in all.families(by).unwrap() {
                ours.add(&frame, by, "");
            }
            ours.add(&made.shares(by).unwrap(), by, "manufactures_");
        }
        ours.add(&made.flows(ChainsBy::Region).unwrap(), ChainsBy::Region, "manufactures_");
        for (chains, prefix) in [(&made, "manufactures_"), (&both, "both_")] {
            ours.add(&chains.exposure().unwrap(), ChainsBy::Region, prefix);
            let spread = chains.diversification(ChainsBy::Region).unwrap();
            ours.add(&spread, ChainsBy::Region, prefix);
        }
        ours.add(&reer(system, &economies).unwrap(), ChainsBy::Region, "");
        ours
    }

    fn add(&mut self, frame: &Frame, by: ChainsBy, prefix: &str) {
        let names = [
            "shares",
            "flows",
            "introversion",
            "diversification",
            "exposure",
            "crossings",
            "shape",
            "hubs",
            "reer",
            "manufactures_shares",
            "manufactures_exposure",
            "both_exposure",
            "manufactures_diversification",
            "manufactures_flows",
            "both_diversification",
        ];
        let name = format!("{prefix}{}", frame.name());
        let name = names.into_iter().find(|known| *known == name).unwrap();
        if let Some(partner) = frame.key("largest_partner").filter(|_| prefix.is_empty()) {
            for row in 0..frame.rows() {
                let keys = frame.keys().iter().filter(|key| key.name() != "largest_partner");
                let labels = keys.map(|key| key.label(row).to_owned()).collect();
                self.top.insert((by, labels), partner.label(row).to_owned());
            }
        }
        let skip = if frame.name() == "hubs" { "bloc" } else { "largest_partner" };
        self.frames.insert((name, by), rows_of(frame, skip));
    }

    fn value(&self, name: &'static str, by: ChainsBy, labels: &[&str], column: &str) -> f64 {
        let labels: Vec<String> = labels.iter().map(|label| (*label).to_owned()).collect();
        let frame = &self.frames[&(name, by)];
        let row = frame.get(&labels).unwrap_or_else(|| panic!("{name} has no row {labels:?}"));
        *row.get(column).unwrap_or_else(|| panic!("{name} has no column {column}"))
    }
}

/// Where our number for a row of the reference is: frame, level, labels, column; `None` for what
/// is met otherwise or not at all.
type Place = (&'static str, ChainsBy, Vec<String>, String);

fn place(r: &HashMap<String, String>) -> Option<Place> {
    let cell = |name: &str| r[name].clone();
    let measure = cell("measure");
    let parts: Vec<&str> = measure.split('.').collect();
    let (region, sector, partner, bloc) =
        (cell("region"), cell("sector"), cell("partner"), cell("bloc"));
    let by = match (region.as_str(), sector.as_str(), bloc.as_str()) {
        ("WLD", ..) => ChainsBy::World,
        (_, "", "") => ChainsBy::Region,
        ("", "", _) => ChainsBy::Bloc,
        _ => ChainsBy::RegionSector,
    };
    let keys = |last: &[&str]| -> Vec<String> {
        let own = [&region, &sector, &bloc].into_iter().filter(|label| !label.is_empty());
        own.cloned().chain(last.iter().map(|label| (*label).to_owned())).collect()
    };
    // Seller and buyer of exposure: ours is seen from the buyer.
    let turned = || vec![partner.clone(), region.clone()];
    let pair = || vec![region.clone(), partner.clone()];
    let reach = |code: &str| match code {
        "loc" | "dom" => "local",
        "reg" => "regional",
        "glo" => "global",
        _ => "regional_of_foreign",
    };
    let spread = |code: &str| {
        let name = match code {
            "hhi" => "hhi",
            "hhi_norm" => "hhi_normalised",
            "neff" => "effective_number",
            "shannon" => "entropy",
            "neff1" => "entropy_number",
            "theil" => "theil",
            "top1" => "largest",
            "subst" => "substitutability",
            "cr3" => "top_three",
            other => panic!("{other}"),
        };
        name.to_owned()
    };
    Some(match parts.as_slice() {
        ["loc", what] => {
            let (kind, base) = what.split_once('_').unwrap();
            let base = ["final_va", "inputs", "inputs_va"]
                [["va", "in", "vin"].iter().position(|known| *known == base).unwrap()];
            ("shares", by, keys(&[]), format!("{base}_{}", reach(kind)))
        }
        ["ltdv", set, "va"] => {
            let frame = if *set == "all" { "flows" } else { "manufactures_flows" };
            (frame, ChainsBy::Region, pair(), "value_added_completed".to_owned())
        }
        ["ltdv", set, kind] => {
            let frame = if *set == "all" { "shares" } else { "manufactures_shares" };
            (frame, by, keys(&[]), format!("final_va_{}", reach(kind)))
        }
        ["bloc", flow] => {
            let column = ["intermediate", "final", "gross", "value_added"]
                [["int", "fin", "gross", "va"].iter().position(|known| known == flow).unwrap()];
            ("flows", ChainsBy::Bloc, keys(&[&partner]), column.to_owned())
        }
        ["intro", flow, index] => {
            let flow = ["intermediate", "final", "gross", "value_added"]
                [["int", "fin", "gross", "va"].iter().position(|known| known == flow).unwrap()];
            let names = [
                "intra_share",
                "intensity",
                "homogeneous_intensity",
                "extra_intensity",
                "symmetric_introversion",
            ];
            let column = names[["its", "iti", "hi", "he", "tii"]
                .iter()
                .position(|known| known == index)
                .unwrap()];
            ("introversion", ChainsBy::Bloc, keys(&[flow]), column.to_owned())
        }
        ["rvc", "va_in_exports"] => {
            ("flows", ChainsBy::Region, pair(), "value_added_exported".to_owned())
        }
        ["rvc", what] => {
            let (way, kind) = what.split_once('_').unwrap();
            let way = if way == "bwd" { "backward" } else { "forward" };
            ("shares", by, keys(&[]), format!("kpww_{way}_{}", reach(kind)))
        }
        ["div", base, index] => {
            let base = match *base {
                "in_a" => "inputs_va_with_home",
                "in_f" => "inputs_va",
                "fd_f" => "final_demand_va",
                "mkt" => "va_exports",
                _ => "inputs",
            };
            ("diversification", by, keys(&[base]), spread(index))
        }
        ["expo", "market"] => ("exposure", by, pair(), "market".to_owned()),
        ["expo", set, base, index] => {
            let frame = if *set == "man_all" {
                "manufactures_diversification"
            } else {
                "both_diversification"
            };
            let base = if *base == "fir_fv" { "reliance" } else { "reliance_look_through" };
            (frame, by, keys(&[base]), spread(index))
        }
        ["expo", set, what] => {
            let frame = if *set == "man_all" { "manufactures_exposure" } else { "both_exposure" };
            let column = match *what {
                "fpem_lt" => "production",
                "fpem_fv" => "production_face_value",
                "fpem_he" => "production_hidden",
                "fir_lt" => "inputs",
                _ => "inputs_face_value",
            };
            (frame, ChainsBy::Region, turned(), column.to_owned())
        }
        ["snake", what] => {
            let way = if *what == "complex_v" { "forward" } else { "backward" };
            ("crossings", by, keys(&[]), format!("{way}_complexity"))
        }
        // The reference's fifth is what crosses five borders or more.
        ["cross", _, "k5"] => return None,
        ["cross", way, k] => {
            let way = if *way == "fwd" { "forward" } else { "backward" };
            ("crossings", by, keys(&[]), format!("{way}_{}", k.trim_start_matches('k')))
        }
        ["shape", what] => {
            let column = if *what == "sd" { "depth_sd" } else { what };
            ("shape", by, keys(&[]), (*column).to_owned())
        }
        ["hub", "flow"] => return None,
        ["hub", what] => {
            let column = match *what {
                "out" => "strength_out",
                "in" => "strength_in",
                "out_sh" => "strength_out_share",
                "in_sh" => "strength_in_share",
                "pagerank_rev" => "pagerank_reversed",
                "between" => "betweenness",
                "pass" => "pass_through",
                other => other,
            };
            ("hubs", by, keys(&[]), column.to_owned())
        }
        ["reer", _] if region == partner => return None,
        ["reer", base] => {
            let column = ["value_added", "value_added_aggregated", "gross"]
                [["bj", "bj_agg", "gross"].iter().position(|known| known == base).unwrap()];
            ("reer", by, pair(), column.to_owned())
        }
        _ => panic!("{measure}"),
    })
}

fn against_reference(table: Mrio, file: &str) {
    let Some(path) = shared(file) else { return };
    let system = LeontiefSystem::new(table, &published()).unwrap();
    let ours = Ours::of(&system);
    let blocs = blocs_of(system.table().index());
    let mut compared: BTreeMap<&str, usize> = BTreeMap::new();
    let rows = records(&gunzip(&path));
    for r in &rows {
        // The reference has lines for blocs that the table does not have.
        if !r["bloc"].is_empty() && blocs.find(&r["bloc"]).is_err()
            || r["measure"].starts_with("bloc.") && blocs.find(&r["partner"]).is_err()
        {
            assert!(matches!(r["value"].as_str(), "" | "0"), "{file} {r:?}");
            continue;
        }
        let measure = r["measure"].as_str();
        let found = match (place(r), measure) {
            (Some((frame, by, labels, column)), _) => {
                if column == "largest" && frame == "diversification" {
                    assert_eq!(ours.top[&(by, labels.clone())], r["partner"], "{file} {r:?}");
                }
                let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
                ours.value(frame, by, &labels, &column)
            }
            (None, "cross.fwd.k5" | "cross.bwd.k5") => {
                let way = if measure == "cross.fwd.k5" { "forward" } else { "backward" };
                let labels = [r["region"].as_str()];
                ["5", "more"]
                    .iter()
                    .map(|k| {
                        let column = format!("{way}_{k}");
                        ours.value("crossings", ChainsBy::Region, &labels, &column)
                    })
                    .sum()
            }
            (None, "hub.flow") if r["region"] != r["partner"] => {
                let labels = [r["region"].as_str(), r["partner"].as_str()];
                ours.value("flows", ChainsBy::Region, &labels, "value_added_completed")
            }
            (None, _) => continue,
        };
        let same = match r["value"].parse::<f64>() {
            Err(_) => found.is_nan(),
            // DIFFERENCE: with two blocs and no trade inside the other, extra-regional intensity
            // divides by zero; the reference divides by its rounding.
            Ok(theirs) if theirs.abs() > 1e12 || (theirs + 1.0).abs() < 1e-12 => {
                assert!(measure.ends_with(".he") || measure.ends_with(".tii"), "{r:?}");
                found.is_nan() || measure.ends_with(".tii") && (found + 1.0).abs() < 1e-12
            }
            Ok(theirs) => (found - theirs).abs() <= 1e-8 * theirs.abs().max(1e-6),
        };
        assert!(same, "{file} {r:?}: {found}");
        *compared.entry(measure).or_default() += 1;
    }
    let measures: BTreeSet<&str> = rows.iter().map(|r| r["measure"].as_str()).collect();
    let alone: Vec<&&str> = measures.iter().filter(|m| !compared.contains_key(**m)).collect();
    assert!(alone.is_empty(), "{file}: nothing is compared with {alone:?}");
}

#[test]
fn structure_of_small_tables() {
    for name in ["leather", "bloc8x4", "edge3x2"] {
        let path = format!("reference/tables/{name}.csv");
        let Some(table) = shared_table(&path, &ReadOptions::default()) else { return };
        against_reference(table, &format!("reference/pos/{name}__structure.csv.gz"));
    }
}

#[test]
fn structure_of_the_world() {
    for year in [1995, 2011] {
        let path = format!("data/wiod13/wiod13_{year}.csv.gz");
        let Some(table) = shared_table(&path, &ReadOptions::default()) else { return };
        against_reference(table, &format!("reference/pos/wiod13_{year}__structure.csv.gz"));
    }
}

/// Section 8 of the specification: figures to recognise a right result.
#[test]
fn figures_to_recognise() {
    let printed: [(i32, [(&str, [f64; 3], f64, f64); 3], [f64; 2]); 2] = [
        (
            1995,
            [
                ("NAM", [0.8507, 0.0493, 0.1000], 0.4490, 0.2428),
                ("EUR", [0.7837, 0.1397, 0.0766], 0.6797, 0.5796),
                ("APA", [0.8831, 0.0407, 0.0763], 0.4435, 0.3258),
            ],
            [0.0043, 0.0011],
        ),
        (
            2011,
            [
                ("NAM", [0.7831, 0.0643, 0.1526], 0.5423, 0.3389),
                ("EUR", [0.6890, 0.1715, 0.1395], 0.5998, 0.4509),
                ("APA", [0.7852, 0.0729, 0.1419], 0.3578, 0.2040),
            ],
            [0.0402, 0.0097],
        ),
    ];
    for (year, blocs, exposure) in printed {
        let path = format!("data/wiod13/wiod13_{year}.csv.gz");
        let Some(table) = shared_table(&path, &ReadOptions::default()) else { return };
        let ours = Ours::of(&LeontiefSystem::new(table, &published()).unwrap());
        let close = |ours: f64, printed: f64| (ours - printed).abs() < 0.5001e-4;
        for (bloc, shares, gross, value_added) in blocs {
            for (reach, share) in ["local", "regional", "global"].iter().zip(shares) {
                let column = format!("final_va_{reach}");
                let found = ours.value("manufactures_shares", ChainsBy::Bloc, &[bloc], &column);
                assert!(close(found, share), "{year} {bloc} {reach}: {found}");
            }
            for (flow, printed) in [("gross", gross), ("value_added", value_added)] {
                let column = "symmetric_introversion";
                let found = ours.value("introversion", ChainsBy::Bloc, &[bloc, flow], column);
                assert!(close(found, printed), "{year} {bloc} {flow}: {found}");
            }
        }
        for (column, printed) in ["production", "production_face_value"].iter().zip(exposure) {
            let found = ours.value("both_exposure", ChainsBy::Region, &["USA", "CHN"], column);
            assert!(close(found, printed), "{year} {column}: {found}");
        }
    }
}

fn drawn_chains(table: Mrio, check: impl Fn(&Chains<'_>, &LeontiefSystem, &Partition)) {
    let index = table.index();
    let economies = Partition::regions(index);
    // The first two regions are neighbours.
    let near: Vec<&str> = index.region_codes().iter().take(2).map(String::as_str).collect();
    let blocs = Partition::new(index, &[Group::new(index, "near", &near).unwrap()]).unwrap();
    let system = LeontiefSystem::new(table, &Accounting::default()).unwrap();
    let chains = Chains::new(&system, &economies, &blocs, &Goods::default()).unwrap();
    check(&chains, &system, &economies);
}

fn column<'a>(frame: &'a Frame, name: &str) -> &'a [f64] {
    frame.real(name).unwrap_or_else(|| panic!("no column {name}"))
}

const LEVELS: [ChainsBy; 5] =
    [ChainsBy::Region, ChainsBy::RegionSector, ChainsBy::Bloc, ChainsBy::Product, ChainsBy::World];

proptest! {
    #![proptest_config(config(64))]

    #[test]
    fn shares_add_up_to_one(drawn in drawn_table()) {
        drawn_chains(drawn.table, |chains, _, _| {
            for by in LEVELS {
                let frame = chains.shares(by).unwrap();
                let bases = frame.indicators().iter().filter_map(|c| c.name().strip_suffix("_local"));
                let bases: Vec<&str> = bases.collect();
                assert_eq!(bases.len(), if by == ChainsBy::RegionSector { 7 } else { 8 });
                for base in bases {
                    let parts = ["local", "regional", "global"]
                        .map(|reach| column(&frame, &format!("{base}_{reach}")));
                    for row in 0..frame.rows() {
                        let sum: f64 = parts.iter().map(|part| part[row]).sum();
                        // Shares of amounts that nearly cancel out are large.
                        let size = parts.iter().map(|part| part[row].abs()).fold(1.0, f64::max);
                        assert!(sum.is_nan() || (sum - 1.0).abs() < 1e-12 * size, "{by:?} {base} {sum}");
                    }
                }
            }
        });
    }

    #[test]
    fn crossings_add_up_to_value_added(drawn in drawn_table()) {
        let tolerance = drawn.tolerance();
        drawn_chains(drawn.table, |chains, system, _| {
            let frame = chains.crossings(ChainsBy::RegionSector).unwrap();
            let total = |way: &str, row: usize| -> f64 {
                let ks = ["0", "1", "2", "3", "4", "5", "more"];
                ks.iter().map(|k| column(&frame, &format!("{way}_{k}"))[row]).sum()
            };
            let sold = system.table().final_demand().row_sums();
            for row in 0..frame.rows() {
                assert!((total("forward", row) - system.value_added()[row]).abs() < tolerance);
                // Value added is the residual, so final products are value added throughout.
                assert!((total("backward", row) - sold[row]).abs() < tolerance);
            }
        });
    }

    #[test]
    fn exposure_is_never_hidden_twice(drawn in drawn_table()) {
        drawn_chains(drawn.table, |chains, system, economies| {
            let frame = chains.exposure().unwrap();
            let sold = system.table().final_demand().row_sums();
            let g = economies.len();
            for (r, (_, economy)) in economies.economies().enumerate() {
                let pairs = r * g..(r + 1) * g;
                for name in ["production", "inputs", "inputs_face_value"] {
                    let sum: f64 = column(&frame, name)[pairs.clone()].iter().sum();
                    assert!(sum.is_nan() || (sum - 1.0).abs() < 1e-9, "{name} {sum}");
                }
                if economy.rows.iter().all(|&row| sold[row] >= 0.0) {
                    let hidden = &column(&frame, "production_hidden")[pairs.clone()];
                    assert!(hidden.iter().all(|share| share.is_nan() || *share > -1e-12));
                }
                let output: f64 = economy.rows.iter().map(|&row| system.output()[row]).sum();
                let sum: f64 = column(&frame, "market")[pairs].iter().sum();
                assert!(output == 0.0 || (sum - 1.0).abs() < 1e-9, "{sum}");
            }
        });
    }

    /// Regional and global parts are those of the measures that they split.
    #[test]
    fn parts_of_participation(drawn in drawn_table()) {
        drawn_chains(drawn.table, |chains, system, economies| {
            let parts = chains.shares(ChainsBy::Region).unwrap();
            let kpww = [PositionMeasure::Kpww];
            let by = PositionBy::Region;
            let whole = position(system, economies, by, &kpww, Solver::Lu, &[]).unwrap();
            for way in ["backward", "forward"] {
                for row in 0..parts.rows() {
                    let part = |reach: &str| column(&parts, &format!("kpww_{way}_{reach}"))[row];
                    let (sum, whole) =
                        (part("regional") + part("global"), column(&whole, &format!("kpww_{way}"))[row]);
                    assert!(sum.is_nan() || (sum - whole).abs() <= 1e-9 * whole.abs().max(1.0), "{way} {sum} {whole}");
                }
            }
        });
    }

    /// A table of one bloc has nothing global; one of single regions has nothing regional.
    #[test]
    fn blocs_are_what_they_are_said_to_be(drawn in drawn_table()) {
        let index = drawn.table.index();
        let economies = Partition::regions(index);
        let codes: Vec<&str> = index.region_codes().iter().map(String::as_str).collect();
        let world = Partition::new(index, &[Group::new(index, "all", &codes).unwrap()]).unwrap();
        let system = LeontiefSystem::new(drawn.table.clone(), &Accounting::default()).unwrap();
        for (blocs, nothing) in [(&world, "global"), (&economies, "regional")] {
            let chains = Chains::new(&system, &economies, blocs, &Goods::default()).unwrap();
            let frame = chains.shares(ChainsBy::Region).unwrap();
            for indicator in frame.indicators().iter().filter(|c| c.name().ends_with(nothing)) {
                assert!(indicator.values().iter().all(|v| v.is_nan() || *v == 0.0));
            }
            for by in LEVELS {
                assert_eq!(
                    chains.families(by).unwrap().len(),
                    Family::ALL.iter().filter(|family| family.is_at(by)).count()
                );
            }
        }
    }

    #[test]
    fn exchange_rate_weights_add_up_to_one(drawn in drawn_table()) {
        let economies = Partition::regions(drawn.table.index());
        let system = LeontiefSystem::new(drawn.table, &Accounting::default()).unwrap();
        let frame = reer(&system, &economies).unwrap();
        let partners = economies.len() - 1;
        for indicator in frame.indicators() {
            for weights in indicator.values().chunks(partners.max(1)) {
                let sum: f64 = weights.iter().sum();
                let size = weights.iter().fold(1.0, |m: f64, w| m.max(w.abs()));
                assert!(sum.is_nan() || (sum - 1.0).abs() < 1e-7 * size, "{} {sum}", indicator.name());
            }
        }
    }
}

/// Three stages in a row over two borders: all of the first economy's value added crosses both.
#[test]
fn a_snake_by_hand() {
    let z = Matrix::from_rows(&[[0.0, 4.0, 0.0], [0.0, 0.0, 7.0], [0.0, 0.0, 0.0]]);
    let f = Matrix::from_rows(&[[0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 10.0]]);
    let table = grid_table(3, 1, z, f, 1);
    drawn_chains(table, |chains, _, _| {
        let crossings = chains.crossings(ChainsBy::Region).unwrap();
        assert_eq!(crossings.value(&["R1"], "forward_2"), Some(4.0));
        assert_eq!(crossings.value(&["R2"], "forward_1"), Some(3.0));
        assert_eq!(crossings.value(&["R3"], "backward_2"), Some(4.0));
        assert_eq!(crossings.value(&["R3"], "forward_0"), Some(3.0));
        // Of the two border-crossing values only R1's is complex: 4 of 4, and 4 of 7 behind R3.
        assert_eq!(crossings.value(&["R1"], "forward_complexity"), Some(1.0));
        let backward = crossings.value(&["R3"], "backward_complexity").unwrap();
        assert!((backward - 4.0 / 7.0).abs() < 1e-15);
        // R3's product: 3 of its own, 3 from R2 (its neighbours are R1 and R2 only), 4 from R1.
        let shares = chains.shares(ChainsBy::Region).unwrap();
        assert!((shares.value(&["R3"], "final_va_local").unwrap() - 0.3).abs() < 1e-15);
        assert!((shares.value(&["R3"], "final_va_global").unwrap() - 0.7).abs() < 1e-15);
        // One supplier and nothing but R2's goods: R2 alone sells, R1 hides behind it.
        let exposure = chains.exposure().unwrap();
        // L e_3 = (0.4·1, 0.7, 1): 4 + 7 + 10 of goods.
        let of = |column| exposure.value(&["R3", "R1"], column).unwrap();
        assert!(
            (of("production") - 4.0 / 21.0).abs() < 1e-15 && of("production_face_value") == 0.0
        );
        assert!((of("production_hidden") - 4.0 / 21.0).abs() < 1e-15);
        let shape = chains.shape(ChainsBy::RegionSector).unwrap();
        let depth = shape.value(&["R3", "S1"], "depth").unwrap();
        // 1 + 0.7 + 0.4 stages.
        assert!((depth - 2.1).abs() < 1e-15);
        assert_eq!(shape.value(&["R3", "S1"], "breadth"), Some(1.0));
        let hubs = chains.hubs().unwrap();
        assert_eq!(hubs.value(&["R1", "near"], "strength_out"), Some(4.0));
        assert_eq!(hubs.value(&["R3", "R3"], "strength_in"), Some(7.0));
    });
}
