//! Where results go: a file, or standard output in the form that its reader expects.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::json;
use tripole::error::{shown_list, shown_path};
use tripole::frame::{
    About, ColumnAbout, Compress, CsvStream, Destination, FileFormat, Order, ResultAbout,
    ResultFolder, Unit, group_digits, write_latex, write_markdown,
};
use tripole::read::{about_path, refuse_other_about, write_about};
use tripole::table::OutputFrom;
use tripole::write::{
    MatrixCells, MatrixFiles, MatrixName, PrimaryRows, TableFiles, TableForm, TableFormat,
};
use tripole::{Error, Frame, Mrio, Result, read};

use super::Outcome;
use super::args::{Aligned, Choice, Naming, Output, Print, Run};
use super::claims::claim_output;
use super::ledger::Figured;
use super::load;
use super::messages::{answer, tell};
#[cfg(feature = "pictures")]
use super::picture::Drawing;
use super::rerun;
use super::terminal::{Look, Rows, Shown, pretty, wrapped};

/// A place for one result, opened before anything is computed.
pub struct Sink<'a> {
    place: Place,
    output: &'a Output,
    run: &'a Run,
    about: Option<Destination>,
}

enum Place {
    File(Destination, Was),
    Stdout,
    /// Nowhere: an earlier result is repeated.
    Compared(Vec<ResultAbout>),
    /// Memory, for who runs the command.
    Kept,
    /// Drawn.
    #[cfg(feature = "pictures")]
    Picture(Box<Drawing>),
}

/// Whether there was a file of a name before.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Was {
    Free,
    Taken,
}

impl Was {
    pub fn of(path: &Path) -> Self {
        if path.is_file() { Was::Taken } else { Was::Free }
    }
}

impl<'a> Sink<'a> {
    /// Open the file asked for, or standard output.
    pub fn open(output: &'a Output, run: &'a Run) -> Result<Self> {
        read_names(&output.naming, run)?;
        if let Some(earlier) = run.ledger.earlier() {
            return Ok(Sink { place: Place::Compared(earlier), output, run, about: None });
        }
        #[cfg(feature = "pictures")]
        if let Some(asked) = run.ledger.picture() {
            let place = Place::Picture(Box::new(Drawing::open(asked, output)?));
            return Ok(Sink { place, output, run, about: None });
        }
        let place = match &output.file {
            _ if run.desk.takes() => Place::Kept,
            Some(path) if path != Path::new("-") => {
                Place::File(Destination::create(path)?, Was::of(path))
            }
            _ => Place::Stdout,
        };
        let about = output.about.as_deref().map(about_file).transpose()?;
        Ok(Sink { place, output, run, about })
    }

    /// Whether the result is printed as a table for people.
    pub fn is_for_people(&self) -> bool {
        matches!(self.place, Place::Stdout) && prints_tables(&self.output.print)
    }

    /// Write a result that comes in frames of the same columns: straight to CSV, one frame at a
    /// time; collected for every other form.
    pub fn stream(
        self,
        compute: impl FnOnce(&mut dyn FnMut(Frame) -> Result<()>) -> Result<()>,
    ) -> Result<Outcome> {
        if let Some(compress) = self.streams() {
            return self.streamed(compress, compute);
        }
        let mut all: Option<Frame> = None;
        compute(&mut |frame| {
            self.run.desk.go_on()?;
            all = Some(match all.take() {
                Some(above) => above.with_rows_if_room(frame)?,
                None => frame,
            });
            Ok(())
        })?;
        self.put(all.unwrap_or_else(|| Frame::new("exports", 0)))
    }

    /// How CSV is written row by row; nothing where the whole result is needed first.
    fn streams(&self) -> Option<Compress> {
        let choice = &self.output.choice;
        if choice.sort.is_some() || choice.top.is_some() || self.run.ledger.turns() > 1 {
            return None;
        }
        match &self.place {
            Place::File(destination, _) => destination.format().csv(),
            Place::Stdout => (form(&self.output.print) == Form::Csv).then_some(Compress::No),
            Place::Compared(_) | Place::Kept => None,
            #[cfg(feature = "pictures")]
            Place::Picture(_) => None,
        }
    }

