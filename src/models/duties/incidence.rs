//! Whose value added is taxed.

use super::Levies;
use crate::error::{Error, Result, named};
use crate::frame::{Frame, Unit};
use crate::leontief::LeontiefSystem;
use crate::linalg::{Matrix, ratio};
use crate::measures::trade::Exports;
use crate::scenario::{LEAST_RATE, Rates};
use crate::table::EconomyId;

/// What lines of [`incidence`] are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum IncidenceBy {
    /// Every importer with duties: own, partners' and third value added.
    #[default]
    Importer,
    /// Every origin of value added in what an importer taxes.
    Origin,
    /// Every origin behind every exporter.
    Exporter,
    /// Every sector of origin.
    OriginSector,
}

named!(
    IncidenceBy, "line of incidence":
    Importer = "importer", Origin = "origin", Exporter = "exporter-origin", OriginSector = "origin-sector"
);

/// How duties are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Incidence {
    /// All together.
    #[default]
    Together,
    /// By the authority that levies them.
    ByAuthority,
    /// By what the goods are bought for.
    ByUse,
}

named!(Incidence, "split of duties": Together = "none", ByAuthority = "authority", ByUse = "use");

/// The duties of one part, by row and importer, and what the part is called.
struct Part {
    name: String,
    duties: Matrix,
}

/// Whose value added is behind the duties that importers levy after a change, at the trade of the table.
///
/// With q_kr = τ_kr M_kr the duty of r on row k, and S = R v̂ L the value of a product by origin,
///
/// ```text
/// W_rso = Σ_{k∈s} S_ok q_kr     duty of r on goods of s that falls on value added of o
/// own = Σ_s W_rsr   partner = Σ_{s≠r} W_rss   third = Σ_s Σ_{o≠r,s} W_rso
/// unallocated = Σ_k (1 − Σ_o S_ok) q_kr
/// ```
///
/// own + partner + third + unallocated = Σ q. A unit that crosses several taxed borders is counted at each, as that is
/// what is paid; [`exposure`](crate::measures::exposure) counts it once. Only importers with duties have lines.
///
/// | lines | keys | columns |
/// |---|---|---|
/// | importer | importer | `duty`, `own`, `partner`, `third`, `unallocated`, and their shares of the duty |
/// | origin | importer, origin | `duty`; `rate`: of the value added of the origin in all imports; empty without any |
/// | exporter-origin | importer, exporter, origin | `duty` |
/// | origin-sector | importer, origin, sector | `duty` = v∘(L q), `rate` |
///
/// and a key `authority` or `use` where duties are told apart.
///
/// Cost: the factor, one transposed solve for each economy, n·economies multiplications for each importer; by sector of origin
/// one solve for each importer and part instead.
///
/// # Errors
/// Those of [`LeontiefSystem::solve`]; [`Error::OtherTable`]; [`Error::Conflict`] for duties on content only, which
/// fall on the origins that are not exempt.
///
/// # Examples
/// ```
/// use tripole::models::duties::{Incidence, IncidenceBy, Levies, incidence};
/// use tripole::table::Geography;
/// use tripole::{Accounting, LeontiefSystem, read, scenario};
/// let input = read::Input::parse("builtin:three-pole-2011")?;
/// let table = read::read(&input, &read::ReadOptions::default())?.table;
/// let geography = Geography::regions(table.index());
/// let war = scenario::read_scenario(scenario::builtin_scenario("us-china-tariff-war")?, &geography)?;
/// let levies = Levies::of(&war, &table)?;
/// let system = LeontiefSystem::new(table, &Accounting::default())?;
/// let frame = incidence(&system, &levies, IncidenceBy::Importer, Incidence::Together)?;
/// let of = |column| frame.value(&["USA"], column).unwrap_or_default();
/// // Some of what the United States tax in Chinese goods is their own value added.
/// assert!(of("own") > 0.0 && of("own") < of("third"));
/// # Ok::<(), tripole::Error>(())
/// ```
///
/// # References
/// Own construction, on the origin shares of Koopman, Wang and Wei (2014).
pub fn incidence(
    system: &LeontiefSystem,
    levies: &Levies,
    by: IncidenceBy,
    split: Incidence,
) -> Result<Frame> {
    let partition = levies.tariffs().economies();
    system.check_partition(partition)?;
    if levies.are_on_content() {
        let reason = "such duties fall on the origins that are not exempt: leave the entries out, and take off what falls on the \
                      exempt";
        return Err(Error::conflict("incidence by origin", "duties on content only", reason));
    }
    let trade = Exports::non_negative(system.table(), partition);
    let duties = |rates: &Rates, uses: [bool; 2]| {
        Matrix::from_fn(system.order(), partition.len(), |row, buyer| {
            let at = (row, buyer);
            let part = |wanted: bool, rate: f64, m: f64| if wanted { rate * m } else { 0.0 };
            part(uses[0], rates.inputs[at], trade.intermediate[at])
                + part(uses[1], rates.final_use[at], trade.final_use[at])
        })
    };
    let after = levies.tariffs().after();
    let part = |name: &str, rates: &Rates, uses| Part {
        name: name.to_owned(),
        duties: duties(rates, uses),
    };
    let (key, parts) = match split {
        Incidence::Together => ("", vec![part("", after, [true, true])]),
        Incidence::ByAuthority => {
            let each = levies.names().iter().zip(levies.rates());
            ("authority", each.map(|(name, rates)| part(name, rates, [true, true])).collect())
        }
        Incidence::ByUse => {
            let uses = [("intermediate", [true, false]), ("final", [false, true])];
            ("use", uses.map(|(name, uses)| part(name, after, uses)).into_iter().collect())
        }
    };
    let taxes = |buyer: usize| {
        let some = |matrix: &Matrix| matrix.column(buyer).iter().any(|rate| *rate != 0.0);
        some(&after.inputs) || some(&after.final_use)
    };
    let taxing: Vec<usize> = (0..partition.len()).filter(|buyer| taxes(*buyer)).collect();
    let work = Work { system, levies, parts: &parts, taxing: &taxing, trade: trade.total(), key };
    match by {
        IncidenceBy::Importer => work.by_importer(),
        IncidenceBy::Origin => work.by_origin(),
        IncidenceBy::Exporter => work.by_exporter(),
        IncidenceBy::OriginSector => work.by_sector(),
    }
}

