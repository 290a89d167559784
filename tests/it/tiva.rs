//! OECD indicators: what the reference does not print is held to by sums that must close.

use proptest::prelude::*;
use tripole::frame::Level;
use tripole::measures::tiva::tiva;
use tripole::table::SectorId;
use tripole::{Accounting, Frame, LeontiefSystem, Partition};

use crate::support::{config, drawn_table};

/// Sum of an indicator over the lines of a reporter; empty cells count nothing.
fn of(frame: &Frame, reporter: &str, code: &str) -> f64 {
    let (key, values) = (frame.key("reporter").unwrap(), frame.real(code).unwrap());
    let lines = (0..frame.rows()).filter(|&row| key.label(row) == reporter);
    lines.map(|row| values[row]).filter(|value| !value.is_nan()).sum()
}

proptest! {
    #![proptest_config(config(64))]

    /// Every level adds up to the reporter's; own and partners together are all.
    #[test]
    fn levels_add_up(drawn in drawn_table()) {
        let table = &drawn.table;
        let partition = Partition::regions(table.index());
        let system = LeontiefSystem::new(table.clone(), &Accounting::default()).unwrap();
        let all: Vec<SectorId> = table.index().sectors().collect();
        let level = |by| tiva(&system, &partition, by, &all).unwrap();
        let frames = [Level::Region, Level::RegionSector, Level::Pair, Level::PairSector];
        let [country, industry, partner, cells] = frames.map(level);
        let size = table.row_sums().iter().fold(1.0, |m, x| x.abs().max(m));
        let near = |a: f64, b: f64| (a - b).abs() < 1e-10 * size;
        let exports = system.final_demand_by_destination(&partition).column_sums();
        for (c, name) in partition.names().iter().enumerate() {
            let sums = [
                "EXGR", "EXGR_INT", "EXGR_FNL", "IMGR", "IMGR_INT", "IMGR_FNL", "EXGR_DVA",
                "EXGR_FVA", "EXGR_DDC", "EXGR_IDC", "EXGR_RIM", "FFD_DVA", "DFD_FVA", "IMGR_DVA",
                "REII",
            ];
            for code in sums {
                let total = of(&country, name, code);
                for frame in [&industry, &partner, &cells] {
                    prop_assert!(near(total, of(frame, name, code)), "{} {}", name, code);
                }
            }
            let whole = |code: &str| {
                let own = of(&country, name, code);
                assert!(near(own, of(&industry, name, code)), "{name} {code}");
                assert!(near(of(&partner, name, code), of(&cells, name, code)), "{name} {code}");
                own + of(&partner, name, code)
            };
            prop_assert!(near(whole("EXGR_BSCI"), of(&country, name, "EXGR")));
            prop_assert!(near(whole("FD_VA"), exports[c]));
            // The one category that counts as consumption, of all regions.
            let consumed: f64 = table
                .demand()
                .columns()
                .iter()
                .enumerate()
                .filter(|(_, k)| table.demand().category(k.category) == "HFCE")
                .filter(|(_, k)| k.region.unwrap().position() == c)
                .map(|(j, _)| table.final_demand().column(j).iter().sum::<f64>())
                .sum();
            prop_assert!(near(whole("CONS_VA"), consumed));
            prop_assert!(country.real("GFCF_VA").is_none());
            let forward = of(&country, name, "EXGR_DVAFXSH");
            for (frame, code) in [
                (&industry, "EXGR_DVAFXSH"), (&cells, "EXGR_DVAFXSH"), (&partner, "FEXDVAPSH"),
            ] {
                let other = of(frame, name, code);
                prop_assert!((forward.max(0.0) - other.max(0.0)).abs() < 1e-8 * forward.abs().max(1.0) || forward.is_nan());
            }
        }
        // With every industry a service, services are all the value added in exports.
        for frame in [&country, &industry] {
            let column = |code| frame.real(code).unwrap();
            let shares = column("EXGR_SERV_DVASH").iter().zip(column("EXGR_DVASH"));
            for (served, all) in shares {
                prop_assert!(served.is_nan() && all.is_nan() || (served - all).abs() < 1e-9 * all.abs().max(1.0));
            }
        }
    }
}

/// Without service industries, or with categories of no known use, the codes are left out.
#[test]
fn codes_without_their_data_are_left_out() {
    let tables = tripole::read::Input::parse("builtin:three-pole-2011").unwrap();
    let table = tripole::read::read(&tables, &tripole::read::ReadOptions::default());
    let table = table.unwrap().table;
    let partition = Partition::regions(table.index());
    let system = LeontiefSystem::new(table, &Accounting::default()).unwrap();
    let frame = tiva(&system, &partition, Level::Pair, &[]).unwrap();
    assert!(frame.real("EXGR_SERV_DVASH").is_none());
    // Consumption and capital formation are shares of whole final demand.
    let value = |code, c, p| frame.value(&[c, p], code).unwrap();
    assert!(
        value("CONS_VA", "USA", "CHN") + value("GFCF_VA", "USA", "CHN")
            > 0.9 * value("FD_VA", "USA", "CHN")
    );
}
