//! Tariffs that have added up along a chain by the time a product is bought.

use super::Prices;
use crate::error::Result;
use crate::frame::{Frame, Unit};
use crate::linalg::ratio;
use crate::measures::trade::Exports;
use crate::table::EconomyId;

impl Prices<'_> {
    /// Tariffs in the price of every product in every market. Frame `cumulative` with keys
    /// `exporter, sector, importer`, the importer being one of `importers` (none means all), and
    ///
    /// | column | meaning |
    /// |---|---|
    /// | `tariff` | τ_kr after the change; where inputs and final goods are taxed differently, the mean over the flow |
    /// | `cumulative` | (1 + τ_kr)(1 + dp_k) − 1: what the buyer pays above the seller's old price |
    /// | `cumulative_first_order` | τ_kr + the first order of dp_k: not compounded |
    /// | `magnification` | `cumulative` over `tariff`; empty without a tariff |
    ///
    /// A market's own products are among them. For a group as the seller, means over its members'
    /// sales. n numbers per importer.
    ///
    /// # References
    /// Rouzet and Miroudot (2013), OECD Trade Policy Papers 174, for the sum without compounding.
    ///
    /// # Errors
    /// [`Error::OtherTable`](crate::Error::OtherTable) for an importer that the partition does not have.
    pub fn cumulative(&self, importers: &[EconomyId]) -> Result<Frame> {
        self.partition.check_economies(importers)?;
        let importers = self.partition.chosen(importers);
        let exports = Exports::of(self.system.table(), self.partition);
        let cells = self.partition.cells();
        let mut columns = [const { vec![] }; 4];
        for cell in cells {
            for importer in &importers {
                let values = self.in_market(&exports, &cell.rows, importer.position());
                columns.iter_mut().zip(values).for_each(|(column, value)| column.push(value));
            }
        }
        let count = importers.len();
        let of_cell = |key: fn(&crate::table::Cell) -> usize| {
            cells.iter().flat_map(move |cell| std::iter::repeat_n(key(cell), count))
        };
        let mut frame = Frame::new("cumulative", cells.len() * count)
            .with_key("exporter", self.partition.names(), of_cell(|cell| cell.economy.position()))
            .with_key(
                "sector",
                self.system.table().index().sector_codes(),
                of_cell(|cell| cell.sector.position()),
            )
            .with_key(
                "importer",
                self.partition.names(),
                cells.iter().flat_map(|_| importers.iter().map(|r| r.position())),
            );
        let names = ["tariff", "cumulative", "cumulative_first_order", "magnification"];
        for (name, column) in names.into_iter().zip(columns) {
            // How many times the tariff reaches the buyer is no rate.
            let unit = if name == "magnification" { Unit::Ratio } else { Unit::Rate };
            frame = frame.with_indicator(name, unit, column);
        }
        Ok(frame)
    }

    /// The four columns for the products of some rows in the market of r.
    fn in_market(&self, exports: &Exports, rows: &[usize], r: usize) -> [f64; 4] {
        let (mut tariff, mut full, mut first, mut weights) = (0.0, 0.0, 0.0, 0.0);
        for &row in rows {
            let rate = self.rate(exports, row, r);
            let weight = match rows {
                [_] => 1.0,
                _ => exports.intermediate[(row, r)] + exports.final_use[(row, r)],
            };
            tariff += weight * rate;
            full += weight * ((1.0 + rate) * (1.0 + self.exact[row]) - 1.0);
            first += weight * (rate + self.first_order[row]);
            weights += weight;
        }
        [ratio(tariff, weights), ratio(full, weights), ratio(first, weights), ratio(full, tariff)]
    }

    /// The tariff on a product in the market of r, whatever the use.
    fn rate(&self, exports: &Exports, row: usize, r: usize) -> f64 {
        let after = self.tariffs.after();
        let (on_inputs, on_final) = (after.inputs[(row, r)], after.final_use[(row, r)]);
        if on_inputs == on_final {
            return on_inputs;
        }
        let (inputs, final_use) = (exports.intermediate[(row, r)], exports.final_use[(row, r)]);
        ratio(on_inputs * inputs + on_final * final_use, inputs + final_use)
    }
}
