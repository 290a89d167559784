//! One region cut into provinces or clusters.

use super::super::sound::readable;
use crate::error::{Error, Result};
use crate::linalg::Matrix;
use crate::table::{Demand, Index, Mrio, Parts, Primary, RegionId};

/// Shares of the parts of a region.
#[derive(Debug, Clone, PartialEq)]
pub struct Shares {
    /// Codes of the parts.
    pub parts: Vec<String>,
    /// α, rows of the region x parts: shares of each sector's output; every row sums to one.
    pub output: Matrix,
    /// γ, final demand columns of the region x parts: shares of what is bought; every row sums to
    /// one.
    pub final_demand: Matrix,
}

/// Shares may miss a sum of one by this much, the rounding of a file.
pub(crate) const SHARE_ROUNDING: f64 = 1e-6;

impl Shares {
    /// Fits the region, nothing negative, and the shares of a row add up to one.
    fn check(&self, rows: usize, columns: usize) -> Result<()> {
        for (what, matrix, expected) in [
            ("the output shares", &self.output, rows),
            ("the final demand shares", &self.final_demand, columns),
        ] {
            let (found, expected) = (matrix.shape(), (expected, self.parts.len()));
            if found != expected {
                return Err(Error::Shape { what, found, expected });
            }
            if let Some(&value) = matrix.values().iter().find(|share| !(0.0..=2.0).contains(*share))
            {
                return Err(Error::Range {
                    what: "a share",
                    value,
                    expected: "a number from 0 to 1",
                });
            }
            let off = |sum: &&f64| (**sum - 1.0).abs() > SHARE_ROUNDING;
            if let Some(&value) = matrix.row_sums().iter().find(off) {
                return Err(Error::Range {
                    what: "the sum of the shares of a line",
                    value,
                    expected: "1",
                });
            }
        }
        Ok(())
    }

    /// The shares of a row, which add up to one exactly.
    fn row(matrix: &Matrix, row: usize) -> Vec<f64> {
        let shares = matrix.row(row);
        let sum: f64 = shares.iter().sum();
        shares.iter().map(|share| share / sum).collect()
    }
}

/// The rows (or columns) of the new table: which old one each comes from, and its share of it.
struct Pieces {
    old: Vec<usize>,
    share: Vec<f64>,
}

impl Pieces {
    fn vector(&self, values: &[f64]) -> Vec<f64> {
        self.old.iter().zip(&self.share).map(|(&old, share)| share * values[old]).collect()
    }

    /// Old rows into these, old columns into `columns`.
    fn matrix(&self, matrix: &Matrix, columns: &Pieces) -> Matrix {
        let mut out = Matrix::zeros(self.old.len(), columns.old.len());
        for (j, (&old, weight)) in columns.old.iter().zip(&columns.share).enumerate() {
            let source = matrix.column(old);
            let rows = self.old.iter().zip(&self.share);
            out.column_mut(j)
                .iter_mut()
                .zip(rows)
                .for_each(|(z, (&i, share))| *z = source[i] * share * weight);
        }
        out
    }
}

