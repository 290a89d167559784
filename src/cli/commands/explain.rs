//! What codes mean: columns of results, methods, classes, regions, sectors, groups.

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::sync::LazyLock;

use serde_json::{Value, json};
use tripole::error::{nearest, shown_path};
use tripole::frame::glossary::{self, Term};
use tripole::sources::{
    COUNTRIES, Country, GROUPS, KnownGroup, RECORDS, known_groups, region_name,
};
use tripole::{Error, Index, Result};

use super::super::Outcome;
use super::super::args::{ExplainArgs, GroupsArgs, Run, TableArgs};
use super::super::guide::{self, Entry};
use super::super::load::{self, BUILTIN_TABLE};
use super::super::output::{Sink, on_terminal, say};

/// The columns of a result of a command.
struct Columns {
    command: &'static str,
    frame: &'static str,
    names: Vec<&'static str>,
    /// The unit of each; empty for words.
    units: Vec<&'static str>,
}

/// `command,frame,columns,units`, without quotation marks; a test keeps it.
static COLUMNS: LazyLock<Vec<Columns>> = LazyLock::new(|| {
    let line = |line: &'static str| {
        let mut cells = line.split(',');
        let (command, frame) = (cells.next()?, cells.next()?);
        let names = cells.next()?.split(' ').collect();
        Some(Columns { command, frame, names, units: cells.next()?.split(';').collect() })
    };
    include_str!("../../../data/columns.csv").lines().skip(1).filter_map(line).collect()
});

/// Something that a code means.
struct Meaning {
    code: String,
    /// `column`, `method`, `region`, `sector`, `group`, ...
    kind: String,
    label: String,
    definition: String,
    /// Of a column of numbers: its unit, of several where results differ.
    units: Vec<String>,
    source: String,
    classes: Vec<(String, String)>,
    /// Commands that have it, or sources that use it.
    found_in: Vec<String>,
    /// What the guide says of it.
    guide: Option<&'static Entry>,
}

pub fn groups(args: &GroupsArgs, run: &Run) -> Result<Outcome> {
    let sink = Sink::open(&args.output, run)?;
    let (groups, table) = groups_and_table(&args.group)?;
    let table = load::table(&TableArgs { table, reading: args.reading.clone() }, run)?;
    let frame = known_groups(table.index());
    let names: Vec<&str> = groups.iter().map(|group| group.name).collect();
    if groups.is_empty() {
        return sink.put(frame);
    }
    if !sink.is_for_people() {
        return sink.put(frame.select("group", &names));
    }
    let texts: Vec<String> =
        groups.into_iter().map(|group| text_of_group(group, table.index())).collect();
    say(&texts.join("\n"))
}

/// What was typed: groups, and a table before or behind them. A file that is there is a table, whatever its
/// name.
fn groups_and_table(what: &[OsString]) -> Result<(Vec<&'static KnownGroup>, OsString)> {
    let named = |name: &OsString| {
        let code = name.to_string_lossy().into_owned();
        KnownGroup::named(&code).ok_or_else(|| {
            let groups: Vec<String> = GROUPS.iter().map(|group| group.name.to_owned()).collect();
            Error::Unknown { what: "group", near: nearest(&groups, &code), code }
        })
    };
    // A file has an ending, or lies in a folder.
    let is_table = |name: &&OsString| {
        Path::new(name).exists() || name.to_string_lossy().contains(['.', '/', '\\', ':', '-'])
    };
    let (tables, groups): (Vec<&OsString>, Vec<&OsString>) = what.iter().partition(is_table);
    let table = match tables.as_slice() {
        [] => BUILTIN_TABLE.into(),
        [table] => (*table).clone(),
        [one, other, ..] => {
            let word = |name: &OsStr| format!("`{}`", shown_path(&name.to_string_lossy()));
            let reason = "members are looked for in one table";
            return Err(Error::conflict(word(one), word(other), reason));
        }
    };
    Ok((groups.into_iter().map(named).collect::<Result<_>>()?, table))
}

/// Who belongs to a group, and who of them is in a table.
fn text_of_group(group: &'static KnownGroup, index: &Index) -> String {
    let missing = group.missing(index);
    let name = |code: &&str| format!("{code} {}", region_name(code).unwrap_or_default());
    let (present, absent): (Vec<&str>, Vec<&str>) =
        group.members.iter().partition(|code| !missing.contains(code));
    let mut text = Meaning::of_group(group).text();
    for (words, codes) in [("In the table", present), ("Not in it", absent)] {
        if !codes.is_empty() {
            let names: Vec<String> = codes.iter().map(name).collect();
            let line = format!("  {words} ({}): {}", codes.len(), names.join(", "));
            text.push_str(&format!("{}\n", on_terminal(&line, 4)));
        }
    }
    text
}

