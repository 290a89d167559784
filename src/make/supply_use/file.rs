//! Supply and use out of a file of blocks.

use std::collections::HashMap;

use super::{Imports, SupplyCell, SupplyUse, Valuation};
use crate::error::{Problem, Result, nearest, shown_list};
use crate::linalg::{Matrix, room};
use crate::read::Input;
use crate::read::sheet::{Record, Seen, Sheet};
use crate::sources::RECORDS;
use crate::table::{Demand, Finding, FindingKind, Index, Primary, PrimaryKind, Severity, Source};

/// The region of a file that names none.
const NATION: &str = "NAT";
/// Codes of taxes less subsidies on products.
const TAXES: [&str; 6] = ["D21X31", "D21_M_D31", "D21", "D31", "TXSP", "NTS"];

/// What a line is part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Block {
    Supply,
    Use,
    Final,
    UseImports,
    FinalImports,
    Imports,
    Primary,
    Taxes,
    Margins,
}

/// Every name of a block, and whether it says that use is at purchasers' prices.
const BLOCKS: [(&str, Block, Option<bool>); 16] = [
    ("supply", Block::Supply, None),
    ("supply_basic", Block::Supply, None),
    ("use", Block::Use, Some(false)),
    ("use_basic", Block::Use, Some(false)),
    ("use_purchasers", Block::Use, Some(true)),
    ("final", Block::Final, Some(false)),
    ("final_basic", Block::Final, Some(false)),
    ("final_purchasers", Block::Final, Some(true)),
    ("use_imports", Block::UseImports, None),
    ("final_imports", Block::FinalImports, None),
    ("imports", Block::Imports, None),
    ("primary", Block::Primary, None),
    ("taxes_less_subsidies", Block::Taxes, Some(true)),
    ("taxes", Block::Taxes, Some(true)),
    ("margins", Block::Margins, Some(true)),
    ("trade_margins", Block::Margins, Some(true)),
];

/// Read supply and use: a CSV file, plain or compressed, with the columns `block`, `row`, `col` and `value`,
/// and `row_region` and `col_region` where there are several regions.
///
/// | block | row | column |
/// |---|---|---|
/// | `supply` | product | industry of the same region, basic prices |
/// | `use`, `final` | product | industry, category of final use; basic prices |
/// | `use_purchasers`, `final_purchasers` | product | the same at purchasers' prices |
/// | `margins`, `taxes_less_subsidies` | product | none; with the former |
/// | `use_imports`, `final_imports` | product | industry, category: imports by user |
/// | `imports` | product | none: imports, by whomever they are used |
/// | `primary` | name | industry or category |
///
/// Cells without a line are zero; products and industries are in the order of their first lines. A row
/// `primary` is imports, taxes (`TLS`, `D21X31`), margins or, under any other name, value added. What was assumed is
/// found.
///
/// # Errors
/// [`Error::Io`](crate::Error::Io); [`Error::Input`](crate::Error::Input) with line and column for codes that supply does not
/// have, what is no number, a cell given twice, supply across regions, blocks that are missing or at different
/// prices; [`Error::Memory`](crate::Error::Memory).
pub fn read_supply_use(file: impl Into<Input>) -> Result<(SupplyUse, Vec<Finding>)> {
    let file = file.into();
    let (sheet, lines) = Sheet::open(&file, "block,row,col,value")?;
    let lines: Vec<Record> = lines.collect::<Result<_>>()?;
    let blocks: Vec<Block> = blocks(&sheet, &lines)?;
    let reader = Reader { sheet: &sheet, lines: &lines, blocks: &blocks };
    let labels = reader.labels()?;
    let system = reader.fill(labels, &file.name())?;
    let mut findings = vec![];
    if !sheet.has("row_region") && !sheet.has("col_region") {
        let message =
            format!("no columns `row_region` and `col_region`: the only region is called {NATION}");
        findings.push(Finding::new(Severity::Note, FindingKind::Assumed, NATION, 0.0, message));
    }
    let value_added = |row: &&Primary| row.kind == PrimaryKind::ValueAdded && row.name != "VA";
    let assumed: Vec<&str> =
        system.primary.iter().filter(value_added).map(|row| row.name.as_str()).collect();
    if !assumed.is_empty() {
        let message = format!("primary rows taken as value added: {}", shown_list(&assumed));
        findings.push(Finding::new(Severity::Note, FindingKind::Assumed, assumed[0], 0.0, message));
    }
    Ok((system, findings))
}

