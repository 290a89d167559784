//! Indicators of the OECD's Trade in Value Added database, under their codes.
//!
//! In these indicators "domestic value added" is **content**: value added counted at every
//! crossing, VB_c,k E_k, not the `dva` of [`decompose::exports`](crate::measures::decompose::exports); they
//! differ by re-imported value added (`EXGR_RIM`). `EXGR_DDC` means *direct domestic content* here,
//! not domestic double counting. Shares are percentages, as the OECD prints them.
//!
//! Definitions follow the OECD's guides of 2018 and 2021; the guide of 2023 was not available.
//! Codes marked * are second-hand or their denominator is not confirmed against the guide.
//!
//! | code | definition (c reporter, i industry, k = (c, i), p partner) |
//! |---|---|
//! | `PROD`, `VALU`, `PROD_VASH` | output, value added, 100 VALU/PROD |
//! | `EXGR`, `EXGR_INT`, `EXGR_FNL` | gross exports, for production, for final use |
//! | `IMGR`, `IMGR_INT`, `IMGR_FNL` | gross imports (of the industry's products) |
//! | `BALGR` | EXGR − IMGR |
//! | `EXGR_DVA`, `EXGR_DVASH` | VB_c,k E_k; over EXGR |
//! | `EXGR_DVAPSH` | EXGR_DVA to p over EXGR_DVA to all |
//! | `EXGR_TDVAIND`*, `EXGR_TFVAIND`* | EXGR_DVA (EXGR_FVA) over total exports of c |
//! | `EXGR_INTDVA`, `EXGR_FNLDVA` | VB_c,k E_int,k, VB_c,k E_fin,k |
//! | `EXGR_INTDVASH`*, `EXGR_FNLDVASH`*, `EXGR_INTDVAPSH`* | over EXGR; EXGR_INTDVA to p over that to all |
//! | `EXGR_SERV_DVASH`*, `EXGR_SERV_FVASH`* | the same content from service industries of origin, over EXGR |
//! | `EXGR_DDC`*, `EXGR_IDC`*, `EXGR_RIM` | direct v_k (L_c)_kk e_k, indirect (vL_k − v_k (L_c)_kk) e_k, re-imported (VB_c,k − vL_k) e_k; they add up to EXGR_DVA |
//! | `EXGR_FVA`, `EXGR_FVASH` | Σ_{p≠c} VB_p,k E_k; over EXGR |
//! | `EXGRPSH`*, `IMGRPSH`* | exports to (imports from) p over those to (from) all |
//! | `DEXFVAPSH` | backward: VB_p,c e_c over exports of c |
//! | `FEXDVAPSH`* | forward: VB_c,p e_p over exports of c, the source country |
//! | `EXGR_DVAFXSH`* | the same in exports of foreign industry i; without industry and partner, the sum of FEXDVAPSH |
//! | `EXGR_BSCI` | v_j B_jc e_c: value added of partner's industry j in the exports of c; without partners, of c's own |
//! | `FFD_DVA`, `FFD_DVAPSH` | value added of c (of industry i) in foreign final demand (of p); share over p |
//! | `VALU_FFDDVA`* | FFD_DVA over VALU |
//! | `DFD_FVA`, `DFD_FVAPSH` | value added of p in final demand of c; share over foreign p |
//! | `BALVAFD` | FFD_DVA to p less DFD_FVA from p |
//! | `FD_VA`, `FD_VASH`* | value added of p in final demand of c; over all final demand of c |
//! | `CONS_VA`*, `GFCF_VA`* | the same in consumption and in fixed capital formation of c; with `SH`, over all of it |
//! | `IMGR_DVA`*, `IMGR_DVASH`* | value added of c in its imports (from p); over IMGR |
//! | `REII`*, `IMGRINT_REII`* | re-exported intermediate imports A_pc B_cc e_c, by supplying product; over IMGR_INT |
//!
//! Rows of products bought (`IMGR…`, `REII`) and of origins (`DFD_FVA`, `FD_VA`, `CONS_VA`,
//! `GFCF_VA`, `EXGR_BSCI`) are those of the seller. Without partners a code is the sum over foreign
//! partners, except `FD_VA`, `CONS_VA`, `GFCF_VA`, `EXGR_BSCI` and their shares: these are then the
//! reporter's own, so that own and partners together are all. Consumption and capital formation
//! are the categories of [`sources::categories`]; without any, their codes are
//! left out. Service industries are named by the caller. Published `EXGR_BSCI` is by exporting
//! industry too: see [`decompose::exports`](crate::measures::decompose::exports) split by origin.

