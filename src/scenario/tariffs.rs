//! Tariffs before and after.

use crate::error::{Error, Result};
use crate::linalg::Matrix;
use crate::table::{EconomyId, Partition, Sales, SalesSet, Uses};

/// A tariff as a scenario has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Tariff {
    /// The sales that it falls on.
    pub sales: Sales,
    /// Ad valorem, as a ratio: 0.25 is 25 per cent.
    pub rate: f64,
    /// What the rate means.
    pub kind: TariffKind,
}

/// What the rate of a [`Tariff`] means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TariffKind {
    /// In force before, and after unless set otherwise.
    Before,
    /// In force after, whatever was before.
    Set,
    /// On top of what was before.
    Added,
}

/// Ad valorem rates by selling row and importing economy, n x economies, as ratios: 0.25 is
/// 25 per cent of the basic price. Zero for an economy's own products.
#[derive(Debug, Clone, PartialEq)]
pub struct Rates {
    /// On goods bought as inputs.
    pub inputs: Matrix,
    /// On goods bought for final use.
    pub final_use: Matrix,
}

impl Rates {
    /// No tariffs.
    #[must_use]
    pub fn none(partition: &Partition) -> Self {
        let zeros = Matrix::zeros(partition.index().len(), partition.len());
        Rates { inputs: zeros.clone(), final_use: zeros }
    }

    /// One rate whatever the use.
    #[must_use]
    pub fn for_all_uses(rates: Matrix) -> Self {
        Rates { inputs: rates.clone(), final_use: rates }
    }

    /// Give every flow of a set the rate that `new` makes of its old one.
    pub(super) fn change(&mut self, sales: &Sales, new: impl Fn(f64) -> f64) {
        for (row, importer) in sales.pairs() {
            let place = (row, importer.position());
            for uses in sales.uses().each() {
                let rate = match uses {
                    Uses::Final => &mut self.final_use[place],
                    Uses::All | Uses::Intermediate => &mut self.inputs[place],
                };
                *rate = new(*rate);
            }
        }
    }

    /// Add others to every rate.
    pub(crate) fn add(&mut self, others: &Rates) {
        let sum = |of: &Matrix, other: &Matrix| {
            Matrix::from_fn(of.rows(), of.columns(), |row, buyer| {
                of[(row, buyer)] + other[(row, buyer)]
            })
        };
        self.inputs = sum(&self.inputs, &others.inputs);
        self.final_use = sum(&self.final_use, &others.final_use);
    }

    /// Take others off every rate.
    pub(crate) fn subtract(&mut self, others: &Rates) {
        for (own, other) in
            [(&mut self.inputs, &others.inputs), (&mut self.final_use, &others.final_use)]
        {
            for buyer in 0..own.columns() {
                let cells = own.column_mut(buyer).iter_mut().zip(other.column(buyer));
                cells.for_each(|(rate, other)| *rate -= other);
            }
        }
    }

    /// Rates that differ by this at most become those of others.
    #[cfg(feature = "scenario-files")]
    pub(crate) fn settle_on(&mut self, others: &Rates, most: f64) {
        for (own, other) in
            [(&mut self.inputs, &others.inputs), (&mut self.final_use, &others.final_use)]
        {
            for buyer in 0..own.columns() {
                let cells = own.column_mut(buyer).iter_mut().zip(other.column(buyer));
                let same = cells.filter(|(rate, other)| (**rate - **other).abs() <= most);
                same.for_each(|(rate, other)| *rate = *other);
            }
        }
    }

    /// Rates up to this size become zero.
    pub(crate) fn round_off(&mut self, least: f64) {
        for matrix in [&mut self.inputs, &mut self.final_use] {
            for buyer in 0..matrix.columns() {
                let small = matrix.column_mut(buyer).iter_mut().filter(|rate| rate.abs() <= least);
                small.for_each(|rate| *rate = 0.0);
            }
        }
    }

    /// Whether there are none.
    pub(crate) fn is_zero(&self) -> bool {
        [&self.inputs, &self.final_use].iter().all(|it| it.values().iter().all(|rate| *rate == 0.0))
    }

    /// Take the rates after of all flows whose rate others change.
    pub(super) fn take_changes(&mut self, others: &Tariffs) {
        let pairs = [
            (&mut self.inputs, &others.before.inputs, &others.after.inputs),
            (&mut self.final_use, &others.before.final_use, &others.after.final_use),
        ];
        for (own, before, after) in pairs {
            for buyer in 0..own.columns() {
                let cells = before.column(buyer).iter().zip(after.column(buyer));
                for (rate, (before, after)) in own.column_mut(buyer).iter_mut().zip(cells) {
                    if before != after {
                        *rate = *after;
                    }
                }
            }
        }
    }

