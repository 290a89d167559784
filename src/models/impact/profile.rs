//! The indicators of one world.

use std::sync::Arc;

use super::lines_of;
use crate::error::{Result, named};
use crate::frame::{Frame, Level, Unit, changes};
use crate::leontief::LeontiefSystem;
use crate::linalg::ratios;
use crate::measures::chains::{Amounts, Chains, Diversification, Goods, REACH_NAMES};
use crate::measures::decompose::{Flow, Query, export_lines};
use crate::measures::participation::BorinMancini;
use crate::measures::position::{PositionOptions, Stages};
use crate::measures::trade::Exports;
use crate::measures::value_added::{VaxOfEconomies, VaxOfSectors};
use crate::table::lines::Lines;
use crate::table::{Geography, Partition};

/// A family of indicators of a world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Output, value added.
    Output,
    /// Gross exports and imports.
    Trade,
    /// Domestic value added in exports, value-added exports.
    ValueAddedTrade,
    /// In global value chains, backward and forward (Borin and Mancini).
    Participation,
    /// Upstreamness, downstreamness.
    Position,
    /// Herfindahl indices of partners and of origins.
    Concentration,
    /// Local, regional and global value added in final products and in inputs.
    Shares,
    /// Accounts that are given beside the table.
    Satellite,
}

named!(Family, "family":
    Output = "output",
    Trade = "trade",
    ValueAddedTrade = "value_added_trade",
    Participation = "participation",
    Position = "position",
    Concentration = "concentration",
    Shares = "shares",
    Satellite = "satellite",
);

/// One number per line.
#[derive(Debug)]
struct Indicator {
    family: &'static str,
    name: String,
    unit: Unit,
    values: Vec<f64>,
}

/// Indicators of every line, family by family.
#[derive(Debug)]
pub(crate) struct Profile {
    keys: Frame,
    indicators: Vec<Indicator>,
}

impl Profile {
    /// These families of indicators; the others cost nothing.
    pub fn of(
        system: &LeontiefSystem,
        geography: &Geography,
        by: Level,
        families: &[Family],
    ) -> Result<Self> {
        let has = |family: Family| families.contains(&family);
        let lines = lines_of(by, geography)?;
        let economies = if by == Level::Bloc { geography.blocs() } else { geography.economies() };
        let mut profile = Profile { keys: lines.frame(), indicators: vec![] };
        if has(Family::Output) {
            profile.add("output", "output", money(system), lines.sum(system.output()));
            profile.add("output", "value_added", money(system), lines.sum(system.value_added()));
        }
        if has(Family::Trade) {
            profile.add_trade(system, economies, &lines, by);
        }
        if has(Family::ValueAddedTrade) {
            profile.add_value_added_trade(system, economies, &lines, by)?;
        }
        if has(Family::Participation) {
            profile.add_participation(&BorinMancini::of(system, economies, &lines)?);
        }
        if has(Family::Position) {
            let options = PositionOptions { by, ..Default::default() };
            let stages = Stages::of(system, &options, &lines)?;
            profile.add("position", "upstreamness", Unit::Count, stages.upstreamness);
            profile.add("position", "downstreamness", Unit::Count, stages.downstreamness);
        }
        if has(Family::Concentration) || has(Family::Shares) {
            let chains = Chains::new(system, geography, &Goods::default())?;
            if has(Family::Concentration) {
                profile.add_concentration(system, geography.economies(), &chains, &lines, by)?;
            }
            if has(Family::Shares) {
                profile.add_shares(&chains, by)?;
            }
        }
        Ok(profile)
    }

    pub fn add(&mut self, family: &'static str, name: &str, unit: Unit, values: Vec<f64>) {
        self.indicators.push(Indicator { family, name: name.to_owned(), unit, values });
    }

    /// Gross trade.
    fn add_trade(
        &mut self,
        system: &LeontiefSystem,
        economies: &Partition,
        lines: &Lines,
        by: Level,
    ) {
        let flows = Exports::of(system.table(), economies).total();
        self.add("trade", "exports", money(system), lines.sum(&flows.row_sums()));
        if by != Level::RegionSector {
            self.add("trade", "imports", money(system), flows.column_sums());
        }
    }

    /// Value added in trade.
    fn add_value_added_trade(
        &mut self,
        system: &LeontiefSystem,
        economies: &Partition,
        lines: &Lines,
        by: Level,
    ) -> Result<()> {
        let flows = Exports::of(system.table(), economies).total();
        let gross = lines.sum(&flows.row_sums());
        let by_sector = by == Level::RegionSector;
        let flow = if by_sector { Flow::Sector } else { Flow::Total };
        let decomposed = export_lines(system, economies, Query { flow, ..Query::default() })?;
        let domestic: Vec<f64> = decomposed.iter().map(|line| line.terms.dva).collect();
        self.add("value_added_trade", "dva", money(system), domestic.clone());
        self.add("value_added_trade", "dva_share", Unit::Share, ratios(&domestic, &gross));
        if by_sector {
            let absorbed = VaxOfSectors::of(system, economies)?;
            self.add("value_added_trade", "vax_forward", money(system), absorbed.forward);
            self.add("value_added_trade", "vax_backward", money(system), absorbed.backward);
        } else {
            let absorbed = VaxOfEconomies::of(system, economies)?;
            self.add("value_added_trade", "vax", money(system), absorbed.vax);
        }
        Ok(())
    }

