//! The lines of a result: which rows of a table each of them adds up.

use crate::error::Result;
use crate::frame::{Frame, Level, Unit};
use crate::linalg::{minus, ratios, times};
use crate::table::{Index, Partition};

/// What messages call a partition that a measure is given.
pub(crate) const PARTITION: &str = "the cut into economies";

/// Lines with their keys, and the rows of the table that each stands for.
pub(crate) struct Lines {
    keys: Frame,
    rows: Vec<Vec<usize>>,
}

impl Lines {
    /// The lines of a measure at one of its levels: economies (a bloc is one of a partition of
    /// blocs), their sectors, sectors of all economies together, or the world.
    pub fn at(
        name: &'static str,
        by: Level,
        levels: &'static [Level],
        index: &Index,
        partition: &Partition,
    ) -> Result<Self> {
        by.among(name, levels)?;
        partition.check_rows(PARTITION, index)?;
        match by {
            Level::Region | Level::Bloc => Ok(Lines::economies(name, "region", partition)),
            Level::RegionSector => Ok(Lines::cells(name, index, partition)),
            Level::Sector | Level::Product => Ok(Lines::sectors(name, index)),
            Level::World => Ok(Lines::world(name, index)),
            _ => Err(by.refused(name, levels)),
        }
    }

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

    /// Output and value added before and after, by line.
    ///
    /// | column | what | unit |
    /// |---|---|---|
    /// | `output_before`, `output`, `output_change` | x, x', x' − x | money |
    /// | `output_ratio` | x'/x; empty where x is zero | ratio |
    /// | `va_before`, `va`, `va_change` | the same of v̂x | money |
    pub fn before_and_after(&self, unit: &str, v: &[f64], before: &[f64], after: &[f64]) -> Frame {
        let [x, then] = [before, after].map(|output| self.sum(output));
        let [va, va_then] = [before, after].map(|output| self.sum(&times(v, output)));
        let (change, va_change, ratio) =
            (minus(&then, &x), minus(&va_then, &va), ratios(&then, &x));
        let money = || Unit::money(unit);
        self.frame()
            .with_indicator("output_before", money(), x)
            .with_indicator("output", money(), then)
            .with_indicator("output_change", money(), change)
            .with_indicator("output_ratio", Unit::Ratio, ratio)
            .with_indicator("va_before", money(), va)
            .with_indicator("va", money(), va_then)
            .with_indicator("va_change", money(), va_change)
    }
}
