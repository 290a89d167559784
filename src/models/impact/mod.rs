//! One scenario, every indicator: the world before and after a shock, whatever the model.
//!
//! [`impact`] runs a [`Scenario`] through a [`Model`] and keeps both worlds as tables under a
//! [`LeontiefSystem`] each, so that any measure can be taken of both; [`Impact::frame`] takes those
//! of every family at once.
//!
//! | model | entries | the world after |
//! |---|---|---|
//! | [`Model::Resourcing`] | relocations | [`resourcing`](mod@crate::models::redirection): other suppliers, technology of the base year |
//! | [`Model::Extraction`] | embargoes | [`disruption::stopped`](crate::models::disruption::stopped()): these sales stop and nothing replaces them |
//! | [`Model::Demand`] | demand | [`disruption::demand_change`](crate::models::disruption::demand_change): output follows final demand |
//! | [`Model::Mixed`] | supply | [`disruption::mixed`](crate::models::disruption::mixed()): users are served first, final demand takes the loss |
//! | [`Model::Inoperability`] | supply, as final demand lost | [`disruption::inoperability`](crate::models::disruption::inoperability()) |
//! | [`Model::Rationing`] | supply | [`disruption::ration`](crate::models::disruption::ration): bottlenecks by product, at once |
//! | [`Model::Binding`] | supply | [`disruption::partially_binding`](crate::models::disruption::partially_binding), day by day |
//! | [`Model::Ario`] | supply | [`disruption::ario`](crate::models::disruption::ario()), day by day |
//! | [`Model::Armington`] | tariffs, agreements | [`armington`](mod@crate::models::armington): suppliers substituted |
//! | [`Model::Equilibrium`] | tariffs, agreements, barriers | [`equilibrium`](mod@crate::models::equilibrium): wages and incomes adjust |
//!
//! # What before is
//! The table as it is, except where a model starts elsewhere: rationing and the daily models from
//! final demand without inventories and negative cells (the daily ones over as many days as they
//! run), general equilibrium from its own calibrated world, in which all buyers of a country buy a
//! product from its suppliers in the same proportions.
//!
//! # What is held
//! Each model has rules that its result must obey (world value added, feasible outputs, labour
//! markets); [`Impact::checks`] has them with the gap that rounding left.

mod checks;
mod models;
mod profile;

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

pub use checks::Check;
pub(crate) use profile::Profile;

use crate::error::{Error, Result};
use crate::frame::{Frame, Unit};
use crate::leontief::LeontiefSystem;
use crate::models::disruption::{Ario, Binding, Course, Horizon, InputRule, Nest};
use crate::models::redirection::Resourcing;
use crate::models::{armington, equilibrium};
use crate::scenario::{Model, Scenario};
use crate::table::lines::Lines;
use crate::table::{BlocMap, Group, Index, Partition, Satellite};

/// The choices of all models; each uses its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Of [`Model::Armington`].
    pub armington: armington::Options,
    /// Of [`Model::Equilibrium`].
    pub equilibrium: equilibrium::Options,
    /// Days of the daily models.
    pub horizon: Horizon,
    /// Of [`Model::Ario`].
    pub ario: Ario,
    /// Of [`Model::Binding`].
    pub binding: Binding,
    /// Who stands in for whom in [`Model::Rationing`].
    pub nest: Nest,
}

impl Settings {
    /// The defaults of every model, a year for the daily ones.
    #[must_use]
    pub fn for_index(index: &Index) -> Self {
        Settings {
            armington: armington::Options::for_index(index),
            equilibrium: equilibrium::Options::for_index(index),
            horizon: Horizon::default(),
            ario: Ario::default(),
            binding: Binding::new(index, InputRule::default()),
            nest: Nest::default(),
        }
    }
}

/// The lines of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ImpactBy {
    /// Every economy.
    #[default]
    Region,
    /// Every sector of every economy.
    RegionSector,
    /// Every bloc, taken as one economy: its exports leave the bloc. Shares and concentration
    /// are of its members together.
    Bloc,
}

impl ImpactBy {
    fn lines(self, index: &Index, partition: &Partition, blocs: &Partition) -> Lines {
        match self {
            ImpactBy::Region => Lines::economies("impact", "region", partition),
            ImpactBy::RegionSector => Lines::cells("impact", index, partition),
            ImpactBy::Bloc => Lines::economies("impact", "region", blocs),
        }
    }
}

/// What only some models have to say.
#[derive(Debug)]
pub enum Details {
    /// What moved.
    Resourcing(Resourcing),
    /// All days.
    Days(Course),
    /// How the search for a solution went: the frame `convergence`.
    Search(Frame),
    /// Nothing more.
    None,
}

