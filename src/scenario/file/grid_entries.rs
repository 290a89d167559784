//! What a grid file may contain beside a scenario, as it is written.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use toml::Spanned;

/// The keys that a scenario file does not have.
pub(super) const KEYS: [&str; 8] =
    ["model", "seed", "draws", "days", "scenario", "parameters", "elasticities", "settings"];

#[derive(Debug, serde::Deserialize)]
pub(super) struct Head {
    pub model: Option<Spanned<String>>,
    pub seed: Option<Spanned<u64>>,
    pub draws: Option<Spanned<usize>>,
    pub days: Option<Spanned<usize>>,
    pub scenario: Option<Spanned<String>>,
    #[serde(default)]
    pub parameters: BTreeMap<Spanned<String>, Spanned<Written>>,
    #[serde(default)]
    pub elasticities: BTreeMap<Spanned<String>, Spanned<Amount>>,
    #[serde(default)]
    pub settings: BTreeMap<Spanned<String>, Spanned<Amount>>,
}

/// What a scenario file says of itself.
#[derive(Debug, serde::Deserialize)]
pub(super) struct Title {
    pub name: String,
}

/// The keys of a scenario file that are texts.
pub(super) const TEXTS: [&str; 3] = ["name", "description", "source"];

/// Its other keys.
pub(super) const ENTRIES: [&str; 8] =
    ["list", "tariff", "agreement", "barrier", "embargo", "relocate", "demand", "supply"];

/// What a parameter is given: a list, or a rule.
#[derive(Debug)]
pub(super) enum Written {
    List(Vec<Spanned<Amount>>),
    Rule(Rule),
}

/// `{ from, to, step }`, or one distribution.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rule {
    pub from: Option<f64>,
    pub to: Option<f64>,
    pub step: Option<f64>,
    pub uniform: Option<[f64; 2]>,
    pub normal: Option<[f64; 2]>,
    pub triangular: Option<[f64; 3]>,
    pub lognormal: Option<[f64; 2]>,
    pub at_least: Option<f64>,
    pub at_most: Option<f64>,
}

/// A number, or a text: a code or `$name`.
#[derive(Debug, Clone)]
pub(super) enum Amount {
    Number(f64),
    Text(String),
}

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WrittenVisitor)
    }
}

struct WrittenVisitor;

impl<'de> Visitor<'de> for WrittenVisitor {
    type Value = Written;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list, a range { from = 0, to = 10, step = 1 } or a distribution")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Written, A::Error> {
        let mut values = vec![];
        while let Some(value) = list.next_element()? {
            values.push(value);
        }
        Ok(Written::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Written, A::Error> {
        Rule::deserialize(MapAccessDeserializer::new(map)).map(Written::Rule)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AmountVisitor)
    }
}

struct AmountVisitor;

impl Visitor<'_> for AmountVisitor {
    type Value = Amount;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number, or a text in quotation marks")
    }

    fn visit_f64<E>(self, number: f64) -> Result<Amount, E> {
        Ok(Amount::Number(number))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Amount, E> {
        Ok(Amount::Number(number as f64))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Amount, E> {
        Ok(Amount::Number(number as f64))
    }

    fn visit_str<E>(self, text: &str) -> Result<Amount, E> {
        Ok(Amount::Text(text.to_owned()))
    }
}
