//! Supply and use tables made symmetric.
//!
//! | step | where |
//! |---|---|
//! | a file of blocks is read | [`read_supply_use`], [`read_mixed`] |
//! | use at purchasers' prices is moved to basic prices | [`SupplyUse::at_basic_prices`] |
//! | identities are checked, imports taken out of use, what is empty left out | [`symmetric`] |
//! | products by industries become products by products, or industries by industries | [`symmetric`], [`Model`] |
//!
//! # Notation
//!
//! S supply (products x industries, of each region for itself), U use by industries, Y final use, W primary
//! inputs, q = S1 output of products, g = S'1 output of industries.

mod accounts;
mod file;
mod prices;
mod transformation;

pub use file::{read_mixed, read_supply_use};
pub use transformation::{Negative, Negatives};

use accounts::Accounts;
use transformation::transform;

use std::collections::HashSet;

use super::sound::readable;
use crate::error::{Error, Result, named};
use crate::linalg::{Matrix, room};
use crate::read::sheet::rows_by_code;
use crate::table::{Demand, Finding, Index, Mrio, Parts, Primary, Source};

/// A supply and use system of one region or several.
///
/// Products and industries are labelled by two indices with the same regions in the same order. Amounts are
/// in one unit, at the prices that [`SupplyUse::valuation`] says.
#[derive(Debug, Clone, PartialEq)]
pub struct SupplyUse {
    /// Labels of products.
    pub products: Index,
    /// Labels of industries.
    pub industries: Index,
    /// Labels of final use.
    pub demand: Demand,
    /// S of each region, its products x its industries, at basic prices.
    pub supply: Vec<Matrix>,
    /// U, all products x all industries.
    pub inputs: Matrix,
    /// Y, all products x columns of final use.
    pub final_demand: Matrix,
    /// What is known of imports.
    pub imports: Imports,
    /// W, rows by name.
    pub primary: Vec<Primary>,
    /// The prices of U and Y.
    pub valuation: Valuation,
    /// Where the system comes from.
    pub source: Source,
}

/// Imports from outside the system.
#[derive(Debug, Clone, PartialEq)]
pub enum Imports {
    /// None, or in a primary row.
    None,
    /// Of each product, whoever uses it.
    ByProduct(Vec<f64>),
    /// Of each product by each user.
    ByUse {
        /// By industries, all products x all industries.
        inputs: Matrix,
        /// By final users.
        final_demand: Matrix,
    },
}

/// The prices of use.
#[derive(Debug, Clone, PartialEq)]
pub enum Valuation {
    /// What producers get.
    Basic,
    /// What users pay: with taxes less subsidies and with trade and transport margins.
    Purchasers {
        /// Taxes less subsidies on each product.
        taxes: Vec<f64>,
        /// Margins on each product; below zero for products that are margins.
        margins: Vec<f64>,
    },
}

/// A cell of supply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SupplyCell {
    /// Row among all products.
    pub product: usize,
    /// Row among all industries, of the same region.
    pub industry: usize,
}

/// The assumption under which supply and use become one table (letters of the Eurostat manual).
#[derive(Debug, Clone, PartialEq)]
pub enum Model {
    /// A: every product is made in its own way, whoever makes it. Products by products; negative cells.
    ProductTechnology,
    /// B: every industry makes all its products in one way. Products by products.
    IndustryTechnology,
    /// C: every industry has its own customers, whatever it makes. Industries by industries; negative cells.
    FixedIndustrySales,
    /// D: every product has its own customers, whoever makes it. Industries by industries.
    FixedProductSales,
    /// E: A, but B for these cells of supply. Products by products.
    Mixed(Vec<SupplyCell>),
}

impl Model {
    /// The letter of the Eurostat manual.
    #[must_use]
    pub fn letter(&self) -> &'static str {
        match self {
            Model::ProductTechnology => "a",
            Model::IndustryTechnology => "b",
            Model::FixedIndustrySales => "c",
            Model::FixedProductSales => "d",
            Model::Mixed(_) => "e",
        }
    }

    /// Whether the supply of every region is inverted, and must be square therefore.
    fn inverts(&self) -> bool {
        !matches!(self, Model::IndustryTechnology | Model::FixedProductSales)
    }

    /// Whether the result is by industries.
    fn is_by_industry(&self) -> bool {
        matches!(self, Model::FixedIndustrySales | Model::FixedProductSales)
    }
}

/// What becomes of supply and use that do not fit each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Gaps {
    /// An error.
    #[default]
    Refuse,
    /// A column of final use and a primary row, both called [`DISCREPANCY`].
    Keep,
}

