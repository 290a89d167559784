//! What the columns of every result mean: that each has an entry of the glossary, and each entry a
//! column or a code that is explained.
//!
//! `data/columns.csv` lists the columns of every result of every command. It is kept here: a change
//! that is meant is stored by `TRIPOLE_FREEZE=1 cargo test --test it glossary`.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use assert_cmd::Command;
use tripole::frame::{CodesOf, glossary};

use crate::support::records;

/// Commands, and the names of the frames that they print. A workbook has a sheet of that name, a folder a
/// file.
const RESULTS: &[(&str, &str)] = &[
    ("trade --imports", "trade"),
    ("trade --by sector --imports", "trade"),
    ("trade --by pair", "trade"),
    ("trade --by pair-sector", "trade"),
    ("trade --long", "trade"),
    ("va", "va"),
    ("va --origin-sectors --final-sectors --origin DEU", "va"),
    ("vax", "vax"),
    ("vax --by sector", "vax"),
    ("vax --by pair", "vax"),
    ("bilateral --exporter CHN", "bilateral"),
    ("imports --importer USA", "imports"),
    ("imports --importer USA --sector ELE", "imports"),
    ("imports --flow CHN:ELE>USA", "perimeter"),
    ("exports", "exports"),
    ("exports --approach sink --importer all --exporter CHN", "exports"),
    ("exports --perspective world", "exports"),
    ("exports --perspective sectbil --sector ELE --importer USA --exporter CHN", "exports"),
    ("exports --exporter CHN --origin all --destination all --gvc", "exports"),
    ("exports --exporter CHN --origin all --origin-sectors", "exports"),
    ("exports --exporter CHN --destination all --destination-sectors", "exports"),
    ("exports --value-added table", "exports"),
    ("exports --method kww --value-added table", "kww"),
    ("exports --method kww --terms groups --value-added table", "kww_grouped"),
    ("exports --method wwz --terms groups", "wwz_grouped"),
    ("exports --method wwz --exporter CHN --sector all --value-added table", "wwz"),
    ("exports --method my --exporter CHN --sector all --importer USA", "my"),
    ("exports --method tiva --exporter CHN", "tiva"),
    ("tiva --reporter CHN --services TRD,BUS", "tiva"),
    ("tiva --reporter CHN --industry all --services TRD,BUS", "tiva"),
    ("tiva --reporter CHN --partner all --services TRD,BUS", "tiva"),
    ("tiva --reporter CHN --partner all --industry all --services TRD,BUS", "tiva"),
    ("participation --by region-sector", "participation"),
    ("participation --measure tripartite --by pair", "participation"),
    ("participation --measure kpww", "participation"),
    ("participation --measure wwyz", "participation"),
    ("participation --measure output", "participation"),
    ("participation --measure hiy", "participation"),
    ("rates {seeds}/tariffs --date 2026-03-15 --importer USA", "rates"),
    ("rates {seeds}/tariffs --date 2026-03-15 --importer USA --by authority", "contributions"),
    ("rates {seeds}/tariffs --date 2026-03-15 --importer USA --by product", "products"),
    ("rates {seeds}/tariffs --date 2026-03-15 --by product-authority", "product_contributions"),
    ("rates {seeds}/tariffs --period 2025", "periods"),
    ("rates {seeds}/tariffs --period 2025 --by authority", "period_contributions"),
    ("rates {seeds}/tariffs --date 2026-03-15 --concordance by_use.csv", "rates"),
    (
        "rates {seeds}/tariffs --date 2026-03-15 --concordance by_use.csv --by authority",
        "contributions",
    ),
    ("rates {seeds}/tariffs --period 2025 --concordance by_use.csv", "periods"),
    (
        "rates {seeds}/tariffs --period 2025 --concordance by_use.csv --by authority",
        "period_contributions",
    ),
    ("revenue {seeds}/tariffs/scenario.toml", "effective"),
    (
        "revenue {seeds}/tariffs/scenario.toml --by authority --trade statutory",
        "revenue_by_authority",
    ),
    ("revenue {seeds}/tariffs/scenario.toml --by flow --trade statutory", "revenue_by_flow"),
    ("revenue {seeds}/tariffs/scenario.toml --period 2025", "revenue_path"),
    ("revenue {seeds}/tariffs/scenario.toml --period 2025 --by authority", "revenue_path"),
    ("incidence builtin:us-china-tariff-war", "incidence"),
    ("incidence builtin:us-china-tariff-war --split-by use", "incidence"),
    (
        "incidence builtin:us-china-tariff-war --by exporter-origin --split-by use",
        "incidence_by_exporter",
    ),
    ("incidence builtin:us-china-tariff-war --by origin --split-by use", "incidence_by_origin"),
    (
        "incidence builtin:us-china-tariff-war --by exporter-origin --split-by authority",
        "incidence_by_exporter",
    ),
    (
        "incidence builtin:us-china-tariff-war --by origin-sector --split-by use",
        "incidence_by_sector",
    ),
    ("retaliation {seeds}/tariffs/answer.toml", "retaliation"),
    ("position --by region-sector", "position"),
    ("position --by world", "position"),
    ("linkages", "linkages"),
    ("linkages --measure eigenvector", "linkages"),
    ("linkages --by region", "linkages"),
    ("linkages --by bloc", "linkages"),
    ("linkages --scope domestic", "linkages"),
    ("multipliers", "multipliers"),
    ("requirements --row USA:ELE --column CHN", "requirements"),
    ("requirements --by region", "requirements"),
    ("requirements --by sector", "requirements"),
    ("type2 --compensation VA --closed MEX", "type2"),
    ("type2 --compensation VA --closed MEX --by pair-sector", "type2_pairs"),
    ("type2 --compensation VA --closed MEX --one-by-one", "type2_one_by_one"),
    ("chains", "chains"),
    ("chains --by bloc", "chains"),
    ("chains --family shares", "shares"),
    ("chains --family shares --by region-sector", "shares"),
    ("chains --family shares --by bloc", "shares"),
    ("chains --family shares --by world", "shares"),
    ("chains --family flows", "flows"),
    ("chains --family flows --by bloc", "flows"),
    ("chains --family introversion --by bloc", "introversion"),
    ("chains --family diversification", "diversification"),
    ("chains --family diversification --by bloc", "diversification"),
    ("chains --family diversification --by product", "diversification"),
    ("chains --family exposure", "exposure"),
    ("chains --family crossings", "crossings"),
    ("chains --family crossings --by product", "crossings"),
    ("chains --family crossings --by bloc", "crossings"),
    ("chains --family shape", "shape"),
    ("chains --family shape --by bloc", "shape"),
    ("chains --family shape --by region-sector", "shape"),
    ("chains --family hubs", "hubs"),
    ("chains --family upgrading --since builtin:three-pole-1995", "upgrading"),
    ("gains", "gains"),
    ("gains --by region-sector", "gains_products"),
    ("trade-costs", "trade_costs"),
    ("trade-costs --by pair-sector", "trade_costs"),
    ("balances", "bilateral_balances"),
    ("balances --destination all", "absorbed_balances"),
    ("balances --by world", "third_countries"),
    ("reer", "reer"),
    ("rca", "rca"),
    ("apl", "apl"),
    ("apl --by region-sector --from CHN:ELE --to USA:TRQ", "apl"),
    ("smile --chain CHN:ELE", "smile"),
    ("gvc-income --products ELE --satellite jobs.csv", "gvc_income"),
    ("gvc-income --products ELE --by region-sector", "gvc_income"),
    ("footprint --satellite jobs.csv", "footprint"),
    ("footprint --satellite jobs.csv --by pair", "footprint"),
    ("footprint --satellite jobs.csv --by region-sector", "footprint"),
    ("responsibility --satellite jobs.csv", "responsibility"),
    ("responsibility --satellite jobs.csv --by pair", "responsibility"),
    ("responsibility --satellite jobs.csv --by region-sector", "responsibility"),
    ("sda --satellite jobs.csv --satellite jobs.csv", "sda"),
    ("sda --satellite jobs.csv --satellite jobs.csv --merge trade,demand", "sda"),
    ("sda --satellite jobs.csv --satellite jobs.csv --output-from table", "sda"),
    ("national --satellite jobs.csv", "national_effects"),
    ("national --family content", "national_content"),
    ("national --family dependence --region USA", "national_dependence"),
    ("national --family gdp", "national_gdp"),
    ("transit", "transit"),
    ("transit --by bloc", "transit"),
    ("transit --by pair --crossed CHN", "transit_pairs"),
    ("transit --by region-sector --crossed CHN", "transit_products"),
    ("extract --region CHN", "extract"),
    ("extract --region CHN --by region-sector", "extract"),
    ("extract --cell CHN:ELE --replace", "extract"),
    ("extract --each region", "extract"),
    ("extract --each region-sector", "extract"),
    ("extract --each product", "extract"),
    ("tariff shock.toml", "prices"),
    ("tariff shock.toml --by region-sector", "prices"),
    ("tariff shock.toml --by pair", "levied_by"),
    ("tariff shock.toml --by pair-sector --importer USA", "cumulative"),
    ("tariff shock.toml --by stage", "stages"),
    ("tariff shock.toml --model armington --by indicators", "impact"),
    ("tariff shock.toml --model exposure", "exposure"),
    ("tariff shock.toml --model exposure --by region-sector", "exposure"),
    ("tariff shock.toml --model exposure --by pair-sector", "exposure"),
    ("tariff shock.toml --model all", "side_by_side"),
    ("households shock.toml --bridge bridge.csv --spending spending.csv", "households"),
    (
        "households shock.toml --bridge bridge.csv --spending spending.csv --by category",
        "households",
    ),
    ("households shock.toml --by sector", "final_prices"),
    ("households shock.toml --by origin", "final_prices"),
    ("tariff shock.toml --model armington", "countries"),
    ("tariff shock.toml --model armington --by region-sector", "sectors"),
    ("tariff shock.toml --model armington --by pair-sector --importer USA", "trade"),
    ("tariff shock.toml --model ge", "countries"),
    ("tariff shock.toml --model ge --by region-sector", "sectors"),
    ("tariff shock.toml --model ge --by pair", "pairs"),
    ("tariff shock.toml --model ge --by pair-sector --importer USA", "trade"),
    ("tariff shock.toml --model ge --wage-floors nominal --capital-share 0.4", "countries"),
    ("optimal --importer USA --on CHN --products ELE", "optimal"),
    ("optimal --importer USA --on CHN --products ELE --show search", "optimal_search"),
    ("optimal --importer USA --on CHN --products ELE --capital-share 0.4", "optimal"),
    (
        "optimal --importer USA --on CHN --products ELE --capital-share 0.4 --show search",
        "optimal_search",
    ),
    ("optimal --players USA,CHN --products ELE --show search", "optimal_search"),
    ("scenario builtin:china-plus-one", "impact"),
    ("scenario builtin:china-plus-one --by region-sector --family output", "impact"),
    ("scenario builtin:china-plus-one --long", "impact"),
    ("scenario days.toml --days 12", "impact"),
    ("scenario days.toml --days 12 --by day", "disruption_days"),
    ("scenario days.toml --compare", "comparison"),
    ("sweep prices.toml", "prices"),
    ("sweep moved.toml", "impact"),
    ("compare", "compare"),
    ("compare --family exports", "exports"),
    ("compare --family exports --by region-sector", "exports"),
    ("compare --family participation", "participation"),
    ("compare --family position", "position"),
    ("compare --family shares", "shares"),
    ("compare --family flows", "flows"),
    ("compare --family introversion", "introversion"),
    ("compare --family diversification", "diversification"),
    ("compare --family exposure", "exposure"),
    ("compare --family crossings", "crossings"),
    ("compare --family shape", "shape"),
    ("compare --family hubs", "hubs"),
    ("compare --family relocation", "relocation"),
    ("compare --family mobility", "mobility"),
    ("compare --family shift_share", "shift_share"),
    ("compare --family upgrading", "upgrading"),
    ("compare --family spatial --by region-sector", "spatial"),
    ("compare --family decomposition", "decomposition"),
    ("groups", "groups"),
    ("bench inverse --sizes 20 --repeat 1", "bench"),
];

