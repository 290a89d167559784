//! What national tables have beside those of several regions: imports in a column or a matrix, and parts of value added.

use super::sheet::Sheet;
use super::{Input, ReadOptions, Reexports};
use crate::error::{Error, Place, Problem, Result, shown, shown_list};
use crate::linalg::Matrix;
use crate::sources::{Income, exports, import_column};
use crate::table::{CategoryId, Finding, FindingKind, Mrio, Parts, Primary, PrimaryKind, Severity};

/// Amounts that differ by less than this part of what they are compared with differ by rounding.
const ROUNDING: f64 = 1e-6;

/// The row of imports that is made.
const IMPORTS: &str = "IMP";

/// The table of home-made products with its imports in a row, whatever it had them in; any other table as it is.
///
/// Where a column M of imports stands beside uses of products from anywhere, x = Z1 + F1 + e − M, with exports e:
///
/// ```text
/// μ_i = M_i / (Z1 + F1)_i,   Z_d = (1 − μ̂)Z,   F_d = (1 − μ̂)F,   imports of user j: Σ_i μ_i Z_ij
/// ```
///
/// exports hold no imports, and output is what it was. With [`Reexports::Proportional`] exports are among the uses,
/// μ_i = M_i / (Z1 + F1 + e)_i. A matrix of imports replaces the shares.
pub(super) fn domestic(
    table: Mrio,
    options: &ReadOptions,
    file: &str,
    findings: &mut Vec<Finding>,
) -> Result<Mrio> {
    let fail = |problem| Error::input(file, Place::File, problem);
    let column = import_column(table.demand()).filter(|_| table.index().regions().len() == 1);
    let row = table.primary().iter().find(|row| row.kind == PrimaryKind::Imports);
    if column.is_none() && options.reexports == Reexports::Proportional {
        let message = "no column of imports: there are no re-exports to divide".to_owned();
        let kind = FindingKind::NothingMeant;
        findings.push(Finding::new(Severity::Warning, kind, "", 0.0, message));
    }
    match (column, row, &options.import_matrix) {
        (None, _, None) => Ok(table),
        (None, None, Some(_)) => Err(fail(Problem::NoImports)),
        (None, Some(row), Some(matrix)) => {
            let imported = read_imports(matrix, &table, None)?;
            imported.refuse_other_row(row, (&table, matrix))?;
            Ok(table)
        }
        (Some(column), Some(row), None) => {
            let (column, row) = (label(&table, column), row.name.clone());
            Err(fail(Problem::ImportsTwice { row, column }))
        }
        (Some(column), row, Some(matrix)) => {
            let imported = read_imports(matrix, &table, Some(column))?;
            if let Some(row) = row {
                imported.refuse_other_row(row, (&table, matrix))?;
            }
            imported.refuse_other_column((file, &table), (column, matrix))?;
            let words = "those of each user are in the matrix of imports";
            findings.push(said(&table, column, &imported, words));
            imported.taken_out(table, column)
        }
        (Some(column), None, None) => {
            let imported = in_proportion(&table, column, options.reexports).map_err(fail)?;
            let words = in_words(&table, &imported, options);
            findings.push(said(&table, column, &imported, &words));
            imported.taken_out(table, column)
        }
    }
}

fn label(table: &Mrio, category: CategoryId) -> String {
    table.demand().category(category).to_owned()
}

fn said(table: &Mrio, column: CategoryId, imported: &Imported, how: &str) -> Finding {
    let name = label(table, column);
    let total: f64 = imported.by_users().iter().sum();
    let message = format!(
        "flows hold imported products, and column `{}` their imports ({total}): {how}; they are taken out of the \
         flows and are a row `{IMPORTS}`",
        shown(&name)
    );
    Finding::new(Severity::Note, FindingKind::Imports, name, total, message)
}

fn in_words(table: &Mrio, imported: &Imported, options: &ReadOptions) -> String {
    let exported: f64 = exports(table.demand())
        .iter()
        .flat_map(|category| columns_of(table, *category))
        .map(|c| imported.final_demand.column(c).iter().sum::<f64>())
        .sum();
    match options.reexports {
        Reexports::Refuse => {
            "every user at home has the share of imports of a product, exports none".to_owned()
        }
        Reexports::Proportional => format!(
            "every use has the share of imports of a product, exports too, so that {exported} are exported again"
        ),
    }
}

