//! Decompositions of exports: agreement with the reference, identities, and the extraction
//! identity.

use std::collections::HashMap;

use tripole::decompose::{
    Approach, Flow, ImportsOf, Perspective, Query, Sales, Split, SplitItems, WWZ_TERMS, WwzBy,
    bilateral, exports, exports_split, imports, kww, perimeter, wwz,
};
use tripole::formats::{ReadOptions, SplitCountries};
use tripole::linalg::Backend;
use tripole::participation::{Measure, ParticipationBy, participation};
use tripole::tiva::{TivaBy, tiva};
use tripole::trade::Exports;
use tripole::value_added::Detail;
use tripole::{Accounting, Frame, Group, LeontiefSystem, Matrix, Mrio, Partition};

use crate::support::{agrees, config, drawn_table, gunzip, records, shared, shared_table};

/// Names of the reference's measures and ours.
const ITEMS: [(&str, &str); 14] = [
    ("gtrade", "exports"),
    ("dc", "dc"),
    ("dva", "dva"),
    ("vax", "vax"),
    ("davax", "davax"),
    ("vaxim", "vaxim"),
    ("reflection", "reflection"),
    ("ddc", "ddc"),
    ("fc", "fc"),
    ("fva", "fva"),
    ("fdc", "fdc"),
    ("gvc", "gvc"),
    ("gvcb", "gvc_backward"),
    ("gvcf", "gvc_forward"),
];

/// All numbers of a frame under `(exporter, sector, importer, item)` with TOTAL and WLD filled in.
fn numbers(frame: &Frame, into: &mut HashMap<(String, String, String, String), f64>) {
    let part = |name: &str, row: usize, default: &str| {
        frame.key(name).map_or_else(|| default.to_owned(), |key| key.label(row).to_owned())
    };
    for row in 0..frame.rows() {
        let key =
            (part("exporter", row, ""), part("sector", row, "TOTAL"), part("importer", row, "WLD"));
        for (name, column) in ITEMS {
            if let Some(values) = frame.real(column) {
                into.insert(
                    (key.0.clone(), key.1.clone(), key.2.clone(), name.to_owned()),
                    values[row],
                );
            }
        }
    }
}

/// Every row of the reference about the perspectives of exports, without splits by origin.
fn against_reference(table: &Mrio, groups: &[Group], file: &str) {
    let Some(path) = shared(file) else { return };
    let reference = records(&gunzip(&path));
    let partition = Partition::new(table.index(), groups).unwrap();
    let system = LeontiefSystem::new(table.clone(), &Accounting::default()).unwrap();
    for (perspective, name, flows) in [
        (
            Perspective::Exporter,
            "exporter",
            &[Flow::Total, Flow::Sector, Flow::Bilateral, Flow::SectorBilateral][..],
        ),
        (Perspective::World, "world", &[Flow::Total]),
        (Perspective::Bilateral, "bilateral", &[Flow::Bilateral]),
        (Perspective::SectorExporter, "sectexp", &[Flow::Sector]),
        (Perspective::SectorBilateral, "sectbil", &[Flow::SectorBilateral]),
    ] {
        for (approach, called) in [(Approach::Source, "source"), (Approach::Sink, "sink")] {
            let mut ours = HashMap::new();
            for &flow in flows {
                let query = Query { flow, perspective, approach };
                numbers(&exports(&system, &partition, query, &[]).unwrap(), &mut ours);
            }
            let both = !matches!(perspective, Perspective::Exporter | Perspective::World);
            let mut count = 0;
            for r in &reference {
                let all = |name: &str| r[name].is_empty() || r[name] == "ALL";
                let fits = r["perspective"] == name
                    && (r["approach"] == called || (both && r["approach"].is_empty()))
                    && all("origin")
                    && all("destination")
                    // An item of pairs; the reference also stores its sums.
                    && !(r["measure"] == "vaxim" && r["importer"] == "WLD")
                    && ITEMS.iter().any(|(item, _)| *item == r["measure"]);
                if !fits {
                    continue;
                }
                let key = (
                    r["exporter"].clone(),
                    r["exporter_sector"].clone(),
                    r["importer"].clone(),
                    r["measure"].clone(),
                );
                let Some(&mine) = ours.get(&key) else {
                    panic!("{file} {name} {called}: no {key:?}");
                };
                let theirs: f64 = r["value"].parse().unwrap();
                assert!(agrees(mine, theirs), "{file} {name} {called} {key:?}: {mine}, {theirs}");
                count += 1;
            }
            assert!(
                count > 0 || file.contains("groups"),
                "{file} {name} {called}: nothing compared"
            );
        }
    }
}

