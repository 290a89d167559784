//! What a sweep comes to: how each result is spread over its scenarios, and which parameter moves it.
//!
//! For n scenarios, y_k a result of scenario k, x_k the value of a parameter in it:
//!
//! | column | definition |
//! |---|---|
//! | `scenarios` | n, the scenarios in which y is defined |
//! | `mean`, `sd` | ȳ = Σy_k / n; √(Σ(y_k − ȳ)² / (n − 1)), empty for n = 1 |
//! | `min`, `p5`, `p25`, `p50`, `p75`, `p95`, `max` | the sorted y at 1 + (n − 1)p, between two of them in proportion (type 7 of Hyndman and Fan 1996) |
//! | `spearman` | correlation of the ranks of x and y; equals share the mean of their ranks |
//! | `sobol_first_order` | Var(E(y \| x)) / Var(y): Σ_l n_l (ȳ_l − ȳ)² / Σ_k (y_k − ȳ)² over the n_l scenarios with each value l of x |
//!
//! The last is exact where the scenarios are all combinations of the values of x with everything else,
//! as they are for every parameter that is listed, and for one that is drawn alone: it is the analysis
//! of variance of the design. What the indices of all parameters lack to 1 are interactions. Parameters
//! that are drawn at random beside others move together from draw to draw; their first-order indices
//! would need a design of Saltelli, and are left empty.
//!
//! # References
//! Sobol (1993), *Mathematical Modelling and Computational Experiments* 1(4), for the indices; Saltelli
//! et al. (2008), *Global Sensitivity Analysis: The Primer*, sections 1.2.5 and 4.6; Spearman (1904),
//! *American Journal of Psychology* 15(1); Hyndman and Fan (1996), *The American Statistician* 50(4).

use std::collections::HashMap;

use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::frame::{CodesOf, Frame, Key, Unit};
use crate::measures::extract::ranks;
use crate::scenario::{Parameter, ParameterGrid, Value, Values};

/// Most numbers that a summary keeps, 2 GiB of them.
const MOST_NUMBERS: usize = 1 << 28;
/// Differences below this share of the largest value are what rounding leaves of none.
const ROUNDING: f64 = 1e-12;
/// Names of the quantiles, and how many per cent of the numbers lie below.
const QUANTILES: [(&str, usize); 5] =
    [("p5", 5), ("p25", 25), ("p50", 50), ("p75", 75), ("p95", 95)];

/// The place of the median among them.
const MEDIAN: usize = 2;

/// How some numbers are spread; those that are NaN are left out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// How many.
    pub count: usize,
    /// Mean; NaN of none.
    pub mean: f64,
    /// Standard deviation of a sample; NaN of less than two.
    pub sd: f64,
    /// The smallest; NaN of none.
    pub min: f64,
    /// The quantiles of 5, 25, 50, 75 and 95 per cent.
    pub quantiles: [f64; 5],
    /// The largest.
    pub max: f64,
}

impl Spread {
    /// Of these numbers. n log n steps.
    ///
    /// # Examples
    /// ```
    /// use tripole::models::sweep::summary::Spread;
    /// let spread = Spread::of(&[4.0, 1.0, 2.0, 3.0]);
    /// assert_eq!((spread.mean, spread.min, spread.max), (2.5, 1.0, 4.0));
    /// assert_eq!(spread.quantiles[1], 1.75);
    /// ```
    #[must_use]
    pub fn of(values: &[f64]) -> Self {
        let mut sorted: Vec<f64> = values.iter().copied().filter(|y| !y.is_nan()).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        let count = sorted.len();
        let mean = sorted.iter().sum::<f64>() / count as f64;
        let squares: f64 = sorted.iter().map(|y| (y - mean).powi(2)).sum();
        let end = |y: Option<&f64>| y.copied().unwrap_or(f64::NAN);
        Spread {
            count,
            mean,
            sd: if count > 1 { (squares / (count - 1) as f64).sqrt() } else { f64::NAN },
            min: end(sorted.first()),
            quantiles: QUANTILES.map(|(_, percent)| quantile(&sorted, percent)),
            max: end(sorted.last()),
        }
    }
}

impl Spread {
    /// From the smallest to the largest.
    fn width(&self) -> f64 {
        self.max - self.min
    }
}

