//! Pictures of points: position, linkages, smile curves.

use std::collections::BTreeSet;

use kuva::prelude::*;

use super::groups::Groups;
use super::numbers::{Column, Numbers, refuse_empty};
use super::page::{EDGE, Page, Ruler, SMALL, digits};
use super::places::{Line, Spot, name_all};
use super::{Caption, Picture};
use crate::error::Result;
use crate::frame::{Frame, inside};

/// A point with a label.
struct Dot {
    x: f64,
    y: f64,
    radius: f64,
    /// The place of its group in the legend.
    group: usize,
    label: String,
    /// What is shown where one points at it.
    tip: String,
    /// Labelled before others, and if need be at a distance.
    first: bool,
}

/// Height of the area of numbers.
const HEIGHT: f64 = 560.0;
const RADIUS: f64 = 4.5;
/// Room for the name of a sector.
const LONGEST: f64 = 190.0;
/// Largest radius of a bubble.
const LARGEST: f64 = 26.0;

/// Radii of bubbles whose areas are values.
fn radii(values: &[f64]) -> Vec<f64> {
    let most = values.iter().copied().filter(|v| v.is_finite()).fold(0.0, f64::max);
    let of = |value: &f64| {
        if most > 0.0 && *value > 0.0 { (LARGEST * (value / most).sqrt()).max(2.0) } else { 2.0 }
    };
    values.iter().map(of).collect()
}

/// What is shown where one points at the mark of a row.
fn tip(numbers: &Numbers<'_>, label: &str, columns: [&Column<'_>; 2], row: usize) -> String {
    let words = columns.map(|column| format!("{} {}", column.label, numbers.show(column, row)));
    format!("{label}: {}", words.join(", "))
}

/// Where an economy stands between primary inputs and final use.
pub(super) fn position(frames: &[Frame], caption: &Caption) -> Result<Picture> {
    let numbers = Numbers::of(frames, &["upstreamness", "downstreamness"])?;
    numbers.told_by(&["region", "sector", "bloc"])?;
    let (x, y) = (numbers.column("upstreamness")?, numbers.column("downstreamness")?);
    let keys = ["region", "bloc", "sector"];
    let key = keys.into_iter().find(|key| numbers.has(key)).unwrap_or("region");
    let regions: BTreeSet<&str> = (0..numbers.rows()).map(|row| numbers.code(key, row)).collect();
    let groups = Groups::of(caption, &regions);
    let both = numbers.has("region") && numbers.has("sector");
    let dot = |row: usize| {
        let name = numbers.name(key, row);
        let label = match (both, regions.len()) {
            (true, 1) => numbers.name("sector", row).to_owned(),
            (true, _) => format!("{name}: {}", numbers.name("sector", row)),
            (false, _) => name.to_owned(),
        };
        let tip = tip(&numbers, &label, [&x, &y], row);
        let group = groups.place(caption, numbers.code(key, row));
        let (x, y) = (x.values[row], y.values[row]);
        Dot { x, y, radius: RADIUS, group, label, tip, first: true }
    };
    let dots: Vec<Dot> =
        (0..numbers.rows()).map(dot).filter(|dot| dot.x.is_finite() && dot.y.is_finite()).collect();
    refuse_empty(dots.len())?;
    let of_one = (both && regions.len() == 1).then(|| numbers.name("region", 0));
    let words = match of_one {
        Some(region) => format!("Position of {region}'s sectors in value chains"),
        None => "Position in value chains".to_owned(),
    };
    let page = Page {
        medium: caption.medium,
        title: caption.title(&words),
        subtitle: "Stages of production: to the right further from final use, upwards further from primary inputs"
            .to_owned(),
        source: caption.source.clone(),
        legend: groups.legend(dots.iter().map(|dot| dot.group)),
        ..Page::default()
    };
    let axes = Axes {
        x: format!("{} (stages to final use)", x.label),
        y: format!("{} (stages since primary inputs)", y.label),
        crossing: None,
        bubbles: false,
    };
    Ok(scatter(page, &dots, &groups, &axes))
}

