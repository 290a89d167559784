//! What the codes of a long table mean.

use std::collections::{HashMap, HashSet};

use crate::error::{Error, Problem, Result, shown};
use crate::read::layout::{Order, distinct, refuse_gaps, refuse_one_meaning};
use crate::read::{Grid, ReadOptions};
use crate::sources::{Beyond, FlatLabels, SourceRecord, WideLabels};
use crate::table::{Demand, Finding, FindingKind, Index, PrimaryKind, RegionId, Severity};

/// Pairs of codes in order of first appearance.
#[derive(Default)]
pub(in crate::read) struct Keys {
    pub pairs: Vec<(String, String)>,
    at: HashMap<String, HashMap<String, u32>>,
}

impl Keys {
    pub fn position(&mut self, region: &str, item: &str) -> u32 {
        if let Some(&known) = self.at.get(region).and_then(|items| items.get(item)) {
            return known;
        }
        let position = u32::try_from(self.pairs.len()).unwrap_or(u32::MAX);
        self.at.entry(region.to_owned()).or_default().insert(item.to_owned(), position);
        self.pairs.push((region.to_owned(), item.to_owned()));
        position
    }

    /// How many pairs there would be, completed.
    pub fn completed(&self, meant: impl Fn(&str) -> bool) -> usize {
        let is_own = |(region, item): &&(String, String)| !region.is_empty() && meant(item);
        let own: Vec<&(String, String)> = self.pairs.iter().filter(is_own).collect();
        let regions = distinct(own.iter().map(|(region, _)| region.as_str())).len();
        let items = distinct(own.iter().map(|(_, item)| item.as_str())).len();
        regions.saturating_mul(items).saturating_add(self.pairs.len() - own.len())
    }

    /// Every item beside every region, of those that have a region and are `meant`.
    pub fn complete(&mut self, meant: impl Fn(&str) -> bool) {
        let own = self.pairs.iter().filter(|(region, item)| !region.is_empty() && meant(item));
        let own: Vec<(String, String)> = own.cloned().collect();
        let regions = distinct(own.iter().map(|(region, _)| region.as_str()));
        let items = distinct(own.iter().map(|(_, item)| item.as_str()));
        for region in regions {
            for item in &items {
                self.position(region, item);
            }
        }
    }

    pub fn label(&self, position: u32) -> String {
        let (region, item) = &self.pairs[position as usize];
        if region.is_empty() { item.clone() } else { format!("{region}_{item}") }
    }
}

/// What a row or column key turned out to be.
#[derive(Clone, Copy)]
pub(super) enum Role {
    Node(usize),
    Demand(usize),
    Primary(usize),
    Output,
}

/// The keys explained.
pub(in crate::read) struct Explained<'a> {
    pub index: Index,
    pub demand: Demand,
    /// Names and kinds of the primary rows.
    pub primary: Vec<(&'a str, PrimaryKind)>,
    pub(super) rows: Vec<Role>,
    pub(super) columns: Vec<Role>,
}

