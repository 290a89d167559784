//! Multipliers of one unit of final demand.

use crate::error::Result;
use crate::frame::{Frame, Unit};
use crate::leontief::LeontiefSystem;
use crate::linalg::{Matrix, ratio};
use crate::table::Partition;

/// Output, value added and imports per unit of final demand for a product, by region and sector.
///
/// | column | formula | reading |
/// |---|---|---|
/// | `output_multiplier` | u'B | output of the whole world |
/// | `va_multiplier` | v'B | value added of the whole world; one with residual value added |
/// | `va_domestic` | v_s'B_s· | value added of the producing economy |
/// | `va_foreign` | Σ_{t≠s} v_t'B_t· | value added of all others |
/// | `import_multiplier` | u'A^m_·s L_s | imported inputs that the economy needs, its own round of production only (Hummels, Ishii and Yi 2001); those of rows of imports from outside the table among them |
///
/// For a group of regions, averages over the members weighted by output. Empty for a sector
/// without output, whose multipliers are undefined. Cost beyond the factor: 2n² flops per
/// economy, and one solve more.
///
/// # Errors
/// As [`LeontiefSystem::factorise`].
///
/// # Examples
/// ```
/// use tripole::{Accounting, LeontiefSystem, Partition, read};
/// use tripole::measures::multipliers::multipliers;
/// let input = read::Input::parse("builtin:three-pole-2011")?;
/// let table = read::read(&input, &read::ReadOptions::default())?.table;
/// let partition = Partition::regions(table.index());
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let frame = multipliers(&system, &partition)?;
/// let of = |column| frame.value(&["CHN", "ELE"], column).unwrap_or_default();
/// // Chinese electronics need more than their own output, some of it abroad.
/// assert!(of("output_multiplier") > 1.0);
/// # Ok::<(), tripole::Error>(())
/// ```
///
/// # References
/// Miller and Blair (2009), *Input-Output Analysis*, 2nd ed., sections 6.2 and 6.3; Hummels,
/// Ishii and Yi (2001), *Journal of International Economics* 54, equation 3.
pub fn multipliers(system: &LeontiefSystem, partition: &Partition) -> Result<Frame> {
    system.check_partition(partition)?;
    let n = system.order();
    let x = system.output();
    let origins = system.value_added_by_origin(partition)?;
    let outputs = system.solve_left(Matrix::from_column(vec![1.0; n]))?;
    let mut coefficients = system.foreign_inputs_left(&vec![1.0; n], partition);
    let outside = system.table().imported_inputs().unwrap_or_else(|| vec![0.0; n]);
    for (k, imports) in outside.iter().enumerate().filter(|(k, _)| x[*k] != 0.0) {
        coefficients[k] += imports / x[k];
    }
    let imports = system.solve_local_left(&coefficients, partition)?;
    let total: Vec<f64> = origins.row_sums();
    let domestic = |row: usize| origins[(row, partition.of_row(row).position())];

    let cells = partition.cells();
    let average = |f: &dyn Fn(usize) -> f64| -> Vec<f64> {
        cells
            .iter()
            .map(|cell| {
                let (mut sum, mut weights) = (0.0, 0.0);
                for &row in cell.rows.iter().filter(|&&row| x[row] != 0.0) {
                    sum += f(row) * x[row];
                    weights += x[row];
                }
                ratio(sum, weights)
            })
            .collect()
    };
    let index = system.table().index();
    Ok(Frame::new("multipliers", cells.len())
        .with_key("region", partition.names(), cells.iter().map(|c| c.economy.position()))
        .with_key("sector", index.sector_codes(), cells.iter().map(|c| c.sector.position()))
        .with_indicator("output_multiplier", Unit::Ratio, average(&|row| outputs[(row, 0)]))
        .with_indicator("va_multiplier", Unit::Ratio, average(&|row| total[row]))
        .with_indicator("va_domestic", Unit::Ratio, average(&domestic))
        .with_indicator("va_foreign", Unit::Ratio, average(&|row| total[row] - domestic(row)))
        .with_indicator("import_multiplier", Unit::Ratio, average(&|row| imports[row])))
}
