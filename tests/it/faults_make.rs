//! Tables made: what cannot be made is refused by name, and what is made is a table like any other.

use proptest::prelude::*;
use tripole::frame::Destination;
use tripole::make::balance::{
    Quadratic, Scaling, Stop, Sum, Target, Term, gras, quadratic, scaling,
};
use tripole::make::{
    Method, Shares, Total, Totals, Updated, build, flows, rebalance, split, update, with_flows,
};
use tripole::read::{Input, ReadOptions, read};
use tripole::write::{PrimaryRows, TableFormat, write_table};
use tripole::{Accounting, Error, Matrix, Mrio, Severity};

use crate::cli::{stderr, tripole};
use crate::support::{config, drawn_table, grid_table, shared};

const METHODS: [&str; 3] = ["gras", "scaling", "quadratic"];

fn methods() -> [Method; 3] {
    [
        Method::Gras(Stop::default()),
        Method::Scaling(Scaling::default()),
        Method::Quadratic(Quadratic::default()),
    ]
}

/// The files of a fault, or `None` where the shared folder is absent.
fn fault(folder: &str) -> Option<impl Fn(&str) -> String> {
    let path = shared(&format!("faults/{folder}"))?;
    Some(move |file: &str| path.join(file).to_string_lossy().into_owned())
}

/// The program refuses, says all these words, and leaves nothing behind.
fn refused(args: &[&str], words: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.csv").to_string_lossy().into_owned();
    let output = tripole(&[args, &["-o", &out]].concat());
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{args:?}: {said}");
    words.iter().for_each(|word| assert!(said.contains(word), "{args:?}: {word}: {said}"));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "{args:?}");
}

#[test]
fn a_row_total_of_nothing_is_refused_while_its_column_buys() {
    let Some(file) = fault("05_balance_row_to_nothing") else { return };
    let table = file("table.csv");
    for (rows, total) in [("rows_zero.csv", "= 0"), ("rows_negative.csv", "= -5")] {
        for method in METHODS {
            let rows = file(rows);
            let args = ["balance", &table, "--rows", &rows, "--method", method];
            refused(&args, &["row BBB_MAN", total, "inputs 71"]);
        }
    }
    let Some(file) = fault("h05_balance_writes_what_none_reads") else { return };
    for method in METHODS {
        let (table, rows) = (file("table.csv"), file("rows.csv"));
        let args = ["balance", &table, "--rows", &rows, "--method", method];
        refused(&args, &["row A_c = -47", "inputs 6.779"]);
    }
}

/// The iteration counts with multipliers that no cell can be multiplied by.
#[test]
fn totals_that_the_finished_matrix_misses_are_refused() {
    let Some(file) = fault("h03_gras_end_not_checked") else { return };
    let (table, rows, cols) = (file("table.csv"), file("rows.csv"), file("cols.csv"));
    for method in METHODS {
        let args = ["balance", &table, "--rows", &rows, "--cols", &cols, "--method", method];
        refused(&args, &["column USA_c2"]);
    }
}

/// Two regions with one sector, F of two columns.
fn small(z: [[f64; 2]; 2], f: [[f64; 2]; 2]) -> Mrio {
    grid_table(2, 1, Matrix::from_rows(&z), Matrix::from_rows(&f), 1)
}

fn row(row: usize, value: f64) -> Target {
    Target::exact(format!("R{}_S1", row + 1), Sum::Row(row), value)
}

fn moved(table: &Mrio, targets: &[Target], method: &Method) -> Result<Updated, Error> {
    rebalance(table, targets, method, &mut |_| ())
}

