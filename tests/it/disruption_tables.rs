//! The world after a breakdown as a table: examples done by hand, and what must hold.

use proptest::prelude::*;
use tripole::frame::Level;
use tripole::measures::decompose::perimeter;
use tripole::measures::exposure::exposure;
use tripole::models::disruption::{
    Ario, Binding, Horizon, Loss, Nest, Outage, Suppliers, ario, demand_change, inoperability,
    mixed, partially_binding, ration, stopped,
};
use tripole::read::ReadOptions;
use tripole::scenario::DemandChange;
use tripole::sources::CodeReader;
use tripole::table::{Sales, SalesSet, Uses};
use tripole::{
    Accounting, Demand, Error, Index, LeontiefSystem, Matrix, Mrio, Partition, Parts, RowSet, read,
};

use crate::disruption::{RULES, first_row, one_region};
use crate::extract::from_the_table;
use crate::redirect::CASTS;
use crate::support::{Drawn, agrees, config, drawn_table, gunzip, records, shared, shared_table};

fn close(ours: &[f64], expected: &[f64], tolerance: f64) -> bool {
    ours.len() == expected.len()
        && ours.iter().zip(expected).all(|(a, b)| (a - b).abs() <= tolerance)
}

/// The first and the second sector of one region, of which the first loses; inventories and a
/// negative cell beside what is bought.
fn with_stocks() -> (LeontiefSystem, Partition) {
    let index = Index::new([("AAA", "s1"), ("AAA", "s2")]).unwrap();
    let demand =
        Demand::new(&index, [(Some("AAA"), "HFCE"), (Some("AAA"), "GFCF"), (Some("AAA"), "INVNT")])
            .unwrap();
    let z = Matrix::from_rows(&[[0.0, 50.0], [0.0, 0.0]]);
    let f = Matrix::from_rows(&[[60.0, 20.0, 10.0], [120.0, -20.0, 0.0]]);
    let table = Mrio::new(Parts::new(index, demand, z, f)).unwrap();
    let partition = Partition::regions(table.index());
    (LeontiefSystem::new(table, &Accounting::default()).unwrap(), partition)
}

/// Output 140 of the first sector, of which 90 are final: given losses of 28, 105 and 140 are
/// borne by 80 of purchases first, then by 10 of stocks, then by nobody.
#[test]
fn who_bears_a_given_output() {
    let (system, partition) = with_stocks();
    let expected = [
        (0.2, [60.0 * 52.0 / 80.0, 20.0 * 52.0 / 80.0, 10.0], 0.0),
        (0.6, [0.0, 0.0, 6.0], 0.0),
        (1.0, [0.0, 0.0, 0.0], 50.0),
    ];
    for (share, cells, unplaced) in expected {
        let given = mixed(&system, &[first_row(&system, &partition, share)]).unwrap();
        let table = given.table().unwrap();
        assert!(close(&table.final_demand().row(0), &cells, 1e-9), "{share}");
        assert_eq!(table.final_demand().row(1), [120.0, -20.0, 0.0]);
        assert!((given.unplaced() - unplaced).abs() < 1e-9, "{share}");
        assert!((table.discrepancy()[0] + unplaced).abs() < 1e-9, "{share}");
        assert!(close(table.intermediate().column(1), &[50.0, 0.0], 1e-9));
        assert_eq!(given.warnings().len(), usize::from(unplaced > 0.0));
        assert!(table.source().note.ends_with("; some outputs given (mixed model)"));
    }
}

