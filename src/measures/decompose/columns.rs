//! Global quantities by economy, n x G, of which only what is needed is solved for: 2n² flops a
//! column. What was not asked for is NaN, so that it cannot be taken for a number.

use crate::error::Result;
use crate::leontief::LeontiefSystem;
use crate::linalg::Matrix;
use crate::measures::trade::Exports;
use crate::table::{EconomyId, Partition};

/// A matrix of which nothing is known yet.
pub(super) fn unknown(rows: usize, columns: usize) -> Matrix {
    Matrix::from_fn(rows, columns, |_, _| f64::NAN)
}

/// B R(l) for the columns l wanted of the sides R.
pub(super) fn some(
    system: &LeontiefSystem,
    sides: &Matrix,
    wanted: &[EconomyId],
) -> Result<Matrix> {
    if wanted.len() >= sides.columns() {
        return system.solve(sides.clone());
    }
    let at: Vec<usize> = wanted.iter().map(|id| id.position()).collect();
    let solved = system.solve(sides.select_columns(&at))?;
    Ok(placed(&solved, &at, sides.columns()))
}

/// B R(l) for the columns l wanted, and B R u, the sum over all: one column more, if not all are.
pub(super) fn some_and_sum(
    system: &LeontiefSystem,
    sides: &Matrix,
    wanted: &[EconomyId],
) -> Result<(Matrix, Vec<f64>)> {
    if wanted.len() + 1 >= sides.columns() {
        let solved = system.solve(sides.clone())?;
        let sum = solved.row_sums();
        return Ok((solved, sum));
    }
    let at: Vec<usize> = wanted.iter().map(|id| id.position()).collect();
    let sum = Matrix::from_column(sides.row_sums());
    let solved = system.solve(sides.select_columns(&at).beside(&sum))?;
    Ok((placed(&solved, &at, sides.columns()), solved.column(at.len()).to_vec()))
}

/// What is an economy's own, and what is of all others, for every row.
pub(super) struct OwnAndOthers {
    pub own: Vec<f64>,
    pub others: Vec<f64>,
}

/// The solved column of every economy wanted, and the sum of the columns of all others: two
/// columns an economy, or all at once where these are fewer.
pub(super) fn own_and_others(
    sides: &Matrix,
    wanted: &[EconomyId],
    solve: impl Fn(Matrix) -> Result<Matrix>,
) -> Result<Vec<OwnAndOthers>> {
    let whole = 2 * wanted.len() >= sides.columns();
    let pair = |from: &Matrix, own: usize| {
        let others = (0..from.rows()).map(|row| super::minus_own(from, row, own)).collect();
        [from.column(own).to_vec(), others]
    };
    let own = wanted.iter().map(|id| id.position());
    let columns: Vec<Vec<f64>> = if whole {
        let solved = solve(sides.clone())?;
        own.flat_map(|own| pair(&solved, own)).collect()
    } else {
        let asked: Vec<Vec<f64>> = own.flat_map(|own| pair(sides, own)).collect();
        let solved = solve(Matrix::from_columns(sides.rows(), &asked))?;
        (0..solved.columns()).map(|k| solved.column(k).to_vec()).collect()
    };
    let pairs = columns.chunks_exact(2);
    Ok(pairs.map(|c| OwnAndOthers { own: c[0].clone(), others: c[1].clone() }).collect())
}

/// Value-added coefficients, every economy's in a column of its own: v'B by origin is what the
/// transposed system makes of them.
pub(super) fn coefficients_by_origin(system: &LeontiefSystem, partition: &Partition) -> Matrix {
    let mut weights = Matrix::zeros(system.order(), partition.len());
    for (row, &v) in system.value_added_coefficients().iter().enumerate() {
        weights[(row, partition.of_row(row).position())] = v;
    }
    weights
}

/// VB transposed for some rows: one solve for each origin, or for each row where these are fewer.
pub(super) fn origins(
    system: &LeontiefSystem,
    partition: &Partition,
    rows: &[usize],
) -> Result<Matrix> {
    if rows.len() >= partition.len() {
        return system.value_added_by_origin(partition);
    }
    let columns = system.inverse_columns(rows)?;
    let found = columns.transpose_times(&coefficients_by_origin(system, partition));
    let mut out = unknown(system.order(), partition.len());
    for t in 0..partition.len() {
        let column = out.column_mut(t);
        rows.iter().zip(found.column(t)).for_each(|(&row, &share)| column[row] = share);
    }
    Ok(out)
}

/// E for the rows of some sellers and some buyers; nothing is sold to the own economy.
pub(super) fn sales(
    system: &LeontiefSystem,
    partition: &Partition,
    sellers: &[EconomyId],
    buyers: &[EconomyId],
) -> Matrix {
    if sellers.len() >= partition.len() {
        return Exports::of(system.table(), partition).total();
    }
    let mut out = unknown(system.order(), partition.len());
    for &seller in sellers {
        let rows = &partition.economy(seller).rows;
        for &buyer in buyers {
            let sold = if buyer == seller {
                vec![0.0; rows.len()]
            } else {
                sold(system, partition, rows, buyer)
            };
            let column = out.column_mut(buyer.position());
            rows.iter().zip(sold).for_each(|(&row, amount)| column[row] = amount);
        }
    }
    out
}

/// What some rows sell to an economy.
fn sold(
    system: &LeontiefSystem,
    partition: &Partition,
    rows: &[usize],
    buyer: EconomyId,
) -> Vec<f64> {
    let (table, economy) = (system.table(), partition.economy(buyer));
    let mut for_production = vec![0.0; rows.len()];
    let mut for_final_use = vec![0.0; rows.len()];
    let add = |sums: &mut [f64], column: &[f64]| {
        sums.iter_mut().zip(rows).for_each(|(sum, &row)| *sum += column[row]);
    };
    economy.rows.iter().for_each(|&j| add(&mut for_production, table.intermediate().column(j)));
    for (j, label) in table.demand().columns().iter().enumerate() {
        if label.region.is_some_and(|region| economy.regions.contains(&region)) {
            add(&mut for_final_use, table.final_demand().column(j));
        }
    }
    for_production.iter().zip(&for_final_use).map(|(a, b)| a + b).collect()
}

/// Columns at their places among so many.
fn placed(columns: &Matrix, at: &[usize], width: usize) -> Matrix {
    let mut out = unknown(columns.rows(), width);
    for (k, &place) in at.iter().enumerate() {
        out.column_mut(place).copy_from_slice(columns.column(k));
    }
    out
}
