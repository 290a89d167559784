//! Names beside codes: what the labels of a key stand for.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::{Frame, Key};

/// What the labels of a key column are codes of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodesOf {
    /// Regions, economies and blocs.
    Regions,
    /// Sectors, industries and products.
    Sectors,
}

/// Keys whose labels are codes of regions.
const REGIONS: [&str; 18] = [
    "region",
    "exporter",
    "importer",
    "reporter",
    "partner",
    "origin",
    "destination",
    "economy",
    "loser_region",
    "levied_by",
    "from",
    "to",
    "largest_partner",
    "hub",
    "user",
    "target",
    "crossed",
    "closed",
];
/// Keys whose labels are codes of sectors.
const SECTORS: [&str; 9] = [
    "sector",
    "industry",
    "origin_sector",
    "destination_sector",
    "final_sector",
    "loser_sector",
    "from_sector",
    "to_sector",
    "partner_sector",
];

/// The key of chains of one product of a region.
const CHAIN: &str = "chain";

impl CodesOf {
    /// What the labels of the key of this name are codes of, if of anything.
    #[must_use]
    pub fn key(name: &str) -> Option<Self> {
        match name {
            _ if REGIONS.contains(&name) => Some(CodesOf::Regions),
            _ if SECTORS.contains(&name) => Some(CodesOf::Sectors),
            _ => None,
        }
    }
}

/// English names of the regions and sectors of a table, by their codes.
///
/// # Examples
/// ```
/// use std::sync::Arc;
/// use tripole::frame::{Frame, Names, Unit};
/// let mut names = Names::default();
/// names.add_region("DEU", "Germany");
/// let frame = Frame::new("vax", 1)
///     .with_text("exporter", &["DEU"])
///     .with_indicator("vax_ratio", Unit::Ratio, vec![0.69])
///     .with_names_of(Arc::new(names));
/// let mut csv = vec![];
/// frame.with_name_columns().write_csv(&mut csv)?;
/// assert_eq!(csv, b"exporter,exporter_name,vax_ratio\nDEU,Germany,0.69\n");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Names {
    regions: HashMap<String, String>,
    sectors: HashMap<String, String>,
}

impl Names {
    /// Name a region, in place of what it was called.
    pub fn add_region(&mut self, code: impl Into<String>, name: impl Into<String>) {
        self.regions.insert(code.into(), name.into());
    }

    /// Name a sector, in place of what it was called.
    pub fn add_sector(&mut self, code: impl Into<String>, name: impl Into<String>) {
        self.sectors.insert(code.into(), name.into());
    }

    /// The name of what a key's label is the code of.
    #[must_use]
    pub fn of(&self, key: &str, label: &str) -> Option<&str> {
        let names = match CodesOf::key(key)? {
            CodesOf::Regions => &self.regions,
            CodesOf::Sectors => &self.sectors,
        };
        names.get(label).map(String::as_str)
    }

    /// The name of a chain `DEU:C29`, that of one product of a region.
    fn of_chain(&self, label: &str) -> Option<String> {
        let (region, sector) = label.split_once(':')?;
        let (region, sector) = (self.regions.get(region)?, self.sectors.get(sector)?);
        Some(format!("{region}: {sector}"))
    }

    /// All names of others too, in place of those that are there.
    pub fn add_all(&mut self, others: Names) {
        self.regions.extend(others.regions);
        self.sectors.extend(others.sectors);
    }

    /// Codes that name no region of `regions` and no sector of `sectors`, in the order of the alphabet.
    #[must_use]
    pub fn unmet(
        &self,
        is_region: impl Fn(&str) -> bool,
        is_sector: impl Fn(&str) -> bool,
    ) -> Vec<&str> {
        let met = |code: &str| {
            self.regions.contains_key(code) && is_region(code)
                || self.sectors.contains_key(code) && is_sector(code)
        };
        let all: BTreeSet<&str> =
            self.regions.keys().chain(self.sectors.keys()).map(String::as_str).collect();
        all.into_iter().filter(|code| !met(code)).collect()
    }