/// A fifth of the final demand for the first sector: 18 of 90, and nothing is made for it.
#[test]
fn all_buyers_lose_alike() {
    let (system, partition) = with_stocks();
    let lost = inoperability(&system, &[first_row(&system, &partition, 0.2)]).unwrap();
    let table = lost.table().unwrap();
    assert!(close(&table.final_demand().row(0), &[48.0, 16.0, 8.0], 1e-9));
    assert!(close(table.reported_output().unwrap(), &[122.0, 100.0], 1e-9));
    assert!(close(lost.final_demand_lost(), &[18.0, 0.0], 1e-9));
    // Rationed: of 130 without stocks 104 are left, of which the second sector takes 60.
    let rationed = ration(&system, &[first_row(&system, &partition, 0.2)], Nest::Product).unwrap();
    let before = rationed.table_before().unwrap();
    assert_eq!(before.final_demand().row(1), [120.0, 0.0, 0.0]);
    assert!(close(before.reported_output().unwrap(), &[140.0, 120.0], 1e-9));
    let after = rationed.table().unwrap();
    let x = after.reported_output().unwrap();
    // Four fifths of 140 for 80 of final demand and half of 120; the second sector first.
    assert!((x[0] - 112.0).abs() < 1e-9 && rationed.largest_excess().abs() < 1e-9, "{x:?}");
    let of_first = after.final_demand().row(0);
    assert!((of_first[0] / of_first[1] - 3.0).abs() < 1e-9 && of_first[2] == 0.0);
    assert!((of_first[0] + of_first[1] + 0.5 * x[1] - 112.0).abs() < 1e-9);
}

/// Half as many purchases of the first sector: 40 less, whatever inventories do.
#[test]
fn purchases_change_and_stocks_do_not() {
    let (system, partition) = with_stocks();
    let index = system.table().index();
    let buyers = vec![index.find_region("AAA").unwrap()];
    let all = RowSet::economy(&partition, partition.find("AAA").unwrap());
    let half = DemandChange { buyers: buyers.clone(), products: all, change: -0.5 };
    let after = demand_change(&system, std::slice::from_ref(&half)).unwrap();
    let table = after.table().unwrap();
    assert_eq!(table.final_demand().row(0), [30.0, 10.0, 10.0]);
    assert_eq!(table.final_demand().row(1), [60.0, -20.0, 0.0]);
    assert!(close(after.output(), &[50.0 + 20.0, 40.0], 1e-9));
    assert!(close(after.final_demand(), &[50.0, 40.0], 1e-9));
    // Twice is a quarter.
    let twice = demand_change(&system, &[half.clone(), half.clone()]).unwrap();
    assert!(close(twice.final_demand(), &[30.0, 10.0], 1e-9));
    for change in [-1.5, f64::NAN, f64::INFINITY] {
        let error = demand_change(&system, &[DemandChange { change, ..half.clone() }]).unwrap_err();
        assert!(matches!(error, Error::Range { .. }));
    }
    let error = demand_change(&system, &[DemandChange { change: -1.5, ..half }]).unwrap_err();
    assert_eq!(error.to_string(), "the change of final demand is -1.5, expected -1 or more");
}

/// A day in half darkness, days of 1 each: what is short of the six is unmet, nothing is stocked.
#[test]
fn days_add_up_to_a_table() {
    let (system, partition) = one_region(Matrix::zeros(1, 1), Matrix::from_rows(&[[365.0]]));
    let outage = [Outage { loss: first_row(&system, &partition, 0.5), days: 2..4 }];
    let horizon = Horizon::days(6).unwrap();
    let rule = Binding::new(system.table().index(), RULES[0].1);
    let course = partially_binding(&system, &outage, horizon, &rule).unwrap();
    let (before, after) = (course.table_before().unwrap(), course.table().unwrap());
    for (table, expected) in [(before, 6.0), (after, 5.0)] {
        assert!((table.reported_output().unwrap()[0] - expected).abs() < 1e-12);
        assert!((table.final_demand()[(0, 0)] - expected).abs() < 1e-12);
        assert!(table.source().note.ends_with("amounts of 6 days of 365"), "{:?}", table.source());
    }
}