named!(Gaps, "rule of gaps": Refuse = "refuse", Keep = "keep");

/// The label of what supply and use differ by.
pub const DISCREPANCY: &str = "discrepancy";

/// A symmetric table.
#[derive(Debug, Clone, PartialEq)]
pub struct Symmetric {
    /// The table. Its output is q or g; imports are a primary row `IMP`.
    pub table: Mrio,
    /// Its intermediate cells below zero.
    pub negatives: Negatives,
    /// What is noteworthy about supply and use, and about the inversion.
    pub findings: Vec<Finding>,
}

/// The symmetric table of a supply and use system.
///
/// ```text
///                                by         Z                     F     W            x
/// A product technology           products   U S⁻¹q̂                Y     W S⁻¹q̂       q
/// B industry technology          products   U ĝ⁻¹S'               Y     W ĝ⁻¹S'      q
/// C fixed industry sales         industries ĝS⁻¹ U                ĝS⁻¹Y W            g
/// D fixed product sales          industries S'q̂⁻¹ U               S'q̂⁻¹Y W           g
/// E mixed: S = S₁ + S₂           products   U T                   Y     W T          q
///     T = ĝ⁻¹ diag(1'S₁) S₁⁻¹ diag(S₁1) + ĝ⁻¹ S₂'
/// ```
///
/// S₂ holds the cells under industry technology. Every region is transformed by its own supply. U and Y are
/// at basic prices and of domestic products: use at purchasers' prices is moved first
/// ([`SupplyUse::at_basic_prices`]), imports that use is found to hold are taken out, by user where
/// [`Imports::ByUse`] says so and else in proportion to all use but exports. A product that nobody makes or uses,
/// and an industry that makes and uses nothing, are left out. Where there are no primary rows value added
/// closes the columns. What other regions make or have stays as a row of zeros, so that all regions have the same
/// rows. Negative cells stay, and are counted; the transformation loses none of W.
///
/// C and A take ⅔P³ + 2P²(n + columns) flops for every region of P products, in a system of n; B and D
/// 2n flops for each non-zero of S.
///
/// # Errors
/// [`Error::Shape`] for parts that do not fit each other; [`Error::Impossible`] for products that are used but not
/// made, industries that buy and make nothing, imports above use, supply and use that differ by more than
/// 1e-6 of output (unless `gaps` keeps them), and under A, C, E regions that have not as many products as
/// industries, or whose supply has no inverse; [`Error::Unusable`] for a result that could not be read.
///
/// # Examples
/// ```
/// use tripole::make::supply_use::{Gaps, Model, read_supply_use, symmetric};
/// use tripole::read::Input;
/// let text = "block,row_region,row,col_region,col,value\n\
///     supply,A,p,A,i,90\nsupply,A,q,A,i,10\nsupply,A,q,A,j,100\n\
///     use,A,p,A,i,20\nuse,A,q,A,j,30\nfinal,A,p,A,f,70\nfinal,A,q,A,f,80\n";
/// let (system, _) = read_supply_use(Input::bytes("sut.csv", text))?;
/// let table = symmetric(&system, &Model::FixedProductSales, Gaps::Refuse)?.table;
/// // All of p is made by i, and 10 of 110 of q.
/// assert_eq!(table.row_sums(), [100.0, 100.0]);
/// # Ok::<(), tripole::Error>(())
/// ```
///
/// # References
/// Eurostat (2008), *Manual of Supply, Use and Input-Output Tables*, chapter 11; United Nations (2018),
/// *Handbook on Supply and Use Tables and Input-Output Tables with Extensions and Applications*, chapter 12.
pub fn symmetric(system: &SupplyUse, model: &Model, gaps: Gaps) -> Result<Symmetric> {
    system.check_shapes()?;
    let mut findings = vec![];
    let cells = system.products.len().saturating_mul(system.industries.len() + system.demand.len());
    room("the symmetric table", cells.saturating_mul(4))?;
    let basic = system.at_basic_prices(&mut findings)?.into_owned();
    let accounts = Accounts::new(basic, model, gaps, &mut findings)?;
    let made = transform(&accounts, model, &mut findings)?;
    let (labels, all, output) = if model.is_by_industry() {
        (&accounts.industries, &system.industries, &accounts.g)
    } else {
        (&accounts.products, &system.products, &accounts.q)
    };
    let rows = Rows::new(all, labels);
    let index = rows.index(all)?;
    let name = |region, category| (Some(labels.region(region)), accounts.demand.category(category));
    let columns = accounts.demand.columns().iter();
    let columns = columns.filter_map(|column| Some(name(column.region?, column.category)));
    let demand = Demand::new(&index, columns)?;
    let users: Vec<Option<usize>> = (0..demand.len()).map(Some).collect();
    let intermediate = rows.matrix(made.intermediate, &rows.places);
    let final_demand = rows.matrix(made.final_demand, &users);
    let mut parts = Parts::new(index, demand, intermediate, final_demand);
    let primary = made.primary.into_iter();
    parts.primary =
        primary.map(|row| Primary { inputs: rows.vector(&row.inputs), ..row }).collect();
    parts.reported_output = Some(rows.vector(output));
    parts.source = system.source.clone();
    let table = readable(Mrio::new(parts)?)?;
    Ok(Symmetric { table, negatives: made.negatives, findings })
}

