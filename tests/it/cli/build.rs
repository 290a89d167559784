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

    hint: use one of `.csv`, `.csv.gz`, `.tripole`
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

/// Two sectors of one region.
const TWO_SECTORS: &str =
    ",A_x,A_y,A_f,OUT\nA_x,20,30,50,100\nA_y,10,40,50,100\nVA,70,30,0,0\nOUT,100,100,0,0\n";

/// By hand: final users buy no ships, so that 2.5 + 10 + 50 of the 100 that are sold are cars.
#[test]
fn a_sector_is_split() {
    let folder = Folder::new();
    let table = folder.put("table.csv", TWO_SECTORS);
    let head = "part,kind,partner,share\ncars,output,,0.25\nships,output,,0.75\n";
    let shares = folder.put("shares.csv", &format!("{head}cars,sales,A_f,1\nships,sales,A_f,0\n"));
    let accounts = folder.put(
        "accounts.csv",
        "region,sector,account,value,unit\nA,x,co2,8,kt\nA,y,co2,100,kt\nA,FD,co2,3,kt\n",
    );
    let (out, parts) = (folder.path("out.csv"), folder.path("parts.csv"));
    let split = |more: &[&str]| {
        folder.shown(&[&["split", &table, "--sector", "y", "-o", &out], more].concat())
    };
    let said =
        split(&["--shares", &shares, "--satellite", &accounts, "--satellite-output", &parts]);
    let note = "note: shares of output of `A_y` that its sales imply: `cars` 0.625 (given: 0.25), `ships` 0.375 \
                (given: 0.75)\n";
    assert!(said.starts_with("0\n") && said.contains(note), "{said}");
    insta::assert_snapshot!(folder.text("out.csv"), @r"
    ,A_x,A_cars,A_ships,A_f,OUT
    A_x,20,18.75,11.25,50,100
    A_cars,2.5,6.25,3.75,50,62.5
    A_ships,7.5,18.75,11.25,0,37.5
    VA,70,18.75,11.25,0,0
    OUT,100,62.5,37.5,0,0
    ");
    insta::assert_snapshot!(folder.text("parts.csv"), @r"
    region,sector,account,unit,value
    A,x,co2,kt,8
    A,cars,co2,kt,62.5
    A,ships,co2,kt,37.5
    A,FD,co2,kt,3
    ");
    // What is written is read with the table that is.
    ok(&["check", &out]);
    assert!(!shown(&["footprint", &out, "--satellite", &parts]).contains("have no line"));
    let without = split(&["--shares", &shares, "--satellite", &accounts]);
    assert!(without.contains("`--satellite` needs `--satellite-output`"), "{without}");
    let idle = split(&["--shares", &shares, "--balance"]);
    assert!(
        idle.contains("no part has value added below zero, and nothing was balanced"),
        "{idle}"
    );
}

/// Cars buy nearly all of what x sells, and more than they sell.
#[test]
fn parts_without_value_added_are_refused_or_balanced() {
    let folder = Folder::new();
    let table = folder.put("table.csv", TWO_SECTORS);
    let head = "part,kind,partner,share\ncars,output,,0.25\nships,output,,0.75\n";
    let put = |cars: f64| {
        let lines = format!("cars,inputs,A_x,{cars}\nships,inputs,A_x,{}\n", 1.0 - cars);
        folder.put(&format!("shares{cars}.csv"), &format!("{head}{lines}"))
    };
    let (most, all, out) = (put(0.875), put(1.0), folder.path("out.csv"));
    let split = |shares: &str, more: &[&str]| {
        let words = ["split", &table, "--sector", "y", "--shares", shares, "-o", &out];
        folder.shown(&[&words, more].concat())
    };
    insta::assert_snapshot!(split(&most, &[]), @r"
    1
    error: parts of the sector would have value added below zero: `A_cars: -11.25, inputs 36.25`

    hint: give shares of inputs nearer to the shares of output, or let the inputs of the parts be balanced with `--balance`
    ");
    let said = split(&most, &["--balance"]);
    assert!(
        said.starts_with("0\n") && said.contains("the inputs of the parts were balanced"),
        "{said}"
    );
    let text = folder.text("out.csv");
    let cells = |label: &str| -> Vec<f64> {
        let line = text.lines().find(|line| line.starts_with(label)).unwrap();
        line.split(',').skip(1).map(|cell| cell.parse().unwrap()).collect()
    };
    let added = cells("VA,");
    for (found, expected) in added.iter().zip([70.0, 7.5, 22.5]) {
        assert!((found - expected).abs() < 1e-8, "{text}");
    }
    // What the parts buy of each supplier stays, and cars still buy more of x than their share of output.
    for (label, expected) in [("A_x,", 30.0), ("A_cars,", 10.0), ("A_ships,", 30.0)] {
        assert!((cells(label)[1..3].iter().sum::<f64>() - expected).abs() < 1e-12, "{text}");
    }
    assert!(cells("A_x,")[1] > 7.5, "{text}");
    // All that x sells to y cannot go to cars, whose inputs are to be 17.5.
    let said = split(&all, &["--balance"]);
    assert!(said.contains("no inputs with these zeros leave each part its share"), "{said}");
}

#[test]
fn shares_of_sectors_are_refused_by_line() {
    let folder = Folder::new();
    let table = folder.put("table.csv", TWO_SECTORS);
    let out = folder.path("out.csv");
    let said = |lines: &str| {
        let text = format!("part,kind,partner,share\n{lines}");
        let shares = folder.put("shares.csv", &text);
        folder.shown(&["split", &table, "--sector", "y", "--shares", &shares, "-o", &out])
    };
    let half = "u,output,,0.5\nv,output,,0.5\n";
    for (lines, words) in [
        (
            "u,output,,1.5\nv,output,,-0.5\n".to_owned(),
            "line 2, column `share`: 1.5 is not a number from 0 to 1",
        ),
        (
            "u,output,,0.25\nv,output,,0.7\n".to_owned(),
            "line 3: the shares of `output` add up to 0.95, expected 1",
        ),
        (
            format!("{half}u,sales,A_f,0.5\n"),
            "line 4: the shares of `sales to A_f` add up to 0.5, expected 1",
        ),
        (
            format!("{half}u,inputs,A_x,1\nv,inputs,A_x,1\n"),
            "line 5: the shares of `inputs from A_x` add up to 2, expected 1",
        ),
        (
            format!("{half}u,sales,B_f,1\n"),
            "line 4, column `partner`: unknown buyer `B_f`\n\nhint: a similar code exists: `A_f`",
        ),
        (format!("{half}u,inputs,A_f,1\n"), "line 4, column `partner`: unknown supplier `A_f`"),
        (format!("{half}u,output,,0.5\n"), "line 4: `u output` is given twice, first on line 2"),
        (
            format!("{half}u,sales,A_f,1\nu,sales,A_f,1\n"),
            "line 5: `u sales A_f` is given twice, first on line 4",
        ),
        (
            format!("{half}w,sales,A_f,1\n"),
            "line 4: the part `w` has no share of output\n\nhint: give it a line of the kind `output`",
        ),
        (
            format!("{half}x,output,,0\n"),
            "line 4, column `part`: `x` is the code of a sector of this table",
        ),
        (
            format!("{half}y,output,,0\n"),
            "line 4, column `part`: `y` is the code of a sector of this table",
        ),
        (
            format!("{half}f,output,,0\n"),
            "line 4, column `part`: `f` is a sector and a final demand category",
        ),
        (format!("{half},output,,0\n"), "line 4, column `part`: an empty code or group"),
        (
            format!("{half}u,sale,A_f,1\n"),
            "line 4, column `kind`: `sale` is none of `output`, `sales`, `inputs`",
        ),
        (
            format!("{half}u,output,A_f,1\n"),
            "line 4, column `partner`: a share of output has no partner: leave the cell empty",
        ),
        (
            format!("{half}u,sales,,1\n"),
            "line 4, column `partner`: a share of sales needs the label of the buyer",
        ),
        (
            format!("{half}u,inputs,,1\n"),
            "line 4, column `partner`: a share of inputs needs the label of the supplier",
        ),
        (format!("{half}u,sales,A_f,half\n"), "line 4, column `share`: `half` is not a number"),
    ] {
        let said = said(&lines);
        assert!(
            said.starts_with("1\nerror: `shares.csv` ") && said.contains(words),
            "{lines}: {said}"
        );
    }
    let region = folder.put("region.csv", "part,sector,share\nN,y,1\n");
    let words = ["split", &table, "--sector", "y", "--shares", &region, "-o", &out];
    assert!(folder.shown(&words).contains("expected the columns `part,kind,partner,share`"));
}

/// Regions that the sector is split in: all that have it, those named, those of the file.
#[test]
fn a_sector_is_split_in_some_regions_or_all() {
    let folder = Folder::new();
    let table = folder.put("table.csv", ",A_x,B_x,A_f,B_f,OUT\nA_x,16,8,32,8,64\nB_x,16,3,1,4,24\nVA,32,13,0,0,0\nOUT,64,24,0,0,0\n");
    let out = folder.path("out.csv");
    let both = folder.put("both.csv", "part,kind,partner,share\nu,output,,0.25\nv,output,,0.75\n");
    let each = folder.put(
        "each.csv",
        "region,part,kind,partner,share\nA,u,output,,0.25\nA,v,output,,0.75\nB,u,output,,0.5\nB,v,output,,0.5\n",
    );
    let split = |shares: &str, more: &[&str]| {
        let words = ["split", &table, "--sector", "x", "--shares", shares, "-o", &out];
        folder.shown(&[&words, more].concat())
    };
    // The same shares everywhere.
    assert!(!split(&both, &[]).contains("note"));
    ok(&["check", &out, "--strict"]);
    // Shares of each region; everybody buys of the parts by the shares of the seller.
    assert!(split(&each, &[]).starts_with("0\n"));
    insta::assert_snapshot!(folder.text("out.csv"), @r"
    ,A_u,A_v,B_u,B_v,A_f,B_f,OUT
    A_u,1,3,1,1,8,2,16
    A_v,3,9,3,3,24,6,48
    B_u,2,6,0.75,0.75,0.5,2,12
    B_v,2,6,0.75,0.75,0.5,2,12
    VA,8,24,6.5,6.5,0,0,0
    OUT,16,48,12,12,0,0,0
    ");
    // One region: the other keeps its sector.
    let said = split(&both, &["--region", "A"]);
    assert!(
        said.contains(
            "note: `B` has no `u`: its sector stays whole; read the table with `--ragged`"
        ),
        "{said}"
    );
    ok(&["check", &out, "--ragged"]);
    let said = split(&each, &["--region", "A"]);
    assert!(
        said.contains(
            "`each.csv` line 4, column `region`: `B` is none of the regions that are split"
        ),
        "{said}"
    );
    // A region is split one at a time, and has no use for what is of sectors.
    let region = folder.put("region.csv", "part,sector,share\nN,x,1\nN,FD,1\n");
    let words = ["split", &table, "--region", "A,B", "--shares", &region, "-o", &out];
    let said = folder.shown(&words);
    assert!(
        said.contains("several regions cannot be combined with a split without `--sector`"),
        "{said}"
    );
    for more in [&["--region", "A", "--balance"][..], &["--region", "A", "--satellite", &each], &[]]
    {
        let words = [&["split", &table, "--shares", &region, "-o", &out], more].concat();
        assert_eq!(tripole(&words).status.code(), Some(2), "{more:?}");
    }
}
