//! One exporter's flows, split.

use std::borrow::Cow;

use super::super::flows::Flows;
use super::super::{Approach, Perspective};
use super::{Line, SplitItems, Splitter};
use crate::error::Result;
use crate::frame::Frame;
use crate::linalg::Matrix;
use crate::table::EconomyId;

/// One exporter with its block column at hand.
pub(super) struct Exporter<'a> {
    splitter: &'a Splitter<'a>,
    id: EconomyId,
    inputs: Matrix,
    columns: Matrix,
    /// Content by origin of one unit of every row, origins x n_s; and value added by origin as
    /// counted from the exporter's perspective.
    content: Matrix,
    origins: Matrix,
    /// Output of every row that the exports are traced through, n x L; without destinations
    /// none is needed.
    traced: Option<Cow<'a, Matrix>>,
}

impl<'a> Exporter<'a> {
    pub fn new(splitter: &'a Splitter<'a>, id: EconomyId, columns: Matrix) -> Result<Self> {
        let flows = splitter.flows;
        let rows = flows.rows(id);
        let query = splitter.query;
        let content = splitter.by_origin(&columns);
        let source =
            query.perspective == Perspective::Exporter && query.approach == Approach::Source;
        let origins = if source {
            splitter.by_origin(&flows.system.exporter_columns(rows, &columns)?)
        } else {
            content.clone()
        };
        let sink = query.perspective == Perspective::Exporter && query.approach == Approach::Sink;
        let traced = match &splitter.demand {
            Some((demand, outputs)) if sink => {
                Some(Cow::Owned(flows.without_reexports(id, &columns, demand, outputs)?))
            }
            Some((_, outputs)) => Some(Cow::Borrowed(outputs)),
            None if sink => {
                let total = Matrix::from_column(splitter.outputs.row_sums());
                let demand = Matrix::from_column(flows.final_demand.row_sums());
                Some(Cow::Owned(flows.without_reexports_in_total(id, &columns, &demand, &total)?))
            }
            None => None,
        };
        let inputs = flows.inputs_from(rows);
        Ok(Exporter { splitter, id, inputs, columns, content, origins, traced })
    }

    /// Sales of a line: its rows x destinations (or one column of all), of which the buyers'
    /// part is traced through `outputs` by destination. D, with output by destination.
    fn sales(&self, line: &Line, outputs: Option<&Matrix>) -> Matrix {
        let (splitter, flows) = (self.splitter, self.splitter.flows);
        let rows = flows.rows(self.id);
        let mut out = Matrix::zeros(line.members.len(), splitter.width());
        for &id in &line.partners {
            let (r, users) = (id.position(), flows.rows(id));
            if let Some(outputs) = outputs {
                let every: Vec<usize> = (0..outputs.columns()).collect();
                let through =
                    self.inputs.block(&line.members, users).times(&outputs.block(users, &every));
                for l in 0..out.columns() {
                    out.column_mut(l).iter_mut().zip(through.column(l)).for_each(|(d, a)| *d += a);
                }
            }
            for (at, &k) in line.members.iter().enumerate() {
                match &splitter.demand {
                    None if outputs.is_none() => out[(at, 0)] += flows.exports[(rows[k], r)],
                    None => out[(at, 0)] += flows.final_demand[(rows[k], r)],
                    Some((demand, _)) => {
                        // The columns of final demand that belong to the importer.
                        let each = demand.columns() / flows.partition.len();
                        for l in r * each..(r + 1) * each {
                            out[(at, l)] += demand[(rows[k], l)];
                        }
                    }
                }
            }
        }
        out
    }

    /// D within the perimeter: (I + A_ST B_TS)⁻¹ D, or D itself from the exporter's perspective.
    fn counted_once(&self, line: &Line, mut exports: Matrix) -> Result<Matrix> {
        let splitter = self.splitter;
        if splitter.query.perspective == Perspective::Exporter {
            return Ok(exports);
        }
        let flows = splitter.flows;
        let users: Vec<usize> =
            line.partners.iter().flat_map(|&r| flows.rows(r)).copied().collect();
        let small = self
            .inputs
            .block(&line.members, &users)
            .times(&self.columns.block(&users, &line.members));
        let rows: Vec<usize> = line.members.iter().map(|&k| flows.rows(self.id)[k]).collect();
        flows.system.small_factor(&small.plus_identity(), &rows)?.solve(&mut exports);
        Ok(exports)
    }

