//! Pictures of bars: rankings, changes, what exports are made of.

use kuva::prelude::*;
use kuva::render::layout::ComputedLayout;
use kuva::render::render::Scene;

use super::numbers::{Column, Numbers, refuse_empty};
use super::page::{
    BLUE, EDGE, Entry, GREEN, Held, Look, Medium, ORANGE, Page, RED, Ruler, SMALL, Weight, brief,
    digits, plain, rule, write,
};
use super::{Caption, Picture, notes};
use crate::error::{Error, Result};
use crate::frame::{Frame, inside};

/// A bar with its name, its parts end to end, and the number that stands beside it.
pub(super) struct Bar {
    pub name: String,
    pub parts: Vec<f64>,
    pub number: String,
}

/// Height of a bar and the gap below it.
pub(super) fn step(medium: Medium) -> f64 {
    match medium {
        Medium::Page => 19.0,
        Medium::Terminal(..) => medium.line(),
    }
}

/// The longest name beside a chart, of its width.
const NAMES: f64 = 0.36;

/// A name as it stands beside a chart.
pub(super) fn fit(medium: Medium, name: &str) -> String {
    medium.cut(name, SMALL, NAMES * medium.width())
}

/// Room for names beside a chart.
pub(super) fn room<'a>(medium: Medium, names: impl Iterator<Item = &'a str>) -> f64 {
    let widest = names.map(|name| medium.measure(name, SMALL, Weight::Regular)).fold(0.0, f64::max);
    widest + 16.0
}

/// The two sides of participation, and their colours.
pub(super) const SIDES: [(&str, &str); 2] = [("Backward", BLUE), ("Forward", ORANGE)];

/// Shares by where value added comes from, and their colours.
pub(super) const PERIMETERS: [(&str, &str); 3] = [
    ("Local: the country itself", BLUE),
    ("Regional: others of its pole", GREEN),
    ("Global: all others", ORANGE),
];

fn legend(series: &[(&'static str, &'static str)]) -> Vec<Entry> {
    series.iter().map(|(name, colour)| Entry::new(*name, colour)).collect()
}

/// Where exports, foreign value added among them and value added in exports of others, take part in chains.
pub(super) fn participation(frames: &[Frame], caption: &Caption) -> Result<Picture> {
    const COLUMNS: [&str; 2] = ["gvc_backward_share", "gvc_forward_share"];
    let numbers = Numbers::of(frames, &COLUMNS)?;
    numbers.told_by(&["region", "bloc", "sector", "year", "table"])?;
    let (back, forth) = (numbers.column(COLUMNS[0])?, numbers.column(COLUMNS[1])?);
    let bar = |row: usize| {
        let (a, b) = (back.values[row], forth.values[row]);
        Bar {
            name: fit(caption.medium, &numbers.row(row)),
            parts: vec![a, b],
            number: digits(a + b, 1),
        }
    };
    let mut bars: Vec<Bar> = (0..numbers.rows()).map(bar).collect();
    let mut notes = without_negative(&mut bars);
    refuse_empty(bars.len())?;
    bars.sort_by(|a, b| b.parts.iter().sum::<f64>().total_cmp(&a.parts.iter().sum()));
    notes.extend(cut_off(&mut bars));
    let of = numbers.only_region().filter(|_| numbers.has("sector"));
    let of = of.map(|region| format!(" of {region}")).unwrap_or_default();
    let page = Page {
        medium: caption.medium,
        title: caption.title(&format!("Participation{of} in global value chains")),
        notes,
        subtitle: "Share of gross exports that crosses more than one border: with imported content (backward), or \
                   exported further by its buyers (forward)"
            .to_owned(),
        source: caption.source.clone(),
        legend: legend(&SIDES),
    };
    Ok(stacked(page, &bars, &SIDES.map(|(_, colour)| colour), "% of gross exports"))
}

