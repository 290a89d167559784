//! Parameters of a sweep: which values each takes, and in which order they are combined.

use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;
use rand_distr::{Distribution as _, LogNormal, Normal, Triangular, Uniform};

use crate::error::{Error, Result};

/// Most scenarios of a sweep.
pub const MOST_SCENARIOS: usize = 10_000_000;
/// Words of a stream that belong to one parameter: more than its tries can use.
const WORDS: u128 = 1 << 20;
/// Draws after which a number between bounds is given up.
const TRIES: usize = 1000;
/// The smallest part of a distribution that may lie between its bounds.
const LEAST_SHARE: f64 = 0.05;

/// A value of a parameter.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A rate, an elasticity, any other number.
    Number(f64),
    /// A region, a sector, any other name.
    Code(String),
}

/// A number in its shortest decimals, as results have it.
impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Value::Code(code) => f.write_str(code),
            Value::Number(value) => {
                let mut text = vec![];
                crate::frame::number(*value, &mut text);
                f.write_str(&String::from_utf8_lossy(&text))
            }
        }
    }
}

/// A family of distributions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shape {
    /// Anything from `low` up to `high` alike.
    Uniform {
        /// The smallest.
        low: f64,
        /// The bound above.
        high: f64,
    },
    /// Normal.
    Normal {
        /// Mean.
        mean: f64,
        /// Standard deviation.
        sd: f64,
    },
    /// Triangular.
    Triangular {
        /// The smallest.
        low: f64,
        /// The likeliest.
        mode: f64,
        /// The largest.
        high: f64,
    },
    /// A number whose logarithm is normal.
    Lognormal {
        /// Mean of the logarithm.
        mu: f64,
        /// Standard deviation of the logarithm.
        sigma: f64,
    },
}

/// A distribution, perhaps between bounds: what falls outside of them is drawn again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Distribution {
    shape: Shape,
    at_least: f64,
    at_most: f64,
}

impl Distribution {
    /// The checked constructor; without bounds they are infinite.
    ///
    /// # Errors
    /// [`Error::Range`] for parameters that are not finite or contradict each other, and for bounds
    /// between which less than a twentieth of the distribution lies (found by 2,000 trial draws).
    ///
    /// # Examples
    /// ```
    /// use tripole::scenario::{Distribution, Shape};
    /// let normal = Shape::Normal { mean: 5.0, sd: 1.0 };
    /// assert!(Distribution::new(normal, 0.0, f64::INFINITY).is_ok());
    /// assert!(Distribution::new(normal, 9.0, f64::INFINITY).is_err());
    /// ```
    pub fn new(shape: Shape, at_least: f64, at_most: f64) -> Result<Self> {
        let refuse = |what, value, expected| Err(Error::Range { what, value, expected });
        let numbers = match shape {
            Shape::Uniform { low, high } => vec![low, high],
            Shape::Normal { mean: a, sd: b } | Shape::Lognormal { mu: a, sigma: b } => vec![a, b],
            Shape::Triangular { low, mode, high } => vec![low, mode, high],
        };
        if let Some(value) = numbers.into_iter().find(|number| !number.is_finite()) {
            return refuse("a number of the distribution", value, "a finite number");
        }
        match shape {
            Shape::Uniform { low, high } if high <= low => {
                return refuse("the upper end of `uniform`", high, "more than the lower end");
            }
            Shape::Triangular { low, mode, high }
                if high <= low || !(low..=high).contains(&mode) =>
            {
                return refuse(
                    "the mode of `triangular`",
                    mode,
                    "in [low, mode, high] in rising order",
                );
            }
            Shape::Normal { sd, .. } | Shape::Lognormal { sigma: sd, .. } if sd < 0.0 => {
                return refuse("the standard deviation", sd, "0 or more");
            }
            _ => {}
        }
        if at_least.is_nan() || at_most.is_nan() || at_most <= at_least {
            return refuse("`at_most`", at_most, "more than `at_least`");
        }
        let distribution = Distribution { shape, at_least, at_most };
        let share = distribution.share_inside();
        if share < LEAST_SHARE {
            let what = "the share of the distribution between its bounds";
            return refuse(what, share, "0.05 or more, since the rest is drawn again");
        }
        Ok(distribution)
    }

