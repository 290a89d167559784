//! How far models are apart.

use super::{Measured, SideBySide, Status};
use crate::table::EconomyId;

/// Size below which a value counts as none: models are solved to less.
const NOTHING: f64 = 1e-9;

/// The lowest and the highest of the values of a measure that were solved for. Of equal ones, `low_model`
/// is the first by the alphabet and `high_model` the last.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// The lowest value; NaN where no model solves for the measure.
    pub low: f64,
    /// Its model.
    pub low_model: Option<&'static str>,
    /// The highest value; that of `low` where one model alone solves for the measure.
    pub high: f64,
    /// Its model.
    pub high_model: Option<&'static str>,
    /// Number of models that solve for the measure.
    pub solved: usize,
}

/// Economies for which models say that a measure rises and that it falls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement {
    /// The measure.
    pub measure: Measured,
    /// The economies, in the order of the table.
    pub economies: Vec<EconomyId>,
    /// That of them whose values are farthest apart.
    pub widest: EconomyId,
}

impl SideBySide {
    /// The spread of a measure of an economy.
    #[must_use]
    pub fn spread(&self, measure: Measured, economy: EconomyId) -> Spread {
        self.spread_at(measure, economy.position())
    }

    pub(super) fn spread_at(&self, measure: Measured, economy: usize) -> Spread {
        let solved = self.answers().filter_map(|(model, outcomes)| {
            let estimate = outcomes.of(measure)[economy];
            (estimate.status == Status::Solved).then_some((estimate.value, model.record.name))
        });
        let solved: Vec<(f64, &'static str)> = solved.collect();
        let order = |a: &&(f64, &'static str), b: &&(f64, &'static str)| {
            // Zero is zero, whatever its sign.
            (a.0 + 0.0).total_cmp(&(b.0 + 0.0)).then(a.1.cmp(b.1))
        };
        let (low, high) = (solved.iter().min_by(order), solved.iter().max_by(order));
        let value = |end: Option<&(f64, &str)>| end.map_or(f64::NAN, |(value, _)| *value);
        Spread {
            low: value(low),
            low_model: low.map(|(_, model)| *model),
            high: value(high),
            high_model: high.map(|(_, model)| *model),
            solved: solved.len(),
        }
    }

    /// Measures of which models say that they rise and that they fall, by more than 1e-9.
    #[must_use]
    pub fn disagreements(&self) -> Vec<Disagreement> {
        let of = |measure: Measured| {
            let spreads = (0..self.economies.len()).map(|n| (n, self.spread_at(measure, n)));
            let apart: Vec<(usize, Spread)> =
                spreads.filter(|(_, it)| it.low < -NOTHING && it.high > NOTHING).collect();
            let width = |spread: &Spread| spread.high - spread.low;
            let widest = apart.iter().max_by(|a, b| width(&a.1).total_cmp(&width(&b.1)))?.0;
            Some(Disagreement {
                measure,
                economies: apart.iter().map(|(n, _)| EconomyId::at(*n)).collect(),
                widest: EconomyId::at(widest),
            })
        };
        Measured::ALL.into_iter().filter_map(of).collect()
    }
}
