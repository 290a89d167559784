//! Runs day by day against the reference runs (`reference/disruption`): what is refused, how output
//! stands after a run, embargoes with days, the best allocation, models beside each other.
//!
//! The rows of the built-in table and of WIOD that take long are ignored:
//! `cargo test --test it disruption_guards -- --ignored`.

use std::collections::HashMap;

use tripole::frame::Level;
use tripole::models::disruption::{
    Ario, Binding, Collapse, Course, Disruption, Flag, Horizon, InputRule, Loss, Nest, Note,
    Orders, Outage, Stocks, Stop, Suppliers, Verdict, Warning, ario, best_allocation, comparison,
    partially_binding, ration, threshold,
};
use tripole::models::impact::impact;
use tripole::models::registry::{model_of, named};
use tripole::read::{Input, ReadOptions, read};
use tripole::scenario::{Scenario, SupplyLoss};
use tripole::table::{Geography, Sales, Uses};
use tripole::{Accounting, Error, LeontiefSystem, Matrix, Mrio, Partition, RowSet, SectorId};

use crate::cli::{ok, stderr, stdout, tripole};
use crate::disruption::{first_row, one_region};
use crate::support::{records, shared, shared_table};

type Row = HashMap<String, String>;

fn reference(name: &str) -> Option<Vec<Row>> {
    let path = shared(&format!("reference/disruption/{name}.csv"))?;
    Some(records(&std::fs::read_to_string(path).unwrap()))
}

fn number(row: &Row, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column}: {row:?}"))
}

fn count(row: &Row, column: &str) -> usize {
    row[column].parse().unwrap_or_else(|_| panic!("{column}: {row:?}"))
}

fn system_of(table: Mrio) -> (LeontiefSystem, Partition) {
    let partition = Partition::regions(table.index());
    (LeontiefSystem::new(table, &Accounting::default()).unwrap(), partition)
}

fn builtin() -> (LeontiefSystem, Partition) {
    let input = Input::parse("builtin:three-pole-2011").unwrap();
    system_of(read(&input, &ReadOptions::default()).unwrap().table)
}

fn table(name: &str) -> Option<(LeontiefSystem, Partition)> {
    match name {
        "three-pole-2011" => Some(builtin()),
        "bloc8x4" => {
            Some(system_of(shared_table("reference/tables/bloc8x4.csv", &ReadOptions::default())?))
        }
        _ => {
            let path = "data/wiod13/wiod13_2011.csv.gz";
            Some(system_of(shared_table(path, &ReadOptions::default())?))
        }
    }
}

/// The sectors that the outage of a table hits.
fn cells(name: &str) -> [(&'static str, &'static str); 2] {
    match name {
        "three-pole-2011" => [("KOR", "ELE"), ("TWN", "ELE")],
        "bloc8x4" => [("CHN", "ELE"), ("JPN", "ELE")],
        _ => [("KOR", "c14"), ("TWN", "c14")],
    }
}

fn rows(system: &LeontiefSystem, partition: &Partition, cells: &[(&str, &str)]) -> RowSet {
    let index = system.table().index();
    RowSet::union(cells.iter().map(|(region, sector)| {
        let sector = index.find_sector(sector).unwrap();
        RowSet::cell(index, partition, partition.find(region).unwrap(), sector).unwrap()
    }))
}

/// Half of two sectors, on days 5 to 94.
fn outage(system: &LeontiefSystem, partition: &Partition, name: &str) -> [Outage; 1] {
    let rows = rows(system, partition, &cells(name));
    [Outage { loss: Loss { rows, share: 0.5 }, days: 5..95 }]
}

/// Settings under which everything may be run, services in stock as goods are.
fn setting(n: f64, tau: f64, psi: f64) -> Ario {
    let stocks = Stocks::of_all(n).refilled_over(tau);
    Ario { stocks, psi, collapse: Collapse::Allowed, ..Ario::default() }
}

fn suppliers(word: &str) -> Suppliers {
    if word == "steady" { Suppliers::Steady } else { Suppliers::Available }
}

/// The settings of a row of a reference file.
fn setting_of(row: &Row) -> Ario {
    let psi = row.get("psi").map_or(0.8, |psi| psi.parse().unwrap());
    let (n, printed) = (number(row, "stock_days"), number(row, "restocking_days"));
    // 13.6364 is 15/1.1.
    let exact = row.get("k").map(|k| n / k.parse::<f64>().unwrap());
    let tau = exact.filter(|tau| (tau - printed).abs() < 1e-4).unwrap_or(printed);
    let rule = setting(n, tau, psi);
    let overproduction = row.get("overproduction").map_or(1.25, |most| most.parse().unwrap());
    let suppliers = row.get("orders").map_or(Suppliers::Steady, |word| suppliers(word));
    Ario { overproduction, suppliers, ..rule }
}

fn year() -> Horizon {
    Horizon::days(365).unwrap()
}

/// Value added of some rows in per cent of that of as many steady days.
fn percent(system: &LeontiefSystem, course: &Course<'_>, rows: &[usize]) -> f64 {
    let (v, made) = (system.value_added_coefficients(), course.output().row_sums());
    let days = course.output().columns() as f64;
    let usual = |row: usize| days * course.steady_output()[row];
    let change: f64 = rows.iter().map(|&row| v[row] * (made[row] - usual(row))).sum();
    100.0 * change / rows.iter().map(|&row| v[row] * usual(row)).sum::<f64>()
}

fn of_region<'a>(partition: &'a Partition, code: &str) -> &'a [usize] {
    &partition.economy(partition.find(code).unwrap()).rows
}

fn world(system: &LeontiefSystem) -> Vec<usize> {
    (0..system.order()).collect()
}

/// Output over steady output of some rows on a day.
fn level(course: &Course<'_>, rows: &[usize], day: usize) -> f64 {
    let sum = |of: &[f64]| rows.iter().map(|&row| of[row]).sum::<f64>();
    sum(course.output().column(day)) / sum(course.steady_output())
}

/// The largest gap between output and steady output, over the largest steady output.
fn deviation(course: &Course<'_>) -> f64 {
    let size = course.steady_output().iter().fold(0.0_f64, |most, x| most.max(*x));
    let days = 0..course.output().columns();
    let gaps = days.flat_map(|day| course.output().column(day).iter().zip(course.steady_output()));
    gaps.fold(0.0, |worst, (x, steady)| worst.max((x - steady).abs() / size))
}