mod lines;

use crate::error::Result;
use crate::frame::{Frame, Level, Unit};
use crate::leontief::LeontiefSystem;
use crate::linalg::Matrix;
use crate::measures::trade::Exports;
use crate::sources::{self, DemandUse};
use crate::table::{Partition, SectorId};
use lines::{Grid, ReporterLines};

/// The levels of [`tiva`], each with its own codes: every reporter, every industry of it, every
/// reporter and partner, every industry of a reporter and partner.
pub const LEVELS: &[Level] = &[Level::Region, Level::RegionSector, Level::Pair, Level::PairSector];

/// Columns of numbers that a result has, at least.
const COLUMNS: usize = 24;

/// Indicators of Trade in Value Added: frame `tiva` with keys `reporter[, industry][, partner]` and
/// the codes of the level as columns (see the module). `services` are the industries of
/// `EXGR_SERV_…`; without any these codes are left out.
///
/// Cost beyond the factor: 2n² flops per economy for each of `VB`, `BY`, `B e_c` and `A B_cc e_c`,
/// and for consumption, capital formation and services; memory: as many n x economies.
///
/// # Errors
/// As [`LeontiefSystem::factorise`]; [`Error::Level`](crate::Error::Level) for a level that is none
/// of [`LEVELS`].
///
/// # Examples
/// ```
/// use tripole::{Accounting, LeontiefSystem, Partition, read};
/// use tripole::frame::Level;
/// use tripole::measures::tiva::tiva;
/// let input = read::Input::parse("builtin:three-pole-2011")?;
/// let table = read::read(&input, &read::ReadOptions::default())?.table;
/// let partition = Partition::regions(table.index());
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let frame = tiva(&system, &partition, Level::Region, &[])?;
/// let of = |column| frame.value(&["DEU"], column).unwrap_or_default();
/// // Domestic and foreign content add up to gross exports.
/// assert!((of("EXGR_DVA") + of("EXGR_FVA") - of("EXGR")).abs() < 1e-9 * of("EXGR"));
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn tiva(
    system: &LeontiefSystem,
    partition: &Partition,
    by: Level,
    services: &[SectorId],
) -> Result<Frame> {
    by.among("tiva", LEVELS)?;
    system.check_partition(partition)?;
    partition.index().check_sectors(services)?;
    let lines = ReporterLines::new(system.table().index(), partition, by);
    Frame::room(lines.count(), 3, COLUMNS)?;
    let mut columns = Columns { lines: &lines, unit: system.table().unit(), found: vec![] };
    let exported = gross(system, &mut columns);
    content(system, &exported, services, &mut columns)?;
    demanded(system, &mut columns)?;
    Ok(columns.found.into_iter().fold(lines.frame(), |frame, (code, unit, values)| {
        frame.with_indicator(code, unit, values)
    }))
}

/// The columns of the result so far.
struct Columns<'a> {
    lines: &'a ReporterLines<'a>,
    unit: &'a str,
    found: Vec<(&'static str, Unit, Vec<f64>)>,
}

