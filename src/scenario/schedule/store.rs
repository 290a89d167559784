//! Lines that apply to products and partners, in little memory, and which of them wins.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;

use rayon::slice::ParallelSliceMut;

use super::day::Day;
use super::parties::{Closeness, EVERYBODY, Parties, Party};
use super::product::{DIGITS, Prefix};

/// What the rate of a line is to the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// On top.
    Add,
    /// What is missing to the rate.
    Floor,
    /// In place of others.
    Replace,
}

/// One line: of `rates.csv`, or a share of contents or preferences, which holds on all days. 40 bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    pub product: Prefix,
    /// The rate, or the share.
    pub value: f64,
    pub from: Day,
    pub to: Day,
    /// Its physical line.
    pub number: u32,
    /// The authority, content or preference.
    pub name: u16,
    pub importer: Party,
    pub exporter: Party,
    /// The content that a rate is levied on, by its place from 1; 0 for the whole value.
    pub content: u16,
    pub kind: Kind,
}

/// Two lines between which nothing decides.
pub(super) struct Tie {
    pub first: Line,
    pub second: Line,
    pub importer: Party,
    pub exporter: Party,
}

/// The lines of a file, sorted.
#[derive(Debug, Default)]
pub(super) struct Store {
    lines: Vec<Line>,
    /// Where those of an importer, or of a group of them, are.
    runs: HashMap<Party, Range<usize>>,
}

impl Store {
    /// Sort the lines.
    pub fn new(mut lines: Vec<Line>) -> Self {
        lines.shrink_to_fit();
        lines.par_sort_unstable_by_key(|it| {
            (it.importer, it.product, it.name, it.exporter, it.from, it.number)
        });
        let (mut runs, mut start) = (HashMap::new(), 0);
        for run in lines.chunk_by(|a, b| a.importer == b.importer) {
            runs.extend(run.first().map(|line| (line.importer, start..start + run.len())));
            start += run.len();
        }
        Store { lines, runs }
    }

    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Where the lines are that hold for an importer, under each of its parties, the closest first.
    pub fn runs_of(&self, parties: &[Party]) -> impl Iterator<Item = (Party, Range<usize>)> {
        parties.iter().filter_map(|party| Some((*party, self.runs.get(party)?.clone())))
    }

    /// Lines of a run.
    pub fn run(&self, range: Range<usize>) -> &[Line] {
        self.lines.get(range).unwrap_or_default()
    }

    /// Two lines of one name, product and closeness that hold for the same trade on the same day.
    pub fn tie(&self, parties: &Parties) -> Option<Tie> {
        let mut importers: Vec<Party> = self.runs.keys().copied().collect();
        importers.sort_unstable();
        let run = |party: &Party| {
            let range = self.runs.get(party).cloned().unwrap_or_default();
            self.run(range).chunk_by(|a, b| (a.product, a.name) == (b.product, b.name))
        };
        for (k, first) in importers.iter().enumerate() {
            for chunk in run(first) {
                if let Some(tie) = tie_within(chunk, *first, parties) {
                    return Some(tie);
                }
            }
            if parties.closeness(*first) != Closeness::Group {
                continue;
            }
            for second in &importers[k + 1..] {
                if parties.closeness(*second) != Closeness::Group {
                    continue;
                }
                let Some(importer) = parties.in_both(*first, *second) else { continue };
                let mut others = run(second).peekable();
                for chunk in run(first) {
                    let Some(key) = chunk.first().map(|it| (it.product, it.name)) else { continue };
                    let before = |other: &&[Line]| {
                        other.first().is_some_and(|it| (it.product, it.name) < key)
                    };
                    while others.next_if(before).is_some() {}
                    let same = |other: &&[Line]| {
                        other.first().is_some_and(|it| (it.product, it.name) == key)
                    };
                    let Some(other) = others.next_if(same) else { continue };
                    if let Some(tie) = tie_between(chunk, other, importer, parties) {
                        return Some(tie);
                    }
                }
            }
        }
        None
    }
}

fn by_exporter(lines: &[Line]) -> impl Iterator<Item = (Party, &[Line])> {
    lines
        .chunk_by(|a, b| a.exporter == b.exporter)
        .filter_map(|part| Some((part.first()?.exporter, part)))
}

/// A tie among lines of one importer, product and name.
fn tie_within(lines: &[Line], importer: Party, parties: &Parties) -> Option<Tie> {
    let mut groups: Vec<(Party, &[Line])> = vec![];
    for (exporter, part) in by_exporter(lines) {
        let meet = part.windows(2).find(|pair| pair[1].from < pair[0].to);
        if let Some([first, second]) = meet {
            return Some(Tie { first: *first, second: *second, importer, exporter });
        }
        if parties.closeness(exporter) == Closeness::Group {
            groups.push((exporter, part));
        }
    }
    groups.iter().enumerate().find_map(|(k, (first, lines))| {
        groups[k + 1..].iter().find_map(|(second, others)| {
            let exporter = parties.in_both(*first, *second)?;
            meeting(lines, others).map(|(first, second)| Tie { first, second, importer, exporter })
        })
    })
}

/// A tie between lines of two importers that have somebody in common.
fn tie_between(lines: &[Line], others: &[Line], importer: Party, parties: &Parties) -> Option<Tie> {
    by_exporter(lines).find_map(|(first, lines)| {
        by_exporter(others).find_map(|(second, others)| {
            let alike = parties.closeness(first) == parties.closeness(second);
            let exporter = alike.then(|| parties.in_both(first, second)).flatten()?;
            meeting(lines, others).map(|(first, second)| Tie { first, second, importer, exporter })
        })
    })
}

