//! Cells that are asked for are those of the whole, whichever way they are computed.

use proptest::prelude::*;
use tripole::frame::Indicator;
use tripole::make::synthetic;
use tripole::measures::decompose::{
    Approach, Cells, Flow, Perspective, Query, WwzBy, exports, kww, miroudot_ye, wwz,
};
use tripole::table::{EconomyId, ValueAddedFrom};
use tripole::{Accounting, Error, Frame, LeontiefSystem, Partition, SectorId};

use crate::support::{Case, config, drawn_table};

/// Every perspective with its flows.
const SEEN: [(Perspective, &[Flow]); 5] = [
    (Perspective::Exporter, &[Flow::Total, Flow::Sector, Flow::Bilateral, Flow::SectorBilateral]),
    (Perspective::World, &[Flow::Total]),
    (Perspective::Bilateral, &[Flow::Bilateral]),
    (Perspective::SectorExporter, &[Flow::Sector]),
    (Perspective::SectorBilateral, &[Flow::SectorBilateral]),
];

fn queries() -> impl Iterator<Item = Query> {
    let flows = SEEN.iter().flat_map(|(seen, flows)| flows.iter().map(move |flow| (*seen, *flow)));
    flows.flat_map(|(perspective, flow)| {
        [Approach::Source, Approach::Sink].map(|approach| Query { flow, perspective, approach })
    })
}

/// Those of a list whose bits are set; none of them stands for all.
fn subset<T>(all: impl Iterator<Item = T>, bits: u32) -> Vec<T> {
    all.enumerate().filter(|(k, _)| bits >> (k % 32) & 1 == 1).map(|(_, item)| item).collect()
}

/// A subset of exporters, importers and sectors for every flow that has them.
struct Asked {
    exporters: Vec<EconomyId>,
    importers: Vec<EconomyId>,
    sectors: Vec<SectorId>,
}

impl Asked {
    fn new(partition: &Partition, [exporters, importers, sectors]: [u32; 3]) -> Self {
        let economies = || partition.economies().map(|(id, _)| id);
        Asked {
            exporters: subset(economies(), exporters),
            importers: subset(economies(), importers),
            sectors: subset(partition.index().sectors(), sectors),
        }
    }

    fn of(&self, flow: Flow) -> Cells {
        let sectors = matches!(flow, Flow::Sector | Flow::SectorBilateral);
        let importers = matches!(flow, Flow::Bilateral | Flow::SectorBilateral);
        Cells {
            exporters: self.exporters.clone(),
            importers: if importers { self.importers.clone() } else { vec![] },
            sectors: if sectors { self.sectors.clone() } else { vec![] },
        }
    }
}

/// The rows of the whole that were asked for.
fn filtered(whole: Frame, partition: &Partition, cells: &Cells) -> Frame {
    let names = |ids: &[EconomyId]| -> Vec<String> {
        ids.iter().map(|id| partition.economy(*id).name.clone()).collect()
    };
    let sectors = cells.sectors.iter().map(|s| partition.index().sector(*s).to_owned()).collect();
    let keys = [
        ("exporter", names(&cells.exporters)),
        ("importer", names(&cells.importers)),
        ("sector", sectors),
    ];
    let chosen = keys.into_iter().filter(|(_, codes): &(_, Vec<String>)| !codes.is_empty());
    chosen.fold(whole, |frame, (key, codes)| frame.select(key, &codes))
}

/// Equal keys in equal order, numbers equal to 1e-12 of the largest of the whole.
fn same(asked: &Frame, whole: Frame, partition: &Partition, cells: &Cells) -> Result<(), String> {
    let numbers = whole.indicators().iter().flat_map(Indicator::values);
    let scale = numbers.fold(0.0_f64, |largest, x| largest.max(x.abs()));
    let expected = filtered(whole, partition, cells);
    if asked.rows() != expected.rows() || asked.indicators().len() != expected.indicators().len() {
        return Err(format!("{} rows, not {}", asked.rows(), expected.rows()));
    }
    for row in 0..asked.rows() {
        for (ours, theirs) in asked.keys().iter().zip(expected.keys()) {
            if ours.label(row) != theirs.label(row) {
                return Err(format!("row {row}: {}, not {}", ours.label(row), theirs.label(row)));
            }
        }
        for (ours, theirs) in asked.indicators().iter().zip(expected.indicators()) {
            let (x, y) = (ours.values()[row], theirs.values()[row]);
            if (x - y).abs() > 1e-12 * scale || x.is_nan() != y.is_nan() {
                return Err(format!("row {row}: {x}, not {y}, of {scale}"));
            }
        }
    }
    Ok(())
}

