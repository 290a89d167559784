//! The state of the poles: are chains more local, more regional, more diversified?

use std::collections::HashMap;

use super::words::{capital, change, decimals, hundredths, listed, percent};
use super::{Basis, Block, Choice, Report, Section, Seen, Writer, label, ranked, reals};
use crate::error::Result;
use crate::frame::{Frame, Level};
use crate::measures::chains::{ChainFamily, Chains, Goods};
use crate::measures::change::{PathThresholds, upgrading};
use crate::measures::headline::{Snapshot, headline};
use crate::measures::participation::{Measure, participation};
use crate::measures::position::{PositionMeasure, PositionOptions, position};
use crate::measures::value_added::{Sides, value_added};
use crate::picture::{Flows, PictureKind};
use crate::sources::{knowledge_sectors, manufactures};

/// Columns of the headline that a page shows.
const HEADLINE: [&str; 7] =
    ["va_local", "va_regional", "va_global", "introversion", "suppliers", "gvc_share", "exports"];

/// Shares of value added in final products.
pub(super) const SHARES: [&str; 3] = ["final_va_local", "final_va_regional", "final_va_global"];

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
/// let now = Seen { name: "2011", system: &system, geography: &geography };
/// let (names, source) = (Arc::new(sources::names_of(&geography)), "Source: WIOD".to_owned());
/// let report = poles(&Basis { now, since: None, names, source_of_both: source.clone(), source })?;
/// let page = report.html(|_| None);
/// assert!(page.starts_with("<!DOCTYPE html>") && page.contains("Europe"));
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn poles(basis: &Basis<'_>) -> Result<Report> {
    let writer = Writer::new(basis);
    let headline = headline_of(basis)?;
    let lines = Lines::of(&headline, &writer);
    let year = basis.now.name;
    let title = match basis.since {
        Some(since) => format!("The state of the poles, {} to {year}", since.name),
        None => format!("The state of the poles, {year}"),
    };
    let glance = Section {
        title: "Poles and leaders at a glance".to_owned(),
        blocks: vec![
            Block::Text(lines.legend()),
            Block::List(writer.members()),
            writer.table(headline.clone(), ("Poles and their leaders", &HEADLINE))?,
        ],
    };
    let mut sections = vec![
        glance,
        shares(&writer)?,
        between(&writer)?,
        suppliers(&writer)?,
        taking_part(&writer)?,
        standing(&writer)?,
    ];
    if let Some(since) = basis.since {
        sections.push(learning(&writer, since)?);
    }
    Ok(Report {
        title,
        question: "Are value chains becoming more local, more regional, more diversified?"
            .to_owned(),
        finding: lines.finding(),
        sections,
        method: method(),
        about: crate::frame::About::default(),
    })
}

/// The headline of the table, and of the earlier one before it.
fn headline_of(basis: &Basis<'_>) -> Result<Frame> {
    let tables = basis.since.into_iter().chain([basis.now]);
    let worlds = tables
        .map(|seen| Snapshot::new(seen.name.to_owned(), seen.system, seen.geography.listed()));
    let headline = headline(&worlds.collect::<Result<Vec<_>>>()?)?;
    HEADLINE.iter().try_for_each(|column| reals(&headline, column).map(|_| ()))?;
    Ok(headline)
}

/// Where chains stand and how they have moved since an earlier table, for a page about something else.
pub(super) fn background(writer: &Writer<'_>) -> Result<Option<Section>> {
    let basis = writer.basis;
    let Some(since) = basis.since else { return Ok(None) };
    let headline = headline_of(basis)?;
    let lines = Lines::of(&headline, writer);
    let mut blocks: Vec<Block> = lines.finding().into_iter().map(Block::Text).collect();
    blocks.push(final_shares(writer, Level::Bloc, None)?.0);
    blocks.push(writer.table(headline.clone(), ("Poles and their leaders", &HEADLINE))?);
    let title = format!("Before the scenario: chains from {} to {}", since.name, basis.now.name);
    Ok(Some(Section { title, blocks }))
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
    since: Option<&'a str>,
    now: &'a str,
    /// Manufactures, or products where those are not known.
    products: &'static str,
    /// Whether the table has a rest of the world, which counts as one supplier.
    has_rest: bool,
}

/// What is worth a word of a number of suppliers, and of introversion.
const VISIBLE: [f64; 2] = [0.05, 0.005];

impl<'a> Lines<'a> {
    fn of(headline: &'a Frame, writer: &Writer<'a>) -> Self {
        let basis = writer.basis;
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
        let index = basis.now.system.table().index();
        let products = if manufactures(index).is_empty() { "products" } else { "manufactures" };
        let has_rest = index.region_codes().iter().any(|code| writer.is_rest(code));
        let (since, now) = (basis.since.map(|seen| seen.name), basis.now.name);
        Lines { headline, pairs, since, now, products, has_rest }
    }

