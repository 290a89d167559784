//! Measures on made tables of growing G and N, with the factorisation beside them as the
//! yardstick: none of them may cost a multiple of it.
#![allow(missing_docs, clippy::expect_used)]

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use tripole::frame::Level;
use tripole::leontief::Solver;
use tripole::make::synthetic;
use tripole::measures::apl::{MINIMUM_LINKAGE, ProductPairs, apl, apl_of_products};
use tripole::measures::balances::balances;
use tripole::measures::chains::{ChainFamily, Chains, Goods};
use tripole::measures::change::{
    PathThresholds, SdaOptions, SpatialOptions, account_decomposition, decomposition, relocation,
    spatial, upgrading,
};
use tripole::measures::decompose::{Approach, Cells, Flow, Perspective, Query, exports, kww, wwz};
use tripole::measures::exposure::{exposure, exposure_by_flow};
use tripole::measures::extract::{ExtractOptions, ExtractionKind, extractions};
use tripole::measures::footprint::footprint;
use tripole::measures::gains::{GainsOptions, gains};
use tripole::measures::income::{IncomeOptions, gvc_income};
use tripole::measures::linkages::{LinkageMeasure, Scope, linkages};
use tripole::measures::multipliers::multipliers;
use tripole::measures::participation::{Measure, participation};
use tripole::measures::position::{PositionOptions, position, upstreamness};
use tripole::measures::rca::rca;
use tripole::measures::reer::reer;
use tripole::measures::requirements::{Requirements, cells as requirement_cells};
use tripole::measures::smile::smile;
use tripole::measures::trade::{ImportColumns, trade};
use tripole::measures::trade_costs::trade_costs;
use tripole::measures::type_two::{HouseholdIncome, Households, TypeTwo};
use tripole::measures::value_added::{Detail, Sides, content_of_exports, value_added, vax};
use tripole::models::price::{PassThrough, Prices, protection};
use tripole::models::redirection::{Redirection, redirect};
use tripole::read::{Input, ReadOptions, read};
use tripole::scenario::{Scenario, Tariff, TariffKind};
use tripole::table::Geography;
use tripole::table::{Account, Sales, Satellite, Uses};
use tripole::{Accounting, Group, LeontiefSystem, Mrio, Partition, RowSet, sources};

/// Regions and sectors of the made tables.
const SHAPES: [(usize, usize); 3] = [(10, 35), (41, 10), (41, 35)];

/// Trade in value added.
fn measures(c: &mut Criterion) {
    for (regions, sectors) in SHAPES {
        let table = Arc::new(synthetic::table(regions, sectors, 1).expect("a table"));
        let partition = Partition::regions(table.index());
        let shape = format!("{regions}x{sectors}");
        let fresh = || made(&table);
        let system = fresh();
        system.factorise().expect("regular");
        let mut group = c.benchmark_group("measure");
        group.sample_size(10).measurement_time(Duration::from_secs(2));
        let mut run = |what: &str, work: &dyn Fn()| {
            group.bench_function(BenchmarkId::new(what, &shape), |b| b.iter(work));
        };
        run("factorise", &|| {
            black_box(fresh().factorise().is_ok());
        });
        run("trade", &|| {
            black_box(
                trade(&table, &partition, Level::PairSector, ImportColumns::Standard).is_ok(),
            );
        });
        run("va", &|| {
            black_box(value_added(&system, &partition, Sides::default()).is_ok());
        });
        run("va_sectors", &|| {
            black_box(
                value_added(
                    &system,
                    &partition,
                    Sides { origin: Detail::Sectors, destination: Detail::Total },
                )
                .is_ok(),
            );
        });
        run("vax_sector", &|| {
            black_box(vax(&system, &partition, Level::RegionSector).is_ok());
        });
        run("content", &|| {
            black_box(content_of_exports(&system, &partition).is_ok());
        });
        let flow = |flow, approach| Query { flow, perspective: Perspective::Exporter, approach };
        run("exports_source", &|| {
            let query = flow(Flow::SectorBilateral, Approach::Source);
            black_box(exports(&system, &partition, query, &[]).is_ok());
        });
        run("exports_sink", &|| {
            let query = flow(Flow::SectorBilateral, Approach::Sink);
            black_box(exports(&system, &partition, query, &[]).is_ok());
        });
        run("exports_bilateral", &|| {
            let query = Query {
                flow: Flow::Bilateral,
                perspective: Perspective::Bilateral,
                ..Query::default()
            };
            black_box(exports(&system, &partition, query, &[]).is_ok());
        });
        run("wwz", &|| {
            black_box(wwz(&system, &partition, Level::PairSector, &[]).is_ok());
        });
        run("participation_bm", &|| {
            let by = Level::RegionSector;
            black_box(participation(&system, &partition, Measure::BorinMancini, by).is_ok());
        });
        group.finish();
    }
}

