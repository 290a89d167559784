//! From bytes to tables: the only module that knows file formats.
//!
//! [`read`] recognises the container (plain, gzip, Zstandard, zip, standard input) and the layout by
//! content, matches everything by label, and returns a checked [`Mrio`] with the
//! [`Finding`]s of the reading. Nothing is repaired silently; a cell that is not a number is an
//! error with its line and column label.
//!
//! Everything can be read from bytes: an [`Input`] is a path, standard input, bytes in memory or a
//! built-in table. Small files beside a table (maps, blocs, accounts, totals) take whatever becomes
//! an [`Input`], a path among it.

mod about;
#[cfg(feature = "archives")]
mod archive;
pub(crate) mod back;
#[cfg(feature = "binary")]
pub(crate) mod binary;
mod builtin;
mod cells;
mod characterisation;
mod decimals;
mod exiobase;
mod guard;
mod header;
mod input;
mod labelled;
mod layout;
pub(crate) mod long;
mod maps;
mod names;
mod national;
mod nearest;
mod numbered;
mod own;
mod own_accounts;
mod pieces;
mod prices;
mod records;
mod satellite;
mod shares;
pub(crate) mod sheet;
mod source;
#[cfg(feature = "stata")]
mod stata;
mod stream;
mod text;
mod totals;
mod two_headers;
mod watched;
mod wide;
#[cfg(feature = "workbooks")]
mod workbook;
#[cfg(feature = "archives")]
mod zstd;

use std::path::Path;

pub use about::{about_path, refuse_other_about, write_about};
pub use builtin::{BUILTIN_TABLES, Builtin};
pub use characterisation::read_characterisation;
pub use input::Input;
pub use maps::{
    BlocRemark, builtin_bloc_remarks, builtin_blocs, read_blocs, read_concordance, read_perimeter,
};
pub use names::read_names;
pub use own_accounts::{brings_accounts, read_own_accounts};
use pieces::{Files, only_table};
pub use pieces::{Pieces, files_of_table};
pub use satellite::{SatelliteReading, read_satellite};
pub use shares::read_passed_on;

use crate::error::{Error, Hint, OptionName, Place, Problem, Result, named, shown, shown_list};
use crate::sources::{FlatLabels, RECORDS, SourceRecord, split_wholes, whole_of};
use crate::table::{
    Concordance, Finding, FindingKind, Index, LARGEST_AMOUNT, Mrio, Parts, Severity, Source,
};

/// A layout of the text inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// `REG_SEC` rows and columns, under the labels of a source.
    Wide(&'static SourceRecord),
    /// `row_region,row_sector,col_region,col_item,value`.
    Long,
    /// One cell a line, under the labels of a source.
    Flat(&'static SourceRecord, &'static FlatLabels),
    /// Several files.
    Pieces(Pieces),
    /// What this library writes for repeated use.
    Binary,
}

impl Layout {
    /// All layouts.
    #[must_use]
    pub fn all() -> Vec<Layout> {
        let wide =
            RECORDS.iter().copied().filter(|record| record.labels.is_some()).map(Layout::Wide);
        let of = |record: &&'static SourceRecord| {
            let record: &'static SourceRecord = record;
            record.flat().map(move |labels| Layout::Flat(record, labels))
        };
        wide.chain(RECORDS.iter().flat_map(of))
            .chain(Pieces::ALL.map(Layout::Pieces))
            .chain([Layout::Long])
            .chain(cfg!(feature = "binary").then_some(Layout::Binary))
            .collect()
    }

    /// The layout's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Layout::Wide(record) => record.name,
            Layout::Long => "long",
            Layout::Flat(_, labels) => labels.name,
            Layout::Pieces(pieces) => pieces.name(),
            Layout::Binary => "tripole",
        }
    }

    /// How it is recognised.
    #[must_use]
    pub fn recognised_by(self) -> &'static str {
        match self {
            Layout::Wide(record) => record.wide_labels().recognised_by,
            Layout::Long => "CSV with the header row_region,row_sector,col_region,col_item,value",
            Layout::Flat(_, labels) => labels.recognised_by,
            Layout::Pieces(pieces) => pieces.recognised_by(),
            Layout::Binary => {
                "binary table of this program, .tripole: safetensors with the metadata format = tripole"
            }
        }
    }

    /// The layout of this name.
    ///
    /// # Errors
    /// [`Error::Unknown`], with the names there are.
    pub fn named(name: &str) -> Result<Self> {
        let found = Layout::all().into_iter().find(|layout| layout.name() == name);
        found.ok_or_else(|| Error::Unknown {
            what: "format",
            code: name.to_owned(),
            near: Layout::all().into_iter().map(|layout| layout.name().to_owned()).collect(),
        })
    }

    /// The unit of amounts, where the source has only one.
    fn unit(self) -> Option<&'static str> {
        match self {
            Layout::Wide(record) | Layout::Flat(record, _) => record.unit,
            Layout::Pieces(pieces) => pieces.unit(),
            Layout::Long | Layout::Binary => None,
        }
    }
}