/// Names of the reference's measures of participation and ours.
const PARTICIPATION: [(Measure, &str, &str); 30] = [
    (Measure::Tripartite, "gvc_pf", "gvc_pure_forward"),
    (Measure::Tripartite, "gvc_ts", "gvc_two_sided"),
    (Measure::Tripartite, "gvc_pb", "gvc_pure_backward"),
    (Measure::BorinMancini, "gvc", "gvc"),
    (Measure::BorinMancini, "gvcb", "gvc_backward"),
    (Measure::BorinMancini, "gvcf", "gvc_forward"),
    (Measure::BorinMancini, "gtrade", "exports"),
    (Measure::Kpww, "KPWW_FV", "fv"),
    (Measure::Kpww, "KPWW_IV", "iv"),
    (Measure::Kpww, "KPWW_participation", "participation"),
    (Measure::Kpww, "KPWW_position", "position"),
    (Measure::VerticalSpecialisation, "VS", "vs"),
    (Measure::VerticalSpecialisation, "VS_HIY", "vs_hiy"),
    (Measure::VerticalSpecialisation, "VS1", "vs1"),
    (Measure::VerticalSpecialisation, "VS1s", "vs1_star"),
    (Measure::Wwyz, "WWYZ_v_d", "va_domestic"),
    (Measure::Wwyz, "WWYZ_v_rt", "va_traditional"),
    (Measure::Wwyz, "WWYZ_v_gvc_s", "va_simple"),
    (Measure::Wwyz, "WWYZ_v_gvc_c", "va_complex"),
    (Measure::Wwyz, "WWYZ_v_gvc", "va_gvc"),
    (Measure::Wwyz, "WWYZ_y_d", "y_domestic"),
    (Measure::Wwyz, "WWYZ_y_rt", "y_traditional"),
    (Measure::Wwyz, "WWYZ_y_gvc_s", "y_simple"),
    (Measure::Wwyz, "WWYZ_y_gvc_c", "y_complex"),
    (Measure::Wwyz, "WWYZ_y_gvc", "y_gvc"),
    (Measure::Output, "OUT3_dom", "out_domestic"),
    (Measure::Output, "OUT3_trad", "out_traditional"),
    (Measure::Output, "OUT3_gvc_pf", "out_pure_forward"),
    (Measure::Output, "OUT3_gvc_pb", "out_pure_backward"),
    (Measure::Output, "OUT3_gvc_ts", "out_two_sided"),
];

/// Every measure of participation by region and by sector.
fn participation_against_reference(table: &Mrio, groups: &[Group], file: &str) {
    let Some(path) = shared(file) else { return };
    let reference = records(&gunzip(&path));
    let partition = Partition::new(table.index(), groups).unwrap();
    let system = LeontiefSystem::new(table.clone(), &Accounting::default()).unwrap();
    let mut ours: HashMap<(String, String, &str), f64> = HashMap::new();
    for (measure, name, column) in PARTICIPATION {
        for by in [ParticipationBy::Region, ParticipationBy::RegionSector] {
            let Ok(frame) = participation(&system, &partition, measure, by) else {
                assert_eq!(
                    (measure, by),
                    (Measure::VerticalSpecialisation, ParticipationBy::RegionSector)
                );
                continue;
            };
            let values = frame.real(column).unwrap();
            for (row, &value) in values.iter().enumerate() {
                let sector = frame.key("sector").map_or("TOTAL", |key| key.label(row));
                ours.insert(
                    (frame.key("region").unwrap().label(row).to_owned(), sector.to_owned(), name),
                    value,
                );
            }
        }
    }
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for r in &reference {
        let Some((_, name, _)) = PARTICIPATION.iter().find(|(_, name, _)| *name == r["measure"])
        else {
            continue;
        };
        let trade = ["gvc", "gvcb", "gvcf", "gtrade"].contains(name);
        let total = r["importer"].is_empty() || r["importer"] == "WLD";
        if !total || (trade && (r["perspective"] != "exporter" || r["approach"] != "source")) {
            continue;
        }
        let region = if r["exporter"].is_empty() { &r["origin"] } else { &r["exporter"] };
        let sector = if r["exporter_sector"].is_empty() { "TOTAL" } else { &r["exporter_sector"] };
        let theirs: f64 = r["value"].parse().unwrap();
        let key = (region.clone(), sector.to_owned(), *name);
        let mine = *ours.get(&key).unwrap_or_else(|| panic!("{file}: no {key:?}"));
        assert!(agrees(mine, theirs), "{file} {key:?}: {mine}, {theirs}");
        *counts.entry(name).or_default() += 1;
    }
    assert!(counts.len() == PARTICIPATION.len(), "{file}: compared only {counts:?}");
}

#[test]
fn participation_of_all_tables() {
    let Some(table) = shared_table("reference/tables/leather_names.csv", &keep()) else { return };
    participation_against_reference(&table, &[], "reference/va/leather.csv.gz");
    let table = shared_table("reference/tables/wiodtest.csv", &keep()).unwrap();
    participation_against_reference(&table, &[], "reference/va/wiodtest.csv.gz");
    let nafta = Group::new(table.index(), "NAFTA", &["USA", "MEX"]).unwrap();
    participation_against_reference(&table, &[nafta], "reference/va/wiodtest_group_NAFTA.csv.gz");
    let table = shared_table("reference/tables/iciotest.csv", &keep()).unwrap();
    let split = Group::split_countries(table.index());
    participation_against_reference(&table, &split, "reference/va/iciotest.csv.gz");
    for year in [1995, 2011] {
        let path = format!("data/wiod13/wiod13_{year}.csv.gz");
        let table = shared_table(&path, &ReadOptions::default()).unwrap();
        let file = format!("reference/va/wiod13_{year}.csv.gz");
        participation_against_reference(&table, &[], &file);
    }
}

