//! Whether exports carry more of an economy's own value added, and of which kind.

use super::orders::all_orders;
use super::{comparable, money};
use crate::error::Result;
use crate::frame::{Frame, Unit};
use crate::leontief::LeontiefSystem;
use crate::linalg::{minus, ratio, ratios, times};
use crate::measures::participation::BorinMancini;
use crate::measures::position::{Lengths, PositionOptions, Stages};
use crate::measures::trade::Exports;
use crate::measures::value_added::VaxOfEconomies;
use crate::table::lines::Lines;
use crate::table::{Economy, Partition, SectorId};

/// From which change on an economy's path into chains is read as one or the other; see
/// [`upgrading()`]. Ratios: 0.01 is one percentage point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PathThresholds {
    /// Participation is deeper if its share of exports rose by at least this.
    pub participation: f64,
    /// Own content rose if its share of exports rose by more than this.
    pub content: f64,
    /// The economy climbs if the knowledge content of its exports rose by more than this.
    pub knowledge: f64,
}

impl Default for PathThresholds {
    fn default() -> Self {
        PathThresholds { participation: 0.01, content: 0.001, knowledge: 0.01 }
    }
}

/// What one economy's path is read from.
#[derive(Debug, Clone, Copy)]
struct Evidence {
    /// Change of participation, of own content, of the share in world value-added exports.
    participation: f64,
    content: f64,
    world_share: f64,
    /// Change of the knowledge content, and its distance from the world's afterwards.
    knowledge: f64,
    above_world: f64,
}

impl PathThresholds {
    /// The class of an economy, NaN where what decides it is undefined.
    fn class(&self, of: Evidence) -> f64 {
        if of.participation.is_nan() || of.content.is_nan() {
            return f64::NAN;
        }
        if of.participation < self.participation {
            return 0.0;
        }
        if of.content > self.content {
            return 1.0;
        }
        // Without knowledge sectors nobody is known to be at the low end.
        if of.above_world < 0.0 && of.knowledge <= self.knowledge {
            return 2.0;
        }
        if of.world_share > 0.0 { 3.0 } else { 4.0 }
    }
}

/// One year of every economy.
struct Year {
    /// Exports e and own value added in a unit of them, v'L, by row.
    exports: Vec<f64>,
    content: Vec<f64>,
    /// Shares and positions by economy.
    dva_share: Vec<f64>,
    participation: Vec<f64>,
    upstreamness: Vec<f64>,
    position: Vec<f64>,
    vax_share: Vec<f64>,
    knowledge: Vec<f64>,
    /// The knowledge content of the world's exports.
    world_knowledge: f64,
}

impl Year {
    fn of(system: &LeontiefSystem, partition: &Partition, knowledge: &[SectorId]) -> Result<Self> {
        let exports = Exports::of(system.table(), partition).by_row();
        let content = system.solve_local_left(system.value_added_coefficients(), partition)?;
        let lines = Lines::economies("upgrading", "region", partition);
        let sums = |values: &[f64]| lines.sum(values);
        let dva_share = ratios(&sums(&times(&content, &exports)), &sums(&exports));
        let options = PositionOptions { ..Default::default() };
        let vax = VaxOfEconomies::of(system, partition)?.vax;
        let world: f64 = vax.iter().sum();

        // v_k [B_ss e_s]_k: own value added in own exports by the sector that it comes from.
        let needed = system.solve_by_economy(&exports, partition)?;
        let v = system.value_added_coefficients();
        let from = |row: usize| v[row] * needed[(row, partition.of_row(row).position())];
        let from: Vec<f64> = (0..system.order()).map(from).collect();
        let nodes = system.table().index().nodes().iter().zip(&from);
        let chosen: Vec<f64> = nodes
            .map(|(node, from)| if knowledge.contains(&node.sector) { *from } else { 0.0 })
            .collect();
        let known = |above: f64| if knowledge.is_empty() { f64::NAN } else { above };
        let shares = ratios(&sums(&chosen), &sums(&from)).into_iter().map(known).collect();
        Ok(Year {
            dva_share,
            participation: BorinMancini::of(system, partition, &lines)?.gvc_share,
            upstreamness: Stages::of(system, &options, &lines)?.upstreamness,
            position: Lengths::of(system, partition, &lines)?.gvc_position,
            vax_share: ratios(&vax, &vec![world; vax.len()]),
            knowledge: shares,
            world_knowledge: known(ratio(chosen.iter().sum(), from.iter().sum())),
            exports,
            content,
        })
    }
}

