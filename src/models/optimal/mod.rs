//! Tariffs that are best for who levies them, and tariffs of which everybody's is best against the others'.
//!
//! An economy with a uniform tariff t on what it buys from some partners chooses t so that it can afford
//! most in [general equilibrium](super::equilibrium): the largest ln(I/P), or ln(C/P) where capital is built up.
//! All other rates, costs, deficits and switches are what they are.
//!
//! | question | where |
//! |---|---|
//! | one economy's best rate, the others' being given | [`Rivalry::best_rate`], an [`Optimum`] |
//! | rates of several, each best against the others' | [`Rivalry::nash`], a [`Nash`] |
//!
//! With two countries, one sector, no intermediates and no deficits there is a closed form: with trade
//! elasticity θ, the foreign tariff t_F and λ the share of foreign spending that stays at home in the new
//! equilibrium,
//!
//! ```text
//! t* = (1 + t_F λ) / (θ λ (1 + t_F))
//! ```
//!
//! whose limit for a small country is 1/θ and not free trade: goods differ by origin, so that even a small
//! country has a monopoly in its own.
//!
//! Source: the closed form is that of Gros (1987), *Journal of International Economics* 23, with θ for σ − 1;
//! Ossa (2014), *American Economic Review* 104(12), for optimal tariffs and trade wars in models of this kind,
//! with politics and imperfect competition, which are not here.

mod frames;
mod search;

use crate::error::{Error, Result};
use crate::leontief::LeontiefSystem;
use crate::models::equilibrium::{
    Baseline, EquilibriumOptions, Shock, State, Stopping, TradeCosts,
};
use crate::table::{EconomyId, SectorId};

use search::Peak;
pub use search::{HIGHEST_RATE, Point};

/// The largest change of a rate at which best responses have settled.
const SETTLED: f64 = 1e-6;
/// Rounds of best responses after which they are given up.
const MOST_ROUNDS: usize = 50;

/// The equilibria of a search are solved to this gap on labour markets.
pub const TOLERANCE: f64 = 1e-12;

/// A uniform tariff that an economy may choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Levy {
    /// Who levies it.
    pub importer: EconomyId,
    /// On whose sales.
    pub exporters: Vec<EconomyId>,
    /// On which products.
    pub sectors: Vec<SectorId>,
}

/// What has been found so far.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// The round of best responses, from 1.
    pub round: usize,
    /// Whose rate is looked for.
    pub player: EconomyId,
    /// The rate that was tried, and what it brings.
    pub tried: Point,
}

/// Who hears of every equilibrium that a search has solved, and may end it by an error.
pub type Listener<'a> = &'a mut dyn FnMut(&Step) -> Result<()>;

/// A world in which economies choose tariffs: a baseline, and the costs of trade that nobody chooses.
#[derive(Debug, Clone)]
pub struct Rivalry {
    baseline: Baseline,
    costs: TradeCosts,
}

/// The best uniform tariff of an economy.
#[derive(Debug, Clone)]
pub struct Optimum {
    economies: Vec<String>,
    switches: Option<String>,
    afforded: &'static str,
    levy: Levy,
    /// The best rate, and the change of what the importer can afford against the rates that there were, as a ratio.
    pub best: Point,
    /// The ends between which it was looked for.
    pub ends: [Point; 2],
    /// What every economy can afford at the best rate, against the rates that there were, as a ratio less one.
    pub real_income: Vec<f64>,
    /// Every rate that was tried, from the lowest.
    pub tried: Vec<Point>,
}

/// Rates of several economies, each best against the others'.
#[derive(Debug, Clone)]
pub struct Nash {
    economies: Vec<String>,
    switches: Option<String>,
    afforded: &'static str,
    /// The players.
    pub players: Vec<EconomyId>,
    /// Their rates, in their order.
    pub rates: Vec<f64>,
    /// Rates after every round of best responses.
    pub path: Vec<Vec<f64>>,
    /// What every economy can afford, against the rates that there were, as a ratio less one.
    pub real_income: Vec<f64>,
    /// How many equilibria were solved.
    pub equilibria: usize,
}

/// Whose sales a player taxes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Against {
    /// Those of the other players.
    #[default]
    Players,
    /// Those of everybody else.
    Everybody,
}

