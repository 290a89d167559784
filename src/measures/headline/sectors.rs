//! Where the leaders' sectors stand in their chains.

use super::{Snapshot, leaders};
use crate::error::Result;
use crate::frame::{Frame, Unit};
use crate::measures::linkages::key_sectors;
use crate::measures::position::{Lengths, PositionOptions, Stages};
use crate::table::RegionId;
use crate::table::lines::Lines;

/// Sectors smaller than this share of their economy's output are not named.
const NAMED: f64 = 0.01;

/// Most key sectors that are named.
const KEY_SECTORS: usize = 5;

/// One economy in one year: its sectors by role, and three figures.
struct Line {
    labels: [String; 5],
    figures: [f64; 3],
}

/// Position and key sectors of the leaders of every pole, in each of the worlds (years).
///
/// Frame `sectors` with keys `economy, year`, the codes `most_upstream` (largest upstreamness),
/// `most_downstream` (smallest) and `key_sectors` (backward and forward linkages above the mean
/// of the world, the five largest by output), and `upstreamness, downstreamness, gvc_position` of the economy.
/// Only sectors with at least one per cent of the economy's output are named. For a table
/// without poles, every region.
///
/// # Errors
/// As [`super::headline`].
pub fn leading_sectors(worlds: &[Snapshot<'_>]) -> Result<Frame> {
    let mut lines = vec![];
    for world in worlds {
        lines.extend(of_world(world)?);
    }
    // Economies in the order of the last table, each with all its years.
    let mut order: Vec<String> = lines.iter().rev().map(|l| l.labels[0].clone()).collect();
    let last = order.len() / worlds.len().max(1);
    order.truncate(last);
    let place = |line: &Line| {
        order.iter().rev().position(|name| *name == line.labels[0]).unwrap_or(usize::MAX)
    };
    lines.sort_by_key(place);
    let names = ["economy", "year", "most_upstream", "most_downstream", "key_sectors"];
    let mut frame = Frame::new("sectors", lines.len());
    for (k, name) in names.into_iter().enumerate() {
        let text: Vec<&str> = lines.iter().map(|line| line.labels[k].as_str()).collect();
        frame = frame.with_text(name, &text);
    }
    let units = [Unit::Count, Unit::Count, Unit::Index];
    let names = ["upstreamness", "downstreamness", "gvc_position"];
    for (k, (name, unit)) in names.into_iter().zip(units).enumerate() {
        frame = frame.with_indicator(name, unit, lines.iter().map(|l| l.figures[k]).collect());
    }
    Ok(frame)
}

fn of_world(world: &Snapshot<'_>) -> Result<Vec<Line>> {
    let system = world.system;
    let index = system.table().index();
    let partition = world.regions.economies();
    let poles = world.poles();
    let named: Vec<RegionId> = if poles.is_empty() {
        index.regions().collect()
    } else {
        poles.iter().flat_map(|pole| leaders(system, pole)).collect()
    };
    let options = PositionOptions { ..Default::default() };
    let regions = Lines::economies("sectors", "economy", partition);
    let cells = Lines::cells("sectors", index, partition);
    let stages = Stages::of(system, &options, &regions)?;
    let lengths = Lengths::of(system, partition, &regions)?;
    let up = Stages::of(system, &options, &cells)?.upstreamness;
    let is_key = key_sectors(system)?;
    let x = system.output();
    let mut lines = vec![];
    for region in named {
        let rows = index.rows(region);
        let output: f64 = rows.clone().map(|row| x[row]).sum();
        let mut large: Vec<usize> = rows.filter(|&row| x[row] >= NAMED * output).collect();
        let code = |row: &usize| index.sector(index.node(*row).sector).to_owned();
        large.sort_by(|&a, &b| up[a].total_cmp(&up[b]));
        let (lowest, highest) = (large.first().map(code), large.last().map(code));
        large.sort_by(|&a, &b| x[b].total_cmp(&x[a]));
        let key = large.iter().filter(|&&row| is_key[row]).take(KEY_SECTORS);
        let key: Vec<String> = key.map(code).collect();
        let economy = partition.of_region(region).position();
        let figures = [&stages.upstreamness, &stages.downstreamness, &lengths.gvc_position];
        lines.push(Line {
            figures: figures.map(|values| values[economy]),
            labels: [
                index.region(region).to_owned(),
                world.name.clone(),
                highest.unwrap_or_default(),
                lowest.unwrap_or_default(),
                key.join(" "),
            ],
        });
    }
    Ok(lines)
}
