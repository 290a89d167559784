//! The commands on chains and satellite accounts, on tables small enough to check by hand.

use std::path::Path;

use crate::cli::{ok, shown, toy};

/// A sells 20 of inputs to B, which makes 100, of which 40 go to final users in A.
fn chain(folder: &Path) -> String {
    let path = folder.join("chain.csv");
    let text = ",A_x,B_x,A_f,B_f,OUT\nA_x,0,20,80,0,100\nB_x,0,0,40,60,100\nVA,100,80,0,0,0\nOUT,100,100,0,0,0\n";
    std::fs::write(&path, text).unwrap();
    path.to_string_lossy().into_owned()
}

/// 50 jobs in A, 10 in B, and 3 persons kept by the households of A themselves.
fn jobs(folder: &Path) -> String {
    let path = folder.join("jobs.csv");
    let text = "region,sector,account,value,unit\nA,x,jobs,50,persons\nB,x,jobs,10,persons\nA,f,jobs,3,persons\n";
    std::fs::write(&path, text).unwrap();
    path.to_string_lossy().into_owned()
}

/// Exports are 6 and 3 of the USA, 20 and 1 of China: (6/9) / (26/30) = 0.769...
#[test]
fn comparative_advantage_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let table = toy(folder.path());
    let text = ok(&["rca", &table]);
    let mut lines = text.lines();
    assert_eq!(
        lines.next().unwrap(),
        "region,sector,rca_exports,rca_exports_symmetric,rca_dva_origin,rca_dva_origin_symmetric,\
         rca_vax_origin,rca_vax_origin_symmetric,rca_dva_exporter,rca_dva_exporter_symmetric"
    );
    let cells: Vec<&str> = lines.next().unwrap().split(',').collect();
    let (b, s): (f64, f64) = (cells[2].parse().unwrap(), cells[3].parse().unwrap());
    let by_hand = (6.0 / 9.0) / (26.0 / 30.0);
    assert!((b - by_hand).abs() < 1e-12 && (s - (by_hand - 1.0) / (by_hand + 1.0)).abs() < 1e-12);
    let one = ok(&["rca", &table, "--region", "CHN", "--sector", "s"]);
    assert!(one.lines().nth(1).unwrap().starts_with("CHN,s,"), "{one}");
}