    pub fn frame(&self, line: &Line) -> Result<Frame> {
        let splitter = self.splitter;
        let sales = self.sales(line, self.traced.as_deref());
        let select = |matrix: &Matrix| matrix.select_columns(&line.members);
        let content = select(&self.content);
        let participation = splitter.split.items == SplitItems::Participation;
        let content = if participation {
            Some(content.times(&sales))
        } else {
            splitter.demand.is_none().then(|| content.times(&self.sales(line, None)))
        };
        let origins = select(&self.origins);
        let once = origins.times(&self.counted_once(line, sales)?);
        let mut columns = vec![("va", once)];
        columns.extend(content.map(|content| ("content", content)));
        if let Some(direct) = &splitter.direct {
            let direct = self.at_home(&origins.times(&self.sales(line, Some(direct))));
            let own = self.at_home(&columns[0].1);
            let content = &columns[1].1;
            let (gvc, backward) = (content.minus(&direct), content.minus(&own));
            let forward = own.minus(&direct);
            columns.extend([("gvc", gvc), ("gvc_backward", backward), ("gvc_forward", forward)]);
        }
        if splitter.split.origin.is_none() {
            for (_, column) in &mut columns {
                let sums = column.column_sums();
                *column = Matrix::from_fn(1, sums.len(), |_, l| sums[l]);
            }
        }
        Ok(splitter.frame(self.id, line, columns))
    }

    /// The rows of origins in the exporter itself; zero elsewhere.
    fn at_home(&self, by_origin: &Matrix) -> Matrix {
        let origins = &self.splitter.labels.origins;
        Matrix::from_fn(by_origin.rows(), by_origin.columns(), |t, l| {
            let home = origins[t].0 as usize == self.id.position();
            if home { by_origin[(t, l)] } else { 0.0 }
        })
    }
}

impl Flows<'_> {
    /// x̃(l) = X(l) − B_·s y(l), y(l) = B_ss⁻¹ (X_s(l) − L_s Y_ss [l is at home]): output by
    /// destination that is not made for a further export of s.
    fn without_reexports(
        &self,
        id: EconomyId,
        columns: &Matrix,
        demand: &Matrix,
        outputs: &Matrix,
    ) -> Result<Matrix> {
        let each = demand.columns() / self.partition.len();
        let home: Vec<usize> = (id.position() * each..(id.position() + 1) * each).collect();
        self.remove_exports(id, columns, demand, outputs, &home)
    }

    /// All destinations together, in one column.
    fn without_reexports_in_total(
        &self,
        id: EconomyId,
        columns: &Matrix,
        demand: &Matrix,
        outputs: &Matrix,
    ) -> Result<Matrix> {
        let mut own = demand.clone();
        for &row in self.rows(id) {
            own[(row, 0)] = self.final_demand[(row, id.position())];
        }
        self.remove_exports(id, columns, &own, outputs, &[0])
    }

    /// `home` are the columns of `demand` that hold the own final demand of the economy.
    fn remove_exports(
        &self,
        id: EconomyId,
        columns: &Matrix,
        demand: &Matrix,
        outputs: &Matrix,
        home: &[usize],
    ) -> Result<Matrix> {
        let rows = self.rows(id);
        let every: Vec<usize> = (0..outputs.columns()).collect();
        let mut made = demand.block(rows, home);
        self.system.local_factor(rows)?.solve(&mut made);
        let mut y = outputs.block(rows, &every);
        for (k, &l) in home.iter().enumerate() {
            y.column_mut(l).iter_mut().zip(made.column(k)).for_each(|(y, own)| *y -= own);
        }
        self.own_block(id, columns)?.solve(&mut y);
        let mut out = columns.times(&y);
        for l in 0..out.columns() {
            out.column_mut(l).iter_mut().zip(outputs.column(l)).for_each(|(o, x)| *o = x - *o);
        }
        Ok(out)
    }
}
