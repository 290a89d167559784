//! The commands that describe: `info`, `check`, `formats`.

use serde_json::json;
use tripole::error::{shown, shown_list, shown_path};
use tripole::frame::FileFormat;
use tripole::measures::trade::Exports;
use tripole::read::{BUILTIN_TABLES, Layout};
use tripole::sources::{self, Edition, RECORDS, SourceRecord};
use tripole::table::{FindingKind, PrimaryKind};
use tripole::{Error, Finding, Mrio, Partition, Result, Severity};

use super::Outcome;
use super::args::{InfoArgs, Run};
use super::hints;
use super::load;
use super::memory;
use super::output::say;

/// Most characters of a line of codes.
const LINE: usize = 80;

/// The largest absolute value and its place.
fn largest(values: impl Iterator<Item = f64>) -> (f64, Option<usize>) {
    values.enumerate().fold((0.0, None), |(most, at), (k, value)| {
        if value.abs() > most { (value.abs(), Some(k)) } else { (most, at) }
    })
}

/// Output less inputs and primary inputs of every column; zero if the table has no such rows.
fn column_gaps(table: &Mrio) -> Vec<f64> {
    let output = table.reported_output().unwrap_or(table.row_sums());
    if table.primary().is_empty() {
        return vec![0.0; output.len()];
    }
    let paid = |k: usize| table.paid().map(|row| row.inputs[k]).sum::<f64>();
    (0..output.len()).map(|k| output[k] - table.input_sums()[k] - paid(k)).collect()
}

pub fn info(args: &InfoArgs, run: &Run) -> Result<Outcome> {
    let table = load::table(&args.table, run)?;
    let accounting = load::accounting(&args.conventions, &table)?;
    let used = accounting.table(&table)?;
    let judged = used.refuse_negative_output(&accounting);
    let accounts = match judged.and_then(|()| used.accounts(&accounting)) {
        Ok(accounts) => Some(accounts),
        // The table can be described although not every measure of it can be computed.
        Err(error @ (Error::ZeroOutputWithInputs { .. } | Error::NegativeOutput { .. })) => {
            let kind = FindingKind::ZeroOutputInputs;
            let said = Finding::new(Severity::Error, kind, "", 0.0, hints::message(&error));
            load::report(&[said], false, run)?;
            None
        }
        Err(error) => return Err(error),
    };
    let index = used.index();
    let numbers = Numbers {
        gdp: accounts
            .as_ref()
            .map(|it| it.value_added.iter().sum::<f64>() + taxes_beside_imports(&used)),
        output: accounts.map(|accounts| accounts.output.iter().sum()),
        exports: Exports::of(&used, &Partition::regions(index)).by_row().iter().sum::<f64>()
            + exported(&used),
        imports: imported(&used),
        rows: largest(used.discrepancy().into_iter()),
        columns: largest(column_gaps(&used).into_iter()),
    };
    say(&if args.json { info_json(&used, &numbers) } else { info_text(&used, &numbers) })
}

/// What goes out of a table of one country.
fn exported(table: &Mrio) -> f64 {
    if table.index().regions().len() > 1 {
        return 0.0;
    }
    let exports = sources::exports(table.demand());
    let columns = table.demand().columns().iter().enumerate();
    let out = columns.filter(|(_, column)| exports.contains(&column.category));
    out.map(|(c, _)| table.final_demand().column(c).iter().sum::<f64>()).sum()
}

/// What comes from outside the table, final users' purchases among it.
fn imported(table: &Mrio) -> Option<f64> {
    let rows = table.outside_inputs().filter(|row| row.kind == PrimaryKind::Imports);
    let amounts: Vec<f64> =
        rows.flat_map(|row| row.inputs.iter().chain(&row.final_demand)).copied().collect();
    (!amounts.is_empty()).then(|| amounts.iter().sum())
}

/// Taxes on products that value added does not hold: those of a table with a row of imports.
fn taxes_beside_imports(table: &Mrio) -> f64 {
    let taxes = table.outside_inputs().filter(|row| row.kind == PrimaryKind::Taxes);
    taxes.flat_map(|row| row.inputs.iter().chain(&row.final_demand)).sum()
}

