//! Options that would touch nothing, one rule for all commands: what is typed for this result and
//! cannot change it is refused; what people type with every command (conventions, groups, blocs) and
//! has no part in this one is said.

use std::path::Path;

use clap::ArgMatches;
use clap::parser::ValueSource;
use tripole::frame::FileFormat;
use tripole::{Bloc, Error, Result};

use super::args::Run;
use super::load;
use super::messages::tell;

/// What was typed for a command.
struct Typed<'a> {
    command: &'a str,
    arguments: &'a ArgMatches,
    run: &'a Run,
}

impl Typed<'_> {
    /// Whether an option was typed, rather than left at its default.
    fn has(&self, option: &str) -> bool {
        self.arguments.try_contains_id(option).is_ok()
            && self.arguments.value_source(option) == Some(ValueSource::CommandLine)
    }

    /// The words that an option has, typed or by default.
    fn words(&self, option: &str) -> Vec<String> {
        let raw = self.arguments.try_get_raw(option).ok().flatten();
        let texts = raw.into_iter().flatten().map(|text| text.to_string_lossy().into_owned());
        texts.flat_map(|text| text.split(',').map(str::to_owned).collect::<Vec<_>>()).collect()
    }

    fn is(&self, option: &str, words: &[&str]) -> bool {
        self.words(option).iter().any(|word| words.contains(&word.as_str()))
    }

    fn of(&self, commands: &[&str]) -> bool {
        commands.contains(&self.command)
    }

    /// Whether one of the codes that were typed is that of a bloc, or may be one of a file.
    fn names_blocs(&self) -> bool {
        const OPTIONS: [&str; 18] = [
            "region",
            "exporter",
            "importer",
            "origin",
            "destination",
            "reporter",
            "partner",
            "from",
            "to",
            "chain",
            "products",
            "cell",
            "bloc",
            "flow",
            "players",
            "on",
            "among",
            "crossed",
        ];
        let words: Vec<String> = OPTIONS
            .into_iter()
            .filter(|option| self.has(option))
            .flat_map(|option| self.words(option))
            .flat_map(|word| word.split([':', '>']).map(str::to_owned).collect::<Vec<_>>())
            .collect();
        self.has("perimeter") || !words.is_empty() && self.is_bloc(&words)
    }

    /// Whether one of these is the name of a bloc of the list; who cannot tell says yes.
    fn is_bloc(&self, words: &[String]) -> bool {
        let list = self.words("blocs");
        let Some(path) = list.first().filter(|path| *path != "-") else { return true };
        let Ok(blocs) = load::blocs(Path::new(path), [], self.run) else { return true };
        let same = |name: &str, word: &String| name.trim().eq_ignore_ascii_case(word.trim());
        // A name with a comma has come apart among the words.
        let named = |bloc: &Bloc| {
            bloc.name.contains(',') || words.iter().any(|word| same(&bloc.name, word))
        };
        blocs.iter().any(named)
    }
}

