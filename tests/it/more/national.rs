//! National tables: imports in a row, a column or a matrix, and what is published of them.

use std::fmt::Write;

use proptest::prelude::*;
use tripole::measures::linkages::Scope;
use tripole::measures::national::{National, NationalFamily};
use tripole::read::{Input, ReadOptions, Reading, Reexports, read};
use tripole::table::{Account, Primary, PrimaryKind, RegionId, Satellite};
use tripole::{Accounting, Demand, Frame, Index, LeontiefSystem, Matrix, Mrio, Partition, Parts};

use super::{Reference, Rows};
use crate::support::{config, drawn_table, shared, table_of};

const TOLERANCE: f64 = 1e-9;

fn text_of(name: &str) -> Option<String> {
    Some(std::fs::read_to_string(shared(&format!("reference/more/inputs/{name}.csv"))?).unwrap())
}

fn read_text(text: &str, options: &ReadOptions) -> tripole::Result<Reading> {
    read(&Input::bytes("nat.csv", text), options)
}

fn system_of(text: &str, options: &ReadOptions) -> LeontiefSystem {
    let table = read_text(text, options).unwrap().table;
    LeontiefSystem::new(table, &Accounting::default()).unwrap()
}

fn frames(system: &LeontiefSystem, accounts: Option<&Satellite>, scope: Scope) -> [Frame; 4] {
    let partition = Partition::regions(system.table().index());
    let found = National::of(system, &partition, accounts, scope).unwrap();
    NationalFamily::ALL.map(|family| found.frame(family, &[]).unwrap())
}

fn meet_all(
    reference: &Reference,
    prefix: &str,
    (system, scope): (&LeontiefSystem, Scope),
) -> usize {
    let unit = system.table().unit().to_owned();
    let [effects, content, dependence, gdp] = frames(system, None, scope);
    let mut met = 0;
    let mut meet = |measure: &str, ours: &dyn Fn([&str; 5]) -> f64| {
        met += reference.meet(&format!("{prefix}.{measure}"), TOLERANCE, ours);
    };
    let effect = |input: &str, [region, sector, ..]: [&str; 5], column: &str| {
        effects.value(&[input, &unit, region, sector], column).unwrap()
    };
    meet("output_multiplier", &|at| effect("output", at, "effect"));
    meet("import_coefficient", &|at| effect("IMP", at, "coefficient"));
    meet("import_effect", &|at| effect("IMP", at, "effect"));
    meet("import_indirect", &|at| effect("IMP", at, "indirect"));
    for input in ["TLS", "D1", "D29X39", "B2A3G", "GVA"] {
        for column in ["coefficient", "effect", "multiplier"] {
            meet(&format!("{input}_{column}"), &|at| effect(input, at, column));
        }
    }
    for input in ["IMP", "TLS", "D1", "D29X39", "B2A3G", "GVA"] {
        meet(&format!("content.{input}"), &|[region, _, _, _, category]| {
            content.value(&[input, &unit, region, category], "content").unwrap()
        });
    }
    meet("dependence", &|[region, sector, _, _, category]| {
        dependence.value(&[region, sector, region, category], "dependence").unwrap()
    });
    meet("gdp", &|[region, ..]| gdp.value(&[region], "gdp").unwrap());
    assert!(gdp.value(&["NAT"], "discrepancy").unwrap().abs() < 1e-9);
    met
}

#[test]
fn every_row_of_the_reference() {
    let reference = Reference::of_file("reference/more/nat4__national.csv".to_owned());
    let (Some(domestic), Some(total), Some(reference)) =
        (text_of("nat4"), text_of("nat4_total"), reference)
    else {
        return;
    };
    // The reference takes re-exports, 14 of MAN and 2 of SRV, out of both exports and imports.
    let net =
        total.replace(",194,-308,774", ",180,-294,774").replace(",77,-82,1214", ",75,-80,1214");
    assert_ne!(net, total);
    let (domestic, net) =
        (system_of(&domestic, &ReadOptions::default()), system_of(&net, &ReadOptions::default()));
    for scope in Scope::ALL {
        let met = meet_all(&reference, "nat", (&domestic, scope))
            + meet_all(&reference, "natprop", (&net, scope));
        assert_eq!(met, reference.measures.values().map(Rows::len).sum::<usize>());
    }
}

