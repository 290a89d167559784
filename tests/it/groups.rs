//! Groups that are known by name, wherever codes of regions are typed.

use std::path::Path;

use assert_cmd::Command;
use tripole::sources::{CodeReader, GROUPS, KnownGroup, known_groups, names_of};
use tripole::table::Geography;
use tripole::{Bloc, Group, Index, Partition};

use crate::support::records;

fn index() -> Index {
    let codes = ["DEU", "FR", "USA", "MEX", "MX1", "MX2", "CHN", "ROW"];
    Index::new(codes.map(|code| (code, "c1"))).unwrap()
}

fn codes_of(index: &Index, codes: &CodeReader<'_>, typed: &str) -> Vec<String> {
    let regions = codes.regions(&[typed]).unwrap();
    regions.into_iter().map(|region| index.region(region).to_owned()).collect()
}

#[test]
fn a_known_group_is_its_members_under_the_codes_of_the_table() {
    let index = index();
    let regions = Partition::regions(&index);
    let codes = CodeReader::new(&regions);
    for typed in ["EU27", "eu27", "European Union of 27"] {
        assert_eq!(codes_of(&index, &codes, typed), ["DEU", "FR"]);
    }
    // The parts of a split country are in what it is in.
    assert_eq!(codes_of(&index, &codes, "USMCA"), ["USA", "MEX", "MX1", "MX2"]);
    let error = codes.regions(&["MERCOSUR"]).unwrap_err().to_string();
    assert!(error.contains("no member of `MERCOSUR` is in this table"), "{error}");
}

/// A code of the table, a group, a list and a bloc go before a known group.
#[test]
fn what_is_called_so_here_goes_first() {
    let index = Index::new(["DEU", "FRA", "G7"].map(|code| (code, "c1"))).unwrap();
    let regions = Partition::regions(&index);
    assert_eq!(codes_of(&index, &CodeReader::new(&regions), "G7"), ["G7"]);

    let own = [Group::new(&index, "EU27", &["FRA"]).unwrap()];
    let grouped = Partition::new(&index, &own).unwrap();
    assert_eq!(codes_of(&index, &CodeReader::new(&grouped), "EU27"), ["FRA"]);
    // In other letters too.
    assert_eq!(codes_of(&index, &CodeReader::new(&grouped), "eu27"), ["FRA"]);

    let blocs = [Bloc { name: "EU27".to_owned(), codes: vec!["DEU".to_owned()] }];
    let codes = CodeReader::new(&regions).with_blocs(&blocs);
    assert_eq!(codes_of(&index, &codes, "EU27"), ["DEU"]);
    assert!(codes.known_group("EU27").is_none() && codes.known_group("EU28").is_some());
}

#[test]
fn a_group_may_be_given_a_known_name_with_other_members() {
    let index = index();
    let regions = Partition::regions(&index);
    let codes = CodeReader::new(&regions);
    let own = codes.group("EU27=USA,CHN").unwrap();
    assert_eq!((own.name(), own.members().len()), ("EU27", 2));
    let known = codes.group("EU27").unwrap();
    assert_eq!(
        (known.name(), known.members()),
        ("EU27", codes.regions(&["DEU,FR"]).unwrap().as_slice())
    );
    assert!(codes.group("USA").is_err() && codes.group("Mordor").is_err());
}

#[test]
fn the_frame_of_groups_counts_members() {
    let index = index();
    let frame = known_groups(&index);
    assert_eq!(frame.rows(), GROUPS.len());
    let (members, present, missing) = ("members", "present", "missing");
    let of = |name| frame.real(name).unwrap();
    for (row, group) in GROUPS.iter().enumerate() {
        assert_eq!(of(members)[row], of(present)[row] + of(missing)[row], "{}", group.name);
    }
    let usmca = GROUPS.iter().position(|group| group.name == "USMCA").unwrap();
    assert_eq!((of(present)[usmca], of(missing)[usmca]), (2.0, 1.0));
    assert_eq!(frame.remark("members_missing").unwrap().label(usmca), "CAN");
    assert_eq!(frame.remark("members_present").unwrap().label(usmca), "USA MEX MX1 MX2");
}

