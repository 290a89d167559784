//! Satellite accounts beside a table, as CSV.

use std::collections::HashMap;

use super::Input;
use super::sheet::Sheet;
use crate::error::{Problem, Result, nearest, shown};
use crate::table::{
    Account, FINAL_USERS, Finding, FindingKind, LARGEST_AMOUNT, Mrio, RegionId, Satellite, Severity,
};

/// Most accounts of a file.
const ACCOUNTS: usize = 5000;

/// The codes of a line.
struct Line<'a> {
    region: &'a str,
    sector: &'a str,
    account: &'a str,
    unit: &'a str,
}

impl Line<'_> {
    fn label(&self) -> String {
        format!("{}_{}", self.region, self.sector)
    }
}

/// Satellite accounts and what was noteworthy in reading them.
#[derive(Debug, Clone, PartialEq)]
pub struct SatelliteReading {
    /// The accounts, in the order in which the file names them.
    pub satellite: Satellite,
    /// Region-sectors without a line, and such like: the account, and what about it.
    pub findings: Vec<(String, Finding)>,
}

/// Who uses: a row of the table, or the final users of a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum User {
    Producer(usize),
    FinalUsers(RegionId),
}

/// Read satellite accounts of a table: a CSV file with the columns `region`, `sector`, `account`,
/// `value`, `unit`, in any order, others ignored.
///
/// A line is the use of an account by a producing region-sector or, where the sector is a final
/// demand category of the table or `FD`, the direct use by that region's final users (several
/// categories add up; `FD` beside one of them is a warning). The unit is that of the account, the same on all its lines. A region-sector
/// with output but without a line counts as zero, and a finding says how many there are.
///
/// # Errors
/// [`Error::Io`](crate::Error::Io); [`Error::Input`](crate::Error::Input) with the line for missing columns, codes that the table does not
/// have (with the nearest that it has), values that are no finite numbers or too large to be added up, a
/// region-sector given twice for an account, an account in two units.
///
/// # Examples
/// ```
/// use tripole::{Demand, Index, Matrix, Mrio, Parts};
/// use tripole::read::{Input, read_satellite};
/// let index = Index::new([("A", "g"), ("B", "g")])?;
/// let demand = Demand::new(&index, [(Some("A"), "f"), (Some("B"), "f")])?;
/// let z = Matrix::from_rows(&[[20.0, 30.0], [10.0, 40.0]]);
/// let f = Matrix::from_rows(&[[40.0, 10.0], [20.0, 30.0]]);
/// let table = Mrio::new(Parts::new(index, demand, z, f))?;
/// let file = "region,sector,account,value,unit\nA,g,jobs,12,thousand persons\n";
/// let reading = read_satellite(Input::bytes("jobs.csv", file), &table)?;
/// assert_eq!(reading.satellite.accounts()[0].name, "jobs");
/// // B has output and no line.
/// assert_eq!(reading.findings.len(), 1);
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn read_satellite(file: impl Into<Input>, table: &Mrio) -> Result<SatelliteReading> {
    let (sheet, lines) = Sheet::open(&file.into(), "region,sector,account,value,unit")?;
    let users = Users::new(table);
    let mut accounts = Ledger::new(table);
    for record in lines {
        let record = &record?;
        let line = Line {
            region: sheet.text(record, "region"),
            sector: sheet.text(record, "sector"),
            account: sheet.text(record, "account"),
            unit: sheet.text(record, "unit"),
        };
        if line.account.is_empty() {
            return Err(sheet.fail(record, "account", Problem::EmptyCode));
        }
        let user = users.find(&line).map_err(|(at, problem)| sheet.fail(record, at, problem))?;
        let value = sheet.number(record, "value")?;
        if value.abs() > LARGEST_AMOUNT {
            let problem = Problem::Size { label: line.label(), value, size: "too large" };
            return Err(sheet.fail(record, "value", problem));
        }
        accounts.hear_year(sheet.text(record, "year"));
        accounts
            .add(&line, user, value, record.number)
            .map_err(|problem| sheet.fail_line(record, problem))?;
    }
    let findings = accounts.findings();
    Ok(SatelliteReading { satellite: Satellite::new(table.index(), accounts.accounts)?, findings })
}

