//! Supply and use of domestic products at basic prices, whose identities hold.

use super::{DISCREPANCY, Gaps, Imports, Model, SupplyUse, amount, cells};
use crate::error::{Error, OptionName, Result, shown};
use crate::linalg::{Matrix, minus, plus};
use crate::table::{Demand, Finding, FindingKind, Index, Primary, PrimaryKind, Severity};

/// Largest gap between supply and use, as a share of output, that is taken for rounding.
const TOLERANCE: f64 = 1e-6;
/// How many gaps a message names.
const WORST: usize = 5;
/// What exports are called; they hold no imports.
const EXPORTS: [&str; 4] = ["EXP", "EXPO", "EXPORTS", "P6"];
/// What the row of imports is called.
const IMPORTED: &str = "IMP";

/// What is transformed: products that are made, industries that make something.
pub(super) struct Accounts {
    pub products: Index,
    pub industries: Index,
    pub demand: Demand,
    /// S of each region.
    pub supply: Vec<Matrix>,
    /// S₂ of each region: the part of S under industry technology in model E.
    pub second: Vec<Matrix>,
    /// U, without imports.
    pub inputs: Matrix,
    /// Y, without imports.
    pub final_demand: Matrix,
    /// W, imports among its rows.
    pub primary: Vec<Primary>,
    /// Output of products.
    pub q: Vec<f64>,
    /// Output of industries.
    pub g: Vec<f64>,
}

impl Accounts {
    /// Check a system at basic prices, and take imports and what is empty out of it.
    pub fn new(
        system: SupplyUse,
        model: &Model,
        gaps: Gaps,
        findings: &mut Vec<Finding>,
    ) -> Result<Self> {
        let (q, g) = outputs(&system);
        let second = second(&system, model);
        let mut accounts = Accounts {
            products: system.products,
            industries: system.industries,
            demand: system.demand,
            supply: system.supply,
            second,
            inputs: system.inputs,
            final_demand: system.final_demand,
            primary: system.primary,
            q,
            g,
        };
        findings.extend(accounts.negative_supply());
        accounts.take_imports_out(&system.imports, findings)?;
        accounts.refuse_unmade()?;
        accounts.close_columns(findings);
        accounts.judge_gaps(gaps, findings)?;
        accounts.without_empty(findings)
    }

    /// A warning about cells of supply below zero.
    fn negative_supply(&self) -> Option<Finding> {
        let all = self.supply.iter().flat_map(Matrix::values);
        let negative = all.filter(|cell| **cell < 0.0);
        let (count, sum) = negative.fold((0, 0.0), |(count, sum), cell| (count + 1, sum + cell));
        let message = format!("{} of supply below zero, {} together", cells(count), amount(sum));
        let kind = FindingKind::NegativeFlow;
        (count > 0).then(|| Finding::new(Severity::Warning, kind, "", sum, message))
    }

    /// U1 + Y1.
    fn used(&self) -> Vec<f64> {
        plus(&self.inputs.row_sums(), &self.final_demand.row_sums())
    }

    /// Use without imports, which become a primary row. Whether use holds them is told by what it adds up to.
    fn take_imports_out(&mut self, imports: &Imports, findings: &mut Vec<Finding>) -> Result<()> {
        let by_product = match imports {
            Imports::None => return Ok(()),
            Imports::ByProduct(imports) => imports.clone(),
            Imports::ByUse { inputs, final_demand } => {
                plus(&inputs.row_sums(), &final_demand.row_sums())
            }
        };
        if by_product.iter().all(|imports| *imports == 0.0) {
            return Ok(());
        }
        let used = self.used();
        let off = |with: f64| -> f64 {
            let rows = used.iter().zip(&self.q).zip(&by_product);
            rows.map(|((used, q), m)| (used - q - with * m).abs()).sum()
        };
        let holds_imports = off(1.0) < off(0.0);
        let (inputs, final_demand) = match imports {
            Imports::ByUse { inputs, final_demand } => (inputs.clone(), final_demand.clone()),
            _ if holds_imports => self.shared_out(&by_product)?,
            _ => {
                return Err(Error::Impossible {
                    problem: "imports by product alone cannot be added to use that is without them",
                    lines: vec![format!("imports {}", amount(by_product.iter().sum()))],
                    remedy: "give the use of imported products by user, in the blocks `use_imports` and \
                             `final_imports`, or a primary row `IMP`"
                        .into(),
                });
            }
        };
        if holds_imports {
            self.inputs = self.inputs.minus(&inputs);
            self.final_demand = self.final_demand.minus(&final_demand);
            let how = match imports {
                Imports::ByUse { .. } => "as given by user",
                _ => "in proportion to all use but exports",
            };
            let message = format!("use holds imports, which are taken out {how}");
            findings.push(Finding::new(Severity::Note, FindingKind::Imports, "", 0.0, message));
        }
        let row = Primary {
            name: IMPORTED.to_owned(),
            kind: PrimaryKind::Imports,
            inputs: inputs.column_sums(),
            final_demand: final_demand.column_sums(),
        };
        if let Some(known) = self.primary.iter().find(|row| row.kind == PrimaryKind::Imports) {
            return Err(Error::Impossible {
                problem: "imports are given twice, as products and as a primary row",
                lines: vec![format!(
                    "products {}, row {} {}",
                    amount(row.inputs.iter().sum()),
                    known.name,
                    amount(known.inputs.iter().sum())
                )],
                remedy: "leave the primary row out".into(),
            });
        }
        self.primary.push(row);
        Ok(())
    }

