//! Economies and the blocs that they lie in.

use std::sync::{Arc, OnceLock};

use super::{Bloc, BlocMap, Group, Index, Partition};
use crate::error::Result;

/// The economies and blocs of a table: the rows that make one economy, and the economies that make
/// one bloc. Made once and passed to every measure that distinguishes local, regional and global.
///
/// # Examples
/// ```
/// use tripole::table::{Geography, Reach};
/// use tripole::{Bloc, Index};
/// let index = Index::new([("USA", "g"), ("CHN", "g"), ("MEX", "g")])?;
/// let usmca = Bloc { name: "USMCA".into(), codes: vec!["USA".into(), "MEX".into()] };
/// let geography = Geography::new(&index, &[], &[usmca])?;
/// let economies = geography.economies();
/// let (usa, mex) = (economies.find("USA")?, economies.find("MEX")?);
/// assert_eq!(geography.map()?.reach(usa, mex), Reach::Regional);
/// assert_eq!(geography.blocs().names(), ["USMCA", "CHN"]);
/// # Ok::<(), tripole::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Geography {
    economies: Partition,
    blocs: Partition,
    listed: Arc<[Bloc]>,
    map: OnceLock<BlocMap>,
}

impl PartialEq for Geography {
    fn eq(&self, other: &Self) -> bool {
        self.economies == other.economies
            && self.blocs == other.blocs
            && self.listed == other.listed
    }
}

impl Geography {
    /// Groups that act as one economy, every other region alone, and the blocs of a list as far as
    /// the table has their regions. A region that no bloc lists is a bloc of its own.
    ///
    /// # Errors
    /// Those of [`Partition::new`], of the groups and of the blocs.
    pub fn new(index: &Index, groups: &[Group], listed: &[Bloc]) -> Result<Self> {
        let blocs: Vec<Group> = listed.iter().filter_map(|bloc| bloc.group(index)).collect();
        let (economies, blocs) = (Partition::new(index, groups)?, Partition::new(index, &blocs)?);
        Ok(Geography { listed: listed.into(), ..Geography::of(economies, blocs) })
    }

    /// Every region an economy and a bloc of its own.
    #[must_use]
    pub fn regions(index: &Index) -> Self {
        let economies = Partition::regions(index);
        let blocs = economies.clone();
        Geography { economies, blocs, listed: [].into(), map: OnceLock::new() }
    }

    /// Two partitions of the same rows; `blocs` is the coarser one, whose economies are the blocs.
    #[must_use]
    pub fn of(economies: Partition, blocs: Partition) -> Self {
        Geography { economies, blocs, listed: [].into(), map: OnceLock::new() }
    }

    /// The economies.
    #[must_use]
    pub fn economies(&self) -> &Partition {
        &self.economies
    }

    /// The blocs, each taken as one economy.
    #[must_use]
    pub fn blocs(&self) -> &Partition {
        &self.blocs
    }

    /// The list of blocs as it was given, with the codes that the table may lack.
    #[must_use]
    pub fn listed(&self) -> &[Bloc] {
        &self.listed
    }

    /// The bloc of every economy, worked out when first asked for.
    ///
    /// # Errors
    /// [`Error::AcrossBlocs`](crate::Error::AcrossBlocs) for a group with members in two blocs.
    pub fn map(&self) -> Result<&BlocMap> {
        if let Some(map) = self.map.get() {
            return Ok(map);
        }
        let map = BlocMap::new(&self.economies, &self.blocs)?;
        Ok(self.map.get_or_init(|| map))
    }
}
