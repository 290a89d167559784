//! Comparing years.

use std::collections::BTreeSet;
use std::path::Path;

use super::*;

/// The made table, and a second year in which China sells twice as much of its goods abroad.
fn years(folder: &Path) -> [String; 2] {
    let later = TOY
        .replace("CHN_g,5,3,30,8,12,0,30,2,90", "CHN_g,10,6,30,8,24,0,30,2,110")
        .replace("VA,20,61,48,40", "VA,15,58,68,40")
        .replace("OUT,42,89,90,62", "OUT,42,89,110,62");
    [("toy_2000.csv", TOY.to_owned()), ("toy_2010.csv", later)].map(|(name, text)| {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        path.to_string_lossy().into_owned()
    })
}

#[test]
fn one_family_has_a_column_per_indicator() {
    let text = ok(&["compare", "--family", "upgrading", "--csv"]);
    assert!(text.starts_with("region,period,dva_share_change,dva_share_within,"), "{text}");
    assert_eq!(text.lines().count(), 20);
    let china = text.lines().find(|line| line.starts_with("CHN,1995-2011,")).unwrap();
    assert!(china.ends_with(",3"), "{china}");
    // Nobody's participation rose by all of its exports.
    let none = ok(&["compare", "--family", "upgrading", "--path-participation", "1", "--csv"]);
    assert!(none.lines().skip(1).all(|line| line.ends_with(",0")), "{none}");
    // Where knowledge is made of mining, nobody who climbs is at the low end.
    let mining = ok(&["compare", "--family", "upgrading", "--knowledge", "MIN", "--csv"]);
    assert_ne!(mining, text);

    let folder = tempfile::tempdir().unwrap();
    let [first, second] = years(folder.path());
    let text = ok(&["compare", &first, &second, "--family", "shift_share", "--csv"]);
    // World growth of 169 to 181; goods went from 68 to 83, services from 101 to 98.
    let usa = text.lines().find(|line| line.starts_with("USA,2000-2010,-8,")).unwrap();
    let cells: Vec<f64> = usa.split(',').skip(3).map(|cell| cell.parse().unwrap()).collect();
    let growth = 81.0 * 12.0 / 169.0;
    let mix = 20.0 * 83.0 / 68.0 + 61.0 * 98.0 / 101.0 - 81.0 - growth;
    for (cell, wanted) in cells.iter().zip([growth, mix, -8.0 - growth - mix, 81.0, 73.0]) {
        assert!((cell - wanted).abs() < 1e-9, "{usa}");
    }
    let text =
        ok(&["compare", &first, &second, "--family", "exports", "--by", "region-sector", "--csv"]);
    assert!(text.starts_with("region,sector,period,exports,dva,vax,fva,dva_share,"), "{text}");
    assert_eq!(text.lines().count(), 9);
}

#[test]
fn all_families_make_one_long_table() {
    let help = ok(&["compare", "--help"]);
    for family in tripole::measures::change::IndicatorFamily::ALL {
        assert!(help.contains(family.name()), "{}", family.name());
    }
    let text = ok(&["compare", "--csv"]);
    let (header, lines) = text.split_once('\n').unwrap();
    assert!(header.starts_with("family,region,sector,partner,period,"), "{header}");
    assert!(header.ends_with(",indicator,unit,value"), "{header}");
    let mut families: Vec<&str> = lines.lines().map(|l| l.split(',').next().unwrap()).collect();
    families.dedup();
    assert_eq!(
        families,
        [
            "exports",
            "participation",
            "position",
            "shares",
            "flows",
            "introversion",
            "diversification",
            "exposure",
            "crossings",
            "shape",
            "hubs",
            "relocation",
            "mobility",
            "shift_share",
            "upgrading",
            "spatial",
            "decomposition",
        ]
    );
    let periods: BTreeSet<&str> = lines.lines().map(|l| l.split(',').nth(4).unwrap()).collect();
    assert_eq!(periods, BTreeSet::from(["1995", "1995-2011", "2011"]));
    // Each family alone is in the long table.
    let alone = ok(&["compare", "--family", "mobility", "--long", "--csv"]);
    let total = alone.lines().find(|l| l.starts_with("TOTAL,1995-2011,mobility,")).unwrap();
    let value = total.rsplit(',').next().unwrap();
    let joined = lines.lines().find(|l| l.starts_with("mobility,,TOTAL,,1995-2011,")).unwrap();
    assert!(joined.ends_with(&format!(",mobility,share,{value}")), "{joined} {total}");

    // Blocs: no families of single regions, and trade inside a bloc is not trade.
    let blocs = ok(&["compare", "--by", "bloc", "--csv"]);
    assert!(!blocs.contains("\nhubs,") && !blocs.contains("\nexposure,"));
    assert!(blocs.contains("\nexports,North America,,,2011,") && !blocs.contains("\nexports,USA,"));
    let sectors = ok(&["compare", "--by", "region-sector", "--family", "spatial,hubs", "--csv"]);
    assert!(
        sectors.contains("\nspatial,CHN,ELE,,1995-2011,") && sectors.contains("\nhubs,CHN,,,2011,")
    );
    let pretty = ok(&["compare", "--family", "spatial,mobility", "--pretty"]);
    assert!(pretty.contains("\n\nspatial\n") && pretty.contains("\nmobility\n"), "{pretty}");
}

