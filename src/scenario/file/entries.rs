//! What a scenario file may contain, as it is written.

use std::fmt;

use serde::de::{Deserialize, Deserializer, SeqAccess, Visitor};
use toml::Spanned;

use crate::scenario::TariffKind;
use crate::table::Uses;

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub name: String,
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    pub source: String,
    #[serde(default)]
    pub list: Vec<ListEntry>,
    #[serde(default)]
    pub tariff: Vec<Spanned<TariffEntry>>,
    #[serde(default)]
    pub schedule: Vec<Spanned<ScheduleEntry>>,
    #[serde(default)]
    pub agreement: Vec<Spanned<AgreementEntry>>,
    #[serde(default)]
    pub content_duty: Vec<Spanned<ContentEntry>>,
    #[serde(default)]
    pub retaliation: Vec<Spanned<AnswerEntry>>,
    #[serde(default)]
    pub barrier: Vec<Spanned<BarrierEntry>>,
    #[serde(default)]
    pub embargo: Vec<Spanned<EmbargoEntry>>,
    #[serde(default)]
    pub relocate: Vec<Spanned<RelocateEntry>>,
    #[serde(default)]
    pub demand: Vec<Spanned<DemandEntry>>,
    #[serde(default)]
    pub supply: Vec<Spanned<SupplyEntry>>,
}

