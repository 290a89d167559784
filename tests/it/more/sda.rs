//! What made the use of accounts grow between two years.

use proptest::prelude::*;
use tripole::measures::change::{SdaMerge, SdaMethod, SdaOptions, account_decomposition};
use tripole::measures::responsibility::{ResponsibilityOptions, responsibility};
use tripole::read::{Input, ReadOptions, read_satellite};
use tripole::table::{Account, OutputFrom, Satellite};
use tripole::{Accounting, Error, Frame, LeontiefSystem, Matrix, Mrio, Partition};

use super::{Reference, system_of};
use crate::chains::paired;
use crate::support::{config, drawn_years, grid_table, shared};

/// Relative to the largest value of the measure.
const TOLERANCE: f64 = 1e-9;

const FACTORS: [&str; 6] =
    ["intensity", "technology", "trade_inputs", "trade_final", "mix", "level"];
const SCHEMES: [&str; 2] = ["pba", "cba"];

fn account(name: &str, by_producers: Vec<f64>, by_users: Vec<f64>) -> Account {
    Account { name: name.to_owned(), unit: "kt".to_owned(), by_producers, by_users }
}

fn satellite(system: &LeontiefSystem, accounts: Vec<Account>) -> Satellite {
    Satellite::new(system.table().index(), accounts).unwrap()
}

/// A year: a table and its accounts.
struct Year {
    system: LeontiefSystem,
    satellite: Satellite,
}

impl Year {
    /// The account CO2.
    fn new(system: LeontiefSystem, by_producers: Vec<f64>, by_users: Vec<f64>) -> Self {
        let satellite = satellite(&system, vec![account("CO2", by_producers, by_users)]);
        Year { system, satellite }
    }
}

fn by(method: SdaMethod) -> SdaOptions {
    SdaOptions { method, ..SdaOptions::default() }
}

fn asked(before: &Year, after: &Year, partition: &Partition, options: &SdaOptions) -> Frame {
    let satellites = [&before.satellite, &after.satellite];
    account_decomposition(&before.system, &after.system, partition, satellites, options).unwrap()
}

fn at(frame: &Frame, scheme: &str, region: &str, column: &str) -> f64 {
    let labels = ["CO2", "kt", scheme, region];
    frame.value(&labels, column).unwrap_or_else(|| panic!("{labels:?} {column}"))
}

/// Two tables of the reference with their account.
fn reference_years(name: &str) -> Option<[Year; 2]> {
    if name == "bloc8x4" {
        let year = |stem: &str| {
            let system = system_of(&format!("reference/tables/{stem}.csv"))?;
            let file = shared(&format!("reference/more/inputs/{stem}_sat.csv"))?;
            let reading = read_satellite(file.as_path(), system.table()).unwrap();
            let satellite = reading.satellite.with_only(&["CO2"]).unwrap();
            Some(Year { system, satellite })
        };
        return Some([year("bloc8x4")?, year("bloc8x4_t1")?]);
    }
    let year = |path: &str, cleaner: f64| {
        let system = system_of(path)?;
        let use_of = |(k, x): (usize, &f64)| {
            x * (1 + k % 7) as f64 / 100.0 * (1.0 - cleaner * (k % 5) as f64)
        };
        let uses = system.output().iter().enumerate().map(use_of).collect();
        let regions = system.table().index().regions().len();
        Some(Year::new(system, uses, vec![0.0; regions]))
    };
    Some([
        year("data/wiod13/wiod13_1995.csv.gz", 0.0)?,
        year("data/wiod13/wiod13_2011.csv.gz", 0.05)?,
    ])
}

