//! Two tables rebuilt from factors: A and final demand when some factors are those of the later year and others still
//! those of the earlier one.
//!
//! For row k of product i, buying sector j and destination l, A is h_ij (inputs by product, whoever supplies them) times
//! a_kj / h_ij (who supplies them), and final demand is who supplies it, y_kl / Σ_{k∈i} y_kl, times its mix of products,
//! Σ_{k∈i} y_kl / Y_l, times its level Y_l. So A has four versions, of which two are the tables' own, and Y eight.

use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::leontief::LeontiefSystem;
use crate::linalg::{Lu, Matrix, ZeroPivot};
use crate::table::{Index, Partition};

/// How many choices of years final demand has.
pub(super) const VERSIONS: usize = 8;

/// I − A for one choice of years, factorised.
pub(super) enum Version<'a> {
    /// That of a table.
    Own(&'a LeontiefSystem),
    /// The technology of one year and the suppliers of the other.
    Crossed(Lu),
}

impl Version<'_> {
    /// (W'(I − A)⁻¹)': n x k; 2n²k flops.
    pub fn solve_left(&self, mut weights: Matrix) -> Result<Matrix> {
        match self {
            Version::Own(system) => system.solve_left(weights),
            Version::Crossed(lu) => {
                lu.solve_transposed(&mut weights);
                Ok(weights)
            }
        }
    }

    /// (I − A)⁻¹R: n x k; 2n²k flops.
    pub fn solve(&self, mut sides: Matrix) -> Result<Matrix> {
        match self {
            Version::Own(system) => system.solve(sides),
            Version::Crossed(lu) => {
                lu.solve(&mut sides);
                Ok(sides)
            }
        }
    }
}

/// What `solve` gives for the four versions of A: technology in the first bit of the place, sourcing in the second. A
/// factor that is no table's own is dropped before the next one is made.
pub(super) fn in_each_version<T>(
    before: &LeontiefSystem,
    after: &LeontiefSystem,
    mut solve: impl FnMut(&Version<'_>) -> Result<T>,
) -> Result<[T; 4]> {
    let (first, last) = (solve(&Version::Own(before))?, solve(&Version::Own(after))?);
    let systems = [before, after];
    let inputs = systems.map(product_inputs);
    let mut cross = |technology: usize, sourcing: usize| -> Result<T> {
        let crossed = Crossed {
            technology: systems[technology],
            sourcing: systems[sourcing],
            wanted: &inputs[technology],
            had: &inputs[sourcing],
        };
        solve(&Version::Crossed(crossed.factorise()?))
    };
    let (later_technology, later_sourcing) = (cross(1, 0)?, cross(0, 1)?);
    Ok([first, later_technology, later_sourcing, last])
}

/// Inputs by product, h_ij x_j: sectors x n.
fn product_inputs(system: &LeontiefSystem) -> Matrix {
    let (index, z) = (system.table().index(), system.table().intermediate());
    let mut sums = Matrix::zeros(index.sectors().len(), system.order());
    sums.par_columns_mut().enumerate().for_each(|(j, sums)| {
        let flows = index.nodes().iter().zip(z.column(j));
        flows.for_each(|(node, flow)| sums[node.sector.position()] += flow);
    });
    sums
}

/// A with the technology of one year and the suppliers of the other.
struct Crossed<'a> {
    technology: &'a LeontiefSystem,
    sourcing: &'a LeontiefSystem,
    /// Inputs by product of the two years.
    wanted: &'a Matrix,
    had: &'a Matrix,
}