#[test]
fn names_of_everything_in_results() {
    let index = Index::new([
        ("DEU", "A01_02"),
        ("MEX", "C26"),
        ("MX1", "C26"),
        ("FIGW1", "C26"),
        ("XYZ", "C26"),
    ])
    .unwrap();
    let groups = tripole::sources::split_countries(&index);
    let blocs = [Bloc { name: "Pole".to_owned(), codes: vec!["DEU".to_owned(), "XYZ".to_owned()] }];
    let names = names_of(&Geography::new(&index, &groups, &blocs).unwrap());
    for (key, code, name) in [
        ("region", "DEU", "Germany"),
        ("region", "MEX", "Mexico"),
        ("exporter", "MX1", "Mexico: part 1"),
        ("importer", "FIGW1", "Rest of the world"),
        ("partner", "XYZ", "XYZ"),
        ("region", "Pole", "Pole"),
        ("region", "WLD", "World"),
        ("sector", "C26", "Computer, electronic and optical equipment"),
        ("sector", "TOTAL", "All sectors"),
    ] {
        assert_eq!(names.of(key, code), Some(name), "{code}");
    }
    // A group is what it is called, whatever else has the name.
    let own = [Group::new(&index, "DEU", &["DEU", "MEX"]).unwrap()];
    let names = names_of(&Geography::new(&index, &own, &[]).unwrap());
    assert_eq!(names.of("region", "DEU"), Some("DEU"));
}

#[test]
fn groups_asked_for_together_change_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let said = |words: &[&str]| run(words, folder.path()).1;
    let both = said(&["participation", "--region", "USMCA,CHN"]);
    assert!(
        both.contains("note: `USMCA` counts as one economy for all that is asked for here"),
        "{both}"
    );
    for alone in
        [&["participation", "--region", "USMCA"][..], &["participation", "--region", "USA,CHN"]]
    {
        assert!(!said(alone).contains("for all that is asked"), "{alone:?}");
    }
}

#[test]
fn one_group_is_shown_with_its_members_in_a_table() {
    let folder = tempfile::tempdir().unwrap();
    let of = |words: &[&str]| run(words, folder.path());
    let (text, ..) = of(&["groups", "eu27", "builtin:three-pole-2011", "--pretty"]);
    assert!(text.contains("  In the table (3): DEU Germany, FRA France, ITA Italy\n"), "{text}");
    assert!(text.contains("  Not in it (24): AUT Austria, "), "{text}");
    let rows = records(&of(&["groups", "eu27", "--csv"]).0);
    assert_eq!((rows.len(), rows[0]["members_present"].as_str()), (1, "DEU FRA ITA"));
    let (_, said, code) = of(&["groups", "EU29"]);
    let hint = "error: unknown group `EU29`\n\nhint: similar codes exist: `EU27`, `EU28`";
    assert!(said.starts_with(hint) && code == Some(1), "{said}");
    assert!(of(&["groups", "nothing_like_it"]).1.contains("`tripole groups` names them"));
    assert!(of(&["groups", "no.csv"]).1.contains("cannot read `no.csv`"));
}

/// Standard output and error of a command, and its exit code.
fn run(words: &[&str], folder: &Path) -> (String, String, Option<i32>) {
    let mut command = Command::cargo_bin("tripole").unwrap();
    let output = command.args(words).current_dir(folder).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code())
}

