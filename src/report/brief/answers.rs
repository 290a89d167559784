//! What the models say, in one number for each economy.

use super::{BriefOptions, CAVEAT, EFFECTS};
use crate::error::Result;
use crate::frame::{Frame, Level, glossary};
use crate::models::impact::{Family, Impact, impact};
use crate::models::registry::{MODELS, Quantities, Question, Record, Time};
use crate::report::{Writer, reals};
use crate::scenario::Scenario;

/// What a model says, in one number for each economy.
pub(super) struct Answer {
    pub record: &'static Record,
    pub caveat: &'static str,
    /// Its own result by region, where it has one.
    pub frame: Option<Frame>,
    /// Relative to what there was, by economy.
    pub effect: Vec<f64>,
    /// Whether that is a change of value added or income.
    pub is_change: bool,
    pub warnings: Vec<String>,
}

/// A name, and why there is no answer.
pub(super) type Failed = (String, String);

/// The answers of all models that read the scenario.
pub(super) fn answers(
    writer: &Writer<'_>,
    (scenario, options): (&Scenario, &BriefOptions),
    (own, by_region, found): (&'static Record, &Frame, &Impact<'_>),
) -> Result<(Vec<Answer>, Vec<Failed>)> {
    let (mut answers, mut failed) = (vec![], vec![]);
    for record in MODELS.into_iter().filter(|record| record.unread(scenario).is_none()) {
        let is_own = record.name == own.name;
        if record.time == Time::Days && !is_own {
            continue;
        }
        match answer(writer, (scenario, options), record, is_own.then_some((by_region, found))) {
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
    (scenario, options): (&Scenario, &BriefOptions),
    record: &'static Record,
    found: Option<(&Frame, &Impact<'_>)>,
) -> Result<Option<Answer>> {
    let system = writer.basis.now.system;
    let model = options.model(record, system.table())?;
    let model = model.get();
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
        let found = impact(system, scenario, model)?;
        (found.frame_of(&[Family::Output], by, None)?, found.warnings().to_vec())
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
pub(super) fn title_of(record: &Record) -> String {
    let terms = glossary::terms().iter();
    let found = terms.filter(|term| term.frames == "model").find(|term| term.name == record.name);
    found.map_or_else(|| record.name.to_owned(), |term| term.label.clone())
}
