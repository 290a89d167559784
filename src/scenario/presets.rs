//! Elasticities that come with the program, each with its source.

use super::{Elasticities, ElasticityKind};
use crate::error::{Error, Result, named, shown_list};
use crate::table::Index;

/// A published set of elasticities.
///
/// Trade elasticities θ are of expenditure, duties included, with respect to cost; the elasticity of
/// substitution of the same demand is σ = θ + 1, and trade without duties falls with −σ. A set is of one
/// of the two, and [`Preset::elasticities`] gives either.
///
/// | name | numbers | source |
/// |---|---|---|
/// | `caliendo-parro` | θ of 20 traded products, 8.22 for others | data set of Caliendo and Parro (2015), *Review of Economic Studies* 82(1) |
/// | `uniform-5` | θ = 5 | Fontagné, Guimbard and Orefice (2022), *Journal of International Economics* 137: estimates "centered around −5" |
/// | `boehm-long` | σ = 2, θ = 1 | Boehm, Levchenko and Pandalai-Nayar (2023), *American Economic Review* 113(4): about −2 after 7 to 10 years, of trade without duties |
/// | `boehm-short` | σ = 0.76 | the same: −0.76 in the short run; θ would be below zero, so that only models of substitution have it |
///
/// # Examples
/// ```
/// use tripole::Index;
/// use tripole::scenario::{ElasticityKind, Preset};
/// let index = Index::new([("DEU", "c14"), ("DEU", "c30")])?;
/// let theta = Preset::CaliendoParro.elasticities(&index, ElasticityKind::Trade)?;
/// // The mean of four products of machines; services are not in the estimates.
/// assert!((theta.elasticities.by_sector()[0] - 9.63).abs() < 1e-12);
/// assert!(theta.warnings[0].contains("mapped"));
/// let sigma = Preset::BoehmLong.elasticities(&index, ElasticityKind::Substitution)?;
/// assert_eq!(sigma.elasticities.by_sector(), [2.0, 2.0]);
/// # Ok::<(), tripole::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Preset {
    /// The data set of Caliendo and Parro (2015).
    CaliendoParro,
    /// Five for every sector.
    Uniform5,
    /// Boehm, Levchenko and Pandalai-Nayar (2023), after 7 to 10 years.
    BoehmLong,
    /// The same in the short run.
    BoehmShort,
}

named!(Preset, "set of elasticities":
    CaliendoParro = "caliendo-parro",
    Uniform5 = "uniform-5",
    BoehmLong = "boehm-long",
    BoehmShort = "boehm-short",
);

/// Numbers of a [`Preset`] for the sectors of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct PresetNumbers {
    /// The numbers.
    pub elasticities: Elasticities,
    /// What they should not be used without: a mapping of codes, sizes at which shares jump.
    pub warnings: Vec<String>,
}

/// θ of the products of Caliendo and Parro.
const CALIENDO_PARRO: &str = include_str!("../../data/elasticities/caliendo-parro.csv");
/// The sectors of WIOD 2013 as means of these products.
const OF_WIOD13: &str = include_str!("../../data/elasticities/caliendo-parro-wiod13.csv");
/// Trade elasticity above which small changes of costs move nearly all trade.
const JUMPING: f64 = 30.0;

