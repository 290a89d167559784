//! Nothing wrong in silence, of scenarios and options: entries that mean no sale, options that touch
//! nothing, names that are taken, words without which numbers must not be quoted.

use std::path::Path;

use tripole::models::MODELS;
use tripole::read::{Input, ReadOptions, read};
use tripole::scenario::{DemandChange, Scenario, read_scenario};
use tripole::table::{FindingKind, Geography};
use tripole::{Group, Index, Partition, RowSet};

use crate::cli::{ok, shown, stderr, stdout, toy, tripole};
use crate::support::{records, shared};

/// The files of the fault, or nothing where they are absent.
fn fault(name: &str) -> Option<String> {
    let path = shared(&format!("faults/06_scenario_of_nothing/{name}"))?;
    Some(path.to_string_lossy().into_owned())
}

/// A file in a folder, by its path.
fn file(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.to_string_lossy().into_owned()
}

/// That a command warns so, and refuses under `--strict`.
fn warns(args: &[&str], said: &str) {
    let output = tripole(args);
    let heard = stderr(&output);
    assert_eq!(output.status.code(), Some(0), "{args:?}: {heard}");
    let warned = |line: &str| line.starts_with("warning: ") && line.contains(said);
    assert!(heard.lines().any(warned), "{args:?} does not say `{said}`: {heard}");
    let strict = tripole(&[args, &["--strict"]].concat());
    assert_eq!(strict.status.code(), Some(1), "{args:?} --strict: {}", stderr(&strict));
    assert!(stdout(&strict).is_empty());
}

/// That a command is refused with these words.
fn refused(args: &[&str], said: &str) {
    let output = tripole(args);
    let heard = stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{args:?}: {heard}");
    assert!(heard.contains(said), "{args:?} does not say `{said}`: {heard}");
}

const NOTHING: &str = "no sale of the table is meant";

#[test]
fn tariffs_on_nothing_are_said_in_every_model() {
    let (Some(table), Some(scenario)) = (fault("table.csv"), fault("tariff.toml")) else { return };
    let (base, own) = (fault("base.csv").unwrap(), fault("tariff_own.toml").unwrap());
    let line = format!("{scenario}` line 2: `[[tariff]]`: {NOTHING}");
    let own_line = format!("{own}` line 2: `[[tariff]]`: {NOTHING}");
    for model in ["price", "exposure", "armington", "ge"] {
        warns(&["tariff", &table, &scenario, "--model", model, "--csv"], &line);
        warns(&["tariff", &base, &own, "--model", model, "--csv"], &own_line);
    }
    let ragged = fault("ragged.csv").unwrap();
    warns(&["tariff", &ragged, &scenario, "--ragged", "--csv"], &line);
    warns(&["indices", &base, "--scenario", &own, "--csv"], &own_line);
}

#[test]
fn other_entries_of_nothing_are_said() {
    let Some(table) = fault("table.csv") else { return };
    let entries = [
        ("sc_emb", "embargo"),
        ("sc_embown", "embargo"),
        ("sc_dem", "demand"),
        ("sc_sup", "supply"),
    ];
    for (name, heading) in entries {
        let scenario = fault(&format!("{name}.toml")).unwrap();
        let said = format!("{name}.toml` line 2: `[[{heading}]]`: {NOTHING}");
        warns(&["scenario", &table, &scenario, "--csv"], &said);
    }
    let (base, own) = (fault("base.csv").unwrap(), fault("relocate_own.toml").unwrap());
    refused(&["scenario", &base, &own], "line 2, character 1: nothing moves");
    // Purchases that are all zero do not move either.
    let folder = tempfile::tempdir().unwrap();
    let entry =
        "buyer = \"AAA\"\nsectors = \"MAN\"\nfrom = \"BBB\"\nrule = \"home\"\nshare = 0.5\n";
    let moved = file(folder.path(), "s.toml", &format!("name = \"n\"\n\n[[relocate]]\n{entry}"));
    warns(
        &["scenario", &table, &moved, "--csv"],
        &format!("s.toml` line 3: `[[relocate]]`: {NOTHING}"),
    );
}