/// An option that touches nothing when something else is so.
struct Rule {
    option: &'static str,
    unused: fn(&Typed<'_>) -> bool,
    /// What it cannot be combined with.
    with: &'static str,
    reason: &'static str,
}

/// What is typed for one result.
const REFUSED: [Rule; 20] = [
    Rule {
        option: "terms",
        unused: |typed| !typed.is("method", &["kww", "wwz"]),
        with: "this `--method`",
        reason: "terms are grouped in `--method kww` and `wwz`",
    },
    Rule {
        option: "about long sort top columns percent names labels all_columns pretty json latex markdown",
        unused: |typed| typed.of(&["sweep"]) && !typed.is("summary", &["true"]),
        with: "`sweep` without `--summary`",
        reason: "the scenarios are CSV that is written line by line, so that it can go on where it was \
                 interrupted",
    },
    Rule {
        option: "shard",
        unused: |typed| typed.is("summary", &["true"]),
        with: "a summary",
        reason: "it is of all scenarios: run the sweep as a whole, or leave `--summary` out",
    },
    Rule {
        option: "all_columns",
        unused: |typed| form(typed).is_some() || typed.has("csv") || typed.has("json"),
        with: "this output",
        reason: "it is about tables on a terminal: files have every column",
    },
    Rule {
        option: "gvc",
        unused: |typed| !typed.is("method", &["bm"]),
        with: "this `--method`",
        reason: "participation by origin and destination is of `--method bm`",
    },
    Rule {
        option: "gvc",
        unused: |typed| {
            const SPLITS: [&str; 4] =
                ["origin", "origin_sectors", "destination", "destination_sectors"];
            !SPLITS.into_iter().any(|split| typed.has(split))
        },
        with: "exports that are not split",
        reason: "add `--origin all` or `--destination all`; `tripole participation` has the totals",
    },
    Rule {
        option: "family",
        unused: |typed| {
            typed.of(&["scenario"]) && typed.is("family", &["satellite"]) && !typed.has("satellite")
        },
        with: "a run without `--satellite`",
        reason: "the family `satellite` is of the accounts of a file: name it with `--satellite`",
    },
    Rule {
        option: "satellite",
        unused: |typed| {
            typed.of(&["scenario"]) && typed.has("family") && !typed.is("family", &["satellite"])
        },
        with: "this `--family`",
        reason: "add `satellite` to the families, or leave the file out",
    },
    Rule {
        option: "inputs",
        unused: |typed| typed.of(&["chains"]) && !counts_inputs(typed),
        with: "this `--family` and `--by`",
        reason: "it counts goods in `exposure` (`--by region`) and `diversification` (`--by region` or \
                 `bloc`)",
    },
    Rule {
        option: "inventory_category",
        unused: |typed| {
            !typed.is("inventories", &["drop"])
                && !typed.has("net_inventories")
                && !typed.of(&["gains"])
        },
        with: "inventories that stay",
        reason: "it says which category `--inventories drop` (or `position --net-inventories`) leaves out",
    },
    Rule {
        option: "theta elasticities undefined",
        unused: |typed| typed.of(&["gains"]) && typed.is("by", &["region-sector"]),
        with: "`--by region-sector`",
        reason: "these are shares, which have no elasticity",
    },
    Rule {
        option: "pretty",
        unused: |typed| form(typed).is_some(),
        with: "`--output`",
        reason: "what is printed for people is not what is saved: leave one of them out",
    },
    Rule {
        option: "json",
        unused: |typed| typed.of(&["indices"]) && form(typed).is_some(),
        with: "`--output`",
        reason: "a folder has one CSV file per family: leave out `-o` to print the headline as JSON, or \
                 `--json` to fill the folder",
    },
    Rule {
        option: "json",
        unused: |typed| form(typed).is_some_and(|form| form != FileFormat::Json),
        with: "this `--output`",
        reason: "the ending of the file says its form: name it `.json`",
    },
    Rule {
        option: "latex",
        unused: |typed| form(typed).is_some_and(|form| form != FileFormat::Latex),
        with: "this `--output`",
        reason: "the ending of the file says its form: name it `.tex`",
    },
    Rule {
        option: "markdown",
        unused: |typed| form(typed).is_some_and(|form| form != FileFormat::Markdown),
        with: "this `--output`",
        reason: "the ending of the file says its form: name it `.md`",
    },
    Rule {
        option: "csv",
        unused: |typed| form(typed).is_some_and(|form| form.csv().is_none()),
        with: "this `--output`",
        reason: "the ending of the file says its form: name it `.csv`",
    },
    Rule {
        option: "knowledge",
        unused: |typed| typed.of(&["compare"]) && lacks(typed, "upgrading"),
        with: "this `--family`",
        reason: "knowledge-intensive sectors are of the family `upgrading`",
    },
    Rule {
        option: "path_participation path_content path_knowledge",
        unused: |typed| lacks(typed, "upgrading"),
        with: "this `--family`",
        reason: "the classes of `gvc_path` are of the family `upgrading`",
    },
    Rule {
        option: "spatial_chain spatial_weight",
        unused: |typed| lacks(typed, "spatial"),
        with: "this `--family`",
        reason: "the classes of `spatial_class` are of the family `spatial`",
    },
];

/// What is typed with every command.
const SAID: [Rule; 5] = [
    Rule {
        option: "output_from",
        unused: |typed| typed.of(&["trade", "trade-costs"]),
        with: "this result",
        reason: "gross trade does not depend on it",
    },
    Rule {
        option: "value_added",
        unused: |typed| {
            typed.of(&["trade", "trade-costs", "balances", "apl", "footprint", "sda", "optimal"])
                || typed.of(&["tariff"]) && typed.is("model", &["price", "ge"])
        },
        with: "this result",
        reason: "it does not depend on value added of the table",
    },
    Rule {
        option: "groups",
        unused: |typed| {
            typed.of(&["apl"]) && typed.is("by", &["sector"])
                || typed.of(&["extract"]) && typed.is("each", &["product"])
                || typed.of(&["linkages"]) && typed.words("measure") == ["eigenvector"]
        },
        with: "this result",
        reason: "it does not depend on which regions act as one economy",
    },
    Rule {
        option: "groups",
        unused: |typed| by_bloc(typed),
        with: "a result by bloc",
        reason: "a bloc acts as one economy, whatever acts as one inside it",
    },
    Rule {
        option: "blocs",
        unused: |typed| {
            let rates = typed.of(&["optimal"]) && !typed.has("scenario");
            let measures = typed.of(&OF_REGIONS) || of_economies(typed) || rates;
            !by_bloc(typed) && measures && !typed.names_blocs()
        },
        with: "this result",
        reason: "no bloc is named, and the level is another one",
    },
];

/// Commands with results of regions, in which blocs matter only where they are named.
const OF_REGIONS: [&str; 24] = [
    "trade",
    "va",
    "vax",
    "exports",
    "imports",
    "bilateral",
    "tiva",
    "participation",
    "position",
    "linkages",
    "gains",
    "trade-costs",
    "balances",
    "reer",
    "rca",
    "apl",
    "smile",
    "gvc-income",
    "footprint",
    "responsibility",
    "sda",
    "transit",
    "multipliers",
    "extract",
];

/// Whether the families asked for are of economies, whatever blocs they lie in.
fn of_economies(typed: &Typed<'_>) -> bool {
    const CHAINS: [&str; 5] = ["flows", "diversification", "exposure", "crossings", "shape"];
    const COMPARE: [&str; 7] = [
        "exports",
        "participation",
        "position",
        "relocation",
        "shift_share",
        "upgrading",
        "decomposition",
    ];
    let families = typed.words("family");
    let all = |known: &[&str]| families.iter().all(|family| known.contains(&family.as_str()));
    let of_both =
        |family: &String| CHAINS.contains(&family.as_str()) || COMPARE.contains(&family.as_str());
    typed.has("family")
        && !typed.is("by", &["bloc"])
        && (typed.of(&["chains"]) && all(&CHAINS)
            || typed.of(&["compare"]) && families.iter().all(of_both))
}

fn by_bloc(typed: &Typed<'_>) -> bool {
    typed.of(&["participation", "position", "linkages", "apl", "transit", "extract"])
        && (typed.is("by", &["bloc"]) || typed.is("each", &["bloc"]))
}

/// Whether a family of chains is asked for that counts inputs.
fn counts_inputs(typed: &Typed<'_>) -> bool {
    let wanted = |family: &str| !typed.has("family") || typed.is("family", &[family]);
    wanted("exposure") && typed.is("by", &["region"])
        || wanted("diversification") && typed.is("by", &["region", "bloc"])
}

fn lacks(typed: &Typed<'_>, family: &str) -> bool {
    typed.has("family") && !typed.is("family", &[family])
}

/// The form of the file that a result is saved in; a folder is one of CSV files.
fn form(typed: &Typed<'_>) -> Option<FileFormat> {
    ["file", "output"].into_iter().filter(|option| typed.has(option)).find_map(|option| {
        let mut values = typed.arguments.try_get_raw(option).ok().flatten()?;
        let path = Path::new(values.next().filter(|path| *path != "-")?);
        Some(FileFormat::of(path).unwrap_or(FileFormat::Csv))
    })
}

/// Refuse what would touch nothing and say what does not matter.
///
/// # Errors
/// [`Error::Conflict`].
pub fn check((command, arguments): (&str, &ArgMatches), run: &Run) -> Result<()> {
    let typed = Typed { command, arguments, run };
    refuse_blank(&typed)?;
    if let Some((option, rule)) = first(&REFUSED, &typed).next() {
        return Err(Error::conflict(format!("`--{}`", flag(option)), rule.with, rule.reason));
    }
    for (option, rule) in first(&SAID, &typed).filter(|_| !run.quiet) {
        tell!("note: `--{}` changes nothing in {}: {}", flag(option), rule.with, rule.reason);
    }
    Ok(())
}

/// The rules that an option which was typed falls under.
fn first<'a>(
    rules: &'a [Rule],
    typed: &'a Typed<'_>,
) -> impl Iterator<Item = (&'static str, &'a Rule)> {
    let under = move |rule: &'a Rule| {
        let option = rule.option.split(' ').find(|option| typed.has(option))?;
        (rule.unused)(typed).then_some((option, rule))
    };
    rules.iter().filter_map(under)
}