/// The rows of the table: those that are transformed, and empty ones where other regions have a product or
/// industry, without which no reader would find every region complete.
struct Rows {
    /// Rows among all labels.
    chosen: Vec<usize>,
    /// Their places among what is transformed.
    places: Vec<Option<usize>>,
}

impl Rows {
    fn new(all: &Index, transformed: &Index) -> Self {
        let known = rows_by_code(transformed);
        let codes = transformed.sector_codes();
        let codes: HashSet<&str> = codes.iter().map(String::as_str).collect();
        let (mut chosen, mut places) = (vec![], vec![]);
        for row in 0..all.len() {
            let node = all.node(row);
            let (region, code) = (all.region(node.region), all.sector(node.sector));
            if codes.contains(code) {
                chosen.push(row);
                places.push(known.get(&(region, code)).copied());
            }
        }
        Rows { chosen, places }
    }

    fn index(&self, all: &Index) -> Result<Index> {
        accounts::chosen(all, &self.chosen)
    }

    fn is_complete(&self) -> bool {
        self.places.iter().all(Option::is_some)
    }

    fn vector(&self, values: &[f64]) -> Vec<f64> {
        self.places.iter().map(|place| place.map_or(0.0, |row| values[row])).collect()
    }

    /// The matrix with these rows, and with columns at these places.
    fn matrix(&self, matrix: Matrix, columns: &[Option<usize>]) -> Matrix {
        if self.is_complete() {
            return matrix;
        }
        let mut out = Matrix::zeros(self.places.len(), columns.len());
        for (j, column) in columns.iter().enumerate() {
            let Some(column) = column else { continue };
            out.column_mut(j).copy_from_slice(&self.vector(matrix.column(*column)));
        }
        out
    }
}

impl SupplyUse {
    /// That the parts fit each other.
    fn check_shapes(&self) -> Result<()> {
        let (products, industries) = (self.products.len(), self.industries.len());
        let columns = self.demand.len();
        let shape = |what, found, expected| {
            if found == expected { Ok(()) } else { Err(Error::Shape { what, found, expected }) }
        };
        if self.products.region_codes() != self.industries.region_codes() {
            return Err(Error::OtherTable { what: "an industry" });
        }
        shape("the blocks of supply", (self.supply.len(), 1), (self.regions(), 1))?;
        for (region, block) in self.products.regions().zip(&self.supply) {
            let expected = (self.products.rows(region).len(), self.industries.rows(region).len());
            shape("the supply of a region", block.shape(), expected)?;
        }
        shape("use", self.inputs.shape(), (products, industries))?;
        shape("final use", self.final_demand.shape(), (products, columns))?;
        match &self.imports {
            Imports::None => {}
            Imports::ByProduct(imports) => shape("imports", (imports.len(), 1), (products, 1))?,
            Imports::ByUse { inputs, final_demand } => {
                shape("use of imports", inputs.shape(), (products, industries))?;
                shape("final use of imports", final_demand.shape(), (products, columns))?;
            }
        }
        if let Valuation::Purchasers { taxes, margins } = &self.valuation {
            shape("taxes on products", (taxes.len(), 1), (products, 1))?;
            shape("margins on products", (margins.len(), 1), (products, 1))?;
        }
        for row in &self.primary {
            shape("a primary input row", (row.inputs.len(), 1), (industries, 1))?;
            let found = (row.final_demand.len(), 1);
            shape("final use of a primary input row", found, (columns, 1))?;
        }
        Ok(())
    }

    fn regions(&self) -> usize {
        self.products.region_codes().len()
    }
}

/// A number of cells in a message.
fn cells(count: usize) -> String {
    if count == 1 { "1 cell".to_owned() } else { format!("{count} cells") }
}

/// An amount in a message: six decimals at most.
fn amount(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}
