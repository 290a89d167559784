//! Identities on tables drawn at random.

use std::sync::Arc;

use proptest::prelude::*;
use tripole::models::duties::{Incidence, IncidenceBy, Levies, Taxed, effective, incidence};
use tripole::scenario::{ContentBy, ContentDuty, Context, Scenario, Tariff, TariffKind};
use tripole::table::{Geography, Sales, Uses};
use tripole::{Accounting, LeontiefSystem, RowSet};

use crate::support::{config, drawn_table};

proptest! {
    #![proptest_config(config(64))]

    /// own + partner + third + unallocated = revenue; relief of own content takes away what falls on it, that of
    /// all origins leaves what is of none; without tariffs there is nothing.
    #[test]
    fn duties_add_up(drawn in drawn_table(), first in 0.0..0.6f64, second in 0.0..0.6f64) {
        let table = Arc::new(drawn.table);
        let geography = Geography::regions(table.index());
        let economies = geography.economies();
        let accounting = Accounting::default();
        let system = LeontiefSystem::new(table.clone(), &accounting).unwrap();
        let context = Context::new(&geography, table.clone(), &accounting).unwrap();
        let mut scenario = Scenario::new(&geography);
        let regions: Vec<_> = table.index().regions().collect();
        let rows = RowSet::regions(table.index(), &regions);
        let all: Vec<_> = economies.economies().map(|(id, _)| id).collect();
        let none = Levies::of(&scenario, &table).unwrap();
        let nothing = incidence(&system, &none, IncidenceBy::Importer, Incidence::Together).unwrap();
        prop_assert_eq!(nothing.rows(), 0);
        for (uses, rate) in [(Uses::Intermediate, first), (Uses::Final, second)] {
            let sales = Sales::new(economies, rows.clone(), all.clone(), uses).unwrap();
            scenario.tariffs.push(Tariff { sales, rate, kind: TariffKind::Set });
        }
        let revenue = |scenario: &Scenario| -> Vec<f64> {
            let trade = Taxed::statutory(&system, economies);
            effective(&scenario.tariffs().unwrap(), &trade).iter().map(|it| it.revenue).collect()
        };
        let whole = revenue(&scenario);
        let size = whole.iter().sum::<f64>().max(1.0);
        let levies = Levies::of(&scenario, &table).unwrap();
        let frame = incidence(&system, &levies, IncidenceBy::Importer, Incidence::Together).unwrap();
        let of = |name: &str, column: &str| frame.value(&[name], column).unwrap_or(0.0);
        for (id, economy) in economies.economies() {
            let parts = ["own", "partner", "third", "unallocated"];
            let sum: f64 = parts.iter().map(|part| of(&economy.name, part)).sum();
            prop_assert!((sum - whole[id.position()]).abs() < 1e-9 * size, "{sum} {whole:?}");
        }
        let relieved = |exempt: Option<Vec<_>>| -> Vec<f64> {
            let duty = ContentDuty {
                importers: all.clone(),
                rows: rows.clone(),
                exempt,
                by: ContentBy::ValueAdded,
            };
            let (relief, _) = duty.relief(&context).unwrap();
            // Revenue is linear, so that rates below zero do no harm here.
            let mut kept = scenario.tariffs().unwrap().after().clone();
            for (matrix, at) in [(&mut kept.inputs, &relief.kept), (&mut kept.final_use, &relief.kept)] {
                for buyer in 0..matrix.columns() {
                    let cells = matrix.column_mut(buyer).iter_mut().zip(at.column(buyer));
                    cells.for_each(|(rate, kept)| *rate *= kept);
                }
            }
            let trade = Taxed::statutory(&system, economies).after;
            let sum = |buyer: usize| -> f64 {
                (0..table.index().len())
                    .map(|row| {
                        let at = (row, buyer);
                        kept.inputs[at] * trade.intermediate[at]
                            + kept.final_use[at] * trade.final_use[at]
                    })
                    .sum()
            };
            (0..economies.len()).map(sum).collect()
        };
        let (own, everybody) = (relieved(None), relieved(Some(all.clone())));
        for (id, economy) in economies.economies() {
            let (r, name) = (id.position(), economy.name.as_str());
            prop_assert!((own[r] - (whole[r] - of(name, "own"))).abs() < 1e-9 * size);
            prop_assert!((everybody[r] - of(name, "unallocated")).abs() < 1e-9 * size);
        }
    }
}
