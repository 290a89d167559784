//! What must hold for any schedule.

use proptest::prelude::*;
use tripole::scenario::schedule::{CompiledRates, Day, RateOptions, Schedule};

use super::Texts;
use super::brute::{ALL, read, schedule_of};
use crate::support::config;

fn day() -> Day {
    "2025-02-20".parse().unwrap()
}

fn options(elasticity: f64) -> RateOptions {
    RateOptions { elasticity, ..RateOptions::default() }
}

fn rates(texts: &Texts, elasticity: f64) -> CompiledRates {
    texts.read().unwrap().rates(day(), &options(elasticity)).unwrap()
}

/// All but the number of lines and the value are the same.
fn same(first: &CompiledRates, second: &CompiledRates) {
    assert_eq!(first.cells().len(), second.cells().len());
    for (a, b) in first.cells().iter().zip(second.cells()) {
        assert_eq!((a.importer, a.region, a.sector), (b.importer, b.region, b.sector));
        let pairs = [
            (a.mean, b.mean),
            (a.coverage, b.coverage),
            (a.sd, b.sd),
            (a.min, b.min),
            (a.median, b.median),
            (a.max, b.max),
            (a.ces, b.ces),
            (a.mean_after, b.mean_after),
        ];
        for (x, y) in pairs {
            assert!((x - y).abs() < 1e-12, "{a:?} {b:?}");
        }
        for (x, y) in a.contributions.iter().zip(&b.contributions) {
            assert!((x - y).abs() < 1e-12);
        }
    }
}

const WITHOUT_HEADINGS: &[&str] = &["*", "11", "22", "33"];

