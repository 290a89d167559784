//! Exposure to suppliers, seen and hidden, and to markets.

use super::{Chains, kept};
use crate::error::Result;
use crate::frame::{Frame, Unit};
use crate::linalg::{Matrix, ratio, times};
use crate::table::lines::Lines;

/// What the buyers of each economy use of each seller's goods, sellers x buyers.
#[derive(Debug)]
pub(super) struct Reliance {
    pub face: Matrix,
    pub look_through: Matrix,
}

impl Chains<'_> {
    /// Exposure of every economy to every partner: frame `exposure` with keys `region, partner`,
    /// the region itself included. For the chosen products J of region r and the goods I
    /// ([`Goods::inputs`](super::Goods)) of partner s, with L the Leontief inverse, y
    /// final sales:
    ///
    /// | column | formula | reading |
    /// |---|---|---|
    /// | `production` | Σ_IJ l_ij y_j / Σ_{all s} Σ_IJ l_ij y_j | FPEM, look-through: goods of s that r's products rest on |
    /// | `production_face_value` | the same with I + A above, the same below | what r's own purchases show |
    /// | `production_hidden` | the difference, never negative | bought through others |
    /// | `inputs` | Σ_IJ (L − I)_ij x_j / Σ_{all s} | the same of inputs alone, look-through |
    /// | `inputs_face_value` | Σ_IJ a_ij x_j / Σ_{all s} | face value |
    /// | `market` | Σ_k∈r (LY)_ks / Σ_k∈r x_k | share of r's output that final demand of s absorbs |
    ///
    /// `production` and `inputs` add up to one over partners; the normalisation of the inputs is
    /// this project's. Empty where an economy makes none of the products. Cost beyond the
    /// factor: 6n² flops per economy.
    ///
    /// # Errors
    /// As [`LeontiefSystem::factorise`](crate::LeontiefSystem::factorise).
    ///
    /// # Examples
    /// ```
    /// use tripole::{Accounting, LeontiefSystem, read};
    /// use tripole::measures::chains::{Chains, Goods};
    /// use tripole::table::Geography;
    /// let input = read::Input::parse("builtin:three-pole-2011")?;
    /// let table = read::read(&input, &read::ReadOptions::default())?.table;
    /// let geography = Geography::new(table.index(), &[], &read::builtin_blocs())?;
    /// let system = LeontiefSystem::new(table, &Accounting::default())?;
    /// let chains = Chains::new(&system, &geography, &Goods::default())?;
    /// let frame = chains.exposure()?;
    /// let of = |column| frame.value(&["USA", "CHN"], column).unwrap_or_default();
    /// assert!(of("production") > 0.0 && of("production") < 1.0);
    /// # Ok::<(), tripole::Error>(())
    /// ```
    ///
    /// # References
    /// Baldwin, Freeman and Theodorakopoulos (2022), "Horses for courses: measuring foreign supply
    /// chain exposure", NBER WP 30525; Baldwin, Freeman and Theodorakopoulos (2023), "Hidden
    /// exposure". The formulas follow a public re-implementation and are not confirmed against
    /// the papers.
    pub fn exposure(&self) -> Result<Frame> {
        let (system, g) = (self.system, self.partition.len());
        let rows = vec![1.0; system.order()];
        let sold = self.final_sales();
        let needed = self.sums(self.completed()?, &self.counted);
        let direct = self.sums(&self.direct_inputs(&sold), &self.counted);
        let reliance = self.reliance()?;
        let markets = if self.chosen.iter().all(|chosen| *chosen) {
            self.sums(self.absorbed()?, &rows)
        } else {
            self.sums(&system.output_by_destination(self.partition)?, &rows)
        };
        let economies = Lines::economies("", "region", self.partition);
        let output = economies.sum(system.output());
        let own = economies.sum(&times(&sold, &self.counted));
        // Seller in the rows, buyer in the columns.
        let share = |flows: &Matrix, totals: &Matrix, s: usize, r: usize| {
            ratio(flows[(s, r)], totals.column(r).iter().sum())
        };
        let face = |s: usize, r: usize| {
            let first = if s == r { own[r] } else { 0.0 };
            ratio(direct[(s, r)] + first, needed.column(r).iter().sum())
        };
        let all = |value: &dyn Fn(usize, usize) -> f64| -> Vec<f64> {
            (0..g * g).map(|k| value(k % g, k / g)).collect()
        };
        let looked = all(&|s, r| share(&needed, &needed, s, r));
        let seen = all(&face);
        let hidden = looked.iter().zip(&seen).map(|(all, seen)| all - seen).collect();
        let names = self.partition.names();
        Ok(Frame::new("exposure", g * g)
            .with_key("region", names, (0..g * g).map(|k| k / g))
            .with_key("partner", names, (0..g * g).map(|k| k % g))
            .with_indicator("production", Unit::Share, looked)
            .with_indicator("production_face_value", Unit::Share, seen)
            .with_indicator("production_hidden", Unit::Share, hidden)
            .with_indicator(
                "inputs",
                Unit::Share,
                all(&|s, r| share(&reliance.look_through, &reliance.look_through, s, r)),
            )
            .with_indicator(
                "inputs_face_value",
                Unit::Share,
                all(&|s, r| share(&reliance.face, &reliance.face, s, r)),
            )
            .with_indicator("market", Unit::Share, all(&|s, r| ratio(markets[(r, s)], output[r]))))
    }

    /// Inputs that the output of the chosen products rests on: A x̂ at face value, (L − I) x̂ with
    /// all that is behind them.
    pub(super) fn reliance(&self) -> Result<&Reliance> {
        kept(&self.solved.reliance, || self.relied_upon())
    }

    fn relied_upon(&self) -> Result<Reliance> {
        let output = self.of_chosen(self.system.output());
        let mut made = self.system.solve_by_economy(&output, self.partition)?;
        for (row, x) in output.iter().enumerate() {
            made[(row, self.own(row).position())] -= x;
        }
        Ok(Reliance {
            face: self.sums(&self.direct_inputs(&output), &self.counted),
            look_through: self.sums(&made, &self.counted),
        })
    }

    /// A b with b cut by economies, n x economies. 2n² flops.
    pub(super) fn direct_inputs(&self, amounts: &[f64]) -> Matrix {
        self.system.inputs_by_user(amounts, self.partition)
    }

    /// Rows, each times a weight, added up by economy: economies x columns.
    pub(super) fn sums(&self, matrix: &Matrix, weights: &[f64]) -> Matrix {
        let mut out = Matrix::zeros(self.partition.len(), matrix.columns());
        for r in 0..matrix.columns() {
            let sums = out.column_mut(r);
            for (row, cell) in matrix.column(r).iter().enumerate() {
                sums[self.own(row).position()] += cell * weights[row];
            }
        }
        out
    }
}
