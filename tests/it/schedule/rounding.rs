//! What rounding leaves of zero is zero: shares, rates, and changes of them.

use tripole::scenario::schedule::{RateOptions, TariffOptions};
use tripole::table::Geography;
use tripole::{Demand, Index, Matrix, Mrio, Partition, Parts};

use super::Texts;

const COLUMNS: &str = "authority,importer,exporter,product,rate,kind,from,to,share\n";

fn texts(rates: &str, rules: &str) -> Texts {
    Texts {
        rates: format!("{COLUMNS}{rates}"),
        rules: rules.to_owned(),
        weights: "importer,exporter,product,value\nA,B,1001,10\nA,C,1001,5\n".to_owned(),
        concordance: "product,sector,share\n*,S1,1\n".to_owned(),
        contents: None,
        preferences: None,
    }
}

fn levied(texts: &Texts, authority: &str) -> [f64; 2] {
    let schedule = texts.read().unwrap();
    let rates = schedule.rates("2025-06-01".parse().unwrap(), &RateOptions::default()).unwrap();
    let frame = rates.by_authority();
    let key = ["A", "B", "S1", authority];
    ["mean", "coverage"].map(|column| frame.value(&key, column).unwrap())
}

/// Contents that add up to all of the value leave nothing, however they are rounded.
#[test]
fn contents_that_are_the_whole_value_leave_nothing() {
    for shares in [[0.7, 0.2, 0.1], [0.6, 0.3, 0.1], [0.5, 0.25, 0.25]] {
        let mut of = texts(
            "x,A,*,*,0.7,add,,,a\nz,A,*,*,0.1,add,,,b\nv,A,*,*,0.1,add,,,c\nw,A,*,*,0.1,add,,,\ny,A,*,*,0.8,add,,,\n",
            "[authority.x]\n[authority.z]\n[authority.v]\n[authority.w]\nyields_to = [\"x\", \"z\", \"v\"]\n[authority.y]\nexcluded_by = [\"w\"]\n",
        );
        let lines = ["a", "b", "c"].iter().zip(shares);
        let lines: Vec<String> =
            lines.map(|(name, share)| format!("{name},*,*,{share}\n")).collect();
        of.contents = Some(format!("name,product,exporter,share\n{}", lines.concat()));
        assert_eq!(levied(&of, "w"), [0.0, 0.0], "{shares:?}");
        assert_eq!(levied(&of, "y"), [0.8, 1.0], "{shares:?}");
    }
}

#[test]
fn preferences_that_everything_claims_leave_nothing() {
    let mut of = texts(
        "m,A,*,*,0.1,add,,,\n",
        "[authority.m]\n[preference.p]\nexempts = [\"m\"]\n[preference.q]\nexempts = [\"m\"]\n[preference.s]\nexempts = [\"m\"]\n",
    );
    of.preferences =
        Some("preference,product,exporter,share\np,*,*,0.7\nq,*,*,0.2\ns,*,*,0.1\n".to_owned());
    assert_eq!(levied(&of, "m"), [0.0, 0.0]);
}

#[test]
fn a_floor_that_is_met_levies_nothing() {
    let of = texts(
        "m,A,*,*,0.7,add,,,\nx,A,*,*,0.1,add,,,\nf,A,*,*,0.8,floor,,,\n",
        "base = [\"m\", \"x\"]\n[authority.m]\n[authority.x]\n[authority.f]\n",
    );
    assert_eq!(levied(&of, "f"), [0.0, 0.0]);
}

/// 0.1 + 0.2 is no rise over 0.3.
#[test]
fn the_same_rate_of_other_authorities_is_no_change() {
    let of = texts(
        "a,A,*,*,0.3,add,,2025-01-01,\nb,A,*,*,0.1,add,2025-01-01,,\nc,A,*,*,0.2,add,2025-01-01,,\n",
        "[authority.a]\n[authority.b]\n[authority.c]\n",
    );
    let labels = ["A", "B", "C"].map(|region| (region, "S1"));
    let index = Index::new(labels).unwrap();
    let demand = Demand::new(&index, labels.map(|(region, _)| (Some(region), "f"))).unwrap();
    let flows = |n| Matrix::from_fn(3, n, |_, _| 10.0);
    let table = Mrio::new(Parts::new(index, demand, flows(3), flows(3))).unwrap();
    let mut options = TariffOptions::on("2025-06-01".parse().unwrap());
    options.rates.base_date = "2024-06-01".parse().ok();
    let economies = Partition::regions(Geography::regions(table.index()).economies().index());
    let found = of.read().unwrap().tariffs(&table, &economies, &options).unwrap().tariffs;
    assert!((found.before().inputs[(1, 0)] - 0.3).abs() < 1e-15);
    assert_eq!(found.before(), found.after());
}

#[test]
fn the_name_of_what_no_authority_levies_is_no_authority() {
    let of = texts("m,A,*,*,0.1,add,,,\n", "[authority.m]\n[authority.\"(other)\"]\n");
    let said = of.read().unwrap_err().to_string();
    assert!(said.contains("is no name for an authority"), "{said}");
}

#[test]
fn weights_that_would_lose_digits_are_refused() {
    let mut of = texts("m,A,*,*,0.1,add,,,\n", "[authority.m]\n");
    of.weights = "importer,exporter,product,value\nA,B,1001,1e-320\n".to_owned();
    let said = of.read().unwrap_err().to_string();
    assert!(said.contains("line 2") && said.contains("from 1e-100"), "{said}");
}
