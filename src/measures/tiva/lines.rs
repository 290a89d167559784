//! Lines of the result, and sums of n x economies quantities over them.

use crate::frame::{Frame, Level};
use crate::linalg::Matrix;
use crate::table::{Index, Partition};

/// Values by reporter (and industry), and by economy at the other end.
pub(super) struct Grid(Matrix);

/// Which lines the result has.
pub(super) struct ReporterLines<'a> {
    index: &'a Index,
    partition: &'a Partition,
    by: Level,
    /// Industries per reporter; one when they are summed.
    width: usize,
}

impl<'a> ReporterLines<'a> {
    pub fn new(index: &'a Index, partition: &'a Partition, by: Level) -> Self {
        let mut lines = ReporterLines { index, partition, by, width: 1 };
        if lines.has_industries() {
            lines.width = index.sectors().len();
        }
        lines
    }

    pub fn partition(&self) -> &'a Partition {
        self.partition
    }

    pub fn by(&self) -> Level {
        self.by
    }

    fn has_industries(&self) -> bool {
        matches!(self.by, Level::RegionSector | Level::PairSector)
    }

    pub fn has_partners(&self) -> bool {
        matches!(self.by, Level::Pair | Level::PairSector)
    }

    /// How many lines the result has.
    pub fn count(&self) -> usize {
        let economies = self.partition.len();
        let partners = if self.has_partners() { economies.saturating_sub(1) } else { 1 };
        (self.width * economies).saturating_mul(partners)
    }

    /// The keys of the result.
    pub fn frame(&self) -> Frame {
        let lines = self.width * self.partition.len();
        let cells: Vec<(usize, usize)> = if self.has_partners() {
            let partners = |line| self.partners(line).map(move |p| (line, p));
            (0..lines).flat_map(partners).collect()
        } else {
            (0..lines).map(|line| (line, 0)).collect()
        };
        let names = self.partition.names();
        let reporters = cells.iter().map(|(line, _)| line / self.width);
        let mut frame = Frame::new("tiva", cells.len()).with_key("reporter", names, reporters);
        if self.has_industries() {
            let industries = cells.iter().map(|(line, _)| line % self.width);
            frame = frame.with_key("industry", self.index.sector_codes(), industries);
        }
        if self.has_partners() {
            frame = frame.with_key("partner", names, cells.iter().map(|(_, p)| *p));
        }
        frame
    }

    /// The line of a reporter that a row belongs to by its industry.
    fn line(&self, reporter: usize, row: usize) -> usize {
        let industry =
            if self.has_industries() { self.index.node(row).sector.position() } else { 0 };
        reporter * self.width + industry
    }

    fn empty(&self) -> Matrix {
        Matrix::zeros(self.width * self.partition.len(), self.partition.len())
    }

    /// Of the reporter's rows, by partner.
    pub fn sold(&self, value: impl Fn(usize, usize) -> f64) -> Grid {
        let mut grid = self.empty();
        for partner in 0..self.partition.len() {
            for row in 0..self.index.len() {
                let line = self.line(self.partition.of_row(row).position(), row);
                grid[(line, partner)] += value(row, partner);
            }
        }
        Grid(grid)
    }

    /// Of every row, by the reporter at the other end: what it buys or uses.
    pub fn origins(&self, value: impl Fn(usize, usize) -> f64) -> Grid {
        let mut grid = self.empty();
        for reporter in 0..self.partition.len() {
            for row in 0..self.index.len() {
                let seller = self.partition.of_row(row).position();
                grid[(self.line(reporter, row), seller)] += value(row, reporter);
            }
        }
        Grid(grid)
    }

    /// Sums over rows of other economies only.
    pub fn bought(&self, value: impl Fn(usize, usize) -> f64) -> Grid {
        self.origins(|row, reporter| {
            let own = self.partition.of_row(row).position() == reporter;
            if own { 0.0 } else { value(row, reporter) }
        })
    }

    fn partners(&self, line: usize) -> impl Iterator<Item = usize> + use<> {
        let reporter = line / self.width;
        (0..self.partition.len()).filter(move |&p| p != reporter)
    }

    fn spread(&self, value: impl Fn(usize, Option<usize>) -> f64) -> Vec<f64> {
        let lines = 0..self.width * self.partition.len();
        if self.has_partners() {
            let value = &value;
            lines.flat_map(|l| self.partners(l).map(move |p| value(l, Some(p)))).collect()
        } else {
            lines.map(|line| value(line, None)).collect()
        }
    }

    fn foreign(&self, grid: &Grid, line: usize) -> f64 {
        self.partners(line).map(|p| grid.0[(line, p)]).sum()
    }

    /// By partner, or the sum over foreign partners.
    pub fn shown(&self, grid: &Grid) -> Vec<f64> {
        self.spread(|l, p| p.map_or_else(|| self.foreign(grid, l), |p| grid.0[(l, p)]))
    }

    /// The sum over foreign partners, on every line.
    pub fn over_partners(&self, grid: &Grid) -> Vec<f64> {
        let sums: Vec<f64> = (0..grid.0.rows()).map(|line| self.foreign(grid, line)).collect();
        self.spread(|line, _| sums[line])
    }

    /// By partner, or the reporter's own.
    pub fn own_or_partner(&self, grid: &Grid) -> Vec<f64> {
        self.spread(|line, p| grid.0[(line, p.unwrap_or(line / self.width))])
    }

    /// One value of every reporter, on all its lines.
    pub fn of_reporter(&self, values: &[f64]) -> Vec<f64> {
        self.spread(|line, _| values[line / self.width])
    }

    /// Sums over the reporter's own rows.
    pub fn own_rows(&self, value: impl Fn(usize) -> f64) -> Vec<f64> {
        let mut sums = vec![0.0; self.width * self.partition.len()];
        for row in 0..self.index.len() {
            sums[self.line(self.partition.of_row(row).position(), row)] += value(row);
        }
        self.spread(|line, _| sums[line])
    }
}