/// The first sector fails for two of three days, the second lives on stocks of ten days: the one
/// unit a day that it uses comes out of them.
#[test]
fn what_stocks_lose_is_discrepancy() {
    let z = Matrix::from_rows(&[[0.0, 365.0], [0.0, 0.0]]);
    let (system, partition) = one_region(z, Matrix::from_rows(&[[0.0], [730.0]]));
    let outage = [Outage { loss: first_row(&system, &partition, 1.0), days: 0..2 }];
    let horizon = Horizon::days(2).unwrap();
    let rule = Binding::new(system.table().index(), RULES[0].1);
    let course = partially_binding(&system, &outage, horizon, &rule).unwrap();
    assert!(close(&course.stocked(), &[-2.0, 0.0], 1e-12));
    let table = course.table().unwrap();
    assert!(close(&table.discrepancy(), &[-2.0, 0.0], 1e-12));
    assert!(close(table.reported_output().unwrap(), &[0.0, 4.0], 1e-12));
    assert!(close(&table.reported_value_added().unwrap(), &[0.0, 2.0], 1e-12));
}

/// Two regions of one sector, x = (100, 100), half of the second's inputs from the first.
#[test]
fn sales_stop_by_hand() {
    let index = Index::new([("AAA", "s"), ("BBB", "s")]).unwrap();
    let demand = Demand::new(&index, [(Some("AAA"), "f"), (Some("BBB"), "f")]).unwrap();
    let z = Matrix::from_rows(&[[20.0, 25.0], [10.0, 25.0]]);
    let f = Matrix::from_rows(&[[45.0, 10.0], [5.0, 60.0]]);
    let system = LeontiefSystem::new(
        Mrio::new(Parts::new(index, demand, z, f)).unwrap(),
        &Accounting::default(),
    )
    .unwrap();
    let partition = Partition::regions(system.table().index());
    let (first, second) = (partition.find("AAA").unwrap(), partition.find("BBB").unwrap());
    let set = |uses| {
        let rows = RowSet::economy(&partition, first);
        SalesSet::of(&partition, [&Sales::new(&partition, rows, vec![second], uses).unwrap()])
            .unwrap()
    };
    // (1 − 0.2) x = 45: the first region's own; (1 − 0.25) y = 65 + 0.1 x.
    let after = stopped(&system, &set(Uses::All)).unwrap();
    let x = 45.0 / 0.8;
    let y = (65.0 + 0.1 * x) / 0.75;
    assert!(close(after.output(), &[x, y], 1e-9), "{:?}", after.output());
    assert_eq!(after.sales(), [35.0, 0.0]);
    let table = after.table().unwrap();
    assert_eq!((table.intermediate()[(0, 1)], table.final_demand()[(0, 1)]), (0.0, 0.0));
    assert!(close(table.row_sums(), &[x, y], 1e-9));
    // Inputs only: what is finally used goes on.
    let inputs = stopped(&system, &set(Uses::Intermediate)).unwrap();
    assert!((inputs.output()[0] - 55.0 / 0.8).abs() < 1e-9 && inputs.sales() == [25.0, 0.0]);
    let frame = after.frame(&partition, Level::World).unwrap();
    assert_eq!(frame.value(&["WLD"], "sales_stopped"), Some(35.0));
    let elsewhere = Index::new([("A", "g"), ("C", "g")]).unwrap();
    let other = SalesSet::none(&Partition::regions(&elsewhere));
    assert!(matches!(stopped(&system, &other), Err(Error::OtherTable { .. })));
}

/// Value added lost by every cell is that which exposure finds in the same sales.
fn loses_what_is_exposed(
    system: &LeontiefSystem,
    partition: &Partition,
    set: &SalesSet,
) -> std::result::Result<(), String> {
    let after = stopped(system, set).unwrap();
    for by in [Level::Region, Level::RegionSector] {
        let exposed = exposure(system, set, by).unwrap();
        let frame = after.frame(partition, by).unwrap();
        let sales = (exposed.real("sales").unwrap(), frame.real("sales_stopped").unwrap());
        let (va, lost) = (exposed.real("va").unwrap(), frame.real("va_change").unwrap());
        let whole = exposed.real("va").unwrap().iter().fold(1.0, |m: f64, va| m.max(va.abs()));
        for (va, lost) in va.iter().zip(lost) {
            if (va + lost).abs() > 1e-10 * whole {
                return Err(format!("exposed {va}, lost {lost}"));
            }
        }
        if !close(sales.0, sales.1, 1e-9 * whole) {
            return Err(format!("sales {sales:?}"));
        }
        if by == Level::Region {
            let crossing = perimeter(system, set).unwrap();
            for (column, expected) in [("sales", sales.0), ("va", va)] {
                let found = crossing.real(column).unwrap();
                if !close(found, expected, 1e-10 * whole) {
                    return Err(format!(
                        "{column}: {found:?} cross the perimeter, not {expected:?}"
                    ));
                }
            }
        }
    }
    Ok(())
}

