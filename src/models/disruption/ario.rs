//! The adaptive regional input-output model, day by day.

use super::course::{Course, Stated};
use super::daily::{Capacities, Disruption, Horizon};
use super::guards::{self, Collapse};
use super::network::{Flows, Network, Restocked};
use super::positive;
use super::start::Start;
use super::stocks::{Plan, Stocks};
use super::stops::Stops;
use crate::error::{Error, Result};
use crate::leontief::LeontiefSystem;
use crate::stop;
use crate::table::Index;

/// Whom orders go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Suppliers {
    /// The suppliers of the steady state, in their old proportions.
    #[default]
    Steady,
    /// Suppliers of the product in proportion to what they sold the user, times what is left of
    /// their capacity: orders turn away from who cannot deliver.
    Available,
}

/// What users order of every input, beside what fills a gap in its stock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Orders {
    /// What they use: who makes less orders less. As published, and as in BoARIO.
    #[default]
    Use,
    /// What they would use at the output that they want, o + k(o − s)⁺ in days of steady use. A
    /// variant of this project, in which shortages do not feed themselves.
    Wanted,
}

/// The parameters of [`ario`].
#[derive(Debug, Clone, PartialEq)]
pub struct Ario {
    /// How long stocks of inputs last, n, and how fast they are refilled, τ.
    pub stocks: Stocks,
    /// ψ, the part of the stock aimed at below which output is cut; up to 1, and as much as lasts
    /// a day at least.
    pub psi: f64,
    /// α_max, the most that a row can make over its usual capacity; 1 or more.
    pub overproduction: f64,
    /// τ_α, days over which overproduction builds up.
    pub overproduction_days: f64,
    /// Whom orders go to.
    pub suppliers: Suppliers,
    /// What is ordered.
    pub orders: Orders,
    /// What becomes of parameters under which a shortage never ends.
    pub collapse: Collapse,
    /// Inputs below this share of output never stop production.
    pub least_input: f64,
}

impl Default for Ario {
    /// The variant ψ: goods in stock for 90 days, refilled over 45, services that never bind,
    /// ψ = 0.8, overproduction of 25 per cent in a year. The least input is a year's use of 1e-5 of a day's output: so the public
    /// implementation BoARIO compares them, annual flows with daily output.
    fn default() -> Self {
        Ario {
            stocks: Stocks::of_goods(90.0),
            psi: 0.8,
            overproduction: 1.25,
            overproduction_days: 365.0,
            suppliers: Suppliers::Steady,
            orders: Orders::Use,
            collapse: Collapse::Refused,
            least_input: 1e-5 / 365.0,
        }
    }
}

impl Ario {
    /// The base variant, every product in stock for so many days: output is cut as soon as a stock
    /// is below its aim, and a gap is ordered at once.
    #[must_use]
    pub fn base(stock_days: f64) -> Self {
        let stocks = Stocks::of_all(stock_days).refilled_over(1.0);
        Ario { psi: 1.0, stocks, ..Ario::default() }
    }

    /// What stands in the notes of a file.
    fn stated(&self, plan: &Plan, index: &Index) -> Stated {
        let mut stated = plan.stated(index);
        let suppliers = match self.suppliers {
            Suppliers::Steady => "steady",
            Suppliers::Available => "available",
        };
        let orders = match self.orders {
            Orders::Use => "of use",
            Orders::Wanted => "of use at wanted output",
        };
        stated.extend([
            ("psi", self.psi.to_string()),
            ("overproduction", format!("{} in {}", self.overproduction, self.overproduction_days)),
            ("suppliers", suppliers.to_owned()),
            ("orders", orders.to_owned()),
        ]);
        stated
    }

    fn check(&self, plan: &Plan) -> Result<()> {
        if !(self.psi > 0.0 && self.psi <= 1.0) {
            let expected = "above 0, up to 1";
            return Err(Error::Range { what: "psi", value: self.psi, expected });
        }
        // A day's use must be there where output is not cut.
        if let Some(sector) = plan.finite().find(|&sector| self.psi * plan.days[sector] < 1.0) {
            let value = self.psi * plan.days[sector];
            let what = "psi times the days that stocks last";
            return Err(Error::Range { what, value, expected: "1 or more" });
        }
        if !(self.overproduction.is_finite() && self.overproduction >= 1.0) {
            let (what, value) = ("the largest overproduction", self.overproduction);
            return Err(Error::Range { what, value, expected: "1 or more" });
        }
        if !(self.least_input.is_finite() && self.least_input >= 0.0) {
            let (what, value) = ("the least input that stops production", self.least_input);
            return Err(Error::Range { what, value, expected: "0 or more" });
        }
        positive("the number of days in which overproduction builds up", self.overproduction_days)
    }
}

