//! `bench inverse`: ways to invert I − A on this machine, how fast and how good each is.

use std::ffi::OsStr;

use tripole::error::shown_path;
use tripole::frame::Unit;
use tripole::linalg::Backend;
use tripole::linalg::inversion::{Accuracy, Asks, Inversion, Method, Question, Trial};
use tripole::make::synthetic::{leontief_matrix, made_regions};
use tripole::{Error, Frame, Matrix, Result};

use super::Outcome;
use super::args::{BenchArgs, BenchCommand, BenchInverseArgs, RightSides, Run};
use super::load::{self, BUILTIN_TABLE};
use super::messages::tell;
use super::output::{Sink, refuse_choice};
use super::progress::Stage;

/// Where made matrices start, so that everybody times the same ones.
const SEED: u64 = 1;

/// A line of the result. What is not known is NaN.
struct Line {
    backend: Backend,
    method: Method,
    order: usize,
    sides: String,
    matrix: String,
    seconds: f64,
    flops: f64,
    of_product: f64,
    accuracy: Option<Accuracy>,
    condition: f64,
    exchanges: f64,
    growth: f64,
    steps: f64,
    note: String,
}

pub fn run(args: &BenchArgs, run: &Run) -> Result<Outcome> {
    let BenchCommand::Inverse(args) = &args.what;
    inverse(args, run)
}

pub fn inverse(args: &BenchInverseArgs, run: &Run) -> Result<Outcome> {
    refuse_unknown(args)?;
    refuse_other_columns(args, run)?;
    let sink = Sink::open(&args.output, run)?;
    let mut lines = vec![];
    if args.table.is_some() || args.sizes.is_empty() {
        let name = args.table.as_deref().unwrap_or(OsStr::new(BUILTIN_TABLE));
        let inversion = of_table(name, args, run)?;
        time_all(&inversion, &in_short(name), args, run, &mut lines);
    }
    for &order in &args.sizes {
        let inversion = Inversion::new(leontief_matrix(order, SEED), &made_regions(order))?;
        time_all(&inversion, "made", args, run, &mut lines);
    }
    sink.put(frame(&lines))
}

/// Methods that none of the libraries has.
fn refuse_unknown(args: &BenchInverseArgs) -> Result<()> {
    let is_had = |method: &Method| args.backends.iter().any(|it| method.is_in(*it));
    match args.named().find(|method| !is_had(method)) {
        Some(method) => Err(Error::conflict(
            format!("`--what {method}`"),
            "these `--backends`",
            "it is a method of faer",
        )),
        None => Ok(()),
    }
}

/// Columns that the result does not have: timing may take hours, and the refusal would come after them.
fn refuse_other_columns(args: &BenchInverseArgs, run: &Run) -> Result<()> {
    let empty = frame(&[]);
    if let Some(show) = shown(run) {
        empty.clone().choose(&[show])?;
    }
    refuse_choice(empty, &args.output)
}

/// The column that a picture is of, where one is drawn.
#[cfg(feature = "pictures")]
fn shown(run: &Run) -> Option<String> {
    run.ledger.picture().and_then(|(_, picture)| picture.show)
}

#[cfg(not(feature = "pictures"))]
fn shown(_: &Run) -> Option<String> {
    None
}

/// I − A of a table, as every measure sees it.
fn of_table(name: &OsStr, args: &BenchInverseArgs, run: &Run) -> Result<Inversion> {
    let (table, accounting) = load::table_under(name, (&args.reading, &args.conventions), run)?;
    let system = load::unsolved(&table, &accounting, run)?;
    let rows: Vec<usize> = (0..system.order()).collect();
    let matrix = Matrix::identity(rows.len()).minus(&system.coefficients(&rows, &rows));
    let index = system.table().index();
    let regions = index.regions().map(|region| index.rows(region)).filter(|rows| !rows.is_empty());
    Inversion::new(matrix, &regions.collect::<Vec<_>>())
}

/// The name of a file without its folders.
fn in_short(name: &OsStr) -> String {
    let text = name.to_string_lossy();
    let short = std::path::Path::new(name).file_name().map(OsStr::to_string_lossy);
    shown_path(if text.starts_with("builtin:") { &text } else { short.as_ref().unwrap_or(&text) })
}

/// Questions that several methods are asked, each made once.
struct Questions<'a> {
    inversion: &'a Inversion,
    made: Vec<(Asks, usize, Question)>,
}

impl Questions<'_> {
    fn ask(&mut self, asks: Asks, count: usize) -> &Question {
        // Factors are judged by one side, as iterations of one side are.
        let asks = if asks == Asks::Inverse { asks } else { Asks::Sides };
        let known = self.made.iter().position(|(own, of, _)| (*own, *of) == (asks, count));
        let place = known.unwrap_or_else(|| {
            self.made.push((asks, count, self.inversion.question(asks, count)));
            self.made.len() - 1
        });
        &self.made[place].2
    }
}