/// Export bans that nobody makes good, of an independent implementation.
#[test]
fn bans_without_replacement_agree() {
    for cast in &CASTS {
        let Some(table) = shared_table(cast.table, &ReadOptions::default()) else { return };
        let system = LeontiefSystem::new(table, &from_the_table()).unwrap();
        let partition = Partition::regions(system.table().index());
        let ban = format!("{}:{}>{}", cast.b, cast.e, cast.a);
        let sales = CodeReader::new(&partition).sales(&ban).unwrap();
        let set = SalesSet::of(&partition, [&sales]).unwrap();
        let after = stopped(&system, &set).unwrap();
        let frame = after.frame(&partition, Level::Region).unwrap();
        let path = shared(&format!("reference/pos/{}__shocks.csv.gz", cast.name)).unwrap();
        let rows = records(&gunzip(&path));
        let mut compared = 0;
        for r in rows.iter().filter(|r| r["measure"] == "rs.ban_none.dva") {
            let ours = frame.value(&[&r["region"]], "va_change").unwrap();
            assert!(agrees(ours, r["value"].parse().unwrap()), "{} {ours} {r:?}", cast.name);
            compared += 1;
        }
        assert_eq!(compared, partition.len());
    }
}

#[test]
fn what_an_embargo_costs_is_what_was_exposed() {
    let input = read::Input::parse("builtin:three-pole-2011").unwrap();
    let table = read::read(&input, &ReadOptions::default()).unwrap().table;
    let partition = Partition::regions(table.index());
    let system = LeontiefSystem::new(table, &Accounting::default()).unwrap();
    let economies: Vec<_> = partition.economies().map(|(id, _)| id).collect();
    for (seller, importers) in [("CHN", economies.clone()), ("USA", economies[..3].to_vec())] {
        let rows = RowSet::economy(&partition, partition.find(seller).unwrap());
        for uses in [Uses::All, Uses::Intermediate, Uses::Final] {
            let sales = Sales::new(&partition, rows.clone(), importers.clone(), uses).unwrap();
            let set = SalesSet::of(&partition, [&sales]).unwrap();
            loses_what_is_exposed(&system, &partition, &set).unwrap();
        }
    }
}

/// A sector that the source says makes something while it sells nothing: its inputs are nobody's,
/// and stop with the others.
#[test]
fn inputs_of_a_sector_without_output_stop_too() {
    let index = Index::new([("AAA", "s"), ("BBB", "s")]).unwrap();
    let demand = Demand::new(&index, [(Some("AAA"), "f"), (Some("BBB"), "f")]).unwrap();
    let z = Matrix::from_rows(&[[20.0, 5.0], [0.0, 0.0]]);
    let f = Matrix::from_rows(&[[70.0, 5.0], [0.0, 0.0]]);
    let mut parts = Parts::new(index, demand, z, f);
    parts.reported_output = Some(vec![100.0, 1.0]);
    let system = LeontiefSystem::new(Mrio::new(parts).unwrap(), &Accounting::default()).unwrap();
    let partition = Partition::regions(system.table().index());
    let rows = RowSet::economy(&partition, partition.find("AAA").unwrap());
    let importers = vec![partition.find("BBB").unwrap()];
    let set = SalesSet::of(
        &partition,
        [&Sales::new(&partition, rows, importers, Uses::Intermediate).unwrap()],
    )
    .unwrap();
    let after = stopped(&system, &set).unwrap();
    assert!(close(after.output(), &[100.0 - 5.0 / 0.8, 0.0], 1e-9), "{:?}", after.output());
    let table = after.table().unwrap();
    assert!(close(&table.discrepancy(), &[0.0, 0.0], 1e-9), "{:?}", table.discrepancy());
    loses_what_is_exposed(&system, &partition, &set).unwrap();
}

