//! Who answers for an account.

use proptest::prelude::*;
use tripole::frame::Level;
use tripole::measures::footprint::footprint;
use tripole::measures::responsibility::{PassedOn, ResponsibilityOptions, responsibility};
use tripole::read::{Input, ReadOptions, read_characterisation, read_satellite};
use tripole::table::{Account, OutputFrom, Satellite};
use tripole::{Accounting, Error, Frame, Group, LeontiefSystem, Partition};

use super::{Reference, TABLES, system_of};
use crate::support::{config, drawn_table, shared, shared_table};

const TOLERANCE: f64 = 1e-9;

/// The schemes, and those that add up to all use.
const SCHEMES: [&str; 9] = [
    "pba",
    "cba",
    "cba_eebt",
    "iba",
    "shared_producer",
    "shared_consumer",
    "shared",
    "half",
    "cba_iba",
];
const WHOLE: [&str; 7] = ["pba", "cba", "cba_eebt", "iba", "shared", "half", "cba_iba"];

fn account(name: &str, by_producers: Vec<f64>, by_users: Vec<f64>) -> Account {
    Account { name: name.to_owned(), unit: "kt".to_owned(), by_producers, by_users }
}

/// The account of the reference for tables of WIOD.
fn made_account(system: &LeontiefSystem) -> Account {
    let use_of = |(k, x): (usize, &f64)| x * (1 + k % 7) as f64 / 100.0;
    let uses = system.output().iter().enumerate().map(use_of).collect();
    account("CO2", uses, vec![0.0; system.table().index().regions().len()])
}

fn satellite_of(name: &str, system: &LeontiefSystem) -> Option<Satellite> {
    let index = system.table().index();
    if name == "wiod13_2011" {
        return Some(Satellite::new(index, vec![made_account(system)]).unwrap());
    }
    let file = shared(&format!("reference/more/inputs/{name}_sat.csv"))?;
    let reading = read_satellite(file.as_path(), system.table()).unwrap();
    Some(reading.satellite)
}

fn asked(
    system: &LeontiefSystem,
    partition: &Partition,
    satellite: &Satellite,
    (by, passed_on): (Level, PassedOn),
) -> Frame {
    let options = ResponsibilityOptions { by, passed_on };
    responsibility(system, partition, satellite, &options).unwrap()
}

fn at(frame: &Frame, labels: &[&str], column: &str) -> f64 {
    let keys = [&["CO2", "kt"], labels].concat();
    frame.value(&keys, column).unwrap_or_else(|| panic!("{labels:?} {column}"))
}

#[test]
fn every_row_of_the_reference() {
    let mut met = 0;
    for (name, path) in TABLES {
        let (Some(reference), Some(system)) = (Reference::open(name), system_of(path)) else {
            return;
        };
        let Some(satellite) = satellite_of(name, &system) else { return };
        let partition = Partition::regions(system.table().index());
        let of = |by| asked(&system, &partition, &satellite, (by, PassedOn::ValueAdded));
        let (regions, pairs, sectors) =
            (of(Level::Region), of(Level::Pair), of(Level::RegionSector));
        for scheme in SCHEMES {
            let measure = format!("resp.{scheme}");
            met += reference.meet(&measure, TOLERANCE, |[r, ..]| at(&regions, &[r], scheme));
        }
        met += reference.meet("resp.eebt", TOLERANCE, |[r, _, s, ..]| {
            if r == s { 0.0 } else { at(&pairs, &[r, s], "eebt") }
        });
        met += reference.meet("resp.alpha", TOLERANCE, |[r, s, ..]| at(&sectors, &[r, s], "alpha"));
    }
    assert_eq!(met, 45 + 168 + 42 + 3485);
}