/// What becomes of countries that the OECD splits into parts (`MX1`, `MX2`, `CN1`, …).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SplitCountries {
    /// The parts are added into `MEX` and `CHN` on reading: comparable with the small tables.
    #[default]
    Merge,
    /// The parts stay rows of their own; [`split_countries`](crate::sources::split_countries)
    /// makes each country one economy, as the parts are meant.
    Keep,
}

named!(SplitCountries, "treatment of split countries": Merge = "merge", Keep = "keep");

/// Whether every region must have every sector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Grid {
    /// A region without a sector that others have is an error.
    #[default]
    Full,
    /// Regions may have sectors of their own.
    Ragged,
}

/// Whether exports of a national table hold imports, where a column of imports stands beside uses of products from anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reexports {
    /// They hold none, and a product of which more is imported than used at home is an error.
    #[default]
    Refuse,
    /// They hold the same share as every other use.
    Proportional,
}

named!(Reexports, "treatment of re-exports": Refuse = "refuse", Proportional = "proportional");

/// What becomes of regions without any flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EmptyRegions {
    /// They stay, and all their amounts are zero.
    #[default]
    Keep,
    /// They are left out.
    Drop,
}

named!(EmptyRegions, "treatment of empty regions": Keep = "keep", Drop = "drop");

/// Options of reading a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadOptions {
    /// The layout, instead of recognising it.
    pub layout: Option<Layout>,
    /// The year: chooses among the tables of an archive, and is kept with the table.
    pub year: Option<i32>,
    /// The unit of amounts.
    pub unit: Option<String>,
    /// Split countries.
    pub split: SplitCountries,
    /// Regions without any flow.
    pub empty_regions: EmptyRegions,
    /// Region codes that labels begin with, for codes that contain `_` themselves.
    pub region_codes: Vec<String>,
    /// Whether every region must have every sector.
    pub grid: Grid,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// Whether exports of a national table hold imports.
    pub reexports: Reexports,
    /// Imports of a national table, product by user: CSV with the labels of the table.
    pub import_matrix: Option<Input>,
    /// Most cells of Z and F together.
    pub max_cells: usize,
}

impl Default for ReadOptions {
    fn default() -> Self {
        ReadOptions {
            layout: None,
            year: None,
            unit: None,
            split: SplitCountries::Merge,
            empty_regions: EmptyRegions::Keep,
            region_codes: vec![],
            grid: Grid::Full,
            sheet: None,
            reexports: Reexports::Refuse,
            import_matrix: None,
            max_cells: 500_000_000,
        }
    }
}

/// A table and what was noteworthy in reading it.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The table.
    pub table: Mrio,
    /// Notes and warnings of the reading.
    pub findings: Vec<Finding>,
}