/// Two lines with a day in common, of two lists whose own lines have none and are sorted by day.
fn meeting(lines: &[Line], others: &[Line]) -> Option<(Line, Line)> {
    let (mut lines, mut others) = (lines.iter().peekable(), others.iter().peekable());
    loop {
        let (a, b) = (*lines.peek()?, *others.peek()?);
        if a.from < b.to && b.from < a.to {
            return Some((*a, *b));
        }
        if a.to <= b.to {
            lines.next()
        } else {
            others.next()
        };
    }
}

/// Lines of one name and exporter under one prefix, of which at most one holds on a day.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate<'a> {
    pub name: u16,
    /// How close they are to the flow.
    closeness: (u32, Closeness, Closeness),
    lines: &'a [Line],
}

impl<'a> Candidate<'a> {
    pub fn lines(&self) -> &'a [Line] {
        self.lines
    }

    fn on(&self, day: Day) -> Option<&'a Line> {
        let next = self.lines.partition_point(|it| it.from <= day);
        let last = next.checked_sub(1).and_then(|last| self.lines.get(last));
        last.filter(|it| day < it.to)
    }
}

/// The winner of a name among candidates in their order: longest prefix first, then the closest exporter,
/// then the closest importer.
pub(super) fn winner<'a>(candidates: &[Candidate<'a>], name: u16, day: Day) -> Option<&'a Line> {
    let start = candidates.partition_point(|it| it.name < name);
    let own = candidates.get(start..).unwrap_or_default().iter().take_while(|it| it.name == name);
    own.map(|it| it.on(day)).find(Option::is_some).flatten()
}

/// The lines of one importer, product after product: those of the prefixes of the product at hand are kept
/// on a stack, so that a product that begins as the last one did costs only the rest of it.
pub(super) struct Walk<'a> {
    runs: Vec<(Closeness, &'a [Line])>,
    stack: Vec<Level<'a>>,
    at: Option<Prefix>,
}

/// What one prefix has.
#[derive(Default)]
struct Level<'a> {
    /// Lines of one name each.
    lists: Vec<(Closeness, &'a [Line])>,
    /// The exporters and groups that they name.
    named: Vec<Party>,
}

impl<'a> Walk<'a> {
    /// The lines that hold for an importer of these parties.
    pub fn new(store: &'a Store, importer: &[Party], parties: &Parties) -> Self {
        let runs = store.runs_of(importer);
        let runs = runs.map(|(party, range)| (parties.closeness(party), store.run(range)));
        let stack = (0..=DIGITS).map(|_| Level::default()).collect();
        Walk { runs: runs.collect(), stack, at: None }
    }

    /// Go to a product; `named` counts how often parties are named under it.
    pub fn seek(&mut self, product: Prefix, named: &mut [u32]) {
        let (old, keep) = match self.at {
            None => (0, 0),
            Some(at) if at == product => return,
            Some(at) => (at.length() + 1, at.common(product) + 1),
        };
        for length in keep..old {
            let Some(level) = self.stack.get_mut(length as usize) else { continue };
            for party in level.named.drain(..) {
                if let Some(count) = named.get_mut(usize::from(party)) {
                    *count -= 1;
                }
            }
            level.lists.clear();
        }
        for length in keep..=product.length() {
            let Some(level) = self.stack.get_mut(length as usize) else { continue };
            level.load(&self.runs, product.cut(length), length);
            for party in &level.named {
                if let Some(count) = named.get_mut(usize::from(*party)) {
                    *count += 1;
                }
            }
        }
        self.at = Some(product);
    }

    /// The lines that fit an exporter of these parties, sorted by name and by how close they are.
    pub fn candidates(&self, exporter: &[(Party, Closeness)]) -> Vec<Candidate<'a>> {
        let mut found = vec![];
        let deep = self.at.map_or(0, |at| at.length() as usize + 1);
        for (length, level) in (0..).zip(self.stack.iter().take(deep)) {
            for &(importer, list) in &level.lists {
                let Some(name) = list.first().map(|it| it.name) else { continue };
                for &(party, closeness) in exporter {
                    let start = list.partition_point(|it| it.exporter < party);
                    let rest = &list[start..];
                    let lines = &rest[..rest.partition_point(|it| it.exporter == party)];
                    if !lines.is_empty() {
                        let closeness = (length, closeness, importer);
                        found.push(Candidate { name, closeness, lines });
                    }
                }
            }
        }
        found.sort_by_key(|it| (it.name, Reverse(it.closeness)));
        found
    }
}

impl<'a> Level<'a> {
    fn load(&mut self, runs: &[(Closeness, &'a [Line])], prefix: Prefix, length: u32) {
        if length == 1 {
            // No product has one digit.
            return;
        }
        for &(importer, run) in runs {
            let start = run.partition_point(|it| it.product < prefix);
            let rest = &run[start..];
            let lines = &rest[..rest.partition_point(|it| it.product == prefix)];
            self.lists.extend(lines.chunk_by(|a, b| a.name == b.name).map(|list| (importer, list)));
        }
        let named = self.lists.iter().flat_map(|(_, list)| by_exporter(list));
        self.named.extend(named.map(|(party, _)| party).filter(|party| *party != EVERYBODY));
        self.named.sort_unstable();
        self.named.dedup();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_takes_forty_bytes() {
        assert_eq!(std::mem::size_of::<Line>(), 40);
    }
}
