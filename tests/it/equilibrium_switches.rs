//! Deficits, floors of wages and capital in general equilibrium: the reference, and what must hold in
//! any world.

use std::collections::BTreeMap;

use proptest::prelude::*;
use tripole::models::equilibrium::{
    BaseYear, BaseYearFlows, ByRegion, CapitalByRegion, CapitalGoods, CapitalGoodsOfTable, Changes,
    Deficits, Equilibrium, EquilibriumOptions, FloorKind, FloorsByRegion, LongRunCapital,
    Numeraire, Shock, Stopping, Switches, TradeCosts, WageFloors,
};
use tripole::read::ReadOptions;
use tripole::scenario::{Elasticities, Rates, Tariffs};
use tripole::{Accounting, Error, LeontiefSystem, Matrix, Mrio, Partition, RegionId};

use crate::equilibrium::{CASTS, by_labels, drawn_tariffs, published, rates};
use crate::nafta::nafta;
use crate::support::{config, grid_table, gunzip, records, shared, shared_table};

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
    let (mut compared, mut far) = (0, vec![]);
    for (key, records) in lines(&gunzip(&path)) {
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
        let changes = found.changes();
        let economies = found.base_year().economies();
        assert_eq!(records.len(), economies.len());
        for record in records {
            let place = economies.iter().position(|code| *code == record["region"]).unwrap();
            for (column, of) in COLUMNS {
                let gap = deviation(of(&changes[place]), &record[column]);
                let label = format!("{key:?} {} {column}", record["region"]);
                if gap.is_nan() || gap > 1e-7 {
                    far.push(format!("{label}: {} {}", of(&changes[place]), record[column]));
                }
                compared += 1;
            }
        }
    }
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
            let Some(table) = shared_table(&file_of(&key[0]), &ReadOptions::default()) else {
                return;
            };
            systems.insert(key[0].clone(), LeontiefSystem::new(table, &published()).unwrap());
        }
        let Some(found) = solved(key, &systems[&key[0]]) else { return };
        let error = found.map(|_| ()).unwrap_err();
        assert!(matches!(error, Error::Impossible { .. }), "{key:?}: {error}");
        assert!(error.to_string().starts_with("the floors cannot hold together"), "{error}");
    }
}

/// A world drawn at random in which everything adds up: flows by pair and sector, inputs that are a part of
/// the sales of their users, final use that is what is left of spending.
#[derive(Debug, Clone)]
pub struct World {
    pub flows: BaseYearFlows,
    pub costs: TradeCosts,
}

impl World {
    pub fn base(&self) -> BaseYear {
        BaseYear::new(self.flows.clone()).unwrap()
    }

    pub fn base_costs(&self) -> TradeCosts {
        self.base().base_costs()
    }

    fn change(&self, switches: impl Into<Switches>) -> Equilibrium {
        self.base().change(self.costs.clone(), switches, Stopping::default()).unwrap()
    }

    fn economies(&self) -> usize {
        self.flows.economies.len()
    }

    fn capital(&self, share: f64, reinvested: f64) -> Switches {
        let goods = CapitalGoods::Same { reinvested };
        let capital = LongRunCapital { shares: vec![share; self.economies()], goods };
        Switches { capital: Some(capital), ..Switches::default() }
    }

    fn floors(&self, kind: FloorKind, level: f64) -> Switches {
        let floors = WageFloors { kind, levels: vec![level; self.economies()] };
        Switches { floors: Some(floors), ..Switches::default() }
    }
}

