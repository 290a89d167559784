//! Who answers for the use of a satellite account (emissions, energy, jobs): producers, consumers, suppliers of primary
//! inputs, or all sellers along a chain together.
//!
//! S is the use by the n producers, F the direct use by final users of each economy, s = S x̂⁻¹, L = (I − A)⁻¹, Y final
//! demand by destination, R sums over the rows of an economy, e_rs exports of r to s by row, w value added, Q = x̂⁻¹Lx̂
//! the inverse of Ghosh, a hat a diagonal matrix, ∘ a product cell by cell.
//!
//! | code | by economy | who answers |
//! |---|---|---|
//! | `pba` | R S + F | the producer |
//! | `cba` | s'LY + F | the user of the final product |
//! | `cba_eebt` | `pba` − Σ_s ε_rs + Σ_s ε_sr, ε_rs = s_r'(I − A_rr)⁻¹ e_rs | the user of what was traded, domestic technology only |
//! | `iba` | R(w ∘ Qs) + F | the supplier of primary inputs, who enables what happens downstream |
//! | `shared_producer` | R((1 − α) ∘ m ∘ x), m' = s'(I − α̂A)⁻¹ | every seller keeps 1 − α of what it has accumulated |
//! | `shared_consumer` | (α ∘ m)'Y + F | and passes α on, in the end to final users |
//! | `shared` | the sum of the two | |
//! | `half` | ½ (`pba` + `cba`) | |
//! | `cba_iba` | ½ (`cba` + `iba`) | |
//!
//! Each adds up to ΣS + ΣF over the world. Use by a sector without output stays with its producer everywhere. α = 0 gives
//! `pba`, α = 1 `cba`. ε counts flows at every crossing of a border: what `cba` and `cba_eebt` differ by is what third
//! economies transform.
//!
//! # References
//! Peters (2008), *Ecological Economics* 65(1), for `pba`, `cba` and emissions embodied in bilateral trade; Kanemoto, Lenzen,
//! Peters, Moran and Geschke (2012), *Environmental Science & Technology* 46(1), for what they differ by; Lenzen, Murray,
//! Sack and Wiedmann (2007), *Ecological Economics* 61(1), for shared responsibility; Marques, Rodrigues, Lenzen and
//! Domingos (2012), *Ecological Economics* 84, for `iba`; Rodrigues and Domingos (2008), *Ecological Economics* 66(2-3), for
//! the mean of the two.

use crate::error::{Error, Result};
use crate::frame::{Frame, Level, Unit};
use crate::leontief::LeontiefSystem;
use crate::linalg::{Lu, Matrix, ZeroPivot, ratio};
use crate::measures::footprint::{direct_use, frame_of, intensities, shared_unit, with_cells};
use crate::measures::trade::Exports;
use crate::table::lines::Lines;
use crate::table::{Account, Partition, Satellite};

/// The levels of [`responsibility`]: every economy, every pair of an exporter and an importer, every sector of every
/// economy.
pub const LEVELS: &[Level] = &[Level::Region, Level::Pair, Level::RegionSector];

/// α, the share of what a seller has accumulated that it passes on to its buyers.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum PassedOn {
    /// α_k = 1 − v_k / (1 − a_kk), no less than 0 and no more than 1: a seller keeps the share that its value added has
    /// in its output, what it sells to itself left out (Lenzen and others 2007). One where a sector uses up all that it makes.
    #[default]
    ValueAdded,
    /// One number for all.
    Uniform(f64),
    /// One for each row of the table, and the rule of [`PassedOn::ValueAdded`] for rows without one.
    Rows(Vec<Option<f64>>),
}

