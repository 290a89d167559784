//! General equilibrium: the reference, and what must hold in any world.

use std::collections::{BTreeSet, HashMap};

use proptest::prelude::*;
use tripole::models::equilibrium::{
    BaseYear, Deficits, Equilibrium, EquilibriumOptions, Shock, Stopping, equilibrium,
};
use tripole::read::ReadOptions;
use tripole::scenario::{Barrier, Elasticities, Rates, Tariffs};
use tripole::table::{Inventories, OutputFrom, Sales, Uses, ValueAddedFrom};
use tripole::{Accounting, Error, Frame, LeontiefSystem, Matrix, Mrio, Partition, RowSet};

use crate::support::{config, drawn_table, grid_table, gunzip, records, shared, shared_table};

/// Who taxes whom in the reference.
pub struct Cast {
    pub name: &'static str,
    pub table: &'static str,
    pub taxer: &'static str,
    pub taxed: &'static str,
    pub goods: &'static [&'static str],
}

const GOODS: [&str; 16] = [
    "c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "c9", "c10", "c11", "c12", "c13", "c14", "c15",
    "c16",
];

pub const CASTS: [Cast; 5] = [
    Cast {
        name: "leather",
        table: "reference/tables/leather.csv",
        taxer: "DEU",
        taxed: "TUR",
        goods: &["AGR", "TEX", "TRQ"],
    },
    Cast {
        name: "bloc8x4",
        table: "reference/tables/bloc8x4.csv",
        taxer: "USA",
        taxed: "CHN",
        goods: &["AGR", "MAN", "ELE"],
    },
    Cast {
        name: "edge3x2",
        table: "reference/tables/edge3x2.csv",
        taxer: "USA",
        taxed: "CHN",
        goods: &["G"],
    },
    Cast {
        name: "wiod13_1995",
        table: "data/wiod13/wiod13_1995.csv.gz",
        taxer: "USA",
        taxed: "CHN",
        goods: &GOODS,
    },
    Cast {
        name: "wiod13_2011",
        table: "data/wiod13/wiod13_2011.csv.gz",
        taxer: "USA",
        taxed: "CHN",
        goods: &GOODS,
    },
];

/// The conventions of the reference.
pub fn published() -> Accounting {
    Accounting {
        output: OutputFrom::Table,
        value_added: ValueAddedFrom::Table,
        inventories: Inventories::Keep,
    }
}

/// Rates on the goods of every pair (seller, buyer) that pays them.
pub fn rates(table: &Mrio, goods: &[&str], pays: impl Fn(&str, &str) -> Option<f64>) -> Rates {
    let (index, partition) = (table.index(), Partition::regions(table.index()));
    Rates::for_all_uses(Matrix::from_fn(index.len(), partition.len(), |row, buyer| {
        let node = index.node(row);
        let (seller, buyer) = (index.region(node.region), &partition.names()[buyer]);
        let taxed = seller != buyer && goods.contains(&index.sector(node.sector));
        if taxed { pays(seller, buyer).unwrap_or(0.0) } else { 0.0 }
    }))
}

impl Cast {
    /// A quarter on the goods of the one, or of both on each other's.
    pub fn tariffs(&self, table: &Mrio, retaliation: bool) -> Tariffs {
        let partition = Partition::regions(table.index());
        let after = rates(table, self.goods, |seller, buyer| {
            let taxed = (seller, buyer) == (self.taxed, self.taxer);
            let answered = retaliation && (seller, buyer) == (self.taxer, self.taxed);
            (taxed || answered).then_some(0.25)
        });
        let before = Rates::none(&partition);
        Tariffs::new(&partition, before, after).unwrap()
    }

    /// The table and the values of its reference by measure, region, sector and partner.
    pub fn open(&self) -> Option<(Mrio, Reference)> {
        let table = shared_table(self.table, &ReadOptions::default())?;
        Some((table, Reference::open(&format!("reference/pos/{}__shocks.csv.gz", self.name))?))
    }
}

