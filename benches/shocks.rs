//! Tariff shocks on made tables of growing G and N. Nothing here may take more than 2 seconds at
//! 41 x 35.
#![allow(missing_docs, clippy::expect_used)]

use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use tripole::make::synthetic;
use tripole::models::equilibrium::{
    CapitalByRegion, CapitalGoodsOfTable, EquilibriumOptions, FloorKind, FloorsByRegion,
};
use tripole::models::price::{PassThrough, Prices};
use tripole::models::sweep::Sweep;
use tripole::models::{armington, equilibrium};
use tripole::read::{Input, ReadOptions, read};
use tripole::scenario::{Rates, Tariffs};
use tripole::table::Geography;
use tripole::{Accounting, LeontiefSystem, Matrix, Partition, scenario};

/// Regions and sectors of the made tables.
const SHAPES: [(usize, usize); 3] = [(10, 35), (41, 10), (41, 35)];

/// A quarter on what the second region sells to the first.
fn tariffs(partition: &Partition, rows: usize) -> Tariffs {
    let after = Matrix::from_fn(rows, partition.len(), |row, buyer| {
        if buyer == 0 && partition.of_row(row).position() == 1 { 0.25 } else { 0.0 }
    });
    let before = Rates::none(partition);
    Tariffs::new(partition, before, Rates::for_all_uses(after)).expect("rates above -1")
}

fn shocks(c: &mut Criterion) {
    for (regions, sectors) in SHAPES {
        let table = synthetic::table(regions, sectors, 1).expect("a table");
        let index = table.index().clone();
        let partition = Partition::regions(&index);
        let system = LeontiefSystem::new(table, &Accounting::default()).expect("a table");
        let tariffs = tariffs(&partition, index.len());
        let shape = format!("{regions}x{sectors}");
        let mut group = c.benchmark_group("shock");
        group.sample_size(10).measurement_time(Duration::from_secs(2));
        let mut run = |what: &str, work: &dyn Fn()| {
            group.bench_function(BenchmarkId::new(what, &shape), |b| b.iter(work));
        };
        let options = EquilibriumOptions::for_index(&index);
        run("equilibrium", &|| {
            black_box(equilibrium::equilibrium(&system, &tariffs, &options).expect("solved"));
        });
        let options = armington::ArmingtonOptions::for_index(&index);
        run("armington", &|| {
            black_box(armington::armington(&system, &tariffs, &options).expect("solved"));
        });
    }
}

/// Floors of wages and capital beside the base model, each of which may take twice its time; on a made table,
/// and on that of WIOD for 2011 where the shared folder (`TRIPOLE_SHARED`) has it.
fn switches(c: &mut Criterion) {
    let shared = std::env::var("TRIPOLE_SHARED").unwrap_or_else(|_| "../shared".to_owned());
    let path = Path::new(&shared).join("data/wiod13/wiod13_2011.csv.gz");
    let wiod = path.is_file().then(|| {
        let table = read(&Input::Path(path), &ReadOptions::default()).expect("a table").table;
        ("wiod13-2011", table)
    });
    let made = ("41x35", synthetic::table(41, 35, 1).expect("a table"));
    for (name, table) in std::iter::once(made).chain(wiod) {
        let index = table.index().clone();
        let partition = Partition::regions(&index);
        let system = LeontiefSystem::new(table, &Accounting::default()).expect("a table");
        let tariffs = tariffs(&partition, index.len());
        let base = EquilibriumOptions::for_index(&index);
        let floors = |kind, level: f64| EquilibriumOptions {
            floors: Some(FloorsByRegion { kind, levels: level.into() }),
            ..base.clone()
        };
        let goods = CapitalGoodsOfTable::Same(0.6);
        let capital = Some(CapitalByRegion { shares: 0.4.into(), goods });
        let mut group = c.benchmark_group("switches");
        group.sample_size(10).measurement_time(Duration::from_secs(4));
        for (what, options) in [
            ("base", base.clone()),
            ("nominal floors", floors(FloorKind::Nominal, 1.0)),
            ("real floors", floors(FloorKind::Real, 0.98)),
            ("capital", EquilibriumOptions { capital, ..base.clone() }),
        ] {
            group.bench_function(BenchmarkId::new(what, name), |b| {
                b.iter(|| {
                    black_box(
                        equilibrium::equilibrium(&system, &tariffs, &options).expect("solved"),
                    )
                });
            });
        }
    }
}

/// A thousand price scenarios of a sweep, beside ten of them run alone: the ratio of the latter, times a
/// hundred, to the former is what sharing the factor saves.
fn sweep(c: &mut Criterion) {
    let table = synthetic::table(41, 35, 1).expect("a table");
    let index = table.index().clone();
    let codes: Vec<&str> = index.regions().take(2).map(|region| index.region(region)).collect();
    let text = format!(
        "name = \"bench\"\n[parameters]\nrate = {{ from = 0, to = 49.95, step = 0.05 }}\n[[tariff]]\nimporter = {:?}\nexporter = {:?}\npercent = \"$rate\"\n",
        codes[0], codes[1]
    );
    let source = tripole::read::Input::bytes("bench.toml", text);
    let grid = scenario::read_grid(source, &Geography::regions(&index)).expect("a grid");
    let system = LeontiefSystem::new(table, &Accounting::default()).expect("a table");
    system.factorise().expect("productive");
    let mut group = c.benchmark_group("sweep");
    group.sample_size(10).measurement_time(Duration::from_secs(10));
    group.bench_function("1000 prices", |b| {
        b.iter(|| {
            let put = &mut |frame, _| {
                black_box(frame);
                Ok(())
            };
            let sweep = Sweep::new(&system, &grid).expect("a sweep");
            sweep.run(0..sweep.len(), put).expect("solved");
        });
    });
    group.bench_function("10 prices alone", |b| {
        b.iter(|| {
            for position in (0..1000).step_by(100) {
                let tariffs = grid.scenario(position).and_then(|s| s.tariffs());
                let tariffs = tariffs.expect("tariffs");
                let pass = PassThrough::default();
                let prices = Prices::new(&system, &tariffs, pass).expect("solved");
                black_box(prices.by_region(&[]));
            }
        });
    });
}

criterion_group!(benches, shocks, switches, sweep);
criterion_main!(benches);
