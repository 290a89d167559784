//! Shares of a base year from an inter-country table.

use rayon::prelude::*;

use super::base_year::{BaseYear, BaseYearFlows, TradeCosts};
use super::{Equilibrium, Shock};
use crate::error::Result;
use crate::leontief::{LeontiefSystem, Solver};
use crate::linalg::Matrix;
use crate::measures::trade::Exports;
use crate::scenario::{Barrier, Elasticities, Rates};
use crate::sources;
use crate::table::Partition;

/// The flows of a table without negative final demand.
struct NonNegativeFlows {
    /// Y by row and economy.
    final_use: Matrix,
    /// Sales of inputs by row and economy.
    inputs: Matrix,
    /// x_new / x of every row; zero where there is no output.
    growth: Vec<f64>,
    output: Vec<f64>,
}

impl BaseYear {
    /// The base year of a table, and the costs of trade after a shock: tariffs τ', and d̂ = 1 + cost
    /// where there are barriers.
    ///
    /// Changes in inventories are dropped, negative final demand is set to zero, and output is
    /// solved for again at the table's own coefficients: a long-run model has no use for either.
    /// What the table's final demand says of nobody (columns of no region) is dropped too.
    /// Value added is what inputs, tariffs on them included, leave of output.
    ///
    /// The model has one price of a product in a country, so rates of tariffs and costs of barriers
    /// that differ by use, or between the members of a group, are averaged with the flows of the
    /// base year as weights.
    ///
    /// n² additions, and one solve with the system.
    ///
    /// # Errors
    /// [`Error::OtherTable`](crate::Error::OtherTable) for tariffs of another table;
    /// [`Error::Range`](crate::Error::Range) for a barrier whose cost is no
    /// finite number above −1; as [`BaseYear::new`], and as
    /// [`LeontiefSystem::solve_vector`].
    pub fn from_table<'a>(
        system: &LeontiefSystem,
        shock: impl Into<Shock<'a>>,
        elasticities: &Elasticities,
    ) -> Result<(BaseYear, TradeCosts)> {
        let Shock { tariffs, barriers } = shock.into();
        let partition = tariffs.economies();
        partition.check_rows("the set of tariffs", system.table().index())?;
        let g = partition.len();
        let barriers = Barrier::costs(barriers, partition)?;
        let flows = NonNegativeFlows::of(system, partition)?;
        let rates = flows.pooled(system, partition, tariffs.before());
        let after = flows.pooled(system, partition, tariffs.after());
        let costs = flows.pooled(system, partition, &barriers);
        let dearer = |costs: &Matrix| Matrix::from_fn(g, g, |i, n| 1.0 + costs[(i, n)]);
        let icebergs = costs.iter().map(dearer).collect();
        let (inputs, value_added) = flows.costs(system, partition, &rates);
        let base = BaseYear::new(BaseYearFlows {
            economies: partition.names().to_vec(),
            sectors: system.table().index().sector_codes().to_vec(),
            unit: system.table().unit().to_owned(),
            trade: flows.trade(system, partition),
            final_use: flows.final_use(system, partition, &rates),
            tariffs: rates,
            inputs,
            value_added,
            elasticities: elasticities.by_sector().to_vec(),
        })?;
        Ok((base, TradeCosts { tariffs: after, icebergs }))
    }
}

impl Equilibrium {
    /// Imports by row, importer and use, net of tariffs, before and after: those of the model, in the proportions of
    /// members of a group and uses that the base year has.
    pub(super) fn imports(
        &self,
        system: &LeontiefSystem,
        partition: &Partition,
    ) -> Result<[Exports; 2]> {
        let base = NonNegativeFlows::of(system, partition)?;
        let traded = base.trade(system, partition);
        let index = system.table().index();
        let part = |flows: &[Matrix], uses: &Matrix| {
            Matrix::from_fn(uses.rows(), uses.columns(), |row, buyer| {
                let seller = partition.of_row(row).position();
                let sector = index.node(row).sector.position();
                let all = traded[sector][(seller, buyer)];
                if seller == buyer || all == 0.0 {
                    return 0.0;
                }
                flows[sector][(seller, buyer)] * (uses[(row, buyer)] / all)
            })
        };
        let of = |flows: &[Matrix]| Exports {
            intermediate: part(flows, &base.inputs),
            final_use: part(flows, &base.final_use),
        };
        let [before, after] = self.flows();
        Ok([of(before), of(after)])
    }
}

