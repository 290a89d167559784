//! Hypothetical extraction: reference results, deleting and solving again, and identities.

use std::collections::HashMap;

use proptest::prelude::*;
use tripole::frame::Level;
use tripole::linalg::Lu;
use tripole::measures::decompose::{Query, exports};
use tripole::measures::extract::{ExtractOptions, ExtractionKind, extraction, extractions};
use tripole::read::ReadOptions;
use tripole::table::{OutputFrom, ValueAddedFrom};
use tripole::{Accounting, Error, Frame, LeontiefSystem, Matrix, Mrio, Partition, RowSet};

use crate::support::{agrees, config, drawn_table, gunzip, records, shared, shared_table};

const KINDS: [ExtractionKind; 9] = [
    ExtractionKind::Complete,
    ExtractionKind::Interregional,
    ExtractionKind::Backward,
    ExtractionKind::BackwardOff,
    ExtractionKind::Forward,
    ExtractionKind::ForwardOff,
    ExtractionKind::Exports,
    ExtractionKind::Autarky,
    ExtractionKind::Ghosh,
];

/// A kind under the name of the reference files.
fn kind_of(name: &str) -> ExtractionKind {
    let name = name.replace('_', "-");
    *KINDS.iter().find(|kind| kind.name() == name).unwrap_or_else(|| panic!("kind {name}"))
}

pub fn from_the_table() -> Accounting {
    Accounting {
        output: OutputFrom::Table,
        value_added: ValueAddedFrom::Table,
        ..Accounting::default()
    }
}

/// A frame whose lines are found by their labels: the reference asks for many of each.
struct Lines {
    frame: Frame,
    places: HashMap<Vec<String>, usize>,
}

impl Lines {
    fn of(frame: Frame) -> Self {
        let labels = |row| frame.keys().iter().map(|key| key.label(row).to_owned()).collect();
        let places = (0..frame.rows()).map(|row| (labels(row), row)).collect();
        Lines { frame, places }
    }

    fn value(&self, labels: &[&str], column: &str) -> f64 {
        let labels: Vec<String> = labels.iter().map(|label| (*label).to_owned()).collect();
        self.frame.real(column).unwrap()[self.places[&labels]]
    }
}

/// Results kept under their names.
#[derive(Default)]
struct Cache {
    lines: HashMap<String, Lines>,
}

impl Cache {
    fn get(&mut self, name: String, make: impl FnOnce() -> tripole::Result<Frame>) -> &Lines {
        self.lines.entry(name).or_insert_with(|| Lines::of(make().unwrap()))
    }
}