impl Rivalry {
    /// A world of this baseline, at these costs of trade until rates are chosen.
    ///
    /// # Errors
    /// [`Error::Shape`] and [`Error::Range`] for costs that do not fit.
    pub fn new(baseline: Baseline, costs: TradeCosts) -> Result<Self> {
        baseline.base_year().check_costs(&costs)?;
        Ok(Rivalry { baseline, costs })
    }

    /// The world of a table under the switches of `options`: the baseline has the tariffs before, and what is
    /// not chosen is as after the shock. n² to calibrate, and one equilibrium.
    ///
    /// # Errors
    /// As [`equilibrium`](super::equilibrium::equilibrium()).
    ///
    /// # Examples
    /// ```
    /// use tripole::models::equilibrium::{EquilibriumOptions, Shock};
    /// use tripole::models::optimal::{Levy, Rivalry};
    /// use tripole::scenario::{Rates, Tariffs};
    /// use tripole::{Accounting, Index, LeontiefSystem, Matrix, Partition};
    /// # use tripole::{Demand, Mrio, Parts};
    /// // Two equal countries, one good made of labour, a quarter of it sold abroad.
    /// let index = Index::new([("A", "g"), ("B", "g")])?;
    /// # let demand = Demand::new(&index, [(Some("A"), "C"), (Some("B"), "C")])?;
    /// # let f = Matrix::from_rows(&[[75.0, 25.0], [25.0, 75.0]]);
    /// # let table = Mrio::new(Parts::new(index.clone(), demand, Matrix::zeros(2, 2), f))?;
    /// let partition = Partition::regions(&index);
    /// let (a, b) = (partition.find("A")?, partition.find("B")?);
    /// let none = Rates::none(&partition);
    /// let tariffs = Tariffs::new(&partition, none.clone(), none)?;
    /// let system = LeontiefSystem::new(table, &Accounting::default())?;
    /// let options = EquilibriumOptions::for_index(&index);
    /// let world = Rivalry::of_table(&system, Shock::from(&tariffs), &options)?;
    /// let levy = Levy { importer: a, exporters: vec![b], sectors: index.sectors().collect() };
    /// let found = world.best_rate(&levy, &mut |_| Ok(()))?;
    /// // (1 + t_F λ) / (θ λ (1 + t_F)) with θ = 5, t_F = 0: λ is 0.8417 then.
    /// assert!((found.best.rate - 0.237616).abs() < 1e-5);
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn of_table(
        system: &LeontiefSystem,
        shock: Shock<'_>,
        options: &EquilibriumOptions,
    ) -> Result<Self> {
        let (base, costs) = options.base_year(system, shock)?;
        let switches = options.switches(&base, system, shock.tariffs.economies())?;
        let stopping = Stopping { tolerance: TOLERANCE, ..options.stopping };
        Rivalry::new(base.baseline(switches, stopping)?, costs)
    }

    /// Codes of the economies.
    #[must_use]
    pub fn economies(&self) -> &[String] {
        self.baseline.base_year().economies()
    }

