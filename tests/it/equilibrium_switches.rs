//! Deficits, floors of wages and capital in general equilibrium: the reference, and what must hold in
//! any world.

use std::collections::BTreeMap;

use proptest::prelude::*;
use tripole::models::equilibrium::{
    BaseYear, ByRegion, CapitalByRegion, CapitalGoods, CapitalGoodsOfTable, Changes, Deficits,
    Equilibrium, EquilibriumOptions, FloorKind, FloorsByRegion, LongRunCapital, Numeraire, Shock,
    Stopping, Switches, WageFloors,
};
use tripole::read::ReadOptions;
use tripole::scenario::{Elasticities, Rates, Tariffs};
use tripole::{Accounting, Error, LeontiefSystem, Matrix, Mrio, Partition, RegionId};

use crate::equilibrium::{CASTS, drawn_tariffs, published, rates, roomy};
use crate::nafta::nafta;
use crate::support::{config, drawn_table, grid_table, gunzip, records, shared, shared_table};

const REFERENCE: &str = "reference/tariff/ge_switches.csv.gz";

/// What is compared, by the name that the reference has for it.
type Column = (&'static str, fn(&Changes) -> f64);
const COLUMNS: [Column; 13] = [
    ("wage", |of| of.wage),
    ("employment", |of| of.employment),
    ("price", |of| of.price),
    ("real_wage", |of| of.real_wage),
    ("real_labour_income", |of| of.real_labour_income),
    ("real_income", |of| of.real_income),
    ("real_consumption", |of| of.real_consumption),
    ("capital", |of| of.capital),
    ("gdp_volume", |of| of.gdp_volume),
    ("exports", |of| of.exports),
    ("imports", |of| of.imports),
    ("revenue", |of| of.revenue),
    ("investment_price", |of| of.investment_price),
];

/// The floors of a variant of the reference, their level, and whether the first region alone has one
/// (or is the unit).
fn floors(variant: &str) -> Option<(FloorKind, f64)> {
    match variant {
        "floor_nominal" | "floor_nominal_num" | "capital_floor" => Some((FloorKind::Nominal, 1.0)),
        "floor_real" | "floor_real_one" => Some((FloorKind::Real, 1.0)),
        "floor_real_995" => Some((FloorKind::Real, 0.995)),
        _ => None,
    }
}

/// The share of capital of a variant in the region of this place of so many.
fn capital_share(variant: &str, place: usize, regions: usize) -> Option<f64> {
    match variant {
        "capital" | "capital_invest" | "capital_floor" => Some(0.4),
        "capital_by_region" => Some(0.25 + 0.3 * place as f64 / regions as f64),
        "invest_only" => Some(0.0),
        _ => None,
    }
}

fn deficits(variant: &str) -> Deficits {
    match variant {
        "zero" => Deficits::Zero,
        "world" => Deficits::World,
        _ => Deficits::Fixed,
    }
}

/// The options of a variant for a table; the first region is the one that taxes.
fn options(variant: &str, first: RegionId, table: &Mrio) -> EquilibriumOptions {
    let regions: Vec<_> = table.index().regions().collect();
    let mut options = EquilibriumOptions::for_index(table.index());
    options.deficits = deficits(variant);
    options.floors = floors(variant).map(|(kind, level)| FloorsByRegion {
        kind,
        levels: match variant {
            "floor_real_one" => ByRegion { others: 0.0, some: vec![(first, level)] },
            _ => level.into(),
        },
    });
    if variant == "floor_nominal_num" {
        options.numeraire = Some(first);
    }
    let share = |place| capital_share(variant, place, regions.len());
    options.capital = share(0).map(|others| CapitalByRegion {
        shares: ByRegion {
            others,
            some: regions.iter().enumerate().map(|(g, id)| (*id, share(g).unwrap())).collect(),
        },
        goods: match variant {
            "capital_invest" | "invest_only" => CapitalGoodsOfTable::Investment(vec![]),
            _ => CapitalGoodsOfTable::Same(0.6),
        },
    });
    options
}

/// The switches of a variant for a base year that is not of a table.
fn switches(variant: &str, economies: usize) -> Switches {
    Switches {
        deficits: deficits(variant),
        floors: floors(variant)
            .map(|(kind, level)| WageFloors { kind, levels: vec![level; economies] }),
        capital: capital_share(variant, 0, economies).map(|share| LongRunCapital {
            shares: vec![share; economies],
            goods: CapitalGoods::Same { reinvested: 0.6 },
        }),
        numeraire: Numeraire::World,
    }
}

/// The tariffs of a scenario of the reference.
pub fn scenario(name: &str, table_name: &str, table: &Mrio) -> Option<Tariffs> {
    let cast = CASTS.iter().find(|cast| cast.name == table_name).unwrap();
    let partition = Partition::regions(table.index());
    let none = Rates::none(&partition);
    if name == "schedule" {
        let at = |date: &str| -> Option<Rates> {
            let text = std::fs::read_to_string(shared("reference/tariff/rates_at.csv")?).unwrap();
            let rows = records(&text);
            let mut found = BTreeMap::new();
            for row in rows.iter().filter(|row| row["date"] == date && row["use"].is_empty()) {
                let cell = ["importer", "exporter", "sector"].map(|key| row[key].clone());
                found.insert(cell, row["mean"].parse::<f64>().unwrap());
            }
            assert!(!found.is_empty());
            let matrix = Matrix::from_fn(table.index().len(), partition.len(), |row, buyer| {
                let node = table.index().node(row);
                let cell = [
                    partition.names()[buyer].clone(),
                    table.index().region(node.region).to_owned(),
                    table.index().sector(node.sector).to_owned(),
                ];
                found.get(&cell).copied().unwrap_or(0.0)
            });
            Some(Rates::for_all_uses(matrix))
        };
        let tariffs = Tariffs::new(&partition, at("2025-01-15")?, at("2026-03-15")?);
        return Some(tariffs.unwrap());
    }
    let after = rates(table, cast.goods, |seller, buyer| match name {
        "all" => (buyer == cast.taxer).then_some(0.1),
        _ if (seller, buyer) == (cast.taxed, cast.taxer) => Some(0.25),
        "war" if (seller, buyer) == (cast.taxer, cast.taxed) => Some(0.2),
        _ => None,
    });
    Some(Tariffs::new(&partition, none, after).unwrap())
}

/// Lines of the reference by table, scenario and variant.
type Lines = BTreeMap<[String; 3], Vec<std::collections::HashMap<String, String>>>;

fn lines(text: &str) -> Lines {
    let mut lines = Lines::new();
    for record in records(text) {
        let key = ["table", "scenario", "variant"].map(|key| record[key].clone());
        lines.entry(key).or_default().push(record);
    }
    lines
}

fn file_of(table: &str) -> String {
    CASTS.iter().find(|cast| cast.name == table).unwrap().table.to_owned()
}

fn solved(key: &[String; 3], system: &LeontiefSystem) -> Option<tripole::Result<Equilibrium>> {
    let [table, name, variant] = key;
    let tariffs = scenario(name, table, system.table())?;
    let shock = Shock { tariffs: &tariffs, barriers: &[] };
    let cast = CASTS.iter().find(|cast| cast.name == table).unwrap();
    let first = system.table().index().find_region(cast.taxer).unwrap();
    Some(options(variant, first, system.table()).solve(system, shock))
}

/// How far our numbers are from those of the reference, relative to one or to what is larger.
fn deviation(ours: f64, theirs: &str) -> f64 {
    let theirs: f64 = theirs.parse().unwrap();
    (ours - theirs).abs() / theirs.abs().max(1.0)
}

/// Every line of the reference to 1e-7, revenue to 1e-7 of its size.
#[test]
fn switches_agree_with_the_reference() {
    let Some(path) = shared(REFERENCE) else { return };
    let mut systems: BTreeMap<String, LeontiefSystem> = BTreeMap::new();
    let (mut compared, mut worst, mut far) = (0, (0.0, String::new()), vec![]);
    for (key, records) in lines(&gunzip(&path)) {
        let began = std::time::Instant::now();
        let found = if key[0] == "cp2015" {
            let Some((world, costs)) = nafta() else { return };
            let economies = world.economies().len();
            world.change(costs, switches(&key[2], economies), Stopping::default()).unwrap()
        } else {
            if !systems.contains_key(&key[0]) {
                let file = file_of(&key[0]);
                let Some(table) = shared_table(&file, &ReadOptions::default()) else { return };
                let system = LeontiefSystem::new(table, &published()).unwrap();
                systems.insert(key[0].clone(), system);
            }
            let Some(found) = solved(&key, &systems[&key[0]]) else { return };
            found.unwrap_or_else(|error| panic!("{key:?}: {error:?}"))
        };
        if std::env::var_os("TRIPOLE_TELL").is_some() {
            eprintln!("{key:?} {:?}", began.elapsed());
            let search = found.convergence();
            let after = |column| search.value(&["after"], column).unwrap();
            eprintln!("   trials {} rounds {} products {}", after("wage_trials"), after("price_rounds"), after("spending_products"));
        }
        let changes = found.changes();
        let economies = found.base_year().economies();
        assert_eq!(records.len(), economies.len());
        for record in records {
            let place = economies.iter().position(|code| *code == record["region"]).unwrap();
            for (column, of) in COLUMNS {
                let gap = deviation(of(&changes[place]), &record[column]);
                let label = format!("{key:?} {} {column}", record["region"]);
                if !(gap <= 1e-7) {
                    far.push(format!("{label}: {} {}", of(&changes[place]), record[column]));
                }
                if gap > worst.0 {
                    worst = (gap, label);
                }
                compared += 1;
            }
        }
    }
    eprintln!("{compared} numbers, the farthest {:.1e}: {}", worst.0, worst.1);
    if std::env::var_os("TRIPOLE_TELL").is_some() { eprintln!("FAR {far:#?}"); }
    assert!(far.is_empty(), "{} of {compared}: {:#?}", far.len(), &far[..far.len().min(30)]);
    assert!(compared > 20_000);
}

/// Floors that the reference has no equilibrium for are refused, with the reason.
#[test]
fn floors_that_cannot_hold_are_refused() {
    let Some(path) = shared("reference/tariff/ge_refused.csv") else { return };
    let mut systems: BTreeMap<String, LeontiefSystem> = BTreeMap::new();
    for key in lines(&std::fs::read_to_string(path).unwrap()).keys() {
        if !systems.contains_key(&key[0]) {
            let Some(table) = shared_table(&file_of(&key[0]), &ReadOptions::default()) else { return };
            systems.insert(key[0].clone(), LeontiefSystem::new(table, &published()).unwrap());
        }
        let Some(found) = solved(key, &systems[&key[0]]) else { return };
        let error = found.map(|_| ()).unwrap_err();
        assert!(matches!(error, Error::Impossible { .. }), "{key:?}: {error}");
        assert!(error.to_string().starts_with("the floors cannot hold together"), "{error}");
    }
}
