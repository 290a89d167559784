//! What can be typed. Every option says its default and unit; every command ends with examples.

mod bench;
mod build;
mod chains;
mod choice;
mod compare;
mod explain;
mod extract;
mod gains;
mod households;
mod manual;
mod models;
mod national;
mod optimal;
#[cfg(feature = "pictures")]
mod plot;
mod policy;
mod position;
#[cfg(feature = "reports")]
mod report;
mod requirements;
mod satellites;
mod scenario;
mod sda;
#[cfg(feature = "serve")]
mod serve;
mod sweep;
mod tariff;
mod template;
mod transit;
mod type_two;
mod value_added;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::TypedValueParser;
use clap::{Args, Parser, Subcommand, ValueEnum};
use tripole::leontief::Solver;
use tripole::read::{EmptyRegions, Layout, Reexports, SplitCountries};
use tripole::table::{OutputFrom, ValueAddedFrom};
use tripole::write::{MatrixName, TableForm};

use super::claims::READ;
use super::desk::Desk;
use super::ledger::Ledger;
use super::solved::Solved;
pub use bench::*;
pub use build::*;
pub use chains::*;
use choice::among;
pub use choice::word_of_trade;
pub use compare::*;
pub use explain::*;
pub use extract::*;
pub use gains::*;
pub use households::*;
pub use manual::*;
pub use models::*;
pub use national::*;
pub use optimal::*;
#[cfg(feature = "pictures")]
pub use plot::*;
pub use policy::*;
pub use position::*;
#[cfg(feature = "reports")]
pub use report::*;
pub use requirements::*;
pub use satellites::*;
pub use scenario::*;
pub use sda::*;
#[cfg(feature = "serve")]
pub use serve::*;
pub use sweep::*;
pub use tariff::*;
pub use template::*;
pub use transit::*;
pub use type_two::*;
pub use value_added::*;

/// Input-output value-added accounting: trade in value added, value chains, shocks.
#[derive(Debug, Parser)]
#[command(
    name = "tripole",
    version,
    max_term_width = 100,
    after_help = "Examples:\n  tripole indices\n  tripole vax my_table.csv --by pair -o vax.xlsx\n  tripole check my_table.csv\n\n\
        Codes of regions and sectors, wherever they are typed (CODES), separated by commas:\n  \
        DEU, DE, Germany   a region by its code, another code of the country, or its English name\n  \
        Europe, NAFTA      the regions of a bloc (--blocs), a group (--group), a list of a scenario file\n  \
        EU27, ASEAN, G20   the members of a known group (tripole groups)\n  \
        c14, c3-c16        sectors by their codes, or from one to another in the order of the table\n  \
        electronics        products: goods, services, manufactures, agriculture, textiles, chemicals,\n                     \
        electronics, vehicles\n  \
        CHN:c14            a sector of one region\n  \
        all                every one\n\
        A code of the table always wins; upper and lower case count only where they decide."
)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub run: Run,
}

/// How to run: threads and messages.
#[derive(Debug, Args)]
pub struct Run {
    /// Threads to use [default: all processors]
    #[arg(long, global = true, value_name = "N", value_parser = threads, help_heading = "Running")]
    pub threads: Option<usize>,
    /// How linear systems are solved: by what costs least, a factor in double or single precision (refined to
    /// the same digits), or sweeps over the regions without a factor
    #[arg(long, global = true, value_name = "WAY", value_parser = among(Solver::ALL, Solver::name), default_value = "auto", hide_default_value = true, help_heading = "Running")]
    pub solver: Solver,
    /// Most memory for tables, factors, inverses, sides and long results, in GiB (or 800M, 1.5GiB): what would take
    /// more is refused before it is made [default: memory of the machine]
    #[arg(long, global = true, value_name = "SIZE", value_parser = super::memory::bytes, help_heading = "Running")]
    pub max_memory: Option<u64>,
    /// No notes or progress on standard error; of the warnings, only those that make numbers doubtful
    #[arg(long, global = true, help_heading = "Running")]
    pub quiet: bool,
    /// Time per stage, condition number and residual on standard error
    #[arg(long, global = true, conflicts_with = "quiet", help_heading = "Running")]
    pub verbose: bool,
    /// Warnings become errors
    #[arg(long, global = true, help_heading = "Running")]
    pub strict: bool,
    /// What the run has read.
    #[arg(skip)]
    pub ledger: Ledger,
    /// What lies in memory for it.
    #[arg(skip)]
    pub desk: Desk,
    /// The systems that it has solved.
    #[arg(skip)]
    pub solved: Solved,
}

