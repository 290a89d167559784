//! The commands of `docs/tasks.md`, run as they stand there.

use std::fs;
use std::path::Path;

use assert_cmd::Command;

const TASKS: &str = include_str!("../../docs/tasks.md");

/// The blocks of the page that are of this language.
fn blocks(language: &str) -> Vec<&'static str> {
    let start = format!("```{language}\n");
    TASKS.split(start.as_str()).skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

#[test]
fn every_task_is_one_command() {
    let folder = tempfile::tempdir().unwrap();
    for block in [blocks("toml"), blocks("csv")].concat() {
        // The first line names the file.
        let (name, text) = block.split_once('\n').unwrap();
        fs::write(folder.path().join(name.trim_start_matches("# ")), text).unwrap();
    }
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    std::os::unix::fs::symlink(seeds, folder.path().join("seeds")).unwrap();
    let commands = blocks("sh");
    assert_eq!(commands.len(), 20);
    for command in commands {
        assert_eq!(command.lines().count(), 1, "{command}");
        let words = command.split_whitespace().skip(1);
        let output = Command::cargo_bin("tripole")
            .unwrap()
            .current_dir(folder.path())
            .args(words)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{command}: {said}");
        let file = command.split_whitespace().skip_while(|word| *word != "-o").nth(1);
        if let Some(file) = file {
            let length = folder.path().join(file).metadata().unwrap().len();
            assert!(length > 100, "{command}");
        } else if !command.contains("convert") {
            assert!(output.stdout.len() > 50, "{command}");
        }
    }
}