/// Exports in all cells and in one: of a sector of an economy to another, or as near to that as the
/// perspective comes.
fn cells(c: &mut Criterion) {
    let (regions, sectors) = SHAPES[2];
    let table = Arc::new(synthetic::table(regions, sectors, 1).expect("a table"));
    let partition = Partition::regions(table.index());
    let system = made(&table);
    system.factorise().expect("regular");
    let economies: Vec<_> = partition.economies().map(|(id, _)| id).collect();
    let sector = partition.index().sectors().nth(sectors / 2).expect("a sector");
    let one = |flow: Flow| Cells {
        exporters: vec![economies[5]],
        importers: match flow {
            Flow::Bilateral | Flow::SectorBilateral => vec![economies[regions - 2]],
            Flow::Total | Flow::Sector => vec![],
        },
        sectors: match flow {
            Flow::Sector | Flow::SectorBilateral => vec![sector],
            Flow::Total | Flow::Bilateral => vec![],
        },
    };
    let mut group = c.benchmark_group("cells");
    group.sample_size(10).measurement_time(Duration::from_secs(2));
    for (name, flow, perspective, approach) in [
        ("source", Flow::SectorBilateral, Perspective::Exporter, Approach::Source),
        ("sink", Flow::SectorBilateral, Perspective::Exporter, Approach::Sink),
        ("bilateral", Flow::Bilateral, Perspective::Bilateral, Approach::Source),
        ("sectexp", Flow::Sector, Perspective::SectorExporter, Approach::Source),
        ("sectbil", Flow::SectorBilateral, Perspective::SectorBilateral, Approach::Source),
        ("world_source", Flow::Total, Perspective::World, Approach::Source),
        ("world_sink", Flow::Total, Perspective::World, Approach::Sink),
    ] {
        let query = Query { flow, perspective, approach };
        for (asked, cells) in [("all", Cells::default()), ("one", one(flow))] {
            group.bench_function(BenchmarkId::new(name, asked), |b| {
                b.iter(|| black_box(exports(&system, &partition, query, cells.clone()).is_ok()));
            });
        }
    }
    for (asked, cells) in [("all", Cells::default()), ("one", one(Flow::SectorBilateral))] {
        group.bench_function(BenchmarkId::new("kww", asked), |b| {
            b.iter(|| black_box(kww(&system, &partition, &cells.exporters).is_ok()));
        });
        group.bench_function(BenchmarkId::new("wwz", asked), |b| {
            let by = Level::PairSector;
            b.iter(|| black_box(wwz(&system, &partition, by, cells.clone()).is_ok()));
        });
    }
    group.finish();
}

