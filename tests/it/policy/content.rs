//! Duties on content only, and rules of origin.

use std::collections::HashMap;

use tripole::read::Input;
use tripole::scenario::{ContentBy, OriginRule, content_shares, read_scenario};

use super::cast;
use crate::support::{gunzip, records, shared};

#[test]
fn duties_on_content_are_those_of_the_reference() {
    let Some(path) = shared("reference/tariff/content_duties.csv.gz") else { return };
    let rows = records(&gunzip(&path));
    let mut met = 0;
    for name in ["bloc8x4", "leather", "wiod13_2011"] {
        let cast = cast(name).unwrap();
        let economies = cast.context.geography().economies().clone();
        let index = economies.index();
        let group: Vec<&str> = ["USA", "CAN", "MEX"]
            .into_iter()
            .filter(|code| index.find_region(code).is_ok())
            .collect();
        let group = if group.contains(&"CAN") { group } else { vec![cast.first] };
        for scenario in ["one", "war", "all", "schedule"] {
            for exempt in ["own", "group", "own_inputs", "group_inputs"] {
                let of_case = |it: &&HashMap<String, String>| {
                    it["table"] == name && it["scenario"] == scenario && it["exempt"] == exempt
                };
                let wanted: Vec<_> = rows.iter().filter(of_case).collect();
                if wanted.is_empty() {
                    continue;
                }
                let content = if exempt.ends_with("inputs") { "inputs" } else { "value_added" };
                let mut more = String::new();
                for (_, economy) in economies.economies() {
                    let of =
                        if exempt.starts_with("group") && group.contains(&economy.name.as_str()) {
                            group.clone()
                        } else {
                            vec![economy.name.as_str()]
                        };
                    more += &format!(
                        "[[content_duty]]\nimporter = \"{}\"\nexempt = {of:?}\ncontent = \"{content}\"\n",
                        economy.name
                    );
                }
                let plain = cast.scenario(scenario, "").tariffs().unwrap();
                let relieved = cast.scenario(scenario, &more).tariffs().unwrap();
                for row in wanted {
                    let number = |column: &str| row[column].parse::<f64>().unwrap();
                    let seller = index.find_region(&row["exporter"]).unwrap();
                    let sector = index.find_sector(&row["sector"]).unwrap();
                    let at = index.rows(seller).find(|r| index.node(*r).sector == sector).unwrap();
                    let buyer = economies.find(&row["importer"]).unwrap().position();
                    let (rate, kept) =
                        (plain.after().inputs[(at, buyer)], relieved.after().inputs[(at, buyer)]);
                    assert!((rate - number("rate")).abs() < 1e-10, "{row:?}");
                    assert!((kept - number("content_rate")).abs() < 1e-10, "{row:?}: {kept}");
                    assert!((1.0 - kept / rate - number("exempt_share")).abs() < 1e-9);
                    met += 1;
                }
            }
        }
    }
    assert_eq!(met, rows.len());
}

#[test]
fn all_origins_are_the_whole_value_and_none_are_nothing() {
    let Some(cast) = cast("leather") else { return };
    let economies = cast.context.geography().economies();
    let all: Vec<_> = economies.economies().map(|(id, _)| id).collect();
    for by in [ContentBy::ValueAdded, ContentBy::Inputs] {
        let whole = content_shares(&cast.context, &all, by).unwrap();
        assert!(whole.iter().all(|share| (share - 1.0).abs() < 1e-12), "{by}: {whole:?}");
        let none = content_shares(&cast.context, &[], by).unwrap();
        assert!(none.iter().all(|share| *share == 0.0));
    }
}

#[test]
fn an_agreement_with_a_threshold_is_for_what_originates() {
    let Some(cast) = cast("bloc8x4") else { return };
    let economies = cast.context.geography().economies();
    let agree = |more: &str| {
        let text = format!(
            "name = \"n\"\n[[tariff]]\nimporter = \"USA\"\nexporter = [\"CAN\", \"MEX\", \"CHN\"]\nrate = 0.2\n{more}"
        );
        read_scenario(Input::bytes("s.toml", text), &cast.context).map(|it| it.tariffs().unwrap())
    };
    let usa = economies.find("USA").unwrap().position();
    let of = |tariffs: &tripole::scenario::Tariffs, seller: &str| -> Vec<f64> {
        let rows = &economies.economy(economies.find(seller).unwrap()).rows;
        rows.iter().map(|row| tariffs.after().inputs[(*row, usa)]).collect()
    };
    let rule = |threshold: f64, width: f64| {
        agree(&format!(
            "[[agreement]]\nmembers = [\"USA\", \"CAN\", \"MEX\"]\nthreshold = {threshold}\nhalf_width = {width}\n"
        ))
        .unwrap()
    };
    assert_eq!(of(&rule(0.0, 0.0), "CAN"), [0.0; 4], "all is preferential");
    assert_eq!(of(&rule(1.01, 0.0), "CAN"), [0.2; 4], "nothing is");
    assert_eq!(of(&rule(0.5, 0.1), "CHN"), [0.2; 4], "who is no member is not touched");
    // By hand: the share that originates of the content of Canadian products.
    let members: Vec<_> =
        ["USA", "CAN", "MEX"].iter().map(|code| economies.find(code).unwrap()).collect();
    let content = content_shares(&cast.context, &members, ContentBy::ValueAdded).unwrap();
    let canadian = &economies.economy(members[1]).rows;
    let half = rule(0.85, 0.1);
    for (rate, &row) in of(&half, "CAN").iter().zip(canadian) {
        let share = ((content[row] - 0.75) / 0.2).clamp(0.0, 1.0);
        assert!((rate - 0.2 * (1.0 - share)).abs() < 1e-15, "{rate} {share}");
    }
    assert!(of(&half, "CAN").iter().any(|rate| *rate > 0.0 && *rate < 0.2));
    let sectors: Vec<_> = economies.index().sectors().collect();
    let rule_of = |threshold, half_width| OriginRule {
        members: members.clone(),
        sectors: sectors.clone(),
        threshold,
        half_width,
    };
    assert_eq!(rule_of(0.6, 0.0).originating(0.6), 1.0);
    assert_eq!(rule_of(0.6, 0.0).originating(0.59), 0.0);
    assert!((rule_of(0.6, 0.2).originating(0.6) - 0.5).abs() < 1e-15);
    let error = agree("[[agreement]]\nmembers = [\"USA\", \"CAN\"]\nhalf_width = 0.1\n");
    assert!(error.unwrap_err().to_string().contains("`threshold`"));
}
