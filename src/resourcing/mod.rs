//! Restructuring before and after: buyers turn to other suppliers, and everything is measured on
//! both tables.
//!
//! A [`Redirection`] (reshoring, nearshoring, friend-shoring, China+1, an export ban that is made
//! good) gives a new table at base technology; [`resourcing`] measures both. Prices, incomes and
//! capacities do not change: the result says who would have produced, not what would happen. An
//! export ban without replacement is [`export_ban_unreplaced`].
//!
//! # References
//! The transformation is that of [`redirect`](mod@crate::redirect); the measures are those of
//! their modules, named in [`Resourcing::frame`].

mod profile;

use std::collections::HashSet;

use profile::Profile;

use crate::decompose::{Sales, perimeter};
use crate::error::{Error, Result};
use crate::frame::{Frame, Unit};
use crate::labels::{Partition, RegionId, SectorId};
use crate::leontief::LeontiefSystem;
use crate::linalg::{minus, ratios};
use crate::lines::Lines;
use crate::mrio::{Accounting, Inventories, Mrio};
use crate::redirect::{Redirected, Redirection, redirect};

/// Relative gap up to which a conservation rule holds.
const KEPT: f64 = 1e-9;

/// The lines of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ResourcingBy {
    /// Every economy.
    #[default]
    Region,
    /// Every bloc, taken as one economy: its exports leave the bloc. Shares and concentration
    /// are of its members together.
    Bloc,
}

/// What a redirection must leave as it was.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Conservation {
    /// World value added before.
    pub value_added_before: f64,
    /// World value added after; the same, if value added is the residual.
    pub value_added_after: f64,
    /// Whether it is.
    pub value_added_is_residual: bool,
    /// Largest change of what a producer needs of a product from all suppliers together, per
    /// unit of output.
    pub input_gap: f64,
    /// Largest change of what a final user buys of a product from all suppliers together, over
    /// all that it buys (in absolute amounts).
    pub final_demand_gap: f64,
}

impl Conservation {
    /// Whether all that must be conserved is, up to a relative 1e-9.
    #[must_use]
    pub fn holds(&self) -> bool {
        let gap = (self.value_added_after - self.value_added_before).abs();
        let world = gap <= KEPT * self.value_added_before.abs() || !self.value_added_is_residual;
        world && self.input_gap <= KEPT && self.final_demand_gap <= KEPT
    }

    fn of(before: &LeontiefSystem, after: &LeontiefSystem) -> Self {
        let world = |system: &LeontiefSystem, x: &[f64]| -> f64 {
            system.value_added_coefficients().iter().zip(x).map(|(v, x)| v * x).sum()
        };
        let x = [before.output(), after.output()];
        let per_unit =
            |j: usize, side: usize| if x[side][j] == 0.0 { 0.0 } else { 1.0 / x[side][j] };
        let (old, new) = (before.table(), after.table());
        let inputs = (0..x[0].len()).filter(|&j| x[1][j] != 0.0).map(|j| {
            let columns = [old.intermediate().column(j), new.intermediate().column(j)];
            product_gap(old, columns, [per_unit(j, 0), per_unit(j, 1)])
        });
        let finals = (0..old.demand().len()).map(|j| {
            let columns = [old.final_demand().column(j), new.final_demand().column(j)];
            let size: f64 = columns[0].iter().map(|f| f.abs()).sum();
            let scale = if size > 0.0 { 1.0 / size } else { 1.0 };
            product_gap(old, columns, [scale; 2])
        });
        Conservation {
            value_added_before: world(before, x[0]),
            value_added_after: world(before, x[1]),
            value_added_is_residual: before.closes(),
            input_gap: inputs.fold(0.0, f64::max),
            final_demand_gap: finals.fold(0.0, f64::max),
        }
    }
}

/// Largest change of a column's sum over the suppliers of a product.
fn product_gap(table: &Mrio, columns: [&[f64]; 2], scales: [f64; 2]) -> f64 {
    let index = table.index();
    let mut sums = vec![0.0_f64; index.sectors().len()];
    for (row, node) in index.nodes().iter().enumerate() {
        sums[node.sector.position()] += columns[1][row] * scales[1] - columns[0][row] * scales[0];
    }
    sums.iter().fold(0.0, |most, sum| most.max(sum.abs()))
}

