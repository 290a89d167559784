//! Short names by which what was named at the start is asked for.

use std::ffi::OsStr;
use std::path::Path;

/// That of the file without endings, or of what is built in; with a number where another one has it.
pub fn short(typed: &OsStr, taken: &[String]) -> String {
    let text = typed.to_string_lossy();
    let file = Path::new(text.as_ref()).file_name().map(|name| name.to_string_lossy().into_owned());
    let file = text.strip_prefix("builtin:").map_or(file, |name| Some(name.to_owned()));
    let file = file.unwrap_or_default();
    let stem = file.split('.').find(|part| !part.is_empty()).unwrap_or_default();
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let name: String = stem.chars().map(|c| if plain(c) { c } else { '_' }).collect();
    let name = if name.is_empty() { "table".to_owned() } else { name };
    let numbered = (2..).map(|k| format!("{name}-{k}"));
    let mut names = std::iter::once(name.clone()).chain(numbered);
    names.find(|name| !taken.contains(name)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_have_short_names() {
        for (typed, name) in [
            ("builtin:three-pole-2011", "three-pole-2011"),
            ("/data/wiod13_2011.csv.gz", "wiod13_2011"),
            ("my table.xlsx", "my_table"),
            ("..", "table"),
            ("été.csv", "_t_"),
        ] {
            assert_eq!(short(OsStr::new(typed), &[]), name);
        }
    }

    #[test]
    fn a_name_that_is_taken_gets_a_number() {
        let taken = ["a".to_owned(), "a-2".to_owned()];
        assert_eq!(short(OsStr::new("x/a.csv"), &taken), "a-3");
    }
}
