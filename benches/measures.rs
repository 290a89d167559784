//! Measures on made tables of growing G and N, with the factorisation beside them as the
//! yardstick: none of them may cost a multiple of it.
#![allow(missing_docs, clippy::expect_used)]

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use tripole::multipliers::multipliers;
use tripole::trade::{ImportColumns, TradeBy, trade};
use tripole::value_added::{Detail, VaxBy, content_of_exports, value_added, vax};
use tripole::{Accounting, LeontiefSystem, Partition, synthetic};

fn measures(c: &mut Criterion) {
    for (regions, sectors) in [(10, 35), (41, 10), (41, 35)] {
        let table = Arc::new(synthetic::table(regions, sectors, 1).expect("a table"));
        let partition = Partition::regions(table.index());
        let shape = format!("{regions}x{sectors}");
        let fresh =
            || LeontiefSystem::new(table.clone(), &Accounting::default()).expect("a system");
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
            black_box(trade(&table, &partition, TradeBy::PairSector, ImportColumns::Standard));
        });
        run("va", &|| {
            black_box(value_added(&system, &partition, Detail::Total, Detail::Total).is_ok());
        });
        run("va_sectors", &|| {
            black_box(value_added(&system, &partition, Detail::Sectors, Detail::Total).is_ok());
        });
        run("vax_sector", &|| {
            black_box(vax(&system, &partition, VaxBy::Sector).is_ok());
        });
        run("content", &|| {
            black_box(content_of_exports(&system, &partition).is_ok());
        });
        run("multipliers", &|| {
            black_box(multipliers(&system, &partition).is_ok());
        });
        group.finish();
    }
}

criterion_group!(benches, measures);
criterion_main!(benches);
