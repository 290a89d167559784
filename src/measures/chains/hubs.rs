//! Economies through which value chains run.

use petgraph::algo::dijkstra;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;

use super::Chains;
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
    /// | `betweenness` | shares of the shortest paths between others that run through r, distance 1/C, over (G−1)(G−2) |
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
        let origins = self.system.value_added_by_origin(self.partition)?;
        let flows = self.network(&origins);
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
        let ratios = [
            ("strength_out_share", out_share),
            ("strength_in_share", in_share),
            ("pagerank", pagerank(&flows, self.partition)?),
            ("pagerank_reversed", pagerank(&turned, self.partition)?),
            ("betweenness", betweenness(&flows)),
            ("hub_out", hub_out),
            ("hub_in", hub_in),
            ("hub", hub),
            ("pass_through", self.pass_through_of(&origins)),
        ];
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
        Ok(self.pass_through_of(&self.system.value_added_by_origin(self.partition)?))
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

/// Betweenness over shortest paths, directed, distance 1/flow, over (G − 1)(G − 2); undefined for
/// fewer than three economies.
fn betweenness(flows: &Matrix) -> Vec<f64> {
    let g = flows.rows();
    let mut graph = DiGraph::<(), f64>::with_capacity(g, g * g);
    let nodes: Vec<NodeIndex> = (0..g).map(|_| graph.add_node(())).collect();
    for (o, &from) in nodes.iter().enumerate() {
        for (r, &to) in nodes.iter().enumerate() {
            if flows[(o, r)] > 0.0 {
                graph.add_edge(from, to, 1.0 / flows[(o, r)]);
            }
        }
    }
    let mut through = vec![0.0; g];
    for &source in &nodes {
        add_dependencies(&graph, source, &mut through);
    }
    let pairs = (g as f64 - 1.0) * (g as f64 - 2.0);
    through.iter().map(|paths| if g < 3 { f64::NAN } else { paths / pairs }).collect()
}

/// Brandes' accumulation over the shortest paths from one node: each node passes on to its
/// predecessors what depends on it, in shares of the paths through them.
fn add_dependencies(graph: &DiGraph<(), f64>, source: NodeIndex, through: &mut [f64]) {
    let reached = dijkstra(graph, source, None, |edge| *edge.weight());
    let mut order: Vec<(NodeIndex, f64)> = reached.iter().map(|(node, d)| (*node, *d)).collect();
    order.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
    let mut distance = vec![f64::INFINITY; through.len()];
    order.iter().for_each(|(node, d)| distance[node.index()] = *d);
    let before = |node: NodeIndex| {
        let arriving = graph.edges_directed(node, petgraph::Direction::Incoming);
        let distance = &distance;
        arriving
            .filter(move |edge| {
                distance[edge.source().index()] + edge.weight() == distance[node.index()]
            })
            .map(|edge| edge.source().index())
    };
    let mut paths = vec![0.0; through.len()];
    paths[source.index()] = 1.0;
    for &(node, _) in order.iter().filter(|(node, _)| *node != source) {
        paths[node.index()] = before(node).map(|earlier| paths[earlier]).sum();
    }
    let mut depends = vec![0.0; through.len()];
    for &(node, _) in order.iter().rev().filter(|(node, _)| *node != source) {
        let share = (1.0 + depends[node.index()]) / paths[node.index()];
        before(node).for_each(|earlier| depends[earlier] += paths[earlier] * share);
        through[node.index()] += depends[node.index()];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two ways of equal length from 0 to 3, one of them over 1, the other over 2.
    #[test]
    fn paths_are_shared() {
        let flows = Matrix::from_rows(&[
            [0.0, 1.0, 1.0, 0.0],
            [0.0, 0.0, 0.0, 1.0],
            [0.0, 0.0, 0.0, 1.0],
            [0.0, 0.0, 0.0, 0.0],
        ]);
        assert_eq!(betweenness(&flows), [0.0, 0.5 / 6.0, 0.5 / 6.0, 0.0]);
        assert!(betweenness(&Matrix::zeros(2, 2)).iter().all(|b| b.is_nan()));
    }
}
