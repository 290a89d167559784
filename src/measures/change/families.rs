//! Every family of indicators by name, year by year and between years.

use super::{
    PathThresholds, SpatialBy, SpatialThresholds, decomposition, mobility, relocation, shift_share,
    spatial, upgrading,
};
use crate::error::{Result, find};
use crate::frame::{Frame, Unit};
use crate::leontief::{LeontiefSystem, Solver};
use crate::linalg::ratios;
use crate::measures::chains;
use crate::measures::chains::{Chains, ChainsBy, Goods};
use crate::measures::decompose::{Flow, Query, exports};
use crate::measures::participation::{Measure, ParticipationBy, participation};
use crate::measures::position::{PositionBy, PositionMeasure, position};
use crate::table::{Geography, Partition, SectorId};

/// The level at which tables are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CompareBy {
    /// Every economy.
    #[default]
    Region,
    /// Every sector of every economy.
    RegionSector,
    /// Every bloc, taken as one economy; in families of chains, the sum over its economies.
    Bloc,
}

/// A family of indicators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    /// Gross and value-added exports, domestic and foreign value added in them.
    Exports,
    /// Participation of Borin and Mancini.
    Participation,
    /// Upstreamness, downstreamness, production lengths.
    Position,
    /// A family of [`Chains`].
    Chains(chains::Family),
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

impl Family {
    /// All families: those of a year, then those of a change.
    pub const ALL: [Family; 17] = [
        Family::Exports,
        Family::Participation,
        Family::Position,
        Family::Chains(chains::Family::Shares),
        Family::Chains(chains::Family::Flows),
        Family::Chains(chains::Family::Introversion),
        Family::Chains(chains::Family::Diversification),
        Family::Chains(chains::Family::Exposure),
        Family::Chains(chains::Family::Crossings),
        Family::Chains(chains::Family::Shape),
        Family::Chains(chains::Family::Hubs),
        Family::Relocation,
        Family::Mobility,
        Family::ShiftShare,
        Family::Upgrading,
        Family::Spatial,
        Family::Decomposition,
    ];

    /// The name, as frames and options have it.
    #[must_use]
    pub fn name(self) -> &'static str {
        use chains::Family as C;
        match self {
            Family::Exports => "exports",
            Family::Participation => "participation",
            Family::Position => "position",
            Family::Chains(C::Shares) => "shares",
            Family::Chains(C::Flows) => "flows",
            Family::Chains(C::Introversion) => "introversion",
            Family::Chains(C::Diversification) => "diversification",
            Family::Chains(C::Exposure) => "exposure",
            Family::Chains(C::Crossings) => "crossings",
            Family::Chains(C::Shape) => "shape",
            Family::Chains(C::Hubs) => "hubs",
            Family::Relocation => "relocation",
            Family::Mobility => "mobility",
            Family::ShiftShare => "shift_share",
            Family::Upgrading => "upgrading",
            Family::Spatial => "spatial",
            Family::Decomposition => "decomposition",
        }
    }

    /// The family of this name.
    ///
    /// # Errors
    /// [`Error::Unknown`](crate::Error::Unknown) with the nearest names.
    pub fn parse(name: &str) -> Result<Family> {
        let names = Family::ALL.map(|family| family.name().to_owned());
        Ok(Family::ALL[find("family", &names, name)?])
    }

    /// Whether the family has a result at this level, or at a coarser one that stands for it:
    /// exposure and hubs are of regions, not of blocs.
    #[must_use]
    pub fn is_at(self, by: CompareBy) -> bool {
        match self {
            Family::Chains(family) => chains_level(family, by).is_some(),
            _ => true,
        }
    }
}

/// The level at which a family of chains stands for a level of comparison: the same or the next
/// coarser one that it has.
fn chains_level(family: chains::Family, by: CompareBy) -> Option<ChainsBy> {
    let levels: &[ChainsBy] = match by {
        CompareBy::RegionSector => &[ChainsBy::RegionSector, ChainsBy::Region, ChainsBy::Bloc],
        CompareBy::Region => &[ChainsBy::Region, ChainsBy::Bloc],
        CompareBy::Bloc => &[ChainsBy::Bloc],
    };
    levels.iter().copied().find(|level| family.is_at(*level))
}

