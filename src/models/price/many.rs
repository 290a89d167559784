//! Prices under many sets of tariffs, from the one factor of I − A.

use super::{PassThrough, Prices};
use crate::error::Result;
use crate::leontief::LeontiefSystem;
use crate::linalg::{Matrix, minus};
use crate::scenario::Tariffs;
use crate::table::Partition;

/// Size of a term, relative to the sum so far, at which the series has ended; elements below
/// `FLOOR` of the largest count as that.
const SETTLED: f64 = 1e-15;
const FLOOR: f64 = 1e-6;
/// Terms after which tariffs get a factor of their own.
const MOST_TERMS: usize = 60;
/// Largest rise of prices per round of tariffs for which the series is trusted to end.
const MOST_RISE: f64 = 0.9;

impl<'a> Prices<'a> {
    /// The prices of [`Prices::new`], all costs passed on, under each of many sets of tariffs,
    /// without a factor for each: with the regular splitting of I − Ã = (I − A) − A∘τ,
    ///
    /// ```text
    /// dp = Σ_k (B'(A∘τ)')^k B'c = B'c + B'(A∘τ)'B'c + …
    /// ```
    ///
    /// where all sets take each step together. The series is summed until its next term is below
    /// 1e-15 of the sum. It converges exactly when I − Ã has a non-negative inverse, which is
    /// certain where B'(A∘|τ|)'u < u; sets for which that cannot be seen, or whose series is slow, are
    /// handed to [`Prices::new`], so that results and errors are those.
    ///
    /// Cost for each set: 2n² flops per term (some 5 to 20), and two for every input that is taxed;
    /// 6n numbers. The system's factor is made once.
    ///
    /// # Errors
    /// Of each set by itself, those of [`Prices::new`]; of all, those of
    /// [`LeontiefSystem::factorise`].
    ///
    /// # References
    /// Varga (2000), *Matrix Iterative Analysis*, 2nd ed., section 3.6, on regular splittings.
    pub fn many(
        system: &'a LeontiefSystem,
        tariffs: &'a [Tariffs],
    ) -> Result<Vec<Result<Prices<'a>>>> {
        let Some(partition) = tariffs.first().map(Tariffs::economies) else { return Ok(vec![]) };
        partition.check_rows("the set of tariffs", system.table().index())?;
        for set in tariffs {
            partition.check_same("a set of tariffs", set.economies())?;
        }
        let taxed: Vec<Taxed> = tariffs.iter().map(|set| Taxed::of(partition, set)).collect();
        let direct = apply_all(system, partition, &taxed, |tax| &tax.rise, None);
        // What a full round of the tariffs costs; often the same as the rise.
        let burden = apply_all(system, partition, &taxed, |tax| &tax.size, None);
        let mut sides = direct.beside(&burden);
        sides = system.solve_left(sides)?;
        let count = tariffs.len();
        let first: Vec<usize> = (0..count).collect();
        let last: Vec<usize> = (count..2 * count).collect();
        let (first_order, bounds) = (sides.select_columns(&first), sides.select_columns(&last));
        let signs = system.table().intermediate().values().iter().all(|flow| *flow >= 0.0);
        let trusted = |k: usize| {
            let largest = bounds.column(k).iter().fold(0.0_f64, |most, y| most.max(y.abs()));
            !signs || largest <= MOST_RISE
        };
        let trusted: Vec<usize> = (0..count).filter(|&k| trusted(k)).collect();
        let mut exact: Vec<Option<Vec<f64>>> = vec![None; count];
        sum_series(system, partition, &taxed, &first_order, trusted, &mut exact)?;
        let found = tariffs.iter().zip(exact).enumerate().map(|(k, (set, exact))| {
            let Some(exact) = exact else {
                return Prices::by_factor(system, set, PassThrough::default());
            };
            let (direct, first_order) = (direct.column(k).to_vec(), first_order.column(k).to_vec());
            Ok(Prices { system, partition, tariffs: set, pass: 1.0, direct, exact, first_order })
        });
        Ok(found.collect())
    }
}

