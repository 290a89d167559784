//! From options to a table, a partition and a Leontief system, with every warning said once.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::sync::{Arc, Mutex};

use tripole::error::{Place, Problem, shown, shown_list, shown_path};
use tripole::leontief::{Diagnostics, LocalDiagnostics, Need, Solver};
use tripole::read::{BUILTIN_TABLES, BlocRemark, Grid, Input, ReadOptions};
use tripole::scenario::{Context, NamedFiles, PassedOver, Scenario};
use tripole::sources::{self, CodeReader, KnownGroup};
use tripole::table::{FindingKind, Geography, Inventories};
use tripole::{
    Accounting, Bloc, Error, Finding, Frame, Group, Index, LeontiefSystem, Mrio, Partition,
    RegionId, Result, Severity, read, scenario,
};

use super::args::{Conventions, Grouping, InventoriesName, Measure, Reading, Run, TableArgs, View};
use super::claims;
use super::desk::Reach;
use super::hints;
use super::memory;
use super::messages::{is_heard, tell};
use super::progress::Stage;

/// The table when none is named.
pub const BUILTIN_TABLE: &str = "builtin:three-pole-2011";

/// Findings of the usual kinds that are still said one by one.
const FEW: usize = 2;

pub fn read_options(reading: &Reading) -> ReadOptions {
    ReadOptions {
        layout: reading.format,
        year: reading.year,
        unit: reading.unit.clone(),
        sheet: reading.sheet.clone(),
        reexports: reading.reexports,
        import_matrix: reading.import_matrix.as_deref().map(Input::from),
        split: reading.split,
        empty_regions: reading.empty_regions,
        region_codes: reading.region_codes.clone(),
        grid: if reading.ragged { Grid::Ragged } else { Grid::Full },
        max_cells: reading.max_cells,
    }
}

/// The conventions of a run, with the inventory category of the table.
pub fn accounting(conventions: &Conventions, table: &Mrio) -> Result<Accounting> {
    Ok(Accounting {
        output: conventions.output_from.unwrap_or_default(),
        value_added: conventions.value_added.unwrap_or_default(),
        inventories: match conventions.inventories {
            None | Some(InventoriesName::Keep) => Inventories::Keep,
            Some(InventoriesName::Drop) => {
                let (demand, named) = (table.demand(), conventions.inventory_category.as_deref());
                let category = sources::inventory_category(demand, named)?;
                Inventories::Drop(demand.category(category).to_owned())
            }
        },
    })
}

/// Print warnings (and notes, if `notes`), or fail on the first warning under `--strict`. With
/// `--quiet` only those that make numbers doubtful.
pub fn report(findings: &[Finding], notes: bool, run: &Run) -> Result<()> {
    for finding in findings {
        if finding.severity > Severity::Note || notes {
            run.ledger.finding(hints::finding(finding));
        }
        match finding.severity {
            Severity::Note if notes && !run.quiet => tell!("note: {}", hints::finding(finding)),
            Severity::Note => {}
            Severity::Warning | Severity::Error if run.strict => {
                return Err(Error::Strict { message: hints::finding(finding) });
            }
            Severity::Warning | Severity::Error if run.quiet && !finding.kind.is_doubt() => {}
            Severity::Warning | Severity::Error => {
                tell!("warning: {}", hints::finding(finding));
            }
        }
    }
    Ok(())
}

/// Say what is noteworthy about a table: of what published tables are usually like, where there are
/// more than two findings, what and where in one line; all else in full. Every one with `--verbose`;
/// the first warning is an error with `--strict`.
pub fn say_findings(findings: &[Finding], name: &OsStr, run: &Run) -> Result<()> {
    findings.iter().for_each(|finding| run.ledger.finding(hints::finding(finding)));
    let usual: Vec<&Finding> = findings.iter().filter(|f| f.kind.is_usual()).collect();
    if run.verbose || run.strict || run.quiet || usual.len() <= FEW {
        return report(findings, true, run);
    }
    for finding in findings.iter().filter(|finding| !finding.kind.is_usual()) {
        report(std::slice::from_ref(finding), true, run)?;
    }
    let warns = usual.iter().any(|finding| finding.severity > Severity::Note);
    let what = |finding: &&Finding| {
        format!("{} (`{}`)", finding.kind.name().replace('_', " "), shown(&finding.place))
    };
    tell!(
        "{}: {} findings about {}; `tripole check` lists them: {}",
        if warns { "warning" } else { "note" },
        usual.len(),
        shown_path(&name.to_string_lossy()),
        usual.iter().map(what).collect::<Vec<_>>().join(", ")
    );
    Ok(())
}

