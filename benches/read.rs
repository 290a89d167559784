//! Reading and writing tables of realistic digits: 41 x 35 and, with `TRIPOLE_BENCH_LARGE=1`,
//! 77 x 45 (about 150 MB of text), and the same with quoted labels. Throughput is bytes of text. Workbooks likewise, the large one of
//! 44 x 56; binary tables of 41 x 35, the large one of 49 x 200 (about 800 MB), whose throughput is bytes of the file.
#![allow(missing_docs, clippy::expect_used)]

use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use tripole::frame::Destination;
use tripole::make::synthetic;
use tripole::read::{Input, ReadOptions, read};
#[cfg(feature = "binary")]
use tripole::write::TableFiles;
use tripole::write::{PrimaryRows, TableFormat, write_table};

fn tables(c: &mut Criterion) {
    let mut shapes = vec![(19, 16), (41, 35)];
    if std::env::var_os("TRIPOLE_BENCH_LARGE").is_some() {
        shapes.push((77, 45));
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (regions, sectors) in shapes {
        let table = synthetic::table(regions, sectors, 1).expect("a table");
        let shape = format!("{regions}x{sectors}");
        let path = folder.path().join("table.csv");
        let write = || {
            let destination = Destination::create(&path).expect("a file");
            write_table(&table, destination, TableFormat::Canonical, PrimaryRows::Totals)
                .expect("written");
        };
        write();
        let bytes = std::fs::metadata(&path).expect("the file").len();
        let mut group = c.benchmark_group("table");
        group.sample_size(10).measurement_time(Duration::from_secs(3));
        group.throughput(Throughput::Bytes(bytes));
        let input = Input::Path(path.clone());
        group.bench_function(BenchmarkId::new("read", &shape), |b| {
            b.iter(|| black_box(read(&input, &ReadOptions::default()).expect("a table")));
        });
        // As R's `write.csv` writes it: should take as long as the plain one.
        let quoted = Input::bytes("quoted.csv", quoted(&path));
        group.bench_function(BenchmarkId::new("read quoted", &shape), |b| {
            b.iter(|| black_box(read(&quoted, &ReadOptions::default()).expect("a table")));
        });
        group.bench_function(BenchmarkId::new("write", &shape), |b| b.iter(write));
        group.finish();
    }
}

/// Binary tables, which lie in the memory of the system when they are read.
#[cfg(feature = "binary")]
fn binary(c: &mut Criterion) {
    let mut shapes = vec![(41, 35)];
    if std::env::var_os("TRIPOLE_BENCH_LARGE").is_some() {
        shapes.push((49, 200));
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (regions, sectors) in shapes {
        let table = synthetic::table(regions, sectors, 1).expect("a table");
        let shape = format!("{regions}x{sectors}");
        let path = folder.path().join("table.tripole");
        let write = || {
            let files = TableFiles::open(&path, None).expect("a file");
            files.write(&table, PrimaryRows::Totals).expect("written");
        };
        write();
        let bytes = std::fs::metadata(&path).expect("the file").len();
        let mut group = c.benchmark_group("binary");
        group.sample_size(10).measurement_time(Duration::from_secs(3));
        group.throughput(Throughput::Bytes(bytes));
        let input = Input::Path(path.clone());
        group.bench_function(BenchmarkId::new("read", &shape), |b| {
            b.iter(|| black_box(read(&input, &ReadOptions::default()).expect("a table")));
        });
        group.bench_function(BenchmarkId::new("write", &shape), |b| b.iter(write));
        group.finish();
    }
}

#[cfg(not(feature = "binary"))]
fn binary(_: &mut Criterion) {}

/// The table with quotation marks around every label.
fn quoted(path: &Path) -> String {
    let text = std::fs::read_to_string(path).expect("the table");
    let mut lines = text.lines();
    let header: Vec<String> =
        lines.next().unwrap_or_default().split(',').map(|label| format!("\"{label}\"")).collect();
    let rows = lines
        .filter_map(|line| line.split_once(','))
        .map(|(label, rest)| format!("\"{label}\",{rest}\n"));
    std::iter::once(header.join(",") + "\n").chain(rows).collect()
}

/// A workbook in the layout of the World Input-Output Database of 2016. Throughput is its numbers.
#[cfg(all(feature = "workbooks", feature = "xlsx"))]
fn workbooks(c: &mut Criterion) {
    let mut shapes = vec![(19, 16), (41, 35)];
    if std::env::var_os("TRIPOLE_BENCH_LARGE").is_some() {
        shapes.push((44, 56));
    }
    for (regions, sectors) in shapes {
        let table = synthetic::table(regions, sectors, 1).expect("a table");
        let input = Input::bytes("book.xlsx", workbook(&table));
        let mut group = c.benchmark_group("workbook");
        group.sample_size(10).measurement_time(Duration::from_secs(3));
        let numbers = table.index().len() * (table.index().len() + table.demand().len());
        group.throughput(Throughput::Elements(numbers as u64));
        group.bench_function(BenchmarkId::new("read", format!("{regions}x{sectors}")), |b| {
            b.iter(|| black_box(read(&input, &ReadOptions::default()).expect("a table")));
        });
        group.finish();
    }
}

#[cfg(not(all(feature = "workbooks", feature = "xlsx")))]
fn workbooks(_: &mut Criterion) {}

/// The table in the cells of a sheet.
#[cfg(all(feature = "workbooks", feature = "xlsx"))]
fn workbook(table: &tripole::Mrio) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let (index, demand) = (table.index(), table.demand());
    let n = index.len();
    let label = |k: usize| if k < n { index.label(k) } else { demand.label(index, k - n) };
    let labels: Vec<String> = (0..n + demand.len()).map(label).collect();
    let parts: Vec<(&str, &str)> =
        labels.iter().map(|label| label.split_once('_').expect("a label")).collect();
    for (row, text) in [(2, 1), (4, 0), (5, 2)] {
        for (column, (region, item)) in (4..).zip(&parts) {
            let text = [region, item, "c1"][text];
            sheet.write(row, column, text).expect("written");
        }
    }
    for (row, (k, (region, item))) in (6..).zip(parts[..n].iter().enumerate()) {
        sheet.write(row, 0, *item).expect("written");
        sheet.write(row, 2, *region).expect("written");
        sheet.write(row, 3, "r1").expect("written");
        for column in 0..labels.len() {
            let value = match column.checked_sub(n) {
                None => table.intermediate()[(k, column)],
                Some(demand) => table.final_demand()[(k, demand)],
            };
            sheet.write(row, 4 + column as u16, value).expect("written");
        }
    }
    book.save_to_buffer().expect("a workbook")
}

criterion_group! {
    name = benches;
    // Plots take longer than what is measured.
    config = Criterion::default().without_plots();
    targets = tables, binary, workbooks
}
criterion_main!(benches);
