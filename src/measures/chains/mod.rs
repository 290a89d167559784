//! The structure of value chains: local, regional and global shares, concentration, and shape.
//!
//! Economies lie in blocs ([`BlocMap`]); seen from an economy, a partner is local (itself),
//! regional (in the same bloc) or global. A bloc list is a choice: the built-in one has North
//! America, Europe, Asia-Pacific and a remainder `Other`, inside which shares mean little. Trade
//! inside an aggregate such as RoW cannot be seen.
//!
//! | family | frame | what | source |
//! |---|---|---|---|
//! | [`ChainFamily::Shares`] | `shares` | local, regional, global shares of value added in final goods, inputs and exports, and of inputs themselves, backward and forward | Los, Timmer and de Vries (2015) |
//! | [`ChainFamily::Flows`] | `flows` | by region or bloc: trade in inputs, final goods, all goods, value added | accounting |
//! | [`ChainFamily::Introversion`] | `introversion` | intra-bloc share, intensity, symmetric introversion | Iapadre (2006) |
//! | [`ChainFamily::Diversification`] | `diversification` | concentration of suppliers and markets, face value and look-through | Herfindahl; Shannon; Theil |
//! | [`ChainFamily::Exposure`] | `exposure` | hidden exposure to suppliers, exposure to markets | Baldwin, Freeman and Theodorakopoulos (2022) |
//! | [`ChainFamily::Crossings`] | `crossings` | value added by the number of borders that it crosses, complexity | Wang, Wei, Yu and Zhu (2017) |
//! | [`ChainFamily::Shape`] | `shape` | stages and breadth: snakes and spiders | Baldwin and Venables (2013) for the words |
//! | [`ChainFamily::Hubs`] | `hubs` | strength, PageRank, betweenness, pass-through | Brandes (2001); Page and others (1999) |
//!
//! Each method of [`Chains`] says its formulas and cost. `S` is the n x G matrix of value added
//! by origin in one unit of every product, `S_oj` = Σ_{k∈o} v_k L_kj with L the Leontief inverse.

#[cfg(feature = "network")]
mod betweenness;
mod concentration;
mod crossings;
mod diversification;
mod exposure;
mod flows;
mod hubs;
mod shape;
mod shares;

use std::sync::OnceLock;

use rayon::prelude::*;

pub(crate) use diversification::{Amounts, Diversification};
pub(crate) use flows::ByFlow;
pub(crate) use shares::Reached;

use exposure::Reliance;

use crate::error::{Result, named};
use crate::frame::{Frame, Level, Unit};
use crate::leontief::{LeontiefSystem, Need, SIDES_PER_VECTOR};
use crate::linalg::Matrix;
use crate::table::lines::Lines;
use crate::table::{BlocMap, EconomyId, Geography, Partition, Reach, SectorId};

/// The levels of chains: every economy, every sector of it, every bloc (the sum over its economies,
/// each seen from its own place), every product over all economies, the world as one line.
/// [`ChainFamily::levels`] says which of them a family has.
pub const LEVELS: &[Level] =
    &[Level::Region, Level::RegionSector, Level::Bloc, Level::Product, Level::World];

/// A family of measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChainFamily {
    /// [`Chains::shares`].
    Shares,
    /// [`Chains::flows`].
    Flows,
    /// [`Chains::introversion`].
    Introversion,
    /// [`Chains::diversification`].
    Diversification,
    /// [`Chains::exposure`].
    Exposure,
    /// [`Chains::crossings`].
    Crossings,
    /// [`Chains::shape`].
    Shape,
    /// [`Chains::hubs`].
    Hubs,
}

named!(ChainFamily, "family":
    Shares = "shares",
    Flows = "flows",
    Introversion = "introversion",
    Diversification = "diversification",
    Exposure = "exposure",
    Crossings = "crossings",
    Shape = "shape",
    Hubs = "hubs",
);

impl ChainFamily {
    /// The levels at which the family has a result, among [`LEVELS`]: introversion is of blocs,
    /// exposure and hubs are of economies, flows of both, diversification of anything but the world.
    #[must_use]
    pub fn levels(self) -> &'static [Level] {
        match self {
            ChainFamily::Flows => &[Level::Region, Level::Bloc],
            ChainFamily::Introversion => &[Level::Bloc],
            ChainFamily::Exposure | ChainFamily::Hubs => &[Level::Region],
            ChainFamily::Diversification => {
                &[Level::Region, Level::RegionSector, Level::Bloc, Level::Product]
            }
            ChainFamily::Shares | ChainFamily::Crossings | ChainFamily::Shape => LEVELS,
        }
    }

    /// Whether the family has a result at this level.
    #[must_use]
    pub fn is_at(self, by: Level) -> bool {
        self.levels().contains(&by)
    }
}