fn threads(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(count @ 1..=1024) => Ok(count),
        _ => Err("a number from 1 to 1024 is expected".to_owned()),
    }
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// What a table holds: regions, sectors, year, totals, imbalances
    #[command(after_help = "Examples:\n  tripole info\n  tripole info my_table.csv.gz --json")]
    Info(InfoArgs),
    /// What is noteworthy or wrong about a table
    #[command(
        after_help = "Examples:\n  tripole check my_table.csv\n  tripole check my_table.csv --json --strict"
    )]
    Check(InfoArgs),
    /// Which formats can be read and written, and how each is recognised
    #[command(after_help = "Example:\n  tripole formats")]
    Formats,
    /// What a column, method, class, region, sector or group is
    #[command(after_help = EXPLAIN_HELP)]
    Explain(ExplainArgs),
    /// Groups of regions that are known by name, and which of their members a table has
    #[command(
        after_help = "A group may be typed wherever a code of regions may: `--exporter EU27`, `--group ASEAN`. A code of\nthe table, a --group and a bloc of the same name go before it.\n\nExamples:\n  tripole groups\n  tripole groups EU27\n  tripole groups EU27 my_table.csv\n  tripole groups my_table.csv -o groups.csv"
    )]
    Groups(GroupsArgs),
    /// Read a table, perhaps add up regions and sectors, and write it
    #[command(
        after_help = "A map is a CSV file with the columns `code` and `group`.\n\nExamples:\n  tripole convert 2022_SML.zip small.csv.gz --regions regions.csv --sectors sectors.csv\n  tripole convert my_table.csv my_table_long.csv --to long\n  tripole convert my_table.csv my_table.tripole\n  tripole convert IOT_2019_pxp.zip exiobase.tripole --satellite-output exiobase_accounts.csv.gz\n  tripole convert my_table.csv my_table.xlsx\n  tripole convert my_table.csv -o for_pymrio --to pymrio\n  tripole convert my_table.csv -o for_icio.csv --to icio-user\n  tripole convert my_table.csv -o coefficients.npy --matrix A"
    )]
    Convert(ConvertArgs),
    /// An empty table to fill in, with all labels
    #[command(after_help = TEMPLATE_HELP)]
    Template(TemplateArgs),
    /// Gross exports and imports
    #[command(
        after_help = "Examples:\n  tripole trade --by pair\n  tripole trade my_table.csv --by pair-sector --exporter CHN -o trade.csv"
    )]
    Trade(TradeArgs),
    /// Value added by origin and by destination of final demand
    #[command(
        after_help = "Examples:\n  tripole va\n  tripole va my_table.csv --origin-sectors --destination USA -o va.csv"
    )]
    Va(VaArgs),
    /// Value-added exports: domestic value added absorbed abroad
    #[command(
        after_help = "Examples:\n  tripole vax --by pair\n  tripole vax my_table.csv --by sector --exporter DEU"
    )]
    Vax(VaxArgs),
    /// Exports in value added: domestic and foreign, counted once or twice, by perspective
    #[command(
        after_help = "Without --sector and --importer: total exports. `--sector all` and `--importer all` give every one.\n\nExamples:\n  tripole exports\n  tripole exports --importer all --approach sink -o pairs.csv\n  tripole exports my_table.csv --exporter CHN --importer USA --perspective bilateral\n  tripole exports --exporter CHN --origin all --destination all -o china.csv"
    )]
    Exports(ExportsArgs),
    /// Value added in imports, by origin: whose GDP is exposed to a tariff of the importer
    #[command(
        after_help = "Without --sector: total imports. `--sector all` gives every product.\n\nExamples:\n  tripole imports --importer USA\n  tripole imports my_table.csv --importer USA --sector c14,c15 -o imports.csv\n  tripole imports --flow 'CHN,MEX:MET>USA' --flow 'CHN:ELE>USA,CAN'"
    )]
    Imports(ImportsArgs),
    /// Pairs of economies: gross and value-added balances, three notions of value-added exports
    #[command(
        after_help = "Examples:\n  tripole bilateral\n  tripole bilateral my_table.csv --exporter CHN --importer USA"
    )]
    Bilateral(BilateralArgs),
    /// Indicators of the OECD's Trade in Value Added database, under their codes
    #[command(
        after_help = "`--industry all` and `--partner all` give every one; each level has its own codes.\n\nExamples:\n  tripole tiva\n  tripole tiva my_table.csv --partner all --indicator DEXFVAPSH,FEXDVAPSH -o tiva.csv"
    )]
    Tiva(TivaArgs),
    /// Participation in global value chains, by each measure in use
    #[command(
        after_help = "Examples:\n  tripole participation\n  tripole participation my_table.csv --measure wwyz --by region-sector -o wwyz.csv\n  tripole participation --by bloc"
    )]
    Participation(ParticipationArgs),
    /// Position in chains: distance to consumers and to primary inputs, production lengths
    #[command(
        after_help = "Examples:\n  tripole position\n  tripole position my_table.csv --by region-sector --measure stages -o position.csv\n  tripole position my_table.csv --net-inventories --country collapsed\n  tripole position --by world --indicator upstreamness,plv_gvc,gvc_position"
    )]
    Position(PositionArgs),
    /// Backward and forward linkages, key sectors, multipliers at home and abroad
    #[command(
        after_help = "key_sector: 1 key (backward and forward above the mean), 2 backward only, 3 forward only, 4 neither.\n\nExamples:\n  tripole linkages --region DEU --indicator backward_total,forward_total,key_sector\n  tripole linkages my_table.csv --measure direct,total,eigenvector -o linkages.csv\n  tripole linkages --scope domestic\n  tripole linkages --by bloc"
    )]
    Linkages(LinkagesArgs),
    /// The structure of chains: local, regional or global, concentrated or diversified, their shape
    #[command(
        after_help = "One family is a table of its own. Several are one long table (family, keys, indicator, unit, value) in\nCSV and JSON, one sheet each in a workbook. Blocs: `--blocs`.\n\nExamples:\n  tripole chains --by bloc\n  tripole chains --family diversification --region DEU,CHN,USA\n  tripole chains my_table.csv --by region-sector --family shares -o shares.csv\n  tripole chains my_table.csv --products manufactures -o chains.xlsx\n  tripole chains --family exposure --region USA --indicator production,production_hidden\n  tripole chains --family upgrading --since builtin:three-pole-1995"
    )]
    Chains(ChainsArgs),
    /// Gains from trade: the part of real consumption that would be lost in autarky
    #[command(after_help = GAINS_HELP)]
    Gains(GainsArgs),
    /// Trade costs that trade itself shows (Head and Ries), relative to trade at home
    #[command(after_help = TRADE_COSTS_HELP)]
    TradeCosts(TradeCostsArgs),
    /// Bilateral balances: what the two absorb, and what third countries do
    #[command(after_help = BALANCES_HELP)]
    Balances(BalancesArgs),
    /// Weights for real effective exchange rates in value added
    #[command(
        after_help = "Examples:\n  tripole reer --region MEX\n  tripole reer my_table.csv --group 'EA=DEU,FRA,ITA,ESP' -o weights.csv"
    )]
    Reer(ReerArgs),
    /// Revealed comparative advantage, on gross exports and on value added
    #[command(
        after_help = "Examples:\n  tripole rca --region CHN --sector ELE\n  tripole rca my_table.csv --group 'NAFTA=USA,CAN,MEX' -o rca.csv"
    )]
    Rca(RcaArgs),
    /// Average propagation lengths: through how many sales one product reaches another
    #[command(
        after_help = "Examples:\n  tripole apl\n  tripole apl my_table.csv --by sector -o apl.csv\n  tripole apl --by region-sector --from CHN:ELE --to USA:TRQ,DEU:TRQ"
    )]
    Apl(AplArgs),
    /// Smile curves: who adds value to a final product, and how far from its buyer
    #[command(
        after_help = "Examples:\n  tripole smile --chain CHN:ELE\n  tripole smile my_table.csv --chain DEU:c15,MEX:c15 -o smile.csv"
    )]
    Smile(SmileArgs),
    /// Income, and jobs or any satellite account, in the chains of chosen final products
    #[command(
        after_help = "Examples:\n  tripole gvc-income --products ELE,TRQ\n  tripole gvc-income my_table.csv --products DEU:c15 --by region-sector --satellite jobs.csv"
    )]
    GvcIncome(GvcIncomeArgs),
    /// Footprints: who uses a satellite account (jobs, emissions, energy), and for whom
    #[command(
        after_help = "The satellite file has the columns region, sector, account, value, unit.\n\nExamples:\n  tripole footprint IOT_2019_pxp.zip --account air_emissions\n  tripole footprint my_table.csv --satellite emissions.csv\n  tripole footprint my_table.csv --satellite emissions.csv --account co2 --by pair -o co2.csv\n  tripole footprint my_table.csv --satellite emissions.csv --characterisation factors.csv"
    )]
    Footprint(FootprintArgs),
    /// Who answers for an account: producers, consumers, suppliers of inputs, all sellers together
    #[command(after_help = RESPONSIBILITY_HELP)]
    Responsibility(ResponsibilityArgs),
    /// Output, value added and imports called forth by one unit of final demand
    #[command(
        after_help = "Examples:\n  tripole multipliers\n  tripole multipliers my_table.csv --exporter MEX --csv"
    )]
    Multipliers(MultipliersArgs),
    /// National tables: imports, taxes, value added and jobs behind a unit of final demand, and in each category of it
    #[command(after_help = NATIONAL_HELP)]
    National(NationalArgs),
    /// Type II multipliers: with what households earn and spend again
    #[command(name = "type2", after_help = TYPE_TWO_HELP)]
    TypeTwo(TypeTwoArgs),
    /// Cells of input and output coefficients, of the inverses, and of value added in final products
    #[command(after_help = REQUIREMENTS_HELP)]
    Requirements(RequirementsArgs),
    /// Value added that crosses an economy, and who depends on its passage
    #[command(after_help = TRANSIT_HELP)]
    Transit(TransitArgs),
    /// What the world loses when regions, sectors or any rows are extracted
    #[command(
        after_help = "Nothing is replaced unless --replace says so: what is extracted is not bought elsewhere. Several\ncodes are one set, extracted together; --each takes one after the other.\n\nExamples:\n  tripole extract --region CHN\n  tripole extract my_table.csv --cell CHN:c14,TWN:c14 --kind forward-off --by region-sector\n  tripole extract --bloc Asia-Pacific --kind exports\n  tripole extract --cell CHN:ELE --replace\n  tripole extract --each region-sector -o ranking.csv"
    )]
    Extract(ExtractArgs),
    /// Tariffs and embargoes: prices, whose value added is exposed, substitution, equilibrium
    #[command(after_help = TARIFF_HELP, override_usage = TARIFF_USAGE)]
    Tariff(TariffArgs),
    /// Tariff schedules: rates of sectors from lines by product, partner, authority and day
    #[command(after_help = RATES_HELP)]
    Rates(RatesArgs),
    /// What tariffs bring in: effective rates and revenue by importer, authority, flow and month
    #[command(after_help = REVENUE_HELP, override_usage = REVENUE_USAGE)]
    Revenue(RevenueArgs),
    /// Whose value added tariffs fall on: the importer's own, its partners', that of third economies
    #[command(after_help = INCIDENCE_HELP, override_usage = INCIDENCE_USAGE)]
    Incidence(IncidenceArgs),
    /// What the answers of partners to tariffs come to
    #[command(after_help = RETALIATION_HELP, override_usage = RETALIATION_USAGE)]
    Retaliation(RetaliationArgs),
    /// What tariffs cost groups of households, through a bridge from sectors to what they buy
    #[command(after_help = HOUSEHOLDS_HELP, override_usage = HOUSEHOLDS_USAGE)]
    Households(HouseholdsArgs),
    /// The tariff that is best for who levies it, and rates that answer each other, in equilibrium
    #[command(after_help = OPTIMAL_HELP)]
    Optimal(OptimalArgs),
    /// Every indicator before and after: suppliers moved or cut off, outages, demand, tariffs
    #[command(override_usage = SCENARIO_USAGE, after_help = SCENARIO_HELP)]
    Scenario(ScenarioArgs),
    /// Thousands of scenarios: every point of a grid of parameters, or random draws of them
    #[command(override_usage = SWEEP_USAGE, after_help = SWEEP_HELP)]
    #[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
    #[command(disable_help_subcommand = true)]
    Sweep(SweepCommand),
    /// Two or more years: indicators of each, and what changed between them
    #[command(after_help = COMPARE_HELP)]
    Compare(CompareArgs),
    /// What made the use of accounts grow between two tables, by producers and for final users
    #[command(after_help = SDA_HELP)]
    Sda(SdaArgs),
    /// Build a table from national tables and bilateral trade
    #[command(
        after_help = "The folder holds three CSV files, plain or .csv.gz: totals (region,sector,output,value_added[,exports]),\nnational (region,origin,product,user,value; origin is domestic or imported), trade\n(exporter,importer,product,use,value; use is intermediate, final or empty).\n\nExamples:\n  tripole build seeds/three-pole-2011 -o table.csv.gz\n  tripole build my_seeds -o table.csv --rest ROW --report report.csv --exports exports.csv"
    )]
    Build(BuildArgs),
    /// Balance Z and F of a table to given totals
    #[command(
        after_help = "Rows and columns are CSV files region,sector,value[,error]; the sector of a column may be a final\ndemand category. Cells are row_region,row_sector,col_region,col_item,value[,error], each line one\ntotal over all cells that its codes name (empty or `all`: all; col_item also `inputs` or `final`).\nerror is a standard error: empty or 0 for a total that must be met. Lines without a total follow.\n\nExamples:\n  tripole balance table.csv --rows output.csv --cols inputs.csv -o balanced.csv.gz\n  tripole balance table.csv --rows output.csv --cells trade.csv --method scaling -o balanced.csv --report report.csv"
    )]
    Balance(BalanceArgs),
    /// Move a table to new totals of output, value added and final demand
    #[command(
        after_help = "The totals are a CSV file total,region,sector,value[,error]; total is output, value_added, or\nfinal_demand with a category for its sector. What is not given: output stays, the share of value\nadded in output stays, final demand follows its suppliers.\n\nExamples:\n  tripole update table_2010.csv --totals totals_2011.csv -o table_2011.csv.gz\n  tripole update --totals gdp.csv -o projected.csv --report report.csv"
    )]
    Update(UpdateArgs),
    /// Split a region into provinces or clusters, or a sector into products, by shares
    #[command(after_help = SPLIT_HELP)]
    Split(SplitArgs),
    /// Make a symmetric table of supply and use, products by products or industries by industries
    #[command(after_help = SYMMETRIC_HELP)]
    Symmetric(SymmetricArgs),
    /// The headline: three poles and their leaders; with -o DIR one CSV file per family
    #[command(
        after_help = "Examples:\n  tripole indices\n  tripole indices my_table.csv --blocs my_blocs.csv -o results\n  tripole indices --scenario builtin:us-china-tariff-war"
    )]
    Indices(IndicesArgs),
    /// Draw a result: SVG, PNG, PDF, or on the terminal
    #[cfg(feature = "pictures")]
    #[command(after_help = PLOT_HELP)]
    Plot(PlotArgs),
    /// One page for who has no tools: the finding in words, pictures, tables, sources
    #[cfg(feature = "reports")]
    #[command(after_help = REPORT_HELP)]
    Report(ReportArgs),
    /// A page on this machine on which a tariff is tried, and an interface for other programs
    #[cfg(feature = "serve")]
    #[command(after_help = SERVE_HELP)]
    Serve(ServeArgs),
    /// Repeat the run that a result came from, and say whether its numbers are the same
    #[command(
        after_help = "Reads what `--about`, a result as .json or .parquet, or the `datapackage.json` of a folder says; run it\nwhere the first run was, so that the files have the same names. `--solver` solves it in another way than\nthen: numbers agree up to rounding. A benchmark is not repeated, since its numbers are times.\n\nExamples:\n  tripole vax --by pair -o vax.csv --about vax.about.json\n  tripole rerun vax.about.json\n  tripole rerun vax.about.json --solver lu"
    )]
    Rerun(RerunArgs),
    /// What a shell completes when Tab is pressed
    #[command(
        after_help = "The script goes where the shell looks for completions: bash ~/.local/share/bash-completion/completions/tripole,\nzsh a file _tripole in a folder of $fpath, fish ~/.config/fish/completions/tripole.fish.\n\nExample:\n  tripole completions fish"
    )]
    Completions(CompletionsArgs),
    /// Pages of the manual: that of the program, or those of all commands in a folder
    #[command(
        after_help = "`man -l tripole.1` shows a page; a folder man1 below one of $MANPATH installs them.\n\nExamples:\n  tripole man\n  tripole man man1"
    )]
    Man(ManArgs),
    /// Time the numerical core on this machine
    #[command(after_help = BENCH_HELP)]
    Bench(BenchArgs),
}

