//! The level of a result: what one of its rows stands for.

use crate::error::{Error, Result, named};

/// What one row of a result stands for. A measure says which levels it has, and refuses the others.
///
/// # Examples
/// ```
/// use tripole::frame::Level;
/// assert_eq!("region-sector".parse::<Level>()?, Level::RegionSector);
/// assert_eq!(Level::PairSector.to_string(), "pair-sector");
/// assert!("regions".parse::<Level>().is_err());
/// # Ok::<(), tripole::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Level {
    /// An economy: a region, or a group that acts as one.
    #[default]
    Region,
    /// A sector of an economy.
    RegionSector,
    /// A sector of all economies together.
    Sector,
    /// A pair of economies.
    Pair,
    /// A sector of one economy and another economy.
    PairSector,
    /// A bloc of economies, taken as one.
    Bloc,
    /// A product, wherever it is made.
    Product,
    /// The whole world.
    World,
    /// A round of sales in a series.
    Stage,
    /// A day.
    Day,
}

named!(Level, "level":
    Region = "region",
    RegionSector = "region-sector",
    Sector = "sector",
    Pair = "pair",
    PairSector = "pair-sector",
    Bloc = "bloc",
    Product = "product",
    World = "world",
    Stage = "stage",
    Day = "day",
);

impl Level {
    /// That `what` has this level.
    ///
    /// # Errors
    /// [`Error::Level`], which names the levels that it has.
    ///
    /// # Examples
    /// ```
    /// use tripole::frame::Level;
    /// use tripole::measures::trade::LEVELS;
    /// assert!(Level::Pair.among("trade", LEVELS).is_ok());
    /// assert!(Level::Day.among("trade", LEVELS).is_err());
    /// ```
    pub fn among(self, what: &'static str, levels: &'static [Level]) -> Result<()> {
        if levels.contains(&self) { Ok(()) } else { Err(self.refused(what, levels)) }
    }

    /// That `what` does not have this level, but these.
    #[must_use]
    pub(crate) fn refused(self, what: &'static str, levels: &'static [Level]) -> Error {
        let has = levels.iter().map(|level| level.name()).collect();
        Error::Level { what, asked: self.name(), has }
    }
}
