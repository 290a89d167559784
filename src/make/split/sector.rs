//! A sector cut into parts, in one region or in several.

use std::collections::BTreeMap;

use super::super::is_value_added;
use super::super::sound::readable;
use crate::error::{Error, Hint, OptionName, Problem, Result, shown, shown_list};
use crate::linalg::Matrix;
use crate::make::balance::{Stop, Sum, Target, gras};
use crate::table::rounded;
use crate::table::{
    Account, Demand, Finding, FindingKind, Index, Mrio, Parts, Primary, PrimaryKind, RegionId,
    Satellite, SectorId, Severity,
};

/// Sums of shares may miss one by this much.
pub(super) const SUM_ROUNDING: f64 = 1e-9;

/// Value added below zero by less than this share of what a sector pays is rounding.
const ROUNDING: f64 = 1e-12;

/// How far from their totals balanced inputs may be.
const STOP: Stop = Stop { tolerance: 1e-11, sweeps: 5000 };

/// Shares of the parts of a sector in one region. All lists have an entry for each part, and add up to one.
#[derive(Debug, Clone, PartialEq)]
pub struct SectorShares {
    /// The region whose sector is cut.
    pub region: RegionId,
    /// Codes of the parts, new to the table.
    pub parts: Vec<String>,
    /// o, shares of output.
    pub output: Vec<f64>,
    /// ρ, shares of what a buyer buys of the sector, by the buyer's column of Z and F beside each other; o for all
    /// others.
    pub sales: BTreeMap<usize, Vec<f64>>,
    /// κ, shares of what the sector buys of a supplier, by the supplier's row; shares of output for all others.
    pub inputs: BTreeMap<usize, Vec<f64>>,
}

impl SectorShares {
    /// Parts of which the shares of output are all that is known.
    #[must_use]
    pub fn of_output<S: Into<String>>(
        region: RegionId,
        parts: impl IntoIterator<Item = (S, f64)>,
    ) -> Self {
        let (parts, output) = parts.into_iter().map(|(part, share)| (part.into(), share)).unzip();
        SectorShares { region, parts, output, sales: BTreeMap::new(), inputs: BTreeMap::new() }
    }

    /// Fits the table, nothing outside of 0 to 1, and every list adds up to one.
    fn check(&self, table: &Mrio) -> Result<()> {
        let (index, demand) = (table.index(), table.demand());
        let taken = |part: &String| {
            part.is_empty()
                || index.sector_of(part).is_some()
                || demand.categories().contains(part)
                || self.parts.iter().filter(|other| *other == part).count() > 1
        };
        if let Some(label) = self.parts.iter().find(|part| taken(part)) {
            return Err(Error::Label { label: label.clone() });
        }
        let is_outside = |keys: &BTreeMap<usize, Vec<f64>>, limit: usize| {
            keys.last_key_value().is_some_and(|(last, _)| *last >= limit)
        };
        if is_outside(&self.sales, index.len() + demand.len()) {
            return Err(Error::OtherTable { what: "a buyer" });
        }
        if is_outside(&self.inputs, index.len()) {
            return Err(Error::OtherTable { what: "a supplier" });
        }
        for shares in
            std::iter::once(&self.output).chain(self.sales.values()).chain(self.inputs.values())
        {
            if shares.len() != self.parts.len() {
                let (found, expected) = ((shares.len(), 1), (self.parts.len(), 1));
                return Err(Error::Shape { what: "shares of parts", found, expected });
            }
            if let Some(&value) = shares.iter().find(|share| !(0.0..=1.0).contains(*share)) {
                let expected = "a number from 0 to 1";
                return Err(Error::Range { what: "a share", value, expected });
            }
            let value: f64 = shares.iter().sum();
            if (value - 1.0).abs() > SUM_ROUNDING {
                let what = "the sum of the shares of all parts";
                return Err(Error::Range { what, value, expected: "1" });
            }
        }
        Ok(())
    }
}

