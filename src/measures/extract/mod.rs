//! Hypothetical extraction: the output and value added that the world loses when some rows no
//! longer buy, sell or produce.
//!
//! K is any set of rows ([`RowSet`]), M all others, f⁺ = x − Ax final demand with the row
//! discrepancy (which belongs to no destination), Δ_K = (I − A_KK)⁻¹, and h = x − x̄ the output
//! lost, n numbers. Value added lost is v'h. Nothing is replaced: what K no longer delivers is
//! not bought elsewhere; with
//! [`replacement`](crate::models::redirection::replacement) it is.
//!
//! | kind | what is cut | output lost |
//! |---|---|---|
//! | [`ExtractionKind::Complete`] | A_K·, A_·K, f⁺_K | h = B_·K q, q = B_KK⁻¹ x_K |
//! | [`ExtractionKind::Interregional`] | A_KM, A_MK | the same, less Δ_K f⁺_K in K |
//! | [`ExtractionKind::Backward`] | A_·K | B_·K q, less q in K |
//! | [`ExtractionKind::BackwardOff`] | A_MK | B_·K q, less Δ_K q in K |
//! | [`ExtractionKind::Forward`] | A_K· | B_·K B_KK⁻¹ (x_K − f⁺_K) |
//! | [`ExtractionKind::ForwardOff`] | A_KM | B_·K B_KK⁻¹ (x_K − Δ_K f⁺_K) |
//! | [`ExtractionKind::Exports`] | A_KM, final sales of K abroad | B_·K B_KK⁻¹ (x_K − Δ_K f_KK) |
//! | [`ExtractionKind::Autarky`] | all trade of K with M | X^K + B_·K B_KK⁻¹ (x_K − X^K_K), less Δ_K f_KK in K |
//! | [`ExtractionKind::Ghosh`] | row K of the allocation coefficients x̂⁻¹Z | h' = p'B_K· x̂, less p∘x_K in K, p' = u'B_KK⁻¹ |
//!
//! f_KK is f⁺_K less final sales to regions outside K, X^K = B Y_·K the output that the final
//! demand of K's regions calls forth. All of them follow from the inverse of the whole table by
//! the Schur complement B̄_MM = B_MM − B_MK B_KK⁻¹ B_KM and the identity of Sherman, Morrison and
//! Woodbury; no table is inverted again. Totals over the world need B_KK, u'B and v'B only: for a
//! single row, u'b_j x_j / b_jj.
//!
//! The value added that K itself loses in [`ExtractionKind::Exports`] is its domestic value added in
//! exports, v_K'Δ_K e_K (Los, Timmer and de Vries 2016). A sector without output loses nothing,
//! unless it sells out of stock to final users and these sales are cut: they count as its output
//! lost, as the formulas have it.
//!
//! # References
//! Paelinck, de Caevel and Degueldre (1965) and Strassert (1968) for the idea; Dietzenbacher, van
//! der Linden and Steenge (1993), *Economic Systems Research* 5(2), for regions; Dietzenbacher and
//! van der Linden (1997), *Journal of Regional Science* 37(2), for backward, forward and the rows
//! of the Ghosh model; Miller and Lahr (2001), "A taxonomy of extractions", for the kinds; Los,
//! Timmer and de Vries (2016), *American Economic Review* 106(7), for exports.

mod loss;

use crate::error::{Error, Hint, OptionName, Result, named};
use crate::frame::{Frame, Level, Unit};
use crate::leontief::LeontiefSystem;
use crate::linalg::ratios;
use crate::table::lines::{Lines, PARTITION};
use crate::table::{Index, Partition, RowSet};
use loss::{Extractor, Totals};

