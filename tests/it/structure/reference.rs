//! Agreement with the reference, and figures to recognise.

use std::collections::{BTreeSet, HashMap};

use tripole::frame::Level;
use tripole::measures::chains::{Chains, Goods};
use tripole::measures::reer::reer;
use tripole::read::ReadOptions;
use tripole::table::Geography;
use tripole::table::{Inventories, OutputFrom, ValueAddedFrom};
use tripole::{Accounting, Frame, Group, Index, LeontiefSystem, Mrio, Partition, SectorId};

use crate::support::{gunzip, records, shared, shared_table};

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

/// Numbers of a frame by the labels of their row, then by column.
type Rows = HashMap<Vec<String>, HashMap<String, f64>>;

/// Our frames of one table, by name and level.
struct Ours {
    frames: HashMap<(&'static str, Level), Rows>,
    top: HashMap<(Level, Vec<String>), String>,
}

fn rows_of(frame: &Frame, skip: &str) -> Rows {
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
        let geography = Geography::of(economies.clone(), blocs.clone());
        let chains = |goods: &Goods| Chains::new(system, &geography, goods).unwrap();
        let all = chains(&Goods::default());
        let (made, both) = (chains(&goods(&made, &[])), chains(&goods(&made, &made)));
        let mut ours = Ours { frames: HashMap::new(), top: HashMap::new() };
        for by in [Level::Region, Level::RegionSector, Level::Bloc, Level::World] {
            for frame in all.families(by).unwrap() {
                ours.add(&frame, by, "");
            }
            ours.add(&made.shares(by).unwrap(), by, "manufactures_");
        }
        ours.add(&made.flows(Level::Region).unwrap(), Level::Region, "manufactures_");
        for (chains, prefix) in [(&made, "manufactures_"), (&both, "both_")] {
            ours.add(&chains.exposure().unwrap(), Level::Region, prefix);
            let spread = chains.diversification(Level::Region).unwrap();
            ours.add(&spread, Level::Region, prefix);
        }
        ours.add(&reer(system, &economies).unwrap(), Level::Region, "");
        ours
    }

    fn add(&mut self, frame: &Frame, by: Level, prefix: &str) {
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

    fn value(&self, name: &'static str, by: Level, labels: &[&str], column: &str) -> f64 {
        let labels: Vec<String> = labels.iter().map(|label| (*label).to_owned()).collect();
        let frame = &self.frames[&(name, by)];
        let row = frame.get(&labels).unwrap_or_else(|| panic!("{name} has no row {labels:?}"));
        *row.get(column).unwrap_or_else(|| panic!("{name} has no column {column}"))
    }

    /// Our number at a place, after its largest partner was compared where the row names one.
    fn found(&self, place: &Place, row: &Row<'_>) -> f64 {
        if place.frame == "diversification" && place.column == "largest" {
            assert_eq!(self.top[&(place.by, place.labels.clone())], row.partner);
        }
        let labels: Vec<&str> = place.labels.iter().map(String::as_str).collect();
        let of = |column: &str| self.value(place.frame, place.by, &labels, column);
        match place.column.as_str() {
            // The reference's fifth is what crosses five borders or more.
            "forward_5" => of("forward_5") + of("forward_more"),
            "backward_5" => of("backward_5") + of("backward_more"),
            column => of(column),
        }
    }
}

/// Where our number for a row of the reference is: frame, level, labels, column.
struct Place {
    frame: &'static str,
    by: Level,
    labels: Vec<String>,
    column: String,
}

/// The labels of a row of the reference.
struct Row<'a> {
    region: &'a str,
    sector: &'a str,
    partner: &'a str,
    bloc: &'a str,
}

impl Row<'_> {
    fn by(&self) -> Level {
        match (self.region, self.sector, self.bloc) {
            ("WLD", ..) => Level::World,
            (_, "", "") => Level::Region,
            ("", "", _) => Level::Bloc,
            _ => Level::RegionSector,
        }
    }

    /// Under the row's own keys, and more.
    fn at(&self, frame: &'static str, column: impl Into<String>, more: &[&str]) -> Place {
        let own = [self.region, self.sector, self.bloc].into_iter().filter(|l| !l.is_empty());
        let labels = own.chain(more.iter().copied()).map(str::to_owned).collect();
        Place { frame, by: self.by(), labels, column: column.into() }
    }

    fn pair(&self, frame: &'static str, column: &str) -> Place {
        self.at(frame, column, &[self.partner])
    }
}

