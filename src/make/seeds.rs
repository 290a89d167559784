//! National tables and bilateral trade to one table, by import proportionality.

use super::sound::{productive, refuse_without_output};
use super::{assembled, column_target, row_target};
use crate::error::{Error, Result, shown, shown_list};
use crate::frame::{Frame, Unit};
use crate::linalg::Matrix;
use crate::make::balance::{Report, Step, Stop, Target, gras};
use crate::table::{
    Demand, Finding, FindingKind, Index, Mrio, Parts, RegionId, SectorId, Severity, Source,
};

/// What a table is built from.
#[derive(Debug, Clone, PartialEq)]
pub struct Seeds {
    /// Region-sectors.
    pub index: Index,
    /// Final demand columns, each of a region.
    pub demand: Demand,
    /// Use of products by origin: rows of the product's national maker, n x (n + demand columns);
    /// only cells of one region are read. Zd_r and Fd_r, domestic products.
    pub domestic: Matrix,
    /// Use of imported products: sectors x (n + demand columns), Zm_r and Fm_r beside each other.
    pub imported: Matrix,
    /// Trade for intermediate use: t_sri as n x regions, row (s, i), column r.
    pub trade_inputs: Matrix,
    /// Trade for final use, of the same shape; equal to `trade_inputs` where trade is not split by
    /// use.
    pub trade_final: Matrix,
    /// Gross output x.
    pub output: Vec<f64>,
    /// Value added w: all that is paid beside intermediate inputs.
    pub value_added: Vec<f64>,
    /// Exports as reported, where they are.
    pub exports: Option<Vec<f64>>,
    /// Provenance.
    pub source: Source,
}

impl Seeds {
    fn check(&self) -> Result<()> {
        let (n, columns) = (self.index.len(), self.index.len() + self.demand.len());
        let (sectors, regions) = (self.index.sectors().len(), self.index.regions().len());
        let exports = self.exports.as_ref().map_or(n, Vec::len);
        for (what, found, expected) in [
            ("domestic use", self.domestic.shape(), (n, columns)),
            ("imported use", self.imported.shape(), (sectors, columns)),
            ("trade for intermediate use", self.trade_inputs.shape(), (n, regions)),
            ("trade for final use", self.trade_final.shape(), (n, regions)),
            ("output", (self.output.len(), 1), (n, 1)),
            ("value added", (self.value_added.len(), 1), (n, 1)),
            ("exports", (exports, 1), (n, 1)),
        ] {
            if found != expected {
                return Err(Error::Shape { what, found, expected });
            }
        }
        let trade = self.trade_inputs.values().iter().chain(self.trade_final.values());
        if let Some(&value) = trade.clone().find(|t| !t.is_finite() || **t < 0.0) {
            let expected = "a finite number of zero or more";
            return Err(Error::Range { what: "a trade flow", value, expected });
        }
        Ok(())
    }

    /// The region that uses a column; `None` for demand of no region, whose imports have no
    /// importer.
    fn user(&self, column: usize) -> Option<RegionId> {
        match column.checked_sub(self.index.len()) {
            None => Some(self.index.node(column).region),
            Some(column) => self.demand.columns()[column].region,
        }
    }
}

/// Z and F by import proportionality, not yet balanced.
#[derive(Debug, Clone, PartialEq)]
pub struct Proportional {
    /// Z and F beside each other.
    pub flows: Matrix,
    /// Imports that have no partner, and exports that differ from what is reported.
    pub findings: Vec<Finding>,
    /// Frame `exports` with the keys `region, sector` and the columns `reported`, `implied` (what
    /// all importers buy) and `gap`, reported less implied; empty where nothing is reported.
    pub exports: Frame,
}

/// A table built from seeds.
#[derive(Debug, Clone, PartialEq)]
pub struct Built {
    /// The table.
    pub table: Mrio,
    /// What [`proportional`] found.
    pub findings: Vec<Finding>,
    /// Exports as reported and as implied, before balancing.
    pub exports: Frame,
    /// Totals before and after balancing.
    pub report: Report,
}

