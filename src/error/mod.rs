//! The one error type: what was wrong, where, and what to do about it.
//!
//! [`Error`]'s `Display` is one line without a full stop: where, what was found, what was
//! expected. [`Error::hint`] is the second line, what to do next. Text that comes from a file
//! is escaped and cut by [`shown`] before it reaches a message.
//!
//! Neither line names a front end. Options are [`OptionName`]s and other things to ask for are
//! [`Task`]s; a front end puts its own words for them into both lines ([`Wording`],
//! [`Error::message`], [`Hint::worded`]).

mod hint;
mod memory;
mod named;
mod near;
mod problem;
mod schedule;
mod shard;

use std::fmt;
use std::path::PathBuf;

pub use hint::{Hint, OptionName, Part, Party, Plain, Setting, Task, Wording};
pub use memory::MemoryFor;
use memory::{amount, left_of};
pub(crate) use named::named;
pub use near::nearest;
pub(crate) use near::{find, find_named};
pub use problem::{Place, Problem, Within};
pub use schedule::ScheduleProblem;
pub use shard::ShardProblem;

/// The result of everything in this crate that can fail.
pub type Result<T> = std::result::Result<T, Error>;

/// Longest piece of foreign text that a message repeats, in characters.
const SHOWN: usize = 48;

/// Text from a file or a user as it may appear in a message: control characters escaped, at
/// most 48 characters.
#[must_use]
pub fn shown(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(SHOWN));
    for (count, c) in text.chars().enumerate() {
        if count == SHOWN {
            out.push('…');
            break;
        }
        push_shown(&mut out, c);
    }
    out
}

/// Characters that print as nothing, as a blank that is not one, or that turn the order of others.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{a0}' | '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202f}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
    )
}

/// A list of codes as it may appear in a message: the first eight, then how many more.
#[must_use]
pub fn shown_list<S: AsRef<str>>(items: &[S]) -> String {
    let mut out = items
        .iter()
        .take(8)
        .map(|s| format!("`{}`", shown(s.as_ref())))
        .collect::<Vec<_>>()
        .join(", ");
    if items.len() > 8 {
        out.push_str(&format!(" and {} more", items.len() - 8));
    }
    out
}

