//! A sector cut into parts.

use proptest::prelude::*;
use tripole::make::{
    BelowZero, SectorShares, SectorSplit, flows, read_sector_shares, split_sector,
};
use tripole::read::{Input, ReadOptions, read};
use tripole::table::{Account, FindingKind, Satellite};
use tripole::{Accounting, Concordance, Error, LeontiefSystem, Matrix, Mrio, SectorId};

use super::Reference;
use crate::support::{config, drawn_table, grid_table, shared, shared_table};

/// The cases of the reference, each with the kinds of shares that it has.
const CASES: [(&str, &[&str]); 4] = [
    ("uniform", &["output"]),
    ("sales", &["output", "sales"]),
    ("inputs", &["output", "inputs"]),
    ("both", &["output", "sales", "inputs"]),
];

fn system(table: &Mrio) -> LeontiefSystem {
    LeontiefSystem::new(table.clone(), &Accounting::default()).unwrap()
}

fn row(table: &Mrio, region: &str, sector: &str) -> usize {
    let index = table.index();
    let region = index.find_region(region).unwrap();
    let sector = index.find_sector(sector).unwrap();
    index.rows(region).find(|row| index.node(*row).sector == sector).unwrap()
}

#[test]
fn every_row_of_the_reference() {
    const FILE: &str = "reference/more/bloc8x4__split.csv";
    let Some(table) = shared_table("reference/tables/bloc8x4.csv", &ReadOptions::default()) else {
        return;
    };
    let (Some(reference), Some(shares)) =
        (Reference::of_file(FILE.to_owned()), shared("reference/more/inputs/split_shares.csv"))
    else {
        return;
    };
    let given = std::fs::read_to_string(shares).unwrap();
    let sector = table.index().find_sector("ELE").unwrap();
    let usa = table.index().find_region("USA").unwrap();
    let mut met = 0;
    for (case, kinds) in CASES {
        let chosen = |line: &&str| kinds.iter().any(|kind| line.contains(&format!(",{kind},")));
        let header = given.lines().next().unwrap();
        let lines: Vec<&str> = given.lines().skip(1).filter(chosen).collect();
        let text = format!("{header}\n{}\n", lines.join("\n"));
        let shares =
            read_sector_shares(Input::bytes("shares.csv", text), &table, sector, &[usa]).unwrap();
        let split = split_sector(&table, sector, &shares, BelowZero::Refuse).unwrap();
        let made = &split.table;
        let system = system(made);
        let multipliers = system.leontief_inverse().unwrap().column_sums();
        let published = made.reported_value_added().unwrap();
        for (measure, values) in [
            ("x", system.output()),
            ("va", system.value_added()),
            ("output_multiplier", multipliers.as_slice()),
        ] {
            let measure = format!("split.{case}.{measure}");
            met += reference.meet(&measure, 1e-9, |[r, s, ..]| values[row(made, r, s)]);
        }
        // The published row of value added is cut like what output and inputs leave.
        reference.meet(&format!("split.{case}.va"), 1e-9, |[r, s, ..]| published[row(made, r, s)]);
        met += reference.meet(&format!("split.{case}.Z"), 1e-9, |[r, s, p, q, _]| {
            made.intermediate()[(row(made, r, s), row(made, p, q))]
        });
        let implied = split.findings.iter().filter(|it| it.kind == FindingKind::ImpliedShares);
        assert_eq!(implied.count(), usize::from(kinds.contains(&"sales")), "{case}");
        assert!(split.findings.iter().any(|it| it.kind == FindingKind::SectorGaps), "{case}");
    }
    assert_eq!(met, 4 * (3 * 33 + 128));
}

/// A sector that sells something, of a table that was drawn.
fn chosen(table: &Mrio) -> usize {
    (0..table.index().len()).find(|&row| table.row_sums()[row] > 0.04).unwrap()
}

