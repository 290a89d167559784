//! Balancing a made world table of 41 x 35 to the totals of another one of the same zeros.
#![allow(missing_docs, clippy::expect_used)]

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use tripole::make::balance::{
    Quadratic, Scaling, Stop, Sum, Target, gras, quadratic, ras, scaling,
};
use tripole::make::flows;
use tripole::make::synthetic::{Uniform, table};
use tripole::{Matrix, Mrio};

/// Totals of the table after every cell has moved by up to a tenth.
fn totals(seed: &Matrix) -> Vec<Target> {
    let mut uniform = Uniform::new(7);
    let moved = Matrix::from_fn(seed.rows(), seed.columns(), |i, j| {
        seed[(i, j)] * (0.9 + 0.2 * uniform.draw())
    });
    let rows = moved.row_sums().into_iter().enumerate();
    let columns = moved.column_sums().into_iter().enumerate();
    let rows = rows.map(|(i, u)| Target::exact(format!("row {i}"), Sum::Row(i), u));
    let columns = columns.map(|(j, t)| Target::exact(format!("column {j}"), Sum::Column(j), t));
    rows.chain(columns).collect()
}

fn world() -> Mrio {
    table(41, 35, 1).expect("a table")
}

fn balance(c: &mut Criterion) {
    let seed = flows(&world());
    let positive = Matrix::from_fn(seed.rows(), seed.columns(), |i, j| seed[(i, j)].max(0.0));
    let (mixed, unmixed) = (totals(&seed), totals(&positive));
    let stop = Stop::default();
    let mut group = c.benchmark_group("balance");
    group.sample_size(10).measurement_time(Duration::from_secs(3));
    group.throughput(Throughput::Elements((seed.rows() * seed.columns()) as u64));
    group.bench_function("gras", |b| {
        b.iter(|| black_box(gras(&seed, &mixed, &stop, &mut |_| ()).expect("converges")));
    });
    group.bench_function("ras", |b| {
        b.iter(|| black_box(ras(&positive, &unmixed, &stop, &mut |_| ()).expect("converges")));
    });
    group.bench_function("quadratic", |b| {
        let options = Quadratic::default();
        b.iter(|| black_box(quadratic(&seed, &mixed, &options, &mut |_| ()).expect("converges")));
    });
    group.bench_function("scaling", |b| {
        let options = Scaling::default();
        b.iter(|| black_box(scaling(&seed, &mixed, &options, &mut |_| ()).expect("converges")));
    });
    group.finish();
}

criterion_group!(benches, balance);
criterion_main!(benches);
