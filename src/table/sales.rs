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

/// Sales of some rows to some economies, for some use; never those at home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flows {
    /// What is sold, and by whom.
    pub rows: RowSet,
    /// Who buys.
    pub importers: Vec<EconomyId>,
    /// What for.
    pub uses: Uses,
}

impl Flows {
    /// Selling row and buying economy of every flow.
    pub(crate) fn pairs<'a>(
        &'a self,
        partition: &'a Partition,
    ) -> impl Iterator<Item = (usize, EconomyId)> + 'a {
        self.importers.iter().flat_map(move |&importer| {
            let rows = self.rows.rows().iter().copied();
            rows.filter(move |&row| partition.of_row(row) != importer)
                .map(move |row| (row, importer))
        })
    }
}

/// Which sales are meant: by selling row, buying economy and use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    rows: usize,
    economies: usize,
    /// Economy by economy.
    inputs: Vec<bool>,
    final_use: Vec<bool>,
}

impl Selection {
    /// No sales, among so many rows.
    #[must_use]
    pub fn none(partition: &Partition, rows: usize) -> Self {
        let economies = partition.len();
        let none = vec![false; rows * economies];
        Selection { rows, economies, inputs: none.clone(), final_use: none }
    }

    /// The union of some sets of sales.
    #[must_use]
    pub fn of<'a>(
        partition: &Partition,
        rows: usize,
        flows: impl IntoIterator<Item = &'a Flows>,
    ) -> Self {
        let mut selection = Selection::none(partition, rows);
        flows.into_iter().for_each(|flows| selection.add(partition, flows));
        selection
    }

    /// Take these sales in as well.
    pub(crate) fn add(&mut self, partition: &Partition, flows: &Flows) {
        for (row, importer) in flows.pairs(partition) {
            self.mark(row, importer, flows.uses);
        }
    }

    pub(crate) fn mark(&mut self, row: usize, importer: EconomyId, uses: Uses) {
        let place = importer.position() * self.rows + row;
        self.inputs[place] |= uses.has_inputs();
        self.final_use[place] |= uses.has_final();
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

    pub(crate) fn check_against(&self, partition: &Partition, rows: usize) -> Result<()> {
        let (found, expected) = ((self.rows, self.economies), (rows, partition.len()));
        if found == expected {
            return Ok(());
        }
        Err(Error::Shape { what: "the selection of sales", found, expected })
    }
}
