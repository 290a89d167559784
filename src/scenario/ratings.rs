//! How critical inputs are to the sectors that use them.

use crate::table::{Index, SectorId};

/// What an input is to a sector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rating {
    /// Without it output stops.
    Critical,
    /// Part of output goes on without it; the share depends on the model.
    #[default]
    Important,
    /// Output goes on without it for the time being.
    Other,
}

/// What every product is to every using sector, alike in all regions.
#[derive(Debug, Clone, PartialEq)]
pub struct Ratings {
    sectors: usize,
    of: Vec<Rating>,
}

impl Ratings {
    /// One rating for all inputs.
    #[must_use]
    pub fn all(index: &Index, rating: Rating) -> Self {
        let sectors = index.sectors().len();
        Ratings { sectors, of: vec![rating; sectors * sectors] }
    }

    /// With one more entry: what `product` is to producers of `user`.
    #[must_use]
    pub fn with(mut self, product: SectorId, user: SectorId, rating: Rating) -> Self {
        self.of[user.position() * self.sectors + product.position()] = rating;
        self
    }

    /// Whether some input has this rating.
    pub(crate) fn has(&self, rating: Rating) -> bool {
        self.of.contains(&rating)
    }

    pub(crate) fn sectors(&self) -> usize {
        self.sectors
    }

    /// Ratings of all products for a using sector.
    pub(crate) fn of(&self, user: SectorId) -> &[Rating] {
        &self.of[user.position() * self.sectors..(user.position() + 1) * self.sectors]
    }
}