/// Number of decimals that a reference prints, as the largest error that they leave.
fn printed(row: &Row, column: &str) -> f64 {
    let decimals = row[column].split_once('.').map_or("", |(_, decimals)| decimals);
    decimals.chars().fold(0.500_001, |error, _| error / 10.0)
}

fn meets(row: &Row, column: &str, ours: f64) {
    let theirs = number(row, column);
    // Where orders follow capacities, rounding decides whether demand was met exactly, which
    // overproduction asks: a whole unit of the last digit.
    let units = if row.get("orders").is_some_and(|orders| orders == "alt") { 2.0 } else { 1.0 };
    let slack = units * printed(row, column);
    assert!((ours - theirs).abs() <= slack, "{column}: {ours} {theirs} {row:?}");
}

#[test]
fn a_steady_world_stays() {
    for name in ["three-pole-2011", "bloc8x4"] {
        let Some((system, _)) = table(name) else { return };
        let course = ario(&system, &[], year(), &setting(30.0, 60.0, 0.8)).unwrap();
        assert!(deviation(&course) <= 1e-15, "{name} {}", deviation(&course));
        assert_eq!(course.verdict(), Some(Verdict::Recovered));
    }
}

/// Refilled in half of the days that a stock lasts, a day at least, unless something else is said.
#[test]
fn refilling_follows_the_stock() {
    let Some((system, partition)) = table("bloc8x4") else { return };
    let outage = outage(&system, &partition, "bloc8x4");
    let output = |stocks: Stocks| {
        let rule = Ario { stocks, ..Ario::default() };
        ario(&system, &outage, year(), &rule).unwrap().output().clone()
    };
    assert_eq!(output(Stocks::of_all(30.0)), output(Stocks::of_all(30.0).refilled_over(15.0)));
    assert_eq!(output(Stocks::of_all(1.5)), output(Stocks::of_all(1.5).refilled_over(1.0)));
    assert_ne!(output(Stocks::of_all(30.0)), output(Stocks::of_all(30.0).refilled_over(16.0)));
}

#[test]
#[ignore = "a minute of WIOD"]
fn wiod_meets_its_runs() {
    let (Some((system, partition)), Some(rows)) = (table("wiod"), reference("wiod_tripole")) else {
        return;
    };
    let outage = outage(&system, &partition, "wiod");
    for row in rows {
        let horizon = Horizon::days(count(&row, "days")).unwrap();
        let course = ario(&system, &outage, horizon, &setting_of(&row)).unwrap();
        for region in ["CHN", "USA", "KOR", "TWN"] {
            let ours = percent(&system, &course, of_region(&partition, region));
            meets(&row, &format!("{region}_va_pct"), ours);
        }
        let all = world(&system);
        meets(&row, "world_output_last", level(&course, &all, 364));
        let summary = course.summary(&partition, Level::World).unwrap();
        for column in ["lowest", "day_of_lowest"] {
            let of = if column == "lowest" { "output_ratio_lowest" } else { column };
            let theirs = if column == "lowest" { "world_output_lowest" } else { column };
            meets(&row, theirs, summary.value(&["WLD"], of).unwrap());
        }
    }
}

/// WIOD with stocks for 30 days: refilled as they should be it recovers; over 60 days, which is
/// refused unless it is asked for, it falls everywhere.
#[test]
fn wiod_recovers_or_falls_everywhere() {
    let Some((system, partition)) = table("wiod") else { return };
    let outage = outage(&system, &partition, "wiod");
    let rule = Ario { stocks: Stocks::of_all(30.0), ..Ario::default() };
    let course = ario(&system, &outage, year(), &rule).unwrap();
    for (region, theirs) in [("CHN", -0.00620), ("KOR", -2.37881), ("TWN", -2.41338)] {
        let ours = percent(&system, &course, of_region(&partition, region));
        assert!((ours - theirs).abs() <= 0.5e-5, "{region} {ours}");
    }
    let slow = setting(30.0, 60.0, 0.8);
    let refused = ario(&system, &[], year(), &Ario { collapse: Collapse::Refused, ..slow.clone() });
    assert!(matches!(refused, Err(Error::Collapse { .. })));
    let course = ario(&system, &outage, year(), &slow).unwrap();
    for (region, theirs) in [("CHN", -14.75371), ("KOR", -48.29534)] {
        let ours = percent(&system, &course, of_region(&partition, region));
        assert!((ours - theirs).abs() <= 0.5e-5, "{region} {ours}");
    }
    assert!((level(&course, &world(&system), 364) - 0.439_055).abs() < 0.5e-6);
    let flags = course.flags(&partition).unwrap();
    assert!(flags.len() == 41 && flags.iter().all(|flags| flags.has(Flag::Falling)));
}

/// An outage of electronics of Korea and Taiwan as a scenario file, and where it lies.
fn file(folder: &std::path::Path, entries: &str) -> String {
    let path = folder.join("outage.toml");
    std::fs::write(&path, format!("name = \"A\"\n{entries}")).unwrap();
    path.to_str().unwrap().to_owned()
}

const OUTAGE: &str = "[[supply]]\nregion = [\"KOR\", \"TWN\"]\nsectors = \"ELE\"\nloss = 0.5\nstart = 5\ndays = 90\n";

