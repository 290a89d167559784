//! Where the leaders' sectors stand in their chains.

use super::{Snapshot, leaders};
use crate::error::Result;
use crate::frame::{Frame, Level, Unit};
use crate::leontief::Solver;
use crate::measures::linkages::{LinkageMeasure, Scope, linkages};
use crate::measures::position::{PositionMeasure, PositionOptions, position};

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
    let named: Vec<String> = if poles.is_empty() {
        index.region_codes().to_vec()
    } else {
        poles.iter().flat_map(|pole| leaders(system, pole)).collect()
    };
    let of = |by| {
        let measures = vec![PositionMeasure::Stages, PositionMeasure::Lengths];
        let solver = Solver::Lu;
        let options = PositionOptions { by, measures, solver, ..Default::default() };
        position(system, partition, &options)
    };
    let (regions, sectors) = (of(Level::Region)?, of(Level::RegionSector)?);
    let total = [LinkageMeasure::Total];
    let classes = linkages(system, partition, Scope::World, &total)?;
    let column = |frame: &Frame, name: &str| frame.real(name).unwrap_or_default().to_vec();
    let up = column(&sectors, "upstreamness");
    let class = column(&classes, "key_sector");
    let x = system.output();
    let mut lines = vec![];
    for name in named {
        let rows = index.rows(index.find_region(&name)?);
        let output: f64 = rows.clone().map(|row| x[row]).sum();
        let mut large: Vec<usize> = rows.filter(|&row| x[row] >= NAMED * output).collect();
        let code = |row: &usize| index.sector(index.node(*row).sector).to_owned();
        large.sort_by(|&a, &b| up[a].total_cmp(&up[b]));
        let (lowest, highest) = (large.first().map(code), large.last().map(code));
        large.sort_by(|&a, &b| x[b].total_cmp(&x[a]));
        let key = large.iter().filter(|&&row| class[row] == 1.0).take(KEY_SECTORS);
        let key: Vec<String> = key.map(code).collect();
        let figure = |name_of: &str| regions.value(&[&name], name_of).unwrap_or(f64::NAN);
        lines.push(Line {
            figures: ["upstreamness", "downstreamness", "gvc_position"].map(figure),
            labels: [
                name.clone(),
                world.name.clone(),
                highest.unwrap_or_default(),
                lowest.unwrap_or_default(),
                key.join(" "),
            ],
        });
    }
    Ok(lines)
}
