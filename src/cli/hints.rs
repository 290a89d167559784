//! Words for the terminal: options as they are typed, tasks as the commands that do them. No control
//! character of a label or path reaches it.

use tripole::error::{OptionName, Setting, Task, Wording, shown_path};
use tripole::{Error, Finding};

/// Where the rows are that an aligned table leaves out.
pub const ALL_ROWS: &str = "`-o FILE.csv` (or .xlsx, .json) saves them all, `--csv` prints them";

/// Where the names are that an aligned table leaves out.
pub const ALL_NAMES: &str = "`--names` with `-o FILE.csv` has them all";

/// How to see the columns that an aligned table leaves out.
pub const ALL_COLUMNS: &str = "`--all-columns` shows them, `--columns NAME,NAME` some of them";

/// What says what a column is; its name follows.
pub const EXPLAIN: &str = "what the columns are: `tripole explain";

/// What was wrong.
pub fn message(error: &Error) -> String {
    shown_path(&error.message(&Terminal))
}

/// What to do about it, where that is not plain from the message.
pub fn hint(error: &Error) -> Option<String> {
    error.hint().map(|hint| shown_path(&hint.worded(&Terminal)))
}

/// What is noteworthy about a table.
pub fn finding(finding: &Finding) -> String {
    shown_path(&finding.worded(&Terminal))
}

/// How the library's errors speak on a terminal.
struct Terminal;

impl Wording for Terminal {
    fn setting(&self, setting: &Setting) -> String {
        let flag = flag(setting.option);
        match &setting.value {
            Some(value) => format!("`--{flag} {}`", quoted(value)),
            None => format!("`--{flag}`"),
        }
    }

    fn task(&self, task: Task) -> String {
        let words = match task {
            Task::Overview => "`tripole info`",
            Task::Findings => "`tripole check`",
            Task::Formats => "`tripole formats`",
            Task::AddUpSectors => "`tripole convert --sectors MAP.csv`",
            Task::AddUp => "`tripole convert --regions MAP.csv --sectors MAP.csv`",
            Task::Scenario => "`tripole scenario`",
            Task::Tariffs => "`tripole tariff`",
            Task::Manual => "the end of the command's `--help`",
            Task::Glossary => "`tripole explain`",
            Task::Groups => "`tripole groups`",
            Task::Template => "`tripole template`",
        };
        words.to_owned()
    }
}

/// The flag of an option, without its dashes.
fn flag(option: OptionName) -> String {
    option.name().replace('_', "-")
}

/// A value as it reads well: a definition in quotation marks, although a shell does not need them.
fn quoted(value: &str) -> String {
    if value.contains('=') { format!("'{value}'") } else { shell_word(value) }
}

