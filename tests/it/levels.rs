//! Every measure has the levels that it states and refuses all others, naming those that it has.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use tripole::frame::Level;
use tripole::leontief::Solver;
use tripole::measures::apl::MINIMUM_LINKAGE;
use tripole::measures::chains::{ChainFamily, Chains, Goods};
use tripole::measures::change::{SpatialOptions, spatial};
use tripole::measures::decompose::{Approach, Perspective, WWZ_LEVELS, wwz};
use tripole::measures::extract::{
    EXTRACTED, ExtractOptions, ExtractionKind, LOSERS, extraction, extractions,
};
use tripole::measures::gains::GainsOptions;
use tripole::measures::income::{IncomeOptions, gvc_income};
use tripole::measures::linkages::{LinkageMeasure, Scope};
use tripole::measures::position::{PositionMeasure, PositionOptions, position};
use tripole::measures::trade::{ImportColumns, trade};
use tripole::measures::{apl, chains, change, exposure, footprint, income, participation, tiva};
use tripole::measures::{balances, gains, trade_costs};
use tripole::measures::{position as positions, trade as trades, value_added};
use tripole::measures::{responsibility, transit};
use tripole::models::disruption::{
    Ario, DISRUPTION_LEVELS, Horizon, Loss, Nest, Outage, ario, demand_change, inoperability,
    mixed, ration, stopped,
};
use tripole::models::impact::{IMPACT_LEVELS, indicators};
use tripole::table::{Account, Geography, Sales, SalesSet, Satellite, Uses};
use tripole::{Accounting, Error, Frame, LeontiefSystem, Partition, Result, RowSet, read};

type Measure<'a> = Box<dyn Fn(Level) -> Result<Frame> + 'a>;

fn system() -> LeontiefSystem {
    let input = read::Input::parse("builtin:three-pole-2011").unwrap();
    let table = read::read(&input, &read::ReadOptions::default()).unwrap().table;
    LeontiefSystem::new(table, &Accounting::default()).unwrap()
}

fn holds(measures: Vec<(&'static [Level], Measure<'_>)>) {
    for (levels, measure) in measures {
        assert!(!levels.is_empty());
        for by in Level::ALL {
            match measure(by) {
                Ok(frame) => assert!(levels.contains(&by), "{} by {by}", frame.name()),
                Err(Error::Level { what, asked, has }) => {
                    assert_eq!(asked, by.name());
                    assert!(!levels.contains(&by), "{what} by {by}");
                    assert_eq!(has, levels.iter().map(|level| level.name()).collect::<Vec<_>>());
                }
                Err(other) => panic!("by {by}: {other}"),
            }
        }
    }
}

#[test]
fn measures_have_the_levels_that_they_state() {
    let system = &system();
    let index = system.table().index();
    let economies = &Partition::regions(index);
    let usa = economies.find("USA").unwrap();
    let rows = RowSet::economy(economies, economies.find("CHN").unwrap());
    let china = &rows;
    let sales = Sales::new(economies, rows.clone(), vec![usa], Uses::All).unwrap();
    let set = &SalesSet::of(economies, [&sales]).unwrap();
    let account = Account {
        name: "output".to_owned(),
        unit: String::new(),
        by_producers: system.output().to_vec(),
        by_users: vec![0.0; index.regions().len()],
    };
    let satellite = &Satellite::new(index, vec![account]).unwrap();
    let products = &[economies.find_cell(index, "DEU:TRQ").unwrap()];
    let bm = participation::Measure::BorinMancini;
    let of_position = |by| PositionOptions { by, solver: Solver::Lu, ..Default::default() };
    let of_extract = |by| ExtractOptions { by, ..Default::default() };
    let of_income = |by| IncomeOptions { by, ..Default::default() };
    holds(vec![
        (
            trades::LEVELS,
            Box::new(|by| trade(system.table(), economies, by, ImportColumns::Standard)),
        ),
        (value_added::LEVELS, Box::new(|by| value_added::vax(system, economies, by))),
        (
            &gains::LEVELS,
            Box::new(|by| gains::gains(system, economies, by, &GainsOptions::default())),
        ),
        (
            &trade_costs::LEVELS,
            Box::new(|by| trade_costs::trade_costs(system.table(), economies, by, 5.0)),
        ),
        (&balances::LEVELS, Box::new(|by| balances::balances(system, economies, by))),
        (exposure::LEVELS, Box::new(|by| exposure::exposure(system, set, by))),
        (footprint::LEVELS, Box::new(|by| footprint::footprint(system, economies, satellite, by))),
        (
            responsibility::LEVELS,
            Box::new(|by| {
                let options = responsibility::ResponsibilityOptions { by, ..Default::default() };
                responsibility::responsibility(system, economies, satellite, &options)
            }),
        ),
        (
            transit::LEVELS,
            Box::new(|by| {
                let options = transit::TransitOptions { by, ..Default::default() };
                transit::transit(system, economies, options)
            }),
        ),
        (
            income::LEVELS,
            Box::new(move |by| gvc_income(system, economies, products, &of_income(by))),
        ),
        (apl::LEVELS, Box::new(|by| apl::apl(system, economies, by, MINIMUM_LINKAGE))),
        (tiva::LEVELS, Box::new(|by| tiva::tiva(system, economies, by, &[]))),
        (WWZ_LEVELS, Box::new(|by| wwz(system, economies, by, &[]))),
        (positions::LEVELS, Box::new(move |by| position(system, economies, &of_position(by)))),
        (
            participation::LEVELS,
            Box::new(move |by| participation::participation(system, economies, bm, by)),
        ),
        (LOSERS, Box::new(move |by| extraction(system, economies, china, of_extract(by)))),
        (EXTRACTED, Box::new(move |by| extractions(system, economies, of_extract(by)))),
    ]);
}

