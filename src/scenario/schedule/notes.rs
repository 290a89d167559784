//! What a reader of a schedule should know.

use std::collections::HashSet;

use super::parties::{Closeness, Party};
use super::{Schedule, product, store};
use crate::error::{nearest, shown, shown_list, shown_path};
use crate::table::{Finding, FindingKind, Severity};

impl Schedule {
    /// Note all that a reader of the results should know; `kinds` are those of the lines of each authority.
    pub(super) fn note_all(&mut self, kinds: &[HashSet<store::Kind>]) {
        self.note_own();
        self.note_sectors();
        self.note_lines();
        self.note_authorities(kinds);
        self.note_exceptions();
        self.note_rules();
        self.note_codes();
    }

    fn note(
        &mut self,
        severity: Severity,
        kind: FindingKind,
        place: String,
        value: f64,
        message: String,
    ) {
        self.findings.push(Finding::new(severity, kind, place, value, message));
    }

    fn note_own(&mut self) {
        let (lines, trade) = self.weights.own;
        if lines > 0 {
            let message = format!(
                "{lines} lines of weights are trade of an importer with itself ({trade}): passed over"
            );
            self.note(Severity::Note, FindingKind::OwnTrade, String::new(), trade, message);
        }
    }

    /// Trade in products that no line of the concordance meets.
    fn note_sectors(&mut self) {
        let (mut products, mut trade) = (vec![], 0.0);
        for importer in self.weights.importers() {
            for flows in self.weights.products(importer) {
                let Some(code) = flows.first().map(|it| it.product) else { continue };
                if self.parts.of(code).is_empty() {
                    products.push(code);
                    trade += flows.iter().map(|it| it.value).sum::<f64>();
                }
            }
        }
        products.sort_unstable();
        products.dedup();
        let Some(first) = products.first() else { return };
        let codes: Vec<String> = products.iter().take(9).map(ToString::to_string).collect();
        let message = format!(
            "{} products have no sector and are in no rate, trade of {trade}: {}",
            products.len(),
            listed(&codes, products.len())
        );
        self.note(Severity::Warning, FindingKind::NoSector, first.to_string(), trade, message);
    }

    /// Lines whose products or partners the weights do not have.
    fn note_lines(&mut self) {
        let mut met = vec![false; self.rates.lines().len()];
        for importer in self.weights.importers() {
            let own = self.parties.all_of(Some(importer));
            let sellers: HashSet<Party> =
                self.weights.of(importer).iter().map(|it| it.exporter).collect();
            let mut parties: HashSet<Party> = HashSet::new();
            sellers.iter().for_each(|code| parties.extend(self.parties.all_of(Some(*code))));
            let mut last = None;
            for flows in self.weights.products(importer) {
                let Some(leaf) = flows.first().map(|it| it.product) else { continue };
                // What begins as the last product did has been seen.
                let keep = last.map_or(0, |last: product::Prefix| last.common(leaf) + 1);
                last = Some(leaf);
                for length in keep..=leaf.length() {
                    let prefix = leaf.cut(length);
                    for (_, range) in self.rates.runs_of(&own) {
                        let run = self.rates.run(range.clone());
                        let start = run.partition_point(|it| it.product < prefix);
                        let end = run.partition_point(|it| it.product <= prefix);
                        for (line, at) in run[start..end].iter().zip(range.start + start..) {
                            met[at] |= parties.contains(&line.exporter);
                        }
                    }
                }
            }
        }
        let idle = self.rates.lines().iter().zip(&met).filter(|(_, met)| !**met);
        let (mut numbers, mut strange) = (vec![], vec![]);
        for (line, _) in idle {
            numbers.push(line.number);
            let is_code = self.parties.closeness(line.exporter) == Closeness::Code;
            if is_code && !self.weights.exporters.contains(&line.exporter) {
                strange.push(self.parties.name(line.exporter).to_owned());
            }
        }
        strange.sort_unstable();
        strange.dedup();
        let Some(first) = numbers.iter().min().copied() else { return };
        let file = shown_path(&self.rates_file);
        let count = numbers.len();
        let mut message = if count == 1 {
            format!("`{file}` line {first}: no product of the weights meets this line")
        } else {
            format!(
                "`{file}`: no product of the weights meets {count} lines, the first is line {first}"
            )
        };
        if !strange.is_empty() {
            message += &format!("; without any trade are {}", self.with_nearest(&strange));
        }
        self.note(Severity::Warning, FindingKind::IdleLines, String::new(), count as f64, message);
    }

