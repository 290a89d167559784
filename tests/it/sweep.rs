//! Sweeps: what grid files mean, in which order, with which draws; prices of many sets of tariffs.

use std::ops::Range;

use proptest::prelude::*;
use tripole::frame::CsvStream;
use tripole::models::equilibrium::{Deficits, EquilibriumOptions, equilibrium};
use tripole::models::price::{PassThrough, Prices};
use tripole::models::sweep::{Sweep, model_of};
use tripole::scenario::{Context, Elasticities, Rates, ScenarioGrid, Tariffs, Value, read_grid};
use tripole::table::Geography;
use tripole::{Accounting, Error, Frame, Index, LeontiefSystem, Matrix, Partition, Result};

use crate::support::{config, drawn_table};

fn index() -> Index {
    let labels =
        ["USA", "MEX", "CHN"].into_iter().flat_map(|r| ["c3", "c14", "c20"].map(|s| (r, s)));
    Index::new(labels).unwrap()
}

/// What `check` says of the grid with this text.
fn with_grid<T>(text: &str, check: impl FnOnce(Result<ScenarioGrid>) -> T) -> T {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("g.toml");
    std::fs::write(&path, format!("name = \"n\"\n{text}")).unwrap();
    let grid = read_grid(path.as_path(), &Geography::regions(&index()));
    check(grid.and_then(|grid| model_of(&grid).map(|_| grid)))
}

fn refused(text: &str) -> String {
    let error = with_grid(text, |grid| grid.map(|_| ()).unwrap_err());
    let message = error.to_string();
    message.split_once("g.toml`").map_or(message.clone(), |(_, rest)| rest.trim().to_owned())
}

const TARIFF: &str = "[[tariff]]\nimporter = \"USA\"\nexporter = \"CHN\"\npercent = \"$rate\"\n";

fn of_rate(text: &str) -> String {
    refused(&format!("[parameters]\n{text}\n{TARIFF}"))
}

#[test]
fn points_come_in_the_order_of_the_file_and_draws_move_fastest() {
    let text = "seed = 7\ndraws = 2\n[parameters]\nwho = [\"CHN\", \"MEX\"]\nrate = { from = 0.1, to = 0.3, step = 0.1 }\n\
                noise = { uniform = [0, 1] }\n[[tariff]]\nimporter = \"USA\"\nexporter = \"$who\"\nsectors = \"c3\"\nrate = \"$rate\"\n\
                [[tariff]]\nimporter = \"USA\"\nexporter = \"$who\"\nsectors = \"c14\"\nrate = \"$noise\"\n";
    with_grid(text, |grid| {
        let grid = grid.unwrap();
        let parameters = grid.parameters();
        assert_eq!((parameters.len(), model_of(&grid).unwrap().name), (12, "price"));
        let point = |at| parameters.point(at).unwrap();
        let code = |code: &str| Value::Code(code.to_owned());
        let of = |at: usize| point(at)[..2].to_vec();
        assert_eq!(of(0), [code("CHN"), Value::Number(0.1)]);
        assert_eq!(of(1), of(0));
        assert_eq!(of(2), [code("CHN"), Value::Number(0.2)]);
        // Not 0.300_000_000_000_000_04.
        assert_eq!(of(5), [code("CHN"), Value::Number(0.3)]);
        assert_eq!(of(6), [code("MEX"), Value::Number(0.1)]);
        // Common random numbers: the same two draws at every point.
        let drawn: Vec<Value> = (0..12).map(|at| point(at)[2].clone()).collect();
        assert!(drawn.chunks(2).all(|pair| pair == &drawn[..2]) && drawn[0] != drawn[1]);
        // What is resolved is what is written.
        let scenario = grid.scenario(11).unwrap();
        let rates: Vec<f64> = scenario.tariffs.iter().map(|tariff| tariff.rate).collect();
        assert_eq!(rates, [0.3, 0.992_108_775_223_498_3]);
        assert!(parameters.point(12).is_err());
    });
}

