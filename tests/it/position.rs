//! Position and production lengths: references, published values, identities.

use std::collections::{BTreeSet, HashMap};

use proptest::prelude::*;
use tripole::frame::Level;
use tripole::leontief::Solver;
use tripole::measures::decompose::{Flow, Query, exports};
use tripole::measures::participation::{Measure, participation};
use tripole::measures::position::{
    PositionMeasure, PositionOptions, downstreamness, net_of_inventories, position, upstreamness,
};
use tripole::measures::value_added::{Sides, value_added};
use tripole::read::ReadOptions;
use tripole::sources;
use tripole::table::{Inventories, OutputFrom, ValueAddedFrom};
use tripole::{Accounting, Concordance, Frame, LeontiefSystem, Mrio, Partition};

use crate::support::{
    agrees, config, drawn_table, every_measure, gunzip, records, shared, shared_table,
};

type Record = HashMap<String, String>;

/// The conventions of the position references: the file's output and value added.
fn published() -> Accounting {
    Accounting {
        output: OutputFrom::Table,
        value_added: ValueAddedFrom::Table,
        inventories: Inventories::Keep,
    }
}

fn of(system: &LeontiefSystem, by: Level, dropped: &[usize]) -> Frame {
    let partition = Partition::regions(system.table().index());
    let options = PositionOptions { by, undefined: dropped.to_vec(), ..Default::default() };
    position(system, &partition, &options).unwrap()
}

/// 1e-8 relative; these are ratios, so nothing absolute but rounding about zero.
fn matches(ours: f64, theirs: f64) -> bool {
    (ours - theirs).abs() <= 1e-8 * theirs.abs() + 1e-13
}

/// Every sector of a region added up.
fn collapsed(table: &Mrio) -> Mrio {
    let codes = table.index().sector_codes().iter();
    let sectors = Concordance::new(codes.map(|s| (s.clone(), "TOTAL".to_owned())).collect());
    table.aggregate(None, Some(&sectors)).unwrap()
}

/// Our column for a measure of the reference.
fn column(measure: &str) -> Option<String> {
    let plain = |name: &str| {
        Some(match name {
            "U" => "upstreamness",
            "D" => "downstreamness",
            "FGO" => "final_share",
            "VAGO" => "va_share",
            _ => return None,
        })
    };
    if let Some(rest) = measure.strip_prefix("pos.") {
        return plain(rest.split(['.', '_']).next()?).map(str::to_owned);
    }
    if let Some(rest) = measure.strip_prefix("kpww.") {
        return Some(
            match rest {
                "part_fwd" => "kpww_forward",
                "part_bwd" => "kpww_backward",
                "part" => "kpww_participation",
                "pos" => "kpww_position",
                "part_fwd3" => "kpww_forward_without_return",
                "part3" => "kpww_participation_without_return",
                "pos3" => "kpww_position_without_return",
                _ => return None,
            }
            .to_owned(),
        );
    }
    let rest = measure.strip_prefix("pl.")?;
    if rest == "GVCpos" {
        return Some("gvc_position".to_owned());
    }
    let part = |code: &str| match code {
        "D" => Some("domestic"),
        "RT" => Some("traditional"),
        "S" | "GVC_S" => Some("simple"),
        "C" | "GVC_C" => Some("complex"),
        "GVC" => Some("gvc"),
        _ => None,
    };
    if let Some(code) = rest.strip_prefix("shv_") {
        return Some(format!("va_share_{}", part(code)?));
    }
    if let Some(code) = rest.strip_prefix("shy_") {
        return Some(format!("y_share_{}", part(code)?));
    }
    for (prefix, name) in [("PLv", "plv"), ("PLy", "ply"), ("CBv", "plv"), ("CBy", "ply")] {
        let Some(rest) = rest.strip_prefix(prefix) else { continue };
        if rest.is_empty() {
            return Some(name.to_owned());
        }
        let (stage, code) = rest.split_once('_')?;
        let suffix = match (prefix.starts_with('C'), stage) {
            (true, _) => "_crossings",
            (_, "d") => "_before_border",
            (_, "f") => "_after_border",
            _ => "",
        };
        return Some(format!("{name}_{}{suffix}", part(code)?));
    }
    None
}

