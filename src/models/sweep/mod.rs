//! Thousands of scenarios of one table: all points of a grid of parameters, or draws of them.
//!
//! A grid file ([`ScenarioGrid`]) says which scenarios; a [`Sweep`] runs its model on each and gives
//! the results in their order, block by block, so that they can be written as they come. What the
//! scenarios have in common is done once: the table is read and factorised once, and prices are solved
//! for a block of scenarios together ([`Prices::many`](crate::models::price::Prices::many)). Blocks run in parallel, each in one thread
//! alone: what a scenario gives depends neither on how many threads there are nor on where a sweep was
//! taken up again, or cut into shards ([`Shard`](crate::frame::Shard)) that are put together later
//! ([`Shards`](crate::frame::Shards)). A [`summary`] adds the results up as they come.

pub mod summary;
mod workers;

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::path::Path;
use std::sync::{Mutex, OnceLock, PoisonError};

use crate::error::{Error, Hint, Problem, Result, nearest};
use crate::frame::{Frame, Level};
use crate::leontief::LeontiefSystem;
use crate::models::beside;
use crate::models::impact::{Profile, impact};
use crate::models::registry::{MODELS, Model, Question, Record, having, named};
use crate::models::settings::{ELASTICITIES, Given, Value};
use crate::scenario::{ParameterGrid, Scenario, ScenarioGrid};
use crate::table::Finding;

/// The model that a grid names, or the price model where it names none. `all` are the models side by side
/// ([`beside`]), with a column for each and the spread.
///
/// # Errors
/// [`Error::Input`] for a name that no model has, and for days and elasticities that it does not
/// have; [`Error::UnreadChange`] for changes that it does not read.
pub fn model_of(grid: &ScenarioGrid) -> Result<&'static Record> {
    let Some(name) = grid.model() else { return checked(grid, MODELS[0]) };
    if name == beside::RECORD.name {
        return checked(grid, &beside::RECORD);
    }
    let all = || {
        let names = MODELS.iter().map(|record| record.name);
        names.chain([beside::RECORD.name]).map(str::to_owned).collect()
    };
    let unknown = |error| match error {
        Error::Unknown { what, code, near } => {
            let near = if near.is_empty() { all() } else { near };
            grid.error_of_model(Problem::UnknownCode { what, code, near })
        }
        error => error,
    };
    checked(grid, named(name).map_err(unknown)?)
}

fn checked(grid: &ScenarioGrid, record: &'static Record) -> Result<&'static Record> {
    if grid.days().is_some() && !record.has_setting("days") {
        let problem = "days for a model that has none";
        return Err(grid.error_of_days(Problem::Grid { problem, remedy: models("days") }));
    }
    if grid.has_elasticities() && !record.has_setting(ELASTICITIES.name) {
        let problem = "elasticities for a model that has none";
        let remedy = models(ELASTICITIES.name);
        return Err(grid.error_of_elasticities(Problem::Grid { problem, remedy }));
    }
    for name in grid.settings() {
        let (problem, remedy) = if ["days", ELASTICITIES.name].contains(&name) {
            (
                "days and elasticities are no lines of `[settings]`",
                "write `days = 180`, or `[elasticities]`".into(),
            )
        } else if having(name).is_empty() {
            let others = |name: &&str| !["days", ELASTICITIES.name].contains(name);
            let known = record.settings.iter().map(|setting| setting.name).filter(others);
            let known: Vec<String> = known.map(str::to_owned).collect();
            let near = nearest(&known, name);
            let near = if near.is_empty() { known } else { near };
            let problem = Problem::UnknownCode { what: "setting", code: name.to_owned(), near };
            return Err(grid.error_of_setting(name, problem));
        } else if !record.has_setting(name) {
            ("a setting that this model does not have", models(name))
        } else {
            continue;
        };
        return Err(grid.error_of_setting(name, Problem::Grid { problem, remedy }));
    }
    for position in grid.parameters().corners() {
        record.reads_all(&grid.scenario(position)?)?;
    }
    Ok(record)
}

/// Which models have this setting.
fn models(setting: &str) -> Hint {
    let models: Vec<String> =
        having(setting).into_iter().map(|name| format!("`model = \"{name}\"`")).collect();
    format!("they are of {}", models.join(" and ")).into()
}

/// A grid of scenarios on a table.
#[derive(Debug)]
pub struct Sweep<'a> {
    system: &'a LeontiefSystem,
    grid: &'a ScenarioGrid,
    record: &'static Record,
    block: usize,
    /// What models warned of, by the position of the scenario.
    warned: Mutex<BTreeMap<usize, String>>,
}

