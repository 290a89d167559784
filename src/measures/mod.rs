//! What is measured of a table, one module per measure.

pub mod apl;
pub mod balances;
pub mod chains;
pub mod change;
pub mod decompose;
pub mod exposure;
pub mod extract;
pub mod footprint;
pub mod gains;
pub mod headline;
pub mod income;
mod kpww;
pub mod linkages;
pub mod multipliers;
pub mod participation;
pub mod position;
pub mod rca;
pub mod reer;
pub mod requirements;
pub mod responsibility;
pub mod smile;
pub mod tiva;
pub mod trade;
pub mod trade_costs;
pub mod transit;
pub mod type_two;
pub mod value_added;
