//! Names, filters and amounts that would mean nothing, and what is said of them.

use super::*;

fn write(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.to_string_lossy().into_owned()
}

fn tariff_of(list: &str) -> String {
    format!(
        "name = \"n\"\n[[list]]\nname = \"{list}\"\nmembers = [\"USA\", \"CHN\"]\n[[tariff]]\nimporter = \"USA\"\nexporter = \"CHN\"\npercent = 1\n"
    )
}

#[test]
fn lists_are_not_called_like_all_or_several() {
    let folder = tempfile::tempdir().unwrap();
    let said = |name: &str| {
        let file = write(folder.path(), "l.toml", &tariff_of(name));
        let run = tripole(&["tariff", &file, "--csv"]);
        (run.status.code(), stderr(&run))
    };
    for (name, why) in [
        ("World", "line 3, character 8: the list `World` has the name of the world"),
        ("wld", "the list `wld` has the name of the world"),
        ("all", "the list `all` has the name of the word for all regions"),
        ("ALL", "the list `ALL` has the name of the word for all regions"),
        ("One, two", "line 3, character 8: `One, two` is no name for a list"),
        (" ", "` ` is no name for a list"),
    ] {
        let (code, said) = said(name);
        assert!(code == Some(1) && said.contains(why), "{name}: {said}");
    }
    assert_eq!(said("Worldwide two").0, Some(0));
}

/// Sales of an economy to itself are no exports, in whatever spelling both are named.
#[test]
fn exports_to_oneself_are_refused() {
    for command in [
        &["exports"][..],
        &["exports", "--sector", "all"],
        &["exports", "--method", "wwz"],
        &["exports", "--method", "tiva"],
        &["trade", "--by", "pair"],
        &["trade", "--by", "pair-sector"],
        &["vax", "--by", "pair"],
        &["bilateral"],
    ] {
        let filters = ["--exporter", "USA", "--importer", "United States", "--csv"];
        let run = tripole(&[command, &filters].concat());
        assert_eq!(run.status.code(), Some(1), "{command:?}: {}", stdout(&run));
        let said = stderr(&run);
        assert!(said.contains("sales of `USA` to itself are no trade"), "{command:?}: {said}");
        let two = ["--exporter", "USA,CHN", "--importer", "USA", "--csv"];
        assert!(ok(&[command, &two].concat()).lines().count() > 1, "{command:?}");
    }
    let run = tripole(&["tiva", "--reporter", "USA", "--partner", "USA"]);
    assert!(run.status.code() == Some(1) && stderr(&run).contains("`--reporter USA`"));
}

#[test]
fn a_folder_of_indices_is_no_json() {
    let folder = tempfile::tempdir().unwrap();
    let results = folder.path().join("results").to_string_lossy().into_owned();
    let run = tripole(&["indices", "-o", &results, "--json"]);
    assert_eq!(run.status.code(), Some(1));
    let said = stderr(&run);
    assert!(
        said.contains("one CSV file per family") && !said.contains("name it `.json`"),
        "{said}"
    );
}

#[test]
fn losses_after_the_last_day_say_which_that_is() {
    let folder = tempfile::tempdir().unwrap();
    let text = "name = \"n\"\n[[supply]]\nregion = \"CHN\"\nsectors = \"ELE\"\npercent = 50\nstart = 400\ndays = 5\n";
    let file = write(folder.path(), "s.toml", text);
    let run = tripole(&["scenario", &file, "--family", "output", "--strict"]);
    let said = stderr(&run);
    assert!(
        said.contains("it begins on day 400, and the last day is 364: nothing is lost"),
        "{said}"
    );
}

