//! What the labels of a wide table mean.
//!
//! Nothing is told by position: a column is intermediate because a row has its label, final
//! demand because its region has rows, and a total because of its name.

use std::collections::{HashMap, HashSet};

use super::{Grid, ReadOptions};
use crate::error::{Error, Place, Problem, Result, is_invisible};
use crate::sources::{SourceRecord, WideLabels};
use crate::table::{Finding, FindingKind, PrimaryKind, Severity};

/// What a row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum RowRole {
    /// A producer; the position in [`Layout::nodes`].
    Node(usize),
    Primary(PrimaryKind),
    Output,
    Ignored,
}

/// What a column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ColumnRole {
    /// A producer; the position in [`Meaning::nodes`].
    Node(usize),
    /// Final demand; the position in [`Meaning::demand`].
    Demand(usize),
    Output,
    Ignored,
}

/// The labels explained.
pub(super) struct Meaning {
    /// `(region, sector)` of all producers, region-major.
    pub nodes: Vec<(String, String)>,
    /// `(region, category)` of all final demand columns, region-major; without region last.
    pub demand: Vec<(Option<String>, String)>,
    pub rows: Vec<RowRole>,
    pub columns: Vec<ColumnRole>,
}

/// The labels of a table as they stand in it.
pub(super) struct Labels<'a> {
    pub file: &'a str,
    /// Labels of the columns of numbers, and the line that holds them.
    pub columns: &'a [String],
    pub header_line: u64,
    /// Line and label of every row.
    pub rows: &'a [(u64, &'a str)],
    /// Whose labels they are.
    pub source: &'static SourceRecord,
}

/// A label without case, blanks and invisible characters.
fn normalised(label: &str) -> String {
    label
        .chars()
        .filter(|c| !c.is_whitespace() && !is_invisible(*c))
        .flat_map(char::to_lowercase)
        .collect()
}