/// What of a set of rows K is taken out; formulas in the [module](self)'s table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ExtractionKind {
    /// K disappears: it buys nothing, sells nothing, and final demand for it is not met.
    #[default]
    Complete,
    /// K goes on for itself, but buys no inputs from others and sells them none.
    Interregional,
    /// The producers of K buy no inputs at all, not even from each other.
    Backward,
    /// The producers of K buy no inputs from others.
    BackwardOff,
    /// K sells no inputs at all, not even to itself; it still sells to final users.
    Forward,
    /// K sells no inputs to others; it still sells to final users everywhere.
    ForwardOff,
    /// K, whole regions, sells nothing outside: neither inputs nor final products.
    Exports,
    /// K, whole regions, neither buys nor sells outside.
    Autarky,
    /// K hands no output on to its buyers in the supply-driven model of Ghosh (1958). Value
    /// added is given there, so that its loss is undefined.
    Ghosh,
}

named!(ExtractionKind, "kind of extraction":
    Complete = "complete",
    Interregional = "interregional",
    Backward = "backward",
    BackwardOff = "backward-off",
    Forward = "forward",
    ForwardOff = "forward-off",
    Exports = "exports",
    Autarky = "autarky",
    Ghosh = "ghosh",
);

impl ExtractionKind {
    /// Whether this kind means something for a set: exports and autarky are of whole regions.
    ///
    /// # Errors
    /// [`Error::Conflict`] with the reason, and the nearest kind that does.
    pub fn check(self, index: &Index, set: &RowSet) -> Result<()> {
        set.check_rows(index)?;
        let of_regions = matches!(self, ExtractionKind::Exports | ExtractionKind::Autarky);
        if of_regions && set.whole_regions(index).is_none() {
            return Err(not_whole(self));
        }
        Ok(())
    }
}

/// What is cut, and what one line of the result stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ExtractOptions {
    /// What of the rows is taken out.
    pub kind: ExtractionKind,
    /// The losers of [`extraction`], one of [`LOSERS`]; what [`extractions`] takes out, one of
    /// [`EXTRACTED`].
    pub by: Level,
}

/// The levels of the losers of [`extraction`]: every economy, or every sector of it.
pub const LOSERS: &[Level] = &[Level::Region, Level::RegionSector];

/// The levels of what [`extractions`] takes out, one after the other: every economy, every sector
/// of it, every sector in all regions together, every bloc (an economy of a partition of blocs).
pub const EXTRACTED: &[Level] = &[Level::Region, Level::RegionSector, Level::Product, Level::Bloc];

/// The sets of a level that [`extractions`] takes out, in the order of their labels.
///
/// # Errors
/// [`Error::Level`] for a level that is none of [`EXTRACTED`].
pub fn sets(each: Level, index: &Index, partition: &Partition) -> Result<Vec<RowSet>> {
    partition.check_rows(PARTITION, index)?;
    match each {
        Level::Region | Level::Bloc => {
            Ok(partition.economies().map(|(id, _)| RowSet::economy(partition, id)).collect())
        }
        Level::RegionSector => Ok(partition.cells().iter().map(RowSet::from).collect()),
        Level::Product => Ok(index.sectors().map(|s| RowSet::product(index, s)).collect()),
        _ => Err(each.refused("extract", EXTRACTED)),
    }
}

