//! Ways to solve with I − A: the numbers of the factor, its refusals, and the way that is documented.

use proptest::prelude::*;
use tripole::leontief::{Effort, Need, Solver};
use tripole::linalg::{Lu, Pivoting, ZeroPivot};
use tripole::make::synthetic::{Uniform, leontief_matrix, table as synthetic};
use tripole::measures::decompose::{Cells, Flow, Query, exports};
use tripole::models::price::{PassThrough, Prices};
use tripole::scenario::{Rates, Tariffs};
use tripole::{
    Accounting, Demand, Error, Index, LeontiefSystem, Matrix, Mrio, Partition, Parts, Result,
};

use crate::support::{config, grid_table, group, table_of};

/// All ways but the factor itself.
const OTHERS: [(Need, Solver); 3] = [
    (Need::Factor, Solver::Mixed),
    (Need::Factor, Solver::Iterative),
    (Need::Inverse, Solver::Automatic),
];

fn fresh(table: &Mrio) -> LeontiefSystem {
    LeontiefSystem::new(table.clone(), &Accounting::default()).unwrap()
}

fn by_factor(table: &Mrio) -> LeontiefSystem {
    fresh(table).suited(Need::Factor, Solver::Lu)
}

/// A table with these coefficients whose outputs are one: final users take what is left of a row, or give
/// what it lacks.
fn of_coefficients(regions: usize, sectors: usize, a: impl Fn(usize, usize) -> f64) -> Mrio {
    let n = regions * sectors;
    let z = Matrix::from_fn(n, n, a);
    let sales = z.row_sums();
    let rest = |i: usize, r: usize| if i / sectors == r { 1.0 - sales[i] } else { 0.0 };
    let f = Matrix::from_fn(n, regions, rest);
    grid_table(regions, sectors, z, f, 1)
}

/// The table without some of its rows and columns; what they bought, final users at home buy.
fn without(table: &Mrio, dropped: &[bool]) -> Mrio {
    let index = table.index();
    let first = |row: usize| index.rows(index.node(row).region).start == row;
    let kept: Vec<usize> = (0..index.len()).filter(|&row| first(row) || !dropped[row]).collect();
    let gone: Vec<usize> = (0..index.len()).filter(|row| !kept.contains(row)).collect();
    let code = |row: usize| {
        let node = index.node(row);
        (index.region(node.region).to_owned(), index.sector(node.sector).to_owned())
    };
    let ragged = Index::new(kept.iter().map(|&row| code(row))).unwrap();
    let columns = table.demand().columns().iter().map(|column| {
        let region = column.region.map(|region| index.region(region).to_owned());
        (region, table.demand().category(column.category).to_owned())
    });
    let demand = Demand::new(&ragged, columns).unwrap();
    let all: Vec<usize> = (0..table.final_demand().columns()).collect();
    let mut f = table.final_demand().block(&kept, &all);
    for (k, &row) in kept.iter().enumerate() {
        let sold: f64 = gone.iter().map(|&buyer| table.intermediate()[(row, buyer)]).sum();
        f[(k, own_column(table, row))] += sold;
    }
    Mrio::new(Parts::new(ragged, demand, table.intermediate().block(&kept, &kept), f)).unwrap()
}

/// The first column of final demand of a row's own region.
fn own_column(table: &Mrio, row: usize) -> usize {
    let region = table.index().node(row).region;
    table.demand().columns().iter().position(|column| column.region == Some(region)).unwrap()
}

/// The table with some flows the other way, at a third of their size, and the same outputs: columns of |A| still sum
/// to less than one.
fn with_negatives(table: &Mrio, every: usize) -> Mrio {
    let mut parts = table.clone().into_parts();
    let n = parts.intermediate.rows();
    for row in 0..n {
        let own = own_column(table, row);
        for user in (0..n).filter(|user| (row + 3 * user) % every == 0) {
            let flow = parts.intermediate[(row, user)];
            parts.intermediate[(row, user)] = -flow / 3.0;
            parts.final_demand[(row, own)] += flow * 4.0 / 3.0;
        }
    }
    Mrio::new(parts).unwrap()
}