impl PassedOn {
    /// α of all rows of a table.
    ///
    /// # Errors
    /// [`Error::Range`] for a number outside of 0 to 1, [`Error::Shape`] for another number of rows.
    ///
    /// # Examples
    /// ```
    /// use tripole::{Accounting, Demand, Index, LeontiefSystem, Matrix, Mrio, Parts};
    /// use tripole::measures::responsibility::PassedOn;
    /// let index = Index::new([("A", "g"), ("B", "g")])?;
    /// let demand = Demand::new(&index, [(Some("A"), "f"), (Some("B"), "f")])?;
    /// let z = Matrix::from_rows(&[[20.0, 30.0], [10.0, 40.0]]);
    /// let f = Matrix::from_rows(&[[40.0, 10.0], [20.0, 30.0]]);
    /// let table = Mrio::new(Parts::new(index, demand, z, f))?;
    /// let system = LeontiefSystem::new(table, &Accounting::default())?;
    /// // Value added is 0.7 of output in A and 0.3 in B; of it 0.2 and 0.4 are sold to the same sector.
    /// let alpha = PassedOn::default().of(&system)?;
    /// assert!((alpha[0] - (1.0 - 0.7 / 0.8)).abs() < 1e-12 && (alpha[1] - (1.0 - 0.3 / 0.6)).abs() < 1e-12);
    /// assert!(PassedOn::Uniform(1.5).of(&system).is_err());
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn of(&self, system: &LeontiefSystem) -> Result<Vec<f64>> {
        let n = system.order();
        let alpha: Vec<f64> = match self {
            PassedOn::ValueAdded => (0..n).map(|row| by_value_added(system, row)).collect(),
            PassedOn::Uniform(share) => vec![*share; n],
            PassedOn::Rows(shares) => {
                let (found, expected) = ((shares.len(), 1), (n, 1));
                if found != expected {
                    return Err(Error::Shape { what: "the list of shares", found, expected });
                }
                let of_row = |(row, share): (usize, &Option<f64>)| {
                    share.unwrap_or_else(|| by_value_added(system, row))
                };
                shares.iter().enumerate().map(of_row).collect()
            }
        };
        match alpha.iter().find(|share| !(0.0..=1.0).contains(*share)) {
            Some(&value) => {
                let expected = "a number from 0 to 1";
                Err(Error::Range { what: "the share that is passed on", value, expected })
            }
            None => Ok(alpha),
        }
    }
}

/// 1 − v/(1 − a) of a row, from 0 to 1.
fn by_value_added(system: &LeontiefSystem, row: usize) -> f64 {
    let x = system.output()[row];
    let own = if x == 0.0 { 0.0 } else { system.table().intermediate()[(row, row)] / x };
    if own >= 1.0 {
        return 1.0;
    }
    (1.0 - system.value_added_coefficients()[row] / (1.0 - own)).clamp(0.0, 1.0)
}

/// What is asked of [`responsibility`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ResponsibilityOptions {
    /// The level, one of [`LEVELS`].
    pub by: Level,
    /// What sellers pass on in the shared scheme.
    pub passed_on: PassedOn,
}