/// Commands that write files, and the frames of these; a folder holds a file for each frame.
const FILES: &[(&str, &[(&str, &str)])] = &[
    ("indices -o folder", &[("folder", "")]),
    (
        "build SEEDS -o built.csv --rest ROW --exports gaps.csv --report report.csv",
        &[("gaps.csv", "exports"), ("report.csv", "balance")],
    ),
    ("balance --rows rows.csv -o balanced.csv --report balance.csv", &[("balance.csv", "balance")]),
    ("update --totals totals.csv -o updated.csv --report update.csv", &[("update.csv", "balance")]),
];

/// Commands that print several frames as one long table: the columns are those of each family.
const LONG: &[&str] = &["sweep prices.toml --summary", "sweep moved.toml --summary"];

/// What the commands read: all numbers are made up.
const READ: &[(&str, &str)] = &[
    ("by_use.csv", "product,sector,share,use\n*,MET,0.5,intermediate\n*,MET,0.5,final\n"),
    ("rows.csv", "region,sector,value\nUSA,ELE,600000\n"),
    ("totals.csv", "total,region,sector,value\noutput,USA,ELE,600000\n"),
    (
        "jobs.csv",
        "region,sector,account,value,unit\nUSA,ELE,jobs,1200,thousand\nUSA,FD,jobs,1,thousand\n",
    ),
    (
        "shock.toml",
        "name = \"a\"\n[[tariff]]\nimporter = \"USA\"\nexporter = \"CHN\"\nsectors = \"electronics\"\npercent = 30\n",
    ),
    ("bridge.csv", "sector,category,share\nELE,devices,1\n"),
    ("spending.csv", "group,category,value\nall,devices,10\n"),
    (
        "days.toml",
        "name = \"b\"\n[[supply]]\nregion = \"CHN\"\nsectors = \"electronics\"\nloss = 0.3\ndays = 4\n",
    ),
    (
        "prices.toml",
        "name = \"c\"\nmodel = \"price\"\n[parameters]\nown_rate = [10, 20]\n[[tariff]]\nimporter = \"USA\"\nexporter = \"CHN\"\npercent = \"$own_rate\"\n",
    ),
    (
        "moved.toml",
        "name = \"d\"\nmodel = \"resourcing\"\n[parameters]\nown_rate = [0.1, 0.2]\n[[relocate]]\nbuyer = \"USA\"\nfrom = \"CHN\"\nsectors = \"electronics\"\nrule = \"given\"\nweights = [{ region = \"MEX\", weight = 1 }]\nshare = \"$own_rate\"\n",
    ),
];