prop_compose! {
    /// One to six regions of one to four sectors, of which some lack sectors that others have.
    fn ragged()(regions in 1usize..=6, sectors in 1usize..=4)(
        drawn in table_of(regions, sectors),
        dropped in prop::collection::vec(any::<bool>(), regions * sectors),
        is_ragged in any::<bool>(),
    ) -> Mrio {
        if is_ragged { without(&drawn.table, &dropped) } else { drawn.table }
    }
}

/// Sides that reach all rows, one row, those of both signs with zeros and without, and none.
fn sides(n: usize) -> Matrix {
    Matrix::from_fn(n, 5, |i, k| match k {
        0 => 1.0 + (7 * i % 5) as f64,
        1 => f64::from(u8::from(i == n / 2)),
        2 => ((7 * i + 3) % 5) as f64 - 2.0,
        3 if i % 2 == 1 => -1.0,
        3 => 1.0 + i as f64 / n as f64,
        _ => 0.0,
    })
}

fn absolute(matrix: &Matrix) -> Matrix {
    Matrix::from_fn(matrix.rows(), matrix.columns(), |i, j| matrix[(i, j)].abs())
}

/// What the factor says for some sides, and |B| times their sizes: the solution itself where nothing cancels.
struct Wanted {
    sides: Matrix,
    right: Matrix,
    left: Matrix,
    sizes: [Matrix; 2],
}

impl Wanted {
    fn of(table: &Mrio, sides: Matrix) -> Self {
        let factor = by_factor(table);
        let inverse = absolute(&factor.leontief_inverse().unwrap());
        let size = absolute(&sides);
        let sizes = [inverse.times(&size), inverse.transpose_times(&size)];
        let right = factor.solve(sides.clone()).unwrap();
        let left = factor.solve_left(sides.clone()).unwrap();
        Wanted { sides, right, left, sizes }
    }

    /// What a view finds, beside what the factor does.
    fn beside(&self, view: &LeontiefSystem) -> [(Result<Matrix>, &Matrix, &Matrix); 2] {
        let [across, down] = &self.sizes;
        [
            (view.solve(self.sides.clone()), &self.right, across),
            (view.solve_left(self.sides.clone()), &self.left, down),
        ]
    }

    fn met_by(&self, view: &LeontiefSystem) {
        for (found, wanted, size) in self.beside(view) {
            close(&found.unwrap(), wanted, size, 1e-10);
        }
    }

    /// The right numbers, or no convergence and what to do about it.
    fn met_or_refused_by(&self, view: &LeontiefSystem) {
        for (found, wanted, size) in self.beside(view) {
            match found {
                Ok(found) => close(&found, wanted, size, 1e-10),
                Err(error) => is_refusal(&error),
            }
        }
    }
}

fn is_refusal(error: &Error) {
    assert!(matches!(error, Error::NotConverged { .. }), "{error}");
    let hint = error.hint().unwrap().to_string();
    assert!(hint.contains("solver") && hint.contains("lu"), "{hint}");
}

/// Every element to `relative` of its size, or of a billionth of the largest in its column.
fn close(found: &Matrix, wanted: &Matrix, size: &Matrix, relative: f64) {
    assert_eq!(found.shape(), wanted.shape());
    for k in 0..wanted.columns() {
        let largest = size.column(k).iter().fold(0.0_f64, |most, value| most.max(value.abs()));
        let cells = found.column(k).iter().zip(wanted.column(k)).zip(size.column(k));
        for (row, ((found, wanted), size)) in cells.enumerate() {
            let tolerance = relative * size.abs().max(1e-9 * largest);
            assert!((found - wanted).abs() <= tolerance, "side {k}, row {row}: {found} {wanted}");
        }
    }
}

fn bits(matrix: &Matrix) -> Vec<u64> {
    matrix.values().iter().map(|value| value.to_bits()).collect()
}

/// Both solves of a view, to the last bit.
fn to_the_bit(view: &LeontiefSystem, sides: &Matrix) -> [Vec<u64>; 2] {
    [view.solve(sides.clone()), view.solve_left(sides.clone())].map(|found| bits(&found.unwrap()))
}

