//! What national tables are published for: primary inputs behind a unit of final demand, in each category of it, and
//! gross domestic product from both sides.
//!
//! A table of home-made products (domestic use) has imports, taxes and value added in rows p below its flows, those of final
//! users too. With c_p = p/x and L = (I − Z x̂⁻¹)⁻¹:
//!
//! | | formula | |
//! |---|---|---|
//! | coefficient | c_p | per unit of output |
//! | effect | c_p'L | per unit of final demand for a product, at home and in all that its making needs |
//! | multiplier | effect / coefficient | type I |
//! | content of category c | row cell of c + c_p'L F_c | adds up to what is spent, over imports, taxes and value added |
//! | dependence of product k on c | (L F_c)_k / x_k | adds up to one over categories |
//!
//! Words differ: the British office says effect and multiplier as here, the Eurostat manual calls c_p'L the multiplier. Value
//! added is at basic prices: neither imports nor taxes on products are in it, so that the effects of imports, taxes and value
//! added add up to one.
//!
//! # References
//! Eurostat (2008), *Manual of Supply, Use and Input-Output Tables*, chapter 15; Office for National Statistics (2014), *United
//! Kingdom Input-Output Analytical Tables 2010*; Hummels, Ishii and Yi (2001), *Journal of International Economics* 54, for
//! imports in exports, which are the indirect content of exports.

use crate::error::{Error, Result, named};
use crate::frame::{Frame, Unit};
use crate::leontief::LeontiefSystem;
use crate::linalg::{Matrix, dot, ratio};
use crate::measures::footprint::with_cells;
use crate::measures::linkages::Scope;
use crate::measures::trade::Exports;
use crate::sources::{self, Income};
use crate::table::{Partition, Primary, PrimaryKind, Satellite, ValueAddedFrom};

/// What is asked of [`National`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NationalFamily {
    /// Coefficients, effects and multipliers of every product.
    #[default]
    Effects,
    /// Primary inputs in every category of final demand.
    Content,
    /// Output of every product for every category of final demand.
    Dependence,
    /// Gross domestic product from both sides.
    Gdp,
}

named!(NationalFamily, "family":
    Effects = "effects", Content = "content", Dependence = "dependence", Gdp = "gdp");

/// The inputs that add up to what is paid, under their codes.
const IMPORTS: &str = "IMP";
const TAXES: &str = "TLS";
const VALUE_ADDED: &str = "GVA";
/// The category of what goes to other economies of the table.
pub const EXPORTS: &str = "EXP";
/// Output as an input of itself.
const OUTPUT: &str = "output";

/// A primary input: what producers and final users pay for it, or use of it.
struct PrimaryInput {
    name: String,
    unit: String,
    by_producers: Vec<f64>,
    /// By column of final demand; nothing where that is not known.
    by_users: Option<Vec<f64>>,
    /// Whether it is one of those that add up.
    counts: bool,
}

/// Effects of the primary inputs of a table.
pub struct National<'a> {
    system: &'a LeontiefSystem,
    partition: &'a Partition,
    inputs: Vec<PrimaryInput>,
    scope: Scope,
    value_added: Primary,
    users: Vec<Users>,
    /// Names of the categories, exports to the others of the table last.
    categories: Vec<String>,
    /// c_p and c_p'L, n x inputs.
    coefficients: Matrix,
    effects: Matrix,
}

