//! Pictures as bytes.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use krilla_svg::{SurfaceExt, SvgSettings};
use kuva::prelude::{SvgBackend, TerminalBackend};
use kuva::render::render::Primitive;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};

use super::Picture;
use super::page::{BOLD, Medium, REGULAR, is_known};
use crate::error::{Error, Result};
use crate::frame::{Compress, Destination};

/// The form of a picture, told by a file's ending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureFormat {
    /// `.svg`
    Svg,
    /// `.png`, of two dots to a pixel of the SVG
    Png,
    /// `.pdf`, of one page
    Pdf,
}

impl PictureFormat {
    /// The endings that are understood, for messages.
    pub const ENDINGS: &str = "`.svg`, `.png`, `.pdf`";

    /// The form that the ending of `path` means; nothing for any other.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "svg" => Some(PictureFormat::Svg),
            "png" => Some(PictureFormat::Png),
            "pdf" => Some(PictureFormat::Pdf),
            _ => None,
        }
    }
}

/// Whether a terminal shows colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colours {
    /// It does.
    Shown,
    /// The picture is plain text.
    None,
}

/// Dots of a PNG to a pixel of the SVG.
const SCALE: u32 = 2;

/// The fonts of PNG and PDF, those of this program alone: what a machine has does not change a picture.
static TREE: LazyLock<Options<'static>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(REGULAR.to_vec());
    fonts.load_font_data(BOLD.to_vec());
    fonts.set_sans_serif_family("DejaVu Sans");
    Options { fontdb: Arc::new(fonts), font_family: "DejaVu Sans".to_owned(), ..Options::default() }
});

/// A file for a picture, opened before anything is drawn, that appears whole or not at all.
#[derive(Debug)]
pub struct PictureFile {
    file: Destination,
    format: PictureFormat,
}

impl PictureFile {
    /// Open a file, whose ending says its form.
    ///
    /// # Errors
    /// [`Error::Ending`] for any other ending, [`Error::Io`] where it cannot be written.
    pub fn create(path: &Path) -> Result<Self> {
        let known = PictureFormat::ENDINGS;
        let format = PictureFormat::of(path)
            .ok_or_else(|| Error::Ending { path: path.to_owned(), known })?;
        Ok(PictureFile { file: Destination::plain(path)?, format })
    }

    /// The form that its ending says.
    #[must_use]
    pub fn format(&self) -> PictureFormat {
        self.format
    }

    /// Write a picture.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn save(self, picture: &Picture) -> Result<()> {
        let bytes = picture.bytes(self.format)?;
        self.file.write(Compress::No, |out| out.write_all(&bytes))
    }
}

impl Picture {
    /// The picture in a form.
    ///
    /// # Errors
    /// [`Error::Io`] where PNG or PDF cannot be made of it.
    pub fn bytes(&self, format: PictureFormat) -> Result<Vec<u8>> {
        match format {
            PictureFormat::Svg => Ok(self.svg().into_bytes()),
            PictureFormat::Png => self.png(),
            PictureFormat::Pdf => self.pdf(),
        }
    }

    /// What a screen reader says that it is.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The picture as SVG, with a title and a description for screen readers.
    #[must_use]
    pub fn svg(&self) -> String {
        self.written("clip-")
    }

    /// The picture as an element of a page, in which names that begin with `clips` are its own.
    #[must_use]
    pub fn svg_in_page(&self, clips: &str) -> String {
        let svg = self.written(clips);
        svg.find("<svg ").map_or_else(|| svg.clone(), |start| svg[start..].to_owned())
    }

    fn written(&self, clips: &str) -> String {
        let svg = numbered(&SvgBackend::new().render_scene(&self.scene), clips);
        let (width, height) = (self.scene.width, self.scene.height);
        let about = format!(
            "<title>{}</title><desc>{}</desc>",
            escaped(&self.title),
            escaped(&self.description)
        );
        let Some((start, rest)) = svg.split_once("<svg ") else { return svg };
        let Some((attributes, content)) = rest.split_once('>') else { return svg };
        format!(
            "{start}<svg viewBox=\"0 0 {width} {height}\" role=\"img\" {attributes}>{about}{content}"
        )
    }

    fn tree(&self) -> Result<Tree> {
        Tree::from_str(&self.svg(), &TREE).map_err(|reason| failed(&reason.to_string()))
    }