/// Nine and sixteen terms against the reference, and their identities.
fn terms_against_reference(table: &Mrio, groups: &[Group], file: &str) {
    let Some(path) = shared(file) else { return };
    let reference = records(&gunzip(&path));
    let partition = Partition::new(table.index(), groups).unwrap();
    let system = LeontiefSystem::new(table.clone(), &Accounting::default()).unwrap();
    let mut ours: HashMap<Vec<String>, f64> = HashMap::new();
    for frame in [
        kww(&system, &partition, &[]).unwrap(),
        wwz(&system, &partition, WwzBy::Pair, &[]).unwrap(),
        wwz(&system, &partition, WwzBy::PairSector, &[]).unwrap(),
    ] {
        let part = |name: &str, row: usize, default: &str| {
            frame.key(name).map_or_else(|| default.to_owned(), |key| key.label(row).to_owned())
        };
        for row in 0..frame.rows() {
            let key = [
                part("exporter", row, ""),
                part("sector", row, "TOTAL"),
                part("importer", row, "WLD"),
            ];
            for (position, column) in frame.indicators().iter().enumerate() {
                let name = if frame.name() == "kww" {
                    format!("KWW_{}", column.name())
                } else {
                    format!("WWZ_T{}_{}", position + 1, column.name())
                };
                let mut key = key.to_vec();
                key.push(name);
                ours.insert(key, column.values()[row]);
            }
        }
    }
    let mut count = 0;
    for r in reference
        .iter()
        .filter(|r| r["measure"].starts_with("KWW_") || r["measure"].starts_with("WWZ_"))
    {
        let key: Vec<String> = ["exporter", "exporter_sector", "importer", "measure"]
            .iter()
            .map(|k| r[*k].clone())
            .collect();
        let theirs: f64 = r["value"].parse().unwrap();
        let mine = *ours.get(&key).unwrap_or_else(|| panic!("{file}: no {key:?}"));
        assert!(agrees(mine, theirs), "{file} {key:?}: {mine}, {theirs}");
        count += 1;
    }
    assert!(count >= 25 * partition.len(), "{file}: {count}");
}

#[test]
fn nine_and_sixteen_terms() {
    let Some(table) = shared_table("reference/tables/leather_names.csv", &keep()) else { return };
    terms_against_reference(&table, &[], "reference/va/leather.csv.gz");
    let table = shared_table("reference/tables/wiodtest.csv", &keep()).unwrap();
    terms_against_reference(&table, &[], "reference/va/wiodtest.csv.gz");
    let nafta = Group::new(table.index(), "NAFTA", &["USA", "MEX"]).unwrap();
    terms_against_reference(&table, &[nafta], "reference/va/wiodtest_group_NAFTA.csv.gz");
    let table = shared_table("reference/tables/iciotest.csv", &keep()).unwrap();
    let split = Group::split_countries(table.index());
    terms_against_reference(&table, &split, "reference/va/iciotest.csv.gz");
    for year in [1995, 2011] {
        let path = format!("data/wiod13/wiod13_{year}.csv.gz");
        let table = shared_table(&path, &ReadOptions::default()).unwrap();
        terms_against_reference(&table, &[], &format!("reference/va/wiod13_{year}.csv.gz"));
    }
}

/// OECD indicators against the reference.
fn tiva_against_reference(table: &Mrio, groups: &[Group], file: &str) {
    let Some(path) = shared(file) else { return };
    let reference = records(&gunzip(&path));
    let partition = Partition::new(table.index(), groups).unwrap();
    let system = LeontiefSystem::new(table.clone(), &Accounting::default()).unwrap();
    let frames: Vec<Frame> =
        [TivaBy::Reporter, TivaBy::Industry, TivaBy::Partner, TivaBy::IndustryPartner]
            .into_iter()
            .map(|by| tiva(&system, &partition, by, &[]).unwrap())
            .collect();
    let mut ours: HashMap<(String, String, String, &str), f64> = HashMap::new();
    for frame in &frames {
        let label = |key: &str, row: usize, default: &str| {
            frame.key(key).map_or_else(|| default.to_owned(), |key| key.label(row).to_owned())
        };
        for row in 0..frame.rows() {
            for column in frame.indicators() {
                let key = (
                    label("reporter", row, ""),
                    label("industry", row, "TOTAL"),
                    label("partner", row, "WLD"),
                    column.name(),
                );
                ours.insert(key, column.values()[row]);
            }
        }
    }
    let mut counts: HashMap<String, usize> = HashMap::new();
    for r in reference.iter().filter(|r| r["perspective"] == "tiva") {
        let (exporter, sector, importer) = (&r["exporter"], &r["exporter_sector"], &r["importer"]);
        let (origin, destination) = (&r["origin"], &r["destination"]);
        let find = |c: &str, i: &str, p: &str, code: &'static str| {
            ours.get(&(c.to_owned(), i.to_owned(), p.to_owned(), code)).copied()
        };
        let theirs: f64 = r["value"].parse().unwrap();
        let share_of_exports = |code| {
            Some(
                find(exporter, sector, importer, code)? / 100.0
                    * find(exporter, sector, importer, "EXGR")?,
            )
        };
        let mine = match r["measure"].as_str() {
            "EXGR_INT" => find(exporter, sector, importer, "EXGR_INT"),
            "EXGR_FNL" => find(exporter, sector, importer, "EXGR_FNL"),
            "EXGR_DDC" => find(exporter, sector, importer, "EXGR_DDC"),
            "EXGR_IDC" => find(exporter, sector, importer, "EXGR_IDC"),
            "EXGR_RIM" => find(exporter, sector, importer, "EXGR_RIM"),
            // Shares of exports by industry, stored as amounts by partner.
            "EXGR_INTDVA" if importer == "WLD" => share_of_exports("EXGR_INTDVASH"),
            "EXGR_FNLDVA" if importer == "WLD" => share_of_exports("EXGR_FNLDVASH"),
            "BALGR_g" => find(exporter, "TOTAL", importer, "BALGR"),
            "BALVAFD_g" => find(exporter, "TOTAL", importer, "BALVAFD"),
            "FEXDVAPSH_g" => find(exporter, "TOTAL", importer, "FEXDVAPSH"),
            "DEXFVAPSH_g" if exporter != origin => find(exporter, "TOTAL", origin, "DEXFVAPSH"),
            "DFD_FVA_g" if destination != origin => find(destination, "TOTAL", origin, "DFD_FVA"),
            "FD_VASH_g" if destination != origin => find(destination, "TOTAL", origin, "FD_VASH"),
            // Amounts by partner of what is a share here; an older definition; cells of a country
            // with itself, which a partner is not.
            "EXGR_INTDVA" | "EXGR_FNLDVA" | "REII_local" | "DEXFVAPSH_g" | "DFD_FVA_g"
            | "FD_VASH_g" => continue,
            "IMGR_DVA" => find(importer, "TOTAL", exporter, "IMGR_DVA"),
            "REII" => find(exporter, "TOTAL", "WLD", "REII"),
            other => panic!("{file}: unknown measure {other}"),
        };
        let mine = mine.unwrap_or_else(|| panic!("{file}: nothing for {r:?}"));
        // An industry without exports has no share; its amount is nil.
        let mine = if mine.is_nan() { 0.0 } else { mine };
        assert!(agrees(mine, theirs), "{file} {r:?}: {mine}");
        *counts.entry(r["measure"].clone()).or_default() += 1;
    }
    assert!(counts.len() >= 12, "{file}: {counts:?}");
}

