//! Results of many commands, frozen: whatever changes a number, a label or an empty cell of them
//! must be meant.
//!
//! Every other test says what a number should be. This one says only that it is what it was, for
//! far more numbers, so that code can be moved without fear. A change that is meant is stored by
//! `TRIPOLE_FREEZE=1 cargo test frozen`, and the difference of `frozen.csv` shows what it reached.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use assert_cmd::Command;

use crate::support::shared;

/// What a sum may differ by, as a share of the sum of absolute values. Processors add in different
/// orders, which shows in the fourteenth digit or so.
const EXACT: f64 = 1e-9;
/// The same for what is found by iteration, which may stop a step earlier elsewhere.
const SEARCHED: f64 = 1e-7;

/// Commands and their tolerances. `@NAME` is one of [`FILES`], `wiod13:YEAR` a shared table; other
/// paths are those of the repository. What is printed and every file written are compared.
const COMMANDS: &[(f64, &str)] = &[
    // Tables.
    (EXACT, "info --json"),
    (EXACT, "info wiod13:2011 --json --output-from table"),
    (EXACT, "check --json"),
    (EXACT, "check wiod13:1995 --json"),
    (EXACT, "convert builtin:three-pole-2011 long.csv --to long --sectors @sectors.csv"),
    (
        EXACT,
        "convert wiod13:2009 small.csv --regions data/three_pole_regions.csv \
         --sectors data/three_pole_sectors.csv",
    ),
    (EXACT, "split --region CHN --shares @shares.csv -o split.csv"),
    (
        SEARCHED,
        "build seeds/three-pole-2011 -o built.csv --rest ROW --exports exports.csv \
         --report report.csv",
    ),
    (SEARCHED, "balance --rows @rows.csv --cols @cols.csv -o gras.csv --report report.csv"),
    (SEARCHED, "balance @toy.csv --rows @toy_rows.csv --method ras -o ras.csv"),
    (
        SEARCHED,
        "balance --rows @rows.csv --cells @cells.csv --method scaling -o scaled.csv \
         --report report.csv",
    ),
    (
        SEARCHED,
        "balance --rows @rows.csv --cells @cells.csv --method quadratic --spread square-root \
         -o least.csv --report report.csv",
    ),
    (SEARCHED, "update --totals @totals.csv -o updated.csv --report report.csv"),
    // Trade and value added.
    (EXACT, "trade --imports"),
    (EXACT, "trade --by sector --inventories drop"),
    (EXACT, "trade builtin:three-pole-1995 --by pair --group NAFTA=USA,CAN,MEX"),
    (EXACT, "trade wiod13:2011 --by pair-sector --exporter CHN --output-from table"),
    (EXACT, "va --origin-sectors --destination USA,CHN"),
    (EXACT, "va --final-sectors --origin DEU --group NAFTA=USA,CAN,MEX"),
    (EXACT, "va wiod13:1995 --value-added table --output-from table"),
    (EXACT, "vax"),
    (EXACT, "vax builtin:three-pole-1995 --by pair --long"),
    (EXACT, "vax wiod13:2011 --by sector --exporter DEU,Asia-Pacific --inventories drop"),
    (EXACT, "bilateral"),
    (EXACT, "imports --importer USA --sector all --origin CHN,MEX"),
    (EXACT, "imports --flow CHN,MEX:MET>USA --flow CHN:ELE>USA,CAN"),
    (EXACT, "imports --perimeter @perimeter.csv"),
    (EXACT, "imports wiod13:2011 --importer USA --sector c14,c15"),
    // Exports.
    (EXACT, "exports --importer all --approach sink"),
    (EXACT, "exports --sector all --importer CHN,USA"),
    (EXACT, "exports --perspective world --origin all"),
    (EXACT, "exports --perspective world --approach sink"),
    (EXACT, "exports --perspective sectexp --sector all --exporter CHN,DEU"),
    (EXACT, "exports --perspective bilateral --importer all --exporter CHN,DEU"),
    (EXACT, "exports --perspective sectbil --sector all --importer USA --exporter CHN"),
    (EXACT, "exports --exporter CHN --origin all --destination all --gvc"),
    (EXACT, "exports --exporter DEU --sector TRQ --origin all --origin-sectors"),
    (EXACT, "exports --exporter USA --destination all --destination-sectors --approach sink"),
    (EXACT, "exports --method kww"),
    (EXACT, "exports --method wwz --sector all --exporter CHN"),
    (EXACT, "exports --method my"),
    (EXACT, "exports --method tiva"),
    (EXACT, "exports wiod13:2011"),
    (EXACT, "exports wiod13:1995 --perspective sectexp --sector all --exporter CHN"),
    (EXACT, "exports wiod13:2011 --method wwz --exporter CHN"),
    (EXACT, "tiva --industry all --reporter CHN,MEX"),
    (EXACT, "tiva --partner all --reporter DEU --services TRD,TRN,BUS,PUB"),
    (EXACT, "tiva wiod13:2011 --reporter DEU"),
    // Participation, position, linkages.
    (EXACT, "participation --by bloc"),
    (EXACT, "participation --measure tripartite --by pair"),
    (EXACT, "participation --measure kpww"),
    (EXACT, "participation --measure wwyz --by region-sector"),
    (EXACT, "participation --measure output --by region-sector"),
    (EXACT, "participation --measure hiy"),
    (EXACT, "participation wiod13:2011 --measure wwyz --by region-sector"),
    (EXACT, "position --by region-sector --net-inventories"),
    (EXACT, "position --country collapsed"),
    (EXACT, "position --by bloc"),
    (EXACT, "position --by world"),
    (SEARCHED, "position --by sector --measure stages --solver iterative"),
    (EXACT, "position wiod13:2011 --by region-sector"),
    (EXACT, "linkages"),
    (EXACT, "linkages --by region"),
    (EXACT, "linkages --by bloc"),
    (EXACT, "linkages --scope domestic"),
    (SEARCHED, "linkages --measure eigenvector"),
    (EXACT, "linkages wiod13:1995 --measure direct,total,dispersion"),
    (EXACT, "multipliers"),
    (EXACT, "multipliers wiod13:2011 --exporter MEX"),
    (EXACT, "requirements --row CHN --column USA:ELE"),
    (EXACT, "requirements --matrix vL --by region"),
    (EXACT, "requirements wiod13:2011 --matrix Q --by sector"),
    (EXACT, "type2 --compensation VA --closed MEX,USA"),
    (EXACT, "type2 wiod13:2011 --compensation VA --closed DEU --by pair-sector"),
    (EXACT, "va --category households"),
    (EXACT, "gvc-income --products TRQ --category investment"),
    // Chains.
    (EXACT, "chains"),
    (EXACT, "chains --by region-sector"),
    (EXACT, "chains --by bloc --products manufactures --inputs manufactures"),
    (EXACT, "chains --by product"),
    (EXACT, "chains --by world"),
    (EXACT, "chains --family upgrading --since builtin:three-pole-1995 --by bloc"),
    (EXACT, "chains wiod13:2011 --by bloc --family shares,introversion,flows"),
    (EXACT, "chains wiod13:1995 --family diversification,hubs --products manufactures"),
    (EXACT, "reer --group EA=DEU,FRA,ITA"),
    (EXACT, "rca"),
    (EXACT, "rca wiod13:1995 --region CHN,DEU"),
    (EXACT, "apl --by bloc"),
    (EXACT, "apl --by sector"),
    (EXACT, "apl --by region-sector --to USA:TRQ,DEU:TRQ"),
    (EXACT, "smile --chain CHN:ELE,DEU:TRQ"),
    (EXACT, "smile wiod13:2011 --chain DEU:c15"),
    (EXACT, "gvc-income --products ELE,TRQ --satellite @jobs.csv"),
    (EXACT, "gvc-income wiod13:2011 --products DEU:c15,CHN:c14 --by region-sector"),
    (EXACT, "footprint --satellite @jobs.csv"),
    (EXACT, "footprint --satellite @jobs.csv --by pair --account co2"),
    (EXACT, "footprint --satellite @jobs.csv --by region-sector"),
    // Extraction.
    (EXACT, "extract --region CHN --by region-sector"),
    (EXACT, "extract --sector ELE --kind interregional"),
    (EXACT, "extract --cell CHN:ELE,TWN:ELE --kind backward"),
    (EXACT, "extract --region MEX,CAN --kind backward-off"),
    (EXACT, "extract --cell CHN:ELE,TWN:ELE --kind forward"),
    (EXACT, "extract --cell CHN:ELE,TWN:ELE --kind forward-off --by region-sector"),
    (EXACT, "extract --bloc Asia-Pacific --kind exports"),
    (EXACT, "extract --bloc Europe --kind autarky"),
    (EXACT, "extract --region DEU --kind ghosh"),
    (EXACT, "extract --cell CHN:ELE --replace"),
    (EXACT, "extract --each region --kind exports"),
    (EXACT, "extract --each region-sector"),
    (EXACT, "extract --each product"),
    (EXACT, "extract --each bloc"),
    (EXACT, "extract wiod13:2011 --bloc Asia-Pacific --kind forward-off"),
    // Tariffs.
    (EXACT, "tariff @shock.toml --pass-through 0.5 --category c37,c38"),
    (EXACT, "tariff @shock.toml --by region-sector"),
    (EXACT, "tariff builtin:universal-tariff --by pair"),
    (EXACT, "tariff builtin:universal-tariff --by pair-sector --importer USA"),
    (EXACT, "tariff @shock.toml --by stage"),
    (EXACT, "tariff builtin:us-china-decoupling --model exposure"),
    (EXACT, "tariff @shock.toml --model exposure --by region-sector"),
    (EXACT, "tariff builtin:chip-embargo --model exposure --by pair-sector"),
    (SEARCHED, "tariff @shock.toml --model armington"),
    (SEARCHED, "tariff @shock.toml --model armington --by region-sector --final-use spending"),
    (
        SEARCHED,
        "tariff builtin:us-china-tariff-war --model armington --by pair-sector --importer USA \
         --elasticities @sigma.csv",
    ),
    (SEARCHED, "tariff @shock.toml --model ge --deficits zero"),
    (SEARCHED, "tariff builtin:rcep --model ge --by region-sector --elasticities @sigma.csv"),
    (SEARCHED, "tariff builtin:fta-europe-asia --model ge --by pair"),
    (SEARCHED, "tariff builtin:transatlantic-agreement --model ge --by indicators"),
    (EXACT, "tariff wiod13:2011 builtin:us-china-tariff-war --by region-sector"),
    (EXACT, "tariff wiod13:2011 builtin:universal-tariff --model exposure"),
    (SEARCHED, "tariff wiod13:2011 builtin:us-china-tariff-war --model ge"),
    // Scenarios.
    (EXACT, "scenario builtin:china-plus-one --satellite @jobs.csv"),
    (
        EXACT,
        "scenario builtin:reshoring-usa --by region-sector --family output,trade,value_added_trade",
    ),
    (EXACT, "scenario builtin:nearshoring-usmca --by bloc"),
    (EXACT, "scenario builtin:chip-embargo"),
    (EXACT, "scenario @demand.toml --family output,value_added_trade"),
    (EXACT, "scenario @outage.toml --model mixed --family output,trade"),
    (EXACT, "scenario @outage.toml --model inoperability --family output,shares"),
    (SEARCHED, "scenario @outage.toml --model rationing --family output,position"),
    (
        SEARCHED,
        "scenario @days.toml --model pbl --days 40 --ratings @ratings.csv --inputs strong --family output,participation",
    ),
    (
        SEARCHED,
        "scenario @days.toml --model ario --days 40 --by day --stock-days 90 --restocking-days 60",
    ),
    (
        SEARCHED,
        "scenario @days.toml --model ario --days 30 --suppliers available --stock-days 20 \
         --restocking-days 60 --allow-collapse --family output,shares --by bloc",
    ),
    (
        SEARCHED,
        "scenario builtin:us-china-tariff-war --model armington --family output,concentration",
    ),
    (SEARCHED, "scenario @barrier.toml --family output,trade,position,concentration"),
    (EXACT, "scenario wiod13:2011 builtin:friend-shoring --family output,trade"),
    (
        SEARCHED,
        "scenario wiod13:2011 @days.toml --days 15 --by day --stock-days 90 --restocking-days 60",
    ),
    // Sweeps.
    (EXACT, "sweep seeds/sweeps/us-tariffs-on-china.toml --region USA,CHN"),
    (SEARCHED, "sweep @ge.toml"),
    (SEARCHED, "sweep @draws.toml -o draws.csv"),
    (EXACT, "sweep @moved.toml --region USA,MEX,IND"),
    // Years, and the headline.
    (EXACT, "compare"),
    (EXACT, "compare --by bloc --path-participation 0.02"),
    (
        EXACT,
        "compare --by region-sector --family relocation,mobility,shift_share,upgrading,spatial",
    ),
    (EXACT, "compare wiod13:1995 wiod13:2011 --family spatial,decomposition"),
    (EXACT, "indices --csv"),
    (EXACT, "indices --scenario builtin:china-plus-one --csv"),
    (EXACT, "indices builtin:three-pole-1995 --output-from table --value-added table -o folder"),
    (EXACT, "indices wiod13:2011 --csv"),
];