/// Shares of two parts, drawn for each buyer and supplier.
fn shares(
    table: &Mrio,
    row: usize,
    draws: &[f64],
    (sales, inputs): (usize, usize),
) -> SectorShares {
    let two = |at: usize| {
        let share = 0.05 + 0.9 * draws[at % draws.len()];
        vec![share, 1.0 - share]
    };
    let first = two(0);
    let parts = [("first", first[0]), ("second", first[1])];
    let mut shares = SectorShares::of_output(table.index().node(row).region, parts);
    shares.sales = (0..sales).map(|buyer| (buyer, two(1 + buyer))).collect();
    shares.inputs = (0..inputs).map(|supplier| (supplier, two(3 + 2 * supplier))).collect();
    shares
}

/// Whether every part sells something, stocks that are run down taken off.
fn sells(table: &Mrio, row: usize, shares: &SectorShares) -> bool {
    let flows = flows(table).row(row);
    (0..2).all(|part| {
        let share = |buyer| shares.sales.get(&buyer).unwrap_or(&shares.output)[part];
        flows.iter().enumerate().map(|(buyer, flow)| share(buyer) * flow).sum::<f64>() > 0.01
    })
}

fn cut(table: &Mrio, row: usize, shares: SectorShares) -> SectorSplit {
    let sector = table.index().node(row).sector;
    split_sector(table, sector, &[shares], BelowZero::Balance).unwrap()
}

/// The parts added up again.
fn together(split: &SectorSplit, sector: &str, parts: &[&str]) -> Mrio {
    let whole = |code: &String| {
        if parts.contains(&code.as_str()) { sector.to_owned() } else { code.clone() }
    };
    let codes = split.table.index().sector_codes().iter();
    let pairs = codes.map(|code| (code.clone(), whole(code)));
    split.table.aggregate(None, Some(&Concordance::new(pairs.collect()))).unwrap()
}

fn sector_code(table: &Mrio, row: usize) -> &str {
    table.index().sector(table.index().node(row).sector)
}

/// The row of the table before that each row comes from.
fn olds(table: &Mrio, row: usize) -> Vec<usize> {
    (0..=row).chain(row..table.index().len()).collect()
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-8 * (1.0 + a.abs().max(b.abs()))
}

/// Output multipliers of the table and of the parts, 1'L.
fn multipliers(table: &Mrio) -> Vec<f64> {
    system(table).leontief_inverse().unwrap().column_sums()
}