/// What becomes of a split in which a part would have value added below zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BelowZero {
    /// It is refused.
    #[default]
    Refuse,
    /// The inputs of the parts in that region are balanced by [`gras`]: what the parts buy of each supplier keeps its
    /// sum, and each part gets its share of output in all inputs, and so in value added.
    Balance,
}

/// One part of a sector that was cut.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SectorPart {
    /// Its row in the table that was made.
    pub row: usize,
    /// The share of output that was given for it, o.
    pub stated: f64,
    /// The share of output that it has, ō: what the shares of sales imply, where there are any.
    pub output: f64,
}

/// A table with a sector cut into parts, and how it came about.
#[derive(Debug, Clone, PartialEq)]
pub struct SectorSplit {
    /// The table.
    pub table: Mrio,
    /// The parts, in the order of their rows.
    pub parts: Vec<SectorPart>,
    /// Shares of output that sales imply, parts that were balanced, regions without the parts.
    pub findings: Vec<Finding>,
    /// For each row, the one that it comes from, and its share of the output of that one.
    origins: Vec<(usize, f64)>,
    /// Rows of the table before.
    before: usize,
}

impl SectorSplit {
    /// Satellite accounts of the table before, for the table that was made: each part has its share of output ō in
    /// what the sector uses, so that all parts use as much for a unit of output. Direct use by final users stays.
    ///
    /// # Errors
    /// [`Error::Shape`] for accounts of another table.
    pub fn satellite(&self, satellite: &Satellite) -> Result<Satellite> {
        let cut = |account: &Account| {
            let used = &account.by_producers;
            if used.len() != self.before {
                let (found, expected) = ((used.len(), 1), (self.before, 1));
                return Err(Error::Shape { what: "a satellite account", found, expected });
            }
            let by_producers = self.origins.iter().map(|&(old, share)| used[old] * share).collect();
            Ok(Account { by_producers, ..account.clone() })
        };
        let accounts = satellite.accounts().iter().map(cut).collect::<Result<_>>()?;
        Satellite::new(self.table.index(), accounts)
    }
}

