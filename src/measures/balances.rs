//! Third countries in bilateral balances: how much of a balance of gross trade is due to final demand in neither of
//! the two economies (Nagengast and Stehrer 2014, 2016).
//!
//! ```text
//! D_sr(l) = Σ_{k∈s} (Y_kr [l = r] + Σ_{j∈r} A_kj X_j(l))     gross exports of s to r that are absorbed in l
//! b_sr = Σ_l (D_sr(l) − D_rs(l))                             balance
//! ```
//!
//! with `X_j(l)` the output of row j for the final demand of economy l. The pair part of a balance has l ∈ {s, r}, the
//! third-country part the others; they add up to it. Exports are gross and counted at every crossing, whoever added
//! the value in them. Over pairs, the share of the third-country part in the variance of balances is cov(third, b) /
//! var(b), of population moments, each pair once and with the sign that it has in the order of the table.
//!
//! # References
//! Nagengast and Stehrer (2014), "Collateral imbalances in intra-European trade?", ECB Working Paper 1695; the same
//! authors (2016), "Accounting for the differences between gross and value added trade balances", *The World Economy* 39(9).

use rayon::prelude::*;

use crate::error::Result;
use crate::frame::{Frame, Level, Unit};
use crate::leontief::LeontiefSystem;
use crate::linalg::Matrix;
use crate::measures::trade::Exports;
use crate::table::{EconomyId, Partition};

/// The levels that balances have: pairs, and the share of third countries over all of them.
pub const LEVELS: [Level; 2] = [Level::Pair, Level::World];

/// Bilateral balances by who absorbs them.
pub struct Balances<'a> {
    partition: &'a Partition,
    unit: String,
    /// For every exporter D_sr(l), importers x absorbing economies.
    exports: Vec<Matrix>,
}

/// The two parts of a balance.
struct Parts {
    pair: f64,
    third: f64,
}

impl Parts {
    fn balance(&self) -> f64 {
        self.pair + self.third
    }
}

impl<'a> Balances<'a> {
    /// Those of a table. Cost beyond the factor: one solve for each economy, 2n² flops each, n² additions and 2nG² flops;
    /// G³ numbers.
    ///
    /// Final demand of no region, and output that is not the row sums, belong to no absorbing economy: what they
    /// absorb is in no balance. Otherwise balances are those of gross trade.
    ///
    /// # Errors
    /// [`Error::OtherTable`](crate::Error::OtherTable); those of [`LeontiefSystem::factorise`].
    pub fn of(system: &LeontiefSystem, partition: &'a Partition) -> Result<Self> {
        let outputs = system.output_by_destination(partition)?;
        let table = system.table();
        let final_use = Exports::of(table, partition).final_use;
        let economies: Vec<_> = partition.economies().collect();
        let absorbed = |(s, exporter): &(EconomyId, &crate::table::Economy)| {
            let g = partition.len();
            let mut cells = Matrix::zeros(g, g);
            for (r, importer) in &economies {
                if r == s {
                    continue;
                }
                // Inputs from the exporter per unit of output of the importer's rows.
                let of_column = |&j: &usize| -> f64 {
                    let column = table.intermediate().column(j);
                    let bought: f64 = exporter.rows.iter().map(|&k| column[k]).sum();
                    let x = system.output()[j];
                    if x == 0.0 { 0.0 } else { bought / x }
                };
                let inputs: Vec<f64> = importer.rows.iter().map(of_column).collect();
                for l in 0..g {
                    let output = outputs.column(l);
                    let rows = importer.rows.iter().zip(&inputs);
                    cells[(r.position(), l)] = rows.map(|(&j, input)| input * output[j]).sum();
                }
                let sold = final_use.column(r.position());
                let sold: f64 = exporter.rows.iter().map(|&k| sold[k]).sum();
                cells[(r.position(), r.position())] += sold;
            }
            cells
        };
        let exports = economies.par_iter().map(absorbed).collect();
        Ok(Balances { partition, unit: table.unit().to_owned(), exports })
    }

    /// Gross exports of an economy to another that are absorbed in a third, or in one of the two; zero to itself.
    ///
    /// # Panics
    /// If the table has no such economy.
    #[must_use]
    pub fn absorbed(&self, exporter: EconomyId, importer: EconomyId, in_l: EconomyId) -> f64 {
        self.exports[exporter.position()][(importer.position(), in_l.position())]
    }

