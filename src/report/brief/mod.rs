//! The brief on a scenario: who gains, who loses, under each model that has something to say.

mod tariffs;

use super::poles::background;
use super::words::{capital, change, decimals, listed, money, percent};
use super::{Basis, Block, Choice, Report, Section, Writer, label, ranked, reals};
use crate::error::Result;
use crate::frame::{About, Frame, Level, Unit, glossary};
use crate::models::impact::{Details, Impact, impact};
use crate::models::registry::{MODELS, Model, Quantities, Question, Record, Time, model_of};
use crate::picture::{Caption, PictureKind};
use crate::scenario::{ChangeKind, PassedOver, Scenario};
use crate::sources::region_name;
use crate::table::EconomyId;

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
/// the scenario is meant for. `focus` is the economy whose sectors are shown; without one it is that which
/// the change is largest for.
///
/// With an earlier table a section says how chains had changed before.
///
/// Cost: that of the models, and two worlds measured for the scenario's own.
///
/// # Errors
/// Those of the scenario's own model, as [`impact`]. Another one that fails is named with its reason.
pub fn brief(basis: &Basis<'_>, scenario: &Scenario, focus: Option<EconomyId>) -> Result<Report> {
    let writer = Writer::new(basis);
    let system = basis.now.system;
    let record = model_of(scenario)?;
    let model = record.with_defaults(system.table())?;
    let found = impact(system, scenario, model.as_ref())?;
    let by_region = found.frame(Level::Region, None)?;
    let (answers, failed) = answers(&writer, scenario, (record, &by_region, &found))?;
    let own = answers.iter().position(|answer| answer.record.name == record.name).unwrap_or(0);
    let model = model.as_ref();
    let brief = Brief { writer: &writer, scenario, model, found, by_region, answers, own };
    let focus = focus.map_or_else(|| brief.most_changed(), |one| vec![one]);
    let mut finding = brief.finding();
    let mut sections = vec![brief.what_happens(), brief.gains()?, brief.models(failed)?];
    sections.extend(brief.measures(&focus)?);
    sections.extend(brief.duties()?);
    let by_sector = brief.by_sector()?;
    for economy in focus {
        sections.push(brief.sectors(economy, &by_sector, &mut finding)?);
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
        method: method(scenario, record),
        about: About::default(),
    })
}

fn method(scenario: &Scenario, own: &Record) -> Vec<String> {
    let mut said = vec![
        "Every number compares a world with the scenario and the same world without it: nothing else changes between them, and \
         no number is a forecast."
            .to_owned(),
    ];
    if own.name == "ge" {
        said.push(
            "The world without the scenario is the base year of the model, calibrated so that everything balances: its exports and \
             participation differ from those of the table."
                .to_owned(),
        );
    }
    let kinds = scenario.kinds();
    if kinds.contains(&ChangeKind::Tariff) || kinds.contains(&ChangeKind::Barrier) {
        said.push(
            "Exposure: Rouzet and Miroudot (2013). Prices along chains: Leontief's price model with tariffs on each crossing. \
             Substitution: Armington (1969). General equilibrium: Caliendo and Parro (2015); real income is exact."
                .to_owned(),
        );
        said.push(
            "Elasticities are the program's defaults unless the scenario sets its own: between suppliers 5 for goods and 2 for \
             services (Armington), of trade 5 (general equilibrium), trade deficits held in value. They decide the size of results: \
             a sweep over them shows by how much."
                .to_owned(),
        );
    }
    if kinds.contains(&ChangeKind::Embargo) || kinds.contains(&ChangeKind::Supply) {
        said.push(
            "Extraction: Los, Timmer and de Vries (2016). Mixed and inoperability models: Miller and Blair (2009), Santos and \
             Haimes (2004). Rationing and days: Pichler and Farmer (2022), Hallegatte (2013), Pichler and others (2022)."
                .to_owned(),
        );
    }
    said.push(
        "The table's year is not the scenario's: shares of trade have moved since. Amounts are those of the table, in current prices."
            .to_owned(),
    );
    said
}

