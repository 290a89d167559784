//! Supply that breaks down, sales that stop and demand that changes: what the world produces
//! then.
//!
//! These are models of quantities, not of prices, and each answers a different question:
//!
//! | model | function | who loses |
//! |---|---|---|
//! | mixed, some outputs given | [`mixed`] | suppliers of the disrupted rows |
//! | inoperability (IIM) | [`inoperability`] | suppliers, of final demand that is lost |
//! | static rationing | [`ration`] | users and suppliers, at once and without stocks |
//! | best allocation | [`best_allocation`] | as little value added of the world as can be |
//! | partially binding Leontief | [`partially_binding`] | both, day by day, with stocks |
//! | ARIO | [`ario`] | both, day by day, with stocks and overproduction |
//! | sales that stop, unreplaced | [`stopped()`] | sellers and their suppliers |
//! | another final demand | [`demand_change`] | sellers and their suppliers |
//!
//! The first two and the last two propagate backwards only: users of what is missing do not lose,
//! they are served out of final demand or do without. The other three propagate forwards too: a
//! missing input stops its users.
//!
//! # Reading the models
//! Without stocks, rationing is the upper end: nothing is replaced, all are served alike; the best
//! allocation is the lower one. Between them the daily models say what stocks and other suppliers
//! carry. Their loss means something only where output comes back ([`Verdict`]): see [`ario`](fn@ario)
//! for shortages that feed themselves. [`comparison`] puts one outage through all of them.
//!
//! # Start
//! Rationing and the daily models need amounts that can be shared out, and start from final demand
//! with inventories left out and negative cells set to zero, f⁰, and the output x⁰ = B f⁰ that it
//! calls forth; A and v stay. A negative purchase of inputs is refused. All others start from
//! final demand that closes the rows, f⁺ = x − Ax.
//!
//! # Tables
//! Every result has a `table` of the world afterwards, with an output and a value added v ∘ x' of
//! its own: it is read with output and value added from the table. Its "before" is the table of
//! the system itself, or `table_before` for the models that start from f⁰. Where rows do not
//! balance, in the daily models by what went into stocks or came out of them, the rest is the
//! discrepancy ρ', final demand of no region. Without a shock the table is the one before, up to
//! rounding. Where value added is the residual, that of the world is its final demand,
//! v'x' = u'(F'u + ρ'); after [`stopped()`] it is so much less as users go without.
//!
//! # Products
//! In a table of many regions nearly every cell is positive, so an input is essential by product,
//! not by supplier: what one region does not deliver another one may.
//!
//! # References
//! Miller and Blair (2009), *Input-Output Analysis*, 2nd ed., section 13.2 (mixed); Santos and
//! Haimes (2004), *Risk Analysis* 24(6) (inoperability); Pichler and Farmer (2022), *Economic
//! Systems Research*, doi:10.1080/09535314.2021.1926934 (rationing); Pichler, Pangallo, del
//! Rio-Chanona, Lafond and Farmer (2022), *Journal of Economic Dynamics and Control* 144, 104527
//! (partially binding Leontief); Hallegatte (2013), *Risk Analysis* 34(1), 152–167, and Guan et
//! al. (2020), *Nature Human Behaviour* 4(6), 577–587 (ARIO).

mod ario;
mod best;
mod binding;
mod compared;
mod course;
mod daily;
mod demand;
mod flags;
mod guards;
mod inoperability;
mod mixed;
mod model;
mod network;
mod rationing;
mod records;
mod results;
mod start;
mod stocks;
mod stopped;
mod stops;
mod verdict;

pub use crate::scenario::{Rating, Ratings};
pub use ario::{Ario, Orders, Suppliers, ario};
pub use best::{BestAllocation, best_allocation};
pub use binding::{Binding, InputRule, partially_binding};
pub use compared::{Comparison, comparison};
pub use course::Course;
pub(crate) use course::FLAG;
pub use daily::{Disruption, Horizon, Outage, Stop};
pub use demand::{Demanded, demand_change};
pub use guards::{Collapse, Note, Rated, threshold};
pub use inoperability::{Inoperability, inoperability};
pub use mixed::{Mixed, mixed};
pub use model::{Daily, Rule, Yearly};
pub use rationing::{Nest, Rationed, ration};
pub use records::{ARIO, DEMAND, EXTRACTION, INOPERABILITY, MIXED, PBL, RATIONING};
pub use stocks::{Services, Stocks};
pub use stopped::{Stopped, stopped};
pub use verdict::{Flag, Flags, Verdict};

use crate::error::{Error, Result, never_ends, shown};
use crate::frame::{Frame, Level};
use crate::leontief::LeontiefSystem;
use crate::table::lines::Lines;
use crate::table::{Index, Partition, RowSet};

/// Rows that lose a share of what they could produce.
#[derive(Debug, Clone, PartialEq)]
pub struct Loss {
    /// The rows.
    pub rows: RowSet,
    /// The share of each of them that is lost, from 0 to 1.
    pub share: f64,
}

