//! What all pictures have: a heading, a legend, a line of sources, text that is measured, colours.

use std::sync::LazyLock;

use kuva::plot::scatter::MarkerShape;
use kuva::prelude::*;
use kuva::render::color::Color;
use kuva::render::layout::ComputedLayout;
use kuva::render::render::{Primitive, Scene, TextAnchor, render_multiple};
use ttf_parser::Face;

use crate::frame::group_digits;

/// Fonts that have the letters of the bundled one, or nearly its widths.
pub(super) const FONTS: &str = "DejaVu Sans, Verdana, Liberation Sans, Arial, sans-serif";
pub(super) const REGULAR: &[u8] = include_bytes!("../../data/fonts/DejaVuSans.ttf");
pub(super) const BOLD: &[u8] = include_bytes!("../../data/fonts/DejaVuSans-Bold.ttf");

/// Colours that are told apart by everybody, and in grey by their lightness (Okabe and Ito 2008).
pub(super) const COLOURS: [&str; 7] =
    ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#999999"];
pub(super) const BLUE: &str = COLOURS[0];
pub(super) const ORANGE: &str = COLOURS[1];
pub(super) const GREEN: &str = COLOURS[2];
pub(super) const RED: &str = COLOURS[5];
pub(super) const GREY: &str = COLOURS[6];
/// Text, text that explains, thin lines.
pub(super) const INK: &str = "#222222";
pub(super) const FAINT: &str = "#595959";
pub(super) const LINE: &str = "#E6E6E6";
pub(super) const EDGE: &str = "#666666";

/// What blocs of all others are called, which have no colour of their own.
pub(super) const OTHERS: [&str; 4] = ["Other", "Others", "Rest of the world", "ROW"];

/// Marks of groups, which tell them apart without colours.
pub(super) const MARKS: [MarkerShape; 6] = [
    MarkerShape::Circle,
    MarkerShape::Square,
    MarkerShape::Triangle,
    MarkerShape::Diamond,
    MarkerShape::TriangleDown,
    MarkerShape::Pentagon,
];

/// Width of a picture on a page.
const WIDTH: f64 = 960.0;
/// A cell of a terminal, in pixels: as wide as a letter of small text.
const CELL: (f64, f64) = (6.8, 15.0);
/// The blank edge of a picture.
const SIDE: f64 = 16.0;
const TITLE: u32 = 18;
pub(super) const SMALL: u32 = 11;
pub(super) const BODY: u32 = 12;

/// The fonts that pictures are measured with, and their weights.
#[cfg(feature = "reports")]
pub(crate) fn fonts() -> [(&'static [u8], u16); 2] {
    [(REGULAR, 400), (BOLD, 700)]
}

static FACES: LazyLock<[Option<Face<'static>>; 2]> =
    LazyLock::new(|| [REGULAR, BOLD].map(|bytes| Face::parse(bytes, 0).ok()));

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Bold,
}

/// What a picture is drawn for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Medium {
    /// A file.
    #[default]
    Page,
    /// A terminal of so many columns and rows, where every letter is as wide as the others.
    Terminal(usize, usize),
}

impl Medium {
    /// The width of a picture.
    pub(super) fn width(self) -> f64 {
        match self {
            Medium::Page => WIDTH,
            Medium::Terminal(columns, _) => CELL.0 * columns as f64,
        }
    }

    /// The width of a text, in pixels.
    pub(super) fn measure(self, text: &str, size: u32, weight: Weight) -> f64 {
        match self {
            Medium::Page => width(text, size, weight),
            // One cell more, for where its place is between two.
            Medium::Terminal(..) => CELL.0 * (text.chars().count() + 1) as f64,
        }
    }

    /// The distance of lines of text.
    pub(super) fn line(self) -> f64 {
        match self {
            Medium::Page => 15.0,
            Medium::Terminal(..) => CELL.1,
        }
    }

    /// A text in lines of at most this width.
    fn lines(self, text: &str, size: u32, weight: Weight, room: f64) -> Vec<String> {
        let mut lines: Vec<String> = vec![];
        for word in text.split_whitespace() {
            let word = self.cut(word, size, room);
            let word = word.as_str();
            match lines.last_mut() {
                Some(line) if self.measure(&format!("{line} {word}"), size, weight) <= room => {
                    line.push(' ');
                    line.push_str(word);
                }
                _ => lines.push(word.to_owned()),
            }
        }
        lines
    }