/// Values of a reference file by the measures they belong to, and which of these were compared.
pub struct Reference {
    file: String,
    measures: HashMap<String, HashMap<[String; 3], f64>>,
    met: BTreeSet<String>,
}

impl Reference {
    pub fn open(file: &str) -> Option<Self> {
        let path = shared(file)?;
        let mut measures: HashMap<String, HashMap<[String; 3], f64>> = HashMap::new();
        for record in records(&gunzip(&path)) {
            let place = ["region", "sector", "partner"].map(|key| record[key].clone());
            let value = match record["value"].as_str() {
                "" => f64::NAN,
                number => number.parse().unwrap(),
            };
            let of = measures.entry(record["measure"].clone()).or_default();
            let twice = of.insert(place, value);
            assert!(twice.is_none(), "{file} {record:?}: twice");
        }
        Some(Reference { file: file.to_owned(), measures, met: BTreeSet::new() })
    }

    pub fn has(&self, measure: &str) -> bool {
        self.measures.contains_key(measure)
    }

    /// Fails if a measure of this beginning was compared with nothing.
    pub fn close(&self, beginning: &str) {
        let of = |measure: &&String| measure.starts_with(beginning);
        let (all, alone): (Vec<_>, Vec<_>) = (
            self.measures.keys().filter(of).collect(),
            self.measures.keys().filter(of).filter(|name| !self.met.contains(*name)).collect(),
        );
        assert!(!all.is_empty(), "{} has no {beginning}", self.file);
        assert!(alone.is_empty(), "{}: nothing is compared with {alone:?}", self.file);
    }

    /// Every value of the measure agrees to 1e-7 of the largest of them, or to what the reference
    /// itself was solved to where that is more.
    pub fn agrees(&mut self, measure: &str, ours: impl Fn(&str, &str, &str) -> f64) {
        self.met.insert(measure.to_owned());
        let values = &self.measures[measure];
        let scale = values.values().fold(0.0_f64, |m, v| m.max(v.abs()));
        for ([region, sector, partner], theirs) in values {
            let found = ours(region, sector, partner);
            let close = (found - theirs).abs() <= 1e-7 * scale || found.is_nan() && theirs.is_nan();
            assert!(
                close,
                "{measure} {region} {sector} {partner}: ours {found}, reference {theirs}"
            );
        }
    }
}

pub fn value(frame: &Frame, labels: &[&str], column: &str) -> f64 {
    frame.value(labels, column).unwrap_or_else(|| panic!("{labels:?} {column}"))
}

/// A frame's column by the labels of its rows, where looking each up in turn would take long.
pub fn by_labels(frame: &Frame, column: &str) -> HashMap<Vec<String>, f64> {
    let labels = |row| frame.keys().iter().map(|key| key.label(row).to_owned()).collect();
    let values = frame.real(column).unwrap();
    (0..frame.rows()).map(|row| (labels(row), values[row])).collect()
}

/// Measures by country, by pair and by sector, under the reference's names, as far as the file has
/// them; [`Reference::close`] says whether it has more.
pub fn agrees_with(
    reference: &mut Reference,
    prefix: &str,
    effects: &tripole::models::equilibrium::EquilibriumEffects,
) {
    let countries = [
        ("tot", "terms_of_trade", 100.0, 0.0),
        ("vot", "volume_of_trade", 100.0, 0.0),
        ("welfare", "welfare_first_order", 100.0, 0.0),
        ("realwage", "real_wage", 100.0, 0.0),
        ("realincome", "real_income", 100.0, 0.0),
        ("what", "wage", 1.0, 1.0),
        ("Phat", "price_index", 1.0, 1.0),
        ("w_baseline", "base_wage", 1.0, 1.0),
    ];
    for (name, column, scale, shift) in countries {
        let measure = format!("{prefix}.{name}");
        if reference.has(&measure) {
            reference.agrees(&measure, |region, _, _| {
                scale * value(&effects.countries, &[region], column) + shift
            });
        }
    }
    for (name, column) in [("trade0", "trade_before"), ("trade1", "trade_after")] {
        let measure = format!("{prefix}.{name}");
        if reference.has(&measure) {
            let values = by_labels(&effects.pairs, column);
            reference.agrees(&measure, |seller, _, buyer| {
                values[&vec![seller.to_owned(), buyer.to_owned()]]
            });
        }
    }
    for (name, column) in [("c", "cost"), ("P", "price")] {
        let measure = format!("{prefix}.{name}");
        if reference.has(&measure) {
            reference.agrees(&measure, |region, sector, _| {
                1.0 + value(&effects.sectors, &[region, sector], column)
            });
        }
    }
}

