//! Grid files: a scenario with parameters in it, and the values that they take.

use std::hash::{Hash, Hasher};
use std::path::PathBuf;

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue, Deserializer};

use super::entries::File;
use super::grid_entries::{Amount, ENTRIES, Head, KEYS, Rule, TEXTS, Title, Written};
use super::grid_findings::missed_ends;
use super::names::Names;
use super::{builtin_scenario, folder_of, resolve, text_of};
use crate::error::{Error, Problem, Result, nearest};
use crate::frame::LONG_COLUMNS;
use crate::read::Input;
use crate::scenario::{
    Context, Distribution, Parameter, ParameterGrid, Sampling, Scenario, Shape, Value, Values,
    numbers_between,
};
use crate::sources::goods;
use crate::table::{Finding, Geography, SectorId};

/// A grid file, bound to the rows and economies of a table: many scenarios under their positions.
#[derive(Debug)]
pub struct ScenarioGrid {
    name: String,
    /// The model that the file names, its days and its elasticities, each with its place.
    model: Option<(String, usize)>,
    days: Option<(usize, usize)>,
    parameters: ParameterGrid,
    /// Name and text of the grid, and of what has the entries if that is another file.
    grid: (String, String),
    entries: Option<(String, String)>,
    other_input: Option<Input>,
    elasticities: Vec<Elasticity>,
    elasticities_at: Option<usize>,
    /// Other settings of the model, with the place of each.
    settings: Vec<(String, Amount, usize)>,
    /// Where the files lie that the entries name.
    folder: PathBuf,
    context: Context,
    /// Ranges whose steps miss their ends.
    pub(super) remarks: Vec<Finding>,
}

/// The elasticity of some sectors, and where it is written.
#[derive(Debug)]
struct Elasticity {
    sectors: Vec<SectorId>,
    amount: Amount,
}

/// Read a grid file for a table that is cut into the economies of `partition`. `docs/scenarios.md`
/// describes the format. The scenarios at [`ParameterGrid::corners`] are resolved at once, so that
/// what is wrong with them is known before anything is computed.
///
/// # Errors
/// As [`super::read_scenario`], in [`Error::InScenario`] where it is the values of parameters that
/// are wrong; [`Error::Input`] with its line for parameters that nothing uses or that do not exist,
/// values and distributions that contradict themselves; [`Error::Conflict`] for changes or
/// elasticities that the model does not have.
pub fn read_grid(source: impl Into<Input>, context: impl Into<Context>) -> Result<ScenarioGrid> {
    let (source, context): (Input, Context) = (source.into(), context.into());
    let geography = context.geography();
    let (file, text) = text_of(&source)?;
    let names = Names::new((&file, &text), geography);
    let table = |wanted: fn(&str) -> bool| {
        let mut table = DeTable::parse(&text).map_err(|error| names.toml_error(&error))?;
        keep(table.get_mut(), wanted);
        Ok::<_, Error>(table)
    };
    let head = table(|key| KEYS.contains(&key))?;
    let head = Head::deserialize(Deserializer::from(head)).map_err(|e| names.toml_error(&e))?;
    let title = table(|key| TEXTS.contains(&key))?;
    let title = Title::deserialize(Deserializer::from(title)).map_err(|e| names.toml_error(&e))?;
    let own = table(|key| !KEYS.contains(&key) && !TEXTS.contains(&key))?;
    let strange = |key: &&Spanned<DeString>| !ENTRIES.contains(&key.get_ref().as_ref());
    if let Some(key) = own.get_ref().keys().find(strange) {
        let known: Vec<String> =
            [&KEYS[..], &TEXTS, &ENTRIES].concat().into_iter().map(str::to_owned).collect();
        let code = key.get_ref().clone().into_owned();
        let near = nearest(&known, &code);
        return Err(names.error(key.span().start, Problem::UnknownCode { what: "key", code, near }));
    }
    let mut other_input = None;
    let entries = match &head.scenario {
        None => None,
        Some(other) => {
            if let Some((key, _)) = own.get_ref().iter().next() {
                let problem = "entries here and a `scenario` that has them";
                let remedy = "keep the entries here, or those of the other file".into();
                return Err(names.error(key.span().start, Problem::Grid { problem, remedy }));
            }
            let found = other_file(&source, other.get_ref())?.ok_or_else(|| {
                let problem = "`scenario` names a file, and this grid lies in no folder";
                let remedy =
                    "keep the entries here, or name a scenario that comes with the program".into();
                names.error(other.span().start, Problem::Grid { problem, remedy })
            })?;
            other_input = Some(found.clone());
            Some(text_of(&found)?)
        }
    };
    let folder = folder_of(other_input.as_ref().unwrap_or(&source));
    let grid = ScenarioGrid {
        name: title.name,
        model: head.model.as_ref().map(|name| (name.get_ref().clone(), name.span().start)),
        days: days(&names, &head)?,
        parameters: parameters(&names, &head)?,
        elasticities: elasticities(&names, &head)?,
        settings: settings(&head),
        remarks: missed_ends(&names, &head)?,
        elasticities_at: head.elasticities.keys().map(|key| key.span().start).min(),
        entries,
        grid: (file.clone(), text.clone()),
        other_input,
        folder,
        context: context.clone(),
    };
    grid.check_use(&names, &head)?;
    grid.check_corners()?;
    Ok(grid)
}

