//! Supply and use made symmetric: reference results, identities, refusals, the command.

use std::collections::HashMap;
use std::path::Path;

use assert_cmd::Command;
use proptest::prelude::*;
use tripole::linalg::Lu;
use tripole::make::supply_use::{
    Gaps, Imports, Model, SupplyCell, SupplyUse, Symmetric, Valuation, read_mixed, read_supply_use,
    symmetric,
};
use tripole::read::Input;
use tripole::table::{FindingKind, Primary, PrimaryKind, Source};
use tripole::{Demand, Index, Matrix, Mrio, Result};

use crate::support::{config, records, shared};

const INPUTS: &str = "reference/more/inputs";

fn parse(text: &str) -> Result<SupplyUse> {
    read_supply_use(Input::bytes("sut.csv", text)).map(|(system, _)| system)
}

fn shared_text(name: &str) -> Option<String> {
    let path = shared(&format!("{INPUTS}/{name}.csv"))?;
    Some(std::fs::read_to_string(path).unwrap())
}

fn made(system: &SupplyUse, model: &Model) -> Symmetric {
    symmetric(system, model, Gaps::Refuse).unwrap()
}

/// The cells that model E treats by industry technology, given as `product,industry`.
fn mixed(system: &SupplyUse, cells: &str) -> Model {
    let cells = Input::bytes("cells.csv", format!("row,col\n{cells}\n"));
    Model::Mixed(read_mixed(cells, system).unwrap())
}

fn model(system: &SupplyUse, letter: &str) -> Model {
    match letter {
        "A" => Model::ProductTechnology,
        "B" => Model::IndustryTechnology,
        "C" => Model::FixedIndustrySales,
        "D" => Model::FixedProductSales,
        "E" => mixed(system, "P2,I4"),
        other => panic!("{other}"),
    }
}

/// Every number of a table under the keys of the reference file.
fn numbers(name: &str, table: &Mrio) -> HashMap<String, f64> {
    let (index, demand) = (table.index(), table.demand());
    let label = |row: usize| {
        let node = index.node(row);
        format!("{},{}", index.region(node.region), index.sector(node.sector))
    };
    let mut found = HashMap::new();
    for i in 0..index.len() {
        found.insert(format!("{name}.x,{},,,", label(i)), table.reported_output().unwrap()[i]);
        for j in 0..index.len() {
            let key = format!("{name}.Z,{},{},", label(i), label(j));
            found.insert(key, table.intermediate()[(i, j)]);
        }
        for (c, column) in demand.columns().iter().enumerate() {
            let (region, category) =
                (index.region(column.region.unwrap()), demand.category(column.category));
            let key = format!("{name}.F,{},{region},,{category}", label(i));
            found.insert(key, table.final_demand()[(i, c)]);
        }
        for row in table.primary() {
            found.insert(format!("{name}.W,{},,,{}", label(i), row.name), row.inputs[i]);
        }
    }
    found
}

/// Use at basic prices, and the taxes of every column.
fn basic_prices() -> Option<HashMap<String, f64>> {
    let mut findings = vec![];
    let system = parse(&shared_text("sut_pp")?).unwrap();
    let basic = system.at_basic_prices(&mut findings).unwrap();
    assert!(findings.is_empty());
    let code = |index: &Index, row: usize| index.sector(index.node(row).sector).to_owned();
    let category = |c: usize| basic.demand.category(basic.demand.columns()[c].category).to_owned();
    let mut found = HashMap::new();
    for i in 0..basic.products.len() {
        let product = code(&basic.products, i);
        for j in 0..basic.industries.len() {
            let key = format!("sut_pp.use_basic,,{product},,{},", code(&basic.industries, j));
            found.insert(key, basic.inputs[(i, j)]);
        }
        for c in 0..basic.demand.len() {
            let key = format!("sut_pp.final_basic,,{product},,,{}", category(c));
            found.insert(key, basic.final_demand[(i, c)]);
        }
    }
    let taxes = basic.primary.last().unwrap();
    for j in 0..basic.industries.len() {
        found.insert(format!("sut_pp.taxes,,{},,,", code(&basic.industries, j)), taxes.inputs[j]);
    }
    for c in 0..basic.demand.len() {
        found.insert(format!("sut_pp.taxes,,,,,{}", category(c)), taxes.final_demand[c]);
    }
    Some(found)
}

