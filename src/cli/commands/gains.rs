//! Gains from trade, trade costs, bilateral balances.

use tripole::error::shown_list;
use tripole::frame::Level;
use tripole::leontief::Need;
use tripole::measures::balances::Balances;
use tripole::measures::gains::{GainsOptions, THETA, Thetas, Undefined, gains as found};
use tripole::models::{Setting, Takes, Value};
use tripole::scenario::{Elasticities, ElasticityKind};
use tripole::sources;
use tripole::table::{EconomyId, Inventories};
use tripole::{Error, Frame, LeontiefSystem, Mrio, Result};

use super::super::Outcome;
use super::super::args::{BalancesArgs, GainsArgs, Run, TradeCostsArgs};
use super::super::load::{self, Loaded};
use super::super::messages::tell;
use super::super::output::Sink;
use super::super::progress::Stage;
use super::{only_economies, only_sectors, refuse_filter, refuse_own_sales, warn};

pub fn gains(args: &GainsArgs, run: &Run) -> Result<Outcome> {
    if args.by == Level::Region {
        refuse_filter(&args.only.sector, "--sector", args.by.name())?;
    }
    let sink = Sink::open(&args.measure.output, run)?;
    let loaded = load::measure(&args.measure, &[&args.only.region], run)?;
    let system = load::unsolved(&loaded.table, &loaded.accounting, run)?;
    let (by_product, source) = thetas(args, &loaded.table, run)?;
    let demand = system.table().demand();
    let inventories = match &loaded.accounting.inventories {
        Inventories::Drop(_) => None,
        Inventories::Keep => {
            let named = args.measure.conventions.inventory_category.as_deref();
            let known = sources::inventories(demand);
            named.map(|named| demand.find_category(named)).transpose()?.or(known)
        }
    };
    let options =
        GainsOptions { theta: args.theta, by_product, undefined: args.undefined, inventories };
    let stage = Stage::start("gains", run);
    let frame = found(&system, &loaded.partition, args.by, &options)?;
    drop(stage);
    let left_out = inventories.map_or("nothing", |category| demand.category(category));
    let frame = frame
        .with_note("trade elasticity of one product", args.theta.to_string())
        .with_note("trade elasticities of products", source)
        .with_note("left out of final spending", left_out);
    let frame = only_economies(frame, "region", &args.only.region, &loaded.codes())?;
    let frame = only_sectors(frame, "sector", &args.only.sector, &loaded.codes())?;
    say_undefined(&frame, args.undefined, run);
    sink.put(frame)
}

/// Trade elasticities of products, and where they come from.
fn thetas(args: &GainsArgs, table: &Mrio, run: &Run) -> Result<(Thetas, String)> {
    let Some(text) = &args.elasticities else {
        if args.by == Level::Region && !run.quiet {
            tell!(
                "note: the trade elasticity of every product is {THETA}; `--elasticities` takes others"
            );
        }
        return Ok((Thetas::Uniform(THETA), format!("{THETA} for all")));
    };
    let setting =
        Setting { name: "elasticities", takes: Takes::Elasticities, help: "", default: "" };
    let index = table.index();
    let value = setting.read(text, |path| Ok(load::file(path, run)), table)?;
    let all = |numbers: &Elasticities| -> Thetas {
        Thetas::Listed(index.sectors().map(|sector| (sector, numbers.of(sector))).collect())
    };
    match value {
        Value::Preset(preset) => {
            let numbers = preset.elasticities(index, ElasticityKind::Trade)?;
            numbers.warnings.into_iter().try_for_each(|warning| warn(warning, run))?;
            Ok((all(&numbers.elasticities), format!("{preset}: {}", preset.source())))
        }
        Value::Elasticities(listed) => Ok((Thetas::Listed(listed), text.clone())),
        _ => Err(Error::Setting { name: setting.name, found: text.clone() }),
    }
}

/// Which gains are undefined, of those that are shown.
fn say_undefined(frame: &Frame, rule: Undefined, run: &Run) {
    let Some(products) = frame.remark("without_home").filter(|_| !run.quiet) else { return };
    let Some(regions) = frame.key("region") else { return };
    let some = (0..frame.rows()).filter(|&row| !products.label(row).is_empty());
    let some: Vec<String> =
        some.map(|row| format!("{}: {}", regions.label(row), products.label(row))).collect();
    if some.is_empty() {
        return;
    }
    let what = match rule {
        Undefined::Empty => {
            "gains over products are empty there; `--undefined skip` leaves these products out, a lower bound"
        }
        Undefined::Skip => "gains over products are without these, and a lower bound",
    };
    tell!(
        "note: products that are bought and of which nothing comes from home (`without_home`), {}: {what}",
        shown_list(&some)
    );
}

