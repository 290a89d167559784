//! Local, regional and global shares.

use super::{ChainFamily, Chains, REACH_NAMES};
use crate::error::Result;
use crate::frame::{Frame, Level, Unit};
use crate::linalg::{Matrix, plus, ratios};
use crate::measures::trade::Exports;
use crate::table::lines::Lines;

impl Chains<'_> {
    /// Local, regional and global shares: frame `shares` with the keys of the level; for each base
    /// three shares that add up to one, `…_local`, `…_regional`, `…_global`, and
    /// `…_regional_of_foreign` = regional / (regional + global).
    ///
    /// With y final sales of the chosen products, e their exports, S value added by origin:
    ///
    /// | base | amounts | reading |
    /// |---|---|---|
    /// | `final_va` | S_oj y_j by origin o | whose value added is in the final products of j |
    /// | `inputs` | Z_ij by seller | who sells the inputs of j (face value) |
    /// | `inputs_va` | (SA)_oj x_j by origin o | whose value added is in the inputs of j (look-through) |
    /// | `exports_va` | S_oj e_j by origin o | whose value added is in the exports of j |
    /// | `va_completed` | v_k Σ_{j∈s} L_kj y_j by s | where the value added of k is completed into final products |
    /// | `va_absorbed` | v_k (LY)_kl by l | who absorbs the value added of k |
    /// | `sales` | Z_kj by buyer | who buys the inputs that k sells |
    /// | `va_exported` | v_k Σ_{j∈s} L_kj e_j by s | in whose exports the value added of k is |
    ///
    /// The first four look backward from the producer j, the others forward from k. By region,
    /// bloc and in the world there are also the regional and global parts of the participation
    /// of Koopman, Powers, Wang and Wei, over gross exports: `kpww_backward_regional` and so on
    /// (this project's split; backward and forward parts add up to `kpww_backward` and
    /// `kpww_forward` of [`position`](mod@crate::measures::position)).
    ///
    /// By region-sector each product is seen per unit of output, so that `final_va` has a value
    /// for products without final sales too, and `exports_va`, which would repeat it, is left
    /// out. Empty where amounts add up to zero and, by region-sector, without output. Shares can
    /// leave \[0, 1\] where final demand or value added is negative.
    ///
    /// Cost beyond the factor: 8n² flops per economy.
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
    /// let shares = chains.shares(Level::Region)?;
    /// let of = |reach: &str| {
    ///     shares.value(&["DEU"], &format!("final_va_{reach}")).unwrap_or_default()
    /// };
    /// assert!((of("local") + of("regional") + of("global") - 1.0).abs() < 1e-9);
    /// # Ok::<(), tripole::Error>(())
    /// ```
    ///
    /// # References
    /// Los, Timmer and de Vries (2015), *Journal of Regional Science* 55(1), for `final_va`;
    /// Johnson and Noguera (2012) for `va_absorbed`; Koopman, Powers, Wang and Wei (2010).
    pub fn shares(&self, by: Level) -> Result<Frame> {
        let (system, partition) = (self.system, self.partition);
        let lines = self.lines(ChainFamily::Shares, by)?;
        let (x, v) = (system.output(), system.value_added_coefficients());
        let rows = vec![1.0; x.len()];
        let produced = self.of_chosen(x);
        let exports = self.of_chosen(&Exports::of(system.table(), partition).by_row());
        let (origins, completed, absorbed) = (self.origins()?, self.completed()?, self.absorbed()?);
        let exported = system.solve_by_economy(&exports, partition)?;

        let content = self.content_of(by, &lines, origins);
        let reached = |parts: [Vec<f64>; 3]| Reached::of(&lines, &parts);
        let backward = self.by_reach(origins, &exports);
        let forward = self.by_reach(&exported, v);
        let mut frame = content.final_va.into_columns("final_va", lines.frame());
        let purchases = reached(self.by_reach(&self.purchases(), &rows));
        frame = purchases.into_columns("inputs", frame);
        frame = content.inputs_va.into_columns("inputs_va", frame);
        if by != Level::RegionSector {
            frame = Reached::of(&lines, &backward).into_columns("exports_va", frame);
        }
        frame = reached(self.by_reach(completed, v)).into_columns("va_completed", frame);
        frame = reached(self.by_reach(absorbed, v)).into_columns("va_absorbed", frame);
        let sales = reached(self.by_reach(&self.direct_inputs(&produced), &rows));
        frame = sales.into_columns("sales", frame);
        frame = Reached::of(&lines, &forward).into_columns("va_exported", frame);
        if matches!(by, Level::Region | Level::Bloc | Level::World) {
            let total = lines.sum(&exports);
            for (direction, parts) in [("backward", &backward), ("forward", &forward)] {
                for (reach, part) in REACH_NAMES.iter().zip(parts).skip(1) {
                    let name = format!("kpww_{direction}_{reach}");
                    let share = ratios(&lines.sum(part), &total);
                    frame = frame.with_indicator(name, Unit::Share, share);
                }
            }
        }
        Ok(frame)
    }

    /// Whose value added is in final products and in inputs, of the lines of [`Chains::shares`].
    ///
    /// # Errors
    /// As [`Chains::shares`].
    pub(crate) fn content(&self, by: Level) -> Result<Content> {
        let lines = self.lines(ChainFamily::Shares, by)?;
        Ok(self.content_of(by, &lines, self.origins()?))
    }

    fn content_of(&self, by: Level, lines: &Lines, origins: &Matrix) -> Content {
        let produced = self.of_chosen(self.system.output());
        let in_inputs = self.without_own_stage(origins);
        let sold = self.final_sales();
        let weights = if by == Level::RegionSector { &produced } else { &sold };
        Content {
            final_va: Reached::of(lines, &self.by_reach(origins, weights)),
            inputs_va: Reached::of(lines, &self.by_reach(&in_inputs, &produced)),
        }
    }

    /// Final demand for the chosen products by destination, n x economies.
    pub(super) fn final_demand(&self) -> Matrix {
        let mut demand = self.system.final_demand_by_destination(self.partition);
        for l in 0..demand.columns() {
            let cells = demand.column_mut(l).iter_mut().zip(&self.chosen);
            cells.filter(|(_, chosen)| !**chosen).for_each(|(cell, _)| *cell = 0.0);
        }
        demand
    }

    /// (SA)' from S': LA = L − I, so what is in the inputs is all but the own stage.
    pub(super) fn without_own_stage(&self, origins: &Matrix) -> Matrix {
        let mut out = origins.clone();
        for (row, v) in self.system.value_added_coefficients().iter().enumerate() {
            out[(row, self.own(row).position())] -= v;
        }
        out
    }
}

