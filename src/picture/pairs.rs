//! Pictures of pairs: before and after, slopes, buyers by origins, who supplies whom, poles.

use std::collections::HashMap;

use kuva::plot::colormap::ColorMap;
use kuva::prelude::*;
use kuva::render::render::{Primitive, Scene};

use super::bars::{fit, room, step};
use super::numbers::{Column, Numbers, refuse_empty};
use super::page::{
    BLUE, COLOURS, Entry, FAINT, GREY, Held, Look, ORANGE, OTHERS, Page, Ruler, SMALL, Weight,
    area, brief, digits, group, hundredths, plain, rule, spread, write,
};
use super::{Caption, Flows, Medium, Picture, notes};
use crate::error::{Error, Result};
use crate::frame::Frame;

/// Most pairs of before and after.
const SPANS: usize = 80;

/// Before and after a scenario, of one indicator: of amounts the change in per cent.
pub(super) fn before_after(frames: &[Frame], caption: &Caption) -> Result<Picture> {
    let numbers = Numbers::of(frames, &["before", "after", "change_percent"])?;
    numbers.told_by(&["family", "region", "bloc", "sector", "indicator", "unit"])?;
    let rows = numbers.rows_of(caption.show.as_deref())?;
    let first = *rows.first().unwrap_or(&0);
    let (before, after) = (numbers.column("before")?, numbers.column("after")?);
    let change = numbers.column("change_percent")?;
    let is_share = numbers.unit_of_row(&before, first).as_deref() == Some("%");
    let spans = rows.iter().map(|&row| {
        let (from, to) = if is_share {
            (before.values[row], after.values[row])
        } else {
            (0.0, change.values[row])
        };
        (fit(caption.medium, &numbers.row(row)), from, to)
    });
    let mut spans: Vec<(String, f64, f64)> =
        spans.filter(|(_, a, b)| a.is_finite() && b.is_finite()).collect();
    refuse_empty(spans.len())?;
    let all = spans.len();
    spans.sort_by(|a, b| (b.2 - b.1).abs().total_cmp(&(a.2 - a.1).abs()));
    spans.truncate(SPANS);
    spans.sort_by(|a, b| (b.2 - b.1).total_cmp(&(a.2 - a.1)));
    let some = (all > SPANS).then(|| format!("The {SPANS} of {all} that change most."));
    let mut what = numbers.label_of(numbers.code("indicator", first));
    if let Some(region) = numbers.only_region().filter(|_| numbers.has("sector")) {
        what = format!("{what} of {region}");
    }
    let (across, legend) = if is_share {
        ("%".to_owned(), ["Before", "After"])
    } else {
        ("Change in %".to_owned(), ["Without the scenario", "Change"])
    };
    let page = Page {
        medium: caption.medium,
        title: caption.title(&format!("{what}: before and after")),
        subtitle: "From the largest rise to the largest fall".to_owned(),
        notes: some.into_iter().chain(notes(frames)).collect(),
        source: caption.source.clone(),
        legend: vec![Entry::round(legend[0], GREY), Entry::round(legend[1], BLUE)],
    };
    Ok(dumbbell(page, &spans, &across))
}

