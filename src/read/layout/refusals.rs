//! Labels that cannot be explained, each with the reason that is most likely.

use std::collections::{HashMap, HashSet};

use super::{Labels, distinct, normalised};
use crate::error::{Place, Problem, Result};
use crate::read::ReadOptions;
use crate::sources::is_all_value_added;
use crate::table::PrimaryKind;

impl Labels<'_> {
    /// Shapes that are told before any label is looked at.
    pub(super) fn refuse_shapes(&self) -> Result<()> {
        let numbers = self.rows.first().filter(|(_, label)| label.parse::<u32>().is_ok());
        if let (Some(&(line, found)), true) = (numbers, self.columns[0].is_empty()) {
            return self.fail(Place::Line(line), Problem::RowNumbers { found: found.to_owned() });
        }
        Ok(())
    }

    /// A row label that no column has: nearly always an error worth a name of its own.
    pub(super) fn refuse_row(
        &self,
        line: u64,
        label: &str,
        column_at: &HashMap<&str, usize>,
        options: &ReadOptions,
    ) -> Result<()> {
        let place = Place::Line(line);
        let row = label.to_owned();
        let near = normalised(label);
        if let Some(column) =
            self.columns.iter().find(|c| normalised(c) == near && !near.is_empty())
        {
            return self.fail(place, Problem::NearLabels { row, column: column.clone() });
        }
        let own = self.rules().separator;
        for separator in ['_', '.', ':', '|', '-', ' ', '/'].into_iter().filter(|s| *s != own) {
            let joined = label.replacen(separator, &own.to_string(), 1);
            if joined != label && column_at.contains_key(joined.as_str()) {
                return self.fail(place, Problem::MixedSeparators { row, column: joined });
            }
        }
        let Some((region, item)) = self.split(label, options) else { return Ok(()) };
        if let Some(column) = self.columns.iter().find(|c| self.rules().primary(c).is_some()) {
            return self.fail(place, Problem::Transposed { row, column: column.clone() });
        }
        let has_rows: HashSet<&str> =
            self.rows.iter().filter_map(|(_, l)| self.split(l, options)).map(|(r, _)| r).collect();
        let columns_of = |wanted: &str| {
            self.columns.iter().any(|c| self.split(c, options).is_some_and(|(r, _)| r == wanted))
        };
        let other = self
            .columns
            .iter()
            .filter_map(|c| self.split(c, options))
            .find(|(r, i)| *i == item && !has_rows.contains(r));
        match other {
            Some((column, _)) if !columns_of(region) => {
                let (row, column) = (region.to_owned(), column.to_owned());
                self.fail(place, Problem::TwoCodes { row, column })
            }
            _ => self.fail(place, Problem::MissingColumn { label: row }),
        }
    }

    /// A row below the intermediate block whose label is that of a sector too.
    pub(super) fn refuse_two_meanings(
        &self,
        line: u64,
        label: &str,
        column_at: &HashMap<&str, usize>,
        options: &ReadOptions,
    ) -> Result<()> {
        match self.split(label, options) {
            Some((region, _)) if column_at.contains_key(label) => {
                let (label, region) = (label.to_owned(), region.to_owned());
                let meaning = "a row below the intermediate block";
                self.fail(Place::Line(line), Problem::TwoMeanings { label, region, meaning })
            }
            _ => Ok(()),
        }
    }

    /// A column of a known region and sector that no row has.
    pub(super) fn refuse_missing_rows(
        &self,
        nodes: &[(u64, &str)],
        regions: &[&str],
        sectors: &[&str],
        options: &ReadOptions,
    ) -> Result<()> {
        let known: HashSet<&str> = nodes.iter().map(|(_, label)| *label).collect();
        let (regions, sectors): (HashSet<&str>, HashSet<&str>) =
            (regions.iter().copied().collect(), sectors.iter().copied().collect());
        let missing = self.columns.iter().find(|label| {
            !known.contains(label.as_str())
                && self
                    .split(label, options)
                    .is_some_and(|(r, i)| regions.contains(r) && sectors.contains(i))
        });
        match missing {
            Some(label) => self.header(Problem::MissingRow { label: label.clone() }),
            None => Ok(()),
        }
    }

    /// A region with some, but not all, categories.
    pub(super) fn refuse_demand_gaps(&self, demand: &[(Option<String>, String)]) -> Result<()> {
        let regions = distinct(demand.iter().filter_map(|(r, _)| r.as_deref()));
        let categories =
            distinct(demand.iter().filter(|(r, _)| r.is_some()).map(|(_, c)| c.as_str()));
        let known: HashSet<(&str, &str)> =
            demand.iter().filter_map(|(r, c)| Some((r.as_deref()?, c.as_str()))).collect();
        for region in regions {
            for category in &categories {
                if !known.contains(&(region, category)) {
                    let (region, category) = (region.to_owned(), (*category).to_owned());
                    return self.header(Problem::DemandGap { region, category });
                }
            }
        }
        Ok(())
    }
}

/// A region that lacks a sector which most others have.
pub(crate) fn refuse_gaps(nodes: &[(&str, &str)]) -> std::result::Result<(), Problem> {
    let regions = distinct(nodes.iter().map(|(region, _)| *region));
    let sectors = distinct(nodes.iter().map(|(_, sector)| *sector));
    if nodes.len() == regions.len() * sectors.len() {
        return Ok(());
    }
    let present: HashSet<&(&str, &str)> = nodes.iter().collect();
    let lacks = |region: &str, sector: &str| !present.contains(&(region, sector));
    let gap = sectors
        .iter()
        .filter_map(|sector| {
            let region = regions.iter().find(|region| lacks(region, sector))?;
            Some((regions.iter().filter(|r| lacks(r, sector)).count(), *region, *sector))
        })
        .min_by_key(|(lacking, ..)| *lacking);
    match gap {
        Some((_, region, sector)) => Err(Problem::NotCartesian {
            region: region.to_owned(),
            sector: sector.to_owned(),
            regions: regions.iter().map(|r| (*r).to_owned()).collect(),
        }),
        None => Ok(()),
    }
}

/// Two rows of one meaning: two of output, two of imports, or all value added beside another row of
/// it. Rows are given with their place, label and kind, that of output being `None`.
pub(crate) fn refuse_one_meaning<'a, P>(
    rows: impl Iterator<Item = (P, &'a str, Option<PrimaryKind>)>,
) -> std::result::Result<(), (P, Problem)> {
    let adds = |kind| matches!(kind, PrimaryKind::ValueAdded | PrimaryKind::ValueAddedWithTaxes);
    let mut seen: Vec<(&str, Option<PrimaryKind>)> = vec![];
    for (place, label, kind) in rows {
        let same = seen.iter().find_map(|&(first, known)| match (known, kind) {
            (None, None) => Some((first, "output")),
            (Some(PrimaryKind::Imports), Some(PrimaryKind::Imports)) => Some((first, "imports")),
            (Some(one), Some(other)) if adds(one) && adds(other) => {
                let whole = is_all_value_added(first) || is_all_value_added(label);
                whole.then_some((first, "value added"))
            }
            _ => None,
        });
        if let Some((first, meaning)) = same {
            let (first, second) = (first.to_owned(), label.to_owned());
            return Err((place, Problem::OneMeaning { first, second, meaning }));
        }
        seen.push((label, kind));
    }
    Ok(())
}
