//! Input-output value-added accounting for the North American, European and Asian value chains.
//!
//! `tripole` reads a multi-region input-output table, factorises I − A once, and computes
//! trade in value added from a handful of solves: exactly, on a laptop, in well under a second
//! for a world table of 1,435 region-sectors.
//!
//! ```
//! use tripole::{Accounting, LeontiefSystem, Partition, sources};
//! use tripole::frame::Level;
//! use tripole::measures::value_added::vax;
//! use tripole::read::{Input, ReadOptions, read};
//!
//! let reading = read(&Input::parse("builtin:three-pole-2011")?, &ReadOptions::default())?;
//! let index = reading.table.index();
//! let partition = Partition::new(index, &[sources::group(index, "NAFTA=USA,CAN,MEX")?])?;
//! let system = LeontiefSystem::new(reading.table, &Accounting::default())?;
//! let frame = vax(&system, &partition, Level::Region)?;
//! let ratio = frame.value(&["NAFTA"], "vax_ratio").unwrap_or_default();
//! assert!((ratio - 0.8523).abs() < 5e-5);
//! # Ok::<(), tripole::Error>(())
//! ```
//!
//! # What is computed
//!
//! | indicator | function | command | definition |
//! |---|---|---|---|
//! | gross exports, imports, balances | [`measures::trade::trade`] | `trade` | [`measures::trade`] |
//! | value added by origin and destination | [`measures::value_added::value_added`] | `va` | Johnson and Noguera (2012), eq. 3–4 |
//! | value-added exports, VAX ratio | [`measures::value_added::vax`] | `vax` | Johnson and Noguera (2012) |
//! | domestic and foreign content of exports, VS | [`measures::value_added::content_of_exports`] | `indices -o` | Koopman, Wang and Wei (2014) |
//! | exports in value added, by perspective and approach | [`measures::decompose::exports`] | `exports` | Borin and Mancini (2019, 2023) |
//! | nine and sixteen terms | [`measures::decompose::kww`], [`measures::decompose::wwz`] | `exports --method` | Koopman, Wang and Wei (2014); Wang, Wei and Zhu (2013) |
//! | value added in imports | [`measures::decompose::imports`] | `imports` | Borin and Mancini (2019), eq. 51 |
//! | pairs: balances, VAX-C, -D, -P | [`measures::decompose::bilateral`] | `bilateral` | Los and Timmer (2018) |
//! | OECD TiVA indicators | [`measures::tiva::tiva`] | `tiva` | OECD guides 2018, 2021 |
//! | participation | [`measures::participation::participation`] | `participation` | six measures, named there |
//! | upstreamness, downstreamness, production lengths | [`measures::position::position`] | `position` | [`measures::position`] |
//! | backward and forward linkages, key sectors | [`measures::linkages::linkages`], [`measures::linkages::regional_linkages`] | `linkages` | [`measures::linkages`] |
//! | local, regional, global; concentration; exposure; shape; hubs | [`measures::chains::Chains`] | `chains` | [`measures::chains`] |
//! | gains from trade | [`measures::gains::gains`] | `gains` | Arkolakis, Costinot and Rodríguez-Clare (2012); Costinot and Rodríguez-Clare (2014) |
//! | trade costs relative to trade at home | [`measures::trade_costs::trade_costs`] | `trade-costs` | Head and Ries (2001); Novy (2013) |
//! | third countries in bilateral balances | [`measures::balances::balances`] | `balances` | Nagengast and Stehrer (2014, 2016) |
//! | weights for real effective exchange rates | [`measures::reer::reer`] | `reer` | Bems and Johnson (2017) |
//! | revealed comparative advantage | [`measures::rca::rca`] | `rca` | Balassa (1965); Laursen (1998) |
//! | average propagation lengths | [`measures::apl::apl`], [`measures::apl::apl_of_products`] | `apl` | Dietzenbacher and Romero (2007) |
//! | smile curves | [`measures::smile::smile`] | `smile` | Ye, Meng and Wei (2015) |
//! | footprints of jobs, emissions, any account | [`measures::footprint::footprint`] | `footprint` | Miller and Blair (2009), ch. 10; Peters (2008) |
//! | who answers for an account: producers, consumers, suppliers of inputs, all together | [`measures::responsibility::responsibility`] | `responsibility` | [`measures::responsibility`] |
//! | impacts of accounts by factors | [`read::read_characterisation`] | `footprint`, `responsibility` | [`read::read_characterisation`] |
//! | value added that crosses an economy, and who depends on it | [`measures::transit::transit`] | `transit` | [`measures::transit`] |
//! | income and jobs in chains of final products | [`measures::income::gvc_income`] | `gvc-income` | Timmer, Los, Stehrer and de Vries (2013) |
//! | output, value-added and import multipliers | [`measures::multipliers::multipliers`] | `multipliers` | Miller and Blair (2009), 6.2–6.3; Hummels, Ishii and Yi (2001), eq. 3 |
//! | loss when regions, sectors or any rows are extracted | [`measures::extract::extraction`], [`measures::extract::extractions`] | `extract` | [`measures::extract`] |
//! | who gains when buyers turn to other suppliers | [`models::redirection::redirect`], [`models::redirection::replacement`] | `extract --replace` | [`models::redirection`] |
//! | prices, revenue and protection under tariffs, all costs passed on | [`models::price::Prices`], [`models::price::protection()`] | `tariff` | [`models::price`] |
//! | value added exposed to tariffs or embargoes | [`measures::exposure::exposure()`], [`measures::exposure::exposure_by_flow`] | `tariff --model exposure` | [`measures::exposure`] |
//! | every indicator before and after a scenario | [`models::impact::impact`], [`models::impact::indicators`] | `scenario`, `indices --scenario` | [`models::impact`] |
//! | reshoring, nearshoring, friend-shoring, China+1, export bans that are made good | [`models::redirection::resourcing`] | `scenario` | [`models::redirection`] |
//! | supply that breaks down, at once or by day | [`models::disruption::mixed`], [`models::disruption::inoperability`], [`models::disruption::ration`], [`models::disruption::best_allocation`], [`models::disruption::partially_binding`], [`models::disruption::ario`], [`models::disruption::comparison`] | `scenario`, `scenario --compare` | [`models::disruption`] |
//! | sales that stop, as by export bans; final demand that changes | [`models::disruption::stopped()`], [`models::disruption::demand_change`] | `scenario` | [`models::disruption`] |
//! | shares of sectors gained and lost, mobility, shift-share | [`measures::change::relocation()`], [`measures::change::mobility`], [`measures::change::shift_share`] | `compare` | Dunn (1960); [`measures::change`] |
//! | upgrading, low-end lock-in | [`measures::change::upgrading()`] | `compare` | Humphrey and Schmitz (2002); [`measures::change`] |
//! | localisation, regionalisation, delocalisation, relocation | [`measures::change::spatial()`] | `compare` | [`measures::change`] |
//! | structural decomposition of value-added exports | [`measures::change::decomposition()`] | `compare` | Dietzenbacher and Los (1998) |
//! | structural decomposition of the use of any account | [`measures::change::account_decomposition`] | `sda` | Dietzenbacher and Los (1998); Arto and Dietzenbacher (2014) |
//! | tables from national tables and trade; at new totals; with a region split | [`make::build`], [`make::update`], [`make::split`] | `build`, `update`, `split` | [`make`] |
//! | tables with a sector split | [`make::split_sector`] | `split --sector` | [`make::split_sector`] |
//! | symmetric tables of supply and use | [`make::supply_use::symmetric`] | `symmetric` | Eurostat (2008); United Nations (2018) |
//! | balancing to totals, perhaps contradicting ones | [`make::rebalance`]; [`make::balance::gras`], [`make::balance::ras`], [`make::balance::quadratic`], [`make::balance::scaling`] | `balance` | [`make::balance`] |
//! | tariffs: wages, prices, trade, welfare | [`models::equilibrium::equilibrium`] | `tariff --model ge` | Caliendo and Parro (2015) |
//! | tariffs that are best for who levies them, alone or against each other | [`models::optimal::Rivalry`] | `optimal` | Gros (1987); Ossa (2014); [`models::optimal`] |
//! | tariffs: suppliers substituted at fixed technology | [`models::armington::armington`] | `tariff --model armington` | Armington (1969); [`models::armington`] |
//! | rates of a table from lines by product, partner, authority and day | [`scenario::schedule::Schedule`] | `rates` | [`scenario::schedule`] |
//! | effective rates and revenue of tariffs, by authority and month | [`models::duties::effective`], [`models::duties::revenue_by_authority`], [`models::duties::revenue_path`] | `revenue` | [`models::duties`] |
//! | whose value added tariffs fall on | [`models::duties::incidence`] | `incidence` | [`models::duties`] |
//! | duties on content, rules of origin | [`scenario::ContentDuty`], [`scenario::OriginRule`] | scenario files | [`scenario::content_shares`] |
//! | answers of partners to tariffs | [`scenario::Answered`] | `retaliation` | [`scenario::Answered`] |
//! | thousands of scenarios or draws of a model | [`models::sweep::Sweep`] | `sweep` | [`models::sweep`] |
//! | three poles and leaders | [`measures::headline::headline`], [`measures::headline::leading_sectors`] | `indices` | of the above |
//! | findings about a table | [`Mrio::check`] | `check` | [`table`] |
//!
//! [`guide`] says which decomposition answers which question, [`structure_of_chains`] which number
//! stands for which word of the debate on localisation, regionalisation and diversification,
//! [`codes`] how regions and sectors are named, [`results`] what each form of a result holds and how to open it, [`building_tables`] how tables are made and how far
//! off a rebuilt one is, [`scenario_files`] how to write down what changes.
//!
//! # Notation
//!
//! Z intermediate flows (row sells to column), F final demand, Y = F by destination, x output,
//! w value added, A = Z x̂⁻¹, v = w/x, B = (I − A)⁻¹ the Leontief inverse ("L" in part of the
//! literature), L_s = (I − A_ss)⁻¹ the local inverse of economy s, u a vector of ones, a hat a
//! diagonal matrix, a prime a transpose. Trade measures are defined over a [`Partition`] of the
//! rows into economies: regions, or groups of regions that act as one. The Leontief inverse does
//! not depend on it.
//!
//! # Conventions
//!
//! [`Accounting`] says which output (row sums, or the table's), which value added (output less
//! inputs, or the table's row) and whether inventories are final demand. A sector without
//! output has zero coefficients; every ratio to it is undefined: NaN in memory, empty in files.
//!
//! # Features
//!
//! All but `serde` are on by default; without them (`default-features = false`) what reads tables, measures and models
//! remains, on 74 crates.
//!
//! | feature | what it brings |
//! |---|---|
//! | `archives` | tables in zip archives and Zstandard; gzip is always read |
//! | `binary` | tables for repeated use ([`read::Layout::Binary`], [`write::TableForm::Binary`]), opened without parsing |
//! | `cli` | the program `tripole`; nothing of the library |
//! | `nalgebra` | [`linalg::Backend`] has a second library to check the first; its matrices in and out |
//! | `network` | shortest paths: the column `betweenness` of [`measures::chains::Chains::hubs`] |
//! | `parquet` | results as Parquet files ([`frame::FileFormat::Parquet`]) |
//! | `reports` | one page of words, pictures and tables ([`report`]); brings `pictures` |
//! | `scenario-files` | scenarios as TOML, and those that come with the program ([`scenario::read_scenario`]) |
//! | `serde` | results to bytes and back, for bindings; off by default |
//! | `stata` | tables in Stata files; results are always written as such |
//! | `sweep` | grids of scenarios ([`models::sweep`]), with values listed or drawn |
//! | `workbooks` | tables in workbooks (`.xlsx`, `.xlsb`); brings `archives` |
//! | `xlsx` | results as workbooks ([`frame::FileFormat::Xlsx`]) |
//!
//! # What it does not do
//!
//! No statistics, no optimisation beyond balancing.

