//! A table moved to given totals of rows, columns and cells, by any method.

use super::sound::{productive, refuse_without_output};
use super::{Updated, flows, with_flows};
use crate::error::Result;
use crate::linalg::Matrix;
use crate::make::balance::{
    Balanced, Quadratic, Scaling, Step, Stop, Target, gras, quadratic, ras, scaling,
};
use crate::table::Mrio;

/// How the flows of a table are moved to totals, with its settings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Method {
    /// [`ras`].
    Ras(Stop),
    /// [`gras`].
    Gras(Stop),
    /// [`quadratic`](crate::make::balance::quadratic()).
    Quadratic(Quadratic),
    /// [`scaling`](crate::make::balance::scaling()).
    Scaling(Scaling),
}

impl Method {
    fn balance(
        &self,
        seed: &Matrix,
        targets: &[Target],
        progress: &mut dyn FnMut(Step),
    ) -> Result<Balanced> {
        match self {
            Method::Ras(stop) => ras(seed, targets, stop, progress),
            Method::Gras(stop) => gras(seed, targets, stop, progress),
            Method::Quadratic(options) => quadratic(seed, targets, options, progress),
            Method::Scaling(options) => scaling(seed, targets, options, progress),
        }
    }
}

/// The table whose Z and F have the totals of `targets`, and what the balancing did.
///
/// Output of the result is the row sum, value added what closes the columns. Cost: that of the
/// method, and a power iteration.
///
/// # Errors
/// [`Error::Impossible`](crate::Error::Impossible), before anything is computed, for totals of zero
/// or less of the rows of sectors that buy inputs; those of the method;
/// [`Error::Unusable`](crate::Error::Unusable) for totals whose table could not be read again, or has
/// no Leontief inverse.
///
/// # Examples
/// ```
/// use tripole::make::balance::{Stop, Sum, Target};
/// use tripole::make::{Method, rebalance};
/// use tripole::{Demand, Index, Matrix, Mrio, Parts};
/// let index = Index::new([("A", "g"), ("B", "g")])?;
/// let demand = Demand::new(&index, [(Some("A"), "f"), (Some("B"), "f")])?;
/// let z = Matrix::from_rows(&[[20.0, 30.0], [10.0, 40.0]]);
/// let f = Matrix::from_rows(&[[40.0, 10.0], [20.0, 30.0]]);
/// let table = Mrio::new(Parts::new(index, demand, z, f))?;
/// let gras = Method::Gras(Stop::default());
/// let more = [Target::exact("A_g", Sum::Row(0), 110.0)];
/// let moved = rebalance(&table, &more, &gras, &mut |_| ())?.table;
/// assert!((moved.row_sums()[0] - 110.0).abs() < 1e-6);
/// // B buys inputs worth 70, for which it needs output.
/// let none = [Target::exact("B_g", Sum::Row(1), 0.0)];
/// assert!(rebalance(&table, &none, &gras, &mut |_| ()).is_err());
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn rebalance(
    table: &Mrio,
    targets: &[Target],
    method: &Method,
    progress: &mut dyn FnMut(Step),
) -> Result<Updated> {
    let seed = flows(table);
    refuse_without_output((table.index(), table.reported_output()), &seed, targets)?;
    let Balanced { matrix, report } = method.balance(&seed, targets, progress)?;
    Ok(Updated { table: productive(with_flows(table, &matrix)?)?, report })
}