/// Figures to recognise a right result, of both years.
#[test]
fn known_figures_of_wiod() {
    let figures = [
        (
            "data/wiod13/wiod13_1995.csv.gz",
            [69_553.6, 64_575.8, 64_565.1, 65_547.9, 67_045.1],
            [530_245.0, 539_740.2, 529_379.5, 535_363.9, 535_774.0],
        ),
        (
            "data/wiod13/wiod13_2011.csv.gz",
            [877_684.1, 750_475.6, 751_639.9, 784_720.7, 812_686.4],
            [1_033_961.3, 1_111_748.4, 1_078_635.7, 1_047_337.7, 1_074_307.8],
        ),
    ];
    for (path, china, usa) in figures {
        let Some(system) = system_of(path) else { return };
        let index = system.table().index();
        let satellite = Satellite::new(index, vec![made_account(&system)]).unwrap();
        let partition = Partition::regions(index);
        let frame = asked(&system, &partition, &satellite, (Level::Region, PassedOn::ValueAdded));
        for (region, known) in [("CHN", china), ("USA", usa)] {
            for (column, known) in ["pba", "cba", "cba_eebt", "iba", "shared"].iter().zip(known) {
                let ours = at(&frame, &[region], column);
                assert!((ours - known).abs() <= 0.05, "{path} {region} {column}: {ours} {known}");
            }
        }
    }
}

/// An impact is the sum of its accounts times their factors, in every scheme.
#[test]
fn impacts_are_sums_of_accounts() {
    let Some(table) = shared_table("reference/tables/bloc8x4.csv", &ReadOptions::default()) else {
        return;
    };
    let system = LeontiefSystem::new(table, &Accounting::default()).unwrap();
    let index = system.table().index();
    let satellite = satellite_of("bloc8x4", &system).unwrap();
    let file = shared("reference/more/inputs/characterisation.csv").unwrap();
    let reading = read_characterisation(file.as_path(), index, &satellite).unwrap();
    let names: Vec<&str> = reading.satellite.accounts().iter().map(|a| a.name.as_str()).collect();
    assert_eq!(names, ["GWP100", "GTP20"]);
    let said: Vec<&str> = reading.findings.iter().map(|(_, it)| it.message.as_str()).collect();
    assert_eq!(said, ["1 accounts have no factor and are left out: `D1`"]);
    let partition = Partition::regions(index);
    let how = || (Level::Region, PassedOn::ValueAdded);
    let impacts = asked(&system, &partition, &reading.satellite, how());
    let accounts = asked(&system, &partition, &satellite, how());
    for region in partition.names() {
        for scheme in SCHEMES {
            let of = |frame: &Frame, name: &str, unit: &str| {
                frame.value(&[name, unit, region], scheme).unwrap()
            };
            let [co2, ch4] = ["CO2", "CH4"].map(|name| of(&accounts, name, "kt"));
            for (impact, factor) in [("GWP100", 28.0), ("GTP20", 67.0)] {
                let ours = of(&impacts, impact, "kt CO2-eq");
                assert!((ours - co2 - factor * ch4).abs() < 1e-9 * ours.abs().max(1.0));
            }
        }
    }
}

