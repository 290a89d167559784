//! Schedules as tariffs of a table.

use tripole::read::{Input, ReadOptions, read};
use tripole::scenario::schedule::{
    Fill, RateOptions, RatesOf, Schedule, ScheduleFiles, TariffOptions,
};
use tripole::table::FindingKind;
use tripole::{Group, Mrio, Partition};

use super::Texts;
use crate::support::{records, shared, shared_table};

fn options() -> TariffOptions {
    let rates = RateOptions { base_date: "2025-01-15".parse().ok(), ..RateOptions::default() };
    TariffOptions { rates, ..TariffOptions::on("2026-03-15".parse().unwrap()) }
}

/// The scenario `schedule` of the references: mean rates, nothing on trade without weights.
#[test]
fn rates_of_the_reference_come_where_they_belong() {
    let Some(table) = shared_table("reference/tables/bloc8x4.csv", &ReadOptions::default()) else {
        return;
    };
    let files = ScheduleFiles::in_folder(shared("reference/tariff").unwrap());
    let schedule = Schedule::read(&files, &[]).unwrap();
    let economies = Partition::regions(table.index());
    let text = std::fs::read_to_string(shared("reference/tariff/rates_at.csv").unwrap()).unwrap();
    let rows = records(&text);
    let zero = TariffOptions { fill: Fill::Zero, ..options() };
    let found = schedule.tariffs(&table, &economies, &zero).unwrap();
    let mut met = 0;
    for (date, rates) in
        [("2025-01-15", found.tariffs.before()), ("2026-03-15", found.tariffs.after())]
    {
        let of_date = rows
            .iter()
            .filter(|it| it["date"] == date && it["sigma"] == "5" && it["use"].is_empty());
        let mut sum = 0.0;
        for row in of_date {
            let index = table.index();
            let seller = index.find_region(&row["exporter"]).unwrap();
            let sector = index.find_sector(&row["sector"]).unwrap();
            let at = index.rows(seller).find(|r| index.node(*r).sector == sector).unwrap();
            let buyer = economies.find(&row["importer"]).unwrap().position();
            let theirs: f64 = row["mean"].parse().unwrap();
            assert!((rates.inputs[(at, buyer)] - theirs).abs() < 1e-11);
            assert_eq!(rates.inputs[(at, buyer)], rates.final_use[(at, buyer)]);
            (sum, met) = (sum + rates.inputs[(at, buyer)], met + 1);
        }
        let all: f64 =
            (0..rates.inputs.columns()).map(|c| rates.inputs.column(c).iter().sum::<f64>()).sum();
        assert!((all - sum).abs() < 1e-12, "nothing else has a rate");
    }
    assert_eq!(met, 36);
    let missing = found.findings.iter().find(|it| it.kind == FindingKind::NoWeights).unwrap();
    assert!(
        missing.value > 0.0 && missing.message.ends_with("its rates are zero"),
        "{}",
        missing.message
    );

    let refused = TariffOptions { fill: Fill::Refuse, ..options() };
    let error = schedule.tariffs(&table, &economies, &refused).unwrap_err().to_string();
    assert!(
        error.contains("weights.csv`: trade of ") && error.contains(" has no weights"),
        "{error}"
    );

    // Filled rates are those of the reference.
    let filled = schedule.tariffs(&table, &economies, &options()).unwrap();
    let theirs = records(
        &std::fs::read_to_string(shared("reference/tariff/rates_filled.csv").unwrap()).unwrap(),
    );
    let mut compared = 0;
    for row in theirs.iter().filter(|it| it["date"] == "2026-03-15") {
        let index = table.index();
        let Ok(seller) = index.find_region(&row["exporter"]) else { continue };
        let sector = index.find_sector(&row["sector"]).unwrap();
        let at = index.rows(seller).find(|r| index.node(*r).sector == sector).unwrap();
        let buyer = economies.find(&row["importer"]).unwrap().position();
        for rates in [&filled.tariffs.after().inputs, &filled.tariffs.after().final_use] {
            // What is not traded gets no rate.
            let rate = rates[(at, buyer)];
            assert!(rate == 0.0 || (rate - row["mean"].parse::<f64>().unwrap()).abs() < 1e-11);
            compared += usize::from(rate > 0.0);
        }
    }
    assert!(compared > 0);
    let ces = TariffOptions { rates_of: RatesOf::Ces, ..zero };
    assert_ne!(schedule.tariffs(&table, &economies, &ces).unwrap().tariffs, found.tariffs);
}

