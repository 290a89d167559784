//! The models that come nearest to reading a scenario.

use super::{Hint, Task, shown_list};

/// A model that reads most of the changes of a scenario that no model reads together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nearest {
    /// The model.
    pub model: &'static str,
    /// The kinds of entries that it reads.
    pub reads: Vec<&'static str>,
    /// The kinds that it does not.
    pub leaves_out: Vec<&'static str>,
    /// Whether it is asked about tariffs, and has results of its own; else about scenarios.
    pub of_tariffs: bool,
}

impl Nearest {
    /// What was wrong: no model reads all, or none of those that do is meant where none is named.
    pub(super) fn message(kinds: &[&str], all: &[Nearest]) -> String {
        let kinds = shown_list(kinds);
        match all.first() {
            Some(first) if first.leaves_out.is_empty() => {
                format!("no model is meant for {kinds} together unless it is named")
            }
            _ => format!("no model reads all of {kinds} together"),
        }
    }

    /// What to leave out, and which models read the rest.
    pub(super) fn hint(all: &[Nearest]) -> Hint {
        let Some(first) = all.first() else { return Hint::from("put them into two scenarios") };
        let listed = |kinds: &[&str]| kinds.join(", ");
        let alike = all.iter().filter(|it| it.leaves_out == first.leaves_out);
        let (tariffs, others): (Vec<&Nearest>, Vec<&Nearest>) = alike.partition(|it| it.of_tariffs);
        let mut hint = Hint::from(if first.leaves_out.is_empty() {
            "read by ".to_owned()
        } else {
            format!(
                "put {} into a scenario of its own: {} without it is read by ",
                listed(&first.leaves_out),
                listed(&first.reads)
            )
        });
        let mut between = "";
        for (models, task) in [(tariffs, Task::Tariffs), (others, Task::Scenario)] {
            if models.is_empty() {
                continue;
            }
            let names: Vec<&str> = models.iter().map(|it| it.model).collect();
            hint = hint.say(format!("{between}{} (", names.join(", "))).ask(task).say(")");
            between = ", ";
        }
        hint
    }
}