#[test]
fn what_never_ends_is_refused() {
    assert!((threshold(0.5, 0.8) - 0.8333).abs() < 1e-4 && threshold(1.0, 0.8) == 0.0);
    assert!(threshold(1.0, 1.0) == 1.0 && threshold(0.9, 1.0) == 1.0 && threshold(2.0, 1.0) == 0.0);
    let (system, _) = one_region(Matrix::from_rows(&[[30.0]]), Matrix::from_rows(&[[70.0]]));
    let run = |n, tau, psi, collapse| {
        let rule = Ario { collapse, ..setting(n, tau, psi) };
        ario(&system, &[], year(), &rule).map(|course| course.warnings().to_vec())
    };
    for (n, tau, psi, refused) in [
        (30.0, 60.0, 0.8, true),
        (30.0, 30.0, 1.0, true),
        (30.0, 30.0, 0.8, false),
        (30.0, 15.0, 1.0, false),
    ] {
        let found = run(n, tau, psi, Collapse::Refused);
        assert_eq!(matches!(found, Err(Error::Collapse { .. })), refused, "{n} {tau} {psi}");
        let warned = run(n, tau, psi, Collapse::Allowed).unwrap();
        let always = warned.iter().any(|w| matches!(w, Warning::Collapses { .. }));
        assert_eq!(always, refused, "{warned:?}");
    }
    // Warned of: k below 1.5, k psi below 1, psi above 0.9.
    let warned = |n, tau, psi| run(n, tau, psi, Collapse::Refused).unwrap();
    assert!(warned(90.0, 60.0, 0.8).is_empty() && warned(90.0, 45.0, 0.9).is_empty());
    assert!(matches!(warned(30.0, 24.0, 0.8)[..], [Warning::SlowRestocking { .. }]));
    assert!(matches!(warned(30.0, 15.0, 0.4)[..], [Warning::SlowRestocking { .. }]));
    assert!(matches!(warned(90.0, 45.0, 0.95)[..], [Warning::TightStocks { .. }]));
    let rule = Ario { orders: Orders::Wanted, ..setting(30.0, 60.0, 0.8) };
    let course = ario(&system, &[], year(), &rule).unwrap();
    assert!(course.warnings().is_empty(), "orders of wanted use do not feed on themselves");

    let folder = tempfile::tempdir().unwrap();
    let scenario = file(folder.path(), OUTAGE);
    let saved = folder.path().join("out.csv");
    let slow = ["scenario", &scenario, "--stock-days", "30", "--restocking-days", "60"];
    let refused = tripole(&[&slow[..], &["-o", saved.to_str().unwrap()]].concat());
    assert_eq!(refused.status.code(), Some(1));
    assert!(!saved.exists() && refused.stdout.is_empty());
    let said = stderr(&refused);
    let expected = "error: stocks for 30 days are refilled over 60: a shortage below 83 % of output \
                    never ends and the world stops, whatever the outage\n\nhint: leave \
                    `--restocking-days` out (15 days) or refill faster; `--allow-collapse` runs it \
                    all the same, to see how output falls\n";
    assert_eq!(said, expected);
}

/// Every row says that it is no forecast, in every form; with `--strict` there is none.
#[test]
fn flags_stand_on_every_row() {
    let folder = tempfile::tempdir().unwrap();
    let scenario = file(folder.path(), OUTAGE);
    let slow = ["scenario", &scenario, "--stock-days", "15", "--restocking-days", "60"];
    let fast: Vec<&str> = [&slow[..], &["--allow-collapse", "--family", "output"]].concat();
    let output = tripole(&[&fast[..], &["--csv"]].concat());
    let (text, said) = (stdout(&output), stderr(&output));
    assert!(text.starts_with("family,region,indicator,before,after,change,change_percent,flag\n"));
    assert!(
        said.contains("warning: not a forecast: output does not come back (falling)"),
        "{said}"
    );
    let found = records(&text);
    assert!(found.iter().all(|row| row["flag"] == "falling;beyond_upper_end"), "{text}");
    let strict = tripole(&[&fast[..], &["--strict"]].concat());
    assert_eq!((strict.status.code(), strict.stdout.len()), (Some(1), 0), "{}", stderr(&strict));
    let long = ok(&[&fast[..], &["--long", "--csv"]].concat());
    assert!(long.starts_with("family,region,indicator,statistic,unit,value,flag\n"), "{long}");
    assert!(records(&long).iter().all(|row| row["flag"] == "falling;beyond_upper_end"));
    let blocs = ok(&[&fast[..], &["--by", "bloc", "--csv"]].concat());
    assert!(records(&blocs).iter().all(|row| row["flag"] == "falling;beyond_upper_end"));
    let json = ok(&[&fast[..], &["--json"]].concat());
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let note = |name: &str| json["notes"][name].as_str().unwrap().to_owned();
    assert_eq!([note("stock_days"), note("restocking_days"), note("k")], ["15", "60", "0.25"]);
    assert_eq!([note("psi"), note("days"), note("world")], ["0.8", "365", "falling"]);
    assert_eq!([note("suppliers"), note("orders")], ["steady", "of use"]);
    assert_eq!(json["rows"][0]["flag"], "falling;beyond_upper_end");
    let book = folder.path().join("out.xlsx");
    ok(&[&fast[..], &["-o", book.to_str().unwrap()]].concat());
    let mut book = zip::ZipArchive::new(std::fs::File::open(book).unwrap()).unwrap();
    let mut strings = String::new();
    std::io::Read::read_to_string(&mut book.by_name("xl/sharedStrings.xml").unwrap(), &mut strings)
        .unwrap();
    for text in ["flag", "falling;beyond_upper_end", "restocking_days"] {
        assert!(strings.contains(&format!(">{text}<")), "{text}");
    }
    let days = ok(&[&slow[..], &["--allow-collapse", "--by", "day", "--csv"]].concat());
    assert!(
        days.starts_with("region,day,output,output_steady,final_demand_unmet,output_ratio,flag\n")
    );
    assert!(records(&days).iter().all(|row| row["flag"] == "falling;beyond_upper_end"));
}

/// With the defaults output comes back: no flag, no warning; what was set is said.
#[test]
fn the_defaults_recover() {
    let folder = tempfile::tempdir().unwrap();
    let scenario = file(folder.path(), OUTAGE);
    let output = tripole(&["scenario", &scenario, "--family", "output", "--csv"]);
    let said = stderr(&output);
    assert!(records(&stdout(&output)).iter().all(|row| row["flag"].is_empty()));
    assert!(!said.contains("warning"), "{said}");
    let set = "note: days 365; stock days 90; never bind UTC, TRD, TRN, BUS, PUB; restocking days \
               45; k 2; psi 0.8; overproduction 1.25 in 365; suppliers steady; orders of use; world \
               recovered\n";
    assert!(said.contains(set), "{said}");
    // What has only just ended cannot be judged yet.
    let output = tripole(&["scenario", &scenario, "--days", "95", "--family", "output", "--csv"]);
    assert!(stderr(&output).contains("note: the run ends 0 days after the last outage"));
    let korea = |column: &str| {
        let rows = records(&stdout(&output));
        rows.iter().find(|row| row["region"] == "KOR").unwrap()[column].clone()
    };
    assert_eq!(korea("flag"), "ongoing");
    // Nothing that lasts for good is judged, and what begins too late does nothing.
    let lasting = file(folder.path(), &OUTAGE.replace("days = 90\n", ""));
    let output = tripole(&["scenario", &lasting, "--family", "output", "--csv"]);
    assert!(stderr(&output).contains("world no verdict: what happens does not end"));
    let late = file(folder.path(), &OUTAGE.replace("start = 5", "start = 400"));
    let output = tripole(&["scenario", &late, "--family", "output", "--csv"]);
    let warning =
        "warning: a change begins on day 400, after the last of 365 days: it does nothing";
    assert!(stderr(&output).contains(warning), "{}", stderr(&output));
}

