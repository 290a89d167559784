//! Whether the chains of final products came home, went to the neighbours, or far away.

use super::{bloc_of, by_cell, by_economy, comparable};
use crate::error::Result;
use crate::frame::{Frame, Unit};
use crate::labels::{Cell, EconomyId, Partition};
use crate::leontief::LeontiefSystem;
use crate::linalg::{minus, ratio, ratios};

/// The level at which chains are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SpatialBy {
    /// All final products of every economy.
    #[default]
    Region,
    /// The final product of every sector of every economy.
    RegionSector,
}

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

/// Shares of value added in final products by distance of origin, and in the world's value added.
struct Year {
    local: Vec<f64>,
    regional: Vec<f64>,
    global: Vec<f64>,
    weight: Vec<f64>,
}

impl Year {
    fn of(
        system: &LeontiefSystem,
        partition: &Partition,
        bloc: &[EconomyId],
        by: SpatialBy,
    ) -> Result<Self> {
        let origins = system.value_added_by_origin(partition)?;
        let sold = system.final_demand_by_destination(partition).row_sums();
        let index = system.table().index();
        let (mut world, w) = (vec![0.0; index.sectors().len()], system.value_added());
        for (node, w) in index.nodes().iter().zip(w) {
            world[node.sector.position()] += w;
        }
        let all: f64 = world.iter().sum();
        // Economy, rows, and the value added in the world that theirs is a share of.
        let lines: Vec<(EconomyId, &[usize], f64)> = match by {
            SpatialBy::Region => partition.economies().map(|(id, e)| (id, &*e.rows, all)).collect(),
            SpatialBy::RegionSector => {
                let line = |cell: &Cell| world[cell.sector.position()];
                partition.cells().iter().map(|c| (c.economy, &*c.rows, line(c))).collect()
            }
        };
        let mut year = Year { local: vec![], regional: vec![], global: vec![], weight: vec![] };
        for (id, rows, world) in lines {
            let [mut local, mut regional, mut global] = [0.0; 3];
            for (origin, of_bloc) in bloc.iter().enumerate() {
                // One product alone needs no weight, so it may be one that nobody buys finished.
                let weight = |row: usize| if rows.len() == 1 { 1.0 } else { sold[row] };
                let content: f64 =
                    rows.iter().map(|&row| weight(row) * origins[(row, origin)]).sum();
                match (origin == id.position(), *of_bloc == bloc[id.position()]) {
                    (true, _) => local += content,
                    (false, true) => regional += content,
                    (false, false) => global += content,
                }
            }
            let total = local + regional + global;
            let made = rows.iter().any(|&row| system.output()[row] != 0.0);
            let share = |part: f64| if made { ratio(part, total) } else { f64::NAN };
            year.local.push(share(local));
            year.regional.push(share(regional));
            year.global.push(share(global));
            let own: f64 = rows.iter().map(|&row| w[row]).sum();
            year.weight.push(ratio(own, world));
        }
        Ok(year)
    }
}

/// How the chains of final products moved in space.
///
/// Frame `spatial` with keys `region[, sector]`. The value added in a final product of economy r,
/// v'B, is cut by origin: *local* from r, *regional* from the other economies of its bloc, *global*
/// from outside the bloc. The three shares sum to one; over several products they are weighted by
/// final demand. Columns, changes between the years:
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
/// Cost beyond both factors: 2n² flops per economy and year.
///
/// # Errors
/// As [`comparable`] and [`LeontiefSystem::factorise`];
/// [`Error::Conflict`](crate::Error::Conflict) for a group of regions of several blocs.
///
/// # Examples
/// ```
/// use tripole::change::{SpatialBy, SpatialThresholds, spatial};
/// use tripole::{Accounting, Group, LeontiefSystem, Partition, formats};
/// let system = |name| {
///     let input = formats::Input::parse(name)?;
///     let table = formats::read(&input, &formats::ReadOptions::default())?.table;
///     LeontiefSystem::new(table, &Accounting::default())
/// };
/// let (before, after) = (system("builtin:three-pole-1995")?, system("builtin:three-pole-2011")?);
/// let index = after.table().index();
/// let groups: Vec<Group> =
///     formats::builtin_blocs()?.iter().filter_map(|bloc| bloc.group(index)).collect();
/// let (partition, blocs) = (Partition::regions(index), Partition::new(index, &groups)?);
/// let rule = SpatialThresholds::default();
/// let frame = spatial(&before, &after, &partition, &blocs, SpatialBy::Region, &rule)?;
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
    partition: &Partition,
    blocs: &Partition,
    by: SpatialBy,
    rule: &SpatialThresholds,
) -> Result<Frame> {
    comparable(before, after)?;
    let bloc = bloc_of(partition, blocs)?;
    let first = Year::of(before, partition, &bloc, by)?;
    let second = Year::of(after, partition, &bloc, by)?;
    let local = minus(&second.local, &first.local);
    let regional = minus(&second.regional, &first.regional);
    let global = minus(&second.global, &first.global);
    let moved = minus(&second.weight, &first.weight);
    let growth = ratios(&moved, &first.weight);
    let class = |k: usize| rule.class(local[k], regional[k], global[k], growth[k]);
    let classes = (0..local.len()).map(class).collect();
    let frame = match by {
        SpatialBy::Region => by_economy("spatial", partition),
        SpatialBy::RegionSector => by_cell("spatial", before, partition),
    };
    Ok(frame
        .with_indicator("local_share_change", Unit::Ratio, local)
        .with_indicator("regional_share_change", Unit::Ratio, regional)
        .with_indicator("global_share_change", Unit::Ratio, global)
        .with_indicator("va_share_change", Unit::Ratio, moved)
        .with_indicator("va_share_growth", Unit::Ratio, growth)
        .with_indicator("spatial_class", Unit::Plain, classes))
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