/// Change of what the exports of every economy carry, and the path on which it went into chains.
///
/// Frame `upgrading` with the key `region`. With e the exports of a row, v'L the own value added in
/// a unit of it before anything crosses a border, differences Δ between the years, means over the years
/// with a bar, and s the shares of rows in the economy's exports:
///
/// | column | formula | unit |
/// |---|---|---|
/// | `dva_share_change` | Δ(Σ s_j (v'L)_j), own value added in exports over exports | ratio |
/// | `dva_share_within` | Σ s̄_j Δ(v'L)_j: the same products carry more of it | ratio |
/// | `dva_share_between` | Σ (v'L)¯_j Δs_j: products that carry more of it have grown | ratio |
/// | `gvc_share_change` | change of participation in chains, as `gvc_share` of Borin and Mancini's [`participation`](mod@crate::measures::participation) | ratio |
/// | `upstreamness_change`, `gvc_position_change` | of U and PLv/PLy, as [`position()`](crate::measures::position::position) | stages, ratio |
/// | `vax_world_share_change` | of the share in the world's value-added exports | ratio |
/// | `knowledge_share_change` | of the part of own value added in own exports, v_k (B_ss e_s)_k, that comes from the knowledge sectors; empty without any | ratio |
/// | `knowledge_share_after`, `knowledge_above_world_after` | that part in the later year, and less the same part of all economies' exports together | ratio |
/// | `dva_change` | Δ of own value added in exports, the sum of the next five | the table's |
/// | `dva_world_trade` | world trade grew | |
/// | `dva_product` | the economy's share of it grew | |
/// | `dva_chain` | its exports turned to other products | |
/// | `dva_process` | its sectors keep more value added per unit of output, v | |
/// | `dva_functional` | its sectors buy more from each other, L | |
/// | `gvc_path` | class, see below | code |
///
/// The five factors of W · m · Σ s_j (v'L)_j are exact and averaged over all 120 orders. Four of
/// them stand for the kinds of upgrading of Humphrey and Schmitz (2002): market share for *product*,
/// export mix for *chain*, coefficients for *process*, linkages for *functional* upgrading. They are proxies: a
/// table has no unit values, so a better product cannot be told from a higher price or volume.
///
/// **Path into chains**, the first line that holds decides:
///
/// | `gvc_path` | rule (defaults of [`PathThresholds`]) | reading |
/// |---|---|---|
/// | 0 | participation rose by less than 1 percentage point | not deeper in chains |
/// | 1 | own content of exports rose by more than 0.1 points | deeper, and keeps more |
/// | 2 | knowledge content of exports is below the world's afterwards, and rose by at most 1 point | **low-end lock-in**: deeper in chains, keeps no more of each unit, comes from sectors of little knowledge and does not climb |
/// | 3 | share in the world's value-added exports rose | expansion: a smaller slice of a larger cake |
/// | 4 | otherwise | hollowing: deeper in chains, with less content and a smaller share |
///
/// The low end is judged by sectors, not by tasks: resource exporters and shipping nations are at
/// it, and assembly of electronics is not. Read it beside the columns that it is made of. The
/// thresholds are meant for spans of years: from one to the next few changes reach them.
///
/// A product that is exported in one year only takes the other year's content, an economy that
/// exports in one year only the other year's mix. Empty where an economy does not export.
///
/// Cost beyond both factors: for each year 4n² flops per economy, ten solves and the local inverses.
///
/// # Errors
/// As [`comparable`] and [`LeontiefSystem::factorise`].
///
/// # Examples
/// ```
/// use tripole::{Accounting, LeontiefSystem, Partition, read};
/// use tripole::measures::change::{PathThresholds, upgrading};
/// let system = |name| {
///     let input = read::Input::parse(name)?;
///     let table = read::read(&input, &read::ReadOptions::default())?.table;
///     LeontiefSystem::new(table, &Accounting::default())
/// };
/// let (before, after) = (system("builtin:three-pole-1995")?, system("builtin:three-pole-2011")?);
/// let index = after.table().index();
/// let (partition, knowledge) = (Partition::regions(index), tripole::sources::knowledge_sectors(index));
/// let rule = PathThresholds::default();
/// let frame = upgrading(&before, &after, &partition, &knowledge, &rule)?;
/// let china = |column| frame.value(&["CHN"], column).unwrap_or_default();
/// assert!(china("dva_share_change") < 0.0 && china("dva_product") > 0.0);
/// assert_eq!(china("gvc_path"), 3.0);
/// # Ok::<(), tripole::Error>(())
/// ```
///
/// # References
/// Humphrey and Schmitz (2002), *Regional Studies* 36(9), for the four kinds of upgrading; the
/// factors, and the paths, are this project's construction.
pub fn upgrading(
    before: &LeontiefSystem,
    after: &LeontiefSystem,
    partition: &Partition,
    knowledge: &[SectorId],
    rule: &PathThresholds,
) -> Result<Frame> {
    comparable(before, after)?;
    before.check_partition(partition)?;
    partition.index().check_sectors(knowledge)?;
    let first = Year::of(before, partition, knowledge)?;
    let second = Year::of(after, partition, knowledge)?;
    let (within, between) = content_and_mix(&first, &second, partition);
    let content = minus(&second.dva_share, &first.dva_share);
    let deeper = minus(&second.participation, &first.participation);
    let world_share = minus(&second.vax_share, &first.vax_share);
    let climbed = minus(&second.knowledge, &first.knowledge);
    let above = minus(&second.knowledge, &vec![second.world_knowledge; partition.len()]);
    let class = |s: usize| {
        rule.class(Evidence {
            participation: deeper[s],
            content: content[s],
            world_share: world_share[s],
            knowledge: climbed[s],
            above_world: above[s],
        })
    };
    let path = (0..partition.len()).map(class).collect();
    let mut frame = Lines::economies("upgrading", "region", partition)
        .frame()
        .with_indicator("dva_share_change", Unit::Difference, content.clone())
        .with_indicator("dva_share_within", Unit::Difference, within)
        .with_indicator("dva_share_between", Unit::Difference, between)
        .with_indicator("gvc_share_change", Unit::Difference, deeper.clone())
        .with_indicator(
            "upstreamness_change",
            Unit::Count,
            minus(&second.upstreamness, &first.upstreamness),
        )
        .with_indicator(
            "gvc_position_change",
            Unit::Index,
            minus(&second.position, &first.position),
        )
        .with_indicator("vax_world_share_change", Unit::Difference, world_share.clone())
        .with_indicator("knowledge_share_change", Unit::Difference, climbed.clone())
        .with_indicator("knowledge_share_after", Unit::Share, second.knowledge.clone())
        .with_indicator("knowledge_above_world_after", Unit::Difference, above.clone());
    for (name, values) in growth(before, after, &first, &second, partition)? {
        frame = frame.with_indicator(name, money(after), values);
    }
    Ok(frame.with_indicator("gvc_path", Unit::Number, path))
}