fn dumbbell(page: Page, spans: &[(String, f64, f64)], across: &str) -> Picture {
    let medium = page.medium;
    let ruler = Ruler::around(spans.iter().flat_map(|(_, a, b)| [*a, *b]));
    let dots = |values: Vec<f64>, colour: &str| {
        let places = (1..=spans.len()).rev().map(|place| place as f64);
        let plot = ScatterPlot::new().with_data(values.into_iter().zip(places)).with_color(colour);
        Plot::Scatter(plot.with_size(5.0))
    };
    let plots = vec![
        dots(spans.iter().map(|span| span.1).collect(), GREY),
        dots(spans.iter().map(|span| span.2).collect(), BLUE),
    ];
    let number = |span: &(String, f64, f64)| {
        let change = span.2 - span.1;
        let sign = if change > 0.0 { "+" } else { "" };
        format!("{sign}{}", brief(change, ruler.decimals() + 1))
    };
    let numbers: Vec<String> = spans.iter().map(number).collect();
    let left = room(medium, spans.iter().map(|span| span.0.as_str()));
    let right = room(medium, numbers.iter().map(String::as_str)) + 8.0;
    let layout = ruler
        .across(Layout::auto_from_plots(&plots))
        .with_y_categories(spans.iter().rev().map(|span| plain(&span.0)).collect())
        .with_y_axis_min(0.4)
        .with_y_axis_max(spans.len() as f64 + 0.6);
    let height = step(medium) * spans.len() as f64 + 10.0;
    let (mut scene, map) = page.chart(plots, layout, (height, left, right), (across, ""));
    for (place, (span, number)) in spans.iter().rev().zip(numbers.iter().rev()).enumerate() {
        let y = map.map_y((place + 1) as f64);
        let (a, b) = (map.map_x(span.1), map.map_x(span.2));
        let toward = 5.0 * (b - a).signum();
        if (b - a).abs() > 10.0 {
            rule(&mut scene, (a + toward, y), (b - toward, y), (1.6, BLUE));
        }
        write(&mut scene, (medium.width() - right + 10.0, y + 4.0), number, Look::SMALL);
    }
    let description = format!("{} pairs of before and after, in {across}.", spans.len());
    Picture { scene, medium, title: page.title, description }
}

/// The share of knowledge-intensive functions or whatever else a frame has of two years, as slopes.
pub(super) fn upgrading(frames: &[Frame], caption: &Caption) -> Result<Picture> {
    const COLUMNS: [&str; 2] = ["knowledge_share_after", "knowledge_share_change"];
    let numbers = Numbers::of(frames, &COLUMNS)?;
    let (after, change) = (numbers.column(COLUMNS[0])?, numbers.column(COLUMNS[1])?);
    let line = |row: usize| {
        let now = after.values[row];
        (fit(caption.medium, &numbers.row(row)), now - change.values[row], now)
    };
    let mut lines: Vec<(String, f64, f64)> = (0..numbers.rows()).map(line).collect();
    lines.retain(|(_, a, b)| a.is_finite() && b.is_finite());
    refuse_empty(lines.len())?;
    numbers.told_by(&["region", "bloc", "sector"])?;
    // The table itself is read first, that of the other year after it.
    let ends = match caption.years.as_slice() {
        [now, since] => [since.to_string(), now.to_string()],
        _ => ["Before".to_owned(), "After".to_owned()],
    };
    let medium = caption.medium;
    let page = Page {
        medium,
        title: caption.title("Upgrading"),
        subtitle: format!("{} (%)", after.label.trim_end_matches(", later year")),
        source: caption.source.clone(),
        legend: vec![Entry::new("Rises", BLUE), Entry::new("Falls", ORANGE)],
        ..Page::default()
    };
    let gap = medium.line() - 2.0;
    let height =
        page.height((gap * lines.len() as f64 + 40.0).max(360.0)).max(gap * lines.len() as f64);
    let (mut scene, top) = page.blank(height);
    let (low, high) = lines
        .iter()
        .flat_map(|(_, a, b)| [*a, *b])
        .fold((f64::MAX, f64::MIN), |(low, high), v| (low.min(v), high.max(v)));
    let (up, down) = (top + 26.0, top + height - 10.0);
    let y = |value: f64| {
        if high > low {
            down - (value - low) / (high - low) * (down - up)
        } else {
            f64::midpoint(up, down)
        }
    };
    let names = room(medium, lines.iter().map(|line| line.0.as_str())) + 60.0;
    let (from, to) = (names, medium.width() - names);
    for (x, words) in [(from, &ends[0]), (to, &ends[1])] {
        rule(&mut scene, (x, up - 6.0), (x, down), (1.0, GREY));
        write(&mut scene, (x, up - 14.0), words, Look::BODY.bold().held(Held::Middle));
    }
    let at = |of: fn(&(String, f64, f64)) -> f64| {
        let places: Vec<f64> = lines.iter().map(|line| y(of(line))).collect();
        spread(&places, gap, (up, down))
    };
    let (before, now) = (at(|line| line.1), at(|line| line.2));
    for (k, (name, a, b)) in lines.iter().enumerate() {
        let colour = if b < a { ORANGE } else { BLUE };
        rule(&mut scene, (from, y(*a)), (to, y(*b)), (1.8, colour));
        for (x, value) in [(from, *a), (to, *b)] {
            dot(&mut scene, (x, y(value)), 3.5, colour);
        }
        rule(&mut scene, (from - 5.0, y(*a)), (from - 16.0, before[k]), (0.6, GREY));
        rule(&mut scene, (to + 5.0, y(*b)), (to + 16.0, now[k]), (0.6, GREY));
        let (old, new) = (format!("{name} {}", digits(*a, 1)), format!("{} {name}", digits(*b, 1)));
        write(&mut scene, (from - 20.0, before[k] + 4.0), &old, Look::SMALL.held(Held::End));
        write(&mut scene, (to + 20.0, now[k] + 4.0), &new, Look::SMALL);
    }
    let description = format!("{} lines from {} to {}.", lines.len(), ends[0], ends[1]);
    Ok(Picture { scene, medium, title: page.title, description })
}

