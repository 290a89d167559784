//! Reports: one page of words, pictures and tables.

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::sync::Arc;

use tripole::error::shown_path;
use tripole::frame::About;
use tripole::models::beside::{AllModels, Demand};
use tripole::models::registry::{model_of, named};
use tripole::models::{Given, Record};
use tripole::picture::{Flows, PictureKind};
use tripole::report::{
    Basis, BriefOptions, Choice, Recipe, ReportFile, Seen, brief, country, poles,
};
use tripole::scenario::Scenario;
use tripole::table::{EconomyId, Geography};
use tripole::{Error, LeontiefSystem, Mrio, Result, read};

use super::super::Outcome;
use super::super::args::{Asks, OfDuties, Reading, ReportArgs, Run};
use super::super::hints::shell_word;
use super::super::ledger::Figured;
use super::super::load::{self, BUILTIN_TABLE, Loaded};
use super::super::messages::tell;
use super::super::output::say;
use super::super::progress::Stage;
use super::headline::BUILTIN_YEARS;
use super::scenario::{ELASTICITIES, refuse_numbers, settings_of_all};

/// Options that choose what a report is, and not how its tables are seen.
const OWN: [&str; 4] = ["--since", "--scenario", "--economy", "--output"];
/// That of models of one demand, which has no value.
const SAME: &str = "--same-elasticity";
/// Options of all commands that change no number, those with a value last.
const PLAIN: [&str; 4] = ["--quiet", "--verbose", "--strict", "--threads"];

pub fn report(args: &ReportArgs, run: &Run) -> Result<Outcome> {
    refuse_settings(args)?;
    let is_printed = args.file == Path::new("-");
    let file = (!is_printed).then(|| ReportFile::create(&args.file)).transpose()?;
    if let Some(path) = &args.labels {
        run.ledger.rename(read::read_names(load::file(path, run))?);
    }
    // Of a brief the economy chooses what is shown, and changes no number.
    let asked = args.economy.iter().filter(|_| args.scenario.is_none()).cloned().collect();
    let table = args.table.as_deref().unwrap_or(OsStr::new(BUILTIN_TABLE));
    let earlier = earlier(args);
    if earlier == Some(table) {
        let reason = "name an earlier one, or leave `--since` out";
        return Err(Error::conflict("`--since`", "the table itself", reason));
    }
    let (loaded, system) = opened(table, &args.view.reading, (args, &asked), run)?;
    let source = run.ledger.caption().source;
    let economy = one_economy(args, &loaded)?;
    let since = match earlier {
        // The year that was typed is that of the later table.
        Some(table) => {
            let reading = Reading { year: None, ..args.view.reading.clone() };
            Some(opened(table, &reading, (args, &asked), run)?)
        }
        None => None,
    };
    let names = run.ledger.labels_of_tables();
    if let Some((since, _)) = &since {
        let years = [since, &loaded].map(|it| it.table.source().year);
        if let [Some(first), Some(last)] = years
            && first >= last
        {
            return Err(Error::conflict(
                format!("`--since` with a table of {first}"),
                format!("a table of {last}"),
                "it is the earlier one: name them the other way round",
            ));
        }
    }
    let seen = |place: usize, loaded: &'_ Loaded| -> (String, Geography) {
        (names.get(place).cloned().unwrap_or_default(), loaded.geography.clone())
    };
    let (name, geography) = seen(0, &loaded);
    let earlier_one = since.as_ref().map(|(loaded, system)| (seen(1, loaded), system));
    let basis = Basis {
        now: Seen { name: &name, system: &system, geography: &geography },
        since: earlier_one.as_ref().map(|((name, geography), system)| Seen {
            name,
            system,
            geography,
        }),
        names: run.ledger.names(),
        source,
        source_of_both: run.ledger.sources(),
    };
    let mut own = None;
    let found = if let Some(source) = &args.scenario {
        let scenario = load::read_scenario(source, &loaded.context()?, run)?;
        load::say_passed_over(&scenario, loaded.table.index(), run)?;
        let record = model_of(&scenario)?;
        if !scenario.relocations.is_empty() && scenario.kinds().len() > 1 {
            let reason = "a brief compares with the table as it is, and models of tariffs with the one after relocation: give \
                          each kind of change a scenario of its own, or see `tripole scenario` for both together";
            return Err(Error::conflict("`report`", "relocations beside other changes", reason));
        }
        load::say_entries(&scenario, &loaded.table, record.days(&Given::default()), run)?;
        let options = brief_options((args, &scenario), &loaded.table, economy, run)?;
        let _stage = Stage::start("models", run);
        own = Some(record);
        brief(&basis, &scenario, &options)?
    } else {
        let _stage = Stage::start("measuring", run);
        match economy {
            Some(economy) => country(&basis, economy)?,
            None => poles(&basis)?,
        }
    };
    let results = found.frames().map(Figured::of).collect();
    let about = Arc::unwrap_or_clone(run.ledger.about(results)?);
    let found = found.with_about(plain(about));
    let mut view = view_options(&run.ledger.words());
    view.extend(group_of(args, &loaded, economy));
    let again = Again { args, table, earlier, view, own };
    let page = found.html(|recipe| again.command(recipe));
    match file {
        None => say(&page),
        Some(file) => {
            file.save(&page)?;
            if !run.quiet {
                tell!("wrote {}", shown_path(&args.file.display().to_string()));
            }
            Ok(Outcome::Done)
        }
    }
}