impl<'a> Sweep<'a> {
    /// The sweep of a grid that was read for this table.
    ///
    /// # Errors
    /// Those of [`model_of`]; [`Error::OtherTable`] for the grid of another table.
    pub fn new(system: &'a LeontiefSystem, grid: &'a ScenarioGrid) -> Result<Self> {
        let economies = grid.geography().economies();
        economies.check_rows("the grid", system.table().index())?;
        let record = model_of(grid)?;
        let model = record.with_defaults(system.table())?;
        let block = model.together(system, economies.len());
        let sweep = Sweep { system, grid, record, block, warned: Mutex::default() };
        // That settings can be read is known before anything is computed.
        if grid.settings().next().is_some() {
            for position in grid.parameters().corners() {
                sweep.model(position).map_err(|error| grid.error_in(position, error))?;
            }
        }
        Ok(sweep)
    }

    /// The values of all scenarios.
    #[must_use]
    pub fn parameters(&self) -> &'a ParameterGrid {
        self.grid.parameters()
    }

    /// What is known of its model.
    #[must_use]
    pub fn record(&self) -> &'static Record {
        self.record
    }

    /// The model as its first scenario asks for it.
    ///
    /// # Errors
    /// Those of making it.
    pub fn first_model(&self) -> Result<Box<dyn Model>> {
        self.model(0)
    }

    /// What the model warned of in the scenarios that were run so far: how many of them, and the first.
    #[must_use]
    pub fn warning(&self) -> Option<String> {
        let warned = self.warned.lock().unwrap_or_else(PoisonError::into_inner);
        let (position, text) = warned.iter().next()?;
        let values = self.grid.parameters().point(*position).unwrap_or_default();
        let parameters = self.grid.parameters().parameters().iter().zip(values);
        let values: Vec<String> =
            parameters.map(|(parameter, value)| format!("{} = {value}", parameter.name)).collect();
        Some(format!(
            "{} of {} scenarios, first scenario {} ({}): {text}",
            warned.len(),
            self.len(),
            position + 1,
            values.join(", ")
        ))
    }

    fn warn(&self, position: usize, warnings: &[String]) {
        if let Some(first) = warnings.first() {
            let mut warned = self.warned.lock().unwrap_or_else(PoisonError::into_inner);
            warned.insert(position, first.clone());
        }
    }

    /// Number of scenarios.
    #[must_use]
    pub fn len(&self) -> usize {
        self.grid.parameters().len()
    }

    /// Whether there is none; never.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What a reader of the results should know, as [`ScenarioGrid::findings`] has it.
    ///
    /// # Errors
    /// As [`ScenarioGrid::findings`].
    pub fn findings(&self) -> Result<Vec<Finding>> {
        let given = self.grid.days().map(|days| Given::default().with("days", Value::Count(days)));
        self.grid.findings(self.system.table(), self.record.days(&given.unwrap_or_default()))
    }

    /// Scenarios whose results come together. A sweep that is taken up at a multiple of them solves
    /// nothing twice.
    #[must_use]
    pub fn block(&self) -> usize {
        self.block
    }

    /// Run some scenarios, counted from 0, and give their results in order to `put`, with the number of
    /// the last of them (from 1). Rows are those that a run of all scenarios has, to the last digit: a
    /// block that the range cuts is solved as a whole, and what lies outside is left out. Frames have the keys `scenario` (from 1), one per parameter
    /// under its name (its value), and those of the model's own result by region with its indicators;
    /// for models without one those of [`Impact::frame`](crate::models::impact::Impact::frame) by
    /// region, every indicator family before and after. Settings that the grid does not have are at
    /// their defaults.
    ///
    /// Cost beyond the table's factor, per scenario: price as
    /// [`Prices::many`](crate::models::price::Prices::many); the others as their functions. Memory per thread: for prices 4nG numbers for each of up to 32 scenarios; one factor
    /// (exposure) or 2n² numbers (armington).
    ///
    /// # Errors
    /// [`Error::InScenario`] with what the model says, once the blocks before have been given to `put`;
    /// those of `put`; [`Error::Range`] for more scenarios than there are; [`Error::Io`] where no
    /// thread can be started.
    ///
    /// # Examples
    /// ```
    /// use tripole::models::sweep::Sweep;
    /// use tripole::read::{Input, ReadOptions, read};
    /// use std::path::Path;
    /// use tripole::scenario::read_grid;
    /// use tripole::table::Geography;
    /// use tripole::{Accounting, LeontiefSystem};
    /// let table = read(&Input::parse("builtin:three-pole-2011")?, &ReadOptions::default())?.table;
    /// let geography = Geography::regions(table.index());
    /// let grid = read_grid(Path::new("seeds/sweeps/us-tariffs-on-china.toml"), &geography)?;
    /// let system = LeontiefSystem::new(table, &Accounting::default())?;
    /// let sweep = Sweep::new(&system, &grid)?;
    /// let mut rises = vec![];
    /// sweep.run(0..sweep.len(), &mut |frame, _| {
    ///     let usa = frame.select("region", &["USA"]);
    ///     rises.extend_from_slice(usa.real("consumer_prices").unwrap_or_default());
    ///     Ok(())
    /// })?;
    /// // Rates from 0 to 60 per cent without an answer, then with one.
    /// assert!(rises.len() == 26 && rises[0] == 0.0 && rises[12] > rises[6]);
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn run(
        &self,
        scenarios: Range<usize>,
        put: &mut dyn FnMut(Frame, usize) -> Result<()>,
    ) -> Result<()> {
        if scenarios.end > self.len() {
            let (what, expected) = ("the last scenario", "one of the grid");
            return Err(Error::Range { what, value: scenarios.end as f64, expected });
        }
        if scenarios.is_empty() {
            return Ok(());
        }
        self.system.factorise()?;
        let before = OnceLock::new();
        let shared = self.model(0)?;
        let first = scenarios.start / self.block * self.block;
        let blocks = (first..scenarios.end).step_by(self.block);
        let blocks: Vec<_> = blocks.map(|at| at..(at + self.block).min(self.len())).collect();
        let inside = |block: usize| {
            let block = &blocks[block];
            block.start.max(scenarios.start)..block.end.min(scenarios.end)
        };
        let work = |block: usize| {
            let positions = inside(block);
            let frames = if self.record.levels.is_empty() {
                self.each(positions.clone(), |p| self.before_and_after(&before, p))
            } else if self.has_own_models() {
                self.each(positions.clone(), |p| {
                    let model = self.model(p)?;
                    let scenario = self.grid.scenario(p)?;
                    let (system, scenario) = (self.system, &scenario);
                    let question = Question { system, scenario, by: Level::Region, markets: &[] };
                    let answer = model.result(&question)?;
                    self.warn(p, &answer.warnings);
                    Ok(answer.frame)
                })
            } else {
                self.own_results(shared.as_ref(), blocks[block].clone(), &positions)
            };
            frames.and_then(|frames| self.labelled(positions, frames))
        };
        workers::in_order(blocks.len(), &work, &mut |block, frame| put(frame, inside(block).end))
    }

    /// The columns that the results of every scenario have, without a row: those of a file of no
    /// scenarios. Cost: as of one scenario.
    ///
    /// # Errors
    /// As [`Sweep::run`].
    pub fn columns(&self) -> Result<Frame> {
        let mut columns = Frame::new("sweep", 0);
        self.run(0..1, &mut |frame, _| {
            columns = frame.with_rows_at(&[]);
            Ok(())
        })?;
        Ok(columns)
    }

    /// Whether the model is another one from scenario to scenario.
    fn has_own_models(&self) -> bool {
        self.grid.has_elasticities() || self.grid.settings().next().is_some()
    }

    /// The model with the settings of a position.
    fn model(&self, position: usize) -> Result<Box<dyn Model>> {
        let mut given = Given::default();
        if let Some(days) = self.grid.days() {
            given = given.with("days", Value::Count(days));
        }
        if self.grid.has_elasticities() {
            let numbers = self.grid.elasticities(position)?;
            given = given.with(ELASTICITIES.name, Value::Elasticities(numbers));
        }
        for (name, text) in self.grid.settings_at(position)? {
            let Some(setting) = self.record.settings.iter().find(|it| it.name == name) else {
                continue;
            };
            let no_file = |_: &Path| {
                let reason = "a grid gives numbers and words";
                Err(Error::conflict(format!("the setting `{name}`"), "a file", reason))
            };
            given = given.with(setting.name, setting.read(&text, no_file, self.system.table())?);
        }
        (self.record.make)(self.system.table(), &given)
    }

    /// The model's own results of a block, of which some are wanted, with their errors under their
    /// values. How many are solved together moves the last digits, so that all are solved.
    fn own_results(
        &self,
        model: &dyn Model,
        block: Range<usize>,
        wanted: &Range<usize>,
    ) -> Result<Vec<Frame>> {
        let scenarios: Result<Vec<Scenario>> =
            block.clone().map(|position| self.grid.scenario(position)).collect();
        let found = model.results(self.system, &scenarios?)?.into_iter().zip(block);
        let found = found.filter(|(_, position)| wanted.contains(position));
        found.map(|(one, position)| one.map_err(|e| self.grid.error_in(position, e))).collect()
    }

    fn each(
        &self,
        positions: Range<usize>,
        run: impl Fn(usize) -> Result<Frame>,
    ) -> Result<Vec<Frame>> {
        let one = |position| match run(position) {
            Err(error @ Error::InScenario { .. }) => Err(error),
            Err(error) => Err(self.grid.error_in(position, error)),
            Ok(frame) => Ok(frame),
        };
        positions.map(one).collect()
    }

    /// The world before is the same for all scenarios of a model, and is measured once.
    fn before_and_after(&self, before: &OnceLock<Profile>, position: usize) -> Result<Frame> {
        let scenario = self.grid.scenario(position)?;
        let found = impact(self.system, &scenario, self.model(position)?.as_ref())?;
        self.warn(position, found.warnings());
        found.beside(before)
    }

    /// The frames of a block below each other, with the scenario and its values before their keys.
    fn labelled(&self, positions: Range<usize>, frames: Vec<Frame>) -> Result<Frame> {
        let rows = frames.first().map_or(0, Frame::rows);
        let repeat = |texts: &mut Vec<String>, text: String| {
            texts.extend(std::iter::repeat_n(text, rows));
        };
        let parameters = self.grid.parameters().parameters();
        let (mut numbers, mut values) = (vec![], vec![vec![]; parameters.len()]);
        for position in positions {
            repeat(&mut numbers, (position + 1).to_string());
            let point = self.grid.parameters().point(position)?;
            values
                .iter_mut()
                .zip(&point)
                .for_each(|(texts, value)| repeat(texts, value.to_string()));
        }
        let mut frames = frames.into_iter();
        let first = frames.next().unwrap_or_else(|| Frame::new("sweep", 0));
        let mut frame = frames.fold(first, Frame::with_rows);
        for (parameter, texts) in parameters.iter().zip(&values).rev() {
            let same = |name: &str| name.eq_ignore_ascii_case(&parameter.name);
            if frame.names().any(same) {
                return Err(Error::conflict(
                    format!("the parameter `{}`", parameter.name),
                    "the column of that name in the result",
                    "give the parameter another name",
                ));
            }
            frame = frame.with_first_text(parameter.name.clone(), texts);
        }
        Ok(frame.with_first_text("scenario", &numbers))
    }

    /// A number that other results than these would not have: of the version of the program, every
    /// number and label of the table under its conventions, and the texts of the grid. The same wherever
    /// the same build of the program runs. n² steps.
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        let table = self.system.table();
        let mut hasher = DefaultHasher::new();
        env!("CARGO_PKG_VERSION").hash(&mut hasher);
        let index = table.index();
        (0..index.len()).for_each(|row| index.label(row).hash(&mut hasher));
        for column in table.demand().columns() {
            let region = column.region.map(|region| index.region(region));
            (region, column.category.position()).hash(&mut hasher);
        }
        table.unit().hash(&mut hasher);
        let numbers = [
            table.intermediate().values(),
            table.final_demand().values(),
            self.system.output(),
            self.system.value_added_coefficients(),
        ];
        for value in numbers.into_iter().flatten() {
            hasher.write_u64(value.to_bits());
        }
        for (_, economy) in self.grid.geography().economies().economies() {
            economy.rows.hash(&mut hasher);
        }
        self.grid.hash_into(&mut hasher);
        hasher.finish()
    }
}
