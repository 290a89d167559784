//! Trade between and inside blocs.

use super::{ChainFamily, Chains};
use crate::error::Result;
use crate::frame::{Frame, Level, Unit};
use crate::linalg::{Matrix, ratio};
use crate::measures::trade::Exports;
use crate::table::EconomyId;

/// Flows whose introversion is measured, the first columns of `flows`.
const KINDS: [&str; 4] = ["intermediate", "final", "gross", "value_added"];

impl Chains<'_> {
    /// Flows between economies, or between and inside blocs: frame `flows` with keys `region,
    /// partner` or `bloc, partner` (seller or origin, buyer or user) and the amounts
    ///
    /// | column | flow |
    /// |---|---|
    /// | `intermediate`, `final`, `gross` | sales for production, for final use, both |
    /// | `value_added` | v̂LY: value added of one absorbed by final demand of the other |
    /// | `value_added_completed` | C_or = Σ_{j∈r} S_oj y_j: value added of one in final products of the other |
    /// | `value_added_exported` | Σ_{j∈r} S_oj e_j: value added of one in gross exports of the other |
    ///
    /// By region the line of a region with itself is what stays at home. By bloc all of that is
    /// left out, so that the line of a bloc with itself is its intra-regional trade. Chosen
    /// products limit the goods sold, the final goods absorbed and the goods completed or
    /// exported. Cost beyond the factor: 4n² flops per economy.
    ///
    /// # Errors
    /// [`Error::Level`](crate::Error::Level) for a level that is none of [`ChainFamily::levels`]; as
    /// [`LeontiefSystem::factorise`](crate::LeontiefSystem::factorise).
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
    /// let flows = chains.flows(Level::Bloc)?;
    /// let of = |seller, buyer| flows.value(&[seller, buyer], "gross").unwrap_or_default();
    /// // Countries of Europe sell more to each other than to North America.
    /// assert!(of("Europe", "Europe") > of("Europe", "North America"));
    /// # Ok::<(), tripole::Error>(())
    /// ```
    ///
    /// # References
    /// Johnson and Noguera (2012) for `value_added`; Los, Timmer and de Vries (2015) for
    /// `value_added_completed`; Koopman, Powers, Wang and Wei (2010) for `value_added_exported`.
    pub fn flows(&self, by: Level) -> Result<Frame> {
        by.among(ChainFamily::Flows.name(), ChainFamily::Flows.levels())?;
        let origins = self.origins()?;
        let exports = Exports::of(self.system.table(), self.partition).by_row();
        let mut flows: Vec<Matrix> = self.trade()?.into();
        flows.push(self.in_products(origins, &self.final_sales()));
        flows.push(self.in_products(origins, &self.of_chosen(&exports)));
        let (key, partition) = match by {
            Level::Bloc => ("bloc", self.blocs),
            _ => ("region", self.partition),
        };
        let h = partition.len();
        let frame = Frame::new("flows", h * h)
            .with_key(key, partition.names(), (0..h * h).map(|k| k / h))
            .with_key("partner", partition.names(), (0..h * h).map(|k| k % h));
        let names = KINDS.into_iter().chain(["value_added_completed", "value_added_exported"]);
        Ok(names.zip(&flows).fold(frame, |frame, (name, flow)| {
            let of_bloc = (by == Level::Bloc).then(|| self.between_blocs(flow));
            let flow = of_bloc.as_ref().unwrap_or(flow);
            let values = (0..h * h).map(|k| flow[(k / h, k % h)]).collect();
            frame.with_indicator(name, self.money(), values)
        }))
    }

    /// Trade of blocs inside themselves: frame `introversion` with keys `bloc, flow` (the columns
    /// of [`Chains::flows`]). With W the flows between blocs, T_ii = 2W_bb, T_i all flows that b
    /// takes part in (inner ones twice), T_w = 2ΣW, T_oi = T_i − T_ii, T_o = T_w − T_i:
    ///
    /// | column | formula |
    /// |---|---|
    /// | `intra_share` | ITS = T_ii / T_i |
    /// | `intensity` | ITI = ITS / (T_i / T_w) |
    /// | `homogeneous_intensity` | HI = ITS / (T_oi / T_o) |
    /// | `extra_intensity` | HE = (1 − ITS) / (1 − T_oi / T_o) |
    /// | `symmetric_introversion` | (HI − HE) / (HI + HE), from −1 to 1, 0 is neutral |
    ///
    /// The intensity cannot exceed T_w / T_i, so large blocs look less intense; symmetric
    /// introversion does not have that fault. Extra-regional intensity, and symmetric introversion with
    /// it, are empty where outsiders trade with this bloc alone. Cost beyond the factor: 2n² flops per economy.
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
    /// let frame = chains.introversion()?;
    /// let of = |bloc| frame.value(&[bloc, "gross"], "intra_share").unwrap_or_default();
    /// assert!(of("Europe") > of("North America") && of("Europe") < 1.0);
    /// # Ok::<(), tripole::Error>(())
    /// ```
    ///
    /// # References
    /// Iapadre (2006), "Regional integration agreements and the geography of world trade", in *Assessment
    /// and Measurement of Regional Integration*; the Asian Development Bank's regional
    /// cooperation indices for share and intensity.
    pub fn introversion(&self) -> Result<Frame> {
        let blocs = self.introversion_of_blocs()?;
        let count = blocs.len() * KINDS.len();
        let column = |of: fn(&Introversion) -> f64| -> Vec<f64> {
            blocs.iter().flat_map(ByFlow::in_order).map(of).collect()
        };
        Ok(Frame::new("introversion", count)
            .with_key("bloc", self.blocs.names(), (0..count).map(|k| k / KINDS.len()))
            .with_key("flow", &KINDS, (0..count).map(|k| k % KINDS.len()))
            .with_indicator("intra_share", Unit::Share, column(|of| of.share))
            .with_indicator("intensity", Unit::Index, column(|of| of.intensity))
            .with_indicator("homogeneous_intensity", Unit::Index, column(|of| of.homogeneous))
            .with_indicator("extra_intensity", Unit::Index, column(|of| of.extra))
            .with_indicator("symmetric_introversion", Unit::Index, column(|of| of.symmetric)))
    }

    /// What [`Chains::introversion`] shows, of every bloc.
    ///
    /// # Errors
    /// As [`Chains::introversion`].
    pub(crate) fn introversion_of_blocs(&self) -> Result<Vec<ByFlow>> {
        let flows = self.trade()?.map(|flow| self.between_blocs(&flow));
        let of = |bloc| {
            let [intermediate, final_use, gross, value_added] =
                flows.each_ref().map(|flows| Introversion::of(flows, bloc));
            ByFlow { intermediate, final_use, gross, value_added }
        };
        Ok((0..self.blocs.len()).map(of).collect())
    }

    /// The flows of [`KINDS`], economies x economies.
    fn trade(&self) -> Result<[Matrix; 4]> {
        let goods = self.of_chosen(&vec![1.0; self.system.order()]);
        let v = self.system.value_added_coefficients();
        let intermediate = self.sums(&self.direct_inputs(self.system.output()), &goods);
        let final_use = self.sums(&self.final_demand(), &goods);
        let (rows, columns) = final_use.shape();
        let gross = Matrix::from_fn(rows, columns, |s, r| intermediate[(s, r)] + final_use[(s, r)]);
        Ok([intermediate, final_use, gross, self.sums(self.absorbed()?, v)])
    }

    /// Value added by origin in amounts of products, added up by the economy that makes them.
    pub(super) fn in_products(&self, origins: &Matrix, amounts: &[f64]) -> Matrix {
        let mut flows = Matrix::zeros(self.partition.len(), self.partition.len());
        for o in 0..origins.columns() {
            for (row, share) in origins.column(o).iter().enumerate() {
                flows[(o, self.own(row).position())] += share * amounts[row];
            }
        }
        flows
    }

    /// Flows between economies added up by bloc, without what stays in an economy.
    fn between_blocs(&self, flows: &Matrix) -> Matrix {
        let mut out = Matrix::zeros(self.blocs.len(), self.blocs.len());
        let bloc = |s| self.map.of(EconomyId::at(s)).position();
        for r in 0..flows.columns() {
            for (s, flow) in flows.column(r).iter().enumerate().filter(|(s, _)| *s != r) {
                out[(bloc(s), bloc(r))] += flow;
            }
        }
        out
    }
}