pub(super) fn dot(scene: &mut Scene, (cx, cy): (f64, f64), r: f64, colour: &str) {
    let [cx, cy, r] = [cx, cy, r].map(hundredths);
    scene.add(Primitive::Circle {
        cx,
        cy,
        r,
        fill: colour.into(),
        fill_opacity: None,
        stroke: None,
        stroke_width: None,
    });
}

/// Pairs of a frame as a square: the labels of both keys in their order, and the numbers, NaN where none is.
pub(super) struct Square<'a> {
    pub codes: Vec<&'a str>,
    pub names: Vec<String>,
    /// By row and column.
    pub values: Vec<Vec<f64>>,
}

impl<'a> Square<'a> {
    pub fn of(numbers: &Numbers<'a>, keys: [&str; 2], column: &Column<'_>) -> Self {
        let (mut codes, mut names): (Vec<&str>, Vec<String>) = (vec![], vec![]);
        let mut places: HashMap<&str, usize> = HashMap::new();
        for row in 0..numbers.rows() {
            for key in keys {
                let code = numbers.code(key, row);
                if !places.contains_key(code) {
                    places.insert(code, codes.len());
                    codes.push(code);
                    names.push(fit(Medium::Page, numbers.name(key, row)));
                }
            }
        }
        let mut values = vec![vec![f64::NAN; codes.len()]; codes.len()];
        for row in 0..numbers.rows() {
            let [from, to] = keys.map(|key| places[numbers.code(key, row)]);
            values[from][to] = column.values[row];
        }
        Square { codes, names, values }
    }

    /// In the order of the alphabet, so that each has the colour that it has in other pictures; who is in no
    /// pole comes last.
    fn sorted(self) -> Self {
        let mut order: Vec<usize> = (0..self.codes.len()).collect();
        order.sort_by_key(|&k| (OTHERS.contains(&self.names[k].as_str()), self.names[k].clone()));
        let row = |&k: &usize| order.iter().map(|&j| self.values[k][j]).collect();
        Square {
            codes: order.iter().map(|&k| self.codes[k]).collect(),
            values: order.iter().map(row).collect(),
            names: order.iter().map(|&k| self.names[k].clone()).collect(),
        }
    }

    fn colour(&self, k: usize) -> &'static str {
        if OTHERS.contains(&self.names[k].as_str()) { GREY } else { COLOURS[k % COLOURS.len()] }
    }
}