/// Read a table and say what was noteworthy in reading it.
pub fn table(args: &TableArgs, run: &Run) -> Result<Arc<Mrio>> {
    let (table, findings) = read(&args.table, &args.reading, run)?;
    report(&findings, true, run)?;
    run.ledger.table(&args.table, &table);
    Ok(table)
}

/// Read a table under the conventions of a run and say what is noteworthy about both.
pub fn table_under(
    name: &OsStr,
    (reading, conventions): (&Reading, &Conventions),
    run: &Run,
) -> Result<(Arc<Mrio>, Accounting)> {
    let (table, mut findings) = read(name, reading, run)?;
    let accounting = accounting(conventions, &table)?;
    findings.extend(run.desk.findings(&table, &accounting, || {
        let mut found = accounting_findings(&table, &accounting)?;
        found.extend(table.nearly_empty());
        Ok(found)
    })?);
    say_findings(&findings, name, run)?;
    run.ledger.table(name, &table);
    run.ledger.conventions(&accounting, None);
    Ok((table, accounting))
}

/// A scenario or a grid: `builtin:NAME`, a path, or `-` for standard input.
pub fn scenario_file(source: &OsStr, run: &Run) -> Result<Input> {
    match run.desk.file(source) {
        Some(held) => Ok(held),
        None if source == "-" => Ok(Input::Stdin),
        None => scenario::scenario_input(source),
    }
}

/// A small file by its path; `-` is standard input.
pub fn file(path: &Path, run: &Run) -> Input {
    match run.desk.file(path.as_os_str()) {
        Some(held) => held,
        None if path == Path::new("-") => Input::Stdin,
        None => path.into(),
    }
}

/// A table, and what was noteworthy in reading it.
pub fn read(table: &OsStr, reading: &Reading, run: &Run) -> Result<(Arc<Mrio>, Vec<Finding>)> {
    read_with(table, &read_options(reading), run)
}

/// A table that is read under these options, unless it lies in memory.
pub fn read_with(
    table: &OsStr,
    options: &ReadOptions,
    run: &Run,
) -> Result<(Arc<Mrio>, Vec<Finding>)> {
    if let Some(table) = run.desk.table(table) {
        return Ok((table, vec![]));
    }
    let _stage = Stage::start("reading", run);
    read_quietly(table, options, run)
}

/// The same without a word, for who says when it was read and how long that took.
pub fn read_quietly(
    table: &OsStr,
    options: &ReadOptions,
    run: &Run,
) -> Result<(Arc<Mrio>, Vec<Finding>)> {
    run.desk.go_on()?;
    if let Some(table) = run.desk.table(table) {
        return Ok((table, vec![]));
    }
    let input = file_or_builtin(table, run)?;
    if Path::new(table).extension().is_some_and(|it| it.eq_ignore_ascii_case("toml")) {
        let message =
            format!("`{}` is a scenario, and no table", shown_path(&table.to_string_lossy()));
        let remedy = "a scenario comes after the table, or is given with `--scenario`";
        return Err(Error::lacking(message, remedy));
    }
    let reading = read::read(&input, options)?;
    run.desk.go_on()?;
    Ok((Arc::new(reading.table), reading.findings))
}

/// A file in memory, one by its path, `-` or `builtin:NAME`.
pub fn file_or_builtin(name: &OsStr, run: &Run) -> Result<Input> {
    run.desk.file(name).map_or_else(|| Input::parse(name), Ok)
}

/// A table ready for measures.
pub struct Loaded {
    pub table: Arc<Mrio>,
    pub accounting: Accounting,
    pub geography: Geography,
    /// The economies of the geography.
    pub partition: Partition,
    notes: Notes,
    /// Which files scenarios beside it may name.
    files: NamedFiles,
}

