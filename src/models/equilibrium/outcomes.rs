//! General equilibrium beside other models, and for who buys.

use super::Equilibrium;
use super::wages::State;
use crate::linalg::ratio;
use crate::models::beside::{Measured, Outcomes, Status};
use crate::models::households::BuyerPrices;
use crate::table::{EconomyId, Index, Node, Partition};

impl Equilibrium {
    /// Prices and wages relative to each other, exact real income, flows at the sellers' base prices, and
    /// revenue in units of world wages. Volumes of value added do not change: labour is all that is paid.
    pub(super) fn outcomes(&self) -> Outcomes {
        let (base, before, after) = (&self.base, &self.before, &self.after);
        let g = base.economies.len();
        let own = |of: &dyn Fn(usize) -> f64| (0..g).map(of).collect::<Vec<f64>>();
        // ln P̂ and ln ŵ.
        let dearer = own(&|n| {
            let moved = after.quotes.prices.column(n).iter().zip(before.quotes.prices.column(n));
            let shares = base.final_shares.column(n).iter().zip(moved);
            shares.map(|(share, (new, old))| share * (new - old)).sum()
        });
        let wages = own(&|n| after.wages[n] - before.wages[n]);
        let real_income = own(&|n| after.income[n] / before.income[n] * (-dearer[n]).exp() - 1.0);
        let [exports, imports] = self.volumes_of_trade();
        Outcomes::none(g)
            .with(
                Measured::ConsumerPrice,
                Status::Solved,
                own(&|n| (dearer[n] - wages[n]).exp_m1()),
            )
            .with(Measured::RealWage, Status::Solved, own(&|n| (wages[n] - dearer[n]).exp_m1()))
            .with(Measured::RealIncome, Status::Solved, real_income)
            .with_unchanged(&[Measured::GdpVolume])
            .with(Measured::Exports, Status::Solved, exports)
            .with(Measured::Imports, Status::Solved, imports)
            .with(Measured::Revenue, Status::Solved, after.revenue.clone())
    }

    /// Changes of exports and imports at the prices of the sellers before: Σ π'X'/((1 + τ')ĉ) over what
    /// it was. What barriers use up on the way is among what is shipped.
    fn volumes_of_trade(&self) -> [Vec<f64>; 2] {
        let (before, after) = (&self.before, &self.after);
        let g = before.wages.len();
        let dearer = |j: usize, seller: usize| {
            1.0 + (after.quotes.costs[(j, seller)] - before.quotes.costs[(j, seller)]).exp_m1()
        };
        let sums = |state: &State, deflate: &dyn Fn(usize, usize) -> f64| {
            let (mut sold, mut bought) = (vec![0.0; g], vec![0.0; g]);
            for (j, flows) in state.flows.iter().enumerate() {
                let prices: Vec<f64> = (0..g).map(|seller| deflate(j, seller)).collect();
                for buyer in 0..g {
                    for seller in (0..g).filter(|&seller| seller != buyer) {
                        let volume = flows[(seller, buyer)] / prices[seller];
                        sold[seller] += volume;
                        bought[buyer] += volume;
                    }
                }
            }
            [sold, bought]
        };
        let old = sums(before, &|_, _| 1.0);
        let new = sums(after, &dearer);
        let mut pairs = old.into_iter().zip(new).map(|(old, new)| {
            old.iter().zip(&new).map(|(old, new)| ratio(new - old, *old)).collect::<Vec<f64>>()
        });
        [pairs.next().unwrap_or_default(), pairs.next().unwrap_or_default()]
    }

    /// Prices for buyers of an economy relative to its wage: κ̂ĉ/ŵ of every row, P̂/ŵ of every sector; revenue
    /// in units of the wage.
    pub(super) fn paid(
        &self,
        index: &Index,
        partition: &Partition,
        buyer: EconomyId,
    ) -> BuyerPrices {
        let (base, before, after) = (&self.base, &self.before, &self.after);
        let n = buyer.position();
        let wage = after.wages[n] - before.wages[n];
        let row = |(row, node): (usize, &Node)| {
            let (j, i) = (node.sector.position(), partition.of_row(row).position());
            let dearer = after.quotes.costs[(j, i)] - before.quotes.costs[(j, i)] - wage;
            let costs = &self.tariffs_after;
            let paid = (1.0 + costs.tariffs[j][(i, n)]) / (1.0 + base.tariffs[j][(i, n)]);
            costs.icebergs[j][(i, n)] * paid * dearer.exp() - 1.0
        };
        let sector =
            |j: usize| (after.quotes.prices[(j, n)] - before.quotes.prices[(j, n)] - wage).exp_m1();
        BuyerPrices {
            rows: index.nodes().iter().enumerate().map(row).collect(),
            sectors: Some((0..base.sectors.len()).map(sector).collect()),
            revenue: [before.revenue[n], after.revenue[n] * (-wage).exp()],
            warnings: vec![],
        }
    }
}
