//! Participation in global value chains, by each measure in use.
//!
//! | measure | what it takes for GVC | needs |
//! |---|---|---|
//! | [`Measure::BorinMancini`] | exports that cross at least two borders | local inverses only |
//! | [`Measure::Tripartite`] | the same, cut into pure forward, two-sided, pure backward | local inverses only |
//! | [`Measure::Kpww`] | foreign content and own value added in others' exports; double counts | two solves per economy |
//! | [`Measure::Wwyz`] | value added (and final output) that crosses borders for production | local inverses only |
//! | [`Measure::Output`] | output with at least two borders behind or ahead of it | local inverses only |
//! | [`Measure::VerticalSpecialisation`] | imported content of exports, and exports used in others' exports | solves per economy |
//!
//! "Local inverses only" means: no factorisation of the whole table, so a table of 9,800 rows
//! takes seconds.

mod borin_mancini;
mod pairs;

use crate::error::{Error, Hint, OptionName, Result, named};
use crate::frame::{Frame, Level, Unit};
use crate::leontief::LeontiefSystem;
use crate::linalg::{Matrix, minus, plus, ratios, times};
use crate::measures::kpww::{ExportContent, Indices};
use crate::measures::trade::Exports;
use crate::table::Partition;
use crate::table::lines::Lines;
pub(crate) use borin_mancini::BorinMancini;
use pairs::by_pair;

/// A measure of participation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Measure {
    /// Borin and Mancini (2019, 2023): `exports, gvc, gvc_backward, gvc_forward` and their shares
    /// of exports. gvc = E − davax, backward E − dva, forward dva − davax.
    #[default]
    BorinMancini,
    /// Borin, Mancini and Taglioni (2021): `davax, gvc_pure_forward, gvc_two_sided,
    /// gvc_pure_backward`. With m the import content of a unit of exports and d the exports
    /// absorbed by the direct importer: vL∘d, vL∘(E − d), m∘(E − d), m∘d; their sum is E.
    Tripartite,
    /// Koopman, Powers, Wang and Wei (2010): `fv` = foreign content, `iv` = own value added in
    /// others' exports, `participation` = (fv + iv)/E, `position` = ln(1 + iv/E) − ln(1 + fv/E).
    /// By sector, iv is of the sector of origin and fv of the exporting one; iv/E then has no
    /// upper bound.
    Kpww,
    /// Wang, Wei, Yu and Zhu (2017): value added by use, `va_domestic, va_traditional, va_simple,
    /// va_complex, va_gvc`, final output by source, `y_domestic` … `y_gvc`, and the indices
    /// `gvc_forward_index` = va_gvc / value added and `gvc_backward_index` = y_gvc / final output.
    Wwyz,
    /// Output by borders behind and ahead of it, this project's construction in the spirit of
    /// Borin, Mancini and Taglioni (2021): `out_domestic, out_traditional, out_pure_forward,
    /// out_pure_backward, out_two_sided`; their sum is output. GVC means at least two borders.
    /// `out_traditional_forward` and `out_traditional_backward`, the border ahead or behind, are
    /// the parts of `out_traditional`.
    Output,
    /// Hummels, Ishii and Yi (2001) and Koopman, Wang and Wei (2014), by region: `vs` = foreign
    /// content, `vs_hiy` = u'A^m L e (with own value added that returns), `vs1` = own value added
    /// in others' exports, `vs1_star` = of it, what comes home.
    VerticalSpecialisation,
}

named!(Measure, "measure of participation":
    BorinMancini = "bm",
    Tripartite = "tripartite",
    Kpww = "kpww",
    Wwyz = "wwyz",
    Output = "output",
    VerticalSpecialisation = "hiy",
);

/// The levels of [`participation()`]: every economy, every sector of it, every pair of economies,
/// every bloc (an economy of a partition of blocs).
pub const LEVELS: &[Level] = &[Level::Region, Level::RegionSector, Level::Pair, Level::Bloc];