    /// What economies can afford is called: real income, or real consumption where capital is built up.
    fn afforded(&self) -> &'static str {
        if self.baseline.has_capital() { "real_consumption" } else { "real_income" }
    }

    /// What results should not be read without.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        self.baseline.base_year().warnings()
    }

    /// The economy of this code.
    ///
    /// # Errors
    /// [`Error::Unknown`], with the nearest codes.
    pub fn economy(&self, code: &str) -> Result<EconomyId> {
        self.baseline.base_year().economy(code)
    }

    /// The best rate of a levy, at the costs of trade that there are, from zero to ten (1,000 per cent).
    ///
    /// Rates are doubled from 0.05 (or halved to 0.001) until what the importer can afford falls again;
    /// then golden sections to 2 per cent, then a secant on the slope, which comes from four equilibria
    /// around a rate. 20 to 40 equilibria, each begun at the last.
    ///
    /// # Errors
    /// [`Error::Impossible`] for a levy on nobody, on nothing or on oneself; those of
    /// [`Baseline::change`]; those of `heard`.
    pub fn best_rate(&self, levy: &Levy, heard: Listener<'_>) -> Result<Optimum> {
        self.check(levy)?;
        let mut market = Market::new(self, std::slice::from_ref(levy));
        let start = market.solve()?;
        let (peak, tried) = market.respond(0, (&start, 1), None, heard)?;
        market.rates[0] = Some(peak.best.rate);
        let world = market.solve()?;
        Ok(Optimum {
            economies: self.economies().to_vec(),
            switches: self.baseline.described(),
            afforded: self.afforded(),
            levy: levy.clone(),
            best: peak.best,
            ends: peak.ends,
            real_income: ratios(&start, &world),
            tried,
        })
    }

    /// Rates of players on each other's products (or on everybody's), each best against the others':
    /// best responses in turn, to the latest rates of the others, until no rate moves by more than 1e-6. Where no rates are given to `start` from, the first answer
    /// is to the rates that there are.
    ///
    /// That there is one such set of rates is not shown: another start may lead elsewhere. Some 20
    /// equilibria a player in the first round, 10 in later ones.
    ///
    /// # Errors
    /// [`Error::Impossible`] for fewer than two players or one that is named twice, for nothing to tax, and
    /// for responses that have not settled after 50 rounds, with their path; [`Error::Range`] for rates to start
    /// from that are not from 0 to 10; [`Error::Lacking`] for another number of them; those of
    /// [`Baseline::change`]; those of `heard`.
    pub fn nash(
        &self,
        players: &[EconomyId],
        sectors: &[SectorId],
        (against, start): (Against, Option<&[f64]>),
        heard: Listener<'_>,
    ) -> Result<Nash> {
        let everybody = || (0..self.economies().len()).map(EconomyId::at);
        let levies: Vec<Levy> = players
            .iter()
            .map(|&importer| {
                let others: Vec<EconomyId> = match against {
                    Against::Players => players.to_vec(),
                    Against::Everybody => everybody().collect(),
                };
                let exporters = others.into_iter().filter(|other| *other != importer).collect();
                Levy { importer, exporters, sectors: sectors.to_vec() }
            })
            .collect();
        self.check_players(players, start)?;
        levies.iter().try_for_each(|levy| self.check(levy))?;
        let mut market = Market::new(self, &levies);
        let given = market.solve()?;
        if let Some(start) = start {
            market.rates = start.iter().copied().map(Some).collect();
        }
        let mut path: Vec<Vec<f64>> = vec![];
        loop {
            let round = path.len() + 1;
            let mut rates = vec![];
            for player in 0..players.len() {
                let known = path.last().map(|last| last[player]);
                let (peak, _) = market.respond(player, (&given, round), known, heard)?;
                market.rates[player] = Some(peak.best.rate);
                rates.push(peak.best.rate);
            }
            let moved = path.last().map_or(f64::INFINITY, |last| {
                rates
                    .iter()
                    .zip(last)
                    .fold(0.0, |most: f64, (new, old)| most.max((new - old).abs()))
            });
            path.push(rates);
            if moved < SETTLED {
                break;
            }
            if round >= MOST_ROUNDS {
                return Err(self.unsettled(players, &path));
            }
        }
        let world = market.solve()?;
        Ok(Nash {
            economies: self.economies().to_vec(),
            switches: self.baseline.described(),
            afforded: self.afforded(),
            players: players.to_vec(),
            rates: path.last().cloned().unwrap_or_default(),
            path,
            real_income: ratios(&given, &world),
            equilibria: market.solved,
        })
    }

    fn unsettled(&self, players: &[EconomyId], path: &[Vec<f64>]) -> Error {
        let names: Vec<&str> =
            players.iter().map(|player| self.economies()[player.position()].as_str()).collect();
        let line = |(round, rates): (usize, &Vec<f64>)| {
            let rates: Vec<String> =
                names.iter().zip(rates).map(|(name, rate)| format!("{name} {rate:.5}")).collect();
            format!("round {}: {}", round + 1, rates.join(", "))
        };
        Error::Impossible {
            problem: "the answers of the players to each other have not settled",
            lines: path.iter().enumerate().rev().map(line).collect(),
            remedy: "start from other rates, or tax fewer partners or products".into(),
        }
    }

    fn check_players(&self, players: &[EconomyId], start: Option<&[f64]>) -> Result<()> {
        let refuse = |problem, lines: Vec<String>| {
            let remedy = "name two or more economies, each once".into();
            Err(Error::Impossible { problem, lines, remedy })
        };
        let names = |of: &[EconomyId]| {
            let code = |player: &EconomyId| self.economies().get(player.position()).cloned();
            of.iter().filter_map(code).collect()
        };
        if players.len() < 2 {
            return refuse("tariffs that answer each other need two players", names(players));
        }
        if let Some(twice) = (1..players.len()).find(|&k| players[..k].contains(&players[k])) {
            return refuse("a player is named twice", names(&players[twice..=twice]));
        }
        let Some(start) = start else { return Ok(()) };
        if start.len() != players.len() {
            let (rates, count) = (start.len(), players.len());
            let message = format!("{rates} rates to start from are given for {count} players");
            return Err(Error::lacking(message, "give one rate for all, or one for each player"));
        }
        match start.iter().find(|rate| !(0.0..=HIGHEST_RATE).contains(*rate)) {
            Some(&value) => {
                let expected = "a ratio from 0 to 10";
                Err(Error::Range { what: "a rate to start from", value, expected })
            }
            None => Ok(()),
        }
    }

    fn check(&self, levy: &Levy) -> Result<()> {
        let base = self.baseline.base_year();
        let economies = base.economies();
        let known = |economy: &EconomyId| economy.position() < economies.len();
        let sectors = levy.sectors.iter().all(|sector| sector.position() < base.sectors().len());
        if !known(&levy.importer) || !levy.exporters.iter().all(known) || !sectors {
            return Err(Error::OtherTable { what: "the tariff" });
        }
        let importer = &economies[levy.importer.position()];
        let refuse = |problem, remedy: &'static str| {
            Err(Error::Impossible { problem, lines: vec![importer.clone()], remedy: remedy.into() })
        };
        if levy.exporters.contains(&levy.importer) {
            return refuse("an economy does not tax its own products", "name others alone");
        }
        if !base.sells(&levy.exporters, &levy.sectors, levy.importer) {
            let remedy = "name other partners or products";
            return refuse("nothing that is to be taxed is bought by this economy", remedy);
        }
        Ok(())
    }
}

