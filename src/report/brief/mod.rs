//! The brief on a scenario: who gains, who loses, under each model that has something to say.

mod answers;
mod finding;
mod happens;
mod options;
mod sectors;
mod tariffs;

pub use options::BriefOptions;

use super::poles::background;
use super::words::{capital, change, decimals, listed, percent};
use super::{Basis, Block, Choice, Report, Section, Writer, label, ranked};
use crate::error::Result;
use crate::frame::{About, Frame, Level, Unit};
use crate::models::impact::{Details, Family, Impact, impact};
use crate::models::registry::{Model, Record, model_of};
use crate::picture::{Caption, PictureKind};
use crate::scenario::{ChangeKind, Scenario};
use answers::{Answer, Failed, answers, title_of};
use tariffs::Duties;

/// What stands for a model of tariffs in the table of all of them, and whether it is a change of what
/// people have.
const EFFECTS: [(&str, &str, bool); 4] = [
    ("exposure", "va_share", false),
    ("price", "consumer_prices", false),
    ("armington", "value_added_change_percent", true),
    ("ge", "real_income", true),
];

/// The note without which a number of a model must not be quoted.
const CAVEAT: &str = "caveat";

/// How many are named in a sentence.
const NAMED: usize = 3;

/// What rounds to nothing, relative to what there was.
const NOTHING: f64 = 5e-6;
/// What is too little for models to disagree about, and how that is said.
const LITTLE: f64 = 5e-5;
const LITTLE_IN_WORDS: &str = "0.005 %";

/// Who gains and who loses by a scenario, under every model of a year that reads all of it, and that which
/// the scenario is meant for.
///
/// With an earlier table a section says how chains had changed before.
///
/// Cost: that of the models, and two worlds measured for the scenario's own.
///
/// # Errors
/// Those of the scenario's own model, as [`impact`]. Another one that fails is named with its reason.
pub fn brief(basis: &Basis<'_>, scenario: &Scenario, options: &BriefOptions) -> Result<Report> {
    let writer = Writer::new(basis);
    let system = basis.now.system;
    let record = model_of(scenario)?;
    let model = options.model(record, system.table())?;
    let model = model.get();
    let found = impact(system, scenario, model)?;
    let families = [Family::Output, Family::Trade, Family::Participation, Family::Position];
    let by_region = found.frame_of(&families, Level::Region, None)?;
    let (answers, failed) = answers(&writer, (scenario, options), (record, &by_region, &found))?;
    let own = answers.iter().position(|answer| answer.record.name == record.name).unwrap_or(0);
    let duties = Duties::of(&writer, scenario)?;
    let brief =
        Brief { writer: &writer, scenario, options, model, found, by_region, answers, own, duties };
    let shown = brief.shown();
    let mut finding = brief.finding();
    let mut sections = vec![brief.what_happens()?, brief.gains()?, brief.models(failed)?];
    sections.extend(brief.measures(&shown)?);
    sections.extend(brief.duties()?);
    let by_sector = brief.by_sector()?;
    for shown in shown {
        sections.push(brief.sectors(shown, &by_sector, &mut finding)?);
    }
    sections.extend(brief.prices(&mut finding)?);
    sections.push(brief.chains()?);
    sections.extend(brief.days()?);
    sections.extend(background(&writer)?);
    let name = if scenario.name.trim().is_empty() { "A scenario" } else { scenario.name.as_str() };
    Ok(Report {
        title: name.to_owned(),
        question: format!(
            "Who would gain by it, and who would lose? On the table of {}.",
            basis.now.name
        ),
        finding,
        sections,
        method: brief.method(),
        about: About::default(),
    })
}

/// The rows of one region, where one is named.
fn of_one(frame: Frame, region: Option<&str>) -> Frame {
    match region {
        Some(code) => frame.select("region", &[code]),
        None => frame,
    }
}

/// What is written of a scenario.
struct Brief<'a> {
    writer: &'a Writer<'a>,
    scenario: &'a Scenario,
    options: &'a BriefOptions,
    model: &'a dyn Model,
    found: Impact<'a>,
    /// Its indicators by region.
    by_region: Frame,
    answers: Vec<Answer>,
    /// The answer of the scenario's own model.
    own: usize,
    /// What tariffs change, where they do.
    duties: Option<Duties>,
}