/// The measures that are ratios; gives back which.
fn against_reference(
    table: &Mrio,
    inventories: Option<&str>,
    file: &str,
    reference: &[Record],
) -> BTreeSet<String> {
    let system = |table: Mrio| LeontiefSystem::new(table, &published()).unwrap();
    // [as they are, net of inventories], [all sectors, collapsed].
    let mut frames: HashMap<(bool, bool, &str), Frame> = HashMap::new();
    for is_collapsed in [false, true] {
        let plain = system(if is_collapsed { collapsed(table) } else { table.clone() });
        let net = match inventories {
            Some(code) => {
                let category = plain.table().demand().find_category(code).unwrap();
                net_of_inventories(&plain, category).unwrap()
            }
            None => (system(plain.table().clone()), vec![]),
        };
        for (netted, (system, dropped)) in [(false, (plain, vec![])), (true, net)] {
            for (by, name) in [
                (Level::Region, "region"),
                (Level::RegionSector, "region-sector"),
                (Level::World, "world"),
            ] {
                frames.insert((netted, is_collapsed, name), of(&system, by, &dropped));
            }
        }
    }
    let mut compared = BTreeSet::new();
    for r in reference {
        let measure = r["measure"].as_str();
        let Some(column) = column(measure) else { continue };
        let (region, sector) = (r["region"].as_str(), r["sector"].as_str());
        let level = match (region, sector) {
            ("WLD", _) => "world",
            (_, "") => "region",
            _ => "region-sector",
        };
        let key = (measure.contains("_netinv"), measure.contains(".collapsed"), level);
        let labels: Vec<&str> = if sector.is_empty() { vec![region] } else { vec![region, sector] };
        let ours = frames[&key].value(&labels, &column).unwrap();
        let theirs = &r["value"];
        let same =
            if theirs.is_empty() { ours.is_nan() } else { matches(ours, theirs.parse().unwrap()) };
        assert!(same, "{file} {measure} {region} {sector}: {ours}, reference {theirs}");
        compared.insert(measure.to_owned());
    }
    compared
}

/// What the position files print of other measures: flows behind the lengths, amounts behind the
/// Koopman et al. shares, value added by origin and destination, and in exports. Gives back which.
fn amounts_against_reference(table: &Mrio, file: &str, reference: &[Record]) -> BTreeSet<String> {
    let system = LeontiefSystem::new(table.clone(), &published()).unwrap();
    let partition = Partition::regions(table.index());
    let of = |measure, by| participation(&system, &partition, measure, by).unwrap();
    let (region, cell) = (Level::Region, Level::RegionSector);
    let [flows, kpww, kpww_of_regions] =
        [of(Measure::Wwyz, cell), of(Measure::Kpww, cell), of(Measure::Kpww, region)];
    let gross = [of(Measure::BorinMancini, cell), of(Measure::BorinMancini, region)];
    let pairs = value_added(&system, &partition, Sides::default()).unwrap();
    let in_exports = exports(&system, &partition, Query::default(), &[]).unwrap();
    let by_sector = Query { flow: Flow::Sector, ..Query::default() };
    let in_exports_of_sectors = exports(&system, &partition, by_sector, &[]).unwrap();
    let shares = [Level::RegionSector, Level::Region].map(|by| self::of(&system, by, &[]));
    let mut compared = BTreeSet::new();
    for r in reference {
        let (region, sector) = (r["region"].as_str(), r["sector"].as_str());
        let by_sector = !sector.is_empty();
        let (frame, column) = match r["measure"].as_str() {
            "pl.flow.v.D" => (&flows, "va_domestic"),
            "pl.flow.v.RT" => (&flows, "va_traditional"),
            "pl.flow.v.S" => (&flows, "va_simple"),
            "pl.flow.v.C" => (&flows, "va_complex"),
            "pl.flow.y.D" => (&flows, "y_domestic"),
            "pl.flow.y.RT" => (&flows, "y_traditional"),
            "pl.flow.y.S" => (&flows, "y_simple"),
            "pl.flow.y.C" => (&flows, "y_complex"),
            "kpww.IV" if by_sector => (&kpww, "iv"),
            "kpww.IV" => (&kpww_of_regions, "iv"),
            "kpww.FV" if by_sector => (&kpww, "fv"),
            "kpww.FV" => (&kpww_of_regions, "fv"),
            "kpww.E" => (&gross[usize::from(!by_sector)], "exports"),
            "exports" => (&gross[1], "exports"),
            "dva_exports" => (&in_exports, "dva"),
            "va.flow" => (&pairs, "value_added"),
            "kpww.DV" if by_sector => (&in_exports_of_sectors, "dc"),
            "kpww.DV" => (&in_exports, "dc"),
            // A share of exports.
            "kpww.IV3" => (&shares[usize::from(!by_sector)], "kpww_forward_without_return"),
            _ => continue,
        };
        let labels: Vec<&str> = match (r["measure"].as_str(), by_sector) {
            ("va.flow", _) => vec![region, r["partner"].as_str()],
            (_, true) => vec![region, sector],
            (_, false) => vec![region],
        };
        let (found, theirs) = (frame.value(&labels, column).unwrap(), r["value"].parse::<f64>());
        let exported = || gross[usize::from(!by_sector)].value(&labels, "exports").unwrap();
        let is_share = r["measure"] == "kpww.IV3";
        let ours = if is_share { exported() * found } else { found };
        let same = match theirs {
            // Without exports there is no share of them.
            Ok(_) if is_share && exported() == 0.0 => found.is_nan(),
            Ok(theirs) => agrees(ours, theirs),
            Err(_) => ours.is_nan(),
        };
        assert!(same, "{file} {} {labels:?}: {ours}, {theirs:?}", r["measure"]);
        compared.insert(r["measure"].clone());
    }
    compared
}

