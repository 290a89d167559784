//! How time grows: with regions of equal size, with sectors of a number of regions, with rows of both.
//!
//! Tables are made. After the last series the exponents that fit are printed: the slope of log seconds over log size,
//! by least squares over the fastest run of each size. Small ones are below what theory says, since threads and blocks
//! do not pay yet; with `TRIPOLE_BENCH_LARGE=1` each series has sizes up to some 3,000 rows.
#![allow(missing_docs, clippy::expect_used, clippy::print_stdout)]

use std::cell::RefCell;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion};
use tripole::leontief::{Need, Solver};
use tripole::make::synthetic;
use tripole::measures::decompose::{Approach, Flow, Perspective, Query, exports};
use tripole::measures::value_added::{Sides, value_added};
use tripole::{Accounting, LeontiefSystem, Mrio, Partition};

/// What grows.
#[derive(Clone, Copy)]
enum Grows {
    Regions,
    Sectors,
    Rows,
}

/// What is timed.
#[derive(Clone, Copy)]
enum Work {
    Factor,
    Sweeps,
    Inverse,
    ValueAdded,
    Exports,
}

const WORKS: [(&str, Work); 5] = [
    ("factor", Work::Factor),
    ("sweeps", Work::Sweeps),
    ("inverse", Work::Inverse),
    ("va", Work::ValueAdded),
    ("exports", Work::Exports),
];

impl Grows {
    fn name(self) -> &'static str {
        match self {
            Grows::Regions => "regions",
            Grows::Sectors => "sectors",
            Grows::Rows => "rows",
        }
    }

    /// Regions and sectors of each table.
    fn shapes(self, large: bool) -> Vec<(usize, usize)> {
        let (mut small, more) = match self {
            Grows::Regions => (vec![(7, 35), (14, 35), (28, 35)], [(56, 35), (84, 35)]),
            Grows::Sectors => (vec![(10, 25), (10, 50), (10, 100)], [(10, 200), (10, 300)]),
            Grows::Rows => (vec![(9, 28), (13, 38), (18, 55)], [(26, 77), (31, 97)]),
        };
        if large {
            small.extend(more);
        }
        small
    }

    /// The size of a table of so many regions and sectors.
    fn size(self, (regions, sectors): (usize, usize)) -> usize {
        match self {
            Grows::Regions => regions,
            Grows::Sectors => sectors,
            Grows::Rows => regions * sectors,
        }
    }
}

impl Work {
    /// Begin with a system of which nothing is solved yet.
    fn run(self, table: &Arc<Mrio>, partition: &Partition) {
        let fresh = LeontiefSystem::new(table.clone(), &Accounting::default()).expect("a system");
        match self {
            Work::Factor => {
                black_box(fresh.factorise().is_ok());
            }
            Work::Sweeps => {
                let side = vec![1.0; fresh.order()];
                black_box(fresh.solve_vector(&side, Solver::Iterative, 1).is_ok());
            }
            Work::Inverse => {
                let view = fresh.suited(Need::Inverse, Solver::Automatic);
                black_box(view.prepare().is_ok());
            }
            Work::ValueAdded => {
                black_box(value_added(&fresh, partition, Sides::default()).is_ok());
            }
            Work::Exports => {
                let query = Query {
                    flow: Flow::Bilateral,
                    perspective: Perspective::Exporter,
                    approach: Approach::Source,
                };
                black_box(exports(&fresh, partition, query, &[]).is_ok());
            }
        }
    }
}

/// A series: what grows, what is timed, and the fastest run of each size.
struct Series {
    grows: Grows,
    work: &'static str,
    points: Vec<(f64, f64)>,
}

impl Series {
    /// The slope of log seconds over log size.
    fn exponent(&self) -> Option<f64> {
        let logs: Vec<(f64, f64)> = self.points.iter().map(|(x, y)| (x.ln(), y.ln())).collect();
        let count = logs.len() as f64;
        let mean = |of: fn(&(f64, f64)) -> f64| logs.iter().map(of).sum::<f64>() / count;
        let (x, y) = (mean(|at| at.0), mean(|at| at.1));
        let above: f64 = logs.iter().map(|at| (at.0 - x) * (at.1 - y)).sum();
        let below: f64 = logs.iter().map(|at| (at.0 - x).powi(2)).sum();
        (below > 0.0).then(|| above / below)
    }
}

fn growth(c: &mut Criterion) -> Vec<Series> {
    let large = std::env::var_os("TRIPOLE_BENCH_LARGE").is_some();
    let mut found = vec![];
    for grows in [Grows::Regions, Grows::Sectors, Grows::Rows] {
        let table = |shape: (usize, usize)| {
            Arc::new(synthetic::table(shape.0, shape.1, 1).expect("a table"))
        };
        let tables: Vec<(usize, Arc<Mrio>)> = grows
            .shapes(large)
            .into_iter()
            .map(|shape| (grows.size(shape), table(shape)))
            .collect();
        for (name, work) in WORKS {
            let mut group = c.benchmark_group(format!("growth/{}", grows.name()));
            group.sample_size(10).measurement_time(Duration::from_secs(1));
            let mut points = vec![];
            for (size, table) in &tables {
                let partition = Partition::regions(table.index());
                let fastest = RefCell::new(f64::INFINITY);
                group.bench_function(BenchmarkId::new(name, size), |b| {
                    b.iter_custom(|runs| {
                        let mut whole = Duration::ZERO;
                        for _ in 0..runs {
                            let start = Instant::now();
                            work.run(table, &partition);
                            let time = start.elapsed();
                            whole += time;
                            let least = fastest.borrow().min(time.as_secs_f64());
                            *fastest.borrow_mut() = least;
                        }
                        whole
                    });
                });
                // Nothing where a filter left it out.
                let least = *fastest.borrow();
                if least.is_finite() {
                    points.push((*size as f64, least));
                }
            }
            group.finish();
            found.push(Series { grows, work: name, points });
        }
    }
    found
}

fn main() {
    let mut criterion = Criterion::default().without_plots().configure_from_args();
    let found = growth(&mut criterion);
    criterion.final_summary();
    println!("\n| time of | grows with | sizes | exponent |\n|---|---|---|---|");
    for series in found {
        let Some(exponent) = series.exponent() else { continue };
        let sizes: Vec<String> = series.points.iter().map(|(size, _)| size.to_string()).collect();
        let (work, grows) = (series.work, series.grows.name());
        println!("| {work} | {grows} | {} | {exponent:.2} |", sizes.join(", "));
    }
}
