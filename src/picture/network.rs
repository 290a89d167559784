//! A picture of a network: who supplies whom most.

use kuva::plot::network::NetworkLayout;
use kuva::prelude::*;
use kuva::render::render::Scene;

use super::groups::Groups;
use super::numbers::{Numbers, refuse_empty};
use super::page::{Page, area, digits, group, rule};
use super::pairs::{Square, dot};
use super::places::{Spot, name_all};
use super::{Caption, Picture};
use crate::error::Result;
use crate::frame::Frame;

/// Origins of each economy that are drawn.
const ORIGINS: usize = 2;

/// A line from an origin to a buyer, and its share in what the buyer uses from abroad.
struct Edge {
    from: usize,
    to: usize,
    share: f64,
}

/// The origins abroad that weigh most in each column of a square.
fn edges_of(square: &Square<'_>) -> Vec<Edge> {
    let n = square.codes.len();
    let value = |from: usize, to: usize| square.values[from][to];
    let into = |to: usize| {
        let mut origins: Vec<usize> =
            (0..n).filter(|&from| from != to && value(from, to) > 0.0).collect();
        origins.sort_by(|&a, &b| value(b, to).total_cmp(&value(a, to)));
        let bought: f64 = origins.iter().map(|&from| value(from, to)).sum();
        let edge = |from: usize| Edge { from, to, share: value(from, to) / bought };
        origins.into_iter().take(ORIGINS).map(edge).collect::<Vec<_>>()
    };
    (0..n).flat_map(into).collect()
}

/// Where nodes stand in an area: left, top, right, bottom.
fn placed(
    places: &[(f64, f64)],
    (left, top, right, bottom): (f64, f64, f64, f64),
) -> Vec<(f64, f64)> {
    let ends = |axis: fn(&(f64, f64)) -> f64| {
        let all = places.iter().map(axis);
        let (low, high) = all.fold((f64::MAX, f64::MIN), |(a, b), v| (a.min(v), b.max(v)));
        (low, if high > low { high - low } else { 1.0 })
    };
    let ((x0, across), (y0, up)) = (ends(|at| at.0), ends(|at| at.1));
    let at = |(x, y): &(f64, f64)| {
        (left + (x - x0) / across * (right - left), top + (y - y0) / up * (bottom - top))
    };
    places.iter().map(at).collect()
}

/// The two origins abroad whose value added weighs most in the final demand of each economy.
pub(super) fn hubs(frames: &[Frame], caption: &Caption) -> Result<Picture> {
    let numbers = Numbers::of(frames, &["value_added"])?;
    numbers.told_by(&["origin", "destination"])?;
    let column = numbers.column("value_added")?;
    let square = Square::of(&numbers, ["origin", "destination"], &column);
    let edges = edges_of(&square);
    refuse_empty(edges.len())?;
    let sold = |from: usize| -> f64 {
        let abroad = square.values[from].iter().enumerate().filter(|(to, _)| *to != from);
        abroad.map(|(_, value)| *value).filter(|value| *value > 0.0).sum()
    };
    let sold: Vec<f64> = (0..square.codes.len()).map(sold).collect();
    let most = sold.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
    let radius = |k: usize| 4.0 + 18.0 * (sold[k] / most).sqrt();
    let mut network = NetworkPlot::new().with_layout(NetworkLayout::ForceDirected);
    for edge in &edges {
        network = network.with_edge(edge.from.to_string(), edge.to.to_string(), edge.share);
    }
    let nodes: Vec<usize> =
        network.nodes.iter().filter_map(|node| node.label.parse().ok()).collect();
    let groups = Groups::of(caption, &square.codes.iter().copied().collect());
    let group_of = |k: usize| groups.place(caption, square.codes[k]);
    let medium = caption.medium;
    let page = Page {
        medium,
        title: caption.title("Hubs of value added"),
        subtitle: "Lines from the two origins abroad that weigh most in the final demand of each economy; areas: \
                   value added absorbed abroad"
            .to_owned(),
        source: caption.source.clone(),
        legend: groups.round_legend(nodes.iter().map(|&k| group_of(k))),
        ..Page::default()
    };
    let height = page.height(640.0);
    let (mut scene, top) = page.blank(height);
    let (width, unit) = (medium.width(), column.unit.clone().unwrap_or_default());
    // The library knows where nodes are best put; lines and names are drawn here.
    let places = placed(
        &network.compute_positions(),
        (110.0, top + 30.0, width - 110.0, top + height - 30.0),
    );
    let at = |k: usize| nodes.iter().position(|it| *it == k).map(|place| places[place]);
    for edge in &edges {
        if let (Some(start), Some(end)) = (at(edge.from), at(edge.to)) {
            let ends = ((start, radius(edge.from)), (end, radius(edge.to)));
            arrow(&mut scene, ends.0, ends.1, 0.8 + 4.0 * edge.share);
        }
    }
    let mut spots = vec![];
    for (&k, &at) in nodes.iter().zip(&places) {
        let label = square.names[k].clone();
        let words = format!("{label}: {} {unit}", digits(sold[k], 1));
        let colour = groups.entry(group_of(k)).colour;
        group(&mut scene, &words, |scene| dot(scene, at, radius(k), colour));
        spots.push(Spot { at, radius: radius(k), label, first: true });
    }
    name_all(&mut scene, &spots, ((4.0, top, width - 4.0, top + height), medium), &[]);
    let description = format!("{} economies and {} lines.", nodes.len(), edges.len());
    Ok(Picture { scene, medium, title: page.title, description })
}

/// A line with a head, between the edges of two circles.
fn arrow(
    scene: &mut Scene,
    (start, from): ((f64, f64), f64),
    (end, to): ((f64, f64), f64),
    thick: f64,
) {
    let (dx, dy) = (end.0 - start.0, end.1 - start.1);
    let length = dx.hypot(dy);
    if length <= from + to + 8.0 {
        return;
    }
    let (ux, uy) = (dx / length, dy / length);
    let head = 5.0 + thick;
    let tip = (end.0 - ux * (to + 1.0), end.1 - uy * (to + 1.0));
    let neck = (tip.0 - ux * head, tip.1 - uy * head);
    rule(scene, (start.0 + ux * from, start.1 + uy * from), neck, (thick, "#C9C9C9"));
    let side = 0.45 * head;
    let d = format!(
        "M {:.2} {:.2} L {:.2} {:.2} L {:.2} {:.2} Z",
        tip.0,
        tip.1,
        neck.0 - uy * side,
        neck.1 + ux * side,
        neck.0 + uy * side,
        neck.1 - ux * side
    );
    area(scene, d, "#B0B0B0", 1.0);
}