/// The adaptive regional input-output model of Hallegatte, without reconstruction.
///
/// Every day, for every row j and input p, with stocks S_pj, tech_pj the use of p per unit of
/// output, orders o and demand d = o1 + f:
///
/// 1. from the third day α += (α_max − α) (d − x₋₁)/d/τ_α, at least 1, or towards 1 by (1 − α)/τ_α
///    where demand is what was made the day before;
/// 2. capacity x⁰ (1 − loss) α, wanted output opt = min(d, capacity);
/// 3. where S_pj < ψ n_p tech_pj opt_j =: need, x_j = opt_j · min over p of S_pj/need, over the
///    products p whose stock can run out;
/// 4. x is shared out in proportion to orders and final demand; S += received − tech x;
/// 5. orders: tech x + max(0, n_p tech opt − S)/τ_p ([`Orders::Use`]), shared out over
///    [`Suppliers`].
///
/// # Shortages that never end
/// With k = n/τ < 1, or k = ψ = 1, a shortage below (1 − k)/(1 − kψ) of output ([`threshold`]) grows
/// by itself, whatever began it, and the loss grows with the number of days: it is refused unless
/// [`Collapse::Allowed`]. Slow refilling (k < 1.5, kψ < 1) and a high ψ are warned of. Neither is a
/// proof, so that every line of a result has a [`Verdict`](super::Verdict).
///
/// [`threshold`]: super::threshold
///
/// A shortfall of demand below yesterday's output lowers α too, down to 1, and α moves from the
/// third day on: both as in BoARIO.
/// What final demand does not get is lost. Without an outage nothing changes.
///
/// Cost beyond the factor and one solve: 4n² flops a day (6n² with [`Suppliers::Available`]), in
/// one walk through n² shares; memory n² + 3Pn for P products and 2nT for T days.
///
/// # Errors
/// [`Error::Range`] for parameters outside of what they may be; [`Error::Collapse`];
/// [`Error::NegativeInput`]; as
/// [`LeontiefSystem::factorise`].
///
/// # Examples
/// ```
/// use tripole::{Accounting, LeontiefSystem, Partition, RowSet, read};
/// use tripole::frame::Level;
/// use tripole::models::disruption::{Ario, Horizon, Loss, Outage, ario};
/// let input = read::Input::parse("builtin:three-pole-2011")?;
/// let table = read::read(&input, &read::ReadOptions::default())?.table;
/// let partition = Partition::regions(table.index());
/// let (china, ele) = (partition.find("CHN")?, table.index().find_sector("ELE")?);
/// let rows = RowSet::cell(table.index(), &partition, china, ele)?;
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let outage = Outage { loss: Loss { rows, share: 0.6 }, days: 5..45 };
/// let course = ario(&system, &[outage], Horizon::days(90)?, &Ario::default())?;
/// let summary = course.summary(&partition, Level::Region)?;
/// let ratio = |region| summary.value(&[region], "output_ratio").unwrap_or_default();
/// assert!(ratio("CHN") < ratio("USA") && ratio("USA") < 1.0);
/// # Ok::<(), tripole::Error>(())
/// ```
///
/// # References
/// Hallegatte (2013), *Risk Analysis* 34(1), 152–167; Guan et al. (2020), *Nature Human
/// Behaviour* 4(6), 577–587, to whom BoARIO ascribes its orders from available suppliers.
pub fn ario<'a>(
    system: &'a LeontiefSystem,
    disruption: impl Into<Disruption>,
    horizon: Horizon,
    parameters: &Ario,
) -> Result<Course<'a>> {
    let index = system.table().index();
    let plan = parameters.stocks.of(index)?;
    parameters.check(&plan)?;
    let warnings = match parameters.orders {
        Orders::Use => guards::check(&plan, index, parameters.psi, parameters.collapse)?,
        Orders::Wanted => vec![],
    };
    let disruption = disruption.into();
    let start = Start::of(system)?;
    let mut network = Network::of(system, &start, &plan);
    let capacities = Capacities::new((system.table().index(), &network), &disruption, horizon)?;
    let mut stops = Stops::new(system, &network, &disruption)?;
    let mut course = Course::new(system, &network, stops.economies(), horizon);
    let mut state = State::steady(&network);
    let mut flows = Flows { today: stops.on(0), next: None };
    if let Some(mask) = &flows.today {
        state.demand = network.first_demand(mask);
    }
    for day in capacities.days() {
        stop::go_on()?;
        if day > 1 {
            state.overproduce(parameters);
        }
        capacities.on(day, &mut state.capacity);
        state.produce(&network, parameters, &plan);
        course.record(&network, day, [&state.output, &state.served], flows.today.as_deref());
        flows.next = stops.on(day + 1);
        state.deliver_and_order(&mut network, parameters, &plan, &flows);
        flows.today = flows.next.take();
    }
    course.set_filled(network.filled(&plan));
    course.note_all(guards::notes(&parameters.stocks, &plan, index, &disruption));
    Ok(course.judged(disruption, warnings, parameters.stated(&plan, index)))
}