/// Columns that users name: accounts and parameters.
const OF_USERS: [&str; 2] = ["jobs", "own_rate"];

/// Frames that only reports have.
const OF_REPORTS: [&str; 1] = ["changed_tariffs"];

/// Codes that are no columns, by kind: they stand where frames do.
const KINDS: [&str; 14] = [
    "indicator",
    "input",
    "elasticities",
    "models",
    "method",
    "measure",
    "perspective",
    "approach",
    "model",
    "extraction",
    "balancing",
    "family",
    "products",
    "mean",
];

/// Columns in their order, each with its unit, by command and frame.
type Columns = BTreeMap<(String, String), Vec<(String, String)>>;

/// Units that follow the table or the account, in words for all of them.
const OF_INPUTS: [(&str, &str); 4] = [
    ("thousand per million US$", "account per amount"),
    ("million US$", "amount"),
    ("thousand", "account"),
    ("mixed", "as the row says"),
];

fn unit(text: &str) -> String {
    let words = |text: String, (own, words): &(&str, &str)| {
        if text == *own { (*words).to_owned() } else { text }
    };
    OF_INPUTS.iter().fold(text.to_owned(), words)
}

fn stored() -> Columns {
    let text = std::fs::read_to_string(file()).unwrap();
    let lines = text.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        let pairs = cells[2].split(' ').zip(cells[3].split(';'));
        let columns = pairs.map(|(name, unit)| (name.to_owned(), unit.to_owned())).collect();
        ((cells[0].to_owned(), cells[1].to_owned()), columns)
    });
    lines.collect()
}

