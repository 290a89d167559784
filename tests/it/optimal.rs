//! Best tariffs: the closed form, the reference, and what cannot be chosen.

use std::collections::HashMap;

use tripole::models::equilibrium::{
    BaseYear, BaseYearFlows, CapitalGoods, Deficits, EquilibriumOptions, FloorKind, LongRunCapital,
    Shock, Stopping, Switches, TradeCosts, WageFloors,
};
use tripole::models::optimal::{Against, HIGHEST_RATE, Levy, Nash, Optimum, Rivalry, TOLERANCE};
use tripole::read::ReadOptions;
use tripole::scenario::{Rates, Tariffs};
use tripole::table::{EconomyId, SectorId};
use tripole::{Error, LeontiefSystem, Matrix, Partition};

use crate::equilibrium::{CASTS, published};
use crate::nafta::nafta;
use crate::support::{records, shared, shared_table};

const EXACT: Stopping = Stopping { tolerance: TOLERANCE, most_steps: 1000 };

/// Two countries H and F of these sizes, one good made of labour, so much of it sold each way, and F's
/// tariff.
fn two_countries(sizes: [f64; 2], traded: f64, theta: f64, foreign: f64) -> (BaseYear, TradeCosts) {
    let square =
        |home: [f64; 2], abroad: f64| Matrix::from_rows(&[[home[0], abroad], [abroad, home[1]]]);
    let trade = square(sizes.map(|size| size - traded), traded);
    let base = BaseYear::new(BaseYearFlows {
        economies: vec!["H".to_owned(), "F".to_owned()],
        sectors: vec!["g".to_owned()],
        unit: "1".to_owned(),
        trade: vec![trade],
        tariffs: vec![Matrix::zeros(2, 2)],
        inputs: vec![Matrix::zeros(1, 1); 2],
        value_added: Matrix::from_rows(&[sizes]),
        final_use: Matrix::from_rows(&[sizes]),
        elasticities: vec![theta],
    })
    .unwrap();
    let mut costs = base.base_costs();
    costs.tariffs[0][(0, 1)] = foreign;
    (base, costs)
}

fn rivalry(base: BaseYear, costs: TradeCosts, switches: impl Into<Switches>) -> Rivalry {
    Rivalry::new(base.baseline(switches, EXACT).unwrap(), costs).unwrap()
}

/// The best rate of an economy on some products of all others, or of one.
fn best(of: &Rivalry, importer: &str, on: Option<&str>, sectors: &[SectorId]) -> Optimum {
    let find = |code: &str| place(of, code);
    let importer = find(importer);
    let exporters = match on {
        Some(code) => vec![find(code)],
        None => others(of, importer),
    };
    let levy = Levy { importer, exporters, sectors: sectors.to_vec() };
    of.best_rate(&levy, &mut |_| Ok(())).unwrap()
}

fn place(of: &Rivalry, code: &str) -> EconomyId {
    of.economy(code).unwrap()
}

fn others(of: &Rivalry, importer: EconomyId) -> Vec<EconomyId> {
    let all = of.economies().iter().map(|code| place(of, code));
    all.filter(|other| *other != importer).collect()
}

/// t* = (1 + t_F λ) / (θ λ (1 + t_F)), λ the share of foreign spending that stays at home at that tariff,
/// and for a small country 1/θ.
#[test]
fn two_countries_have_a_closed_form() {
    for theta in [2.0, 5.0, 8.0] {
        for (size, foreign) in [(1.0, 0.0), (3.0, 0.15), (30.0, 0.0)] {
            let (base, costs) = two_countries([1.0, size], 0.25, theta, foreign);
            let sector = [base.sector("g").unwrap()];
            let found =
                best(&rivalry(base.clone(), costs.clone(), Deficits::Fixed), "H", None, &sector);
            let mut after = costs;
            after.tariffs[0][(1, 0)] = found.best.rate;
            let trade = base.change(after, Deficits::Fixed, EXACT).unwrap().trade();
            let paid = |seller: &str| {
                let at = |column: &str| trade.value(&[seller, "g", "F"], column).unwrap();
                at("trade_after") * (1.0 + at("tariff_after"))
            };
            let own = paid("F") / (paid("F") + paid("H"));
            let wanted = (1.0 + foreign * own) / (theta * own * (1.0 + foreign));
            let rate = found.best.rate;
            assert!((rate - wanted).abs() < 1e-6, "{theta} 1:{size} {foreign}: {rate} {wanted}");
            assert!(
                found.ends[0].rate < rate && rate < found.ends[1].rate && found.end().is_none()
            );
            let tops = found.tried.iter().map(|point| point.real_income);
            assert!(tops.fold(f64::MIN, f64::max) - found.best.real_income < 1e-10);
            assert!(found.real_income[0] > 0.0 && found.real_income[1] < 0.0);
        }
    }
    let (base, costs) = two_countries([1.0, 30_000.0], 0.25, 5.0, 0.0);
    let sector = [base.sector("g").unwrap()];
    let small = best(&rivalry(base, costs, Deficits::Fixed), "H", None, &sector).best.rate;
    assert!((small - 0.2).abs() < 1e-5, "{small}");
}

