//! The user table of Stata's `icio`: numbers without labels, and a list of countries.

use std::io::{self, Write};

use super::{BAND, write_numbers};
use crate::error::{Error, Place, Problem, Result};
use crate::frame::{Compress, Destination, io_error};
use crate::read::back;
use crate::table::{DemandColumn, Mrio};

/// Write a table as numbers alone, region by region: intermediate flows, then final demand.
pub(super) fn write(table: &Mrio, (file, list): (Destination, Destination)) -> Result<()> {
    let name = file.path().display().to_string();
    back::user(table, &name)?;
    let users = users(table, &name)?;
    let numbers = file.written(Compress::No, |out| numbers(table, &users, out))?;
    let list = list.written(Compress::No, |out| {
        let mut csv = csv::Writer::from_writer(out);
        let mut codes = table.index().region_codes().iter();
        codes.try_for_each(|code| csv.write_record([code])).map_err(io_error)?;
        csv.flush()
    })?;
    // Numbers without their list are no table.
    list.publish()?;
    numbers.publish()
}

/// The columns of final demand, region by region, the same categories in each.
fn users(table: &Mrio, name: &str) -> Result<Vec<usize>> {
    let (index, demand) = (table.index(), table.demand());
    let (regions, sectors) = (index.region_codes(), index.sector_codes());
    let refuse = |problem| Err(Error::input(name, Place::File, problem));
    let places = regions.iter().flat_map(|region| sectors.iter().map(move |s| (region, s)));
    let mut rows = index.nodes().iter().map(|n| (index.region(n.region), index.sector(n.sector)));
    for (region, sector) in places {
        if rows.next() != Some((region, sector)) {
            let (region, code) = (region.clone(), sector.clone());
            return refuse(Problem::UnevenRegions { region, code });
        }
    }
    if let Some(column) = (0..demand.len()).find(|&k| demand.columns()[k].region.is_none()) {
        return refuse(Problem::DemandOfNobody { label: demand.label(index, column) });
    }
    let mut users = vec![];
    for (place, region) in regions.iter().enumerate() {
        for (k, category) in demand.categories().iter().enumerate() {
            let is_it = |column: &DemandColumn| {
                column.category.position() == k
                    && column.region.is_some_and(|region| region.position() == place)
            };
            let Some(column) = demand.columns().iter().position(is_it) else {
                let (region, code) = (region.clone(), category.clone());
                return refuse(Problem::UnevenRegions { region, code });
            };
            users.push(column);
        }
    }
    Ok(users)
}

fn numbers(table: &Mrio, users: &[usize], out: &mut dyn Write) -> io::Result<()> {
    let n = table.index().len();
    let width = n + users.len();
    let mut csv = csv::WriterBuilder::new().buffer_capacity(1 << 16).from_writer(out);
    let (mut band, mut cell) = (vec![0.0; BAND * width], Vec::with_capacity(32));
    for start in (0..n).step_by(BAND) {
        let height = BAND.min(n - start);
        for j in 0..width {
            let column = match j.checked_sub(n) {
                None => table.intermediate().column(j),
                Some(k) => table.final_demand().column(users[k]),
            };
            (0..height).for_each(|k| band[k * width + j] = column[start + k]);
        }
        for row in band[..height * width].chunks_exact(width) {
            write_numbers(&mut csv, row.iter(), &mut cell)?;
        }
    }
    csv.flush()
}