fn file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/columns.csv")
}

fn run(line: &str, folder: &Path) -> String {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds/three-pole-2011");
    let words = line.split(' ').map(|word| match word {
        "SEEDS" => seeds.to_string_lossy().into_owned(),
        word => word.replace("{seeds}", concat!(env!("CARGO_MANIFEST_DIR"), "/seeds")),
    });
    let mut command = Command::cargo_bin("tripole").unwrap();
    let output = command.args(words).args(["--threads", "1"]).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn header(text: &str) -> Vec<(String, String)> {
    let names = text.lines().next().unwrap_or_default().split(',');
    names.map(|name| (name.to_owned(), String::new())).collect()
}

/// The columns of a result, with the units that its JSON says.
fn columns_of(line: &str, folder: &Path, file: &str) -> Vec<(String, String)> {
    // Scenarios that are written line by line have one form.
    if line.starts_with("sweep") {
        return header(&run(line, folder));
    }
    run(&format!("{line} -o {file} --quiet"), folder);
    let json = std::fs::read_to_string(folder.join(file)).unwrap();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    described(json["columns"].as_array().unwrap())
}

fn described(columns: &[serde_json::Value]) -> Vec<(String, String)> {
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    columns.iter().map(|column| (text(&column["name"]), unit(&text(&column["unit"])))).collect()
}

/// Runs everything and collects the columns of all results.
fn produced() -> Columns {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in READ {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let (found, next) = (Mutex::new(vec![]), AtomicUsize::new(0));
    let work = || {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some((line, frame)) = RESULTS.get(number) else { return };
            let columns = columns_of(line, folder.path(), &format!("{number}.json"));
            let place = next_place(line, frame);
            found.lock().unwrap().push((*line, place, columns));
        }
    };
    std::thread::scope(|scope| (0..2).for_each(|_| drop(scope.spawn(work))));
    let mut found = found.into_inner().unwrap();
    let position = |line: &str| RESULTS.iter().position(|(it, _)| *it == line);
    found.sort_by_key(|(line, ..)| position(line));
    let mut columns = Columns::new();
    let mut add = |place: (String, String), names: Vec<(String, String)>| {
        let known = columns.entry(place).or_default();
        for (name, unit) in names {
            if OF_USERS.contains(&name.as_str()) {
                continue;
            }
            match known.iter_mut().find(|(it, _)| *it == name) {
                Some((_, first)) if first.is_empty() => *first = unit,
                Some(_) => {}
                None => known.push((name, unit)),
            }
        }
    };
    found.into_iter().for_each(|(_, place, names)| add(place, names));
    for line in LONG {
        for row in records(&run(line, folder.path())) {
            let column = if row.contains_key("statistic") { "statistic" } else { "indicator" };
            let of_long = ["family", "value", column];
            let is_key =
                |name: &&String| !of_long.contains(&name.as_str()) && !row[*name].is_empty();
            let mut names: Vec<String> = row.keys().filter(is_key).cloned().collect();
            names.sort();
            let mut names: Vec<_> = names.into_iter().map(|name| (name, String::new())).collect();
            names.push((row[column].clone(), unit(&row["unit"])));
            add(next_place(line, &row["family"]), names);
        }
    }
    for (line, files) in FILES {
        run(line, folder.path());
        for (name, frame) in *files {
            let path = folder.path().join(name);
            if path.is_dir() {
                let entries = std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path());
                let files = entries.filter(|path| path.extension().is_some_and(|it| it == "csv"));
                let package = std::fs::read_to_string(path.join("datapackage.json")).unwrap();
                let package: serde_json::Value = serde_json::from_str(&package).unwrap();
                let resources = package["resources"].as_array().unwrap();
                assert_eq!(files.count(), resources.len());
                for resource in resources {
                    let columns = described(resource["schema"]["fields"].as_array().unwrap());
                    add(next_place(line, resource["name"].as_str().unwrap()), columns);
                }
            } else {
                add(next_place(line, frame), header(&std::fs::read_to_string(path).unwrap()));
            }
        }
    }
    columns
}

