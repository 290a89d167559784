//! Schedules drawn at random, and the definitions applied to every flow one by one.

use std::fmt::Write;

use proptest::prelude::*;
use tripole::scenario::schedule::{Day, Period, RateOptions, Schedule};

use super::Texts;
use crate::support::config;

/// Authorities in an order in which each comes after what it depends on.
pub const AUTHORITIES: [&str; 5] = ["base", "steel", "parts", "guard", "lift"];
const IMPORTERS: [&str; 3] = ["AAA", "CU", "*"];
const EXPORTERS: [&str; 8] = ["X1", "X2", "X3", "X4", "X5", "G1", "G2", "*"];
const DAYS: [&str; 6] = ["", "2025-01-10", "2025-02-05", "2025-02-20", "2025-03-01", "2025-04-15"];
pub const PRODUCTS: [&str; 5] = ["110100", "110900", "220100", "22020099", "330100"];
const SELLERS: [&str; 6] = ["X1", "X2", "X3", "X4", "X5", "X6"];
const BUYERS: [&str; 2] = ["AAA", "BBB"];
const CONTENTS: [&str; 3] = ["", "metal", "plastic"];
const PREFERENCES: [&str; 2] = ["deal", "union"];

pub const RULES: &str = r#"
base = ["base"]
[group]
CU = ["AAA", "BBB"]
G1 = ["X1", "X2"]
G2 = ["X2", "X3", "X4"]
[region]
X4 = "X3"
[authority.lift]
yields_to = ["steel"]
over = ["base", "parts"]
except = [{ exporter = ["X3", "G1"], yields_to = [] }, { exporter = "X5", over = ["base"] }]
[authority.base]
[authority.guard]
excluded_by = ["steel"]
yields_to = ["parts"]
[authority.parts]
yields_to = ["steel"]
except = [{ importer = "BBB", exporter = "X5", yields_to = ["base"] }]
[authority.steel]
[preference.deal]
exempts = ["base"]
[preference.union]
exempts = ["base", "parts", "lift"]
"#;

#[derive(Debug, Clone, Copy)]
pub struct Line {
    pub authority: usize,
    pub importer: &'static str,
    pub exporter: &'static str,
    pub product: &'static str,
    pub rate: f64,
    pub kind: &'static str,
    pub from: &'static str,
    pub to: &'static str,
    pub content: usize,
}

#[derive(Debug, Clone)]
pub struct Drawn {
    pub lines: Vec<Line>,
    pub weights: Vec<(usize, usize, usize, f64)>,
    /// Share of each preference by seller.
    pub claims: [Vec<f64>; 2],
}

prop_compose! {
    fn line(products: &'static [&'static str])(
        authority in 0..AUTHORITIES.len(),
        importer in prop::sample::select(&IMPORTERS[..]),
        exporter in prop::sample::select(&EXPORTERS[..]),
        product in prop::sample::select(products),
        rate in prop_oneof![1 => Just(0.0), 4 => (1..40_i32).prop_map(|r| f64::from(r) / 100.0)],
        other_kind in any::<bool>(),
        days in (0..DAYS.len(), 0..DAYS.len()),
        content in 0..CONTENTS.len(),
    ) -> Line {
        let kind = match (authority, other_kind) {
            (2, true) => "replace",
            (4, true) => "floor",
            _ => "add",
        };
        let (from, to) = (days.0.min(days.1), days.0.max(days.1));
        let to = if from == to { 0 } else { to };
        let content = if authority == 0 { 0 } else { content };
        Line { authority, importer, exporter, product, rate, kind, from: DAYS[from], to: DAYS[to], content }
    }
}

