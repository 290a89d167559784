//! Economies through which value chains run.

use super::Chains;
#[cfg(feature = "network")]
use super::betweenness::betweenness;
use crate::error::{Error, Result};
use crate::frame::{Frame, Unit};
use crate::linalg::{Lu, Matrix, ratio};
use crate::measures::trade::Exports;
use crate::table::lines::Lines;
use crate::table::{EconomyId, Partition, Reach};

/// Probability of following a flow instead of jumping anywhere.
const DAMPING: f64 = 0.85;

impl Chains<'_> {
    /// Hubs of the network of value added: frame `hubs` with keys `region, bloc`. The network's
    /// flow from o to r is the value added of o in the chosen final products of r,
    /// C_or = Σ_{j∈r} S_oj y_j, o ≠ r.
    ///
    /// | column | formula |
    /// |---|---|
    /// | `strength_out`, `strength_in` | Σ_r C_or, Σ_o C_or; `…_share` of all flows |
    /// | `pagerank` | p = 0.85 P'p + 0.15/G, P the flows of each economy over their sum (1/G each, if none) |
    /// | `pagerank_reversed` | the same on the flows turned round: importance as a supplier |
    /// | `betweenness` | shares of the shortest paths between others that run through r, distance 1/C, over (G−1)(G−2); with the feature `network` |
    /// | `hub_out`, `hub_in`, `hub` | share of the flows inside the bloc that start in r, end in r, either (so several members can exceed one half) |
    /// | `pass_through` | share of r in the foreign value added inside its bloc's exports to one another |
    ///
    /// PageRank and betweenness favour large economies: compare over time, and read
    /// `pass_through` for the role of a hub. Empty where there is nothing to divide by: blocs of
    /// one economy, fewer than three economies.
    ///
    /// Cost beyond the factor: 2n² flops per economy, ⅔G³ for PageRank, G² log G per economy for
    /// the paths.
    ///
    /// # Errors
    /// As [`LeontiefSystem::factorise`](crate::LeontiefSystem::factorise).
    ///
    /// # Examples
    /// ```
    /// use tripole::{Accounting, LeontiefSystem, read};
    /// use tripole::measures::chains::{Chains, Goods};
    /// use tripole::table::Geography;
    /// let input = read::Input::parse("builtin:three-pole-2011")?;
    /// let table = read::read(&input, &read::ReadOptions::default())?.table;
    /// let geography = Geography::new(table.index(), &[], &read::builtin_blocs())?;
    /// let system = LeontiefSystem::new(table, &Accounting::default())?;
    /// let chains = Chains::new(&system, &geography, &Goods::default())?;
    /// let frame = chains.hubs()?;
    /// let rank = |region, bloc| frame.value(&[region, bloc], "pagerank").unwrap_or_default();
    /// assert!(rank("DEU", "Europe") > rank("TUR", "Europe"));
    /// # Ok::<(), tripole::Error>(())
    /// ```
    ///
    /// # References
    /// Brin and Page (1998), *Computer Networks* 30; Brandes (2001), *Journal of Mathematical
    /// Sociology* 25(2); `hub` and `pass_through` are this project's.
    pub fn hubs(&self) -> Result<Frame> {
        let g = self.partition.len();
        let origins = self.origins()?;
        let flows = self.network(origins);
        let turned = flows.transposed();
        let inside = Matrix::from_fn(g, g, |o, r| {
            let near = self.map.reach(EconomyId::at(o), EconomyId::at(r)) == Reach::Regional;
            if near { flows[(o, r)] } else { 0.0 }
        });
        let (out, into) = (flows.row_sums(), flows.column_sums());
        let world: f64 = out.iter().sum();
        let (hub_out, hub_in) = (
            self.share_of_bloc(&inside.row_sums(), &inside.row_sums()),
            self.share_of_bloc(&inside.column_sums(), &inside.row_sums()),
        );
        let hub = hub_out.iter().zip(&hub_in).map(|(out, into)| out + into).collect();
        let share = |part: &[f64]| part.iter().map(|part| ratio(*part, world)).collect();
        let (out_share, in_share) = (share(&out), share(&into));
        let bloc = |s| self.map.of(EconomyId::at(s)).position();
        let mut ratios = vec![
            ("strength_out_share", out_share),
            ("strength_in_share", in_share),
            ("pagerank", pagerank(&flows, self.partition)?),
            ("pagerank_reversed", pagerank(&turned, self.partition)?),
        ];
        #[cfg(feature = "network")]
        ratios.push(("betweenness", betweenness(&flows)));
        ratios.extend([
            ("hub_out", hub_out),
            ("hub_in", hub_in),
            ("hub", hub),
            ("pass_through", self.pass_through_of(origins)),
        ]);
        let frame = Frame::new("hubs", g)
            .with_key("region", self.partition.names(), 0..g)
            .with_key("bloc", self.blocs.names(), (0..g).map(bloc))
            .with_indicator("strength_out", self.money(), out)
            .with_indicator("strength_in", self.money(), into);
        Ok(ratios.into_iter().fold(frame, |frame, (name, values)| {
            let share = name == "pass_through" || name.ends_with("_share");
            let unit = if share { Unit::Share } else { Unit::Index };
            frame.with_indicator(name, unit, values)
        }))
    }

    /// `pass_through` of [`Chains::hubs`], by economy.
    ///
    /// # Errors
    /// As [`Chains::hubs`].
    pub(crate) fn pass_through(&self) -> Result<Vec<f64>> {
        Ok(self.pass_through_of(self.origins()?))
    }

    fn pass_through_of(&self, origins: &Matrix) -> Vec<f64> {
        let passed = self.passed_on(origins);
        self.share_of_bloc(&passed, &passed)
    }

    /// C without its diagonal, economies x economies.
    fn network(&self, origins: &Matrix) -> Matrix {
        let mut flows = self.in_products(origins, &self.final_sales());
        (0..flows.rows()).for_each(|r| flows[(r, r)] = 0.0);
        flows
    }

    /// Foreign value added in the exports of each economy to others of its bloc.
    fn passed_on(&self, origins: &Matrix) -> Vec<f64> {
        let exports = Exports::of(self.system.table(), self.partition).total();
        let content = origins.row_sums();
        let of_row = |row: usize| -> f64 {
            let own = self.own(row);
            let near = (0..exports.columns())
                .filter(|&r| self.map.reach(own, EconomyId::at(r)) == Reach::Regional);
            let sent: f64 = near.map(|r| exports[(row, r)]).sum();
            (content[row] - origins[(row, own.position())]) * sent
        };
        let rows: Vec<f64> = (0..exports.rows()).map(of_row).collect();
        Lines::economies("", "region", self.partition).sum(&self.of_chosen(&rows))
    }

    /// Amounts of economies over the sum of `whole` over their bloc.
    fn share_of_bloc(&self, amounts: &[f64], whole: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.blocs.len()];
        for (s, amount) in whole.iter().enumerate() {
            sums[self.map.of(EconomyId::at(s)).position()] += amount;
        }
        let of = |(s, amount): (usize, &f64)| {
            ratio(*amount, sums[self.map.of(EconomyId::at(s)).position()])
        };
        amounts.iter().enumerate().map(of).collect()
    }
}

/// PageRank, solved: (I − dP')p = (1 − d)/G. Negative flows count as none.
fn pagerank(flows: &Matrix, partition: &Partition) -> Result<Vec<f64>> {
    let g = flows.rows();
    let even = 1.0 / g as f64;
    let sums: Vec<f64> = (0..g).map(|o| flows.row(o).iter().map(|c| c.max(0.0)).sum()).collect();
    let step = |o: usize, r: usize| {
        if sums[o] > 0.0 { flows[(o, r)].max(0.0) / sums[o] } else { even }
    };
    let system = Matrix::from_fn(g, g, |r, o| f64::from(r == o) - DAMPING * step(o, r));
    let lu = Lu::of(&system)
        .map_err(|zero| Error::Singular { label: partition.names()[zero.column].clone() })?;
    let mut ranks = Matrix::from_column(vec![(1.0 - DAMPING) * even; g]);
    lu.solve(&mut ranks);
    Ok(ranks.column(0).to_vec())
}
