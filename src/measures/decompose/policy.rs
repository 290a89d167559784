//! Value added that crosses any set of flows: steel of two countries into a third, a bloc's
//! imports of everything, whatever a measure would hit.

use std::collections::BTreeMap;

use super::flows::Flows;
use crate::error::{Error, Result};
use crate::frame::{Frame, Unit};
use crate::leontief::LeontiefSystem;
use crate::linalg::Matrix;
use crate::sources::CodeReader;
use crate::table::{EconomyId, Partition, SectorId};

/// Sales of some sectors of some economies to some others; empty lists mean all. Sales of an
/// economy to itself are never meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sales {
    /// Who sells.
    pub sellers: Vec<EconomyId>,
    /// Which products.
    pub sectors: Vec<SectorId>,
    /// Who buys.
    pub buyers: Vec<EconomyId>,
}

impl Sales {
    /// Sales written `CHN,MEX:c12,c13>USA`; the sectors may be left out, and `all` or nothing may
    /// stand for any list.
    ///
    /// # Errors
    /// [`Error::Flow`] without `>`; as [`CodeReader::economies`] and [`CodeReader::sectors`].
    pub fn parse(codes: &CodeReader<'_>, text: &str) -> Result<Self> {
        let (from, buyers) =
            text.split_once('>').ok_or_else(|| Error::Flow { flow: text.to_owned() })?;
        let (sellers, sectors) = from.split_once(':').unwrap_or((from, "all"));
        let listed = |list| Some(list).filter(|list: &&str| !list.trim().is_empty());
        let economies = |list| codes.chosen_economies(listed(list).as_slice());
        Ok(Sales {
            sellers: economies(sellers)?,
            sectors: codes.chosen_sectors(listed(sectors).as_slice())?,
            buyers: economies(buyers)?,
        })
    }
}

/// Value added by origin that crosses a set of sales, each unit counted once: the GDP of each
/// origin that would be lost if all these sales stopped.
///
/// Frame `perimeter` with key `origin` and columns `sales` (gross, by the seller), `content`
/// (counted at every crossing) and `va`. With S the selling rows, P (|S| x n) the coefficients of
/// the sales in the set and μ the sales themselves:
///
/// ```text
/// content_t = VB_tS μ,   va_t = VB_tS z,   z = (I + P B_·S)⁻¹ μ
/// ```
///
/// This project's generalisation of the perimeters of Borin and Mancini (2019) to any set.
/// Cost beyond the factor: 2n² flops per selling row, 2n|S|² for the small system.
///
/// # Errors
/// As [`LeontiefSystem::factorise`].
pub fn perimeter(system: &LeontiefSystem, partition: &Partition, sales: &[Sales]) -> Result<Frame> {
    let flows = Flows::new(system, partition);
    let origins = system.value_added_by_origin(partition)?;
    let index = system.table().index();
    // Which economies every selling row sells to within the set.
    let mut buyers_of: BTreeMap<usize, Vec<bool>> = BTreeMap::new();
    for sale in sales {
        for row in 0..system.order() {
            let seller = partition.of_row(row);
            let sells = (sale.sellers.is_empty() || sale.sellers.contains(&seller))
                && (sale.sectors.is_empty() || sale.sectors.contains(&index.node(row).sector));
            if !sells {
                continue;
            }
            let bought = buyers_of.entry(row).or_insert_with(|| vec![false; partition.len()]);
            for (buyer, _) in partition.economies() {
                if buyer != seller && (sale.buyers.is_empty() || sale.buyers.contains(&buyer)) {
                    bought[buyer.position()] = true;
                }
            }
        }
    }
    let rows: Vec<usize> = buyers_of.keys().copied().collect();
    let bought: Vec<&Vec<bool>> = buyers_of.values().collect();
    let all: Vec<usize> = (0..system.order()).collect();
    let mut coefficients = system.coefficients(&rows, &all);
    for j in 0..coefficients.columns() {
        let user = partition.of_row(j).position();
        for (cell, buyers) in coefficients.column_mut(j).iter_mut().zip(&bought) {
            if !buyers[user] {
                *cell = 0.0;
            }
        }
    }
    let sold: Vec<f64> = rows
        .iter()
        .zip(&bought)
        .map(|(&row, buyers)| {
            (0..partition.len()).filter(|&r| buyers[r]).map(|r| flows.exports[(row, r)]).sum()
        })
        .collect();
    let small = coefficients.times(&system.inverse_columns(&rows)?);
    let mut once = Matrix::from_column(sold.clone());
    system.small_factor(&small.plus_identity(), &rows)?.solve(&mut once);
    let of = |amounts: &[f64]| -> Vec<f64> {
        (0..partition.len())
            .map(|t| {
                rows.iter().zip(amounts).map(|(&row, amount)| origins[(row, t)] * amount).sum()
            })
            .collect()
    };
    let by_seller = (0..partition.len())
        .map(|s| {
            let own =
                rows.iter().zip(&sold).filter(|(row, _)| partition.of_row(**row).position() == s);
            own.map(|(_, amount)| amount).sum()
        })
        .collect();
    let unit = || Unit::money(system.table().unit());
    Ok(Frame::new("perimeter", partition.len())
        .with_key("origin", partition.names(), 0..partition.len())
        .with_indicator("sales", unit(), by_seller)
        .with_indicator("content", unit(), of(&sold))
        .with_indicator("va", unit(), of(once.column(0))))
}