proptest! {
    #![proptest_config(config(96))]

    /// Adding the parts up gives the table back, whatever is known of them; rows and columns balance.
    #[test]
    fn parts_add_up(drawn in drawn_table(), draws in prop::collection::vec(0.0..1.0f64, 11), kinds in 0usize..4) {
        let table = &drawn.table;
        let (row, n) = (chosen(table), table.index().len());
        let (sales, inputs) = ((kinds % 2) * (n + table.demand().len()), (kinds / 2) * n);
        let shares = shares(table, row, &draws, (sales, inputs));
        prop_assume!(sells(table, row, &shares));
        let split = cut(table, row, shares);
        prop_assert_eq!(split.table.index().len(), n + 1);
        let back = together(&split, sector_code(table, row), &["first", "second"]);
        prop_assert_eq!(back.index(), table.index());
        prop_assert!(flows(&back).distance(&flows(table)) <= 1e-3 * drawn.tolerance());
        let (before, after) = (system(table), system(&split.table));
        for (k, old) in olds(table, row).into_iter().enumerate() {
            if old != row {
                prop_assert!((before.output()[old] - after.output()[k]).abs() <= drawn.tolerance());
                let (w, v) = (before.value_added()[old], after.value_added()[k]);
                prop_assert!((w - v).abs() <= drawn.tolerance(), "{w} {v}");
            }
        }
        for part in &split.parts {
            let x = after.output()[part.row];
            prop_assert!((x - part.output * before.output()[row]).abs() <= drawn.tolerance());
            prop_assert!(after.value_added()[part.row] >= -drawn.tolerance());
        }
    }

    /// Parts with the same customers and suppliers change nothing.
    #[test]
    fn uniform_parts_change_nothing(drawn in drawn_table(), draws in prop::collection::vec(0.0..1.0f64, 3)) {
        let table = &drawn.table;
        let row = chosen(table);
        let split = cut(table, row, shares(table, row, &draws, (0, 0)));
        let made = &split.table;
        let (l, m) = (system(table).leontief_inverse().unwrap(), system(made).leontief_inverse().unwrap());
        let (of_old, of_new) = (l.column_sums(), m.column_sums());
        let olds = olds(table, row);
        for (j, &old) in olds.iter().enumerate() {
            prop_assert!(close(of_new[j], of_old[old]), "{} {}", of_new[j], of_old[old]);
        }
        // (I - A')^-1 with the parts added up, columns weighted by their shares of output.
        let weight = |k: usize| split.parts.iter().find(|part| part.row == k).map_or(1.0, |part| part.output);
        let mut added = Matrix::zeros(l.rows(), l.columns());
        for (j, &to) in olds.iter().enumerate() {
            for (i, &from) in olds.iter().enumerate() {
                added[(from, to)] += weight(j) * m[(i, j)];
            }
        }
        for j in 0..l.columns() {
            for i in 0..l.rows() {
                prop_assert!(close(added[(i, j)], l[(i, j)]), "{i} {j}");
            }
        }
    }

    /// Parts with customers of their own and the same suppliers: multipliers stay, those of the parts too, and so
    /// does the output that each column of final demand needs.
    #[test]
    fn sales_change_who_buys_alone(drawn in drawn_table(), draws in prop::collection::vec(0.0..1.0f64, 7)) {
        let table = &drawn.table;
        let row = chosen(table);
        let shares = shares(table, row, &draws, (table.index().len() + table.demand().len(), 0));
        prop_assume!(sells(table, row, &shares));
        let split = cut(table, row, shares);
        let (of_old, of_new) = (multipliers(table), multipliers(&split.table));
        let olds = olds(table, row);
        for (j, &old) in olds.iter().enumerate() {
            prop_assert!(close(of_new[j], of_old[old]), "{} {}", of_new[j], of_old[old]);
        }
        let output = |table: &Mrio| system(table).solve(table.final_demand().clone()).unwrap();
        let (before, after) = (output(table), output(&split.table));
        for column in 0..before.columns() {
            let mut added = vec![0.0; before.rows()];
            olds.iter().enumerate().for_each(|(k, &old)| added[old] += after[(k, column)]);
            for (old, x) in added.iter().enumerate() {
                prop_assert!((x - before[(old, column)]).abs() <= drawn.tolerance());
            }
        }
    }

    /// Parts with suppliers of their own and the same customers: multipliers of all others stay, and the mean of
    /// the parts is that of the sector, whether or not their inputs were balanced.
    #[test]
    fn inputs_change_the_parts_alone(drawn in drawn_table(), draws in prop::collection::vec(0.0..1.0f64, 7)) {
        let table = &drawn.table;
        let row = chosen(table);
        let split = cut(table, row, shares(table, row, &draws, (0, table.index().len())));
        let (of_old, of_new) = (multipliers(table), multipliers(&split.table));
        for (j, old) in olds(table, row).into_iter().enumerate() {
            prop_assert!(old == row || close(of_new[j], of_old[old]), "{} {}", of_new[j], of_old[old]);
        }
        let mean: f64 = split.parts.iter().map(|part| part.output * of_new[part.row]).sum();
        prop_assert!(close(mean, of_old[row]), "{mean} {}", of_old[row]);
    }
}

