//! General equilibrium in the registry.

use super::switches::{check_capital, check_floors};
use super::{
    BaseYear, ByRegion, CapitalByRegion, CapitalGoodsOfTable, Changes, Deficits, Equilibrium,
    EquilibriumOptions, FloorKind, FloorsByRegion, Numeraire, Shock, Switches,
};
use crate::error::{Error, Result, shown, shown_list};
use crate::frame::Level;
use crate::leontief::LeontiefSystem;
use crate::linalg::Matrix;
use crate::measures::trade::Exports;
use crate::models::beside::Outcomes;
use crate::models::households::BuyerPrices;
use crate::models::impact::{Check, Details, Impact, of_its_own};
use crate::models::registry::{Answer, Factor, Model, Quantities, Question, Record, Time};
use crate::models::relocated::AfterRelocation;
use crate::models::settings::{ELASTICITIES, Given, Setting, Takes};
use crate::scenario::{ChangeKind, Elasticities, ElasticityKind, Scenario};
use crate::table::{EconomyId, Mrio};

/// What is known of the model; its settings are [`EquilibriumOptions`].
pub static RECORD: Record = Record {
    name: "ge",
    summary: "wages, prices and incomes adjust (Caliendo and Parro 2015)",
    caveat: "a long run without unemployment or capital: value added is paid to one factor, which moves freely \
             between sectors, not between countries; quote `real_income`, which is exact: `real_wage` leaves out tariff \
             revenue and transfers, `welfare_first_order` is for small changes",
    reads: &[ChangeKind::Tariff, ChangeKind::Barrier],
    after: &[ChangeKind::Relocate],
    settings: &SETTINGS,
    time: Time::Year,
    quantities: Quantities::BeforeAndAfter,
    levels: &[Level::Region, Level::RegionSector, Level::Pair, Level::PairSector],
    factor: Factor::Own,
    stands_in: |_| true,
    make: |table, given| {
        Ok(Box::new(AfterRelocation(EquilibriumOptions::of_settings(table, given)?)))
    },
};

/// The words of [`Deficits`], in their order.
const DEFICITS: [Deficits; 3] = [Deficits::Fixed, Deficits::Zero, Deficits::World];

/// What can be set.
pub(crate) const SETTINGS: [Setting; 9] = [
    ELASTICITIES,
    Setting {
        name: "deficits",
        takes: Takes::Word(&["fixed", "zero", "world"]),
        help: "Trade deficits: fixed, none before and after, or a fixed share of world income",
        default: "fixed",
    },
    Setting {
        name: "wage-floors",
        takes: Takes::Word(&["nominal", "real"]),
        help: "Wages do not fall below a share of what they were, in money or in what it buys: who is then \
               not hired is unemployed",
        default: "none: wages are flexible",
    },
    Setting {
        name: "floor",
        takes: Takes::ByRegion("SHARES"),
        help: "Floors of wages, as shares of wages before, from 0 (flexible) to 1: one for all, or some as \
               in `0.9,USA=1`",
        default: "1 for all",
    },
    Setting {
        name: "numeraire",
        takes: Takes::RegionOr("world"),
        help: "The unit of prices and amounts: value added of the world, or the wage of a region; nominal \
               floors depend on it",
        default: "world",
    },
    Setting {
        name: "capital-share",
        takes: Takes::ByRegion("SHARES"),
        help: "The long run, in which capital is built up or worn down: its share in value added, one for \
               all, or some as in `0.4,USA=0.35`",
        default: "none: capital does not move",
    },
    Setting {
        name: "capital-goods",
        takes: Takes::Word(&["same", "investment"]),
        help: "What capital is made of: the goods of all final use, or those of investment",
        default: "same",
    },
    Setting {
        name: "reinvested",
        takes: Takes::Number("SHARE"),
        help: "The share of capital income that is invested, where capital is made of the same goods",
        default: "0.6",
    },
    Setting {
        name: "investment",
        takes: Takes::Categories,
        help: "The final demand that is investment, for capital goods of their own",
        default: "fixed capital formation",
    },
];

/// The share of capital income that is invested unless another is given.
const REINVESTED: f64 = 0.6;