/// Only the keys that are wanted.
fn keep(table: &mut DeTable, wanted: impl Fn(&str) -> bool) {
    let keys = table.keys().map(|key| key.get_ref().clone().into_owned());
    let others: Vec<String> = keys.filter(|key| !wanted(key)).collect();
    others.iter().for_each(|key| drop(table.remove(key.as_str())));
}

/// A file that another one names: beside it, unless it is built in; none beside what is no file.
fn other_file(source: &Input, other: &str) -> Result<Option<Input>> {
    Ok(match (other.strip_prefix("builtin:"), source) {
        (Some(name), _) => Some(builtin_scenario(name)?),
        (None, Input::Path(path)) => Some(path.with_file_name(other).into()),
        _ => None,
    })
}

impl ScenarioGrid {
    /// Its short name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name of the model that it asks for, where it names one.
    #[must_use]
    pub fn model(&self) -> Option<&str> {
        self.model.as_ref().map(|(name, _)| name.as_str())
    }

    /// Days of the models that go from day to day, 1 to 36,500, where the file has them.
    #[must_use]
    pub fn days(&self) -> Option<usize> {
        self.days.map(|(days, _)| days)
    }

    /// Whether it has elasticities.
    #[must_use]
    pub fn has_elasticities(&self) -> bool {
        self.elasticities_at.is_some()
    }

    /// The scenario that it takes its entries from, where that is another file.
    #[must_use]
    pub fn other_file(&self) -> Option<&Input> {
        self.other_input.as_ref()
    }

    /// The names of the settings of the model that it has, besides days and elasticities.
    pub fn settings(&self) -> impl Iterator<Item = &str> {
        self.settings.iter().map(|(name, ..)| name.as_str())
    }

    /// What these settings are at a position, as text.
    ///
    /// # Errors
    /// Never for a position that there is.
    pub fn settings_at(&self, position: usize) -> Result<Vec<(&str, String)>> {
        let point = self.parameters.point(position)?;
        let text = |amount: &Amount| match amount {
            Amount::Number(value) => value.to_string(),
            Amount::Text(text) => {
                let given = self.place_of(text).and_then(|at| point.get(at));
                given.map_or_else(|| text.clone(), ToString::to_string)
            }
        };
        Ok(self.settings.iter().map(|(name, amount, _)| (name.as_str(), text(amount))).collect())
    }

    /// What is wrong with a setting, at its place.
    pub(crate) fn error_of_setting(&self, name: &str, problem: Problem) -> Error {
        let place = self.settings.iter().find(|(known, ..)| known == name);
        self.head().error(place.map_or(0, |(.., place)| *place), problem)
    }

    /// The economies and blocs that it was read for.
    #[must_use]
    pub fn geography(&self) -> &Geography {
        self.context.geography()
    }

    /// What is wrong with the model that the file names, at its place.
    pub(crate) fn error_of_model(&self, problem: Problem) -> Error {
        let place = self.model.as_ref().map_or(0, |(_, place)| *place);
        self.head().error(place, problem)
    }