/// Rates of some levies, none where they are what they were, and the last world that was solved at some of
/// them.
struct Market<'a> {
    of: &'a Rivalry,
    levies: &'a [Levy],
    rates: Vec<Option<f64>>,
    last: Option<State>,
    solved: usize,
}

impl<'a> Market<'a> {
    fn new(of: &'a Rivalry, levies: &'a [Levy]) -> Self {
        Market { of, levies, rates: vec![None; levies.len()], last: None, solved: 0 }
    }

    /// What every economy can afford at the rates, in logarithms against the baseline.
    fn solve(&mut self) -> Result<Vec<f64>> {
        let mut costs = self.of.costs.clone();
        for (levy, rate) in self.levies.iter().zip(&self.rates) {
            let Some(rate) = rate else { continue };
            for sector in &levy.sectors {
                let rates = costs.tariffs[sector.position()].column_mut(levy.importer.position());
                levy.exporters.iter().for_each(|seller| rates[seller.position()] = *rate);
            }
        }
        let world = self.of.baseline.world(&costs, self.last.as_ref())?;
        self.solved += 1;
        let found = self.of.baseline.welfare(&world);
        self.last = Some(world);
        Ok(found)
    }

    /// The best rate of a player, near one that is known to be good where there is one; and the rates that
    /// were tried, with what they bring against the world at the rates that there were.
    fn respond(
        &mut self,
        player: usize,
        (given, round): (&[f64], usize),
        known: Option<f64>,
        heard: Listener<'_>,
    ) -> Result<(Peak, Vec<Point>)> {
        let importer = self.levies[player].importer;
        let mut tried = vec![];
        let mut value = |rate: f64| {
            self.rates[player] = Some(rate);
            let real_income = self.solve()?[importer.position()] - given[importer.position()];
            let point = Point { rate, real_income: real_income.exp_m1() };
            tried.push(point);
            heard(&Step { round, player: importer, tried: point })?;
            Ok(real_income)
        };
        let peak = match known {
            Some(rate) => search::near(rate, &mut value)?,
            None => None,
        };
        let peak = match peak {
            Some(peak) => peak,
            None => search::peak(&mut value)?,
        };
        tried.sort_by(|a, b| a.rate.total_cmp(&b.rate));
        Ok((peak, tried))
    }
}

/// What is afforded in one world over another, less one.
fn ratios(before: &[f64], after: &[f64]) -> Vec<f64> {
    after.iter().zip(before).map(|(after, before)| (after - before).exp_m1()).collect()
}