#[test]
fn ratios_that_look_like_per_cent_are_said() {
    let (Some(base), Some(rate)) = (fault("base.csv"), fault("rate_25.toml")) else { return };
    warns(
        &["tariff", &base, &rate, "--csv"],
        "rate_25.toml` line 2: `[[tariff]]`: the rate 25 is 2500 per cent",
    );
    let folder = tempfile::tempdir().unwrap();
    let table = toy(folder.path());
    let of = |entry: &str| file(folder.path(), "s.toml", &format!("name = \"n\"\n{entry}"));
    let barrier = of("[[barrier]]\nimporter = \"USA\"\nexporter = \"CHN\"\ncost = 10\n");
    warns(&["tariff", &table, &barrier, "--model", "ge", "--csv"], "the cost 10 is 1000 per cent");
    let demand = of("[[demand]]\nbuyer = \"USA\"\nchange = 5\n");
    warns(&["scenario", &table, &demand, "--csv"], "the change 5 is 500 per cent");
    // Two hundred per cent is a rate like any other.
    let rate = of("[[tariff]]\nimporter = \"USA\"\nexporter = \"CHN\"\nrate = 2\n");
    ok(&["tariff", &table, &rate, "--strict", "--csv"]);
}

#[test]
fn losses_after_the_last_day_are_said() {
    let folder = tempfile::tempdir().unwrap();
    let table = toy(folder.path());
    let of = |entry: &str| {
        file(
            folder.path(),
            "s.toml",
            &format!("name = \"n\"\n[[supply]]\nregion = \"CHN\"\nloss = 0.1\n{entry}"),
        )
    };
    let late = of("start = 40\n");
    warns(
        &["scenario", &table, &late, "--days", "40", "--csv"],
        "s.toml` line 2: `[[supply]]`: it begins on day 40, and the last day is 39",
    );
    ok(&["scenario", &table, &late, "--days", "41", "--strict", "--csv"]);
    warns(
        &["scenario", &table, &of("start = 365\n"), "--csv"],
        "it begins on day 365, and the last day is 364",
    );
    warns(
        &["scenario", &table, &of("start = 3\ndays = 0\n"), "--days", "5", "--csv"],
        "it lasts no day",
    );
}

/// A sector may be hit again when the first loss is over, not before.
#[test]
fn losses_may_follow_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let of = |start: u32| {
        let entry = |start: u32| {
            format!(
                "[[supply]]\nregion = \"KOR\"\nsectors = \"ELE\"\nloss = 0.5\nstart = {start}\ndays = 8\n"
            )
        };
        file(folder.path(), "s.toml", &format!("name = \"n\"\n{}{}", entry(0), entry(start)))
    };
    let lost = |start: u32| -> f64 {
        let text = ok(&["scenario", &of(start), "--days", "30", "--family", "output", "--csv"]);
        let row = text.lines().find(|line| line.starts_with("output,KOR,value_added,")).unwrap();
        row.split(',').nth(5).unwrap().parse().unwrap()
    };
    let once =
        "name = \"n\"\n[[supply]]\nregion = \"KOR\"\nsectors = \"ELE\"\nloss = 0.5\ndays = 8\n";
    let once = file(folder.path(), "once.toml", once);
    let text = ok(&["scenario", &once, "--days", "30", "--family", "output", "--csv"]);
    let row = text.lines().find(|line| line.starts_with("output,KOR,value_added,")).unwrap();
    let once: f64 = row.split(',').nth(5).unwrap().parse().unwrap();
    assert!(lost(8) < 1.5 * once && lost(20) < 1.5 * once, "{once} {} {}", lost(8), lost(20));
    refused(&["scenario", &of(7)], "the loss on `KOR_ELE` is given twice");
}

/// The models beside each other say what each of them says alone.
#[test]
fn comparisons_say_what_models_say_alone() {
    if let (Some(table), Some(embargo)) = (fault("table.csv"), fault("sc_emb.toml")) {
        warns(&["scenario", &table, &embargo, "--compare", "--csv"], NOTHING);
    }
    let folder = tempfile::tempdir().unwrap();
    let of = |entry: &str| file(folder.path(), "s.toml", &format!("name = \"n\"\n{entry}"));
    let stop = "[[embargo]]\nimporter = \"CHN\"\nexporter = \"KOR\"\nsectors = \"ELE\"\ndays = 9\n";
    let none = of(&format!("{stop}share = 0\n"));
    warns(&["scenario", &none, "--compare", "--csv"], "line 2: `[[embargo]]`: nothing changes");
    let half = of(&format!("{stop}share = 0.5\n"));
    let said = stderr(&tripole(&["scenario", &half, "--compare", "--csv"]));
    assert!(said.contains("note: extraction is left out"), "{said}");
    let all = of("[[supply]]\nregion = \"KOR\"\nsectors = \"ELE\"\nloss = 1\ndays = 9\n");
    warns(&["scenario", &all, "--compare", "--csv"], "mixed: ");
    let account = tripole(&["scenario", &all, "--compare", "--account", "co2"]);
    assert_eq!(account.status.code(), Some(2));
}