fn time_all(
    inversion: &Inversion,
    name: &str,
    args: &BenchInverseArgs,
    run: &Run,
    lines: &mut Vec<Line>,
) {
    let mut questions = Questions { inversion, made: vec![] };
    let repeat = args.repeat as usize;
    let mut counts: Vec<usize> = vec![];
    for sides in &args.sides {
        let count = match sides {
            RightSides::Count(count) => *count,
            RightSides::Regions => inversion.regions(),
        };
        if !counts.contains(&count) {
            counts.push(count);
        }
    }
    for &backend in &args.backends {
        let yardstick = {
            let _stage = Stage::start("timing the product", run);
            let side = &questions.ask(Asks::Sides, 1).sides;
            inversion.trial(backend, Method::Product, side, repeat)
        };
        let rate = yardstick.as_ref().map_or(f64::NAN, |it| it.flops / it.seconds);
        let line = |method: Method, sides: String| Line {
            backend,
            method,
            order: inversion.order(),
            sides,
            matrix: name.to_owned(),
            seconds: f64::NAN,
            flops: f64::NAN,
            of_product: f64::NAN,
            accuracy: None,
            condition: inversion.condition(),
            exchanges: f64::NAN,
            growth: f64::NAN,
            steps: f64::NAN,
            note: String::new(),
        };
        for method in args.methods().into_iter().filter(|method| method.is_in(backend)) {
            if let (Method::Product, Ok(trial)) = (method, &yardstick) {
                let question = questions.ask(Asks::Sides, 1);
                let accuracy = inversion.judged(method, question, &trial.solution);
                lines.push(line(method, String::new()).with(trial, accuracy, rate));
                continue;
            }
            let one = [1];
            let all = [inversion.order()];
            let of_method: &[usize] = match method.asks() {
                Asks::Nothing | Asks::Side => &one,
                Asks::Sides => &counts,
                Asks::Inverse => &all,
            };
            for &count in of_method {
                let _stage = Stage::start("timing", run);
                let question = questions.ask(method.asks(), count);
                let sides = match method.asks() {
                    Asks::Nothing => String::new(),
                    _ => count.to_string(),
                };
                let line = line(method, sides);
                lines.push(match inversion.trial(backend, method, &question.sides, repeat) {
                    Ok(trial) => {
                        let accuracy = inversion.judged(method, question, &trial.solution);
                        line.with(&trial, accuracy, rate)
                    }
                    Err(shortfall) => {
                        if !run.quiet {
                            let n = inversion.order();
                            tell!("note: {backend}, {method}, {n} rows of {name}: {shortfall}");
                        }
                        Line { note: shortfall.to_string(), ..line }
                    }
                });
            }
        }
    }
}

impl Line {
    /// With what a method did.
    fn with(self, trial: &Trial, accuracy: Accuracy, rate: f64) -> Self {
        let count = |count: Option<usize>| count.map_or(f64::NAN, |count| count as f64);
        Line {
            seconds: trial.seconds,
            flops: trial.flops,
            of_product: trial.flops / trial.seconds / rate,
            accuracy: Some(accuracy),
            exchanges: count(trial.exchanges),
            growth: trial.growth.unwrap_or(f64::NAN),
            steps: count(trial.steps),
            ..self
        }
    }

    fn threads(&self) -> String {
        match self.backend {
            Backend::Faer => rayon::current_num_threads().to_string(),
            #[cfg(feature = "nalgebra")]
            Backend::Nalgebra => "1".to_owned(),
        }
    }
}

fn frame(lines: &[Line]) -> Frame {
    let text = |f: &dyn Fn(&Line) -> String| lines.iter().map(f).collect::<Vec<String>>();
    // What is beyond all measure is not known.
    let known = |value: f64| if value.is_finite() { value } else { f64::NAN };
    let column = |f: &dyn Fn(&Line) -> f64| lines.iter().map(|it| known(f(it))).collect::<Vec<_>>();
    let judged = |f: fn(&Accuracy) -> f64| column(&|it| it.accuracy.as_ref().map_or(f64::NAN, f));
    Frame::new("bench", lines.len())
        .with_text("backend", &text(&|it| it.backend.to_string()))
        .with_text("what", &text(&|it| it.method.to_string()))
        .with_text("n", &text(&|it| it.order.to_string()))
        .with_text("threads", &text(&Line::threads))
        .with_text("sides", &text(&|it| it.sides.clone()))
        .with_text("matrix", &text(&|it| it.matrix.clone()))
        .with_indicator("seconds", Unit::quantity("s"), column(&|it| it.seconds))
        .with_indicator(
            "gflops",
            Unit::quantity("Gflop/s"),
            column(&|it| it.flops / it.seconds / 1e9),
        )
        .with_indicator("residual", Unit::Residual, judged(|it| it.residual))
        .with_indicator("of_product", Unit::Ratio, column(&|it| it.of_product))
        .with_indicator("flops", Unit::quantity("flop"), column(&|it| it.flops))
        .with_indicator(
            "backward_componentwise",
            Unit::Residual,
            judged(|it| it.backward_componentwise),
        )
        .with_indicator("backward_normwise", Unit::Residual, judged(|it| it.backward_normwise))
        .with_indicator("forward_max", Unit::Residual, judged(|it| it.forward_max))
        .with_indicator(
            "forward_componentwise",
            Unit::Residual,
            judged(|it| it.forward_componentwise),
        )
        .with_indicator("bound_max", Unit::Residual, judged(|it| it.bound_max))
        .with_indicator("bound_componentwise", Unit::Residual, judged(|it| it.bound_componentwise))
        .with_indicator("left_residual", Unit::Residual, judged(|it| it.left_residual))
        .with_indicator("condition", Unit::Number, column(&|it| it.condition))
        .with_indicator("exchanges", Unit::Count, column(&|it| it.exchanges))
        .with_indicator("growth", Unit::Ratio, column(&|it| it.growth))
        .with_indicator("steps", Unit::Count, column(&|it| it.steps))
        .with_remark("note", &text(&|it| it.note.clone()))
}