/// In the game of two equal countries t = (1 + tλ) / (θ λ (1 + t)), from wherever it starts.
#[test]
fn two_equal_countries_answer_each_other() {
    let (base, costs) = two_countries([1.0, 1.0], 0.25, 5.0, 0.0);
    let sector = [base.sector("g").unwrap()];
    let world = rivalry(base, costs, Deficits::Fixed);
    let players = [place(&world, "H"), place(&world, "F")];
    for start in [None, Some(&[0.0, 0.0][..]), Some(&[0.5, 0.1])] {
        let mut heard = 0;
        let found = world
            .nash(&players, &sector, (Against::Players, start), &mut |step| {
                heard += 1;
                assert!(step.round >= 1 && step.tried.rate >= 0.0);
                Ok(())
            })
            .unwrap();
        // 0.220199 is the figure of the specification.
        for rate in &found.rates {
            assert!((rate - 0.220_199).abs() < 1e-5, "{found:?}");
        }
        assert!(found.real_income.iter().all(|change| *change < 0.0));
        assert!(heard > 10 && heard + 2 == found.equilibria);
        assert_eq!(found.path.len(), found.rounds());
        assert_eq!(found.search().rows(), 2 * found.rounds());
    }
}

/// Every line of the reference: rates to 1e-5 (1e-4 of answers to answers), real income to 1e-8.
#[test]
fn best_rates_agree_with_the_reference() {
    let Some(path) = shared("reference/tariff/optimal.csv") else { return };
    let rows = records(&std::fs::read_to_string(path).unwrap());
    let mut worlds: HashMap<String, (Rivalry, Vec<SectorId>)> = HashMap::new();
    let mut games: HashMap<String, Nash> = HashMap::new();
    let mut compared = 0;
    for row in &rows {
        let [table, kind, player, against] =
            ["table", "kind", "player", "against"].map(|key| row[key].as_str());
        if !worlds.contains_key(table) {
            let Some(world) = open(table) else { return };
            worlds.insert(table.to_owned(), world);
        }
        let (world, sectors) = &worlds[table];
        let rate: f64 = row["rate"].parse().unwrap();
        let (found, real_income, tolerance) = if kind == "nash" {
            let of_table =
                rows.iter().filter(|other| other["table"] == *table && other["kind"] == "nash");
            let players: Vec<EconomyId> =
                of_table.map(|other| place(world, &other["player"])).collect();
            let game = games.entry(table.to_owned()).or_insert_with(|| {
                world.nash(&players, sectors, (Against::Players, None), &mut |_| Ok(())).unwrap()
            });
            let position = players.iter().position(|other| *other == place(world, player)).unwrap();
            assert_eq!(game.rounds().to_string(), row["rounds"]);
            let real_income = game.real_income[place(world, player).position()];
            (game.rates[position], real_income, 1e-4)
        } else {
            let on = Some(against).filter(|against| *against != "all");
            let found = best(world, player, on, sectors);
            let real_income = found.real_income[place(world, player).position()];
            assert!((found.best.real_income - real_income).abs() < 1e-10);
            (found.best.rate, real_income, 1e-5)
        };
        assert!(
            (found - rate).abs() <= tolerance,
            "{table} {kind} {player} {against}: {found} {rate}"
        );
        if !row["real_income"].is_empty() {
            let theirs: f64 = row["real_income"].parse().unwrap();
            let label = format!("{table} {kind} {player} {against}");
            assert!((real_income - theirs).abs() <= 1e-8, "{label}: {real_income} {theirs}");
        }
        compared += 1;
    }
    assert_eq!(compared, rows.len());
}