/// Two sellers, a buyer, a good and a service.
fn table() -> Mrio {
    let mut text = "row_region,row_sector,col_region,col_item,value\n".to_owned();
    for seller in ["USA", "CHN", "ROW"] {
        for sector in ["MAN", "SER"] {
            for buyer in ["USA", "CHN", "ROW"] {
                text +=
                    &format!("{seller},{sector},{buyer},MAN,2\n{seller},{sector},{buyer},HFCE,1\n");
            }
        }
    }
    read(&Input::bytes("table.csv", text), &ReadOptions::default()).unwrap().table
}

fn texts() -> Texts {
    Texts {
        rates: "authority,importer,exporter,product,rate,kind,from,to\n\
                mfn,USA,*,*,0.1,add,,\nmfn,USA,VNM,*,0.3,add,2026-01-01,\n"
            .to_owned(),
        rules: "[region]\nVNM = \"ROW\"\nIND = \"ROW\"\n[authority.mfn]\n".to_owned(),
        weights: "importer,exporter,product,value\nUSA,VNM,8471,1\nUSA,IND,8471,3\n".to_owned(),
        concordance: "product,sector,share,use\n*,MAN,1,final\n".to_owned(),
        contents: None,
        preferences: None,
    }
}

#[test]
fn uses_regions_and_services() {
    let (table, schedule) = (table(), texts().read().unwrap());
    let economies = Partition::regions(table.index());
    let found = schedule.tariffs(&table, &economies, &options()).unwrap();
    let usa = economies.find("USA").unwrap().position();
    let label = |row: usize| table.index().label(row);
    let (before, after) = (found.tariffs.before(), found.tariffs.after());
    for row in 0..table.index().len() {
        let (inputs, final_use) = (after.inputs[(row, usa)], after.final_use[(row, usa)]);
        match label(row).as_str() {
            // The exporters of the rest of the world are pooled by value: a quarter at 0.3, the rest at 0.1.
            "ROW_MAN" => {
                assert!((final_use - 0.15).abs() < 1e-15);
                assert!((before.final_use[(row, usa)] - 0.1).abs() < 1e-15);
                // Inputs have no weights, and the importer buys none of anybody.
                assert_eq!(inputs, 0.0);
            }
            // Filled: its own rates, not those of VNM.
            "CHN_MAN" => assert!((final_use - 0.1).abs() < 1e-15),
            _ => assert_eq!((inputs, final_use), (0.0, 0.0)),
        }
    }
    // Inputs from two regions, and what CHN sells for final use.
    let missing = found.findings.iter().find(|it| it.kind == FindingKind::NoWeights).unwrap();
    assert_eq!(missing.value, 5.0);
}

#[test]
fn what_the_table_lacks_is_refused() {
    let table = table();
    let economies = Partition::regions(table.index());
    let said = |texts: &Texts| {
        texts.read().unwrap().tariffs(&table, &economies, &options()).unwrap_err().to_string()
    };
    let rules = texts().rules.replace("IND = \"ROW\"", "IND = \"RWO\"");
    insta::assert_snapshot!(said(&Texts { rules, ..texts() }), @"`rules.toml` line 3, character 7: unknown region `RWO`");
    let rules = texts().rules.replace("IND = \"ROW\"\n", "");
    insta::assert_snapshot!(said(&Texts { rules, ..texts() }), @"`weights.csv`: India (`IND`) is no region of this table");
    let concordance = texts().concordance.replace("MAN", "MFG");
    insta::assert_snapshot!(said(&Texts { concordance, ..texts() }), @"`concordance.csv` line 2: unknown sector `MFG`");
    let group = Group::new(table.index(), "BLOC", &["USA", "ROW"]).unwrap();
    let grouped = Partition::new(table.index(), &[group]).unwrap();
    let refused = texts().read().unwrap().tariffs(&table, &grouped, &options()).unwrap_err();
    insta::assert_snapshot!(refused, @"`weights.csv`: `USA` is part of `BLOC`, which acts as one economy here");
}

