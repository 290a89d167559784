//! The structure of chains.

use super::*;
use crate::support::records;

#[test]
fn families_are_asked_for_in_words() {
    let text = ok(&["chains", "--family", "shares", "--by", "bloc", "--csv"]);
    assert!(text.starts_with("bloc,final_va_local,final_va_regional,final_va_global,"), "{text}");
    assert_eq!(text.lines().count(), 5);
    let text = ok(&[
        "chains",
        "--family",
        "exposure",
        "--region",
        "USA",
        "--products",
        "manufactures",
        "--inputs",
        "manufactures",
        "--indicator",
        "production,production_face_value",
        "--csv",
    ]);
    assert!(
        text.starts_with("region,partner,production,production_face_value\nUSA,USA,"),
        "{text}"
    );
    let china = records(&text).into_iter().find(|row| row["partner"] == "CHN").unwrap();
    // As for 41 x 35 sectors, .0402 and .0097, less what adding up hides.
    assert!(
        china["production"].starts_with("0.03")
            && china["production_face_value"].starts_with("0.009")
    );
    // The largest partner by name.
    let text = ok(&["chains", "--family", "diversification", "--region", "MEX", "--csv"]);
    let of = |base: &str| records(&text).into_iter().find(|row| row["base"] == base).unwrap();
    assert_eq!(
        (of("inputs")["largest_partner"].as_str(), of("exports")["largest_partner"].as_str()),
        ("USA", "USA")
    );
    let number: f64 = of("exports")["effective_number"].parse().unwrap();
    assert!((1.0..2.5).contains(&number), "Mexico has one market: {number}");
}

#[test]
fn several_families_are_one_long_table_or_sheets() {
    let text = ok(&["chains", "--by", "bloc"]);
    assert!(
        text.starts_with(
            "family,bloc,partner,flow,base,largest_partner,indicator,unit,value\nshares,Europe,"
        ) || text.starts_with(
            "family,bloc,partner,flow,base,largest_partner,indicator,unit,value\nshares,North America,"
        ),
        "{}",
        text.lines().take(2).collect::<String>()
    );
    let families: std::collections::BTreeSet<String> =
        records(&text).into_iter().map(|row| row["family"].clone()).collect();
    let families: Vec<&str> = families.iter().map(String::as_str).collect();
    assert_eq!(
        families,
        ["crossings", "diversification", "flows", "introversion", "shape", "shares"]
    );
    let labels =
        ["family", "bloc", "partner", "flow", "base", "largest_partner", "indicator", "unit"];
    all_numbers(&text, &labels, |_, _| false);
    let pretty = ok(&["chains", "--pretty", "--family", "hubs,shape"]);
    assert!(pretty.contains("\n\nhubs\n") && pretty.contains("\n\nshape\n"), "{pretty}");
    let folder = tempfile::tempdir().unwrap();
    let book = folder.path().join("chains.xlsx");
    ok(&["chains", "-o", book.to_str().unwrap()]);
    assert!(std::fs::metadata(&book).unwrap().len() > 20_000);
}

#[test]
fn what_has_no_meaning_is_refused() {
    insta::assert_snapshot!(shown(&["chains", "--family", "hubs", "--by", "bloc"]), @r"
    1
    error: `--family hubs` cannot be combined with `--by bloc`

    hint: introversion is of blocs, exposure and hubs are of regions, flows of both, diversification of all but the world
    ");
    insta::assert_snapshot!(shown(&["chains", "--indicator", "hhl"]), @r"
    1
    error: unknown indicator of this result `hhl`

    hint: a similar code exists: `hhi`
    ");
    insta::assert_snapshot!(shown(&["chains", "--by", "bloc", "--region", "USA"]), @r"
    1
    error: `--region` cannot be combined with `--by bloc`

    hint: the result has no such column at this level; choose another `--by`
    ");
    insta::assert_snapshot!(shown(&["chains", "--group", "X=USA,CHN"]), @r"
    1
    error: `X` has members in the blocs `North America` and `Asia-Pacific`

    hint: an economy lies in one bloc: group regions inside blocs, or give another list with `--blocs`
    ");
    let folder = tempfile::tempdir().unwrap();
    insta::assert_snapshot!(shown(&["chains", &toy(folder.path()), "--products", "manufactures"]), @r"
    1
    error: which sectors of this table are `manufactures` is not known: its codes are of no known source

    hint: name the sectors by their codes, or as a range `c3-c16`
    ");
}

#[test]
fn upgrading_since_an_earlier_table() {
    let since = ["chains", "--since", "builtin:three-pole-1995"];
    let text = ok(&[&since[..], &["--family", "upgrading", "--csv"]].concat());
    let china = records(&text).into_iter().find(|row| row["region"] == "CHN").unwrap();
    let of = |column: &str| china[column].parse::<f64>().unwrap();
    let factors = ["world_trade", "product", "chain", "process", "functional"];
    let sum: f64 = factors.iter().map(|factor| of(&format!("dva_{factor}"))).sum();
    assert!((sum - of("dva_change")).abs() < 1e-6 * sum && of("gvc_share_change") > 0.1);
    let all = ok(&[&since[..], &["--by", "bloc"]].concat());
    assert!(all.lines().any(|line| line.starts_with("upgrading,")), "a family beside the others");
    insta::assert_snapshot!(shown(&["chains", "--family", "upgrading"]), @r"
    1
    error: `--family upgrading` cannot be combined with a single table

    hint: it is a change between two: name the earlier table with `--since`
    ");
    insta::assert_snapshot!(shown(&[&since[..], &["--by", "product"]].concat()), @r"
    1
    error: `--since` cannot be combined with `--by product`

    hint: upgrading is of regions and of blocs
    ");
}

#[test]
fn exchange_rate_weights() {
    let text = ok(&["reer", "--region", "MEX", "--csv"]);
    assert!(
        text.starts_with("region,partner,value_added,value_added_aggregated,gross\nMEX,USA,0.4")
    );
    let sum: f64 =
        records(&text).iter().map(|row| row["value_added"].parse::<f64>().unwrap()).sum();
    assert!((sum - 1.0).abs() < 1e-12);
}