pub fn explain(args: &ExplainArgs) -> Result<Outcome> {
    if args.codes.is_empty() {
        return say(&if args.json { all_json() } else { all_text() });
    }
    let mut found = vec![];
    // Words of one term need no quotation marks.
    let joined = args.codes.join(" ");
    let codes = if args.codes.len() > 1 && !meanings(&joined).is_empty() {
        &vec![joined]
    } else {
        &args.codes
    };
    for code in codes.iter().flat_map(|codes| codes.split(',')).map(str::trim) {
        let meanings = meanings(code);
        if meanings.is_empty() {
            return Err(Error::Unknown {
                what: "term or code",
                code: code.to_owned(),
                near: nearest(&known(), code),
            });
        }
        found.extend(meanings);
    }
    if args.json {
        let list: Vec<Value> = found.iter().map(Meaning::to_json).collect();
        return say(&format!("{:#}\n", json!(list)));
    }
    let texts: Vec<String> = found.iter().map(Meaning::text).collect();
    say(&texts.join("\n"))
}

/// All that a code means: under this very spelling, or else in other letters and by name.
fn meanings(code: &str) -> Vec<Meaning> {
    let exact = |text: &str| text == code;
    let wanted = plain(code);
    let like = |text: &str| plain(text) == wanted;
    let found = all_meanings(&exact);
    if found.is_empty() { all_meanings(&like) } else { found }
}

fn all_meanings(is_meant: &dyn Fn(&str) -> bool) -> Vec<Meaning> {
    let terms = glossary::terms().iter();
    let mut found: Vec<Meaning> = terms
        .filter(|term| is_meant(&term.name) || is_meant(&term.label))
        .map(Meaning::of_term)
        .collect();
    found.extend(regions(is_meant));
    found.extend(sectors(is_meant));
    let groups = GROUPS.iter().filter(|group| is_meant(group.name) || is_meant(group.title));
    found.extend(groups.map(Meaning::of_group));
    // What the guide says of several is said once.
    for k in 1..found.len() {
        let (before, rest) = found.split_at_mut(k);
        let told = |entry: &Entry| {
            before.iter().any(|it| it.guide.is_some_and(|told| std::ptr::eq(told, entry)))
        };
        rest[0].guide = rest[0].guide.filter(|entry| !told(entry));
    }
    let is_word =
        |entry: &&Entry| is_meant(entry.title) || entry.words.iter().any(|it| is_meant(it));
    for entry in guide::entries().iter().filter(is_word) {
        // Of a column of this name the guide has been told.
        if !found.iter().any(|it| it.guide.is_some_and(|told| std::ptr::eq(told, entry))) {
            found.push(Meaning::of_entry(entry));
        }
    }
    found
}

/// Countries, areas of sources and parts of split countries.
fn regions(is_meant: &dyn Fn(&str) -> bool) -> Vec<Meaning> {
    let country =
        |country: &&Country| country.codes.iter().chain(country.names).any(|text| is_meant(text));
    let mut found: Vec<Meaning> =
        COUNTRIES.iter().filter(country).map(Meaning::of_country).collect();
    for record in RECORDS {
        let areas = record.areas.iter().filter(|(code, name)| is_meant(code) || is_meant(name));
        found.extend(areas.map(|(code, name)| {
            Meaning::of_region(code, (*name).to_owned(), vec![record.name.to_owned()])
        }));
        let parts = record.parts.iter().flat_map(|(_, parts)| *parts);
        found.extend(parts.filter(|part| is_meant(part)).map(|part| {
            let name = region_name(part).unwrap_or_default();
            Meaning::of_region(part, name, vec![record.name.to_owned()])
        }));
    }
    found
}

/// What sectors of this code or name are in each source, one meaning for each name.
fn sectors(is_meant: &dyn Fn(&str) -> bool) -> Vec<Meaning> {
    let mut found: Vec<Meaning> = vec![];
    for (record, edition) in
        RECORDS.iter().flat_map(|record| record.editions.iter().map(move |it| (record, it)))
    {
        for code in edition.sectors.codes() {
            let title = edition.sector_title(code).unwrap_or_default();
            if !(is_meant(code) || is_meant(title)) {
                continue;
            }
            let place = format!("{} {}", record.name, edition.name);
            match found.iter_mut().find(|it| it.code == code && it.label == title) {
                Some(same) => same.found_in.push(place),
                None => found.push(Meaning {
                    code: code.to_owned(),
                    kind: "sector".to_owned(),
                    label: title.to_owned(),
                    definition: String::new(),
                    units: vec![],
                    source: String::new(),
                    classes: vec![],
                    found_in: vec![place],
                    guide: None,
                }),
            }
        }
    }
    found
}