/// The words of ChaCha with 8 rounds under the key that PCG32 makes of seed 7, stream k for draw k, from
/// word 2²⁰ j for the j-th parameter drawn; the upper 52 bits of the first two, as a fraction. Worked
/// out from the definition of both (Bernstein 2008; O'Neill 2014) by other means than this program's.
#[test]
fn draws_are_reproducible() {
    let text = "seed = 7\ndraws = 3\n[parameters]\nrate = { uniform = [0, 1] }\nother = { uniform = [0, 1] }\n\
                [[tariff]]\nimporter = \"MEX\"\nexporter = \"CHN\"\nrate = \"$other\"\n[[tariff]]\nimporter = \"USA\"\nexporter = \"CHN\"\nrate = \"$rate\"\n";
    let expected = [
        [0.157_796_097_020_619_36, 0.608_386_110_257_787_2],
        [0.992_108_775_223_498_3, 0.310_888_606_159_088_1],
        [0.300_128_380_904_711_3, 0.412_925_180_999_281_3],
    ];
    with_grid(text, |grid| {
        for (at, [first, second]) in expected.into_iter().enumerate() {
            let point = grid.as_ref().unwrap().parameters().point(at).unwrap();
            assert_eq!(point, [Value::Number(first), Value::Number(second)]);
        }
    });
    // Another parameter before, of a distribution that takes more words, moves neither.
    let other = text.replace(
        "other = { uniform",
        "more = { normal = [0.5, 1], at_least = 0.9 }\nother = { uniform",
    );
    let other =
        format!("{other}[[tariff]]\nimporter = \"CHN\"\nexporter = \"USA\"\nrate = \"$more\"\n");
    with_grid(&other, |grid| {
        for (at, [first, _]) in expected.into_iter().enumerate() {
            let point = grid.as_ref().unwrap().parameters().point(at).unwrap();
            assert_eq!(point[0], Value::Number(first));
            assert!(matches!(point[1], Value::Number(more) if more >= 0.9));
        }
    });
}

/// Means of a thousand draws are within four standard errors of those of the distributions.
#[test]
fn draws_follow_their_distributions() {
    let distributions = [
        ("{ uniform = [0.2, 0.6] }", 0.4, 0.4 / 12_f64.sqrt()),
        ("{ normal = [0.5, 0.1] }", 0.5, 0.1),
        ("{ triangular = [0, 0.3, 0.6] }", 0.3, 0.6 / 24_f64.sqrt()),
        ("{ lognormal = [-1, 0.25] }", (-1.0_f64 + 0.03125).exp(), 0.1),
        // The half-normal distribution.
        ("{ normal = [0, 0.1], at_least = 0 }", 0.1 * (2.0 / std::f64::consts::PI).sqrt(), 0.0603),
    ];
    for (text, mean, sd) in distributions {
        let text = format!(
            "seed = 1\ndraws = 1000\n[parameters]\nrate = {text}\n{}",
            TARIFF.replace("percent", "rate")
        );
        let found = with_grid(&text, |grid| {
            let grid = grid.unwrap();
            let number = |at| match grid.parameters().point(at).unwrap()[0] {
                Value::Number(number) => number,
                Value::Code(_) => f64::NAN,
            };
            (0..1000).map(number).sum::<f64>() / 1000.0
        });
        assert!((found - mean).abs() < 4.0 * sd / 1000_f64.sqrt(), "{text}: {found}");
    }
}

