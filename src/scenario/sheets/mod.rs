//! What scenarios and models take from small CSV files.

mod elasticities;
mod ratings;

pub use elasticities::read_elasticities;
pub use ratings::read_ratings;
