//! What is refused, with the words and the place; and what is reported.

use tripole::Error;
use tripole::scenario::schedule::{Day, Period, RateOptions, Schedule};
use tripole::table::FindingKind;

use super::Texts;

const RATES: &str = "authority,importer,exporter,product,rate,kind,from,to,share\n";
const WEIGHTS: &str =
    "importer,exporter,product,value\nUSA,CHN,847130,3\nUSA,DEU,847130,2\nUSA,DEU,870323,5\n";

/// A schedule without fault.
fn sound() -> Texts {
    Texts {
        rates: format!("{RATES}mfn,USA,*,*,0.02,add,,,\ns232,USA,EU,87,0.25,add,2025-04-03,,metal\n"),
        rules: "base = [\"mfn\"]\n[group]\nEU = [\"DEU\", \"FRA\"]\nG7 = [\"DEU\", \"JPN\"]\n[authority.mfn]\n[authority.s232]\n[preference.deal]\nexempts = [\"mfn\"]\n".to_owned(),
        weights: WEIGHTS.to_owned(),
        concordance: "product,sector,share\n*,MAN,1\n".to_owned(),
        contents: Some("name,product,exporter,share\nmetal,*,*,0.5\n".to_owned()),
        preferences: Some("preference,product,exporter,share\ndeal,*,DEU,0.5\n".to_owned()),
    }
}

fn said(texts: &Texts) -> String {
    texts.read().unwrap_err().to_string()
}

fn rates(lines: &str) -> String {
    said(&Texts { rates: format!("{RATES}{lines}"), ..sound() })
}

fn rules(text: &str) -> String {
    said(&Texts { rules: text.to_owned(), ..sound() })
}

#[test]
fn the_schedule_without_fault_is_read() {
    let schedule = sound().read().unwrap();
    let on = |day: &str| schedule.rates(day.parse().unwrap(), &RateOptions::default()).unwrap();
    assert!(
        (on("2025-04-02").frame().value(&["USA", "CHN", "MAN"], "mean").unwrap() - 0.02).abs()
            < 1e-15
    );
    // DEU: half of the trade claims the preference; half the value of cars is metal.
    let mean = on("2025-04-03").frame().value(&["USA", "DEU", "MAN"], "mean").unwrap();
    assert!((mean - (0.01 + 0.125 * 5.0 / 7.0)).abs() < 1e-15);
}

#[test]
fn rates_are_refused_with_their_place() {
    insta::assert_snapshot!(rates("mfn,USA,*,*,0.02,add,,\n"), @"`rates.csv` line 2: 8 fields, the header has 9");
    insta::assert_snapshot!(rates("mfm,USA,*,*,0.02,add,,,\n"), @"`rates.csv` line 2, column `authority`: unknown authority `mfm`");
    insta::assert_snapshot!(rates("mfn,USA,*,*,0.02,plus,,,\n"), @"`rates.csv` line 2, column `kind`: unknown kind `plus`");
    insta::assert_snapshot!(rates("mfn,USA,*,*,-0.02,add,,,\n"), @"`rates.csv` line 2, column `rate`: rate is -0.02, expected a ratio from 0 to 1,000,000 (0.25 is 25 per cent)");
    insta::assert_snapshot!(rates("mfn,USA,*,*,inf,add,,,\n"), @"`rates.csv` line 2, column `rate`: `inf` is not a finite number");
    insta::assert_snapshot!(rates("mfn,USA,*,*,NaN,add,,,\n"), @"`rates.csv` line 2, column `rate`: `NaN` is not a finite number");
    insta::assert_snapshot!(rates("mfn,USA,*,*,25%,add,,,\n"), @"`rates.csv` line 2, column `rate`: `25%` is not a number");
    insta::assert_snapshot!(rates("mfn,USA,*,8,0.02,add,,,\n"), @"`rates.csv` line 2, column `product`: `8` is no product: 2 to 10 digits, or `*`");
    insta::assert_snapshot!(rates("mfn,USA,*,84713012345,0.02,add,,,\n"), @"`rates.csv` line 2, column `product`: `84713012345` is no product: 2 to 10 digits, or `*`");
    insta::assert_snapshot!(rates("mfn,USA,*,8471.30,0.02,add,,,\n"), @"`rates.csv` line 2, column `product`: `8471.30` is no product: 2 to 10 digits, or `*`");
    insta::assert_snapshot!(rates("mfn,,*,*,0.02,add,,,\n"), @"`rates.csv` line 2, column `importer`: an empty code or group");
    insta::assert_snapshot!(rates("mfn,USA,*,*,0.02,add,2025-2-1,,\n"), @"`rates.csv` line 2, column `from`: `2025-2-1` is no day written YYYY-MM-DD");
    insta::assert_snapshot!(rates("mfn,USA,*,*,0.02,add,,2025-02-29,\n"), @"`rates.csv` line 2, column `to`: `2025-02-29` is no day written YYYY-MM-DD");
    insta::assert_snapshot!(rates("mfn,USA,*,*,0.02,add,2025-03-01,2025-03-01,\n"), @"`rates.csv` line 2, column `to`: it begins on 2025-03-01, and ends on 2025-03-01: it is never in force");
    insta::assert_snapshot!(rates("mfn,USA,*,*,0.02,add,,,steel\n"), @"`rates.csv` line 2, column `share`: unknown content `steel`");
    insta::assert_snapshot!(rates(""), @"`rates.csv`: a header but no data rows");
    let other = sound().rates.replace("share", "content");
    insta::assert_snapshot!(said(&Texts { rates: other, ..sound() }), @"`rates.csv` line 1: unknown column `content`");
    let other = sound().rates.replace("kind", "sort");
    insta::assert_snapshot!(said(&Texts { rates: other, ..sound() }), @"`rates.csv` line 1: expected the columns `authority,importer,exporter,product,rate,kind,from,to`, found `authority`, `importer`, `exporter`, `product`, `rate`, `sort`, `from`, `to` and 1 more");
}