    /// A text that fits, or its beginning.
    pub(super) fn cut(self, text: &str, size: u32, room: f64) -> String {
        if self.measure(text, size, Weight::Regular) <= room {
            return text.to_owned();
        }
        let mut kept = String::new();
        for letter in text.chars() {
            kept.push(letter);
            if self.measure(&kept, size, Weight::Regular) + f64::from(size) > room {
                break;
            }
        }
        format!("{}…", kept.trim_end())
    }
}

/// Whether the font has a letter.
pub(super) fn is_known(letter: char) -> bool {
    FACES[0].as_ref().is_none_or(|face| face.glyph_index(letter).is_some())
}

/// The width of a text as it is printed.
fn width(text: &str, size: u32, weight: Weight) -> f64 {
    let face = &FACES[usize::from(weight == Weight::Bold)];
    let of = |letter: char| {
        let face = face.as_ref()?;
        let advance = face.glyph_hor_advance(face.glyph_index(letter)?)?;
        Some(f64::from(advance) / f64::from(face.units_per_em()))
    };
    // Letters that the font lacks are drawn by another, at most as wide as high.
    text.chars().map(|letter| of(letter).unwrap_or(1.0)).sum::<f64>() * f64::from(size)
}

/// A text as the library draws it: a pair of dollars would be a formula.
pub(super) fn plain(text: &str) -> String {
    text.replace('$', "\\$")
}

/// Where a text is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Held {
    Start,
    Middle,
    End,
}

/// How a text looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    pub size: u32,
    pub weight: Weight,
    pub held: Held,
    pub colour: &'static str,
}

impl Look {
    pub const BODY: Look =
        Look { size: BODY, weight: Weight::Regular, held: Held::Start, colour: INK };
    pub const SMALL: Look = Look { size: SMALL, ..Look::BODY };

    pub fn held(self, held: Held) -> Self {
        Look { held, ..self }
    }

    pub fn bold(self) -> Self {
        Look { weight: Weight::Bold, ..self }
    }

    pub fn coloured(self, colour: &'static str) -> Self {
        Look { colour, ..self }
    }
}

/// A place as it is written: what is smaller differs from one processor to another.
pub(super) fn hundredths(place: f64) -> f64 {
    (100.0 * place).round() / 100.0
}

pub(super) fn write(scene: &mut Scene, (x, y): (f64, f64), text: &str, look: Look) {
    let anchor = match look.held {
        Held::Start => TextAnchor::Start,
        Held::Middle => TextAnchor::Middle,
        Held::End => TextAnchor::End,
    };
    scene.add(Primitive::Text {
        x: hundredths(x),
        y: hundredths(y),
        content: plain(text),
        size: look.size,
        anchor,
        rotate: None,
        bold: look.weight == Weight::Bold,
        color: Some(Color::from(look.colour)),
    });
}

pub(super) fn rule(
    scene: &mut Scene,
    (x1, y1): (f64, f64),
    (x2, y2): (f64, f64),
    (thickness, colour): (f64, &str),
) {
    let [x1, y1, x2, y2] = [x1, y1, x2, y2].map(hundredths);
    scene.add(Primitive::Line {
        x1,
        y1,
        x2,
        y2,
        stroke: Color::from(colour),
        stroke_width: thickness,
        stroke_dasharray: None,
    });
}

/// A mark of a legend.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub name: String,
    pub colour: &'static str,
    pub mark: Option<MarkerShape>,
}

impl Entry {
    pub fn new(name: impl Into<String>, colour: &'static str) -> Self {
        Entry { name: name.into(), colour, mark: None }
    }

    pub fn round(name: impl Into<String>, colour: &'static str) -> Self {
        Entry { name: name.into(), colour, mark: Some(MarkerShape::Circle) }
    }
}

/// What stands around a chart.
#[derive(Debug, Clone, Default)]
pub(super) struct Page {
    pub medium: Medium,
    pub title: String,
    pub subtitle: String,
    /// What to know of the numbers, below the chart.
    pub notes: Vec<String>,
    pub source: String,
    pub legend: Vec<Entry>,
}

impl Page {
    fn wrapped(&self, text: &str, size: u32, weight: Weight) -> Vec<String> {
        self.medium.lines(text, size, weight, self.medium.width() - 2.0 * SIDE)
    }

    fn title_lines(&self) -> Vec<String> {
        self.wrapped(&self.title, TITLE, Weight::Bold)
    }

    fn subtitle_lines(&self) -> Vec<String> {
        self.wrapped(&self.subtitle, BODY, Weight::Regular)
    }

