//! Long and narrow, or short and wide.

use rayon::prelude::*;

use super::{ChainFamily, Chains};
use crate::error::Result;
use crate::frame::{Frame, Level, Unit};
use crate::linalg::{Matrix, ratio};

impl Chains<'_> {
    /// The shape of chains: frame `shape` with the keys of the level and, for product j,
    ///
    /// | column | formula | reading |
    /// |---|---|---|
    /// | `depth` | D_j = (1'L)_j | stages of a unit of value added in j, on average |
    /// | `depth_sd` | √(2(v'L³)_j − (v'L²)_j − D_j²) | their standard deviation |
    /// | `breadth` | exp(−Σ q ln q), q = a_ij / Σ_i a_ij | direct suppliers, as the number of equal ones |
    /// | `spider` | ln(breadth) / (D_j − 1) | large: many suppliers and few stages, a spider; small: a snake |
    ///
    /// The stages of a unit of value added have mass v'A^(t−1)e_j at t, so their moments are those of
    /// the powers of L. Other levels are means over the rows, weighted by final sales of the
    /// chosen products (negative ones count as none) where the measure is defined. Empty without output (by region-sector); a
    /// product without inputs has breadth one, itself, and no shape. The measures of breadth and shape are this project's.
    ///
    /// Cost beyond the factor: four solves and n² logarithms.
    ///
    /// # Errors
    /// [`Error::Level`](crate::Error::Level) for a level that is none of
    /// [`LEVELS`](super::LEVELS); as [`LeontiefSystem::factorise`](crate::LeontiefSystem::factorise).
    ///
    /// # Examples
    /// ```
    /// use tripole::{Accounting, LeontiefSystem, read};
    /// use tripole::frame::Level;
    /// use tripole::measures::chains::{Chains, Goods};
    /// use tripole::table::Geography;
    /// let input = read::Input::parse("builtin:three-pole-2011")?;
    /// let table = read::read(&input, &read::ReadOptions::default())?.table;
    /// let geography = Geography::new(table.index(), &[], &read::builtin_blocs())?;
    /// let system = LeontiefSystem::new(table, &Accounting::default())?;
    /// let chains = Chains::new(&system, &geography, &Goods::default())?;
    /// let frame = chains.shape(Level::Region)?;
    /// let depth = |region| frame.value(&[region], "depth").unwrap_or_default();
    /// assert!(depth("CHN") > depth("USA"));
    /// # Ok::<(), tripole::Error>(())
    /// ```
    ///
    /// # References
    /// Baldwin and Venables (2013), *Journal of International Economics* 90(2), for snakes and
    /// spiders.
    pub fn shape(&self, by: Level) -> Result<Frame> {
        let lines = self.lines(ChainFamily::Shape, by)?;
        let system = self.system;
        let x = system.output();
        let left = |weights: Vec<f64>| system.solve_left(Matrix::from_column(weights));
        let depth = left(vec![1.0; system.order()])?;
        let once = left(system.value_added_coefficients().to_vec())?;
        let twice = left(once.column(0).to_vec())?;
        let thrice = left(twice.column(0).to_vec())?;
        let z = system.table().intermediate();
        let rows: Vec<[f64; 4]> = (0..x.len())
            .into_par_iter()
            .map(|j| {
                if x[j] == 0.0 || !self.chosen[j] {
                    return [f64::NAN; 4];
                }
                let depth = depth[(j, 0)];
                let variance = 2.0 * thrice[(j, 0)] - twice[(j, 0)] - depth * depth;
                let entropy = entropy(z.column(j));
                // Rounding of a product that is made in one stage.
                let spread = variance.max(0.0).sqrt();
                [depth, spread, entropy.exp(), ratio(entropy, depth - 1.0)]
            })
            .collect();
        let sold = self.final_sales();
        let weight =
            |row: usize| if by == Level::RegionSector { x[row] } else { sold[row].max(0.0) };
        let mean = |k: usize| -> Vec<f64> {
            let of = |line: &Vec<usize>| {
                let defined = line.iter().filter(|&&row| !rows[row][k].is_nan());
                let (sum, total) = defined.fold((0.0, 0.0), |(sum, total), &row| {
                    (sum + weight(row) * rows[row][k], total + weight(row))
                });
                ratio(sum, total)
            };
            lines.rows().iter().map(of).collect()
        };
        let names = ["depth", "depth_sd", "breadth", "spider"];
        Ok(names.into_iter().enumerate().fold(lines.frame(), |frame, (k, name)| {
            frame.with_indicator(name, Unit::Index, mean(k))
        }))
    }
}

/// Entropy of the positive cells of a column; zero without any.
fn entropy(flows: &[f64]) -> f64 {
    let positive = || flows.iter().copied().filter(|flow| *flow > 0.0);
    let total: f64 = positive().sum();
    if total == 0.0 {
        return 0.0;
    }
    // −Σ q ln q = ln Z − Σ z ln z / Z.
    total.ln() - positive().map(|flow| flow * flow.ln()).sum::<f64>() / total
}