#[test]
fn columns_without_a_name_are_refused() {
    let weights = WEIGHTS.replace("value\n", "value,\n").replace(",847130,3", ",847130,3,");
    insta::assert_snapshot!(said(&Texts { weights, ..sound() }), @"`weights.csv` line 1: unknown column ``");
}

#[test]
fn ties_are_refused_with_both_lines() {
    insta::assert_snapshot!(rates("mfn,USA,*,84,0.02,add,,,\nmfn,USA,*,84,0.02,add,,,\n"), @"`rates.csv` line 3: it ties with line 2: both are of `mfn` for product `84`, and both hold for `USA` from `*`");
    insta::assert_snapshot!(rates("mfn,USA,EU,84,0.02,add,2025-01-01,2025-03-01,\nmfn,USA,G7,84,0.03,add,2025-02-01,,\n"), @"`rates.csv` line 3: it ties with line 2: both are of `mfn` for product `84`, and both hold for `USA` from `DEU` on 2025-02-01");
    let fits = |lines: &str| Texts { rates: format!("{RATES}{lines}"), ..sound() }.read().is_ok();
    // They touch; they are of other closeness; they have nobody in common.
    assert!(fits("mfn,USA,*,84,0.02,add,,2025-02-01,\nmfn,USA,*,84,0.02,add,2025-02-01,,\n"));
    assert!(fits(
        "mfn,USA,*,84,0.02,add,,,\nmfn,USA,EU,84,0.02,add,,,\nmfn,USA,DEU,84,0.02,add,,,\n"
    ));
    assert!(fits("mfn,USA,CHN,84,0.02,add,,,\nmfn,USA,DEU,84,0.02,add,,,\n"));
    assert!(fits("mfn,USA,*,84,0.02,add,,,\nmfn,*,*,84,0.02,add,,,\n"));
    let contents = Some(
        "name,product,exporter,share\nmetal,87,EU,0.5\nmetal,*,*,0.5\nmetal,87,G7,0.5\n".to_owned(),
    );
    insta::assert_snapshot!(said(&Texts { contents, ..sound() }), @"`content.csv` line 4: it ties with line 2: both are of `metal` for product `87`, and both hold for `*` from `DEU`");
    let preferences =
        Some("preference,product,exporter,share\ndeal,*,DEU,0.5\ndeal,*,DEU,0.4\n".to_owned());
    insta::assert_snapshot!(said(&Texts { preferences, ..sound() }), @"`preferences.csv` line 3: it ties with line 2: both are of `deal` for product `*`, and both hold for `*` from `DEU`");
}

