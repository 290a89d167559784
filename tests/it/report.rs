//! Reports: whole pages whose words, pictures and tables are those of the commands.

use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tripole::report::{Basis, Seen, country, poles};
use tripole::table::Geography;
use tripole::{Accounting, LeontiefSystem, Mrio, read, sources};

use crate::cli::{ok, stderr, tripole, words};
use crate::support::shared;

/// What is asked, and how many pictures the page has.
const PAGES: [(&[&str], usize); 8] = [
    (&[], 7),
    (&["builtin:three-pole-2011"], 6),
    (&["--economy", "DEU"], 7),
    (&["--economy", "NAFTA", "--group", "NAFTA=USA,CAN,MEX"], 7),
    (&["--scenario", "builtin:us-china-tariff-war"], 6),
    (
        &[
            "--scenario",
            "builtin:us-china-tariff-war",
            "--elasticities=boehm-long",
            "--deficits",
            "zero",
        ],
        6,
    ),
    (&["--scenario", "builtin:china-plus-one", "--economy", "MEX"], 4),
    (&["--since", "builtin:three-pole-1995", "--scenario", "builtin:chip-embargo"], 6),
];

fn page(args: &[&str]) -> String {
    ok(&[&["report"], args, &["-o", "-", "--quiet"]].concat())
}

/// The parts of a page between two texts.
fn between<'a>(page: &'a str, start: &str, end: &str) -> Vec<&'a str> {
    page.split(start)
        .skip(1)
        .filter_map(|part| part.split_once(end))
        .map(|(part, _)| part)
        .collect()
}

/// What a browser shows of a text.
fn shown(text: &str) -> String {
    let mut out = String::new();
    for part in text.replace("</p>", "\n").split('<') {
        out.push_str(part.split_once('>').map_or(part, |(_, behind)| behind));
    }
    let plain = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")];
    plain.into_iter().fold(out, |text, (code, letter)| text.replace(code, letter))
}

fn finding(page: &str) -> String {
    shown(between(page, "<h2 id=\"finding\">", "</section>")[0])
}

#[test]
fn pages_are_whole_and_say_what_they_are() {
    for (args, pictures) in PAGES {
        let page = page(args);
        assert!(page.len() < 3_000_000 && page.ends_with("</html>"), "{args:?}: {}", page.len());
        // Nothing is fetched: the only addresses are names of languages, and what is in the page.
        for address in between(&page, "http", "\"") {
            assert!(address.contains("www.w3.org/"), "{args:?}: http{address}");
        }
        for part in ["src=\"", "@import", "<link"] {
            assert!(!page.contains(part), "{args:?}: {part}");
        }
        for part in [
            "<html lang=\"en\">",
            "<main>",
            "<header>",
            "<nav aria-label=",
            "<footer>",
            "@media print",
        ] {
            assert!(page.contains(part), "{args:?}: no {part}");
        }
        assert_eq!(page.matches("<h1>").count(), 1);
        let drawn = between(&page, "<figure", "</figure>");
        assert_eq!(drawn.len(), pictures, "{args:?}");
        for figure in drawn {
            assert!(
                figure.contains("role=\"img\"")
                    && figure.contains("<title>")
                    && figure.contains("<desc>")
            );
            assert!(figure.contains("Made by <code>tripole plot "), "{figure:.200}");
        }
        let names = between(&page, " id=\"", "\"");
        let distinct: HashSet<&&str> = names.iter().collect();
        assert_eq!(distinct.len(), names.len(), "{args:?}: a name twice");
        for wrong in ["NaN", "inf %", "  %", "None", "{}"] {
            let text = finding(&page);
            assert!(!text.contains(wrong), "{args:?}: {wrong} in {text}");
        }
        assert_eq!(page, self::page(args), "{args:?}: other bytes");
    }
}

