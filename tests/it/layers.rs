//! The structure that ARCHITECTURE.md promises.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A module may import only from its own or an earlier line.
const LAYERS: &[&[&str]] = &[
    &["error", "labels"],
    &["linalg", "frame"],
    &["mrio", "lines", "scenario"],
    &["balance"],
    &["build"],
    &["formats", "leontief", "synthetic"],
    &["redirect", "trade"],
    &[
        "apl",
        "extract",
        "linkages",
        "multipliers",
        "participation",
        "position",
        "rca",
        "reer",
        "satellite",
        "smile",
        "tiva",
        "value_added",
    ],
    &["chains", "decompose", "gvc_income"],
    &["change"],
    &["armington", "disruption", "equilibrium", "price", "resourcing"],
    &["headline", "impact"],
    &["sweep"],
];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![];
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
    found
}

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Top-level module of a file, and its text without tests and comments.
fn modules() -> Vec<(String, String)> {
    sources(&src())
        .into_iter()
        .map(|path| {
            let inside = path.strip_prefix(src()).unwrap().to_path_buf();
            let first =
                inside.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap();
            let code: String = code
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .map(|line| format!("{line}\n"))
                .collect();
            (first.trim_end_matches(".rs").to_owned(), code)
        })
        .collect()
}

#[test]
fn imports_point_down() {
    let rank: HashMap<&str, usize> = LAYERS
        .iter()
        .enumerate()
        .flat_map(|(rank, names)| names.iter().map(move |name| (*name, rank)))
        .collect();
    for (module, code) in modules() {
        if matches!(module.as_str(), "lib" | "main" | "cli") {
            continue;
        }
        let own =
            rank.get(module.as_str()).unwrap_or_else(|| panic!("module {module} has no layer"));
        for piece in code.split("crate::").skip(1) {
            let name: String =
                piece.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let Some(other) = rank.get(name.as_str()) else { continue };
            let sideways = other == own && name != module;
            assert!(other <= own, "{module} imports {name}, which is above it");
            assert!(
                !sideways
                    || matches!(
                        (module.as_str(), name.as_str()),
                        ("labels", "error") | ("formats", "leontief")
                    ),
                "{module} imports {name} of its own layer"
            );
        }
    }
}

/// `name` may occur only in the modules listed.
fn only_in(name: &str, allowed: &[&str]) {
    for (module, code) in modules() {
        assert!(
            allowed.contains(&module.as_str()) || !code.contains(name),
            "{module} names {name}"
        );
    }
}

#[test]
fn each_library_has_one_owner() {
    only_in("faer::", &["linalg"]);
    only_in("nalgebra::", &["linalg"]);
    only_in("clap::", &["cli"]);
    only_in("indicatif::", &["cli"]);
    only_in("comfy_table::", &["frame"]);
    only_in("rust_xlsxwriter::", &["frame"]);
    only_in("zip::Zip", &["formats"]);
    only_in("petgraph::", &["chains"]);
    only_in("csv::", &["formats", "frame"]);
    only_in("toml::", &["formats"]);
    only_in("rand::", &["scenario"]);
    only_in("rand_distr::", &["scenario"]);
}

#[test]
fn the_library_prints_nothing() {
    for name in ["println!", "eprintln!", "eprint!", "std::env::"] {
        only_in(name, &["cli"]);
    }
}

#[test]
fn no_input_can_panic() {
    for (module, code) in modules() {
        for name in
            [".unwrap()", ".expect(", "panic!(", "todo!(", "unimplemented!(", "unreachable!("]
        {
            assert!(!code.contains(name), "{module} contains {name}");
        }
    }
}