#[test]
fn shares_are_refused_with_their_place() {
    let contents = |lines: &str| {
        let contents = Some(format!("name,product,exporter,share\n{lines}"));
        said(&Texts { contents, ..sound() })
    };
    insta::assert_snapshot!(contents("metal,*,*,1.5\n"), @"`content.csv` line 2, column `share`: share is 1.5, expected a share from 0 to 1");
    insta::assert_snapshot!(contents("metal,*,*,-0.5\n"), @"`content.csv` line 2, column `share`: share is -0.5, expected a share from 0 to 1");
    insta::assert_snapshot!(contents(",*,*,0.5\n"), @"`content.csv` line 2, column `name`: an empty code or group");
    insta::assert_snapshot!(contents(""), @"`rates.csv` line 3, column `share`: unknown content `metal`");
    insta::assert_snapshot!(contents("metal,8471301,*,0.5\n"), @"`content.csv` line 2: product `8471301` is finer than `847130` of the weights, trade of 5");
    let preferences = |lines: &str| {
        let preferences = Some(format!("preference,product,exporter,share\n{lines}"));
        let rules = sound().rules + "[preference.pact]\nexempts = []\n";
        Texts { rules, preferences, ..sound() }
    };
    insta::assert_snapshot!(said(&preferences("dael,*,*,0.5\n")), @"`preferences.csv` line 2, column `preference`: unknown preference `dael`");
    let day: Day = "2025-05-01".parse().unwrap();
    let both = preferences("deal,*,DEU,0.5\npact,87,EU,0.75\n").read().unwrap();
    insta::assert_snapshot!(both.lines(day).unwrap_err(), @"`preferences.csv` line 3: the preferences for product `870323` that `USA` buys from `DEU` add up to 1.25, more than all of it; trade of 5");
    // A content without a share is refused where it is levied on, and only there.
    let some = Some("name,product,exporter,share\nmetal,87,CHN,0.5\n".to_owned());
    let schedule = Texts { contents: some, ..sound() }.read().unwrap();
    assert!(schedule.lines("2025-04-02".parse().unwrap()).is_ok());
    let refused = schedule.rates(day, &RateOptions::default()).unwrap_err();
    insta::assert_snapshot!(refused, @"`rates.csv` line 3: there is no share of `metal` for product `870323` that `USA` buys from `DEU`, trade of 5");
    let year: Period = "2025".parse().unwrap();
    assert_eq!(
        schedule.means(&[year], &RateOptions::default()).unwrap_err().to_string(),
        refused.to_string()
    );
}

#[test]
fn weights_are_refused_with_their_place() {
    let weights = |lines: &str| said(&Texts { weights: format!("{WEIGHTS}{lines}"), ..sound() });
    insta::assert_snapshot!(weights("USA,CHN,847130,1\n"), @"`weights.csv` line 5: `USA,CHN,847130` is given twice, first on line 2");
    insta::assert_snapshot!(weights("USA,CHN,847150,-1\n"), @"`weights.csv` line 5, column `value`: -1 is not zero, or a number from 1e-100 to 1e18");
    insta::assert_snapshot!(weights("USA,CHN,847150,1e300\n"), @"`weights.csv` line 5, column `value`: 1e300 is not zero, or a number from 1e-100 to 1e18");
    insta::assert_snapshot!(weights("USA,CHN,*,1\n"), @"`weights.csv` line 5, column `product`: `*` is no product: 2 to 10 digits");
    insta::assert_snapshot!(weights("USA,EU,847150,1\n"), @"`weights.csv` line 5, column `exporter`: `EU` is a group of the rules, and trade is of codes");
    insta::assert_snapshot!(weights("USA,*,847150,1\n"), @"`weights.csv` line 5, column `exporter`: `*` is no code");
    insta::assert_snapshot!(weights("BRA,CHN,847150,0\n"), @"`weights.csv`: no trade of `BRA`");
    let error = Schedule::read(&sound().files(), &["BRA".to_owned()]).unwrap_err();
    insta::assert_snapshot!(error, @"`weights.csv`: no trade of `BRA`");
    insta::assert_snapshot!(rates("mfn,USA,*,*,0.02,add,,,\nmfn,BRA,*,*,0.02,add,,,\n"), @"`rates.csv` line 3: no trade of `BRA`");
    insta::assert_snapshot!(rates("mfn,USA,*,*,0.02,add,,,\nmfn,USA,CHN,84713001,0.02,add,,,\n"), @"`rates.csv` line 3: product `84713001` is finer than `847130` of the weights, trade of 3");
    // Of importers that nobody wants nothing is asked.
    let texts = Texts {
        rates: format!("{RATES}mfn,USA,*,*,0.02,add,,,\nmfn,BRA,*,84713001,0.02,add,,,\n"),
        ..sound()
    };
    assert!(Schedule::read(&texts.files(), &["USA".to_owned()]).is_ok());
}