/// Position, linkages, chains of products, satellites, extraction.
fn chains(c: &mut Criterion) {
    for (regions, sectors) in SHAPES {
        let table = Arc::new(synthetic::table(regions, sectors, 1).expect("a table"));
        let partition = Partition::regions(table.index());
        let shape = format!("{regions}x{sectors}");
        let system = made(&table);
        system.factorise().expect("regular");
        let mut group = c.benchmark_group("chain");
        group.sample_size(10).measurement_time(Duration::from_secs(2));
        let mut run = |what: &str, work: &dyn Fn()| {
            group.bench_function(BenchmarkId::new(what, &shape), |b| b.iter(work));
        };
        run("factorise", &|| {
            black_box(made(&table).factorise().is_ok());
        });
        run("rca", &|| {
            black_box(rca(&system, &partition).is_ok());
        });
        run("apl_region", &|| {
            black_box(apl(&system, &partition, Level::Region, MINIMUM_LINKAGE).is_ok());
        });
        run("apl_sector", &|| {
            black_box(apl(&system, &partition, Level::Sector, MINIMUM_LINKAGE).is_ok());
        });
        let every: Vec<_> = partition.cell_ids().collect();
        let few = &every[..3];
        run("apl_three_products", &|| {
            let pairs = ProductPairs { to: few.to_vec(), ..ProductPairs::default() };
            let done = apl_of_products(&system, &partition, &pairs, |frame| {
                black_box(frame);
                Ok(())
            });
            black_box(done.is_ok());
        });
        run("smile_three_chains", &|| {
            black_box(smile(&system, &partition, few).is_ok());
        });
        let account = Account {
            name: "output".to_owned(),
            unit: String::new(),
            by_producers: system.output().to_vec(),
            by_users: vec![0.0; regions],
        };
        let satellite = Satellite::new(table.index(), vec![account]).expect("an account");
        run("footprint_pair", &|| {
            black_box(footprint(&system, &partition, &satellite, Level::Pair).is_ok());
        });
        run("footprint_products", &|| {
            let by = Level::RegionSector;
            black_box(footprint(&system, &partition, &satellite, by).is_ok());
        });
        run("gvc_income", &|| {
            let options = IncomeOptions { by: Level::RegionSector, satellite: Some(&satellite) };
            black_box(gvc_income(&system, &partition, &every, &options).is_ok());
        });
        run("multipliers", &|| {
            black_box(multipliers(&system, &partition).is_ok());
        });
        run("position", &|| {
            let (by, solver) = (Level::RegionSector, Solver::Lu);
            let options = PositionOptions { by, solver, ..PositionOptions::default() };
            black_box(position(&system, &partition, &options).expect("a frame"));
        });
        run("linkages", &|| {
            let without = &LinkageMeasure::ALL[..7];
            black_box(linkages(&system, &partition, Scope::World, without).expect("a frame"));
        });
        run("linkages_eigenvector", &|| {
            black_box(system.perron_vectors().expect("converges"));
        });
        run("extract_region_sectors", &|| {
            let each = Level::RegionSector;
            black_box(
                extractions(&system, &partition, ExtractOptions { by: each, ..Default::default() })
                    .is_ok(),
            );
        });
        run("extract_regions", &|| {
            black_box(
                extractions(
                    &system,
                    &partition,
                    ExtractOptions { kind: ExtractionKind::Autarky, by: Level::Region },
                )
                .is_ok(),
            );
        });
        run("redirect", &|| {
            let index = system.table().index();
            let losers = RowSet::from(&partition.cells()[0]);
            black_box(redirect(&system, &Redirection::replacing(index, losers)).is_ok());
        });
        group.finish();
    }
}

/// The structure of chains, every family, and exchange-rate weights.
fn structure(c: &mut Criterion) {
    for (regions, sectors) in SHAPES {
        let table = Arc::new(synthetic::table(regions, sectors, 1).expect("a table"));
        let partition = Partition::regions(table.index());
        let near: Vec<String> = table.index().region_codes()[..regions / 2].to_vec();
        let bloc = Group::new(table.index(), "near", &near).expect("regions");
        let blocs = Partition::new(table.index(), &[bloc]).expect("a bloc");
        let geography = Geography::of(partition.clone(), blocs);
        let shape = format!("{regions}x{sectors}");
        let system = made(&table);
        system.factorise().expect("regular");
        let chains = Chains::new(&system, &geography, &Goods::default()).expect("one bloc each");
        let mut group = c.benchmark_group("structure");
        group.sample_size(10).measurement_time(Duration::from_secs(2));
        group.bench_function(BenchmarkId::new("factorise", &shape), |b| {
            b.iter(|| black_box(made(&table).factorise().is_ok()));
        });
        for family in ChainFamily::ALL {
            let levels = [Level::RegionSector, Level::Region, Level::Bloc];
            let Some(by) = levels.into_iter().find(|by| family.is_at(*by)) else { continue };
            let name = format!("{family:?}").to_lowercase();
            group.bench_function(BenchmarkId::new(name, &shape), |b| {
                b.iter(|| black_box(chains.family(family, by).expect("a frame")));
            });
        }
        group.bench_function(BenchmarkId::new("reer", &shape), |b| {
            b.iter(|| black_box(reer(&system, &partition).expect("a frame")));
        });
        group.bench_function(BenchmarkId::new("gains", &shape), |b| {
            let options = GainsOptions::default();
            b.iter(|| black_box(gains(&system, &partition, Level::Region, &options)).is_ok());
        });
        group.bench_function(BenchmarkId::new("trade_costs", &shape), |b| {
            b.iter(|| black_box(trade_costs(&table, &partition, Level::PairSector, 5.0)).is_ok());
        });
        group.bench_function(BenchmarkId::new("balances", &shape), |b| {
            b.iter(|| black_box(balances(&system, &partition, Level::Pair)).is_ok());
        });
        group.finish();
    }
}