/// The table and how to read it.
#[derive(Debug, Clone, Args)]
pub struct TableArgs {
    /// A file (.csv, .gz, .zst, .zip, .tripole), `-` for standard input, or `builtin:NAME`
    #[arg(default_value = "builtin:three-pole-2011", value_hint = READ)]
    pub table: OsString,
    #[command(flatten)]
    pub reading: Reading,
}

/// How tables are read and seen.
#[derive(Debug, Args)]
pub struct View {
    #[command(flatten)]
    pub reading: Reading,
    #[command(flatten)]
    pub conventions: Conventions,
    #[command(flatten)]
    pub grouping: Grouping,
}

impl View {
    /// Its three groups of options.
    pub fn parts(&self) -> (&Reading, &Conventions, &Grouping) {
        (&self.reading, &self.conventions, &self.grouping)
    }
}

#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Reading")]
pub struct Reading {
    /// Input format, instead of recognising it
    #[arg(long, value_parser = layouts(), value_name = "NAME")]
    pub format: Option<Layout>,
    /// Year: chooses a table in an archive
    #[arg(long, value_name = "YEAR")]
    pub year: Option<i32>,
    /// Sheet of a workbook, where several hold tables
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// Unit of amounts, for headers
    #[arg(long, value_name = "TEXT")]
    pub unit: Option<String>,
    /// Countries that the OECD splits (MX1, CN2): add the parts up, or keep them as rows
    #[arg(long, value_parser = among(SplitCountries::ALL, SplitCountries::name), default_value = "merge")]
    pub split: SplitCountries,
    /// Regions without any flow: keep them, or leave them out
    #[arg(long, value_parser = among(EmptyRegions::ALL, EmptyRegions::name), default_value = "keep")]
    pub empty_regions: EmptyRegions,
    /// Exports of a national table with a column of imports (IMPO): they hold none, or the same share as every use
    #[arg(long, value_parser = among(Reexports::ALL, Reexports::name), default_value = "refuse", value_name = "RULE")]
    pub reexports: Reexports,
    /// Imports of a national table, product by user: a CSV file with the labels of the table
    #[arg(long, value_name = "CSV", value_hint = READ)]
    pub import_matrix: Option<PathBuf>,
    /// Codes of all regions, where they contain `_` themselves
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub region_codes: Vec<String>,
    /// Accept regions that lack sectors which others have
    #[arg(long)]
    pub ragged: bool,
    /// Most cells of a table
    #[arg(long, default_value_t = 500_000_000, value_name = "N")]
    pub max_cells: usize,
}

