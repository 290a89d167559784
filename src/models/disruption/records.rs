//! What is known of the models of disruptions: their records and settings.

use super::{
    Ario, Binding, Collapse, Daily, Horizon, InputRule, Nest, Orders, Rule, Suppliers, Yearly,
};
use crate::error::Result;
use crate::models::registry::{Factor, Quantities, Record, Time};
use crate::models::settings::{Given, Setting, Takes};
use crate::scenario::ChangeKind;

/// What the models of a whole year have in common.
const YEARLY: Record = Record {
    name: "",
    summary: "",
    caveat: "",
    reads: &[ChangeKind::Supply],
    after: &[],
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
    caveat: "it leaves out the users of what is no longer sold, as if they could do without; sellers and \
             their suppliers lose as if nobody turned to another supplier or market",
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
    caveat: "an upper end of the loss, of an outage for good: no stocks, nothing is replaced, all are served alike",
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