#[test]
fn oecd_indicators() {
    let Some(table) = shared_table("reference/tables/leather_names.csv", &keep()) else { return };
    tiva_against_reference(&table, &[], "reference/va/leather.csv.gz");
    let table = shared_table("reference/tables/wiodtest.csv", &keep()).unwrap();
    tiva_against_reference(&table, &[], "reference/va/wiodtest.csv.gz");
    let table = shared_table("reference/tables/iciotest.csv", &keep()).unwrap();
    let split = Group::split_countries(table.index());
    tiva_against_reference(&table, &split, "reference/va/iciotest.csv.gz");
    for year in [1995, 2011] {
        let path = format!("data/wiod13/wiod13_{year}.csv.gz");
        let table = shared_table(&path, &ReadOptions::default()).unwrap();
        tiva_against_reference(&table, &[], &format!("reference/va/wiod13_{year}.csv.gz"));
    }
}

/// All frames of a split, one below the other.
fn split_frame(
    system: &LeontiefSystem,
    partition: &Partition,
    query: Query,
    split: Split,
) -> Frame {
    let mut all: Option<Frame> = None;
    exports_split(system, partition, query, split, &[], |_, frame| {
        all = Some(match all.take() {
            Some(above) => above.with_rows(frame),
            None => frame,
        });
        Ok(())
    })
    .unwrap();
    all.unwrap()
}

/// Value added and content by origin and destination against the reference.
fn splits_against_reference(table: &Mrio, groups: &[Group], file: &str) {
    let Some(path) = shared(file) else { return };
    let reference = records(&gunzip(&path));
    let partition = Partition::new(table.index(), groups).unwrap();
    let system = LeontiefSystem::new(table.clone(), &Accounting::default()).unwrap();
    let both = Split {
        origin: Some(Detail::Total),
        destination: Some(Detail::Total),
        items: SplitItems::ValueAdded,
    };
    let mut count = 0;
    for (flow, perspective, name, approaches) in [
        (Flow::Total, Perspective::Exporter, "exporter", &["source", "sink"][..]),
        (Flow::Bilateral, Perspective::Exporter, "exporter", &["source", "sink"]),
        (Flow::Bilateral, Perspective::Bilateral, "bilateral", &[""]),
    ] {
        for called in approaches {
            let approach = if *called == "sink" { Approach::Sink } else { Approach::Source };
            let frame =
                split_frame(&system, &partition, Query { flow, perspective, approach }, both);
            let label = |key: &str, row: usize| {
                frame.key(key).map_or_else(|| "WLD".to_owned(), |key| key.label(row).to_owned())
            };
            let ours: HashMap<[String; 4], f64> = (0..frame.rows())
                .map(|row| {
                    let key =
                        ["exporter", "importer", "origin", "destination"].map(|k| label(k, row));
                    (key, frame.real("va").unwrap()[row])
                })
                .collect();
            for r in &reference {
                let total = |name: &str| r[name] == "ALL" || r[name].is_empty();
                if r["measure"] != "va"
                    || r["perspective"] != name
                    || (!called.is_empty() && r["approach"] != *called)
                    || (r["importer"] == "WLD") != (flow == Flow::Total)
                    || r["exporter_sector"] != "TOTAL"
                    || total("origin")
                    || total("destination")
                {
                    continue;
                }
                let key = ["exporter", "importer", "origin", "destination"].map(|k| r[k].clone());
                let theirs: f64 = r["value"].parse().unwrap();
                let mine = *ours.get(&key).unwrap_or_else(|| panic!("{file} {name}: no {key:?}"));
                assert!(agrees(mine, theirs), "{file} {name} {called} {key:?}: {mine}, {theirs}");
                count += 1;
            }
        }
    }
    assert!(count > partition.len().pow(2), "{file}: {count}");
}

