//! Every family of indicators by name, year by year and between years.

use super::{
    PathThresholds, SpatialOptions, SpatialThresholds, decomposition, mobility, relocation,
    shift_share, spatial, upgrading,
};
use crate::error::{Result, named};
use crate::frame::{Frame, Level, Unit};
use crate::leontief::LeontiefSystem;
use crate::linalg::ratios;
use crate::measures::chains::{ChainFamily, Chains, Goods};
use crate::measures::decompose::{Flow, Query, Terms, export_lines};
use crate::measures::participation::{Measure, participation};
use crate::measures::position::{PositionOptions, position};
use crate::table::lines::Lines;
use crate::table::{Geography, Partition, SectorId};

/// The levels of a [`Comparison`]: every economy, every sector of it, every bloc (taken as one
/// economy; in families of chains, the sum over its economies).
pub const LEVELS: &[Level] = &[Level::Region, Level::RegionSector, Level::Bloc];

/// A family of indicators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IndicatorFamily {
    /// Gross and value-added exports, domestic and foreign value added in them.
    Exports,
    /// Participation of Borin and Mancini.
    Participation,
    /// Upstreamness, downstreamness, production lengths.
    Position,
    /// A family of [`Chains`].
    Chains(ChainFamily),
    /// [`relocation()`].
    Relocation,
    /// [`mobility`].
    Mobility,
    /// [`shift_share`].
    ShiftShare,
    /// [`upgrading()`].
    Upgrading,
    /// [`spatial()`].
    Spatial,
    /// [`decomposition()`].
    Decomposition,
}

// Those of a year, then those of a change.
named!(IndicatorFamily, "family":
    Exports = "exports",
    Participation = "participation",
    Position = "position",
    Chains(ChainFamily::Shares) = "shares",
    Chains(ChainFamily::Flows) = "flows",
    Chains(ChainFamily::Introversion) = "introversion",
    Chains(ChainFamily::Diversification) = "diversification",
    Chains(ChainFamily::Exposure) = "exposure",
    Chains(ChainFamily::Crossings) = "crossings",
    Chains(ChainFamily::Shape) = "shape",
    Chains(ChainFamily::Hubs) = "hubs",
    Relocation = "relocation",
    Mobility = "mobility",
    ShiftShare = "shift_share",
    Upgrading = "upgrading",
    Spatial = "spatial",
    Decomposition = "decomposition",
);

impl IndicatorFamily {
    /// Whether the family has a result at this level, or at a coarser one that stands for it:
    /// exposure and hubs are of regions, not of blocs.
    #[must_use]
    pub fn is_at(self, by: Level) -> bool {
        match self {
            IndicatorFamily::Chains(family) => chains_level(family, by).is_some(),
            _ => LEVELS.contains(&by),
        }
    }

    /// Whether the family is of the change between two tables, and not of a single one.
    ///
    /// # Examples
    /// ```
    /// use tripole::measures::change::IndicatorFamily;
    /// assert!(IndicatorFamily::Mobility.is_of_change() && !IndicatorFamily::Exports.is_of_change());
    /// ```
    #[must_use]
    pub fn is_of_change(self) -> bool {
        match self {
            IndicatorFamily::Exports
            | IndicatorFamily::Participation
            | IndicatorFamily::Position
            | IndicatorFamily::Chains(_) => false,
            IndicatorFamily::Relocation
            | IndicatorFamily::Mobility
            | IndicatorFamily::ShiftShare
            | IndicatorFamily::Upgrading
            | IndicatorFamily::Spatial
            | IndicatorFamily::Decomposition => true,
        }
    }
}

impl IndicatorFamily {
    /// Of `region`, `sector` and `partner` the keys that its result has at a level of comparison, by
    /// which rows can be chosen. Introversion has none but by bloc: elsewhere its `region` is a bloc.
    ///
    /// # Examples
    /// ```
    /// use tripole::frame::Level;
    /// use tripole::measures::change::IndicatorFamily;
    /// assert_eq!(IndicatorFamily::Mobility.keys(Level::Region), ["sector"]);
    /// ```
    #[must_use]
    pub fn keys(self, by: Level) -> &'static [&'static str] {
        match self {
            IndicatorFamily::Mobility => &["sector"],
            IndicatorFamily::Relocation => &["region", "sector"],
            IndicatorFamily::Chains(ChainFamily::Flows | ChainFamily::Exposure) => {
                &["region", "partner"]
            }
            IndicatorFamily::Chains(ChainFamily::Introversion) if by != Level::Bloc => &[],
            IndicatorFamily::ShiftShare
            | IndicatorFamily::Upgrading
            | IndicatorFamily::Decomposition
            | IndicatorFamily::Chains(ChainFamily::Hubs) => &["region"],
            _ if by == Level::RegionSector => &["region", "sector"],
            _ => &["region"],
        }
    }
}

/// The level at which a family of chains stands for a level of comparison: the same or the next
/// coarser one that it has.
fn chains_level(family: ChainFamily, by: Level) -> Option<Level> {
    let levels: &[Level] = match by {
        Level::RegionSector => &[Level::RegionSector, Level::Region, Level::Bloc],
        Level::Region => &[Level::Region, Level::Bloc],
        Level::Bloc => &[Level::Bloc],
        _ => &[],
    };
    levels.iter().copied().find(|level| family.is_at(*level))
}