#[test]
fn sweeps_say_what_models_warn_of() {
    let folder = tempfile::tempdir().unwrap();
    let grid = "name = \"g\"\nmodel = \"mixed\"\n[parameters]\nloss = [1, 100]\n[[supply]]\n\
                region = \"KOR\"\nsectors = \"ELE\"\npercent = \"$loss\"\n";
    let grid = file(folder.path(), "g.toml", grid);
    let output = tripole(&["sweep", &grid]);
    let heard = stderr(&output);
    assert!(
        heard.contains("warning: 1 of 2 scenarios, first scenario 2 (loss = 100): "),
        "{heard}"
    );
    assert_eq!(tripole(&["sweep", &grid, "--strict"]).status.code(), Some(1));
}

#[test]
fn what_is_not_passed_on_is_no_upper_bound() {
    let run = |share: &str| {
        stderr(&tripole(&["tariff", "builtin:rcep", "--pass-through", share, "--csv"]))
    };
    assert!(run("1").contains("an upper bound on prices"));
    let half = run("0.5");
    assert!(half.contains("the share of rises in costs that was set"), "{half}");
    assert!(!half.contains("upper bound"), "{half}");
}

#[test]
fn weights_of_nothing_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let entry = "name = \"n\"\n[[relocate]]\nbuyer = \"USA\"\nfrom = \"CHN\"\nrule = \"given\"\n\
                 weights = [{ region = \"MEX\", weight = 0 }]\nshare = 0.1\n";
    let scenario = file(folder.path(), "s.toml", entry);
    refused(&["scenario", &scenario], "a number above zero for one of the weights at least");
}

#[test]
fn standard_output_may_have_a_form() {
    let json = ok(&["vax", "-o", "-", "--json"]);
    assert!(json.starts_with('['), "{json}");
}

/// An agreement without tariffs before sets nothing to zero.
#[test]
fn tariffs_that_stay_what_they_are_are_said() {
    let folder = tempfile::tempdir().unwrap();
    let table = toy(folder.path());
    let of = |entry: &str| file(folder.path(), "s.toml", &format!("name = \"n\"\n{entry}"));
    let free = of("[[agreement]]\nmembers = [\"USA\", \"CHN\"]\n");
    warns(&["tariff", &table, &free, "--csv"], "line 2: `[[agreement]]`: nothing changes");
    let tariff = |rest: &str| format!("[[tariff]]\nimporter = \"USA\"\nexporter = \"CHN\"\n{rest}");
    let before = tariff("percent = 5\nkind = \"before\"\n");
    warns(&["tariff", &table, &of(&before), "--csv"], "line 2: `[[tariff]]`: nothing changes");
    let same = of(&format!("{before}{}", tariff("rate = 0.05\n")));
    warns(&["tariff", &table, &same, "--csv"], "line 7: `[[tariff]]`: nothing changes");
    ok(&[
        "tariff",
        &table,
        &of(&format!("{before}{}", tariff("rate = 0.06\n"))),
        "--strict",
        "--csv",
    ]);
}

#[test]
fn sweeps_say_it_once() {
    let folder = tempfile::tempdir().unwrap();
    let table = toy(folder.path());
    let grid = |parameters: &str, entry: &str| {
        let text = format!("name = \"n\"\n[parameters]\n{parameters}\n[[tariff]]\n{entry}\n");
        file(folder.path(), "grid.toml", &text)
    };
    let who = "importer = \"$who\"\nexporter = \"CHN\"\npercent = \"$rate\"";
    let grid_of = |range: &str| grid(&format!("who = [\"USA\", \"CHN\"]\nrate = {range}"), who);
    let whole = grid_of("{ from = 0, to = 50, step = 10 }");
    let said = "grid.toml` line 5: `[[tariff]]`: no sale of the table is meant: an economy's sales to \
                itself are never meant (scenario 7: who = CHN, rate = 0)";
    warns(&["sweep", &table, &whole], said);
    let heard = stderr(&tripole(&["sweep", &table, &whole]));
    assert_eq!(heard.matches(NOTHING).count(), 1, "{heard}");
    assert!(!heard.contains("nothing changes"), "a rate of 0 among others is no news: {heard}");
    let missed = grid(
        "rate = { from = 0, to = 50, step = 12 }",
        "importer = \"USA\"\nexporter = \"CHN\"\npercent = \"$rate\"",
    );
    warns(&["sweep", &table, &missed], "line 3: the steps of `rate` end at 48, not at 50");
    let met = grid(
        "rate = { from = 0, to = 0.3, step = 0.1 }",
        "importer = \"USA\"\nexporter = \"CHN\"\nrate = \"$rate\"",
    );
    ok(&["sweep", &table, &met, "--strict"]);
}

