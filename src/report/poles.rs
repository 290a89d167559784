//! The state of the poles: are chains more local, more regional, more diversified?

use super::words::{change, decimals, listed, percent};
use super::{Basis, Block, Choice, Report, Section, Seen, Writer, label, ranked};
use crate::error::Result;
use crate::frame::{Frame, Level};
use crate::measures::chains::{ChainFamily, Chains, Goods};
use crate::measures::change::{PathThresholds, upgrading};
use crate::measures::headline::{Snapshot, headline};
use crate::measures::participation::{Measure, participation};
use crate::measures::position::{PositionMeasure, PositionOptions, position};
use crate::measures::value_added::{Sides, value_added};
use crate::picture::{Caption, Flows, PictureKind};
use crate::sources::{knowledge_sectors, manufactures};

/// Columns of the headline that a page shows.
const HEADLINE: [&str; 9] = [
    "va_local",
    "va_regional",
    "va_global",
    "introversion",
    "suppliers",
    "upstreamness",
    "gvc_share",
    "exports",
    "vax_ratio",
];

/// Shares of value added in final products.
const SHARES: [&str; 3] = ["final_va_local", "final_va_regional", "final_va_global"];

/// What makes a change of a share worth a word.
const WORTH: f64 = 5e-4;

/// The state of the poles of a table, and what has changed since an earlier one.
///
/// Cost: that of [`headline`], of the whole inverse once, and of position and participation of every
/// region, for each table.
///
/// # Errors
/// As [`headline`]; as [`upgrading`] for an earlier table of other labels.
///
/// # Examples
/// ```
/// use std::sync::Arc;
/// use tripole::report::{Basis, Seen, poles};
/// use tripole::table::Geography;
/// use tripole::{Accounting, LeontiefSystem, read, sources};
/// let input = read::Input::parse("builtin:three-pole-2011")?;
/// let system = LeontiefSystem::new(read::read(&input, &read::ReadOptions::default())?.table, &Accounting::default())?;
/// let index = system.table().index();
/// let geography = Geography::new(index, &[], &sources::blocs_of(index, &read::builtin_blocs())?)?;
/// let now = Seen { system: &system, geography: &geography };
/// let names = Arc::new(sources::names_of(&geography));
/// let report = poles(&Basis { now, since: None, names, source: "Source: WIOD".into() })?;
/// let page = report.html(|_| None);
/// assert!(page.starts_with("<!DOCTYPE html>") && page.contains("Europe"));
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn poles(basis: &Basis<'_>) -> Result<Report> {
    let writer = Writer::new(basis);
    let tables: Vec<Seen<'_>> = basis.since.into_iter().chain([basis.now]).collect();
    let worlds = tables.iter().map(|seen| Snapshot::of_year(seen.system, seen.geography.listed()));
    let headline = headline(&worlds.collect::<Result<Vec<_>>>()?)?;
    let lines = Lines::of(&headline, basis);
    let year = basis.now.year_or("");
    let since = basis.since.map(|seen| seen.year_or("the earlier table"));
    let title = match &since {
        Some(since) => format!("The state of the poles, {since} to {year}"),
        None => format!("The state of the poles, {year}"),
    };
    let mut sections = vec![];
    sections.push(Section {
        title: "Poles and leaders at a glance".to_owned(),
        blocks: vec![
            Block::Text(lines.legend(basis)),
            writer.table(headline.clone(), ("Poles and their leaders", &HEADLINE))?,
        ],
    });
    sections.push(shares(&writer)?);
    sections.push(between(&writer)?);
    sections.push(suppliers(&writer)?);
    sections.push(taking_part(&writer)?);
    sections.push(standing(&writer)?);
    if let Some(since) = basis.since {
        sections.push(learning(&writer, since)?);
    }
    Ok(Report {
        title: title.trim_end_matches([',', ' ']).to_owned(),
        question: "Are value chains becoming more local, more regional, more diversified?"
            .to_owned(),
        finding: lines.finding(),
        sections,
        method: method(),
        about: crate::frame::About::default(),
    })
}