/// The name that stands beside a code in a list of pairs; the code itself, if it is in none.
fn translated<'a>(code: &'a str, pairs: &[(&str, &'a str)]) -> &'a str {
    pairs.iter().find(|(known, _)| *known == code).map_or(code, |(_, name)| name)
}

const REACH: [(&str, &str); 5] = [
    ("loc", "local"),
    ("dom", "local"),
    ("reg", "regional"),
    ("glo", "global"),
    ("regshare", "regional_of_foreign"),
];
const FLOWS: [(&str, &str); 3] = [("int", "intermediate"), ("fin", "final"), ("va", "value_added")];
const WAYS: [(&str, &str); 4] =
    [("fwd", "forward"), ("bwd", "backward"), ("complex_v", "forward"), ("complex_y", "backward")];
const SPREAD: [(&str, &str); 7] = [
    ("hhi_norm", "hhi_normalised"),
    ("neff", "effective_number"),
    ("neff1", "entropy_number"),
    ("shannon", "entropy"),
    ("top1", "largest"),
    ("subst", "substitutability"),
    ("cr3", "top_three"),
];

/// Shares, flows, introversion.
fn of_blocs(parts: &[&str], row: &Row<'_>) -> Option<Place> {
    Some(match parts {
        ["loc", what] => {
            let (kind, base) = what.split_once('_')?;
            let bases = [("va", "final_va"), ("in", "inputs"), ("vin", "inputs_va")];
            let (base, reach) = (translated(base, &bases), translated(kind, &REACH));
            row.at("shares", format!("{base}_{reach}"), &[])
        }
        ["ltdv", set, "va"] => {
            let frame = if *set == "all" { "flows" } else { "manufactures_flows" };
            row.pair(frame, "value_added_completed")
        }
        ["ltdv", set, kind] => {
            let frame = if *set == "all" { "shares" } else { "manufactures_shares" };
            row.at(frame, format!("final_va_{}", translated(kind, &REACH)), &[])
        }
        ["bloc", flow] => row.pair("flows", translated(flow, &FLOWS)),
        ["intro", flow, index] => {
            let names = [
                ("its", "intra_share"),
                ("iti", "intensity"),
                ("hi", "homogeneous_intensity"),
                ("he", "extra_intensity"),
                ("tii", "symmetric_introversion"),
            ];
            row.at("introversion", translated(index, &names), &[translated(flow, &FLOWS)])
        }
        ["rvc", "va_in_exports"] => row.pair("flows", "value_added_exported"),
        ["rvc", what] => {
            let (way, kind) = what.split_once('_')?;
            let (way, reach) = (translated(way, &WAYS), translated(kind, &REACH));
            row.at("shares", format!("kpww_{way}_{reach}"), &[])
        }
        ["reer", base] => {
            let names = [("bj", "value_added"), ("bj_agg", "value_added_aggregated")];
            row.pair("reer", translated(base, &names))
        }
        _ => return None,
    })
}

/// Diversification, exposure, shape, hubs.
fn of_partners(parts: &[&str], row: &Row<'_>) -> Option<Place> {
    Some(match parts {
        ["div", base, index] => {
            let bases = [
                ("in_a", "inputs_va_with_home"),
                ("in_f", "inputs_va"),
                ("fd_f", "final_demand_va"),
                ("mkt", "va_exports"),
                ("imp", "inputs"),
            ];
            row.at("diversification", translated(index, &SPREAD), &[translated(base, &bases)])
        }
        ["expo", "market"] => row.pair("exposure", "market"),
        // Sets are named by the goods bought and the goods that count as inputs.
        ["expo", set, base, index] => {
            let frames =
                [("man_all", "manufactures_diversification"), ("man_man", "both_diversification")];
            let bases = [("fir_fv", "inputs"), ("fir_lt", "inputs_look_through")];
            let frame = frames.iter().find(|(known, _)| known == set)?.1;
            row.at(frame, translated(index, &SPREAD), &[translated(base, &bases)])
        }
        ["expo", set, what] => {
            let frame = if *set == "man_all" { "manufactures_exposure" } else { "both_exposure" };
            let names = [
                ("fpem_lt", "production"),
                ("fpem_fv", "production_face_value"),
                ("fpem_he", "production_hidden"),
                ("fir_lt", "inputs"),
                ("fir_fv", "inputs_face_value"),
            ];
            // The reference's region sells; ours buys.
            let turned = Row { region: row.partner, partner: row.region, ..*row };
            turned.pair(frame, translated(what, &names))
        }
        ["snake", what] => {
            row.at("crossings", format!("{}_complexity", translated(what, &WAYS)), &[])
        }
        ["cross", way, k] => {
            let k = k.trim_start_matches('k');
            row.at("crossings", format!("{}_{k}", translated(way, &WAYS)), &[])
        }
        ["shape", what] => row.at("shape", translated(what, &[("sd", "depth_sd")]), &[]),
        ["hub", "flow"] => row.pair("flows", "value_added_completed"),
        ["hub", what] => {
            let names = [
                ("out", "strength_out"),
                ("in", "strength_in"),
                ("out_sh", "strength_out_share"),
                ("in_sh", "strength_in_share"),
                ("pagerank_rev", "pagerank_reversed"),
                ("between", "betweenness"),
                ("pass", "pass_through"),
            ];
            row.at("hubs", translated(what, &names), &[])
        }
        _ => return None,
    })
}

fn against_reference(table: Mrio, file: &str) {
    let Some(path) = shared(file) else { return };
    let system = LeontiefSystem::new(table, &published()).unwrap();
    let ours = Ours::of(&system);
    let blocs = blocs_of(system.table().index());
    let mut compared: BTreeSet<&str> = BTreeSet::new();
    let rows = records(&gunzip(&path));
    for r in &rows {
        let (measure, value) = (r["measure"].as_str(), r["value"].as_str());
        let row = Row {
            region: &r["region"],
            sector: &r["sector"],
            partner: &r["partner"],
            bloc: &r["bloc"],
        };
        // The reference has lines for blocs that the table does not have.
        let absent = |bloc: &str| !bloc.is_empty() && blocs.find(bloc).is_err();
        if absent(row.bloc) || measure.starts_with("bloc.") && absent(row.partner) {
            assert!(matches!(value, "" | "0"), "{file} {r:?}");
            continue;
        }
        // And lines for what an economy is to itself, where ours has none.
        let to_itself = row.region == row.partner && !row.region.is_empty();
        if to_itself && (measure == "hub.flow" || measure.starts_with("reer.")) {
            assert_eq!(value, "0", "{file} {r:?}");
            continue;
        }
        let parts: Vec<&str> = measure.split('.').collect();
        let place = of_blocs(&parts, &row).or_else(|| of_partners(&parts, &row));
        let found = ours.found(&place.unwrap_or_else(|| panic!("{measure} has no place")), &row);
        let same = match value.parse::<f64>() {
            Err(_) => found.is_nan(),
            // DIFFERENCE: with two blocs and no trade inside the other, extra-regional intensity
            // divides by zero; the reference divides by its rounding.
            Ok(theirs) if theirs.abs() > 1e12 && parts[2] == "he" => found.is_nan(),
            Ok(-1.0) if parts[2] == "tii" => found.is_nan() || (found + 1.0).abs() < 1e-12,
            Ok(theirs) => (found - theirs).abs() <= 1e-8 * theirs.abs().max(1e-6),
        };
        assert!(same, "{file} {r:?}: {found}");
        compared.insert(measure);
    }
    let measures: BTreeSet<&str> = rows.iter().map(|r| r["measure"].as_str()).collect();
    let alone: Vec<&&str> = measures.difference(&compared).collect();
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

/// A year; blocs with their shares of manufactures and their introversion, gross and on value
/// added; exposure to China of manufacturing in the United States, look-through and face value.
type Printed = (i32, [(&'static str, [f64; 3], f64, f64); 3], [f64; 2]);

/// Section 8 of the specification: figures to recognise a right result.
#[test]
fn figures_to_recognise() {
    let printed: [Printed; 2] = [
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
                let found = ours.value("manufactures_shares", Level::Bloc, &[bloc], &column);
                assert!(close(found, share), "{year} {bloc} {reach}: {found}");
            }
            for (flow, printed) in [("gross", gross), ("value_added", value_added)] {
                let column = "symmetric_introversion";
                let found = ours.value("introversion", Level::Bloc, &[bloc, flow], column);
                assert!(close(found, printed), "{year} {bloc} {flow}: {found}");
            }
        }
        for (column, printed) in ["production", "production_face_value"].iter().zip(exposure) {
            let found = ours.value("both_exposure", Level::Region, &["USA", "CHN"], column);
            assert!(close(found, printed), "{year} {column}: {found}");
        }
    }
}
