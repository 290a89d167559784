//! From a table to two files for a brief: exports in value added, and what buyers who leave
//! China would change, with North America as one economy.
//!
//! `cargo run --release --example brief` writes `exports.csv` and `plus_one.csv`.

use tripole::frame::{Destination, Level};
use tripole::measures::decompose::{Query, exports};
use tripole::models::impact::impact;
use tripole::models::registry::model_of;
use tripole::read::{Input, ReadOptions, builtin_blocs, read};
use tripole::scenario::{builtin_scenario, read_scenario};
use tripole::sources::group;
use tripole::table::Geography;
use tripole::{Accounting, LeontiefSystem, Result};

fn main() -> Result<()> {
    let table = read(&Input::parse("builtin:three-pole-2011")?, &ReadOptions::default())?.table;
    let nafta = group(table.index(), "NAFTA=USA,CAN,MEX")?;
    let geography = Geography::new(table.index(), &[nafta], &builtin_blocs())?;
    let system = LeontiefSystem::new(table, &Accounting::default())?;

    let decomposed = exports(&system, geography.economies(), Query::default(), &[])?;
    Destination::create("exports.csv")?.save(&[decomposed])?;

    let leave = read_scenario(builtin_scenario("china-plus-one")?, &geography)?;
    let model = model_of(&leave)?.with_defaults(system.table())?;
    let worlds = impact(&system, &leave, model.as_ref())?;
    Destination::create("plus_one.csv")?.save(&[worlds.frame(Level::Region, None)?])
}
