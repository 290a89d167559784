//! The table that buyers' responses make.

use rayon::prelude::*;

use super::composite::{Market, Products, Wanted, final_buyers, sectors_of_rows};
use super::prices::Prices;
use super::{ArmingtonOptions, FinalRule};
use crate::error::Result;
use crate::leontief::{LeontiefSystem, Solver};
use crate::linalg::plus;
use crate::scenario::Tariffs;
use crate::table::{Accounting, Inventories, Mrio, OutputFrom, Partition, Parts, ValueAddedFrom};

/// Z' = A' x̂', F', x' = (I − A')⁻¹(F'u + ρ), and v x'.
pub(super) fn after(
    system: &LeontiefSystem,
    partition: &Partition,
    tariffs: &Tariffs,
    options: &ArmingtonOptions,
    prices: &Prices,
) -> Result<Mrio> {
    let table = system.table();
    let of_row = sectors_of_rows(system);
    let products = Products { of_row: &of_row, sigma: options.elasticities.by_sector() };
    let (before, after) = (tariffs.before(), tariffs.after());
    let market =
        |before, after| Market::new(before, after, products, &prices.basic, Wanted::Quantities);
    let (inputs, finals) =
        (market(&before.inputs, &after.inputs), market(&before.final_use, &after.final_use));
    let x = system.output();
    let mut intermediate = table.intermediate().clone();
    intermediate.par_columns_mut().enumerate().for_each(|(user, column)| {
        if x[user] == 0.0 {
            column.fill(0.0);
        } else {
            let buyer = partition.of_row(user);
            inputs.respond(products, column, buyer, FinalRule::FixedQuantity);
        }
    });
    let buyers = final_buyers(system, partition);
    let mut final_demand = table.final_demand().clone();
    final_demand.par_columns_mut().zip(&buyers).for_each(|(column, buyer)| {
        if let Some(buyer) = buyer {
            finals.respond(products, column, *buyer, options.final_rule);
        }
    });
    let parts =
        Parts::new(table.index().clone(), table.demand().clone(), intermediate, final_demand);
    produced(system, parts)
}

/// The table of these flows, which are still those of the old outputs, at the outputs that they
/// need.
fn produced(system: &LeontiefSystem, mut parts: Parts) -> Result<Mrio> {
    let x = system.output();
    let demand = plus(&parts.final_demand.row_sums(), system.discrepancy());
    parts.reported_output = Some(x.to_vec());
    let accounting = Accounting {
        output: OutputFrom::Table,
        value_added: ValueAddedFrom::Residual,
        inventories: Inventories::Keep,
    };
    let changed = LeontiefSystem::new(Mrio::new(parts)?, &accounting)?;
    let output = changed.solve_vector(&demand, Solver::Automatic, 1)?;
    let parts = changed.table().clone().into_parts();
    let change = "after buyers responded to tariffs";
    system.table_at(parts.intermediate, parts.final_demand, output, change)
}