#[test]
fn every_row_of_the_reference() {
    let mut met = 0;
    for name in ["bloc8x4", "wiod13_1995_2011"] {
        let file = format!("reference/more/{name}__sda.csv");
        let (Some(reference), Some([before, after])) =
            (Reference::of_file(file), reference_years(name))
        else {
            return;
        };
        let partition = Partition::regions(before.system.table().index());
        for method in SdaMethod::ALL {
            let frame = asked(&before, &after, &partition, &by(method));
            for scheme in SCHEMES {
                for factor in FACTORS {
                    let measure = format!("sda.{method}.{scheme}.{factor}");
                    met += reference
                        .meet(&measure, TOLERANCE, |[r, ..]| at(&frame, scheme, r, factor));
                }
                // The account of producers alone.
                let measure = format!("sda.{method}.{scheme}.total");
                met += reference.meet(&measure, TOLERANCE, |[r, ..]| {
                    at(&frame, scheme, r, "change") - at(&frame, scheme, r, "direct")
                });
            }
        }
    }
    assert_eq!(met, 224 + 1148);
}

/// One region and sector, so that s, L and Y are numbers.
fn one(input: f64, bought: f64, used: f64, direct: f64) -> Year {
    let (z, f) = (Matrix::from_rows(&[[input]]), Matrix::from_rows(&[[bought]]));
    let system = LeontiefSystem::new(grid_table(1, 1, z, f, 1), &Accounting::default()).unwrap();
    Year::new(system, vec![used], vec![direct])
}

/// 0.5 · 1.25 · 80 = 50 becomes 0.4 · 2 · 100 = 80, and direct use goes from 3 to 5.
#[test]
fn one_region_by_hand() {
    let (before, after) = (one(20.0, 80.0, 50.0, 3.0), one(100.0, 100.0, 80.0, 5.0));
    let partition = Partition::regions(before.system.table().index());
    for (method, effects) in
        [(SdaMethod::Shapley, [-14.75, 30.25, 14.5]), (SdaMethod::Polar, [-15.0, 30.75, 14.25])]
    {
        let frame = asked(&before, &after, &partition, &by(method));
        for scheme in SCHEMES {
            let is = |column: &str, expected: f64| {
                let found = at(&frame, scheme, "R1", column);
                assert!((found - expected).abs() < 1e-12, "{method} {scheme} {column}: {found}");
            };
            for (column, expected) in ["intensity", "technology", "level"].iter().zip(effects) {
                is(column, expected);
            }
            for none in ["trade_inputs", "trade_final", "mix", "dead"] {
                is(none, 0.0);
            }
            is("direct", 2.0);
            is("before", 53.0);
            is("after", 85.0);
            is("change", 32.0);
        }
    }
}

/// The second sector uses 4 and makes nothing, then it makes 20 with 10.
#[test]
fn use_without_output_is_an_item_of_its_own() {
    let year = |sold: f64, used: f64| {
        let f = Matrix::from_rows(&[[10.0], [sold]]);
        let table = grid_table(1, 2, Matrix::zeros(2, 2), f, 1);
        let system = LeontiefSystem::new(table, &Accounting::default()).unwrap();
        Year::new(system, vec![5.0, used], vec![0.0])
    };
    let (before, after) = (year(0.0, 4.0), year(20.0, 10.0));
    let partition = Partition::regions(before.system.table().index());
    for (first, second, sign) in [(&before, &after, 1.0), (&after, &before, -1.0)] {
        let frame = asked(first, second, &partition, &SdaOptions::default());
        for scheme in SCHEMES {
            let of = |column: &str| at(&frame, scheme, "R1", column);
            assert!((of("change") - sign * 6.0).abs() < 1e-12);
            assert!((of("dead") + sign * 4.0).abs() < 1e-12);
            let sum: f64 = FACTORS.iter().map(|factor| of(factor)).sum();
            assert!((sum - sign * 10.0).abs() < 1e-12, "{scheme}: {sum}");
            // Nobody bought the product before: it is no matter of suppliers.
            for none in ["technology", "trade_inputs", "trade_final", "direct"] {
                assert!(of(none).abs() < 1e-12, "{scheme} {none}");
            }
        }
    }
}

