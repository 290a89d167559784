//! Made tables and matrices: deterministic, balanced, productive; for examples, tests and
//! benchmarks.

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

/// I − A for a dense productive A whose columns sum to 0.4 to 0.7.
#[must_use]
pub fn leontief_matrix(order: usize, seed: u64) -> Matrix {
    let mut uniform = Uniform::new(seed);
    let mut matrix = Matrix::from_fn(order, order, |_, _| uniform.draw());
    for j in 0..order {
        let target = 0.4 + 0.3 * uniform.draw();
        let column = matrix.column_mut(j);
        let scale = -target / column.iter().sum::<f64>();
        column.iter_mut().for_each(|cell| *cell *= scale);
        column[j] += 1.0;
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
