//! Whether the chains of final products came home, went to the neighbours, or far away.

use super::comparable;
use crate::error::Result;
use crate::frame::{Frame, Level, Unit};
use crate::leontief::LeontiefSystem;
use crate::linalg::{minus, ratios};
use crate::measures::chains::{Chains, Goods};
use crate::table::Geography;
use crate::table::lines::Lines;

/// The levels of [`spatial()`]: all final products of every economy, the product of every sector
/// of it, all final products of every bloc (the sum over its economies, each seen from its own
/// place).
pub const SPATIAL_LEVELS: &[Level] = &[Level::Region, Level::RegionSector, Level::Bloc];

/// From which change on chains count as moved; see [`spatial()`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SpatialThresholds {
    /// Change of a share of value added in the final product, 0.01 is one percentage point.
    pub chain: f64,
    /// Fall of the share in world value added relative to what it was, 0.05 is five per cent.
    pub weight: f64,
}

impl Default for SpatialThresholds {
    fn default() -> Self {
        SpatialThresholds { chain: 0.01, weight: 0.05 }
    }
}

/// What [`spatial()`] shows.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct SpatialOptions {
    /// One of [`SPATIAL_LEVELS`].
    pub by: Level,
    /// Rule of `spatial_class`.
    pub thresholds: SpatialThresholds,
}

impl SpatialThresholds {
    /// The class for changes of the local, regional and global share and the growth of the share
    /// in world value added; NaN where one is undefined.
    fn class(&self, local: f64, regional: f64, global: f64, growth: f64) -> f64 {
        if [local, regional, global, growth].iter().any(|change| change.is_nan()) {
            f64::NAN
        } else if local >= self.chain {
            1.0
        } else if local <= -self.chain {
            match (growth <= -self.weight, regional > global) {
                (true, _) => 4.0,
                (false, true) => 2.0,
                (false, false) => 3.0,
            }
        } else if regional >= self.chain {
            2.0
        } else {
            0.0
        }
    }
}

/// Shares of value added in final products by reach, and in the world's value added.
struct Year {
    reach: [Vec<f64>; 3],
    weight: Vec<f64>,
}

impl Year {
    fn of(
        system: &LeontiefSystem,
        geography: &Geography,
        by: Level,
        lines: &Lines,
    ) -> Result<Self> {
        let content = Chains::new(system, geography, &Goods::default())?.content(by)?;
        let (index, w) = (system.table().index(), system.value_added());
        let of_sector = Lines::sectors("sectors", index).sum(w);
        let world: f64 = of_sector.iter().sum();
        let whole = if by == Level::RegionSector {
            let cells = geography.economies().cells().iter();
            cells.map(|cell| of_sector[cell.sector.position()]).collect()
        } else {
            vec![world; lines.rows().len()]
        };
        Ok(Year { reach: content.final_va.shares, weight: ratios(&lines.sum(w), &whole) })
    }
}

