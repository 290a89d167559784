//! Indicators of the OECD's Trade in Value Added database, under their codes.
//!
//! In these indicators "domestic value added" is **content**: value added counted at every
//! crossing, VB_c,k E_k, not the `dva` of [`decompose::exports`](crate::decompose::exports); they
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
//! | `EXGR_INTDVASH`*, `EXGR_FNLDVASH`* | VB_c,k E_int,k (E_fin,k) over EXGR |
//! | `EXGR_DDC`*, `EXGR_IDC`*, `EXGR_RIM` | direct v_k (L_c)_kk e_k, indirect (vL_k − v_k (L_c)_kk) e_k, re-imported (VB_c,k − vL_k) e_k; they add up to EXGR_DVA |
//! | `EXGR_FVA`, `EXGR_FVASH` | Σ_{p≠c} VB_p,k E_k; over EXGR |
//! | `EXGRPSH`*, `IMGRPSH`* | exports to (imports from) p over those to (from) all |
//! | `DEXFVAPSH` | backward: VB_p,c e_c over exports of c |
//! | `FEXDVAPSH`* | forward: VB_c,p e_p over exports of c, the source country |
//! | `FFD_DVA`, `FFD_DVAPSH` | value added of c (of industry i) in foreign final demand (of p); share over p |
//! | `VALU_FFDDVA`* | FFD_DVA over VALU |
//! | `DFD_FVA`, `DFD_FVAPSH` | value added of p in final demand of c; share over foreign p |
//! | `BALVAFD` | FFD_DVA to p less DFD_FVA from p |
//! | `FD_VASH`* | value added of p in final demand of c, over final demand of c |
//! | `IMGR_DVA`*, `IMGR_DVASH`* | value added of c in its imports (from p); over IMGR |
//! | `REII`* | re-exported intermediate imports u'A^m_c B_cc e_c |

use crate::error::{Error, Result};
use crate::frame::{Frame, Unit};
use crate::labels::{EconomyId, Partition};
use crate::leontief::LeontiefSystem;
use crate::linalg::Matrix;
use crate::trade::Exports;

/// The level at which indicators are shown; each has its own codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TivaBy {
    /// Every reporter.
    Reporter,
    /// Every industry of every reporter.
    Industry,
    /// Every reporter and partner.
    Partner,
    /// Every industry of every reporter, and partner.
    IndustryPartner,
}

/// Quantities that all levels share; matrices are n x G.
struct World<'a> {
    system: &'a LeontiefSystem,
    partition: &'a Partition,
    exports: Exports,
    total: Matrix,
    origins: Matrix,
    /// v̂X: value added by row of origin and destination.
    absorbed: Matrix,
    /// vL, and v_k (L_c)_kk.
    local: Vec<f64>,
    direct: Vec<f64>,
    /// u'A^m_c B_cc e_c by economy.
    reexported: Vec<f64>,
}

/// One line of the result.
struct Line {
    reporter: usize,
    sector: Option<usize>,
    partner: Option<usize>,
    rows: Vec<usize>,
}

/// Indicators of Trade in Value Added: frame `tiva` with keys `reporter[, industry][, partner]` and
/// the codes of the level as columns (see the module).
///
/// Cost beyond the factor: two times 2n² flops per economy; at the level of reporters, for
/// `REII`, the inverse once (or streamed).
///
/// # Errors
/// As [`LeontiefSystem::factorise`].
pub fn tiva(system: &LeontiefSystem, partition: &Partition, by: TivaBy) -> Result<Frame> {
    let world = World::new(system, partition, by)?;
    let lines = world.lines(by);
    let mut frame = Frame::new("tiva", lines.len()).with_key(
        "reporter",
        partition.names(),
        lines.iter().map(|l| l.reporter),
    );
    if matches!(by, TivaBy::Industry | TivaBy::IndustryPartner) {
        let codes = system.table().index().sector_codes();
        frame = frame.with_key("industry", codes, lines.iter().filter_map(|l| l.sector));
    }
    if matches!(by, TivaBy::Partner | TivaBy::IndustryPartner) {
        frame =
            frame.with_key("partner", partition.names(), lines.iter().filter_map(|l| l.partner));
    }
    let columns = match by {
        TivaBy::Reporter | TivaBy::Industry => world.own_columns(&lines, by),
        TivaBy::Partner | TivaBy::IndustryPartner => world.partner_columns(&lines, by),
    };
    Ok(columns.into_iter().fold(frame, |frame, (code, share, values)| {
        let unit = if share { Unit::Plain } else { Unit::Money(system.table().unit().to_owned()) };
        frame.with_indicator(code, unit, values)
    }))
}