/// Everything that can go wrong.
///
/// `Debug` is the message and the hint, so that a program whose `main` returns a [`Result`] ends with
/// both of them.
///
/// # Examples
/// ```
/// let error = tripole::Index::new([("A", "x")])?.find_region("B").map(|_| ()).unwrap_err();
/// assert_eq!(format!("{error:?}"), "unknown region `B`\n\nhint: a similar code exists: `A`");
/// # Ok::<(), tripole::Error>(())
/// ```
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The operating system refused to read or write.
    #[error("cannot {action} `{}`: {source}", shown_path(&path.to_string_lossy()))]
    Io {
        /// `read`, `write`, …
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// The operating system's reason.
        source: std::io::Error,
    },
    /// A file is not a usable table (or concordance, or bloc list).
    #[error("`{}`{place}: {problem}", shown_path(file))]
    Input {
        /// The file as the user named it; `<stdin>` for standard input.
        file: String,
        /// Where in the file.
        place: Place,
        /// What is wrong there.
        problem: Box<Problem>,
    },
    /// A code that the table does not have.
    #[error("unknown {what} `{}`", shown(code))]
    Unknown {
        /// `region`, `sector`, …
        what: &'static str,
        /// The code asked for.
        code: String,
        /// The nearest codes that exist.
        near: Vec<String>,
    },
    /// A typed code that cannot be used.
    #[error("{problem}")]
    Code {
        /// What is wrong with it.
        problem: Box<Problem>,
    },
    /// Matrices or vectors whose sizes do not fit together.
    #[error("{what} is {} x {}, expected {} x {}", found.0, found.1, expected.0, expected.1)]
    Shape {
        /// Which matrix.
        what: &'static str,
        /// Its rows and columns.
        found: (usize, usize),
        /// Rows and columns that would fit.
        expected: (usize, usize),
    },
    /// A label that occurs twice, or a region whose rows are not together.
    #[error("label `{}` occurs twice, or its region's rows are not together", shown(label))]
    Label {
        /// The label.
        label: String,
    },
    /// More regions, sectors or categories than an identifier can count.
    #[error("{found} {what}, the limit is {limit}")]
    TooMany {
        /// What there are too many of.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many there may be.
        limit: usize,
    },
    /// NaN or infinity in a table under construction.
    #[error("{what} of `{}` is not finite", shown(label))]
    NotFinite {
        /// Which part of the table.
        what: &'static str,
        /// The row or column.
        label: String,
    },
    /// The table has no row or column of the kind that an option asks for.
    #[error("the table has no {what}")]
    Missing {
        /// `output row or column`, `value added row`, `inventory category`.
        what: &'static str,
        /// What to do instead.
        remedy: Hint,
    },
    /// Two options that contradict each other, or an option and something else.
    #[error("{}", combined(first, second, &Plain))]
    Conflict {
        /// The one side.
        first: Party,
        /// The other one.
        second: Party,
        /// Why, and what to do instead.
        reason: Hint,
    },
    /// Something that what is asked for cannot do without.
    #[error("{message}")]
    Lacking {
        /// What is lacking, as a sentence.
        message: String,
        /// What to do.
        remedy: Hint,
    },
    /// Something made for the rows and economies of one table and used with others.
    #[error("{what} is of another table, or of other economies")]
    OtherTable {
        /// What was made.
        what: &'static str,
    },
    /// A change that a model would ignore.
    #[error("{}", unread(model, kind, &Plain))]
    UnreadChange {
        /// The model.
        model: &'static str,
        /// The kind of entry.
        kind: &'static str,
        /// Who reads it.
        readers: Hint,
    },
    /// Changes that no model reads together.
    #[error("{}", mixed(kinds, left_out))]
    MixedChanges {
        /// The kinds of entries in the scenario.
        kinds: Vec<&'static str>,
        /// Those that no model reads beside the others; none where a model reads all, and is meant where it is named.
        left_out: Vec<&'static str>,
        /// The models that read the rest.
        remedy: Hint,
    },
    /// A model that changes no quantities, asked for the world after.
    #[error("the model `{model}` changes no quantities: it has no world before and after")]
    NoWorld {
        /// The model.
        model: &'static str,
    },
    /// A model that does not say what models are compared by.
    #[error("the model `{model}` has none of the measures by which models are compared")]
    NotCompared {
        /// The model.
        model: &'static str,
    },
    /// A model without prices, asked for what final users pay.
    #[error("the model `{model}` has no prices that final users pay")]
    NoPrices {
        /// The model.
        model: &'static str,
    },
    /// Published elasticities of sectors that the table does not have.
    #[error(
        "the elasticities `{preset}` have no numbers for the sectors of this table: {}",
        shown_list(sectors)
    )]
    NoElasticities {
        /// The name of the set.
        preset: &'static str,
        /// Sectors without a number.
        sectors: Vec<String>,
    },
    /// Losses of supply or embargoes with days, in a model of a whole year.
    #[error("{}", of_days(model, kind, &Plain))]
    NotOfAYear {
        /// The model.
        model: &'static str,
        /// The kind of entry.
        kind: &'static str,
        /// The models that go from day to day.
        daily: Vec<&'static str>,
    },
    /// Stocks that are refilled so slowly that a shortage never ends.
    #[error("{}", never_ends(product.as_deref(), *stock_days, *restocking_days, *below))]
    Collapse {
        /// The product, where others have other stocks.
        product: Option<String>,
        /// Days that its stocks last.
        stock_days: f64,
        /// Days over which a gap in them is ordered.
        restocking_days: f64,
        /// The share of output below which nothing ends a shortage.
        below: f64,
    },
    /// What cannot be set to this.
    #[error("`{}` is no number for `{name}`", shown(found))]
    Setting {
        /// What was to be set.
        name: &'static str,
        /// What was given.
        found: String,
    },
    /// A level that a result does not have.
    #[error("{what} has no level `{asked}`: it has {}", shown_list(has))]
    Level {
        /// The measure or model.
        what: &'static str,
        /// The level asked for.
        asked: &'static str,
        /// The levels that it has.
        has: Vec<&'static str>,
    },
    /// A sector without output that buys inputs: its coefficients are undefined.
    #[error("`{}` has zero output but buys inputs worth {amount}", shown(label))]
    ZeroOutputWithInputs {
        /// The sector.
        label: String,
        /// Its column sum.
        amount: f64,
    },
    /// A sector that buys and sells, and whose published output is zero or blank.
    #[error("output of `{}` as published is 0 or blank, although it sells {sales}", shown(label))]
    NothingPublished {
        /// The sector.
        label: String,
        /// Its row sum.
        sales: f64,
    },
    /// A sector whose output, as it is used, is negative.
    #[error("output of `{}` is negative ({value})", shown(label))]
    NegativeOutput {
        /// The sector.
        label: String,
        /// Its output.
        value: f64,
    },
    /// Two tables to be compared whose rows do not mean the same.
    #[error(
        "{} and {} have different rows: row {row} is {} in the first and {} in the second",
        named(&tables[0]), named(&tables[1]), row_label(labels[0].as_ref()), row_label(labels[1].as_ref())
    )]
    OtherRows {
        /// Where the two tables come from.
        tables: Box<[String; 2]>,
        /// The first row that differs, from 1.
        row: usize,
        /// Its labels; `None` where that table has no such row.
        labels: Box<[Option<String>; 2]>,
    },
    /// Two tables to be compared whose amounts have different units.
    #[error(
        "{} is in `{}`, {} in `{}`",
        named(&tables[0]), shown(&units[0]), named(&tables[1]), shown(&units[1])
    )]
    OtherUnit {
        /// Where the two tables come from.
        tables: Box<[String; 2]>,
        /// Their units.
        units: Box<[String; 2]>,
    },
    /// An account that only one of two years has.
    #[error("account `{}` is missing in the {lacks} year", shown(account))]
    AccountOfOneYear {
        /// The account.
        account: String,
        /// `earlier` or `later`: the year without it.
        lacks: &'static str,
    },
    /// An account whose amounts have different units in two years.
    #[error(
        "account `{}` is in `{}` in the earlier year and in `{}` in the later one",
        shown(account), shown(&units[0]), shown(&units[1])
    )]
    AccountUnits {
        /// The account.
        account: String,
        /// Its units.
        units: Box<[String; 2]>,
    },
    /// What went wrong with one of several tables.
    #[error("{}", in_table(table, source, &Plain))]
    InTable {
        /// The table as the user named it.
        table: String,
        /// What went wrong.
        source: Box<Error>,
    },
    /// What went wrong with one of many scenarios.
    #[error("{}", in_scenario(*scenario, values, source, &Plain))]
    InScenario {
        /// Which one, from 1.
        scenario: usize,
        /// Names and values of its parameters.
        values: Vec<(String, String)>,
        /// What went wrong.
        source: Box<Error>,
    },
    /// A file of an interrupted run that belongs to another one.
    #[error("`{}` is what another run began: {difference}", shown_path(&path.to_string_lossy()))]
    OtherRun {
        /// The unfinished file.
        path: PathBuf,
        /// What is not the same.
        difference: &'static str,
    },
    /// Shards that are not there, of those that make a whole.
    #[error("{}", shards_missing(shards, *count))]
    MissingShards {
        /// The first of them, as K/N.
        shards: Vec<String>,
        /// How many they are.
        count: usize,
    },
    /// A table to be compared whose year is not known.
    #[error("the year of `{}` is not known", shown_path(table))]
    NoYear {
        /// The table as the user named it.
        table: String,
    },
    /// The technology of one year with the suppliers of the other.
    #[error(
        "the input requirements of one year met by the suppliers of the other are not productive"
    )]
    CrossedYears,
    /// A number outside of what it may be.
    #[error("{what} is {}, expected {expected}", problem::shown_number(*value))]
    Range {
        /// Which number.
        what: &'static str,
        /// The number.
        value: f64,
        /// What it may be.
        expected: &'static str,
    },
    /// An input that cannot be shared out.
    #[error(
        "the input coefficient of `{}` in `{}` is {coefficient}, and a negative input cannot be rationed",
        shown(seller),
        shown(buyer)
    )]
    NegativeInput {
        /// Who buys.
        buyer: String,
        /// From whom.
        seller: String,
        /// The coefficient.
        coefficient: f64,
    },
    /// I − A has no inverse.
    #[error("I - A is singular at `{}`", shown(label))]
    Singular {
        /// The sector whose pivot is zero.
        label: String,
    },
    /// The Leontief series diverges.
    #[error(
        "the table is not productive: the coefficient matrix has spectral radius {root:.4}, at {}",
        shown_list(labels)
    )]
    NotProductive {
        /// Perron root of the coefficient matrix.
        root: f64,
        /// The sectors that carry it.
        labels: Vec<String>,
    },
    /// Tariffs so high that costs feed on themselves.
    #[error(
        "with these tariffs no finite prices exist: the coefficients at purchasers' prices have spectral radius {root:.4}, at {}",
        shown_list(labels)
    )]
    ProhibitiveTariffs {
        /// Perron root of the coefficients with tariffs.
        root: f64,
        /// The sectors that carry it.
        labels: Vec<String>,
    },
    /// An iteration that stopped short of its tolerance.
    #[error("{}", not_converged(what, *residual, *steps))]
    NotConverged {
        /// What was iterated.
        what: &'static str,
        /// Residual that was reached.
        residual: f64,
        /// Steps taken.
        steps: usize,
        /// What to do instead.
        remedy: Hint,
    },
    /// Totals that no table with these zeros and signs can have, or accounts that no table can be made of.
    #[error("{problem}: {}", shown_list(lines))]
    Impossible {
        /// What stands against them.
        problem: &'static str,
        /// The rows, columns or sets, each with its total.
        lines: Vec<String>,
        /// What to do instead.
        remedy: Hint,
    },
    /// Totals of rows and of columns that do not add up to the same amount.
    #[error(
        "the row totals add up to {}, the column totals to {}",
        problem::shown_number(*rows),
        problem::shown_number(*columns)
    )]
    SumsDiffer {
        /// Sum over the rows.
        rows: f64,
        /// Sum over the columns.
        columns: f64,
    },
    /// A balancing that stopped before all totals were met.
    #[error(
        "{method} stopped after {sweeps} sweeps with {} of the totals unmet, the worst by {gap:.1e} of its size: {}",
        lines.len(),
        shown_list(lines)
    )]
    Unbalanced {
        /// The algorithm.
        method: &'static str,
        /// Sweeps taken.
        sweeps: usize,
        /// The largest gap, relative to the size of its total.
        gap: f64,
        /// The rows, columns or sets that miss their totals, worst first.
        lines: Vec<String>,
    },
    /// A table that could be made, but not be used.
    #[error("the table that this makes is of no use: {source}")]
    Unusable {
        /// What is wrong with it.
        source: Box<Error>,
    },
    /// A region that is to belong to two economies at once.
    #[error(
        "region `{}` is a member of both `{}` and `{}`",
        shown(region),
        shown(first),
        shown(second)
    )]
    GroupOverlap {
        /// The region.
        region: String,
        /// One of its economies.
        first: String,
        /// The other one.
        second: String,
    },
    /// A group whose members lie in two blocs, where what is regional must be known.
    #[error(
        "`{}` has members in the blocs `{}` and `{}`",
        shown(economy),
        shown(first),
        shown(second)
    )]
    AcrossBlocs {
        /// The group.
        economy: String,
        /// The bloc of its first member.
        first: String,
        /// The bloc of another one.
        second: String,
    },
    /// An economy that a model of the world cannot do with.
    #[error("`{}` has {problem} ({value})", shown(economy))]
    Economy {
        /// The economy.
        economy: String,
        /// What the model needs to be above zero.
        problem: &'static str,
        /// What it is.
        value: f64,
    },
    /// A group without a usable definition.
    #[error("group `{}` {problem}", shown(group))]
    Group {
        /// The definition or name.
        group: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// A set of sales that is not written as one.
    #[error("`{}` is not of the form SELLERS:SECTORS>BUYERS", shown(flow))]
    Flow {
        /// What was written.
        flow: String,
    },
    /// A product that is not written as one, or that does not exist.
    #[error("`{}` {problem}", shown(text))]
    Product {
        /// What was written.
        text: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// Codes that a concordance does not map.
    #[error("the concordance maps no {what} {}", shown_list(codes))]
    Unmapped {
        /// `region` or `sector`.
        what: &'static str,
        /// The codes without a group.
        codes: Vec<String>,
    },
    /// More memory than the system gives.
    #[error("there is no memory for {what}: {} are needed{}", amount(*numbers), left_of(*left))]
    Memory {
        /// What it is for.
        what: MemoryFor,
        /// How many numbers of 8 bytes it has.
        numbers: usize,
        /// Bytes that a limit leaves; `None` where the system itself refuses.
        left: Option<u64>,
    },
    /// A finding that is only a warning unless warnings are to be errors.
    #[error("{}", strict(message, &Plain))]
    Strict {
        /// The finding.
        message: String,
    },
    /// The output would replace the input.
    #[error("`{}` is the input itself", shown_path(&path.to_string_lossy()))]
    SameFile {
        /// The output file.
        path: PathBuf,
    },
    /// One file for two outputs: the second would replace the first.
    #[error("`{}` is named for two outputs", path.display())]
    SameOutput {
        /// The file.
        path: PathBuf,
    },
    /// A file that would be replaced, which is not one that this program makes.
    #[error(
        "`{}` would be replaced, and was not written by this program",
        shown_path(&path.to_string_lossy())
    )]
    NotOurs {
        /// The file.
        path: PathBuf,
    },
    /// An output name whose ending says nothing.
    #[error("`{}` has no known ending", shown_path(&path.to_string_lossy()))]
    Ending {
        /// The output file.
        path: PathBuf,
        /// The endings that are understood.
        known: &'static str,
    },
    /// A format whose writer was left out when the library was built.
    #[error("cannot write `{}`: this build has no writer of {format}", shown_path(&path.to_string_lossy()))]
    NotBuilt {
        /// The output file.
        path: PathBuf,
        /// What cannot be written.
        format: &'static str,
        /// The feature of the crate that brings the writer.
        feature: &'static str,
    },
    /// A file that the library behind a format could not write.
    #[error("cannot write `{}`: {}", shown_path(&path.to_string_lossy()), shown_path(reason))]
    Encode {
        /// The output file.
        path: PathBuf,
        /// The library's own words.
        reason: String,
    },
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")?;
        self.hint().map_or(Ok(()), |hint| write!(f, "\n\nhint: {hint}"))
    }
}

