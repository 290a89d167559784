//! Tables built, updated and split.

#[path = "../../examples/cut_seeds.rs"]
#[allow(dead_code, reason = "its main is not run here")]
mod cut_seeds;

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use tripole::frame::{Destination, Level};
use tripole::leontief::Solver;
use tripole::make::balance::Stop;
use tripole::make::{
    Proportional, SeedFiles, Seeds, Shares, Total, Totals, build, flows, proportional, read_seeds,
    split, synthetic, update, with_flows,
};
use tripole::measures::participation::{Measure, participation};
use tripole::measures::position::upstreamness;
use tripole::measures::value_added::vax;
use tripole::read::{Input, ReadOptions, read};
use tripole::write::{PrimaryRows, TableFormat, write_table};
use tripole::{Accounting, Concordance, Error, LeontiefSystem, Matrix, Mrio, Partition, Severity};

use crate::support::{config, drawn_table, gunzip, shared_table};

const SEEDS: &str = "seeds/three-pole-2011";

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn truth() -> Mrio {
    let input = Input::parse("builtin:three-pole-2011").unwrap();
    read(&input, &ReadOptions::default()).unwrap().table
}

/// The seeds of a table, through files.
fn cut(table: &Mrio) -> Seeds {
    let files = cut_seeds::files(table);
    let file = |name: &str| {
        let (_, text) = files.iter().find(|(known, _)| *known == name).unwrap();
        Input::bytes(format!("{name}.csv"), text)
    };
    let [totals, national, trade] = ["totals", "national", "trade"].map(file);
    read_seeds(&SeedFiles { name: "memory".to_owned(), totals, national, trade }).unwrap()
}

#[test]
fn committed_seeds_are_what_the_example_cuts() {
    for (name, text) in cut_seeds::files(&truth()) {
        let path = here(SEEDS).join(format!("{name}.csv.gz"));
        assert!(gunzip(&path) == text, "{}: run the example `cut_seeds`", path.display());
    }
}

/// Σ|ours − truth| / Σ|truth| in per cent, over the cells of Z and F that `chosen`.
fn off(ours: &Matrix, truth: &Matrix, chosen: impl Fn(usize, usize) -> bool) -> f64 {
    let (mut gap, mut size) = (0.0, 0.0);
    for j in 0..truth.columns() {
        for (i, (a, b)) in ours.column(j).iter().zip(truth.column(j)).enumerate() {
            if chosen(i, j) {
                gap += (a - b).abs();
                size += b.abs();
            }
        }
    }
    100.0 * gap / size
}

/// Whether a cell is of two regions.
fn foreign(table: &Mrio) -> impl Fn(usize, usize) -> bool {
    let n = table.index().len();
    move |i, j| {
        let buyer = match j.checked_sub(n) {
            None => Some(table.index().node(j).region),
            Some(column) => table.demand().columns()[column].region,
        };
        buyer != Some(table.index().node(i).region)
    }
}

const LEADERS: [&str; 5] = ["USA", "DEU", "CHN", "JPN", "KOR"];

/// VAX ratios and backward shares of the leaders, in per cent.
fn indicators(table: &Mrio) -> Vec<[f64; 2]> {
    let partition = Partition::regions(table.index());
    let system = LeontiefSystem::new(table.clone(), &Accounting::default()).unwrap();
    let vax = vax(&system, &partition, Level::Region).unwrap();
    let by = Level::Region;
    let gvc = participation(&system, &partition, Measure::BorinMancini, by).unwrap();
    let of = |leader: &&str| {
        let backward = gvc.value(&[leader], "gvc_backward_share").unwrap();
        [100.0 * vax.value(&[leader], "vax_ratio").unwrap(), 100.0 * backward]
    };
    LEADERS.iter().map(of).collect()
}

