//! Cuts national tables and bilateral trade out of a multi-region table: what `tripole build` starts
//! from. Without arguments it writes `seeds/three-pole-2011`:
//!
//! ```text
//! cargo run --example cut_seeds
//! cargo run --example cut_seeds -- my_table.csv my_seeds
//! ```
//!
//! What is cut is what statistical offices publish: use of domestic and of imported products by
//! user, trade by product and by broad use, output, value added and exports. Who in a country buys
//! from which partner, which is what the multi-region table knows more, is left out.

#![allow(missing_docs)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use tripole::error::Result;
use tripole::frame::{Compress, Destination};
use tripole::read::{Input, ReadOptions, read};
use tripole::{Mrio, RegionId};

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let table = arguments.next().unwrap_or_else(|| "builtin:three-pole-2011".to_owned());
    let folder = arguments.next().map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds/three-pole-2011"),
        PathBuf::from,
    );
    let fail = |e| tripole::Error::io("write", &folder, e);
    std::fs::create_dir_all(&folder).map_err(fail)?;
    let table = read(&Input::parse(&table)?, &ReadOptions::default())?.table;
    for (name, text) in files(&table) {
        let file = Destination::create(folder.join(format!("{name}.csv.gz")))?;
        file.write(Compress::Gzip, |out| out.write_all(text.as_bytes()))?;
    }
    Ok(())
}

/// The three files, by name.
#[must_use]
pub fn files(table: &Mrio) -> [(&'static str, String); 3] {
    [("totals", totals(table)), ("national", national(table)), ("trade", trade(table))]
}

/// Region and sector of a row.
fn codes(table: &Mrio, row: usize) -> [&str; 2] {
    let (index, node) = (table.index(), table.index().node(row));
    [index.region(node.region), index.sector(node.sector)]
}

/// A column of Z or F, and the region that it belongs to.
fn columns(table: &Mrio) -> impl Iterator<Item = (Option<RegionId>, String, bool, &[f64])> {
    let (index, demand) = (table.index(), table.demand());
    let producers = (0..index.len()).map(|j| {
        let node = index.node(j);
        let name = index.sector(node.sector).to_owned();
        (Some(node.region), name, false, table.intermediate().column(j))
    });
    let users = demand.columns().iter().enumerate().map(|(c, column)| {
        let name = demand.category(column.category).to_owned();
        (column.region, name, true, table.final_demand().column(c))
    });
    producers.chain(users)
}

/// Output is the row sum, value added all that is paid beside intermediate inputs.
fn totals(table: &Mrio) -> String {
    let index = table.index();
    let mut exports = vec![0.0; index.len()];
    for (buyer, _, _, cells) in columns(table) {
        for (row, flow) in cells.iter().enumerate() {
            if Some(index.node(row).region) != buyer {
                exports[row] += flow;
            }
        }
    }
    let mut text = "region,sector,output,value_added,exports\n".to_owned();
    for (row, exported) in exports.iter().enumerate() {
        let ([region, sector], x) = (codes(table, row), table.row_sums()[row]);
        let value_added = x - table.input_sums()[row];
        let _ = writeln!(text, "{region},{sector},{x},{value_added},{exported}");
    }
    text
}

/// Cells of zero are left out, but for one in a column without any other.
fn national(table: &Mrio) -> String {
    let index = table.index();
    let mut text = "region,origin,product,user,value\n".to_owned();
    for (buyer, user, is_final, cells) in columns(table) {
        let Some(buyer) = buyer else { continue };
        let region = index.region(buyer);
        if is_final && cells.iter().all(|flow| *flow == 0.0) {
            let [_, product] = codes(table, index.rows(buyer).start);
            let _ = writeln!(text, "{region},domestic,{product},{user},0");
        }
        let mut imported = vec![0.0; index.sectors().len()];
        for (row, flow) in cells.iter().enumerate().filter(|(_, flow)| **flow != 0.0) {
            let [_, product] = codes(table, row);
            if index.node(row).region == buyer {
                let _ = writeln!(text, "{region},domestic,{product},{user},{flow}");
            } else {
                imported[index.node(row).sector.position()] += flow;
            }
        }
        for (sector, flow) in index.sectors().zip(imported).filter(|(_, flow)| *flow != 0.0) {
            let _ = writeln!(text, "{region},imported,{},{user},{flow}", index.sector(sector));
        }
    }
    text
}

/// Trade of either use; sales out of stock that exceed all others are no trade.
fn trade(table: &Mrio) -> String {
    let index = table.index();
    let regions = index.regions().len();
    let mut flows = vec![[0.0; 2]; index.len() * regions];
    for (buyer, _, is_final, cells) in columns(table) {
        let Some(buyer) = buyer else { continue };
        for (row, flow) in cells.iter().enumerate() {
            flows[row * regions + buyer.position()][usize::from(is_final)] += flow;
        }
    }
    let mut text = "exporter,importer,product,use,value\n".to_owned();
    for row in 0..index.len() {
        let [exporter, product] = codes(table, row);
        for importer in index.regions().filter(|r| *r != index.node(row).region) {
            let cell = flows[row * regions + importer.position()];
            for (name, value) in ["intermediate", "final"].iter().zip(cell) {
                if value > 0.0 {
                    let _ = writeln!(
                        text,
                        "{exporter},{},{product},{name},{value}",
                        index.region(importer)
                    );
                }
            }
        }
    }
    text
}