#[test]
fn what_is_wrong_is_said_with_its_line() {
    assert_eq!(of_rate(""), "line 7, character 11: unknown parameter `rate`");
    assert_eq!(of_rate("rate = []"), "line 3, character 8: an empty list");
    assert_eq!(
        of_rate("rate = { from = 0, to = 5, step = 0 }"),
        "line 3, character 8: `step` is 0, expected a number above 0"
    );
    assert_eq!(
        of_rate("rate = { from = 5, to = 0, step = 1 }"),
        "line 3, character 8: `to` is 0, expected a finite number, not below `from`"
    );
    assert_eq!(
        of_rate("rate = { from = 0, to = 1, step = 1e-9 }"),
        "line 3, character 8: the number of steps is 999999999, expected less than 10,000,000"
    );
    assert_eq!(
        of_rate("rate = [1]\nrote = [2]"),
        "line 4, character 1: nothing uses the parameter `rote`"
    );
    assert_eq!(
        of_rate("rate = { normal = [1, -2] }"),
        "line 3, character 8: the standard deviation is -2, expected 0 or more"
    );
    assert_eq!(
        of_rate("rate = { uniform = [2, 1] }"),
        "line 3, character 8: the upper end of `uniform` is 1, expected more than the lower end"
    );
    assert_eq!(
        of_rate("rate = { normal = [0, 1], at_least = 5 }"),
        "line 3, character 8: the share of the distribution between its bounds is 0, expected 0.05 or more, since the rest is drawn again"
    );
    assert_eq!(
        of_rate("rate = { normal = [0, 1] }"),
        "line 3, character 1: `seed` and `draws` go with parameters that are drawn"
    );
    assert_eq!(
        of_rate("rate = { from = 1 }"),
        "line 3, character 8: neither a range nor a distribution"
    );
    assert_eq!(of_rate("region = [1]"), "line 3, character 1: `region` is no name for a parameter");
    assert_eq!(of_rate("rate = [1, nan]"), "line 3, character 12: `NaN` is not a finite number");
    assert_eq!(
        refused("seed = 4\n[parameters]\nrate = [1]\n"),
        "line 2, character 8: `seed` and `draws` go together"
    );
    assert_eq!(
        refused(&format!("seed = 4\ndraws = 2\n[parameters]\nrate = [1]\n{TARIFF}")),
        "line 2, character 8: `seed` and `draws` go with parameters that are drawn"
    );
    assert_eq!(
        refused(&format!("[elasticities]\nall = 4\n[parameters]\nrate = [1]\n{TARIFF}")),
        "line 3, character 1: elasticities for a model that has none"
    );
    assert_eq!(
        refused(&format!(
            "model = \"ge\"\n[elasticities]\nc3-c14 = 4\nc14 = 5\n[parameters]\nrate = [1]\n{TARIFF}"
        )),
        "line 5, character 1: a sector of this elasticity has another one already"
    );
    assert_eq!(
        refused(&format!(
            "model = \"ge\"\n[elasticities]\nall = \"$rate\"\n[parameters]\nrate = [\"CHN\"]\n{TARIFF}"
        )),
        "line 4, character 7: an elasticity is a number, this parameter has codes"
    );
    assert_eq!(
        refused(&format!("modle = \"ge\"\n[parameters]\nrate = [1]\n{TARIFF}")),
        "line 2, character 1: unknown key `modle`"
    );
    assert_eq!(
        refused(&format!("scenario = \"builtin:universal-tariff\"\n{TARIFF}")),
        "line 3, character 3: entries here and a `scenario` that has them"
    );
    let million = "[parameters]\na = { from = 1, to = 10000, step = 1 }\nb = { from = 1, to = 10000, step = 1 }\n";
    assert!(refused(million).ends_with("100000000 scenarios, the limit is 10000000"));
}

/// What only some values make wrong is said with them, before anything is computed.
#[test]
fn values_that_do_not_fit_are_named() {
    let codes = "[parameters]\nwho = [\"CHN\", \"MEXX\"]\n[[tariff]]\nimporter = \"USA\"\nexporter = \"$who\"\nrate = 0.1\n";
    let error = with_grid(codes, |grid| grid.map(|_| ()).unwrap_err());
    assert!(error.to_string().starts_with("scenario 2 (who = MEXX): "), "{error}");
    assert!(error.to_string().ends_with("line 6, character 12: unknown region `MEXX`"));
    assert_eq!(
        error.hint().unwrap().to_string(),
        "a similar code exists: `MEX`; or leave these values out of the grid"
    );
    let rates = format!("[parameters]\nrate = [1, -120]\n{TARIFF}");
    let error = with_grid(&rates, |grid| grid.map(|_| ()).unwrap_err());
    assert!(error.to_string().starts_with("scenario 2 (rate = -120): "), "{error}");
    let twice = format!("[parameters]\nrate = [1]\n{TARIFF}{TARIFF}");
    assert!(refused(&twice).contains("is given twice, first on line 4"), "{}", refused(&twice));
    let stop = "[[embargo]]\nimporter = \"USA\"\nexporter = \"CHN\"\n";
    let error = with_grid(stop, |grid| grid.map(|_| ()).unwrap_err());
    assert!(matches!(error, Error::UnreadChange { .. }), "{error}");
}

