//! Identities on random tables.

use proptest::prelude::*;
use tripole::frame::Level;
use tripole::measures::decompose::perimeter;
use tripole::measures::exposure::{exposure, exposure_by_flow};
use tripole::models::price::{PassThrough, Prices, protection};
use tripole::scenario::{Rates, Tariffs};
use tripole::table::{Sales, SalesSet, Uses};
use tripole::{Accounting, Error, Frame, LeontiefSystem, Matrix, Mrio, Partition, Parts, RowSet};

use crate::support::{config, drawn_table, grid_table};

/// Rates between 0 and `highest` that differ from flow to flow, made from a table's place only.
fn uneven(partition: &Partition, rows: usize, highest: f64) -> Matrix {
    Matrix::from_fn(rows, partition.len(), |k, r| {
        let own = partition.of_row(k) == partition.economies().nth(r).unwrap().0;
        if own { 0.0 } else { highest * ((7 * k + 3 * r) % 5) as f64 / 4.0 }
    })
}

fn from_none(partition: &Partition, after: Rates) -> Tariffs {
    let before = Rates::none(partition);
    Tariffs::new(partition, before, after).unwrap()
}

fn made(table: Mrio) -> (LeontiefSystem, Partition) {
    let system = LeontiefSystem::new(table, &Accounting::default()).unwrap();
    let partition = Partition::regions(system.table().index());
    (system, partition)
}

fn a_of(system: &LeontiefSystem) -> Matrix {
    let all: Vec<usize> = (0..system.order()).collect();
    system.coefficients(&all, &all)
}

/// Tariffs as high as half of what keeps the table productive: 1 + τ below 1/λ, where λ is at most
/// the largest column sum of A.
fn bearable(system: &LeontiefSystem) -> f64 {
    let largest = a_of(system).column_sums().into_iter().fold(0.0, f64::max);
    (0.5 * (1.0 / largest - 1.0)).min(1.0)
}

fn full() -> PassThrough {
    PassThrough::default()
}

