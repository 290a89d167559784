//! Extraction with other suppliers: who loses and who gains.

use super::Redirected;
use crate::error::Result;
use crate::frame::{Frame, Level};
use crate::leontief::LeontiefSystem;
use crate::measures::extract::{by_loser, value_added_of};
use crate::table::Partition;

/// Extract rows whose products everybody buys elsewhere instead, and say who loses and who gains.
///
/// The frame of [`extraction`](crate::measures::extract::extraction), with h = x − x' for the output x' after
/// [`Redirection::replacing`](crate::models::redirection::Redirection::replacing) (or any other
/// redirection): the extracted rows lose, their competitors gain, which is a negative loss. With
/// residual value added the losses of value added sum to zero over the world. Cost: that of
/// [`redirect`](crate::models::redirection::redirect()).
///
/// # Errors
/// [`Error::Level`](crate::Error::Level) for a level that is none of
/// [`LOSERS`](crate::measures::extract::LOSERS).
///
/// # References
/// Dietzenbacher, van Burken and Kondo (2019), *Economic Systems Research* 31(4).
pub fn replacement(
    system: &LeontiefSystem,
    partition: &Partition,
    redirected: &Redirected,
    by: Level,
) -> Result<Frame> {
    let after = system.output().iter().zip(redirected.output());
    let losses: Vec<f64> = after.map(|(x, after)| x - after).collect();
    by_loser(system, partition, by, &losses, &value_added_of(system, &losses))
}
