//! Position in value chains: distance to final demand and to primary inputs, production lengths,
//! and the position index of Koopman et al.
//!
//! | column | symbol | definition |
//! |---|---|---|
//! | `upstreamness` | U | Q1 = x̂⁻¹ B x: stages to final demand, the own one included (Fally 2012; Antràs, Chor, Fally and Hillberry 2012) |
//! | `downstreamness` | D | 1'B: stages from primary inputs (Miller and Temurshoev 2017; Antràs and Chor 2018) |
//! | `final_share` | F/GO | final sales over output (Antràs and Chor 2018) |
//! | `va_share` | VA/GO | value added over output |
//! | `kpww_forward`, `kpww_backward` | IV/E, FV/E | own value added in others' exports, foreign content of exports, over exports (Koopman, Powers, Wang and Wei 2010) |
//! | `kpww_participation`, `kpww_position` | | their sum; ln(1 + IV/E) − ln(1 + FV/E) |
//! | `…_without_return` | | the same, IV without what the partners ship back |
//! | `plv…`, `ply…`, `gvc_position` | PLv, PLy | production lengths (Wang, Wei, Yu and Zhu 2017), see [`lengths`] |
//!
//! Regions, sectors and the world are output-weighted means (of U, D, F/GO, VA/GO), or ratios of
//! sums. Over a country that mean, `wavg` in the literature, differs from the same formula on a
//! table whose sectors were added up first: for that, pass an aggregated table. The world's
//! mean of U equals that of D.
//!
//! KPWW by sector mixes two concepts, value added by sector of *origin* and foreign content by
//! *exporting* sector; IV/E has no bound for sectors that export little themselves. A sector
//! without output has no position: empty, and weight zero in every mean.
//!
//! Some peers leave out all domestic flows here without a word (decompr 6 with gvc 6: the full
//! coefficients are replaced by the imported ones): upstreamness near 1.1 is a sign of it.

pub mod lengths;

use std::collections::HashSet;

use crate::error::{Result, named};
use crate::frame::{Frame, Level, Unit};
use crate::leontief::{LeontiefSystem, Need, SIDES_PER_VECTOR, Solver};
use crate::linalg::{minus, ratio, ratios, times};
use crate::measures::kpww::{ExportContent, Indices};
use crate::table::lines::Lines;
use crate::table::{Accounting, CategoryId, Inventories, OutputFrom, Partition, ValueAddedFrom};
pub(crate) use lengths::Lengths;
use lengths::SOLVES;

/// The levels of [`position`]: every economy, every sector of it, every sector over all economies,
/// every bloc (an economy of a partition of blocs), the world as one line.
pub const LEVELS: &[Level] =
    &[Level::Region, Level::RegionSector, Level::Sector, Level::Bloc, Level::World];

/// A family of columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PositionMeasure {
    /// U, D, F/GO, VA/GO: two solves.
    Stages,
    /// Participation and position of Koopman, Powers, Wang and Wei: three solves per economy.
    Kpww,
    /// Production lengths: ten solves.
    Lengths,
}

named!(PositionMeasure, "measure of position":
    Stages = "stages",
    Kpww = "kpww",
    Lengths = "lengths",
);

/// What [`position`] shows, and how it is solved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PositionOptions {
    /// One of [`LEVELS`].
    pub by: Level,
    /// Families of columns.
    pub measures: Vec<PositionMeasure>,
    /// By the factor, or by iteration.
    pub solver: Solver,
    /// Rows to leave out of U, D, F/GO and VA/GO, such as [`net_of_inventories`] returns.
    pub undefined: Vec<usize>,
}

impl Default for PositionOptions {
    /// All families by region.
    fn default() -> Self {
        PositionOptions {
            by: Level::Region,
            measures: PositionMeasure::ALL.to_vec(),
            solver: Solver::Automatic,
            undefined: vec![],
        }
    }
}

/// The family that a column belongs to.
#[must_use]
pub fn family(column: &str) -> Option<PositionMeasure> {
    const STAGES: [&str; 4] = ["upstreamness", "downstreamness", "final_share", "va_share"];
    const LENGTHS: [&str; 4] = ["plv", "ply", "va_share_", "y_share_"];
    match column {
        _ if STAGES.contains(&column) => Some(PositionMeasure::Stages),
        _ if column.starts_with("kpww_") => Some(PositionMeasure::Kpww),
        "gvc_position" => Some(PositionMeasure::Lengths),
        _ if LENGTHS.iter().any(|name| column.starts_with(name)) => Some(PositionMeasure::Lengths),
        _ => None,
    }
}

