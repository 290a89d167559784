//! The models that come nearest to reading a scenario.

use super::{Hint, OptionName, shown_list};

/// A model that reads most of the changes of a scenario that no model reads together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nearest {
    /// The model.
    pub model: &'static str,
    /// The kinds of entries that it reads.
    pub reads: Vec<&'static str>,
    /// The kinds that it does not.
    pub leaves_out: Vec<&'static str>,
}

impl Nearest {
    /// What was wrong: no model reads all, or none of those that do is meant where none is named.
    pub(super) fn message(kinds: &[&str], all: &[Nearest]) -> String {
        let kinds = shown_list(kinds);
        match all.first() {
            Some(first) if first.leaves_out.is_empty() => {
                format!("several models read {kinds} together, and none is named")
            }
            _ => format!("no model reads all of {kinds} together"),
        }
    }

    /// What to leave out, and which models read the rest.
    pub(super) fn hint(all: &[Nearest]) -> Hint {
        let Some(first) = all.first() else { return Hint::from("put them into two scenarios") };
        let listed = |kinds: &[&str]| kinds.join(", ");
        let hint = Hint::from(if first.leaves_out.is_empty() {
            "name one: ".to_owned()
        } else {
            format!(
                "put {} into a scenario of its own: {} without it is read by ",
                listed(&first.leaves_out),
                listed(&first.reads)
            )
        });
        let alike = all.iter().filter(|it| it.leaves_out == first.leaves_out).enumerate();
        alike.fold(hint, |hint, (place, it)| {
            let hint = if place > 0 { hint.say(", ") } else { hint };
            hint.set(OptionName::Model.set(it.model))
        })
    }
}