#[test]
fn a_sector_whose_inputs_go_too_may_lose_its_output() {
    let table = small([[0.0, 3.0], [1.0, 4.0]], [[2.0, -1.0], [5.0, 6.0]]);
    // R1 sells 3 and 1 to producers and final users, and buys 1. Without it R1 may end at nothing.
    let column = Target::exact("R1_S1", Sum::Column(0), 0.0);
    let least = Method::Quadratic(Quadratic::default());
    let made = moved(&table, &[row(0, 0.0), column], &least).unwrap();
    assert_eq!(made.table.intermediate().column(0), [0.0, 0.0]);
    for method in methods() {
        let error = moved(&table, &[row(0, 0.0)], &method).unwrap_err().to_string();
        assert!(error.contains("row R1_S1 = 0, inputs 1"), "{error}");
        // A total that may give way is judged by what comes of it.
        let uncertain = row(0, -4.0).with_error(1.0);
        match moved(&table, &[uncertain], &method) {
            Ok(made) => sound(&made.table),
            Err(error) => assert!(error.to_string().contains("R1_S1"), "{error}"),
        }
    }
}

/// R2 sells nothing, but buys inputs: it needs an output that is published.
#[test]
fn a_row_without_cells_has_the_published_output() {
    let table = small([[100.0, 2.0], [0.0, 0.0]], [[200.0, 300.0], [0.0, 0.0]]);
    for method in methods() {
        let error = moved(&table, &[row(0, 700.0)], &method).unwrap_err().to_string();
        assert!(error.contains("row R2_S1 = 0, inputs 2"), "{error}");
    }
    assert!(matches!(with_flows(&table, &flows(&table)), Err(Error::Unusable { .. })));
    let mut parts = table.into_parts();
    parts.reported_output = Some(vec![602.0, 3.0]);
    let table = Mrio::new(parts).unwrap();
    let updated = update(&table, &Totals::none(&table), &Stop::default(), &mut |_| ()).unwrap();
    assert_eq!(updated.table.input_sums(), table.input_sums());
    for method in methods() {
        let made = moved(&table, &[row(0, 700.0)], &method).unwrap().table;
        let output = made.reported_output().unwrap();
        assert!((output[0] - 700.0).abs() < 1e-6 && output[1] == 3.0, "{output:?}");
        sound(&made);
    }
}

/// R1 sells itself more than it makes, the rest out of stock: no output satisfies any demand.
#[test]
fn a_table_without_an_inverse_is_refused() {
    let table = small([[4.0, 1.0], [1.0, 4.0]], [[6.0, -1.0], [5.0, 5.0]]);
    for method in methods() {
        let error = moved(&table, &[row(0, 0.01)], &method).unwrap_err();
        assert!(matches!(error, Error::Unusable { .. }), "{error}");
        assert!(error.to_string().contains("R1_S1"), "{error}");
    }
}

#[test]
fn updates_without_output_are_refused() {
    let table = small([[4.0, 1.0], [1.0, 4.0]], [[5.0, 5.0], [5.0, 5.0]]);
    let exact = |value| Some(Total { value, error: 0.0 });
    let with = |output, value_added| {
        let output = vec![output, None];
        let totals =
            Totals { output, value_added: vec![value_added, None], ..Totals::none(&table) };
        update(&table, &totals, &Stop::default(), &mut |_| ()).unwrap_err().to_string()
    };
    // Whatever else is asked of a sector without output, that is what is named.
    for (x, w) in [(0.0, None), (0.0, exact(0.0)), (0.0, exact(-5.0)), (0.0, exact(2.0))] {
        let error = with(exact(x), w);
        assert!(error.contains("R1_S1 = 0"), "{x} {w:?}: {error}");
    }
    assert!(with(exact(-3.0), None).contains("output R1_S1 = -3"));
}

#[test]
fn seeds_without_output_are_refused() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds/three-pole-2011");
    let mut seeds =
        tripole::make::read_seeds(&tripole::make::SeedFiles::in_folder(&folder)).unwrap();
    let label = seeds.index.label(3);
    (seeds.output[3], seeds.value_added[3]) = (0.0, -5.0);
    let error = build(&seeds, None, &Stop::default(), &mut |_| ()).unwrap_err().to_string();
    assert!(error.contains(&format!("row {label} = 0, inputs ")), "{error}");
}