/// What the codes of a line can stand for.
struct Users<'a> {
    table: &'a Mrio,
    rows: HashMap<(&'a str, &'a str), usize>,
    regions: HashMap<&'a str, RegionId>,
}

impl<'a> Users<'a> {
    fn new(table: &'a Mrio) -> Self {
        let index = table.index();
        let label = |row: usize| {
            let node = index.node(row);
            (index.region(node.region), index.sector(node.sector))
        };
        Users {
            table,
            rows: (0..index.len()).map(|row| (label(row), row)).collect(),
            regions: index.regions().map(|id| (index.region(id), id)).collect(),
        }
    }

    /// The user that a line names, or the column and what is wrong with it.
    fn find(&self, line: &Line<'_>) -> std::result::Result<User, (&'static str, Problem)> {
        let (index, categories) = (self.table.index(), self.table.demand().categories());
        if let Some(&row) = self.rows.get(&(line.region, line.sector)) {
            return Ok(User::Producer(row));
        }
        let unknown = |what, codes: &[String], code: &str| Problem::UnknownCode {
            what,
            code: code.to_owned(),
            near: nearest(codes, code),
        };
        let Some(&region) = self.regions.get(line.region) else {
            let problem = unknown("region", index.region_codes(), line.region);
            return Err(("region", problem));
        };
        if line.sector == FINAL_USERS || categories.iter().any(|category| category == line.sector) {
            return Ok(User::FinalUsers(region));
        }
        if index.sector_codes().iter().any(|code| code == line.sector) {
            let (region, sector) = (line.region.to_owned(), line.sector.to_owned());
            return Err(("sector", Problem::NoSuchSector { region, sector }));
        }
        let known: Vec<String> = index.sector_codes().iter().chain(categories).cloned().collect();
        Err(("sector", unknown("sector or final demand category", &known, line.sector)))
    }
}

/// Accounts as they grow line by line.
struct Ledger<'a> {
    table: &'a Mrio,
    accounts: Vec<Account>,
    /// Where each account is in the list.
    places: HashMap<String, usize>,
    /// Line of every account, region and sector seen.
    lines: HashMap<(usize, String, String), u64>,
    /// The year that the first line is of, if there is a column of years.
    year: Option<i32>,
}

impl<'a> Ledger<'a> {
    fn new(table: &'a Mrio) -> Self {
        let (places, lines) = (HashMap::new(), HashMap::new());
        Ledger { table, accounts: vec![], places, lines, year: None }
    }

    fn hear_year(&mut self, text: &str) {
        self.year = self.year.or_else(|| text.parse().ok());
    }

    /// A warning where direct use is given both without a category and for one: it may be counted twice.
    fn twice(&self, position: usize) -> Option<Finding> {
        let (index, categories) = (self.table.index(), self.table.demand().categories());
        if categories.iter().any(|name| name == FINAL_USERS) {
            return None;
        }
        let given = |region: RegionId, sector: &str| {
            let key = (position, index.region(region).to_owned(), sector.to_owned());
            self.lines.contains_key(&key)
        };
        let part = |region| categories.iter().find(|name| given(region, name));
        let mut both = index.regions().filter(|region| given(*region, FINAL_USERS));
        let (region, part) = both.find_map(|region| Some((index.region(region), part(region)?)))?;
        let message = format!(
            "account `{}`: direct use of `{}` is given for `{FINAL_USERS}` and for `{}`, and added up; if \
             `{FINAL_USERS}` is all of it, the other is counted twice",
            shown(&self.accounts[position].name),
            shown(region),
            shown(part)
        );
        Some(Finding::new(Severity::Warning, FindingKind::SatelliteGaps, region, 0.0, message))
    }