/// Poles carry the flags of their members, sweeps those of their regions.
#[test]
fn poles_and_sweeps_carry_flags() {
    let folder = tempfile::tempdir().unwrap();
    // Too short a time after a long loss.
    let scenario = file(folder.path(), &OUTAGE.replace("days = 90", "days = 340"));
    let text = ok(&["indices", "--scenario", &scenario, "--csv"]);
    let flag = |economy: &str, year: &str| {
        let rows = records(&text);
        let row = rows.iter().find(|row| row["economy"] == economy && row["year"] == year);
        row.unwrap()["flag"].clone()
    };
    assert_eq!(flag("Asia-Pacific", "2011 after"), "ongoing");
    assert_eq!([flag("KOR", "2011 after"), flag("KOR", "2011 before")], ["ongoing", ""]);
    assert_eq!(flag("Europe", "2011 after"), "");
    let grid = folder.path().join("grid.toml");
    let text = "name = \"g\"\nmodel = \"ario\"\ndays = 40\n[parameters]\nloss = [0, 0.5]\n";
    std::fs::write(&grid, format!("{text}{}", OUTAGE.replace("0.5", "\"$loss\""))).unwrap();
    let text = ok(&["sweep", grid.to_str().unwrap(), "--region", "KOR"]);
    let header = text.lines().next().unwrap();
    assert!(header.ends_with(",change_percent,flag"), "{header}");
    for row in records(&text) {
        assert_eq!(row["flag"], if row["scenario"] == "1" { "" } else { "ongoing" }, "{row:?}");
    }
}

fn settings_meet(name: &str) {
    let (Some((system, partition)), Some(rows)) = (table(name), reference("settings")) else {
        return;
    };
    let outage = outage(&system, &partition, name);
    let rows: Vec<Row> = rows.into_iter().filter(|row| row["table"] == name).collect();
    assert_eq!(rows.len(), if name == "bloc8x4" { 32 } else { 56 });
    for row in &rows {
        let course = ario(&system, &outage, year(), &setting_of(row)).unwrap();
        let all = world(&system);
        // Where the two programs of the reference part, ours may be as far from them.
        let apart = number(row, "max_rel_diff");
        let meets = |column: &str, ours: f64| {
            let theirs = number(row, column);
            let twin = row
                .get(&format!("{column}_boario"))
                .map(|_| number(row, &format!("{column}_boario")));
            let gap = twin.map_or(apart, |twin| (twin - theirs).abs());
            let slack = gap + 2.0 * printed(row, column);
            assert!((ours - theirs).abs() <= slack, "{column}: {ours} {theirs} {row:?}");
        };
        meets("world_gdp_pct", percent(&system, &course, &all));
        for region in ["CHN", "KOR", "USA"] {
            if row[&format!("{region}_pct")].is_empty() {
                continue;
            }
            let ours = percent(&system, &course, of_region(&partition, region));
            meets(&format!("{region}_pct"), ours);
        }
        let levels: Vec<f64> = (0..365).map(|day| level(&course, &all, day)).collect();
        meets("world_output_lowest", levels.iter().fold(f64::INFINITY, |m, y| m.min(*y)));
        meets("world_output_last_day", levels[364]);
    }
}

#[test]
fn settings_of_a_small_table() {
    settings_meet("bloc8x4");
}

#[test]
#[ignore = "a minute of the built-in table"]
fn settings_of_the_builtin_table() {
    settings_meet("three-pole-2011");
}

fn paths_meet(name: &str) {
    let (Some((system, partition)), Some(rows)) = (table(name), reference("paths")) else {
        return;
    };
    let outage = outage(&system, &partition, name);
    let mut courses: HashMap<String, Course<'_>> = HashMap::new();
    let mut met = 0;
    for row in rows.iter().filter(|row| row["table"] == name) {
        let key = ["stock_days", "restocking_days", "psi", "overproduction", "orders"];
        let key = key.map(|column| row[column].as_str()).join(" ");
        let course = courses
            .entry(key)
            .or_insert_with(|| ario(&system, &outage, year(), &setting_of(row)).unwrap());
        let (day, theirs) = (count(row, "day"), number(row, "output_ratio"));
        let ours = level(course, of_region(&partition, &row["region"]), day);
        assert!((ours - theirs).abs() <= 1e-11, "{ours} {row:?}");
        met += 1;
    }
    assert!(met > 500, "{met}");
}

#[test]
fn paths_of_a_small_table() {
    paths_meet("bloc8x4");
}

#[test]
#[ignore = "half a minute of the built-in table"]
fn paths_of_the_builtin_table() {
    paths_meet("three-pole-2011");
}

/// Whether world output is back (above 0.999 on day 730), how low it went and when.
fn recovery_meets(name: &str) {
    let (Some((system, partition)), Some(rows)) = (table(name), reference("recovery_map")) else {
        return;
    };
    let outage = outage(&system, &partition, name);
    let (all, horizon) = (world(&system), Horizon::days(730).unwrap());
    for row in rows.iter().filter(|row| row["table"] == name) {
        let course = ario(&system, &outage, horizon, &setting_of(row)).unwrap();
        let levels: Vec<f64> = (0..730).map(|day| level(&course, &all, day)).collect();
        let lowest = levels.iter().copied().fold(f64::INFINITY, f64::min);
        meets(row, "lowest", lowest);
        // Overproduction asks whether yesterday's demand was met exactly. Where orders follow
        // capacities rounding decides that, and leaves up to some 1e-6 of output.
        let slack = if row["orders"] == "alt" { 1e-5 } else { 0.5e-6 };
        assert!((levels[729] - number(row, "last_day_730")).abs() <= slack, "{row:?}");
        assert_eq!(levels[729] > 0.999, row["recovered"] == "1", "{row:?}");
    }
}

#[test]
fn recovery_of_a_small_table() {
    recovery_meets("bloc8x4");
}

#[test]
#[ignore = "minutes of the built-in table"]
fn recovery_of_the_builtin_table() {
    recovery_meets("three-pole-2011");
}