    fn sample(&self, stream: &mut ChaCha8Rng) -> f64 {
        // The constructor has ruled out what the distributions refuse.
        match self.shape {
            Shape::Uniform { low, high } => {
                Uniform::new(low, high).map_or(low, |d| d.sample(stream))
            }
            Shape::Normal { mean, sd } => Normal::new(mean, sd).map_or(mean, |d| d.sample(stream)),
            Shape::Triangular { low, mode, high } => {
                Triangular::new(low, high, mode).map_or(mode, |d| d.sample(stream))
            }
            Shape::Lognormal { mu, sigma } => {
                LogNormal::new(mu, sigma).map_or(mu.exp(), |d| d.sample(stream))
            }
        }
    }

    fn holds(&self, value: f64) -> bool {
        value.is_finite() && (self.at_least..=self.at_most).contains(&value)
    }

    fn share_inside(&self) -> f64 {
        const TRIALS: usize = 2000;
        let mut stream = ChaCha8Rng::seed_from_u64(0);
        let inside = (0..TRIALS).filter(|_| self.holds(self.sample(&mut stream))).count();
        inside as f64 / TRIALS as f64
    }

    fn draw(&self, stream: &mut ChaCha8Rng) -> Result<f64> {
        let mut tries = (0..TRIES).map(|_| self.sample(stream));
        let found = tries.find(|value| self.holds(*value));
        found.ok_or(Error::Range {
            what: "the number of draws in a row outside of the bounds of a distribution",
            value: TRIES as f64,
            expected: "less: widen `at_least` and `at_most`",
        })
    }
}

/// The values that a parameter takes.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// Each of these.
    Each(Vec<Value>),
    /// Numbers drawn at random.
    Drawn(Distribution),
}

/// A parameter under its name.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// The name, without `$`.
    pub name: String,
    /// Its values.
    pub values: Values,
}

/// How often is drawn, and from where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sampling {
    /// What all streams of random numbers are made from.
    pub seed: u64,
    /// Draws at every point of the grid.
    pub draws: usize,
}

/// All combinations of the values of some parameters, in a fixed order: the first parameter moves
/// slowest, draws move fastest.
///
/// Draw k of a parameter is the same at every point of the grid (common random numbers), so that
/// points differ by what the grid changes and not by luck. It is made from the seed, k and the place
/// of the parameter among those that are drawn, by stream k of the generator `ChaCha8`: neither the
/// other parameters' distributions nor the order of the work have to do with it.
#[derive(Debug, Clone, PartialEq)]
pub struct ParameterGrid {
    parameters: Vec<Parameter>,
    sampling: Option<Sampling>,
    len: usize,
}