/// Who answers for every satellite account, by the schemes in the [module](self)'s table.
///
/// Frame `responsibility`, one block of lines per account, with the account's own unit in a key column (and in the
/// headings, where all accounts shown share it):
///
/// | level | keys | columns |
/// |---|---|---|
/// | region | `account, unit, region` | `pba, cba, cba_eebt, iba, shared_producer, shared_consumer, shared, half, cba_iba` |
/// | pair | `account, unit, exporter, importer` | `eebt` ε_rs, use embodied in gross exports; two economies that differ |
/// | region-sector | `account, unit, region, sector` | `alpha` α, `shared_producer` (1 − α) ∘ m ∘ x |
///
/// A group's α is the mean of its members', weighted by output. With published output or value added a scheme may
/// leave something to nobody: the note `other` of the frame says how much of `cba`, `iba` and `shared`, so that each adds
/// up with it.
///
/// Cost beyond the factor, for a accounts and n rows: by region one factor of I − α̂A (⅔n³), 6an² for the solves, and
/// Σ ⅔n_s³ for the local factors; by pair the local factors only; by region-sector the factor of I − α̂A and 2an².
///
/// # Errors
/// [`Error::Level`] for a level that is none of [`LEVELS`], [`Error::Shape`] for accounts of another table,
/// [`Error::OtherTable`] for a partition of one, those of [`PassedOn::of`]; as [`LeontiefSystem::factorise`].
///
/// # Examples
/// ```
/// use tripole::{Accounting, Demand, Index, LeontiefSystem, Matrix, Mrio, Partition, Parts};
/// use tripole::measures::responsibility::{PassedOn, ResponsibilityOptions, responsibility};
/// use tripole::table::{Account, Satellite};
/// // A sells 10 to B, which sells 20 to its own final users. A uses 6 of the account, B 2 and its users 1.
/// let index = Index::new([("A", "g"), ("B", "g")])?;
/// let demand = Demand::new(&index, [(Some("A"), "f"), (Some("B"), "f")])?;
/// let z = Matrix::from_rows(&[[0.0, 10.0], [0.0, 0.0]]);
/// let f = Matrix::from_rows(&[[0.0, 0.0], [0.0, 20.0]]);
/// let table = Mrio::new(Parts::new(index, demand, z, f))?;
/// let account = Account {
///     name: "CO2".into(),
///     unit: "kt".into(),
///     by_producers: vec![6.0, 2.0],
///     by_users: vec![0.0, 1.0],
/// };
/// let satellite = Satellite::new(table.index(), vec![account])?;
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let partition = Partition::regions(system.table().index());
/// let options = ResponsibilityOptions { passed_on: PassedOn::Uniform(0.5), ..Default::default() };
/// let frame = responsibility(&system, &partition, &satellite, &options)?;
/// let is = |region: &str, column: &str, expected: f64| {
///     frame.value(&["CO2", "kt", region], column).is_some_and(|found| (found - expected).abs() < 1e-12)
/// };
/// assert!(is("A", "pba", 6.0) && is("B", "pba", 3.0));
/// assert!(is("A", "cba", 0.0) && is("B", "cba", 9.0));
/// // A has half of the value added in what B makes, and enables half of what B uses.
/// assert!(is("A", "iba", 7.0) && is("B", "iba", 2.0));
/// // A keeps half of 6. B gets 3, adds 2 and keeps half of 5; its users answer for the rest and their own.
/// assert!(is("A", "shared_producer", 3.0) && is("A", "shared_consumer", 0.0));
/// assert!(is("B", "shared_producer", 2.5) && is("B", "shared_consumer", 3.5));
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn responsibility(
    system: &LeontiefSystem,
    partition: &Partition,
    satellite: &Satellite,
    options: &ResponsibilityOptions,
) -> Result<Frame> {
    options.by.among("responsibility", LEVELS)?;
    system.check_partition(partition)?;
    let satellite = Satellite::new(system.table().index(), satellite.accounts().to_vec())?;
    let accounts = satellite.accounts();
    match options.by {
        Level::Pair => pairs(system, partition, accounts),
        Level::RegionSector => sectors(system, partition, accounts, &options.passed_on),
        _ => regions(system, partition, accounts, &options.passed_on),
    }
}

/// s of all accounts, n x accounts.
fn all_intensities(system: &LeontiefSystem, accounts: &[Account]) -> Matrix {
    let columns: Vec<Vec<f64>> =
        accounts.iter().map(|account| intensities(system, account)).collect();
    Matrix::from_columns(system.order(), &columns)
}

/// m' = s'(I − α̂A)⁻¹ of all accounts, n x accounts.
fn accumulated(system: &LeontiefSystem, alpha: &[f64], intensities: &Matrix) -> Result<Matrix> {
    system.has_room()?;
    let (z, x) = (system.table().intermediate(), system.output());
    let factor = Lu::new(system.order(), |j, column| {
        if x[j] != 0.0 {
            let flows = column.iter_mut().zip(z.column(j)).zip(alpha);
            flows.for_each(|((cell, flow), share)| *cell = -share * flow / x[j]);
        }
        column[j] += 1.0;
    });
    let factor = factor.map_err(|ZeroPivot { column }| Error::Singular {
        label: system.table().index().label(column),
    })?;
    let mut solved = intensities.clone();
    factor.solve_transposed(&mut solved);
    Ok(solved)
}

/// Use by sectors without output, which no scheme moves; zero for the others.
pub(super) fn idle(system: &LeontiefSystem, account: &Account) -> Vec<f64> {
    let uses = account.by_producers.iter().zip(system.output());
    uses.map(|(s, x)| if *x == 0.0 { *s } else { 0.0 }).collect()
}