fn method() -> Vec<String> {
    [
        "Value added in final products by origin: Los, Timmer and de Vries (2015), Journal of Regional Science 55(1). \
         Local is the economy's own, regional that of others in its pole, global all else.",
        "Introversion of a pole's trade: Iapadre (2006); 0 is neutral, 1 all inside, \u{2212}1 all outside.",
        "Number of suppliers: one over the Herfindahl index of foreign value added in inputs, so that many small suppliers \
         count little.",
        "Participation: Borin, Mancini and Taglioni (2021); the share of gross exports that crosses more than one border.",
        "Position: Antr\u{e0}s and Chor (2018); upstreamness counts the stages to the final user, downstreamness those \
         from primary inputs.",
        "Who is in which pole is a choice, and an aggregate such as the rest of the world hides the trade inside it.",
        "Amounts are those of the table, in current prices: a share can move because prices do.",
    ]
    .map(str::to_owned)
    .into()
}

/// The poles of the headline in both years.
struct Lines<'a> {
    headline: &'a Frame,
    /// The economy, and its rows then and now.
    pairs: Vec<(String, Option<usize>, usize)>,
    since: Option<String>,
    now: String,
}

impl<'a> Lines<'a> {
    fn of(headline: &'a Frame, basis: &Basis<'_>) -> Self {
        let now = basis.now.year_or("");
        let is_pole = |row: &usize| label(headline, "kind", *row) != "leader";
        let mut pairs: Vec<(String, Option<usize>, usize)> = vec![];
        for row in (0..headline.rows()).filter(is_pole) {
            let name = label(headline, "economy", row);
            match pairs.iter_mut().find(|(known, ..)| known == name) {
                Some((_, then, last)) => {
                    *then = Some(*last);
                    *last = row;
                }
                None => pairs.push((name.to_owned(), None, row)),
            }
        }
        let since = basis.since.map(|seen| seen.year_or("the earlier table"));
        Lines { headline, pairs, since, now }
    }

    fn value(&self, column: &str, row: usize) -> f64 {
        self.headline.real(column).map_or(f64::NAN, |values| values[row])
    }

    fn legend(&self, basis: &Basis<'_>) -> String {
        let known = !manufactures(basis.now.system.table().index()).is_empty();
        let products = if known { "manufactures" } else { "products" };
        format!(
            "Of final {products}: whose value added is in them - local, the economy's own; regional, that of others in \
             its pole; global, that from outside. Suppliers: the effective number of foreign ones. The hub of a pole is the \
             member through whom most of its inner trade passes."
        )
    }

    /// Poles whose share rose and fell, each with both numbers.
    fn moved(&self, column: &str, what: &str) -> Option<String> {
        let since = self.since.as_ref()?;
        let (mut more, mut less) = (vec![], vec![]);
        for (name, then, now) in &self.pairs {
            let Some(then) = then else { continue };
            let (first, last) = (self.value(column, *then), self.value(column, *now));
            let words = format!("{name} ({} to {})", percent(first), percent(last));
            match last - first {
                rise if rise > WORTH => more.push(words),
                fall if fall < -WORTH => less.push(words),
                _ => {}
            }
        }
        let mut parts = vec![];
        for (names, verb) in [(more, "rose"), (less, "fell")] {
            if !names.is_empty() {
                parts.push(format!("{verb} in {}", listed(&names)));
            }
        }
        if parts.is_empty() {
            return Some(format!("From {since} to {} the {what} hardly moved.", self.now));
        }
        Some(format!("From {since} to {} the {what} {}.", self.now, parts.join(", and ")))
    }

    fn finding(&self) -> Vec<String> {
        let mut said = vec![];
        if self.since.is_some() {
            let shares = [
                ("va_local", "local share of value added in final manufactures"),
                ("va_regional", "share of the neighbours in the pole"),
                ("va_global", "share from outside"),
            ];
            said.extend(shares.into_iter().filter_map(|(column, what)| self.moved(column, what)));
            said.extend(self.diversified());
            said.extend(self.inward());
        } else {
            said.extend(self.pairs.iter().map(|(name, _, row)| {
                let of = |column| percent(self.value(column, *row));
                format!(
                    "{name}: {} of the value added in its final manufactures is the economy's own, {} its neighbours', \
                     {} from outside.",
                    of("va_local"),
                    of("va_regional"),
                    of("va_global")
                )
            }));
        }
        said
    }

