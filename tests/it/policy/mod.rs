//! Trade policy: effective rates, incidence, duties on content, rules of origin, answers, schedules in scenarios.

mod content;
mod duties;
mod entries;
mod identities;
mod retaliation;

use std::sync::Arc;

use tripole::read::{Input, ReadOptions};
use tripole::scenario::{Context, Scenario, read_scenario};
use tripole::table::Geography;
use tripole::{Accounting, LeontiefSystem, Mrio};

use crate::equilibrium::published;
use crate::support::{shared, shared_table};

/// A table of the references, and who is first and second in it.
pub struct Cast {
    pub name: &'static str,
    pub first: &'static str,
    pub second: &'static str,
    pub goods: &'static str,
    pub system: LeontiefSystem,
    pub context: Context,
}

/// The table of a name; nothing when skipping.
pub fn cast(name: &'static str) -> Option<Cast> {
    let (path, first, second, goods) = match name {
        "bloc8x4" => ("reference/tables/bloc8x4.csv", "USA", "CHN", "\"AGR\", \"MAN\", \"ELE\""),
        "leather" => ("reference/tables/leather.csv", "DEU", "TUR", "\"AGR\", \"TEX\", \"TRQ\""),
        _ => ("data/wiod13/wiod13_2011.csv.gz", "USA", "CHN", "\"c1-c16\""),
    };
    let table = shared_table(path, &ReadOptions::default())?;
    Some(cast_of(name, table, (first, second, goods)))
}

fn cast_of(
    name: &'static str,
    table: Mrio,
    (first, second, goods): (&'static str, &'static str, &'static str),
) -> Cast {
    let table = Arc::new(table);
    let geography = Geography::regions(table.index());
    // That of the references.
    let accounting = if name == "wiod13_2011" { published() } else { Accounting::default() };
    let context = Context::new(&geography, table.clone(), &accounting).unwrap();
    let system = LeontiefSystem::new(table, &accounting).unwrap();
    Cast { name, first, second, goods, system, context }
}

impl Cast {
    /// The text of a scenario of the references.
    pub fn text(&self, scenario: &str) -> String {
        let Cast { first, second, goods, .. } = self;
        let tax = |importer: &str, exporter: &str, rate: f64| {
            format!(
                "[[tariff]]\nimporter = \"{importer}\"\nexporter = \"{exporter}\"\nsectors = [{goods}]\nrate = {rate}\n"
            )
        };
        let entries = match scenario {
            "one" => tax(first, second, 0.25),
            "war" => tax(first, second, 0.25) + &tax(second, first, 0.2),
            "all" => tax(first, "all", 0.1),
            _ => {
                let folder = shared("reference/tariff").unwrap();
                format!(
                    "[[schedule]]\nfolder = {:?}\ndate = 2026-03-15\nbase_date = \"2025-01-15\"\nfill = \"zero\"\n",
                    folder.display().to_string()
                )
            }
        };
        format!("name = \"{scenario}\"\n{entries}")
    }

    /// A scenario of the references, with more entries.
    pub fn scenario(&self, scenario: &str, more: &str) -> Scenario {
        let text = self.text(scenario) + more;
        read_scenario(Input::bytes("scenario.toml", text), &self.context).unwrap()
    }
}
