//! What made value-added exports grow: six factors, polar mean and mean over all orders.

use super::factors::{Demand, in_each_version};
use super::orders::{all_orders, polar_orders};
use super::{comparable, money};
use crate::error::Result;
use crate::frame::{Frame, Unit};
use crate::leontief::LeontiefSystem;
use crate::linalg::Matrix;
use crate::table::Partition;
use crate::table::lines::Lines;

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
/// As [`comparable`] and [`LeontiefSystem::factorise`]; [`Error::CrossedYears`](crate::Error::CrossedYears) when the technology of
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
    let multipliers =
        in_each_version(before, after, |version| version.solve_left(weights.clone()))?;
    for (inputs, origins) in multipliers.into_iter().enumerate() {
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
