//! Sets of sales across borders.

use crate::error::{Error, Result};
use crate::table::{EconomyId, Partition, RowSet};

/// What goods are bought for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Uses {
    /// Production and final use.
    #[default]
    All,
    /// Production.
    Intermediate,
    /// Final use.
    Final,
}

impl Uses {
    fn has_inputs(self) -> bool {
        self != Uses::Final
    }

    fn has_final(self) -> bool {
        self != Uses::Intermediate
    }

    /// The single uses that it stands for.
    pub(crate) fn each(self) -> impl Iterator<Item = Uses> {
        let inputs = self.has_inputs().then_some(Uses::Intermediate);
        inputs.into_iter().chain(self.has_final().then_some(Uses::Final))
    }
}

/// What some rows sell to some economies of one partition, for some use. What an economy sells at
/// home is never meant. Importers are distinct and ascending. A union of such is a [`SalesSet`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sales {
    economies: Partition,
    rows: RowSet,
    importers: Vec<EconomyId>,
    uses: Uses,
}

impl Sales {
    /// What `rows` sell to `importers`.
    ///
    /// # Errors
    /// [`Error::OtherTable`] for rows or economies that the partition does not have.
    ///
    /// # Examples
    /// ```
    /// use tripole::table::{Sales, Uses};
    /// use tripole::{Index, Partition, RowSet};
    /// let index = Index::new([("USA", "g"), ("CHN", "g")])?;
    /// let economies = Partition::regions(&index);
    /// let china = RowSet::economy(&economies, economies.find("CHN")?);
    /// let usa = economies.find("USA")?;
    /// // An importer that is named twice buys once.
    /// let imports = Sales::new(&economies, china, vec![usa, usa], Uses::All)?;
    /// assert_eq!(imports.importers(), [usa]);
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn new(
        economies: &Partition,
        rows: RowSet,
        mut importers: Vec<EconomyId>,
        uses: Uses,
    ) -> Result<Self> {
        let of_table =
            rows.check_rows(economies.index()).and(economies.check_economies(&importers));
        if of_table.is_err() {
            return Err(Error::OtherTable { what: "a set of sales" });
        }
        importers.sort_unstable();
        importers.dedup();
        Ok(Sales { economies: economies.clone(), rows, importers, uses })
    }

    /// The economies that the importers are among.
    #[must_use]
    pub fn economies(&self) -> &Partition {
        &self.economies
    }

    /// The selling rows.
    #[must_use]
    pub fn rows(&self) -> &RowSet {
        &self.rows
    }

    /// The buying economies.
    #[must_use]
    pub fn importers(&self) -> &[EconomyId] {
        &self.importers
    }

    /// The use that the goods are bought for.
    #[must_use]
    pub fn uses(&self) -> Uses {
        self.uses
    }

    /// Selling row and buying economy of every flow.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (usize, EconomyId)> + '_ {
        self.importers.iter().flat_map(move |&importer| {
            let rows = self.rows.rows().iter().copied();
            rows.filter(move |&row| self.economies.of_row(row) != importer)
                .map(move |row| (row, importer))
        })
    }
}

/// A union of [`Sales`]: which sales are meant, by selling row, buying economy of one partition,
/// and use. Two marks per row and economy, n x economies each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SalesSet {
    economies: Partition,
    rows: usize,
    /// Economy by economy.
    inputs: Vec<bool>,
    final_use: Vec<bool>,
}

impl SalesSet {
    /// No sales.
    #[must_use]
    pub fn none(economies: &Partition) -> Self {
        let rows = economies.index().len();
        let none = vec![false; rows * economies.len()];
        SalesSet { economies: economies.clone(), rows, inputs: none.clone(), final_use: none }
    }

    /// The union of some sales.
    ///
    /// # Errors
    /// [`Error::OtherTable`] for sales among the economies of another partition.
    ///
    /// # Examples
    /// ```
    /// use tripole::sources::CodeReader;
    /// use tripole::table::SalesSet;
    /// use tripole::{Index, Partition};
    /// let index = Index::new([("USA", "g"), ("USA", "s"), ("CHN", "g")])?;
    /// let economies = Partition::regions(&index);
    /// let codes = CodeReader::new(&economies);
    /// let sales = [codes.sales("USA:g>CHN")?, codes.sales("all>CHN")?];
    /// let set = SalesSet::of(&economies, &sales)?;
    /// assert_eq!(set.inputs(economies.find("CHN")?), [true, true, false]);
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn of<'a>(
        economies: &Partition,
        sales: impl IntoIterator<Item = &'a Sales>,
    ) -> Result<Self> {
        let mut set = SalesSet::none(economies);
        sales.into_iter().try_for_each(|sales| set.add(sales))?;
        Ok(set)
    }

    /// Take these sales in as well.
    pub(crate) fn add(&mut self, sales: &Sales) -> Result<()> {
        self.economies.check_same("a set of sales", &sales.economies)?;
        sales.pairs().for_each(|(row, importer)| self.mark(row, importer, sales.uses));
        Ok(())
    }

    pub(crate) fn mark(&mut self, row: usize, importer: EconomyId, uses: Uses) {
        let place = importer.position() * self.rows + row;
        self.inputs[place] |= uses.has_inputs();
        self.final_use[place] |= uses.has_final();
    }

    /// The economies that buy and sell.
    #[must_use]
    pub fn economies(&self) -> &Partition {
        &self.economies
    }

    /// The rows that sell.
    #[must_use]
    pub fn sellers(&self) -> RowSet {
        let sells = |row| {
            self.economies
                .economies()
                .any(|(id, _)| self.inputs(id)[row] || self.final_use(id)[row])
        };
        RowSet::where_true(self.economies.index(), (0..self.rows).map(sells))
    }

    /// Whether each row's sales to the producers of `importer` are meant.
    #[must_use]
    pub fn inputs(&self, importer: EconomyId) -> &[bool] {
        &self.inputs[importer.position() * self.rows..][..self.rows]
    }

    /// Whether each row's sales to the final users of `importer` are meant.
    #[must_use]
    pub fn final_use(&self, importer: EconomyId) -> &[bool] {
        &self.final_use[importer.position() * self.rows..][..self.rows]
    }

    /// Whether nothing is meant.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.inputs.iter().chain(&self.final_use).any(|meant| *meant)
    }
}