/// The number so many per cent of the way through sorted ones.
fn quantile(sorted: &[f64], percent: usize) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let (below, rest) = (percent * last / 100, percent * last % 100);
    let above = (below + 1).min(last);
    sorted[below] + rest as f64 / 100.0 * (sorted[above] - sorted[below])
}

/// Rank correlation of Spearman over the pairs in which both are defined, equals at the mean of their
/// ranks; NaN where one of them does not change. n log n steps.
///
/// # Examples
/// ```
/// use tripole::models::sweep::summary::spearman;
/// assert_eq!(spearman(&[1.0, 2.0, 3.0], &[1.0, 8.0, 27.0]), 1.0);
/// assert!(spearman(&[1.0, 2.0], &[5.0, 5.0]).is_nan());
/// ```
#[must_use]
pub fn spearman(x: &[f64], y: &[f64]) -> f64 {
    let defined = |(x, y): &(&f64, &f64)| !x.is_nan() && !y.is_nan();
    let pairs = x.iter().zip(y).filter(defined);
    let (x, y): (Vec<f64>, Vec<f64>) = pairs.map(|(x, y)| (*x, *y)).unzip();
    if is_constant(&x) || is_constant(&y) {
        return f64::NAN;
    }
    correlation(&mean_ranks(&x), &mean_ranks(&y))
}

fn correlation(x: &[f64], y: &[f64]) -> f64 {
    let mean = |of: &[f64]| of.iter().sum::<f64>() / of.len() as f64;
    let (of_x, of_y) = (mean(x), mean(y));
    let (mut both, mut x_alone, mut y_alone) = (0.0, 0.0, 0.0);
    for (x, y) in x.iter().zip(y) {
        let (x, y) = (x - of_x, y - of_y);
        both += x * y;
        x_alone += x * x;
        y_alone += y * y;
    }
    both / (x_alone * y_alone).sqrt()
}

/// Ranks from 1, equals at the mean of theirs.
fn mean_ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_unstable_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut found = vec![0.0; values.len()];
    let mut first = 0;
    for equals in order.chunk_by(|&a, &b| values[a] == values[b]) {
        let mean = first as f64 + (equals.len() + 1) as f64 / 2.0;
        equals.iter().for_each(|&place| found[place] = mean);
        first += equals.len();
    }
    found
}

/// The share of the variance of y that the means of its groups have: the first-order index of Sobol
/// where every group is met by everything else alike. NaN where y does not change or is not defined
/// everywhere.
///
/// # Examples
/// y = 3a + b for a, b of 0 and 1: Var(3a) / Var(y) = 9 / 10.
/// ```
/// use tripole::models::sweep::summary::first_order;
/// assert_eq!(first_order(&[0, 0, 1, 1], &[0.0, 1.0, 3.0, 4.0]), 0.9);
/// ```
#[must_use]
pub fn first_order(groups: &[u32], y: &[f64]) -> f64 {
    if y.iter().any(|y| y.is_nan()) || is_constant(y) {
        return f64::NAN;
    }
    let mean = y.iter().sum::<f64>() / y.len() as f64;
    let count = groups.iter().max().map_or(0, |last| *last as usize + 1);
    let mut sums = vec![(0.0, 0.0); count];
    let mut all = 0.0;
    for (group, y) in groups.iter().zip(y) {
        let (members, sum) = &mut sums[*group as usize];
        *members += 1.0;
        *sum += y - mean;
        all += (y - mean).powi(2);
    }
    let of_means =
        |(members, sum): &(f64, f64)| if *members > 0.0 { sum * sum / members } else { 0.0 };
    let between = sums.iter().map(of_means).sum::<f64>();
    // Means that are the same but for their last digits.
    let largest = y.iter().fold(0.0_f64, |most, y| most.max(y.abs()));
    let last_digits = y.len() as f64 * (4.0 * f64::EPSILON * largest).powi(2);
    if between <= last_digits { 0.0 } else { between / all }
}

fn is_constant(values: &[f64]) -> bool {
    let ends = |(low, high): (f64, f64), y: &f64| (low.min(*y), high.max(*y));
    let (low, high) = values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), ends);
    high - low <= ROUNDING * low.abs().max(high.abs()) || values.is_empty()
}

