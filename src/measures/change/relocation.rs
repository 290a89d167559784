//! Which economies gained and lost a sector of the world.

use super::{comparable, money};
use crate::error::Result;
use crate::frame::{Frame, Unit};
use crate::leontief::LeontiefSystem;
use crate::linalg::{minus, ratio, ratios};
use crate::table::lines::Lines;
use crate::table::{Geography, Partition};

/// Value added of the world in total and by sector, in both years.
struct WorldTotals {
    total: [f64; 2],
    of_sector: [Vec<f64>; 2],
}

impl WorldTotals {
    fn of(before: &LeontiefSystem, after: &LeontiefSystem) -> Self {
        let by_sector = |system: &LeontiefSystem| {
            let index = system.table().index();
            let mut sums = vec![0.0; index.sectors().len()];
            for (node, w) in index.nodes().iter().zip(system.value_added()) {
                sums[node.sector.position()] += w;
            }
            sums
        };
        let of_sector = [by_sector(before), by_sector(after)];
        let total = [of_sector[0].iter().sum(), of_sector[1].iter().sum()];
        WorldTotals { total, of_sector }
    }

    /// World growth, sector mix and competitive effect of a value added that went from w to w'.
    fn shift_share(&self, sector: usize, w: f64, later: f64) -> [f64; 3] {
        let whole = ratio(self.total[1], self.total[0]);
        let growth = if whole.is_nan() { 0.0 } else { w * (whole - 1.0) };
        let of_sector = ratio(self.of_sector[1][sector], self.of_sector[0][sector]);
        if of_sector.is_nan() {
            return [growth, later - w - growth, 0.0];
        }
        [growth, w * (of_sector - 1.0) - growth, later - w * of_sector]
    }
}

/// Where each sector of the world went: the share of every economy in it, before and after, and
/// what made the economy's own value added in it grow.
///
/// Frame `relocation` with keys `region, sector` and columns, for value added w and w' before and
/// after, w_j of the sector in the world, W of the world:
///
/// | column | formula | unit |
/// |---|---|---|
/// | `va_share_change` | the difference of the next two | ratio |
/// | `va_share_before`, `va_share_after` | w_rj / w_j; empty where the world has none of the sector | ratio |
/// | `va_change` | w'_rj − w_rj, the sum of the three below | the table's |
/// | `world_growth` | w_rj (W'/W − 1): as if it had grown like the world | the table's |
/// | `sector_mix` | w_rj (w'_j/w_j − W'/W): its sector grew faster or more slowly | the table's |
/// | `competitive` | w'_rj − w_rj w'_j/w_j: gained from or lost to the same sector elsewhere | the table's |
///
/// The shares of a sector sum to one, the competitive effects of a sector to zero. A sector that
/// the world had none of before has no growth rate: its change is all mix. Over the partition into
/// blocs the same holds of blocs. O(n) flops, no factor.
///
/// # Errors
/// As [`comparable`].
///
/// # Examples
/// ```
/// use tripole::{Accounting, LeontiefSystem, Partition, read};
/// use tripole::measures::change::relocation;
/// let system = |name| {
///     let input = read::Input::parse(name)?;
///     let table = read::read(&input, &read::ReadOptions::default())?.table;
///     LeontiefSystem::new(table, &Accounting::default())
/// };
/// let (before, after) = (system("builtin:three-pole-1995")?, system("builtin:three-pole-2011")?);
/// let partition = Partition::regions(after.table().index());
/// let frame = relocation(&before, &after, &partition)?;
/// let gained = frame.value(&["CHN", "ELE"], "va_share_change").unwrap_or_default();
/// let lost = frame.value(&["JPN", "ELE"], "va_share_change").unwrap_or_default();
/// assert!(gained > 0.15 && lost < -0.15);
/// # Ok::<(), tripole::Error>(())
/// ```
///
/// # References
/// Dunn (1960), *Papers in Regional Science* 6, for the shift-share identity.
pub fn relocation(
    before: &LeontiefSystem,
    after: &LeontiefSystem,
    partition: &Partition,
) -> Result<Frame> {
    comparable(before, after)?;
    before.check_partition(partition)?;
    let world = WorldTotals::of(before, after);
    let lines = Lines::cells("relocation", before.table().index(), partition);
    let (first, second) = (lines.sum(before.value_added()), lines.sum(after.value_added()));
    let sector = |k: usize| partition.cells()[k].sector.position();
    let shares = |sums: &[f64], year: usize| -> Vec<f64> {
        let share = |(k, w): (usize, &f64)| ratio(*w, world.of_sector[year][sector(k)]);
        sums.iter().enumerate().map(share).collect()
    };
    let (share, later) = (shares(&first, 0), shares(&second, 1));
    let effects: Vec<[f64; 3]> =
        (0..first.len()).map(|k| world.shift_share(sector(k), first[k], second[k])).collect();
    let effect = |part: usize| effects.iter().map(|parts| parts[part]).collect::<Vec<f64>>();
    Ok(lines
        .frame()
        .with_indicator("va_share_change", Unit::Difference, minus(&later, &share))
        .with_indicator("va_share_before", Unit::Share, share)
        .with_indicator("va_share_after", Unit::Share, later)
        .with_indicator("va_change", money(after), minus(&second, &first))
        .with_indicator("world_growth", money(after), effect(0))
        .with_indicator("sector_mix", money(after), effect(1))
        .with_indicator("competitive", money(after), effect(2)))
}