    /// Imports by user: each product's share of imports in all its use but exports.
    fn shared_out(&self, imports: &[f64]) -> Result<(Matrix, Matrix)> {
        let is_export = |category: &str| EXPORTS.contains(&category.to_uppercase().as_str());
        let at_home: Vec<bool> = self
            .demand
            .columns()
            .iter()
            .map(|column| !is_export(self.demand.category(column.category)))
            .collect();
        let mut base = self.inputs.row_sums();
        for (column, _) in at_home.iter().enumerate().filter(|(_, at_home)| **at_home) {
            base = plus(&base, self.final_demand.column(column));
        }
        let wrong = |&row: &usize| {
            let imports = imports[row];
            imports < 0.0 || (imports > 0.0 && imports > base[row] * (1.0 + TOLERANCE))
        };
        let line = |row: usize| {
            let (imports, base) = (amount(imports[row]), amount(base[row]));
            format!("{}: imports {imports}, use {base}", self.products.label(row))
        };
        let lines: Vec<String> = (0..base.len()).filter(wrong).map(line).collect();
        if !lines.is_empty() {
            return Err(Error::Impossible {
                problem: "imports of a product must be between zero and its use at home",
                lines,
                remedy: "imports that are exported again cannot be shared out: give the use of imports by \
                         user, or take re-exports out of imports and exports"
                    .into(),
            });
        }
        let share = |row: usize| if imports[row] == 0.0 { 0.0 } else { imports[row] / base[row] };
        let (inputs, used) = (&self.inputs, &self.final_demand);
        let of_inputs =
            Matrix::from_fn(inputs.rows(), inputs.columns(), |i, j| share(i) * inputs[(i, j)]);
        let of_final = Matrix::from_fn(used.rows(), used.columns(), |i, j| {
            if at_home[j] { share(i) * used[(i, j)] } else { 0.0 }
        });
        Ok((of_inputs, of_final))
    }

    /// Refuse products that nobody makes and somebody uses, and industries that make nothing and buy.
    fn refuse_unmade(&self) -> Result<()> {
        let used = |row: usize| -> f64 {
            let size = |matrix: &Matrix| matrix.row(row).iter().map(|cell| cell.abs()).sum::<f64>();
            size(&self.inputs) + size(&self.final_demand)
        };
        let line =
            |label: String, what: &str, value: f64| format!("{label}: {what} {}", amount(value));
        let unmade = (0..self.q.len()).filter(|row| self.q[*row] == 0.0);
        let mut lines: Vec<String> = unmade
            .filter(|row| used(*row) > 0.0)
            .map(|row| line(self.products.label(row), "use", used(row)))
            .collect();
        let bought = |column: usize| -> f64 {
            let primary = self.primary.iter().map(|row| row.inputs[column].abs()).sum::<f64>();
            self.inputs.column(column).iter().map(|cell| cell.abs()).sum::<f64>() + primary
        };
        let idle = (0..self.g.len()).filter(|column| self.g[*column] == 0.0);
        lines.extend(
            idle.filter(|column| bought(*column) > 0.0)
                .map(|column| line(self.industries.label(column), "inputs", bought(column))),
        );
        if lines.is_empty() {
            return Ok(());
        }
        Err(Error::Impossible {
            problem: "products that nobody makes are used, or industries that make nothing buy inputs",
            lines,
            remedy: "give their supply, move imported products to the blocks `use_imports` and \
                     `final_imports`, or add the product or industry to another one"
                .into(),
        })
    }

