//! How the world reacts to a scenario.
//!
//! [`registry`] lists the models; [`impact`](mod@impact) takes every indicator of the worlds before and after that
//! a model makes of a scenario; [`sweep`] asks a model thousands of times.

pub mod armington;
pub mod disruption;
pub mod equilibrium;
pub mod exposure;
pub mod impact;
pub mod price;
pub mod redirection;
pub mod registry;
mod settings;
pub mod sweep;

pub use registry::{MODELS, Model, Record};
pub use settings::{Given, Setting, Takes, Value};
