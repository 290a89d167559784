//! Shared data, small tables, and tables drawn at random.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use tripole::formats::{Input, ReadOptions, Reading, read};
use tripole::{Demand, Index, Matrix, Mrio, Parts, Result};

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

/// Agreement of two numbers to 1e-8 relative or 1e-6 absolute.
pub fn agrees(ours: f64, theirs: f64) -> bool {
    (ours - theirs).abs() <= (1e-8 * theirs.abs()).max(1e-6)
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

prop_compose! {
    /// A balanced, productive table of one to four regions and sectors: about a fifth of the
    /// flows zero, inventories of both signs, and perhaps a sector without output that still
    /// has offsetting sales. Value added is made positive by demand, so nothing is rejected.
    pub fn drawn_table()(regions in 1usize..=4, sectors in 1usize..=4)(
        regions in Just(regions),
        sectors in Just(sectors),
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

/// Property tests keep what failed in the repository.
pub fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct("seeds/proptest.txt"))),
        ..ProptestConfig::default()
    }
}
