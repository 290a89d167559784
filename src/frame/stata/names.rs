//! Names that Stata takes.

use std::collections::HashSet;

/// Most characters of a name.
const LONGEST: usize = 32;

/// Words that cannot be names; nor can `str` and a number.
const RESERVED: [&str; 20] = [
    "_all", "_b", "_coef", "_cons", "_n", "_N", "_pi", "_pred", "_rc", "_skip", "byte", "double",
    "float", "if", "in", "int", "long", "strL", "using", "with",
];

/// A name that Stata takes for each of these, no two the same: every character that is not a letter,
/// a digit or `_` of ASCII becomes `_`; a name that is empty, begins with a digit or is a reserved word
/// gets a `v` before it; the first 32 characters stay; and of names that are then the same, the later
/// ones end in `_2`, `_3` and so on, within 32 characters.
pub(super) fn legal<S: AsRef<str>>(names: &[S]) -> Vec<String> {
    // A name that needs no change keeps it, whatever comes before.
    let mut taken: HashSet<String> = names
        .iter()
        .map(AsRef::as_ref)
        .filter(|name| spelt(name) == **name)
        .map(str::to_owned)
        .collect();
    let mut kept: HashSet<String> = HashSet::new();
    let free = |name: &S| {
        let name = name.as_ref();
        let plain = spelt(name);
        if plain == name && kept.insert(plain.clone()) {
            return plain;
        }
        let numbered = |count: usize| {
            let end = format!("_{count}");
            format!("{}{end}", &plain[..plain.len().min(LONGEST - end.len())])
        };
        let mut others = std::iter::once(plain.clone()).chain((2..).map(numbered));
        others.find(|name| taken.insert(name.clone())).unwrap_or_default()
    };
    names.iter().map(free).collect()
}

/// One name in the characters and the length that are allowed.
fn spelt(name: &str) -> String {
    let allowed = |c: char| if c.is_ascii_alphanumeric() || c == '_' { c } else { '_' };
    let name: String = name.chars().map(allowed).collect();
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let starts_badly = name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit());
    let reserved =
        RESERVED.contains(&name.as_str()) || name.strip_prefix("str").is_some_and(digits);
    let name = if starts_badly || reserved { format!("v{name}") } else { name };
    name.chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::legal;

    #[test]
    fn names_are_legal_and_differ() {
        assert_eq!(
            legal(&["vax_ratio", "if", "_n", "str8", "string", "2011", ""]),
            ["vax_ratio", "vif", "v_n", "vstr8", "string", "v2011", "v"]
        );
        assert_eq!(
            legal(&["a b", "a_b", "a-b", "größe", "=cmd"]),
            ["a_b_2", "a_b", "a_b_3", "gr__e", "_cmd"]
        );
        let long = "a_name_of_more_than_thirty_two_characters";
        let names = legal(&[long, &format!("{long}_too"), &long[..32]]);
        assert_eq!(
            names,
            [
                "a_name_of_more_than_thirty_two_2",
                "a_name_of_more_than_thirty_two_3",
                "a_name_of_more_than_thirty_two_c",
            ]
        );
        assert!(names.iter().all(|name| name.len() <= 32));
        let many: Vec<String> = (0..120).map(|k| format!("{long}{k}")).collect();
        let mut names = legal(&many);
        assert_eq!(names[119], "a_name_of_more_than_thirty_t_120");
        names.sort();
        names.dedup();
        assert_eq!(names.len(), 120);
    }
}
