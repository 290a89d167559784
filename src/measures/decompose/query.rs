//! Flows and perspectives, and the combinations of them that have a meaning.

use crate::error::{Error, Hint, OptionName, Result, named};
use crate::frame::Level;
use crate::leontief::Need;
use crate::table::Partition;

use super::cells::Cells;

/// The flow whose exports are decomposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Flow {
    /// All exports of an economy.
    #[default]
    Total,
    /// All exports of one sector.
    Sector,
    /// Exports to one partner.
    Bilateral,
    /// Exports of one sector to one partner.
    SectorBilateral,
}

impl Flow {
    pub(super) fn has_sector(self) -> bool {
        matches!(self, Flow::Sector | Flow::SectorBilateral)
    }

    pub(super) fn has_importer(self) -> bool {
        matches!(self, Flow::Bilateral | Flow::SectorBilateral)
    }

    /// The level of a result with one line for each flow.
    #[must_use]
    pub fn level(self) -> Level {
        match self {
            Flow::Total => Level::Region,
            Flow::Sector => Level::RegionSector,
            Flow::Bilateral => Level::Pair,
            Flow::SectorBilateral => Level::PairSector,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Flow::Total => "total exports",
            Flow::Sector => "exports of a sector",
            Flow::Bilateral => "exports to a partner",
            Flow::SectorBilateral => "exports of a sector to a partner",
        }
    }

    /// What messages say of its perspectives.
    fn perspectives(self) -> Hint {
        match self {
            Flow::Total => Hint::from("total exports are seen by `exporter` or `world`; add ")
                .set(OptionName::Sector)
                .say(" or ")
                .set(OptionName::Importer)
                .say(" (with codes, or `all`) for the others"),
            Flow::Sector => "exports of a sector are seen by `exporter` or `sectexp`".into(),
            Flow::Bilateral => "exports to a partner are seen by `exporter` or `bilateral`".into(),
            Flow::SectorBilateral => {
                "exports of a sector to a partner are seen by `exporter` or `sectbil`".into()
            }
        }
    }
}

/// The perimeter within which a unit of value added is counted once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Perspective {
    /// All exports of the exporter.
    #[default]
    Exporter,
    /// All exports of the world.
    World,
    /// All exports of the sector.
    SectorExporter,
    /// All exports of the exporter to the importer.
    Bilateral,
    /// All exports of the sector to the importer.
    SectorBilateral,
}

named!(Perspective, "perspective":
    Exporter = "exporter",
    World = "world",
    SectorExporter = "sectexp",
    Bilateral = "bilateral",
    SectorBilateral = "sectbil",
);

/// Which crossing a unit that leaves several times is assigned to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Approach {
    /// The first.
    #[default]
    Source,
    /// The last.
    Sink,
}

named!(Approach, "approach": Source = "source", Sink = "sink");

/// What to decompose, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Query {
    /// The flow.
    pub flow: Flow,
    /// The perspective.
    pub perspective: Perspective,
    /// The approach; without effect inside the bilateral and sector perimeters, where both
    /// coincide.
    pub approach: Approach,
}

impl Query {
    /// What the decomposition of these cells solves: four right-hand sides for each exporter, or the columns of the
    /// inverse that are the exporters' where these are wanted.
    #[must_use]
    pub fn need(self, cells: &Cells, partition: &Partition) -> Need {
        let exporters = partition.chosen(&cells.exporters);
        let rows: usize = exporters.iter().map(|id| partition.economy(*id).rows.len()).sum();
        let most = 3 * rows > 2 * partition.index().len();
        let columns = if most { Need::Inverse } else { Need::Sides(rows + 2 * partition.len()) };
        match (self.perspective, self.approach) {
            (Perspective::Exporter, Approach::Source) if most => {
                Need::InverseOr(4 * exporters.len())
            }
            (Perspective::Exporter, Approach::Source) => Need::Sides(4 * exporters.len()),
            (Perspective::World, _) => Need::Sides(3 * partition.len()),
            _ => columns,
        }
    }

    /// The query with a meaning that these options stand for, as in Stata `icio`: a bilateral
    /// perspective on the exports of a sector is the sector-bilateral one.
    ///
    /// # Errors
    /// [`Error::Conflict`] for a flow that has no such perspective.
    pub fn resolved(self) -> Result<Query> {
        use Perspective as P;
        let allowed: &[Perspective] = match self.flow {
            Flow::Total => &[P::Exporter, P::World],
            Flow::Sector => &[P::Exporter, P::SectorExporter],
            Flow::Bilateral => &[P::Exporter, P::Bilateral],
            Flow::SectorBilateral => &[P::Exporter, P::SectorBilateral, P::Bilateral],
        };
        if !allowed.contains(&self.perspective) {
            let perspective = OptionName::Perspective.set(self.perspective.name());
            return Err(Error::conflict(perspective, self.flow.name(), self.flow.perspectives()));
        }
        let perspective = match (self.flow, self.perspective) {
            (Flow::SectorBilateral, P::Bilateral) => P::SectorBilateral,
            (_, perspective) => perspective,
        };
        Ok(Query { perspective, ..self })
    }
}