fn columns_of(table: &Mrio, category: CategoryId) -> Vec<usize> {
    let columns = table.demand().columns().iter().enumerate();
    columns.filter(|(_, column)| column.category == category).map(|(c, _)| c).collect()
}

/// Imported products in the flows of a table, product by user.
struct Imported {
    intermediate: Matrix,
    final_demand: Matrix,
}

impl Imported {
    /// What producers, and what final users, import.
    fn by_users(&self) -> Vec<f64> {
        let mut sums = self.intermediate.column_sums();
        sums.extend(self.final_demand.column_sums());
        sums
    }

    /// The flows of home-made products, with a row of imports where there is none, without the column.
    fn taken_out(self, table: Mrio, column: CategoryId) -> Result<Mrio> {
        let (demand, kept) = table.other_demand(column)?;
        let left = |all: &Matrix, imported: &Matrix, columns: &[usize]| {
            Matrix::from_fn(all.rows(), columns.len(), |row, c| {
                all[(row, columns[c])] - imported[(row, columns[c])]
            })
        };
        let producers: Vec<usize> = (0..table.index().len()).collect();
        let intermediate = left(table.intermediate(), &self.intermediate, &producers);
        let final_demand = left(table.final_demand(), &self.final_demand, &kept);
        let of_kept = |values: &[f64]| kept.iter().map(|&c| values[c]).collect::<Vec<f64>>();
        let cut =
            |row: &Primary| Primary { final_demand: of_kept(&row.final_demand), ..row.clone() };
        let mut primary: Vec<Primary> = table.primary().iter().map(cut).collect();
        if primary.iter().all(|row| row.kind != PrimaryKind::Imports) {
            primary.push(Primary {
                name: IMPORTS.to_owned(),
                kind: PrimaryKind::Imports,
                inputs: self.intermediate.column_sums(),
                final_demand: of_kept(&self.final_demand.column_sums()),
            });
        }
        let Parts { index, reported_output, source, .. } = table.into_parts();
        Mrio::new(Parts {
            index,
            demand,
            intermediate,
            final_demand,
            primary,
            reported_output,
            source,
        })
    }

    /// That what each user imports is what the row of imports says.
    fn refuse_other_row(&self, row: &Primary, (table, matrix): (&Mrio, &Input)) -> Result<()> {
        let said = row.inputs.iter().chain(&row.final_demand);
        let found = self.by_users();
        let all: f64 = found.iter().map(|it| it.abs()).sum();
        match said.zip(&found).position(|(said, found)| (said - found).abs() > ROUNDING * all) {
            None => Ok(()),
            Some(place) => {
                let (user, said) = match place.checked_sub(row.inputs.len()) {
                    None => (table.index().label(place), row.inputs[place]),
                    Some(c) => (table.demand().label(table.index(), c), row.final_demand[c]),
                };
                let (row, found) = (row.name.clone(), found[place]);
                let problem = Problem::OtherImports { user, row, said, found };
                Err(Error::input(matrix.name(), Place::File, problem))
            }
        }
    }

    /// That what is imported of each product is what the column of imports says.
    fn refuse_other_column(
        &self,
        (file, table): (&str, &Mrio),
        (column, matrix): (CategoryId, &Input),
    ) -> Result<()> {
        let found = self.intermediate.row_sums().into_iter().zip(self.final_demand.row_sums());
        let found: Vec<f64> = found.map(|(inputs, others)| inputs + others).collect();
        let said = imports_of_products(table, column)
            .map_err(|problem| Error::input(file, Place::File, problem))?;
        let all: f64 = said.iter().sum();
        let differs = |k: &usize| (said[*k] - found[*k]).abs() > ROUNDING * all;
        match (0..said.len()).find(differs) {
            None => Ok(()),
            Some(row) => {
                let product = table.index().label(row);
                let (said, found) = (said[row], found[row]);
                let column = label(table, column);
                let problem = Problem::OtherProductImports { product, column, said, found };
                Err(Error::input(matrix.name(), Place::File, problem))
            }
        }
    }
}