impl Columns<'_> {
    fn values(&mut self, code: &'static str, values: Vec<f64>) {
        self.found.push((code, Unit::money(self.unit), values));
    }

    fn grid(&mut self, code: &'static str, grid: &Grid) {
        self.values(code, self.lines.shown(grid));
    }

    /// A percentage; empty where the denominator is zero.
    fn share(&mut self, code: &'static str, above: &[f64], below: &[f64]) {
        let share = |(a, b): (&f64, &f64)| if *b == 0.0 { f64::NAN } else { 100.0 * a / b };
        self.found.push((code, Unit::Percent, above.iter().zip(below).map(share).collect()));
    }

    fn share_of_partner(&mut self, code: &'static str, grid: &Grid) {
        self.share(code, &self.lines.shown(grid), &self.lines.over_partners(grid));
    }
}

/// Gross exports by row and importer, and their sums.
struct Exported {
    sales: Exports,
    total: Matrix,
    by_row: Vec<f64>,
    /// All exports of every economy.
    of_economy: Vec<f64>,
    /// The grids of `EXGR` and `IMGR`.
    exports: Grid,
    imports: Grid,
}

fn gross(system: &LeontiefSystem, columns: &mut Columns<'_>) -> Exported {
    let lines = columns.lines;
    let sales = Exports::of(system.table(), lines.partition());
    let total = sales.total();
    let by_row = total.row_sums();
    let of_economy = lines.partition().economies();
    let of_economy = of_economy.map(|(_, e)| e.rows.iter().map(|&k| by_row[k]).sum()).collect();
    let (exports, imports) = (lines.sold(|k, p| total[(k, p)]), lines.bought(|k, c| total[(k, c)]));
    if !lines.has_partners() {
        let (x, w) = (system.output(), system.value_added());
        let (x, w) = (lines.own_rows(|k| x[k]), lines.own_rows(|k| w[k]));
        columns.values("PROD", x.clone());
        columns.values("VALU", w.clone());
        columns.share("PROD_VASH", &w, &x);
    }
    columns.grid("EXGR", &exports);
    columns.grid("EXGR_INT", &lines.sold(|k, p| sales.intermediate[(k, p)]));
    columns.grid("EXGR_FNL", &lines.sold(|k, p| sales.final_use[(k, p)]));
    columns.grid("IMGR", &imports);
    columns.grid("IMGR_INT", &lines.bought(|k, c| sales.intermediate[(k, c)]));
    columns.grid("IMGR_FNL", &lines.bought(|k, c| sales.final_use[(k, c)]));
    let (sold, bought) = (lines.shown(&exports), lines.shown(&imports));
    columns.values("BALGR", sold.iter().zip(&bought).map(|(e, m)| e - m).collect());
    if lines.has_partners() {
        columns.share_of_partner("EXGRPSH", &exports);
        columns.share_of_partner("IMGRPSH", &imports);
    }
    Exported { sales, total, by_row, of_economy, exports, imports }
}

