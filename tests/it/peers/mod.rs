//! Independent programs, run unchanged: every row that they print of what we compute, on every
//! table. Where a peer errs or means something else, the test says `DIFFERENCE:` and why.

use std::collections::{BTreeSet, HashMap};

use tripole::Frame;

use crate::support::{Ledger, label};

mod decompr;
mod differences;
mod exvatools;
mod gvc;
mod gvcanalyzer;
mod oecd;
mod origins;
mod tables;

/// A peer's name of a number, and the columns of ours that add up to it.
type Names = &'static [(&'static str, &'static [&'static str])];

/// Meets the rows of a function of additive numbers: cells of the frame, or their sums over
/// sectors, importers or both, whatever the file has.
fn meet_with_sums(ledger: &mut Ledger, function: [&str; 2], names: Names, frame: &Frame) {
    let levels: BTreeSet<(bool, bool)> = ledger
        .rows()
        .filter(|(cells, _)| cells[1] == function[1])
        .map(|(cells, _)| (cells[4] == "TOTAL", cells[5] == "WLD"))
        .collect();
    for (all_sectors, all_importers) in levels {
        let mut places: HashMap<[&str; 3], usize> = HashMap::new();
        let place_of_row: Vec<usize> = (0..frame.rows())
            .map(|row| {
                let i = if all_sectors { "TOTAL" } else { label(frame, "sector", row, "TOTAL") };
                let r = if all_importers { "WLD" } else { label(frame, "importer", row, "WLD") };
                let next = places.len();
                *places.entry([label(frame, "exporter", row, ""), i, r]).or_insert(next)
            })
            .collect();
        for (theirs, columns) in names {
            let mut sums = vec![0.0; places.len()];
            for column in columns.iter().map(|name| frame.real(name).unwrap()) {
                place_of_row.iter().zip(column).for_each(|(&place, ours)| sums[place] += ours);
            }
            for ([s, i, r], &place) in &places {
                ledger.meet(&[function[0], function[1], theirs, s, i, r, ""], sums[place]);
            }
        }
    }
}

/// Meets numbers that have a meaning for an exporter only: the cells that `part` says are of them
/// are added up first. Large tables have the cells of partners and those of sectors.
fn meet_totals(
    ledger: &mut Ledger,
    function: [&str; 2],
    names: &[(&str, &str)],
    frame: &Frame,
    part: impl Fn(&[&str]) -> bool,
) {
    ledger.add_up(|cells| {
        let part = cells[1] == function[1] && part(cells);
        if part {
            cells[6] = if cells[4] == "TOTAL" { "over partners" } else { "over sectors" };
            (cells[4], cells[5]) = ("TOTAL", "WLD");
        }
        part
    });
    for (theirs, column) in names {
        for (row, &ours) in frame.real(column).unwrap().iter().enumerate() {
            let s = label(frame, "exporter", row, "");
            for cells in ["over partners", "over sectors"] {
                ledger.meet(&[function[0], function[1], theirs, s, "TOTAL", "WLD", cells], ours);
            }
        }
    }
}