/// A tariff of the first economy on everything from the second; systems without their factor, so that
/// what is measured is all that a user waits for.
fn tariffs(c: &mut Criterion) {
    for (regions, sectors) in SHAPES {
        let table = Arc::new(synthetic::table(regions, sectors, 1).expect("a table"));
        let partition = Partition::regions(table.index());
        let shape = format!("{regions}x{sectors}");
        let mut economies = partition.economies().map(|(id, _)| id);
        let (levies, sells) = (economies.next().expect("one"), economies.next().expect("two"));
        let rows = RowSet::economy(&partition, sells);
        let sales = Sales::new(&partition, rows, vec![levies], Uses::All).expect("sales");
        let tariff = Tariff { sales, rate: 0.25, kind: TariffKind::Set };
        let mut scenario = Scenario::new(&Geography::regions(table.index()));
        scenario.tariffs.push(tariff);
        let tariffs = scenario.tariffs().expect("rates");
        let set = scenario.touched().expect("flows");
        let mut group = c.benchmark_group("tariff");
        group.sample_size(10).measurement_time(Duration::from_secs(2));
        let mut run = |what: &str, work: &dyn Fn()| {
            group.bench_function(BenchmarkId::new(what, &shape), |b| b.iter(work));
        };
        run("factorise", &|| {
            black_box(made(&table).factorise().is_ok());
        });
        let full = PassThrough::default();
        run("prices", &|| {
            let system = made(&table);
            let prices = Prices::new(&system, &tariffs, full).expect("prices");
            black_box(prices.by_region(&[]));
        });
        run("exposure", &|| {
            let by = Level::RegionSector;
            black_box(exposure(&made(&table), &set, by).expect("a frame"));
        });
        let system = made(&table);
        system.factorise().expect("regular");
        run("exposure_by_flow", &|| {
            black_box(exposure_by_flow(&system, &set).expect("a frame"));
        });
        run("protection", &|| {
            black_box(protection(&system, &partition, tariffs.after()).expect("a frame"));
        });
        let prices = Prices::new(&system, &tariffs, full).expect("prices");
        run("levied_by", &|| {
            black_box(prices.levied_by().expect("a frame"));
        });
        group.finish();
    }
}

/// Between two tables, whose own factors are there.
fn change(c: &mut Criterion) {
    for (regions, sectors) in SHAPES {
        let [before, after] = [1, 2].map(|seed| {
            let table = Arc::new(synthetic::table(regions, sectors, seed).expect("a table"));
            let system = made(&table);
            system.factorise().expect("regular");
            system
        });
        let partition = Partition::regions(before.table().index());
        let shape = format!("{regions}x{sectors}");
        let mut group = c.benchmark_group("change");
        group.sample_size(10).measurement_time(Duration::from_secs(2));
        let mut run = |what: &str, work: &dyn Fn()| {
            group.bench_function(BenchmarkId::new(what, &shape), |b| b.iter(work));
        };
        run("relocation", &|| {
            black_box(relocation(&before, &after, &partition).expect("a frame"));
        });
        run("upgrading", &|| {
            let rule = PathThresholds::default();
            black_box(upgrading(&before, &after, &partition, &[], &rule).expect("a frame"));
        });
        run("spatial", &|| {
            let options = SpatialOptions { by: Level::RegionSector, ..Default::default() };
            let blocs = &partition;
            black_box(
                spatial(
                    &before,
                    &after,
                    &Geography::of(partition.clone(), blocs.clone()),
                    &options,
                )
                .expect("a frame"),
            );
        });
        run("decomposition", &|| {
            black_box(decomposition(&before, &after, &partition).expect("a frame"));
        });
        group.finish();
    }
}

/// Two years of a made table, and those of WIOD where the shared folder (`TRIPOLE_SHARED`) has them.
fn years() -> Vec<(&'static str, [Arc<Mrio>; 2])> {
    let shared = std::env::var("TRIPOLE_SHARED").unwrap_or_else(|_| "../shared".to_owned());
    let paths = [1995, 2011]
        .map(|year| Path::new(&shared).join(format!("data/wiod13/wiod13_{year}.csv.gz")));
    let made = [1, 2].map(|seed| Arc::new(synthetic::table(41, 35, seed).expect("a table")));
    let mut years = vec![("41x35", made)];
    if paths.iter().all(|path| path.is_file()) {
        let table =
            |path| read(&Input::Path(path), &ReadOptions::default()).expect("a table").table;
        years.push(("wiod13-2011", paths.map(|path| Arc::new(table(path)))));
    }
    years
}