/// Change of the own share of exports by content of the same products, and by mix of products.
fn content_and_mix(first: &Year, second: &Year, partition: &Partition) -> (Vec<f64>, Vec<f64>) {
    let of = |economy: &Economy| {
        let sum = |e: &[f64]| economy.rows.iter().map(|&row| e[row]).sum::<f64>();
        let (all, later) = (sum(&first.exports), sum(&second.exports));
        let (mut within, mut between) = (0.0, 0.0);
        for &row in &economy.rows {
            let (e, e_later) = (first.exports[row], second.exports[row]);
            let c = if e == 0.0 { second.content[row] } else { first.content[row] };
            let c_later = if e_later == 0.0 { first.content[row] } else { second.content[row] };
            let (s, s_later) = (ratio(e, all), ratio(e_later, later));
            within += 0.5 * (s + s_later) * (c_later - c);
            between += 0.5 * (c + c_later) * (s_later - s);
        }
        (within, between)
    };
    partition.economies().map(|(_, economy)| of(economy)).unzip()
}

/// Names of the change of own value added in exports and of its five factors.
const GROWTH: [&str; 6] =
    ["dva_change", "dva_world_trade", "dva_product", "dva_chain", "dva_process", "dva_functional"];

/// Own value added in exports W · m · Σ s_j (v'L)_j: its change, and the effects of W, m, s, v
/// and L. Two cross solves with local inverses give every combination of v and L.
fn growth(
    before: &LeontiefSystem,
    after: &LeontiefSystem,
    first: &Year,
    second: &Year,
    partition: &Partition,
) -> Result<Vec<(&'static str, Vec<f64>)>> {
    // (v'L) with [v of year][L of year].
    let contents = [
        [&first.content, &after.solve_local_left(before.value_added_coefficients(), partition)?],
        [&before.solve_local_left(after.value_added_coefficients(), partition)?, &second.content],
    ];
    let years = [first, second];
    let world = years.map(|year| year.exports.iter().sum::<f64>());
    let mut columns = GROWTH.map(|name| (name, Vec::with_capacity(partition.len())));
    for (_, economy) in partition.economies() {
        let sums = years.map(|year| economy.rows.iter().map(|&row| year.exports[row]).sum::<f64>());
        let share = [0, 1].map(|t| if world[t] == 0.0 { 0.0 } else { sums[t] / world[t] });
        // The year whose mix stands for each year; 0 in both if the economy never exports.
        let mix_of = [usize::from(sums[0] == 0.0), usize::from(sums[1] != 0.0)];
        // Own value added of exports s of a year with the v and the L of years.
        let unit = |s: usize, v: usize, l: usize| -> f64 {
            let of_row = |&row: &usize| years[s].exports[row] * contents[v][l][row];
            let value: f64 = economy.rows.iter().map(of_row).sum();
            if sums[s] == 0.0 { 0.0 } else { value / sums[s] }
        };
        let outcome = |set: usize| {
            let year = |factor: usize| set >> factor & 1;
            world[year(0)] * share[year(1)] * unit(mix_of[year(2)], year(3), year(4))
        };
        let values: Vec<f64> = (0..32).map(outcome).collect();
        columns[0].1.push(values[31] - values[0]);
        let effects = all_orders(&values);
        columns[1..].iter_mut().zip(effects).for_each(|((_, column), effect)| column.push(effect));
    }
    Ok(columns.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_by_the_table() {
        let rule = PathThresholds::default();
        let deeper = Evidence {
            participation: 0.05,
            content: -0.02,
            world_share: 0.01,
            knowledge: 0.02,
            above_world: -0.1,
        };
        for (class, evidence) in [
            (0.0, Evidence { participation: 0.009, ..deeper }),
            (1.0, Evidence { content: 0.002, ..deeper }),
            (2.0, Evidence { knowledge: 0.01, ..deeper }),
            (3.0, deeper),
            (3.0, Evidence { knowledge: -0.1, above_world: 0.0, ..deeper }),
            (4.0, Evidence { world_share: 0.0, ..deeper }),
            (3.0, Evidence { knowledge: f64::NAN, above_world: f64::NAN, ..deeper }),
        ] {
            assert_eq!(rule.class(evidence), class, "{evidence:?}");
        }
        assert!(rule.class(Evidence { content: f64::NAN, ..deeper }).is_nan());
    }
}