/// A group of the table is met by a code that the rules put into it, or by all its members; their rates are
/// means by value.
#[test]
fn a_group_that_acts_as_one_imports_and_exports() {
    let table = table();
    let group = Group::new(table.index(), "BLOC", &["CHN", "ROW"]).unwrap();
    let economies = Partition::new(table.index(), &[group]).unwrap();
    let usa = table.index().rows(table.index().find_region("USA").unwrap()).next().unwrap();
    let read = |rules: &str, rates: &str, weights: &str| {
        Texts {
            rules: format!("{rules}[authority.mfn]\n"),
            rates: format!("authority,importer,exporter,product,rate,kind,from,to\n{rates}"),
            weights: format!("importer,exporter,product,value\n{weights}"),
            ..texts()
        }
        .read()
        .unwrap()
    };
    let bloc = economies.find("BLOC").unwrap().position();
    let on_usa = |schedule: &Schedule| {
        let found = schedule.tariffs(&table, &economies, &options()).unwrap();
        found.tariffs.after().final_use[(usa, bloc)]
    };
    let one = read("[region]\nEU = \"BLOC\"\n", "mfn,EU,*,*,0.1,add,,\n", "EU,USA,8471,1\n");
    assert!((on_usa(&one) - 0.1).abs() < 1e-15);
    let rates = "mfn,CHN,*,*,0.1,add,,\nmfn,ROW,*,*,0.3,add,,\n";
    let each = read("", rates, "CHN,USA,8471,3\nROW,USA,8471,1\n");
    assert!((on_usa(&each) - 0.15).abs() < 1e-15);

    let rules = "[region]\nEU = \"BLOC\"\n";
    let sold = read(rules, "mfn,USA,EU,*,0.2,add,,\n", "USA,EU,8471,1\n");
    let found = sold.tariffs(&table, &economies, &options()).unwrap();
    let buyer = economies.find("USA").unwrap().position();
    let rates: Vec<f64> =
        (0..table.index().len()).map(|row| found.tariffs.after().final_use[(row, buyer)]).collect();
    assert_eq!(rates, [0.0, 0.0, 0.2, 0.0, 0.2, 0.0]);

    let said = |schedule: &Schedule| {
        schedule.tariffs(&table, &economies, &options()).unwrap_err().to_string()
    };
    let beside = read(rules, "mfn,USA,EU,*,0.2,add,,\n", "USA,EU,8471,1\nUSA,CHN,8471,1\n");
    insta::assert_snapshot!(said(&beside), @"`weights.csv`: `CHN` is part of `BLOC`, which acts as one economy here");
    let beside = read(rules, "mfn,EU,*,*,0.2,add,,\n", "EU,USA,8471,1\nCHN,USA,8471,1\n");
    insta::assert_snapshot!(said(&beside), @"`weights.csv`: `CHN` is part of `BLOC`, which acts as one economy here");
}

/// Weights that are no trade between economies are said.
#[test]
fn weights_within_an_economy_are_said() {
    let table = table();
    let rules = texts().rules.replace("IND = \"ROW\"", "IND = \"USA\"");
    let schedule = Texts { rules, ..texts() }.read().unwrap();
    let found = schedule.tariffs(&table, &Partition::regions(table.index()), &options()).unwrap();
    let lost = found.findings.iter().find(|it| it.kind == FindingKind::NotOfTable).unwrap();
    insta::assert_snapshot!(lost.message, @"weights of 3 are of no flow between economies of the table, the largest is 3 of `USA_MAN`");
}
