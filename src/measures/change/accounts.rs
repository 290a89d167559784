//! What made the use of accounts grow, where they are used and for whom.

use std::collections::HashMap;

use super::comparable;
use super::factors::{Demand, VERSIONS, in_each_version};
use super::orders::{all_orders, polar_orders};
use crate::error::{Error, Result, named};
use crate::frame::Frame;
use crate::leontief::LeontiefSystem;
use crate::linalg::Matrix;
use crate::measures::footprint::{direct_use, frame_of, intensities, shared_unit};
use crate::measures::responsibility::idle;
use crate::table::lines::Lines;
use crate::table::{Account, Index, Partition, Satellite};

/// Who answers for the use of an account.
#[derive(Debug, Clone, Copy)]
enum Scheme {
    Producers,
    FinalUsers,
}

impl Scheme {
    const ALL: [Scheme; 2] = [Scheme::Producers, Scheme::FinalUsers];
    /// Their codes, as in responsibility.
    const CODES: [&str; 2] = ["pba", "cba"];
}

/// The factors, in the order in which the first polar form changes them; each is a column.
const FACTORS: [&str; 6] =
    ["intensity", "technology", "trade_inputs", "trade_final", "mix", "level"];

/// Over which orders the effect of a factor is a mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum SdaMethod {
    /// All 720 orders in which six factors can change.
    #[default]
    Shapley,
    /// Two of them, from the first factor to the last and back.
    Polar,
}

named!(SdaMethod, "mean over orders": Shapley = "shapley", Polar = "polar");

/// Two effects that are shown as their sum. It is the sum of both and not the effect of one factor made of the two,
/// which other orders would be a mean of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SdaMerge {
    /// `trade`: who supplies inputs and who supplies final products.
    Trade,
    /// `demand`: which products final users buy and how much.
    Demand,
}

named!(SdaMerge, "sum of effects": Trade = "trade", Demand = "demand");

/// How the change of accounts is taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SdaOptions {
    /// Over which orders effects are means.
    pub method: SdaMethod,
    /// Effects that are added up; none by default.
    pub merge: Vec<SdaMerge>,
}