fn all_against_reference(table: &Mrio, inventories: Option<&str>, file: &str) {
    let Some(path) = shared(file) else { return };
    let reference = records(&gunzip(&path));
    let mut compared = against_reference(table, inventories, file, &reference);
    compared.extend(amounts_against_reference(table, file, &reference));
    // Chains and satellite accounts.
    let elsewhere = ["rca.", "apl.", "smile.", "gvcincome.", "gvcjobs.", "sat."];
    every_measure(file, &reference, &compared, &elsewhere);
}

#[test]
fn position_of_small_tables() {
    for (name, inventories) in
        [("leather", None), ("bloc8x4", Some("INVNT")), ("edge3x2", Some("INVNT"))]
    {
        let path = format!("reference/tables/{name}.csv");
        let Some(table) = shared_table(&path, &ReadOptions::default()) else { return };
        let file = format!("reference/pos/{name}__position.csv.gz");
        all_against_reference(&table, inventories, &file);
    }
}

#[test]
fn position_of_the_world() {
    for year in [1995, 2011] {
        let path = format!("data/wiod13/wiod13_{year}.csv.gz");
        let Some(table) = shared_table(&path, &ReadOptions::default()) else { return };
        let file = format!("reference/pos/wiod13_{year}__position.csv.gz");
        all_against_reference(&table, Some("c42"), &file);
    }
}

