//! English names of sectors under codes that name divisions of the International Standard Industrial
//! Classification (ISIC), short as the OECD and Eurostat have them.

use super::Revision;
use super::Revision::{Fourth, Third};
use super::isic::lettered;

/// Names by revision and divisions: the first and the last, and what else is in the code.
#[rustfmt::skip]
const TITLES: &[(Revision, &str, &str)] = &[
    (Third, "01-05", "Agriculture, hunting, forestry and fishing"),
    (Third, "10-14", "Mining and quarrying"),
    (Third, "15-16", "Food products, beverages and tobacco"),
    (Third, "17-18", "Textiles and wearing apparel"),
    (Third, "17-19", "Textiles, wearing apparel, leather and footwear"),
    (Third, "19", "Leather and footwear"),
    (Third, "20", "Wood and products of wood and cork"),
    (Third, "21-22", "Pulp, paper, paper products, printing and publishing"),
    (Third, "23", "Coke, refined petroleum products and nuclear fuel"),
    (Third, "24", "Chemicals and chemical products"),
    (Third, "25", "Rubber and plastics products"),
    (Third, "26", "Other non-metallic mineral products"),
    (Third, "27", "Basic metals"),
    (Third, "27-28", "Basic metals and fabricated metal products"),
    (Third, "28", "Fabricated metal products"),
    (Third, "29", "Machinery and equipment n.e.c."),
    (Third, "30-33", "Electrical and optical equipment"),
    (Third, "30-33X", "Computer, electronic and optical equipment"),
    (Third, "31", "Electrical machinery and apparatus n.e.c."),
    (Third, "34", "Motor vehicles, trailers and semi-trailers"),
    (Third, "34-35", "Transport equipment"),
    (Third, "35", "Other transport equipment"),
    (Third, "36-37", "Manufacturing n.e.c. and recycling"),
    (Third, "40-41", "Electricity, gas and water supply"),
    (Third, "45", "Construction"),
    (Third, "50-52", "Wholesale and retail trade; repairs"),
    (Third, "55", "Hotels and restaurants"),
    (Third, "60-63", "Transport and storage"),
    (Third, "60-64", "Transport, storage, post and telecommunications"),
    (Third, "64", "Post and telecommunications"),
    (Third, "65-67", "Financial intermediation"),
    (Third, "70", "Real estate activities"),
    (Third, "70-74", "Real estate, renting and business activities"),
    (Third, "71", "Renting of machinery and equipment"),
    (Third, "72", "Computer and related activities"),
    (Third, "73-74", "Research and development; other business activities"),
    (Third, "75", "Public administration and defence; compulsory social security"),
    (Third, "80", "Education"),
    (Third, "85", "Health and social work"),
    (Third, "90-93", "Other community, social and personal services"),
    (Third, "95", "Private households with employed persons"),
    (Fourth, "01", "Crop and animal production, hunting"),
    (Fourth, "01-02", "Agriculture, hunting and forestry"),
    (Fourth, "01-03", "Agriculture, hunting, forestry and fishing"),
    (Fourth, "02", "Forestry and logging"),
    (Fourth, "03", "Fishing and aquaculture"),
    (Fourth, "05", "Mining of coal and lignite"),
    (Fourth, "05-06", "Mining and extraction of energy producing products"),
    (Fourth, "05-09", "Mining and quarrying"),
    (Fourth, "06", "Extraction of crude petroleum and natural gas"),
    (Fourth, "07", "Mining of metal ores"),
    (Fourth, "07-08", "Mining and quarrying of non-energy producing products"),
    (Fourth, "08", "Other mining and quarrying"),
    (Fourth, "09", "Mining support service activities"),
    (Fourth, "10-12", "Food products, beverages and tobacco"),
    (Fourth, "10-33", "Manufacturing"),
    (Fourth, "13-15", "Textiles, wearing apparel, leather and footwear"),
    (Fourth, "16", "Wood and products of wood and cork"),
    (Fourth, "17", "Paper and paper products"),
    (Fourth, "17-18", "Paper products and printing"),
    (Fourth, "18", "Printing and reproduction of recorded media"),
    (Fourth, "19", "Coke and refined petroleum products"),
    (Fourth, "20", "Chemicals and chemical products"),
    (Fourth, "20-21", "Chemicals and pharmaceutical products"),
    (Fourth, "21", "Pharmaceuticals, medicinal chemical and botanical products"),
    (Fourth, "22", "Rubber and plastics products"),
    (Fourth, "23", "Other non-metallic mineral products"),
    (Fourth, "24", "Basic metals"),
    (Fourth, "24A", "Basic iron and steel"),
    (Fourth, "24B", "Basic precious and other non-ferrous metals"),
    (Fourth, "25", "Fabricated metal products"),
    (Fourth, "26", "Computer, electronic and optical equipment"),
    (Fourth, "27", "Electrical equipment"),
    (Fourth, "28", "Machinery and equipment n.e.c."),
    (Fourth, "29", "Motor vehicles, trailers and semi-trailers"),
    (Fourth, "30", "Other transport equipment"),
    (Fourth, "301", "Building of ships and boats"),
    (Fourth, "302-309", "Other transport equipment, except ships and boats"),
    (Fourth, "31-32", "Furniture; other manufacturing"),
    (Fourth, "31-33", "Furniture; other manufacturing; repair and installation of machinery"),
    (Fourth, "33", "Repair and installation of machinery and equipment"),
    (Fourth, "35", "Electricity, gas, steam and air conditioning supply"),
    (Fourth, "35-39", "Electricity, gas, water supply, sewerage and waste"),
    (Fourth, "36", "Water collection, treatment and supply"),
    (Fourth, "36-39", "Water supply; sewerage, waste management and remediation"),
    (Fourth, "37-39", "Sewerage, waste management and remediation"),
    (Fourth, "41-43", "Construction"),
    (Fourth, "45", "Wholesale and retail trade and repair of motor vehicles"),
    (Fourth, "45-47", "Wholesale and retail trade; repair of motor vehicles"),
    (Fourth, "46", "Wholesale trade, except of motor vehicles"),
    (Fourth, "47", "Retail trade, except of motor vehicles"),
    (Fourth, "49", "Land transport and transport via pipelines"),
    (Fourth, "49-53", "Transport and storage"),
    (Fourth, "50", "Water transport"),
    (Fourth, "51", "Air transport"),
    (Fourth, "52", "Warehousing and support activities for transport"),
    (Fourth, "53", "Postal and courier activities"),
    (Fourth, "55-56", "Accommodation and food service activities"),
    (Fourth, "58", "Publishing activities"),
    (Fourth, "58-60", "Publishing, audiovisual and broadcasting activities"),
    (Fourth, "58-63", "Information and communication"),
    (Fourth, "59-60", "Audiovisual production and broadcasting activities"),
    (Fourth, "61", "Telecommunications"),
    (Fourth, "62-63", "IT and other information services"),
    (Fourth, "64", "Financial services, except insurance and pension funding"),
    (Fourth, "64-66", "Financial and insurance activities"),
    (Fourth, "65", "Insurance, reinsurance and pension funding"),
    (Fourth, "66", "Activities auxiliary to financial and insurance services"),
    (Fourth, "68", "Real estate activities"),
    (Fourth, "69-70", "Legal and accounting activities; management consultancy"),
    (Fourth, "69-75", "Professional, scientific and technical activities"),
    (Fourth, "69-82", "Professional, technical and other business services"),
    (Fourth, "71", "Architectural and engineering activities; technical testing"),
    (Fourth, "72", "Scientific research and development"),
    (Fourth, "73", "Advertising and market research"),
    (Fourth, "74-75", "Other professional and scientific activities; veterinary activities"),
    (Fourth, "77", "Rental and leasing activities"),
    (Fourth, "77-82", "Administrative and support service activities"),
    (Fourth, "78", "Employment activities"),
    (Fourth, "79", "Travel agencies, tour operators and reservation services"),
    (Fourth, "80-82", "Security, building and office support activities"),
    (Fourth, "84", "Public administration and defence; compulsory social security"),
    (Fourth, "85", "Education"),
    (Fourth, "86", "Human health activities"),
    (Fourth, "86-88", "Human health and social work activities"),
    (Fourth, "87-88", "Residential care and social work activities"),
    (Fourth, "90-92", "Creative, arts, cultural and gambling activities"),
    (Fourth, "90-93", "Arts, entertainment and recreation"),
    (Fourth, "90-96", "Arts, entertainment, recreation and other service activities"),
    (Fourth, "93", "Sports, amusement and recreation activities"),
    (Fourth, "94", "Activities of membership organisations"),
    (Fourth, "94-96", "Other service activities"),
    (Fourth, "95", "Repair of computers and personal and household goods"),
    (Fourth, "96", "Other personal service activities"),
    (Fourth, "97-98", "Activities of households as employers; own use of households"),
    (Fourth, "99", "Activities of extraterritorial organisations and bodies"),
];

