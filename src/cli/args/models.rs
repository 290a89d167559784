//! Options that the models bring along: what can be set in each, under its name.

use std::marker::PhantomData;

use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches, value_parser};
use tripole::models::registry::Quantities;
use tripole::models::{MODELS, Record, Setting, Takes};
use tripole::scenario::ChangeKind;

use super::super::claims::READ;

/// Which models a command asks.
pub trait Asks {
    /// The models.
    fn models() -> impl Iterator<Item = &'static Record>;
}

/// Models with results of their own, of tariffs and embargoes.
#[derive(Debug, Clone)]
pub struct OfTariffs;

impl Asks for OfTariffs {
    fn models() -> impl Iterator<Item = &'static Record> {
        MODELS.into_iter().filter(|record| !record.levels.is_empty())
    }
}

/// Models with a world before and after.
#[derive(Debug, Clone)]
pub struct OfWorlds;

impl Asks for OfWorlds {
    fn models() -> impl Iterator<Item = &'static Record> {
        MODELS.into_iter().filter(|record| record.quantities == Quantities::BeforeAndAfter)
    }
}

/// Models in which trade answers to tariffs.
#[derive(Debug, Clone)]
pub struct OfDuties;

impl Asks for OfDuties {
    fn models() -> impl Iterator<Item = &'static Record> {
        OfWorlds::models().filter(|record| record.reads.contains(&ChangeKind::Tariff))
    }
}

/// Names of the models that a command asks.
pub fn names<A: Asks>() -> Vec<&'static str> {
    A::models().map(|record| record.name).collect()
}

/// Settings of models, as they were typed.
#[derive(Debug, Clone)]
pub struct Settings<A> {
    /// Names and texts, in the order of the models.
    pub typed: Vec<(&'static str, String)>,
    asks: PhantomData<A>,
}

/// Every setting once, with the models that have it.
fn known<A: Asks>() -> Vec<(&'static Setting, Vec<&'static str>)> {
    let mut known: Vec<(&Setting, Vec<&str>)> = vec![];
    for (record, setting) in A::models().flat_map(|r| r.settings.iter().map(move |s| (r, s))) {
        match known.iter_mut().find(|(other, _)| other.name == setting.name) {
            Some((_, models)) => models.push(record.name),
            None => known.push((setting, vec![record.name])),
        }
    }
    known
}

impl<A: Asks> Args for Settings<A> {
    fn augment_args(command: Command) -> Command {
        known::<A>().into_iter().fold(command, |command, (setting, models)| {
            let models = models.join("`, `");
            let default = match setting.takes {
                Takes::Nothing => String::new(),
                _ => format!(" [default: {}]", setting.default),
            };
            let help = format!("{} (`{models}`){default}", setting.help);
            let arg = Arg::new(setting.name)
                .long(setting.name)
                .help(help)
                .help_heading("Settings of models");
            command.arg(match setting.takes {
                Takes::Number(unit) => arg.value_name(unit).value_parser(value_parser!(f64)),
                Takes::Count(unit) => arg.value_name(unit).value_parser(value_parser!(usize)),
                Takes::Word(words) => arg.value_name("RULE").value_parser(words.to_vec()),
                Takes::Categories => arg.value_name("CODES"),
                Takes::Elasticities | Takes::Ratings => arg.value_name("FILE").value_hint(READ),
                Takes::StockDays => arg.value_name("DAYS|FILE").value_hint(READ),
                Takes::ByRegion(unit) => arg.value_name(unit),
                Takes::RegionOr(_) => arg.value_name("CODE"),
                Takes::Nothing => arg.action(ArgAction::SetTrue),
            })
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl<A: Asks> FromArgMatches for Settings<A> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let typed = known::<A>().into_iter().filter_map(|(setting, _)| {
            if setting.takes == Takes::Nothing {
                return matches.get_flag(setting.name).then(|| (setting.name, String::new()));
            }
            // The text as typed: its form was checked, its meaning needs the table.
            let text = matches.get_raw(setting.name)?.next()?.to_string_lossy().into_owned();
            Some((setting.name, text))
        });
        Ok(Settings { typed: typed.collect(), asks: PhantomData })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