fn independent(table: &Mrio) {
    let sides = sides(table.index().len());
    let ways = [&OTHERS[..], &[(Need::Factor, Solver::Lu)]].concat();
    let alone =
        |&(need, solver): &(Need, Solver)| to_the_bit(&fresh(table).suited(need, solver), &sides);
    let alone: Vec<[Vec<u64>; 2]> = ways.iter().map(alone).collect();
    let shared = fresh(table);
    let there = ways.iter().zip(&alone);
    for ((need, solver), alone) in there.clone().chain(there.rev()) {
        let after_others = to_the_bit(&shared.suited(*need, *solver), &sides);
        assert!(after_others == *alone, "{need:?} {solver:?}");
    }
}

proptest! {
    #![proptest_config(config(64))]

    #[test]
    fn every_way_finds_what_the_factor_does(table in ragged()) {
        let wanted = Wanted::of(&table, sides(table.index().len()));
        for (need, solver) in OTHERS {
            wanted.met_by(&fresh(&table).suited(need, solver));
        }
    }

    #[test]
    fn with_negative_coefficients_no_way_finds_anything_else(table in ragged(), every in 2usize..9) {
        let table = with_negatives(&table, every);
        let wanted = Wanted::of(&table, sides(table.index().len()));
        for (need, solver) in OTHERS {
            let view = fresh(&table).suited(need, solver);
            match solver {
                Solver::Automatic => wanted.met_by(&view),
                _ => wanted.met_or_refused_by(&view),
            }
        }
    }

    #[test]
    fn a_view_does_not_depend_on_what_others_solved(table in ragged()) {
        independent(&table);
    }

    /// By source, without columns of the inverse; all economies in one block of the sweeps.
    #[test]
    fn swept_exports_of_drawn_tables_are_those_of_the_factor(table in ragged()) {
        let mut parts = table.into_parts();
        let f = &parts.final_demand;
        parts.final_demand = Matrix::from_fn(f.rows(), f.columns(), |i, j| f[(i, j)].max(0.0));
        let table = Mrio::new(parts).unwrap();
        let members: &[&str] = if table.index().regions().len() > 2 { &["R1", "R3"] } else { &[] };
        swept_exports(&table, &[("G", members)], &[]);
    }

    #[test]
    fn swept_prices_of_drawn_tables_are_those_of_the_factor(table in ragged()) {
        swept_prices(&table);
    }
}

/// Regions that are blocks of their own, that share blocks, and a sector without output.
#[test]
fn tables_of_several_blocks_are_solved_as_by_the_factor() {
    for (regions, sectors, seed) in [(3, 70, 1), (2, 130, 2), (9, 40, 3)] {
        let table = synthetic(regions, sectors, seed).unwrap();
        let wanted = Wanted::of(&table, sides(table.index().len()));
        for (need, solver) in OTHERS {
            wanted.met_by(&fresh(&table).suited(need, solver));
        }
        independent(&table);
    }
}

/// Six regions in a row, each of which sells to the next one only, or to the one before: a sweep against the
/// row reaches one region more.
#[test]
fn regions_in_a_row_are_reached_one_after_another() {
    let (regions, sectors) = (6, 70);
    let n = regions * sectors;
    let ends = Matrix::from_fn(n, 2, |i, k| f64::from(u8::from(i == [0, n - 1][k])));
    for forward in [true, false] {
        let table = of_coefficients(regions, sectors, |i, j| {
            let (seller, buyer) = (i / sectors, j / sectors);
            let next = if forward { seller + 1 == buyer } else { buyer + 1 == seller };
            let share = if seller == buyer { 0.3 } else { 0.4 * f64::from(u8::from(next)) };
            share * (1.0 + ((i + j) % 3) as f64) / (2.0 * sectors as f64)
        });
        let wanted = Wanted::of(&table, ends.clone());
        for (need, solver) in OTHERS {
            wanted.met_by(&fresh(&table).suited(need, solver));
        }
    }
}

