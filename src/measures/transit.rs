//! Transit: value added that crosses an economy on its way from where it is added to where it is absorbed, and how
//! often chains of final products visit an economy.
//!
//! K are the rows of the crossed economy, B = (I − A)⁻¹, VB (economies x n) value added by origin in a unit of every
//! product, X = B Y (n x economies) output by destination. Value added of o in the final demand of d that passes
//! through K at least once is
//!
//! ```text
//! T_K(o, d) = VB_oK B_KK⁻¹ X_K(d)
//! ```
//!
//! It is what VAY_od, the value added of o in the final demand of d, falls by when all rows, columns and final sales of
//! K are deleted. A passage is counted once however often a chain returns. For tables without negative flows
//! 0 ≤ T_K ≤ VAY. Replacement is ruled out: T is what would have to find another way, and no forecast of a loss.
//!
//! # References
//! Own construction, of the block formula of hypothetical extraction (Dietzenbacher, van der Linden and Steenge (1993),
//! *Economic Systems Research* 5(2); Miller and Lahr (2001), "A taxonomy of extractions").

use crate::error::{Error, Result};
use crate::frame::{Frame, Level, Unit};
use crate::leontief::LeontiefSystem;
use crate::linalg::{Matrix, ratio};
use crate::measures::trade::Exports;
use crate::table::{EconomyId, Partition};

/// The levels of [`transit`]: every crossed economy or bloc (an economy of a partition of blocs), every pair of an origin
/// and a destination for every crossed economy, and every final product for every crossed economy.
pub const LEVELS: &[Level] = &[Level::Region, Level::Bloc, Level::Pair, Level::RegionSector];

/// The dependence above which a pair is counted.
pub const THRESHOLD: f64 = 0.05;

/// What is asked of [`transit`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TransitOptions<'a> {
    /// The level, one of [`LEVELS`].
    pub by: Level,
    /// The dependence above which a pair is counted in `pairs`: zero or more, below one.
    pub threshold: f64,
    /// The crossed economies; none stands for all.
    pub crossed: &'a [EconomyId],
    /// At [`Level::RegionSector`] the final products, as rows of the table; none stands for all.
    pub products: &'a [usize],
}

impl Default for TransitOptions<'_> {
    fn default() -> Self {
        TransitOptions { by: Level::Region, threshold: THRESHOLD, crossed: &[], products: &[] }
    }
}

