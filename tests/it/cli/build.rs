//! Making and balancing tables.

use super::*;

/// Files of a folder, written for a test.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Folder(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_string_lossy().into_owned()
    }

    fn put(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// What the program says, without the names of the folder.
    fn shown(&self, args: &[&str]) -> String {
        shown(args).replace(&format!("{}/", self.0.path().display()), "")
    }

    fn count(&self) -> usize {
        std::fs::read_dir(self.0.path()).unwrap().count()
    }
}

/// By hand: rows of 3 and 7 are to be 6 and 14, so that every cell doubles.
#[test]
fn a_table_is_balanced_and_reported() {
    let folder = Folder::new();
    let table = folder.put("table.csv", ",A_x,B_x,A_f,B_f\nA_x,1,0,2,0\nB_x,0,3,0,4\n");
    let rows = folder.put("rows.csv", "region,sector,value\nA,x,6\nB,x,14\n");
    let (out, report) = (folder.path("out.csv"), folder.path("report.csv"));
    insta::assert_snapshot!(folder.shown(&["balance", &table, "--rows", &rows, "-o", &out, "--report", &report]), @r"
    0
    warning: the file has no output row or column; output is the row sum
    warning: the file has no value added row; value added is output less intermediate inputs
    note: GRAS: 2 totals met in 2 sweeps; largest gap 0.500 before, 0 after (relative to its total)
    wrote out.csv: 2 rows
    ");
    insta::assert_snapshot!(folder.text("out.csv"), @r"
    ,A_x,B_x,A_f,B_f,OUT
    A_x,2,0,4,0,6
    B_x,0,6,0,8,14
    VA,4,8,0,0,0
    OUT,6,14,0,0,0
    ");
    insta::assert_snapshot!(folder.text("report.csv"), @r"
    kind,label,target,error,used,before,after,gap_before,gap_after
    sweeps,GRAS,,,,,2,,
    largest_gap,GRAS,,,,0.5,0,,
    zeros,GRAS,,,,4,4,,
    sign_changes,GRAS,,,,,0,,
    gave_way,GRAS,,,,,0,,
    row,A_x,6,0,6,3,6,-3,0
    row,B_x,14,0,14,7,14,-7,0
    cell,B_x > B_f,,,,4,8,,
    cell,B_x > B_x,,,,3,6,,
    cell,A_x > A_f,,,,2,4,,
    cell,A_x > A_x,,,,1,2,,
    ");
    // What is written is a table like any other.
    ok(&["check", &out, "--strict"]);
    // Columns have categories for their sectors, and sets of cells need another method.
    let cols = folder.put("cols.csv", "region,sector,value\nA,x,2\nA,f,4\n");
    ok(&["balance", &table, "--rows", &rows, "--cols", &cols, "-o", &out, "--quiet"]);
    let cells =
        folder.put("cells.csv", "row_region,row_sector,col_region,col_item,value\nA,,,final,6\n");
    for method in ["scaling", "quadratic"] {
        ok(&["balance", &table, "--cells", &cells, "--method", method, "-o", &out, "--quiet"]);
        let line = folder.text("out.csv").lines().nth(1).unwrap().to_owned();
        assert!(line.starts_with("A_x,1,0,6,0") || line.starts_with("A_x,1,0,5.99999"), "{line}");
    }
}

#[test]
fn totals_out_of_reach_are_refused_and_nothing_is_written() {
    let folder = Folder::new();
    let table = folder.put("table.csv", ",A_x,B_x,A_f,B_f\nA_x,1,0,2,0\nB_x,0,3,0,4\n");
    let out = folder.path("out.csv");
    let zero = folder.put("zero.csv", "region,sector,value\nA,x,0\n");
    insta::assert_snapshot!(folder.shown(&["balance", &table, "--rows", &zero, "-o", &out]), @r"
    1
    warning: the file has no output row or column; output is the row sum
    warning: the file has no value added row; value added is output less intermediate inputs
    error: sectors that buy inputs cannot have an output of zero or less: `row A_x = 0, inputs 1`

    hint: give these rows totals above zero, or set their columns to zero in the table
    ");
    let crossed = folder.put("crossed.csv", "region,sector,value\nA,x,2\nA,f,2\nB,x,5\nB,f,11\n");
    let rows = folder.put("rows.csv", "region,sector,value\nA,x,6\nB,x,14\n");
    insta::assert_snapshot!(folder.shown(&["balance", &table, "--rows", &rows, "--cols", &crossed, "-o", &out]), @r"
    1
    warning: the file has no output row or column; output is the row sum
    warning: the file has no value added row; value added is output less intermediate inputs
    error: GRAS stopped after 201 sweeps with 2 of the totals unmet, the worst by 3.3e-1 of its size: `row A_x`, `row B_x`

    hint: too many cells of these lines are zero, or other totals contradict them: leave these totals out, or give those that may give way a standard error (column `error`) and use `--method scaling` or `quadratic`
    ");
    let sums = folder.put("sums.csv", "region,sector,value\nA,x,2\nA,f,4\nB,x,5\nB,f,10\n");
    insta::assert_snapshot!(folder.shown(&["balance", &table, "--rows", &rows, "--cols", &sums, "-o", &out]), @r"
    1
    warning: the file has no output row or column; output is the row sum
    warning: the file has no value added row; value added is output less intermediate inputs
    error: the row totals add up to 20, the column totals to 21

    hint: give the totals that may give way a standard error (column `error`), or leave some of them out
    ");
    let cells =
        folder.put("cells.csv", "row_region,row_sector,col_region,col_item,value\nA,,,final,6\n");
    insta::assert_snapshot!(folder.shown(&["balance", &table, "--cells", &cells, "-o", &out]), @r"
    1
    warning: the file has no output row or column; output is the row sum
    warning: the file has no value added row; value added is output less intermediate inputs
    error: GRAS cannot be combined with the total of cells `A_all > all_final`

    hint: it knows totals of rows and columns alone: use `--method scaling` or `quadratic`
    ");
    let typo = folder.put("typo.csv", "region,sector,value\nA,y,6\n");
    insta::assert_snapshot!(folder.shown(&["balance", &table, "--rows", &typo, "-o", &out]), @r"
    1
    warning: the file has no output row or column; output is the row sum
    warning: the file has no value added row; value added is output less intermediate inputs
    error: `typo.csv` line 2, column `sector`: unknown sector `y`

    hint: a similar code exists: `x`
    ");
    insta::assert_snapshot!(folder.shown(&["balance", &table, "--rows", &rows, "-o", &table]), @r"
    1
    error: `table.csv` is the input itself

    hint: give the output another name
    ");
    insta::assert_snapshot!(folder.shown(&["balance", &table, "--rows", &rows, "-o", "out.xlsx"]), @r"
    1
    error: `out.xlsx` has no known ending

    hint: use one of `.csv`, `.csv.gz`
    ");
    insta::assert_snapshot!(folder.shown(&["balance", &table, "--rows", &rows, "-o", &out, "--spread", "square-root"]), @r"
    1
    error: `--spread` cannot be combined with a method other than `--method quadratic`

    hint: the others know no standard errors of cells
    ");
    assert_eq!(folder.count(), 7, "only what the test wrote");
    assert_eq!(tripole(&["balance", &table, "-o", &out]).status.code(), Some(2));
    assert_eq!(tripole(&["balance", &table, "--rows", &rows]).status.code(), Some(2));
}

/// Totals that contradict each other: the uncertain ones give way.
#[test]
fn uncertain_totals_give_way() {
    let folder = Folder::new();
    let table = folder.put("table.csv", ",A_x,B_x,A_f,B_f\nA_x,1,1,2,1\nB_x,1,3,1,4\n");
    let rows = folder.put("rows.csv", "region,sector,value\nA,x,6\nB,x,10\n");
    let cols = folder
        .put("cols.csv", "region,sector,value,error\nA,x,2,\nB,x,5,0\nA,f,4,0.5\nB,f,6,0.5\n");
    let out = folder.path("out.csv");
    for method in ["gras", "scaling", "quadratic"] {
        let args =
            ["balance", &table, "--rows", &rows, "--cols", &cols, "--method", method, "-o", &out];
        let text = folder.shown(&args);
        assert!(text.contains("note: 2 totals gave way"), "{method}: {text}");
    }
}

#[test]
fn the_worked_example_is_built() {
    let folder = Folder::new();
    let out = folder.path("table.csv.gz");
    let seeds = concat!(env!("CARGO_MANIFEST_DIR"), "/seeds/three-pole-2011");
    let exports = folder.path("exports.csv");
    insta::assert_snapshot!(folder.shown(&["build", seeds, "-o", &out, "--rest", "ROW", "--exports", &exports]), @r"
    0
    note: users that are no sectors, taken as final demand: `c37`, `c38`, `c39`, `c41`, `c42`
    note: exports implied by the imports of all partners differ from reported ones by less than 0.01 % in all, most at `CEE_MIN`: reported 6188, implied 6378; balancing spreads the gap
    note: GRAS: 703 totals met in 62 sweeps; largest gap 0.045 before, 1.0e-9 after (relative to its total)
    wrote table.csv.gz: 304 rows
    ");
    let text = folder.text("exports.csv");
    assert!(text.starts_with("region,sector,reported,implied,gap\nUSA,AGR,55450,"), "{text}");
    let vax = ok(&["vax", &out, "--exporter", "CHN"]);
    assert!(vax.lines().nth(1).unwrap().contains(",0.761"), "{vax}");
    insta::assert_snapshot!(folder.shown(&["build", seeds, "-o", &out, "--rest", "RWO"]), @r"
    1
    note: users that are no sectors, taken as final demand: `c37`, `c38`, `c39`, `c41`, `c42`
    error: unknown region `RWO`

    hint: a similar code exists: `ROW`
    ");
    let nowhere = folder.shown(&["build", &folder.path("nowhere"), "-o", &out]);
    assert!(nowhere.starts_with("1\nerror: cannot read `nowhere/totals.csv`"), "{nowhere}");
}

/// Output of A doubles; its inputs and sales follow, value added closes the columns.
#[test]
fn a_table_is_updated() {
    let folder = Folder::new();
    let table = folder.put(
        "table.csv",
        ",A_x,B_x,A_f,B_f,OUT\nA_x,1,1,2,1,5\nB_x,1,3,1,4,9\nVA,3,5,0,0,0\nOUT,5,9,0,0,0\n",
    );
    let totals =
        folder.put("totals.csv", "total,region,sector,value\noutput,A,x,10\nvalue_added,A,x,6.5\n");
    let out = folder.path("out.csv");
    ok(&["update", &table, "--totals", &totals, "-o", &out, "--quiet"]);
    ok(&["check", &out, "--strict"]);
    let text = folder.text("out.csv");
    let line = text.lines().find(|line| line.starts_with("VA,")).unwrap();
    let added: Vec<f64> = line.split(',').skip(1).map(|cell| cell.parse().unwrap()).collect();
    assert!((added[0] - 6.5).abs() < 1e-7 && (added[1] - 5.0).abs() < 1e-7, "{line}");
    let wrong = folder.put("wrong.csv", "total,region,sector,value\ngdp,A,x,10\n");
    insta::assert_snapshot!(folder.shown(&["update", &table, "--totals", &wrong, "-o", &out]), @r"
    1
    error: `wrong.csv` line 2, column `total`: `gdp` is none of `output`, `value_added`, `final_demand`
    ");
}

/// A of two parts with three quarters and a quarter of output, and half each of final demand.
#[test]
fn a_region_is_split() {
    let folder = Folder::new();
    let table = folder.put("table.csv", ",A_x,B_x,A_f,B_f,OUT\nA_x,16,8,32,8,64\nB_x,16,3,1,4,24\nVA,32,13,0,0,0\nOUT,64,24,0,0,0\n");
    let shares =
        folder.put("shares.csv", "part,sector,share\nN,x,0.75\nS,x,0.25\nN,FD,0.5\nS,FD,0.5\n");
    let out = folder.path("out.csv");
    assert_eq!(ok(&["split", &table, "--region", "A", "--shares", &shares, "-o", &out]), "");
    insta::assert_snapshot!(folder.text("out.csv"), @r"
    ,N_x,S_x,B_x,N_f,S_f,B_f,OUT
    N_x,9,3,6,12,12,6,48
    S_x,3,1,2,4,4,2,16
    B_x,12,4,3,0.5,0.5,4,24
    VA,24,8,13,0,0,0,0
    OUT,48,16,24,0,0,0,0
    ");
    let short = folder.put("short.csv", "part,sector,share\nN,x,0.75\nN,FD,1\n");
    insta::assert_snapshot!(folder.shown(&["split", &table, "--region", "A", "--shares", &short, "-o", &out]), @r"
    1
    error: `short.csv` line 2: the shares of `x` add up to 0.75, expected 1

    hint: give every part its share, so that they add up to one
    ");
}
