//! Concentration of suppliers and markets.

use rayon::prelude::*;

use super::concentration::Concentration;
use super::{ChainFamily, Chains};
use crate::error::Result;
use crate::frame::{Frame, Level, Unit};
use crate::linalg::Matrix;
use crate::measures::trade::Exports;
use crate::table::EconomyId;
use crate::table::lines::Lines;

/// What is concentrated: the amounts by partner in the table of [`Chains::diversification`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Amounts {
    Inputs,
    InputsLookThrough,
    InputsVa,
    InputsVaWithHome,
    FinalGoods,
    FinalDemandVa,
    Exports,
    VaExports,
    VaOrigin,
    Completion,
}

impl Amounts {
    const fn name(self) -> &'static str {
        match self {
            Amounts::Inputs => "inputs",
            Amounts::InputsLookThrough => "inputs_look_through",
            Amounts::InputsVa => "inputs_va",
            Amounts::InputsVaWithHome => "inputs_va_with_home",
            Amounts::FinalGoods => "final_goods",
            Amounts::FinalDemandVa => "final_demand_va",
            Amounts::Exports => "exports",
            Amounts::VaExports => "va_exports",
            Amounts::VaOrigin => "va_origin",
            Amounts::Completion => "completion",
        }
    }
}

/// Amounts of every line by partner economy, and whether the line itself is a possible partner.
struct Base {
    kind: Amounts,
    /// Lines x economies.
    amounts: Matrix,
    home: Home,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Home {
    Out,
    In,
}

/// A column: its name, what the numbers are, and which number it takes.
type Column = (&'static str, Unit, fn(&Concentration) -> f64);

impl Chains<'_> {
    /// Concentration of suppliers and markets: frame `diversification` with the keys of the level,
    /// `base`, `largest_partner`, and for shares p over the m economies that can be partners
    ///
    /// | column | formula |
    /// |---|---|
    /// | `hhi`, `hhi_normalised` | Σp², (Σp² − 1/m)/(1 − 1/m) |
    /// | `effective_number` | 1/Σp²: equal partners that would be as concentrated |
    /// | `entropy`, `entropy_number` | −Σ p ln p, and exp of it |
    /// | `theil` | ln m + Σ p ln p |
    /// | `largest`, `substitutability` | the largest share, of `largest_partner` (the first of equals), and one less it |
    /// | `top_three` | the three largest shares |
    ///
    /// Bases, with A coefficients, S value added by origin, x output, e exports:
    ///
    /// | base | amounts by partner | at |
    /// |---|---|---|
    /// | `inputs` | face value: direct foreign sellers of inputs, Ax | region, region-sector, bloc |
    /// | `inputs_look_through` | foreign sellers of the inputs and of all that is behind them, (L − I)x | region, bloc |
    /// | `inputs_va` | foreign origins of value added in the inputs, (SA)x | region, region-sector, bloc |
    /// | `inputs_va_with_home` | the same with the own economy | region-sector |
    /// | `final_goods` | direct foreign sellers of final goods | region, bloc |
    /// | `final_demand_va` | foreign origins of value added in final demand | region, bloc |
    /// | `exports` | direct markets abroad | region, region-sector, bloc |
    /// | `va_exports` | economies that absorb the value added | the same |
    /// | `va_origin` | origins of the value added in the world's chains of a product | product |
    /// | `completion` | economies where it gets its final form | product |
    ///
    /// [`Goods::inputs`](super::Goods) limits the sellers' goods of the first two by region and bloc. Negative amounts count as zero; empty where nothing is positive. A bloc's partners are the
    /// economies outside it.
    ///
    /// Cost beyond the factor: 6n² flops per economy; by region-sector 4n², by product 2n².
    ///
    /// # Errors
    /// [`Error::Level`](crate::Error::Level) for a level that is none of [`ChainFamily::levels`], as the
    /// world, which has no bases; as [`LeontiefSystem::factorise`](crate::LeontiefSystem::factorise).
    ///
    /// # References
    /// Herfindahl (1950) and Hirschman (1945) for Σp²; Shannon (1948); Theil (1967).
    pub fn diversification(&self, by: Level) -> Result<Frame> {
        let lines = self.lines(ChainFamily::Diversification, by)?;
        Ok(self.concentrations_of(by, &lines)?.into_frame(&lines, self.partition.names()))
    }

    /// What [`Chains::diversification`] shows, by line and base.
    ///
    /// # Errors
    /// As [`Chains::diversification`].
    pub(crate) fn concentrations(&self, by: Level) -> Result<Diversification> {
        self.concentrations_of(by, &self.lines(ChainFamily::Diversification, by)?)
    }

    fn concentrations_of(&self, by: Level, lines: &Lines) -> Result<Diversification> {
        let bases = match by {
            Level::RegionSector => self.bases_of_cells(lines)?,
            Level::Product => self.bases_of_products(lines)?,
            _ => self.bases_of_economies(by, lines)?,
        };
        let homes = self.homes(by);
        let g = self.partition.len();
        let count = homes.len() * bases.len();
        let each = |k: usize| (k / bases.len(), &bases[k % bases.len()]);
        let found: Vec<Concentration> = (0..count)
            .into_par_iter()
            .map(|k| {
                let (line, base) = each(k);
                let partner = |o: &usize| base.home == Home::In || !homes[line].contains(o);
                let possible: Vec<usize> = (0..g).filter(partner).collect();
                Concentration::of(&base.amounts.row(line), &possible)
            })
            .collect();
        Ok(Diversification { bases: bases.iter().map(|base| base.kind).collect(), found })
    }

    /// The economies that are at home in each line.
    fn homes(&self, by: Level) -> Vec<Vec<usize>> {
        let g = self.partition.len();
        match by {
            Level::Region => (0..g).map(|s| vec![s]).collect(),
            Level::RegionSector => {
                self.partition.cells().iter().map(|c| vec![c.economy.position()]).collect()
            }
            Level::Bloc => {
                let members = |bloc: EconomyId| {
                    (0..g).filter(|&s| self.map.of(EconomyId::at(s)) == bloc).collect()
                };
                self.blocs.economies().map(|(bloc, _)| members(bloc)).collect()
            }
            _ => vec![vec![]; self.system.table().index().sectors().len()],
        }
    }

    fn bases_of_cells(&self, lines: &Lines) -> Result<Vec<Base>> {
        let system = self.system;
        let rows = vec![1.0; system.order()];
        let v = system.value_added_coefficients();
        let (origins, absorbed) = (self.origins()?, self.absorbed()?);
        let in_inputs =
            folded(lines, &self.without_own_stage(origins), &self.of_chosen(system.output()));
        let exports = Exports::of(system.table(), self.partition).total();
        let base = |kind, amounts, home| Base { kind, amounts, home };
        Ok(vec![
            base(Amounts::Inputs, folded(lines, &self.purchases(), &rows), Home::Out),
            base(Amounts::InputsVa, in_inputs.clone(), Home::Out),
            base(Amounts::InputsVaWithHome, in_inputs, Home::In),
            base(Amounts::Exports, folded(lines, &exports, &self.of_chosen(&rows)), Home::Out),
            base(Amounts::VaExports, folded(lines, absorbed, v), Home::Out),
        ])
    }

    fn bases_of_economies(&self, by: Level, lines: &Lines) -> Result<Vec<Base>> {
        let (system, partition) = (self.system, self.partition);
        let rows = vec![1.0; system.order()];
        let v = system.value_added_coefficients();
        let (origins, absorbed) = (self.origins()?, self.absorbed()?);
        let exports = Exports::of(system.table(), partition);
        let goods = self.of_chosen(&rows);
        // Seller or origin in the rows, user in the columns; turned round for the users.
        let sellers = Lines::economies("", "region", partition);
        let of_seller = |flows: &Matrix, weights: &[f64]| folded(&sellers, flows, weights);
        let of_user = |flows: &Matrix| self.by_line(by, &flows.transposed());
        let in_inputs = self.without_own_stage(origins);
        let reliance = self.reliance()?;
        let base = |kind, amounts| Base { kind, amounts, home: Home::Out };
        Ok(vec![
            base(Amounts::Inputs, of_user(&reliance.face)),
            base(Amounts::InputsLookThrough, of_user(&reliance.look_through)),
            base(Amounts::InputsVa, folded(lines, &in_inputs, &self.of_chosen(system.output()))),
            base(Amounts::FinalGoods, of_user(&of_seller(&exports.final_use, &goods))),
            base(Amounts::FinalDemandVa, of_user(&of_seller(absorbed, v))),
            base(Amounts::Exports, folded(lines, &exports.total(), &goods)),
            base(Amounts::VaExports, folded(lines, absorbed, v)),
        ])
    }

    fn bases_of_products(&self, lines: &Lines) -> Result<Vec<Base>> {
        let (n, g) = (self.system.order(), self.partition.len());
        let sold = self.final_sales();
        let origins = self.origins()?;
        let own = Matrix::from_fn(n, g, |row, s| f64::from(self.own(row).position() == s));
        let base = |kind, amounts| Base { kind, amounts, home: Home::In };
        Ok(vec![
            base(Amounts::VaOrigin, folded(lines, origins, &sold)),
            base(Amounts::Completion, folded(lines, &own, &sold)),
        ])
    }

    /// Economies x economies, its rows added up to the lines of a level.
    fn by_line(&self, by: Level, flows: &Matrix) -> Matrix {
        if by != Level::Bloc {
            return flows.clone();
        }
        let mut out = Matrix::zeros(self.blocs.len(), flows.columns());
        for o in 0..flows.columns() {
            for s in 0..flows.rows() {
                out[(self.map.of(EconomyId::at(s)).position(), o)] += flows[(s, o)];
            }
        }
        out
    }
}

/// Concentration over partners of every line, for every base that the level has.
pub(crate) struct Diversification {
    bases: Vec<Amounts>,
    /// Line by line, in the order of the bases.
    found: Vec<Concentration>,
}

impl Diversification {
    /// Of every line; nothing where the level does not have the base.
    pub fn of(&self, base: Amounts) -> Option<impl Iterator<Item = &Concentration>> {
        let place = self.bases.iter().position(|known| *known == base)?;
        Some(self.found.iter().skip(place).step_by(self.bases.len()))
    }