/// Divisions of the sections that codes name by their letters alone.
#[rustfmt::skip]
const SECTIONS: &[(Revision, &str, &str)] = &[
    (Third, "AtB", "01-05"), (Third, "C", "10-14"), (Third, "Dnec", "36-37"), (Third, "E", "40-41"),
    (Third, "F", "45"), (Third, "G", "50-52"), (Third, "H", "55"), (Third, "I", "60-64"),
    (Third, "J", "65-67"), (Third, "K", "70-74"), (Third, "L", "75"), (Third, "M", "80"),
    (Third, "N", "85"), (Third, "O", "90-93"), (Third, "P", "95"),
    (Fourth, "A", "01-03"), (Fourth, "B", "05-09"), (Fourth, "C", "10-33"), (Fourth, "D", "35"),
    (Fourth, "E", "36-39"), (Fourth, "F", "41-43"), (Fourth, "G", "45-47"), (Fourth, "H", "49-53"),
    (Fourth, "I", "55-56"), (Fourth, "J", "58-63"), (Fourth, "K", "64-66"), (Fourth, "L", "68"),
    (Fourth, "M", "69-75"), (Fourth, "N", "77-82"), (Fourth, "O", "84"), (Fourth, "P", "85"),
    (Fourth, "Q", "86-88"), (Fourth, "R", "90-93"), (Fourth, "R_S", "90-96"), (Fourth, "S", "94-96"),
    (Fourth, "T", "97-98"), (Fourth, "U", "99"),
];