/// Compare every row `hem.*` and `lk.hem*` of a reference file; how many were compared, and how
/// many there are.
fn against_reference(table: &Mrio, file: &str) -> Option<(usize, usize)> {
    let reference = records(&gunzip(&shared(file)?));
    let blocs = records(&std::fs::read_to_string(shared("data/wiod13/blocs.csv")?).unwrap());
    let bloc_of = |code: &str| {
        let found =
            blocs.iter().find(|b| b["code"] == code).map_or("Other", |b| b["bloc"].as_str());
        match found {
            "North America" => "NAM",
            "Europe" => "EUR",
            "Asia-Pacific" => "APA",
            _ => "OTH",
        }
    };
    let system = LeontiefSystem::new(table.clone(), &from_the_table()).unwrap();
    let index = system.table().index();
    let partition = Partition::regions(index);
    let region = |code: &str| RowSet::economy(&partition, partition.find(code).unwrap());
    let bloc = |name: &str| {
        let codes = index.region_codes().iter().filter(|code| bloc_of(code) == name);
        RowSet::union(codes.map(|code| region(code)))
    };
    let cell = |label: &str| {
        let (region, sector) = label.split_once('_').unwrap();
        let economy = partition.find(region).unwrap();
        RowSet::cell(index, &partition, economy, index.find_sector(sector).unwrap()).unwrap()
    };
    let mut cache = Cache::default();
    let mut rank = |each: Level, kind: ExtractionKind, labels: &[&str], column: &str| {
        let make = || extractions(&system, &partition, ExtractOptions { kind, by: each });
        cache.get(format!("{each:?} {kind:?}"), make).value(labels, column)
    };
    let mut cache = Cache::default();
    let mut loss = |name: &str, set: &dyn Fn() -> RowSet, kind, labels: &[&str], column: &str| {
        let by = if labels.len() == 1 { Level::Region } else { Level::RegionSector };
        let make = || extraction(&system, &partition, &set(), ExtractOptions { kind, by });
        cache.get(format!("{name} {kind:?} {by:?}"), make).value(labels, column)
    };
    let mut count = 0;
    for r in &reference {
        let parts: Vec<&str> = r["measure"].split('.').collect();
        let (of, sector) = (r["region"].as_str(), r["sector"].as_str());
        let ours = match parts[..] {
            ["lk", measure] if measure.starts_with("hem") => {
                let (kind, column) = match measure.split_once('_').unwrap() {
                    ("hem", column) => (ExtractionKind::Complete, column),
                    ("hemb", column) => (ExtractionKind::Backward, column),
                    ("hemf", column) => (ExtractionKind::Forward, column),
                    ("hemg", column) => (ExtractionKind::Ghosh, column),
                    _ => panic!("{measure}"),
                };
                let column = if column == "out" { "output_loss" } else { "va_loss" };
                rank(Level::RegionSector, kind, &[of, sector], column)
            }
            ["hem", "bloc", kind, "va"] => {
                let name = r["bloc"].as_str();
                loss(name, &|| bloc(name), kind_of(kind), &[of], "va_loss")
            }
            ["hem", "product", kind, "va"] => {
                let product = || RowSet::product(index, index.find_sector(sector).unwrap());
                loss(sector, &product, kind_of(kind), &[of], "va_loss")
            }
            ["hem", kind, "out_world"] => rank(Level::Region, kind_of(kind), &[of], "output_loss"),
            ["hem", kind, "va_world"] => rank(Level::Region, kind_of(kind), &[of], "va_loss"),
            ["hem", kind, "va_own"] => rank(Level::Region, kind_of(kind), &[of], "va_loss_own"),
            ["hem", kind, "va"] => {
                let partner = r["partner"].as_str();
                loss(of, &|| region(of), kind_of(kind), &[partner], "va_loss")
            }
            ["hem", label, kind, "out"] => {
                let labels = [of, sector];
                loss(label, &|| cell(label), kind_of(kind), &labels, "output_loss")
            }
            ["hem", label, kind, "va"] => {
                loss(label, &|| cell(label), kind_of(kind), &[of], "va_loss")
            }
            _ => continue,
        };
        let same = match r["value"].parse::<f64>() {
            Ok(theirs) => agrees(ours, theirs),
            Err(_) => ours.is_nan(),
        };
        assert!(same, "{file}: ours {ours}, reference {r:?}");
        count += 1;
    }
    let all = reference
        .iter()
        .filter(|r| r["measure"].starts_with("hem.") || r["measure"].starts_with("lk.hem"));
    Some((count, all.count()))
}

#[test]
fn references_agree() {
    for (table, name, least) in [
        ("reference/tables/leather.csv", "leather", 252),
        ("reference/tables/bloc8x4.csv", "bloc8x4", 912),
        ("reference/tables/edge3x2.csv", "edge3x2", 186),
        ("data/wiod13/wiod13_1995.csv.gz", "wiod13_1995", 20_000),
        ("data/wiod13/wiod13_2011.csv.gz", "wiod13_2011", 20_000),
    ] {
        let Some(table) = shared_table(table, &ReadOptions::default()) else { return };
        let file = format!("reference/pos/{name}__linkages.csv.gz");
        let Some((compared, all)) = against_reference(&table, &file) else { return };
        assert_eq!(compared, all, "{file}");
        assert!(compared >= least, "{file}: {compared} rows");
    }
}

/// World value added lost without China, and without its electrical and optical equipment:
/// POSITION_LINKAGES_SHOCKS 8, in whole millions.
#[test]
fn figures_of_china() {
    for (year, country, sector) in [(1995, 832_682.0, 77_536.0), (2011, 8_804_037.0, 1_411_690.0)] {
        let path = format!("data/wiod13/wiod13_{year}.csv.gz");
        let Some(table) = shared_table(&path, &ReadOptions::default()) else { return };
        let system = LeontiefSystem::new(table, &from_the_table()).unwrap();
        let partition = Partition::regions(system.table().index());
        let world = |each, labels: &[&str]| {
            let frame =
                extractions(&system, &partition, ExtractOptions { by: each, ..Default::default() })
                    .unwrap();
            frame.value(labels, "va_loss").unwrap().round()
        };
        assert_eq!(world(Level::Region, &["CHN"]), country);
        assert_eq!(world(Level::RegionSector, &["CHN", "c14"]), sector);
    }
}