/// Two regions with opposite demand sell to each other alike, and a third one that nobody demands anything of sells to
/// both: what it makes cancels but for rounding. That is no error of the solution.
#[test]
fn what_cancels_is_no_error() {
    let (regions, sectors) = (3, 70);
    let table = of_coefficients(regions, sectors, |i, j| {
        let (seller, buyer) = (i / sectors, j / sectors);
        let mirrored = (i % sectors * 7 + j % sectors * 5) % 11;
        match (seller, buyer) {
            (2, 0 | 1) => 0.1 * (1.0 + mirrored as f64) / (7.0 * sectors as f64),
            (_, 2) => 0.0,
            _ if seller == buyer => 0.4 * (1.0 + mirrored as f64) / (6.0 * sectors as f64),
            _ => 0.1 * (1.0 + mirrored as f64) / (6.0 * sectors as f64),
        }
    });
    let opposite = |i: usize| [1.0, -1.0, 0.0][i / sectors] * (1.0 + (i % sectors) as f64 / 3.0);
    let side = Matrix::from_fn(regions * sectors, 1, |i, _| opposite(i));
    let wanted = Wanted::of(&table, side);
    for (need, solver) in OTHERS {
        wanted.met_by(&fresh(&table).suited(need, solver));
    }
}

/// Three regions of fifty sectors, the first two of which are swept together, that use a fifth of their own goods, and two
/// rows with coefficients of their own: `[pp, pq, qp, qq]`.
fn pair(p: usize, q: usize, own: [f64; 4]) -> Mrio {
    of_coefficients(3, 50, |i, j| {
        let places = [(p, p), (p, q), (q, p), (q, q)];
        let place = places.iter().position(|place| *place == (i, j));
        place.map_or(if i == j { 0.2 } else { 0.0 }, |k| own[k])
    })
}

#[test]
fn tables_that_are_not_productive_are_refused_by_every_way() {
    let cycle = [0.2, 1.5, 1.5, 0.2];
    let no_pivot = [1.0, 0.5, 0.5, 0.0];
    let everywhere = Matrix::from_fn(150, 1, |i, _| 1.0 + (i % 3) as f64);
    let elsewhere = Matrix::from_fn(150, 1, |i, _| f64::from(u8::from(i == 60)));
    for (p, q, own) in [
        (100, 101, cycle),
        (0, 1, cycle),
        (0, 50, cycle),
        (0, 100, cycle),
        (99, 149, cycle),
        (100, 101, no_pivot),
        (0, 100, no_pivot),
    ] {
        let table = pair(p, q, own);
        for sides in [&everywhere, &elsewhere, &Matrix::zeros(150, 1), &sides(150)] {
            not_productive(&table, sides);
        }
    }
}

/// Row 0 is asked for one unit, and what it needs of row 100 is taken from that row's demand: sweeps find this solution at
/// once, although the two go round with 1.5 and the sides reach every row.
#[test]
fn sides_of_mixed_signs_do_not_hide_that_a_table_is_not_productive() {
    let table = pair(0, 100, [0.0, 1.5, 1.5, 0.0]);
    let hidden = |i: usize| if i == 100 { -1.5 } else { 1.0 };
    not_productive(&table, &Matrix::from_fn(150, 1, |i, _| hidden(i)));
}

fn not_productive(table: &Mrio, sides: &Matrix) {
    for (need, solver) in [&OTHERS[..], &[(Need::Factor, Solver::Lu)]].concat() {
        let view = fresh(table).suited(need, solver);
        for found in [view.solve(sides.clone()), view.solve_left(sides.clone())] {
            let is_refused =
                matches!(&found, Err(Error::NotProductive { root, .. }) if *root > 1.0);
            assert!(is_refused, "{need:?} {solver:?}: {:?}", found.map(|found| found.shape()));
        }
    }
}

/// Two regions that sell to each other, one of them less than nothing: |A| has a root of 1.2 or more, I − A an
/// inverse.
#[test]
fn where_sweeps_do_not_converge_the_factor_stands_in() {
    let (regions, sectors) = (12, 50);
    let table = of_coefficients(regions, sectors, |i, j| {
        let (seller, buyer) = (i / sectors, j / sectors);
        let small = if seller == buyer { 0.3 } else { 0.01 } / sectors as f64;
        match (seller, buyer) {
            (0, 5) if i % sectors == j % sectors => small - 1.2,
            (5, 0) if i % sectors == j % sectors => small + 1.2,
            _ => small,
        }
    });
    stands_in(&table);
    let wanted = Wanted::of(&table, sides(600));
    let swept = fresh(&table).suited(Need::Factor, Solver::Iterative);
    for (found, _, _) in wanted.beside(&swept) {
        is_refusal(&found.unwrap_err());
    }
    wanted.met_or_refused_by(&fresh(&table).suited(Need::Factor, Solver::Mixed));
}

