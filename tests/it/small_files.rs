//! Files of totals, shares and seeds: every refusal says where, and what was found.

use std::io::Write;
use std::path::Path;

use tripole::frame::Destination;
use tripole::make::{
    SeedFiles, Side, read_cell_totals, read_seeds, read_shares, read_side_totals, read_totals,
    synthetic,
};
use tripole::read::{Input, ReadOptions, read, read_blocs, read_perimeter};
use tripole::scenario::{Elasticities, read_elasticities, read_ratings};
use tripole::sources::CodeReader;
use tripole::write::{PrimaryRows, TableFormat, write_table};
use tripole::{Mrio, Partition};

fn truth() -> Mrio {
    let input = Input::parse("builtin:three-pole-2011").unwrap();
    read(&input, &ReadOptions::default()).unwrap().table
}

/// The message of a reader for a text.
fn refused<T: std::fmt::Debug>(text: &str, read: impl Fn(Input) -> tripole::Result<T>) -> String {
    read(Input::bytes("f.csv", text)).unwrap_err().to_string()
}

#[test]
fn malformed_totals_are_refused_with_their_place() {
    let table = truth();
    let rows = |text: &str| refused(text, |file| read_side_totals(file, &table, Side::Rows));
    let columns = |text: &str| refused(text, |file| read_side_totals(file, &table, Side::Columns));
    let cells = |text: &str| refused(text, |file| read_cell_totals(file, &table));
    let totals = |text: &str| refused(text, |file| read_totals(file, &table));
    insta::assert_snapshot!(rows("region,value\nUSA,1\n"), @"`f.csv` line 1: expected the columns `region,sector,value`, found `region`, `value`");
    insta::assert_snapshot!(rows("region,sector,value,value\nUSA,AGR,1,2\n"), @"`f.csv` line 1: label `value` occurs twice: column 3 and column 4");
    insta::assert_snapshot!(rows("region,sector,value\n"), @"`f.csv`: a header but no data rows");
    insta::assert_snapshot!(rows("region,sector,value\nUSA,AGR,1\nUST,AGR,1\n"), @"`f.csv` line 3, column `region`: unknown region `UST`");
    insta::assert_snapshot!(rows("region,sector,value\nUSA,c37,1\n"), @"`f.csv` line 2, column `sector`: unknown sector `c37`");
    insta::assert_snapshot!(rows("region,sector,value\nUSA,AGR,n/a\n"), @"`f.csv` line 2, column `value`: `n/a` is not a number");
    insta::assert_snapshot!(rows("region,sector,value\nUSA,AGR,inf\n"), @"`f.csv` line 2, column `value`: `inf` is not a finite number");
    insta::assert_snapshot!(rows("region,sector,value\nUSA,AGR,1,2\n"), @"`f.csv` line 2: 4 fields, the header has 3");
    insta::assert_snapshot!(rows("region,sector,value,error\nUSA,AGR,1,-2\n"), @"`f.csv` line 2, column `error`: -2 is not a number of zero or more");
    insta::assert_snapshot!(rows("region,sector,value\nUSA,AGR,1\n\nUSA,AGR,2\n"), @"`f.csv` line 4: `USA_AGR` is given twice, first on line 2");
    insta::assert_snapshot!(columns("region,sector,value\nUSA,c3,1\n"), @"`f.csv` line 2, column `sector`: unknown sector or final demand category `c3`");
    insta::assert_snapshot!(cells("row_region,row_sector,col_region,col_item,value\n,AGR,all,finale,1\n"), @"`f.csv` line 2, column `col_item`: unknown sector or final demand category `finale`");
    insta::assert_snapshot!(cells("row_region,row_sector,col_region,col_item,value\nXXX,,,,1\n"), @"`f.csv` line 2, column `row_region`: unknown region `XXX`");
    insta::assert_snapshot!(totals("total,region,sector,value\nvalue-added,USA,AGR,1\n"), @"`f.csv` line 2, column `total`: `value-added` is none of `output`, `value_added`, `final_demand`");
    insta::assert_snapshot!(totals("total,region,sector,value\nfinal_demand,USA,AGR,1\n"), @"`f.csv` line 2, column `sector`: `AGR` is none of the final demand categories, which this total is of");
    let missing = read_totals(Path::new("nowhere.csv"), &table).unwrap_err().to_string();
    assert!(missing.starts_with("cannot read `nowhere.csv`"), "{missing}");
    // What is right: a blank line, a byte order mark, an empty error.
    let text = "\u{feff}region,sector,value,error\n\nUSA,AGR, 1.5 ,\nUSA,MIN,2,0.1\n";
    let read = read_side_totals(Input::bytes("f.csv", text), &table, Side::Rows).unwrap();
    assert_eq!(
        read.iter().map(|t| (t.value, t.error)).collect::<Vec<_>>(),
        [(1.5, 0.0), (2.0, 0.1)]
    );
}

