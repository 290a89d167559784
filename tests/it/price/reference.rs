//! Reference results of the price model and of exposure.

use std::collections::HashMap;

use tripole::frame::Level;
use tripole::measures::exposure::{exposure, exposure_by_flow};
use tripole::measures::trade::{ImportColumns, trade};
use tripole::models::price::{PassThrough, Prices, protection};
use tripole::read::ReadOptions;
use tripole::scenario::Tariffs;
use tripole::table::{Sales, SalesSet, Uses};
use tripole::{Frame, LeontiefSystem, Partition};

use super::{both_ways, goods_tariff};
use crate::extract::from_the_table;
use crate::support::{gunzip, records, shared, shared_table};

/// A tariff of A on the goods of B, and the single flow of the reference.
struct Cast {
    table: &'static str,
    name: &'static str,
    a: &'static str,
    b: &'static str,
    e: &'static str,
    goods: &'static [&'static str],
}

const WIOD: Cast = Cast {
    table: "data/wiod13/wiod13_1995.csv.gz",
    name: "wiod13_1995",
    a: "USA",
    b: "CHN",
    e: "c14",
    goods: &[
        "c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "c9", "c10", "c11", "c12", "c13", "c14",
        "c15", "c16",
    ],
};

const CASTS: [Cast; 5] = [
    Cast {
        table: "reference/tables/leather.csv",
        name: "leather",
        a: "DEU",
        b: "TUR",
        e: "TEX",
        goods: &["AGR", "TEX", "TRQ"],
    },
    Cast { table: "reference/tables/edge3x2.csv", name: "edge3x2", e: "G", goods: &["G"], ..WIOD },
    Cast {
        table: "reference/tables/bloc8x4.csv",
        name: "bloc8x4",
        e: "ELE",
        goods: &["AGR", "MAN", "ELE"],
        ..WIOD
    },
    WIOD,
    Cast { table: "data/wiod13/wiod13_2011.csv.gz", name: "wiod13_2011", ..WIOD },
];

/// Results under the reference's names: measure, region, sector, partner.
type Ours = HashMap<[String; 4], f64>;

fn put(ours: &mut Ours, measure: &str, frame: &Frame, keys: [Option<&str>; 3], column: &str) {
    let values = frame.real(column).unwrap_or_else(|| panic!("no column {column}"));
    for (row, value) in values.iter().enumerate() {
        let label = |key: Option<&str>| {
            key.map_or(String::new(), |key| frame.key(key).unwrap().label(row).to_owned())
        };
        let [region, sector, partner] = keys.map(label);
        ours.insert([measure.to_owned(), region, sector, partner], *value);
    }
}

fn price_side(ours: &mut Ours, cast: &Cast, name: &str, prices: &Prices<'_>) {
    const REGION: [Option<&str>; 3] = [Some("region"), None, None];
    const SECTOR: [Option<&str>; 3] = [Some("region"), Some("sector"), None];
    let by_sector = prices.by_sector().unwrap();
    for (theirs, column) in [("dp", "price"), ("dp_lin", "first_order"), ("direct", "direct_cost")]
    {
        put(ours, &format!("{name}.{theirs}"), &by_sector, SECTOR, column);
    }
    let by_region = prices.by_region(&[]);
    for (theirs, column) in [
        ("cpi", "consumer_prices"),
        ("cpi_lin", "consumer_prices_first_order"),
        ("ppi", "output_prices"),
        ("export_price", "export_prices"),
        ("rev", "revenue"),
        ("rev_p", "revenue_at_new_prices"),
    ] {
        put(ours, &format!("{name}.{theirs}"), &by_region, REGION, column);
    }
    let levied = prices.levied_by().unwrap();
    let keys = [Some("levied_by"), None, Some("region")];
    put(ours, &format!("{name}.levied_by"), &levied, keys, "output_prices");
    let stages = prices.stages();
    for row in 0..stages.rows() {
        let stage = &stages.key("stage").unwrap().label(row)[..1];
        let region = stages.key("region").unwrap().label(row).to_owned();
        let key = [format!("{name}.stage{stage}"), region, String::new(), String::new()];
        ours.insert(key, stages.real("output_prices").unwrap()[row]);
    }
    let cumulative = prices.cumulative(&[]).unwrap().select("importer", &[cast.a]);
    for (theirs, column) in [
        ("cumulative", "cumulative"),
        ("cumulative_lin", "cumulative_first_order"),
        ("magnification", "magnification"),
    ] {
        let measure = format!("{name}.{theirs}_in_{}", cast.a);
        put(ours, &measure, &cumulative, [Some("exporter"), Some("sector"), None], column);
    }
}

