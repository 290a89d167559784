//! Input-output value-added accounting for the North American, European and Asian value chains.
//!
//! `tripole` reads a multi-region input-output table, factorises I − A once, and computes
//! trade in value added from a handful of solves: exactly, on a laptop, in well under a second
//! for a world table of 1,435 region-sectors.
//!
//! ```
//! use tripole::formats::{Input, ReadOptions, read};
//! use tripole::value_added::{VaxBy, vax};
//! use tripole::{Accounting, Group, LeontiefSystem, Partition};
//!
//! let reading = read(&Input::parse("builtin:three-pole-2011")?, &ReadOptions::default())?;
//! let index = reading.table.index();
//! let partition = Partition::new(index, &[Group::parse(index, "NAFTA=USA,CAN,MEX")?])?;
//! let system = LeontiefSystem::new(reading.table, &Accounting::default())?;
//! let frame = vax(&system, &partition, VaxBy::Region)?;
//! let ratio = frame.value(&["NAFTA"], "vax_ratio").unwrap_or_default();
//! assert!((ratio - 0.8523).abs() < 5e-5);
//! # Ok::<(), tripole::Error>(())
//! ```
//!
//! # What is computed
//!
//! | indicator | function | command | definition |
//! |---|---|---|---|
//! | gross exports, imports, balances | [`trade::trade`] | `trade` | [`trade`] |
//! | value added by origin and destination | [`value_added::value_added`] | `va` | Johnson and Noguera (2012), eq. 3–4 |
//! | value-added exports, VAX ratio | [`value_added::vax`] | `vax` | Johnson and Noguera (2012) |
//! | domestic and foreign content of exports, VS | [`value_added::content_of_exports`] | `indices -o` | Koopman, Wang and Wei (2014) |
//! | exports in value added, by perspective and approach | [`decompose::exports`] | `exports` | Borin and Mancini (2019, 2023) |
//! | nine and sixteen terms | [`decompose::kww`], [`decompose::wwz`] | `exports --method` | Koopman, Wang and Wei (2014); Wang, Wei and Zhu (2013) |
//! | value added in imports | [`decompose::imports`] | `imports` | Borin and Mancini (2019), eq. 51 |
//! | pairs: balances, VAX-C, -D, -P | [`decompose::bilateral`] | `bilateral` | Los and Timmer (2018) |
//! | OECD TiVA indicators | [`tiva::tiva`] | `tiva` | OECD guides 2018, 2021 |
//! | participation | [`participation::participation`], [`participation::participation_by_pair`] | `participation` | six measures, named there |
//! | upstreamness, downstreamness, production lengths | [`position::position`] | `position` | [`position`] |
//! | backward and forward linkages, key sectors | [`linkages::linkages`], [`linkages::regional_linkages`] | `linkages` | [`linkages`] |
//! | local, regional, global; concentration; exposure; shape; hubs | [`chains::Chains`] | `chains` | [`chains`] |
//! | weights for real effective exchange rates | [`reer::reer`] | `reer` | Bems and Johnson (2017) |
//! | revealed comparative advantage | [`rca::rca`] | `rca` | Balassa (1965); Laursen (1998) |
//! | average propagation lengths | [`apl::apl`], [`apl::apl_of_products`] | `apl` | Dietzenbacher and Romero (2007) |
//! | smile curves | [`smile::smile`] | `smile` | Ye, Meng and Wei (2015) |
//! | footprints of jobs, emissions, any account | [`satellite::footprint`] | `footprint` | Miller and Blair (2009), ch. 10; Peters (2008) |
//! | income and jobs in chains of final products | [`gvc_income::gvc_income`] | `gvc-income` | Timmer, Los, Stehrer and de Vries (2013) |
//! | output, value-added and import multipliers | [`multipliers::multipliers`] | `multipliers` | Miller and Blair (2009), 6.2–6.3; Hummels, Ishii and Yi (2001), eq. 3 |
//! | loss when regions, sectors or any rows are extracted | [`extract::extraction`], [`extract::extractions`] | `extract` | [`extract`] |
//! | who gains when buyers turn to other suppliers | [`redirect::redirect`], [`extract::replacement`] | `extract --replace` | [`redirect`](mod@redirect) |
//! | prices, revenue and protection under tariffs, all costs passed on | [`price::Prices`], [`price::protection()`] | `tariff` | [`price`] |
//! | value added exposed to tariffs or embargoes | [`price::exposure()`], [`price::exposure_by_flow`] | `tariff --model exposure` | [`price`] |
//! | every indicator before and after a scenario | [`impact::impact`], [`impact::indicators`] | `scenario`, `indices --scenario` | [`impact`](mod@impact) |
//! | reshoring, nearshoring, friend-shoring, China+1, export bans | [`resourcing::resourcing`], [`resourcing::export_ban_unreplaced`] | `scenario` | [`resourcing`](mod@resourcing) |
//! | supply that breaks down, at once or by day | [`disruption::mixed`], [`disruption::inoperability`], [`disruption::ration`], [`disruption::partially_binding`], [`disruption::ario`] | `scenario` | [`disruption`] |
//! | sales that stop, final demand that changes | [`disruption::stopped()`], [`disruption::demand_change`] | `scenario` | [`disruption`] |
//! | shares of sectors gained and lost, mobility, shift-share | [`change::relocation()`], [`change::mobility`], [`change::shift_share`] | `compare` | Dunn (1960); [`change`] |
//! | upgrading, low-end lock-in | [`change::upgrading()`] | `compare` | Humphrey and Schmitz (2002); [`change`] |
//! | localisation, regionalisation, delocalisation, relocation | [`change::spatial()`] | `compare` | [`change`] |
//! | structural decomposition of value-added exports | [`change::decomposition()`] | `compare` | Dietzenbacher and Los (1998) |
//! | tables from national tables and trade; at new totals; with a region split | [`build::build`], [`build::update`], [`build::split`] | `build`, `update`, `split` | [`build`](mod@build) |
//! | balancing to totals, perhaps contradicting ones | [`balance::gras`], [`balance::ras`], [`balance::quadratic`], [`balance::scaling`] | `balance` | [`balance`] |
//! | tariffs: wages, prices, trade, welfare | [`equilibrium::equilibrium`] | `tariff --model ge` | Caliendo and Parro (2015) |
//! | tariffs: suppliers substituted at fixed technology | [`armington::armington`] | `tariff --model armington` | Armington (1969); [`armington`](mod@armington) |
//! | thousands of scenarios or draws of a model | [`sweep::Sweep`] | `sweep` | [`sweep`] |
//! | three poles and leaders | [`headline::headline`], [`headline::leading_sectors`] | `indices` | of the above |
//! | findings about a table | [`Mrio::check`] | `check` | [`mrio`] |
//!
//! [`guide`] says which decomposition answers which question, [`structure_of_chains`] which number
//! stands for which word of the debate on localisation, regionalisation and diversification,
//! [`building_tables`] how tables are made and how far off a rebuilt one is, [`scenario_files`] how
//! to write down what changes.
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
//! # What it does not do
//!
//! No statistics, no optimisation beyond balancing, no charts; supply-use tables must be made symmetric first.

