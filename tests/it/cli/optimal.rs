//! Best tariffs, and the settings of general equilibrium, as they are asked for.

use super::*;

/// Two equal countries, one good made of labour, a quarter of it sold abroad.
const TWINS: &str = ",A_x,B_x,A_f,B_f,OUT\nA_x,0,0,75,25,100\nB_x,0,0,25,75,100\nVA,100,100,0,0,0\nOUT,100,100,0,0,0\n";

fn written(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.to_string_lossy().into_owned()
}

fn rates(args: &[&str]) -> Vec<(String, Option<f64>, f64)> {
    let rows = records(&ok(&[args, &["--csv"]].concat()));
    let number = |row: &HashMap<String, String>, column: &str| row[column].parse::<f64>().ok();
    rows.iter()
        .map(|row| {
            let real_income = number(row, "real_income").unwrap();
            (row["region"].clone(), number(row, "uniform_rate"), real_income)
        })
        .collect()
}

/// The closed form of two countries: 0.237616 alone, 0.220199 against each other.
#[test]
fn best_rates_of_twins() {
    let folder = tempfile::tempdir().unwrap();
    let table = written(folder.path(), "twins.csv", TWINS);
    let alone = rates(&["optimal", &table, "--importer", "A"]);
    let [(a, Some(rate), gain), (b, None, loss)] = &alone[..] else { panic!("{alone:?}") };
    assert_eq!((a.as_str(), b.as_str()), ("A", "B"));
    assert!((rate - 0.237_616).abs() < 1e-5 && *gain > 0.0 && *loss < 0.0);
    let said = stderr(&tripole(&["optimal", &table, "--importer", "A", "--csv"]));
    assert!(said.contains("the best rate of A is 23.762 per cent"), "{said}");
    assert!(said.contains("note: ge: "), "{said}");
    let both = rates(&["optimal", &table, "--players", "A,B", "--start", "0.3"]);
    for (_, rate, loss) in &both {
        assert!((rate.unwrap() - 0.220_199).abs() < 1e-5 && *loss < 0.0);
    }
    let rounds =
        records(&ok(&["optimal", &table, "--players", "A,B", "--show", "search", "--csv"]));
    assert_eq!((rounds[0]["round"].as_str(), rounds[1]["region"].as_str()), ("1", "B"));
    let tried = records(&ok(&["optimal", &table, "--importer", "A", "--show", "search", "--csv"]));
    assert!(tried.len() > 15 && tried[0]["uniform_rate"] == "0");
    // Against a foreign tariff of 10 per cent in a scenario it is (1 + 0.1 λ)/(5 λ 1.1).
    let scenario = "name = \"x\"\n[[tariff]]\nimporter = \"B\"\nexporter = \"A\"\npercent = 10\n";
    let scenario = written(folder.path(), "foreign.toml", scenario);
    let answer = rates(&["optimal", &table, "--importer", "A", "--scenario", &scenario]);
    assert!((answer[0].1.unwrap() - 0.227_976).abs() < 1e-5, "{answer:?}");
}

/// Players may be all; what can be afforded is real consumption where capital is built up; rates that there are
/// may come from a schedule.
#[test]
fn everybody_capital_and_schedules() {
    let folder = tempfile::tempdir().unwrap();
    let table = written(folder.path(), "twins.csv", TWINS);
    let all = rates(&["optimal", &table, "--players", "all"]);
    assert_eq!(all, rates(&["optimal", &table, "--players", "A,B"]));
    let long = ["optimal", &table, "--importer", "A", "--capital-share", "0.4", "--csv"];
    let text = ok(&long);
    assert!(text.starts_with("region,uniform_rate,real_consumption,lower_rate,"), "{text}");
    let one = |scenario: &str| {
        let args = ["optimal", "--importer", "USA", "--on", "CHN", "--scenario", scenario];
        rates(&args).into_iter().find(|(region, ..)| region == "USA").unwrap()
    };
    let (none, answered) = (one("builtin:rcep"), one("seeds/tariffs/answer.toml"));
    assert!(answered.1.unwrap() > 0.0 && answered.1 != none.1, "{answered:?} {none:?}");
}

#[test]
fn what_cannot_be_chosen_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let table = written(folder.path(), "twins.csv", TWINS);
    let said = |args: &[&str]| stderr(&tripole(&[&["optimal", &table], args].concat()));
    assert!(said(&[]).contains("--importer <CODE>|--players <CODES>"));
    assert!(said(&["--importer", "A", "--on", "A"]).contains("does not tax its own products: `A`"));
    assert!(said(&["--players", "A"]).contains("need two players"));
    assert!(said(&["--importer", "C"]).contains("unknown region or bloc `C`"));
    assert!(said(&["--players", "A,B", "--start", "-1"]).contains("a rate to start from is -1"));
    assert!(said(&["--importer", "A", "--everybody"]).contains("--everybody"));
    assert!(said(&["--players", "A,B", "--on", "B"]).contains("players tax each other"));
    assert!(said(&["--players", "A,B", "--start", "0,0,0"]).contains("3 rates to start from"));
    let embargo = "name = \"x\"\n[[embargo]]\nimporter = \"B\"\nexporter = \"A\"\n";
    let embargo = written(folder.path(), "embargo.toml", embargo);
    assert!(
        said(&["--importer", "A", "--scenario", &embargo]).contains("does not read `[[embargo]]`")
    );
}