impl Preset {
    /// Where the numbers come from, in one sentence.
    #[must_use]
    pub fn source(self) -> &'static str {
        match self {
            Preset::CaliendoParro => {
                "trade elasticities in the data set of Caliendo and Parro (2015), Review of Economic Studies 82(1); \
                 sectors that are not traded have their mean of 8.22"
            }
            Preset::Uniform5 => {
                "theta = 5 in every sector: Fontagne, Guimbard and Orefice (2022), Journal of International \
                 Economics 137, whose estimates by product are centred around -5"
            }
            Preset::BoehmLong => {
                "sigma = 2 in every sector (theta = 1): Boehm, Levchenko and Pandalai-Nayar (2023), American \
                 Economic Review 113(4), trade without duties after 7 to 10 years"
            }
            Preset::BoehmShort => {
                "sigma = 0.76 in every sector: Boehm, Levchenko and Pandalai-Nayar (2023), American Economic \
                 Review 113(4), trade without duties in the short run"
            }
        }
    }

    /// The numbers for a table, as σ or as θ.
    ///
    /// The sectors of `caliendo-parro` are those of its data set, or of WIOD 2013 (`c1` to `c35`), to which
    /// this project maps them: textiles for `c4` and `c5`, the mean of two metals for `c12` and of four kinds
    /// of machines for `c14`, 8.22 for services.
    ///
    /// # Errors
    /// [`Error::NoElasticities`] for sectors of other codes; [`Error::Conflict`] for θ of a set that has
    /// none above zero.
    pub fn elasticities(self, index: &Index, kind: ElasticityKind) -> Result<PresetNumbers> {
        let uniform = |value| Elasticities::uniform(index, value);
        let (own, numbers, mut warnings) = match self {
            Preset::CaliendoParro => {
                let (numbers, warnings) = caliendo_parro(index)?;
                (ElasticityKind::Trade, numbers, warnings)
            }
            Preset::Uniform5 => (ElasticityKind::Trade, uniform(5.0)?, vec![]),
            Preset::BoehmLong => (ElasticityKind::Trade, uniform(1.0)?, vec![]),
            Preset::BoehmShort => (ElasticityKind::Substitution, uniform(0.76)?, vec![]),
        };
        let elasticities = match (own, kind) {
            (ElasticityKind::Trade, ElasticityKind::Substitution) => numbers.plus_one(),
            (ElasticityKind::Substitution, ElasticityKind::Trade) => {
                let reason = "its sigma is below one, and theta = sigma - 1 would be below zero: it is for the model \
                              `armington`";
                let first = format!("the elasticities `{}`", self.name());
                return Err(Error::conflict(first, "a model with trade elasticities", reason));
            }
            _ => numbers,
        };
        warnings.extend(jumping(index, &elasticities, kind));
        Ok(PresetNumbers { elasticities, warnings })
    }
}

/// Elasticities at which shares jump.
fn jumping(index: &Index, numbers: &Elasticities, kind: ElasticityKind) -> Option<String> {
    let above = index.sectors().filter(|sector| numbers.of(*sector) > JUMPING);
    let above: Vec<String> =
        above.map(|sector| format!("{} ({})", index.sector(sector), numbers.of(sector))).collect();
    (!above.is_empty()).then(|| {
        format!(
            "{kind} of {} is so high that small changes of cost move nearly all trade: see results with half of it, \
             too",
            shown_list(&above)
        )
    })
}

/// θ of every sector, and what to say of the mapping.
fn caliendo_parro(index: &Index) -> Result<(Elasticities, Vec<String>)> {
    let theta = |name: &str| -> Option<f64> {
        pairs(CALIENDO_PARRO).find(|(known, _)| *known == name)?.1.parse().ok()
    };
    let codes = index.sector_codes();
    let own: Option<Vec<f64>> = codes.iter().map(|code| theta(code)).collect();
    if let Some(numbers) = own {
        return Ok((Elasticities::new(index, numbers)?, vec![]));
    }
    let mapped = |code: &String| -> Option<f64> {
        let (_, names) = pairs(OF_WIOD13).find(|(known, _)| known == code)?;
        let parts: Vec<f64> = names.split('+').map(theta).collect::<Option<_>>()?;
        Some(parts.iter().sum::<f64>() / parts.len() as f64)
    };
    let numbers: Option<Vec<f64>> = codes.iter().map(mapped).collect();
    let Some(numbers) = numbers else {
        let sectors = codes.iter().filter(|code| mapped(code).is_none()).cloned().collect();
        return Err(Error::NoElasticities { preset: Preset::CaliendoParro.name(), sectors });
    };
    let warning = "elasticities `caliendo-parro` are of other sectors, mapped to those of WIOD 2013 by this project: \
                   textiles for c4 and c5, means for c12 and c14, 8.22 for services";
    Ok((Elasticities::new(index, numbers)?, vec![warning.to_owned()]))
}

/// The two cells of every line below the header.
fn pairs(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    text.lines().skip(1).filter_map(|line| line.split_once(','))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_product_of_the_map_is_there() {
        for (code, names) in pairs(OF_WIOD13) {
            for name in names.split('+') {
                assert!(pairs(CALIENDO_PARRO).any(|(known, _)| known == name), "{code}: {name}");
            }
        }
        assert_eq!(pairs(OF_WIOD13).count(), 35);
        assert!(pairs(CALIENDO_PARRO).all(|(_, theta)| theta.parse::<f64>().is_ok()));
    }
}
