//! Blocs of economies, and whether a partner is at home, in the same bloc or beyond it.

use super::{EconomyId, Partition};
use crate::error::{Error, Result};

/// Where a partner is, seen from an economy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reach {
    /// The economy itself.
    Local,
    /// Another economy of the same bloc.
    Regional,
    /// An economy of another bloc.
    Global,
}

impl Reach {
    /// All of them, from near to far.
    pub const ALL: [Reach; 3] = [Reach::Local, Reach::Regional, Reach::Global];
}

/// The bloc that each economy of a partition lies in.
///
/// # Examples
/// ```
/// use tripole::{Group, Index, Partition};
/// use tripole::table::{BlocMap, Reach};
/// let index = Index::new([("USA", "g"), ("CHN", "g"), ("MEX", "g")])?;
/// let economies = Partition::regions(&index);
/// let blocs = Partition::new(&index, &[Group::new(&index, "USMCA", &["USA", "MEX"])?])?;
/// let map = BlocMap::new(&economies, &blocs)?;
/// let [usa, chn, mex] = ["USA", "CHN", "MEX"].map(|code| economies.find(code));
/// let (usa, chn, mex) = (usa?, chn?, mex?);
/// assert_eq!(map.reach(usa, mex), Reach::Regional);
/// assert_eq!(map.reach(usa, chn), Reach::Global);
/// # Ok::<(), tripole::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlocMap {
    of: Vec<EconomyId>,
}

impl BlocMap {
    /// The blocs, themselves a coarser partition of the same rows, of the economies of
    /// `partition`. A region that no bloc lists is a bloc of its own.
    ///
    /// # Errors
    /// [`Error::AcrossBlocs`] for a group with members in two blocs.
    pub fn new(partition: &Partition, blocs: &Partition) -> Result<Self> {
        let mut of = Vec::with_capacity(partition.len());
        for (_, economy) in partition.economies() {
            let mut found = economy.regions.iter().map(|&region| blocs.of_region(region));
            let first = found.next().unwrap_or(EconomyId::at(0));
            if let Some(second) = found.find(|bloc| *bloc != first) {
                return Err(Error::AcrossBlocs {
                    economy: economy.name.clone(),
                    first: blocs.economy(first).name.clone(),
                    second: blocs.economy(second).name.clone(),
                });
            }
            of.push(first);
        }
        Ok(BlocMap { of })
    }

    /// The bloc of an economy, an economy of the partition into blocs.
    #[must_use]
    pub fn of(&self, economy: EconomyId) -> EconomyId {
        self.of[economy.position()]
    }

    /// Where `other` is, seen from `home`.
    #[must_use]
    pub fn reach(&self, home: EconomyId, other: EconomyId) -> Reach {
        match () {
            () if home == other => Reach::Local,
            () if self.of(home) == self.of(other) => Reach::Regional,
            () => Reach::Global,
        }
    }
}