/// Σ|ours − truth| / Σ|truth| in per cent, over the value-added exports of all pairs.
fn pairs_off(ours: &Mrio, truth: &Mrio) -> f64 {
    let of = |table: &Mrio| {
        let partition = Partition::regions(table.index());
        let system = LeontiefSystem::new(table.clone(), &Accounting::default()).unwrap();
        vax(&system, &partition, Level::Pair).unwrap().real("vax").unwrap().to_vec()
    };
    let (ours, truth) = (of(ours), of(truth));
    let gap: f64 = ours.iter().zip(&truth).map(|(a, b)| (a - b).abs()).sum();
    100.0 * gap / truth.iter().sum::<f64>()
}

/// The figures that `docs/building-tables.md` prints, as it prints them.
#[test]
fn how_far_off_the_rebuilt_table_is() {
    let truth = truth();
    let seeds = read_seeds(&SeedFiles::in_folder(&here(SEEDS))).unwrap();
    let built = build(&seeds, None, &Stop::default(), &mut |_| ()).unwrap();
    let first = proportional(&seeds, None).unwrap();
    let both = Matrix::from_fn(seeds.index.len(), seeds.index.regions().len(), |i, r| {
        seeds.trade_inputs[(i, r)] + seeds.trade_final[(i, r)]
    });
    let one_use = Seeds { trade_inputs: both.clone(), trade_final: both, ..seeds.clone() };
    let coarse = build(&one_use, None, &Stop::default(), &mut |_| ()).unwrap();

    assert!(built.findings.iter().all(|f| f.severity == Severity::Note));
    assert_eq!(built.table.index(), truth.index());
    for (x, wanted) in built.table.row_sums().iter().zip(truth.row_sums()) {
        assert!((x - wanted).abs() <= 2e-9 * wanted);
    }
    // Categories come in another order: where each column of the truth is.
    let (n, demand) = (truth.index().len(), built.table.demand());
    let place = |j: usize| match j.checked_sub(n) {
        None => j,
        Some(column) => {
            let label = truth.demand().label(truth.index(), column);
            let mut all = 0..demand.len();
            n + all.find(|&c| demand.label(truth.index(), c) == label).unwrap()
        }
    };
    let places: Vec<usize> = (0..n + truth.demand().len()).map(place).collect();
    let (wanted, is_foreign) = (flows(&truth), foreign(&truth));
    let mut lines = vec![];
    let mut add = |what: &str, ours: &Matrix, table: Option<&Mrio>| {
        let ours = ours.select_columns(&places);
        let mut line = format!(
            "| {what} | {:.2} | {:.2} |",
            off(&ours, &wanted, |_, _| true),
            off(&ours, &wanted, &is_foreign)
        );
        if let Some(table) = table {
            let gaps: Vec<[f64; 2]> = indicators(table)
                .iter()
                .zip(indicators(&truth))
                .map(|(a, b)| [(a[0] - b[0]).abs(), (a[1] - b[1]).abs()])
                .collect();
            let worst = |k: usize| gaps.iter().map(|gap| gap[k]).fold(0.0, f64::max);
            let pairs = pairs_off(table, &truth);
            line += &format!(" {pairs:.2} | {:.2} | {:.3} |", worst(0), worst(1));
        } else {
            line += " | | |";
        }
        lines.push(line);
    };
    add("proportionality by use, balanced", &flows(&built.table), Some(&built.table));
    add("the same before balancing", &first.flows, None);
    add("one share for all uses, balanced", &flows(&coarse.table), Some(&coarse.table));
    let ours = indicators(&built.table).into_iter().zip(indicators(&truth));
    for (leader, (a, b)) in LEADERS.iter().zip(ours) {
        lines.push(format!("| {leader} | {:.2} | {:.2} | {:.2} | {:.2} |", b[0], a[0], b[1], a[1]));
    }
    let page = std::fs::read_to_string(here("docs/building-tables.md")).unwrap();
    lines.retain(|line| !page.contains(line));
    assert!(lines.is_empty(), "docs/building-tables.md lacks\n{}", lines.join("\n"));
}