/// Stocks without end, of all products by one word or line by line, are one thing.
#[test]
fn stocks_may_never_bind() {
    let folder = tempfile::tempdir().unwrap();
    let text = "name = \"n\"\n[[supply]]\nregion = \"CHN\"\nsectors = \"ELE\"\npercent = 50\nstart = 2\ndays = 5\n";
    let file = write(folder.path(), "s.toml", text);
    let all: String = (0..16).map(|k| format!("{},inf\n", SECTORS[k])).collect();
    let days = write(folder.path(), "d.csv", &format!("product,days\n{all}"));
    let run = |days: &str| {
        ok(&[
            "scenario",
            &file,
            "--days",
            "20",
            "--family",
            "output",
            "--csv",
            "--stock-days",
            days,
        ])
    };
    assert_eq!(run("inf"), run(&days));
    assert_eq!(tripole(&["scenario", &file, "--stock-days", "-inf"]).status.code(), Some(2));
}

const SECTORS: [&str; 16] = [
    "AGR", "MIN", "FOD", "TEX", "OMF", "PET", "CHM", "MET", "MCH", "ELE", "TRQ", "UTC", "TRD",
    "TRN", "BUS", "PUB",
];

#[test]
fn rates_beyond_any_sense_are_refused_with_their_place() {
    let folder = tempfile::tempdir().unwrap();
    let said = |entry: &str| {
        let text = format!("name = \"n\"\n[[{entry}\n");
        let file = write(folder.path(), "r.toml", &text);
        let run = tripole(&["scenario", &file, "--csv"]);
        assert_eq!(run.status.code(), Some(1), "{entry}");
        stderr(&run)
    };
    let trade = "importer = \"USA\"\nexporter = \"CHN\"";
    for entry in [
        format!("tariff]]\n{trade}\nrate = 1e308"),
        format!("tariff]]\n{trade}\nrate = 1000001"),
        format!("tariff]]\n{trade}\npercent = 1e300"),
        format!("barrier]]\n{trade}\ncost = 1e9"),
        "demand]]\nbuyer = \"USA\"\nsectors = \"ELE\"\nchange = 1e200".to_owned(),
    ] {
        let said = said(&entry);
        assert!(said.contains("r.toml` line 5, character") && said.contains("1,000,000"), "{said}");
        assert!(said.len() < 400, "{said}");
    }
}

/// What two entries add to the same sales and take from them is nothing; what one takes back from a
/// wider one is not.
#[test]
fn added_tariffs_that_cancel_out_are_said() {
    let folder = tempfile::tempdir().unwrap();
    let added = |exporter: &str, rate: f64| {
        format!(
            "[[tariff]]\nimporter = \"USA\"\nexporter = \"{exporter}\"\nkind = \"added\"\nrate = {rate}\n"
        )
    };
    let run = |entries: &[String]| {
        let file = write(folder.path(), "a.toml", &format!("name = \"n\"\n{}", entries.concat()));
        let run = tripole(&["tariff", &file, "--model", "exposure", "--csv"]);
        assert_eq!(run.status.code(), Some(0), "{}", stderr(&run));
        (
            stdout(&run),
            stderr(&run).matches("what is added on these sales comes to 0 in all").count(),
        )
    };
    // In halves and tenths of which no two add up exactly.
    let (text, said) = run(&[added("CHN", 0.1), added("CHN", 0.2), added("CHN", -0.3)]);
    assert_eq!(said, 3);
    assert!(text.lines().skip(1).all(|line| line.contains(",0,0,")), "{text}");
    let (_, said) = run(&[added("all", 0.1), added("CHN", -0.1)]);
    assert_eq!(said, 0);
    let (_, said) =
        run(&[added("all", 0.1), added("CHN", -0.1), added("DEU", 0.2), added("DEU", -0.2)]);
    assert_eq!(said, 0);
    let (_, said) = run(&[added("CHN", 0.1), added("DEU", 0.2), added("DEU", -0.2)]);
    assert_eq!(said, 2);
}

