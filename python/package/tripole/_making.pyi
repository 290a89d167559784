# Made by `python -m tripole._stubs` of the commands of the program.

from collections.abc import Mapping, Sequence
from os import PathLike
from typing import Any, Literal

from ._system import Codes
from ._table import Source, Table

class Making:
    """What a table is made into by options of the program."""

    def balance(
        self,
        *,
        rows: Source = None,
        cols: Source = None,
        cells: Source = None,
        method: Literal['ras', 'gras', 'quadratic', 'scaling'] = 'gras',
        spread: Literal['proportional', 'square-root'] | None = None,
        reexports: Literal['refuse', 'proportional'] = 'refuse',
        import_matrix: Source = None,
        tolerance: float = 1e-09,
        sweeps: int = 5000,
    ) -> Table:
        """Balance Z and F of a table to given totals.

        Parameters
        ----------
        rows :
            Totals of rows, sales of region-sectors to all users: region,sector,value[,error]
        cols :
            Totals of columns, purchases of region-sectors or of final demand categories from all suppliers:
            region,sector,value[,error]
        cells :
            Totals of single cells or sets of cells: row_region,row_sector,col_region,col_item,value[,error]
        method :
            gras: scale rows and columns, signs kept. ras: the same, negative cells refused. quadratic: least squares,
            any totals. scaling: one total after the other, uncertain ones give way (ras, gras, quadratic, scaling)
            [default: gras]
        spread :
            Standard error of cells under quadratic: proportional to the cell, or to its square root [default:
            proportional] (proportional, square-root)
        reexports :
            Exports of a national table with a column of imports (IMPO): they hold none, or the same share as every
            use (refuse, proportional) [default: refuse]
        import_matrix :
            Imports of a national table, product by user: a CSV file with the labels of the table
        tolerance :
            Largest gap of a total that counts as none, relative to the total [default: 1e-9]
        sweeps :
            Most sweeps over the table [default: 5000]

        Returns
        -------
        Table, whose `report` says what there was to say: totals met and missed.

        Examples
        --------
        >>> import tripole
        >>> table = tripole.read("builtin:three-pole-2011")
        >>> import pandas
        >>> rows = pandas.DataFrame(table.rows, columns=["region", "sector"]).assign(value=table.x * 1.02)
        >>> balanced = table.balance(rows=rows)
        >>> round(balanced.x.sum() / table.x.sum(), 6)
        1.02
        """
    def update(
        self,
        *,
        totals: Source,
        reexports: Literal['refuse', 'proportional'] = 'refuse',
        import_matrix: Source = None,
        tolerance: float = 1e-09,
        sweeps: int = 5000,
    ) -> Table:
        """Move a table to new totals of output, value added and final demand.

        Parameters
        ----------
        totals :
            New totals: total,region,sector,value[,error]
        reexports :
            Exports of a national table with a column of imports (IMPO): they hold none, or the same share as every
            use (refuse, proportional) [default: refuse]
        import_matrix :
            Imports of a national table, product by user: a CSV file with the labels of the table
        tolerance :
            Largest gap of a total that counts as none, relative to the total [default: 1e-9]
        sweeps :
            Most sweeps over the table [default: 5000]

        Returns
        -------
        Table, whose `report` says what there was to say: totals met and missed.

        Examples
        --------
        >>> import tripole
        >>> table = tripole.read("builtin:three-pole-2011")
        >>> totals = "total,region,sector,value\\noutput,CHN,ELE,1500000\\n"
        >>> moved = table.update(totals=totals)
        >>> round(moved.x[moved.rows.index(("CHN", "ELE"))])
        1500000
        """
    def split(
        self,
        *,
        region: Codes | None = None,
        sector: str | None = None,
        shares: Source,
        balance: bool = False,
        satellite: Source = None,
        reexports: Literal['refuse', 'proportional'] = 'refuse',
        import_matrix: Source = None,
    ) -> Table:
        """Split a region into provinces or clusters, or a sector into products, by shares.

        Parameters
        ----------
        region :
            The region to split; with sector, the regions whose sector is split [default: those that the file names,
            or all that have it]
        sector :
            The sector to split
        shares :
            Shares of the parts: part,sector,share; with sector part,kind,partner,share[,region]
        balance :
            Balance the inputs of the parts (GRAS) where value added of one would be below zero
        satellite :
            Satellite accounts to be split by shares of output: region,sector,account,value,unit
        reexports :
            Exports of a national table with a column of imports (IMPO): they hold none, or the same share as every
            use (refuse, proportional) [default: refuse]
        import_matrix :
            Imports of a national table, product by user: a CSV file with the labels of the table

        Returns
        -------
        Table, whose `report` says what there was to say: totals met and missed.

        Examples
        --------
        >>> import tripole
        >>> table = tripole.read("builtin:three-pole-2011")
        >>> halves = "part,sector,share\\nMXN,,0.4\\nMXS,,0.6\\n"
        >>> table.split(region="MEX", shares=halves).regions[2:4]
        ['MXN', 'MXS']
        >>> shares = "part,kind,partner,share\\nCHP,output,,0.4\\nOEL,output,,0.6\\n"
        >>> table.split(sector="ELE", shares=shares).sectors[9:11]
        ['CHP', 'OEL']
        """