#[test]
fn every_reference_number_is_met() {
    let Some(file) = shared("reference/more/sut__models.csv") else { return };
    let rows = records(&std::fs::read_to_string(file).unwrap());
    let value = |row: &HashMap<String, String>| row["value"].parse::<f64>().unwrap();
    let mut found = basic_prices().unwrap();
    for (name, letters) in [("sut4", "ABCDE"), ("sut5x4", "BD"), ("sut_2r", "ABCD")] {
        let system = parse(&shared_text(name).unwrap()).unwrap();
        for letter in letters.chars().map(String::from) {
            let table = made(&system, &model(&system, &letter)).table;
            found.extend(numbers(&format!("{name}.{letter}"), &table));
        }
    }
    let mut scale: HashMap<&str, f64> = HashMap::new();
    for row in &rows {
        let most = scale.entry(&row["measure"]).or_default();
        *most = most.max(value(row).abs());
    }
    for row in &rows {
        let columns = ["measure", "region", "sector", "partner", "partner_sector", "category"];
        let key = columns.map(|column| row[column].as_str()).join(",");
        let ours = found.get(&key).unwrap_or_else(|| panic!("{key} is missing"));
        let gap = (ours - value(row)).abs();
        assert!(gap <= 1e-9 * scale[row["measure"].as_str()], "{key}: {ours}, {}", value(row));
    }
    assert!(rows.len() > 580, "{}", rows.len());
}

/// Two products, two industries, of which the second also makes a tenth of the first product.
const TEXTBOOK: &str = "block,row,col,value\n\
    supply,p,i,90\nsupply,p,j,10\nsupply,q,j,100\n\
    use,p,i,12\nuse,p,j,8\nuse,q,i,10\nuse,q,j,7\n\
    final,p,f,80\nfinal,q,f,83\nprimary,VA,i,68\nprimary,VA,j,95\n";

/// Miller and Blair (2009), chapter 5, print four decimals.
#[test]
fn the_textbook_example_under_industry_technology() {
    let table = made(&parse(TEXTBOOK).unwrap(), &Model::IndustryTechnology).table;
    let coefficients = Matrix::from_fn(2, 2, |i, j| table.intermediate()[(i, j)] / 100.0);
    let inverse = inverse(&coefficients);
    let printed = [[0.1273, 0.0727], [0.1064, 0.0636]];
    let printed_inverse = [[1.1568, 0.0898], [0.1314, 1.0782]];
    for i in 0..2 {
        for j in 0..2 {
            assert!((coefficients[(i, j)] - printed[i][j]).abs() < 0.5e-4);
            assert!((inverse[(i, j)] - printed_inverse[i][j]).abs() < 0.5e-4);
        }
    }
}

/// (I − A)⁻¹.
fn inverse(coefficients: &Matrix) -> Matrix {
    let minus = Matrix::identity(coefficients.rows()).minus(coefficients);
    Lu::of(&minus).unwrap().inverse()
}

/// Z x̂⁻¹.
fn coefficients(table: &Mrio) -> Matrix {
    let (z, x) = (table.intermediate(), table.reported_output().unwrap());
    Matrix::from_fn(z.rows(), z.columns(), |i, j| z[(i, j)] / x[j])
}

/// S of all regions as one matrix.
fn whole_supply(system: &SupplyUse) -> Matrix {
    let mut whole = Matrix::zeros(system.products.len(), system.industries.len());
    for (region, block) in system.products.regions().zip(&system.supply) {
        let start = (system.products.rows(region).start, system.industries.rows(region).start);
        for j in 0..block.columns() {
            for i in 0..block.rows() {
                whole[(start.0 + i, start.1 + j)] = block[(i, j)];
            }
        }
    }
    whole
}