/// What these families solve at a level, for the economies of a partition; what several of them are made of is
/// solved for once.
#[must_use]
pub fn need(families: &[ChainFamily], by: Level, partition: &Partition) -> Need {
    use ChainFamily::{
        Crossings, Diversification, Exposure, Flows, Hubs, Introversion, Shape, Shares,
    };
    let any = |of: &[ChainFamily]| families.iter().any(|family| of.contains(family));
    let concentration = any(&[Diversification]);
    let of_economies = [
        // Value added by origin, what is absorbed, and what is completed.
        any(&[Shares, Flows, Hubs, Diversification]),
        any(&[Shares, Flows, Introversion, Exposure]) || concentration && by != Level::Product,
        any(&[Shares, Exposure]),
        // What is behind exports, and behind output.
        any(&[Shares]),
        any(&[Exposure]) || concentration && matches!(by, Level::Region | Level::Bloc),
    ];
    let of_vectors = [(Crossings, 2), (Shape, 4)];
    let vectors = of_vectors.into_iter().filter(|(family, _)| any(&[*family]));
    let economies = of_economies.into_iter().filter(|it| *it).count();
    let vectors: usize = vectors.map(|(_, vectors)| vectors).sum();
    Need::Sides(economies * partition.len() + vectors * SIDES_PER_VECTOR)
}

/// The goods that measures of chains are limited to; empty lists mean all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Goods {
    /// Products whose chains are looked at.
    pub products: Vec<SectorId>,
    /// Goods that count as inputs in [`Chains::exposure`] and [`Chains::diversification`].
    pub inputs: Vec<SectorId>,
}

/// Value chains of one table, seen from the economies of a partition that lie in blocs. What several families
/// are made of is solved for once and kept, up to 3nG numbers.
///
/// # Examples
/// ```
/// use tripole::frame::Level;
/// use tripole::table::Geography;
/// use tripole::{Accounting, LeontiefSystem, read};
/// use tripole::measures::chains::{Chains, Goods};
/// let input = read::Input::parse("builtin:three-pole-2011")?;
/// let table = read::read(&input, &read::ReadOptions::default())?.table;
/// let geography = Geography::new(table.index(), &[], &read::builtin_blocs())?;
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let chains = Chains::new(&system, &geography, &Goods::default())?;
/// let shares = chains.shares(Level::Bloc)?;
/// let of = |bloc, column| shares.value(&[bloc], column).unwrap_or_default();
/// // Of the foreign value added in European final products, more than half is European.
/// assert!(of("Europe", "final_va_regional") > of("Europe", "final_va_global"));
/// # Ok::<(), tripole::Error>(())
/// ```
#[derive(Debug)]
pub struct Chains<'a> {
    system: &'a LeontiefSystem,
    partition: &'a Partition,
    blocs: &'a Partition,
    map: &'a BlocMap,
    /// Whether the product of a row is one of those whose chains are looked at.
    chosen: Vec<bool>,
    /// One for the rows whose goods count as inputs in measures of exposure, zero elsewhere.
    counted: Vec<f64>,
    solved: Solved,
}

/// What several families are made of, solved for by the first that asks: up to 3nG numbers.
#[derive(Debug, Default)]
struct Solved {
    origins: OnceLock<Matrix>,
    completed: OnceLock<Matrix>,
    absorbed: OnceLock<Matrix>,
    reliance: OnceLock<Reliance>,
}

/// What is kept, or made now. Nobody waits for who makes it, which might be the same thread.
fn kept<T>(place: &OnceLock<T>, make: impl FnOnce() -> Result<T>) -> Result<&T> {
    match place.get() {
        Some(kept) => Ok(kept),
        None => make().map(|made| place.get_or_init(|| made)),
    }
}

impl<'a> Chains<'a> {
    /// The chains of chosen goods.
    ///
    /// # Errors
    /// [`Error::AcrossBlocs`](crate::Error::AcrossBlocs), see [`Geography::map`].
    pub fn new(
        system: &'a LeontiefSystem,
        geography: &'a Geography,
        goods: &Goods,
    ) -> Result<Self> {
        system.check_geography(geography)?;
        let index = system.table().index();
        index.check_sectors(&goods.products)?;
        index.check_sectors(&goods.inputs)?;
        let map = geography.map()?;
        let (partition, blocs) = (geography.economies(), geography.blocs());
        let is_among = |sectors: &[SectorId]| -> Vec<bool> {
            let nodes = system.table().index().nodes().iter();
            nodes.map(|node| sectors.is_empty() || sectors.contains(&node.sector)).collect()
        };
        let chosen = is_among(&goods.products);
        let counted = is_among(&goods.inputs).into_iter().map(f64::from).collect();
        let solved = Solved::default();
        Ok(Chains { system, partition, blocs, map, chosen, counted, solved })
    }

