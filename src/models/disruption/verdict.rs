//! Whether output came back, judged after a run.
//!
//! No rule before a run tells all runs whose shortages feed themselves from those that end, so
//! every line of a result is judged by itself. A loss that does not end has no size: it grows with
//! the number of days.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use super::{Loss, Nest, Outage, ration};
use crate::error::Result;
use crate::leontief::LeontiefSystem;

use super::network::YEAR;

/// Output over steady output from which on it is back.
const BACK: f64 = 0.999;
/// Days after the last outage that must be seen before output can be called stuck.
pub(super) const SEEN: usize = 60;
/// Days over which the gap must shrink.
const MONTH: usize = 30;
/// What the gap must have shrunk to over them.
const SHRUNK: f64 = 0.95;
/// What it may have grown by without falling.
const STEADY: f64 = 1e-6;
/// Share of value added by which a loss may pass the upper end through rounding.
const ROUNDING: f64 = 1e-9;

/// How output stands on the last of T days, with y output over steady output, g = 1 − y, and the
/// last outage over on day e.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// y(T−1) ≥ 0.999.
    Recovered,
    /// Not yet, and T − e < 60: too early to say.
    Ongoing,
    /// g(T−1) ≤ 0.95 g(T−31): the gap closes.
    Recovering,
    /// g(T−1) > g(T−31) + 1e-6: the gap widens.
    Falling,
    /// Neither.
    Stuck,
}

impl Verdict {
    /// The word for it in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Recovered => "recovered",
            Verdict::Ongoing => "ongoing",
            Verdict::Recovering => "recovering",
            Verdict::Falling => "falling",
            Verdict::Stuck => "stuck",
        }
    }

    /// Whether the loss grows with the number of days, so that no amount means anything.
    #[must_use]
    pub fn is_no_forecast(self) -> bool {
        matches!(self, Verdict::Falling | Verdict::Stuck)
    }

    /// The verdict on a line whose output over steady output is `level` on a day, after changes
    /// that were over on day `over`; none without output.
    pub(super) fn of(level: impl Fn(usize) -> f64, days: usize, over: usize) -> Option<Self> {
        let last = level(days - 1);
        if last.is_nan() {
            return None;
        }
        if last >= BACK {
            return Some(Verdict::Recovered);
        }
        if days < over + SEEN || days <= MONTH {
            return Some(Verdict::Ongoing);
        }
        let (gap, before) = (1.0 - last, 1.0 - level(days - 1 - MONTH));
        Some(match () {
            () if gap <= SHRUNK * before => Verdict::Recovering,
            () if gap > before + STEADY => Verdict::Falling,
            () => Verdict::Stuck,
        })
    }
}

/// What a number must not be quoted without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Flag {
    /// [`Verdict::Falling`].
    Falling,
    /// [`Verdict::Stuck`].
    Stuck,
    /// [`Verdict::Recovering`].
    Recovering,
    /// [`Verdict::Ongoing`].
    Ongoing,
    /// More was lost than if everybody had stopped without any stock for as many days as the
    /// outage lasts ([`ration`]): what came after it, not the outage. A slow but finite recovery
    /// can pass this end too.
    BeyondUpperEnd,
}

impl Flag {
    /// The word for it in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Flag::Falling => "falling",
            Flag::Stuck => "stuck",
            Flag::Recovering => "recovering",
            Flag::Ongoing => "ongoing",
            Flag::BeyondUpperEnd => "beyond_upper_end",
        }
    }
}

/// The flags of a line: none where output is back and the loss within the upper end. Written
/// joined by `;`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Flags(BTreeSet<Flag>);

impl Flags {
    /// Those of a verdict.
    pub(super) fn of(verdict: Option<Verdict>) -> Self {
        let flag = verdict.and_then(|verdict| match verdict {
            Verdict::Recovered => None,
            Verdict::Ongoing => Some(Flag::Ongoing),
            Verdict::Recovering => Some(Flag::Recovering),
            Verdict::Falling => Some(Flag::Falling),
            Verdict::Stuck => Some(Flag::Stuck),
        });
        Flags(flag.into_iter().collect())
    }

    pub(super) fn add(&mut self, flag: Flag) {
        self.0.insert(flag);
    }