/// Published output of which some is nobody's final demand.
#[test]
fn what_no_final_demand_explains_is_said() {
    let year = |text: &str, used: [f64; 2]| {
        let input = Input::bytes("t.csv", text);
        let table = tripole::read::read(&input, &ReadOptions::default()).unwrap().table;
        let accounting = Accounting { output: OutputFrom::Table, ..Accounting::default() };
        let system = LeontiefSystem::new(table, &accounting).unwrap();
        Year::new(system, used.to_vec(), vec![1.0, 0.0])
    };
    let before = year(
        ",A_x,B_x,A_f,B_f,OUT\nA_x,10,20,60,10,100.1\nB_x,5,10,5,20,40\nOUT,100.1,40,,,\n",
        [30.0, 12.0],
    );
    let after = year(
        ",A_x,B_x,A_f,B_f,OUT\nA_x,10,20,60,30,120.1\nB_x,5,10,5,20,40.2\nOUT,120.1,40.2,,,\n",
        [40.0, 10.0],
    );
    let partition = Partition::regions(before.system.table().index());
    let frame = asked(&before, &after, &partition, &SdaOptions::default());
    let items = [&FACTORS[..], &["direct", "dead", "other"]].concat();
    for scheme in SCHEMES {
        for region in ["A", "B"] {
            let of = |column: &str| at(&frame, scheme, region, column);
            let sum: f64 = items.iter().map(|item| of(item)).sum();
            assert!((sum - of("change")).abs() < 1e-9, "{scheme} {region}: {sum}");
            assert_eq!(of("other") == 0.0, scheme == "cba", "{region}: {}", of("other"));
        }
    }
    assert!((at(&frame, "pba", "A", "before") - 31.0).abs() < 1e-12);
    // Output is what is sold by default, and there is no such item.
    let (first, second) = (one(20.0, 80.0, 50.0, 3.0), one(100.0, 100.0, 80.0, 5.0));
    let partition = Partition::regions(first.system.table().index());
    assert!(!asked(&first, &second, &partition, &SdaOptions::default()).has_column("other"));
}

#[test]
fn years_with_other_accounts_are_refused() {
    let (before, after) = (one(20.0, 80.0, 50.0, 3.0), one(100.0, 100.0, 80.0, 5.0));
    let partition = Partition::regions(before.system.table().index());
    let refused = |first: Vec<Account>, second: Vec<Account>| {
        let (first, second) = (satellite(&before.system, first), satellite(&after.system, second));
        let (one, two, options) = (&before.system, &after.system, SdaOptions::default());
        account_decomposition(one, two, &partition, [&first, &second], &options).unwrap_err()
    };
    let named = |name: &str| account(name, vec![1.0], vec![0.0]);
    let error = refused(vec![named("CO2")], vec![named("CO2"), named("CH4")]);
    assert_eq!(error.to_string(), "account `CH4` is missing in the earlier year");
    let error = refused(vec![named("CO2"), named("CH4")], vec![named("CO2")]);
    assert_eq!(error.to_string(), "account `CH4` is missing in the later year");
    assert!(error.hint().is_some_and(|hint| hint.to_string().contains("the same accounts")));
    let tonnes = Account { unit: "t".to_owned(), ..named("CO2") };
    let error = refused(vec![named("CO2")], vec![tonnes]);
    assert_eq!(
        error.to_string(),
        "account `CO2` is in `kt` in the earlier year and in `t` in the later one"
    );
    assert!(matches!(error, Error::AccountUnits { .. }));

    let options = SdaOptions::default();
    let z = Matrix::zeros(2, 2);
    let two = grid_table(1, 2, z, Matrix::from_rows(&[[1.0], [1.0]]), 1);
    let other = LeontiefSystem::new(two, &Accounting::default()).unwrap();
    let accounts = [&before.satellite, &after.satellite];
    let error = account_decomposition(&before.system, &other, &partition, accounts, &options);
    assert!(matches!(error.unwrap_err(), Error::OtherRows { .. }));
    let of_other = satellite(&other, vec![account("CO2", vec![1.0, 1.0], vec![0.0])]);
    let accounts = [&before.satellite, &of_other];
    let error =
        account_decomposition(&before.system, &after.system, &partition, accounts, &options);
    assert!(matches!(error.unwrap_err(), Error::Shape { .. }));
}