impl Crossed<'_> {
    /// The factor of I − A for this A.
    fn factorise(&self) -> Result<Lu> {
        let index: &Index = self.technology.table().index();
        self.technology.has_room()?;
        let lu = Lu::new(self.technology.order(), |j, column| {
            self.coefficients(index, j, column);
            column.iter_mut().for_each(|cell| *cell = -*cell);
            column[j] += 1.0;
        });
        let lu = lu.map_err(|ZeroPivot { .. }| Error::CrossedYears)?;
        let mut stages = Matrix::from_column(vec![1.0; lu.order()]);
        lu.solve_transposed(&mut stages);
        // With negative flows this says nothing, as for each year itself.
        let positive = |values: &[f64]| values.iter().all(|value| *value >= 0.0);
        let signs = [self.technology, self.sourcing]
            .iter()
            .all(|s| positive(s.table().intermediate().values()) && positive(s.output()));
        if signs && stages.column(0).iter().any(|&stages| stages < 1.0 - 1e-9) {
            return Err(Error::CrossedYears);
        }
        Ok(lu)
    }

    /// Column j: h_ij of the one year times the share of k in the other, or in the same year
    /// where the other buys none of product i.
    fn coefficients(&self, index: &Index, j: usize, column: &mut [f64]) {
        let (x, x_other) = (self.technology.output()[j], self.sourcing.output()[j]);
        if x == 0.0 {
            return;
        }
        let (own, other) =
            (self.technology.table().intermediate(), self.sourcing.table().intermediate());
        let flows = own.column(j).iter().zip(other.column(j)).zip(index.nodes());
        for (cell, ((own, other), node)) in column.iter_mut().zip(flows) {
            let i = node.sector.position();
            let (wanted, had) = (self.wanted[(i, j)], self.had[(i, j)]);
            let flow = if had == 0.0 || x_other == 0.0 { *own } else { other * (wanted / had) };
            *cell = if wanted == 0.0 { 0.0 } else { flow / x };
        }
    }
}

/// The three factors of final demand in both years.
pub(super) struct Demand<'a> {
    index: &'a Index,
    /// Y, n x G.
    flows: [Matrix; 2],
    /// Σ_{k∈i} y_kl, sectors x G, and Y_l.
    products: [Matrix; 2],
    levels: [Vec<f64>; 2],
}

impl<'a> Demand<'a> {
    pub fn new(before: &'a LeontiefSystem, after: &LeontiefSystem, partition: &Partition) -> Self {
        let index = before.table().index();
        let flows = [before, after].map(|s| s.final_demand_by_destination(partition));
        let sum = |flows: &Matrix| {
            let mut sums = Matrix::zeros(index.sectors().len(), flows.columns());
            for l in 0..flows.columns() {
                for (node, flow) in index.nodes().iter().zip(flows.column(l)) {
                    sums[(node.sector.position(), l)] += flow;
                }
            }
            sums
        };
        let products = [sum(&flows[0]), sum(&flows[1])];
        let levels = [products[0].column_sums(), products[1].column_sums()];
        Demand { index, flows, products, levels }
    }

    /// Y for every choice of years, side by side: n x 8G; sourcing in the first bit, mix in the
    /// second, level in the third. The first and the last are the tables' own.
    pub fn versions(&self) -> Matrix {
        let (n, g) = self.flows[0].shape();
        let mut all = Matrix::zeros(n, VERSIONS * g);
        for (version, l) in (0..VERSIONS).flat_map(|version| (0..g).map(move |l| (version, l))) {
            let column = all.column_mut(version * g + l);
            match version {
                0 => column.copy_from_slice(self.flows[0].column(l)),
                7 => column.copy_from_slice(self.flows[1].column(l)),
                _ => self.mixed(version, l, column),
            }
        }
        all
    }

    fn mixed(&self, version: usize, l: usize, column: &mut [f64]) {
        let year = |bit: usize| version >> bit & 1;
        let (sourcing, mix, level) = (year(0), year(1), year(2));
        // The year whose shares stand for those of a year without a total.
        let or_other = |year: usize, totals: [f64; 2]| {
            if totals[year] == 0.0 { 1 - year } else { year }
        };
        let mix = or_other(mix, [self.levels[0][l], self.levels[1][l]]);
        for (k, cell) in column.iter_mut().enumerate() {
            let i = self.index.node(k).sector.position();
            let totals = [self.products[0][(i, l)], self.products[1][(i, l)]];
            let sourcing = or_other(sourcing, totals);
            let share = |part: f64, whole: f64| if whole == 0.0 { 0.0 } else { part / whole };
            *cell = share(self.flows[sourcing][(k, l)], totals[sourcing])
                * share(totals[mix], self.levels[mix][l])
                * self.levels[level][l];
        }
    }
}
