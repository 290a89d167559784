//! Duties on a part of the value: exempt content, and rules of origin.

use super::{Context, Rates, rounded_off};
use crate::error::{Result, named};
use crate::linalg::Matrix;
use crate::measures::trade::Exports;
use crate::table::{EconomyId, Finding, FindingKind, Partition, RowSet, SectorId, Severity};

/// What counts as the content of a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ContentBy {
    /// Value added at every stage of production.
    #[default]
    ValueAdded,
    /// What a customs declaration can show: the inputs bought from the exempt origins, and the value added of the
    /// maker where it is one of them.
    Inputs,
}

named!(ContentBy, "content": ValueAdded = "value_added", Inputs = "inputs");

/// What a relief is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReliefFor {
    /// The content of exempt origins: the duty falls on the others.
    Content,
    /// Products that originate among members: the duty falls on the rest of them as they are.
    Origin,
}

/// The part of every rate that stays in force, at the technology of the table.
#[derive(Debug, Clone, PartialEq)]
pub struct Relief {
    /// What it is for.
    pub of: ReliefFor,
    /// n x economies: the factor of the rate of a row's products in a market; 1 where nothing is relieved.
    pub kept: Matrix,
}

impl Relief {
    /// Rates after relief.
    pub(super) fn apply(&self, rates: &mut Rates) {
        for matrix in [&mut rates.inputs, &mut rates.final_use] {
            for buyer in 0..matrix.columns() {
                let kept = self.kept.column(buyer).iter();
                matrix.column_mut(buyer).iter_mut().zip(kept).for_each(|(rate, kept)| {
                    // Zero stays the positive zero.
                    *rate = if *rate == 0.0 { 0.0 } else { *rate * kept };
                });
            }
        }
    }
}

/// The share of a product's value that origins have: of a row, sum over the origins of S, or of inputs and own value
/// added.
///
/// `value_added`: x_k = Σ_{o∈X} S_ok, S = R v̂ L. `inputs`: x_k = Σ_{j: r(j)∈X} a_jk + v_k \[r(k) ∈ X\]. Where value added is
/// negative a share may leave \[0, 1\]; it is not clipped.
///
/// Cost: one factor and as many transposed solves as there are economies for the former, once for a context; n²
/// additions for the latter.
///
/// # Errors
/// [`Error::Conflict`](crate::Error::Conflict) for a context without a table; [`Error::Singular`](crate::Error::Singular).
pub fn content_shares(context: &Context, origins: &[EconomyId], by: ContentBy) -> Result<Vec<f64>> {
    let economies = context.geography().economies();
    let is_of = |economy: EconomyId| origins.contains(&economy);
    match by {
        ContentBy::ValueAdded => {
            let shares = context.origins()?;
            let of = |row: usize| origins.iter().map(|it| shares[(row, it.position())]).sum();
            Ok((0..shares.rows()).map(of).collect())
        }
        ContentBy::Inputs => {
            let system = context.system()?;
            let weights: Vec<f64> = (0..system.order())
                .map(|row| if is_of(economies.of_row(row)) { 1.0 } else { 0.0 })
                .collect();
            let bought = system.inputs_left(&weights);
            let added = system.value_added_coefficients().iter().zip(&weights);
            Ok(bought.iter().zip(added).map(|(inputs, (v, own))| inputs + v * own).collect())
        }
    }
}

/// Duties of an importer on the content of products that no exempt origin has.
#[derive(Debug, Clone, PartialEq)]
pub struct ContentDuty {
    /// Whose duties.
    pub importers: Vec<EconomyId>,
    /// The rows that it is for.
    pub rows: RowSet,
    /// The exempt origins; each importer itself where none is named.
    pub exempt: Option<Vec<EconomyId>>,
    /// What counts.
    pub by: ContentBy,
}