/// Value added of what is used in a pole: of its own country, of the pole, of the world outside.
pub(super) fn shares(frames: &[Frame], caption: &Caption) -> Result<Picture> {
    const PARTS: [&str; 3] = ["local", "regional", "global"];
    let families = ["inputs_va", "final_va", "exports_va", "inputs", "va_completed", "va_absorbed"];
    let columns = |family: &str| PARTS.map(|it| format!("{family}_{it}"));
    let has = |family: &&str| {
        let columns = columns(family);
        frames.iter().any(|frame| columns.iter().all(|column| frame.has_column(column)))
    };
    let family = families.into_iter().find(has).unwrap_or(families[0]);
    let names = columns(family);
    let numbers = Numbers::of(frames, &names.each_ref().map(String::as_str))?;
    numbers.told_by(&["region", "bloc", "sector", "year", "table"])?;
    let all = names.iter().map(|name| numbers.column(name)).collect::<Result<Vec<_>>>()?;
    // The years of an economy stand below each other.
    let year = |row: usize| numbers.code("year", row);
    let place =
        |row: usize| (0..numbers.rows()).position(|it| numbers.economy(it) == numbers.economy(row));
    let mut sorted: Vec<usize> = (0..numbers.rows()).collect();
    sorted.sort_by(|&a, &b| place(a).cmp(&place(b)).then_with(|| year(a).cmp(year(b))));
    let bar = |&row: &usize| Bar {
        name: fit(caption.medium, &numbers.row(row)),
        parts: all.iter().map(|column| column.values[row]).collect(),
        number: format!("{} abroad", digits(all[1].values[row] + all[2].values[row], 1)),
    };
    let mut bars: Vec<Bar> = sorted.iter().map(bar).collect();
    let mut notes = without_negative(&mut bars);
    notes.extend(cut_off(&mut bars));
    refuse_empty(bars.len())?;
    let what = match family {
        "inputs_va" => "value added in intermediate inputs",
        "final_va" => "value added in final products",
        "exports_va" => "value added in exports",
        "inputs" => "intermediate inputs",
        "va_completed" => "value added, by where it is completed",
        _ => "value added, by where it is absorbed",
    };
    let page = Page {
        medium: caption.medium,
        title: caption.title("Local, regional and global"),
        subtitle: format!("Shares of {what}{}", caption.of_what()),
        notes,
        source: caption.source.clone(),
        legend: legend(&PERIMETERS),
    };
    Ok(stacked(page, &bars, &PERIMETERS.map(|(_, colour)| colour), "%"))
}

/// Most bars of a ranking.
const BARS: usize = 120;

/// Leave out bars with a part that is negative, which do not lie end to end, or none; a note says which.
fn without_negative(bars: &mut Vec<Bar>) -> Vec<String> {
    bars.retain(|bar| bar.parts.iter().all(|part| part.is_finite()));
    let negative = |bar: &&Bar| bar.parts.iter().any(|part| *part < -1e-9);
    let names: Vec<&str> = bars.iter().filter(negative).map(|bar| bar.name.as_str()).collect();
    let some: Vec<&str> = names.iter().copied().take(5).collect();
    let more = if names.len() > 5 { ", ..." } else { "" };
    let words = format!("Left out, since a part is negative: {}{more}.", some.join("; "));
    let notes = if names.is_empty() { vec![] } else { vec![words] };
    bars.retain(|bar| !negative(&bar));
    notes
}

/// The first bars, and a note where there are more.
fn cut_off(bars: &mut Vec<Bar>) -> Option<String> {
    let all = bars.len();
    bars.truncate(BARS);
    (all > BARS).then(|| format!("The first {BARS} of {all}."))
}

/// Bars of parts that are not negative.
fn stacked(page: Page, bars: &[Bar], colours: &[&str], across: &str) -> Picture {
    let mut plot = BarPlot::new().with_horizontal(true).with_width(0.78).with_stacked();
    for bar in bars.iter().rev() {
        let parts = bar.parts.iter().map(|part| part.max(0.0)).zip(colours.iter().copied());
        plot = plot.with_group(plain(&bar.name), parts.collect::<Vec<_>>());
    }
    let totals = bars.iter().map(|bar| bar.parts.iter().sum::<f64>());
    let ruler = Ruler::of(totals.chain([0.0]));
    framed(page, vec![Plot::Bar(plot)], bars, (ruler, across))
}