#[doc = include_str!("../docs/which-decomposition.md")]
pub mod guide {}

#[doc = include_str!("../docs/structure-of-chains.md")]
pub mod structure_of_chains {}

#[doc = include_str!("../docs/building-tables.md")]
pub mod building_tables {}

#[doc = include_str!("../docs/scenarios.md")]
pub mod scenario_files {}

pub mod apl;
pub mod armington;
pub mod balance;
pub mod build;
pub mod chains;
pub mod change;
pub mod decompose;
pub mod disruption;
pub mod equilibrium;
pub mod error;
pub mod extract;
pub mod formats;
pub mod frame;
pub mod gvc_income;
pub mod headline;
pub mod impact;
pub mod labels;
pub mod leontief;
pub mod linalg;
mod lines;
pub mod linkages;
pub mod mrio;
pub mod multipliers;
pub mod participation;
pub mod position;
pub mod price;
pub mod rca;
pub mod redirect;
pub mod reer;
pub mod resourcing;
pub mod satellite;
pub mod scenario;
pub mod smile;
pub mod sweep;
pub mod synthetic;
pub mod tiva;
pub mod trade;
pub mod value_added;

pub use error::{Error, Result};
pub use frame::Frame;
pub use labels::{
    Bloc, Concordance, Demand, DemandUse, Group, Index, Partition, RegionId, RowSet, SectorId,
};
pub use leontief::LeontiefSystem;
pub use linalg::Matrix;
pub use mrio::{Accounting, Finding, Mrio, Parts, Severity};
