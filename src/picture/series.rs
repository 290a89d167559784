//! Pictures of series: the days of a disruption, the spread of results over a sweep.

use std::collections::BTreeMap;

use kuva::prelude::*;

use super::bars::{Bar, around_zero, both_ways, fit, framed, room, step};
use super::numbers::{Numbers, refuse_empty};
use super::page::{
    BLUE, COLOURS, Entry, GREY, INK, Look, Page, RED, Ruler, brief, digits, plain, rule, spread,
    write,
};
use super::{Caption, Picture, notes};
use crate::error::Result;
use crate::frame::Frame;

/// Lines that are told apart by name and colour; those that move most.
const LINES: usize = 7;

/// A line: its name, and its places.
type Series = (String, Vec<(f64, f64)>);

/// Output of every day over usual output, of the regions that lose most.
pub(super) fn daily(frames: &[Frame], caption: &Caption) -> Result<Picture> {
    let numbers = Numbers::of(frames, &["day", "output_ratio"])?;
    numbers.told_by(&["region", "day"])?;
    let column = numbers.column("output_ratio")?;
    let mut lines: BTreeMap<&str, Series> = BTreeMap::new();
    for row in 0..numbers.rows() {
        let (day, value) = (numbers.code("day", row).parse::<f64>(), column.values[row]);
        if let (Ok(day), true) = (day, value.is_finite()) {
            let name = || (fit(caption.medium, &numbers.row(row)), vec![]);
            lines.entry(numbers.economy(row)).or_insert_with(name).1.push((day, value));
        }
    }
    let mut lines: Vec<Series> = lines.into_values().collect();
    refuse_empty(lines.len())?;
    let lowest =
        |line: &[(f64, f64)]| line.iter().map(|(_, value)| *value).fold(f64::MAX, f64::min);
    lines.sort_by(|a, b| lowest(&a.1).total_cmp(&lowest(&b.1)));
    let all = lines.len();
    lines.truncate(LINES);
    let medium = caption.medium;
    let rest = (all > lines.len()).then(|| format!("The {LINES} of {all} that fall furthest."));
    let page = Page {
        medium,
        title: caption.title("Output day by day"),
        subtitle: "1 is usual output".to_owned(),
        notes: rest.into_iter().chain(notes(frames)).collect(),
        source: caption.source.clone(),
        ..Page::default()
    };
    let plot = |(k, line): (usize, &Series)| {
        let style = if k % 2 == 0 { LineStyle::Solid } else { LineStyle::Dashed };
        let plot = LinePlot::new().with_data(line.1.iter().copied()).with_color(COLOURS[k]);
        Plot::Line(plot.with_stroke_width(2.0).with_line_style(style))
    };
    let plots: Vec<Plot> = lines.iter().enumerate().map(plot).collect();
    let points = || lines.iter().flat_map(|line| &line.1);
    let (x, y) = (Ruler::of(points().map(|at| at.0)), Ruler::around(points().map(|at| at.1)));
    let last = points().map(|at| at.0).fold(0.0, f64::max);
    let right = room(medium, lines.iter().map(|line| line.0.as_str())) + 14.0;
    let layout = y
        .up(Layout::auto_from_plots(&plots))
        .with_x_axis_min(x.from)
        .with_x_axis_max(last)
        .with_x_tick_step(x.step.max(1.0))
        .with_x_tick_format(TickFormat::Integer);
    let (mut scene, map) =
        page.chart(plots, layout, (page.height(420.0), 64.0, right), ("Day", &column.title()));
    let ends: Vec<f64> = lines
        .iter()
        .map(|line| map.map_y(line.1.last().map_or(0.0, |(_, value)| *value)))
        .collect();
    let (top, bottom) = (map.margin_top, map.height - map.margin_bottom);
    let places = spread(&ends, medium.line(), (top, bottom));
    let edge = medium.width() - right;
    for (k, ((end, place), line)) in ends.iter().zip(&places).zip(&lines).enumerate() {
        rule(&mut scene, (edge + 2.0, *end), (edge + 16.0, *place), (1.0, COLOURS[k]));
        write(&mut scene, (edge + 20.0, place + 4.0), &line.0, Look::SMALL);
    }
    let description = format!("{} lines of output day by day.", lines.len());
    Ok(Picture { scene, medium, title: page.title, description })
}

