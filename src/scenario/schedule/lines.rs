//! The lines of small files, of which there may be millions: rates, contents, preferences.

use std::collections::{HashMap, HashSet};

use super::day::{Day, day};
use super::parties::{EVERYBODY, MOST_PARTIES, Parties, Party};
use super::product::Prefix;
use super::rules::Rules;
use super::store::{Kind, Line, Store, Tie};
use crate::error::{Problem, Result, ScheduleProblem, nearest};
use crate::read::Input;
use crate::read::sheet::{Record, Sheet};
use crate::table::{Finding, FindingKind, Severity};

/// Most lines that are kept of a file: two gigabytes.
const MOST_LINES: usize = 50_000_000;
/// Rates above this make no sense, and numbers that overflow.
const MOST_RATE: f64 = 1e6;
/// Rates above this are taken for per cent by mistake.
const LARGE_RATE: f64 = 2.0;

/// Who is wanted among importers.
pub(super) struct Wanted {
    codes: HashSet<Party>,
    known: HashMap<Party, bool>,
}

impl Wanted {
    pub fn new(codes: impl IntoIterator<Item = Party>) -> Self {
        Wanted { codes: codes.into_iter().collect(), known: HashMap::new() }
    }

    /// Whether one of those wanted is of a party.
    fn is_in(&mut self, party: Party, parties: &Parties) -> bool {
        let codes = &self.codes;
        let is = || party == EVERYBODY || codes.iter().any(|code| parties.covers(party, *code));
        *self.known.entry(party).or_insert_with(is)
    }
}

/// What the lines of a file say beside their numbers, each named once.
pub(super) struct Reader<'a> {
    sheet: &'a Sheet,
    parties: &'a mut Parties,
    lines: Vec<Line>,
}

impl<'a> Reader<'a> {
    pub fn new(sheet: &'a Sheet, parties: &'a mut Parties) -> Self {
        Reader { sheet, parties, lines: vec![] }
    }

    /// The party in a column.
    fn party(&mut self, record: &Record, column: &str, position: usize) -> Result<Party> {
        let code = record.cell(position);
        if code.is_empty() {
            return Err(self.sheet.fail(record, column, Problem::EmptyCode));
        }
        self.parties.number(code).ok_or_else(|| too_many_parties(self.sheet, record, column))
    }

    /// The product in a column, or `*`.
    fn product(&self, record: &Record, position: usize) -> Result<Prefix> {
        let code = record.cell(position);
        Prefix::or_all(code).ok_or_else(|| {
            let problem = ScheduleProblem::Product { found: code.to_owned(), star: true };
            self.sheet.fail(record, "product", problem.into())
        })
    }

    /// The day in a column; `none` if it is empty.
    fn day(&self, record: &Record, column: &str, position: usize, none: Day) -> Result<Day> {
        let text = record.cell(position);
        if text.is_empty() {
            return Ok(none);
        }
        day(text).ok_or_else(|| {
            let problem = ScheduleProblem::Day { found: text.to_owned() };
            self.sheet.fail(record, column, problem.into())
        })
    }

    fn keep(&mut self, line: Line) -> Result<()> {
        if self.lines.len() >= MOST_LINES {
            let (what, found, limit) = ("lines", self.lines.len() + 1, MOST_LINES);
            return Err(self.sheet.fail_file(Problem::TooMany { what, found, limit }));
        }
        self.lines.push(line);
        Ok(())
    }

    /// The lines, among which there must be no tie.
    fn store(self, names: &[String]) -> Result<Store> {
        let store = Store::new(self.lines);
        match store.tie(self.parties) {
            None => Ok(store),
            Some(tie) => Err(tie_error(self.sheet, self.parties, names, &tie)),
        }
    }
}

/// The number of a line as it is kept.
pub(super) fn number(sheet: &Sheet, record: &Record) -> Result<u32> {
    u32::try_from(record.number).map_err(|_| {
        let (what, limit) = ("lines", u32::MAX as usize);
        sheet.fail_file(Problem::TooMany { what, found: limit, limit })
    })
}

/// More codes than can be told apart.
pub(super) fn too_many_parties(sheet: &Sheet, record: &Record, column: &str) -> crate::Error {
    let (found, limit) = (MOST_PARTIES + 1, MOST_PARTIES);
    sheet.fail(record, column, Problem::TooMany { what: "codes", found, limit })
}

/// A number from 0 to 1.
pub(super) fn share(sheet: &Sheet, record: &Record) -> Result<f64> {
    let value = sheet.number(record, "share")?;
    if (0.0..=1.0).contains(&value) {
        return Ok(value);
    }
    let problem = Problem::OutOfRange { what: "share", value, expected: "a share from 0 to 1" };
    Err(sheet.fail(record, "share", problem))
}