#[test]
fn parameters_are_no_columns_in_other_letters() {
    let folder = tempfile::tempdir().unwrap();
    let table = toy(folder.path());
    let entry = "[[tariff]]\nimporter = \"USA\"\nexporter = \"CHN\"\n";
    for name in ["Region", "SCENARIO", "Value"] {
        let text =
            format!("name = \"n\"\n[parameters]\n{name} = [1, 2]\n{entry}percent = \"${name}\"\n");
        let grid = file(folder.path(), "grid.toml", &text);
        refused(&["sweep", &table, &grid], &format!("line 3, character 1: `{name}` is no name"));
    }
    let both =
        format!("name = \"n\"\n[parameters]\nr = [1, 2]\nR = [3]\n{entry}percent = \"$r\"\n");
    refused(
        &["sweep", &table, &file(folder.path(), "grid.toml", &both)],
        "line 4, character 1: `R` is no name",
    );
}

/// What is named by options means something too.
#[test]
fn options_that_mean_no_sale_are_said() {
    let Some(table) = fault("table.csv") else { return };
    warns(&["imports", &table, "--flow", "BBB:MAN>AAA", "--csv"], &format!("`--flow`: {NOTHING}"));
    warns(&["imports", &table, "--flow", "BBB>BBB", "--csv"], &format!("`--flow`: {NOTHING}"));
    warns(&["extract", &table, "--cell", "BBB:MAN", "--csv"], &format!("`--cell`: {NOTHING}"));
    warns(
        &["gvc-income", &table, "--products", "BBB:MAN", "--csv"],
        &format!("`--products`: {NOTHING}"),
    );
    warns(&["smile", &table, "--chain", "BBB:MAN", "--csv"], &format!("`--chain`: {NOTHING}"));
}

/// Changes that were made without a file are found too, and stale places do no harm.
#[test]
fn the_library_says_it_of_changes_without_a_file() {
    let Some(table) = fault("table.csv") else { return };
    let table = read(&Input::Path(table.into()), &ReadOptions::default()).unwrap().table;
    let index = table.index();
    let mut scenario = Scenario::new(&Geography::regions(index));
    let (bbb, man) = (index.find_region("BBB").unwrap(), index.find_sector("MAN").unwrap());
    let products = RowSet::products_of(index, &[bbb], &[man]);
    scenario.demand.push(DemandChange { buyers: vec![bbb], products, change: 0.5 });
    let found = scenario.findings(&table, None).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].kind, FindingKind::NothingMeant);
    assert!(found[0].message.starts_with("demand 1: no sale"), "{}", found[0].message);
    let text = "name = \"n\"\n[[embargo]]\nimporter = \"AAA\"\nexporter = \"AAA\"\n";
    let mut emptied =
        read_scenario(Input::bytes("s.toml", text), &Geography::regions(index)).unwrap();
    assert_eq!(emptied.findings(&table, None).unwrap().len(), 1);
    emptied.embargoes.clear();
    assert!(emptied.findings(&table, None).unwrap().is_empty());
}

#[test]
fn built_in_tables_follow_no_options_of_files() {
    let builtin = "builtin:three-pole-2011";
    for options in [["--year", "1995"], ["--format", "long"], ["--region-codes", "USA"]] {
        refused(&["vax", builtin, options[0], options[1]], &format!("`{} ", options[0]));
        refused(&["indices", builtin, options[0], options[1]], "cannot be combined with `builtin:");
    }
    ok(&["vax", builtin, "--year", "2011", "--csv"]);
    ok(&["vax", builtin, "--format", "canonical", "--csv"]);
    refused(
        &["compare", "--years", "1990,2000", "--family", "exports"],
        "`--year 1990` cannot be combined",
    );
    ok(&["compare", "--years", "1995,2011", "--family", "exports", "--csv"]);
    // The year that is typed is that of the later table.
    ok(&[
        "chains",
        "--year",
        "2011",
        "--family",
        "upgrading",
        "--since",
        "builtin:three-pole-1995",
        "--csv",
    ]);
}