#[test]
fn chains_have_the_levels_that_they_state() {
    let system = &system();
    let blocs = read::builtin_blocs();
    let geography = &Geography::new(system.table().index(), &[], &blocs).unwrap();
    let chains = &Chains::new(system, geography, &Goods::default()).unwrap();
    let of_spatial = |by| SpatialOptions { by, ..Default::default() };
    assert!(
        ChainFamily::ALL.iter().all(|f| f.levels().iter().all(|by| chains::LEVELS.contains(by)))
    );
    holds(vec![
        (ChainFamily::Shares.levels(), Box::new(|by| chains.shares(by))),
        (ChainFamily::Flows.levels(), Box::new(|by| chains.flows(by))),
        (ChainFamily::Diversification.levels(), Box::new(|by| chains.diversification(by))),
        (ChainFamily::Crossings.levels(), Box::new(|by| chains.crossings(by))),
        (ChainFamily::Shape.levels(), Box::new(|by| chains.shape(by))),
        (
            change::SPATIAL_LEVELS,
            Box::new(move |by| spatial(system, system, geography, &of_spatial(by))),
        ),
    ]);
}

#[test]
fn models_have_the_levels_that_they_state() {
    let system = &system();
    let index = system.table().index();
    let blocs = read::builtin_blocs();
    let geography = &Geography::new(index, &[], &blocs).unwrap();
    let economies = geography.economies();
    let cell = economies.find_cell(index, "CHN:ELE").unwrap();
    let rows = RowSet::from(economies.cell(cell));
    let losses = &[Loss { rows: rows.clone(), share: 0.1 }];
    let outage = Outage { loss: losses[0].clone(), days: 0..2 };
    let horizon = Horizon::days(3).unwrap();
    let days = &ario(system, &[outage], horizon, &Ario::default()).unwrap();
    let usa = economies.find("USA").unwrap();
    let flows = Sales::new(economies, rows, vec![usa], Uses::All).unwrap();
    let unsold = &stopped(system, &SalesSet::of(economies, [&flows]).unwrap()).unwrap();
    let (given, lost) = (&mixed(system, losses).unwrap(), &inoperability(system, losses).unwrap());
    let rationed = &ration(system, losses, Nest::Product).unwrap();
    let less = &demand_change(system, &[]).unwrap();
    holds(vec![
        (IMPACT_LEVELS, Box::new(|by| indicators(system, system, geography, by))),
        (DISRUPTION_LEVELS, Box::new(|by| given.frame(economies, by))),
        (DISRUPTION_LEVELS, Box::new(|by| lost.frame(economies, by))),
        (DISRUPTION_LEVELS, Box::new(|by| rationed.frame(economies, by))),
        (DISRUPTION_LEVELS, Box::new(|by| unsold.frame(economies, by))),
        (DISRUPTION_LEVELS, Box::new(|by| less.frame(economies, by))),
        (DISRUPTION_LEVELS, Box::new(|by| days.summary(economies, by))),
        (DISRUPTION_LEVELS, Box::new(|by| days.series(economies, by))),
    ]);
}

/// What is shown can be typed, and names are told apart.
fn names<T: Copy + Debug + Display + FromStr + PartialEq>(items: &[T]) {
    for (position, item) in items.iter().enumerate() {
        let name = item.to_string();
        assert_eq!(name.parse::<T>().ok(), Some(*item));
        assert!(format!("{name}x").parse::<T>().is_err());
        assert!(items[..position].iter().all(|other| other.to_string() != name));
    }
}

#[test]
fn names_are_read_back() {
    names(&Level::ALL);
    names(&ExtractionKind::ALL);
    names(&Perspective::ALL);
    names(&Approach::ALL);
    names(&participation::Measure::ALL);
    names(&PositionMeasure::ALL);
    names(&LinkageMeasure::ALL);
    names(&Scope::ALL);
    names(&Solver::ALL);
    names(&ChainFamily::ALL);
    names(&change::IndicatorFamily::ALL);
}