fn next_place(line: &str, frame: &str) -> (String, String) {
    (line.split(' ').next().unwrap().to_owned(), frame.to_owned())
}

#[test]
fn every_column_of_every_command_is_listed() {
    let produced = produced();
    if std::env::var_os("TRIPOLE_FREEZE").is_some() {
        let mut text = "command,frame,columns,units\n".to_owned();
        for ((command, frame), columns) in &produced {
            let (names, units): (Vec<&str>, Vec<&str>) =
                columns.iter().map(|(name, unit)| (name.as_str(), unit.as_str())).unzip();
            text.push_str(&format!("{command},{frame},{},{}\n", names.join(" "), units.join(";")));
        }
        std::fs::write(file(), text).unwrap();
    }
    assert_eq!(produced, stored());
}

#[test]
fn every_column_has_an_entry() {
    for ((command, frame), names) in stored() {
        for (name, _) in names {
            let term = glossary::term(&frame, &name);
            assert!(term.is_some(), "`{command}`: the column {name} of {frame} is not explained");
        }
    }
}

#[test]
fn every_entry_is_of_a_column_or_an_explained_code() {
    let columns = stored();
    let is_column = |frame: &str, name: &str| {
        columns.iter().any(|((_, of), names)| of == frame && names.iter().any(|(it, _)| it == name))
    };
    for term in glossary::terms() {
        let is_code = |frame: &str| KINDS.contains(&frame) || OF_REPORTS.contains(&frame);
        let used = |frame: &str| is_column(frame, &term.name) || is_code(frame);
        if term.frames.is_empty() {
            let own = |(_, frame): &(String, String)| {
                let found = glossary::term(frame, &term.name);
                is_column(frame, &term.name) && found.is_some_and(|it| std::ptr::eq(it, term))
            };
            // Names beside codes are added to any result.
            let key = term.name.strip_suffix("_name");
            let named = key.is_some_and(|key| CodesOf::key(key).is_some());
            assert!(named || columns.keys().any(own), "{} is no column", term.name);
        }
        for frame in term.frames.split(' ').filter(|frame| !frame.is_empty()) {
            assert!(used(frame), "{} is no column of {frame}", term.name);
        }
    }
}

