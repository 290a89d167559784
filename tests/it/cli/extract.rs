//! Extraction.

use super::*;

/// The chain above. Without B, A loses the 20 that it sold to B; without B's exports of 40 to final
/// users, B loses 40 (32 of value added) and A the 8 of inputs in them. B sells no inputs: without
/// A, only A loses. Both together are everybody, who has no others to buy from.
#[test]
fn extraction_from_a_chain_small_enough_to_check() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chain.csv");
    let text = ",A_x,B_x,A_f,B_f,OUT\nA_x,0,20,80,0,100\nB_x,0,0,40,60,100\nVA,100,80,0,0,0\nOUT,100,100,0,0,0\n";
    std::fs::write(&path, text).unwrap();
    let table = path.to_str().unwrap();
    insta::assert_snapshot!(ok(&["extract", table, "--region", "B"]), @r"
    loser_region,output_loss,va_loss,output_loss_share,va_loss_share
    A,20,20,0.2,0.2
    B,100,80,1,1
    ");
    insta::assert_snapshot!(ok(&["extract", table, "--region", "B", "--kind", "exports", "--by", "region-sector"]), @r"
    loser_region,loser_sector,output_loss,va_loss,output_loss_share,va_loss_share
    A,x,8,8,0.08,0.08
    B,x,40,32,0.4,0.4
    ");
    insta::assert_snapshot!(ok(&["extract", table, "--each", "region"]), @r"
    region,output_loss,va_loss,output_loss_share,va_loss_share,va_loss_own,rank
    A,100,100,0.5,0.5555555555555556,100,1
    B,120,100,0.6,0.5555555555555556,80,1
    ");
    insta::assert_snapshot!(ok(&["extract", table, "--each", "product", "--kind", "backward_off"]), @r"
    sector,output_loss,va_loss,output_loss_share,va_loss_share,va_loss_own,rank
    x,0,0,0,0,0,1
    ");
}

/// Ranked: the largest loss first, and equals in the order of the table, as in the chain above.
#[test]
fn rankings_begin_with_the_largest_loss() {
    let rows = records(&ok(&["extract", "--each", "region-sector", "--csv"]));
    let number = |row: &HashMap<String, String>, name: &str| row[name].parse::<f64>().unwrap();
    for pair in rows.windows(2) {
        assert!(number(&pair[0], "va_loss") >= number(&pair[1], "va_loss"), "{pair:?}");
        assert!(number(&pair[0], "rank") <= number(&pair[1], "rank"), "{pair:?}");
    }
    assert_eq!(number(&rows[0], "rank"), 1.0);
    // Without a loss of value added the loss of output decides.
    let rows = records(&ok(&["extract", "--each", "region", "--kind", "ghosh", "--csv"]));
    let losses: Vec<f64> = rows.iter().map(|row| number(row, "output_loss")).collect();
    assert!(losses.windows(2).all(|pair| pair[0] >= pair[1]), "{losses:?}");
}

/// Replaced, no value added is lost on the whole: final users turn from B to A with their 100, and
/// A loses the 20 that B no longer needs. Where nobody else makes the product, it stays.
#[test]
fn extraction_with_replacement() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chain.csv");
    let text = ",A_x,B_x,A_f,B_f,OUT\nA_x,0,20,80,0,100\nB_x,0,0,40,60,100\nVA,100,80,0,0,0\nOUT,100,100,0,0,0\n";
    std::fs::write(&path, text).unwrap();
    let table = path.to_str().unwrap();
    insta::assert_snapshot!(ok(&["extract", table, "--region", "B", "--replace"]), @r"
    loser_region,output_loss,va_loss,output_loss_share,va_loss_share
    A,-80,-80,-0.8,-0.8
    B,100,80,1,1
    ");
    insta::assert_snapshot!(shown(&["extract", table, "--sector", "x", "--replace"]), @r"
    0
    loser_region,output_loss,va_loss,output_loss_share,va_loss_share
    A,0,0,0,0
    B,0,0,0,0
    warning: purchases of 200 of 200 units of the table find no other supplier and stay
    ");
    assert_eq!(tripole(&["extract", "--each", "region", "--replace"]).status.code(), Some(2));
    let with_kind = ["extract", "--region", "CHN", "--replace", "--kind", "forward"];
    assert_eq!(tripole(&with_kind).status.code(), Some(2));
}

#[test]
fn extraction_of_sets_without_meaning_is_refused() {
    insta::assert_snapshot!(shown(&["extract", "--sector", "ELE", "--kind", "exports"]), @r"
    1
    error: `--kind exports` cannot be combined with a set that is not made of whole regions

    hint: it cuts what whole regions sell abroad, and part of a region has no border: use `--kind forward-off`, which cuts its sales of inputs to all others, or `--kind complete`
    ");
    insta::assert_snapshot!(shown(&["extract", "--each", "region-sector", "--kind", "autarky"]), @r"
    1
    error: `--kind autarky` cannot be combined with a set that is not made of whole regions

    hint: it cuts the trade of whole regions, and part of a region has no border: use `--kind interregional`, which cuts its inputs from and to all others
    ");
    insta::assert_snapshot!(shown(&["extract", "--region", "CHN", "--sector", "ELE"]), @r"
    1
    error: `--region` cannot be combined with `--sector`

    hint: `--sector` takes a sector out in all regions; for a sector of one region write `--cell CHN:ELE`
    ");
    insta::assert_snapshot!(shown(&["extract", "--cell", "CHN_ELE"]), @r"
    1
    error: `CHN_ELE` is not of the form REGION:SECTOR

    hint: write `CHN:c14`, a region and one of its sectors
    ");
    insta::assert_snapshot!(shown(&["extract", "--cell", "CHN:ELX"]), @r"
    1
    error: unknown sector `ELX`

    hint: a similar code exists: `ELE`
    ");
    insta::assert_snapshot!(shown(&["extract", "--bloc", "Europa"]), @r"
    1
    error: unknown region or bloc `Europa`

    hint: a similar code exists: `Europe`
    ");
    // Nothing to extract, or two answers to what is: wrong usage.
    assert_eq!(tripole(&["extract"]).status.code(), Some(2));
    assert_eq!(
        tripole(&["extract", "--each", "region", "--cell", "CHN:ELE"]).status.code(),
        Some(2)
    );
    assert_eq!(tripole(&["extract", "--each", "region", "--by", "region"]).status.code(), Some(2));
}

/// A bloc is its regions, a union of cells is one set, and a group acts as one economy.
#[test]
fn extraction_of_blocs_and_unions() {
    let bloc = ok(&["extract", "--bloc", "North America"]);
    assert_eq!(bloc, ok(&["extract", "--region", "USA,CAN,MEX"]));
    assert!(bloc.lines().nth(1).unwrap().starts_with("USA,"), "{bloc}");
    let one = ok(&["extract", "--region", "North America"]);
    assert!(one.lines().nth(1).unwrap().starts_with("North America,"), "{one}");
    let group = ok(&["extract", "--bloc", "G", "--group", "G=USA,CAN,MEX"]);
    assert_eq!(group, one.replace("North America", "G"));
    assert_eq!(
        ok(&["extract", "--cell", "CHN:ELE,KOR:ELE"]),
        ok(&["extract", "--cell", "KOR:ELE,CHN:ELE"])
    );
    let blocs = ok(&["extract", "--each", "bloc"]);
    assert!(blocs.contains("\nNorth America,") && blocs.contains("\nEurope,"), "{blocs}");
}
