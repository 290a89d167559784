//! The maximum of a function of a rate.

use crate::error::Result;

/// The highest rate that is looked at: 1,000 per cent.
pub const HIGHEST_RATE: f64 = 10.0;
/// The first rate, and the lowest that is tried before zero is taken for the best.
const FIRST: f64 = 0.05;
const LOWEST: f64 = 0.001;
/// Width of a bracket, against its middle, at which golden sections end.
const NARROW: f64 = 0.02;
/// The step of differences from which the slope comes, and the most that it is of a rate.
const STEP: f64 = 0.005;
const SHARE: f64 = 0.25;
/// The change of a rate at which the slope is taken for zero, and the most slopes.
const SETTLED: f64 = 1e-7;
const MOST_SLOPES: usize = 12;

/// A rate, and what it brings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// The rate, as a ratio.
    pub rate: f64,
    /// The change of what its importer can afford, as a ratio.
    pub real_income: f64,
}

impl Point {
    fn new(rate: f64, log: f64) -> Self {
        Point { rate, real_income: log.exp_m1() }
    }
}

/// The best rate, and the ends between which it was looked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Peak {
    pub best: Point,
    pub ends: [Point; 2],
}

/// Logarithms of what is afforded at rates.
type Value<'a> = &'a mut dyn FnMut(f64) -> Result<f64>;

/// A rate and the logarithm there.
type Known = (f64, f64);

/// The highest point from zero to [`HIGHEST_RATE`].
pub(super) fn peak(value: Value<'_>) -> Result<Peak> {
    let (low, middle, high) = bracket(value)?;
    let ends = [Point::new(low.0, low.1), Point::new(high.0, high.1)];
    if middle.0 == low.0 || middle.0 == high.0 {
        return Ok(Peak { best: Point::new(middle.0, middle.1), ends });
    }
    let (low, middle, high) = golden((low, middle, high), value)?;
    let refined = refined(middle.0, [low.0, high.0], value)?;
    let (rate, log) = refined.unwrap_or(middle);
    Ok(Peak { best: Point::new(rate, log), ends })
}

/// The highest point near a rate; nothing where that is not found at once.
pub(super) fn near(rate: f64, value: Value<'_>) -> Result<Option<Peak>> {
    // At the ends there is no slope to follow.
    if rate <= LOWEST || 2.0 * rate > HIGHEST_RATE {
        return Ok(None);
    }
    let ends = [0.5 * rate, 2.0 * rate];
    let Some((best, log)) = refined(rate, ends, value)? else { return Ok(None) };
    let mut at = |rate: f64| value(rate).map(|log| (rate, log));
    let (low, high) = (at(ends[0])?, at(ends[1])?);
    let peak = Peak {
        best: Point::new(best, log),
        ends: [Point::new(low.0, low.1), Point::new(high.0, high.1)],
    };
    Ok((log > low.1 && log > high.1).then_some(peak))
}

/// Three rates of which the middle one is best; where that is an end, it stands twice.
fn bracket(value: Value<'_>) -> Result<(Known, Known, Known)> {
    let mut at = |rate: f64| value(rate).map(|log| (rate, log));
    let zero = at(0.0)?;
    let (mut low, mut middle) = (zero, at(FIRST)?);
    if middle.1 <= zero.1 {
        let mut high = middle;
        while high.0 > LOWEST {
            middle = at((0.5 * high.0).max(LOWEST))?;
            if middle.1 > zero.1 {
                return Ok((zero, middle, high));
            }
            high = middle;
        }
        return Ok((zero, zero, high));
    }
    while middle.0 < HIGHEST_RATE {
        let high = at((2.0 * middle.0).min(HIGHEST_RATE))?;
        if high.1 < middle.1 {
            return Ok((low, middle, high));
        }
        (low, middle) = (middle, high);
    }
    Ok((low, middle, middle))
}

/// A narrower bracket by golden sections.
fn golden(
    (mut low, mut middle, mut high): (Known, Known, Known),
    value: Value<'_>,
) -> Result<(Known, Known, Known)> {
    let section = 0.5 * (3.0 - 5.0_f64.sqrt());
    while high.0 - low.0 > NARROW * middle.0 {
        let left = middle.0 - low.0 > high.0 - middle.0;
        let rate = if left {
            middle.0 - section * (middle.0 - low.0)
        } else {
            middle.0 + section * (high.0 - middle.0)
        };
        let new = (rate, value(rate)?);
        match (new.1 > middle.1, left) {
            (true, true) => (middle, high) = (new, middle),
            (true, false) => (low, middle) = (middle, new),
            (false, true) => low = new,
            (false, false) => high = new,
        }
    }
    Ok((low, middle, high))
}

/// Where the slope is zero, by secants from a rate and one beside it; nothing where it leads out of the
/// ends, or uphill.
fn refined(rate: f64, ends: [f64; 2], value: Value<'_>) -> Result<Option<Known>> {
    let mut slope = |rate: f64| -> Result<f64> {
        let h = STEP.min(SHARE * rate);
        let mut at = |k: f64| value(rate + k * h);
        Ok((at(-2.0)? - 8.0 * at(-1.0)? + 8.0 * at(1.0)? - at(2.0)?) / (12.0 * h))
    };
    let mut last = (rate, slope(rate)?);
    // Golden sections are exact to about this, so that the next slope is on the other side or near.
    let uphill = if last.1 > 0.0 { 1.0 + NARROW } else { 1.0 - NARROW };
    let mut next = rate * uphill;
    for _ in 0..MOST_SLOPES {
        let new = (next, slope(next)?);
        let curvature = (new.1 - last.1) / (new.0 - last.0);
        if curvature.is_nan() || curvature >= 0.0 {
            return Ok(None);
        }
        let step = -new.1 / curvature;
        (last, next) = (new, new.0 + step);
        if !(ends[0]..=ends[1]).contains(&next) {
            return Ok(None);
        }
        if step.abs() <= SETTLED * (1.0 + next) {
            return Ok(Some((next, value(next)?)));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A hill with its top at `top`; the number of points it took to find that.
    fn top_of(top: f64) -> (Peak, usize) {
        let mut count = 0;
        let found = peak(&mut |rate: f64| {
            count += 1;
            Ok(-((1.0 + rate) / (1.0 + top)).ln().powi(2) - 0.1 * (rate - top).powi(4))
        });
        (found.expect("found"), count)
    }

    #[test]
    fn tops_are_found_and_ends_are_said() {
        for top in [0.004, 0.03, 0.0749, 0.17, 0.6, 3.0] {
            let (found, count) = top_of(top);
            assert!((found.best.rate - top).abs() < 1e-6, "{top}: {found:?}");
            assert!(found.ends[0].rate < top && top < found.ends[1].rate);
            assert!(count <= 45, "{top}: {count}");
        }
        let (found, _) = top_of(-0.5);
        assert_eq!((found.best.rate, found.best), (0.0, found.ends[0]));
        let (found, _) = top_of(50.0);
        assert_eq!((found.best.rate, found.best), (HIGHEST_RATE, found.ends[1]));
        let hill = |rate: f64| Ok(-(rate - 0.3_f64).powi(2));
        let found = near(0.31, &mut { hill }).expect("no error").expect("found");
        assert!((found.best.rate - 0.3).abs() < 1e-7);
        // Far from the top it is left to a search of everything.
        assert!(near(2.0, &mut { hill }).expect("no error").is_none());
    }
}