impl<'a> National<'a> {
    /// Solve for the primary inputs of a table, and for accounts in units of their own.
    ///
    /// The rows of imports are together `IMP`, those of taxes on products `TLS`, value added is `GVA`, other rows keep their
    /// names, and parts of value added their codes (`D1`, `D29X39`, `B2A3G`).
    ///
    /// With [`Scope::Domestic`] every economy is taken as a national table of its own: what comes from others is imports, what
    /// goes to them exports (`EXP`), and L is (I − A_ss)⁻¹. With [`Scope::World`] L is that of the whole table, and imports are
    /// what comes from outside it. For a table of one economy both are the same.
    ///
    /// Cost: Σ ⅔n_s³ for the local factors and 2n_s² for each input and category; in the world the factor of the table, one
    /// transposed solve for each input, 2n² flops, and one for each category of each economy by [`NationalFamily::Dependence`].
    ///
    /// # Errors
    /// [`Error::Shape`] for accounts of another table; [`Error::Conflict`] for an account that has the name of an input;
    /// [`Error::OtherTable`]; those of [`LeontiefSystem::factorise`].
    pub fn of(
        system: &'a LeontiefSystem,
        partition: &'a Partition,
        accounts: Option<&Satellite>,
        scope: Scope,
    ) -> Result<Self> {
        system.check_partition(partition)?;
        let value_added = value_added(system);
        let mut inputs = primary_inputs(system, &value_added);
        if scope == Scope::Domestic {
            from_other_economies(system, partition, &mut inputs);
        }
        let accounts = accounts.map_or_else(Vec::new, |it| it.accounts().to_vec());
        for account in Satellite::new(system.table().index(), accounts)?.accounts() {
            if inputs.iter().any(|input| input.name == account.name) {
                return Err(Error::conflict(
                    format!("the account `{}`", account.name),
                    "an input of the same name",
                    "give the account another name",
                ));
            }
            inputs.push(PrimaryInput {
                name: account.name.clone(),
                unit: account.unit.clone(),
                by_producers: account.by_producers.clone(),
                by_users: None,
                counts: false,
            });
        }
        let x = system.output();
        // What is sold without output is value added, as in all that rests on output less inputs.
        let v = system.value_added_coefficients();
        let per_output = |input: &PrimaryInput| -> Vec<f64> {
            let is_value_added = input.name == VALUE_ADDED;
            let without_output = |row: usize| if is_value_added { v[row] } else { 0.0 };
            let paid = input.by_producers.iter().zip(x).enumerate();
            paid.map(|(row, (paid, x))| if *x == 0.0 { without_output(row) } else { paid / x })
                .collect()
        };
        let columns: Vec<Vec<f64>> = inputs.iter().map(per_output).collect();
        let coefficients = Matrix::from_columns(system.order(), &columns);
        let effects = match scope {
            Scope::World => system.solve_left(coefficients.clone())?,
            Scope::Domestic => system.solve_local_left_columns(&coefficients, partition)?,
        };
        let mut categories = system.table().demand().categories().to_vec();
        let users = users(system, partition, (scope, &inputs), &mut categories);
        Ok(National {
            system,
            partition,
            inputs,
            scope,
            value_added,
            users,
            categories,
            coefficients,
            effects,
        })
    }

    /// The result of a family, over the inputs of these names; of all, if there are none.
    ///
    /// | family | frame | keys | columns |
    /// |---|---|---|---|
    /// | effects | `national_effects` | `input, unit, region, sector` | `coefficient`, `effect`, `multiplier` (effect over coefficient, empty where that is zero), `indirect` (effect less coefficient), per unit of the table's money |
    /// | content | `national_content` | `input, unit, destination, category` | `direct` (the cell of the row), `indirect` (c_p'L F_c), `content`, their sum, in the input's unit; `content_share` of what the category spends with taxes and imports |
    /// | dependence | `national_dependence` | `region, sector, destination, category` | `output` (L F_c)_k, `dependence`, its share of the output of the product |
    /// | gdp | `national_gdp` | `region` | `gva`, `product_taxes`, `gdp`, `final_demand`, `exports`, `imports`, `discrepancy` in the table's money |
    ///
    /// The input `output` is output itself, whose effect is the output multiplier. A group has means over its members, weighted by
    /// output; empty without output. Accounts have no use by categories: `direct` and shares are empty.
    ///
    /// # Errors
    /// [`Error::Unknown`] for an input that there is not, with those that there are; those of solving.
    ///
    /// # Examples
    /// ```
    /// use tripole::measures::linkages::Scope;
    /// use tripole::measures::national::{National, NationalFamily};
    /// use tripole::{Accounting, LeontiefSystem, Partition, read};
    /// let text = ",NAT_a,NAT_HFCE,NAT_EXP,OUT\nNAT_a,20,60,20,100\nIMP,10,5,0,\nVA,70,,,\nOUT,100,,,\n";
    /// let input = read::Input::bytes("nat.csv", text);
    /// let table = read::read(&input, &read::ReadOptions::default())?.table;
    /// let partition = Partition::regions(table.index());
    /// let system = LeontiefSystem::new(table, &Accounting::default())?;
    /// let found = National::of(&system, &partition, None, Scope::World)?;
    /// let effects = found.frame(NationalFamily::Effects, &["IMP".to_owned()])?;
    /// // A unit of final demand needs 1.25 of output, of which a tenth is imported.
    /// let effect = effects.value(&["IMP", "units of the table", "NAT", "a"], "effect");
    /// assert!(effect.is_some_and(|effect| (effect - 0.125).abs() < 1e-12));
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn frame(&self, family: NationalFamily, inputs: &[String]) -> Result<Frame> {
        let mut chosen = self.chosen(inputs)?;
        // Output is no part of what is spent.
        if inputs.is_empty() && family == NationalFamily::Content {
            chosen.retain(|input| self.inputs[*input].name != OUTPUT);
        }
        match family {
            NationalFamily::Effects => Ok(self.effects(&chosen)),
            NationalFamily::Content => Ok(self.content(&chosen)),
            NationalFamily::Dependence => self.dependence(),
            NationalFamily::Gdp => Ok(self.gdp()),
        }
    }