/// The world before and after a redirection.
#[derive(Debug)]
pub struct Resourcing {
    steps: Vec<Redirected>,
    after: LeontiefSystem,
    before: Profile,
    then: Profile,
    conservation: Conservation,
}

impl Resourcing {
    /// Purchases that found other suppliers, at old outputs.
    #[must_use]
    pub fn moved(&self) -> f64 {
        self.steps.iter().map(Redirected::moved).sum()
    }

    /// Purchases that found none, and stay with the losers.
    #[must_use]
    pub fn unplaced(&self) -> f64 {
        self.steps.iter().map(Redirected::unplaced).sum()
    }

    /// The system of the new table, for any other measure.
    #[must_use]
    pub fn after(&self) -> &LeontiefSystem {
        &self.after
    }

    /// The rules of conservation, checked.
    #[must_use]
    pub fn conservation(&self) -> &Conservation {
        &self.conservation
    }

    /// Every indicator before and after: frame `resourcing` with keys `family, region,
    /// indicator` and columns `before`, `after`, `change`, `change_percent` (of the absolute
    /// value before; empty where that is zero).
    ///
    /// | family | indicator | what | unit |
    /// |---|---|---|---|
    /// | `output` | `output`, `value_added` | x, w | money |
    /// | `trade` | `exports`, `imports` | gross | money |
    /// | `trade` | `dva`, `dva_share` | [`exports`](crate::decompose::exports) | money, ratio |
    /// | `trade` | `vax` | [`vax`](crate::value_added::vax) | money |
    /// | `position` | `upstreamness`, `downstreamness` | [`position`](mod@crate::position), output-weighted | stages |
    /// | `concentration` | `hhi_partners` | Σp² of direct sellers of inputs | ratio |
    /// | `concentration` | `hhi_final_demand` | Σp² of foreign origins of value added in final demand | ratio |
    /// | `concentration` | `hhi_inputs` | Σp² of foreign origins of value added in a sector's inputs, output-weighted | ratio |
    /// | `shares` | `final_va_local`, … | origins of value added in final products | ratio |
    /// | `shares` | `inputs_va_local`, … | origins of value added in inputs | ratio |
    #[must_use]
    pub fn frame(&self) -> Frame {
        let (before, after) = (&self.before.values, &self.then.values);
        let change = minus(after, before);
        let size: Vec<f64> = before.iter().map(|value| value.abs()).collect();
        let percent = ratios(&change, &size).iter().map(|ratio| 100.0 * ratio).collect();
        self.before
            .keys
            .clone()
            .with_indicator("before", Unit::Mixed, before.clone())
            .with_indicator("after", Unit::Mixed, after.clone())
            .with_indicator("change", Unit::Mixed, change)
            .with_indicator("change_percent", Unit::Plain, percent)
    }

    /// Output and value added of every sector: frame `resourcing_sectors` with keys `region,
    /// sector` and columns `output_before`, `output`, `output_change`, `output_ratio`,
    /// `va_before`, `va`, `va_change`. `before` is the system that was redirected.
    #[must_use]
    pub fn sectors(&self, before: &LeontiefSystem, partition: &Partition) -> Frame {
        let lines = Lines::cells("resourcing_sectors", before.table().index(), partition);
        let (v, x) = (before.value_added_coefficients(), before.output());
        lines.before_and_after(before.table().unit(), v, x, self.after.output())
    }
}