def build(
    folder: str | PathLike[str],
    *,
    rest: str | None = None,
    tolerance: float = 1e-09,
    sweeps: int = 5000,
) -> Table:
    """Build a table from national tables and bilateral trade.

    Parameters
    ----------
    folder :
        With three CSV files: totals, national, trade.
    rest :
        Region that sells the imports without a recorded partner [default: they are left out]
    tolerance :
        Largest gap of a total that counts as none, relative to the total [default: 1e-9]
    sweeps :
        Most sweeps over the table [default: 5000]

    Returns
    -------
    Table, whose `report` says what there was to say: totals met and missed.

    Examples
    --------
    >>> import tripole
    >>> tripole.build("seeds/three-pole-2011").regions[:3]  # doctest: +SKIP
    ['USA', 'CAN', 'MEX']
    """
def rates(
    folder: str | PathLike[str],
    *,
    date: str | None = None,
    base_date: str | None = None,
    period: Codes | None = None,
    every: Literal['month', 'day'] | None = None,
    by: Literal['sector', 'authority', 'product', 'product-authority'] = 'sector',
    importer: Codes | None = None,
    exporter: Codes | None = None,
    sector: Codes | None = None,
    elasticity: float | None = None,
    rates: Source = None,
    rules: Source = None,
    weights: Source = None,
    concordance: Source = None,
    content: Source = None,
    preferences: Source = None,
    long: bool = False,
    sort: str | None = None,
    top: int | None = None,
    columns: Codes | None = None,
) -> Any:
    """Tariff schedules: rates of sectors from lines by product, partner, authority and day.

    Parameters
    ----------
    folder :
        With three CSV files: totals, national, trade.
    date :
        The day of the rates, YYYY-MM-DD
    base_date :
        The day under whose rates the trade of the weights was observed: buyers had moved already
    period :
        Means over periods: YYYY, YYYY-MM, YYYY-MM-DD or FROM..TO (without the day TO)
    every :
        Cut the periods into months or days (month, day)
    by :
        What lines are of (sector, authority, product, product-authority) [default: sector]
    importer :
        Only these importers, as the files name them; of a large schedule the others are not kept
    exporter :
        Only these exporters: regions, or with `by='product'` codes of the files
    sector :
        Only these sectors
    elasticity :
        Elasticity of substitution between the products of a cell [default: 5]
    rates :
        Rates from this file, not from the folder
    rules :
        Rules from this file
    weights :
        Trade from this file
    concordance :
        Sectors of products from this file
    content :
        Shares of content from this file
    preferences :
        Shares that claim preferences from this file
    long :
        One row per number: keys, indicator, unit, value
    sort :
        Rows in the order of a column: numbers from the largest, labels from A; `COLUMN:up` and `COLUMN:down` say
        which way
    top :
        Only the first N rows
    columns :
        Only these columns of numbers, in this order

    Returns
    -------
    Result: keys, then indicators; `definitions` says what each is.

    Notes
    -----
    **Rates of a schedule.** What a tariff schedule by product, partner, authority and day levies on the sectors
    of a table.
    Formula: With `w` the trade of a product times its share in the sector, `T` its rate and `V = sum w`: `mean =
    sum w T / V`; `ces` is the uniform rate with the same price, `(sum b (1 + T)^(1 - sigma))^(1 / (1 - sigma)) -
    1` with `b` in proportion to `w (1 + T0)^sigma`, `T0` the rates under which the trade was observed; `bias =
    ces - mean`; `mean_after = sum b (1 + T)^-sigma T / sum b (1 + T)^-sigma`. Authorities add up to the mean.
    Columns: ces, bias, mean_after, coverage, authority
    Source: Own construction; Anderson (1995) on dispersion; stacking as the public tariff rate tracker of the
    Budget Lab at Yale has it.

    Examples
    --------
    >>> import tripole
    >>> tripole.rates("seeds/tariffs", date="2026-03-15", importer="USA").keys  # doctest: +SKIP
    ['importer', 'exporter', 'sector']
    """