    fn chosen(&self, names: &[String]) -> Result<Vec<usize>> {
        if names.is_empty() {
            return Ok((0..self.inputs.len()).collect());
        }
        let place = |name: &String| {
            let called = Income::called(name).map(Income::code);
            let is = |input: &PrimaryInput| {
                input.name.eq_ignore_ascii_case(name) || called == Some(input.name.as_str())
            };
            let found = self.inputs.iter().position(is);
            found.ok_or_else(|| Error::Unknown {
                what: "primary input",
                code: name.clone(),
                near: self.inputs.iter().map(|input| input.name.clone()).collect(),
            })
        };
        let mut places = names.iter().map(place).collect::<Result<Vec<usize>>>()?;
        let mut seen = vec![];
        places.retain(|place| {
            let new = !seen.contains(place);
            seen.push(*place);
            new
        });
        Ok(places)
    }

    /// Frame `national_effects` with the keys `input, unit, region, sector` and the columns `coefficient`, `effect`, `multiplier`
    /// (effect over coefficient, empty where that is zero) and `indirect` (effect less coefficient), per unit of the table's
    /// money. The input `output` is output itself, whose effect is the output multiplier. A group has means over its members,
    /// weighted by output; empty without output.
    fn effects(&self, chosen: &[usize]) -> Frame {
        let (x, cells) = (self.system.output(), self.partition.cells());
        let of = |input: usize, values: &Matrix| -> Vec<f64> {
            let mean = |rows: &[usize]| {
                let live = || rows.iter().filter(|row| x[**row] != 0.0);
                let sum: f64 = live().map(|&row| values[(row, input)] * x[row]).sum();
                ratio(sum, live().map(|&row| x[row]).sum())
            };
            cells.iter().map(|cell| mean(&cell.rows)).collect()
        };
        let column = |values: &Matrix| -> Vec<f64> {
            chosen.iter().flat_map(|&input| of(input, values)).collect()
        };
        let (coefficients, effects) = (column(&self.coefficients), column(&self.effects));
        let both = || coefficients.iter().zip(&effects);
        let multipliers = both().map(|(own, all)| ratio(*all, *own)).collect();
        let indirect = both().map(|(own, all)| all - own).collect();
        let index = self.system.table().index();
        let count = cells.len();
        let unit = || self.unit(chosen, count);
        let frame = self.lines("national_effects", chosen, count);
        with_cells(frame, self.partition, index)
            .with_indicator("coefficient", unit(), coefficients.clone())
            .with_indicator("effect", unit(), effects.clone())
            .with_indicator("multiplier", Unit::Ratio, multipliers)
            .with_indicator("indirect", unit(), indirect)
    }

