//! Which accounts are primary inputs: value added, and taxes less subsidies on products.

use super::folder::{Accounts, Folder};
use super::{Kind, name_of};
use crate::error::{Result, shown, shown_list};
use crate::read::ReadOptions;
use crate::read::labelled::{Form, Kept, Labelled, Places, Row, units};
use crate::sources::{holds_primary_inputs, is_whole_value_added, primary_input};
use crate::table::{Finding, FindingKind, Primary, PrimaryKind, Severity};

/// The accounts that EXIOBASE derives from others.
const DERIVED: &str = "impacts";
/// Those that hold primary inputs among others, up to 3.8.
const SATELLITE: &str = "satellite";

/// Where primary inputs are looked for.
pub(super) struct Wanted<'a> {
    pub folder: &'a Folder<'a>,
    /// Rows of the table.
    pub places: &'a Places,
    /// Columns of final demand.
    pub users: &'a Places,
    /// The unit of amounts.
    pub unit: Option<&'a str>,
}

/// Accounts that may be primary inputs: the names of rows, and what each is.
struct Found<'a> {
    accounts: &'a Accounts<'a>,
    rows: Vec<(Vec<String>, PrimaryKind)>,
}

impl Wanted<'_> {
    /// The rows of primary inputs; none, with a warning, where no accounts have such names.
    pub fn read(
        &self,
        output: Option<&[f64]>,
        options: &ReadOptions,
        findings: &mut Vec<Finding>,
    ) -> Result<Vec<Primary>> {
        let found = match self.find()? {
            Ok(found) => found,
            Err(why) => {
                let message = format!("{why}; value added is output less intermediate inputs");
                let kind = FindingKind::MissingTotals;
                findings.push(Finding::new(Severity::Warning, kind, "", 0.0, message));
                return Ok(vec![]);
            }
        };
        let Found { accounts, rows } = found;
        let kind_of =
            |label: &[String]| rows.iter().find(|(known, _)| known == label).map(|(_, kind)| *kind);
        let wanted =
            |label: &[String]| if kind_of(label).is_some() { Kept::Numbers } else { Kept::Nothing };
        let limit = options.max_cells;
        let mut inputs =
            by_producers(self.folder, accounts, (self.places, output), &wanted, limit, findings)?;
        let mut of_users: Vec<Row> = vec![];
        if let Some(file) = accounts.of_users(self.folder.files)? {
            let table = Labelled::open(self.folder.files, file, Form::ACCOUNTS)?;
            let columns = self.users.align(&table.title, &table.columns)?;
            of_users = table.rows(wanted, limit, findings)?;
            of_users.iter_mut().for_each(|row| row.values = placed(&row.values, &columns));
        }
        let primary = |row: Row| {
            let users = of_users.iter().find(|other| other.label == row.label);
            let none = || vec![0.0; self.users.len()];
            Some(Primary {
                name: name_of(&row.label),
                kind: kind_of(&row.label)?,
                inputs: row.values,
                final_demand: users.map_or_else(none, |row| row.values.clone()),
            })
        };
        if self.folder.kind == Kind::Pymrio {
            findings.push(said(accounts.name, &rows));
        }
        Ok(inputs.drain(..).filter_map(primary).collect())
    }

    /// The accounts that hold primary inputs, or why there are none.
    fn find(&self) -> Result<std::result::Result<Found<'_>, String>> {
        let all = &self.folder.accounts;
        let named = all.iter().filter(|one| holds_primary_inputs(one.name));
        let satellite = all.iter().filter(|one| one.name.eq_ignore_ascii_case(SATELLITE));
        for accounts in named.chain(satellite) {
            if let Some(found) = self.rows_of(accounts)? {
                return Ok(found);
            }
        }
        let mut others = vec![];
        if self.folder.kind == Kind::Pymrio {
            for accounts in all.iter().filter(|one| !one.name.eq_ignore_ascii_case(DERIVED)) {
                if let Some(Ok(found)) = self.rows_of(accounts)? {
                    others.push(found);
                }
            }
        }
        let names: Vec<&str> = others.iter().map(|found| found.accounts.name).collect();
        Ok(match (others.len(), self.folder.kind) {
            (1, _) => others.pop().ok_or_else(String::new),
            (0, Kind::Exiobase) => Err(format!(
                "no primary inputs: neither `factor_inputs` nor `satellite` has a file `F` with their rows; found: {}",
                shown_list(&all.iter().map(|one| one.name).collect::<Vec<_>>())
            )),
            (0, Kind::Pymrio) => {
                Err("no accounts have rows that are called value added".to_owned())
            }
            _ => Err(format!(
                "rows of several accounts are called value added: {}",
                shown_list(&names)
            )),
        })
    }

    /// Those of its rows that are primary inputs; nothing if there is none, and why not where what they
    /// are is not clear.
    fn rows_of<'a>(
        &self,
        accounts: &'a Accounts<'a>,
    ) -> Result<Option<std::result::Result<Found<'a>, String>>> {
        let files = self.folder.files;
        let file = match accounts.table(files, "F")? {
            Some(file) => file,
            None => match accounts.table(files, "S")? {
                Some(file) => file,
                None => return Ok(None),
            },
        };
        let money = match accounts.table(files, "unit")? {
            Some(file) => units(files, file)?,
            None => vec![],
        };
        let labels = Labelled::open(files, file, Form::ACCOUNTS)?;
        let labels = labels.rows(|_| Kept::Label, usize::MAX, &mut vec![])?;
        let is_money = |label: &[String]| {
            let own = money.iter().find(|(known, _)| known == label).map(|(_, unit)| unit.as_str());
            own.zip(self.unit).map(|(own, all)| own == all)
        };
        let kind = |label: &[String]| kind_of_row(accounts.name, &name_of(label), is_money(label));
        let rows =
            labels.into_iter().filter_map(|row| kind(&row.label).map(|kind| (row.label, kind)));
        let mut rows: Vec<(Vec<String>, PrimaryKind)> = rows.collect();
        let is_whole = |(label, kind): &(Vec<String>, PrimaryKind)| {
            *kind == PrimaryKind::ValueAdded && is_whole_value_added(&name_of(label))
        };
        match rows.iter().filter(|row| is_whole(row)).count() {
            0 => {}
            // Its parts would be counted a second time.
            1 => rows.retain(|row| row.1 != PrimaryKind::ValueAdded || is_whole(row)),
            _ => {
                let names: Vec<String> = rows
                    .iter()
                    .filter(|row| is_whole(row))
                    .map(|(label, _)| name_of(label))
                    .collect();
                return Ok(Some(Err(format!(
                    "several rows of `{}` are called value added: {}",
                    shown(accounts.name),
                    shown_list(&names)
                ))));
            }
        }
        let any = rows.iter().any(|(_, kind)| *kind == PrimaryKind::ValueAdded);
        Ok(any.then_some(Ok(Found { accounts, rows })))
    }
}

