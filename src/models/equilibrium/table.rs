//! The tables of the model's world, for every other measure.

use rayon::prelude::*;

use super::Equilibrium;
use super::base_year::TradeCosts;
use super::wages::State;
use crate::error::Result;
use crate::linalg::Matrix;
use crate::table::{Demand, Index, Mrio, Parts, Primary, PrimaryKind, Source};

/// The one category of final demand.
const FINAL_USE: &str = "FD";

impl Equilibrium {
    /// The inter-country table before the change, as the model sees it: all users of a product in
    /// a country buy from its suppliers in the same proportions, so cells differ from those of the
    /// table that the world was calibrated to, while trade by pair and product does not. Tariffs
    /// are a row of taxes. (GJ)² numbers.
    ///
    /// # Errors
    /// Those of [`Index::new`] and [`Mrio::new`]: economies or sectors of the same name.
    pub fn table_before(&self) -> Result<Mrio> {
        table(self, &self.base.base_costs(), &self.before, "before the change")
    }

    /// The inter-country table after the change, at the prices and wages after it.
    ///
    /// # Errors
    /// As [`Equilibrium::table_before`].
    pub fn table_after(&self) -> Result<Mrio> {
        table(self, &self.tariffs_after, &self.after, "after the change")
    }
}

fn table(of: &Equilibrium, costs: &TradeCosts, state: &State, when: &str) -> Result<Mrio> {
    let (base, closure) = (&of.base, &of.closure);
    let (g, sectors) = (base.economies.len(), base.sectors.len());
    let n = g * sectors;
    let label = |row: usize| (&base.economies[row / sectors], &base.sectors[row % sectors]);
    let index = Index::new((0..n).map(label))?;
    let demand = Demand::new(&index, base.economies.iter().map(|e| (Some(e.as_str()), FINAL_USE)))?;
    // What a unit spent on a product in a country pays to each supplier, and in tariffs.
    let per_unit = |flow: f64, buyer: usize, product: usize| match state.spending[(buyer, product)]
    {
        0.0 => 0.0,
        spent => flow / spent,
    };
    let fill = |column: &mut [f64], buyer: usize, bought: &dyn Fn(usize) -> f64| {
        for (row, cell) in column.iter_mut().enumerate() {
            let (seller, product) = (row / sectors, row % sectors);
            let flow = state.flows[product][(seller, buyer)];
            *cell = per_unit(flow, buyer, product) * bought(product);
        }
    };
    let inputs = |user: usize, product: usize| {
        let (buyer, sector) = (user / sectors, user % sectors);
        base.inputs[buyer][(product, sector)] * state.sales[(buyer, sector)]
    };
    let finals = |buyer: usize, product: usize| {
        closure.final_use(buyer, product, state.income[buyer], state.values[buyer].exp())
    };
    let mut intermediate = Matrix::zeros(n, n);
    intermediate.par_columns_mut().enumerate().for_each(|(user, column)| {
        fill(column, user / sectors, &|product| inputs(user, product));
    });
    let mut final_demand = Matrix::zeros(n, g);
    final_demand.par_columns_mut().enumerate().for_each(|(buyer, column)| {
        fill(column, buyer, &|product| finals(buyer, product));
    });
    let taxed = |buyer: usize, bought: &dyn Fn(usize) -> f64| -> f64 {
        let rate = |product: usize| {
            let rates = costs.tariffs[product].column(buyer).iter();
            let paid =
                rates.zip(state.flows[product].column(buyer)).map(|(rate, flow)| rate * flow);
            per_unit(paid.sum(), buyer, product)
        };
        (0..sectors).map(|product| rate(product) * bought(product)).sum()
    };
    let tariffs = Primary {
        name: "TARIFFS".to_owned(),
        kind: PrimaryKind::Taxes,
        inputs: (0..n).map(|user| taxed(user / sectors, &|p| inputs(user, p))).collect(),
        final_demand: (0..g).map(|buyer| taxed(buyer, &|p| finals(buyer, p))).collect(),
    };
    let output: Vec<f64> = (0..n).map(|row| state.sales[(row / sectors, row % sectors)]).collect();
    let added = |row: usize| base.primary[(row % sectors, row / sectors)] * output[row];
    let value_added = Primary {
        name: "VA".to_owned(),
        kind: PrimaryKind::ValueAdded,
        inputs: (0..n).map(added).collect(),
        final_demand: vec![0.0; g],
    };
    let mut parts = Parts::new(index, demand, intermediate, final_demand);
    parts.primary = vec![tariffs, value_added];
    parts.reported_output = Some(output);
    let note = format!("general equilibrium, {when}");
    parts.source = Source { year: None, unit: Some(base.unit.clone()), note };
    Mrio::new(parts)
}