#[test]
fn elasticities_go_from_the_general_to_the_particular() {
    let text = "model = \"armington\"\n[parameters]\nsigma = [3, 4]\n[elasticities]\nc14 = \"$sigma\"\nall = 2\n\
                [[tariff]]\nimporter = \"USA\"\nexporter = \"CHN\"\nrate = 0.1\n";
    with_grid(text, |grid| {
        let grid = grid.unwrap();
        let others = Elasticities::uniform(&index(), 9.0).unwrap();
        let of = |at| {
            let given = grid.elasticities(at).unwrap();
            others.clone().with(&index(), &given).unwrap().by_sector().to_vec()
        };
        assert_eq!((of(0), of(1)), (vec![2.0, 3.0, 2.0], vec![2.0, 4.0, 2.0]));
    });
}

/// Rates between the bounds that differ from flow to flow.
fn uneven(partition: &Partition, rows: usize, (low, high): (f64, f64), turn: usize) -> Matrix {
    Matrix::from_fn(rows, partition.len(), |k, r| {
        let own = partition.of_row(k).position() == r;
        if own { 0.0 } else { low + (high - low) * ((7 * k + 3 * r + turn) % 5) as f64 / 4.0 }
    })
}

/// Half of what keeps the table productive.
fn bearable(system: &LeontiefSystem) -> f64 {
    let all: Vec<usize> = (0..system.order()).collect();
    let largest = system.coefficients(&all, &all).column_sums().into_iter().fold(0.0, f64::max);
    (0.5 * (1.0 / largest - 1.0)).min(1.0)
}

fn close(ours: &[f64], theirs: &[f64]) -> bool {
    let scale = theirs.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
    // Relative to each number; rounding of the larger ones it is made from may reach tiny ones.
    let near = |(a, b): (&f64, &f64)| (a - b).abs() <= 1e-11 * b.abs().max(1e-3 * scale);
    ours.len() == theirs.len() && ours.iter().zip(theirs).all(near)
}

proptest! {
    #![proptest_config(config(96))]

    /// Many sets of tariffs at once, rises and cuts of rates and subsidies, with prices as from a factor of each.
    #[test]
    fn many_sets_have_the_prices_of_each(drawn in drawn_table(), turns in prop::collection::vec(0usize..5, 1..6)) {
        let system = LeontiefSystem::new(drawn.table, &Accounting::default()).unwrap();
        let partition = Partition::regions(system.table().index());
        let (n, high) = (system.order(), bearable(&system));
        let rates = |range, turn| Rates::for_all_uses(uneven(&partition, n, range, turn));
        let none = || Rates::none(&partition);
        let mut sets = vec![];
        for turn in turns {
            let pairs = [
                (none(), rates((0.0, high), turn)),
                (rates((0.0, high), turn), none()),
                (rates((0.0, high), turn), rates((0.0, high / 3.0), turn + 1)),
                (none(), rates((-0.5, 0.1 * high), turn)),
            ];
            sets.extend(pairs.map(|(before, after)| Tariffs::new(&partition, before, after).unwrap()));
        }
        let many = Prices::many(&system, &sets).unwrap();
        prop_assert_eq!(many.len(), sets.len());
        for (found, set) in many.into_iter().zip(&sets) {
            let (found, single) =
                (found.unwrap(), Prices::new(&system, set, PassThrough::default()).unwrap());
            prop_assert!(close(found.changes(), single.changes()), "{:?} {:?}", found.changes(), single.changes());
            prop_assert!(close(found.first_order(), single.first_order()));
        }
    }

    /// Prohibitive tariffs among bearable ones are refused, they alone, and as ever.
    #[test]
    fn prohibitive_sets_are_refused_alone(drawn in drawn_table()) {
        let system = LeontiefSystem::new(drawn.table, &Accounting::default()).unwrap();
        let partition = Partition::regions(system.table().index());
        let (n, high) = (system.order(), bearable(&system));
        let set = |high| {
            let after = Rates::for_all_uses(uneven(&partition, n, (high, high), 0));
            Tariffs::new(&partition, Rates::none(&partition), after).unwrap()
        };
        let sets = [set(high), set(1e4), set(0.0)];
        let many = Prices::many(&system, &sets).unwrap();
        for (found, set) in many.iter().zip(&sets) {
            let single = Prices::new(&system, set, PassThrough::default());
            match (found, single) {
                (Ok(found), Ok(single)) => prop_assert!(close(found.changes(), single.changes())),
                (Err(found), Err(single)) => prop_assert_eq!(found.to_string(), single.to_string()),
                (found, single) => prop_assert!(false, "{found:?} {single:?}"),
            }
        }
        prop_assert!(many[0].is_ok() && many[2].is_ok());
    }
}