impl Loaded {
    /// The system of this table, with what it takes to solve what is needed of it.
    pub fn system_for(&self, need: Need, run: &Run) -> Result<Arc<LeontiefSystem>> {
        system_for((&self.table, &self.accounting), need, run)
    }

    /// Reads codes that are typed.
    pub fn codes(&self) -> CodeReader<'_> {
        self.notes.heard_by(CodeReader::of(&self.geography))
    }

    /// What scenarios are read beside.
    pub fn context(&self) -> Result<Context> {
        let context = Context::new(&self.geography, self.table.clone(), &self.accounting)?;
        Ok(context.with_files(self.files.clone()))
    }

    /// The blocs, each taken as one economy; a group must not lie in two of them.
    pub fn blocs(&self) -> Result<&Partition> {
        self.geography.map()?;
        self.say_blocs();
        Ok(self.geography.blocs())
    }

    /// Say which members of blocs people would not expect there, for a result in which blocs matter.
    pub fn say_blocs(&self) {
        let index = self.table.index();
        self.notes.say_blocs(index);
        self.notes.say_alone(self.geography.listed(), index);
    }

    /// Reads codes in another partition, perhaps of a table made of this one.
    pub fn codes_in<'a>(&'a self, partition: &'a Partition) -> CodeReader<'a> {
        self.notes.heard_by(CodeReader::new(partition).with_blocs(self.geography.listed()))
    }
}

/// Read the table, say every warning, and cut it into economies. `names` are codes that the
/// user asked for; a bloc among them becomes one economy.
pub fn measure(args: &Measure, names: &[&[String]], run: &Run) -> Result<Loaded> {
    let view = (&args.table.reading, &args.conventions, &args.grouping);
    let beside = run.ledger.beside();
    open(beside.as_deref().unwrap_or(&args.table.table), view, names, run)
}

/// Which files scenarios of this run may name.
pub fn named_files(run: &Run) -> NamedFiles {
    match run.desk.reach() {
        Reach::Files => NamedFiles::Read,
        Reach::Desk(schedules) => NamedFiles::Held(schedules),
    }
}

/// A table as it is seen, with every warning said.
pub fn open(
    table: &OsStr,
    (reading, conventions, grouping): (&Reading, &Conventions, &Grouping),
    names: &[&[String]],
    run: &Run,
) -> Result<Loaded> {
    let (table, accounting) = table_under(table, (reading, conventions), run)?;
    let notes = Notes::of(&grouping.blocs, run);
    let geography = geography(&table, grouping, names, run)?;
    run.ledger.conventions(&accounting, Some(&geography));
    let partition = geography.economies().clone();
    Ok(Loaded { table, accounting, geography, partition, notes, files: named_files(run) })
}

/// What was typed as `[TABLE] SCENARIO`, opened and read before anything is factorised.
pub fn scenario(what: &[OsString], view: &View, run: &Run) -> Result<(Loaded, Scenario)> {
    let (table, source) = table_and_scenario(what);
    refuse_table(what, run)?;
    let loaded = open(table, view.parts(), &[], run)?;
    let context = loaded.context()?;
    let found = read_scenario(source, &context, run)?;
    say_passed_over(&found, loaded.table.index(), run)?;
    Ok((loaded, found))
}

/// A scenario, with the files that it names among those that the run reads.
pub fn read_scenario(source: &OsStr, context: &Context, run: &Run) -> Result<Scenario> {
    let found = scenario::read_scenario(scenario_file(source, run)?, context)?;
    claim_schedules(&found, run)?;
    Ok(found)
}

/// The files of its schedules are inputs of the run.
pub fn claim_schedules(scenario: &Scenario, run: &Run) -> Result<()> {
    for scheduled in &scenario.schedules {
        for (role, input) in scheduled.files().each() {
            if let Input::Path(path) = input {
                claims::claim_input(path.as_os_str())?;
                run.ledger.read(role, path);
            }
        }
    }
    Ok(())
}