/// A sector of all regions at once, in a table with published output, value added and accounts.
#[test]
fn a_sector_of_every_region() {
    let input = Input::parse("builtin:three-pole-2011").unwrap();
    let table = read(&input, &ReadOptions::default()).unwrap().table;
    let (index, n) = (table.index(), table.index().len());
    let sector = index.find_sector("ELE").unwrap();
    let text = "part,kind,partner,share\nCHP,output,,0.4\nOEL,output,,0.6\nCHP,sales,USA_TRQ,0.7\nOEL,sales,USA_TRQ,0.3\n\
                CHP,inputs,CHN_CHM,0.45\nOEL,inputs,CHN_CHM,0.55\n";
    let shares = read_sector_shares(Input::bytes("s.csv", text), &table, sector, &[]).unwrap();
    assert_eq!(shares.len(), index.regions().len());
    let split = split_sector(&table, sector, &shares, BelowZero::Refuse).unwrap();
    // Every region has the parts, so that the table has no gaps.
    let [implied] = split.findings.as_slice() else { panic!("{:?}", split.findings) };
    assert_eq!(implied.kind, FindingKind::ImpliedShares);
    let regions = format!("the farthest from them of {} regions", index.regions().len());
    assert!(implied.message.ends_with(&regions), "{}", implied.message);
    let back = together(&split, "ELE", &["CHP", "OEL"]);
    assert_eq!(back.index(), index);
    let is_close = |a: &[f64], b: &[f64]| {
        a.iter().zip(b).all(|(a, b)| (a - b).abs() <= 1e-12 * b.abs().max(1.0))
    };
    assert!(is_close(flows(&back).values(), flows(&table).values()));
    assert!(is_close(back.reported_output().unwrap(), table.reported_output().unwrap()));
    for (ours, theirs) in back.primary().iter().zip(table.primary()) {
        // What a column pays is a difference of sums.
        let gap = |(a, b): (&f64, &f64)| (a - b).abs();
        let worst = ours.inputs.iter().zip(&theirs.inputs).map(gap).fold(0.0, f64::max);
        let largest = table.row_sums().iter().fold(0.0, |most: f64, x| most.max(*x));
        assert!(worst <= 1e-12 * largest, "{} {worst}", theirs.name);
        assert_eq!(ours.final_demand, theirs.final_demand);
    }
    let by_producers: Vec<f64> = (0..n).map(|k| 1.0 + k as f64).collect();
    let by_users: Vec<f64> = index.regions().map(|r| r.position() as f64).collect();
    let (name, unit) = ("jobs".to_owned(), "persons".to_owned());
    let jobs = Account { name, unit, by_producers, by_users };
    let before = Satellite::new(index, vec![jobs]).unwrap();
    let after = split.satellite(&before).unwrap();
    let (whole, parts) = (&before.accounts()[0], &after.accounts()[0]);
    assert_eq!(parts.by_users, whole.by_users);
    let (of_parts, of_whole) = (split.table.row_sums(), table.row_sums());
    for part in &split.parts {
        let node = split.table.index().node(part.row);
        let region = split.table.index().region(node.region);
        let old = row(&table, region, "ELE");
        // As much for a unit of output as the sector uses.
        let (a, b) = (
            parts.by_producers[part.row] * of_whole[old],
            whole.by_producers[old] * of_parts[part.row],
        );
        assert!((a - b).abs() <= 1e-9 * b.abs(), "{region}");
    }
    let other = Satellite::new(split.table.index(), after.accounts().to_vec()).unwrap();
    assert!(matches!(split.satellite(&other), Err(Error::Shape { .. })));
}

