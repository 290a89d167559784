//! The linear system: LU, right-hand sides, inverse and product, faer beside nalgebra.
//!
//! Sizes name tables: 270 (about the built-in one), 1,435 (WIOD 2013) and, with
//! `TRIPOLE_BENCH_LARGE=1`, 3,465 (OECD ICIO, 77 x 45; minutes for nalgebra). Throughput counts flops, so that the
//! report's elements per second are flop/s.
#![allow(missing_docs, clippy::expect_used, clippy::cast_sign_loss)]

use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use tripole::Matrix;
use tripole::linalg::Backend;
use tripole::make::synthetic::leontief_matrix;

fn sizes() -> Vec<usize> {
    let mut sizes = vec![270, 1435];
    if std::env::var_os("TRIPOLE_BENCH_LARGE").is_some() {
        sizes.push(3465);
    }
    sizes
}

fn flops(count: f64) -> Throughput {
    Throughput::Elements(count.round() as u64)
}

fn linear_algebra(c: &mut Criterion) {
    for order in sizes() {
        let n = order as f64;
        let matrix = leontief_matrix(order, 1);
        // As many right-hand sides as WIOD has regions.
        let sides = Matrix::from_fn(order, 41, |i, j| ((i * 31 + j * 17) % 13) as f64);
        for backend in [Backend::Faer, Backend::Nalgebra] {
            let factored = backend.factor(&matrix).expect("regular");
            let mut group = c.benchmark_group("linalg");
            group.sample_size(10).measurement_time(Duration::from_secs(2));
            let mut run = |what: &str, count: f64, work: &dyn Fn()| {
                group.throughput(flops(count));
                group.bench_function(BenchmarkId::new(format!("{what}/{backend}"), order), |b| {
                    b.iter(work);
                });
            };
            run("lu", 2.0 / 3.0 * n.powi(3), &|| {
                black_box(backend.factor(black_box(&matrix)).is_ok());
            });
            run("solve_41", 2.0 * n * n * 41.0, &|| {
                black_box(factored.solve(black_box(&sides)));
            });
            run("inverse", 2.0 * n.powi(3), &|| {
                black_box(backend.inverse(black_box(&matrix)).is_ok());
            });
            run("product", 2.0 * n.powi(3), &|| {
                black_box(backend.product(black_box(&matrix), &matrix));
            });
            group.finish();
        }
    }
}

criterion_group! {
    name = benches;
    // Plots take longer than what is measured.
    config = Criterion::default().without_plots();
    targets = linear_algebra
}
criterion_main!(benches);