/// Value added that crosses economies, or how often chains of final products visit them.
///
/// Frame `transit` by region, `transit_pairs` by pair and `transit_products` by region-sector; o and d are any two
/// economies, k is the crossed one:
///
/// | level | keys | column | formula | unit |
/// |---|---|---|---|---|
/// | region | `crossed` | `transit` | `transit_foreign` + `transit_return` | money |
/// | | | `transit_foreign` | Σ T_k(o, d) over o ≠ d, both ≠ k | money |
/// | | | `transit_return` | Σ T_k(o, o) over o ≠ k | money |
/// | | | `transit_share` | `transit_foreign` / Σ VAY_od over o ≠ d, both ≠ k | share |
/// | | | `pairs` | number of these pairs with T_k(o, d) / VAY_od above the threshold | count |
/// | | | `mean_dependence` | mean of T_k(o, d) / VAY_od over these pairs, without those of VAY = 0 | share |
/// | | | `intensity` | Σ VB_ok X_k(d) over o, d ≠ k, / `transit`: stages in k per passage | count |
/// | | | `loss` | Σ T_k(o, d) over all o and d: the loss of complete extraction | money |
/// | | | `fva_content` | Σ VB_ok E_k over o ≠ k: foreign value added in the exports of k | money |
/// | pair | `origin, destination, crossed` | `through` | T_k(o, d) | money |
/// | | | `dependence` | T_k(o, d) / VAY_od | share |
/// | region-sector | `crossed, region, sector` | `frequency` | Σ_{i∈k} B_ij: expected stages in k of a unit of value in product j | count |
/// | | | `once` | u'B_kk⁻¹ B_kj: the share of that value that touches k at least once | share |
///
/// `transit` ≤ `fva_content` for tables without negative flows: the second counts what came home as well, and every crossing. Where
/// o or d is the crossed economy itself, T is all of VAY. `frequency` over all k is the number of stages of the product, and with the last stage
/// itself it is one or more in the economy that finishes it. Final products are rows of the table, whatever acts as one
/// economy. Ratios are empty where the divisor is zero. With published output or value added, what ends with no user has
/// no destination and is in no T, and `once` is a share of output and not of value.
///
/// Cost beyond the factor: two solves for each economy (2n² flops each), the diagonal blocks of the inverse (the inverse, or 2n² flops a
/// row where it does not fit), and for each crossed economy one factor of its n_k rows (⅔n_k³) and 2 n_k G(n_k + G).
/// By region-sector: the blocks and two solves for each crossed economy. No inverse for a pair.
///
/// # Errors
/// [`Error::Level`] for a level that is none of [`LEVELS`]; [`Error::Range`] for a threshold outside of 0 to 1;
/// [`Error::OtherTable`] for a partition, economies or rows of another table; as [`LeontiefSystem::factorise`].
///
/// # Examples
/// ```
/// use tripole::{Accounting, Demand, Index, LeontiefSystem, Matrix, Mrio, Partition, Parts};
/// use tripole::measures::transit::{TransitOptions, transit};
/// // A sells 10 to B, B sells 20 to C, and users in C buy 30 of C.
/// let index = Index::new([("A", "g"), ("B", "g"), ("C", "g")])?;
/// let demand = Demand::new(&index, [(Some("A"), "f"), (Some("B"), "f"), (Some("C"), "f")])?;
/// let z = Matrix::from_rows(&[[0.0, 10.0, 0.0], [0.0, 0.0, 20.0], [0.0, 0.0, 0.0]]);
/// let f = Matrix::from_rows(&[[5.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 30.0]]);
/// let table = Mrio::new(Parts::new(index, demand, z, f))?;
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let partition = Partition::regions(system.table().index());
/// let frame = transit(&system, &partition, TransitOptions::default())?;
/// // All that A adds for C, 10, goes through B, once: of the two pairs without B one has a flow.
/// let of_b = |column| frame.value(&["B"], column).unwrap_or_default();
/// assert!((of_b("transit_foreign") - 10.0).abs() < 1e-12 && of_b("transit_return").abs() < 1e-12);
/// assert!((of_b("transit_share") - 1.0).abs() < 1e-12 && (of_b("pairs") - 1.0).abs() < 1e-12);
/// assert!((of_b("intensity") - 1.0).abs() < 1e-12);
/// // Without B the world loses its own 10 and A's 10.
/// assert!((of_b("loss") - 20.0).abs() < 1e-12);
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn transit(
    system: &LeontiefSystem,
    partition: &Partition,
    options: TransitOptions<'_>,
) -> Result<Frame> {
    let TransitOptions { by, threshold, crossed, products } = options;
    by.among("transit", LEVELS)?;
    if !(0.0..1.0).contains(&threshold) {
        let expected = "a number from 0 to below 1";
        return Err(Error::Range {
            what: "the threshold of dependence",
            value: threshold,
            expected,
        });
    }
    system.check_partition(partition)?;
    partition.check_economies(crossed)?;
    if products.iter().any(|row| *row >= system.order()) {
        return Err(Error::OtherTable { what: "a product" });
    }
    let crossed = partition.chosen(crossed);
    match by {
        Level::Pair => {
            let passages = Passages::new(system, partition)?;
            Ok(passages.pairs(partition, &crossed, &passages.of_all(&crossed)?))
        }
        Level::RegionSector => by_product(system, partition, &crossed, products),
        _ => {
            let passages = Passages::new(system, partition)?;
            let through = passages.of_all(&crossed)?;
            Ok(passages.summary(&crossed, &through, threshold))
        }
    }
}

/// What all crossed economies need.
struct Passages<'a> {
    system: &'a LeontiefSystem,
    partition: &'a Partition,
    /// VB, transposed: n x origins.
    origins: Matrix,
    /// X, n x destinations.
    outputs: Matrix,
    /// VAY, origins x destinations.
    absorbed: Matrix,
}

