//! Inoperability of sectors whose final demand is lost.

use super::{DisruptionBy, Loss, left_over};
use crate::error::Result;
use crate::frame::{Frame, Unit};
use crate::labels::Partition;
use crate::leontief::LeontiefSystem;
use crate::linalg::{Matrix, ratios, times};

/// How far sectors fall short of what they did, when a share of the final demand for some rows
/// is lost.
///
/// ```text
/// q = (I − A*)⁻¹ c* = x̂⁻¹ B (c ∘ f⁺)        A* = x̂⁻¹ A x̂,  c* = x̂⁻¹ (c ∘ f⁺)
/// ```
///
/// with the shares c of final demand that are lost: the inoperability of every row is its output
/// lost over its output. Demand-driven, so it propagates backwards only.
///
/// Frame `inoperability` with the keys of the level and the columns
///
/// | column | formula | unit |
/// |---|---|---|
/// | `final_demand_loss` | c ∘ f⁺ | money |
/// | `output_loss` | x ∘ q | money |
/// | `va_loss` | v ∘ x ∘ q | money |
/// | `inoperability` | output lost over output; empty where that is zero | ratio |
///
/// Cost beyond the factor: one solve.
///
/// # Errors
/// [`Error::Range`](crate::Error::Range) for a share outside 0 to 1; as
/// [`LeontiefSystem::factorise`].
///
/// # References
/// Santos and Haimes (2004), *Risk Analysis* 24(6).
pub fn inoperability(
    system: &LeontiefSystem,
    partition: &Partition,
    lost: &[Loss],
    by: DisruptionBy,
) -> Result<Frame> {
    let left = left_over(system.order(), lost)?;
    let demand = system.closing_demand();
    let lost: Vec<f64> = left.iter().zip(&demand).map(|(left, f)| (1.0 - left) * f).collect();
    let output = system.solve(Matrix::from_column(lost.clone()))?;
    let lines = by.lines("inoperability", system, partition);
    let money = || Unit::Money(system.table().unit().to_owned());
    let output_loss = lines.sum(output.column(0));
    let share = ratios(&output_loss, &lines.sum(system.output()));
    let va_loss = lines.sum(&times(system.value_added_coefficients(), output.column(0)));
    Ok(lines
        .frame()
        .with_indicator("final_demand_loss", money(), lines.sum(&lost))
        .with_indicator("output_loss", money(), output_loss)
        .with_indicator("va_loss", money(), va_loss)
        .with_indicator("inoperability", Unit::Ratio, share))
}
