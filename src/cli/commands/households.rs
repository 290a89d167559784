//! What tariffs cost households.

use std::path::Path;

use clap::ValueEnum;
use tripole::error::shown_list;
use tripole::models::households::{
    BurdenOptions, FinalPrices, Margins, Rebate, SpendingOf, burden, levying, read_bridge,
    read_households, read_spending,
};
use tripole::models::registry::named;
use tripole::scenario::Scenario;
use tripole::sources::chosen_categories;
use tripole::table::{CategoryId, EconomyId};
use tripole::{Error, Frame, Result};

use super::super::Outcome;
use super::super::args::{HouseholdLines, HouseholdsArgs, Run};
use super::super::load::{self, Loaded};
use super::super::messages::tell;
use super::super::output::Sink;
use super::super::progress::Stage;
use super::scenario::{CAVEAT, ready, refuse_settings, say_caveat, settings, with_source};
use super::warn;

/// The setting of the price model that chooses final demand; here it is of every model with weights.
const CATEGORY: &str = "category";

pub fn households(args: &HouseholdsArgs, run: &Run) -> Result<Outcome> {
    let record = named(&args.model)?;
    refuse_idle(args)?;
    let mut typed = args.settings.typed.clone();
    typed.retain(|(name, _)| *name != CATEGORY);
    refuse_settings(&typed, record)?;
    let sink = Sink::open(&args.output, run)?;
    let (loaded, scenario) = load::scenario(&args.what, &args.view, run)?;
    record.reads_all(&scenario)?;
    let named: Vec<String> = args.importer.iter().cloned().collect();
    load::say_idle_blocs(&args.view.grouping, (&loaded, &scenario), &named, run);
    let buyer = buyer(args, &loaded, &scenario)?;
    let index = loaded.table.index();
    // Before anything is factorised.
    let files = match (&args.bridge, &args.spending) {
        (Some(bridge), Some(spending)) if args.by.is_of_spending() => {
            let bridge = read_bridge(load::file(bridge, run), index)?;
            let spending = read_spending(load::file(spending, run), &bridge)?;
            let file = |path: &Path| read_households(load::file(path, run), &spending);
            let households = args.households.as_deref().map(file).transpose()?;
            Some((bridge, spending, households))
        }
        _ => None,
    };
    let given = settings(record, &typed, &loaded.table, run)?;
    load::say_entries(&scenario, &loaded.table, None, run)?;
    let model = (record.make)(&loaded.table, &given)?;
    let categories = categories(args, &loaded)?;
    let system = ready(&loaded, record, run)?;
    let stage = Stage::start(record.name, run);
    let prices = FinalPrices::of(&system, &scenario, model.as_ref(), buyer, &categories)?;
    drop(stage);
    say_caveat(model.as_ref(), run);
    let frame = match files {
        None => {
            prices.warnings.iter().try_for_each(|it| warn(it.clone(), run))?;
            if args.by == HouseholdLines::Sector {
                prices.frame()
            } else {
                prices.frame_by_origin()
            }
        }
        Some((bridge, spending, households)) => {
            let options = BurdenOptions {
                margins: args.margins,
                rebate: args.rebate,
                amounts: args.spending_of,
                elasticity: args.elasticity,
            };
            let found = burden(&prices, &bridge, &spending, households.as_ref(), &options)?;
            found.warnings.iter().try_for_each(|it| warn(it.clone(), run))?;
            found.notes().iter().filter(|_| !run.quiet).for_each(|(name, text)| {
                tell!("note: {name}: {text}");
            });
            match args.by {
                HouseholdLines::Category => found.by_category(),
                HouseholdLines::GroupCategory => found.by_group_and_category(),
                _ => found.by_group(),
            }
        }
    };
    let frame: Frame = with_source(frame, &typed).with_note("importer", prices.economy());
    sink.put(load::with_passed_over(frame.with_note(CAVEAT, model.caveat()), &scenario))
}

/// The economy that is named, or the only one that changes a tariff.
fn buyer(args: &HouseholdsArgs, loaded: &Loaded, scenario: &Scenario) -> Result<EconomyId> {
    let economies = loaded.geography.economies();
    let found = match &args.importer {
        Some(code) => loaded.codes().economies(&[code])?,
        None => levying(&scenario.tariffs()?),
    };
    if let [one] = found.as_slice() {
        return Ok(*one);
    }
    let names: Vec<&String> =
        found.iter().map(|economy| &economies.economy(*economy).name).collect();
    let reason = match names.as_slice() {
        [] => "name the one whose households they are: `--importer CODE`".to_owned(),
        _ => format!(
            "name the one whose households they are: `--importer` one of {}",
            shown_list(&names)
        ),
    };
    let who = match (&args.importer, names.len()) {
        (Some(_), count) => format!("`--importer` names {count} economies"),
        (None, 0) => "no economy changes a tariff".to_owned(),
        (None, count) => format!("{count} economies change a tariff"),
    };
    Err(Error::lacking(format!("{who}, and households are of one"), reason))
}

/// Final demand whose purchases are the weights of origins.
fn categories(args: &HouseholdsArgs, loaded: &Loaded) -> Result<Vec<CategoryId>> {
    let Some((_, text)) = args.settings.typed.iter().find(|(name, _)| *name == CATEGORY) else {
        return Ok(vec![]);
    };
    if args.model == tripole::models::equilibrium::RECORD.name {
        let reason = "a product has one price in a country there, whoever buys it";
        return Err(Error::conflict("`--category`", "`--model ge`", reason));
    }
    chosen_categories(loaded.table.demand(), &[text])
}

/// Options that would be ignored in silence, and files without which there is no burden.
fn refuse_idle(args: &HouseholdsArgs) -> Result<()> {
    let by = args.by.to_possible_value().map_or(String::new(), |word| word.get_name().to_owned());
    let by = format!("`--by {by}`");
    let refuse = |first: &str, second: String, reason: &'static str| {
        Err(Error::conflict(first.to_owned(), second, reason))
    };
    if args.by.is_of_spending() {
        let needed = [("--bridge", &args.bridge), ("--spending", &args.spending)];
        if let Some((name, _)) = needed.into_iter().find(|(_, file)| file.is_none()) {
            let reason =
                "name both files; `--by sector` and `--by origin` have prices without them";
            return Err(Error::lacking(format!("{by} needs `{name}`"), reason));
        }
        let of_groups = [
            ("`--rebate`", args.rebate != Rebate::None),
            ("`--elasticity`", args.elasticity != 0.0),
        ];
        let idle = of_groups.iter().find(|(_, given)| *given);
        if let Some((name, _)) = idle.filter(|_| args.by != HouseholdLines::Group) {
            return refuse(name, by, "burdens of whole groups alone show it: `--by group`");
        }
        if args.spending_of == SpendingOf::Group && args.households.is_none() {
            let reason = "without a number of households all amounts are of groups";
            let message = "`--spending-of group` needs `--households`";
            return Err(Error::lacking(message, reason));
        }
        return Ok(());
    }
    let idle = [
        ("--bridge", args.bridge.is_some()),
        ("--spending", args.spending.is_some()),
        ("--households", args.households.is_some()),
        ("--margins", args.margins != Margins::None),
        ("--rebate", args.rebate != Rebate::None),
        ("--spending-of", args.spending_of != SpendingOf::Household),
        ("--elasticity", args.elasticity != 0.0),
    ];
    match idle.into_iter().find(|(_, given)| *given) {
        Some((name, _)) => {
            refuse(&format!("`{name}`"), by, "prices of sectors need no spending: leave it out")
        }
        None => Ok(()),
    }
}
