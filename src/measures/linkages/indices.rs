//! Linkages relative to the mean, and what follows from them.

use crate::linalg::ratio;
use crate::table::Partition;

/// Which mean a linkage is divided by; rows without output are in it.
pub(super) enum Means<'a> {
    /// Over all rows.
    OfAll,
    /// Over the rows of the same economy.
    OfEconomies(&'a Partition),
}

/// Values over their mean.
pub(super) fn index(values: &[f64], means: &Means<'_>) -> Vec<f64> {
    let mean = |rows: &mut dyn Iterator<Item = usize>| {
        let (sum, count) =
            rows.fold((0.0, 0.0), |(sum, count), row| (sum + values[row], count + 1.0));
        sum / count
    };
    match means {
        Means::OfAll => {
            let mean = mean(&mut (0..values.len()));
            values.iter().map(|value| ratio(*value, mean)).collect()
        }
        Means::OfEconomies(partition) => {
            let mut out = vec![f64::NAN; values.len()];
            for (_, economy) in partition.economies() {
                let mean = mean(&mut economy.rows.iter().copied());
                economy.rows.iter().for_each(|&row| out[row] = ratio(values[row], mean));
            }
            out
        }
    }
}

/// Which linkages of a row are above the mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Both.
    Key,
    /// The backward one.
    Backward,
    /// The forward one.
    Forward,
    /// Neither.
    Neither,
}

impl Class {
    /// How a column shows it.
    pub fn number(self) -> f64 {
        match self {
            Class::Key => 1.0,
            Class::Backward => 2.0,
            Class::Forward => 3.0,
            Class::Neither => 4.0,
        }
    }
}

/// Classes of rows by their indices.
pub(super) fn classes(backward: &[f64], forward: &[f64]) -> Vec<Class> {
    let class = |(backward, forward): (&f64, &f64)| match (*backward > 1.0, *forward > 1.0) {
        (true, true) => Class::Key,
        (true, false) => Class::Backward,
        (false, true) => Class::Forward,
        (false, false) => Class::Neither,
    };
    backward.iter().zip(forward).map(class).collect()
}
