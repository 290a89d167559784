//! Requirements and what follows from them, beside an independent implementation (`reference/more`).

mod categories;
mod gains;
mod national;
mod requirements;
mod responsibility;
mod sda;
mod split;
mod transit;
mod type_two;

use std::collections::HashMap;

use tripole::read::ReadOptions;
use tripole::{Accounting, LeontiefSystem};

use crate::support::{gunzip, shared, shared_table};

/// The tables of the reference, and what each is called.
const TABLES: [(&str, &str); 4] = [
    ("leather", "reference/tables/leather.csv"),
    ("bloc8x4", "reference/tables/bloc8x4.csv"),
    ("edge3x2", "reference/tables/edge3x2.csv"),
    ("wiod13_2011", "data/wiod13/wiod13_2011.csv.gz"),
];

/// The rows of a measure under their five labels (region, sector, partner, partner_sector, category).
type Rows = HashMap<[String; 5], f64>;

/// Numbers of the reference by measure; ours meet them one by one.
struct Reference {
    file: String,
    measures: HashMap<String, Rows>,
}

impl Reference {
    fn open(table: &str) -> Option<Self> {
        Reference::of_file(format!("reference/more/{table}__more.csv.gz"))
    }

    /// Any file of these columns.
    fn of_file(file: String) -> Option<Self> {
        let path = shared(&file)?;
        let zipped = path.extension().is_some_and(|extension| extension == "gz");
        let text = if zipped { gunzip(&path) } else { std::fs::read_to_string(&path).unwrap() };
        let mut measures: HashMap<String, Rows> = HashMap::new();
        for record in csv::Reader::from_reader(text.as_bytes()).records() {
            let record = record.unwrap();
            let labels: [String; 5] = std::array::from_fn(|k| record[k + 1].to_owned());
            let value = if record[6].is_empty() { f64::NAN } else { record[6].parse().unwrap() };
            let twice = measures.entry(record[0].to_owned()).or_default().insert(labels, value);
            // A cell of the chosen row and the chosen column stands there twice.
            assert!(twice.is_none_or(|before| before.to_bits() == value.to_bits()), "{record:?}");
        }
        Some(Reference { file, measures })
    }

    /// Compare all rows of a measure with ours, relative to the largest of it; how many there are.
    fn meet(&self, measure: &str, tolerance: f64, ours: impl Fn([&str; 5]) -> f64) -> usize {
        let Some(rows) = self.measures.get(measure) else { return 0 };
        let finite = rows.values().filter(|value| value.is_finite());
        let scale = finite.fold(0.0_f64, |most, value| most.max(value.abs()));
        for (labels, theirs) in rows {
            let ours = ours(std::array::from_fn(|k| labels[k].as_str()));
            let agree =
                (ours - theirs).abs() <= tolerance * scale || (ours.is_nan() && theirs.is_nan());
            assert!(agree, "{} {measure} {labels:?}: ours {ours}, reference {theirs}", self.file);
        }
        rows.len()
    }
}

/// A table of the reference; `None` when skipping.
fn system_of(path: &str) -> Option<LeontiefSystem> {
    let table = shared_table(path, &ReadOptions::default())?;
    Some(LeontiefSystem::new(table, &Accounting::default()).unwrap())
}