    fn streamed(
        self,
        compress: Compress,
        compute: impl FnOnce(&mut dyn FnMut(Frame) -> Result<()>) -> Result<()>,
    ) -> Result<Outcome> {
        let Sink { place, output, run, about } = self;
        let (mut figured, mut first, mut rows) = (Figured::default(), None, 0);
        let mut shape = |frame: Frame| -> Result<Frame> {
            if first.is_none() {
                say_no_percents(std::slice::from_ref(&frame), &output.choice, run);
            }
            let frame = shaped(chosen(frame, &output.choice)?, output, run);
            if about.is_some() {
                figured.push(&frame);
            }
            rows += frame.rows();
            first.get_or_insert_with(|| frame.clone().top(0));
            Ok(frame)
        };
        if let Place::File(destination, was) = place {
            let path = destination.path().to_owned();
            let fail = |e| Error::io("write", &path, e);
            destination.stream(compress, |out| {
                let mut csv = CsvStream::new(out);
                compute(&mut |frame| csv.push(&shape(frame)?).map_err(fail))?;
                run.solved.judge(run)?;
                csv.finish().map_err(fail)
            })?;
            say_written(&path, was, rows, run);
        } else {
            let fail = |e| Error::io("write", "<stdout>", e);
            let mut csv = CsvStream::new(io::stdout().lock());
            compute(&mut |frame| csv.push(&shape(frame)?).map_err(fail))?;
            csv.finish().map_err(fail)?;
        }
        say_idle_names(first.as_slice(), output, run);
        if let (Some(about), Some(frame)) = (about, first) {
            save_about(about, &frame, &*run.ledger.about(vec![figured.finish()])?)?;
        }
        Ok(Outcome::Done)
    }

    /// Write the result.
    pub fn put(self, frame: Frame) -> Result<Outcome> {
        let Some(frames) = self.run.ledger.answer(vec![frame])? else { return Ok(Outcome::Done) };
        let frames = ready(frames, self.output, self.run)?;
        self.written(frames)
    }

    /// Write a result of several families: one sheet each in a workbook, one aligned table below
    /// the other for people, one long frame (see [`Frame::tidy_by`]) in every other form. A single
    /// family is an ordinary result.
    pub fn put_all(self, name: &str, frames: Vec<Frame>) -> Result<Outcome> {
        self.put_all_by(name, &[], frames)
    }