/// Code, whether it is a percentage, values.
type Columns = Vec<(&'static str, bool, Vec<f64>)>;

fn percent(above: &[f64], below: &[f64]) -> Vec<f64> {
    let share = |(a, b): (&f64, &f64)| if *b == 0.0 { f64::NAN } else { 100.0 * a / b };
    above.iter().zip(below).map(share).collect()
}

impl<'a> World<'a> {
    fn new(system: &'a LeontiefSystem, partition: &'a Partition, by: TivaBy) -> Result<Self> {
        let exports = Exports::of(system.table(), partition);
        let total = exports.total();
        let mut absorbed = system.output_by_destination(partition)?;
        let v = system.value_added_coefficients();
        for l in 0..absorbed.columns() {
            absorbed.column_mut(l).iter_mut().zip(v).for_each(|(x, v)| *x *= v);
        }
        let mut direct = vec![0.0; system.order()];
        for (_, economy) in partition.economies() {
            let local = system.local_inverse(&economy.rows)?;
            economy
                .rows
                .iter()
                .enumerate()
                .for_each(|(k, &row)| direct[row] = v[row] * local[(k, k)]);
        }
        let by_row = total.row_sums();
        let reexported = if by == TivaBy::Reporter {
            let imports = system.foreign_inputs_left(&vec![1.0; system.order()], partition);
            let all = partition.chosen(&[]);
            system.visit_block_columns(partition, &all, |id, columns| {
                let rows = &partition.economy(id).rows;
                let sold: Vec<f64> = rows.iter().map(|&row| by_row[row]).collect();
                let made = columns.times_vector(&sold);
                Ok(rows.iter().map(|&row| imports[row] * made[row]).sum())
            })?
        } else {
            vec![]
        };
        Ok(World {
            system,
            partition,
            origins: system.value_added_by_origin(partition)?,
            local: system.solve_local_left(v, partition)?,
            exports,
            total,
            absorbed,
            direct,
            reexported,
        })
    }

    fn lines(&self, by: TivaBy) -> Vec<Line> {
        let g = self.partition.len();
        let mut lines: Vec<Line> = match by {
            TivaBy::Reporter | TivaBy::Partner => self
                .partition
                .economies()
                .map(|(id, e)| Line {
                    reporter: id.position(),
                    sector: None,
                    partner: None,
                    rows: e.rows.clone(),
                })
                .collect(),
            TivaBy::Industry | TivaBy::IndustryPartner => self
                .partition
                .cells()
                .iter()
                .map(|c| Line {
                    reporter: c.economy.position(),
                    sector: Some(c.sector.position()),
                    partner: None,
                    rows: c.rows.clone(),
                })
                .collect(),
        };
        if matches!(by, TivaBy::Partner | TivaBy::IndustryPartner) {
            lines = lines
                .iter()
                .flat_map(|line| {
                    let partners = (0..g).filter(|&p| p != line.reporter);
                    partners.map(|p| Line { partner: Some(p), rows: line.rows.clone(), ..*line })
                })
                .collect();
        }
        lines
    }

    fn column(lines: &[Line], f: &dyn Fn(&Line, usize) -> f64) -> Vec<f64> {
        lines.iter().map(|line| line.rows.iter().map(|&row| f(line, row)).sum()).collect()
    }

    /// Sales of a row to one partner, or to all.
    fn to(matrix: &Matrix, line: &Line, row: usize) -> f64 {
        match line.partner {
            Some(p) => matrix[(row, p)],
            None => (0..matrix.columns())
                .filter(|&p| p != line.reporter)
                .map(|p| matrix[(row, p)])
                .sum(),
        }
    }

    fn foreign(&self, line: &Line, row: usize) -> f64 {
        let origins = (0..self.origins.columns()).filter(|&t| t != line.reporter);
        origins.map(|t| self.origins[(row, t)]).sum()
    }

    /// Imports of the reporter: of the line's products, from its partner or all.
    fn bought(&self, matrix: &Matrix, line: &Line) -> f64 {
        let index = self.system.table().index();
        (0..matrix.rows())
            .filter(|&row| {
                let seller = self.partition.of_row(row).position();
                seller != line.reporter
                    && line.partner.is_none_or(|p| p == seller)
                    && line.sector.is_none_or(|s| index.node(row).sector.position() == s)
            })
            .map(|row| matrix[(row, line.reporter)])
            .sum()
    }

    /// Value added of the reporter in its imports.
    fn own_in_imports(&self, line: &Line) -> f64 {
        (0..self.total.rows())
            .filter(|&row| {
                let seller = self.partition.of_row(row).position();
                seller != line.reporter && line.partner.is_none_or(|p| p == seller)
            })
            .map(|row| self.origins[(row, line.reporter)] * self.total[(row, line.reporter)])
            .sum()
    }

    fn gross_columns(&self, lines: &[Line]) -> Columns {
        let imports =
            |matrix: &Matrix| lines.iter().map(|l| self.bought(matrix, l)).collect::<Vec<f64>>();
        let exports = Self::column(lines, &|l, k| Self::to(&self.total, l, k));
        let bought = imports(&self.total);
        let balance = exports.iter().zip(&bought).map(|(e, m)| e - m).collect();
        vec![
            ("EXGR", false, exports),
            (
                "EXGR_INT",
                false,
                Self::column(lines, &|l, k| Self::to(&self.exports.intermediate, l, k)),
            ),
            (
                "EXGR_FNL",
                false,
                Self::column(lines, &|l, k| Self::to(&self.exports.final_use, l, k)),
            ),
            ("IMGR", false, bought),
            ("IMGR_INT", false, imports(&self.exports.intermediate)),
            ("IMGR_FNL", false, imports(&self.exports.final_use)),
            ("BALGR", false, balance),
        ]
    }

    /// Content codes that exist with and without partners.
    fn content_columns(&self, lines: &[Line]) -> Columns {
        let own = |line: &Line, row: usize| self.origins[(row, line.reporter)];
        let sold = |l: &Line, k: usize| Self::to(&self.total, l, k);
        vec![
            ("EXGR_DVA", false, Self::column(lines, &|l, k| own(l, k) * sold(l, k))),
            ("EXGR_FVA", false, Self::column(lines, &|l, k| self.foreign(l, k) * sold(l, k))),
            ("EXGR_DDC", false, Self::column(lines, &|l, k| self.direct[k] * sold(l, k))),
            (
                "EXGR_IDC",
                false,
                Self::column(lines, &|l, k| (self.local[k] - self.direct[k]) * sold(l, k)),
            ),
            (
                "EXGR_RIM",
                false,
                Self::column(lines, &|l, k| (own(l, k) - self.local[k]) * sold(l, k)),
            ),
        ]
    }

    fn own_columns(&self, lines: &[Line], by: TivaBy) -> Columns {
        let (x, w) = (self.system.output(), self.system.value_added());
        let prod = Self::column(lines, &|_, k| x[k]);
        let valu = Self::column(lines, &|_, k| w[k]);
        let mut columns = vec![("PROD_VASH", true, percent(&valu, &prod))];
        columns.insert(0, ("VALU", false, valu.clone()));
        columns.insert(0, ("PROD", false, prod));
        columns.extend(self.gross_columns(lines));
        let exports = Self::column(lines, &|l, k| Self::to(&self.total, l, k));
        let content = self.content_columns(lines);
        let of = |code: &str| {
            content.iter().find(|c| c.0 == code).map(|c| c.2.clone()).unwrap_or_default()
        };
        let part = |matrix: &Matrix| {
            Self::column(lines, &|l, k| self.origins[(k, l.reporter)] * Self::to(matrix, l, k))
        };
        let of_country: Vec<f64> = lines
            .iter()
            .map(|line| {
                let own = (0..self.total.rows())
                    .filter(|&row| self.partition.of_row(row).position() == line.reporter);
                own.map(|row| Self::to(&self.total, line, row)).sum()
            })
            .collect();
        let demanded = Self::column(lines, &|l, k| Self::to(&self.absorbed, l, k));
        let shares = [
            ("EXGR_DVASH", percent(&of("EXGR_DVA"), &exports)),
            ("EXGR_FVASH", percent(&of("EXGR_FVA"), &exports)),
            ("EXGR_INTDVASH", percent(&part(&self.exports.intermediate), &exports)),
            ("EXGR_FNLDVASH", percent(&part(&self.exports.final_use), &exports)),
            ("EXGR_TDVAIND", percent(&of("EXGR_DVA"), &of_country)),
            ("EXGR_TFVAIND", percent(&of("EXGR_FVA"), &of_country)),
            ("VALU_FFDDVA", percent(&demanded, &valu)),
        ];
        columns.extend(content);
        columns.push(("FFD_DVA", false, demanded));
        columns.extend(shares.into_iter().map(|(code, values)| (code, true, values)));
        if by == TivaBy::Reporter {
            let imported: Vec<f64> = lines.iter().map(|l| self.own_in_imports(l)).collect();
            let foreign: Vec<f64> = lines
                .iter()
                .map(|l| {
                    let abroad = (0..self.absorbed.rows())
                        .filter(|&row| self.partition.of_row(row).position() != l.reporter);
                    abroad.map(|row| self.absorbed[(row, l.reporter)]).sum()
                })
                .collect();
            let bought: Vec<f64> = lines.iter().map(|l| self.bought(&self.total, l)).collect();
            columns.push(("DFD_FVA", false, foreign));
            columns.push(("IMGR_DVASH", true, percent(&imported, &bought)));
            columns.push(("IMGR_DVA", false, imported));
            columns.push(("REII", false, self.reexported.clone()));
        }
        columns
    }

    fn partner_columns(&self, lines: &[Line], by: TivaBy) -> Columns {
        let totals: Vec<Line> =
            lines.iter().map(|l| Line { partner: None, rows: l.rows.clone(), ..*l }).collect();
        let mut columns = self.gross_columns(lines);
        let all = self.gross_columns(&totals);
        let find = |columns: &Columns, code: &str| {
            columns.iter().find(|c| c.0 == code).map(|c| c.2.clone()).unwrap_or_default()
        };
        let mut shares: Vec<(&'static str, Vec<f64>)> = vec![
            ("EXGRPSH", percent(&find(&columns, "EXGR"), &find(&all, "EXGR"))),
            ("IMGRPSH", percent(&find(&columns, "IMGR"), &find(&all, "IMGR"))),
        ];
        let content = self.content_columns(lines);
        let content_to_all = self.content_columns(&totals);
        shares.push((
            "EXGR_DVAPSH",
            percent(&find(&content, "EXGR_DVA"), &find(&content_to_all, "EXGR_DVA")),
        ));
        columns.extend(content);
        let demanded = Self::column(lines, &|l, k| Self::to(&self.absorbed, l, k));
        let demanded_by_all = Self::column(&totals, &|l, k| Self::to(&self.absorbed, l, k));
        shares.push(("FFD_DVAPSH", percent(&demanded, &demanded_by_all)));
        if by == TivaBy::Partner {
            let exports = find(&all, "EXGR");
            let sum = |economy: usize, f: &dyn Fn(usize) -> f64| -> f64 {
                self.partition.economy(EconomyId::at(economy)).rows.iter().map(|&row| f(row)).sum()
            };
            let each = |f: &dyn Fn(usize, usize) -> f64| -> Vec<f64> {
                lines.iter().map(|l| f(l.reporter, l.partner.unwrap_or(l.reporter))).collect()
            };
            let by_row = self.total.row_sums();
            // Value added of t in the exports of s, and of t in the final demand of l.
            let inside = |t: usize, s: usize| sum(s, &|row| self.origins[(row, t)] * by_row[row]);
            let used = |t: usize, l: usize| sum(t, &|row| self.absorbed[(row, l)]);
            let spent = |l: usize| (0..self.partition.len()).map(|t| used(t, l)).sum::<f64>();
            let foreign = each(&|c, p| used(p, c));
            let foreign_all = each(&|c, _| spent(c) - used(c, c));
            let demand = self.system.final_demand_by_destination(self.partition).column_sums();
            shares.push(("DEXFVAPSH", percent(&each(&|c, p| inside(p, c)), &exports)));
            shares.push(("FEXDVAPSH", percent(&each(&|c, p| inside(c, p)), &exports)));
            shares.push(("DFD_FVAPSH", percent(&foreign, &foreign_all)));
            shares.push(("FD_VASH", percent(&foreign, &each(&|c, _| demand[c]))));
            let balance = demanded.iter().zip(&foreign).map(|(out, home)| out - home).collect();
            columns.push(("DFD_FVA", false, foreign));
            columns.push(("BALVAFD", false, balance));
            columns.push((
                "IMGR_DVA",
                false,
                lines.iter().map(|l| self.own_in_imports(l)).collect(),
            ));
        }
        columns.push(("FFD_DVA", false, demanded));
        columns.extend(shares.into_iter().map(|(code, values)| (code, true, values)));
        columns
    }
}

/// Only the columns of these codes.
///
/// # Errors
/// [`Error::Unknown`] for a code that the level does not have.
pub fn choose(frame: Frame, codes: &[String]) -> Result<Frame> {
    if codes.is_empty() {
        return Ok(frame);
    }
    let known: Vec<String> = frame.indicators().iter().map(|c| c.name().to_owned()).collect();
    if let Some(code) = codes.iter().find(|code| !known.contains(code)) {
        return Err(Error::Unknown {
            what: "TiVA indicator of this level",
            code: code.clone(),
            near: known,
        });
    }
    Ok(frame.with_only(codes))
}