#[test]
fn agrees_with_the_reference() {
    for cast in &CASTS {
        let Some((table, mut reference)) = cast.open() else { return };
        let options = EquilibriumOptions::for_index(table.index());
        let scenarios =
            [("cp.tar1", cast.tariffs(&table, false)), ("cp.tar2", cast.tariffs(&table, true))];
        let system = LeontiefSystem::new(table, &published()).unwrap();
        for (prefix, tariffs) in scenarios {
            let effects = equilibrium(&system, &tariffs, &options).unwrap();
            agrees_with(&mut reference, prefix, &effects);
            let base = effects.countries.real("base_wage").unwrap();
            assert!(base.iter().all(|wage| wage.abs() < 1e-9), "{} {base:?}", cast.name);
        }
        reference.close("cp.");
    }
}

/// Figures of the specification, to their digits.
#[test]
fn figures_to_recognise() {
    let figures = [
        ("wiod13_1995", [[-0.0042, -0.5023, 0.0197], [-0.0163, -0.4963, 0.0183]]),
        ("wiod13_2011", [[-0.0442, -0.3923, 0.1303], [-0.1006, -0.3744, 0.1093]]),
    ];
    for (name, expected) in figures {
        let cast = CASTS.iter().find(|cast| cast.name == name).unwrap();
        let Some(table) = shared_table(cast.table, &ReadOptions::default()) else { return };
        let options = EquilibriumOptions::for_index(table.index());
        let scenarios = [false, true].map(|retaliation| cast.tariffs(&table, retaliation));
        let system = LeontiefSystem::new(table, &published()).unwrap();
        for (tariffs, expected) in scenarios.iter().zip(expected) {
            let effects = equilibrium(&system, tariffs, &options).unwrap();
            for (code, percent) in ["USA", "CHN", "MEX"].into_iter().zip(expected) {
                let found = 100.0 * value(&effects.countries, &[code], "real_income");
                assert!((found - percent).abs() <= 5e-5, "{name} {code}: {found}");
            }
        }
    }
}

/// A drawn table with a fifth of its inputs and more sold at home, so that value added is not a
/// sliver of output, with stocks or without them.
pub fn roomy(drawn: &Mrio) -> Mrio {
    let parts = drawn.clone().into_parts();
    let (regions, sectors) = (parts.index.regions().len(), parts.index.sectors().len());
    let n = regions * sectors;
    let (used, sold) = (drawn.input_sums(), parts.intermediate.row_sums());
    let mut f = parts.final_demand;
    for row in (0..n).filter(|&row| used[row] + sold[row] > 0.0) {
        let below: f64 = f.row(row).iter().map(|flow| (-flow).max(0.0)).sum();
        f[(row, 2 * (row / sectors))] += below + 0.8 * used[row] + 1.0;
    }
    let z = Matrix::from_fn(n, n, |i, j| 0.2 * parts.intermediate[(i, j)]);
    grid_table(regions, sectors, z, f, 2)
}