    /// The part of a balance that the two absorb, and that of third economies.
    fn parts(&self, s: usize, r: usize) -> Parts {
        let of = |l: usize| self.exports[s][(r, l)] - self.exports[r][(s, l)];
        if s == r {
            return Parts { pair: 0.0, third: 0.0 };
        }
        let others = (0..self.exports.len()).filter(|&l| l != s && l != r);
        Parts { pair: of(s) + of(r), third: others.map(of).sum() }
    }

    /// The balance of the trade of two economies: that of the first.
    ///
    /// # Panics
    /// If the table has no such economy.
    #[must_use]
    pub fn balance(&self, s: EconomyId, r: EconomyId) -> f64 {
        self.parts(s.position(), r.position()).balance()
    }

    /// Its part that the two absorb.
    ///
    /// # Panics
    /// If the table has no such economy.
    #[must_use]
    pub fn of_pair(&self, s: EconomyId, r: EconomyId) -> f64 {
        self.parts(s.position(), r.position()).pair
    }

    /// Its part that third economies absorb.
    ///
    /// # Panics
    /// If the table has no such economy.
    #[must_use]
    pub fn of_third(&self, s: EconomyId, r: EconomyId) -> f64 {
        self.parts(s.position(), r.position()).third
    }

    /// The share of the third-country part in the variance of balances over the pairs among these economies: below
    /// zero where it evens them out. Not a number for fewer than two pairs, or where balances differ by rounding only.
    ///
    /// # Panics
    /// If the table has no such economy.
    #[must_use]
    pub fn share(&self, among: &[EconomyId]) -> f64 {
        let mut places: Vec<usize> = among.iter().map(|id| id.position()).collect();
        places.sort_unstable();
        places.dedup();
        let pairs = places
            .iter()
            .enumerate()
            .flat_map(|(at, &s)| places[at + 1..].iter().map(move |&r| (s, r)));
        let parts: Vec<Parts> = pairs.map(|(s, r)| self.parts(s, r)).collect();
        if parts.len() < 2 {
            return f64::NAN;
        }
        let count = parts.len() as f64;
        let mean = |of: &dyn Fn(&Parts) -> f64| parts.iter().map(of).sum::<f64>() / count;
        let (balance, third) = (mean(&Parts::balance), mean(&|it| it.third));
        let variance = mean(&|it| (it.balance() - balance).powi(2));
        let covariance = mean(&|it| (it.balance() - balance) * (it.third - third));
        // Balances are differences of exports, and keep the rounding of these.
        let largest = self.largest_export(&places);
        let rounding = (ROUNDING * largest).powi(2);
        if variance <= rounding { f64::NAN } else { covariance / variance }
    }

    /// The largest exports of one of these to another.
    fn largest_export(&self, places: &[usize]) -> f64 {
        let of = |s: usize, r: usize| -> f64 {
            (0..self.exports.len()).map(|l| self.exports[s][(r, l)].abs()).sum()
        };
        let pairs = places.iter().flat_map(|&s| places.iter().map(move |&r| of(s, r)));
        pairs.fold(0.0, f64::max)
    }

    fn pairs(&self) -> Vec<(usize, usize)> {
        let g = self.exports.len();
        let pairs = (0..g).flat_map(|s| (0..g).map(move |r| (s, r)));
        pairs.filter(|(s, r)| s != r).collect()
    }

    /// Frame `bilateral_balances` with the keys `exporter, importer`, each pair in both orders, and the columns `balance`,
    /// `balance_pair` and `balance_third`, amounts of money that add up.
    #[must_use]
    pub fn by_pair(&self) -> Frame {
        let (names, pairs) = (self.partition.names(), self.pairs());
        let parts: Vec<Parts> = pairs.iter().map(|&(s, r)| self.parts(s, r)).collect();
        let money = || Unit::money(&self.unit);
        Frame::new("bilateral_balances", pairs.len())
            .with_key("exporter", names, pairs.iter().map(|pair| pair.0))
            .with_key("importer", names, pairs.iter().map(|pair| pair.1))
            .with_indicator("balance", money(), parts.iter().map(Parts::balance).collect())
            .with_indicator("balance_pair", money(), parts.iter().map(|it| it.pair).collect())
            .with_indicator("balance_third", money(), parts.iter().map(|it| it.third).collect())
    }