    fn png(&self) -> Result<Vec<u8>> {
        let tree = self.tree()?;
        let size = tree.size();
        let size = size.to_int_size();
        let mut pixels = Pixmap::new(size.width() * SCALE, size.height() * SCALE)
            .ok_or_else(|| failed("it is too large"))?;
        resvg::render(
            &tree,
            Transform::from_scale(SCALE as f32, SCALE as f32),
            &mut pixels.as_mut(),
        );
        pixels.encode_png().map_err(|reason| failed(&reason.to_string()))
    }

    fn pdf(&self) -> Result<Vec<u8>> {
        let tree = self.tree()?;
        let size = krilla::geom::Size::from_wh(tree.size().width(), tree.size().height())
            .ok_or_else(|| failed("it has no size"))?;
        let mut document = krilla::Document::new();
        document.set_metadata(krilla::metadata::Metadata::new().title(self.title.clone()));
        let settings = krilla::page::PageSettings::from_wh(size.width(), size.height())
            .ok_or_else(|| failed("it has no size"))?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        let drawn = surface.draw_svg(&tree, size, SvgSettings::default());
        drawn.ok_or_else(|| failed("its text has no font"))?;
        surface.finish();
        page.finish();
        document.finish().map_err(|reason| failed(&format!("{reason:?}")))
    }

    /// Letters that PNG and PDF cannot show: those of other scripts than the font's.
    #[must_use]
    pub fn unknown_letters(&self) -> Vec<char> {
        let texts = self.scene.elements.iter().filter_map(|it| match it {
            Primitive::Text { content, .. } => Some(content),
            _ => None,
        });
        let mut unknown: Vec<char> =
            texts.flat_map(|text| text.chars()).filter(|letter| !is_known(*letter)).collect();
        unknown.sort_unstable();
        unknown.dedup();
        unknown
    }

    /// The picture in rows of characters, as wide as its medium.
    #[must_use]
    pub fn text(&self, colours: Colours) -> String {
        let columns = match self.medium {
            Medium::Terminal(columns, _) => columns,
            Medium::Page => 120,
        };
        let line = self.medium.line();
        let rows =
            (1..10_000_u32).find(|rows| f64::from(*rows) * line >= self.scene.height).unwrap_or(1);
        let rows = usize::try_from(rows).unwrap_or(1);
        let text = TerminalBackend::new(columns, rows).render_scene(&self.scene);
        if colours == Colours::Shown { text } else { without_colours(&text) }
    }
}

fn failed(reason: &str) -> Error {
    Error::io("draw", "the picture", std::io::Error::other(reason.to_owned()))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Names of clips come from a counter of the process: number them afresh, so that a picture is the same
/// whatever was drawn before it.
fn numbered(svg: &str, clips: &str) -> String {
    const NAME: &str = "kuva-clip-";
    const PLACES: [&str; 2] = ["id=\"kuva-clip-", "url(#kuva-clip-"];
    let (mut out, mut known): (String, Vec<&str>) = (String::with_capacity(svg.len()), vec![]);
    let mut rest = svg;
    let next = |rest: &str| {
        let found = PLACES.iter().filter_map(|place| Some(rest.find(place)? + place.len()));
        found.min()
    };
    while let Some(end) = next(rest) {
        let (before, digits) = rest.split_at(end);
        let before = before.strip_suffix(NAME).unwrap_or(before);
        let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        let number = &digits[..end];
        let place = known.iter().position(|it| *it == number).unwrap_or_else(|| {
            known.push(number);
            known.len() - 1
        });
        out.push_str(&format!("{before}{clips}{place}"));
        rest = &digits[end..];
    }
    out + rest
}

fn without_colours(text: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, behind)) = rest.split_once("\u{1b}[") {
        out.push_str(before);
        rest = behind.split_once('m').map_or("", |(_, rest)| rest);
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clips_are_numbered_in_order() {
        let svg = "<a id=\"kuva-clip-17\"/><b clip=\"url(#kuva-clip-17)\"/><c id=\"kuva-clip-3\"/>";
        let expected = "<a id=\"clip-0\"/><b clip=\"url(#clip-0)\"/><c id=\"clip-1\"/>";
        assert_eq!(numbered(svg, "clip-"), expected);
        assert_eq!(numbered("<text>kuva-clip-17</text>", "clip-"), "<text>kuva-clip-17</text>");
    }

    #[test]
    fn colours_go() {
        assert_eq!(without_colours("a\u{1b}[38;2;1;2;3mb\u{1b}[0m"), "ab");
    }
}
