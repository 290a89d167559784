//! General equilibrium beside other models, and for who buys.

use super::{Changes, Equilibrium};
use crate::models::beside::{Measured, Outcomes, Status};
use crate::models::households::BuyerPrices;
use crate::table::{EconomyId, Index, Node, Partition};

impl Equilibrium {
    /// Prices and wages relative to each other, exact real income, flows at the sellers' base prices, and
    /// revenue in units of world wages. Volumes of value added change under floors of wages or with capital alone:
    /// else labour is all that is paid.
    pub(super) fn outcomes(&self) -> Outcomes {
        let changes = self.changes();
        let own = |of: &dyn Fn(&Changes) -> f64| changes.iter().map(of).collect::<Vec<f64>>();
        let found = Outcomes::none(changes.len())
            .with(
                Measured::ConsumerPrice,
                Status::Solved,
                own(&|it| -it.real_wage / (1.0 + it.real_wage)),
            )
            .with(Measured::RealWage, Status::Solved, own(&|it| it.real_wage))
            .with(Measured::RealIncome, Status::Solved, own(&|it| it.real_income))
            .with(Measured::Exports, Status::Solved, own(&|it| it.exports))
            .with(Measured::Imports, Status::Solved, own(&|it| it.imports))
            .with(Measured::Revenue, Status::Solved, own(&|it| it.revenue));
        if self.switches().moves_volumes() {
            return found.with(Measured::GdpVolume, Status::Solved, own(&|it| it.gdp_volume));
        }
        found.with_unchanged(&[Measured::GdpVolume])
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
        let wage = after.quotes.pay.wages[n] - before.quotes.pay.wages[n];
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
