//! Tariff schedules of growing size: reading them, the rates of a table on a day, and a path of months.
//!
//! `TRIPOLE_BENCH_LARGE=1` adds one run over five million lines of one importer, whose seconds and memory
//! are printed: they belong below 10 seconds and 2 GB.
#![allow(missing_docs, clippy::expect_used, clippy::print_stdout)]

use std::fs::File;
use std::hint::black_box;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use tripole::scenario::schedule::{Period, RateOptions, Schedule, ScheduleFiles};

const EXPORTERS: usize = 240;
/// Exporters that lines of a product name, and revisions of each.
const NAMED: usize = 12;
const REVISIONS: usize = 20;
/// Lines for each product.
const LINES: usize = NAMED * REVISIONS + 10;
const AUTHORITIES: [&str; 8] =
    ["mfn", "s232", "s301", "reciprocal", "fentanyl", "s122", "s201", "other"];

/// The beginning of a quarter, from 2000 on.
fn quarter(number: usize) -> String {
    format!("{}-{:02}-01", 2000 + number / 4, 1 + 3 * (number % 4))
}

/// The files of a schedule with so many products of ten digits.
fn write(folder: &Path, products: usize) -> std::io::Result<()> {
    let file = |name: &str| File::create(folder.join(name)).map(BufWriter::new);
    let mut rates = file("rates.csv")?;
    let mut weights = file("weights.csv")?;
    writeln!(rates, "authority,importer,exporter,product,rate,kind,from,to,share")?;
    writeln!(weights, "importer,exporter,product,value")?;
    for product in 0..products {
        let code = 100_000_000 + product * (900_000_000 / products);
        let leaf = format!("{code:09}0");
        for revision in 0..10 {
            let (from, to) = (quarter(10 * revision), quarter(10 * revision + 10));
            writeln!(rates, "mfn,USA,*,{leaf},0.0{revision},add,{from},{to},")?;
        }
        for named in 0..NAMED {
            let exporter = (product * 7 + named * 19) % EXPORTERS;
            let authority = AUTHORITIES[1 + (product + named) % 7];
            let content = if named % 4 == 0 { "metal" } else { "" };
            for revision in 0..REVISIONS {
                let (from, to) = (quarter(5 * revision), quarter(5 * revision + 5));
                let rate = (product + revision) % 40;
                writeln!(
                    rates,
                    "{authority},USA,E{exporter:03},{leaf},0.{rate:02},add,{from},{to},{content}"
                )?;
            }
        }
        for seller in 0..EXPORTERS / 4 {
            let value = 1 + (product * 31 + seller * 17) % 1000;
            let seller = (product * 7 + seller * 19) % EXPORTERS;
            writeln!(weights, "USA,E{seller:03},{leaf},{value}")?;
        }
    }
    let mut rules = file("rules.toml")?;
    writeln!(rules, "base = [\"mfn\"]")?;
    for authority in AUTHORITIES {
        writeln!(rules, "[authority.{authority}]")?;
        if authority != "mfn" && authority != "s232" {
            writeln!(rules, "yields_to = [\"s232\"]")?;
        }
    }
    writeln!(file("content.csv")?, "name,product,exporter,share\nmetal,*,*,0.4")?;
    let mut concordance = file("concordance.csv")?;
    writeln!(concordance, "product,sector,share\n*,S00,1")?;
    (10..99).try_for_each(|chapter| writeln!(concordance, "{chapter},S{:02},1", chapter % 40))
}

fn read(folder: &Path) -> Schedule {
    Schedule::read(&ScheduleFiles::in_folder(folder), &["USA".to_owned()]).expect("a schedule")
}

fn work(schedule: &Schedule) {
    let options = RateOptions { base_date: "2020-01-01".parse().ok(), ..RateOptions::default() };
    black_box(schedule.rates("2024-05-05".parse().expect("a day"), &options).expect("rates"));
}

fn path(schedule: &Schedule) {
    let year: Period = "2024".parse().expect("a year");
    black_box(schedule.means(&year.months(), &RateOptions::default()).expect("means"));
}

fn schedules(c: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    for products in [100, 1000] {
        write(folder.path(), products).expect("files");
        let mut group = c.benchmark_group("schedule");
        group.sample_size(10).measurement_time(Duration::from_secs(2));
        group.throughput(Throughput::Elements((products * LINES) as u64));
        let lines = products * LINES;
        group.bench_function(BenchmarkId::new("read", lines), |b| b.iter(|| read(folder.path())));
        let schedule = read(folder.path());
        group.bench_function(BenchmarkId::new("rates", lines), |b| b.iter(|| work(&schedule)));
        group.bench_function(BenchmarkId::new("months", lines), |b| b.iter(|| path(&schedule)));
    }
    if std::env::var_os("TRIPOLE_BENCH_LARGE").is_some() {
        large(folder.path());
    }
}

/// Most memory that the program has had, in MB, where the system tells.
fn most_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kib| kib * 1024 / 1_000_000)
}

fn large(folder: &Path) {
    let products = 5_000_000 / LINES;
    write(folder, products).expect("files");
    let start = Instant::now();
    let schedule = read(folder);
    let reading = start.elapsed();
    work(&schedule);
    let rates = start.elapsed();
    path(&schedule);
    let all = start.elapsed();
    let seconds = |time: Duration| time.as_secs_f64();
    println!(
        "{} lines: read in {:.2} s, rates on two days in {:.2} s, twelve months in {:.2} s, in all {:.2} s, {:?} MB at most",
        products * LINES,
        seconds(reading),
        seconds(rates.saturating_sub(reading)),
        seconds(all.saturating_sub(rates)),
        seconds(all),
        most_memory().unwrap_or_default()
    );
}

criterion_group!(benches, schedules);
criterion_main!(benches);