/// Extract one set of rows, and give the loss of every economy or sector.
///
/// Frame `extract` with keys `loser_region[, loser_sector]` and the columns
///
/// | column | formula | unit |
/// |---|---|---|
/// | `output_loss` | Σ h_i over the loser's rows | money |
/// | `va_loss` | Σ v_i h_i; empty for [`ExtractionKind::Ghosh`] | money |
/// | `output_loss_share` | of the loser's own output; empty where that is zero | ratio |
/// | `va_loss_share` | of the loser's own value added; empty where that is zero | ratio |
///
/// Losses are positive; gains are negative. The losers are the economies of `partition`; the set
/// need not be one of them.
///
/// Cost beyond the factor, for |K| = k: the block column B_·K (2n²k flops, or the inverse where
/// that is cheaper), two factors of order k (⅔k³ each) and 2nk.
///
/// # Errors
/// [`Error::Level`] for a level that is none of [`LOSERS`]; [`Error::Conflict`] for
/// [`ExtractionKind::Exports`] or [`ExtractionKind::Autarky`] of a set that is not made of whole regions;
/// [`Error::Singular`]; as [`LeontiefSystem::factorise`].
///
/// # Examples
/// ```
/// use tripole::{Accounting, LeontiefSystem, Partition, RowSet, read};
/// use tripole::measures::extract::{ExtractOptions, extraction};
/// let input = read::Input::parse("builtin:three-pole-2011")?;
/// let table = read::read(&input, &read::ReadOptions::default())?.table;
/// let partition = Partition::regions(table.index());
/// let china = RowSet::economy(&partition, partition.find("CHN")?);
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let frame = extraction(&system, &partition, &china, ExtractOptions::default())?;
/// let share = |region| frame.value(&[region], "va_loss_share").unwrap_or_default();
/// assert!((share("CHN") - 1.0).abs() < 1e-12 && share("KOR") > share("USA"));
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn extraction(
    system: &LeontiefSystem,
    partition: &Partition,
    set: &RowSet,
    options: ExtractOptions,
) -> Result<Frame> {
    let ExtractOptions { kind, by } = options;
    by.among("extract", LOSERS)?;
    system.check_partition(partition)?;
    kind.check(system.table().index(), set)?;
    let losses = Extractor::new(system, kind)?.losses(set)?;
    let value_added = match kind {
        ExtractionKind::Ghosh => vec![f64::NAN; losses.len()],
        _ => value_added_of(system, &losses),
    };
    by_loser(system, partition, by, &losses, &value_added)
}

/// v̂h.
pub(crate) fn value_added_of(system: &LeontiefSystem, losses: &[f64]) -> Vec<f64> {
    system.value_added_coefficients().iter().zip(losses).map(|(v, h)| v * h).collect()
}

/// Losses of all rows, added up.
pub(crate) fn by_loser(
    system: &LeontiefSystem,
    partition: &Partition,
    by: Level,
    losses: &[f64],
    value_added: &[f64],
) -> Result<Frame> {
    let lines = Lines::at("extract", by, LOSERS, system.table().index(), partition)?;
    let frame = lines.frame().with_key_named("region", "loser_region");
    let frame = frame.with_key_named("sector", "loser_sector");
    let sum = |values: &[f64]| lines.sum(values);
    let (output_loss, va_loss) = (sum(losses), sum(value_added));
    let output_share = ratios(&output_loss, &sum(system.output()));
    let va_share = ratios(&va_loss, &sum(system.value_added()));
    let money = || Unit::money(system.table().unit());
    Ok(frame
        .with_indicator("output_loss", money(), output_loss)
        .with_indicator("va_loss", money(), va_loss)
        .with_indicator("output_loss_share", Unit::Share, output_share)
        .with_indicator("va_loss_share", Unit::Share, va_share))
}