fn close(a: &Matrix, b: &Matrix, scale: f64) -> bool {
    a.shape() == b.shape() && a.distance(b) <= 1e-9 * scale.max(1.0)
}

fn labels(regions: usize, items: usize, letter: char) -> Index {
    let label = |r: usize, k: usize| (format!("R{r}"), format!("{letter}{k}"));
    Index::new((0..regions).flat_map(|r| (0..items).map(move |k| label(r, k)))).unwrap()
}

/// A system whose identities hold: use is less than supply, the rest is final use of the own region and
/// value added. With `empty`, the last product and industry of each region make and use nothing.
fn system(
    (regions, items): (usize, usize),
    supply: &[f64],
    used: &[f64],
    (diagonal, empty): (bool, bool),
) -> SupplyUse {
    let size = items + usize::from(empty);
    let (products, industries) = (labels(regions, size, 'P'), labels(regions, size, 'I'));
    let blocks: Vec<Matrix> = (0..regions)
        .map(|r| {
            Matrix::from_fn(size, size, |i, j| match () {
                () if i >= items || j >= items => 0.0,
                () if i == j => 100.0 + 10.0 * supply[r * 16 + i * 4 + j],
                () if diagonal => 0.0,
                () => 5.0 * supply[r * 16 + i * 4 + j],
            })
        })
        .collect();
    let n = regions * size;
    let alive = |k: usize| k % size < items;
    let inputs = Matrix::from_fn(n, n, |i, j| {
        if alive(i) && alive(j) { 80.0 / n as f64 * used[(i * 13 + j) % used.len()] } else { 0.0 }
    });
    let q: Vec<f64> = blocks.iter().flat_map(Matrix::row_sums).collect();
    let g: Vec<f64> = blocks.iter().flat_map(Matrix::column_sums).collect();
    let (sold, bought) = (inputs.row_sums(), inputs.column_sums());
    let final_demand =
        Matrix::from_fn(n, regions, |i, r| if i / size == r { q[i] - sold[i] } else { 0.0 });
    let names = (0..regions).map(|r| (Some(format!("R{r}")), "f".to_owned()));
    let row = Primary {
        name: "VA".to_owned(),
        kind: PrimaryKind::ValueAdded,
        inputs: g.iter().zip(&bought).map(|(g, u)| g - u).collect(),
        final_demand: vec![0.0; regions],
    };
    SupplyUse {
        demand: Demand::new(&products, names).unwrap(),
        products,
        industries,
        supply: blocks,
        inputs,
        final_demand,
        imports: Imports::None,
        primary: vec![row],
        valuation: Valuation::Basic,
        source: Source::default(),
    }
}

fn models() -> [Model; 4] {
    [
        Model::ProductTechnology,
        Model::IndustryTechnology,
        Model::FixedIndustrySales,
        Model::FixedProductSales,
    ]
}

