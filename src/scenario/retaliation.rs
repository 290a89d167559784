//! How partners answer tariffs.

use super::{Rates, Tariffs, rounded_off};
use crate::error::{Error, Result, named};
use crate::frame::{Frame, Unit};
use crate::linalg::Matrix;
use crate::measures::trade::Exports;
use crate::table::{EconomyId, Mrio, Partition, SectorId};

/// The measure of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum AnswerBy {
    /// Every sector is raised as it was raised.
    #[default]
    Mirror,
    /// As much trade as is concerned is raised, at the mean rate or one that is given.
    Value,
    /// One rate on all of it that brings in what the tariffs answered do, at the trade of the table.
    Revenue,
}

named!(AnswerBy, "answer": Mirror = "mirror", Value = "value", Revenue = "revenue");

/// A partner that answers the tariffs of another economy.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Who answers.
    pub by: EconomyId,
    /// Whose tariffs are answered, and whose products are taxed.
    pub to: EconomyId,
    /// The sectors that may be taxed.
    pub sectors: Vec<SectorId>,
    /// How.
    pub how: AnswerBy,
    /// The rate of an answer by value; the mean of what is answered if there is none.
    pub rate: Option<f64>,
}

/// What an answer comes to, in the unit of the table and at its trade.
#[derive(Debug, Clone, PartialEq)]
pub struct Answered {
    /// The answer.
    pub answer: Answer,
    /// V: trade whose tariff rose.
    pub value: f64,
    /// Σ dM: what the rise would bring in.
    pub revenue: f64,
    /// V_j: the trade that may be taxed.
    pub base: f64,
    /// φ, the share of it that is taxed; undefined where every sector has its own rate.
    pub share: f64,
    /// ρ; undefined where every sector has its own rate, or there is nothing to tax.
    pub rate: f64,
    /// V − φV_j: what cannot be matched; undefined but for answers by value.
    pub short: f64,
    /// What is added to the rates.
    pub added: Rates,
    /// Trade that is taxed in answer.
    pub value_answer: f64,
    /// What it would bring in.
    pub revenue_answer: f64,
}

impl Answered {
    /// What partners answer to tariffs, each to the change of the one it answers alone.
    ///
    /// With d = max(0, τ¹ − τ⁰) on the products of j (who answers) in r, by use, and M the imports of the table:
    ///
    /// | answer | what is added on the products i of r in j |
    /// |---|---|
    /// | mirror | d_i |
    /// | value | φρ with φ = min(1, V/V_j), V = Σ_{d>0} M, V_j = Σ_i M_ij; ρ given, or Σ dM / V |
    /// | revenue | ρ = Σ dM / V_j |
    ///
    /// Cost: a few steps for each flow of the two economies.
    ///
    /// # Errors
    /// [`Error::OtherTable`]; [`Error::Range`] for a rate that is no finite number above 0.
    ///
    /// # References
    /// Own construction, after the usual practice of proportionate countermeasures.
    pub fn all(table: &Mrio, tariffs: &Tariffs, answers: &[Answer]) -> Result<Vec<Answered>> {
        let partition = tariffs.economies();
        partition.check_rows("the tariffs that are answered", table.index())?;
        let flows = Exports::non_negative(table, partition);
        answers.iter().map(|answer| Answered::one(answer, tariffs, &flows)).collect()
    }