/// Everything that can be asked for.
fn known() -> Vec<String> {
    let terms = glossary::terms().iter().map(|term| term.name.as_str());
    let countries = COUNTRIES.iter().flat_map(|country| country.codes.iter().chain(country.names));
    let editions = RECORDS.iter().flat_map(|record| record.editions);
    let sectors = editions.flat_map(|edition| edition.sectors.codes());
    let groups = GROUPS.iter().map(|group| group.name);
    let words = guide::entries().iter().flat_map(|entry| entry.words.iter().copied());
    let titles = guide::entries().iter().map(|entry| entry.title);
    let codes = terms.chain(countries.copied()).chain(sectors).chain(groups);
    codes.chain(words).chain(titles).map(str::to_owned).collect()
}

/// What the guide says of a term; of a name that several columns have, only of those that its command has.
fn guide_of(term: &Term, found_in: &[String]) -> Option<&'static Entry> {
    let entry = guide::of_column(&term.name)?;
    let command = entry.command.split(' ').nth(1).unwrap_or_default();
    let is_there = |place: &String| place.split(' ').next() == Some(command);
    let same = glossary::terms().iter().filter(|it| it.name == term.name).count();
    (same == 1 || found_in.iter().any(is_there)).then_some(entry)
}

/// Letters and digits in lower case, in one spelling: `de-risking` and `derisking`, `GVCs` and `GVC`,
/// `specialization` and `specialisation` are one.
fn plain(text: &str) -> String {
    let letters: String = text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    let one = ["ization", "izing", "ized", "ize"]
        .into_iter()
        .fold(letters, |word, ending| word.replace(ending, &ending.replace('z', "s")));
    match one.strip_suffix('s') {
        Some(single) if single.chars().count() > 2 && !single.ends_with('s') => single.to_owned(),
        _ => one,
    }
}

impl Meaning {
    fn of_term(term: &Term) -> Self {
        let found_in = commands_with(term);
        let kind = if found_in.is_empty() && !term.frames.is_empty() {
            term.frames.clone()
        } else {
            "column".to_owned()
        };
        Meaning {
            code: term.name.clone(),
            kind,
            label: term.label.clone(),
            definition: term.definition.clone(),
            units: units_of(term),
            source: term.source.clone(),
            classes: term.classes.clone(),
            guide: guide_of(term, &found_in),
            found_in,
        }
    }

    /// A measure, or a word of the debate that stands for one.
    fn of_entry(entry: &'static Entry) -> Self {
        Meaning {
            code: entry.title.to_owned(),
            kind: "measure".to_owned(),
            label: String::new(),
            definition: entry.summary.clone(),
            units: vec![],
            source: entry.source.clone(),
            classes: vec![],
            found_in: vec![],
            guide: Some(entry),
        }
    }

    fn of_country(country: &Country) -> Self {
        let mut found_in = vec![];
        for record in RECORDS {
            let code = record.editions.iter().rev().flat_map(|edition| edition.regions);
            let code = code.copied().find(|code| country.codes.contains(code));
            found_in.extend(code.map(|code| format!("{} ({code})", record.name)));
        }
        let [code, others @ ..] = country.codes else {
            return Meaning::of_region("", String::new(), found_in);
        };
        let name = country.names.first().copied().unwrap_or_default();
        let mut words = others.to_vec();
        words.extend(country.names.iter().skip(1));
        let definition = match words.as_slice() {
            [] => String::new(),
            words => format!("Also {}", words.join(", ")),
        };
        Meaning { definition, ..Meaning::of_region(code, name.to_owned(), found_in) }
    }

    fn of_region(code: &str, name: String, found_in: Vec<String>) -> Self {
        Meaning {
            code: code.to_owned(),
            kind: "region".to_owned(),
            label: name,
            definition: String::new(),
            units: vec![],
            source: String::new(),
            classes: vec![],
            found_in,
            guide: None,
        }
    }

    fn of_group(group: &KnownGroup) -> Self {
        let until = group.until.map_or(String::new(), |day| format!(" until {day}"));
        Meaning {
            code: group.name.to_owned(),
            kind: "group".to_owned(),
            label: group.title.to_owned(),
            definition: format!(
                "{} members since {}{until}: {}",
                group.members.len(),
                group.since,
                group.members.join(", ")
            ),
            units: vec![],
            source: group.source.to_owned(),
            classes: vec![],
            found_in: vec![],
            guide: None,
        }
    }