    /// Codes without trade, each with the nearest that has some.
    fn with_nearest(&self, codes: &[String]) -> String {
        let known: Vec<String> =
            self.weights.exporters.iter().map(|code| self.parties.name(*code).to_owned()).collect();
        let each = codes.iter().take(8).map(|code| match nearest(&known, code).first() {
            Some(near) => format!("`{}` (is it `{}`?)", shown(code), shown(near)),
            None => format!("`{}`", shown(code)),
        });
        let more = codes.len().saturating_sub(8);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        each.collect::<Vec<_>>().join(", ") + &more
    }

    fn note_authorities(&mut self, kinds: &[HashSet<store::Kind>]) {
        let names = self.rules.names().iter().zip(kinds);
        let idle: Vec<String> =
            names.filter(|(_, kinds)| kinds.is_empty()).map(|(name, _)| name.clone()).collect();
        let Some(first) = idle.first().cloned() else { return };
        let message = format!("no line of rates is of {}", shown_list(&idle));
        self.note(Severity::Warning, FindingKind::IdleAuthority, first, idle.len() as f64, message);
    }

    /// Exceptions that no trade of the weights meets.
    fn note_exceptions(&mut self) {
        let all_of = |code: Party| self.parties.all_of(Some(code));
        let flows: Vec<(Vec<Party>, Vec<Vec<Party>>)> = self
            .weights
            .importers()
            .map(|importer| {
                let sellers: HashSet<Party> =
                    self.weights.of(importer).iter().map(|it| it.exporter).collect();
                (all_of(importer), sellers.into_iter().map(all_of).collect())
            })
            .collect();
        let idle: Vec<String> = self
            .rules
            .exceptions()
            .filter(|(.., exception)| {
                !flows.iter().any(|(buyer, sellers)| {
                    sellers.iter().any(|seller| exception.fits((buyer, seller)))
                })
            })
            .map(|(authority, place, _)| format!("{authority} ({place})"))
            .collect();
        let Some(first) = idle.first().cloned() else { return };
        let message = format!(
            "no trade of the weights meets these exceptions of authorities, by their place: {}",
            shown_list(&idle)
        );
        let count = idle.len() as f64;
        self.note(Severity::Warning, FindingKind::IdleRules, first, count, message);
    }

    /// Codes that groups and regions of the rules have, and the weights not.
    fn note_rules(&mut self) {
        let importers = self.weights.importers();
        let traders: HashSet<Party> =
            importers.chain(self.weights.exporters.iter().copied()).collect();
        let strange = |code: &str| self.parties.find(code).is_none_or(|it| !traders.contains(&it));
        let in_regions = self.rules.in_regions().map(|(code, _)| code);
        let mut idle: Vec<String> = self
            .parties
            .groups()
            .flat_map(|(_, codes)| codes)
            .chain(in_regions)
            .filter(|code| strange(code))
            .map(str::to_owned)
            .collect();
        idle.sort_unstable();
        idle.dedup();
        let Some(first) = idle.first().cloned() else { return };
        let message = format!(
            "groups and regions of the rules have codes without trade in the weights: {}",
            shown_list(&idle)
        );
        let count = idle.len() as f64;
        self.note(Severity::Note, FindingKind::IdleRules, first, count, message);
    }

    /// Exporters that neither a line nor a rule names.
    fn note_codes(&mut self) {
        let mut named: HashSet<Party> = self.rules.named().collect();
        for store in [&self.rates, &self.contents.store, &self.preferences.store] {
            named.extend(store.lines().iter().map(|it| it.exporter));
        }
        let known = |code: &Party| {
            let own = named.contains(code) || !self.parties.groups_of(*code).is_empty();
            own || self.rules.region(self.parties.name(*code)) != self.parties.name(*code)
        };
        let strange: Vec<String> = self
            .weights
            .exporters
            .iter()
            .filter(|code| !known(code))
            .map(|code| self.parties.name(*code).to_owned())
            .collect();
        let Some(first) = strange.first().cloned() else { return };
        let message = format!(
            "only the weights have the exporters {}: lines for everybody apply to them",
            shown_list(&strange)
        );
        let count = strange.len() as f64;
        self.note(Severity::Note, FindingKind::OnlyInWeights, first, count, message);
    }
}

/// Some of many codes as a message lists them.
fn listed(codes: &[String], count: usize) -> String {
    let more = count.saturating_sub(codes.len().min(8));
    let first = codes.get(..8.min(codes.len())).unwrap_or_default();
    let first = shown_list(first);
    if more > 0 { format!("{first} and {more} more") } else { first }
}