impl ContentDuty {
    /// The part of the rates that stays: 1 − x, and a warning where it leaves \[0, 1\].
    ///
    /// # Errors
    /// As [`content_shares`].
    pub fn relief(&self, context: &Context) -> Result<(Relief, Vec<Finding>)> {
        let economies = context.geography().economies();
        let index = economies.index();
        let mut kept = ones(economies);
        let mut outside: Option<(f64, String)> = None;
        let mut count = 0;
        for &importer in &self.importers {
            let own = [importer];
            let exempt = self.exempt.as_deref().unwrap_or(&own);
            let shares = content_shares(context, exempt, self.by)?;
            for &row in self.rows.rows().iter().filter(|row| economies.of_row(**row) != importer) {
                let share = shares[row];
                // All of the value, but for rounding, is all of it.
                kept[(row, importer.position())] = rounded_off(1.0 - share);
                let beyond = (share - 1.0).max(-share);
                if beyond > 1e-9 {
                    count += 1;
                    if outside.as_ref().is_none_or(|(worst, _)| beyond > *worst) {
                        outside = Some((beyond, format!("{share:.4} of `{}`", index.label(row))));
                    }
                }
            }
        }
        let finding = outside.map(|(beyond, label)| {
            let message = format!(
                "{count} shares of exempt content are not between 0 and 1, as value added is negative somewhere; the \
                 farthest is {label}: they are not clipped"
            );
            Finding::new(Severity::Warning, FindingKind::ContentShare, "", beyond, message)
        });
        Ok((Relief { of: ReliefFor::Content, kept }, finding.into_iter().collect()))
    }
}

/// An agreement whose rate is for products that are made among its members.
#[derive(Debug, Clone, PartialEq)]
pub struct OriginRule {
    /// The members.
    pub members: Vec<EconomyId>,
    /// The sectors that it is for.
    pub sectors: Vec<SectorId>,
    /// Regional value content from which on a product originates.
    pub threshold: f64,
    /// Half of the width over which the share that originates goes from none to all; 0 is all or nothing.
    pub half_width: f64,
}

/// How near to the threshold trade is looked for, as the average of a sector hides its firms.
const NEAR: f64 = 0.05;

impl OriginRule {
    /// The share of a product that originates, of its regional value content.
    #[must_use]
    pub fn originating(&self, content: f64) -> f64 {
        if self.half_width > 0.0 {
            let width = 2.0 * self.half_width;
            return ((content - self.threshold + self.half_width) / width).clamp(0.0, 1.0);
        }
        // What the threshold misses by rounding alone has reached it.
        if content >= self.threshold - 1e-12 { 1.0 } else { 0.0 }
    }

    /// The part of the rates among members that stays, 1 − share originating, with
    /// RVC_k = Σ_{o∈members} S_ok; and how much trade is near the threshold.
    ///
    /// # Errors
    /// As [`content_shares`].
    pub fn relief(&self, context: &Context) -> Result<(Relief, Vec<Finding>)> {
        let economies = context.geography().economies();
        let index = economies.index();
        let content = content_shares(context, &self.members, ContentBy::ValueAdded)?;
        let flows = Exports::non_negative(context.needed()?, economies);
        let mut kept = ones(economies);
        let (mut near, mut all, mut qualified) = (0.0, 0.0, 0.0);
        for &seller in &self.members {
            for &row in &economies.economy(seller).rows {
                if !self.sectors.contains(&index.node(row).sector) {
                    continue;
                }
                let share = self.originating(content[row]);
                for buyer in self.members.iter().filter(|buyer| **buyer != seller) {
                    let at = (row, buyer.position());
                    kept[at] = 1.0 - share;
                    let trade = flows.intermediate[at] + flows.final_use[at];
                    all += trade;
                    qualified += share * trade;
                    if (content[row] - self.threshold).abs() <= NEAR {
                        near += trade;
                    }
                }
            }
        }
        let per_cent = |part: f64| if all > 0.0 { 100.0 * part / all } else { 0.0 };
        let message = format!(
            "{:.1} per cent of trade among the members originates at a threshold of {}, and {:.1} per cent ({near:.0}) is \
             within {NEAR} of it: sectors are averages of firms, and this is content of value added, not the build-down \
             of an agreement",
            per_cent(qualified),
            self.threshold,
            per_cent(near)
        );
        let finding = Finding::new(Severity::Note, FindingKind::NearThreshold, "", near, message);
        Ok((Relief { of: ReliefFor::Origin, kept }, vec![finding]))
    }
}

fn ones(economies: &Partition) -> Matrix {
    Matrix::from_fn(economies.index().len(), economies.len(), |_, _| 1.0)
}
