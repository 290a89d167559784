//! From options to a table, a partition and a Leontief system, with every warning said once.

use std::path::Path;
use std::sync::Arc;

use tripole::read::{Grid, Input, ReadOptions, SplitCountries};
use tripole::sources::{self, CodeReader};
use tripole::table::{FindingKind, Inventories, OutputFrom, ValueAddedFrom};
use tripole::{
    Accounting, Bloc, Error, Finding, LeontiefSystem, Mrio, Partition, Result, Severity, read,
};

use super::args::{
    Conventions, Grouping, InventoriesName, Measure, OutputFromName, Reading, Run, Split,
    TableArgs, ValueAddedName,
};
use super::progress::Stage;

pub fn read_options(reading: &Reading) -> ReadOptions {
    ReadOptions {
        layout: reading.format,
        year: reading.year,
        unit: reading.unit.clone(),
        split: match reading.split {
            Split::Merge => SplitCountries::Merge,
            Split::Keep => SplitCountries::Keep,
        },
        region_codes: reading.region_codes.clone(),
        grid: if reading.ragged { Grid::Ragged } else { Grid::Full },
        max_cells: reading.max_cells,
    }
}

/// The conventions of a run, with the inventory category of the table.
pub fn accounting(conventions: &Conventions, table: &Mrio) -> Result<Accounting> {
    Ok(Accounting {
        output: match conventions.output_from {
            None | Some(OutputFromName::Rows) => OutputFrom::Rows,
            Some(OutputFromName::Table) => OutputFrom::Table,
        },
        value_added: match conventions.value_added {
            None | Some(ValueAddedName::Residual) => ValueAddedFrom::Residual,
            Some(ValueAddedName::Table) => ValueAddedFrom::Table,
        },
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

/// Print warnings (and notes, if `notes`), or fail on the first warning under `--strict`.
pub fn report(findings: &[Finding], notes: bool, run: &Run) -> Result<()> {
    for finding in findings {
        match finding.severity {
            Severity::Note if notes && !run.quiet => eprintln!("note: {}", finding.message),
            Severity::Note => {}
            Severity::Warning | Severity::Error if run.strict => {
                return Err(Error::Strict { message: finding.message.clone() });
            }
            Severity::Warning | Severity::Error if run.quiet => {}
            Severity::Warning | Severity::Error => eprintln!("warning: {}", finding.message),
        }
    }
    Ok(())
}

/// Read a table and say what was noteworthy in reading it.
pub fn table(args: &TableArgs, run: &Run) -> Result<Mrio> {
    table_of(&args.table, &args.reading, run)
}

/// The same, for a table named otherwise.
pub fn table_of(table: &str, reading: &Reading, run: &Run) -> Result<Mrio> {
    let reading = read(table, reading, run)?;
    report(&reading.findings, true, run)?;
    Ok(reading.table)
}

pub fn read(table: &str, reading: &Reading, run: &Run) -> Result<read::Reading> {
    let input = Input::parse(table)?;
    let _stage = Stage::start("reading", run);
    read::read(&input, &read_options(reading))
}

/// A table ready for measures.
pub struct Loaded {
    pub table: Arc<Mrio>,
    pub accounting: Accounting,
    pub partition: Partition,
    blocs: Vec<Bloc>,
}

impl Loaded {
    /// Reads codes that are typed.
    pub fn codes(&self) -> CodeReader<'_> {
        self.codes_of(&self.table, &self.partition)
    }

    /// The same, for another table made of this one, or another partition of its rows.
    pub fn codes_of<'a>(&'a self, table: &'a Mrio, partition: &'a Partition) -> CodeReader<'a> {
        CodeReader::new(table.index(), partition).with_blocs(&self.blocs)
    }
}

/// Read the table, say every warning, and cut it into economies. `names` are codes that the
/// user asked for; a bloc among them becomes one economy.
pub fn measure(args: &Measure, names: &[&[String]], run: &Run) -> Result<Loaded> {
    let table = self::table(&args.table, run)?;
    let accounting = accounting(&args.conventions, &table)?;
    say_accounting(&table, &accounting, run)?;
    let blocs = blocs(&args.grouping.blocs)?;
    let partition = partition_with(&table, &args.grouping, &blocs, names)?;
    Ok(Loaded { table: Arc::new(table), accounting, partition, blocs })
}

/// Warnings about the accounts of a table.
pub fn say_accounting(table: &Mrio, accounting: &Accounting, run: &Run) -> Result<()> {
    report(&accounting_findings(table, accounting)?, false, run)
}

pub fn accounting_findings(table: &Mrio, accounting: &Accounting) -> Result<Vec<Finding>> {
    let used = accounting.table(table)?;
    used.accounting_findings(accounting, sources::inventories(used.demand()))
}

/// The system of a loaded table, factorised.
pub fn system(table: &Arc<Mrio>, accounting: &Accounting, run: &Run) -> Result<LeontiefSystem> {
    let system = LeontiefSystem::new(table.clone(), accounting)?;
    factorise(&system, run)?;
    Ok(system)
}

/// Factorise, and say how well that went.
pub fn factorise(system: &LeontiefSystem, run: &Run) -> Result<()> {
    let stage = Stage::start("factorising", run);
    system.factorise()?;
    drop(stage);
    say_quality(system, run)
}

/// How well a system is factorised.
pub fn say_quality(system: &LeontiefSystem, run: &Run) -> Result<()> {
    let diagnostics = system.diagnostics()?;
    if run.verbose {
        let exact = if diagnostics.condition_is_exact { "" } else { " or more" };
        eprintln!(
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

pub fn blocs(name: &str) -> Result<Vec<Bloc>> {
    if name == "builtin" { read::builtin_blocs() } else { read::read_blocs(Path::new(name)) }
}

/// Every bloc of the list as one economy.
pub fn bloc_partition(table: &Mrio, grouping: &Grouping) -> Result<Partition> {
    let index = table.index();
    Partition::new(index, &sources::bloc_groups(index, &blocs(&grouping.blocs)?))
}

/// The economies of this run: split countries, groups, and every other region alone.
pub fn partition(table: &Mrio, grouping: &Grouping) -> Result<Partition> {
    partition_with(table, grouping, &blocs(&grouping.blocs)?, &[])
}

/// The same, with the blocs among `names` as economies.
fn partition_with(
    table: &Mrio,
    grouping: &Grouping,
    blocs: &[Bloc],
    names: &[&[String]],
) -> Result<Partition> {
    let index = table.index();
    let regions = Partition::regions(index);
    let codes = CodeReader::new(index, &regions).with_blocs(blocs);
    let mut groups = sources::split_countries(index);
    for definition in &grouping.groups {
        groups.push(codes.group(definition)?);
    }
    let partition = Partition::new(index, &groups)?;
    let codes = CodeReader::new(index, &partition).with_blocs(blocs);
    let named = names.iter().copied().flatten().filter_map(|name| codes.bloc(name));
    groups.extend(named.filter_map(|bloc| sources::bloc_group(index, bloc)));
    Partition::new(index, &groups)
}