prop_compose! {
    pub fn schedule_of(products: &'static [&'static str])(
        lines in prop::collection::vec(line(products), 1..28),
        values in prop::collection::vec(
            prop_oneof![1 => Just(0.0), 3 => 0.1..10.0_f64], BUYERS.len() * SELLERS.len() * PRODUCTS.len()
        ),
        claims in prop::collection::vec((0.0..0.5_f64, 0.0..0.5_f64), SELLERS.len()),
    ) -> Drawn {
        let mut weights = vec![];
        for (k, value) in values.into_iter().enumerate() {
            let (buyer, rest) = (k % BUYERS.len(), k / BUYERS.len());
            weights.push((buyer, rest % SELLERS.len(), rest / SELLERS.len(), value + if rest == 0 { 0.1 } else { 0.0 }));
        }
        let claim = |value: f64| if value < 0.2 { 0.0 } else { value };
        let claims = claims.into_iter().map(|(a, b)| (claim(a), claim(b))).unzip();
        Drawn { lines, weights, claims: [claims.0, claims.1] }
    }
}

pub const ALL: &[&str] = &["*", "11", "1101", "110100", "22", "2202", "33"];

pub const CONCORDANCE: &str = "product,sector,share\n*,S2,1\n11,S1,1\n22,S1,0.25\n22,S2,0.75\n";

impl Drawn {
    pub fn texts(&self) -> Texts {
        let mut rates = "authority,importer,exporter,product,rate,kind,from,to,share\n".to_owned();
        for it in &self.lines {
            let Line { importer, exporter, product, rate, kind, from, to, .. } = it;
            let (authority, share) = (AUTHORITIES[it.authority], CONTENTS[it.content]);
            writeln!(
                rates,
                "{authority},{importer},{exporter},{product},{rate},{kind},{from},{to},{share}"
            )
            .unwrap();
        }
        let mut weights = "importer,exporter,product,value\n".to_owned();
        for (buyer, seller, product, value) in &self.weights {
            let (buyer, seller) = (BUYERS[*buyer], SELLERS[*seller]);
            writeln!(weights, "{buyer},{seller},{},{value}", PRODUCTS[*product]).unwrap();
        }
        let mut preferences = "preference,product,exporter,share\n".to_owned();
        for (name, claims) in PREFERENCES.iter().zip(&self.claims) {
            for (seller, share) in SELLERS.iter().zip(claims).filter(|(_, share)| **share > 0.0) {
                writeln!(preferences, "{name},*,{seller},{share}").unwrap();
            }
        }
        let contents = "name,product,exporter,importer,share\nmetal,*,*,,0.4\nmetal,22,*,,0.6\n\
                        metal,2202,X1,,0.9\nplastic,*,*,,0.3\nplastic,22,G1,BBB,0.5\n";
        Texts {
            rates,
            rules: RULES.to_owned(),
            weights,
            concordance: CONCORDANCE.to_owned(),
            contents: Some(contents.to_owned()),
            preferences: Some(preferences),
        }
    }

    /// Two lines between which nothing decides.
    fn tie(&self) -> bool {
        let day = |text: &str, none| if text.is_empty() { none } else { text.to_owned() };
        let meet = |a: &Line, b: &Line| {
            let from = |it: &Line| day(it.from, "0".to_owned());
            let to = |it: &Line| day(it.to, "9".to_owned());
            let codes = BUYERS.iter().chain(&SELLERS).copied();
            let both = |x: &str, y: &str| {
                close(x) == close(y) && codes.clone().any(|code| of(x, code) && of(y, code))
            };
            (a.authority, a.product) == (b.authority, b.product)
                && both(a.importer, b.importer)
                && both(a.exporter, b.exporter)
                && from(a) < to(b)
                && from(b) < to(a)
        };
        let lines = self.lines.iter().enumerate();
        lines.into_iter().any(|(k, a)| self.lines[..k].iter().any(|b| meet(a, b)))
    }

    /// What each authority levies on a flow, by the definitions.
    fn levied(&self, buyer: &str, seller: &str, product: &str, day: &str) -> Vec<f64> {
        let place = SELLERS.iter().position(|code| *code == seller).unwrap();
        let claims = [self.claims[0][place], self.claims[1][place]];
        let parts = [
            (claims[0], vec![0]),
            (claims[1], vec![0, 2, 4]),
            (1.0 - claims[0] - claims[1], vec![]),
        ];
        let mut sums = vec![0.0; 5];
        for (share, exempt) in parts.iter().filter(|(share, _)| *share > 0.0) {
            let part = self.part(buyer, seller, product, day, exempt);
            sums.iter_mut().zip(part).for_each(|(sum, levied)| *sum += share * levied);
        }
        sums
    }