    /// Whether more suppliers from outside carry what comes from abroad.
    fn diversified(&self) -> Option<String> {
        let (mut more, mut fewer) = (vec![], vec![]);
        for (name, then, now) in &self.pairs {
            let [first, last] = [(*then)?, *now].map(|row| self.value("suppliers", row));
            let words = format!("{name} ({} to {})", decimals(first), decimals(last));
            if last > first { more.push(words) } else { fewer.push(words) }
        }
        let mut parts = vec![];
        if !more.is_empty() {
            parts.push(format!("more diversified in {}", listed(&more)));
        }
        if !fewer.is_empty() {
            parts.push(format!("more concentrated in {}", listed(&fewer)));
        }
        (!parts.is_empty()).then(|| {
            format!(
                "Measured by the effective number of outside suppliers, inputs became {}.",
                parts.join(", and ")
            )
        })
    }

    /// Whether trade turned inward.
    fn inward(&self) -> Option<String> {
        let (mut inward, mut outward) = (vec![], vec![]);
        for (name, then, now) in &self.pairs {
            let [first, last] = [(*then)?, *now].map(|row| self.value("introversion", row));
            if !(last - first).is_finite() {
                continue;
            }
            let words = format!("{name} (introversion {first:.2} to {last:.2})");
            if last > first { inward.push(words) } else { outward.push(words) }
        }
        let mut parts = vec![];
        if !inward.is_empty() {
            parts.push(format!("turned inward in {}", listed(&inward)));
        }
        if !outward.is_empty() {
            parts.push(format!("turned outward in {}", listed(&outward)));
        }
        (!parts.is_empty()).then(|| format!("Trade {}.", parts.join(", and ")))
    }
}

