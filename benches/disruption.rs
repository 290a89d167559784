//! Shocks to quantities on made tables, with the factorisation made beforehand.
#![allow(missing_docs, clippy::expect_used)]

use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use tripole::frame::Level;
use tripole::make::synthetic;
use tripole::models::disruption::{
    Ario, Binding, Horizon, InputRule, Loss, Nest, Outage, Suppliers, ario, mixed,
    partially_binding, ration, stopped,
};
use tripole::models::impact::indicators;
use tripole::models::redirection::{Redirection, redirect, resourcing};
use tripole::table::Geography;
use tripole::table::{Sales, SalesSet, Uses};
use tripole::{Accounting, LeontiefSystem, Partition, RowSet};

/// Regions and sectors of the made tables.
const SHAPES: [(usize, usize); 2] = [(10, 35), (41, 35)];

fn disruption(c: &mut Criterion) {
    for (regions, sectors) in SHAPES {
        let table = synthetic::table(regions, sectors, 1).expect("a table");
        let system = LeontiefSystem::new(table, &Accounting::default()).expect("a system");
        system.factorise().expect("regular");
        let index = system.table().index();
        let partition = Partition::regions(index);
        let rows = RowSet::from(&partition.cells()[0]);
        let rows_of_first = RowSet::economy(&partition, partition.cells()[0].economy);
        let loss = [Loss { rows: rows.clone(), share: 0.2 }];
        let outage = [Outage { loss: Loss { rows: rows.clone(), share: 0.6 }, days: 5..45 }];
        let horizon = Horizon::days(90).expect("days");
        let buyers: Vec<_> = index.regions().skip(1).take(1).collect();
        let others: Vec<_> = index.regions().skip(2).take(3).map(|region| (region, 1.0)).collect();
        let plus_one = Redirection::plus_one(rows, &buyers, &others, 0.3);
        let shape = format!("{regions}x{sectors}");
        let mut group = c.benchmark_group("disruption");
        group.sample_size(10).measurement_time(Duration::from_secs(3));
        let mut run = |what: &str, work: &dyn Fn() -> bool| {
            group.bench_function(BenchmarkId::new(what, &shape), |b| b.iter(|| black_box(work())));
        };
        run("mixed", &|| mixed(&system, &loss).is_ok());
        run("rationing", &|| ration(&system, &loss, Nest::Product).is_ok());
        let binding = Binding::new(index, InputRule::Half);
        run("binding_90_days", &|| partially_binding(&system, &outage, horizon, &binding).is_ok());
        let psi = Ario::default();
        run("ario_90_days", &|| ario(&system, &outage, horizon, &psi).is_ok());
        let available = Ario { suppliers: Suppliers::Available, ..Ario::default() };
        run("ario_available_90_days", &|| ario(&system, &outage, horizon, &available).is_ok());
        let importers = partition.economies().map(|(economy, _)| economy).skip(1).take(1).collect();
        let sales = Sales::new(&partition, rows_of_first, importers, Uses::All).expect("sales");
        let set = SalesSet::of(&partition, [&sales]).expect("sales");
        run("stopped_sales", &|| stopped(&system, &set).is_ok_and(|after| after.table().is_ok()));
        run("china_plus_one", &|| redirect(&system, &plus_one).is_ok());
        run("china_plus_one_before_after", &|| {
            let by = Level::Region;
            let found = resourcing(&system, std::slice::from_ref(&plus_one));
            found.is_ok_and(|found| {
                indicators(
                    &system,
                    found.after(),
                    &Geography::of(partition.clone(), partition.clone()),
                    by,
                )
                .is_ok()
            })
        });
        group.finish();
    }
}

criterion_group! {
    name = benches;
    // Plots take longer than what is measured.
    config = Criterion::default().without_plots();
    targets = disruption
}
criterion_main!(benches);
