//! National tables as they are asked for.

use super::*;

/// Two products by hand: flows of all products, of which a tenth of farm products used at home and a fifth of works is imported.
const TOTAL: &str = ",NAT_farms,NAT_works,NAT_HFCE,NAT_EXP,NAT_IMPO,OUT\n\
                     NAT_farms,20,10,70,10,-10,100\nNAT_works,10,40,50,20,-20,100\n\
                     TLS,0,10,5,0,,\nD1,30,20,,,,\nD29X39,10,-10,,,,\nB2A3G,30,30,,,,\nOUT,100,100,,,,\n";

fn written(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.to_string_lossy().into_owned()
}

#[test]
fn a_table_of_all_uses_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let table = written(folder.path(), "nat.csv", TOTAL);
    let asked = |more: &[&str]| ok(&[&["national", &table, "--csv"], more].concat());
    insta::assert_snapshot!(asked(&["--family", "gdp"]), @r"
    region,gva,product_taxes,gdp,final_demand,exports,imports,discrepancy
    NAT,110,15,125,125,30,30,0
    ");
    // 0.1 · 20 + 0.2 · 10 of the inputs of farms, 0.1 · 10 + 0.2 · 40 of those of works.
    let effects = asked(&["--input", "IMP,D1", "--columns", "coefficient"]);
    insta::assert_snapshot!(effects, @r"
    input,unit,region,sector,coefficient
    IMP,units of the table,NAT,farms,0.04
    IMP,units of the table,NAT,works,0.09
    D1,units of the table,NAT,farms,0.3
    D1,units of the table,NAT,works,0.2
    ");
    // Households import 7 and 10 themselves.
    let content = records(&asked(&["--family", "content", "--input", "IMP"]));
    assert_eq!(content[0]["direct"], "17");
    assert_eq!(content[1]["category"], "EXP");
    assert_eq!(content[1]["direct"], "0");
    let said = stderr(&tripole(&["national", &table]));
    assert!(
        said.contains("flows hold imported products, and column `IMPO` their imports (30)"),
        "{said}"
    );
    assert!(said.contains("value added is the sum of `D1`, `D29X39`, `B2A3G`"), "{said}");
    let info = ok(&["info", &table]);
    assert!(info.contains("GDP               125.0") && info.contains("`IMP`"), "{info}");
    // Other commands see home-made products alone.
    let multipliers = records(&ok(&["multipliers", &table, "--csv"]));
    let national = records(&ok(&["national", &table, "--input", "output", "--csv"]));
    for (one, other) in multipliers.iter().zip(&national) {
        assert_eq!(one["output_multiplier"], other["effect"]);
    }
}

#[test]
fn what_cannot_be_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let said = |args: &[&str]| {
        let output = tripole(&[&["national"], args].concat());
        assert_eq!(output.status.code(), Some(1), "{args:?}");
        stderr(&output)
    };
    assert!(said(&["--family", "gdp", "--input", "IMP"]).contains("`--input`"));
    assert!(said(&["--family", "content", "--sector", "ELE"]).contains("`--family content`"));
    assert!(said(&["--category", "c37"]).contains("choose another family"));
    assert!(said(&["--input", "D1"]).contains("unknown primary input `D1`"));
    let text = ",NAT_a,NAT_HFCE,NAT_EXP,NAT_IMPO\nNAT_a,20,80,90,-110\n";
    let more = written(folder.path(), "more.csv", text);
    let refused = said(&[&more]);
    assert!(refused.contains("imports of `NAT_a` are 110, more than the 100"), "{refused}");
    assert!(refused.contains("`--reexports proportional`, or"), "{refused}");
    assert!(refused.contains("`--import-matrix`"), "{refused}");
}