/// What sellers of an account keep: (1 − α) ∘ m ∘ x, and all of it where there is no output.
fn kept(
    system: &LeontiefSystem,
    account: &Account,
    alpha: &[f64],
    accumulated: &[f64],
) -> Vec<f64> {
    let rows = system.output().iter().zip(alpha).zip(accumulated).zip(idle(system, account));
    rows.map(|(((x, alpha), m), idle)| (1.0 - alpha) * m * x + idle).collect()
}

/// One account by economy.
struct Schemes {
    pba: Vec<f64>,
    cba: Vec<f64>,
    cba_eebt: Vec<f64>,
    iba: Vec<f64>,
    shared_producer: Vec<f64>,
    shared_consumer: Vec<f64>,
}

impl Schemes {
    fn shared(&self, r: usize) -> f64 {
        self.shared_producer[r] + self.shared_consumer[r]
    }

    fn half(&self, r: usize) -> f64 {
        0.5 * (self.pba[r] + self.cba[r])
    }

    fn cba_iba(&self, r: usize) -> f64 {
        0.5 * (self.cba[r] + self.iba[r])
    }

    /// What a scheme leaves to nobody; nothing where it is rounding.
    fn other(&self, of: impl Fn(usize) -> f64) -> f64 {
        let all: f64 = self.pba.iter().sum();
        let rest = all - (0..self.pba.len()).map(of).sum::<f64>();
        if rest.abs() <= 1e-12 * all.abs() { 0.0 } else { rest }
    }
}

fn schemes(
    system: &LeontiefSystem,
    partition: &Partition,
    accounts: &[Account],
    passed_on: &PassedOn,
) -> Result<Vec<Schemes>> {
    let alpha = passed_on.of(system)?;
    let s = all_intensities(system, accounts);
    let footprints = system.solve_left(s.clone())?;
    let enabled = system.solve_ghosh(&s)?;
    let accumulated = accumulated(system, &alpha, &s)?;
    let local = system.solve_local_left_columns(&s, partition)?;
    let demand = system.demand_for(partition, |_| true);
    let exports = Exports::of(system.table(), partition).total();
    let sold = exports.row_sums();
    let lines = Lines::economies("responsibility", "region", partition);
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).collect::<Vec<_>>();
    let sum = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a + b).collect::<Vec<_>>();
    let of_account = |(k, account): (usize, &Account)| {
        let direct = direct_use(account, partition);
        let stays = sum(&lines.sum(&idle(system, account)), &direct);
        let pba = sum(&lines.sum(&account.by_producers), &direct);
        let (sent, got) = (
            lines.sum(&product(local.column(k), &sold)),
            exports.transpose_times_vector(local.column(k)),
        );
        let traded = pba.iter().zip(&sent).zip(&got).map(|((pba, out), into)| pba - out + into);
        let m = accumulated.column(k);
        Schemes {
            cba: sum(&demand.transpose_times_vector(footprints.column(k)), &stays),
            cba_eebt: traded.collect(),
            iba: sum(&lines.sum(&product(system.value_added(), enabled.column(k))), &stays),
            shared_producer: lines.sum(&kept(system, account, &alpha, m)),
            shared_consumer: sum(&demand.transpose_times_vector(&product(&alpha, m)), &direct),
            pba,
        }
    };
    Ok(accounts.iter().enumerate().map(of_account).collect())
}

