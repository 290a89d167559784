//! The first thing to look at: the three poles and their leaders.

use crate::error::Result;
use crate::frame::{Frame, Unit};
use crate::labels::{Bloc, Group, Partition};
use crate::leontief::LeontiefSystem;
use crate::value_added::{VaxBy, vax};

/// The economies that lead the three poles.
const LEADERS: [&str; 5] = ["USA", "DEU", "CHN", "JPN", "KOR"];
/// The name of the bloc that is no pole.
const REST: &str = "Other";

/// GDP, exports, value-added exports and VAX ratio of every pole, taken as one economy, and
/// of its leaders.
///
/// Frame `headline` with keys `economy, kind` (`pole` or `leader`) and the columns `gdp,
/// gdp_share, exports, vax, vax_ratio`. Exports of a pole go to other poles and the rest of the
/// world only. The leaders are USA; DEU; CHN, JPN and KOR; of a bloc without any of them, its
/// largest economy. `gdp_share` is the share of the world.
///
/// # Errors
/// As [`LeontiefSystem::factorise`]; [`Error::GroupOverlap`](crate::Error::GroupOverlap) when
/// two blocs share a region.
pub fn headline(system: &LeontiefSystem, blocs: &[Bloc]) -> Result<Frame> {
    let index = system.table().index();
    let poles: Vec<Group> =
        blocs.iter().filter(|b| b.name != REST).filter_map(|bloc| bloc.group(index)).collect();
    let as_poles = Partition::new(index, &poles)?;
    let as_regions = Partition::regions(index);
    let (by_pole, by_region) =
        (vax(system, &as_poles, VaxBy::Region)?, vax(system, &as_regions, VaxBy::Region)?);
    let gdp = |rows: &[usize]| rows.iter().map(|&row| system.value_added()[row]).sum::<f64>();
    let world: f64 = system.value_added().iter().sum();

    // (economy, kind, frame that has it, its position there, its GDP)
    let mut lines: Vec<(String, &str, &Frame, usize, f64)> = vec![];
    let region_line = |name: &str, kind: &'static str, lines: &mut Vec<_>| -> Result<()> {
        let id = as_regions.find(name)?;
        let economy = as_regions.economy(id);
        lines.push((name.to_owned(), kind, &by_region, id.position(), gdp(&economy.rows)));
        Ok(())
    };
    for pole in &poles {
        let id = as_poles.find(pole.name())?;
        lines.push((
            pole.name().to_owned(),
            "pole",
            &by_pole,
            id.position(),
            gdp(&as_poles.economy(id).rows),
        ));
        let codes: Vec<&str> = pole.members().iter().map(|&r| index.region(r)).collect();
        let mut leaders: Vec<&str> = LEADERS.into_iter().filter(|l| codes.contains(l)).collect();
        if leaders.is_empty() {
            let size = |code: &&str| {
                as_regions.find(code).map_or(0.0, |id| gdp(&as_regions.economy(id).rows))
            };
            leaders.extend(codes.iter().copied().max_by(|a, b| size(a).total_cmp(&size(b))));
        }
        for leader in leaders {
            region_line(leader, "leader", &mut lines)?;
        }
    }
    if lines.is_empty() {
        for name in as_regions.names() {
            region_line(name, "region", &mut lines)?;
        }
    }
    let money = || Unit::Money(system.table().unit().to_owned());
    let column = |name: &str| -> Vec<f64> {
        lines
            .iter()
            .map(|(_, _, frame, at, _)| frame.real(name).map_or(f64::NAN, |c| c[*at]))
            .collect()
    };
    Ok(Frame::new("headline", lines.len())
        .with_text("economy", &lines.iter().map(|l| &l.0).collect::<Vec<_>>())
        .with_text("kind", &lines.iter().map(|l| l.1).collect::<Vec<_>>())
        .with_indicator("gdp", money(), lines.iter().map(|l| l.4).collect())
        .with_indicator("gdp_share", Unit::Ratio, lines.iter().map(|l| l.4 / world).collect())
        .with_indicator("exports", money(), column("exports"))
        .with_indicator("vax", money(), column("vax"))
        .with_indicator("vax_ratio", Unit::Ratio, column("vax_ratio")))
}
