//! Tables to be filled in.

use std::collections::HashSet;
use std::path::Path;

use tripole::error::shown_path;
use tripole::write::Template;
use tripole::{Error, Result};

use super::super::Outcome;
use super::super::args::{Run, TemplateArgs};
use super::super::messages::tell;
use super::super::output;

/// Most codes that a number makes: columns of a sheet.
const MOST: usize = 16_383;

pub fn template(args: &TemplateArgs, run: &Run) -> Result<Outcome> {
    let path = args.output.as_deref().filter(|path| *path != Path::new("-"));
    let destination = output::frame_file(path.unwrap_or(Path::new("-")))?;
    let regions = codes(&args.regions, "R", "--regions")?;
    if let Some(code) = regions.iter().find(|code| code.contains('_')) {
        let reason = "labels are REGION_SECTOR: write the region without `_`";
        return Err(Error::conflict("`--regions`", format!("the code `{code}`"), reason));
    }
    let sectors = codes(&args.sectors, "S", "--sectors")?;
    let demand = codes(&args.demand, "F", "--demand")?;
    if let Some(code) = demand.iter().find(|code| sectors.contains(code)) {
        let reason = "final demand and sectors are told apart by their codes";
        return Err(Error::conflict("`--sectors`", format!("`--demand {code}`"), reason));
    }
    Template::new(&regions, &sectors, &demand)?.write(destination)?;
    if let Some(path) = path.filter(|_| !run.quiet) {
        tell!("wrote {}", shown_path(&path.display().to_string()));
    }
    Ok(Outcome::Done)
}

/// Codes as they are typed, or as many as a number says.
fn codes(typed: &[String], letter: &str, option: &str) -> Result<Vec<String>> {
    let typed: Vec<&str> =
        typed.iter().map(|code| code.trim()).filter(|it| !it.is_empty()).collect();
    if let [one] = typed.as_slice()
        && let Ok(count) = one.parse::<usize>()
    {
        if !(1..=MOST).contains(&count) {
            let value = count as f64;
            return Err(Error::Range { what: "codes", value, expected: "1 to 16,383" });
        }
        return Ok((1..=count).map(|number| format!("{letter}{number}")).collect());
    }
    let mut seen = HashSet::new();
    if let Some(twice) = typed.iter().find(|code| !seen.insert(**code)) {
        let reason = "give each code once";
        return Err(Error::conflict(format!("`{option}`"), format!("`{twice}` twice"), reason));
    }
    Ok(typed.into_iter().map(str::to_owned).collect())
}