/// Redirect purchases, and measure the world before and after.
///
/// `blocs` is a coarser partition than `partition`, and says what is regional. Several
/// redirections are of different buyers or products, so that their order does not matter.
///
/// Cost: for each redirection [`redirect`] and one more factor (⅔n³); for the two tables at the
/// ends some 30n² flops per economy. Memory 2n² for the new system.
///
/// # Errors
/// Those of [`redirect`]; [`Error::Conflict`] for no redirection, and for two of the same buyer
/// and product; [`Error::AcrossBlocs`] for an economy that
/// lies in two blocs; [`Error::NotProductive`] for a new table that
/// is not.
///
/// # Examples
/// ```
/// use tripole::redirect::Redirection;
/// use tripole::resourcing::{ResourcingBy, resourcing};
/// use tripole::{Accounting, LeontiefSystem, Partition, RowSet, formats};
/// let input = formats::Input::parse("builtin:three-pole-2011")?;
/// let table = formats::read(&input, &formats::ReadOptions::default())?.table;
/// let index = table.index().clone();
/// let partition = Partition::regions(&index);
/// let china = RowSet::cell(&index, &partition, partition.find("CHN")?, index.find_sector("ELE")?)?;
/// let (usa, mexico) = (index.find_region("USA")?, index.find_region("MEX")?);
/// let plus_one = Redirection::plus_one(china, &[usa], &[(mexico, 1.0)], 0.3);
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let found = resourcing(&system, &partition, &partition, ResourcingBy::Region, &[plus_one])?;
/// let frame = found.frame();
/// let change = |region| frame.value(&["output", region, "value_added"], "change");
/// assert!(change("CHN") < Some(0.0) && change("MEX") > Some(0.0));
/// assert!(found.conservation().holds());
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn resourcing(
    system: &LeontiefSystem,
    partition: &Partition,
    blocs: &Partition,
    by: ResourcingBy,
    redirections: &[Redirection],
) -> Result<Resourcing> {
    refuse_order(system, redirections)?;
    let before = Profile::of(system, partition, blocs, by)?;
    // What inventories are to become has been done to the table already.
    let accounting = Accounting { inventories: Inventories::Keep, ..system.accounting().clone() };
    let step = |from: &LeontiefSystem, redirection| -> Result<(Redirected, LeontiefSystem)> {
        let redirected = redirect(from, redirection)?;
        let after = LeontiefSystem::new(redirected.table(from)?, &accounting)?;
        Ok((redirected, after))
    };
    let Some((first, others)) = redirections.split_first() else {
        return Err(Error::Conflict {
            first: "re-sourcing".to_owned(),
            second: "a scenario in which no purchases move".to_owned(),
            reason: "it needs a relocation",
        });
    };
    let (redirected, mut after) = step(system, first)?;
    let mut steps = vec![redirected];
    for redirection in others {
        let (redirected, next) = step(&after, redirection)?;
        steps.push(redirected);
        after = next;
    }
    let then = Profile::of(&after, partition, blocs, by)?;
    let conservation = Conservation::of(system, &after);
    Ok(Resourcing { steps, after, before, then, conservation })
}

/// Two redirections of one buyer's purchases of one product: which comes first would matter.
fn refuse_order(system: &LeontiefSystem, redirections: &[Redirection]) -> Result<()> {
    let index = system.table().index();
    let mut seen: HashSet<(RegionId, SectorId)> = HashSet::new();
    for redirection in redirections {
        let products = redirection.losers.rows().iter().map(|&row| index.node(row).sector);
        let products: HashSet<SectorId> = products.collect();
        for (&buyer, &product) in
            redirection.buyers.iter().flat_map(|b| products.iter().map(move |p| (b, p)))
        {
            if !seen.insert((buyer, product)) {
                return Err(Error::Conflict {
                    first: "a relocation".to_owned(),
                    second: format!(
                        "another one of what `{}` buys of `{}`",
                        index.region(buyer),
                        index.sector(product)
                    ),
                    reason: "their order would matter: put them into one, with weights",
                });
            }
        }
    }
    Ok(())
}

/// An export ban that nobody makes good: the value added of every economy that is lost when
/// these sales stop and nothing is bought instead.
///
/// Frame `export_ban` with key `region` and columns `sales` (what stops, by the seller),
/// `va_change` (minus the value added that crosses the sales, each unit counted once) and
/// `va_change_share` of the economy's value added (empty where that is zero). Cost: that of
/// [`perimeter`].
///
/// # Errors
/// As [`perimeter`].
pub fn export_ban_unreplaced(
    system: &LeontiefSystem,
    partition: &Partition,
    sales: &[Sales],
) -> Result<Frame> {
    let crossing = perimeter(system, partition, sales)?;
    let column = |name: &str| crossing.real(name).unwrap_or_default().to_vec();
    let change: Vec<f64> = column("va").iter().map(|va| -va).collect();
    let lines = Lines::economies("export_ban", "region", partition);
    let share = ratios(&change, &lines.sum(system.value_added()));
    let money = || Unit::Money(system.table().unit().to_owned());
    Ok(lines
        .frame()
        .with_indicator("sales", money(), column("sales"))
        .with_indicator("va_change", money(), change)
        .with_indicator("va_change_share", Unit::Ratio, share))
}