/// What the commands read beside tables: all numbers are made up.
const FILES: &[(&str, &str)] = &[
    (
        "sectors.csv",
        r"code,group
AGR,PRI
MIN,PRI
FOD,MAN
TEX,MAN
OMF,MAN
PET,MAN
CHM,MAN
MET,MAN
MCH,MAN
ELE,MAN
TRQ,MAN
UTC,SRV
TRD,SRV
TRN,SRV
BUS,SRV
PUB,SRV
",
    ),
    (
        "shares.csv",
        r"part,sector,share
Coast,AGR,0.30
Inland,AGR,0.70
Coast,MIN,0.25
Inland,MIN,0.75
Coast,FOD,0.45
Inland,FOD,0.55
Coast,TEX,0.70
Inland,TEX,0.30
Coast,OMF,0.55
Inland,OMF,0.45
Coast,PET,0.50
Inland,PET,0.50
Coast,CHM,0.60
Inland,CHM,0.40
Coast,MET,0.50
Inland,MET,0.50
Coast,MCH,0.65
Inland,MCH,0.35
Coast,ELE,0.85
Inland,ELE,0.15
Coast,TRQ,0.60
Inland,TRQ,0.40
Coast,UTC,0.45
Inland,UTC,0.55
Coast,TRD,0.55
Inland,TRD,0.45
Coast,TRN,0.50
Inland,TRN,0.50
Coast,BUS,0.65
Inland,BUS,0.35
Coast,PUB,0.45
Inland,PUB,0.55
Coast,FD,0.55
Inland,FD,0.45
",
    ),
    (
        "rows.csv",
        r"region,sector,value,error
USA,ELE,600000,
CHN,ELE,1900000,1000
DEU,TRQ,500000,
MEX,TRQ,150000,500
",
    ),
    ("cols.csv", "region,sector,value\nUSA,ELE,250000\nCHN,c37,2600000\n"),
    (
        "cells.csv",
        r"row_region,row_sector,col_region,col_item,value,error
CHN,ELE,USA,inputs,60000,
CHN,ELE,USA,final,110000,1000
MEX,all,USA,all,320000,5000
",
    ),
    (
        "totals.csv",
        r"total,region,sector,value,error
output,USA,ELE,600000,
value_added,USA,ELE,380000,
output,CHN,ELE,1900000,
final_demand,CHN,c37,2600000,1000
",
    ),
    (
        "toy.csv",
        r",A_x,A_y,B_x,B_y,A_f,B_f
A_x,10,4,3,0,30,5
A_y,2,8,1,2,25,1
B_x,6,1,20,7,9,40
B_y,0,2,5,9,3,35
",
    ),
    ("toy_rows.csv", "region,sector,value\nA,x,60\nB,y,50\n"),
    ("perimeter.csv", "sellers,sectors,buyers\nCHN TWN,ELE,USA\nMEX,all,USA CAN\n"),
    (
        "jobs.csv",
        r"region,sector,account,value,unit
USA,ELE,jobs,1200,thousand
USA,TRQ,jobs,1500,thousand
USA,BUS,jobs,21000,thousand
CHN,ELE,jobs,15000,thousand
CHN,AGR,jobs,270000,thousand
MEX,ELE,jobs,700,thousand
DEU,TRQ,jobs,1100,thousand
CHN,UTC,co2,4200,Mt
USA,UTC,co2,2300,Mt
DEU,UTC,co2,350,Mt
ROW,MIN,co2,900,Mt
USA,FD,co2,1100,Mt
",
    ),
    (
        "sigma.csv",
        r"sector,elasticity
AGR,8
MIN,14
FOD,3
TEX,5.5
OMF,7
PET,19
CHM,4.5
MET,5
MCH,2.5
ELE,9
TRQ,2.2
UTC,3
TRD,1.8
TRN,2
BUS,1.5
PUB,1.2
",
    ),
    ("ratings.csv", "product,user,rating\nall,all,important\nELE,TRQ,critical\nBUS,all,other\n"),
    (
        "shock.toml",
        r#"name = "Tariffs of every kind"
[[tariff]]
importer = "CHN"
exporter = "all"
sectors = "goods"
kind = "before"
percent = 8
[[tariff]]
importer = "USA"
exporter = "CHN"
sectors = "electronics"
percent = 30
[[tariff]]
importer = "DEU"
exporter = "USA"
sectors = "vehicles"
use = "final"
percent = 10
[[agreement]]
members = ["CHN", "JPN", "KOR"]
sectors = "manufactures"
"#,
    ),
    (
        "demand.toml",
        r#"name = "Less and more demand"
[[demand]]
buyer = "USA"
sectors = "vehicles"
change = -0.2
[[demand]]
buyer = "Asia-Pacific"
exporter = "DEU"
sectors = "goods"
change = 0.1
"#,
    ),
    (
        "outage.toml",
        r#"name = "Outage"
[[supply]]
region = "TWN"
sectors = "electronics"
loss = 0.4
[[supply]]
region = "JPN"
sectors = "vehicles"
loss = 0.1
"#,
    ),
    (
        "days.toml",
        r#"name = "Outage of some weeks"
[[supply]]
region = "CHN"
sectors = "electronics"
loss = 0.3
start = 2
days = 10
[[supply]]
region = "JPN"
sectors = "manufactures"
loss = 0.2
days = 5
"#,
    ),
    (
        "barrier.toml",
        r#"name = "Red tape"
[[barrier]]
importer = "GBR"
exporter = "all"
sectors = "goods"
cost = 0.05
[[tariff]]
importer = "USA"
exporter = "CHN"
sectors = "manufactures"
percent = 25
"#,
    ),
    (
        "ge.toml",
        r#"name = "ge"
model = "ge"
[parameters]
who = ["CHN", "MEX"]
rate = { from = 10, to = 30, step = 20 }
[elasticities]
goods = 6
services = 4
[[tariff]]
importer = "USA"
exporter = "$who"
sectors = "manufactures"
percent = "$rate"
"#,
    ),
    (
        "draws.toml",
        r#"name = "draws"
model = "armington"
seed = 7
draws = 3
scenario = "builtin:us-china-tariff-war"
[parameters]
a = { lognormal = [1.6, 0.4], at_least = 1 }
b = { triangular = [1, 2, 3] }
[elasticities]
goods = "$a"
services = "$b"
"#,
    ),
    (
        "moved.toml",
        r#"name = "moved"
model = "resourcing"
seed = 3
draws = 2
[parameters]
share = [0.1, 0.4]
part = { uniform = [10, 90] }
[[relocate]]
buyer = "USA"
from = "CHN"
sectors = "electronics"
rule = "given"
weights = [{ region = "MEX", weight = "$part" }, { region = "IND", weight = 50 }]
share = "$share"
"#,
    ),
];

