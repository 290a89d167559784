//! What is changed in a table before models are asked for its consequences.

mod elasticities;
mod tariffs;

pub use elasticities::Elasticities;
pub use tariffs::{Rates, Tariffs};
