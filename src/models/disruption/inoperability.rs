//! Inoperability of sectors whose final demand is lost.

use super::start::scale_rows;
use super::{Loss, left_over, lines_of};
use crate::error::Result;
use crate::frame::{Frame, Level, Unit};
use crate::leontief::LeontiefSystem;
use crate::linalg::{Matrix, minus, ratios, times};
use crate::table::{Mrio, Partition};

/// The world without some of its final demand.
#[derive(Debug, Clone)]
pub struct Inoperability<'a> {
    system: &'a LeontiefSystem,
    /// 1 − c.
    left: Vec<f64>,
    demand_lost: Vec<f64>,
    output_lost: Vec<f64>,
    output: Vec<f64>,
}

impl Inoperability<'_> {
    /// Output of all rows afterwards, x − x ∘ q.
    #[must_use]
    pub fn output(&self) -> &[f64] {
        &self.output
    }

    /// Output that is lost by row, x ∘ q.
    #[must_use]
    pub fn output_lost(&self) -> &[f64] {
        &self.output_lost
    }

    /// Final demand that is lost by row, c ∘ f⁺.
    #[must_use]
    pub fn final_demand_lost(&self) -> &[f64] {
        &self.demand_lost
    }

    /// Frame `inoperability` with the keys of the level and the columns
    ///
    /// | column | formula | unit |
    /// |---|---|---|
    /// | `final_demand_loss` | c ∘ f⁺ | money |
    /// | `output_loss` | x ∘ q | money |
    /// | `va_loss` | v ∘ x ∘ q | money |
    /// | `inoperability` | output lost over output; empty where that is zero | ratio |
    ///
    /// # Errors
    /// [`Error::Level`](crate::Error::Level) for a level that is none of
    /// [`DISRUPTION_LEVELS`](super::DISRUPTION_LEVELS).
    pub fn frame(&self, partition: &Partition, by: Level) -> Result<Frame> {
        let system = self.system;
        let lines = lines_of("inoperability", by, system, partition)?;
        let money = || Unit::money(system.table().unit());
        let output_loss = lines.sum(&self.output_lost);
        let share = ratios(&output_loss, &lines.sum(system.output()));
        let va_loss = lines.sum(&times(system.value_added_coefficients(), &self.output_lost));
        Ok(lines
            .frame()
            .with_indicator("final_demand_loss", money(), lines.sum(&self.demand_lost))
            .with_indicator("output_loss", money(), output_loss)
            .with_indicator("va_loss", money(), va_loss)
            .with_indicator("inoperability", Unit::Share, share))
    }

    /// The table afterwards: Z' = A x̂', output x', value added
    /// v ∘ x', and all cells of row k of final demand, negative ones and the discrepancy too,
    /// times 1 − c_k. n² multiplications.
    ///
    /// # Errors
    /// Those of [`Mrio::new`].
    pub fn table(&self) -> Result<Mrio> {
        let system = self.system;
        let table = system.table();
        let mut final_demand = table.final_demand().clone();
        scale_rows(&mut final_demand, &self.left);
        let note = "final demand lost (inoperability)";
        system.table_at(table.intermediate().clone(), final_demand, self.output.clone(), note)
    }
}

/// Inoperability of sectors, output lost over output, when a share of the final demand for some
/// rows is lost.
///
/// ```text
/// q = (I − A*)⁻¹ c* = x̂⁻¹ B (c ∘ f⁺)        A* = x̂⁻¹ A x̂,  c* = x̂⁻¹ (c ∘ f⁺)
/// ```
///
/// with the shares c of final demand that are lost: the inoperability of every row is its output
/// lost over its output. Demand-driven, so it propagates backwards only.
///
/// Cost beyond the factor: one solve.
///
/// # Errors
/// [`Error::Range`](crate::Error::Range) for a share outside 0 to 1; as
/// [`LeontiefSystem::factorise`].
///
/// # Examples
/// ```
/// use tripole::{Accounting, Demand, Index, LeontiefSystem, Matrix, Mrio};
/// use tripole::{Partition, Parts, RowSet};
/// use tripole::models::disruption::{Loss, inoperability};
/// let index = Index::new([("A", "g"), ("B", "g")])?;
/// let demand = Demand::new(&index, [(Some("A"), "f"), (Some("B"), "f")])?;
/// let z = Matrix::from_rows(&[[20.0, 30.0], [10.0, 40.0]]);
/// let f = Matrix::from_rows(&[[40.0, 10.0], [20.0, 30.0]]);
/// let table = Mrio::new(Parts::new(index, demand, z, f))?;
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let partition = Partition::regions(system.table().index());
/// // A loses 9 of the final demand of 50 for its product.
/// let loss = Loss { rows: RowSet::economy(&partition, partition.find("A")?), share: 0.18 };
/// let after = inoperability(&system, &[loss])?;
/// // B_AA and B_BA are 0.6 and 0.1 over 0.45.
/// assert!((after.output_lost()[0] - 12.0).abs() < 1e-12);
/// assert!((after.output_lost()[1] - 2.0).abs() < 1e-12);
/// # Ok::<(), tripole::Error>(())
/// ```
///
/// # References
/// Santos and Haimes (2004), *Risk Analysis* 24(6).
pub fn inoperability<'a>(system: &'a LeontiefSystem, lost: &[Loss]) -> Result<Inoperability<'a>> {
    let left = left_over(system.table().index(), lost)?;
    let demand = system.closing_demand();
    let demand_lost: Vec<f64> =
        left.iter().zip(&demand).map(|(left, f)| (1.0 - left) * f).collect();
    let output_lost = system.solve(Matrix::from_column(demand_lost.clone()))?.column(0).to_vec();
    let output = minus(system.output(), &output_lost);
    Ok(Inoperability { system, left, demand_lost, output_lost, output })
}