/// Distribute imported use over partners,
///
/// ```text
/// Z_{si,rj} = Zm_r[i,j] · t_sri / Σ_s t_sri
/// ```
///
/// with the shares of trade for intermediate use, and final use alike with its own; where one use
/// has no recorded partner, with those of both together. Domestic use stays. So the imported use of
/// every product by every user is kept, unless the product has no recorded partner at all. Then
/// `rest` sells it, if `rest` is given, makes the product and is not the importer itself; otherwise
/// the use is left out. Both cases are reported. Trade of a region with itself is not read.
///
/// Cost: n(n + demand columns) multiplications.
///
/// # Errors
/// [`Error::Shape`], [`Error::Range`] for negative trade.
///
/// # References
/// The proportionality assumption of Trefler and Zhu (2010), *Journal of International Economics*
/// 82(2), and Johnson and Noguera (2012), *JIE* 86(2), per use where trade is split by end use, as
/// in Dietzenbacher, Los, Stehrer, Timmer and de Vries (2013), *Economic Systems Research* 25(1).
pub fn proportional(seeds: &Seeds, rest: Option<RegionId>) -> Result<Proportional> {
    seeds.check()?;
    let (index, n) = (&seeds.index, seeds.index.len());
    let mut flows = Matrix::zeros(n, n + seeds.demand.len());
    let shares = ImportShares::new(seeds);
    let mut without = Unplaced::new(index, rest);
    for column in 0..flows.columns() {
        let Some(user) = seeds.user(column) else { continue };
        let own = index.rows(user);
        let cells = flows.column_mut(column);
        cells[own.clone()].copy_from_slice(&seeds.domestic.column(column)[own]);
        for (sector, &amount) in index.sectors().zip(seeds.imported.column(column)) {
            if amount == 0.0 {
                continue;
            }
            match shares.of(user, sector, if column < n { Use::Inputs } else { Use::Final }) {
                Some(suppliers) => {
                    suppliers.iter().for_each(|(row, share)| cells[*row] += amount * share);
                }
                None => {
                    if let Some(row) = without.place(index, user, sector, amount) {
                        cells[row] += amount;
                    }
                }
            }
        }
    }
    let (exports, gap) = compared_exports(seeds, &flows);
    let findings = without.findings(index).into_iter().chain(gap).collect();
    Ok(Proportional { flows, findings, exports })
}

/// What an import is for; the order of [`ImportShares::suppliers`].
#[derive(Clone, Copy)]
enum Use {
    Inputs,
    Final,
}

/// Suppliers of every imported product to every region, with their shares.
struct ImportShares {
    sectors: usize,
    /// By importer, sector and use.
    suppliers: Vec<Vec<(usize, f64)>>,
}

impl ImportShares {
    fn new(seeds: &Seeds) -> Self {
        let index = &seeds.index;
        let mut suppliers = vec![];
        for importer in index.regions() {
            let r = importer.position();
            for sector in index.sectors() {
                let rows: Vec<usize> = (0..index.len())
                    .filter(|&row| {
                        index.node(row).sector == sector && index.node(row).region != importer
                    })
                    .collect();
                let shares = |flow: &dyn Fn(usize) -> f64| {
                    let total: f64 = rows.iter().map(|&row| flow(row)).sum();
                    let some = rows.iter().filter(|&&row| flow(row) > 0.0);
                    some.map(|&row| (row, flow(row) / total)).collect::<Vec<_>>()
                };
                let inputs = |row: usize| seeds.trade_inputs[(row, r)];
                let last = |row: usize| seeds.trade_final[(row, r)];
                let both = shares(&|row| inputs(row) + last(row));
                for own in [shares(&inputs), shares(&last)] {
                    suppliers.push(if own.is_empty() { both.clone() } else { own });
                }
            }
        }
        ImportShares { sectors: index.sectors().len(), suppliers }
    }