#[test]
fn totals_of_the_same_cells_must_agree() {
    let seed = Matrix::from_rows(&[[4.0, 1.0, 0.0], [2.0, 3.0, 1.0]]);
    let terms = |columns: std::ops::Range<usize>| {
        let term = |column| Term { row: 0, column, weight: 1.0 };
        Sum::Cells(columns.map(term).collect())
    };
    let all = |sum, error| Target::exact("R1 > all", sum, 9.0).with_error(error);
    // The cell that is zero counts for nothing.
    for columns in [0..3, 0..2] {
        let twice = [row(0, 8.0), all(terms(columns.clone()), 0.0)];
        for error in [
            scaling(&seed, &twice, &Scaling::default(), &mut |_| ()).unwrap_err(),
            quadratic(&seed, &twice, &Quadratic::default(), &mut |_| ()).unwrap_err(),
        ] {
            let said = error.to_string();
            assert!(said.contains("row R1_S1 = 8") && said.contains("R1 > all = 9"), "{said}");
        }
        let same = [row(0, 9.0), all(terms(columns.clone()), 0.0)];
        assert!(scaling(&seed, &same, &Scaling::default(), &mut |_| ()).is_ok());
        assert!(quadratic(&seed, &same, &Quadratic::default(), &mut |_| ()).is_ok());
        let gives_way = [row(0, 8.0), all(terms(columns), 1.0)];
        let moved = quadratic(&seed, &gives_way, &Quadratic::default(), &mut |_| ()).unwrap();
        assert_eq!((moved.report.lines.len(), moved.report.met()), (2, 1));
    }
}

/// A table that is written, read again, judged by `check` and factorised.
fn sound(table: &Mrio) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.csv");
    let destination = Destination::create(&path).unwrap();
    write_table(table, destination, TableFormat::Canonical, PrimaryRows::Totals).unwrap();
    let again = read(&Input::Path(path), &ReadOptions::default())
        .unwrap_or_else(|error| panic!("{error}: {table:?}"))
        .table;
    assert_eq!(again.intermediate(), table.intermediate());
    let findings = again.check(&Accounting::default(), None).unwrap();
    for finding in findings {
        assert!(finding.severity != Severity::Error, "{}: {table:?}", finding.message);
    }
}

/// Every total that did not give way is that of the table, within the tolerance that is promised.
fn meets(made: &Updated, seed: &Mrio, stop: &Stop) {
    let table = flows(&made.table);
    let cells: f64 = flows(seed).values().iter().map(|z| z.abs()).sum();
    for line in &made.report.lines {
        let gap = (line.after - line.used).abs();
        let size = line.used.abs().max(1.0).max(1e-4 * cells);
        assert!(gap <= 2.0 * stop.tolerance * size, "{line:?}");
    }
    let (rows, columns) = (table.row_sums(), table.column_sums());
    for line in &made.report.lines {
        let sums = if line.kind == "row" { &rows } else { &columns };
        let near = |sum: &f64| (sum - line.after).abs() <= 1e-9 * sum.abs().max(1.0);
        assert!(sums.iter().any(near), "{line:?}");
    }
}

/// What totals are drawn from: what the table has, times something ordinary, huge or tiny, or of
/// the other sign, or nothing.
fn factor() -> impl Strategy<Value = f64> {
    prop_oneof![
        6 => 0.5..2.0f64,
        1 => Just(0.0),
        1 => -2.0..0.0f64,
        1 => (-9.0..9.0f64).prop_map(|digits| 10f64.powf(digits)),
    ]
}

prop_compose! {
    /// Totals of some rows and columns.
    fn drawn_totals()(
        rows in prop::collection::vec(prop::option::of((factor(), 0.0..0.4f64)), 16),
        columns in prop::collection::vec(prop::option::weighted(0.3, (factor(), 0.0..0.4f64)), 24),
    ) -> [Vec<Option<(f64, f64)>>; 2] {
        [rows, columns]
    }
}

