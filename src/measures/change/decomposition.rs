//! What made value-added exports grow: six factors, polar mean and mean over all orders.

use rayon::prelude::*;

use super::orders::{all_orders, polar_orders};
use super::{comparable, money};
use crate::error::{Error, Result};
use crate::frame::{Frame, Unit};
use crate::leontief::LeontiefSystem;
use crate::linalg::{Lu, Matrix, ZeroPivot};
use crate::table::lines::Lines;
use crate::table::{Index, Partition};

/// The factors, in the order in which the first polar form changes them.
const FACTORS: [&str; 6] = [
    "coefficients",
    "technology",
    "input_sourcing",
    "final_sourcing",
    "product_mix",
    "demand_level",
];

/// What made the value-added exports of every economy grow between two years.
///
/// Value-added exports of r are Σ_{l≠r} v_r'(B Y)_rl, with B = (I − A)⁻¹ and Y final demand by
/// destination. For row k of product i, buying sector j and destination l, the six factors are
///
/// | factor | symbol | what it is |
/// |---|---|---|
/// | `coefficients` | v_k | value added per unit of output |
/// | `technology` | h_ij = Σ_{k∈i} a_kj | inputs by product, whoever supplies them |
/// | `input_sourcing` | a_kj / h_ij | who supplies them |
/// | `final_sourcing` | y_kl / Σ_{k∈i} y_kl | who supplies final products |
/// | `product_mix` | Σ_{k∈i} y_kl / Y_l | which products final users buy |
/// | `demand_level` | Y_l = Σ_k y_kl | how much they buy |
///
/// Frame `decomposition` with the key `region` and, in the table's unit, the columns `vax_before`,
/// `vax_after`, `vax_change`, then `shapley_…` and `polar_…` for each factor: the effect of its
/// change on average over all 720 orders in which the factors can change, and as the mean of two
/// of them, from the first factor to the last and back. Each set of six adds up to `vax_change`.
/// Where both agree, the order does not matter; effects that have different signs say nothing.
///
/// At current prices `demand_level` holds inflation and exchange rates, `coefficients` relative
/// prices too. A sourcing share of a product that is not bought in one year is that of the other
/// year, so the arrival of a product counts as technology or mix.
///
/// All 720 orders need the 64 combinations of old and new factors. Of them A has four, two of
/// which are the tables' own: two more factorisations, one after the other. Final demand and v
/// only change right-hand sides, and v has fewer than Y: 2G solves from the left for each A, then
/// products with the 8 versions of Y. With n rows and G economies: 2·⅔n³ + 16n²G + 128nG²
/// flops beyond both tables' factors, one factor and 12nG numbers.
///
/// # Errors
/// As [`comparable`] and [`LeontiefSystem::factorise`]; [`Error::CrossedYears`] when the technology of
/// one year with the suppliers of the other is not productive, which takes negative value added
/// or negative flows.
///
/// # Examples
/// ```
/// use tripole::{Accounting, LeontiefSystem, Partition, read};
/// use tripole::measures::change::decomposition;
/// let system = |name| {
///     let input = read::Input::parse(name)?;
///     let table = read::read(&input, &read::ReadOptions::default())?.table;
///     LeontiefSystem::new(table, &Accounting::default())
/// };
/// let (before, after) = (system("builtin:three-pole-1995")?, system("builtin:three-pole-2011")?);
/// let partition = Partition::regions(after.table().index());
/// let frame = decomposition(&before, &after, &partition)?;
/// let china = |column| frame.value(&["CHN"], column).unwrap_or_default();
/// // Buyers turned to China for inputs even more than for final products.
/// assert!(china("shapley_input_sourcing") > china("shapley_final_sourcing"));
/// # Ok::<(), tripole::Error>(())
/// ```
///
/// # References
/// Dietzenbacher and Los (1998), *Economic Systems Research* 10(4), for polar decompositions and
/// the mean over all orders; Shapley (1953) for its weights.
pub fn decomposition(
    before: &LeontiefSystem,
    after: &LeontiefSystem,
    partition: &Partition,
) -> Result<Frame> {
    comparable(before, after)?;
    before.check_partition(partition)?;
    let g = partition.len();
    let demand = Demand::new(before, after, partition).versions();
    let weights = origins(before, after, partition);
    let mut outcomes = vec![[0.0; 64]; g];
    for (inputs, origins) in multipliers(before, after, &weights)?.into_iter().enumerate() {
        let absorbed = origins.transpose_times(&demand);
        for (version, coefficients) in (0..8).flat_map(|y| [(y, 0), (y, 1)]) {
            let set = coefficients | inputs << 1 | version << 3;
            for (r, outcome) in outcomes.iter_mut().enumerate() {
                let abroad = (0..g).filter(|&l| l != r);
                let cell = |l: usize| absorbed[(coefficients * g + r, version * g + l)];
                outcome[set] = abroad.map(cell).sum();
            }
        }
    }
    let column = |f: &dyn Fn(&[f64; 64]) -> f64| outcomes.iter().map(f).collect::<Vec<f64>>();
    let mut frame = Lines::economies("decomposition", "region", partition)
        .frame()
        .with_indicator("vax_before", money(before), column(&|of| of[0]))
        .with_indicator("vax_after", money(after), column(&|of| of[63]))
        .with_indicator("vax_change", money(after), column(&|of| of[63] - of[0]));
    let shapley: Vec<Vec<f64>> = outcomes.iter().map(|of| all_orders(of)).collect();
    let polar: Vec<Vec<f64>> = outcomes.iter().map(|of| polar_orders(of)).collect();
    for (method, effects) in [("shapley", shapley), ("polar", polar)] {
        for (factor, name) in FACTORS.iter().enumerate() {
            let values = effects.iter().map(|of| of[factor]).collect();
            let unit = Unit::money(after.table().unit());
            frame = frame.with_indicator(format!("{method}_{name}"), unit, values);
        }
    }
    Ok(frame)
}

