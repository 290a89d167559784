//! Tariffs and prices, exposure: references, identities, small examples.

mod identities;
mod reference;

use tripole::scenario::{Scenario, Tariff, TariffKind, Tariffs};
use tripole::table::{Geography, Sales, Uses};
use tripole::{LeontiefSystem, Partition, RowSet, SectorId};

/// A rate that importers levy on the goods of exporters, from none.
pub fn goods_tariff(
    partition: &Partition,
    system: &LeontiefSystem,
    pairs: &[(&str, &str)],
    goods: &[&str],
    rate: f64,
) -> Tariffs {
    let index = system.table().index();
    let sectors: Vec<SectorId> =
        goods.iter().map(|code| index.find_sector(code).unwrap()).collect();
    let tariff = |&(importer, exporter): &(&str, &str)| Tariff {
        sales: Sales::new(
            partition,
            RowSet::products_of(index, &[index.find_region(exporter).unwrap()], &sectors),
            vec![partition.find(importer).unwrap()],
            Uses::All,
        )
        .unwrap(),
        rate,
        kind: TariffKind::Set,
    };
    let geography = Geography::of(partition.clone(), partition.clone());
    let mut scenario = Scenario::new(&geography);
    scenario.tariffs = pairs.iter().map(tariff).collect();
    scenario.tariffs().unwrap()
}

/// The same with retaliation.
pub fn both_ways(
    partition: &Partition,
    system: &LeontiefSystem,
    (a, b): (&str, &str),
    goods: &[&str],
    rate: f64,
) -> Tariffs {
    goods_tariff(partition, system, &[(a, b), (b, a)], goods, rate)
}
