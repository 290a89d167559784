//! Type II multipliers: with what households earn in production and spend again.
//!
//! For regions C whose households are closed, H (|C| x n) is the compensation of employees of each in a unit of output,
//! and c (n x |C|) what its households buy for a unit of their income. Then
//!
//! ```text
//! K  = (I − H L c)⁻¹           income for a unit of income, after all rounds
//! H₂ = K H L                   income for a unit of final demand, type II
//! L₂ = L + L c H₂              output for a unit of final demand, type II
//! ```
//!
//! which are the blocks of the inverse of [[A, c], [H, 0]]. Only vectors are formed: 1'L₂ = 1'L + (1'Lc) H₂.
//!
//! # References
//! Miller and Blair (2009), *Input-Output Analysis*, 2nd ed., sections 2.5 and 6.2.

use crate::error::{Error, Result, named, shown_list};
use crate::frame::{Frame, Level, Unit};
use crate::leontief::LeontiefSystem;
use crate::linalg::{Lu, Matrix, ZeroPivot, dot, ratio};
use crate::table::{CategoryId, EconomyId, Partition};

/// What the income of households is, of which they spend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HouseholdIncome {
    /// Compensation of employees; what is not spent is saved, and what is spent beyond it comes from other sources.
    #[default]
    Compensation,
    /// What they spend: nothing is saved.
    Spending,
}

named!(HouseholdIncome, "income": Compensation = "compensation", Spending = "spending");

/// Households that earn and spend.
#[derive(Debug, Clone)]
pub struct Households<'a> {
    /// Compensation of employees by row of the table.
    pub compensation: &'a [f64],
    /// The categories of final demand that are theirs.
    pub categories: &'a [CategoryId],
    /// What their income is.
    pub income: HouseholdIncome,
    /// The economies whose households are closed; none stands for all.
    pub closed: &'a [EconomyId],
}

/// Above this eigenvalue most of what a multiplier says is what households spend in later rounds.
const HIGH: f64 = 0.9;
/// So near to one it is one but for rounding.
const NEAR_ONE: f64 = 1e-9;

/// The levels of [`TypeTwo::frame`] and of [`TypeTwo::one_by_one`].
pub const LEVELS: [Level; 2] = [Level::RegionSector, Level::PairSector];

/// Multipliers of every product, without and with what households spend.
#[derive(Debug, Clone)]
pub struct TypeTwo {
    partition: Partition,
    sectors: Vec<String>,
    closed: Vec<EconomyId>,
    /// 1'L and v'L.
    output: Vec<f64>,
    value_added: Vec<f64>,
    /// 1'Lc and v'Lc.
    spent_output: Vec<f64>,
    spent_value_added: Vec<f64>,
    /// HL, closed economies x products, each economy as a column.
    earned: Matrix,
    /// HLc, closed x closed.
    rounds: Matrix,
    /// The largest eigenvalue of HLc.
    root: f64,
    /// What households spend, over their income.
    spending: Vec<f64>,
}