#[test]
fn files_of_factors_are_checked() {
    let index = tripole::Index::new([("A", "x"), ("B", "x")]).unwrap();
    let uses = |name: &str| account(name, vec![1.0, 2.0], vec![0.5, 0.0]);
    let satellite = Satellite::new(&index, vec![uses("CO2"), uses("CH4"), uses("jobs")]).unwrap();
    let read = |lines: &str| {
        let text = format!("impact,account,factor,account_unit,unit\n{lines}");
        read_characterisation(Input::bytes("f.csv", text), &index, &satellite)
    };
    let said = |lines: &str| read(lines).unwrap_err().to_string();
    assert_eq!(
        said("G,CO2,1,Gg,t\n"),
        "`f.csv` line 2, column `account_unit`: account `CO2` is in `kt`, and the factor is for `Gg`"
    );
    assert_eq!(
        said("G,CO2,1,kt,t\nG,CH4,28,kt,kt\n"),
        "`f.csv` line 3, column `unit`: impact `G` has two units, `t` and `kt`"
    );
    assert_eq!(
        said("G,CO2,1,kt,t\nG,CO2,2,kt,t\n"),
        "`f.csv` line 3: `G: CO2` is given twice, first on line 2"
    );
    assert_eq!(
        said("H,CO2,1,kt,t\nG,N2O,1,kt,t\nG,SF6,1,kt,t\n"),
        "`f.csv` line 3: none of the accounts of impact `G` is there: `N2O`, `SF6`"
    );
    assert_eq!(
        said("G,CO2,nan,kt,t\n"),
        "`f.csv` line 2, column `factor`: `nan` is not a finite number"
    );
    assert_eq!(said("G,,1,kt,t\n"), "`f.csv` line 2, column `account`: an empty code or group");
    assert!(said("G,CO2,1e300,kt,t\n").contains("expected a number from -1e100 to 1e100"));
    let reading = read("G,CO2,2,kt,t\nG,N2O,1,g,t\n").unwrap();
    let said: Vec<String> = reading.findings.into_iter().map(|(_, it)| it.message).collect();
    assert_eq!(
        said,
        [
            "impact `G`: 1 of its 2 accounts are not there and count as nothing: `N2O`",
            "2 accounts have no factor and are left out: `CH4`, `jobs`"
        ]
    );
    assert_eq!(reading.satellite.accounts()[0].by_producers, [2.0, 4.0]);
    assert_eq!(reading.satellite.accounts()[0].by_users, [1.0, 0.0]);
}

/// Of output that is not the row sum, the note says what belongs to nobody.
#[test]
fn what_belongs_to_nobody_is_said() {
    let text = ",A_x,B_x,A_f,B_f,OUT\nA_x,10,20,60,10,100.1\nB_x,5,10,5,20,40\nOUT,100.1,40,,,\n";
    let table =
        tripole::read::read(&Input::bytes("t.csv", text), &ReadOptions::default()).unwrap().table;
    let satellite =
        Satellite::new(table.index(), vec![account("CO2", vec![30.0, 12.0], vec![1.0, 0.0])]);
    let satellite = satellite.unwrap();
    let accounting = Accounting { output: OutputFrom::Table, ..Accounting::default() };
    let system = LeontiefSystem::new(table, &accounting).unwrap();
    let partition = Partition::regions(system.table().index());
    let frame = asked(&system, &partition, &satellite, (Level::Region, PassedOn::ValueAdded));
    let note = frame.notes().iter().find(|(name, _)| name == "other").unwrap().1.clone();
    let rest = note.strip_prefix("CO2 (kt): ").unwrap();
    for part in rest.split(", ") {
        let (scheme, other) = part.split_once(' ').unwrap();
        let sum: f64 = frame.real(scheme).unwrap().iter().sum();
        let all = sum + other.parse::<f64>().unwrap();
        assert!((all - 43.0).abs() < 1e-9, "{note}");
    }
    // Output beyond what is sold has no user; w'Q = x' as before.
    assert!(rest.starts_with("cba ") && !rest.starts_with("cba 0,"), "{note}");
}

#[test]
fn shares_outside_of_one_are_refused() {
    let text = ",A_x,A_f\nA_x,10,90\n";
    let table =
        tripole::read::read(&Input::bytes("t.csv", text), &ReadOptions::default()).unwrap().table;
    let satellite = Satellite::new(table.index(), vec![account("CO2", vec![1.0], vec![0.0])]);
    let (satellite, partition) = (satellite.unwrap(), Partition::regions(table.index()));
    let system = LeontiefSystem::new(table, &Accounting::default()).unwrap();
    let wrong = |passed_on| {
        let options = ResponsibilityOptions { passed_on, ..Default::default() };
        responsibility(&system, &partition, &satellite, &options).unwrap_err()
    };
    for share in [-0.1, 1.1, f64::NAN] {
        assert!(matches!(wrong(PassedOn::Uniform(share)), Error::Range { .. }));
        assert!(matches!(wrong(PassedOn::Rows(vec![Some(share)])), Error::Range { .. }));
    }
    assert!(matches!(wrong(PassedOn::Rows(vec![])), Error::Shape { .. }));
}