/// The table with a sector cut into parts p, in the regions that shares are given for:
///
/// ```text
/// Z'_pj = ρ_p(j) Z_kj,  Z'_ip = κ_p(i) Z_ik,  Z'_pq = ρ_p(k) Z_kk κ_q(k),  F'_p = ρ_p F_k
/// ō_p = Σ_j ρ_p(j) s_j / Σ_j s_j,  w'_p = ō_p (w_k + Σ_i Z_ik) − Σ_i Z'_ip
/// ```
///
/// for k the row of the sector, s its row of Z and F. ρ_p(j) is the share of the part in what buyer j buys of the
/// sector, κ_p(i) in what the sector buys of supplier i. Without shares of their own, buyers have o_p, the share of
/// output that is given, and suppliers ō_p, the one that sales imply (o_p, where no shares of sales are given). Where
/// several regions are cut at once, each buys of the parts of the others by the shares of the seller. Published output
/// and primary rows are cut by ō; value added takes what that leaves of the column, in its rows by their size.
///
/// Adding the parts up gives the table back. What a split says of the rest of the world depends on what is given:
///
/// | shares given | stays | changes |
/// |---|---|---|
/// | of output | all multipliers, the parts' too; (I − A')⁻¹ with parts added up, weighted by ō, is (I − A)⁻¹ | |
/// | of output and sales | the same | who buys which part |
/// | of output and inputs | multipliers and footprints of all other products, and the mean of the parts' | those of the parts |
/// | of all three | balances and totals | multipliers of all products |
///
/// A region that has the sector and no shares keeps it whole, so that the table has gaps. n'² flops for n' rows of the
/// result; balancing costs that of [`gras`] on n' rows and a column for each part.
///
/// # Errors
/// [`Error::OtherTable`]; [`Error::Code`] for a region without the sector; [`Error::Label`] for a part whose code the
/// table has already, or that is given twice, and for a region that is; [`Error::Shape`] and [`Error::Range`] for
/// shares that do not fit, are outside of 0 to 1, or do not add up to one within 1e-9 (they are then divided by their
/// sum); [`Error::Impossible`] where the output of a part would be below zero, or its value added although that of the
/// sector is not, if this is to be refused or cannot be mended; [`Error::Unusable`] for a table that reading would refuse, too.
///
/// # Examples
/// ```
/// use tripole::{Demand, Index, Matrix, Mrio, Parts};
/// use tripole::make::{BelowZero, SectorShares, split_sector};
/// let index = Index::new([("A", "farm"), ("A", "works")])?;
/// let demand = Demand::new(&index, [(Some("A"), "f")])?;
/// let z = Matrix::from_rows(&[[20.0, 30.0], [10.0, 40.0]]);
/// let table = Mrio::new(Parts::new(index, demand, z, Matrix::from_rows(&[[50.0], [50.0]])))?;
/// let (region, works) = (table.index().find_region("A")?, table.index().find_sector("works")?);
/// let mut shares = SectorShares::of_output(region, [("cars", 0.25), ("ships", 0.75)]);
/// // Final users, in column 2 of Z and F, buy no ships.
/// shares.sales.insert(2, vec![1.0, 0.0]);
/// let split = split_sector(&table, works, &[shares], BelowZero::Refuse)?;
/// assert_eq!(split.table.index().sector_codes(), ["farm", "cars", "ships"]);
/// // 2.5 + 10 + 50 of the 100 that the sector sells are cars.
/// assert!((split.parts[0].output - 0.625).abs() < 1e-15);
/// assert!((split.table.row_sums()[1] - 62.5).abs() < 1e-12);
/// # Ok::<(), tripole::Error>(())
/// ```
///
/// # References
/// The reverse of adding sectors up (Miller and Blair 2009, *Input-Output Analysis*, section 4.9); the rules for
/// missing shares are this project's.
pub fn split_sector(
    table: &Mrio,
    sector: SectorId,
    shares: &[SectorShares],
    below_zero: BelowZero,
) -> Result<SectorSplit> {
    let cuts = Cut::all(table, sector, shares)?;
    let lines = lines(table.index(), &cuts);
    let index = Index::new(lines.iter().map(|line| line.label(table.index(), &cuts)))?;
    let demand = same_demand(table, &index)?;
    let (mut intermediate, final_demand) = flows(table, &cuts, &lines);
    let mut findings: Vec<Finding> = implied(table.index(), &cuts).into_iter().collect();
    for (k, cut) in cuts.iter().enumerate() {
        let columns: Vec<usize> =
            (0..lines.len()).filter(|&j| lines[j].cut.is_some_and(|(own, _)| own == k)).collect();
        let below = cut.below_zero(table, &intermediate, &columns);
        if below.is_empty() {
            continue;
        }
        let labels: Vec<String> = below.iter().map(|line| line.label(&index, &columns)).collect();
        if below_zero == BelowZero::Refuse {
            return Err(refused(labels));
        }
        balance(&mut intermediate, &columns, (cut, table), &index)?;
        findings.push(balanced(&labels, below[0].value_added));
    }
    findings.extend(gaps(table.index(), &index, &cuts));

    let weights: Vec<f64> = lines.iter().map(|line| line.weight(&cuts)).collect();
    let origins: Vec<(usize, f64)> =
        lines.iter().zip(&weights).map(|(line, weight)| (line.old, *weight)).collect();
    let mut parts = Parts::new(index, demand, intermediate, final_demand);
    parts.primary = primary(table, (&lines, &origins), &parts.intermediate);
    parts.reported_output = table.reported_output().map(|output| weighted(output, &origins));
    parts.source = table.source().clone();
    let part = |(row, line): (usize, &Line)| {
        let (cut, part) = line.cut?;
        let (stated, output) = (cuts[cut].stated[part], cuts[cut].output[part]);
        Some(SectorPart { row, stated, output })
    };
    let made = lines.iter().enumerate().filter_map(part).collect();
    let table_made = readable(Mrio::new(parts)?)?;
    Ok(SectorSplit {
        table: table_made,
        parts: made,
        findings,
        origins,
        before: table.index().len(),
    })
}