struct Work<'a> {
    system: &'a LeontiefSystem,
    levies: &'a Levies,
    parts: &'a [Part],
    taxing: &'a [usize],
    trade: Matrix,
    key: &'static str,
}

impl Work<'_> {
    fn economies(&self) -> usize {
        self.levies.tariffs().economies().len()
    }

    /// W of an importer and part: exporters x origins, and what is of no origin by exporter.
    fn by_pair(&self, shares: &Matrix, duties: &Matrix, buyer: usize) -> (Matrix, Vec<f64>) {
        let partition = self.levies.tariffs().economies();
        let g = self.economies();
        let (mut sums, mut rest) = (Matrix::zeros(g, g), vec![0.0; g]);
        for (row, &q) in duties.column(buyer).iter().enumerate() {
            if q == 0.0 {
                continue;
            }
            let seller = partition.of_row(row).position();
            let mut all = 0.0;
            for origin in 0..g {
                let share = shares[(row, origin)];
                sums[(seller, origin)] += share * q;
                all += share;
            }
            rest[seller] += (1.0 - all) * q;
        }
        (sums, rest)
    }

    /// A frame of lines of importers and parts, and more keys.
    fn frame(&self, name: &str, lines: &[(usize, usize)]) -> Frame {
        let names = self.levies.tariffs().economies().names();
        let frame =
            Frame::new(name, lines.len()).with_key("importer", names, lines.iter().map(|it| it.0));
        let parts: Vec<&str> = self.parts.iter().map(|part| part.name.as_str()).collect();
        match self.key {
            "" => frame,
            key => frame.with_key(key, &parts, lines.iter().map(|it| it.1)),
        }
    }

    fn money(&self) -> Unit {
        Unit::money(self.system.table().unit())
    }

    fn by_importer(&self) -> Result<Frame> {
        let shares = self.system.value_added_by_origin(self.levies.tariffs().economies())?;
        let (mut lines, mut numbers) = (vec![], vec![]);
        for &buyer in self.taxing {
            for (place, part) in self.parts.iter().enumerate() {
                let (sums, rest) = self.by_pair(&shares, &part.duties, buyer);
                let g = self.economies();
                let own: f64 = (0..g).map(|seller| sums[(seller, buyer)]).sum();
                let partner: f64 =
                    (0..g).filter(|seller| *seller != buyer).map(|s| sums[(s, s)]).sum();
                let mut third = 0.0;
                for seller in 0..g {
                    let others = (0..g).filter(|origin| *origin != buyer && *origin != seller);
                    third += others.map(|origin| sums[(seller, origin)]).sum::<f64>();
                }
                let duty: f64 = part.duties.column(buyer).iter().sum();
                // What rounding leaves where all value has an origin.
                let rest: f64 = rest.iter().sum();
                let rest = if rest.abs() <= LEAST_RATE * duty.abs() { 0.0 } else { rest };
                lines.push((buyer, place));
                numbers.push([duty, own, partner, third, rest]);
            }
        }
        let mut frame = self.frame("incidence", &lines);
        let names = ["duty", "own", "partner", "third", "unallocated"];
        for (k, name) in names.into_iter().enumerate() {
            frame =
                frame.with_indicator(name, self.money(), numbers.iter().map(|it| it[k]).collect());
        }
        for (k, name) in ["own_share", "partner_share", "third_share"].into_iter().enumerate() {
            let share = numbers.iter().map(|it| ratio(it[k + 1], it[0])).collect();
            frame = frame.with_indicator(name, Unit::Share, share);
        }
        Ok(frame)
    }

    fn by_origin(&self) -> Result<Frame> {
        let shares = self.system.value_added_by_origin(self.levies.tariffs().economies())?;
        let g = self.economies();
        let (mut lines, mut origins, mut duty, mut rate) = (vec![], vec![], vec![], vec![]);
        for &buyer in self.taxing {
            let bought = self.trade.column(buyer);
            let in_imports: Vec<f64> = (0..g)
                .map(|origin| {
                    let cells = bought.iter().enumerate();
                    cells.map(|(row, m)| shares[(row, origin)] * m).sum()
                })
                .collect();
            for (place, part) in self.parts.iter().enumerate() {
                let (sums, _) = self.by_pair(&shares, &part.duties, buyer);
                for (origin, all) in in_imports.iter().enumerate() {
                    let sum: f64 = (0..g).map(|seller| sums[(seller, origin)]).sum();
                    lines.push((buyer, place));
                    origins.push(origin);
                    duty.push(sum);
                    rate.push(ratio(sum, *all));
                }
            }
        }
        let names = self.levies.tariffs().economies().names();
        Ok(self
            .frame("incidence_by_origin", &lines)
            .with_key("origin", names, origins)
            .with_indicator("duty", self.money(), duty)
            .with_indicator("rate", Unit::Rate, rate))
    }

    fn by_exporter(&self) -> Result<Frame> {
        let shares = self.system.value_added_by_origin(self.levies.tariffs().economies())?;
        let g = self.economies();
        let (mut lines, mut pairs, mut duty) = (vec![], vec![], vec![]);
        for &buyer in self.taxing {
            for (place, part) in self.parts.iter().enumerate() {
                let (sums, _) = self.by_pair(&shares, &part.duties, buyer);
                for seller in (0..g).filter(|seller| *seller != buyer) {
                    for origin in 0..g {
                        lines.push((buyer, place));
                        pairs.push((seller, origin));
                        duty.push(sums[(seller, origin)]);
                    }
                }
            }
        }
        let names = self.levies.tariffs().economies().names();
        Ok(self
            .frame("incidence_by_exporter", &lines)
            .with_key("exporter", names, pairs.iter().map(|it| it.0))
            .with_key("origin", names, pairs.iter().map(|it| it.1))
            .with_indicator("duty", self.money(), duty))
    }

    fn by_sector(&self) -> Result<Frame> {
        let partition = self.levies.tariffs().economies();
        let cells = partition.cells();
        let v = self.system.value_added_coefficients();
        let count = self.taxing.len();
        // Duties of all parts and the imports of all importers, solved together.
        let mut columns: Vec<Vec<f64>> = vec![];
        for part in self.parts {
            columns.extend(self.taxing.iter().map(|&buyer| part.duties.column(buyer).to_vec()));
        }
        columns.extend(self.taxing.iter().map(|&buyer| self.trade.column(buyer).to_vec()));
        let solved = self.system.solve(Matrix::from_columns(self.system.order(), &columns))?;
        let sum = |column: usize, rows: &[usize]| -> f64 {
            rows.iter().map(|&row| v[row] * solved[(row, column)]).sum()
        };
        let (mut lines, mut at, mut duty, mut rate) = (vec![], vec![], vec![], vec![]);
        for (k, &buyer) in self.taxing.iter().enumerate() {
            for place in 0..self.parts.len() {
                for (cell, it) in cells.iter().enumerate() {
                    let paid = sum(place * count + k, &it.rows);
                    lines.push((buyer, place));
                    at.push(cell);
                    duty.push(paid);
                    rate.push(ratio(paid, sum(self.parts.len() * count + k, &it.rows)));
                }
            }
        }
        let economy = |cell: &usize| -> EconomyId { cells[*cell].economy };
        Ok(self
            .frame("incidence_by_sector", &lines)
            .with_key("origin", partition.names(), at.iter().map(|cell| economy(cell).position()))
            .with_key(
                "sector",
                partition.index().sector_codes(),
                at.iter().map(|cell| cells[*cell].sector.position()),
            )
            .with_indicator("duty", self.money(), duty)
            .with_indicator("rate", Unit::Rate, rate))
    }
}
