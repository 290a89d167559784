//! Disruptions in the registry.

use std::ops::Range;

use super::{
    Ario, Binding, Collapse, Disruption, Horizon, InputRule, Loss, Nest, Orders, Outage, Stop,
    Suppliers, ario, demand_change, inoperability, mixed, partially_binding, ration, stopped,
};
use crate::error::Result;
use crate::leontief::LeontiefSystem;
use crate::measures::exposure::exposed_by_row;
use crate::models::impact::{Check, Details, Impact};
use crate::models::registry::{Factor, Model, Quantities, Record, Time};
use crate::models::settings::{Given, Setting, Takes};
use crate::scenario::{ChangeKind, Embargo, Scenario, SupplyLoss};
use crate::table::{Index, SalesSet};

/// What the models of a whole year have in common.
const YEARLY: Record = Record {
    name: "",
    summary: "",
    caveat: "",
    reads: &[ChangeKind::Supply],
    settings: &[],
    time: Time::Year,
    quantities: Quantities::BeforeAndAfter,
    levels: &[],
    factor: Factor::OfTable,
    stands_in: |_| false,
    make: |_, _| Ok(Box::new(Yearly::Mixed)),
};

/// Sales that stop.
pub static EXTRACTION: Record = Record {
    name: "extraction",
    summary: "sales stop, nothing replaces them",
    caveat: "an upper bound of the loss: nobody turns to another supplier or market",
    reads: &[ChangeKind::Embargo],
    stands_in: |scenario| scenario.by_day().is_none(),
    make: |_, _| Ok(Box::new(Yearly::Extraction)),
    ..YEARLY
};

/// Final demand that changes.
pub static DEMAND: Record = Record {
    name: "demand",
    summary: "output follows final demand",
    caveat: "prices and capacities do not change, and incomes do not come back as demand",
    reads: &[ChangeKind::Demand],
    stands_in: |_| true,
    make: |_, _| Ok(Box::new(Yearly::Demand)),
    ..YEARLY
};

/// Some outputs given.
pub static MIXED: Record = Record {
    name: "mixed",
    summary: "some outputs are given, users are served first, final demand takes the loss",
    caveat: "only suppliers of what is disrupted lose: a shortage stops nobody who needs it",
    make: |_, _| Ok(Box::new(Yearly::Mixed)),
    ..YEARLY
};

/// Inoperability.
pub static INOPERABILITY: Record = Record {
    name: "inoperability",
    summary: "the loss is of final demand",
    caveat: "only suppliers lose: it is a fall of demand, whatever brought it about",
    make: |_, _| Ok(Box::new(Yearly::Inoperability)),
    ..YEARLY
};

/// Static rationing.
pub static RATIONING: Record = Record {
    name: "rationing",
    summary: "missing inputs stop their users, at once and without stocks",
    caveat: "an upper bound of the loss: no stocks, and no supplier stands in beyond what the rule says",
    stands_in: |scenario| scenario.by_day().is_none(),
    make: |_, _| Ok(Box::new(Yearly::Rationing(Nest::default()))),
    ..YEARLY
};

const DAYS: Setting = Setting {
    name: "days",
    takes: Takes::Count("N"),
    help: "Days that are computed",
    default: "365",
};
const STOCK_DAYS: Setting = Setting {
    name: "stock-days",
    takes: Takes::StockDays,
    help: "Days that stocks of inputs last: one number for all products, services too, or a CSV file product,days with inf for those that never bind",
    default: "90 for goods, services never bind; of pbl 10",
};
const RESTOCKING_DAYS: Setting = Setting {
    name: "restocking-days",
    takes: Takes::Number("DAYS"),
    help: "Days over which a gap in stocks is ordered",
    default: "half of the days of stock; of pbl 10",
};

/// Partially binding Leontief.
pub static PBL: Record = Record {
    name: "pbl",
    summary: "missing inputs stop their users day by day, by how critical they are",
    caveat: "the loss hangs on the days of stock and on which inputs count as critical",
    reads: &[ChangeKind::Supply, ChangeKind::Embargo],
    settings: &[
        DAYS,
        STOCK_DAYS,
        RESTOCKING_DAYS,
        Setting {
            name: "inputs",
            takes: Takes::Word(&["leontief", "strong", "half", "weak", "linear"]),
            help: "How missing inputs bind",
            default: "half",
        },
        Setting {
            name: "ratings",
            takes: Takes::Ratings,
            help: "What inputs are to their users: a CSV file product,user,rating, which is critical, important or other",
            default: "all important",
        },
    ],
    time: Time::Days,
    make: |table, given| {
        let rule = given.word("inputs").map_or(InputRule::default(), |place| RULES[place]);
        let mut binding = Binding::new(table.index(), rule);
        binding.stocks = given.stocks(binding.stocks);
        binding.ratings = given.ratings().unwrap_or(binding.ratings);
        Ok(Box::new(Daily { horizon: horizon(given)?, course: Rule::Binding(binding) }))
    },
    ..YEARLY
};