/// The matrix of imports of the reference's country takes its table of all uses to that of home-made products.
#[test]
fn a_matrix_of_imports_stands_for_proportions() {
    let (Some(domestic), Some(total), Some(matrix)) =
        (text_of("nat4"), text_of("nat4_total"), text_of("nat4_imports"))
    else {
        return;
    };
    let with = |matrix: &str| ReadOptions {
        import_matrix: Some(Input::bytes("imports.csv", matrix)),
        ..ReadOptions::default()
    };
    let made = read_text(&total, &with(&matrix)).unwrap().table;
    let given = read_text(&domestic, &ReadOptions::default()).unwrap().table;
    assert_eq!(made.intermediate(), given.intermediate());
    assert_eq!(made.final_demand(), given.final_demand());
    assert_eq!(made.imported_inputs(), given.imported_inputs());
    // It agrees with the row of the other table, and is refused where it does not.
    assert!(read_text(&domestic, &with(&matrix)).is_ok());
    let other = matrix.replace("IMP_AGR,2,15", "IMP_AGR,2,16");
    let refused = read_text(&domestic, &with(&other)).unwrap_err().to_string();
    assert_eq!(
        refused,
        "`imports.csv`: imports of `NAT_MAN` add up to 132, the row `IMP` of the table says 131"
    );
    let refused = read_text(&total, &with(&other)).unwrap_err().to_string();
    assert_eq!(
        refused,
        "`imports.csv`: imports of `NAT_AGR` add up to 33, the column `IMPO` of the table says 32"
    );
    let both = total.replace("TLS,2,11", "IMP,14,131,27,68,112,3,52,3,16,,\nTLS,2,11");
    let refused = read_text(&both, &ReadOptions::default()).unwrap_err().to_string();
    assert!(refused.contains("row `IMP` and column `IMPO` both hold imports"), "{refused}");
    assert_eq!(
        read_text(&both, &with(&matrix)).unwrap().table.intermediate(),
        given.intermediate()
    );
    for (bad, what) in [
        (matrix.replace("IMP_CON", "IMP_COM"), "`imports.csv` line 4: unknown product `IMP_COM`"),
        (matrix.replace("NAT_CON", "NAT_COM"), "unknown user of the table `NAT_COM`"),
        (matrix.replace("IMP_CON", "IMP_MAN"), "line 4"),
        (matrix.replace("IMP_CON,0", "IMP_CON,x"), "line 4, column `NAT_AGR`: `x` is not a number"),
    ] {
        let refused = read_text(&total, &with(&bad)).unwrap_err().to_string();
        assert!(refused.contains(what), "{refused}");
    }
    let alone = domestic.replace("IMP,14,131,27,68,112,3,52,3,16,\n", "");
    let refused = read_text(&alone, &with(&matrix)).unwrap_err().to_string();
    assert!(refused.contains("a table without a row or column of imports"), "{refused}");
}

#[test]
fn imports_beyond_use_at_home_are_refused_or_exported() {
    let text = ",NAT_A,NAT_B,NAT_HFCE,NAT_EXP,NAT_IMPO,OUT\n\
                NAT_A,10,20,30,60,-90,30\nNAT_B,5,10,60,20,-5,90\nOUT,30,90,,,,\n";
    let refused = read_text(text, &ReadOptions::default()).unwrap_err().to_string();
    assert!(
        refused.contains("imports of `NAT_A` are 90, more than the 60 that are used at home"),
        "{refused}"
    );
    let proportional = ReadOptions { reexports: Reexports::Proportional, ..ReadOptions::default() };
    let reading = read_text(text, &proportional).unwrap();
    let table = &reading.table;
    // 90 of 120 and 5 of 95: home-made are a quarter and 90/95.
    assert!((table.intermediate()[(0, 1)] - 5.0).abs() < 1e-12);
    assert!((table.final_demand()[(0, 1)] - 15.0).abs() < 1e-12);
    assert!(
        (table.row_sums()[0] - 30.0).abs() < 1e-12 && (table.row_sums()[1] - 90.0).abs() < 1e-12
    );
    let row = table.primary().iter().find(|row| row.kind == PrimaryKind::Imports).unwrap();
    assert!((row.final_demand[1] - (45.0 + 20.0 / 19.0)).abs() < 1e-12, "{:?}", row.final_demand);
    assert!(reading.findings.iter().any(|it| it.message.contains("are exported again")));
    let text = &text.replace(",OUT\n", "\n").replace(",30\nNAT_B", "\nNAT_B");
    let text = &text.replace("-5,90\n", "-5\n").replace("OUT,30,90,,,,\n", "");
    let more = text.replace("-90", "-130");
    let refused = read_text(&more, &proportional).unwrap_err().to_string();
    assert!(refused.contains("are 130, more than all its uses, 120"), "{refused}");
    let positive = text.replace("-5\n", "5\n");
    let refused = read_text(&positive, &proportional).unwrap_err().to_string();
    assert!(refused.contains("column `IMPO` has 5 at `NAT_B`"), "{refused}");
    // An option that touches nothing is said.
    let without = text.replace(",NAT_IMPO", "").replace(",-90", "").replace(",-5", "");
    let reading = read_text(&without, &proportional).unwrap();
    assert!(reading.findings.iter().any(|it| it.message.starts_with("no column of imports")));
}