/// How the chains of final products moved in space.
///
/// Frame `spatial` with keys `region[, sector]`. The value added in a final product of economy r,
/// v'B, is cut by origin: *local* from r, *regional* from the other economies of its bloc, *global*
/// from outside the bloc (`final_va` of [`Chains::shares`]). The three shares sum to one; over the
/// products of an economy they are weighted by final demand. Columns, changes between the years:
///
/// | column | meaning | unit |
/// |---|---|---|
/// | `local_share_change`, `regional_share_change`, `global_share_change` | of the three shares; they sum to zero | ratio |
/// | `va_share_change` | of the share in world value added (with sectors, in that of the sector) | ratio |
/// | `va_share_growth` | the same relative to what it was | ratio |
/// | `spatial_class` | class, see below | code |
///
/// With the default thresholds of [`SpatialThresholds`], 1 percentage point of a chain and 5 per
/// cent of the weight in the world:
///
/// | local share | share in the world | regional and global share | `spatial_class` |
/// |---|---|---|---|
/// | up by 1 point or more | any | any | 1 localisation: stages came home |
/// | down by 1 point or more | down by 5 % or more | any | 4 relocation: stages left, and the activity with them |
/// | down by 1 point or more | else | regional up more than global | 2 regionalisation: stages went to the neighbours |
/// | down by 1 point or more | else | else | 3 delocalisation: stages went far away, the activity stayed |
/// | else | any | regional up by 1 point or more | 2 regionalisation: from far away to the neighbours |
/// | else | any | else | 0 stable |
///
/// Empty for a product without output. The rest of the world as a bloc is a remainder: what is
/// regional there means little.
///
/// Cost beyond both factors: 8n² flops per economy and year.
///
/// # Errors
/// [`Error::Level`](crate::Error::Level) for a level that is none of [`SPATIAL_LEVELS`]; as
/// [`comparable`], [`Chains::new`] and [`LeontiefSystem::factorise`].
///
/// # Examples
/// ```
/// use tripole::table::Geography;
/// use tripole::{Accounting, LeontiefSystem, read};
/// use tripole::measures::change::{SpatialOptions, spatial};
/// let system = |name| {
///     let input = read::Input::parse(name)?;
///     let table = read::read(&input, &read::ReadOptions::default())?.table;
///     LeontiefSystem::new(table, &Accounting::default())
/// };
/// let (before, after) = (system("builtin:three-pole-1995")?, system("builtin:three-pole-2011")?);
/// let geography = Geography::new(after.table().index(), &[], &read::builtin_blocs())?;
/// let frame = spatial(&before, &after, &geography, &SpatialOptions::default())?;
/// assert_eq!(frame.value(&["JPN"], "spatial_class"), Some(4.0));
/// assert_eq!(frame.value(&["CHN"], "spatial_class"), Some(3.0));
/// # Ok::<(), tripole::Error>(())
/// ```
///
/// # References
/// Los, Timmer and de Vries (2015), *Journal of Regional Science* 55, for the shares; the classes
/// are this project's construction.
pub fn spatial(
    before: &LeontiefSystem,
    after: &LeontiefSystem,
    geography: &Geography,
    options: &SpatialOptions,
) -> Result<Frame> {
    comparable(before, after)?;
    before.check_geography(geography)?;
    let SpatialOptions { by, thresholds: rule } = *options;
    let economies = if by == Level::Bloc { geography.blocs() } else { geography.economies() };
    let lines = Lines::at("spatial", by, SPATIAL_LEVELS, before.table().index(), economies)?;
    let first = Year::of(before, geography, by, &lines)?;
    let second = Year::of(after, geography, by, &lines)?;
    let [local, regional, global] = [0, 1, 2].map(|k| minus(&second.reach[k], &first.reach[k]));
    let moved = minus(&second.weight, &first.weight);
    let growth = ratios(&moved, &first.weight);
    let class = |k: usize| rule.class(local[k], regional[k], global[k], growth[k]);
    let classes = (0..local.len()).map(class).collect();
    Ok(lines
        .frame()
        .with_indicator("local_share_change", Unit::Difference, local)
        .with_indicator("regional_share_change", Unit::Difference, regional)
        .with_indicator("global_share_change", Unit::Difference, global)
        .with_indicator("va_share_change", Unit::Difference, moved)
        .with_indicator("va_share_growth", Unit::Change, growth)
        .with_indicator("spatial_class", Unit::Number, classes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_by_the_table() {
        let rule = SpatialThresholds::default();
        for (class, [local, regional, global, growth]) in [
            (1.0, [0.02, -0.01, -0.01, -0.5]),
            (4.0, [-0.02, 0.03, -0.01, -0.06]),
            (2.0, [-0.02, 0.015, 0.005, -0.04]),
            (3.0, [-0.02, 0.005, 0.015, 0.3]),
            (2.0, [0.0, 0.02, -0.02, -0.5]),
            (0.0, [0.0, -0.02, 0.02, -0.5]),
            (0.0, [0.009, 0.0, -0.009, 0.0]),
        ] {
            assert_eq!(rule.class(local, regional, global, growth), class);
        }
        assert!(rule.class(0.0, 0.0, 0.0, f64::NAN).is_nan());
    }
}