/// One parameter in all scenarios.
struct Factor<'a> {
    name: &'a str,
    /// Which of its values.
    levels: Vec<u32>,
    /// The values, unless they are codes.
    numbers: Option<Vec<f64>>,
    /// Whether it is crossed with everything else.
    crossed: bool,
}

impl Factor<'_> {
    fn changes(&self) -> bool {
        self.levels.iter().any(|level| *level != self.levels[0])
    }
}

/// All parameters in all scenarios.
fn factors(grid: &ParameterGrid) -> Result<Vec<Factor<'_>>> {
    let is_drawn = |parameter: &Parameter| matches!(parameter.values, Values::Drawn(_));
    let drawn = grid.parameters().iter().filter(|parameter| is_drawn(parameter)).count();
    let points = (0..grid.len()).into_par_iter().map(|position| grid.point(position));
    let points = points.collect::<Result<Vec<Vec<Value>>>>()?;
    let factors = grid.parameters().iter().enumerate().map(|(place, parameter)| Factor {
        name: &parameter.name,
        levels: levels(&points, place),
        numbers: points.iter().map(|point| number(&point[place])).collect(),
        crossed: !is_drawn(parameter) || drawn == 1,
    });
    Ok(factors.collect())
}

/// Which of its values a parameter has in every scenario.
fn levels(points: &[Vec<Value>], place: usize) -> Vec<u32> {
    let mut known: HashMap<String, u32> = HashMap::new();
    let level = |point: &Vec<Value>| {
        let next = known.len() as u32;
        *known.entry(point[place].to_string()).or_insert(next)
    };
    points.iter().map(level).collect()
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => Some(*number),
        Value::Code(_) => None,
    }
}

/// What one parameter has to do with one result.
#[derive(Clone)]
struct Influence {
    spearman: f64,
    first_order: f64,
    note: String,
}

impl Influence {
    fn of(factor: &Factor<'_>, y: &[f64]) -> Self {
        let no_change = is_constant(&y.iter().copied().filter(|y| !y.is_nan()).collect::<Vec<_>>());
        let spearman = factor.numbers.as_ref().map_or(f64::NAN, |x| spearman(x, y));
        let first_order = if factor.crossed { first_order(&factor.levels, y) } else { f64::NAN };
        let why: &[(bool, &str)] = if no_change {
            &[(true, "the result does not change")]
        } else {
            &[
                (!factor.changes(), "it takes one value"),
                (factor.numbers.is_none(), "codes have no order: no rank correlation"),
                (
                    !factor.crossed,
                    "drawn at random beside others: no first-order index without a design of Saltelli",
                ),
                (
                    factor.crossed && y.iter().any(|y| y.is_nan()),
                    "not defined in every scenario: no first-order index",
                ),
            ]
        };
        let why: Vec<&str> = why.iter().filter(|(is, _)| *is).map(|(_, why)| *why).collect();
        Influence { spearman, first_order, note: why.join("; ") }
    }
}

/// Places of the parameters by what they move of a result: by first-order indices where all have one,
/// and by the size of rank correlations elsewhere.
fn places_of(influences: &[Influence]) -> Vec<f64> {
    let shares: Vec<f64> = influences.iter().map(|it| it.first_order).collect();
    let sizes: Vec<f64> = influences.iter().map(|it| it.spearman.abs()).collect();
    ranks(if shares.iter().any(|share| share.is_nan()) { &sizes } else { &shares })
}

/// The results of a sweep as they come, until they are added up.
///
/// It keeps every number once, 2 GiB of them at most: quantiles and ranks are exact.
#[derive(Debug)]
pub struct Summary<'a> {
    grid: &'a ParameterGrid,
    /// Keys of the results of one scenario, a line per number.
    lines: Option<Frame>,
    values: Vec<f64>,
    done: usize,
}

impl<'a> Summary<'a> {
    /// Of the scenarios of a grid, none of which has come yet.
    #[must_use]
    pub fn of(grid: &'a ParameterGrid) -> Self {
        Summary { grid, lines: None, values: vec![], done: 0 }
    }

