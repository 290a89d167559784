//! What there is to choose from: tables with their names, models.

use std::ffi::OsStr;
use std::path::Path;

use serde_json::{Value, json};
use tripole::error::shown_path;
use tripole::models::{MODELS, Record};
use tripole::sources::{
    GROUPS, ProductGroup, SourceRecord, blocs_of, names_of, products, words_of_regions,
};
use tripole::table::{Geography, Index};
use tripole::{Mrio, Result};

use super::super::args::Run;
use super::super::load;

/// A table with the blocs that commands take if none are named.
pub fn geography(table: &Mrio, run: &Run) -> Result<Geography> {
    let index = table.index();
    let blocs = load::blocs(Path::new("builtin"), [index], run)?;
    Geography::new(index, &[], &blocs_of(index, &blocs)?)
}

/// A table for who chooses in it: codes with names, words for products, groups of economies.
pub fn table(name: &str, typed: &OsStr, table: &Mrio, geography: &Geography) -> Value {
    let (index, source) = (table.index(), table.source());
    let names = names_of(geography);
    let map = geography.map().ok();
    let of_economy = |(code, words): (&String, Vec<&str>)| {
        let id = index.find_region(code).ok().map(|it| geography.economies().of_region(it));
        let bloc = map.zip(id).map(|(map, id)| &geography.blocs().names()[map.of(id).position()]);
        json!({ "code": code, "name": names.of("region", code).unwrap_or(code), "bloc": bloc, "words": words })
    };
    let called = words_of_regions(index);
    let economies: Vec<Value> = index.region_codes().iter().zip(called).map(of_economy).collect();
    let sectors: Vec<Value> = index
        .sector_codes()
        .iter()
        .map(|code| json!({ "code": code, "name": names.of("sector", code).unwrap_or(code) }))
        .collect();
    let title = SourceRecord::of_codes(index)
        .map_or_else(|| source.note.clone(), |record| record.title.to_owned());
    json!({
        "name": name,
        "file": shown_path(&typed.to_string_lossy()),
        "title": title,
        "year": source.year,
        "unit": table.unit(),
        "economies": economies,
        "sectors": sectors,
        "products": product_words(index),
        "groups": groups(index),
    })
}

/// Words that stand for sectors of the table.
fn product_words(index: &Index) -> Vec<Value> {
    let of = |group: &ProductGroup| {
        let sectors: Vec<&str> =
            products(index, *group).into_iter().map(|it| index.sector(it)).collect();
        (!sectors.is_empty()).then(|| json!({ "word": group.name(), "sectors": sectors }))
    };
    ProductGroup::ALL.iter().filter_map(of).collect()
}

/// Groups that are known by name, with the members that the table has.
fn groups(index: &Index) -> Vec<Value> {
    let of = |group: &'static tripole::sources::KnownGroup| {
        let members = group.regions(index).into_iter();
        let members: Vec<&str> = members.map(|it| index.region(it)).collect();
        let title = group.title_in(index);
        (members.len() > 1)
            .then(|| json!({ "name": group.name, "title": title, "members": members }))
    };
    GROUPS.iter().filter_map(of).collect()
}

/// The models, with what must not be left out when a number of theirs is quoted.
pub fn models() -> Value {
    let of = |record: &'static Record| {
        let reads: Vec<&str> = record.reads.iter().map(|kind| kind.name()).collect();
        let levels: Vec<&str> = record.levels.iter().map(|level| level.name()).collect();
        json!({
            "name": record.name,
            "summary": record.summary,
            "caveat": record.caveat,
            "reads": reads,
            "levels": levels,
        })
    };
    MODELS.into_iter().map(of).collect()
}