#[doc = include_str!("../docs/which-decomposition.md")]
pub mod guide {}

#[doc = include_str!("../docs/structure-of-chains.md")]
pub mod structure_of_chains {}

#[doc = include_str!("../docs/building-tables.md")]
pub mod building_tables {}

#[doc = include_str!("../docs/scenarios.md")]
pub mod scenario_files {}

#[doc = include_str!("../docs/codes.md")]
pub mod codes {}

#[doc = include_str!("../docs/results.md")]
pub mod results {}

#[doc = include_str!("../docs/data.md")]
pub mod published_tables {}

#[doc = include_str!("../docs/pictures.md")]
pub mod pictures {}

#[doc = include_str!("../docs/reports.md")]
pub mod reports {}

pub mod error;
pub mod frame;
pub mod leontief;
pub mod linalg;
pub mod make;
pub mod measures;
pub mod models;
#[cfg(feature = "pictures")]
pub mod picture;
pub mod read;
#[cfg(feature = "reports")]
pub mod report;
pub mod scenario;
pub mod sources;
mod stop;
pub mod table;
pub mod write;

pub use error::{Error, Result};
pub use frame::Frame;
pub use leontief::LeontiefSystem;
pub use linalg::Matrix;
pub use sources::DemandUse;
pub use stop::Stop;
pub use table::{
    Accounting, Bloc, Concordance, Demand, Finding, Group, Index, Mrio, Partition, Parts, RegionId,
    RowSet, SectorId, Severity,
};