/// Options of briefs: a report of the table alone has no model.
fn refuse_settings(args: &ReportArgs) -> Result<()> {
    if args.scenario.is_some() {
        return Ok(());
    }
    let typed = args.settings.typed.iter().map(|(name, _)| *name);
    let same = args.same_elasticity.then_some("same-elasticity");
    match typed.chain(same).next() {
        None => Ok(()),
        Some(name) => {
            let reason = "it is a setting of models, which only a brief has: add `--scenario`";
            Err(Error::conflict(format!("`--{name}`"), "a report without a scenario", reason))
        }
    }
}

/// What is chosen for a brief, with the settings of its models.
fn brief_options(
    (args, scenario): (&ReportArgs, &Scenario),
    table: &Mrio,
    focus: Option<EconomyId>,
    run: &Run,
) -> Result<BriefOptions> {
    let typed = &args.settings.typed;
    let asked = || OfDuties::models().filter(|record| record.unread(scenario).is_none());
    let refuse = |name: &str, reason: &'static str| {
        Err(Error::conflict(format!("`--{name}`"), "this scenario", reason))
    };
    if let Some((name, _)) = typed.iter().find(|(name, _)| !asked().any(|it| it.has_setting(name)))
    {
        return refuse(name, "no model that has it reads all of the scenario");
    }
    let beside = asked().filter(|record| record.has_setting(ELASTICITIES)).count() > 1;
    if args.same_elasticity && !beside {
        return refuse(
            "same-elasticity",
            "it is of armington and ge beside each other, which do not both read all of the scenario",
        );
    }
    // The numbers of a file are of one kind where one model alone takes them.
    let demand = if args.same_elasticity || !beside { Demand::Same } else { Demand::Own };
    refuse_numbers(typed, demand, "a brief, in which models stand side by side")?;
    let given = settings_of_all(typed, table, run)?;
    let models = AllModels::new(table, &given, demand)?;
    Ok(BriefOptions { focus, models, settings: typed.clone() })
}

/// Where a report comes from, without what changes nothing in it.
fn plain(mut about: About) -> About {
    let is_plain = |name: &str| {
        let name = name.split_once('=').map_or(name, |(name, _)| name);
        PLAIN.contains(&name)
    };
    about.options.retain(|(name, _)| name != "output" && !is_plain(&format!("--{name}")));
    let mut words = std::mem::take(&mut about.command).into_iter();
    while let Some(word) = words.next() {
        if !is_plain(&word) {
            about.command.push(word);
        } else if word == PLAIN[3] {
            words.next();
        }
    }
    about
}