/// Antràs and Chor (2018) published these four measures of WIOD; their table was not rounded to
/// whole millions, so only sectors of some size can agree.
#[test]
fn published_values_of_antras_and_chor() {
    let Some(path) = shared("reference/published/antras_chor_2018.csv.gz") else { return };
    let theirs = records(&gunzip(&path));
    for year in [1995, 2011] {
        let path = format!("data/wiod13/wiod13_{year}.csv.gz");
        let table = shared_table(&path, &ReadOptions::default()).unwrap();
        let system = LeontiefSystem::new(table, &published()).unwrap();
        let category = sources::inventory_category(system.table().demand(), None).unwrap();
        let (net, dropped) = net_of_inventories(&system, category).unwrap();
        let ours = of(&net, Level::RegionSector, &dropped);
        let mut sizes: Vec<f64> = system.output().to_vec();
        sizes.sort_by(f64::total_cmp);
        let median = sizes[sizes.len() / 2];
        let index = net.table().index();
        for column in ["upstreamness", "downstreamness", "final_share", "va_share"] {
            let mut pairs: Vec<(f64, f64)> = vec![];
            for r in theirs.iter().filter(|r| r["year"] == year.to_string()) {
                let (region, sector) = (r["region"].as_str(), r["sector"].as_str());
                let row = (0..index.len())
                    .find(|&row| {
                        let node = index.node(row);
                        index.region(node.region).eq_ignore_ascii_case(region)
                            && index.sector(node.sector) == sector
                    })
                    .unwrap_or_else(|| panic!("{region} {sector}"));
                let Ok(published) = r[column].parse::<f64>() else { continue };
                if system.output()[row] > median {
                    let region = index.region(index.node(row).region);
                    pairs.push((ours.value(&[region, sector], column).unwrap(), published));
                }
            }
            assert!(pairs.len() > 600, "{year} {column}: {}", pairs.len());
            let largest = pairs.iter().map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
            let correlation = correlation(&pairs);
            assert!(
                correlation >= 0.9999 && largest <= 0.06,
                "{year} {column}: {correlation} {largest}"
            );
        }
    }
}

fn correlation(pairs: &[(f64, f64)]) -> f64 {
    let n = pairs.len() as f64;
    let mean = pairs.iter().fold((0.0, 0.0), |m, p| (m.0 + p.0 / n, m.1 + p.1 / n));
    let moment = |f: &dyn Fn(f64, f64) -> f64| {
        pairs.iter().map(|p| f(p.0 - mean.0, p.1 - mean.1)).sum::<f64>()
    };
    moment(&|a, b| a * b) / (moment(&|a, _| a * a) * moment(&|_, b| b * b)).sqrt()
}

/// Section 8 of the specification, to the digits printed there.
#[test]
fn figures_to_recognise() {
    for (year, world, leaders, kpww, position_of, lengths) in [
        (
            1995,
            (0.5283, 1.9434),
            [("CHN", 2.441), ("USA", 1.871), ("DEU", 1.878)],
            [0.2877, 0.3251, 0.3825],
            [0.9400, 0.9609, 1.0135],
            (3.8807, 1.2187),
        ),
        (
            2011,
            (0.4886, 2.1514),
            [("CHN", 2.789), ("USA", 1.810), ("DEU", 2.099)],
            [0.4175, 0.4251, 0.5023],
            [0.9515, 0.9719, 0.9916],
            (4.1676, 1.3139),
        ),
    ] {
        let path = format!("data/wiod13/wiod13_{year}.csv.gz");
        let Some(table) = shared_table(&path, &ReadOptions::default()) else { return };
        let system = LeontiefSystem::new(table, &published()).unwrap();
        let near = |ours: f64, printed: f64, digits: i32| {
            assert!((ours - printed).abs() <= 0.5001 * 10f64.powi(-digits), "{ours}: {printed}");
        };
        let all = of(&system, Level::World, &[]);
        let value = |column: &str| all.value(&["WLD"], column).unwrap();
        near(value("final_share"), world.0, 4);
        near(value("upstreamness"), world.1, 4);
        near(value("downstreamness"), world.1, 4);
        near(value("plv_gvc"), lengths.0, 4);
        near(value("plv_gvc_crossings"), lengths.1, 4);
        let regions = of(&system, Level::Region, &[]);
        for (k, (region, upstreamness)) in leaders.into_iter().enumerate() {
            near(regions.value(&[region], "upstreamness").unwrap(), upstreamness, 3);
            near(regions.value(&[region], "kpww_participation").unwrap(), kpww[k], 4);
            near(regions.value(&[region], "gvc_position").unwrap(), position_of[k], 4);
        }
    }
}