#[test]
fn tables_are_in_the_page_as_files() {
    for (args, _) in PAGES {
        let page = page(args);
        let tables = between(&page, "<details", "</details>");
        assert!(tables.len() >= 6, "{args:?}");
        for table in tables {
            let link = between(table, "href=\"data:text/csv;base64,", "\"")[0];
            let text = String::from_utf8(STANDARD.decode(link).unwrap()).unwrap();
            let rows = text.lines().count() - 1;
            let said = shown(between(table, "<summary>", "</summary>")[0]);
            let word = if rows == 1 { "row" } else { "rows" };
            assert!(said.ends_with(&format!(", {rows} {word}")), "{said}: {rows}");
            assert_eq!(table.matches("<tr>").count() - 1, rows.min(60), "{said}");
            assert!(table.contains("<caption>") && table.contains("scope=\"col\""), "{said}");
        }
    }
}

/// A picture without the names of its clips.
fn plain(svg: &str) -> String {
    let start = svg.find("<svg ").unwrap();
    let mut out = String::new();
    let mut rest = &svg[start..];
    while let Some(at) = rest.find("clip-") {
        // What stands before the name of a clip is its own in a page.
        let before = &rest[..at];
        let kept = before.rfind(['"', '#']).map_or(before.len(), |end| end + 1);
        out.push_str(&before[..kept]);
        out.push_str("clip-");
        rest = &rest[at + 5..];
    }
    out + rest
}

#[test]
fn commands_below_pictures_draw_them() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("x.svg");
    let labels = folder.path().join("a b.csv");
    fs::write(&labels, "code,name\nDEU,Allemagne\n").unwrap();
    let own: &[&str] =
        &["--labels", labels.to_str().unwrap(), "--economy", "DEU", "--value-added", "table"];
    for args in PAGES.iter().map(|(args, _)| *args).chain([own]) {
        for figure in between(&page(args), "<figure", "</figure>") {
            let svg = between(figure, "<svg ", "</svg>")[0];
            let command = shown(between(figure, "Made by <code>", "</code>")[0]);
            let typed = words(&command);
            let (typed, name) = typed.split_at(typed.len() - 1);
            assert!(Path::new(&name[0]).extension().is_some_and(|it| it == "svg"), "{command}");
            let typed: Vec<&str> = typed[1..].iter().map(String::as_str).collect();
            ok(&[&typed, &[file.to_str().unwrap(), "--quiet"][..]].concat());
            let made = fs::read_to_string(&file).unwrap();
            let made = made.strip_suffix("</svg>").unwrap();
            assert!(plain(made) == plain(&format!("<svg {svg}")), "{args:?}: {command}");
        }
    }
}

/// The number before a text.
fn number_before(text: &str, what: &str) -> f64 {
    let (before, _) = text.split_once(what).unwrap_or_else(|| panic!("no {what:?} in {text}"));
    let number: Vec<char> =
        before.chars().rev().take_while(|c| !c.is_whitespace() && *c != '(').collect();
    let number: String = number.into_iter().rev().collect();
    let plain = number.replace('\u{2212}', "-").replace([',', '+'], "");
    plain.parse().unwrap_or_else(|_| panic!("{plain:?} before {what:?} in {text}"))
}