/// Read the cells of supply that model E treats by industry technology: a CSV file with the columns `row`
/// (product) and `col` (industry), and `region` where there are several.
///
/// # Errors
/// As [`read_supply_use`]; cells without supply are refused.
pub fn read_mixed(file: impl Into<Input>, system: &SupplyUse) -> Result<Vec<SupplyCell>> {
    let (sheet, lines) = Sheet::open(&file.into(), "row,col")?;
    let regions = system.products.region_codes();
    let mut seen = Seen::new();
    let cell = |line: Result<Record>| {
        let line = &line?;
        let region = match (sheet.has("region"), regions) {
            (false, [only]) => only.as_str(),
            (false, _) => return Err(sheet.other_columns("region,row,col")),
            (true, _) => &regions[sheet.code(line, "region", "region", regions)?],
        };
        let product = place(&sheet, line, (region, "row"), &system.products, "product")?;
        let industry = place(&sheet, line, (region, "col"), &system.industries, "industry")?;
        let at = system.products.node(product).region;
        let rows = (system.products.rows(at).start, system.industries.rows(at).start);
        if system.supply[at.position()][(product - rows.0, industry - rows.1)] == 0.0 {
            let (product, industry) =
                (system.products.label(product), system.industries.label(industry));
            return Err(sheet.fail_line(line, Problem::NotSupplied { industry, product }));
        }
        let label = format!("{} {}", system.industries.label(industry), sheet.text(line, "row"));
        seen.add(&sheet, line, label)?;
        Ok(SupplyCell { product, industry })
    };
    lines.map(cell).collect()
}

/// The row of a code in a region.
fn place(
    sheet: &Sheet,
    line: &Record,
    (region, column): (&str, &str),
    index: &Index,
    what: &'static str,
) -> Result<usize> {
    let rows = index.rows(index.find_region(region)?);
    let codes: Vec<String> =
        rows.clone().map(|row| index.sector(index.node(row).sector).to_owned()).collect();
    sheet.code(line, column, what, &codes).map(|k| rows.start + k)
}

/// The block of every line.
fn blocks(sheet: &Sheet, lines: &[Record]) -> Result<Vec<Block>> {
    let mut found = Vec::with_capacity(lines.len());
    let mut prices: [Option<&str>; 2] = [None; 2];
    for line in lines {
        let text = sheet.text(line, "block");
        let Some((name, block, at_purchasers)) = BLOCKS.iter().find(|(name, ..)| *name == text)
        else {
            let expected = "`supply`, `use`, `final`, `use_imports`, `final_imports`, `imports`, `primary`, \
                            `use_purchasers`, `final_purchasers`, `margins`, `taxes_less_subsidies`";
            let problem = Problem::NoneOf { found: text.to_owned(), expected };
            return Err(sheet.fail(line, "block", problem));
        };
        if let Some(at_purchasers) = at_purchasers {
            prices[usize::from(*at_purchasers)] = Some(name);
            if let [Some(first), Some(second)] = prices {
                let (first, second) = (first.to_owned(), second.to_owned());
                return Err(sheet.fail(line, "block", Problem::BlocksOfPrices { first, second }));
            }
        }
        found.push(*block);
    }
    let needed = [(Block::Supply, "supply"), (Block::Use, "use"), (Block::Final, "final")];
    match needed.into_iter().find(|(block, _)| !found.contains(block)) {
        Some((_, block)) => Err(sheet.fail_file(Problem::MissingBlock { block })),
        None => Ok(found),
    }
}

/// The labels of a system.
struct Labels {
    products: Index,
    industries: Index,
    demand: Demand,
    primary: Vec<String>,
}

/// Codes by region, in the order of their first lines.
#[derive(Default)]
struct Codes<'a> {
    by_region: Vec<(&'a str, Vec<&'a str>)>,
    places: HashMap<&'a str, usize>,
    known: std::collections::HashSet<(&'a str, &'a str)>,
}

impl<'a> Codes<'a> {
    fn add(&mut self, region: &'a str, code: &'a str) {
        if self.known.insert((region, code)) {
            let next = self.by_region.len();
            let place = *self.places.entry(region).or_insert(next);
            if place == next {
                self.by_region.push((region, vec![]));
            }
            self.by_region[place].1.push(code);
        }
    }

    fn has_region(&self, region: &str) -> bool {
        self.places.contains_key(region)
    }

    fn pairs(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.by_region.iter().flat_map(|(region, codes)| codes.iter().map(|code| (*region, *code)))
    }

    fn index(&self) -> Result<Index> {
        Index::new(self.pairs())
    }
}

struct Reader<'a> {
    sheet: &'a Sheet,
    lines: &'a [Record],
    blocks: &'a [Block],
}

impl<'a> Reader<'a> {
    fn each(&self) -> impl Iterator<Item = (Block, &'a Record)> {
        self.blocks.iter().copied().zip(self.lines)
    }

