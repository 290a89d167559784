//! What can be wrong with a file, and where in it.

use std::borrow::Cow;
use std::fmt;

use super::{
    Hint, OptionName, ScheduleProblem, ShardProblem, Task, nearest, shown, shown_list, shown_path,
};

/// Where in a file something was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// The file as a whole.
    File,
    /// A physical line; the header is line 1.
    Line(u64),
    /// A cell: line and column label.
    Cell {
        /// Physical line.
        line: u64,
        /// Label of the column.
        column: String,
    },
    /// A character of a line, both from 1.
    Character {
        /// Physical line.
        line: u64,
        /// Characters from its start.
        character: u64,
    },
    /// An entry of an archive.
    Entry(String),
    /// A record of a data set of observations, from 1.
    Observation {
        /// Which one.
        number: u64,
        /// The variable, where one is meant.
        variable: Option<String>,
    },
    /// A row of a sheet of a workbook, from 1.
    SheetRow {
        /// Name of the sheet.
        sheet: String,
        /// The row.
        row: u64,
    },
    /// A cell of a sheet of a workbook.
    SheetCell {
        /// Name of the sheet.
        sheet: String,
        /// Its address, such as `F8`.
        cell: String,
    },
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::File => Ok(()),
            Place::Line(line) => write!(f, " line {line}"),
            Place::Cell { line, column } => write!(f, " line {line}, column `{}`", shown(column)),
            Place::Character { line, character } => {
                write!(f, " line {line}, character {character}")
            }
            Place::Entry(name) => write!(f, ", entry `{}`", shown(name)),
            Place::Observation { number, variable: None } => write!(f, " observation {number}"),
            Place::Observation { number, variable: Some(name) } => {
                write!(f, " observation {number}, variable `{}`", shown(name))
            }
            Place::SheetRow { sheet, row } => write!(f, " sheet {}, row {row}", shown(sheet)),
            Place::SheetCell { sheet, cell } => write!(f, " sheet {}, cell {cell}", shown(sheet)),
        }
    }
}

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the message of each variant says it")]
pub enum Problem {
    #[error("`{}` is not a number", shown(found))]
    NotANumber { found: String },
    #[error("`{}` has {why}", shown(found))]
    DecimalMark { found: String, why: &'static str },
    #[error("`{}` is not a finite number", shown(found))]
    NotFinite { found: String },
    #[error("{found} fields, the header has {expected}")]
    FieldCount { found: usize, expected: usize },
    #[error("not UTF-8 at byte {byte} (0x{value:02x})")]
    NotUtf8 { byte: u64, value: u8 },
    #[error("NUL byte in the text; the file is damaged or only half written")]
    Nul,
    #[error("this is UTF-16 text")]
    Utf16,
    #[error("this is a web page, not a table")]
    Html,
    #[error("{kind}, not a CSV table")]
    Binary { kind: &'static str },
    #[error("the file is empty")]
    Empty,
    #[error("a header but no data rows")]
    NoRows,
    #[error("no column label of the form REGION_SECTOR")]
    NoTable,
    #[error("the line is longer than the limit of {limit} bytes")]
    LongLine { limit: usize },
    #[error("a label of {found} bytes, the limit is {limit}")]
    LongLabel { found: usize, limit: usize },
    #[error("a quotation mark opens here and does not close on this line")]
    OpenQuote,
    #[error("text behind a closing quotation mark: `{}`", shown(found))]
    AfterQuote { found: String },
    #[error("a carriage return inside the line")]
    LoneReturn,
    #[error("more than {limit} bytes of text, the limit of a file of this kind")]
    TooLong { limit: u64 },
    #[error("lines end with CR alone (old Macintosh text)")]
    CrOnly,
    #[error("row `{}` has no column of that label", shown(label))]
    MissingColumn { label: String },
    #[error("column `{}` has no row of that label", shown(label))]
    MissingRow { label: String },
    #[error("`{}` is no row or column of the flows", shown(label))]
    OtherLabel { label: String },
    #[error(
        "row `{}` is missing: its column has output ({output}), as a sector has and final demand has not",
        shown(label)
    )]
    LostRow { label: String, output: f64 },
    #[error("a matrix of imports, and a table without a row or column of imports")]
    NoImports,
    #[error(
        "row `{}` and column `{}` both hold imports: are the flows those of home-made products or of all?",
        shown(row),
        shown(column)
    )]
    ImportsTwice { row: String, column: String },
    #[error(
        "imports of `{}` add up to {found}, the row `{}` of the table says {said}",
        shown(user),
        shown(row)
    )]
    OtherImports { user: String, row: String, said: f64, found: f64 },
    #[error(
        "imports of `{}` add up to {found}, the column `{}` of the table says {said}",
        shown(product),
        shown(column)
    )]
    OtherProductImports { product: String, column: String, said: f64, found: f64 },
    #[error("`{}` imports {imported} of `{}`, and uses {used} of it", shown(user), shown(product))]
    ImportedCell { product: String, user: String, imported: f64, used: f64 },
    #[error(
        "column `{}` has {value} at `{}`: imports are taken off what is used, and have a minus",
        shown(column),
        shown(product)
    )]
    PositiveImports { column: String, product: String, value: f64 },
    #[error(
        "imports of `{}` are {imports}, more than the {used} that are used at home: some are exported again",
        shown(product)
    )]
    Reexported { product: String, imports: f64, used: f64 },
    #[error("imports of `{}` are {imports}, more than all its uses, {used}", shown(product))]
    MoreImports { product: String, imports: f64, used: f64 },
    #[error("`{}` and `{}` both are {meaning}", shown(first), shown(second))]
    OneMeaning { first: String, second: String, meaning: &'static str },
    #[error(
        "`{}` is a sector of region `{}`, and the name of {meaning}",
        shown(label),
        shown(region)
    )]
    TwoMeanings { label: String, region: String, meaning: &'static str },
    #[error("`{}` would be read as {read}; nothing was written", shown(label))]
    ReadsOtherwise { label: String, read: &'static str },
    #[error(
        "the row `{}` says what it is in the files of its source alone; nothing was written",
        shown(label)
    )]
    RowOfSource { label: String },
    #[error("`{}` is a sector and a final demand category", shown(code))]
    SectorAndCategory { code: String },
    #[error("label `{}` occurs twice: {first} and {second}", shown(label))]
    Duplicate { label: String, first: String, second: String },
    #[error("label `{}` has no separator `_` between region and sector", shown(label))]
    NoSeparator { label: String },
    #[error(
        "row label `{}` and column label `{}` use different separators, expected `_` in both",
        shown(row),
        shown(column)
    )]
    MixedSeparators { row: String, column: String },
    #[error(
        "row label `{}` differs from column label `{}` only in case, blanks or invisible characters",
        shown(row),
        shown(column)
    )]
    NearLabels { row: String, column: String },
    #[error("rows have region `{}`, columns have region `{}` instead", shown(row), shown(column))]
    TwoCodes { row: String, column: String },
    #[error(
        "region `{}` has no sector `{}`, which others have; regions found: {}",
        shown(region),
        shown(sector),
        shown_list(regions)
    )]
    NotCartesian { region: String, sector: String, regions: Vec<String> },
    #[error(
        "region `{}` has no final demand category `{}`, which others have",
        shown(region),
        shown(category)
    )]
    DemandGap { region: String, category: String },
    #[error("final demand of region `{}`, which has no rows", shown(region))]
    DemandRegion { region: String },
    #[error("no final demand column")]
    NoDemand,
    #[error("`{}` is final demand of no region; nothing was written", shown(label))]
    DemandOfNobody { label: String },
    #[error(
        "region `{}` has no `{}`, which others have, and numbers without labels cannot say so; nothing was written",
        shown(region),
        shown(code)
    )]
    UnevenRegions { region: String, code: String },
    #[error("the table is transposed: `{}` is a row and `{}` a column", shown(row), shown(column))]
    Transposed { row: String, column: String },
    #[error(
        "the first column holds row numbers (`{}`), the labels are in the second",
        shown(found)
    )]
    RowNumbers { found: String },
    #[error("a second header line: two tables in one file")]
    SecondHeader,
    #[error(
        "a table of {rows} x {columns} cells, the limit is {limit} cells; it would take {}",
        memory(*rows, *columns)
    )]
    TooLarge { rows: usize, columns: usize, limit: usize },
    #[error("`{}` amounts to {}, {size} to be computed with", shown(label), shown_number(*value))]
    Size { label: String, value: f64, size: &'static str },
    #[error(
        "{cells} cells of a table of {producers} producers, which takes {} and a solution in {producers}^3 steps",
        memory(*producers, *producers)
    )]
    Sparse { producers: usize, cells: usize },
    #[error("all amounts are zero")]
    AllZero,
    #[error("the sum of row `{}` is too large for a number", shown(label))]
    Overflow { label: String },
    #[error(
        "{rows} rows are out of balance by {percent:.1} % of all output, the worst is `{}`: output {output}, sales {sales}",
        shown(label)
    )]
    OutOfBalance { rows: usize, percent: f64, label: String, output: f64, sales: f64 },
    #[error("damaged {kind} data ({}); nothing was read", one_line(reason))]
    Damaged { kind: &'static str, reason: String },
    #[error("not a binary table: {found}")]
    NoBinaryTable { found: &'static str },
    #[error("a binary table in a stream or in a packed file")]
    PackedTable,
    #[error("a binary table of version {version}; version {known} is the latest that is read here")]
    NewerTable { version: u32, known: u32 },
    #[error("damaged binary table ({}); nothing was read", one_line(reason))]
    DamagedTable { reason: String },
    #[error("the tensor `{name}` is missing; found: {}", shown_list(found))]
    NoTensor { name: &'static str, found: Vec<String> },
    #[error("the tensor `{name}` holds numbers of type {found}, expected F64")]
    TensorType { name: &'static str, found: String },
    #[error(
        "the tensor `{name}` is {}, by the labels it should be {}",
        sizes(found),
        sizes(expected)
    )]
    TensorShape { name: &'static str, found: Vec<usize>, expected: Vec<usize> },
    #[error("{what} of `{}` is not a finite number", shown(label))]
    NotFiniteIn { what: &'static str, label: String },
    #[error("its columns are packed with {codec}; Snappy and unpacked ones are read")]
    Codec { codec: String },
    #[error("damaged or unsupported zip archive ({})", one_line(reason))]
    Zip { reason: String },
    #[error("this build does not read zip archives and Zstandard")]
    NoArchives,
    #[error("this build does not read {kind}")]
    NotBuilt { kind: &'static str, feature: &'static str },
    #[error("no table in the workbook; sheets found: {}; looked for {wanted}", shown_list(sheets))]
    NoSheet { sheets: Vec<String>, wanted: String },
    #[error("several sheets hold tables: {}", shown_list(sheets))]
    SheetChoice { sheets: Vec<String> },
    #[error("no sheet `{}`; sheets found: {}", shown(sheet), shown_list(sheets))]
    UnknownSheet { sheet: String, sheets: Vec<String> },
    #[error("no sheet with a table of year {year}; sheets with tables: {}", shown_list(sheets))]
    SheetYear { year: i32, sheets: Vec<String> },
    #[error("a formula without a stored result")]
    NoResult,
    #[error("one of the merged cells {range}, of which only the first holds a number")]
    MergedCells { range: String },
    #[error("a date, where a number belongs")]
    DateCell,
    #[error("{found}, where a code belongs")]
    NoCode { found: String },
    #[error("no region stands here, and code `{}` belongs to one", shown(code))]
    NoRegion { code: String },
    #[error("{rows} rows, more than a table of {columns} columns has")]
    ManyRows { rows: usize, columns: usize },
    #[error("number {number} stands for `{}` and for `{}`", shown(first), shown(second))]
    NumberTwice { number: u32, first: String, second: String },
    #[error("an R data file, which only R can read")]
    RData,
    #[error("the archive is empty")]
    ZipEmpty,
    #[error("the archive is protected by a password")]
    ZipEncrypted,
    #[error("an entry that points outside the archive")]
    ZipOutside,
    #[error("an entry that is a symbolic link")]
    ZipLink,
    #[error("two entries of this name")]
    ZipTwice,
    #[error("claims {claimed} bytes from {packed} packed ones; the limit is {limit} to 1")]
    ZipRatio { claimed: u64, packed: u64, limit: u64 },
    #[error("no table among the entries: {}", shown_list(entries))]
    ZipNoTable { entries: Vec<String> },
    #[error("several tables in the archive: {}", shown_list(entries))]
    ZipChoice { entries: Vec<String> },
    #[error(
        "several tables in the archive, and nothing in their names tells them apart by year: {}",
        shown_list(entries)
    )]
    ZipAlike { entries: Vec<String> },
    #[error("no table of year {year} in the archive: {}", shown_list(entries))]
    ZipYear { year: i32, entries: Vec<String> },
    #[error(
        "not a table that is known; it is nearest to the layout `{layout}`, whose columns {} are missing",
        shown_list(missing)
    )]
    NearLayout { layout: &'static str, missing: Vec<String> },
    #[error("{reason}")]
    OwnSheet { reason: String },
    #[error("a folder, and none of the known multi-file layouts")]
    Folder,
    #[error(
        "a folder, and no table that is known; by {} it is nearest to `{layout}`, for which is looked: {wanted}",
        shown_list(found)
    )]
    NearFolder { layout: &'static str, found: Vec<String>, wanted: &'static str },
    #[error("expected the columns `{expected}`, found {}", shown_list(found))]
    Columns { expected: Cow<'static, str>, found: Vec<String> },
    #[error("several tables in the folder: {}", shown_list(files))]
    FolderChoice { files: Vec<String> },
    #[error("no table of year {year} in the folder: {}", shown_list(files))]
    FolderYear { year: i32, files: Vec<String> },
    #[error("the file `{file}` is missing; found: {}", shown_list(found))]
    NoPiece { file: String, found: Vec<String> },
    #[error(
        "{what} has {} rows and {} columns, and `{}` has labels for {} and {}",
        found.0, found.1, shown_path(labels), expected.0, expected.1
    )]
    Sizes { what: &'static str, found: (usize, usize), expected: (usize, usize), labels: String },
    #[error("{what} `{}` of `{}` is missing", shown(label), shown_path(other))]
    LabelMissing { what: &'static str, label: String, other: String },
    #[error("{what} `{}` is not in `{}`", shown(label), shown_path(other))]
    LabelStrange { what: &'static str, label: String, other: String },
    #[error("{found} columns of labels, expected 2: region and sector")]
    LabelColumns { found: usize },
    #[error("labels and no column of numbers")]
    NoNumbers,
    #[error("a pickle of Python, which may run any program when it is opened, and is not read")]
    Pickle,
    #[error("{product}, {reason}")]
    OtherProduct { product: &'static str, reason: &'static str, remedy: &'static str },
    #[error("amounts are in several units: {}", shown_list(units))]
    SeveralUnits { units: Vec<String> },
    #[error(
        "the coefficients admit no output: (I - A)^-1 does not exist, or is negative in column `{}`",
        shown(label)
    )]
    NotProductive { label: String },
    #[error(
        "{rows} rows and {columns} columns are not those of {regions} countries (`{}`) with as many sectors \
         and as many categories of final demand each",
        shown_path(list)
    )]
    UserTable { rows: usize, columns: usize, regions: usize, list: String },
    #[error("`{}` of `{}` is no item that is known", shown(item), shown(region))]
    UnknownItem { region: String, item: String },
    #[error("several years in the file: {}", years_listed(years))]
    SeveralYears { years: Vec<i32> },
    #[error("no lines of {year} in the file, which has {}", years_listed(years))]
    NoSuchYear { year: i32, years: Vec<i32> },
    #[error("industry `{}` makes {made} of product `{}` too", shown(industry), shown(product))]
    OtherProducts { industry: String, product: String, made: f64 },
    #[error("the flows at basic prices, `{file}`, are missing; found: {}", shown_list(markups))]
    NoBasicPrices { file: String, markups: Vec<String> },
    #[error("{found} in a part of the matrix that is zero in a table of supply and use")]
    OutsideBlock { found: f64 },
    #[error("a {kind} table, whose rows are not what its columns are")]
    Asymmetric { kind: &'static str },
    #[error("cell `{}` to `{}` is given twice, first on line {first}", shown(row), shown(column))]
    CellTwice { row: String, column: String, first: u64 },
    #[error(
        "code `{}` is given twice, to `{}` and to `{}`",
        shown(code),
        shown(first),
        shown(second)
    )]
    CodeTwice { code: String, first: String, second: String },
    #[error("`{}` and `{}` {why}", shown(first), shown(second))]
    Alike { first: String, second: String, why: &'static str },
    #[error("unknown {what} `{}`", shown(code))]
    UnknownCode { what: &'static str, code: String, near: Vec<String> },
    #[error("{} is no region of this table", country(name, code))]
    NotInTable { code: String, name: &'static str, within: Option<Within> },
    #[error("`{}` tells rows apart, and is there whatever columns are chosen", shown(name))]
    KeyColumn { name: String, columns: Vec<String> },
    #[error("region `{}` has no sector `{}`", shown(region), shown(sector))]
    NoSuchSector { region: String, sector: String },
    #[error(
        "account `{}` of `{}` is given twice, first on line {first}",
        shown(account),
        shown(label)
    )]
    AccountTwice { account: String, label: String, first: u64 },
    #[error(
        "{what} `{}` has two units, `{}` and `{}`",
        shown(account),
        shown(first),
        shown(second)
    )]
    TwoUnits { what: &'static str, account: String, first: String, second: String },
    #[error(
        "account `{}` is in `{}`, and the factor is for `{}`",
        shown(account),
        shown(found),
        shown(expected)
    )]
    FactorUnit { account: String, found: String, expected: String },
    #[error(
        "none of the accounts of impact `{}` is there: {}",
        shown(impact),
        shown_list(accounts)
    )]
    NoAccounts { impact: String, accounts: Vec<String> },
    #[error("`{}` in a column that is not read: lines would count in part", shown(found))]
    Weighted { found: String },
    #[error("`{}`, and `{}` on the first line: the column is not read", shown(found), shown(first))]
    OtherTime { found: String, first: String },
    #[error("`{}` is given twice, first on line {first}", shown(label))]
    LineTwice { label: String, first: u64 },
    #[error("{} is not {expected}", shown_number(*value))]
    Amount { value: f64, expected: &'static str },
    #[error("it does not say which run it is of")]
    NotAbout,
    #[error("{0}")]
    Shard(ShardProblem),
    #[error("{0}")]
    Schedule(Box<ScheduleProblem>),
    #[error("`{}` was read from standard input, which is gone", shown(name))]
    InputGone { name: String },
    #[error("`{}`, which the result comes from, is not in this folder", shown(name))]
    InputElsewhere { name: String },
    #[error("region code `{}` contains `_`", shown(code))]
    SeparatorInCode { code: String },
    #[error("`{}` is the code of another region", shown(code))]
    TakenCode { code: String },
    #[error("`{}` is the code of a sector of this table", shown(code))]
    TakenSector { code: String },
    #[error("the part `{}` has no share of output", shown(part))]
    NoOutputShare { part: String },
    #[error("`{}` is none of {expected}", shown(found))]
    NoneOf { found: String, expected: &'static str },
    #[error("exporter and importer are both `{}`", shown(region))]
    OwnTrade { region: String },
    #[error("an industry of `{}` supplies a product of `{}`", shown(maker), shown(region))]
    SuppliedAbroad { region: String, maker: String },
    #[error("no line of the block `{block}`")]
    MissingBlock { block: &'static str },
    #[error("the blocks `{first}` and `{second}` are at different prices")]
    BlocksOfPrices { first: String, second: String },
    #[error("`{}` makes no `{}`", shown(industry), shown(product))]
    NotSupplied { industry: String, product: String },
    #[error("the shares of `{}` add up to {}, expected 1", shown(label), shown_number(*sum))]
    ShareSum { label: String, sum: f64 },
    #[error("no line for {}", shown_list(labels))]
    NoLine { labels: Vec<String> },
    #[error("`{}` is negative, an elasticity is 0 or more", shown(found))]
    NegativeElasticity { found: String },
    #[error("an empty code or group")]
    EmptyCode,
    #[error("an empty name")]
    EmptyName,
    #[error("`{}` has a control character", shown(text))]
    ControlCharacter { text: String },
    #[error("{}", one_line(reason))]
    Toml { reason: String },
    #[error("the scenario changes nothing")]
    NoChanges,
    #[error("an empty list")]
    EmptyList,
    #[error(
        "none of these blocs has a region of the table, whose regions are {}",
        shown_list(codes)
    )]
    NoRegions { codes: Vec<String> },
    #[error("the bloc `{}` has no region of this table", shown(bloc))]
    EmptyBloc { bloc: String },
    #[error("`{}` is part of `{}`, which acts as one economy here", shown(region), shown(group))]
    PartOfGroup { region: String, group: String },
    #[error(
        "which sectors of this table are `{word}` is not known: its codes are of no known source"
    )]
    UnknownSource { word: &'static str },
    #[error("no sector of this table is `{word}` alone")]
    NoProducts { word: &'static str },
    #[error("`{}` may mean {}", shown(code), shown_list(candidates))]
    Ambiguous { code: String, candidates: Vec<String> },
    #[error("`{}` stands for several regions, expected one", shown(code))]
    SeveralRegions { code: String },
    #[error("`{}` stands for several sectors, expected one", shown(code))]
    SeveralSectors { code: String },
    #[error("the list `{}` has the name of {by}", shown(name))]
    NameTaken { name: String, by: &'static str },
    #[error("`{}` is no name for a list: it is blank or has a comma", shown(name))]
    ListName { name: String },
    #[error("no member of `{}` is in this table", shown(list))]
    AllPassedOver { list: String },
    #[error(
        "the range `{}` runs backwards: the table has its sectors in the other order",
        shown(range)
    )]
    BackwardRange { range: String },
    #[error("nothing uses the parameter `{}`", shown(name))]
    UnusedParameter { name: String },
    #[error("`{}` is no name for a parameter", shown(name))]
    ParameterName { name: String },
    #[error("{problem}")]
    Grid { problem: &'static str, remedy: Hint },
    #[error("{found} {what}, the limit is {limit}")]
    TooMany { what: &'static str, found: usize, limit: usize },
    #[error("an agreement with fewer than two members")]
    LoneMember,
    #[error("{problem}")]
    Rule { problem: &'static str },
    #[error(
        "nothing moves: all that is bought from these suppliers is bought at home already, or from those who supply instead"
    )]
    NothingMoves,
    #[error("no other region of this table is in the bloc of `{}`", shown(region))]
    NoNeighbours { region: String },
    #[error(
        "the shares of `{}` that `{}` buys elsewhere add up to {sum}, more than all of it",
        shown(label),
        shown(buyer)
    )]
    SharesAboveOne { label: String, buyer: String, sum: f64 },
    #[error("either `{name}` or `percent` must be given, and not both")]
    OneAmount { name: &'static str },
    #[error("{what} is {}, expected {expected}", shown_number(*value))]
    OutOfRange { what: &'static str, value: f64, expected: &'static str },
    #[error("{what} on `{}` is given twice, first on line {first}", shown(label))]
    GivenTwice { what: &'static str, label: String, first: u64 },
}

impl From<ScheduleProblem> for Problem {
    fn from(problem: ScheduleProblem) -> Self {
        Problem::Schedule(Box::new(problem))
    }
}

/// The region of a table that a country is inside of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Within {
    /// The code of the region.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// A country by its name, with the code that was typed for it unless it was the name.
fn country(name: &str, code: &str) -> String {
    if code.eq_ignore_ascii_case(name) {
        name.to_owned()
    } else {
        format!("{name} (`{}`)", shown(code))
    }
}

/// Where names are listed that are like no other.
fn listed(what: &str) -> Hint {
    match what {
        "key" => "`docs/scenarios.md` describes grid files".into(),
        "parameter" => "`[parameters]` names them".into(),
        "authority" => "every authority has a table `[authority.NAME]` in the rules".into(),
        "preference" => "every preference has a table `[preference.NAME]` in the rules".into(),
        "content" => "the column `name` of the contents names them".into(),
        _ => Hint::from(Task::Overview).say(" lists the codes of the table"),
    }
}

impl Problem {
    /// Whether a code is meant that the table does not have.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        matches!(self, Problem::UnknownCode { .. } | Problem::NotInTable { .. })
    }

    /// What the user can do, where that is not plain from the message.
    #[must_use]
    pub fn hint(&self) -> Option<Hint> {
        match self {
            Problem::UnknownCode { what, code, near } => {
                near_hint(near, code).or_else(|| Some(listed(what)))
            }
            Problem::NotInTable { within: Some(Within { code, name }), .. } => {
                Some(format!("it is inside of `{}`: {}", shown(code), shown(name)).into())
            }
            Problem::KeyColumn { columns, .. } => {
                Some(format!("choose among the columns of numbers: {}", shown_list(columns)).into())
            }
            Problem::NotInTable { .. } => {
                Some(Hint::from(Task::Overview).say(" lists the regions of the table"))
            }
            Problem::UnusedParameter { name } => {
                Some(format!("write `\"${name}\"` where its values belong, or take it out").into())
            }
            Problem::Grid { remedy, .. } => Some(remedy.clone()),
            Problem::Shard(problem) => problem.hint(),
            Problem::Schedule(problem) => problem.hint(),
            Problem::NotANumber { found } => number_hint(found).map(Hint::from),
            Problem::DecimalMark { .. } => Some(Hint::from(
                "use a decimal point and no thousands separators, or a decimal comma in all numbers \
                 of a file whose columns are separated by `;` or tabs",
            )),
            other => {
                let plain = || other.damage_hint().or_else(|| other.content_hint());
                other.setting_hint().or_else(|| plain().map(Hint::from))
            }
        }
    }

    /// Hints about what to set or to ask for.
    fn setting_hint(&self) -> Option<Hint> {
        use OptionName as O;
        let hint = match self {
            Problem::PartOfGroup { group, .. } => {
                Hint::from(format!("name the whole of `{}`, which is a group of ", shown(group)))
                    .set(O::Group)
                    .say(", a bloc named here, or a country in parts")
            }
            Problem::AllPassedOver { .. } => Hint::from(Task::Overview)
                .say(" lists the regions of the table: add the codes that it has for them"),
            Problem::NoNeighbours { .. } => {
                Hint::from("give another list of blocs with ").set(O::Blocs)
            }
            Problem::EmptyBloc { .. } => {
                Hint::from(Task::Overview).say(" lists the regions of the table")
            }
            Problem::OwnSheet { .. } => {
                Hint::from(Task::Template).say(" makes a sheet with all labels")
            }
            Problem::Binary { .. }
            | Problem::Folder
            | Problem::NearFolder { .. }
            | Problem::NearLayout { .. }
            | Problem::NoBinaryTable { .. } => {
                Hint::from(Task::Formats).say(" lists what can be read")
            }
            Problem::NotCartesian { .. } => {
                Hint::from("if a region code itself contains `_`, list the regions with ")
                    .set(O::RegionCodes)
                    .say("; if the region really lacks the sector, read with ")
                    .set(O::Ragged)
            }
            Problem::NotAbout => Hint::from("give the file that ").set(O::About).say(
                " saved beside it; of results themselves only JSON, Parquet and `datapackage.json` say \
                 enough to run it again",
            ),
            Problem::ImportsTwice { .. } => Hint::from("leave one out, or give the matrix of imports with ")
                .set(O::ImportMatrix),
            Problem::Reexported { .. } => Hint::from("give exports the same share of imports with ")
                .set(O::Reexports.set("proportional"))
                .say(", or what each user imports with ")
                .set(O::ImportMatrix),
            Problem::RowOfSource { .. } => Hint::from("without ")
                .set(O::KeepRows)
                .say(" rows are added up into `TLS` and `VA`"),
            Problem::TooLarge { .. } => Hint::from("raise it with ").set(O::MaxCells),
            Problem::FolderChoice { .. } => {
                Hint::from("name the file itself, or choose one with ").set(O::Year)
            }
            Problem::ZipChoice { .. }
            | Problem::SheetYear { .. }
            | Problem::SeveralYears { .. } => Hint::from("choose one with ").set(O::Year),
            Problem::SheetChoice { .. } => {
                Hint::from("choose one with ").set(O::Sheet).say(", or by ").set(O::Year)
            }
            Problem::UnknownSheet { .. } => {
                Hint::from("give ").set(O::Sheet).say(" the name of one of these")
            }
            Problem::NoSheet { .. } => {
                let hint = Hint::from(Task::Formats).say(" lists what can be read, ");
                hint.ask(Task::Template).say(" makes a sheet to fill in")
            }
            Problem::OtherProduct { remedy, .. } => Hint::from(*remedy),
            Problem::NotBuilt { feature, .. } => {
                Hint::from(format!("build with the feature `{feature}`, or save the table as CSV"))
            }
            _ => return None,
        };
        Some(hint)
    }

    /// About files that are damaged, or not what they should be.
    fn damage_hint(&self) -> Option<&'static str> {
        let text = match self {
            Problem::NotUtf8 { .. } => "save the file again as UTF-8",
            Problem::Utf16 => "save the file again as UTF-8 (`CSV UTF-8` in a spreadsheet)",
            Problem::Html => {
                "the download link led to a page (expired, or a login): download the file again"
            }
            Problem::Nul | Problem::Damaged { .. } | Problem::Zip { .. } => {
                "download or copy the file again"
            }
            Problem::Codec { .. } => {
                "save it with `compression=\"snappy\"` (pandas: `to_parquet`, polars: `write_parquet`)"
            }
            Problem::Pickle => {
                "in Python, read it with pymrio and save it with `save_all(path, table_format=\"txt\")`"
            }
            Problem::NotProductive { .. } => {
                "look for columns of A that add up to one or more: they may be of another unit or damaged"
            }
            Problem::SeveralUnits { .. } => {
                "tables in physical units (the hybrid version of EXIOBASE) cannot be added up; take the monetary ones"
            }
            Problem::LongLabel { .. } | Problem::OpenQuote | Problem::AfterQuote { .. } => {
                "look for a stray quotation mark on this line"
            }
            Problem::CrOnly | Problem::LoneReturn => {
                "save the file again with LF or CRLF line ends"
            }
            Problem::RowNumbers { .. } => {
                "in R, write the file with `row.names = FALSE` or name the first column"
            }
            Problem::SecondHeader => "put each table in a file of its own",
            Problem::NoResult => {
                "open the workbook in a spreadsheet, calculate it and save it again"
            }
            Problem::DateCell => "a spreadsheet took a number for a date: correct the cell",
            Problem::NoCode { .. } => {
                "a spreadsheet turns codes such as 10-12 into dates: write the code as text"
            }
            Problem::MergedCells { .. } => "unmerge them, and give each cell its own number",
            Problem::NoRegion { .. } => {
                "merged cells hold their value in the first one only: unmerge them and fill all"
            }
            Problem::RData => {
                "in R, `load` the file and write the data frame with `write.csv(wiot, \"wiot.csv\", row.names = FALSE)`"
            }
            Problem::NoArchives => "build with the feature `archives`, or unpack the file first",
            Problem::ZipEncrypted => "unpack it with the password first",
            Problem::ZipOutside | Problem::ZipLink | Problem::ZipTwice => {
                "this archive was not made by a statistical office: unpack and inspect it by hand"
            }
            Problem::ZipRatio { .. } => "unpack it by hand if you trust it",
            Problem::ZipNoTable { .. } => "unpack the archive and name the table itself",
            Problem::ZipAlike { .. } => "unpack the one that is meant and name it itself",
            Problem::PackedTable => "unpack it first, and name the file itself",
            Problem::NewerTable { .. } => {
                "read it with a newer version of the program, or make it again from its source with this one"
            }
            Problem::DamagedTable { .. }
            | Problem::NoTensor { .. }
            | Problem::TensorType { .. }
            | Problem::TensorShape { .. } => {
                "copy the file again, or make it again from the table that it was made of"
            }
            _ => return None,
        };
        Some(text)
    }

    /// About what files say.
    fn content_hint(&self) -> Option<&'static str> {
        let text = match self {
            Problem::TooLong { .. } => "is this the right file?",
            Problem::AccountTwice { .. }
            | Problem::LineTwice { .. }
            | Problem::CellTwice { .. } => "keep one of the two lines",
            Problem::Asymmetric { .. } => {
                "take the table of industries by industries, or of products by products"
            }
            Problem::OtherProducts { .. } => {
                "a table of industries needs an assumption of technology where they make several products, and none is \
                 made here: make the symmetric table elsewhere, and give it in the canonical layout"
            }
            Problem::NoBasicPrices { .. } => {
                "trade margins (Markup002), transport margins (003), taxes (004) and subsidies (005) are no tables by themselves"
            }
            Problem::OutsideBlock { .. } => {
                "are the labels those of this release? Industries of a region come first, its products follow"
            }
            Problem::Weighted { .. } => {
                "apply the weights beforehand, or take the column out if it has another meaning"
            }
            Problem::OtherTime { .. } => {
                "keep the lines of one time, or take the column out if it has another meaning"
            }
            Problem::SeparatorInCode { .. } => {
                "`_` stands between region and sector in the labels of a table: use `-`, for example"
            }
            Problem::LabelMissing { .. } => {
                "both files need the same labels: give it a line here, or take it out there"
            }
            Problem::EmptyName => "give the code a name, or leave the line out",
            Problem::ControlCharacter { .. } => "remove it: names are printed as they are",
            Problem::OwnTrade { .. } => "what a region sells to itself is domestic use",
            Problem::SuppliedAbroad { .. } => {
                "supply is what the industries of a region make; what others buy of it is use or exports"
            }
            Problem::MissingBlock { .. } => {
                "a system of supply and use needs at least the blocks `supply`, `use` and `final`"
            }
            Problem::BlocksOfPrices { .. } => {
                "use `use` and `final` at basic prices, or `use_purchasers`, `final_purchasers`, `margins` and \
                 `taxes_less_subsidies`"
            }
            Problem::NotSupplied { .. } => "name cells in which there is supply",
            Problem::ShareSum { .. } => "give every part its share, so that they add up to one",
            Problem::Toml { .. } | Problem::NoChanges => {
                "`docs/scenarios.md` describes scenario files; `builtin:us-china-tariff-war` is one"
            }
            Problem::ParameterName { .. } => {
                "use letters, digits and `_`, and no column of the result (`scenario`, `region`, \
                 `indicator`, `statistic`, `unit`, `value`)"
            }
            Problem::TooMany { what: "accounts", .. } => "put them into several files",
            Problem::TooMany { what: "codes" | "lists" | "members of lists", .. } => {
                "no table has as many regions: is this the right file?"
            }
            Problem::TooMany {
                what: "columns" | "labels" | "lines" | "cells" | "variables",
                ..
            } => "no table is as large: is this the right file?",
            Problem::TooMany { .. } => "take larger steps, fewer values or fewer draws",
            Problem::UnknownSource { .. } | Problem::NoProducts { .. } => {
                "name the sectors by their codes, or as a range `c3-c16`"
            }
            Problem::Ambiguous { .. } => "write it as it stands in the table",
            Problem::SeveralRegions { .. } => "name a region by its code",
            Problem::SeveralSectors { .. } => "name a sector by its code",
            Problem::TakenSector { .. } => "give the part another code",
            Problem::NoOutputShare { .. } => "give it a line of the kind `output`",
            Problem::NameTaken { .. } => "give the list another name",
            Problem::ListName { .. } => "commas stand between names: leave them out",
            Problem::GivenTwice { .. } => {
                "only tariffs with `kind = \"added\"` add up, and losses may follow each other: take it out of \
                 one of the entries, or let the second begin when the first is over"
            }
            Problem::TwoUnits { what: "impact", .. } => {
                "give each unit an impact of its own, or correct one of them"
            }
            Problem::TwoUnits { .. } => {
                "convert the values, or give each unit an account of its own"
            }
            Problem::FactorUnit { .. } => {
                "give the factor for the unit of the account, letter by letter, or convert the account"
            }
            Problem::NoAccounts { .. } => {
                "write the accounts as they are called where they come from, or take the impact out"
            }
            Problem::NotFinite { .. } | Problem::NotFiniteIn { .. } => {
                "a table may hold only finite numbers; write 0 for a missing flow"
            }
            Problem::ReadsOtherwise { .. } => "give the region, sector or category another code",
            Problem::SectorAndCategory { .. } => "give the sector or the category another code",
            Problem::OneMeaning { .. } => "keep one of the two",
            Problem::TwoMeanings { .. } => "give the sector another name",
            Problem::LostRow { .. } => {
                "add the row, or leave output and value added of this column blank if it is final demand"
            }
            _ => return self.imports_hint().or_else(|| self.label_hint()),
        };
        Some(text)
    }

    /// About imports of one country.
    fn imports_hint(&self) -> Option<&'static str> {
        let text = match self {
            Problem::NoImports => {
                "give what each user imports in a row `IMP`, or what is imported of each product, with a minus, in a column \
                 `IMPO`"
            }
            Problem::OtherImports { .. } | Problem::OtherProductImports { .. } => {
                "are both of one year, at the same prices, with imports of final users?"
            }
            Problem::ImportedCell { .. } => {
                "imports are a part of what is used: are rows products, and columns users?"
            }
            Problem::PositiveImports { .. } => "turn the sign of the column",
            Problem::MoreImports { .. } => "is the column that of this table, and in its unit?",
            _ => return None,
        };
        Some(text)
    }

    /// About labels and cells of tables.
    fn label_hint(&self) -> Option<&'static str> {
        let text = match self {
            Problem::MissingColumn { .. } | Problem::MissingRow { .. } => {
                "the intermediate block must have the same labels in rows and columns"
            }
            Problem::NoSeparator { .. } | Problem::NoTable | Problem::MixedSeparators { .. } => {
                "labels are written REGION_SECTOR, for example `USA_c15`"
            }
            Problem::NearLabels { .. } | Problem::Alike { .. } => "make the two spellings equal",
            Problem::TwoCodes { .. } => {
                "if both mean the same economy, rename one of them in the file"
            }
            Problem::DemandOfNobody { .. } => {
                "leave the column out of the file that is read, or write a form that holds it: CSV, a workbook, Stata, Parquet"
            }
            Problem::UnevenRegions { .. } => {
                "add it with zeros to the file that is read, or write a form with labels"
            }
            Problem::DemandGap { .. } => {
                "add the column, filled with zeros if there is no such demand; if it is a misspelt sector, \
                 correct its code"
            }
            Problem::Sparse { .. } => {
                "no table is so empty: are regions and sectors in their columns? Sectors without flows may be left out"
            }
            Problem::Transposed { .. } => "sellers belong in the rows, buyers in the columns",
            Problem::OutOfBalance { .. } => {
                "were decimal points lost when the file was saved? If the flows are right and the output is \
                 wrong, delete OUT: output is then the row sum"
            }
            Problem::Size { .. } => {
                "give all amounts in a larger or smaller unit, such as millions, or correct this one"
            }
            _ => return None,
        };
        Some(text)
    }
}

