//! What shells, `man` and citations are told.

use std::collections::BTreeSet;

use super::*;

#[test]
fn shells_complete_every_command() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = ok(&["completions", shell]);
        let missing: Vec<String> =
            commands().into_iter().filter(|command| !script.contains(command.as_str())).collect();
        assert!(missing.is_empty(), "{shell}: {missing:?}");
        assert!(script.contains("by") && script.contains("armington"), "{shell}");
    }
    assert_eq!(tripole(&["completions", "cmd"]).status.code(), Some(2));
    assert_eq!(tripole(&["completions"]).status.code(), Some(2));
}

#[test]
fn every_command_has_a_page() {
    let page = ok(&["man"]);
    assert!(page.contains(".TH") && page.contains("tripole"), "{page}");
    let folder = tempfile::tempdir().unwrap();
    let pages = folder.path().join("man1");
    let run = tripole(&["man", pages.to_str().unwrap()]);
    assert_eq!(run.status.code(), Some(0), "{}", stderr(&run));
    assert!(run.stdout.is_empty() && stderr(&run).contains("wrote "), "{}", stderr(&run));
    let found: BTreeSet<String> = std::fs::read_dir(&pages)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    let mut wanted: BTreeSet<String> =
        commands().iter().map(|command| format!("tripole-{command}.1")).collect();
    let others = ["tripole.1", "tripole-bench-inverse.1", "tripole-sweep-merge.1"];
    wanted.extend(others.map(str::to_owned));
    wanted.extend(found.iter().filter(|page| page.starts_with("tripole-plot-")).cloned());
    assert_eq!(found.iter().filter(|page| page.starts_with("tripole-plot-")).count(), 15);
    assert_eq!(found, wanted);
    let text = |name: &str| std::fs::read_to_string(pages.join(name)).unwrap();
    assert_eq!(text("tripole.1"), page);
    let vax = text("tripole-vax.1");
    assert!(vax.contains("Value\\-added exports") || vax.contains("Value-added exports"), "{vax}");
    // A file of this name is no folder.
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    assert_eq!(tripole(&["man", file.to_str().unwrap()]).status.code(), Some(1));
}

/// The keys of CFF 1.2.0 that this file needs, with the version and the licence of the package.
#[test]
fn the_citation_is_of_this_version() {
    let text =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/CITATION.cff")).unwrap();
    let value = |key: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(&format!("{key}: ")));
        line.unwrap_or_else(|| panic!("no `{key}`")).trim_matches('"').to_owned()
    };
    assert_eq!(value("cff-version"), "1.2.0");
    assert_eq!(value("version"), env!("CARGO_PKG_VERSION"));
    assert_eq!(value("license"), env!("CARGO_PKG_LICENSE"));
    assert_eq!(value("type"), "software");
    assert!(value("title").contains("tripole") && !value("message").is_empty());
    assert!(value("abstract").contains("input-output"));
    assert!(text.contains("\nauthors:\n  - name: \"The tripole authors\"\n"), "{text}");
    let known = [
        "cff-version",
        "message",
        "type",
        "title",
        "abstract",
        "authors",
        "version",
        "license",
        "keywords",
    ];
    let keys = text
        .lines()
        .filter(|line| !line.starts_with(' '))
        .map(|line| line.split(':').next().unwrap());
    assert!(keys.into_iter().all(|key| known.contains(&key)), "{text}");
}
