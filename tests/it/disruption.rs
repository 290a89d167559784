//! Supply that breaks down: reference results, examples done by hand, and what must hold.

use std::collections::HashMap;

use proptest::prelude::*;
use tripole::frame::Level;
use tripole::models::disruption::{
    Ario, Binding, Collapse, Course, Horizon, InputRule, Loss, Nest, Outage, Rating, Ratings,
    Stocks, Suppliers, Warning, ario, inoperability, mixed, partially_binding, ration,
};
use tripole::read::ReadOptions;
use tripole::{
    Accounting, Demand, Error, Frame, Index, LeontiefSystem, Matrix, Mrio, Partition, Parts, RowSet,
};

use crate::extract::from_the_table;
use crate::support::{config, drawn_table, gunzip, records, shared, shared_table};

/// Table, name in the reference, and the row (a sector of a region) that breaks down.
const TABLES: [[&str; 4]; 5] = [
    ["reference/tables/leather.csv", "leather", "TUR", "TEX"],
    ["reference/tables/edge3x2.csv", "edge3x2", "CHN", "G"],
    ["reference/tables/bloc8x4.csv", "bloc8x4", "CHN", "ELE"],
    ["data/wiod13/wiod13_1995.csv.gz", "wiod13_1995", "CHN", "c14"],
    ["data/wiod13/wiod13_2011.csv.gz", "wiod13_2011", "CHN", "c14"],
];

pub const RULES: [(&str, InputRule); 5] = [
    ("leontief", InputRule::Leontief),
    ("strong", InputRule::Strong),
    ("half", InputRule::Half),
    ("weak", InputRule::Weak),
    ("linear", InputRule::Linear),
];

/// Values of a reference file by measure, region and sector.
type Reference = HashMap<[String; 3], f64>;

fn reference(name: &str) -> Option<Reference> {
    let text = gunzip(&shared(&format!("reference/pos/{name}__shocks.csv.gz"))?);
    let chosen = ["mixed20", "iim10", "ration20", "pbl", "ario"];
    let rows = records(&text)
        .into_iter()
        .filter(|r| chosen.iter().any(|first| r["measure"].split('.').next() == Some(first)));
    let value = |r: &HashMap<String, String>| r["value"].parse().unwrap_or(f64::NAN);
    Some(
        rows.map(|r| (["measure", "region", "sector"].map(|column| r[column].clone()), value(&r)))
            .collect(),
    )
}

/// Takes the reference values of `measure` out, and compares each with the frame's line.
fn meet(reference: &mut Reference, measure: &str, frame: &Frame, column: &str) {
    let theirs: Vec<_> = reference.extract_if(|key, _| key[0] == measure).collect();
    assert!(!theirs.is_empty(), "{measure}");
    let values = frame.real(column).unwrap();
    let ours: HashMap<Vec<&str>, f64> = (0..frame.rows())
        .map(|row| (frame.keys().iter().map(|key| key.label(row)).collect(), values[row]))
        .collect();
    for ([_, region, sector], theirs) in theirs {
        let labels: Vec<&str> =
            [region.as_str(), sector.as_str()].into_iter().filter(|l| !l.is_empty()).collect();
        let ours = ours[&labels];
        let agree = (ours - theirs).abs() <= 1e-8 * theirs.abs() + 1e-10;
        assert!(agree || ours.is_nan() && theirs.is_nan(), "{measure} {labels:?}: {ours} {theirs}");
    }
}

fn course_meets(reference: &mut Reference, name: &str, course: &Course, partition: &Partition) {
    let frame = course.summary(partition, Level::Region).unwrap();
    meet(reference, &format!("{name}.out_ratio"), &frame, "output_ratio");
    meet(reference, &format!("{name}.min_ratio"), &frame, "output_ratio_lowest");
    if name.starts_with("ario") {
        meet(reference, &format!("{name}.unmet"), &frame, "final_demand_unmet");
    }
}

