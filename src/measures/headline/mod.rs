//! The first thing to look at: the three poles and their leaders, one year beside another.

mod sectors;
mod structure;

pub use sectors::leading_sectors;

use crate::error::Result;
use crate::frame::{Frame, Level, Unit};
use crate::leontief::LeontiefSystem;
use crate::linalg::ratio;
use crate::measures::decompose::{Query, Terms, export_lines, pairs};
use crate::measures::participation::BorinMancini;
use crate::sources::{blocs_of, find_country};
use crate::table::lines::Lines;
use crate::table::{Bloc, EconomyId, Geography, Group, Partition, RegionId};
use structure::Structure;

/// The economies that lead the three poles, whatever codes a table has for them.
const LEADERS: [&str; 5] = ["USA", "DEU", "CHN", "JPN", "KOR"];
/// The name of the bloc that is no pole.
const REST: &str = "Other";

/// One of the tables beside each other, under its name: a year, or before and after something.
#[derive(Debug, Clone)]
pub struct Snapshot<'a> {
    name: String,
    system: &'a LeontiefSystem,
    regions: Geography,
}

impl<'a> Snapshot<'a> {
    /// A table under the name that stands in the column `year`. The poles are the listed blocs but
    /// the one called `Other`.
    ///
    /// # Errors
    /// [`Error::GroupOverlap`](crate::Error::GroupOverlap) when two blocs share a region.
    pub fn new(name: String, system: &'a LeontiefSystem, listed: &[Bloc]) -> Result<Self> {
        let index = system.table().index();
        let poles: Vec<Bloc> = listed.iter().filter(|bloc| bloc.name != REST).cloned().collect();
        let regions = Geography::new(index, &[], &blocs_of(index, &poles)?)?;
        Ok(Snapshot { name, system, regions })
    }

    /// A table under its year.
    ///
    /// # Errors
    /// As [`Snapshot::new`].
    pub fn of_year(system: &'a LeontiefSystem, listed: &[Bloc]) -> Result<Self> {
        let year = system.table().source().year;
        Snapshot::new(year.map(|year| year.to_string()).unwrap_or_default(), system, listed)
    }

    /// The table.
    #[must_use]
    pub fn system(&self) -> &'a LeontiefSystem {
        self.system
    }

    /// The poles, as far as the table has regions of them.
    fn poles(&self) -> Vec<Group> {
        let index = self.system.table().index();
        self.regions.listed().iter().filter_map(|bloc| bloc.group(index)).collect()
    }
}

/// One economy in one year.
struct Line {
    economy: String,
    kind: &'static str,
    year: String,
    /// The economy through which a pole's chains run.
    hub: String,
    structure: [f64; 9],
    values: Vec<f64>,
}

/// Columns of the headline after its structure, and whether they are amounts.
const COLUMNS: [(&str, bool); 10] = [
    ("gvc_share", false),
    ("gdp", true),
    ("gdp_share", false),
    ("exports", true),
    ("vax", true),
    ("vax_ratio", false),
    ("dva_share", false),
    ("fva_share", false),
    ("gvc_backward_share", false),
    ("gvc_forward_share", false),
];