/// The nearest codes that exist, or all that there are where none of them is like the one typed.
pub(super) fn near_hint(near: &[String], code: &str) -> Option<Hint> {
    match near {
        [] => None,
        [one] => Some(format!("a similar code exists: `{}`", shown(one)).into()),
        several => {
            // Whoever lists names here wants all of them seen.
            let all: Vec<String> =
                several.iter().map(|code| format!("`{}`", shown(code))).collect();
            let which =
                if nearest(several, code).is_empty() { "there are" } else { "similar codes exist" };
            Some(format!("{which}: {}", all.join(", ")).into())
        }
    }
}

/// Years as a message names them, those that follow each other in one.
fn years_listed(years: &[i32]) -> String {
    let mut runs: Vec<(i32, i32)> = vec![];
    for &year in years {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == year => *last = year,
            _ => runs.push((year, year)),
        }
    }
    let said = runs.iter().map(|(first, last)| match last - first {
        0 => first.to_string(),
        1 => format!("{first}, {last}"),
        _ => format!("{first} to {last}"),
    });
    said.collect::<Vec<_>>().join(", ")
}

/// The memory of a matrix.
fn memory(rows: usize, columns: usize) -> String {
    format!("{:.1} GB of memory", rows as f64 * columns as f64 * 8.0 / 1e9)
}

