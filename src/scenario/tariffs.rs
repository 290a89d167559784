//! Tariffs before and after.

use crate::error::{Error, Result};
use crate::labels::{EconomyId, Partition};
use crate::linalg::Matrix;

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
    pub fn none(partition: &Partition, rows: usize) -> Self {
        let zeros = Matrix::zeros(rows, partition.len());
        Rates { inputs: zeros.clone(), final_use: zeros }
    }

    /// The same rate whatever the use.
    #[must_use]
    pub fn for_all_uses(rates: Matrix) -> Self {
        Rates { inputs: rates.clone(), final_use: rates }
    }
}

/// Tariffs before and after a change, on the rows and economies of one table.
#[derive(Debug, Clone, PartialEq)]
pub struct Tariffs {
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
    /// use tripole::scenario::{Rates, Tariffs};
    /// use tripole::{Index, Matrix, Partition};
    /// let index = Index::new([("USA", "g"), ("CHN", "g")])?;
    /// let partition = Partition::regions(&index);
    /// let before = Rates::none(&partition, index.len());
    /// // 25 per cent on Chinese goods in the United States.
    /// let after = Rates::for_all_uses(Matrix::from_rows(&[[0.0, 0.0], [0.25, 0.0]]));
    /// assert!(Tariffs::new(&partition, before, after).is_ok());
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn new(partition: &Partition, before: Rates, after: Rates) -> Result<Self> {
        let rows = partition.economies().map(|(_, economy)| economy.rows.len()).sum();
        for rates in [&before, &after] {
            for matrix in [&rates.inputs, &rates.final_use] {
                check(partition, matrix, (rows, partition.len()))?;
            }
        }
        Ok(Tariffs { before, after })
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
}

fn check(partition: &Partition, rates: &Matrix, expected: (usize, usize)) -> Result<()> {
    if rates.shape() != expected {
        return Err(Error::Shape { what: "the matrix of tariffs", found: rates.shape(), expected });
    }
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