    fn part(
        &self,
        buyer: &str,
        seller: &str,
        product: &str,
        day: &str,
        exempt: &[usize],
    ) -> Vec<f64> {
        let mut levied = vec![0.0; 5];
        // Content and share that each takes.
        let mut taken: Vec<Option<(usize, f64)>> = vec![None; 5];
        for a in 0..5 {
            let fits = self.lines.iter().filter(|it| {
                it.authority == a
                    && of(it.importer, buyer)
                    && of(it.exporter, seller)
                    && (it.product == "*" || product.starts_with(it.product))
                    && (it.from.is_empty() || it.from <= day)
                    && (it.to.is_empty() || day < it.to)
            });
            let length = |it: &&Line| if it.product == "*" { 0 } else { it.product.len() };
            let best = fits.max_by_key(|it| (length(it), close(it.exporter), close(it.importer)));
            let Some(it) = best else { continue };
            if exempt.contains(&a) || it.kind == "add" && it.rate == 0.0 {
                continue;
            }
            if a == 3 && taken[1].is_some_and(|(_, share)| share > 0.0) {
                continue;
            }
            let yields: &[usize] = match (a, buyer, seller) {
                (2, "BBB", "X5") => &[0],
                (3, ..) => &[2],
                (4, _, "X1" | "X2" | "X3") | (0 | 1, ..) => &[],
                _ => &[1],
            };
            let by_name = |name: usize| {
                let others = yields.iter().filter_map(|b| taken[*b]);
                others
                    .filter(|(other, _)| *other == name)
                    .map(|(_, share)| share)
                    .fold(0.0, f64::max)
            };
            let u: f64 = (0..3).filter(|name| *name != it.content).map(by_name).sum();
            let v = by_name(it.content);
            let own = match (CONTENTS[it.content], &product[..2], buyer, seller) {
                ("metal", "22", _, "X1") if product.starts_with("2202") => 0.9,
                ("metal", "22", ..) => 0.6,
                ("metal", ..) => 0.4,
                ("plastic", "22", "BBB", "X1" | "X2") => 0.5,
                ("plastic", ..) => 0.3,
                _ => 1.0,
            };
            let met = if it.content == 0 { 1.0 - u - v } else { (own - v).min(1.0 - u) };
            let met = met.max(0.0);
            taken[a] = Some((it.content, met));
            let over: &[usize] = match (a, seller) {
                (4, "X5") => &[0],
                (4, _) => &[0, 2],
                _ => &[0],
            };
            levied[a] = match it.kind {
                "floor" => met * (it.rate - over.iter().map(|b| levied[*b]).sum::<f64>()).max(0.0),
                _ => met * it.rate,
            };
            if it.kind == "replace" {
                over.iter().for_each(|b| levied[*b] *= 1.0 - met);
            }
        }
        levied
    }
}

/// How closely a party names somebody.
fn close(party: &str) -> u8 {
    match party {
        "*" => 0,
        "CU" | "G1" | "G2" => 1,
        _ => 2,
    }
}

fn of(party: &str, code: &str) -> bool {
    party == code
        || match party {
            "*" => true,
            "CU" => ["AAA", "BBB"].contains(&code),
            "G1" => ["X1", "X2"].contains(&code),
            "G2" => ["X2", "X3", "X4"].contains(&code),
            _ => false,
        }
}

