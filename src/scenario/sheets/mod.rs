//! What scenarios and models take from small CSV files.

mod elasticities;
mod ratings;
mod stock_days;

pub use elasticities::read_elasticities;
pub use ratings::read_ratings;
pub use stock_days::read_stock_days;
