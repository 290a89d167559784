//! Terms of a decomposition added up to what they are about.

use crate::frame::{Frame, Unit};
use crate::leontief::LeontiefSystem;

/// What a term of Koopman, Wang and Wei (2014) or of Wang, Wei and Zhu (2013) is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TermGroup {
    /// Domestic value added absorbed abroad.
    Domestic,
    /// Domestic value added that returns home.
    Returned,
    /// Foreign value added.
    Foreign,
    /// Pure double counting.
    Double,
}

/// In the order of the columns.
const GROUPS: [(TermGroup, &str, &str); 4] = [
    (TermGroup::Domestic, "DVA", "DVA_share"),
    (TermGroup::Returned, "RDV", "RDV_share"),
    (TermGroup::Foreign, "FVA", "FVA_share"),
    (TermGroup::Double, "PDC", "PDC_share"),
];

/// A frame with the sums of terms by group: `exports` (their total and what they leave), `DVA`, `RDV`,
/// `FVA`, `PDC`, then the share of each in exports (`DVA_share` ...; undefined where there are none).
/// With `other` where the table leaves a rest ([`LeontiefSystem::explains_all`]).
///
/// Wang, Wei and Zhu (2013), figure 1: the four parts of gross exports.
pub(super) fn grouped(
    frame: Frame,
    system: &LeontiefSystem,
    terms: impl Iterator<Item = (TermGroup, Vec<f64>)>,
    rest: Vec<f64>,
) -> Frame {
    let terms: Vec<(TermGroup, Vec<f64>)> = terms.collect();
    let sum = |wanted: &dyn Fn(TermGroup) -> bool| -> Vec<f64> {
        let mut sum = vec![0.0; frame.rows()];
        for (_, values) in terms.iter().filter(|(group, _)| wanted(*group)) {
            sum.iter_mut().zip(values).for_each(|(s, v)| *s += v);
        }
        sum
    };
    let left = if system.explains_all() { vec![0.0; frame.rows()] } else { rest };
    let exports: Vec<f64> = sum(&|_| true).iter().zip(&left).map(|(t, r)| t + r).collect();
    let sums = GROUPS.map(|(group, _, _)| sum(&|own| own == group));
    let money = || Unit::money(system.table().unit());
    let mut frame = frame.with_indicator("exports", money(), exports.clone());
    for ((_, name, _), values) in GROUPS.iter().zip(&sums) {
        frame = frame.with_indicator(*name, money(), values.clone());
    }
    for ((_, _, name), values) in GROUPS.iter().zip(&sums) {
        let shares =
            values.iter().zip(&exports).map(|(v, e)| if *e == 0.0 { f64::NAN } else { v / e });
        frame = frame.with_indicator(*name, Unit::Share, shares.collect());
    }
    if system.explains_all() { frame } else { frame.with_indicator("other", money(), left) }
}
