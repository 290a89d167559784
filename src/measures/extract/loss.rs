//! Losses from blocks of the inverse.

use super::ExtractionKind;
use crate::error::Result;
use crate::leontief::LeontiefSystem;
use crate::linalg::{Lu, Matrix, dot, minus};
use crate::table::{Partition, RegionId, RowSet};

/// What the world loses by one extraction.
#[derive(Debug, Clone, Copy)]
pub(super) struct Totals {
    pub output: f64,
    pub value_added: f64,
    /// Value added lost by the extracted rows themselves.
    pub own: f64,
}

impl Totals {
    const UNDEFINED: Totals = Totals { output: f64::NAN, value_added: f64::NAN, own: f64::NAN };
}

/// One kind of extraction from one table: what all sets need, computed once.
pub(super) struct Extractor<'a> {
    system: &'a LeontiefSystem,
    kind: ExtractionKind,
    /// f⁺ = x − Ax.
    demand: Vec<f64>,
    /// Y (n x regions), for kinds that cut final sales.
    sales: Matrix,
    /// X = B Y (n x regions), for autarky.
    needed: Matrix,
}

/// h = base + B_·K weights, less `kept` in the rows of K.
struct Loss {
    base: Option<Vec<f64>>,
    weights: Vec<f64>,
    kept: Option<Vec<f64>>,
}

impl<'a> Extractor<'a> {
    pub fn new(system: &'a LeontiefSystem, kind: ExtractionKind) -> Result<Self> {
        let demand = system.closing_demand();
        let none = || Matrix::zeros(0, 0);
        let regions = Partition::regions(system.table().index());
        let sales = match kind {
            ExtractionKind::Exports | ExtractionKind::Autarky => {
                system.final_demand_by_destination(&regions)
            }
            _ => none(),
        };
        let needed =
            if kind == ExtractionKind::Autarky { system.solve(sales.clone())? } else { none() };
        Ok(Extractor { system, kind, demand, sales, needed })
    }

    /// h of one set, n numbers.
    pub fn losses(&self, set: &RowSet) -> Result<Vec<f64>> {
        let n = self.system.order();
        if set.is_empty() {
            return Ok(vec![0.0; n]);
        }
        let columns = self.system.block_columns(set.len())?.of(set.rows())?;
        let here: Vec<usize> = (0..set.len()).collect();
        let own = columns.block(set.rows(), &here);
        if self.kind == ExtractionKind::Ghosh {
            return self.ghosh_losses(set, &own);
        }
        let loss = self.loss(set, &own)?;
        let mut lost = columns.times_vector(&loss.weights);
        add(&mut lost, loss.base.as_deref());
        if let Some(kept) = &loss.kept {
            set.rows().iter().zip(kept).for_each(|(&row, kept)| lost[row] -= kept);
        }
        Ok(lost)
    }

    /// What the world loses by each of the sets, extracted alone.
    pub fn totals(&self, sets: &[RowSet]) -> Result<Vec<Totals>> {
        let (n, x) = (self.system.order(), self.system.output());
        let v = self.system.value_added_coefficients();
        let rows: Vec<&[usize]> = sets.iter().map(RowSet::rows).collect();
        let without_output = |rows: &[usize]| rows.iter().all(|&row| x[row] == 0.0);
        if self.kind == ExtractionKind::Ghosh {
            let handed_on = self.system.solve(Matrix::from_column(x.to_vec()))?;
            let gained = minus(handed_on.column(0), x);
            return self.system.visit_own_blocks(&rows, |k, own| {
                let (kept, weights) = self.ghosh_weights(&sets[k], own)?;
                let output = kept.iter().zip(&weights).map(|(&row, p)| p * gained[row]).sum();
                let none = without_output(rows[k]);
                Ok(if none { Totals::UNDEFINED } else { Totals { output, ..Totals::UNDEFINED } })
            });
        }
        let mut sides = Matrix::from_fn(n, 2, |i, j| if j == 0 { 1.0 } else { v[i] });
        sides = self.system.solve_left(sides)?;
        let (output, value_added) = (sides.column(0), sides.column(1));
        self.system.visit_own_blocks(&rows, |k, own| {
            if without_output(rows[k]) {
                return Ok(Totals::UNDEFINED);
            }
            let (rows, loss) = (rows[k], self.loss(&sets[k], own)?);
            let mut own_loss = own.times_vector(&loss.weights);
            let base = loss.base.as_ref();
            add(&mut own_loss, base.map(|base| pick(base, rows)).as_deref());
            if let Some(kept) = &loss.kept {
                own_loss = minus(&own_loss, kept);
            }
            let kept = |values: &[f64]| loss.kept.as_ref().map_or(0.0, |k| dot(k, values));
            let (v_own, ones) = (pick(v, rows), vec![1.0; rows.len()]);
            Ok(Totals {
                output: dot(&pick(output, rows), &loss.weights) - kept(&ones)
                    + base.map_or(0.0, |base| base.iter().sum()),
                value_added: dot(&pick(value_added, rows), &loss.weights) - kept(&v_own)
                    + base.map_or(0.0, |base| dot(v, base)),
                own: dot(&v_own, &own_loss),
            })
        })
    }

