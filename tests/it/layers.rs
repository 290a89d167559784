//! The structure that ARCHITECTURE.md promises.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The layers of the library. A file imports from its own line or an earlier one.
const LAYERS: &[&[&str]] = &[
    &["error"],
    &["stop"],
    &["linalg"],
    &["frame"],
    &["table"],
    &["sources"],
    &["read", "write"],
    &["leontief"],
    &["measures"],
    &["scenario"],
    &["models"],
    &["make"],
    &["picture"],
    &["report"],
];

/// A source file: the modules that it lies in, outermost first, its code without comments and
/// tests, and the string literals in it.
#[derive(Debug, Clone)]
struct Source {
    modules: Vec<String>,
    code: String,
    strings: Vec<String>,
}

impl Source {
    fn new(path: &str, text: &str) -> Self {
        let mut modules: Vec<String> =
            path.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
        modules.pop_if(|last| last == "mod");
        let code = text.split("#[cfg(test)]").next().unwrap();
        let lines = code.lines().map(|line| line.split("//").next().unwrap());
        let strings = strings(code);
        Source { modules, code: lines.collect::<Vec<_>>().join("\n"), strings }
    }

    fn layer(&self) -> &str {
        &self.modules[0]
    }
}

/// The contents of all string literals of Rust code, those in comments left out.
fn strings(code: &str) -> Vec<String> {
    let (mut found, mut rest) = (vec![], code);
    while let Some(first) = rest.chars().next() {
        let word = |c: char| c.is_alphanumeric() || c == '_';
        let end = rest.find(|c| !word(c)).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let hashes = after.len() - after.trim_start_matches('#').len();
        rest = if rest.starts_with("//") {
            rest.split_once('\n').map_or("", |(_, below)| below)
        } else if rest.starts_with("/*") {
            after_comment(rest)
        } else if matches!(name, "r" | "br" | "cr") && after[hashes..].starts_with('"') {
            let close = format!("\"{}", &after[..hashes]);
            let (text, below) = after[hashes + 1..].split_once(&close).unwrap();
            found.push(text.to_owned());
            below
        } else if !name.is_empty() {
            after
        } else if first == '"' {
            let (text, below) = quoted(&rest[1..]);
            found.push(text);
            below
        } else if first == '\'' {
            after_character(rest)
        } else {
            &rest[first.len_utf8()..]
        };
    }
    found
}

/// What follows a comment in slashes and stars, which may hold others.
fn after_comment(text: &str) -> &str {
    let mut depth = 0;
    for (place, _) in text.char_indices() {
        let here = &text[place..];
        depth += i32::from(here.starts_with("/*")) - i32::from(here.starts_with("*/"));
        if depth == 0 {
            return &here[2..];
        }
    }
    ""
}

/// What follows a character in quotation marks, or the mark of a lifetime.
fn after_character(text: &str) -> &str {
    let mut characters = text.char_indices().skip(1);
    let (_, first) = characters.next().unwrap();
    let (second, mark) = characters.next().unwrap();
    if first == '\\' {
        let close = text[second + mark.len_utf8()..].find('\'').unwrap();
        &text[second + mark.len_utf8() + close + 1..]
    } else if mark == '\'' {
        &text[second + 1..]
    } else {
        &text[1..]
    }
}

/// A string literal after its opening mark, lines that are broken put together, and what follows.
fn quoted(text: &str) -> (String, &str) {
    let (mut inside, mut rest) = (String::new(), text);
    loop {
        let place = rest.find(['"', '\\']).unwrap();
        inside.push_str(&rest[..place]);
        let (mark, below) = rest[place..].split_at(1);
        if mark == "\"" {
            return (inside, below);
        }
        if below.starts_with('\n') {
            rest = below.trim_start();
        } else {
            let escaped = below.chars().next().unwrap();
            inside.extend(['\\', escaped]);
            rest = &below[escaped.len_utf8()..];
        }
    }
}

fn sources(folder: &Path) -> Vec<Source> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = vec![];
    for entry in fs::read_dir(folder).unwrap() {
        let path: PathBuf = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            let inside = path.strip_prefix(&src).unwrap().to_string_lossy().into_owned();
            found.push(Source::new(&inside, &fs::read_to_string(&path).unwrap()));
        }
    }
    found
}