impl ParameterGrid {
    /// The checked constructor.
    ///
    /// # Errors
    /// [`Error::Conflict`] for parameters that are drawn without a sampling, or a sampling with
    /// nothing to draw; [`Error::Range`] for no draws or a parameter without values;
    /// [`Error::TooMany`] for more than [`MOST_SCENARIOS`].
    ///
    /// # Examples
    /// ```
    /// use tripole::scenario::{Parameter, ParameterGrid, Value, Values};
    /// let each = |name: &str, values: &[f64]| Parameter {
    ///     name: name.to_owned(),
    ///     values: Values::Each(values.iter().map(|x| Value::Number(*x)).collect()),
    /// };
    /// let grid = ParameterGrid::new(vec![each("a", &[1.0, 2.0]), each("b", &[3.0, 4.0])], None)?;
    /// assert_eq!(grid.len(), 4);
    /// assert_eq!(grid.point(1)?, [Value::Number(1.0), Value::Number(4.0)]);
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn new(parameters: Vec<Parameter>, sampling: Option<Sampling>) -> Result<Self> {
        let conflict = |first: &str, second: &str, reason: &'static str| {
            Err(Error::conflict(first, second, reason))
        };
        let drawn = parameters.iter().any(|p| matches!(p.values, Values::Drawn(_)));
        match sampling {
            None if drawn => {
                let reason = "give `seed`, any whole number, and `draws`, how many";
                return conflict("a parameter that is drawn", "no `seed` and `draws`", reason);
            }
            Some(_) if !drawn => {
                let reason =
                    "leave out `seed` and `draws`, or draw a parameter: `{ uniform = [0, 1] }`";
                return conflict("`seed` and `draws`", "parameters of which none is drawn", reason);
            }
            _ => {}
        }
        let mut len = sampling.map_or(1, |sampling| sampling.draws);
        for parameter in &parameters {
            if let Values::Each(values) = &parameter.values {
                len = len.saturating_mul(values.len());
            }
        }
        if len == 0 {
            let (what, expected) = ("the number of scenarios", "1 or more");
            return Err(Error::Range { what, value: 0.0, expected });
        }
        if len > MOST_SCENARIOS {
            return Err(Error::TooMany { what: "scenarios", found: len, limit: MOST_SCENARIOS });
        }
        Ok(ParameterGrid { parameters, sampling, len })
    }

    /// The parameters, in their order.
    #[must_use]
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    /// Number of scenarios.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none; never.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The values of the scenario at a position, from 0, in the order of the parameters.
    ///
    /// # Errors
    /// [`Error::Range`] for a position beyond the last; for a thousand draws in a row outside of the
    /// bounds of a distribution.
    pub fn point(&self, position: usize) -> Result<Vec<Value>> {
        if position >= self.len {
            let (what, expected) = ("the position of a scenario", "less than their number");
            return Err(Error::Range { what, value: position as f64, expected });
        }
        let draws = self.sampling.map_or(1, |sampling| sampling.draws);
        let (mut rest, draw) = (position / draws, position % draws);
        let mut places = vec![0; self.parameters.len()];
        for (place, parameter) in places.iter_mut().zip(&self.parameters).rev() {
            if let Values::Each(values) = &parameter.values {
                *place = rest % values.len();
                rest /= values.len();
            }
        }
        let mut drawn: u128 = 0;
        let mut point = Vec::with_capacity(places.len());
        for (place, parameter) in places.into_iter().zip(&self.parameters) {
            point.push(match &parameter.values {
                Values::Each(values) => values[place].clone(),
                Values::Drawn(distribution) => {
                    let seed = self.sampling.map_or(0, |sampling| sampling.seed);
                    let mut stream = ChaCha8Rng::seed_from_u64(seed);
                    stream.set_stream(draw as u64);
                    stream.set_word_pos(drawn * WORDS);
                    drawn += 1;
                    Value::Number(distribution.draw(&mut stream)?)
                }
            });
        }
        Ok(point)
    }

    /// Positions that together have every code, and the first and last number of every parameter
    /// that is not drawn: where a scenario is likeliest to be wrong.
    #[must_use]
    pub fn corners(&self) -> Vec<usize> {
        let mut corners = vec![0];
        let mut stride = self.sampling.map_or(1, |sampling| sampling.draws);
        for parameter in self.parameters.iter().rev() {
            let Values::Each(values) = &parameter.values else { continue };
            let codes = values.iter().enumerate().filter(|(_, v)| matches!(v, Value::Code(_)));
            corners.extend(codes.map(|(place, _)| place * stride));
            corners.push((values.len() - 1) * stride);
            stride *= values.len();
        }
        corners.sort_unstable();
        corners.dedup();
        corners
    }
}

/// Whether the steps of [`numbers_between`] end before `to`; rounding is no reason.
#[must_use]
pub(super) fn misses_end(values: &[Value], to: f64, step: f64) -> Option<f64> {
    let Some(Value::Number(last)) = values.last() else { return None };
    ((to - last).abs() > 1e-9 * step).then_some(*last)
}

/// The numbers from `from` to `to` in steps, both ends included where the steps meet them; rounded to
/// twelve digits, so that 0.1 and 0.2 are followed by 0.3.
///
/// # Errors
/// [`Error::Range`] for a step that is not above zero, ends in the wrong order, too many steps.
///
/// # Examples
/// ```
/// use tripole::scenario::{Value, numbers_between};
/// let rates = numbers_between(0.1, 0.35, 0.1)?;
/// assert_eq!(rates, [0.1, 0.2, 0.3].map(Value::Number));
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn numbers_between(from: f64, to: f64, step: f64) -> Result<Vec<Value>> {
    let refuse = |what, value, expected| Err(Error::Range { what, value, expected });
    if !(step.is_finite() && step > 0.0) {
        return refuse("`step`", step, "a number above 0");
    }
    if !(from.is_finite() && to.is_finite() && from <= to) {
        return refuse("`to`", to, "a finite number, not below `from`");
    }
    let steps = ((to - from) / step + 1e-9).floor();
    if steps >= MOST_SCENARIOS as f64 {
        return refuse("the number of steps", steps, "less than 10,000,000");
    }
    let largest = from.abs().max(to.abs()).max(step);
    let scale = 10_f64.powf(12.0 - largest.log10().ceil());
    let rounded = |value: f64| {
        let scaled = (value * scale).round() / scale;
        Value::Number(if scaled.is_finite() { scaled } else { value })
    };
    let mut count = 0.0;
    let mut values = vec![];
    while count <= steps {
        values.push(rounded(from + count * step));
        count += 1.0;
    }
    Ok(values)
}