/// What no user can import, exports that are not known, imports in several columns.
#[test]
fn imports_that_are_not_clear() {
    let (Some(total), Some(matrix)) = (text_of("nat4_total"), text_of("nat4_imports")) else {
        return;
    };
    let with = |matrix: String| ReadOptions {
        import_matrix: Some(Input::bytes("imports.csv", matrix)),
        ..ReadOptions::default()
    };
    // The column of products still says 32: -20 and 37 for 2 and 15.
    let below = matrix.replace("IMP_AGR,2,15", "IMP_AGR,-20,37");
    let refused = read_text(&total, &with(below)).unwrap_err().to_string();
    assert_eq!(refused, "`imports.csv`: `NAT_AGR` imports -20 of `NAT_AGR`, and uses 14 of it");
    let above = matrix.replace("IMP_AGR,2,15,0,3,12", "IMP_AGR,17,0,0,3,12");
    let refused = read_text(&total, &with(above)).unwrap_err().to_string();
    assert_eq!(refused, "`imports.csv`: `NAT_AGR` imports 17 of `NAT_AGR`, and uses 14 of it");
    let unknown = read_text(&total.replace("NAT_EXP", "NAT_X"), &ReadOptions::default()).unwrap();
    let said = |reading: &Reading, words: &str| {
        reading.findings.iter().any(|it| it.message.contains(words))
    };
    assert!(said(&unknown, "is known as exports"));
    let apart = ",NAT_A,NAT_HFCE,NAT_EXP,NAT_Imports EU,NAT_Imports other\nNAT_A,20,70,10,-6,-3\n";
    let table = read_text(apart, &ReadOptions::default()).unwrap().table;
    assert_eq!(table.demand().categories(), ["HFCE", "EXP"]);
    assert!((table.intermediate()[(0, 0)] - 18.0).abs() < 1e-12);
    let regions = ",A_x,B_x,A_f,B_f,A_IMPO,B_IMPO\nA_x,10,5,40,0,-5,0\nB_x,5,20,0,40,0,-15\n";
    let reading = read_text(regions, &ReadOptions::default()).unwrap();
    assert!(said(&reading, "of several regions"));
    assert_eq!(reading.table.demand().categories().len(), 2);
    // Names of taxes that tell no source.
    let taxes = total.replace("TLS,", "D21X31,");
    let named = read_text(&taxes, &ReadOptions::default()).unwrap().table;
    assert!(named.primary().iter().any(|row| row.kind == PrimaryKind::Taxes));
}