    /// The small systems of one set, given B_KK.
    fn loss(&self, set: &RowSet, own: &Matrix) -> Result<Loss> {
        let rows = set.rows();
        let (x, demand) = (pick(self.system.output(), rows), pick(&self.demand, rows));
        let block = self.system.small_factor(own, rows)?;
        let undone = |amounts: Vec<f64>| solved(&block, amounts);
        let local = |amounts: Vec<f64>| -> Result<Vec<f64>> {
            let lu = self.system.local_factor(rows)?;
            Ok(solved(&lu, amounts))
        };
        let plain = |weights| Loss { base: None, weights, kept: None };
        Ok(match self.kind {
            // The Ghosh model has a factor and a form of its own.
            ExtractionKind::Complete | ExtractionKind::Ghosh => plain(undone(x)),
            ExtractionKind::Interregional => {
                Loss { kept: Some(local(demand)?), ..plain(undone(x)) }
            }
            ExtractionKind::Backward => {
                let q = undone(x);
                Loss { kept: Some(q.clone()), ..plain(q) }
            }
            ExtractionKind::BackwardOff => {
                let q = undone(x);
                Loss { kept: Some(local(q.clone())?), ..plain(q) }
            }
            ExtractionKind::Forward => plain(undone(minus(&x, &demand))),
            ExtractionKind::ForwardOff => plain(undone(minus(&x, &local(demand)?))),
            ExtractionKind::Exports => {
                let regions = self.regions(set);
                plain(undone(minus(&x, &local(self.demand_at_home(rows, &regions))?)))
            }
            ExtractionKind::Autarky => {
                let regions = self.regions(set);
                let kept = local(self.demand_at_home(rows, &regions))?;
                let mut base = vec![0.0; self.system.order()];
                regions.iter().for_each(|r| add(&mut base, Some(self.needed.column(r.position()))));
                let weights = undone(minus(&x, &pick(&base, rows)));
                Loss { base: Some(base), weights, kept: Some(kept) }
            }
        })
    }

    /// The regions of K; the set has been found to be made of whole ones.
    fn regions(&self, set: &RowSet) -> Vec<RegionId> {
        set.whole_regions(self.system.table().index()).unwrap_or_default()
    }

    /// f_KK: what is left of f⁺_K without final sales to regions outside K.
    fn demand_at_home(&self, rows: &[usize], regions: &[RegionId]) -> Vec<f64> {
        let mut home = pick(&self.demand, rows);
        let mut outside = vec![true; self.sales.columns()];
        regions.iter().for_each(|region| outside[region.position()] = false);
        for r in (0..outside.len()).filter(|&r| outside[r]) {
            home = minus(&home, &pick(self.sales.column(r), rows));
        }
        home
    }

    /// The rows of K with output, and p' = u'B_KK⁻¹ over them: a sector without output hands
    /// nothing on, and has no allocation coefficients.
    fn ghosh_weights(&self, set: &RowSet, own: &Matrix) -> Result<(Vec<usize>, Vec<f64>)> {
        let x = self.system.output();
        let positions: Vec<usize> =
            (0..set.len()).filter(|&position| x[set.rows()[position]] != 0.0).collect();
        let rows: Vec<usize> = positions.iter().map(|&position| set.rows()[position]).collect();
        if rows.is_empty() {
            return Ok((rows, vec![]));
        }
        let mut weights = Matrix::from_column(vec![1.0; rows.len()]);
        let block = own.block(&positions, &positions);
        self.system.small_factor(&block, &rows)?.solve_transposed(&mut weights);
        Ok((rows, weights.column(0).to_vec()))
    }

    fn ghosh_losses(&self, set: &RowSet, own: &Matrix) -> Result<Vec<f64>> {
        let (rows, weights) = self.ghosh_weights(set, own)?;
        let mut sides = Matrix::zeros(self.system.order(), 1);
        rows.iter().zip(&weights).for_each(|(&row, p)| sides[(row, 0)] = *p);
        let mut lost = minus(self.system.solve_left(sides.clone())?.column(0), sides.column(0));
        lost.iter_mut().zip(self.system.output()).for_each(|(h, x)| *h *= x);
        Ok(lost)
    }
}

fn solved(lu: &Lu, amounts: Vec<f64>) -> Vec<f64> {
    let mut sides = Matrix::from_column(amounts);
    lu.solve(&mut sides);
    sides.column(0).to_vec()
}

fn pick(values: &[f64], rows: &[usize]) -> Vec<f64> {
    rows.iter().map(|&row| values[row]).collect()
}

fn add(target: &mut [f64], more: Option<&[f64]>) {
    if let Some(more) = more {
        target.iter_mut().zip(more).for_each(|(sum, value)| *sum += value);
    }
}