/// What made the use of every account grow between two years, by producers and for final users.
///
/// With s = S x̂⁻¹ the use per unit of output, L = (I − A)⁻¹ and Y final demand by destination, M = R ŝ L Y is what
/// producers of each economy (rows) use for final users of each (columns). Producers answer for the sums of its rows
/// (`pba`), final users for those of its columns (`cba`). For row k of product i, buying sector j and destination l, M
/// is made of six factors:
///
/// | factor | symbol | what it is |
/// |---|---|---|
/// | `intensity` | s_k | use per unit of output |
/// | `technology` | h_ij = Σ_{k∈i} a_kj | inputs by product, whoever supplies them |
/// | `trade_inputs` | a_kj / h_ij | who supplies them |
/// | `trade_final` | y_kl / Σ_{k∈i} y_kl | who supplies final products |
/// | `mix` | Σ_{k∈i} y_kl / Y_l | which products final users buy |
/// | `level` | Y_l = Σ_k y_kl | how much they buy |
///
/// Frame `sda` with the keys `account, unit, scheme, region`, the scheme being `pba` or `cba`, and in the unit of the
/// account the columns `before`, `after`, `change`; the six effects, each the mean of what the change of its factor does
/// over the orders that [`SdaOptions::method`] names; and the changes of `direct`, use by final users themselves, and of
/// `dead`, use by sectors without output, which has no intensity and stays with its producer. With published output
/// also `other`: use for output that is nobody's final demand, of producers alone. Effects and these items add up to
/// `change`. Over the world each factor has one effect, whoever answers. With [`SdaOptions::merge`] the sums `trade`
/// and `demand` take the place of their parts. `before` and `after` are those of
/// [`responsibility`](fn@crate::measures::responsibility::responsibility).
///
/// At current prices `level` holds inflation and exchange rates, and `intensity` the opposite: deflate both tables to
/// the prices of one year first. A sourcing share of a product that is not bought in one year is that of the other
/// year, so the arrival of a product counts as technology or mix.
///
/// All orders need the 64 combinations of old and new factors. Of A there are four versions, of which two are the
/// tables' own: two more factorisations, one after the other. Y has 8 versions and s two, which only change right-hand
/// sides. For a accounts, n rows and G economies each A is solved for 2a + 8 of them (every s from the left, the row sums
/// of every Y from the right) or, where there are many accounts, for all 8G columns of Y: 2·⅔n³ + 16n²·min(a + 4, 4G) +
/// 128anG flops beyond both tables' factors for all accounts together; one factor, and about 16nG + 4an numbers.
///
/// # Errors
/// As [`comparable`] and [`LeontiefSystem::factorise`]; [`Error::OtherTable`] for a partition of another table,
/// [`Error::Shape`] for accounts of one; [`Error::AccountOfOneYear`] for an account that only one of the years has and
/// [`Error::AccountUnits`] for one in two units; [`Error::CrossedYears`] as
/// [`decomposition`](fn@super::decomposition).
///
/// # Examples
/// ```
/// use tripole::{Accounting, Demand, Index, LeontiefSystem, Matrix, Mrio, Partition, Parts};
/// use tripole::measures::change::{SdaOptions, account_decomposition};
/// use tripole::table::{Account, Satellite};
/// let index = Index::new([("A", "g")])?;
/// // Inputs, final demand, and use of the account by the producer and by final users.
/// let year = |input: f64, bought: f64, used: f64, direct: f64| {
///     let demand = Demand::new(&index, [(Some("A"), "f")])?;
///     let (z, f) = (Matrix::from_rows(&[[input]]), Matrix::from_rows(&[[bought]]));
///     let table = Mrio::new(Parts::new(index.clone(), demand, z, f))?;
///     let account = Account {
///         name: "CO2".into(),
///         unit: "kt".into(),
///         by_producers: vec![used],
///         by_users: vec![direct],
///     };
///     let satellite = Satellite::new(&index, vec![account])?;
///     Ok::<_, tripole::Error>((LeontiefSystem::new(table, &Accounting::default())?, satellite))
/// };
/// let (before, first) = year(20.0, 80.0, 50.0, 3.0)?;
/// let (after, second) = year(100.0, 100.0, 80.0, 5.0)?;
/// let partition = Partition::regions(&index);
/// let options = SdaOptions::default();
/// let frame =
///     account_decomposition(&before, &after, &partition, [&first, &second], &options)?;
/// let is = |column: &str, expected: f64| {
///     let found = frame.value(&["CO2", "kt", "cba", "A"], column);
///     found.is_some_and(|found| (found - expected).abs() < 1e-12)
/// };
/// // 0.5 x 1.25 x 80 became 0.4 x 2 x 100: cleaner, with more inputs, for more final demand.
/// assert!(is("intensity", -14.75) && is("technology", 30.25) && is("level", 14.5));
/// assert!(is("direct", 2.0) && is("change", 32.0));
/// # Ok::<(), tripole::Error>(())
/// ```
///
/// # References
/// Dietzenbacher and Los (1998), *Economic Systems Research* 10(4), for polar decompositions and the mean over all
/// orders; Shapley (1953) for its weights; Arto and Dietzenbacher (2014), *Environmental Science & Technology* 48(10),
/// for who supplies as factors of their own.
pub fn account_decomposition(
    before: &LeontiefSystem,
    after: &LeontiefSystem,
    partition: &Partition,
    satellites: [&Satellite; 2],
    options: &SdaOptions,
) -> Result<Frame> {
    comparable(before, after)?;
    before.check_partition(partition)?;
    let systems = [before, after];
    let accounts = paired(before.table().index(), satellites)?;
    let years = [0, 1].map(|year| Year::new(systems[year], partition, &accounts[year]));
    let combined = combined(systems, partition, &accounts)?;
    let explained = systems.iter().all(|system| system.explains_output());
    let g = partition.len();
    let places = (0..accounts[0].len())
        .flat_map(|account| Scheme::ALL.map(|scheme| (account, scheme)))
        .flat_map(|(account, scheme)| (0..g).map(move |r| (account * g + r, scheme)));
    let lines: Vec<Line> = places
        .map(|(place, scheme)| Line::new(place, scheme, &combined, &years, options.method))
        .collect();
    Ok(frame(&lines, partition, &accounts[1], (&options.merge, explained))
        .with_note("effects", format!("mean over orders: {}", options.method)))
}

