//! Measures of single categories of final demand.

use proptest::prelude::*;
use tripole::frame::Level;
use tripole::measures::footprint::footprint;
use tripole::measures::income::{IncomeOptions, gvc_income};
use tripole::measures::value_added::{Sides, value_added, vax};
use tripole::read::{Input, read_satellite};
use tripole::table::{Account, CategoryId, Satellite};
use tripole::{Accounting, Frame, LeontiefSystem, Partition};

use super::{Reference, TABLES, system_of};
use crate::support::{config, drawn_table, shared};

const TOLERANCE: f64 = 1e-9;

fn all_of(system: &LeontiefSystem) -> Vec<CategoryId> {
    let demand = system.table().demand();
    demand.categories().iter().map(|code| demand.find_category(code).unwrap()).collect()
}

/// The account of the reference.
fn account(name: &str, system: &LeontiefSystem) -> Option<Satellite> {
    if name == "wiod13_2011" {
        let by_producers =
            system.output().iter().enumerate().map(|(k, x)| x * (1 + k % 7) as f64 / 100.0);
        let account = Account {
            name: "a".into(),
            unit: "kt".into(),
            by_producers: by_producers.collect(),
            by_users: vec![0.0; system.table().index().regions().len()],
        };
        return Some(Satellite::new(system.table().index(), vec![account]).unwrap());
    }
    let path = shared(&format!("reference/more/inputs/{name}_sat.csv"))?;
    let reading = read_satellite(Input::Path(path), system.table()).unwrap();
    Some(reading.satellite.with_only(&["CO2".to_owned()]).unwrap())
}

#[test]
fn every_row_of_the_reference() {
    for (name, path) in TABLES {
        let (Some(reference), Some(system)) = (Reference::open(name), system_of(path)) else {
            return;
        };
        let partition = Partition::regions(system.table().index());
        let Some(satellite) = account(name, &system) else { return };
        let own = satellite.accounts()[0].name.clone();
        let unit = satellite.accounts()[0].unit.clone();
        let demand = system.table().demand();
        let seen: Vec<(String, LeontiefSystem)> = all_of(&system)
            .into_iter()
            .map(|id| (demand.category(id).to_owned(), system.for_categories(&[id])))
            .collect();
        let added: Vec<(String, Frame, Frame)> = seen
            .iter()
            .map(|(code, part)| {
                let va = value_added(part, &partition, Sides::default()).unwrap();
                let used = footprint(part, &partition, &satellite, Level::Pair).unwrap();
                (code.clone(), va, used)
            })
            .collect();
        let of = |category: &str| added.iter().find(|it| it.0 == category).unwrap();
        let mut met = reference.meet("cat.va", TOLERANCE, |[o, _, u, _, c]| {
            of(c).1.value(&[o, u], "value_added").unwrap()
        });
        met += reference.meet("cat.account", TOLERANCE, |[o, _, u, _, c]| {
            of(c).2.value(&[&own, &unit, o, u], "embodied").unwrap()
        });
        let measures: Vec<&String> =
            reference.measures.keys().filter(|it| it.starts_with("cat.gvcincome.")).collect();
        for measure in measures {
            let sector =
                system.table().index().find_sector(&measure["cat.gvcincome.".len()..]).unwrap();
            let products: Vec<_> =
                partition.cell_ids().filter(|id| partition.cell(*id).sector == sector).collect();
            let income: Vec<(&str, Frame)> = seen
                .iter()
                .map(|(code, part)| {
                    let options = IncomeOptions::default();
                    (code.as_str(), gvc_income(part, &partition, &products, &options).unwrap())
                })
                .collect();
            met += reference.meet(measure, TOLERANCE, |[o, _, _, _, c]| {
                let (_, frame) = income.iter().find(|it| it.0 == c).unwrap();
                frame.value(&[o], "gvc_income").unwrap()
            });
        }
        let rows = reference.measures.iter().filter(|(name, _)| name.starts_with("cat."));
        assert_eq!(met, rows.map(|(_, rows)| rows.len()).sum::<usize>());
    }
}

proptest! {
    #![proptest_config(config(48))]

    /// Categories add up to final demand as a whole.
    #[test]
    fn categories_add_up(drawn in drawn_table()) {
        let system = LeontiefSystem::new(drawn.table, &Accounting::default()).unwrap();
        let partition = Partition::regions(system.table().index());
        let (sum, whole): (Vec<Frame>, Frame) = (
            all_of(&system)
                .into_iter()
                .map(|id| {
                    let part = system.for_categories(&[id]);
                    value_added(&part, &partition, Sides::default()).unwrap()
                })
                .collect(),
            value_added(&system, &partition, Sides::default()).unwrap(),
        );
        let scale = 1e-9 * (1.0 + system.output().iter().sum::<f64>());
        for (row, value) in whole.real("value_added").unwrap().iter().enumerate() {
            let parts: f64 = sum.iter().map(|frame| frame.real("value_added").unwrap()[row]).sum();
            prop_assert!((parts - value).abs() < scale);
        }
        let of = |system: &LeontiefSystem| -> Vec<f64> {
            vax(system, &partition, Level::Region).unwrap().real("vax").unwrap().to_vec()
        };
        let whole = of(&system);
        let parts: Vec<Vec<f64>> =
            all_of(&system).into_iter().map(|id| of(&system.for_categories(&[id]))).collect();
        for (row, value) in whole.iter().enumerate() {
            let sum: f64 = parts.iter().map(|part| part[row]).sum();
            prop_assert!((sum - value).abs() < scale);
        }
    }
}