/// M: the column of imports with its sign turned.
fn imports_of_products(table: &Mrio, column: CategoryId) -> std::result::Result<Vec<f64>, Problem> {
    let mut imports = vec![0.0; table.index().len()];
    for c in columns_of(table, column) {
        let cells = table.final_demand().column(c);
        imports.iter_mut().zip(cells).for_each(|(sum, cell)| *sum -= cell);
    }
    match imports.iter().position(|amount| *amount < 0.0) {
        None => Ok(imports),
        Some(row) => Err(Problem::PositiveImports {
            column: label(table, column),
            product: table.index().label(row),
            value: -imports[row],
        }),
    }
}

/// Imports in proportion to what is used of each product.
fn in_proportion(
    table: &Mrio,
    column: CategoryId,
    reexports: Reexports,
) -> std::result::Result<Imported, Problem> {
    let imports = imports_of_products(table, column)?;
    let of_exports = exports(table.demand());
    let holds = |c: usize| {
        let category = table.demand().columns()[c].category;
        let is_export = of_exports.contains(&category);
        category != column && (reexports == Reexports::Proportional || !is_export)
    };
    let users: Vec<bool> = (0..table.demand().len()).map(holds).collect();
    let mut used = table.intermediate().row_sums();
    for (c, _) in users.iter().enumerate().filter(|(_, holds)| **holds) {
        let cells = table.final_demand().column(c);
        used.iter_mut().zip(cells).for_each(|(sum, cell)| *sum += cell);
    }
    let mut shares = vec![0.0; imports.len()];
    for (row, share) in shares.iter_mut().enumerate().filter(|(row, _)| imports[*row] != 0.0) {
        if imports[row] > used[row] * (1.0 + ROUNDING) {
            let (product, imports, used) = (table.index().label(row), imports[row], used[row]);
            return Err(match reexports {
                Reexports::Refuse => Problem::Reexported { product, imports, used },
                Reexports::Proportional => Problem::MoreImports { product, imports, used },
            });
        }
        *share = imports[row] / used[row];
    }
    let (z, f) = (table.intermediate(), table.final_demand());
    Ok(Imported {
        intermediate: Matrix::from_fn(z.rows(), z.columns(), |i, j| shares[i] * z[(i, j)]),
        final_demand: Matrix::from_fn(f.rows(), f.columns(), |i, c| {
            if users[c] { shares[i] * f[(i, c)] } else { 0.0 }
        }),
    })
}

/// A matrix of imports: a CSV file with the users of the table as columns, and a row for each imported product, whose label
/// is that of the table, the product's alone, or the product's behind any other word and `_`.
fn read_imports(input: &Input, table: &Mrio, without: Option<CategoryId>) -> Result<Imported> {
    let (index, demand) = (table.index(), table.demand());
    let (sheet, lines) = Sheet::read(input, "")?;
    let products: Vec<String> = (0..index.len()).map(|row| index.label(row)).collect();
    let mut users: Vec<(String, usize)> = products.iter().cloned().zip(0..).collect();
    let kept = (0..demand.len()).filter(|&c| Some(demand.columns()[c].category) != without);
    users.extend(kept.map(|c| (demand.label(index, c), index.len() + c)));
    let of_users = Names::of(users.iter().map(|(label, place)| (label.as_str(), *place)));
    let of_products = Names::of(products.iter().map(String::as_str).zip(0..));
    let mut columns = vec![];
    for name in sheet.names().iter().skip(1) {
        match of_users.place(name) {
            Some(place) => columns.push((name.clone(), place)),
            None => return Err(sheet.unknown_column("user of the table", name, &of_users.all())),
        }
    }
    let mut imported = Imported {
        intermediate: Matrix::zeros(index.len(), index.len()),
        final_demand: Matrix::zeros(index.len(), demand.len()),
    };
    let mut given = vec![0; index.len()];
    for line in lines {
        let line = &line?;
        let name = line.cell(0);
        let Some(row) = of_products.place(name) else {
            let (code, near) = (name.to_owned(), crate::error::nearest(&of_products.all(), name));
            let problem = Problem::UnknownCode { what: "product", code, near };
            return Err(sheet.fail_line(line, problem));
        };
        if given[row] != 0 {
            let (label, first) = (index.label(row), given[row]);
            return Err(sheet.fail_line(line, Problem::LineTwice { label, first }));
        }
        given[row] = line.number;
        for (name, place) in &columns {
            if sheet.text(line, name).is_empty() {
                continue;
            }
            let value = sheet.number(line, name)?;
            match place.checked_sub(index.len()) {
                None => imported.intermediate[(row, *place)] = value,
                Some(c) => imported.final_demand[(row, c)] = value,
            }
        }
    }
    Ok(imported)
}

