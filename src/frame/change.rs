//! An indicator before and after, and what changed.

use super::{Frame, Unit};
use crate::linalg::{minus, ratios};

impl Frame {
    /// With an indicator before and after as four columns:
    ///
    /// | column | what | unit |
    /// |---|---|---|
    /// | `NAME_before`, `NAME_after` | x, x' | that of the indicator |
    /// | `NAME_change` | x' − x | that of the indicator; of shares and rates, their difference |
    /// | `NAME_change_percent` | 100 (x' − x) / abs(x); empty where x is zero | per cent |
    ///
    /// # Panics
    /// As [`Frame::with_indicator`].
    ///
    /// # Examples
    /// ```
    /// use tripole::frame::{Frame, Unit};
    /// let money = Unit::money("million US$");
    /// let frame = Frame::new("countries", 2)
    ///     .with_text("region", &["USA", "CHN"])
    ///     .with_before_and_after("exports", &money, vec![-8.0, 0.0], vec![-6.0, 5.0]);
    /// let mut csv = vec![];
    /// frame.write_csv(&mut csv)?;
    /// let lines = "region,exports_before,exports_after,exports_change,exports_change_percent\n\
    ///              USA,-8,-6,2,25\nCHN,0,5,5,\n";
    /// assert_eq!(String::from_utf8_lossy(&csv), lines);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[must_use]
    pub fn with_before_and_after(
        self,
        name: &str,
        unit: &Unit,
        before: Vec<f64>,
        after: Vec<f64>,
    ) -> Self {
        let (change, percent) = changes(&before, &after);
        self.with_indicator(format!("{name}_before"), unit.clone(), before)
            .with_indicator(format!("{name}_after"), unit.clone(), after)
            .with_indicator(format!("{name}_change"), unit.of_difference(), change)
            .with_indicator(format!("{name}_change_percent"), Unit::Percent, percent)
    }
}

/// x' − x, and that in per cent of the absolute value of x; NaN where x is zero.
pub(crate) fn changes(before: &[f64], after: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let change = minus(after, before);
    let size: Vec<f64> = before.iter().map(|value| value.abs()).collect();
    let percent = ratios(&change, &size).iter().map(|ratio| 100.0 * ratio).collect();
    (change, percent)
}
