//! Tariff shocks on made tables of growing G and N. Nothing here may take more than 2 seconds at
//! 41 x 35.
#![allow(missing_docs, clippy::expect_used)]

use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use tripole::scenario::{Rates, Tariffs};
use tripole::{Accounting, LeontiefSystem, Matrix, Partition, armington, equilibrium, synthetic};

/// Regions and sectors of the made tables.
const SHAPES: [(usize, usize); 3] = [(10, 35), (41, 10), (41, 35)];

/// A quarter on what the second region sells to the first.
fn tariffs(partition: &Partition, rows: usize) -> Tariffs {
    let after = Matrix::from_fn(rows, partition.len(), |row, buyer| {
        if buyer == 0 && partition.of_row(row).position() == 1 { 0.25 } else { 0.0 }
    });
    let before = Rates::none(partition, rows);
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
        let options = equilibrium::Options::for_index(&index).expect("valid");
        run("equilibrium", &|| {
            black_box(
                equilibrium::equilibrium(&system, &partition, &tariffs, &options).expect("solved"),
            );
        });
        let options = armington::Options::for_index(&index).expect("valid");
        run("armington", &|| {
            black_box(
                armington::armington(&system, &partition, &tariffs, &options).expect("solved"),
            );
        });
    }
}

criterion_group!(benches, shocks);
criterion_main!(benches);