#[test]
fn propagation_lengths_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let table = chain(folder.path());
    insta::assert_snapshot!(ok(&["apl", &table]), @r"
    from,to,linkage,apl
    A,A,0,
    A,B,0.2,1
    B,A,0,
    B,B,0,
    ");
    insta::assert_snapshot!(ok(&["apl", &table, "--by", "region-sector", "--to", "B:x"]), @r"
    from,from_sector,to,to_sector,linkage,apl
    A,x,B,x,0.2,1
    B,x,B,x,0,
    ");
    insta::assert_snapshot!(ok(&["apl", &table, "--by", "region-sector", "--from", "A:x", "--minimum-linkage", "0.5"]), @r"
    from,from_sector,to,to_sector,linkage,apl
    A,x,A,x,0,
    A,x,B,x,0.2,
    ");
    // Added up over regions, x buys 20 of its 200: 0.1 / 0.9, and 1 / 0.9 rounds.
    let text = ok(&["apl", &table, "--by", "sector", "--from", "x"]);
    let cells: Vec<f64> =
        text.lines().nth(1).unwrap().split(',').skip(2).map(|c| c.parse().unwrap()).collect();
    assert!((cells[0] - 0.1 / 0.9).abs() < 1e-12 && (cells[1] - 1.0 / 0.9).abs() < 1e-12);
    let blocs = ok(&["apl", "--by", "bloc", "--from", "North America", "--to", "Europe"]);
    assert!(blocs.lines().nth(1).unwrap().starts_with("North America,Europe,"), "{blocs}");
    let pairs = ok(&["apl", "--by", "region-sector", "--from", "North America:TRQ,CHN:ELE"]);
    assert!(pairs.lines().nth(1).unwrap().starts_with("North America,TRQ,"), "{pairs}");
    insta::assert_snapshot!(shown(&["apl", "--by", "region-sector", "--to", "CHN"]), @r"
    1
    error: `CHN` is not of the form REGION:SECTOR

    hint: write `CHN:c14`, a region and one of its sectors
    ");
}

/// Every unit of B's product takes 0.2 of A, one stage further away.
#[test]
fn smile_curves_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let table = chain(folder.path());
    insta::assert_snapshot!(ok(&["smile", &table, "--chain", "B:x,A:x"]), @r"
    chain,region,sector,va,va_share,va_coefficient,distance
    B:x,A,x,20,0.2,1,2
    B:x,B,x,80,0.8,0.8,1
    A:x,A,x,80,1,1,1
    A:x,B,x,0,0,0.8,
    ");
    // As one economy: 180 of final products, of which 20 pass two stages within the group.
    insta::assert_snapshot!(ok(&["smile", &table, "--group", "G=A,B", "--chain", "G:x"]), @r"
    chain,region,sector,va,va_share,va_coefficient,distance
    G:x,G,x,180,1,0.9,1.1111111111111112
    ");
}

#[test]
fn unknown_chains_are_refused() {
    insta::assert_snapshot!(shown(&["smile", "--chain", "CHN:ELX"]), @r"
    1
    error: unknown sector `ELX`

    hint: a similar code exists: `ELE`
    ");
    insta::assert_snapshot!(shown(&["smile", "--chain", "CHX:ELE"]), @r"
    1
    error: unknown region or bloc `CHX`

    hint: a similar code exists: `CHN`
    ");
    insta::assert_snapshot!(shown(&["smile", "--chain", "ELE"]), @r"
    1
    error: `ELE` is not of the form REGION:SECTOR

    hint: write `CHN:c14`, a region and one of its sectors
    ");
    insta::assert_snapshot!(shown(&["gvc-income", "--products", "ELX"]), @r"
    1
    error: unknown sector `ELX`

    hint: a similar code exists: `ELE`
    ");
}

/// Of B's 100, 20 are made in A with half a job each.
#[test]
fn income_and_jobs_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let (table, jobs) = (chain(folder.path()), jobs(folder.path()));
    insta::assert_snapshot!(ok(&["gvc-income", &table, "--products", "B:x"]), @r"
    region,gvc_income,gvc_income_share
    A,20,0.2
    B,80,0.8
    ");
    insta::assert_snapshot!(ok(&["gvc-income", &table, "--products", "x", "--by", "region-sector", "--satellite", &jobs]), @r"
    region,sector,gvc_income,gvc_income_share,jobs
    A,x,100,0.5555555555555556,50
    B,x,80,0.4444444444444444,10
    ");
    // A column under the account's own name, unless it is taken.
    let text = std::fs::read_to_string(&jobs).unwrap();
    std::fs::write(&jobs, text.replace("jobs", "gvc_income")).unwrap();
    insta::assert_snapshot!(shown(&["gvc-income", &table, "--products", "x", "--satellite", &jobs]), @r"
    1
    error: the account `gvc_income` cannot be combined with the column of that name

    hint: rename the account in the satellite file
    ");
    std::fs::write(&jobs, text.replace("jobs", "=jobs")).unwrap();
    let csv = ok(&["gvc-income", &table, "--products", "x", "--satellite", &jobs]);
    assert!(csv.starts_with("region,gvc_income,gvc_income_share,'=jobs\n"), "{csv}");
    let pretty = ok(&["gvc-income", &table, "--products", "x", "--satellite", &jobs, "--pretty"]);
    assert!(pretty.contains("persons"), "{pretty}");
}

/// Final users of A need 88 of A and 40 of B, those of B 12 and 60; half a job and a tenth each.
#[test]
fn footprints_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let (table, jobs) = (chain(folder.path()), jobs(folder.path()));
    let run =
        |more: &[&str]| ok(&[&["footprint", table.as_str(), "--satellite", &jobs], more].concat());
    insta::assert_snapshot!(run(&[]), @r"
    account,unit,region,production_based,consumption_based,embodied_imports,embodied_exports,direct_use
    jobs,persons,A,53,51,4,6,3
    jobs,persons,B,10,12,6,4,0
    ");
    insta::assert_snapshot!(run(&["--by", "pair"]), @r"
    account,unit,origin,user,embodied,direct_use
    jobs,persons,A,A,44,3
    jobs,persons,A,B,6,0
    jobs,persons,B,A,4,0
    jobs,persons,B,B,6,0
    ");
    insta::assert_snapshot!(run(&["--by", "region-sector"]), @r"
    account,unit,region,sector,production,intensity,multiplier
    jobs,persons,A,x,50,0.5,0.5
    jobs,persons,B,x,10,0.1,0.2
    ");
    insta::assert_snapshot!(run(&["--group", "G=A,B"]), @r"
    account,unit,region,production_based,consumption_based,embodied_imports,embodied_exports,direct_use
    jobs,persons,G,63,63,0,0,3
    ");
    insta::assert_snapshot!(shown(&["footprint", &table, "--satellite", &jobs, "--account", "job"]), @r"
    1
    error: unknown account `job`

    hint: a similar code exists: `jobs`
    ");
}

/// A malformed satellite file is refused with its line, what stands there and what to do.
#[test]
fn malformed_satellites_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let table = chain(folder.path());
    let path = folder.path().join("bad.csv");
    let refusal = |text: &str| {
        std::fs::write(&path, text).unwrap();
        let text = shown(&["footprint", &table, "--satellite", path.to_str().unwrap()]);
        text.replace(path.to_str().unwrap(), "bad.csv")
    };
    let header = "region,sector,account,value,unit\n";
    let lines = |lines: &str| refusal(&format!("{header}A,x,jobs,50,persons\n{lines}\n"));
    insta::assert_snapshot!(refusal("region,sector,value\nA,x,3\n"), @r"
    1
    error: `bad.csv` line 1: expected the columns `region,sector,account,value,unit`, found `region`, `sector`, `value`
    ");
    insta::assert_snapshot!(refusal(header), @r"
    1
    error: `bad.csv`: a header but no data rows
    ");
    insta::assert_snapshot!(lines("B,x,jobs,n.a.,persons"), @r"
    1
    error: `bad.csv` line 3, column `value`: `n.a.` is not a number

    hint: write 0 where there is no flow
    ");
    insta::assert_snapshot!(lines("B,x,jobs,inf,persons"), @r"
    1
    error: `bad.csv` line 3, column `value`: `inf` is not a finite number

    hint: a table may hold only finite numbers; write 0 for a missing flow
    ");
    insta::assert_snapshot!(lines("B,y,jobs,1,persons"), @r"
    1
    error: `bad.csv` line 3, column `sector`: unknown sector or final demand category `y`

    hint: similar codes exist: `x`, `f`
    ");
    insta::assert_snapshot!(lines("Bee,x,jobs,1,persons"), @r"
    1
    error: `bad.csv` line 3, column `region`: unknown region `Bee`

    hint: `tripole info` lists the codes of the table
    ");
    insta::assert_snapshot!(lines("\nA,x,jobs,1,persons"), @r"
    1
    error: `bad.csv` line 4: account `jobs` of `A_x` is given twice, first on line 2

    hint: keep one of the two lines
    ");
    insta::assert_snapshot!(lines("B,x,jobs,1,hours"), @r"
    1
    error: `bad.csv` line 3: account `jobs` has two units, `persons` and `hours`

    hint: convert the values, or give each unit an account of its own
    ");
    insta::assert_snapshot!(lines("B,x,,1,persons"), @r"
    1
    error: `bad.csv` line 3, column `account`: an empty code or group
    ");
    assert!(lines("B,x,jobs").contains("line 3: 3 fields, the header has 5"));
    // What is missing counts as zero, and is said.
    insta::assert_snapshot!(refusal(&format!("{header}A,x,jobs,50,persons\n")), @r"
    0
    account,unit,region,production_based,consumption_based,embodied_imports,embodied_exports,direct_use
    jobs,persons,A,50,44,0,6,0
    jobs,persons,B,0,6,6,0,0
    warning: account `jobs`: 1 of 2 region-sectors have no line and count as zero, the first is `B_x`
    ");
}
