//! What a text that is no known table is nearest to.

use super::text::Opened;
use super::{Input, Layout, ReadOptions, header, long, source};
use crate::error::{Error, Place, Problem};
use crate::sources::{RECORDS, Shape};

/// Names that any file of data may have.
const COMMON: [&str; 8] =
    ["year", "value", "region", "country", "Country", "Year", "sector", "unit"];

/// The error for a text whose header has some of the columns of a known layout, and not all.
pub(super) fn error(input: &Input, options: &ReadOptions) -> Option<Error> {
    if matches!(input, Input::Stdin) || options.layout.is_some() {
        return None;
    }
    let text = source::open(input, options.year).ok()?;
    let opened = Opened::new(text, header::Shape::Table).ok()?;
    let has = |name: &str| opened.header.iter().any(|found| found == name);
    let telling = |names: &[&'static str]| {
        names.iter().filter(|name| has(name) && !COMMON.contains(*name)).count()
    };
    let all = layouts();
    let (layout, names) = all.iter().max_by_key(|(_, names)| telling(names))?;
    if telling(names) == 0 {
        return None;
    }
    let missing = names.iter().filter(|name| !has(name)).map(|name| (*name).to_owned());
    let missing: Vec<String> = missing.collect();
    // What is wrong with a file that has them all is said of its content.
    if missing.is_empty() {
        return None;
    }
    let problem = Problem::NearLayout { layout, missing };
    Some(Error::input(opened.name, Place::Line(opened.header_line), problem))
}

/// Layouts that are told by the names of columns, each with these.
fn layouts() -> Vec<(&'static str, Vec<&'static str>)> {
    let mut found = vec![("long", long::COLUMNS.to_vec())];
    for layout in Layout::all() {
        if let Layout::Flat(_, labels) = layout {
            let names = labels.year.iter().chain(&labels.columns).chain(labels.others);
            found.push((labels.name, names.copied().collect()));
        }
    }
    for (source, shape) in RECORDS.iter().flat_map(|it| it.shapes.iter().map(move |s| (it, s))) {
        if let Shape::Numbered(labels) = shape {
            let mut names = vec![labels.code, labels.region, labels.year];
            names.extend(labels.numbers.as_ref().map(|numbers| numbers.column));
            found.push((source.name, names));
        }
    }
    found
}