/// Read a table.
///
/// Text is read as a stream and parsed in parallel in the current rayon pool; peak memory is
/// twice the matrices plus a few megabytes. A binary table is read into its matrices, which is all the
/// memory that it takes.
///
/// # Errors
/// [`Error::Io`] when the file cannot be opened, [`Error::Input`] for anything in it that is
/// not a usable table, with the file, the place and what was found; [`Error::Conflict`] for a built-in
/// table in another format, of another year or with other codes than it has, and for a binary table in another format.
///
/// # Examples
/// ```
/// use tripole::read::{Input, ReadOptions, read};
/// let reading = read(&Input::parse("builtin:three-pole-2011")?, &ReadOptions::default())?;
/// assert_eq!(reading.table.index().regions().len(), 19);
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn read(input: &Input, options: &ReadOptions) -> Result<Reading> {
    if let Input::Builtin(builtin) = input {
        refuse_for_builtin(*builtin, options)?;
    }
    let mut findings = vec![];
    let Found { parts, layout, name, member, place, year } = find(input, options, &mut findings)?;
    let unit_inside = parts.source.unit.clone();
    let table = Mrio::new(parts).map_err(|error| match error {
        Error::NotFinite { what, label } => {
            let problem = match what {
                Mrio::ROW_SUM => Problem::Overflow { label },
                what => Problem::NotFiniteIn { what, label },
            };
            Error::input(&name, Place::File, problem)
        }
        other => other,
    })?;
    refuse_unusable(&table, &name)?;
    findings.extend(strange_codes(table.index(), &options.region_codes));
    let table = split_countries(table, options.split, &mut findings)?;
    let table = empty_regions(table, (layout, options.empty_regions), &mut findings)?;
    let table = national::components(table, &mut findings)?;
    let table = national::domestic(table, options, &name, &mut findings)?;
    let titled = member.clone().unwrap_or_else(|| name.clone());
    // What a binary table was made of is said in it.
    let made_of = place.as_deref().filter(|_| layout == Layout::Binary);
    let mut names = [Some(member_name(&titled)), made_of].into_iter().flatten();
    let told = names.find(|name| prices::in_name(name));
    let is_new = findings.iter().all(|it| it.kind != FindingKind::OtherPrices);
    findings.extend(told.filter(|_| is_new).map(prices::finding));
    let (said, changed) = about::beside(input);
    findings.extend(changed);
    let said = said.unwrap_or_default();
    findings.extend(other_than_said(options, &said, "the file beside the table"));
    if layout == Layout::Binary {
        let inside = Source { year, unit: unit_inside.clone(), note: String::new() };
        findings.extend(other_than_said(options, &inside, "the table itself"));
    }
    let named = || member.as_deref().and_then(year_in).or_else(|| year_in(file_name(&name)));
    let known = || match input {
        Input::Builtin(_) => SourceRecord::of_builtin_tables().unit,
        _ => layout.unit().or_else(|| SourceRecord::of_codes(table.index())?.unit),
    };
    let unit = options.unit.clone().or(said.unit).or(unit_inside);
    let mut source = Source {
        year: options.year.or(said.year).or(year).or_else(named),
        unit: unit.or_else(|| known().map(str::to_owned)),
        note: match &member {
            Some(member) => format!("{name}: {member}"),
            None if said.note.is_empty() => name.clone(),
            None => format!("{name}, from {}", said.note),
        },
    };
    if let Some(place) = &place {
        source.note = format!("{}, {place}", source.note);
    }
    if let Input::Builtin(builtin) = input {
        source.year = Some(builtin.year());
    }
    // A file that has the year that is asked for may be called after others.
    let confirmed = year.is_some() && year == options.year;
    findings.extend(other_year(&titled, options.year, source.year).filter(|_| !confirmed));
    Ok(Reading { table: table.with_source(source), findings })
}

/// The parts of a table, and what is known of where they were found.
struct Found {
    parts: Parts,
    layout: Layout,
    name: String,
    /// The archive's entry, if it is one.
    member: Option<String>,
    /// Where in the file, in words.
    place: Option<String>,
    /// The year that the file says inside.
    year: Option<i32>,
}