#[test]
fn splits_by_origin_and_destination() {
    let Some(table) = shared_table("reference/tables/leather_names.csv", &keep()) else { return };
    splits_against_reference(&table, &[], "reference/va/leather.csv.gz");
    let table = shared_table("reference/tables/wiodtest.csv", &keep()).unwrap();
    splits_against_reference(&table, &[], "reference/va/wiodtest.csv.gz");
    let table = shared_table("reference/tables/iciotest.csv", &keep()).unwrap();
    let split = Group::split_countries(table.index());
    splits_against_reference(&table, &split, "reference/va/iciotest.csv.gz");
    let table = shared_table("data/wiod13/wiod13_2011.csv.gz", &ReadOptions::default()).unwrap();
    splits_against_reference(&table, &[], "reference/va/wiod13_2011.csv.gz");
}

/// Imports by origin, in total and by product, and the three notions of bilateral value added.
fn imports_against_reference(table: &Mrio, groups: &[Group], file: &str) {
    let Some(path) = shared(file) else { return };
    let reference = records(&gunzip(&path));
    let partition = Partition::new(table.index(), groups).unwrap();
    let system = LeontiefSystem::new(table.clone(), &Accounting::default()).unwrap();
    let mut ours: HashMap<[String; 4], f64> = HashMap::new();
    let sectors = ImportsOf::Sectors(table.index().sectors().collect());
    for of in [ImportsOf::Total, sectors] {
        let frame = imports(&system, &partition, &of, &[]).unwrap();
        let label = |name: &str, row: usize| {
            frame.key(name).map_or_else(|| "TOTAL".to_owned(), |key| key.label(row).to_owned())
        };
        for row in 0..frame.rows() {
            let (content, va) =
                (frame.real("content").unwrap()[row], frame.real("va").unwrap()[row]);
            for (name, value) in [("gtrade", content), ("va", va), ("dc", content - va)] {
                let key = [
                    label("importer", row),
                    label("sector", row),
                    label("origin", row),
                    name.to_owned(),
                ];
                ours.insert(key, value);
            }
        }
    }
    let pairs = bilateral(&system, &partition).unwrap();
    for row in 0..pairs.rows() {
        let label = |name: &str| pairs.key(name).unwrap().label(row).to_owned();
        for (name, column) in [("VAX_C", "vax_c"), ("VAX_D", "vax_d"), ("VAX_P", "vax_p")] {
            let key = [label("importer"), "TOTAL".to_owned(), label("exporter"), name.to_owned()];
            ours.insert(key, pairs.real(column).unwrap()[row]);
        }
    }
    let mut count = 0;
    for r in &reference {
        let key = match (r["perspective"].as_str(), r["measure"].as_str()) {
            ("importer" | "sectimp", "gtrade" | "va" | "dc") if r["destination"] == "ALL" => [
                r["importer"].clone(),
                r["exporter_sector"].clone(),
                r["origin"].clone(),
                r["measure"].clone(),
            ],
            ("los_timmer", _) => [
                r["importer"].clone(),
                "TOTAL".to_owned(),
                r["exporter"].clone(),
                r["measure"].clone(),
            ],
            _ => continue,
        };
        let theirs: f64 = r["value"].parse().unwrap();
        let mine = *ours.get(&key).unwrap_or_else(|| panic!("{file}: no {key:?}"));
        assert!(agrees(mine, theirs), "{file} {key:?}: {mine}, {theirs}");
        count += 1;
    }
    assert!(count > partition.len().pow(2), "{file}: {count}");
}

#[test]
fn imports_and_pairs() {
    let Some(table) = shared_table("reference/tables/leather_names.csv", &keep()) else { return };
    imports_against_reference(&table, &[], "reference/va/leather.csv.gz");
    let table = shared_table("reference/tables/wiodtest.csv", &keep()).unwrap();
    imports_against_reference(&table, &[], "reference/va/wiodtest.csv.gz");
    let nafta = Group::new(table.index(), "NAFTA", &["USA", "MEX"]).unwrap();
    imports_against_reference(&table, &[nafta], "reference/va/wiodtest_group_NAFTA.csv.gz");
    let table = shared_table("reference/tables/iciotest.csv", &keep()).unwrap();
    let split = Group::split_countries(table.index());
    imports_against_reference(&table, &split, "reference/va/iciotest.csv.gz");
    for year in [1995, 2011] {
        let path = format!("data/wiod13/wiod13_{year}.csv.gz");
        let table = shared_table(&path, &ReadOptions::default()).unwrap();
        imports_against_reference(&table, &[], &format!("reference/va/wiod13_{year}.csv.gz"));
    }
}

fn keep() -> ReadOptions {
    ReadOptions { split: SplitCountries::Keep, ..ReadOptions::default() }
}

#[test]
fn small_tables() {
    let Some(table) = shared_table("reference/tables/leather_names.csv", &keep()) else { return };
    against_reference(&table, &[], "reference/va/leather.csv.gz");
    let table = shared_table("reference/tables/wiodtest.csv", &keep()).unwrap();
    against_reference(&table, &[], "reference/va/wiodtest.csv.gz");
    let table = shared_table("reference/tables/iciotest.csv", &keep()).unwrap();
    let split = Group::split_countries(table.index());
    against_reference(&table, &split, "reference/va/iciotest.csv.gz");
}

