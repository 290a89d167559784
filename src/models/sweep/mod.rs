//! Thousands of scenarios of one table: all points of a grid of parameters, or draws of them.
//!
//! A grid file ([`ScenarioGrid`]) says which scenarios; a [`Sweep`] runs its model on each and gives
//! the results in their order, block by block, so that they can be written as they come. What the
//! scenarios have in common is done once: the table is read and factorised once, and prices are solved
//! for a block of scenarios together ([`Prices::many`]). Blocks run in parallel, each in one thread
//! alone: what a scenario gives depends neither on how many threads there are nor on where a sweep was
//! taken up again.

mod workers;

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::OnceLock;

use crate::error::{Error, Result};
use crate::frame::Frame;
use crate::leontief::LeontiefSystem;
use crate::measures::exposure::{ExposureBy, exposure};
use crate::models::armington::respond;
use crate::models::disruption::Horizon;
use crate::models::equilibrium::{Shock, World};
use crate::models::impact::{Profile, Settings, impact};
use crate::models::price::{Prices, Purchases};
use crate::models::{armington, equilibrium};
use crate::scenario::{Model, ScenarioGrid, Tariffs};
use crate::table::Partition;

/// Most scenarios whose prices are solved together.
const WIDEST_BLOCK: usize = 32;
/// Bytes that the tariffs of a block may take.
const BLOCK_BYTES: usize = 1 << 27;

/// A grid of scenarios on a table.
#[derive(Debug)]
pub struct Sweep<'a> {
    system: &'a LeontiefSystem,
    partition: &'a Partition,
    blocs: &'a Partition,
    grid: &'a ScenarioGrid<'a>,
    block: usize,
}