    /// Whether nothing has a name.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.regions.is_empty() && self.sectors.is_empty()
    }
}

impl Frame {
    /// With the names that its codes have.
    #[must_use]
    pub fn with_names_of(mut self, names: Arc<Names>) -> Self {
        self.names_of = names;
        self
    }

    /// The name of what the label of a key in a row is the code of.
    #[must_use]
    pub fn name_in(&self, key: &Key, row: usize) -> Option<&str> {
        self.names_of.of(key.name(), key.label(row))
    }

    /// With a key `exporter_name` after the key `exporter`, and likewise after every other whose
    /// codes have names that say more; a code without a name has an empty cell there.
    #[must_use]
    pub fn with_name_columns(mut self) -> Self {
        let keys = std::mem::take(&mut self.keys);
        let taken: Vec<_> = keys.iter().map(|key| key.name.clone()).collect();
        for key in keys {
            let named = self.names_of(&key);
            self.keys.push(key);
            let is_new =
                |named: &Key| !taken.contains(&named.name) && !self.has_column(named.name());
            if let Some(named) = named.filter(is_new) {
                self.keys.push(named);
            }
        }
        self
    }

    /// The column of names of a key, where its labels have some that are not the labels themselves.
    #[must_use]
    pub fn names_of(&self, key: &Key) -> Option<Key> {
        let name = |label: &String| match key.name() {
            CHAIN => self.names_of.of_chain(label).unwrap_or_default(),
            key => self.names_of.of(key, label).unwrap_or("").to_owned(),
        };
        let labels: Vec<String> = key.labels.iter().map(name).collect();
        let mut pairs = labels.iter().zip(key.labels.iter());
        pairs.any(|(name, code)| !name.is_empty() && name != code).then(|| Key {
            name: format!("{}_name", key.name()).into(),
            labels: labels.into(),
            codes: key.codes.clone(),
        })
    }
}

/// Beginnings of names that a sentence has an article before.
#[cfg(feature = "pictures")]
const WITH_ARTICLE: [&str; 12] = [
    "Bahamas",
    "Central African",
    "Czech Republic",
    "Democratic Republic",
    "Dominican Republic",
    "Gambia",
    "Maldives",
    "Netherlands",
    "Philippines",
    "Republic of",
    "Rest of",
    "United",
];

/// Whether a name has letters that are written from right to left, which turn a sentence around them.
#[cfg(feature = "pictures")]
fn turns(name: &str) -> bool {
    name.chars().any(
        |c| matches!(c, '\u{590}'..='\u{8ff}' | '\u{202a}'..='\u{202e}' | '\u{fb1d}'..='\u{fefc}'),
    )
}

/// The name of a region inside a sentence.
#[cfg(feature = "pictures")]
pub(crate) fn inside(name: &str) -> String {
    if turns(name) || name.contains('`') {
        // By itself, whatever its letters are.
        return format!("\u{2068}{}\u{2069}", name.replace('`', "'"));
    }
    if WITH_ARTICLE.iter().any(|beginning| name.starts_with(beginning)) {
        let rest = name.strip_prefix("Rest of").map(|rest| format!("rest of{rest}"));
        return format!("the {}", rest.as_deref().unwrap_or(name));
    }
    match name.strip_prefix("Other ") {
        Some(rest) => format!("other {rest}"),
        None => name.to_owned(),
    }
}

#[cfg(all(test, feature = "pictures"))]
mod tests {
    use super::inside;

    #[test]
    fn names_in_sentences() {
        let names = ["United States", "Rest of the world", "Other western EU members", "China"];
        let expected =
            ["the United States", "the rest of the world", "other western EU members", "China"];
        assert_eq!(names.map(inside), expected);
    }
}