proptest! {
    #![proptest_config(config(100))]

    #[test]
    fn contributions_add_up(drawn in schedule_of(ALL)) {
        let Some(schedule) = read(&drawn) else { return Ok(()) };
        for cell in schedule.rates(day(), &options(5.0)).unwrap().cells() {
            let sum: f64 = cell.contributions.iter().sum();
            prop_assert_eq!(sum, cell.mean);
        }
        let lines = schedule.lines(day()).unwrap();
        for (row, rate) in lines.rate.iter().enumerate() {
            let sum: f64 = lines.contributions.iter().map(|column| column[row]).sum();
            prop_assert!((sum - rate).abs() < 1e-15);
        }
    }

    /// Aggregation by the weights is never too low; it is right where demand does not react.
    #[test]
    fn buyers_avoid_what_is_dear(drawn in schedule_of(ALL), sigma in 0.0..8.0_f64) {
        let Some(schedule) = read(&drawn) else { return Ok(()) };
        for cell in schedule.rates(day(), &options(sigma)).unwrap().cells() {
            prop_assert!(cell.bias <= 1e-13, "{cell:?}");
            prop_assert!(cell.mean_after <= cell.mean + 1e-13, "{cell:?}");
            prop_assert!(cell.min <= cell.q25 && cell.q25 <= cell.median && cell.median <= cell.q75);
            prop_assert!(cell.q75 <= cell.max && cell.min <= cell.mean + 1e-13);
        }
        for cell in schedule.rates(day(), &options(0.0)).unwrap().cells() {
            prop_assert!(cell.bias.abs() < 1e-13, "{cell:?}");
        }
    }

    /// Near σ = 1 the rate is that of σ = 1.
    #[test]
    fn ces_is_continuous(drawn in schedule_of(ALL)) {
        let Some(schedule) = read(&drawn) else { return Ok(()) };
        let of = |sigma| schedule.rates(day(), &options(sigma)).unwrap();
        let (near, at) = (of(1.0 + 1e-9), of(1.0));
        for (a, b) in near.cells().iter().zip(at.cells()) {
            prop_assert!((a.ces - b.ces).abs() < 1e-9);
        }
    }

    /// Where the rates are those under which trade was observed, buyers have moved already.
    #[test]
    fn nothing_moves_at_the_rates_of_the_base(drawn in schedule_of(ALL), sigma in 0.0..8.0_f64) {
        let Some(schedule) = read(&drawn) else { return Ok(()) };
        let options = RateOptions { base_date: Some(day()), ..options(sigma) };
        for cell in schedule.rates(day(), &options).unwrap().cells() {
            prop_assert!((cell.mean_after - cell.mean).abs() < 1e-12, "{cell:?}");
        }
    }

    /// Two products with equal rates count as one of both values.
    #[test]
    fn halves_are_the_whole(drawn in schedule_of(ALL), part in 0.1..0.9_f64, sigma in 0.0..8.0_f64) {
        if read(&drawn).is_none() { return Ok(()) }
        let whole = drawn.texts();
        let mut halves = whole.clone();
        let cut = |line: &str| {
            let (key, value) = line.rsplit_once(',').unwrap();
            match value.parse::<f64>() {
                Ok(value) if key.ends_with("220100") => {
                    format!("{key}10,{}\n{key}9012,{}\n", part * value, (1.0 - part) * value)
                }
                _ => format!("{line}\n"),
            }
        };
        halves.weights = whole.weights.lines().map(cut).collect();
        same(&rates(&whole, sigma), &rates(&halves, sigma));
    }

    /// A line for a chapter is lines for all of its headings.
    #[test]
    fn chapters_are_their_headings(drawn in schedule_of(WITHOUT_HEADINGS), sigma in 0.0..8.0_f64) {
        if read(&drawn).is_none() { return Ok(()) }
        let whole = drawn.texts();
        let mut headings = whole.clone();
        let cut = |line: &str| {
            let cells: Vec<&str> = line.split(',').collect();
            if cells[3] != "11" { return format!("{line}\n") }
            let heading = |code: &str| {
                let mut cells = cells.clone();
                cells[3] = code;
                cells.join(",") + "\n"
            };
            heading("1101") + &heading("1109")
        };
        headings.rates = whole.rates.lines().map(cut).collect();
        same(&rates(&whole, sigma), &rates(&headings, sigma));
    }

    #[test]
    fn the_unit_of_weights_is_nothing(drawn in schedule_of(ALL), sigma in 0.0..8.0_f64) {
        if read(&drawn).is_none() { return Ok(()) }
        let one = drawn.texts();
        let mut other = one.clone();
        let scaled = |line: &str| {
            let (key, value) = line.rsplit_once(',').unwrap();
            let value = value.parse::<f64>().map_or(value.to_owned(), |value| (value * 1e6).to_string());
            format!("{key},{value}\n")
        };
        other.weights = one.weights.lines().map(scaled).collect();
        same(&rates(&one, sigma), &rates(&other, sigma));
    }

    /// Cells by use, added up by value, are those without.
    #[test]
    fn uses_add_up(drawn in schedule_of(ALL)) {
        if read(&drawn).is_none() { return Ok(()) }
        let all = drawn.texts();
        let mut by_use = all.clone();
        let cut = |line: &str| {
            let (key, share) = line.rsplit_once(',').unwrap();
            match share.parse::<f64>() {
                Ok(share) => format!("{key},{},intermediate\n{key},{},final\n", 0.3 * share, 0.7 * share),
                Err(_) => format!("{line},use\n"),
            }
        };
        by_use.concordance = all.concordance.lines().map(cut).collect();
        let (all, by_use) = (rates(&all, 5.0), rates(&by_use, 5.0));
        for cell in all.cells() {
            let key = (cell.importer, cell.region, cell.sector);
            let of = by_use.cells().iter().filter(|it| (it.importer, it.region, it.sector) == key);
            let (value, paid) = of.fold((0.0, 0.0), |(v, p), it| (v + it.value, p + it.value * it.mean));
            prop_assert!((value - cell.value).abs() < 1e-9 && (paid / value - cell.mean).abs() < 1e-12);
        }
    }

    /// Authorities may be written in any order.
    #[test]
    fn the_order_of_the_rules_is_nothing(drawn in schedule_of(ALL)) {
        if read(&drawn).is_none() { return Ok(()) }
        let one = drawn.texts();
        let mut other = one.clone();
        let (head, tables) = one.rules.split_once("[authority.").unwrap();
        let (authorities, preferences) = tables.split_once("[preference.").unwrap();
        let mut each: Vec<&str> = authorities.split("[authority.").collect();
        each.reverse();
        other.rules = format!("{head}[authority.{}[preference.{preferences}", each.join("[authority."));
        let (one, other) = (one.read().unwrap(), other.read().unwrap());
        prop_assert_ne!(one.authorities(), other.authorities());
        let of = |schedule: &Schedule| schedule.rates(day(), &options(5.0)).unwrap();
        for (a, b) in of(&one).cells().iter().zip(of(&other).cells()) {
            prop_assert!((a.mean - b.mean).abs() < 1e-14);
        }
    }

    /// Only the lines of the importers that are wanted are read; the others change nothing.
    #[test]
    fn importers_do_not_mix(drawn in schedule_of(ALL)) {
        let Some(all) = read(&drawn) else { return Ok(()) };
        let one = Schedule::read(&drawn.texts().files(), &["BBB".to_owned()]).unwrap();
        let (all, one) = (all.rates(day(), &options(5.0)).unwrap(), one.rates(day(), &options(5.0)).unwrap());
        let place = all.labels().importers.iter().position(|code| code == "BBB").unwrap();
        let region = |rates: &CompiledRates, k: usize| rates.labels().regions[k].clone();
        for cell in one.cells() {
            let found = all.cells().iter().find(|it| {
                it.importer == place && it.sector == cell.sector && region(&all, it.region) == region(&one, cell.region)
            });
            prop_assert_eq!(found.unwrap().mean, cell.mean);
        }
    }
}