/// The same small rate on everything foreign, and a higher one on what `sold` says of a row and
/// an economy.
pub fn drawn_tariffs(table: &Mrio, rate: f64, sold: impl Fn(usize, usize) -> bool) -> Tariffs {
    let partition = Partition::regions(table.index());
    let foreign = |row, buyer: usize| partition.of_row(row).position() != buyer;
    let of = |high: bool| {
        Rates::for_all_uses(Matrix::from_fn(table.index().len(), partition.len(), |row, buyer| {
            match (foreign(row, buyer), high && sold(row, buyer)) {
                (false, _) => 0.0,
                (true, false) => 0.001,
                (true, true) => rate,
            }
        }))
    };
    Tariffs::new(&partition, of(false), of(true)).unwrap()
}

fn solved(
    table: &Mrio,
    tariffs: &Tariffs,
    theta: f64,
    deficits: Deficits,
    stopping: Stopping,
) -> Equilibrium {
    tried(table, tariffs, theta, deficits, stopping).unwrap()
}

/// The same of a drawn table: nothing where an economy all but vanishes from the world, so that
/// rounding hides its labour market and the search gives up, loudly, or has no income left. Proptest gives up in its turn
/// if that is not rare.
fn tried(
    table: &Mrio,
    tariffs: &Tariffs,
    theta: f64,
    deficits: Deficits,
    stopping: Stopping,
) -> Option<Equilibrium> {
    let elasticities = Elasticities::uniform(table.index(), theta).unwrap();
    let system = LeontiefSystem::new(table.clone(), &Accounting::default()).unwrap();
    let (world, costs) = BaseYear::from_table(&system, tariffs, &elasticities).unwrap();
    match world.change(costs, deficits, stopping) {
        Err(Error::NotConverged { residual, .. }) if residual < 1e-4 => None,
        // Drawn surpluses can be more than an economy earns, which is refused.
        Err(Error::Economy { .. }) => None,
        found => Some(found.unwrap()),
    }
}

fn sum(frame: &Frame, column: &str) -> f64 {
    frame.real(column).unwrap().iter().sum()
}