#[test]
fn groups() {
    let Some(table) = shared_table("reference/tables/wiodtest.csv", &keep()) else { return };
    let group = |table: &Mrio, name: &str, members: &[&str]| {
        Group::new(table.index(), name, members).unwrap()
    };
    let nafta = group(&table, "NAFTA", &["USA", "MEX"]);
    against_reference(&table, &[nafta], "reference/va/wiodtest_group_NAFTA.csv.gz");
    let table = shared_table("reference/tables/iciotest.csv", &keep()).unwrap();
    let china = Group::split_countries(table.index()).remove(1);
    let nafta = group(&table, "NAFTA", &["USA", "MEX", "MX1", "MX2"]);
    against_reference(&table, &[nafta, china], "reference/va/iciotest_group_NAFTA.csv.gz");
}

#[test]
fn wiod() {
    for year in [1995, 2011] {
        let path = format!("data/wiod13/wiod13_{year}.csv.gz");
        let Some(table) = shared_table(&path, &ReadOptions::default()) else { return };
        against_reference(&table, &[], &format!("reference/va/wiod13_{year}.csv.gz"));
    }
}

/// GDP by origin that is lost when the sales of `rows` to `buyers` (regions, all their producers
/// and final users) are deleted: v'BYu − v'B̃Ỹu with dense algebra.
fn lost(system: &LeontiefSystem, rows: &[usize], buyers: &[usize]) -> Vec<f64> {
    lost_when(system, |row, buyer| rows.contains(&row) && buyers.contains(&buyer))
}

/// The same for the sales that `deleted(row, buying region)` says.
fn lost_when(system: &LeontiefSystem, deleted: impl Fn(usize, usize) -> bool) -> Vec<f64> {
    let table = system.table();
    let (n, x) = (system.order(), system.output());
    let region = |row: usize| table.index().node(row).region.position();
    let gdp = |delete: bool| -> Vec<f64> {
        let m = Matrix::from_fn(n, n, |i, j| {
            let a = if x[j] == 0.0 { 0.0 } else { table.intermediate()[(i, j)] / x[j] };
            f64::from(u8::from(i == j)) - if delete && deleted(i, region(j)) { 0.0 } else { a }
        });
        let demand: Vec<f64> = (0..n)
            .map(|i| {
                let columns = table.demand().columns().iter().enumerate();
                let kept =
                    columns.filter(|(_, c)| !delete || !deleted(i, c.region.unwrap().position()));
                kept.map(|(j, _)| table.final_demand()[(i, j)]).sum()
            })
            .collect();
        let output = Backend::Nalgebra.inverse(&m).unwrap().times_vector(&demand);
        let mut gdp = vec![0.0; table.index().regions().len()];
        for (row, made) in output.iter().enumerate() {
            gdp[region(row)] += system.value_added_coefficients()[row] * made;
        }
        gdp
    };
    gdp(false).iter().zip(gdp(true)).map(|(before, after)| before - after).collect()
}

