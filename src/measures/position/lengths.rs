//! Production lengths of Wang, Wei, Yu and Zhu (2017).
//!
//! With B = L + L A^m B (L the local inverses stacked, A^m the imported inputs), final products y
//! (y^d sold at home, y^f abroad) and value added split into
//!
//! ```text
//! v̂Bŷ = v̂Lŷ^d (domestic) + v̂Lŷ^f (traditional) + v̂LA^mLŷ^d (simple) + v̂LA^m(Bŷ − Lŷ^d) (complex)
//! ```
//!
//! a length is the flow weighted by its number of stages over the flow itself; summed along rows
//! by origin of value added (`plv`), down columns by final product (`ply`):
//!
//! | part | stages | before the border | crossings | after |
//! |---|---|---|---|---|
//! | all | v̂BBŷ | | | |
//! | domestic | v̂LLŷ^d | | | |
//! | traditional | v̂LLŷ^f | | | |
//! | gvc | sum | v̂LLA^mBŷ | v̂BA^mBŷ | v̂LA^mBA^dBŷ |
//! | simple | sum | v̂LLA^mLŷ^d | v̂LA^mLŷ^d | v̂LA^m(LL − L)ŷ^d |
//! | complex | gvc − simple | | | |
//!
//! `gvc_position` = `plv_gvc` / `ply_gvc`; `va_share_…` and `y_share_…` are the four parts' shares.
//! `plv` equals upstreamness when rows balance, `ply` downstreamness where there is final demand.
//! Products with negative final demand can have lengths below one: read them by region.
//! Ten solves and as many products of 2n² flops; no matrix products.

use crate::error::Result;
use crate::frame::{Frame, Unit};
use crate::leontief::{LeontiefSystem, Solver};
use crate::linalg::{Matrix, minus, plus, ratios, times};
use crate::table::Partition;
use crate::table::lines::Lines;

/// Solves in all, forward and backward.
pub(super) const SOLVES: usize = 10;

/// Value added (or final output) of a part, and the same weighted by stages.
struct Part {
    flow: Vec<f64>,
    stages: Vec<f64>,
}

/// A part that crosses borders: its stages before, at and after them.
struct Crossing {
    flow: Vec<f64>,
    before: Vec<f64>,
    at: Vec<f64>,
    after: Vec<f64>,
}

impl Crossing {
    fn minus(&self, other: &Crossing) -> Crossing {
        Crossing {
            flow: minus(&self.flow, &other.flow),
            before: minus(&self.before, &other.before),
            at: minus(&self.at, &other.at),
            after: minus(&self.after, &other.after),
        }
    }

    fn stages(&self) -> Vec<f64> {
        plus(&plus(&self.before, &self.at), &self.after)
    }
}

/// One direction, by row.
struct Direction {
    all: Part,
    domestic: Part,
    traditional: Part,
    gvc: Crossing,
    simple: Crossing,
}

/// Production lengths of every line.
pub(crate) struct Lengths {
    forward: OneWay,
    backward: OneWay,
    /// Forward over backward length in global chains.
    pub gvc_position: Vec<f64>,
}

impl Lengths {
    /// Of these lines. Ten solves.
    ///
    /// # Errors
    /// As [`LeontiefSystem::solve_vector`].
    pub fn of(system: &LeontiefSystem, partition: &Partition, lines: &Lines) -> Result<Self> {
        let chain = Chain::new(system, partition);
        system.prepare_local(partition)?;
        let (forward, backward) = rayon::join(|| chain.forward(), || chain.backward());
        let (forward, backward) = (OneWay::of(&forward?, lines), OneWay::of(&backward?, lines));
        let gvc_position = ratios(forward.in_global_chains(), backward.in_global_chains());
        Ok(Lengths { forward, backward, gvc_position })
    }

    pub(super) fn into_columns(self, frame: Frame) -> Frame {
        let frame = self.forward.into_columns(&FORWARD, frame);
        let frame = self.backward.into_columns(&BACKWARD, frame);
        frame.with_indicator("gvc_position", Unit::Index, self.gvc_position)
    }
}

/// Lengths of every line in one direction, and the shares of the parts.
struct OneWay {
    all: Vec<f64>,
    domestic: Vec<f64>,
    traditional: Vec<f64>,
    /// In global, simple and complex chains: the whole, before, at and after the border.
    crossing: [[Vec<f64>; 4]; 3],
    /// Domestic, traditional, simple and complex chains.
    shares: [Vec<f64>; 4],
}

impl OneWay {
    fn of(direction: &Direction, lines: &Lines) -> Self {
        let sum = |rows: &[f64]| lines.sum(rows);
        let length = |part: &Part| ratios(&sum(&part.stages), &sum(&part.flow));
        let complex = direction.gvc.minus(&direction.simple);
        let crossing = [&direction.gvc, &direction.simple, &complex].map(|part| {
            let flow = sum(&part.flow);
            [&part.stages(), &part.before, &part.at, &part.after]
                .map(|stages| ratios(&sum(stages), &flow))
        });
        let whole = sum(&direction.all.flow);
        let parts = [
            &direction.domestic.flow,
            &direction.traditional.flow,
            &direction.simple.flow,
            &complex.flow,
        ];
        OneWay {
            all: length(&direction.all),
            domestic: length(&direction.domestic),
            traditional: length(&direction.traditional),
            crossing,
            shares: parts.map(|part| ratios(&sum(part), &whole)),
        }
    }

    fn in_global_chains(&self) -> &[f64] {
        &self.crossing[0][0]
    }