/// The world before and after a scenario.
#[derive(Debug)]
pub struct Impact<'a> {
    base: &'a LeontiefSystem,
    /// Economies and blocs of the two worlds, and of `base` where they differ.
    partition: Cow<'a, Partition>,
    blocs: Cow<'a, Partition>,
    of_base: &'a Partition,
    /// Where it is not `base`.
    before: Option<LeontiefSystem>,
    after: Arc<LeontiefSystem>,
    /// Output after at the prices before, where prices change.
    volumes: Option<Vec<f64>>,
    details: Details,
    checks: Vec<Check>,
    warnings: Vec<String>,
}

/// The world before and after `scenario`, as `model` sees it.
///
/// `blocs` is a coarser partition than `partition`, and says what is regional. Cost: that of the
/// model, n² numbers for the table after, and one factor of it (⅔n³) when it is measured; in
/// general equilibrium, where the table before is the model's own, twice that.
///
/// # Errors
/// [`Error::Conflict`] for changes that the model does not know, for a model that has no world after
/// ([`Model::has_world`]), for losses of supply that end in
/// a model without days; [`Error::AcrossBlocs`]; those of the model.
///
/// # Examples
/// ```
/// use tripole::{Accounting, LeontiefSystem, Partition, read, scenario};
/// use tripole::models::impact::{ImpactBy, Settings, impact};
/// use tripole::scenario::Model;
/// let input = read::Input::parse("builtin:three-pole-2011")?;
/// let table = read::read(&input, &read::ReadOptions::default())?.table;
/// let index = table.index().clone();
/// let partition = Partition::regions(&index);
/// let war = scenario::builtin_scenario("us-china-tariff-war")?;
/// let war = scenario::read_scenario(war, &index, &partition, &[])?;
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let settings = Settings::for_index(&index);
/// let found =
///     impact(&system, &partition, &partition, &war, Model::Equilibrium, &settings)?;
/// let frame = found.frame(ImpactBy::Region, None)?;
/// // What China adds to American final products shrinks.
/// let change = frame.value(&["value_added_trade", "CHN", "vax"], "change");
/// assert!(change < Some(0.0));
/// assert!(found.checks().iter().all(|check| check.holds()));
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn impact<'a>(
    system: &'a LeontiefSystem,
    partition: &'a Partition,
    blocs: &'a Partition,
    scenario: &Scenario,
    model: Model,
    settings: &Settings,
) -> Result<Impact<'a>> {
    BlocMap::new(partition, blocs)?;
    if let Some(kind) = model.unknown(scenario) {
        return Err(Error::Conflict {
            first: format!("`--model {}`", model.name()),
            second: format!("`[[{}]]` in the scenario", kind.name()),
            reason: kind.known_by(),
        });
    }
    let run = models::Run { system, partition, blocs, scenario, settings };
    run.through(model)
}

/// Indicators of two worlds of the same labels, whatever made one of the other: the columns are
/// those of [`Impact::frame`], without satellite accounts.
///
/// # Errors
/// [`Error::AcrossBlocs`]; as [`LeontiefSystem::factorise`].
pub fn indicators(
    before: &LeontiefSystem,
    after: &LeontiefSystem,
    partition: &Partition,
    blocs: &Partition,
    by: ImpactBy,
) -> Result<Frame> {
    let of = |system| Profile::of(system, partition, blocs, by);
    Ok(of(before)?.beside(&of(after)?))
}

impl<'a> Impact<'a> {
    /// The same world before and after, to be filled in.
    fn of(
        base: &'a LeontiefSystem,
        (partition, blocs): (&'a Partition, &'a Partition),
        after: Arc<LeontiefSystem>,
    ) -> Self {
        Impact {
            base,
            partition: Cow::Borrowed(partition),
            blocs: Cow::Borrowed(blocs),
            of_base: partition,
            before: None,
            after,
            volumes: None,
            details: Details::None,
            checks: vec![],
            warnings: vec![],
        }
    }

    /// The world before.
    #[must_use]
    pub fn before(&self) -> &LeontiefSystem {
        self.before.as_ref().unwrap_or(self.base)
    }

    /// The world after, for any other measure.
    #[must_use]
    pub fn after(&self) -> &LeontiefSystem {
        &self.after
    }

    /// The economies of both worlds.
    #[must_use]
    pub fn partition(&self) -> &Partition {
        &self.partition
    }

    /// What only this model has to say.
    #[must_use]
    pub fn details(&self) -> &Details {
        &self.details
    }

    /// The rules that the result must obey, checked.
    #[must_use]
    pub fn checks(&self) -> &[Check] {
        &self.checks
    }