/// The sizes of a tensor, as those of a matrix are written; the first few of too many.
fn sizes(shape: &[usize]) -> String {
    let sizes: Vec<String> = shape.iter().take(4).map(usize::to_string).collect();
    match shape.len() {
        0 => "a single number".to_owned(),
        1..=4 => sizes.join(" x "),
        _ => format!("{} x …", sizes.join(" x ")),
    }
}

/// What another library says, without its line breaks.
fn one_line(reason: &str) -> String {
    shown_path(&reason.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn number_hint(found: &str) -> Option<&'static str> {
    let has = |test: fn(char) -> bool| found.chars().any(test);
    if found.starts_with('#') {
        Some("a spreadsheet error was saved: correct the sheet and save it again")
    } else if !has(char::is_numeric) {
        Some("write 0 where there is no flow")
    } else if !has(|c| c.is_ascii_digit()) {
        Some("use the digits 0 to 9")
    } else if found.contains(',') {
        Some("use a decimal point and no thousands separators")
    } else if found.contains(['\u{2212}', '\u{2013}', '(']) {
        Some("write negative numbers with `-`")
    } else if has(|c| c.is_alphabetic() || "$%€£¥".contains(c)) {
        Some("write the bare number, such as 1234.5 or 1.2345e3")
    } else if found.contains([' ', '\u{a0}', '\'', '_']) {
        Some("write numbers without thousands separators")
    } else {
        None
    }
}

/// A number as people write it: with a power of ten where there are too many digits to count.
pub(super) fn shown_number(value: f64) -> String {
    if value.is_finite() && value.abs() >= 1e15 { format!("{value:e}") } else { value.to_string() }
}
