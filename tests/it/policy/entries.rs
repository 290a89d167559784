//! Entries of scenario files: what they are refused for, and that grids read schedules once.

use tripole::read::Input;
use tripole::scenario::{read_grid, read_scenario};
use tripole::table::FindingKind;

use super::{Cast, cast};

fn refused(cast: &Cast, entries: &str) -> String {
    let text = format!("name = \"n\"\n{entries}");
    let read = read_scenario(Input::bytes("s.toml", text), &cast.context);
    read.map(|it| it.kinds().len()).unwrap_err().to_string()
}

#[test]
fn entries_that_cannot_be_are_refused_at_their_line() {
    let Some(cast) = cast("bloc8x4") else { return };
    let tariff = "[[tariff]]\nimporter = \"USA\"\nexporter = \"CHN\"\nrate = 0.25\n";
    let cases: [(&str, &str); 14] = [
        ("[[schedule]]\ndate = 2026-01-01\n", "needs a `folder`, or all of"),
        ("[[schedule]]\nfolder = \"nowhere\"\ndate = 2026-01-01\n", "nowhere"),
        ("[[schedule]]\nfolder = \"x\"\ndate = \"2026-02-30\"\n", "`2026-02-30` is no day"),
        ("[[schedule]]\nfolder = \"x\"\ndate = 2026-01-01\nfill = \"all\"\n", "`all`"),
        ("[[schedule]]\nfolder = \"x\"\ndate = 2026-01-01\nelasticity = -1\n", "elasticity"),
        ("[[content_duty]]\nimporter = \"USA\"\n", "the scenario has none"),
        ("[[content_duty]]\nimporter = \"USA\"\ncontent = \"metal\"\n", "`metal`"),
        ("[[agreement]]\nmembers = [\"USA\", \"CAN\"]\nthreshold = 0.5\n", "the scenario has none"),
        ("[[agreement]]\nmembers = [\"USA\"]\nthreshold = 0.5\n", "fewer than two members"),
        ("[[agreement]]\nmembers = [\"USA\", \"CAN\"]\nthreshold = -1\n", "threshold"),
        ("[[retaliation]]\nby = \"USA\"\nto = \"USA\"\n", "does not answer itself"),
        ("[[retaliation]]\nby = \"CHN\"\nto = \"USA\"\nrate = 0.1\n", "`how = \"value\"`"),
        (
            "[[retaliation]]\nby = \"CHN\"\nto = \"USA\"\nhow = \"value\"\nrate = 0\n",
            "a rate above zero",
        ),
        (
            "[[retaliation]]\nby = \"CHN\"\nto = \"USA\"\n[[retaliation]]\nby = [\"CHN\", \"CAN\"]\nto = \"USA\"\n",
            "given twice, first on line",
        ),
    ];
    for (entries, wanted) in cases {
        let with_tariff = if entries.contains("retaliation") { tariff } else { "" };
        let message = refused(&cast, &format!("{with_tariff}{entries}"));
        assert!(message.contains(wanted), "{entries}: {message}");
    }
    // Without a table none of them can be read.
    for entries in [
        "[[schedule]]\nfolder = \"x\"\ndate = 2026-01-01\n",
        "[[content_duty]]\nimporter = \"USA\"\n",
        "[[retaliation]]\nby = \"CHN\"\nto = \"USA\"\n",
    ] {
        let text = format!("name = \"n\"\n{tariff}{entries}");
        let error = read_scenario(Input::bytes("s.toml", text), cast.context.geography());
        assert!(error.unwrap_err().to_string().contains("without one"), "{entries}");
    }
}

#[test]
fn an_answer_to_nothing_is_said() {
    let Some(cast) = cast("bloc8x4") else { return };
    let scenario =
        cast.scenario("one", "[[retaliation]]\nby = \"DEU\"\nto = \"USA\"\nhow = \"value\"\n");
    let found = scenario.findings(cast.system.table(), None).unwrap();
    let nothing = found.iter().find(|it| it.kind == FindingKind::NothingMeant).unwrap();
    assert!(nothing.message.contains("nothing to answer"), "{}", nothing.message);
    // And what cannot be matched.
    let more = "[[retaliation]]\nby = \"CHN\"\nto = \"USA\"\nhow = \"value\"\nsectors = \"AGR\"\n";
    let found = cast.scenario("one", more).findings(cast.system.table(), None).unwrap();
    assert!(found.iter().any(|it| it.message.contains("trade of 540 cannot be matched")));
}