    /// [`Sink::put_all`] with these keys first in the long frame (see [`Frame::tidy_by`]).
    pub fn put_all_by(
        self,
        name: &str,
        keys: &[&'static str],
        mut frames: Vec<Frame>,
    ) -> Result<Outcome> {
        if frames.len() == 1 {
            return self.put(frames.swap_remove(0));
        }
        let Some(frames) = self.run.ledger.answer(frames)? else { return Ok(Outcome::Done) };
        let apart = match &self.place {
            Place::File(destination, _) => destination.format().holds_several(),
            Place::Stdout => {
                !self.output.long && !matches!(form(&self.output.print), Form::Csv | Form::Json)
            }
            Place::Compared(_) => false,
            Place::Kept => !self.output.long,
            #[cfg(feature = "pictures")]
            Place::Picture(_) => true,
        };
        if !apart {
            say_no_percents(&frames, &self.output.choice, self.run);
            let frame = in_one(name, keys, frames, &self.output.choice)?;
            let frame = named(frame, self.output, self.run);
            return self.written(vec![frame]);
        }
        let frames = ready(frames, self.output, self.run)?;
        self.written(frames)
    }

    /// Frames as they are to be seen, one sheet or table each.
    fn written(self, frames: Vec<Frame>) -> Result<Outcome> {
        let Sink { place, output, run, about } = self;
        run.solved.judge(run)?;
        if matches!(place, Place::File(..) | Place::Stdout | Place::Kept) {
            say_idle_names(&frames, output, run);
        }
        let results = |frames: &[Frame]| frames.iter().map(Figured::of).collect::<Vec<_>>();
        let place = match place {
            Place::Compared(earlier) => return rerun::compare(&earlier, &results(&frames)),
            Place::Kept => {
                run.desk.keep(with_about(frames, Some(&run.ledger.about_in_memory(&run.desk))));
                return Ok(Outcome::Done);
            }
            #[cfg(feature = "pictures")]
            Place::Picture(drawing) => return drawing.drawn(&frames, run),
            place => place,
        };
        let carries = match &place {
            Place::File(destination, _) => destination.format().csv().is_none(),
            // Printed JSON is for a program that was started with these very words.
            _ => matches!(form(&output.print), Form::Latex | Form::Markdown),
        };
        let known = if carries || about.is_some() {
            Some(run.ledger.about(results(&frames))?)
        } else {
            None
        };
        let frames = with_about(frames, known.as_ref().filter(|_| carries));
        match place {
            Place::File(destination, was) => {
                let path = destination.path().to_owned();
                destination.save(&frames)?;
                say_written(&path, was, frames.iter().map(Frame::rows).sum(), run);
            }
            _ => print_all(&frames, output, run)?,
        }
        if let (Some(about), Some(known), Some(frame)) = (about, known, frames.first()) {
            save_about(about, frame, &known)?;
        }
        Ok(Outcome::Done)
    }
}

/// Frames with the rows, columns, units and names that are asked for, of several each what it has.
pub fn ready(frames: Vec<Frame>, output: &Output, run: &Run) -> Result<Vec<Frame>> {
    let frames = chosen_of_each(frames, &output.choice)?;
    say_no_percents(&frames, &output.choice, run);
    Ok(frames.into_iter().map(|frame| shaped(frame, output, run)).collect())
}

/// Several families in one long frame. Columns and units are those of each; rows stand in the order of a
/// column of the long frame, or else of each family by itself.
fn in_one(name: &str, keys: &[&'static str], frames: Vec<Frame>, choice: &Choice) -> Result<Frame> {
    const LONG: [&str; 5] = ["family", "indicator", "statistic", "unit", "value"];
    let is_long = |column: &str| {
        LONG.contains(&column)
            || keys.contains(&column)
            || frames.iter().any(|frame| frame.key(column).is_some())
    };
    let sort = choice.sort.as_deref();
    let whole = sort.is_none_or(|sort| is_long(sort) || is_long(without_order(sort)));
    let (of_each, of_all) = if whole {
        let columns = choice.columns.clone();
        (Choice { columns, ..Choice::default() }, Choice { columns: vec![], ..choice.clone() })
    } else {
        (choice.clone(), Choice::default())
    };
    let frames = chosen_of_each(frames, &of_each)?.into_iter();
    let frames: Vec<Frame> = frames.map(|frame| in_unit(frame, choice)).collect();
    chosen(Frame::tidy_by(name, keys, &frames), &of_all)
}

/// A note where no number is one that is said in per cent.
fn say_no_percents(frames: &[Frame], choice: &Choice, run: &Run) {
    if !choice.percent || run.quiet || frames.iter().any(Frame::has_percents) {
        return;
    }
    let columns = || frames.iter().flat_map(Frame::indicators);
    let why = if columns().any(|column| *column.unit() == Unit::Percent) {
        "what is a share or a change is in per cent as it is"
    } else {
        "no column is a share, a relative change or a rate"
    };
    tell!("note: `--percent` changes nothing in this result: {why}");
}

/// A note where names of one's own do not show: the form has none, or their codes are in no table.
pub fn say_idle_names(frames: &[Frame], output: &Output, run: &Run) {
    let Some(path) = output.naming.labels.as_deref().filter(|_| !run.quiet) else { return };
    let format = output.file.as_deref().and_then(|path| FileFormat::of(path).ok());
    let has_names = match format {
        Some(format) => matches!(format, FileFormat::Xlsx | FileFormat::Stata),
        None => is_printed(output) && prints_tables(&output.print),
    };
    if !has_names && !output.naming.names {
        tell!("note: `--labels` changes nothing here: this form has names only with `--names`");
        return;
    }
    let unmet = run.ledger.unmet_names(frames);
    if !unmet.is_empty() {
        let path = shown_path(&path.display().to_string());
        tell!(
            "note: {} of the codes in {path} are no region or sector of the table: {}",
            unmet.len(),
            shown_list(&unmet)
        );
    }
}

fn with_about(frames: Vec<Frame>, about: Option<&Arc<About>>) -> Vec<Frame> {
    match about {
        Some(about) => frames.into_iter().map(|f| f.with_about(about.clone())).collect(),
        None => frames,
    }
}

/// The rows and columns asked for.
fn chosen(frame: Frame, choice: &Choice) -> Result<Frame> {
    let frame = match &choice.sort {
        Some(sort) => {
            let (column, order) = order_of(sort, &frame)?;
            frame.sorted_by(column, order)?
        }
        None => frame,
    };
    let frame = match choice.top {
        Some(count) => frame.top(count as usize),
        None => frame,
    };
    if choice.columns.is_empty() { Ok(frame) } else { frame.with_columns(&choice.columns) }
}

/// Refuse columns that a result does not have, by a frame of its columns without rows, before it is computed.
pub fn refuse_choice(empty: Frame, output: &Output) -> Result<()> {
    chosen(empty, &output.choice).map(drop)
}

/// The same of several frames: of each what it has; a name that none has is refused.
fn chosen_of_each(frames: Vec<Frame>, choice: &Choice) -> Result<Vec<Frame>> {
    let has = |frame: &Frame, name: &str| frame.has_column(name);
    if let Some(sort) = &choice.sort {
        let mut known = false;
        for frame in &frames {
            known |= has(frame, order_of(sort, frame)?.0);
        }
        if let (false, Some(first)) = (known, frames.first()) {
            first.clone().sorted_by(order_of(sort, first)?.0, Order::Falling)?;
        }
    }
    // In the order of a column that is perhaps not among those that are kept.
    let in_order = |frame: Frame| {
        let sorts =
            |sort: &String| order_of(sort, &frame).is_ok_and(|(column, _)| has(&frame, column));
        let sort = choice.sort.clone().filter(sorts);
        chosen(frame, &Choice { sort, columns: vec![], top: choice.top, percent: choice.percent })
    };
    let sorted = frames.into_iter().map(in_order).collect::<Result<Vec<Frame>>>()?;
    let of_each = |frame: Frame| {
        let own = |name: &&String| has(&frame, name);
        let columns: Vec<String> = choice.columns.iter().filter(own).cloned().collect();
        if columns.is_empty() { Ok(frame) } else { frame.with_columns(&columns) }
    };
    Frame::choose_among(sorted, &choice.columns)?.into_iter().map(of_each).collect()
}

/// A column and its order: numbers from the largest and labels from A, unless it is said.
fn order_of<'a>(text: &'a str, frame: &Frame) -> Result<(&'a str, Order)> {
    match text.rsplit_once(':') {
        _ if frame.real(text).is_some() => Ok((text, Order::Falling)),
        _ if frame.has_column(text) => Ok((text, Order::Rising)),
        Some((column, "up")) => Ok((column, Order::Rising)),
        Some((column, "down")) => Ok((column, Order::Falling)),
        Some((column, word)) if frame.has_column(column) => Err(Error::Unknown {
            what: "order",
            code: word.to_owned(),
            near: vec!["up".to_owned(), "down".to_owned()],
        }),
        _ => Ok((text, Order::Rising)),
    }
}

/// The column of `COLUMN:up`.
fn without_order(text: &str) -> &str {
    text.rsplit_once(':').map_or(text, |(column, _)| column)
}

/// With names of codes, and in the form asked for.
fn shaped(frame: Frame, output: &Output, run: &Run) -> Frame {
    let frame = named(in_unit(frame, &output.choice), output, run);
    if output.long { frame.long() } else { frame }
}

fn in_unit(frame: Frame, choice: &Choice) -> Frame {
    if choice.percent { frame.in_percent() } else { frame }
}

fn named(frame: Frame, output: &Output, run: &Run) -> Frame {
    let frame = frame.with_names_of(run.ledger.names());
    // A table for people has them beside the codes already.
    let is_table = prints_tables(&output.print) && is_printed(output);
    if output.naming.names && !is_table { frame.with_name_columns() } else { frame }
}

/// Whether a result goes to standard output.
fn is_printed(output: &Output) -> bool {
    output.file.as_deref().is_none_or(|path| path == Path::new("-"))
}

/// Read the names that the user has, where a file is named.
pub fn read_names(naming: &Naming, run: &Run) -> Result<()> {
    naming.labels.iter().try_for_each(|path| {
        run.ledger.rename(read::read_names(load::file(path, run))?);
        Ok(())
    })
}

fn print_all(frames: &[Frame], output: &Output, run: &Run) -> Result<()> {
    let rows = if output.choice.top.is_some() { Rows::Top } else { Rows::All };
    if !prints_tables(&output.print) {
        return print(frames, &output.print, (&output.aligned, rows));
    }
    if let Some(heading) = run.ledger.heading() {
        say(&format!("{}\n\n", in_lines(&heading)))?;
    }
    for (position, frame) in frames.iter().enumerate() {
        if frames.len() > 1 {
            let gap = if position == 0 { "" } else { "\n" };
            say(&format!("{gap}{}\n", frame.name()))?;
        }
        print(std::slice::from_ref(frame), &output.print, (&output.aligned, rows))?;
    }
    Ok(())
}

/// What was written, and whether something else was there before.
pub fn say_written(path: &Path, was: Was, rows: usize, run: &Run) {
    if run.quiet {
        return;
    }
    let rows = match rows {
        1 => "1 row".to_owned(),
        rows => format!("{} rows", group_digits(rows as f64, 0)),
    };
    let path = shown_path(&path.display().to_string());
    match was {
        Was::Free => tell!("wrote {path}: {rows}"),
        Was::Taken => tell!("wrote {path}: {rows}, in place of the file that was there"),
    }
}

/// A file that says where a result comes from.
fn about_file(path: &Path) -> Result<Destination> {
    match FileFormat::of(path) {
        Ok(FileFormat::Json) => Destination::create(path),
        _ => Err(Error::Ending { path: path.to_owned(), known: "`.json`" }),
    }
}

fn save_about(file: Destination, frame: &Frame, about: &About) -> Result<()> {
    let columns: Vec<_> = frame.columns_about().iter().map(ColumnAbout::to_json).collect();
    let all = json!({ "about": about.to_json(), "columns": columns });
    file.write(Compress::No, |out| {
        serde_json::to_writer_pretty(&mut *out, &all)?;
        out.write_all(b"\n")
    })
}

/// Where a frame goes: a file, or standard output as CSV.
pub fn frame_file(path: &Path) -> Result<Destination> {
    if path == Path::new("-") {
        return Ok(Destination::through("<stdout>", FileFormat::Csv, io::stdout()));
    }
    Destination::create(path)
}

/// Where a table that was made goes: CSV, plain or gzipped, or binary.
pub fn table_file(path: &Path) -> Result<TableFiles> {
    match FileFormat::of(path) {
        _ if path == Path::new("-") || TableForm::is_binary(path) => table_files(path, None),
        Ok(FileFormat::Csv | FileFormat::CsvGz) => table_files(path, None),
        _ => Err(Error::Ending { path: path.to_owned(), known: "`.csv`, `.csv.gz`, `.tripole`" }),
    }
}

/// Where a table goes, in the form that is asked for or that the ending says.
pub fn table_files(path: &Path, form: Option<TableForm>) -> Result<TableFiles> {
    let on_output = path == Path::new("-");
    let files = match form {
        Some(form @ (TableForm::Pymrio | TableForm::IcioUser)) if on_output => {
            return Err(Error::conflict(
                format!("`--to {form}`"),
                "standard output",
                "it has several files: name them with `-o`",
            ));
        }
        Some(form @ TableForm::Binary) if on_output && io::stdout().is_terminal() => {
            return Err(Error::conflict(
                format!("`--to {form}`"),
                "a terminal",
                "it is not for people to read: name a file, or pass it on to a program",
            ));
        }
        Some(TableForm::Binary) if on_output => TableFiles::Binary(frame_file(path)?),
        Some(TableForm::Long) if on_output => TableFiles::One(frame_file(path)?, TableFormat::Long),
        _ if on_output => TableFiles::One(frame_file(path)?, TableFormat::Canonical),
        form => TableFiles::open(path, form)?,
    };
    if files.needs_about() && !on_output {
        refuse_other_about(path)?;
    }
    files.beside().map_or(Ok(()), |path| claim_output(path.as_os_str()))?;
    Ok(files)
}

/// Where a matrix goes, and its labels beside it.
pub fn matrix_files(path: &Path, cells: MatrixCells) -> Result<MatrixFiles> {
    let files = MatrixFiles::create(path, cells)?;
    claim_output(files.labels().as_os_str())?;
    Ok(files)
}

/// Write a table, and beside it what its file cannot say: year, unit and source.
pub fn save_table(
    table: &Mrio,
    files: TableFiles,
    rows: PrimaryRows,
    run: &Run,
) -> Result<Outcome> {
    if run.desk.takes() && files.path() == Path::new("<stdout>") {
        run.desk.keep_table(Arc::new(table.clone()));
        return Ok(Outcome::Done);
    }
    run.desk.go_on()?;
    let (path, source) = (files.path().to_owned(), table.source());
    let says = source.year.is_some() || source.unit.is_some();
    let beside = about_path(&path);
    // What lies there is about an older table.
    let says = says || beside.exists();
    let about = if says && files.needs_about() && is_name_of_file(&path) {
        claim_output(beside.as_os_str())?;
        Some(Destination::create(&beside)?)
    } else {
        None
    };
    let others: Vec<(PathBuf, Was)> =
        files.beside().map(|path| (path.to_owned(), Was::of(path))).into_iter().collect();
    let was = Was::of(&path);
    files.write(table, rows)?;
    if let Some(about) = about {
        write_about(about, &path, source)?;
    }
    if path.is_dir() || is_name_of_file(&path) {
        say_written(&path, was, table.index().len(), run);
    }
    others.iter().for_each(|(path, was)| say_file(path, *was, run));
    Ok(Outcome::Done)
}

/// Whether there is, or will be, a file of this name, and no pipe or device.
fn is_name_of_file(path: &Path) -> bool {
    path != Path::new("<stdout>") && (path.is_file() || !path.exists())
}

/// A folder for results, or what they are compared with.
pub enum Folder {
    New(ResultFolder),
    Compared(Vec<ResultAbout>),
}

/// A folder for one file per frame, looked at before anything is computed.
pub fn folder(path: &Path, run: &Run) -> Result<Folder> {
    if let Some(earlier) = run.ledger.earlier() {
        return Ok(Folder::Compared(earlier));
    }
    if FileFormat::of(path).is_ok() && !path.is_dir() {
        return Err(Error::conflict(
            format!("`-o {}`", path.display()),
            "one file per family",
            "it is the name of a file: name a folder, or leave it out and save what is printed",
        ));
    }
    ResultFolder::open(path).map(Folder::New)
}

/// Write one file per frame into a folder, and say which, and what else is there.
pub fn save_all(folder: Folder, frames: Vec<Frame>, run: &Run) -> Result<Outcome> {
    run.solved.judge(run)?;
    let results: Vec<ResultAbout> = frames.iter().map(Figured::of).collect();
    let folder = match folder {
        Folder::New(folder) => folder,
        Folder::Compared(earlier) => return rerun::compare(&earlier, &results),
    };
    let frames = with_about(frames, Some(&run.ledger.about(results)?));
    let files = folder.files(&frames);
    files.iter().try_for_each(|file| claim_output(file.as_os_str()))?;
    let was: Vec<Was> = files.iter().map(|file| Was::of(file)).collect();
    let others = folder.others(&frames);
    folder.save(&frames)?;
    say_saved(&files, &was, &others, run);
    Ok(Outcome::Done)
}

/// Write files of these names and bytes into a folder, and say which, and what else is there.
pub fn save_files(folder: ResultFolder, files: &[(String, Vec<u8>)], run: &Run) -> Result<Outcome> {
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    let (paths, others) = (folder.files_named(&names), folder.others_than(&names));
    let was: Vec<Was> = paths.iter().map(|file| Was::of(file)).collect();
    folder.save_files(files)?;
    say_saved(&paths, &was, &others, run);
    Ok(Outcome::Done)
}

/// That a file was written, and whether something else was there before.
fn say_file(file: &Path, was: Was, run: &Run) {
    if !run.quiet {
        let instead = if was == Was::Taken { ", in place of the file that was there" } else { "" };
        tell!("wrote {}{instead}", shown_path(&file.display().to_string()));
    }
}

/// Files that are about to be written, and what says so once they are.
pub fn saying(files: &[&Path]) -> impl FnOnce(&Run) + use<> {
    let files: Vec<(PathBuf, Was)> =
        files.iter().map(|path| ((*path).to_owned(), Was::of(path))).collect();
    move |run| files.iter().for_each(|(path, was)| say_file(path, *was, run))
}

/// Write a matrix and its labels.
pub fn save_matrix(
    table: &Mrio,
    (files, path): (MatrixFiles, &Path),
    (name, output): (MatrixName, OutputFrom),
    run: &Run,
) -> Result<Outcome> {
    let labels = files.labels().to_owned();
    let was = (Was::of(path), Was::of(&labels));
    files.write(table, name, output)?;
    say_written(path, was.0, table.index().len(), run);
    say_file(&labels, was.1, run);
    Ok(Outcome::Done)
}

/// Which files of a folder were written, and what else is there.
fn say_saved(files: &[PathBuf], was: &[Was], others: &[String], run: &Run) {
    files.iter().zip(was).for_each(|(file, was)| say_file(file, *was, run));
    if !run.quiet && !others.is_empty() {
        tell!("note: the folder holds other files, left as they are: {}", shown_list(others));
    }
}

/// The forms in which a result is printed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Csv,
    Json,
    Latex,
    Markdown,
    Table,
}