fn all() -> Vec<Source> {
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
}

/// Paths written at the start of `text`: `a::b`, `a::{b, c::d}`, each as its segments.
fn paths(text: &str) -> (Vec<Vec<String>>, &str) {
    let text = text.trim_start();
    if let Some(mut rest) = text.strip_prefix('{') {
        let mut found = vec![];
        loop {
            rest = rest.trim_start();
            if let Some(after) = rest.strip_prefix('}') {
                return (found, after);
            }
            let (paths, after) = paths(rest);
            found.extend(paths);
            let next = after.find([',', '}']).unwrap();
            rest = after[next..].strip_prefix(',').unwrap_or(&after[next..]);
        }
    }
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let Some(rest) = rest.strip_prefix("::") else { return (vec![vec![name.to_owned()]], rest) };
    let (below, rest) = paths(rest);
    let below = below.into_iter().map(|path| [vec![name.to_owned()], path].concat());
    (below.collect(), rest)
}

/// Every path of the crate that a file names, from the root, however it is written.
fn named(source: &Source) -> Vec<Vec<String>> {
    let word = |c: char| c.is_alphanumeric() || c == '_' || c == ':' || c == '$';
    let mut found = vec![];
    for start in ["crate::", "super::"] {
        for (place, _) in source.code.match_indices(start) {
            if source.code[..place].ends_with(word) {
                continue;
            }
            for path in paths(&source.code[place..]).0 {
                let up = path.iter().take_while(|name| *name == "super").count();
                let below = path.into_iter().filter(|name| name != "super" && name != "crate");
                let home = if up == 0 { &[][..] } else { &source.modules };
                let home = &home[..home.len().saturating_sub(up)];
                found.push(home.iter().cloned().chain(below).collect());
            }
        }
    }
    found
}

/// The layer of every name that the root of the library re-exports.
fn of_root(root: &Source) -> BTreeMap<String, String> {
    let exported = root.code.split("pub use ").skip(1).flat_map(|text| paths(text).0);
    exported.map(|path| (path.last().unwrap().clone(), path[0].clone())).collect()
}

/// What imports from below its layer, or from nowhere that is known.
fn wrong_imports(sources: &[Source]) -> Vec<String> {
    let rank = |layer: &str| LAYERS.iter().position(|row| row.contains(&layer));
    let root = sources.iter().find(|source| source.layer() == "lib").unwrap();
    let exported = of_root(root);
    let mut wrong = vec![];
    for source in sources.iter().filter(|s| !matches!(s.layer(), "lib" | "main" | "cli")) {
        let Some(own) = rank(source.layer()) else {
            wrong.push(format!("{} has no layer", source.layer()));
            continue;
        };
        for path in named(source) {
            let Some(first) = path.first() else { continue };
            let layer = exported.get(first).unwrap_or(first);
            let place = source.modules.join("::");
            match rank(layer) {
                None => wrong.push(format!("{place} names {}, of no layer", path.join("::"))),
                Some(other) if other > own => {
                    wrong.push(format!("{place} imports {} from below", path.join("::")));
                }
                Some(_) => {}
            }
        }
    }
    wrong
}