/// Adaptive regional input-output.
pub static ARIO: Record = Record {
    name: "ario",
    summary: "missing inputs stop their users day by day, with stocks and overproduction",
    caveat: "the loss hangs on the days of stock and of restocking, and on who is ordered from: give a pair, steady and available",
    reads: &[ChangeKind::Supply, ChangeKind::Embargo],
    settings: &[
        DAYS,
        STOCK_DAYS,
        RESTOCKING_DAYS,
        Setting {
            name: "psi",
            takes: Takes::Number("SHARE"),
            help: "Part of the stock below which output is cut",
            default: "0.8",
        },
        Setting {
            name: "overproduction",
            takes: Takes::Number("RATIO"),
            help: "Most that a sector makes over its usual output",
            default: "1.25",
        },
        Setting {
            name: "overproduction-days",
            takes: Takes::Number("DAYS"),
            help: "Days over which overproduction builds up",
            default: "365",
        },
        Setting {
            name: "suppliers",
            takes: Takes::Word(&["steady", "available"]),
            help: "Whom orders go to: the suppliers of before, or those who can deliver",
            default: "steady",
        },
        Setting {
            name: "orders",
            takes: Takes::Word(&["use", "wanted"]),
            help: "What is ordered beside what fills stocks: what is used, or what is used at wanted output",
            default: "use",
        },
        Setting {
            name: "allow-collapse",
            takes: Takes::Nothing,
            help: "Run stocks that are refilled too slowly for a shortage to end",
            default: "",
        },
    ],
    time: Time::Days,
    stands_in: |scenario| scenario.by_day().is_some(),
    make: |_, given| {
        let mut ario = Ario::default();
        ario.stocks = given.stocks(ario.stocks);
        given.number("psi", &mut ario.psi);
        given.number("overproduction", &mut ario.overproduction);
        given.number("overproduction-days", &mut ario.overproduction_days);
        if given.word("suppliers") == Some(1) {
            ario.suppliers = Suppliers::Available;
        }
        if given.word("orders") == Some(1) {
            ario.orders = Orders::Wanted;
        }
        if given.has("allow-collapse") {
            ario.collapse = Collapse::Allowed;
        }
        Ok(Box::new(Daily { horizon: horizon(given)?, course: Rule::Ario(ario) }))
    },
    ..YEARLY
};

/// The rules under the words of the setting `inputs`.
const RULES: [InputRule; 5] =
    [InputRule::Leontief, InputRule::Strong, InputRule::Half, InputRule::Weak, InputRule::Linear];

fn horizon(given: &Given) -> Result<Horizon> {
    Horizon::days(given.count("days").unwrap_or(365))
}

/// The models of a whole year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Yearly {
    /// Sales stop, nothing replaces them: [`stopped()`].
    Extraction,
    /// Output follows final demand: [`demand_change`].
    Demand,
    /// Some outputs given: [`mixed`].
    Mixed,
    /// Final demand lost: [`inoperability`].
    Inoperability,
    /// Missing inputs stop their users: [`ration`].
    Rationing(Nest),
}

impl Model for Yearly {
    fn record(&self) -> &'static Record {
        match self {
            Yearly::Extraction => &EXTRACTION,
            Yearly::Demand => &DEMAND,
            Yearly::Mixed => &MIXED,
            Yearly::Inoperability => &INOPERABILITY,
            Yearly::Rationing(_) => &RATIONING,
        }
    }

    fn world<'a>(&self, system: &'a LeontiefSystem, scenario: &Scenario) -> Result<Impact<'a>> {
        let table = match self {
            Yearly::Extraction => return extraction(system, scenario),
            Yearly::Rationing(nest) => return rationing(system, scenario, *nest),
            Yearly::Demand => demand_change(system, &scenario.demand)?.table()?,
            Yearly::Inoperability => {
                inoperability(system, &lasting(&INOPERABILITY, scenario)?)?.table()?
            }
            Yearly::Mixed => {
                let after = mixed(system, &lasting(&MIXED, scenario)?)?;
                let found = Impact::of_table(system, scenario, after.table()?)?;
                let warnings = after.warnings().iter().map(ToString::to_string).collect();
                return Ok(found.with_accounts().with_warnings(warnings));
            }
        };
        Ok(Impact::of_table(system, scenario, table)?.with_accounts())
    }
}