/// How far an iteration came, or that it did not begin.
fn not_converged(what: &str, residual: f64, steps: usize) -> String {
    if steps == 0 {
        return format!(
            "{what} cannot begin: the table, or a region alone, is too near to being singular"
        );
    }
    format!("{what} stopped after {steps} steps with a relative residual of {residual:.1e}")
}

fn unread(model: &'static str, kind: &str, words: &dyn Wording) -> String {
    let model = words.setting(&OptionName::Model.set(model));
    format!("{model} does not read `[[{kind}]]` in the scenario")
}

fn of_days(model: &'static str, kind: &'static str, words: &dyn Wording) -> String {
    let model = words.setting(&OptionName::Model.set(model));
    let of = match kind {
        "embargo" => "`days`, `start` or `share` of an `[[embargo]]`".to_owned(),
        kind => format!("`days` or `start` of a `[[{kind}]]`"),
    };
    format!("{model} does not know {of} in the scenario")
}

/// Why a run day by day says nothing.
pub(crate) fn never_ends(
    product: Option<&str>,
    stock_days: f64,
    restocking_days: f64,
    below: f64,
) -> String {
    let stocks = product.map_or("stocks".to_owned(), |code| format!("stocks of `{}`", shown(code)));
    let shortage = if below < 1.0 {
        format!("a shortage below {:.0} % of output", 100.0 * below)
    } else {
        "any shortage".to_owned()
    };
    format!(
        "{stocks} for {stock_days} days are refilled over {restocking_days}: {shortage} never ends \
         and the world stops, whatever the outage"
    )
}

