//! Answers of partners.

use tripole::scenario::{Answer, AnswerBy, Answered};

use super::cast;
use crate::support::{records, shared};

#[test]
fn answers_are_those_of_the_reference() {
    let Some(path) = shared("reference/tariff/retaliation.csv") else { return };
    let rows = records(&std::fs::read_to_string(path).unwrap());
    let mut met = 0;
    for name in ["bloc8x4", "leather", "wiod13_2011"] {
        let cast = cast(name).unwrap();
        let economies = cast.context.geography().economies().clone();
        let index = economies.index();
        let id = |code: &str| economies.find(code).unwrap();
        for scenario in ["one", "all", "schedule"] {
            let of_case = rows.iter().any(|it| it["table"] == name && it["scenario"] == scenario);
            if !of_case {
                continue;
            }
            let tariffs = cast.scenario(scenario, "").tariffs().unwrap();
            for row in rows.iter().filter(|it| it["table"] == name && it["scenario"] == scenario) {
                let sectors = match row["sectors"].as_str() {
                    "all" => index.sectors().collect(),
                    list => list.split(' ').map(|code| index.find_sector(code).unwrap()).collect(),
                };
                let (how, rate) = match row["answer"].as_str() {
                    "mirror" => (AnswerBy::Mirror, None),
                    "value" => (AnswerBy::Value, None),
                    "value_at_0.3" => (AnswerBy::Value, Some(0.3)),
                    _ => (AnswerBy::Revenue, None),
                };
                let answer = Answer { by: id(cast.second), to: id(cast.first), sectors, how, rate };
                let found = Answered::all(cast.system.table(), &tariffs, &[answer]).unwrap();
                let found = &found[0];
                let theirs: f64 = row["value"].parse().unwrap();
                let ours = match row["measure"].as_str() {
                    "value" => found.value,
                    "revenue" => found.revenue,
                    "share" => found.share,
                    "rate" => found.rate,
                    "short" => found.short,
                    "value_answer" => found.value_answer,
                    "revenue_answer" => found.revenue_answer,
                    _ => {
                        let sector = index.find_sector(&row["sector"]).unwrap();
                        let seller = index.find_region(cast.first).unwrap();
                        let at =
                            index.rows(seller).find(|r| index.node(*r).sector == sector).unwrap();
                        found.added.inputs[(at, id(cast.second).position())]
                    }
                };
                let tolerance = 1e-10 * theirs.abs().max(1.0);
                assert!((ours - theirs).abs() <= tolerance, "{row:?}: ours {ours}");
                met += 1;
            }
        }
    }
    assert_eq!(met, rows.len());
}

#[test]
fn answers_of_a_file_come_on_top_of_all_its_tariffs() {
    let Some(cast) = cast("bloc8x4") else { return };
    let more = "[[retaliation]]\nby = \"CHN\"\nto = \"USA\"\nhow = \"mirror\"\nsectors = \"AGR\"\n";
    let scenario = cast.scenario("war", more);
    let economies = scenario.geography().economies();
    let china = economies.find("CHN").unwrap().position();
    let american = &economies.economy(economies.find("USA").unwrap()).rows;
    let after = scenario.tariffs().unwrap();
    let rates: Vec<f64> = american.iter().map(|row| after.after().inputs[(*row, china)]).collect();
    assert!((rates[0] - 0.45).abs() < 1e-15, "a fifth of the war and a quarter in answer");
    assert_eq!(&rates[1..], [0.2, 0.2, 0.0]);
    let said = scenario.findings(cast.system.table(), None).unwrap();
    assert!(said.iter().any(|it| it.message.contains("`CHN` taxes 48")), "{said:?}");
}