    /// Sum of all that each industry pays.
    fn paid(&self) -> Vec<f64> {
        let bought = self.inputs.column_sums();
        self.primary.iter().fold(bought, |paid, row| plus(&paid, &row.inputs))
    }

    /// Where no primary row is value added it is what closes the columns.
    fn close_columns(&mut self, findings: &mut Vec<Finding>) {
        let is_value_added = |row: &Primary| {
            matches!(row.kind, PrimaryKind::ValueAdded | PrimaryKind::ValueAddedWithTaxes)
        };
        if self.primary.iter().any(is_value_added) {
            return;
        }
        self.primary.push(Primary {
            name: "VA".to_owned(),
            kind: PrimaryKind::ValueAdded,
            inputs: minus(&self.g, &self.paid()),
            final_demand: vec![0.0; self.demand.len()],
        });
        let message = "no primary row of value added: it is taken to be output less all inputs";
        findings.push(Finding::new(Severity::Note, FindingKind::MissingTotals, "", 0.0, message));
    }

    /// Supply less use of every product, and output less inputs of every industry: an error, or a column and
    /// a row of their own.
    fn judge_gaps(&mut self, gaps: Gaps, findings: &mut Vec<Finding>) -> Result<()> {
        let (used, paid) = (self.used(), self.paid());
        let mut off: Vec<(f64, String)> = vec![];
        let sides = [
            (&self.q, &used, &self.products, ["supply", "use"]),
            (&self.g, &paid, &self.industries, ["output", "inputs"]),
        ];
        for (made, used, index, [first, second]) in sides {
            for (row, (made, used)) in made.iter().zip(used).enumerate() {
                let gap = made - used;
                if gap.abs() > TOLERANCE * made.abs().max(f64::MIN_POSITIVE) {
                    let label = index.label(row);
                    let (made, used) = (amount(*made), amount(*used));
                    off.push((gap, format!("{label}: {first} {made}, {second} {used}")));
                }
            }
        }
        if off.is_empty() {
            return Ok(());
        }
        off.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()));
        let count = off.len();
        let largest = off[0].0;
        let lines: Vec<String> = off.into_iter().take(WORST).map(|(_, line)| line).collect();
        if gaps == Gaps::Refuse {
            let remedy = crate::error::Hint::from("correct the system (all of them: ");
            return Err(Error::Impossible {
                problem: "supply and use of products, or output and inputs of industries, differ; the largest gaps",
                lines,
                remedy: remedy
                    .say(format!("{count}), or set "))
                    .set(OptionName::AllowGaps)
                    .say(", which keeps the gaps as a column and a row of discrepancies"),
            });
        }
        let message = format!(
            "supply and use differ {count} times, most at `{}`; the gaps are a column and a row `{DISCREPANCY}`",
            shown(&lines[0])
        );
        let kind = FindingKind::RowImbalance;
        findings.push(Finding::new(Severity::Warning, kind, "", largest, message));
        self.keep_gaps(&minus(&self.q, &used), minus(&self.g, &paid))
    }

    /// The gaps of products in a final column of their region, those of industries in a primary row.
    fn keep_gaps(&mut self, products: &[f64], industries: Vec<f64>) -> Result<()> {
        let region_of = |column: &crate::table::DemandColumn| {
            column.region.map(|region| self.products.region(region))
        };
        let known = self.demand.columns().iter();
        let known = known.map(|it| (region_of(it), self.demand.category(it.category)));
        let more = self.products.regions().map(|r| (Some(self.products.region(r)), DISCREPANCY));
        let demand = Demand::new(&self.products, known.chain(more))?;
        let mut column = Matrix::zeros(products.len(), self.products.region_codes().len());
        for (k, region) in self.products.regions().enumerate() {
            let rows = self.products.rows(region);
            column.column_mut(k)[rows.clone()].copy_from_slice(&products[rows]);
        }
        self.final_demand = self.final_demand.beside(&column);
        self.primary.push(Primary {
            name: DISCREPANCY.to_owned(),
            kind: PrimaryKind::Other,
            inputs: industries,
            final_demand: vec![],
        });
        self.primary.iter_mut().for_each(|row| row.final_demand.resize(demand.len(), 0.0));
        self.demand = demand;
        Ok(())
    }

    /// The same without products that nobody makes and industries that make nothing.
    fn without_empty(self, findings: &mut Vec<Finding>) -> Result<Self> {
        let alive = |output: &[f64]| -> Vec<usize> {
            (0..output.len()).filter(|row| output[*row] != 0.0).collect()
        };
        let (rows, columns) = (alive(&self.q), alive(&self.g));
        if rows.len() == self.q.len() && columns.len() == self.g.len() {
            return Ok(self);
        }
        self.refuse_empty_regions(&rows)?;
        let gone = |index: &Index, kept: &[usize]| -> Vec<String> {
            let gone = (0..index.len()).filter(|row| kept.binary_search(row).is_err());
            gone.map(|row| index.label(row)).collect()
        };
        let left_out = [gone(&self.products, &rows), gone(&self.industries, &columns)].concat();
        let message = format!(
            "products and industries without output are left out, or rows of zeros where other regions have them: {}",
            crate::error::shown_list(&left_out)
        );
        let (kind, count) = (FindingKind::ZeroOutput, left_out.len() as f64);
        findings.push(Finding::new(Severity::Note, kind, left_out[0].clone(), count, message));

        let parts = |blocks: &[Matrix]| -> Vec<Matrix> {
            let each = self.products.regions().zip(blocks);
            each.map(|(region, block)| {
                let own = |index: &Index, kept: &[usize]| -> Vec<usize> {
                    let range = index.rows(region);
                    let inside = kept.iter().filter(|row| range.contains(row));
                    inside.map(|row| row - range.start).collect()
                };
                block.block(&own(&self.products, &rows), &own(&self.industries, &columns))
            })
            .collect()
        };
        let all: Vec<usize> = (0..self.demand.len()).collect();
        let (supply, second) = (parts(&self.supply), parts(&self.second));
        let pick = |values: &[f64], kept: &[usize]| kept.iter().map(|row| values[*row]).collect();
        let primary = self
            .primary
            .iter()
            .map(|row| Primary { inputs: pick(&row.inputs, &columns), ..row.clone() });
        Ok(Accounts {
            products: chosen(&self.products, &rows)?,
            industries: chosen(&self.industries, &columns)?,
            supply,
            second,
            inputs: self.inputs.block(&rows, &columns),
            final_demand: self.final_demand.block(&rows, &all),
            primary: primary.collect(),
            q: pick(&self.q, &rows),
            g: pick(&self.g, &columns),
            demand: self.demand,
        })
    }

    fn refuse_empty_regions(&self, kept: &[usize]) -> Result<()> {
        let regions = self.products.regions();
        let empty = regions.filter(|region| {
            let range = self.products.rows(*region);
            !kept.iter().any(|row| range.contains(row))
        });
        let lines: Vec<String> = empty.map(|r| self.products.region(r).to_owned()).collect();
        if lines.is_empty() {
            return Ok(());
        }
        Err(Error::Impossible {
            problem: "regions that make nothing cannot be in the table",
            lines,
            remedy: "leave them out of the file; what they buy is exports of the others".into(),
        })
    }
}

