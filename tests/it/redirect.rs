//! Buyers who turn to other suppliers: reference scenarios and conservation.

use std::collections::BTreeSet;

use proptest::prelude::*;
use tripole::frame::Level;
use tripole::models::redirection::{
    Purchases, Redirected, Redirection, Towards, redirect, replacement,
};
use tripole::read::ReadOptions;
use tripole::{Accounting, Error, LeontiefSystem, Partition, RegionId, RowSet, SectorId};

use crate::extract::from_the_table;
use crate::support::{
    agrees, config, drawn_table, every_measure, gunzip, records, shared, shared_table,
};

/// Who is who in the scenarios of a reference file: A buys, E of B is what it turns from.
pub struct Cast {
    pub table: &'static str,
    pub name: &'static str,
    pub a: &'static str,
    pub b: &'static str,
    pub e: &'static str,
    goods: &'static [&'static str],
    /// Other regions of the bloc of A, if the reference has nearshoring to them.
    near: Option<&'static [&'static str]>,
    /// Where the reference's friends are known: A's and its own.
    pub friends: &'static [&'static str],
    plus_one: &'static [(&'static str, f64)],
}

const WIOD_GOODS: &[&str] = &[
    "c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "c9", "c10", "c11", "c12", "c13", "c14", "c15",
    "c16",
];

const WIOD: Cast = Cast {
    table: "data/wiod13/wiod13_1995.csv.gz",
    name: "wiod13_1995",
    a: "USA",
    b: "CHN",
    e: "c14",
    goods: WIOD_GOODS,
    near: Some(&["CAN", "MEX"]),
    friends: &[],
    plus_one: &[("MEX", 0.5), ("IND", 0.3), ("TWN", 0.2)],
};

pub const CASTS: [Cast; 5] = [
    Cast {
        table: "reference/tables/leather.csv",
        name: "leather",
        a: "DEU",
        b: "TUR",
        e: "TEX",
        goods: &["AGR", "TEX", "TRQ"],
        near: Some(&[]),
        friends: &["ARG", "DEU"],
        plus_one: &[("ARG", 1.0)],
    },
    Cast {
        table: "reference/tables/edge3x2.csv",
        name: "edge3x2",
        goods: &["G"],
        e: "G",
        near: None,
        friends: &["USA", "DEU"],
        plus_one: &[("DEU", 1.0)],
        ..WIOD
    },
    Cast {
        table: "reference/tables/bloc8x4.csv",
        name: "bloc8x4",
        e: "ELE",
        goods: &["AGR", "MAN", "ELE"],
        friends: &["USA", "CAN", "MEX", "DEU", "FRA", "JPN"],
        plus_one: &[("MEX", 0.5), ("JPN", 0.3), ("CAN", 0.2)],
        ..WIOD
    },
    WIOD,
    Cast { table: "data/wiod13/wiod13_2011.csv.gz", name: "wiod13_2011", ..WIOD },
];

