//! Accounts beside a table: jobs, emissions, energy by sector, in units of their own.

use crate::error::{Error, Result, find};
use crate::frame::{Frame, Unit};
use crate::table::Index;

/// The sector of direct use by final users, whose category an account does not know.
pub(crate) const FINAL_USERS: &str = "FD";

/// The largest amount of an account or a cell that sums and products of amounts can be made of.
pub(crate) const LARGEST_AMOUNT: f64 = 1e100;

/// One satellite account.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// Its name.
    pub name: String,
    /// Its unit, for example `thousand persons`; empty if there is none.
    pub unit: String,
    /// Use by the n producers, S.
    pub by_producers: Vec<f64>,
    /// Direct use by the final users of each region, F_Y.
    pub by_users: Vec<f64>,
}

/// Satellite accounts of one table.
#[derive(Debug, Clone, PartialEq)]
pub struct Satellite {
    accounts: Vec<Account>,
}

impl Satellite {
    /// The checked constructor: names differ, lengths fit the table's labels, numbers are finite.
    ///
    /// # Errors
    /// [`Error::Label`] for a name that occurs twice, [`Error::Shape`], [`Error::NotFinite`],
    /// [`Error::Range`] for numbers beyond 1e100, whose sums may be no numbers.
    pub fn new(index: &Index, accounts: Vec<Account>) -> Result<Self> {
        for (position, account) in accounts.iter().enumerate() {
            if accounts.iter().take(position).any(|other| other.name == account.name) {
                return Err(Error::Label { label: account.name.clone() });
            }
            for (what, found, expected) in [
                ("a satellite account", &account.by_producers, index.len()),
                ("direct use of a satellite account", &account.by_users, index.regions().len()),
            ] {
                if found.len() != expected {
                    let (found, expected) = ((found.len(), 1), (expected, 1));
                    return Err(Error::Shape { what, found, expected });
                }
                if !found.iter().all(|value| value.is_finite()) {
                    return Err(Error::NotFinite { what, label: account.name.clone() });
                }
                if let Some(&value) = found.iter().find(|value| value.abs() > LARGEST_AMOUNT) {
                    let expected = "a number from -1e100 to 1e100";
                    return Err(Error::Range { what, value, expected });
                }
            }
        }
        Ok(Satellite { accounts })
    }

    /// All accounts.
    #[must_use]
    pub fn accounts(&self) -> &[Account] {
        &self.accounts
    }

    /// The accounts named, in that order; all if none is named, or `all`.
    ///
    /// # Errors
    /// [`Error::Unknown`], with the nearest names.
    pub fn with_only<S: AsRef<str>>(self, named: &[S]) -> Result<Self> {
        if named.is_empty() || named.iter().any(|name| name.as_ref() == "all") {
            return Ok(self);
        }
        let names: Vec<String> = self.accounts.iter().map(|a| a.name.clone()).collect();
        let mut accounts: Vec<Account> = vec![];
        for name in named {
            let account = &self.accounts[find("account", &names, name.as_ref())?];
            if accounts.iter().all(|known| known.name != account.name) {
                accounts.push(account.clone());
            }
        }
        Ok(Satellite { accounts })
    }

    /// The accounts as lines: the keys `region`, `sector`, `account`, `unit` and the indicator `value`. Every
    /// producer of the index has a line, and the final users of a region (sector `FD`) have one if they use
    /// something. Saved as CSV, it is read by [`read_satellite`](crate::read::read_satellite).
    ///
    /// # Examples
    /// ```
    /// use tripole::Index;
    /// use tripole::table::{Account, Satellite};
    /// let index = Index::new([("A", "g"), ("B", "g")])?;
    /// let (name, unit) = ("jobs".to_owned(), "persons".to_owned());
    /// let jobs = Account { name, unit, by_producers: vec![1.0, 2.0], by_users: vec![0.0, 0.5] };
    /// let mut csv = vec![];
    /// Satellite::new(&index, vec![jobs])?.frame(&index).write_csv(&mut csv)?;
    /// let lines = "A,g,jobs,persons,1\nB,g,jobs,persons,2\nB,FD,jobs,persons,0.5\n";
    /// assert_eq!(csv, format!("region,sector,account,unit,value\n{lines}").into_bytes());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn frame(&self, index: &Index) -> Frame {
        let (mut regions, mut sectors, mut names, mut units) = (vec![], vec![], vec![], vec![]);
        let mut values = vec![];
        for account in &self.accounts {
            let nodes = index.nodes().iter().zip(&account.by_producers);
            let made = nodes.map(|(node, value)| (node.region, index.sector(node.sector), *value));
            let users = index.regions().zip(&account.by_users).filter(|(_, value)| **value != 0.0);
            let used = users.map(|(region, value)| (region, FINAL_USERS, *value));
            for (region, sector, value) in made.chain(used) {
                regions.push(index.region(region));
                sectors.push(sector);
                names.push(account.name.as_str());
                units.push(account.unit.as_str());
                values.push(value);
            }
        }
        Frame::new("accounts", values.len())
            .with_text("region", &regions)
            .with_text("sector", &sectors)
            .with_text("account", &names)
            .with_text("unit", &units)
            .with_indicator("value", Unit::Keyed, values)
    }
}
