//! Block columns and block rows of the inverse, economy by economy.

use std::borrow::Cow;

use rayon::prelude::*;

use super::LeontiefSystem;
use super::choice::WHOLE;
use crate::error::{MemoryFor, Result};
use crate::linalg::{Matrix, room};
use crate::table::{EconomyId, Partition};

/// Columns (or rows) of the inverse that are streamed at once.
const BATCH: usize = 500;

/// Which part of the inverse a visitor is given.
#[derive(Clone, Copy)]
enum Side {
    Columns,
    Rows,
    /// The diagonal block alone.
    Own,
}

/// Block columns of the inverse, one at a time: from the whole inverse where that is cheaper and
/// fits, by solves otherwise.
#[derive(Debug)]
pub struct BlockColumns<'a> {
    system: &'a LeontiefSystem,
    whole: Option<Cow<'a, Matrix>>,
}

impl BlockColumns<'_> {
    /// B_·S, n x |S|.
    ///
    /// # Errors
    /// As [`LeontiefSystem::factorise`].
    pub fn of(&self, rows: &[usize]) -> Result<Matrix> {
        match &self.whole {
            Some(inverse) => Ok(inverse.select_columns(rows)),
            None => self.system.inverse_columns(rows),
        }
    }
}

impl LeontiefSystem {
    /// Access to block columns, of which about `wanted` columns will be asked for.
    ///
    /// # Errors
    /// As [`LeontiefSystem::factorise`].
    pub fn block_columns(&self, wanted: usize) -> Result<BlockColumns<'_>> {
        Ok(BlockColumns { system: self, whole: self.whole(wanted)? })
    }

    /// The inverse, where it is at hand, or forming it is cheaper than solving for so many columns and it fits.
    fn whole(&self, wanted: usize) -> Result<Option<Cow<'_, Matrix>>> {
        if let Some(kept) = self.kept_inverse()? {
            return Ok(Some(Cow::Borrowed(kept)));
        }
        let fits = || room(MemoryFor::Inverse, 2 * self.order() * self.order()).is_ok();
        if 3 * wanted > 2 * self.order() && self.order() <= WHOLE && fits() {
            return Ok(Some(Cow::Owned(self.leontief_inverse()?)));
        }
        Ok(None)
    }

    /// Call `visit` with the block column B_·s (n x n_s) of every economy asked for, economies in
    /// parallel, results in their order.
    ///
    /// When most of the inverse is wanted and fits (up to 11,500 rows, 1 GiB) it is formed once:
    /// 4/3·n³ flops. Otherwise it is streamed in batches of about 500 columns: 2n² flops a
    /// column, 500·n numbers.
    ///
    /// # Errors
    /// As [`LeontiefSystem::factorise`], and those of `visit`.
    pub fn visit_block_columns<T: Send>(
        &self,
        partition: &Partition,
        economies: &[EconomyId],
        visit: impl Fn(EconomyId, &Matrix) -> Result<T> + Sync,
    ) -> Result<Vec<T>> {
        self.visit_blocks(Side::Columns, partition, economies, visit)
    }

    /// Call `visit` with the block row B_r· (n_r x n) of every economy asked for; as
    /// [`LeontiefSystem::visit_block_columns`], with solves from the left.
    ///
    /// # Errors
    /// As [`LeontiefSystem::visit_block_columns`].
    pub fn visit_block_rows<T: Send>(
        &self,
        partition: &Partition,
        economies: &[EconomyId],
        visit: impl Fn(EconomyId, &Matrix) -> Result<T> + Sync,
    ) -> Result<Vec<T>> {
        self.visit_blocks(Side::Rows, partition, economies, visit)
    }

    /// Call `visit` with the position and the columns B_·K of every set of rows K, sets in
    /// parallel, results in their order. Cost as [`LeontiefSystem::visit_block_columns`].
    ///
    /// # Errors
    /// As [`LeontiefSystem::visit_block_columns`].
    pub(crate) fn visit_columns<T: Send>(
        &self,
        sets: &[&[usize]],
        visit: impl Fn(usize, &Matrix) -> Result<T> + Sync,
    ) -> Result<Vec<T>> {
        self.visit_sets(Side::Columns, sets, visit)
    }

    /// Call `visit` with the position and the diagonal block B_KK of every set of rows K, sets in
    /// parallel, results in their order. Cost as [`LeontiefSystem::visit_block_columns`].
    ///
    /// # Errors
    /// As [`LeontiefSystem::visit_block_columns`].
    pub(crate) fn visit_own_blocks<T: Send>(
        &self,
        sets: &[&[usize]],
        visit: impl Fn(usize, &Matrix) -> Result<T> + Sync,
    ) -> Result<Vec<T>> {
        self.visit_sets(Side::Own, sets, visit)
    }

    fn visit_blocks<T: Send>(
        &self,
        side: Side,
        partition: &Partition,
        economies: &[EconomyId],
        visit: impl Fn(EconomyId, &Matrix) -> Result<T> + Sync,
    ) -> Result<Vec<T>> {
        self.check_partition(partition)?;
        partition.check_economies(economies)?;
        let rows_of = |id: &EconomyId| partition.economy(*id).rows.as_slice();
        let sets: Vec<&[usize]> = economies.iter().map(rows_of).collect();
        self.visit_sets(side, &sets, |position, block| visit(economies[position], block))
    }

    fn visit_sets<T: Send>(
        &self,
        side: Side,
        sets: &[&[usize]],
        visit: impl Fn(usize, &Matrix) -> Result<T> + Sync,
    ) -> Result<Vec<T>> {
        let wanted: usize = sets.iter().map(|rows| rows.len()).sum();
        if let Some(inverse) = self.whole(wanted)? {
            let all: Vec<usize> = (0..self.order()).collect();
            let of_set = |(position, rows): (usize, &&[usize])| match side {
                Side::Columns => visit(position, &inverse.select_columns(rows)),
                Side::Rows => visit(position, &inverse.block(rows, &all)),
                Side::Own => visit(position, &inverse.block(rows, rows)),
            };
            return sets.par_iter().enumerate().map(of_set).collect();
        }
        let mut out = Vec::with_capacity(sets.len());
        while out.len() < sets.len() {
            let first = out.len();
            let mut size = 0;
            let fits = |rows: &&&[usize]| {
                size += rows.len();
                size <= BATCH
            };
            let taken = sets[first..].iter().take_while(fits).count().max(1);
            let batch = &sets[first..first + taken];
            let rows: Vec<usize> = batch.iter().flat_map(|rows| rows.iter()).copied().collect();
            let solved = match side {
                Side::Columns | Side::Own => self.inverse_columns(&rows)?,
                Side::Rows => self.inverse_rows(&rows)?,
            };
            let mut start = 0;
            let place = |rows: &&[usize]| {
                let place = start..start + rows.len();
                start = place.end;
                place.collect()
            };
            let places: Vec<Vec<usize>> = batch.iter().map(place).collect();
            let of_set = |(k, place): (usize, &Vec<usize>)| match side {
                Side::Columns => visit(first + k, &solved.select_columns(place)),
                Side::Rows => visit(first + k, &solved.select_columns(place).transposed()),
                Side::Own => visit(first + k, &solved.block(batch[k], place)),
            };
            out.extend(places.par_iter().enumerate().map(of_set).collect::<Result<Vec<T>>>()?);
        }
        Ok(out)
    }
}
