//! Footprints: use of a satellite account (jobs, emissions, energy) by producers and by the final
//! users that it serves.
//!
//! With s = S x̂⁻¹ the use per unit of output and X = B Y (n x economies) the output needed for
//! the final demand of each economy, M_or = Σ_{k∈o} s_k X_kr is what final users of r make
//! producers of o use. Producers of o use PBA_o = Σ_{k∈o} S_k + F_o, with the direct use F of the
//! economy's own final users; consumers of r answer for CBA_r = Σ_o M_or + F_r. Both add up to the
//! same world total, up to output that belongs to no destination.

use crate::error::Result;
use crate::frame::{Frame, Level, Unit};
use crate::leontief::LeontiefSystem;
use crate::linalg::{Matrix, ratio};
use crate::table::{Account, Index, Partition, Satellite};

/// The levels of [`footprint`]: every economy, every pair of an economy of origin and one of final
/// users, or every sector of every economy.
pub const LEVELS: &[Level] = &[Level::Region, Level::Pair, Level::RegionSector];

/// Use of every satellite account by producers, and for consumers.
///
/// Frame `footprint`, one block of lines per account, with the account's own unit in a key column
/// (and in the headings, where all accounts shown share it):
///
/// | level | keys | columns |
/// |---|---|---|
/// | region | `account, unit, region` | `production_based` PBA, `consumption_based` CBA, `embodied_imports` Σ_{o≠r} M_or, `embodied_exports` Σ_{r≠o} M_or, `direct_use` F |
/// | pair | `account, unit, origin, user` | `embodied` M_or, `direct_use` F where origin and user are one |
/// | region-sector | `account, unit, region, sector` | `production` S, `intensity` s = S/x, `multiplier` m = s'B |
///
/// Of a system for some categories of final demand ([`LeontiefSystem::for_categories`]) what is embodied is in their
/// purchases, and direct use is no part of `consumption_based`.
///
/// `multiplier` is the use in all the world per unit of final demand for the product; like
/// `intensity` it is per unit of the table's money, and empty for a sector without output. What a
/// group's members exchange is neither import nor export; intensities and multipliers of a group
/// are averages weighted by output.
///
/// Cost beyond the factor: 2n² flops per economy, for all accounts together; by region-sector
/// 2n² per account.
///
/// # Errors
/// As [`LeontiefSystem::factorise`]; [`Error::Level`](crate::Error::Level) for a level that is none
/// of [`LEVELS`], [`Error::Shape`](crate::Error::Shape) for accounts of another table.
///
/// # Examples
/// ```
/// use tripole::{Accounting, LeontiefSystem, Partition, read};
/// use tripole::frame::Level;
/// use tripole::measures::footprint::footprint;
/// use tripole::table::{Account, Satellite};
/// let input = read::Input::parse("builtin:three-pole-2011")?;
/// let table = read::read(&input, &read::ReadOptions::default())?.table;
/// let (partition, regions) = (Partition::regions(table.index()), table.index().regions().len());
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// // Value added as a satellite account: the world consumes what it produces.
/// let account = Account {
///     name: "value added".into(),
///     unit: "million US$".into(),
///     by_producers: system.value_added().to_vec(),
///     by_users: vec![0.0; regions],
/// };
/// let satellite = Satellite::new(system.table().index(), vec![account])?;
/// let frame = footprint(&system, &partition, &satellite, Level::Region)?;
/// let sum = |column| frame.real(column).unwrap_or_default().iter().sum::<f64>();
/// assert!((sum("production_based") / sum("consumption_based") - 1.0).abs() < 1e-9);
/// # Ok::<(), tripole::Error>(())
/// ```
///
/// # References
/// Miller and Blair (2009), *Input-Output Analysis*, 2nd ed., chapter 10; Peters (2008),
/// *Ecological Economics* 65; Stadler (2021), *Journal of Open Research Software* 9, for the four
/// accounts.
pub fn footprint(
    system: &LeontiefSystem,
    partition: &Partition,
    satellite: &Satellite,
    by: Level,
) -> Result<Frame> {
    by.among("footprint", LEVELS)?;
    system.check_partition(partition)?;
    let satellite = Satellite::new(system.table().index(), satellite.accounts().to_vec())?;
    let accounts = satellite.accounts();
    if by == Level::RegionSector {
        return by_product(system, partition, accounts);
    }
    let outputs = system.output_by_destination(partition)?;
    let flows =
        accounts.iter().map(|account| EmbodiedFlows::new(system, partition, &outputs, account));
    let flows: Vec<EmbodiedFlows> = flows.collect();
    Ok(match by {
        Level::Pair => pairs(partition, accounts, &flows),
        _ => regions(system, partition, accounts, &flows),
    })
}

