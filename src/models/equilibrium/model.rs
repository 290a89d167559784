//! General equilibrium in the registry.

use super::{BaseYear, Deficits, Equilibrium, EquilibriumOptions, Shock};
use crate::error::{Result, shown_list};
use crate::frame::Level;
use crate::leontief::LeontiefSystem;
use crate::linalg::Matrix;
use crate::models::beside::Outcomes;
use crate::models::households::BuyerPrices;
use crate::models::impact::{Check, Details, Impact, of_its_own};
use crate::models::registry::{Answer, Factor, Model, Quantities, Question, Record, Time};
use crate::models::settings::{ELASTICITIES, Setting, Takes};
use crate::scenario::{ChangeKind, ElasticityKind, Scenario};
use crate::table::EconomyId;

/// What is known of the model; its settings are [`EquilibriumOptions`].
pub static RECORD: Record = Record {
    name: "ge",
    summary: "wages, prices and incomes adjust (Caliendo and Parro 2015)",
    caveat: "a long run without unemployment or capital: value added is paid to one factor, which moves freely \
             between sectors, not between countries; quote `real_income`, which is exact: `real_wage` leaves out tariff \
             revenue and transfers, `welfare_first_order` is for small changes",
    reads: &[ChangeKind::Tariff, ChangeKind::Barrier],
    settings: &[
        ELASTICITIES,
        Setting {
            name: "deficits",
            takes: Takes::Word(&["fixed", "zero"]),
            help: "Trade deficits: fixed, or none before and after",
            default: "fixed",
        },
    ],
    time: Time::Year,
    quantities: Quantities::BeforeAndAfter,
    levels: &[Level::Region, Level::RegionSector, Level::Pair, Level::PairSector],
    factor: Factor::Own,
    stands_in: |_| true,
    make: |table, given| {
        let mut options = EquilibriumOptions::for_index(table.index());
        options.elasticities =
            given.elasticities(table, options.elasticities, ElasticityKind::Trade)?;
        if given.word("deficits") == Some(1) {
            options.deficits = Deficits::Zero;
        }
        Ok(Box::new(options))
    },
};

impl EquilibriumOptions {
    fn solve(&self, system: &LeontiefSystem, scenario: &Scenario) -> Result<Equilibrium> {
        let tariffs = scenario.tariffs()?;
        let shock = Shock { tariffs: &tariffs, barriers: &scenario.barriers };
        let (base, costs) = BaseYear::from_table(system, shock, &self.elasticities)?;
        base.change(costs, self.deficits, self.stopping)
    }
}

impl Model for EquilibriumOptions {
    fn record(&self) -> &'static Record {
        &RECORD
    }

    fn world<'a>(&self, system: &'a LeontiefSystem, scenario: &Scenario) -> Result<Impact<'a>> {
        let solved = self.solve(system, scenario)?;
        let mut found = Impact::new(system, scenario, of_its_own(solved.table_after()?)?)
            .with_before(of_its_own(solved.table_before()?)?)
            .of_economies()?
            .with_volumes(solved.volumes());
        for check in solved.checks() {
            found = found.with_check(check);
        }
        let found = found.with_details(Details::Search(solved.convergence()));
        Ok(found.with_warnings(warnings(&solved)))
    }

    fn result(&self, question: &Question<'_>) -> Result<Answer> {
        let Question { system, scenario, by, .. } = *question;
        by.among(RECORD.name, RECORD.levels)?;
        let solved = self.solve(system, scenario)?;
        let frame = match by {
            Level::RegionSector => solved.sectors(),
            Level::Pair => solved.pairs(),
            Level::PairSector => solved.trade(),
            _ => solved.countries(),
        };
        let search = Some(solved.convergence());
        Ok(Answer { frame, search, warnings: warnings(&solved) })
    }

    fn outcomes(&self, system: &LeontiefSystem, scenario: &Scenario) -> Result<Option<Outcomes>> {
        let solved = self.solve(system, scenario)?;
        Ok(Some(Outcomes {
            elasticities: Some((ElasticityKind::Trade, self.elasticities.clone())),
            search: Some(solved.convergence()),
            warnings: warnings(&solved),
            ..solved.outcomes()
        }))
    }

    fn buyer_prices(
        &self,
        system: &LeontiefSystem,
        scenario: &Scenario,
        buyer: EconomyId,
    ) -> Result<Option<BuyerPrices>> {
        let (solved, index) = (self.solve(system, scenario)?, system.table().index());
        let prices = solved.paid(index, scenario.geography().economies(), buyer);
        Ok(Some(BuyerPrices { warnings: warnings(&solved), ..prices }))
    }
}

fn warnings(solved: &Equilibrium) -> Vec<String> {
    let negative = solved.base_year().negative_value_added();
    if negative.is_empty() {
        return vec![];
    }
    let labels = shown_list(&negative);
    vec![format!("negative value added, on which the model is no guide: {labels}")]
}

impl Equilibrium {
    /// Output after at the prices before, by economy and sector.
    fn volumes(&self) -> Vec<f64> {
        let (before, after) = (&self.before.quotes.costs, &self.after.quotes.costs);
        let (sectors, economies) = (before.rows(), before.columns());
        let dearer = |n: usize, j: usize| 1.0 + (after[(j, n)] - before[(j, n)]).exp_m1();
        let cells = (0..economies * sectors).map(|at| (at / sectors, at % sectors));
        cells.map(|(n, j)| self.after.sales[(n, j)] / dearer(n, j)).collect()
    }

    /// That labour markets clear and that trade leaves the deficits asked for.
    fn checks(&self) -> [Check; 2] {
        let flows = &self.after.flows;
        let of_pair = |seller, buyer| flows.iter().map(|flow| flow[(seller, buyer)]).sum::<f64>();
        let g = self.transfers.len();
        let trade = Matrix::from_fn(g, g, of_pair);
        let size = trade.values().iter().map(|flow| flow.abs()).sum::<f64>();
        let (sales, purchases) = (trade.row_sums(), trade.column_sums());
        let worst = (0..g).fold(0.0_f64, |worst, n| {
            worst.max((purchases[n] - sales[n] - self.transfers[n]).abs())
        });
        [
            Check::new("labour markets clear", self.after.search.gap),
            Check::new(
                "imports less exports are the deficits asked for",
                worst / size.max(f64::MIN_POSITIVE),
            ),
        ]
    }
}