    /// Frame `national_content` with the keys `input, unit, destination, category` and the columns `direct` (the cell of the
    /// row), `indirect` (c_p'L F_c) and `content`, their sum, in the input's unit, and `content_share`, its share of what the
    /// category spends, taxes and imports included; empty where that is zero or less. Accounts have no use by categories:
    /// `direct` and shares are empty.
    fn content(&self, chosen: &[usize]) -> Frame {
        let places = &self.users;
        let (mut direct, mut indirect, mut content, mut shares) = (vec![], vec![], vec![], vec![]);
        for &input in chosen {
            for user in places {
                let through = dot(self.effects.column(input), &user.bought);
                let paid = self.inputs[input].by_users.as_ref();
                let own = paid.map(|paid| user.columns.iter().map(|&c| paid[c]).sum::<f64>());
                let all = through + own.unwrap_or(0.0);
                direct.push(own.unwrap_or(f64::NAN));
                indirect.push(through);
                content.push(all);
                let known = own.is_some() && user.spending > 0.0;
                shares.push(if known { all / user.spending } else { f64::NAN });
            }
        }
        let count = places.len();
        let frame = self.lines("national_content", chosen, count);
        let lines = frame.rows();
        let user = |line: usize| &places[line % count.max(1)];
        let unit = || self.own_unit(chosen, count);
        frame
            .with_key(
                "destination",
                self.partition.names(),
                (0..lines).map(|line| user(line).economy),
            )
            .with_key("category", &self.categories, (0..lines).map(|line| user(line).category))
            .with_indicator("direct", unit(), direct)
            .with_indicator("indirect", unit(), indirect)
            .with_indicator("content", unit(), content)
            .with_indicator("content_share", Unit::Share, shares)
    }

    /// Frame `national_dependence` with the keys `region, sector, destination, category` and the columns `output`, (L F_c)_k, and
    /// `dependence`, its share of the output of the product, of its value added and of every other input alike; empty without
    /// output.
    fn dependence(&self) -> Result<Frame> {
        let (users, cells) = (&self.users, self.partition.cells());
        let bought: Vec<Vec<f64>> = users.iter().map(|user| user.bought.clone()).collect();
        let bought = Matrix::from_columns(self.system.order(), &bought);
        let made = match self.scope {
            Scope::World => self.system.solve(bought)?,
            Scope::Domestic => self.system.solve_local_columns(&bought, self.partition)?,
        };
        let x = self.system.output();
        let (mut places, mut output, mut shares) = (vec![], vec![], vec![]);
        for (at, cell) in cells.iter().enumerate() {
            let all: f64 = cell.rows.iter().map(|&row| x[row]).sum();
            for (place, user) in users.iter().enumerate() {
                if self.scope == Scope::Domestic && user.economy != cell.economy.position() {
                    continue;
                }
                let part: f64 = cell.rows.iter().map(|&row| made[(row, place)]).sum();
                places.push((at, place));
                output.push(part);
                shares.push(ratio(part, all));
            }
        }
        let index = self.system.table().index();
        let cell = |&(cell, _): &(usize, usize)| &cells[cell];
        let user = |&(_, user): &(usize, usize)| &users[user];
        let names = self.partition.names();
        Ok(Frame::new("national_dependence", output.len())
            .with_key("region", names, places.iter().map(|it| cell(it).economy.position()))
            .with_key(
                "sector",
                index.sector_codes(),
                places.iter().map(|it| cell(it).sector.position()),
            )
            .with_key("destination", names, places.iter().map(|it| user(it).economy))
            .with_key("category", &self.categories, places.iter().map(|it| user(it).category))
            .with_indicator("output", Unit::money(self.system.table().unit()), output)
            .with_indicator("dependence", Unit::Share, shares))
    }