/// A word as a shell reads it: in quotation marks where it would take it apart.
pub fn shell_word(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./:,=+@%".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::path::PathBuf;

    use clap::CommandFactory;
    use tripole::Severity;
    use tripole::error::{Hint, MemoryFor, Part, Place, Problem, ShardProblem};
    use tripole::table::FindingKind;

    use super::super::args::Cli;
    use super::*;

    /// Every long flag of the program, with the values that it can have where they are listed.
    fn flags() -> BTreeMap<String, BTreeSet<String>> {
        let mut flags: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let program = Cli::command();
        let commands = program.get_subcommands().chain([&program]);
        for argument in commands.flat_map(clap::Command::get_arguments) {
            let Some(flag) = argument.get_long() else { continue };
            let values = argument.get_possible_values();
            let values = values.iter().map(|value| value.get_name().to_owned());
            flags.entry(flag.to_owned()).or_default().extend(values);
        }
        flags
    }

    /// Errors of every kind that has a hint about settings or tasks.
    fn errors() -> Vec<Error> {
        let (table, text) = (|| "a.csv".to_owned(), || "x".to_owned());
        let two = || Box::new([text(), text()]);
        let missing = |remedy: Hint| Error::Missing { what: "inventory category", remedy };
        let conflict = Error::conflict(
            OptionName::Perspective.set("world"),
            OptionName::Destination,
            Hint::from("leave one of them out"),
        );
        let mut all = vec![
            Error::Unknown { what: "region", code: text(), near: vec![] },
            Error::Unknown { what: "family", code: text(), near: vec![] },
            missing(Hint::from("name it with ").set(OptionName::InventoryCategory)),
            Error::NotConverged {
                what: "iteration",
                residual: 1.0,
                steps: 1,
                remedy: Hint::from("use ").set(OptionName::Solver.set("lu")),
            },
            Error::Impossible {
                problem: "nothing fits",
                lines: vec![],
                remedy: Hint::from("use ").set(OptionName::Method.set("gras")),
            },
            Error::Collapse {
                product: None,
                stock_days: 30.0,
                restocking_days: 60.0,
                below: 0.8333,
            },
            Error::OtherRun { path: PathBuf::from("a.csv"), difference: "another grid" },
            Error::MissingShards { shards: vec!["2/3".to_owned()], count: 1 },
            Error::Unbalanced { method: "RAS", sweeps: 1, gap: 1.0, lines: vec![] },
            Error::ZeroOutputWithInputs { label: text(), amount: 1.0 },
            Error::NothingPublished { label: text(), sales: 1.0 },
            Error::NegativeOutput { label: text(), value: -1.0 },
            Error::NegativeInput { buyer: text(), seller: text(), coefficient: -1.0 },
            Error::NotProductive { root: 1.0, labels: vec![] },
            Error::ProhibitiveTariffs { root: 1.0, labels: vec![] },
            Error::OtherRows { tables: two(), row: 1, labels: Box::new([None, None]) },
            Error::OtherUnit { tables: two(), units: two() },
            Error::NoYear { table: table() },
            Error::CrossedYears,
            Error::AcrossBlocs { economy: text(), first: text(), second: text() },
            Error::Economy { economy: text(), problem: "no output", value: 0.0 },
            Error::Group { group: text(), problem: "has no members" },
            Error::Flow { flow: text() },
            Error::Strict { message: text() },
            Error::InTable { table: table(), source: Box::new(Error::CrossedYears) },
            Error::InScenario { scenario: 1, values: vec![], source: Box::new(conflict) },
        ];
        let refused = [
            MemoryFor::Data("the table"),
            MemoryFor::Factor,
            MemoryFor::SingleFactor,
            MemoryFor::OwnFactor,
            MemoryFor::Inverse,
            MemoryFor::Sides(2),
            MemoryFor::Rows(2),
            MemoryFor::Collected(2),
        ];
        all.extend(refused.map(|what| Error::Memory { what, numbers: 1, left: Some(0) }));
        all.extend(problems().into_iter().map(|p| Error::input("a.csv", Place::File, p)));
        all
    }

    /// Problems of every kind that has a hint about settings or tasks.
    fn problems() -> Vec<Problem> {
        let text = || "x".to_owned();
        vec![
            Problem::UnknownCode { what: "sector", code: text(), near: vec![] },
            Problem::NotAbout,
            Problem::Shard(ShardProblem::Note),
            Problem::Shard(ShardProblem::OtherRun { first: text() }),
            Problem::NotInTable { code: text(), name: "Greece", within: None },
            Problem::Grid { problem: "no days", remedy: OptionName::Model.set("ario").into() },
            Problem::PartOfGroup { region: text(), group: text() },
            Problem::AllPassedOver { list: text() },
            Problem::NoNeighbours { region: text() },
            Problem::EmptyBloc { bloc: text() },
            Problem::Binary { kind: "a workbook" },
            Problem::Folder,
            Problem::NoBinaryTable { found: "text" },
            Problem::NotCartesian { region: text(), sector: text(), regions: vec![] },
            Problem::TooLarge { rows: 1, columns: 1, limit: 1 },
            Problem::ZipChoice { entries: vec![] },
        ]
    }

    #[test]
    fn every_option_is_a_flag() {
        let flags = flags();
        for option in OptionName::ALL {
            assert!(flags.contains_key(&flag(option)), "no --{} for {option:?}", flag(option));
        }
    }

    #[test]
    fn every_task_is_a_command() {
        let program = Cli::command();
        for task in Task::ALL {
            let words = Terminal.task(task);
            let Some(typed) = words.strip_prefix("`tripole ") else {
                assert_eq!(task, Task::Manual, "{words}");
                continue;
            };
            let mut typed = typed.trim_end_matches('`').split(' ');
            let command = program.find_subcommand(typed.next().unwrap()).unwrap();
            for flag in typed.filter_map(|word| word.strip_prefix("--")) {
                assert!(command.get_arguments().any(|a| a.get_long() == Some(flag)), "{words}");
            }
        }
    }

    #[test]
    fn every_remedy_has_words_that_can_be_typed() {
        let flags = flags();
        for error in errors() {
            let (message, words) = (message(&error), hint(&error).unwrap());
            assert!(!message.is_empty() && !words.trim().is_empty(), "{error:?}");
            let hint = error.hint().unwrap();
            for part in hint.parts() {
                match part {
                    Part::Text(text) => assert!(!text.contains("--"), "{text}"),
                    Part::Task(task) => assert!(words.contains(&Terminal.task(*task)), "{words}"),
                    Part::Setting(setting) => {
                        let flag = flag(setting.option);
                        assert!(words.contains(&format!("`--{flag}")), "{words}");
                        let (Some(value), known) = (&setting.value, &flags[&flag]) else {
                            continue;
                        };
                        let listed =
                            known.is_empty() || value.split(',').all(|v| known.contains(v));
                        assert!(listed, "--{flag} has no value {value}");
                    }
                }
            }
            // The library says the same, and names no front end.
            let plain = format!("{error}\n{hint}");
            assert!(!plain.contains("--") && !plain.contains("tripole "), "{plain}");
        }
    }

    #[test]
    fn nested_errors_are_worded_too() {
        let conflict = Error::conflict(
            OptionName::OutputFrom.set("table"),
            OptionName::Group,
            Hint::from("leave ").set(OptionName::Group).say(" out"),
        );
        let table = Error::InTable { table: "a.csv".to_owned(), source: Box::new(conflict) };
        let values = vec![("rate".to_owned(), "5".to_owned())];
        let error = Error::InScenario { scenario: 2, values, source: Box::new(table) };
        assert_eq!(
            message(&error),
            "scenario 2 (rate = 5): `a.csv`: `--output-from table` cannot be combined with `--group`"
        );
        assert_eq!(
            hint(&error).unwrap(),
            "leave `--group` out; or leave these values out of the grid"
        );
        assert_eq!(
            error.to_string(),
            "scenario 2 (rate = 5): `a.csv`: output from `table` cannot be combined with `group`"
        );
        let strict = Error::Strict { message: "two rows differ".to_owned() };
        assert_eq!(message(&strict), "two rows differ (an error because of `--strict`)");
        assert_eq!(strict.to_string(), "two rows differ (an error because of `strict`)");
    }

    #[test]
    fn values_are_quoted_where_a_shell_would_take_them_apart() {
        let group = Terminal.setting(&OptionName::Group.set("NAFTA=USA,CAN,MEX"));
        assert_eq!(group, "`--group 'NAFTA=USA,CAN,MEX'`");
        assert_eq!(Terminal.setting(&OptionName::Years.set("1995,2011")), "`--years 1995,2011`");
    }

    #[test]
    fn findings_go_on_with_their_hint() {
        let kind = FindingKind::SplitCountry;
        let plain = Finding::new(Severity::Note, kind, "", 0.0, "parts added");
        assert_eq!(finding(&plain), "parts added");
        let hint = Hint::from(OptionName::Split.set("keep")).say(" keeps them");
        assert_eq!(finding(&plain.with_hint(hint)), "parts added; `--split keep` keeps them");
    }
}