    fn into_columns(self, names: &Names, frame: Frame) -> Frame {
        let lengths = [self.all, self.domestic, self.traditional].into_iter();
        let lengths = lengths.chain(self.crossing.into_iter().flatten());
        let frame =
            names.lengths.iter().zip(lengths).fold(frame, |frame, (name, values)| {
                frame.with_indicator(*name, Unit::Count, values)
            });
        names
            .shares
            .iter()
            .zip(self.shares)
            .fold(frame, |frame, (name, values)| frame.with_indicator(*name, Unit::Share, values))
    }
}

struct Names {
    lengths: [&'static str; 15],
    shares: [&'static str; 4],
}

const FORWARD: Names = Names {
    lengths: [
        "plv",
        "plv_domestic",
        "plv_traditional",
        "plv_gvc",
        "plv_gvc_before_border",
        "plv_gvc_crossings",
        "plv_gvc_after_border",
        "plv_simple",
        "plv_simple_before_border",
        "plv_simple_crossings",
        "plv_simple_after_border",
        "plv_complex",
        "plv_complex_before_border",
        "plv_complex_crossings",
        "plv_complex_after_border",
    ],
    shares: ["va_share_domestic", "va_share_traditional", "va_share_simple", "va_share_complex"],
};

const BACKWARD: Names = Names {
    lengths: [
        "ply",
        "ply_domestic",
        "ply_traditional",
        "ply_gvc",
        "ply_gvc_before_border",
        "ply_gvc_crossings",
        "ply_gvc_after_border",
        "ply_simple",
        "ply_simple_before_border",
        "ply_simple_crossings",
        "ply_simple_after_border",
        "ply_complex",
        "ply_complex_before_border",
        "ply_complex_crossings",
        "ply_complex_after_border",
    ],
    shares: ["y_share_domestic", "y_share_traditional", "y_share_simple", "y_share_complex"],
};

/// Final products and what is solved with them.
struct Chain<'a> {
    system: &'a LeontiefSystem,
    partition: &'a Partition,
    /// y, y^d, y^f.
    sold: Vec<f64>,
    at_home: Vec<f64>,
    abroad: Vec<f64>,
}

impl<'a> Chain<'a> {
    fn new(system: &'a LeontiefSystem, partition: &'a Partition) -> Self {
        let demand = system.final_demand_by_destination(partition);
        let own = |row: usize| demand[(row, partition.of_row(row).position())];
        let at_home: Vec<f64> = (0..system.order()).map(own).collect();
        let sold = system.table().final_demand().row_sums();
        let abroad = minus(&sold, &at_home);
        Chain { system, partition, sold, at_home, abroad }
    }

    fn forward(&self) -> Result<Direction> {
        let (system, partition) = (self.system, self.partition);
        let v = system.value_added_coefficients();
        let global = |r: &[f64]| system.solve_vector(r, Solver::Automatic, SOLVES);
        let local = |r: &[f64]| system.solve_local(r, partition);
        let imported = |r: &[f64]| system.foreign_inputs(r, partition);
        let valued = |r: Vec<f64>| times(v, &r);

        let (home, away) = (local(&self.at_home)?, local(&self.abroad)?);
        let output = global(&self.sold)?;
        let (by_home, by_all) = (imported(&home), imported(&output));
        let inputs = system.inputs_for(&Matrix::from_column(output.clone()));
        let domestic_inputs = minus(inputs.column(0), &by_all);
        let (simple, gvc) = (local(&by_home)?, local(&by_all)?);
        let twice = local(&home)?;
        let after_all = imported(&global(&domestic_inputs)?);
        Ok(Direction {
            all: Part { stages: valued(global(&output)?), flow: valued(output) },
            traditional: Part { stages: valued(local(&away)?), flow: valued(away) },
            gvc: Crossing {
                before: valued(local(&gvc)?),
                at: valued(global(&by_all)?),
                after: valued(local(&after_all)?),
                flow: valued(gvc),
            },
            simple: Crossing {
                before: valued(local(&simple)?),
                at: valued(simple.clone()),
                after: valued(local(&imported(&minus(&twice, &home)))?),
                flow: valued(simple),
            },
            domestic: Part { stages: valued(twice), flow: valued(home) },
        })
    }

    fn backward(&self) -> Result<Direction> {
        let (system, partition) = (self.system, self.partition);
        let v = system.value_added_coefficients();
        let global = |w: &[f64]| system.solve_vector_left(w, Solver::Automatic, SOLVES);
        let local = |w: &[f64]| system.solve_local_left(w, partition);
        let imported = |w: &[f64]| system.foreign_inputs_left(w, partition);
        let of_all = |w: Vec<f64>| times(&w, &self.sold);
        let of_home = |w: Vec<f64>| times(&w, &self.at_home);

        let own = local(v)?;
        let content = global(v)?;
        let twice = local(&own)?;
        let bought = imported(&own);
        // v'LA^mL and v'LA^mB.
        let (once, all) = (local(&bought)?, global(&bought)?);
        let domestic_inputs = minus(&system.inputs_left(&all), &imported(&all));
        let earlier = imported(&twice);
        let simple = of_home(once.clone());
        Ok(Direction {
            domestic: Part { flow: of_home(own.clone()), stages: of_home(twice.clone()) },
            traditional: Part {
                flow: times(&own, &self.abroad),
                stages: times(&twice, &self.abroad),
            },
            gvc: Crossing {
                flow: of_all(all),
                before: of_all(global(&earlier)?),
                at: of_all(global(&imported(&content))?),
                after: of_all(global(&domestic_inputs)?),
            },
            simple: Crossing {
                before: of_home(local(&earlier)?),
                at: simple.clone(),
                after: of_home(minus(&local(&once)?, &once)),
                flow: simple,
            },
            all: Part { stages: of_all(global(&content)?), flow: of_all(content) },
        })
    }
}
