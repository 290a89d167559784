//! Where the parts of a schedule are read from.

use std::path::Path;

use crate::error::Result;
use crate::read::Input;

/// The files of a schedule: CSV with named columns in any order, those in round brackets may be missing, and rules
/// in TOML.
///
/// | file | columns | a line is |
/// |---|---|---|
/// | `rates` | authority, importer, exporter, product, rate, kind, from, to, (share), (note) | a rate that an authority sets |
/// | `contents` | name, product, exporter, share, (importer) | the share of the value that a content is |
/// | `preferences` | preference, product, exporter, share, (importer) | the share of trade that claims a preference |
/// | `weights` | importer, exporter, product, value | trade at customs value, without duties |
/// | `concordance` | product, sector, share, (use) | the share of a product that is a sector's |
///
/// Partners are codes, groups of the rules, or `*`. A product is 2 to 10 digits, a prefix of the products of
/// the weights, or `*`. A rate is a ratio of the customs value, or of the content that `share` names; its kind
/// is `add`, `floor` or `replace`. It holds from the day `from` up to the one before `to`; where one of them is
/// empty, since ever or for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduleFiles {
    /// Rates.
    pub rates: Input,
    /// Rules of stacking.
    pub rules: Input,
    /// Trade.
    pub weights: Input,
    /// Sectors of products.
    pub concordance: Input,
    /// Shares of contents, if rates are levied on any.
    pub contents: Option<Input>,
    /// Shares of preferences, if there are any.
    pub preferences: Option<Input>,
}

impl ScheduleFiles {
    /// Every file that there is, with what it has.
    pub fn each(&self) -> impl Iterator<Item = (&'static str, &Input)> {
        let files = [
            ("rates", Some(&self.rates)),
            ("rules", Some(&self.rules)),
            ("weights", Some(&self.weights)),
            ("concordance", Some(&self.concordance)),
            ("content", self.contents.as_ref()),
            ("preferences", self.preferences.as_ref()),
        ];
        files.into_iter().filter_map(|(role, file)| Some((role, file?)))
    }

    /// The same files in memory: what becomes of them later changes nothing.
    ///
    /// # Errors
    /// [`Error::Io`](crate::Error::Io).
    pub fn held(&self) -> Result<Self> {
        let perhaps = |file: &Option<Input>| file.as_ref().map(Input::held).transpose();
        Ok(ScheduleFiles {
            rates: self.rates.held()?,
            rules: self.rules.held()?,
            weights: self.weights.held()?,
            concordance: self.concordance.held()?,
            contents: perhaps(&self.contents)?,
            preferences: perhaps(&self.preferences)?,
        })
    }

    /// The files `rates.csv`, `rules.toml`, `weights.csv` and `concordance.csv` of a folder, and `content.csv` and
    /// `preferences.csv` where it has them.
    #[must_use]
    pub fn in_folder(folder: impl AsRef<Path>) -> Self {
        let folder = folder.as_ref();
        let file = |name: &str| Input::from(folder.join(name));
        let perhaps = |name: &str| folder.join(name).exists().then(|| file(name));
        ScheduleFiles {
            rates: file("rates.csv"),
            rules: file("rules.toml"),
            weights: file("weights.csv"),
            concordance: file("concordance.csv"),
            contents: perhaps("content.csv"),
            preferences: perhaps("preferences.csv"),
        }
    }
}
