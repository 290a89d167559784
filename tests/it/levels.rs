//! Every measure has the levels that it states and refuses all others, naming those that it has.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use tripole::frame::Level;
use tripole::leontief::Solver;
use tripole::measures::apl::MINIMUM_LINKAGE;
use tripole::measures::chains::{ChainFamily, Chains, Goods};
use tripole::measures::change::{SpatialThresholds, spatial};
use tripole::measures::decompose::{Approach, Perspective, WWZ_LEVELS, wwz};
use tripole::measures::extract::{EXTRACTED, ExtractionKind, LOSERS, extraction, extractions};
use tripole::measures::income::{IncomeOptions, gvc_income};
use tripole::measures::linkages::{LinkageMeasure, Scope};
use tripole::measures::position::{PositionMeasure, PositionOptions, position};
use tripole::measures::trade::{ImportColumns, trade};
use tripole::measures::{apl, chains, change, exposure, footprint, income, participation, tiva};
use tripole::measures::{position as positions, trade as trades, value_added};
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
    let of_income = |by| IncomeOptions { by, ..Default::default() };
    holds(vec![
        (
            trades::LEVELS,
            Box::new(|by| trade(system.table(), economies, by, ImportColumns::Standard)),
        ),
        (value_added::LEVELS, Box::new(|by| value_added::vax(system, economies, by))),
        (exposure::LEVELS, Box::new(|by| exposure::exposure(system, set, by))),
        (footprint::LEVELS, Box::new(|by| footprint::footprint(system, economies, satellite, by))),
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
        (LOSERS, Box::new(|by| extraction(system, economies, china, ExtractionKind::Complete, by))),
        (
            EXTRACTED,
            Box::new(|each| extractions(system, economies, each, ExtractionKind::Complete)),
        ),
    ]);
}

#[test]
fn chains_have_the_levels_that_they_state() {
    let system = &system();
    let blocs = read::builtin_blocs();
    let geography = &Geography::new(system.table().index(), &[], &blocs).unwrap();
    let chains = &Chains::new(system, geography, &Goods::default()).unwrap();
    let rule = &SpatialThresholds::default();
    assert!(
        ChainFamily::ALL.iter().all(|f| f.levels().iter().all(|by| chains::LEVELS.contains(by)))
    );
    holds(vec![
        (ChainFamily::Shares.levels(), Box::new(|by| chains.shares(by))),
        (ChainFamily::Flows.levels(), Box::new(|by| chains.flows(by))),
        (ChainFamily::Diversification.levels(), Box::new(|by| chains.diversification(by))),
        (ChainFamily::Crossings.levels(), Box::new(|by| chains.crossings(by))),
        (ChainFamily::Shape.levels(), Box::new(|by| chains.shape(by))),
        (change::SPATIAL_LEVELS, Box::new(|by| spatial(system, system, geography, by, rule))),
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
