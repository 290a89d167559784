//! Shortest paths through the network of value added.

use petgraph::algo::dijkstra;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;

use crate::linalg::Matrix;

/// Betweenness over shortest paths, directed, distance 1/flow, over (G − 1)(G − 2); undefined for
/// fewer than three economies.
pub(super) fn betweenness(flows: &Matrix) -> Vec<f64> {
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