/// Adds up the series of the columns named; those that end in time are put into `exact`.
fn sum_series(
    system: &LeontiefSystem,
    partition: &Partition,
    taxed: &[Taxed],
    first: &Matrix,
    mut open: Vec<usize>,
    exact: &mut [Option<Vec<f64>>],
) -> Result<()> {
    let mut term = first.select_columns(&open);
    let mut sum = term.clone();
    for _ in 0..MOST_TERMS {
        let going: Vec<usize> =
            (0..open.len()).filter(|&k| !has_ended(term.column(k), sum.column(k))).collect();
        for k in (0..open.len()).filter(|k| !going.contains(k)) {
            exact[open[k]] = Some(sum.column(k).to_vec());
        }
        open = going.iter().map(|&k| open[k]).collect();
        if open.is_empty() {
            break;
        }
        (term, sum) = (term.select_columns(&going), sum.select_columns(&going));
        let chosen: Vec<&Taxed> = open.iter().map(|&k| &taxed[k]).collect();
        term = apply_all(system, partition, &chosen, |tax| &tax.after, Some(&term));
        term = system.solve_left(term)?;
        for k in 0..open.len() {
            sum.column_mut(k).iter_mut().zip(term.column(k)).for_each(|(sum, t)| *sum += t);
        }
    }
    Ok(())
}

fn has_ended(term: &[f64], sum: &[f64]) -> bool {
    let largest = sum.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
    term.iter().zip(sum).all(|(t, s)| t.abs() <= SETTLED * s.abs().max(FLOOR * largest))
}

/// What a set of tariffs levies on inputs: for every importer the rows concerned with their rates.
struct Taxed {
    /// Δτ.
    rise: Vec<Vec<(usize, f64)>>,
    /// τ.
    after: Vec<Vec<(usize, f64)>>,
    /// |τ|.
    size: Vec<Vec<(usize, f64)>>,
}

impl Taxed {
    fn of(partition: &Partition, set: &Tariffs) -> Self {
        let (before, after) = (&set.before().inputs, &set.after().inputs);
        let after_of = |r: usize| after.column(r).to_vec();
        Taxed {
            rise: levied(partition, |r| minus(after.column(r), before.column(r))),
            size: levied(partition, |r| after_of(r).into_iter().map(f64::abs).collect()),
            after: levied(partition, after_of),
        }
    }
}

/// The rates of every market that are not zero, with their rows.
fn levied(partition: &Partition, of_market: impl Fn(usize) -> Vec<f64>) -> Vec<Vec<(usize, f64)>> {
    let concerned =
        |r: usize| of_market(r).into_iter().enumerate().filter(|(_, rate)| *rate != 0.0).collect();
    (0..partition.len()).map(concerned).collect()
}

impl AsRef<Taxed> for Taxed {
    fn as_ref(&self) -> &Taxed {
        self
    }
}

/// Σ_k a_kj τ_k,r(j) p_k for every row j and every set; p = u where no prices are given. A column
/// of the table is looked at once for all sets.
fn apply_all<T: AsRef<Taxed>>(
    system: &LeontiefSystem,
    partition: &Partition,
    taxed: &[T],
    rates: impl Fn(&Taxed) -> &Vec<Vec<(usize, f64)>>,
    prices: Option<&Matrix>,
) -> Matrix {
    let (z, x) = (system.table().intermediate(), system.output());
    let mut out = Matrix::zeros(x.len(), taxed.len());
    for (importer, economy) in partition.economies() {
        let paid = |(k, set): (usize, &T)| -> Vec<(usize, f64)> {
            let levied = rates(set.as_ref())[importer.position()].iter();
            levied
                .map(|&(row, rate)| (row, rate * prices.map_or(1.0, |prices| prices[(row, k)])))
                .collect()
        };
        let paid: Vec<Vec<(usize, f64)>> = taxed.iter().enumerate().map(paid).collect();
        if paid.iter().all(Vec::is_empty) {
            continue;
        }
        for &user in economy.rows.iter().filter(|&&user| x[user] != 0.0) {
            let bought = z.column(user);
            for (k, paid) in paid.iter().enumerate() {
                let sum: f64 = paid.iter().map(|&(row, rate)| bought[row] * rate).sum();
                out[(user, k)] = sum / x[user];
            }
        }
    }
    out
}