/// Backward against forward linkages: key sectors have both above the mean.
pub(super) fn linkages(frames: &[Frame], caption: &Caption) -> Result<Picture> {
    const COLUMNS: [&str; 2] = ["power_of_dispersion", "forward_total_index"];
    let numbers = Numbers::of(frames, &COLUMNS)?;
    numbers.told_by(&["region", "sector"])?;
    let (x, y) = (numbers.column(COLUMNS[0])?, numbers.column(COLUMNS[1])?);
    let regions: BTreeSet<&str> =
        (0..numbers.rows()).map(|row| numbers.code("region", row)).collect();
    let groups = Groups::named(&["Key sectors", "Backward only", "Forward only", "Neither"]);
    let dot = |row: usize| {
        let (a, b) = (x.values[row], y.values[row]);
        let sector = numbers.name("sector", row);
        let short = caption.medium.cut(sector, SMALL, LONGEST);
        let label = if regions.len() == 1 {
            short
        } else {
            format!("{}: {short}", numbers.name("region", row))
        };
        let above = |index: f64| index > 1.0 + 1e-9;
        let group = match (above(a), above(b)) {
            (true, true) => 0,
            (true, false) => 1,
            (false, true) => 2,
            (false, false) => 3,
        };
        let tip = tip(&numbers, &label, [&x, &y], row);
        Dot { x: a, y: b, radius: RADIUS, group, label, tip, first: group == 0 }
    };
    let dots: Vec<Dot> =
        (0..numbers.rows()).map(dot).filter(|dot| dot.x.is_finite() && dot.y.is_finite()).collect();
    refuse_empty(dots.len())?;
    let words = match regions.len() {
        1 => format!("Key sectors of {}", inside(numbers.name("region", 0))),
        _ => "Key sectors".to_owned(),
    };
    let page = Page {
        medium: caption.medium,
        title: caption.title(&words),
        subtitle:
            "Linkages relative to the mean of all sectors: key sectors are above it on both sides"
                .to_owned(),
        source: caption.source.clone(),
        legend: groups.legend(dots.iter().map(|dot| dot.group)),
        ..Page::default()
    };
    let axes = Axes {
        x: format!("{} (mean = 1)", x.label),
        y: format!("{} (mean = 1)", y.label),
        crossing: Some((1.0, 1.0)),
        bubbles: false,
    };
    Ok(scatter(page, &dots, &groups, &axes))
}

/// Most bubbles of a smile curve.
const BUBBLES: usize = 60;

/// Value added per unit of output along a chain, those who add most.
pub(super) fn smile(frames: &[Frame], caption: &Caption) -> Result<Picture> {
    const COLUMNS: [&str; 3] = ["distance", "va_coefficient", "va"];
    let numbers = Numbers::of(frames, &COLUMNS)?;
    numbers.told_by(&["region", "sector"])?;
    let x = numbers.column(COLUMNS[0])?;
    let (y, size) = (numbers.column(COLUMNS[1])?, numbers.column(COLUMNS[2])?);
    let drawn = |row: &usize| {
        size.values[*row] > 0.0 && x.values[*row].is_finite() && y.values[*row].is_finite()
    };
    let mut rows: Vec<usize> = (0..numbers.rows()).filter(drawn).collect();
    refuse_empty(rows.len())?;
    // Large bubbles lie below small ones, and are named first.
    rows.sort_by(|&a, &b| size.values[b].total_cmp(&size.values[a]));
    rows.truncate(BUBBLES);
    // The chain as a whole, whatever rows of it were asked for.
    let shares = numbers.column("va_share")?;
    let largest = rows[0];
    let whole = 100.0 * size.values[largest] / shares.values[largest];
    let kept: f64 = rows.iter().map(|&row| size.values[row]).sum();
    let all = radii(&size.values);
    let regions: BTreeSet<&str> = rows.iter().map(|&row| numbers.code("region", row)).collect();
    let groups = Groups::of(caption, &regions);
    let show = |column: &Column<'_>, row: usize| numbers.show(column, row);
    let dot = |&row: &usize| {
        let (region, sector) = (numbers.name("region", row), numbers.name("sector", row));
        let label = format!("{region}: {}", caption.medium.cut(sector, SMALL, LONGEST));
        let tip =
            format!("{region}, {sector}: {}, {} {}", show(&size, row), x.label, show(&x, row));
        let group = groups.place(caption, numbers.code("region", row));
        let first = size.values[row] > 0.01 * whole;
        Dot { x: x.values[row], y: y.values[row], radius: all[row], group, label, tip, first }
    };
    let dots: Vec<Dot> = rows.iter().map(dot).collect();
    let chain = numbers.chain(numbers.code("chain", rows[0]));
    let page = Page {
        medium: caption.medium,
        title: caption.title(&format!("Who adds value to final products of {chain}")),
        subtitle: format!(
            "Bubbles: value added, the {} with most of it, {} % of the chain's {} {}",
            dots.len(),
            digits(100.0 * kept / whole, 0),
            digits(whole, 1),
            size.unit.clone().unwrap_or_default()
        ),
        source: caption.source.clone(),
        legend: groups.round_legend(dots.iter().map(|dot| dot.group)),
        ..Page::default()
    };
    let axes = Axes {
        x: format!("{} (stages to the final buyer)", x.label),
        y: y.title(),
        crossing: None,
        bubbles: true,
    };
    Ok(scatter(page, &dots, &groups, &axes))
}