    /// Suppliers for one use; `None` if nobody is recorded.
    fn of(&self, user: RegionId, sector: SectorId, wanted: Use) -> Option<&[(usize, f64)]> {
        let place = user.position() * self.sectors + sector.position();
        let suppliers = &self.suppliers[2 * place + wanted as usize];
        (!suppliers.is_empty()).then_some(suppliers.as_slice())
    }
}

/// Imports without a recorded partner, by importer and sector.
struct Unplaced {
    rest: Option<RegionId>,
    amounts: Vec<(RegionId, SectorId, f64, Option<usize>)>,
}

impl Unplaced {
    fn new(index: &Index, rest: Option<RegionId>) -> Self {
        let rest = rest.filter(|region| region.position() < index.regions().len());
        Unplaced { rest, amounts: vec![] }
    }

    /// The row that sells it instead.
    fn place(
        &mut self,
        index: &Index,
        user: RegionId,
        sector: SectorId,
        amount: f64,
    ) -> Option<usize> {
        let known = self.amounts.iter_mut().find(|(r, s, ..)| *r == user && *s == sector);
        if let Some((_, _, sum, row)) = known {
            *sum += amount;
            return *row;
        }
        let seller = self.rest.filter(|rest| *rest != user);
        let row =
            seller.and_then(|rest| index.rows(rest).find(|&row| index.node(row).sector == sector));
        self.amounts.push((user, sector, amount, row));
        row
    }

    fn findings(&self, index: &Index) -> Option<Finding> {
        let size = |entry: &&(RegionId, SectorId, f64, Option<usize>)| entry.2.abs();
        let worst = self.amounts.iter().max_by(|a, b| size(a).total_cmp(&size(b)))?;
        let name = |(r, s, ..): &(RegionId, SectorId, f64, Option<usize>)| {
            format!("{}:{}", index.region(*r), index.sector(*s))
        };
        let total: f64 = self.amounts.iter().map(|entry| entry.2).sum();
        let left_out: f64 = self.amounts.iter().filter(|e| e.3.is_none()).map(|e| e.2).sum();
        let names: Vec<String> = self.amounts.iter().map(name).collect();
        let fate = match self.rest {
            Some(rest) if left_out == 0.0 => format!("bought from `{}`", shown(index.region(rest))),
            Some(rest) => {
                format!("bought from `{}`, but for {left_out}, left out", shown(index.region(rest)))
            }
            None => "left out".to_owned(),
        };
        let message = format!(
            "imports worth {total} have no recorded partner and are {fate}; importers and products: {}",
            shown_list(&names)
        );
        let kind = FindingKind::Unallocated;
        Some(Finding::new(Severity::Warning, kind, name(worst), worst.2, message))
    }
}

/// Reported exports against what importers buy, and a finding on the largest gap.
fn compared_exports(seeds: &Seeds, flows: &Matrix) -> (Frame, Option<Finding>) {
    let (index, n) = (&seeds.index, seeds.index.len());
    let mut implied = vec![0.0; n];
    for column in 0..flows.columns() {
        let user = seeds.user(column);
        for (row, flow) in flows.column(column).iter().enumerate() {
            if Some(index.node(row).region) != user {
                implied[row] += flow;
            }
        }
    }
    let reported = seeds.exports.clone().unwrap_or_else(|| vec![f64::NAN; n]);
    let gap: Vec<f64> = reported.iter().zip(&implied).map(|(own, all)| own - all).collect();
    let worst =
        (0..n).filter(|&k| !gap[k].is_nan()).max_by(|&a, &b| gap[a].abs().total_cmp(&gap[b].abs()));
    let finding = worst.filter(|_| seeds.exports.is_some()).and_then(|k| {
        let (total, off): (f64, f64) =
            (reported.iter().map(|e| e.abs()).sum(), gap.iter().map(|g| g.abs()).sum());
        if off <= 1e-9 * total {
            return None;
        }
        let percent = match 100.0 * off / total {
            small if small < 0.01 => "less than 0.01".to_owned(),
            percent => format!("{percent:.2}"),
        };
        let message = format!(
            "exports implied by the imports of all partners differ from reported ones by {percent} % in all, most at `{}`: reported {}, implied {}; balancing spreads the gap",
            shown(&index.label(k)),
            reported[k],
            implied[k]
        );
        let kind = FindingKind::ExportGap;
        Some(Finding::new(Severity::Note, kind, index.label(k), gap[k], message))
    });
    let unit = || Unit::money(seeds.source.unit.as_deref().unwrap_or("units of the table"));
    let frame = Frame::new("exports", n)
        .with_key("region", index.region_codes(), index.nodes().iter().map(|k| k.region.position()))
        .with_key("sector", index.sector_codes(), index.nodes().iter().map(|k| k.sector.position()))
        .with_indicator("reported", unit(), reported)
        .with_indicator("implied", unit(), implied)
        .with_indicator("gap", unit(), gap);
    (frame, finding)
}