/// The scenarios of the reference, by the first part of their measures' names.
pub fn scenarios(cast: &Cast, system: &LeontiefSystem) -> Vec<(String, Redirection)> {
    let index = system.table().index();
    let partition = Partition::regions(index);
    let all: Vec<RegionId> = index.regions().collect();
    let region = |code: &&str| index.find_region(code).unwrap();
    let regions = |codes: &[&str]| codes.iter().map(region).collect::<Vec<_>>();
    let cell = |region: &str, sector: &str| {
        let economy = partition.find(region).unwrap();
        RowSet::cell(index, &partition, economy, index.find_sector(sector).unwrap()).unwrap()
    };
    let goods: Vec<SectorId> =
        cast.goods.iter().map(|good| index.find_sector(good).unwrap()).collect();
    let of_b = RowSet::union(cast.goods.iter().map(|good| cell(cast.b, good)));
    let electronics = cell(cast.b, cast.e);
    let buyers = regions(&[cast.a]);
    let with_final =
        |it: &Redirection| Redirection { purchases: Purchases::InputsAndFinal, ..it.clone() };
    let ban = |towards| Redirection::export_ban(electronics.clone(), &buyers, towards);
    let reshore = Redirection::reshoring(index, &buyers, &goods, 0.2);
    let others: Vec<(RegionId, f64)> = cast.plus_one.iter().map(|(r, w)| (region(r), *w)).collect();
    let plus_one = Redirection::plus_one(electronics.clone(), &buyers, &others, 0.3);
    let mut scenarios = vec![
        ("rs.ban_prop".to_owned(), ban(Towards::Proportional(all))),
        ("rs.ban_home".to_owned(), ban(Towards::Home)),
        ("rs.reshore20_fd".to_owned(), with_final(&reshore)),
        ("rs.reshore20".to_owned(), reshore),
        ("rs.chinaplus1_fd".to_owned(), with_final(&plus_one)),
        ("rs.chinaplus1".to_owned(), plus_one),
    ];
    if let Some(near) = cast.near {
        let bloc = regions(&[&[cast.a], near].concat());
        let near = Redirection::nearshoring(of_b.clone(), &buyers, &bloc, 0.2);
        scenarios.push(("rs.nearshore20".to_owned(), near));
    }
    if !cast.friends.is_empty() {
        // The reference's friends turn from B alone, whoever else is no friend.
        let friends = Redirection::friend_shoring(index, &regions(cast.friends), &goods, 0.2);
        let friends = Redirection { losers: of_b, ..friends };
        scenarios.push(("rs.friend20".to_owned(), friends));
    }
    scenarios
        .push((format!("gem.{}_{}", cast.b, cast.e), Redirection::replacing(index, electronics)));
    scenarios
}

/// Changes of output and value added by row, in the order of rows.
fn changes(system: &LeontiefSystem, after: &Redirected) -> (Vec<f64>, Vec<f64>) {
    let partition = Partition::regions(system.table().index());
    let frame = replacement(system, &partition, after, Level::RegionSector).unwrap();
    let gain = |name: &str| frame.real(name).unwrap().iter().map(|loss| -loss).collect();
    (gain("output_loss"), gain("va_loss"))
}

#[test]
fn references_agree() {
    for cast in &CASTS {
        let Some(table) = shared_table(cast.table, &ReadOptions::default()) else { return };
        let system = LeontiefSystem::new(table, &from_the_table()).unwrap();
        let index = system.table().index();
        let mut reference = vec![];
        for part in ["linkages", "shocks"] {
            let path = shared(&format!("reference/pos/{}__{part}.csv.gz", cast.name)).unwrap();
            reference.extend(records(&gunzip(&path)));
        }
        let mut met = BTreeSet::new();
        for (name, redirection) in scenarios(cast, &system) {
            let after = redirect(&system, &redirection).unwrap();
            let (output, value_added) = changes(&system, &after);
            let mut compared = 0;
            for r in reference.iter().filter(|r| r["measure"].starts_with(&name)) {
                let changes = match r["measure"].strip_prefix(&name) {
                    Some(".dout") => &output,
                    Some(".dva") => &value_added,
                    _ => continue,
                };
                let ours: f64 = (0..index.len())
                    .filter(|&row| {
                        let node = index.node(row);
                        index.region(node.region) == r["region"]
                            && (r["sector"].is_empty() || index.sector(node.sector) == r["sector"])
                    })
                    .map(|row| changes[row])
                    .sum();
                let theirs: f64 = r["value"].parse().unwrap();
                assert!(agrees(ours, theirs), "{} {name}: {ours}, {r:?}", cast.name);
                met.insert(r["measure"].clone());
                compared += 1;
            }
            let by_region =
                if name.starts_with("gem") { index.regions().len() } else { index.len() };
            assert_eq!(compared, index.len() + by_region, "{} {name}", cast.name);
        }
        // What `resourcing` compares, with a side, and bans without replacement. Friends of the
        // large tables are not known.
        reference.retain(|r| {
            let parts: Vec<&str> = r["measure"].split('.').collect();
            parts.len() == 3
                && matches!(parts[0], "rs" | "gem")
                && parts[1] != "ban_none"
                && (parts[1] != "friend20" || !cast.friends.is_empty())
        });
        every_measure(cast.name, &reference, &met, &[]);
    }
}