/// The English name of the sector of this code, in a table of this revision.
pub(super) fn title(code: &str, revision: Revision) -> Option<&'static str> {
    let plain = code.strip_prefix("CPA_").unwrap_or(code);
    let section = SECTIONS.iter().find(|(of, letters, _)| *of == revision && *letters == plain);
    let divisions = match section {
        Some((_, _, divisions)) => (*divisions).to_owned(),
        None => divisions(code)?,
    };
    let named = |(of, known, _): &&(Revision, &str, &str)| *of == revision && *known == divisions;
    TITLES.iter().find(named).map(|(_, _, title)| *title)
}

/// `C31_32`, `C15T16FOD` and `J59_J60` as `31-32`, `15-16` and `59-60`; `24A` and `30-33X` with what tells
/// them apart.
fn divisions(code: &str) -> Option<String> {
    let (_, rest) = lettered(code);
    let (first, behind) = digits(rest)?;
    let last = behind.strip_prefix(['T', 't', '-', '_']).map(|end| lettered(end).1);
    let (span, behind) = match last.and_then(digits) {
        Some((last, behind)) => (format!("{first}-{last}"), behind),
        None => (first.to_owned(), behind),
    };
    let part = match behind {
        "A" | "B" => behind,
        _ if behind.starts_with('X') => "X",
        _ => "",
    };
    Some(span + part)
}

/// The digits of a division, or of a group of one, that a text begins with, and what is behind.
fn digits(text: &str) -> Option<(&str, &str)> {
    let count = text.bytes().take_while(u8::is_ascii_digit).count();
    (2..=3).contains(&count).then(|| text.split_at(count))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::RECORDS;
    use super::super::codes::plain;
    use super::*;

    #[test]
    fn every_sector_has_a_name_of_its_own() {
        for record in RECORDS {
            for edition in record.editions {
                let mut seen = HashSet::new();
                for code in edition.sectors.codes() {
                    let place = format!("{} {} {code}", record.name, edition.name);
                    let title = edition.sector_title(code).unwrap_or_else(|| panic!("{place}"));
                    assert!(!title.is_empty(), "{place} has no name");
                    assert!(seen.insert(plain(title)), "{place}: {title} is another sector too");
                }
            }
        }
    }

    #[test]
    fn no_line_is_in_vain() {
        let mut lines = HashSet::new();
        for (revision, divisions, title) in TITLES {
            assert!(lines.insert(format!("{revision:?} {divisions}")), "{divisions} twice");
            assert!(title.len() <= 80, "{title}");
        }
        for (revision, letters, _) in SECTIONS {
            assert!(title(letters, *revision).is_some(), "{letters}");
        }
    }

    #[test]
    fn codes_of_every_spelling() {
        for (code, revision, expected) in [
            ("C15T16FOD", Third, "Food products, beverages and tobacco"),
            ("C30T33XCEQ", Third, "Computer, electronic and optical equipment"),
            ("C20WOD", Third, "Wood and products of wood and cork"),
            ("C10-C12", Fourth, "Food products, beverages and tobacco"),
            ("CPA_C31_32", Fourth, "Furniture; other manufacturing"),
            ("M69_M70", Fourth, "Legal and accounting activities; management consultancy"),
            ("26", Fourth, "Computer, electronic and optical equipment"),
            ("C24B", Fourth, "Basic precious and other non-ferrous metals"),
            ("L68", Fourth, "Real estate activities"),
        ] {
            assert_eq!(title(code, revision), Some(expected), "{code}");
        }
        assert_eq!(title("c14", Fourth), None);
        assert_eq!(title("C26", Third), Some("Other non-metallic mineral products"));
    }
}