fn near(a: f64, b: f64, tolerance: f64) -> std::result::Result<(), TestCaseError> {
    prop_assert!((a - b).abs() <= tolerance, "{a} {b}");
    Ok(())
}

proptest! {
    #![proptest_config(config(64))]

    /// Every scheme adds up to all use, also of sectors without output; at α = 0 the shared one is that of producers,
    /// at α = 1 that of consumers; the levels add up to each other; groups act as one economy.
    #[test]
    fn schemes_share_all_use(
        drawn in drawn_table(),
        uses in prop::collection::vec(0.0..10.0f64, 16),
        direct in prop::collection::vec(0.0..5.0f64, 4),
        shares in prop::collection::vec(prop::option::of(0.0..=1.0f64), 16),
    ) {
        let system = LeontiefSystem::new(drawn.table.clone(), &Accounting::default()).unwrap();
        let index = system.table().index();
        let (n, g) = (index.len(), index.regions().len());
        let one = account("CO2", uses[..n].to_vec(), direct[..g].to_vec());
        let satellite = Satellite::new(index, vec![one]).unwrap();
        let all = uses[..n].iter().chain(&direct[..g]).sum::<f64>();
        let mut groups = vec![];
        if g > 2 {
            groups.push(Group::new(index, "G", &["R1", "R3"]).unwrap());
        }
        let x = system.output();
        let least = x.iter().copied().filter(|x| *x > 0.0).fold(f64::INFINITY, f64::min);
        // Rounding grows with intensities.
        let tolerance = 1e-9 * (all + 1.0) * (1.0 + drawn.tolerance() * 1e9 / least);
        for partition in [Partition::regions(index), Partition::new(index, &groups).unwrap()] {
            for passed_on in [
                PassedOn::ValueAdded,
                PassedOn::Uniform(0.3),
                PassedOn::Rows(shares[..n].to_vec()),
            ] {
                let of = |by| asked(&system, &partition, &satellite, (by, passed_on.clone()));
                let (regions, pairs, sectors) =
                    (of(Level::Region), of(Level::Pair), of(Level::RegionSector));
                for scheme in WHOLE {
                    near(regions.real(scheme).unwrap().iter().sum(), all, tolerance)?;
                }
                for name in partition.names() {
                    let value = |column| at(&regions, &[name], column);
                    let mut eebt = value("pba");
                    for other in partition.names().iter().filter(|other| *other != name) {
                        eebt += at(&pairs, &[other, name], "eebt") - at(&pairs, &[name, other], "eebt");
                    }
                    near(eebt, value("cba_eebt"), tolerance)?;
                    let key = sectors.key("region").unwrap();
                    let kept = sectors.real("shared_producer").unwrap();
                    let own = (0..sectors.rows()).filter(|row| key.label(*row) == name);
                    near(own.map(|row| kept[row]).sum(), value("shared_producer"), tolerance)?;
                }
                prop_assert!(sectors.real("alpha").unwrap().iter().all(|a| (0.0..=1.0).contains(a)));
            }
            let frame = |share| {
                asked(&system, &partition, &satellite, (Level::Region, PassedOn::Uniform(share)))
            };
            let (none, whole) = (frame(0.0), frame(1.0));
            let used = footprint(&system, &partition, &satellite, Level::Region).unwrap();
            let idle: f64 = (0..n).filter(|row| x[*row] == 0.0).map(|row| uses[row]).sum();
            for name in partition.names() {
                near(at(&none, &[name], "shared"), at(&none, &[name], "pba"), tolerance)?;
                near(at(&whole, &[name], "shared"), at(&whole, &[name], "cba"), tolerance)?;
                near(at(&whole, &[name], "pba"), at(&used, &[name], "production_based"), tolerance)?;
                let cba = at(&whole, &[name], "cba") - at(&used, &[name], "consumption_based");
                prop_assert!(cba.abs() <= tolerance || (cba - idle).abs() <= tolerance);
            }
        }
    }
}