/// Value added in final products and in inputs by reach of its origin.
pub(crate) struct Content {
    /// `final_va` of [`Chains::shares`].
    pub final_va: Reached,
    /// `inputs_va` of [`Chains::shares`].
    pub inputs_va: Reached,
}

/// Shares of every line by reach; they add up to one.
pub(crate) struct Reached {
    /// In the order of [`REACH_NAMES`].
    pub shares: [Vec<f64>; 3],
    regional_of_foreign: Vec<f64>,
}

impl Reached {
    /// Of amounts of rows, added up by line.
    fn of(lines: &Lines, parts: &[Vec<f64>; 3]) -> Self {
        let [local, regional, global] = parts.each_ref().map(|part| lines.sum(part));
        let foreign = plus(&regional, &global);
        let total = plus(&local, &foreign);
        Reached {
            regional_of_foreign: ratios(&regional, &foreign),
            shares: [local, regional, global].map(|part| ratios(&part, &total)),
        }
    }

    /// The four columns of a base.
    fn into_columns(self, base: &str, frame: Frame) -> Frame {
        let shares = REACH_NAMES.iter().zip(self.shares);
        let frame = shares.fold(frame, |frame, (reach, share)| {
            frame.with_indicator(format!("{base}_{reach}"), Unit::Share, share)
        });
        let name = format!("{base}_regional_of_foreign");
        frame.with_indicator(name, Unit::Share, self.regional_of_foreign)
    }
}