    /// That the model has no days, at the place of those of the file.
    pub(crate) fn error_of_days(&self, problem: Problem) -> Error {
        self.head().error(self.days.map_or(0, |(_, place)| place), problem)
    }

    /// What is wrong with the elasticities, at their place.
    pub(crate) fn error_of_elasticities(&self, problem: Problem) -> Error {
        self.head().error(self.elasticities_at.unwrap_or(0), problem)
    }

    /// The values of all scenarios.
    #[must_use]
    pub fn parameters(&self) -> &ParameterGrid {
        &self.parameters
    }

    /// The scenario at a position, from 0. As many steps as it has sales, twice.
    ///
    /// # Errors
    /// [`Error::InScenario`] with what [`super::read_scenario`] says.
    pub fn scenario(&self, position: usize) -> Result<Scenario> {
        let point = self.parameters.point(position)?;
        self.resolve(&point).map_err(|error| self.error_in(position, error))
    }

    /// The elasticities at a position, from the general to the particular.
    ///
    /// # Errors
    /// Never for a position that there is.
    pub fn elasticities(&self, position: usize) -> Result<Vec<(SectorId, f64)>> {
        let point = self.parameters.point(position)?;
        let mut numbers = vec![];
        for elasticity in &self.elasticities {
            let value = match &elasticity.amount {
                Amount::Number(value) => Some(*value),
                Amount::Text(text) => match self.place_of(text).and_then(|at| point.get(at)) {
                    Some(Value::Number(value)) => Some(*value),
                    _ => None,
                },
            };
            // That they are numbers was seen when the file was read.
            let value = value.unwrap_or(f64::NAN);
            numbers.extend(elasticity.sectors.iter().map(|sector| (*sector, value)));
        }
        Ok(numbers)
    }

    /// What went wrong with the scenario at a position, with the values of its parameters.
    #[must_use]
    pub fn error_in(&self, position: usize, error: Error) -> Error {
        let point = self.parameters.point(position).unwrap_or_default();
        let names = self.parameters.parameters().iter().map(|p| p.name.clone());
        let values = names.zip(point.iter().map(ToString::to_string)).collect();
        Error::InScenario { scenario: position + 1, values, source: Box::new(error) }
    }

    /// Feed a hash with all that decides about the scenarios: texts, schedules, economies, blocs.
    pub fn hash_into(&self, hasher: &mut impl Hasher) {
        let corners = self.parameters.corners();
        let scenarios: Vec<Scenario> =
            corners.iter().filter_map(|position| self.scenario(*position).ok()).collect();
        let mut seen = vec![];
        for scheduled in scenarios.iter().flat_map(|scenario| &scenario.schedules) {
            for (role, file) in scheduled.files().each() {
                if seen.contains(&(role, file)) {
                    continue;
                }
                seen.push((role, file));
                role.hash(hasher);
                // A file that cannot be read was refused before.
                match file {
                    Input::Path(path) => std::fs::read(path).unwrap_or_default().hash(hasher),
                    Input::Bytes { bytes, .. } => bytes.hash(hasher),
                    Input::Stdin | Input::Builtin(_) => {}
                }
            }
        }
        self.grid.1.hash(hasher);
        self.entries.as_ref().map(|(_, text)| text).hash(hasher);
        self.geography().economies().names().hash(hasher);
        for bloc in self.geography().listed() {
            (&bloc.name, &bloc.codes).hash(hasher);
        }
    }

    /// Which parameter `$name` is.
    fn place_of(&self, text: &str) -> Option<usize> {
        let name = text.strip_prefix('$')?;
        self.parameters.parameters().iter().position(|p| p.name == name)
    }