/// What of a scenario means nothing in this table, or hardly what it says.
pub fn say_entries(
    scenario: &Scenario,
    table: &Mrio,
    days: Option<usize>,
    run: &Run,
) -> Result<()> {
    report(&scenario.findings(table, days)?, true, run)
}

/// A note where a list of blocs was given and none of them has a part in the result: neither the
/// scenario nor the names that were typed are of one.
pub fn say_idle_blocs(
    grouping: &Grouping,
    (loaded, scenario): (&Loaded, &Scenario),
    names: &[String],
    run: &Run,
) {
    let codes = loaded.codes();
    let is_named = names.iter().any(|name| codes.bloc(name).is_some());
    let is_idle = scenario.named_blocs.is_empty() && !is_named;
    if is_idle && grouping.blocs != Path::new("builtin") && !run.quiet {
        tell!(
            "note: `--blocs` changes nothing in this result: no bloc is named, in the scenario \
             either, and no number of it is of blocs"
        );
    }
}

/// Regions that the scenario names and does without: a warning where they are most of a known group.
pub fn say_passed_over(scenario: &Scenario, index: &Index, run: &Run) -> Result<()> {
    let finding = |passed: &PassedOver| {
        let group = KnownGroup::named(&passed.list);
        let same = |group: &&KnownGroup| {
            let missing = group.missing(index);
            missing.len() == passed.members.len()
                && missing.iter().all(|code| passed.members.iter().any(|it| it == code))
                && 2 * missing.len() > group.members.len()
        };
        if let Some(group) = group.filter(same) {
            return mostly_missing(group, index);
        }
        let message = format!("{}: not in the table: {}", passed.list, passed.members.join(", "));
        let kind = FindingKind::MembersMissing;
        Finding::new(Severity::Note, kind, passed.list.as_str(), 0.0, message)
    };
    report(&scenario.passed_over.iter().map(finding).collect::<Vec<_>>(), true, run)
}

/// A result with what its scenario does without, which is true of all its rows.
pub fn with_passed_over(frame: Frame, scenario: &Scenario) -> Frame {
    scenario.passed_over.iter().fold(frame, |frame, passed| {
        frame.with_note(format!("not in the table of {}", passed.list), passed.members.join(", "))
    })
}

/// What was typed as `[TABLE] SCENARIO`; the table is the built-in one if it was left out.
pub fn table_and_scenario(what: &[OsString]) -> (&OsStr, &OsStr) {
    match what {
        [table, source] => (table, source),
        [source] => (OsStr::new(BUILTIN_TABLE), source),
        _ => (OsStr::new(""), OsStr::new("")),
    }
}

/// Endings of tables that no scenario has.
const TABLES: [&str; 9] = ["csv", "gz", "zst", "zip", "tripole", "xlsx", "xlsb", "dta", "parquet"];

/// Refuse a table where a scenario or a grid is expected: whoever names the table alone has not said what changes.
pub fn refuse_table(what: &[OsString], run: &Run) -> Result<()> {
    let (table, source) = table_and_scenario(what);
    let name = source.to_string_lossy().to_lowercase();
    // A scenario may be packed.
    if name.ends_with(".toml.gz") || name.ends_with(".toml.zst") {
        return Ok(());
    }
    let ends = |ending: &str| Path::new(&name).extension().is_some_and(|it| it == ending);
    let builtin = source.to_str().and_then(|text| text.strip_prefix("builtin:"));
    let is_builtin = BUILTIN_TABLES.iter().any(|table| builtin == Some(table.name()));
    // Behind a table it is read as what it is to be, whatever its name.
    let stands_alone = what.len() == 1 || source == table;
    let is_table = stands_alone && TABLES.iter().any(|ending| ends(ending));
    let is_table = is_table || run.desk.table(source).is_some();
    if run.desk.file(source).is_some() || !(is_builtin || is_table) {
        return Ok(());
    }
    let message =
        format!("`{}` is a table, and no scenario", shown_path(&source.to_string_lossy()));
    let remedy = "say behind the table what changes: a TOML file, or a scenario that comes with the program, such as \
                  `builtin:us-china-tariff-war`";
    Err(Error::lacking(message, remedy))
}

