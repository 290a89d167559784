//! Trade and value added in it.

use super::*;

/// Imports, exports and balances of the toy table, added up by hand: USA sells 2+1+4-1 and
/// 1+1+1 to China, China sells 5+3+12 and 1+0+0 to the USA.
#[test]
fn trade_of_a_table_small_enough_to_check() {
    let folder = tempfile::tempdir().unwrap();
    let table = toy(folder.path());
    insta::assert_snapshot!(ok(&["trade", &table]), @r"
    exporter,exports,exports_intermediate,exports_final,imports,balance
    USA,9,5,4,21,-12
    CHN,21,9,12,9,12
    ");
    insta::assert_snapshot!(ok(&["trade", &table, "--by", "pair-sector", "--exporter", "USA"]), @r"
    exporter,sector,importer,exports,exports_intermediate,exports_final
    USA,g,CHN,6,3,3
    USA,s,CHN,3,2,1
    ");
    insta::assert_snapshot!(ok(&["trade", &table, "--long", "--exporter", "CHN"]), @r"
    exporter,indicator,unit,value
    CHN,exports,units of the table,21
    CHN,exports_intermediate,units of the table,9
    CHN,exports_final,units of the table,12
    CHN,imports,units of the table,9
    CHN,balance,units of the table,12
    ");
    // As one economy they trade with nobody.
    insta::assert_snapshot!(ok(&["trade", &table, "--group", "G2=USA,CHN"]), @r"
    exporter,exports,exports_intermediate,exports_final,imports,balance
    G2,0,0,0,0,0
    ");
}

/// Two countries, one sector each: A sells 20 of inputs to B, B makes 100 of which 40 go to
/// final users in A. By hand: of A's exports 0.2 · 60 = 12 stay in B and 0.2 · 40 = 8 come home;
/// B's exports of 40 hold 8 of A and 32 of its own.
#[test]
fn exports_of_a_chain_small_enough_to_check() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chain.csv");
    let text = ",A_x,B_x,A_f,B_f,OUT\nA_x,0,20,80,0,100\nB_x,0,0,40,60,100\nVA,100,80,0,0,0\nOUT,100,100,0,0,0\n";
    std::fs::write(&path, text).unwrap();
    let table = path.to_str().unwrap();
    insta::assert_snapshot!(ok(&["exports", table]), @r"
    exporter,exports,dc,dva,vax,reflection,davax,ddc,fc,fva,fdc,gvc,gvc_backward,gvc_forward
    A,20,20,20,12,8,12,0,0,0,0,8,0,8
    B,40,32,32,32,0,32,0,8,8,0,8,8,0
    ");
    insta::assert_snapshot!(ok(&["participation", table]), @r"
    region,exports,gvc,gvc_backward,gvc_forward,gvc_share,gvc_backward_share,gvc_forward_share
    A,20,8,0,8,0.4,0,0.4
    B,40,8,8,0,0.2,0.2,0
    ");
    insta::assert_snapshot!(ok(&["exports", table, "--method", "kww"]), @r"
    exporter,T1,T2,T3,T4,T5,T6,T7,T8,T9,fva_last_crossing
    A,0,12,0,8,0,0,0,0,0,0
    B,32,0,0,0,0,0,8,0,0,8
    ");
    // A tariff of A on B's goods: 32 of B's GDP, 8 of A's own.
    insta::assert_snapshot!(ok(&["imports", table, "--importer", "A"]), @r"
    importer,origin,imports,content,va
    A,A,0,8,8
    A,B,40,32,32
    ");
    insta::assert_snapshot!(ok(&["bilateral", table, "--exporter", "A"]), @r"
    exporter,importer,exports,imports,balance_gross,balance_va,vax_c,vax_d,vax_p
    A,B,20,40,-20,-20,12,20,20
    ");
}

/// A set of flows equals the perspective that it is: one pair, all imports of one product.
#[test]
fn perimeters_equal_their_special_cases() {
    let last = |text: &str| -> Vec<f64> {
        text.lines().skip(1).map(|l| l.rsplit(',').next().unwrap().parse().unwrap()).collect()
    };
    let flow = last(&ok(&["imports", "--flow", "all:ELE>USA"]));
    let product = last(&ok(&["imports", "--importer", "USA", "--sector", "ELE"]));
    assert_eq!(flow.len(), 19);
    assert!(flow.iter().zip(&product).all(|(a, b)| (a - b).abs() < 1e-6 * b.abs().max(1.0)));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("perimeter.csv");
    std::fs::write(&path, "sellers,sectors,buyers\n,ELE,USA\nCHN MEX,ELE,USA\n").unwrap();
    assert_eq!(last(&ok(&["imports", "--perimeter", path.to_str().unwrap()])), flow);
    insta::assert_snapshot!(shown(&["imports", "--flow", "CHN"]), @r"
    1
    error: `CHN` is not of the form SELLERS:SECTORS>BUYERS

    hint: write `--flow 'CHN,MEX:c12,c13>USA'`
    ");
}

#[test]
fn combinations_without_meaning_name_what_has_one() {
    insta::assert_snapshot!(shown(&["exports", "--perspective", "sectbil"]), @r"
    1
    error: `--perspective sectbil` cannot be combined with total exports

    hint: total exports are seen by `exporter` or `world`; add `--sector` or `--importer` (with codes, or `all`) for the others
    ");
    insta::assert_snapshot!(shown(&["exports", "--method", "kww", "--importer", "all"]), @r"
    1
    error: `--sector` or `--importer` cannot be combined with `--method kww`

    hint: Koopman, Wang and Wei decompose total exports only; `--method wwz` is their extension to sectors and partners
    ");
    insta::assert_snapshot!(shown(&["participation", "--measure", "hiy", "--by", "region-sector"]), @r"
    1
    error: `--measure hiy` cannot be combined with `--by region-sector`

    hint: vertical specialisation is defined for economies; by sector use `--measure tripartite`
    ");
}

/// VALUE_ADDED 16.1: the values of "foreign value added" of Germany 2011, and world totals.
#[test]
fn foreign_value_added_has_many_values() {
    let Some(path) = shared("data/wiod13/wiod13_2011.csv.gz") else { return };
    let path = path.to_string_lossy().into_owned();
    let cell = |args: &[&str], column: &str| -> f64 {
        let mut all = vec!["exports", &path, "--quiet", "--exporter", "DEU"];
        all.extend(args);
        let text = ok(&all);
        let mut lines = text.lines();
        let at = lines.next().unwrap().split(',').position(|name| name == column).unwrap();
        lines.next().unwrap().split(',').nth(at).unwrap().parse().unwrap()
    };
    let whole = |value: f64| value.round();
    assert_eq!(whole(cell(&[], "exports")), 1_601_451.0);
    assert_eq!(whole(cell(&[], "fc")), 436_155.0);
    assert_eq!(whole(cell(&[], "fva")), 427_416.0);
    assert_eq!(whole(cell(&["--perspective", "world", "--approach", "sink"], "fva")), 328_057.0);
    assert_eq!(whole(cell(&["--perspective", "world"], "fva")), 309_747.0);
    let kww = ["--method", "kww"];
    assert_eq!(whole(cell(&kww, "T7") + cell(&kww, "T8")), 322_874.0);
    assert_eq!(whole(cell(&kww, "fva_last_crossing")), 328_057.0);
    // China to Taiwan 2011, VALUE_ADDED 16.3.
    let pair = |approach: &str| {
        let args = [
            "exports",
            &path,
            "--quiet",
            "--exporter",
            "CHN",
            "--importer",
            "TWN",
            "--approach",
            approach,
        ];
        let text = ok(&args);
        let cells: Vec<&str> = text.lines().nth(1).unwrap().split(',').collect();
        cells[4].parse::<f64>().unwrap().round()
    };
    assert_eq!((pair("source"), pair("sink")), (28_779.0, 25_839.0));
}