/// What a row of accounts is, by their names and whether it is in the unit of the table, as far as that is
/// known.
fn kind_of_row(accounts: &str, name: &str, is_money: Option<bool>) -> Option<PrimaryKind> {
    match (primary_input(name), is_money) {
        (_, Some(false)) => None,
        (Some(kind), _) => Some(kind),
        (None, Some(true)) if holds_primary_inputs(accounts) => Some(PrimaryKind::ValueAdded),
        (None, _) => None,
    }
}

/// What rows of these names are read as, all in the unit of the table; nothing for those that are left out.
pub(in crate::read) fn kinds_of_rows(
    accounts: &str,
    names: &[&str],
    unit: Option<&str>,
) -> Vec<Option<PrimaryKind>> {
    let kind = |name: &str| kind_of_row(accounts, name, unit.map(|_| true));
    let of_value_added = || names.iter().filter(|name| kind(name) == Some(PrimaryKind::ValueAdded));
    let whole = of_value_added().filter(|name| is_whole_value_added(name)).count();
    let stays = |name: &str| match (kind(name), whole) {
        (Some(PrimaryKind::ValueAdded), 1) => is_whole_value_added(name),
        _ => whole < 2 && of_value_added().next().is_some(),
    };
    names.iter().map(|name| kind(name).filter(|_| stays(name))).collect()
}

/// The rows that are wanted of accounts of producers, in the order of the rows of the table. Where there
/// are coefficients alone they are multiplied by output.
pub(super) fn by_producers(
    folder: &Folder<'_>,
    accounts: &Accounts<'_>,
    (places, output): (&Places, Option<&[f64]>),
    wanted: &(impl Fn(&[String]) -> Kept + Sync),
    limit: usize,
    findings: &mut Vec<Finding>,
) -> Result<Vec<Row>> {
    let amounts = accounts.table(folder.files, "F")?;
    let shares =
        if amounts.is_some() { None } else { accounts.table(folder.files, "S")?.zip(output) };
    let Some(file) = amounts.or(shares.map(|(file, _)| file)) else { return Ok(vec![]) };
    let table = Labelled::open(folder.files, file, Form::ACCOUNTS)?;
    let columns = places.align(&table.title, &table.columns)?;
    let mut rows = table.rows(wanted, limit, findings)?;
    for row in &mut rows {
        row.values = placed(&row.values, &columns);
        if let Some((_, output)) = shares {
            row.values.iter_mut().zip(output).for_each(|(value, x)| *value *= x);
        }
    }
    Ok(rows)
}

/// Numbers at the places of their columns.
fn placed(values: &[f64], columns: &[usize]) -> Vec<f64> {
    let mut placed = vec![0.0; values.len()];
    columns.iter().zip(values).for_each(|(&place, value)| placed[place] = *value);
    placed
}

/// Which rows are taken for value added, where the names of accounts are free.
fn said(accounts: &str, rows: &[(Vec<String>, PrimaryKind)]) -> Finding {
    let of = |wanted| {
        let rows = rows.iter().filter(|(_, kind)| *kind == wanted);
        shown_list(&rows.map(|(label, _)| name_of(label)).collect::<Vec<_>>())
    };
    let taxes = of(PrimaryKind::Taxes);
    let mut message =
        format!("value added of `{}`: {}", shown(accounts), of(PrimaryKind::ValueAdded));
    if !taxes.is_empty() {
        message.push_str(&format!("; taxes less subsidies on products: {taxes}"));
    }
    Finding::new(Severity::Note, FindingKind::Container, "", 0.0, message)
}