impl NonNegativeFlows {
    fn of(system: &LeontiefSystem, partition: &Partition) -> Result<Self> {
        let (table, n, g) = (system.table(), system.order(), partition.len());
        let inventories = sources::inventories(table.demand());
        let mut final_use = Matrix::zeros(n, g);
        for (j, label) in table.demand().columns().iter().enumerate() {
            let Some(region) = label.region.filter(|_| Some(label.category) != inventories) else {
                continue;
            };
            let sum = final_use.column_mut(partition.of_region(region).position());
            let bought = table.final_demand().column(j);
            sum.iter_mut().zip(bought).for_each(|(sum, flow)| *sum += flow.max(0.0));
        }
        let output = system.solve_vector(&final_use.row_sums(), Solver::Automatic, 1)?;
        let old = system.output();
        let growth: Vec<f64> = output
            .iter()
            .zip(old)
            .map(|(x, &old)| if old == 0.0 { 0.0 } else { x / old })
            .collect();
        let mut inputs = Matrix::zeros(n, g);
        let economies: Vec<_> = partition.economies().map(|(_, economy)| economy).collect();
        inputs.par_columns_mut().zip(&economies).for_each(|(sum, economy)| {
            for &buyer in &economy.rows {
                let (bought, scale) = (table.intermediate().column(buyer), growth[buyer]);
                sum.iter_mut().zip(bought).for_each(|(sum, flow)| *sum += flow * scale);
            }
        });
        Ok(NonNegativeFlows { final_use, inputs, growth, output })
    }

    /// Adds up, per sector, exporters x importers, what `of` says of a row and an importer.
    fn by_sector(
        system: &LeontiefSystem,
        partition: &Partition,
        of: impl Fn(usize, usize) -> f64,
    ) -> Vec<Matrix> {
        let (index, g) = (system.table().index(), partition.len());
        let mut sums = vec![Matrix::zeros(g, g); index.sectors().len()];
        for (row, node) in index.nodes().iter().enumerate() {
            let sum = &mut sums[node.sector.position()];
            let seller = partition.of_row(row).position();
            (0..g).for_each(|buyer| sum[(seller, buyer)] += of(row, buyer));
        }
        sums
    }

    /// Sales net of tariffs.
    fn trade(&self, system: &LeontiefSystem, partition: &Partition) -> Vec<Matrix> {
        Self::by_sector(system, partition, |row, buyer| {
            self.inputs[(row, buyer)] + self.final_use[(row, buyer)]
        })
    }

    /// Rates as the model has them: revenue (or what barriers cost) over sales, zero where nothing is sold.
    fn pooled(&self, system: &LeontiefSystem, partition: &Partition, rates: &Rates) -> Vec<Matrix> {
        let mut revenue = Self::by_sector(system, partition, |row, buyer| {
            let at = (row, buyer);
            rates.inputs[at] * self.inputs[at] + rates.final_use[at] * self.final_use[at]
        });
        for (revenue, sales) in revenue.iter_mut().zip(self.trade(system, partition)) {
            for buyer in 0..partition.len() {
                let cells = revenue.column_mut(buyer).iter_mut().zip(sales.column(buyer));
                cells
                    .for_each(|(rate, &sold)| *rate = if sold == 0.0 { 0.0 } else { *rate / sold });
            }
        }
        revenue
    }

    /// Inputs per economy, inputs x users, tariffs included; and value added.
    fn costs(
        &self,
        system: &LeontiefSystem,
        partition: &Partition,
        rates: &[Matrix],
    ) -> (Vec<Matrix>, Matrix) {
        let (table, sectors) = (system.table(), system.table().index().sectors().len());
        let nodes = table.index().nodes();
        let mut inputs = vec![Matrix::zeros(sectors, sectors); partition.len()];
        let mut value_added = Matrix::zeros(sectors, partition.len());
        inputs.par_iter_mut().zip(value_added.par_columns_mut()).enumerate().for_each(
            |(buyer, (bought, left))| {
                let owners = partition.of_rows();
                let of_row = |row: usize| owners[row].position();
                for user in (0..nodes.len()).filter(|&row| of_row(row) == buyer) {
                    let sector = nodes[user].sector.position();
                    let column = bought.column_mut(sector);
                    let before: f64 = column.iter().sum();
                    for (row, flow) in table.intermediate().column(user).iter().enumerate() {
                        let product = nodes[row].sector.position();
                        let rate = rates[product][(of_row(row), buyer)];
                        column[product] += (1.0 + rate) * flow * self.growth[user];
                    }
                    left[sector] += self.output[user] - (column.iter().sum::<f64>() - before);
                }
            },
        );
        (inputs, value_added)
    }

    /// Final use, sectors x economies, tariffs included.
    fn final_use(
        &self,
        system: &LeontiefSystem,
        partition: &Partition,
        rates: &[Matrix],
    ) -> Matrix {
        let nodes = system.table().index().nodes();
        let mut sums = Matrix::zeros(rates.len(), partition.len());
        for (row, node) in nodes.iter().enumerate() {
            let (sector, seller) = (node.sector.position(), partition.of_row(row).position());
            for buyer in 0..partition.len() {
                let paid = 1.0 + rates[sector][(seller, buyer)];
                sums[(sector, buyer)] += paid * self.final_use[(row, buyer)];
            }
        }
        sums
    }
}
