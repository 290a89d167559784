//! Agreement with the independent implementation in the shared folder.

use std::collections::HashMap;

use tripole::Frame;
use tripole::scenario::schedule::{Day, Period, RateOptions, Schedule, ScheduleFiles};

use crate::support::{gunzip, records, shared};

type Rows = Vec<HashMap<String, String>>;

fn rows(path: &str) -> Option<Rows> {
    let path = shared(path)?;
    let zipped = path.extension().is_some_and(|ending| ending == "gz");
    Some(records(&if zipped { gunzip(&path) } else { std::fs::read_to_string(&path).unwrap() }))
}

fn files(folder: &str) -> Option<ScheduleFiles> {
    Some(ScheduleFiles::in_folder(shared(folder)?))
}

const FOLDER: &str = "reference/tariff";

/// The rows of a frame by their labels, and the worst gap so far.
struct Met<'a> {
    frame: &'a Frame,
    rows: HashMap<Vec<&'a str>, usize>,
    /// Rows of the frame that nothing was compared with.
    left: usize,
}

impl<'a> Met<'a> {
    fn of(frame: &'a Frame) -> Self {
        let labels = |row| frame.keys().iter().map(|key| key.label(row)).collect();
        let rows: HashMap<Vec<&str>, usize> =
            (0..frame.rows()).map(|row| (labels(row), row)).collect();
        assert_eq!(rows.len(), frame.rows(), "no two rows have the same labels");
        Met { frame, left: rows.len(), rows }
    }