/// Extract every region, product or region-sector, one after the other, and rank them by what
/// the world loses.
///
/// Frame `extract` with keys `region`, `region, sector` or `sector` (what is extracted), by `rank`
/// (the largest loss first, equals in the table's order, lines without a loss last), and the columns
///
/// | column | formula | unit |
/// |---|---|---|
/// | `output_loss` | u'h, output lost in the whole world | money |
/// | `va_loss` | v'h, value added lost in the whole world | money |
/// | `output_loss_share` | of world output | ratio |
/// | `va_loss_share` | of world value added | ratio |
/// | `va_loss_own` | v_K'h_K, the part that the extracted rows lose themselves | money |
/// | `rank` | place by `va_loss`, 1 for the largest; equals share a place | count |
///
/// [`ExtractionKind::Ghosh`] has no loss of value added; its rank is by `output_loss`. A set without any
/// output is nothing to extract: its line is empty.
///
/// Cost beyond the factor: u'B, v'B and the diagonal blocks B_KK — the inverse once (4/3·n³
/// flops), or streamed where it does not fit — and two factors of order k per set. All n
/// region-sectors cost O(n) after that, all G regions ⅔Σk³ each; sets in parallel. Never an
/// inversion per extraction.
///
/// # Errors
/// [`Error::Level`] for a level that is none of [`EXTRACTED`]; as [`extraction`].
///
/// # Examples
/// ```
/// use tripole::{Accounting, LeontiefSystem, Partition, read};
/// use tripole::measures::extract::{ExtractOptions, extractions};
/// let input = read::Input::parse("builtin:three-pole-2011")?;
/// let table = read::read(&input, &read::ReadOptions::default())?.table;
/// let partition = Partition::regions(table.index());
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let frame = extractions(&system, &partition, ExtractOptions::default())?;
/// // The world would lose most without the United States.
/// assert_eq!(frame.value(&["USA"], "rank"), Some(1.0));
/// # Ok::<(), tripole::Error>(())
/// ```
///
/// # References
/// Miller and Lahr (2001), "A taxonomy of extractions"; the closed form for single sectors is
/// that of the Sherman-Morrison identity.
pub fn extractions(
    system: &LeontiefSystem,
    partition: &Partition,
    options: ExtractOptions,
) -> Result<Frame> {
    let ExtractOptions { kind, by: each } = options;
    let index = system.table().index();
    let lines = Lines::at("extract", each, EXTRACTED, index, partition)?;
    let sets = sets(each, index, partition)?;
    sets.iter().try_for_each(|set| kind.check(index, set))?;
    let totals = Extractor::new(system, kind)?.totals(&sets)?;
    let column = |of: fn(&Totals) -> f64| totals.iter().map(of).collect::<Vec<f64>>();
    let (output_loss, va_loss) = (column(|t| t.output), column(|t| t.value_added));
    let of_world = |losses: &[f64], world: &[f64]| {
        ratios(losses, &vec![world.iter().sum::<f64>(); losses.len()])
    };
    let output_share = of_world(&output_loss, system.output());
    let va_share = of_world(&va_loss, system.value_added());
    let rank = ranks(if kind == ExtractionKind::Ghosh { &output_loss } else { &va_loss });
    let order = in_order(&rank);
    let money = || Unit::money(system.table().unit());
    let frame = lines
        .frame()
        .with_indicator("output_loss", money(), output_loss)
        .with_indicator("va_loss", money(), va_loss)
        .with_indicator("output_loss_share", Unit::Share, output_share)
        .with_indicator("va_loss_share", Unit::Share, va_share)
        .with_indicator("va_loss_own", money(), column(|t| t.own))
        .with_indicator("rank", Unit::Number, rank);
    Ok(frame.with_rows_at(&order))
}

/// Lines by their places; those without one last, equals as they stand.
fn in_order(rank: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..rank.len()).collect();
    order.sort_by(|&a, &b| rank[a].abs().total_cmp(&rank[b].abs()));
    order
}

/// Places by size, 1 for the largest; equals share the first of theirs, NaN has none.
pub(crate) fn ranks(values: &[f64]) -> Vec<f64> {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
    sorted.sort_unstable_by(|a, b| b.total_cmp(a));
    let place = |value: &f64| sorted.partition_point(|other| other > value) as f64 + 1.0;
    values.iter().map(|value| if value.is_nan() { f64::NAN } else { place(value) }).collect()
}

/// Kinds that cut the trade of a region say nothing about part of one.
fn not_whole(kind: ExtractionKind) -> Error {
    let set = |kind: ExtractionKind| OptionName::Kind.set(kind.name());
    let reason = match kind {
        ExtractionKind::Exports => Hint::from(
            "it cuts what whole regions sell abroad, and part of a region has no border: use ",
        )
        .set(set(ExtractionKind::ForwardOff))
        .say(", which cuts its sales of inputs to all others, or ")
        .set(set(ExtractionKind::Complete)),
        _ => Hint::from(
            "it cuts the trade of whole regions, and part of a region has no border: use ",
        )
        .set(set(ExtractionKind::Interregional))
        .say(", which cuts its inputs from and to all others"),
    };
    Error::conflict(set(kind), "a set that is not made of whole regions", reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_share_a_place() {
        let places = ranks(&[1.0, f64::NAN, 3.0, 1.0, 0.5]);
        assert_eq!(places[2..], [1.0, 2.0, 4.0]);
        assert!(places[0] == 2.0 && places[1].is_nan());
    }
}
