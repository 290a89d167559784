//! Days, and what happens on some of them.

use std::ops::Range;

use super::network::Network;
use super::{Loss, Warning, left_over};
use crate::error::{Error, Result};
use crate::table::{Index, Sales};

/// A loss of capacity for some days.
#[derive(Debug, Clone, PartialEq)]
pub struct Outage {
    /// What is lost.
    pub loss: Loss,
    /// The days of the loss, counted from 0: `5..45` are forty days, beginning with the sixth.
    pub days: Range<usize>,
}

/// Sales that stop, all or a share of them, for some days: a limit to flows, not to capacity. The
/// sellers may sell to others, the buyers may buy from others.
#[derive(Debug, Clone, PartialEq)]
pub struct Stop {
    /// The sales; what an economy sells at home is never meant.
    pub sales: Sales,
    /// The share of them that stops, from 0 to 1.
    pub share: f64,
    /// The days, counted from 0.
    pub days: Range<usize>,
}

/// What happens on the days of a run.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Disruption {
    /// Capacity that is lost.
    pub outages: Vec<Outage>,
    /// Sales that stop.
    pub stops: Vec<Stop>,
}

impl From<&[Outage]> for Disruption {
    fn from(outages: &[Outage]) -> Self {
        Disruption { outages: outages.to_vec(), stops: vec![] }
    }
}

impl<const N: usize> From<&[Outage; N]> for Disruption {
    fn from(outages: &[Outage; N]) -> Self {
        outages.as_slice().into()
    }
}

impl<const N: usize> From<[Stop; N]> for Disruption {
    fn from(stops: [Stop; N]) -> Self {
        Disruption { outages: vec![], stops: stops.into() }
    }
}

impl Disruption {
    /// Days of everything that has a size.
    fn spans(&self) -> impl Iterator<Item = &Range<usize>> {
        let outages = self.outages.iter().filter(|outage| outage.loss.share != 0.0);
        let stops = self.stops.iter().filter(|stop| stop.share != 0.0);
        outages.map(|outage| &outage.days).chain(stops.map(|stop| &stop.days))
    }

    /// The rows that lose capacity or sales.
    pub(super) fn rows(&self) -> impl Iterator<Item = usize> + '_ {
        let outages = self.outages.iter().filter(|outage| outage.loss.share != 0.0);
        let stops = self.stops.iter().filter(|stop| stop.share != 0.0);
        let rows = outages.map(|outage| &outage.loss.rows);
        let rows = rows.chain(stops.map(|stop| stop.sales.rows()));
        rows.flat_map(|rows| rows.rows().iter().copied())
    }

    /// The first day on which all is over, `None` if that never comes.
    pub(super) fn over(&self) -> Option<usize> {
        let last = self.spans().map(|days| days.end).max().unwrap_or(0);
        (last != usize::MAX).then_some(last)
    }

    /// What begins after the last day would be ignored in silence.
    pub(super) fn begins_late(&self, days: usize) -> impl Iterator<Item = Warning> {
        let late = self.spans().filter(move |span| span.start >= days);
        late.map(move |span| Warning::NeverBegins { start: span.start, days })
    }
}

/// Number of days that are computed, from day 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Horizon(usize);

impl Default for Horizon {
    /// A year.
    fn default() -> Self {
        Horizon(365)
    }
}

impl Horizon {
    /// The checked constructor: 1 to 36,500 days.
    ///
    /// # Errors
    /// [`Error::Range`].
    pub fn days(days: usize) -> Result<Self> {
        if (1..=36_500).contains(&days) {
            return Ok(Horizon(days));
        }
        let (what, expected) = ("the number of days", "1 to 36500");
        Err(Error::Range { what, value: days as f64, expected })
    }

    /// How many.
    #[must_use]
    pub fn length(self) -> usize {
        self.0
    }
}

/// Capacities day by day, by the network's places.
pub(super) struct Capacities {
    steady: Vec<f64>,
    outages: Vec<Hit>,
    days: usize,
}

/// Days, and what is left of the places that an outage hits.
struct Hit {
    days: Range<usize>,
    left: Vec<(usize, f64)>,
}

impl Capacities {
    pub fn new(
        (index, network): (&Index, &Network),
        disruption: &Disruption,
        horizon: Horizon,
    ) -> Result<Self> {
        let one = |outage: &Outage| {
            let left = left_over(index, [&outage.loss])?;
            let places = network.rows().iter().enumerate();
            let hit = places.filter(|(_, row)| left[**row] != 1.0);
            let left = hit.map(|(place, row)| (place, left[*row])).collect();
            Ok(Hit { days: outage.days.clone(), left })
        };
        let outages = disruption.outages.iter().map(one).collect::<Result<_>>()?;
        Ok(Capacities { steady: network.output.clone(), outages, days: horizon.0 })
    }

    pub fn days(&self) -> Range<usize> {
        0..self.days
    }

    /// Capacities of a day, before overproduction, into `capacity`.
    pub fn on(&self, day: usize, capacity: &mut [f64]) {
        capacity.copy_from_slice(&self.steady);
        for hit in self.outages.iter().filter(|hit| hit.days.contains(&day)) {
            hit.left.iter().for_each(|(place, left)| capacity[*place] *= left);
        }
    }
}
