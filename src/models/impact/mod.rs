//! One scenario, every indicator: the world before and after a shock, whatever the model.
//!
//! [`impact`] runs a [`Scenario`] through a [`Model`] and keeps both worlds as tables under a
//! [`LeontiefSystem`] each, so that any measure can be taken of both; [`Impact::frame`] takes those
//! of every family at once. [`MODELS`](crate::models::MODELS) lists the models.
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
mod profile;

use std::sync::Arc;

pub use checks::Check;
pub(crate) use checks::rows_balance;
pub use profile::Family;
pub(crate) use profile::Profile;

use crate::error::Result;
use crate::frame::{Frame, Level, Unit};
use crate::leontief::LeontiefSystem;
use crate::models::disruption::{Course, FLAG};
use crate::models::redirection::Resourcing;
use crate::models::registry::Model;
use crate::scenario::Scenario;
use crate::table::lines::Lines;
use crate::table::{
    Accounting, Geography, Group, Index, Inventories, Mrio, OutputFrom, Partition, Satellite,
    ValueAddedFrom,
};

/// The levels of [`Impact::frame`]: every economy, every sector of it, every bloc. A bloc is taken
/// as one economy, whose exports leave the bloc; shares and concentration are of its members
/// together. Days are in [`Details::Days`].
pub const IMPACT_LEVELS: &[Level] = &[Level::Region, Level::RegionSector, Level::Bloc];

/// The lines of a comparison.
fn lines_of(by: Level, geography: &Geography) -> Result<Lines> {
    let economies = if by == Level::Bloc { geography.blocs() } else { geography.economies() };
    Lines::at("impact", by, IMPACT_LEVELS, economies.index(), economies)
}

/// What only some models have to say.
#[derive(Debug)]
pub enum Details<'a> {
    /// What moved.
    Resourcing(Resourcing),
    /// All days.
    Days(Box<Course<'a>>),
    /// How the search for a solution went: the frame `convergence`.
    Search(Frame),
    /// Nothing more.
    None,
}

/// The world before and after a scenario.
#[derive(Debug)]
pub struct Impact<'a> {
    base: &'a LeontiefSystem,
    /// Economies and blocs of the two worlds, and the economies of `base`.
    geography: Geography,
    of_base: Partition,
    /// Where it is not `base`.
    before: Option<LeontiefSystem>,
    after: Arc<LeontiefSystem>,
    /// Output after at the prices before, where prices change.
    volumes: Option<Vec<f64>>,
    details: Details<'a>,
    checks: Vec<Check>,
    warnings: Vec<String>,
    notes: Vec<String>,
}

/// The world before and after `scenario`, as `model` sees it.
///
/// Cost: that of the model, n² numbers for the table after, and one factor of it (⅔n³) when it is
/// measured; in general equilibrium, where the table before is the model's own, twice that.
///
/// # Errors
/// [`Error::OtherTable`](crate::Error::OtherTable) for a scenario of another table;
/// [`Error::UnreadChange`](crate::Error::UnreadChange) for changes that the model does not read;
/// [`Error::NoWorld`](crate::Error::NoWorld) for a model without a world after;
/// [`Error::AcrossBlocs`](crate::Error::AcrossBlocs); those of the model.
///
/// # Examples
/// ```
/// use tripole::frame::Level;
/// use tripole::models::impact::impact;
/// use tripole::models::registry::model_of;
/// use tripole::table::Geography;
/// use tripole::{Accounting, LeontiefSystem, read, scenario};
/// let input = read::Input::parse("builtin:three-pole-2011")?;
/// let table = read::read(&input, &read::ReadOptions::default())?.table;
/// let geography = Geography::regions(table.index());
/// let war = scenario::read_scenario(scenario::builtin_scenario("us-china-tariff-war")?, &geography)?;
/// let model = model_of(&war)?.with_defaults(&table)?;
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let found = impact(&system, &war, model.as_ref())?;
/// let frame = found.frame(Level::Region, None)?;
/// // What China adds to American final products shrinks.
/// let change = frame.value(&["value_added_trade", "CHN", "vax"], "change");
/// assert!(change < Some(0.0));
/// assert!(found.checks().iter().all(|check| check.holds()));
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn impact<'a>(
    system: &'a LeontiefSystem,
    scenario: &Scenario,
    model: &dyn Model,
) -> Result<Impact<'a>> {
    scenario.geography().map()?;
    model.record().check(system, scenario)?;
    model.world(system, scenario)
}

/// Indicators of two worlds of the same labels, whatever made one of the other: the columns are
/// those of [`Impact::frame`], without satellite accounts.
///
/// # Errors
/// [`Error::Level`](crate::Error::Level) for a level that is none of [`IMPACT_LEVELS`];
/// [`Error::AcrossBlocs`](crate::Error::AcrossBlocs); as [`LeontiefSystem::factorise`].
pub fn indicators(
    before: &LeontiefSystem,
    after: &LeontiefSystem,
    geography: &Geography,
    by: Level,
) -> Result<Frame> {
    before.check_geography(geography)?;
    after.check_geography(geography)?;
    let of = |system| Profile::of(system, geography, by, &Family::ALL);
    Ok(of(before)?.beside(&of(after)?))
}