/// Value added of a thousand-millionth of output everywhere: single precision does not see it, and sweeps do not end.
#[test]
fn where_little_is_left_as_value_added_the_factor_stands_in() {
    let (regions, sectors) = (12, 50);
    let weight = |i: usize| 1.0 + (i % 3) as f64;
    let all: f64 = (0..600).map(weight).sum();
    let table = of_coefficients(regions, sectors, |i, _| (1.0 - 1e-9) * weight(i) / all);
    stands_in(&table);
    // The condition number of 2e9 leaves six digits to whoever finds anything.
    let wanted = Wanted::of(&table, sides(600));
    for solver in [Solver::Iterative, Solver::Mixed] {
        for (found, wanted, size) in wanted.beside(&fresh(&table).suited(Need::Factor, solver)) {
            match found {
                Ok(found) => close(&found, wanted, size, 1e-6),
                Err(error) => is_refusal(&error),
            }
        }
    }
}

/// Sweeps are tried and the factor made after all: its numbers, to the last bit.
fn stands_in(table: &Mrio) {
    let side = Matrix::from_fn(600, 1, |i, _| 1.0 + (7 * i % 5) as f64);
    let factor = by_factor(table);
    for left in [false, true] {
        let solve = |view: &LeontiefSystem| {
            let found = if left { view.solve_left(side.clone()) } else { view.solve(side.clone()) };
            bits(&found.unwrap())
        };
        let view = fresh(table).suited(Need::Sides(1), Solver::Automatic);
        assert!(view.is_swept() && view.falls_back() && view.efforts().is_empty());
        assert!(solve(&view) == solve(&factor));
        assert!(matches!(view.efforts()[..], [Effort::Factor { .. }]), "{:?}", view.efforts());
    }
}

/// Exports of every flow by source, swept and by the factor. No group has no members.
fn swept_exports(table: &Mrio, groups: &[(&str, &[&str])], exporters: &[&str]) {
    let groups = groups.iter().filter(|(_, members)| !members.is_empty());
    let groups: Vec<_> = groups.map(|(name, all)| group(table.index(), name, all)).collect();
    let partition = Partition::new(table.index(), &groups).unwrap();
    let factor = by_factor(table);
    for flow in [Flow::Total, Flow::Sector, Flow::Bilateral, Flow::SectorBilateral] {
        let query = Query { flow, ..Query::default() };
        let exporters = exporters.iter().map(|name| partition.find(name).unwrap()).collect();
        let cells = Cells { exporters, ..Cells::default() };
        let swept = fresh(table).suited(query.need(&cells, &partition), Solver::Iterative);
        let found = exports(&swept, &partition, query, cells.clone()).unwrap();
        let wanted = exports(&factor, &partition, query, cells).unwrap();
        assert!(matches!(swept.efforts()[..], [Effort::Sweeps { .. }]), "{:?}", swept.efforts());
        assert_eq!(found.rows(), wanted.rows());
        let sold = wanted.real("exports").unwrap();
        for column in wanted.indicators() {
            let found = found.real(column.name()).unwrap();
            for ((found, wanted), sold) in found.iter().zip(column.values()).zip(sold) {
                let is_close = (found - wanted).abs() <= 1e-9 * sold.abs();
                assert!(is_close, "{flow:?} {}: {found} {wanted} of {sold}", column.name());
            }
        }
    }
}

/// Two blocks of four regions: economies that have rows in both, in one of them, and share them with others.
#[test]
fn swept_exports_of_groups_are_those_of_the_factor() {
    let table = synthetic(8, 30, 1).unwrap();
    let groups: [(&str, &[&str]); 2] = [("G", &["R01", "R05", "R06"]), ("H", &["R02", "R08"])];
    for exporters in [&[][..], &["G"], &["R03", "H"], &["R07", "G", "H", "R04"]] {
        swept_exports(&table, &groups, exporters);
    }
    swept_exports(&table, &[], &[]);
    // A block of its own for each region, and one economy for all but one of them.
    let table = synthetic(3, 80, 2).unwrap();
    swept_exports(&table, &[("G", &["R01", "R03"])], &[]);
}