fn shards_missing(first: &[String], count: usize) -> String {
    let listed = first.join(", ");
    let more = count.saturating_sub(first.len());
    match (count, more) {
        (1, _) => format!("not all shards are given: {listed} is missing"),
        (_, 0) => format!("not all shards are given: {listed} are missing"),
        (_, more) => format!("not all shards are given: {listed} and {more} more are missing"),
    }
}

/// Changes that no model reads together, or none unless it is named.
fn mixed(kinds: &[&str], left_out: &[&str]) -> String {
    let kinds = shown_list(kinds);
    if left_out.is_empty() {
        return format!("no model is meant for {kinds} together unless it is named");
    }
    format!("no model reads all of {kinds} together")
}

fn combined(first: &Party, second: &Party, words: &dyn Wording) -> String {
    format!("{} cannot be combined with {}", first.worded(words), second.worded(words))
}

fn in_table(table: &str, source: &Error, words: &dyn Wording) -> String {
    format!("`{}`: {}", shown_path(table), source.message(words))
}

fn in_scenario(
    scenario: usize,
    values: &[(String, String)],
    source: &Error,
    words: &dyn Wording,
) -> String {
    format!("scenario {scenario} ({}): {}", parameters(values), source.message(words))
}

fn strict(message: &str, words: &dyn Wording) -> String {
    format!("{message} (an error because of {})", words.setting(&OptionName::Strict.into()))
}

