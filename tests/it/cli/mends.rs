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

fn refused(args: &[&str], words: &[&str]) {
    let run = tripole(args);
    let said = stderr(&run);
    assert_eq!(run.status.code(), Some(1), "{args:?}: {said}");
    for words in words {
        assert!(said.contains(words), "{args:?}: {said}");
    }
}

/// Columns that no reading asks for are left aside, but not those that would change what lines mean.
#[test]
fn columns_that_change_the_meaning_of_lines_are_not_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("o.csv").to_string_lossy().into_owned();
    let map = |name: &str, head: &str, line: &dyn Fn(&str) -> String| {
        let lines: String = SECTORS.map(|code| format!("{code},{}\n", line(code))).concat();
        write(folder.path(), name, &format!("code,group{head}\n{lines}"))
    };
    let convert =
        |map: &str| tripole(&["convert", "builtin:three-pole-2011", "--sectors", map, &out]);
    let named = map("a.csv", ",name", &|code| format!("all,{code}"));
    assert_eq!(convert(&named).status.code(), Some(0));
    let ones = map("b.csv", ",Weight,year", &|_| "all,1.0,2011".to_owned());
    assert_eq!(convert(&ones).status.code(), Some(0));
    let weights =
        map("c.csv", ",weight", &|code| format!("all,{}", if code == "FOD" { "0.5" } else { "1" }));
    let place = "c.csv` line 4, column `weight`: `0.5` in a column that is not read";
    refused(&["convert", "builtin:three-pole-2011", "--sectors", &weights, &out], &[place]);
    let years = map("d.csv", ",year", &|code| {
        format!("all,{}", if code == "MIN" { "2012" } else { "2011" })
    });
    let place = "d.csv` line 3, column `year`: `2012`, and `2011` on the first line";
    refused(&["convert", "builtin:three-pole-2011", "--sectors", &years, &out], &[place]);
}

#[test]
fn accounts_that_may_be_counted_twice_or_overflow_are_said() {
    let folder = tempfile::tempdir().unwrap();
    let account = |name: &str, lines: &str| {
        write(folder.path(), name, &format!("region,sector,account,value,unit{lines}"))
    };
    let footprint = |file: &str| tripole(&["footprint", "--satellite", file, "--csv"]);
    let said = |lines: &str| stderr(&footprint(&account("t.csv", lines)));
    let twice = "direct use of `USA` is given for `FD` and for `c37`, and added up";
    assert!(said("\nUSA,AGR,jobs,1,t\nUSA,FD,jobs,2,t\nUSA,c37,jobs,1,t\n").contains(twice));
    assert!(said("\nUSA,c37,jobs,1,t\nUSA,FD,jobs,2,t\n").contains(twice));
    let apart = "\nUSA,FD,jobs,2,t\nCHN,c37,jobs,1,t\nUSA,c37,other,1,t\n";
    assert!(!said(apart).contains("added up"));
    let huge = account("h.csv", "\nUSA,AGR,jobs,1e308,t\nUSA,MIN,jobs,1e308,t\n");
    refused(
        &["footprint", "--satellite", &huge],
        &["line 2, column `value`: `USA_AGR` amounts to 1e308"],
    );
    let old = account("y.csv", ",year\nUSA,AGR,jobs,1,t,2010\n");
    assert!(stderr(&footprint(&old)).contains("the accounts are of 2010, the table is of 2011"));
    let same = account("s.csv", ",year\nUSA,AGR,jobs,1,t,2011\n");
    assert!(!stderr(&footprint(&same)).contains("the accounts are of"));
}

/// Groups that people, or who reads the table again, would take for something else.
#[test]
fn names_of_groups_are_not_mistaken() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("o.csv").to_string_lossy().into_owned();
    let small = write(
        folder.path(),
        "small.csv",
        ",DEU_a,FRA_a,USA_a,DEU_f,FRA_f,USA_f\nDEU_a,1,2,3,4,5,6\nFRA_a,2,3,4,5,6,7\nUSA_a,3,4,5,6,7,8\n",
    );
    let convert = |groups: [&str; 3]| {
        let lines: String =
            ["DEU", "FRA", "USA"].iter().zip(groups).map(|(c, g)| format!("{c},{g}\n")).collect();
        let map = write(folder.path(), "map.csv", &format!("code,group\n{lines}"));
        tripole(&["convert", &small, "--regions", &map, &out])
    };
    for (groups, words) in [
        (["EU", "eu", "USA"], "line 3, column `group`: `EU` and `eu` differ only in"),
        (["E  U", "E U", "USA"], "differ only in blanks"),
        (["CN1", "CN1", "CN2"], "`CN1` would be read as a part of a country"),
        (["WLD", "WLD", "USA"], "`WLD` would be read as all regions"),
        (["FRA", "X", "USA"], "`FRA` is the code of another region"),
        (["X", "X", "Germany"], "`Germany` is the code of another region"),
    ] {
        let run = convert(groups);
        let said = stderr(&run);
        assert!(run.status.code() == Some(1) && said.contains(words), "{groups:?}: {said}");
        assert!(said.contains("map.csv"), "{said}");
    }
    for groups in [
        ["DEU", "DEU", "USA"],
        ["WLD", "WLD", "WLD"],
        ["EU", "EU", "MEX"],
        ["Germany", "Germany", "X"],
    ] {
        let run = convert(groups);
        assert_eq!(run.status.code(), Some(0), "{groups:?}: {}", stderr(&run));
    }
    let group = |definition: &str| tripole(&["va", &small, "--group", definition, "--csv"]);
    assert!(stderr(&group("WLD=DEU,FRA")).contains("for the world or all regions"));
    assert_eq!(group("WLD=DEU,FRA,USA").status.code(), Some(0));
    for part in ["CN1", "USA", "United States", "US"] {
        let shares = write(
            folder.path(),
            "shares.csv",
            &format!("part,sector,share\n{part},a,0.5\nB,a,0.5\n{part},FD,0.5\nB,FD,0.5\n"),
        );
        let run = tripole(&["split", &small, "--region", "DEU", "--shares", &shares, "-o", &out]);
        let said = stderr(&run);
        assert!(
            run.status.code() == Some(1) && said.contains("line 2, column `part`"),
            "{part}: {said}"
        );
    }
}