/// One sector that uses a share of itself: the longest outage that it survives.
#[test]
fn thresholds_of_one_sector() {
    let Some(rows) = reference("toy_threshold") else { return };
    for row in &rows {
        let a = number(row, "a");
        let (system, partition) = one_region(
            Matrix::from_rows(&[[a * 100.0]]),
            Matrix::from_rows(&[[(1.0 - a) * 100.0]]),
        );
        let loss = first_row(&system, &partition, number(row, "loss"));
        let rule =
            setting(number(row, "stock_days"), number(row, "restocking_days"), number(row, "psi"));
        let n = number(row, "stock_days");
        // Printed with two decimals: 33.33 is a third of a hundred.
        let tau = if row["restocking_days"] == "33.33" { n / 0.9 } else { n / number(row, "k") };
        let tau = if row["k"] == "0.08333" { 60.0 } else { tau };
        let stocks = rule.stocks.clone().refilled_over(tau);
        let rule = Ario { overproduction: 1.0, stocks, ..rule };
        let last = |days: usize| {
            let outage = [Outage { loss: loss.clone(), days: 5..5 + days }];
            // Just below the threshold a slow fall takes years to show.
            let course = ario(&system, &outage, Horizon::days(12_000).unwrap(), &rule).unwrap();
            course.output()[(0, 11_999)] / course.steady_output()[0]
        };
        let (survives, fails) =
            (count(row, "longest_outage_recovering"), count(row, "shortest_outage_collapsing"));
        assert!(last(survives) > 0.999, "{row:?}");
        // DIFFERENCE: 201 and 202 days are so near the threshold that output falls for 1,000 days
        // and is back after 6,000; the reference stopped looking earlier.
        let looked_longer = row["a"] == "0.7" && row["k"] == "0.9";
        let fails = if looked_longer { fails + 2 } else { fails };
        assert!(last(fails) < 0.5, "{row:?}");
    }
}

/// Where output is cut as soon as stocks are below their aim, losing a millionth of two sectors for
/// a day stops the world.
#[test]
fn a_millionth_for_a_day() {
    let (system, partition) = builtin();
    let rows = rows(&system, &partition, &cells("three-pole-2011"));
    let outage = [Outage { loss: Loss { rows, share: 1e-6 }, days: 5..6 }];
    let horizon = Horizon::days(130).unwrap();
    let run = |psi, collapse| {
        ario(&system, &outage, horizon, &Ario { collapse, ..setting(5.0, 60.0, psi) })
    };
    assert!(matches!(run(1.0, Collapse::Refused), Err(Error::Collapse { .. })));
    let (course, all) = (run(1.0, Collapse::Allowed).unwrap(), world(&system));
    let below = (0..130).find(|&day| level(&course, &all, day) < 0.99);
    assert_eq!(below, Some(116));
    let course = run(0.8, Collapse::Allowed).unwrap();
    let lowest = (0..130).map(|day| level(&course, &all, day)).fold(f64::INFINITY, f64::min);
    assert!((1.0 - lowest - 3e-9).abs() < 0.5e-9, "{}", 1.0 - lowest);
}

/// All stocks cut to a share of their aims on day 0: below the threshold they go on falling.
#[test]
fn thresholds_of_a_table() {
    let Some((system, _)) = table("bloc8x4") else { return };
    let after = |n: f64, tau: f64, filled: f64| {
        let rule = setting(n, tau, 0.8);
        let rule = Ario { stocks: Stocks { filled, ..rule.stocks.clone() }, ..rule };
        let course = ario(&system, &[], Horizon::days(30).unwrap(), &rule).unwrap();
        let known = course.stocks_filled().values().iter().filter(|share| !share.is_nan());
        known.fold((f64::INFINITY, 0.0_f64), |(low, high), s| (low.min(*s), high.max(*s)))
    };
    for (n, tau, filled, low, high) in [
        (15.0, 60.0, 0.75, 0.7500, 0.7500),
        (15.0, 60.0, 0.70, 0.6078, 0.6515),
        (15.0, 60.0, 0.78, 0.8028, 0.8215),
        (30.0, 60.0, 0.60, 0.5631, 0.5818),
        (30.0, 60.0, 0.70, 0.7074, 0.7131),
        (30.0, 15.0, 0.05, 0.0626, 0.0773),
    ] {
        let found = after(n, tau, filled);
        let near = |ours: f64, theirs: f64| (ours - theirs).abs() <= 0.5e-4;
        assert!(near(found.0, low) && near(found.1, high), "{n}/{tau} {filled}: {found:?}");
    }
    // With k of 1.25 or more no stock ever falls.
    for (n, tau) in [(30.0, 24.0), (15.0, 12.0), (5.0, 4.0), (30.0, 15.0)] {
        for filled in [0.1, 0.4, 0.7, 0.9] {
            assert!(after(n, tau, filled).0 >= filled - 1e-12, "{n}/{tau} {filled}");
        }
    }
}

fn verdicts_meet(name: &str) {
    let (Some((system, partition)), Some(rows)) = (table(name), reference("verdicts")) else {
        return;
    };
    let outage = outage(&system, &partition, name);
    let upper = ration(&system, &[outage[0].loss.clone()], Nest::Product).unwrap();
    let v = system.value_added_coefficients();
    let value = |x: &[f64]| x.iter().zip(v).map(|(x, v)| x * v).sum::<f64>();
    let (before, after) = (value(upper.output_before()), value(upper.output()));
    let upper = 100.0 * (after - before) / before * 90.0 / 365.0;
    for row in rows.iter().filter(|row| row["table"] == name) {
        // The published scheme stops after 200 rounds and one cut, 0.002 of a day's loss before
        // the fixed point of the reference.
        assert!((upper - number(row, "upper_end_world_pct")).abs() < 6e-4, "{upper} {row:?}");
        let rule = setting_of(row);
        let refused =
            ario(&system, &[], year(), &Ario { collapse: Collapse::Refused, ..rule.clone() });
        let before = match &refused {
            Err(Error::Collapse { .. }) => "refuse",
            Ok(course) if course.warnings().is_empty() => "ok",
            _ => "warn",
        };
        assert_eq!(before, row["before_run"], "{row:?}");
        let course = ario(&system, &outage, year(), &rule).unwrap();
        assert_eq!(course.verdict().unwrap().name(), row["verdict"], "{row:?}");
        let said = course.warnings().iter().any(|w| matches!(w, Warning::NoForecast { .. }));
        assert_eq!(said, matches!(row["verdict"].as_str(), "falling" | "stuck"), "{row:?}");
        meets(row, "world_gdp_pct", percent(&system, &course, &world(&system)));
        let world = course.summary(&partition, Level::World).unwrap();
        let beyond = world.remark("flag").unwrap().label(0).contains("beyond_upper_end");
        assert_eq!(beyond, row["world_beyond"] == "1", "{row:?}");
        let flags = course.flags(&partition).unwrap();
        let names = partition.names().iter().zip(&flags);
        let beyond: Vec<&str> = names
            .filter(|(_, flags)| flags.has(Flag::BeyondUpperEnd))
            .map(|(name, _)| name.as_str())
            .collect();
        assert_eq!(beyond.join(" "), row["which"], "{row:?}");
    }
}