/// What passes through one economy.
struct Passing {
    /// T_K, origins x destinations.
    through: Matrix,
    /// Σ VB_oK X_K(d) over o and d other than K.
    stages: f64,
}

impl<'a> Passages<'a> {
    fn new(system: &'a LeontiefSystem, partition: &'a Partition) -> Result<Self> {
        let outputs = system.output_by_destination(partition)?;
        let origins = system.value_added_by_origin(partition)?;
        let g = partition.len();
        let v = system.value_added_coefficients();
        let mut absorbed = Matrix::zeros(g, g);
        for d in 0..g {
            let (made, sums) = (outputs.column(d), absorbed.column_mut(d));
            for (row, v) in v.iter().enumerate() {
                sums[partition.of_row(row).position()] += v * made[row];
            }
        }
        Ok(Passages { system, partition, origins, outputs, absorbed })
    }

    /// What passes through each of these economies.
    fn of_all(&self, crossed: &[EconomyId]) -> Result<Vec<Passing>> {
        let sets: Vec<&[usize]> =
            crossed.iter().map(|id| self.partition.economy(*id).rows.as_slice()).collect();
        self.system.visit_own_blocks(&sets, |place, own| {
            let (rows, economy) = (sets[place], crossed[place].position());
            let every: Vec<usize> = (0..self.partition.len()).collect();
            let origins = self.origins.block(rows, &every);
            let outputs = self.outputs.block(rows, &every);
            let mut entered = outputs.clone();
            self.system.small_factor(own, rows)?.solve(&mut entered);
            let through = origins.transpose_times(&entered);
            let others = |matrix: &Matrix, row: usize| -> f64 {
                let others = every.iter().filter(|other| **other != economy);
                others.map(|other| matrix[(row, *other)]).sum()
            };
            let here = 0..rows.len();
            let stages = here.map(|row| others(&origins, row) * others(&outputs, row)).sum();
            Ok(Passing { through, stages })
        })
    }

    fn summary(&self, crossed: &[EconomyId], passing: &[Passing], threshold: f64) -> Frame {
        let exports = Exports::of(self.system.table(), self.partition).by_row();
        let lines: Vec<Summary> = crossed
            .iter()
            .zip(passing)
            .map(|(id, passing)| self.summary_of(*id, passing, threshold, &exports))
            .collect();
        let column = |of: fn(&Summary) -> f64| -> Vec<f64> { lines.iter().map(of).collect() };
        let money = || Unit::money(self.system.table().unit());
        Frame::new("transit", lines.len())
            .with_key("crossed", self.partition.names(), crossed.iter().map(|id| id.position()))
            .with_indicator("transit", money(), column(Summary::transit))
            .with_indicator("transit_foreign", money(), column(|it| it.foreign))
            .with_indicator("transit_return", money(), column(|it| it.back))
            .with_indicator(
                "transit_share",
                Unit::Share,
                column(|it| ratio(it.foreign, it.absorbed)),
            )
            .with_indicator("pairs", Unit::Count, column(|it| it.above))
            .with_indicator("mean_dependence", Unit::Share, column(|it| ratio(it.ratios, it.count)))
            .with_indicator("intensity", Unit::Count, column(|it| ratio(it.stages, it.transit())))
            .with_indicator("loss", money(), column(|it| it.loss))
            .with_indicator("fva_content", money(), column(|it| it.content))
    }

    fn summary_of(
        &self,
        crossed: EconomyId,
        passing: &Passing,
        threshold: f64,
        exports: &[f64],
    ) -> Summary {
        let (g, k) = (self.partition.len(), crossed.position());
        let mut sums = Summary {
            stages: passing.stages,
            loss: passing.through.values().iter().sum(),
            ..Summary::default()
        };
        for o in (0..g).filter(|o| *o != k) {
            sums.back += passing.through[(o, o)];
            for d in (0..g).filter(|d| *d != k && *d != o) {
                let (through, all) = (passing.through[(o, d)], self.absorbed[(o, d)]);
                sums.foreign += through;
                sums.absorbed += all;
                if all != 0.0 {
                    sums.count += 1.0;
                    sums.ratios += through / all;
                    sums.above += f64::from(u8::from(through / all > threshold));
                }
            }
            let rows = self.partition.economy(crossed).rows.iter();
            sums.content += rows.map(|row| self.origins[(*row, o)] * exports[*row]).sum::<f64>();
        }
        sums
    }

