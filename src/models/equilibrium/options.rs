//! Choices of the model for a table: by its regions, from which those of economies follow.

use super::base_year::{BaseYear, TradeCosts};
use super::switches::{
    CapitalGoods, Deficits, FloorKind, LongRunCapital, Numeraire, Switches, WageFloors,
};
use super::{Equilibrium, Shock, Stopping, TRADE_ELASTICITY};
use crate::error::{Error, Hint, Result};
use crate::leontief::LeontiefSystem;
use crate::linalg::Matrix;
use crate::scenario::Elasticities;
use crate::sources::{self, DemandUse};
use crate::table::{CategoryId, Index, Partition, RegionId};

/// Choices of [`equilibrium`](super::equilibrium()).
#[derive(Debug, Clone, PartialEq)]
pub struct EquilibriumOptions {
    /// Trade elasticities θ, above zero.
    pub elasticities: Elasticities,
    /// What becomes of deficits.
    pub deficits: Deficits,
    /// Floors of wages, if there are any.
    pub floors: Option<FloorsByRegion>,
    /// Capital, if it moves.
    pub capital: Option<CapitalByRegion>,
    /// The region whose wage is the unit of prices and amounts after the change; none for world value
    /// added.
    pub numeraire: Option<RegionId>,
    /// When the search ends.
    pub stopping: Stopping,
}

/// A number for every region.
#[derive(Debug, Clone, PartialEq)]
pub struct ByRegion {
    /// That of regions which are not among `some`.
    pub others: f64,
    /// Those of some regions; the last one of a region counts.
    pub some: Vec<(RegionId, f64)>,
}

/// [`WageFloors`] by region.
#[derive(Debug, Clone, PartialEq)]
pub struct FloorsByRegion {
    /// What they are shares of.
    pub kind: FloorKind,
    /// Their levels, from 0 (flexible) to 1.
    pub levels: ByRegion,
}

/// What capital is made of, in terms of the table.
#[derive(Debug, Clone, PartialEq)]
pub enum CapitalGoodsOfTable {
    /// [`CapitalGoods::Same`], with the share of capital income that is invested.
    Same(f64),
    /// [`CapitalGoods::Investment`]: what these categories of final demand buy, above zero; where none is
    /// named, those of fixed capital formation.
    Investment(Vec<CategoryId>),
}

/// [`LongRunCapital`] by region.
#[derive(Debug, Clone, PartialEq)]
pub struct CapitalByRegion {
    /// The share α of capital in value added, from 0 to below 1.
    pub shares: ByRegion,
    /// What it is made of.
    pub goods: CapitalGoodsOfTable,
}

impl From<f64> for ByRegion {
    /// One number for all.
    fn from(others: f64) -> Self {
        ByRegion { others, some: vec![] }
    }
}

impl ByRegion {
    /// That of a region.
    #[must_use]
    pub fn of(&self, region: RegionId) -> f64 {
        let of = self.some.iter().rev().find(|(known, _)| *known == region);
        of.map_or(self.others, |(_, value)| *value)
    }

    /// All that are given.
    pub(super) fn values(&self) -> Vec<f64> {
        std::iter::once(self.others).chain(self.some.iter().map(|it| it.1)).collect()
    }

    /// Those of economies, in their order.
    fn of_economies(&self, what: &'static str, partition: &Partition) -> Result<Vec<f64>> {
        let of = |regions: &[RegionId]| {
            let values: Vec<f64> = regions.iter().map(|region| self.of(*region)).collect();
            let first = values.first().copied().unwrap_or(self.others);
            match values.iter().find(|value| value.to_bits() != first.to_bits()) {
                None => Ok(first),
                Some(&value) => {
                    let expected = "the same for all members of a group, which are one economy";
                    Err(Error::Range { what, value, expected })
                }
            }
        };
        partition.economies().map(|(_, economy)| of(&economy.regions)).collect()
    }
}

impl EquilibriumOptions {
    /// θ = 5 in all sectors, and no switch: deficits fixed, wages flexible, no capital.
    #[must_use]
    pub fn for_index(index: &Index) -> Self {
        EquilibriumOptions {
            elasticities: Elasticities::of_constants(index, TRADE_ELASTICITY, TRADE_ELASTICITY),
            deficits: Deficits::default(),
            floors: None,
            capital: None,
            numeraire: None,
            stopping: Stopping::default(),
        }
    }

    /// The model before and after.
    ///
    /// # Errors
    /// As [`equilibrium`](super::equilibrium()).
    pub fn solve(&self, system: &LeontiefSystem, shock: Shock<'_>) -> Result<Equilibrium> {
        let partition = shock.tariffs.economies();
        let (base, costs) = self.base_year(system, shock)?;
        let switches = self.switches(&base, system, partition)?;
        base.change(costs, switches, self.stopping)
    }

    pub(crate) fn base_year(
        &self,
        system: &LeontiefSystem,
        shock: Shock<'_>,
    ) -> Result<(BaseYear, TradeCosts)> {
        BaseYear::from_table(system, shock, &self.elasticities)
    }

    /// The switches of a base year that was made of the table.
    pub(crate) fn switches(
        &self,
        base: &BaseYear,
        system: &LeontiefSystem,
        partition: &Partition,
    ) -> Result<Switches> {
        let floors = match &self.floors {
            None => None,
            Some(FloorsByRegion { kind, levels }) => {
                let levels = levels.of_economies("a floor of wages", partition)?;
                Some(WageFloors { kind: *kind, levels })
            }
        };
        let capital = match &self.capital {
            None => None,
            Some(CapitalByRegion { shares, goods }) => Some(LongRunCapital {
                shares: shares.of_economies("a share of capital", partition)?,
                goods: match goods {
                    CapitalGoodsOfTable::Same(reinvested) => {
                        CapitalGoods::Same { reinvested: *reinvested }
                    }
                    CapitalGoodsOfTable::Investment(categories) => {
                        let amounts = base.investment(system, partition, categories)?;
                        CapitalGoods::Investment(amounts)
                    }
                },
            }),
        };
        let numeraire = self
            .numeraire
            .map_or(Numeraire::World, |region| Numeraire::WageOf(partition.of_region(region)));
        Ok(Switches { deficits: self.deficits, floors, capital, numeraire })
    }
}

impl BaseYear {
    /// What categories of final demand buy, sectors x economies, tariffs included, as far as it is above
    /// zero.
    fn investment(
        &self,
        system: &LeontiefSystem,
        partition: &Partition,
        categories: &[CategoryId],
    ) -> Result<Matrix> {
        let table = system.table();
        let known = sources::categories(table.demand(), DemandUse::FixedCapital);
        let categories = if categories.is_empty() { &known } else { categories };
        if categories.is_empty() {
            return Err(Error::Missing {
                what: "final demand category that is known to be fixed investment",
                remedy: Hint::from("name it with the setting `investment`, or take the same goods"),
            });
        }
        let mut sums = Matrix::zeros(self.sectors.len(), self.economies.len());
        for (j, label) in table.demand().columns().iter().enumerate() {
            let Some(region) = label.region.filter(|_| categories.contains(&label.category)) else {
                continue;
            };
            let buyer = partition.of_region(region).position();
            let bought = table.final_demand().column(j).iter().zip(table.index().nodes());
            for (row, (flow, node)) in bought.enumerate() {
                let (sector, seller) = (node.sector.position(), partition.of_row(row).position());
                let rate = self.tariffs[sector][(seller, buyer)];
                sums[(sector, buyer)] += (1.0 + rate) * flow.max(0.0);
            }
        }
        Ok(sums)
    }
}