/// Sentences say what the commands print, to the digits that they have.
#[test]
fn sentences_have_the_numbers_of_commands() {
    let cell = |args: &[&str], column: &str| -> f64 {
        let text = ok(&[args, &["--csv", "--quiet"]].concat());
        let mut lines = text.lines();
        let place = lines.next().unwrap().split(',').position(|name| name == column).unwrap();
        lines.next().unwrap().split(',').nth(place).unwrap().parse().unwrap()
    };
    let near = |said: f64, value: f64, digits: f64| {
        assert!((said - value).abs() <= 0.5001 * digits, "{said} for {value}");
    };
    let text = finding(&page(&["--economy", "DEU"]));
    let exports = ["exports", "--exporter", "DEU"];
    let all = cell(&exports, "exports");
    near(number_before(&text, " trillion US$ of goods"), all / 1e6, 0.01);
    near(number_before(&text, " % of that is domestic"), 100.0 * cell(&exports, "dva") / all, 0.1);
    near(
        number_before(&text, " % value added of others"),
        100.0 * cell(&exports, "fva") / all,
        0.1,
    );
    near(
        number_before(&text, " % is domestic value added that"),
        100.0 * cell(&exports, "vax") / all,
        0.1,
    );
    let part = ["participation", "--region", "DEU"];
    near(number_before(&text, " % of its exports cross"), 100.0 * cell(&part, "gvc_share"), 0.1);
    near(
        number_before(&text, " % is imported content"),
        100.0 * cell(&part, "gvc_backward_share"),
        0.1,
    );
    let shares = ["chains", "--family", "shares", "--region", "DEU", "--products", "manufactures"];
    near(number_before(&text, " % is its own"), 100.0 * cell(&shares, "final_va_local"), 0.1);
    near(number_before(&text, " % from outside"), 100.0 * cell(&shares, "final_va_global"), 0.1);

    let text = finding(&page(&["--scenario", "builtin:us-china-tariff-war"]));
    let war = |model, region| {
        ["tariff", "builtin:us-china-tariff-war", "--model", model, "--region", region]
    };
    let income = |region| 100.0 * cell(&war("ge", region), "real_income");
    let falls = text.split_once("and falls most in China (").unwrap().1;
    near(number_before(falls, " %)"), income("CHN"), 0.01);
    // The models do not agree on the United States, which is said where it is named, and has both numbers.
    let both = text.split_once("point in two directions for the United States (").unwrap().1;
    near(number_before(both, " % real income, General equilibrium;"), income("USA"), 0.001);
    let other = both.split_once("General equilibrium; ").unwrap().1;
    let changed = cell(&war("armington", "USA"), "value_added_change_percent");
    near(number_before(other, " % value added, Armington)"), changed, 0.01);
    let doubt = " %; the models disagree on the sign)";
    near(number_before(falls, doubt), income("USA"), 0.001);
    assert!(
        falls.split_once(doubt).unwrap().0.contains(", the United States (")
            && falls.contains("and Australia ("),
        "{falls}"
    );
    let revenue = text.split_once("changes most in the United States (").unwrap().1;
    near(
        number_before(revenue, " billion US$"),
        cell(&war("ge", "USA"), "revenue_change") / 1e3,
        0.1,
    );
    let first = text.split_once("consumer prices rise most in the United States (").unwrap().1;
    near(number_before(first, " %)"), 100.0 * cell(&war("price", "USA"), "consumer_prices"), 0.01);
}

/// Regions and a column of a command, in its order.
fn column_of(args: &[&str], column: &str) -> Vec<(String, f64)> {
    let text = ok(&[args, &["--csv", "--quiet"]].concat());
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<&str>>());
    let place = lines.next().unwrap().iter().position(|name| *name == column).unwrap();
    // What is undefined is empty.
    let number = |text: &str| if text.is_empty() { f64::NAN } else { text.parse().unwrap() };
    lines.map(|line| (line[0].to_owned(), number(line[place]))).collect()
}

/// The numbers of a list of economies in brackets, in its order.
fn numbers_in(list: &str) -> Vec<f64> {
    let parts = list.split('(').skip(1).map(|part| number_before(part, " %"));
    parts.collect()
}

/// Nobody is left out of who gains and loses most, whatever another model says: the sentences are the ends of
/// the model's own table.
#[test]
fn who_loses_most_is_the_end_of_the_table() {
    for (scenario, settings) in [
        ("builtin:us-china-tariff-war", &[][..]),
        ("builtin:us-china-tariff-war", &["--elasticities", "boehm-long", "--deficits", "zero"]),
        ("builtin:universal-tariff", &[]),
        ("seeds/tariffs/answer.toml", &[]),
    ] {
        let text = finding(&page(&[&["--scenario", scenario], settings].concat()));
        let of_model = |model: &'static str| {
            let has = |pair: &&[&str]| model == "ge" || pair[0] == "--elasticities";
            let settings = settings.chunks(2).filter(has).flatten().copied();
            ["tariff", scenario, "--model", model]
                .into_iter()
                .chain(settings)
                .collect::<Vec<&str>>()
        };
        let income = column_of(&of_model("ge"), "real_income");
        let value_added = column_of(&of_model("armington"), "value_added_change_percent");
        for (start, values) in [
            ("Real income ", income.iter().map(|it| 100.0 * it.1).collect::<Vec<f64>>()),
            ("Under Armington, value added ", value_added.iter().map(|it| it.1).collect()),
        ] {
            let sentence = text.split_once(start).unwrap().1.lines().next().unwrap();
            let mut values: Vec<f64> =
                values.into_iter().filter(|value| value.abs() > 5e-4).collect();
            values.sort_by(f64::total_cmp);
            let fallen: Vec<f64> = values.iter().copied().filter(|it| *it < 0.0).take(3).collect();
            let risen = values.iter().rev().copied().filter(|it| *it > 0.0).take(3);
            let (up, down) = sentence.split_once("falls most in ").unwrap_or((sentence, ""));
            for (said, expected) in [(numbers_in(up), risen.collect()), (numbers_in(down), fallen)]
            {
                assert_eq!(said.len(), expected.len(), "{scenario} {settings:?}: {sentence}");
                for (said, value) in said.iter().zip(&expected) {
                    let digit = [0.1, 0.01, 0.001]
                        [usize::from(value.abs() < 1.0) + usize::from(value.abs() < 0.1)];
                    assert!((said - value).abs() < 0.51 * digit, "{said} for {value}: {sentence}");
                }
            }
        }
    }
}

