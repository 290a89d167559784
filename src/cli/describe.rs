//! The commands that describe: `info`, `check`, `formats`.

use serde_json::json;
use tripole::error::shown_list;
use tripole::frame::FileFormat;
use tripole::measures::trade::Exports;
use tripole::read::{BUILTIN_TABLES, Layout};
use tripole::sources::{self, Edition, RECORDS, SourceRecord};
use tripole::{Mrio, Partition, Result, Severity};

use super::Outcome;
use super::args::{InfoArgs, Run};
use super::hints;
use super::load;
use super::output::say;

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
    let paid = |k: usize| table.primary().iter().map(|row| row.inputs[k]).sum::<f64>();
    (0..output.len()).map(|k| output[k] - table.input_sums()[k] - paid(k)).collect()
}

pub fn info(args: &InfoArgs, run: &Run) -> Result<Outcome> {
    let table = load::table(&args.table, run)?;
    let accounting = load::accounting(&args.conventions, &table)?;
    let used = accounting.table(&table)?;
    let accounts = used.accounts(&accounting)?;
    let (index, source) = (used.index(), used.source());
    let exports: f64 = Exports::of(&used, &Partition::regions(index)).by_row().iter().sum();
    let gdp: f64 = accounts.value_added.iter().sum();
    let output: f64 = accounts.output.iter().sum();
    let (rows_max, rows_at) = largest(used.discrepancy().into_iter());
    let (columns_max, columns_at) = largest(column_gaps(&used).into_iter());
    let place = |at: Option<usize>| at.map(|row| index.label(row));
    if args.json {
        let value = json!({
            "source": source.note,
            "regions": index.regions().len(),
            "sectors": index.sectors().len(),
            "rows": index.len(),
            "final_demand": used.demand().len(),
            "region_codes": index.region_codes(),
            "sector_codes": index.sector_codes(),
            "final_demand_categories": used.demand().categories(),
            "primary_rows": used.primary().iter().map(|row| &row.name).collect::<Vec<_>>(),
            "year": source.year,
            "unit": source.unit,
            "gdp": gdp,
            "output": output,
            "exports": exports,
            "imbalance_rows_max": rows_max,
            "imbalance_rows_at": place(rows_at),
            "imbalance_columns_max": columns_max,
            "imbalance_columns_at": place(columns_at),
        });
        return say(&format!("{value:#}\n"));
    }
    let year = source.year.map_or_else(|| "not known".to_owned(), |year| year.to_string());
    let names: Vec<&String> = used.primary().iter().map(|row| &row.name).collect();
    let gap = |most: f64, at: Option<usize>| match place(at) {
        Some(label) => format!("{most} at {}", shown_list(&[label])),
        None => "none".to_owned(),
    };
    say(&format!(
        "source            {}\nyear              {year}\nunit              {}\nregions           {} ({})\n\
         sectors           {} ({})\nrows              {}\nfinal demand      {} columns ({})\n\
         rows below        {}\noutput            {output:.1}\nGDP               {gdp:.1}\nexports           {exports:.1}\n\
         row imbalance     largest {}\ncolumn imbalance  largest {}\n",
        source.note,
        used.unit(),
        index.regions().len(),
        shown_list(index.region_codes()),
        index.sectors().len(),
        shown_list(index.sector_codes()),
        index.len(),
        used.demand().len(),
        shown_list(used.demand().categories()),
        if names.is_empty() { "none".to_owned() } else { shown_list(&names) },
        gap(rows_max, rows_at),
        gap(columns_max, columns_at),
    ))
}

pub fn check(args: &InfoArgs, run: &Run) -> Result<Outcome> {
    let reading = load::read(&args.table.table, &args.table.reading, run)?;
    let accounting = load::accounting(&args.conventions, &reading.table)?;
    let mut findings = reading.findings;
    let used = accounting.table(&reading.table)?;
    findings.extend(used.check(&accounting, sources::inventories(used.demand()))?);
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
        match edition.regions.len() {
            0 => format!("{} ({sectors} sectors)", edition.name),
            regions => format!("{} ({regions} x {sectors})", edition.name),
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
