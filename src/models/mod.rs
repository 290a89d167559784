//! Models of how the world economy reacts to a scenario.
//!
//! [`registry`] lists the models; [`impact`](mod@impact) compares every indicator of the tables
//! before and after that a model gives for a scenario; [`sweep`] runs a model on thousands of
//! scenarios; [`optimal`] looks for the tariffs that are best for who levies them.

pub mod armington;
pub mod disruption;
pub mod equilibrium;
pub mod exposure;
pub mod impact;
pub mod optimal;
pub mod price;
pub mod redirection;
pub mod registry;
mod settings;
#[cfg(feature = "sweep")]
pub mod sweep;

pub use registry::{MODELS, Model, Record};
pub use settings::{Given, Setting, Takes, Value};