/// What a model says, in one number for each economy.
struct Answer {
    record: &'static Record,
    caveat: &'static str,
    /// Its own result by region, where it has one.
    frame: Option<Frame>,
    /// Relative to what there was, by economy.
    effect: Vec<f64>,
    /// Whether that is a change of value added or income.
    is_change: bool,
    warnings: Vec<String>,
}

/// A name, and why there is no answer.
type Failed = (String, String);

/// The answers of all models that read the scenario.
fn answers(
    writer: &Writer<'_>,
    scenario: &Scenario,
    (own, by_region, found): (&'static Record, &Frame, &Impact<'_>),
) -> Result<(Vec<Answer>, Vec<Failed>)> {
    let (mut answers, mut failed) = (vec![], vec![]);
    for record in MODELS.into_iter().filter(|record| record.unread(scenario).is_none()) {
        let is_own = record.name == own.name;
        if record.time == Time::Days && !is_own {
            continue;
        }
        match answer(writer, scenario, record, is_own.then_some((by_region, found))) {
            Ok(Some(answer)) => answers.push(answer),
            Ok(None) => {}
            Err(reason) if is_own => return Err(reason),
            Err(reason) => failed.push((record.name.to_owned(), reason.to_string())),
        }
    }
    Ok((answers, failed))
}

