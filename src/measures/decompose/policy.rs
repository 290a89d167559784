//! Value added that crosses any set of sales: steel of two countries into a third, or a bloc's
//! imports of everything.

use crate::error::Result;
use crate::frame::{Frame, Unit};
use crate::leontief::LeontiefSystem;
use crate::linalg::Matrix;
use crate::measures::exposure::sales_in;
use crate::table::SalesSet;
use crate::table::lines::Lines;

/// Value added by origin that crosses a set of sales, each unit counted once: the GDP of each
/// origin that would be lost if all these sales stopped.
///
/// Frame `perimeter` with key `origin` and columns `sales` (gross, by the seller), `content`
/// (counted at every crossing) and `va`. With S the selling rows, P (|S| x n) the coefficients of
/// the sales in the set and μ the sales themselves:
///
/// ```text
/// content_t = VB_tS μ,   va_t = VB_tS z,   z = (I + P B_·S)⁻¹ μ
/// ```
///
/// This project's generalisation of the perimeters of Borin and Mancini (2019) to any set.
/// Cost beyond the factor: 2n² flops per selling row, 2n|S|² for the small system.
///
/// # Errors
/// [`Error::OtherTable`](crate::Error::OtherTable) for a set of another table; as
/// [`LeontiefSystem::factorise`].
///
/// # Examples
/// ```
/// use tripole::{Accounting, LeontiefSystem, Partition, read};
/// use tripole::measures::decompose::perimeter;
/// use tripole::sources::CodeReader;
/// use tripole::table::SalesSet;
/// let input = read::Input::parse("builtin:three-pole-2011")?;
/// let table = read::read(&input, &read::ReadOptions::default())?.table;
/// let partition = Partition::regions(table.index());
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let codes = CodeReader::new(&partition);
/// let sales = [codes.sales("CHN,MEX:MET>USA")?, codes.sales("CHN:ELE>USA,CAN")?];
/// let frame = perimeter(&system, &SalesSet::of(&partition, &sales)?)?;
/// let of = |column| frame.value(&["JPN"], column).unwrap_or_default();
/// // Japan sells none of these goods and has value added in them.
/// assert!(of("sales") == 0.0 && of("va") > 0.0);
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn perimeter(system: &LeontiefSystem, set: &SalesSet) -> Result<Frame> {
    let partition = set.economies();
    partition.check_rows("the set of sales", system.table().index())?;
    let origins = system.value_added_by_origin(partition)?;
    let sold = sales_in(system, set).row_sums();
    let sellers = set.sellers();
    let rows = sellers.rows();
    let all: Vec<usize> = (0..system.order()).collect();
    let mut coefficients = system.coefficients(rows, &all);
    for &j in &all {
        let meant = set.inputs(partition.of_row(j));
        for (cell, &row) in coefficients.column_mut(j).iter_mut().zip(rows) {
            if !meant[row] {
                *cell = 0.0;
            }
        }
    }
    let small = coefficients.times(&system.inverse_columns(rows)?);
    let gross: Vec<f64> = rows.iter().map(|&row| sold[row]).collect();
    let mut once = Matrix::from_column(gross.clone());
    system.small_factor(&small.plus_identity(), rows)?.solve(&mut once);
    let by_origin = |amounts: &[f64]| -> Vec<f64> {
        let of = |t| rows.iter().zip(amounts).map(|(&row, x)| origins[(row, t)] * x).sum();
        (0..partition.len()).map(of).collect()
    };
    let lines = Lines::economies("perimeter", "origin", partition);
    let unit = || Unit::money(system.table().unit());
    Ok(lines
        .frame()
        .with_indicator("sales", unit(), lines.sum(&sold))
        .with_indicator("content", unit(), by_origin(&gross))
        .with_indicator("va", unit(), by_origin(once.column(0))))
}
