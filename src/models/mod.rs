//! Models of how the world economy reacts to a scenario.
//!
//! [`registry`] lists the models; [`impact`](mod@impact) compares every indicator of the tables
//! before and after that a model gives for a scenario; [`beside`] sets models beside each other;
//! [`households`] says whom prices cost how much; [`optimal`] looks for the tariffs that are best for who
//! levies them; [`sweep`] runs a model on thousands of scenarios.

pub mod armington;
pub mod beside;
pub mod disruption;
pub mod duties;
pub mod equilibrium;
pub mod exposure;
pub mod households;
pub mod impact;
pub mod optimal;
pub mod price;
pub mod redirection;
pub mod registry;
mod relocated;
mod settings;
#[cfg(feature = "sweep")]
pub mod sweep;

pub use registry::{MODELS, Model, Record};
pub use settings::{Given, Setting, Takes, Value};