/// One account, economy by economy.
struct EmbodiedFlows {
    /// M, origin x user.
    embodied: Matrix,
    /// F.
    direct: Vec<f64>,
}

impl EmbodiedFlows {
    fn new(
        system: &LeontiefSystem,
        partition: &Partition,
        outputs: &Matrix,
        account: &Account,
    ) -> Self {
        let g = partition.len();
        let intensity = intensities(system, account);
        let mut embodied = Matrix::zeros(g, g);
        for r in 0..g {
            let (needed, sums) = (outputs.column(r), embodied.column_mut(r));
            for (row, s) in intensity.iter().enumerate() {
                sums[partition.of_row(row).position()] += s * needed[row];
            }
        }
        EmbodiedFlows { embodied, direct: direct_use(account, partition) }
    }
}

/// F by economy.
pub(super) fn direct_use(account: &Account, partition: &Partition) -> Vec<f64> {
    let mut direct = vec![0.0; partition.len()];
    for region in partition.index().regions() {
        direct[partition.of_region(region).position()] += account.by_users[region.position()];
    }
    direct
}

/// s = S/x; zero without output.
pub(crate) fn intensities(system: &LeontiefSystem, account: &Account) -> Vec<f64> {
    let uses = account.by_producers.iter().zip(system.output());
    uses.map(|(s, &x)| if x == 0.0 { 0.0 } else { s / x }).collect()
}

/// The unit of a column over several accounts: theirs, if it is one.
pub(super) fn shared_unit(accounts: &[Account]) -> Unit {
    match accounts {
        [first, rest @ ..] if rest.iter().all(|a| a.unit == first.unit) => {
            Unit::quantity(&first.unit)
        }
        _ => Unit::Keyed,
    }
}

/// A frame of `each` lines per account.
pub(super) fn frame_of(name: &str, accounts: &[Account], each: usize) -> Frame {
    let names: Vec<&str> = accounts.iter().map(|a| a.name.as_str()).collect();
    let units: Vec<&str> = accounts.iter().map(|a| a.unit.as_str()).collect();
    let lines = accounts.len() * each;
    let account = |line: usize| line / each.max(1);
    Frame::new(name, lines).with_key("account", &names, (0..lines).map(account)).with_key(
        "unit",
        &units,
        (0..lines).map(account),
    )
}

/// Keys `region, sector` of a frame in which the cells of a partition follow each other again and again.
pub(super) fn with_cells(frame: Frame, partition: &Partition, index: &Index) -> Frame {
    let (cells, lines) = (partition.cells(), frame.rows());
    let cell = |line: usize| &cells[line % cells.len()];
    frame
        .with_key("region", partition.names(), (0..lines).map(|l| cell(l).economy.position()))
        .with_key("sector", index.sector_codes(), (0..lines).map(|l| cell(l).sector.position()))
}

