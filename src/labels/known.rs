//! Sectors under the codes of the known sources.

use super::{Index, SectorId};

/// Manufacturing in the embedded tables.
const EMBEDDED: [&str; 9] = ["FOD", "TEX", "OMF", "PET", "CHM", "MET", "MCH", "ELE", "TRQ"];

impl Index {
    /// The manufacturing sectors, where the table uses the codes of a known source: WIOD 2013 and
    /// ADB (`c3` to `c16`), ISIC divisions behind a letter as in the OECD's, Eurostat's and WIOD
    /// 2016 tables (`C10T12`, `D29`, `C31_32`; divisions 10 to 33, or 15 to 37 where `C10T14` is
    /// mining), the embedded tables. Otherwise none.
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
        let codes = self.sector_codes();
        let old = codes.iter().any(|code| code == "C10T14");
        let divisions = if old { 15..=37 } else { 10..=33 };
        let made = |code: &str| {
            let division = code.strip_prefix(['C', 'D']).and_then(leading_division);
            let industry = code.strip_prefix('c').and_then(|number| number.parse::<u32>().ok());
            division.is_some_and(|division| divisions.contains(&division))
                || industry.is_some_and(|industry| (3..=16).contains(&industry))
                || EMBEDDED.contains(&code)
        };
        self.sectors().filter(|&sector| made(self.sector(sector))).collect()
    }
}

/// The two digits that a code begins with, if no third follows.
fn leading_division(code: &str) -> Option<u32> {
    let digits = code.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 2 { code[..2].parse().ok() } else { None }
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
}