    fn add_participation(&mut self, of: &BorinMancini) {
        for (name, share) in [
            ("gvc_share", &of.gvc_share),
            ("gvc_backward_share", &of.backward_share),
            ("gvc_forward_share", &of.forward_share),
        ] {
            self.add("participation", name, Unit::Share, share.clone());
        }
    }

    fn add_concentration(
        &mut self,
        system: &LeontiefSystem,
        partition: &Partition,
        chains: &Chains<'_>,
        lines: &Lines,
        by: Level,
    ) -> Result<()> {
        let of_sectors = chains.concentrations(Level::RegionSector)?;
        let origins = herfindahl(&of_sectors, Amounts::InputsVa);
        let mut add = |name, values| self.add("concentration", name, Unit::Index, values);
        if by == Level::RegionSector {
            add("hhi_partners", herfindahl(&of_sectors, Amounts::Inputs));
            add("hhi_inputs", origins);
            return Ok(());
        }
        let spread = chains.concentrations(by)?;
        add("hhi_partners", herfindahl(&spread, Amounts::Inputs));
        add("hhi_final_demand", herfindahl(&spread, Amounts::FinalDemandVa));
        add("hhi_inputs", averaged(system, partition, &origins, lines));
        Ok(())
    }

    /// Origins of value added in final products and in inputs.
    fn add_shares(&mut self, chains: &Chains<'_>, by: Level) -> Result<()> {
        let content = chains.content(by)?;
        let bases = [("final_va", content.final_va), ("inputs_va", content.inputs_va)];
        for (base, reached) in bases {
            for (reach, share) in REACH_NAMES.into_iter().zip(reached.shares) {
                self.add("shares", &format!("{base}_{reach}"), Unit::Share, share);
            }
        }
        Ok(())
    }

    /// This world beside a later one: frame `impact` with the keys `family`, those of the lines,
    /// `indicator`.
    pub fn beside(&self, after: &Profile) -> Frame {
        self.beside_in(after, &self.order())
    }

    /// The same, with words about every line.
    pub fn beside_with(&self, after: &Profile, (name, words): (&'static str, &[String])) -> Frame {
        let order = self.order();
        let texts: Vec<&str> = order.iter().map(|(line, _)| words[*line].as_str()).collect();
        self.beside_in(after, &order).with_remark(name, &texts)
    }

    /// Line and indicator of every row: families outermost, then lines.
    fn order(&self) -> Vec<(usize, usize)> {
        let lines = self.keys.rows();
        let mut order: Vec<(usize, usize)> = vec![];
        let mut first = 0;
        for family in self.indicators.chunk_by(|a, b| a.family == b.family) {
            let last = first + family.len();
            order.extend((0..lines).flat_map(|line| (first..last).map(move |k| (line, k))));
            first = last;
        }
        order
    }

    fn beside_in(&self, after: &Profile, order: &[(usize, usize)]) -> Frame {
        let families: Vec<&str> = order.iter().map(|(_, k)| self.indicators[*k].family).collect();
        let names: Vec<&str> = self.indicators.iter().map(|known| known.name.as_str()).collect();
        let mut frame = Frame::new("impact", order.len()).with_text("family", &families);
        for (name, key) in ["region", "sector"].into_iter().zip(self.keys.keys()) {
            let codes = order.iter().map(|(line, _)| key.codes()[*line] as usize);
            frame = frame.with_key(name, key.labels(), codes);
        }
        let values = |of: &Profile| -> Vec<f64> {
            order.iter().map(|(line, k)| of.indicators[*k].values[*line]).collect()
        };
        let (before, after) = (values(self), values(after));
        let units: Arc<[Unit]> =
            order.iter().map(|(_, k)| self.indicators[*k].unit.clone()).collect();
        let unit = || Unit::Each(units.clone());
        let (change, percent) = changes(&before, &after);
        frame
            .with_key("indicator", &names, order.iter().map(|(_, k)| *k))
            .with_indicator("before", unit(), before)
            .with_indicator("after", unit(), after)
            .with_indicator("change", unit().of_difference(), change)
            .with_indicator("change_percent", Unit::Percent, percent)
    }
}

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

fn money(system: &LeontiefSystem) -> Unit {
    Unit::money(system.table().unit())
}

/// Σp² of every line.
fn herfindahl(spread: &Diversification, base: Amounts) -> Vec<f64> {
    spread.of(base).into_iter().flatten().map(|of| of.herfindahl).collect()
}
