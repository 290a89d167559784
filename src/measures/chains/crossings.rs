//! Value added by the number of borders that it crosses.

use super::{ChainFamily, Chains};
use crate::error::Result;
use crate::frame::{Frame, Level, Unit};
use crate::linalg::{Matrix, minus, ratios, times};

/// Crossings that are told apart; more are one column.
const TOLD_APART: usize = 6;

impl Chains<'_> {
    /// Value added by the number of borders that it crosses inside products: frame `crossings`
    /// with the keys of the level, and
    ///
    /// | column | formula |
    /// |---|---|
    /// | `forward_k`, k = 0 … 5 | v̂(L_D A_F)^k L_D y by row: value added of the line, crossing k borders as input |
    /// | `forward_more` | what crosses six borders or more |
    /// | `backward_k`, `backward_more` | the same by column: value added in the line's final products |
    /// | `forward_complexity` | C / (S + C) of value added: the part of global chains that crosses more than one border |
    /// | `backward_complexity` | the same of final products |
    ///
    /// L_D local inverses, A_F imported inputs, y final sales of the chosen products; S and C the
    /// simple and complex global chains of Wang, Wei, Yu and Zhu, S = v̂L_D A_F L_D ŷ_D, C = v̂L_D
    /// A_F(Lŷ − L_D ŷ_D), y_D sold at home. The k columns add up to value added. Two crossings or
    /// more make a chain a snake. The sale of a final good to its buyer abroad does not count as a
    /// crossing.
    ///
    /// Cost beyond the factor: 28 products of 2n² flops and local inverses; vectors only.
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
    /// let frame = chains.crossings(Level::Region)?;
    /// let of = |column| frame.value(&["USA"], column).unwrap_or_default();
    /// // Most value added never crosses a border.
    /// assert!(of("forward_0") > of("forward_1") && of("forward_1") > of("forward_2"));
    /// # Ok::<(), tripole::Error>(())
    /// ```
    ///
    /// # References
    /// Wang, Wei, Yu and Zhu (2017), NBER WP 23222; the profile is this project's.
    pub fn crossings(&self, by: Level) -> Result<Frame> {
        let lines = self.lines(ChainFamily::Crossings, by)?;
        self.system.prepare_local(self.partition)?;
        let (forward, backward) = rayon::join(|| self.forward(), || self.backward());
        let mut frame = lines.frame();
        let mut shares = vec![];
        for (direction, profile) in [("forward", forward?), ("backward", backward?)] {
            let mut left = profile.all;
            for (k, flow) in profile.crossings.iter().enumerate() {
                left = minus(&left, flow);
                let name = format!("{direction}_{k}");
                frame = frame.with_indicator(name, self.money(), lines.sum(flow));
            }
            let name = format!("{direction}_more");
            frame = frame.with_indicator(name, self.money(), lines.sum(&left));
            let (complex, gvc) = (lines.sum(&profile.complex), lines.sum(&profile.gvc));
            shares.push((format!("{direction}_complexity"), ratios(&complex, &gvc)));
        }
        Ok(shares
            .into_iter()
            .fold(frame, |frame, (name, values)| frame.with_indicator(name, Unit::Share, values)))
    }

    fn forward(&self) -> Result<Profile> {
        let (system, partition) = (self.system, self.partition);
        let v = system.value_added_coefficients();
        let abroad = |made: &[f64]| {
            let imported = system.foreign_inputs(made, partition);
            system.solve_local(&imported, partition)
        };
        let sold = self.final_sales();
        let output = system.solve(Matrix::from_column(sold.clone()))?;
        let at_home = system.solve_local(&self.sold_at_home(), partition)?;
        let (gvc, simple) = (abroad(output.column(0))?, abroad(&at_home)?);
        let mut crossings = vec![system.solve_local(&sold, partition)?];
        for k in 1..TOLD_APART {
            crossings.push(abroad(&crossings[k - 1])?);
        }
        Ok(Profile {
            all: times(v, output.column(0)),
            crossings: crossings.iter().map(|made| times(v, made)).collect(),
            complex: times(v, &minus(&gvc, &simple)),
            gvc: times(v, &gvc),
        })
    }

    fn backward(&self) -> Result<Profile> {
        let (system, partition) = (self.system, self.partition);
        let v = system.value_added_coefficients();
        let abroad = |content: &[f64]| {
            let imported = system.foreign_inputs_left(content, partition);
            system.solve_local_left(&imported, partition)
        };
        let (sold, at_home) = (self.final_sales(), self.sold_at_home());
        let content = system.solve_left(Matrix::from_column(v.to_vec()))?;
        let mut crossings = vec![system.solve_local_left(v, partition)?];
        for k in 1..TOLD_APART {
            crossings.push(abroad(&crossings[k - 1])?);
        }
        // v'L − v'L_D = v'L_D A_F L.
        let gvc = minus(content.column(0), &crossings[0]);
        let simple = times(&crossings[1], &at_home);
        Ok(Profile {
            all: times(content.column(0), &sold),
            crossings: crossings.iter().map(|content| times(content, &sold)).collect(),
            complex: minus(&times(&gvc, &sold), &simple),
            gvc: times(&gvc, &sold),
        })
    }

    /// Final sales of every row to its own economy.
    fn sold_at_home(&self) -> Vec<f64> {
        let demand = self.final_demand();
        (0..demand.rows()).map(|row| demand[(row, self.own(row).position())]).collect()
    }
}

/// Value added of one direction, by row.
struct Profile {
    all: Vec<f64>,
    /// By the number of crossings.
    crossings: Vec<Vec<f64>>,
    complex: Vec<f64>,
    gvc: Vec<f64>,
}
