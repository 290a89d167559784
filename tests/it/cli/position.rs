//! Position and linkages.

use super::*;

#[test]
fn position_and_linkages_are_asked_for_in_words() {
    let text = ok(&["position", "--indicator", "plv_gvc,gvc_position", "--region", "CHN", "--csv"]);
    assert!(text.starts_with("region,plv_gvc,gvc_position\nCHN,4.78"), "{text}");
    let world = ok(&["position", "--by", "world", "--measure", "stages", "--csv"]);
    assert!(world.starts_with("region,upstreamness,downstreamness,final_share,va_share\nWLD,2.13"));
    let pole = ok(&["position", "--by", "bloc", "--measure", "stages", "--csv"]);
    assert_eq!(pole.lines().count(), 5, "{pole}");
    // The same by whatever solver.
    let solved = |solver: &str| {
        let text = ok(&["position", "--measure", "stages,lengths", "--solver", solver, "--csv"]);
        let number = |cell: &str| cell.parse::<f64>().ok();
        text.split([',', '\n']).filter_map(number).collect::<Vec<f64>>()
    };
    let (direct, iterated) = (solved("lu"), solved("iterative"));
    assert!(direct.len() > 19 * 40 && direct.len() == iterated.len());
    for (a, b) in direct.iter().zip(&iterated) {
        assert!((a - b).abs() < 1e-8 * a.abs().max(1e-2), "{a} {b}");
    }
    // A mean over sectors is not the sectors added up first.
    let of = |country: &str| {
        ok(&[
            "position",
            "--country",
            country,
            "--indicator",
            "upstreamness",
            "--region",
            "CHN",
            "--csv",
        ])
    };
    assert!(
        of("wavg") != of("collapsed") && of("collapsed").starts_with("region,upstreamness\nCHN,2.")
    );
    let net = ok(&[
        "position",
        "--net-inventories",
        "--indicator",
        "upstreamness",
        "--region",
        "CHN",
        "--csv",
    ]);
    assert!(net.starts_with("region,upstreamness\nCHN,2.") && net != of("wavg"));

    let text = ok(&[
        "linkages",
        "--region",
        "DEU",
        "--sector",
        "TRQ",
        "--indicator",
        "backward_total,key_sector",
        "--csv",
    ]);
    assert!(text.starts_with("region,sector,backward_total,key_sector\nDEU,TRQ,2."), "{text}");
    let text = ok(&["linkages", "--scope", "domestic", "--csv"]);
    assert!(text.starts_with("region,sector,backward_direct,forward_direct,backward_total,"));
    let text = ok(&["linkages", "--by", "bloc", "--csv"]);
    assert_eq!(text.lines().count(), 17);
    assert!(ok(&["linkages", "--by", "region", "--csv"]).starts_with("region,backward_total,"));
}

#[test]
fn position_and_linkages_say_why_not() {
    for (args, words) in [
        (
            &["position", "--indicator", "upstreamnes"][..],
            &["unknown indicator of this result", "`upstreamness`"][..],
        ),
        (&["position", "--sector", "MET"], &["--sector", "--by"]),
        (&["linkages", "--scope", "domestic", "--measure", "pure"], &["direct,total"]),
        (&["linkages", "--by", "region", "--measure", "net"], &["--by region-sector"]),
        (&["linkages", "--region", "CHM"], &["CHM", "CHN"]),
        (&["position", "--net-inventories", "--inventory-category", "INVT"], &["INVT"]),
    ] {
        let output = tripole(args);
        let text = stderr(&output);
        assert_eq!(output.status.code(), Some(1), "{args:?}: {text}");
        assert!(output.stdout.is_empty(), "{args:?}");
        assert!(words.iter().all(|word| text.contains(word)), "{args:?}: {text}");
    }
}