/// Regions of one block that buy most of each other's goods: what comes back is more than half.
#[test]
fn swept_exports_of_regions_that_trade_much_are_those_of_the_factor() {
    let table = of_coefficients(4, 20, |i, j| 0.9 * (1.0 + ((i + 2 * j) % 3) as f64) / 160.0);
    swept_exports(&table, &[], &[]);
    swept_exports(&table, &[("G", &["R1", "R4"])], &["G", "R2"]);
}

/// Rates from 0 to `highest` on what comes from other economies.
fn rates(partition: &Partition, highest: f64) -> Rates {
    Rates::for_all_uses(Matrix::from_fn(partition.index().len(), partition.len(), |k, r| {
        let is_own = partition.of_row(k).position() == r;
        if is_own { 0.0 } else { highest * ((7 * k + 3 * r) % 5) as f64 / 4.0 }
    }))
}

/// Prices by the series and by the factor, with rates that rise and fall and stay half of what keeps costs finite.
fn swept_prices(table: &Mrio) {
    let factor = by_factor(table);
    let swept = fresh(table).suited(Need::Factor, Solver::Iterative);
    assert!(swept.is_swept());
    let partition = Partition::regions(table.index());
    let inputs = factor.inputs_left(&vec![1.0; factor.order()]);
    let largest = inputs.into_iter().fold(0.1, f64::max);
    let highest = (0.5 * (1.0 / largest - 1.0)).min(1.0);
    let (low, high) = (rates(&partition, 0.3 * highest), rates(&partition, highest));
    let pairs = [(Rates::none(&partition), high.clone()), (low.clone(), high.clone()), (high, low)];
    for (before, after) in pairs {
        let tariffs = Tariffs::new(&partition, before, after).unwrap();
        for pass in [PassThrough::default(), PassThrough::new(0.5).unwrap()] {
            let wanted = Prices::new(&factor, &tariffs, pass).unwrap();
            let found = Prices::new(&swept, &tariffs, pass).unwrap();
            for (found, wanted) in
                [(found.changes(), wanted.changes()), (found.first_order(), wanted.first_order())]
            {
                let [found, wanted] =
                    [found, wanted].map(|prices| Matrix::from_column(prices.to_vec()));
                close(&found, &wanted, &wanted, 1e-10);
            }
        }
    }
}

#[test]
fn swept_prices_of_several_blocks_are_those_of_the_factor() {
    swept_prices(&synthetic(3, 70, 1).unwrap());
    swept_prices(&synthetic(8, 30, 2).unwrap());
}

/// A and B use 60 of each other's goods for an output of 100: 0.6 · 1.7 = 1.02.
#[test]
fn prohibitive_tariffs_are_refused_by_sweeps_too() {
    let table = of_coefficients(2, 1, |i, j| if i == j { 0.0 } else { 0.6 });
    let partition = Partition::regions(table.index());
    let rates = Rates::for_all_uses(Matrix::from_rows(&[[0.0, 0.7], [0.7, 0.0]]));
    let tariffs = Tariffs::new(&partition, Rates::none(&partition), rates).unwrap();
    let refusal = |system: &LeontiefSystem| {
        Prices::new(system, &tariffs, PassThrough::default()).unwrap_err().to_string()
    };
    let swept = fresh(&table).suited(Need::Factor, Solver::Iterative);
    let found = refusal(&swept);
    assert!(found.contains("no finite prices exist") && found.contains("1.0200"), "{found}");
    assert_eq!(found, refusal(&by_factor(&table)));
}

/// A matrix of both signs whose columns are dominated by their diagonals, by a tenth or more.
fn dominated(order: usize, seed: u64) -> Matrix {
    let mut uniform = Uniform::new(seed);
    let mut matrix = Matrix::from_fn(order, order, |_, _| 2.0 * uniform.draw() - 1.0);
    for j in 0..order {
        let column = matrix.column_mut(j);
        let others: f64 = column.iter().map(|value| value.abs()).sum::<f64>() - column[j].abs();
        let sign = if j % 4 == 1 { -1.0 } else { 1.0 };
        column[j] = sign * others * (1.1 + uniform.draw());
    }
    matrix
}

/// M⁻¹R and M⁻ᵀR.
fn both(lu: &Lu, sides: &Matrix) -> [Matrix; 2] {
    let (mut right, mut left) = (sides.clone(), sides.clone());
    lu.solve(&mut right);
    lu.solve_transposed(&mut left);
    [right, left]
}