/// Find the table of an input, whatever the form.
fn find(input: &Input, options: &ReadOptions, findings: &mut Vec<Finding>) -> Result<Found> {
    if let Some(found) = in_binary(input, options)? {
        return Ok(found);
    }
    if let Some(found) = in_pieces(input, options, findings)? {
        return Ok(found);
    }
    if let Input::Path(path) = input
        && path.is_dir()
    {
        let only = only_table(path, &input.name(), options.year)?;
        return find(&Input::Path(only), options, findings);
    }
    if let Input::Stdin = input
        && let Some(bytes) = input::whole_stdin()?
    {
        return find(&Input::bytes(input.name(), bytes), options, findings);
    }
    #[cfg(feature = "archives")]
    if matches!(options.layout, None | Some(Layout::Pieces(_)))
        && let Some((member, bytes)) = archive::inner(input, options.year)?
    {
        let inner = Input::bytes(format!("{}: {member}", input.name()), bytes);
        if let Some(found) = in_pieces(&inner, options, findings)? {
            return Ok(found);
        }
    }
    #[cfg(feature = "archives")]
    if let Some((member, bytes)) = archive::packed(input, options.year)? {
        let name = input.name();
        let inner = Input::bytes(format!("{name}: {member}"), bytes);
        let found = find_in_file(&inner, options, findings)?;
        return Ok(Found { name, member: Some(member), ..found });
    }
    find_in_file(input, options, findings)
}

/// Find the table of an input that is no archive of other files than text.
fn find_in_file(
    input: &Input,
    options: &ReadOptions,
    findings: &mut Vec<Finding>,
) -> Result<Found> {
    #[cfg(feature = "workbooks")]
    match workbook::read(input, options, findings)? {
        Some(workbook::Content::Table(found)) => {
            let workbook::Found { parts, layout, place, year } = *found;
            let (name, member, place) = (input.name(), None, Some(place));
            return Ok(Found { parts, layout, name, member, place, year });
        }
        Some(workbook::Content::Text(workbook::Text { sheet, content, year, unit, regions })) => {
            let own = Input::bytes(format!("{}: sheet {sheet}", input.name()), content);
            let mut options = options.clone();
            options.region_codes.extend(regions);
            let mut found = find_in_text(&own, &options, findings)?;
            found.parts.source.unit = found.parts.source.unit.or(unit);
            let place = Some(format!("sheet {sheet}"));
            return Ok(Found { name: input.name(), place, year: found.year.or(year), ..found });
        }
        None => {}
    }
    #[cfg(feature = "stata")]
    if let Some((parts, layout, year)) = stata::read(input, options, findings)? {
        let name = input.name();
        return Ok(Found { parts, layout, name, member: None, place: None, year });
    }
    #[cfg(feature = "parquet")]
    if let Some(parts) = labelled::read_long(input, options, findings)? {
        let (name, year) = (input.name(), parts.source.year);
        return Ok(Found { parts, layout: Layout::Long, name, member: None, place: None, year });
    }
    let before = findings.len();
    match find_in_text(input, options, findings) {
        Err(error) if lacks_labels(&error) => {
            findings.truncate(before);
            let found = in_own_layout(input, options, findings)?;
            found.ok_or_else(|| nearest::error(input, options).unwrap_or(error))
        }
        found => found,
    }
}

/// Whether a text has no labels such as the canonical layout has.
fn lacks_labels(error: &Error) -> bool {
    let Error::Input { problem, .. } = error else { return false };
    matches!(**problem, Problem::NoTable | Problem::NoSeparator { .. } | Problem::FieldCount { .. })
}

/// Most bytes of a text in nobody's layout.
const OWN_LIMIT: usize = 1 << 28;

