//! Shared data, small tables, and tables drawn at random.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use tripole::read::{Input, ReadOptions, Reading, SplitCountries, read};
use tripole::{
    Accounting, Demand, Frame, Group, Index, LeontiefSystem, Matrix, Mrio, Partition, Parts, Result,
};

/// A file of the shared folder (`TRIPOLE_SHARED`, default `../shared`). Where the folder is
/// absent the test is skipped, visibly; with `TRIPOLE_NO_SKIP` set it fails instead.
pub fn shared(path: &str) -> Option<PathBuf> {
    let folder = std::env::var("TRIPOLE_SHARED").unwrap_or_else(|_| "../shared".to_owned());
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(folder);
    if folder.is_dir() {
        return Some(folder.join(path));
    }
    assert!(std::env::var_os("TRIPOLE_NO_SKIP").is_none(), "{} is missing", folder.display());
    // Written past the test harness, which would capture it.
    let _ =
        writeln!(std::io::stderr(), "SKIPPED: {} is not here, needed for {path}", folder.display());
    None
}

pub fn read_path(path: PathBuf, options: &ReadOptions) -> Result<Reading> {
    read(&Input::Path(path), options)
}

/// A shared table, or `None` when skipping.
pub fn shared_table(path: &str, options: &ReadOptions) -> Option<Mrio> {
    let path = shared(path)?;
    Some(
        read_path(path.clone(), options)
            .unwrap_or_else(|e| panic!("{}: {e}", path.display()))
            .table,
    )
}

