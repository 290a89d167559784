//! The level of a result: what one of its rows stands for.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, Result, nearest};

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
    /// A sector; whether of each economy or of all together, the measure says.
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

impl Level {
    /// All of them.
    pub const ALL: [Level; 10] = [
        Level::Region,
        Level::RegionSector,
        Level::Sector,
        Level::Pair,
        Level::PairSector,
        Level::Bloc,
        Level::Product,
        Level::World,
        Level::Stage,
        Level::Day,
    ];

    /// The word for it in options and messages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Level::Region => "region",
            Level::RegionSector => "region-sector",
            Level::Sector => "sector",
            Level::Pair => "pair",
            Level::PairSector => "pair-sector",
            Level::Bloc => "bloc",
            Level::Product => "product",
            Level::World => "world",
            Level::Stage => "stage",
            Level::Day => "day",
        }
    }

    /// That `what` has this level.
    ///
    /// # Errors
    /// [`Error::Level`], which names the levels that it has.
    pub fn among(self, what: &'static str, levels: &'static [Level]) -> Result<()> {
        if levels.contains(&self) {
            return Ok(());
        }
        let has = levels.iter().map(|level| level.name()).collect();
        Err(Error::Level { what, asked: self.name(), has })
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Level {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let found = Level::ALL.into_iter().find(|level| level.name() == text);
        found.ok_or_else(|| {
            let known = Level::ALL.map(|level| level.name().to_owned());
            Error::Unknown { what: "level", code: text.to_owned(), near: nearest(&known, text) }
        })
    }
}