/// The rows of some scenarios as lines, with those that are done after each frame.
fn collect(sweep: &Sweep, scenarios: Range<usize>) -> (String, Vec<usize>) {
    let (mut lines, mut all) = (vec![], vec![]);
    let mut csv = CsvStream::new(&mut lines);
    let put = &mut |frame: Frame, done| {
        csv.push(&frame).unwrap();
        all.push(done);
        Ok(())
    };
    sweep.run(scenarios, put).unwrap();
    csv.finish().unwrap();
    (String::from_utf8(lines).unwrap(), all)
}

/// How many prices are solved together moves the last digits of large tables: what a range cuts off of a
/// block is solved with it.
#[test]
fn blocks_that_are_cut_are_solved_as_a_whole() {
    let table = tripole::make::synthetic::table(20, 30, 3).unwrap();
    let codes = table.index().region_codes();
    let text = format!(
        "name = \"n\"\nseed = 3\ndraws = 34\n[parameters]\nrate = {{ uniform = [1, 30] }}\n\
         [[tariff]]\nimporter = \"{}\"\nexporter = \"all\"\npercent = \"$rate\"\n\
         [[tariff]]\nimporter = \"{}\"\nexporter = \"all\"\npercent = 7\n",
        codes[0], codes[1]
    );
    let input = tripole::read::Input::bytes("g.toml", text);
    let grid = read_grid(input, &Geography::regions(table.index())).unwrap();
    let system = LeontiefSystem::new(table, &Accounting::default()).unwrap();
    let sweep = Sweep::new(&system, &grid).unwrap();
    assert_eq!(sweep.block(), 32);
    let (whole, _) = collect(&sweep, 0..34);
    let rows: Vec<&str> = whole.lines().skip(1).collect();
    for position in 0..34 {
        let (alone, done) = collect(&sweep, position..position + 1);
        let expected = rows[20 * position..20 * (position + 1)].iter().copied();
        assert!(alone.lines().skip(1).eq(expected), "{position}");
        assert_eq!(done, [position + 1]);
    }
}

/// The same numbers to the last digit for any number of threads and whichever scenarios are run.
#[test]
fn results_depend_on_neither_threads_nor_beginnings() {
    let table = tripole::make::synthetic::table(12, 8, 3).unwrap();
    let index = table.index().clone();
    let codes: Vec<&str> = index.regions().map(|r| index.region(r)).collect();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("g.toml");
    let system = LeontiefSystem::new(table, &Accounting::default()).unwrap();
    for (model, draws) in [("price", 40), ("exposure", 3), ("armington", 3), ("ge", 3)] {
        let text = format!(
            "name = \"n\"\nmodel = \"{model}\"\nseed = 3\ndraws = {draws}\n[parameters]\nrate = {{ uniform = [1, 30] }}\nby = [{:?}, {:?}]\n\
             [[tariff]]\nimporter = \"$by\"\nexporter = \"all\"\npercent = \"$rate\"\n",
            codes[0], codes[5]
        );
        std::fs::write(&path, text).unwrap();
        let grid = read_grid(path.as_path(), &Geography::regions(&index)).unwrap();
        let sweep = Sweep::new(&system, &grid).unwrap();
        assert_eq!(sweep.len(), 2 * draws);
        let run = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| collect(&sweep, 0..sweep.len()))
        };
        let ((whole, done), three) = (run(1), run(3));
        assert_eq!((&whole, &done), (&three.0, &three.1), "{model}");
        assert_eq!((done[0], done.last()), (sweep.block(), Some(&sweep.len())));
        let (head, rows) = whole.split_once('\n').unwrap();
        let rows: Vec<&str> = rows.lines().collect();
        let each = rows.len() / sweep.len();
        let mut columns = vec![];
        sweep.columns().unwrap().write_csv(&mut columns).unwrap();
        assert_eq!(String::from_utf8(columns).unwrap(), format!("{head}\n"));
        for (from, to) in
            [(0, 1), (1, 3), (done[0] - 1, done[0] + 1), (done[0], sweep.len()), (5, 5)]
        {
            let (some, done) = collect(&sweep, from..to);
            assert!(
                some.lines().skip(1).eq(rows[each * from..each * to].iter().copied()),
                "{model} {from} {to}"
            );
            assert_eq!(done.last().copied().unwrap_or(to), to);
        }
        assert!(sweep.run(0..sweep.len() + 1, &mut |_, _| Ok(())).is_err());
    }
}

