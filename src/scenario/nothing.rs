//! Which sales, outputs and demands of a table are none.

use super::{Purchases, Redirection};
use crate::error::shown_list;
use crate::sources;
use crate::table::{CategoryId, EconomyId, Mrio, Partition, RegionId, RowSet, Sales, Uses};

/// Why a set of sales means nothing in a table, if it does.
#[must_use]
pub fn no_sale(table: &Mrio, sales: &Sales) -> Option<String> {
    Flows::of(table, sales.economies()).no_sale(sales)
}

/// Why rows of a table have no output to take away, if they have none.
#[must_use]
pub fn no_output(table: &Mrio, rows: &RowSet) -> Option<String> {
    Flows::of(table, &Partition::regions(table.index())).no_output(rows)
}

/// Why nobody's final demand is for these rows of a table, if it is not.
#[must_use]
pub fn no_final_use(table: &Mrio, rows: &RowSet) -> Option<String> {
    let regions = Partition::regions(table.index());
    let buyers: Vec<RegionId> = table.index().regions().collect();
    Flows::of(table, &regions).no_demand(rows, &buyers)
}

/// Which flows of a table are zero.
pub(super) struct Flows<'a> {
    table: &'a Mrio,
    economies: &'a Partition,
    inventories: Option<CategoryId>,
}

impl<'a> Flows<'a> {
    pub fn of(table: &'a Mrio, economies: &'a Partition) -> Self {
        Flows { table, economies, inventories: sources::inventories(table.demand()) }
    }

    /// Why these sales are none.
    pub fn no_sale(&self, sales: &Sales) -> Option<String> {
        let sold = |(row, buyer): (usize, EconomyId)| {
            let regions = &self.economies.economy(buyer).regions;
            let buys = |uses: Uses| match uses {
                Uses::Final => self.final_sale(row, regions, &|_| true),
                Uses::All | Uses::Intermediate => {
                    self.input(row, &self.economies.economy(buyer).rows)
                }
            };
            sales.uses().each().any(buys)
        };
        if sales.pairs().any(sold) {
            return None;
        }
        if sales.pairs().next().is_none() && !sales.rows().is_empty() {
            return Some("an economy's sales to itself are never meant".to_owned());
        }
        let name = |id: &EconomyId| self.economies.economy(*id).name.clone();
        Some(self.nobody(sales.rows(), &sales.importers().iter().map(name).collect::<Vec<_>>()))
    }

    /// Why no purchase moves. As redirections do, it leaves inventories and negative flows alone.
    pub fn nothing_moves(&self, it: &Redirection) -> Option<String> {
        let buys = |row: usize, buyer: RegionId| {
            let rows: Vec<usize> = self.table.index().rows(buyer).collect();
            self.input(row, &rows)
                || it.purchases == Purchases::InputsAndFinal
                    && self
                        .final_sale(row, &[buyer], &|category| Some(category) != self.inventories)
        };
        let mut pairs =
            it.buyers.iter().flat_map(|&b| it.losers.rows().iter().map(move |&r| (r, b)));
        if pairs.any(|(row, buyer)| buys(row, buyer)) {
            return None;
        }
        Some(format!("{}, so nothing moves", self.nobody(&it.losers, &self.names(&it.buyers))))
    }

    /// Why this final demand is none.
    pub fn no_demand(&self, products: &RowSet, buyers: &[RegionId]) -> Option<String> {
        let kept = |category| Some(category) != self.inventories;
        let bought = |row: &usize| self.final_sale(*row, buyers, &kept);
        let any = products.rows().iter().any(bought);
        (!any).then(|| format!("{} in final use", self.nobody(products, &self.names(buyers))))
    }

    /// Why these rows lose nothing.
    pub fn no_output(&self, rows: &RowSet) -> Option<String> {
        let published = self.table.reported_output();
        let makes = |row: &usize| {
            self.table.row_sums()[*row] != 0.0 || published.is_some_and(|x| x[*row] != 0.0)
        };
        if rows.rows().iter().any(makes) {
            return None;
        }
        if rows.is_empty() {
            return Some(self.nobody(rows, &[]));
        }
        Some(format!("the output of {} is zero", shown_list(&self.labels(rows))))
    }

    fn input(&self, row: usize, buyers: &[usize]) -> bool {
        buyers.iter().any(|&buyer| self.table.intermediate()[(row, buyer)] != 0.0)
    }

    fn final_sale(
        &self,
        row: usize,
        buyers: &[RegionId],
        counts: &dyn Fn(CategoryId) -> bool,
    ) -> bool {
        self.table.demand().columns().iter().enumerate().any(|(column, label)| {
            label.region.is_some_and(|region| buyers.contains(&region))
                && counts(label.category)
                && self.table.final_demand()[(row, column)] != 0.0
        })
    }

    fn nobody(&self, sellers: &RowSet, buyers: &[String]) -> String {
        if sellers.is_empty() {
            return "these regions do not have these sectors".to_owned();
        }
        let (sold, bought) = (shown_list(&self.labels(sellers)), shown_list(buyers));
        format!("sales of {sold} to {bought} are zero")
    }

    fn labels(&self, rows: &RowSet) -> Vec<String> {
        rows.rows().iter().map(|&row| self.table.index().label(row)).collect()
    }

    fn names(&self, regions: &[RegionId]) -> Vec<String> {
        regions.iter().map(|&region| self.table.index().region(region).to_owned()).collect()
    }
}
