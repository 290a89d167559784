//! Accounts beside a table: jobs, emissions, energy by sector, in units of their own.

use crate::error::{Error, Result, find};
use crate::table::Index;

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
}