/// What needs the whole inverse, many solves or further factors, beside the factor and one dense inverse of the same
/// table: no measure may cost more than a few of these. Measures have the tables' own factors.
fn inverses(c: &mut Criterion) {
    for (name, tables) in years() {
        let [before, after] = tables.map(|table| {
            let system = made(&table);
            system.factorise().expect("regular");
            system
        });
        let index = after.table().index();
        let partition = Partition::regions(index);
        let mut group = c.benchmark_group("inverse");
        group.sample_size(10).measurement_time(Duration::from_secs(2));
        let mut run = |what: &str, work: &dyn Fn()| {
            group.bench_function(BenchmarkId::new(what, name), |b| b.iter(work));
        };
        let table = Arc::new(after.table().clone());
        run("factorise", &|| {
            black_box(made(&table).factorise().is_ok());
        });
        run("dense_inverse", &|| {
            black_box(after.leontief_inverse().expect("regular"));
        });
        let all: Vec<usize> = (0..after.order()).collect();
        run("requirements_leontief", &|| {
            let matrix = Requirements::Leontief;
            black_box(requirement_cells(&after, matrix, &all, &all).expect("cells"));
        });
        // Six tenths of value added are wages.
        let wages: Vec<f64> = after.value_added().iter().map(|w| 0.6 * w.max(0.0)).collect();
        let categories = sources::of_households(after.table().demand());
        run("type_two", &|| {
            let households = Households {
                compensation: &wages,
                categories: &categories,
                income: HouseholdIncome::Compensation,
                closed: &[],
            };
            let found = TypeTwo::of(&after, &partition, &households).expect("multipliers");
            black_box(found.frame(Level::RegionSector).expect("a frame"));
        });
        run("gains", &|| {
            let options = GainsOptions::default();
            black_box(gains(&after, &partition, Level::Region, &options).expect("a frame"));
        });
        run("decomposition", &|| {
            black_box(decomposition(&before, &after, &partition).expect("a frame"));
        });
        for count in [1, 10, 200] {
            let [first, second] = [&before, &after].map(|system| accounts(system, count));
            run(&format!("account_decomposition_{count}"), &|| {
                let (satellites, options) = ([&first, &second], SdaOptions::default());
                let frame =
                    account_decomposition(&before, &after, &partition, satellites, &options);
                black_box(frame.expect("a frame"));
            });
        }
        group.finish();
    }
}

/// So many made accounts of a table.
fn accounts(system: &LeontiefSystem, count: usize) -> Satellite {
    let index = system.table().index();
    let account = |number: usize| {
        let used = |(k, x): (usize, &f64)| x * (1 + (k + number) % 7) as f64 / 100.0;
        Account {
            name: format!("account {number}"),
            unit: "kt".to_owned(),
            by_producers: system.output().iter().enumerate().map(used).collect(),
            by_users: vec![0.0; index.regions().len()],
        }
    };
    Satellite::new(index, (0..count).map(account).collect()).expect("accounts")
}

fn made(table: &Arc<Mrio>) -> LeontiefSystem {
    LeontiefSystem::new(table.clone(), &Accounting::default()).expect("a system")
}

/// The largest tables: with local inverses only, no factorisation of the whole.
fn large(c: &mut Criterion) {
    if std::env::var_os("TRIPOLE_BENCH_LARGE").is_none() {
        return;
    }
    let table = Arc::new(synthetic::table(49, 200, 1).expect("a table"));
    let partition = Partition::regions(table.index());
    let mut group = c.benchmark_group("large");
    group.sample_size(10);
    group.bench_function(BenchmarkId::new("participation_bm", "49x200"), |b| {
        b.iter(|| {
            let system = made(&table);
            let by = Level::Region;
            black_box(participation(&system, &partition, Measure::BorinMancini, by).is_ok());
        });
    });
    for (what, solver) in [("lu", Solver::Lu), ("automatic", Solver::Automatic)] {
        group.bench_function(BenchmarkId::new(format!("upstreamness_{what}"), "49x200"), |b| {
            b.iter(|| {
                let system = made(&table);
                upstreamness(&system, solver).expect("a vector")
            });
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    // Plots take longer than what is measured.
    config = Criterion::default().without_plots();
    targets = measures, cells, chains, structure, tariffs, change, inverses, large
}
criterion_main!(benches);