    fn body(&self) -> Names<'_> {
        let (file, text) = self.entries.as_ref().unwrap_or(&self.grid);
        Names::new((file, text), self.geography())
    }

    /// The grid itself, beside what has the entries.
    fn head(&self) -> Names<'_> {
        Names::new((&self.grid.0, &self.grid.1), self.geography())
    }

    /// The scenario with these values. They are put in place after the text was taken apart, so
    /// that messages have the places of the file.
    fn resolve(&self, point: &[Value]) -> Result<Scenario> {
        let names = self.body();
        let malformed = |error: toml::de::Error| names.toml_error(&error);
        let texts: Vec<String> = point.iter().map(ToString::to_string).collect();
        let mut values = vec![];
        for (value, text) in point.iter().zip(&texts) {
            values.push(match value {
                Value::Code(code) => DeValue::String(code.clone().into()),
                Value::Number(_) => DeValue::parse(text).map_err(malformed)?.into_inner(),
            });
        }
        let mut table = DeTable::parse(names.text).map_err(malformed)?;
        if self.entries.is_none() {
            keep(table.get_mut(), |key| !KEYS.contains(&key));
        }
        for (key, value) in table.get_mut().iter_mut() {
            if !TEXTS.contains(&key.get_ref().as_ref()) {
                self.fill(value.get_mut(), &values);
            }
        }
        let written = File::deserialize(Deserializer::from(table));
        resolve::resolved(names.clone(), &written.map_err(malformed)?, &self.context, &self.folder)
    }

    fn fill<'t>(&self, place: &mut DeValue<'t>, values: &[DeValue<'t>]) {
        match place {
            DeValue::String(text) => {
                if let Some(value) = self.place_of(text).and_then(|at| values.get(at)) {
                    *place = value.clone();
                }
            }
            DeValue::Array(list) => {
                list.iter_mut().for_each(|value| self.fill(value.get_mut(), values));
            }
            DeValue::Table(table) => {
                table.iter_mut().for_each(|(_, value)| self.fill(value.get_mut(), values));
            }
            _ => {}
        }
    }

    /// Every `$name` exists, and every parameter is used.
    fn check_use(&self, names: &Names, head: &Head) -> Result<()> {
        let mut used = vec![];
        let body = self.body();
        let table = DeTable::parse(body.text).map_err(|error| body.toml_error(&error))?;
        for (key, value) in table.get_ref() {
            if !KEYS.contains(&key.get_ref().as_ref()) && !TEXTS.contains(&key.get_ref().as_ref()) {
                names_in(value, &mut used);
            }
        }
        for (text, byte) in &used {
            self.check_known(&body, text, *byte)?;
        }
        for elasticity in head.elasticities.values() {
            let Amount::Text(text) = elasticity.get_ref() else { continue };
            let byte = elasticity.span().start;
            let parameter = self.check_known(names, text, byte)?;
            let codes = |value: &Value| matches!(value, Value::Code(_));
            if matches!(&parameter.values, Values::Each(values) if values.iter().any(codes)) {
                let problem = "an elasticity is a number, this parameter has codes";
                let remedy = "give the elasticity a parameter of its own".into();
                return Err(names.error(byte, Problem::Grid { problem, remedy }));
            }
            used.push((text.clone(), byte));
        }
        for setting in head.settings.values() {
            let Amount::Text(text) = setting.get_ref() else { continue };
            if text.starts_with('$') {
                self.check_known(names, text, setting.span().start)?;
                used.push((text.clone(), setting.span().start));
            }
        }
        for name in head.parameters.keys() {
            if !used.iter().any(|(text, _)| text.strip_prefix('$') == Some(name.get_ref())) {
                let problem = Problem::UnusedParameter { name: name.get_ref().clone() };
                return Err(names.error(name.span().start, problem));
            }
        }
        Ok(())
    }

    fn check_known(&self, names: &Names, text: &str, byte: usize) -> Result<&Parameter> {
        let parameters = self.parameters.parameters();
        let found = self.place_of(text).and_then(|place| parameters.get(place));
        found.ok_or_else(|| {
            let code = text.strip_prefix('$').unwrap_or(text).to_owned();
            let known: Vec<String> = parameters.iter().map(|p| p.name.clone()).collect();
            let near = nearest(&known, &code);
            names.error(byte, Problem::UnknownCode { what: "parameter", code, near })
        })
    }

    fn check_corners(&self) -> Result<()> {
        for position in self.parameters.corners() {
            self.scenario(position)?;
        }
        Ok(())
    }
}