/// Output upstreamness U = x̂⁻¹ B x by row; NaN without output. One solve, 2n² flops beyond the
/// factor, or none of it by iteration (see [`Solver`]).
///
/// U_k = 1 + Σ_j (z_kj / x_k) U_j: one for what goes to final demand at once. With output
/// published and a row discrepancy, the discrepancy counts as final.
///
/// # Errors
/// As [`LeontiefSystem::solve_vector`].
///
/// # Examples
/// ```
/// use tripole::{Accounting, LeontiefSystem, Partition, read};
/// use tripole::leontief::Solver;
/// use tripole::measures::position::upstreamness;
/// let input = read::Input::parse("builtin:three-pole-2011")?;
/// let table = read::read(&input, &read::ReadOptions::default())?.table;
/// let partition = Partition::regions(table.index());
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let stages = upstreamness(&system, Solver::Automatic)?;
/// let index = system.table().index();
/// let of = |sector| -> tripole::Result<f64> {
///     Ok(stages[partition.cell(partition.find_cell(index, sector)?).rows[0]])
/// };
/// // Mining is further from final users than food.
/// assert!(of("CHN:MIN")? > of("CHN:FOD")? && of("CHN:FOD")? >= 1.0);
/// # Ok::<(), tripole::Error>(())
/// ```
///
/// # References
/// Fally (2012); Antràs, Chor, Fally and Hillberry (2012), *American Economic Review* 102(3).
pub fn upstreamness(system: &LeontiefSystem, solver: Solver) -> Result<Vec<f64>> {
    let x = system.output();
    let needed = system.solve_vector(x, solver, 2)?;
    Ok(needed.iter().zip(x).map(|(needed, x)| ratio(*needed, *x)).collect())
}

/// Input downstreamness D = 1'B by row; NaN without output. Cost as [`upstreamness`].
///
/// # Errors
/// As [`LeontiefSystem::solve_vector`].
///
/// # Examples
/// ```
/// use tripole::{Accounting, LeontiefSystem, read};
/// use tripole::leontief::Solver;
/// use tripole::measures::position::{downstreamness, upstreamness};
/// let input = read::Input::parse("builtin:three-pole-2011")?;
/// let table = read::read(&input, &read::ReadOptions::default())?.table;
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let up = upstreamness(&system, Solver::Automatic)?;
/// let down = downstreamness(&system, Solver::Automatic)?;
/// let mean = |stages: &[f64]| -> f64 {
///     let stages = stages.iter().zip(system.output()).filter(|(_, x)| **x != 0.0);
///     stages.map(|(stage, x)| stage * x).sum::<f64>() / system.output().iter().sum::<f64>()
/// };
/// // Weighted by output, the world is as far from its buyers as from its primary inputs.
/// assert!((mean(&up) - mean(&down)).abs() < 1e-9);
/// # Ok::<(), tripole::Error>(())
/// ```
///
/// # References
/// Miller and Temurshoev (2017), *Economic Systems Research* 29(4).
pub fn downstreamness(system: &LeontiefSystem, solver: Solver) -> Result<Vec<f64>> {
    let x = system.output();
    let stages = system.solve_vector_left(&vec![1.0; system.order()], solver, 2)?;
    Ok(stages.into_iter().zip(x).map(|(d, x)| if *x == 0.0 { f64::NAN } else { d }).collect())
}

/// The system net of inventories (see [`Mrio::net_of_inventories`]) and the rows whose position is
/// then undefined. Value added is the residual.
///
/// # Errors
/// Those of [`Mrio::net_of_inventories`] and [`LeontiefSystem::new`].
///
/// [`Mrio::net_of_inventories`]: crate::Mrio::net_of_inventories
pub fn net_of_inventories(
    system: &LeontiefSystem,
    category: CategoryId,
) -> Result<(LeontiefSystem, Vec<usize>)> {
    let (table, dropped) = system.table().net_of_inventories(system.output(), category)?;
    let accounting = Accounting {
        output: OutputFrom::Table,
        value_added: ValueAddedFrom::Residual,
        inventories: Inventories::Keep,
    };
    Ok((LeontiefSystem::new(table, &accounting)?, dropped))
}

/// Position of every line of a level: frame `position` with the keys of the level and the columns
/// of the chosen families (see the module).
///
/// Cost beyond the factor: 2n² flops per solve, see [`PositionMeasure`].
///
/// # Errors
/// [`Error::Level`](crate::Error::Level) for a level that is none of [`LEVELS`]; those of [`LeontiefSystem::solve_vector`].
///
/// # Examples
/// ```
/// use tripole::{Accounting, LeontiefSystem, Partition, read};
/// use tripole::measures::position::{PositionMeasure, PositionOptions, position};
/// let input = read::Input::parse("builtin:three-pole-2011")?;
/// let table = read::read(&input, &read::ReadOptions::default())?.table;
/// let partition = Partition::regions(table.index());
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let measures = vec![PositionMeasure::Kpww];
/// let options = PositionOptions { measures, ..PositionOptions::default() };
/// let frame = position(&system, &partition, &options)?;
/// let index = |region| frame.value(&[region], "kpww_position").unwrap_or_default();
/// // Russia sells inputs to the exports of others, Mexico buys them.
/// assert!(index("RUS") > 0.0 && index("MEX") < 0.0);
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn position(
    system: &LeontiefSystem,
    partition: &Partition,
    options: &PositionOptions,
) -> Result<Frame> {
    let PositionOptions { by, measures, solver, .. } = options;
    let (by, solver) = (*by, *solver);
    let lines = Lines::at("position", by, LEVELS, system.table().index(), partition)?;
    let kpww = measures.contains(&PositionMeasure::Kpww);
    let system = &system.suited_to(need(measures, partition), solver);
    let mut frame = lines.frame();
    if measures.contains(&PositionMeasure::Stages) {
        frame = Stages::of(system, options, &lines)?.into_columns(frame);
    }
    if kpww {
        frame = koopman(system, partition, &lines, frame)?;
    }
    if measures.contains(&PositionMeasure::Lengths) {
        frame = Lengths::of(system, partition, &lines)?.into_columns(frame);
    }
    Ok(frame)
}