#[test]
fn options_that_touch_nothing_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let accounts =
        file(folder.path(), "jobs.csv", "region,sector,account,value,unit\nUSA,ELE,jobs,1,x\n");
    let saved = folder.path().join("r.csv").to_string_lossy().into_owned();
    let scenario = "builtin:china-plus-one";
    let all: [&[&str]; 22] = [
        &["exports", "--gvc"],
        &["exports", "--gvc", "--importer", "all"],
        &["exports", "--gvc", "--method", "kww"],
        &["exports", "--gvc", "--method", "wwz"],
        &["exports", "--gvc", "--method", "my"],
        &["exports", "--gvc", "--method", "tiva"],
        &["scenario", scenario, "--family", "satellite"],
        &["scenario", scenario, "--family", "output,satellite"],
        &["scenario", scenario, "--family", "output", "--satellite", &accounts],
        &["compare", "--family", "exports", "--knowledge", "ELE"],
        &["compare", "--family", "spatial", "--path-content", "0.5"],
        &["compare", "--family", "upgrading", "--spatial-chain", "0.5"],
        &["chains", "--family", "shares", "--inputs", "ELE"],
        &["chains", "--family", "diversification", "--by", "product", "--inputs", "ELE"],
        &["vax", "--inventory-category", "c42"],
        &["vax", "-o", &saved, "--json"],
        &["vax", "-o", &saved, "--latex"],
        &["vax", "-o", &saved, "--markdown"],
        &["vax", "-o", &saved, "--pretty"],
        &["vax", "--exporter", ""],
        &["extract", "--cell", " , "],
        &["scenario", scenario, "--region", ""],
    ];
    for args in all {
        let option = args.iter().rev().find(|word| word.starts_with("--")).unwrap();
        let option = if args.contains(&"--gvc") { "--gvc" } else { option };
        refused(args, &format!("`{option}` cannot be combined with"));
    }
    assert!(!Path::new(&saved).exists());
    ok(&["exports", "--gvc", "--origin", "all", "--exporter", "USA", "--csv"]);
    ok(&["chains", "--inputs", "ELE", "--family", "exposure,hubs", "--csv"]);
    ok(&["vax", "--inventories", "drop", "--inventory-category", "c42", "--csv"]);
    ok(&["position", "--net-inventories", "--inventory-category", "c42", "--csv"]);
}

#[test]
fn conventions_without_a_part_in_a_result_are_said() {
    let folder = tempfile::tempdir().unwrap();
    let blocs = file(folder.path(), "blocs.csv", "code,bloc\nUSA,X\nCHN,X\n");
    let all: [(&[&str], &str); 5] = [
        (&["trade", "--value-added", "table"], "note: `--value-added` changes nothing in"),
        (&["trade", "--output-from", "table"], "note: `--output-from` changes nothing in"),
        (&["apl", "--by", "sector", "--group", "P=USA,CAN"], "note: `--group` changes nothing in"),
        (
            &["position", "--by", "bloc", "--group", "P=USA,CAN"],
            "note: `--group` changes nothing in",
        ),
        (&["vax", "--blocs", &blocs], "note: `--blocs` changes nothing in"),
    ];
    for (args, said) in all {
        let output = tripole(&[args, &["--csv"]].concat());
        assert_eq!(output.status.code(), Some(0), "{args:?}: {}", stderr(&output));
        assert!(stderr(&output).contains(said), "{args:?}: {}", stderr(&output));
        let quiet = tripole(&[args, &["--csv", "--quiet"]].concat());
        assert!(stderr(&quiet).is_empty(), "{args:?}: {}", stderr(&quiet));
    }
    let named = tripole(&["vax", "--blocs", &blocs, "--exporter", "X", "--csv"]);
    assert!(stderr(&named).is_empty(), "{}", stderr(&named));
}

/// A group that lies in two blocs was left out of results by bloc without a word.
#[test]
fn groups_across_blocs_have_no_result_by_bloc() {
    for command in ["position", "linkages", "participation", "apl"] {
        refused(&[command, "--by", "bloc", "--group", "P=USA,CHN"], "`P` has members in the blocs");
    }
    refused(&["extract", "--each", "bloc", "--group", "P=USA,CHN"], "`P` has members in the blocs");
}

