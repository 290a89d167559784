//! Trade costs as trade itself shows them: the index of Head and Ries, from what a pair of economies sells to each
//! other and at home.
//!
//! ```text
//! h_rs = (X_rr X_ss / (X_rs X_sr))^(1/(2θ))
//! ```
//!
//! with `X_rs` the sales of r to users in s, for production and for final use, and the trade elasticity θ. It is the
//! geometric mean over both directions of the cost of trade abroad, relative to trade at home: one at home, and the
//! same both ways. h − 1 is the tariff that would have the same effect. With the elasticity of substitution σ the
//! exponent is 1/(2(σ − 1)): θ = σ − 1.
//!
//! # References
//! Head and Ries (2001), *American Economic Review* 91(4), 858–876; Novy (2013), *Economic Inquiry* 51(1),
//! 101–121, eq. 5.

use crate::error::Result;
use crate::frame::{Frame, Level, Unit};
use crate::measures::gains::above_zero;
use crate::measures::trade::{Deliveries, Sums};
use crate::table::lines::PARTITION;
use crate::table::{EconomyId, Mrio, Partition, SectorId};

/// The levels that trade costs have: pairs of economies, over all products or by product.
pub const LEVELS: [Level; 2] = [Level::Pair, Level::PairSector];

/// Trade costs between the economies of a table.
pub struct TradeCosts {
    /// Sales by product.
    sales: Sums,
    sectors: usize,
    economies: usize,
    theta: f64,
}

impl TradeCosts {
    /// Those of a table with the trade elasticity θ; n² additions.
    ///
    /// # Errors
    /// [`Error::OtherTable`](crate::Error::OtherTable); [`Error::Range`](crate::Error::Range) for a θ that is not a
    /// finite number above zero.
    pub fn of(table: &Mrio, partition: &Partition, theta: f64) -> Result<Self> {
        partition.check_rows(PARTITION, table.index())?;
        above_zero(theta)?;
        let sectors = table.index().sectors().len();
        let deliveries = Deliveries::of(table, partition);
        let sales = Sums::of(&deliveries.total(), partition, sectors);
        Ok(TradeCosts { sales, sectors, economies: partition.len(), theta })
    }

    /// h over all products; not a number if one of the four flows is zero or less.
    ///
    /// # Panics
    /// If the table has no such economy.
    #[must_use]
    pub fn between(&self, r: EconomyId, s: EconomyId) -> f64 {
        self.at(r.position(), s.position(), None)
    }

    /// h of one product; not a number if one of the four flows is zero or less.
    ///
    /// # Panics
    /// If the table has no such economy or product.
    #[must_use]
    pub fn of_product(&self, product: SectorId, r: EconomyId, s: EconomyId) -> f64 {
        self.at(r.position(), s.position(), Some(product.position()))
    }

    fn at(&self, r: usize, s: usize, product: Option<usize>) -> f64 {
        let sold = |seller: usize, buyer: usize| -> f64 {
            let products = product.map_or(0..self.sectors, |k| k..k + 1);
            products.map(|k| self.sales.flow(seller, k, buyer)).sum()
        };
        let (home, abroad) = ([sold(r, r), sold(s, s)], [sold(r, s), sold(s, r)]);
        if home.iter().chain(&abroad).any(|flow| *flow <= 0.0) {
            return f64::NAN;
        }
        let product = |flows: [f64; 2]| flows[0] * flows[1];
        (product(home) / product(abroad)).powf(0.5 / self.theta)
    }

    /// Every pair of different economies, and where `products` every product of it.
    fn places(&self, products: &[usize]) -> Vec<(usize, usize, usize)> {
        let pairs = (0..self.economies).flat_map(|r| (0..self.economies).map(move |s| (r, s)));
        let pairs = pairs.filter(|(r, s)| r != s);
        pairs.flat_map(|(r, s)| products.iter().map(move |&k| (r, s, k))).collect()
    }
}

/// Trade costs of pairs ([`TradeCosts`]), each pair in both orders.
///
/// | level | keys | columns |
/// |---|---|---|
/// | pair | `region, partner` | `head_ries`, h (ratio); `tariff_equivalent`, h − 1 (rate) |
/// | pair-sector | `region, partner, sector` | the same of one product |
///
/// Empty if one of the four flows is zero or less. Cost: n² additions, G²N powers.
///
/// # Errors
/// [`Error::Level`](crate::Error::Level); those of [`TradeCosts::of`].
///
/// # Examples
/// ```
/// use tripole::frame::Level;
/// use tripole::measures::trade_costs::trade_costs;
/// use tripole::{Demand, Index, Matrix, Mrio, Partition, Parts};
/// let index = Index::new([("A", "g"), ("B", "g")])?;
/// let demand = Demand::new(&index, [(Some("A"), "f"), (Some("B"), "f")])?;
/// let z = Matrix::from_rows(&[[20.0, 30.0], [10.0, 40.0]]);
/// let f = Matrix::from_rows(&[[40.0, 10.0], [20.0, 30.0]]);
/// let table = Mrio::new(Parts::new(index, demand, z, f))?;
/// let partition = Partition::regions(table.index());
/// let frame = trade_costs(&table, &partition, Level::Pair, 1.0)?;
/// // 60 and 70 are sold at home, 40 and 30 abroad: (60 · 70 / (40 · 30))^(1/2).
/// let tariff = frame.value(&["A", "B"], "tariff_equivalent");
/// assert!(tariff.is_some_and(|tariff| (tariff - (3.5_f64.sqrt() - 1.0)).abs() < 1e-12));
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn trade_costs(table: &Mrio, partition: &Partition, by: Level, theta: f64) -> Result<Frame> {
    by.among("trade costs", &LEVELS)?;
    let costs = TradeCosts::of(table, partition, theta)?;
    let names = partition.names();
    let products: Vec<usize> =
        if by == Level::PairSector { (0..costs.sectors).collect() } else { vec![0] };
    let places = costs.places(&products);
    let mut frame = Frame::new("trade_costs", places.len())
        .with_key("region", names, places.iter().map(|place| place.0))
        .with_key("partner", names, places.iter().map(|place| place.1));
    if by == Level::PairSector {
        let codes = table.index().sector_codes();
        frame = frame.with_key("sector", codes, places.iter().map(|place| place.2));
    }
    let of =
        |&(r, s, k): &(usize, usize, usize)| costs.at(r, s, (by == Level::PairSector).then_some(k));
    let values: Vec<f64> = places.iter().map(of).collect();
    let tariffs = values.iter().map(|h| h - 1.0).collect();
    Ok(frame.with_indicator("head_ries", Unit::Ratio, values).with_indicator(
        "tariff_equivalent",
        Unit::Rate,
        tariffs,
    ))
}