/// What buyers depend on, by origin: a heat map without the diagonal.
pub(super) fn suppliers(frames: &[Frame], caption: &Caption) -> Result<Picture> {
    let numbers = Numbers::of(frames, &["production"])?;
    numbers.told_by(&["region", "partner"])?;
    let column = numbers.column("production")?;
    let square = Square::of(&numbers, ["region", "partner"], &column);
    refuse_empty(square.codes.len())?;
    // Rows of buyers that were asked for; columns of all origins that matter to one of them.
    let is_row = |row: &usize| square.values[*row].iter().any(|value| value.is_finite());
    let rows: Vec<usize> = (0..square.codes.len()).filter(is_row).collect();
    let columns: Vec<usize> = (0..square.codes.len()).collect();
    let foreign = |row: usize, column: usize| {
        if row == column { f64::NAN } else { square.values[row][column] }
    };
    let cells =
        || rows.iter().flat_map(|&row| columns.iter().map(move |&column| foreign(row, column)));
    let most = cells().filter(|value| value.is_finite()).fold(0.0, f64::max);
    let medium = caption.medium;
    let page = Page {
        medium,
        title: caption.title("Whom producers depend on"),
        subtitle: format!(
            "{}: rows are buyers, columns origins; the darkest cell is {} %, the own country is left out{}",
            column.label,
            digits(most, 1),
            caption.of_what()
        ),
        source: caption.source.clone(),
        ..Page::default()
    };
    let names = || rows.iter().map(|&row| square.names[row].as_str());
    let left = room(medium, names());
    let above = room(medium, columns.iter().map(|&it| square.names[it].as_str())) + 4.0;
    let side = ((medium.width() - left - 20.0) / columns.len() as f64).min(48.0);
    let high = side.max(if medium == Medium::Page { 15.0 } else { medium.line() });
    let (mut scene, top) = page.blank(above + high * rows.len() as f64);
    let start = top + above;
    for (k, &column) in columns.iter().enumerate() {
        let x = left + side * (k as f64 + 0.5);
        scene.add(Primitive::Text {
            x: hundredths(x + 4.0),
            y: hundredths(start - 6.0),
            content: plain(&square.names[column]),
            size: SMALL,
            anchor: kuva::render::render::TextAnchor::Start,
            rotate: Some(-90.0),
            bold: false,
            color: Some(Look::SMALL.colour.into()),
        });
    }
    let colours = ColorMap::Blues;
    for (line, &row) in rows.iter().enumerate() {
        let y = start + high * line as f64;
        write(
            &mut scene,
            (left - 8.0, y + high / 2.0 + 4.0),
            &square.names[row],
            Look::SMALL.held(Held::End),
        );
        for (k, &column) in columns.iter().enumerate() {
            let value = foreign(row, column);
            let shade = if value.is_finite() && most > 0.0 { (value / most).sqrt() } else { 0.0 };
            let fill = if row == column { "#F2F2F2".to_owned() } else { colours.map(shade) };
            let title = format!(
                "{} on {}: {} %",
                square.names[row],
                square.names[column],
                if value.is_finite() { digits(value, 2) } else { "0".to_owned() }
            );
            let title = if row == column { square.names[row].clone() } else { title };
            group(&mut scene, &title, |scene| {
                scene.add(Primitive::Rect {
                    x: hundredths(left + side * k as f64),
                    y: hundredths(y),
                    width: hundredths(side - 1.0),
                    height: hundredths(high - 1.0),
                    fill: fill.into(),
                    stroke: None,
                    stroke_width: None,
                    opacity: None,
                });
            });
            // Numbers that are large enough to be read, in cells with room for them.
            let words = if value.is_finite() { digits(value, 1) } else { String::new() };
            if value >= 0.1 * most && medium.measure(&words, 9, Weight::Regular) < side - 2.0 {
                let colour = if shade > 0.55 { "#FFFFFF" } else { "#222222" };
                let look = Look { size: 9, ..Look::SMALL.held(Held::Middle).coloured(colour) };
                write(
                    &mut scene,
                    (left + side * (k as f64 + 0.5), y + high / 2.0 + 3.5),
                    &words,
                    look,
                );
            }
        }
    }
    let description = format!("{} buyers by {} origins.", rows.len(), columns.len());
    Ok(Picture { scene, medium, title: page.title, description })
}