prop_compose! {
    /// Two or three economies and sectors, tariffs before, and others after on what the first one buys.
    pub fn drawn_world()(g in 2usize..=3, j in 1usize..=3)(
        sales in prop::collection::vec(1.0..10.0f64, g * g * j),
        used in prop::collection::vec(0.02..0.2f64, g * j * j),
        rates in prop::collection::vec(0.0..0.1f64, g * g * j),
        rises in prop::collection::vec(0.0..0.4f64, g * j),
        thetas in prop::collection::vec(2.0..8.0f64, j),
        g in Just(g),
        j in Just(j),
    ) -> World {
        let square = |of: &dyn Fn(usize, usize, usize) -> f64| -> Vec<Matrix> {
            (0..j).map(|s| Matrix::from_fn(g, g, |i, n| of(s, i, n))).collect()
        };
        let at = |s: usize, i: usize, n: usize| (s * g + i) * g + n;
        let home = |i, n| if i == n { 30.0 } else { 0.0 };
        let trade = square(&|s, i, n| home(i, n) + sales[at(s, i, n)]);
        let before = square(&|s, i, n| if i == n { 0.0 } else { rates[at(s, i, n)] });
        let after = square(&|s, i, n| {
            before[s][(i, n)] + if n == 0 && i != 0 { rises[s * g + i] } else { 0.0 }
        });
        let sold = |n: usize, s: usize| trade[s].row_sums()[n];
        let inputs: Vec<Matrix> = (0..g)
            .map(|n| Matrix::from_fn(j, j, |k, s| used[(n * j + k) * j + s] * sold(n, s)))
            .collect();
        let value_added =
            Matrix::from_fn(j, g, |s, n| sold(n, s) - inputs[n].column(s).iter().sum::<f64>());
        let final_use = Matrix::from_fn(j, g, |k, n| {
            let paid = |i: usize| (1.0 + before[k][(i, n)]) * trade[k][(i, n)];
            (0..g).map(paid).sum::<f64>() - inputs[n].row_sums()[k]
        });
        let ones = Matrix::from_fn(g, g, |_, _| 1.0);
        let names = |letter: char, count| (1..=count).map(|k| format!("{letter}{k}")).collect();
        World {
            flows: BaseYearFlows {
                economies: names('R', g),
                sectors: names('S', j),
                unit: "US$".to_owned(),
                trade,
                tariffs: before,
                inputs,
                value_added,
                final_use,
                elasticities: thetas,
            },
            costs: TradeCosts { tariffs: after, icebergs: vec![ones; j] },
        }
    }
}

/// All that is the same in two worlds, to 1e-8; money columns only where they are in one unit.
fn same(ours: &Equilibrium, theirs: &Equilibrium, columns: &[&str]) -> Result<(), TestCaseError> {
    for (n, (ours, theirs)) in ours.changes().iter().zip(theirs.changes()).enumerate() {
        for (name, of) in COLUMNS.iter().filter(|(name, _)| columns.contains(name)) {
            let (ours, theirs) = (of(ours), of(&theirs));
            let close = (ours - theirs).abs() <= 1e-8 * theirs.abs().max(1.0);
            prop_assert!(close, "{name} of {n}: {ours} {theirs}");
        }
    }
    Ok(())
}

const ALL: [&str; 13] = [
    "wage",
    "employment",
    "price",
    "real_wage",
    "real_labour_income",
    "real_income",
    "real_consumption",
    "capital",
    "gdp_volume",
    "exports",
    "imports",
    "revenue",
    "investment_price",
];
/// Those that are no money.
const REAL: [&str; 9] = [
    "employment",
    "real_wage",
    "real_labour_income",
    "real_income",
    "real_consumption",
    "capital",
    "gdp_volume",
    "exports",
    "imports",
];