/// A sector of a region that is cut.
struct Cut<'a> {
    shares: &'a SectorShares,
    /// Its row.
    row: usize,
    /// o, which adds up to one exactly.
    stated: Vec<f64>,
    /// ō.
    output: Vec<f64>,
}

impl<'a> Cut<'a> {
    /// The sectors that are cut, in the order of their rows.
    fn all(table: &Mrio, sector: SectorId, shares: &'a [SectorShares]) -> Result<Vec<Self>> {
        let index = table.index();
        index.check_sectors(&[sector])?;
        let mut cuts: Vec<Cut<'a>> = vec![];
        for own in shares {
            index.check_regions(&[own.region])?;
            own.check(table)?;
            let row = sector_row(index, own.region, sector)?;
            if cuts.iter().any(|cut| cut.row == row) {
                return Err(Error::Label { label: index.label(row) });
            }
            let stated = one(&own.output);
            let output = implied_shares(table, row, &stated, &own.sales);
            refuse_negative_output(own, &output, index.region(own.region))?;
            cuts.push(Cut { shares: own, row, stated, output });
        }
        cuts.sort_by_key(|cut| cut.row);
        Ok(cuts)
    }

    /// ρ of a part, by buyer.
    fn sales(&self, part: usize, buyers: usize) -> Vec<f64> {
        filled(self.stated[part], &self.shares.sales, part, buyers)
    }

    /// κ of a part, by supplier.
    fn inputs(&self, part: usize, suppliers: usize) -> Vec<f64> {
        filled(self.output[part], &self.shares.inputs, part, suppliers)
    }

    /// The largest gap between shares of output that were given and those that sales imply.
    fn gap(&self) -> f64 {
        let gaps = self.output.iter().zip(&self.stated).map(|(output, stated)| output - stated);
        gaps.fold(0.0, |most: f64, gap| most.max(gap.abs()))
    }

    /// Parts whose value added is below zero, the lowest first; none where that of the sector is, which the
    /// parts must share.
    fn below_zero(&self, table: &Mrio, intermediate: &Matrix, columns: &[usize]) -> Vec<Below> {
        let inputs = table.input_sums()[self.row];
        let whole = value_added(table, self.row);
        if whole < 0.0 {
            return vec![];
        }
        let of = |(part, &column): (usize, &usize)| {
            let used: f64 = intermediate.column(column).iter().sum();
            Below { part, inputs: used, value_added: self.output[part] * (whole + inputs) - used }
        };
        let limit = -ROUNDING * (whole.abs() + inputs.abs());
        let mut found: Vec<Below> =
            columns.iter().enumerate().map(of).filter(|part| part.value_added < limit).collect();
        found.sort_by(|a, b| a.value_added.total_cmp(&b.value_added));
        found
    }
}

/// A part whose value added would be below zero.
struct Below {
    part: usize,
    inputs: f64,
    value_added: f64,
}

impl Below {
    fn label(&self, index: &Index, columns: &[usize]) -> String {
        let label = index.label(columns[self.part]);
        let (inputs, value_added) = (rounded(self.inputs), rounded(self.value_added));
        format!("{label}: {value_added}, inputs {inputs}")
    }
}

/// A row of the new table: the one that it comes from and, of a part, the cut and the part.
struct Line {
    old: usize,
    cut: Option<(usize, usize)>,
}

