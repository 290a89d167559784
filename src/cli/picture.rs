//! Where pictures go: a file, or the terminal.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use tripole::error::shown_path;
use tripole::frame::Destination;
use tripole::picture::{Caption, Colours, Medium, PictureFile, PictureFormat, PictureKind, draw};
use tripole::{Error, Frame, Result};

use super::Outcome;
use super::args::{Output, PictureArgs, Run};
use super::messages::tell;
use super::output::{Was, say, say_written};

/// A picture that is to be drawn, its files opened.
pub struct Drawing {
    kind: PictureKind,
    options: PictureArgs,
    file: Option<(PictureFile, PathBuf)>,
    data: Option<(Destination, Was)>,
}

impl Drawing {
    /// Open the file asked for, and that of the numbers.
    pub fn open((kind, options): (PictureKind, PictureArgs), output: &Output) -> Result<Self> {
        let print = &output.print;
        let printed = [
            (print.csv, "--csv"),
            (print.json, "--json"),
            (print.latex, "--latex"),
            (print.markdown, "--markdown"),
            (print.pretty, "--pretty"),
            (output.long, "--long"),
            (output.about.is_some(), "--about"),
            (output.choice.percent, "--percent"),
        ];
        let chosen =
            [(output.choice.top.is_some(), "--top"), (output.choice.sort.is_some(), "--sort")];
        if let Some((_, option)) = chosen.into_iter().find(|(typed, _)| *typed) {
            return Err(Error::conflict(
                format!("`{option}`"),
                "a picture",
                "it chooses and orders what it shows by itself",
            ));
        }
        if let Some((_, option)) = printed.into_iter().find(|(typed, _)| *typed) {
            return Err(Error::conflict(
                format!("`{option}`"),
                "a picture",
                "it is about tables: `--data FILE` saves the numbers of the picture",
            ));
        }
        let path = output.file.as_deref().filter(|path| *path != Path::new("-"));
        let picture =
            |path: &Path| -> Result<_> { Ok((PictureFile::create(path)?, path.to_owned())) };
        let numbers = |path: &Path| -> Result<_> {
            let was = Was::of(path);
            Ok((Destination::create(path)?, was))
        };
        let file = path.map(picture);
        let data = options.data.as_deref().map(numbers);
        let (file, data) = (file.transpose()?, data.transpose()?);
        Ok(Drawing { kind, options, file, data })
    }

    /// Draw these frames.
    pub fn drawn(self, frames: &[Frame], run: &Run) -> Result<Outcome> {
        let medium = match self.file {
            None if !run.desk.takes() => terminal(),
            _ => Medium::Page,
        };
        let PictureArgs { title, show, .. } = self.options;
        let caption = Caption { title, show, medium, ..run.ledger.caption() };
        let picture = draw(self.kind, frames, &caption)?;
        if let Some((data, was)) = self.data {
            let path = data.path().to_owned();
            // Families of several columns are one long table, where a file holds one.
            let long = frames.len() > 1 && !data.format().holds_several();
            let one = long.then(|| Frame::tidy_by("picture", &[], frames));
            let frames = one.as_ref().map_or(frames, std::slice::from_ref);
            data.save(frames)?;
            say_written(&path, was, frames.iter().map(Frame::rows).sum(), run);
        }
        match self.file {
            None if run.desk.takes() => {
                run.desk.keep(frames.to_vec());
                run.desk.keep_picture(picture);
            }
            Some((file, path)) => {
                let unknown: String = picture.unknown_letters().into_iter().take(10).collect();
                if !unknown.is_empty() && file.format() != PictureFormat::Svg && !run.quiet {
                    tell!(
                        "warning: the font of PNG and PDF lacks these letters: {unknown}; SVG has them"
                    );
                }
                file.save(&picture)?;
                if !run.quiet {
                    tell!("wrote {}", shown_path(&path.display().to_string()));
                }
            }
            None => {
                say(&picture.text(colours()))?;
            }
        }
        Ok(Outcome::Done)
    }
}

/// Columns and rows of the terminal, or of a page where there is none.
fn terminal() -> Medium {
    match terminal_size::terminal_size() {
        Some((width, height)) if width.0 >= 40 && height.0 >= 12 => {
            Medium::Terminal(usize::from(width.0).min(300), usize::from(height.0).min(120) - 2)
        }
        _ => Medium::Terminal(100, 40),
    }
}

fn colours() -> Colours {
    let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    if wanted && io::stdout().is_terminal() { Colours::Shown } else { Colours::None }
}