/// Bytes of the table in memory, and of the factor of I - A that many measures need besides.
fn sizes_in_memory(table: &Mrio) -> [u64; 2] {
    let (n, columns) = (table.index().len(), table.demand().len());
    let published = if table.reported_output().is_some() { n } else { 0 };
    let numbers = (n + table.primary().len()) * (n + columns) + published;
    [numbers, n * n].map(|numbers| 8 * numbers as u64)
}

/// What `info` says in numbers, `None` where it is undefined; gaps with the row that has the largest.
struct Numbers {
    gdp: Option<f64>,
    output: Option<f64>,
    exports: f64,
    /// From outside the table; none without a row of them.
    imports: Option<f64>,
    rows: (f64, Option<usize>),
    columns: (f64, Option<usize>),
}

fn info_json(used: &Mrio, numbers: &Numbers) -> String {
    let (index, source) = (used.index(), used.source());
    let place = |at: Option<usize>| at.map(|row| index.label(row));
    let [bytes, factor] = sizes_in_memory(used);
    let value = json!({
        "source": source.note,
        "regions": index.regions().len(),
        "sectors": index.sectors().len(),
        "rows": index.len(),
        "final_demand": used.demand().len(),
        "bytes": bytes,
        "bytes_of_factor": factor,
        "region_codes": index.region_codes(),
        "sector_codes": index.sector_codes(),
        "final_demand_categories": used.demand().categories(),
        "primary_rows": used.primary().iter().map(|row| &row.name).collect::<Vec<_>>(),
        "year": source.year,
        "unit": source.unit,
        "gdp": numbers.gdp,
        "output": numbers.output,
        "exports": numbers.exports,
        "imports_from_outside": numbers.imports,
        "imbalance_rows_max": numbers.rows.0,
        "imbalance_rows_at": place(numbers.rows.1),
        "imbalance_columns_max": numbers.columns.0,
        "imbalance_columns_at": place(numbers.columns.1),
    });
    format!("{value:#}\n")
}

/// All codes, broken into lines below each other.
fn listed(codes: &[String]) -> String {
    let mut lines = vec![String::new()];
    for (place, code) in codes.iter().enumerate() {
        let comma = if place + 1 < codes.len() { ", " } else { "" };
        let word = format!("`{}`{comma}", shown(code));
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() <= LINE => {
                line.push_str(&word);
            }
            _ => lines.push(word),
        }
    }
    let lines: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
    lines.join("\n                  ")
}

fn info_text(used: &Mrio, numbers: &Numbers) -> String {
    let (index, source) = (used.index(), used.source());
    let Numbers { gdp, output, exports, imports, rows, columns } = numbers;
    let imports =
        imports.map_or_else(String::new, |imports| format!("imports           {imports:.1}\n"));
    let year = source.year.map_or_else(|| "not known".to_owned(), |year| year.to_string());
    let amount = |x: &Option<f64>| x.map_or_else(|| "undefined".to_owned(), |x| format!("{x:.1}"));
    let [bytes, factor] = sizes_in_memory(used).map(memory::size);
    let names: Vec<&String> = used.primary().iter().map(|row| &row.name).collect();
    // What rounding leaves of sums is no gap.
    let rounding = 1e-13 * output.unwrap_or(0.0).abs();
    let gap = |(most, at): &(f64, Option<usize>)| match at {
        Some(row) if *most > rounding => format!("{most} at {}", shown_list(&[index.label(*row)])),
        _ => "none".to_owned(),
    };
    format!(
        "source            {}\nyear              {year}\nunit              {}\nregions           {} ({})\n\
         sectors           {} ({})\nrows              {}\nfinal demand      {} columns ({})\n\
         rows below        {}\nmemory            {bytes}; a factor takes {factor} besides\noutput            {}\nGDP               {}\nexports           {exports:.1}\n{imports}\
         row imbalance     largest {}\ncolumn imbalance  largest {}\n",
        shown_path(&source.note),
        shown_path(used.unit()),
        index.regions().len(),
        listed(index.region_codes()),
        index.sectors().len(),
        listed(index.sector_codes()),
        index.len(),
        used.demand().len(),
        shown_list(used.demand().categories()),
        if names.is_empty() { "none".to_owned() } else { shown_list(&names) },
        amount(output),
        amount(gdp),
        gap(rows),
        gap(columns),
    )
}