fn tie_error(sheet: &Sheet, parties: &Parties, names: &[String], tie: &Tie) -> crate::Error {
    let (first, second) = if tie.first.number <= tie.second.number {
        (&tie.first, &tie.second)
    } else {
        (&tie.second, &tie.first)
    };
    let from = first.from.max(second.from);
    let problem = ScheduleProblem::Tie {
        first: u64::from(first.number),
        name: names.get(usize::from(first.name)).cloned().unwrap_or_default(),
        product: first.product.to_string(),
        importer: parties.name(tie.importer).to_owned(),
        exporter: parties.name(tie.exporter).to_owned(),
        day: (from > Day::FIRST).then(|| from.to_string()),
    };
    sheet.fail_at(u64::from(second.number), problem.into())
}

/// The rates of some importers.
pub(super) struct Rates {
    pub store: Store,
    pub file: String,
    /// The kinds of lines that each authority has, of whatever importer.
    pub kinds: Vec<HashSet<Kind>>,
    /// Importers that lines name and nobody wants, and the first such line.
    pub unwanted: Vec<(Party, u32)>,
    pub findings: Vec<Finding>,
}

/// Where the columns of rates are.
struct Columns {
    authority: usize,
    importer: usize,
    exporter: usize,
    product: usize,
    kind: usize,
    from: usize,
    to: usize,
    share: usize,
}

/// Read `rates.csv`, and keep the lines of the importers that are wanted.
pub(super) fn read_rates(
    input: &Input,
    rules: &Rules,
    parties: &mut Parties,
    contents: &[String],
    mut wanted: Wanted,
) -> Result<Rates> {
    const COLUMNS: &str = "authority,importer,exporter,product,rate,kind,from,to";
    let (sheet, mut records) = Sheet::open_only(input, COLUMNS, "share,note")?;
    let columns = Columns {
        authority: sheet.position("authority"),
        importer: sheet.position("importer"),
        exporter: sheet.position("exporter"),
        product: sheet.position("product"),
        kind: sheet.position("kind"),
        from: sheet.position("from"),
        to: sheet.position("to"),
        share: sheet.position("share"),
    };
    let authorities = by_name(rules.names());
    let contents_by_name = by_name(contents);
    let mut reader = Reader::new(&sheet, parties);
    let mut kinds: Vec<HashSet<Kind>> = vec![HashSet::new(); rules.names().len()];
    let (mut large, mut unwanted) = (Large::default(), HashMap::new());
    let mut record = Record::default();
    while records.read(&mut record)? {
        let it = &record;
        let authority =
            *known(&sheet, it, ("authority", columns.authority), &authorities, rules.names())?;
        let importer = reader.party(it, "importer", columns.importer)?;
        let exporter = reader.party(it, "exporter", columns.exporter)?;
        let product = reader.product(it, columns.product)?;
        let value = rate(&sheet, it)?;
        let kind = kind(&sheet, it, columns.kind)?;
        let from = reader.day(it, "from", columns.from, Day::FIRST)?;
        let to = reader.day(it, "to", columns.to, Day::LAST)?;
        if from >= to {
            let day = |column| it.cell(column).to_owned();
            let problem = ScheduleProblem::NoDay { from: day(columns.from), to: day(columns.to) };
            return Err(sheet.fail(it, "to", problem.into()));
        }
        let content = match it.cell(columns.share) {
            "" => 0,
            _ => 1 + known(&sheet, it, ("share", columns.share), &contents_by_name, contents)?,
        };
        if let Some(kinds) = kinds.get_mut(usize::from(authority)) {
            kinds.insert(kind);
        }
        let number = number(&sheet, it)?;
        large.note(number, value);
        if !wanted.is_in(importer, reader.parties) {
            unwanted.entry(importer).or_insert(number);
            continue;
        }
        let line = Line {
            product,
            value,
            from,
            to,
            number,
            name: authority,
            importer,
            exporter,
            content,
            kind,
        };
        reader.keep(line)?;
    }
    let store = reader.store(rules.names())?;
    let mut unwanted: Vec<(Party, u32)> = unwanted.into_iter().collect();
    unwanted.sort_unstable_by_key(|(_, line)| *line);
    let findings = large.finding(sheet.file()).into_iter().collect();
    Ok(Rates { store, file: sheet.file().to_owned(), kinds, unwanted, findings })
}

fn by_name(names: &[String]) -> HashMap<&str, u16> {
    names.iter().map(String::as_str).zip(0..).collect()
}

/// The place of a name that must be known; an error with the nearest if it is not.
fn known<'m>(
    sheet: &Sheet,
    record: &Record,
    (column, position): (&'static str, usize),
    places: &'m HashMap<&str, u16>,
    names: &[String],
) -> Result<&'m u16> {
    let code = record.cell(position);
    places.get(code).ok_or_else(|| {
        let what = if column == "share" { "content" } else { column };
        let (code, near) = (code.to_owned(), nearest(names, code));
        sheet.fail(record, column, Problem::UnknownCode { what, code, near })
    })
}