/// Warnings about the accounts of a table; the notes are for who asks what is noteworthy.
pub fn accounting_findings(table: &Mrio, accounting: &Accounting) -> Result<Vec<Finding>> {
    let used = accounting.table(table)?;
    let mut findings = used.accounting_findings(accounting, sources::inventories(used.demand()))?;
    findings.retain(|finding| finding.severity > Severity::Note);
    Ok(findings)
}

/// The system of a table that was read, of which nothing is solved yet.
pub fn unsolved(
    table: &Arc<Mrio>,
    accounting: &Accounting,
    run: &Run,
) -> Result<Arc<LeontiefSystem>> {
    table.refuse_negative_output(accounting)?;
    run.desk.go_on()?;
    let system = LeontiefSystem::new(table.clone(), accounting)?;
    Ok(Arc::new(match run.solver {
        Solver::Automatic => system,
        asked => system.suited(Need::Factor, asked),
    }))
}

/// The system of a loaded table, factorised.
pub fn system(
    table: &Arc<Mrio>,
    accounting: &Accounting,
    run: &Run,
) -> Result<Arc<LeontiefSystem>> {
    system_for((table, accounting), Need::Factor, run)
}

/// The system of a loaded table, with what it takes to solve what is needed of it.
pub fn system_for(
    (table, accounting): (&Arc<Mrio>, &Accounting),
    need: Need,
    run: &Run,
) -> Result<Arc<LeontiefSystem>> {
    table.refuse_negative_output(accounting)?;
    let system = Arc::new(run.desk.system(table, accounting)?.suited(need, run.solver));
    say_memory(&system, run);
    prepare(&system, run)?;
    Ok(system)
}

/// How much memory a system takes, for those who want to know; and how it is solved is said at the end.
pub fn say_memory(system: &LeontiefSystem, run: &Run) {
    run.solved.keep(system);
    if run.verbose {
        let table = 8 * (system.table().intermediate().values().len() as u64);
        let more = 8 * (system.numbers_to_make() as u64);
        let most = run.max_memory.or_else(memory::available).map(memory::gib);
        tell!(
            "memory: the flows take {}, what they are solved with {} more; {} of {} in use",
            memory::gib(table),
            memory::gib(more),
            memory::gib(memory::in_use()),
            most.as_deref().unwrap_or("an unknown limit")
        );
    }
}

/// The system as it is for the categories of final demand that are named, and what results say of it.
pub fn for_categories(
    system: &LeontiefSystem,
    named: &[String],
) -> Result<(LeontiefSystem, Option<String>)> {
    let demand = system.table().demand();
    let chosen = sources::chosen_categories(demand, named)?;
    // Every one of them is all.
    let is_all = demand
        .categories()
        .iter()
        .all(|code| demand.find_category(code).is_ok_and(|category| chosen.contains(&category)));
    let chosen = if is_all { vec![] } else { chosen };
    let codes: Vec<&str> = chosen.iter().map(|id| demand.category(*id)).collect();
    let said = (!codes.is_empty()).then(|| format!("purchases of {} alone", codes.join(", ")));
    Ok((system.for_categories(&chosen), said))
}

/// Make what a system is solved with, and say how well that went; sweeps take next to nothing, unless a region is such that a
/// factor has to stand in.
pub fn prepare(system: &LeontiefSystem, run: &Run) -> Result<()> {
    if !system.is_swept() {
        return factorise(system, run);
    }
    system.prepare()?;
    if system.is_factorised() { say_quality(system, run) } else { Ok(()) }
}

/// Factorise, and say how well that went.
pub fn factorise(system: &LeontiefSystem, run: &Run) -> Result<()> {
    run.desk.go_on()?;
    let stage = Stage::start("factorising", run);
    system.prepare()?;
    drop(stage);
    run.desk.go_on()?;
    say_quality(system, run)
}

/// How well a system is factorised.
pub fn say_quality(system: &LeontiefSystem, run: &Run) -> Result<()> {
    let diagnostics = system.diagnostics()?;
    run.solved.told(system);
    say_diagnostics(diagnostics, run)
}