proptest! {
    #![proptest_config(config(48))]

    /// Capital without a share of value added, and floors that nobody reaches, are nothing.
    #[test]
    fn idle_switches_are_the_base_model(world in drawn_world()) {
        let base = world.change(Deficits::Fixed);
        same(&world.change(world.capital(0.0, 0.6)), &base, &ALL)?;
        for kind in [FloorKind::Nominal, FloorKind::Real] {
            for level in [0.0, 0.3] {
                same(&world.change(world.floors(kind, level)), &base, &ALL)?;
            }
        }
        let unit = Numeraire::WageOf(world.base().economy("R2").unwrap());
        let none = Switches { numeraire: unit, ..Deficits::Zero.into() };
        let found = world.change(none);
        same(&found, &world.change(Deficits::Zero), &REAL)?;
        prop_assert_eq!(found.changes()[1].wage, 0.0);
    }

    /// Nothing happens where nothing changes, whatever is switched on.
    #[test]
    fn no_change_changes_nothing_under_switches(world in drawn_world(), share in 0.0..0.6f64) {
        let still = World { costs: world.base_costs(), ..world.clone() };
        for deficits in [Deficits::Fixed, Deficits::Zero, Deficits::World] {
            for kind in [FloorKind::Nominal, FloorKind::Real] {
                let amounts = Matrix::from_fn(world.flows.sectors.len(), world.economies(), |k, n| {
                    0.2 * world.flows.final_use[(k, n)] / (1.0 + k as f64)
                });
                let shares = vec![share; world.economies()];
                let capital = LongRunCapital { shares, goods: CapitalGoods::Investment(amounts) };
                // At a floor of one every economy is where it begins to bind; rounding must not push it over.
                let switches = Switches { deficits, capital: Some(capital), ..still.floors(kind, 0.999_999) };
                for of in still.change(switches).changes() {
                    for (name, column) in COLUMNS.iter().filter(|(name, _)| *name != "revenue") {
                        prop_assert!(column(&of).abs() < 1e-9, "{name} {}", column(&of));
                    }
                }
            }
        }
    }

    /// There is unemployment where a floor binds and nowhere else; real floors depend on no unit.
    #[test]
    fn floors_are_complementary(world in drawn_world(), level in 0.97..1.0f64) {
        for kind in [FloorKind::Nominal, FloorKind::Real] {
            let switches = Switches { deficits: Deficits::Zero, ..world.floors(kind, level) };
            let solve = |switches| {
                world.base().change(world.costs.clone(), switches, Stopping::default())
            };
            let found = match solve(switches.clone()) {
                Err(Error::Impossible { .. }) if kind == FloorKind::Real => continue,
                found => found.unwrap(),
            };
            for of in found.changes() {
                let held = 1.0 + if kind == FloorKind::Real { of.real_wage } else { of.wage };
                prop_assert!(held >= level - 1e-10 && of.employment <= 1e-10);
                prop_assert!((held - level) * of.employment > -1e-9, "{held} {}", of.employment);
            }
            if kind == FloorKind::Real {
                let unit = Numeraire::WageOf(world.base().economy("R1").unwrap());
                same(&solve(Switches { numeraire: unit, ..switches }).unwrap(), &found, &REAL)?;
            }
        }
    }

    /// s = Σ I'/Σ I, and every deficit is that share of what it was.
    #[test]
    fn deficits_follow_world_income(world in drawn_world()) {
        let found = world.change(Deficits::World);
        let countries = found.countries();
        let sum = |column: &str| countries.real(column).unwrap().iter().sum::<f64>();
        let share = sum("income_after") / sum("income_before");
        prop_assert!(share > 1.0 || sum("revenue_after") < sum("revenue_before"));
        let pairs = by_labels(&found.pairs(), "trade_after");
        let codes = found.base_year().economies();
        for (code, deficit) in codes.iter().zip(found.base_year().deficits()) {
            let flow = |seller: &str, buyer: &str| pairs[&vec![seller.to_owned(), buyer.to_owned()]];
            let balance: f64 = codes.iter().map(|other| flow(other, code) - flow(code, other)).sum();
            prop_assert!((balance - share * deficit).abs() < 1e-8 * sum("income_before"));
        }
        // Under the switches everybody spends what he earns.
        prop_assert!((sum("income_after") - sum("revenue_after") - world.flows.value_added.values().iter().sum::<f64>()).abs() < 1e-7);
    }

    /// Investment of the goods of all final use, as much as is reinvested of capital income, is `same`.
    #[test]
    fn equal_goods_are_the_same_goods(world in drawn_world(), share in 0.1..0.5f64, part in 0.1..0.9f64) {
        let final_use = &world.flows.final_use;
        let (bought, paid) = (final_use.column_sums(), world.flows.value_added.column_sums());
        let amounts = Matrix::from_fn(final_use.rows(), final_use.columns(), |k, n| {
            final_use[(k, n)] / bought[n] * part * share * paid[n]
        });
        let shares = vec![share; world.economies()];
        let capital = Some(LongRunCapital { shares, goods: CapitalGoods::Investment(amounts) });
        let apart = world.change(Switches { capital, ..Switches::default() });
        same(&apart, &world.change(world.capital(share, part)), &ALL)?;
    }

    /// Capital that is built up step by step, K ← value added over its price, with the stock of each
    /// step given, comes to the stock of the long run. A given stock makes everything that n sells cheaper
    /// by K^(αγ), which is an iceberg of all its sales.
    #[test]
    fn capital_is_what_accumulation_ends_at(world in drawn_world(), share in 0.1..0.5f64) {
        let long_run = world.change(world.capital(share, 0.5));
        let flows = &world.flows;
        let cost = |n: usize, s: usize| flows.inputs[n].column(s).iter().sum::<f64>() + flows.value_added[(s, n)];
        let gamma = |n: usize, s: usize| flows.value_added[(s, n)] / cost(n, s);
        let g = world.economies();
        let mut stock = vec![1.0_f64; g];
        for _ in 0..400 {
            let mut costs = world.costs.clone();
            for (s, icebergs) in costs.icebergs.iter_mut().enumerate() {
                *icebergs = Matrix::from_fn(g, g, |i, _| stock[i].powf(-share * gamma(i, s)));
            }
            let found = world.base().change(costs, Deficits::Fixed, Stopping::default()).unwrap();
            let changes = found.changes();
            let new: Vec<f64> = changes.iter().map(|of| (1.0 + of.wage) / (1.0 + of.price)).collect();
            let moved = new.iter().zip(&stock).fold(0.0_f64, |m, (new, old)| m.max((new - old).abs()));
            stock = new;
            if moved < 1e-12 {
                same(&found, &long_run, &["wage", "price", "real_income"])?;
                break;
            }
        }
        for (stock, of) in stock.iter().zip(long_run.changes()) {
            prop_assert!((stock - 1.0 - of.capital).abs() < 1e-8, "{stock} {}", of.capital);
            // The rental keeps its ratio to the price of capital.
            let rental = (1.0 + of.wage) / (1.0 + of.capital);
            prop_assert!((rental - 1.0 - of.investment_price).abs() < 1e-8);
        }
    }
}