/// On published tables, with sectors without output, rows that do not balance and value added
/// from the table: discrepancies stay where they should, and what stops is what was exposed.
#[test]
fn published_tables_keep_their_discrepancies() {
    let path = "data/wiod13/wiod13_1995.csv.gz";
    let Some(table) = shared_table(path, &ReadOptions::default()) else { return };
    for accounting in [from_the_table(), Accounting::default()] {
        let system = LeontiefSystem::new(table.clone(), &accounting).unwrap();
        let index = system.table().index();
        let partition = Partition::regions(index);
        let (china, usa) = (partition.find("CHN").unwrap(), partition.find("USA").unwrap());
        let rows = RowSet::cell(index, &partition, china, index.find_sector("c14").unwrap());
        let loss = [Loss { rows: rows.unwrap(), share: 0.2 }];
        let hit = (0..index.len()).find(|&row| index.label(row) == "CHN_c14").unwrap();
        let size = 1e-9 * system.output().iter().fold(0.0, |m: f64, x| m.max(x.abs()));
        let given = mixed(&system, &loss).unwrap();
        assert!(given.warnings().is_empty() && given.unplaced() == 0.0);
        let kept = given.table().unwrap();
        let lost = inoperability(&system, &loss).unwrap().table().unwrap();
        let none = demand_change(&system, &[]).unwrap();
        assert_eq!(none.output(), system.output());
        for (table, left) in [(kept, 1.0), (lost, 0.8), (none.table().unwrap(), 1.0)] {
            let read = LeontiefSystem::new(table, &from_the_table()).unwrap();
            let (rho, was) = (read.discrepancy(), system.discrepancy());
            for row in 0..system.order() {
                let was = if row == hit { left * was[row] } else { was[row] };
                assert!((rho[row] - was).abs() <= size, "{row}: {} {was}", rho[row]);
            }
        }
        let of_china = RowSet::economy(&partition, china);
        let sales = Sales::new(&partition, of_china, vec![usa], Uses::All).unwrap();
        let set = SalesSet::of(&partition, [&sales]).unwrap();
        loses_what_is_exposed(&system, &partition, &set).unwrap();
    }
}

/// What a table says of the world: read as it is to be read, it gives its output back, value added
/// per unit of output as it was, and rows that balance, with the discrepancy it has.
fn reads_as(
    table: &Mrio,
    system: &LeontiefSystem,
    output: &[f64],
    drawn: &Drawn,
) -> std::result::Result<LeontiefSystem, TestCaseError> {
    let read = LeontiefSystem::new(table.clone(), &from_the_table()).unwrap();
    prop_assert!(close(read.output(), output, 0.0));
    let (v, old) = (read.value_added_coefficients(), system.value_added_coefficients());
    for row in (0..output.len()).filter(|&row| output[row].abs() > drawn.tolerance()) {
        prop_assert!((v[row] - old[row]).abs() <= 1e-9, "{} {}", v[row], old[row]);
    }
    let inputs = read.inputs_for(&Matrix::from_column(output.to_vec()));
    for (row, f) in read.closing_demand().iter().enumerate() {
        prop_assert!((inputs[(row, 0)] + f - output[row]).abs() <= drawn.tolerance());
    }
    Ok(read)
}

fn same_flows(a: &Mrio, b: &Mrio, tolerance: f64) -> bool {
    close(a.intermediate().values(), b.intermediate().values(), tolerance)
        && close(a.final_demand().values(), b.final_demand().values(), tolerance)
}

/// v'x' − u'(F'u + ρ').
fn gap(read: &LeontiefSystem) -> f64 {
    read.value_added().iter().sum::<f64>() - read.closing_demand().iter().sum::<f64>()
}