pub fn say_diagnostics(diagnostics: &Diagnostics, run: &Run) -> Result<()> {
    if run.verbose {
        let exact = if diagnostics.condition_is_exact { "" } else { " or more" };
        tell!(
            "condition number (1-norm) {:.4}{exact}, residual {:.1e}, at least {:.1} digits",
            diagnostics.condition,
            diagnostics.residual,
            diagnostics.digits()
        );
    }
    if diagnostics.is_poor() {
        let message = format!(
            "the linear system is ill-conditioned (condition number {:.1e}, residual {:.1e}): results keep about {:.0} digits",
            diagnostics.condition,
            diagnostics.residual,
            diagnostics.digits()
        );
        let kind = FindingKind::Conditioning;
        report(
            &[Finding::new(Severity::Warning, kind, "", diagnostics.condition, message)],
            false,
            run,
        )?;
    }
    Ok(())
}

/// How well a system is solved where no global factor is made on purpose: that of the factor, if a solve
/// needed one after all, or else that of the economies alone.
pub fn say_local_quality(system: &LeontiefSystem, partition: &Partition, run: &Run) -> Result<()> {
    if system.is_factorised() {
        return say_quality(system, run);
    }
    let Some(worst) = system.local_diagnostics(partition)?.filter(LocalDiagnostics::is_poor) else {
        return Ok(());
    };
    let name = partition.economy(worst.economy).name.clone();
    let message = format!(
        "inside `{}` alone the linear system is ill-conditioned (condition number {:.1e}): what is computed from its own inputs keeps about {:.0} digits",
        shown(&name),
        worst.condition,
        worst.digits()
    );
    let kind = FindingKind::Conditioning;
    let finding = Finding::new(Severity::Warning, kind, name, worst.condition, message);
    report(&[finding], false, run)
}

/// The blocs of a list, which must be one for the tables at hand: with a region of each.
pub fn blocs<'a>(
    path: &Path,
    tables: impl IntoIterator<Item = &'a Index>,
    run: &Run,
) -> Result<Vec<Bloc>> {
    if path == Path::new(BUILTIN_BLOCS) {
        return Ok(read::builtin_blocs());
    }
    let input = file(path, run);
    let blocs = read::read_blocs(&input)?;
    for index in tables {
        let here =
            sources::blocs_of(index, &blocs).map_err(|error| in_file(input.name(), error))?;
        if here.iter().all(|bloc| bloc.group(index).is_none()) {
            let problem = Problem::NoRegions { codes: index.region_codes().to_vec() };
            return Err(Error::input(input.name(), Place::File, problem));
        }
    }
    Ok(blocs)
}

/// An error about a code that stands in a small file.
pub fn in_file(file: String, error: Error) -> Error {
    match error {
        Error::Code { problem } => Error::input(file, Place::File, *problem),
        Error::Unknown { what, code, near } => {
            Error::input(file, Place::File, Problem::UnknownCode { what, code, near })
        }
        other => other,
    }
}

/// Economies and blocs of this run: split countries, groups, blocs and known groups asked for by
/// name, and every other region alone.
pub fn geography(
    table: &Mrio,
    grouping: &Grouping,
    names: &[&[String]],
    run: &Run,
) -> Result<Geography> {
    let (index, notes) = (table.index(), Notes::of(&grouping.blocs, run));
    let listed = blocs(&grouping.blocs, [index], run)?;
    notes.say_listed(&listed, index);
    notes.say_unmet(&listed, index);
    let blocs = sources::blocs_of(index, &listed)?;
    let splits = sources::split_countries(index);
    let whole = Partition::new(index, &splits)?;
    let codes = CodeReader::new(&whole).with_blocs(&blocs);
    let defined = |definition: &String| {
        // What a group lacks that stands for itself is said of the economy that it becomes.
        let is_known = KnownGroup::named(definition.trim()).is_some();
        let codes = if is_known { codes } else { notes.heard_by(codes) };
        codes.group(definition)
    };
    let mut groups: Vec<Group> = grouping.groups.iter().map(defined).collect::<Result<_>>()?;
    // A split country whose parts are all in a group is no economy beside it.
    let alone = |split: &Group| {
        let within = |group: &Group| split.members().iter().all(|it| group.members().contains(it));
        !groups.iter().any(within)
    };
    let splits: Vec<Group> = splits.into_iter().filter(alone).collect();
    groups.splice(0..0, splits);
    let partition = Partition::new(index, &groups)?;
    let codes = CodeReader::new(&partition).with_blocs(&blocs);
    let asked: Vec<&String> = names.iter().copied().flatten().collect();
    let of_bloc =
        |name: &str| asked.iter().any(|it| codes.bloc(it).is_some_and(|b| b.name == name));
    notes.say_members(index, of_bloc);
    groups.extend(asked.iter().filter_map(|name| codes.named_group(name)));
    let geography = Geography::new(index, &groups, &blocs)?;
    say_together(names, |name| codes.named_group(name), run);
    for (_, economy) in geography.economies().economies() {
        if let Some(group) = KnownGroup::of_economy(economy, index) {
            say_short(group, index, run)?;
            say_other_time(group, table.source().year, run);
        }
    }
    Ok(geography)
}