proptest! {
    #![proptest_config(config(64))]

    /// Not by rounding: prices and wages of an unchanged world are one.
    #[test]
    fn no_shock_changes_nothing(drawn in drawn_table(), theta in 0.5..8.0f64) {
        let table = roomy(&drawn.table);
        let tariffs = drawn_tariffs(&table, 0.001, |_, _| false);
        let result = solved(&table, &tariffs, theta, Deficits::Fixed, Stopping::default());
        let countries = result.countries();
        for column in ["real_wage", "wage", "price_index", "base_wage", "terms_of_trade"] {
            prop_assert!(countries.real(column).unwrap().iter().all(|v| *v == 0.0), "{}", column);
        }
        let trade = result.trade();
        let (before, after) = (trade.real("trade_before").unwrap(), trade.real("trade_after").unwrap());
        for (before, after) in before.iter().zip(after) {
            prop_assert!((before - after).abs() <= 1e-9 * before.abs());
        }
    }

    /// The baseline is the table without inventories: trade by product, output, value added.
    #[test]
    fn calibration_returns_the_base(drawn in drawn_table()) {
        let table = roomy(&drawn.table);
        let inventories = tripole::sources::inventories(table.demand()).unwrap();
        let kept = table.without_category(inventories).unwrap();
        let partition = Partition::regions(table.index());
        let none = Rates::none(&partition);
        let tariffs = Tariffs::new(&partition, none.clone(), none).unwrap();
        let result = solved(&table, &tariffs, 5.0, Deficits::Fixed, Stopping::default());
        let base = LeontiefSystem::new(kept.clone(), &Accounting::default());
        // A sector that sold out of stock alone has no coefficients to solve with.
        prop_assume!(base.is_ok() && table.row_sums().iter().all(|x| *x > 0.0));
        let a = LeontiefSystem::new(table.clone(), &Accounting::default()).unwrap();
        let output = a.solve(Matrix::from_column(kept.final_demand().row_sums())).unwrap();
        let tolerance = 1e-9 * output.column(0).iter().fold(1.0, |m: f64, x| m.max(*x));
        let sectors = result.sectors();
        let v = a.value_added_coefficients();
        for (row, x) in output.column(0).iter().enumerate() {
            let found = sectors.real("output_before").unwrap()[row];
            prop_assert!((found - x).abs() < tolerance, "{found} {x}");
            let found = sectors.real("value_added_before").unwrap()[row];
            prop_assert!((found - v[row] * x).abs() < tolerance);
        }
    }

    /// Whatever wages are tried, labour is short in one place as it is idle in others (Walras); and
    /// in equilibrium every economy spends what it earns, and its deficit is what it is to be.
    #[test]
    fn walras(drawn in drawn_table(), theta in 0.5..8.0f64, taxed in 0usize..4, rate in 0.0..0.6f64) {
        let table = roomy(&drawn.table);
        let tariffs = drawn_tariffs(&table, rate, |row, _| row % 4 == taxed);
        let first = Stopping { tolerance: f64::MAX, most_steps: 1 };
        for deficits in [Deficits::Fixed, Deficits::Zero] {
            for stopping in [first, Stopping::default()] {
                let result = tried(&table, &tariffs, theta, deficits, stopping);
                prop_assume!(result.is_some());
                let result = result.unwrap();
                let (sectors, countries) = (result.sectors(), result.countries());
                let world = sum(&sectors, "value_added_before");
                prop_assert!((sum(&sectors, "value_added_after") - world).abs() < 1e-9 * world);
                let income = sum(&countries, "income_after") - sum(&countries, "revenue_after");
                prop_assert!((income - world).abs() < 1e-9 * world);
                if stopping == first {
                    continue;
                }
                let pairs = by_labels(&result.pairs(), "trade_after");
                let codes = result.base_year().economies();
                for (code, deficit) in codes.iter().zip(result.base_year().deficits()) {
                    let sum = |of: &dyn Fn(&String) -> Vec<String>| -> f64 {
                        codes.iter().map(|other| pairs[&of(other)]).sum()
                    };
                    let imports = sum(&|other| vec![other.clone(), code.clone()]);
                    let exports = sum(&|other| vec![code.clone(), other.clone()]);
                    let wanted = if deficits == Deficits::Fixed { *deficit } else { 0.0 };
                    prop_assert!((imports - exports - wanted).abs() < 1e-9 * world);
                }
            }
        }
    }

    /// The table after balances: rows with output, columns with inputs, tariffs and value added.
    #[test]
    fn tables_of_the_model_balance(drawn in drawn_table(), taxed in 0usize..4, rate in 0.0..0.6f64) {
        let table = roomy(&drawn.table);
        let tariffs = drawn_tariffs(&table, rate, |row, _| row % 4 == taxed);
        let result = tried(&table, &tariffs, 4.0, Deficits::Zero, Stopping::default());
        prop_assume!(result.is_some());
        let result = result.unwrap();
        for model in [result.table_before().unwrap(), result.table_after().unwrap()] {
            let output = model.reported_output().unwrap();
            let tolerance = 1e-9 * output.iter().fold(1.0, |m: f64, x| m.max(*x));
            for (row, x) in output.iter().enumerate() {
                prop_assert!((model.row_sums()[row] - x).abs() < tolerance);
                let primary: f64 = model.primary().iter().map(|p| p.inputs[row]).sum();
                prop_assert!((model.input_sums()[row] + primary - x).abs() < tolerance);
            }
            // What users pay for final goods is all income.
            let spent: f64 = model.final_demand().column_sums().iter().sum();
            let taxes: f64 = model.primary().iter().flat_map(|p| &p.final_demand).sum();
            let column = if model.source().note.ends_with("before the change") { "before" } else { "after" };
            let income = sum(&result.countries(), &format!("income_{column}"));
            prop_assert!((spent + taxes - income).abs() < tolerance);
        }
    }
}

