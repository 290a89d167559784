//! Backward and forward linkages of sectors, regions and blocs.
//!
//! L is the Leontief inverse of a table, Q = x̂⁻¹Lx̂ the Ghosh inverse, f final demand with the row
//! discrepancy (so that Lf = x), n the number of rows; rows are the table's own.
//!
//! | column | formula | source |
//! |---|---|---|
//! | `backward_direct`, `forward_direct` | 1'A, x̂⁻¹Z1 | Chenery and Watanabe (1958) |
//! | `backward_total`, `forward_total` | D = 1'L, U = Q1 | Rasmussen (1956); Jones (1976) |
//! | `forward_leontief` | L1 | Rasmussen (1956) |
//! | `power_of_dispersion`, `sensitivity_of_dispersion` | D and L1 over their means | Rasmussen (1956) |
//! | `…_index` | the same for the direct linkages and for U | Hirschman (1958) |
//! | `backward_cv`, `forward_cv`, `forward_leontief_cv` | standard deviation over mean of a column of L, a row of Q, a row of L (n − 1); small: evenly spread | Rasmussen (1956) |
//! | `net_backward`, `net_forward` | D f/x, U w/x; output-weighted mean one | Oosterhaven and Stelder (2002); Oosterhaven (2004) |
//! | `key_sector` | 1 key (both indices above one), 2 backward only, 3 forward only, 4 neither; by D and U | Hirschman (1958); Miller and Blair (2009), 12.2 |
//! | `dvl_backward`, `dvl_forward` | (D − 1)/l_jj, (U − 1)/l_jj: loss when the column (row) is removed, over own output | Dietzenbacher and van der Linden (1997) |
//! | `pure_backward`, `pure_forward`, `pure_total` | 1'Δ_M A_Mj Δ_j f_j, 1'Δ_j A_jM Δ_M f_M, sum; `…_index` over the mean | Guilhoto, Sonis and Hewings (1996, 2005) |
//! | `multiplier_intraregional`, `multiplier_interregional` | sums of a column of L over the own region, and over the rest | Miller and Blair (2009), 6.3 |
//! | `feedback`, `feedback_percent` | 1'(L_rr − Δ_r)e_j; over the intraregional multiplier | Round (1985); Miller (1966) |
//! | `spillover_share` | interregional over total less one | Miller and Blair (2009) |
//! | `va_multiplier_intraregional`, `…_interregional` | v' in place of 1' | |
//! | `eigenvector_backward`, `eigenvector_forward` | left Perron vector of A, right one of x̂⁻¹Z, mean one | Dietzenbacher (1992) |
//!
//! The domestic scope replaces A by its blocks on the diagonal, and divides total linkages by
//! means inside the region (direct ones by the mean of all rows, as in the world's scope). Prefer the Ghosh forward linkage to L1, which weighs all final demands alike. A
//! sector without output has no linkages (empty), but counts with the value one (total) or
//! zero (direct) in means.

mod indices;
mod inverse;
mod regions;

pub use regions::{bloc_multipliers, regional_linkages};

use crate::error::{Error, Hint, OptionName, Result, named};
use crate::frame::{Frame, Level, Unit};
use crate::leontief::LeontiefSystem;
use crate::linalg::{Matrix, minus, plus, ratios, times};
use crate::table::Partition;
use indices::{Class, Means, classes, index};
use inverse::Inverse;

/// The transactions that linkages count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scope {
    /// All.
    #[default]
    World,
    /// Those inside an economy.
    Domestic,
}

named!(Scope, "scope": World = "world", Domestic = "domestic");

/// The levels of linkages: sectors as the table has them by [`linkages`], every economy by
/// [`regional_linkages`], every bloc by [`bloc_multipliers`].
pub const LEVELS: &[Level] = &[Level::RegionSector, Level::Region, Level::Bloc];

/// A family of columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LinkageMeasure {
    /// Direct linkages.
    Direct,
    /// Total linkages, their indices, and the class of key sectors.
    Total,
    /// Coefficients of variation.
    Dispersion,
    /// Net multipliers.
    Net,
    /// Dietzenbacher and van der Linden.
    Removal,
    /// Pure linkages.
    Pure,
    /// Intra- and interregional multipliers, feedback, spillover.
    Regional,
    /// Eigenvector linkages.
    Eigenvector,
}