/// Of all tables, told apart by their years where there are two.
pub(super) fn of_years(
    writer: &Writer<'_>,
    of: impl Fn(Seen<'_>) -> Result<Frame>,
) -> Result<(Frame, Caption)> {
    let now = writer.basis.now;
    let frame = of(now)?;
    let Some(since) = writer.basis.since else { return Ok((frame, writer.caption.clone())) };
    let years = [since.year_or("earlier"), now.year_or("later")];
    let [first, last] = years;
    let parts = vec![(last, frame), (first, of(since)?)];
    Ok((Frame::told_apart("year", parts)?, writer.of_both()))
}

/// Local, regional and global shares of value added in final products.
fn shares(writer: &Writer<'_>) -> Result<Section> {
    let index = writer.basis.now.system.table().index();
    let is_known = !manufactures(index).is_empty();
    let (frame, mut caption) = of_years(writer, |seen| {
        let products = manufactures(seen.system.table().index());
        let goods = Goods { products, ..Goods::default() };
        let frame = Chains::new(seen.system, seen.geography, &goods)?.shares(Level::Bloc)?;
        frame.with_columns(&SHARES)
    })?;
    let mut choices = vec![Choice::By(Level::Bloc), Choice::Columns(SHARES.to_vec())];
    if is_known {
        choices.push(Choice::Products("manufactures".to_owned()));
        "final manufactures".clone_into(&mut caption.of);
    }
    choices.extend(writer.basis.since.map(|_| Choice::Beside));
    let table = ("Local, regional and global shares", &[][..]);
    let figure = writer.figure((PictureKind::Shares, choices), frame, &caption, table)?;
    let text = "How much of the value added in a pole's final products is made at home, by neighbours in the pole, and \
                outside of it. A local share that falls while the global one rises is globalisation; where the regional one rises \
                most, chains become regional."
        .to_owned();
    Ok(Section {
        title: "Local, regional, global".to_owned(),
        blocks: vec![Block::Text(text), figure],
    })
}

/// Value added that poles send to each other, and how far they trade inside.
fn between(writer: &Writer<'_>) -> Result<Section> {
    let now = writer.basis.now;
    let chains = Chains::new(now.system, now.geography, &Goods::default())?;
    let mut blocks = vec![];
    let flows = chains.flows(Level::Bloc)?;
    blocks.push(Block::Text(
        "Value added of one pole in the final demand of another. What each uses at home is left out of the picture."
            .to_owned(),
    ));
    let recipe = (PictureKind::Poles(Flows::Chord), vec![Choice::By(Level::Bloc)]);
    let shown = ("Flows between poles", &["gross", "value_added"][..]);
    blocks.push(writer.figure(recipe, flows, &writer.caption, shown)?);
    let introversion = chains.introversion()?;
    let gross: Vec<usize> = (0..introversion.rows())
        .filter(|row| label(&introversion, "flow", *row) == "gross")
        .collect();
    let most = gross.iter().filter_map(|&row| {
        let value = introversion.real("symmetric_introversion")?[row];
        value.is_finite().then_some((row, value))
    });
    if let Some((row, value)) = most.max_by(|a, b| a.1.total_cmp(&b.1)) {
        blocks.push(Block::Text(format!(
            "Most inward is the trade of {}: symmetric introversion {value:.2}, where 0 is what size alone explains.",
            writer.region(label(&introversion, "bloc", row))
        )));
    }
    let shown = &["intra_share", "intensity", "symmetric_introversion"][..];
    blocks.push(writer.table(introversion, ("Trade inside poles", shown))?);
    Ok(Section { title: "Between the poles and inside them".to_owned(), blocks })
}

/// Who supplies whom most, and how concentrated that is.
fn suppliers(writer: &Writer<'_>) -> Result<Section> {
    let now = writer.basis.now;
    let partition = now.geography.economies();
    let frame = value_added(now.system, partition, Sides::default())?;
    let mut blocks = vec![];
    blocks.extend(largest_dependence(writer, &frame));
    let shown = ("Value added by origin and destination", &[][..]);
    blocks.push(writer.figure((PictureKind::Hubs, vec![]), frame, &writer.caption, shown)?);
    let chains = Chains::new(now.system, now.geography, &Goods::default())?;
    if let Some(frame) = chains.family(ChainFamily::Exposure, Level::Region)? {
        blocks.push(Block::Text(
            "How much of what producers use, directly and along the chain, is made where: rows are buyers, columns origins. \
             Hidden exposure is what face value does not show."
                .to_owned(),
        ));
        let columns = ["production", "production_face_value", "production_hidden"];
        let shown = ("Exposure to suppliers", &columns[..]);
        blocks.push(writer.figure(
            (PictureKind::Suppliers, vec![]),
            frame,
            &writer.caption,
            shown,
        )?);
    }
    Ok(Section { title: "Who depends on whom".to_owned(), blocks })
}

/// The largest share of one foreign origin in a final demand.
fn largest_dependence(writer: &Writer<'_>, frame: &Frame) -> Option<Block> {
    let values = frame.real("value_added")?;
    let total = |destination: &str| -> f64 {
        (0..frame.rows())
            .filter(|row| label(frame, "destination", *row) == destination)
            .map(|row| values[row])
            .sum()
    };
    let foreign = |row: &usize| label(frame, "origin", *row) != label(frame, "destination", *row);
    let share = |row: usize| (row, values[row] / total(label(frame, "destination", row)));
    let shares = (0..frame.rows()).filter(foreign).map(share).filter(|(_, it)| it.is_finite());
    let mut shares: Vec<(usize, f64)> = shares.collect();
    shares.sort_by(|a, b| b.1.total_cmp(&a.1));
    let words = |(row, share): &(usize, f64)| {
        format!(
            "{} on {} ({})",
            writer.region(label(frame, "destination", *row)),
            writer.region(label(frame, "origin", *row)),
            percent(*share)
        )
    };
    let some: Vec<String> = shares.iter().take(3).map(words).collect();
    let text = format!(
        "Final users depend most on one foreign origin, as a share of all value added that they use: {}.",
        listed(&some)
    );
    (!some.is_empty()).then_some(Block::Text(text))
}

/// Participation of every economy.
fn taking_part(writer: &Writer<'_>) -> Result<Section> {
    let now = writer.basis.now;
    let economies = now.geography.economies();
    let frame = participation(now.system, economies, Measure::BorinMancini, Level::Region)?;
    let order = ranked(&frame, "gvc_share");
    let name = |row: usize| writer.region(label(&frame, "region", row));
    let mut blocks = vec![];
    if let [(first, most), .., (last, least)] = order.as_slice() {
        blocks.push(Block::Text(format!(
            "{} takes part most: {} of its exports cross more than one border. {} takes part least, with {}.",
            name(*first),
            percent(*most),
            name(*last),
            percent(*least)
        )));
    }
    let columns = ["exports", "gvc_share", "gvc_backward_share", "gvc_forward_share"];
    let shown = ("Participation in global value chains", &columns[..]);
    blocks.push(writer.figure(
        (PictureKind::Participation, vec![]),
        frame,
        &writer.caption,
        shown,
    )?);
    Ok(Section { title: "Who takes part".to_owned(), blocks })
}

/// Position of every economy.
fn standing(writer: &Writer<'_>) -> Result<Section> {
    let now = writer.basis.now;
    let options = PositionOptions {
        by: Level::Region,
        measures: vec![PositionMeasure::Stages],
        ..PositionOptions::default()
    };
    let frame = position(now.system, now.geography.economies(), &options)?;
    let order = ranked(&frame, "upstreamness");
    let name = |row: usize| writer.region(label(&frame, "region", row));
    let mut blocks = vec![];
    if let [(first, most), .., (last, least)] = order.as_slice() {
        blocks.push(Block::Text(format!(
            "Farthest from final users is {} ({most:.2} stages), nearest {} ({least:.2}).",
            name(*first),
            name(*last)
        )));
    }
    let shown = ("Upstreamness and downstreamness", &["upstreamness", "downstreamness"][..]);
    blocks.push(writer.figure((PictureKind::Position, vec![]), frame, &writer.caption, shown)?);
    Ok(Section { title: "Where they stand in chains".to_owned(), blocks })
}

/// The knowledge content of exports since an earlier table.
fn learning(writer: &Writer<'_>, since: Seen<'_>) -> Result<Section> {
    let now = writer.basis.now;
    let knowledge = knowledge_sectors(now.system.table().index());
    let economies = now.geography.economies();
    let frame =
        upgrading(since.system, now.system, economies, &knowledge, &PathThresholds::default())?;
    let order = ranked(&frame, "knowledge_share_change");
    let words = |(row, value): &(usize, f64)| {
        let name = writer.region(label(&frame, "region", *row));
        format!("{name} ({})", change(100.0 * value).replace(" %", " points"))
    };
    let gained: Vec<String> = order.iter().filter(|it| it.1 > 0.0).take(3).map(words).collect();
    let lost: Vec<String> = order.iter().rev().filter(|it| it.1 < 0.0).take(3).map(words).collect();
    let mut blocks = vec![];
    let mut parts = vec![];
    if !gained.is_empty() {
        parts.push(format!("rose most in {}", listed(&gained)));
    }
    if !lost.is_empty() {
        parts.push(format!("fell most in {}", listed(&lost)));
    }
    if !parts.is_empty() {
        blocks.push(Block::Text(format!(
            "The share of knowledge-intensive sectors in the domestic value added of exports {}.",
            parts.join("; it ")
        )));
    }
    let columns = [
        "knowledge_share_after",
        "knowledge_share_change",
        "dva_share_change",
        "gvc_share_change",
        "gvc_position_change",
        "gvc_path",
    ];
    let shown = ("Upgrading", &columns[..]);
    let recipe = (PictureKind::Upgrading, vec![Choice::Since]);
    blocks.push(writer.figure(recipe, frame, &writer.of_both(), shown)?);
    Ok(Section { title: "Upgrading".to_owned(), blocks })
}
