//! The profile of one economy.

use super::poles::{SHARES, final_shares};
use super::words::{capital, decimals, listed, money, percent, place_of};
use super::{Basis, Block, Choice, Report, Section, Writer, label, ranked, reals};
use crate::error::Result;
use crate::frame::{About, Frame, Level, Order};
use crate::measures::change::{PathThresholds, upgrading};
use crate::measures::decompose::{self, Query};
use crate::measures::linkages::{LinkageMeasure, Scope, linkages};
use crate::measures::participation::{Measure, participation};
use crate::measures::position::{PositionMeasure, PositionOptions, position};
use crate::measures::smile::smile;
use crate::measures::trade::{ImportColumns, trade};
use crate::measures::value_added::{Sides, value_added};
use crate::picture::PictureKind;
use crate::sources::{knowledge_sectors, manufactures};
use crate::table::{EconomyId, Partition};

/// The class of a key sector.
const KEY: f64 = 1.0;

/// How many partners, sectors are named in a sentence.
const NAMED: usize = 3;

/// How an economy takes part in value chains, and what has changed since an earlier table.
///
/// Cost: that of the measures of all economies that it is compared with, most of it the whole inverse.
///
/// # Errors
/// Those of the measures; as [`upgrading`] for an earlier table of other labels.
///
/// # Panics
/// If the economy is none of the basis.
pub fn country(basis: &Basis<'_>, economy: EconomyId) -> Result<Report> {
    let writer = Writer::new(basis);
    let code = basis.now.geography.economies().economy(economy).name.clone();
    let (title, name) = (writer.title_of(&code).to_owned(), writer.region(&code));
    let profile = Profile { writer: &writer, economy, code, name };
    let year = basis.now.name;
    let mut finding = vec![];
    let exports = profile.exports(&mut finding)?;
    let part = profile.taking_part(&mut finding)?;
    let chains = profile.chains(&mut finding)?;
    let partners = profile.partners(&mut finding)?;
    let sectors = profile.sectors(&mut finding)?;
    let mut sections = vec![exports, part, chains, partners, sectors];
    sections.extend(profile.smile()?);
    sections.extend(profile.upgrading()?);
    Ok(Report {
        title: format!("{title}: a profile, {year}"),
        question: format!("How does {} take part in value chains?", profile.name),
        finding,
        sections,
        method: method(),
        about: About::default(),
    })
}

fn method() -> Vec<String> {
    [
        "Exports in value added: Borin and Mancini (2019, 2023), exporter's perspective, each unit of value added counted once; \
         value-added exports: Johnson and Noguera (2012).",
        "Participation: Borin, Mancini and Taglioni (2021); the share of gross exports that crosses more than one border.",
        "Value added in final products by origin: Los, Timmer and de Vries (2015).",
        "Key sectors have backward and forward linkages above the mean of all sectors: Rasmussen (1956), Dietzenbacher and van \
         der Linden (1997).",
        "Smile curve: Ye, Meng and Wei (2015); the distance counts the stages between who adds value and the final buyer.",
        "Balances in value added: Johnson and Noguera (2012); a bilateral balance moves between partners, the sum over all stays.",
        "Amounts are those of the table, in current prices.",
    ]
    .map(str::to_owned)
    .into()
}

/// What is written of one economy.
struct Profile<'a> {
    writer: &'a Writer<'a>,
    economy: EconomyId,
    code: String,
    name: String,
}