/// Columns that tell rows apart although they may hold numbers.
const KEYS: [&str; 5] = ["year", "scenario", "day", "stage", "period"];
/// Columns whose labels say what the numbers beside them are: amounts and shares are not added up.
const KINDS: [&str; 4] = ["family", "indicator", "kind", "path"];
/// Columns that add up to less are what rounding leaves of zeros: only that they still do is
/// compared.
const FLOOR: f64 = 1e-6;
/// The same for gaps that balancing leaves (`gap_after`), in the unit of the totals it was to meet.
const GAP_FLOOR: f64 = 1e-3;

/// What is stored of the text of a file, or of a column of numbers.
///
/// Sums rather than rounded cells are stored, because a cell can lie as close to where rounding
/// jumps as it likes, and another processor then rounds it to the other side; sums move by as
/// little as the cells do. The second sum has weights of both signs that differ from row to row,
/// so that what one row loses to another is seen as well.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Digest {
    Text { rows: usize, hash: u64 },
    Numbers { size: f64, weighed: f64 },
}

impl Digest {
    /// Two cells of the stored file, and back.
    fn cells(self) -> [String; 2] {
        match self {
            Digest::Text { rows, hash } => [rows.to_string(), format!("{hash:016x}")],
            Digest::Numbers { size, weighed } => {
                [format!("{size:.11e}"), format!("{weighed:.11e}")]
            }
        }
    }