/// The order of accounts in the later year does not matter; none are no lines.
#[test]
fn accounts_are_matched_by_name() {
    let (before, after) = (one(20.0, 80.0, 50.0, 3.0), one(100.0, 100.0, 80.0, 5.0));
    let partition = Partition::regions(before.system.table().index());
    let of = |first: Vec<Account>, second: Vec<Account>| {
        let (first, second) = (satellite(&before.system, first), satellite(&after.system, second));
        let (one, two, options) = (&before.system, &after.system, SdaOptions::default());
        account_decomposition(one, two, &partition, [&first, &second], &options).unwrap()
    };
    let (co2, ch4) = (account("CO2", vec![50.0], vec![3.0]), account("CH4", vec![7.0], vec![0.0]));
    let later = [account("CH4", vec![9.0], vec![0.0]), account("CO2", vec![80.0], vec![5.0])];
    let frame = of(vec![co2, ch4], later.to_vec());
    assert_eq!(frame.rows(), 4);
    assert!((at(&frame, "cba", "R1", "intensity") + 14.75).abs() < 1e-12);
    let methane = frame.value(&["CH4", "kt", "pba", "R1"], "change").unwrap();
    assert!((methane - 2.0).abs() < 1e-12);
    assert_eq!(of(vec![], vec![]).rows(), 0);
}

fn column(frame: &Frame, name: &str) -> Vec<f64> {
    frame.real(name).unwrap_or_else(|| panic!("no {name}")).to_vec()
}

fn system(table: &Mrio) -> LeontiefSystem {
    LeontiefSystem::new(table.clone(), &Accounting::default()).unwrap()
}