fn targets(table: &Mrio, [rows, columns]: &[Vec<Option<(f64, f64)>>; 2]) -> Vec<Target> {
    let matrix = flows(table);
    let target = |sum: Sum, label: String, old: f64, drawn: &Option<(f64, f64)>| {
        // Two of three must be met.
        let (factor, error) = (*drawn)?;
        let error = if error > 0.25 { error * old.abs() } else { 0.0 };
        Some(Target::exact(label, sum, factor * old).with_error(error))
    };
    let sums = matrix.row_sums();
    let of_rows = sums.iter().zip(rows).enumerate();
    let of_rows =
        of_rows.filter_map(|(i, (old, drawn))| target(Sum::Row(i), format!("row{i}"), *old, drawn));
    let sums = matrix.column_sums();
    let of_columns = sums.iter().zip(columns).enumerate();
    let of_columns = of_columns
        .filter_map(|(j, (old, drawn))| target(Sum::Column(j), format!("column{j}"), *old, drawn));
    of_rows.chain(of_columns).collect()
}

proptest! {
    #![proptest_config(config(150))]

    /// Whatever totals a table is given, they are refused, or met by a table like any other.
    #[test]
    fn any_totals_are_refused_or_met(drawn in drawn_table(), totals in drawn_totals()) {
        let targets = targets(&drawn.table, &totals);
        let stop = Stop { sweeps: 500, ..Stop::default() };
        for method in [
            Method::Gras(stop),
            Method::Scaling(Scaling { stop, ..Scaling::default() }),
            Method::Quadratic(Quadratic { stop, ..Quadratic::default() }),
        ] {
            if let Ok(made) = moved(&drawn.table, &targets, &method) {
                sound(&made.table);
                meets(&made, &drawn.table, &stop);
            }
        }
    }

    /// Updates likewise: value added too is what was asked for.
    #[test]
    fn any_update_is_refused_or_made(
        drawn in drawn_table(),
        output in prop::collection::vec(prop::option::of(factor()), 16),
        added in prop::collection::vec(prop::option::weighted(0.3, factor()), 16),
    ) {
        let table = &drawn.table;
        let residual: Vec<f64> = table.row_sums().iter().zip(table.input_sums()).map(|(x, z)| x - z).collect();
        let exact = |old: &[f64], factors: &[Option<f64>]| -> Vec<Option<Total>> {
            let total = |(old, factor): (&f64, &Option<f64>)| Some(Total { value: old * (*factor)?, error: 0.0 });
            old.iter().zip(factors).map(total).collect()
        };
        let totals = Totals {
            output: exact(table.row_sums(), &output),
            value_added: exact(&residual, &added),
            ..Totals::none(table)
        };
        let stop = Stop { sweeps: 500, ..Stop::default() };
        if let Ok(made) = update(table, &totals, &stop, &mut |_| ()) {
            sound(&made.table);
            let (x, w) = (made.table.row_sums(), made.table.reported_value_added().unwrap());
            for (row, total) in totals.output.iter().enumerate() {
                let Some(total) = total else { continue };
                prop_assert!((x[row] - total.value).abs() <= 1e-8 * x[row].abs().max(1.0), "{row}");
            }
            for (row, total) in totals.value_added.iter().enumerate() {
                let Some(total) = total else { continue };
                let size = x[row].abs().max(made.table.input_sums()[row].abs()).max(1.0);
                prop_assert!((w[row] - total.value).abs() <= 1e-8 * size, "{row}");
            }
        }
    }

    /// Nor does a split make what cannot be read, whatever the shares.
    #[test]
    fn splits_are_tables(drawn in drawn_table(), draws in prop::collection::vec(prop_oneof![Just(0.0), Just(1.0), 0.0..1.0f64], 24)) {
        let table = &drawn.table;
        let region = table.index().regions().next().unwrap();
        let own = table.index().rows(region).len();
        let halves = |count: usize, from: usize| Matrix::from_fn(count, 2, |i, part| {
            let share = draws[(from + i) % draws.len()];
            if part == 0 { share } else { 1.0 - share }
        });
        let parts = vec!["N".to_owned(), "S".to_owned()];
        let shares = Shares { parts, output: halves(own, 0), final_demand: halves(2, own) };
        sound(&split(table, region, &shares).unwrap());
    }
}