    /// Frame `absorbed_balances` with the keys `exporter, importer, destination`, the economy that absorbs, and the
    /// columns `exports_absorbed`, D_sr(l), and `balance_absorbed`, D_sr(l) − D_rs(l), amounts of money.
    #[must_use]
    pub fn by_destination(&self) -> Frame {
        let (names, g) = (self.partition.names(), self.exports.len());
        let pairs = self.pairs().into_iter();
        let places: Vec<(usize, usize, usize)> =
            pairs.flat_map(|(s, r)| (0..g).map(move |l| (s, r, l))).collect();
        let money = || Unit::money(&self.unit);
        let exports = |&(s, r, l): &(usize, usize, usize)| self.exports[s][(r, l)];
        let balance =
            |place: &(usize, usize, usize)| exports(place) - exports(&(place.1, place.0, place.2));
        Frame::new("absorbed_balances", places.len())
            .with_key("exporter", names, places.iter().map(|place| place.0))
            .with_key("importer", names, places.iter().map(|place| place.1))
            .with_key("destination", names, places.iter().map(|place| place.2))
            .with_indicator("exports_absorbed", money(), places.iter().map(exports).collect())
            .with_indicator("balance_absorbed", money(), places.iter().map(balance).collect())
    }

    /// Frame `third_countries`: for all economies, and for each of these sets of them, under the key `among`, how many
    /// pairs there are (`pairs`) and the share of third countries (`third_share`, [`Balances::share`]).
    ///
    /// # Panics
    /// If the table has no such economy.
    #[must_use]
    pub fn by_set(&self, sets: &[(String, Vec<EconomyId>)]) -> Frame {
        let all = self.partition.economies().map(|(id, _)| id).collect();
        let all = ("all".to_owned(), all);
        let sets: Vec<&(String, Vec<EconomyId>)> = std::iter::once(&all).chain(sets).collect();
        let names: Vec<&str> = sets.iter().map(|(name, _)| name.as_str()).collect();
        let pairs = |members: &[EconomyId]| (members.len() * members.len().saturating_sub(1)) / 2;
        let counts = sets.iter().map(|(_, members)| pairs(members) as f64).collect();
        let shares = sets.iter().map(|(_, members)| self.share(members)).collect();
        Frame::new("third_countries", sets.len())
            .with_key("among", &names, 0..sets.len())
            .with_indicator("pairs", Unit::Count, counts)
            .with_indicator("third_share", Unit::Share, shares)
    }
}

/// Balances whose spread is below this part of exports differ by rounding.
const ROUNDING: f64 = 1e-13;

/// Bilateral balances and what third countries have to do with them ([`Balances`]): by [`Level::Pair`]
/// ([`Balances::by_pair`]), or for the world ([`Balances::by_set`] of all pairs).
///
/// Cost: that of [`Balances::of`].
///
/// # Errors
/// [`Error::Level`](crate::Error::Level); those of [`Balances::of`].
///
/// # Examples
/// ```
/// use tripole::frame::Level;
/// use tripole::measures::balances::balances;
/// use tripole::{Accounting, Demand, Index, LeontiefSystem, Matrix, Mrio, Partition, Parts};
/// // A makes parts for B, which sells final goods to C; C pays A with its own.
/// let index = Index::new([("A", "g"), ("B", "g"), ("C", "g")])?;
/// let demand = Demand::new(&index, [(Some("A"), "f"), (Some("B"), "f"), (Some("C"), "f")])?;
/// let z = Matrix::from_rows(&[[0.0, 10.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]);
/// let f = Matrix::from_rows(&[[0.0, 0.0, 0.0], [0.0, 5.0, 15.0], [10.0, 0.0, 0.0]]);
/// let table = Mrio::new(Parts::new(index, demand, z, f))?;
/// let partition = Partition::regions(table.index());
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let frame = balances(&system, &partition, Level::Pair)?;
/// // B is in deficit with A by 10, and three quarters of that end in C, which buys 15 of B's 20.
/// let of = |column| frame.value(&["B", "A"], column).unwrap_or(f64::NAN);
/// assert!((of("balance") + 10.0).abs() < 1e-12);
/// assert!((of("balance_third") + 7.5).abs() < 1e-12 && (of("balance_pair") + 2.5).abs() < 1e-12);
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn balances(system: &LeontiefSystem, partition: &Partition, by: Level) -> Result<Frame> {
    by.among("balances", &LEVELS)?;
    let found = Balances::of(system, partition)?;
    Ok(if by == Level::World { found.by_set(&[]) } else { found.by_pair() })
}
