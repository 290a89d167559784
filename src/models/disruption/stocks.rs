//! Stocks between suppliers and users: how long they last, and how fast they are refilled.

use super::course::Stated;
use crate::error::{Error, Result};
use crate::sources::{ProductGroup, products};
use crate::table::{Index, SectorId};

/// Whether services can run out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Services {
    /// Services never bind: there is no stock of them, no aim and no gap; use is still ordered.
    /// Services are what [`ProductGroup::Services`] names; where the codes of a table are of no known
    /// source, no product is one.
    #[default]
    NeverBind,
    /// Services are stocked as goods are.
    Bind,
}

/// Stocks of inputs, of every product and user.
///
/// A stock that is finite lasts n days and is refilled over τ days, k = n/τ; an infinite one
/// never binds.
#[derive(Debug, Clone, PartialEq)]
pub struct Stocks {
    /// n, days of use that a stock is to last; finite.
    pub days: f64,
    /// What becomes of services, where `products` does not say.
    pub services: Services,
    /// n of single products, which goes before the others; may be infinite. The last one counts.
    pub products: Vec<(SectorId, f64)>,
    /// τ, days over which a gap in a stock is ordered; without it half of n, and a day at least.
    pub restocking_days: Option<f64>,
    /// What stocks hold on day 0, as a share of their aim: 1 unless they have been run down before.
    pub filled: f64,
}

impl Stocks {
    /// Every product in stock for so many days, services too.
    #[must_use]
    pub fn of_all(days: f64) -> Self {
        Stocks { services: Services::Bind, ..Stocks::of_goods(days) }
    }

    /// Goods in stock for so many days; services never bind.
    #[must_use]
    pub fn of_goods(days: f64) -> Self {
        Stocks {
            days,
            services: Services::NeverBind,
            products: vec![],
            restocking_days: None,
            filled: 1.0,
        }
    }

    /// With gaps that are ordered over so many days.
    #[must_use]
    pub fn refilled_over(self, days: f64) -> Self {
        Stocks { restocking_days: Some(days), ..self }
    }

    /// With other stocks of some products.
    #[must_use]
    pub fn with_products(self, products: Vec<(SectorId, f64)>) -> Self {
        Stocks { products, ..self }
    }

    /// n and τ of every sector of an index.
    pub(super) fn of(&self, index: &Index) -> Result<Plan> {
        days_in_stock(self.days)?;
        if let Some(days) = self.restocking_days {
            super::positive("the number of days over which stocks are refilled", days)?;
        }
        if !(self.filled > 0.0 && self.filled.is_finite()) {
            let (what, expected) = ("what stocks hold on day 0", "a share above 0");
            return Err(Error::Range { what, value: self.filled, expected });
        }
        let mut days = vec![self.days; index.sectors().len()];
        if self.services == Services::NeverBind {
            for sector in products(index, ProductGroup::Services) {
                days[sector.position()] = f64::INFINITY;
            }
        }
        for (sector, own) in &self.products {
            if *own != f64::INFINITY {
                days_in_stock(*own)?;
            }
            days[sector.position()] = *own;
        }
        let refill = |days: &f64| self.restocking_days.unwrap_or((days / 2.0).max(1.0));
        Ok(Plan { restocking: days.iter().map(refill).collect(), days, filled: self.filled })
    }
}

fn days_in_stock(days: f64) -> Result<()> {
    super::positive("the number of days that stocks last", days)
}

/// n and τ by sector.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    /// n, infinite where a stock never binds.
    pub days: Vec<f64>,
    /// τ.
    pub restocking: Vec<f64>,
    /// Share of the aim that there is on day 0.
    pub filled: f64,
}

impl Plan {
    /// Sectors whose stock can run out.
    pub fn finite(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.days.len()).filter(|&sector| self.days[sector].is_finite())
    }

    /// k = n/τ of a sector.
    pub fn k(&self, sector: usize) -> f64 {
        self.days[sector] / self.restocking[sector]
    }

    /// The finite sector that is refilled most slowly for what it holds.
    pub fn slowest(&self) -> Option<usize> {
        self.finite().min_by(|&a, &b| self.k(a).total_cmp(&self.k(b)))
    }

    /// Numbers of the finite sectors in words: `90`, or `ELE 90, TRQ 30`.
    fn words(&self, index: &Index, of: impl Fn(usize) -> f64) -> String {
        let sectors: Vec<usize> = self.finite().collect();
        let Some(first) = sectors.first().map(|&sector| of(sector)) else { return "none".into() };
        if sectors.iter().all(|&sector| of(sector) == first) {
            return first.to_string();
        }
        let codes = index.sector_codes();
        let each = sectors.iter().map(|&sector| format!("{} {}", codes[sector], of(sector)));
        each.collect::<Vec<_>>().join(", ")
    }

    /// Codes of the products that never bind.
    pub fn unbound(&self, index: &Index) -> Vec<String> {
        let codes = index.sector_codes().iter().zip(&self.days);
        codes.filter(|(_, days)| days.is_infinite()).map(|(code, _)| code.clone()).collect()
    }

    /// What stands in the notes of a file.
    pub fn stated(&self, index: &Index) -> Stated {
        let unbound = self.unbound(index);
        let unbound = if unbound.is_empty() { "none".to_owned() } else { unbound.join(", ") };
        vec![
            ("stock_days", self.words(index, |sector| self.days[sector])),
            ("never_bind", unbound),
            ("restocking_days", self.words(index, |sector| self.restocking[sector])),
            ("k", self.words(index, |sector| self.k(sector))),
        ]
    }
}