    fn foot_lines(&self) -> Vec<String> {
        let all = self.notes.iter().chain([&self.source]).filter(|text| !text.is_empty());
        all.flat_map(|text| self.wrapped(text, SMALL, Weight::Regular)).collect()
    }

    fn entry_width(&self, entry: &Entry) -> f64 {
        self.medium.measure(&entry.name, BODY, Weight::Regular) + 38.0
    }

    /// The entries of the legend in lines that fit.
    fn legend_lines(&self) -> Vec<Vec<&Entry>> {
        let mut rows: Vec<Vec<&Entry>> = vec![];
        let mut used = 0.0;
        for entry in &self.legend {
            let wide = self.entry_width(entry);
            if rows.is_empty() || used + wide > self.medium.width() - 2.0 * SIDE {
                rows.push(vec![]);
                used = 0.0;
            }
            used += wide;
            if let Some(row) = rows.last_mut() {
                row.push(entry);
            }
        }
        rows
    }

    /// Where the chart begins.
    pub fn top(&self) -> f64 {
        let titles = 22.0 * self.title_lines().len() as f64;
        let below = self.subtitle_lines().len() + self.legend_lines().len();
        20.0 + titles + (self.medium.line() + 3.0) * below as f64
    }

    /// The room below the chart and its axis.
    pub fn foot(&self) -> f64 {
        14.0 + self.medium.line() * self.foot_lines().len() as f64
    }

    /// Height of a chart on a page, or what a terminal has for it; nothing less than half of that.
    pub fn height(&self, on_page: f64) -> f64 {
        match self.medium {
            Medium::Page => on_page,
            Medium::Terminal(_, rows) => {
                let room = CELL.1 * rows as f64 - self.top() - self.foot() - 70.0;
                room.max(CELL.1 * 8.0)
            }
        }
    }

    /// Heading, legend and sources on a scene.
    pub fn dress(&self, scene: &mut Scene) {
        scene.font_family = Some(FONTS.to_owned());
        let step = self.medium.line();
        let mut y = 6.0;
        let title = Look { size: TITLE, ..Look::BODY }.bold();
        for line in self.title_lines() {
            y += 22.0;
            write(scene, (SIDE, y), &line, title);
        }
        for line in self.subtitle_lines() {
            y += step + 3.0;
            write(scene, (SIDE, y), &line, Look::BODY.coloured(FAINT));
        }
        for row in self.legend_lines() {
            y += step + 3.0;
            let mut x = SIDE;
            for entry in row {
                swatch(scene, (x + 6.0, y - 4.0), entry);
                write(scene, (x + 18.0, y), &entry.name, Look::BODY);
                x += self.entry_width(entry);
            }
        }
        let foot = self.foot_lines();
        let mut y = scene.height - 12.0 - step * (foot.len() as f64 - 1.0);
        for line in foot {
            write(scene, (SIDE, y), &line, Look::SMALL.coloured(FAINT));
            y += step;
        }
    }

    /// An empty page for a chart of this height, and where the chart begins.
    pub fn blank(&self, height: f64) -> (Scene, f64) {
        let top = self.top() + 10.0;
        let mut scene = Scene::new(self.medium.width(), top + height + 10.0 + self.foot());
        scene.background_color = Some("#FFFFFF".to_owned());
        self.dress(&mut scene);
        (scene, top)
    }

    /// Plots with axes and their titles between heading and sources. `height` is that of the area of the
    /// numbers, `left` and `right` the room beside it.
    pub fn chart(
        &self,
        plots: Vec<Plot>,
        layout: Layout,
        (height, left, right): (f64, f64, f64),
        (across, up): (&str, &str),
    ) -> (Scene, ComputedLayout) {
        // The title of the axis that goes up stands above it, to be read without turning one's head.
        let above = if up.is_empty() { 10.0 } else { 26.0 };
        let top = self.top() + above;
        let bottom = if across.is_empty() { 26.0 } else { 44.0 } + self.foot();
        let mut theme = Theme::light();
        LINE.clone_into(&mut theme.grid_color);
        EDGE.clone_into(&mut theme.axis_color);
        EDGE.clone_into(&mut theme.tick_color);
        INK.clone_into(&mut theme.text_color);
        let layout = layout
            .with_theme(theme)
            .with_show_grid(self.medium == Medium::Page)
            .with_font_family(FONTS)
            .with_width(self.medium.width())
            .with_height(top + height + bottom)
            .with_force_margins(left, right)
            .with_force_margins_y(top, bottom)
            .with_tick_size(SMALL)
            .with_label_size(BODY)
            .with_legend_box(false);
        let computed = ComputedLayout::from_layout(&layout);
        let mut scene = render_multiple(plots, layout);
        self.dress(&mut scene);
        let under = scene.height - bottom + 36.0;
        let middle = (left + self.medium.width() - right) / 2.0;
        write(&mut scene, (middle, under), across, Look::BODY.held(Held::Middle));
        write(&mut scene, (SIDE, top - 12.0), up, Look::BODY);
        (scene, computed)
    }
}

