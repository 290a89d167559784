//! Made tables and matrices: deterministic, balanced, productive; for examples, tests and
//! benchmarks.

use std::ops::Range;

use crate::error::Result;
use crate::linalg::Matrix;
use crate::table::{Demand, Index, Mrio, Parts, Primary, PrimaryKind, Source};

/// A small generator of uniform numbers (xorshift64*): the same on every machine.
#[derive(Debug, Clone)]
pub struct Uniform(u64);

impl Uniform {
    /// A sequence that depends on `seed` alone.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Uniform(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// The next number, from 0 up to 1.
    pub fn draw(&mut self) -> f64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// Rows of a made region: as many sectors as WIOD has.
const SECTORS: usize = 35;

/// The regions of a made matrix: rows that follow each other, some 35 in each, of equal numbers but for one row. Two
/// regions at least, where there are two rows.
///
/// # Examples
/// ```
/// use tripole::make::synthetic::made_regions;
/// assert_eq!(made_regions(1435).len(), 41);
/// assert_eq!(made_regions(5), [0..2, 2..5]);
/// ```
#[must_use]
pub fn made_regions(order: usize) -> Vec<Range<usize>> {
    let regions = ((order + SECTORS / 2) / SECTORS).max(2).min(order.max(1));
    (0..regions).map(|r| r * order / regions..(r + 1) * order / regions).collect()
}

/// I − A for a made A that looks like those of published tables.
///
/// Columns of A sum to 0.2 to 0.7. Each buys 65 to 95 % of its inputs in its own region ([`made_regions`]), most from
/// few sellers: regions differ in size by a factor of ten, sectors by a thousand, and a cell is the size of its seller
/// by the square of a draw. All cells are positive. In WIOD's table of 2011 half of the columns sum to 0.42 to 0.66 and
/// buy 66 to 87 % of their inputs at home. Some 6n² flops.
///
/// # Examples
/// ```
/// use tripole::make::synthetic::leontief_matrix;
/// let m = leontief_matrix(70, 1);
/// assert!(m.column_sums().iter().all(|sum| (0.3 - 1e-12..=0.8).contains(sum)));
/// ```
#[must_use]
pub fn leontief_matrix(order: usize, seed: u64) -> Matrix {
    let mut uniform = Uniform::new(seed);
    let regions = made_regions(order);
    let mut size = vec![0.0; order];
    for rows in &regions {
        let of_region = 0.1 + 0.9 * uniform.draw().powi(2);
        let of_sector = |cell: &mut f64| *cell = of_region * (0.001 + uniform.draw().powi(3));
        size[rows.clone()].iter_mut().for_each(of_sector);
    }
    let mut matrix =
        Matrix::from_fn(order, order, |i, _| size[i] * (0.001 + uniform.draw().powi(2)));
    for rows in &regions {
        for j in rows.clone() {
            let (target, home) = (0.2 + 0.5 * uniform.draw(), 0.65 + 0.3 * uniform.draw());
            let column = matrix.column_mut(j);
            let all: f64 = column.iter().sum();
            let own: f64 = column[rows.clone()].iter().sum();
            let abroad = all - own;
            // One region alone has nobody to buy from abroad.
            let (home, away) =
                if rows.len() == order { (1.0, 0.0) } else { (home, (1.0 - home) / abroad) };
            column.iter_mut().enumerate().for_each(|(i, cell)| {
                let share = if rows.contains(&i) { home / own } else { away };
                *cell *= -target * share;
            });
            column[j] += 1.0;
        }
    }
    matrix
}

/// Final demand categories of a made table, as in the OECD's, and how large each is.
const CATEGORIES: [(&str, f64); 6] = [
    ("HFCE", 1.0),
    ("NPISH", 0.02),
    ("GGFC", 0.3),
    ("GFCF", 0.4),
    ("INVNT", 0.05),
    ("DPABR", 0.03),
];
/// Position of the changes in inventories.
const INVENTORIES: usize = 4;

/// A balanced table of `regions` x `sectors` with six categories of final demand, inventories
/// (`INVNT`) of both signs among them. Sales at home are larger than abroad; amounts have eight
/// decimals, as published tables do. The last sector of the last region has no output if
/// there is more than one row.
///
/// # Errors
/// For no sectors: regions without rows are not known to the index.
///
/// # Examples
/// ```
/// let table = tripole::make::synthetic::table(3, 4, 1)?;
/// assert_eq!(table.index().len(), 12);
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn table(regions: usize, sectors: usize, seed: u64) -> Result<Mrio> {
    let code = |r: usize| format!("R{:02}", r + 1);
    let index = Index::new(
        (0..regions).flat_map(|r| (0..sectors).map(move |s| (code(r), format!("S{:02}", s + 1)))),
    )?;
    let demand = Demand::new(
        &index,
        (0..regions)
            .flat_map(|r| CATEGORIES.iter().map(move |(c, _)| (Some(code(r)), (*c).to_owned()))),
    )?;
    let n = index.len();
    let empty = (n > 1).then_some(n - 1);
    let mut uniform = Uniform::new(seed);
    let region = |row: usize| row / sectors.max(1);
    let rounded = |value: f64| (value * 1e8).round() / 1e8;
    let size: Vec<f64> = (0..n).map(|_| 20.0 + 400.0 * uniform.draw().powi(3)).collect();
    let mut amount = |i: usize, j_region: usize, scale: f64| {
        let near = if region(i) == j_region { 1.0 } else { 0.12 };
        let draw = uniform.draw();
        if Some(i) == empty { 0.0 } else { rounded(size[i] * scale * near * draw * draw) }
    };
    let scale = 4.0 / n as f64;
    let mut intermediate = Matrix::from_fn(n, n, |i, j| amount(i, region(j), scale));
    if let Some(j) = empty {
        intermediate.column_mut(j).fill(0.0);
    }
    let width = CATEGORIES.len();
    let mut final_demand = Matrix::from_fn(n, demand.len(), |i, j| {
        let negative = j % width == INVENTORIES && (i + j) % 3 == 0;
        amount(i, j / width, CATEGORIES[j % width].1) * if negative { -1.0 } else { 1.0 }
    });
    // Households of the own region close every row, so that value added is positive.
    let inputs = intermediate.column_sums();
    let (sales, demands) = (intermediate.row_sums(), final_demand.row_sums());
    let mut output = vec![0.0; n];
    for i in (0..n).filter(|i| Some(*i) != empty) {
        let wanted = inputs[i] * (1.3 + 0.01 * (i % 50) as f64) + 1.0;
        let missing = rounded((wanted - sales[i] - demands[i]).max(0.0));
        final_demand[(i, width * region(i))] += missing;
        output[i] = sales[i] + demands[i] + missing;
    }
    let value_added = output.iter().zip(&inputs).map(|(x, used)| x - used).collect();
    let mut parts = Parts::new(index, demand, intermediate, final_demand);
    parts.primary = vec![Primary {
        name: "VA".to_owned(),
        kind: PrimaryKind::ValueAdded,
        inputs: value_added,
        final_demand: vec![0.0; width * regions],
    }];
    parts.reported_output = Some(output);
    parts.source = Source { year: None, unit: None, note: format!("synthetic, seed {seed}") };
    Mrio::new(parts)
}
