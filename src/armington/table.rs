//! The table that buyers' responses make.

use rayon::prelude::*;

use super::composite::{Market, Products, Wanted, final_buyers, sectors_of_rows};
use super::prices::Prices;
use super::{FinalRule, Options};
use crate::error::Result;
use crate::labels::Partition;
use crate::leontief::{LeontiefSystem, Solver};
use crate::linalg::{Matrix, plus, times};
use crate::mrio::{Accounting, Inventories, Mrio, OutputFrom, Parts, Primary, PrimaryKind};
use crate::mrio::{Source, ValueAddedFrom};
use crate::scenario::Tariffs;

/// Z' = A' x̂', F', x' = (I − A')⁻¹(F'u + ρ), and v x'.
pub(super) fn after(
    system: &LeontiefSystem,
    partition: &Partition,
    tariffs: &Tariffs,
    options: &Options,
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
    let mut parts =
        Parts::new(table.index().clone(), table.demand().clone(), intermediate, final_demand);
    parts.source = Source {
        note: format!("{}; after buyers responded to tariffs", table.source().note),
        ..table.source().clone()
    };
    produced(system, partition, parts)
}

/// The table of these flows, which are still those of the old outputs, at the outputs that they
/// need.
fn produced(system: &LeontiefSystem, partition: &Partition, mut parts: Parts) -> Result<Mrio> {
    let x = system.output();
    let demand = plus(&parts.final_demand.row_sums(), system.discrepancy());
    parts.reported_output = Some(x.to_vec());
    let accounting = Accounting {
        output: OutputFrom::Table,
        value_added: ValueAddedFrom::Residual,
        inventories: Inventories::Keep,
    };
    let changed = LeontiefSystem::new(Mrio::new(parts)?, &accounting)?;
    let output = changed.solve_vector(&demand, partition, Solver::Automatic, 1)?;
    let mut parts = changed.table().clone().into_parts();
    scale(&mut parts.intermediate, x, &output);
    parts.primary = vec![Primary {
        name: "VA".to_owned(),
        kind: PrimaryKind::ValueAdded,
        inputs: times(system.value_added_coefficients(), &output),
        final_demand: vec![0.0; parts.demand.len()],
    }];
    parts.reported_output = Some(output);
    Mrio::new(parts)
}

fn scale(flows: &mut Matrix, old: &[f64], new: &[f64]) {
    let growth =
        old.par_iter().zip(new).map(|(old, new)| if *old == 0.0 { 0.0 } else { new / old });
    flows.par_columns_mut().zip(growth).for_each(|(column, growth)| {
        column.iter_mut().for_each(|flow| *flow *= growth);
    });
}