/// A bloc or group that the economy makes one, for commands that have no such option.
fn group_of(args: &ReportArgs, loaded: &Loaded, economy: Option<EconomyId>) -> Vec<String> {
    let Some(economy) = economy.filter(|_| args.scenario.is_none()) else { return vec![] };
    let economy = loaded.partition.economy(economy);
    let index = loaded.table.index();
    let members: Vec<&str> = economy.regions.iter().map(|region| index.region(*region)).collect();
    let typed = |definition: &String| {
        definition.starts_with(&format!("{}=", economy.name)) || *definition == economy.name
    };
    if members.len() < 2 || args.view.grouping.groups.iter().any(typed) {
        return vec![];
    }
    vec!["--group".to_owned(), format!("{}={}", economy.name, members.join(","))]
}

/// A table and its system, everything noteworthy said.
fn opened(
    table: &OsStr,
    reading: &Reading,
    (args, asked): (&ReportArgs, &Vec<String>),
    run: &Run,
) -> Result<(Loaded, Arc<LeontiefSystem>)> {
    let (_, conventions, grouping) = args.view.parts();
    let loaded = load::open(table, (reading, conventions, grouping), &[asked], run)?;
    loaded.geography.map()?;
    loaded.say_blocs();
    let system = load::system(&loaded.table, &loaded.accounting, run)?;
    Ok((loaded, system))
}

/// The earlier table: that which is named, or the built-in one beside the built-in one.
fn earlier(args: &ReportArgs) -> Option<&OsStr> {
    match (&args.since, &args.table, &args.scenario) {
        (Some(since), ..) => Some(since),
        (None, None, None) => Some(OsStr::new(BUILTIN_YEARS[0])),
        _ => None,
    }
}

fn one_economy(args: &ReportArgs, loaded: &Loaded) -> Result<Option<EconomyId>> {
    let Some(name) = &args.economy else { return Ok(None) };
    match loaded.codes().chosen_economies(std::slice::from_ref(name))?.as_slice() {
        [one] => Ok(Some(*one)),
        _ => Err(Error::conflict(
            "`--economy`",
            "several economies",
            "a report is of one: name one region, group or bloc",
        )),
    }
}

/// Whether an option is a setting of models, all of which have values.
fn is_setting(option: &str) -> bool {
    let name = option.trim_start_matches('-');
    OfDuties::models().any(|record| record.has_setting(name))
}

/// What was typed about how tables are read and seen.
fn view_options(words: &[String]) -> Vec<String> {
    let (mut kept, mut words) = (vec![], words.iter().skip(1).peekable());
    while let Some(word) = words.next() {
        let name = word.split_once('=').map_or(word.as_str(), |(name, _)| name);
        if word == "--" {
            break;
        }
        if name == PLAIN[3] {
            if name == word {
                words.next();
            }
        } else if name.starts_with("-o") || OWN.contains(&name) || is_setting(name) {
            if name == word && (name == "-o" || name.starts_with("--")) {
                words.next();
            }
        } else if name.starts_with("--") && name != SAME && !PLAIN.contains(&name) {
            kept.push(word.clone());
            if name == word {
                kept.extend(words.next_if(|next| !next.starts_with('-')).cloned());
            }
        }
    }
    kept
}

/// How pictures are made again.
struct Again<'a> {
    args: &'a ReportArgs,
    table: &'a OsStr,
    earlier: Option<&'a OsStr>,
    /// How tables are read and seen.
    view: Vec<String>,
    /// The model that the scenario is meant for.
    own: Option<&'static Record>,
}