fn answer(
    writer: &Writer<'_>,
    scenario: &Scenario,
    record: &'static Record,
    found: Option<(&Frame, &Impact<'_>)>,
) -> Result<Option<Answer>> {
    let system = writer.basis.now.system;
    let model = record.with_defaults(system.table())?;
    let (caveat, by) = (model.caveat(), Level::Region);
    let names = writer.basis.now.geography.economies().names();
    if let Some((_, column, is_change)) = EFFECTS.into_iter().find(|it| it.0 == record.name) {
        let question = Question { system, scenario, by, markets: &[] };
        let answer = model.result(&question)?;
        let scale = if column.ends_with("percent") { 0.01 } else { 1.0 };
        reals(&answer.frame, column)?;
        let value = |name: &String| answer.frame.value(&[name], column).unwrap_or(f64::NAN) * scale;
        let effect = names.iter().map(value).collect();
        let frame = Some(answer.frame.with_note(CAVEAT, caveat));
        let warnings = answer.warnings;
        return Ok(Some(Answer { record, caveat, frame, effect, is_change, warnings }));
    }
    if record.quantities == Quantities::Unchanged {
        return Ok(None);
    }
    let (frame, warnings) = if let Some((frame, found)) = found {
        (frame.clone(), found.warnings().to_vec())
    } else {
        let found = impact(system, scenario, model.as_ref())?;
        (found.frame(by, None)?, found.warnings().to_vec())
    };
    reals(&frame, "change_percent")?;
    let value = |name: &String| {
        let labels = ["output", name.as_str(), "value_added"];
        frame.value(&labels, "change_percent").unwrap_or(f64::NAN) / 100.0
    };
    let effect = names.iter().map(value).collect();
    Ok(Some(Answer { record, caveat, frame: None, effect, is_change: true, warnings }))
}

/// What a model is called in a sentence.
fn title_of(record: &Record) -> String {
    let terms = glossary::terms().iter();
    let found = terms.filter(|term| term.frames == "model").find(|term| term.name == record.name);
    found.map_or_else(|| record.name.to_owned(), |term| term.label.clone())
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
    model: &'a dyn Model,
    found: Impact<'a>,
    /// Its indicators by region.
    by_region: Frame,
    answers: Vec<Answer>,
    /// The answer of the scenario's own model.
    own: usize,
}

impl Brief<'_> {
    fn names(&self) -> &[String] {
        self.writer.basis.now.geography.economies().names()
    }

    fn record(&self) -> &'static Record {
        self.model.record()
    }

    /// Value added of every economy before.
    fn value_added(&self) -> Vec<f64> {
        let now = self.writer.basis.now;
        let values = now.system.value_added();
        let economies = now.geography.economies().economies();
        economies.map(|(_, it)| it.rows.iter().map(|&row| values[row]).sum()).collect()
    }

    /// The two economies that the change is largest for, in money; one where the second changes little.
    fn most_changed(&self) -> Vec<EconomyId> {
        let value_added = self.value_added();
        let economies = self.writer.basis.now.geography.economies();
        let change = |id: &EconomyId| {
            let change = self.answers[self.own].effect[id.position()] * value_added[id.position()];
            if change.is_finite() { change.abs() } else { 0.0 }
        };
        let is_country = |id: &EconomyId| !self.writer.is_rest(&economies.economy(*id).name);
        let mut ids: Vec<EconomyId> = economies.economies().map(|(id, _)| id).collect();
        ids.sort_by(|a, b| is_country(b).cmp(&is_country(a)).then(change(b).total_cmp(&change(a))));
        let most = ids.first().map_or(0.0, change);
        let mut kept = ids.into_iter().take(2);
        let first = kept.next();
        let second = kept.next().filter(|id| change(id) > 0.1 * most && is_country(id));
        first.into_iter().chain(second).collect()
    }

    /// For whom the models that say what changes do not agree on the direction, the widest apart first, with
    /// the lowest and the highest answer.
    fn disputed(&self) -> Vec<(usize, [&Answer; 2])> {
        let range = |k: usize| {
            let models =
                || self.answers.iter().filter(|it| it.is_change && it.effect[k].is_finite());
            let low = models().min_by(|a, b| a.effect[k].total_cmp(&b.effect[k]))?;
            let high = models().max_by(|a, b| a.effect[k].total_cmp(&b.effect[k]))?;
            let is_wide = low.effect[k] < -LITTLE && high.effect[k] > LITTLE;
            is_wide.then_some((k, [low, high]))
        };
        let mut found: Vec<(usize, [&Answer; 2])> =
            (0..self.names().len()).filter_map(range).collect();
        let width = |(k, [low, high]): &(usize, [&Answer; 2])| high.effect[*k] - low.effect[*k];
        found.sort_by(|a, b| width(b).total_cmp(&width(a)));
        found
    }

    /// Winners and losers of a model by name.
    fn sides(&self, answer: &Answer) -> [Vec<String>; 2] {
        let mut order: Vec<(usize, f64)> = answer.effect.iter().copied().enumerate().collect();
        let disputed = self.disputed();
        order.retain(|(k, effect)| {
            effect.abs() > NOTHING
                && disputed.iter().all(|(other, _)| other != k)
                && !self.writer.is_rest(&self.names()[*k])
        });
        order.sort_by(|a, b| b.1.total_cmp(&a.1));
        let words = |(k, effect): &(usize, f64)| {
            format!("{} ({})", self.writer.region(&self.names()[*k]), change(100.0 * effect))
        };
        let up = order.iter().filter(|it| it.1 > 0.0).take(NAMED).map(words).collect();
        let down = order.iter().rev().filter(|it| it.1 < 0.0).take(NAMED).map(words).collect();
        [up, down]
    }

    /// What the number of a model is, in words.
    fn what(answer: &Answer) -> &'static str {
        match answer.record.name {
            "ge" => "real income",
            "price" => "consumer prices",
            "exposure" => "value added at stake",
            _ => "value added",
        }
    }

    /// What rises and falls under a model, and where most.
    fn moves(&self, answer: &Answer) -> Option<String> {
        let [up, down] = self.sides(answer);
        let mut parts = vec![];
        if !up.is_empty() {
            parts.push(format!("rises most in {}", listed(&up)));
        }
        if !down.is_empty() {
            parts.push(format!("falls most in {}", listed(&down)));
        }
        let what = Self::what(answer);
        (!parts.is_empty()).then(|| format!("{what} {}", parts.join(", and ")))
    }

    fn finding(&self) -> Vec<String> {
        let own = &self.answers[self.own];
        let mut said = self.passed_over();
        match self.moves(own) {
            Some(moves) => said.push(format!("{}.", capital(&moves))),
            None => said.push("Nothing changes that would round to more than zero.".to_owned()),
        }
        said.push(format!(
            "So says the scenario's own model, {}: {}.",
            title_of(own.record),
            own.record.summary
        ));
        said.extend(self.revenue());
        let others =
            self.answers.iter().enumerate().filter(|(k, it)| *k != self.own && it.is_change);
        said.extend(others.filter_map(|(_, answer)| {
            Some(format!("Under {}, {}.", title_of(answer.record), self.moves(answer)?))
        }));
        said.extend(self.disagreement());
        said.push(format!("Not to be quoted without this: {}.", own.caveat));
        said
    }

    /// Members that the scenario names and the table lacks, before any number.
    fn passed_over(&self) -> Vec<String> {
        let of = |passed: &PassedOver| {
            let names =
                passed.members.iter().map(|code| region_name(code).unwrap_or_else(|| code.clone()));
            let names: Vec<String> = names.collect();
            format!(
                "This is {} without {}: the table does not have {}.",
                passed.list,
                listed(&names),
                if names.len() == 1 { "it" } else { "them" }
            )
        };
        self.scenario.passed_over.iter().map(of).collect()
    }

    /// Tariff revenue and real wages, which real income hides.
    fn revenue(&self) -> Option<String> {
        let frame = self.answers[self.own].frame.as_ref()?;
        let revenue = frame.real("revenue_change")?;
        let wages = frame.real("real_wage");
        let unit = self.writer.basis.now.system.table().unit();
        let mut rows: Vec<usize> = (0..frame.rows())
            .filter(|&row| revenue[row].is_finite() && revenue[row] != 0.0)
            .collect();
        rows.sort_by(|&a, &b| revenue[b].abs().total_cmp(&revenue[a].abs()));
        let words = |row: usize| {
            let sign = if revenue[row] > 0.0 { "+" } else { "" };
            let wage = wages.map(|wages| format!(", real wage {}", change(100.0 * wages[row])));
            format!(
                "{} ({sign}{}{})",
                self.writer.region(label(frame, "region", row)),
                money(revenue[row], unit),
                wage.unwrap_or_default()
            )
        };
        let some: Vec<String> = rows.into_iter().take(NAMED).map(words).collect();
        (!some.is_empty()).then(|| {
            format!(
                "Tariff revenue, which is handed back to households in it, changes most in {}.",
                listed(&some)
            )
        })
    }

    /// Whether the models agree on the direction, and for whom they do not.
    fn disagreement(&self) -> Option<String> {
        if self.answers.iter().filter(|it| it.is_change).count() < 2 {
            return None;
        }
        let disputed = self.disputed();
        let words = |(k, ends): &(usize, [&Answer; 2])| {
            let ends = ends.map(|answer| {
                let size = change(100.0 * answer.effect[*k]);
                format!("{size} {}, {}", Self::what(answer), title_of(answer.record))
            });
            format!("{} ({})", self.writer.region(&self.names()[*k]), ends.join("; "))
        };
        let mut some: Vec<String> = disputed.iter().take(5).map(words).collect();
        if disputed.len() > some.len() {
            some.push(format!(
                "{} more, whose signs differ in the table of models",
                disputed.len() - some.len()
            ));
        }
        Some(if disputed.is_empty() {
            format!(
                "Beyond {LITTLE_IN_WORDS}, the models agree on the direction for every economy; on the size they do not."
            )
        } else {
            format!(
                "The models point in two directions for {}: they measure different things, so neither number should be quoted without \
                 the other.",
                listed(&some)
            )
        })
    }

    fn what_happens(&self) -> Section {
        let mut blocks = vec![];
        for text in [&self.scenario.description, &self.scenario.source] {
            let text = text.split_whitespace().collect::<Vec<&str>>().join(" ");
            if !text.is_empty() {
                blocks.push(Block::Text(text));
            }
        }
        blocks.push(Block::Text(format!(
            "The scenario's own model is {} (`{}`): {}.",
            title_of(self.record()),
            self.record().name,
            self.record().summary
        )));
        Section { title: "What happens".to_owned(), blocks }
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

    /// Whether the scenario's own model has results of its own for sectors.
    fn has_sectors(&self) -> bool {
        let own = &self.answers[self.own];
        own.frame.is_some() && own.record.quantities == Quantities::BeforeAndAfter
    }

    /// The sectors of all economies: those of the model's own result, or else all indicators.
    fn by_sector(&self) -> Result<Frame> {
        let by = Level::RegionSector;
        if !self.has_sectors() {
            return self.found.frame(by, None);
        }
        let system = self.writer.basis.now.system;
        let question = Question { system, scenario: self.scenario, by, markets: &[] };
        Ok(self.model.result(&question)?.frame.with_note(CAVEAT, self.model.caveat()))
    }

    /// The sectors of one economy.
    fn sectors(
        &self,
        focus: EconomyId,
        by_sector: &Frame,
        finding: &mut Vec<String>,
    ) -> Result<Section> {
        let code = self.writer.basis.now.geography.economies().economy(focus).name.clone();
        let name = self.writer.region(&code);
        let by = Level::RegionSector;
        let own = &self.answers[self.own];
        let frame = of_one(by_sector.clone(), Some(&code));
        let (frame, column) = if self.has_sectors() {
            (frame, "value_added_change_percent")
        } else {
            let frame = frame.select("family", &["output"]);
            (frame.select("indicator", &["value_added"]), "change_percent")
        };
        let order = ranked(&frame, column)?;
        let words = |(row, value): &(usize, f64)| {
            format!("{} ({})", self.writer.sector(label(&frame, "sector", *row)), change(*value))
        };
        let is_some = |value: f64| value.abs() > 100.0 * NOTHING;
        let up: Vec<String> =
            order.iter().filter(|it| it.1 > 0.0 && is_some(it.1)).take(NAMED).map(words).collect();
        let down = order.iter().rev().filter(|it| it.1 < 0.0 && is_some(it.1));
        let down: Vec<String> = down.take(NAMED).map(words).collect();
        let mut parts = vec![];
        if !up.is_empty() {
            parts.push(format!("rises most in {}", listed(&up)));
        }
        if !down.is_empty() {
            parts.push(format!("falls most in {}", listed(&down)));
        }
        let mut blocks = vec![];
        if !parts.is_empty() {
            let money = self.wage_of(&code).map(|wage| {
                format!(
                    " That is in money of the model, in which wages there change by {}: what rises by more has more work.",
                    change(100.0 * wage)
                )
            });
            let money = money.unwrap_or_default();
            let text = format!("In {name}, value added {}.{money}", parts.join(" and "));
            finding.insert(finding.len().saturating_sub(1), text.clone());
            blocks.push(Block::Text(text));
        }
        blocks.push(if self.has_sectors() {
            self.incidence((own.record, by), column, (frame, Some(&code)))?
        } else {
            self.before_after((by, by_sector), ("output", "value_added"), Some(&code))?
        });
        Ok(Section { title: format!("By sector: {}", self.writer.title_of(&code)), blocks })
    }

    /// The change of the wage of an economy, in money of the model, where it has wages.
    fn wage_of(&self, code: &str) -> Option<f64> {
        self.answers[self.own].frame.as_ref()?.value(&[code], "wage")
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
        let frame = self.found.frame(Level::Bloc, None)?.select("family", &["shares"]);
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