#[test]
fn entries_are_whole_short_and_each_once() {
    let mut seen = HashSet::new();
    for term in glossary::terms() {
        let name = &term.name;
        assert!(
            !term.label.is_empty() && term.label.chars().count() <= 80,
            "{name}: {}",
            term.label
        );
        assert!(!term.definition.is_empty() && !term.source.is_empty(), "{name}");
        for frame in term.frames.split(' ') {
            assert!(seen.insert((frame, name)), "{name} of {frame} twice");
        }
        let classes: BTreeSet<&String> = term.classes.iter().map(|(class, _)| class).collect();
        assert_eq!(classes.len(), term.classes.len(), "{name}: a class twice");
    }
    let lines = include_str!("../../data/glossary.csv").lines().count();
    assert_eq!(glossary::terms().len(), lines - 1, "a line of the glossary is not read");
}

/// Columns of classes say what each number or word stands for.
#[test]
fn classes_have_words() {
    for (frame, column, class, words) in [
        ("linkages", "key_sector", "2", "backward only"),
        ("upgrading", "gvc_path", "2", "low-end lock-in"),
        ("spatial", "spatial_class", "0", "stable"),
        ("impact", "flag", "beyond_upper_end", "more is lost than by a stop without any stock"),
        ("headline", "kind", "leader", "an economy that leads a pole, or its largest"),
    ] {
        let term = glossary::term(frame, column).unwrap();
        let found = term.classes.iter().find(|(it, _)| it == class);
        assert_eq!(found.map(|(_, words)| words.as_str()), Some(words), "{column}");
    }
}

