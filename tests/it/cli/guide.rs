//! The guide: its tables and pictures are those of the program, its links lead somewhere, its reference is that
//! of the options and columns there are.
//!
//! `TRIPOLE_FREEZE=1 cargo test --test it guide` writes the reference and the pictures anew.

use std::fs;
use std::path::{Path, PathBuf};

use tripole::frame::glossary;

use super::documented::{lay_out, pages, repository, words};
use super::*;

fn freezes() -> bool {
    std::env::var_os("TRIPOLE_FREEZE").is_some()
}

/// Compare a page that is made with the one that is there, or write it.
fn same(page: &str, text: &str) {
    let path = repository(page);
    if freezes() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    let apart = found.lines().zip(text.lines()).find(|(a, b)| a != b);
    assert!(
        found == text,
        "{page} is not what the program says: {apart:?}; TRIPOLE_FREEZE=1 writes it"
    );
}

#[test]
fn the_reference_of_commands_is_that_of_the_program() {
    let mut text = String::from(
        "# Commands\n\nWhat `--help` says of each command, made from the options themselves.\n",
    );
    let mut add = |command: &[&str]| {
        let title = [&["tripole"], command].concat().join(" ");
        let help = ok(&[command, &["--help"]].concat());
        let help: Vec<&str> = help.lines().map(str::trim_end).collect();
        text.push_str(&format!("\n## {title}\n\n```text\n{}\n```\n", help.join("\n").trim_end()));
    };
    add(&[]);
    for command in commands() {
        add(&[&command]);
        let below = match command.as_str() {
            "plot" | "bench" | "sweep" => ok(&[&command, "--help"]),
            _ => continue,
        };
        let list = below.lines().skip_while(|line| *line != "Commands:").skip(1);
        let list = list.take_while(|line| !line.is_empty());
        let list = list.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
        let names = list.filter_map(|line| line.split_whitespace().next());
        names.filter(|name| *name != "help").for_each(|name| add(&[&command, name]));
    }
    same("docs/reference/commands.md", &text);
}

#[test]
fn the_reference_of_columns_is_the_glossary() {
    let mut text = String::from(
        "# Columns and codes\n\nWhat `tripole explain` says of columns of results and of codes. The second column says \
         in which results a meaning holds, where it is not the same in all of them.\n\n\
         | code | in | what it is called | what it is | source |\n|---|---|---|---|---|\n",
    );
    let cell = |words: &str| words.replace('|', "\\|").replace('<', "&lt;").replace('*', "\\*");
    let mut terms: Vec<&glossary::Term> = glossary::terms().iter().collect();
    terms.sort_by_key(|term| (term.name.to_lowercase(), term.name.clone()));
    for term in terms {
        let classes: Vec<String> =
            term.classes.iter().map(|(class, words)| format!("{class}: {words}")).collect();
        let classes =
            if classes.is_empty() { String::new() } else { format!(" ({})", classes.join("; ")) };
        text.push_str(&format!(
            "| `{}` | {} | {} | {}{} | {} |\n",
            term.name,
            term.frames,
            cell(&term.label),
            cell(&term.definition),
            cell(&classes),
            cell(&term.source)
        ));
    }
    same("docs/reference/columns.md", &text);
}

/// Lines that are tables.
fn tables(text: &str) -> Vec<&str> {
    text.lines().filter(|line| line.starts_with('|')).collect()
}

/// The table below the block of a command, if it has one.
fn table_below<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    let behind = lines.iter().skip_while(|line| !line.starts_with("```")).skip(1);
    let until = behind.take_while(|line| !line.starts_with("```") && !line.starts_with('#'));
    let table = until.skip_while(|line| !line.starts_with('|'));
    table.take_while(|line| line.starts_with('|')).copied().collect()
}

