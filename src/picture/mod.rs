//! Results as pictures: SVG, PNG, PDF, or drawn on a terminal.
//!
//! A picture is made of [`Frame`]s alone, with the names and units that they carry. Axes, grids and most marks
//! are drawn by the library `kuva`; labels are placed here, so that none covers another. The bytes of a picture
//! depend on nothing but its numbers and words.

mod bars;
mod groups;
mod network;
mod numbers;
mod page;
mod pairs;
mod places;
mod points;
mod render;
mod series;

use kuva::render::render::Scene;

use crate::error::{Error, Result, named};
use crate::frame::Frame;

pub use groups::blocs_of_economies;
pub use page::Medium;
#[cfg(feature = "reports")]
pub(crate) use page::fonts;
pub use render::{Colours, PictureFile, PictureFormat};

/// What is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureKind {
    /// Who adds value to a final product, by the distance from its buyer; bubbles are value added.
    Smile,
    /// Backward and forward participation, from the most to the least.
    Participation,
    /// Upstreamness against downstreamness.
    Position,
    /// Backward against forward linkages, in quadrants.
    Linkages,
    /// From gross exports to value-added exports.
    Waterfall,
    /// Value added between poles.
    Poles(Flows),
    /// Local, regional and global shares.
    Shares,
    /// Buyers by origins.
    Suppliers,
    /// Who supplies whom most.
    Hubs,
    /// Two years as slopes.
    Upgrading,
    /// What tariffs do, by region or sector.
    Incidence,
    /// Before and after a scenario.
    BeforeAfter,
    /// The path of a disruption.
    Daily,
    /// The spread of results over a sweep.
    Sweep(Spread),
    /// Rates or seconds of ways to invert I − A.
    Inverse,
}

impl PictureKind {
    /// The names and colours of series that lie beside each other in every mark, and mean something alone.
    #[must_use]
    pub fn series(self) -> Vec<(&'static str, &'static str)> {
        match self {
            PictureKind::Participation => bars::SIDES.to_vec(),
            PictureKind::Shares => bars::PERIMETERS.to_vec(),
            _ => vec![],
        }
    }
}

/// How flows between poles are drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Flows {
    /// On a circle, without use at home.
    #[default]
    Chord,
    /// From left to right, use at home included.
    Sankey,
}

named!(Flows, "form": Chord = "chord", Sankey = "sankey");

/// What is drawn of a sweep.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Spread {
    /// How results are spread.
    #[default]
    Fan,
    /// Which parameters move a result.
    Tornado,
}

named!(Spread, "form": Fan = "fan", Tornado = "tornado");

/// Most notes below a picture.
const NOTES: usize = 3;

/// The words around a picture that its numbers do not say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Caption {
    /// A title in place of that of the kind.
    pub title: Option<String>,
    /// The indicator that is drawn, where a result has several.
    pub show: Option<String>,
    /// The years of the tables, in the order in which they were read.
    pub years: Vec<i32>,
    /// What the result is of, where not of everything: products, say.
    pub of: String,
    /// Where the numbers come from, for the line of sources.
    pub source: String,
    /// What the picture is drawn for.
    pub medium: Medium,
    /// Blocs of regions, by whose colours regions are told apart: region and bloc.
    pub blocs: Vec<(String, String)>,
}

impl Caption {
    /// A title of its own, or this one with the year.
    fn title(&self, words: &str) -> String {
        match &self.title {
            Some(title) => title.replace(char::is_control, " "),
            None => match (self.years.iter().min(), self.years.iter().max()) {
                (Some(first), Some(last)) if first < last => format!("{words}, {first} to {last}"),
                (Some(year), _) => format!("{words}, {year}"),
                _ => words.to_owned(),
            },
        }
    }

    /// What the result is of, behind a comma.
    fn of_what(&self) -> String {
        if self.of.is_empty() { String::new() } else { format!("; {}", self.of) }
    }

    /// The bloc of a region.
    fn bloc(&self, region: &str) -> Option<&str> {
        self.blocs.iter().find(|(code, _)| code == region).map(|(_, bloc)| bloc.as_str())
    }
}

/// What models say of their numbers.
fn notes(frames: &[Frame]) -> Vec<String> {
    let mut said: Vec<String> = vec![];
    let all = frames.iter().flat_map(Frame::notes);
    for (_, note) in all.filter(|(name, _)| name.starts_with("caveat")) {
        let words = format!("Caveat: {note}.");
        if !said.contains(&words) && said.len() < NOTES {
            said.push(words);
        }
    }
    said
}

/// A picture that has been drawn.
#[derive(Debug)]
pub struct Picture {
    scene: Scene,
    medium: Medium,
    /// What a screen reader says of it.
    title: String,
    description: String,
}

/// Draw frames as a kind of picture has them.
///
/// # Errors
/// [`Error::Missing`] where the frame lacks a column that the picture needs, or has no number in it;
/// [`Error::Conflict`] where rows differ in what the picture does not tell apart, and for an indicator that is
/// asked for of a picture that has no choice.
///
/// # Examples
/// ```
/// use tripole::frame::{Frame, Unit};
/// use tripole::picture::{Caption, PictureKind, draw};
/// let frame = Frame::new("position", 2)
///     .with_text("region", &["USA", "CHN"])
///     .with_indicator("upstreamness", Unit::Ratio, vec![1.8, 2.8])
///     .with_indicator("downstreamness", Unit::Ratio, vec![1.8, 2.9]);
/// let caption = Caption { years: vec![2011], ..Caption::default() };
/// let picture = draw(PictureKind::Position, &[frame], &caption)?;
/// assert!(picture.svg().contains(">USA</text>"));
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn draw(kind: PictureKind, frames: &[Frame], caption: &Caption) -> Result<Picture> {
    let chooses = matches!(
        kind,
        PictureKind::Incidence
            | PictureKind::BeforeAfter
            | PictureKind::Sweep(_)
            | PictureKind::Inverse
    );
    if let (Some(show), false) = (&caption.show, chooses) {
        return Err(Error::conflict(
            format!("the indicator `{show}`"),
            "this kind of picture",
            "it always shows the same ones",
        ));
    }
    // Long forms say the unit of every row in a key.
    let frames: Vec<Frame> = frames.iter().cloned().map(Frame::with_units_of_rows).collect();
    let frames = frames.as_slice();
    match kind {
        PictureKind::Smile => points::smile(frames, caption),
        PictureKind::Participation => bars::participation(frames, caption),
        PictureKind::Position => points::position(frames, caption),
        PictureKind::Linkages => points::linkages(frames, caption),
        PictureKind::Waterfall => bars::waterfall(frames, caption),
        PictureKind::Poles(form) => pairs::poles(frames, form, caption),
        PictureKind::Shares => bars::shares(frames, caption),
        PictureKind::Suppliers => pairs::suppliers(frames, caption),
        PictureKind::Hubs => network::hubs(frames, caption),
        PictureKind::Upgrading => pairs::upgrading(frames, caption),
        PictureKind::Incidence => bars::incidence(frames, caption),
        PictureKind::BeforeAfter => pairs::before_after(frames, caption),
        PictureKind::Daily => series::daily(frames, caption),
        PictureKind::Sweep(Spread::Fan) => series::sweep(frames, caption),
        PictureKind::Sweep(Spread::Tornado) => series::tornado(frames, caption),
        PictureKind::Inverse => bars::inverse(frames, caption),
    }
}