    /// Region and code of the row of a line, or of its column.
    fn code(&self, line: &'a Record, region: &str, column: &str) -> Result<(&'a str, &'a str)> {
        let code = self.sheet.text(line, column);
        if code.is_empty() {
            return Err(self.sheet.fail(line, column, Problem::EmptyCode));
        }
        if !self.sheet.has(region) {
            return Ok((NATION, code));
        }
        let name = self.sheet.text(line, region);
        if name.is_empty() {
            return Err(self.sheet.fail(line, region, Problem::EmptyCode));
        }
        self.sheet.refuse_separator(line, region)?;
        Ok((name, code))
    }

    fn row(&self, line: &'a Record) -> Result<(&'a str, &'a str)> {
        self.code(line, "row_region", "row")
    }

    fn column(&self, line: &'a Record) -> Result<(&'a str, &'a str)> {
        self.code(line, "col_region", "col")
    }

    /// Regions are those that supply something; other blocks may have more products and industries of
    /// them.
    fn labels(&self) -> Result<Labels> {
        let (mut products, mut industries) = (Codes::default(), Codes::default());
        let (mut users, mut primary): (Vec<(&str, &str)>, Vec<String>) = (vec![], vec![]);
        for (_, line) in self.each().filter(|(block, _)| *block == Block::Supply) {
            let ((region, product), (maker, industry)) = (self.row(line)?, self.column(line)?);
            if region != maker {
                let (region, maker) = (region.to_owned(), maker.to_owned());
                return Err(self.sheet.fail(
                    line,
                    "col_region",
                    Problem::SuppliedAbroad { region, maker },
                ));
            }
            products.add(region, product);
            industries.add(maker, industry);
        }
        let mut known_users = std::collections::HashSet::new();
        for (block, line) in self.each() {
            let text = |column| self.sheet.text(line, column);
            match block {
                Block::Supply => {}
                Block::Primary => {
                    if text("row").is_empty() {
                        return Err(self.sheet.fail(line, "row", Problem::EmptyCode));
                    }
                    if !primary.iter().any(|name| name == text("row")) {
                        primary.push(text("row").to_owned());
                    }
                }
                _ => {
                    let (region, product) = self.row(line)?;
                    self.refuse_region(line, "row_region", region, &products)?;
                    products.add(region, product);
                }
            }
            match block {
                Block::Use | Block::UseImports => {
                    let (region, industry) = self.column(line)?;
                    self.refuse_region(line, "col_region", region, &products)?;
                    industries.add(region, industry);
                }
                Block::Final | Block::FinalImports => {
                    let (region, category) = self.column(line)?;
                    self.refuse_region(line, "col_region", region, &products)?;
                    if known_users.insert((region, category)) {
                        users.push((region, category));
                    }
                }
                _ => {}
            }
        }
        let (products, industries) = (products.index()?, industries.index()?);
        let demand = Demand::new(&products, users.iter().map(|(r, code)| (Some(*r), *code)))?;
        Ok(Labels { products, industries, demand, primary })
    }

    fn refuse_region(
        &self,
        line: &Record,
        column: &str,
        region: &str,
        products: &Codes<'_>,
    ) -> Result<()> {
        if products.has_region(region) {
            return Ok(());
        }
        let known: Vec<String> =
            products.by_region.iter().map(|(code, _)| (*code).to_owned()).collect();
        let near = nearest(&known, region);
        let code = region.to_owned();
        Err(self.sheet.fail(line, column, Problem::UnknownCode { what: "region", code, near }))
    }