#[test]
fn verdicts_of_a_small_table() {
    verdicts_meet("bloc8x4");
}

#[test]
#[ignore = "a minute of the built-in table"]
fn verdicts_of_the_builtin_table() {
    verdicts_meet("three-pole-2011");
}

/// Electronics that some sellers do not sell to China.
fn embargo(system: &LeontiefSystem, partition: &Partition, sellers: &str, share: f64) -> Stop {
    let cells: Vec<(&str, &str)> = sellers.split(' ').map(|seller| (seller, "ELE")).collect();
    let buyer = vec![partition.find("CHN").unwrap()];
    let rows = rows(system, partition, &cells);
    Stop { sales: Sales::new(partition, rows, buyer, Uses::All).unwrap(), share, days: 5..95 }
}

fn embargo_meets(name: &str) {
    let (Some((system, partition)), Some(rows)) = (table(name), reference("embargo")) else {
        return;
    };
    let mut courses: HashMap<String, Course<'_>> = HashMap::new();
    // Orders of pbl go to the suppliers of before; the reference has a variant of it beside.
    let ours =
        |row: &&Row| row["table"] == name && (row["model"] == "ario" || row["orders"] == "steady");
    for row in rows.iter().filter(ours) {
        let key = ["model", "stock_days", "restocking_days", "orders", "share"];
        let key = key.map(|column| row[column].as_str()).join(" ");
        let run = || {
            let stop = embargo(&system, &partition, &row["sellers"], number(row, "share"));
            if row["model"] == "ario" {
                return ario(&system, [stop], year(), &setting_of(row)).unwrap();
            }
            let binding = Binding::new(system.table().index(), InputRule::Leontief);
            let tau = number(row, "restocking_days");
            let stocks = Stocks::of_all(number(row, "stock_days")).refilled_over(tau);
            partially_binding(&system, [stop], year(), &Binding { stocks, ..binding }).unwrap()
        };
        let course = courses.entry(key).or_insert_with(run);
        let rows = of_region(&partition, &row["region"]);
        meets(row, "va_pct_365", percent(&system, course, rows));
        for day in [5, 94, 95, 364] {
            let (column, ours) = (format!("output_ratio_day{day}"), level(course, rows, day));
            assert!((ours - number(row, &column)).abs() < 1e-9, "{column} {ours} {row:?}");
        }
        let unmet = course.unmet_by_buyer(&partition).unwrap();
        let (ours, theirs) = (
            unmet.value(&[&row["region"]], "final_demand_unmet").unwrap(),
            number(row, "final_demand_unmet_365"),
        );
        assert!((ours - theirs).abs() <= 1e-7 * theirs.abs() + 1e-6, "{ours} {row:?}");
        if name == "bloc8x4" && row["sellers"].contains(row["region"].as_str()) {
            assert!((level(course, rows, 364) - 1.0).abs() < 1e-3, "{row:?}");
        }
    }
    assert!(courses.len() >= 5, "{:?}", courses.keys());
}

#[test]
fn embargoes_of_a_small_table() {
    embargo_meets("bloc8x4");
}

#[test]
#[ignore = "half a minute of the built-in table"]
fn embargoes_of_the_builtin_table() {
    embargo_meets("three-pole-2011");
}

/// Nothing stops, nothing changes; and where all buyers are at home, nothing stops.
#[test]
fn an_embargo_of_nothing_changes_nothing() {
    let Some((system, partition)) = table("bloc8x4") else { return };
    let index = system.table().index();
    let none = embargo(&system, &partition, "USA JPN DEU", 0.0);
    let home = embargo(&system, &partition, "CHN", 1.0);
    for (stop, flagged) in [(none, false), (home, false)] {
        for suppliers in [Suppliers::Steady, Suppliers::Available] {
            let rule = Ario { suppliers, ..setting(30.0, 15.0, 0.8) };
            let course = ario(&system, [stop.clone()], year(), &rule).unwrap();
            assert!(deviation(&course) <= 1e-15, "{}", deviation(&course));
            let flags = course.flags(&partition).unwrap();
            assert_eq!(flags.iter().any(|flags| !flags.is_empty()), flagged);
        }
        let rule = Binding::new(index, InputRule::Leontief);
        let course = partially_binding(&system, [stop], year(), &rule).unwrap();
        assert!(deviation(&course) <= 1e-15, "{}", deviation(&course));
    }
    let wrong = embargo(&system, &partition, "USA", 1.5);
    let found = ario(&system, [wrong], year(), &Ario::default());
    assert!(matches!(found, Err(Error::Range { what: "the share of sales that stops", .. })));
}

/// What an embargo leaves unmet is what its buyer wanted, and what the table after lacks.
#[test]
fn an_embargo_adds_up_to_a_table() {
    let Some((system, partition)) = table("bloc8x4") else { return };
    let stop = embargo(&system, &partition, "USA JPN DEU", 0.7);
    let days = Disruption { stops: vec![Stop { days: 0..20, ..stop }], outages: vec![] };
    let course = ario(&system, days, Horizon::days(40).unwrap(), &Ario::default()).unwrap();
    let (before, after) = (course.table_before().unwrap(), course.table().unwrap());
    let sum = |table: &Mrio| table.final_demand().values().iter().sum::<f64>();
    let unmet: f64 = course.unmet().values().iter().sum();
    assert!(unmet > 0.0 && (sum(&before) - sum(&after) - unmet).abs() < 1e-9 * unmet);
    let buyers = course.unmet_by_buyer(&partition).unwrap();
    let found: f64 = buyers.real("final_demand_unmet").unwrap().iter().sum();
    assert!((found - unmet).abs() < 1e-9 * unmet, "{found} {unmet}");
    // On the first day nobody else is short of anything.
    let row = (0..system.order()).find(|&row| system.table().index().label(row) == "USA_ELE");
    assert!(course.output()[(row.unwrap(), 0)] < course.steady_output()[row.unwrap()]);
}