#[test]
fn a_schedule_is_combined_with_what_is_added_and_with_nothing_else_on_its_flows() {
    let Some(cast) = cast("bloc8x4") else { return };
    let plain = cast.scenario("schedule", "").tariffs().unwrap();
    let tariff = |kind: &str| {
        format!(
            "[[tariff]]\nimporter = \"USA\"\nexporter = \"CHN\"\nsectors = \"ELE\"\nrate = 0.1\nkind = \"{kind}\"\n"
        )
    };
    let added = cast.scenario("schedule", &tariff("added")).tariffs().unwrap();
    let economies = plain.economies();
    let usa = economies.find("USA").unwrap().position();
    let index = economies.index();
    let sector = index.find_sector("ELE").unwrap();
    let mut rows = index.rows(index.find_region("CHN").unwrap());
    let row = rows.find(|row| index.node(*row).sector == sector).unwrap();
    let at = (row, usa);
    assert!((added.after().inputs[at] - plain.after().inputs[at] - 0.1).abs() < 1e-15);
    for kind in ["set", "before"] {
        let text = cast.text("schedule") + &tariff(kind);
        let error = read_scenario(Input::bytes("s.toml", text), &cast.context).unwrap_err();
        assert!(error.to_string().contains("given twice"), "{kind}: {error}");
    }
    let twice = cast.text("schedule");
    let entry = &twice[twice.find("[[schedule]]").unwrap()..];
    let text = format!("{twice}{entry}");
    let error = read_scenario(Input::bytes("s.toml", text), &cast.context).unwrap_err();
    assert!(error.to_string().contains("given twice"), "{error}");
}

#[test]
fn a_grid_goes_over_the_days_of_a_schedule() {
    let Some(cast) = cast("bloc8x4") else { return };
    let entries = cast.text("schedule").replace("date = 2026-03-15", "date = \"$day\"");
    let grid = format!(
        "model = \"price\"\n{entries}[parameters]\nday = [\"2025-01-15\", \"2025-09-01\", \"2026-03-15\"]\n"
    );
    let grid = read_grid(Input::bytes("g.toml", grid), &cast.context).unwrap();
    assert_eq!(grid.parameters().len(), 3);
    let last = grid.scenario(2).unwrap();
    assert_eq!(last.tariffs().unwrap(), cast.scenario("schedule", "").tariffs().unwrap());
    let first = grid.scenario(0).unwrap().tariffs().unwrap();
    assert_eq!(first.before(), first.after(), "the base date itself");
    // Read once for all scenarios.
    assert!(std::ptr::eq(
        grid.scenario(0).unwrap().schedules[0].schedule(),
        last.schedules[0].schedule()
    ));
}

/// A schedule that changes nothing has its flows all the same.
#[test]
fn two_schedules_of_one_importer_are_refused_whether_they_change_or_not() {
    let Some(cast) = cast("bloc8x4") else { return };
    let first = cast.text("schedule");
    let entry = &first[first.find("[[schedule]]").unwrap()..];
    let same = entry.replace("date = 2026-03-15", "date = 2025-01-15");
    let error = read_scenario(Input::bytes("s.toml", format!("{first}{same}")), &cast.context);
    assert!(error.unwrap_err().to_string().contains("given twice"));
    // Nor may an entry set what the schedule has left as it was.
    let tariff = "[[tariff]]\nimporter = \"USA\"\nexporter = \"CHN\"\nrate = 0.5\n";
    let still = first.replace("date = 2026-03-15", "date = 2025-01-15");
    let error = read_scenario(Input::bytes("s.toml", format!("{still}{tariff}")), &cast.context);
    let said = error.unwrap_err().to_string();
    assert!(said.contains("given twice"), "{said}");
}

/// All of the value is exempt where every origin is.
#[test]
fn full_exemption_leaves_no_duty_and_no_rounding() {
    for name in ["bloc8x4", "leather"] {
        let Some(cast) = cast(name) else { return };
        for content in ["value_added", "inputs"] {
            let more = format!(
                "[[content_duty]]\nimporter = \"{}\"\nexempt = \"all\"\ncontent = \"{content}\"\n",
                cast.first
            );
            let tariffs = cast.scenario("one", &more).tariffs().unwrap();
            assert!(tariffs.after().inputs.values().iter().all(|rate| *rate == 0.0), "{name}");
        }
    }
}
