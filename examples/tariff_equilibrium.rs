//! A tariff of 25 per cent of the United States on Chinese goods, answered in kind, on the
//! built-in table of 2011: what buyers do at fixed wages and incomes, and what happens when wages,
//! prices and incomes adjust.
//!
//! ```text
//! cargo run --release --example tariff_equilibrium
//! ```

use std::io::Write;

use tripole::frame::Level;
use tripole::measures::value_added::vax;
use tripole::models::{armington, equilibrium};
use tripole::scenario::{Rates, Tariffs};
use tripole::{Accounting, Frame, Index, LeontiefSystem, Partition, read};

fn main() -> tripole::Result<()> {
    let input = read::Input::parse("builtin:three-pole-2011")?;
    let table = read::read(&input, &read::ReadOptions::default())?.table;
    let index = table.index().clone();
    let partition = Partition::regions(&index);
    let tariffs = trade_war(&index, &partition)?;
    let system = LeontiefSystem::new(table, &Accounting::default())?;

    let options = armington::ArmingtonOptions::for_index(&index);
    let response = armington::armington(&system, &tariffs, &options)?;
    show("Buyers respond, wages and incomes fixed", &response.countries);

    let options = equilibrium::EquilibriumOptions::for_index(&index);
    let (world, costs) =
        equilibrium::BaseYear::from_table(&system, &tariffs, &options.elasticities)?;
    let solved = world.change(costs, options.deficits, options.stopping)?;
    show("Wages, prices and incomes adjust", &solved.countries());
    show("How the search for wages went", &solved.convergence());

    // Any other measure of the world after: value-added exports.
    let after = LeontiefSystem::new(solved.table_after()?, &Accounting::default())?;
    let partition = Partition::regions(after.table().index());
    let frame = vax(&after, &partition, Level::Region)?;
    show("Value-added exports afterwards", &frame);
    Ok(())
}

/// No tariffs before; 25 per cent between the two on all goods after.
fn trade_war(index: &Index, partition: &Partition) -> tripole::Result<Tariffs> {
    let (usa, china) = (partition.find("USA")?, partition.find("CHN")?);
    let goods = tripole::sources::goods(index);
    let before = Rates::none(partition);
    let mut after = before.clone();
    for row in 0..index.len() {
        let seller = partition.of_row(row);
        for (from, to) in [(china, usa), (usa, china)] {
            if seller == from && goods.contains(&index.node(row).sector) {
                after.inputs[(row, to.position())] = 0.25;
                after.final_use[(row, to.position())] = 0.25;
            }
        }
    }
    Tariffs::new(partition, before, after)
}

fn show(title: &str, frame: &Frame) {
    let mut out = std::io::stdout();
    // A reader that closes the pipe early is no failure.
    let _ = writeln!(out, "{title}\n")
        .and_then(|()| frame.write_csv(&mut out))
        .and_then(|()| writeln!(out));
}