/// How tables are compared: economies, their blocs, the level, and the rules of the classes.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// Economies and blocs.
    pub geography: Geography,
    /// One of [`LEVELS`].
    pub by: Level,
    /// Knowledge-intensive sectors, see [`upgrading()`].
    pub knowledge: Vec<SectorId>,
    /// Rule of `gvc_path`.
    pub path: PathThresholds,
    /// Rule of `spatial_class`.
    pub spatial: SpatialThresholds,
}

impl Comparison {
    /// What acts as one economy at this level.
    fn economies(&self) -> &Partition {
        if self.by == Level::Bloc { self.geography.blocs() } else { self.geography.economies() }
    }

    /// A family of one table; nothing for a family of changes, and at a level that it is not at
    /// (see [`IndicatorFamily::is_at`]). Keys are `region[, sector]` and, in families of chains, what else they
    /// have. A family without sectors is by region at the level of sectors, introversion always by bloc.
    ///
    /// # Errors
    /// [`Error::Level`](crate::Error::Level) for a level that is none of [`LEVELS`]; those of the
    /// family's function.
    pub fn of_year(
        &self,
        family: IndicatorFamily,
        system: &LeontiefSystem,
    ) -> Result<Option<Frame>> {
        self.by.among("a comparison", LEVELS)?;
        let economies = self.economies();
        let frame = match family {
            IndicatorFamily::Exports => self.exports(system)?,
            IndicatorFamily::Participation => {
                participation(system, economies, Measure::BorinMancini, self.by)?
            }
            IndicatorFamily::Position => {
                let options = PositionOptions { by: self.by, ..Default::default() };
                position(system, economies, &options)?
            }
            IndicatorFamily::Chains(family) => return self.chains(family, system),
            _ => return Ok(None),
        };
        Ok(Some(frame))
    }

    /// A family of changes between two tables; nothing for a family of single tables. Relocation
    /// is by region and sector, and mobility by sector, at every level; families without sectors
    /// are by region at the level of sectors.
    ///
    /// # Errors
    /// [`Error::Level`](crate::Error::Level) for a level that is none of [`LEVELS`]; those of the
    /// family's function.
    pub fn between(
        &self,
        family: IndicatorFamily,
        before: &LeontiefSystem,
        after: &LeontiefSystem,
    ) -> Result<Option<Frame>> {
        self.by.among("a comparison", LEVELS)?;
        let economies = self.economies();
        let frame = match family {
            IndicatorFamily::Relocation => relocation(before, after, economies)?,
            IndicatorFamily::Mobility => mobility(before, after, &self.geography)?,
            IndicatorFamily::ShiftShare => shift_share(before, after, economies)?,
            IndicatorFamily::Upgrading => {
                upgrading(before, after, economies, &self.knowledge, &self.path)?
            }
            IndicatorFamily::Spatial => {
                let options = SpatialOptions { by: self.by, thresholds: self.spatial };
                spatial(before, after, &self.geography, &options)?
            }
            IndicatorFamily::Decomposition => decomposition(before, after, economies)?,
            _ => return Ok(None),
        };
        Ok(Some(frame))
    }

    /// Gross exports, domestic, foreign and value-added exports (exporter's perspective, by source),
    /// and their shares of exports.
    fn exports(&self, system: &LeontiefSystem) -> Result<Frame> {
        let flow = if self.by == Level::RegionSector { Flow::Sector } else { Flow::Total };
        let query = Query { flow, ..Query::default() };
        let (index, economies) = (system.table().index(), self.economies());
        let found = export_lines(system, economies, query)?;
        let column =
            |of: fn(&Terms) -> f64| found.iter().map(|line| of(&line.terms)).collect::<Vec<f64>>();
        let (gross, dva, fva) = (column(|of| of.exports), column(|of| of.dva), column(|of| of.fva));
        let vax = column(Terms::vax);
        let shares = [&dva, &fva, &vax].map(|part| ratios(part, &gross));
        let [dva_share, fva_share, vax_ratio] = shares;
        let money = || Unit::money(system.table().unit());
        Ok(Lines::at("exports", self.by, LEVELS, index, economies)?
            .frame()
            .with_indicator("exports", money(), gross)
            .with_indicator("dva", money(), dva)
            .with_indicator("vax", money(), vax)
            .with_indicator("fva", money(), fva)
            .with_indicator("dva_share", Unit::Share, dva_share)
            .with_indicator("fva_share", Unit::Share, fva_share)
            .with_indicator("vax_ratio", Unit::Share, vax_ratio))
    }

    fn chains(&self, family: ChainFamily, system: &LeontiefSystem) -> Result<Option<Frame>> {
        let Some(by) = chains_level(family, self.by) else { return Ok(None) };
        let chains = Chains::new(system, &self.geography, &Goods::default())?;
        let frame = chains.family(family, by)?;
        // One column holds regions or blocs, whichever the level is of.
        let of_blocs = |frame: Frame| frame.with_key_named("bloc", "region");
        Ok(if by == Level::Bloc { frame.map(of_blocs) } else { frame })
    }
}