/// What the axes of points are, and where lines cross between them.
struct Axes {
    x: String,
    y: String,
    crossing: Option<(f64, f64)>,
    /// Whether areas say something: then all marks are circles.
    bubbles: bool,
}

/// The points on a page; a second time with a note, where names had no room.
fn scatter(page: Page, dots: &[Dot], groups: &Groups, axes: &Axes) -> Picture {
    let (picture, named) = scattered(&page, dots, groups, axes);
    if named == dots.len() {
        return picture;
    }
    let words =
        format!("{} of {} points have no name, for lack of room.", dots.len() - named, dots.len());
    let notes = page.notes.iter().cloned().chain([words]).collect();
    scattered(&Page { notes, ..page }, dots, groups, axes).0
}

fn scattered(page: &Page, dots: &[Dot], groups: &Groups, axes: &Axes) -> (Picture, usize) {
    let crossing = axes.crossing;
    let x = Ruler::around(dots.iter().map(|dot| dot.x).chain(crossing.map(|(x, _)| x)));
    let y = Ruler::around(dots.iter().map(|dot| dot.y).chain(crossing.map(|(_, y)| y)));
    let used: BTreeSet<usize> = dots.iter().map(|dot| dot.group).collect();
    let plot = |group: &usize| {
        let own: Vec<&Dot> = dots.iter().filter(|dot| dot.group == *group).collect();
        let entry = groups.entry(*group);
        let plot = ScatterPlot::new()
            .with_data(own.iter().map(|dot| (dot.x, dot.y)))
            .with_color(entry.colour)
            .with_sizes(own.iter().map(|dot| dot.radius))
            .with_marker(if axes.bubbles {
                MarkerShape::Circle
            } else {
                entry.mark.unwrap_or_default()
            })
            .with_marker_opacity(0.65)
            .with_marker_stroke_width(0.8)
            .with_tooltips()
            .with_tooltip_labels(own.iter().map(|dot| dot.tip.clone()));
        Plot::Scatter(plot)
    };
    let plots: Vec<Plot> = used.iter().map(plot).collect();
    let mut layout = y.up(x.across(Layout::auto_from_plots(&plots)));
    if let Some((across, up)) = crossing {
        let dashed = |line: ReferenceLine| line.with_color(EDGE).with_dasharray("4 4");
        layout = layout
            .with_reference_line(dashed(ReferenceLine::vertical(across)))
            .with_reference_line(dashed(ReferenceLine::horizontal(up)));
    }
    let (mut scene, map) =
        page.chart(plots, layout, (page.height(HEIGHT), 56.0, 24.0), (&axes.x, &axes.y));
    let spot = |dot: &Dot| Spot {
        at: (map.map_x(dot.x), map.map_y(dot.y)),
        radius: dot.radius,
        label: dot.label.clone(),
        first: dot.first,
    };
    let spots: Vec<Spot> = dots.iter().map(spot).collect();
    let (left, top) = (map.margin_left, map.margin_top);
    let (right, bottom) = (map.width - map.margin_right, map.height - map.margin_bottom);
    let lines: Vec<Line> = crossing
        .map(|(x, y)| (map.map_x(x), map.map_y(y)))
        .map(|(x, y)| [((x, top), (x, bottom)), ((left, y), (right, y))])
        .into_iter()
        .flatten()
        .collect();
    let named = name_all(&mut scene, &spots, ((left, top, right, bottom), page.medium), &lines);
    let description =
        format!("{} against {}, {} points, {named} of them named.", axes.y, axes.x, dots.len());
    (Picture { scene, medium: page.medium, title: page.title.clone(), description }, named)
}
