//! Restructuring scenarios, before and after.

use std::sync::Arc;

use tripole::resourcing::{Resourcing, ResourcingBy, resourcing};
use tripole::scenario::{Kind, Scenario};
use tripole::{Error, Result, formats};

use super::super::Outcome;
use super::super::args::{Run, ScenarioArgs, ScenarioLevel};
use super::super::load;
use super::super::output::Sink;
use super::super::progress::Stage;
use super::{economies, only, say_passed_over, table_and_scenario};

pub fn scenario(args: &ScenarioArgs, run: &Run) -> Result<Outcome> {
    let (table, source) = table_and_scenario(&args.what);
    let sink = Sink::open(&args.output, Some(table))?;
    let table = load::table_of(table, &args.reading, run)?;
    let accounting = load::accounting(&args.conventions);
    load::say_accounting(&table, &accounting, run)?;
    let partition = load::partition(&table, &args.grouping, &[])?;
    let blocs = load::blocs(&args.grouping.blocs)?;
    // Before anything is factorised.
    let scenario = formats::read_scenario(source, table.index(), &partition, &blocs)?;
    say_passed_over(&scenario, run);
    refuse_kinds(&scenario)?;
    let blocs = load::bloc_partition(&table, &args.grouping)?;
    let by = match args.by {
        ScenarioLevel::Region | ScenarioLevel::RegionSector => ResourcingBy::Region,
        ScenarioLevel::Bloc => ResourcingBy::Bloc,
    };
    let system = load::system(&Arc::new(table), &accounting, run)?;
    let stage = Stage::start("re-sourcing", run);
    let found = resourcing(&system, &partition, &blocs, by, &scenario.relocations)?;
    drop(stage);
    say_conserved(&found, system.table().unit(), run);
    let frame = match args.by {
        ScenarioLevel::RegionSector => found.sectors(&system, &partition),
        ScenarioLevel::Region | ScenarioLevel::Bloc => found.frame(),
    };
    let lines = if args.by == ScenarioLevel::Bloc { &blocs } else { &partition };
    sink.put(only(frame, "region", &args.region, economies(lines))?)
}

/// How much moved, and whether what must stay has stayed.
fn say_conserved(found: &Resourcing, unit: &str, run: &Run) {
    let kept = found.conservation();
    if !kept.holds() && !run.quiet {
        eprintln!(
            "warning: world value added went from {} to {}, inputs of products by up to {:.1e}, final demand by up to {:.1e}",
            kept.value_added_before, kept.value_added_after, kept.input_gap, kept.final_demand_gap
        );
    }
    if run.quiet {
        return;
    }
    eprintln!("note: purchases of {:.0} ({unit}) move to other suppliers", found.moved());
    if found.unplaced() > 0.0 {
        eprintln!(
            "note: purchases of {:.0} find no other supplier, and stay where they are",
            found.unplaced()
        );
    }
    if kept.holds() && kept.value_added_is_residual {
        eprintln!(
            "note: conserved: world value added, inputs and final demand by product and buyer"
        );
    }
}

/// Changes that are no relocations would be ignored in silence.
fn refuse_kinds(scenario: &Scenario) -> Result<()> {
    let Some(kind) = scenario.kinds().into_iter().find(|kind| *kind != Kind::Relocate) else {
        return Ok(());
    };
    Err(Error::Conflict {
        first: "`scenario`".to_owned(),
        second: format!("`[[{}]]` in the scenario", kind.name()),
        reason: "it knows relocations; tariffs, agreements and embargoes are for `tripole tariff`",
    })
}