/// Labels of the table and what they may be called by: the label, and what stands behind its region.
struct Names<'a> {
    known: Vec<(&'a str, usize)>,
}

impl<'a> Names<'a> {
    fn of(labels: impl Iterator<Item = (&'a str, usize)>) -> Self {
        Names { known: labels.collect() }
    }

    fn all(&self) -> Vec<String> {
        self.known.iter().map(|(label, _)| (*label).to_owned()).collect()
    }

    fn place(&self, name: &str) -> Option<usize> {
        let item = |label: &'a str| label.split_once('_').map_or(label, |(_, item)| item);
        let behind = name.split_once('_').map(|(_, item)| item);
        let exact = self.known.iter().find(|(label, _)| *label == name);
        let alone = || self.known.iter().find(|(label, _)| item(label) == name);
        let other = || self.known.iter().find(|(label, _)| Some(item(label)) == behind);
        exact.or_else(alone).or_else(other).map(|(_, place)| *place)
    }
}

/// Parts of value added: they make a row of all of it where there is none, and agree with the one that there is.
///
/// Where they do not agree their sum counts.
pub(super) fn components(table: Mrio, findings: &mut Vec<Finding>) -> Result<Mrio> {
    let of = |income: Income| {
        let is = |row: &&Primary| {
            row.kind == PrimaryKind::Component && Income::called(&row.name) == Some(income)
        };
        let mut rows = table.primary().iter().filter(is);
        rows.next().filter(|_| rows.next().is_none())
    };
    let Some(rows) = Income::ALL.into_iter().map(of).collect::<Option<Vec<&Primary>>>() else {
        return Ok(table);
    };
    let names: Vec<String> = rows.iter().map(|row| row.name.clone()).collect();
    let sum = |of: fn(&Primary) -> &Vec<f64>| {
        let mut total = vec![0.0; of(rows[0]).len()];
        for row in &rows {
            total.iter_mut().zip(of(row)).for_each(|(sum, value)| *sum += value);
        }
        total
    };
    let whole = Primary {
        name: "VA".to_owned(),
        kind: PrimaryKind::ValueAdded,
        inputs: sum(|row| &row.inputs),
        final_demand: sum(|row| &row.final_demand),
    };
    if let Some(said) = table.reported_value_added() {
        let output = table.best_output();
        let gap = |k: usize| (said[k] - whole.inputs[k]).abs();
        let differs = |k: &usize| gap(*k) > ROUNDING * output[*k].abs();
        let worst = (0..said.len()).filter(differs).max_by(|&a, &b| gap(a).total_cmp(&gap(b)));
        let Some(worst) = worst else { return Ok(table) };
        let label = table.index().label(worst);
        let message = format!(
            "{} do not add up to the row of value added, most at `{}`: {} and {}; their sum is used",
            shown_list(&names),
            shown(&label),
            whole.inputs[worst],
            said[worst]
        );
        let kind = FindingKind::ValueAddedDisagrees;
        let gap = whole.inputs[worst] - said[worst];
        findings.push(Finding::new(Severity::Warning, kind, label, gap, message));
    } else {
        let message = format!("value added is the sum of {}", shown_list(&names));
        let kind = FindingKind::Assumed;
        findings.push(Finding::new(Severity::Note, kind, "", 0.0, message));
    }
    let mut parts = table.into_parts();
    let added = |kind| matches!(kind, PrimaryKind::ValueAdded | PrimaryKind::ValueAddedWithTaxes);
    parts.primary.retain(|row| !added(row.kind));
    parts.primary.push(whole);
    Mrio::new(parts)
}