    /// The system of these labels, filled line by line.
    fn fill(&self, labels: Labels, name: &str) -> Result<SupplyUse> {
        let Labels { products, industries, demand, primary } = labels;
        let (rows, columns, users) = (products.len(), industries.len(), demand.len());
        let by_user =
            self.blocks.iter().any(|b| matches!(b, Block::UseImports | Block::FinalImports));
        let wide = rows.saturating_mul(columns + users);
        room("supply and use", wide.saturating_mul(if by_user { 4 } else { 3 }))?;
        let block =
            |region| Matrix::zeros(products.rows(region).len(), industries.rows(region).len());
        let mut supply: Vec<Matrix> = products.regions().map(block).collect();
        let mut inputs = [Matrix::zeros(rows, columns), Matrix::zeros(0, 0)];
        let mut finals = [Matrix::zeros(rows, users), Matrix::zeros(0, 0)];
        if by_user {
            (inputs[1], finals[1]) = (Matrix::zeros(rows, columns), Matrix::zeros(rows, users));
        }
        let mut vectors = [vec![0.0; rows], vec![0.0; rows], vec![0.0; rows]];
        let mut below: Vec<Primary> = primary
            .into_iter()
            .map(|name| Primary {
                kind: kind_of(&name),
                name,
                inputs: vec![0.0; columns],
                final_demand: vec![0.0; users],
            })
            .collect();

        let product_rows = crate::read::sheet::rows_by_code(&products);
        let industry_rows = crate::read::sheet::rows_by_code(&industries);
        let category = |column: &crate::table::DemandColumn| {
            (column.region.map_or("", |r| products.region(r)), demand.category(column.category))
        };
        let user_columns: HashMap<(&str, &str), usize> =
            demand.columns().iter().map(category).enumerate().map(|(k, it)| (it, k)).collect();
        let mut seen = Seen::new();
        for (kind, line) in self.each() {
            let value = self.sheet.number(line, "value")?;
            let row = if kind == Block::Primary { 0 } else { product_rows[&self.row(line)?] };
            match kind {
                Block::Supply => {
                    let column = industry_rows[&self.column(line)?];
                    let region = products.node(row).region;
                    let start = (products.rows(region).start, industries.rows(region).start);
                    supply[region.position()][(row - start.0, column - start.1)] = value;
                }
                Block::Use | Block::UseImports => {
                    let column = industry_rows[&self.column(line)?];
                    inputs[usize::from(kind == Block::UseImports)][(row, column)] = value;
                }
                Block::Final | Block::FinalImports => {
                    let column = user_columns[&self.column(line)?];
                    finals[usize::from(kind == Block::FinalImports)][(row, column)] = value;
                }
                Block::Imports => vectors[0][row] = value,
                Block::Taxes => vectors[1][row] = value,
                Block::Margins => vectors[2][row] = value,
                Block::Primary => {
                    let name = self.sheet.text(line, "row");
                    let column = self.column(line)?;
                    let Some(row) = below.iter_mut().find(|row| row.name == name) else { continue };
                    match (industry_rows.get(&column), user_columns.get(&column)) {
                        (Some(&industry), _) => row.inputs[industry] = value,
                        (None, Some(&user)) => row.final_demand[user] = value,
                        (None, None) => {
                            return Err(self.unknown_user(line, column, &industries, &demand));
                        }
                    }
                }
            }
            let label = self.cell(line);
            seen.add(self.sheet, line, label)?;
        }
        let [inputs, imported] = inputs;
        let [final_demand, imported_final] = finals;
        let [imports, taxes, margins] = vectors;
        let has = |wanted: Block| self.blocks.contains(&wanted);
        let imports = match (by_user, has(Block::Imports)) {
            (true, _) => Imports::ByUse { inputs: imported, final_demand: imported_final },
            (false, true) => Imports::ByProduct(imports),
            (false, false) => Imports::None,
        };
        let at_purchasers = self.is_at_purchasers_prices();
        let valuation =
            if at_purchasers { Valuation::Purchasers { taxes, margins } } else { Valuation::Basic };
        let source = Source { note: format!("made symmetric from {name}"), ..Source::default() };
        let primary = below;
        Ok(SupplyUse {
            products,
            industries,
            demand,
            supply,
            inputs,
            final_demand,
            imports,
            primary,
            valuation,
            source,
        })
    }

    /// The cell of a line, to find it again.
    fn cell(&self, line: &Record) -> String {
        let text = |column| self.sheet.text(line, column);
        let (row, column) = (text("row_region"), text("col_region"));
        format!("{}: {row} {} to {column} {}", text("block"), text("row"), text("col"))
    }

    fn is_at_purchasers_prices(&self) -> bool {
        self.lines.iter().any(|line| {
            let text = self.sheet.text(line, "block");
            BLOCKS.iter().any(|(name, _, purchasers)| *name == text && *purchasers == Some(true))
        })
    }

    /// That the column of a primary input is neither industry nor category.
    fn unknown_user(
        &self,
        line: &Record,
        (region, code): (&str, &str),
        industries: &Index,
        demand: &Demand,
    ) -> crate::error::Error {
        let regions = industries.region_codes();
        let column = "col_region";
        if self.sheet.has(column) && !regions.iter().any(|known| known == region) {
            let (near, code) = (nearest(regions, region), region.to_owned());
            return self.sheet.fail(
                line,
                column,
                Problem::UnknownCode { what: "region", code, near },
            );
        }
        let known = [industries.sector_codes(), demand.categories()].concat();
        let (near, code) = (nearest(&known, code), code.to_owned());
        let what = "industry or final demand category";
        self.sheet.fail(line, "col", Problem::UnknownCode { what, code, near })
    }
}

/// What a primary row holds, by its name.
fn kind_of(name: &str) -> PrimaryKind {
    let taxes = TAXES.contains(&name.to_uppercase().as_str());
    let labels = || RECORDS.iter().filter_map(|record| record.labels.as_ref());
    let known = || labels().find_map(|labels| labels.primary(name));
    match known() {
        _ if taxes => PrimaryKind::Taxes,
        // The parts of value added add up to it here.
        None | Some(PrimaryKind::Component) => PrimaryKind::ValueAdded,
        Some(kind) => kind,
    }
}
