//! Relocation and tariffs in one scenario: the model on the table that relocation leaves.

use tripole::frame::Level;
use tripole::models::beside::{AllModels, Measured, side_by_side};
use tripole::models::impact::{Check, impact};
use tripole::models::redirection::resourcing;
use tripole::models::registry::{MODELS, Question, model_of, named};
use tripole::models::{Given, Model};
use tripole::read::{Input, ReadOptions, read};
use tripole::scenario::{Scenario, read_scenario};
use tripole::table::Geography;
use tripole::{Accounting, Error, Frame, LeontiefSystem};

const MOVE: &str = "[[relocate]]\nbuyer = \"USA\"\nfrom = \"CHN\"\nsectors = \"ELE\"\nrule = \"given\"\nshare = 0.4\n\
                    weights = [{ region = \"MEX\", weight = 3 }, { region = \"KOR\", weight = 1 }]\n";
const TARIFF: &str =
    "[[tariff]]\nimporter = \"USA\"\nexporter = \"CHN\"\nsectors = \"ELE\"\npercent = 25\n";

fn base() -> (LeontiefSystem, Geography) {
    let input = Input::parse("builtin:three-pole-2011").unwrap();
    let table = read(&input, &ReadOptions::default()).unwrap().table;
    let geography = Geography::regions(table.index());
    (LeontiefSystem::new(table, &Accounting::default()).unwrap(), geography)
}

fn scenario(geography: &Geography, entries: &str) -> Scenario {
    let text = format!("name = \"made up\"\n{entries}");
    read_scenario(Input::bytes("s.toml", text), geography).unwrap()
}

fn model(name: &str, system: &LeontiefSystem) -> Box<dyn Model> {
    (named(name).unwrap().make)(system.table(), &Given::default()).unwrap()
}

fn answer(
    name: &str,
    system: &LeontiefSystem,
    scenario: &Scenario,
    by: Level,
) -> tripole::Result<Frame> {
    let question = Question { system, scenario, by, markets: &[] };
    Ok(model(name, system).result(&question)?.frame)
}

/// Every number of two frames.
fn same(one: &Frame, other: &Frame, tolerance: f64) {
    assert_eq!(one.rows(), other.rows());
    let mut seen = 0;
    for column in one.columns_about() {
        let name = &column.name;
        let (Some(a), Some(b)) = (one.real(name), other.real(name)) else { continue };
        let scale = a.iter().fold(1e-300, |most: f64, x| most.max(x.abs()));
        for (a, b) in a.iter().zip(b) {
            seen += 1;
            let equal = (a - b).abs() <= tolerance * scale || (a.is_nan() && b.is_nan());
            assert!(equal, "{name}: {a} {b}");
        }
    }
    assert!(seen > 10);
}

#[test]
fn a_model_sees_the_table_after_relocation() {
    let (system, geography) = base();
    let both = scenario(&geography, &format!("{MOVE}{TARIFF}"));
    let (moves, tariff) = (scenario(&geography, MOVE), scenario(&geography, TARIFF));
    let moved = resourcing(&system, &moves.relocations).unwrap();
    for name in ["price", "exposure", "armington", "ge"] {
        let together = answer(name, &system, &both, Level::Region).unwrap();
        let after = answer(name, moved.after(), &tariff, Level::Region).unwrap();
        same(&together, &after, 1e-12);
        // Of the tariff alone it is another number, and the result says what it is relative to.
        let alone = answer(name, &system, &tariff, Level::Region).unwrap();
        let moves = |column: &str| {
            let both = alone.real(column).zip(together.real(column));
            both.is_some_and(|(a, b)| a.iter().zip(b).any(|(a, b)| (a - b).abs() > 1e-6 * a.abs()))
        };
        assert!(alone.columns_about().iter().any(|column| moves(&column.name)), "{name}");
        assert!(together.notes().iter().any(|(note, _)| note == "base"), "{name}");
        assert!(!alone.notes().iter().any(|(note, _)| note == "base"), "{name}");
    }
    // A tariff hits less of what has moved away.
    let prices = |scenario: &Scenario| {
        let frame = answer("price", &system, scenario, Level::Region).unwrap();
        frame.value(&["USA"], "consumer_prices").unwrap()
    };
    assert!(prices(&both) < 0.75 * prices(&tariff) && prices(&both) > 0.0);
    let models = AllModels::with_defaults(system.table()).unwrap();
    let beside = side_by_side(&system, &both, models.models()).unwrap();
    let usa = geography.economies().find("USA").unwrap();
    assert_eq!(beside.spread(Measured::ConsumerPrice, usa).high, prices(&both));
    assert!(beside.remarks().any(|(name, _)| name == "base"));
}