fn explain(codes: &[&str]) -> String {
    let mut command = Command::cargo_bin("tripole").unwrap();
    let output = command.arg("explain").args(codes).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn codes_are_explained() {
    for (code, parts) in [
        (
            "nearshoring",
            vec![
                "(measure)",
                "Pitfalls: ",
                "Command: tripole ",
                "Guide: ",
                "docs/measures/models.md",
            ],
        ),
        ("Double counting", vec!["Formula: ", "docs/measures/exports.md"]),
        ("hhi_inputs", vec!["(indicator)", "Herfindahl"]),
        (
            "vax_ratio",
            vec![
                "VAX ratio (column)",
                "VAX / E",
                "Johnson and Noguera (2012)",
                "indices (vax), vax\n",
            ],
        ),
        ("DVA_INTrex2", vec!["Term 4 of sixteen", "Wang, Wei and Zhu (2013)", "exports (wwz)"]),
        ("T7", vec!["Foreign value added in final exports", "exports (kww)"]),
        ("key_sector", vec!["3  forward only", "linkages"]),
        ("wwz", vec!["Wang, Wei and Zhu (method)"]),
        ("DEU", vec!["Germany (region)", "adb (GER)", "figaro (DE)"]),
        ("Türkiye", vec!["TUR: Turkey (region)"]),
        (
            "c14",
            vec!["Electrical and Optical Equipment (sector)", "wiod13 2013", "adb 72 economies"],
        ),
        (
            "C26",
            vec![
                "Other non-metallic mineral products (sector)\n  In: icio 2016\n",
                "Computer, electronic and optical equipment (sector)",
                "figaro 2025-2026",
            ],
        ),
        ("eu27", vec!["European Union of 27 (group)", "27 members since 2020-02-01: AUT, BEL"]),
        ("EU28", vec!["28 members since 2013-07-01 until 2020-01-31"]),
    ] {
        let text = explain(&[code]);
        for part in parts {
            assert!(text.contains(part), "{code}: no {part:?} in\n{text}");
        }
    }
    // `production` is exposed and used: both are said.
    let both = explain(&["production"]);
    assert!(both.contains("(exposure)") && both.contains("footprint"), "{both}");
}

#[test]
fn all_codes_are_listed_by_command() {
    let text = explain(&[]);
    for part in ["\nvax\n", "\nmodel\n", "  key_sector ", "  ario ", "  EXGR_DVA "] {
        assert!(text.contains(part), "no {part:?}");
    }
    let list: serde_json::Value = serde_json::from_str(&explain(&["--json"])).unwrap();
    assert_eq!(list.as_array().map(Vec::len), Some(glossary::terms().len()));
    let one: serde_json::Value = serde_json::from_str(&explain(&["--json", "EA20"])).unwrap();
    assert_eq!(one[0]["kind"], "group");
}

#[test]
fn an_unknown_code_is_answered_with_the_nearest() {
    let mut command = Command::cargo_bin("tripole").unwrap();
    let output = command.args(["explain", "vax_raito"]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("vax_raito") && said.contains("`vax_ratio`"), "{said}");
}
