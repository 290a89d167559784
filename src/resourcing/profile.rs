//! The indicators of one table.

use super::ResourcingBy;
use crate::chains::{Chains, ChainsBy, Goods};
use crate::decompose::{Query, exports};
use crate::error::Result;
use crate::frame::Frame;
use crate::labels::Partition;
use crate::leontief::{LeontiefSystem, Solver};
use crate::linalg::ratios;
use crate::lines::Lines;
use crate::position::{PositionBy, PositionMeasure, position};
use crate::trade::Exports;
use crate::value_added::{VaxBy, vax};

/// Families, and their indicators in order.
const INDICATORS: [(&str, &[&str]); 5] = [
    ("output", &["output", "value_added"]),
    ("trade", &["exports", "imports", "dva", "dva_share", "vax"]),
    ("position", &["upstreamness", "downstreamness"]),
    ("concentration", &["hhi_partners", "hhi_final_demand", "hhi_inputs"]),
    (
        "shares",
        &[
            "final_va_local",
            "final_va_regional",
            "final_va_global",
            "inputs_va_local",
            "inputs_va_regional",
            "inputs_va_global",
        ],
    ),
];

/// Values under the keys `family, region, indicator`.
#[derive(Debug)]
pub(super) struct Profile {
    pub keys: Frame,
    pub values: Vec<f64>,
}

impl Profile {
    pub fn of(
        system: &LeontiefSystem,
        partition: &Partition,
        blocs: &Partition,
        by: ResourcingBy,
    ) -> Result<Self> {
        let (economies, level) = match by {
            ResourcingBy::Region => (partition, ChainsBy::Region),
            ResourcingBy::Bloc => (blocs, ChainsBy::Bloc),
        };
        let lines = Lines::economies("resourcing", "region", economies);
        let chains = Chains::new(system, partition, blocs, &Goods::default())?;
        let mut columns = vec![lines.sum(system.output()), lines.sum(system.value_added())];
        columns.extend(trade(system, economies, &lines)?);
        let stages = [PositionMeasure::Stages];
        let stages = position(system, economies, PositionBy::Region, &stages, Solver::Lu, &[])?;
        columns.extend(["upstreamness", "downstreamness"].map(|name| column(&stages, name)));
        let spread = chains.diversification(level)?;
        columns.push(of_base(&spread, "inputs"));
        columns.push(of_base(&spread, "final_demand_va"));
        columns.push(of_sectors(system, partition, &chains, &lines)?);
        let shares = chains.shares(level)?;
        columns.extend(INDICATORS[4].1.iter().map(|name| column(&shares, name)));
        Ok(Profile::laid_out(economies, &columns))
    }

    /// Columns of regions, in the order of the indicators, family by family.
    fn laid_out(economies: &Partition, columns: &[Vec<f64>]) -> Self {
        let (families, names): (Vec<&str>, Vec<&str>) = INDICATORS
            .iter()
            .flat_map(|(family, names)| names.iter().map(move |name| (*family, *name)))
            .unzip();
        let mut order: Vec<(usize, usize)> = vec![];
        let mut first = 0;
        for (_, names) in INDICATORS {
            let of_region = |line| (first..first + names.len()).map(move |k| (line, k));
            order.extend((0..economies.len()).flat_map(of_region));
            first += names.len();
        }
        let family: Vec<&str> = order.iter().map(|(_, k)| families[*k]).collect();
        let keys = Frame::new("resourcing", order.len())
            .with_text("family", &family)
            .with_key("region", economies.names(), order.iter().map(|(line, _)| *line))
            .with_key("indicator", &names, order.iter().map(|(_, k)| *k));
        Profile { keys, values: order.iter().map(|(line, k)| columns[*k][*line]).collect() }
    }
}

/// Exports, imports, domestic value added in exports, its share, value-added exports.
fn trade(system: &LeontiefSystem, economies: &Partition, lines: &Lines) -> Result<[Vec<f64>; 5]> {
    let flows = Exports::of(system.table(), economies).total();
    let gross = lines.sum(&flows.row_sums());
    let decomposed = exports(system, economies, Query::default(), &[])?;
    let domestic = column(&decomposed, "dva");
    let share = ratios(&domestic, &gross);
    let absorbed = column(&vax(system, economies, VaxBy::Region)?, "vax");
    Ok([gross, flows.column_sums(), domestic, share, absorbed])
}

/// Concentration of the foreign origins of value added in the inputs of every sector, averaged
/// with output where it is defined.
fn of_sectors(
    system: &LeontiefSystem,
    partition: &Partition,
    chains: &Chains<'_>,
    lines: &Lines,
) -> Result<Vec<f64>> {
    let spread = of_base(&chains.diversification(ChainsBy::RegionSector)?, "inputs_va");
    let mut output = vec![0.0; system.order()];
    let mut weighted = output.clone();
    for (cell, hhi) in partition.cells().iter().zip(spread).filter(|(_, hhi)| !hhi.is_nan()) {
        for &row in &cell.rows {
            output[row] = system.output()[row];
            weighted[row] = output[row] * hhi;
        }
    }
    Ok(ratios(&lines.sum(&weighted), &lines.sum(&output)))
}

fn column(frame: &Frame, name: &str) -> Vec<f64> {
    frame.real(name).unwrap_or_default().to_vec()
}

/// Σp² of the lines of one base of [`Chains::diversification`].
fn of_base(spread: &Frame, base: &str) -> Vec<f64> {
    let Some(bases) = spread.key("base") else { return vec![] };
    let rows = column(spread, "hhi").into_iter().enumerate();
    rows.filter(|(row, _)| bases.label(*row) == base).map(|(_, hhi)| hhi).collect()
}