proptest! {
    #![proptest_config(config(64))]

    /// Effects and items add up to the change, over the world each factor has the same effect under both schemes,
    /// backwards in time everything has the opposite sign; before and after are what responsibility says; sums are sums.
    #[test]
    fn factors_add_up(
        (first, second) in drawn_years(),
        uses in prop::collection::vec(0.0..10.0f64, 32),
        direct in prop::collection::vec(0.0..5.0f64, 8),
    ) {
        let year = |table: &Mrio, uses: &[f64], direct: &[f64]| {
            let (n, g) = (table.index().len(), table.index().regions().len());
            Year::new(system(table), uses[..n].to_vec(), direct[..g].to_vec())
        };
        let before = year(&first.table, &uses[..16], &direct[..4]);
        let after = year(&second.table, &uses[16..], &direct[4..]);
        let items = [&FACTORS[..], &["direct", "dead"]].concat();
        for partition in [Partition::regions(first.table.index()), paired(&first.table)] {
            let g = partition.len();
            for method in SdaMethod::ALL {
                let frame = asked(&before, &after, &partition, &by(method));
                let back = asked(&after, &before, &partition, &by(method));
                let columns: Vec<Vec<f64>> = items.iter().map(|item| column(&frame, item)).collect();
                let scale = 1.0 + columns.iter().flatten().map(|effect| effect.abs()).sum::<f64>();
                let tolerance = 1e-9 * scale;
                for (row, change) in column(&frame, "change").iter().enumerate() {
                    let sum: f64 = columns.iter().map(|effects| effects[row]).sum();
                    prop_assert!((sum - change).abs() <= tolerance, "{method} {row}: {sum} {change}");
                }
                for (effects, item) in columns.iter().zip(&items) {
                    let (producers, users) = effects.split_at(g);
                    let apart = producers.iter().sum::<f64>() - users.iter().sum::<f64>();
                    prop_assert!(apart.abs() <= tolerance, "{method} {item}: {apart}");
                    for (effect, other) in effects.iter().zip(column(&back, item)) {
                        prop_assert!((effect + other).abs() <= tolerance, "{method} {item}");
                    }
                }
                for (year, name) in [(&before, "before"), (&after, "after")] {
                    let options = ResponsibilityOptions::default();
                    let known =
                        responsibility(&year.system, &partition, &year.satellite, &options).unwrap();
                    let known = SCHEMES.map(|scheme| column(&known, scheme)).concat();
                    for (ours, theirs) in column(&frame, name).iter().zip(known) {
                        prop_assert!((ours - theirs).abs() <= tolerance, "{name}: {ours} {theirs}");
                    }
                }
                let merge = SdaMerge::ALL.to_vec();
                let merged = asked(&before, &after, &partition, &SdaOptions { method, merge });
                for (sum, of) in [("trade", [2, 3]), ("demand", [4, 5])] {
                    for (row, found) in column(&merged, sum).iter().enumerate() {
                        let parts: f64 = of.iter().map(|factor| columns[*factor][row]).sum();
                        prop_assert!((found - parts).abs() <= tolerance);
                    }
                }
                let gone = ["trade_inputs", "trade_final", "mix", "level"];
                prop_assert!(gone.iter().all(|name| !merged.has_column(name)));
            }
        }
    }

    /// Many accounts are solved from the other side: each is what it is alone.
    #[test]
    fn many_accounts_are_each_what_they_are_alone(
        (first, second) in drawn_years(),
        uses in prop::collection::vec(0.0..10.0f64, 32),
    ) {
        let (before, after) = (system(&first.table), system(&second.table));
        let index = first.table.index();
        let partition = Partition::regions(index);
        let (n, g) = (index.len(), index.regions().len());
        let accounts = |uses: &[f64], count: usize| -> Vec<Account> {
            let made = (0..count).map(|k| {
                let used = uses[..n].iter().map(|it| it * (1 + k) as f64).collect();
                let name = if k == 0 { "CO2".to_owned() } else { format!("gas {k}") };
                account(&name, used, vec![0.0; g])
            });
            made.collect()
        };
        let of = |count: usize| {
            let one = satellite(&before, accounts(&uses[..16], count));
            let two = satellite(&after, accounts(&uses[16..], count));
            let options = SdaOptions::default();
            account_decomposition(&before, &after, &partition, [&one, &two], &options).unwrap()
        };
        let (alone, many) = (of(1), of(4 * g));
        let scale = 1.0 + FACTORS.iter().flat_map(|it| column(&alone, it)).map(f64::abs).sum::<f64>();
        for factor in FACTORS {
            for (line, effect) in column(&many, factor).iter().enumerate() {
                let (account, place) = (line / (2 * g), line % (2 * g));
                let times = (1 + account) as f64;
                let expected = times * column(&alone, factor)[place];
                prop_assert!((effect - expected).abs() <= 1e-9 * scale * times, "{factor} {line}");
            }
        }
    }

    /// Value added as the account: producers answer for the change of their value added, and final users together for
    /// that of the world.
    #[test]
    fn value_added_is_an_account((first, second) in drawn_years()) {
        let year = |table: &Mrio| {
            let system = system(table);
            let (uses, regions) = (system.value_added().to_vec(), table.index().regions().len());
            Year::new(system, uses, vec![0.0; regions])
        };
        let (before, after) = (year(&first.table), year(&second.table));
        let index = first.table.index();
        let partition = Partition::regions(index);
        let frame = asked(&before, &after, &partition, &SdaOptions::default());
        let tolerance = 1e-9
            * (1.0
                + FACTORS.iter().flat_map(|it| column(&frame, it)).map(f64::abs).sum::<f64>());
        let change: Vec<f64> = (before.system.value_added().iter())
            .zip(after.system.value_added())
            .map(|(first, second)| second - first)
            .collect();
        for region in index.regions() {
            let own: f64 = index.rows(region).map(|row| change[row]).sum();
            let name = index.region(region);
            let sum: f64 = FACTORS.iter().map(|factor| at(&frame, "pba", name, factor)).sum();
            prop_assert!((sum - own).abs() <= tolerance, "{name}: {sum} {own}");
        }
        let all: f64 = partition.names().iter().map(|name| at(&frame, "cba", name, "change")).sum();
        prop_assert!((all - change.iter().sum::<f64>()).abs() <= tolerance);
    }
}
