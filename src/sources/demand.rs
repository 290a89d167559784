//! What final demand categories are for.

use super::codes::{Read, each, names_all, plain, typed, united};
use super::record::letters;
use super::{Category, Evidence, RECORDS};
use crate::error::{Error, Hint, OptionName, Problem, Result, nearest};
use crate::table::{CategoryId, Demand};

/// What a final demand category is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DemandUse {
    /// Of households, non-profit institutions and government.
    Consumption,
    /// Gross fixed capital formation.
    FixedCapital,
    /// Changes in inventories.
    Inventories,
}

/// The categories of this use under the codes of the known sources: OECD, WIOD, ADB and FIGARO.
/// Purchases abroad (`P33`, `DPABR`, `DIRP`) are consumption.
#[must_use]
pub fn categories(demand: &Demand, wanted: DemandUse) -> Vec<CategoryId> {
    let known = known_categories(demand.categories());
    let meant = |code: &String| known.iter().any(|it| it.usage == wanted && it.code == code);
    let codes = demand.categories().iter().enumerate();
    codes.filter(|(_, code)| meant(code)).map(|(k, _)| CategoryId::at(k)).collect()
}

/// The categories of all sources that codes may be.
fn known_categories(codes: &[String]) -> Vec<&'static Category> {
    let has = |category: &Category| codes.iter().any(|code| code == category.code);
    let counts = RECORDS.iter().copied().filter(|record| match record.evidence {
        Evidence::Each => true,
        Evidence::All => record.categories.iter().all(has),
    });
    counts.flat_map(|record| record.categories).collect()
}

/// The categories of what households buy, under the codes of the known sources.
#[must_use]
pub fn of_households(demand: &Demand) -> Vec<CategoryId> {
    let known = known_categories(demand.categories());
    let theirs = |code: &String| {
        known.iter().filter(|it| it.code == code).any(|it| {
            let title = it.title.to_lowercase();
            title.contains("household") && !title.contains("serving")
        })
    };
    let codes = demand.categories().iter().enumerate();
    codes.filter(|(_, code)| theirs(code)).map(|(k, _)| CategoryId::at(k)).collect()
}

/// The categories of a national table that hold its imports beside flows of all products, told by their codes or names.
#[must_use]
pub fn import_columns(demand: &Demand) -> Vec<CategoryId> {
    const NAMES: [&str; 6] = ["impo", "imp", "m", "p7", "totalimports", "lessimports"];
    let is = |code: &String| {
        let letters = letters(code);
        NAMES.contains(&letters.as_str()) || letters.starts_with("import")
    };
    let codes = demand.categories().iter().enumerate();
    codes.filter(|(_, code)| is(code)).map(|(k, _)| CategoryId::at(k)).collect()
}

/// The categories of a national table that are exports, told by their codes or names.
#[must_use]
pub fn exports(demand: &Demand) -> Vec<CategoryId> {
    let is = |code: &String| {
        let letters = letters(code);
        ["exp", "expo", "p6", "totalexports"].contains(&letters.as_str())
            || letters.starts_with("export")
    };
    let codes = demand.categories().iter().enumerate();
    codes.filter(|(_, code)| is(code)).map(|(k, _)| CategoryId::at(k)).collect()
}

/// The categories that a word stands for, whatever their codes.
fn of_word(demand: &Demand, word: &str) -> Vec<CategoryId> {
    match word.trim().to_lowercase().as_str() {
        "households" => of_households(demand),
        "consumption" => categories(demand, DemandUse::Consumption),
        "investment" => categories(demand, DemandUse::FixedCapital),
        "inventories" => categories(demand, DemandUse::Inventories),
        _ => vec![],
    }
}

/// The category of changes in inventories, if it has the code of a known source.
#[must_use]
pub fn inventories(demand: &Demand) -> Option<CategoryId> {
    categories(demand, DemandUse::Inventories).first().copied()
}

/// The category of changes in inventories: `named`, or else that of [`inventories`].
///
/// # Errors
/// [`Error::Unknown`] for a name that is no category, [`Error::Missing`] when no code of a known
/// source occurs.
pub fn inventory_category(demand: &Demand, named: Option<&str>) -> Result<CategoryId> {
    if let Some(code) = named {
        return demand.find_category(code);
    }
    inventories(demand).ok_or_else(|| Error::Missing {
        what: "final demand category that is known to hold inventories",
        remedy: Hint::from("name it with ").set(OptionName::InventoryCategory),
    })
}

/// The final demand categories that codes or English names stand for, or the words `households`, `consumption`,
/// `investment` and `inventories` where the codes are those of a known source; none if none is named or `all` are.
///
/// # Errors
/// [`Error::Unknown`] with the nearest codes; [`Error::Code`] for one that may mean several.
pub fn chosen_categories<S: AsRef<str>>(demand: &Demand, codes: &[S]) -> Result<Vec<CategoryId>> {
    let known = known_categories(demand.categories());
    let title = |text: &str| known.iter().any(|it| plain(it.title) == plain(text));
    if names_all(codes, |code| demand.find_category(code).is_ok()) {
        return Ok(vec![]);
    }
    united(each(codes, title).iter().map(|code| category_like(demand, &known, code))).map_err(typed)
}

/// The category of this code, or else of this code or English name but for upper and lower case.
fn category_like(demand: &Demand, known: &[&Category], text: &str) -> Read<Vec<CategoryId>> {
    if let Ok(category) = demand.find_category(text) {
        return Ok(vec![category]);
    }
    let wanted = plain(text);
    let like = |code: &String| {
        let titled = known.iter().any(|it| it.code == code && plain(it.title) == wanted);
        titled || code.to_lowercase() == text.to_lowercase()
    };
    let found: Vec<&String> = demand.categories().iter().filter(|code| like(code)).collect();
    match found.as_slice() {
        [code] => Ok(demand.find_category(code).into_iter().collect()),
        [] => {
            let meant = of_word(demand, text);
            if !meant.is_empty() {
                return Ok(meant);
            }
            let mut near = nearest(demand.categories(), text);
            if near.is_empty() {
                near = demand.categories().iter().take(9).cloned().collect();
            }
            Err(Problem::UnknownCode { what: "final demand category", code: text.to_owned(), near })
        }
        several => {
            let candidates = several.iter().map(|code| (*code).clone()).collect();
            Err(Problem::Ambiguous { code: text.to_owned(), candidates })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Index;

    fn of(codes: &[&str], wanted: DemandUse) -> Vec<String> {
        let index = Index::new([("AAA", "c1")]).expect("one row");
        let columns = codes.iter().map(|code| (Some("AAA"), *code));
        let demand = Demand::new(&index, columns).expect("distinct codes");
        let found = categories(&demand, wanted).into_iter();
        found.map(|id| demand.category(id).to_owned()).collect()
    }

    #[test]
    fn uses_in_every_source() {
        for record in RECORDS {
            let codes: Vec<&str> = record.categories.iter().map(|category| category.code).collect();
            for category in record.categories {
                let found = of(&codes, category.usage);
                assert!(found.iter().any(|code| code == category.code), "{}", record.name);
            }
        }
    }

    /// `F5` alone could be anything.
    #[test]
    fn some_codes_count_together_only() {
        assert!(of(&["F1", "F2", "F5"], DemandUse::Inventories).is_empty());
        assert_eq!(of(&["F1", "F2", "F3", "F4", "F5"], DemandUse::Inventories), ["F5"]);
        assert_eq!(of(&["c37", "INV"], DemandUse::Inventories), ["INV"]);
    }
}