/// What lies beside a table is read, said or left alone, never dropped or replaced without a word.
#[test]
fn files_beside_tables_are_not_dropped_in_silence() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("t.csv").to_string_lossy().into_owned();
    let about = format!("{table}.about.json");
    ok(&["convert", "builtin:three-pole-2011", "-o", &table]);
    let good = std::fs::read_to_string(&about).unwrap();
    let info = |more: &[&str]| shown(&[&["check", &table], more].concat());
    assert!(!info(&[]).contains("about.json"));
    assert!(
        info(&["--year", "2012"])
            .contains("year 2012 was given, the file beside the table says 2011")
    );
    assert!(info(&["--unit", "euros"]).contains("the unit `euros` was given"));
    let left_aside = |text: &[u8], words: &str| {
        std::fs::write(&about, text).unwrap();
        let said = info(&[]);
        assert!(said.contains(words) && said.contains("left aside"), "{words}: {said}");
    };
    left_aside(b"{ broken", "cannot be read");
    left_aside(b"[1, 2]", "it says nothing of a table");
    left_aside(&[0xff, 0xfe, b'{', 0], "cannot be read");
    left_aside(&vec![b' '; (1 << 20) + 1], "more than 1048576");
    left_aside(good.replace("\"year\": 2011", "\"year\": \"2011\"").as_bytes(), "the year that");
    left_aside(
        good.replace("\"unit\": \"", "\"unit\": 5, \"was\": \"").as_bytes(),
        "the unit that",
    );
    std::fs::write(&about, format!("\u{feff}{good}")).unwrap();
    assert!(!info(&[]).contains("about.json"), "{}", info(&[]));

    std::fs::write(&about, "{\"mine\": true}").unwrap();
    refused(
        &["convert", "builtin:three-pole-2011", &table],
        &["t.csv.about.json` would be replaced, and was not written by this program"],
    );
    std::fs::write(&about, &good).unwrap();
    refused(&["va", &table, "--csv", "--about", &about], &["is the input itself"]);
    refused(&["va", &table, "-o", &about], &["is the input itself"]);
    assert_eq!(std::fs::read_to_string(&about).unwrap(), good);
}

#[test]
fn blocs_that_lack_a_region_say_so() {
    let folder = tempfile::tempdir().unwrap();
    let blocs = write(folder.path(), "b.csv", "code,bloc\nUSA,Own\nCHN,Other\nDEU,Other\n");
    let run = tripole(&["chains", "--blocs", &blocs, "--csv"]);
    let said = stderr(&run);
    assert!(
        said.contains("note: no bloc of the list has `") && said.contains("more: each is"),
        "{said}"
    );
    let whole = tripole(&["chains", "--csv"]);
    assert!(!stderr(&whole).contains("no bloc of the list"), "{}", stderr(&whole));
    // A list with both columns is one of blocs, and not of groups.
    let both =
        write(folder.path(), "c.csv", "code,group,bloc\nUSA,x,Own\nCHN,x,Other\nDEU,x,Other\n");
    assert!(ok(&["chains", "--blocs", &both, "--csv", "--by", "bloc"]).contains("Other"));
}

#[test]
fn long_tables_have_their_columns_in_any_order_and_name_the_lines_of_doubles() {
    let folder = tempfile::tempdir().unwrap();
    let table = write(
        folder.path(),
        "l.csv",
        "value,col_item,col_region,row_sector,row_region\n1,x,A,x,A\n2,f,A,x,A\n",
    );
    assert_eq!(tripole(&["check", &table]).status.code(), Some(0));
    let twice = write(
        folder.path(),
        "t.csv",
        "row_region,row_sector,col_region,col_item,value\nA,x,A,x,1\n\nA,x,A,f,2\nA,x,A,f,3\n",
    );
    refused(&["check", &twice], &["line 5: cell `A_x` to `A_f` is given twice, first on line 4"]);
}

/// What is wrong with a value is said in words, not in types.
#[test]
fn types_are_said_in_words() {
    let folder = tempfile::tempdir().unwrap();
    for (value, words) in [("\"ten\"", "expected a number"), ("true", "expected a number")] {
        let text = format!(
            "name = \"n\"\n[[tariff]]\nimporter = \"USA\"\nexporter = \"CHN\"\npercent = {value}\n"
        );
        let file = write(folder.path(), "s.toml", &text);
        refused(&["tariff", &file], &[words]);
    }
}