/// Most poles between which flows are told apart.
const POLES: usize = 12;

/// Value added between poles, as chords or as a Sankey diagram.
pub(super) fn poles(frames: &[Frame], form: Flows, caption: &Caption) -> Result<Picture> {
    let numbers = Numbers::of(frames, &["value_added", "partner"])?;
    let column = numbers.column("value_added")?;
    let key = if numbers.has("bloc") { "bloc" } else { "region" };
    numbers.told_by(&[key, "partner"])?;
    let square = Square::of(&numbers, [key, "partner"], &column).sorted();
    refuse_empty(square.codes.len())?;
    if square.codes.len() > POLES {
        return Err(Error::conflict(
            format!("{} economies", square.codes.len()),
            "a picture of poles",
            format!("it has room for {POLES}: draw blocs, or a heat map of suppliers"),
        ));
    }
    if square.values.iter().flatten().any(|value| *value < 0.0) {
        return Err(Error::conflict(
            "negative value added",
            "a picture of flows",
            "a ribbon cannot be narrower than nothing",
        ));
    }
    let medium = caption.medium;
    let unit = column.unit.clone().unwrap_or_default();
    let foreign = form == Flows::Chord;
    let page = Page {
        medium,
        title: caption.title("Value added between poles"),
        subtitle: if foreign {
            format!(
                "{unit}; a ribbon is as wide at a pole as what the pole earns of the other{}",
                caption.of_what()
            )
        } else {
            let home = if key == "bloc" { "in other countries" } else { "at home too" };
            format!("{unit}; from where value is added to where it is used, {home}")
        },
        source: caption.source.clone(),
        ..Page::default()
    };
    let mut values = square.values.clone();
    for (k, row) in values.iter_mut().enumerate() {
        row.iter_mut().filter(|value| !value.is_finite()).for_each(|value| *value = 0.0);
        if foreign {
            row[k] = 0.0;
        }
    }
    let description = format!("Flows between {} poles, in {unit}.", square.codes.len());
    if !foreign {
        let (mut scene, top) = page.blank(page.height(500.0));
        let names: Vec<&str> = square.names.iter().map(String::as_str).collect();
        let (height, side) = (page.height(500.0), room(medium, names.iter().copied()) + 40.0);
        write(&mut scene, (side, top + 10.0), "Value added in", Look::SMALL.coloured(FAINT));
        let right = medium.width() - side;
        write(
            &mut scene,
            (right, top + 10.0),
            "Final use in",
            Look::SMALL.coloured(FAINT).held(Held::End),
        );
        let colours: Vec<&str> = (0..names.len()).map(|k| square.colour(k)).collect();
        let area = (side, top + 18.0, right, top + height);
        sankey(&mut scene, area, (&names, &colours), &values);
        return Ok(Picture { scene, medium, title: page.title, description });
    }
    let chord = ChordPlot::new()
        .with_matrix(values.clone())
        .with_labels(square.names.iter().map(|_| " "))
        .with_colors((0..square.codes.len()).map(|k| square.colour(k)))
        .with_gap(3.0)
        .with_opacity(0.7);
    let entry = |k: usize| {
        let (earned, used): (f64, f64) =
            (values[k].iter().sum(), values.iter().map(|row| row[k]).sum());
        let (earned, used) = (digits(earned, 0), digits(used, 0));
        let words = format!("{}: earns {earned}, uses {used}", square.names[k]);
        Entry::new(words, square.colour(k))
    };
    let page = Page { legend: (0..square.codes.len()).map(entry).collect(), ..page };
    let plots = vec![Plot::Chord(chord)];
    let layout = Layout::auto_from_plots(&plots);
    let (scene, _) = page.chart(plots, layout, (page.height(560.0), 24.0, 24.0), ("", ""));
    Ok(Picture { scene, medium, title: page.title, description })
}