/// What a model says of its world, piece by piece.
impl<'a> Impact<'a> {
    /// The world after a scenario, and the base before it.
    #[must_use]
    pub fn new(
        base: &'a LeontiefSystem,
        scenario: &Scenario,
        after: impl Into<Arc<LeontiefSystem>>,
    ) -> Self {
        Impact {
            base,
            geography: scenario.geography().clone(),
            of_base: scenario.geography().economies().clone(),
            before: None,
            after: after.into(),
            volumes: None,
            details: Details::None,
            checks: vec![],
            warnings: vec![],
            notes: vec![],
        }
    }

    /// The world of a table that a model made of the base, whose value added per unit of output it
    /// keeps.
    ///
    /// # Errors
    /// Those of [`LeontiefSystem::new`].
    pub fn of_table(base: &'a LeontiefSystem, scenario: &Scenario, after: Mrio) -> Result<Self> {
        Ok(Impact::new(base, scenario, of_its_own(after)?.with_coefficients_of(base)))
    }

    /// With a world before that is not the base.
    #[must_use]
    pub fn with_before(mut self, before: LeontiefSystem) -> Self {
        self.before = Some(before);
        self
    }

    /// With the table of a world before that is not the base, with the value added of the base per
    /// unit of output.
    ///
    /// # Errors
    /// Those of [`LeontiefSystem::new`].
    pub fn with_table_before(self, before: Mrio) -> Result<Self> {
        let before = of_its_own(before)?.with_coefficients_of(self.base);
        Ok(self.with_before(before))
    }

    /// With worlds whose regions are the economies of the base.
    ///
    /// # Errors
    /// Those of [`Geography::map`] and [`Partition::new`].
    pub fn of_economies(mut self) -> Result<Self> {
        let index = self.after.table().index();
        let blocs = blocs_of(index, &self.geography)?;
        self.geography = Geography::of(Partition::regions(index), blocs);
        Ok(self)
    }

    /// With the output after at the prices before, where prices change.
    #[must_use]
    pub fn with_volumes(mut self, volumes: Vec<f64>) -> Self {
        self.volumes = Some(volumes);
        self
    }

    /// The world of another scenario, which begins where `self` does: before is that of `self`, after and all that is said that
    /// of the other, whose own base may be another table of the same labels. Days stay with their own base, and are left out.
    pub(crate) fn followed_by(self, other: Impact<'_>) -> Self {
        let Impact { geography, of_base, after, volumes, details, checks, warnings, notes, .. } =
            other;
        let details = match details {
            Details::Resourcing(moved) => Details::Resourcing(moved),
            Details::Search(frame) => Details::Search(frame),
            Details::Days(_) | Details::None => Details::None,
        };
        let Impact { base, before, .. } = self;
        Impact {
            base,
            geography,
            of_base,
            before,
            after,
            volumes,
            details,
            checks,
            warnings,
            notes,
        }
    }

    /// With a rule that must hold.
    #[must_use]
    pub fn with_check(mut self, check: Check) -> Self {
        self.checks.push(check);
        self
    }

    /// With the rule that world value added changes by as much as final demand.
    #[must_use]
    pub fn with_accounts(mut self) -> Self {
        let check = checks::accounts(self.base, self.before(), &self.after);
        self.checks.extend(check);
        self
    }

    /// With what the numbers should not be read without.
    #[must_use]
    pub fn with_warnings(mut self, warnings: Vec<String>) -> Self {
        self.warnings.extend(warnings);
        self
    }

    /// With what is good to know, and no reason to doubt the numbers.
    #[must_use]
    pub fn with_notes(mut self, notes: Vec<String>) -> Self {
        self.notes.extend(notes);
        self
    }

    /// With what only this model has to say.
    #[must_use]
    pub fn with_details(mut self, details: Details<'a>) -> Self {
        self.details = details;
        self
    }
}

impl<'a> Impact<'a> {
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

    /// Economies and blocs of both worlds.
    #[must_use]
    pub fn geography(&self) -> &Geography {
        &self.geography
    }

    /// What only this model has to say.
    #[must_use]
    pub fn details(&self) -> &Details<'a> {
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