    fn text(&self) -> String {
        let heading = match self.label.as_str() {
            "" => format!("{} ({})", self.code, self.kind),
            label => format!("{}: {label} ({})", self.code, self.kind),
        };
        let mut lines = vec![(heading, 2)];
        if !self.definition.is_empty() {
            lines.push((format!("  {}", self.definition), 2));
        }
        lines
            .extend(self.classes.iter().map(|(class, words)| (format!("    {class}  {words}"), 6)));
        if !self.units.is_empty() {
            lines.push((format!("  Unit: {}", self.units.join("; ")), 4));
        }
        if !self.source.is_empty() {
            lines.push((format!("  Source: {}", self.source), 4));
        }
        if !self.found_in.is_empty() {
            lines.push((format!("  In: {}", self.found_in.join(", ")), 4));
        }
        if let Some(entry) = self.guide {
            let said = [
                ("Formula", entry.formula.as_str()),
                ("Reading", &entry.reading),
                ("Pitfalls", &entry.pitfalls),
            ];
            lines.extend(said.map(|(label, text)| (format!("  {label}: {text}"), 4)));
            if self.kind == "measure" && !entry.columns.is_empty() {
                lines.push((format!("  Columns: {}", entry.columns.join(", ")), 4));
            }
            lines.push((format!("  Command: {}", entry.command), 4));
            lines.push((format!("  Guide: {}, in docs/measures/{}", entry.title, entry.page), 4));
        }
        lines
            .into_iter()
            .map(|(line, indent)| format!("{}\n", on_terminal(&line, indent)))
            .collect()
    }

    fn to_json(&self) -> Value {
        let class = |(code, words): &(String, String)| json!({ "code": code, "label": words });
        json!({
            "code": self.code,
            "kind": self.kind,
            "label": self.label,
            "definition": self.definition,
            "units": self.units,
            "source": self.source,
            "classes": self.classes.iter().map(class).collect::<Vec<Value>>(),
            "found_in": self.found_in,
            "guide": self.guide.map(Entry::to_json),
        })
    }
}

/// Whether a term is of a column of these columns.
fn is_of(term: &Term, columns: &Columns) -> bool {
    columns.names.contains(&term.name.as_str())
        && glossary::term(columns.frame, &term.name).is_some_and(|own| std::ptr::eq(own, term))
}

/// The units of a column in all results.
fn units_of(term: &Term) -> Vec<String> {
    let mut found: Vec<String> = vec![];
    for columns in COLUMNS.iter().filter(|columns| is_of(term, columns)) {
        let pairs = columns.names.iter().zip(&columns.units);
        let own = pairs.filter(|(name, unit)| **name == term.name && !unit.is_empty());
        for (_, unit) in own {
            if !found.iter().any(|known| known == unit) {
                found.push((*unit).to_owned());
            }
        }
    }
    found
}

/// The commands that have a column, each with the result where its name is another one.
fn commands_with(term: &Term) -> Vec<String> {
    let place = |it: &Columns| {
        if it.command == it.frame {
            it.command.to_owned()
        } else {
            format!("{} ({})", it.command, it.frame)
        }
    };
    COLUMNS.iter().filter(|columns| is_of(term, columns)).map(place).collect()
}

/// Terms in the order in which they stand, with where they are: the commands that have them, or else
/// their kind.
fn by_place() -> Vec<(String, Vec<&'static Term>)> {
    let mut places: Vec<(String, Vec<&'static Term>)> = vec![];
    let mut add = |place: String, term: &'static Term| match places
        .iter_mut()
        .find(|(known, _)| *known == place)
    {
        Some((_, terms)) if terms.iter().any(|it| std::ptr::eq(*it, term)) => {}
        Some((_, terms)) => terms.push(term),
        None => places.push((place, vec![term])),
    };
    for columns in COLUMNS.iter() {
        for name in &columns.names {
            if let Some(term) = glossary::term(columns.frame, name) {
                add(columns.command.to_owned(), term);
            }
        }
    }
    for term in glossary::terms().iter().filter(|term| commands_with(term).is_empty()) {
        add(if term.frames.is_empty() { "any command" } else { &term.frames }.to_owned(), term);
    }
    places
}

fn all_text() -> String {
    let mut text = String::new();
    for (place, terms) in by_place() {
        let gap = if text.is_empty() { "" } else { "\n" };
        text.push_str(&format!("{gap}{place}\n"));
        let width = terms.iter().map(|term| term.name.chars().count()).max().unwrap_or(0);
        for term in terms {
            text.push_str(&format!("  {:<width$}  {}\n", term.name, term.label));
        }
    }
    text
}

fn all_json() -> String {
    let list: Vec<Value> =
        glossary::terms().iter().map(|term| Meaning::of_term(term).to_json()).collect();
    format!("{:#}\n", json!(list))
}