/// x̄ by deleting what the kind cuts and solving the table again; `None` where the kind is not
/// defined for the set.
fn solved_again(table: &Mrio, set: &[usize], kind: ExtractionKind) -> Option<Vec<f64>> {
    let (index, n) = (table.index(), table.index().len());
    let x = table.row_sums();
    let inside = |row: usize| set.contains(&row);
    let mut a =
        Matrix::from_fn(
            n,
            n,
            |i, j| {
                if x[j] == 0.0 { 0.0 } else { table.intermediate()[(i, j)] / x[j] }
            },
        );
    if kind == ExtractionKind::Ghosh {
        // x̄' = w'(I − B̄)⁻¹ with primary inputs w = x − u'Z as they are.
        let kept = |i: usize| x[i] != 0.0 && !inside(i);
        let system = Matrix::from_fn(n, n, |i, j| {
            let b = if kept(i) { table.intermediate()[(i, j)] / x[i] } else { 0.0 };
            if i == j { 1.0 - b } else { -b }
        });
        let primary = x.iter().zip(table.input_sums()).map(|(x, used)| x - used).collect();
        let mut side = Matrix::from_column(primary);
        Lu::of(&system).unwrap().solve_transposed(&mut side);
        return Some(side.column(0).to_vec());
    }
    let region = |row: usize| index.node(row).region;
    let whole = (0..n).all(|row| inside(row) || !set.iter().any(|&k| region(k) == region(row)));
    if matches!(kind, ExtractionKind::Exports | ExtractionKind::Autarky) && !whole {
        return None;
    }
    let buyer_inside = |column: usize| {
        table.demand().columns()[column].region.is_some_and(|r| set.iter().any(|&k| region(k) == r))
    };
    let mut f = Matrix::zeros(n, 1);
    for i in 0..n {
        for j in 0..n {
            let (seller, buyer) = (inside(i), inside(j));
            let cut = match kind {
                ExtractionKind::Complete => seller || buyer,
                ExtractionKind::Interregional | ExtractionKind::Autarky => seller != buyer,
                ExtractionKind::Backward => buyer,
                ExtractionKind::BackwardOff => buyer && !seller,
                ExtractionKind::Forward => seller,
                ExtractionKind::ForwardOff | ExtractionKind::Exports => seller && !buyer,
                ExtractionKind::Ghosh => false,
            };
            if cut {
                a[(i, j)] = 0.0;
            }
        }
        for column in 0..table.demand().len() {
            let (seller, buyer) = (inside(i), buyer_inside(column));
            let cut = match kind {
                ExtractionKind::Complete => seller,
                ExtractionKind::Exports => seller && !buyer,
                ExtractionKind::Autarky => seller != buyer,
                _ => false,
            };
            if !cut {
                f[(i, 0)] += table.final_demand()[(i, column)];
            }
        }
    }
    let system = Matrix::from_fn(n, n, |i, j| f64::from(u8::from(i == j)) - a[(i, j)]);
    Lu::of(&system).unwrap().solve(&mut f);
    Some(f.column(0).to_vec())
}

/// A set of rows of a grid table, and the same as row numbers.
fn drawn_set(
    system: &LeontiefSystem,
    which: usize,
    one: usize,
    two: usize,
) -> (RowSet, Vec<usize>) {
    let index = system.table().index();
    let partition = Partition::regions(index);
    let (g, s, n) = (index.regions().len(), index.sectors().len(), index.len());
    let region =
        |r: usize| RowSet::economy(&partition, partition.find(&format!("R{}", r + 1)).unwrap());
    let cell = |row: usize| RowSet::from(&partition.cells()[row]);
    let rows_of_region = |r: usize| (r * s..(r + 1) * s).collect::<Vec<usize>>();
    let (set, mut rows) = match which {
        0 => (cell(one % n), vec![one % n]),
        1 => (RowSet::union([cell(one % n), cell(two % n)]), vec![one % n, two % n]),
        2 => (region(one % g), rows_of_region(one % g)),
        3 => {
            let rows = [rows_of_region(one % g), rows_of_region(two % g)].concat();
            (RowSet::union([region(one % g), region(two % g)]), rows)
        }
        4 => {
            let sector = index.sectors().nth(one % s).unwrap();
            (RowSet::product(index, sector), (0..g).map(|r| r * s + one % s).collect())
        }
        _ => (RowSet::regions(index, &index.regions().collect::<Vec<_>>()), (0..n).collect()),
    };
    rows.sort_unstable();
    rows.dedup();
    (set, rows)
}