impl TypeTwo {
    /// Solve for the households of the closed economies.
    ///
    /// Cost beyond the factor: |C| solves with c, |C| transposed ones with H and two more, a system of |C|.
    ///
    /// # Errors
    /// [`Error::Shape`] for compensation of another table; [`Error::Lacking`] for an economy whose employees or households have
    /// nothing; those of [`LeontiefSystem::solve`].
    pub fn of(
        system: &LeontiefSystem,
        partition: &Partition,
        households: &Households<'_>,
    ) -> Result<Self> {
        system.check_partition(partition)?;
        let n = system.order();
        if households.compensation.len() != n {
            let (found, expected) = ((households.compensation.len(), 1), (n, 1));
            return Err(Error::Shape { what: "the compensation of employees", found, expected });
        }
        let closed: Vec<EconomyId> = if households.closed.is_empty() {
            partition.economies().map(|(id, _)| id).collect()
        } else {
            households.closed.to_vec()
        };
        let x = system.output();
        let bought =
            system.demand_for(partition, |category| households.categories.contains(&category));
        let (mut earned, mut spent) =
            (Matrix::zeros(n, closed.len()), Matrix::zeros(n, closed.len()));
        let mut spending_shares = vec![];
        for (place, id) in closed.iter().enumerate() {
            let economy = partition.economy(*id);
            let mut pay = 0.0;
            for &row in economy.rows.iter().filter(|row| x[**row] != 0.0) {
                pay += households.compensation[row];
                earned[(row, place)] = households.compensation[row] / x[row];
            }
            let basket = bought.column(id.position());
            let spending: f64 = basket.iter().sum();
            let income = match households.income {
                HouseholdIncome::Compensation => pay,
                HouseholdIncome::Spending => spending,
            };
            if pay == 0.0 || income <= 0.0 {
                let what =
                    if pay == 0.0 { "compensation of employees" } else { "income of households" };
                let message =
                    format!("there is no {what} in `{}`", crate::error::shown(&economy.name));
                return Err(Error::lacking(
                    message,
                    "name the economies whose households are closed",
                ));
            }
            spending_shares.push(spending / income);
            let column = spent.column_mut(place).iter_mut().zip(basket);
            column.for_each(|(share, bought)| *share = bought / income);
        }
        let made = system.solve(spent.clone())?;
        let earned = system.solve_left(earned)?;
        let mut sides = Matrix::zeros(n, 2);
        sides.column_mut(0).fill(1.0);
        sides.column_mut(1).copy_from_slice(system.value_added_coefficients());
        let both = system.solve_left(sides)?;
        let rounds = Matrix::from_fn(closed.len(), closed.len(), |of, by| {
            dot(earned.column(of), spent.column(by))
        });
        let v = system.value_added_coefficients();
        Ok(TypeTwo {
            partition: partition.clone(),
            sectors: system.table().index().sector_codes().to_vec(),
            output: both.column(0).to_vec(),
            value_added: both.column(1).to_vec(),
            spent_output: (0..closed.len()).map(|k| made.column(k).iter().sum()).collect(),
            spent_value_added: (0..closed.len()).map(|k| dot(made.column(k), v)).collect(),
            root: root_of(&rounds),
            spending: spending_shares,
            closed,
            earned,
            rounds,
        })
    }

    fn names(&self) -> Vec<String> {
        self.closed.iter().map(|id| self.partition.economy(*id).name.clone()).collect()
    }

    /// The largest eigenvalue of H L c: what comes back to households of what they spend, in each round.
    #[must_use]
    pub fn root(&self) -> f64 {
        self.root
    }

    /// Where households spend more than employees are paid, out of other incomes, which the model has rise with pay: the size
    /// of compensation then cancels out of output and value added.
    #[must_use]
    pub fn note(&self) -> Option<String> {
        let names = self.names();
        let above = names.iter().zip(&self.spending).filter(|(_, share)| **share > 1.0 + 1e-9);
        let (names, shares): (Vec<&String>, Vec<f64>) = above.unzip();
        let most = shares.iter().copied().fold(0.0, f64::max);
        (!names.is_empty()).then(|| {
            format!(
                "households spend up to {most:.2} times what employees are paid ({}): other incomes are taken to rise with pay; \
                 with what they spend as their income nothing but pay is spent",
                shown_list(&names)
            )
        })
    }

    /// What the numbers should not be read without.
    #[must_use]
    pub fn warning(&self) -> Option<String> {
        if self.root > 1.0 {
            return Some(format!(
                "households spend {:.3} times what comes back to them in each round, so that rounds grow without end: the \
                 numbers solve the equations and mean nothing; close fewer categories or economies ({})",
                self.root,
                shown_list(&self.names())
            ));
        }
        (self.root > HIGH).then(|| {
            format!(
                "{:.3} of what households spend comes back to them in each round: multipliers of type II rest on what is \
                 spent in later ones ({})",
                self.root,
                shown_list(&self.names())
            )
        })
    }