    /// What is good to know, and no reason to doubt the numbers.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// That the world before is not the table, with the economy whose value added differs most from what the
    /// table has: models that need a year in which everything balances make one of their own. Nothing where
    /// the world before is the table.
    #[must_use]
    pub fn base_year(&self) -> Option<String> {
        let of = |system: &LeontiefSystem, partition: &Partition| {
            let added = Lines::economies("", "region", partition).sum(system.value_added());
            partition.names().iter().cloned().zip(added).collect::<Vec<_>>()
        };
        let before = of(self.before.as_ref()?, self.geography.economies());
        let table = of(self.base, &self.of_base);
        let gap = |(name, now): &(String, f64)| {
            let then = table.iter().find(|(known, then)| known == name && *then != 0.0)?.1;
            Some((name.clone(), 100.0 * (now - then) / then.abs()))
        };
        let gaps = before.iter().filter_map(gap);
        let (name, percent) = gaps.max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()))?;
        Some(format!(
            "`before` is the base year of the model, in which everything balances, not the table: value \
             added differs most for `{name}`, by {percent:.1} per cent"
        ))
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
    /// Of models that go from day to day every row has, last and in words, the `flag`s of its line
    /// ([`Flags`](crate::models::disruption::Flags)), and the frame has what was set in its notes.
    ///
    /// Satellite accounts follow output at the prices before: so many jobs or tons per unit that
    /// is made, whatever it is sold for.
    ///
    /// Cost: two factors, if there are none yet; for each world the inverse once (4/3·n³ flops, or streamed) and some
    /// 40n² flops per economy.
    ///
    /// # Errors
    /// [`Error::Level`](crate::Error::Level) for a level that is none of [`IMPACT_LEVELS`]; as
    /// [`LeontiefSystem::factorise`]; [`Error::Shape`](crate::Error::Shape) for accounts of
    /// another table.
    pub fn frame(&self, by: Level, satellite: Option<&Satellite>) -> Result<Frame> {
        self.frame_of(&Family::ALL, by, satellite)
    }

    /// [`Impact::frame`] with the indicators of these families alone; what none of them needs is not computed.
    ///
    /// # Errors
    /// As [`Impact::frame`].
    pub fn frame_of(
        &self,
        families: &[Family],
        by: Level,
        satellite: Option<&Satellite>,
    ) -> Result<Frame> {
        let profile = |system| self.profile(system, by, families);
        let (mut before, mut after) = (profile(self.before())?, profile(&self.after)?);
        if let Some(satellite) = satellite.filter(|_| families.contains(&Family::Satellite)) {
            let satellite =
                Satellite::new(self.base.table().index(), satellite.accounts().to_vec())?;
            let then = self.volumes.as_deref().unwrap_or(self.after.output());
            let volumes = [self.before().output(), then];
            for account in satellite.accounts() {
                let [now, then] = self.uses(&account.by_producers, volumes);
                let lines = lines_of(by, &self.geography)?;
                let mut unit = Unit::quantity(&account.unit);
                if matches!(self.details, Details::Days(_)) {
                    unit = unit.over_days();
                }
                before.add("satellite", &account.name, unit.clone(), lines.sum(&now));
                after.add("satellite", &account.name, unit, lines.sum(&then));
            }
        }
        let frame = self.flagged(&before, &after, by)?;
        Ok(self.base_year().into_iter().fold(frame, |frame, text| frame.with_note("before", text)))
    }

    /// One world beside the other, with the flags of every line.
    fn flagged(&self, before: &Profile, after: &Profile, by: Level) -> Result<Frame> {
        let Details::Days(course) = &self.details else { return Ok(before.beside(after)) };
        let lines = lines_of(by, &self.geography)?;
        let flags: Vec<String> =
            course.flags_of(lines.rows(), by)?.iter().map(ToString::to_string).collect();
        Ok(course.with_notes(before.beside_with(after, (FLAG, &flags))))
    }

    /// [`Impact::frame`] by region for one of many scenarios of the same model, whose worlds before
    /// are the same and are measured once.
    #[cfg(feature = "sweep")]
    pub(crate) fn beside(&self, before: &std::sync::OnceLock<Profile>) -> Result<Frame> {
        let by = Level::Region;
        let before = if let Some(known) = before.get() {
            known
        } else {
            let measured = self.profile(self.before(), by, &Family::ALL)?;
            before.get_or_init(|| measured)
        };
        self.flagged(before, &self.profile(&self.after, by, &Family::ALL)?, by)
    }

    fn profile(&self, system: &LeontiefSystem, by: Level, families: &[Family]) -> Result<Profile> {
        Profile::of(system, &self.geography, by, families)
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

/// The system of a table that a model made, at the outputs and the value added that it gave it.
pub(crate) fn of_its_own(table: Mrio) -> Result<LeontiefSystem> {
    let accounting = Accounting {
        output: OutputFrom::Table,
        value_added: ValueAddedFrom::Table,
        inventories: Inventories::Keep,
    };
    LeontiefSystem::new(table, &accounting)
}

/// The blocs of a world whose regions are the economies of another.
fn blocs_of(index: &Index, geography: &Geography) -> Result<Partition> {
    let map = geography.map()?;
    let mut groups: Vec<Group> = vec![];
    for (id, bloc) in geography.blocs().economies() {
        let members = geography.economies().economies();
        let members = members.filter(|(economy, _)| map.of(*economy) == id);
        let names: Vec<&str> = members.map(|(_, economy)| economy.name.as_str()).collect();
        if names != [bloc.name.as_str()] {
            groups.push(Group::new(index, &bloc.name, &names)?);
        }
    }
    Partition::new(index, &groups)
}