/// The chart of bars with names at the left and numbers behind their ends.
pub(super) fn framed(
    page: Page,
    plots: Vec<Plot>,
    bars: &[Bar],
    (ruler, across): (Ruler, &str),
) -> Picture {
    let medium = page.medium;
    let height = step(medium) * bars.len() as f64 + 10.0;
    let left = room(medium, bars.iter().map(|bar| bar.name.as_str()));
    let right = room(medium, bars.iter().map(|bar| bar.number.as_str())) + 8.0;
    let layout = ruler.across(Layout::auto_from_plots(&plots));
    let (mut scene, map) = page.chart(plots, layout, (height, left, right), (across, ""));
    for (place, bar) in bars.iter().rev().enumerate() {
        let end: f64 = bar.parts.iter().sum();
        let y = map.map_y((place + 1) as f64) + 4.0;
        if end < 0.0 {
            let at = (map.map_x(end) - 6.0, y);
            write(&mut scene, at, &bar.number, Look::SMALL.held(Held::End));
        } else {
            write(&mut scene, (map.map_x(end) + 6.0, y), &bar.number, Look::SMALL);
        }
    }
    zero(&mut scene, &map, ruler);
    let description = format!("{} bars, in {across}.", bars.len());
    Picture { scene, medium, title: page.title, description }
}

/// A line at zero, where numbers lie on both of its sides.
fn zero(scene: &mut Scene, map: &ComputedLayout, ruler: Ruler) {
    if ruler.from < 0.0 {
        let x = map.map_x(0.0);
        rule(scene, (x, map.margin_top), (x, map.height - map.margin_bottom), (1.0, EDGE));
    }
}

/// Columns that say what a tariff does, the first that a frame has.
const EFFECTS: [&str; 7] = [
    "consumer_prices",
    "real_income",
    "price",
    "output_prices",
    "value_added_change_percent",
    "output_change_percent",
    "va",
];

/// What a tariff does to regions, or to sectors of a region, from the largest rise to the largest fall.
pub(super) fn incidence(frames: &[Frame], caption: &Caption) -> Result<Picture> {
    let found = frames.iter().find_map(|frame| {
        let mut effects = EFFECTS.into_iter();
        let column = effects.find(|effect| frame.real(effect).is_some())?;
        Some((std::slice::from_ref(frame), column))
    });
    let models = frames.iter().filter(|it| EFFECTS.iter().any(|name| it.real(name).is_some()));
    let side_by_side = frames.iter().any(|frame| frame.name() == "side_by_side");
    if side_by_side || caption.show.is_none() && models.count() > 1 {
        return Err(Error::conflict("several models", "one picture", "choose one of them"));
    }
    let (own, name) = match &caption.show {
        Some(column) => (frames, column.as_str()),
        None => found.unwrap_or((frames, EFFECTS[0])),
    };
    let numbers = Numbers::of(own, &[name])?;
    numbers.told_by(&["region", "bloc", "sector"])?;
    let column = numbers.column(name)?;
    let of = if numbers.has("sector") { numbers.only_region() } else { None };
    let of = of.map(|region| format!(" of {region}")).unwrap_or_default();
    // Exposure is what may be lost: nothing has been done yet.
    let title = if own.first().is_some_and(|frame| frame.name() == "exposure") {
        format!("What is at stake{of}: {}", in_words(&column))
    } else if of.is_empty() {
        format!("What the tariffs do: {}", in_words(&column))
    } else {
        format!("What the tariffs do to sectors{of}: {}", in_words(&column))
    };
    let title = caption.title(&title);
    signed(&numbers, &column, title, (caption, frames))
}

fn in_words(column: &Column<'_>) -> String {
    match column.label.strip_suffix(": change, per cent") {
        Some(what) => format!("change of {}", lower(what)),
        None => lower(&column.label),
    }
}

fn lower(label: &str) -> String {
    let mut letters = label.chars();
    let first = letters.next().map(|c| c.to_lowercase().collect::<String>()).unwrap_or_default();
    first + letters.as_str()
}

/// Most bars of a chart of changes: the largest in both directions.
const MOST: usize = 45;