/// Participation in global value chains: frame `participation` with keys `region[, sector]` or
/// `region, partner` and the columns of the measure.
///
/// By pair it is the participation of the exports of every economy to every other, for measures
/// of exports; its columns add up over partners to those by region, the ratios apart. With
/// d_kr = Y_kr + A_kr L_r Y_rr, what the direct importer absorbs, and A_kr L_r e_r, what it exports
/// again, the formulas are those of [`Measure`].
///
/// Cost: for the local measures four to eight factors of every economy alone, Σ ⅔n_s³ flops each, and some
/// 8n² to 12n²; for [`Measure::Kpww`] and [`Measure::VerticalSpecialisation`] beyond the factor 2n² per economy, and
/// for [`Measure::Kpww`] by region-sector 4n².
///
/// # Errors
/// [`Error::Level`] for a level that is none of [`LEVELS`]; [`Error::Conflict`] for
/// [`Measure::VerticalSpecialisation`] by sector, which has no agreed definition, and by pair for a
/// measure that is not about exports to a partner; those of [`LeontiefSystem::local_factor`] or
/// [`LeontiefSystem::factorise`].
///
/// # Examples
/// ```
/// use tripole::{Accounting, LeontiefSystem, Partition, read};
/// use tripole::frame::Level;
/// use tripole::measures::participation::{Measure, participation};
/// let input = read::Input::parse("builtin:three-pole-2011")?;
/// let table = read::read(&input, &read::ReadOptions::default())?.table;
/// let partition = Partition::regions(table.index());
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let frame = participation(&system, &partition, Measure::BorinMancini, Level::Region)?;
/// let of = |column| frame.value(&["DEU"], column).unwrap_or_default();
/// let parts = of("gvc_backward") + of("gvc_forward");
/// assert!((parts - of("gvc")).abs() < 1e-9 * of("exports") && of("gvc_share") < 1.0);
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn participation(
    system: &LeontiefSystem,
    partition: &Partition,
    measure: Measure,
    by: Level,
) -> Result<Frame> {
    system.check_partition(partition)?;
    if by == Level::Pair {
        return by_pair(system, partition, measure);
    }
    let lines = Lines::at("participation", by, LEVELS, system.table().index(), partition)?;
    let sums = Sums { lines: &lines, unit: Unit::money(system.table().unit()) };
    match measure {
        Measure::BorinMancini => {
            Ok(BorinMancini::of(system, partition, &lines)?.into_columns(lines.frame(), &sums.unit))
        }
        Measure::Tripartite => {
            let local = Local::new(system, partition)?;
            let further = system.foreign_inputs(&local.made_for_exports, partition);
            let levels = [
                ("davax", times(&local.value_added, &local.direct)),
                ("gvc_pure_forward", times(&local.value_added, &further)),
                ("gvc_two_sided", times(&local.imports, &further)),
                ("gvc_pure_backward", times(&local.imports, &local.direct)),
            ];
            Ok(sums.add(lines.frame(), &levels))
        }
        Measure::Wwyz => {
            let local = Local::new(system, partition)?;
            let ProductionBased { value_added, final_output } =
                local.production_based(system, partition)?;
            let frame = sums.add(lines.frame(), &value_added);
            let frame = sums.add(frame, &final_output);
            let (forward, backward) = (&value_added[4].1, &final_output[4].1);
            let frame = sums.share(frame, "gvc_forward_index", forward, system.value_added());
            Ok(sums.share(frame, "gvc_backward_index", backward, &local.final_output))
        }
        Measure::Output => {
            let local = Local::new(system, partition)?;
            Ok(sums.add(lines.frame(), &local.output_based(system, partition)?))
        }
        Measure::Kpww => kpww(system, partition, by, &lines, lines.frame()),
        Measure::VerticalSpecialisation => vertical(system, partition, by, &lines, lines.frame()),
    }
}

/// Columns of a frame from amounts by row.
struct Sums<'a> {
    lines: &'a Lines,
    unit: Unit,
}

