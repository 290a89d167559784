//! Which of the labels above and beside the numbers name producers: those that rows and columns share.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::words::{is_all_uses, is_whole, rank_of_output};
use super::{Role, role};
use crate::error::{Problem, shown, shown_list};
use crate::read::two_headers::pair;
use crate::sources::Country;
use crate::table::FindingKind;

/// The only region of a table whose labels name none.
const NATION: &str = "NAT";

/// Lines of labels: for every column the cells above it, or for every row those beside it.
pub(super) struct Labels {
    /// As they stand.
    lines: Vec<Vec<String>>,
    /// Blank ones filled with the one before, as merged cells are meant.
    filled: Vec<Vec<String>>,
}

impl Labels {
    pub fn new(lines: Vec<Vec<String>>) -> Self {
        let fill = |line: &Vec<String>| {
            let mut last = String::new();
            let next = |cell: &String| {
                if !cell.is_empty() {
                    last.clone_from(cell);
                }
                last.clone()
            };
            line.iter().map(next).collect()
        };
        let filled = lines.iter().map(fill).collect();
        Labels { lines, filled }
    }

    /// Every choice of a line of items, and perhaps one of regions.
    fn choices(&self) -> Vec<Choice> {
        let items = 0..self.lines.len();
        let alone = items.clone().map(|item| Choice { region: None, item });
        let pairs = items.clone().flat_map(|region| {
            let others = items.clone().filter(move |item| *item != region);
            others.map(move |item| Choice { region: Some(region), item })
        });
        alone.chain(pairs).collect()
    }

    /// The label of every column or row.
    fn labels(&self, choice: Choice) -> Vec<Label> {
        let items = self.lines[choice.item].iter().zip(0..);
        let places = 0..self.lines.len();
        let others = |k: usize| -> Vec<String> {
            let other = |line: &usize| *line != choice.item && Some(*line) != choice.region;
            let cells = places.clone().filter(other).map(|line| self.lines[line][k].clone());
            cells.filter(|cell| !cell.is_empty()).collect()
        };
        let label = |(item, k): (&String, usize)| {
            let others = others(k);
            let own = choice.region.map_or("", |region| self.lines[region][k].as_str());
            let filled = choice.region.map_or("", |region| self.filled[region][k].as_str());
            // A total beside no item of its own has no region.
            let region = if item.is_empty() { own } else { filled };
            let (region, mut item) = (region.to_owned(), item.clone());
            // What has no code may have a name.
            if region.is_empty() && item.is_empty() {
                item = others.first().cloned().unwrap_or_default();
            }
            Label { region, item, merged: own.is_empty(), others }
        };
        items.map(label).collect()
    }

    /// How often the region is another one than before it.
    fn changes(&self, choice: Choice) -> usize {
        let Some(region) = choice.region else { return 0 };
        self.filled[region].windows(2).filter(|two| two[0] != two[1]).count()
    }