    /// One family at a level; `None` where it has no result there (see [`ChainFamily::is_at`]).
    ///
    /// # Errors
    /// As [`LeontiefSystem::factorise`].
    pub fn family(&self, family: ChainFamily, by: Level) -> Result<Option<Frame>> {
        if !family.is_at(by) {
            return Ok(None);
        }
        Ok(Some(match family {
            ChainFamily::Shares => self.shares(by)?,
            ChainFamily::Flows => self.flows(by)?,
            ChainFamily::Introversion => self.introversion()?,
            ChainFamily::Diversification => self.diversification(by)?,
            ChainFamily::Exposure => self.exposure()?,
            ChainFamily::Crossings => self.crossings(by)?,
            ChainFamily::Shape => self.shape(by)?,
            ChainFamily::Hubs => self.hubs()?,
        }))
    }

    /// Every family that has a result at this level.
    ///
    /// # Errors
    /// As [`LeontiefSystem::factorise`].
    pub fn families(&self, by: Level) -> Result<Vec<Frame>> {
        let frames = ChainFamily::ALL.into_iter().map(|family| self.family(family, by));
        Ok(frames.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
    }

    fn lines(&self, family: ChainFamily, by: Level) -> Result<Lines> {
        let (name, index) = (family.name(), self.system.table().index());
        if by == Level::Bloc && family.is_at(by) {
            return Ok(Lines::economies(name, "bloc", self.blocs));
        }
        Lines::at(name, by, family.levels(), index, self.partition)
    }

    fn money(&self) -> Unit {
        Unit::money(self.system.table().unit())
    }

    fn own(&self, row: usize) -> EconomyId {
        self.partition.of_row(row)
    }

    /// Amounts of the products that are looked at, zero elsewhere.
    fn of_chosen(&self, amounts: &[f64]) -> Vec<f64> {
        let cells = amounts.iter().zip(&self.chosen);
        cells.map(|(amount, chosen)| if *chosen { *amount } else { 0.0 }).collect()
    }

    /// Value added by origin in a unit of every product, S.
    fn origins(&self) -> Result<&Matrix> {
        kept(&self.solved.origins, || self.system.value_added_by_origin(self.partition))
    }

    /// Output for the final sales of the chosen products, by the economy that completes them.
    fn completed(&self) -> Result<&Matrix> {
        let sold = || self.system.solve_by_economy(&self.final_sales(), self.partition);
        kept(&self.solved.completed, sold)
    }

    /// Output for final demand for the chosen products, by destination.
    fn absorbed(&self) -> Result<&Matrix> {
        kept(&self.solved.absorbed, || self.system.solve(self.final_demand()))
    }

    /// Final sales of the products that are looked at, to all destinations.
    fn final_sales(&self) -> Vec<f64> {
        self.of_chosen(&self.system.table().final_demand().row_sums())
    }

    /// Purchases of inputs by the producers of the chosen products: every buying row by selling
    /// economy, n x economies. n² additions.
    fn purchases(&self) -> Matrix {
        let (z, g) = (self.system.table().intermediate(), self.partition.len());
        let of_buyer = |j: usize| -> Vec<f64> {
            let mut sums = vec![0.0; g];
            if self.chosen[j] {
                for (row, flow) in z.column(j).iter().enumerate() {
                    sums[self.own(row).position()] += flow;
                }
            }
            sums
        };
        let buyers: Vec<Vec<f64>> = (0..z.columns()).into_par_iter().map(of_buyer).collect();
        Matrix::from_fn(z.rows(), g, |j, seller| buyers[j][seller])
    }

    /// The cells of `matrix` (n x economies) times the weight of their row, summed over the
    /// economies of each reach as seen from the row's own.
    fn by_reach(&self, matrix: &Matrix, weights: &[f64]) -> [Vec<f64>; 3] {
        let n = matrix.rows();
        let mut out = [vec![0.0; n], vec![0.0; n], vec![0.0; n]];
        for (other, _) in self.partition.economies() {
            let reach = self.partition.economies().map(|(home, _)| self.map.reach(home, other));
            let reach: Vec<usize> = reach.map(|reach| reach as usize).collect();
            for (row, cell) in matrix.column(other.position()).iter().enumerate() {
                out[reach[self.own(row).position()]][row] += cell * weights[row];
            }
        }
        out
    }
}

/// Names of the parts by reach, in the order of [`Reach::ALL`].
pub(crate) const REACH_NAMES: [&str; Reach::ALL.len()] = ["local", "regional", "global"];