/// How much of each sector of the world moved: between economies, and of that between blocs.
///
/// Frame `mobility` with the key `sector` (the table's, then `TOTAL`) and columns, for s_rj the
/// share of economy r in the world's value added of sector j:
///
/// | column | formula | reading |
/// |---|---|---|
/// | `mobility` | ½ Σ_r abs(Δs_rj) | part of the sector that is in other economies now |
/// | `mobility_between_blocs` | the same over shares of blocs | part that is in other blocs; at most `mobility` |
/// | `mobility_within_blocs` | the difference | part that moved, but inside its bloc |
/// | `weight` | mean of the sector's shares in world value added before and after | weight in `TOTAL` |
///
/// All are ratios between zero and one while value added is not negative. `TOTAL` is the weighted
/// mean over sectors; a sector that the world has in one of the years only has no mobility, and
/// its weight is left out. O(n) flops, no factor.
///
/// # Errors
/// As [`comparable`] and [`Geography::map`].
pub fn mobility(
    before: &LeontiefSystem,
    after: &LeontiefSystem,
    geography: &Geography,
) -> Result<Frame> {
    comparable(before, after)?;
    before.check_geography(geography)?;
    geography.map()?;
    let world = WorldTotals::of(before, after);
    let moved = |partition: &Partition| -> Vec<f64> {
        let lines = Lines::cells("mobility", before.table().index(), partition);
        let (first, second) = (lines.sum(before.value_added()), lines.sum(after.value_added()));
        let mut sums = vec![0.0; world.of_sector[0].len()];
        for (cell, (w, later)) in partition.cells().iter().zip(first.iter().zip(&second)) {
            let j = cell.sector.position();
            let share = ratio(*w, world.of_sector[0][j]);
            sums[j] += 0.5 * (ratio(*later, world.of_sector[1][j]) - share).abs();
        }
        sums
    };
    let (mut total, mut between) = (moved(geography.economies()), moved(geography.blocs()));
    let mut weights: Vec<f64> = (0..total.len())
        .map(|j| {
            let share = |year: usize| ratio(world.of_sector[year][j], world.total[year]);
            0.5 * (share(0) + share(1))
        })
        .collect();
    let known: Vec<usize> = (0..total.len()).filter(|&j| !total[j].is_nan()).collect();
    let weight: f64 = known.iter().map(|&j| weights[j]).sum();
    let mean = |values: &[f64]| -> f64 {
        ratio(known.iter().map(|&j| weights[j] * values[j]).sum(), weight)
    };
    let (all, blocs) = (mean(&total), mean(&between));
    total.push(all);
    between.push(blocs);
    weights.push(weight);
    let index = before.table().index();
    let mut names = index.sector_codes().to_vec();
    names.push("TOTAL".to_owned());
    let within = minus(&total, &between);
    Ok(Frame::new("mobility", names.len())
        .with_key("sector", &names, 0..names.len())
        .with_indicator("mobility", Unit::Share, total)
        .with_indicator("mobility_between_blocs", Unit::Share, between)
        .with_indicator("mobility_within_blocs", Unit::Share, within)
        .with_indicator("weight", Unit::Share, weights))
}

/// What made the value added of every economy grow, summed over its sectors.
///
/// Frame `shift_share` with the key `region` and the columns `va_change, world_growth, sector_mix,
/// competitive` of [`relocation()`], `va_before, va_after` (the table's unit), and
/// `va_share_change, va_share_before, va_share_after` of value added in the world (ratios). The three
/// effects add up to the change; over all economies the mix and the competitive effects sum to zero.
/// Over the partition into blocs it is the shift-share of blocs. O(n) flops, no factor.
///
/// # Errors
/// As [`comparable`].
pub fn shift_share(
    before: &LeontiefSystem,
    after: &LeontiefSystem,
    partition: &Partition,
) -> Result<Frame> {
    comparable(before, after)?;
    before.check_partition(partition)?;
    let world = WorldTotals::of(before, after);
    let (w, later) = (before.value_added(), after.value_added());
    let lines = Lines::economies("shift_share", "region", partition);
    let (first, second) = (lines.sum(w), lines.sum(later));
    let mut effects = [(); 3].map(|()| vec![0.0; partition.len()]);
    for (row, node) in before.table().index().nodes().iter().enumerate() {
        let economy = partition.of_row(row).position();
        let parts = world.shift_share(node.sector.position(), w[row], later[row]);
        effects.iter_mut().zip(parts).for_each(|(sums, part)| sums[economy] += part);
    }
    let [growth, mix, competitive] = effects;
    let share = |sums: &[f64], year: usize| ratios(sums, &vec![world.total[year]; sums.len()]);
    let (share, share_later) = (share(&first, 0), share(&second, 1));
    Ok(lines
        .frame()
        .with_indicator("va_change", money(after), minus(&second, &first))
        .with_indicator("world_growth", money(after), growth)
        .with_indicator("sector_mix", money(after), mix)
        .with_indicator("competitive", money(after), competitive)
        .with_indicator("va_before", money(after), first)
        .with_indicator("va_after", money(after), second)
        .with_indicator("va_share_change", Unit::Difference, minus(&share_later, &share))
        .with_indicator("va_share_before", Unit::Share, share)
        .with_indicator("va_share_after", Unit::Share, share_later))
}