/// A text in a layout of somebody's own, as spreadsheets save it; nothing where it is no table at all.
fn in_own_layout(
    input: &Input,
    options: &ReadOptions,
    findings: &mut Vec<Finding>,
) -> Result<Option<Found>> {
    if matches!(input, Input::Stdin) || options.layout.is_some() {
        return Ok(None);
    }
    let text = source::open(input, options.year)?;
    let (name, mut bytes) = (text.name.clone(), vec![]);
    for block in text.blocks {
        bytes.append(&mut block?.bytes);
        if bytes.len() > OWN_LIMIT {
            return Ok(None);
        }
    }
    let Some(rows) = std::str::from_utf8(&bytes).ok().and_then(own::rows_of_text) else {
        return Ok(None);
    };
    let fail = |problem| Error::input(&name, Place::File, problem);
    let Some(canonical) = own::canonical(&rows).map_err(fail)? else { return Ok(None) };
    findings.extend(canonical.findings);
    let mut options = options.clone();
    options.region_codes.extend(canonical.regions);
    let titles = canonical.titles.iter().flat_map(|title| years_in(title));
    let mut years: Vec<i32> = titles.collect();
    years.dedup();
    let said = if let [one] = years.as_slice() { Some(*one) } else { None };
    let own = Input::bytes(name, canonical.text);
    let found = find_in_text(&own, &options, findings)?;
    Ok(Some(Found { member: text.member, year: found.year.or(said), ..found }))
}

/// Find the table of a text.
fn find_in_text(
    input: &Input,
    options: &ReadOptions,
    findings: &mut Vec<Finding>,
) -> Result<Found> {
    let text = source::open(input, options.year)?;
    let (name, member) = (text.name.clone(), text.member.clone());
    let opened = text::Opened::new(text, header::Shape::Table)?;
    findings.extend(opened.findings.iter().cloned());
    let (parts, layout, year) = if let Some(layout) = long_layout(&opened, options)? {
        let labels = match layout {
            Layout::Flat(_, labels) => Some(labels),
            Layout::Long | Layout::Wide(_) | Layout::Pieces(_) | Layout::Binary => None,
        };
        let parts = long::read(opened, (labels, options), findings)?;
        let year = parts.source.year;
        (parts, layout, year)
    } else if let Some(plan) = numbered::Plan::of(&opened.header, options) {
        numbered::read(opened, plan, options, findings)?
    } else {
        let (parts, layout) = wide::read(opened, options, findings)?;
        (parts, layout, None)
    };
    Ok(Found { parts, layout, name, member, place: None, year })
}

/// A binary table, where the input is one.
#[cfg(feature = "binary")]
fn in_binary(input: &Input, options: &ReadOptions) -> Result<Option<Found>> {
    let Some(parts) = binary::read(input, options)? else { return Ok(None) };
    let (layout, name, year) = (Layout::Binary, input.name(), parts.source.year);
    let place = Some(&parts.source.note).filter(|note| !note.is_empty());
    let place = place.map(|note| format!("from {note}"));
    Ok(Some(Found { parts, layout, name, member: None, place, year }))
}

#[cfg(not(feature = "binary"))]
fn in_binary(input: &Input, options: &ReadOptions) -> Result<Option<Found>> {
    match options.layout {
        Some(Layout::Binary) => Err(Error::input(input.name(), Place::File, source::tensors())),
        _ => Ok(None),
    }
}

/// A table of several files, where the input is one or that was asked for.
fn in_pieces(
    input: &Input,
    options: &ReadOptions,
    findings: &mut Vec<Finding>,
) -> Result<Option<Found>> {
    let files = match options.layout {
        None | Some(Layout::Pieces(_)) => Files::of(input)?,
        Some(_) => None,
    };
    let Some(files) = files else { return Ok(None) };
    exiobase::refuse_others(&files)?;
    let asked = match options.layout {
        // An archive may hold the archive of the pieces.
        Some(Layout::Pieces(pieces)) if !files.holds_archives() => Some(pieces),
        _ => Pieces::of(&files),
    };
    let Some(pieces) = asked else { return Ok(None) };
    let parts = pieces.read(&files, options, findings)?;
    let (layout, name, year) = (Layout::Pieces(pieces), files.name, parts.source.year);
    let place = Some(parts.source.note.clone()).filter(|note| !note.is_empty());
    Ok(Some(Found { parts, layout, name, member: None, place, year }))
}