/// Introversion of one bloc by the flows of [`KINDS`].
pub(crate) struct ByFlow {
    intermediate: Introversion,
    final_use: Introversion,
    pub gross: Introversion,
    pub value_added: Introversion,
}

impl ByFlow {
    fn in_order(&self) -> [&Introversion; KINDS.len()] {
        [&self.intermediate, &self.final_use, &self.gross, &self.value_added]
    }
}

/// How much a bloc trades inside, by one flow.
pub(crate) struct Introversion {
    share: f64,
    intensity: f64,
    homogeneous: f64,
    extra: f64,
    /// `symmetric_introversion` of [`Chains::introversion`].
    pub symmetric: f64,
}

impl Introversion {
    fn of(flows: &Matrix, bloc: usize) -> Self {
        let sold: f64 = flows.row(bloc).iter().sum();
        let bought: f64 = flows.column(bloc).iter().sum();
        let world = 2.0 * flows.values().iter().sum::<f64>();
        let (inside, all) = (2.0 * flows[(bloc, bloc)], sold + bought);
        let share = ratio(inside, all);
        let outsiders = ratio(all - inside, world - all);
        // Where outsiders trade with this bloc alone, what is left is rounding.
        let others = if (1.0 - outsiders).abs() < 1e-12 { 0.0 } else { 1.0 - outsiders };
        let (homogeneous, extra) = (ratio(share, outsiders), ratio(1.0 - share, others));
        Introversion {
            share,
            intensity: ratio(share, all / world),
            homogeneous,
            extra,
            symmetric: ratio(homogeneous - extra, homogeneous + extra),
        }
    }
}
