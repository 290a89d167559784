//! Options of what shells and `man` are told.

use std::path::PathBuf;

use clap::Args;
use clap_complete::Shell;

#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    pub shell: Shell,
}

#[derive(Debug, Args)]
pub struct ManArgs {
    /// A folder for the pages of all commands; left out: the page of the program is printed
    #[arg(value_name = "DIR")]
    pub folder: Option<PathBuf>,
}