#[test]
fn folders_and_workbooks_have_a_table_per_family() {
    let folder = tempfile::tempdir().unwrap();
    let results = folder.path().join("results");
    let [first, second] = years(folder.path());
    let run = ["compare", &first, &second, "--family", "exports,spatial,decomposition", "-o"];
    let output = tripole(&[&run[..], &[results.to_str().unwrap()]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stderr(&output).contains("wrote ") && output.stdout.is_empty());
    for name in ["exports", "spatial", "decomposition"] {
        let text = std::fs::read_to_string(results.join(format!("{name}.csv"))).unwrap();
        assert!(text.starts_with("region,period,"), "{text}");
    }
    let book = folder.path().join("change.xlsx");
    ok(&[&run[..], &[book.to_str().unwrap()]].concat());
    assert!(std::fs::read(&book).unwrap().starts_with(b"PK"));
    // A table of its own is not overwritten, and a refusal leaves what is there.
    let csv = folder.path().join("toy_2000.csv");
    let refused = tripole(&[&run[..], &[csv.to_str().unwrap()]].concat());
    assert!(stderr(&refused).contains("is the input itself"));
    assert_eq!(std::fs::read_to_string(&csv).unwrap(), TOY);
}

#[test]
fn what_cannot_be_compared_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let [first, second] = years(folder.path());
    let other = folder.path().join("other_2010.csv").to_string_lossy().into_owned();
    std::fs::write(&other, TOY.replace("CHN_", "JPN_")).unwrap();
    let unnamed = folder.path().join("toy.csv").to_string_lossy().into_owned();
    std::fs::write(&unnamed, TOY).unwrap();
    let said = |args: &[&str]| {
        let output = tripole(&[&["compare", "--quiet"], args].concat());
        let text = format!("{}\n{}", output.status.code().unwrap(), stderr(&output));
        assert!(output.stdout.is_empty());
        text.replace(&*folder.path().to_string_lossy(), "DIR")
    };
    insta::assert_snapshot!(said(&[&first, &other]), @r"
    1
    error: `DIR/toy_2000.csv` and `DIR/other_2010.csv` have different rows: row 3 is `CHN_g` in the first and `JPN_g` in the second

    hint: bring both to one classification with `tripole convert --regions MAP.csv --sectors MAP.csv`
    ");
    insta::assert_snapshot!(said(&[&first]), @r"
    1
    error: the number of tables is 1, expected two or more
    ");
    insta::assert_snapshot!(said(&[&second, &first]), @r"
    1
    error: a table of 2010 cannot be combined with one of 2000 after it

    hint: name the tables from the earliest to the latest, each once; their years are in their names or in `--years`
    ");
    insta::assert_snapshot!(said(&[&first, &unnamed]), @r"
    1
    error: the year of `DIR/toy.csv` is not known

    hint: give the years of all tables, in their order: `--years 1995,2011`
    ");
    insta::assert_snapshot!(said(&[&first, &second, "--years", "2000"]), @r"
    1
    error: the number of `--years` is 1, expected one for each table
    ");
    insta::assert_snapshot!(said(&[&first, &second, "--year", "2000"]), @r"
    1
    error: `--year` cannot be combined with several tables

    hint: give the year of each with `--years`, in the order of the tables
    ");
    insta::assert_snapshot!(said(&["--family", "upgrad"]), @r"
    1
    error: unknown family `upgrad`

    hint: there are: `exports`, `participation`, `position`, `shares`, `flows`, `introversion`, `diversification`, `exposure`, `crossings`, `shape`, `hubs`, `relocation`, `mobility`, `shift_share`, `upgrading`, `spatial`, `decomposition`
    ");
    insta::assert_snapshot!(said(&["--family", "hubs", "--by", "bloc"]), @r"
    1
    error: `--family hubs` cannot be combined with `--by bloc`

    hint: it is of regions; use `--by region`
    ");
    insta::assert_snapshot!(said(&["--knowledge", "ELX"]), @r"
    1
    error: unknown sector `ELX`

    hint: a similar code exists: `ELE`
    ");
    // What fails in computing names its table.
    let lost = folder.path().join("lost_2010.csv").to_string_lossy().into_owned();
    let text = TOY.replace("CHN_g,5,3,30,8,12,0,30,2,90", "CHN_g,5,3,95,8,2,0,-25,2,90");
    std::fs::write(&lost, text).unwrap();
    insta::assert_snapshot!(said(&[&first, &lost]), @r"
    1
    error: `DIR/lost_2010.csv`: the table is not productive: the coefficient matrix has spectral radius 1.0746, at `CHN_g`, `CHN_s`

    hint: these sectors buy more than they produce, so no output satisfies any demand: check their columns with `tripole check`
    ");
    // Named by hand the years may be any.
    let text =
        ok(&["compare", &first, &unnamed, "--years", "1,2", "--family", "mobility", "--csv"]);
    assert!(text.contains("TOTAL,1-2,0,0,0,1"), "{text}");
    let output = tripole(&["compare", &first, &second, "--family", "upgrading", "--csv"]);
    insta::assert_snapshot!(stderr(&output), @"note: the knowledge-intensive sectors of this classification are not known, so nobody is found at the low end; name them with `--knowledge`");
}

/// Rows are kept by region, sector and partner, the same as of the whole; a family that lacks the
/// column refuses the filter, and is left out, with a note, where families were not named.
#[test]
fn rows_are_chosen_where_a_family_has_the_column() {
    let rows = |args: &[&str]| records(&ok(&[&["compare", "--csv"], args].concat()));
    let all = rows(&["--family", "exports", "--by", "region-sector"]);
    let some = rows(&[
        "--family",
        "exports",
        "--by",
        "region-sector",
        "--region",
        "China,DEU",
        "--sector",
        "ELE",
    ]);
    let wanted = all
        .into_iter()
        .filter(|row| (row["region"] == "CHN" || row["region"] == "DEU") && row["sector"] == "ELE");
    assert_eq!(some, wanted.collect::<Vec<_>>());
    assert_eq!(some.len(), 4);
    let flows = rows(&["--family", "flows", "--region", "CHN", "--partner", "USA,MEX"]);
    assert_eq!(flows.len(), 4);
    assert!(flows.iter().all(|row| row["region"] == "CHN"));
    let bloc = rows(&["--by", "bloc", "--family", "exports", "--region", "Europe"]);
    assert!(bloc.len() == 2 && bloc.iter().all(|row| row["region"] == "Europe"));
    assert_eq!(rows(&["--family", "mobility", "--sector", "ELE"]).len(), 1);

    for (args, option, family) in [
        (&["--family", "hubs", "--sector", "ELE"][..], "--sector", "hubs"),
        (&["--family", "mobility", "--region", "CHN"], "--region", "mobility"),
        (&["--family", "exports,flows", "--partner", "CHN"], "--partner", "exports"),
        (&["--family", "exports", "--sector", "ELE"], "--sector", "exports"),
        (&["--family", "introversion", "--region", "CHN"], "--region", "introversion"),
    ] {
        let run = tripole(&[&["compare"], args].concat());
        let said = stderr(&run);
        assert_eq!(run.status.code(), Some(1), "{args:?}");
        let message = format!("`{option}` cannot be combined with `--family {family}`");
        assert!(said.contains(&message), "{args:?}: {said}");
    }
    let run = tripole(&["compare", "--region", "CHN", "--sector", "ELE", "--csv"]);
    // One family is left, as if it had been named.
    let alone =
        ok(&["compare", "--family", "relocation", "--region", "CHN", "--sector", "ELE", "--csv"]);
    assert_eq!(stdout(&run), alone);
    assert_eq!(alone.lines().count(), 2);
    assert!(
        stderr(&run).contains("note: left out, without such a column: exports, "),
        "{}",
        stderr(&run)
    );
    let run = tripole(&["compare", "--sector", "ELE", "--partner", "USA"]);
    assert!(
        run.status.code() == Some(1) && stderr(&run).contains("no family has all of these columns")
    );
    assert!(stderr(&tripole(&["compare", "--region", "CHX"])).contains("`CHX`"));
}

/// What is known of the columns of a family is what its results have.
#[test]
fn columns_of_families_are_those_of_their_results() {
    use tripole::frame::Level;
    use tripole::measures::change::IndicatorFamily;
    let folder = tempfile::tempdir().unwrap();
    for by in [Level::Region, Level::RegionSector, Level::Bloc] {
        let path = folder.path().join(by.name());
        ok(&["compare", "--by", by.name(), "-o", path.to_str().unwrap()]);
        for family in IndicatorFamily::ALL.into_iter().filter(|family| family.is_at(by)) {
            let text = std::fs::read_to_string(path.join(format!("{family}.csv"))).unwrap();
            let header: Vec<&str> = text.lines().next().unwrap().split(',').collect();
            let mut found: Vec<&str> = ["region", "sector", "partner"]
                .into_iter()
                .filter(|key| header.contains(key))
                .collect();
            if family.name() == "introversion" && by != Level::Bloc {
                // Its regions are blocs.
                found.clear();
            }
            assert_eq!(family.keys(by), found, "{family} {by}");
        }
    }
}