/// The layout of a text of one cell a line: what was asked for, or what its header tells.
fn long_layout(text: &text::Opened, options: &ReadOptions) -> Result<Option<Layout>> {
    if let Some(problem) = long::asymmetric(&text.header) {
        return Err(text.error(Place::Line(text.header_line), problem));
    }
    Ok(match options.layout {
        Some(Layout::Wide(_) | Layout::Pieces(_) | Layout::Binary) => None,
        Some(layout) => Some(layout),
        None if long::is_meant(&text.header) => Some(Layout::Long),
        None => flat_layout(&text.header, options),
    })
}

/// The layout of a source's flat file, told by its columns. One may be missing or misspelt: then the message
/// is about that layout.
fn flat_layout(header: &[String], options: &ReadOptions) -> Option<Layout> {
    let fit = |layout: &Layout| match layout {
        Layout::Flat(_, labels) => labels.fit(header),
        Layout::Wide(_) | Layout::Long | Layout::Pieces(_) | Layout::Binary => 0.0,
    };
    let meant = |layout: &Layout| options.layout.is_none_or(|asked| asked == *layout);
    let all = Layout::all().into_iter().filter(meant);
    let best = all.max_by(|a, b| fit(a).total_cmp(&fit(b)));
    best.filter(|layout| fit(layout) > 0.5)
}

/// A warning about codes of regions that were given and are none of the table's.
fn strange_codes(index: &Index, given: &[String]) -> Option<Finding> {
    let strange: Vec<String> =
        given.iter().filter(|code| index.region_of(code).is_none()).cloned().collect();
    if strange.is_empty() {
        return None;
    }
    let message = format!(
        "codes of regions were given that the table does not have: {}; it has {}",
        shown_list(&strange),
        shown_list(index.region_codes())
    );
    let count = strange.len() as f64;
    Some(Finding::new(Severity::Warning, FindingKind::StrangeCodes, &strange[0], count, message))
}

/// A warning where a year or unit was given that the table, or the file beside it, contradicts.
fn other_than_said(options: &ReadOptions, said: &Source, by: &str) -> Option<Finding> {
    let year = options.year.zip(said.year).filter(|(asked, said)| asked != said);
    let unit = options.unit.as_ref().zip(said.unit.as_ref()).filter(|(asked, said)| asked != said);
    let what = match (year, unit) {
        (Some((asked, said)), _) => {
            format!("year {asked} was given, {by} says {said}; it is taken to be of {asked}")
        }
        (None, Some((asked, said))) => format!(
            "the unit `{}` was given, {by} says `{}`; it is taken to be in `{}`",
            shown(asked),
            shown(said),
            shown(asked)
        ),
        (None, None) => return None,
    };
    Some(Finding::new(Severity::Warning, FindingKind::Container, "", 0.0, what))
}

/// A note where a year was asked for that the file's name contradicts.
fn other_year(name: &str, asked: Option<i32>, taken: Option<i32>) -> Option<Finding> {
    let asked = asked?;
    let name = file_name(name);
    let last = year_in(name)?;
    if years_in(name).any(|year| year == asked) {
        return None;
    }
    let taken = taken.unwrap_or(asked);
    let message = format!(
        "year {asked} was asked for, the name of the table says {last}; the year is taken to be {taken}"
    );
    Some(Finding::new(Severity::Warning, FindingKind::Container, "", f64::from(last), message))
}

/// What is asked of a table that comes with the program and that it does not follow.
fn refuse_for_builtin(builtin: Builtin, options: &ReadOptions) -> Result<()> {
    let asked = match options {
        ReadOptions { layout: Some(layout), .. } if layout.name() != "canonical" => {
            OptionName::Format.set(layout.name())
        }
        ReadOptions { year: Some(year), .. } if *year != builtin.year() => {
            OptionName::Year.set(year.to_string())
        }
        ReadOptions { region_codes, .. } if !region_codes.is_empty() => {
            OptionName::RegionCodes.set(region_codes.join(","))
        }
        _ => return Ok(()),
    };
    let table = format!("`builtin:{}`", builtin.name());
    let reason = format!("it is a canonical table of {} with codes of its own", builtin.year());
    Err(Error::conflict(asked, table, reason))
}

