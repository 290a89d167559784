//! The commands that README, the pages of `docs` and the helps print: each is run, and ends well.

use std::fs;
use std::path::{Path, PathBuf};

use super::*;
use crate::support::shared;

/// Beginnings of commands that are not run here.
const ELSEWHERE: [&str; 15] = [
    // Needs totals that fit the table: run with such in `build`.
    "tripole balance",
    // A measurement.
    "tripole bench",
    // Needs an archive of the OECD: run on one in `formats`.
    "tripole convert 2022_SML.zip",
    // Need downloads: small files in their layouts are read in `workbooks`.
    "tripole convert ADB-MRIO62",
    "tripole convert WIOT",
    "tripole convert wiot07",
    // The same, read in `formats`.
    "tripole convert 2016-2022_SML",
    "tripole convert Eora26",
    "tripole convert flatfile",
    "tripole convert lr_wiod",
    "tripole convert matrix_eu",
    // The same, read in `gloria`.
    "tripole convert GLORIA",
    // Stays until it is stopped: started, asked and stopped in `serve`.
    "tripole serve",
    // A hundred draws of substitution: run in `sweep`.
    "tripole sweep my_table.csv seeds/sweeps/armington-elasticities.toml",
    // Needs the files of all shards: run on them in `shards`.
    "tripole sweep merge",
];

/// Codes that tables of WIOD have and the built-in ones do not.
const WIOD_CODES: [&str; 3] = ["c14", "c15", "ESP"];

pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The pages of the guide, in the order of their names.
pub fn pages() -> Vec<PathBuf> {
    let (mut folders, mut pages) = (vec![repository("docs")], vec![]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "md") {
                pages.push(path);
            }
        }
    }
    pages.sort();
    pages
}

/// Every line that is a command, once.
fn documented() -> Vec<String> {
    let mut texts = vec![fs::read_to_string(repository("README.md")).unwrap()];
    texts.extend(pages().iter().map(|page| fs::read_to_string(page).unwrap()));
    texts.push(ok(&["--help"]));
    texts.extend(commands().iter().map(|command| ok(&[command, "--help"])));
    let lines = texts.iter().flat_map(|text| text.lines()).map(str::trim);
    let mut lines: Vec<String> = lines
        .filter_map(|line| {
            let command = line.strip_prefix("tripole ")?.split(' ').next()?;
            commands_known().contains(&command.to_owned()).then(|| line.to_owned())
        })
        .collect();
    lines.sort();
    lines.dedup();
    lines.retain(|line| !ELSEWHERE.iter().any(|beginning| line.starts_with(beginning)));
    if shared("formats").is_none() {
        lines.retain(|line| !line.contains("IOT_"));
    }
    lines
}

fn commands_known() -> &'static [String] {
    static KNOWN: std::sync::OnceLock<Vec<String>> = std::sync::OnceLock::new();
    KNOWN.get_or_init(commands)
}