impl Sums<'_> {
    fn add(&self, frame: Frame, columns: &[(&'static str, Vec<f64>)]) -> Frame {
        columns.iter().fold(frame, |frame, (name, rows)| {
            frame.with_indicator(*name, self.unit.clone(), self.lines.sum(rows))
        })
    }

    fn share(&self, frame: Frame, name: &'static str, part: &[f64], whole: &[f64]) -> Frame {
        let (part, whole) = (self.lines.sum(part), self.lines.sum(whole));
        frame.with_indicator(name, Unit::Share, ratios(&part, &whole))
    }
}

/// Row vectors that local inverses alone give.
struct Local {
    /// vL.
    value_added: Vec<f64>,
    /// m = u'A^m L, the import content of a unit; u − vL with residual value added.
    imports: Vec<f64>,
    /// Y^d and L Y^d.
    own_demand: Vec<f64>,
    made_at_home: Vec<f64>,
    /// Y^f, and Y^d + Y^f.
    final_exports: Vec<f64>,
    final_output: Vec<f64>,
    /// e and L e.
    exports: Vec<f64>,
    made_for_exports: Vec<f64>,
    /// d = Y^f + A^m L Y^d, the exports that the direct importers absorb, and the part of it
    /// that they need for production, A^m L Y^d.
    direct: Vec<f64>,
    direct_inputs: Vec<f64>,
}

/// Columns with names.
type Columns = Vec<(&'static str, Vec<f64>)>;

struct ProductionBased {
    value_added: Columns,
    final_output: Columns,
}

impl Local {
    fn new(system: &LeontiefSystem, partition: &Partition) -> Result<Self> {
        let exports = Exports::of(system.table(), partition);
        let (exports, n) = (exports.by_row(), system.order());
        let demand = system.final_demand_by_destination(partition);
        let own = |row: usize| partition.of_row(row).position();
        let own_demand: Vec<f64> = (0..n).map(|row| demand[(row, own(row))]).collect();
        let final_output = demand.row_sums();
        let final_exports = minus(&final_output, &own_demand);
        let ones = vec![1.0; n];
        let made_at_home = system.solve_local(&own_demand, partition)?;
        let direct_inputs = system.foreign_inputs(&made_at_home, partition);
        let imports = system.foreign_inputs_left(&ones, partition);
        Ok(Local {
            value_added: system.solve_local_left(system.value_added_coefficients(), partition)?,
            imports: system.solve_local_left(&imports, partition)?,
            made_for_exports: system.solve_local(&exports, partition)?,
            direct: plus(&final_exports, &direct_inputs),
            direct_inputs,
            own_demand,
            made_at_home,
            final_exports,
            final_output,
            exports,
        })
    }

    /// b₁ = vL A^m L: value added behind exactly one border.
    fn one_border(&self, system: &LeontiefSystem, partition: &Partition) -> Result<Vec<f64>> {
        system
            .solve_local_left(&system.foreign_inputs_left(&self.value_added, partition), partition)
    }

    /// Wang, Wei, Yu and Zhu (2017): V̂BŶ = V̂LŶ^d + V̂LŶ^f + V̂LA^mLŶ^d + V̂LA^m(BŶ − LŶ^d), summed
    /// along rows (value added) and columns (final output); B Y u = x makes it local.
    fn production_based(
        &self,
        system: &LeontiefSystem,
        partition: &Partition,
    ) -> Result<ProductionBased> {
        let v = system.value_added_coefficients();
        let value_added = |outputs: &[f64]| -> Result<Vec<f64>> {
            Ok(times(v, &system.solve_local(outputs, partition)?))
        };
        let beyond = minus(&explained_output(system, &self.final_output)?, &self.made_at_home);
        let simple = value_added(&self.direct_inputs)?;
        let complex = value_added(&system.foreign_inputs(&beyond, partition))?;
        let gvc = plus(&simple, &complex);
        let forward = vec![
            ("va_domestic", times(v, &self.made_at_home)),
            ("va_traditional", value_added(&self.final_exports)?),
            ("va_simple", simple),
            ("va_complex", complex),
            ("va_gvc", gvc),
        ];
        let once = times(&self.one_border(system, partition)?, &self.own_demand);
        let behind = minus(&embodied(system)?, &self.value_added);
        let complex = minus(&times(&behind, &self.final_output), &once);
        let gvc = plus(&once, &complex);
        let backward = vec![
            ("y_domestic", times(&self.value_added, &self.own_demand)),
            ("y_traditional", times(&self.value_added, &self.final_exports)),
            ("y_simple", once),
            ("y_complex", complex),
            ("y_gvc", gvc),
        ];
        Ok(ProductionBased { value_added: forward, final_output: backward })
    }

    /// Shares vL, b₁, m − b₁ of a unit of output have 0, 1, more borders behind them; outputs
    /// L Y^d, L d, L A^m L e have 0, 1, more ahead.
    fn output_based(&self, system: &LeontiefSystem, partition: &Partition) -> Result<Columns> {
        let once = self.one_border(system, partition)?;
        let ahead_one = system.solve_local(&self.direct, partition)?;
        let further = system.foreign_inputs(&self.made_for_exports, partition);
        let ahead_more = system.solve_local(&further, partition)?;
        let more = minus(&self.imports, &once);
        let traditional_forward = times(&self.value_added, &ahead_one);
        let traditional_backward = times(&once, &self.made_at_home);
        Ok(vec![
            ("out_domestic", times(&self.value_added, &self.made_at_home)),
            ("out_traditional", plus(&traditional_forward, &traditional_backward)),
            ("out_pure_forward", times(&self.value_added, &ahead_more)),
            (
                "out_pure_backward",
                plus(&times(&self.imports, &ahead_one), &times(&more, &self.made_at_home)),
            ),
            ("out_two_sided", times(&self.imports, &ahead_more)),
            ("out_traditional_forward", traditional_forward),
            ("out_traditional_backward", traditional_backward),
        ])
    }
}

/// B Y u: output itself, unless part of it belongs to no destination.
fn explained_output(system: &LeontiefSystem, final_output: &[f64]) -> Result<Vec<f64>> {
    let intermediate = system.inputs_for(&Matrix::from_column(system.output().to_vec()));
    let rest = minus(&minus(system.output(), intermediate.column(0)), final_output);
    let scale = system.output().iter().fold(0.0_f64, |m, x| m.max(x.abs()));
    if rest.iter().all(|gap| gap.abs() <= 1e-12 * scale) {
        return Ok(system.output().to_vec());
    }
    Ok(system.solve(Matrix::from_column(final_output.to_vec()))?.column(0).to_vec())
}

/// v'B: one with residual value added.
fn embodied(system: &LeontiefSystem) -> Result<Vec<f64>> {
    if system.closes() {
        return Ok(vec![1.0; system.order()]);
    }
    let v = system.value_added_coefficients().to_vec();
    Ok(system.solve_left(Matrix::from_column(v))?.column(0).to_vec())
}

fn kpww(
    system: &LeontiefSystem,
    partition: &Partition,
    by: Level,
    lines: &Lines,
    frame: Frame,
) -> Result<Frame> {
    let content = ExportContent::of(system, partition)?;
    let iv = match by {
        Level::RegionSector => lines.sum(&content.in_others_exports()?),
        _ => content.in_others_exports_by_economy(),
    };
    let (e, fv) = (lines.sum(&content.exports), lines.sum(&content.foreign_content()));
    let indices = Indices::of(&iv, &fv, &e);
    let unit = || Unit::money(system.table().unit());
    Ok(frame
        .with_indicator("fv", unit(), fv)
        .with_indicator("iv", unit(), iv)
        .with_indicator("participation", Unit::Share, indices.participation)
        .with_indicator("position", Unit::Index, indices.position))
}

fn vertical(
    system: &LeontiefSystem,
    partition: &Partition,
    by: Level,
    lines: &Lines,
    frame: Frame,
) -> Result<Frame> {
    if by == Level::RegionSector {
        return Err(Error::conflict(
            OptionName::Measure.set("hiy"),
            OptionName::By.set("region-sector"),
            Hint::from("vertical specialisation is defined for economies; by sector use ")
                .set(OptionName::Measure.set("tripartite")),
        ));
    }
    let content = ExportContent::of(system, partition)?;
    let imports = system.foreign_inputs_left(&vec![1.0; system.order()], partition);
    let imports = system.solve_local_left(&imports, partition)?;
    // What comes home: VB_sk E_ks over the rows k of the others.
    let home = |s: usize| -> f64 {
        let shares = content.origins.column(s).iter();
        shares.zip(content.flows.column(s)).map(|(share, sold)| share * sold).sum()
    };
    let unit = || Unit::money(system.table().unit());
    Ok(frame
        .with_indicator("vs", unit(), lines.sum(&content.foreign_content()))
        .with_indicator("vs_hiy", unit(), lines.sum(&times(&imports, &content.exports)))
        .with_indicator("vs1", unit(), content.in_others_exports_by_economy())
        .with_indicator("vs1_star", unit(), (0..partition.len()).map(home).collect()))
}
