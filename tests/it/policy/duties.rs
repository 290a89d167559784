//! Effective rates, revenue and incidence, against an independent implementation.

use std::collections::HashMap;

use tripole::frame::Frame;
use tripole::models::armington::ArmingtonOptions;
use tripole::models::duties::{
    Effective, Incidence, IncidenceBy, Levies, PathBy, Taxed, effective, incidence,
    revenue_by_authority, revenue_by_flow, revenue_path,
};
use tripole::models::equilibrium::EquilibriumOptions;
use tripole::scenario::Elasticities;
use tripole::scenario::schedule::Period;

use super::{Cast, cast};
use crate::support::{gunzip, records, shared};

type Row = HashMap<String, String>;

fn number(row: &Row, column: &str) -> f64 {
    if row[column].is_empty() { f64::NAN } else { row[column].parse().unwrap() }
}

#[track_caller]
fn close(ours: f64, theirs: f64, tolerance: f64, what: &str) {
    let same = ours.is_nan() && theirs.is_nan();
    assert!(same || (ours - theirs).abs() <= tolerance, "{what}: {ours}, reference {theirs}");
}

/// Trade as nobody and as both models have it.
fn trades(cast: &Cast, scenario: &str) -> Vec<Taxed> {
    let scenario = cast.scenario(scenario, "");
    let index = cast.system.table().index();
    let economies = scenario.geography().economies();
    let (armington, ge) = (armington(cast), EquilibriumOptions::for_index(index));
    let of = |model: &dyn tripole::models::Model| {
        Taxed::of_model(&cast.system, &scenario, model).unwrap().unwrap()
    };
    vec![Taxed::statutory(&cast.system, economies), of(&armington), of(&ge)]
}

/// σ = 5 for the goods of the references, and 2 for the rest.
fn armington(cast: &Cast) -> ArmingtonOptions {
    let index = cast.system.table().index();
    let mut options = ArmingtonOptions::for_index(index);
    if cast.name != "wiod13_2011" {
        let is_good = |code: &str| cast.goods.contains(&format!("\"{code}\""));
        let sigma = index.sector_codes().iter().map(|it| if is_good(it) { 5.0 } else { 2.0 });
        options.elasticities = Elasticities::new(index, sigma.collect()).unwrap();
    }
    options
}

#[test]
fn effective_rates_are_those_of_the_reference() {
    let Some(path) = shared("reference/tariff/effective.csv") else { return };
    let rows = records(&std::fs::read_to_string(path).unwrap());
    let authorities = shared("reference/tariff/effective_by_authority.csv").unwrap();
    let by_authority = records(&std::fs::read_to_string(authorities).unwrap());
    let (mut met, mut met_authorities) = (0, 0);
    for name in ["bloc8x4", "leather", "wiod13_2011"] {
        let cast = cast(name).unwrap();
        for scenario in ["one", "war", "all", "schedule"] {
            let of_case = |it: &&Row| it["table"] == name && it["scenario"] == scenario;
            let wanted: Vec<&Row> = rows.iter().filter(of_case).collect();
            if wanted.is_empty() {
                continue;
            }
            let trades = trades(&cast, scenario);
            let tariffs = cast.scenario(scenario, "").tariffs().unwrap();
            let economies = tariffs.economies().clone();
            let found: Vec<Vec<Effective>> =
                trades.iter().map(|trade| effective(&tariffs, trade)).collect();
            for row in &wanted {
                let importer = economies.find(&row["importer"]).unwrap().position();
                let what = format!("{name} {scenario} {} {}", row["importer"], row["trade"]);
                let place = trades.iter().position(|it| it.name == row["trade"]);
                let of = &found[place.unwrap_or(0)][importer];
                let tolerance = if place.unwrap_or(0) == 0 { 1e-9 } else { 1e-7 };
                let size = number(row, "revenue").abs().max(1.0);
                if place.is_none() {
                    close(of.rate_before, number(row, "rate"), tolerance, &what);
                    close(of.revenue_before, number(row, "revenue"), tolerance * size, &what);
                } else {
                    close(of.rate, number(row, "rate"), tolerance, &what);
                    close(of.rate_dutiable, number(row, "rate_dutiable"), tolerance, &what);
                    let statutory = number(row, "statutory_effect");
                    close(of.statutory_effect, statutory, tolerance, &what);
                    let substitution = number(row, "substitution_effect");
                    close(of.substitution_effect, substitution, tolerance, &what);
                    close(of.revenue, number(row, "revenue"), tolerance * size, &what);
                    let change = of.statutory_effect + of.substitution_effect;
                    assert!((change - (of.rate - of.rate_before)).abs() < 1e-15);
                }
                met += 1;
            }
            let levies = Levies::of(&cast.scenario(scenario, ""), cast.system.table()).unwrap();
            let frame = revenue_by_authority(&levies, &trades, "m");
            for row in by_authority.iter().filter(of_case) {
                let key = [&row["importer"], &row["trade"], &row["authority"]];
                let ours = frame.value(&key.map(String::as_str), "revenue").unwrap();
                let tolerance = if row["trade"] == "statutory" { 1e-9 } else { 1e-7 };
                let theirs = number(row, "revenue");
                close(ours, theirs, tolerance * theirs.abs().max(1.0), &format!("{key:?}"));
                met_authorities += 1;
            }
            // Authorities, and flows, add up to the revenue of the importer.
            let flows = revenue_by_flow(&tariffs, &trades, "m");
            for (trade, of) in trades.iter().zip(&found) {
                for (id, economy) in economies.economies() {
                    let sum = |frame: &Frame| total(frame, &economy.name, &trade.name);
                    let revenue = of[id.position()].revenue;
                    assert!((sum(&frame) - revenue).abs() <= 1e-9 * revenue.abs().max(1.0));
                    assert!((sum(&flows) - revenue).abs() <= 1e-9 * revenue.abs().max(1.0));
                }
            }
        }
    }
    assert_eq!((met, met_authorities), (rows.len(), by_authority.len()));
}