/// What is carried from step to step, by the network's places.
struct State {
    alpha: Vec<f64>,
    demand: Vec<f64>,
    capacity: Vec<f64>,
    wanted: Vec<f64>,
    output: Vec<f64>,
    /// Share of its orders that a row serves.
    served: Vec<f64>,
    /// That share times the weight with which the row was ordered from.
    delivered: Vec<f64>,
    /// Capacity over that of the steady state, with which orders are weighted.
    weights: Vec<f64>,
}

impl State {
    fn steady(network: &Network) -> Self {
        let n = network.output.len();
        State {
            alpha: vec![1.0; n],
            demand: network.output.clone(),
            capacity: vec![0.0; n],
            wanted: vec![0.0; n],
            output: network.output.clone(),
            served: vec![1.0; n],
            delivered: vec![1.0; n],
            weights: vec![1.0; n],
        }
    }

    /// Step 1.
    fn overproduce(&mut self, parameters: &Ario) {
        for (alpha, (d, x)) in self.alpha.iter_mut().zip(self.demand.iter().zip(&self.output)) {
            let scarcity = if *d > 0.0 { (d - x) / d } else { 0.0 };
            let step = if scarcity == 0.0 {
                1.0 - *alpha
            } else {
                (parameters.overproduction - *alpha) * scarcity
            };
            *alpha += step / parameters.overproduction_days;
            *alpha = alpha.clamp(1.0, parameters.overproduction);
        }
    }

    /// Steps 2 and 3, and what of its orders every row can serve.
    fn produce(&mut self, network: &Network, parameters: &Ario, plan: &Plan) {
        for place in 0..self.output.len() {
            let (d, steady) = (self.demand[place], network.output[place]);
            self.capacity[place] *= self.alpha[place];
            let wanted = d.min(self.capacity[place]);
            let level = if steady > 0.0 { wanted / steady } else { 0.0 };
            let need = parameters.psi * level;
            let inputs = network.inputs(place);
            let lowest = inputs
                .uses
                .iter()
                .zip(inputs.stocks.iter().zip(&plan.days))
                .filter(|(used, (_, n))| **used > parameters.least_input * steady && n.is_finite())
                .fold(f64::INFINITY, |lowest: f64, (_, (stock, n))| lowest.min(stock / n));
            self.wanted[place] = wanted;
            self.output[place] = if lowest < need { wanted * lowest / need } else { wanted };
            self.served[place] = if d > 0.0 { self.output[place] / d } else { 1.0 };
        }
    }

    /// Steps 4 and 5.
    fn deliver_and_order(
        &mut self,
        network: &mut Network,
        parameters: &Ario,
        plan: &Plan,
        flows: &Flows,
    ) {
        for place in 0..self.output.len() {
            self.delivered[place] = self.served[place] * self.weights[place];
            if parameters.suppliers == Suppliers::Available {
                let steady = network.output[place];
                self.weights[place] =
                    if steady > 0.0 { self.capacity[place] / steady } else { 0.0 };
            }
        }
        let steady = network.output.clone();
        let weights =
            (parameters.suppliers == Suppliers::Available).then_some(self.weights.as_slice());
        let (output, wanted) = (&self.output, &self.wanted);
        let ordered = match parameters.orders {
            Orders::Use => output,
            Orders::Wanted => wanted,
        };
        let demand = &mut self.demand;
        network.pass(&self.delivered, weights, flows, demand, |user, product, stock, arrived| {
            let order = ordered[user] / steady[user];
            let n = plan.days[product];
            if n.is_infinite() {
                return Restocked { stock, order };
            }
            let stock = (stock + arrived - output[user] / steady[user]).max(0.0);
            let gap = (n * wanted[user] / steady[user] - stock).max(0.0) / plan.restocking[product];
            Restocked { stock, order: order + gap }
        });
    }
}