    /// Refuse rates that have become negative where those before are not: of content above the whole value.
    pub(super) fn refuse_negative(&self, before: &Rates, economies: &Partition) -> Result<()> {
        let pairs = [(&self.inputs, &before.inputs), (&self.final_use, &before.final_use)];
        for (rates, before) in pairs {
            for buyer in 0..rates.columns() {
                let cells = rates.column(buyer).iter().zip(before.column(buyer)).enumerate();
                let mut wrong = cells.filter(|(_, (rate, before))| **rate < 0.0 && **before >= 0.0);
                if let Some((row, (&value, _))) = wrong.next() {
                    let label = economies.index().label(row);
                    let buyer = &economies.names()[buyer];
                    return Err(Error::Impossible {
                        problem: "exempt content of more than the whole value makes duties negative",
                        lines: vec![format!("`{buyer}` on `{label}`: {value}")],
                        remedy: "leave these products out of the entry, or name fewer origins"
                            .into(),
                    });
                }
            }
        }
        Ok(())
    }

    pub(crate) fn check_shape(&self, partition: &Partition) -> Result<()> {
        let expected = (partition.index().len(), partition.len());
        for rates in [&self.inputs, &self.final_use] {
            if rates.shape() != expected {
                let found = rates.shape();
                return Err(Error::Shape { what: "the matrix of tariffs", found, expected });
            }
        }
        Ok(())
    }
}

/// Tariffs before and after a change, on the rows and economies of one table.
#[derive(Debug, Clone, PartialEq)]
pub struct Tariffs {
    economies: Partition,
    before: Rates,
    after: Rates,
}

impl Tariffs {
    /// The checked constructor.
    ///
    /// # Errors
    /// [`Error::Shape`]; [`Error::Range`] for a rate that is not a finite number above −1, or
    /// that an economy levies on itself.
    ///
    /// # Examples
    /// ```
    /// use tripole::{Index, Matrix, Partition};
    /// use tripole::scenario::{Rates, Tariffs};
    /// let index = Index::new([("USA", "g"), ("CHN", "g")])?;
    /// let partition = Partition::regions(&index);
    /// let before = Rates::none(&partition);
    /// // 25 per cent on Chinese goods in the United States.
    /// let after = Rates::for_all_uses(Matrix::from_rows(&[[0.0, 0.0], [0.25, 0.0]]));
    /// assert!(Tariffs::new(&partition, before, after).is_ok());
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn new(partition: &Partition, before: Rates, after: Rates) -> Result<Self> {
        for rates in [&before, &after] {
            rates.check_shape(partition)?;
            for matrix in [&rates.inputs, &rates.final_use] {
                check(partition, matrix)?;
            }
        }
        Ok(Tariffs { economies: partition.clone(), before, after })
    }

    /// The economies that levy them.
    #[must_use]
    pub fn economies(&self) -> &Partition {
        &self.economies
    }

    /// The rates before.
    #[must_use]
    pub fn before(&self) -> &Rates {
        &self.before
    }

    /// The rates after.
    #[must_use]
    pub fn after(&self) -> &Rates {
        &self.after
    }

    /// (1 + τ)/(1 + τ⁰) of every row for final users of an economy.
    pub(crate) fn of_final_use(&self, buyer: EconomyId) -> impl Iterator<Item = f64> {
        let (before, after) = (&self.before.final_use, &self.after.final_use);
        let rates = before.column(buyer.position()).iter().zip(after.column(buyer.position()));
        rates.map(|(before, after)| (1.0 + after) / (1.0 + before))
    }

    /// The sales whose rate changes.
    #[must_use]
    pub fn changed(&self) -> SalesSet {
        let rows = self.after.inputs.rows();
        let mut changed = SalesSet::none(&self.economies);
        for (importer, _) in self.economies.economies() {
            let r = importer.position();
            for row in 0..rows {
                if self.before.inputs[(row, r)] != self.after.inputs[(row, r)] {
                    changed.mark(row, importer, Uses::Intermediate);
                }
                if self.before.final_use[(row, r)] != self.after.final_use[(row, r)] {
                    changed.mark(row, importer, Uses::Final);
                }
            }
        }
        changed
    }
}

fn check(partition: &Partition, rates: &Matrix) -> Result<()> {
    for importer in 0..rates.columns() {
        for (row, &rate) in rates.column(importer).iter().enumerate() {
            let own = partition.of_row(row) == EconomyId::at(importer);
            if !(rate.is_finite() && rate > -1.0) || own && rate != 0.0 {
                return Err(Error::Range {
                    what: "a tariff",
                    value: rate,
                    expected: "a ratio above -1, and zero on an economy's own products",
                });
            }
        }
    }
    Ok(())
}
