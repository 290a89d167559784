//! The lines of a result: which rows of a table each of them adds up.

use crate::frame::Frame;
use crate::labels::{Index, Partition};

/// Lines with their keys, and the rows of the table that each stands for.
pub(crate) struct Lines {
    keys: Frame,
    rows: Vec<Vec<usize>>,
}

impl Lines {
    /// One line per economy, under the key `key`.
    pub fn economies(name: &str, key: &'static str, partition: &Partition) -> Self {
        let rows = partition.economies().map(|(_, economy)| economy.rows.clone()).collect();
        let keys =
            Frame::new(name, partition.len()).with_key(key, partition.names(), 0..partition.len());
        Lines { keys, rows }
    }

    /// One line per sector of every economy.
    pub fn cells(name: &str, index: &Index, partition: &Partition) -> Self {
        let cells = partition.cells();
        let keys = Frame::new(name, cells.len())
            .with_key("region", partition.names(), cells.iter().map(|c| c.economy.position()))
            .with_key("sector", index.sector_codes(), cells.iter().map(|c| c.sector.position()));
        Lines { keys, rows: cells.iter().map(|cell| cell.rows.clone()).collect() }
    }

    /// One line per sector, over all economies.
    pub fn sectors(name: &str, index: &Index) -> Self {
        let codes = index.sector_codes();
        let keys = Frame::new(name, codes.len()).with_key("sector", codes, 0..codes.len());
        let mut rows = vec![vec![]; codes.len()];
        for (row, node) in index.nodes().iter().enumerate() {
            rows[node.sector.position()].push(row);
        }
        Lines { keys, rows }
    }

    /// All rows as one line, `WLD`.
    pub fn world(name: &str, index: &Index) -> Self {
        let keys = Frame::new(name, 1).with_key("region", &["WLD"], [0]);
        Lines { keys, rows: vec![(0..index.len()).collect()] }
    }

    /// A frame with the keys of the lines.
    pub fn frame(&self) -> Frame {
        self.keys.clone()
    }

    /// The rows of every line.
    pub fn rows(&self) -> &[Vec<usize>] {
        &self.rows
    }

    /// Values of rows added up by line.
    pub fn sum(&self, values: &[f64]) -> Vec<f64> {
        self.rows.iter().map(|rows| rows.iter().map(|&row| values[row]).sum()).collect()
    }
}