/// The world is a line of comparisons of models, and can be chosen like the others.
#[test]
fn the_world_can_be_chosen_in_comparisons() {
    let folder = tempfile::tempdir().unwrap();
    let text = "name = \"n\"\n[[supply]]\nregion = \"CHN\"\nsectors = \"ELE\"\npercent = 50\nstart = 2\ndays = 5\n";
    let file = write(folder.path(), "s.toml", text);
    let regions = |codes: &str| {
        let rows = records(&ok(&[
            "scenario",
            &file,
            "--compare",
            "--days",
            "20",
            "--region",
            codes,
            "--csv",
        ]));
        let mut regions: Vec<String> = rows.into_iter().map(|row| row["region"].clone()).collect();
        regions.dedup();
        regions
    };
    assert_eq!(regions("WLD"), ["WLD"]);
    assert_eq!(regions("CHN,WLD"), ["WLD", "CHN"]);
    assert_eq!(regions("CHN"), ["WLD", "CHN"]);
    let unknown = tripole(&["scenario", &file, "--compare", "--region", "WLDX"]);
    assert!(stderr(&unknown).contains("`WLDX`"), "{}", stderr(&unknown));
}

#[test]
fn codes_of_regions_that_the_table_lacks_are_said() {
    let folder = tempfile::tempdir().unwrap();
    let table = toy(folder.path());
    let run = tripole(&["vax", &table, "--region-codes", "USA,CHN,XX", "--csv"]);
    assert_eq!(run.status.code(), Some(0));
    let said = stderr(&run);
    assert!(said.contains("that the table does not have: `XX`; it has `USA`, `CHN`"), "{said}");
    let strict = tripole(&["vax", &table, "--region-codes", "USA,CHN,XX", "--strict"]);
    assert_eq!(strict.status.code(), Some(1));
    let known = tripole(&["vax", &table, "--region-codes", "USA,CHN", "--strict", "--csv"]);
    assert_eq!(known.status.code(), Some(0), "{}", stderr(&known));
}

/// A list of blocs none of which has a part in a result is said to change nothing; one of which a
/// bloc is named, or whose blocs are in the numbers, is not.
#[test]
fn blocs_that_change_nothing_are_said() {
    let folder = tempfile::tempdir().unwrap();
    let blocs = write(folder.path(), "b.csv", "code,bloc\nUSA,Own\nCHN,Other\nDEU,Other\n");
    let war = "builtin:us-china-tariff-war";
    let own = "name = \"n\"\n[[tariff]]\nimporter = \"USA\"\nexporter = \"Other\"\npercent = 1\n";
    let own = write(folder.path(), "own.toml", own);
    let list = "name = \"n\"\n[[list]]\nname = \"L\"\nmembers = [\"Other\"]\n[[tariff]]\nimporter = \"USA\"\nexporter = \"L\"\npercent = 1\n";
    let list = write(folder.path(), "list.toml", list);
    let near = "name = \"n\"\n[[relocate]]\nbuyer = \"CHN\"\nfrom = \"USA\"\nrule = \"bloc\"\npercent = 5\n";
    let near = write(folder.path(), "near.toml", near);
    let said = |args: &[&str]| {
        let run = tripole(&[args, &["--blocs", &blocs]].concat());
        assert_eq!(run.status.code(), Some(0), "{args:?}: {}", stderr(&run));
        stderr(&run).contains("`--blocs` changes nothing in this result")
    };
    for args in [
        &["tariff", war][..],
        &["tariff", war, "--model", "armington", "--by", "region-sector"],
        &["scenario", war, "--family", "output"],
        &["extract", "--region", "CHN"],
        &["extract", "--region", "CHN,Germany"],
        &["extract", "--cell", "CHN:ELE"],
        &["vax", "--exporter", "CHN"],
    ] {
        assert!(said(args), "{args:?}");
    }
    for args in [
        &["tariff", &own][..],
        &["tariff", &list],
        &["tariff", war, "--model", "armington", "--by", "indicators"],
        &["scenario", war],
        &["scenario", war, "--family", "output", "--by", "bloc"],
        &["scenario", &near, "--family", "output"],
        &["extract", "--region", "other"],
        &["extract", "--bloc", "Own"],
        &["vax", "--exporter", "Own"],
    ] {
        assert!(!said(args), "{args:?}");
    }
}