proptest! {
    #![proptest_config(config(64))]

    /// p = Ã'p + v*, and rises come in the order exact, first order, direct, none.
    #[test]
    fn prices_are_a_fixed_point(drawn in drawn_table(), share in 0.0..=1.0f64) {
        let (system, partition) = made(drawn.table);
        let n = system.order();
        let rates = uneven(&partition, n, bearable(&system));
        let tariffs = from_none(&partition, Rates::for_all_uses(rates.clone()));
        let a = a_of(&system);
        let taxed = Matrix::from_fn(n, n, |k, j| {
            a[(k, j)] * (1.0 + rates[(k, partition.of_row(j).position())])
        });
        for pass in [1.0, share] {
            let prices =
                Prices::new(&system, &tariffs, PassThrough::new(pass).unwrap()).unwrap();
            let dp = prices.changes();
            let p: Vec<f64> = dp.iter().map(|dp| 1.0 + dp).collect();
            let costs = taxed.transpose_times_vector(&p);
            let old_costs = a.column_sums();
            let frame = prices.by_sector().unwrap();
            let direct = frame.real("direct_cost").unwrap();
            for j in 0..n {
                // With all passed on: price = cost + old primary income.
                let expected = pass * (costs[j] - old_costs[j]);
                prop_assert!((dp[j] - expected).abs() < 1e-9 * (1.0 + dp[j].abs()), "{} {expected}", dp[j]);
                let first = prices.first_order()[j];
                prop_assert!(dp[j] >= first - 1e-12 && first >= -1e-12);
                if direct[j].is_nan() {
                    prop_assert_eq!(system.output()[j], 0.0);
                } else {
                    prop_assert!(first >= pass * direct[j] - 1e-12 && direct[j] >= 0.0);
                }
            }
        }
    }

    /// Without a change of rates nothing changes, however high they were before.
    #[test]
    fn no_change_changes_nothing(drawn in drawn_table()) {
        let (system, partition) = made(drawn.table);
        let rates = Rates::for_all_uses(uneven(&partition, system.order(), bearable(&system)));
        let tariffs = Tariffs::new(&partition, rates.clone(), rates).unwrap();
        let prices = Prices::new(&system, &tariffs, full()).unwrap();
        prop_assert!(prices.changes().iter().all(|dp| *dp == 0.0));
        prop_assert!(tariffs.changed().is_empty());
        let frame = prices.by_region(&[]);
        for (before, after) in
            frame.real("revenue_before").unwrap().iter().zip(frame.real("revenue").unwrap())
        {
            prop_assert_eq!(before, after);
        }
    }

    /// The first order is the derivative at zero.
    #[test]
    fn the_first_order_is_the_derivative(drawn in drawn_table()) {
        let (system, partition) = made(drawn.table);
        let step = 1e-6 * bearable(&system);
        let rates = Rates::for_all_uses(uneven(&partition, system.order(), step));
        let tariffs = from_none(&partition, rates);
        let prices = Prices::new(&system, &tariffs, full()).unwrap();
        for (exact, first) in prices.changes().iter().zip(prices.first_order()) {
            prop_assert!((exact - first).abs() <= 1e-4 * exact.abs() + 1e-15);
        }
    }

    /// Stages and levying regions both add up to the first order of output prices.
    #[test]
    fn parts_add_up(drawn in drawn_table(), share in 0.1..=1.0f64) {
        let (system, partition) = made(drawn.table);
        let rates = Rates::for_all_uses(uneven(&partition, system.order(), bearable(&system)));
        let tariffs = from_none(&partition, rates);
        for pass in [1.0, share] {
            let prices =
                Prices::new(&system, &tariffs, PassThrough::new(pass).unwrap()).unwrap();
            let all = prices.by_region(&[]);
            let all = all.real("output_prices_first_order").unwrap();
            for parts in [prices.levied_by().unwrap(), prices.stages()] {
                for (region, &total) in partition.names().iter().zip(all) {
                    let part = parts.clone().select("region", &[region]);
                    let part = part.real("output_prices").unwrap();
                    prop_assert!(part.iter().all(|x| total.is_nan() || *x >= -1e-12));
                    let sum: f64 = part.iter().sum();
                    prop_assert!(total.is_nan() || (sum - total).abs() < 1e-11 * (1.0 + total));
                }
            }
        }
    }

    /// A uniform tariff protects every industry by its rate, once domestic inputs cost more too.
    /// Where an economy imports none of a product that it uses at home, its protection is not
    /// known, so only tables in which everything is imported count.
    #[test]
    fn a_uniform_tariff_protects_uniformly(drawn in drawn_table(), rate in 0.01..0.5f64) {
        let (system, partition) = made(drawn.table);
        let index = system.table().index();
        let rates = Matrix::from_fn(system.order(), partition.len(), |k, r| {
            if partition.of_row(k).position() == r { 0.0 } else { rate }
        });
        let frame = protection(&system, &partition, &Rates::for_all_uses(rates)).unwrap();
        let nominal = frame.real("nominal").unwrap();
        let balanced = frame.real("effective_balanced").unwrap();
        for (region, _) in partition.economies() {
            let rows: Vec<usize> = (0..index.len()).filter(|&k| partition.of_row(k) == region).collect();
            if rows.iter().any(|&k| nominal[k] == 0.0) {
                continue;
            }
            for &j in &rows {
                if !balanced[j].is_nan() && system.value_added_coefficients()[j] > 1e-3 {
                    prop_assert!((balanced[j] - rate).abs() < 1e-8, "{}", balanced[j]);
                }
            }
        }
    }

    /// Exposed value added is that of the perimeter, and what is lost when the flows are deleted
    /// and the model is solved again.
    #[test]
    fn exposure_three_ways(drawn in drawn_table(), buyer in 0usize..4, sector in 0usize..4) {
        let tolerance = drawn.tolerance();
        let (system, partition) = made(drawn.table);
        let index = system.table().index();
        let buyer = partition.economies().nth(buyer % partition.len()).unwrap().0;
        let sector = index.sectors().nth(sector % index.sectors().len()).unwrap();
        let regions: Vec<_> = index.regions().collect();
        let rows = RowSet::products_of(index, &regions, &[sector]);
        let sales = Sales::new(&partition, rows, vec![buyer], Uses::All).unwrap();
        let set = SalesSet::of(&partition, [&sales]).unwrap();
        let ours = exposure(&system, &set, Level::Region).unwrap();

        let theirs = perimeter(&system, &set).unwrap();
        let again = lost_when_deleted(&system, &partition, &set);
        for column in ["sales", "va"] {
            for (ours, theirs) in ours.real(column).unwrap().iter().zip(theirs.real(column).unwrap()) {
                prop_assert!((ours - theirs).abs() < tolerance, "{column} {ours} {theirs}");
            }
        }
        for (ours, lost) in ours.real("va").unwrap().iter().zip(again) {
            prop_assert!((ours - lost).abs() < tolerance, "{ours} {lost}");
        }
    }

    /// A set of one flow is the flow alone; with residual value added all that is counted once is
    /// somebody's.
    #[test]
    fn a_single_flow_is_a_set_of_one(drawn in drawn_table(), row in 0usize..16, buyer in 0usize..4) {
        let tolerance = drawn.tolerance();
        let (system, partition) = made(drawn.table);
        let index = system.table().index();
        let node = index.node(row % system.order());
        let buyer = partition.economies().nth(buyer % partition.len()).unwrap().0;
        let rows = RowSet::products_of(index, &[node.region], &[node.sector]);
        let sales = Sales::new(&partition, rows, vec![buyer], Uses::All).unwrap();
        let set = SalesSet::of(&partition, [&sales]).unwrap();
        let alone = exposure_by_flow(&system, &set).unwrap();
        let together = exposure(&system, &set, Level::Region).unwrap();
        let sum = |frame: &Frame, column| frame.real(column).unwrap().iter().sum::<f64>();
        let (own, others) = (sum(&alone, "dva"), sum(&alone, "fva"));
        prop_assert!((own + others - sum(&together, "va")).abs() < tolerance);
        let once: f64 = alone
            .real("sales").unwrap().iter().zip(alone.real("counted_once").unwrap())
            .map(|(sales, factor)| sales * factor).sum();
        prop_assert!((own + others - once).abs() < tolerance);
    }
}