impl Labels<'_> {
    fn rules(&self) -> &'static WideLabels {
        self.source.wide_labels()
    }

    /// Split `REGION_ITEM` at the first separator, or behind the longest of the region codes given.
    fn split<'l>(&self, label: &'l str, options: &ReadOptions) -> Option<(&'l str, &'l str)> {
        let separator = self.rules().separator;
        let known = options
            .region_codes
            .iter()
            .filter_map(|code| {
                let item = label.strip_prefix(code.as_str())?.strip_prefix(separator)?;
                Some((&label[..code.len()], item))
            })
            .max_by_key(|(region, _)| region.len());
        known
            .or_else(|| label.split_once(separator))
            .filter(|(region, item)| !region.is_empty() && !item.is_empty())
    }

    fn fail<T>(&self, place: Place, problem: Problem) -> Result<T> {
        Err(Error::input(self.file, place, problem))
    }

    fn header<T>(&self, problem: Problem) -> Result<T> {
        self.fail(Place::Line(self.header_line), problem)
    }

    /// Explain every label, or say which one cannot be explained.
    pub fn explain(&self, options: &ReadOptions, findings: &mut Vec<Finding>) -> Result<Meaning> {
        self.refuse_shapes()?;
        let column_at = self.column_positions()?;
        let mut ignored_rows: Vec<String> = vec![];
        let mut nodes: Vec<(u64, &str)> = vec![];
        let mut rows: Vec<RowRole> = Vec::with_capacity(self.rows.len());
        let mut seen: HashMap<&str, u64> = HashMap::new();
        for &(line, label) in self.rows {
            if let Some(first) = seen.insert(label, line)
                && !label.is_empty()
            {
                let (first, second) = (format!("line {first}"), format!("line {line}"));
                let label = label.to_owned();
                return self.fail(Place::Line(line), Problem::Duplicate { label, first, second });
            }
            rows.push(if self.rules().is_total(label) {
                RowRole::Output
            } else if let Some(kind) = self.rules().primary(label) {
                RowRole::Primary(kind)
            } else if column_at.contains_key(label) {
                nodes.push((line, label));
                RowRole::Node(nodes.len() - 1)
            } else {
                self.refuse_row(line, label, &column_at, options)?;
                ignored_rows.push(label.to_owned());
                RowRole::Ignored
            });
        }
        if nodes.is_empty() {
            return self.fail(Place::File, Problem::NoTable);
        }
        let mut split_nodes: Vec<(&str, &str)> = Vec::with_capacity(nodes.len());
        for &(line, label) in &nodes {
            match self.split(label, options) {
                Some(pair) => split_nodes.push(pair),
                None => {
                    return self
                        .fail(Place::Line(line), Problem::NoSeparator { label: label.to_owned() });
                }
            }
        }
        let regions = distinct(split_nodes.iter().map(|(region, _)| *region));
        let sectors = distinct(split_nodes.iter().map(|(_, sector)| *sector));
        self.refuse_missing_rows(&nodes, &regions, &sectors, options)?;
        if options.grid == Grid::Full {
            refuse_gaps(&split_nodes).or_else(|problem| self.header(problem))?;
        }

        // Region-major order of the producers.
        let region_rank: HashMap<&str, usize> =
            regions.iter().enumerate().map(|(k, r)| (*r, k)).collect();
        let mut order: Vec<usize> = (0..nodes.len()).collect();
        order.sort_by_key(|&k| (region_rank[split_nodes[k].0], k));
        let mut rank = vec![0; nodes.len()];
        order.iter().enumerate().for_each(|(new, &old)| rank[old] = new);
        for role in &mut rows {
            if let RowRole::Node(old) = role {
                *old = rank[*old];
            }
        }
        let node_at: HashMap<&str, usize> =
            nodes.iter().enumerate().map(|(old, (_, label))| (*label, rank[old])).collect();

        let (columns, demand, ignored_columns) =
            self.explain_columns(options, &node_at, &region_rank, &sectors)?;
        Self::order_findings(&columns, &order, findings);
        ignored_findings("row", &ignored_rows, findings);
        ignored_findings("column", &ignored_columns, findings);
        let nodes: Vec<(String, String)> = order
            .iter()
            .map(|&old| (split_nodes[old].0.to_owned(), split_nodes[old].1.to_owned()))
            .collect();
        nasty_findings(&nodes, &demand, findings);
        Ok(Meaning { nodes, demand, rows, columns })
    }

    /// Shapes that are told before any label is looked at.
    fn refuse_shapes(&self) -> Result<()> {
        let numbers = self.rows.first().filter(|(_, label)| label.parse::<u32>().is_ok());
        if let (Some(&(line, found)), true) = (numbers, self.columns[0].is_empty()) {
            return self.fail(Place::Line(line), Problem::RowNumbers { found: found.to_owned() });
        }
        Ok(())
    }

    fn column_positions(&self) -> Result<HashMap<&str, usize>> {
        let mut at: HashMap<&str, usize> = HashMap::with_capacity(self.columns.len());
        for (column, label) in self.columns.iter().enumerate().filter(|(_, l)| !l.is_empty()) {
            if let Some(first) = at.insert(label, column) {
                // Spreadsheet numbering: the label column is column 1.
                let (first, second) =
                    (format!("column {}", first + 2), format!("column {}", column + 2));
                return self.header(Problem::Duplicate { label: label.clone(), first, second });
            }
        }
        Ok(at)
    }

    /// A row label that no column has: nearly always an error worth a name of its own.
    fn refuse_row(
        &self,
        line: u64,
        label: &str,
        column_at: &HashMap<&str, usize>,
        options: &ReadOptions,
    ) -> Result<()> {
        let place = Place::Line(line);
        let row = label.to_owned();
        let near = normalised(label);
        if let Some(column) =
            self.columns.iter().find(|c| normalised(c) == near && !near.is_empty())
        {
            return self.fail(place, Problem::NearLabels { row, column: column.clone() });
        }
        let own = self.rules().separator;
        for separator in ['_', '.', ':', '|', '-', ' ', '/'].into_iter().filter(|s| *s != own) {
            let joined = label.replacen(separator, &own.to_string(), 1);
            if joined != label && column_at.contains_key(joined.as_str()) {
                return self.fail(place, Problem::MixedSeparators { row, column: joined });
            }
        }
        let Some((region, item)) = self.split(label, options) else { return Ok(()) };
        if let Some(column) = self.columns.iter().find(|c| self.rules().primary(c).is_some()) {
            return self.fail(place, Problem::Transposed { row, column: column.clone() });
        }
        let has_rows: HashSet<&str> =
            self.rows.iter().filter_map(|(_, l)| self.split(l, options)).map(|(r, _)| r).collect();
        let columns_of = |wanted: &str| {
            self.columns.iter().any(|c| self.split(c, options).is_some_and(|(r, _)| r == wanted))
        };
        let other = self
            .columns
            .iter()
            .filter_map(|c| self.split(c, options))
            .find(|(r, i)| *i == item && !has_rows.contains(r));
        match other {
            Some((column, _)) if !columns_of(region) => {
                let (row, column) = (region.to_owned(), column.to_owned());
                self.fail(place, Problem::TwoCodes { row, column })
            }
            _ => self.fail(place, Problem::MissingColumn { label: row }),
        }
    }

    /// A column of a known region and sector that no row has.
    fn refuse_missing_rows(
        &self,
        nodes: &[(u64, &str)],
        regions: &[&str],
        sectors: &[&str],
        options: &ReadOptions,
    ) -> Result<()> {
        let known: HashSet<&str> = nodes.iter().map(|(_, label)| *label).collect();
        let (regions, sectors): (HashSet<&str>, HashSet<&str>) =
            (regions.iter().copied().collect(), sectors.iter().copied().collect());
        let missing = self.columns.iter().find(|label| {
            !known.contains(label.as_str())
                && self
                    .split(label, options)
                    .is_some_and(|(r, i)| regions.contains(r) && sectors.contains(i))
        });
        match missing {
            Some(label) => self.header(Problem::MissingRow { label: label.clone() }),
            None => Ok(()),
        }
    }

    #[allow(clippy::type_complexity, reason = "three lists that belong together, used once")]
    fn explain_columns(
        &self,
        options: &ReadOptions,
        node_at: &HashMap<&str, usize>,
        region_rank: &HashMap<&str, usize>,
        sectors: &[&str],
    ) -> Result<(Vec<ColumnRole>, Vec<(Option<String>, String)>, Vec<String>)> {
        let sectors: HashSet<&str> = sectors.iter().copied().collect();
        let mut roles = Vec::with_capacity(self.columns.len());
        let mut ignored = vec![];
        let mut behind_output = false;
        // (region rank, category rank, label, role position)
        let mut demand: Vec<(usize, usize, Option<&str>, &str)> = vec![];
        let mut categories: Vec<&str> = vec![];
        for label in self.columns {
            let mut add = |region: Option<&'_ str>, category| {
                let rank = categories.iter().position(|c| *c == category).unwrap_or_else(|| {
                    categories.push(category);
                    categories.len() - 1
                });
                let place =
                    region.and_then(|r| region_rank.get(r).copied()).unwrap_or(region_rank.len());
                (place, rank)
            };
            if let Some(&node) = node_at.get(label.as_str()) {
                roles.push(ColumnRole::Node(node));
                continue;
            }
            if self.rules().is_total(label) {
                behind_output = true;
                roles.push(ColumnRole::Output);
                continue;
            }
            if let Some(category) = self.rules().unallocated(label) {
                let (place, rank) = add(None, category);
                demand.push((place, rank, None, category));
                roles.push(ColumnRole::Demand(demand.len() - 1));
                continue;
            }
            match self.split(label, options) {
                Some((region, category)) if region_rank.contains_key(region) => {
                    let (place, rank) = add(Some(region), category);
                    demand.push((place, rank, Some(region), category));
                    roles.push(ColumnRole::Demand(demand.len() - 1));
                }
                // The OECD edition of 2016 writes the category first.
                Some((category, region)) if region_rank.contains_key(region) => {
                    let (place, rank) = add(Some(region), category);
                    demand.push((place, rank, Some(region), category));
                    roles.push(ColumnRole::Demand(demand.len() - 1));
                }
                Some((_, item)) if sectors.contains(item) => {
                    return self.header(Problem::MissingRow { label: label.clone() });
                }
                Some((region, _)) if !behind_output => {
                    return self.header(Problem::DemandRegion { region: region.to_owned() });
                }
                _ => {
                    ignored.push(label.clone());
                    roles.push(ColumnRole::Ignored);
                }
            }
        }
        if demand.is_empty() {
            return self.header(Problem::NoDemand);
        }
        let mut order: Vec<usize> = (0..demand.len()).collect();
        order.sort_by_key(|&k| (demand[k].0, demand[k].1));
        let mut rank = vec![0; demand.len()];
        order.iter().enumerate().for_each(|(new, &old)| rank[old] = new);
        for role in &mut roles {
            if let ColumnRole::Demand(old) = role {
                *old = rank[*old];
            }
        }
        let demand: Vec<(Option<String>, String)> = order
            .iter()
            .map(|&k| (demand[k].2.map(str::to_owned), demand[k].3.to_owned()))
            .collect();
        self.refuse_demand_gaps(&demand)?;
        Ok((roles, demand, ignored))
    }

    /// A region with some, but not all, categories.
    fn refuse_demand_gaps(&self, demand: &[(Option<String>, String)]) -> Result<()> {
        let regions = distinct(demand.iter().filter_map(|(r, _)| r.as_deref()));
        let categories =
            distinct(demand.iter().filter(|(r, _)| r.is_some()).map(|(_, c)| c.as_str()));
        for region in regions {
            for category in &categories {
                if !demand.iter().any(|(r, c)| r.as_deref() == Some(region) && c == category) {
                    let (region, category) = (region.to_owned(), (*category).to_owned());
                    return self.header(Problem::DemandGap { region, category });
                }
            }
        }
        Ok(())
    }

    fn order_findings(columns: &[ColumnRole], order: &[usize], findings: &mut Vec<Finding>) {
        let mut add = |message: &str| {
            findings.push(Finding::new(Severity::Warning, FindingKind::Order, "", 0.0, message));
        };
        let nodes: Vec<usize> = columns
            .iter()
            .filter_map(|c| if let ColumnRole::Node(k) = c { Some(*k) } else { None })
            .collect();
        if !nodes.is_sorted() || !order.is_sorted() {
            add("rows and columns are in different orders, or regions are mixed; matched by label");
        }
        let last_node = columns.iter().rposition(|c| matches!(c, ColumnRole::Node(_)));
        let first_demand = columns.iter().position(|c| matches!(c, ColumnRole::Demand(_)));
        if first_demand < last_node {
            add("final demand columns stand between intermediate ones; matched by label");
        }
    }
}