fn layouts() -> impl TypedValueParser<Value = Layout> {
    among(Layout::all(), Layout::name)
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Conventions")]
pub struct Conventions {
    /// Gross output: row sums, or the table's own [default: rows]
    #[arg(long, value_parser = among(OutputFrom::ALL, OutputFrom::name), value_name = "FROM")]
    pub output_from: Option<OutputFrom>,
    /// Value added: output less inputs, or the table's own row [default: residual]
    #[arg(long, value_parser = among(ValueAddedFrom::ALL, ValueAddedFrom::name), value_name = "FROM")]
    pub value_added: Option<ValueAddedFrom>,
    /// Changes in inventories: final demand, or left out [default: keep]
    #[arg(long, value_enum, value_name = "RULE")]
    pub inventories: Option<InventoriesName>,
    /// Code of the inventory category, where it is not INVNT, INV, INVEN, P5M or c42
    #[arg(long, value_name = "CODE")]
    pub inventory_category: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum InventoriesName {
    Keep,
    Drop,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Regions")]
pub struct Grouping {
    /// Regions that act as one economy, for example 'NAFTA=USA,CAN,MEX', or a known group such as
    /// EU27 (`tripole groups`); may be repeated
    #[arg(long = "group", value_name = "NAME=CODES")]
    pub groups: Vec<String>,
    /// Bloc list: a CSV file with the columns `code` and `bloc`, or `builtin`
    #[arg(long, default_value = "builtin", value_name = "FILE", value_hint = READ)]
    pub blocs: PathBuf,
}

#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Output")]
pub struct Output {
    /// Save as .csv, .csv.gz, .xlsx, .dta, .parquet, .json, .tex or .md instead of printing; `-` prints
    #[arg(short = 'o', long = "output", value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// One row per number: keys, indicator, unit, value
    #[arg(long)]
    pub long: bool,
    #[command(flatten)]
    pub choice: Choice,
    #[command(flatten)]
    pub naming: Naming,
    /// Save where the result comes from as a file of JSON: table, options, findings, columns; `tripole
    /// rerun` repeats it. Other forms than CSV carry it themselves
    #[arg(long, value_name = "FILE.json")]
    pub about: Option<PathBuf>,
    #[command(flatten)]
    pub aligned: Aligned,
    #[command(flatten)]
    pub print: Print,
}

/// Which rows and columns of a result, and in which order.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Output")]
pub struct Choice {
    /// Rows in the order of a column: numbers from the largest, labels from A; `COLUMN:up` and
    /// `COLUMN:down` say which way
    #[arg(long, value_name = "COLUMN")]
    pub sort: Option<String>,
    /// Only the first N rows
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub top: Option<u32>,
    /// Only these columns of numbers, in this order
    #[arg(long, value_delimiter = ',', value_name = "NAMES")]
    pub columns: Vec<String>,
    /// Shares, relative changes and rates as per cent, in files too
    #[arg(long)]
    pub percent: bool,
}

/// Names beside codes.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Output")]
pub struct Naming {
    /// In CSV and JSON too, a column of names after every column of codes
    #[arg(long)]
    pub names: bool,
    /// Names of your own: a CSV file with the columns `code` and `name`
    #[arg(long, value_name = "FILE", value_hint = READ)]
    pub labels: Option<PathBuf>,
}

// An option for each form, of which one can be given.
#[allow(clippy::struct_excessive_bools)]
#[derive(Debug, Clone, Default, Args)]
#[group(multiple = false)]
pub struct Print {
    /// Print an aligned table (default on a terminal)
    #[arg(long)]
    pub pretty: bool,
    /// Print CSV (default elsewhere)
    #[arg(long)]
    pub csv: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    /// Print a table for LaTeX (package booktabs), rounded
    #[arg(long)]
    pub latex: bool,
    /// Print a table for Markdown, rounded
    #[arg(long)]
    pub markdown: bool,
}

/// How aligned tables are cut for people.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Output")]
pub struct Aligned {
    /// On a terminal, every column, those of zeros and those that are seldom quoted too
    #[arg(long)]
    pub all_columns: bool,
}

/// Which lines of a result by region and sector are shown.
#[derive(Debug, Args)]
pub struct OnlyCells {
    /// Only these regions
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub region: Vec<String>,
    /// Only these sectors
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub sector: Vec<String>,
}

/// The final demand that a result is of.
#[derive(Debug, Args)]
pub struct OnlyDemand {
    /// Only purchases of these categories of final demand: codes, or households, consumption, investment, inventories
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub category: Vec<String>,
}

/// Which lines of a result by exporter and importer are shown.
#[derive(Debug, Args)]
pub struct OnlyPairs {
    /// Only these exporters
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub exporter: Vec<String>,
    /// Only these importers
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub importer: Vec<String>,
}

/// Everything that a measure of a table needs.
#[derive(Debug, Args)]
pub struct Measure {
    #[command(flatten)]
    pub table: TableArgs,
    /// Other tables for the same question, in the order given; a first column tells them apart by
    /// year, or by name; may be repeated
    #[arg(long, value_name = "TABLE", value_hint = READ, help_heading = "Reading")]
    pub beside: Vec<OsString>,
    #[command(flatten)]
    pub conventions: Conventions,
    #[command(flatten)]
    pub grouping: Grouping,
    #[command(flatten)]
    pub output: Output,
}

#[derive(Debug, Args)]
pub struct InfoArgs {
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub table: TableArgs,
    #[command(flatten)]
    pub conventions: Conventions,
}

#[derive(Debug, Args)]
pub struct ConvertArgs {
    /// A file (.csv, .gz, .zst, .zip, .tripole), `-` for standard input, or `builtin:NAME`
    #[arg(value_hint = READ)]
    pub table: OsString,
    /// The file to write: .csv, .csv.gz, .xlsx, .dta or .parquet; .tripole for repeated use; a new folder for
    /// `--to pymrio`; .npy or .mtx for a matrix
    #[arg(required_unless_present = "output")]
    pub out: Option<PathBuf>,
    /// The same, as other commands take it
    #[arg(short = 'o', long, value_name = "FILE", conflicts_with = "out")]
    pub output: Option<PathBuf>,
    /// Output becomes the row sums, or stays as published [default: as published]
    #[arg(long, value_parser = among(OutputFrom::ALL, OutputFrom::name), value_name = "FROM")]
    pub output_from: Option<OutputFrom>,
    /// Value added becomes output less inputs, or stays as published [default: as published]
    #[arg(long, value_parser = among(ValueAddedFrom::ALL, ValueAddedFrom::name), value_name = "FROM")]
    pub value_added: Option<ValueAddedFrom>,
    /// Map of regions to add up
    #[arg(long, value_name = "MAP.csv", value_hint = READ)]
    pub regions: Option<PathBuf>,
    /// Map of sectors to add up
    #[arg(long, value_name = "MAP.csv", value_hint = READ)]
    pub sectors: Option<PathBuf>,
    /// Layout [default: long for .dta and .parquet, tripole for .tripole, canonical otherwise]
    #[arg(long, value_parser = among(TableForm::ALL, TableForm::name))]
    pub to: Option<TableForm>,
    /// Write every tax and value added row under its own name, instead of TLS and VA
    #[arg(long)]
    pub keep_rows: bool,
    /// Write a matrix instead, and its labels into NAME_labels.csv: flows Z, coefficients A, or I - A, of
    /// output as the row sums unless `--output-from table` is said
    #[arg(long, value_parser = among(MatrixName::ALL, MatrixName::name), value_name = "MATRIX", conflicts_with_all = ["to", "keep_rows", "value_added"])]
    pub matrix: Option<MatrixName>,
    /// CSV file (or .csv.gz) for the accounts that the table brings along (EXIOBASE, pymrio, Eora26), which
    /// `--satellite` reads
    #[arg(long, value_name = "FILE", conflicts_with_all = ["matrix", "regions", "sectors"])]
    pub satellite_output: Option<PathBuf>,
    /// In a matrix in .mtx only the cells that are not zero, each with its row and column
    #[arg(long, requires = "matrix")]
    pub coordinate: bool,
    #[command(flatten)]
    pub reading: Reading,
}

#[derive(Debug, Args)]
pub struct IndicesArgs {
    /// A file, `-` for standard input, or `builtin:NAME` [default: the built-in tables of 1995
    /// and 2011]
    #[arg(value_hint = READ)]
    pub table: Option<OsString>,
    /// The world before and after a scenario, a TOML file or `builtin:NAME` (see `tripole
    /// scenario`), of one table [default: the built-in one of 2011]
    #[arg(long, value_name = "FILE", value_hint = READ)]
    pub scenario: Option<OsString>,
    #[command(flatten)]
    pub reading: Reading,
    #[command(flatten)]
    pub conventions: Conventions,
    /// Bloc list: a CSV file with the columns `code` and `bloc`, or `builtin`
    #[arg(long, default_value = "builtin", value_name = "FILE", value_hint = READ, help_heading = "Regions")]
    pub blocs: PathBuf,
    /// Folder for one CSV file per family (headline, balances, sectors, trade, va, vax, exports,
    /// participation, bilateral, content, multipliers, position, linkages, shares, flows,
    /// introversion, diversification, exposure, crossings, shape, hubs)
    #[arg(short, long, value_name = "DIR", help_heading = "Output")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub choice: Choice,
    #[command(flatten)]
    pub naming: Naming,
    #[command(flatten)]
    pub aligned: Aligned,
    #[command(flatten)]
    pub print: Print,
}

impl IndicesArgs {
    /// Its options of output, as other commands have them.
    pub fn as_output(&self) -> Output {
        Output {
            file: self.output.clone(),
            choice: self.choice.clone(),
            naming: self.naming.clone(),
            aligned: self.aligned.clone(),
            print: self.print.clone(),
            ..Output::default()
        }
    }
}

#[derive(Debug, Args)]
pub struct RerunArgs {
    /// A result that says of itself where it comes from (.json, .parquet), what `--about` saved, or a
    /// folder of results
    #[arg(value_hint = READ)]
    pub about: PathBuf,
}

#[cfg(test)]
mod tests {
    use clap::{Command, CommandFactory, Parser};

    use super::Cli;

    /// Words of a line as a shell has them: blanks separate, single quotes keep together.
    fn words(line: &str) -> Vec<String> {
        let (mut words, mut quoted) = (vec![String::new()], false);
        for c in line.trim().chars() {
            match c {
                '\'' => quoted = !quoted,
                ' ' if !quoted => words.push(String::new()),
                c => words.last_mut().unwrap().push(c),
            }
        }
        assert!(!quoted, "a quote is open: {line}");
        words.retain(|word| !word.is_empty());
        words
    }

    /// The lines of a help that start with the program.
    fn examples(command: &Command) -> Vec<String> {
        let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        help.lines().filter(|line| line.starts_with("  tripole ")).map(str::to_owned).collect()
    }

    /// A command, under its whole name, and those below it, each with the examples of its help; a
    /// command of a command may have its own in the help of the latter.
    fn walk(
        command: &Command,
        name: &str,
        above: &[String],
        see: &mut dyn FnMut(&Command, &str, &[String]),
    ) {
        let mut own = examples(command);
        own.extend_from_slice(above);
        see(command, name, &own);
        for below in command.get_subcommands() {
            walk(below, &format!("{name} {}", below.get_name()), &own, see);
        }
    }

    #[test]
    fn every_command_and_option_is_explained() {
        let mut seen = 0;
        walk(&Cli::command(), "tripole", &[], &mut |command, name, examples| {
            seen += 1;
            assert!(
                command.get_about().is_some_and(|about| !about.to_string().is_empty()),
                "{name}"
            );
            let start = format!("  {name}");
            let is_own = |line: &String| {
                line.strip_prefix(&start)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
            };
            assert!(examples.iter().any(is_own), "`{name}` has no example in its help");
            for argument in command.get_arguments() {
                let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
                assert!(
                    !help.trim().is_empty(),
                    "`{name}`: {} is not explained",
                    argument.get_id()
                );
            }
        });
        assert!(seen > 30, "{seen}");
    }

    #[test]
    fn examples_are_what_can_be_typed() {
        walk(&Cli::command(), "tripole", &[], &mut |command, name, _| {
            for line in examples(command) {
                if let Err(error) = Cli::try_parse_from(words(&line)) {
                    panic!("help of `{name}`: {line}\n{error}");
                }
            }
        });
    }
}
