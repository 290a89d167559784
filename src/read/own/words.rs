//! Words that people write where the canonical layout has codes.

use crate::sources::primary_input;
use crate::table::PrimaryKind;

/// The labels of the canonical layout.
pub(super) const VA: &str = "VA";
pub(super) const TLS: &str = "TLS";
pub(super) const IMP: &str = "IMP";

/// What a line or column is that is no producer's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Under its canonical label.
    Known(&'static str),
    /// One of the rows that add up to what the canonical layout has under this label.
    Part(&'static str),
    /// The sum of others, which is left out.
    Total,
    /// Final demand, or a row of another kind.
    Other,
}

const OUTPUT: &[&str] = &[
    "out",
    "output",
    "gross output",
    "total output",
    "output at basic prices",
    "total output at basic prices",
    "gross production",
    "total production",
    "production",
    "total supply",
    "total use",
    "total uses",
    "total",
];

const VALUE_ADDED: &[&str] = &[
    "va",
    "valu",
    "gva",
    "value added",
    "gross value added",
    "value added at basic prices",
    "gross value added at basic prices",
    "total value added",
    "gross value added total",
];

const TAXES: &[&str] = &[
    "tls",
    "taxes less subsidies",
    "taxes less subsidies on products",
    "net taxes on products",
    "product taxes less subsidies",
    "taxes on products less subsidies on products",
    "taxes on products",
    "product taxes",
    "d21x31",
];

/// Imports, when they do not begin with the word.
const IMPORTS: &[&str] = &["imp", "total imports", "use of imported products", "p7"];

/// Rows that are all imports, whatever stands beside them.
const ALL_IMPORTS: &[&str] = &[
    "imp",
    "imports",
    "total imports",
    "imports total",
    "imports of goods and services",
    "use of imported products",
    "p7",
];

/// Parts of value added that [`primary_input`] does not know by their words.
const INCOMES: &[&str] = &[
    "b2a3g",
    "b2g",
    "b3g",
    "d1",
    "d29x39",
    "employers social contributions",
    "social contributions",
    "gross mixed income",
    "wages",
    "wages and salaries",
];

const TOTALS: &[&str] = &[
    "sum",
    "subtotal",
    "total intermediate",
    "intermediate total",
    "total intermediate use",
    "total intermediate uses",
    "total intermediate consumption",
    "total intermediate consumption at purchasers prices",
    "total intermediate demand",
    "total intermediate inputs",
    "intermediate consumption",
    "intermediate inputs",
    "intermediate use",
    "total inputs",
    "total final demand",
    "total final use",
    "total final uses",
    "total final consumption",
    "final demand total",
    "total demand",
    "total domestic inputs",
];

/// What a label means that is no producer's; `of_region` where it stands beside a region.
pub(super) fn role(label: &str, of_region: bool) -> Role {
    let plain = plain(label);
    let is = |words: &[&str]| words.contains(&plain.as_str());
    match () {
        // The sum over the items of one region.
        () if of_region && (is(TOTALS) || is(OUTPUT)) => Role::Total,
        () if of_region => Role::Other,
        () if is(OUTPUT) => Role::Known("OUT"),
        () if is(VALUE_ADDED) => Role::Known(VA),
        () if is(TAXES) => Role::Part(TLS),
        () if is(TOTALS) => Role::Total,
        () if is(IMPORTS) || imported(&plain) => Role::Part(IMP),
        () if is(INCOMES) => Role::Part(VA),
        () => match primary_input(label) {
            Some(PrimaryKind::Taxes) => Role::Part(TLS),
            Some(_) => Role::Part(VA),
            None => Role::Other,
        },
    }
}

/// Imports, imports from a place, imported inputs; not a product that is called so and sold at home.
fn imported(plain: &str) -> bool {
    plain.split(' ').next().is_some_and(|word| ["import", "imports", "imported"].contains(&word))
}

/// Whether a row is all of what others may be parts of.
pub(super) fn is_whole(label: &str) -> bool {
    ALL_IMPORTS.contains(&plain(label).as_str())
}

/// Whether a label is that of all uses, imported products among them.
pub(super) fn is_all_uses(label: &str) -> bool {
    ["total supply", "total use", "total uses"].contains(&plain(label).as_str())
}

/// The place of a word for output among those that a table may have beside each other: the first counts,
/// the others are sums that are equal to it.
pub(super) fn rank_of_output(label: &str) -> usize {
    let plain = plain(label);
    OUTPUT.iter().position(|word| *word == plain).unwrap_or(OUTPUT.len())
}

fn plain(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}
