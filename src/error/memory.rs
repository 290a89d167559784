//! What memory is asked for, and what to do where there is none for it.

use std::fmt;

use super::{Hint, OptionName, Task};

/// What memory is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum MemoryFor {
    /// A table, or other data, in the words of messages.
    Data(&'static str),
    /// The factor of I − A in double precision.
    Factor,
    /// The factor of I − A in single precision.
    SingleFactor,
    /// A factor that a measure or model needs beside that of the table.
    OwnFactor,
    /// The inverse of I − A.
    Inverse,
    /// So many right-hand sides and what they are solved to.
    Sides(usize),
    /// A result of so many rows.
    Rows(usize),
    /// A result that comes in parts, all of whose rows so far are kept until its last one is there.
    Collected(usize),
}

impl From<&'static str> for MemoryFor {
    fn from(what: &'static str) -> Self {
        MemoryFor::Data(what)
    }
}

impl fmt::Display for MemoryFor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MemoryFor::Data(what) => f.write_str(what),
            MemoryFor::Factor => f.write_str("a factor of the table"),
            MemoryFor::SingleFactor => f.write_str("a factor of the table in single precision"),
            MemoryFor::OwnFactor => f.write_str("another factor beside that of the table"),
            MemoryFor::Inverse => f.write_str("the inverse"),
            MemoryFor::Sides(count) => write!(f, "{count} right-hand sides"),
            MemoryFor::Rows(count) => write!(f, "a result of {count} rows"),
            MemoryFor::Collected(count) => write!(f, "the first {count} rows of the result"),
        }
    }
}

impl MemoryFor {
    /// What takes less, and then what always helps.
    pub(super) fn hint(self) -> Hint {
        use OptionName as O;
        let iterative = || Hint::default().set(O::Solver.set("iterative"));
        let less = match self {
            // The table is needed whole before anything of it is added up.
            MemoryFor::Data(_) => {
                return Hint::from("use a machine, or a limit (")
                    .set(O::MaxMemory)
                    .say("), with more; there ")
                    .ask(Task::AddUp)
                    .say(" makes a smaller table");
            }
            MemoryFor::Factor => iterative()
                .say(" takes next to nothing, and ")
                .set(O::Solver.set("mixed"))
                .say(" half of it"),
            MemoryFor::SingleFactor => iterative().say(" takes next to nothing"),
            MemoryFor::OwnFactor => {
                return enough(Hint::from("no solver spares it: add rows up with "));
            }
            MemoryFor::Inverse => {
                iterative().say(" goes without it, column by column, which takes longer")
            }
            MemoryFor::Sides(_) => {
                Hint::from("ask for less at once: fewer economies, sectors or accounts")
            }
            MemoryFor::Rows(_) => Hint::from("ask for fewer rows: a coarser level (")
                .set(O::By)
                .say("), or no sectors on one side"),
            MemoryFor::Collected(_) => Hint::from(
                "save it as `.csv` or `.csv.gz`, unsorted and whole, which is written as it comes; or ask for fewer \
                 rows",
            ),
        };
        enough(less.say("; or add rows up with "))
    }
}

/// What always helps.
fn enough(so_far: Hint) -> Hint {
    so_far
        .ask(Task::AddUp)
        .say(", or use a machine, or a limit (")
        .set(OptionName::MaxMemory)
        .say("), with more")
}

/// An amount of memory as people read it.
pub(super) fn amount(numbers: usize) -> String {
    const MIB: f64 = (1 << 20) as f64;
    let size = numbers as f64 * 8.0 / MIB;
    if size < 1024.0 {
        format!("{size:.0} MiB")
    } else {
        format!("{:.0} GiB", (size / 1024.0).ceil())
    }
}

/// What a limit leaves, behind what is needed.
pub(super) fn left_of(left: Option<u64>) -> String {
    let numbers = |bytes| usize::try_from(bytes / 8).unwrap_or(usize::MAX);
    left.map_or_else(String::new, |bytes| {
        format!(", and the limit leaves {} beside what is in use", amount(numbers(bytes)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is done about it fits what was refused.
    #[test]
    fn hints_fit_what_was_refused() {
        let words = |what: MemoryFor| what.hint().to_string();
        assert!(words(MemoryFor::Factor).starts_with("solver `iterative` takes next to nothing"));
        assert!(words(MemoryFor::SingleFactor).contains("solver `iterative`"));
        for other in
            ["a table".into(), MemoryFor::OwnFactor, MemoryFor::Sides(3), MemoryFor::Rows(9)]
        {
            assert!(!words(other).contains("iterative"), "{other:?}");
        }
        assert!(words(MemoryFor::Rows(9)).contains("`by`"));
        assert!(words(MemoryFor::Collected(9)).contains("`.csv`"));
        assert!(words("a table".into()).ends_with(" makes a smaller table"));
    }
}