/// Values of parameters as a message names them.
fn parameters(values: &[(String, String)]) -> String {
    if values.is_empty() {
        return "no parameters".to_owned();
    }
    let shown = values.iter().map(|(name, value)| format!("{} = {}", shown(name), shown(value)));
    shown.collect::<Vec<_>>().join(", ")
}

/// A table as a message names it.
fn named(table: &str) -> String {
    if table.is_empty() { "a table".to_owned() } else { format!("`{}`", shown_path(table)) }
}

fn row_label(label: Option<&String>) -> String {
    label.map_or_else(|| "missing".to_owned(), |label| format!("`{}`", shown(label)))
}

/// A path or another text of any length as it may appear on a terminal: control and invisible
/// characters escaped, line breaks among them.
#[must_use]
pub fn shown_path(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    text.chars().for_each(|c| push_shown(&mut out, c));
    out
}

fn push_shown(out: &mut String, c: char) {
    if c.is_control() || is_invisible(c) { out.extend(c.escape_default()) } else { out.push(c) }
}

impl Error {
    /// An [`Error::Input`].
    pub fn input(file: impl Into<String>, place: Place, problem: Problem) -> Self {
        Error::Input { file: file.into(), place, problem: Box::new(problem) }
    }

    /// An [`Error::Io`].
    pub fn io(action: &'static str, path: impl Into<PathBuf>, source: std::io::Error) -> Self {
        Error::Io { action, path: path.into(), source }
    }