proptest! {
    #![proptest_config(config(96))]

    /// The recursions U = 1 + BU, D = 1 + A'D; equal world means; lengths against U and D; the
    /// parts and their stages add up; every solver gives the same.
    #[test]
    fn stages_and_lengths(drawn in drawn_table()) {
        let system = LeontiefSystem::new(drawn.table.clone(), &Accounting::default()).unwrap();
        let (x, z) = (system.output(), system.table().intermediate());
        let n = system.order();
        let up = upstreamness(&system, Solver::Lu).unwrap();
        let down = downstreamness(&system, Solver::Lu).unwrap();
        for k in 0..n {
            if x[k] == 0.0 {
                prop_assert!(up[k].is_nan() && down[k].is_nan());
                continue;
            }
            let live = |&j: &usize| x[j] != 0.0;
            let ahead: f64 = (0..n).filter(live).map(|j| z[(k, j)] / x[k] * up[j]).sum();
            let behind: f64 = (0..n).filter(live).map(|i| z[(i, k)] / x[k] * down[i]).sum();
            prop_assert!((up[k] - 1.0 - ahead).abs() < 1e-9 * up[k], "{} {}", up[k], ahead);
            prop_assert!((down[k] - 1.0 - behind).abs() < 1e-9 * down[k]);
        }
        // A fresh system: no factor is there yet.
        let fresh = LeontiefSystem::new(drawn.table.clone(), &Accounting::default()).unwrap();
        for (ours, other) in up.iter().zip(upstreamness(&fresh, Solver::Iterative).unwrap()) {
            prop_assert!(ours.is_nan() && other.is_nan() || (ours - other).abs() < 1e-9 * ours);
        }
        for (ours, other) in down.iter().zip(downstreamness(&fresh, Solver::Iterative).unwrap()) {
            prop_assert!(ours.is_nan() && other.is_nan() || (ours - other).abs() < 1e-9 * ours);
        }
        let world = of(&system, Level::World, &[]);
        let value = |column: &str| world.value(&["WLD"], column).unwrap();
        for (a, b) in [
            ("upstreamness", "downstreamness"), ("final_share", "va_share"),
            ("plv", "ply"), ("plv_gvc", "ply_gvc"), ("va_share_simple", "y_share_simple"),
            ("va_share_complex", "y_share_complex"), ("kpww_forward", "kpww_backward"),
        ] {
            let (a, b) = (value(a), value(b));
            prop_assert!(a.is_nan() && b.is_nan() || (a - b).abs() < 1e-9 * a.abs().max(1.0), "{} {}", a, b);
        }
        let rows = of(&system, Level::RegionSector, &[]);
        let column = |name: &str| rows.real(name).unwrap();
        let sold = system.table().final_demand().row_sums();
        for row in 0..n {
            if x[row] != 0.0 {
                prop_assert!((column("plv")[row] - up[row]).abs() < 1e-8 * up[row]);
                let shares: f64 = ["domestic", "traditional", "simple", "complex"]
                    .iter().map(|part| column(&format!("va_share_{part}"))[row]).sum();
                prop_assert!((shares - 1.0).abs() < 1e-9);
            }
            if sold[row].abs() > 1e-3 && x[row] != 0.0 {
                prop_assert!((column("ply")[row] - down[row]).abs() < 1e-8 * down[row]);
            }
        }
        let regions = of(&system, Level::Region, &[]);
        let column = |name: &str| regions.real(name).unwrap();
        for row in 0..regions.rows() {
            for direction in ["plv", "ply"] {
                for part in ["gvc", "simple"] {
                    let stages = column(&format!("{direction}_{part}"))[row];
                    let sum: f64 = ["before_border", "crossings", "after_border"]
                        .iter().map(|s| column(&format!("{direction}_{part}_{s}"))[row]).sum();
                    prop_assert!(stages.is_nan() && sum.is_nan() || (stages - sum).abs() < 1e-9 * stages.abs());
                }
            }
        }
    }
}