/// How tables are compared: economies, their blocs, the level, and the rules of the classes.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// Economies and blocs.
    pub geography: Geography,
    /// The level.
    pub by: CompareBy,
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
        if self.by == CompareBy::Bloc { self.geography.blocs() } else { self.geography.economies() }
    }

    /// A family of one table; nothing for a family of changes, and at a level that it is not at
    /// (see [`Family::is_at`]). Keys are `region[, sector]` and, in families of chains, what else they
    /// have. A family without sectors is by region at the level of sectors, introversion always by bloc.
    ///
    /// # Errors
    /// Those of the family's function.
    pub fn of_year(&self, family: Family, system: &LeontiefSystem) -> Result<Option<Frame>> {
        let economies = self.economies();
        let sectors = self.by == CompareBy::RegionSector;
        let frame = match family {
            Family::Exports => self.exports(system)?,
            Family::Participation => {
                let by =
                    if sectors { ParticipationBy::RegionSector } else { ParticipationBy::Region };
                participation(system, economies, Measure::BorinMancini, by)?
            }
            Family::Position => {
                use PositionMeasure::{Kpww, Lengths, Stages};
                let by = if sectors { PositionBy::RegionSector } else { PositionBy::Region };
                position(system, economies, by, &[Stages, Kpww, Lengths], Solver::Lu, &[])?
            }
            Family::Chains(family) => return self.chains(family, system),
            _ => return Ok(None),
        };
        Ok(Some(frame))
    }

    /// A family of changes between two tables; nothing for a family of single tables. Relocation
    /// is by region and sector, and mobility by sector, at every level; families without sectors
    /// are by region at the level of sectors.
    ///
    /// # Errors
    /// Those of the family's function.
    pub fn between(
        &self,
        family: Family,
        before: &LeontiefSystem,
        after: &LeontiefSystem,
    ) -> Result<Option<Frame>> {
        let economies = self.economies();
        let frame = match family {
            Family::Relocation => relocation(before, after, economies)?,
            Family::Mobility => mobility(before, after, &self.geography)?,
            Family::ShiftShare => shift_share(before, after, economies)?,
            Family::Upgrading => upgrading(before, after, economies, &self.knowledge, &self.path)?,
            Family::Spatial => {
                let by = match self.by {
                    CompareBy::Region => SpatialBy::Region,
                    CompareBy::RegionSector => SpatialBy::RegionSector,
                    CompareBy::Bloc => SpatialBy::Bloc,
                };
                spatial(before, after, &self.geography, by, &self.spatial)?
            }
            Family::Decomposition => decomposition(before, after, economies)?,
            _ => return Ok(None),
        };
        Ok(Some(frame))
    }

    /// Gross exports, domestic, foreign and value-added exports (exporter's perspective, by source),
    /// and their shares of exports.
    fn exports(&self, system: &LeontiefSystem) -> Result<Frame> {
        let flow = if self.by == CompareBy::RegionSector { Flow::Sector } else { Flow::Total };
        let query = Query { flow, ..Query::default() };
        let frame = exports(system, self.economies(), query, &[])?;
        let column = |name: &str| frame.real(name).unwrap_or_default().to_vec();
        let gross = column("exports");
        let share = |name: &str| ratios(&column(name), &gross);
        let shares = ["dva", "fva", "vax"].map(share);
        let named = ["dva_share", "fva_share", "vax_ratio"].into_iter().zip(shares);
        let levels = frame.with_only(&["exports", "dva", "fva", "vax"]);
        let levels = levels.with_key_named("exporter", "region");
        Ok(named
            .fold(levels, |frame, (name, share)| frame.with_indicator(name, Unit::Ratio, share)))
    }

    fn chains(&self, family: chains::Family, system: &LeontiefSystem) -> Result<Option<Frame>> {
        let Some(by) = chains_level(family, self.by) else { return Ok(None) };
        let chains = Chains::new(system, &self.geography, &Goods::default())?;
        let frame = chains.family(family, by)?;
        // One column holds regions or blocs, whichever the level is of.
        let of_blocs = |frame: Frame| frame.with_key_named("bloc", "region");
        Ok(if by == ChainsBy::Bloc { frame.map(of_blocs) } else { frame })
    }
}