    /// What the numbers should not be read without.
    #[must_use]
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// Every indicator before and after: frame `impact` with keys `family, region[, sector],
    /// indicator` and columns `before`, `after`, `change`, `change_percent` (of the absolute
    /// value before; empty where that is zero).
    ///
    /// | family | indicator | what | unit |
    /// |---|---|---|---|
    /// | `output` | `output`, `value_added` | x, w (GDP) | money |
    /// | `trade` | `exports`, `imports` | gross; imports not by sector | money |
    /// | `value_added_trade` | `dva`, `dva_share` | [`exports`](crate::measures::decompose::exports) | money, ratio |
    /// | `value_added_trade` | `vax`; by sector `vax_forward`, `vax_backward` | [`vax`](crate::measures::value_added::vax) | money |
    /// | `participation` | `gvc_share`, `gvc_backward_share`, `gvc_forward_share` | [`participation`](mod@crate::measures::participation) after Borin and Mancini | ratio |
    /// | `position` | `upstreamness`, `downstreamness` | [`position`](mod@crate::measures::position), output-weighted | stages |
    /// | `concentration` | `hhi_partners` | Σp² of direct foreign sellers of inputs | ratio |
    /// | `concentration` | `hhi_final_demand` | Σp² of foreign origins of value added in final demand; not by sector | ratio |
    /// | `concentration` | `hhi_inputs` | Σp² of foreign origins of value added in a sector's inputs, output-weighted | ratio |
    /// | `shares` | `final_va_local`, … | origins of value added in final products | ratio |
    /// | `shares` | `inputs_va_local`, … | origins of value added in inputs | ratio |
    /// | `satellite` | the accounts' names | use by producers, S x̂⁻¹ x' | theirs |
    ///
    /// Satellite accounts follow output at the prices before: so many jobs or tons per unit that
    /// is made, whatever it is sold for.
    ///
    /// Cost: two factors, if there are none yet, and some 40n² flops per economy and world.
    ///
    /// # Errors
    /// As [`LeontiefSystem::factorise`]; [`Error::Shape`] for accounts of another table.
    pub fn frame(&self, by: ImpactBy, satellite: Option<&Satellite>) -> Result<Frame> {
        let (mut before, mut after) =
            (self.profile(self.before(), by)?, self.profile(&self.after, by)?);
        if let Some(satellite) = satellite {
            let satellite =
                Satellite::new(self.base.table().index(), satellite.accounts().to_vec())?;
            let then = self.volumes.as_deref().unwrap_or(self.after.output());
            let volumes = [self.before().output(), then];
            for account in satellite.accounts() {
                let [now, then] = self.uses(&account.by_producers, volumes);
                let lines = by.lines(self.after.table().index(), &self.partition, &self.blocs);
                let mut unit = Unit::quantity(&account.unit);
                if matches!(self.details, Details::Days(_)) {
                    unit = unit.over_days();
                }
                before.add("satellite", &account.name, unit.clone(), lines.sum(&now));
                after.add("satellite", &account.name, unit, lines.sum(&then));
            }
        }
        Ok(before.beside(&after))
    }

    /// [`Impact::frame`] by region for one of many scenarios of the same model, whose worlds before
    /// are the same and are measured once.
    pub(crate) fn beside(&self, before: &OnceLock<Profile>) -> Result<Frame> {
        let by = ImpactBy::Region;
        let before = if let Some(known) = before.get() {
            known
        } else {
            let measured = self.profile(self.before(), by)?;
            before.get_or_init(|| measured)
        };
        Ok(before.beside(&self.profile(&self.after, by)?))
    }

    fn profile(&self, system: &LeontiefSystem, by: ImpactBy) -> Result<Profile> {
        Profile::of(system, &self.partition, &self.blocs, by)
    }

    /// S x̂⁻¹ times the outputs of the two worlds, by their rows; S itself without output.
    fn uses(&self, by_producers: &[f64], volumes: [&[f64]; 2]) -> [Vec<f64>; 2] {
        let (index, cells) = (self.after.table().index(), self.of_base.cells());
        let same = index == self.base.table().index();
        let rows = index.len();
        let (mut used, mut output) = (vec![0.0; rows], vec![0.0; rows]);
        if same {
            used.copy_from_slice(by_producers);
            output.copy_from_slice(self.base.output());
        } else {
            // A world of economies times sectors.
            let sectors = index.sectors().len();
            for cell in cells {
                let place = cell.economy.position() * sectors + cell.sector.position();
                for &row in &cell.rows {
                    used[place] += by_producers[row];
                    output[place] += self.base.output()[row];
                }
            }
        }
        volumes.map(|volumes| {
            let per_unit = used.iter().zip(&output);
            let of_row = |((s, x), volume): ((&f64, &f64), &f64)| match *x {
                0.0 => *s,
                x => s / x * volume,
            };
            per_unit.zip(volumes).map(of_row).collect()
        })
    }
}

/// The blocs of a world whose regions are the economies of another partition.
fn blocs_of(index: &Index, partition: &Partition, blocs: &Partition) -> Result<Partition> {
    let map = BlocMap::new(partition, blocs)?;
    let mut groups: Vec<Group> = vec![];
    for (id, bloc) in blocs.economies() {
        let members = partition.economies().filter(|(economy, _)| map.of(*economy) == id);
        let names: Vec<&str> = members.map(|(_, economy)| economy.name.as_str()).collect();
        if names != [bloc.name.as_str()] {
            groups.push(Group::new(index, &bloc.name, &names)?);
        }
    }
    Partition::new(index, &groups)
}