/// The revenue of an importer at some trade.
fn total(frame: &Frame, importer: &str, trade: &str) -> f64 {
    let keys = frame.keys();
    let (of, at) = (
        keys.iter().find(|key| key.name() == "importer").unwrap(),
        keys.iter().find(|key| key.name() == "trade").unwrap(),
    );
    let values = frame.real("revenue").unwrap();
    let rows =
        (0..frame.rows()).filter(|row| of.label(*row) == importer && at.label(*row) == trade);
    rows.map(|row| values[row]).sum()
}

#[test]
fn incidence_is_that_of_the_reference() {
    let Some(path) = shared("reference/tariff/incidence.csv.gz") else { return };
    let rows = records(&gunzip(&path));
    let mut met = 0;
    for name in ["bloc8x4", "leather", "wiod13_2011"] {
        let cast = cast(name).unwrap();
        for scenario in ["one", "war", "all", "schedule"] {
            let of_case = |it: &&Row| it["table"] == name && it["scenario"] == scenario;
            let wanted: Vec<&Row> = rows.iter().filter(of_case).collect();
            if wanted.is_empty() {
                continue;
            }
            let levies = Levies::of(&cast.scenario(scenario, ""), cast.system.table()).unwrap();
            let of = |by| incidence(&cast.system, &levies, by, Incidence::Together).unwrap();
            let importers = of(IncidenceBy::Importer);
            let exporters = of(IncidenceBy::Exporter);
            let sectors = of(IncidenceBy::OriginSector);
            for row in wanted {
                let key = |columns: &[&str]| -> Vec<String> {
                    columns.iter().map(|column| row[*column].clone()).collect()
                };
                let value = |frame: &Frame, key: Vec<String>, column: &str| {
                    let key: Vec<&str> = key.iter().map(String::as_str).collect();
                    frame.value(&key, column).unwrap_or_else(|| panic!("{key:?} {column}"))
                };
                let duty = importers.value(&[&row["importer"]], "duty").unwrap();
                let ours = match row["measure"].as_str() {
                    "by_origin" => {
                        value(&exporters, key(&["importer", "exporter", "origin"]), "duty")
                    }
                    "by_origin_sector" => {
                        value(&sectors, key(&["importer", "origin", "origin_sector"]), "duty")
                    }
                    measure => value(&importers, key(&["importer"]), measure),
                };
                let what = format!("{name} {scenario} {row:?}");
                close(ours, number(row, "value"), 1e-9 * duty, &what);
                met += 1;
            }
            // Every split adds up, whichever way.
            let origins = of(IncidenceBy::Origin);
            let sum = |frame: &Frame| frame.real("duty").unwrap().iter().sum::<f64>();
            let unallocated: f64 = importers.real("unallocated").unwrap().iter().sum();
            let all = sum(&importers) - unallocated;
            for split in [Incidence::Together, Incidence::ByAuthority, Incidence::ByUse] {
                for by in [IncidenceBy::Origin, IncidenceBy::OriginSector, IncidenceBy::Exporter] {
                    let frame = incidence(&cast.system, &levies, by, split).unwrap();
                    assert!((sum(&frame) - all).abs() < 1e-9 * all, "{by} {split}");
                }
            }
            assert!((sum(&origins) - all).abs() < 1e-9 * all);
        }
    }
    assert_eq!(met, rows.len());
}