/// The rows of linkages are sectors of regions: a group stands for those of its members.
#[test]
fn linkages_of_a_group_are_those_of_its_members() {
    let group = ["linkages", "--group", "P=USA,CAN", "--csv"];
    let all = ok(&group);
    let shown = ok(&[&group[..], &["--region", "P"]].concat());
    let of = |text: &str| {
        let rows = records(text).into_iter();
        rows.filter(|row| ["USA", "CAN"].contains(&row["region"].as_str())).collect::<Vec<_>>()
    };
    assert_eq!(records(&shown).len(), 2 * 16);
    assert_eq!(of(&shown), of(&all));
}

#[test]
fn lists_and_groups_have_names_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let entry = "[[embargo]]\nimporter = \"USA\"\nexporter = \"all\"\n";
    for name in ["Germany", "deu", "DE", "europe", "asia pacific", "ELE", "electronics"] {
        let text =
            format!("name = \"n\"\n[[list]]\nname = \"{name}\"\nmembers = [\"FRA\"]\n{entry}");
        let scenario = file(folder.path(), "s.toml", &text);
        let said = format!("line 3, character 8: the list `{name}` has the name of");
        refused(&["tariff", &scenario, "--model", "exposure"], &said);
        let group = format!("{name}=FRA,JPN");
        refused(&["vax", "--group", &group], &format!("group `{name}` has the name of"));
    }
    let list = |name: &str| format!("[[list]]\nname = \"{name}\"\nmembers = [\"FRA\"]\n");
    let text = format!("name = \"n\"\n{}{}{entry}", list("L"), list("l"));
    let twice = file(folder.path(), "s.toml", &text);
    refused(
        &["tariff", &twice, "--model", "exposure"],
        "line 6, character 8: the list `l` has the name of",
    );
    for second in ["P=FRA,JPN", "p=FRA,JPN"] {
        refused(
            &["vax", "--group", "P=USA,CAN", "--group", second],
            "has the name of another group",
        );
    }
    // Its own member, and the same again, are no other.
    ok(&["vax", "--group", "germany=DEU,FRA", "--csv"]);
    ok(&["vax", "--group", "P=USA,CAN", "--group", "P=USA,CAN", "--csv"]);
}

#[test]
fn partitions_do_not_merge_groups_of_one_name() {
    let index = Index::new([("A", "g"), ("B", "g"), ("C", "g"), ("D", "g")]).unwrap();
    let of = |name: &str, members: &[&str]| Group::new(&index, name, members).unwrap();
    assert!(Partition::new(&index, &[of("P", &["A", "B"]), of("P", &["C", "D"])]).is_err());
    assert!(Partition::new(&index, &[of("P", &["A", "B"]), of("P", &["A", "B"])]).is_ok());
}

/// Every caveat reaches who reads on the terminal, in a workbook and in the documentation.
#[test]
fn numbers_come_with_what_they_must_not_be_quoted_without() {
    let page =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/scenarios.md"));
    let page = page.unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
    for record in MODELS {
        assert!(
            page.contains(record.caveat),
            "docs/scenarios.md lacks the caveat of {}",
            record.name
        );
    }
    let note = |name: &str| {
        let record = MODELS.into_iter().find(|record| record.name == name).unwrap();
        format!("note: {name}: {}", record.caveat)
    };
    let war = "builtin:us-china-tariff-war";
    for model in ["price", "exposure", "armington", "ge"] {
        let output = tripole(&["tariff", war, "--model", model, "--csv"]);
        assert_eq!(stderr(&output).matches(&note(model)).count(), 1, "{}", stderr(&output));
    }
    let output = tripole(&["scenario", "builtin:chip-embargo", "--csv"]);
    assert!(stderr(&output).contains(&note("extraction")), "{}", stderr(&output));
    let output = tripole(&["indices", "--scenario", war, "--csv"]);
    assert!(stderr(&output).contains(&note("ge")), "{}", stderr(&output));
    let output = tripole(&["sweep", "seeds/sweeps/us-tariffs-on-china.toml", "--region", "USA"]);
    assert_eq!(stderr(&output).matches(&note("price")).count(), 1, "{}", stderr(&output));
    let quiet = tripole(&["tariff", war, "--csv", "--quiet"]);
    assert!(stderr(&quiet).is_empty(), "{}", stderr(&quiet));
}