/// One sector with a share of inputs 1 − γ: ŵ/P̂ = λ̂^(−1/(θγ(1 − α))), λ the share of spending that stays at
/// home.
#[test]
fn real_wages_of_one_sector_follow_the_own_share() {
    let z = Matrix::from_rows(&[[20.0, 12.0], [16.0, 30.0]]);
    let f = Matrix::from_rows(&[[50.0, 18.0], [22.0, 60.0]]);
    let table = grid_table(2, 1, z.clone(), f, 1);
    let partition = Partition::regions(table.index());
    let after = rates(&table, &["S1"], |_, buyer| (buyer == "R1").then_some(0.3));
    let tariffs = Tariffs::new(&partition, Rates::none(&partition), after).unwrap();
    let output = table.row_sums().to_vec();
    let system = LeontiefSystem::new(table, &Accounting::default()).unwrap();
    let (theta, alpha) = (4.0, 0.35);
    let mut options = EquilibriumOptions::for_index(system.table().index());
    options.elasticities = Elasticities::uniform(system.table().index(), theta).unwrap();
    let goods = CapitalGoodsOfTable::Same(0.6);
    options.capital = Some(CapitalByRegion { shares: alpha.into(), goods });
    let found = options.solve(&system, Shock { tariffs: &tariffs, barriers: &[] }).unwrap();
    let trade = found.trade();
    for (n, code) in ["R1", "R2"].into_iter().enumerate() {
        let own = |time: &str| {
            let paid = |seller: &str| {
                let at = |column: &str| {
                    trade.value(&[seller, "S1", code], &format!("{column}_{time}")).unwrap()
                };
                at("trade") * (1.0 + at("tariff"))
            };
            paid(code) / (paid("R1") + paid("R2"))
        };
        let gamma = 1.0 - z.column(n).iter().sum::<f64>() / output[n];
        let wanted = (own("after") / own("before")).powf(-1.0 / (theta * gamma * (1.0 - alpha)));
        let real_wage = found.changes()[n].real_wage;
        assert!((real_wage + 1.0 - wanted).abs() < 1e-10, "{code}: {real_wage} {wanted}");
    }
}

