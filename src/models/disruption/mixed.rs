//! Some outputs given, all others called forth.

use super::{Loss, Warning, compared, left_over, lines_of};
use crate::error::Result;
use crate::frame::{Frame, Level, Unit};
use crate::leontief::LeontiefSystem;
use crate::linalg::{Matrix, minus, plus};
use crate::sources;
use crate::table::{Mrio, Partition};

/// The world with some outputs given.
#[derive(Debug, Clone)]
pub struct Mixed<'a> {
    system: &'a LeontiefSystem,
    given: Vec<usize>,
    output: Vec<f64>,
    left: Vec<f64>,
    warnings: Vec<Warning>,
}

impl Mixed<'_> {
    /// Output of all rows.
    #[must_use]
    pub fn output(&self) -> &[f64] {
        &self.output
    }

    /// Final demand that is left, x − Ax: less for the given rows, as before for the others.
    #[must_use]
    pub fn final_demand(&self) -> &[f64] {
        &self.left
    }

    /// Given rows whose users need more than they make.
    #[must_use]
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// Frame `mixed` with the keys of the level and the columns `output_before`, `output`,
    /// `output_change`, `output_ratio`, `va_before`, `va`, `va_change`, and
    /// `final_demand_before`, `final_demand`, for the line's products (money).
    ///
    /// # Errors
    /// [`Error::Level`](crate::Error::Level) for a level that is none of
    /// [`DISRUPTION_LEVELS`](super::DISRUPTION_LEVELS).
    pub fn frame(&self, partition: &Partition, by: Level) -> Result<Frame> {
        let system = self.system;
        let lines = lines_of("mixed", by, system, partition)?;
        let money = || Unit::money(system.table().unit());
        Ok(compared(system, &lines, system.output(), &self.output)
            .with_indicator("final_demand_before", money(), lines.sum(&system.closing_demand()))
            .with_indicator("final_demand", money(), lines.sum(&self.left)))
    }

    /// The table afterwards: Z' = A x̂', output x', value added
    /// v ∘ x', and final demand f' of the given rows: its change is borne by the positive cells
    /// of the row in proportion, by those of inventories only where the others are used up (or
    /// there are none), and what is left then ([`Mixed::unplaced`]) is discrepancy, as is what
    /// was before. Cells of other rows stay. n² multiplications.
    ///
    /// # Errors
    /// Those of [`Mrio::new`].
    pub fn table(&self) -> Result<Mrio> {
        let system = self.system;
        let flows = system.table().intermediate().clone();
        let note = "some outputs given (mixed model)";
        system.table_at(flows, self.borne().0, self.output.clone(), note)
    }

    /// How much of the change of final demand has no cell to bear it, rows added up without
    /// their sign: zero unless a row is unserved, or was sold to inventories or nobody alone.
    #[must_use]
    pub fn unplaced(&self) -> f64 {
        self.borne().1
    }

    /// F', and what of the change of f its cells could not bear.
    fn borne(&self) -> (Matrix, f64) {
        let system = self.system;
        let (labels, before) = (system.table().demand(), system.closing_demand());
        let inventories = sources::inventories(labels);
        let stocks = |j: usize| Some(labels.columns()[j].category) == inventories;
        let mut cells = system.table().final_demand().clone();
        let mut unplaced = 0.0;
        for &row in &self.given {
            let mut change = self.left[row] - before[row];
            for of_stocks in [false, true] {
                let bears = |&j: &usize| stocks(j) == of_stocks && cells[(row, j)] > 0.0;
                let columns: Vec<usize> = (0..labels.len()).filter(bears).collect();
                let whole: f64 = columns.iter().map(|&j| cells[(row, j)]).sum();
                if whole > 0.0 {
                    let borne = change.max(-whole);
                    columns.iter().for_each(|&j| cells[(row, j)] *= 1.0 + borne / whole);
                    change -= borne;
                }
            }
            unplaced += change.abs();
        }
        (cells, unplaced)
    }
}