/// An option whose text is blank, which would stand for a list of nothing.
fn refuse_blank(typed: &Typed<'_>) -> Result<()> {
    for id in typed.arguments.ids().map(clap::Id::as_str).filter(|id| typed.has(id)) {
        let words = typed.words(id);
        if !words.is_empty() && words.iter().all(|word| word.trim().is_empty()) {
            let reason = "give it a value, or leave the option out";
            return Err(Error::conflict(format!("`--{}`", flag(id)), "an empty text", reason));
        }
    }
    Ok(())
}

/// The flag of an argument: its name with dashes, but for those whose fields have other names.
fn flag(id: &str) -> String {
    match id {
        "groups" => "group".to_owned(),
        "file" => "output".to_owned(),
        id => id.replace('_', "-"),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::super::args::Cli;
    use super::*;

    #[test]
    fn every_rule_is_about_an_option_that_there_is() {
        let program = Cli::command();
        for rule in REFUSED.iter().chain(&SAID) {
            for option in rule.option.split(' ') {
                let known = program.get_subcommands().flat_map(clap::Command::get_arguments).any(
                    |argument| {
                        argument.get_id() == option
                            && argument.get_long() == Some(flag(option).as_str())
                    },
                );
                assert!(known, "{option}");
            }
        }
        for command in OF_REGIONS {
            assert!(program.find_subcommand(command).is_some(), "{command}");
        }
    }
}