    fn value(&self, column: &str, row: usize) -> f64 {
        self.headline.real(column).map_or(f64::NAN, |values| values[row])
    }

    /// The poles that have a number in both years, and both.
    fn both(&self, column: &str) -> Vec<(&str, [f64; 2])> {
        let of = |(_, then, now): &(String, Option<usize>, usize)| {
            let values = [(*then)?, *now].map(|row| self.value(column, row));
            values.iter().all(|it| it.is_finite()).then_some(values)
        };
        let all = self.pairs.iter().filter_map(|pair| Some((pair.0.as_str(), of(pair)?)));
        all.collect()
    }

    fn legend(&self) -> String {
        format!(
            "Of final {}: whose value added is in them - local, the economy's own; regional, that of others in its pole; \
             global, that from outside. Suppliers: the effective number of foreign ones, of value added in their inputs. The hub \
             of a pole is the member through whom most of the foreign value added in its inner exports passes. In the poles are:",
            self.products
        )
    }

    /// Poles whose number rose and fell, each with both.
    fn moved(
        &self,
        (column, what): (&str, &str),
        worth: f64,
        show: impl Fn(f64) -> String,
    ) -> Option<String> {
        let since = self.since?;
        let (mut more, mut less, mut same) = (vec![], vec![], vec![]);
        for (name, [first, last]) in self.both(column) {
            let words = format!("{name} ({} to {})", show(first), show(last));
            match last - first {
                rise if rise > worth => more.push(words),
                fall if fall < -worth => less.push(words),
                _ => same.push(name),
            }
        }
        let mut parts = vec![];
        for (names, verb) in [(more, "rose"), (less, "fell")] {
            if !names.is_empty() {
                parts.push(format!("{verb} in {}", listed(&names)));
            }
        }
        if parts.is_empty() && same.is_empty() {
            return None;
        }
        if !same.is_empty() {
            parts.push(format!("hardly moved in {}", listed(&same)));
        }
        Some(format!("From {since} to {} {what} {}.", self.now, listed(&parts)))
    }

    /// The answer to the question, before all numbers.
    fn answer(&self) -> Option<String> {
        self.since?;
        let count = |column: &str, is: &dyn Fn(f64) -> bool| {
            let all = self.both(column);
            all.iter().filter(|(_, [first, last])| is(last - first)).count()
        };
        let all = self.both("va_local").len();
        let fell = count("va_local", &|moved| moved < -WORTH);
        let (regional, global) = (self.both("va_regional"), self.both("va_global"));
        let rises = |it: &[f64; 2]| it[1] - it[0];
        let outside = regional.iter().zip(&global);
        let outside = outside.filter(|(near, far)| rises(&far.1) > rises(&near.1) + WORTH).count();
        let of_all = |count: usize| match count {
            0 => "in no pole".to_owned(),
            count if count == all => format!("in all {all} poles"),
            count => format!("in {count} of {all} poles"),
        };
        let local = match fell {
            0 if all == count("va_local", &|moved| moved > WORTH) => {
                "More local: the local share rose in all poles".to_owned()
            }
            fell if fell == all && all > 0 => format!(
                "Not more local: the local share of value added in final {} fell {}",
                self.products,
                of_all(fell)
            ),
            fell => format!(
                "The local share of value added in final {} fell {}",
                self.products,
                of_all(fell)
            ),
        };
        (all > 0).then(|| {
            format!(
                "{local}. What comes from outside the pole rose by more than what comes from neighbours in it {}.",
                of_all(outside)
            )
        })
    }

    fn finding(&self) -> Vec<String> {
        let mut said: Vec<String> = self.answer().into_iter().collect();
        if self.since.is_some() {
            let local = format!("the local share of value added in final {}", self.products);
            let shares = [
                ("va_local", local.as_str()),
                ("va_regional", "the share of neighbours in the pole"),
                ("va_global", "the share from outside"),
            ];
            said.extend(shares.into_iter().filter_map(|what| self.moved(what, WORTH, percent)));
            let inputs = format!(
                "the effective number of outside suppliers of value added in the inputs of {}",
                self.products
            );
            let suppliers = self.moved(("suppliers", &inputs), VISIBLE[0], decimals);
            let rest = if self.has_rest {
                " The rest of the world counts as one supplier in it: where its share rises, the number falls even if the others are more."
            } else {
                ""
            };
            said.extend(suppliers.map(|text| format!("{text}{rest}")));
            let inward =
                ("introversion", "introversion of trade (0: neutral, 1: all inside the pole)");
            said.extend(self.moved(inward, VISIBLE[1], hundredths));
        } else {
            said.extend(self.pairs.iter().filter_map(|(name, _, row)| {
                let shares = ["va_local", "va_regional", "va_global"].map(|it| self.value(it, *row));
                let [local, regional, global] = shares.map(percent);
                shares.iter().all(|share| share.is_finite()).then(|| {
                    format!(
                        "{name}: {local} of the value added in its final {} is the economy's own, {regional} that of neighbours in \
                         the pole, {global} from outside.",
                        self.products
                    )
                })
            }));
        }
        if said.is_empty() {
            said.push(format!("No pole of the list has final {} in this table.", self.products));
        }
        said
    }
}