    /// An [`Error::Conflict`].
    pub fn conflict(
        first: impl Into<Party>,
        second: impl Into<Party>,
        reason: impl Into<Hint>,
    ) -> Self {
        Error::Conflict { first: first.into(), second: second.into(), reason: reason.into() }
    }

    /// An [`Error::Lacking`].
    pub fn lacking(message: impl Into<String>, remedy: impl Into<Hint>) -> Self {
        Error::Lacking { message: message.into(), remedy: remedy.into() }
    }

    /// The message in the words of a front end; those of [`Plain`] are what `Display` writes.
    #[must_use]
    pub fn message(&self, words: &dyn Wording) -> String {
        match self {
            Error::Conflict { first, second, .. } => combined(first, second, words),
            Error::InTable { table, source } => in_table(table, source, words),
            Error::InScenario { scenario, values, source } => {
                in_scenario(*scenario, values, source, words)
            }
            Error::Strict { message } => strict(message, words),
            Error::UnreadChange { model, kind, .. } => unread(model, kind, words),
            Error::NotOfAYear { model, kind, .. } => of_days(model, kind, words),
            other => other.to_string(),
        }
    }

    /// What the user can do, where that is not plain from the message.
    #[must_use]
    pub fn hint(&self) -> Option<Hint> {
        match self {
            Error::Input { problem, .. } | Error::Code { problem } => problem.hint(),
            Error::InTable { source, .. } => source.hint(),
            Error::InScenario { source, .. } => {
                let leave = "leave these values out of the grid";
                Some(source.hint().map_or(leave.into(), |hint| hint.say("; or ").say(leave)))
            }
            Error::Unknown { what, code, near } => {
                problem::near_hint(near, code).or_else(|| Some(listed(what)))
            }
            Error::Missing { remedy, .. }
            | Error::Lacking { remedy, .. }
            | Error::NotConverged { remedy, .. }
            | Error::Impossible { remedy, .. }
            | Error::MixedChanges { remedy, .. } => Some(remedy.clone()),
            Error::Conflict { reason, .. } => Some(reason.clone()),
            Error::UnreadChange { readers, .. } => Some(readers.clone()),
            Error::NotOfAYear { daily, .. } => {
                let mut hint = Hint::from("it is a model of a whole year: leave them out");
                for name in daily {
                    hint = hint.say(", or use ").set(OptionName::Model.set(*name));
                }
                Some(hint)
            }
            Error::Collapse { stock_days, .. } => {
                let refill = (stock_days / 2.0).max(1.0);
                let leave = Hint::from("leave ").set(OptionName::RestockingDays);
                let leave = leave.say(format!(" out ({refill} days) or refill faster; "));
                let allow = leave.set(OptionName::AllowCollapse);
                Some(allow.say(" runs it all the same, to see how output falls"))
            }
            Error::Ending { known, .. } => Some(format!("use one of {known}").into()),
            Error::NotBuilt { feature, .. } => Some(
                format!("build with the feature `{feature}`, or give the file another ending")
                    .into(),
            ),
            other => other.setting_hint().or_else(|| other.plain_hint().map(Hint::from)),
        }
    }