impl Brief<'_> {
    fn names(&self) -> &[String] {
        self.writer.basis.now.geography.economies().names()
    }

    fn record(&self) -> &'static Record {
        self.model.record()
    }

    /// The picture of an indicator of the world before and after, of these indicators of all.
    fn before_after(
        &self,
        (by, indicators): (Level, &Frame),
        (family, show): (&'static str, &'static str),
        only: Option<&str>,
    ) -> Result<Block> {
        let frame = indicators.clone().select("family", &[family]);
        let frame = of_one(frame.with_note(CAVEAT, self.model.caveat()), only);
        let mut choices = vec![Choice::Scenario, Choice::Family(family), Choice::Show(show)];
        if by != Level::Region {
            choices.insert(1, Choice::By(by));
        }
        if let Some(code) = only {
            choices.push(Choice::Region(code.to_owned()));
        }
        let caption = Caption { show: Some(show.to_owned()), ..self.writer.caption.clone() };
        let title = match family {
            "output" => "Output and value added, before and after",
            "participation" => "Participation, before and after",
            "position" => "Position, before and after",
            "shares" => "Local, regional and global, before and after",
            _ => "Trade, before and after",
        };
        self.writer.figure((PictureKind::BeforeAfter, choices), frame, &caption, (title, &[]))
    }

    /// The picture of what a model of tariffs says itself.
    fn incidence(
        &self,
        (record, by): (&'static Record, Level),
        show: &'static str,
        (frame, only): (Frame, Option<&str>),
    ) -> Result<Block> {
        let mut choices = vec![Choice::Scenario, Choice::Model(record.name)];
        if by != Level::Region {
            choices.push(Choice::By(by));
        }
        if let Some(code) = only {
            choices.push(Choice::Region(code.to_owned()));
        }
        choices.push(Choice::Show(show));
        let frame = of_one(frame, only);
        let caption = Caption { show: Some(show.to_owned()), ..self.writer.caption.clone() };
        let title = format!("What {} says", title_of(record));
        let figure = (PictureKind::Incidence, choices);
        self.writer.figure(figure, frame, &caption, (&title, &[]))
    }

    fn gains(&self) -> Result<Section> {
        let own = &self.answers[self.own];
        let effect = EFFECTS.into_iter().find(|it| it.0 == own.record.name);
        let figure = match effect.zip(own.frame.clone()) {
            Some(((_, column, _), frame)) => {
                self.incidence((own.record, Level::Region), column, (frame, None))?
            }
            None => self.before_after(
                (Level::Region, &self.by_region),
                ("output", "value_added"),
                None,
            )?,
        };
        let text = format!(
            "Each economy's {} under the scenario's own model, relative to what it is without the scenario.",
            Self::what(own)
        );
        Ok(Section {
            title: "Who gains, who loses".to_owned(),
            blocks: vec![Block::Text(text), figure],
        })
    }

    /// All models side by side, and what each leaves out.
    fn models(&self, failed: Vec<Failed>) -> Result<Section> {
        let names = self.names();
        let mut frame = Frame::new("models", names.len()).with_text("region", names);
        for answer in &self.answers {
            let unit = if answer.record.name == "exposure" { Unit::Share } else { Unit::Change };
            frame = frame.with_indicator(answer.record.name, unit, answer.effect.clone());
        }
        let mut said: Vec<String> = vec![];
        for answer in &self.answers {
            let title = capital(&title_of(answer.record));
            said.push(format!(
                "{title} (`{}`): {}. To keep in mind: {}.",
                answer.record.name, answer.record.summary, answer.caveat
            ));
            said.extend(answer.warnings.iter().map(|it| format!("{title}: {it}.")));
        }
        said.extend(
            failed.into_iter().map(|(name, reason)| format!("{name}: no result, {reason}.")),
        );
        said.extend(
            self.found.notes().iter().map(|note| format!("{}: {note}.", self.record().name)),
        );
        said.extend(self.found.base_year().map(|note| format!("{}: {note}.", self.record().name)));
        let broken = self.found.checks().iter().filter(|check| !check.holds());
        said.extend(broken.map(|check| format!("{}: not held: {check}.", self.record().name)));
        let of_tariffs = self.scenario.kinds().contains(&ChangeKind::Tariff)
            || !self.scenario.barriers.is_empty();
        let text = if self.answers.len() < 2 {
            "One model of a year reads all of this scenario."
        } else if of_tariffs {
            "One number for each model and economy. They answer different questions: what is at stake, what goods cost, what sells \
             less, what people can buy when wages and prices have adjusted. Dearer goods and value added at stake are no gains; of the \
             others the sign says more than the size, which rests on elasticities."
        } else {
            "One number for each model and economy. They answer different questions, which the list below says. Value added at stake \
             is what was in the sales, and no gain; of the others the sign says more than the size."
        };
        let text = text.to_owned();
        let table = self.writer.table(frame, ("Models side by side", &[]))?;
        Ok(Section {
            title: "Under each model".to_owned(),
            blocks: vec![Block::Text(text), table, Block::List(said)],
        })
    }

    /// Prices, where a model has them.
    fn prices(&self, finding: &mut Vec<String>) -> Result<Option<Section>> {
        let answer = self.answers.iter().find(|answer| answer.record.name == "price");
        let found = answer.and_then(|answer| Some((answer, answer.frame.clone()?)));
        let Some((answer, frame)) = found else { return Ok(None) };
        let order = ranked(&frame, "consumer_prices")?;
        let words = |(row, value): &(usize, f64)| {
            format!(
                "{} ({})",
                self.writer.region(label(&frame, "region", *row)),
                change(100.0 * value)
            )
        };
        let most: Vec<String> =
            order.iter().filter(|it| it.1 > NOTHING).take(NAMED).map(words).collect();
        let mut blocks = vec![];
        if !most.is_empty() {
            let text = format!(
                "If all costs are passed on, consumer prices rise most in {}.",
                listed(&most)
            );
            finding.insert(finding.len().saturating_sub(1), text.clone());
            blocks.push(Block::Text(text));
        }
        let level = (answer.record, Level::Region);
        blocks.push(self.incidence(level, "consumer_prices", (frame, None))?);
        Ok(Some(Section { title: "Prices".to_owned(), blocks }))
    }

    /// Trade, participation, position, and how local chains are.
    fn chains(&self) -> Result<Section> {
        let mut blocks = vec![];
        let frame = self.found.frame_of(&[Family::Shares], Level::Bloc, None)?;
        let frame = frame.with_note(CAVEAT, self.model.caveat());
        let share = |bloc: &str, indicator: &str, when: &str| {
            frame.value(&["shares", bloc, indicator], when).unwrap_or(f64::NAN)
        };
        let blocs = self.found.geography().blocs().names();
        let words = |bloc: &String| {
            let [before, after] =
                ["before", "after"].map(|when| percent(share(bloc, "final_va_local", when)));
            (before != after)
                .then(|| format!("from {before} to {after} in {}", self.writer.region(bloc)))
        };
        let moved: Vec<String> = blocs.iter().filter_map(words).collect();
        blocks.push(Block::Text(if moved.is_empty() {
            "The local share of value added in final products of all kinds does not move by a tenth of a point in any bloc."
                .to_owned()
        } else {
            format!("The local share of value added in final products of all kinds goes {}.", moved.join("; "))
        }));
        blocks.push(self.before_after(
            (Level::Region, &self.by_region),
            ("trade", "exports"),
            None,
        )?);
        blocks.push(self.before_after(
            (Level::Region, &self.by_region),
            ("participation", "gvc_share"),
            None,
        )?);
        let position = self.by_region.clone().select("family", &["position"]);
        blocks.push(self.writer.table(position, ("Position, before and after", &[]))?);
        blocks
            .push(self.writer.table(frame, ("Local, regional and global, before and after", &[]))?);
        Ok(Section { title: "Trade, participation and position".to_owned(), blocks })
    }

    /// The path of a disruption.
    fn days(&self) -> Result<Option<Section>> {
        let Details::Days(course) = self.found.details() else { return Ok(None) };
        let frame = course.series(self.found.geography().economies(), Level::Region)?;
        let frame = frame.with_note(CAVEAT, self.model.caveat());
        let recipe = (PictureKind::Daily, vec![Choice::Scenario]);
        let worst = ranked(&frame, "output_ratio")?;
        let mut blocks = vec![];
        if let Some((row, value)) = worst.last() {
            blocks.push(Block::Text(format!(
                "Output is lowest in {} on day {}, at {} % of what it was.",
                self.writer.region(label(&frame, "region", *row)),
                label(&frame, "day", *row),
                decimals(100.0 * value)
            )));
        }
        let title = ("Output and unmet demand by day", &[][..]);
        blocks.push(self.writer.figure(recipe, frame, &self.writer.caption, title)?);
        Ok(Some(Section { title: "Day by day".to_owned(), blocks }))
    }
}