    /// Those of several lines together.
    #[must_use]
    pub fn union<'a>(all: impl IntoIterator<Item = &'a Flags>) -> Self {
        Flags(all.into_iter().flat_map(|flags| flags.0.iter().copied()).collect())
    }

    /// Whether there is this one.
    #[must_use]
    pub fn has(&self, flag: Flag) -> bool {
        self.0.contains(&flag)
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Flags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.0.iter().map(|flag| flag.name()).collect();
        f.write_str(&names.join(";"))
    }
}

/// Days of a run on which the same of some changes are in force, none left out but those without
/// any: which ones, and how many days.
pub(super) fn spells(changes: &[Range<usize>], days: usize) -> Vec<(Vec<usize>, usize)> {
    let mut ends: Vec<usize> =
        changes.iter().flat_map(|range| [range.start.min(days), range.end.min(days)]).collect();
    ends.sort_unstable();
    ends.dedup();
    let mut found: Vec<(Vec<usize>, usize)> = vec![];
    for pair in ends.windows(2) {
        let active: Vec<usize> =
            (0..changes.len()).filter(|&k| changes[k].contains(&pair[0])).collect();
        match found.iter_mut().find(|(others, _)| *others == active) {
            _ if active.is_empty() => {}
            Some((_, sum)) => *sum += pair[1] - pair[0],
            None => found.push((active, pair[1] - pair[0])),
        }
    }
    found
}

/// Value added that every row loses where nobody has stocks and nothing replaces what is lost, all
/// served alike, as long as the outages last.
pub(super) fn upper_end(
    system: &LeontiefSystem,
    outages: &[Outage],
    days: usize,
) -> Result<Vec<f64>> {
    let ranges: Vec<Range<usize>> = outages.iter().map(|outage| outage.days.clone()).collect();
    let mut lost = vec![0.0; system.order()];
    for (active, days) in spells(&ranges, days) {
        let losses: Vec<Loss> = active.iter().map(|&k| outages[k].loss.clone()).collect();
        let rationed = ration(system, &losses, Nest::Product)?;
        let gap = rationed.output_before().iter().zip(rationed.output());
        for (row, (before, after)) in gap.enumerate() {
            let v = system.value_added_coefficients()[row];
            lost[row] += v * (before - after) * days as f64 / YEAR;
        }
    }
    Ok(lost)
}

/// Whether a line lost more than its upper end; `usual` is its value added of as many days.
pub(super) fn is_beyond(lost: f64, upper: f64, usual: f64) -> bool {
    lost > upper + ROUNDING * usual.abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(days: usize, over: usize, level: fn(usize) -> f64) -> Option<&'static str> {
        Verdict::of(level, days, over).map(Verdict::name)
    }

    #[test]
    fn verdicts_by_hand() {
        assert_eq!(verdict(100, 10, |_| 0.9991), Some("recovered"));
        assert_eq!(verdict(100, 10, |_| f64::NAN), None);
        assert_eq!(verdict(69, 10, |_| 0.9), Some("ongoing"));
        assert_eq!(verdict(70, 10, |_| 0.9), Some("stuck"));
        assert_eq!(verdict(70, 10, |day| if day < 60 { 0.9 } else { 0.906 }), Some("recovering"));
        assert_eq!(verdict(70, 10, |day| if day < 60 { 0.9 } else { 0.8999 }), Some("falling"));
        // Nothing that ends after the run is judged, and no day before the first is asked for.
        assert_eq!(verdict(20, 400, |_| 0.5), Some("ongoing"));
        assert_eq!(verdict(20, 0, |_| 0.5), Some("ongoing"));
    }

    #[test]
    fn flags_are_joined_in_one_order() {
        let mut first = Flags::of(Some(Verdict::Ongoing));
        first.add(Flag::BeyondUpperEnd);
        let second = Flags::of(Some(Verdict::Falling));
        assert_eq!(Flags::union([&first, &second]).to_string(), "falling;ongoing;beyond_upper_end");
        assert_eq!(Flags::of(Some(Verdict::Recovered)).to_string(), "");
    }

    #[test]
    fn spells_are_days_of_the_same_changes() {
        let ranges = [2..5, 4..9, 20..usize::MAX];
        assert_eq!(spells(&ranges, 8), [(vec![0], 2), (vec![0, 1], 1), (vec![1], 3)]);
        assert_eq!(spells(&[0..3, 6..8], 8), [(vec![0], 3), (vec![1], 2)]);
        assert_eq!(spells(&[0..2, 1..3, 2..4], 9).len(), 4);
        assert_eq!(spells(&[7..9, 5..5], 7), []);
    }
}