#[test]
fn concordances_are_refused_with_their_place() {
    let parts = |text: &str| {
        said(&Texts { concordance: format!("product,sector,share,use\n{text}"), ..sound() })
    };
    insta::assert_snapshot!(parts("*,MAN,0.5,\n*,ELE,0.4,\n"), @"`concordance.csv` line 3: the shares of `*` add up to 0.9, expected 1");
    insta::assert_snapshot!(parts("*,MAN,1,final\n84,MAN,1,\n"), @"`concordance.csv` line 3, column `use`: `use` is empty, and on line 2 it is filled");
    insta::assert_snapshot!(parts("*,MAN,1,\n84,MAN,1,final\n"), @"`concordance.csv` line 3, column `use`: `use` is filled, and on line 2 it is empty");
    insta::assert_snapshot!(parts("*,MAN,1,investment\n"), @"`concordance.csv` line 2, column `use`: unknown use `investment`");
    insta::assert_snapshot!(parts("*,MAN,0.5,\n*,MAN,0.5,\n"), @"`concordance.csv` line 3: `*,MAN` is given twice, first on line 2");
    insta::assert_snapshot!(parts("*,,1,\n"), @"`concordance.csv` line 2, column `sector`: an empty code or group");
    insta::assert_snapshot!(parts("*,MAN,1.5,\n"), @"`concordance.csv` line 2, column `share`: share is 1.5, expected a share from 0 to 1");
    insta::assert_snapshot!(parts("*,MAN,1,\n8471301,MAN,1,\n"), @"`concordance.csv` line 3: product `8471301` is finer than `847130` of the weights, trade of 5");
}

#[test]
fn rules_are_refused_with_their_place() {
    let with = |more: &str| rules(&(sound().rules + more));
    insta::assert_snapshot!(with("[authority.s301]\nyields_to = [\"s322\"]\n"), @"`rules.toml` line 10, character 14: unknown authority `s322`");
    insta::assert_snapshot!(with("[preference.pact]\nexempts = [\"s322\"]\n"), @"`rules.toml` line 10, character 12: unknown authority `s322`");
    insta::assert_snapshot!(with("[authority.s301]\nyields = []\n"), @"`rules.toml` line 10, character 1: unknown field `yields`, expected one of `yields_to`, `excluded_by`, `over`, `except`");
    insta::assert_snapshot!(with("[authority.s301]\nexcept = [{ exporter = [] }]\n"), @"`rules.toml` line 10, character 24: an empty list");
    insta::assert_snapshot!(with("[authority.a]\nyields_to = [\"b\"]\n[authority.b]\nexcluded_by = [\"c\"]\n[authority.c]\nexcept = [{ exporter = \"CHN\", yields_to = [\"a\"] }]\n"), @"`rules.toml` line 9, character 12: these wait for each other in a circle: `a`, `b`, `c`");
    insta::assert_snapshot!(rules("[group]\nEU = [\"DEU\", \"EU\"]\n"), @"`rules.toml` line 2, character 14: `EU` is a group, and members of groups are codes");
    insta::assert_snapshot!(rules("[group]\nEU = []\n"), @"`rules.toml` line 2, character 1: an empty list");
    insta::assert_snapshot!(rules("[group]\n\"*\" = [\"DEU\"]\n"), @"`rules.toml` line 2, character 1: `*` is no name for a group");
    insta::assert_snapshot!(rules("base = 1\n"), @"`rules.toml` line 1, character 8: invalid type: integer `1`, expected a list");
    // A floor waits for what it lifts, unless its lines are none.
    let circle =
        sound().rules.replace("[authority.mfn]", "[authority.mfn]\nyields_to = [\"s232\"]");
    let floor = sound().rates.replace("add,2025", "floor,2025");
    insta::assert_snapshot!(said(&Texts { rules: circle.clone(), rates: floor, ..sound() }), @"`rules.toml` line 5, character 12: these wait for each other in a circle: `mfn`, `s232`");
    assert!(Texts { rules: circle, ..sound() }.read().is_ok());
}

