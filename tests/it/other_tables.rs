//! What was made of one table is refused by every measure of another one, even of the same size.

use std::collections::BTreeSet;
use std::path::Path;

use tripole::frame::Level;
use tripole::measures::apl::{MINIMUM_LINKAGE, ProductPairs, added_up, apl, apl_of_products};
use tripole::measures::balances::balances;
use tripole::measures::chains::{Chains, Goods};
use tripole::measures::change::{
    PathThresholds, SdaOptions, SpatialOptions, account_decomposition, decomposition, mobility,
    relocation, shift_share, spatial, upgrading,
};
use tripole::measures::decompose::{
    Cells, Flow, ImportsOf, Query, Split, SplitItems, bilateral, exports, exports_split, imports,
    kww, miroudot_ye, perimeter, wwz,
};
use tripole::measures::exposure::{exposed_by_row, exposure, exposure_by_flow};
use tripole::measures::extract::{ExtractOptions, extraction, extractions, sets};
use tripole::measures::footprint::footprint;
use tripole::measures::gains::{GainsOptions, gains, gains_of_economies};
use tripole::measures::income::{IncomeOptions, gvc_income};
use tripole::measures::linkages::{
    LinkageMeasure, Scope, bloc_multipliers, linkages, regional_linkages,
};
use tripole::measures::multipliers::multipliers;
use tripole::measures::participation::{Measure, participation};
use tripole::measures::position::{PositionOptions, position};
use tripole::measures::rca::rca;
use tripole::measures::reer::reer;
use tripole::measures::requirements::{Requirements, Selection, requirements};
use tripole::measures::responsibility::{ResponsibilityOptions, responsibility};
use tripole::measures::smile::smile;
use tripole::measures::tiva::tiva;
use tripole::measures::trade::{ImportColumns, trade};
use tripole::measures::trade_costs::trade_costs;
use tripole::measures::transit::{TransitOptions, transit};
use tripole::measures::value_added::{Detail, Sides, content_of_exports, value_added, vax};
use tripole::models::armington::{ArmingtonOptions, armington, respond};
use tripole::models::disruption::{
    Ario, Horizon, Loss, Nest, Outage, ario, inoperability, mixed, ration, stopped,
};
use tripole::models::impact::indicators;
use tripole::models::price::{PassThrough, Prices};
use tripole::models::redirection::{redirect, replacement, resourcing};
use tripole::scenario::{Rates, Redirection, Tariffs};
use tripole::table::{Account, Geography, Sales, SalesSet, Satellite, Uses};
use tripole::{Accounting, Error, Group, LeontiefSystem, Matrix, Partition, RowSet};

use crate::support::grid_table;

/// Two sectors in each of some regions, whose codes begin with a letter.
fn system(regions: usize, letter: char) -> LeontiefSystem {
    let n = 2 * regions;
    let z = Matrix::from_fn(n, n, |i, j| 1.0 + ((3 * i + 5 * j) % 4) as f64);
    let f = Matrix::from_fn(n, regions, |i, j| 20.0 + ((i + j) % 3) as f64);
    let parts = grid_table(regions, 2, z, f, 1).into_parts();
    let index = tripole::Index::new((0..n).map(|row| {
        let (region, sector) = (row / 2 + 1, row % 2 + 1);
        (format!("{letter}{region}"), format!("S{sector}"))
    }))
    .unwrap();
    let demand = tripole::Demand::new(
        &index,
        (1..=regions).map(|r| (Some(format!("{letter}{r}")), "HFCE".to_owned())),
    )
    .unwrap();
    let table = tripole::Mrio::new(tripole::Parts { index, demand, ..parts }).unwrap();
    LeontiefSystem::new(table, &Accounting::default()).unwrap()
}