    /// H₂ = K H L, each closed economy as a column.
    fn induced(&self) -> Result<Matrix> {
        if is_one(self.root) {
            return Err(endless(self.names()));
        }
        let count = self.closed.len();
        let lu = Lu::new(count, |j, column| {
            for (i, cell) in column.iter_mut().enumerate() {
                *cell = f64::from(u8::from(i == j)) - self.rounds[(i, j)];
            }
        })
        .map_err(|ZeroPivot { .. }| endless(self.names()))?;
        let n = self.output.len();
        let mut sides = Matrix::from_fn(count, n, |k, j| self.earned[(j, k)]);
        lu.solve(&mut sides);
        Ok(Matrix::from_fn(n, count, |j, k| sides[(k, j)]))
    }

    /// Multipliers with the households of all closed economies.
    ///
    /// By [`Level::RegionSector`], keys `region, sector` of the product:
    ///
    /// | column | formula |
    /// |---|---|
    /// | `output_type1` | 1'L |
    /// | `output_truncated` | 1'L₂: output, type II |
    /// | `output_total` | 1'L₂ + 1'H₂, with the income of households counted as output |
    /// | `value_added_type2` | v'L₂ |
    /// | `income_type1`, `income_type2` | 1'HL, 1'H₂ |
    /// | `income_ratio` | 1'H₂ / 1'HL |
    ///
    /// By [`Level::PairSector`], keys `region` where income arises, and `partner, partner_sector` of the product:
    /// `income_type1` HL and `income_type2` H₂. A product without output is its own supplier alone.
    ///
    /// # Errors
    /// [`Error::Level`]; [`Error::Impossible`] where households pass on all that they earn, so that no end of rounds is in
    /// sight.
    pub fn frame(&self, by: Level) -> Result<Frame> {
        by.among("type2", &LEVELS)?;
        let induced = self.induced()?;
        if by == Level::PairSector {
            return Ok(self.by_pair(&induced));
        }
        let sums = |of: &Matrix| of.row_sums();
        let (first, second) = (sums(&self.earned), sums(&induced));
        let after = |direct: &[f64], spent: &[f64]| -> Vec<f64> {
            let more = |j: usize| {
                spent.iter().enumerate().map(|(k, spent)| spent * induced[(j, k)]).sum::<f64>()
            };
            direct.iter().enumerate().map(|(j, direct)| direct + more(j)).collect()
        };
        let truncated = after(&self.output, &self.spent_output);
        let total = truncated.iter().zip(&second).map(|(a, b)| a + b).collect();
        let value_added = after(&self.value_added, &self.spent_value_added);
        let ratios = second.iter().zip(&first).map(|(a, b)| ratio(*a, *b)).collect();
        let frame = self.products();
        let columns = [
            ("output_type1", self.output.clone()),
            ("output_truncated", truncated),
            ("output_total", total),
            ("value_added_type2", value_added),
            ("income_type1", first),
            ("income_type2", second),
            ("income_ratio", ratios),
        ];
        Ok(columns
            .into_iter()
            .fold(frame, |frame, (name, values)| frame.with_indicator(name, Unit::Ratio, values)))
    }