/// Some rows of an index.
pub(super) fn chosen(index: &Index, rows: &[usize]) -> Result<Index> {
    let label = |row: &usize| {
        let node = index.node(*row);
        (index.region(node.region), index.sector(node.sector))
    };
    Index::new(rows.iter().map(label))
}

/// q and g.
fn outputs(system: &SupplyUse) -> (Vec<f64>, Vec<f64>) {
    let q = system.supply.iter().flat_map(Matrix::row_sums).collect();
    let g = system.supply.iter().flat_map(Matrix::column_sums).collect();
    (q, g)
}

/// S₂ of every region: supply in the cells that model E treats by industry technology.
fn second(system: &SupplyUse, model: &Model) -> Vec<Matrix> {
    let zeros = |block: &Matrix| Matrix::zeros(block.rows(), block.columns());
    let mut second: Vec<Matrix> = system.supply.iter().map(zeros).collect();
    let Model::Mixed(cells) = model else { return second };
    for cell in cells {
        for (k, region) in system.products.regions().enumerate() {
            let (rows, columns) = (system.products.rows(region), system.industries.rows(region));
            if rows.contains(&cell.product) && columns.contains(&cell.industry) {
                let place = (cell.product - rows.start, cell.industry - columns.start);
                second[k][place] = system.supply[k][place];
            }
        }
    }
    second
}