fn largest(matrix: &Matrix) -> f64 {
    matrix.values().iter().fold(0.0_f64, |most, value| most.max(value.abs()))
}

/// Residuals are what rounding leaves, from both sides.
fn solves(lu: &Lu, matrix: &Matrix) {
    let sides = sides(lu.order());
    let rounding = |solution: &Matrix| {
        1e-15 * lu.order() as f64 * (largest(matrix) * largest(solution) + largest(&sides))
    };
    let [right, left] = both(lu, &sides);
    assert!(matrix.times(&right).distance(&sides) <= rounding(&right));
    assert!(matrix.transpose_times(&left).distance(&sides) <= rounding(&left));
}

proptest! {
    #![proptest_config(config(8))]

    #[test]
    fn dominated_matrices_need_no_pivots(order in 130usize..=400, seed in any::<u64>()) {
        for matrix in [leontief_matrix(order, seed), dominated(order, seed)] {
            let lu = Lu::of(&matrix).unwrap();
            prop_assert_eq!(lu.pivoting(), Pivoting::Without);
            let pivoted = Lu::by(Pivoting::Partial, &matrix).unwrap();
            prop_assert_eq!(pivoted.pivoting(), Pivoting::Partial);
            let sides = sides(order);
            for (found, wanted) in both(&lu, &sides).iter().zip(both(&pivoted, &sides)) {
                prop_assert!(found.distance(&wanted) <= 1e-12 * largest(&wanted));
            }
            let (found, wanted) = (lu.inverse(), pivoted.inverse());
            prop_assert!(found.distance(&wanted) <= 1e-12 * largest(&wanted));
        }
    }

    #[test]
    fn matrices_that_need_pivots_get_them(order in 130usize..=400, seed in any::<u64>()) {
        let matrix = dominated(order, seed);
        // Rows in another order.
        let turned = Matrix::from_fn(order, order, |i, j| matrix[((i + 7) % order, j)]);
        // The first pivot is tiny, or none at all.
        let with_first = |pivot: f64| {
            let mut changed = matrix.clone();
            changed[(0, 0)] = pivot;
            changed
        };
        for matrix in [turned, with_first(1e-9), with_first(0.0)] {
            let lu = Lu::of(&matrix).unwrap();
            prop_assert_eq!(lu.pivoting(), Pivoting::Partial);
            solves(&lu, &matrix);
        }
    }
}

/// Four rows of which each takes eight times the one before: multipliers of 8, and elements that grow to 8⁴.
#[test]
fn elements_that_grow_call_for_pivots() {
    let order = 200;
    let mut matrix = Matrix::identity(order);
    (0..4).for_each(|k| matrix[(k + 1, k)] = -8.0);
    matrix[(0, order - 1)] = 1.0;
    let lu = Lu::of(&matrix).unwrap();
    assert_eq!(lu.pivoting(), Pivoting::Partial);
    solves(&lu, &matrix);
}

#[test]
fn matrices_without_pivots_and_with_what_is_no_number_are_reported() {
    let mut matrix = leontief_matrix(150, 1);
    matrix.column_mut(5).fill(0.0);
    assert_eq!(Lu::of(&matrix).map(|_| ()), Err(ZeroPivot { column: 5 }));
    for pivoting in [Pivoting::Without, Pivoting::Partial] {
        assert_eq!(Lu::by(pivoting, &matrix).map(|_| ()), Err(ZeroPivot { column: 5 }));
    }
    for value in [f64::NAN, f64::INFINITY] {
        let mut matrix = leontief_matrix(150, 1);
        matrix[(3, 7)] = value;
        assert!(Lu::of(&matrix).is_err(), "{value}");
        for pivoting in [Pivoting::Without, Pivoting::Partial] {
            assert!(Lu::by(pivoting, &matrix).is_err(), "{value} {pivoting:?}");
        }
    }
}

/// How a system is solved: by sweeps, a factor in single precision (mixed), or a factor or inverse.
fn way(system: &LeontiefSystem, need: Need) -> char {
    let view = system.suited(need, Solver::Automatic);
    let n = view.order();
    match (view.is_swept(), view.falls_back(), view.numbers_to_make()) {
        (true, true, _) => 's',
        (false, true, made) if made == n * n / 2 => 'm',
        (false, false, made) if made == n * n => 'f',
        other => panic!("{other:?}"),
    }
}