/// Imported use of every product by every user, summed over partners.
fn imported_use(table_index: &tripole::Index, flows: &Matrix, seeds: &Seeds) -> Matrix {
    let n = table_index.len();
    let mut sums = Matrix::zeros(table_index.sectors().len(), flows.columns());
    for j in 0..flows.columns() {
        let buyer = match j.checked_sub(n) {
            None => Some(table_index.node(j).region),
            Some(column) => seeds.demand.columns()[column].region,
        };
        for (i, flow) in flows.column(j).iter().enumerate() {
            if Some(table_index.node(i).region) != buyer {
                sums[(table_index.node(i).sector.position(), j)] += flow;
            }
        }
    }
    sums
}

/// An imported product without a partner is left out, or bought from the rest of the world.
#[test]
fn imports_without_a_partner_are_reported() {
    let mut seeds = cut(&synthetic::table(3, 2, 1).unwrap());
    for (row, importer) in [(2, 0), (4, 0)] {
        seeds.trade_inputs[(row, importer)] = 0.0;
        seeds.trade_final[(row, importer)] = 0.0;
    }
    let lost: f64 = (0..seeds.imported.columns())
        .filter(|&j| j < 2 || (6..12).contains(&j))
        .map(|j| seeds.imported[(0, j)])
        .sum();
    let Proportional { flows: left_out, findings, .. } = proportional(&seeds, None).unwrap();
    assert_eq!(
        (findings[0].kind.name(), findings[0].place.as_str()),
        ("unallocated_imports", "R01:S01")
    );
    assert!((findings[0].value - lost).abs() < 1e-9 * lost, "{}", findings[0].message);
    let used = |flows: &Matrix| imported_use(&seeds.index, flows, &seeds);
    let gone = seeds.imported.minus(&used(&left_out));
    assert!((gone.values().iter().sum::<f64>() - lost).abs() < 1e-9 * lost);

    let rest = seeds.index.find_region("R03").unwrap();
    let placed = proportional(&seeds, Some(rest)).unwrap();
    assert!(
        placed.findings[0].message.contains("are bought from `R03`"),
        "{}",
        placed.findings[0].message
    );
    assert!(used(&placed.flows).distance(&seeds.imported) < 1e-9);
    // The rest of the world cannot sell to itself.
    let rest = seeds.index.find_region("R01").unwrap();
    let message = &proportional(&seeds, Some(rest)).unwrap().findings[0].message;
    assert!(message.contains("but for"), "{message}");
}

/// Two regions of one product, by hand: R2's imports all come from R1, so that the table is the one
/// that was cut; exports reported one too high are found.
#[test]
fn a_world_of_two_is_rebuilt_exactly() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).unwrap();
    };
    put("totals.csv", "region,sector,output,value_added,exports\nA,x,100,80,31\nB,x,50,40,10\n");
    put(
        "national.csv",
        "region,origin,product,user,value\nA,domestic,x,x,15\nA,imported,x,x,5\nA,domestic,x,f,55\nA,imported,x,f,5\nB,domestic,x,x,0\nB,imported,x,x,10\nB,domestic,x,f,40\nB,imported,x,f,20\n",
    );
    put("trade.csv", "exporter,importer,product,use,value\nA,B,x,,3\nB,A,x,,1\n");
    let built = build(
        &read_seeds(&SeedFiles::in_folder(folder.path())).unwrap(),
        None,
        &Stop::default(),
        &mut |_| (),
    )
    .unwrap();
    let wanted = Matrix::from_rows(&[[15.0, 10.0, 55.0, 20.0], [5.0, 0.0, 5.0, 40.0]]);
    assert!(flows(&built.table).distance(&wanted) < 1e-12);
    assert_eq!(built.table.reported_value_added().unwrap(), [80.0, 40.0]);
    assert_eq!(built.exports.value(&["A", "x"], "gap"), Some(1.0));
    assert_eq!(built.findings[0].kind.name(), "export_gap");
}