/// The accounts of both years, in the order of the earlier one.
fn paired(index: &Index, satellites: [&Satellite; 2]) -> Result<[Vec<Account>; 2]> {
    let [earlier, later] = satellites;
    let earlier = Satellite::new(index, earlier.accounts().to_vec())?;
    let later = Satellite::new(index, later.accounts().to_vec())?;
    let by_name = |satellite: &Satellite| -> HashMap<String, Account> {
        satellite.accounts().iter().map(|it| (it.name.clone(), it.clone())).collect()
    };
    let (known, mut found) = (by_name(&earlier), by_name(&later));
    if let Some(alone) = later.accounts().iter().find(|it| !known.contains_key(&it.name)) {
        return Err(Error::AccountOfOneYear { account: alone.name.clone(), lacks: "earlier" });
    }
    let partner = |account: &Account| {
        let lacking = || Error::AccountOfOneYear { account: account.name.clone(), lacks: "later" };
        let other = found.remove(&account.name).ok_or_else(lacking)?;
        if other.unit == account.unit {
            return Ok(other);
        }
        let units = Box::new([account.unit.clone(), other.unit]);
        Err(Error::AccountUnits { account: other.name, units })
    };
    let later = earlier.accounts().iter().map(partner).collect::<Result<Vec<Account>>>()?;
    Ok([earlier.accounts().to_vec(), later])
}

/// What of one year no factor explains, and the use that producers report; accounts by economies, as one list each.
struct Year {
    /// R S.
    produced: Vec<f64>,
    /// F.
    direct: Vec<f64>,
    /// Use without output.
    dead: Vec<f64>,
}

impl Year {
    fn new(system: &LeontiefSystem, partition: &Partition, accounts: &[Account]) -> Self {
        let lines = Lines::economies("sda", "region", partition);
        Year {
            produced: accounts.iter().flat_map(|it| lines.sum(&it.by_producers)).collect(),
            direct: accounts.iter().flat_map(|it| direct_use(it, partition)).collect(),
            dead: accounts.iter().flat_map(|it| lines.sum(&idle(system, it))).collect(),
        }
    }
}

/// M summed by row and by column for every choice of years: accounts by economies, each with its 64 outcomes. A bit for
/// every factor, in their order.
struct Combined {
    producers: Vec<[f64; 64]>,
    users: Vec<[f64; 64]>,
}

fn combined(
    systems: [&LeontiefSystem; 2],
    partition: &Partition,
    accounts: &[Vec<Account>; 2],
) -> Result<Combined> {
    let [before, after] = systems;
    let (n, g, count) = (before.order(), partition.len(), accounts[0].len());
    let mut producers = vec![[0.0; 64]; count * g];
    let mut users = producers.clone();
    if count == 0 {
        return Ok(Combined { producers, users });
    }
    let columns: Vec<Vec<f64>> = [0, 1]
        .into_iter()
        .flat_map(|year| accounts[year].iter().map(move |it| intensities(systems[year], it)))
        .collect();
    let uses = Matrix::from_columns(n, &columns);
    let demand = Demand::new(before, after, partition).versions();
    let totals = sums_of_blocks(&demand, g);
    let few = uses.columns() + totals.columns() <= demand.columns();
    // Output for all of each Y (n x 8), and s'LY of each account and destination.
    let solved = in_each_version(before, after, |version| {
        if few {
            let multipliers = version.solve_left(uses.clone())?;
            return Ok((version.solve(totals.clone())?, multipliers.transpose_times(&demand)));
        }
        let outputs = version.solve(demand.clone())?;
        Ok((sums_of_blocks(&outputs, g), uses.transpose_times(&outputs)))
    })?;
    for (inputs, (outputs, embodied)) in solved.iter().enumerate() {
        for (choice, year) in (0..VERSIONS).flat_map(|choice| [(choice, 0), (choice, 1)]) {
            let set = year | inputs << 1 | choice << 3;
            for account in 0..count {
                let column = year * count + account;
                let rows = uses.column(column).iter().zip(outputs.column(choice)).enumerate();
                for (row, (s, x)) in rows {
                    producers[account * g + partition.of_row(row).position()][set] += s * x;
                }
                for l in 0..g {
                    users[account * g + l][set] = embodied[(column, choice * g + l)];
                }
            }
        }
    }
    Ok(Combined { producers, users })
}