/// Settings are read, said and refused; columns are there where they mean something.
#[test]
fn switches_of_general_equilibrium() {
    let war = "builtin:us-china-tariff-war";
    let of = |args: &[&str]| tripole(&[&["tariff", war, "--model", "ge", "--csv"], args].concat());
    let plain = stdout(&of(&[]));
    assert!(!plain.contains("employment") && !plain.contains("capital"));
    let floors = of(&["--wage-floors", "nominal", "--floor", "1,USA=0.9", "--numeraire", "USA"]);
    let rows = records(&stdout(&floors));
    let value = |rows: &[HashMap<String, String>], code: &str, column: &str| {
        let row = rows.iter().find(|row| row["region"] == code).unwrap();
        row[column].parse::<f64>().unwrap()
    };
    assert!(value(&rows, "CHN", "employment") < -0.01);
    assert_eq!((value(&rows, "USA", "employment"), value(&rows, "USA", "wage")), (0.0, 0.0));
    let said = stderr(&floors);
    assert!(said.contains("nominal floors of wages at 0.9 to 1 of what wages were"), "{said}");
    assert!(said.contains("the wage of `USA` keeps its value"), "{said}");
    assert!(said.contains("wages have floors, an assumption"), "{said}");
    let long = of(&["--capital-share", "0.4", "--deficits", "world"]);
    let rows = records(&stdout(&long));
    assert!(value(&rows, "USA", "capital") < 0.0 && !rows[0].contains_key("employment"));
    assert!(stderr(&long).contains("quote `real_consumption`"));
    let apart = stderr(&of(&["--capital-goods", "investment", "--capital-share", "0.4"]));
    assert!(apart.contains("of the goods of investment"), "{apart}");
    for (args, reason) in [
        (&["--floor", "much"][..], "`much` is no number for `floor`"),
        (&["--floor", "0.9"], "give `wage-floors`, `nominal` or `real`"),
        (
            &["--wage-floors", "real", "--floor", "USA=2"],
            "a floor of wages is 2, expected a share of the wage before",
        ),
        (&["--numeraire", "XYZ"], "unknown region `XYZ`"),
        (&["--reinvested", "0.5"], "it is read where there is a `capital-share`"),
        (&["--capital-goods", "same"], "give a `capital-share` too"),
        (&["--investment", "c41"], "it is read where `capital-goods` is `investment`"),
        (&["--wage-floors", "real"], "the floors cannot hold together"),
    ] {
        let output = of(args);
        assert_eq!(output.status.code(), Some(1), "{args:?}");
        assert!(stderr(&output).contains(reason), "{args:?}: {}", stderr(&output));
    }
    let all = ["tariff", war, "--wage-floors", "nominal"];
    assert!(stderr(&tripole(&all)).contains("it is a setting of ge"));
}

/// A sweep has the settings of its model, which may be parameters.
#[test]
fn sweeps_have_settings() {
    let folder = tempfile::tempdir().unwrap();
    let grid = |settings: &str| {
        let entry = "[[tariff]]\nimporter = \"USA\"\nexporter = \"CHN\"\npercent = 25\n";
        let text = format!(
            "name = \"s\"\nmodel = \"ge\"\n[parameters]\nshare = [0, 0.4]\n[settings]\n{settings}\n{entry}"
        );
        written(folder.path(), "grid.toml", &text)
    };
    let file = grid("capital-share = \"$share\"\ndeficits = \"world\"");
    let rows = records(&ok(&["sweep", &file, "--region", "USA"]));
    let scenario =
        "name = \"x\"\n[[tariff]]\nimporter = \"USA\"\nexporter = \"CHN\"\npercent = 25\n";
    let scenario = written(folder.path(), "one.toml", scenario);
    for (row, share) in rows.iter().zip(["0", "0.4"]) {
        let args = [
            "tariff",
            &scenario,
            "--model",
            "ge",
            "--deficits",
            "world",
            "--capital-share",
            share,
            "--region",
            "USA",
            "--csv",
        ];
        let alone = records(&ok(&args));
        for column in ["real_consumption", "capital", "wage"] {
            let number = |row: &HashMap<String, String>| row[column].parse::<f64>().unwrap();
            assert!((number(row) - number(&alone[0])).abs() < 1e-12, "{column}");
        }
    }
    assert_eq!(rows.len(), 2);
    for (settings, reason) in [
        ("capital-shares = \"$share\"", "unknown setting `capital-shares`"),
        ("capital-share = \"$share\"\nelasticities = \"a.csv\"", "no lines of `[settings]`"),
        ("capital-share = \"$shares\"", "shares"),
        ("capital-share = \"$share\"\ndeficits = \"none\"", "unknown word `none`"),
    ] {
        let output = tripole(&["sweep", &grid(settings)]);
        assert_eq!(output.status.code(), Some(1), "{settings}");
        assert!(stderr(&output).contains(reason), "{settings}: {}", stderr(&output));
    }
}