pub fn trade_costs(args: &TradeCostsArgs, run: &Run) -> Result<Outcome> {
    if args.by == Level::Pair {
        refuse_filter(&args.sector, "--sector", args.by.name())?;
    }
    let sink = Sink::open(&args.measure.output, run)?;
    let loaded = load::measure(&args.measure, &[&args.region, &args.partner], run)?;
    let codes = loaded.codes();
    refuse_own_sales(("--region", &args.region), ("--partner", &args.partner), &codes)?;
    let table = loaded.accounting.table(&loaded.table)?;
    let partition = &loaded.partition;
    let frame =
        tripole::measures::trade_costs::trade_costs(&table, partition, args.by, args.theta)?;
    let frame = frame.with_note("trade elasticity", args.theta.to_string());
    let frame = only_economies(frame, "region", &args.region, &codes)?;
    let frame = only_economies(frame, "partner", &args.partner, &codes)?;
    sink.put(only_sectors(frame, "sector", &args.sector, &codes)?)
}

pub fn balances(args: &BalancesArgs, run: &Run) -> Result<Outcome> {
    if args.by == Level::World {
        refuse_filter(&args.only.exporter, "--exporter", args.by.name())?;
        refuse_filter(&args.only.importer, "--importer", args.by.name())?;
        refuse_filter(&args.destination, "--destination", args.by.name())?;
    }
    let sink = Sink::open(&args.measure.output, run)?;
    // A group among which pairs are is not one economy.
    let named: [&[String]; 3] = [&args.only.exporter, &args.only.importer, &args.destination];
    let loaded = load::measure(&args.measure, &named, run)?;
    let codes = loaded.codes();
    let (exporter, importer) = (&args.only.exporter, &args.only.importer);
    refuse_own_sales(("--exporter", exporter), ("--importer", importer), &codes)?;
    let members = among(args, &loaded)?;
    let system = loaded.system_for(Need::Sides(loaded.partition.len()), run)?;
    say_rest(&system, run);
    let stage = Stage::start("balances", run);
    let found = Balances::of(&system, &loaded.partition)?;
    drop(stage);
    let sets: Vec<(String, Vec<EconomyId>)> =
        members.iter().map(|members| (args.among.join(","), members.clone())).collect();
    if args.by == Level::World {
        return sink.put(found.by_set(&sets));
    }
    let all: Vec<EconomyId> = loaded.partition.economies().map(|(id, _)| id).collect();
    let frame = if args.destination.is_empty() { found.by_pair() } else { found.by_destination() };
    let share = |frame: Frame, name: &str, members: &[EconomyId]| {
        let share = found.share(members);
        if !run.quiet && !share.is_nan() {
            tell!("note: third countries' share in the variance of balances, {name}: {share:.4}");
        }
        let share = if share.is_nan() { "undefined".to_owned() } else { share.to_string() };
        frame
            .with_note(format!("third countries' share in the variance of balances, {name}"), share)
    };
    let mut frame = share(frame, "all pairs", &all);
    for (name, members) in &sets {
        let names = loaded.partition.names();
        let labels: Vec<&String> = members.iter().map(|id| &names[id.position()]).collect();
        frame = frame.select("exporter", &labels).select("importer", &labels);
        frame = share(frame, &format!("pairs among {name}"), members);
    }
    let frame = only_economies(frame, "exporter", exporter, &codes)?;
    let frame = only_economies(frame, "importer", importer, &codes)?;
    sink.put(only_economies(frame, "destination", &args.destination, &codes)?)
}

/// The economies among which pairs are asked for.
fn among(args: &BalancesArgs, loaded: &Loaded) -> Result<Option<Vec<EconomyId>>> {
    if args.among.is_empty() {
        return Ok(None);
    }
    let mut members = loaded.codes().economies(&args.among)?;
    members.sort_unstable();
    members.dedup();
    if members.len() < 2 {
        let name = format!("`--among {}`", args.among.join(","));
        return Err(Error::lacking(
            format!("{name} names one economy, and pairs are of two"),
            "name two or more, or a group of them",
        ));
    }
    Ok(Some(members))
}

/// A note where what is traded is not all absorbed by the economies of the table.
fn say_rest(system: &LeontiefSystem, run: &Run) {
    if system.discrepancy().iter().any(|rho| *rho != 0.0) && !run.quiet {
        tell!(
            "note: output is not all sold in the table: what is behind the difference is absorbed by no economy, and is \
             in no balance"
        );
    }
}