#[test]
fn settings_of_a_model_may_be_parameters() {
    let input = tripole::read::Input::parse("builtin:three-pole-2011").unwrap();
    let table = tripole::read::read(&input, &tripole::read::ReadOptions::default()).unwrap().table;
    let geography = Geography::regions(table.index());
    let text = "name = \"n\"\nmodel = \"ge\"\n[parameters]\nrule = [\"fixed\", \"zero\"]\n[settings]\ndeficits = \"$rule\"\n\
                [[tariff]]\nimporter = \"USA\"\nexporter = \"CHN\"\nrate = 0.2\n";
    let input = tripole::read::Input::bytes("g.toml", text);
    let grid = read_grid(input, &geography).unwrap();
    let system = LeontiefSystem::new(table, &Accounting::default()).unwrap();
    let sweep = Sweep::new(&system, &grid).unwrap();
    let mut found = vec![];
    sweep
        .run(0..2, &mut |frame, _| {
            found.push(frame);
            Ok(())
        })
        .unwrap();
    for (frame, deficits) in found.iter().zip([Deficits::Fixed, Deficits::Zero]) {
        let tariffs = grid.scenario(0).unwrap().tariffs().unwrap();
        let mut options = EquilibriumOptions::for_index(system.table().index());
        options.deficits = deficits;
        let alone = equilibrium(&system, &tariffs, &options).unwrap().countries;
        let number = |frame: &Frame| frame.real("real_income").unwrap().to_vec();
        assert_eq!(number(frame), number(&alone), "{deficits:?}");
    }
    assert_ne!(found[0].real("real_income"), found[1].real("real_income"));
}

#[test]
fn settings_that_a_model_does_not_have_are_refused() {
    let with = |settings: &str| {
        refused(&format!(
            "model = \"ge\"\n[settings]\n{settings}\n[[tariff]]\nimporter = \"USA\"\nexporter = \"CHN\"\npercent = 10\n"
        ))
    };
    assert!(with("deficit = \"zero\"").contains("`deficit`"), "{}", with("deficit = \"zero\""));
    assert!(with("final-use = \"spending\"").contains("does not have"));
    assert!(with("days = 3").contains("no lines of `[settings]`"));
    assert!(with("deficits = \"$none\"").contains("`none`"));
}

/// What an interrupted sweep goes on with is of the same schedules.
#[test]
fn a_schedule_that_changes_is_another_sweep() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let rates = |rate: f64| {
        file(
            "rates.csv",
            &format!(
                "authority,importer,exporter,product,rate,kind,from,to\nm,USA,*,*,{rate},add,,\n"
            ),
        );
    };
    rates(0.1);
    file("rules.toml", "[authority.m]\n");
    file("weights.csv", "importer,exporter,product,value\nUSA,CHN,1001,10\n");
    file("concordance.csv", "product,sector,share\n*,ELE,1\n");
    file(
        "g.toml",
        "name = \"n\"\n[parameters]\nday = [\"2025-01-01\", \"2025-02-01\"]\n[[schedule]]\nfolder = \".\"\ndate = \"$day\"\n",
    );
    let input = tripole::read::Input::parse("builtin:three-pole-2011").unwrap();
    let table = tripole::read::read(&input, &tripole::read::ReadOptions::default()).unwrap().table;
    let table = std::sync::Arc::new(table);
    let geography = Geography::regions(table.index());
    let system = LeontiefSystem::new(table.clone(), &Accounting::default()).unwrap();
    let fingerprint = || {
        let context = Context::new(&geography, table.clone(), &Accounting::default()).unwrap();
        let grid = read_grid(folder.path().join("g.toml").as_path(), &context).unwrap();
        Sweep::new(&system, &grid).unwrap().fingerprint()
    };
    let first = fingerprint();
    assert_eq!(first, fingerprint());
    rates(0.2);
    assert_ne!(first, fingerprint());
}