/// A chain that can be followed by hand: R1 sells 10 to R2, which sells 20 to final demand.
#[test]
fn a_chain_by_hand() {
    use tripole::Matrix;
    let z = Matrix::from_rows(&[[0.0, 10.0], [0.0, 0.0]]);
    let f = Matrix::from_rows(&[[0.0, 0.0], [0.0, 20.0]]);
    let table = crate::support::grid_table(2, 1, z, f, 1);
    let system = LeontiefSystem::new(table, &Accounting::default()).unwrap();
    let frame = of(&system, Level::RegionSector, &[]);
    let value = |region: &str, column: &str| frame.value(&[region, "S1"], column).unwrap();
    // R1 is two stages from the consumer, and starts the chain.
    assert_eq!(value("R1", "upstreamness"), 2.0);
    assert_eq!(value("R1", "downstreamness"), 1.0);
    // R2 sells to consumers; half of its inputs have one stage behind them.
    assert_eq!(value("R2", "upstreamness"), 1.0);
    assert_eq!(value("R2", "downstreamness"), 1.5);
    // All value added of R1 crosses one border for production and ends there: simple GVC.
    assert_eq!(value("R1", "va_share_simple"), 1.0);
    assert_eq!(value("R1", "plv_gvc"), 2.0);
    assert_eq!(value("R1", "plv_gvc_before_border"), 1.0);
    assert_eq!(value("R1", "plv_gvc_crossings"), 1.0);
    assert_eq!(value("R1", "plv_gvc_after_border"), 0.0);
    assert!(value("R1", "plv_complex").is_nan());
}

/// gvc (R) with the full coefficients put in agrees.
/// DIFFERENCE: as shipped, gvc 6.4 reads element `A` of a decompr 6.8 object, which R matches to
/// `Am`, the imported coefficients: its upstreamness leaves out all domestic flows. It also
/// stops when a sector has no output (zeros replaced by one in the rows for WIOD), where we
/// leave the cell empty.
#[test]
fn peers_agree_when_given_all_flows() {
    for (table, peer) in [
        ("reference/tables/leather_names.csv", "reference/peers/toy/leather/gvc.csv"),
        ("reference/tables/wiodtest.csv", "reference/peers/toy/wiodtest/gvc.csv"),
        ("data/wiod13/wiod13_2011.csv.gz", "reference/peers/wiod13_2011/gvc.csv.gz"),
    ] {
        let Some(path) = shared(peer) else { return };
        let text = if peer.ends_with("gz") {
            gunzip(&path)
        } else {
            std::fs::read_to_string(path).unwrap()
        };
        let table = shared_table(table, &ReadOptions::default()).unwrap();
        let system = LeontiefSystem::new(table, &Accounting::default()).unwrap();
        let ours = of(&system, Level::RegionSector, &[]);
        let (mut compared, mut wrong) = (0, 0);
        for r in records(&text) {
            let column = format!("{}ness", r["indicator"]);
            let full = r["function"].contains("A supplied");
            if !full && r["function"] != r["indicator"] || !r["indicator"].ends_with("stream") {
                continue;
            }
            let labels = [r["exporter"].as_str(), r["exporter_sector"].as_str()];
            let ours = ours.value(&labels, &column).unwrap();
            let theirs: f64 = r["value"].parse().unwrap();
            if !full {
                wrong += usize::from(theirs < 0.98 * ours);
            } else if ours.is_nan() {
                assert!((theirs - 1.0).abs() < 1e-12, "{labels:?} {column}: {theirs}");
            } else {
                assert!(
                    (ours - theirs).abs() < 1e-9 * theirs,
                    "{peer} {labels:?}: {ours} {theirs}"
                );
                compared += 1;
            }
        }
        assert!(compared >= 18 && wrong > compared / 3, "{peer}: {compared} {wrong}");
    }
}

/// A table whose sectors need more of each other than they make is refused whatever the solver.
#[test]
fn a_table_that_is_not_productive_is_refused_by_every_solver() {
    use tripole::Matrix;
    let z = Matrix::from_rows(&[[2.0, 9.0], [8.0, 1.0]]);
    let f = Matrix::from_rows(&[[-3.0, 1.0], [0.5, -2.0]]);
    let table = crate::support::grid_table(2, 1, z, f, 1);
    for measure in [PositionMeasure::Stages, PositionMeasure::Lengths] {
        for solver in [Solver::Automatic, Solver::Lu, Solver::Iterative] {
            let system = LeontiefSystem::new(table.clone(), &Accounting::default()).unwrap();
            let partition = Partition::regions(system.table().index());
            let options = PositionOptions { measures: vec![measure], solver, ..Default::default() };
            let found = position(&system, &partition, &options);
            assert!(
                matches!(found, Err(tripole::Error::NotProductive { .. })),
                "{measure:?} {solver:?}: {found:?}"
            );
        }
    }
}
