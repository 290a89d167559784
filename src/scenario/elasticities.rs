//! Elasticities of substitution or trade by sector.

use crate::error::{Error, Result, named};
use crate::sources;
use crate::table::{Index, SectorId};

/// What elasticities are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ElasticityKind {
    /// σ, of substitution between suppliers of a product.
    Substitution,
    /// θ, of trade: of expenditure, duties included, with respect to cost. The same demand has σ = θ + 1.
    Trade,
}

named!(ElasticityKind, "kind of elasticity": Substitution = "sigma", Trade = "theta");

/// An elasticity for every sector of an index: of substitution between suppliers of a product
/// (σ, Armington model) or of trade (θ, Caliendo and Parro; θ = σ − 1 in the Armington reading).
///
/// # Examples
/// ```
/// use tripole::Index;
/// use tripole::scenario::Elasticities;
/// let index = Index::new([("DEU", "c15"), ("DEU", "c30")])?;
/// assert_eq!(Elasticities::of_goods_and_services(&index, 5.0, 2.0)?.by_sector(), [5.0, 2.0]);
/// # Ok::<(), tripole::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Elasticities {
    by_sector: Vec<f64>,
}

impl Elasticities {
    /// One number for every sector, in the order of the index.
    ///
    /// # Errors
    /// [`Error::Shape`]; [`Error::Range`] for one that is negative or not finite.
    pub fn new(index: &Index, by_sector: Vec<f64>) -> Result<Self> {
        let (found, expected) = ((by_sector.len(), 1), (index.sectors().len(), 1));
        if found != expected {
            return Err(Error::Shape { what: "the list of elasticities", found, expected });
        }
        if let Some(&value) = by_sector.iter().find(|value| !(value.is_finite() && **value >= 0.0))
        {
            let expected = "a finite number of 0 or more";
            return Err(Error::Range { what: "an elasticity", value, expected });
        }
        Ok(Elasticities { by_sector })
    }

    /// One number for all sectors.
    ///
    /// # Errors
    /// As [`Elasticities::new`].
    pub fn uniform(index: &Index, value: f64) -> Result<Self> {
        Elasticities::new(index, vec![value; index.sectors().len()])
    }

    /// One for goods ([`goods`](sources::goods)), another for services; that of goods for all sectors where
    /// the codes are of no known source.
    ///
    /// # Errors
    /// As [`Elasticities::new`].
    pub fn of_goods_and_services(index: &Index, goods: f64, services: f64) -> Result<Self> {
        Elasticities::new(index, Elasticities::of_constants(index, goods, services).by_sector)
    }

    /// As [`Elasticities::of_goods_and_services`], for numbers that are known to be elasticities.
    pub(crate) fn of_constants(index: &Index, goods: f64, services: f64) -> Self {
        let known = sources::goods(index);
        let of =
            |sector| if known.is_empty() || known.contains(&sector) { goods } else { services };
        Elasticities { by_sector: index.sectors().map(of).collect() }
    }

    /// With other numbers for some sectors.
    ///
    /// # Errors
    /// As [`Elasticities::new`].
    ///
    /// # Examples
    /// ```
    /// use tripole::Index;
    /// use tripole::scenario::Elasticities;
    /// let index = Index::new([("DEU", "c15"), ("DEU", "c30")])?;
    /// let five = Elasticities::uniform(&index, 5.0)?;
    /// let cars = five.with(&index, &[(index.find_sector("c15")?, 1.8)])?;
    /// assert_eq!(cars.by_sector(), [1.8, 5.0]);
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn with(mut self, index: &Index, numbers: &[(SectorId, f64)]) -> Result<Self> {
        numbers.iter().for_each(|(sector, value)| self.by_sector[sector.position()] = *value);
        Elasticities::new(index, self.by_sector)
    }

    /// One more for every sector: the elasticities of substitution σ = θ + 1 of the same demand as trade
    /// elasticities θ.
    #[must_use]
    pub fn plus_one(&self) -> Self {
        Elasticities { by_sector: self.by_sector.iter().map(|theta| theta + 1.0).collect() }
    }

    /// The numbers in words: one for all, each with how many sectors have it, or from which to which.
    ///
    /// # Examples
    /// ```
    /// use tripole::Index;
    /// use tripole::scenario::Elasticities;
    /// let index = Index::new([("DEU", "c15"), ("DEU", "c30"), ("DEU", "c31")])?;
    /// let numbers = Elasticities::new(&index, vec![5.0, 2.0, 2.0])?;
    /// assert_eq!(numbers.in_words(), "5 (1 sector), 2 (2 sectors)");
    /// assert_eq!(Elasticities::uniform(&index, 5.0)?.in_words(), "5");
    /// # Ok::<(), tripole::Error>(())
    /// ```
    #[must_use]
    pub fn in_words(&self) -> String {
        const MOST: usize = 3;
        let mut distinct: Vec<(f64, usize)> = vec![];
        for &value in &self.by_sector {
            match distinct.iter_mut().find(|(known, _)| *known == value) {
                Some((_, count)) => *count += 1,
                None => distinct.push((value, 1)),
            }
        }
        let sectors = |count| if count == 1 { "sector" } else { "sectors" };
        match distinct.as_slice() {
            [(value, _)] => value.to_string(),
            few if few.len() <= MOST => {
                let parts = few.iter().map(|(value, n)| format!("{value} ({n} {})", sectors(*n)));
                parts.collect::<Vec<String>>().join(", ")
            }
            many => {
                let least = many.iter().fold(f64::INFINITY, |least, (value, _)| least.min(*value));
                let most = many.iter().fold(0.0, |most, (value, _)| f64::max(most, *value));
                format!("{least} to {most} by sector")
            }
        }
    }

    /// The numbers, in the order of the index.
    #[must_use]
    pub fn by_sector(&self) -> &[f64] {
        &self.by_sector
    }

    /// That of a sector.
    #[must_use]
    pub fn of(&self, sector: SectorId) -> f64 {
        self.by_sector[sector.position()]
    }
}
