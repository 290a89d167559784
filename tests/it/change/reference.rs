//! `reference/pos/*__change.csv.gz`.

use std::collections::{BTreeSet, HashMap};

use tripole::measures::change::{
    PathThresholds, decomposition, mobility, relocation, shift_share, upgrading,
};
use tripole::read::{ReadOptions, builtin_blocs};
use tripole::table::Geography;
use tripole::table::SectorId;
use tripole::{Frame, Group, Index, LeontiefSystem, Partition};

use crate::chains::as_published;
use crate::support::{gunzip, records, shared, shared_table};

struct Case {
    name: &'static str,
    before: LeontiefSystem,
    after: LeontiefSystem,
    partition: Partition,
    blocs: Partition,
    knowledge: Vec<SectorId>,
    rows: Vec<HashMap<String, String>>,
}

/// Blocs of specification 3 for the made table.
const BLOCS: [&str; 4] = ["NAM=USA,CAN,MEX", "EUR=DEU,FRA", "APA=CHN,JPN", "OTH=ROW"];

fn groups(name: &str, index: &Index) -> Vec<Group> {
    if name == "bloc8x4" {
        return BLOCS
            .map(|definition| tripole::sources::group(index, definition).unwrap())
            .to_vec();
    }
    builtin_blocs().iter().filter_map(|bloc| bloc.group(index)).collect()
}

fn cases() -> Vec<Case> {
    let wiod = "data/wiod13/wiod13_";
    [
        (
            "bloc8x4",
            [
                "reference/tables/bloc8x4.csv".to_owned(),
                "reference/tables/bloc8x4_t1.csv".to_owned(),
            ],
        ),
        ("wiod13_1995_2011", [1995, 2011].map(|year| format!("{wiod}{year}.csv.gz"))),
    ]
    .into_iter()
    .filter_map(|(name, tables)| {
        let rows = records(&gunzip(&shared(&format!("reference/pos/{name}__change.csv.gz"))?));
        let [before, after] = tables.map(|path| {
            let table = shared_table(&path, &ReadOptions::default()).unwrap();
            LeontiefSystem::new(table, &as_published()).unwrap()
        });
        let index = before.table().index();
        let knowledge = match name {
            "bloc8x4" => vec![index.find_sector("ELE").unwrap()],
            _ => tripole::sources::knowledge_sectors(index),
        };
        let partition = Partition::regions(index);
        let blocs = Partition::new(index, &groups(name, index)).unwrap();
        Some(Case { name, before, after, partition, blocs, knowledge, rows })
    })
    .collect()
}

/// The frame, the keys of its rows, and our columns for measures of the reference.
type Part = (Frame, &'static [&'static str], Vec<(String, &'static str)>);

fn parts(case: &Case) -> Vec<Part> {
    let Case { before, after, partition, .. } = case;
    let rule = PathThresholds::default();
    let named = |names: &[(&str, &'static str)]| {
        names.iter().map(|(theirs, ours)| ((*theirs).to_owned(), *ours)).collect::<Vec<_>>()
    };
    let of_sectors =
        mobility(before, after, &Geography::of(partition.clone(), case.blocs.clone())).unwrap();
    vec![
        (
            relocation(before, after, partition).unwrap(),
            &["region", "sector"],
            named(&[("reloc.share_change", "va_share_change")]),
        ),
        (
            of_sectors.clone(),
            &["sector"],
            named(&[
                ("reloc.duck", "mobility"),
                ("reloc.duck_between", "mobility_between_blocs"),
                ("reloc.duck_within", "mobility_within_blocs"),
            ]),
        ),
        (
            of_sectors,
            &["region"],
            named(&[
                ("reloc.duck_total", "mobility"),
                ("reloc.duck_total_between", "mobility_between_blocs"),
            ]),
        ),
        (
            shift_share(before, after, partition).unwrap(),
            &["region"],
            named(&[
                ("reloc.ss_world", "world_growth"),
                ("reloc.ss_mix", "sector_mix"),
                ("reloc.ss_comp", "competitive"),
            ]),
        ),
        (
            upgrading(before, after, partition, &case.knowledge, &rule).unwrap(),
            &["region"],
            named(&[
                ("upg.d_dvash", "dva_share_change"),
                ("upg.d_dvash_within", "dva_share_within"),
                ("upg.d_dvash_between", "dva_share_between"),
                ("upg.d_U", "upstreamness_change"),
                ("upg.d_GVCpos", "gvc_position_change"),
                ("upg.d_vaxshare", "vax_world_share_change"),
                ("upg.d_know", "knowledge_share_change"),
                ("upg.dec.total", "dva_change"),
                ("upg.dec.world", "dva_world_trade"),
                ("upg.dec.market", "dva_product"),
                ("upg.dec.chain", "dva_chain"),
                ("upg.dec.process", "dva_process"),
                ("upg.dec.functional", "dva_functional"),
            ]),
        ),
        (
            decomposition(before, after, partition).unwrap(),
            &["region"],
            named(&[
                ("sda.shapley.total", "vax_change"),
                ("sda.polar.total", "vax_change"),
                ("sda.shapley.v", "shapley_coefficients"),
                ("sda.shapley.tech", "shapley_technology"),
                ("sda.shapley.src_int", "shapley_input_sourcing"),
                ("sda.shapley.src_fin", "shapley_final_sourcing"),
                ("sda.shapley.mix", "shapley_product_mix"),
                ("sda.shapley.level", "shapley_demand_level"),
                ("sda.polar.v", "polar_coefficients"),
                ("sda.polar.tech", "polar_technology"),
                ("sda.polar.src_int", "polar_input_sourcing"),
                ("sda.polar.src_fin", "polar_final_sourcing"),
                ("sda.polar.mix", "polar_product_mix"),
                ("sda.polar.level", "polar_demand_level"),
            ]),
        ),
    ]
}

/// 1e-8 relative; the references have twelve digits of shares, and zeros that are rounding there.
fn close(ours: f64, theirs: f64) -> bool {
    ours.is_nan() && theirs.is_nan() || (ours - theirs).abs() <= 1e-8 * theirs.abs() + 1e-13
}

#[test]
fn every_number_of_the_reference() {
    for case in cases() {
        let mut measures: BTreeSet<&str> = case.rows.iter().map(|r| &*r["measure"]).collect();
        let mut compared = 0;
        for (frame, keys, names) in parts(&case) {
            for (measure, column) in names {
                measures.remove(&*measure);
                for row in case.rows.iter().filter(|r| r["measure"] == measure) {
                    let labels: Vec<&str> = match keys {
                        ["region"] if row["region"] == "WLD" => vec!["TOTAL"],
                        _ => keys.iter().map(|key| &*row[*key]).collect(),
                    };
                    let ours = frame.value(&labels, column).unwrap();
                    let theirs = row["value"].parse().unwrap_or(f64::NAN);
                    assert!(
                        close(ours, theirs),
                        "{} {measure} {labels:?}: {ours} {theirs}",
                        case.name
                    );
                    compared += 1;
                }
            }
        }
        assert!(measures.is_empty(), "{}: not compared {measures:?}", case.name);
        assert_eq!(compared, case.rows.len(), "{}", case.name);
    }
}