/// Parts of value added stand beside it, make it up, or contradict it.
#[test]
fn parts_of_value_added() {
    let Some(text) = text_of("nat4") else { return };
    let value_added = |text: &str| {
        let reading = read_text(text, &ReadOptions::default()).unwrap();
        (reading.table.reported_value_added(), reading.findings)
    };
    let (given, _) = value_added(&text);
    let whole = "VA,78,220,83,732,,,,,,\n";
    let (added, findings) = value_added(&text.replace(whole, ""));
    assert_eq!(added, given);
    let said = "value added is the sum of `D1`, `D29X39`, `B2A3G`";
    assert!(findings.iter().any(|it| it.message == said), "{findings:?}");
    assert!(!findings.iter().any(|it| it.message.contains("no value added row")));
    let (used, findings) = value_added(&text.replace("VA,78,", "VA,79,"));
    assert_eq!(used, given);
    assert!(findings.iter().any(|it| it.message.contains("most at `NAT_AGR`: 78 and 79")));
    // One part alone is no value added, and does not contradict it.
    let alone = text.replace("B2A3G,61,66,11,297,,,,,,\n", "");
    assert_eq!(value_added(&alone).0, given);
    assert_eq!(value_added(&alone.replace(whole, "")).0, None);
}

/// What was read is written, and read again.
#[test]
fn components_survive_writing() {
    let Some(text) = text_of("nat4") else { return };
    let table = read_text(&text, &ReadOptions::default()).unwrap().table;
    let folder = tempfile::tempdir().unwrap();
    for name in ["t.csv", "t.xlsx"] {
        let path = folder.path().join(name);
        let destination = tripole::frame::Destination::create(&path).unwrap();
        let (format, rows) =
            (tripole::write::TableFormat::Canonical, tripole::write::PrimaryRows::Totals);
        tripole::write::write_table(&table, destination, format, rows).unwrap();
        let again = read(&Input::from(path.as_path()), &ReadOptions::default()).unwrap().table;
        let named = |table: &Mrio, name: &str| {
            table.primary().iter().find(|row| row.name == name).map(|row| row.inputs.clone())
        };
        for name in ["D1", "D29X39", "B2A3G", "VA", "IMP", "TLS"] {
            assert_eq!(named(&again, name), named(&table, name), "{name}");
        }
    }
}

/// The national table of a region: its own flows, its imports in a row, its exports in a column.
fn nation(table: &Mrio, region: RegionId) -> Mrio {
    let (all, demand) = (table.index(), table.demand());
    let rows: Vec<usize> = all.rows(region).collect();
    let abroad: Vec<usize> = (0..all.len()).filter(|row| !rows.contains(row)).collect();
    let columns: Vec<usize> =
        (0..demand.len()).filter(|&c| demand.columns()[c].region == Some(region)).collect();
    let others: Vec<usize> = (0..demand.len()).filter(|c| !columns.contains(c)).collect();
    let label = |&row: &usize| ("NAT", all.sector(all.node(row).sector));
    let index = Index::new(rows.iter().map(label)).unwrap();
    let names = columns.iter().map(|&c| demand.category(demand.columns()[c].category));
    let categories: Vec<&str> = names.chain((all.regions().len() > 1).then_some("EXP")).collect();
    let users = Demand::new(&index, categories.iter().map(|code| (Some("NAT"), *code))).unwrap();
    let (z, f) = (table.intermediate(), table.final_demand());
    let exports = |row: usize| {
        abroad.iter().map(|&j| z[(row, j)]).sum::<f64>()
            + others.iter().map(|&c| f[(row, c)]).sum::<f64>()
    };
    let own_z = Matrix::from_fn(rows.len(), rows.len(), |i, j| z[(rows[i], rows[j])]);
    let own_f = Matrix::from_fn(rows.len(), categories.len(), |i, c| {
        columns.get(c).map_or_else(|| exports(rows[i]), |&c| f[(rows[i], c)])
    });
    let primary = table.primary().iter().map(|row| {
        let foreign = |column: &[f64]| -> f64 {
            let counts = row.kind == PrimaryKind::Imports;
            abroad.iter().map(|&i| if counts { column[i] } else { 0.0 }).sum()
        };
        let inputs = rows.iter().map(|&j| row.inputs[j] + foreign(z.column(j)));
        let mut final_demand: Vec<f64> =
            columns.iter().map(|&c| row.final_demand[c] + foreign(f.column(c))).collect();
        final_demand.resize(categories.len(), 0.0);
        Primary { inputs: inputs.collect(), final_demand, ..row.clone() }
    });
    let mut parts = Parts::new(index, users, own_z, own_f);
    parts.primary = primary.collect();
    Mrio::new(parts).unwrap()
}