    fn into_frame(self, lines: &Lines, economies: &[String]) -> Frame {
        let (bases, found) = (&self.bases, &self.found);
        let mut names: Vec<&str> = economies.iter().map(String::as_str).collect();
        names.push("");
        let partners = found.iter().map(|c| c.largest_position.unwrap_or(economies.len()));
        let kinds: Vec<&str> = bases.iter().map(|base| base.name()).collect();
        let frame = lines
            .frame()
            .repeated(bases.len())
            .with_key("base", &kinds, (0..found.len()).map(|k| k % bases.len()))
            .with_key("largest_partner", &names, partners);
        let columns: [Column; 9] = [
            ("hhi", Unit::Index, |c| c.herfindahl),
            ("hhi_normalised", Unit::Index, |c| c.normalised),
            ("effective_number", Unit::Count, |c| c.effective_number),
            ("entropy", Unit::Index, |c| c.entropy),
            ("entropy_number", Unit::Count, |c| c.entropy_number),
            ("theil", Unit::Index, |c| c.theil),
            ("largest", Unit::Share, |c| c.largest),
            ("substitutability", Unit::Index, |c| c.substitutability),
            ("top_three", Unit::Share, |c| c.top_three),
        ];
        columns.into_iter().fold(frame, |frame, (name, unit, value)| {
            frame.with_indicator(name, unit, found.iter().map(value).collect())
        })
    }
}

/// Rows of a matrix, each times a weight, added up by line: lines x economies.
fn folded(lines: &Lines, matrix: &Matrix, weights: &[f64]) -> Matrix {
    let column = |o: usize| {
        let cells = matrix.column(o);
        let sum = |rows: &Vec<usize>| rows.iter().map(|&row| cells[row] * weights[row]).sum();
        lines.rows().iter().map(sum).collect()
    };
    let columns: Vec<Vec<f64>> = (0..matrix.columns()).map(column).collect();
    Matrix::from_columns(lines.rows().len(), &columns)
}
