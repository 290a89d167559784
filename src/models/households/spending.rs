//! Who spends how much on what.

use super::bridge::{Bridge, named};
use crate::error::{Problem, Result};
use crate::linalg::Matrix;
use crate::read::Input;
use crate::read::sheet::{Seen, Sheet};

/// Spending of groups of households on categories.
#[derive(Debug, Clone, PartialEq)]
pub struct Spending {
    file: String,
    pub(super) groups: Vec<String>,
    /// Groups x categories of the bridge.
    pub(super) amounts: Matrix,
}

impl Spending {
    /// Names of the groups, in the order of the file.
    #[must_use]
    pub fn groups(&self) -> &[String] {
        &self.groups
    }
}

/// Number of households and income of groups.
#[derive(Debug, Clone, PartialEq)]
pub struct Households {
    /// How many households each group has, where the file says it.
    pub(super) counts: Option<Vec<f64>>,
    /// Their income, where the file says it; NaN where a cell is empty.
    pub(super) incomes: Option<Vec<f64>>,
}

/// Read spending: a CSV file with the columns `group`, `category` and `value`, others ignored. What has no line is
/// zero.
///
/// # Errors
/// [`Error::Io`](crate::Error::Io); [`Error::Input`](crate::Error::Input) with line and column for categories
/// that the bridge does not have, pairs given twice, amounts below zero; for categories of the bridge that no
/// line has.
///
/// # Examples
/// ```
/// use tripole::Index;
/// use tripole::models::households::{read_bridge, read_spending};
/// use tripole::read::Input;
/// let index = Index::new([("USA", "FOD")])?;
/// let bridge = Input::bytes("bridge.csv", "sector,category,share\nFOD,food,1\n");
/// let bridge = read_bridge(bridge, &index)?;
/// let text = "group,category,value\npoor,food,4.5\nrich,food,7\n";
/// let spending = read_spending(Input::bytes("spending.csv", text), &bridge)?;
/// assert_eq!(spending.groups(), ["poor", "rich"]);
/// # Ok::<(), tripole::Error>(())
/// ```
pub fn read_spending(file: impl Into<Input>, bridge: &Bridge) -> Result<Spending> {
    let (sheet, lines) = Sheet::open(&file.into(), "group,category,value")?;
    let (mut groups, mut cells): (Vec<String>, Vec<(usize, usize, f64)>) = (vec![], vec![]);
    let mut seen = Seen::new();
    for line in lines {
        let line = &line?;
        let group = named(&sheet, line, "group")?;
        let category = sheet.code(line, "category", "category", &bridge.categories)?;
        seen.add(&sheet, line, format!("{group} {}", bridge.categories[category]))?;
        let at = groups.iter().position(|known| known == group).unwrap_or_else(|| {
            groups.push(group.to_owned());
            groups.len() - 1
        });
        cells.push((at, category, sheet.amount(line, "value")?));
    }
    let absent = |category: &usize| cells.iter().all(|(_, of, _)| of != category);
    if let Some(category) = (0..bridge.categories.len()).find(absent) {
        let (label, other) = (bridge.categories[category].clone(), bridge.file.clone());
        let problem = Problem::LabelMissing { what: "the category", label, other };
        return Err(sheet.fail_file(problem));
    }
    let mut amounts = Matrix::zeros(groups.len(), bridge.categories.len());
    cells.into_iter().for_each(|(group, category, value)| amounts[(group, category)] = value);
    Ok(Spending { file: sheet.file().to_owned(), groups, amounts })
}

/// Read households: a CSV file with the column `group` and one or both of `households`, their number, and
/// `income`; others are ignored.
///
/// # Errors
/// [`Error::Io`](crate::Error::Io); [`Error::Input`](crate::Error::Input) with line and column for groups that
/// spending does not have or that are given twice, numbers below zero; for groups without a line.
pub fn read_households(file: impl Into<Input>, spending: &Spending) -> Result<Households> {
    let (sheet, lines) = Sheet::open(&file.into(), "group")?;
    let (has_counts, has_incomes) = (sheet.has("households"), sheet.has("income"));
    if !has_counts && !has_incomes {
        return Err(sheet.other_columns("group,households,income"));
    }
    let groups = spending.groups.len();
    let (mut counts, mut incomes) = (vec![f64::NAN; groups], vec![f64::NAN; groups]);
    let (mut seen, mut met) = (Seen::new(), vec![false; groups]);
    for line in lines {
        let line = &line?;
        let group = sheet.code(line, "group", "group", &spending.groups)?;
        seen.add(&sheet, line, spending.groups[group].clone())?;
        met[group] = true;
        if has_counts {
            counts[group] = sheet.amount(line, "households")?;
        }
        if has_incomes && !sheet.text(line, "income").is_empty() {
            incomes[group] = sheet.amount(line, "income")?;
        }
    }
    if let Some(group) = met.iter().position(|met| !met) {
        let (label, other) = (spending.groups[group].clone(), spending.file.clone());
        return Err(sheet.fail_file(Problem::LabelMissing { what: "the group", label, other }));
    }
    Ok(Households { counts: has_counts.then_some(counts), incomes: has_incomes.then_some(incomes) })
}