/// Value added in exports and imports.
fn content(
    system: &LeontiefSystem,
    exported: &Exported,
    services: &[SectorId],
    columns: &mut Columns<'_>,
) -> Result<()> {
    let (lines, partition) = (columns.lines, columns.lines.partition());
    let total = &exported.total;
    let v = system.value_added_coefficients();
    let origins = system.value_added_by_origin(partition)?;
    let unit_content = origins.row_sums();
    let local = system.solve_local_left(v, partition)?;
    let direct = direct_content(system, partition)?;
    let own = |row: usize| origins[(row, partition.of_row(row).position())];

    let domestic = lines.sold(|k, p| own(k) * total[(k, p)]);
    let foreign = lines.sold(|k, p| (unit_content[k] - own(k)) * total[(k, p)]);
    columns.grid("EXGR_DVA", &domestic);
    columns.grid("EXGR_FVA", &foreign);
    columns.grid("EXGR_DDC", &lines.sold(|k, p| direct[k] * total[(k, p)]));
    columns.grid("EXGR_IDC", &lines.sold(|k, p| (local[k] - direct[k]) * total[(k, p)]));
    columns.grid("EXGR_RIM", &lines.sold(|k, p| (own(k) - local[k]) * total[(k, p)]));

    let intermediate = lines.sold(|k, p| own(k) * exported.sales.intermediate[(k, p)]);
    let final_use = lines.sold(|k, p| own(k) * exported.sales.final_use[(k, p)]);
    columns.grid("EXGR_INTDVA", &intermediate);
    columns.grid("EXGR_FNLDVA", &final_use);

    let exports = lines.shown(&exported.exports);
    let of_reporter = lines.of_reporter(&exported.of_economy);
    if lines.has_partners() {
        columns.share_of_partner("EXGR_DVAPSH", &domestic);
        columns.share_of_partner("EXGR_INTDVAPSH", &intermediate);
    } else {
        columns.share("EXGR_DVASH", &lines.shown(&domestic), &exports);
        columns.share("EXGR_FVASH", &lines.shown(&foreign), &exports);
        columns.share("EXGR_INTDVASH", &lines.shown(&intermediate), &exports);
        columns.share("EXGR_FNLDVASH", &lines.shown(&final_use), &exports);
        columns.share("EXGR_TDVAIND", &lines.shown(&domestic), &of_reporter);
        columns.share("EXGR_TFVAIND", &lines.shown(&foreign), &of_reporter);
    }
    if !services.is_empty() {
        services_content(system, exported, services, columns)?;
    }
    content_elsewhere(&origins, exported, columns);
    embodied(system, exported, columns)
}

/// Value added of service sectors in exports.
fn services_content(
    system: &LeontiefSystem,
    exported: &Exported,
    services: &[SectorId],
    columns: &mut Columns<'_>,
) -> Result<()> {
    let (lines, partition) = (columns.lines, columns.lines.partition());
    let (index, total) = (system.table().index(), &exported.total);
    let mut weights = Matrix::zeros(system.order(), partition.len());
    for (row, &v) in system.value_added_coefficients().iter().enumerate() {
        if services.contains(&index.node(row).sector) {
            weights[(row, partition.of_row(row).position())] = v;
        }
    }
    let served = system.solve_left(weights)?;
    let served_all = served.row_sums();
    let own = |row: usize| served[(row, partition.of_row(row).position())];
    let exports = lines.shown(&exported.exports);
    let domestic = lines.sold(|k, p| own(k) * total[(k, p)]);
    let foreign = lines.sold(|k, p| (served_all[k] - own(k)) * total[(k, p)]);
    columns.share("EXGR_SERV_DVASH", &lines.shown(&domestic), &exports);
    columns.share("EXGR_SERV_FVASH", &lines.shown(&foreign), &exports);
    Ok(())
}

/// Value added of an economy in the exports of others, and in its own imports.
fn content_elsewhere(origins: &Matrix, exported: &Exported, columns: &mut Columns<'_>) {
    let lines = columns.lines;
    let Exported { total, by_row, .. } = exported;
    let of_reporter = lines.of_reporter(&exported.of_economy);
    let elsewhere = lines.bought(|k, c| origins[(k, c)] * by_row[k]);
    if lines.by() == Level::Pair {
        let inside = lines.sold(|k, p| origins[(k, p)] * by_row[k]);
        columns.share("DEXFVAPSH", &lines.shown(&inside), &of_reporter);
        columns.share("FEXDVAPSH", &lines.shown(&elsewhere), &of_reporter);
    } else {
        columns.share("EXGR_DVAFXSH", &lines.shown(&elsewhere), &of_reporter);
    }
    let returned = lines.bought(|k, c| origins[(k, c)] * total[(k, c)]);
    columns.grid("IMGR_DVA", &returned);
    columns.share("IMGR_DVASH", &lines.shown(&returned), &lines.shown(&exported.imports));
}