proptest! {
    #![proptest_config(config(96))]

    /// Given outputs, lost and changed demand: rows keep the discrepancy they had (but for what
    /// finds no cell), value added is what final demand is worth, and no shock is no change.
    #[test]
    fn tables_of_what_is_called_forth(
        drawn in drawn_table(),
        (hit, also) in (0usize..16, 0usize..16),
        share in prop_oneof![Just(0.0), Just(1.0), 0.0..1.0f64],
        change in prop_oneof![Just(0.0), Just(-1.0), -1.0..2.0f64],
        region in 0usize..4,
    ) {
        let system = LeontiefSystem::new(drawn.table.clone(), &Accounting::default()).unwrap();
        let index = system.table().index();
        let (partition, n) = (Partition::regions(index), system.order());
        let cell = |row: usize| RowSet::from(&partition.cells()[row % n]);
        let rows = RowSet::union([cell(hit), cell(also)]);
        let losses =
            [Loss { rows: rows.clone(), share }, Loss { rows: cell(also), share: 0.5 * share }];
        let given = mixed(&system, &losses).unwrap();
        let lost = inoperability(&system, &losses).unwrap();
        let buyers = index.regions().skip(region % drawn.regions).take(1).collect();
        let changes = [DemandChange { buyers, products: rows, change }];
        let demanded = demand_change(&system, &changes).unwrap();
        let tables = [
            (given.table().unwrap(), given.output(), share, given.unplaced()),
            (lost.table().unwrap(), lost.output(), share, 0.0),
            (demanded.table().unwrap(), demanded.output(), change, 0.0),
        ];
        for (table, output, shock, unplaced) in tables {
            let read = reads_as(&table, &system, output, &drawn)?;
            let rest: f64 = read.discrepancy().iter().map(|rho| rho.abs()).sum();
            prop_assert!((rest - unplaced).abs() <= drawn.tolerance(), "{} {}", rest, unplaced);
            prop_assert!(gap(&read).abs() <= drawn.tolerance());
            if shock == 0.0 {
                prop_assert!(same_flows(&table, system.table(), drawn.tolerance()));
            }
        }
        // All cells of a row lose alike.
        let table = lost.table().unwrap();
        let sums = table.final_demand().row_sums();
        for (row, lost) in lost.final_demand_lost().iter().enumerate() {
            let before = system.closing_demand()[row];
            prop_assert!((before - lost - sums[row]).abs() <= drawn.tolerance());
        }
    }

    /// Rationing keeps rows balanced and final demand between zero and what it was.
    #[test]
    fn tables_of_rationing(
        drawn in drawn_table(),
        hit in 0usize..16,
        share in prop_oneof![Just(0.0), Just(1.0), 0.0..1.0f64],
        by_product in any::<bool>(),
    ) {
        let system = LeontiefSystem::new(drawn.table.clone(), &Accounting::default()).unwrap();
        let partition = Partition::regions(system.table().index());
        let rows = RowSet::from(&partition.cells()[hit % system.order()]);
        let nest = if by_product { Nest::Product } else { Nest::Supplier };
        let rationed = ration(&system, &[Loss { rows, share }], nest).unwrap();
        prop_assert!(rationed.largest_excess() <= drawn.tolerance());
        let before = rationed.table_before().unwrap();
        let after = rationed.table().unwrap();
        for (table, output) in
            [(&before, rationed.output_before()), (&after, rationed.output())]
        {
            let read = reads_as(table, &system, output, &drawn)?;
            prop_assert!(read.discrepancy().iter().all(|rho| rho.abs() <= drawn.tolerance()));
            prop_assert!(gap(&read).abs() <= drawn.tolerance());
        }
        let cells = before.final_demand().values().iter().zip(after.final_demand().values());
        for (all, served) in cells {
            prop_assert!(*served >= 0.0 && *served <= all * (1.0 + 1e-12));
        }
        if share == 0.0 {
            prop_assert!(same_flows(&before, &after, drawn.tolerance()));
        }
    }

    /// A course without an outage is as many steady days; with one, what rows lack is what
    /// stocks gained or lost.
    #[test]
    fn tables_of_days(
        drawn in drawn_table(),
        hit in 0usize..16,
        share in prop_oneof![Just(0.0), 0.0..1.0f64],
        rule in 0usize..5,
        available in any::<bool>(),
    ) {
        let system = LeontiefSystem::new(drawn.table.clone(), &Accounting::default()).unwrap();
        let index = system.table().index();
        let partition = Partition::regions(index);
        let rows = RowSet::from(&partition.cells()[hit % system.order()]);
        let outage = [Outage { loss: Loss { rows, share }, days: 2..12 }];
        let horizon = Horizon::days(30).unwrap();
        let suppliers = if available { Suppliers::Available } else { Suppliers::Steady };
        let parameters = Ario { suppliers, ..Ario::default() };
        let courses = [
            ario(&system, &outage, horizon, &parameters).unwrap(),
            partially_binding(&system, &outage, horizon, &Binding::new(index, RULES[rule].1)).unwrap(),
        ];
        for course in courses {
            let (before, after) =
                (course.table_before().unwrap(), course.table().unwrap());
            for table in [&before, &after] {
                let read = reads_as(table, &system, table.reported_output().unwrap(), &drawn)?;
                prop_assert!(gap(&read).abs() <= drawn.tolerance());
            }
            prop_assert!(close(&before.discrepancy(), &vec![0.0; system.order()], drawn.tolerance()));
            prop_assert!(close(&after.discrepancy(), &course.stocked(), drawn.tolerance()));
            let unmet: f64 = course.unmet().values().iter().sum();
            let lost: f64 = before.final_demand().values().iter().sum::<f64>()
                - after.final_demand().values().iter().sum::<f64>();
            prop_assert!((unmet - lost).abs() <= 30.0 * drawn.tolerance(), "{} {}", unmet, lost);
            if share == 0.0 {
                prop_assert!(same_flows(&before, &after, drawn.tolerance()));
            }
        }
    }

    /// Sales that stop cost every cell the value added that was exposed; none stop, none lose.
    #[test]
    fn tables_of_stopped_sales(
        drawn in drawn_table(),
        meant in prop::collection::vec((0usize..16, 0usize..4, 0usize..3), 0..6),
    ) {
        let system = LeontiefSystem::new(drawn.table.clone(), &Accounting::default()).unwrap();
        let index = system.table().index();
        let (partition, n) = (Partition::regions(index), system.order());
        let economies: Vec<_> = partition.economies().map(|(id, _)| id).collect();
        let sales: Vec<Sales> = meant
            .iter()
            .map(|(row, importer, uses)| Sales::new(&partition, RowSet::from(&partition.cells()[row % n]), vec![economies[importer % economies.len()]], [Uses::All, Uses::Intermediate, Uses::Final][*uses]).unwrap())
            .collect();
        let set = SalesSet::of(&partition, &sales).unwrap();
        let after = stopped(&system, &set).unwrap();
        let table = after.table().unwrap();
        let read = reads_as(&table, &system, after.output(), &drawn)?;
        prop_assert!(read.discrepancy().iter().all(|rho| rho.abs() <= drawn.tolerance()));
        // What users go without is all that value added and inputs do not explain.
        let missing: f64 = (0..n)
            .filter(|&j| system.output()[j] != 0.0)
            .map(|j| {
                let meant = set.inputs(partition.of_row(j)).iter();
                let cut = meant.zip(system.table().intermediate().column(j)).filter(|(m, _)| **m);
                cut.map(|(_, z)| z).sum::<f64>() / system.output()[j] * after.output()[j]
            })
            .sum();
        prop_assert!((gap(&read) + missing).abs() <= drawn.tolerance());
        prop_assert!((after.inputs_missing() - missing).abs() <= drawn.tolerance());
        if set.is_empty() {
            prop_assert!(same_flows(&table, system.table(), 0.0));
        }
        let exposed = loses_what_is_exposed(&system, &partition, &set);
        prop_assert!(exposed.is_ok(), "{:?}", exposed);
    }
}