pub fn check(args: &InfoArgs, run: &Run) -> Result<Outcome> {
    let (table, mut findings) = load::read(&args.table.table, &args.table.reading, run)?;
    let accounting = load::accounting(&args.conventions, &table)?;
    let used = accounting.table(&table)?;
    findings.extend(used.check(&accounting, sources::inventories(used.demand()))?);
    findings.extend(used.nearly_empty());
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    let limit = if run.strict { Severity::Warning } else { Severity::Error };
    let refused = findings.iter().any(|finding| finding.severity >= limit);
    if args.json {
        let list: Vec<_> = findings
            .iter()
            .map(|f| {
                json!({
                    "severity": f.severity.to_string(),
                    "kind": f.kind.name(),
                    "where": f.place,
                    "value": f.value,
                    "message": hints::finding(f),
                })
            })
            .collect();
        say(&format!("{:#}\n", json!(list)))?;
    } else {
        let count = |severity| findings.iter().filter(|f| f.severity == severity).count();
        let mut text: String =
            findings.iter().map(|f| format!("{}: {}\n", f.severity, hints::finding(f))).collect();
        text.push_str(&format!(
            "{} errors, {} warnings, {} notes\n",
            count(Severity::Error),
            count(Severity::Warning),
            count(Severity::Note)
        ));
        say(&text)?;
    }
    Ok(if refused { Outcome::Refused } else { Outcome::Done })
}

/// Regions and sectors of every edition; the unit of amounts.
fn sizes(record: &SourceRecord) -> String {
    let edition = |edition: &Edition| {
        let sectors = edition.sectors.codes().count();
        match (edition.regions.len(), sectors) {
            (0, sectors) => format!("{} ({sectors} sectors)", edition.name),
            (regions, 0) => format!("{} ({regions} regions)", edition.name),
            (regions, sectors) => format!("{} ({regions} x {sectors})", edition.name),
        }
    };
    let editions: Vec<String> = record.editions.iter().map(edition).collect();
    [editions.join(", "), record.unit.unwrap_or_default().to_owned()].join(", ")
}

pub fn formats() -> Result<Outcome> {
    let mut text = String::from(
        "Tables that can be read (from a path, from `-`, plain, .gz, .zst or in .zip):\n",
    );
    for layout in Layout::all() {
        text.push_str(&format!("  {:<10} {}\n", layout.name(), layout.recognised_by()));
    }
    text.push_str("\nTables that can be written (`convert --to`, .csv or .csv.gz):\n");
    text.push_str("  canonical  rows TLS, VA, OUT below; every number reads back exactly\n");
    text.push_str("  long       one cell per line; zero cells left out\n");
    text.push_str("  tripole    .tripole: binary, for repeated use; opened without parsing\n");
    text.push_str("\nSources whose codes are known (names, groups of products, final demand):\n");
    for record in RECORDS.iter().copied().filter(|record| !record.editions.is_empty()) {
        text.push_str(&format!("  {:<10} {}: {}\n", record.name, record.title, sizes(record)));
    }
    text.push_str(
        "\nSmall files beside a table (maps, accounts, totals, elasticities, scenarios) are read from a path\nor from `-`, plain or .gz\n",
    );
    let endings = FileFormat::ENDINGS.replace('`', "");
    text.push_str(&format!("\nResults that can be written (`-o`): {endings}\n"));
    text.push_str("\nBuilt-in tables:\n");
    for table in BUILTIN_TABLES {
        text.push_str(&format!(
            "  builtin:{}  WIOD 2013 release, {}, 19 regions x 16 sectors, million US$\n",
            table.name(),
            table.year()
        ));
    }
    say(&text)
}