impl Line {
    fn label(&self, index: &Index, cuts: &[Cut<'_>]) -> (String, String) {
        let node = index.node(self.old);
        let sector = self.cut.map_or_else(
            || index.sector(node.sector).to_owned(),
            |(cut, part)| cuts[cut].shares.parts[part].clone(),
        );
        (index.region(node.region).to_owned(), sector)
    }

    /// Its share of the output of the row that it comes from.
    fn weight(&self, cuts: &[Cut<'_>]) -> f64 {
        self.cut.map_or(1.0, |(cut, part)| cuts[cut].output[part])
    }
}

/// Every row in the new order: parts stand where their sector stood.
fn lines(index: &Index, cuts: &[Cut<'_>]) -> Vec<Line> {
    let mut lines = vec![];
    for old in 0..index.len() {
        match cuts.iter().position(|cut| cut.row == old) {
            None => lines.push(Line { old, cut: None }),
            Some(k) => {
                let parts = 0..cuts[k].shares.parts.len();
                lines.extend(parts.map(|part| Line { old, cut: Some((k, part)) }));
            }
        }
    }
    lines
}

/// The final demand columns of a table under an index of the same regions.
fn same_demand(table: &Mrio, index: &Index) -> Result<Demand> {
    let demand = table.demand();
    let labels = demand.columns().iter().map(|column| {
        let region = column.region.map(|region| table.index().region(region));
        (region, demand.category(column.category))
    });
    Demand::new(index, labels)
}

/// Z' and F'.
fn flows(table: &Mrio, cuts: &[Cut<'_>], lines: &[Line]) -> (Matrix, Matrix) {
    let (n, users) = (table.index().len(), table.demand().len());
    let sales: Vec<Option<Vec<f64>>> = lines
        .iter()
        .map(|line| line.cut.map(|(cut, part)| cuts[cut].sales(part, n + users)))
        .collect();
    let sold = |column: &mut [f64], source: &[f64], buyer: usize| {
        for ((cell, line), sales) in column.iter_mut().zip(lines).zip(&sales) {
            let share = sales.as_ref().map_or(1.0, |shares| shares[buyer]);
            *cell = source[line.old] * share;
        }
    };
    let mut intermediate = Matrix::zeros(lines.len(), lines.len());
    for (j, line) in lines.iter().enumerate() {
        let column = intermediate.column_mut(j);
        sold(column, table.intermediate().column(line.old), line.old);
        if let Some((cut, part)) = line.cut {
            let inputs = cuts[cut].inputs(part, n);
            column.iter_mut().zip(lines).for_each(|(cell, from)| *cell *= inputs[from.old]);
        }
    }
    let mut final_demand = Matrix::zeros(lines.len(), users);
    for user in 0..users {
        sold(final_demand.column_mut(user), table.final_demand().column(user), n + user);
    }
    (intermediate, final_demand)
}

/// Primary rows cut by shares of output; those of value added take what the inputs of a part leave.
fn primary(
    table: &Mrio,
    (lines, origins): (&[Line], &[(usize, f64)]),
    intermediate: &Matrix,
) -> Vec<Primary> {
    let used = intermediate.column_sums();
    let gap = |j: usize| {
        let (old, share) = origins[j];
        // A sector that stays whole buys of parts what it bought before, but for rounding.
        lines[j].cut.map_or(0.0, |_| share * table.input_sums()[old] - used[j])
    };
    let gaps: Vec<f64> = (0..origins.len()).map(gap).collect();
    let rows = || table.primary().iter().filter(|row| is_value_added(row));
    let sizes: Vec<f64> = (0..table.index().len())
        .map(|k| rows().map(|row| row.inputs[k].abs()).sum::<f64>())
        .collect();
    let (mut made, mut first) = (vec![], true);
    // Parts of value added say nothing of how a gap is shared among them.
    let most = table.input_sums().iter().fold(0.0, |most: f64, sum| most.max(sum.abs()));
    let has_gaps = gaps.iter().any(|gap| gap.abs() > ROUNDING * most);
    let kept = |row: &&Primary| !(has_gaps && row.kind == PrimaryKind::Component);
    for row in table.primary().iter().filter(kept) {
        let mut inputs = weighted(&row.inputs, origins);
        if is_value_added(row) {
            for ((paid, gap), (old, _)) in inputs.iter_mut().zip(&gaps).zip(origins) {
                let share = match sizes[*old] {
                    0.0 if first => 1.0,
                    0.0 => 0.0,
                    size => row.inputs[*old].abs() / size,
                };
                *paid += gap * share;
            }
            first = false;
        }
        made.push(Primary { inputs, ..row.clone() });
    }
    made
}

/// Balance what the parts of a sector buy: rows keep their sums, and each part has its share of output in all inputs.
fn balance(
    intermediate: &mut Matrix,
    columns: &[usize],
    (cut, table): (&Cut<'_>, &Mrio),
    index: &Index,
) -> Result<()> {
    let bought = |row: usize| columns.iter().map(|&j| intermediate[(row, j)]).sum::<f64>();
    let sums: Vec<(usize, f64)> =
        (0..index.len()).map(|row| (row, bought(row))).filter(|(_, sum)| *sum != 0.0).collect();
    let seed =
        Matrix::from_fn(sums.len(), columns.len(), |i, q| intermediate[(sums[i].0, columns[q])]);
    let rows = sums.iter().enumerate();
    let mut targets: Vec<Target> =
        rows.map(|(i, (row, sum))| Target::exact(index.label(*row), Sum::Row(i), *sum)).collect();
    let inputs = table.input_sums()[cut.row];
    targets.extend(columns.iter().enumerate().map(|(q, &column)| {
        Target::exact(index.label(column), Sum::Column(q), cut.output[q] * inputs)
    }));
    let Ok(found) = gras(&seed, &targets, &STOP, &mut |_| ()) else {
        return Err(Error::Impossible {
            problem: "no inputs with these zeros leave each part its share of value added",
            lines: columns.iter().map(|&column| index.label(column)).collect(),
            remedy: "give shares of inputs of fewer suppliers, or shares nearer to those of output"
                .into(),
        });
    };
    for (i, (row, sum)) in sums.iter().enumerate() {
        let reached: f64 = (0..columns.len()).map(|q| found.matrix[(i, q)]).sum();
        for (q, &column) in columns.iter().enumerate() {
            // Rows are met exactly, so that parts add up to the table.
            intermediate[(*row, column)] = found.matrix[(i, q)] / reached * sum;
        }
    }
    Ok(())
}

/// Shares of output that sales imply beside those that were given, where they are farthest apart.
fn implied(index: &Index, cuts: &[Cut<'_>]) -> Option<Finding> {
    let given = || cuts.iter().filter(|cut| !cut.shares.sales.is_empty());
    let worst = given().max_by(|a, b| a.gap().total_cmp(&b.gap()))?;
    let parts = worst.shares.parts.iter().enumerate();
    let said: Vec<String> = parts
        .map(|(k, code)| {
            let (output, stated) = (rounded(worst.output[k]), rounded(worst.stated[k]));
            format!("`{}` {output} (given: {stated})", shown(code))
        })
        .collect();
    let (label, regions) = (index.label(worst.row), given().count());
    let farthest = match regions {
        1 => String::new(),
        count => format!("; it is the farthest from them of {count} regions"),
    };
    let message = format!(
        "shares of output of `{}` that its sales imply: {}{farthest}",
        shown(&label),
        said.join(", ")
    );
    let (severity, kind) = (Severity::Note, FindingKind::ImpliedShares);
    Some(Finding::new(severity, kind, label, worst.gap(), message))
}

fn refused(lines: Vec<String>) -> Error {
    Error::Impossible {
        problem: "parts of the sector would have value added below zero",
        lines,
        remedy: Hint::from(
            "give shares of inputs nearer to the shares of output, or let the inputs of the parts be balanced with ",
        )
        .set(OptionName::Balance),
    }
}

fn balanced(lines: &[String], lowest: f64) -> Finding {
    let message = format!(
        "value added of parts would have been below zero, so that the inputs of the parts were balanced, and each has \
         its share of output in value added: {}",
        shown_list(lines)
    );
    Finding::new(Severity::Note, FindingKind::PartsBalanced, "", lowest, message)
}

/// That regions have different sectors now, where they had the same.
fn gaps(before: &Index, after: &Index, cuts: &[Cut<'_>]) -> Option<Finding> {
    let is_full = |index: &Index| index.regions().len() * index.sectors().len() == index.len();
    let part = cuts.first()?.shares.parts.first()?;
    if !is_full(before) || is_full(after) {
        return None;
    }
    let others: Vec<String> = before
        .regions()
        .filter(|region| cuts.iter().all(|cut| cut.shares.region != *region))
        .map(|region| before.region(region).to_owned())
        .collect();
    let part = shown(part);
    let message = match others.as_slice() {
        [] => "the regions have different parts".to_owned(),
        [one] => format!("`{}` has no `{part}`: its sector stays whole", shown(one)),
        [one, ..] => format!(
            "{} regions have no `{part}`, the first is `{}`: their sector stays whole",
            others.len(),
            shown(one)
        ),
    };
    let (place, count) = (others.first().cloned().unwrap_or_default(), others.len() as f64);
    let finding = Finding::new(Severity::Note, FindingKind::SectorGaps, place, count, message);
    Some(finding.with_hint(Hint::from("read the table with ").set(OptionName::Ragged)))
}

/// The row of a sector of a region.
pub(super) fn sector_row(index: &Index, region: RegionId, sector: SectorId) -> Result<usize> {
    index.rows(region).find(|&row| index.node(row).sector == sector).ok_or_else(|| {
        let (region, sector) = (index.region(region).to_owned(), index.sector(sector).to_owned());
        Error::Code { problem: Box::new(Problem::NoSuchSector { region, sector }) }
    })
}

/// What sales imply of shares of output; those that are given, where there are no shares of sales or no sales.
fn implied_shares(
    table: &Mrio,
    row: usize,
    stated: &[f64],
    sales: &BTreeMap<usize, Vec<f64>>,
) -> Vec<f64> {
    let sold = [table.intermediate().row(row), table.final_demand().row(row)].concat();
    let total: f64 = sold.iter().sum();
    if sales.is_empty() || total == 0.0 {
        return stated.to_vec();
    }
    let of = |part: usize| {
        let shares = filled(stated[part], sales, part, sold.len());
        shares.iter().zip(&sold).map(|(share, flow)| share * flow).sum::<f64>() / total
    };
    (0..stated.len()).map(of).collect()
}

/// Stocks that are run down can outweigh what a part sells otherwise.
fn refuse_negative_output(shares: &SectorShares, output: &[f64], region: &str) -> Result<()> {
    let negative = shares.parts.iter().zip(output).filter(|(_, share)| **share < -ROUNDING);
    let lines: Vec<String> = negative
        .map(|(part, share)| format!("{region}_{part}: {} of the sector's output", rounded(*share)))
        .collect();
    if lines.is_empty() {
        return Ok(());
    }
    Err(Error::Impossible {
        problem: "shares of sales leave parts with an output below zero",
        lines,
        remedy: "what is taken out of stocks outweighs the other sales of these parts: give them shares of more buyers"
            .into(),
    })
}

/// Value added of a sector: as published, or what its inputs leave of output.
fn value_added(table: &Mrio, row: usize) -> f64 {
    if let Some(published) = table.reported_value_added() {
        return published[row];
    }
    let others: f64 = table.paid().map(|other| other.inputs[row]).sum();
    table.best_output()[row] - table.input_sums()[row] - others
}

/// A share for all partners but those that have one of their own.
fn filled(all: f64, own: &BTreeMap<usize, Vec<f64>>, part: usize, partners: usize) -> Vec<f64> {
    let mut shares = vec![all; partners];
    own.iter().for_each(|(&partner, given)| shares[partner] = one(given)[part]);
    shares
}

/// Shares that add up to one exactly.
fn one(shares: &[f64]) -> Vec<f64> {
    let sum: f64 = shares.iter().sum();
    shares.iter().map(|share| share / sum).collect()
}

/// Old values in the new order, each with its share.
fn weighted(values: &[f64], origins: &[(usize, f64)]) -> Vec<f64> {
    origins.iter().map(|&(old, share)| values[old] * share).collect()
}