    /// Take in the next frame of [`Sweep::run`](super::Sweep::run), with the number of scenarios done
    /// by then; rows may have been left out, the same of every scenario.
    ///
    /// # Errors
    /// [`Error::TooMany`] for more than 2²⁸ numbers in all; [`Error::Range`] for a frame whose rows are
    /// not as many for each of its scenarios as before.
    pub fn push(&mut self, frame: &Frame, done: usize) -> Result<()> {
        let scenarios = done.saturating_sub(self.done);
        let numbers = frame.by_row();
        let each = numbers.len() / scenarios.max(1);
        let known = 1 + self.grid.parameters().len();
        let lines = self.lines.get_or_insert_with(|| named(frame.long().lines_of(each, known)));
        if each != lines.rows() || each * scenarios != numbers.len() {
            let what = "the number of results of a scenario";
            let expected = "as many as of the first";
            return Err(Error::Range { what, value: each as f64, expected });
        }
        let found = each.saturating_mul(self.grid.len());
        if found > MOST_NUMBERS {
            let what = "numbers to keep for a summary (choose some regions)";
            return Err(Error::TooMany { what, found, limit: MOST_NUMBERS });
        }
        self.values.extend(numbers);
        self.done = done;
        Ok(())
    }

    /// How results are spread, and what moves them: [`Found::frames`] of all results.
    ///
    /// # Errors
    /// As [`Summary::found`].
    pub fn frames(&self) -> Result<[Frame; 2]> {
        self.found().map(|found| found.frames())
    }

    /// What all scenarios together say. Formulas are in the [module](self). Cost per result: two sorts of
    /// its n numbers for the spread, and two for every parameter.
    ///
    /// # Errors
    /// [`Error::Range`] where scenarios are missing; those of [`ParameterGrid::point`].
    pub fn found(&self) -> Result<Found<'_>> {
        let Some(lines) = self.lines.as_ref().filter(|_| self.done == self.grid.len()) else {
            let what = "the number of scenarios that have come";
            return Err(Error::Range {
                what,
                value: self.done as f64,
                expected: "all of the grid",
            });
        };
        let factors = factors(self.grid)?;
        let each = lines.rows();
        let results: Vec<(Spread, Vec<Influence>)> = (0..each)
            .into_par_iter()
            .map(|line| {
                let y: Vec<f64> = self.values.iter().skip(line).step_by(each).copied().collect();
                let influences = factors.iter().map(|factor| Influence::of(factor, &y)).collect();
                (Spread::of(&y), influences)
            })
            .collect();
        let parameters = factors.iter().map(|factor| factor.name).collect();
        Ok(Found { lines: lines.clone(), parameters, results })
    }
}

/// What all scenarios of a sweep together say, a line per result.
pub struct Found<'a> {
    lines: Frame,
    parameters: Vec<&'a str>,
    results: Vec<(Spread, Vec<Influence>)>,
}