/// Two equal countries, one good made from labour, half of it imported: by symmetry ŵ = 1, so that
/// P̂ = (½ + ½(1 + t)^−θ)^(−1/θ), π' = ½((1 + t)/P̂)^−θ abroad and I' = wL/(1 − π't/(1 + t)).
#[test]
fn two_equal_countries_by_hand() {
    let f = Matrix::from_rows(&[[50.0, 50.0], [50.0, 50.0]]);
    let table = grid_table(2, 1, Matrix::zeros(2, 2), f, 1);
    let partition = Partition::regions(table.index());
    let after = rates(&table, &["S1"], |_, _| Some(0.2));
    let tariffs = Tariffs::new(&partition, Rates::none(&partition), after).unwrap();
    let countries = solved(&table, &tariffs, 4.0, Deficits::Fixed, Stopping::default()).countries();
    let price = (0.5 + 0.5 * 1.2_f64.powi(-4)).powf(-0.25);
    let abroad = 0.5 * (1.2 / price).powi(-4);
    let income = 100.0 / (1.0 - abroad * 0.2 / 1.2);
    for code in ["R1", "R2"] {
        let found = |column| value(&countries, &[code], column);
        assert!(found("wage").abs() < 1e-12);
        assert!((found("price_index") - (price - 1.0)).abs() < 1e-12);
        assert!((found("real_wage") - (1.0 / price - 1.0)).abs() < 1e-12);
        assert!((found("income_after") - income).abs() < 1e-9);
        assert!((found("revenue_after") - (income - 100.0)).abs() < 1e-9);
        assert!((found("real_income") - (income / 100.0 / price - 1.0)).abs() < 1e-12);
        // At base tariffs of zero nothing is lost to first order.
        assert!(found("welfare_first_order").abs() < 1e-12);
    }
}

/// A barrier on what one economy sells to another.
fn barrier(partition: &Partition, [seller, buyer]: [&str; 2], uses: Uses, cost: f64) -> Barrier {
    let rows = RowSet::economy(partition, partition.find(seller).unwrap());
    let importers = vec![partition.find(buyer).unwrap()];
    Barrier { sales: Sales::new(partition, rows, importers, uses).unwrap(), cost }
}

proptest! {
    #![proptest_config(config(32))]

    /// A barrier is the iceberg of its flows and of no other; one of nothing changes nothing.
    #[test]
    fn barriers_are_icebergs(drawn in drawn_table(), cost in 0.0..0.6f64, rate in 0.0..0.3f64) {
        prop_assume!(drawn.regions > 1);
        let table = roomy(&drawn.table);
        let tariffs = drawn_tariffs(&table, rate, |row, _| row % 3 == 0);
        let partition = Partition::regions(table.index());
        let system = LeontiefSystem::new(table.clone(), &Accounting::default()).unwrap();
        let thetas = Elasticities::uniform(table.index(), 4.0).unwrap();
        let world = |barriers: &[Barrier]| {
            let shock = Shock { tariffs: &tariffs, barriers };
            BaseYear::from_table(&system, shock, &thetas).unwrap()
        };
        let (free, costs) = world(&[]);
        prop_assert_eq!(&world(&[barrier(&partition, ["R1", "R2"], Uses::All, 0.0)]).1, &costs);
        let (hindered, found) = world(&[barrier(&partition, ["R1", "R2"], Uses::All, cost)]);
        for (sector, icebergs) in found.icebergs.iter().enumerate() {
            let mut others = icebergs.clone();
            // Where nothing is sold nothing becomes dearer.
            let hit = (others.column_mut(1)[0] - 1.0 - cost).abs() < 1e-12;
            prop_assert!(hit || icebergs[(0, 1)] == 1.0);
            others.column_mut(1)[0] = 1.0;
            prop_assert_eq!(&others, &costs.icebergs[sector]);
        }
        prop_assert_eq!(&found.tariffs, &costs.tariffs);
        let mut by_hand = costs;
        by_hand.icebergs.iter_mut().for_each(|d| d.column_mut(1)[0] = 1.0 + cost);
        let solve = |world: BaseYear, costs| world.change(costs, Deficits::Fixed, Stopping::default());
        let (ours, theirs) = (solve(hindered, found), solve(free, by_hand));
        prop_assume!(ours.is_ok() && theirs.is_ok());
        let (ours, theirs) = (ours.unwrap().countries(), theirs.unwrap().countries());
        for column in ["real_income", "wage", "price_index", "income_after", "revenue_after"] {
            let (ours, theirs) = (ours.real(column).unwrap(), theirs.real(column).unwrap());
            for (ours, theirs) in ours.iter().zip(theirs) {
                prop_assert!((ours - theirs).abs() < 1e-8 * theirs.abs().max(1.0), "{ours} {theirs}");
            }
        }
    }
}