/// The form asked for: by default aligned on a terminal, CSV elsewhere.
fn form(print: &Print) -> Form {
    match print {
        _ if print.json => Form::Json,
        _ if print.csv => Form::Csv,
        _ if print.latex => Form::Latex,
        _ if print.markdown => Form::Markdown,
        _ if print.pretty || io::stdout().is_terminal() => Form::Table,
        _ => Form::Csv,
    }
}

/// Whether frames are printed as aligned tables, so that several may follow each other.
pub fn prints_tables(print: &Print) -> bool {
    form(print) == Form::Table
}

/// Print frames as the options say, below each other: aligned on a terminal, CSV elsewhere.
pub fn print(frames: &[Frame], print: &Print, (aligned, rows): (&Aligned, Rows)) -> Result<()> {
    let width = io::stdout().is_terminal().then(terminal_width);
    let columns = if aligned.all_columns { Shown::All } else { Shown::First };
    let look = Look { width, columns, rows };
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let written = match form(print) {
        Form::Latex => write_latex(frames, &mut out),
        Form::Markdown => write_markdown(frames, &mut out),
        Form::Json => frames.iter().try_for_each(|frame| frame.write_json(&mut out)),
        Form::Csv => frames.iter().try_for_each(|frame| frame.write_csv(&mut out)),
        Form::Table => {
            frames.iter().try_for_each(|frame| out.write_all(pretty(frame, look).as_bytes()))
        }
    };
    written.and_then(|()| out.flush()).map_err(|e| Error::io("write", "<stdout>", e))
}

/// Print text.
pub fn say(text: &str) -> Result<Outcome> {
    answer(text).map_err(|e| Error::io("write", "<stdout>", e))?;
    Ok(Outcome::Done)
}

/// A text on lines that can be read, and that no terminal breaks within words.
pub fn in_lines(text: &str) -> String {
    const READABLE: u16 = 100;
    let width = if io::stdout().is_terminal() { terminal_width() } else { READABLE };
    wrapped(text, usize::from(width.min(READABLE)))
}

/// A line that a terminal would break within words, broken between them, its rest below so many blanks;
/// elsewhere as it is, for programs that look for words.
pub fn on_terminal(line: &str, indent: usize) -> String {
    if !io::stdout().is_terminal() {
        return line.to_owned();
    }
    let width = usize::from(terminal_width()).saturating_sub(indent);
    let start = line.len() - line.trim_start().len();
    let blanks = " ".repeat(indent);
    format!(
        "{}{}",
        &line[..start],
        wrapped(line.trim_start(), width).replace('\n', &format!("\n{blanks}"))
    )
}

fn terminal_width() -> u16 {
    terminal_size::terminal_size().map_or(100, |(width, _)| width.0)
}