/// The year of a file's name: its last number of four digits from 1900 to 2099, but of a workbook the
/// first, since releases and prices have years too.
fn year_in(name: &str) -> Option<i32> {
    const WORKBOOKS: [&str; 4] = ["xlsx", "xlsm", "xlsb", "ods"];
    let ending = Path::new(name).extension().map(|ending| ending.to_string_lossy().to_lowercase());
    if ending.is_some_and(|ending| WORKBOOKS.contains(&ending.as_str())) {
        return years_in(name).last();
    }
    years_in(name).next()
}

/// All of them, from the last to the first.
fn years_in(name: &str) -> impl Iterator<Item = i32> {
    let digits = name.rsplit(|c: char| !c.is_ascii_digit()).filter(|d| d.len() == 4);
    digits.filter_map(|d| d.parse().ok()).filter(|year| (1900..2100).contains(year))
}

fn file_name(name: &str) -> &str {
    Path::new(name).file_name().and_then(|n| n.to_str()).unwrap_or(name)
}

/// The last part of a name that may be that of an archive and its entry, `a.zip: folder/table.xlsx`.
fn member_name(name: &str) -> &str {
    let base = file_name(name);
    base.rsplit_once(": ").map_or(base, |(_, member)| member)
}

/// Tables that no convention can make sense of. What is wrong with an output is judged where that
/// output is used.
pub(crate) fn refuse_unusable(table: &Mrio, name: &str) -> Result<()> {
    let refuse = |problem| Err(Error::input(name, Place::File, problem));
    let label = |row| table.index().label(row);
    if table.row_sums().iter().all(|x| *x == 0.0) && table.input_sums().iter().all(|x| *x == 0.0) {
        return refuse(Problem::AllZero);
    }
    refuse_sizes(table).or_else(refuse)?;
    let output = table.best_output();
    if table.row_balance().is_some_and(|gap| gap.severity == Severity::Error) {
        let gap = |(x, sum): (&f64, &f64)| x - sum;
        let rho: Vec<f64> = output.iter().zip(table.row_sums()).map(gap).collect();
        let worst =
            (0..rho.len()).max_by(|&a, &b| rho[a].abs().total_cmp(&rho[b].abs())).unwrap_or(0);
        let total: f64 = rho.iter().map(|r| r.abs()).sum();
        return refuse(Problem::OutOfBalance {
            rows: rho.iter().zip(&output).filter(|(r, x)| r.abs() > 1e-3 * x.abs()).count(),
            percent: 100.0 * total / output.iter().map(|x| x.abs()).sum::<f64>(),
            label: label(worst),
            output: output[worst],
            sales: table.row_sums()[worst],
        });
    }
    Ok(())
}

/// Amounts whose products or quotients would be no numbers.
fn refuse_sizes(table: &Mrio) -> std::result::Result<(), Problem> {
    const SMALLEST: f64 = 1e-100;
    let sums = table.row_sums().iter().chain(table.input_sums()).enumerate();
    let rows = sums.map(|(k, sum)| (k % table.index().len(), sum.abs()));
    for (row, size) in rows.filter(|(_, size)| *size != 0.0) {
        let size_is = if size > LARGEST_AMOUNT {
            "too large"
        } else if size < SMALLEST {
            "too small"
        } else {
            continue;
        };
        let label = table.index().label(row);
        return Err(Problem::Size { label, value: size, size: size_is });
    }
    if table.largest_cell() <= LARGEST_AMOUNT {
        return Ok(());
    }
    let cells = table.intermediate().values().iter().chain(table.final_demand().values());
    match cells.copied().find(|value| value.abs() > LARGEST_AMOUNT) {
        None => Ok(()),
        Some(value) => Err(Problem::Size { label: "a cell".to_owned(), value, size: "too large" }),
    }
}

