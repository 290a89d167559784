//! What national tables have beside those of several regions: imports in a column or a matrix, and parts of value added.

use super::sheet::Sheet;
use super::{Input, ReadOptions, Reexports};
use crate::error::{Error, Place, Problem, Result, shown, shown_list};
use crate::linalg::Matrix;
use crate::sources::{Income, exports, import_columns, inventories};
use crate::table::{
    CategoryId, Finding, FindingKind, Mrio, Parts, Primary, PrimaryKind, Severity, rounded,
};

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
    let columns = import_columns(table.demand());
    if table.index().regions().len() > 1 {
        findings.extend(of_several_regions(&table, &columns));
        if options.import_matrix.is_none() && options.reexports == Reexports::Refuse {
            return Ok(table);
        }
    }
    let columns = if table.index().regions().len() == 1 { columns } else { vec![] };
    let column = Some(columns.as_slice()).filter(|columns| !columns.is_empty());
    let row = table.primary().iter().find(|row| row.kind == PrimaryKind::Imports);
    let divides = column.is_some() && options.import_matrix.is_none();
    if !divides && options.reexports == Reexports::Proportional {
        let message = if column.is_some() {
            "the matrix of imports says what is exported again: no re-exports are divided"
        } else {
            "no column of imports: there are no re-exports to divide"
        };
        let kind = FindingKind::NothingMeant;
        findings.push(Finding::new(Severity::Warning, kind, "", 0.0, message));
    }
    match (column, row, &options.import_matrix) {
        (None, _, None) => Ok(table),
        (None, None, Some(_)) => Err(fail(Problem::NoImports)),
        (None, Some(row), Some(matrix)) => {
            let imported = read_imports(matrix, &table, &[])?;
            imported.refuse_other_row(row, (&table, matrix))?;
            let message = "the matrix of imports agrees with the row of imports, which is used";
            let kind = FindingKind::Imports;
            findings.push(Finding::new(Severity::Note, kind, "", 0.0, message));
            Ok(table)
        }
        (Some(column), Some(row), None) => {
            let (column, row) = (label(&table, column), row.name.clone());
            Err(fail(Problem::ImportsTwice { row, column }))
        }
        (Some(column), row, Some(matrix)) => {
            let imported = read_imports(matrix, &table, column)?;
            if let Some(row) = row {
                imported.refuse_other_row(row, (&table, matrix))?;
            }
            imported.refuse_other_column((file, &table), (column, matrix))?;
            imported.refuse_other_cells(&table, matrix)?;
            let words = "those of each user are in the matrix of imports";
            findings.push(said(&table, column, &imported, words));
            imported.taken_out(table, column)
        }
        (Some(column), None, None) => {
            let imported = in_proportion(&table, column, options.reexports).map_err(fail)?;
            let words = in_words(&table, &imported, options);
            findings.extend(without_exports(&table));
            findings.push(said(&table, column, &imported, &words));
            imported.taken_out(table, column)
        }
    }
}

/// The names of categories.
fn label(table: &Mrio, categories: &[CategoryId]) -> String {
    let names = categories.iter().map(|category| table.demand().category(*category));
    names.collect::<Vec<_>>().join(", ")
}

fn said(table: &Mrio, columns: &[CategoryId], imported: &Imported, how: &str) -> Finding {
    let name = label(table, columns);
    let total: f64 = imported.by_users().iter().sum();
    let message = format!(
        "flows hold imported products, and column `{}` their imports ({}): {how}; they are taken out of the \
         flows and are a row `{IMPORTS}`",
        shown(&name),
        rounded(total)
    );
    Finding::new(Severity::Note, FindingKind::Imports, name, total, message)
}

fn in_words(table: &Mrio, imported: &Imported, options: &ReadOptions) -> String {
    let exported: f64 = exports(table.demand())
        .iter()
        .flat_map(|category| columns_of(table, &[*category]))
        .map(|c| imported.final_demand.column(c).iter().sum::<f64>())
        .sum();
    match options.reexports {
        Reexports::Refuse => {
            "every user at home has the share of imports of a product, exports none".to_owned()
        }
        Reexports::Proportional => format!(
            "every use has the share of imports of a product, exports too, so that {} are exported again",
            rounded(exported)
        ),
    }
}

/// Where no category is known to be exports, what is exported counts as used at home.
fn without_exports(table: &Mrio) -> Option<Finding> {
    exports(table.demand()).is_empty().then(|| {
        let message = format!(
            "none of {} is known as exports: whatever is exported is taken as used at home, and given imports; call exports \
             `EXP`",
            shown_list(table.demand().categories())
        );
        Finding::new(Severity::Warning, FindingKind::ImportsUnclear, "", 0.0, message)
    })
}

/// Columns of imports of several regions, which nobody tells apart: they are final demand as they stand.
fn of_several_regions(table: &Mrio, columns: &[CategoryId]) -> Option<Finding> {
    let total: f64 = columns_of(table, columns)
        .iter()
        .map(|&c| table.final_demand().column(c).iter().sum::<f64>())
        .sum();
    (total < 0.0).then(|| {
        let name = label(table, columns);
        let message = format!(
            "column `{}` holds imports ({}) of several regions: they are not told apart, and count as final demand below zero; \
             give each region's imports from outside in a row `{IMPORTS}`",
            shown(&name),
            rounded(total)
        );
        Finding::new(Severity::Warning, FindingKind::ImportsUnclear, name, total, message)
    })
}