impl Again<'_> {
    fn command(&self, recipe: &Recipe) -> Option<String> {
        let (kind, form) = word_of(recipe.kind)?;
        let of_both = recipe.choices.iter().any(|it| matches!(it, Choice::Beside | Choice::Since));
        let is_here = |name: &OsStr| name != "-";
        // A year that was typed would choose one in both tables.
        if !is_here(self.table) || of_both && self.args.view.reading.year.is_some() {
            return None;
        }
        let mut words: Vec<OsString> = vec!["tripole".into(), "plot".into(), kind.into()];
        if self.table != BUILTIN_TABLE {
            // What begins with a dash is no option.
            let dashed = self.table.to_string_lossy().starts_with('-');
            let mut name = OsString::from(if dashed { "./" } else { "" });
            name.push(self.table);
            words.push(name);
        }
        if recipe.choices.contains(&Choice::Scenario) {
            words.push(self.args.scenario.clone()?);
        }
        if let Some(form) = form {
            words.extend(["--as".into(), form.into()]);
        }
        for (name, text) in self.settings_of(recipe)? {
            // A word that begins with a dash would be an option.
            words.push(format!("--{name}={text}").into());
        }
        let mut add = |option: &str, value: &OsStr| words.extend([option.into(), value.to_owned()]);
        for choice in &recipe.choices {
            match choice {
                Choice::By(level) => add("--by", level.name().as_ref()),
                Choice::Region(code) => add("--region", code.as_ref()),
                Choice::Exporter(code) => add("--exporter", code.as_ref()),
                Choice::Chain(chain) => add("--chain", chain.as_ref()),
                Choice::Products(products) => add("--products", products.as_ref()),
                Choice::Columns(columns) => add("--indicator", columns.join(",").as_ref()),
                Choice::Family(family) => add("--family", family.as_ref()),
                Choice::Show(show) => add("--show", show.as_ref()),
                Choice::Model(model) => add("--model", model.as_ref()),
                Choice::Beside => add("--beside", self.earlier?),
                Choice::Since => add("--since", self.earlier?),
                Choice::Scenario => {}
            }
        }
        words.extend(self.view.iter().map(OsString::from));
        words.extend(["-o".into(), format!("{kind}.svg").into()]);
        let words =
            words.iter().map(|word| shell_word(&word.to_string_lossy())).collect::<Vec<_>>();
        Some(words.join(" "))
    }
}

impl<'a> Again<'a> {
    /// The settings of the model that a picture is of, if it can be made again with them.
    fn settings_of(&self, recipe: &Recipe) -> Option<Vec<&'a (&'static str, String)>> {
        let named_one = recipe.choices.iter().find_map(|choice| match choice {
            Choice::Model(name) => Some(*name),
            _ => None,
        });
        let of_scenario = recipe.choices.contains(&Choice::Scenario);
        let record = match named_one {
            Some(name) => named(name).ok(),
            None => self.own.filter(|_| of_scenario),
        };
        let Some(record) = record else { return Some(vec![]) };
        // Elasticities of trade are read as those of substitution where armington is asked alone.
        if self.args.same_elasticity && record.name == "armington" {
            return None;
        }
        let typed = self.args.settings.typed.iter().filter(|(name, _)| record.has_setting(name));
        let typed: Vec<_> = typed.collect();
        typed.iter().all(|(_, text)| text != "-").then_some(typed)
    }
}

/// The word for a kind of picture, and that for its form.
fn word_of(kind: PictureKind) -> Option<(&'static str, Option<&'static str>)> {
    Some(match kind {
        PictureKind::Smile => ("smile", None),
        PictureKind::Participation => ("participation", None),
        PictureKind::Position => ("position", None),
        PictureKind::Linkages => ("linkages", None),
        PictureKind::Waterfall => ("waterfall", None),
        PictureKind::Poles(Flows::Chord) => ("poles", None),
        PictureKind::Poles(form) => ("poles", Some(form.name())),
        PictureKind::Shares => ("shares", None),
        PictureKind::Suppliers => ("suppliers", None),
        PictureKind::Hubs => ("hubs", None),
        PictureKind::Upgrading => ("upgrading", None),
        PictureKind::Incidence => ("incidence", None),
        PictureKind::BeforeAfter => ("before-after", None),
        PictureKind::Daily => ("daily", None),
        PictureKind::Sweep(_) | PictureKind::Inverse => return None,
    })
}