/// What is known of items that are of no region.
#[derive(Clone, Copy)]
pub(in crate::read) enum Rules {
    Wide(&'static WideLabels),
    Flat(&'static FlatLabels),
}

impl Rules {
    /// Of the canonical long layout, by its rows without region.
    pub fn of(rows: &Keys) -> Self {
        let below = rows.pairs.iter().filter(|(region, _)| region.is_empty());
        let items: Vec<&str> = below.map(|(_, item)| item.as_str()).collect();
        Rules::Wide(SourceRecord::of_labels("", &items).wide_labels())
    }

    fn is_total(self, item: &str) -> bool {
        match self {
            Rules::Wide(labels) => labels.is_total(item),
            Rules::Flat(labels) => below(labels, item) == Some(Beyond::Output),
        }
    }

    fn primary(self, item: &str) -> Option<PrimaryKind> {
        match self {
            Rules::Wide(labels) => labels.primary(item),
            Rules::Flat(labels) => match below(labels, item) {
                Some(Beyond::Primary(kind)) => Some(kind),
                _ => None,
            },
        }
    }

    fn is_unallocated(self, item: &str) -> bool {
        match self {
            Rules::Wide(labels) => labels.unallocated(item).is_some(),
            Rules::Flat(_) => false,
        }
    }
}

/// What a row of no region is under the source's own name of it.
fn below(labels: &FlatLabels, name: &str) -> Option<Beyond> {
    labels.beyond(name.strip_prefix(labels.below_prefix)?)
}

/// What the keys of rows and columns are.
pub(in crate::read) fn explain<'a>(
    rows: &'a Keys,
    columns: &Keys,
    (rules, options): (Rules, &ReadOptions),
    findings: &mut Vec<Finding>,
) -> std::result::Result<Explained<'a>, Unexplained> {
    let producers = rows.pairs.iter().filter(|(region, _)| !region.is_empty());
    let nodes: Vec<(&str, &str)> = producers.map(|(r, s)| (r.as_str(), s.as_str())).collect();
    if nodes.is_empty() {
        return Err(Problem::NoTable.into());
    }
    if options.grid == Grid::Full {
        refuse_gaps(&nodes)?;
    }
    let Order { order, place } = match rules {
        Rules::Wide(_) => region_major(&nodes),
        Rules::Flat(_) => sectors_alike(&nodes),
    };
    let index = Index::new(order.iter().map(|&k| nodes[k]))?;
    let node_at: HashMap<(&str, &str), usize> = nodes.iter().copied().zip(place).collect();
    let (columns, mut demands) = explain_columns(columns, &node_at, &index, rules)?;
    let gaps = demand_gaps(&demands);
    if let (Grid::Full, Some((region, category))) = (options.grid, gaps.first()) {
        let (region, category) = ((*region).to_owned(), (*category).to_owned());
        return Err(Problem::DemandGap { region, category }.into());
    }
    findings.extend(gaps_finding(&gaps));
    demands.extend(gaps);
    let (columns, demand) = region_major_demand(columns, &demands, &index)?;
    let (roles, primary) = explain_rows(rows, &node_at, rules)?;
    Ok(Explained { index, demand, primary, rows: roles, columns })
}

/// Positions of `(region, item)` pairs sorted by region, regions in order of first appearance.
fn region_major(pairs: &[(&str, &str)]) -> Order {
    let mut rank: HashMap<&str, usize> = HashMap::new();
    for (region, _) in pairs {
        let next = rank.len();
        rank.entry(region).or_insert(next);
    }
    Order::by_key(pairs.len(), |k| rank[pairs[k].0])
}

/// The same, and the sectors of every region in one order, that of first appearance.
fn sectors_alike(pairs: &[(&str, &str)]) -> Order {
    let rank = |codes: Vec<&str>| -> HashMap<String, usize> {
        codes.into_iter().enumerate().map(|(k, code)| (code.to_owned(), k)).collect()
    };
    let regions = rank(distinct(pairs.iter().map(|(region, _)| *region)));
    let sectors = rank(distinct(pairs.iter().map(|(_, sector)| *sector)));
    Order::by_key(pairs.len(), |k| (regions[pairs[k].0], sectors[pairs[k].1]))
}

/// The regions that lack a final demand category which others have.
fn demand_gaps<'a>(demands: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let of_regions = demands.iter().filter(|(region, _)| !region.is_empty());
    let known: HashSet<(&str, &str)> = of_regions.clone().copied().collect();
    let regions = distinct(of_regions.clone().map(|(region, _)| *region));
    let categories = distinct(of_regions.map(|(_, category)| *category));
    let all = regions.iter().flat_map(|r| categories.iter().map(move |c| (*r, *c)));
    all.filter(|pair| !known.contains(pair)).collect()
}

fn gaps_finding(gaps: &[(&str, &str)]) -> Option<Finding> {
    let (region, category) = gaps.first()?;
    let message = format!(
        "region `{}` has no final demand category `{}`, which others have: read as zero",
        shown(region),
        shown(category)
    );
    Some(Finding::new(Severity::Warning, FindingKind::DemandGaps, *region, 0.0, message))
}