def symmetric(
    source: Source,
    *,
    model: Literal['a', 'b', 'c', 'd', 'e'] = 'd',
    mixed: Source = None,
    allow_gaps: bool = False,
) -> Table:
    """Make a symmetric table of supply and use, products by products or industries by industries.

    Parameters
    ----------
    source :
        Supply and use: a path, the text or the bytes of a CSV file, or a data frame of its lines.
    model :
        a product technology, b industry technology, e mixed: products by products. c fixed industry sales, d
        fixed product sales: industries by industries (a, b, c, d, e) [default: d]
    mixed :
        Cells of supply that model e treats by industry technology: row,col[,region]
    allow_gaps :
        Keep what supply and use differ by as a column and a row `discrepancy`, instead of refusing it

    Returns
    -------
    Table, whose `report` says what there was to say: totals met and missed.

    Examples
    --------
    >>> import tripole
    >>> table = tripole.symmetric("supply_use.csv", model="d")  # doctest: +SKIP
    """
def compare(
    tables: Sequence[Table | str],
    *,
    family: Codes | None = None,
    by: Literal['region', 'region-sector', 'bloc'] = 'region',
    region: Codes | None = None,
    sector: Codes | None = None,
    partner: Codes | None = None,
    years: int | Sequence[int] | None = None,
    knowledge: Codes | None = None,
    path_participation: float = 0.01,
    path_content: float = 0.001,
    path_knowledge: float = 0.01,
    spatial_chain: float = 0.01,
    spatial_weight: float = 0.05,
    reexports: Literal['refuse', 'proportional'] = 'refuse',
    import_matrix: Source = None,
    long: bool = False,
    sort: str | None = None,
    top: int | None = None,
    columns: Codes | None = None,
    output_from: Literal['rows', 'table'] | None = None,
    value_added: Literal['residual', 'table'] | None = None,
    inventories: Literal['keep', 'drop'] | None = None,
    inventory_category: str | None = None,
    groups: Mapping[str, Sequence[str] | str] | Sequence[str] | None = None,
    blocs: Source = 'builtin',
) -> Any:
    """Two or more years: indicators of each, and what changed between them.

    Parameters
    ----------
    tables :
        Of the same regions and sectors, earliest first: tables, or their paths.
    family :
        Only these families [default: all]
    by :
        Level of the result; a family without sectors is by region, introversion always by bloc (region,
        region-sector, bloc) [default: region]
    region :
        Only these regions
    sector :
        Only these sectors
    partner :
        Only these partners (`flows`, `exposure`)
    years :
        Years of the tables, in their order; chooses the tables in archives [default: from the names of the files]
    knowledge :
        Knowledge-intensive sectors [default: chemicals, machinery, electrical and transport equipment,
        telecommunications, finance and business services of the known classifications]
    path_participation :
        gvc_path: deeper in chains if participation rose by at least this share of exports [default: 0.01]
    path_content :
        gvc_path: keeps more if own content rose by more than this share of exports [default: 0.001]
    path_knowledge :
        gvc_path: climbing if the knowledge content rose by more than this [default: 0.01]
    spatial_chain :
        spatial_class: a chain moved if a share of value added changed by at least this [default: 0.01]
    spatial_weight :
        spatial_class: an activity left if its share of the world fell by at least this, relative to what it was
        [default: 0.05]
    reexports :
        Exports of a national table with a column of imports (IMPO): they hold none, or the same share as every
        use (refuse, proportional) [default: refuse]
    import_matrix :
        Imports of a national table, product by user: a CSV file with the labels of the table
    long :
        One row per number: keys, indicator, unit, value
    sort :
        Rows in the order of a column: numbers from the largest, labels from A; `COLUMN:up` and `COLUMN:down` say
        which way
    top :
        Only the first N rows
    columns :
        Only these columns of numbers, in this order
    output_from :
        Gross output: row sums, or the table's own [default: rows] (rows, table)
    value_added :
        Value added: output less inputs, or the table's own row [default: residual] (residual, table)
    inventories :
        Changes in inventories: final demand, or left out [default: keep] (keep, drop)
    inventory_category :
        Code of the inventory category, where it is not INVNT, INV, INVEN, P5M or c42
    groups :
        Regions that act as one economy, for example 'NAFTA=USA,CAN,MEX', or a known group such as EU27
        (`tripole.groups`); may be repeated
    blocs :
        Bloc list: a CSV file with the columns `code` and `bloc`, or `builtin` [default: builtin]

    Returns
    -------
    Results, a table for each family; Result, of one: keys, then indicators; `definitions` says what each is.

    Notes
    -----
    **Where each sector of the world went.** Shares of economies in the value added of each sector of the world,
    before and after.
    Formula: `w_rj / w_j`: value added of the sector in the economy over that of the sector in the world. The
    change is in per cent points.
    Columns: relocation, va_share_before, va_share_after, va_share_change
    Source: Standard definition.

    **Mobility of sectors.** How much of a sector of the world is in other economies now: industries that drift
    like duckweed.
    Formula: Half the sum over economies of the absolute changes of `w_rj / w_j`, from 0 to 1; between blocs the
    same on shares of blocs; inside blocs the difference. `TOTAL` is the mean over sectors weighted by the mean of
    their shares in world value added.
    Columns: mobility, mobility_between_blocs, mobility_within_blocs, weight
    Source: Own construction.

    **Shift-share.** The growth of value added split into world growth, the mix of sectors, and what was gained
    from others or lost to them.
    Formula: World growth `w_rj (W'/W - 1)`; mix `w_rj (w'_j/w_j - W'/W)`; competitive `w'_rj - w_rj w'_j/w_j`.
    They add up to the change; the competitive effect adds up to zero over economies in each sector.
    Columns: shift_share, va_change, world_growth, sector_mix, competitive, va_before, va_after
    Source: Dunn (1960).

    **Upgrading: content and mix of exports.** Whether a dollar of exports carries more own value added than
    before, and whether that is so product by product or because other products are exported.
    Formula: The change of `sum of s_j (v'L)_j` is within, `sum of mean s_j times change of (v'L)_j`, plus
    between, `sum of mean (v'L)_j times change of s_j`, with `s_j` the shares of products in exports.
    Columns: upgrading, dva_share_change, dva_share_within, dva_share_between, gvc_share_change,
    upstreamness_change, gvc_position_change, vax_world_share_change
    Source: Own construction; Borin and Mancini (2019, 2023) for participation, Johnson and Noguera (2012) for
    value-added exports.

    **Process, product, functional and chain upgrading.** The growth of own value added in exports in five exact
    factors, named after the kinds of upgrading as proxies.
    Formula: `DVA_r = W m_r sum of s_j (v'L)_j`: `dva_world_trade` is the effect of world trade `W`, `dva_product`
    of the market share `m`, `dva_chain` of the mix of exports `s`, `dva_process` of value-added coefficients `v`,
    `dva_functional` of domestic linkages `L`. Each is the mean over all 120 orders of the factors; they add up to
    `dva_change`.
    Columns: dva_change, dva_world_trade, dva_product, dva_chain, dva_process, dva_functional
    Source: Humphrey and Schmitz (2002) for the kinds of upgrading; own construction.

    **Low-end lock-in and the path into chains.** Whether an economy that goes deeper into chains keeps more,
    climbs, gains by volume, or is locked in at the low end.
    Formula: `gvc_path`, the first rule that holds: 0 participation rose by less than a threshold; 1 own content
    of exports rose; 2 knowledge content is below the world's and did not climb (lock-in); 3 the share in world
    value-added exports rose; 4 otherwise. Knowledge content is the part of own value added in own exports that
    comes from knowledge-intensive sectors. Thresholds are options.
    Columns: gvc_path, knowledge_share_change, knowledge_share_after, knowledge_above_world_after
    Source: Own construction.

    **Spatial upgrading.** Whether the chains of an economy's final products came home, went to the neighbours, or
    far away, and whether the activity itself left.
    Formula: Changes of the local, regional and global shares of value added in final products, which add up to
    zero, and `va_share_growth`, the growth of the share in world value added. `spatial_class`: 0 stable, 1
    localisation, 2 regionalisation, 3 delocalisation, 4 relocation (stages left and the activity with them), by
    stated thresholds.
    Columns: spatial, spatial_class, local_share_change, regional_share_change, global_share_change,
    va_share_growth
    Source: Los, Timmer and de Vries (2015) for the base; classes are a construction of this project.

    **What made value-added exports grow.** The change of value-added exports in six factors: technology,
    suppliers, products and the level of demand.
    Formula: Six factors rebuild each table: value-added coefficients, inputs by product whoever supplies them,
    who supplies inputs, who supplies final products, which products final users buy, how much they buy.
    `shapley_` is the mean effect over all 720 orders, `polar_` the mean of the two polar orders; both add up to
    `vax_change`.
    Columns: decomposition, vax_before, vax_after, vax_change, shapley_coefficients, shapley_technology,
    shapley_input_sourcing, shapley_final_sourcing, shapley_product_mix, shapley_demand_level, polar_coefficients,
    polar_technology, polar_input_sourcing, polar_final_sourcing, polar_product_mix, polar_demand_level
    Source: Dietzenbacher and Los (1998); Shapley (1953).

    Examples
    --------
    >>> import tripole
    >>> years = [tripole.read(f"builtin:three-pole-{year}") for year in (1995, 2011)]
    >>> tripole.compare(years, family="upgrading").keys
    ['region', 'period']
    """