/// Merge (or keep) `MX1`, `CN2` and the like, and say so.
fn split_countries(
    table: Mrio,
    split: SplitCountries,
    findings: &mut Vec<Finding>,
) -> Result<Mrio> {
    let index = table.index();
    let parts: Vec<String> =
        index.region_codes().iter().filter(|c| whole_of(c).is_some()).cloned().collect();
    if parts.is_empty() {
        return Ok(table);
    }
    let said = |message| Finding::new(Severity::Note, FindingKind::SplitCountry, "", 0.0, message);
    findings.extend(split_remarks(&table, &parts));
    match split {
        SplitCountries::Keep => {
            let parts = shown_list(&parts);
            findings.push(said(format!(
                "parts {parts} kept as rows; each country is one economy in the results"
            )));
            Ok(table)
        }
        SplitCountries::Merge => {
            let message = format!("parts {} added into their countries", shown_list(&parts));
            let keep = Hint::from(OptionName::Split.set("keep")).say(" keeps them");
            findings.push(said(message).with_hint(keep));
            let mut pairs: Vec<(String, String)> = vec![];
            for code in index.region_codes() {
                let whole = whole_of(code).filter(|w| index.region_of(w).is_some());
                pairs.push((code.clone(), whole.unwrap_or(code).to_owned()));
            }
            table.aggregate(Some(&Concordance::new(pairs)), None)
        }
    }
}

/// Leave out regions without any flow (or keep them), and say so.
fn empty_regions(
    table: Mrio,
    (layout, done): (Layout, EmptyRegions),
    findings: &mut Vec<Finding>,
) -> Result<Mrio> {
    // Others than tables in pieces hardly have any.
    if done == EmptyRegions::Keep && !matches!(layout, Layout::Pieces(_)) {
        return Ok(table);
    }
    let empty = table.empty_regions();
    let codes: Vec<&str> = empty.iter().map(|region| table.index().region(*region)).collect();
    let Some(first) = codes.first() else { return Ok(table) };
    let (dropped, codes) = (done == EmptyRegions::Drop, shown_list(&codes));
    let message = format!(
        "regions without any flow {}: {codes}",
        if dropped { "are left out" } else { "stay in the table" }
    );
    let kind = FindingKind::Ignored;
    let finding = Finding::new(Severity::Note, kind, *first, empty.len() as f64, message);
    let hint = Hint::from(OptionName::EmptyRegions.set("drop")).say(" leaves them out");
    findings.push(if dropped { finding } else { finding.with_hint(hint) });
    if dropped { table.without_regions(&empty) } else { Ok(table) }
}

/// What is odd about the parts of split countries.
fn split_remarks(table: &Mrio, parts: &[String]) -> Vec<Finding> {
    let mut findings = vec![];
    let mut warn = |place: &str, message: String| {
        let kind = FindingKind::SplitCountry;
        findings.push(Finding::new(Severity::Warning, kind, place, 0.0, message));
    };
    for country in split_wholes() {
        let own: Vec<&String> = parts.iter().filter(|p| whole_of(p) == Some(country)).collect();
        if let [only] = own[..] {
            warn(
                only,
                format!(
                    "only `{only}` of the parts of `{country}` is present; taken as all there is"
                ),
            );
        }
        if !own.is_empty() && active(table, table.index(), country) {
            let own = shown_list(&own);
            warn(
                country,
                format!(
                    "rows of `{country}` are not empty beside its parts {own}: added up, possibly counted twice"
                ),
            );
        }
    }
    findings
}

/// Whether a region sells anything.
fn active(table: &Mrio, index: &Index, code: &str) -> bool {
    index.find_region(code).is_ok_and(|region| {
        index.rows(region).any(|row| table.row_sums()[row] != 0.0 || table.input_sums()[row] != 0.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_in_names() {
        assert_eq!(year_in("wiod13_2011.csv.gz"), Some(2011));
        assert_eq!(year_in("ICIO2016_2011.csv"), Some(2011));
        assert_eq!(year_in("2022_SML.csv"), Some(2022));
        assert_eq!(year_in("table.csv"), None);
        assert_eq!(year_in("ADB-MRIO62-2019_Dec2022.xlsx"), Some(2019));
        assert_eq!(year_in("ADB MRIO 2019, at constant 2010 prices.xlsx"), Some(2019));
    }
}