/// What `docs/building-tables.md` says about sixteen years of change.
#[test]
fn how_far_off_an_update_is() {
    let (new, input) = (truth(), Input::parse("builtin:three-pole-1995").unwrap());
    let old = read(&input, &ReadOptions::default()).unwrap().table;
    let exact = |value: f64| Some(Total { value, error: 0.0 });
    let mut totals = Totals::none(&old);
    totals.output = new.row_sums().iter().map(|x| exact(*x)).collect();
    let inputs = new.row_sums().iter().zip(new.input_sums());
    totals.value_added = inputs.map(|(x, z)| exact(x - z)).collect();
    for (c, column) in new.demand().columns().iter().enumerate() {
        if new.demand().category(column.category) != "c42" {
            totals.final_demand[c] = exact(new.final_demand().column(c).iter().sum());
        }
    }
    assert_eq!((old.index(), old.demand()), (new.index(), new.demand()));
    let updated = update(&old, &totals, &Stop::default(), &mut |_| ()).unwrap().table;
    let is_foreign = foreign(&new);
    let scale = new.row_sums().iter().sum::<f64>() / old.row_sums().iter().sum::<f64>();
    let grown = flows(&old);
    let grown = Matrix::from_fn(grown.rows(), grown.columns(), |i, j| scale * grown[(i, j)]);
    let page = std::fs::read_to_string(here("docs/building-tables.md")).unwrap();
    for (what, ours) in [("updated", flows(&updated)), ("all cells grown alike", grown)] {
        let line = format!(
            "| {what} | {:.1} | {:.1} |",
            off(&ours, &flows(&new), |_, _| true),
            off(&ours, &flows(&new), &is_foreign)
        );
        assert!(page.contains(&line), "{line}");
    }
}

/// Without new totals nothing changes; at the totals of the next year, the result has them.
#[test]
fn an_update_has_the_new_totals() {
    let old = truth();
    let nothing = update(&old, &Totals::none(&old), &Stop::default(), &mut |_| ()).unwrap();
    assert!(flows(&nothing.table).distance(&flows(&old)) < 1e-6);

    let new = read(&Input::parse("builtin:three-pole-1995").unwrap(), &ReadOptions::default());
    let new = new.unwrap().table.with_residual_value_added().unwrap();
    let exact = |value: f64| Some(Total { value, error: 0.0 });
    let totals = Totals {
        output: new.row_sums().iter().map(|x| exact(*x)).collect(),
        value_added: new
            .row_sums()
            .iter()
            .zip(new.input_sums())
            .map(|(x, z)| exact(x - z))
            .collect(),
        final_demand: vec![None; old.demand().len()],
    };
    let updated = update(&old, &totals, &Stop::default(), &mut |_| ()).unwrap().table;
    for (ours, theirs) in updated.row_sums().iter().zip(new.row_sums()) {
        assert!((ours - theirs).abs() <= 1e-9 * theirs);
    }
    for (ours, theirs) in updated.input_sums().iter().zip(new.input_sums()) {
        assert!((ours - theirs).abs() <= 1e-8 * theirs);
    }
    let w = updated.reported_value_added().unwrap();
    for (k, w) in w.iter().enumerate() {
        assert!((w + updated.input_sums()[k] - updated.row_sums()[k]).abs() < 1e-6);
    }
    // Output alone: the share of inputs in output stays.
    let some = Totals { value_added: vec![None; w.len()], ..totals };
    let updated = update(&old, &some, &Stop::default(), &mut |_| ()).unwrap().table;
    for k in 0..w.len() {
        let share = |table: &Mrio| table.input_sums()[k] / table.row_sums()[k];
        assert!((share(&updated) - share(&old)).abs() < 1e-8, "{k}");
    }
}