#[test]
fn imports_point_up() {
    let wrong = wrong_imports(&all());
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// However a wrong import is written, the test above would see it.
#[test]
fn a_planted_import_is_found() {
    let clean = all();
    for (file, planted) in [
        ("linalg/planted.rs", "use crate::table::Index;"),
        ("linalg/planted.rs", "use crate::{error::Error, frame::Frame};"),
        (
            "table/planted.rs",
            "use crate::error::{Error,\n    Result};\nuse crate::{\n    leontief,\n};",
        ),
        ("table/planted.rs", "use crate::LeontiefSystem;"),
        ("table/deep/planted.rs", "use super::super::super::models::price::Prices;"),
        ("read/planted.rs", "fn f() { crate::measures::trade::trade(); }"),
        ("frame/planted.rs", "use crate::{error, linalg::{self, Matrix}, table::{Mrio}};"),
        ("measures/planted/deep.rs", "pub(crate) use crate::models::{self as m};"),
        ("scenario/mod.rs", "use super::make;"),
        ("error/planted.rs", "use crate::nowhere::Thing;"),
    ] {
        let mut sources = clean.clone();
        sources.push(Source::new(file, planted));
        assert_eq!(wrong_imports(&sources).len(), 1, "{file}: {planted}");
    }
    let mut sources = clean;
    sources.push(Source::new("somewhere/mod.rs", ""));
    assert_eq!(wrong_imports(&sources), ["somewhere has no layer"]);
}

/// `name` occurs in the layers listed, each of them, and nowhere else.
fn only_in(name: &str, allowed: &[&str]) {
    let mut used: Vec<String> =
        all().iter().filter(|s| s.code.contains(name)).map(|s| s.layer().to_owned()).collect();
    used.sort_unstable();
    used.dedup();
    assert_eq!(used, allowed, "who names {name}");
}

#[test]
fn each_library_has_its_owners() {
    only_in("faer::", &["linalg"]);
    only_in("nalgebra::", &["linalg"]);
    only_in("clap::", &["cli"]);
    only_in("indicatif::", &["cli"]);
    only_in("comfy_table::", &["cli"]);
    only_in("rust_xlsxwriter::", &["frame", "write"]);
    only_in("::parquet::", &["frame"]);
    only_in("zip::Zip", &["read"]);
    only_in("safetensors::", &["read"]);
    only_in("crc32fast::", &["read"]);
    only_in("bytemuck::", &["linalg", "read"]);
    only_in("memmap2::", &["linalg"]);
    only_in("calamine::", &["read"]);
    only_in("dta::stata", &["read"]);
    only_in("petgraph::", &["measures"]);
    // Reading writes a label as a table would, to see whether it is read as it was.
    only_in("csv::", &["frame", "read", "write"]);
    only_in("toml::", &["scenario"]);
    only_in("rand::", &["scenario"]);
    only_in("rand_distr::", &["scenario"]);
    only_in("strsim::", &["error"]);
}

#[test]
fn the_library_prints_nothing() {
    // Which end a run where nobody hears them.
    for name in ["println!", "eprintln!", "eprint!"] {
        only_in(name, &[]);
    }
    for name in ["io::stdout", "io::stderr"] {
        only_in(name, &["cli"]);
    }
    only_in("std::env::", &["cli"]);
}

#[test]
fn no_input_can_panic() {
    for name in [".unwrap()", ".expect(", "panic!(", "todo!(", "unimplemented!(", "unreachable!("] {
        only_in(name, &[]);
    }
}

/// What finds a column of a frame by its name.
const LOOKUPS: [&str; 8] = [
    ".real(",
    ".key(",
    ".value(&[",
    ".indicators(",
    ".select(",
    "Frame::real",
    "Frame::key",
    "Frame::indicators",
];

/// Modules that look for a column, and what they use: beside the frame itself and the program,
/// which show whatever they are given.
fn frames_read_by_name(sources: &[Source]) -> Vec<String> {
    // Pictures and reports are made of frames, and refuse those that lack a column.
    let shows = ["frame", "main", "cli", "picture", "report"];
    let reads = sources.iter().filter(|s| !shows.contains(&s.layer()));
    let found = |source: &Source| -> Vec<String> {
        let code: String = source.code.split_whitespace().collect();
        let used = LOOKUPS.into_iter().filter(|lookup| code.contains(lookup));
        used.map(|lookup| format!("{} {lookup}", source.modules.join("::"))).collect()
    };
    reads.flat_map(found).collect()
}

/// Results are structs inside the library: a column of another name must not become an empty result.
#[test]
fn no_module_reads_a_frame_by_the_name_of_a_column() {
    let found = frames_read_by_name(&all());
    assert!(found.is_empty(), "{found:#?}");
}

/// However a column is looked for, the test above would see it, and it sees nothing else.
#[test]
fn a_planted_lookup_is_found() {
    let found = |path: &str, text: &str| {
        frames_read_by_name(&[Source::new(path, &format!("fn f() {{ {text} }}"))]).len()
    };
    for planted in [
        r#"frame.real("vax").unwrap_or_default().to_vec()"#,
        "frame\n    .real(name)",
        r#"let column = |name| shares.real(name); column("final_va_local")"#,
        r#"spread.key("base")"#,
        r#"pairs.value(&["USA", "CHN"], "balance_va")"#,
        "pairs.value(\n    &[s.name(), r.name()],\n    column,\n)",
        r#"frame.indicators().iter().find(|column| column.name() == "vax")"#,
        r#"frame.select("family", &["output"])"#,
        r#"frames.iter().filter_map(|frame| Frame::key(frame, "region"))"#,
    ] {
        assert_eq!(found("measures/planted.rs", planted), 1, "{planted}");
        assert_eq!(found("frame/planted.rs", planted) + found("cli/planted.rs", planted), 0);
    }
    for clean in [
        "// frame.real(name)\n lines.sum(&values)",
        "map.keys().map(|key| key.label(row))",
        "setting.value(text)",
        r#"frame.with_key("region", names, 0..g).with_indicator("vax", unit, vax)"#,
    ] {
        assert_eq!(found("measures/planted.rs", clean), 0, "{clean}");
    }
}

/// Strings of the library that only a user of the program would understand: options with dashes,
/// and the program's commands.
fn front_ends_named(sources: &[Source]) -> Vec<String> {
    let short = |text: &str| {
        let after = text.split("`-").skip(1);
        after.into_iter().any(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()))
    };
    let named = |text: &&String| text.contains("--") || text.contains("tripole ") || short(text);
    let library = sources.iter().filter(|s| !matches!(s.layer(), "main" | "cli"));
    let place = |source: &Source, text: &String| format!("{}: {text}", source.modules.join("::"));
    library
        .flat_map(|source| source.strings.iter().filter(named).map(|text| place(source, text)))
        .collect()
}

