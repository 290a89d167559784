//! What can be wrong with a tariff schedule: rates by product, partner, authority and day, and what
//! goes with them.

use super::{Hint, shown, shown_list};

/// What is wrong with a line of a tariff schedule, or with a rule of it.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the message of each variant says it")]
pub enum ScheduleProblem {
    #[error("`{}` is no day written YYYY-MM-DD", shown(found))]
    Day { found: String },
    #[error("it begins on {from}, and ends on {to}: it is never in force")]
    NoDay { from: String, to: String },
    #[error("`{}` is no period: YYYY, YYYY-MM, YYYY-MM-DD or FROM..TO", shown(found))]
    Period { found: String },
    #[error("`{}` is no product: 2 to 10 digits{}", shown(found), if *star { ", or `*`" } else { "" })]
    Product { found: String, star: bool },
    #[error(
        "it ties with line {first}: both are of `{}` for product `{}`, and both hold for `{}` from `{}`{}",
        shown(name), shown(product), shown(importer), shown(exporter),
        day.as_ref().map_or(String::new(), |day| format!(" on {day}"))
    )]
    Tie {
        first: u64,
        name: String,
        product: String,
        importer: String,
        exporter: String,
        day: Option<String>,
    },
    #[error("{reason}")]
    Rules { reason: String },
    #[error("these wait for each other in a circle: {}", shown_list(names))]
    Circle { names: Vec<String> },
    #[error("`{}` {by}", shown(name))]
    Name { name: String, by: &'static str },
    #[error("`use` is {}, and on line {first} it is {}", filled(*here), filled(!*here))]
    MixedUse { first: u64, here: bool },
    #[error(
        "product `{}` is finer than `{}` of the weights, trade of {trade}",
        shown(product),
        shown(leaf)
    )]
    Finer { product: String, leaf: String, trade: f64 },
    #[error(
        "there is no share of `{}` for product `{}` that `{}` buys from `{}`, trade of {trade}",
        shown(content),
        shown(product),
        shown(importer),
        shown(exporter)
    )]
    NoShare { content: String, product: String, importer: String, exporter: String, trade: f64 },
    #[error(
        "the preferences for product `{}` that `{}` buys from `{}` add up to {sum}, more than all of it; trade of {trade}",
        shown(product),
        shown(importer),
        shown(exporter)
    )]
    Preferences { product: String, importer: String, exporter: String, sum: f64, trade: f64 },
    #[error("`{}` is part of `{}`, which acts as one economy here", shown(region), shown(group))]
    Part { region: String, group: String },
    #[error("no trade of `{}`", shown(importer))]
    NoWeights { importer: String },
    #[error(
        "trade of {trade} has no weights, the largest flow is {} of `{}` to `{}`",
        largest,
        shown(seller),
        shown(buyer)
    )]
    Unweighted { trade: f64, largest: f64, seller: String, buyer: String },
}

fn filled(is: bool) -> &'static str {
    if is { "filled" } else { "empty" }
}

impl ScheduleProblem {
    /// What to do about it, where the message does not say so.
    pub(super) fn hint(&self) -> Option<Hint> {
        let text = match self {
            ScheduleProblem::Day { .. } => "days are written as 2025-03-15",
            ScheduleProblem::NoDay { .. } => {
                "a line holds from its first day up to the day before `to`: is one of them mistyped?"
            }
            ScheduleProblem::Product { .. } => {
                "write all digits of the code, without points or blanks; a spreadsheet drops zeros in front"
            }
            ScheduleProblem::Tie { .. } => {
                "let one of them end where the other begins, or leave one of them out"
            }
            ScheduleProblem::Rules { .. } => "`docs/tariffs.md` describes the rules of schedules",
            ScheduleProblem::Circle { .. } => {
                "take one of them out of `yields_to`, `excluded_by` or `over` of another"
            }
            ScheduleProblem::MixedUse { .. } => "fill `use` on every line, or on none",
            ScheduleProblem::Finer { .. } => {
                "give weights by the products of this line, or a line for the product of the weights"
            }
            ScheduleProblem::NoShare { .. } => {
                "add a line to the contents, or leave `share` of the rate empty: it is then levied on the whole value"
            }
            ScheduleProblem::Part { .. } => {
                "give the trade of the group under one code, which `[region]` of the rules may name, or that of each member"
            }
            ScheduleProblem::NoWeights { .. } => {
                "add its trade to the weights, or name the importers that are wanted"
            }
            ScheduleProblem::Unweighted { .. } => {
                "add this trade to the weights, or let `fill` be `importer` or `zero`"
            }
            ScheduleProblem::Period { .. }
            | ScheduleProblem::Name { .. }
            | ScheduleProblem::Preferences { .. } => return None,
        };
        Some(text.into())
    }
}