#[test]
fn what_to_do_is_said() {
    let hint = |texts: &Texts| texts.read().unwrap_err().hint().map(|hint| hint.to_string());
    let rates = |lines: &str| {
        hint(&Texts { rates: format!("{RATES}{lines}"), ..sound() }).unwrap_or_default()
    };
    insta::assert_snapshot!(rates("mfm,USA,*,*,0.02,add,,,\n"), @"a similar code exists: `mfn`");
    insta::assert_snapshot!(rates("s301x,USA,*,*,0.02,add,,,\n"), @"every authority has a table `[authority.NAME]` in the rules");
    insta::assert_snapshot!(rates("mfn,USA,*,*,0.02,plus,,,\n"), @"there are: `add`, `floor`, `replace`");
    insta::assert_snapshot!(rates("mfn,USA,*,201,0.02,add,2025-01-01,2025-13-01,\n"), @"days are written as 2025-03-15");
}

#[test]
fn options_are_refused() {
    let schedule = sound().read().unwrap();
    let day: Day = "2025-05-01".parse().unwrap();
    for value in [-1.0, f64::NAN, f64::INFINITY, 101.0] {
        let options = RateOptions { elasticity: value, ..RateOptions::default() };
        assert!(matches!(schedule.rates(day, &options), Err(Error::Range { .. })));
    }
    let options =
        RateOptions { elasticity_of: vec![("MEN".to_owned(), 2.0)], ..RateOptions::default() };
    insta::assert_snapshot!(schedule.rates(day, &options).unwrap_err(), @"unknown sector `MEN`");
    insta::assert_snapshot!("2025-3".parse::<Period>().unwrap_err(), @"`2025-3` is no period: YYYY, YYYY-MM, YYYY-MM-DD or FROM..TO");
    insta::assert_snapshot!("15.3.2025".parse::<Day>().unwrap_err(), @"`15.3.2025` is no day written YYYY-MM-DD");
    assert!(schedule.means(&[], &RateOptions::default()).unwrap().cells().is_empty());
}

#[test]
fn what_is_left_aside_is_reported() {
    let rates = format!(
        "{RATES}mfn,USA,*,*,0.02,add,,,\ns232,USA,*,88,0.25,add,,,\ns232,USA,CHM,84,0.25,add,,,\ns232,USA,CHN,84,25,add,,,\n"
    );
    let weights = format!("{WEIGHTS}USA,USA,847130,7\nUSA,KOR,010101,4\n");
    let concordance = "product,sector,share\n84,ELE,1\n87,MAN,1\n".to_owned();
    let rules = sound().rules
        + "[region]\nXKX = \"SRB\"\n[authority.s122]\nexcept = [{ importer = \"USA\", over = [] }, { exporter = \"CHM\", over = [] }]\n";
    let schedule = Texts { rates, rules, weights, concordance, ..sound() }.read().unwrap();
    let of = |kind: FindingKind| {
        let found = schedule.findings().iter().find(|it| it.kind == kind).unwrap();
        found.worded(&tripole::error::Plain)
    };
    insta::assert_snapshot!(of(FindingKind::LargeRate), @"`rates.csv` line 5: the rate 25 is 2500 per cent; 0.25 is 25 per cent");
    insta::assert_snapshot!(of(FindingKind::NoSector), @"1 products have no sector and are in no rate, trade of 4: `010101`");
    insta::assert_snapshot!(of(FindingKind::IdleLines), @"`rates.csv`: no product of the weights meets 2 lines, the first is line 3; without any trade are `CHM` (is it `CHN`?)");
    insta::assert_snapshot!(of(FindingKind::IdleAuthority), @"no line of rates is of `s122`");
    let rules: Vec<String> = schedule
        .findings()
        .iter()
        .filter(|it| it.kind == FindingKind::IdleRules)
        .map(|it| it.worded(&tripole::error::Plain))
        .collect();
    insta::assert_snapshot!(rules.join("\n"), @"
    no trade of the weights meets these exceptions of authorities, by their place: `s122 (2)`
    groups and regions of the rules have codes without trade in the weights: `FRA`, `JPN`, `XKX`
    ");
    insta::assert_snapshot!(of(FindingKind::OnlyInWeights), @"only the weights have the exporters `KOR`: lines for everybody apply to them");
    insta::assert_snapshot!(of(FindingKind::OwnTrade), @"1 lines of weights are trade of an importer with itself (7): passed over");
    assert_eq!(schedule.findings().len(), 8);
    // Nothing but members of groups without trade, and an exporter that no line names.
    let sound = sound().read().unwrap();
    let kinds: Vec<FindingKind> = sound.findings().iter().map(|it| it.kind).collect();
    assert_eq!(kinds, [FindingKind::IdleRules, FindingKind::OnlyInWeights]);
}