/// The world of a table of the reference, and the products that are taxed.
fn open(table: &str) -> Option<(Rivalry, Vec<SectorId>)> {
    if let Some(words) = table.strip_prefix('L') {
        // `1:3 import_value_0.25 theta5 foreign0.1`
        let numbers: Vec<f64> = words
            .split(|c: char| !(c.is_ascii_digit() || c == '.'))
            .filter(|text| !text.is_empty())
            .map(|text| text.parse().unwrap())
            .collect();
        let [home, away, traded, theta, foreign] = numbers[..] else { panic!("{table}") };
        let (base, costs) = two_countries([home, away], traded, theta, foreign);
        let sectors = vec![base.sector("g").unwrap()];
        return Some((rivalry(base, costs, Deficits::Fixed), sectors));
    }
    if table == "cp2015" {
        let (base, _) = nafta()?;
        let costs = base.base_costs();
        // The sectors that are traded come first.
        let sectors = base.sectors()[..20].iter().map(|code| base.sector(code).unwrap()).collect();
        return Some((rivalry(base, costs, Deficits::Fixed), sectors));
    }
    let cast = CASTS.iter().find(|cast| cast.name == table).unwrap();
    let table = shared_table(cast.table, &ReadOptions::default())?;
    let sectors = cast.goods.iter().map(|code| table.index().find_sector(code).unwrap()).collect();
    let partition = Partition::regions(table.index());
    let none = Rates::none(&partition);
    let tariffs = Tariffs::new(&partition, none.clone(), none).unwrap();
    let options = EquilibriumOptions::for_index(table.index());
    let system = LeontiefSystem::new(table, &published()).unwrap();
    Some((Rivalry::of_table(&system, Shock::from(&tariffs), &options).unwrap(), sectors))
}

/// A world without monopoly has nothing to gain: the best rate is the end at zero, and it is said. Switches are
/// those of the baseline: with capital, consumption counts.
#[test]
fn ends_and_switches() {
    let (base, costs) = two_countries([1.0, 1.0], 0.25, 5.0, 0.0);
    let sector = [base.sector("g").unwrap()];
    // All employment hangs on the price of foreign goods where real wages must not fall.
    let floors = WageFloors { kind: FloorKind::Real, levels: vec![1.0, 0.0] };
    let switches = Switches { floors: Some(floors), ..Switches::default() };
    let found = best(&rivalry(base.clone(), costs.clone(), switches), "H", None, &sector);
    assert_eq!((found.best.rate, found.best.real_income), (0.0, 0.0));
    assert_eq!(found.ends[0].rate, 0.0);
    assert!(found.end().unwrap().contains("no tariff is better for `H` than none"));
    assert!(found.frame().notes().iter().any(|(name, _)| name == "end"));

    let goods = CapitalGoods::Same { reinvested: 0.6 };
    let capital = LongRunCapital { shares: vec![0.4; 2], goods };
    let switches = Switches { capital: Some(capital), ..Switches::default() };
    let found = best(&rivalry(base.clone(), costs.clone(), switches.clone()), "H", None, &sector);
    let consumed = |rate: f64| {
        let mut costs = costs.clone();
        costs.tariffs[0][(1, 0)] = rate;
        base.clone().change(costs, switches.clone(), EXACT).unwrap().changes()[0].real_consumption
    };
    let rate = found.best.rate;
    assert!((consumed(rate) - found.real_income[0]).abs() < 1e-9);
    assert!(consumed(rate) > consumed(rate + 0.01) && consumed(rate) > consumed(rate - 0.01));
    assert!(rate < HIGHEST_RATE && rate > 0.0);
}

/// What cannot be asked is said, with the economy.
#[test]
fn refusals() {
    let (base, costs) = two_countries([1.0, 1.0], 0.25, 5.0, 0.0);
    let sector = vec![base.sector("g").unwrap()];
    let world = rivalry(base, costs, Deficits::Fixed);
    let (home, away) = (place(&world, "H"), place(&world, "F"));
    let levy = |exporters: &[EconomyId], sectors: &[SectorId]| {
        let levy =
            Levy { importer: home, exporters: exporters.to_vec(), sectors: sectors.to_vec() };
        world.best_rate(&levy, &mut |_| Ok(())).map(|_| ()).unwrap_err().to_string()
    };
    assert_eq!(levy(&[home], &sector), "an economy does not tax its own products: `H`");
    let nothing = "nothing that is to be taxed is bought by this economy: `H`";
    assert_eq!(levy(&[], &sector), nothing);
    assert_eq!(levy(&[away], &[]), nothing);
    let nash = |players: &[EconomyId], start: &[f64]| {
        let found =
            world.nash(players, &sector, (Against::Everybody, Some(start)), &mut |_| Ok(()));
        found.map(|_| ()).unwrap_err().to_string()
    };
    assert_eq!(nash(&[home], &[0.0]), "tariffs that answer each other need two players: `H`");
    assert_eq!(nash(&[home, home], &[0.0; 2]), "a player is named twice: `H`");
    assert!(
        nash(&[home, away], &[0.0]).starts_with("1 rates to start from are given for 2 players")
    );
    assert!(nash(&[home, away], &[0.0, -0.5]).starts_with("a rate to start from is -0.5"));
    // Who hears of the search can end it.
    let stop = |_: &_| Err(Error::OtherTable { what: "the listener" });
    let levy = Levy { importer: home, exporters: vec![away], sectors: sector.clone() };
    assert!(matches!(world.best_rate(&levy, &mut { stop }), Err(Error::OtherTable { .. })));
}