/// v of each economy in a column of its own, before and after: n x 2G.
fn origins(before: &LeontiefSystem, after: &LeontiefSystem, partition: &Partition) -> Matrix {
    let g = partition.len();
    let mut weights = Matrix::zeros(before.order(), 2 * g);
    for (year, system) in [before, after].into_iter().enumerate() {
        for (row, &v) in system.value_added_coefficients().iter().enumerate() {
            weights[(row, year * g + partition.of_row(row).position())] = v;
        }
    }
    weights
}

/// (W'B)' for the four versions of A: technology in the first bit, sourcing in the second.
fn multipliers(
    before: &LeontiefSystem,
    after: &LeontiefSystem,
    weights: &Matrix,
) -> Result<[Matrix; 4]> {
    let own = [before.solve_left(weights.clone())?, after.solve_left(weights.clone())?];
    let inputs = [before, after].map(product_inputs);
    let cross = |technology: usize, sourcing: usize| -> Result<Matrix> {
        let systems = [before, after];
        let crossed = Crossed {
            technology: systems[technology],
            sourcing: systems[sourcing],
            wanted: &inputs[technology],
            had: &inputs[sourcing],
        };
        crossed.solve_left(weights.clone())
    };
    let (later_technology, later_sourcing) = (cross(1, 0)?, cross(0, 1)?);
    let [first, last] = own;
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
    /// (W'(I − A)⁻¹)' for this A; its factor is dropped again.
    fn solve_left(&self, weights: Matrix) -> Result<Matrix> {
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
        let mut solved = weights;
        lu.solve_transposed(&mut solved);
        Ok(solved)
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
struct Demand<'a> {
    index: &'a Index,
    /// Y, n x G.
    flows: [Matrix; 2],
    /// Σ_{k∈i} y_kl, sectors x G, and Y_l.
    products: [Matrix; 2],
    levels: [Vec<f64>; 2],
}

impl<'a> Demand<'a> {
    fn new(before: &'a LeontiefSystem, after: &LeontiefSystem, partition: &Partition) -> Self {
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
    fn versions(&self) -> Matrix {
        let (n, g) = self.flows[0].shape();
        let mut all = Matrix::zeros(n, 8 * g);
        for (version, l) in (0..8).flat_map(|version| (0..g).map(move |l| (version, l))) {
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