    /// Frame `national_gdp` with the key `region` and, in the table's unit, `gva`, `product_taxes` (of producers and final
    /// users), `gdp`, their sum; `final_demand` of final users at home with its taxes and imports, `exports` to the others of the
    /// table and out of it (categories known as exports), `imports` likewise; and `discrepancy`, GDP less final demand and
    /// exports plus imports: what other rows hold, and what published output and value added do not explain.
    fn gdp(&self) -> Frame {
        let (table, partition, count) = (self.system.table(), self.partition, self.partition.len());
        let (mut spent, mut exports) = (vec![0.0; count], vec![0.0; count]);
        let (mut imports, mut gva, mut taxes) =
            (vec![0.0; count], vec![0.0; count], vec![0.0; count]);
        let of_exports = sources::exports(table.demand());
        for (c, column) in table.demand().columns().iter().enumerate() {
            let Some(region) = column.region else { continue };
            let paid: f64 = self.counted().map(|(row, _)| row.final_demand[c]).sum();
            let spending = table.final_demand().column(c).iter().sum::<f64>() + paid;
            let side =
                if of_exports.contains(&column.category) { &mut exports } else { &mut spent };
            side[partition.of_region(region).position()] += spending;
        }
        let trade = Exports::of(table, partition).total();
        for (buyer, bought) in imports.iter_mut().enumerate() {
            for (row, amount) in trade.column(buyer).iter().enumerate() {
                exports[partition.of_row(row).position()] += amount;
                *bought += amount;
            }
        }
        for (row, kind) in self.counted() {
            let sums = match kind {
                PrimaryKind::Imports => &mut imports,
                PrimaryKind::Taxes => &mut taxes,
                PrimaryKind::ValueAdded => &mut gva,
                _ => continue,
            };
            for (k, paid) in row.inputs.iter().enumerate() {
                sums[partition.of_row(k).position()] += paid;
            }
            for (column, paid) in table.demand().columns().iter().zip(&row.final_demand) {
                if let Some(region) = column.region {
                    sums[partition.of_region(region).position()] += paid;
                }
            }
        }
        let gdp: Vec<f64> = gva.iter().zip(&taxes).map(|(gva, taxes)| gva + taxes).collect();
        let gap = |r: usize| {
            let gap = gdp[r] - spent[r] - exports[r] + imports[r];
            // What rounding leaves of sums of both sides is nothing.
            if gap.abs() <= 1e-12 * (spent[r].abs() + exports[r].abs()) { 0.0 } else { gap }
        };
        let gap = (0..count).map(gap).collect();
        let money = || Unit::money(table.unit());
        Frame::new("national_gdp", count)
            .with_key("region", partition.names(), 0..count)
            .with_indicator("gva", money(), gva)
            .with_indicator("product_taxes", money(), taxes)
            .with_indicator("gdp", money(), gdp)
            .with_indicator("final_demand", money(), spent)
            .with_indicator("exports", money(), exports)
            .with_indicator("imports", money(), imports)
            .with_indicator("discrepancy", money(), gap)
    }

    /// The rows that add up, value added in one.
    fn counted(&self) -> impl Iterator<Item = (&Primary, PrimaryKind)> {
        let outside =
            |kind| matches!(kind, PrimaryKind::Imports | PrimaryKind::Taxes | PrimaryKind::Other);
        let rows = self.system.table().primary().iter().filter(move |row| outside(row.kind));
        rows.chain(std::iter::once(&self.value_added)).map(|row| (row, row.kind))
    }

    /// A frame of `each` lines for every input.
    fn lines(&self, name: &str, chosen: &[usize], each: usize) -> Frame {
        let names: Vec<&str> = self.inputs.iter().map(|it| it.name.as_str()).collect();
        let units: Vec<&str> = self.inputs.iter().map(|it| it.unit.as_str()).collect();
        let lines = chosen.len() * each;
        let input = |line: usize| chosen[line / each.max(1)];
        Frame::new(name, lines).with_key("input", &names, (0..lines).map(input)).with_key(
            "unit",
            &units,
            (0..lines).map(input),
        )
    }

