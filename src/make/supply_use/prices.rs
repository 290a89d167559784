//! From purchasers' to basic prices.

use std::borrow::Cow;

use super::{SupplyUse, Valuation, amount, cells};
use crate::error::{Error, Result};
use crate::linalg::Matrix;
use crate::table::{Finding, FindingKind, Primary, PrimaryKind, Severity};

/// Margins may miss a sum of zero by this much of their size, the rounding of a file.
const ROUNDING: f64 = 1e-6;

impl SupplyUse {
    /// The system with use at basic prices, by proportion in the row of each product:
    ///
    /// ```text
    /// t_i = taxes_i / use_i, m_i = margins_i / use_i of goods, a_i = margins_i / Σ margins of margin products
    /// u_ij (1 - t_i - m_i)   goods
    /// u_ij (1 - t_i) + a_i Σ_k m_k u_kj   margin products of the region of k
    /// TLS_j = Σ_i t_i u_ij
    /// ```
    ///
    /// Margins taken from a column come back in it as purchases of margin products, taxes are its cell of the
    /// row `TLS`: columns keep their totals. A system at basic prices is given back as it is. A basic amount below
    /// zero is kept, and found. 4n numbers for each cell of use.
    ///
    /// # Errors
    /// [`Error::Impossible`] for margins of a region that do not add up to zero, and for products with taxes or
    /// margins that nobody uses.
    ///
    /// # References
    /// Eurostat (2008), *Manual of Supply, Use and Input-Output Tables*, chapter 6.
    pub fn at_basic_prices(&self, findings: &mut Vec<Finding>) -> Result<Cow<'_, SupplyUse>> {
        let Valuation::Purchasers { taxes, margins } = &self.valuation else {
            return Ok(Cow::Borrowed(self));
        };
        self.refuse_sums(margins)?;
        let mut used = self.inputs.row_sums();
        used.iter_mut().zip(self.final_demand.row_sums()).for_each(|(sum, y)| *sum += y);
        self.refuse_unused(&used, taxes, margins)?;
        let per_use = |amounts: &[f64]| -> Vec<f64> {
            let each = amounts.iter().zip(&used);
            each.map(|(amount, used)| if *amount == 0.0 { 0.0 } else { amount / used }).collect()
        };
        let goods: Vec<f64> = margins.iter().map(|margin| margin.max(0.0)).collect();
        let rates =
            Rates { system: self, taxes: per_use(taxes), margins: per_use(&goods), given: margins };
        let mut basic = self.clone();
        let tax = Primary {
            name: "TLS".to_owned(),
            kind: PrimaryKind::Taxes,
            inputs: rates.take(&mut basic.inputs),
            final_demand: rates.take(&mut basic.final_demand),
        };
        basic.primary.push(tax);
        basic.valuation = Valuation::Basic;
        findings.extend(self.below_zero(&basic));
        Ok(Cow::Owned(basic))
    }

    fn refuse_sums(&self, margins: &[f64]) -> Result<()> {
        let mut lines = vec![];
        for region in self.products.regions() {
            let of_region = &margins[self.products.rows(region)];
            let (sum, size) = (of_region.iter().sum::<f64>(), of_region.iter().map(|m| m.abs()));
            if sum.abs() > ROUNDING * size.sum::<f64>() {
                lines.push(format!("{}: {}", self.products.region(region), amount(sum)));
            }
        }
        if lines.is_empty() {
            return Ok(());
        }
        Err(Error::Impossible {
            problem: "the margins of a region do not add up to zero",
            lines,
            remedy: "what goods receive as margins, products of trade and transport give: write the latter \
                     below zero"
                .into(),
        })
    }

    fn refuse_unused(&self, used: &[f64], taxes: &[f64], margins: &[f64]) -> Result<()> {
        let idle = |&row: &usize| used[row] == 0.0 && (taxes[row] != 0.0 || margins[row] > 0.0);
        let line = |row: usize| {
            let (taxes, margins) = (amount(taxes[row]), amount(margins[row]));
            format!("{}: taxes {taxes}, margins {margins}", self.products.label(row))
        };
        let lines: Vec<String> = (0..used.len()).filter(idle).map(line).collect();
        if lines.is_empty() {
            return Ok(());
        }
        Err(Error::Impossible {
            problem: "products that nobody uses cannot have taxes or margins",
            lines,
            remedy: "give their use, or set their taxes and margins to zero".into(),
        })
    }

    /// A warning where an amount of use falls below zero.
    fn below_zero(&self, basic: &SupplyUse) -> Option<Finding> {
        let (mut count, mut least, mut place) = (0, 0.0, 0);
        let parts = [(&self.inputs, &basic.inputs), (&self.final_demand, &basic.final_demand)];
        for (before, after) in parts {
            for column in 0..before.columns() {
                let both = before.column(column).iter().zip(after.column(column)).enumerate();
                for (row, (_, &now)) in both.filter(|(_, (was, now))| **was >= 0.0 && **now < 0.0) {
                    count += 1;
                    if now < least {
                        (least, place) = (now, row);
                    }
                }
            }
        }
        let label = self.products.label(place);
        let message = format!(
            "{} of use below zero at basic prices, the least {} of `{}`: taxes and margins take all of it",
            cells(count),
            amount(least),
            crate::error::shown(&label)
        );
        let kind = FindingKind::NegativeFlow;
        (count > 0).then(|| Finding::new(Severity::Warning, kind, label, least, message))
    }
}

/// What is taken out of each unit of use.
struct Rates<'a> {
    system: &'a SupplyUse,
    taxes: Vec<f64>,
    margins: Vec<f64>,
    /// Margins as they are given.
    given: &'a [f64],
}

impl Rates<'_> {
    /// Take taxes and margins out of use, put the latter on margin products, and give the taxes of every
    /// column.
    fn take(&self, used: &mut Matrix) -> Vec<f64> {
        let products = &self.system.products;
        let mut taxes = vec![0.0; used.columns()];
        for (j, taxes) in taxes.iter_mut().enumerate() {
            let column = used.column_mut(j);
            for region in products.regions() {
                let (mut moved, mut whole) = (0.0, 0.0);
                for row in products.rows(region) {
                    let (tax, margin) =
                        (self.taxes[row] * column[row], self.margins[row] * column[row]);
                    column[row] -= tax + margin;
                    *taxes += tax;
                    moved += margin;
                    whole += self.given[row].min(0.0);
                }
                for row in products.rows(region).filter(|row| self.given[*row] < 0.0) {
                    column[row] += moved * self.given[row] / whole;
                }
            }
        }
        taxes
    }
}
