//! Cells that are asked for are those of the whole, whichever way they are computed.

use proptest::prelude::*;
use tripole::frame::Level;
use tripole::make::synthetic;
use tripole::measures::decompose::{
    Approach, Cells, Flow, Perspective, Query, Split, SplitItems, exports, exports_split, kww,
    miroudot_ye, wwz,
};
use tripole::measures::value_added::Detail;
use tripole::table::{EconomyId, ValueAddedFrom};
use tripole::{Accounting, Error, Frame, Group, LeontiefSystem, Mrio, Partition, SectorId};

use crate::support::{config, drawn_table};

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
struct Asked(Cells);

impl Asked {
    fn new(partition: &Partition, [exporters, importers, sectors]: [u32; 3]) -> Self {
        let economies = || partition.economies().map(|(id, _)| id);
        Asked(Cells {
            exporters: subset(economies(), exporters),
            importers: subset(economies(), importers),
            sectors: subset(partition.index().sectors(), sectors),
        })
    }

    fn of(&self, flow: Flow) -> Cells {
        let mut cells = self.0.clone();
        if !matches!(flow, Flow::Sector | Flow::SectorBilateral) {
            cells.sectors.clear();
        }
        if !matches!(flow, Flow::Bilateral | Flow::SectorBilateral) {
            cells.importers.clear();
        }
        cells
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

/// Equal keys in equal order, numbers equal to 1e-12 of the largest of their line.
fn same(asked: &Frame, whole: Frame, partition: &Partition, cells: &Cells) -> Result<(), String> {
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
        let line = expected.indicators().iter().map(|column| column.values()[row].abs());
        let scale = line.fold(0.0, f64::max);
        for (ours, theirs) in asked.indicators().iter().zip(expected.indicators()) {
            let (x, y) = (ours.values()[row], theirs.values()[row]);
            if ours.name() != theirs.name() || x.is_nan() || (x - y).abs() > 1e-12 * scale {
                return Err(format!("row {row}, {}: {x}, not {y}, of {scale}", ours.name()));
            }
        }
    }
    Ok(())
}

/// All frames of a split by origin, one below the other; none without cells.
fn split(
    system: &LeontiefSystem,
    partition: &Partition,
    query: Query,
    cells: Cells,
) -> Option<Frame> {
    let by = Split { origin: Some(Detail::Total), destination: None, items: SplitItems::default() };
    let mut all: Option<Frame> = None;
    exports_split(system, partition, query, by, cells, |_, frame| {
        all = Some(match all.take() {
            Some(above) => above.with_rows(frame),
            None => frame,
        });
        Ok(())
    })
    .unwrap();
    all
}

fn check(system: &LeontiefSystem, partition: &Partition, asked: &Asked) -> Result<(), String> {
    let every = Cells::default;
    for query in queries() {
        let cells = asked.of(query.flow);
        let some = exports(system, partition, query, cells.clone()).unwrap();
        let all = exports(system, partition, query, every()).unwrap();
        same(&some, all, partition, &cells).map_err(|e| format!("{query:?}: {e}"))?;
        let some = miroudot_ye(system, partition, query, cells.clone()).unwrap();
        let all = miroudot_ye(system, partition, query, every()).unwrap();
        same(&some, all, partition, &cells).map_err(|e| format!("my, {query:?}: {e}"))?;
        let [some, all] =
            [cells.clone(), every()].map(|cells| split(system, partition, query, cells));
        if let (Some(some), Some(all)) = (some, all) {
            same(&some, all, partition, &cells).map_err(|e| format!("split, {query:?}: {e}"))?;
        }
    }
    for (by, flow) in [(Level::Pair, Flow::Bilateral), (Level::PairSector, Flow::SectorBilateral)] {
        let cells = asked.of(flow);
        let some = wwz(system, partition, by, cells.clone()).unwrap();
        let all = wwz(system, partition, by, every()).unwrap();
        same(&some, all, partition, &cells).map_err(|e| format!("wwz, {by:?}: {e}"))?;
    }
    let cells = asked.of(Flow::Total);
    let some = kww(system, partition, &cells.exporters).unwrap();
    let all = kww(system, partition, &[]).unwrap();
    same(&some, all, partition, &cells).map_err(|e| format!("kww: {e}"))
}

/// Regions as they are, or the first two as one economy.
fn economies(table: &Mrio, grouped: bool) -> Partition {
    let index = table.index();
    let codes = index.region_codes();
    let group = Group::new(index, "GROUP", &codes[..codes.len().min(2)]).unwrap();
    let groups = if grouped { vec![group] } else { vec![] };
    Partition::new(index, &groups).unwrap()
}

proptest! {
    #![proptest_config(config(48))]

    /// On drawn tables, from one region and one sector on, whose parts are mostly large.
    #[test]
    fn cells_are_those_of_the_whole(
        drawn in drawn_table(), bits in any::<[u32; 3]>(), grouped in any::<bool>(),
    ) {
        let partition = economies(&drawn.table, grouped);
        let system = LeontiefSystem::new(drawn.table.clone(), &Accounting::default()).unwrap();
        check(&system, &partition, &Asked::new(&partition, bits)).map_err(TestCaseError::fail)?;
    }

    /// On made tables of many regions, of which few are asked for, with a sector without output;
    /// value added as the residual and as given.
    #[test]
    fn few_cells_are_those_of_the_whole(
        seed in 0u64..1000, sectors in 1usize..6, bits in any::<[[u32; 2]; 3]>(),
        given in any::<bool>(), grouped in any::<bool>(),
    ) {
        let table = synthetic::table(9, sectors, seed).unwrap();
        let partition = economies(&table, grouped);
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
    for perspective in [Perspective::Exporter, Perspective::World] {
        let query = Query { perspective, ..Query::default() };
        let frame = exports(&system, &partition, query, &[ids[3], ids[0], ids[3]]).unwrap();
        let key = frame.key("exporter").unwrap();
        // In the order of the list, each once.
        assert_eq!(frame.rows(), 2);
        assert_eq!([0, 1].map(|row| key.label(row)), ["R04", "R01"]);
    }
    let to_one = Cells { importers: vec![ids[1]], ..Cells::default() };
    let sector: Vec<SectorId> = partition.index().sectors().take(1).collect();
    let of_one = Cells { sectors: sector, ..Cells::default() };
    for (flow, cells) in
        [(Flow::Total, &to_one), (Flow::Total, &of_one), (Flow::Bilateral, &of_one)]
    {
        let query = Query { flow, ..Query::default() };
        let refused = exports(&system, &partition, query, cells.clone());
        assert!(matches!(refused, Err(Error::Conflict { .. })), "{flow:?}");
    }
    assert!(matches!(wwz(&system, &partition, Level::Pair, of_one), Err(Error::Conflict { .. })));
    // Nobody exports to itself.
    let query = Query { flow: Flow::Bilateral, ..Query::default() };
    let own = Cells { exporters: vec![ids[1]], ..to_one };
    assert_eq!(exports(&system, &partition, query, own).unwrap().rows(), 0);
}
