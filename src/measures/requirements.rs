//! Requirements tables: input and output coefficients, the inverses of Leontief and Ghosh, and the value added in
//! final products, by cell, by economy or by sector.
//!
//! # References
//! Miller and Blair (2009), *Input-Output Analysis*, 2nd ed., sections 2.2 and 12.1.

use crate::error::{Result, named};
use crate::frame::{Frame, Level, Unit};
use crate::leontief::LeontiefSystem;
use crate::linalg::Matrix;
use crate::table::{Index, Partition};
use crate::write::LeftOut;

/// A matrix of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Requirements {
    /// A = Z x̂⁻¹: input k per unit of output j.
    Inputs,
    /// B = x̂⁻¹ Z: the share of output k that is sold to j.
    Sales,
    /// L = (I − A)⁻¹: output of k per unit of final product j.
    #[default]
    Leontief,
    /// L − I: the same without the product itself.
    LeontiefLessIdentity,
    /// Q = (I − B)⁻¹ = x̂⁻¹ L x̂: output of j per unit of primary input of k (Ghosh).
    Ghosh,
    /// v̂ L: value added of k in one unit of final product j. With residual value added its columns add to one.
    ValueAdded,
    /// I − A, for other programs.
    Operator,
}

named!(
    Requirements, "matrix":
    Inputs = "A", Sales = "B", Leontief = "L", LeontiefLessIdentity = "LmI", Ghosh = "Q", ValueAdded = "vL",
    Operator = "ImA",
);

/// The levels that requirements have.
pub const LEVELS: [Level; 3] = [Level::RegionSector, Level::Region, Level::Sector];

impl Requirements {
    /// Whether I − A is solved with.
    #[must_use]
    pub const fn is_inverse(self) -> bool {
        !matches!(self, Requirements::Inputs | Requirements::Sales | Requirements::Operator)
    }

    /// What its cells are.
    #[must_use]
    pub const fn unit(self) -> Unit {
        match self {
            Requirements::Sales | Requirements::ValueAdded => Unit::Share,
            _ => Unit::Ratio,
        }
    }

    /// Rows of it, each as a column: n x |rows|. For inverses 2n² flops a row beyond the factor.
    ///
    /// # Errors
    /// Those of [`LeontiefSystem::solve`].
    ///
    /// # Panics
    /// If the table has no such row.
    pub fn rows(self, system: &LeontiefSystem, rows: &[usize]) -> Result<Matrix> {
        if self.is_inverse() {
            let solved = system.inverse_rows(rows)?;
            let cell = |j: usize, place: usize| {
                self.of_inverse(system, (rows[place], j), solved[(j, place)])
            };
            return Ok(Matrix::from_fn(system.order(), rows.len(), cell));
        }
        let cell = |j: usize, place: usize| self.of_flows(system, (rows[place], j));
        Ok(Matrix::from_fn(system.order(), rows.len(), cell))
    }

    /// Columns of it: n x |columns|. For inverses 2n² flops a column beyond the factor.
    ///
    /// # Errors
    /// Those of [`LeontiefSystem::solve`].
    ///
    /// # Panics
    /// If the table has no such row.
    pub fn columns(self, system: &LeontiefSystem, columns: &[usize]) -> Result<Matrix> {
        if self.is_inverse() {
            let mut solved = system.inverse_columns(columns)?;
            for (place, &j) in columns.iter().enumerate() {
                let cells = solved.column_mut(place).iter_mut().enumerate();
                cells.for_each(|(i, cell)| *cell = self.of_inverse(system, (i, j), *cell));
            }
            return Ok(solved);
        }
        let cell = |i: usize, place: usize| self.of_flows(system, (i, columns[place]));
        Ok(Matrix::from_fn(system.order(), columns.len(), cell))
    }

    /// A cell from that of L. A sector without output has unit vectors.
    fn of_inverse(self, system: &LeontiefSystem, (i, j): (usize, usize), cell: f64) -> f64 {
        let x = system.output();
        match self {
            Requirements::LeontiefLessIdentity => cell - unit(i, j),
            Requirements::Ghosh if x[i] == 0.0 || x[j] == 0.0 => unit(i, j),
            Requirements::Ghosh => cell * x[j] / x[i],
            Requirements::ValueAdded => system.value_added_coefficients()[i] * cell,
            _ => cell,
        }
    }