    /// The unit of a column per unit of money over these inputs.
    fn unit(&self, chosen: &[usize], each: usize) -> Unit {
        let table = self.system.table().unit();
        let of = |&input: &usize| match self.inputs[input].unit.as_str() {
            unit if unit == table => Unit::Ratio,
            unit => Unit::Per(Box::new(Unit::quantity(unit)), Box::new(Unit::money(table))),
        };
        each_line(chosen.iter().map(of), each)
    }

    fn own_unit(&self, chosen: &[usize], each: usize) -> Unit {
        let table = self.system.table().unit();
        let of = |&input: &usize| match self.inputs[input].unit.as_str() {
            unit if unit == table => Unit::money(table),
            unit => Unit::quantity(unit),
        };
        each_line(chosen.iter().map(of), each)
    }
}

/// What final users of a category in an economy buy.
struct Users {
    economy: usize,
    category: usize,
    columns: Vec<usize>,
    bought: Vec<f64>,
    /// With imports, taxes and all else that adds up.
    spending: f64,
}

/// One unit where all are the same, else one for each line.
fn each_line(units: impl Iterator<Item = Unit>, each: usize) -> Unit {
    let units: Vec<Unit> = units.collect();
    match units.as_slice() {
        [first, rest @ ..] if rest.iter().all(|unit| unit == first) => first.clone(),
        units => {
            let lines = units.iter().flat_map(|unit| std::iter::repeat_n(unit.clone(), each));
            Unit::Each(lines.collect())
        }
    }
}

/// Output, the rows that add up, and the parts of value added.
fn primary_inputs(system: &LeontiefSystem, value_added: &Primary) -> Vec<PrimaryInput> {
    let table = system.table();
    let mut inputs = vec![PrimaryInput {
        name: OUTPUT.to_owned(),
        unit: table.unit().to_owned(),
        by_producers: system.output().to_vec(),
        by_users: None,
        counts: false,
    }];
    let mut add = |name: String, row: &Primary, counts: bool| match inputs
        .iter_mut()
        .find(|input| input.name == name)
    {
        Some(known) => {
            let sum = |sums: &mut Vec<f64>, values: &[f64]| {
                sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
            };
            sum(&mut known.by_producers, &row.inputs);
            if let Some(users) = &mut known.by_users {
                sum(users, &row.final_demand);
            }
        }
        None => inputs.push(PrimaryInput {
            name,
            unit: table.unit().to_owned(),
            by_producers: row.inputs.clone(),
            by_users: Some(row.final_demand.clone()),
            counts,
        }),
    };
    let of = |kind: PrimaryKind| table.primary().iter().filter(move |row| row.kind == kind);
    of(PrimaryKind::Imports).for_each(|row| add(IMPORTS.to_owned(), row, true));
    of(PrimaryKind::Taxes).for_each(|row| add(TAXES.to_owned(), row, true));
    of(PrimaryKind::Other).for_each(|row| add(row.name.clone(), row, true));
    for row in of(PrimaryKind::Component) {
        let code = Income::called(&row.name).map_or(row.name.as_str(), |income| income.code());
        add(code.to_owned(), row, false);
    }
    add(VALUE_ADDED.to_owned(), value_added, true);
    inputs
}

/// What economies buy of each other is imports of each: inputs of producers and direct purchases of final users.
fn from_other_economies(
    system: &LeontiefSystem,
    partition: &Partition,
    inputs: &mut Vec<PrimaryInput>,
) {
    if partition.len() < 2 {
        return;
    }
    let table = system.table();
    let (n, demand) = (system.order(), table.demand());
    let known = inputs.iter().position(|input| input.name == IMPORTS);
    let place = known.unwrap_or_else(|| {
        let none = PrimaryInput {
            name: IMPORTS.to_owned(),
            unit: table.unit().to_owned(),
            by_producers: vec![0.0; n],
            by_users: Some(vec![0.0; demand.len()]),
            counts: true,
        };
        inputs.insert(1, none);
        1
    });
    let imports = &mut inputs[place];
    let foreign = system.foreign_inputs_left(&vec![1.0; n], partition);
    let bought = imports.by_producers.iter_mut().zip(&foreign).zip(system.output());
    bought.for_each(|((sum, share), x)| *sum += share * x);
    let users = imports.by_users.iter_mut().flatten();
    for ((c, column), sum) in demand.columns().iter().enumerate().zip(users) {
        let Some(region) = column.region else { continue };
        let home = partition.of_region(region);
        let cells = table.final_demand().column(c).iter().enumerate();
        let abroad = cells.filter(|(row, _)| partition.of_row(*row) != home);
        *sum += abroad.map(|(_, cell)| cell).sum::<f64>();
    }
}

