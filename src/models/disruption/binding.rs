//! The partially binding Leontief model, day by day.

use super::course::Course;
use super::daily::{Capacities, Disruption, Horizon};
use super::network::{Flows, Inputs, Network, Restocked};
use super::start::Start;
use super::stocks::{Plan, Stocks};
use super::stops::Stops;
use super::{Note, Rated, Warning, guards};
use crate::error::Result;
use crate::leontief::LeontiefSystem;
use crate::scenario::{Rating, Ratings};
use crate::stop;
use crate::table::Index;

/// Rule by which missing inputs limit output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum InputRule {
    /// Every input is critical.
    Leontief,
    /// Important inputs are as critical as critical ones.
    Strong,
    /// Without important inputs half of capacity is left: ½ (S/tech + capacity).
    #[default]
    Half,
    /// Important inputs do not bind.
    Weak,
    /// Inputs replace each other: ΣS/Σtech binds.
    Linear,
}

impl InputRule {
    /// The word for it in options and files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            InputRule::Leontief => "leontief",
            InputRule::Strong => "strong",
            InputRule::Half => "half",
            InputRule::Weak => "weak",
            InputRule::Linear => "linear",
        }
    }
}

/// The parameters of [`partially_binding`].
#[derive(Debug, Clone, PartialEq)]
pub struct Binding {
    /// How long stocks of inputs last, in days of steady use, and how fast they are refilled, τ.
    pub stocks: Stocks,
    /// How missing inputs bind.
    pub rule: InputRule,
    /// What every input is to every sector.
    pub ratings: Ratings,
}

impl Binding {
    /// Stocks of ten days, refilled in ten days, all inputs important.
    #[must_use]
    pub fn new(index: &Index, rule: InputRule) -> Self {
        let ratings = Ratings::all(index, Rating::default());
        Binding { stocks: Stocks::of_all(10.0).refilled_over(10.0), rule, ratings }
    }

    /// Whether some input can stop its users by itself, where the rule asks for that.
    fn rated(&self) -> Rated {
        let asks = matches!(self.rule, InputRule::Half | InputRule::Weak);
        let critical = || self.ratings.has(Rating::Critical);
        if asks && !critical() { Rated::AllAlike } else { Rated::Apart }
    }
}