    /// A cell from that of Z. A sector without output has zeros.
    fn of_flows(self, system: &LeontiefSystem, (i, j): (usize, usize)) -> f64 {
        let (z, x) = (system.table().intermediate()[(i, j)], system.output());
        let input = if x[j] == 0.0 { 0.0 } else { z / x[j] };
        match self {
            Requirements::Sales if x[i] == 0.0 => 0.0,
            Requirements::Sales => z / x[i],
            Requirements::Operator => unit(i, j) - input,
            _ => input,
        }
    }
}

fn unit(i: usize, j: usize) -> f64 {
    f64::from(u8::from(i == j))
}

/// Cells of a matrix: the rows asked for, by the columns asked for.
///
/// Cost: for inverses one factor, and 2n² flops for each row or each column, whichever are fewer; no inverse is formed.
/// A sector without output has zeros in A and B, and unit vectors in the inverses.
///
/// # Errors
/// Those of [`LeontiefSystem::solve`].
///
/// # Panics
/// If the table has no such row.
///
/// # Examples
/// ```
/// use tripole::measures::requirements::{Requirements, cells};
/// use tripole::{Accounting, Demand, Index, LeontiefSystem, Matrix, Mrio, Parts};
/// let index = Index::new([("A", "g"), ("B", "g")])?;
/// let demand = Demand::new(&index, [(Some("A"), "f"), (Some("B"), "f")])?;
/// let z = Matrix::from_rows(&[[20.0, 30.0], [10.0, 40.0]]);
/// let f = Matrix::from_rows(&[[40.0, 10.0], [20.0, 30.0]]);
/// let table = Mrio::new(Parts::new(index, demand, z, f))?;
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// // I − A = [0.8, −0.3; −0.1, 0.6] has the determinant 0.45.
/// let cell = cells(&system, Requirements::Leontief, &[0], &[1])?;
/// assert!((cell[(0, 0)] - 0.3 / 0.45).abs() < 1e-12);
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn cells(
    system: &LeontiefSystem,
    matrix: Requirements,
    rows: &[usize],
    columns: &[usize],
) -> Result<Matrix> {
    if columns.len() <= rows.len() {
        let whole = matrix.columns(system, columns)?;
        let is_all =
            rows.len() == system.order() && rows.iter().enumerate().all(|(k, row)| k == *row);
        let columns: Vec<usize> = (0..columns.len()).collect();
        return Ok(if is_all { whole } else { whole.block(rows, &columns) });
    }
    let whole = matrix.rows(system, rows)?;
    Ok(Matrix::from_fn(rows.len(), columns.len(), |a, b| whole[(columns[b], a)]))
}

/// What is added up: for every row of the table its line, and the labels of the lines.
struct Lines {
    of: Vec<usize>,
    labels: Vec<String>,
}

impl Lines {
    fn of(index: &Index, partition: &Partition, by: Level) -> Self {
        if by == Level::Region {
            let of = (0..index.len()).map(|row| partition.of_row(row).position()).collect();
            return Lines { of, labels: partition.names().to_vec() };
        }
        let of = index.nodes().iter().map(|node| node.sector.position()).collect();
        Lines { of, labels: index.sector_codes().to_vec() }
    }

    fn len(&self) -> usize {
        self.labels.len()
    }

    fn sums(&self, values: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.len()];
        self.of.iter().zip(values).for_each(|(line, value)| sums[*line] += value);
        sums
    }

    /// Amounts of the rows, each in the column of its line.
    fn apart(&self, amounts: impl Fn(usize) -> f64) -> Matrix {
        let mut apart = Matrix::zeros(self.of.len(), self.len());
        self.of.iter().enumerate().for_each(|(row, line)| apart[(row, *line)] = amounts(row));
        apart
    }

    /// P Z P'.
    fn flows(&self, flows: &Matrix) -> Matrix {
        let mut sums = Matrix::zeros(self.len(), self.len());
        for (j, column) in self.of.iter().enumerate() {
            let cells = self.of.iter().zip(flows.column(j));
            cells.for_each(|(row, flow)| sums[(*row, *column)] += flow);
        }
        sums
    }

    /// P M, for columns that are lines already.
    fn added(&self, columns: &Matrix) -> Matrix {
        let mut sums = Matrix::zeros(self.len(), columns.columns());
        for column in 0..columns.columns() {
            let cells = self.of.iter().zip(columns.column(column));
            cells.for_each(|(row, value)| sums[(*row, column)] += value);
        }
        sums
    }
}