/// Entries with days are for the models that have them, under their share.
#[test]
fn embargoes_with_days_are_scenarios() {
    let folder = tempfile::tempdir().unwrap();
    let ban = "[[embargo]]\nimporter = \"CHN\"\nexporter = [\"USA\", \"JPN\"]\nsectors = \"ELE\"\n";
    let timed = file(folder.path(), &format!("{ban}start = 5\ndays = 30\npercent = 50\n"));
    let output = tripole(&["scenario", &timed, "--days", "120", "--family", "output", "--csv"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stderr(&output).contains("; psi 0.8; "), "{}", stderr(&output));
    let japan = |text: &str| {
        let rows = records(text);
        let row = rows.iter().find(|row| row["region"] == "JPN").unwrap();
        row["change"].parse::<f64>().unwrap()
    };
    let half = japan(&stdout(&output));
    ok(&["scenario", &timed, "--model", "pbl", "--days", "60", "--csv"]);
    let whole = file(folder.path(), &format!("{ban}start = 5\ndays = 30\n"));
    let whole = japan(&ok(&["scenario", &whole, "--days", "120", "--family", "output", "--csv"]));
    assert!(half < 0.0 && (whole / half - 2.0).abs() < 0.1, "{half} {whole}");
    let timed = file(folder.path(), &format!("{ban}days = 30\n"));
    for command in [
        &["scenario", &timed, "--model", "extraction"][..],
        &["tariff", &timed, "--model", "exposure"],
    ] {
        let refused = tripole(command);
        assert_eq!(refused.status.code(), Some(1));
        let expected =
            "does not know `days`, `start` or `share` of an `[[embargo]]` in the scenario";
        assert!(stderr(&refused).contains(expected), "{}", stderr(&refused));
    }
    let wrong = file(folder.path(), &format!("{ban}days = 30\nshare = 1.5\n"));
    let said = stderr(&tripole(&["scenario", &wrong]));
    assert!(
        said.contains("line 7, character 9: share is 1.5, expected a share from 0 to 1"),
        "{said}"
    );
    // Without days it is what it was.
    let bare = file(folder.path(), ban);
    assert!(
        stderr(&tripole(&["scenario", &bare])).contains("held: the value added lost is that in")
    );
}

#[test]
fn the_best_allocation() {
    for (name, best, alike) in
        [("three-pole-2011", -2.5114, -16.0776), ("bloc8x4", -5.4314, -19.4734)]
    {
        let Some((system, partition)) = table(name) else { return };
        let loss = outage(&system, &partition, name)[0].loss.clone();
        let found = best_allocation(&system, std::slice::from_ref(&loss)).unwrap();
        assert!((found.change_percent() - best).abs() < 0.5e-4, "{name} {found:?}");
        let none = best_allocation(&system, &[Loss { share: 0.0, ..loss.clone() }]).unwrap();
        assert_eq!(none.change_percent(), 0.0);
        let v = system.value_added_coefficients();
        let all = |x: &[f64]| x.iter().zip(v).map(|(x, v)| x * v).sum::<f64>();
        let rationed = |share: f64| {
            let loss = Loss { share, ..loss.clone() };
            let after = ration(&system, &[loss], Nest::Product).unwrap();
            100.0 * (all(after.output()) / all(after.output_before()) - 1.0)
        };
        // As above: 200 rounds and the last cut end 0.002 before the fixed point.
        assert!((rationed(0.5) - alike).abs() < 2e-3, "{name} {}", rationed(0.5));
        for share in [0.0, 0.01, 0.2, 0.5, 0.9, 1.0] {
            let best = best_allocation(&system, &[Loss { share, ..loss.clone() }]).unwrap();
            assert!(best.change_percent() >= rationed(share) - 1e-9, "{name} {share}");
            assert!(best.change_percent() <= 1e-12);
        }
    }
}

/// Many rows at once: a whole country and a whole industry, some of them lost altogether.
#[test]
fn the_best_allocation_of_many_rows() {
    let (system, partition) = builtin();
    let index = system.table().index();
    let japan = RowSet::economy(&partition, partition.find("JPN").unwrap());
    let sector = index.find_sector("ELE").unwrap();
    let everywhere: Vec<RowSet> = partition
        .economies()
        .map(|(id, _)| RowSet::cell(index, &partition, id, sector).unwrap())
        .collect();
    let everywhere = RowSet::union(everywhere);
    for (rows, share) in [(japan.clone(), 0.3), (everywhere, 0.4), (japan, 1.0)] {
        let loss = [Loss { rows, share }];
        let best = best_allocation(&system, &loss).unwrap();
        let after = ration(&system, &loss, Nest::Product).unwrap();
        let v = system.value_added_coefficients();
        let left: f64 = after.output().iter().zip(v).map(|(x, v)| x * v).sum();
        assert!(best.after < best.before && best.after >= left - 1e-9 * best.before);
    }
}

/// The files of the reference write `x` and name services apart.
fn name_of(model: &str) -> &str {
    model.strip_suffix(", services inf").unwrap_or(model)
}

#[test]
fn models_beside_each_other() {
    for name in ["bloc8x4", "three-pole-2011"] {
        let (Some((system, partition)), Some(theirs)) = (table(name), reference("comparison"))
        else {
            return;
        };
        let index = system.table().index();
        let geography = Geography::regions(index);
        let mut scenario = Scenario::new(&geography);
        let rows = rows(&system, &partition, &cells(name));
        scenario.supply.push(SupplyLoss { rows, loss: 0.5, start: 5, days: Some(90) });
        let services: Vec<SectorId> = index.find_sector("SRV").into_iter().collect();
        let found = comparison(&system, &scenario, year(), &services).unwrap();
        // Users need more than half of what is made, which `mixed` cannot serve.
        let (unserved, others): (Vec<&String>, Vec<&String>) =
            found.warnings.iter().partition(|warning| warning.starts_with("mixed: users of "));
        assert_eq!((unserved.len(), others.len()), (2, 0));
        let models = found.frame.key("model").unwrap();
        let labels = found.frame.key("label").unwrap();
        let label = |model: &str| {
            let row = (0..found.frame.rows()).find(|&row| models.label(row) == model);
            row.map(|row| labels.label(row).to_owned())
        };
        let mut met = 0;
        for row in theirs.iter().filter(|row| row["table"] == name) {
            let model = name_of(&row["model"]);
            let Some(label) = label(model) else { continue };
            met += 1;
            for region in ["world", "CHN", "USA", "JPN", "KOR", "TWN"] {
                let code = if region == "world" { "WLD" } else { region };
                let Some(ours) = found.frame.value(&[code, model, &label], "va_change_percent")
                else {
                    assert!(row[region].is_empty(), "{row:?}");
                    continue;
                };
                if model.starts_with("best") && region != "world" {
                    assert!(ours.is_nan(), "only the world's total is unique");
                } else if model.starts_with("rationing") {
                    assert!((ours - number(row, region)).abs() < 1e-3, "{region} {ours} {row:?}");
                } else {
                    meets(row, region, ours);
                }
            }
        }
        assert_eq!(met, 10, "{name}");
        assert!(
            (0..found.frame.rows()).all(|row| found
                .frame
                .remark("flag")
                .unwrap()
                .label(row)
                .is_empty())
        );
    }
}

#[test]
fn a_comparison_is_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let scenario = file(folder.path(), OUTAGE);
    let text = ok(&["scenario", &scenario, "--compare", "--region", "KOR", "--csv"]);
    assert!(text.starts_with("region,model,label,va_change_percent,flag\nWLD,direct,"), "{text}");
    assert_eq!(text.lines().count(), 1 + 10 + 10);
    assert!(text.contains(
        "KOR,best allocation x 90/365,\"no stocks, nothing replaced, shared out best\",,\n"
    ));
    let ban = "[[embargo]]\nimporter = \"CHN\"\nexporter = [\"USA\", \"JPN\", \"KOR\", \"TWN\", \"DEU\"]\nsectors = \"ELE\"\nstart = 5\ndays = 90\n";
    let scenario = file(folder.path(), ban);
    let text = ok(&["scenario", &scenario, "--compare", "--csv"]);
    let taiwan = |model: &str| {
        let rows = records(&text);
        let row = rows.iter().find(|row| row["region"] == "TWN" && row["model"] == model);
        row.unwrap_or_else(|| panic!("{text}"))["va_change_percent"].parse::<f64>().unwrap()
    };
    // Sellers lose what was in these sales, in every model.
    assert!((taiwan("extraction x 90/365") + 2.233).abs() < 0.5e-3);
    assert!((taiwan("pbl leontief 10/10") + 2.155).abs() < 0.5e-3);
    assert!((taiwan("ario 90/45 steady") + 2.151).abs() < 5e-3);
    let refused = tripole(&["scenario", &scenario, "--compare", "--psi", "0.9"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(stderr(&refused).contains("`--compare` cannot be combined with `--psi`"));
    let refused = tripole(&["scenario", "builtin:china-plus-one", "--compare"]);
    assert!(stderr(&refused).contains("does not read `[[relocate]]`"), "{}", stderr(&refused));
}

/// Stocks by product: where services are not known that is said, and what breaks down without
/// hurting anybody too.
#[test]
fn stocks_by_product() {
    let folder = tempfile::tempdir().unwrap();
    let power = "[[supply]]\nregion = \"KOR\"\nsectors = \"UTC\"\nloss = 0.5\ndays = 20\n";
    let scenario = file(folder.path(), power);
    let run = |more: &[&str]| {
        let head = ["scenario", &scenario, "--days", "90", "--family", "output", "--csv"];
        tripole(&[&head[..], more].concat())
    };
    let output = run(&[]);
    let said = stderr(&output);
    assert!(
        said.contains(
            "note: stocks of `UTC` never bind, so that users of what breaks down lose nothing"
        ),
        "{said}"
    );
    assert!(said.contains("`UTC,3`"), "{said}");
    let stocks = folder.path().join("stocks.csv");
    std::fs::write(&stocks, "product,days\nUTC,3\nPUB,inf\n").unwrap();
    let stocks = stocks.to_str().unwrap();
    let own = run(&["--stock-days", stocks]);
    assert!(!stderr(&own).contains("never bind,"), "{}", stderr(&own));
    let korea = |text: &str| {
        let rows = records(text);
        rows.iter().find(|row| row["region"] == "KOR").unwrap()["change"].parse::<f64>().unwrap()
    };
    assert!(korea(&stdout(&own)) < 1.5 * korea(&stdout(&output)), "{}", stdout(&own));
    std::fs::write(stocks, "product,days\nUTC,0\n").unwrap();
    let wrong = run(&["--stock-days", stocks]);
    assert_eq!(wrong.status.code(), Some(1));
    assert!(stderr(&wrong).contains("line 2, column `days`: 0 is not a number of days above zero"));
    let Some((system, partition)) = table("bloc8x4") else { return };
    let outage = outage(&system, &partition, "bloc8x4");
    let course = ario(&system, &outage, year(), &Ario::default()).unwrap();
    assert!(matches!(course.notes(), [Note::UnknownServices { .. }]), "{:?}", course.notes());
}

/// With no input rated critical and stocks that do not run out, pbl says that its rule is idle.
#[test]
fn an_idle_rule_is_said() {
    let Some((system, partition)) = table("bloc8x4") else { return };
    let index = system.table().index();
    let outage = outage(&system, &partition, "bloc8x4");
    let run =
        |rule| partially_binding(&system, &outage, year(), &Binding::new(index, rule)).unwrap();
    for rule in [InputRule::Half, InputRule::Weak] {
        let said: Vec<String> = run(rule).notes().iter().map(ToString::to_string).collect();
        assert!(said.iter().any(|note| note.contains("no input is rated critical")), "{said:?}");
    }
}

/// Orders from wanted output end what orders from use do not.
#[test]
fn orders_of_wanted_use_recover() {
    let Some((system, partition)) = table("bloc8x4") else { return };
    let outage = outage(&system, &partition, "bloc8x4");
    let rule = |orders| Ario { orders, ..setting(30.0, 60.0, 0.8) };
    let horizon = Horizon::days(1000).unwrap();
    let verdict = |orders| ario(&system, &outage, horizon, &rule(orders)).unwrap().verdict();
    assert_eq!(verdict(Orders::Wanted), Some(Verdict::Recovered));
    assert!(verdict(Orders::Use).is_some_and(Verdict::is_no_forecast));
}

/// The default of a scenario with days is the pair's first half, and its frame is flagged.
#[test]
fn impacts_are_flagged() {
    let (system, partition) = builtin();
    let geography = Geography::regions(system.table().index());
    let mut scenario = Scenario::new(&geography);
    let rows = rows(&system, &partition, &cells("three-pole-2011"));
    scenario.supply.push(SupplyLoss { rows, loss: 0.5, start: 0, days: Some(80) });
    let record = model_of(&scenario).unwrap();
    assert_eq!(record.name, named("ario").unwrap().name);
    let model = record.with_defaults(system.table()).unwrap();
    let found = impact(&system, &scenario, model.as_ref()).unwrap();
    let frame = found.frame(Level::RegionSector, None).unwrap();
    assert_eq!(frame.remark("flag").unwrap().codes().len(), frame.rows());
    assert!(frame.notes().iter().any(|(name, text)| name == "world" && text == "recovered"));
}