/// Bars of rises and falls.
fn signed(
    numbers: &Numbers<'_>,
    column: &Column<'_>,
    title: String,
    (caption, frames): (&Caption, &[Frame]),
) -> Result<Picture> {
    let mut rows: Vec<usize> = (0..numbers.rows()).collect();
    rows.retain(|&row| column.values[row].is_finite());
    refuse_empty(rows.len())?;
    let all = rows.len();
    rows.sort_by(|&a, &b| column.values[b].abs().total_cmp(&column.values[a].abs()));
    rows.truncate(MOST);
    rows.sort_by(|&a, &b| column.values[b].total_cmp(&column.values[a]));
    let ruler = around_zero(rows.iter().map(|&row| column.values[row]));
    let decimals = ruler.decimals() + 1;
    let bars: Vec<Bar> = rows
        .iter()
        .map(|&row| Bar {
            name: fit(caption.medium, &numbers.row(row)),
            parts: vec![column.values[row]],
            number: brief(column.values[row], decimals),
        })
        .collect();
    let rest = (all > bars.len())
        .then(|| format!("The {} of {all} with the largest changes.", bars.len()));
    let rest = rest.into_iter().chain(notes(frames));
    let page = Page {
        medium: caption.medium,
        title,
        notes: rest.collect(),
        source: caption.source.clone(),
        ..Page::default()
    };
    let across = column.title();
    Ok(framed(page, vec![both_ways(&bars)], &bars, (ruler, &across)))
}

/// An axis with room for the numbers behind the ends of bars, on both sides of zero.
pub(super) fn around_zero(ends: impl Iterator<Item = f64>) -> Ruler {
    let (low, high) = ends.fold((0.0_f64, 0.0_f64), |(a, b), v| (a.min(v), b.max(v)));
    let room = if low < 0.0 { low - 0.08 * (high - low) } else { 0.0 };
    Ruler::of([room, high].into_iter())
}

/// Bars of one part, to the left or to the right of zero.
pub(super) fn both_ways(bars: &[Bar]) -> Plot {
    let mut plot = BarPlot::new().with_horizontal(true).with_width(0.78);
    for bar in bars.iter().rev() {
        let colour = if bar.parts[0] < 0.0 { RED } else { BLUE };
        plot = plot.with_group(plain(&bar.name), vec![(bar.parts[0], colour)]);
    }
    Plot::Bar(plot)
}

/// Ways to invert I − A, in the order in which they were timed.
pub(super) fn inverse(frames: &[Frame], caption: &Caption) -> Result<Picture> {
    let name = caption.show.as_deref().unwrap_or("of_product");
    let numbers = Numbers::of(frames, &["seconds", name])?;
    numbers.told_by(&["backend", "what", "n", "threads", "sides", "matrix"])?;
    let column = numbers.column(name)?;
    let value = |row: usize| column.values[row];
    let mut rows: Vec<usize> = (0..numbers.rows()).collect();
    rows.retain(|&row| value(row).is_finite());
    refuse_empty(rows.len())?;
    let ruler = around_zero(rows.iter().map(|&row| value(row)));
    let decimals = ruler.decimals() + 1;
    let bar = |&row: &usize| {
        let code = |key: &str| numbers.code(key, row);
        let sides = match code("sides") {
            "" => String::new(),
            "1" => ", 1 side".to_owned(),
            count => format!(", {count} sides"),
        };
        let words = format!("{}: {}{sides}; n = {}", code("backend"), code("what"), code("n"));
        // Seconds may be millionths.
        let number = match value(row) {
            small if small != 0.0 && small.abs() < 1e-3 => format!("{small:.1e}"),
            other => brief(other, decimals),
        };
        Bar { name: fit(caption.medium, &words), parts: vec![value(row)], number }
    };
    let mut bars: Vec<Bar> = rows.iter().map(bar).collect();
    let notes = cut_off(&mut bars).into_iter().collect();
    let page = Page {
        medium: caption.medium,
        title: caption.title(&format!("Ways to invert I \u{2212} A: {}", lower(&column.label))),
        subtitle:
            "Factors, sides that are solved, inverses, and the product of the matrix with itself"
                .to_owned(),
        notes,
        source: caption.source.clone(),
        ..Page::default()
    };
    Ok(framed(page, vec![both_ways(&bars)], &bars, (ruler, &column.title())))
}

