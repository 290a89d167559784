//! Adding up regions and sectors.

use super::{Mrio, Parts, Primary};
use crate::error::Result;
use crate::linalg::Matrix;
use crate::table::{Concordance, Demand, Index};

/// A many-to-one map of positions: `of[k]` is the target of `k`.
struct Fold {
    of: Vec<usize>,
    len: usize,
}

impl Fold {
    /// Positions that have one place are one; the places in ascending order.
    fn by(count: usize, place: impl Fn(usize) -> (usize, usize)) -> (Self, Vec<(usize, usize)>) {
        let mut places: Vec<(usize, usize)> = (0..count).map(&place).collect();
        places.sort_unstable();
        places.dedup();
        let of = (0..count).filter_map(|k| places.binary_search(&place(k)).ok()).collect();
        (Fold { of, len: places.len() }, places)
    }

    fn vector(&self, values: &[f64]) -> Vec<f64> {
        let mut out = vec![0.0; self.len];
        values.iter().zip(&self.of).for_each(|(value, &target)| out[target] += value);
        out
    }

    /// Rows folded by `self`, columns by `columns`.
    fn matrix(&self, matrix: &Matrix, columns: &Fold) -> Matrix {
        let mut out = Matrix::zeros(self.len, columns.len);
        for (j, &column) in columns.of.iter().enumerate() {
            let target = out.column_mut(column);
            matrix.column(j).iter().zip(&self.of).for_each(|(value, &row)| target[row] += value);
        }
        out
    }
}

impl Mrio {
    /// The table with regions and sectors added up by many-to-one concordances; `None` leaves
    /// a side as it is. Z' = C'ZC, F' = C'F(P ⊗ I), primary rows and outputs alike: totals,
    /// balances and discrepancies are kept. New labels are in the order of the concordance.
    /// n² additions.
    ///
    /// Indicators do not commute with aggregation: to keep the detail of the linkages, compute
    /// on the fine table with a [`Partition`](crate::Partition) instead.
    ///
    /// # Errors
    /// [`Error::Unmapped`](crate::Error::Unmapped) naming the codes without a group.
    ///
    /// # Examples
    /// ```
    /// use tripole::table::Concordance;
    /// use tripole::{Demand, Index, Matrix, Mrio, Parts};
    /// let index = Index::new([("A", "g"), ("B", "g")])?;
    /// let demand = Demand::new(&index, [(Some("A"), "f"), (Some("B"), "f")])?;
    /// let z = Matrix::from_rows(&[[20.0, 30.0], [10.0, 40.0]]);
    /// let f = Matrix::from_rows(&[[40.0, 10.0], [20.0, 30.0]]);
    /// let table = Mrio::new(Parts::new(index, demand, z, f))?;
    /// let pairs = ["A", "B"].map(|code| (code.to_owned(), "WLD".to_owned())).to_vec();
    /// let world = table.aggregate(Some(&Concordance::new(pairs)), None)?;
    /// assert_eq!((world.intermediate()[(0, 0)], world.row_sums()), (100.0, [200.0].as_slice()));
    /// # Ok::<(), tripole::Error>(())
    /// ```
    pub fn aggregate(
        &self,
        regions: Option<&Concordance>,
        sectors: Option<&Concordance>,
    ) -> Result<Mrio> {
        let index = self.index();
        let (region_names, region_of) = fold("region", index.region_codes(), regions)?;
        let (sector_names, sector_of) = fold("sector", index.sector_codes(), sectors)?;

        let (rows, places) = Fold::by(index.len(), |row| {
            let node = index.node(row);
            (region_of[node.region.position()], sector_of[node.sector.position()])
        });
        let new_index =
            Index::new(places.iter().map(|&(r, s)| (&region_names[r], &sector_names[s])))?;

        let demand = self.demand();
        let (columns, places) = Fold::by(demand.len(), |column| {
            let column = demand.columns()[column];
            let region = column.region.map_or(region_names.len(), |r| region_of[r.position()]);
            (region, column.category.position())
        });
        let labels = places.iter().map(|&(r, c)| (region_names.get(r), &demand.categories()[c]));
        let new_demand = Demand::new(&new_index, labels)?;

        let mut parts = Parts::new(
            new_index,
            new_demand,
            rows.matrix(self.intermediate(), &rows),
            rows.matrix(self.final_demand(), &columns),
        );
        parts.primary = self
            .primary()
            .iter()
            .map(|row| Primary {
                name: row.name.clone(),
                kind: row.kind,
                inputs: rows.vector(&row.inputs),
                final_demand: columns.vector(&row.final_demand),
            })
            .collect();
        parts.reported_output = self.reported_output().map(|output| rows.vector(output));
        parts.source = self.source().clone();
        Mrio::new(parts)
    }
}

fn fold(
    what: &'static str,
    codes: &[String],
    concordance: Option<&Concordance>,
) -> Result<(Vec<String>, Vec<usize>)> {
    match concordance {
        Some(concordance) => concordance.apply(what, codes),
        None => Ok((codes.to_vec(), (0..codes.len()).collect())),
    }
}