/// Value added by region before, less that of the table without the flows.
fn lost_when_deleted(system: &LeontiefSystem, partition: &Partition, set: &SalesSet) -> Vec<f64> {
    let table = system.table();
    let n = system.order();
    let economy = |r: usize| partition.economies().nth(r).unwrap().0;
    let a = a_of(system);
    let kept = Matrix::from_fn(n, n, |k, j| {
        let cut = set.inputs(partition.of_row(j))[k];
        if cut { 0.0 } else { a[(k, j)] }
    });
    let mut demand = vec![0.0; n];
    for (j, label) in table.demand().columns().iter().enumerate() {
        let buyer = partition.of_region(label.region.unwrap());
        for (k, flow) in table.final_demand().column(j).iter().enumerate() {
            demand[k] += if set.final_use(buyer)[k] { 0.0 } else { *flow };
        }
    }
    let discrepancy = system.discrepancy();
    demand.iter_mut().zip(discrepancy).for_each(|(f, rho)| *f += rho);
    // x' = f' + Ã f' + Ã² f' + …
    let (mut output, mut term) = (demand.clone(), demand);
    for _ in 0..200_000 {
        term = kept.times_vector(&term);
        output.iter_mut().zip(&term).for_each(|(x, t)| *x += t);
        if term.iter().all(|t| t.abs() < 1e-14) {
            break;
        }
    }
    let v = system.value_added_coefficients();
    (0..partition.len())
        .map(|r| {
            let rows = (0..n).filter(|&k| partition.of_row(k) == economy(r));
            rows.map(|k| v[k] * (system.output()[k] - output[k])).sum()
        })
        .collect()
}