/// What these families solve.
#[must_use]
pub fn need(measures: &[PositionMeasure], partition: &Partition) -> Need {
    let sides = |measure: &PositionMeasure| match measure {
        PositionMeasure::Stages => 2 * SIDES_PER_VECTOR,
        // Value added by origin, what is made for exports and what is sent to everybody.
        PositionMeasure::Kpww => 3 * partition.len(),
        PositionMeasure::Lengths => SOLVES * SIDES_PER_VECTOR,
    };
    Need::Sides(measures.iter().map(sides).sum())
}

/// [`PositionMeasure::Stages`] of every line.
pub(crate) struct Stages {
    /// U.
    pub upstreamness: Vec<f64>,
    /// D.
    pub downstreamness: Vec<f64>,
    final_share: Vec<f64>,
    va_share: Vec<f64>,
}

impl Stages {
    /// Of lines at the level of the options, by what the system is solved with.
    ///
    /// # Errors
    /// As [`LeontiefSystem::solve_vector`].
    pub fn of(system: &LeontiefSystem, options: &PositionOptions, lines: &Lines) -> Result<Self> {
        let x = system.output();
        let undefined: HashSet<usize> = options.undefined.iter().copied().collect();
        let up = upstreamness(system, Solver::Automatic)?;
        let down = downstreamness(system, Solver::Automatic)?;
        let sold = system.table().final_demand().row_sums();
        let counts = |row: usize| x[row] != 0.0 && !undefined.contains(&row);
        let rows = |value: &dyn Fn(usize) -> f64| -> Vec<f64> {
            (0..x.len()).map(|row| if counts(row) { value(row) } else { 0.0 }).collect()
        };
        let output = rows(&|row| x[row]);
        // The world's shares are of totals: what a sector without output sold from stock is in them.
        let sold = if options.by == Level::World { sold } else { rows(&|row| sold[row]) };
        let output = lines.sum(&output);
        let mean = |above: &[f64]| ratios(&lines.sum(above), &output);
        Ok(Stages {
            upstreamness: mean(&rows(&|row| x[row] * up[row])),
            downstreamness: mean(&rows(&|row| x[row] * down[row])),
            final_share: mean(&sold),
            va_share: mean(&rows(&|row| system.value_added()[row])),
        })
    }

    fn into_columns(self, frame: Frame) -> Frame {
        frame
            .with_indicator("upstreamness", Unit::Count, self.upstreamness)
            .with_indicator("downstreamness", Unit::Count, self.downstreamness)
            .with_indicator("final_share", Unit::Share, self.final_share)
            .with_indicator("va_share", Unit::Share, self.va_share)
    }
}

/// The two sets of indices: IV in full, and without what the partners ship back.
fn koopman(
    system: &LeontiefSystem,
    partition: &Partition,
    lines: &Lines,
    frame: Frame,
) -> Result<Frame> {
    let content = ExportContent::of(system, partition)?;
    let own_abroad = content.in_others_exports()?;
    // B E_·s: what every row makes for the exports to each economy.
    let sent_to = system.solve(content.flows.clone())?;
    let home: Vec<f64> =
        (0..system.order()).map(|row| sent_to[(row, partition.of_row(row).position())]).collect();
    let stays = minus(&own_abroad, &times(system.value_added_coefficients(), &home));
    let (e, foreign) = (lines.sum(&content.exports), lines.sum(&content.foreign_content()));
    let whole = Indices::of(&lines.sum(&own_abroad), &foreign, &e);
    let without = Indices::of(&lines.sum(&stays), &foreign, &e);
    Ok(frame
        .with_indicator("kpww_forward", Unit::Share, whole.forward)
        .with_indicator("kpww_backward", Unit::Share, whole.backward)
        .with_indicator("kpww_participation", Unit::Share, whole.participation)
        .with_indicator("kpww_position", Unit::Index, whole.position)
        .with_indicator("kpww_forward_without_return", Unit::Share, without.forward)
        .with_indicator("kpww_participation_without_return", Unit::Share, without.participation)
        .with_indicator("kpww_position_without_return", Unit::Index, without.position))
}