/// The partially binding Leontief model of Pichler et al.: stocks, orders and rationing by day,
/// with inputs that bind more or less.
///
/// Every day, for every row j and input p, with stocks S_pj, tech_pj the use of p per unit of
/// output, and yesterday's demand d₋₁:
///
/// 1. orders O_pj = max(0, tech_pj d₋₁_j + (n_p tech_pj x⁰_j − S_pj)/τ_p), shared out over
///    suppliers as in the steady state;
/// 2. d = O1 + f; x = min(capacity, input limit, d), the limit being the smallest S_pj/tech_pj
///    of the inputs that bind by the [`InputRule`];
/// 3. everybody gets x/d of what was ordered; S ← max(0, S + received − tech x).
///
/// What final demand does not get is lost. Without an outage nothing changes.
///
/// Cost beyond the factor and one solve: 4n² flops a day, in one walk through n² shares; memory
/// n² + 3Pn for P products and 2nT for T days.
///
/// # Errors
/// [`Error::Range`](crate::Error::Range) for shares and days outside of what they may be;
/// [`Error::Shape`](crate::Error::Shape) for ratings of another table's sectors;
/// [`Error::NegativeInput`](crate::Error::NegativeInput); as [`LeontiefSystem::factorise`].
///
/// # Examples
/// ```
/// use tripole::{Accounting, Demand, Index, LeontiefSystem, Matrix, Mrio, Parts};
/// use tripole::models::disruption::{Binding, Horizon, InputRule, partially_binding};
/// let index = Index::new([("A", "g"), ("B", "g")])?;
/// let demand = Demand::new(&index, [(Some("A"), "f"), (Some("B"), "f")])?;
/// let z = Matrix::from_rows(&[[20.0, 30.0], [10.0, 40.0]]);
/// let f = Matrix::from_rows(&[[40.0, 10.0], [20.0, 30.0]]);
/// let table = Mrio::new(Parts::new(index, demand, z, f))?;
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// // Without an outage every day is like the one before.
/// let parameters = Binding::new(system.table().index(), InputRule::Leontief);
/// let course = partially_binding(&system, &[], Horizon::days(30)?, &parameters)?;
/// let (first, last) = (course.output().column(0), course.output().column(29));
/// assert!(first.iter().zip(last).all(|(x, y)| (x - y).abs() < 1e-9 * x));
/// # Ok::<(), tripole::Error>(())
/// ```
///
/// # References
/// Pichler, Pangallo, del Rio-Chanona, Lafond and Farmer (2022), *Journal of Economic Dynamics
/// and Control* 144, 104527. Ratings there come from a survey of analysts and are given by the user here.
pub fn partially_binding<'a>(
    system: &'a LeontiefSystem,
    disruption: impl Into<Disruption>,
    horizon: Horizon,
    parameters: &Binding,
) -> Result<Course<'a>> {
    let index = system.table().index();
    let sectors = index.sectors().len();
    if parameters.ratings.sectors() != sectors {
        let (found, expected) = (parameters.ratings.sectors(), sectors);
        let (found, expected) = ((found, found), (expected, expected));
        return Err(crate::Error::Shape { what: "the matrix of ratings", found, expected });
    }
    let plan = parameters.stocks.of(index)?;
    let disruption = disruption.into();
    let start = Start::of(system)?;
    let mut network = Network::of(system, &start, &plan);
    let capacities = Capacities::new((system.table().index(), &network), &disruption, horizon)?;
    let mut stops = Stops::new(system, &network, &disruption)?;
    let mut course = Course::new(system, &network, stops.economies(), horizon);
    let steady = network.output.clone();
    let (mut demand, mut capacity) = (steady.clone(), steady.clone());
    let (mut output, mut served, mut wanted) = (steady.clone(), steady.clone(), steady.clone());
    let mut flows = Flows { today: stops.on(0), next: None };
    if let Some(mask) = &flows.today {
        demand = network.first_demand(mask);
    }
    let mut bound = false;
    for day in capacities.days() {
        stop::go_on()?;
        capacities.on(day, &mut capacity);
        for place in 0..steady.len() {
            let (d, most) = (demand[place], capacity[place]);
            let ratings = parameters.ratings.of(index.node(network.rows()[place]).sector);
            let level =
                level(parameters.rule, ratings, network.inputs(place), most / steady[place]);
            let limit = if steady[place] > 0.0 { steady[place] * level } else { 0.0 };
            bound |= limit < most.min(d);
            output[place] = most.min(limit).min(d);
            served[place] = if d > 0.0 { output[place] / d } else { 1.0 };
        }
        course.record(&network, day, [&output, &served], flows.today.as_deref());
        wanted.copy_from_slice(&demand);
        flows.next = stops.on(day + 1);
        network.pass(&served, None, &flows, &mut demand, |user, product, stock, arrived| {
            let (n, wanted) = (plan.days[product], wanted[user] / steady[user]);
            if n.is_infinite() {
                return Restocked { stock, order: wanted };
            }
            let stock = (stock + arrived - output[user] / steady[user]).max(0.0);
            let order = (wanted + (n - stock) / plan.restocking[product]).max(0.0);
            Restocked { stock, order }
        });
        flows.today = flows.next.take();
    }
    course.set_filled(network.filled(&plan));
    course.note_all(guards::notes(&parameters.stocks, &plan, index, &disruption));
    if !bound {
        course.note_all([Note::NothingBinds { rated: parameters.rated() }]);
    }
    let mut stated = plan.stated(index);
    stated.push(("inputs", parameters.rule.name().to_owned()));
    Ok(course.judged(disruption, slow(&plan), stated))
}

/// Stocks that are refilled over a longer time than they last.
fn slow(plan: &Plan) -> Vec<Warning> {
    let slowest = plan.slowest().filter(|&sector| plan.k(sector) < 1.0);
    let warning = |sector: usize| Warning::LateRestocking {
        stock_days: plan.days[sector],
        restocking_days: plan.restocking[sector],
    };
    slowest.map(warning).into_iter().collect()
}

/// The level of output, over that of the steady state, that the inputs allow, with capacity at
/// the level `most`. Products of the network and sectors of the ratings have one order.
fn level(rule: InputRule, ratings: &[Rating], inputs: Inputs<'_>, most: f64) -> f64 {
    let lines = inputs.uses.iter().zip(inputs.stocks).zip(ratings);
    let used = lines.filter(|((uses, stock), _)| **uses > 0.0 && stock.is_finite());
    if rule == InputRule::Linear {
        let (stocks, uses) = used
            .fold((0.0, 0.0), |sums, ((uses, stock), _)| (sums.0 + uses * stock, sums.1 + uses));
        return if uses > 0.0 { stocks / uses } else { f64::INFINITY };
    }
    let bound = |((_, stock), rating): ((&f64, &f64), &Rating)| match (rule, rating) {
        (InputRule::Leontief, _)
        | (_, Rating::Critical)
        | (InputRule::Strong, Rating::Important) => *stock,
        (InputRule::Half, Rating::Important) => 0.5 * (stock + most),
        _ => f64::INFINITY,
    };
    used.map(bound).fold(f64::INFINITY, f64::min)
}