/// The section of this title, as a browser shows it.
fn section(page: &str, title: &str) -> String {
    let sections = between(page, "<section", "</section>");
    let found = sections.into_iter().find(|it| it.contains(&format!(">{title}</h2>")));
    shown(&found.unwrap_or_else(|| panic!("no {title}")).replace("</li>", "\n"))
}

/// What was set reaches the models, and the page says what and where from.
#[test]
fn settings_of_models_are_used_and_named() {
    let war = "builtin:us-china-tariff-war";
    let plain = page(&["--scenario", war]);
    let method = section(&plain, "Method and sources");
    assert!(
        method.contains("Elasticities are the program's defaults: armington sigma = 5"),
        "{method}"
    );
    assert!(method.contains("defaults: trade deficits are held in value"), "{method}");
    assert!(!plain.contains("Set for this page"));
    let set = page(&["--scenario", war, "--elasticities", "boehm-long", "--deficits", "zero"]);
    let happens = section(&set, "What happens");
    let said = "Set for this page: elasticities boehm-long (Armington and General equilibrium); deficits zero \
                (General equilibrium).";
    assert!(happens.contains(said), "{happens}");
    let method = section(&set, "Method and sources");
    assert!(
        method.contains("boehm-long (sigma = 2 in every sector") && method.contains("ge theta = 1"),
        "{method}"
    );
    assert!(method.contains("set otherwise than by default: deficits zero"), "{method}");
    // Numbers of a file are theta, and sigma follows.
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("theta.csv");
    fs::write(&file, "sector,elasticity\nELE,8\n").unwrap();
    let file = file.to_str().unwrap();
    let same = page(&["--scenario", war, "--elasticities", file, "--same-elasticity"]);
    let method = section(&same, "Method and sources");
    assert!(method.contains("armington sigma = 6 (15 sectors), 9 (1 sector)"), "{method}");
    assert!(method.contains(&format!("those of the file {file}")), "{method}");
    assert!(method.contains("ge theta = 5 (15 sectors), 8 (1 sector)"), "{method}");
    let asked = ["tariff", war, "--model", "ge", "--elasticities", file];
    let income = column_of(&asked, "real_income");
    let china = income.iter().find(|it| it.0 == "CHN").unwrap().1;
    let text = finding(&same);
    let falls = text.split_once("falls most in China (").unwrap().1;
    assert!((number_before(falls, " %") - 100.0 * china).abs() < 0.0051, "{text}");
}