proptest! {
    #![proptest_config(config(192))]

    /// Every kind equals deleting what it cuts and solving again, for any set; totals over the
    /// world, own losses and shares follow from the losses.
    #[test]
    fn every_kind_is_a_deletion(drawn in drawn_table(), which in 0usize..6, one in 0usize..16, two in 0usize..16) {
        let system = LeontiefSystem::new(drawn.table.clone(), &Accounting::default()).unwrap();
        let partition = Partition::regions(system.table().index());
        let (set, rows) = drawn_set(&system, which, one, two);
        prop_assert_eq!(set.len(), rows.len());
        let (x, w) = (system.output(), system.value_added());
        let size = x.iter().fold(1.0, |m: f64, x| m.max(x.abs()));
        for kind in KINDS {
            let result = extraction(&system, &partition, &set, ExtractOptions { kind, by: Level::RegionSector });
            let Some(after) = solved_again(&drawn.table, &rows, kind) else {
                prop_assert!(matches!(result, Err(Error::Conflict { .. })), "{:?}", kind);
                continue;
            };
            let frame = result.unwrap();
            let loss = frame.real("output_loss").unwrap();
            let va_loss = frame.real("va_loss").unwrap();
            for row in 0..x.len() {
                let theirs = x[row] - after[row];
                prop_assert!((loss[row] - theirs).abs() < 1e-9 * size, "{:?} row {}: {} {}", kind, row, loss[row], theirs);
                let share = frame.real("output_loss_share").unwrap()[row];
                if x[row] == 0.0 {
                    // Only sales out of stock can be cut.
                    let stock = matches!(kind, ExtractionKind::Exports | ExtractionKind::Autarky);
                    prop_assert!((stock || loss[row].abs() < 1e-9 * size) && share.is_nan());
                } else {
                    prop_assert!((share * x[row] - loss[row]).abs() < 1e-9 * size);
                    let va = w[row] / x[row] * theirs;
                    prop_assert!(kind == ExtractionKind::Ghosh || (va_loss[row] - va).abs() < 1e-9 * size);
                }
                prop_assert_eq!(va_loss[row].is_nan(), kind == ExtractionKind::Ghosh);
            }
            let by_region = extraction(&system, &partition, &set, ExtractOptions { kind, by: Level::Region }).unwrap();
            let total: f64 = by_region.real("output_loss").unwrap().iter().sum();
            prop_assert!((total - loss.iter().sum::<f64>()).abs() < 1e-9 * size);
        }
    }

    /// One after the other is what each alone loses the world.
    #[test]
    fn ranking_is_one_extraction_each(drawn in drawn_table()) {
        let system = LeontiefSystem::new(drawn.table.clone(), &Accounting::default()).unwrap();
        let index = system.table().index();
        let partition = Partition::regions(index);
        let size: f64 = system.output().iter().sum();
        for kind in KINDS {
            for (each, sets) in [
                (Level::Region, partition.economies().map(|(id, _)| RowSet::economy(&partition, id)).collect::<Vec<_>>()),
                (Level::RegionSector, partition.cells().iter().map(RowSet::from).collect()),
                (Level::Product, index.sectors().map(|sector| RowSet::product(index, sector)).collect()),
            ] {
                let Ok(ranked) = extractions(&system, &partition, ExtractOptions { kind, by: each }) else {
                    prop_assert!(matches!(kind, ExtractionKind::Exports | ExtractionKind::Autarky) && each != Level::Region);
                    continue;
                };
                prop_assert_eq!(ranked.rows(), sets.len());
                in_order(&ranked, &partition, each);
                for (place, set) in sets.iter().enumerate() {
                    let line = line_of(&ranked, &partition, (each, place));
                    let alone = extraction(&system, &partition, set, ExtractOptions { kind, by: Level::RegionSector }).unwrap();
                    let sum = |name: &str| alone.real(name).unwrap().iter().sum::<f64>();
                    let ours = |name: &str| ranked.real(name).unwrap()[line];
                    let rows: Vec<usize> = (0..index.len()).filter(|&row| RowSet::union([set.clone(), RowSet::from(&partition.cells()[row])]) == *set).collect();
                    if rows.iter().all(|&row| system.output()[row] == 0.0) {
                        prop_assert!(ours("output_loss").is_nan() && ours("rank").is_nan());
                        continue;
                    }
                    prop_assert!((ours("output_loss") - sum("output_loss")).abs() < 1e-9 * size, "{:?} {:?}", kind, each);
                    if kind != ExtractionKind::Ghosh {
                        prop_assert!((ours("va_loss") - sum("va_loss")).abs() < 1e-9 * size, "{:?} {:?}", kind, each);
                        let own: f64 = rows.iter().map(|&row| alone.real("va_loss").unwrap()[row]).sum();
                        prop_assert!((ours("va_loss_own") - own).abs() < 1e-9 * size, "{:?} {:?}", kind, each);
                    }
                }
            }
        }
    }

    /// Los, Timmer and de Vries (2016): value added that a region loses without its exports is
    /// its domestic value added in exports.
    #[test]
    fn without_exports_domestic_value_added_is_lost(drawn in drawn_table()) {
        let system = LeontiefSystem::new(drawn.table.clone(), &Accounting::default()).unwrap();
        let partition = Partition::regions(system.table().index());
        let size: f64 = system.output().iter().sum();
        let ours = extractions(&system, &partition, ExtractOptions { kind: ExtractionKind::Exports, by: Level::Region }).unwrap();
        let theirs = exports(&system, &partition, Query::default(), &[]).unwrap();
        for (id, economy) in partition.economies() {
            let s = id.position();
            let line = line_of(&ours, &partition, (Level::Region, s));
            let own = ours.real("va_loss_own").unwrap()[line];
            let dva = theirs.real("dva").unwrap()[s];
            let none = economy.rows.iter().all(|&row| system.output()[row] == 0.0);
            prop_assert!(none && own.is_nan() || (own - dva).abs() < 1e-10 * size);
        }
    }
}