proptest! {
    #![proptest_config(config(48))]

    #[test]
    fn identities(
        regions in 1usize..=3,
        items in 1usize..=4,
        supply in prop::collection::vec(0.0f64..1.0, 48),
        used in prop::collection::vec(0.0f64..1.0, 97),
        empty in any::<bool>(),
    ) {
        let system = system((regions, items), &supply, &used, (false, empty));
        let n = regions * items;
        let [a, b, c, d] = models().map(|model| made(&system, &model));
        let first = SupplyCell { product: 0, industry: 0 };
        let e = (items > 1).then(|| made(&system, &Model::Mixed(vec![SupplyCell { industry: 1, ..first }])));
        for result in [&a, &b, &c, &d].into_iter().chain(e.as_ref()) {
            let table = &result.table;
            let x = table.reported_output().unwrap();
            prop_assert_eq!(x.len(), n);
            let gone = result.findings.iter().any(|it| it.kind == FindingKind::ZeroOutput);
            prop_assert_eq!(gone, empty);
            let paid: f64 = table.primary()[0].inputs.iter().sum();
            let before: f64 = system.primary[0].inputs.iter().sum();
            prop_assert!((paid - before).abs() < 1e-9 * before);
            for (k, &x) in x.iter().enumerate() {
                prop_assert!((table.row_sums()[k] - x).abs() < 1e-9 * x);
                let inputs = table.input_sums()[k] + table.primary()[0].inputs[k];
                prop_assert!((inputs - x).abs() < 1e-9 * x);
            }
        }
        let some: Vec<usize> =
            (0..system.products.len()).filter(|k| k % (system.products.len() / regions) < items).collect();
        let all: Vec<usize> = (0..regions).collect();
        let (whole, u) = (whole_supply(&system).block(&some, &some), system.inputs.block(&some, &some));
        for kept in [&a, &b] {
            prop_assert_eq!(kept.table.final_demand(), &system.final_demand.block(&some, &all));
        }
        for kept in [&c, &d] {
            let before: Vec<f64> = some.iter().map(|k| system.primary[0].inputs[*k]).collect();
            prop_assert_eq!(&kept.table.primary()[0].inputs, &before);
        }
        // A: A_A S = U; A_A and A_C are the same up to a change of base, S ĝ⁻¹.
        let (q, g) = (whole.row_sums(), whole.column_sums());
        let [at_a, at_b, at_c, at_d] = [&a, &b, &c, &d].map(|made| coefficients(&made.table));
        prop_assert!(close(&at_a.times(&whole), &u, 100.0));
        let mix = Matrix::from_fn(n, n, |i, j| whole[(i, j)] / g[j]);
        prop_assert!(close(&at_a.times(&mix), &mix.times(&at_c), 1.0));
        // D (I − BD)⁻¹ = (I − DB)⁻¹ D.
        let market = Matrix::from_fn(n, n, |j, i| whole[(i, j)] / q[i]);
        let (left, right) = (market.times(&inverse(&at_b)), inverse(&at_d).times(&market));
        prop_assert!(close(&left, &right, 10.0));
        for positive in [&b, &d] {
            prop_assert!(positive.table.intermediate().values().iter().all(|z| *z >= 0.0));
            prop_assert_eq!(positive.negatives.count, 0);
        }
        // No cell under industry technology: A.
        let as_a = made(&system, &Model::Mixed(vec![]));
        prop_assert!(close(as_a.table.intermediate(), a.table.intermediate(), 1.0));
    }

    #[test]
    fn where_every_industry_makes_its_own_product_alone_all_agree(
        regions in 1usize..=3,
        items in 1usize..=4,
        supply in prop::collection::vec(0.0f64..1.0, 48),
        used in prop::collection::vec(0.0f64..1.0, 97),
    ) {
        let system = system((regions, items), &supply, &used, (true, false));
        for model in models().into_iter().chain([Model::Mixed(vec![])]) {
            let table = made(&system, &model).table;
            prop_assert!(close(table.intermediate(), &system.inputs, 1.0));
            prop_assert!(close(table.final_demand(), &system.final_demand, 1.0));
        }
    }
}

#[test]
fn negatives_are_counted_with_their_causes_and_a_mixed_model_removes_them() {
    let Some(text) = shared_text("sut4") else { return };
    let system = parse(&text).unwrap();
    let a = made(&system, &Model::ProductTechnology);
    assert_eq!(a.negatives.count, 1);
    let worst = &a.negatives.worst[0];
    assert_eq!((worst.row.as_str(), worst.column.as_str()), ("NAT_P1", "NAT_P4"));
    assert!((worst.value - -6.45).abs() < 0.005, "{}", worst.value);
    assert!((a.negatives.sum - worst.value).abs() < 1e-12);
    assert_eq!(worst.cause.as_deref(), Some("NAT_I4 makes P2"));
    let said = a.findings.iter().find(|it| it.kind == FindingKind::NegativeFlow).unwrap();
    assert!(said.message.contains("NAT_P1 to NAT_P4 -6.4"), "{}", said.message);
    let e = made(&system, &mixed(&system, "P2,I4"));
    assert_eq!(e.negatives.count, 0);
    assert!(e.findings.is_empty(), "{:?}", e.findings);
    let c = made(&system, &Model::FixedIndustrySales);
    assert!(c.negatives.worst.iter().all(|cell| cell.cause.is_some()), "{:?}", c.negatives);
}

