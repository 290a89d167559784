//! The indicators of one world.

use super::ImpactBy;
use crate::error::Result;
use crate::frame::{Frame, Level, Unit};
use crate::leontief::{LeontiefSystem, Solver};
use crate::linalg::{minus, ratios};
use crate::measures::chains::{Chains, Goods};
use crate::measures::decompose::{Flow, Query, exports};
use crate::measures::participation::{Measure, participation};
use crate::measures::position::{PositionMeasure, PositionOptions, position};
use crate::measures::trade::Exports;
use crate::measures::value_added::vax;
use crate::table::lines::Lines;
use crate::table::{Geography, Partition};

/// One number per line.
#[derive(Debug)]
struct Indicator {
    family: &'static str,
    name: String,
    values: Vec<f64>,
}

/// Indicators of every line, family by family.
#[derive(Debug)]
pub(crate) struct Profile {
    keys: Frame,
    indicators: Vec<Indicator>,
}

impl Profile {
    pub fn of(system: &LeontiefSystem, geography: &Geography, by: ImpactBy) -> Result<Self> {
        let partition = geography.economies();
        let (economies, level) = match by {
            ImpactBy::Region => (partition, Level::Region),
            ImpactBy::RegionSector => (partition, Level::RegionSector),
            ImpactBy::Bloc => (geography.blocs(), Level::Bloc),
        };
        let lines = by.lines(geography);
        let mut profile = Profile { keys: lines.frame(), indicators: vec![] };
        profile.add("output", "output", lines.sum(system.output()));
        profile.add("output", "value_added", lines.sum(system.value_added()));
        profile.add_trade(system, economies, &lines, by)?;
        let measures = vec![PositionMeasure::Stages];
        let options =
            PositionOptions { by: level, measures, solver: Solver::Lu, ..Default::default() };
        let stages = position(system, economies, &options)?;
        profile.take("position", &stages, &["upstreamness", "downstreamness"]);
        let chains = Chains::new(system, geography, &Goods::default())?;
        profile.add_concentration(system, partition, &chains, &lines, by)?;
        profile.take("shares", &chains.shares(level)?, &SHARES);
        Ok(profile)
    }

    pub fn add(&mut self, family: &'static str, name: impl Into<String>, values: Vec<f64>) {
        self.indicators.push(Indicator { family, name: name.into(), values });
    }

    /// Columns of a frame that has these lines.
    fn take(&mut self, family: &'static str, frame: &Frame, names: &[&str]) {
        names.iter().for_each(|name| self.add(family, *name, column(frame, name)));
    }

    /// Gross trade, its value added, participation.
    fn add_trade(
        &mut self,
        system: &LeontiefSystem,
        economies: &Partition,
        lines: &Lines,
        by: ImpactBy,
    ) -> Result<()> {
        let flows = Exports::of(system.table(), economies).total();
        let gross = lines.sum(&flows.row_sums());
        let (flow, level) = match by {
            ImpactBy::RegionSector => (Flow::Sector, Level::RegionSector),
            ImpactBy::Region | ImpactBy::Bloc => (Flow::Total, Level::Region),
        };
        let decomposed = exports(system, economies, Query { flow, ..Query::default() }, &[])?;
        let domestic = column(&decomposed, "dva");
        self.add("trade", "exports", gross.clone());
        if by != ImpactBy::RegionSector {
            self.add("trade", "imports", flows.column_sums());
        }
        self.add("value_added_trade", "dva", domestic.clone());
        self.add("value_added_trade", "dva_share", ratios(&domestic, &gross));
        if by == ImpactBy::RegionSector {
            let absorbed = vax(system, economies, Level::Sector)?;
            self.take("value_added_trade", &absorbed, &["vax_forward", "vax_backward"]);
        } else {
            let absorbed = vax(system, economies, Level::Region)?;
            self.take("value_added_trade", &absorbed, &["vax"]);
        }
        let shares = participation(system, economies, Measure::BorinMancini, level)?;
        let names = ["gvc_share", "gvc_backward_share", "gvc_forward_share"];
        self.take("participation", &shares, &names);
        Ok(())
    }