/// Totals of the wrong length, and a world whose incomes and purchases differ.
#[test]
fn contradicting_updates_are_refused() {
    let old = synthetic::table(2, 2, 1).unwrap();
    let mut totals = Totals::none(&old);
    for (c, total) in totals.final_demand.iter_mut().enumerate() {
        let sum: f64 = old.final_demand().column(c).iter().sum();
        *total = Some(Total { value: 1.1 * sum, error: 0.0 });
    }
    let run = |totals: &Totals| update(&old, totals, &Stop::default(), &mut |_| ());
    assert!(matches!(run(&totals), Err(Error::SumsDiffer { .. })));
    totals.final_demand[0].as_mut().unwrap().error = 1.0;
    let way: Vec<String> =
        run(&totals).unwrap().report.gave_way().map(|line| line.label.clone()).collect();
    assert_eq!(way, ["R01_HFCE"]);
    totals.output.pop();
    assert!(matches!(run(&totals), Err(Error::Shape { .. })));
}

/// Shares for two parts of a region.
fn two_parts(rows: usize, columns: usize, draws: &[f64]) -> Shares {
    let of = |lines: usize, from: usize| {
        Matrix::from_fn(lines, 2, |i, part| {
            let share = draws[(from + i) % draws.len()];
            if part == 0 { share } else { 1.0 - share }
        })
    };
    Shares {
        parts: vec!["N".to_owned(), "S".to_owned()],
        output: of(rows, 0),
        final_demand: of(columns, 3),
    }
}

/// The parts added up again.
fn together(table: &Mrio, region: &str) -> Mrio {
    let whole = |code: &String| match code.as_str() {
        "N" | "S" => region.to_owned(),
        _ => code.clone(),
    };
    let pairs = table.index().region_codes().iter().map(|code| (code.clone(), whole(code)));
    table.aggregate(Some(&Concordance::new(pairs.collect())), None).unwrap()
}

/// Output-weighted mean upstreamness of the world.
fn mean_upstreamness(table: &Mrio) -> f64 {
    let system = LeontiefSystem::new(table.clone(), &Accounting::default()).unwrap();
    let stages = upstreamness(&system, Solver::Lu).unwrap();
    let x = system.output();
    let weighted = stages.iter().zip(x).filter(|(u, _)| !u.is_nan()).map(|(u, x)| u * x);
    weighted.sum::<f64>() / x.iter().sum::<f64>()
}

proptest! {
    #![proptest_config(config(100))]

    /// Use of domestic products stays, and so does imported use by product and user, unless
    /// nobody sells the product abroad.
    #[test]
    fn proportionality_keeps_imported_use(drawn in drawn_table()) {
        let seeds = cut(&drawn.table);
        let Proportional { flows, findings, .. } = proportional(&seeds, None).unwrap();
        let (used, tolerance) = (imported_use(&seeds.index, &flows, &seeds), drawn.tolerance());
        let lost = findings.iter().any(|f| f.kind.name() == "unallocated_imports");
        let kept = used.distance(&seeds.imported) <= tolerance;
        prop_assert!(kept || lost);
        for j in 0..used.columns() {
            for i in 0..used.rows() {
                // All or nothing.
                let (a, b) = (used[(i, j)], seeds.imported[(i, j)]);
                prop_assert!((a - b).abs() <= tolerance || a == 0.0, "{a} {b}");
            }
        }
        for j in 0..seeds.index.len() {
            let own = seeds.index.rows(seeds.index.node(j).region);
            prop_assert_eq!(&flows.column(j)[own.clone()], &seeds.domestic.column(j)[own]);
        }
    }

    /// Cut into parts, with shares drawn for every sector, and added up again.
    #[test]
    fn split_and_added_up_is_the_table(drawn in drawn_table(), draws in prop::collection::vec(0.0..1.0f64, 5)) {
        let (table, index) = (&drawn.table, drawn.table.index());
        let region = index.find_region("R1").unwrap();
        let parts = split(table, region, &two_parts(index.rows(region).len(), 2, &draws)).unwrap();
        prop_assert_eq!(parts.index().len(), index.len() + index.rows(region).len());
        let back = together(&parts, "R1");
        prop_assert_eq!(back.index(), index);
        prop_assert!(flows(&back).distance(&flows(table)) <= 1e-3 * drawn.tolerance());
        // Rows and columns stay balanced: every part has its share of both.
        for (k, x) in parts.row_sums().iter().enumerate() {
            prop_assert!(x.abs() <= drawn.tolerance() || parts.input_sums()[k] <= x + drawn.tolerance());
        }
        let (before, after) = (mean_upstreamness(table), mean_upstreamness(&parts));
        prop_assert!((before - after).abs() < 1e-8 * before.abs().max(1.0), "{before} {after}");
    }

    /// Flows put back into a table give it back, value added as what closes the columns.
    #[test]
    fn own_flows_are_the_identity(drawn in drawn_table()) {
        let same = with_flows(&drawn.table, &flows(&drawn.table)).unwrap();
        prop_assert_eq!(same.final_demand(), drawn.table.final_demand());
        let w = same.reported_value_added().unwrap();
        for (k, w) in w.iter().enumerate() {
            prop_assert!((w + same.input_sums()[k] - same.row_sums()[k]).abs() <= drawn.tolerance());
        }
    }
}