/// How a result is spread over the scenarios of a sweep: from the least to the most, the middle half, the
/// median.
pub(super) fn sweep(frames: &[Frame], caption: &Caption) -> Result<Picture> {
    const COLUMNS: [&str; 5] = ["p5", "p25", "p50", "p75", "p95"];
    let numbers = Numbers::of(frames, &COLUMNS)?;
    let columns = COLUMNS.iter().map(|it| numbers.column(it)).collect::<Result<Vec<_>>>()?;
    numbers.told_by(&["family", "region", "bloc", "sector", "indicator", "measure", "unit"])?;
    let rows = numbers.rows_of(caption.show.as_deref())?;
    let first = rows.first().copied().unwrap_or(0);
    let unit = if rows.is_empty() { None } else { numbers.unit_of_row(&columns[2], first) };
    let values = |row: usize| columns.iter().map(move |column| column.values[row]);
    let mut rows: Vec<usize> =
        rows.into_iter().filter(|&row| values(row).all(f64::is_finite)).collect();
    refuse_empty(rows.len())?;
    rows.sort_by(|&a, &b| columns[2].values[b].total_cmp(&columns[2].values[a]));
    let what = numbers.label_of(numbers.code("indicator", first));
    let medium = caption.medium;
    let ends = [("5 to 95 % of the scenarios", "#9CC9E3"), ("25 to 75 %", BLUE), ("Median", INK)];
    let page = Page {
        medium,
        title: caption.title(&format!("{what} over all scenarios")),
        subtitle: "How each is spread over the scenarios of the sweep; at the right the medians"
            .to_owned(),
        notes: notes(frames),
        source: caption.source.clone(),
        legend: ends.iter().map(|(name, colour)| Entry::new(*name, colour)).collect(),
    };
    let ruler = Ruler::of(rows.iter().flat_map(|&row| values(row)).chain([0.0]));
    let names: Vec<String> = rows.iter().map(|&row| fit(medium, &numbers.row(row))).collect();
    let places = (1..=rows.len()).rev().map(|place| place as f64);
    let medians = rows.iter().map(|&row| columns[2].values[row]);
    let plots = vec![Plot::Scatter(
        ScatterPlot::new().with_data(medians.zip(places)).with_color(INK).with_size(1.0),
    )];
    let layout = ruler
        .across(Layout::auto_from_plots(&plots))
        .with_y_categories(names.iter().rev().map(|name| plain(name)).collect())
        .with_y_axis_min(0.4)
        .with_y_axis_max(rows.len() as f64 + 0.6);
    let left = room(medium, names.iter().map(String::as_str));
    let number = |row: usize| brief(columns[2].values[row], ruler.decimals() + 1);
    let across = unit.unwrap_or_default();
    let height = step(medium) * rows.len() as f64 + 10.0;
    let (mut scene, map) = page.chart(plots, layout, (height, left, 72.0), (&across, ""));
    for (place, &row) in rows.iter().rev().enumerate() {
        let y = map.map_y((place + 1) as f64);
        let x: Vec<f64> = values(row).map(|value| map.map_x(value)).collect();
        rule(&mut scene, (x[0], y), (x[4], y), (4.0, ends[0].1));
        rule(&mut scene, (x[1], y), (x[3], y), (8.0, BLUE));
        rule(&mut scene, (x[2], y - 6.0), (x[2], y + 6.0), (2.5, INK));
        write(&mut scene, (medium.width() - 64.0, y + 4.0), &number(row), Look::SMALL);
    }
    let zero = map.map_x(0.0);
    rule(&mut scene, (zero, map.margin_top), (zero, map.height - map.margin_bottom), (0.8, GREY));
    let description = format!("{} results and how they are spread.", rows.len());
    Ok(Picture { scene, medium, title: page.title, description })
}

/// Which parameters of a sweep move a result, and which way: rank correlations, which every sweep has.
pub(super) fn tornado(frames: &[Frame], caption: &Caption) -> Result<Picture> {
    let numbers = Numbers::of(frames, &["parameter", "spearman", "rank"])?;
    let column = numbers.column("spearman")?;
    let of_first: Vec<usize> = numbers.rows_of(caption.show.as_deref())?;
    let first = of_first.first().copied().unwrap_or(0);
    let own = |row: &usize| numbers.rows() > 0 && numbers.economy(*row) == numbers.economy(first);
    let mut rows: Vec<usize> = of_first.iter().copied().filter(own).collect();
    rows.retain(|&row| column.values[row].is_finite());
    refuse_empty(rows.len())?;
    let value = |row: usize| column.values[row];
    rows.sort_by(|&a, &b| value(b).abs().total_cmp(&value(a).abs()));
    let medium = caption.medium;
    let what = numbers.label_of(numbers.code("indicator", first));
    let colours = [(BLUE, "Raises it"), (RED, "Lowers it")];
    let page = Page {
        medium,
        title: caption.title(&format!(
            "What moves {} of {}",
            what.to_lowercase(),
            numbers.name("region", first)
        )),
        subtitle: "Rank correlation of each parameter with the result over the scenarios"
            .to_owned(),
        source: caption.source.clone(),
        legend: colours.iter().map(|(colour, name)| Entry::new(*name, colour)).collect(),
        ..Page::default()
    };
    let bars: Vec<Bar> = rows
        .iter()
        .map(|&row| Bar {
            name: fit(medium, numbers.code("parameter", row)),
            parts: vec![value(row)],
            number: digits(value(row), 2),
        })
        .collect();
    let ruler = around_zero(rows.iter().map(|&row| value(row)));
    Ok(framed(page, vec![both_ways(&bars)], &bars, (ruler, "Rank correlation (Spearman 1904)")))
}
