//! Every way by which bytes from outside reach the library: what is fuzzed, here with structured
//! mutations and in `fuzz/` by a fuzzer. Each ends with a value or an [`Error`] whose words are one
//! line without control characters.

use std::sync::LazyLock;

use serde_json::Value;
use tripole::make::{
    BelowZero, Side, read_cell_totals, read_sector_shares, read_shares, read_side_totals,
    read_totals, split_sector,
};
use tripole::read::{
    self, Grid, Input, ReadOptions, Reading, read_blocs, read_characterisation, read_concordance,
    read_passed_on, read_perimeter, read_satellite,
};
use tripole::scenario::{read_elasticities, read_grid, read_ratings, read_scenario};
use tripole::sources::{self, CodeReader};
use tripole::table::{Account, Geography, Satellite};
use tripole::{Accounting, Error, LeontiefSystem, Mrio, Partition, Result};

/// Words that a terminal can show as they are.
fn presentable(error: &Error) {
    let hint = error.hint().map(|hint| hint.to_string()).unwrap_or_default();
    for text in [error.to_string(), hint] {
        let odd = text.chars().find(|c| c.is_control());
        assert!(odd.is_none(), "{odd:?} in {text:?}");
        assert!(text.chars().count() < 4000, "{} characters", text.chars().count());
    }
}

fn seen<T>(result: Result<T>) -> Option<T> {
    result.inspect_err(presentable).ok()
}

/// Small enough that a measure costs less than reading.
const CELLS: usize = 40_000;

/// What every command does with a table that it reads.
fn accounts(reading: &Reading) -> Result<()> {
    let accounting = Accounting::default();
    let inventories = sources::inventories(reading.table.demand());
    reading.table.accounting_findings(&accounting, inventories)?;
    LeontiefSystem::new(reading.table.clone(), &accounting)?.factorise()?;
    Ok(())
}

fn read_and_account(name: &str, bytes: &[u8], grid: Grid) {
    let options = ReadOptions { grid, max_cells: CELLS, ..ReadOptions::default() };
    if let Some(reading) = seen(read::read(&Input::bytes(name, bytes), &options)) {
        seen(accounts(&reading));
    }
}

/// A table as text, in whatever layout.
pub fn table(bytes: &[u8]) {
    read_and_account("table.csv", bytes, Grid::Full);
    read_and_account("table.csv", bytes, Grid::Ragged);
}

/// A table in a container: gzip, Zstandard, zip.
pub fn container(bytes: &[u8]) {
    read_and_account("table.zip", bytes, Grid::Full);
}

/// A workbook, in whatever form.
pub fn workbook(bytes: &[u8]) {
    read_and_account("table.xlsx", bytes, Grid::Full);
}

/// A binary table, as it is and with the check sums that it should have: behind wrong ones nothing is read.
pub fn binary(bytes: &[u8]) {
    read_and_account("table.tripole", bytes, Grid::Full);
    if let Some(sealed) = sealed(bytes) {
        read_and_account("table.tripole", &sealed, Grid::Full);
    }
}

/// A binary table with its right check sums, where it has the header of one.
pub fn sealed(bytes: &[u8]) -> Option<Vec<u8>> {
    let length = u64::from_le_bytes(bytes.get(..8)?.try_into().ok()?);
    let end = usize::try_from(length).ok()?.checked_add(8)?;
    let (text, data) = (bytes.get(8..end)?, bytes.get(end..)?);
    let mut header: Value = serde_json::from_slice(text).ok()?;
    let sum = |(name, info): (&String, &Value)| {
        let place = |k: usize| usize::try_from(info.get("data_offsets")?.get(k)?.as_u64()?).ok();
        let part = data.get(place(0)?..place(1)?)?;
        Some((name.clone(), crc32fast::hash(part).into()))
    };
    let sums = header.as_object()?.iter().filter_map(sum).collect();
    let metadata = header.get_mut("__metadata__")?;
    let said = metadata.get("table")?.as_str()?;
    let said = match serde_json::from_str::<Value>(said) {
        Ok(Value::Object(mut said)) => {
            said.insert("crc32".to_owned(), Value::Object(sums));
            Value::Object(said).to_string()
        }
        _ => said.to_owned(),
    };
    metadata["crc32"] = format!("{:08x}", crc32fast::hash(said.as_bytes())).into();
    metadata["table"] = said.into();
    let text = header.to_string();
    Some([&(text.len() as u64).to_le_bytes()[..], text.as_bytes(), data].concat())
}