/// Words as a shell has them.
pub fn words(line: &str) -> Vec<String> {
    let (mut words, mut quoted) = (vec![String::new()], false);
    for c in line.chars() {
        match c {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            c => words.last_mut().unwrap().push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Jobs and emissions of every sector.
fn accounts_of(regions: &[String], sectors: &[String]) -> String {
    let mut accounts = String::from("region,sector,account,value,unit\n");
    for region in regions {
        for sector in sectors {
            accounts.push_str(&format!(
                "{region},{sector},jobs,5,thousand\n{region},{sector},co2,7,kt\n"
            ));
        }
    }
    accounts
}

/// A country by itself, by hand: home-made products with imports in a row, and products from anywhere with imports in a column.
const NATION: &str = ",NAT_farms,NAT_works,NAT_HFCE,NAT_EXP,OUT
NAT_farms,10,20,50,20,100
NAT_works,15,40,90,55,200
IMP,5,30,25,0,
TLS,2,4,9,0,
D1,30,70,,,
D29X39,-2,6,,,
B2A3G,40,30,,,
VA,68,106,,,
OUT,100,200,,,
";
const TOTAL_USE: &str = ",NAT_farms,NAT_works,NAT_HFCE,NAT_EXP,NAT_IMPO,OUT
NAT_farms,12,25,60,20,-17,100
NAT_works,18,65,105,55,-43,200
TLS,2,4,9,0,,
VA,68,106,,,,
OUT,100,200,,,,
";

/// Scenarios of electronics, and what goes with them.
fn scenarios(first: &str) -> Vec<(&'static str, String)> {
    let entry = "importer = \"USA\"\nexporter = \"CHN\"\nsectors = \"electronics\"\n";
    let outage = "region = \"CHN\"\nsectors = \"electronics\"\nloss = 0.2\nstart = 1\ndays = 9\n";
    let outage = format!("name = \"outage\"\n[[supply]]\n{outage}");
    vec![
        ("my_scenario.toml", format!("name = \"tariff\"\n[[tariff]]\n{entry}percent = 25\n")),
        (
            "schedule.toml",
            "name = \"schedule\"\n[[schedule]]\nfolder = \"seeds/tariffs\"\ndate = 2026-03-15\n".to_owned(),
        ),
        ("my_outage.toml", outage.clone()),
        (
            "my_loss.toml",
            "name = \"loss\"\n[[supply]]\nregion = \"CHN\"\nsectors = \"electronics\"\nloss = 0.2\n".to_owned(),
        ),
        (
            "my_embargo.toml",
            format!("name = \"embargo\"\n[[embargo]]\n{entry}start = 1\ndays = 9\n"),
        ),
        ("stocks.csv", format!("product,days\nall,30\n{first},inf\n")),
        ("outage.toml", outage),
        (
            "my_grid.toml",
            format!(
                "name = \"grid\"\n[parameters]\nrate = [10, 20]\n[[tariff]]\n{entry}percent = \"$rate\"\n"
            ),
        ),
        ("tariff.toml", format!("name = \"tariff\"\n[[tariff]]\n{entry}percent = 25\n")),
    ]
}

/// The files that the commands name, beside a table.
pub fn lay_out(folder: &Path, table: &str, earlier: &str) {
    let path = |name: &str| folder.join(name).to_string_lossy().into_owned();
    for name in [
        "my_table.csv",
        "my_table.csv.gz",
        "my_table.tripole",
        "my_2008.csv",
        "wiod13_2011.csv.gz",
        "b.csv",
        "table_2010.csv",
    ] {
        ok(&["convert", table, &path(name), "--quiet"]);
    }
    for name in ["my_1995.csv", "wiod13_1995.csv.gz", "a.csv"] {
        ok(&["convert", earlier, &path(name), "--quiet"]);
    }
    fs::copy(path("my_2008.csv"), path("my_2018.csv")).unwrap();
    let codes: serde_json::Value =
        serde_json::from_str(&ok(&["info", table, "--json", "--quiet"])).unwrap();
    let list = |key: &str| -> Vec<String> {
        codes[key].as_array().unwrap().iter().map(|it| it.as_str().unwrap().to_owned()).collect()
    };
    let (regions, sectors) = (list("region_codes"), list("sector_codes"));
    let accounts = accounts_of(&regions, &sectors);
    let map = |codes: &[String]| -> String {
        let lines: Vec<String> = codes.iter().map(|code| format!("{code},{code}\n")).collect();
        format!("code,group\n{}", lines.concat())
    };
    let parts = |one: &str, two: &str| -> String {
        let lines = sectors.iter().map(String::as_str).chain(["FD"]);
        let lines: Vec<String> =
            lines.map(|it| format!("{one},{it},0.75\n{two},{it},0.25\n")).collect();
        format!("part,sector,share\n{}", lines.concat())
    };
    let totals = format!("total,region,sector,value\noutput,USA,{},400000\n", sectors[0]);
    let files = [
        ("sigma.csv", format!("sector,elasticity\n{},3\n", sectors[0])),
        ("bridge.csv", format!("sector,category,share\n{},food,1\n", sectors[0])),
        ("spending.csv", "group,category,value\nall,food,10\n".to_owned()),
        ("compensation.csv", accounts.replace(",jobs,5,thousand", ",D1,5,million US$")),
        ("jobs.csv", accounts.clone()),
        ("my_country.csv", NATION.to_owned()),
        ("total_use.csv", TOTAL_USE.to_owned()),
        ("emissions_1995.csv", accounts.clone()),
        ("emissions_2008.csv", accounts.replace("co2,7,", "co2,8,")),
        ("emissions.csv", accounts),
        (
            "factors.csv",
            "impact,account,factor,account_unit,unit\nGWP,co2,1,kt,kt CO2-eq\n".to_owned(),
        ),
        ("my_blocs.csv", "code,bloc\nUSA,Here\nMEX,Here\n".to_owned()),
        ("regions_map.csv", map(&regions)),
        ("sectors_map.csv", map(&sectors)),
        ("coast_inland.csv", parts("COA", "INL")),
        ("provinces.csv", parts("P1", "P2")),
        ("states.csv", parts("S1", "S2")),
        (
            "chips.csv",
            "part,kind,partner,share\nCHP,output,,0.4\nOEL,output,,0.6\nCHP,sales,USA_TRQ,0.7\nOEL,sales,USA_TRQ,0.3\n"
                .to_owned(),
        ),
        ("gdp.csv", totals.clone()),
        ("totals_2011.csv", totals),
        ("sectors.csv", map(&sectors)),
        (
            "sut.csv",
            "block,row,col,value\nsupply,p,i,90\nsupply,q,i,10\nsupply,q,j,100\nuse,p,i,20\nuse,q,j,30\nfinal,p,f,70\nfinal,q,f,80\n"
                .to_owned(),
        ),
        ("cells.csv", "row,col\nq,i\n".to_owned()),
    ];
    for (name, text) in files.into_iter().chain(scenarios(&sectors[0])) {
        fs::write(folder.join(name), text).unwrap();
    }
    if let Some(exiobase) = shared("formats/fixtures/exiobase3_split/IOT_2019_ixi.zip") {
        for name in ["IOT_2010_ixi.zip", "IOT_2019_ixi.zip", "IOT_2019_pxp.zip"] {
            fs::write(folder.join(name), fs::read(&exiobase).unwrap()).unwrap();
        }
    }
    assert_eq!(fails(folder, "tripole vax -o vax.csv --about vax.about.json"), None);
    for (from, to) in [("seeds", "seeds"), ("seeds/three-pole-2011", "my_seeds")] {
        std::os::unix::fs::symlink(repository(from), folder.join(to)).unwrap();
    }
}

/// Run a command in a folder, and say what went wrong.
fn fails(folder: &Path, line: &str) -> Option<String> {
    let words = words(line);
    let mut program = Command::cargo_bin("tripole").unwrap();
    let output = program.args(&words[1..]).current_dir(folder).output().unwrap();
    let code = output.status.code();
    (code != Some(0)).then(|| format!("{line}\n  {code:?}: {}", stderr(&output)))
}

/// What `check --strict` says of a table is about the table.
fn may_refuse(line: &str) -> bool {
    line.contains("--strict")
}

#[test]
fn every_command_that_is_printed_runs() {
    let lines = documented();
    assert!(lines.len() > 80, "{lines:#?}");
    let folder = tempfile::tempdir().unwrap();
    lay_out(folder.path(), "builtin:three-pole-2011", "builtin:three-pole-1995");
    let of_wiod = |line: &&String| WIOD_CODES.iter().any(|code| line.contains(code));
    let run = |folder: &Path, lines: Vec<&String>| -> Vec<String> {
        lines.into_iter().filter_map(|line| fails(folder, line)).collect()
    };
    let (special, general): (Vec<&String>, Vec<&String>) = lines.iter().partition(of_wiod);
    let mut failed = run(folder.path(), general);
    if let Some(table) = shared("data/wiod13/wiod13_2011.csv.gz") {
        let folder = tempfile::tempdir().unwrap();
        let table = table.to_string_lossy().into_owned();
        lay_out(folder.path(), &table, &table);
        failed.extend(run(folder.path(), special));
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// Every command that names a table of the user, on the fifteen tables of WIOD: half an hour, so that it
/// is run by hand (`cargo test --release --test it -- --ignored every_command_runs_on_wiod`).
#[test]
#[ignore = "half an hour"]
fn every_command_runs_on_wiod() {
    let Some(tables) = shared("data/wiod13") else { return };
    let mut tables: Vec<PathBuf> =
        fs::read_dir(tables).unwrap().map(|entry| entry.unwrap().path()).collect();
    tables.retain(|path| path.to_string_lossy().ends_with(".csv.gz"));
    tables.sort();
    assert_eq!(tables.len(), 15);
    let lines = documented();
    let named: Vec<&String> =
        lines.iter().filter(|line| line.contains("my_table.csv") && !may_refuse(line)).collect();
    let mut failed = vec![];
    for table in &tables {
        let folder = tempfile::tempdir().unwrap();
        let table = table.to_string_lossy().into_owned();
        lay_out(folder.path(), &table, &table);
        failed.extend(
            named
                .iter()
                .filter_map(|line| fails(folder.path(), line))
                .map(|it| format!("{table}: {it}")),
        );
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