fn erp(
    ours: &mut Ours,
    name: &str,
    system: &LeontiefSystem,
    partition: &Partition,
    tariffs: &Tariffs,
) {
    let frame = protection(system, partition, tariffs.after()).unwrap();
    for (theirs, column) in [
        ("nominal", "nominal"),
        ("input", "input"),
        ("erp_imp", "effective_imports"),
        ("erp_bal", "effective_balanced"),
    ] {
        let measure = format!("{name}.erp.{theirs}");
        put(ours, &measure, &frame, [Some("region"), Some("sector"), None], column);
    }
}

fn exposed(ours: &mut Ours, system: &LeontiefSystem, tariffs: &Tariffs) {
    let set = tariffs.changed();
    let region = exposure(system, &set, Level::Region).unwrap();
    put(ours, "tar1.exposed_va", &region, [Some("region"), None, None], "va");
    let sector = exposure(system, &set, Level::RegionSector).unwrap();
    put(ours, "tar1.exposed_va", &sector, [Some("region"), Some("sector"), None], "va");
    let gross = region.real("sales").unwrap().iter().sum();
    let key = ["tar1.exposed_gross", "WLD", "", ""].map(str::to_owned);
    ours.insert(key, gross);
}

/// The reference looks at every product in the market of A, and at one of them by origin.
fn single_flows(ours: &mut Ours, cast: &Cast, system: &LeontiefSystem, partition: &Partition) {
    let a = partition.find(cast.a).unwrap();
    let index = system.table().index();
    let rows = tripole::RowSet::regions(index, &index.regions().collect::<Vec<_>>());
    let sales = Sales::new(partition, rows, vec![a], Uses::All).unwrap();
    let set = SalesSet::of(partition, [&sales]).unwrap();
    let frame = exposure_by_flow(system, &set).unwrap();
    let keys = [Some("exporter"), Some("sector"), None];
    put(ours, &format!("sectbil.factor_to_{}", cast.a), &frame, keys, "counted_once");
    for (part, column) in [("own", "dva"), ("others", "fva")] {
        let value = frame.value(&[cast.b, cast.e, cast.a], column).unwrap();
        ours.insert(["sectbil", part, "", ""].map(str::to_owned), value);
    }
}

