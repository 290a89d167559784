//! Effective protection: what tariffs do to the value added of an industry per unit.

use rayon::prelude::*;

use crate::error::Result;
use crate::frame::{Frame, Unit};
use crate::leontief::LeontiefSystem;
use crate::linalg::{Matrix, ratio};
use crate::measures::trade::Exports;
use crate::scenario::Rates;
use crate::table::Partition;
use crate::table::lines::Lines;

/// Effective rates of protection under some tariffs. Frame `protection` with keys
/// `region, sector` and
///
/// | column | meaning |
/// |---|---|
/// | `nominal` | t_j: tariff on the product j in its economy r, mean over what r imports of it; zero without imports |
/// | `input` | t^in_j = Σ_k a_kj τ_kr over imported inputs |
/// | `effective_imports` | (t_j − t^in_j) / v_j: domestic inputs at world prices |
/// | `effective_balanced` | the same with Σ_k a_kj t_k over domestic inputs added to t^in_j: they cost more by their own protection |
///
/// A uniform tariff t on everything everywhere protects every industry by t in the balanced form.
/// Coefficients are those of the table, taken as those of free trade. Empty for a sector without
/// output and for v_j = 0; unstable for v_j close to it. 4n² flops.
///
/// # Errors
/// [`crate::Error::Shape`] for rates of another table.
///
/// # References
/// Corden (1966), *Journal of Political Economy* 74(3); Balassa (1965), *Journal of Political
/// Economy* 73(6).
pub fn protection(system: &LeontiefSystem, partition: &Partition, rates: &Rates) -> Result<Frame> {
    let keys = Lines::cells("protection", system.table().index(), partition).frame();
    Ok(Protection::of(system, partition, rates)?.into_columns(keys))
}

/// What [`protection()`] shows, by cell.
pub(super) struct Protection {
    nominal: Vec<f64>,
    input: Vec<f64>,
    effective_imports: Vec<f64>,
    effective_balanced: Vec<f64>,
}

impl Protection {
    pub fn of(system: &LeontiefSystem, partition: &Partition, rates: &Rates) -> Result<Self> {
        partition.check_rows("the partition", system.table().index())?;
        rates.check_shape(partition)?;
        let table = system.table();
        let nominal = nominal_rates(system, partition, rates);
        let (z, x, v) = (table.intermediate(), system.output(), system.value_added_coefficients());
        let burden = |j: usize| {
            if x[j] == 0.0 {
                return (0.0, 0.0);
            }
            let r = partition.of_row(j);
            let levied = rates.inputs.column(r.position());
            let column = z.column(j);
            let imported = column.iter().zip(levied).map(|(flow, rate)| flow * rate).sum();
            let own = partition.economy(r).rows.iter();
            let domestic = own.map(|&k| column[k] * nominal[k]).sum();
            (imported, domestic)
        };
        let (imported, domestic): (Vec<f64>, Vec<f64>) =
            (0..system.order()).into_par_iter().map(burden).unzip();
        let lines = Lines::cells("protection", table.index(), partition);
        let value_added: Vec<f64> = v.iter().zip(x).map(|(v, x)| v * x).collect();
        let (output, value_added) = (lines.sum(x), lines.sum(&value_added));
        let (imported, domestic) = (lines.sum(&imported), lines.sum(&domestic));
        // The rows of a line are the same product of one economy, so they share its rate.
        let of_line = |k: usize| lines.rows()[k].first().map_or(f64::NAN, |&row| nominal[row]);
        let column = |of: &dyn Fn(usize) -> f64| -> Vec<f64> {
            (0..output.len()).map(|k| if output[k] == 0.0 { f64::NAN } else { of(k) }).collect()
        };
        let effective =
            |k: usize, inputs: f64| ratio(of_line(k) * output[k] - inputs, value_added[k]);
        Ok(Protection {
            nominal: column(&of_line),
            input: column(&|k| imported[k] / output[k]),
            effective_imports: column(&|k| effective(k, imported[k])),
            effective_balanced: column(&|k| effective(k, imported[k] + domestic[k])),
        })
    }

    pub fn into_columns(self, frame: Frame) -> Frame {
        frame
            .with_indicator("nominal", Unit::Rate, self.nominal)
            .with_indicator("input", Unit::Rate, self.input)
            .with_indicator("effective_imports", Unit::Rate, self.effective_imports)
            .with_indicator("effective_balanced", Unit::Rate, self.effective_balanced)
    }
}

/// t_j of every row: the tariff that its competitors from abroad pay at home.
fn nominal_rates(system: &LeontiefSystem, partition: &Partition, rates: &Rates) -> Vec<f64> {
    let table = system.table();
    let index = table.index();
    let exports = Exports::of(table, partition);
    let (g, sectors) = (partition.len(), index.sectors().len());
    let mut paid = Matrix::zeros(sectors, g);
    let mut imports = Matrix::zeros(sectors, g);
    for r in 0..g {
        for (row, node) in index.nodes().iter().enumerate() {
            let sector = node.sector.position();
            let (inputs, final_use) = (exports.intermediate[(row, r)], exports.final_use[(row, r)]);
            imports[(sector, r)] += inputs + final_use;
            paid[(sector, r)] +=
                inputs * rates.inputs[(row, r)] + final_use * rates.final_use[(row, r)];
        }
    }
    let nodes = index.nodes().iter().enumerate();
    nodes
        .map(|(row, node)| {
            let place = (node.sector.position(), partition.of_row(row).position());
            if imports[place] == 0.0 { 0.0 } else { paid[place] / imports[place] }
        })
        .collect()
}