/// What a group lacks that counts as one economy: a note, and a warning where that is most of it, for
/// its numbers are then not those of the group.
fn say_short(group: &'static KnownGroup, index: &Index, run: &Run) -> Result<()> {
    let missing = group.missing(index);
    if 2 * missing.len() <= group.members.len() {
        if !missing.is_empty() && !run.quiet {
            say_lacking(group, &missing);
        }
        return Ok(());
    }
    report(&[mostly_missing(group, index)], false, run)
}

/// That a table lacks most members of a group.
fn mostly_missing(group: &'static KnownGroup, index: &Index) -> Finding {
    let (missing, all) = (group.missing(index), group.members.len());
    let here: Vec<&str> = group.regions(index).iter().map(|it| index.region(*it)).collect();
    let message = format!(
        "{} is {} here: the table lacks {} of its {all} members: {}",
        group.name,
        here.join(", "),
        missing.len(),
        missing.join(", ")
    );
    let share = missing.len() as f64 / all as f64;
    Finding::new(Severity::Warning, FindingKind::MembersMissing, group.name, share, message)
}

/// A note where a group had other members in the year of the table.
fn say_other_time(group: &'static KnownGroup, year: Option<i32>, run: &Run) {
    let of = |day: &str| day.get(..4).and_then(|year| year.parse::<i32>().ok());
    let Some(year) = year.filter(|_| !run.quiet) else { return };
    if of(group.since).is_some_and(|since| year < since) {
        say_once(&format!(
            "note: {} has the members of {}, the table is of {year}; `tripole groups` has the groups of \
             other times",
            group.name, group.since
        ));
    }
}

/// A note where several names of one list are asked for and some become one economy: what its members
/// sell to each other is then no trade for any of them, and with another list it is.
fn say_together(names: &[&[String]], group: impl Fn(&str) -> Option<Group>, run: &Run) {
    for list in names.iter().filter(|list| list.len() > 1 && !run.quiet) {
        let groups: Vec<&str> = list.iter().map(|name| name.trim()).collect();
        let groups: Vec<&str> = groups.into_iter().filter(|name| group(name).is_some()).collect();
        if groups.is_empty() {
            continue;
        }
        let each =
            if groups.len() == 1 { "counts as one economy" } else { "count as one economy each" };
        say_once(&format!(
            "note: {} {each} for all that is asked for here, so that sales inside are no trade; numbers \
             of an economy that is asked for alone can differ",
            shown_list(&groups)
        ));
    }
}

/// Codes of a list of blocs that are of nothing in the table.
pub fn unmet(geography: &Geography) -> Vec<String> {
    unmet_codes(geography.listed(), geography.economies().index())
}

fn unmet_codes(listed: &[Bloc], index: &Index) -> Vec<String> {
    let partition = Partition::regions(index);
    let codes = CodeReader::new(&partition);
    let is_met =
        |code: &&String| KnownGroup::named(code).is_some() || codes.regions(&[code]).is_ok();
    let all = listed.iter().flat_map(|bloc| &bloc.codes);
    all.filter(|code| !is_met(code)).cloned().collect()
}