/// A workbook of a model has its notes on the sheet that says what it is about.
#[test]
fn workbooks_of_models_have_their_notes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("r.xlsx").to_string_lossy().into_owned();
    ok(&["tariff", "builtin:us-china-tariff-war", "--model", "armington", "-o", &path]);
    let mut book = zip::ZipArchive::new(std::fs::File::open(&path).unwrap()).unwrap();
    let mut text = String::new();
    for part in ["xl/workbook.xml", "xl/sharedStrings.xml"] {
        std::io::Read::read_to_string(&mut book.by_name(part).unwrap(), &mut text).unwrap();
    }
    assert!(
        text.contains("name=\"About\"") && text.contains("world value added is not conserved"),
        "{text}"
    );
}

/// An economy whose fixed surplus is more than it earns cannot buy less than nothing.
#[test]
fn worlds_without_income_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    // B sells nearly all that it makes to A and buys next to nothing.
    let table = file(
        folder.path(),
        "surplus.csv",
        "row_region,row_sector,col_region,col_item,value\n\
         A,g,A,g,10\nA,g,B,g,1\nA,g,A,HFCE,100\nA,g,B,HFCE,0.5\n\
         B,g,A,g,40\nB,g,B,g,10\nB,g,A,HFCE,60\nB,g,B,HFCE,0.5\n",
    );
    let wall = "name = \"n\"\n[[tariff]]\nimporter = \"A\"\nexporter = \"B\"\nrate = 1.5\n";
    let scenario = file(folder.path(), "s.toml", wall);
    let output = tripole(&["tariff", &table, &scenario, "--model", "ge", "--csv"]);
    let text = stdout(&output);
    let wrong = records(&text).iter().any(|row| row["income_after"].parse::<f64>().unwrap() <= 0.0);
    assert!(!wrong, "an income below zero: {text}");
    assert_eq!(output.status.code(), Some(1), "{text}{}", stderr(&output));
    assert!(stderr(&output).contains("`B` has no income left"), "{}", stderr(&output));
}

/// Next to nothing beside a table of billions.
#[test]
fn rows_that_are_nearly_empty_are_said() {
    let folder = tempfile::tempdir().unwrap();
    let text = "row_region,row_sector,col_region,col_item,value\n\
                A,g,A,g,1e9\nA,g,A,HFCE,1e9\nA,g,B,HFCE,2e9\nB,g,A,g,1e9\nB,g,B,HFCE,3e9\n\
                A,s,B,HFCE,0.02\nB,s,B,HFCE,1e9\n";
    let table = file(folder.path(), "t.csv", text);
    let heard = stderr(&tripole(&["vax", &table, "--csv"]));
    assert!(
        heard.contains("note: less than a billionth of all output") && heard.contains("`A_s`"),
        "{heard}"
    );
    assert!(!heard.contains("`B_s`"), "{heard}");
    let found = ok(&["check", &table, "--json"]);
    assert!(found.contains("\"nearly_empty\""), "{found}");
    assert!(!stderr(&tripole(&["vax", "--csv"])).contains("billionth"));
}

#[test]
fn messages_name_what_was_wrong() {
    refused(&["vax", "--by", "sector", "--sector", "AGR-ELX"], "unknown sector `ELX`");
    refused(&["vax", "--by", "sector", "--sector", "XXQ-ELE"], "unknown sector `XXQ`");
    insta::assert_snapshot!(shown(&["vax", "--by", "pair", "--exporter", ""]), @r"
    1
    error: `--exporter` cannot be combined with an empty text

    hint: give it a value, or leave the option out
    ");
    let heard = stderr(&tripole(&["scenario", "builtin:nothing-like-it"]));
    for name in tripole::scenario::builtin_scenarios() {
        assert!(heard.contains(&format!("`{name}`")), "{name}: {heard}");
    }
    let heard = stderr(&tripole(&["tariff", "builtin:rcep", "--model", "ge", "--group", "P=AUD"]));
    assert_eq!(heard.matches("`AUS`").count(), 1, "{heard}");
    let text = ok(&["info"]);
    for code in ["USA", "ROW", "AGR", "PUB"] {
        assert!(text.contains(&format!("`{code}`")), "{code}: {text}");
    }
    assert!(!text.contains("more"), "{text}");
}