    fn one(answer: &Answer, tariffs: &Tariffs, flows: &Exports) -> Result<Answered> {
        let partition = tariffs.economies();
        let (by, to) = (answer.by.position(), answer.to.position());
        if let Some(value) = answer.rate.filter(|rate| !(rate.is_finite() && *rate > 0.0)) {
            let expected = "a number above zero";
            return Err(Error::Range { what: "the rate of an answer", value, expected });
        }
        let uses = [
            (&flows.intermediate, &tariffs.before().inputs, &tariffs.after().inputs),
            (&flows.final_use, &tariffs.before().final_use, &tariffs.after().final_use),
        ];
        let rows = |economy: EconomyId| partition.economy(economy).rows.iter().copied();
        let rise = |before: &Matrix, after: &Matrix, at: (usize, usize)| {
            let rise = after[at] - before[at];
            rounded_off(rise.max(0.0))
        };
        let (mut value, mut revenue) = (0.0, 0.0);
        for (trade, before, after) in uses {
            for row in rows(answer.by) {
                let d = rise(before, after, (row, to));
                if d > 0.0 {
                    value += trade[(row, to)];
                    revenue += d * trade[(row, to)];
                }
            }
        }
        let index = partition.index();
        let may = |row: &usize| answer.sectors.contains(&index.node(*row).sector);
        let taxed: Vec<usize> = rows(answer.to).filter(may).collect();
        let base: f64 = taxed
            .iter()
            .map(|&row| flows.intermediate[(row, by)] + flows.final_use[(row, by)])
            .sum();
        let (share, rate, short) = match answer.how {
            AnswerBy::Value if base > 0.0 && value > 0.0 => {
                let share = (value / base).min(1.0);
                (share, answer.rate.unwrap_or(revenue / value), value - share * base)
            }
            AnswerBy::Value => (0.0, f64::NAN, value),
            AnswerBy::Revenue if base > 0.0 => (f64::NAN, revenue / base, f64::NAN),
            AnswerBy::Mirror | AnswerBy::Revenue => (f64::NAN, f64::NAN, f64::NAN),
        };
        let uniform = match answer.how {
            AnswerBy::Mirror => 0.0,
            AnswerBy::Value => share * rate,
            AnswerBy::Revenue => rate,
        };
        let uniform = if uniform.is_finite() { uniform } else { 0.0 };
        let mut added = Rates::none(partition);
        // What is raised of each sector of who answers, for the two uses; over the rows of a group by trade.
        for &row in &taxed {
            let sector = index.node(row).sector;
            for (is_final, (trade, before, after)) in uses.into_iter().enumerate() {
                let rate = match answer.how {
                    AnswerBy::Mirror => {
                        let same = rows(answer.by).filter(|own| index.node(*own).sector == sector);
                        let (mut sum, mut weight, mut plain, mut count) = (0.0, 0.0, 0.0, 0.0);
                        for own in same {
                            let d = rise(before, after, (own, to));
                            sum += d * trade[(own, to)];
                            weight += trade[(own, to)];
                            plain += d;
                            count += 1.0;
                        }
                        if weight > 0.0 {
                            sum / weight
                        } else if count > 0.0 {
                            plain / count
                        } else {
                            0.0
                        }
                    }
                    AnswerBy::Value | AnswerBy::Revenue => uniform,
                };
                let into = if is_final == 1 { &mut added.final_use } else { &mut added.inputs };
                into[(row, by)] = rate;
            }
        }
        let part = if answer.how == AnswerBy::Value { share } else { 1.0 };
        let (value_answer, revenue_answer) = taxed_by(&added, flows, (&taxed, by), part);
        let answer = answer.clone();
        Ok(Answered {
            answer,
            value,
            revenue,
            base,
            share,
            rate,
            short,
            added,
            value_answer,
            revenue_answer,
        })
    }

    /// One row for each answer: the keys `by`, `to`, `answer`; `value`, `revenue`, `base`, `share`, `rate`, `short`,
    /// `value_answer`, `revenue_answer`, as [`Answered`] defines them. What is undefined is empty.
    #[must_use]
    pub fn frame(answers: &[Answered], partition: &Partition, unit: &str) -> Frame {
        let of = |number: fn(&Answered) -> f64| answers.iter().map(number).collect();
        let money = || Unit::money(unit);
        let how: Vec<&str> = answers.iter().map(|it| it.answer.how.name()).collect();
        Frame::new("retaliation", answers.len())
            .with_key(
                "importer",
                partition.names(),
                answers.iter().map(|it| it.answer.by.position()),
            )
            .with_key(
                "exporter",
                partition.names(),
                answers.iter().map(|it| it.answer.to.position()),
            )
            .with_text("answer", &how)
            .with_indicator("value", money(), of(|it| it.value))
            .with_indicator("revenue", money(), of(|it| it.revenue))
            .with_indicator("base", money(), of(|it| it.base))
            .with_indicator("share", Unit::Share, of(|it| it.share))
            .with_indicator("rate", Unit::Rate, of(|it| it.rate))
            .with_indicator("short", money(), of(|it| it.short))
            .with_indicator("value_answer", money(), of(|it| it.value_answer))
            .with_indicator("revenue_answer", money(), of(|it| it.revenue_answer))
    }
}

/// Trade that rates tax, or the part of it that they do, and what they bring in.
fn taxed_by(
    rates: &Rates,
    flows: &Exports,
    (rows, buyer): (&[usize], usize),
    part: f64,
) -> (f64, f64) {
    let (mut value, mut revenue) = (0.0, 0.0);
    for &row in rows {
        let at = (row, buyer);
        let uses = [
            (flows.intermediate[at], rates.inputs[at]),
            (flows.final_use[at], rates.final_use[at]),
        ];
        for (trade, rate) in uses {
            value += if rate > 0.0 { part * trade } else { 0.0 };
            revenue += rate * trade;
        }
    }
    (value, revenue)
}