impl<'a> Sweep<'a> {
    /// The sweep of a grid that was read for this table and partition. `blocs` is a coarser
    /// partition, and says what is regional.
    #[must_use]
    pub fn new(
        system: &'a LeontiefSystem,
        (partition, blocs): (&'a Partition, &'a Partition),
        grid: &'a ScenarioGrid<'a>,
    ) -> Self {
        let bytes = 4 * size_of::<f64>() * system.order() * partition.len();
        let block = match grid.model() {
            Model::Price => (BLOCK_BYTES / bytes.max(1)).clamp(1, WIDEST_BLOCK),
            _ => 1,
        };
        Sweep { system, partition, blocs, grid, block }
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

    /// Scenarios whose results come together; a sweep can be taken up after any multiple of them.
    #[must_use]
    pub fn block(&self) -> usize {
        self.block
    }

    /// Run all scenarios after the first `done`, and give their results in order to `put`, with the
    /// number of scenarios done by then. Frames have the keys `scenario` (from 1), one per parameter
    /// under its name (its value), and those of the model's result by region with its indicators:
    ///
    /// | model | frame |
    /// |---|---|
    /// | price | [`Prices::by_region`], all costs passed on, all final demand |
    /// | exposure | [`exposure`](fn@exposure) by region |
    /// | armington | [`armington::Response::countries`]; σ = 5 for goods, 2 for services unless given |
    /// | ge | [`equilibrium::Equilibrium::countries`]; θ = 5 unless given, deficits fixed |
    /// | the others | [`Impact::frame`](crate::models::impact::Impact::frame) by region: every indicator family before and after; a year for the daily models |
    ///
    /// Cost beyond the table's factor, per scenario: price as [`Prices::many`]; the others as their
    /// functions. Memory per thread: for prices 4nG numbers for each of up to 32 scenarios; one factor
    /// (exposure) or 2n² numbers (armington).
    ///
    /// # Errors
    /// [`Error::InScenario`] with what the model says, once all scenarios before have been given to
    /// `put`; those of `put`; [`Error::Range`] where `done` is no multiple of [`Sweep::block`];
    /// [`Error::Io`] where no thread can be started.
    ///
    /// # Examples
    /// ```
    /// use tripole::{Accounting, LeontiefSystem, Partition};
    /// use tripole::models::sweep::Sweep;
    /// use tripole::read::{Input, ReadOptions, read};
    /// use std::path::Path;
    /// use tripole::scenario::read_grid;
    /// let table = read(&Input::parse("builtin:three-pole-2011")?, &ReadOptions::default())?.table;
    /// let index = table.index().clone();
    /// let partition = Partition::regions(&index);
    /// let grid = read_grid(Path::new("seeds/sweeps/us-tariffs-on-china.toml"), &index, &partition, &[])?;
    /// let system = LeontiefSystem::new(table, &Accounting::default())?;
    /// let mut rises = vec![];
    /// Sweep::new(&system, (&partition, &partition), &grid).run(0, &mut |frame, _| {
    ///     let usa = frame.select("region", &["USA"]);
    ///     rises.extend_from_slice(usa.real("consumer_prices").unwrap_or_default());
    ///     Ok(())
    /// })?;
    /// // Rates from 0 to 60 per cent without an answer, then with one.
    /// assert!(rises.len() == 26 && rises[0] == 0.0 && rises[12] > rises[6]);
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn run(&self, done: usize, put: &mut dyn FnMut(Frame, usize) -> Result<()>) -> Result<()> {
        if !done.is_multiple_of(self.block) && done < self.len() {
            let expected = "a multiple of the scenarios of a block";
            let what = "the number of scenarios done";
            return Err(Error::Range { what, value: done as f64, expected });
        }
        if done >= self.len() {
            return Ok(());
        }
        let run: Box<Running> = match self.grid.model() {
            Model::Price => {
                self.system.factorise()?;
                let purchases = Purchases::of(self.system, self.partition, &[]);
                Box::new(move |positions| self.prices(&purchases, positions))
            }
            Model::Exposure => Box::new(|positions| self.each(positions, |p| self.exposure(p))),
            Model::Armington => Box::new(|positions| self.each(positions, |p| self.armington(p))),
            Model::Equilibrium => {
                // Calibration needs a solve; it is cheaper with the factor than without.
                self.system.factorise()?;
                Box::new(|positions| self.each(positions, |p| self.equilibrium(p)))
            }
            _ => {
                self.system.factorise()?;
                let mut settings = Settings::for_index(self.system.table().index());
                if let Some(days) = self.grid.days() {
                    settings.horizon = Horizon::days(days)?;
                }
                let before = OnceLock::new();
                Box::new(move |positions| {
                    self.each(positions, |p| self.before_and_after(&settings, &before, p))
                })
            }
        };
        let blocks = (done..self.len()).step_by(self.block);
        let blocks: Vec<_> = blocks.map(|at| at..(at + self.block).min(self.len())).collect();
        let work = |block: usize| {
            let positions = blocks[block].clone();
            run(positions.clone()).and_then(|frames| self.labelled(positions, frames))
        };
        workers::in_order(blocks.len(), &work, &mut |block, frame| put(frame, blocks[block].end))
    }

    /// The tariffs at a position.
    fn tariffs(&self, position: usize) -> Result<Tariffs> {
        let tariffs = self.grid.scenario(position)?.tariffs(self.partition);
        tariffs.map_err(|error| self.grid.error_in(position, error))
    }

    fn prices(
        &self,
        purchases: &Purchases,
        positions: std::ops::Range<usize>,
    ) -> Result<Vec<Frame>> {
        let sets: Result<Vec<Tariffs>> = positions.clone().map(|p| self.tariffs(p)).collect();
        let sets = sets?;
        let all = Prices::many(self.system, self.partition, &sets)?;
        let frames = all.into_iter().zip(positions).map(|(prices, position)| {
            let prices = prices.map_err(|error| self.grid.error_in(position, error))?;
            Ok(prices.by_region_of(purchases))
        });
        frames.collect()
    }

    fn each(
        &self,
        positions: std::ops::Range<usize>,
        run: impl Fn(usize) -> Result<Frame>,
    ) -> Result<Vec<Frame>> {
        let one = |position| match run(position) {
            Err(Error::InScenario { scenario, values, source }) => {
                Err(Error::InScenario { scenario, values, source })
            }
            Err(error) => Err(self.grid.error_in(position, error)),
            Ok(frame) => Ok(frame),
        };
        positions.map(one).collect()
    }

    fn exposure(&self, position: usize) -> Result<Frame> {
        let set = self.grid.scenario(position)?.touched(self.partition)?;
        exposure(self.system, self.partition, &set, ExposureBy::Region)
    }

    fn armington(&self, position: usize) -> Result<Frame> {
        let tariffs = self.tariffs(position)?;
        let mut options = armington::Options::for_index(self.system.table().index());
        options.elasticities = self.grid.elasticities(position, options.elasticities)?;
        Ok(respond(self.system, self.partition, &tariffs, &options)?.countries())
    }

    fn equilibrium(&self, position: usize) -> Result<Frame> {
        let scenario = self.grid.scenario(position)?;
        let tariffs = scenario.tariffs(self.partition)?;
        let shock = Shock { tariffs: &tariffs, barriers: &scenario.barriers };
        let mut options = equilibrium::Options::for_index(self.system.table().index());
        options.elasticities = self.grid.elasticities(position, options.elasticities)?;
        let (world, costs) =
            World::from_table(self.system, self.partition, shock, &options.elasticities)?;
        Ok(world.change(costs, options.deficits, options.stopping)?.countries())
    }

    /// The world before is the same for all scenarios of a model, and is measured once.
    fn before_and_after(
        &self,
        settings: &Settings,
        before: &OnceLock<Profile>,
        position: usize,
    ) -> Result<Frame> {
        let scenario = self.grid.scenario(position)?;
        let blocs = self.blocs;
        let model = self.grid.model();
        impact(self.system, self.partition, blocs, &scenario, model, settings)?.beside(before)
    }

    /// The frames of a block below each other, with the scenario and its values before their keys.
    fn labelled(&self, positions: std::ops::Range<usize>, frames: Vec<Frame>) -> Result<Frame> {
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
            if frame.real(&parameter.name).is_some() {
                return Err(Error::Conflict {
                    first: format!("the parameter `{}`", parameter.name),
                    second: "the column of that name in the result".to_owned(),
                    reason: "give the parameter another name",
                });
            }
            frame = frame.with_first_text(parameter.name.clone(), texts);
        }
        Ok(frame.with_first_text("scenario", &numbers))
    }

    /// A number that other results than these would not have: of the version of the program, every
    /// number and label of the table under its conventions, and the texts of the grid. n² steps.
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
        for (_, economy) in self.partition.economies() {
            economy.rows.hash(&mut hasher);
        }
        self.grid.hash_into(&mut hasher);
        hasher.finish()
    }
}

/// How the scenarios at some positions are run.
type Running<'r> = dyn Fn(std::ops::Range<usize>) -> Result<Vec<Frame>> + Sync + 'r;
