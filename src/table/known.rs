//! Sectors under the codes of the known sources.

use super::{Index, ProductGroup, SectorId};

/// Knowledge-intensive sectors, list by list; the first whose codes all occur is taken.
const KNOWLEDGE: &[&[&str]] = &[
    // WIOD 2013 and ADB.
    &["c9", "c13", "c14", "c15", "c27", "c28", "c30"],
    // Embedded tables; post and telecommunications are inside transport there.
    &["CHM", "MCH", "ELE", "TRQ", "BUS"],
    // OECD 2018, 2021, 2023, 2025.
    &["20T21", "26", "27", "28", "29", "30", "61", "62T63", "64T66", "69T82"],
    &["20", "21", "26", "27", "28", "29", "30", "61", "62T63", "64T66", "69T75", "77T82"],
    &["C20", "C21", "C26", "C27", "C28", "C29", "C30", "J61", "J62_63", "K", "M", "N"],
    &["C20", "C21", "C26", "C27", "C28", "C29", "C301", "C302T309", "J61", "J62_63", "K", "M", "N"],
    // WIOD 2016.
    &[
        "C20", "C21", "C26", "C27", "C28", "C29", "C30", "J61", "J62_J63", "K64", "K65", "K66",
        "M69_M70", "M71", "M72", "M73", "M74_M75", "N",
    ],
    // FIGARO.
    &[
        "C20", "C21", "C26", "C27", "C28", "C29", "C30", "J61", "J62_63", "K64", "K65", "K66",
        "M69_70", "M71", "M72", "M73", "M74_75", "N77", "N78", "N79", "N80T82",
    ],
];

impl Index {
    /// The manufacturing sectors: [`Index::products`] of [`ProductGroup::Manufactures`].
    ///
    /// # Examples
    /// ```
    /// let index = tripole::Index::new([("DEU", "A01_02"), ("DEU", "C29"), ("DEU", "D")])?;
    /// let codes: Vec<&str> = index.manufactures().into_iter().map(|s| index.sector(s)).collect();
    /// assert_eq!(codes, ["C29"]);
    /// # Ok::<(), tripole::Error>(())
    /// ```
    #[must_use]
    pub fn manufactures(&self) -> Vec<SectorId> {
        self.products(ProductGroup::Manufactures)
    }

    /// The sectors that make goods - agriculture, mining, manufacturing: [`Index::products`] of
    /// [`ProductGroup::Goods`].
    ///
    /// # Examples
    /// ```
    /// let index = tripole::Index::new([("DEU", "A01_02"), ("DEU", "C29"), ("DEU", "D35")])?;
    /// let codes: Vec<&str> = index.goods().into_iter().map(|s| index.sector(s)).collect();
    /// assert_eq!(codes, ["A01_02", "C29"]);
    /// # Ok::<(), tripole::Error>(())
    /// ```
    #[must_use]
    pub fn goods(&self) -> Vec<SectorId> {
        self.products(ProductGroup::Goods)
    }

    /// The knowledge-intensive sectors (chemicals, machinery, electrical, electronic and transport
    /// equipment, telecommunications, finance, business services), where the table uses the codes
    /// of WIOD, ADB, OECD from 2018 on, FIGARO or the embedded tables. Otherwise none.
    #[must_use]
    pub fn knowledge_sectors(&self) -> Vec<SectorId> {
        // Some copies of the OECD's tables have a letter before its numbers.
        let find = |code: &str| {
            self.find_sector(code).or_else(|_| self.find_sector(&format!("D{code}"))).ok()
        };
        let all = |codes: &&[&str]| codes.iter().map(|code| find(code)).collect();
        KNOWLEDGE.iter().find_map(all).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(codes: &[&str]) -> Vec<String> {
        let index = Index::new(codes.iter().map(|code| ("AAA", *code))).expect("distinct codes");
        index.manufactures().into_iter().map(|s| index.sector(s).to_owned()).collect()
    }

    #[test]
    fn manufacturing_of_the_known_sources() {
        assert_eq!(found(&["c2", "c3", "c16", "c17", "c30"]), ["c3", "c16"]);
        assert_eq!(found(&["D05T06", "D10T12", "D31T33", "D35"]), ["D10T12", "D31T33"]);
        assert_eq!(found(&["B09", "C10-C12", "C33", "D35", "E36"]), ["C10-C12", "C33"]);
        assert_eq!(
            found(&["C01T05", "C10T14", "C15T16", "C36T37", "C40T41"]),
            ["C15T16", "C36T37"]
        );
        assert_eq!(found(&["AGR", "FOD", "PUB"]), ["FOD"]);
        assert!(found(&["goods", "s1", "C", "D", "C105"]).is_empty());
    }

    /// A list counts only if all of it is there: `C29` alone may be machinery or vehicles.
    #[test]
    fn knowledge_in_the_known_sources() {
        let of = |codes: &[&str]| {
            let index =
                Index::new(codes.iter().map(|code| ("AAA", *code))).expect("distinct codes");
            index
                .knowledge_sectors()
                .into_iter()
                .map(|s| index.sector(s).to_owned())
                .collect::<Vec<_>>()
        };
        let wiod: Vec<String> = (1..=35).map(|k| format!("c{k}")).collect();
        let wiod: Vec<&str> = wiod.iter().map(String::as_str).collect();
        assert_eq!(of(&wiod), ["c9", "c13", "c14", "c15", "c27", "c28", "c30"]);
        assert_eq!(of(&["AGR", "CHM", "MCH", "ELE", "TRQ", "TRN", "BUS"]).len(), 5);
        assert!(of(&["C24", "C29", "C31"]).is_empty());
        let lettered = KNOWLEDGE[3].iter().map(|code| format!("D{code}")).collect::<Vec<_>>();
        assert_eq!(of(&lettered.iter().map(String::as_str).collect::<Vec<_>>()), lettered);
        assert!(KNOWLEDGE.iter().all(|list| of(list) == *list));
    }
}