#[test]
fn tables_and_pictures_are_those_of_the_program() {
    let (mut wrong, mut seen) = (vec![], [0, 0]);
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        let name = page.strip_prefix(repository("docs")).unwrap().display().to_string();
        let makes = text.lines().any(|line| line.starts_with("tripole ") && line.contains(" -o "));
        if name.starts_with("reference") || !makes {
            continue;
        }
        let folder = tempfile::tempdir().unwrap();
        lay_out(folder.path(), "builtin:three-pole-2011", "builtin:three-pole-1995");
        let lines: Vec<&str> = text.lines().collect();
        for (place, line) in
            lines.iter().enumerate().filter(|(_, line)| line.starts_with("tripole "))
        {
            let all = words(line);
            let output = all.iter().position(|word| word == "-o").and_then(|at| all.get(at + 1));
            let Some(output) = output else { continue };
            let table = table_below(&lines[place..]);
            let is_table =
                Path::new(output).extension().is_some_and(|it| it == "md") && !table.is_empty();
            let is_picture = text.contains(&format!("pictures/{output}"));
            // What later commands of the page read is written too.
            if !is_table && !is_picture && all[1] != "convert" {
                continue;
            }
            let mut program = Command::cargo_bin("tripole").unwrap();
            let run = program.args(&all[1..]).current_dir(folder.path()).output().unwrap();
            if !run.status.success() {
                wrong.push(format!("{name}: {line}: {}", stderr(&run)));
                continue;
            }
            let made = folder.path().join(output);
            if is_table {
                let made = fs::read_to_string(made).unwrap();
                if tables(&made) != table {
                    wrong.push(format!("{name}: {line}\n{}", tables(&made).join("\n")));
                }
                seen[0] += 1;
            } else if is_picture {
                let (made, picture) =
                    (fs::read(made).unwrap(), repository("docs/pictures").join(output));
                if freezes() {
                    fs::write(&picture, &made).unwrap();
                }
                if fs::read(&picture).unwrap_or_default() != made {
                    wrong.push(format!("{name}: {line}: another picture"));
                }
                seen[1] += 1;
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(seen[0] > 60 && seen[1] > 25, "{seen:?}");
}

/// Where links of a page lead.
fn links(text: &str) -> Vec<&str> {
    let parts = text.split("](").skip(1);
    let targets = parts.filter_map(|part| part.split_once(')')).map(|(target, _)| target);
    targets.filter(|it| !it.contains("://") && !it.contains(' ') && !it.is_empty()).collect()
}

/// The name under which a heading is found.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().to_lowercase();
    let kept = kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[test]
fn links_lead_to_pages_and_all_pages_are_listed() {
    let summary = fs::read_to_string(repository("docs/SUMMARY.md")).unwrap();
    let listed: Vec<PathBuf> =
        links(&summary).into_iter().map(|it| repository("docs").join(it)).collect();
    let mut pictures: Vec<PathBuf> = vec![];
    for page in pages() {
        let name = page.display().to_string();
        assert!(
            page.ends_with("SUMMARY.md") || listed.contains(&page),
            "{name} is not in the summary"
        );
        let text = fs::read_to_string(&page).unwrap();
        for link in links(&text) {
            let (path, place) = link.split_once('#').unwrap_or((link, ""));
            let target = match path {
                "" => page.clone(),
                path => page.parent().unwrap().join(path),
            };
            assert!(target.exists(), "{name}: {link}");
            if !place.is_empty() {
                let text = fs::read_to_string(&target).unwrap();
                let mut headings = text.lines().filter_map(|line| line.strip_prefix('#'));
                let has = headings.any(|line| anchor(line.trim_start_matches('#')) == place);
                assert!(has, "{name}: no heading for {link}");
            }
            if target.extension().is_some_and(|it| it == "svg") {
                pictures.push(fs::canonicalize(target).unwrap());
            }
        }
    }
    for picture in fs::read_dir(repository("docs/pictures")).unwrap() {
        let path = fs::canonicalize(picture.unwrap().path()).unwrap();
        assert!(pictures.contains(&path), "{} is in no page", path.display());
    }
    assert!(listed.iter().all(|page| Path::new(page).is_file()));
}
