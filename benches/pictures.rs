//! Pictures and reports of a made world table of 41 x 35, beside the measure that they show.
#![allow(missing_docs, clippy::expect_used)]

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use tripole::frame::Level;
use tripole::make::synthetic::table;
use tripole::measures::participation::{Measure, participation};
use tripole::picture::{Caption, PictureFormat, PictureKind, draw};
use tripole::report::{Basis, Seen, country, poles};
use tripole::table::Geography;
use tripole::{Accounting, LeontiefSystem, Partition, sources};

fn pictures(criterion: &mut Criterion) {
    let world = table(41, 35, 1).expect("a table");
    let system = LeontiefSystem::new(world, &Accounting::default()).expect("a system");
    system.factorise().expect("a factor");
    let geography = Geography::regions(system.table().index());
    let partition = Partition::regions(system.table().index());
    let of = |level| participation(&system, &partition, Measure::BorinMancini, level);
    let frame = of(Level::Region).expect("participation");
    let caption = Caption::default();
    let mut group = criterion.benchmark_group("pictures");
    group.bench_function("measure", |it| it.iter(|| black_box(of(Level::Region))));
    group.bench_function("svg", |it| {
        it.iter(|| {
            let frames = std::slice::from_ref(&frame);
            black_box(draw(PictureKind::Participation, frames, &caption).expect("a picture").svg())
        });
    });
    let picture = draw(PictureKind::Participation, std::slice::from_ref(&frame), &caption);
    let picture = picture.expect("a picture");
    for (name, format) in [("png", PictureFormat::Png), ("pdf", PictureFormat::Pdf)] {
        group.bench_function(name, |it| {
            it.iter(|| black_box(picture.bytes(format).expect("bytes")));
        });
    }
    let now = Seen { name: "made", system: &system, geography: &geography };
    let names = Arc::new(sources::names_of(&geography));
    let source = String::new();
    let basis = Basis { now, since: None, names, source_of_both: source.clone(), source };
    let (first, _) = geography.economies().economies().next().expect("an economy");
    group.bench_function("report of poles", |it| {
        it.iter(|| black_box(poles(&basis).expect("a report").html(|_| None)));
    });
    group.bench_function("report of a country", |it| {
        it.iter(|| black_box(country(&basis, first).expect("a report").html(|_| None)));
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .without_plots()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500));
    targets = pictures
}
criterion_main!(benches);