    /// A warning where the lines are of another year than the table.
    fn other_year(&self) -> Option<(String, Finding)> {
        let (own, year) = (self.table.source().year?, self.year?);
        let account = self.accounts.first()?.name.clone();
        let message = format!("the accounts are of {year}, the table is of {own}");
        let kind = FindingKind::SatelliteGaps;
        let finding = Finding::new(Severity::Warning, kind, "", f64::from(year), message);
        Some((account, finding)).filter(|_| own != year)
    }

    fn add(
        &mut self,
        line: &Line<'_>,
        user: User,
        value: f64,
        number: u64,
    ) -> std::result::Result<(), Problem> {
        let known = self.places.get(line.account).copied();
        let found = self.accounts.len() + usize::from(known.is_none());
        if found > ACCOUNTS {
            return Err(Problem::TooMany { what: "accounts", found, limit: ACCOUNTS });
        }
        let position = known.unwrap_or_else(|| {
            let index = self.table.index();
            self.places.insert(line.account.to_owned(), self.accounts.len());
            self.accounts.push(Account {
                name: line.account.to_owned(),
                unit: line.unit.to_owned(),
                by_producers: vec![0.0; index.len()],
                by_users: vec![0.0; index.regions().len()],
            });
            self.accounts.len() - 1
        });
        let account = &mut self.accounts[position];
        if account.unit != line.unit {
            return Err(Problem::TwoUnits {
                what: "account",
                account: line.account.to_owned(),
                first: account.unit.clone(),
                second: line.unit.to_owned(),
            });
        }
        let key = (position, line.region.to_owned(), line.sector.to_owned());
        if let Some(first) = self.lines.insert(key, number) {
            return Err(Problem::AccountTwice {
                account: line.account.to_owned(),
                label: line.label(),
                first,
            });
        }
        match user {
            User::Producer(row) => account.by_producers[row] = value,
            User::FinalUsers(region) => account.by_users[region.position()] += value,
        }
        Ok(())
    }

    /// Producers that have output and no line, and those that have none and use something.
    fn findings(&self) -> Vec<(String, Finding)> {
        let index = self.table.index();
        let mut findings: Vec<(String, Finding)> = self.other_year().into_iter().collect();
        for (position, account) in self.accounts.iter().enumerate() {
            let name = shown(&account.name);
            findings.extend(self.twice(position).map(|finding| (account.name.clone(), finding)));
            let given = |row: usize| {
                let node = index.node(row);
                let (region, sector) = (index.region(node.region), index.sector(node.sector));
                let key = (position, region.to_owned(), sector.to_owned());
                self.lines.contains_key(&key)
            };
            let missing: Vec<usize> =
                (0..index.len()).filter(|&row| produces(self.table, row) && !given(row)).collect();
            if let Some(&first) = missing.first() {
                let message = format!(
                    "account `{name}`: {} of {} region-sectors have no line and count as zero, the first is `{}`",
                    missing.len(),
                    index.len(),
                    shown(&index.label(first))
                );
                let (kind, count) = (FindingKind::SatelliteGaps, missing.len() as f64);
                let label = index.label(first);
                let finding = Finding::new(Severity::Warning, kind, label, count, message);
                findings.push((account.name.clone(), finding));
            }
            let idle = idle(self.table, account);
            findings.extend(idle.map(|finding| (account.name.clone(), finding)));
        }
        findings
    }
}

fn produces(table: &Mrio, row: usize) -> bool {
    table.row_sums()[row] != 0.0 || table.reported_output().is_some_and(|x| x[row] != 0.0)
}

/// A warning where a sector without output uses some of an account.
pub(super) fn idle(table: &Mrio, account: &Account) -> Option<Finding> {
    let first = (0..table.index().len())
        .find(|&row| !produces(table, row) && account.by_producers[row] != 0.0)?;
    let (label, value) = (table.index().label(first), account.by_producers[first]);
    let message = format!(
        "account `{}`: `{}` has no output and uses {value} {}, which no final demand is charged with",
        shown(&account.name),
        shown(&label),
        shown(&account.unit)
    );
    let kind = FindingKind::SatelliteWithoutOutput;
    Some(Finding::new(Severity::Warning, kind, label, value, message))
}