/// Every category of every economy that has it, and exports to the others of the table.
fn users(
    system: &LeontiefSystem,
    partition: &Partition,
    (scope, inputs): (Scope, &[PrimaryInput]),
    categories: &mut Vec<String>,
) -> Vec<Users> {
    let table = system.table();
    let mut users: Vec<Users> = vec![];
    let mut add = |new: Users| {
        let same = |it: &&mut Users| it.economy == new.economy && it.category == new.category;
        match users.iter_mut().find(same) {
            Some(known) => {
                known.columns.extend(new.columns);
                known.spending += new.spending;
                known.bought.iter_mut().zip(new.bought).for_each(|(sum, value)| *sum += value);
            }
            None => users.push(new),
        }
    };
    for (c, column) in table.demand().columns().iter().enumerate() {
        let Some(region) = column.region else { continue };
        let home = partition.of_region(region);
        let counts = |row: usize| scope == Scope::World || partition.of_row(row) == home;
        let cells = table.final_demand().column(c).iter().enumerate();
        let bought: Vec<f64> =
            cells.map(|(row, cell)| if counts(row) { *cell } else { 0.0 }).collect();
        let paid = inputs.iter().filter(|input| input.counts);
        let paid = paid.filter_map(|input| Some(input.by_users.as_ref()?[c]));
        let spending = bought.iter().sum::<f64>() + paid.sum::<f64>();
        let (economy, category) = (home.position(), column.category.position());
        add(Users { economy, category, columns: vec![c], bought, spending });
    }
    if scope == Scope::Domestic && partition.len() > 1 {
        let exports = Exports::of(table, partition).by_row();
        let known = categories.iter().position(|code| code == EXPORTS);
        let category = known.unwrap_or_else(|| {
            categories.push(EXPORTS.to_owned());
            categories.len() - 1
        });
        for (id, economy) in partition.economies() {
            let mut bought = vec![0.0; system.order()];
            economy.rows.iter().for_each(|&row| bought[row] = exports[row]);
            let spending = bought.iter().sum();
            add(Users { economy: id.position(), category, columns: vec![], bought, spending });
        }
    }
    users
}

/// Value added at basic prices: without what stands in other rows, where it is output less inputs.
fn value_added(system: &LeontiefSystem) -> Primary {
    let table = system.table();
    let mut inputs = system.value_added().to_vec();
    if system.accounting().value_added == ValueAddedFrom::Residual {
        // Beside imports taxes are taken off already.
        let has_imports = table.primary().iter().any(|row| row.kind == PrimaryKind::Imports);
        let counted = |row: &&Primary| match row.kind {
            PrimaryKind::Other => true,
            PrimaryKind::Taxes => !has_imports,
            _ => false,
        };
        for row in table.primary().iter().filter(counted) {
            let live = system.output().iter().zip(&row.inputs);
            let paid = live.map(|(x, paid)| if *x == 0.0 { 0.0 } else { *paid });
            inputs.iter_mut().zip(paid).for_each(|(left, paid)| *left -= paid);
        }
    }
    let mut final_demand = vec![0.0; table.demand().len()];
    let whole = |kind| matches!(kind, PrimaryKind::ValueAdded | PrimaryKind::ValueAddedWithTaxes);
    for row in table.primary().iter().filter(|row| whole(row.kind)) {
        final_demand.iter_mut().zip(&row.final_demand).for_each(|(sum, paid)| *sum += paid);
    }
    Primary { name: VALUE_ADDED.to_owned(), kind: PrimaryKind::ValueAdded, inputs, final_demand }
}
