//! Participation of exports to each partner.

use super::{Local, Measure};
use crate::error::{Error, Hint, OptionName, Result};
use crate::frame::{Frame, Unit};
use crate::leontief::LeontiefSystem;
use crate::linalg::{minus, ratios};
use crate::measures::trade::Exports;
use crate::table::{EconomyId, Partition};

/// Participation at the level of pairs, see [`participation`](super::participation()).
pub(super) fn by_pair(
    system: &LeontiefSystem,
    partition: &Partition,
    measure: Measure,
) -> Result<Frame> {
    if !matches!(measure, Measure::BorinMancini | Measure::Tripartite) {
        return Err(Error::conflict(
            OptionName::By.set("pair"),
            "this measure",
            Hint::from("only exports have partners; use ")
                .set(OptionName::Measure.set("bm"))
                .say(" or ")
                .set(OptionName::Measure.set("tripartite")),
        ));
    }
    let local = Local::new(system, partition)?;
    let exports = Exports::of(system.table(), partition);
    let absorbed = system.foreign_inputs_by_user(&local.made_at_home, partition);
    let further = system.foreign_inputs_by_user(&local.made_for_exports, partition);
    let others = |s: usize| (0..partition.len()).filter(move |&r| r != s).map(move |r| (s, r));
    let keys: Vec<(usize, usize)> = (0..partition.len()).flat_map(others).collect();
    let of = |weights: &[f64], amount: &dyn Fn(usize, usize) -> f64| -> Vec<f64> {
        let sum = |&(s, r): &(usize, usize)| {
            let rows = &partition.economy(EconomyId::at(s)).rows;
            rows.iter().map(|&row| weights[row] * amount(row, r)).sum()
        };
        keys.iter().map(sum).collect()
    };
    let direct = |row: usize, r: usize| exports.final_use[(row, r)] + absorbed[(row, r)];
    let again = |row: usize, r: usize| further[(row, r)];
    let sold = |row: usize, r: usize| exports.intermediate[(row, r)] + exports.final_use[(row, r)];
    let davax = of(&local.value_added, &direct);
    let unit = || Unit::Money(system.table().unit().to_owned());
    let frame = Frame::new("participation", keys.len())
        .with_key("region", partition.names(), keys.iter().map(|k| k.0))
        .with_key("partner", partition.names(), keys.iter().map(|k| k.1));
    if measure == Measure::Tripartite {
        return Ok(frame
            .with_indicator("davax", unit(), davax)
            .with_indicator("gvc_pure_forward", unit(), of(&local.value_added, &again))
            .with_indicator("gvc_two_sided", unit(), of(&local.imports, &again))
            .with_indicator("gvc_pure_backward", unit(), of(&local.imports, &direct)));
    }
    let total = of(&vec![1.0; system.order()], &sold);
    let dva = of(&local.value_added, &sold);
    let (gvc, backward) = (minus(&total, &davax), minus(&total, &dva));
    let forward = minus(&dva, &davax);
    let shares = [&gvc, &backward, &forward].map(|part| ratios(part, &total));
    let names = ["exports", "gvc", "gvc_backward", "gvc_forward"];
    let frame = names
        .into_iter()
        .zip([total, gvc, backward, forward])
        .fold(frame, |frame, (name, values)| frame.with_indicator(name, unit(), values));
    let names = ["gvc_share", "gvc_backward_share", "gvc_forward_share"];
    Ok(names
        .into_iter()
        .zip(shares)
        .fold(frame, |frame, (name, values)| frame.with_indicator(name, Unit::Ratio, values)))
}