/// Every text that begins with `$`, with its place.
fn names_in(value: &Spanned<DeValue>, found: &mut Vec<(String, usize)>) {
    match value.get_ref() {
        DeValue::String(text) if text.starts_with('$') => {
            found.push((text.clone().into_owned(), value.span().start));
        }
        DeValue::Array(list) => list.iter().for_each(|value| names_in(value, found)),
        DeValue::Table(table) => table.iter().for_each(|(_, value)| names_in(value, found)),
        _ => {}
    }
}

/// The parameters in the order of the file.
fn parameters(names: &Names, head: &Head) -> Result<ParameterGrid> {
    let mut written: Vec<_> = head.parameters.iter().collect();
    written.sort_by_key(|(name, _)| name.span().start);
    let mut parameters = vec![];
    for (name, values) in written {
        let letters = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let text = name.get_ref();
        let taken = TAKEN.iter().chain(&LONG_COLUMNS).any(|it| it.eq_ignore_ascii_case(text));
        let twice = |other: &Parameter| other.name.eq_ignore_ascii_case(text);
        let taken = taken || parameters.iter().any(twice);
        if !text.chars().all(letters) || text.is_empty() || taken {
            let problem = Problem::ParameterName { name: text.clone() };
            return Err(names.error(name.span().start, problem));
        }
        let byte = values.span().start;
        let values = values_of(names, values.get_ref(), byte)?;
        parameters.push(Parameter { name: text.clone(), values });
    }
    let drawn = |parameter: &Parameter| matches!(parameter.values, Values::Drawn(_));
    let sampling = match (&head.seed, &head.draws) {
        (Some(seed), Some(draws)) => {
            Some(Sampling { seed: *seed.get_ref(), draws: *draws.get_ref() })
        }
        (None, None) => None,
        (Some(one), None) => return Err(incomplete(names, one.span().start)),
        (None, Some(one)) => return Err(incomplete(names, one.span().start)),
    };
    let first = head.parameters.keys().map(|name| name.span().start).min().unwrap_or(0);
    let seed = head.seed.as_ref().map_or(first, |seed| seed.span().start);
    let place = parameters.iter().find(|p| drawn(p)).and_then(|drawn| {
        head.parameters.keys().find(|name| *name.get_ref() == drawn.name).map(|n| n.span().start)
    });
    let refused = |error| refused_at(names, place.unwrap_or(seed), error);
    ParameterGrid::new(parameters, sampling).map_err(refused)
}

/// Columns that every result has, beside those of long forms.
const TAKEN: [&str; 2] = ["scenario", "region"];

fn incomplete(names: &Names, byte: usize) -> Error {
    let problem = "`seed` and `draws` go together";
    let remedy = "give both where something is drawn, neither elsewhere".into();
    names.error(byte, Problem::Grid { problem, remedy })
}

/// An error of what is made from a file, with its place there.
fn refused_at(names: &Names, byte: usize, error: Error) -> Error {
    match error {
        Error::Range { what, value, expected } => {
            names.error(byte, Problem::OutOfRange { what, value, expected })
        }
        Error::TooMany { what, found, limit } => {
            names.error(byte, Problem::TooMany { what, found, limit })
        }
        Error::Conflict { reason, .. } => {
            let problem = "`seed` and `draws` go with parameters that are drawn";
            names.error(byte, Problem::Grid { problem, remedy: reason })
        }
        other => other,
    }
}

fn values_of(names: &Names, written: &Written, byte: usize) -> Result<Values> {
    let refused = |error| refused_at(names, byte, error);
    match written {
        Written::List(list) => {
            if list.is_empty() {
                return Err(names.error(byte, Problem::EmptyList));
            }
            let mut values = vec![];
            for value in list {
                values.push(match value.get_ref() {
                    Amount::Text(code) => Value::Code(code.clone()),
                    Amount::Number(number) if number.is_finite() => Value::Number(*number),
                    Amount::Number(number) => {
                        let found = number.to_string();
                        return Err(names.error(value.span().start, Problem::NotFinite { found }));
                    }
                });
            }
            Ok(Values::Each(values))
        }
        Written::Rule(rule) => match (rule.from, rule.to, rule.step, rule.shapes().as_slice()) {
            (Some(from), Some(to), Some(step), []) if !rule.has_bounds() => {
                numbers_between(from, to, step).map(Values::Each).map_err(refused)
            }
            (None, None, None, [shape]) => {
                let low = rule.at_least.unwrap_or(f64::NEG_INFINITY);
                let high = rule.at_most.unwrap_or(f64::INFINITY);
                Distribution::new(*shape, low, high).map(Values::Drawn).map_err(refused)
            }
            _ => {
                let problem = "neither a range nor a distribution";
                let remedy = "write { from = 0, to = 50, step = 5 }, or one of { uniform = [low, high] }, \
                              { normal = [mean, sd] }, { triangular = [low, mode, high] }, { lognormal = \
                              [mu, sigma] }, perhaps with at_least and at_most";
                Err(names.error(byte, Problem::Grid { problem, remedy: remedy.into() }))
            }
        },
    }
}

