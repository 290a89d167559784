//! `bench inverse`: the rate of LU, solves, inverse and product on this machine.

use std::hint::black_box;
use std::time::Instant;

use tripole::frame::Unit;
use tripole::linalg::Backend;
use tripole::make::synthetic::leontief_matrix;
use tripole::{Error, Frame, Matrix, Result};

use super::Outcome;
use super::args::{BenchArgs, BenchCommand, BenchInverseArgs, Operation, Run};
use super::output::Sink;
use super::progress::Stage;

/// Right-hand sides of `solve`.
const SIDES: usize = 100;

struct Timing {
    backend: Backend,
    what: &'static str,
    order: usize,
    seconds: f64,
    flops: f64,
    residual: f64,
}

pub fn run(args: &BenchArgs, run: &Run) -> Result<Outcome> {
    let BenchCommand::Inverse(args) = &args.what;
    let sink = Sink::open(&args.output, run)?;
    let mut timings = vec![];
    for &order in &args.sizes {
        let matrix = leontief_matrix(order, 1);
        for &backend in &args.backends {
            for &operation in &args.what {
                let _stage = Stage::start("timing", run);
                timings.push(time(&matrix, backend, operation, args)?);
            }
        }
    }
    let threads = |t: &Timing| match t.backend {
        Backend::Faer => rayon::current_num_threads().to_string(),
        #[cfg(feature = "nalgebra")]
        Backend::Nalgebra => "1".to_owned(),
    };
    let column = |f: &dyn Fn(&Timing) -> f64| timings.iter().map(f).collect::<Vec<f64>>();
    let frame = Frame::new("bench", timings.len())
        .with_text("backend", &timings.iter().map(|t| t.backend.to_string()).collect::<Vec<_>>())
        .with_text("what", &timings.iter().map(|t| t.what).collect::<Vec<_>>())
        .with_text("n", &timings.iter().map(|t| t.order.to_string()).collect::<Vec<_>>())
        .with_text("threads", &timings.iter().map(threads).collect::<Vec<_>>())
        .with_indicator("seconds", Unit::quantity("s"), column(&|t| t.seconds))
        .with_indicator("gflops", Unit::quantity("Gflop/s"), column(&|t| t.flops / t.seconds / 1e9))
        .with_indicator("residual", Unit::Residual, column(&|t| t.residual));
    sink.put(frame)
}

fn time(
    matrix: &Matrix,
    backend: Backend,
    operation: Operation,
    args: &BenchInverseArgs,
) -> Result<Timing> {
    let order = matrix.rows();
    let n = order as f64;
    let singular = |_| Error::Singular { label: "made matrix".to_owned() };
    let sides = Matrix::from_fn(order, SIDES, |i, j| ((i * 31 + j * 17) % 13) as f64 / 13.0);
    let fastest = |work: &mut dyn FnMut() -> Result<Matrix>| -> Result<(f64, Matrix)> {
        let mut best: Option<(f64, Matrix)> = None;
        for _ in 0..args.repeat {
            let start = Instant::now();
            let out = black_box(work()?);
            let seconds = start.elapsed().as_secs_f64();
            if best.as_ref().is_none_or(|(least, _)| seconds < *least) {
                best = Some((seconds, out));
            }
        }
        Ok(best.unwrap_or_else(|| (f64::NAN, Matrix::zeros(order, 1))))
    };
    let timing = |what, (seconds, _): &(f64, Matrix), flops, residual| Timing {
        backend,
        what,
        order,
        seconds: *seconds,
        flops,
        residual,
    };
    Ok(match operation {
        Operation::Lu => {
            let timed = fastest(&mut || {
                backend.factor(matrix).map_err(singular)?;
                Ok(Matrix::zeros(0, 0))
            })?;
            let factored = backend.factor(matrix).map_err(singular)?;
            let check = matrix.residual(&factored.solve(&sides), &sides);
            timing("lu", &timed, 2.0 / 3.0 * n.powi(3), check)
        }
        Operation::Solve => {
            let factored = backend.factor(matrix).map_err(singular)?;
            let timed = fastest(&mut || Ok(factored.solve(&sides)))?;
            let check = matrix.residual(&timed.1, &sides);
            timing("solve", &timed, 2.0 * n * n * SIDES as f64, check)
        }
        Operation::Inverse => {
            let timed = fastest(&mut || backend.inverse(matrix).map_err(singular))?;
            let check = matrix.residual(&timed.1, &Matrix::identity(order));
            timing("inverse", &timed, 2.0 * n.powi(3), check)
        }
        Operation::Product => {
            let timed = fastest(&mut || Ok(backend.product(matrix, matrix)))?;
            // M(Mr) against (MM)r for many r.
            let check = timed.1.residual(&sides, &matrix.times(&matrix.times(&sides)));
            timing("product", &timed, 2.0 * n.powi(3), check)
        }
    })
}