#[test]
fn what_a_group_lacks_is_said_once() {
    let folder = tempfile::tempdir().unwrap();
    let of = |words: &[&str]| run(words, folder.path());
    let (out, said, _) = of(&["vax", "--group", "EU27", "--exporter", "EU27"]);
    let words = "warning: EU27 is DEU, FRA, ITA here: the table lacks 24 of its 27 members: AUT";
    assert_eq!((said.matches(words).count(), said.lines().count()), (1, 2), "{said}");
    assert!(
        said.contains("note: EU27 has the members of 2020-02-01, the table is of 2011"),
        "{said}"
    );
    let one = records(&out);
    let same = records(&of(&["vax", "--group", "X=DEU,FRA,ITA", "--exporter", "X"]).0);
    assert_eq!((one.len(), &one[0]["vax"]), (1, &same[0]["vax"]));
    // Named in an option it becomes one economy, as a bloc does.
    let (named, ..) = of(&["vax", "--exporter", "EU27"]);
    assert_eq!(records(&named)[0]["vax"], same[0]["vax"]);
    // Nothing is lacking, and nothing said.
    let (_, said, code) = of(&["vax", "--exporter", "G7"]);
    assert_eq!((said.as_str(), code), ("", Some(0)));
    // What is most of it makes the number doubtful, what is little does not.
    let (_, said, _) = of(&["vax", "--exporter", "EU27", "--quiet"]);
    assert!(said.starts_with(words), "{said}");
    assert_eq!(of(&["vax", "--exporter", "EU27", "--strict"]).2, Some(1));
    let paper = of(&["vax", "--exporter", "EU27", "--markdown", "--quiet"]).0;
    let line = "EU27 is DEU, FRA, ITA here, the table lacks 24 of its 27 members.";
    assert!(paper.contains(line), "{paper}");
    let file = ["vax", "--exporter", "EU27", "-o", "x.json"];
    of(&file);
    let json = std::fs::read_to_string(folder.path().join("x.json")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let group = &json["about"]["groups"][0];
    assert_eq!((&group["name"], group["missing"].as_array().unwrap().len()), (&"EU27".into(), 24));
    let (_, said, code) = of(&["vax", "--group", "MERCOSUR"]);
    assert!(said.contains("MERCOSUR") && code == Some(1), "{said}");
}

#[test]
fn scenario_files_read_them_and_lists_go_first() {
    let folder = tempfile::tempdir().unwrap();
    let tariff = |list: &str| {
        format!(
            "name = \"a\"\n{list}[[tariff]]\nimporter = \"USA\"\nexporter = \"EU27\"\npercent = 10\n"
        )
    };
    let revenue = |text: &str| {
        std::fs::write(folder.path().join("a.toml"), text).unwrap();
        let (out, said, code) = run(&["tariff", "a.toml"], folder.path());
        assert_eq!(code, Some(0), "{said}");
        (records(&out)[0]["revenue"].clone(), said)
    };
    let (known, said) = revenue(&tariff(""));
    assert!(said.contains("the table lacks 24 of its 27 members: AUT, BEL"), "{said}");
    let (own, said) = revenue(&tariff("[[list]]\nname = \"EU27\"\nmembers = [\"DEU\"]\n"));
    assert!(!said.contains("not in the table") && own != known, "{said}");
    let both = "[[list]]\nname = \"friends\"\nmembers = [\"EU27\", \"JPN\"]\n";
    let (_, said) = revenue(&tariff(both).replace("exporter = \"EU27\"", "exporter = \"friends\""));
    assert!(said.contains("friends: not in the table: AUT, BEL"), "{said}");
}

#[test]
fn the_command_lists_them_beside_a_table() {
    let folder = tempfile::tempdir().unwrap();
    let (out, _, code) = run(&["groups"], folder.path());
    let lines = records(&out);
    assert_eq!((lines.len(), code), (GROUPS.len(), Some(0)));
    let eu = lines.iter().find(|line| line["group"] == "EU27").unwrap();
    assert_eq!((eu["present"].as_str(), eu["members_present"].as_str()), ("3", "DEU FRA ITA"));
    assert_eq!((eu["missing"].as_str(), eu["since"].as_str()), ("24", "2020-02-01"));
    assert_eq!(eu["members_missing"].split(' ').count(), 24);
    assert_eq!(KnownGroup::named("EU27").unwrap().members.len(), 27);
}

/// The list that comes with the program puts Russia and Turkey into Europe: whoever reads the result
/// must know.
#[test]
fn members_that_nobody_expects_are_said_once() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("own.csv"), "code,bloc\nDEU,Europe\nFRA,Europe\n").unwrap();
    let said = |words: &[&str]| run(words, folder.path()).1;
    let note = "the bloc Europe includes Russia and Turkey, often counted elsewhere";
    for words in [
        &["indices"][..],
        &["chains", "--family", "shares"],
        &["participation", "--by", "bloc"],
        &["vax", "--exporter", "Europe"],
        &["compare", "--family", "mobility"],
    ] {
        assert_eq!(said(words).matches(note).count(), 1, "{words:?}");
    }
    for words in [
        &["vax"][..],
        &["vax", "--exporter", "North America"],
        &["indices", "--quiet"],
        &["indices", "--blocs", "own.csv"],
        &["chains", "--family", "shape"],
        &["compare", "--family", "exports"],
    ] {
        assert!(!said(words).contains(note), "{words:?}");
    }
}

/// Groups that hold all parts of a split country take its place.
#[test]
fn split_countries_lie_in_groups_whole() {
    let folder = tempfile::tempdir().unwrap();
    let table = ",USA_c1,MEX_c1,MX1_c1,MX2_c1,CHN_c1,USA_f,MEX_f,CHN_f\n\
        USA_c1,1,0,1,1,1,5,1,1\nMEX_c1,0,0,0,0,0,0,0,0\nMX1_c1,1,0,1,1,1,2,3,1\n\
        MX2_c1,1,0,1,1,1,1,2,1\nCHN_c1,1,0,1,1,2,1,1,4\n";
    std::fs::write(folder.path().join("t.csv"), table).unwrap();
    let vax = |group: &str| {
        let words = ["vax", "t.csv", "--split", "keep", "--group", group, "--quiet"];
        let (out, said, code) = run(&words, folder.path());
        assert_eq!(code, Some(0), "{group}: {said}");
        records(&out)
    };
    let all = vax("X=USA,MEX");
    assert_eq!(all.len(), 2, "{all:?}");
    assert_eq!(vax("NAFTA")[0]["vax"], all[0]["vax"]);
}