/// All primary rows and the published output are cut too.
#[test]
fn split_tables_keep_their_totals() {
    let table = truth();
    let china = table.index().find_region("CHN").unwrap();
    let parts = split(&table, china, &two_parts(16, 5, &[0.3, 0.8, 0.0, 1.0])).unwrap();
    let back = together(&parts, "CHN");
    let close =
        |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(a, b)| (a - b).abs() <= 1e-9 * b.abs());
    assert!(close(back.reported_output().unwrap(), table.reported_output().unwrap()));
    assert!(close(&back.reported_value_added().unwrap(), &table.reported_value_added().unwrap()));
    let taken =
        Shares { parts: vec!["USA".to_owned(), "S".to_owned()], ..two_parts(16, 5, &[0.5]) };
    assert!(matches!(split(&table, china, &taken), Err(Error::Label { .. })));
    let short = Shares { output: Matrix::zeros(16, 2), ..two_parts(16, 5, &[0.5]) };
    assert!(matches!(split(&table, china, &short), Err(Error::Range { .. })));
}

/// The world of 2010 at output and value added of 2011, through files: what is written can be read,
/// though a sector without output sells -1 by rounding, whose total of zero is out of reach.
#[test]
fn the_world_moves_a_year() {
    let options = ReadOptions::default();
    let Some(old) = shared_table("data/wiod13/wiod13_2010.csv.gz", &options) else { return };
    let Some(new) = shared_table("data/wiod13/wiod13_2011.csv.gz", &options) else { return };
    let exact = |value: f64| Some(Total { value, error: 0.0 });
    let mut totals = Totals::none(&old);
    totals.output = new.reported_output().unwrap().iter().map(|x| exact(*x)).collect();
    totals.value_added = new.reported_value_added().unwrap().iter().map(|w| exact(*w)).collect();
    let run = |totals: &Totals| update(&old, totals, &Stop::default(), &mut |_| ());
    let error = run(&totals).unwrap_err().to_string();
    assert_eq!(
        error,
        "all cells are negative or zero, but not the total of: `row LUX_c5 = 0`, `row LUX_c8 = 0`"
    );
    for code in ["LUX_c5", "LUX_c8"] {
        let row = (0..old.index().len()).find(|&row| old.index().label(row) == code).unwrap();
        (totals.output[row], totals.value_added[row]) = (None, None);
    }
    let updated = run(&totals).unwrap();
    assert_eq!(updated.report.sign_changes, 0);
    let output = updated.table.reported_output().unwrap();
    for (ours, wanted) in output.iter().zip(new.reported_output().unwrap()) {
        assert!((ours - wanted).abs() <= 1e-9 * wanted.max(1.0), "{ours} {wanted}");
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("updated.csv");
    let destination = Destination::create(&path).unwrap();
    write_table(&updated.table, destination, TableFormat::Canonical, PrimaryRows::Totals).unwrap();
    let back = read(&Input::Path(path), &options).unwrap().table;
    assert_eq!(back.intermediate(), updated.table.intermediate());
}