proptest! {
    #![proptest_config(config(128))]

    /// World value added is conserved, whatever moves to whom; a share of zero moves nothing;
    /// what is moved is gone from the losers, unless it had nowhere to go.
    #[test]
    fn world_value_added_is_conserved(
        drawn in drawn_table(),
        (one, two) in (0usize..16, 0usize..16),
        share in prop_oneof![Just(0.0), Just(1.0), 0.0..1.0f64],
        how in 0usize..3,
        inputs_only in any::<bool>(),
    ) {
        let system = LeontiefSystem::new(drawn.table.clone(), &Accounting::default()).unwrap();
        let index = system.table().index();
        let (n, partition) = (index.len(), Partition::regions(index));
        let cell = |row: usize| RowSet::from(&partition.cells()[row % n]);
        let regions: Vec<RegionId> = index.regions().collect();
        let redirection = Redirection {
            losers: RowSet::union([cell(one), cell(two)]),
            buyers: regions.clone(),
            share,
            towards: match how {
                0 => Towards::Home,
                1 => Towards::Proportional(regions.clone()),
                _ => Towards::Fixed(regions.iter().map(|r| (*r, r.position() as f64)).collect()),
            },
            purchases: if inputs_only { Purchases::Inputs } else { Purchases::InputsAndFinal },
        };
        let after = redirect(&system, &redirection).unwrap();
        let (x, v) = (system.output(), system.value_added_coefficients());
        let size: f64 = x.iter().sum::<f64>().max(1.0);
        let world = |x: &[f64]| v.iter().zip(x).map(|(v, x)| v * x).sum::<f64>();
        prop_assert!((world(x) - world(after.output())).abs() < 1e-9 * size);
        prop_assert!(after.moved() >= 0.0 && after.unplaced() >= 0.0);
        if share == 0.0 || after.moved() == 0.0 {
            prop_assert_eq!(after.output(), x);
        }
        // Two redirections of the rest: all of it in the end.
        let rows: Vec<usize> = (0..n).filter(|&row| row == one % n || row == two % n).collect();
        let z = system.table().intermediate();
        if share == 1.0 && after.unplaced() == 0.0 && !inputs_only && rows.iter().all(|&r| x[r] != 0.0) {
            // Nothing is left of the losers but inventories, which are signed.
            for &row in &rows {
                let left: f64 = (0..system.table().demand().len())
                    .filter(|j| j % 2 == 1)
                    .map(|j| system.table().final_demand()[(row, j)])
                    .sum();
                prop_assert!((after.output()[row] - left).abs() < 1e-9 * size, "{} {}", row, z.rows());
            }
        }
    }
}

#[test]
fn shares_and_weights_must_mean_something() {
    let Some(table) = shared_table("reference/tables/leather.csv", &ReadOptions::default()) else {
        return;
    };
    let index = table.index().clone();
    let system = LeontiefSystem::new(table, &Accounting::default()).unwrap();
    let region = index.find_region("TUR").unwrap();
    let losers = RowSet::regions(&index, &[region]);
    let base = Redirection::replacing(&index, losers);
    let wrong = |redirection: Redirection| redirect(&system, &redirection).unwrap_err();
    let error = wrong(Redirection { share: 1.5, ..base.clone() });
    assert_eq!(error.to_string(), "the share of purchases that moves is 1.5, expected 0 to 1");
    assert!(matches!(wrong(Redirection { share: f64::NAN, ..base.clone() }), Error::Range { .. }));
    let towards = Towards::Fixed(vec![(region, -1.0)]);
    assert_eq!(
        wrong(Redirection { towards, ..base }).to_string(),
        "the weight of a supplier is -1, expected 0 or more"
    );
}