/// A column by its name.
type Column = (&'static str, fn(&Schemes, usize) -> f64);

fn regions(
    system: &LeontiefSystem,
    partition: &Partition,
    accounts: &[Account],
    passed_on: &PassedOn,
) -> Result<Frame> {
    let schemes = schemes(system, partition, accounts, passed_on)?;
    let g = partition.len();
    let frame = frame_of("responsibility", accounts, g);
    let lines = frame.rows();
    let mut frame = frame.with_key("region", partition.names(), (0..lines).map(|line| line % g));
    let columns: [Column; 9] = [
        ("pba", |it, r| it.pba[r]),
        ("cba", |it, r| it.cba[r]),
        ("cba_eebt", |it, r| it.cba_eebt[r]),
        ("iba", |it, r| it.iba[r]),
        ("shared_producer", |it, r| it.shared_producer[r]),
        ("shared_consumer", |it, r| it.shared_consumer[r]),
        ("shared", Schemes::shared),
        ("half", Schemes::half),
        ("cba_iba", Schemes::cba_iba),
    ];
    for (name, of) in columns {
        let values = schemes.iter().flat_map(|it| (0..g).map(move |r| of(it, r))).collect();
        frame = frame.with_indicator(name, shared_unit(accounts), values);
    }
    if system.explains_all() {
        return Ok(frame);
    }
    let of_account = |(account, it): (&Account, &Schemes)| {
        let (cba, iba) = (it.other(|r| it.cba[r]), it.other(|r| it.iba[r]));
        let shared = it.other(|r| it.shared(r));
        let unit = &account.unit;
        let unit = if unit.is_empty() { String::new() } else { format!(" ({unit})") };
        format!("{}{unit}: cba {cba}, iba {iba}, shared {shared}", account.name)
    };
    let other: Vec<String> = accounts.iter().zip(&schemes).map(of_account).collect();
    Ok(frame.with_note("other", other.join("; ")))
}

fn pairs(system: &LeontiefSystem, partition: &Partition, accounts: &[Account]) -> Result<Frame> {
    let local = system.solve_local_left_columns(&all_intensities(system, accounts), partition)?;
    let exports = Exports::of(system.table(), partition).total();
    let g = partition.len();
    let places: Vec<(usize, usize)> =
        (0..g).flat_map(|r| (0..g).filter(move |s| *s != r).map(move |s| (r, s))).collect();
    let mut embodied = Vec::with_capacity(accounts.len() * places.len());
    for account in 0..accounts.len() {
        let mut sums = Matrix::zeros(g, g);
        for s in 0..g {
            let cells = local.column(account).iter().zip(exports.column(s)).enumerate();
            for (row, (use_of, sold)) in cells {
                sums[(partition.of_row(row).position(), s)] += use_of * sold;
            }
        }
        embodied.extend(places.iter().map(|place| sums[*place]));
    }
    let frame = frame_of("responsibility", accounts, places.len());
    let lines = frame.rows();
    let place = |line: usize| places[line % places.len()];
    Ok(frame
        .with_key("exporter", partition.names(), (0..lines).map(|line| place(line).0))
        .with_key("importer", partition.names(), (0..lines).map(|line| place(line).1))
        .with_indicator("eebt", shared_unit(accounts), embodied))
}

fn sectors(
    system: &LeontiefSystem,
    partition: &Partition,
    accounts: &[Account],
    passed_on: &PassedOn,
) -> Result<Frame> {
    let alpha = passed_on.of(system)?;
    let accumulated = accumulated(system, &alpha, &all_intensities(system, accounts))?;
    let (cells, x) = (partition.cells(), system.output());
    let mean = |rows: &[usize]| {
        let weight: f64 = rows.iter().map(|row| x[*row]).sum();
        if weight == 0.0 {
            return ratio(rows.iter().map(|row| alpha[*row]).sum(), rows.len() as f64);
        }
        rows.iter().map(|row| alpha[*row] * x[*row]).sum::<f64>() / weight
    };
    let means: Vec<f64> = cells.iter().map(|cell| mean(&cell.rows)).collect();
    let of_account = |(k, account): (usize, &Account)| {
        let kept = kept(system, account, &alpha, accumulated.column(k));
        let of_cell = |rows: &[usize]| rows.iter().map(|row| kept[*row]).sum::<f64>();
        cells.iter().map(|cell| of_cell(&cell.rows)).collect::<Vec<f64>>()
    };
    let producers: Vec<f64> = accounts.iter().enumerate().flat_map(of_account).collect();
    let frame = frame_of("responsibility", accounts, cells.len());
    let lines = frame.rows();
    Ok(with_cells(frame, partition, system.table().index())
        .with_indicator(
            "alpha",
            Unit::Share,
            (0..lines).map(|line| means[line % cells.len()]).collect(),
        )
        .with_indicator("shared_producer", shared_unit(accounts), producers))
}