/// A Stata file.
pub fn stata(bytes: &[u8]) {
    read_and_account("table.dta", bytes, Grid::Full);
}

/// A table in several files of a folder, each behind a line `=== NAME`, read with all accounts that it brings
/// along.
pub fn pieces(bytes: &[u8]) {
    const MARK: &[u8] = b"=== ";
    let folder = tempfile::tempdir().expect("a folder");
    let mut file: Option<(std::path::PathBuf, Vec<u8>)> = None;
    let save = |file: Option<(std::path::PathBuf, Vec<u8>)>| {
        if let Some((path, content)) = file {
            let _ = path.parent().map(std::fs::create_dir_all);
            let _ = std::fs::write(path, content);
        }
    };
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        if let Some(name) = line.strip_prefix(MARK) {
            let name = String::from_utf8_lossy(name);
            let plain = |c: &char| c.is_ascii_alphanumeric() || "_./".contains(*c);
            let name: String = name.trim().chars().filter(plain).take(60).collect();
            let inside = !name.is_empty() && name.split('/').all(|part| !part.starts_with('.'));
            save(file.take());
            file = inside.then(|| (folder.path().join(name), vec![]));
        } else if let Some((_, content)) = &mut file {
            content.extend_from_slice(line);
        }
    }
    save(file);
    let input = Input::from(folder.path());
    let options = ReadOptions { max_cells: CELLS, ..ReadOptions::default() };
    if let Some(reading) = seen(read::read(&input, &options)) {
        seen(accounts(&reading));
        seen(read::read_own_accounts::<&str>(&input, &options, &reading.table, &[]));
    }
}

/// The table that files beside one are read for.
static BESIDE: LazyLock<Mrio> = LazyLock::new(|| {
    let text = include_bytes!("../../seeds/fuzz/beside.csv");
    read::read(&Input::bytes("beside.csv", text), &ReadOptions::default()).expect("a table").table
});

/// Accounts that factors are read for.
static ACCOUNTS: LazyLock<Satellite> = LazyLock::new(|| {
    let index = BESIDE.index();
    let account = Account {
        name: "jobs".to_owned(),
        unit: "persons".to_owned(),
        by_producers: vec![1.0; index.len()],
        by_users: vec![0.0; index.regions().len()],
    };
    Satellite::new(index, vec![account]).expect("an account")
});

/// Files beside a table: maps, blocs, sales, accounts, totals, elasticities, ratings.
pub fn side_file(bytes: &[u8]) {
    let (table, index) = (&*BESIDE, BESIDE.index());
    let input = Input::bytes("side.csv", bytes);
    seen(read_concordance(&input));
    seen(read_blocs(&input));
    let partition = Partition::regions(index);
    seen(read_perimeter(&input, &CodeReader::new(&partition)));
    seen(read_satellite(&input, table));
    seen(read_characterisation(&input, index, &ACCOUNTS));
    seen(read_passed_on(&input, index));
    seen(read_side_totals(&input, table, Side::Rows));
    seen(read_cell_totals(&input, table));
    seen(read_totals(&input, table));
    index.regions().take(1).for_each(|region| drop(seen(read_shares(&input, table, region))));
    for sector in index.sectors().take(1) {
        if let Some(shares) = seen(read_sector_shares(&input, table, sector, &[])) {
            seen(split_sector(table, sector, &shares, BelowZero::Balance));
        }
    }
    seen(read_elasticities(&input, index));
    seen(read_ratings(&input, index));
}

fn geography() -> Geography {
    Geography::regions(BESIDE.index())
}

/// A scenario, and what every model reads of it.
pub fn scenario(bytes: &[u8]) {
    let input = Input::bytes("scenario.toml", bytes);
    if let Some(scenario) = seen(read_scenario(&input, &geography())) {
        seen(scenario.tariffs());
    }
}

/// A grid of scenarios, and its first points.
pub fn grid(bytes: &[u8]) {
    let input = Input::bytes("grid.toml", bytes);
    if let Some(grid) = seen(read_grid(&input, &geography())) {
        for position in 0..grid.parameters().len().min(3) {
            seen(grid.scenario(position));
            seen(grid.elasticities(position));
        }
    }
}