/// The levels of the results of this module: every economy, every sector of it, the world as one
/// line, `WLD`.
pub const DISRUPTION_LEVELS: &[Level] = &[Level::Region, Level::RegionSector, Level::World];

/// The lines of a result.
fn lines_of(
    name: &'static str,
    by: Level,
    system: &LeontiefSystem,
    partition: &Partition,
) -> Result<Lines> {
    Lines::at(name, by, DISRUPTION_LEVELS, system.table().index(), partition)
}

/// What a result should not be read without.
#[derive(Debug, Clone, PartialEq)]
pub enum Warning {
    /// The users of a row need more of it than it makes: even without any final demand for it
    /// they could not be served, so that the result is infeasible.
    Unserved {
        /// The row.
        label: String,
        /// Final demand that would be left for it, a negative amount.
        left: f64,
    },
    /// Stocks are refilled so slowly that a shortage below some share of output never ends, and
    /// yet the run was asked for.
    Collapses {
        /// Days that the stocks last.
        stock_days: f64,
        /// Days over which a gap in the stocks is ordered.
        restocking_days: f64,
        /// The share of output.
        below: f64,
    },
    /// Stocks are refilled slowly enough for users less short of them to outbid those who are
    /// shortest, so that a long outage may not end.
    SlowRestocking {
        /// Days that the stocks last.
        stock_days: f64,
        /// Days over which a gap in the stocks is ordered.
        restocking_days: f64,
        /// ψ.
        psi: f64,
    },
    /// Output is cut as soon as stocks are a little below their aim.
    TightStocks {
        /// ψ.
        psi: f64,
    },
    /// Stocks are refilled over a longer time than they last, in a model where that ends no less.
    LateRestocking {
        /// Days that the stocks last.
        stock_days: f64,
        /// Days over which a gap in the stocks is ordered.
        restocking_days: f64,
    },
    /// Output of the world does not come back.
    NoForecast {
        /// How it stands on the last day.
        verdict: Verdict,
    },
    /// An outage or an embargo begins after the last day.
    NeverBegins {
        /// Its first day.
        start: usize,
        /// Days that are computed.
        days: usize,
    },
}

impl std::fmt::Display for Warning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Warning::Unserved { label, left } => write!(
                f,
                "users of `{}` need more of it than it makes: final demand for it would be {left:.6}",
                shown(label)
            ),
            Warning::Collapses { stock_days, restocking_days, below } => {
                f.write_str(&never_ends(None, *stock_days, *restocking_days, *below))
            }
            Warning::SlowRestocking { stock_days, restocking_days, psi } => write!(
                f,
                "stocks for {stock_days} days are refilled over {restocking_days} days (k = {:.3}, \
                 k psi = {:.3}): users outbid each other and a long outage may not end; refill in \
                 {} days",
                stock_days / restocking_days,
                psi * stock_days / restocking_days,
                (stock_days / 2.0).max(1.0)
            ),
            Warning::TightStocks { psi } => write!(
                f,
                "psi = {psi}: output is cut as soon as a stock is below {:.0} % of its aim, and \
                 small shortages spread; 0.8 is usual",
                100.0 * psi
            ),
            Warning::LateRestocking { stock_days, restocking_days } => write!(
                f,
                "stocks for {stock_days} days are refilled over {restocking_days} days: what was \
                 used up comes back late"
            ),
            Warning::NoForecast { verdict } => write!(
                f,
                "not a forecast: output does not come back ({}), the amount depends on the number \
                 of days",
                verdict.name()
            ),
            Warning::NeverBegins { start, days } => write!(
                f,
                "a change begins on day {start}, after the last of {days} days: it does nothing; \
                 days are counted from 0"
            ),
        }
    }
}

/// What is left of one unit of every row, (1 − share) multiplied over the losses that hit it.
fn left_over<'a>(index: &Index, losses: impl IntoIterator<Item = &'a Loss>) -> Result<Vec<f64>> {
    let mut left = vec![1.0; index.len()];
    for loss in losses {
        loss.rows.check_rows(index)?;
        if !(0.0..=1.0).contains(&loss.share) {
            let what = "the share of output that is lost";
            return Err(Error::Range { what, value: loss.share, expected: "0 to 1" });
        }
        loss.rows.rows().iter().for_each(|&row| left[row] *= 1.0 - loss.share);
    }
    Ok(left)
}

/// A number that must be finite and above zero (days).
fn positive(what: &'static str, value: f64) -> Result<()> {
    if value.is_finite() && value > 0.0 {
        return Ok(());
    }
    Err(Error::Range { what, value, expected: "a number above 0" })
}

/// Output and value added before and after; the columns are those of
/// [`Lines::before_and_after`].
fn compared(system: &LeontiefSystem, lines: &Lines, before: &[f64], after: &[f64]) -> Frame {
    let v = system.value_added_coefficients();
    lines.before_and_after(system.table().unit(), v, before, after)
}