/// What happens is told from the scenario itself, with the numbers of the commands.
#[test]
fn what_happens_is_told_from_the_scenario() {
    let answer = "seeds/tariffs/answer.toml";
    let page_of = page(&["--scenario", answer]);
    let text = section(&page_of, "What happens");
    for line in [
        "Tariffs of the United States on all goods of all other economies, most on the rest of the world, rise from ",
        "Tariffs of China on all goods of the United States rise from 0 % to 15.4 % on average, on imports of 124 billion US$.",
        "The first 10 of 21 rows; the file has all.",
        "Answer of China to the tariffs of the United States (sector by sector): imports of 124 billion US$ are taxed",
        "Answer of Canada to the tariffs of the United States (as much trade): imports of 85.0 billion US$ are taxed",
    ] {
        assert!(text.contains(line), "no {line}: {text}");
    }
    let short = column_of(&["retaliation", answer], "short");
    let unmatched = short.iter().find(|it| it.0 == "MEX").unwrap().1;
    let said = text.split_once("Answer of Mexico").unwrap().1.split_once("; trade of ").unwrap().1;
    let said = number_before(said, " billion US$ cannot be matched");
    assert!((said - unmatched / 1e3).abs() < 0.51, "{said} for {unmatched}");
    // Duties of pairs add up to those of importers.
    let tables = between(&page_of, "<details", "</details>");
    let pairs = tables.iter().find(|it| it.contains("Whose tariffs on whom change")).unwrap();
    let link = between(pairs, "href=\"data:text/csv;base64,", "\"")[0];
    let file = String::from_utf8(STANDARD.decode(link).unwrap()).unwrap();
    let mut lines = file.lines();
    let names: Vec<&str> = lines.next().unwrap().split(',').collect();
    let place = |name: &str| names.iter().position(|it| *it == name).unwrap();
    let canada: f64 = lines
        .map(|line| line.split(',').collect::<Vec<&str>>())
        .filter(|line| line[place("importer")] == "CAN")
        .map(|line| line[place("revenue")].parse::<f64>().unwrap())
        .sum();
    let revenue = column_of(&["revenue", answer, "--trade", "statutory"], "revenue");
    let expected = revenue.iter().find(|it| it.0 == "CAN").unwrap().1;
    assert!((canada - expected).abs() < 1e-6 * expected, "{canada} for {expected}");

    let folder = tempfile::tempdir().unwrap();
    let of = |entries: &str| {
        let file = folder.path().join("s.toml");
        fs::write(&file, format!("name = \"n\"\n{entries}")).unwrap();
        section(&page(&["--scenario", file.to_str().unwrap()]), "What happens")
    };
    for (entries, line) in [
        (
            "[[embargo]]\nimporter = \"CHN\"\nexporter = [\"USA\", \"JPN\"]\nsectors = \"electronics\"\npercent = 50\ndays = 30\nstart = 5\n",
            "50.0 % of the sales of electronics of the United States and Japan to China stop for 30 days from day 5 on.",
        ),
        (
            "[[demand]]\nbuyer = \"USA\"\nsectors = \"goods\"\npercent = -5\n",
            "Final demand of the United States for all goods of all economies changes by \u{2212}5.0 %.",
        ),
        (
            "[[supply]]\nregion = \"TWN\"\nsectors = \"electronics\"\npercent = 40\ndays = 60\n",
            "40.0 % of the output of electronics of Taiwan is lost for 60 days from day 0 on.",
        ),
        (
            "[[barrier]]\nimporter = \"USA\"\nexporter = \"CHN\"\nsectors = \"ELE\"\npercent = 10\n",
            "Costs of selling electronics of China to the United States rise by 10.0 %.",
        ),
    ] {
        let text = of(entries);
        assert!(text.contains(line), "no {line}: {text}");
    }
    let moved = section(&page(&["--scenario", "builtin:china-plus-one"]), "What happens");
    let line = "30.0 % of the inputs that producers in the United States buy of electronics of China moves to Mexico, India and \
                Taiwan.";
    assert!(moved.contains(line), "{moved}");
}