#[test]
fn worlds_are_from_the_table_as_it_is() {
    let (system, geography) = base();
    let both = scenario(&geography, &format!("{MOVE}{TARIFF}"));
    let (moves, tariff) = (scenario(&geography, MOVE), scenario(&geography, TARIFF));
    let moved = resourcing(&system, &moves.relocations).unwrap();
    for name in ["armington", "ge"] {
        let model = model(name, &system);
        let found = impact(&system, &both, model.as_ref()).unwrap();
        let (alone, after) = (
            impact(&system, &tariff, model.as_ref()).unwrap(),
            impact(moved.after(), &tariff, model.as_ref()).unwrap(),
        );
        assert_eq!(found.before().output(), alone.before().output(), "{name}");
        assert_eq!(found.after().output(), after.after().output(), "{name}");
        assert_eq!(found.after().table().intermediate(), after.after().table().intermediate());
        assert!(found.notes().iter().any(|note| note.contains("move to other suppliers first")));
        assert!(found.checks().iter().all(Check::holds));
        // Mexico gains from relocation, in a world in which it gains from the tariff too.
        let of = |found: &tripole::models::impact::Impact<'_>| {
            let frame = found.frame(Level::Region, None).unwrap();
            frame.value(&["value_added_trade", "MEX", "vax"], "change").unwrap()
        };
        assert!(of(&found) > of(&alone) && of(&alone) > 0.0, "{name}");
    }
    let [before, after] = model("armington", &system).imports(&system, &both).unwrap().unwrap();
    let [first, _] = model("armington", &system).imports(&system, &tariff).unwrap().unwrap();
    assert_eq!(before, first);
    assert_ne!(before, after);
}

#[test]
fn what_cannot_be_combined_names_the_nearest() {
    let (system, geography) = base();
    let of = |entries: &str| scenario(&geography, entries);
    let both = of(&format!("{MOVE}{TARIFF}"));
    assert_eq!(model_of(&both).unwrap().name, "ge");
    let readers: Vec<&str> = MODELS
        .iter()
        .filter(|record| record.reads_all(&both).is_ok())
        .map(|record| record.name)
        .collect();
    assert_eq!(readers, ["price", "exposure", "armington", "ge"]);
    // Relocation alone is no question to them.
    for name in ["price", "exposure", "armington", "ge"] {
        assert!(named(name).unwrap().reads_all(&of(MOVE)).is_err(), "{name}");
    }
    let refused = named("resourcing").unwrap().reads_all(&both).unwrap_err();
    let hint = refused.hint().unwrap().to_string();
    assert_eq!(
        hint,
        "all of it is read by price, exposure, armington, ge (the analysis of tariffs)"
    );
    let outage = "[[supply]]\nregion = \"CHN\"\nsectors = \"ELE\"\nloss = 0.2\n";
    let all = of(&format!("{MOVE}{TARIFF}{outage}"));
    let refused = model_of(&all).unwrap_err();
    assert!(matches!(refused, Error::MixedChanges { .. }));
    let hint = refused.hint().unwrap().to_string();
    let first = "put supply into a scenario of its own: tariff, relocate without it is read by price, exposure";
    assert!(hint.starts_with(first), "{hint}");
    let question = Question { system: &system, scenario: &both, by: Level::Region, markets: &[] };
    assert!(model("price", &system).result(&question).is_ok());
}