fn swatch(scene: &mut Scene, (x, y): (f64, f64), entry: &Entry) {
    let fill = Color::from(entry.colour);
    let polygon = |points: &[(f64, f64)]| {
        let at = |(dx, dy): &(f64, f64)| format!("{:.1},{:.1}", x + dx, y + dy);
        let corners: Vec<String> = points.iter().map(at).collect();
        format!("M {} Z", corners.join(" L "))
    };
    let d = match entry.mark {
        Some(MarkerShape::Triangle) => polygon(&[(0.0, -5.5), (5.5, 5.0), (-5.5, 5.0)]),
        Some(MarkerShape::TriangleDown) => polygon(&[(0.0, 5.5), (5.5, -5.0), (-5.5, -5.0)]),
        Some(MarkerShape::Diamond) => polygon(&[(0.0, -6.0), (6.0, 0.0), (0.0, 6.0), (-6.0, 0.0)]),
        Some(MarkerShape::Circle | MarkerShape::Pentagon) => {
            scene.add(Primitive::Circle {
                cx: x,
                cy: y,
                r: 5.0,
                fill,
                fill_opacity: None,
                stroke: None,
                stroke_width: None,
            });
            return;
        }
        _ => polygon(&[(-5.0, -5.0), (5.0, -5.0), (5.0, 5.0), (-5.0, 5.0)]),
    };
    area(scene, d, entry.colour, 1.0);
}

/// A filled path.
pub(super) fn area(scene: &mut Scene, d: String, fill: &str, opacity: f64) {
    scene.add(Primitive::Path(Box::new(kuva::render::render::PathData {
        d,
        fill: Some(Color::from(fill)),
        stroke: Color::from("none"),
        stroke_width: 0.0,
        opacity: Some(opacity),
        stroke_dasharray: None,
    })));
}

/// What belongs together, with words that are shown where one points at it.
pub(super) fn group(scene: &mut Scene, title: &str, draw: impl FnOnce(&mut Scene)) {
    scene.add(Primitive::GroupStart {
        transform: None,
        title: Some(title.to_owned()),
        extra_attrs: None,
    });
    draw(scene);
    scene.add(Primitive::GroupEnd);
}

/// An axis from and to round numbers, with some five steps between.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ruler {
    pub from: f64,
    pub to: f64,
    pub step: f64,
}

impl Ruler {
    pub fn of(values: impl Iterator<Item = f64>) -> Self {
        let (least, most) = values
            .filter(|value| value.is_finite())
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(v), b.max(v)));
        if least > most {
            return Ruler { from: 0.0, to: 1.0, step: 0.2 };
        }
        // What differs in its last digits is the same.
        let same = most - least <= 1e-9 * most.abs().max(least.abs());
        let span = if same { most.abs().max(1e-9) } else { most - least };
        let rough = span / 6.0;
        let power = 10f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().find(|m| m * power >= rough);
        let step = step.unwrap_or(10.0) * power;
        // What is round but for its last digit is round.
        let (low, high) = ((least / step + 1e-9).floor(), (most / step - 1e-9).ceil());
        let (mut from, mut to) = (low * step, high * step);
        if to - from < step {
            (from, to) = (from - step, to + step);
        }
        Ruler { from, to, step }
    }

    /// With room around marks at both ends.
    pub fn around(values: impl Iterator<Item = f64>) -> Self {
        let finite = values.filter(|value| value.is_finite());
        let (least, most) =
            finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(v), b.max(v)));
        let room = if most > least { 0.015 * (most - least) } else { 0.0 };
        Ruler::of([least - room, most + room].into_iter())
    }

    /// Decimals that tell its steps apart.
    pub fn decimals(self) -> usize {
        let of = |decimals: &u8| {
            let scaled = self.step * 10f64.powi(i32::from(*decimals));
            (scaled - scaled.round()).abs() < 1e-6 * scaled
        };
        usize::from((0..9).find(of).unwrap_or(9))
    }

    /// This axis from left to right.
    pub fn across(self, layout: Layout) -> Layout {
        layout
            .with_x_axis_min(self.from)
            .with_x_axis_max(self.to)
            .with_x_tick_step(self.step)
            .with_x_tick_format(self.format())
    }

    /// This axis from below upwards.
    pub fn up(self, layout: Layout) -> Layout {
        layout
            .with_y_axis_min(self.from)
            .with_y_axis_max(self.to)
            .with_y_tick_step(self.step)
            .with_y_tick_format(self.format())
    }

    fn format(self) -> TickFormat {
        let decimals = self.decimals();
        TickFormat::Custom(std::sync::Arc::new(move |value| digits(value, decimals)))
    }
}