/// Text of a gzipped file.
pub fn gunzip(path: &Path) -> String {
    let file = std::fs::File::open(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let mut text = String::new();
    flate2::read::MultiGzDecoder::new(file).read_to_string(&mut text).unwrap();
    text
}

/// Records of a CSV text as maps from column name to cell.
pub fn records(text: &str) -> Vec<HashMap<String, String>> {
    csv::Reader::from_reader(text.as_bytes()).deserialize().map(|record| record.unwrap()).collect()
}

/// A shared table under the default accounting, its regions perhaps grouped.
pub struct Case {
    pub system: LeontiefSystem,
    pub partition: Partition,
}

impl Case {
    pub fn new(table: Mrio, groups: &[Group]) -> Self {
        let partition = Partition::new(table.index(), groups).unwrap();
        let system = LeontiefSystem::new(table, &Accounting::default()).unwrap();
        Case { system, partition }
    }

    /// Parts of split countries stay rows, so that they can be grouped.
    pub fn open(table: &str, groups: impl Fn(&Index) -> Vec<Group>) -> Option<Self> {
        let keep = ReadOptions { split: SplitCountries::Keep, ..ReadOptions::default() };
        let table = shared_table(table, &keep)?;
        let groups = groups(table.index());
        Some(Case::new(table, &groups))
    }
}

/// Label of a row, or what stands for all of them in a frame without this key.
pub fn label<'a>(frame: &'a Frame, key: &str, row: usize, all: &'a str) -> &'a str {
    frame.key(key).map_or(all, |key| key.label(row))
}

/// Rows of a reference file under all their cells but the last, the value. Our numbers meet them
/// one by one; in the end every row must have been met.
pub struct Ledger {
    file: String,
    rows: HashMap<String, (f64, bool)>,
    /// Amounts that two conventions put in different places, and the rows that differ by them.
    apart: &'static [f64],
    rows_apart: BTreeSet<String>,
}

impl Ledger {
    /// A CSV file of the shared folder, or `None` when skipping.
    pub fn open(file: &str) -> Option<Self> {
        let path = shared(file)?;
        let zipped = path.extension().is_some_and(|extension| extension == "gz");
        let text = if zipped { gunzip(&path) } else { std::fs::read_to_string(&path).unwrap() };
        let mut rows = HashMap::new();
        for record in csv::Reader::from_reader(text.as_bytes()).records() {
            let record = record.unwrap();
            let cells: Vec<&str> = record.iter().collect();
            let (value, cells) = cells.split_last().unwrap();
            let value = if *value == "NA" { f64::NAN } else { value.parse().unwrap() };
            let twice = rows.insert(cells.join("\t"), (value, false));
            assert!(twice.is_none(), "{file} {cells:?}: twice");
        }
        Some(Ledger { file: file.to_owned(), rows, apart: &[], rows_apart: BTreeSet::new() })
    }

    /// Compares our number with the row of these cells, if the file has one.
    pub fn meet(&mut self, cells: &[&str], ours: f64) {
        let key = cells.join("\t");
        let Some((theirs, met)) = self.rows.get_mut(&key) else { return };
        let agree = agrees(ours, *theirs) || (ours.is_nan() && theirs.is_nan());
        let gap = (ours - *theirs).abs();
        let apart = !agree && self.apart.iter().any(|amount| (gap - amount).abs() <= 1e-6);
        if apart {
            self.rows_apart.insert(key);
        }
        assert!(agree || apart, "{} {cells:?}: ours {ours}, reference {theirs}", self.file);
        *met = true;
    }

    /// From now on rows may differ by exactly one of these amounts.
    pub fn may_be_apart(&mut self, amounts: &'static [f64]) {
        self.apart = amounts;
    }

    /// The cells of the rows that did.
    pub fn rows_apart(&self) -> impl Iterator<Item = Vec<&str>> {
        self.rows_apart.iter().map(|key| key.split('\t').collect())
    }

    /// Takes out the rows that a peer has wrong.
    pub fn take(&mut self, wrong: impl Fn(&[&str]) -> bool) -> Vec<(Vec<String>, f64)> {
        let is_wrong = |key: &String| wrong(&key.split('\t').collect::<Vec<_>>());
        let rows = self.rows.extract_if(|key, _| is_wrong(key));
        rows.map(|(key, row)| (key.split('\t').map(str::to_owned).collect(), row.0)).collect()
    }

    /// Replaces the rows that `change` says are parts of something by their sums.
    pub fn add_up(&mut self, change: impl Fn(&mut Vec<&str>) -> bool) {
        let mut sums: HashMap<String, (f64, bool)> = HashMap::new();
        self.rows.retain(|key, (value, _)| {
            let mut cells: Vec<&str> = key.split('\t').collect();
            let changed = change(&mut cells);
            if changed {
                sums.entry(cells.join("\t")).or_default().0 += *value;
            }
            !changed
        });
        for (key, sum) in sums {
            assert!(self.rows.insert(key, sum).is_none(), "{}: a sum and its parts", self.file);
        }
    }

    /// Takes out the rows that only say that an economy sells nothing to itself.
    pub fn without_oneself(&mut self) {
        self.rows.retain(|key, (value, _)| {
            let cells: Vec<&str> = key.split('\t').collect();
            *value != 0.0 || cells[3].is_empty() || cells[3] != cells[5]
        });
    }

    /// Whether a row has this second cell: a perspective, or a peer's function.
    pub fn has(&self, second: &str) -> bool {
        self.rows().any(|(cells, _)| cells[1] == second)
    }

    /// Cells and values of all rows.
    pub fn rows(&self) -> impl Iterator<Item = (Vec<&str>, f64)> {
        self.rows.iter().map(|(key, (value, _))| (key.split('\t').collect(), *value))
    }

    /// Fails if a row was met by no number of ours. `left_out` are beginnings of kinds: a kind is
    /// the first three cells and then, joined by `|`, every label as `*`. What is left out must
    /// not have been compared after all. Gives back which of the beginnings had rows.
    pub fn close<'a>(self, left_out: &[&'a str]) -> BTreeSet<&'a str> {
        let (mut found, mut alone, mut stale) =
            (BTreeSet::new(), BTreeMap::<String, usize>::new(), BTreeSet::new());
        for (key, (_, met)) in &self.rows {
            let kind = kind(key);
            let place = left_out.iter().find(|beginning| kind.starts_with(**beginning));
            match (met, place) {
                (true, Some(place)) => stale.extend([*place]),
                (false, None) => *alone.entry(kind).or_default() += 1,
                (false, Some(place)) => found.extend([*place]),
                (true, None) => {}
            }
        }
        assert!(alone.is_empty(), "{}: nothing is compared with {alone:#?}", self.file);
        assert!(stale.is_empty(), "{}: compared, not left out: {stale:#?}", self.file);
        found
    }
}

fn kind(key: &str) -> String {
    let cell = |(position, cell)| match cell {
        _ if position < 3 => cell,
        "" | "ALL" | "TOTAL" | "WLD" => cell,
        _ => "*",
    };
    key.split('\t').enumerate().map(cell).collect::<Vec<_>>().join("|")
}

/// Fails if a measure of a reference file is compared with nothing and, by the beginning of its
/// name, not left to another test; or if it is both.
pub fn every_measure(
    file: &str,
    rows: &[HashMap<String, String>],
    compared: &BTreeSet<String>,
    elsewhere: &[&str],
) {
    for measure in rows.iter().map(|row| &row["measure"]).collect::<BTreeSet<_>>() {
        let left = elsewhere.iter().any(|beginning| measure.starts_with(beginning));
        let here = compared.contains(measure);
        assert!(left != here, "{file}: {measure}: compared {here}, left to another test {left}");
    }
}

