//! How local, regional or global the chains of an economy are, and how it stands in them.

use crate::error::Result;
use crate::frame::{Frame, Level};
use crate::leontief::{LeontiefSystem, Solver};
use crate::measures::chains::{Chains, Goods};
use crate::measures::position::{PositionMeasure, PositionOptions, position};
use crate::sources::manufactures;
use crate::table::Geography;

/// The columns, in order.
pub(super) const COLUMNS: [&str; 9] = [
    "va_local",
    "va_regional",
    "va_global",
    "introversion",
    "introversion_va",
    "suppliers",
    "pass_through",
    "upstreamness",
    "gvc_position",
];

/// Structure of regions, or of poles.
pub(super) struct Structure {
    by: Level,
    shares: Frame,
    spread: Frame,
    hubs: Frame,
    introversion: Frame,
    position: Frame,
}

impl Structure {
    /// Of the regions of a table that lie in poles, or of the poles themselves.
    pub fn of(system: &LeontiefSystem, geography: &Geography, by: Level) -> Result<Self> {
        let index = system.table().index();
        let goods = Goods { products: manufactures(index), inputs: vec![] };
        let chains = Chains::new(system, geography, &goods)?;
        let all = Chains::new(system, geography, &Goods::default())?;
        let lines = if by == Level::Bloc { geography.blocs() } else { geography.economies() };
        let measures = vec![PositionMeasure::Stages, PositionMeasure::Lengths];
        let options = PositionOptions { measures, solver: Solver::Lu, ..Default::default() };
        Ok(Structure {
            by,
            shares: chains.shares(by)?,
            spread: chains.diversification(by)?,
            hubs: chains.hubs()?,
            introversion: all.introversion()?,
            position: position(system, lines, &options)?,
        })
    }

    /// The economy through which the foreign value added in a pole's inner exports passes most,
    /// and its share.
    pub fn hub(&self, pole: &str) -> (String, f64) {
        let (Some(region), Some(bloc), Some(passed)) =
            (self.hubs.key("region"), self.hubs.key("bloc"), self.hubs.real("pass_through"))
        else {
            return (String::new(), f64::NAN);
        };
        let members = (0..self.hubs.rows())
            .filter(|&row| bloc.label(row) == pole && !passed[row].is_nan())
            .max_by(|&a, &b| passed[a].total_cmp(&passed[b]));
        members.map_or((String::new(), f64::NAN), |row| (region.label(row).to_owned(), passed[row]))
    }

    /// The values of [`COLUMNS`] for one economy.
    pub fn values(&self, name: &str) -> [f64; 9] {
        let of = |frame: &Frame, labels: &[&str], column: &str| {
            frame.value(labels, column).unwrap_or(f64::NAN)
        };
        let share = |reach: &str| of(&self.shares, &[name], &format!("final_va_{reach}"));
        // Only poles have an inside.
        let introversion = |flow: &str| {
            if self.by == Level::Bloc {
                of(&self.introversion, &[name, flow], "symmetric_introversion")
            } else {
                f64::NAN
            }
        };
        let suppliers = (0..self.spread.rows()).find(|&row| {
            let label = |k: usize| self.spread.keys()[k].label(row);
            label(0) == name && label(1) == "inputs_va"
        });
        let number = self.spread.real("effective_number").unwrap_or_default();
        let passed = if self.by == Level::Bloc {
            self.hub(name).1
        } else {
            let region = self.hubs.key("region");
            let row =
                (0..self.hubs.rows()).find(|&row| region.is_some_and(|key| key.label(row) == name));
            row.and_then(|row| Some(self.hubs.real("pass_through")?[row])).unwrap_or(f64::NAN)
        };
        [
            share("local"),
            share("regional"),
            share("global"),
            introversion("gross"),
            introversion("value_added"),
            suppliers.map_or(f64::NAN, |row| number[row]),
            passed,
            of(&self.position, &[name], "upstreamness"),
            of(&self.position, &[name], "gvc_position"),
        ]
    }
}
