//! Revealed comparative advantage, on gross exports and on the value added in them.

use crate::error::Result;
use crate::frame::{Frame, Unit};
use crate::leontief::LeontiefSystem;
use crate::linalg::ratio;
use crate::measures::trade::Exports;
use crate::table::Partition;

/// Revealed comparative advantage of every economy in every sector, on four bases.
///
/// Frame `rca` with keys `region, sector`. For a base q, Balassa's index b and its symmetric
/// form are
///
/// ```text
/// b_si = (q_si / Σ_i q_si) / (Σ_s q_si / Σ_si q_si),    symmetric = (b − 1) / (b + 1)
/// ```
///
/// b is above one where the sector weighs more in the economy than in the world; the symmetric
/// form lies between −1 and 1, with 0 in place of one. Both are ratios.
///
/// | columns | base q | reading |
/// |---|---|---|
/// | `rca_exports` | e | gross exports |
/// | `rca_dva_origin` | v_k [B_ss e_s]_k | domestic value added in the economy's own exports, by the sector that it comes from |
/// | `rca_vax_origin` | v_k Σ_{l≠s} X_kl | value-added exports: value added that ends in final demand abroad, by sector of origin |
/// | `rca_dva_exporter` | [v_s'B_ss]_k e_k | domestic value added in own exports, by the sector that exports |
///
/// each followed by its symmetric form, `rca_exports_symmetric` and so on. `rca_dva_origin` counts
/// value added each time that it leaves. The bases of a group are sums over its members, with
/// trade inside the group left out. Empty where a denominator is zero: an economy that exports
/// nothing, a sector that nobody exports.
///
/// Cost beyond the factor: 6n² flops per economy.
///
/// # Errors
/// As [`LeontiefSystem::factorise`].
///
/// # Examples
/// ```
/// use tripole::{Accounting, LeontiefSystem, Partition, read};
/// use tripole::measures::rca::rca;
/// let input = read::Input::parse("builtin:three-pole-2011")?;
/// let table = read::read(&input, &read::ReadOptions::default())?.table;
/// let partition = Partition::regions(table.index());
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let frame = rca(&system, &partition)?;
/// // China's advantage in electronics is smaller in its own value added than in gross exports.
/// let of = |column| frame.value(&["CHN", "ELE"], column).unwrap_or_default();
/// assert!(of("rca_exports") > of("rca_dva_origin") && of("rca_dva_origin") > 1.0);
/// # Ok::<(), tripole::Error>(())
/// ```
///
/// # References
/// Balassa (1965), *The Manchester School* 33; Laursen (1998), DRUID Working Paper 98-30, for the
/// symmetric form; Koopman, Wang and Wei (2014), *American Economic Review* 104(2), for domestic
/// value added as the base.
pub fn rca(system: &LeontiefSystem, partition: &Partition) -> Result<Frame> {
    system.check_partition(partition)?;
    let exports = Exports::of(system.table(), partition).by_row();
    let v = system.value_added_coefficients();
    let own = |row: usize| partition.of_row(row).position();
    let needed = system.solve_by_economy(&exports, partition)?;
    let outputs = system.output_by_destination(partition)?;
    let origins = system.value_added_by_origin(partition)?;
    let absorbed_abroad = |row: usize| -> f64 {
        (0..partition.len()).filter(|&l| l != own(row)).map(|l| outputs[(row, l)]).sum()
    };

    let cells = partition.cells();
    let mut frame = Frame::new("rca", cells.len())
        .with_key("region", partition.names(), cells.iter().map(|c| c.economy.position()))
        .with_key(
            "sector",
            system.table().index().sector_codes(),
            cells.iter().map(|c| c.sector.position()),
        );
    let bases: [(&str, &dyn Fn(usize) -> f64); 4] = [
        ("rca_exports", &|row| exports[row]),
        ("rca_dva_origin", &|row| v[row] * needed[(row, own(row))]),
        ("rca_vax_origin", &|row| v[row] * absorbed_abroad(row)),
        ("rca_dva_exporter", &|row| origins[(row, own(row))] * exports[row]),
    ];
    for (name, base) in bases {
        let sums: Vec<f64> =
            cells.iter().map(|cell| cell.rows.iter().map(|&row| base(row)).sum()).collect();
        let index = balassa(partition, &sums, system.table().index().sectors().len());
        let symmetric = index.iter().map(|b| ratio(b - 1.0, b + 1.0)).collect();
        frame = frame.with_indicator(name, Unit::Index, index).with_indicator(
            format!("{name}_symmetric"),
            Unit::Index,
            symmetric,
        );
    }
    Ok(frame)
}

/// Balassa's index of amounts by cell.
fn balassa(partition: &Partition, amounts: &[f64], sectors: usize) -> Vec<f64> {
    let (mut of_economy, mut of_sector) = (vec![0.0; partition.len()], vec![0.0; sectors]);
    for (cell, amount) in partition.cells().iter().zip(amounts) {
        of_economy[cell.economy.position()] += amount;
        of_sector[cell.sector.position()] += amount;
    }
    let world: f64 = of_economy.iter().sum();
    let cells = partition.cells().iter().zip(amounts);
    cells
        .map(|(cell, amount)| {
            let share = ratio(*amount, of_economy[cell.economy.position()]);
            ratio(share, ratio(of_sector[cell.sector.position()], world))
        })
        .collect()
}