/// What is refused of shares that no file has checked.
#[test]
fn shares_that_do_not_fit_are_refused() {
    let z = Matrix::from_rows(&[[1.0, 2.0], [3.0, 1.0]]);
    let table = grid_table(1, 2, z, Matrix::from_rows(&[[5.0], [4.0]]), 1);
    let region = table.index().find_region("R1").unwrap();
    let sector = table.index().find_sector("S2").unwrap();
    let two = |a: f64, b: f64| SectorShares::of_output(region, [("a", a), ("b", b)]);
    let run = |shares: &[SectorShares], sector: SectorId| {
        split_sector(&table, sector, shares, BelowZero::Refuse)
    };
    assert!(run(&[two(0.5, 0.5)], sector).is_ok());
    // Nothing to cut.
    assert_eq!(run(&[], sector).unwrap().table.intermediate(), table.intermediate());
    for (a, b) in [(0.5, 0.5 + 2e-9), (1.5, -0.5), (f64::NAN, 0.5)] {
        assert!(matches!(run(&[two(a, b)], sector), Err(Error::Range { .. })), "{a} {b}");
    }
    for code in ["S1", "S2", "HFCE", "a", ""] {
        let shares = SectorShares::of_output(region, [("a", 0.5), (code, 0.5)]);
        assert!(matches!(run(&[shares], sector), Err(Error::Label { .. })), "{code}");
    }
    assert!(matches!(run(&[two(0.5, 0.5), two(0.5, 0.5)], sector), Err(Error::Label { .. })));
    let with = |change: fn(&mut SectorShares)| {
        let mut shares = two(0.5, 0.5);
        change(&mut shares);
        run(&[shares], sector)
    };
    let other = with(|shares| drop(shares.sales.insert(3, vec![0.5, 0.5])));
    assert!(matches!(other, Err(Error::OtherTable { what: "a buyer" })));
    let other = with(|shares| drop(shares.inputs.insert(2, vec![0.5, 0.5])));
    assert!(matches!(other, Err(Error::OtherTable { what: "a supplier" })));
    let short = with(|shares| drop(shares.sales.insert(0, vec![1.0])));
    assert!(matches!(short, Err(Error::Shape { .. })));
    let empty = SectorShares::of_output(region, std::iter::empty::<(String, f64)>());
    assert!(matches!(run(&[empty], sector), Err(Error::Range { .. })));
}

/// One part has all that is taken out of stocks, and sells nothing else.
#[test]
fn output_below_zero_is_refused() {
    let z = Matrix::from_rows(&[[1.0, 2.0], [3.0, 1.0]]);
    let table = grid_table(1, 2, z, Matrix::from_rows(&[[5.0, 0.0], [4.0, -2.0]]), 2);
    let region = table.index().find_region("R1").unwrap();
    let sector = table.index().find_sector("S2").unwrap();
    let mut shares = SectorShares::of_output(region, [("a", 0.5), ("b", 0.5)]);
    for buyer in 0..3 {
        shares.sales.insert(buyer, vec![0.0, 1.0]);
    }
    shares.sales.insert(3, vec![1.0, 0.0]);
    let refused = split_sector(&table, sector, &[shares], BelowZero::Balance).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "shares of sales leave parts with an output below zero: `R1_a: -0.333333 of the sector's output`"
    );
}

/// Value added below zero of a part: refused with its amount, or shared by output.
#[test]
fn value_added_below_zero() {
    let z = Matrix::from_rows(&[[20.0, 30.0], [10.0, 40.0]]);
    let table = grid_table(1, 2, z, Matrix::from_rows(&[[50.0], [50.0]]), 1);
    let region = table.index().find_region("R1").unwrap();
    let sector = table.index().find_sector("S2").unwrap();
    let mut shares = SectorShares::of_output(region, [("a", 0.25), ("b", 0.75)]);
    shares.inputs.insert(0, vec![0.875, 0.125]);
    let run = |below| split_sector(&table, sector, std::slice::from_ref(&shares), below);
    let refused = run(BelowZero::Refuse).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "parts of the sector would have value added below zero: `R1_a: -11.25, inputs 36.25`"
    );
    let split = run(BelowZero::Balance).unwrap();
    let after = system(&split.table);
    for (row, expected) in [(1, 7.5), (2, 22.5)] {
        assert!((after.value_added()[row] - expected).abs() < 1e-8, "{row}");
        assert!((after.output()[row] - expected / 0.3).abs() < 1e-8);
    }
    let z = split.table.intermediate();
    for (row, expected) in [(0, 30.0), (1, 10.0), (2, 30.0)] {
        assert!((z[(row, 1)] + z[(row, 2)] - expected).abs() < 1e-12);
    }
    assert_eq!(split.findings.len(), 1);
    assert_eq!(split.findings[0].kind, FindingKind::PartsBalanced);
}