fn check(system: &LeontiefSystem, partition: &Partition, asked: &Asked) -> Result<(), String> {
    for query in queries() {
        let cells = asked.of(query.flow);
        let some = exports(system, partition, query, cells.clone()).unwrap();
        let all = exports(system, partition, query, &[]).unwrap();
        same(&some, all, partition, &cells).map_err(|e| format!("{query:?}: {e}"))?;
        let some = miroudot_ye(system, partition, query, cells.clone()).unwrap();
        let all = miroudot_ye(system, partition, query, &[]).unwrap();
        same(&some, all, partition, &cells).map_err(|e| format!("my, {query:?}: {e}"))?;
    }
    for (by, flow) in [(WwzBy::Pair, Flow::Bilateral), (WwzBy::PairSector, Flow::SectorBilateral)] {
        let cells = asked.of(flow);
        let some = wwz(system, partition, by, cells.clone()).unwrap();
        let all = wwz(system, partition, by, &[]).unwrap();
        same(&some, all, partition, &cells).map_err(|e| format!("wwz, {by:?}: {e}"))?;
    }
    let cells = asked.of(Flow::Total);
    let some = kww(system, partition, &cells.exporters).unwrap();
    let all = kww(system, partition, &[]).unwrap();
    same(&some, all, partition, &cells).map_err(|e| format!("kww: {e}"))
}

proptest! {
    #![proptest_config(config(64))]

    /// On drawn tables, whose parts are mostly large.
    #[test]
    fn cells_are_those_of_the_whole(drawn in drawn_table(), bits in any::<[u32; 3]>()) {
        let Case { system, partition } = Case::new(drawn.table.clone(), &[]);
        check(&system, &partition, &Asked::new(&partition, bits)).map_err(TestCaseError::fail)?;
    }

    /// On made tables of many regions, of which few are asked for; value added as the residual
    /// and as given.
    #[test]
    fn few_cells_are_those_of_the_whole(
        seed in 0u64..1000, sectors in 1usize..6, bits in any::<[[u32; 2]; 3]>(), given in any::<bool>(),
    ) {
        let table = synthetic::table(9, sectors, seed).unwrap();
        let partition = Partition::regions(table.index());
        let value_added = if given { ValueAddedFrom::Table } else { ValueAddedFrom::Residual };
        let accounting = Accounting { value_added, ..Accounting::default() };
        let system = LeontiefSystem::new(table, &accounting).unwrap();
        // A quarter of all, more or less.
        let asked = Asked::new(&partition, bits.map(|[a, b]| a & b));
        check(&system, &partition, &asked).map_err(TestCaseError::fail)?;
    }
}

/// Exporters keep the order of their list; importers and sectors that a flow does not have are
/// refused instead of ignored.
#[test]
fn lists_mean_what_they_say() {
    let table = synthetic::table(5, 3, 1).unwrap();
    let partition = Partition::regions(table.index());
    let system = LeontiefSystem::new(table, &Accounting::default()).unwrap();
    let ids: Vec<EconomyId> = partition.economies().map(|(id, _)| id).collect();
    let frame = exports(&system, &partition, Query::default(), &[ids[3], ids[0], ids[3]]).unwrap();
    let key = frame.key("exporter").unwrap();
    assert_eq!([0, 1, 2].map(|row| key.label(row)), ["R04", "R01", "R04"]);

    let to_one = Cells { importers: vec![ids[1]], ..Cells::default() };
    let of_one =
        Cells { sectors: partition.index().sectors().take(1).collect(), ..Cells::default() };
    for (flow, cells) in
        [(Flow::Total, &to_one), (Flow::Total, &of_one), (Flow::Bilateral, &of_one)]
    {
        let query = Query { flow, ..Query::default() };
        let refused = exports(&system, &partition, query, cells.clone());
        assert!(matches!(refused, Err(Error::Conflict { .. })), "{flow:?}");
    }
    assert!(matches!(wwz(&system, &partition, WwzBy::Pair, of_one), Err(Error::Conflict { .. })));
    // Nobody exports to itself.
    let query = Query { flow: Flow::Bilateral, ..Query::default() };
    let own = Cells { exporters: vec![ids[1]], ..to_one };
    assert_eq!(exports(&system, &partition, query, own).unwrap().rows(), 0);
}