/// An error carries options and tasks, and the front end words them (`error::Wording`).
#[test]
fn the_library_names_no_front_end() {
    let named = front_ends_named(&all());
    assert!(named.is_empty(), "{named:#?}");
}

/// However a front end is named, the test above would see it, and it sees nothing else.
#[test]
fn a_planted_front_end_is_found() {
    let found = |text: &str| front_ends_named(&[Source::new("table/planted.rs", text)]).len();
    for planted in [
        r#"fn f() -> &'static str { "use `--method gras`" }"#,
        r#"const HINT: &str = "look at `tripole check`";"#,
        r#"const HINT: &str = "`-o FILE.csv` saves it";"#,
        "const HINT: &str = \"they are listed by `tripole \\\n    info`\";",
        r##"const HINT: &str = r#"a "quoted" --flag"#;"##,
        r#"fn f(c: char) { if c == '"' || c == '\'' { say("--by"); } }"#,
        r#"/* "closed" /* twice */ */ fn f<'a>(x: &'a str) { say(b"--by"); }"#,
        r#"fn f() { say("an escaped \" and --by"); }"#,
    ] {
        assert_eq!(found(planted), 1, "{planted}");
    }
    for clean in [
        "/// The name that `--perspective` takes.\nfn f() {}",
        "//! `tripole check \"--strict\"`\nfn f() {}",
        "/* \"--by\" */ fn f(n: i32) -> i32 { n - -1 }",
        r#"fn f() { say("write numbers with `-`, 1-2 or a - b"); }"#,
        "fn f() {}\n#[cfg(test)]\nmod tests { const TYPED: &str = \"--by\"; }",
    ] {
        assert_eq!(found(clean), 0, "{clean}");
    }
    let cli = Source::new("cli/hints.rs", r#"const FLAG: &str = "--by";"#);
    assert!(front_ends_named(&[cli]).is_empty());
}

/// The reader of strings reads all of the library as the compiler does.
#[test]
fn strings_are_read_as_the_compiler_reads_them() {
    let code = r##"f("a", 'b', '"', "c\"d", b"e", r"\f", r#"g"h"#, '\u{2d}', "i \
        j", x::<'static>("k")) // "l""##;
    let expected = ["a", "c\\\"d", "e", "\\f", "g\"h", "i j", "k"];
    assert_eq!(strings(code), expected);
}
