//! A report as one page of HTML that needs nothing else.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{Block, Figure, Recipe, Report, Section, Table};
use crate::frame::{Key, Printed, glossary};
use crate::picture::{Picture, fonts};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

impl Report {
    /// The report as a page: `command` says how a picture is made again, where that can be said.
    ///
    /// The page is whole: fonts, pictures and files to save are in it. Text is escaped, so that no name in
    /// a table becomes a part of the page.
    #[must_use]
    pub fn html(&self, command: impl Fn(&Recipe) -> Option<String>) -> String {
        let page = Page { command: &command };
        page.whole(self).into_string()
    }
}

struct Page<'a> {
    command: &'a dyn Fn(&Recipe) -> Option<String>,
}

/// A file in the address of a link.
fn in_link(kind: &str, bytes: &[u8]) -> String {
    format!("data:{kind};base64,{}", STANDARD.encode(bytes))
}

/// The faces that the pictures are measured with, for who lacks them.
fn faces() -> String {
    let face = |(bytes, weight): (&[u8], u16)| {
        format!(
            "@font-face{{font-family:\"DejaVu Sans\";font-weight:{weight};src:url({})}}\n",
            in_link("font/ttf", bytes)
        )
    };
    fonts().map(face).concat()
}

/// Text in which codes stand between backticks.
fn marked(text: &str) -> Markup {
    html! {
        @for (place, part) in text.split('`').enumerate() {
            @if place % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

/// The place of a section in the page.
fn anchor(place: usize) -> String {
    format!("part-{}", place + 1)
}

/// A name for a file, of a title.
fn file_name(title: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let name: String = title.chars().map(plain).collect();
    let words: Vec<&str> = name.split('-').filter(|word| !word.is_empty()).collect();
    format!("{}.csv", words.join("-"))
}

impl Page<'_> {
    fn whole(&self, report: &Report) -> Markup {
        let mut pictures = 0;
        let sections: Vec<Markup> = report
            .sections
            .iter()
            .enumerate()
            .map(|(place, section)| self.section(place, section, &mut pictures))
            .collect();
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (report.title) }
                    meta name="description" content=(report.question);
                    meta name="generator" content=(report.about.program);
                    style { (PreEscaped(faces())) (PreEscaped(STYLE)) }
                }
                body {
                    a class="skip" href="#finding" { "Skip to the finding" }
                    header {
                        h1 { (report.title) }
                        p class="question" { (report.question) }
                    }
                    nav aria-label="Contents" {
                        ol {
                            @for (place, section) in report.sections.iter().enumerate() {
                                li { a href={ "#" (anchor(place)) } { (section.title) } }
                            }
                            li { a href="#method" { "Method and sources" } }
                            li { a href="#about" { "Where it comes from" } }
                        }
                    }
                    main {
                        section class="finding" aria-labelledby="finding" {
                            h2 id="finding" { "The finding" }
                            @for text in &report.finding { p { (marked(text)) } }
                        }
                        @for section in &sections { (section) }
                        section aria-labelledby="method" {
                            h2 id="method" { "Method and sources" }
                            ul { @for text in &report.method { li { (text) } } }
                        }
                        (about(report))
                    }
                    footer {
                        p {
                            "Made by " (report.about.program)
                            ". The page is whole: it can be sent, saved and read without a network. To print it, or to save it as PDF, \
                             use the browser's print dialogue, A4; tables that are open are printed too."
                        }
                    }
                    script { (PreEscaped(SCRIPT)) }
                }
            }
        }
    }

    fn section(&self, place: usize, section: &Section, pictures: &mut usize) -> Markup {
        let id = anchor(place);
        html! {
            section aria-labelledby=(id) {
                h2 id=(id) { (section.title) }
                @for block in &section.blocks {
                    @match block {
                        Block::Text(text) => p { (marked(text)) },
                        Block::List(lines) => ul { @for line in lines { li { (marked(line)) } } },
                        Block::Table(table) => (numbers(table, true)),
                        Block::Figure(figure) => (self.figure(figure, pictures)),
                    }
                }
            }
        }
    }

    fn figure(&self, figure: &Figure, pictures: &mut usize) -> Markup {
        *pictures += 1;
        let command = (self.command)(&figure.recipe).filter(|_| figure.picture.is_ok());
        let series = figure.recipe.kind.series();
        let is_drawn = figure.picture.is_ok();
        let series =
            (is_drawn && !series.is_empty()).then(|| serde_json::json!(series).to_string());
        html! {
            figure data-series=[series] {
                @match &figure.picture {
                    Ok(picture) => {
                        p class="hint" { "The picture is wider than this screen: move it sideways." }
                        div class="picture" tabindex="0" role="group" aria-label=(picture.title()) {
                            (PreEscaped(inline(picture, *pictures)))
                        }
                    }
                    Err(reason) => p class="none" { "No picture: " (reason) "." },
                }
                @if let Some(command) = command {
                    figcaption { "Made by " code { (command) } }
                }
            }
            (numbers(&figure.table, false))
        }
    }
}