/// What is imported by user becomes one row, whether use is told with it or without.
#[test]
fn imports_become_a_row() {
    let domestic = TEXTBOOK.replace("VA,i,68", "VA,i,65");
    let imports = "use_imports,p,i,2\nuse_imports,q,i,1\nfinal_imports,q,f,5\n";
    let without = made(&parse(&format!("{domestic}{imports}")).unwrap(), &Model::FixedProductSales);
    let total = domestic.replace("use,p,i,12", "use,p,i,14").replace("use,q,i,10", "use,q,i,11");
    let total = total.replace("final,q,f,83", "final,q,f,88");
    let with = made(&parse(&format!("{total}{imports}")).unwrap(), &Model::FixedProductSales);
    assert_eq!(with.table, without.table);
    assert!(with.findings[0].message.contains("as given by user"), "{:?}", with.findings);
    assert_eq!(without.table.imported_inputs().unwrap(), [3.0, 0.0]);
    let row = without.table.primary().iter().find(|row| row.name == "IMP").unwrap();
    assert_eq!((row.kind, &row.final_demand[..]), (PrimaryKind::Imports, &[5.0][..]));
    // Imports by product alone: a share of all use but exports.
    let total = TEXTBOOK.replace("final,q,f,83", "final,q,f,60\nfinal,q,EXP,33");
    let total = total.lines().filter(|line| !line.starts_with("primary")).collect::<Vec<_>>();
    let shared_out = parse(&format!("{}\nimports,q,,10\n", total.join("\n"))).unwrap();
    let table = made(&shared_out, &Model::FixedProductSales).table;
    let imported = table.imported_inputs().unwrap();
    assert!((imported[0] - 10.0 * 10.0 / 77.0).abs() < 1e-12, "{imported:?}");
    let row = table.primary().iter().find(|row| row.name == "IMP").unwrap();
    assert_eq!(row.final_demand[1], 0.0);
    assert!((row.final_demand[0] - 600.0 / 77.0).abs() < 1e-12);
}

/// Use at purchasers' prices, with imports in it, all the way to a table.
#[test]
fn purchasers_prices_end_in_a_table_whose_columns_add_up() {
    let Some(text) = shared_text("sut_pp") else { return };
    let system = parse(&text).unwrap();
    for model in models() {
        let table = made(&system, &model).table;
        let x = table.reported_output().unwrap();
        let mut paid = table.input_sums().to_vec();
        for row in table.primary() {
            paid.iter_mut().zip(&row.inputs).for_each(|(sum, w)| *sum += w);
        }
        for (k, x) in x.iter().enumerate() {
            assert!((table.row_sums()[k] - x).abs() < 1e-9 * x);
            assert!((paid[k] - x).abs() < 1e-9 * x);
        }
        let total = |kind: PrimaryKind| -> f64 {
            let rows = table.primary().iter().filter(|row| row.kind == kind);
            rows.map(|row| row.inputs.iter().chain(&row.final_demand).sum::<f64>()).sum()
        };
        assert!((total(PrimaryKind::Taxes) - 75.0).abs() < 1e-9);
        assert!((total(PrimaryKind::Imports) - 140.0).abs() < 1e-9);
    }
}

