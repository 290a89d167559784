//! What made the use of accounts grow between two tables.

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::sync::Arc;

use tripole::error::shown_path;
use tripole::measures::change::{SdaOptions, account_decomposition, comparable};
use tripole::read::{SatelliteReading, read_characterisation, read_satellite};
use tripole::sources::CodeReader;
use tripole::table::Satellite;
use tripole::{Accounting, Error, LeontiefSystem, Mrio, Result};

use super::super::Outcome;
use super::super::args::{Run, SdaArgs};
use super::super::load;
use super::super::messages::tell;
use super::super::output::Sink;
use super::super::progress::Stage;
use super::compare::{read_year, refuse_backwards, refuse_years};
use super::headline::BUILTIN_YEARS;
use super::{only_economies, own_accounts, say_satellite};

pub fn sda(args: &SdaArgs, run: &Run) -> Result<Outcome> {
    let [earlier, later] = tables(args)?;
    let sink = Sink::open(&args.output, run)?;
    let (earlier, later) = (Year::read(args, 0, earlier, run)?, Year::read(args, 1, later, run)?);
    if let (Some(first), Some(second)) = (earlier.table.source().year, later.table.source().year)
        && first > second
    {
        refuse_backwards(first, second)?;
    }
    // Before accounts are read and anything is factorised.
    let (before, after) = (earlier.unsolved(run)?, later.unsolved(run)?);
    comparable(&before, &after)?;
    let geography = load::geography(&later.table, &args.view.grouping, &[&args.region], run)?;
    run.ledger.conventions(&later.accounting, Some(&geography));
    let (first, second) = (earlier.accounts(args, run)?, later.accounts(args, run)?);
    let (before, after) = (earlier.system(run)?, later.system(run)?);
    say_prices(run);
    let stage = Stage::start("decomposition", run);
    let options = SdaOptions { method: args.method, merge: args.merge.clone() };
    let economies = geography.economies();
    let frame = account_decomposition(&before, &after, economies, [&first, &second], &options)?;
    drop(stage);
    let frame = match &args.scheme {
        Some(scheme) => frame.select("scheme", std::slice::from_ref(scheme)),
        None => frame,
    };
    let codes = CodeReader::new(economies).with_blocs(geography.listed());
    let _stage = Stage::start("writing", run);
    sink.put(only_economies(frame, "region", &args.region, &codes)?)
}

/// The two tables asked for, or the built-in ones, with what is asked of them in order.
fn tables(args: &SdaArgs) -> Result<[OsString; 2]> {
    let two = |what: &'static str, found: usize, expected: &'static str| {
        Err(Error::Range { what, value: found as f64, expected })
    };
    let tables = match args.tables.as_slice() {
        [] => BUILTIN_YEARS.map(OsString::from),
        [earlier, later] => [earlier.clone(), later.clone()],
        named => return two("the number of tables", named.len(), "two, the earlier and the later"),
    };
    if !matches!(args.satellite.len(), 0 | 2) {
        let expected = "two, of the earlier year and of the later one";
        return two("the number of `--satellite` files", args.satellite.len(), expected);
    }
    refuse_years(&args.view, &args.years, tables.len())?;
    Ok(tables)
}

/// One of the two tables.
struct Year {
    /// Whether it is the first or the second.
    position: usize,
    name: OsString,
    table: Arc<Mrio>,
    accounting: Accounting,
}

impl Year {
    fn read(args: &SdaArgs, position: usize, name: OsString, run: &Run) -> Result<Self> {
        let year = args.years.get(position).copied();
        let table = read_year((&name, &args.view), year, run)?;
        let accounting = load::accounting(&args.view.conventions, &table)?;
        Ok(Year { position, name, table, accounting })
    }

    fn unsolved(&self, run: &Run) -> Result<Arc<LeontiefSystem>> {
        load::unsolved(&self.table, &self.accounting, run)
    }

    /// Its system, factorised; what fails names the table.
    fn system(&self, run: &Run) -> Result<Arc<LeontiefSystem>> {
        load::system(&self.table, &self.accounting, run).map_err(|e| {
            let table = self.name.to_string_lossy().into_owned();
            Error::InTable { table, source: Box::new(e) }
        })
    }

    /// Its accounts, those of a file or of the table, or impacts of them. What is noteworthy says of which file.
    fn accounts(&self, args: &SdaArgs, run: &Run) -> Result<Satellite> {
        let (reading, of) = if let Some(path) = args.satellite.get(self.position) {
            let mut reading = read_satellite(load::file(path, run), &self.table)?;
            reading.satellite = reading.satellite.with_only(&args.account)?;
            (reading, path.as_os_str())
        } else {
            let mut options = load::read_options(&args.view.reading);
            options.year = args.years.get(self.position).copied();
            let of = (&*self.table, &*args.account);
            (own_accounts(&self.name, options, of, run)?, &*self.name)
        };
        let accounts = say_satellite(said_of(reading, of), run)?;
        let Some(path) = &args.characterisation else { return Ok(accounts) };
        let index = self.table.index();
        let impacts = read_characterisation(load::file(path, run), index, &accounts)?;
        say_satellite(said_of(impacts, of), run)
    }
}

fn said_of(mut reading: SatelliteReading, file: &OsStr) -> SatelliteReading {
    let file = shown_path(&Path::new(file).to_string_lossy());
    for (_, finding) in &mut reading.findings {
        finding.message = format!("`{file}`: {}", finding.message);
    }
    reading
}

fn say_prices(run: &Run) {
    if !run.quiet {
        tell!(
            "note: at current prices `level` holds inflation and exchange rates, and `intensity` the opposite: \
             deflate both tables to the prices of one year first"
        );
    }
}