    fn add_concentration(
        &mut self,
        system: &LeontiefSystem,
        partition: &Partition,
        chains: &Chains<'_>,
        lines: &Lines,
        by: ImpactBy,
    ) -> Result<()> {
        let of_sectors = chains.diversification(Level::RegionSector)?;
        let origins = of_base(&of_sectors, "inputs_va");
        let (partners, level) = match by {
            ImpactBy::RegionSector => (of_base(&of_sectors, "inputs"), None),
            ImpactBy::Region => (vec![], Some(Level::Region)),
            ImpactBy::Bloc => (vec![], Some(Level::Bloc)),
        };
        let Some(level) = level else {
            self.add("concentration", "hhi_partners", partners);
            self.add("concentration", "hhi_inputs", origins);
            return Ok(());
        };
        let spread = chains.diversification(level)?;
        self.add("concentration", "hhi_partners", of_base(&spread, "inputs"));
        self.add("concentration", "hhi_final_demand", of_base(&spread, "final_demand_va"));
        self.add("concentration", "hhi_inputs", averaged(system, partition, &origins, lines));
        Ok(())
    }

    /// This world beside a later one: frame `impact` with the keys `family`, those of the lines,
    /// `indicator`.
    pub fn beside(&self, after: &Profile) -> Frame {
        let lines = self.keys.rows();
        // Which line and which indicator: families outermost, then lines.
        let mut order: Vec<(usize, usize)> = vec![];
        let mut first = 0;
        for family in self.indicators.chunk_by(|a, b| a.family == b.family) {
            let last = first + family.len();
            order.extend((0..lines).flat_map(|line| (first..last).map(move |k| (line, k))));
            first = last;
        }
        let families: Vec<&str> = order.iter().map(|(_, k)| self.indicators[*k].family).collect();
        let names: Vec<&str> = self.indicators.iter().map(|known| known.name.as_str()).collect();
        let mut frame = Frame::new("impact", order.len()).with_text("family", &families);
        for (name, key) in ["region", "sector"].into_iter().zip(self.keys.keys()) {
            let labels: Vec<&str> = order.iter().map(|(line, _)| key.label(*line)).collect();
            frame = frame.with_text(name, &labels);
        }
        let values = |of: &Profile| -> Vec<f64> {
            order.iter().map(|(line, k)| of.indicators[*k].values[*line]).collect()
        };
        let (before, after) = (values(self), values(after));
        let change = minus(&after, &before);
        let size: Vec<f64> = before.iter().map(|value| value.abs()).collect();
        let percent = ratios(&change, &size).iter().map(|ratio| 100.0 * ratio).collect();
        frame
            .with_key("indicator", &names, order.iter().map(|(_, k)| *k))
            .with_indicator("before", Unit::Mixed, before)
            .with_indicator("after", Unit::Mixed, after)
            .with_indicator("change", Unit::Mixed, change)
            .with_indicator("change_percent", Unit::Plain, percent)
    }
}

/// Origins of value added in final products and in inputs.
const SHARES: [&str; 6] = [
    "final_va_local",
    "final_va_regional",
    "final_va_global",
    "inputs_va_local",
    "inputs_va_regional",
    "inputs_va_global",
];

/// A number of every cell averaged over the lines with output, where it is defined.
fn averaged(
    system: &LeontiefSystem,
    partition: &Partition,
    of_cells: &[f64],
    lines: &Lines,
) -> Vec<f64> {
    let mut output = vec![0.0; system.order()];
    let mut weighted = output.clone();
    for (cell, value) in partition.cells().iter().zip(of_cells).filter(|(_, hhi)| !hhi.is_nan()) {
        for &row in &cell.rows {
            output[row] = system.output()[row];
            weighted[row] = output[row] * value;
        }
    }
    ratios(&lines.sum(&weighted), &lines.sum(&output))
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