type Answer = (&'static str, Result<(), Error>);

fn done<T>(name: &'static str, result: Result<T, Error>) -> Answer {
    (name, result.map(|_| ()))
}

/// Everything that is asked with economies, of a system and of a partition that need not be its own.
fn with_economies(system: &LeontiefSystem, geography: &Geography) -> Vec<Answer> {
    let economies = geography.economies();
    let index = system.table().index();
    let account = Account {
        name: "jobs".to_owned(),
        unit: String::new(),
        by_producers: system.output().to_vec(),
        by_users: vec![0.0; index.regions().len()],
    };
    let satellite = Satellite::new(index, vec![account]).unwrap();
    let (total, query) = (Level::Region, Query::default());
    let own = RowSet::regions(index, &[index.regions().next().unwrap()]);
    let split =
        Split { origin: Some(Detail::Total), destination: None, items: SplitItems::ValueAdded };
    let redirected = redirect(system, &Redirection::replacing(index, own.clone())).unwrap();
    let lost = [Loss { rows: own.clone(), share: 0.1 }];
    let days = [Outage { loss: lost[0].clone(), days: 1..3 }];
    let course = ario(system, &days, Horizon::days(5).unwrap(), &Ario::default()).unwrap();
    let own_extract = ExtractOptions::default();
    vec![
        done("trade", trade(system.table(), economies, total, ImportColumns::Standard)),
        done("value_added", value_added(system, economies, Sides::default())),
        done("vax", vax(system, economies, total)),
        done("content_of_exports", content_of_exports(system, economies)),
        done("multipliers", multipliers(system, economies)),
        done(
            "requirements",
            requirements(system, economies, Requirements::Ghosh, total, Selection::default())
                .map(|found| found.0),
        ),
        done("participation", participation(system, economies, Measure::BorinMancini, total)),
        done("participation", participation(system, economies, Measure::Tripartite, Level::Pair)),
        done("tiva", tiva(system, economies, total, &[])),
        done("position", position(system, economies, &PositionOptions::default())),
        done("linkages", linkages(system, economies, Scope::World, &[LinkageMeasure::Direct])),
        done("linkages", linkages(system, economies, Scope::Domestic, &[LinkageMeasure::Total])),
        done("regional_linkages", regional_linkages(system, economies)),
        done("bloc_multipliers", bloc_multipliers(system, economies)),
        done("extraction", extraction(system, economies, &own, own_extract)),
        done("extractions", extractions(system, economies, own_extract)),
        done("sets", sets(Level::Product, index, economies)),
        done("rca", rca(system, economies)),
        done("apl", apl(system, economies, Level::Sector, MINIMUM_LINKAGE)),
        done("added_up", added_up(system, economies, total)),
        done(
            "apl_of_products",
            apl_of_products(system, economies, &ProductPairs::default(), |_| Ok(())),
        ),
        done("smile", smile(system, economies, &[])),
        done("footprint", footprint(system, economies, &satellite, total)),
        done(
            "responsibility",
            responsibility(system, economies, &satellite, &ResponsibilityOptions::default()),
        ),
        done("transit", transit(system, economies, TransitOptions::default())),
        done("gvc_income", gvc_income(system, economies, &[], &IncomeOptions::default())),
        done("reer", reer(system, economies)),
        done("gains", gains(system, economies, total, &GainsOptions::default())),
        done("gains_of_economies", gains_of_economies(system, economies, &GainsOptions::default())),
        done("trade_costs", trade_costs(system.table(), economies, Level::Pair, 5.0)),
        done("balances", balances(system, economies, Level::Pair)),
        done("new", Chains::new(system, geography, &Goods::default())),
        done("exports", exports(system, economies, query, &[])),
        done("miroudot_ye", miroudot_ye(system, economies, query, &[])),
        done("exports_split", exports_split(system, economies, query, split, &[], |_, _| Ok(()))),
        done("kww", kww(system, economies, &[])),
        done("wwz", wwz(system, economies, Level::Pair, &[])),
        done("imports", imports(system, economies, &ImportsOf::Total, &[])),
        done("bilateral", bilateral(system, economies)),
        done("relocation", relocation(system, system, economies)),
        done("mobility", mobility(system, system, geography)),
        done("shift_share", shift_share(system, system, economies)),
        done("spatial", spatial(system, system, geography, &SpatialOptions::default())),
        done("decomposition", decomposition(system, system, economies)),
        done(
            "account_decomposition",
            account_decomposition(
                system,
                system,
                economies,
                [&satellite, &satellite],
                &SdaOptions::default(),
            ),
        ),
        done("upgrading", upgrading(system, system, economies, &[], &PathThresholds::default())),
        done("indicators", indicators(system, system, geography, total)),
        done("replacement", replacement(system, economies, &redirected, total)),
        done("summary", course.summary(economies, total)),
        done("series", course.series(economies, total)),
        done("unmet_by_buyer", course.unmet_by_buyer(economies)),
        done("frame", mixed(system, &lost).unwrap().frame(economies, total)),
        done("frame", inoperability(system, &lost).unwrap().frame(economies, total)),
        done("frame", ration(system, &lost, Nest::default()).unwrap().frame(economies, total)),
        done("local_diagnostics", system.local_diagnostics(economies)),
    ]
}

/// Everything that is asked with rows, sales or tariffs, which know their table.
fn with_rows(system: &LeontiefSystem, geography: &Geography, rows: &RowSet) -> Vec<Answer> {
    let (economies, own) = (geography.economies(), Partition::regions(system.table().index()));
    let ids: Vec<_> = economies.economies().map(|(id, _)| id).collect();
    let sales = Sales::new(economies, rows.clone(), vec![ids[1]], Uses::All).unwrap();
    let set = SalesSet::of(economies, [&sales]).unwrap();
    let tariffs = Tariffs::new(economies, Rates::none(economies), Rates::none(economies)).unwrap();
    let index = system.table().index();
    let redirection = Redirection::replacing(index, rows.clone());
    let lost = [Loss { rows: rows.clone(), share: 0.1 }];
    let days = [Outage { loss: lost[0].clone(), days: 1..3 }];
    vec![
        done("exposure", exposure(system, &set, Level::Region)),
        done("exposed_by_row", exposed_by_row(system, &set)),
        done("exposure_by_flow", exposure_by_flow(system, &set)),
        done("perimeter", perimeter(system, &set)),
        done("stopped", stopped(system, &set)),
        done("extraction", extraction(system, &own, rows, ExtractOptions::default())),
        done("redirect", redirect(system, &redirection)),
        done("resourcing", resourcing(system, &[redirection])),
        done("mixed", mixed(system, &lost)),
        done("inoperability", inoperability(system, &lost)),
        done("ration", ration(system, &lost, Nest::default())),
        done("ario", ario(system, &days, Horizon::days(5).unwrap(), &Ario::default())),
        done("new", Prices::new(system, &tariffs, PassThrough::default())),
        done("many", Prices::many(system, std::slice::from_ref(&tariffs))),
        done("respond", respond(system, &tariffs, &ArmingtonOptions::for_index(index))),
        done("armington", armington(system, &tariffs, &ArmingtonOptions::for_index(index))),
    ]
}

fn rows_of(system: &LeontiefSystem) -> RowSet {
    let index = system.table().index();
    RowSet::regions(index, &[index.regions().last().unwrap()])
}

#[test]
fn what_is_of_another_table_is_refused() {
    let here = system(3, 'A');
    // Of its own table everything is answered, be the labels shared or only the same.
    for own in [
        Geography::regions(here.table().index()),
        Geography::regions(system(3, 'A').table().index()),
    ] {
        for (name, answer) in with_economies(&here, &own) {
            answer.unwrap_or_else(|error| panic!("{name}: {error}"));
        }
        for (name, answer) in with_rows(&here, &own, &rows_of(&here)) {
            answer.unwrap_or_else(|error| panic!("{name}: {error}"));
        }
    }
    for (regions, letter) in [(3, 'B'), (2, 'A'), (5, 'A')] {
        let there = system(regions, letter);
        let geography = Geography::regions(there.table().index());
        let rows = with_rows(&here, &geography, &rows_of(&there));
        for (name, answer) in with_economies(&here, &geography).into_iter().chain(rows) {
            assert!(
                matches!(answer, Err(Error::OtherTable { .. })),
                "{name} of {regions} regions {letter}: {answer:?}"
            );
        }
    }
}

/// Identifiers have no table, but places that a table does not have are seen.
#[test]
fn places_that_a_table_does_not_have_are_refused() {
    let (here, there) = (system(2, 'A'), system(5, 'A'));
    let economies = Partition::regions(here.table().index());
    let others = Partition::regions(there.table().index());
    let far = others.find("A5").unwrap();
    let cell = others.find_cell(there.table().index(), "A5:S2").unwrap();
    let cells = Cells { exporters: vec![], importers: vec![far], sectors: vec![] };
    let pairs = ProductPairs { from: vec![cell], ..ProductPairs::default() };
    let query = Query { flow: Flow::Bilateral, ..Query::default() };
    let set = RowSet::from(others.cell(cell));
    let tariffs =
        Tariffs::new(&economies, Rates::none(&economies), Rates::none(&economies)).unwrap();
    let prices = Prices::new(&here, &tariffs, PassThrough::default()).unwrap();
    for (name, answer) in [
        done("exports", exports(&here, &economies, Query::default(), &[far])),
        done("exports", exports(&here, &economies, query, cells)),
        done("kww", kww(&here, &economies, &[far])),
        done("wwz", wwz(&here, &economies, Level::Pair, &[far])),
        done("imports", imports(&here, &economies, &ImportsOf::Total, &[far])),
        done("apl_of_products", apl_of_products(&here, &economies, &pairs, |_| Ok(()))),
        done("smile", smile(&here, &economies, &[cell])),
        done("gvc_income", gvc_income(&here, &economies, &[cell], &IncomeOptions::default())),
        done("extraction", extraction(&here, &economies, &set, ExtractOptions::default())),
        done("cumulative", prices.cumulative(&[far])),
        done("Partition::new", {
            let group = Group::new(there.table().index(), "G", &["A1", "A2"]).unwrap();
            Partition::new(here.table().index(), &[group])
        }),
        done("Sales::new", Sales::new(&economies, rows_of(&here), vec![far], Uses::All)),
    ] {
        assert!(matches!(answer, Err(Error::OtherTable { .. })), "{name}: {answer:?}");
    }
}

/// Functions that take economies, and what speaks for those that the tests above do not call.
const ELSEWHERE: [(&str, &str); 10] = [
    ("kww_grouped", "the terms of `kww`, behind the same check"),
    ("wwz_grouped", "the terms of `wwz`, behind the same check"),
    ("of", "pieces of measures, made behind their check; `Exports::of` says that it panics"),
    ("gather", "a piece of `linkages`"),
    ("partially_binding", "reads outages as `ario` does"),
    ("protection", "has a test of its own"),
    ("impact", "a scenario knows its table"),
    ("cumulative", "is called with importers alone"),
    ("comparable", "has no economies"),
    ("need", "counts economies"),
];

/// Every public function of the measures that is given a system and economies is called above.
#[test]
fn every_measure_is_asked() {
    let text = std::fs::read_to_string(file!()).unwrap();
    let called = |name: &str| {
        text.contains(&format!("done(\"{name}\"")) || text.contains(&format!("\"{name}\",\n"))
    };
    let mut missing = BTreeSet::new();
    for path in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/measures")) {
        let source = std::fs::read_to_string(&path).unwrap();
        for function in source.split("\npub fn ").skip(1) {
            let head = function.split('{').next().unwrap();
            let name: String =
                head.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let given = ["&Partition", "&Geography", "&SalesSet", "&RowSet"];
            let known = called(&name) || ELSEWHERE.iter().any(|(other, _)| *other == name);
            if given.iter().any(|what| head.contains(what)) && !known {
                missing.insert(name);
            }
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
}

fn sources(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let each = entries.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] });
    each.collect()
}