    fn pairs(&self, partition: &Partition, crossed: &[EconomyId], passing: &[Passing]) -> Frame {
        let (g, k) = (partition.len(), crossed.len());
        let count = g * g * k;
        let place = |line: usize| (line / (g * k), line / k % g, line % k);
        let through = |line: usize| {
            let (o, d, k) = place(line);
            passing[k].through[(o, d)]
        };
        let dependence = |line: usize| {
            let (o, d, _) = place(line);
            ratio(through(line), self.absorbed[(o, d)])
        };
        Frame::new("transit_pairs", count)
            .with_key("origin", partition.names(), (0..count).map(|line| place(line).0))
            .with_key("destination", partition.names(), (0..count).map(|line| place(line).1))
            .with_key(
                "crossed",
                partition.names(),
                (0..count).map(|line| crossed[place(line).2].position()),
            )
            .with_indicator(
                "through",
                Unit::money(self.system.table().unit()),
                (0..count).map(through).collect(),
            )
            .with_indicator("dependence", Unit::Share, (0..count).map(dependence).collect())
    }
}

/// One crossed economy.
#[derive(Default)]
struct Summary {
    foreign: f64,
    back: f64,
    /// Σ VAY over the pairs of others.
    absorbed: f64,
    /// Pairs above the threshold, all pairs with a flow, and the sum of their ratios.
    above: f64,
    count: f64,
    ratios: f64,
    stages: f64,
    loss: f64,
    content: f64,
}

impl Summary {
    fn transit(&self) -> f64 {
        self.foreign + self.back
    }
}

/// How often a unit of value in final products is in an economy, and whether it ever is.
fn by_product(
    system: &LeontiefSystem,
    partition: &Partition,
    crossed: &[EconomyId],
    products: &[usize],
) -> Result<Frame> {
    let sets: Vec<&[usize]> =
        crossed.iter().map(|id| partition.economy(*id).rows.as_slice()).collect();
    // u'B_KK⁻¹.
    let entries = system.visit_own_blocks(&sets, |place, own| {
        let mut ones = Matrix::from_column(vec![1.0; sets[place].len()]);
        system.small_factor(own, sets[place])?.solve_transposed(&mut ones);
        Ok(ones)
    })?;
    let k = crossed.len();
    let mut weights = Matrix::zeros(system.order(), 2 * k);
    for (place, (rows, entries)) in sets.iter().zip(&entries).enumerate() {
        for (&row, entry) in rows.iter().zip(entries.column(0)) {
            weights[(row, place)] = 1.0;
            weights[(row, k + place)] = *entry;
        }
    }
    let solved = system.solve_left(weights)?;
    let all: Vec<usize> = (0..system.order()).collect();
    let products = if products.is_empty() { &all } else { products };
    let (count, index) = (k * products.len(), system.table().index());
    let product = |line: usize| products[line % products.len()];
    let node = |line: usize| index.node(product(line));
    let cell = |line: usize, first: usize| solved[(product(line), first + line / products.len())];
    Ok(Frame::new("transit_products", count)
        .with_key(
            "crossed",
            partition.names(),
            (0..count).map(|line| crossed[line / products.len()].position()),
        )
        .with_key(
            "region",
            index.region_codes(),
            (0..count).map(|line| node(line).region.position()),
        )
        .with_key(
            "sector",
            index.sector_codes(),
            (0..count).map(|line| node(line).sector.position()),
        )
        .with_indicator("frequency", Unit::Count, (0..count).map(|line| cell(line, 0)).collect())
        .with_indicator("once", Unit::Share, (0..count).map(|line| cell(line, k)).collect()))
}