named!(LinkageMeasure, "measure of linkages":
    Direct = "direct",
    Total = "total",
    Dispersion = "dispersion",
    Net = "net",
    Removal = "removal",
    Pure = "pure",
    Regional = "regional",
    Eigenvector = "eigenvector",
);

type Columns = Vec<(&'static str, Unit, Vec<f64>)>;

/// Linkages of every row of the table: frame `linkages` with keys `region, sector` and the columns
/// of the chosen families (see the module).
///
/// Cost beyond the factor: three solves; the inverse once (4/3·n³ flops, or streamed) for
/// [`LinkageMeasure::Dispersion`], [`Removal`](LinkageMeasure::Removal),
/// [`Pure`](LinkageMeasure::Pure) and [`Regional`](LinkageMeasure::Regional) together; another
/// LU for [`Eigenvector`](LinkageMeasure::Eigenvector). With the domestic scope local inverses only.
///
/// # Errors
/// [`Error::Conflict`] for a family that the domestic scope does not have; those of
/// [`LeontiefSystem::factorise`] and [`LeontiefSystem::perron_vectors`].
///
/// # Examples
/// ```
/// use tripole::{Accounting, LeontiefSystem, Partition, read};
/// use tripole::measures::linkages::{LinkageMeasure, Scope, linkages};
/// let input = read::Input::parse("builtin:three-pole-2011")?;
/// let table = read::read(&input, &read::ReadOptions::default())?.table;
/// let partition = Partition::regions(table.index());
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let frame = linkages(&system, &partition, Scope::World, &[LinkageMeasure::Total])?;
/// let backward = |sector| frame.value(&["CHN", sector], "backward_total").unwrap_or_default();
/// // Machines need more inputs of all kinds than the services of government do.
/// assert!(backward("MCH") > backward("PUB") && backward("PUB") > 1.0);
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn linkages(
    system: &LeontiefSystem,
    partition: &Partition,
    scope: Scope,
    measures: &[LinkageMeasure],
) -> Result<Frame> {
    use LinkageMeasure as M;
    system.check_partition(partition)?;
    let columns = match scope {
        Scope::World => world(system, partition, measures)?,
        Scope::Domestic => {
            if measures.iter().any(|m| !matches!(m, M::Direct | M::Total)) {
                return Err(Error::conflict(
                    OptionName::Scope.set("domestic"),
                    "this measure",
                    Hint::from("inside economies there are direct and total linkages; use ")
                        .set(OptionName::Measure.set("direct,total"))
                        .say(", or ")
                        .set(OptionName::Scope.set("world")),
                ));
            }
            domestic(system, partition, measures)?
        }
    };
    let table = system.table().index();
    let nodes = table.nodes();
    let x = system.output();
    let frame = Frame::new("linkages", nodes.len())
        .with_key("region", table.region_codes(), nodes.iter().map(|n| n.region.position()))
        .with_key("sector", table.sector_codes(), nodes.iter().map(|n| n.sector.position()));
    Ok(columns.into_iter().fold(frame, |frame, (name, unit, mut values)| {
        let rows = values.iter_mut().zip(x);
        rows.filter(|(_, x)| **x == 0.0).for_each(|(value, _)| *value = f64::NAN);
        frame.with_indicator(name, unit, values)
    }))
}

/// Whether the backward and the forward linkage of a row are both above the mean of the world, as
/// `key_sector` of [`linkages`]; no row without output is.
///
/// # Errors
/// As [`LeontiefSystem::factorise`].
pub(crate) fn key_sectors(system: &LeontiefSystem) -> Result<Vec<bool>> {
    let classes = Linkages::of_world(system)?.classes(&Means::OfAll);
    let rows = classes.into_iter().zip(system.output());
    Ok(rows.map(|(class, x)| class == Class::Key && *x != 0.0).collect())
}

/// Direct and total linkages of one scope.
struct Linkages {
    backward_direct: Vec<f64>,
    forward_direct: Vec<f64>,
    backward: Vec<f64>,
    forward: Vec<f64>,
    leontief: Vec<f64>,
}

impl Linkages {
    fn of_world(system: &LeontiefSystem) -> Result<Self> {
        let (x, n) = (system.output(), system.order());
        let ones = vec![1.0; n];
        let forward_direct = per_output(&system.table().intermediate().row_sums(), x, 0.0);
        let backward = system.solve_left(Matrix::from_column(ones.clone()))?.column(0).to_vec();
        let sides = Matrix::from_columns(n, &[x.to_vec(), ones.clone()]);
        let solved = system.solve(sides)?;
        Ok(Linkages {
            backward_direct: system.inputs_left(&ones),
            forward_direct,
            backward,
            forward: per_output(solved.column(0), x, 1.0),
            leontief: solved.column(1).to_vec(),
        })
    }

    fn of_economies(system: &LeontiefSystem, partition: &Partition) -> Result<Self> {
        let (x, n) = (system.output(), system.order());
        let ones = vec![1.0; n];
        let imported = system.foreign_inputs_left(&ones, partition);
        let abroad = system.foreign_inputs(x, partition);
        let sold = system.table().intermediate().row_sums();
        let at_home = minus(&sold, &abroad);
        let direct = system.inputs_left(&ones);
        Ok(Linkages {
            backward_direct: minus(&direct, &imported),
            forward_direct: per_output(&at_home, x, 0.0),
            backward: system.solve_local_left(&ones, partition)?,
            forward: per_output(&system.solve_local(x, partition)?, x, 1.0),
            leontief: system.solve_local(&ones, partition)?,
        })
    }

    fn classes(&self, means: &Means<'_>) -> Vec<Class> {
        classes(&index(&self.backward, means), &index(&self.forward, means))
    }

    fn columns(&self, means: &Means<'_>, measures: &[LinkageMeasure]) -> Columns {
        let mut columns: Columns = vec![];
        let mut add = |name, values: &[f64]| columns.push((name, Unit::Ratio, values.to_vec()));
        if measures.contains(&LinkageMeasure::Direct) {
            add("backward_direct", &self.backward_direct);
            add("forward_direct", &self.forward_direct);
        }
        if measures.contains(&LinkageMeasure::Total) {
            add("backward_total", &self.backward);
            add("forward_total", &self.forward);
            add("forward_leontief", &self.leontief);
            let (power, forward) = (index(&self.backward, means), index(&self.forward, means));
            columns.push(("power_of_dispersion", Unit::Index, power.clone()));
            let sensitivity = index(&self.leontief, means);
            columns.push(("sensitivity_of_dispersion", Unit::Index, sensitivity));
            columns.push(("forward_total_index", Unit::Index, forward.clone()));
            let classes = classes(&power, &forward).into_iter().map(Class::number);
            columns.push(("key_sector", Unit::Number, classes.collect()));
        }
        if measures.contains(&LinkageMeasure::Direct) {
            let (backward, forward) = (&self.backward_direct, &self.forward_direct);
            columns.push(("backward_direct_index", Unit::Index, index(backward, &Means::OfAll)));
            columns.push(("forward_direct_index", Unit::Index, index(forward, &Means::OfAll)));
        }
        columns
    }
}

fn world(
    system: &LeontiefSystem,
    partition: &Partition,
    measures: &[LinkageMeasure],
) -> Result<Columns> {
    use LinkageMeasure as M;
    let (x, w) = (system.output(), system.value_added());
    let total = Linkages::of_world(system)?;
    let mut columns = total.columns(&Means::OfAll, measures);
    let inverse =
        if measures.iter().any(|m| matches!(m, M::Dispersion | M::Removal | M::Pure | M::Regional))
        {
            Some(Inverse::gather(system, partition, &total.leontief, &total.forward)?)
        } else {
            None
        };
    let final_use = system.closing_demand();
    let wanted = |measure| measures.contains(&measure);
    let mut add = |name, unit, values| columns.push((name, unit, values));
    if let Some(inverse) = inverse.as_ref().filter(|_| wanted(M::Dispersion)) {
        let (n, diagonal) = (x.len(), &inverse.spread);
        let cv = |spread: &[f64], sums: &[f64]| -> Vec<f64> {
            let deviation = |s: f64| (s / (n as f64 - 1.0)).sqrt();
            spread.iter().zip(sums).map(|(s, sum)| deviation(*s) * n as f64 / sum).collect()
        };
        add("backward_cv", Unit::Ratio, cv(&diagonal.columns, &total.backward));
        add("forward_cv", Unit::Ratio, cv(&diagonal.ghosh_rows, &total.forward));
        add("forward_leontief_cv", Unit::Ratio, cv(&diagonal.rows, &total.leontief));
    }
    if wanted(M::Net) {
        let net = |linkage: &[f64], share: &[f64]| ratios(&times(linkage, share), x);
        add("net_backward", Unit::Ratio, net(&total.backward, &final_use));
        add("net_forward", Unit::Ratio, net(&total.forward, w));
    }
    if let Some(inverse) = &inverse {
        if wanted(M::Removal) {
            let removed = |linkage: &[f64]| -> Vec<f64> {
                linkage.iter().zip(&inverse.diagonal).map(|(l, own)| (l - 1.0) / own).collect()
            };
            add("dvl_backward", Unit::Ratio, removed(&total.backward));
            add("dvl_forward", Unit::Ratio, removed(&total.forward));
        }
        if wanted(M::Pure) {
            let money = || Unit::money(system.table().unit());
            let [backward, forward] = pure(system, &total.backward, &inverse.diagonal, &final_use);
            let both = plus(&backward, &forward);
            let parts = [
                ("pure_backward", "pure_backward_index", backward),
                ("pure_forward", "pure_forward_index", forward),
                ("pure_total", "pure_total_index", both),
            ];
            for (name, index_name, values) in parts {
                let over_mean = index(&values, &Means::OfAll);
                add(name, money(), values);
                add(index_name, Unit::Index, over_mean);
            }
        }
        if wanted(M::Regional) {
            inverse.regional(&total.backward).into_iter().for_each(|(n, u, v)| add(n, u, v));
        }
    }
    if wanted(M::Eigenvector) {
        let vectors = system.perron_vectors()?;
        add("eigenvector_backward", Unit::Index, vectors.left);
        add("eigenvector_forward", Unit::Index, vectors.right);
    }
    Ok(columns)
}

fn domestic(
    system: &LeontiefSystem,
    partition: &Partition,
    measures: &[LinkageMeasure],
) -> Result<Columns> {
    let total = Linkages::of_economies(system, partition)?;
    Ok(total.columns(&Means::OfEconomies(partition), measures))
}

/// Pure linkages of every single row: (D_j − l_jj)/l_jj · f_j/(1 − a_jj) and
/// (x_j − l_jj f_j)/(l_jj (1 − a_jj)).
fn pure(
    system: &LeontiefSystem,
    backward: &[f64],
    diagonal: &[f64],
    final_use: &[f64],
) -> [Vec<f64>; 2] {
    let x = system.output();
    let z = system.table().intermediate();
    let own_round = |j: usize| if x[j] == 0.0 { 1.0 } else { 1.0 - z[(j, j)] / x[j] };
    let rows = 0..x.len();
    let back = |j: usize| (backward[j] - diagonal[j]) / diagonal[j] * final_use[j] / own_round(j);
    let fore = |j: usize| (x[j] - diagonal[j] * final_use[j]) / (diagonal[j] * own_round(j));
    let live = |j: usize, value: f64| if x[j] == 0.0 { 0.0 } else { value };
    [rows.clone().map(|j| live(j, back(j))).collect(), rows.map(|j| live(j, fore(j))).collect()]
}

/// Values over output; `without` for a row that has none.
fn per_output(values: &[f64], output: &[f64], without: f64) -> Vec<f64> {
    values.iter().zip(output).map(|(v, x)| if *x == 0.0 { without } else { v / x }).collect()
}