fn inline(picture: &Picture, place: usize) -> String {
    picture.svg_in_page(&format!("picture-{place}-clip-"))
}

/// With more columns than this a table is printed narrower, to fit on paper.
const MANY: usize = 11;

/// The numbers of a picture behind a line that opens them, or a table that is open.
fn numbers(table: &Table, open: bool) -> Markup {
    let mut csv = vec![];
    // Into memory nothing fails.
    let written = table.frame.clone().with_name_columns().write_csv(&mut csv).is_ok();
    let rows = table.frame.rows();
    let all = table.shown.is_none();
    let shown = table.shown.as_ref().unwrap_or(&table.frame).clone().with_units_of_rows();
    let printed = Printed::of(&shown);
    let keys = shown.keys();
    let names: Vec<Option<Key>> = keys.iter().map(|key| shown.names_of(key)).collect();
    let text = |place: usize, row: usize| {
        if keys[place].name() == "indicator" {
            let label = keys[place].label(row);
            let term = glossary::term(shown.name(), label);
            let term = term.or_else(|| glossary::term("indicator", label));
            return term.map_or(label, |term| &term.label).to_owned();
        }
        let named = names[place].as_ref().map(|names| names.label(row));
        named.filter(|name| !name.is_empty()).unwrap_or_else(|| keys[place].label(row)).to_owned()
    };
    let kept = rows.min(table.most);
    // A family that all rows are of goes without saying.
    let is_one =
        |key: &Key| key.name() == "family" && key.codes().windows(2).all(|two| two[0] == two[1]);
    let first = keys.iter().position(|key| !is_one(key)).filter(|first| *first > 0).unwrap_or(0);
    html! {
        details open[open] {
            summary { (table.title) ", " (rows) @if rows == 1 { " row" } @else { " rows" } }
            @if written {
                p class="download" {
                    a download=(file_name(&table.title)) href=(in_link("text/csv", &csv)) {
                        "Save as CSV" @if !all { ", with all columns" }
                    }
                }
            }
            div class=(if open { "scroll whole" } else { "scroll" }) tabindex="0" role="group" aria-label={ "Numbers: " (table.title) } {
                table class=[(printed.columns.len() - first > MANY).then_some("many")] {
                    caption { (table.title) }
                    thead {
                        tr {
                            @for column in &printed.columns[first..] {
                                th scope="col" class=[column.is_number().then_some("n")] {
                                    (column.label) @if !column.unit.is_empty() { " (" (column.unit) ")" }
                                }
                            }
                        }
                    }
                    tbody {
                        @for row in 0..kept {
                            tr {
                                @for (place, column) in printed.columns.iter().enumerate().skip(first) {
                                    @if place == first && !keys.is_empty() {
                                        th scope="row" { (text(place, row)) }
                                    } @else if place < keys.len() {
                                        td { (text(place, row)) }
                                    } @else if column.is_number() {
                                        td class="n" { (column.cell(row).replace('-', "\u{2212}")) }
                                    } @else {
                                        td { (column.cell(row)) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
            @if kept < rows {
                p class="more" { "The first " (kept) " of " (rows) " rows; the file has all." }
            }
        }
    }
}

/// Where it comes from, line by line.
fn about(report: &Report) -> Markup {
    let lines = report.about.lines();
    html! {
        section aria-labelledby="about" {
            h2 id="about" { "Where it comes from" }
            dl class="about" {
                @for (name, text) in &lines { dt { (name) } dd { (text) } }
            }
        }
    }
}