/// A matrix between economies or between sectors: flows are added up, then divided, so that totals survive.
///
/// | matrix | flows | divided by |
/// |---|---|---|
/// | A, I − A | P Z P' | columns, P x |
/// | B | P Z P' | rows, P x |
/// | L, L − I, v̂L | P M f̂ P' | columns, P f |
/// | Q | P ŵ Q P' | rows, P w |
///
/// with P, which adds up, final demand f of all destinations and value added w. It looks through the whole table, and
/// is not the inverse of a table that was added up before. Not a number where the divisor is zero.
///
/// Cost: one factor, and one solve for each economy or sector; n² additions for A and B.
fn between(system: &LeontiefSystem, matrix: Requirements, lines: &Lines) -> Result<Matrix> {
    let (x, f) = (system.output(), system.closing_demand());
    let divided = |sums: &Matrix, by: &[f64], place: fn(usize, usize) -> usize| {
        Matrix::from_fn(lines.len(), lines.len(), |i, j| {
            let divisor = by[place(i, j)];
            if divisor == 0.0 { f64::NAN } else { sums[(i, j)] / divisor }
        })
    };
    let (of_row, of_column) = (|i, _| i, |_, j| j);
    Ok(match matrix {
        Requirements::Inputs | Requirements::Operator => {
            let flows = lines.flows(system.table().intermediate());
            let inputs = divided(&flows, &lines.sums(x), of_column);
            if matrix == Requirements::Inputs {
                return Ok(inputs);
            }
            Matrix::from_fn(lines.len(), lines.len(), |i, j| unit(i, j) - inputs[(i, j)])
        }
        Requirements::Sales => {
            divided(&lines.flows(system.table().intermediate()), &lines.sums(x), of_row)
        }
        Requirements::Leontief | Requirements::LeontiefLessIdentity | Requirements::ValueAdded => {
            let sold = lines.apart(|row| f[row]);
            let mut made = system.solve(sold.clone())?;
            let v = system.value_added_coefficients();
            for line in 0..lines.len() {
                for row in 0..system.order() {
                    match matrix {
                        Requirements::LeontiefLessIdentity => {
                            made[(row, line)] -= sold[(row, line)];
                        }
                        Requirements::ValueAdded => made[(row, line)] *= v[row],
                        _ => {}
                    }
                }
            }
            divided(&lines.added(&made), &lines.sums(&f), of_column)
        }
        Requirements::Ghosh => {
            // ŵQ = v̂Lx̂: value added of i behind the output of j.
            let w = system.value_added();
            let v = system.value_added_coefficients();
            let weights = lines.apart(|row| if x[row] == 0.0 { w[row] } else { v[row] });
            let mut behind = system.solve_left(weights.clone())?;
            for line in 0..lines.len() {
                for row in 0..system.order() {
                    behind[(row, line)] = if x[row] == 0.0 {
                        weights[(row, line)]
                    } else {
                        behind[(row, line)] * x[row]
                    };
                }
            }
            let sums = lines.added(&behind);
            let turned = Matrix::from_fn(lines.len(), lines.len(), |i, j| sums[(j, i)]);
            divided(&turned, &lines.sums(w), of_row)
        }
    })
}

/// Rows and columns of a matrix; none stands for all.
#[derive(Debug, Clone, Copy, Default)]
pub struct Selection<'a> {
    /// How far from zero cells must be; those below are left out.
    pub least: Option<f64>,
    /// Rows, as places among the rows of the table, its economies or its sectors.
    pub rows: &'a [usize],
    /// Columns, as places among the same.
    pub columns: &'a [usize],
}