/// A drawn table whose producers and users pay for imports and taxes too.
fn with_rows(table: Mrio, paid: &[f64], used: &[f64]) -> Mrio {
    let columns = table.demand().len();
    let margins: Vec<f64> =
        table.row_sums().iter().zip(table.input_sums()).map(|(x, used)| x - used).collect();
    let row = |name: &str, kind, first: usize| Primary {
        name: name.to_owned(),
        kind,
        inputs: margins
            .iter()
            .enumerate()
            .map(|(k, m)| m * paid[(2 * k + first) % paid.len()])
            .collect(),
        final_demand: (0..columns).map(|c| used[(2 * c + first) % used.len()]).collect(),
    };
    let mut parts = table.into_parts();
    parts.primary = vec![row("IMP", PrimaryKind::Imports, 0), row("TLS", PrimaryKind::Taxes, 1)];
    Mrio::new(parts).unwrap()
}

proptest! {
    #![proptest_config(config(64))]

    /// Effects of imports, taxes and value added add up to one; what is in categories to what is spent and to the rows;
    /// dependence to one; GDP is the same from both sides.
    #[test]
    fn identities(
        drawn in drawn_table(),
        paid in prop::collection::vec(-0.1..0.4f64, 7),
        used in prop::collection::vec(0.0..5.0f64, 5),
    ) {
        let tolerance = 10.0 * drawn.tolerance();
        let table = with_rows(drawn.table, &paid, &used);
        let system = LeontiefSystem::new(table, &Accounting::default()).unwrap();
        let table = system.table();
        let unit = table.unit().to_owned();
        let account = Account {
            name: "jobs".into(),
            unit: "persons".into(),
            by_producers: system.output().iter().map(|x| 0.5 * x).collect(),
            by_users: vec![0.0; table.index().regions().len()],
        };
        let accounts = Satellite::new(table.index(), vec![account]).unwrap();
        let [effects, content, dependence, gdp] = frames(&system, Some(&accounts), Scope::World);
        let (index, demand) = (table.index(), table.demand());
        for row in (0..index.len()).filter(|row| system.output()[*row] != 0.0) {
            let node = index.node(row);
            let (region, sector) = (index.region(node.region), index.sector(node.sector));
            let of = |input: &str, unit: &str, column: &str| {
                effects.value(&[input, unit, region, sector], column).unwrap()
            };
            let sum: f64 = ["IMP", "TLS", "GVA"].map(|it| of(it, &unit, "effect")).iter().sum();
            prop_assert!((sum - 1.0).abs() < 1e-9, "{sum}");
            let output = of("output", &unit, "effect");
            prop_assert!((of("jobs", "persons", "effect") - 0.5 * output).abs() < 1e-9 * output.abs());
            prop_assert!((of("jobs", "persons", "multiplier") - output).abs() < 1e-9 * output.abs());
            let all: f64 = index.regions().flat_map(|r| {
                demand.categories().iter().map(move |c| (r, c))
            }).map(|(r, c)| {
                dependence.value(&[region, sector, index.region(r), c], "dependence").unwrap()
            }).sum();
            prop_assert!((all - 1.0).abs() < 1e-8, "{all}");
        }
        for row in table.primary() {
            let paid: f64 = row.inputs.iter().chain(&row.final_demand).sum();
            let mut sum = 0.0;
            for region in index.regions() {
                for category in demand.categories() {
                    let labels = [row.name.as_str(), &unit, index.region(region), category];
                    sum += content.value(&labels, "content").unwrap();
                }
            }
            prop_assert!((sum - paid).abs() < tolerance, "{} {sum} {paid}", row.name);
        }
        for (c, column) in demand.columns().iter().enumerate() {
            let (region, category) =
                (index.region(column.region.unwrap()), demand.category(column.category));
            let spent = table.final_demand().column(c).iter().sum::<f64>()
                + table.primary().iter().map(|row| row.final_demand[c]).sum::<f64>();
            let of = |column: &str| {
                let value = |input: &str| content.value(&[input, &unit, region, category], column);
                ["IMP", "TLS", "GVA"].map(|input| value(input).unwrap()).iter().sum::<f64>()
            };
            prop_assert!((of("content") - spent).abs() < tolerance);
            prop_assert!(spent <= tolerance || (of("content_share") - 1.0).abs() < 1e-6);
        }
        for region in index.regions() {
            let gap = gdp.value(&[index.region(region)], "discrepancy").unwrap();
            prop_assert!(gap.abs() < tolerance, "{gap}");
        }
    }

    /// Every economy of a table by itself has what its national table says: one made by hand of what it buys and sells.
    #[test]
    fn each_economy_is_a_national_table(
        drawn in drawn_table(),
        paid in prop::collection::vec(-0.1..0.4f64, 7),
        used in prop::collection::vec(0.0..5.0f64, 5),
    ) {
        let tolerance = 10.0 * drawn.tolerance();
        let system =
            LeontiefSystem::new(with_rows(drawn.table, &paid, &used), &Accounting::default()).unwrap();
        let all = frames(&system, None, Scope::Domestic);
        let unit = system.table().unit().to_owned();
        for region in system.table().index().regions() {
            let alone = LeontiefSystem::new(nation(system.table(), region), &Accounting::default()).unwrap();
            let own = frames(&alone, None, Scope::World);
            let code = system.table().index().region(region);
            for (whole, part) in all.iter().zip(&own) {
                let whole = whole.clone().select(
                    if whole.key("region").is_some() { "region" } else { "destination" },
                    &[code.to_owned()],
                );
                // Exports are a column of the one and a pseudo-category of the other.
                for name in ["effect", "multiplier", "content", "direct", "dependence", "gdp", "discrepancy"] {
                    let (Some(a), Some(b)) = (whole.real(name), part.real(name)) else { continue };
                    if part.key("category").is_some() {
                        prop_assert_eq!(a.len(), b.len());
                    }
                    for (a, b) in a.iter().zip(b) {
                        let scale = tolerance.max(1e-8 * a.abs());
                        prop_assert!((a - b).abs() < scale || (a.is_nan() && b.is_nan()), "{name} {a} {b} {unit}");
                    }
                }
            }
        }
    }

    /// A column of imports in proportion: output is what it was, and follows from home-made flows alone.
    #[test]
    fn proportions(
        drawn in (1usize..=4).prop_flat_map(|sectors| table_of(1, sectors)),
        shares in prop::collection::vec(0.0..0.9f64, 4),
        exports in prop::collection::vec(0.0..9.0f64, 4),
    ) {
        let table = drawn.table;
        let (n, z, f) = (table.index().len(), table.intermediate(), table.final_demand());
        prop_assume!(table.row_sums().iter().all(|x| *x > 1e-6));
        let used = table.row_sums().to_vec();
        let mut text = String::from(",");
        for k in 1..=n { write!(text, "NAT_S{k},").unwrap(); }
        text.push_str("NAT_HFCE,NAT_INVNT,NAT_EXP,NAT_IMPO\n");
        for k in 0..n {
            write!(text, "NAT_S{}", k + 1).unwrap();
            for j in 0..n { write!(text, ",{}", z[(k, j)]).unwrap(); }
            writeln!(text, ",{},{},{},{}", f[(k, 0)], f[(k, 1)], exports[k], -shares[k] * used[k]).unwrap();
        }
        let made = read_text(&text, &ReadOptions::default()).unwrap().table;
        let tolerance = 1e-9 * used.iter().fold(1.0, |most: f64, x| most.max(*x));
        for k in 0..n {
            let output = used[k] + exports[k] - shares[k] * used[k];
            prop_assert!((made.row_sums()[k] - output).abs() < tolerance);
            let imports: f64 = (0..n).map(|i| shares[i] * z[(i, k)]).sum();
            prop_assert!((made.imported_inputs().unwrap()[k] - imports).abs() < tolerance);
            prop_assert_eq!(made.final_demand()[(k, 2)], exports[k]);
        }
        let both = ReadOptions { reexports: Reexports::Proportional, ..ReadOptions::default() };
        let shared = read_text(&text, &both).unwrap().table;
        for k in 0..n {
            let all = used[k] + exports[k];
            let home = 1.0 - shares[k] * used[k] / all;
            prop_assert!((shared.final_demand()[(k, 2)] - home * exports[k]).abs() < tolerance);
            prop_assert!((shared.row_sums()[k] - made.row_sums()[k]).abs() < tolerance);
        }
    }
}