/// Agreement of two numbers to 1e-8 relative or 1e-6 absolute.
pub fn agrees(ours: f64, theirs: f64) -> bool {
    (ours - theirs).abs() <= (1e-8 * theirs.abs()).max(1e-6)
}

/// The European Union of 2007 to 2013.
pub const EU27: [&str; 27] = [
    "AUT", "BEL", "BGR", "CYP", "CZE", "DEU", "DNK", "ESP", "EST", "FIN", "FRA", "GBR", "GRC",
    "HUN", "IRL", "ITA", "LTU", "LUX", "LVA", "MLT", "NLD", "POL", "PRT", "ROM", "SVK", "SVN",
    "SWE",
];

pub fn group(index: &Index, name: &str, members: &[&str]) -> Group {
    Group::new(index, name, members).unwrap()
}

/// A table with a region `R1…` and sector `S1…` grid.
pub fn grid_table(regions: usize, sectors: usize, z: Matrix, f: Matrix, categories: usize) -> Mrio {
    let index = Index::new(
        (1..=regions).flat_map(|r| (1..=sectors).map(move |s| (format!("R{r}"), format!("S{s}")))),
    )
    .unwrap();
    let demand = Demand::new(
        &index,
        (1..=regions).flat_map(|r| {
            (0..categories).map(move |c| (Some(format!("R{r}")), ["HFCE", "INVNT"][c].to_owned()))
        }),
    )
    .unwrap();
    Mrio::new(Parts::new(index, demand, z, f)).unwrap()
}

/// What a random table is made of.
#[derive(Debug, Clone)]
pub struct Drawn {
    pub regions: usize,
    pub table: Mrio,
}

impl Drawn {
    /// A billionth of the largest output: what rounding may do to sums of it.
    pub fn tolerance(&self) -> f64 {
        1e-9 * self.table.row_sums().iter().fold(1.0, |m: f64, x| m.max(x.abs()))
    }
}

prop_compose! {
    /// A balanced, productive table of so many regions and sectors: about a fifth of the
    /// flows zero, inventories of both signs, and perhaps a sector without output that still
    /// has offsetting sales. Value added is made positive by demand, so nothing is rejected.
    pub fn table_of(regions: usize, sectors: usize)(
        flows in prop::collection::vec(prop_oneof![1 => Just(0.0), 4 => 0.0..10.0f64], (regions * sectors).pow(2)),
        demands in prop::collection::vec(0.0..10.0f64, regions * sectors * regions),
        stocks in prop::collection::vec(-3.0..3.0f64, regions * sectors * regions),
        margins in prop::collection::vec(0.05..2.0f64, regions * sectors),
        empty in prop::option::of(0..regions * sectors),
    ) -> Drawn {
        let n = regions * sectors;
        let empty = empty.filter(|_| n > 1);
        let z = Matrix::from_fn(n, n, |i, j| if empty == Some(i) || empty == Some(j) { 0.0 } else { flows[i * n + j] });
        let mut f = Matrix::from_fn(n, 2 * regions, |i, j| {
            let at = i * regions + j / 2;
            match (empty == Some(i), j % 2) {
                (true, _) => 0.0,
                (false, 0) => demands[at],
                (false, _) => stocks[at],
            }
        });
        let (inputs, sales, used) = (z.column_sums(), z.row_sums(), f.row_sums());
        for i in (0..n).filter(|i| empty != Some(*i)) {
            let wanted = inputs[i] + margins[i];
            let own = 2 * (i / sectors);
            f[(i, own)] += (wanted - sales[i] - used[i]).max(0.0);
        }
        if let Some(i) = empty {
            // One unit sold abroad (or at home) out of stock.
            f[(i, 0)] = 1.0;
            f[(i, 2 * regions - 1)] = -1.0;
        }
        Drawn { regions, table: grid_table(regions, sectors, z, f, 2) }
    }
}

prop_compose! {
    /// One to four regions and sectors.
    pub fn drawn_table()(regions in 1usize..=4, sectors in 1usize..=4)(
        drawn in table_of(regions, sectors),
    ) -> Drawn {
        drawn
    }
}

prop_compose! {
    /// Two years of the same regions and sectors.
    pub fn drawn_years()(regions in 1usize..=4, sectors in 1usize..=4)(
        before in table_of(regions, sectors),
        after in table_of(regions, sectors),
    ) -> (Drawn, Drawn) {
        (before, after)
    }
}

/// Property tests keep what failed in the repository.
pub fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct("seeds/proptest.txt"))),
        ..ProptestConfig::default()
    }
}