/// What every row key is, and the names and kinds of the rows of value added.
#[allow(clippy::type_complexity, reason = "two lists that belong together, used once")]
fn explain_rows<'a>(
    rows: &'a Keys,
    node_at: &HashMap<(&str, &str), usize>,
    rules: Rules,
) -> std::result::Result<(Vec<Role>, Vec<(&'a str, PrimaryKind)>), Problem> {
    let (mut roles, mut primary) = (vec![], vec![]);
    for (region, item) in &rows.pairs {
        roles.push(if !region.is_empty() {
            Role::Node(node_at[&(region.as_str(), item.as_str())])
        } else if rules.is_total(item) {
            Role::Output
        } else if let Some(kind) = rules.primary(item) {
            primary.push((item.as_str(), kind));
            Role::Primary(primary.len() - 1)
        } else {
            return Err(Problem::MissingColumn { label: item.clone() });
        });
    }
    let below = rows.pairs.iter().zip(&roles).filter_map(|((_, item), role)| match role {
        Role::Output => Some(((), item.as_str(), None)),
        Role::Primary(p) => Some(((), item.as_str(), Some(primary[*p].1))),
        Role::Node(_) | Role::Demand(_) => None,
    });
    refuse_one_meaning(below).map_err(|((), problem)| problem)?;
    Ok((roles, primary))
}

/// Why a column could not be explained.
pub(in crate::read) enum Unexplained {
    Problem(Problem),
    Error(Error),
}

impl From<Problem> for Unexplained {
    fn from(problem: Problem) -> Self {
        Unexplained::Problem(problem)
    }
}

impl From<Error> for Unexplained {
    fn from(error: Error) -> Self {
        Unexplained::Error(error)
    }
}

/// What every column key is, and the final demand columns in the order of the file.
#[allow(clippy::type_complexity, reason = "two lists that belong together, used once")]
fn explain_columns<'a>(
    columns: &'a Keys,
    node_at: &HashMap<(&str, &str), usize>,
    index: &Index,
    rules: Rules,
) -> std::result::Result<(Vec<Role>, Vec<(&'a str, &'a str)>), Problem> {
    let sectors: HashSet<&str> = index.sector_codes().iter().map(String::as_str).collect();
    let mut demands: Vec<(&str, &str)> = vec![];
    let mut roles: Vec<Role> = vec![];
    for (region, item) in &columns.pairs {
        roles.push(match node_at.get(&(region.as_str(), item.as_str())) {
            Some(&node) => Role::Node(node),
            None if region.is_empty() && rules.is_total(item) => Role::Output,
            None if index.region_of(region).is_none() && !rules.is_unallocated(item) => {
                return Err(Problem::DemandRegion { region: region.clone() });
            }
            None if sectors.contains(item.as_str()) => {
                return Err(Problem::MissingRow { label: format!("{region}_{item}") });
            }
            None => {
                demands.push((region, item));
                Role::Demand(demands.len() - 1)
            }
        });
    }
    if demands.is_empty() {
        return Err(Problem::NoDemand);
    }
    refuse_one_output(columns, &roles)?;
    Ok((roles, demands))
}

/// Two columns of output.
fn refuse_one_output(columns: &Keys, roles: &[Role]) -> std::result::Result<(), Problem> {
    let outputs = columns.pairs.iter().zip(roles);
    let mut outputs =
        outputs.filter(|(_, role)| matches!(role, Role::Output)).map(|(pair, _)| pair);
    match (outputs.next(), outputs.next()) {
        (Some((_, first)), Some((_, second))) => {
            let (first, second) = (first.clone(), second.clone());
            Err(Problem::OneMeaning { first, second, meaning: "output" })
        }
        _ => Ok(()),
    }
}

/// The final demand columns, region-major.
fn region_major_demand(
    mut roles: Vec<Role>,
    demands: &[(&str, &str)],
    index: &Index,
) -> Result<(Vec<Role>, Demand)> {
    let rank = |region: &str| index.find_region(region).map_or(usize::MAX, RegionId::position);
    let Order { order, place } = Order::by_key(demands.len(), |k| rank(demands[k].0));
    for role in &mut roles {
        if let Role::Demand(k) = role {
            *k = place[*k];
        }
    }
    let labels = order.iter().map(|&k| {
        let (region, item) = demands[k];
        ((!region.is_empty()).then_some(region), item)
    });
    Ok((roles, Demand::new(index, labels)?))
}