/// Let some rows K make a given part of their output only, and solve for what the others make
/// and for the final demand of K's products that is left.
///
/// ```text
/// x_M = x⁰_M + B_MK B_KK⁻¹ (x_K − x⁰_K)       f_K = x_K − A_KK x_K − A_KM x_M
/// ```
///
/// It propagates backwards only: suppliers of K lose, users of K are served first and final
/// demand takes the rest of the loss. Where nothing is left to take, the result is infeasible,
/// which is a [`Warning::Unserved`]. Cost beyond the factor, for |K| = k: k solves, ⅔k³ and 2n².
///
/// # Errors
/// [`Error::Range`](crate::Error::Range) for a share outside 0 to 1; as
/// [`LeontiefSystem::factorise`].
///
/// # Examples
/// ```
/// use tripole::{Accounting, LeontiefSystem, Partition, RowSet, read};
/// use tripole::frame::Level;
/// use tripole::models::disruption::{Loss, mixed};
/// let input = read::Input::parse("builtin:three-pole-2011")?;
/// let table = read::read(&input, &read::ReadOptions::default())?.table;
/// let partition = Partition::regions(table.index());
/// let (china, ele) = (partition.find("CHN")?, table.index().find_sector("ELE")?);
/// let rows = RowSet::cell(table.index(), &partition, china, ele)?;
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let after = mixed(&system, &[Loss { rows, share: 0.2 }])?;
/// let frame = after.frame(&partition, Level::RegionSector)?;
/// let ratio = |region| frame.value(&[region, "ELE"], "output_ratio").unwrap_or_default();
/// assert!((ratio("CHN") - 0.8).abs() < 1e-12 && ratio("KOR") < 1.0);
/// # Ok::<(), tripole::Error>(())
/// ```
///
/// # References
/// Miller and Blair (2009), *Input-Output Analysis*, 2nd ed., section 13.2.
pub fn mixed<'a>(system: &'a LeontiefSystem, losses: &[Loss]) -> Result<Mixed<'a>> {
    let x = system.output();
    let left = left_over(system.table().index(), losses)?;
    let given: Vec<usize> = (0..x.len()).filter(|&row| left[row] != 1.0).collect();
    let mut output = x.to_vec();
    if !given.is_empty() {
        output = plus(x, &passed_on(system, &left, x)?);
        // Given, and not only up to rounding.
        given.iter().for_each(|&row| output[row] = left[row] * x[row]);
    }
    let inputs = system.inputs_for(&Matrix::from_column(output.clone()));
    let demand = minus(&output, inputs.column(0));
    let scale = 1e-12 * x.iter().fold(0.0, |most: f64, x| most.max(x.abs()));
    let before = system.closing_demand();
    let unserved = |&&row: &&usize| demand[row] < -scale && demand[row] < before[row] - scale;
    let warning = |&row: &usize| Warning::Unserved {
        label: system.table().index().label(row),
        left: demand[row],
    };
    let warnings = given.iter().filter(unserved).map(warning).collect();
    Ok(Mixed { system, given, output, left: demand, warnings })
}

/// B_·K B_KK⁻¹ (x_K − x⁰_K): how outputs follow those of the rows of which not all is left.
pub(super) fn passed_on(system: &LeontiefSystem, left: &[f64], x: &[f64]) -> Result<Vec<f64>> {
    let given: Vec<usize> = (0..x.len()).filter(|&row| left[row] != 1.0).collect();
    if given.is_empty() {
        return Ok(vec![0.0; x.len()]);
    }
    let columns = system.block_columns(given.len())?.of(&given)?;
    let all: Vec<usize> = (0..given.len()).collect();
    let mut cause =
        Matrix::from_column(given.iter().map(|&row| (left[row] - 1.0) * x[row]).collect());
    system.small_factor(&columns.block(&given, &all), &given)?.solve(&mut cause);
    Ok(columns.times_vector(cause.column(0)))
}