impl Found<'_> {
    /// How results are spread, and what moves them, by the keys of a scenario's results (`region`; of
    /// models of worlds before and after also `indicator_family`) and `indicator` (and there `measure`:
    /// before, after, change, change_percent):
    ///
    /// - frame `summary`, also by `unit`: `scenarios`, `mean`, `sd`, `min`, `p5`, `p25`, `p50`, `p75`,
    ///   `p95`, `max`;
    /// - frame `sensitivity`, by `parameter`: `spearman`, `sobol_first_order`, `rank` (1 moves the
    ///   result most: by first-order indices where all parameters have one, by the size of rank
    ///   correlations elsewhere), and in words, last, a `note` of why a number is empty.
    #[must_use]
    pub fn frames(&self) -> [Frame; 2] {
        [self.spread_frame(), self.sensitivity_frame()]
    }

    /// Only the results that differ between scenarios.
    #[must_use]
    pub fn moving(self) -> Self {
        let moves = |line: &usize| self.results[*line].0.width() > 0.0;
        let kept: Vec<usize> = (0..self.results.len()).filter(moves).collect();
        self.at(&kept)
    }

    /// How many results there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.results.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.results.is_empty()
    }

    fn at(self, kept: &[usize]) -> Self {
        let results = kept.iter().map(|&line| self.results[line].clone()).collect();
        Found { lines: self.lines.with_rows_at(kept), results, ..self }
    }

    /// Of every indicator the result that is spread widest, by the keys of [`Found::frames`] and the
    /// `parameter` that moves it most: `min`, `p50`, `max`, and of that parameter `sobol_first_order` and
    /// `spearman`; results that never change are left out. Frame `widest`.
    #[must_use]
    pub fn widest(&self) -> Frame {
        let apart = |key: &&Key| CodesOf::key(key.name()).is_none();
        let keys: Vec<&Key> = self.lines.keys().iter().filter(apart).collect();
        let mut places: Vec<(Vec<&str>, usize)> = vec![];
        for (line, (spread, _)) in self.results.iter().enumerate() {
            let of = keys.iter().map(|key| key.label(line)).collect();
            match places.iter_mut().find(|(known, _)| *known == of) {
                _ if spread.width() <= 0.0 || spread.width().is_nan() => {}
                None => places.push((of, line)),
                Some((_, widest)) => {
                    if spread.width() > self.results[*widest].0.width() {
                        *widest = line;
                    }
                }
            }
        }
        let kept: Vec<usize> = places.into_iter().map(|(_, line)| line).collect();
        let all = || kept.iter().map(|&line| &self.results[line]);
        let column =
            |of: &dyn Fn(&Spread) -> f64| all().map(|(it, _)| of(it)).collect::<Vec<f64>>();
        let first =
            |influences: &[Influence]| places_of(influences).iter().position(|place| *place == 1.0);
        let most: Vec<Option<usize>> = all().map(|(_, influences)| first(influences)).collect();
        let names: Vec<&str> =
            most.iter().map(|it| it.map_or("", |it| self.parameters[it])).collect();
        let of_most = |of: fn(&Influence) -> f64| -> Vec<f64> {
            let one = |((_, all), most): (&(Spread, Vec<Influence>), &Option<usize>)| {
                most.map_or(f64::NAN, |most| of(&all[most]))
            };
            all().zip(&most).map(one).collect()
        };
        let frame = self.lines.clone().with_rows_at(&kept).with_name("widest");
        frame
            .with_text("parameter", &names)
            .with_indicator("min", Unit::Keyed, column(&|it| it.min))
            .with_indicator("p50", Unit::Keyed, column(&|it| it.quantiles[MEDIAN]))
            .with_indicator("max", Unit::Keyed, column(&|it| it.max))
            .with_indicator("sobol_first_order", Unit::Share, of_most(|it| it.first_order))
            .with_indicator("spearman", Unit::Ratio, of_most(|it| it.spearman))
    }

    fn spread_frame(&self) -> Frame {
        let column = |of: &dyn Fn(&Spread) -> f64| {
            self.results.iter().map(|(spread, _)| of(spread)).collect::<Vec<f64>>()
        };
        let frame = self
            .lines
            .clone()
            .with_name("summary")
            .with_indicator("scenarios", Unit::Count, column(&|it| it.count as f64))
            .with_indicator("mean", Unit::Keyed, column(&|it| it.mean))
            .with_indicator("sd", Unit::Keyed, column(&|it| it.sd))
            .with_indicator("min", Unit::Keyed, column(&|it| it.min));
        let quantiles = QUANTILES.iter().enumerate();
        let frame = quantiles.fold(frame, |frame, (place, (name, _))| {
            frame.with_indicator(*name, Unit::Keyed, column(&|it| it.quantiles[place]))
        });
        frame.with_indicator("max", Unit::Keyed, column(&|it| it.max))
    }

    fn sensitivity_frame(&self) -> Frame {
        let names = &self.parameters;
        let lists = || self.results.iter().map(|(_, influences)| influences);
        let all = || lists().flatten();
        let notes: Vec<&str> = all().map(|it| it.note.as_str()).collect();
        // All keys but the last, the unit.
        let keys = self.lines.clone();
        let count = keys.keys().len().saturating_sub(1);
        keys.keys_alone(0..count)
            .with_name("sensitivity")
            .repeated(names.len())
            .with_key("parameter", names, lists().flat_map(|_| 0..names.len()))
            .with_indicator("spearman", Unit::Ratio, all().map(|it| it.spearman).collect())
            .with_indicator(
                "sobol_first_order",
                Unit::Share,
                all().map(|it| it.first_order).collect(),
            )
            .with_indicator("rank", Unit::Number, lists().flat_map(|it| places_of(it)).collect())
            .with_remark("note", &notes)
    }
}

/// Columns whose names mean something else where frames stand below each other.
fn named(lines: Frame) -> Frame {
    lines.with_key_named("family", "indicator_family").with_key_named("statistic", "measure")
}