/// Every pole, taken as one economy, and its leaders, in each of the worlds (years).
///
/// Frame `headline` with keys `economy, kind, year, hub` (kind `pole`, `leader`; `region` for
/// tables without poles) and columns
///
/// | column | meaning |
/// |---|---|
/// | `va_local`, `va_regional`, `va_global` | value added in the final manufactures of the economy (of the pole's members): its own, of other economies of the pole, from outside; all products where manufacturing is not known, see [`manufactures`](crate::sources::manufactures) |
/// | `introversion`, `introversion_va` | symmetric introversion of a pole's trade, gross and in value added: 0 is neutral, 1 all inside |
/// | `suppliers` | effective number (1/HHI) of foreign suppliers of value added in the inputs of manufactures; of a pole, of suppliers outside it |
/// | `hub`, `pass_through` | share of the foreign value added inside the pole's inner exports that passes through the economy; of a pole, the largest and whose it is |
/// | `upstreamness`, `gvc_position` | stages to final demand; forward over backward length in global chains |
/// | `gvc_share` | Borin-Mancini participation: exports that cross more than one border |
/// | `gdp`, `gdp_share` | value added, and its share of the world |
/// | `exports` | gross exports; of a pole, to other poles and the rest of the world only |
/// | `vax`, `vax_ratio` | domestic value added absorbed abroad, and its share of exports |
/// | `dva_share`, `fva_share` | domestic and foreign value added in exports, each unit counted once (exporter perspective) |
/// | `gvc_backward_share`, `gvc_forward_share` | Borin-Mancini participation in global value chains |
///
/// The leaders are USA; DEU; CHN, JPN and KOR, under whatever codes the table has them; of a bloc
/// without any of them, its largest economy.
///
/// # Errors
/// As [`LeontiefSystem::factorise`].
pub fn headline(worlds: &[Snapshot<'_>]) -> Result<Frame> {
    let mut years: Vec<Vec<Line>> = vec![];
    for world in worlds {
        years.push(lines(world)?);
    }
    // Economies in the order of the last table, each with all its years.
    let order: Vec<String> =
        years.last().into_iter().flatten().map(|l| l.economy.clone()).collect();
    let sorted: Vec<&Line> = order
        .iter()
        .flat_map(|economy| years.iter().flatten().filter(move |line| line.economy == *economy))
        .collect();
    let unit = worlds.last().map_or_else(String::new, |w| w.system.table().unit().to_owned());
    let text =
        |f: &dyn Fn(&Line) -> String| sorted.iter().map(|line| f(line)).collect::<Vec<String>>();
    let mut frame = Frame::new("headline", sorted.len())
        .with_text("economy", &text(&|l| l.economy.clone()))
        .with_text("kind", &text(&|l| l.kind.to_owned()))
        .with_text("year", &text(&|l| l.year.clone()))
        .with_text("hub", &text(&|l| l.hub.clone()));
    for (position, name) in structure::COLUMNS.into_iter().enumerate() {
        let unit = match name {
            "suppliers" | "upstreamness" => Unit::Count,
            "introversion" | "introversion_va" | "gvc_position" => Unit::Index,
            _ => Unit::Share,
        };
        let values = sorted.iter().map(|l| l.structure[position]).collect();
        frame = frame.with_indicator(name, unit, values);
    }
    for (position, (name, amount)) in COLUMNS.into_iter().enumerate() {
        let unit = if amount { Unit::money(&unit) } else { Unit::Share };
        frame =
            frame.with_indicator(name, unit, sorted.iter().map(|l| l.values[position]).collect());
    }
    Ok(frame)
}

/// Gross and value-added balances between the poles, in each of the systems.
///
/// Frame `balances` with keys `exporter, importer, year` and the columns of
/// [`bilateral`](crate::measures::decompose::bilateral); every pair once, the other way round it has the opposite sign.
///
/// # Errors
/// As [`headline`].
pub fn pole_balances(worlds: &[Snapshot<'_>]) -> Result<Frame> {
    let mut rows: Vec<([String; 3], [f64; 2])> = vec![];
    let mut unit = String::new();
    for world in worlds {
        world.system.table().unit().clone_into(&mut unit);
        let groups = world.poles();
        let blocs = world.regions.blocs();
        let poles = groups.iter().map(|pole| blocs.find(pole.name()));
        let poles = poles.collect::<Result<Vec<EconomyId>>>()?;
        let place = |id: EconomyId| poles.iter().position(|pole| *pole == id);
        for pair in pairs(world.system, blocs)? {
            let (Some(s), Some(r)) = (place(pair.exporter), place(pair.importer)) else { continue };
            if s < r {
                let [s, r] = [s, r].map(|pole| groups[pole].name().to_owned());
                let balances = [pair.balance(), pair.balance_of_value_added()];
                rows.push(([s, r, world.name.clone()], balances));
            }
        }
    }
    rows.sort_by(|a, b| (&a.0[0], &a.0[1]).cmp(&(&b.0[0], &b.0[1])));
    let text = |k: usize| rows.iter().map(|row| row.0[k].clone()).collect::<Vec<String>>();
    let column = |k: usize| rows.iter().map(|row| row.1[k]).collect::<Vec<f64>>();
    Ok(Frame::new("balances", rows.len())
        .with_text("exporter", &text(0))
        .with_text("importer", &text(1))
        .with_text("year", &text(2))
        .with_indicator("balance_gross", Unit::money(&unit), column(0))
        .with_indicator("balance_va", Unit::money(&unit), column(1)))
}

/// Everything the headline shows of the economies of a partition.
struct Figures {
    structure: Structure,
    exports: Vec<Terms>,
    participation: BorinMancini,
}

impl Figures {
    fn of(world: &Snapshot<'_>, partition: &Partition, level: Level) -> Result<Self> {
        let system = world.system;
        let exports = export_lines(system, partition, Query::default())?;
        let lines = Lines::economies("headline", "economy", partition);
        Ok(Figures {
            structure: Structure::of(system, &world.regions, level)?,
            exports: exports.into_iter().map(|line| line.terms).collect(),
            participation: BorinMancini::of(system, partition, &lines)?,
        })
    }

    fn line(
        &self,
        world: &Snapshot<'_>,
        partition: &Partition,
        id: EconomyId,
        kind: &'static str,
    ) -> Line {
        let system = world.system;
        let economy = partition.economy(id);
        let gdp: f64 = economy.rows.iter().map(|&row| system.value_added()[row]).sum();
        let of_world: f64 = system.value_added().iter().sum();
        let of = &self.exports[id.position()];
        let share = |part: f64| ratio(part, of.exports);
        let at = |values: &[f64]| values[id.position()];
        Line {
            economy: economy.name.clone(),
            kind,
            year: world.name.clone(),
            hub: if kind == "pole" { self.structure.hub(id).0 } else { String::new() },
            structure: self.structure.values(id),
            values: vec![
                at(&self.participation.gvc_share),
                gdp,
                gdp / of_world,
                of.exports,
                of.vax(),
                share(of.vax()),
                share(of.dva),
                share(of.fva),
                at(&self.participation.backward_share),
                at(&self.participation.forward_share),
            ],
        }
    }
}

fn lines(world: &Snapshot<'_>) -> Result<Vec<Line>> {
    let poles = world.poles();
    let (as_regions, as_poles) = (world.regions.economies(), world.regions.blocs());
    let by_region = Figures::of(world, as_regions, Level::Region)?;
    let region = |id, kind| by_region.line(world, as_regions, id, kind);
    if poles.is_empty() {
        return Ok(as_regions.economies().map(|(id, _)| region(id, "region")).collect());
    }
    let by_pole = Figures::of(world, as_poles, Level::Bloc)?;
    let mut lines = vec![];
    for pole in &poles {
        lines.push(by_pole.line(world, as_poles, as_poles.find(pole.name())?, "pole"));
        let leaders = leaders(world.system, pole).into_iter();
        lines.extend(leaders.map(|leader| region(as_regions.of_region(leader), "leader")));
    }
    Ok(lines)
}

/// The economies that lead a pole: those of the list, or its largest.
fn leaders(system: &LeontiefSystem, pole: &Group) -> Vec<RegionId> {
    let index = system.table().index();
    let listed = LEADERS.into_iter().filter_map(|code| find_country(index, code));
    let listed: Vec<RegionId> = listed.filter(|region| pole.members().contains(region)).collect();
    if !listed.is_empty() {
        return listed;
    }
    let gdp = |region| index.rows(region).map(|row| system.value_added()[row]).sum::<f64>();
    let largest = pole.members().iter().copied().max_by(|&a, &b| gdp(a).total_cmp(&gdp(b)));
    largest.into_iter().collect()
}
