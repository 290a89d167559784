//! The published exercise of Caliendo and Parro (2015): NAFTA from 1993 to 2005.

use std::collections::HashMap;

use tripole::Matrix;
use tripole::models::equilibrium::{BaseYear, BaseYearFlows, Deficits, Stopping, TradeCosts};

use crate::equilibrium::{Reference, agrees_with, value};
use crate::support::{records, shared};

/// Records of a file of the published data set.
fn data(file: &str) -> Option<Vec<HashMap<String, String>>> {
    let path = shared(&format!("data/cp2015/{file}"))?;
    Some(records(&std::fs::read_to_string(path).unwrap()))
}

/// The world of 1993, and its tariffs with those inside NAFTA as in 2005.
pub fn nafta() -> Option<(BaseYear, TradeCosts)> {
    let codes = |file, column: &str| -> Option<Vec<String>> {
        Some(data(file)?.iter().map(|record| record[column].clone()).collect())
    };
    let (economies, sectors) = (codes("regions.csv", "region")?, codes("sectors.csv", "sector")?);
    let (g, j) = (economies.len(), sectors.len());
    let at = |list: &[String], code: &str| list.iter().position(|c| c == code).unwrap();
    let number = |text: &str| text.parse::<f64>().unwrap();
    let square = || vec![Matrix::zeros(g, g); j];
    let (mut trade, mut tariffs, mut after, mut icebergs) =
        (square(), square(), square(), square());
    for record in data("trade.csv")? {
        let sector = at(&sectors, &record["sector"]);
        let pair = (at(&economies, &record["exporter"]), at(&economies, &record["importer"]));
        trade[sector][pair] = number(&record["value"]);
        tariffs[sector][pair] = number(&record["tariff_bln"]);
        after[sector][pair] = number(&record["tariff_cfl"]);
        icebergs[sector][pair] = number(&record["d_cfl"]) / number(&record["d_bln"]);
    }
    let mut inputs = vec![Matrix::zeros(j, j); g];
    for record in data("intermediate_consumption.csv")? {
        let cell = (at(&sectors, &record["input"]), at(&sectors, &record["sector"]));
        inputs[at(&economies, &record["region"])][cell] = number(&record["value"]);
    }
    let by_sector = |file| -> Option<Matrix> {
        let mut matrix = Matrix::zeros(j, g);
        for record in data(file)? {
            let cell = (at(&sectors, &record["sector"]), at(&economies, &record["region"]));
            matrix[cell] = number(&record["value"]);
        }
        Some(matrix)
    };
    let mut elasticities = vec![0.0; j];
    for record in data("theta.csv")? {
        elasticities[at(&sectors, &record["sector"])] = number(&record["value"]);
    }
    let world = BaseYear::new(BaseYearFlows {
        unit: "US$".to_owned(),
        trade,
        tariffs,
        inputs,
        value_added: by_sector("value_added.csv")?,
        final_use: by_sector("final_consumption.csv")?,
        elasticities,
        economies,
        sectors,
    })
    .unwrap();
    for record in data("deficit.csv")? {
        let n = at(world.economies(), &record["region"]);
        assert!((world.deficits()[n] - number(&record["D"])).abs() < 1.0);
    }
    Some((world, TradeCosts { tariffs: after, icebergs }))
}

/// Table 2 of Caliendo and Parro (2015), and the growth of trade inside the bloc.
#[test]
fn nafta_as_published() {
    let Some((world, costs)) = nafta() else { return };
    let solved = world.change(costs, Deficits::Zero, Stopping::default()).unwrap();
    let countries = solved.countries();
    let published = [
        ("Mexico", [1.31, -0.41, 1.72, 1.72], 118.0),
        ("Canada", [-0.06, -0.11, 0.04, 0.32], 11.0),
        ("USA", [0.08, 0.04, 0.04, 0.11], 41.0),
    ];
    let columns = ["welfare_first_order", "terms_of_trade", "volume_of_trade", "real_wage"];
    let pairs = solved.pairs();
    for (code, figures, growth) in published {
        for (column, figure) in columns.into_iter().zip(figures) {
            let found = 100.0 * value(&countries, &[code], column);
            assert!((found - figure).abs() <= 0.005, "{code} {column}: {found}");
        }
        let imports = |column: &str| -> f64 {
            let others = published.iter().map(|other| other.0).filter(|other| *other != code);
            others.map(|other| value(&pairs, &[other, code], column)).sum()
        };
        let found = 100.0 * (imports("trade_after") / imports("trade_before") - 1.0);
        assert!((found - growth).abs() <= 0.5, "{code}: {found}");
    }
}

#[test]
fn nafta_agrees_with_the_reference() {
    let Some(mut reference) = Reference::open("reference/pos/cp2015__nafta.csv.gz") else { return };
    for (prefix, deficits) in [("cp2015.zero", Deficits::Zero), ("cp2015.deficit", Deficits::Fixed)]
    {
        let Some((world, costs)) = nafta() else { return };
        let effects = world.change(costs, deficits, Stopping::default()).unwrap().effects();
        agrees_with(&mut reference, prefix, &effects);
    }
    reference.close("");
}