fn rate(sheet: &Sheet, record: &Record) -> Result<f64> {
    let value = sheet.number(record, "rate")?;
    if (0.0..=MOST_RATE).contains(&value) {
        // Not the zero that is negative.
        return Ok(value.abs());
    }
    let expected = "a ratio from 0 to 1,000,000 (0.25 is 25 per cent)";
    Err(sheet.fail(record, "rate", Problem::OutOfRange { what: "rate", value, expected }))
}

fn kind(sheet: &Sheet, record: &Record, position: usize) -> Result<Kind> {
    match record.cell(position) {
        "add" => Ok(Kind::Add),
        "floor" => Ok(Kind::Floor),
        "replace" => Ok(Kind::Replace),
        other => {
            let near = ["add", "floor", "replace"].map(str::to_owned).to_vec();
            let problem = Problem::UnknownCode { what: "kind", code: other.to_owned(), near };
            Err(sheet.fail(record, "kind", problem))
        }
    }
}

/// Rates that look like per cent.
#[derive(Default)]
struct Large {
    count: usize,
    first: Option<(u32, f64)>,
}

impl Large {
    fn note(&mut self, number: u32, value: f64) {
        if value > LARGE_RATE {
            self.count += 1;
            self.first.get_or_insert((number, value));
        }
    }

    fn finding(&self, file: &str) -> Option<Finding> {
        let (line, rate) = self.first?;
        let more = match self.count {
            1 => String::new(),
            count => format!("; {count} lines have rates above 2"),
        };
        let file = crate::error::shown_path(file);
        let message =
            format!("`{file}` line {line}: the rate {rate} is {:.0} per cent{more}", 100.0 * rate);
        let finding = Finding::new(Severity::Warning, FindingKind::LargeRate, "", rate, message);
        Some(finding.with_hint("0.25 is 25 per cent".into()))
    }
}

/// Shares of contents, or of preferences, under their names.
#[derive(Debug, Default)]
pub(super) struct Shares {
    pub store: Store,
    pub names: Vec<String>,
    pub file: String,
}

/// Read `content.csv`: the names are those that it has.
pub(super) fn read_contents(input: &Input, parties: &mut Parties) -> Result<Shares> {
    read_shares(input, ("name", "name,product,exporter,share"), None, parties)
}

/// Read `preferences.csv`: the names are those of the rules.
pub(super) fn read_preferences(
    input: &Input,
    rules: &Rules,
    parties: &mut Parties,
) -> Result<Shares> {
    let expected = ("preference", "preference,product,exporter,share");
    read_shares(input, expected, Some(rules.preferences()), parties)
}

fn read_shares(
    input: &Input,
    (column, expected): (&'static str, &'static str),
    of_rules: Option<&[String]>,
    parties: &mut Parties,
) -> Result<Shares> {
    let (sheet, records) = Sheet::open_only(input, expected, "importer")?;
    let mut records = records.or_none();
    let position = |name: &str| sheet.position(name);
    let (name_at, product_at) = (position(column), position("product"));
    let (exporter_at, importer_at) = (position("exporter"), position("importer"));
    let mut names: Vec<String> = of_rules.unwrap_or_default().to_vec();
    let mut places: HashMap<String, u16> = names.iter().cloned().zip(0..).collect();
    let mut reader = Reader::new(&sheet, parties);
    let mut record = Record::default();
    while records.read(&mut record)? {
        let it = &record;
        let code = it.cell(name_at);
        let name = match (places.get(code), of_rules) {
            (Some(known), _) => *known,
            (None, Some(names)) => {
                let near = nearest(names, code);
                let problem = Problem::UnknownCode { what: column, code: code.to_owned(), near };
                return Err(sheet.fail(it, column, problem));
            }
            (None, None) if code.is_empty() => {
                return Err(sheet.fail(it, column, Problem::EmptyCode));
            }
            (None, None) => {
                let place = u16::try_from(names.len()).ok().filter(|place| *place < u16::MAX);
                let place = place.ok_or_else(|| {
                    let (found, limit) = (names.len() + 1, usize::from(u16::MAX));
                    sheet.fail(it, column, Problem::TooMany { what: "contents", found, limit })
                })?;
                names.push(code.to_owned());
                places.insert(code.to_owned(), place);
                place
            }
        };
        let importer = match it.cell(importer_at) {
            "" => EVERYBODY,
            _ => reader.party(it, "importer", importer_at)?,
        };
        let line = Line {
            product: reader.product(it, product_at)?,
            value: share(&sheet, it)?,
            from: Day::FIRST,
            to: Day::LAST,
            number: number(&sheet, it)?,
            name,
            importer,
            exporter: reader.party(it, "exporter", exporter_at)?,
            content: 0,
            kind: Kind::Add,
        };
        reader.keep(line)?;
    }
    let store = reader.store(&names)?;
    let file = sheet.file().to_owned();
    Ok(Shares { store, names, file })
}