/// The name of the list of blocs that comes with the program.
const BUILTIN_BLOCS: &str = "builtin";

/// Notes about groups and blocs, each said once in a run.
#[derive(Debug, Clone, Copy)]
pub struct Notes {
    /// Whether the blocs are those of the list that comes with the program.
    builtin: bool,
    quiet: bool,
}

impl Notes {
    pub fn of(blocs: &Path, run: &Run) -> Self {
        Notes { builtin: blocs == Path::new(BUILTIN_BLOCS), quiet: run.quiet }
    }

    /// A reader whose known groups are said to lack what the table does not have of them.
    pub fn heard_by(self, codes: CodeReader<'_>) -> CodeReader<'_> {
        if self.quiet { codes } else { codes.telling(say_lacking) }
    }

    /// What the known groups in a list of blocs lack.
    fn say_listed(self, blocs: &[Bloc], index: &Index) {
        let codes = blocs.iter().flat_map(|bloc| &bloc.codes);
        self.say_named(codes.filter_map(|code| KnownGroup::named(code)), index);
    }

    /// What known groups lack that are named.
    fn say_named(self, groups: impl Iterator<Item = &'static KnownGroup>, index: &Index) {
        for group in groups.filter(|_| !self.quiet) {
            let missing = group.missing(index);
            if !missing.is_empty() && index.region_of(group.name).is_none() {
                say_lacking(group, &missing);
            }
        }
    }

    /// Say which codes of a list of one's own are of nothing in the table.
    fn say_unmet(self, listed: &[Bloc], index: &Index) {
        if self.builtin || self.quiet {
            return;
        }
        let unmet = unmet_codes(listed, index);
        if !unmet.is_empty() {
            say_once(&format!(
                "note: codes of the list of blocs that the table does not have: {}",
                shown_list(&unmet)
            ));
        }
    }

    /// Say which regions no bloc has.
    fn say_alone(self, blocs: &[Bloc], index: &Index) {
        let members: Vec<RegionId> =
            blocs.iter().flat_map(|bloc| sources::bloc_members(index, bloc)).collect();
        let alone = index.regions().filter(|region| !members.contains(region));
        let alone: Vec<&str> = alone.map(|region| index.region(region)).collect();
        if !self.quiet && !alone.is_empty() {
            say_once(&format!(
                "note: no bloc of the list has {}: each is a bloc of its own",
                shown_list(&alone)
            ));
        }
    }

    /// Say which members of blocs people would not expect there.
    pub fn say_blocs(self, index: &Index) {
        self.say_members(index, |_| true);
    }

    /// The same of some blocs.
    fn say_members(self, index: &Index, is_shown: impl Fn(&str) -> bool) {
        if self.quiet || !self.builtin {
            return;
        }
        let remarks = read::builtin_bloc_remarks();
        let mut here: Vec<&BlocRemark> = vec![];
        for remark in &remarks {
            let has = sources::find_country(index, remark.code).is_some();
            if has
                && is_shown(remark.bloc)
                && here.iter().all(|it| it.bloc == remark.bloc && it.remark == remark.remark)
            {
                here.push(remark);
            }
        }
        let Some(first) = here.first() else { return };
        let names: Vec<&str> = here.iter().map(|it| it.name).collect();
        say_once(&format!(
            "note: the bloc {} includes {}, {}; `--blocs FILE` draws other lines",
            first.bloc,
            names.join(" and "),
            first.remark
        ));
    }
}

/// Say of a known group what the table does not have of it.
fn say_lacking(group: &'static KnownGroup, missing: &[&'static str]) {
    say_once(&format!(
        "note: {}: the table lacks {} of its {} members: {}",
        group.name,
        missing.len(),
        group.members.len(),
        missing.join(", ")
    ));
}

/// Say what has not been said.
fn say_once(words: &str) {
    static SAID: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    let is_new = || SAID.lock().is_ok_and(|mut said| said.insert(words.to_owned()));
    if is_heard() || is_new() {
        tell!("{words}");
    }
}