#[test]
fn a_path_of_months_adds_up_to_the_year_and_its_authorities() {
    let Some(cast) = cast("bloc8x4") else { return };
    let scenario = cast.scenario("schedule", "");
    let year: Period = "2025".parse().unwrap();
    let table = cast.system.table();
    let of = |periods: &[Period], by| revenue_path(&scenario, table, periods, by).unwrap().0;
    let (months, whole) =
        (of(&year.months(), PathBy::Importer), of(std::slice::from_ref(&year), PathBy::Importer));
    let split = of(&year.months(), PathBy::Authority);
    assert_eq!(months.rows(), 24);
    assert_eq!(split.rows(), 24 * 6);
    let sum = |frame: &Frame| frame.real("revenue").unwrap().iter().sum::<f64>();
    assert!((sum(&months) - sum(&whole)).abs() < 1e-9 * sum(&whole));
    assert!((sum(&split) - sum(&whole)).abs() < 1e-9 * sum(&whole));
    // A day is the rate of the day.
    let day: Period = "2026-03-15".parse().unwrap();
    let rates = effective(
        &scenario.tariffs().unwrap(),
        &Taxed::statutory(&cast.system, scenario.geography().economies()),
    );
    let usa = scenario.geography().economies().find("USA").unwrap().position();
    let path = of(&[day], PathBy::Importer);
    let rate = path.value(&["2026-03-15", "USA"], "rate").unwrap();
    assert!((rate - rates[usa].rate).abs() < 1e-12);
    let revenue = path.value(&["2026-03-15", "USA"], "revenue").unwrap();
    assert!((365.0 * revenue - rates[usa].revenue).abs() < 1e-9 * rates[usa].revenue);
    let mixed = cast
        .scenario("schedule", "[[tariff]]\nimporter = \"DEU\"\nexporter = \"CHN\"\nrate = 0.1\n");
    assert!(revenue_path(&mixed, table, &[year], PathBy::Importer).is_err());
}

/// With uniform rates the authorities add up with what these have beyond the means.
#[test]
fn a_path_of_uniform_rates_adds_up() {
    let Some(cast) = cast("bloc8x4") else { return };
    let text = cast.text("schedule") + "rates_of = \"ces\"\n";
    let input = tripole::read::Input::bytes("s.toml", text);
    let scenario = tripole::scenario::read_scenario(input, &cast.context).unwrap();
    let year: Period = "2026".parse().unwrap();
    let table = cast.system.table();
    let of = |by| revenue_path(&scenario, table, std::slice::from_ref(&year), by).unwrap().0;
    let (whole, split) = (of(PathBy::Importer), of(PathBy::Authority));
    let sum = |frame: &Frame| frame.real("revenue").unwrap().iter().sum::<f64>();
    assert!((sum(&whole) - sum(&split)).abs() < 1e-9 * sum(&whole));
    assert!(split.value(&["2026", "USA", "(other)"], "revenue").unwrap() != 0.0);
}

#[test]
fn incidence_of_duties_on_content_is_refused() {
    let Some(cast) = cast("bloc8x4") else { return };
    let scenario = cast.scenario("one", "[[content_duty]]\nimporter = \"USA\"\n");
    let levies = Levies::of(&scenario, cast.system.table()).unwrap();
    let refused = incidence(&cast.system, &levies, IncidenceBy::Importer, Incidence::Together);
    assert!(refused.unwrap_err().to_string().contains("content"));
}