/// The table with one region replaced by its parts:
///
/// ```text
/// Z' = W'ZW, W_{i,ai} = α_ai,  F' = W'FQ, Q_{r,a} = γ_a,  w' = W'w, x' = W'x
/// ```
///
/// Every part of a sector has the sector's inputs and customers: rows and columns stay balanced,
/// since the same α cuts both; adding the parts up gives the table back, and output-weighted means
/// over the whole table (mean upstreamness) are what they were. The parts trade with each other in
/// proportion to their size; what is known of that trade can be imposed with
/// [`scaling`](crate::make::balance::scaling()). n'² flops for n' rows of the result.
///
/// # Errors
/// [`Error::Shape`], [`Error::Range`] for shares that do not fit, are negative or do not add up to
/// one (within 1e-6; they are then divided by their sum); [`Error::Label`] for a part that has the
/// code of another region; [`Error::Unusable`] for a table that reading would refuse, too.
///
/// # Examples
/// ```
/// use tripole::{Demand, Index, Matrix, Mrio, Parts};
/// use tripole::make::{Shares, split};
/// let index = Index::new([("A", "g"), ("B", "g")])?;
/// let demand = Demand::new(&index, [(Some("A"), "f"), (Some("B"), "f")])?;
/// let z = Matrix::from_rows(&[[20.0, 30.0], [10.0, 40.0]]);
/// let f = Matrix::from_rows(&[[40.0, 10.0], [20.0, 30.0]]);
/// let table = Mrio::new(Parts::new(index, demand, z, f))?;
/// let parts = vec!["A1".to_owned(), "A2".to_owned()];
/// let quarter = || Matrix::from_rows(&[[0.25, 0.75]]);
/// let shares = Shares { parts, output: quarter(), final_demand: quarter() };
/// let region = table.index().find_region("A")?;
/// let finer = split(&table, region, &shares)?;
/// assert_eq!(finer.index().region_codes(), ["A1", "A2", "B"]);
/// assert!((finer.row_sums()[0] - 25.0).abs() < 1e-12);
/// # Ok::<(), tripole::Error>(())
/// ```
///
/// # References
/// The reverse of adding regions up (Miller and Blair 2009, *Input-Output Analysis*, on spatial
/// aggregation), at equal structures; the rule for Q is this project's.
pub fn split(table: &Mrio, region: RegionId, shares: &Shares) -> Result<Mrio> {
    let (index, demand) = (table.index(), table.demand());
    let own = index.rows(region);
    let own_columns: Vec<usize> =
        (0..demand.len()).filter(|&c| demand.columns()[c].region == Some(region)).collect();
    shares.check(own.len(), own_columns.len())?;
    if let Some(label) = shares.parts.iter().find(|part| {
        index.find_region(part).is_ok_and(|found| found != region)
            || shares.parts.iter().filter(|other| other == part).count() > 1
    }) {
        return Err(Error::Label { label: label.clone() });
    }

    let (rows, labels) = row_pieces(index, region, shares);
    let new_index = Index::new(labels)?;
    let (columns, labels) = column_pieces(table, region, &own_columns, shares);
    let new_demand = Demand::new(&new_index, labels)?;
    let mut parts = Parts::new(
        new_index,
        new_demand,
        rows.matrix(table.intermediate(), &rows),
        rows.matrix(table.final_demand(), &columns),
    );
    let cut = |row: &Primary| Primary {
        inputs: rows.vector(&row.inputs),
        final_demand: columns.vector(&row.final_demand),
        ..row.clone()
    };
    parts.primary = table.primary().iter().map(cut).collect();
    // Parts of sales that add up to nothing may not do so any more: output is not added up again.
    let row_sums = || table.row_sums().iter().map(|x| x.max(0.0)).collect();
    let output = table.reported_output().map_or_else(row_sums, <[f64]>::to_vec);
    parts.reported_output = Some(rows.vector(&output));
    parts.source = table.source().clone();
    readable(Mrio::new(parts)?)
}

/// Every row in the new order, and its labels.
fn row_pieces(index: &Index, region: RegionId, shares: &Shares) -> (Pieces, Vec<(String, String)>) {
    let mut rows = Pieces { old: vec![], share: vec![] };
    let mut labels = vec![];
    let own = index.rows(region);
    let cut: Vec<Vec<f64>> = (0..own.len()).map(|k| Shares::row(&shares.output, k)).collect();
    let mut add = |name: &str, row: usize, share: f64| {
        labels.push((name.to_owned(), index.sector(index.node(row).sector).to_owned()));
        rows.old.push(row);
        rows.share.push(share);
    };
    for r in index.regions() {
        if r == region {
            for (part, name) in shares.parts.iter().enumerate() {
                own.clone().zip(&cut).for_each(|(row, share)| add(name, row, share[part]));
            }
        } else {
            index.rows(r).for_each(|row| add(index.region(r), row, 1.0));
        }
    }
    (rows, labels)
}

/// Every final demand column in the new order, and its labels.
fn column_pieces(
    table: &Mrio,
    region: RegionId,
    own: &[usize],
    shares: &Shares,
) -> (Pieces, Vec<(Option<String>, String)>) {
    let (index, demand) = (table.index(), table.demand());
    let mut columns = Pieces { old: vec![], share: vec![] };
    let mut labels = vec![];
    let mut add = |name: Option<&str>, column: usize, share: f64| {
        let category = demand.category(demand.columns()[column].category);
        labels.push((name.map(str::to_owned), category.to_owned()));
        columns.old.push(column);
        columns.share.push(share);
    };
    for (c, column) in demand.columns().iter().enumerate() {
        if column.region != Some(region) {
            add(column.region.map(|r| index.region(r)), c, 1.0);
        } else if Some(&c) == own.first() {
            for (part, name) in shares.parts.iter().enumerate() {
                for (k, &c) in own.iter().enumerate() {
                    add(Some(name), c, Shares::row(&shares.final_demand, k)[part]);
                }
            }
        }
    }
    (columns, labels)
}
