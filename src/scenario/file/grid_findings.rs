//! What in a grid means nothing, or is hardly what it says.

use super::grid::ScenarioGrid;
use super::grid_entries::{Head, Rule, Written};
use super::names::Names;
use crate::error::{Place, Result, shown, shown_path};
use crate::scenario::numbers_between;
use crate::scenario::parameters::misses_end;
use crate::table::{Finding, FindingKind, Mrio, Severity};

impl ScenarioGrid {
    /// What a reader of the results should know: ranges whose steps miss their ends, and what
    /// [`Scenario::findings`](crate::scenario::Scenario::findings) says of the scenarios at the
    /// [corners](crate::scenario::ParameterGrid::corners), each once, with the values that bring it
    /// about where others do not. That a scenario changes nothing is no news
    /// where another one of the grid changes something.
    ///
    /// # Errors
    /// As [`ScenarioGrid::scenario`] and [findings](crate::scenario::Scenario::findings) of scenarios.
    pub fn findings(&self, table: &Mrio, days: Option<usize>) -> Result<Vec<Finding>> {
        let corners = self.parameters().corners();
        let mut found: Vec<(usize, usize, Finding)> = vec![];
        for &position in &corners {
            for finding in self.scenario(position)?.findings(table, days)? {
                match found.iter_mut().find(|(_, _, other)| *other == finding) {
                    Some((_, count, _)) => *count += 1,
                    None => found.push((position, 1, finding)),
                }
            }
        }
        let everywhere = |count: usize| count == corners.len();
        found.retain(|(_, count, finding)| {
            everywhere(*count) || finding.kind != FindingKind::NothingChanges
        });
        let said = found.into_iter().map(|(position, count, mut finding)| {
            if !everywhere(count) {
                finding.message = format!("{} ({})", finding.message, self.values_at(position));
            }
            finding
        });
        Ok(self.remarks.iter().cloned().chain(said).collect())
    }

    /// The number of a scenario and the values of its parameters, as messages name them.
    fn values_at(&self, position: usize) -> String {
        let point = self.parameters().point(position).unwrap_or_default();
        let values = self.parameters().parameters().iter().zip(&point);
        let values: Vec<String> =
            values.map(|(parameter, value)| format!("{} = {value}", parameter.name)).collect();
        format!("scenario {}: {}", position + 1, values.join(", "))
    }
}

/// Ranges whose last value is not the end that is written.
pub(super) fn missed_ends(names: &Names, head: &Head) -> Result<Vec<Finding>> {
    let mut found = vec![];
    for (name, written) in &head.parameters {
        let Written::Rule(Rule { from: Some(from), to: Some(to), step: Some(step), .. }) =
            written.get_ref()
        else {
            continue;
        };
        let values = numbers_between(*from, *to, *step)?;
        let Some(last) = misses_end(&values, *to, *step) else { continue };
        let line = Place::Line(names.line(name.span().start));
        let message = format!(
            "`{}`{line}: the steps of `{}` end at {last}, not at {to}",
            shown_path(names.file),
            shown(name.get_ref())
        );
        let finding = Finding::new(Severity::Warning, FindingKind::MissedEnd, "", last, message);
        found.push(finding.with_hint("choose a step that meets the end".into()));
    }
    Ok(found)
}