fn regions(
    system: &LeontiefSystem,
    partition: &Partition,
    accounts: &[Account],
    flows: &[EmbodiedFlows],
) -> Frame {
    let g = partition.len();
    let column = |f: &dyn Fn(&Account, &EmbodiedFlows, usize) -> f64| -> Vec<f64> {
        let both = accounts.iter().zip(flows);
        both.flat_map(|(account, flows)| (0..g).map(move |r| f(account, flows, r))).collect()
    };
    let produced = |account: &Account, flows: &EmbodiedFlows, r: usize| {
        let own = (0..system.order()).filter(|&row| partition.of_row(row).position() == r);
        own.map(|row| account.by_producers[row]).sum::<f64>() + flows.direct[r]
    };
    let others = |r: usize| (0..g).filter(move |&o| o != r);
    let imports = |flows: &EmbodiedFlows, r| others(r).map(|o| flows.embodied[(o, r)]).sum::<f64>();
    let exports = |flows: &EmbodiedFlows, r| others(r).map(|u| flows.embodied[(r, u)]).sum::<f64>();
    // Which category uses directly is not said.
    let own =
        |flows: &EmbodiedFlows, r: usize| if system.is_for_all() { flows.direct[r] } else { 0.0 };
    let consumed =
        |flows: &EmbodiedFlows, r| imports(flows, r) + flows.embodied[(r, r)] + own(flows, r);
    let frame = frame_of("footprint", accounts, g);
    let lines = frame.rows();
    let unit = || shared_unit(accounts);
    frame
        .with_key("region", partition.names(), (0..lines).map(|line| line % g))
        .with_indicator("production_based", unit(), column(&produced))
        .with_indicator("consumption_based", unit(), column(&|_, flows, r| consumed(flows, r)))
        .with_indicator("embodied_imports", unit(), column(&|_, flows, r| imports(flows, r)))
        .with_indicator("embodied_exports", unit(), column(&|_, flows, r| exports(flows, r)))
        .with_indicator("direct_use", unit(), column(&|_, flows, r| flows.direct[r]))
}

fn pairs(partition: &Partition, accounts: &[Account], flows: &[EmbodiedFlows]) -> Frame {
    let g = partition.len();
    let column = |f: &dyn Fn(&EmbodiedFlows, usize, usize) -> f64| -> Vec<f64> {
        let pairs = || (0..g).flat_map(|o| (0..g).map(move |u| (o, u)));
        flows.iter().flat_map(|flows| pairs().map(move |(o, u)| f(flows, o, u))).collect()
    };
    let frame = frame_of("footprint", accounts, g * g);
    let lines = frame.rows();
    frame
        .with_key("origin", partition.names(), (0..lines).map(|line| line / g % g))
        .with_key("user", partition.names(), (0..lines).map(|line| line % g))
        .with_indicator(
            "embodied",
            shared_unit(accounts),
            column(&|flows, o, u| flows.embodied[(o, u)]),
        )
        .with_indicator(
            "direct_use",
            shared_unit(accounts),
            column(&|flows, o, u| if o == u { flows.direct[o] } else { 0.0 }),
        )
}

fn by_product(
    system: &LeontiefSystem,
    partition: &Partition,
    accounts: &[Account],
) -> Result<Frame> {
    let intensities: Vec<Vec<f64>> =
        accounts.iter().map(|account| intensities(system, account)).collect();
    let multipliers = system.solve_left(Matrix::from_columns(system.order(), &intensities))?;
    let (cells, x) = (partition.cells(), system.output());
    let average = |values: &[f64], rows: &[usize]| {
        let (mut sum, mut weights) = (0.0, 0.0);
        for &row in rows.iter().filter(|&&row| x[row] != 0.0) {
            sum += values[row] * x[row];
            weights += x[row];
        }
        ratio(sum, weights)
    };
    let column = |f: &dyn Fn(usize, &[usize]) -> f64| -> Vec<f64> {
        let accounts = 0..accounts.len();
        accounts.flat_map(|a| cells.iter().map(move |cell| f(a, &cell.rows))).collect()
    };
    let frame = frame_of("footprint", accounts, cells.len());
    let per_unit = shared_unit(accounts).per(Unit::money(system.table().unit()));
    Ok(with_cells(frame, partition, system.table().index())
        .with_indicator(
            "production",
            shared_unit(accounts),
            column(&|a, rows| rows.iter().map(|&row| accounts[a].by_producers[row]).sum()),
        )
        .with_indicator(
            "intensity",
            per_unit.clone(),
            column(&|a, rows| average(&intensities[a], rows)),
        )
        .with_indicator(
            "multiplier",
            per_unit,
            column(&|a, rows| average(multipliers.column(a), rows)),
        ))
}