/// The same seed by the methods themselves: the report is of the finished matrix.
#[test]
fn reports_are_of_the_finished_matrix() {
    let seed = Matrix::from_rows(&[[4.0, 1.0], [2.0, 3.0]]);
    let column = |j, value| Target::exact(format!("c{j}"), Sum::Column(j), value);
    let targets = [row(0, 6.0), row(1, 4.0), column(0, 7.0), column(1, 3.0)];
    let made = gras(&seed, &targets, &Stop::default(), &mut |_| ()).unwrap();
    let sums = [made.matrix.row_sums(), made.matrix.column_sums()].concat();
    for (line, sum) in made.report.lines.iter().zip(&sums) {
        assert!((line.after - sum).abs() <= 1e-14, "{line:?}");
    }
    let largest = made.report.lines.iter().map(|line| (line.after - line.used).abs() / line.used);
    assert!((largest.fold(0.0, f64::max) - made.report.gap_after).abs() <= 1e-15);
}

/// Commands that make local inverses, and perhaps no global one.
const LOCAL: [&[&str]; 5] = [
    &["participation"],
    &["participation", "--by", "region-sector", "--measure", "tripartite"],
    &["linkages", "--scope", "domestic"],
    &["apl"],
    &["position", "--measure", "stages"],
];

/// AAA's two sectors sell almost everything to each other: thirteen digits are lost.
#[test]
fn lost_digits_of_local_inverses_are_said() {
    let Some(file) = fault("h08_local_inverse_never_warns") else { return };
    let table = file("table.csv");
    for args in LOCAL {
        let output = tripole(&[&args[..1], &[&table], &args[1..]].concat());
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(0), "{args:?}: {said}");
        let warned = said.lines().any(|line| {
            line.starts_with("warning: ")
                && line.contains("ill-conditioned")
                && line.contains("digits")
        });
        assert!(warned, "{args:?}: {said}");
        if args[0] == "participation" || args[0] == "linkages" {
            assert!(said.contains("inside `AAA` alone"), "{args:?}: {said}");
        }
        // Nothing is lost in an ordinary table.
        let ordinary = stderr(&tripole(args));
        assert!(!ordinary.contains("ill-conditioned"), "{args:?}: {ordinary}");
    }
}

/// By hand: A_ss = [0 a; a 0] has ‖I − A‖₁ = 1 + a and ‖L‖₁ = (1 + a)/(1 − a²).
#[test]
fn the_condition_of_an_economy_alone() {
    let z = [[0.0, 50.0, 0.0], [50.0, 0.0, 0.0], [0.0, 0.0, 1.0]];
    let f = [[50.0, 0.0], [50.0, 0.0], [0.0, 9.0]];
    let index = tripole::Index::new([("A", "s"), ("A", "t"), ("B", "s")]).unwrap();
    let demand = tripole::Demand::new(&index, [(Some("A"), "f"), (Some("B"), "f")]).unwrap();
    let (z, f) = (Matrix::from_rows(&z), Matrix::from_rows(&f));
    let table = Mrio::new(tripole::Parts::new(index, demand, z, f)).unwrap();
    let system = tripole::LeontiefSystem::new(table, &Accounting::default()).unwrap();
    let economies = tripole::Partition::regions(system.table().index());
    let worst = system.local_diagnostics(&economies).unwrap().unwrap();
    assert_eq!(economies.economy(worst.economy).name, "A");
    assert!((worst.condition - 1.5 * 1.5 / 0.75).abs() < 1e-12);
}
