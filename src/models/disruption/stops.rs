//! Sales that stop for some days, as a share of every flow that is left.

use std::sync::Arc;

use super::daily::{Disruption, Stop};
use super::network::{Network, YEAR};
use super::start::cells;
use crate::error::{Error, Result};
use crate::leontief::LeontiefSystem;
use crate::linalg::Matrix;
use crate::table::{Partition, SalesSet};

/// What is left of flows on a day, 1 − share, by the network's places.
#[derive(Debug)]
pub(super) struct Mask {
    /// The economy of every user.
    users: Arc<[usize]>,
    /// What every user of an economy may buy, places x economies.
    inputs: Matrix,
    /// The same of final users, with a last column for those of no economy.
    finals: Matrix,
    /// Final demand of a steady day that may be met.
    wanted: Vec<f64>,
}

impl Mask {
    /// What the user at a place may buy from the suppliers.
    pub fn of_user(&self, place: usize) -> &[f64] {
        self.inputs.column(self.users[place])
    }

    /// What final users may buy, places x economies, those of no economy last.
    pub fn of_final_users(&self) -> &Matrix {
        &self.finals
    }

    /// Final demand of a steady day that may be met, by place.
    pub fn wanted(&self) -> &[f64] {
        &self.wanted
    }
}

/// The sales that stop, day by day.
pub(super) struct Stops<'a> {
    all: &'a [Stop],
    known: Option<Known>,
    /// Which stops are in force, and what they leave.
    last: (Vec<usize>, Option<Arc<Mask>>),
}

/// What masks are made of.
struct Known {
    economies: Partition,
    sets: Vec<SalesSet>,
    /// The table's row of every place.
    rows: Vec<usize>,
    users: Arc<[usize]>,
    /// F⁰ of a day by place and economy, that of none last.
    demand: Matrix,
}

impl<'a> Stops<'a> {
    /// n numbers per economy, where anything stops.
    pub fn new(
        system: &LeontiefSystem,
        network: &Network,
        disruption: &'a Disruption,
    ) -> Result<Self> {
        let stops = disruption.stops.as_slice();
        let mut known = None;
        if let Some(first) = stops.first() {
            let economies = first.sales.economies();
            economies.check_rows("the set of sales", system.table().index())?;
            let mut sets = vec![];
            for stop in stops {
                if !(0.0..=1.0).contains(&stop.share) {
                    let what = "the share of sales that stops";
                    return Err(Error::Range { what, value: stop.share, expected: "0 to 1" });
                }
                sets.push(SalesSet::of(economies, [&stop.sales])?);
            }
            let rows = network.rows().to_vec();
            let users = rows.iter().map(|&row| economies.of_row(row).position()).collect();
            let demand = by_economy(system, economies, &rows);
            known = Some(Known { economies: economies.clone(), sets, rows, users, demand });
        }
        Ok(Stops { all: stops, known, last: (vec![], None) })
    }

    /// The economies among which sales stop; none where none does.
    pub fn economies(&self) -> Option<&Partition> {
        self.known.as_ref().map(|known| &known.economies)
    }

    /// What is left of flows on a day; `None` where all of them are.
    pub fn on(&mut self, day: usize) -> Option<Arc<Mask>> {
        let known = self.known.as_ref()?;
        let active = |k: &usize| self.all[*k].days.contains(&day);
        let active: Vec<usize> = (0..self.all.len()).filter(active).collect();
        if active != self.last.0 {
            let mask = (!active.is_empty()).then(|| Arc::new(known.mask(self.all, &active)));
            self.last = (active, mask);
        }
        self.last.1.clone()
    }
}

impl Known {
    fn mask(&self, stops: &[Stop], active: &[usize]) -> Mask {
        let (n, count) = self.demand.shape();
        let ones = |columns| Matrix::from_fn(n, columns, |_, _| 1.0);
        let (mut inputs, mut finals) = (ones(count - 1), ones(count));
        for &k in active {
            let (set, left) = (&self.sets[k], 1.0 - stops[k].share);
            for (importer, _) in self.economies.economies() {
                let column = importer.position();
                for (place, &row) in self.rows.iter().enumerate() {
                    if set.inputs(importer)[row] {
                        inputs[(place, column)] *= left;
                    }
                    if set.final_use(importer)[row] {
                        finals[(place, column)] *= left;
                    }
                }
            }
        }
        let open = |place: usize| -> f64 {
            (0..count).map(|c| self.demand[(place, c)] * finals[(place, c)]).sum()
        };
        let wanted = (0..n).map(open).collect();
        Mask { users: Arc::clone(&self.users), inputs, finals, wanted }
    }
}

/// Which column of a matrix by economies every column of final demand belongs to.
pub(super) fn buyers(system: &LeontiefSystem, economies: &Partition) -> Vec<usize> {
    let labels = system.table().demand().columns().iter();
    let buyer = |region| economies.of_region(region).position();
    labels.map(|label| label.region.map_or(economies.len(), buyer)).collect()
}

/// F⁰ of a day by place and economy.
fn by_economy(system: &LeontiefSystem, economies: &Partition, rows: &[usize]) -> Matrix {
    let cells = cells(system);
    let mut sums = Matrix::zeros(rows.len(), economies.len() + 1);
    for (j, buyer) in buyers(system, economies).into_iter().enumerate() {
        for (place, &row) in rows.iter().enumerate() {
            sums[(place, buyer)] += cells[(row, j)] / YEAR;
        }
    }
    sums
}
