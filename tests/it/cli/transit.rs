//! Transit as it is asked for.

use super::*;

/// A sells inputs to B, B to C, whose users buy of C; B's own users buy of C as well.
fn chain(folder: &Path) -> String {
    let path = folder.join("table.csv");
    let text = ",A_x,B_x,C_x,A_f,B_f,C_f,OUT\nA_x,0,10,0,5,0,0,15\nB_x,0,0,20,0,0,0,20\nC_x,0,0,0,0,6,24,30\nVA,15,10,10,0,0,0,0\nOUT,15,20,30,0,0,0,0\n";
    std::fs::write(&path, text).unwrap();
    path.to_string_lossy().into_owned()
}

#[test]
fn transit_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let table = chain(folder.path());
    let asked = |more: &[&str]| shown(&[&["transit", &table, "--csv"], more].concat());
    insta::assert_snapshot!(asked(&[]), @r"
    0
    crossed,transit,transit_foreign,transit_return,transit_share,pairs,mean_dependence,intensity,loss,fva_content
    A,0,0,0,0,0,0,,15,0
    B,8,8,0,1,1,1,1,20,10
    C,4,2,2,1,1,1,1,30,4
    ");
    insta::assert_snapshot!(asked(&["--by", "pair", "--crossed", "B", "--origin", "A"]), @r"
    0
    origin,destination,crossed,through,dependence
    A,A,B,0,0
    A,B,B,2,1
    A,C,B,8,1
    ");
    insta::assert_snapshot!(asked(&["--by", "region-sector", "--products", "C:x"]), @r"
    0
    crossed,region,sector,frequency,once
    A,C,x,0.3333333333333333,0.3333333333333333
    B,C,x,0.6666666666666666,0.6666666666666666
    C,C,x,1,1
    ");
    insta::assert_snapshot!(asked(&["--group", "G=A,B", "--columns", "transit_share,loss"]), @r"
    0
    crossed,transit_share,loss
    G,,25
    C,,30
    ");
}

#[test]
fn blocs_are_crossed_as_one() {
    let text = ok(&["transit", "--by", "bloc", "--csv"]);
    let found = records(&text);
    let names: Vec<&str> = found.iter().map(|row| row["crossed"].as_str()).collect();
    for name in ["North America", "Europe", "Asia-Pacific"] {
        assert!(names.contains(&name), "{names:?}");
    }
    let loss = |row: &HashMap<String, String>| row["loss"].parse::<f64>().unwrap();
    let bloc = found.iter().find(|row| row["crossed"] == "North America").unwrap();
    let extracted = ok(&["extract", "--bloc", "North America", "--csv"]);
    let lost: f64 =
        records(&extracted).iter().map(|row| row["va_loss"].parse::<f64>().unwrap()).sum();
    assert!((loss(bloc) - lost).abs() < 1e-9 * lost, "{} {lost}", loss(bloc));
    // A bloc that is named acts as one economy beside the others.
    let named = records(&ok(&["transit", "--crossed", "North America", "--csv"]));
    assert_eq!(named.len(), 1);
    assert!((loss(&named[0]) - lost).abs() < 1e-9 * lost);
}

#[test]
fn what_cannot_be_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let table = chain(folder.path());
    let said = |more: &[&str]| {
        let output = tripole(&[&["transit", &table], more].concat());
        assert_eq!(output.status.code(), Some(1), "{more:?}");
        stderr(&output)
    };
    let range = "expected a number from 0 to below 1";
    assert!(said(&["--threshold", "1"]).contains(range));
    assert!(said(&["--threshold=-0.1"]).contains(range));
    assert!(said(&["--threshold", "nan"]).contains(range));
    let counted = said(&["--threshold", "0.1", "--by", "pair"]);
    assert!(counted.contains("pairs are counted by region and by bloc"), "{counted}");
    for more in [&["--origin", "A"][..], &["--destination", "A"], &["--products", "C:x"]] {
        assert!(said(more).contains("the result has no such column at this level"), "{more:?}");
    }
    assert!(said(&["--crossed", "D"]).contains("unknown region"));
    let product = said(&["--by", "region-sector", "--products", "C:y"]);
    assert!(product.contains("unknown sector `y`"), "{product}");
}