/// The picture of local, regional and global shares of value added in final manufactures (in products, where
/// those are not known), of both years where there are two, and its numbers; of one economy where it is named.
pub(super) fn final_shares(
    writer: &Writer<'_>,
    by: Level,
    economy: Option<&str>,
) -> Result<(Block, Frame)> {
    let basis = writer.basis;
    let of = |seen: Seen<'_>| -> Result<Frame> {
        let products = manufactures(seen.system.table().index());
        let goods = Goods { products, ..Goods::default() };
        let frame = Chains::new(seen.system, seen.geography, &goods)?.shares(by)?;
        let frame = frame.with_columns(&SHARES)?;
        Ok(match economy {
            Some(code) => frame.select("region", &[code]),
            None => frame,
        })
    };
    let mut choices = vec![Choice::By(by)];
    choices.extend(economy.map(|code| Choice::Region(code.to_owned())));
    choices.push(Choice::Columns(SHARES.to_vec()));
    let (mut frame, mut caption) = (of(basis.now)?, writer.caption.clone());
    if let Some(since) = basis.since {
        let parts = vec![(basis.now.name.to_owned(), frame), (since.name.to_owned(), of(since)?)];
        (frame, caption) = (Frame::told_apart("year", parts)?, writer.of_both());
    }
    if !manufactures(basis.now.system.table().index()).is_empty() {
        choices.push(Choice::Products("manufactures".to_owned()));
        "products: manufactures".clone_into(&mut caption.of);
    }
    choices.extend(basis.since.map(|_| Choice::Beside));
    let table = ("Local, regional and global shares", &[][..]);
    let figure = writer.figure((PictureKind::Shares, choices), frame.clone(), &caption, table)?;
    Ok((figure, frame))
}

/// Local, regional and global shares of value added in final products.
fn shares(writer: &Writer<'_>) -> Result<Section> {
    let (figure, _) = final_shares(writer, Level::Bloc, None)?;
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
    let inward = reals(&introversion, "symmetric_introversion")?;
    let most = gross.iter().filter_map(|&row| {
        let value = inward[row];
        // Of a pole of one there is nothing inside.
        let is_said = value > -0.995 && !writer.is_rest(label(&introversion, "bloc", row));
        is_said.then_some((row, value))
    });
    if let Some((row, value)) = most.max_by(|a, b| a.1.total_cmp(&b.1)) {
        blocks.push(Block::Text(format!(
            "Most inward is the trade of {}: symmetric introversion {}, where 0 is what size alone explains.",
            writer.region(label(&introversion, "bloc", row)),
            hundredths(value)
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
    blocks.extend(largest_dependence(writer, &frame)?);
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
fn largest_dependence(writer: &Writer<'_>, frame: &Frame) -> Result<Option<Block>> {
    let values = reals(frame, "value_added")?;
    let mut totals: HashMap<&str, f64> = HashMap::new();
    for (row, value) in values.iter().enumerate() {
        *totals.entry(label(frame, "destination", row)).or_default() += value;
    }
    let foreign = |row: &usize| {
        let (origin, user) = (label(frame, "origin", *row), label(frame, "destination", *row));
        origin != user && !writer.is_rest(origin) && !writer.is_rest(user)
    };
    let share = |row: usize| (row, values[row] / totals[label(frame, "destination", row)]);
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
        "Final users depend most on one foreign country, as a share of all value added that they use: {}.",
        listed(&some)
    );
    Ok((!some.is_empty()).then_some(Block::Text(text)))
}

/// Participation of every economy.
fn taking_part(writer: &Writer<'_>) -> Result<Section> {
    let now = writer.basis.now;
    let economies = now.geography.economies();
    let frame = participation(now.system, economies, Measure::BorinMancini, Level::Region)?;
    let order = ranked(&frame, "gvc_share")?;
    let name = |row: usize| writer.region(label(&frame, "region", row));
    let mut blocks = vec![];
    if let [(first, most), .., (last, least)] = order.as_slice() {
        blocks.push(Block::Text(format!(
            "{} takes part most: {} of its exports cross more than one border. {} takes part least, with {}.",
            capital(&name(*first)),
            percent(*most),
            capital(&name(*last)),
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
    let order = ranked(&frame, "upstreamness")?;
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
    let mut order = ranked(&frame, "knowledge_share_change")?;
    order.retain(|(row, _)| !writer.is_rest(label(&frame, "region", *row)));
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