#[test]
fn sweeps_are_taken_from_500_rows_and_45_per_side_on() {
    let large = fresh(&synthetic(6, 91, 1).unwrap());
    let small = fresh(&synthetic(5, 109, 1).unwrap());
    assert_eq!((large.order(), small.order()), (546, 545));
    for (need, of_large, of_small) in [
        (Need::Sides(1), 's', 'f'),
        (Need::Sides(2), 'f', 'f'),
        (Need::InverseOr(1), 's', 'f'),
        (Need::InverseOr(2), 'f', 'f'),
        (Need::Vectors(1), 'f', 'f'),
        (Need::Inverse, 'f', 'f'),
        (Need::Factor, 'f', 'f'),
    ] {
        assert_eq!(way(&large, need), of_large, "{need:?}");
        assert_eq!(way(&small, need), of_small, "{need:?}");
    }
    // A vector counts as ten sides, and a region with half of the rows leaves nothing to sweep over.
    let many = fresh(&synthetic(19, 51, 1).unwrap());
    assert_eq!((many.order(), way(&many, Need::Vectors(1))), (969, 's'));
    assert_eq!(way(&many, Need::Vectors(2)), 'f');
    assert_eq!(way(&fresh(&synthetic(2, 300, 1).unwrap()), Need::Sides(1)), 'f');
    assert_eq!(way(&fresh(&synthetic(3, 200, 1).unwrap()), Need::Sides(1)), 's');
}

#[test]
fn what_was_done_is_the_way_that_suits() {
    let table = synthetic(6, 91, 1).unwrap();
    let side = Matrix::from_column(vec![1.0; 546]);
    let done = |need| {
        let view = fresh(&table).suited(need, Solver::Automatic);
        assert!(view.efforts().is_empty());
        view.solve(side.clone()).unwrap();
        view.efforts()
    };
    for need in [Need::Sides(1), Need::InverseOr(1)] {
        let efforts = done(need);
        assert!(matches!(efforts[..], [Effort::Sweeps { sides: 1, .. }]), "{efforts:?}");
    }
    for need in [Need::Inverse, Need::InverseOr(2)] {
        assert_eq!(done(need), [Effort::Inverse]);
    }
    for need in [Need::Sides(2), Need::Vectors(1), Need::Factor] {
        assert_eq!(done(need), [Effort::Factor { pivoting: Pivoting::Without }]);
    }
    let mixed = fresh(&table).suited(Need::Sides(1), Solver::Mixed);
    mixed.solve(side.clone()).unwrap();
    assert!(matches!(mixed.efforts()[..], [Effort::Mixed { sides: 1, .. }]));
}

/// What is said of a way is of all solves, whatever view asked for them.
#[test]
fn sides_add_up() {
    let system = fresh(&synthetic(6, 91, 1).unwrap());
    let (sweeps, mixed) = (Solver::Iterative, Solver::Mixed);
    let sides = |count: usize| Matrix::from_fn(546, count, |_, _| 1.0);
    for (solver, count) in [(sweeps, 2), (mixed, 1), (sweeps, 3), (mixed, 4)] {
        system.suited(Need::Sides(count), solver).solve(sides(count)).unwrap();
    }
    let record = system.record();
    drop(system);
    let efforts = record.so_far();
    assert!(
        matches!(efforts[..], [Effort::Sweeps { sides: 5, .. }, Effort::Mixed { sides: 5, .. }]),
        "{efforts:?}"
    );
}

#[test]
fn single_precision_is_taken_from_2000_rows_and_120_per_side_on() {
    let halves = fresh(&synthetic(2, 1000, 1).unwrap());
    for (need, expected) in [
        (Need::Sides(16), 'm'),
        (Need::Sides(17), 'f'),
        (Need::Vectors(1), 'm'),
        (Need::Vectors(2), 'f'),
        (Need::Inverse, 'f'),
        (Need::Factor, 'f'),
    ] {
        assert_eq!(way(&halves, need), expected, "{need:?}");
    }
    assert_eq!(way(&fresh(&synthetic(1, 1999, 1).unwrap()), Need::Sides(1)), 'f');
}
