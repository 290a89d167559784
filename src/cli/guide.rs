//! The pages of the guide about measures, of which `explain` says what they say: one text for both.
//!
//! An entry is what stands below a heading of the second level: a sentence, then paragraphs that begin with a word
//! in bold, then commands. A test holds the pages to that form.

use std::sync::LazyLock;

use serde_json::{Value, json};

/// An entry of a page.
#[derive(Debug)]
pub struct Entry {
    /// What it is about.
    pub title: &'static str,
    /// What it is, in a sentence or two.
    pub summary: String,
    pub formula: String,
    pub reading: String,
    pub pitfalls: String,
    pub source: String,
    /// Columns of results and codes of terms that it explains.
    pub columns: Vec<&'static str>,
    /// Words that people use for it.
    pub words: Vec<&'static str>,
    /// The first command of the entry.
    pub command: &'static str,
    /// Its page, in the folder of the guide.
    pub page: &'static str,
}

impl Entry {
    /// As an object of JSON.
    pub fn to_json(&self) -> Value {
        json!({
            "title": self.title,
            "page": self.page,
            "summary": self.summary,
            "formula": self.formula,
            "reading": self.reading,
            "pitfalls": self.pitfalls,
            "source": self.source,
            "columns": self.columns,
            "command": self.command,
        })
    }
}

macro_rules! pages {
    ($($name:literal),+ $(,)?) => {
        [$(($name, include_str!(concat!("../../docs/measures/", $name)))),+]
    };
}

const PAGES: [(&str, &str); 12] = pages![
    "gross-trade.md",
    "gains.md",
    "value-added.md",
    "exports.md",
    "participation.md",
    "position.md",
    "linkages.md",
    "national.md",
    "structure.md",
    "change.md",
    "income-footprint.md",
    "models.md",
];

static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let of_page = |(page, text): &(&'static str, &'static str)| -> Vec<Entry> {
        let parts = text.split("\n## ").skip(1);
        let page = *page;
        parts.map(|part| entry(page, part)).collect()
    };
    PAGES.iter().flat_map(of_page).collect()
});

/// All entries, page after page.
pub fn entries() -> &'static [Entry] {
    &ENTRIES
}

/// The entry of a column or code of a term.
pub fn of_column(name: &str) -> Option<&'static Entry> {
    ENTRIES.iter().find(|entry| entry.columns.contains(&name))
}

fn entry(page: &'static str, text: &'static str) -> Entry {
    let (title, body) = text.split_once('\n').unwrap_or((text, ""));
    let paragraphs: Vec<&'static str> = body.split("\n\n").map(str::trim).collect();
    let summary = paragraphs.iter().find(|it| !it.is_empty() && !it.starts_with("**"));
    let labelled = |label: &str| {
        let found = paragraphs.iter().find_map(|it| it.strip_prefix(label));
        found.unwrap_or_default().trim()
    };
    let list = |label: &str| -> Vec<&'static str> {
        let words = labelled(label).split(',').map(|word| word.trim().trim_matches('`'));
        words.filter(|word| !word.is_empty()).collect()
    };
    let command = body.lines().map(str::trim).find(|line| line.starts_with("tripole "));
    // On the page the result goes into a file, whose lines stand below.
    let command = command.map(|line| line.split_once(" -o ").map_or(line, |(before, _)| before));
    Entry {
        title: title.trim(),
        summary: in_one_line(summary.copied().unwrap_or_default()),
        formula: in_one_line(labelled("**Formula.**")),
        reading: in_one_line(labelled("**Reading.**")),
        pitfalls: in_one_line(labelled("**Pitfalls.**")),
        source: in_one_line(labelled("**Source.**")),
        columns: list("**Columns.**"),
        words: list("**Words.**"),
        command: command.unwrap_or_default(),
        page,
    }
}

/// A paragraph in one line, links as their words.
fn in_one_line(paragraph: &str) -> String {
    let text = paragraph.split_whitespace().collect::<Vec<&str>>().join(" ");
    let (mut out, mut rest) = (String::with_capacity(text.len()), text.as_str());
    while let Some((before, link)) = rest.split_once('[') {
        let parts = link.split_once("](").and_then(|(words, link)| {
            let (target, behind) = link.split_once(')')?;
            // Brackets that are no link stay.
            (!words.contains(['[', ']']) && !target.contains(' ')).then_some((words, behind))
        });
        out.push_str(before);
        if let Some((words, behind)) = parts {
            out.push_str(words);
            rest = behind;
        } else {
            out.push('[');
            rest = link;
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_their_words() {
        assert_eq!(in_one_line("see [exports](exports.md) and\n`x[1]`"), "see exports and `x[1]`");
    }

    #[test]
    fn every_entry_is_whole_and_alone_with_its_words() {
        let (mut words, mut columns) = (vec![], vec![]);
        for entry in entries() {
            let texts =
                [&entry.summary, &entry.formula, &entry.reading, &entry.pitfalls, &entry.source];
            assert!(texts.iter().all(|text| !text.is_empty()), "{}: {texts:?}", entry.title);
            assert!(!entry.words.is_empty() && !entry.command.is_empty(), "{}", entry.title);
            words.extend(entry.words.iter().map(|word| word.to_lowercase()));
            columns.extend(entry.columns.iter().copied());
        }
        assert!(entries().len() > 80, "{}", entries().len());
        for mut list in [words, columns.into_iter().map(str::to_owned).collect()] {
            let all = list.len();
            list.sort();
            let twice: Vec<String> =
                list.windows(2).filter(|two| two[0] == two[1]).map(|two| two[0].clone()).collect();
            list.dedup();
            assert_eq!(list.len(), all, "{twice:?}");
        }
    }
}