/// A region that lacks a sector which most others have.
pub(super) fn refuse_gaps(nodes: &[(&str, &str)]) -> std::result::Result<(), Problem> {
    let regions = distinct(nodes.iter().map(|(region, _)| *region));
    let sectors = distinct(nodes.iter().map(|(_, sector)| *sector));
    if nodes.len() == regions.len() * sectors.len() {
        return Ok(());
    }
    let present: HashSet<&(&str, &str)> = nodes.iter().collect();
    let lacks = |region: &str, sector: &str| !present.contains(&(region, sector));
    let gap = sectors
        .iter()
        .filter_map(|sector| {
            let region = regions.iter().find(|region| lacks(region, sector))?;
            Some((regions.iter().filter(|r| lacks(r, sector)).count(), *region, *sector))
        })
        .min_by_key(|(lacking, ..)| *lacking);
    match gap {
        Some((_, region, sector)) => Err(Problem::NotCartesian {
            region: region.to_owned(),
            sector: sector.to_owned(),
            regions: regions.iter().map(|r| (*r).to_owned()).collect(),
        }),
        None => Ok(()),
    }
}

fn distinct<'a>(items: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = HashSet::new();
    items.filter(|item| seen.insert(*item)).collect()
}

fn ignored_findings(what: &str, labels: &[String], findings: &mut Vec<Finding>) {
    let Some(first) = labels.first() else { return };
    let named: Vec<&String> = labels.iter().filter(|l| !l.is_empty()).collect();
    let message = if named.is_empty() {
        format!("{} {what}s without label ignored", labels.len())
    } else {
        format!("unknown {what}s ignored: {}", crate::error::shown_list(&named))
    };
    findings.push(Finding::new(
        Severity::Warning,
        FindingKind::Ignored,
        first.clone(),
        0.0,
        message,
    ));
}

/// Codes that a spreadsheet, a terminal or a file system could take for something else.
fn nasty_findings(
    nodes: &[(String, String)],
    demand: &[(Option<String>, String)],
    findings: &mut Vec<Finding>,
) {
    let nasty = |code: &str| {
        code.starts_with(['=', '+', '-', '@'])
            || code.contains(['\\', '"'])
            || code.contains("..")
            || code.starts_with('/')
            || code.chars().any(|c| c.is_control() || is_invisible(c))
    };
    let codes = nodes
        .iter()
        .flat_map(|(r, s)| [r.as_str(), s.as_str()])
        .chain(demand.iter().map(|(_, c)| c.as_str()));
    let found = distinct(codes.filter(|code| nasty(code)));
    if let Some(first) = found.first() {
        let message = format!(
            "codes that a program could execute are kept as data and neutralised in results: {}",
            crate::error::shown_list(&found)
        );
        findings.push(Finding::new(
            Severity::Warning,
            FindingKind::NastyLabel,
            *first,
            0.0,
            message,
        ));
    }
}
