//! What shells and `man` are told of the program, made from its options.

use std::path::Path;

use clap::{Command, CommandFactory};
use clap_mangen::Man;
use tripole::frame::ResultFolder;
use tripole::{Error, Result};

use super::Outcome;
use super::args::{Cli, CompletionsArgs, ManArgs, Run};
use super::output;

/// Print what a shell completes.
pub fn completions(args: &CompletionsArgs) -> Result<Outcome> {
    let mut text = vec![];
    clap_complete::generate(args.shell, &mut Cli::command(), "tripole", &mut text);
    output::say(&String::from_utf8_lossy(&text))
}

/// Print the page of the program, or write those of all commands into a folder.
pub fn man(args: &ManArgs, run: &Run) -> Result<Outcome> {
    let mut program = Cli::command().disable_help_subcommand(true);
    program.build();
    let folder = args.folder.as_deref().filter(|path| *path != Path::new("-"));
    let Some(path) = folder else {
        let (_, page) = page(&program)?;
        return output::say(&String::from_utf8_lossy(&page));
    };
    let folder = ResultFolder::open(path)?;
    let mut pages = vec![];
    add_pages(&program, &mut pages)?;
    output::save_files(folder, &pages, run)
}

/// The page of a command and those of the commands below it.
fn add_pages(command: &Command, pages: &mut Vec<(String, Vec<u8>)>) -> Result<()> {
    pages.push(page(command)?);
    command.get_subcommands().try_for_each(|below| add_pages(below, pages))
}

/// The name of the file and the text of a page.
fn page(command: &Command) -> Result<(String, Vec<u8>)> {
    let mut text = vec![];
    let page = Man::new(command.clone());
    let name = page.get_filename();
    page.render(&mut text).map_err(|e| Error::io("write", &name, e))?;
    Ok((name, text))
}