proptest::proptest! {
    #![proptest_config(config(64))]

    /// VALUE_ADDED 2.1: value added of any perimeter is the GDP lost in its extraction, by origin.
    #[test]
    fn extraction_identity(drawn in drawn_table()) {
        let system = LeontiefSystem::new(drawn.table.clone(), &Accounting::default()).unwrap();
        let index = system.table().index().clone();
        let partition = Partition::regions(&index);
        let g = drawn.regions;
        let tolerance = 1e-9 * drawn.table.row_sums().iter().fold(1.0, |m: f64, x| m.max(x.abs()));
        let close = |a: f64, b: f64| (a - b).abs() <= tolerance;
        let frame = |flow, perspective| {
            exports(&system, &partition, Query { flow, perspective, approach: Approach::Source }, &[]).unwrap()
        };
        let check = |frame: &Frame, keys: &[&str], lost: &[f64], s: usize| {
            let dva = frame.value(keys, "dva").unwrap();
            let fva = frame.value(keys, "fva").unwrap();
            let foreign: f64 = (0..g).filter(|&t| t != s).map(|t| lost[t]).sum();
            close(dva, lost[s]) && close(fva, foreign)
        };
        let total = frame(Flow::Total, Perspective::Exporter);
        let pairs = frame(Flow::Bilateral, Perspective::Bilateral);
        let sectors = frame(Flow::Sector, Perspective::SectorExporter);
        let cells = frame(Flow::SectorBilateral, Perspective::SectorBilateral);
        let imported = imports(&system, &partition, &ImportsOf::Total, &[]).unwrap();
        let products = imports(&system, &partition, &ImportsOf::Sectors(index.sectors().collect()), &[]).unwrap();
        for (id, economy) in partition.economies() {
            let s = id.position();
            let others: Vec<usize> = (0..g).filter(|&r| r != s).collect();
            let name = economy.name.as_str();
            proptest::prop_assert!(check(&total, &[name], &lost(&system, &economy.rows, &others), s));
            for &row in &economy.rows {
                let sector = index.sector(index.node(row).sector);
                proptest::prop_assert!(check(&sectors, &[name, sector], &lost(&system, &[row], &others), s));
                for &r in &others {
                    let keys = [name, sector, &partition.names()[r]];
                    proptest::prop_assert!(check(&cells, &keys, &lost(&system, &[row], &[r]), s));
                }
            }
            for &r in &others {
                let keys = [name, partition.names()[r].as_str()];
                proptest::prop_assert!(check(&pairs, &keys, &lost(&system, &economy.rows, &[r]), s));
            }
            // Imports of this economy from all others, and of each product.
            let abroad: Vec<usize> = (0..system.order()).filter(|row| !economy.rows.contains(row)).collect();
            let gone = lost(&system, &abroad, &[s]);
            for (t, gone) in gone.iter().enumerate() {
                let va = imported.value(&[name, &partition.names()[t]], "va").unwrap();
                proptest::prop_assert!(close(va, *gone));
            }
            for sector in index.sectors() {
                let sellers: Vec<usize> =
                    abroad.iter().copied().filter(|&row| index.node(row).sector == sector).collect();
                let gone = lost(&system, &sellers, &[s]);
                for (t, gone) in gone.iter().enumerate() {
                    let keys = [name, index.sector(sector), &partition.names()[t]];
                    proptest::prop_assert!(close(products.value(&keys, "va").unwrap(), *gone));
                }
            }
        }
    }

    /// Any set of sales: value added is the GDP lost without them.
    #[test]
    fn any_perimeter_is_an_extraction(
        drawn in drawn_table(),
        choices in proptest::collection::vec((0usize..4, 0usize..5, 0usize..5), 1..4),
    ) {
        let system = LeontiefSystem::new(drawn.table.clone(), &Accounting::default()).unwrap();
        let index = system.table().index().clone();
        let partition = Partition::regions(&index);
        let name = |k: usize| if k < drawn.regions { format!("R{}", k + 1) } else { "all".to_owned() };
        let sector = |k: usize| if k < index.sectors().len() { format!("S{}", k + 1) } else { "all".to_owned() };
        let texts: Vec<String> = choices
            .iter()
            .map(|&(s, i, r)| format!("{}:{}>{}", name(s), sector(i), name(r)))
            .collect();
        let sales: Vec<Sales> = texts.iter().map(|t| Sales::parse(&index, &partition, t).unwrap()).collect();
        let frame = perimeter(&system, &partition, &sales).unwrap();
        let gone = lost_when(&system, |row, buyer| {
            let node = index.node(row);
            node.region.position() != buyer
                && choices.iter().any(|&(s, i, r)| {
                    (s >= drawn.regions || s == node.region.position())
                        && (i >= index.sectors().len() || i == node.sector.position())
                        && (r >= drawn.regions || r == buyer)
                })
        });
        let tolerance = 1e-9 * drawn.table.row_sums().iter().fold(1.0, |m: f64, x| m.max(x.abs()));
        for (va, gone) in frame.real("va").unwrap().iter().zip(&gone) {
            proptest::prop_assert!((va - gone).abs() <= tolerance);
        }
        let (sold, content) = (frame.real("sales").unwrap(), frame.real("content").unwrap());
        proptest::prop_assert!((sold.iter().sum::<f64>() - content.iter().sum::<f64>()).abs() <= tolerance);
    }

    /// Every split adds up to the item it splits: dva and fva over destinations, by every
    /// perspective; finer splits to coarser ones; content to dc and fc.
    #[test]
    fn splits_add_up(drawn in drawn_table()) {
        let system = LeontiefSystem::new(drawn.table.clone(), &Accounting::default()).unwrap();
        let partition = Partition::regions(system.table().index());
        let tolerance = 1e-9 * drawn.table.row_sums().iter().fold(1.0, |m: f64, x| m.max(x.abs()));
        proptest::prop_assume!(drawn.regions > 1);
        for (flow, perspective, approach) in [
            (Flow::Total, Perspective::Exporter, Approach::Source),
            (Flow::SectorBilateral, Perspective::Exporter, Approach::Source),
            (Flow::SectorBilateral, Perspective::Exporter, Approach::Sink),
            (Flow::Sector, Perspective::Exporter, Approach::Sink),
            (Flow::Bilateral, Perspective::Bilateral, Approach::Source),
            (Flow::Sector, Perspective::SectorExporter, Approach::Source),
            (Flow::SectorBilateral, Perspective::SectorBilateral, Approach::Source),
        ] {
            let query = Query { flow, perspective, approach };
            let items = exports(&system, &partition, query, &[]).unwrap();
            for split in [
                Split { origin: Some(Detail::Total), destination: None, items: SplitItems::ValueAdded },
                Split { origin: Some(Detail::Sectors), destination: None, items: SplitItems::ValueAdded },
                Split { origin: Some(Detail::Total), destination: Some(Detail::Total), items: SplitItems::ValueAdded },
                Split { origin: Some(Detail::Sectors), destination: Some(Detail::Sectors), items: SplitItems::ValueAdded },
            ] {
                let frame = split_frame(&system, &partition, query, split);
                let (exporter, origin) = (frame.key("exporter").unwrap(), frame.key("origin").unwrap());
                let each = frame.rows() / items.rows();
                for row in 0..items.rows() {
                    let (mut own, mut foreign, mut content) = (0.0, 0.0, 0.0);
                    for at in row * each..(row + 1) * each {
                        let va = frame.real("va").unwrap()[at];
                        if exporter.label(at) == origin.label(at) { own += va } else { foreign += va }
                        content += frame.real("content").map_or(0.0, |c| c[at]);
                    }
                    let item = |name: &str| items.real(name).unwrap()[row];
                    proptest::prop_assert!((own - item("dva")).abs() <= tolerance);
                    proptest::prop_assert!((foreign - item("fva")).abs() <= tolerance);
                    if split.destination.is_none() {
                        proptest::prop_assert!((content - item("dc") - item("fc")).abs() <= tolerance);
                    }
                }
            }
        }
    }

    /// VALUE_ADDED 13, items 3, 4, 5, 7, 8, 9, 10: parts add up, approaches agree in total, nine
    /// and sixteen terms map to each other, totals are those of value added by destination.
    #[test]
    fn parts_add_up(drawn in drawn_table()) {
        let system = LeontiefSystem::new(drawn.table.clone(), &Accounting::default()).unwrap();
        let partition = Partition::regions(system.table().index());
        let tolerance = 1e-9 * drawn.table.row_sums().iter().fold(1.0, |m: f64, x| m.max(x.abs()));
        let close = |a: f64, b: f64| (a - b).abs() <= tolerance;
        let of = |flow, perspective, approach| {
            exports(&system, &partition, Query { flow, perspective, approach }, &[]).unwrap()
        };
        let sum = |frame: &Frame, name: &str, column: &str| -> f64 {
            let (key, values) = (frame.key("exporter").unwrap(), frame.real(column).unwrap());
            (0..frame.rows()).filter(|&row| key.label(row) == name).map(|row| values[row]).sum()
        };
        let totals = of(Flow::Total, Perspective::Exporter, Approach::Source);
        let vax = tripole::value_added::vax(&system, &partition, tripole::value_added::VaxBy::Region).unwrap();
        let nine = kww(&system, &partition, &[]).unwrap();
        let sixteen = wwz(&system, &partition, WwzBy::PairSector, &[]).unwrap();
        let detailed = of(Flow::SectorBilateral, Perspective::Exporter, Approach::Source);
        for name in partition.names() {
            let total = |column: &str| sum(&totals, name, column);
            proptest::prop_assert!(close(total("dc") + total("fc"), total("exports")));
            proptest::prop_assert!(close(total("vax"), sum(&vax, name, "vax")));
            proptest::prop_assert!(close(total("gvc_backward") + total("gvc_forward"), total("gvc")));
            for approach in [Approach::Source, Approach::Sink] {
                let cells = of(Flow::SectorBilateral, Perspective::Exporter, approach);
                for column in ["exports", "dc", "dva", "vax", "reflection", "ddc", "fc", "fva", "fdc"] {
                    proptest::prop_assert!(close(sum(&cells, name, column), total(column)), "{column}");
                }
            }
            let t = |k: usize| sum(&nine, name, &format!("T{k}"));
            let w = |k: usize| sum(&sixteen, name, WWZ_TERMS[k - 1]);
            proptest::prop_assert!(close((1..=9).map(t).sum(), total("exports")));
            proptest::prop_assert!(close(t(1) + t(2) + t(3), total("vax")));
            proptest::prop_assert!(close(t(4) + t(5), total("reflection")));
            proptest::prop_assert!(close(t(6), total("ddc")));
            proptest::prop_assert!(close(t(7) + t(8) + t(9), total("fc")));
            for (ours, theirs) in [
                (t(1), w(1)), (t(2), w(2) + w(3)), (t(3), w(4) + w(5)), (t(4), w(6) + w(7)), (t(5), w(8)),
                (t(6), w(9) + w(10)), (t(7), w(11) + w(14)), (t(8), w(12) + w(15)), (t(9), w(13) + w(16)),
            ] {
                proptest::prop_assert!(close(ours, theirs));
            }
        }
        // Sixteen terms add up to exports in every cell.
        for row in 0..sixteen.rows() {
            let all: f64 = sixteen.indicators().iter().map(|c| c.values()[row]).sum();
            proptest::prop_assert!(close(all, detailed.real("exports").unwrap()[row]));
        }
        // World foreign value added: equal totals by both approaches, equal to gvc_forward.
        let world = |approach| -> f64 {
            of(Flow::Total, Perspective::World, approach).real("fva").unwrap().iter().sum()
        };
        let forward: f64 = totals.real("gvc_forward").unwrap().iter().sum();
        proptest::prop_assert!(close(world(Approach::Source), forward));
        proptest::prop_assert!(close(world(Approach::Sink), forward));

        // Participation: parts add up to exports, value added, final output and output.
        let part = |measure| participation(&system, &partition, measure, ParticipationBy::RegionSector).unwrap();
        let row_sum = |frame: &Frame, columns: &[&str], row: usize| -> f64 {
            columns.iter().map(|c| frame.real(c).unwrap()[row]).sum()
        };
        let (three, made, output) = (part(Measure::Tripartite), part(Measure::Wwyz), part(Measure::Output));
        let gross = Exports::of(system.table(), &partition).by_row();
        let demand = system.final_demand_by_destination(&partition).row_sums();
        let v = system.value_added_coefficients();
        let mut worlds = [0.0; 2];
        for row in 0..three.rows() {
            let x = system.output()[row];
            let parts = ["davax", "gvc_pure_forward", "gvc_two_sided", "gvc_pure_backward"];
            proptest::prop_assert!(close(row_sum(&three, &parts, row), gross[row]));
            let parts = ["va_domestic", "va_traditional", "va_simple", "va_complex"];
            proptest::prop_assert!(close(row_sum(&made, &parts, row), v[row] * x));
            let parts = ["y_domestic", "y_traditional", "y_simple", "y_complex"];
            proptest::prop_assert!(close(row_sum(&made, &parts, row), demand[row]));
            let parts =
                ["out_domestic", "out_traditional", "out_pure_forward", "out_pure_backward", "out_two_sided"];
            proptest::prop_assert!(close(row_sum(&output, &parts, row), x));
            worlds[0] += row_sum(&made, &["va_gvc"], row);
            worlds[1] += row_sum(&made, &["y_gvc"], row);
        }
        proptest::prop_assert!(close(worlds[0], worlds[1]));
    }
}