    /// Hints about what to set or to ask for.
    fn setting_hint(&self) -> Option<Hint> {
        use OptionName as O;
        let hint = match self {
            Error::OtherRun { .. } => Hint::from("start again with ").set(O::Restart).say(
                ", which deletes it and the note beside it (`.partial`, `.resume`), or give the \
                 output another name",
            ),
            Error::MissingShards { shards, .. } => {
                let shard = shards.first().cloned().unwrap_or_default();
                Hint::from("give the files of all shards; a run with ")
                    .set(O::Shard.set(shard))
                    .say(" makes the first of these")
            }
            Error::Unbalanced { .. } => Hint::from(
                "too many cells of these lines are zero, or other totals contradict them: leave these \
                 totals out, or give those that may give way a standard error (column `error`) and use ",
            )
            .set(O::Method.set("scaling"))
            .say(" or `quadratic`"),
            Error::ZeroOutputWithInputs { .. } => Hint::from(
                "the input coefficients of this sector are undefined: correct the table, or use ",
            )
            .set(O::OutputFrom.set("table"))
            .say(" if only the row sums are zero"),
            Error::NothingPublished { .. } => Hint::from("correct the table, or use ")
                .set(O::OutputFrom.set("rows"))
                .say(", the default"),
            Error::NegativeOutput { .. } => {
                Hint::from("gross output cannot be negative: correct the table, or use the other ")
                    .set(O::OutputFrom)
                    .say(" if that one is right")
            }
            Error::NegativeInput { .. } => {
                Hint::from("correct the cell, or add the sector to another one with ")
                    .ask(Task::AddUpSectors)
            }
            Error::NotProductive { .. } => Hint::from(
                "these sectors buy more than they produce, so no output satisfies any demand: check \
                 their columns with ",
            )
            .ask(Task::Findings),
            Error::ProhibitiveTariffs { .. } => Hint::from(
                "these sectors cannot pass on what their own inputs cost them: lower the rates, or ask for ",
            )
            .set(O::Model.set("exposure"))
            .say(", which needs no prices"),
            _ => return self.combining_hint(),
        };
        Some(hint)
    }