    fn of_cells(size: &str, weighed: &str) -> Self {
        match u64::from_str_radix(weighed, 16) {
            Ok(hash) => Digest::Text { rows: size.parse().unwrap(), hash },
            Err(_) => {
                Digest::Numbers { size: size.parse().unwrap(), weighed: weighed.parse().unwrap() }
            }
        }
    }

    fn agrees(self, other: Self, tolerance: f64, floor: f64) -> bool {
        match (self, other) {
            (Digest::Numbers { size: a, weighed: v }, Digest::Numbers { size: b, weighed: w }) => {
                let size = a.max(b);
                size < floor
                    || ((a - b).abs() <= tolerance * size && (v - w).abs() <= tolerance * size)
            }
            _ => self == other,
        }
    }
}

/// Digests in the order in which they were found, by command and column.
type Digests = Vec<((String, String), Digest)>;

/// The 64-bit hash of Fowler, Noll and Vo.
struct Hash(u64);

impl Hash {
    fn new() -> Self {
        Hash(0xcbf2_9ce4_8422_2325)
    }

    fn add(&mut self, text: &str) {
        for byte in text.bytes().chain([0]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

/// A number from -1 to 1 that follows from the place of a row alone.
fn weight(row: u64) -> f64 {
    let mut bits = (row + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (bits >> 11) as f64 / (1u64 << 52) as f64 - 1.0
}

/// One column of a file, or the part of it that is of one kind.
#[derive(Default)]
struct Column {
    rows: u64,
    /// Rows, and what stands there; empty cells are not here.
    numbers: Vec<(u64, f64)>,
    is_text: bool,
}

impl Column {
    fn add(&mut self, cell: &str) {
        match cell.parse::<f64>() {
            Ok(number) if number.is_finite() => self.numbers.push((self.rows, number)),
            _ => self.is_text |= !cell.is_empty(),
        }
        self.rows += 1;
    }

    fn digest(&self) -> Option<Digest> {
        if self.is_text || self.numbers.is_empty() {
            return None;
        }
        let size = self.numbers.iter().map(|(_, number)| number.abs()).sum();
        let weighed = self.numbers.iter().map(|(row, number)| weight(*row) * number).sum();
        Some(Digest::Numbers { size, weighed })
    }
}

/// Digests of a CSV text: of its keys and words, of which cells are empty, and of every column of
/// numbers. Columns of a table, whose header begins with an empty cell, are taken together by
/// region.
fn digests(text: &str) -> Vec<(String, Digest)> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.unwrap()).collect();
    let Some((header, rows)) = rows.split_first() else { return vec![] };
    let table = header[0].is_empty();
    let kinds: Vec<usize> =
        (0..header.len()).filter(|&k| KINDS.contains(&&header[k]) && !table).collect();
    let name = |row: &csv::StringRecord, k: usize| {
        if table {
            return header[k].split('_').next().unwrap_or("").to_owned();
        }
        let kind: String = kinds.iter().map(|&at| format!(" {}", &row[at])).collect();
        format!("{}{kind}", &header[k])
    };
    let mut order: Vec<String> = vec![];
    let mut columns: HashMap<String, Column> = HashMap::new();
    for row in rows {
        for (k, cell) in row.iter().enumerate() {
            let name = name(row, k);
            let column = columns.entry(name).or_insert_with_key(|name| {
                order.push(name.clone());
                let is_text = KEYS.contains(&&header[k]) || KINDS.contains(&&header[k]);
                Column { is_text, ..Column::default() }
            });
            column.add(cell);
        }
    }
    let mut hash = Hash::new();
    header.iter().for_each(|cell| hash.add(cell));
    for row in rows {
        for (k, cell) in row.iter().enumerate() {
            let is_number = !columns[&name(row, k)].is_text && !cell.is_empty();
            hash.add(if is_number { "0" } else { cell });
        }
        hash.add("\n");
    }
    let words: Vec<&str> = header.iter().take(if table { 0 } else { usize::MAX }).collect();
    let text = Digest::Text { rows: rows.len(), hash: hash.0 };
    let numbers = order.into_iter().filter_map(|name| {
        let digest = columns[&name].digest()?;
        Some((name, digest))
    });
    [(format!("text {}", words.join(" ")), text)].into_iter().chain(numbers).collect()
}

/// JSON as CSV, a line for every value.
fn lines_of(json: &serde_json::Value, path: &str, lines: &mut csv::Writer<Vec<u8>>) {
    match json {
        serde_json::Value::Object(entries) => {
            entries
                .iter()
                .for_each(|(key, value)| lines_of(value, &format!("{path}.{key}"), lines));
        }
        serde_json::Value::Array(values) => {
            values.iter().for_each(|value| lines_of(value, &format!("{path}[]"), lines));
        }
        // Where a file lies is not part of a result.
        serde_json::Value::String(text) => {
            let name =
                Path::new(text).file_name().map_or(text.as_str(), |name| name.to_str().unwrap());
            lines.write_record([path, name]).unwrap();
        }
        other => lines.write_record([path, &other.to_string()]).unwrap(),
    }
}

/// What a command has printed and written, by name of the file.
fn outputs(stdout: Vec<u8>, folder: &Path) -> Vec<(String, String)> {
    let mut found = vec![];
    let mut text = String::from_utf8(stdout).unwrap();
    if text.starts_with(['{', '[']) {
        let mut lines = csv::Writer::from_writer(vec![]);
        lines.write_record(["path", "value"]).unwrap();
        lines_of(&serde_json::from_str(&text).unwrap(), "", &mut lines);
        text = String::from_utf8(lines.into_inner().unwrap()).unwrap();
    }
    if !text.is_empty() {
        found.push((String::new(), text));
    }
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.to_string_lossy().ends_with("about.json")
                && !path.ends_with("datapackage.json")
            {
                let name = path.file_name().unwrap().to_string_lossy();
                found.push((format!("{name}: "), std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// A name that two columns of a CSV text have.
fn name_of_two(text: &str) -> Option<String> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let names: Vec<String> = reader.headers().ok()?.iter().map(str::to_owned).collect();
    let twice = |k: &usize| names[..*k].contains(&names[*k]);
    (1..names.len()).find(twice).map(|k| names[k].clone())
}

/// Where a word of a command points.
fn resolved(word: &str, files: &Path, wiod: Option<&Path>) -> String {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = match (word.strip_prefix('@'), word.strip_prefix("wiod13:"), wiod) {
        (Some(name), ..) => files.join(name),
        (_, Some(year), Some(wiod)) => wiod.join(format!("wiod13_{year}.csv.gz")),
        _ if word.starts_with("seeds/") || word.starts_with("data/") => here.join(word),
        _ => return word.to_owned(),
    };
    path.to_string_lossy().into_owned()
}

/// Runs a command in a folder of its own, on one thread, so that no sum depends on their number.
fn run(command: &str, files: &Path, wiod: Option<&Path>) -> Result<Digests, String> {
    let folder = tempfile::tempdir().unwrap();
    let words = command.split_whitespace().map(|word| resolved(word, files, wiod));
    let output = Command::cargo_bin("tripole")
        .unwrap()
        .args(words)
        .args(["--quiet", "--threads", "1"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    if !output.status.success() {
        return Err(format!("{command}: {}", String::from_utf8_lossy(&output.stderr)));
    }
    let outputs = outputs(output.stdout, folder.path());
    if let Some(name) = outputs.iter().find_map(|(_, text)| name_of_two(text)) {
        return Err(format!("{command}: two columns are called `{name}`"));
    }
    let all = outputs.into_iter().flat_map(|(file, text)| {
        digests(&text).into_iter().map(move |(column, digest)| (format!("{file}{column}"), digest))
    });
    Ok(all.map(|(column, digest)| ((command.to_owned(), column), digest)).collect())
}

/// Runs every command, as many at once as there are processors.
fn run_all(
    commands: &[(f64, &str)],
    files: &Path,
    wiod: Option<&Path>,
) -> Vec<Result<Digests, String>> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(HashMap::new());
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some((_, command)) = commands.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let result = run(command, files, wiod);
                    done.lock().unwrap().insert(*command, result);
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap();
    commands.iter().map(|(_, command)| done.remove(command).expect("given once")).collect()
}

fn stored_file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/frozen.csv")
}

fn stored() -> Digests {
    let mut reader = csv::Reader::from_path(stored_file()).unwrap();
    let lines = reader.records().map(|line| line.unwrap());
    lines
        .map(|line| {
            let digest = Digest::of_cells(&line[2], &line[3]);
            ((line[0].to_owned(), line[1].to_owned()), digest)
        })
        .collect()
}

fn store(found: &Digests) {
    let mut writer = csv::Writer::from_path(stored_file()).unwrap();
    writer.write_record(["command", "column", "size", "weighed"]).unwrap();
    for ((command, column), digest) in found {
        let [size, weighed] = digest.cells();
        writer.write_record([command, column, &size, &weighed]).unwrap();
    }
    writer.flush().unwrap();
}

#[test]
fn results_are_what_they_were() {
    let wiod = shared("data/wiod13");
    let here = |command: &str| wiod.is_some() || !command.contains("wiod13:");
    let commands: Vec<(f64, &str)> =
        COMMANDS.iter().copied().filter(|(_, command)| here(command)).collect();
    let files = tempfile::tempdir().unwrap();
    for (name, text) in FILES {
        std::fs::write(files.path().join(name), text).unwrap();
    }
    let mut failures = String::new();
    let mut found: Digests = vec![];
    for result in run_all(&commands, files.path(), wiod.as_deref()) {
        match result {
            Ok(digests) => found.extend(digests),
            Err(failure) => writeln!(failures, "{failure}").unwrap(),
        }
    }
    if std::env::var_os("TRIPOLE_FREEZE").is_some() {
        assert!(wiod.is_some() && failures.is_empty(), "not stored: {failures}");
        return store(&found);
    }
    let tolerances: HashMap<&str, f64> =
        COMMANDS.iter().map(|(t, command)| (*command, *t)).collect();
    let mut stored: HashMap<(String, String), Digest> = stored().into_iter().collect();
    for (place, now) in found {
        let (command, column) = &place;
        let before = stored.remove(&place);
        let tolerance = tolerances[command.as_str()];
        let floor = if column.contains("gap_after") { GAP_FLOOR } else { FLOOR };
        let agree = before.is_some_and(|before| before.agrees(now, tolerance, floor));
        if !agree {
            let before = before.map_or("nothing".to_owned(), |before| before.cells().join(" "));
            let now = now.cells().join(" ");
            writeln!(failures, "{command}: {column}: stored {before}, now {now}").unwrap();
        }
    }
    let mut gone: Vec<(String, String)> =
        stored.into_keys().filter(|(command, _)| here(command)).collect();
    gone.sort();
    for (command, column) in gone {
        writeln!(failures, "{command}: {column}: stored, now nothing").unwrap();
    }
    assert!(
        failures.is_empty(),
        "{} results are not what they were (if that is meant: TRIPOLE_FREEZE=1):\n{failures}",
        failures.lines().count()
    );
}
