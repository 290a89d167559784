//! A binary table, for repeated use: its numbers as they are in memory.

use crate::error::{Error, Place, Result};
use crate::frame::{Compress, Destination};
use crate::read::back;
use crate::read::binary::{Tensor, check_sum, compose, each_block};
use crate::table::{Mrio, Primary};

/// Write a table; the same table has the same bytes. Numbers are passed over twice, for their check sums and as
/// they are written.
pub(super) fn write(table: &Mrio, destination: Destination) -> Result<()> {
    let name = destination.path().display().to_string();
    back::binary(table, &name)?;
    let below = |of: fn(&Primary) -> &[f64]| table.primary().iter().map(of).collect();
    let mut tensors: Vec<(Tensor, Vec<&[f64]>)> = vec![
        (Tensor::Flows, vec![table.intermediate().values()]),
        (Tensor::FinalDemand, vec![table.final_demand().values()]),
        (Tensor::PrimaryInputs, below(|row| &row.inputs)),
        (Tensor::PrimaryFinalDemand, below(|row| &row.final_demand)),
    ];
    tensors.extend(table.reported_output().map(|output| (Tensor::Output, vec![output])));
    let sums: Vec<(Tensor, u32)> =
        tensors.iter().map(|(tensor, parts)| (*tensor, check_sum(parts))).collect();
    let header = compose(table, &sums);
    let header = header.map_err(|problem| Error::input(&name, Place::File, problem))?;
    destination.write(Compress::No, |out| {
        out.write_all(&header)?;
        let mut parts = tensors.iter().flat_map(|(_, parts)| parts);
        parts.try_for_each(|numbers| each_block(numbers, |bytes| out.write_all(bytes)))
    })
}