/// A number with thousands apart and a real minus.
pub(super) fn digits(value: f64, decimals: usize) -> String {
    group_digits(value, decimals).replace('-', "\u{2212}")
}

/// A number with these decimals, or more where it would be taken for zero.
pub(super) fn brief(value: f64, decimals: usize) -> String {
    let half = |decimals: &u8| value.abs() >= 0.5 * 10f64.powi(-i32::from(*decimals));
    if value == 0.0 {
        return "0".to_owned();
    }
    match (u8::try_from(decimals).unwrap_or(6)..6).find(half) {
        Some(decimals) => digits(value, usize::from(decimals)),
        None => "~0".to_owned(),
    }
}

/// Move places apart to at least `gap`, in their order, between two ends: means of blocks that touch.
pub(super) fn spread(places: &[f64], gap: f64, (low, high): (f64, f64)) -> Vec<f64> {
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by(|&a, &b| places[a].total_cmp(&places[b]));
    let mut blocks: Vec<(f64, usize)> = vec![];
    for (rank, &place) in order.iter().enumerate() {
        blocks.push((places[place] - rank as f64 * gap, 1));
        while let [.., (a, n), (b, m)] = blocks[..] {
            if a / n as f64 <= b / m as f64 {
                break;
            }
            blocks.truncate(blocks.len() - 2);
            blocks.push((a + b, n + m));
        }
    }
    let top = (high - (places.len().max(1) - 1) as f64 * gap).max(low);
    let (mut moved, mut rank) = (vec![0.0; places.len()], 0);
    for (sum, count) in blocks {
        let mean = (sum / count as f64).clamp(low, top);
        for _ in 0..count {
            moved[order[rank]] = mean + rank as f64 * gap;
            rank += 1;
        }
    }
    moved
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_thousands_apart() {
        assert_eq!(digits(1_234_567.891, 1), "1,234,567.9");
        assert_eq!(digits(-0.04, 1), "0.0");
        assert_eq!(digits(-1234.0, 0), "\u{2212}1,234");
        assert_eq!(digits(999.0, 0), "999");
        assert_eq!([brief(0.003, 1), brief(2.04, 1)], ["0.003", "2.0"]);
        assert_eq!([brief(0.0, 1), brief(1e-9, 1)], ["0", "~0"]);
    }

    #[test]
    fn rulers_have_round_steps() {
        assert_eq!(Ruler::of([1.56, 2.91].into_iter()), Ruler { from: 1.5, to: 3.0, step: 0.25 });
        assert_eq!(Ruler::of([0.0, 100.0].into_iter()).step, 20.0);
        assert_eq!(Ruler::of([0.0, 100.000_000_01].into_iter()).to, 100.0);
        assert_eq!(Ruler::of([3.0].into_iter()).decimals(), 1);
        assert_eq!(Ruler { from: 0.0, to: 1.0, step: 0.25 }.decimals(), 2);
    }

    #[test]
    fn places_keep_their_order_and_a_gap() {
        let moved = spread(&[10.0, 10.0, 50.0], 12.0, (0.0, 100.0));
        assert_eq!(moved, [4.0, 16.0, 50.0]);
        let tight = spread(&[95.0, 96.0, 97.0], 10.0, (0.0, 100.0));
        assert_eq!(tight, [80.0, 90.0, 100.0]);
    }

    #[test]
    fn long_texts_are_measured() {
        assert!(width("mm", 12, Weight::Bold) > width("ii", 12, Weight::Regular));
        let page = Medium::Page;
        assert_eq!(page.lines("one two three", 12, Weight::Regular, 60.0), ["one two", "three"]);
        assert!(page.cut("Electrical and Optical Equipment", 11, 90.0).ends_with('…'));
        assert_eq!(Medium::Terminal(80, 24).measure("i", 11, Weight::Regular), 13.6);
    }
}