    /// Hints about tables, regions and runs that do not go together.
    fn combining_hint(&self) -> Option<Hint> {
        use OptionName as O;
        let hint = match self {
            Error::OtherRows { .. } => {
                Hint::from("bring both to one classification with ").ask(Task::AddUp)
            }
            Error::Memory { what, .. } => what.hint(),
            Error::OtherUnit { .. } => {
                Hint::from("convert one of them; if the unit is only named otherwise, name it with ")
                    .set(O::Unit)
            }
            Error::NoYear { .. } => Hint::from("give the years of all tables, in their order: ")
                .set(O::Years.set("1995,2011")),
            Error::CrossedYears => Hint::from(
                "a sector with negative value added or negative inputs is the reason: look for it with ",
            )
            .ask(Task::Findings)
            .say(", and add it to another sector with ")
            .ask(Task::AddUpSectors),
            Error::AcrossBlocs { .. } => Hint::from(
                "an economy lies in one bloc: group regions inside blocs, or give another list with ",
            )
            .set(O::Blocs),
            Error::Unusable { .. } => Hint::from(
                "change what is asked of the sectors named, or leave it out",
            ),
            Error::Economy { .. } => Hint::from("let it act as one economy with a neighbour: ")
                .set(O::Group.set("NAME=CODE,CODE")),
            Error::Group { .. } => Hint::from("write ").set(O::Group.set("NAFTA=USA,CAN,MEX")),
            Error::Flow { .. } => Hint::from("write ").set(O::Flow.set("CHN,MEX:c12,c13>USA")),
            Error::Strict { .. } => {
                Hint::from("leave ").set(O::Strict).say(" out to go on with a warning")
            }
            _ => return None,
        };
        Some(hint)
    }

    /// Hints that are the same in every front end.
    fn plain_hint(&self) -> Option<&'static str> {
        let text = match self {
            Error::TooMany { what: "scenarios", .. } => {
                "take larger steps, fewer values or fewer draws"
            }
            Error::SumsDiffer { .. } => {
                "give the totals that may give way a standard error (column `error`), or leave some of \
                 them out"
            }
            Error::Singular { .. } => {
                "look for a sector, or a set of sectors, that sells only to itself and has no value added"
            }
            Error::NoWorld { .. } => "ask it for its own results by region or sector",
            Error::NotCompared { .. } => "leave it out of the comparison",
            Error::NoPrices { .. } => "ask one of tariffs: price, armington or ge",
            Error::NoElasticities { .. } => {
                "name a CSV file with the columns `sector` and `elasticity` instead, or a set that is the same for \
                 all sectors, such as `uniform-5`"
            }
            Error::NotOfAYear { .. } => "leave them out, or use a model that goes from day to day",
            Error::AccountOfOneYear { .. } => {
                "give both years the same accounts, under the same names, or choose among those that both have"
            }
            Error::AccountUnits { .. } => {
                "convert one of them; if the unit is only named otherwise, write it alike in both"
            }
            Error::OtherTable { .. } => "make it anew for this table and these economies",
            Error::GroupOverlap { .. } => {
                "economies must not overlap; ask for them in separate runs"
            }
            Error::Product { .. } => "write `CHN:c14`, a region and one of its sectors",
            Error::Unmapped { .. } => "give each code of the table a line `code,group` in the map",
            Error::SameFile { .. } => "give the output another name",
            Error::NotOurs { .. } => {
                "move that file or give the table another name: year, unit and source of a table are \
                 kept beside it under this name"
            }
            Error::SameOutput { .. } => "give each output a name of its own",
            _ => return None,
        };
        Some(text)
    }
}

/// Where names are listed that are like no other.
fn listed(what: &str) -> Hint {
    match what {
        "account" => "the column `account` of the satellite file names them".into(),
        "family" => Hint::from(Task::Manual).say(" names them"),
        "group" => Hint::from(Task::Groups).say(" names them"),
        "term or code" => Hint::from(Task::Glossary).say(" lists all that there are"),
        "region or bloc" => Hint::from(Task::Overview).say(" lists the regions of the table"),
        _ => Hint::from(Task::Overview).say(format!(" lists every {what} of the table")),
    }
}