/// The line of what is extracted at a place of a level.
fn line_of(ranked: &Frame, partition: &Partition, (each, place): (Level, usize)) -> usize {
    let index = partition.index();
    let labels = match each {
        Level::RegionSector => {
            let cell = &partition.cells()[place];
            let sector = index.sector(cell.sector).to_owned();
            vec![partition.economy(cell.economy).name.clone(), sector]
        }
        Level::Product => vec![index.sector_codes()[place].clone()],
        _ => vec![partition.names()[place].clone()],
    };
    let is_it = |line: &usize| {
        let keys = ranked.keys().iter().map(|key| key.label(*line));
        keys.eq(labels.iter().map(String::as_str))
    };
    (0..ranked.rows()).find(is_it).unwrap()
}

/// Every line is there once, the largest loss first; equals as they stand in the table; lines
/// without a loss last.
fn in_order(ranked: &Frame, partition: &Partition, each: Level) {
    let rank = ranked.real("rank").unwrap();
    let lines: Vec<usize> =
        (0..ranked.rows()).map(|place| line_of(ranked, partition, (each, place))).collect();
    let mut place_of = vec![0; lines.len()];
    lines.iter().enumerate().for_each(|(place, &line)| place_of[line] = place);
    let mut sorted = lines.clone();
    sorted.sort_unstable();
    assert!(sorted.iter().enumerate().all(|(a, &b)| a == b), "{lines:?}");
    for line in 1..lines.len() {
        let (before, here) = (rank[line - 1], rank[line]);
        let equals = before == here || before.is_nan() && here.is_nan();
        let falls = before < here || here.is_nan() && !before.is_nan();
        assert!(falls || equals && place_of[line - 1] < place_of[line], "{rank:?}");
    }
}

/// A group acts as one economy: as extracted set and as loser.
#[test]
fn groups_are_one_economy() {
    let Some(table) = shared_table("reference/tables/bloc8x4.csv", &ReadOptions::default()) else {
        return;
    };
    let index = table.index().clone();
    let group = tripole::sources::group(&index, "EUR=DEU,FRA").unwrap();
    let (single, grouped) = (Partition::regions(&index), Partition::new(&index, &[group]).unwrap());
    let system = LeontiefSystem::new(table, &from_the_table()).unwrap();
    let regions = [index.find_region("DEU").unwrap(), index.find_region("FRA").unwrap()];
    let set = RowSet::regions(&index, &regions);
    let eur = RowSet::economy(&grouped, grouped.find("EUR").unwrap());
    assert_eq!(set, eur);
    for kind in KINDS {
        let options = ExtractOptions { kind, by: Level::Region };
        let apart = extraction(&system, &single, &set, options).unwrap();
        let together = extraction(&system, &grouped, &eur, options).unwrap();
        let loss = |frame: &Frame, code: &str| frame.value(&[code], "output_loss").unwrap();
        let sum = loss(&apart, "DEU") + loss(&apart, "FRA");
        assert!(agrees(loss(&together, "EUR"), sum), "{kind:?}");
        assert!(agrees(loss(&together, "CHN"), loss(&apart, "CHN")), "{kind:?}");
        let ranked = extractions(&system, &grouped, options).unwrap();
        let world: f64 = apart.real("output_loss").unwrap().iter().sum();
        assert!(agrees(loss(&ranked, "EUR"), world), "{kind:?}");
    }
    // The empty set loses nobody anything.
    let nothing = RowSet::union([]);
    let frame = extraction(&system, &single, &nothing, ExtractOptions::default()).unwrap();
    assert!(frame.real("output_loss").unwrap().iter().all(|loss| *loss == 0.0));
}
