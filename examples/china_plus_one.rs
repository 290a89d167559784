//! China+1: the United States move 30 per cent of their inputs of Chinese electronics to Mexico,
//! India and Korea. Who would have produced instead, and how much safer are they for it?
//!
//! ```text
//! cargo run --release --example china_plus_one
//! ```
#![allow(clippy::print_stdout)]

use tripole::frame::Level;
use tripole::models::disruption::{Ario, Horizon, Loss, Outage, ario};
use tripole::models::impact::indicators;
use tripole::models::redirection::{Redirection, resourcing};
use tripole::read::{Input, ReadOptions, builtin_blocs, read};
use tripole::table::Geography;
use tripole::{Accounting, Frame, Group, LeontiefSystem, Partition, Result, RowSet};

fn main() -> Result<()> {
    let table = read(&Input::parse("builtin:three-pole-2011")?, &ReadOptions::default())?.table;
    let index = table.index().clone();
    let partition = Partition::regions(&index);
    let groups: Vec<Group> = builtin_blocs().iter().filter_map(|bloc| bloc.group(&index)).collect();
    let blocs = Partition::new(&index, &groups)?;
    let system = LeontiefSystem::new(table, &Accounting::default())?;

    let region = |code: &str| index.find_region(code);
    let china = partition.find("CHN")?;
    let electronics = RowSet::cell(&index, &partition, china, index.find_sector("ELE")?)?;
    let others = [(region("MEX")?, 0.5), (region("IND")?, 0.3), (region("KOR")?, 0.2)];
    let plus_one = Redirection::plus_one(electronics.clone(), &[region("USA")?], &others, 0.3);
    let found = resourcing(&system, std::slice::from_ref(&plus_one))?;

    println!("purchases that move: {:.0} {}", found.moved(), system.table().unit());
    println!("world value added conserved: {}", found.conservation().holds());
    let frame = indicators(
        &system,
        found.after(),
        &Geography::of(partition.clone(), blocs.clone()),
        Level::Region,
    )?;
    println!("\nchange of value added");
    for code in ["CHN", "MEX", "IND", "KOR", "USA"] {
        let change = frame.value(&["output", code, "value_added"], "change").unwrap_or(f64::NAN);
        println!("  {code} {change:>8.0}");
    }
    let share =
        |column| frame.value(&["concentration", "USA", "hhi_partners"], column).unwrap_or(f64::NAN);
    println!("\nconcentration of US suppliers: {:.4}, then {:.4}", share("before"), share("after"));

    // The same outage in both worlds: Chinese electronics at 40 per cent for forty days.
    let outage = [Outage { loss: Loss { rows: electronics, share: 0.6 }, days: 5..45 }];
    let lost = |system: &LeontiefSystem| -> Result<f64> {
        let course = ario(system, &outage, Horizon::days(90)?, &Ario::default())?;
        let summary: Frame = course.summary(&partition, Level::Region)?;
        Ok(summary.value(&["USA"], "va_change").unwrap_or(f64::NAN))
    };
    let (before, after) = (lost(&system)?, lost(found.after())?);
    println!("US value added in 90 days of an outage: {before:.0}, then {after:.0}");
    Ok(())
}