/// The variants of the reference: base with stocks of ten days; with ψ, and with available
/// suppliers, of thirty.
fn variants() -> [(&'static str, Ario); 3] {
    // As BoARIO, whose shortages do not end: refilled in 60 days, services as goods.
    let stocks = Stocks::of_all(30.0).refilled_over(60.0);
    let psi = Ario { stocks, collapse: Collapse::Allowed, ..Ario::default() };
    [
        ("ario.base", Ario::base(10.0)),
        ("ario.psi", psi.clone()),
        ("ario.psi_alt", Ario { suppliers: Suppliers::Available, ..psi }),
    ]
}

#[test]
fn references_agree() {
    for [path, name, region, sector] in TABLES {
        let Some(table) = shared_table(path, &ReadOptions::default()) else { return };
        let mut reference = reference(name).unwrap();
        let system = LeontiefSystem::new(table, &from_the_table()).unwrap();
        let index = system.table().index();
        let partition = Partition::regions(index);
        let sector = index.find_sector(sector).unwrap();
        let rows =
            RowSet::cell(index, &partition, partition.find(region).unwrap(), sector).unwrap();
        let loss = |share: f64| Loss { rows: rows.clone(), share };
        let (regions, cells) = (Level::Region, Level::RegionSector);

        let given = mixed(&system, &[loss(0.2)]).unwrap();
        meet(
            &mut reference,
            "mixed20.dout",
            &given.frame(&partition, cells).unwrap(),
            "output_change",
        );
        let labels = ["mixed20.fK", "WLD", ""].map(str::to_owned);
        let (left, theirs) = (given.final_demand(), reference.remove(&labels).unwrap());
        let label = format!("{region}_{}", index.sector(sector));
        let row = (0..index.len()).find(|&row| index.label(row) == label).unwrap();
        assert!((left[row] - theirs).abs() <= 1e-8 * theirs.abs(), "{name}");

        let lost = inoperability(&system, &[loss(0.1)]).unwrap();
        let frame = lost.frame(&partition, cells).unwrap();
        meet(&mut reference, "iim10.q", &frame, "inoperability");

        for (nest, of) in [(Nest::Product, "product"), (Nest::Supplier, "supplier")] {
            let rationed = ration(&system, &[loss(0.2)], nest).unwrap();
            let measure = |what: &str| format!("ration20.{of}.{what}");
            let frame = rationed.frame(&partition, cells).unwrap();
            meet(&mut reference, &measure("out_ratio"), &frame, "output_ratio");
            let frame = rationed.frame(&partition, regions).unwrap();
            meet(&mut reference, &measure("va"), &frame, "va");
            meet(&mut reference, &measure("fd"), &frame, "final_demand");
        }

        let (outage, horizon) =
            ([Outage { loss: loss(0.6), days: 5..45 }], Horizon::days(90).unwrap());
        for (rule, of) in RULES.map(|(name, rule)| (rule, format!("pbl.{name}"))) {
            let binding = Binding::new(index, rule);
            let course = partially_binding(&system, &outage, horizon, &binding).unwrap();
            course_meets(&mut reference, &of, &course, &partition);
        }
        for (of, parameters) in variants() {
            let course = ario(&system, &outage, horizon, &parameters).unwrap();
            course_meets(&mut reference, of, &course, &partition);
        }
        assert!(reference.is_empty(), "{name}: {:?}", reference.keys());
    }
}

/// One region, sectors as many as rows.
pub fn one_region(z: Matrix, f: Matrix) -> (LeontiefSystem, Partition) {
    let index = Index::new((1..=z.rows()).map(|s| ("AAA".to_owned(), format!("s{s}")))).unwrap();
    let demand = Demand::new(&index, [(Some("AAA"), "f")]).unwrap();
    let table = Mrio::new(Parts::new(index, demand, z, f)).unwrap();
    let partition = Partition::regions(table.index());
    (LeontiefSystem::new(table, &Accounting::default()).unwrap(), partition)
}

pub fn first_row(system: &LeontiefSystem, partition: &Partition, share: f64) -> Loss {
    let cell = &partition.cells()[0];
    assert_eq!(system.table().index().node(cell.rows[0]).sector, cell.sector);
    Loss { rows: RowSet::from(cell), share }
}

/// Miller and Blair's table 2.3, A = (0.15 0.25; 0.2 0.05), its first sector at 800 of 1000.
#[test]
fn a_given_output_by_hand() {
    let z = Matrix::from_rows(&[[150.0, 500.0], [200.0, 100.0]]);
    let (system, partition) = one_region(z, Matrix::from_rows(&[[350.0], [1700.0]]));
    let given = mixed(&system, &[first_row(&system, &partition, 0.2)]).unwrap();
    let second = (1700.0 + 0.2 * 800.0) / 0.95;
    assert!((given.output()[1] - second).abs() < 1e-9 && given.output()[0] == 800.0);
    let left = 800.0 - 0.15 * 800.0 - 0.25 * second;
    assert!((given.final_demand()[0] - left).abs() < 1e-9 && given.warnings().is_empty());
    // With a tenth of it, its users cannot be served.
    let none = mixed(&system, &[first_row(&system, &partition, 0.9)]).unwrap();
    let [Warning::Unserved { label, left }] = none.warnings() else { panic!("{none:?}") };
    assert!(label == "AAA_s1" && *left < 0.0);
    let text = none.warnings()[0].to_string();
    assert!(text.starts_with("users of `AAA_s1` need more of it than it makes: final"), "{text}");
}

/// A sector that uses half of what it makes: with capacity 80 of 100, users take 40, 40 are left.
#[test]
fn rationing_by_hand() {
    let (system, partition) =
        one_region(Matrix::from_rows(&[[50.0]]), Matrix::from_rows(&[[50.0]]));
    let loss = [first_row(&system, &partition, 0.2)];
    for nest in [Nest::Product, Nest::Supplier] {
        let rationed = ration(&system, &loss, nest).unwrap();
        assert!((rationed.output()[0] - 80.0).abs() < 1e-9);
        assert!((rationed.final_demand()[0] - 40.0).abs() < 1e-9);
    }
}

/// The first sector sells to the second, the second to the third, who does not see the first.
#[test]
fn rationing_reaches_users_of_users() {
    let z = Matrix::from_rows(&[[0.0, 50.0, 0.0], [0.0, 0.0, 50.0], [0.0, 0.0, 0.0]]);
    let f = Matrix::from_rows(&[[10.0], [50.0], [100.0]]);
    let (system, partition) = one_region(z, f);
    let output = |share| {
        let loss = [first_row(&system, &partition, share)];
        ration(&system, &loss, Nest::Product).unwrap().output().to_vec()
    };
    // 48 are left of the first: 40 for 80 of the second, of which 50 go to the third.
    let expected = [48.0, 80.0, 100.0];
    for (ours, expected) in output(0.2).iter().zip(expected) {
        assert!((ours - expected).abs() < 1e-9, "{ours}");
    }
    assert_eq!(output(1.0), [0.0, 0.0, 0.0]);
}

/// A sector without inputs loses half of its capacity on two days; overproduction starts the day
/// after, and what is needed can be made again on day 4.
#[test]
fn days_by_hand() {
    let (system, partition) = one_region(Matrix::zeros(1, 1), Matrix::from_rows(&[[365.0]]));
    let outage = [Outage { loss: first_row(&system, &partition, 0.5), days: 2..4 }];
    let horizon = Horizon::days(6).unwrap();
    let course = ario(&system, &outage, horizon, &Ario::default()).unwrap();
    let alpha = 1.0 + 0.25 * 0.5 / 365.0;
    let made = [1.0, 1.0, 0.5, 0.5 * alpha, 1.0, 1.0];
    for (day, expected) in made.into_iter().enumerate() {
        assert!((course.output()[(0, day)] - expected).abs() < 1e-12, "{day}");
        assert!((course.unmet()[(0, day)] - (1.0 - expected)).abs() < 1e-12, "{day}");
    }
    let buyers = course.unmet_by_buyer(&partition).unwrap();
    let share = buyers.value(&["AAA"], "unmet_share").unwrap();
    assert!((share - (1.0 - 0.5 * alpha + 0.5) / 6.0).abs() < 1e-12, "{share}");
    let series = course.series(&partition, Level::Region).unwrap();
    assert_eq!(series.value(&["AAA", "2"], "output_ratio"), Some(0.5));
    let summary = course.summary(&partition, Level::World).unwrap();
    assert_eq!(summary.value(&["WLD"], "day_of_lowest"), Some(2.0));
    let binding = Binding::new(system.table().index(), InputRule::Leontief);
    let course = partially_binding(&system, &outage, horizon, &binding).unwrap();
    assert_eq!(course.output().row(0), [1.0, 1.0, 0.5, 0.5, 1.0, 1.0]);
}

/// One input runs out: an important one halves what it would stop if it were critical.
#[test]
fn ratings_say_what_binds() {
    // The second sector uses a half of a unit of the first one, which fails altogether.
    let z = Matrix::from_rows(&[[0.0, 50.0], [0.0, 0.0]]);
    let (system, partition) = one_region(z, Matrix::from_rows(&[[50.0], [100.0]]));
    let index = system.table().index();
    let outage = [Outage { loss: first_row(&system, &partition, 1.0), days: 0..40 }];
    let horizon = Horizon::days(40).unwrap();
    let last = |rule, rating| {
        let (first, second) = (partition.cells()[0].sector, partition.cells()[1].sector);
        let ratings = Ratings::all(index, Rating::Other).with(first, second, rating);
        let binding = Binding { ratings, ..Binding::new(index, rule) };
        let course = partially_binding(&system, &outage, horizon, &binding).unwrap();
        course.output()[(1, 39)] / course.steady_output()[1]
    };
    let expected = [
        (InputRule::Leontief, Rating::Other, 0.0),
        (InputRule::Strong, Rating::Important, 0.0),
        (InputRule::Half, Rating::Critical, 0.0),
        (InputRule::Half, Rating::Important, 0.5),
        (InputRule::Half, Rating::Other, 1.0),
        (InputRule::Weak, Rating::Important, 1.0),
        (InputRule::Weak, Rating::Critical, 0.0),
        (InputRule::Linear, Rating::Other, 0.0),
    ];
    for (rule, rating, expected) in expected {
        let last = last(rule, rating);
        assert!((last - expected).abs() < 1e-9, "{rule:?} {rating:?}: {last}");
    }
}

#[test]
fn bad_numbers_are_refused_and_dangerous_ones_named() {
    let (system, partition) =
        one_region(Matrix::from_rows(&[[50.0]]), Matrix::from_rows(&[[50.0]]));
    let error = mixed(&system, &[first_row(&system, &partition, 1.5)]).unwrap_err();
    assert_eq!(error.to_string(), "the share of output that is lost is 1.5, expected 0 to 1");
    let horizon = Horizon::days(3).unwrap();
    assert!(Horizon::days(0).is_err() && Horizon::days(1_000_000).is_err());
    let wrong = [
        Ario { psi: 0.0, ..Ario::default() },
        Ario { psi: 0.1, stocks: Stocks::of_all(5.0), ..Ario::default() },
        Ario { stocks: Stocks::of_all(f64::NAN), ..Ario::default() },
        Ario { stocks: Stocks::of_all(f64::INFINITY), ..Ario::default() },
        Ario { stocks: Stocks::of_all(90.0).refilled_over(0.0), ..Ario::default() },
        Ario { stocks: Stocks { filled: 0.0, ..Stocks::of_all(90.0) }, ..Ario::default() },
        Ario { overproduction: 0.9, ..Ario::default() },
        Ario { overproduction_days: -1.0, ..Ario::default() },
        Ario { least_input: -1.0, ..Ario::default() },
    ];
    for parameters in wrong {
        let error = ario(&system, &[], horizon, &parameters).unwrap_err();
        assert!(matches!(error, Error::Range { .. }), "{parameters:?}");
    }
    assert!(ario(&system, &[], horizon, &Ario::default()).unwrap().warnings().is_empty());
    let slow = Ario { stocks: Stocks::of_all(10.0).refilled_over(60.0), ..Ario::default() };
    let error = ario(&system, &[], horizon, &slow).unwrap_err();
    assert!(error.to_string().starts_with("stocks for 10 days are refilled over 60"), "{error}");
    let slow = Ario { collapse: Collapse::Allowed, ..slow };
    let course = ario(&system, &[], horizon, &slow).unwrap();
    assert_eq!(course.warnings()[0].to_string(), error.to_string());
    let other = Index::new([("AAA", "x"), ("AAA", "y")]).unwrap();
    let binding = Binding::new(&other, InputRule::Half);
    let error = partially_binding(&system, &[], horizon, &binding).unwrap_err();
    assert!(matches!(error, Error::Shape { .. }));
    let (system, _) = one_region(Matrix::from_rows(&[[-5.0]]), Matrix::from_rows(&[[50.0]]));
    let error = ration(&system, &[], Nest::Product).unwrap_err();
    assert!(matches!(error, Error::NegativeInput { .. }) && error.hint().is_some());
}

proptest! {
    #![proptest_config(config(96))]

    /// The given outputs are given, the others serve the final demand that they served before.
    #[test]
    fn a_mixed_world_balances(drawn in drawn_table(), hit in 0usize..16, share in 0.0..1.0f64) {
        let system = LeontiefSystem::new(drawn.table.clone(), &Accounting::default()).unwrap();
        let partition = Partition::regions(system.table().index());
        let (n, x) = (system.order(), system.output());
        let rows = RowSet::from(&partition.cells()[hit % n]);
        let given = mixed(&system, &[Loss { rows: rows.clone(), share }]).unwrap();
        let demand = system.closing_demand();
        for row in 0..n {
            if row == hit % n {
                prop_assert!((given.output()[row] - (1.0 - share) * x[row]).abs() <= drawn.tolerance());
            } else {
                prop_assert!((given.final_demand()[row] - demand[row]).abs() <= drawn.tolerance());
            }
            prop_assert!(given.output()[row] <= x[row] + drawn.tolerance());
        }
        // q = A* q + c*, row by row in amounts.
        let lost = inoperability(&system, &[Loss { rows, share }]).unwrap().output_lost().to_vec();
        let inputs = system.inputs_for(&Matrix::from_column(lost.clone()));
        for row in 0..n {
            let cause = if row == hit % n { share * demand[row] } else { 0.0 };
            prop_assert!((lost[row] - inputs[(row, 0)] - cause).abs() <= drawn.tolerance());
        }
    }

    /// What is rationed is feasible; without a loss nothing changes.
    #[test]
    fn rationing_is_feasible(
        drawn in drawn_table(),
        (hit, also) in (0usize..16, 0usize..16),
        share in prop_oneof![Just(0.0), Just(1.0), 0.0..1.0f64],
        by_product in any::<bool>(),
    ) {
        let system = LeontiefSystem::new(drawn.table.clone(), &Accounting::default()).unwrap();
        let partition = Partition::regions(system.table().index());
        let n = system.order();
        let cell = |row: usize| RowSet::from(&partition.cells()[row % n]);
        let loss = Loss { rows: RowSet::union([cell(hit), cell(also)]), share };
        let nest = if by_product { Nest::Product } else { Nest::Supplier };
        let rationed = ration(&system, &[loss], nest).unwrap();
        for row in 0..n {
            let (f, before) = (rationed.final_demand()[row], rationed.final_demand_before()[row]);
            prop_assert!((0.0..=before).contains(&f));
            let (x, most) = (rationed.output()[row], rationed.capacity()[row]);
            prop_assert!(x <= most + drawn.tolerance(), "{} {}", x, most);
            if share == 0.0 {
                prop_assert!((x - rationed.output_before()[row]).abs() <= drawn.tolerance());
            }
        }
    }

    /// Without an outage every day is like the first; with one, nothing is made beyond capacity
    /// and overproduction, and unmet demand is not negative.
    #[test]
    fn days_are_steady_without_outage(
        drawn in drawn_table(),
        hit in 0usize..16,
        share in prop_oneof![Just(0.0), 0.0..1.0f64],
        (days, tau, psi) in (1.0..40.0f64, 1.0..40.0f64, 0.1..1.0f64),
        rule in 0usize..5,
        available in any::<bool>(),
    ) {
        let system = LeontiefSystem::new(drawn.table.clone(), &Accounting::default()).unwrap();
        let index = system.table().index();
        let partition = Partition::regions(index);
        let rows = RowSet::from(&partition.cells()[hit % system.order()]);
        let outage = [Outage { loss: Loss { rows, share }, days: 2..12 }];
        let horizon = Horizon::days(20).unwrap();
        let parameters = Ario {
            stocks: Stocks::of_all(days.max(1.01 / psi)).refilled_over(tau),
            collapse: Collapse::Allowed,
            psi,
            suppliers: if available { Suppliers::Available } else { Suppliers::Steady },
            ..Ario::default()
        };
        let binding = Binding {
            stocks: Stocks::of_all(days).refilled_over(tau),
            ..Binding::new(index, RULES[rule].1)
        };
        let courses = [
            (ario(&system, &outage, horizon, &parameters).unwrap(), 1.25, parameters.stocks.days),
            (partially_binding(&system, &outage, horizon, &binding).unwrap(), 1.0, days),
        ];
        for (course, over, days) in courses {
            let steady = course.steady_output();
            let slow = |warning: &Warning| {
                matches!(warning, Warning::Collapses { .. } | Warning::LateRestocking { .. })
            };
            let always = tau > days || tau == days && over > 1.0 && psi == 1.0;
            prop_assert_eq!(course.warnings().iter().any(slow), always);
            for day in 0..20 {
                for (row, steady) in steady.iter().enumerate() {
                    let (x, unmet) = (course.output()[(row, day)], course.unmet()[(row, day)]);
                    prop_assert!(x >= 0.0 && unmet >= -drawn.tolerance());
                    prop_assert!(x <= over * steady + drawn.tolerance());
                    if share == 0.0 || day < 2 {
                        prop_assert!((x - steady).abs() <= drawn.tolerance(), "{} {}", row, day);
                        prop_assert!(unmet.abs() <= drawn.tolerance());
                    }
                }
            }
        }
    }

    /// While an outage lasts, the world makes no more where all inputs are critical than where
    /// none is.
    #[test]
    fn leontief_loses_at_least_as_much(
        drawn in drawn_table(),
        hit in 0usize..16,
        share in 0.0..1.0f64,
    ) {
        let system = LeontiefSystem::new(drawn.table.clone(), &Accounting::default()).unwrap();
        let index = system.table().index();
        let partition = Partition::regions(index);
        let rows = RowSet::from(&partition.cells()[hit % system.order()]);
        let outage = [Outage { loss: Loss { rows, share }, days: 5..45 }];
        let horizon = Horizon::days(45).unwrap();
        let made = |rule| {
            let binding = Binding::new(index, rule);
            let course = partially_binding(&system, &outage, horizon, &binding).unwrap();
            course.output().values().iter().sum::<f64>()
        };
        let (bound, free) = (made(InputRule::Leontief), made(InputRule::Weak));
        prop_assert!(bound <= free + 45.0 * drawn.tolerance(), "{} {}", bound, free);
    }
}