#[test]
fn malformed_shares_are_refused_with_their_place() {
    let table = synthetic::table(2, 2, 1).unwrap();
    let region = table.index().find_region("R01").unwrap();
    let shares = |text: &str| refused(text, |file| read_shares(file, &table, region));
    insta::assert_snapshot!(shares("part,sector,share\nN,S01,1\nN,FD,1\n"), @"`f.csv`: no line for `S02`");
    insta::assert_snapshot!(shares("part,sector,share\nN,S01,0.5\nN,S02,1\nS,S01,0.4\nN,FD,1\n"), @"`f.csv` line 4: the shares of `S01` add up to 0.9, expected 1");
    insta::assert_snapshot!(shares("part,sector,share\nR02,S01,0.5\n"), @"`f.csv` line 2, column `part`: `R02` is the code of another region");
    insta::assert_snapshot!(shares("part,sector,share\nN_1,S01,0.5\n"), @"`f.csv` line 2, column `part`: region code `N_1` contains `_`");
    insta::assert_snapshot!(shares("part,sector,share\n,S01,0.5\n"), @"`f.csv` line 2, column `part`: an empty code or group");
    insta::assert_snapshot!(shares("part,sector,share\nN,S1,0.5\n"), @"`f.csv` line 2, column `sector`: unknown sector of this region or final demand category `S1`");
    insta::assert_snapshot!(shares("part,sector,share\nN,S01,-0.5\n"), @"`f.csv` line 2, column `share`: -0.5 is not a number of zero or more");
}

#[test]
fn malformed_seeds_are_refused_with_their_place() {
    let good = [
        ("totals.csv", "region,sector,output,value_added\nA,x,100,80\nB,x,50,40\n"),
        ("national.csv", "region,origin,product,user,value\nA,domestic,x,f,1\n"),
        ("trade.csv", "exporter,importer,product,use,value\nA,B,x,,3\n"),
    ];
    let with = |name: &str, text: &str| {
        let [totals, national, trade] =
            good.map(|(file, good)| Input::bytes(file, if file == name { text } else { good }));
        let files = SeedFiles { name: "memory".to_owned(), totals, national, trade };
        read_seeds(&files).unwrap_err().to_string()
    };
    let national =
        |line: &str| with("national.csv", &format!("region,origin,product,user,value\n{line}\n"));
    let trade =
        |line: &str| with("trade.csv", &format!("exporter,importer,product,use,value\n{line}\n"));
    insta::assert_snapshot!(with("totals.csv", "region,sector,output,value_added\nA,x,100,80\nA,x,50,40\n"), @"`totals.csv` line 3: `A_x` is given twice, first on line 2");
    insta::assert_snapshot!(with("totals.csv", "region,sector,output,value_added\nA,,100,80\n"), @"`totals.csv` line 2, column `sector`: an empty code or group");
    insta::assert_snapshot!(national("C,domestic,x,f,1"), @"`national.csv` line 2, column `region`: unknown region `C`");
    insta::assert_snapshot!(national("A,home,x,f,1"), @"`national.csv` line 2, column `origin`: `home` is none of `domestic`, `imported`");
    insta::assert_snapshot!(national("A,imported,y,f,1"), @"`national.csv` line 2, column `product`: unknown sector `y`");
    insta::assert_snapshot!(national("A,imported,x,,1"), @"`national.csv` line 2, column `user`: an empty code or group");
    insta::assert_snapshot!(national("A,imported,x,f,1\nA,imported,x,f,2"), @"`national.csv` line 3: `imported x to A_f` is given twice, first on line 2");
    insta::assert_snapshot!(trade("A,A,x,final,1"), @"`trade.csv` line 2, column `importer`: exporter and importer are both `A`");
    insta::assert_snapshot!(trade("A,B,x,resale,1"), @"`trade.csv` line 2, column `use`: `resale` is none of `intermediate`, `final`, or empty");
    insta::assert_snapshot!(trade("A,B,x,final,-1"), @"`trade.csv` line 2, column `value`: -1 is not a number of zero or more");
}