/// Two columns on one scale, and ribbons between them.
fn sankey(
    scene: &mut Scene,
    (left, top, right, bottom): (f64, f64, f64, f64),
    (names, colours): (&[&str], &[&str]),
    flows: &[Vec<f64>],
) {
    const NODE: f64 = 14.0;
    const GAP: f64 = 18.0;
    let n = names.len();
    let out: Vec<f64> = flows.iter().map(|row| row.iter().sum()).collect();
    let into: Vec<f64> = (0..n).map(|to| flows.iter().map(|row| row[to]).sum()).collect();
    let room = bottom - top - GAP * (n.max(1) - 1) as f64;
    let scale = room / out.iter().sum::<f64>().max(into.iter().sum()).max(f64::MIN_POSITIVE);
    let tops = |sums: &[f64]| -> Vec<f64> {
        let mut y = top;
        let next = |sum: &f64| {
            let own = y;
            y += sum * scale + GAP;
            own
        };
        sums.iter().map(next).collect()
    };
    let (tops_out, tops_in) = (tops(&out), tops(&into));
    let (mut from_y, mut to_y) = (tops_out.clone(), tops_in.clone());
    let mut numbers: [Vec<Vec<(f64, String)>>; 2] = [vec![vec![]; n], vec![vec![]; n]];
    let (a, b) = (left + NODE, right - NODE);
    let middle = f64::midpoint(a, b);
    for (from, row) in flows.iter().enumerate() {
        for (to, value) in row.iter().enumerate().filter(|(_, value)| **value > 0.0) {
            let high = value * scale;
            let (p, q) = (from_y[from], to_y[to]);
            from_y[from] += high;
            to_y[to] += high;
            let words = digits(*value, 0);
            let path = format!(
                "M {a:.2} {p:.2} C {middle:.2} {p:.2} {middle:.2} {q:.2} {b:.2} {q:.2} L {b:.2} {:.2} \
                 C {middle:.2} {:.2} {middle:.2} {:.2} {a:.2} {:.2} Z",
                q + high,
                q + high,
                p + high,
                p + high
            );
            group(scene, &format!("{} to {}: {words}", names[from], names[to]), |scene| {
                area(scene, path, colours[from], 0.45);
            });
            numbers[0][from].push((p + high / 2.0, words.clone()));
            numbers[1][to].push((q + high / 2.0, words));
        }
    }
    let sides = [(&tops_out, &out, Held::End), (&tops_in, &into, Held::Start)];
    for (side, (tops, sums, held)) in sides.into_iter().enumerate() {
        for k in 0..n {
            let high = sums[k] * scale;
            let x = if side == 0 { left } else { b };
            scene.add(Primitive::Rect {
                x: hundredths(x),
                y: hundredths(tops[k]),
                width: NODE,
                height: hundredths(high),
                fill: colours[k].into(),
                stroke: None,
                stroke_width: None,
                opacity: None,
            });
            let (outside, inside) =
                if side == 0 { (left - 8.0, a + 5.0) } else { (right + 8.0, b - 5.0) };
            let y = tops[k] + high / 2.0;
            write(scene, (outside, y - 2.0), names[k], Look::BODY.bold().held(held));
            write(
                scene,
                (outside, y + 13.0),
                &digits(sums[k], 0),
                Look::BODY.coloured(FAINT).held(held),
            );
            let places: Vec<f64> = numbers[side][k].iter().map(|(y, _)| *y).collect();
            let places = spread(&places, 10.0, (tops[k] + 3.0, tops[k] + high - 3.0));
            let held = if side == 0 { Held::Start } else { Held::End };
            for (y, (_, words)) in places.iter().zip(&numbers[side][k]) {
                write(scene, (inside, y + 3.3), words, Look { size: 9, ..Look::SMALL.held(held) });
            }
        }
    }
}