/// What switches cannot be is said.
#[test]
fn switches_that_do_not_fit_are_refused() {
    let f = Matrix::from_rows(&[[50.0, 50.0], [50.0, 50.0]]);
    let table = grid_table(2, 1, Matrix::zeros(2, 2), f, 1);
    let partition = Partition::regions(table.index());
    let tariffs = drawn_tariffs(&table, 0.1, |_, _| true);
    let system = LeontiefSystem::new(table, &Accounting::default()).unwrap();
    let plain = EquilibriumOptions::for_index(system.table().index());
    let said = |options: &EquilibriumOptions| {
        let shock = Shock { tariffs: &tariffs, barriers: &[] };
        options.solve(&system, shock).map(|_| ()).unwrap_err().to_string()
    };
    let floors = |level: f64| {
        let floors = FloorsByRegion { kind: FloorKind::Nominal, levels: level.into() };
        EquilibriumOptions { floors: Some(floors), ..plain.clone() }
    };
    for (level, shown) in [(1.5, "1.5"), (-0.1, "-0.1")] {
        let wanted = format!(
            "a floor of wages is {shown}, expected a share of the wage before, from 0 to 1"
        );
        assert_eq!(said(&floors(level)), wanted);
    }
    let capital = |share: f64, goods| EquilibriumOptions {
        capital: Some(CapitalByRegion { shares: share.into(), goods }),
        ..plain.clone()
    };
    assert!(
        said(&capital(1.0, CapitalGoodsOfTable::Same(0.6))).starts_with("a share of capital is 1,")
    );
    assert!(
        said(&capital(0.3, CapitalGoodsOfTable::Same(1.2)))
            .starts_with("the share that is reinvested is 1.2")
    );
    let none = said(&capital(0.3, CapitalGoodsOfTable::Investment(vec![])));
    assert_eq!(none, "the table has no final demand category that is known to be fixed investment");
    let all = system.table().demand().find_category("HFCE").unwrap();
    let all = said(&capital(0.3, CapitalGoodsOfTable::Investment(vec![all])));
    assert!(all.contains("no consumption beside its investment"), "{all}");
    // A group is one economy, whose members cannot have different floors.
    let index = system.table().index();
    let group = tripole::Group::new(index, "BOTH", &["R1", "R2"]).unwrap();
    let together = Partition::new(index, &[group]).unwrap();
    let none = Tariffs::new(&together, Rates::none(&together), Rates::none(&together)).unwrap();
    let levels = ByRegion { others: 1.0, some: vec![(index.find_region("R1").unwrap(), 0.5)] };
    let floors = FloorsByRegion { kind: FloorKind::Nominal, levels };
    let options = EquilibriumOptions { floors: Some(floors), ..plain };
    let error = options.solve(&system, Shock { tariffs: &none, barriers: &[] }).unwrap_err();
    assert!(error.to_string().contains("the same for all members of a group"), "{error}");
    assert_eq!(partition.len(), 2);
}