    /// The largest gap of a row to one of the reference.
    fn gap(&mut self, row: &HashMap<String, String>, columns: &[&str]) -> f64 {
        let labels: Vec<&str> =
            self.frame.keys().iter().map(|key| row[key.name()].as_str()).collect();
        let place = *self.rows.get(&labels).unwrap_or_else(|| panic!("no row {labels:?}"));
        self.left -= 1;
        let gaps = columns.iter().map(|column| {
            let theirs: f64 = row[*column].parse().unwrap();
            let ours =
                self.frame.real(column).unwrap_or_else(|| panic!("no column {column}"))[place];
            // Twelve digits are printed.
            (ours - theirs).abs() - 5e-13 * theirs.abs()
        });
        gaps.fold(0.0, f64::max)
    }
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn options(elasticity: f64, base_date: Option<Day>) -> RateOptions {
    RateOptions { elasticity, base_date, ..RateOptions::default() }
}

/// Schedules with and without uses.
fn schedules() -> Option<[Schedule; 2]> {
    let plain = files(FOLDER)?;
    let by_use = ScheduleFiles {
        concordance: shared("reference/tariff/concordance_use.csv")?.into(),
        ..plain.clone()
    };
    Some([plain, by_use].map(|files| Schedule::read(&files, &[]).unwrap()))
}

fn said(what: &str, rows: usize, worst: f64, tolerance: f64) {
    assert!(rows > 0 && worst <= tolerance, "{what}: {worst:e} in {rows} rows");
}

/// Numbers of a cell on a day.
const COLUMNS: [&str; 13] = [
    "value",
    "lines",
    "mean",
    "ces",
    "bias",
    "mean_after",
    "coverage",
    "sd",
    "min",
    "q25",
    "median",
    "q75",
    "max",
];

#[test]
fn rates_on_a_day() {
    let Some([plain, by_use]) = schedules() else { return };
    let Some(all) = rows("reference/tariff/rates_at.csv") else { return };
    let mut groups: HashMap<(String, String, bool), Rows> = HashMap::new();
    for row in &all {
        let key = (row["date"].clone(), row["sigma"].clone(), !row["use"].is_empty());
        groups.entry(key).or_default().push(row.clone());
    }
    let (mut worst, mut count) = (0.0_f64, 0);
    for ((date, sigma, uses), rows) in &groups {
        let (date, base) =
            date.split_once(" from ").map_or((date.as_str(), None), |(d, b)| (d, Some(b)));
        let schedule = if *uses { &by_use } else { &plain };
        let options = options(sigma.parse().unwrap(), base.map(day));
        let frame = schedule.rates(day(date), &options).unwrap().frame();
        let mut met = Met::of(&frame);
        for row in rows {
            worst = worst.max(met.gap(row, &COLUMNS));
            count += 1;
        }
        assert_eq!(met.left, 0, "{date}");
    }
    said("rates_at.csv", count, worst, 1e-11);
    assert_eq!(count, all.len());
}

#[test]
fn contributions_on_a_day() {
    let Some([plain, by_use]) = schedules() else { return };
    let Some(all) = rows("reference/tariff/contributions_at.csv") else { return };
    let (mut worst, mut count) = (0.0_f64, 0);
    for (schedule, uses) in [(&plain, false), (&by_use, true)] {
        for date in ["2025-01-15", "2025-09-01", "2026-03-15"] {
            let frame = schedule.rates(day(date), &options(5.0, None)).unwrap().by_authority();
            let mut met = Met::of(&frame);
            for row in all.iter().filter(|row| row["date"] == date && row["use"].is_empty() != uses)
            {
                worst = worst.max(met.gap(row, &["mean", "coverage"]));
                count += 1;
            }
            assert_eq!(met.left, 0, "{date}");
        }
    }
    said("contributions_at.csv", count, worst, 1e-11);
    assert_eq!(count, all.len());
}

/// Compares flows with their rates and one column for each authority.
fn lines(schedule: &Schedule, all: &Rows, what: &str) {
    let mut dates: Vec<&str> = all.iter().map(|row| row["date"].as_str()).collect();
    dates.sort_unstable();
    dates.dedup();
    let (mut worst, mut count) = (0.0_f64, 0);
    for date in dates {
        let lines = schedule.lines(day(date)).unwrap();
        let (frame, by_authority) = (lines.frame(), lines.by_authority());
        let mut met = Met::of(&frame);
        for row in all.iter().filter(|row| row["date"] == date) {
            worst = worst.max(met.gap(row, &["rate"]));
            for authority in schedule.authorities() {
                let key = ["importer", "exporter", "product"].map(|key| row[key].as_str());
                let key = [&key[..], &[authority.as_str()]].concat();
                let theirs: f64 = row[authority].parse().unwrap();
                worst = worst.max((by_authority.value(&key, "rate").unwrap() - theirs).abs());
            }
            count += 1;
        }
        assert_eq!(met.left, 0, "{date}");
    }
    said(what, count, worst, 1e-12);
    assert_eq!(count, all.len());
}

#[test]
fn every_line_on_a_day() {
    let Some([plain, _]) = schedules() else { return };
    let Some(all) = rows("reference/tariff/lines_at.csv.gz") else { return };
    lines(&plain, &all, "lines_at.csv");
}

#[test]
fn every_rule_once() {
    let Some(files) = files("reference/tariff/cases") else { return };
    let schedule = Schedule::read(&files, &[]).unwrap();
    let Some(all) = rows("reference/tariff/cases/expected_lines.csv") else { return };
    lines(&schedule, &all, "expected_lines.csv");
    let Some(all) = rows("reference/tariff/cases/expected_rates.csv") else { return };
    let (mut worst, mut count) = (0.0_f64, 0);
    for date in ["2025-06-01", "2026-02-01", "2026-08-01"] {
        let frame = schedule.rates(day(date), &options(3.0, None)).unwrap().frame();
        let mut met = Met::of(&frame);
        for row in all.iter().filter(|row| row["date"] == date) {
            let columns = ["value", "mean", "ces", "mean_after", "coverage", "median"];
            worst = worst.max(met.gap(row, &columns));
            count += 1;
        }
        assert_eq!(met.left, 0, "{date}");
    }
    said("expected_rates.csv", count, worst, 1e-12);
    assert_eq!(count, all.len());
}

#[test]
fn rates_of_trade_without_weights() {
    let Some(files) = files(FOLDER) else { return };
    let schedule = Schedule::read(&files, &[]).unwrap();
    let Some(all) = rows("reference/tariff/rates_filled.csv") else { return };
    let regions = ["FRA", "JPN"].map(str::to_owned);
    let (mut worst, mut count) = (0.0_f64, 0);
    for date in ["2025-01-15", "2025-09-01", "2026-03-15"] {
        let rates = schedule.rates_filled(day(date), &options(5.0, None), &regions).unwrap();
        let (frame, by_authority) = (rates.frame(), rates.by_authority());
        let of_date: Vec<_> = all.iter().filter(|row| row["date"] == date).collect();
        let mut met = Met::of(&frame);
        for row in &of_date {
            worst = worst.max(met.gap(row, &["mean", "ces"]));
            for authority in schedule.authorities() {
                let labels = [&row["importer"], &row["exporter"], &row["sector"], authority];
                let ours = by_authority.value(&labels.map(String::as_str), "mean").unwrap();
                let theirs: f64 = row[authority].parse().unwrap();
                worst = worst.max((ours - theirs).abs() - 5e-13 * theirs.abs());
            }
            count += 1;
        }
        // The reference has the sectors with trade.
        assert_eq!(frame.rows(), of_date.len());
    }
    said("rates_filled.csv", count, worst, 1e-11);
    assert_eq!(count, all.len());
}

#[test]
fn means_of_months_and_years() {
    let Some([plain, _]) = schedules() else { return };
    let Some(all) = rows("reference/tariff/periods.csv.gz") else { return };
    let years = ["2025", "2026"].map(|year| year.parse::<Period>().unwrap());
    let mut periods: Vec<Period> = years.iter().flat_map(Period::months).collect();
    periods.extend(years);
    let means = plain.means(&periods, &options(5.0, None)).unwrap();
    let (frame, by_authority) = (means.frame(), means.by_authority());
    let mut met = Met::of(&frame);
    let mut worst = all.iter().map(|row| met.gap(row, &["mean", "ces"])).fold(0.0, f64::max);
    assert_eq!(met.left, 0);
    for row in &all {
        for authority in plain.authorities() {
            let key = ["period", "importer", "exporter", "sector"].map(|key| row[key].as_str());
            let key = [&key[..], &[authority.as_str()]].concat();
            let theirs: f64 = row[authority].parse().unwrap();
            worst = worst.max((by_authority.value(&key, "mean").unwrap() - theirs).abs());
        }
    }
    said("periods.csv", all.len(), worst, 1e-11);
}

/// Figures that the definitions print.
#[test]
fn figures_to_recognise() {
    let Some([plain, _]) = schedules() else { return };
    let year = plain.means(&["2025".parse().unwrap()], &options(5.0, None)).unwrap();
    let (all, by_authority) = (year.frame(), year.by_authority());
    for (column, printed) in [
        ("mean", 0.4014),
        ("mfn", 0.0385),
        ("s301", 0.1295),
        ("reciprocal", 0.0681),
        ("fentanyl", 0.1654),
    ] {
        let cell = ["2025", "USA", "CHN", "ELE"];
        let ours = all.value(&cell, column);
        let ours = ours.or_else(|| by_authority.value(&[&cell[..], &[column]].concat(), "mean"));
        let ours = ours.unwrap();
        assert!((ours - printed).abs() <= 0.5e-4, "{column}: {ours}");
    }
}
