//! How the world reacts to a scenario.

pub mod armington;
pub mod disruption;
pub mod equilibrium;
pub mod impact;
pub mod price;
pub mod redirection;
pub mod sweep;
