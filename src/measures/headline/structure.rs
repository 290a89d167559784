//! How local, regional or global the chains of an economy are, and how it stands in them.

use crate::error::Result;
use crate::frame::Level;
use crate::leontief::LeontiefSystem;
use crate::measures::chains::{Amounts, ByFlow, Chains, Goods, Reached};
use crate::measures::position::{Lengths, PositionOptions, Stages};
use crate::sources::manufactures;
use crate::table::lines::Lines;
use crate::table::{BlocMap, EconomyId, Geography, Partition};

/// The columns, in order.
pub(super) const COLUMNS: [&str; 9] = [
    "va_local",
    "va_regional",
    "va_global",
    "introversion",
    "introversion_va",
    "suppliers",
    "pass_through",
    "upstreamness",
    "gvc_position",
];

/// Structure of regions, or of poles.
pub(super) struct Structure {
    shares: Reached,
    suppliers: Vec<f64>,
    pass_through: Vec<f64>,
    stages: Stages,
    lengths: Lengths,
    poles: Option<Inside>,
}

/// What only poles have: an inside.
struct Inside {
    regions: Partition,
    map: BlocMap,
    /// Symmetric introversion of every pole, gross and in value added.
    introversion: Vec<[f64; 2]>,
}

impl Structure {
    /// Of the regions of a table that lie in poles, or of the poles themselves.
    pub fn of(system: &LeontiefSystem, geography: &Geography, by: Level) -> Result<Self> {
        let index = system.table().index();
        let goods = Goods { products: manufactures(index), inputs: vec![] };
        let chains = Chains::new(system, geography, &goods)?;
        let economies = if by == Level::Bloc { geography.blocs() } else { geography.economies() };
        let lines = Lines::economies("headline", "economy", economies);
        let options = PositionOptions { ..Default::default() };
        let spread = chains.concentrations(by)?;
        let suppliers = spread.of(Amounts::InputsVa).into_iter().flatten();
        Ok(Structure {
            shares: chains.content(by)?.final_va,
            suppliers: suppliers.map(|of| of.effective_number).collect(),
            pass_through: chains.pass_through()?,
            stages: Stages::of(system, &options, &lines)?,
            lengths: Lengths::of(system, economies, &lines)?,
            poles: if by == Level::Bloc { Some(Inside::of(system, geography)?) } else { None },
        })
    }

    /// The economy through which the foreign value added in a pole's inner exports passes most,
    /// and its share.
    pub fn hub(&self, pole: EconomyId) -> (String, f64) {
        let none = (String::new(), f64::NAN);
        let Some(inside) = &self.poles else { return none };
        let passed = |id: EconomyId| self.pass_through[id.position()];
        let members = inside.regions.economies();
        let largest = members
            .filter(|(id, _)| inside.map.of(*id) == pole && !passed(*id).is_nan())
            .max_by(|(a, _), (b, _)| passed(*a).total_cmp(&passed(*b)));
        largest.map_or(none, |(id, economy)| (economy.name.clone(), passed(id)))
    }

    /// The values of [`COLUMNS`] for one economy.
    pub fn values(&self, id: EconomyId) -> [f64; 9] {
        let at = |values: &[f64]| values[id.position()];
        let [local, regional, global] = self.shares.shares.each_ref().map(|share| at(share));
        let ([gross, value_added], passed) = match &self.poles {
            Some(inside) => (inside.introversion[id.position()], self.hub(id).1),
            None => ([f64::NAN; 2], at(&self.pass_through)),
        };
        [
            local,
            regional,
            global,
            gross,
            value_added,
            at(&self.suppliers),
            passed,
            at(&self.stages.upstreamness),
            at(&self.lengths.gvc_position),
        ]
    }
}

impl Inside {
    fn of(system: &LeontiefSystem, geography: &Geography) -> Result<Self> {
        let all = Chains::new(system, geography, &Goods::default())?;
        let symmetric = |of: ByFlow| [of.gross.symmetric, of.value_added.symmetric];
        Ok(Inside {
            regions: geography.economies().clone(),
            map: geography.map()?.clone(),
            introversion: all.introversion_of_blocs()?.into_iter().map(symmetric).collect(),
        })
    }
}