/// The two equal countries again: prices are those of a tariff of the same rate, and there is no
/// revenue to make up for them.
#[test]
fn barriers_by_hand() {
    let f = Matrix::from_rows(&[[50.0, 50.0], [50.0, 50.0]]);
    let table = grid_table(2, 1, Matrix::zeros(2, 2), f, 1);
    let partition = Partition::regions(table.index());
    let none = Rates::none(&partition);
    let tariffs = Tariffs::new(&partition, none.clone(), none).unwrap();
    let both = [["R1", "R2"], ["R2", "R1"]].map(|pair| barrier(&partition, pair, Uses::All, 0.2));
    let shock = Shock { tariffs: &tariffs, barriers: &both };
    let mut options = EquilibriumOptions::for_index(table.index());
    options.elasticities = Elasticities::uniform(table.index(), 4.0).unwrap();
    let system = LeontiefSystem::new(table, &Accounting::default()).unwrap();
    let countries = equilibrium(&system, shock, &options).unwrap().countries;
    let price = (0.5 + 0.5 * 1.2_f64.powi(-4)).powf(-0.25);
    for code in ["R1", "R2"] {
        let found = |column| value(&countries, &[code], column);
        assert!(found("wage").abs() < 1e-12);
        assert!((found("price_index") - (price - 1.0)).abs() < 1e-12);
        assert!((found("real_income") - (1.0 / price - 1.0)).abs() < 1e-12);
        assert!((found("income_after") - 100.0).abs() < 1e-9);
        assert!(found("revenue_after") == 0.0 && found("revenue_before") == 0.0);
    }
}

/// R1 sells 30 to the producers and 10 to the final users of R2: a barrier of 0.2 for the latter
/// alone is one of 0.05 on both; a second one compounds.
#[test]
fn barriers_are_averaged_over_uses() {
    let z = Matrix::from_rows(&[[0.0, 30.0], [0.0, 0.0]]);
    let f = Matrix::from_rows(&[[60.0, 10.0], [40.0, 60.0]]);
    let table = grid_table(2, 1, z, f, 1);
    let partition = Partition::regions(table.index());
    let none = Rates::none(&partition);
    let tariffs = Tariffs::new(&partition, none.clone(), none).unwrap();
    let thetas = Elasticities::uniform(table.index(), 4.0).unwrap();
    let system = LeontiefSystem::new(table, &Accounting::default()).unwrap();
    let icebergs = |costs: &[(Uses, f64)]| {
        let of = |&(uses, cost): &(Uses, f64)| barrier(&partition, ["R1", "R2"], uses, cost);
        let barriers: Vec<Barrier> = costs.iter().map(of).collect();
        let shock = Shock { tariffs: &tariffs, barriers: &barriers };
        BaseYear::from_table(&system, shock, &thetas).map(|(_, costs)| costs.icebergs)
    };
    let found = icebergs(&[(Uses::Final, 0.2)]).unwrap();
    assert!((found[0][(0, 1)] - 1.05).abs() < 1e-12);
    assert_eq!(found[0][(1, 0)], 1.0);
    let found = icebergs(&[(Uses::All, 0.2), (Uses::All, 0.5)]).unwrap();
    assert!((found[0][(0, 1)] - 1.8).abs() < 1e-12);
    for cost in [-1.0, f64::NAN] {
        let error = icebergs(&[(Uses::All, cost)]).unwrap_err();
        assert!(error.to_string().starts_with("the cost of a barrier is"), "{error}");
    }
}