/// Every file that is read beside a table may lie in memory, gzipped or not.
#[test]
fn small_files_in_memory() {
    let table = truth();
    let index = table.index();
    let packed = |text: &str| {
        let mut gz = flate2::write::GzEncoder::new(vec![], flate2::Compression::fast());
        gz.write_all(text.as_bytes()).unwrap();
        Input::bytes("f.csv.gz", gz.finish().unwrap())
    };
    let blocs = read_blocs(packed("code,bloc\nUSA,A\nCAN,A\nCHN,B\n")).unwrap();
    assert_eq!(blocs.iter().map(|bloc| bloc.codes.len()).collect::<Vec<_>>(), [2, 1]);
    let perimeter = Input::bytes("p.csv", "sellers,sectors,buyers\nCHN,ELE,USA MEX\n");
    let partition = Partition::regions(index);
    let sales = read_perimeter(perimeter, &CodeReader::new(&partition)).unwrap();
    assert_eq!((sales[0].rows().len(), sales[0].importers().len()), (1, 2));
    let ratings = packed("product,user,rating\nELE,all,critical\n");
    assert!(read_ratings(ratings, index).is_ok());
    let others = Elasticities::uniform(index, 5.0).unwrap();
    let file = Input::bytes("e.csv", "sector,elasticity\nELE,8\n");
    let read = others.with(index, &read_elasticities(&file, index).unwrap()).unwrap();
    assert_eq!(read.of(index.find_sector("ELE").unwrap()), 8.0);
    let error = read_blocs(Input::bytes("b.csv.gz", [0x1f, 0x8b, 8, 0])).unwrap_err().to_string();
    assert!(error.starts_with("`b.csv.gz`: damaged gzip data"), "{error}");
}

/// A table in memory is what it is as a file: container, ending and year of its name included.
#[test]
fn tables_in_memory() {
    let table = truth();
    let folder = tempfile::tempdir().unwrap();
    for name in ["t_2009.csv", "t_2009.csv.gz"] {
        let path = folder.path().join(name);
        let destination = Destination::create(&path).unwrap();
        write_table(&table, destination, TableFormat::Canonical, PrimaryRows::Totals).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        let inside = read(&Input::bytes(name, &bytes), &ReadOptions::default()).unwrap();
        let outside = read(&Input::Path(path), &ReadOptions::default()).unwrap();
        assert_eq!(inside.table.intermediate(), outside.table.intermediate());
        assert_eq!(inside.findings, outside.findings);
        assert_eq!(inside.table.source().year, Some(2009));
        // Under another ending the content still decides, with a warning.
        let strange = read(&Input::bytes("t.zst", &bytes), &ReadOptions::default()).unwrap();
        assert_eq!(strange.findings.len(), inside.findings.len() + 1);
    }
    let empty = read(&Input::bytes("t.csv", ""), &ReadOptions::default()).unwrap_err();
    assert!(empty.to_string().starts_with("`t.csv`"), "{empty}");
}