#[test]
fn gaps_are_refused_or_kept_as_a_column_and_a_row() {
    let text = TEXTBOOK.replace("final,q,f,83", "final,q,f,80").replace("VA,j,95", "VA,j,94");
    let system = parse(&text).unwrap();
    for model in [Model::FixedProductSales, Model::IndustryTechnology] {
        let refused = symmetric(&system, &model, Gaps::Refuse).unwrap_err();
        assert!(
            refused
                .to_string()
                .contains("`NAT_q: supply 100, use 97`, `NAT_j: output 110, inputs 109`")
        );
        assert!(refused.hint().unwrap().to_string().contains("allow_gaps"));
        let table = symmetric(&system, &model, Gaps::Keep).unwrap().table;
        assert_eq!(table.demand().label(table.index(), 1), "NAT_discrepancy");
        let x = table.reported_output().unwrap();
        let gap: f64 = table.final_demand().column(1).iter().sum();
        assert!((gap - 3.0).abs() < 1e-12);
        let row = table.primary().last().unwrap();
        assert_eq!((row.name.as_str(), row.kind), ("discrepancy", PrimaryKind::Other));
        assert!((row.inputs.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        for (sum, x) in table.row_sums().iter().zip(x) {
            assert!((sum - x).abs() < 1e-9);
        }
    }
    // Rounding is no gap.
    let rounded = TEXTBOOK.replace("final,q,f,83", "final,q,f,83.00005");
    assert!(symmetric(&parse(&rounded).unwrap(), &Model::FixedProductSales, Gaps::Refuse).is_ok());
}

fn refusal(text: &str, model: &Model) -> String {
    let error = match parse(text) {
        Err(error) => error,
        Ok(system) => symmetric(&system, model, Gaps::Refuse).unwrap_err(),
    };
    let hint = error.hint().map(|hint| format!("; {hint}")).unwrap_or_default();
    format!("{error}{hint}")
}

#[test]
fn what_cannot_be_read_is_named_by_line() {
    for (from, to, expected) in [
        ("use,p,i,12", "usage,p,i,12", "line 5, column `block`: `usage` is none of"),
        ("use,p,i,12", "use,p,i,twelve", "line 5, column `value`: `twelve` is not a number"),
        ("use,p,i,12", "use,,i,12", "line 5, column `row`"),
        ("use,p,j,8", "use,p,i,8", "line 6: "),
        (
            "VA,i,68",
            "VA,k,68",
            "line 11, column `col`: unknown industry or final demand category `k`",
        ),
        ("final,p,f,80", "final_purchasers,p,f,80", "are at different prices"),
        ("block,row,col", "blocks,row,col", "columns"),
    ] {
        let found = refusal(&TEXTBOOK.replace(from, to), &Model::FixedProductSales);
        assert!(found.contains(expected), "{to}: {found}");
    }
    let lines = |block: &str| -> String {
        let kept = TEXTBOOK.lines().filter(|line| !line.starts_with(block));
        kept.collect::<Vec<_>>().join("\n")
    };
    for block in ["supply", "use", "final"] {
        let found = refusal(&lines(&format!("{block},")), &Model::FixedProductSales);
        assert!(found.contains(&format!("no line of the block `{block}`")), "{found}");
    }
    let header = "block,row_region,row,col_region,col,value\n";
    let abroad = format!("{header}supply,A,p,A,i,9\nsupply,A,p,B,i,1\n");
    let abroad = format!("{abroad}use,A,p,A,i,1\nfinal,A,p,A,f,9\n");
    let found = refusal(&abroad, &Model::FixedProductSales);
    assert!(
        found.contains("line 3, column `col_region`: an industry of `B` supplies a product of `A`"),
        "{found}"
    );
    let unknown = abroad.replace("supply,A,p,B,i,1\n", "").replace("use,A,p,A", "use,A,p,C");
    let found = refusal(&unknown, &Model::FixedProductSales);
    assert!(found.contains("line 3, column `col_region`: unknown region `C`"), "{found}");
}

#[test]
fn what_no_table_can_be_made_of_says_what_to_do() {
    let more = "supply,r,j,5\nfinal,r,f,5\nprimary,T,j,5\n";
    for model in [Model::ProductTechnology, Model::FixedIndustrySales, Model::Mixed(vec![])] {
        let found = refusal(&format!("{TEXTBOOK}{more}"), &model);
        let name = model.letter().to_uppercase();
        let expected = format!(
            "model {name} needs as many products as industries: `NAT: 3 products, 2 industries`; use model `b` or model `d`"
        );
        assert!(found.starts_with(&expected), "{found}");
    }
    // The third industry makes what the second makes, twice.
    let same = "supply,r,i,7\nsupply,p,k,20\nsupply,q,k,200\nfinal,p,f,20\nfinal,q,f,200\n\
        final,r,f,7\nprimary,VA,k,220\nprimary,D1,i,7\n";
    let merged =
        format!("{TEXTBOOK}{same}").replace("final,p,f,80\n", "").replace("final,q,f,83\n", "");
    let merged =
        merged.replace("final,p,f,20", "final,p,f,100").replace("final,q,f,200", "final,q,f,283");
    let found = refusal(&merged, &Model::ProductTechnology);
    assert!(found.starts_with("supply has no inverse"), "{found}");
    assert!(found.contains("`NAT_j`, `NAT_k`; use model `b`"), "{found}");
    assert!(symmetric(&parse(&merged).unwrap(), &Model::IndustryTechnology, Gaps::Refuse).is_ok());

    for (more, expected) in [
        ("use,z,i,1\n", "`NAT_z: use 1`"),
        ("use,p,k,1\n", "`NAT_k: inputs 1`"),
        ("imports,p,,300\n", "imports by product alone"),
        ("primary,IMP,i,1\nuse_imports,p,i,1\n", "imports are given twice"),
    ] {
        let found = refusal(&format!("{TEXTBOOK}{more}"), &Model::FixedProductSales);
        assert!(found.contains(expected), "{found}");
    }
    let at_purchasers =
        TEXTBOOK.replace("use,", "use_purchasers,").replace("final,", "final_purchasers,");
    for (more, expected) in [
        ("margins,p,,3\n", "the margins of a region do not add up to zero: `NAT: 3`"),
        ("margins,z,,3\nmargins,q,,-3\n", "`NAT_z: taxes 0, margins 3`"),
    ] {
        let found = refusal(&format!("{at_purchasers}{more}"), &Model::FixedProductSales);
        assert!(found.contains(expected), "{found}");
    }
    let reexports = TEXTBOOK.replace("final,p,f,80", "final,p,EXP,380");
    let found = refusal(&format!("{reexports}imports,p,,300\n"), &Model::FixedProductSales);
    assert!(found.contains("`NAT_p: imports 300, use 20`"), "{found}");
}

#[test]
fn cells_of_a_mixed_model_must_be_cells_of_supply() {
    let system = parse(TEXTBOOK).unwrap();
    for (cells, expected) in [
        ("row,col\nq,i\n", "line 2: `NAT_i` makes no `NAT_q`"),
        ("row,col\nz,i\n", "line 2, column `row`: unknown product `z`"),
        ("row,col\np,j\np,j\n", "line 3: "),
        ("product,col\np,j\n", "columns"),
    ] {
        let found = read_mixed(Input::bytes("cells.csv", cells), &system).unwrap_err().to_string();
        assert!(found.contains(expected), "{found}");
    }
}

#[test]
fn an_ill_conditioned_supply_is_said() {
    let text = "block,row,col,value\nsupply,p,i,1\nsupply,p,j,1\nsupply,q,i,1\nsupply,q,j,1.0000001\n\
        use,p,i,0.1\nfinal,p,f,1.9\nfinal,q,f,2.0000001\n";
    let made = made(&parse(text).unwrap(), &Model::ProductTechnology);
    let said = made.findings.iter().find(|it| it.kind == FindingKind::Conditioning).unwrap();
    assert!(said.value > 1e6 && said.message.contains("condition number"), "{}", said.message);
}

fn run(folder: &Path, args: &[&str]) -> (bool, String, String) {
    let out =
        Command::cargo_bin("tripole").unwrap().current_dir(folder).args(args).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (out.status.success(), text(&out.stdout), text(&out.stderr))
}

#[test]
fn the_command_writes_what_every_measure_reads() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let two = "block,row_region,row,col_region,col,value\n\
        supply,A,p,A,i,90\nsupply,A,q,A,i,10\nsupply,A,q,A,j,100\nsupply,B,p,B,i,50\nsupply,B,q,B,j,40\n\
        use,A,p,A,i,20\nuse,A,p,B,j,5\nuse,A,q,A,j,30\nuse,B,p,A,i,10\n\
        final,A,p,A,f,65\nfinal,A,q,A,f,70\nfinal,A,q,B,f,10\nfinal,B,p,B,f,40\nfinal,B,q,B,f,40\n\
        primary,,TLS,A,i,2\nprimary,,D1,A,i,58\nprimary,,D1,A,j,70\nprimary,,D1,B,i,50\nprimary,,D1,B,j,35\n\
        primary,,IMP,A,i,10\n";
    std::fs::write(folder.join("sut.csv"), two).unwrap();
    std::fs::write(folder.join("cells.csv"), "region,row,col\nA,q,i\n").unwrap();
    for model in ["a", "b", "c", "d", "e"] {
        let mut words = vec!["symmetric", "sut.csv", "-o", "table.csv", "--model", model];
        if model == "e" {
            words.extend(["--mixed", "cells.csv"]);
        }
        let (done, _, said) = run(folder, &words);
        assert!(done, "{model}: {said}");
        assert!(said.contains("primary rows taken as value added: `D1`"), "{said}");
        let text = std::fs::read_to_string(folder.join("table.csv")).unwrap();
        for row in ["TLS,", "IMP,", "VA,", "OUT,"] {
            assert!(text.lines().any(|line| line.starts_with(row)), "{row}: {text}");
        }
        for measure in ["vax", "multipliers", "exports", "position", "linkages", "check"] {
            let (done, found, said) = run(folder, &[measure, "table.csv"]);
            assert!(done && !found.is_empty(), "{model} {measure}: {said}");
            assert!(!said.contains("imbalance"), "{model} {measure}: {said}");
        }
    }
    for (words, expected) in [
        (["--model", "e", "--allow-gaps"].as_slice(), "`--model e` needs `--mixed`"),
        (["--model", "b", "--mixed", "cells.csv"].as_slice(), "`--mixed` cannot be combined with"),
    ] {
        let (done, _, said) =
            run(folder, &[&["symmetric", "sut.csv", "-o", "x.csv"], words].concat());
        assert!(!done && said.contains(expected), "{said}");
        assert!(!folder.join("x.csv").exists());
    }
    // What one region does not make stays as a row of zeros where the other one makes it.
    let lacking =
        format!("{two}supply,B,z,B,k,0\nsupply,A,z,A,k,7\nfinal,A,z,A,f,7\nprimary,,D1,A,k,7\n");
    std::fs::write(folder.join("lacking.csv"), lacking).unwrap();
    for (model, row) in [("b", "B_z,0,"), ("d", "B_k,0,")] {
        let (done, _, said) =
            run(folder, &["symmetric", "lacking.csv", "-o", "lacking_table.csv", "--model", model]);
        assert!(done && said.contains("rows of zeros"), "{said}");
        let text = std::fs::read_to_string(folder.join("lacking_table.csv")).unwrap();
        assert!(text.lines().any(|line| line.starts_with(row)), "{text}");
        let (done, _, said) = run(folder, &["vax", "lacking_table.csv"]);
        assert!(done, "{said}");
    }
    let gap = two.replace("final,B,q,B,f,40", "final,B,q,B,f,39");
    std::fs::write(folder.join("gap.csv"), gap).unwrap();
    let words = ["symmetric", "gap.csv", "-o", "gap_table.csv"];
    let (done, _, said) = run(folder, &words);
    assert!(
        !done && said.contains("`B_q: supply 40, use 39`") && said.contains("`--allow-gaps`"),
        "{said}"
    );
    let (done, _, said) = run(folder, &[words.as_slice(), &["--allow-gaps"]].concat());
    assert!(done && said.contains("a column and a row `discrepancy`"), "{said}");
    let (done, _, said) = run(folder, &["vax", "gap_table.csv"]);
    assert!(done, "{said}");
}
