//! One reader of codes: maps and lists of blocs, in whatever CSV, take what options take.

use std::path::Path;

use assert_cmd::Command;
use tripole::read::{Input, read_blocs, read_concordance};
use tripole::sources::{CodeReader, blocs_of};
use tripole::table::Concordance;
use tripole::{Index, Partition};

fn index() -> Index {
    let regions = ["DEU", "FR", "USA"];
    let sectors = ["c1", "c3", "c4", "c5", "c14"];
    Index::new(regions.iter().flat_map(|r| sectors.map(|s| (*r, s)))).unwrap()
}

fn pairs(map: &Concordance) -> Vec<(&str, &str)> {
    map.pairs().iter().map(|(code, group)| (code.as_str(), group.as_str())).collect()
}

#[test]
fn maps_take_ranges_names_and_groups_whatever_separates_their_columns() {
    let index = index();
    let partition = Partition::regions(&index);
    let codes = CodeReader::new(&partition);
    for separator in [",", ";", "\t"] {
        let text = "code,group\nc3-c5,light\nelectronics,heavy\nC1,farms\n".replace(',', separator);
        let map = read_concordance(Input::bytes("map.csv", text)).unwrap();
        let read = codes.sector_map(&map).unwrap();
        let expected =
            [("c3", "light"), ("c4", "light"), ("c5", "light"), ("c14", "heavy"), ("c1", "farms")];
        assert_eq!(pairs(&read), expected, "{separator:?}");

        let text = "code,group\nEU27,Europe\nFR,France\nunited states,America\n";
        let map = read_concordance(Input::bytes("map.csv", text.replace(',', separator))).unwrap();
        let read = codes.region_map(&map).unwrap();
        // A line under the code of the table goes before the group that it is in.
        assert_eq!(pairs(&read), [("DEU", "Europe"), ("FR", "France"), ("USA", "America")]);
    }
    let backwards = read_concordance(Input::bytes("map.csv", "code,group\nc5-c3,x\n")).unwrap();
    assert!(codes.sector_map(&backwards).unwrap_err().to_string().contains("runs backwards"));
}

#[test]
fn lists_of_blocs_take_names_and_groups_too() {
    let index = index();
    for separator in [",", ";", "\t"] {
        let text = "code,bloc\nEU27,Europe\nGER,Other\nUnited States,America\nATA,Ice\n";
        let listed = read_blocs(Input::bytes("b.csv", text.replace(',', separator))).unwrap();
        let blocs = blocs_of(&index, &listed).unwrap();
        let found: Vec<(&str, Vec<&str>)> = blocs
            .iter()
            .map(|bloc| (bloc.name.as_str(), bloc.codes.iter().map(String::as_str).collect()))
            .collect();
        let expected = [
            ("Europe", vec!["FR"]),
            ("Other", vec!["DEU"]),
            ("America", vec!["USA"]),
            ("Ice", vec!["ATA"]),
        ];
        assert_eq!(found, expected, "{separator:?}");
    }
    // Two spellings of one country in two blocs are not settled in silence.
    let twice = read_blocs(Input::bytes("b.csv", "code,bloc\nGermany,A\nDEU,B\n")).unwrap();
    let blocs = blocs_of(&index, &twice).unwrap();
    assert!(tripole::table::Geography::new(&index, &[], &blocs).is_err());
}

/// Every sector of a table under ISIC codes may be typed by its name.
#[test]
fn sectors_have_their_names_in_every_source() {
    for (codes, typed, expected) in [
        (["A01_02", "C26", "C29"], "computer, electronic and optical equipment", "C26"),
        (["C15T16FOD", "C29", "C34"], "Machinery and equipment n.e.c.", "C29"),
        (["A01_02", "C26", "C29"], "Motor vehicles, trailers and semi-trailers", "C29"),
    ] {
        let index = Index::new(codes.map(|code| ("DEU", code))).unwrap();
        let partition = Partition::regions(&index);
        let found = CodeReader::new(&partition).sectors(&[typed]).unwrap();
        let found: Vec<&str> = found.into_iter().map(|sector| index.sector(sector)).collect();
        assert_eq!(found, [expected], "{typed}");
    }
    // Where no code tells the revision, C29 has no name.
    let index = Index::new([("DEU", "C29")]).unwrap();
    let partition = Partition::regions(&index);
    assert!(CodeReader::new(&partition).sectors(&["Machinery and equipment n.e.c."]).is_err());
}

fn split(shares: &str, folder: &Path) -> Result<String, String> {
    std::fs::write(folder.join("shares.csv"), shares).unwrap();
    let words = ["split", "--region", "CHN", "--shares", "shares.csv", "-o", "out.csv"];
    let mut command = Command::cargo_bin("tripole").unwrap();
    let output = command.args(words).current_dir(folder).output().unwrap();
    if output.status.success() {
        return Ok(std::fs::read_to_string(folder.join("out.csv")).unwrap());
    }
    Err(String::from_utf8(output.stderr).unwrap())
}

#[test]
fn decimals_of_small_files_may_follow_a_comma() {
    let folder = tempfile::tempdir().unwrap();
    let sectors =
        "AGR MIN FOD TEX OMF PET CHM MET MCH ELE TRQ UTC TRD TRN BUS PUB FD".split_whitespace();
    let lines = |east: &str, west: &str| -> String {
        sectors.clone().map(|s| format!("East,{s},{east}\nWest,{s},{west}\n")).collect()
    };
    let plain = format!("part,sector,share\n{}", lines("0.25", "0.75"));
    let expected = split(&plain, folder.path()).unwrap();
    for separator in [";", "\t"] {
        let same = plain.replace(',', separator);
        assert_eq!(split(&same, folder.path()).as_ref(), Ok(&expected));
        assert_eq!(split(&same.replace('.', ","), folder.path()).as_ref(), Ok(&expected));
        let mixed = same.replacen('.', ",", 1);
        let error = split(&mixed, folder.path()).unwrap_err();
        assert!(error.contains("another decimal mark") && error.contains("line 3"), "{error}");
    }
    // A comma is both.
    let both = plain.replacen("0.25", "\"0,25\"", 1);
    let error = split(&both, folder.path()).unwrap_err();
    assert!(error.contains("`0,25` has a comma, which separates the columns"), "{error}");
}

#[test]
fn a_map_in_another_dialect_aggregates_alike() {
    let folder = tempfile::tempdir().unwrap();
    let run = |map: &str| {
        std::fs::write(folder.path().join("map.csv"), map).unwrap();
        let words = ["convert", "builtin:three-pole-2011", "out.csv", "--sectors", "map.csv"];
        let mut command = Command::cargo_bin("tripole").unwrap();
        command.args(words).current_dir(folder.path()).assert().success();
        std::fs::read_to_string(folder.path().join("out.csv")).unwrap()
    };
    let plain = run("code,group\nAGR-MIN,primary\nFOD-TRQ,makers\nservices,services\n");
    assert_eq!(run("code;group\nAGR-MIN;primary\nmanufactures;makers\nUTC-PUB;services\n"), plain);
    let header = plain.lines().next().unwrap_or_default();
    assert_eq!(header.matches("_primary").count(), 19);
    assert_eq!(header.matches("_makers").count(), 19);
}