    /// Multipliers with the households of each closed economy alone, one after the other: keys `closed, region, sector`
    /// and the columns of [`TypeTwo::frame`], where income is that of the closed economy. `income_ratio` is K, the same for
    /// every product.
    ///
    /// # Errors
    /// [`Error::Impossible`] for an economy whose households spend again all that they earn.
    pub fn one_by_one(&self) -> Result<Frame> {
        let n = self.output.len();
        let count = self.closed.len();
        let mut multiplied = vec![];
        for k in 0..count {
            let own = self.rounds[(k, k)];
            if is_one(own) {
                return Err(endless(vec![self.names().swap_remove(k)]));
            }
            multiplied.push(1.0 / (1.0 - own));
        }
        let induced = |k: usize, j: usize| multiplied[k] * self.earned[(j, k)];
        let each = |of: &dyn Fn(usize, usize) -> f64| -> Vec<f64> {
            (0..count).flat_map(|k| (0..n).map(move |j| (k, j))).map(|(k, j)| of(k, j)).collect()
        };
        let truncated = each(&|k, j| self.output[j] + self.spent_output[k] * induced(k, j));
        let second = each(&induced);
        let total = truncated.iter().zip(&second).map(|(a, b)| a + b).collect();
        let columns = [
            ("output_type1", each(&|_, j| self.output[j])),
            ("output_truncated", truncated),
            ("output_total", total),
            (
                "value_added_type2",
                each(&|k, j| self.value_added[j] + self.spent_value_added[k] * induced(k, j)),
            ),
            ("income_type1", each(&|k, j| self.earned[(j, k)])),
            ("income_type2", second),
            (
                "income_ratio",
                each(&|k, j| if self.earned[(j, k)] == 0.0 { f64::NAN } else { multiplied[k] }),
            ),
        ];
        let rows = count * n;
        let cells = self.cells();
        let frame = Frame::new("type2_one_by_one", rows)
            .with_key("closed", &self.names(), (0..rows).map(|row| row / n.max(1)))
            .with_key("region", self.partition.names(), (0..rows).map(|row| cells[row % n].0))
            .with_key("sector", &self.sectors, (0..rows).map(|row| cells[row % n].1));
        Ok(columns
            .into_iter()
            .fold(frame, |frame, (name, values)| frame.with_indicator(name, Unit::Ratio, values)))
    }

    /// The economy and the sector of every product.
    fn cells(&self) -> Vec<(usize, usize)> {
        let index = self.partition.index();
        let of =
            |row: usize| (self.partition.of_row(row).position(), index.node(row).sector.position());
        (0..index.len()).map(of).collect()
    }

    fn products(&self) -> Frame {
        let cells = self.cells();
        Frame::new("type2", cells.len())
            .with_key("region", self.partition.names(), cells.iter().map(|cell| cell.0))
            .with_key("sector", &self.sectors, cells.iter().map(|cell| cell.1))
    }

    fn by_pair(&self, induced: &Matrix) -> Frame {
        let cells = self.cells();
        let (n, count) = (cells.len(), self.closed.len());
        let rows = n * count;
        let column =
            |of: &Matrix| -> Vec<f64> { (0..rows).map(|row| of[(row % n, row / n)]).collect() };
        Frame::new("type2_pairs", rows)
            .with_key("region", &self.names(), (0..rows).map(|row| row / n.max(1)))
            .with_key("partner", self.partition.names(), (0..rows).map(|row| cells[row % n].0))
            .with_key("partner_sector", &self.sectors, (0..rows).map(|row| cells[row % n].1))
            .with_indicator("income_type1", Unit::Ratio, column(&self.earned))
            .with_indicator("income_type2", Unit::Ratio, column(induced))
    }
}

fn endless(economies: Vec<String>) -> Error {
    Error::Impossible {
        problem: "households spend again all that they earn, and each round is as large as the last",
        lines: economies,
        remedy: "close fewer economies or fewer categories of final demand".into(),
    }
}

fn is_one(root: f64) -> bool {
    (root - 1.0).abs() < NEAR_ONE
}

/// The largest eigenvalue of a matrix whose cells are not below zero but for some: power iteration on (M + I)/2, which
/// has the same vectors and does not go in circles.
fn root_of(matrix: &Matrix) -> f64 {
    const STEPS: usize = 10_000;
    const SETTLED: f64 = 1e-13;
    let n = matrix.rows();
    let (mut vector, mut root) = (vec![1.0; n], 0.0);
    for _ in 0..STEPS {
        let image: Vec<f64> = (0..n)
            .map(|i| {
                let moved: f64 = (0..n).map(|j| matrix[(i, j)] * vector[j]).sum();
                0.5 * (moved + vector[i])
            })
            .collect();
        let scale = image.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
        if scale == 0.0 {
            return -1.0;
        }
        let next = 2.0 * scale - 1.0;
        vector = image.into_iter().map(|value| value / scale).collect();
        if (next - root).abs() < SETTLED {
            return next;
        }
        root = next;
    }
    root
}