fn columns_of(table: &Mrio, categories: &[CategoryId]) -> Vec<usize> {
    let columns = table.demand().columns().iter().enumerate();
    columns.filter(|(_, column)| categories.contains(&column.category)).map(|(c, _)| c).collect()
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
    fn taken_out(self, table: Mrio, columns: &[CategoryId]) -> Result<Mrio> {
        let (demand, kept) = table.other_demand(columns)?;
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

    /// That no user imports less than nothing of a product, or more than it uses; changes in inventories may be anything.
    fn refuse_other_cells(&self, table: &Mrio, matrix: &Input) -> Result<()> {
        let (index, demand) = (table.index(), table.demand());
        let stocks = inventories(demand);
        let all: f64 = self.by_users().iter().map(|it| it.abs()).sum();
        let slack = ROUNDING * ROUNDING * all;
        let wrong =
            |imported: f64, used: f64| used >= 0.0 && !(-slack..=used + slack).contains(&imported);
        let fail = |row: usize, user: String, imported: f64, used: f64| {
            let product = index.label(row);
            let problem = Problem::ImportedCell { product, user, imported, used };
            Err(Error::input(matrix.name(), Place::File, problem))
        };
        for row in 0..index.len() {
            for j in 0..index.len() {
                let (imported, used) =
                    (self.intermediate[(row, j)], table.intermediate()[(row, j)]);
                if wrong(imported, used) {
                    return fail(row, index.label(j), imported, used);
                }
            }
            for (c, column) in demand.columns().iter().enumerate() {
                let (imported, used) =
                    (self.final_demand[(row, c)], table.final_demand()[(row, c)]);
                if Some(column.category) != stocks && wrong(imported, used) {
                    return fail(row, demand.label(index, c), imported, used);
                }
            }
        }
        Ok(())
    }

    /// That what is imported of each product is what the column of imports says.
    fn refuse_other_column(
        &self,
        (file, table): (&str, &Mrio),
        (columns, matrix): (&[CategoryId], &Input),
    ) -> Result<()> {
        let found = self.intermediate.row_sums().into_iter().zip(self.final_demand.row_sums());
        let found: Vec<f64> = found.map(|(inputs, others)| inputs + others).collect();
        let said = imports_of_products(table, columns)
            .map_err(|problem| Error::input(file, Place::File, problem))?;
        let all: f64 = said.iter().sum();
        let differs = |k: &usize| (said[*k] - found[*k]).abs() > ROUNDING * all;
        match (0..said.len()).find(differs) {
            None => Ok(()),
            Some(row) => {
                let product = table.index().label(row);
                let (said, found) = (said[row], found[row]);
                let column = label(table, columns);
                let problem = Problem::OtherProductImports { product, column, said, found };
                Err(Error::input(matrix.name(), Place::File, problem))
            }
        }
    }
}

/// M: the column of imports with its sign turned.
fn imports_of_products(
    table: &Mrio,
    columns: &[CategoryId],
) -> std::result::Result<Vec<f64>, Problem> {
    let mut imports = vec![0.0; table.index().len()];
    for c in columns_of(table, columns) {
        let cells = table.final_demand().column(c);
        imports.iter_mut().zip(cells).for_each(|(sum, cell)| *sum -= cell);
    }
    match imports.iter().position(|amount| *amount < 0.0) {
        None => Ok(imports),
        Some(row) => Err(Problem::PositiveImports {
            column: label(table, columns),
            product: table.index().label(row),
            value: -imports[row],
        }),
    }
}

/// Imports in proportion to what is used of each product.
fn in_proportion(
    table: &Mrio,
    columns: &[CategoryId],
    reexports: Reexports,
) -> std::result::Result<Imported, Problem> {
    let imports = imports_of_products(table, columns)?;
    let of_exports = exports(table.demand());
    let holds = |c: usize| {
        let category = table.demand().columns()[c].category;
        let is_export = of_exports.contains(&category);
        !columns.contains(&category) && (reexports == Reexports::Proportional || !is_export)
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
fn read_imports(input: &Input, table: &Mrio, without: &[CategoryId]) -> Result<Imported> {
    let (index, demand) = (table.index(), table.demand());
    let (sheet, lines) = Sheet::read(input, "")?;
    let products: Vec<String> = (0..index.len()).map(|row| index.label(row)).collect();
    let mut users: Vec<(String, usize)> = products.iter().cloned().zip(0..).collect();
    let kept = (0..demand.len()).filter(|&c| !without.contains(&demand.columns()[c].category));
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
    let Some((whole, finding)) = sum_of_parts(&table) else { return Ok(table) };
    findings.push(finding);
    let mut parts = table.into_parts();
    let added = |kind| matches!(kind, PrimaryKind::ValueAdded | PrimaryKind::ValueAddedWithTaxes);
    parts.primary.retain(|row| !added(row.kind));
    parts.primary.push(whole);
    Mrio::new(parts)
}

/// The row of value added that its parts make up where it counts, and what is said of it.
pub(super) fn sum_of_parts(table: &Mrio) -> Option<(Primary, Finding)> {
    let of = |income: Income| {
        let is = |row: &&Primary| {
            row.kind == PrimaryKind::Component && Income::called(&row.name) == Some(income)
        };
        let mut rows = table.primary().iter().filter(is);
        rows.next().filter(|_| rows.next().is_none())
    };
    let rows: Vec<&Primary> = Income::ALL.into_iter().filter_map(of).collect();
    let whole_is_said = table.reported_value_added().is_some();
    // Without a row of all of it taxes on production may be in the others.
    let least = [Income::Compensation, Income::Surplus].into_iter().all(|it| of(it).is_some());
    if !least || (whole_is_said && rows.len() < Income::ALL.len()) {
        return None;
    }
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
        let worst = worst?;
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
        Some((whole, Finding::new(Severity::Warning, kind, label, gap, message)))
    } else {
        let message = format!("value added is the sum of {}", shown_list(&names));
        let kind = FindingKind::Assumed;
        Some((whole, Finding::new(Severity::Note, kind, "", 0.0, message)))
    }
}