def sda(
    tables: Sequence[Table | str],
    *,
    satellite: Source = None,
    account: Codes | None = None,
    characterisation: Source = None,
    method: Literal['shapley', 'polar'] = 'shapley',
    merge: Literal['trade', 'demand'] | Sequence[Literal['trade', 'demand']] | str | None = None,
    scheme: Literal['pba', 'cba'] | None = None,
    region: Codes | None = None,
    years: int | Sequence[int] | None = None,
    reexports: Literal['refuse', 'proportional'] = 'refuse',
    import_matrix: Source = None,
    long: bool = False,
    sort: str | None = None,
    top: int | None = None,
    columns: Codes | None = None,
    output_from: Literal['rows', 'table'] | None = None,
    value_added: Literal['residual', 'table'] | None = None,
    inventories: Literal['keep', 'drop'] | None = None,
    inventory_category: str | None = None,
    groups: Mapping[str, Sequence[str] | str] | Sequence[str] | None = None,
    blocs: Source = 'builtin',
) -> Any:
    """What made the use of accounts grow between two tables, by producers and for final users.

    Parameters
    ----------
    tables :
        Of the same regions and sectors, earliest first: tables, or their paths.
    satellite :
        Satellite accounts, given twice: of the earlier year, then of the later one; CSV files with the columns
        `region`, `sector`, `account`, `value`, `unit`, as `footprint` takes them. Without them, the accounts that
        the tables bring along (EXIOBASE, pymrio, Eora26)
    account :
        Only these accounts; of the tables' own also groups of them, such as air_emissions
    characterisation :
        Impacts of the accounts in their place: a CSV file with the columns `impact`, `account`, `factor`,
        `account_unit`, `unit`
    method :
        Over which orders effects are means: all of them, or the two polar ones (shapley, polar) [default:
        shapley]
    merge :
        Sums in place of their parts: trade is trade_inputs and trade_final, demand is mix and level (trade,
        demand)
    scheme :
        Only use by producers, or only use for final users (pba, cba)
    region :
        Only these regions
    years :
        Years of the two tables; chooses the tables in archives [default: from the names of the files]
    reexports :
        Exports of a national table with a column of imports (IMPO): they hold none, or the same share as every
        use (refuse, proportional) [default: refuse]
    import_matrix :
        Imports of a national table, product by user: a CSV file with the labels of the table
    long :
        One row per number: keys, indicator, unit, value
    sort :
        Rows in the order of a column: numbers from the largest, labels from A; `COLUMN:up` and `COLUMN:down` say
        which way
    top :
        Only the first N rows
    columns :
        Only these columns of numbers, in this order
    output_from :
        Gross output: row sums, or the table's own [default: rows] (rows, table)
    value_added :
        Value added: output less inputs, or the table's own row [default: residual] (residual, table)
    inventories :
        Changes in inventories: final demand, or left out [default: keep] (keep, drop)
    inventory_category :
        Code of the inventory category, where it is not INVNT, INV, INVEN, P5M or c42
    groups :
        Regions that act as one economy, for example 'NAFTA=USA,CAN,MEX', or a known group such as EU27
        (`tripole.groups`); may be repeated
    blocs :
        Bloc list: a CSV file with the columns `code` and `bloc`, or `builtin` [default: builtin]

    Returns
    -------
    Result: keys, then indicators; `definitions` says what each is.

    Examples
    --------
    >>> import tripole
    >>> years = [tripole.read(f"builtin:three-pole-{year}") for year in (1995, 2011)]
    >>> jobs = "region,sector,account,value,unit\\nCHN,ELE,jobs,{},persons\\n"
    >>> found = tripole.sda(years, satellite=[jobs.format(100), jobs.format(150)], scheme="cba")
    >>> round(sum(found["change"]))
    50
    """
