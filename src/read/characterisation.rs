//! Factors that make impacts of satellite accounts, as CSV.

use super::sheet::{Record, Seen, Sheet};
use super::{Input, SatelliteReading};
use crate::error::{Problem, Result, shown, shown_list};
use crate::table::{Account, Finding, FindingKind, Index, Satellite, Severity};

const COLUMNS: &str = "impact,account,factor,account_unit,unit";

/// An impact as it grows line by line.
struct Impact {
    account: Account,
    /// Accounts that it names, and those among them that there are not.
    named: Vec<String>,
    missing: Vec<String>,
    /// The line that names it first.
    first: u64,
}

/// Read factors and make impacts of satellite accounts with them: a CSV file with the columns `impact`, `account`,
/// `factor`, `account_unit` and `unit`, in any order, others ignored.
///
/// An impact is the sum of its accounts, each times its factor, for producers and for direct use alike. What is
/// linear in an account, as footprints and every scheme of responsibility are, is then that of the impact. Impacts
/// come in the order in which the file names them first.
///
/// Findings: a warning for accounts that an impact names and that there are not, which count as nothing; a note for
/// accounts without a factor, which are left out.
///
/// # Errors
/// [`Error::Io`](crate::Error::Io); [`Error::Input`](crate::Error::Input) with the line for missing columns, an empty
/// code, factors that are no finite numbers, an account whose unit is not literally `account_unit`, an impact in two units,
/// several lines for an impact and an account, an impact none of whose accounts there is; those of [`Satellite::new`].
///
/// # Examples
/// ```
/// use tripole::Index;
/// use tripole::read::{Input, read_characterisation};
/// use tripole::table::{Account, Satellite};
/// let index = Index::new([("A", "g"), ("B", "g")])?;
/// let account = |name: &str, by_producers| Account {
///     name: name.into(),
///     unit: "kt".into(),
///     by_producers,
///     by_users: vec![1.0, 0.0],
/// };
/// let accounts = vec![account("CO2", vec![5.0, 2.0]), account("CH4", vec![0.5, 0.0])];
/// let satellite = Satellite::new(&index, accounts)?;
/// let file = "impact,account,factor,account_unit,unit\nGWP,CO2,1,kt,kt CO2-eq\nGWP,CH4,28,kt,kt CO2-eq\n";
/// let impacts = read_characterisation(Input::bytes("gwp.csv", file), &index, &satellite)?.satellite;
/// let gwp = &impacts.accounts()[0];
/// assert_eq!((gwp.by_producers[0], gwp.by_producers[1], gwp.by_users[0]), (19.0, 2.0, 29.0));
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn read_characterisation(
    file: impl Into<Input>,
    index: &Index,
    satellite: &Satellite,
) -> Result<SatelliteReading> {
    let (sheet, lines) = Sheet::open(&file.into(), COLUMNS)?;
    let (mut impacts, mut seen): (Vec<Impact>, Seen) = (vec![], Seen::new());
    for line in lines {
        add(&sheet, &line?, (index, satellite), (&mut impacts, &mut seen))?;
    }
    if let Some(impact) = impacts.iter().find(|impact| impact.named == impact.missing) {
        let (name, accounts) = (impact.account.name.clone(), impact.missing.clone());
        return Err(sheet.fail_at(impact.first, Problem::NoAccounts { impact: name, accounts }));
    }
    let findings = findings(&impacts, satellite);
    let accounts = impacts.into_iter().map(|impact| impact.account).collect();
    Ok(SatelliteReading { satellite: Satellite::new(index, accounts)?, findings })
}

/// Add a line to its impact.
fn add(
    sheet: &Sheet,
    line: &Record,
    (index, satellite): (&Index, &Satellite),
    (impacts, seen): (&mut Vec<Impact>, &mut Seen),
) -> Result<()> {
    let text = |column| sheet.text(line, column);
    if let Some(blank) = ["impact", "account"].into_iter().find(|name| text(name).is_empty()) {
        return Err(sheet.fail(line, blank, Problem::EmptyCode));
    }
    let (name, account, unit) = (text("impact"), text("account"), text("unit"));
    let factor = sheet.number(line, "factor")?;
    seen.add(sheet, line, format!("{name}: {account}"))?;
    let place = impacts.iter().position(|impact| impact.account.name == name);
    let place = place.unwrap_or_else(|| {
        let account = Account {
            name: name.to_owned(),
            unit: unit.to_owned(),
            by_producers: vec![0.0; index.len()],
            by_users: vec![0.0; index.regions().len()],
        };
        let (named, missing, first) = (vec![], vec![], line.number);
        impacts.push(Impact { account, named, missing, first });
        impacts.len() - 1
    });
    let impact = &mut impacts[place];
    if impact.account.unit != unit {
        let (first, second) = (impact.account.unit.clone(), unit.to_owned());
        let problem = Problem::TwoUnits { what: "impact", account: name.to_owned(), first, second };
        return Err(sheet.fail(line, "unit", problem));
    }
    impact.named.push(account.to_owned());
    let Some(found) = satellite.accounts().iter().find(|known| known.name == account) else {
        impact.missing.push(account.to_owned());
        return Ok(());
    };
    let expected = text("account_unit");
    if found.unit != expected {
        let (found, expected) = (found.unit.clone(), expected.to_owned());
        let problem = Problem::FactorUnit { account: account.to_owned(), found, expected };
        return Err(sheet.fail(line, "account_unit", problem));
    }
    let sum = |sums: &mut [f64], uses: &[f64]| {
        sums.iter_mut().zip(uses).for_each(|(sum, amount)| *sum += factor * amount);
    };
    sum(&mut impact.account.by_producers, &found.by_producers);
    sum(&mut impact.account.by_users, &found.by_users);
    Ok(())
}

/// Accounts that are not there, and those that no impact needs.
fn findings(impacts: &[Impact], satellite: &Satellite) -> Vec<(String, Finding)> {
    let kind = FindingKind::SatelliteGaps;
    let of_impact = |impact: &Impact| {
        let count = impact.missing.len();
        let message = format!(
            "impact `{}`: {count} of its {} accounts are not there and count as nothing: {}",
            shown(&impact.account.name),
            impact.named.len(),
            shown_list(&impact.missing)
        );
        let name = impact.account.name.clone();
        let finding = Finding::new(Severity::Warning, kind, name.clone(), count as f64, message);
        (count > 0).then_some((name, finding))
    };
    let mut findings: Vec<(String, Finding)> = impacts.iter().filter_map(of_impact).collect();
    let is_used = |name: &String| impacts.iter().any(|impact| impact.named.contains(name));
    let names = satellite.accounts().iter().map(|account| account.name.clone());
    let unused: Vec<String> = names.filter(|name| !is_used(name)).collect();
    if let Some(first) = impacts.first().filter(|_| !unused.is_empty()) {
        let message = format!(
            "{} accounts have no factor and are left out: {}",
            unused.len(),
            shown_list(&unused)
        );
        let count = unused.len() as f64;
        let finding = Finding::new(Severity::Note, kind, unused[0].clone(), count, message);
        findings.push((first.account.name.clone(), finding));
    }
    findings
}