/// What the model cannot do with is said, with the economy.
#[test]
fn refusals() {
    let f = Matrix::from_rows(&[[50.0, 50.0], [0.0, 0.0]]);
    let table = grid_table(2, 1, Matrix::zeros(2, 2), f, 1);
    let partition = Partition::regions(table.index());
    let none = || Rates::none(&partition);
    let tariffs = Tariffs::new(&partition, none(), none()).unwrap();
    let system = LeontiefSystem::new(table, &Accounting::default()).unwrap();
    let mut options = EquilibriumOptions::for_index(system.table().index());
    let error = equilibrium(&system, &tariffs, &options).unwrap_err();
    assert_eq!(error.to_string(), "`R2` has no value added (0)");
    assert!(matches!(error, Error::Economy { .. }) && error.hint().is_some());

    let f = Matrix::from_rows(&[[50.0, 50.0], [50.0, 50.0]]);
    let table = grid_table(2, 1, Matrix::zeros(2, 2), f, 1);
    let system = LeontiefSystem::new(table, &Accounting::default()).unwrap();
    options.elasticities = Elasticities::uniform(system.table().index(), 0.0).unwrap();
    let error = equilibrium(&system, &tariffs, &options).unwrap_err();
    assert_eq!(error.to_string(), "a trade elasticity is 0, expected above 0");

    let after = rates(system.table(), &["S1"], |_, buyer| (buyer == "R1").then_some(0.5));
    let tariffs = Tariffs::new(&partition, none(), after).unwrap();
    options.elasticities = Elasticities::uniform(system.table().index(), 5.0).unwrap();
    options.stopping.most_steps = 2;
    let error = equilibrium(&system, &tariffs, &options).unwrap_err();
    assert!(matches!(error, Error::NotConverged { steps: 2, .. }), "{error}");
}

/// A group acts as one economy: tariffs inside it do not exist, and trade adds up.
#[test]
fn groups_act_as_one() {
    let Some((table, _)) = CASTS[1].open() else { return };
    let tariffs = |partition: &Partition, table: &Mrio| {
        let before = Rates::none(partition);
        let china = partition.find("CHN").unwrap();
        let buyer = partition.find("NAM").unwrap_or_else(|_| partition.find("USA").unwrap());
        let after = Rates::for_all_uses(Matrix::from_fn(
            table.index().len(),
            partition.len(),
            |row, to| {
                let taxed = partition.of_row(row) == china && to == buyer.position();
                if taxed { 0.25 } else { 0.0 }
            },
        ));
        Tariffs::new(partition, before, after).unwrap()
    };
    let index = table.index().clone();
    let group = tripole::Group::new(&index, "NAM", &["USA", "CAN", "MEX"]).unwrap();
    let partition = Partition::new(&index, &[group]).unwrap();
    let system = LeontiefSystem::new(table.clone(), &published()).unwrap();
    let options = EquilibriumOptions::for_index(&index);
    let grouped = equilibrium(&system, &tariffs(&partition, &table), &options).unwrap();
    assert!(value(&grouped.countries, &["CHN"], "real_income") < 0.0);
    let regions = Partition::regions(&index);
    let single = equilibrium(&system, &tariffs(&regions, &table), &options).unwrap();
    let members = ["USA", "CAN", "MEX"];
    let sold: f64 = members.iter().map(|m| value(&single.pairs, &["CHN", m], "trade_before")).sum();
    let found = value(&grouped.pairs, &["CHN", "NAM"], "trade_before");
    assert!((found - sold).abs() < 1e-9 * sold);
}