/// From gross exports to the value added in them that others absorb.
pub(super) fn waterfall(frames: &[Frame], caption: &Caption) -> Result<Picture> {
    const COLUMNS: [&str; 7] = ["exports", "fva", "fdc", "ddc", "dva", "reflection", "vax"];
    let numbers = Numbers::of(frames, &COLUMNS)?;
    numbers.told_by(&[])?;
    refuse_empty(numbers.rows())?;
    let columns = COLUMNS.iter().map(|it| numbers.column(it)).collect::<Result<Vec<_>>>()?;
    let value = |place: usize| columns[place].values[0];
    let names = [
        "Gross exports",
        "Foreign value added",
        "Foreign, counted twice",
        "Domestic, counted twice",
        "Domestic value added",
        "Coming home again",
        "Value-added exports",
    ];
    let mut plot = WaterfallPlot::new()
        .with_connectors()
        .with_bar_width(0.62)
        .with_color_positive(BLUE)
        .with_color_negative(RED)
        .with_color_total(BLUE);
    for place in 0..COLUMNS.len() {
        // The library tells columns apart by their names, which stand below in lines of their own.
        let blank = " ".repeat(place + 1);
        plot = match place {
            0 => plot.with_delta(blank, value(0)),
            4 | 6 => plot.with_total(blank),
            _ => plot.with_delta(blank, -value(place)),
        };
    }
    let whole = value(0);
    refuse_empty(usize::from(whole > 0.0 && (0..COLUMNS.len()).all(|it| value(it).is_finite())))?;
    let (sector, importer) = (numbers.name("sector", 0), numbers.name("importer", 0));
    let mut exporter = inside(numbers.name("exporter", 0));
    if !importer.is_empty() {
        exporter = format!("{exporter} to {}", inside(importer));
    }
    if !sector.is_empty() {
        exporter = format!("{exporter} ({sector})");
    }
    let unit = columns[0].unit.clone().unwrap_or_default();
    let page = Page {
        medium: caption.medium,
        title: caption.title(&format!("What the exports of {exporter} are made of")),
        subtitle: format!(
            "{unit}; below each number its share of gross exports{}",
            caption.of_what()
        ),
        source: caption.source.clone(),
        ..Page::default()
    };
    let plots = vec![Plot::Waterfall(plot)];
    let lost: f64 = (1..4).map(value).sum();
    let levels = [0.0, whole * 1.08, whole - lost, value(4), value(6), whole - value(1)];
    let ruler = Ruler::of(levels.into_iter());
    let layout = ruler.up(Layout::auto_from_plots(&plots));
    let height = page.height(420.0);
    let (mut scene, map) = page.chart(plots, layout, (height, 64.0, 24.0), (" ", ""));
    // What is left after each step is where the next one begins.
    let mut left = 0.0;
    for (place, name) in names.into_iter().enumerate() {
        let top = match place {
            0 | 4 | 6 => {
                left = value(place);
                left
            }
            _ => {
                let top = left;
                left -= value(place);
                top
            }
        };
        let x = map.map_x((place + 1) as f64);
        let sign = if matches!(place, 0 | 4 | 6) { 1.0 } else { -1.0 };
        let middle = Look::SMALL.held(Held::Middle);
        let number = digits(sign * value(place), ruler.decimals());
        write(&mut scene, (x, map.map_y(top) - 18.0), &number, middle.bold());
        let share = format!("{} %", digits(sign * 100.0 * value(place) / whole, 1));
        write(&mut scene, (x, map.map_y(top) - 5.0), &share, middle);
        let under = map.height - map.margin_bottom + 16.0;
        for (line, words) in
            name.split_once(' ').map_or(vec![name], |(a, b)| vec![a, b]).iter().enumerate()
        {
            write(&mut scene, (x, under + 13.0 * line as f64), words, middle);
        }
    }
    let description =
        format!("From gross exports of {} {unit} to value-added exports.", digits(whole, 1));
    Ok(Picture { scene, medium: page.medium, title: page.title, description })
}