impl Rule {
    fn shapes(&self) -> Vec<Shape> {
        let uniform = self.uniform.map(|[low, high]| Shape::Uniform { low, high });
        let normal = self.normal.map(|[mean, sd]| Shape::Normal { mean, sd });
        let triangular =
            self.triangular.map(|[low, mode, high]| Shape::Triangular { low, mode, high });
        let lognormal = self.lognormal.map(|[mu, sigma]| Shape::Lognormal { mu, sigma });
        [uniform, normal, triangular, lognormal].into_iter().flatten().collect()
    }

    fn has_bounds(&self) -> bool {
        self.at_least.is_some() || self.at_most.is_some()
    }
}

/// The number of days and its place.
fn days(names: &Names, head: &Head) -> Result<Option<(usize, usize)>> {
    let Some(days) = &head.days else { return Ok(None) };
    let (count, place) = (*days.get_ref(), days.span().start);
    if (1..=36_500).contains(&count) {
        return Ok(Some((count, place)));
    }
    let (problem, remedy) = ("the number of days is out of range", "give 1 to 36500");
    Err(names.error(place, Problem::Grid { problem, remedy: remedy.into() }))
}

/// The other settings, in the order of the file.
fn settings(head: &Head) -> Vec<(String, Amount, usize)> {
    let of = |(name, amount): (&Spanned<String>, &Spanned<Amount>)| {
        (name.get_ref().clone(), amount.get_ref().clone(), name.span().start)
    };
    let mut settings: Vec<_> = head.settings.iter().map(of).collect();
    settings.sort_by_key(|(.., place)| *place);
    settings
}

/// Elasticities from the general to the particular: `all`, then `goods` and `services`, then codes.
fn elasticities(names: &Names, head: &Head) -> Result<Vec<Elasticity>> {
    let refuse = |byte, problem, remedy: &'static str| {
        Err(names.error(byte, Problem::Grid { problem, remedy: remedy.into() }))
    };
    let goods = goods(names.index);
    let mut found: Vec<(usize, Elasticity)> = vec![];
    let mut written: Vec<_> = head.elasticities.iter().collect();
    written.sort_by_key(|(key, _)| key.span().start);
    for (key, amount) in written {
        let (code, byte) = (key.get_ref().as_str(), key.span().start);
        let (rank, sectors) = match code {
            "all" => (0, names.index.sectors().collect()),
            "goods" | "services" if goods.is_empty() => {
                let problem = "which sectors of this table are goods is not known";
                return refuse(byte, problem, "name the sectors by their codes, or use `all`");
            }
            "goods" => (1, goods.clone()),
            "services" => (1, names.index.sectors().filter(|s| !goods.contains(s)).collect()),
            code => (2, names.sector_list(code, byte)?),
        };
        let same = |(other, it): &&(usize, Elasticity)| {
            rank == 2 && *other == 2 && it.sectors.iter().any(|sector| sectors.contains(sector))
        };
        if found.iter().find(same).is_some() {
            let problem = "a sector of this elasticity has another one already";
            return refuse(byte, problem, "take it out of one of the two");
        }
        found.push((rank, Elasticity { sectors, amount: amount.get_ref().clone() }));
    }
    found.sort_by_key(|(rank, _)| *rank);
    Ok(found.into_iter().map(|(_, elasticity)| elasticity).collect())
}