impl EquilibriumOptions {
    /// The options that the settings of [`RECORD`] stand for, for this table.
    ///
    /// # Errors
    /// [`Error::Lacking`] for a setting that is not read beside the others; [`Error::Range`] for elasticities,
    /// floors and shares that are none.
    pub fn of_settings(table: &Mrio, given: &Given) -> Result<Self> {
        let mut options = EquilibriumOptions::for_index(table.index());
        options.elasticities =
            given.elasticities(table, options.elasticities, ElasticityKind::Trade)?;
        options.deficits = given.word("deficits").map_or(Deficits::Fixed, |place| DEFICITS[place]);
        options.numeraire = given.region("numeraire");
        let kinds = [FloorKind::Nominal, FloorKind::Real];
        if given.has("wage-floors") {
            let levels: ByRegion = given.by_region("floor").unwrap_or_else(|| 1.0.into());
            check_floors(&levels.values())?;
            let kind = kinds[given.word("wage-floors").unwrap_or(0)];
            options.floors = Some(FloorsByRegion { kind, levels });
        }
        let apart = given.word("capital-goods") == Some(1);
        let idle = |name: &str, reason: &'static str| {
            Err(Error::lacking(format!("the setting `{name}` would do nothing"), reason))
        };
        if given.has("floor") && !given.has("wage-floors") {
            return idle("floor", "say what is kept up: give `wage-floors`, `nominal` or `real`");
        }
        if given.has("investment") && !apart {
            return idle("investment", "it is read where `capital-goods` is `investment`");
        }
        if given.has("reinvested") && (apart || !given.has("capital-share")) {
            let reason =
                "it is read where there is a `capital-share` and `capital-goods` is `same`";
            return idle("reinvested", reason);
        }
        if given.has("capital-goods") && !apart && !given.has("capital-share") {
            return idle("capital-goods", "give a `capital-share` too");
        }
        if apart || given.has("capital-share") {
            let mut reinvested = REINVESTED;
            given.number("reinvested", &mut reinvested);
            let shares: ByRegion = given.by_region("capital-share").unwrap_or_else(|| 0.0.into());
            check_capital(&shares.values())?;
            options.capital = Some(CapitalByRegion {
                shares,
                goods: if apart {
                    CapitalGoodsOfTable::Investment(given.categories("investment"))
                } else {
                    CapitalGoodsOfTable::Same(reinvested)
                },
            });
        }
        Ok(options)
    }

    fn of_scenario(&self, system: &LeontiefSystem, scenario: &Scenario) -> Result<Equilibrium> {
        let tariffs = scenario.tariffs()?;
        self.solve(system, Shock { tariffs: &tariffs, barriers: &scenario.barriers })
    }

    /// What numbers under these switches must not be quoted without.
    pub(crate) fn switched_caveat(&self) -> &'static str {
        match (self.floors.is_some(), self.capital.is_some()) {
            (false, false) => RECORD.caveat,
            (true, false) => {
                "wages have floors, an assumption: employment falls where they bind, and nominal ones depend on the \
                 numeraire; labour is the only factor, mobile between sectors and not between countries; quote \
                 `real_income`, which is exact, beside `employment`"
            }
            (false, true) => {
                "a long run in which capital has been built up or worn down until it earns what it did, without \
                 unemployment and without the way there; labour is mobile between sectors and not between \
                 countries; quote `real_consumption`: `real_income` counts what is invested, too"
            }
            (true, true) => {
                "a long run in which capital has adjusted and wages have floors, an assumption: employment falls where \
                 they bind, and nominal ones depend on the numeraire; labour is mobile between sectors and not \
                 between countries; quote `real_consumption` beside `employment`"
            }
        }
    }
}

impl Model for EquilibriumOptions {
    fn record(&self) -> &'static Record {
        &RECORD
    }

    fn caveat(&self) -> &'static str {
        self.switched_caveat()
    }

    fn world<'a>(&self, system: &'a LeontiefSystem, scenario: &Scenario) -> Result<Impact<'a>> {
        let solved = self.of_scenario(system, scenario)?;
        let mut found = Impact::new(system, scenario, of_its_own(solved.table_after()?)?)
            .with_before(of_its_own(solved.table_before()?)?)
            .of_economies()?
            .with_volumes(solved.volumes());
        for check in solved.checks() {
            found = found.with_check(check);
        }
        let found = found.with_details(Details::Search(solved.convergence()));
        let found = found.with_notes(solved.described().into_iter().collect());
        Ok(found.with_warnings(warnings(&solved)))
    }

    fn imports(
        &self,
        system: &LeontiefSystem,
        scenario: &Scenario,
    ) -> Result<Option<[Exports; 2]>> {
        let solved = self.of_scenario(system, scenario)?;
        solved.imports(system, scenario.geography().economies()).map(Some)
    }

    fn result(&self, question: &Question<'_>) -> Result<Answer> {
        let Question { system, scenario, by, .. } = *question;
        by.among(RECORD.name, RECORD.levels)?;
        let solved = self.of_scenario(system, scenario)?;
        let frame = match by {
            Level::RegionSector => solved.sectors(),
            Level::Pair => solved.pairs(),
            Level::PairSector => solved.trade(),
            _ => solved.countries(),
        };
        let search = Some(solved.convergence());
        Ok(Answer { frame, search, warnings: warnings(&solved) })
    }

    fn elasticities(&self) -> Option<(ElasticityKind, &Elasticities)> {
        Some((ElasticityKind::Trade, &self.elasticities))
    }

    fn outcomes(&self, system: &LeontiefSystem, scenario: &Scenario) -> Result<Option<Outcomes>> {
        let solved = self.of_scenario(system, scenario)?;
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
        let (solved, index) = (self.of_scenario(system, scenario)?, system.table().index());
        let prices = solved.paid(index, scenario.geography().economies(), buyer);
        Ok(Some(BuyerPrices { warnings: warnings(&solved), ..prices }))
    }
}