    /// How many of the regions are countries.
    fn countries(&self, choice: Choice) -> usize {
        let Some(region) = choice.region else { return 0 };
        let names: HashSet<&String> = self.filled[region].iter().collect();
        names.into_iter().filter(|name| Country::called(name).is_some()).count()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Choice {
    region: Option<usize>,
    item: usize,
}

/// A label in its two parts.
struct Label {
    region: String,
    item: String,
    /// Whether the region stands in another cell, of which this one may be a part.
    merged: bool,
    /// What stands in the other lines: names beside codes.
    others: Vec<String>,
}

impl Label {
    fn joined(&self) -> String {
        pair(&self.region, &self.item)
    }

    fn of_region(&self) -> bool {
        !self.region.is_empty() && !self.item.is_empty()
    }

    /// The words without the region.
    fn words(&self) -> &str {
        if self.item.is_empty() { &self.region } else { &self.item }
    }

    /// What it means by its words, or else by a name beside them.
    fn role(&self, of_region: bool) -> Role {
        let all = std::iter::once(self.words()).chain(self.others.iter().map(String::as_str));
        let mut roles = all.map(|words| role(words, of_region));
        roles.find(|role| *role != Role::Other).unwrap_or(Role::Other)
    }

    /// The words by which it is output.
    fn rank_of_output(&self) -> usize {
        let others = self.others.iter().map(String::as_str);
        let all = std::iter::once(self.words()).chain(others);
        all.map(rank_of_output).min().unwrap_or(usize::MAX)
    }

    /// What producers may be called by; nothing for words of sums and of all imports.
    fn candidate(&self) -> Option<String> {
        let free = |role: Role| matches!(role, Role::Other | Role::Part(_));
        let is_other = free(self.role(self.of_region()))
            && free(self.role(false))
            && free(role(&self.region, false))
            && !is_whole(self.words());
        Some(self.joined()).filter(|joined| is_other && !joined.is_empty())
    }
}

/// The canonical labels of a sheet; none for what is left out.
pub(super) struct Found {
    pub columns: Vec<Option<String>>,
    pub rows: Vec<Option<String>>,
    /// Columns and rows without any label.
    pub unnamed_columns: Vec<usize>,
    pub unnamed_rows: Vec<usize>,
    /// Rows that add up to one of the canonical layout, by place: its label.
    pub parts: BTreeMap<usize, &'static str>,
    pub producers: usize,
    pub regions: Vec<String>,
    pub said: Vec<(FindingKind, String)>,
}

/// Find the lines under which rows and columns share most labels, each once.
pub(super) fn find(columns: &Labels, rows: &Labels) -> Result<Option<Found>, Problem> {
    let candidates =
        |labels: &[Label]| -> Vec<String> { labels.iter().filter_map(Label::candidate).collect() };
    let of_rows: Vec<(Choice, Vec<String>)> =
        rows.choices().into_iter().map(|it| (it, candidates(&rows.labels(it)))).collect();
    let mut best: Option<(Rank, Choice, Choice)> = None;
    for above in columns.choices() {
        let labels = candidates(&columns.labels(above));
        let rank_of = |shared| Rank {
            shared,
            alone: above.region.is_none(),
            countries: 0,
            runs: usize::MAX - columns.changes(above),
            short: usize::MAX - labels.iter().map(String::len).sum::<usize>(),
        };
        let mut countries = None;
        for (beside, others) in &of_rows {
            let Some(shared) = shared(&labels, others).filter(|shared| *shared > 1) else {
                continue;
            };
            let countries = *countries.get_or_insert_with(|| columns.countries(above));
            let rank = Rank { countries, ..rank_of(shared) };
            if best.as_ref().is_none_or(|(known, ..)| rank > *known) {
                best = Some((rank, above, *beside));
            }
        }
    }
    let Some((rank, above, beside)) = best else { return Ok(None) };
    if rank.alone && hide_regions(&columns.labels(above), &rows.labels(beside)) {
        return Ok(None);
    }
    named(&columns.labels(above), &rows.labels(beside), rank.shared).map(Some)
}

/// Whether labels without `_` are those of several regions all the same: `USAc1`, `USA-c1`. They are not those
/// of one region, and where regions end is not said.
fn hide_regions(columns: &[Label], rows: &[Label]) -> bool {
    let in_rows: HashSet<String> = rows.iter().filter_map(Label::candidate).collect();
    let shared = columns.iter().filter_map(Label::candidate);
    let labels: Vec<String> = shared.filter(|label| in_rows.contains(label)).collect();
    if labels.iter().all(|label| label.contains('_')) {
        return false;
    }
    let is_grid = |parts: &dyn Fn(&str) -> Option<(String, String)>| {
        let Some(pairs) = labels.iter().map(|it| parts(it)).collect::<Option<Vec<_>>>() else {
            return false;
        };
        let mut items: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (region, item) in &pairs {
            items.entry(region).or_default().insert(item);
        }
        let mut sets = items.values();
        let first = sets.next();
        items.len() > 1 && first.is_some_and(|set| set.len() > 1 && sets.all(|other| other == set))
    };
    let by_length = (2..=4).any(|length| {
        is_grid(&|label| {
            let (end, _) = label.char_indices().nth(length)?;
            Some((label[..end].to_owned(), label[end..].to_owned()))
        })
    });
    let by_mark = [' ', '-', '.', ':', '/', '|'].into_iter().any(|mark| {
        is_grid(&|label| label.split_once(mark).map(|(a, b)| (a.to_owned(), b.to_owned())))
    });
    by_length || by_mark
}

/// What makes one choice better than another, the weightiest first.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    shared: usize,
    alone: bool,
    countries: usize,
    runs: usize,
    short: usize,
}

/// How many labels rows and columns share; nothing where one of these stands twice.
fn shared(columns: &[String], rows: &[String]) -> Option<usize> {
    let (columns, rows) = (counted(columns), counted(rows));
    let both = || columns.iter().filter_map(|(label, n)| rows.get(label).map(|m| (*n, *m)));
    both().all(|counts| counts == (1, 1)).then(|| both().count())
}

fn counted(labels: &[String]) -> HashMap<&str, usize> {
    let mut count = HashMap::new();
    labels.iter().for_each(|label| *count.entry(label.as_str()).or_default() += 1);
    count
}

/// Canonical labels of all columns and rows.
fn named(columns: &[Label], rows: &[Label], producers: usize) -> Result<Found, Problem> {
    let candidates = |labels: &[Label]| -> HashSet<String> {
        labels.iter().filter_map(Label::candidate).collect()
    };
    let (in_columns, in_rows) = (candidates(columns), candidates(rows));
    let is_producer = |label: &Label| {
        label.candidate().is_some_and(|it| in_rows.contains(&it) && in_columns.contains(&it))
    };
    let producing = || columns.iter().filter(|label| is_producer(label));
    let has_regions = producing().any(Label::of_region);
    let mut said = vec![];
    let nation = !has_regions && !producing().all(|label| label.words().contains('_'));
    if nation {
        let words = format!("labels name no region: the table is of one, called `{NATION}`");
        said.push((FindingKind::Assumed, words));
    }
    let regions: HashSet<&str> = producing().map(|label| label.region.as_str()).collect();
    let items: HashSet<&str> = producing().map(|label| label.item.as_str()).collect();
    if has_regions {
        refuse_world(columns, &items)?;
        refuse_world(rows, &items)?;
    }
    let codes =
        codes_of(producing().map(|label| label.region.as_str()).filter(|it| !it.is_empty()));
    if let [(name, code), others @ ..] = codes.as_slice() {
        let more = if others.is_empty() { "" } else { ", and so on" };
        let words =
            format!("names of countries are read as their codes: `{name}` is `{code}`{more}");
        said.push((FindingKind::Assumed, words));
    }
    let naming = Naming { has_regions, nation, regions, codes };
    naming.refuse_nobodys(columns, is_producer)?;
    let mut left_out: Vec<String> = vec![];
    let mut parts = BTreeMap::new();
    let mut of = |labels: &[Label], axis: Axis| -> Vec<Option<String>> {
        // Beside a column of imports all uses are not output, but output and imports.
        let takes_off = axis == Axis::Columns && labels.iter().any(|label| is_whole(label.words()));
        let roles: Vec<Meaning> = labels
            .iter()
            .map(|label| match naming.meaning(label, is_producer(label), labels, axis) {
                Meaning::Known("OUT") if takes_off && is_all_uses(label.words()) => Meaning::Total,
                meaning => meaning,
            })
            .collect();
        // A sheet may have several sums that are all output.
        let rank = Label::rank_of_output;
        let outputs = labels.iter().zip(&roles).filter(|(_, it)| **it == Meaning::Known("OUT"));
        let first = outputs.map(|(label, _)| rank(label)).min();
        let mut output = false;
        let named = |(place, (label, meaning)): (usize, (&Label, &Meaning))| match meaning {
            Meaning::Nothing => None,
            Meaning::Known("OUT") if output || Some(rank(label)) != first => {
                left_out.push(label.words().to_owned());
                None
            }
            Meaning::Known(word) => {
                output |= *word == "OUT";
                Some((*word).to_owned())
            }
            Meaning::Total => {
                left_out.push(label.joined());
                None
            }
            Meaning::Part(word) => {
                parts.insert(place, *word);
                Some(label.words().to_owned())
            }
            Meaning::Label(text) => Some(text.clone()),
        };
        labels.iter().zip(&roles).enumerate().map(named).collect()
    };
    let (columns_before, rows_before) = (columns, rows);
    let (columns, rows) = (of(columns, Axis::Columns), of(rows, Axis::Rows));
    if !left_out.is_empty() {
        left_out.sort();
        left_out.dedup();
        let words = format!("left out as sums of others: {}", shown_list(&left_out));
        said.push((FindingKind::Assumed, words));
    }
    let mut regions: Vec<String> =
        naming.regions.iter().filter(|it| !it.is_empty()).map(|it| naming.code(it)).collect();
    regions.sort();
    let unnamed = |labels: &[Label]| -> Vec<usize> {
        let blank = |label: &Label| label.region.is_empty() && label.item.is_empty();
        (0..labels.len()).filter(|&k| blank(&labels[k])).collect()
    };
    let (unnamed_columns, unnamed_rows) = (unnamed(columns_before), unnamed(rows_before));
    Ok(Found { columns, rows, unnamed_columns, unnamed_rows, parts, producers, regions, said })
}

/// Words for all regions together, which are none beside others.
const WORLDS: [&str; 8] = ["total", "world", "wld", "sum", "all", "gesamt", "insgesamt", "monde"];

/// Refuse a region that is called as the sum of the others and has items as they have.
fn refuse_world(labels: &[Label], producing: &HashSet<&str>) -> Result<(), Problem> {
    let is_world = |label: &&Label| {
        WORLDS.contains(&label.region.to_lowercase().as_str())
            && producing.contains(label.item.as_str())
    };
    labels.iter().find(is_world).map_or(Ok(()), |label| {
        let reason = format!(
            "the region `{}` is called as the sum of the others: take its rows and columns out",
            shown(&label.region)
        );
        Err(Problem::OwnSheet { reason })
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Axis {
    Columns,
    Rows,
}

/// What a label is in the canonical layout.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Meaning {
    /// Of a blank column or row.
    Nothing,
    /// A sum that is left out.
    Total,
    Known(&'static str),
    /// A row that adds up to one of the canonical layout.
    Part(&'static str),
    Label(String),
}

/// What is known of the regions of a table.
struct Naming<'a> {
    has_regions: bool,
    nation: bool,
    regions: HashSet<&'a str>,
    codes: Vec<(String, &'static str)>,
}

impl Naming<'_> {
    fn code(&self, region: &str) -> String {
        let code = self.codes.iter().find(|(name, _)| name == region).map(|(_, code)| *code);
        code.unwrap_or(region).to_owned()
    }

    /// Final demand that stands behind the last region without one of its own: that of the whole world, which
    /// would be taken for the last region's.
    fn refuse_nobodys(
        &self,
        columns: &[Label],
        is_producer: impl Fn(&Label) -> bool,
    ) -> Result<(), Problem> {
        let users = || columns.iter().filter(|label| !is_producer(label) && label.of_region());
        let doubtful = |label: &&Label| {
            let beside = |other: &Label| {
                other.item == label.item && (other.region != label.region || !other.merged)
            };
            label.merged && label.role(false) == Role::Other && !users().any(beside)
        };
        let found = users().filter(|_| self.regions.len() > 1).find(doubtful);
        found.map_or(Ok(()), |label| {
            let reason = format!(
                "`{}` stands behind the last region without a region of its own: write the region \
                 above each column of final demand",
                shown(&label.item)
            );
            Err(Problem::OwnSheet { reason })
        })
    }

    fn meaning(&self, label: &Label, is_producer: bool, all: &[Label], axis: Axis) -> Meaning {
        if label.region.is_empty() && label.item.is_empty() {
            return Meaning::Nothing;
        }
        let under = |region: &str| Meaning::Label(pair(region, &label.item));
        if is_producer {
            return under(&if self.nation { NATION.to_owned() } else { self.code(&label.region) });
        }
        let of_region =
            self.has_regions && label.of_region() && self.regions.contains(label.region.as_str());
        let alone = label.role(false);
        // The region before it need not be that of a row without one, nor of a word that stands once.
        let once = || all.iter().filter(|other| other.item == label.item).count() == 1;
        let is_apart = label.merged && (axis == Axis::Rows || alone != Role::Other) && once();
        if of_region && !is_apart {
            return match label.role(true) {
                Role::Total => Meaning::Total,
                _ => under(&self.code(&label.region)),
            };
        }
        match alone {
            Role::Known(word) => Meaning::Known(word),
            Role::Total => Meaning::Total,
            Role::Part(word) if axis == Axis::Rows => Meaning::Part(word),
            Role::Other | Role::Part(_) if self.nation && axis == Axis::Columns => under(NATION),
            Role::Other | Role::Part(_) => {
                Meaning::Label(if is_apart { label.item.clone() } else { label.joined() })
            }
        }
    }
}

/// Codes of ISO 3166 for regions that are all called by the names of countries; else nothing.
fn codes_of<'a>(regions: impl Iterator<Item = &'a str>) -> Vec<(String, &'static str)> {
    let names: Vec<&str> = {
        let mut seen = HashSet::new();
        regions.filter(|region| seen.insert(*region)).collect()
    };
    let named = |name: &&str| {
        let country = Country::called(name)?;
        let is_code = country.codes.iter().any(|code| code.eq_ignore_ascii_case(name));
        Some((name.to_string(), if is_code { None } else { country.codes.first().copied() }))
    };
    let Some(found) = names.iter().map(named).collect::<Option<Vec<_>>>() else { return vec![] };
    let all: HashSet<&str> =
        found.iter().map(|(name, code)| code.unwrap_or(name.as_str())).collect();
    if all.len() < names.len() {
        return vec![];
    }
    found.into_iter().filter_map(|(name, code)| Some((name, code?))).collect()
}