/// The sectors that are shown are those of who levies most and of who changes most of the others, and why is said.
#[test]
fn sectors_are_of_who_levies_and_who_changes_most() {
    for (scenario, levies, changes) in [
        ("seeds/tariffs/answer.toml", "United States", "Mexico"),
        ("seeds/tariffs/scenario.toml", "United States", "Mexico"),
        ("builtin:us-china-tariff-war", "United States", "China"),
        ("builtin:rcep", "China", "Australia"),
    ] {
        let page = page(&["--scenario", scenario]);
        let titles: Vec<String> = between(&page, "<h2 id=\"", "</h2>")
            .iter()
            .map(|it| shown(&format!("<{it}")))
            .collect();
        let titles: Vec<&str> =
            titles.iter().filter_map(|it| it.strip_prefix("By sector: ")).collect();
        assert_eq!(titles, [levies, changes], "{scenario}");
        let first = section(&page, &format!("By sector: {levies}"));
        assert!(
            first.contains("Shown because, of those whose tariffs change, it levies most"),
            "{first}"
        );
        let second = section(&page, &format!("By sector: {changes}"));
        assert!(second.contains("its real income changes most: "), "{second}");
        let income = column_of(&["tariff", scenario, "--model", "ge"], "real_income");
        let said = number_before(second.split_once("changes most: ").unwrap().1, " %");
        let of_levying = if levies == "China" { "CHN" } else { "USA" };
        let others = income.iter().filter(|it| it.0 != of_levying && it.0 != "ROW");
        let most =
            others.fold(0.0_f64, |most, it| if it.1.abs() > most.abs() { it.1 } else { most });
        assert!((said - 100.0 * most).abs() < 0.0051, "{said} for {most}");
    }
    let asked = page(&["--scenario", "builtin:us-china-tariff-war", "--economy", "MEX"]);
    assert!(section(&asked, "By sector: Mexico").contains("Shown because it was asked for."));
    let moved = page(&["--scenario", "builtin:china-plus-one"]);
    let text = section(&moved, "By sector: China");
    assert!(
        text.contains(
            "Shown because in money the change is largest there: value added \u{2212}0.18 %"
        ),
        "{text}"
    );
}

/// What a scenario names and the table lacks stands before all numbers.
#[test]
fn what_is_lacking_is_said_first() {
    let text = finding(&page(&["--scenario", "builtin:rcep"]));
    let first = text.find("This is RCEP without Brunei").unwrap();
    assert!(first < text.find('%').unwrap(), "{text}");
}

fn system(table: Mrio) -> LeontiefSystem {
    LeontiefSystem::new(table, &Accounting::default()).unwrap()
}

fn named_basis<'a>(system: &'a LeontiefSystem, geography: &'a Geography, name: &str) -> Basis<'a> {
    let mut names = sources::names_of(geography);
    names.add_region("USA", name);
    let now = Seen { name: "2011", system, geography };
    Basis {
        now,
        since: None,
        names: Arc::new(names),
        source: name.into(),
        source_of_both: name.into(),
    }
}

/// No name becomes a part of the page, nor a code of its own.
#[test]
fn names_are_text() {
    let input = read::Input::parse("builtin:three-pole-2011").unwrap();
    let system = system(read::read(&input, &read::ReadOptions::default()).unwrap().table);
    let index = system.table().index();
    let blocs = sources::blocs_of(index, &read::builtin_blocs()).unwrap();
    let geography = Geography::new(index, &[], &blocs).unwrap();
    let name = "<script>alert(1)</script> & \"`x`\"";
    let basis = named_basis(&system, &geography, name);
    let economy = geography.economies().find("USA").unwrap();
    for report in [poles(&basis).unwrap(), country(&basis, economy).unwrap()] {
        let page = report.html(|_| Some(name.to_owned()));
        assert!(!page.contains("<script>alert"), "{}", report.title());
        assert_eq!(page.matches("<script").count(), 1);
        assert!(page.contains("&lt;script&gt;alert(1)"), "{}", report.title());
        assert!(!page.contains("<code>x</code>"), "{}", report.title());
    }
}

/// Tables in which most of what a report is about is not there.
#[test]
fn small_and_empty_tables_have_reports() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let one = write("one_2001.csv", ",USA_g,USA_HFCE,OUT\nUSA_g,10,32,42\nVA,32,0,0\nOUT,42,0,0\n");
    let idle = write(
        "idle_2001.csv",
        ",USA_g,CHN_g,MEX_g,USA_HFCE,CHN_HFCE,MEX_HFCE,OUT\nUSA_g,10,0,3,20,4,3,40\nCHN_g,0,0,0,0,0,0,0\n\
         MEX_g,5,0,5,2,1,7,20\nVA,25,0,12,0,0,0,0\nOUT,40,0,20,0,0,0,0\n",
    );
    let scenario = write(
        "s.toml",
        "name = \"\"\n[[tariff]]\nimporter = \"USA\"\nexporter = \"MEX\"\npercent = 10\n",
    );
    for args in [
        vec![one.as_str()],
        vec![&one, "--economy", "USA"],
        vec![&idle],
        vec![&idle, "--economy", "CHN"],
        vec![&idle, "--economy", "MEX"],
        vec!["--scenario", &scenario],
    ] {
        let page = page(&args);
        let text = finding(&page);
        assert!(!text.contains("NaN") && !text.contains("inf"), "{args:?}: {text}");
        assert!(!shown(between(&page, "<h1>", "</h1>")[0]).trim().is_empty(), "{args:?}");
    }
}

