//! Requirements tables as they are asked for.

use std::fs;

use super::*;

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

#[test]
fn lines_of_chosen_cells() {
    let all = records(&ok(&["requirements", "--matrix", "vL", "--csv"]));
    let some = records(&ok(&[
        "requirements",
        "--matrix",
        "vL",
        "--row",
        "CHN:ELE,MEX",
        "--column",
        "usa:ELE",
        "--csv",
    ]));
    assert!(some.len() > 2 && some.len() < 20);
    for row in &some {
        assert_eq!((row["partner"].as_str(), row["partner_sector"].as_str()), ("USA", "ELE"));
        let keys = ["region", "sector", "partner", "partner_sector"];
        let same =
            |other: &&HashMap<String, String>| keys.iter().all(|key| other[*key] == row[*key]);
        let whole: f64 = all.iter().find(same).unwrap()["value"].parse().unwrap();
        assert!((whole - row["value"].parse::<f64>().unwrap()).abs() < 1e-13);
    }
    let regions =
        ok(&["requirements", "--by", "region", "--row", "CHN", "--column", "USA,MEX", "--csv"]);
    assert!(regions.starts_with("region,partner,value\nCHN,USA,"), "{regions}");
    assert_eq!(regions.lines().count(), 3);
    let few = tripole(&["requirements", "--min", "0.5", "--csv"]);
    assert!(stderr(&few).contains("cells below 0.5 are left out, of one column at most"));
}

/// The files of I - A are those that NumPy and SciPy wrote.
#[test]
fn files_for_other_programs() {
    let Some(table) = shared("reference/tables/leather.csv") else { return };
    let export = shared("reference/more/export").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let numbers = |path: &Path| -> Vec<f64> {
        let lines = fs::read_to_string(path).unwrap();
        let body = lines.lines().skip(2).flat_map(str::split_whitespace);
        body.map(|cell| cell.parse().unwrap()).collect()
    };
    for (ours, theirs, more) in [
        ("a.npy", "leather_ImA.npy", &[][..]),
        ("a.mtx", "leather_ImA.mtx", &[]),
        ("b.mtx", "leather_ImA_coordinate.mtx", &["--coordinate"]),
    ] {
        let (path, theirs) = (folder.path().join(ours), export.join(theirs));
        let (table, out) = (text(&table), text(&path));
        ok(&[&["requirements", &table, "--matrix", "ImA", "-o", &out], more].concat());
        if ours == "a.npy" {
            let (ours, theirs) = (fs::read(&path).unwrap(), fs::read(&theirs).unwrap());
            let data = ours.len() - 9 * 9 * 8;
            assert_eq!(ours[..data], theirs[..data], "the header");
            let numbers = |bytes: &[u8]| -> Vec<f64> {
                bytes[data..]
                    .chunks(8)
                    .map(|it| f64::from_le_bytes(it.try_into().unwrap()))
                    .collect()
            };
            let both = numbers(&ours).into_iter().zip(numbers(&theirs));
            both.for_each(|(a, b)| assert!((a - b).abs() < 1e-15, "{a} {b}"));
        } else {
            let (ours, theirs) = (numbers(&path), numbers(&theirs));
            assert_eq!(ours.len(), theirs.len());
            assert!(ours.iter().zip(&theirs).all(|(a, b)| (a - b).abs() < 1e-12));
        }
    }
    assert!(folder.path().join("a_labels.csv").is_file());
    let wide = folder.path().join("l.csv");
    ok(&["requirements", &text(&table), "--wide", "-o", &text(&wide)]);
    let wide = fs::read_to_string(wide).unwrap();
    assert!(wide.starts_with("row,ARG_AGR,ARG_TEX,"), "{wide}");
    let lines = records(&ok(&["requirements", &text(&table), "--csv"]));
    let cells: Vec<&str> = wide.lines().skip(1).flat_map(|line| line.split(',').skip(1)).collect();
    assert_eq!(cells.len(), lines.len());
    for (cell, line) in cells.iter().zip(&lines) {
        let (a, b): (f64, f64) = (cell.parse().unwrap(), line["value"].parse().unwrap());
        assert!((a - b).abs() < 1e-12);
    }
}

#[test]
fn what_cannot_be_is_said() {
    let said = |args: &[&str]| {
        let output = tripole(&[&["requirements"], args].concat());
        assert_eq!(output.status.code(), Some(1), "{args:?}");
        stderr(&output)
    };
    assert!(said(&["--row", "XYZ"]).contains("unknown region or bloc `XYZ`"));
    assert!(said(&["--row", "CHN:XYZ"]).contains("unknown sector `XYZ`"));
    assert!(said(&["--wide"]).contains("`--wide` needs a file of CSV"));
    assert!(said(&["--max-written", "10"]).contains("and 10 are the most"));
    assert!(said(&["--min", "0"]).contains("a number above zero"));
    assert!(said(&["--group", "N=USA,CAN"]).contains("`--by region` adds groups up"));
    assert!(said(&["--coordinate"]).contains("needs a file .mtx"));
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| text(&folder.path().join(name));
    assert!(said(&["-o", &file("x.npy"), "--row", "CHN"]).contains("these files are square"));
    assert!(said(&["-o", &file("x.npy"), "--min", "1"]).contains("`--min`"));
    assert!(said(&["-o", &file("x.npy"), "--top", "3"]).contains("it is for lines"));
    assert!(said(&["-o", &file("x.npy"), "--by", "region"]).contains("leave `--by` out"));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