/// The columns of each block of `width`, added up.
fn sums_of_blocks(matrix: &Matrix, width: usize) -> Matrix {
    let mut sums = Matrix::zeros(matrix.rows(), matrix.columns() / width);
    for j in 0..matrix.columns() {
        let cells = sums.column_mut(j / width).iter_mut().zip(matrix.column(j));
        cells.for_each(|(sum, cell)| *sum += cell);
    }
    sums
}

/// One account of one economy under one scheme.
struct Line {
    before: f64,
    after: f64,
    effects: Vec<f64>,
    direct: f64,
    dead: f64,
    other: f64,
}

impl Line {
    fn new(
        place: usize,
        scheme: Scheme,
        combined: &Combined,
        years: &[Year; 2],
        method: SdaMethod,
    ) -> Self {
        let outcomes = match scheme {
            Scheme::Producers => &combined.producers[place],
            Scheme::FinalUsers => &combined.users[place],
        };
        let explained = [outcomes[0], outcomes[63]];
        let sums = [0, 1].map(|year| explained[year] + years[year].dead[place]);
        // What producers use is known; what final users answer for is what they are found to.
        let totals = match scheme {
            Scheme::Producers => [0, 1].map(|year| years[year].produced[place]),
            Scheme::FinalUsers => sums,
        };
        let change = |of: fn(&Year) -> &[f64]| of(&years[1])[place] - of(&years[0])[place];
        Line {
            before: totals[0] + years[0].direct[place],
            after: totals[1] + years[1].direct[place],
            effects: match method {
                SdaMethod::Shapley => all_orders(outcomes),
                SdaMethod::Polar => polar_orders(outcomes),
            },
            direct: change(|year| &year.direct),
            dead: change(|year| &year.dead),
            other: (totals[1] - sums[1]) - (totals[0] - sums[0]),
        }
    }
}

/// Columns of effects, and which of the factors each adds up.
fn items(merge: &[SdaMerge]) -> Vec<(&'static str, Vec<usize>)> {
    let merged = |factor: usize| match factor {
        2 | 3 => Some(SdaMerge::Trade),
        4 | 5 => Some(SdaMerge::Demand),
        _ => None,
    };
    let mut items: Vec<(&'static str, Vec<usize>)> = vec![];
    for (factor, own) in FACTORS.into_iter().enumerate() {
        let name = merged(factor).filter(|it| merge.contains(it)).map_or(own, SdaMerge::name);
        match items.iter_mut().find(|(known, _)| *known == name) {
            Some((_, parts)) => parts.push(factor),
            None => items.push((name, vec![factor])),
        }
    }
    items
}

fn frame(
    lines: &[Line],
    partition: &Partition,
    accounts: &[Account],
    (merge, explained): (&[SdaMerge], bool),
) -> Frame {
    let g = partition.len();
    let unit = || shared_unit(accounts);
    let column = |of: &dyn Fn(&Line) -> f64| lines.iter().map(of).collect::<Vec<f64>>();
    let mut frame = frame_of("sda", accounts, Scheme::ALL.len() * g)
        .with_key("scheme", &Scheme::CODES, (0..lines.len()).map(|line| line / g % 2))
        .with_key("region", partition.names(), (0..lines.len()).map(|line| line % g))
        .with_indicator("before", unit(), column(&|line| line.before))
        .with_indicator("after", unit(), column(&|line| line.after))
        .with_indicator("change", unit(), column(&|line| line.after - line.before));
    for (name, factors) in items(merge) {
        let sum = |line: &Line| factors.iter().map(|factor| line.effects[*factor]).sum();
        frame = frame.with_indicator(name, unit(), column(&sum));
    }
    frame = frame.with_indicator("direct", unit(), column(&|line| line.direct)).with_indicator(
        "dead",
        unit(),
        column(&|line| line.dead),
    );
    if explained {
        return frame;
    }
    frame.with_indicator("other", unit(), column(&|line| line.other))
}