/// Cells of a matrix as lines, and what is left out of them: by [`Level::RegionSector`] with the keys `region`, `sector`,
/// `partner` and `partner_sector`; by [`Level::Region`] and [`Level::Sector`] of flows added up before they are
/// divided. The row comes first, then the column. Cost: that of [`cells`]; otherwise one solve for each economy or
/// sector.
///
/// # Errors
/// [`Error::Level`](crate::Error::Level); [`Error::OtherTable`](crate::Error::OtherTable); those of [`LeontiefSystem::solve`].
///
/// # Examples
/// ```
/// use tripole::frame::Level;
/// use tripole::measures::requirements::{Requirements, Selection, requirements};
/// use tripole::{Accounting, LeontiefSystem, Partition, read};
/// let input = read::Input::parse("builtin:three-pole-2011")?;
/// let table = read::read(&input, &read::ReadOptions::default())?.table;
/// let partition = Partition::regions(table.index());
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let (matrix, all) = (Requirements::ValueAdded, Selection::default());
/// let (frame, _) = requirements(&system, &partition, matrix, Level::Region, all)?;
/// // Most value added in what is bought of China for final use is Chinese.
/// assert!(frame.value(&["CHN", "CHN"], "value").is_some_and(|own| own > 0.7));
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn requirements(
    system: &LeontiefSystem,
    partition: &Partition,
    matrix: Requirements,
    by: Level,
    selection: Selection<'_>,
) -> Result<(Frame, LeftOut)> {
    system.check_partition(partition)?;
    by.among("requirements", &LEVELS)?;
    let index = system.table().index();
    let or_all = |some: &[usize], all: usize| {
        if some.is_empty() { (0..all).collect() } else { some.to_vec() }
    };
    let chosen = |all| (or_all(selection.rows, all), or_all(selection.columns, all));
    let (frame, values) = if by == Level::RegionSector {
        let (rows, columns) = chosen(index.len());
        let values = cells(system, matrix, &rows, &columns)?;
        (by_cell(index, matrix, (&rows, &columns), &values), values)
    } else {
        let lines = Lines::of(index, partition, by);
        let (rows, columns) = chosen(lines.len());
        let values = between(system, matrix, &lines)?.block(&rows, &columns);
        (by_line((&lines.labels, by), matrix, (&rows, &columns), &values), values)
    };
    Ok(match selection.least {
        None => (frame, LeftOut::default()),
        Some(least) => {
            let (kept, left) = kept(&values, least);
            (frame.with_rows_at(&kept), left)
        }
    })
}

/// The cells of sums as lines.
fn by_line(
    (labels, by): (&[String], Level),
    matrix: Requirements,
    (rows, columns): (&[usize], &[usize]),
    values: &Matrix,
) -> Frame {
    let (first, second) =
        if by == Level::Region { ("region", "partner") } else { ("sector", "partner_sector") };
    let (count, wide) = (rows.len() * columns.len(), columns.len());
    Frame::new("requirements", count)
        .with_key(first, labels, (0..count).map(|place| rows[place / wide]))
        .with_key(second, labels, (0..count).map(|place| columns[place % wide]))
        .with_indicator("value", matrix.unit(), by_rows(values))
}

/// Numbers row by row.
fn by_rows(values: &Matrix) -> Vec<f64> {
    let (rows, columns) = values.shape();
    (0..rows).flat_map(|i| (0..columns).map(move |j| values[(i, j)])).collect()
}

/// The cells, row by row, that are as far from zero as `least`, and what is left out.
fn kept(values: &Matrix, least: f64) -> (Vec<usize>, LeftOut) {
    let (rows, columns) = values.shape();
    let (mut kept, mut left, mut sums) = (vec![], LeftOut::default(), vec![0.0; columns]);
    for i in 0..rows {
        for (j, sum) in sums.iter_mut().enumerate() {
            let value = values[(i, j)];
            if value.is_nan() || value.abs() >= least {
                kept.push(i * columns + j);
            } else if value != 0.0 {
                left.cells += 1;
                *sum += value.abs();
            }
        }
    }
    left.largest_column = sums.into_iter().fold(0.0, f64::max);
    (kept, left)
}

fn by_cell(
    index: &Index,
    matrix: Requirements,
    (rows, columns): (&[usize], &[usize]),
    values: &Matrix,
) -> Frame {
    let count = rows.len() * columns.len();
    let row = |place: usize| index.node(rows[place / columns.len()]);
    let column = |place: usize| index.node(columns[place % columns.len()]);
    let (regions, sectors) = (index.region_codes(), index.sector_codes());
    Frame::new("requirements", count)
        .with_key("region", regions, (0..count).map(|place| row(place).region.position()))
        .with_key("sector", sectors, (0..count).map(|place| row(place).sector.position()))
        .with_key("partner", regions, (0..count).map(|place| column(place).region.position()))
        .with_key(
            "partner_sector",
            sectors,
            (0..count).map(|place| column(place).sector.position()),
        )
        .with_indicator("value", matrix.unit(), by_rows(values))
}