impl Profile<'_> {
    fn partition(&self) -> &Partition {
        self.writer.basis.now.geography.economies()
    }

    fn unit(&self) -> String {
        self.writer.basis.now.system.table().unit().to_owned()
    }

    fn only(&self, frame: Frame, key: &str) -> Frame {
        frame.select(key, &[&self.code])
    }

    /// From gross exports to value added.
    fn exports(&self, finding: &mut Vec<String>) -> Result<Section> {
        let system = self.writer.basis.now.system;
        let frame =
            decompose::exports(system, self.partition(), Query::default(), &[self.economy])?;
        let of = |column: &str| -> Result<f64> { Ok(reals(&frame, column)?[0]) };
        let (exports, unit) = (of("exports")?, self.unit());
        if exports > 0.0 {
            finding.push(format!(
                "{} exported {} of goods and services. {} of that is domestic value added and {} value added of others; the rest \
                 is counted twice. {} is domestic value added that others finally use.",
                capital(&self.name),
                money(exports, &unit),
                percent(of("dva")? / exports),
                percent(of("fva")? / exports),
                percent(of("vax")? / exports)
            ));
        }
        let text = "Gross exports count value each time it crosses a border. What is left when foreign content, what is counted \
                    twice, and what comes home again are taken away is what the economy earns from the demand of others."
            .to_owned();
        let recipe = (PictureKind::Waterfall, vec![Choice::Exporter(self.code.clone())]);
        let shown = ("Exports in value added", &[][..]);
        let figure = self.writer.figure(recipe, frame, &self.writer.caption, shown)?;
        Ok(Section {
            title: "What exports are made of".to_owned(),
            blocks: vec![Block::Text(text), figure],
        })
    }

    /// Participation and position beside those of all others.
    fn taking_part(&self, finding: &mut Vec<String>) -> Result<Section> {
        let now = self.writer.basis.now;
        let frame =
            participation(now.system, self.partition(), Measure::BorinMancini, Level::Region)?;
        let order = ranked(&frame, "gvc_share")?;
        let place = order.iter().position(|(row, _)| label(&frame, "region", *row) == self.code);
        let mut blocks = vec![];
        if let Some(place) = place {
            let (row, share) = order[place];
            let of = |column: &str| -> Result<f64> { Ok(reals(&frame, column)?[row]) };
            finding.push(format!(
                "{} of its exports cross more than one border, {} share of {} economies: {} is imported content and what is counted \
                 twice (backward), {} is exported further by whoever buys it (forward).",
                percent(share),
                place_of(place + 1, order.len()),
                order.len(),
                percent(of("gvc_backward_share")?),
                percent(of("gvc_forward_share")?)
            ));
        }
        let columns = ["exports", "gvc_share", "gvc_backward_share", "gvc_forward_share"];
        let shown = ("Participation in global value chains", &columns[..]);
        blocks.push(self.writer.figure(
            (PictureKind::Participation, vec![]),
            frame,
            &self.writer.caption,
            shown,
        )?);
        Ok(Section { title: "Participation, beside others".to_owned(), blocks })
    }

    /// Local, regional and global shares.
    fn chains(&self, finding: &mut Vec<String>) -> Result<Section> {
        let index = self.writer.basis.now.system.table().index();
        let is_known = !manufactures(index).is_empty();
        let products = if is_known { "final manufactures" } else { "final products" };
        let (figure, frame) = final_shares(self.writer, Level::Region, Some(&self.code))?;
        let parts = [SHARES[0], SHARES[1], SHARES[2]].map(|column| reals(&frame, column));
        let [local, regional, global] = parts;
        let parts = [local?, regional?, global?];
        let words = |row: usize| parts.map(|values| percent(values[row]));
        let is_whole = |row: usize| row < frame.rows() && parts[0][row].is_finite();
        if is_whole(0) {
            let [local, regional, global] = words(0);
            let before = if is_whole(1) {
                let [local, regional, global] = words(1);
                format!(" ({local}, {regional} and {global} in {})", label(&frame, "year", 1))
            } else {
                String::new()
            };
            finding.push(format!(
                "Of the value added in its {products}, {local} is its own, {regional} that of its neighbours in the pole, \
                 {global} from outside{before}."
            ));
        }
        let text = format!(
            "Whose value added is in the {products} that {} completes: its own, that of others in its pole, of all others.",
            self.name
        );
        Ok(Section {
            title: "Local, regional, global".to_owned(),
            blocks: vec![Block::Text(text), figure],
        })
    }

    /// Whom it works for, and who works for it.
    fn partners(&self, finding: &mut Vec<String>) -> Result<Section> {
        let now = self.writer.basis.now;
        let frame = value_added(now.system, self.partition(), Sides::default())?;
        let mut blocks = vec![];
        let sold = self.shares_of(&frame, "origin", "destination")?;
        let used = self.shares_of(&frame, "destination", "origin")?;
        if !sold.is_empty() && !used.is_empty() {
            finding.push(format!(
                "The largest foreign users of its value added are {}; the largest foreign origins of what it uses are {} (shares of \
                 all that is abroad).",
                listed(&sold),
                listed(&used)
            ));
        }
        let rows: Vec<usize> = (0..frame.rows())
            .filter(|&row| {
                ["origin", "destination"].iter().any(|key| label(&frame, key, row) == self.code)
            })
            .collect();
        let frame = frame.with_rows_at(&rows);
        let frame = frame.sorted_by("value_added", Order::Falling)?;
        blocks.push(Block::Text(format!(
            "Value added of {0} by where it is finally used, and of others that {0} uses, by whatever route it comes.",
            self.name
        )));
        blocks.push(self.writer.table(frame, ("Value added by origin and destination", &[]))?);
        let balances = self.only(decompose::bilateral(now.system, self.partition())?, "exporter");
        if let Some(text) = self.largest_gap(&balances)? {
            blocks.push(Block::Text(text));
        }
        let columns = ["exports", "imports", "balance_gross", "balance_va"];
        blocks.push(self.writer.table(balances, ("Balances, gross and in value added", &columns))?);
        Ok(Section { title: "Partners".to_owned(), blocks })
    }

    /// The partners with the largest shares of what is abroad, by name.
    fn shares_of(&self, frame: &Frame, own: &str, other: &str) -> Result<Vec<String>> {
        let values = reals(frame, "value_added")?;
        let is_abroad = |row: &usize| {
            label(frame, own, *row) == self.code && label(frame, other, *row) != self.code
        };
        let mut rows: Vec<usize> = (0..frame.rows()).filter(is_abroad).collect();
        let total: f64 = rows.iter().map(|&row| values[row]).sum();
        rows.sort_by(|&a, &b| values[b].total_cmp(&values[a]));
        let words = |row: usize| {
            let name = self.writer.region(label(frame, other, row));
            format!("{name} ({})", percent(values[row] / total))
        };
        Ok(if total > 0.0 { rows.into_iter().take(NAMED).map(words).collect() } else { vec![] })
    }

    /// Where the balance in value added differs most from the gross one.
    fn largest_gap(&self, balances: &Frame) -> Result<Option<String>> {
        let (gross, net) = (reals(balances, "balance_gross")?, reals(balances, "balance_va")?);
        let row = (0..balances.rows())
            .filter(|&row| (gross[row] - net[row]).is_finite())
            .max_by(|&a, &b| (gross[a] - net[a]).abs().total_cmp(&(gross[b] - net[b]).abs()));
        let Some(row) = row else { return Ok(None) };
        let unit = self.unit();
        Ok(Some(format!(
            "The balance with {} differs most: {} gross, {} in value added. Exports of parts that others assemble are \
             counted where they are assembled in gross trade, and where they are made in value added.",
            self.writer.region(label(balances, "importer", row)),
            money(gross[row], &unit),
            money(net[row], &unit)
        )))
    }

    /// Position and linkages of its sectors.
    fn sectors(&self, finding: &mut Vec<String>) -> Result<Section> {
        let now = self.writer.basis.now;
        let options = PositionOptions {
            by: Level::RegionSector,
            measures: vec![PositionMeasure::Stages],
            ..PositionOptions::default()
        };
        let frame = self.only(position(now.system, self.partition(), &options)?, "region");
        let of_sectors = vec![Choice::By(Level::RegionSector), Choice::Region(self.code.clone())];
        let mut blocks = vec![];
        let order = ranked(&frame, "upstreamness")?;
        if let [(first, most), .., (last, least)] = order.as_slice() {
            let name = |row: usize| self.writer.sector(label(&frame, "sector", row));
            blocks.push(Block::Text(format!(
                "Farthest from final users is {} ({} stages), nearest {} ({}).",
                name(*first),
                decimals(*most),
                name(*last),
                decimals(*least)
            )));
        }
        let columns = ["upstreamness", "downstreamness"];
        let shown = ("Position of sectors", &columns[..]);
        blocks.push(self.writer.figure(
            (PictureKind::Position, of_sectors),
            frame,
            &self.writer.caption,
            shown,
        )?);
        // Sectors are those of single regions, whatever acts as one economy.
        let regions = Partition::regions(now.system.table().index());
        let measures = [LinkageMeasure::Total];
        let all = linkages(now.system, &regions, Scope::World, &measures)?;
        let members = self.partition().economy(self.economy).regions.iter();
        let members: Vec<&str> = members.map(|it| now.system.table().index().region(*it)).collect();
        let frame = all.select("region", &members);
        finding.push(self.key_sectors(&frame, members.len())?);
        let columns = ["power_of_dispersion", "forward_total_index", "key_sector"];
        let shown = ("Linkages of sectors", &columns[..]);
        let recipe = (PictureKind::Linkages, vec![Choice::Region(self.code.clone())]);
        blocks.push(self.writer.figure(recipe, frame, &self.writer.caption, shown)?);
        Ok(Section { title: "Its sectors".to_owned(), blocks })
    }

    /// Its key sectors, the strongest first.
    fn key_sectors(&self, frame: &Frame, members: usize) -> Result<String> {
        let (class, back, forth) = (
            reals(frame, "key_sector")?,
            reals(frame, "power_of_dispersion")?,
            reals(frame, "forward_total_index")?,
        );
        let strength = |row: usize| back[row] + forth[row];
        let mut keys: Vec<usize> = (0..frame.rows()).filter(|&row| class[row] == KEY).collect();
        keys.sort_by(|&a, &b| strength(b).total_cmp(&strength(a)));
        let name = |row: usize| {
            let sector = self.writer.sector(label(frame, "sector", row));
            if members == 1 {
                return sector;
            }
            format!("{sector} ({})", self.writer.title_of(label(frame, "region", row)))
        };
        let some: Vec<String> = keys.iter().take(NAMED).map(|row| name(*row)).collect();
        Ok(match (keys.len(), frame.rows()) {
            (0, _) => "No sector has both linkages above the mean of all sectors of all economies."
                .to_owned(),
            (1, all) => format!(
                "Of {all} sectors one has both linkages above the mean of all economies: {}.",
                some[0]
            ),
            (keys, all) => format!(
                "Of {all} sectors {keys} have both linkages above the mean of all economies, the strongest {}.",
                listed(&some)
            ),
        })
    }

    /// The chain of the product that it exports most of for final use.
    fn smile(&self) -> Result<Option<Section>> {
        let now = self.writer.basis.now;
        let table = now.system.accounting().table(now.system.table())?;
        let frame = trade(&table, self.partition(), Level::RegionSector, ImportColumns::Standard)?;
        let frame = self.only(frame, "exporter");
        let goods = manufactures(now.system.table().index());
        let goods: Vec<&str> =
            goods.into_iter().map(|sector| now.system.table().index().sector(sector)).collect();
        let order = ranked(&frame, "exports_final")?;
        let is_good = |(row, value): &&(usize, f64)| {
            *value > 0.0 && (goods.is_empty() || goods.contains(&label(&frame, "sector", *row)))
        };
        let Some((row, _)) = order.iter().find(is_good) else { return Ok(None) };
        let sector = label(&frame, "sector", *row);
        let partition = self.partition();
        let own = now.system.table().index().find_sector(sector)?;
        let cells = partition.cells_of(own).into_iter();
        let chain = cells.into_iter().find(|id| partition.cell(*id).economy == self.economy);
        let Some(chain) = chain else { return Ok(None) };
        let frame = smile(now.system, self.partition(), &[chain])?;
        let choice = Choice::Chain(format!("{}:{sector}", self.code));
        let text = format!(
            "Of all manufactures, {} sells most final goods abroad in {}. The curve shows who adds value to them: high at the \
             ends where design and sales are, low in between where there is assembly, if it smiles.",
            self.name,
            self.writer.sector(sector)
        );
        let columns = ["va", "va_share", "va_coefficient", "distance"];
        let shown = ("Value added to the chain", &columns[..]);
        let frame = frame.sorted_by("va", Order::Falling)?;
        let figure = self.writer.figure(
            (PictureKind::Smile, vec![choice]),
            frame,
            &self.writer.caption,
            shown,
        )?;
        Ok(Some(Section {
            title: "Its largest chain".to_owned(),
            blocks: vec![Block::Text(text), figure],
        }))
    }

    /// What its exports carry since an earlier table.
    fn upgrading(&self) -> Result<Option<Section>> {
        let basis = self.writer.basis;
        let Some(since) = basis.since else { return Ok(None) };
        let now = basis.now;
        let knowledge = knowledge_sectors(now.system.table().index());
        let rule = PathThresholds::default();
        let frame = upgrading(since.system, now.system, self.partition(), &knowledge, &rule)?;
        let row = (0..frame.rows()).find(|&row| label(&frame, "region", row) == self.code);
        let mut blocks = vec![];
        if let Some(row) = row {
            let of = |column: &str| -> Result<f64> { Ok(reals(&frame, column)?[row]) };
            let (after, moved) = (of("knowledge_share_after")?, of("knowledge_share_change")?);
            if after.is_finite() && moved.is_finite() {
                blocks.push(Block::Text(format!(
                    "Knowledge-intensive sectors had {} of the domestic value added in its exports in {}, and {} in {}.",
                    percent(after - moved),
                    since.name,
                    percent(after),
                    now.name
                )));
            }
        }
        let columns = [
            "knowledge_share_after",
            "knowledge_share_change",
            "dva_share_change",
            "gvc_share_change",
            "gvc_path",
        ];
        let shown = ("Upgrading", &columns[..]);
        let recipe = (PictureKind::Upgrading, vec![Choice::Since]);
        blocks.push(self.writer.figure(recipe, frame, &self.writer.of_both(), shown)?);
        Ok(Some(Section { title: "Upgrading, beside others".to_owned(), blocks }))
    }
}