/// Value added by the sector it comes from, and imports that exports embody.
fn embodied(system: &LeontiefSystem, exported: &Exported, columns: &mut Columns<'_>) -> Result<()> {
    let (lines, partition) = (columns.lines, columns.lines.partition());
    let v = system.value_added_coefficients();
    let mut made = system.solve_by_economy(&exported.by_row, partition)?;
    let embodied = lines.origins(|k, c| v[k] * made[(k, c)]);
    columns.values("EXGR_BSCI", lines.own_or_partner(&embodied));
    for (c, _) in partition.economies() {
        let column = made.column_mut(c.position()).iter_mut().enumerate();
        column.filter(|(k, _)| partition.of_row(*k) != c).for_each(|(_, x)| *x = 0.0);
    }
    let inputs = system.inputs_for(&made);
    let reexported = lines.bought(|k, c| inputs[(k, c)]);
    let bought = lines.bought(|k, c| exported.sales.intermediate[(k, c)]);
    columns.grid("REII", &reexported);
    columns.share("IMGRINT_REII", &lines.shown(&reexported), &lines.shown(&bought));
    Ok(())
}

/// v_k (L_c)_kk by row.
fn direct_content(system: &LeontiefSystem, partition: &Partition) -> Result<Vec<f64>> {
    let v = system.value_added_coefficients();
    let own = system.visit_local(partition, &partition.chosen(&[]), |rows, factor| {
        let local = factor.inverse();
        let diagonal = rows.iter().enumerate().map(|(k, &row)| (row, v[row] * local[(k, k)]));
        Ok(diagonal.collect::<Vec<_>>())
    })?;
    let mut direct = vec![0.0; system.order()];
    own.iter().flatten().for_each(|&(row, value)| direct[row] = value);
    Ok(direct)
}

/// Value added in final demand.
fn demanded(system: &LeontiefSystem, columns: &mut Columns<'_>) -> Result<()> {
    let (lines, partition) = (columns.lines, columns.lines.partition());
    let v = system.value_added_coefficients();
    let spent = system.final_demand_by_destination(partition);
    let total = spent.column_sums();
    let output = system.solve(spent)?;
    let abroad = lines.sold(|k, l| v[k] * output[(k, l)]);
    let foreign = lines.bought(|k, l| v[k] * output[(k, l)]);
    columns.grid("FFD_DVA", &abroad);
    columns.grid("DFD_FVA", &foreign);
    if lines.has_partners() {
        columns.share_of_partner("FFD_DVAPSH", &abroad);
        columns.share_of_partner("DFD_FVAPSH", &foreign);
        let (out, home) = (lines.shown(&abroad), lines.shown(&foreign));
        columns.values("BALVAFD", out.iter().zip(&home).map(|(out, home)| out - home).collect());
    } else {
        let produced = lines.own_rows(|k| system.value_added()[k]);
        columns.share("VALU_FFDDVA", &lines.shown(&abroad), &produced);
    }
    in_demand(columns, "FD_VA", "FD_VASH", |k, l| v[k] * output[(k, l)], &total);
    for (part, code, share) in [
        (DemandUse::Consumption, "CONS_VA", "CONS_VASH"),
        (DemandUse::FixedCapital, "GFCF_VA", "GFCF_VASH"),
    ] {
        let categories = sources::categories(system.table().demand(), part);
        if categories.is_empty() {
            continue;
        }
        let spent = system.demand_for(partition, |category| categories.contains(&category));
        let total = spent.column_sums();
        let output = system.solve(spent)?;
        in_demand(columns, code, share, |k, l| v[k] * output[(k, l)], &total);
    }
    Ok(())
}

fn in_demand(
    columns: &mut Columns<'_>,
    code: &'static str,
    share: &'static str,
    value: impl Fn(usize, usize) -> f64,
    total: &[f64],
) {
    let lines = columns.lines;
    let values = lines.own_or_partner(&lines.origins(value));
    columns.share(share, &values, &lines.of_reporter(total));
    columns.values(code, values);
}