/// Regions under one name, those of them that the table has.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ListEntry {
    pub name: Spanned<String>,
    pub members: Spanned<Codes>,
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TariffEntry {
    pub importer: Spanned<Codes>,
    pub exporter: Spanned<Codes>,
    pub sectors: Option<Spanned<Codes>>,
    #[serde(default, rename = "use")]
    pub uses: UseName,
    #[serde(default)]
    pub kind: TariffKindName,
    pub rate: Option<Spanned<f64>>,
    pub percent: Option<Spanned<f64>>,
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AgreementEntry {
    pub members: Spanned<Codes>,
    pub sectors: Option<Spanned<Codes>>,
    pub threshold: Option<Spanned<f64>>,
    pub half_width: Option<Spanned<f64>>,
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ScheduleEntry {
    pub folder: Option<Spanned<String>>,
    pub rates: Option<Spanned<String>>,
    #[serde(alias = "stacking")]
    pub rules: Option<Spanned<String>>,
    pub content: Option<Spanned<String>>,
    pub preferences: Option<Spanned<String>>,
    pub weights: Option<Spanned<String>>,
    pub concordance: Option<Spanned<String>>,
    pub importer: Option<Spanned<Codes>>,
    pub date: Spanned<DayText>,
    pub base_date: Option<Spanned<DayText>>,
    pub rates_of: Option<Spanned<String>>,
    pub fill: Option<Spanned<String>>,
    pub elasticity: Option<Spanned<f64>>,
}

/// A day in quotation marks, or without them as TOML has it.
#[derive(Debug, serde::Deserialize)]
#[serde(untagged, expecting = "a day is expected, date = \"2025-03-15\"")]
pub(super) enum DayText {
    Text(String),
    Date(toml::value::Datetime),
}

impl fmt::Display for DayText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DayText::Text(text) => f.write_str(text),
            DayText::Date(date) => date.fmt(f),
        }
    }
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ContentEntry {
    pub importer: Spanned<Codes>,
    pub exporter: Option<Spanned<Codes>>,
    pub sectors: Option<Spanned<Codes>>,
    pub exempt: Option<Spanned<Codes>>,
    pub content: Option<Spanned<String>>,
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AnswerEntry {
    pub by: Spanned<Codes>,
    pub to: Spanned<Codes>,
    pub sectors: Option<Spanned<Codes>>,
    pub how: Option<Spanned<String>>,
    pub rate: Option<Spanned<f64>>,
    pub percent: Option<Spanned<f64>>,
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BarrierEntry {
    pub importer: Spanned<Codes>,
    pub exporter: Spanned<Codes>,
    pub sectors: Option<Spanned<Codes>>,
    #[serde(default, rename = "use")]
    pub uses: UseName,
    pub cost: Option<Spanned<f64>>,
    pub percent: Option<Spanned<f64>>,
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EmbargoEntry {
    pub importer: Spanned<Codes>,
    pub exporter: Spanned<Codes>,
    pub sectors: Option<Spanned<Codes>>,
    #[serde(default, rename = "use")]
    pub uses: UseName,
    pub share: Option<Spanned<f64>>,
    pub percent: Option<Spanned<f64>>,
    #[serde(default)]
    pub start: u32,
    pub days: Option<u32>,
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RelocateEntry {
    pub buyer: Spanned<Codes>,
    pub sectors: Option<Spanned<Codes>>,
    pub from: Spanned<Codes>,
    pub rule: RuleName,
    pub to: Option<Spanned<Codes>>,
    pub weights: Option<Vec<Supplier>>,
    pub share: Option<Spanned<f64>>,
    pub percent: Option<Spanned<f64>>,
    #[serde(default = "moves")]
    pub final_demand: bool,
}

/// One supplier among several, and how much it gets.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Supplier {
    pub region: Spanned<String>,
    pub weight: Spanned<f64>,
    /// Passed over where the table does not have the region.
    #[serde(default)]
    pub optional: bool,
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DemandEntry {
    pub buyer: Spanned<Codes>,
    pub exporter: Option<Spanned<Codes>>,
    pub sectors: Option<Spanned<Codes>>,
    pub change: Option<Spanned<f64>>,
    pub percent: Option<Spanned<f64>>,
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SupplyEntry {
    pub region: Spanned<Codes>,
    pub sectors: Option<Spanned<Codes>>,
    pub loss: Option<Spanned<f64>>,
    pub percent: Option<Spanned<f64>>,
    #[serde(default)]
    pub start: u32,
    pub days: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum UseName {
    #[default]
    All,
    Intermediate,
    Final,
}

impl From<UseName> for Uses {
    fn from(name: UseName) -> Self {
        match name {
            UseName::All => Uses::All,
            UseName::Intermediate => Uses::Intermediate,
            UseName::Final => Uses::Final,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum TariffKindName {
    Before,
    #[default]
    Set,
    Added,
}

impl From<TariffKindName> for TariffKind {
    fn from(name: TariffKindName) -> Self {
        match name {
            TariffKindName::Before => TariffKind::Before,
            TariffKindName::Set => TariffKind::Set,
            TariffKindName::Added => TariffKind::Added,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum RuleName {
    Home,
    Bloc,
    Friends,
    Given,
}

/// Final demand moves too, unless the file says otherwise.
fn moves() -> bool {
    true
}

/// A code, or a list of them.
#[derive(Debug)]
pub(in crate::scenario) enum Codes {
    One(String),
    Many(Vec<Spanned<String>>),
}

/// The codes, and where in the text each is.
pub(in crate::scenario) fn each(codes: &Spanned<Codes>) -> Vec<(&str, usize)> {
    match codes.get_ref() {
        Codes::One(code) => vec![(code, codes.span().start)],
        Codes::Many(list) => {
            list.iter().map(|code| (code.get_ref().as_str(), code.span().start)).collect()
        }
    }
}

impl<'de> Deserialize<'de> for Codes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(CodesVisitor)
    }
}

struct CodesVisitor;

impl<'de> Visitor<'de> for CodesVisitor {
    type Value = Codes;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a code or a list of codes, each in quotation marks")
    }

    fn visit_str<E>(self, code: &str) -> Result<Codes, E> {
        Ok(Codes::One(code.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Codes, A::Error> {
        let mut codes = vec![];
        while let Some(code) = list.next_element()? {
            codes.push(code);
        }
        Ok(Codes::Many(codes))
    }
}