/// A and B use 60 of each other's goods for an output of 100.
#[test]
fn prohibitive_tariffs_are_refused() {
    let z = Matrix::from_rows(&[[0.0, 60.0], [60.0, 0.0]]);
    let f = Matrix::from_rows(&[[40.0, 0.0, 0.0, 0.0], [0.0, 0.0, 40.0, 0.0]]);
    let (system, partition) = made(grid_table(2, 1, z, f, 2));
    let rates = |rate| Rates::for_all_uses(Matrix::from_rows(&[[0.0, rate], [rate, 0.0]]));
    // Costs go round with weight 0.6 (1 + τ): a third of the price at τ = 0.5, no price at 0.7.
    let bearable = from_none(&partition, rates(0.5));
    let prices = Prices::new(&system, &bearable, full()).unwrap();
    assert!((prices.changes()[0] - 0.3 / 0.1).abs() < 1e-12);
    assert!((prices.first_order()[0] - 0.3 / 0.4).abs() < 1e-12);
    let prohibitive = from_none(&partition, rates(0.7));
    let error = Prices::new(&system, &prohibitive, full()).unwrap_err();
    let Error::ProhibitiveTariffs { root, labels } = error else { panic!("{error}") };
    assert!((root - 1.02).abs() < 1e-9);
    assert_eq!(labels.len(), 2);
    // Half passed on, and there are prices again: 0.5 (0.42 + 1.02 dp) = dp.
    let half = PassThrough::new(0.5).unwrap();
    let prices = Prices::new(&system, &prohibitive, half).unwrap();
    assert!((prices.changes()[0] - 0.21 / 0.49).abs() < 1e-12);
    assert!(PassThrough::new(1.5).is_err() && PassThrough::new(f64::NAN).is_err());
}

/// Tariffs of a table are refused for another one, or other economies.
#[test]
fn tariffs_of_another_table_are_refused() {
    let table = |regions| {
        let ones = Matrix::from_fn(regions, regions, |_, _| 1.0);
        let f = Matrix::from_fn(regions, 2 * regions, |_, _| 1.0);
        made(grid_table(regions, 1, ones, f, 2))
    };
    let ((two, of_two), (three, of_three)) = (table(2), table(3));
    let tariffs = from_none(&of_two, Rates::none(&of_two));
    assert!(Prices::new(&two, &tariffs, full()).is_ok());
    assert!(matches!(Prices::new(&three, &tariffs, full()), Err(Error::OtherTable { .. })));
    let set = SalesSet::none(&of_two);
    let failed = exposure(&three, &set, Level::Region);
    assert!(matches!(failed, Err(Error::OtherTable { .. })));
    assert!(matches!(protection(&three, &of_three, tariffs.after()), Err(Error::Shape { .. })));
}

/// Regions grouped into one economy: their own trade is not taxed, and sums are those of members.
#[test]
fn groups_act_as_one() {
    let z = Matrix::from_fn(3, 3, |k, j| (1 + (k + 2 * j) % 3) as f64);
    let f = Matrix::from_fn(3, 6, |k, j| if j % 2 == 0 { 4.0 + (k + j) as f64 } else { 0.0 });
    let table = grid_table(3, 1, z, f, 2);
    let parts = Parts::new(
        table.index().clone(),
        table.demand().clone(),
        table.intermediate().clone(),
        table.final_demand().clone(),
    );
    let group = tripole::sources::group(table.index(), "G=R1,R2").unwrap();
    let partition = Partition::new(table.index(), &[group]).unwrap();
    let system = LeontiefSystem::new(Mrio::new(parts).unwrap(), &Accounting::default()).unwrap();
    let rates = Matrix::from_rows(&[[0.0, 0.1], [0.0, 0.1], [0.2, 0.0]]);
    let tariffs = from_none(&partition, Rates::for_all_uses(rates));
    let prices = Prices::new(&system, &tariffs, full()).unwrap();
    let frame = prices.by_sector().unwrap();
    let x = system.output();
    let dp = prices.changes();
    let mean = (x[0] * dp[0] + x[1] * dp[1]) / (x[0] + x[1]);
    assert!((frame.value(&["G", "S1"], "price").unwrap() - mean).abs() < 1e-14);
    let revenue = prices.by_region(&[]).value(&["G"], "revenue").unwrap();
    let z = system.table().intermediate();
    let f = system.table().final_demand();
    let imports = z[(2, 0)] + z[(2, 1)] + f[(2, 0)] + f[(2, 2)];
    assert!((revenue - 0.2 * imports).abs() < 1e-12);
    let cumulative = prices.cumulative(&[]).unwrap();
    let own = cumulative.value(&["R3", "S1", "R3"], "cumulative").unwrap();
    assert!((own - dp[2]).abs() < 1e-14);
    let taxed = cumulative.value(&["R3", "S1", "G"], "cumulative").unwrap();
    assert!((taxed - (1.2 * (1.0 + dp[2]) - 1.0)).abs() < 1e-14);
    assert_eq!(cumulative.value(&["R3", "S1", "G"], "tariff"), Some(0.2));
}