/// Elasticities above which shares of suppliers jump, wages that have moved too far to be trusted, and
/// employment that is no forecast any more.
const STEEP: f64 = 30.0;
const FAR: [f64; 2] = [0.5, 2.0];
const FEW_EMPLOYED: f64 = 0.7;

/// A warning for labels that there are.
fn of_labels(what: &str, labels: &[String]) -> Option<String> {
    (!labels.is_empty()).then(|| format!("{what}: {}", shown_list(labels)))
}

impl BaseYear {
    /// What results of any change of it should not be read without.
    pub(crate) fn warnings(&self) -> Vec<String> {
        let negative = "negative value added, on which the model is no guide";
        let steep = "trade elasticities above 30, with which shares of suppliers jump";
        let all = [
            of_labels(negative, &self.negative_value_added()),
            of_labels(steep, &self.steep(STEEP)),
        ];
        all.into_iter().flatten().collect()
    }
}

fn warnings(solved: &Equilibrium) -> Vec<String> {
    let base = solved.base_year();
    let changes = solved.changes();
    let economies = |meant: &dyn Fn(&Changes) -> bool| -> Vec<String> {
        let meant = base.economies().iter().zip(&changes).filter(|(_, of)| meant(of));
        meant.map(|(economy, _)| economy.clone()).collect()
    };
    let far = economies(&|of| !(FAR[0]..=FAR[1]).contains(&(1.0 + of.wage)));
    let few = economies(&|of| 1.0 + of.employment < FEW_EMPLOYED);
    let mut found = base.warnings();
    found.extend(of_labels("wages that halve or double, beyond what the model is for", &far));
    let low = "employment below 0.7 of what it was, no forecast but a sign of floors too high";
    found.extend(of_labels(low, &few));
    found
}

/// A number for each economy in words: one, or from the lowest to the highest.
fn spread(values: &[f64]) -> String {
    let ends = values.iter().fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], &value| {
        [low.min(value), high.max(value)]
    });
    match ends {
        [low, high] if low == high => format!("{low}"),
        [low, high] => format!("{low} to {high}"),
    }
}

impl Switches {
    /// What is otherwise than in the base model, in words; nothing where only deficits are fixed or none.
    pub(crate) fn described(&self, economies: &[String]) -> Option<String> {
        let (switches, mut parts) = (self, vec![]);
        if switches.deficits == Deficits::World {
            parts.push("deficits keep their share of world income".to_owned());
        }
        if let Some(floors) = &switches.floors {
            let kind = match floors.kind {
                FloorKind::Nominal => "nominal",
                FloorKind::Real => "real",
            };
            let levels = spread(&floors.levels);
            parts.push(format!("{kind} floors of wages at {levels} of what wages were"));
        }
        if let Some(capital) = &switches.capital {
            let goods = match &capital.goods {
                super::CapitalGoods::Same { reinvested } => {
                    format!("of the goods of final use, {reinvested} of its income reinvested")
                }
                super::CapitalGoods::Investment(_) => "of the goods of investment".to_owned(),
            };
            let shares = spread(&capital.shares);
            parts.push(format!(
                "capital has a share of {shares} of value added and is made {goods}"
            ));
        }
        let unit = match switches.numeraire {
            Numeraire::World => "value added of the world keeps its value".to_owned(),
            Numeraire::WageOf(economy) => {
                let code = &economies[economy.position()];
                format!("the wage of `{}` keeps its value", shown(code))
            }
        };
        if parts.is_empty() && switches.numeraire == Numeraire::World {
            return None;
        }
        parts.push(format!("in units in which {unit}"));
        parts.push("labour is mobile between sectors, not between countries".to_owned());
        Some(parts.join("; "))
    }
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
        let transfers = &self.after.transfers;
        let g = transfers.len();
        let trade = Matrix::from_fn(g, g, of_pair);
        let size = trade.values().iter().map(|flow| flow.abs()).sum::<f64>();
        let (sales, purchases) = (trade.row_sums(), trade.column_sums());
        let worst = (0..g)
            .fold(0.0_f64, |worst, n| worst.max((purchases[n] - sales[n] - transfers[n]).abs()));
        [
            Check::new("labour markets clear", self.after.search.gap),
            Check::new(
                "imports less exports are the deficits asked for",
                worst / size.max(f64::MIN_POSITIVE),
            ),
        ]
    }
}
