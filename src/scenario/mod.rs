//! What is changed in a table before models are asked for its consequences.

mod tariffs;

pub use tariffs::{Rates, Tariffs};