/// The schedule, unless it is refused as it should be.
pub fn read(drawn: &Drawn) -> Option<Schedule> {
    match drawn.texts().read() {
        Ok(schedule) => {
            assert!(!drawn.tie(), "a tie was not seen");
            Some(schedule)
        }
        Err(error) => {
            assert!(drawn.tie() && error.to_string().contains(": it ties with line "), "{error}");
            None
        }
    }
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

proptest! {
    #![proptest_config(config(200))]

    /// Classes of exporters and stacks of prefixes give what every flow alone gives.
    #[test]
    fn streaming_is_one_by_one(drawn in schedule_of(ALL)) {
        let Some(schedule) = read(&drawn) else { return Ok(()) };
        for date in ["2025-01-01", "2025-02-05", "2025-02-28", "2025-06-01"] {
            let lines = schedule.lines(day(date)).unwrap();
            prop_assert_eq!(lines.rate.len(), drawn.weights.len());
            let places: Vec<usize> = AUTHORITIES
                .iter()
                .map(|name| schedule.authorities().iter().position(|known| known == name).unwrap())
                .collect();
            for row in 0..lines.rate.len() {
                let (buyer, seller, product) = (&lines.importer[row], &lines.exporter[row], &lines.product[row]);
                let theirs = drawn.levied(buyer, seller, product, date);
                for (place, levied) in places.iter().zip(&theirs) {
                    let ours = lines.contributions[*place][row];
                    prop_assert!((ours - levied).abs() < 1e-14, "{buyer} {seller} {product} {date}: {ours} {levied}");
                }
                let sum: f64 = theirs.iter().sum();
                prop_assert!((lines.rate[row] - sum).abs() < 1e-14);
            }
        }
    }

    /// Means of a period are those of all its days, and a year is the mean of its months.
    #[test]
    fn means_are_those_of_all_days(drawn in schedule_of(ALL), sigma in prop::sample::select(&[0.0, 1.0, 3.5][..])) {
        let Some(schedule) = read(&drawn) else { return Ok(()) };
        let options = RateOptions { elasticity: sigma, ..RateOptions::default() };
        // A gap between the periods, in which rates may change.
        let periods: Vec<Period> =
            ["2025-02", "2025-01-31..2025-03-02", "2025-04"].map(|text| text.parse().unwrap()).to_vec();
        let means = schedule.means(&periods, &options).unwrap();
        for (place, period) in periods.iter().enumerate() {
            let mut cells = means.cells().iter().filter(|it| it.period == place);
            let days: Vec<_> = (0..period.days())
                .map(|k| later(period.from(), k))
                .map(|day| schedule.rates(day, &options).unwrap())
                .collect();
            for cell in 0..days[0].cells().len() {
                let mean = |of: &dyn Fn(usize) -> f64| (0..days.len()).map(of).sum::<f64>() / days.len() as f64;
                let ours = cells.next().unwrap();
                prop_assert!((ours.mean - mean(&|d| days[d].cells()[cell].mean)).abs() < 1e-12);
                prop_assert!((ours.ces - mean(&|d| days[d].cells()[cell].ces)).abs() < 1e-12);
                for (a, levied) in ours.contributions.iter().enumerate() {
                    prop_assert!((levied - mean(&|d| days[d].cells()[cell].contributions[a])).abs() < 1e-12);
                }
            }
            prop_assert!(cells.next().is_none());
        }
        let year: Period = "2025".parse().unwrap();
        let months = schedule.means(&year.months(), &options).unwrap();
        let whole = schedule.means(std::slice::from_ref(&year), &options).unwrap();
        for (k, cell) in whole.cells().iter().enumerate() {
            let of_year = |of: &dyn Fn(usize) -> f64| {
                let months = year.months();
                months.iter().enumerate().map(|(m, month)| month.days() as f64 * of(m)).sum::<f64>() / 365.0
            };
            let count = whole.cells().len();
            prop_assert!((cell.mean - of_year(&|m| months.cells()[m * count + k].mean)).abs() < 1e-12);
            prop_assert!((cell.ces - of_year(&|m| months.cells()[m * count + k].ces)).abs() < 1e-12);
        }
    }
}

/// A day some days later.
fn later(day: Day, days: i64) -> Day {
    let (mut year, mut month, mut of_month) = day.numbers();
    for _ in 0..days {
        of_month += 1;
        if Day::new(year, month, of_month).is_none() {
            (month, of_month) = (month + 1, 1);
        }
        if month > 12 {
            (year, month) = (year + 1, 1);
        }
    }
    Day::new(year, month, of_month).unwrap()
}