/// Build a table: [`proportional`], then [`gras`] to output (rows), output less value added
/// (intermediate columns) and national final use (final demand columns).
///
/// World output less value added need not equal world final use in national accounts: the
/// difference is borne by the final demand columns, in proportion to their size.
///
/// # Errors
/// As [`proportional`] and [`gras`]; rows named there are, for example, region-sectors whose output
/// nobody buys. [`Error::Impossible`], before anything is balanced, for an output of zero or less of a
/// region-sector that uses products; [`Error::Unusable`] for totals whose table has no Leontief inverse.
///
/// # Examples
/// ```
/// use tripole::make::{SeedFiles, build, read_seeds};
/// use tripole::make::balance::Stop;
/// let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds/three-pole-2011");
/// let seeds = read_seeds(&SeedFiles::in_folder(&folder))?;
/// let built = build(&seeds, None, &Stop::default(), &mut |_| ())?;
/// assert_eq!(built.table.index().regions().len(), 19);
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn build(
    seeds: &Seeds,
    rest: Option<RegionId>,
    stop: &Stop,
    progress: &mut dyn FnMut(Step),
) -> Result<Built> {
    let Proportional { flows, findings, exports } = proportional(seeds, rest)?;
    let targets = national_totals(seeds);
    refuse_without_output((&seeds.index, None), &flows, &targets)?;
    let balanced = gras(&flows, &targets, stop, progress)?;
    let n = seeds.index.len();
    let empty = Parts::new(
        seeds.index.clone(),
        seeds.demand.clone(),
        Matrix::zeros(n, n),
        Matrix::zeros(n, seeds.demand.len()),
    );
    let table = Mrio::new(Parts { source: seeds.source.clone(), ..empty })?;
    let table = productive(assembled(&table, &balanced.matrix, vec![])?)?;
    Ok(Built { table, findings, exports, report: balanced.report })
}

/// What the national accounts say about rows and columns.
fn national_totals(seeds: &Seeds) -> Vec<Target> {
    let (index, demand, n) = (&seeds.index, &seeds.demand, seeds.index.len());
    let rows = seeds.output.iter().enumerate().map(|(row, x)| row_target(index, row, *x));
    let inputs = seeds.output.iter().zip(&seeds.value_added).enumerate();
    let inputs = inputs.map(|(k, (x, w))| column_target(index, demand, k, x - w));
    let users = (n..n + demand.len()).map(|column| {
        let domestic: f64 = seeds
            .user(column)
            .map_or(0.0, |user| seeds.domestic.column(column)[index.rows(user)].iter().sum());
        let use_of_all = domestic + seeds.imported.column(column).iter().sum::<f64>();
        // Squared, the errors share a gap in proportion to size.
        column_target(index, demand, column, use_of_all).with_error(use_of_all.abs().sqrt())
    });
    rows.chain(inputs).chain(users).collect()
}