fn extraction<'a>(system: &'a LeontiefSystem, scenario: &Scenario) -> Result<Impact<'a>> {
    EXTRACTION.of_a_year(scenario)?;
    let economies = scenario.geography().economies();
    let set = SalesSet::of(economies, scenario.embargoes.iter().map(|embargo| &embargo.sales))?;
    let after = stopped(system, &set)?;
    let found = Impact::of_table(system, scenario, after.table()?)?;
    let exposed = exposed_by_row(system, &set)?;
    let of = |amounts: &[f64]| -> Vec<f64> {
        let rows = economies.economies().map(|(_, economy)| &economy.rows);
        rows.map(|rows| rows.iter().map(|&row| amounts[row]).sum()).collect()
    };
    let lost = of(system.value_added()).into_iter().zip(of(found.after().value_added()));
    let gaps = lost.zip(of(&exposed)).map(|((before, after), exposed)| before - after - exposed);
    let worst = gaps.fold(0.0_f64, |worst, gap| worst.max(gap.abs()));
    let size = of(system.value_added()).iter().map(|w| w.abs()).sum::<f64>();
    let rule = "the value added lost is that in the sales that stop, each unit once";
    Ok(found.with_check(Check::new(rule, worst / size.max(f64::MIN_POSITIVE))))
}

fn rationing<'a>(
    system: &'a LeontiefSystem,
    scenario: &Scenario,
    nest: Nest,
) -> Result<Impact<'a>> {
    let after = ration(system, &lasting(&RATIONING, scenario)?, nest)?;
    let capacity = after.output().iter().zip(after.capacity());
    let demand = after.final_demand().iter().zip(after.final_demand_before());
    let found = Impact::of_table(system, scenario, after.table()?)?
        .with_table_before(after.table_before()?)?
        .with_check(Check::within("no output is above capacity", capacity))
        .with_check(Check::within("final demand is between none and that before", demand));
    Ok(found.with_accounts())
}

/// Losses of a whole year: a model without days does not know one that begins or ends.
fn lasting(record: &'static Record, scenario: &Scenario) -> Result<Vec<Loss>> {
    record.of_a_year(scenario)?;
    let losses = scenario.supply.iter();
    Ok(losses.map(|loss| Loss { rows: loss.rows.clone(), share: loss.loss }).collect())
}

/// The models that go from day to day.
#[derive(Debug, Clone, PartialEq)]
pub struct Daily {
    /// How many days.
    pub horizon: Horizon,
    /// What happens on each.
    pub course: Rule,
}

/// What happens on a day.
#[derive(Debug, Clone, PartialEq)]
pub enum Rule {
    /// [`ario`](fn@ario).
    Ario(Ario),
    /// [`partially_binding`].
    Binding(Binding),
}

impl Daily {
    /// ARIO with its defaults, for a year.
    ///
    /// # Errors
    /// Never: a year is a valid horizon.
    pub fn ario() -> Result<Self> {
        Ok(Daily { horizon: Horizon::days(365)?, course: Rule::Ario(Ario::default()) })
    }

    /// The partially binding Leontief model with its defaults, for a year.
    ///
    /// # Errors
    /// Never: a year is a valid horizon.
    pub fn binding(index: &Index) -> Result<Self> {
        let course = Rule::Binding(Binding::new(index, InputRule::default()));
        Ok(Daily { horizon: Horizon::days(365)?, course })
    }
}

impl Model for Daily {
    fn record(&self) -> &'static Record {
        match self.course {
            Rule::Ario(_) => &ARIO,
            Rule::Binding(_) => &PBL,
        }
    }

    fn world<'a>(&self, system: &'a LeontiefSystem, scenario: &Scenario) -> Result<Impact<'a>> {
        let disruption = Disruption {
            outages: scenario.supply.iter().map(outage).collect(),
            stops: scenario.embargoes.iter().map(stop).collect(),
        };
        let course = match &self.course {
            Rule::Ario(rule) => ario(system, disruption, self.horizon, rule)?,
            Rule::Binding(rule) => partially_binding(system, disruption, self.horizon, rule)?,
        };
        let days = (0..course.unmet().columns())
            .flat_map(|day| course.unmet().column(day).iter().zip(course.final_demand()));
        let check = Check::within("final demand that is not met is part of it", days);
        let warnings = course.warnings().iter().map(ToString::to_string).collect();
        let notes = course.notes().iter().map(ToString::to_string).collect();
        let found = Impact::of_table(system, scenario, course.table()?)?
            .with_table_before(course.table_before()?)?
            .with_notes(notes);
        Ok(found.with_check(check).with_warnings(warnings).with_details(Details::Days(course)))
    }
}

fn outage(loss: &SupplyLoss) -> Outage {
    let days = days(loss.start, loss.days);
    Outage { loss: Loss { rows: loss.rows.clone(), share: loss.loss }, days }
}

fn stop(embargo: &Embargo) -> Stop {
    let days = days(embargo.start, embargo.days);
    Stop { sales: embargo.sales.clone(), share: embargo.share, days }
}

/// Days from a first one on, so many or for good.
fn days(start: u32, days: Option<u32>) -> Range<usize> {
    let start = start as usize;
    start..days.map_or(usize::MAX, |days| start.saturating_add(days as usize))
}
