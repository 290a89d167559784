//! Entries of trade policy that depend on the table: schedules, duties on content, rules of origin, answers.

use std::collections::HashMap;
use std::path::Path;

use toml::Spanned;

use super::entries::{
    AgreementEntry, AnswerEntry, ContentEntry, DayText, File, ScheduleEntry, each,
};
use super::resolve::{A_RATE, A_SHARE, AT_LEAST_ZERO, Adding, Reader};
use crate::error::{Error, Problem, Result};
use crate::read::Input;
use crate::scenario::schedule::{Day, ScheduleFiles, TariffOptions};
use crate::scenario::{
    Answer, AnswerBy, Answered, ContentDuty, NamedFiles, OriginRule, Relief, Scenario, Scheduled,
};
use crate::table::{EconomyId, Finding, FindingKind, Severity, Uses};

/// A part of the rates, and what is noteworthy about it.
type Relieved = (Relief, Vec<Finding>);

impl Reader<'_> {
    /// That there is the table that an entry needs.
    fn needs_table(&self, byte: usize) -> Result<()> {
        if self.context.table().is_some() {
            return Ok(());
        }
        let problem =
            "this entry depends on the flows of a table, and the scenario is read without one";
        Err(self.names.error(byte, Problem::Rule { problem }))
    }

    /// A word of an entry.
    fn word<T: std::str::FromStr<Err = Error> + Default>(
        &self,
        what: &'static str,
        word: Option<&Spanned<String>>,
    ) -> Result<T> {
        let Some(word) = word else { return Ok(T::default()) };
        word.get_ref().parse().map_err(|error| match error {
            Error::Unknown { code, near, .. } => {
                self.names.error(word.span().start, Problem::UnknownCode { what, code, near })
            }
            other => other,
        })
    }

    fn day(&self, text: &Spanned<DayText>) -> Result<Day> {
        let written = text.get_ref().to_string();
        written.parse().map_err(|error| match error {
            Error::Code { problem } => self.names.error(text.span().start, *problem),
            other => other,
        })
    }

    pub(super) fn schedule(&mut self, entry: &Spanned<ScheduleEntry>) -> Result<Scheduled> {
        let (byte, it) = (entry.span().start, entry.get_ref());
        self.needs_table(byte)?;
        let files = self.files(byte, it)?;
        let importers: Vec<String> = match &it.importer {
            Some(codes) => each(codes).into_iter().map(|(code, _)| code.to_owned()).collect(),
            None => vec![],
        };
        let mut options = TariffOptions::on(self.day(&it.date)?);
        options.rates.base_date = it.base_date.as_ref().map(|day| self.day(day)).transpose()?;
        if let Some(elasticity) = &it.elasticity {
            let value = *elasticity.get_ref();
            self.in_range(elasticity.span().start, "elasticity", value, &AT_LEAST_ZERO)?;
            options.rates.elasticity = value;
        }
        options.rates_of = self.word("rate of a cell", it.rates_of.as_ref())?;
        options.fill = self.word("fill", it.fill.as_ref())?;
        let scheduled = Scheduled::new(self.context, files, &importers, options)?;
        let tariffs = scheduled.tariffs();
        let line = self.names.line(byte);
        for (importer, economy) in self.names.partition.economies() {
            let buyer = Some(economy.name.as_str());
            let uses = [
                (Uses::Intermediate, &tariffs.before().inputs, &tariffs.after().inputs),
                (Uses::Final, &tariffs.before().final_use, &tariffs.after().final_use),
            ];
            for (uses, before, after) in uses {
                for row in 0..before.rows() {
                    let at = (row, importer.position());
                    let (before, after) = (before[at], after[at]);
                    let is_final = usize::from(uses == Uses::Final);
                    let mut take = |what, adding| {
                        let place = (what, row, importer.position(), is_final);
                        self.take(place, (byte, line), adding, buyer)
                    };
                    if before != 0.0 || after != 0.0 {
                        take("the tariff before", Adding::Refused)?;
                        // What is added comes on top; another schedule would be a second one.
                        take("the tariff of a schedule", Adding::Refused)?;
                        take("the tariff", Adding::Allowed)?;
                    }
                }
            }
        }
        Ok(scheduled)
    }

    /// The files of a schedule: those of a folder, and any that are named.
    fn files(&self, byte: usize, it: &ScheduleEntry) -> Result<ScheduleFiles> {
        let path = |name: &Spanned<String>| -> Input { self.folder.join(name.get_ref()).into() };
        let named = [
            ("rates", &it.rates),
            ("rules", &it.rules),
            ("weights", &it.weights),
            ("concordance", &it.concordance),
        ];
        if let NamedFiles::Held(held) = self.context.files() {
            let others = named.iter().map(|(_, file)| *file).chain([&it.content, &it.preferences]);
            let problem = match (others.flatten().next(), &it.folder) {
                (Some(_), _) => {
                    "a schedule is named by its `folder` alone here, among those that were given at the start"
                }
                (None, None) => {
                    "a schedule needs its `folder`, one of those that were given at the start"
                }
                (None, Some(folder)) => {
                    let folder = Path::new(folder.get_ref());
                    if let Some((_, files)) =
                        held.iter().find(|(name, _)| Path::new(name) == folder)
                    {
                        return Ok(files.clone());
                    }
                    "only the folders of schedules that were given at the start can be named here, by their whole names"
                }
            };
            return Err(self.names.error(byte, Problem::Rule { problem }));
        }
        let mut files = if let Some(folder) = &it.folder {
            ScheduleFiles::in_folder(self.folder.join(folder.get_ref()))
        } else {
            if named.iter().any(|(_, file)| file.is_none()) {
                let problem = "a schedule needs a `folder`, or all of `rates`, `rules`, `weights` and `concordance`";
                return Err(self.names.error(byte, Problem::Rule { problem }));
            }
            let none = || Input::bytes("", "");
            ScheduleFiles {
                rates: none(),
                rules: none(),
                weights: none(),
                concordance: none(),
                contents: None,
                preferences: None,
            }
        };
        let places =
            [&mut files.rates, &mut files.rules, &mut files.weights, &mut files.concordance];
        for (place, (_, file)) in places.into_iter().zip(named) {
            if let Some(file) = file {
                *place = path(file);
            }
        }
        files.contents = it.content.as_ref().map(path).or(files.contents);
        files.preferences = it.preferences.as_ref().map(path).or(files.preferences);
        Ok(files)
    }

    /// An agreement with a threshold: its rates are for what originates among the members.
    pub(super) fn origin_rule(
        &mut self,
        entry: &Spanned<AgreementEntry>,
    ) -> Result<Option<Relieved>> {
        let (byte, it) = (entry.span().start, entry.get_ref());
        let Some(threshold) = &it.threshold else {
            if let Some(width) = &it.half_width {
                let problem = "`half_width` is that of a `threshold`, and there is none";
                return Err(self.names.error(width.span().start, Problem::Rule { problem }));
            }
            return Ok(None);
        };
        self.needs_table(byte)?;
        let members = self.names.economies(&it.members)?;
        if members.len() < 2 {
            return Err(self.names.error(it.members.span().start, Problem::LoneMember));
        }
        self.in_range(threshold.span().start, "threshold", *threshold.get_ref(), &AT_LEAST_ZERO)?;
        let half_width = match &it.half_width {
            Some(width) => {
                self.in_range(width.span().start, "half_width", *width.get_ref(), &A_SHARE)?;
                *width.get_ref()
            }
            None => 0.0,
        };
        let sectors = self.names.sectors(it.sectors.as_ref())?;
        let rule = OriginRule { members, sectors, threshold: *threshold.get_ref(), half_width };
        rule.relief(self.context).map(Some)
    }

    pub(super) fn content_duty(&mut self, entry: &Spanned<ContentEntry>) -> Result<Relieved> {
        let (byte, it) = (entry.span().start, entry.get_ref());
        self.needs_table(byte)?;
        let exporters = match &it.exporter {
            Some(codes) => self.names.regions(codes)?,
            None => self.names.index.regions().collect(),
        };
        let duty = ContentDuty {
            importers: self.names.economies(&it.importer)?,
            rows: self.names.rows(&exporters, it.sectors.as_ref())?,
            exempt: it.exempt.as_ref().map(|codes| self.names.economies(codes)).transpose()?,
            by: self.word("content", it.content.as_ref())?,
        };
        duty.relief(self.context)
    }

    /// What partners answer to the tariffs of all other entries, each to the change of the one it answers.
    pub(super) fn answer(
        &mut self,
        entries: &[Spanned<AnswerEntry>],
        scenario: &mut Scenario,
    ) -> Result<()> {
        let mut answers: Vec<(Answer, usize)> = vec![];
        let mut known: HashMap<(EconomyId, EconomyId), u64> = HashMap::new();
        for entry in entries {
            let (byte, it) = (entry.span().start, entry.get_ref());
            self.needs_table(byte)?;
            let how = self.word("answer", it.how.as_ref())?;
            let rate = match (&it.rate, &it.percent) {
                (None, None) => None,
                (rate, percent) => {
                    Some(self.amount(byte, ("rate", rate.as_ref()), percent.as_ref(), &A_RATE)?)
                }
            };
            if rate.is_some() && how != AnswerBy::Value {
                let problem = "a `rate` is for `how = \"value\"`: the other answers have their own";
                return Err(self.names.error(byte, Problem::Rule { problem }));
            }
            if rate.is_some_and(|rate| rate <= 0.0) {
                let expected = "a rate above zero";
                let problem = Problem::Amount { value: rate.unwrap_or_default(), expected };
                return Err(self.names.error(byte, problem));
            }
            let sectors = self.names.sectors(it.sectors.as_ref())?;
            let (by, to) = (self.names.economies(&it.by)?, self.names.economies(&it.to)?);
            for (by, to) in by.iter().flat_map(|by| to.iter().map(move |to| (*by, *to))) {
                if by == to {
                    let problem = "an economy does not answer itself";
                    return Err(self.names.error(byte, Problem::Rule { problem }));
                }
                if let Some(first) = known.insert((by, to), self.names.line(byte)) {
                    let name = |id| self.names.partition.economy(id).name.clone();
                    let label = format!("{} > {}", name(to), name(by));
                    let problem = Problem::GivenTwice { what: "the answer", label, first };
                    return Err(self.names.error(byte, problem));
                }
                answers.push((Answer { by, to, sectors: sectors.clone(), how, rate }, byte));
            }
        }
        if answers.is_empty() {
            return Ok(());
        }
        let table = self.context.needed()?;
        let tariffs = scenario.unanswered()?;
        let asked: Vec<Answer> = answers.iter().map(|(answer, _)| answer.clone()).collect();
        let answered = Answered::all(table, &tariffs, &asked)?;
        for (found, (_, byte)) in answered.iter().zip(&answers) {
            scenario.remarks.push(self.said(found, *byte, table.unit()));
        }
        scenario.answers = answered;
        Ok(())
    }

    /// What an answer comes to, in words.
    fn said(&self, found: &Answered, byte: usize, unit: &str) -> Finding {
        let name = |id| self.names.partition.economy(id).name.as_str();
        let (by, to) = (name(found.answer.by), name(found.answer.to));
        let place = format!("`{}` line {}", self.names.file, self.names.line(byte));
        let finding = |severity, kind, value, message| {
            Finding::new(severity, kind, by, value, format!("{place}: {message}"))
        };
        if found.value == 0.0 {
            let message =
                format!("no tariff of `{to}` on `{by}` rises: there is nothing to answer");
            return finding(Severity::Warning, FindingKind::NothingMeant, 0.0, message);
        }
        if found.base == 0.0 {
            let message = format!("`{by}` buys nothing of `{to}` that it may tax: no answer");
            return finding(Severity::Warning, FindingKind::NothingMeant, 0.0, message);
        }
        let answer = format!(
            "`{by}` taxes {:.0} ({unit}) from `{to}`, duties of {:.0} at the trade of the table, for {:.0} taxed and duties of {:.0}",
            found.value_answer, found.revenue_answer, found.value, found.revenue
        );
        if found.short > 1e-9 * found.value {
            let message = format!("{answer}; trade of {:.0} cannot be matched", found.short);
            return finding(Severity::Warning, FindingKind::Answered, found.short, message);
        }
        finding(Severity::Note, FindingKind::Answered, found.value_answer, answer)
    }

    /// Content and origin relieve tariffs: without any they would do nothing in silence.
    pub(super) fn check_relieved(&self, written: &File, scenario: &Scenario) -> Result<()> {
        let content = written.content_duty.iter().map(|entry| entry.span().start);
        let origin = written.agreement.iter().filter(|it| it.get_ref().threshold.is_some());
        let first = content.chain(origin.map(|entry| entry.span().start)).min();
        let has_tariffs = !scenario.tariffs.is_empty() || !scenario.schedules.is_empty();
        match first {
            Some(byte) if !has_tariffs => {
                let problem = "it exempts content from tariffs, and the scenario has none";
                Err(self.names.error(byte, Problem::Rule { problem }))
            }
            _ => Ok(()),
        }
    }
}