#[test]
fn what_makes_no_report_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("r.html");
    let out = out.to_str().unwrap();
    let theta = folder.path().join("theta.csv");
    fs::write(&theta, "sector,elasticity\nELE,8\n").unwrap();
    let theta = theta.to_str().unwrap();
    let (war, plus_one) = ("builtin:us-china-tariff-war", "builtin:china-plus-one");
    let since = "builtin:three-pole-1995";
    let now = "builtin:three-pole-2011";
    for (args, code, words) in [
        (vec![now, "--since", now, "-o", out], 1, "the table itself"),
        (vec![since, "--since", now, "-o", out], 1, "the other way round"),
        (vec!["--economy", "DEU,USA", "-o", out], 1, "several economies"),
        (vec!["--economy", "XXX", "-o", out], 1, "XXX"),
        (vec!["-o", "r.txt"], 1, "`.html`"),
        (vec!["--deficits", "zero", "-o", out], 1, "add `--scenario`"),
        (vec!["--same-elasticity", "-o", out], 1, "add `--scenario`"),
        (
            vec!["--scenario", plus_one, "--deficits", "zero", "-o", out],
            1,
            "no model that has it reads",
        ),
        (vec!["--scenario", war, "--elasticities", theta, "-o", out], 1, "`--same-elasticity`"),
        (vec!["--scenario", war, "--reinvested", "0.5", "-o", out], 1, "`reinvested`"),
        (vec![], 2, "--output"),
    ] {
        let run = tripole(&[&["report"], args.as_slice()].concat());
        assert_eq!(run.status.code(), Some(code), "{args:?}: {}", stderr(&run));
        assert!(stderr(&run).contains(words), "{args:?}: {}", stderr(&run));
        assert!(!Path::new(out).exists(), "{args:?}");
    }
    // What says nothing new changes no byte.
    let plain = page(&[]);
    let other = ok(&["report", "-o", "-", "--threads", "1", "--quiet"]);
    assert_eq!(plain, other);
}

/// A pair of published tables, with a scenario too.
#[test]
fn published_tables_have_reports() {
    let (Some(now), Some(since)) =
        (shared("data/wiod13/wiod13_2011.csv.gz"), shared("data/wiod13/wiod13_1995.csv.gz"))
    else {
        return;
    };
    let (now, since) = (now.to_str().unwrap().to_owned(), since.to_str().unwrap().to_owned());
    for args in [
        vec![now.as_str(), "--since", &since],
        vec![&now, "--since", &since, "--economy", "CHN"],
        vec![&now, "--since", &since, "--scenario", "builtin:us-china-tariff-war"],
    ] {
        let page = page(&args);
        assert!(page.len() < 3_000_000, "{args:?}: {}", page.len());
        assert!(!page.contains("No picture:") && !finding(&page).contains("NaN"), "{args:?}");
    }
    let text = finding(&page(&[&now, "--since", &since]));
    assert!(text.contains(
        "Not more local: the local share of value added in final manufactures fell in all 3 poles"
    ));
}

/// The economy of a brief chooses what is shown, and changes no number.
#[test]
fn the_economy_of_a_brief_changes_no_number() {
    let all = page(&["--scenario", "builtin:us-china-tariff-war"]);
    let one = page(&["--scenario", "builtin:us-china-tariff-war", "--economy", "MEX"]);
    let models = |page: &str| {
        let tables = between(page, "<details", "</details>");
        tables.into_iter().find(|it| it.contains("Models side by side")).unwrap().to_owned()
    };
    assert_eq!(models(&all), models(&one));
    assert!(one.contains("By sector: Mexico") && !one.contains("By sector: China"));
}