#[test]
fn prices_and_exposure_as_in_the_references() {
    // Other models.
    let elsewhere = [
        "cp.",
        "rs.",
        "fta.",
        "ario.",
        "pbl.",
        "ration20.",
        "mixed20.",
        "iim10.",
        "tar1.arm_",
        "tar2.arm_",
    ];
    for cast in CASTS {
        let Some(table) = shared_table(cast.table, &ReadOptions::default()) else { return };
        let system = LeontiefSystem::new(table, &from_the_table()).unwrap();
        let partition = Partition::regions(system.table().index());
        let one = goods_tariff(&partition, &system, &[(cast.a, cast.b)], cast.goods, 0.25);
        let two = both_ways(&partition, &system, (cast.a, cast.b), cast.goods, 0.25);
        let mut ours = Ours::new();
        for (name, tariffs) in [("tar1", &one), ("tar2", &two)] {
            let prices = Prices::new(&system, tariffs, PassThrough::default()).unwrap();
            price_side(&mut ours, &cast, name, &prices);
            erp(&mut ours, name, &system, &partition, tariffs);
        }
        exposed(&mut ours, &system, &one);
        single_flows(&mut ours, &cast, &system, &partition);
        let path = shared(&format!("reference/pos/{}__shocks.csv.gz", cast.name)).unwrap();
        let sales =
            trade(system.table(), &partition, Level::PairSector, ImportColumns::Standard).unwrap();
        let mut by_origin = [0.0, 0.0];
        for record in records(&gunzip(&path)) {
            let cell = |name: &str| record[name].clone();
            let measure = cell("measure");
            let value: f64 = record["value"].parse().unwrap_or(f64::NAN);
            if measure == format!("sectbil.va_{}_{}_to_{}", cast.b, cast.e, cast.a) {
                by_origin[usize::from(record["region"] != cast.b)] += value;
                continue;
            }
            let key = [measure.clone(), cell("region"), cell("sector"), cell("partner")];
            let left = elsewhere.iter().any(|beginning| measure.starts_with(beginning));
            let Some(&number) = ours.get(&key) else {
                // What is sold at home crosses no border, and what is not sold is no flow.
                let labels = [key[1].as_str(), key[2].as_str(), cast.a];
                let is_no_flow = measure.starts_with("sectbil.factor_to_")
                    && (key[1] == cast.a || sales.value(&labels, "exports") == Some(0.0));
                assert!(left || is_no_flow, "{}: nothing is compared with {key:?}", cast.name);
                continue;
            };
            assert!(!left, "{}: {measure} is compared here", cast.name);
            let agree = (number - value).abs() <= 1e-8 * value.abs() + 1e-12
                || number.is_nan() && value.is_nan();
            assert!(agree, "{} {key:?}: ours {number}, reference {value}", cast.name);
        }
        for (part, theirs) in ["own", "others"].into_iter().zip(by_origin) {
            let number = ours[&["sectbil", part, "", ""].map(str::to_owned)];
            assert!((number - theirs).abs() <= 1e-8 * theirs.abs(), "{} {part}", cast.name);
        }
    }
}

/// Figures to recognise a right result by (POSITION_LINKAGES_SHOCKS, section 8).
#[test]
fn known_figures() {
    let known = [
        ("1995", [0.001_282, 10058.75, 40235.0, 33146.0, 0.003_790]),
        ("2011", [0.005_264, 90128.75, 360_515.0, 273_708.0, 0.003_510]),
    ];
    for (year, [consumer, revenue, gross, value_added, retaliated]) in known {
        let path = format!("data/wiod13/wiod13_{year}.csv.gz");
        let Some(table) = shared_table(&path, &ReadOptions::default()) else { return };
        let system = LeontiefSystem::new(table, &from_the_table()).unwrap();
        let partition = Partition::regions(system.table().index());
        let one = goods_tariff(&partition, &system, &[("USA", "CHN")], WIOD.goods, 0.25);
        let prices = Prices::new(&system, &one, PassThrough::default()).unwrap();
        let frame = prices.by_region(&[]);
        let of = |frame: &Frame, region: &str, column| frame.value(&[region], column).unwrap();
        assert!((of(&frame, "USA", "consumer_prices") - consumer).abs() < 0.6e-6, "{year}");
        assert!((of(&frame, "USA", "revenue") - revenue).abs() < 0.006, "{year}");
        let set = one.changed();
        let frame = exposure(&system, &set, Level::Region).unwrap();
        assert!((of(&frame, "CHN", "sales") - gross).abs() < 0.6, "{year}");
        assert!((of(&frame, "CHN", "va") - value_added).abs() < 0.6, "{year}");
        let two = both_ways(&partition, &system, ("USA", "CHN"), WIOD.goods, 0.25);
        let prices = Prices::new(&system, &two, PassThrough::default()).unwrap();
        let frame = prices.by_region(&[]);
        assert!((of(&frame, "CHN", "consumer_prices") - retaliated).abs() < 0.6e-6, "{year}");
    }
}
