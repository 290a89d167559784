# Made by `python -m tripole._stubs` of the commands of the program.

from collections.abc import Iterable, Mapping, Sequence
from os import PathLike
from typing import Any, Literal

from ._results import Result, Results
from ._table import Array, Source, Table

Codes = str | Iterable[str]
"""Codes of regions or sectors, separated by commas or in a list."""

class System:
    """A table under accounting conventions. Its methods are the program's measures and models."""

    table: Table
    notes: list[str]
    warnings: list[str]
    def __init__(self, table: Table, given: Mapping[str, Any]) -> None: ...
    def _summary(self, grid: Any, rows: Result, values: Mapping[str, Any]) -> Any: ...
    @property
    def A(self) -> Array:
        """Input coefficients A = Z / x (n x n); a column of a sector without output is zero."""
    @property
    def L(self) -> Array:
        """The Leontief inverse L = (I - A)^-1 (n x n)."""
    def report(
        self,
        path: str | PathLike[str],
        *,
        since: Table | str | None = None,
        scenario: Source = None,
        economy: str | None = None,
        same_elasticity: bool = False,
        elasticities: Source = None,
        final_use: Literal['quantity', 'spending'] | None = None,
        deficits: Literal['fixed', 'zero', 'world'] | None = None,
        wage_floors: Literal['nominal', 'real'] | None = None,
        floor: str | None = None,
        numeraire: str | None = None,
        capital_share: str | None = None,
        capital_goods: Literal['same', 'investment'] | None = None,
        reinvested: float | None = None,
        investment: str | None = None,
    ) -> None:
        """Write one page for who has no tools: the finding in words, pictures, tables, sources (HTML)."""
    def trade(
        self,
        *,
        by: Literal['region', 'sector', 'pair', 'pair-sector'] = 'region',
        imports: bool = False,
        exporter: Codes | None = None,
        importer: Codes | None = None,
        sector: Codes | None = None,
        reexports: Literal['refuse', 'proportional'] = 'refuse',
        import_matrix: Source = None,
        beside: Table | str | Sequence[Table | str] | None = None,
        long: bool = False,
        sort: str | None = None,
        top: int | None = None,
        columns: Codes | None = None,
    ) -> Result:
        """Gross exports and imports.

        Parameters
        ----------
        by :
            Level of the result (region, sector, pair, pair-sector) [default: region]
        imports :
            Add imports by use
        exporter :
            Only these exporters
        importer :
            Only these importers
        sector :
            Only these sectors
        reexports :
            Exports of a national table with a column of imports (IMPO): they hold none, or the same share as every
            use (refuse, proportional) [default: refuse]
        import_matrix :
            Imports of a national table, product by user: a CSV file with the labels of the table
        beside :
            Other tables for the same question, in the order given; a first column tells them apart by year, or by
            name; may be repeated
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
        **Gross exports and imports.** Sales to other economies at their full price, for production and for final use,
        and the purchases from them.
        Formula: Exports of product `k` of economy `s` to economy `r` are `E_kr`, the sales to all producers of `r`
        plus the sales to its final users: `E = E_int + E_fin`, zero for `r = s`. Imports of `r` are the sum of `E_kr`
        over the products of all other economies. The balance of a pair is `E_sr - E_rs`.
        Columns: exports, exports_intermediate, exports_final, imports, imports_intermediate, imports_final, balance
        Source: Standard definition; notation of Borin and Mancini (2019).

        Examples
        --------
        >>> import tripole
        >>> system = tripole.read("builtin:three-pole-2011").system()
        >>> system.trade(by="pair", exporter="CHN").keys
        ['exporter', 'importer']
        """
    def va(
        self,
        *,
        origin_sectors: bool = False,
        final_sectors: bool = False,
        origin: Codes | None = None,
        destination: Codes | None = None,
        category: Codes | None = None,
        reexports: Literal['refuse', 'proportional'] = 'refuse',
        import_matrix: Source = None,
        beside: Table | str | Sequence[Table | str] | None = None,
        long: bool = False,
        sort: str | None = None,
        top: int | None = None,
        columns: Codes | None = None,
    ) -> Result:
        """Value added by origin and by destination of final demand.

        Parameters
        ----------
        origin_sectors :
            Origin by sector
        final_sectors :
            Destination by product demanded
        origin :
            Only these origins
        destination :
            Only these destinations
        category :
            Only purchases of these categories of final demand: codes, or households, consumption, investment,
            inventories
        reexports :
            Exports of a national table with a column of imports (IMPO): they hold none, or the same share as every
            use (refuse, proportional) [default: refuse]
        import_matrix :
            Imports of a national table, product by user: a CSV file with the labels of the table
        beside :
            Other tables for the same question, in the order given; a first column tells them apart by year, or by
            name; may be repeated
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
        **Value added by origin and destination.** The GDP of every economy, split by the economy whose final users
        absorb it, through whatever countries it passes on the way.
        Formula: With `X = B Y` the output of every row that the final demand of every economy calls forth, and `B =
        (I - A)^-1`, value added of row `k` in the final demand of `l` is `v_k X_kl`. Summed over destinations it is
        GDP, summed over origins it is final demand.
        Columns: value_added
        Source: Johnson and Noguera (2012).

        Examples
        --------
        >>> import tripole
        >>> system = tripole.read("builtin:three-pole-2011").system()
        >>> system.va(origin="CHN", destination="USA").keys
        ['origin', 'destination']
        """
    def vax(
        self,
        *,
        by: Literal['region', 'sector', 'pair'] = 'region',
        exporter: Codes | None = None,
        importer: Codes | None = None,
        sector: Codes | None = None,
        category: Codes | None = None,
        reexports: Literal['refuse', 'proportional'] = 'refuse',
        import_matrix: Source = None,
        beside: Table | str | Sequence[Table | str] | None = None,
        long: bool = False,
        sort: str | None = None,
        top: int | None = None,
        columns: Codes | None = None,
    ) -> Result:
        """Value-added exports: domestic value added absorbed abroad.

        Parameters
        ----------
        by :
            Level of the result (region, sector, pair) [default: region]
        exporter :
            Only these exporters
        importer :
            Only these importers
        sector :
            Only these sectors
        category :
            Only purchases of these categories of final demand: codes, or households, consumption, investment,
            inventories
        reexports :
            Exports of a national table with a column of imports (IMPO): they hold none, or the same share as every
            use (refuse, proportional) [default: refuse]
        import_matrix :
            Imports of a national table, product by user: a CSV file with the labels of the table
        beside :
            Other tables for the same question, in the order given; a first column tells them apart by year, or by
            name; may be repeated
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
        **Value-added exports.** Domestic value added that final users abroad absorb, by whatever route it reaches
        them.
        Formula: `VAX_sl = sum over k in s of v_k X_kl` for `l` other than `s`; the total is the sum over all `l`. By
        sector there are two: by sector of origin (`vax_forward`), `sum over l of v_k X_kl`, and by exporting sector
        (`vax_backward`), `vL_k (e_k - D_k(s))`, where `vL` is the domestic value added in a unit of each product and
        `D_k(s)` the part of the exports of `k` that comes home in the end.
        Columns: vax, vax_forward, vax_backward, VAX
        Source: Johnson and Noguera (2012); by exporting sector Borin and Mancini (2019, 2023).

        **VAX ratio.** Value-added exports over gross exports: how many cents of a dollar of exports are own GDP that
        foreigners absorb.
        Formula: `VAX_s / e_s` of an economy, `VAX_sl / E_sl` of a pair; of a sector, value added of the sector itself
        over the exports of the sector.
        Columns: vax_ratio
        Source: Johnson and Noguera (2012), equation 6.

        Examples
        --------
        >>> import tripole
        >>> system = tripole.read("builtin:three-pole-2011").system()
        >>> round(system.vax(by="region").value("vax_ratio", exporter="DEU"), 4)
        0.6969
        """
    def exports(
        self,
        *,
        exporter: Codes | None = None,
        sector: Codes | None = None,
        importer: Codes | None = None,
        origin: Codes | None = None,
        origin_sectors: bool = False,
        destination: Codes | None = None,
        destination_sectors: bool = False,
        gvc: bool = False,
        method: Literal['bm', 'kww', 'wwz', 'my', 'tiva'] = 'bm',
        terms: Literal['all', 'groups'] | None = None,
        perspective: Literal['exporter', 'world', 'sectexp', 'bilateral', 'sectbil'] = 'exporter',
        approach: Literal['source', 'sink'] = 'source',
        reexports: Literal['refuse', 'proportional'] = 'refuse',
        import_matrix: Source = None,
        beside: Table | str | Sequence[Table | str] | None = None,
        long: bool = False,
        sort: str | None = None,
        top: int | None = None,
        columns: Codes | None = None,
    ) -> Result:
        """Exports in value added: domestic and foreign, counted once or twice, by perspective.

        Parameters
        ----------
        exporter :
            Only these exporters
        sector :
            Exports of these sectors, each one; `all` for every sector
        importer :
            Exports to these partners, each one; `all` for every partner
        origin :
            Split by these origins of value added, each one; `all` for every origin
        origin_sectors :
            Origins by sector
        destination :
            Split by these destinations of final demand, each one; `all` for every destination
        destination_sectors :
            Destinations by product demanded
        gvc :
            With origins or destinations: content and participation (gvc, gvc_backward, gvc_forward) too
        method :
            Decomposition: Borin-Mancini; Koopman-Wang-Wei (total exports); Wang-Wei-Zhu (every pair, with sector
            every sector of it); Miroudot-Ye; OECD indicators (as the command `tiva`) (bm, kww, wwz, my, tiva)
            [default: bm]
        terms :
            Of `method='kww'` and `wwz`: all terms, or groups of them (DVA, RDV, FVA, PDC) with shares in exports
            [default: groups on a terminal, all elsewhere] (all, groups)
        perspective :
            Perimeter within which value added is counted once (exporter, world, sectexp, bilateral, sectbil)
            [default: exporter]
        approach :
            Count a unit that leaves several times at its first exit or at its last (source, sink) [default: source]
        reexports :
            Exports of a national table with a column of imports (IMPO): they hold none, or the same share as every
            use (refuse, proportional) [default: refuse]
        import_matrix :
            Imports of a national table, product by user: a CSV file with the labels of the table
        beside :
            Other tables for the same question, in the order given; a first column tells them apart by year, or by
            name; may be repeated
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
        **Domestic and foreign content.** All own and all foreign value added in gross exports, counted at every
        crossing of a border.
        Formula: `dc = VB_s,k E_k`, `fc = sum over t of VB_t,k E_k` for `t` other than `s`; of one origin it is
        `content`. Domestic and foreign content add up to exports when value added is the residual.
        Columns: dc, fc, content
        Source: Koopman, Wang and Wei (2014); Borin and Mancini (2019, 2023).

        **Domestic value added in exports.** Own GDP in exports, counted once: what the economy would lose if it
        exported nothing.
        Formula: `dva = vL_k E_k` in the exporter's perspective; for all exports of `s` it is GDP less `v_s L_s Y_ss`,
        the GDP that own final demand would call forth by itself. `dva_share`, in `compare` and `scenario`, is over
        exports.
        Columns: dva, dva_share, value_added_trade
        Source: Borin and Mancini (2019, 2023); the same number by extraction in Los, Timmer and de Vries (2016).

        **Reflection.** Domestic value added in exports that comes home to be absorbed there, inside imports.
        Formula: `reflection = vL_k D_k(s)`, with `D_k(s)` the part of the exports of `k` whose final user is at home;
        `dva = vax + reflection`.
        Columns: reflection
        Source: Borin and Mancini (2019, 2023).

        **Directly absorbed domestic value added.** Domestic value added that the direct importer uses itself, without
        another crossing of a border: trade in the old sense.
        Formula: `davax = vL_k (Y_kr + A_kr L_r Y_rr)`. `vaxim`, by sink only, is what the direct importer absorbs by
        whatever route.
        Columns: davax, vaxim
        Source: Borin and Mancini (2019, 2023).

        **Foreign value added in exports.** Value added of others in exports, counted once inside the perimeter of the
        perspective.
        Formula: In the exporter's perspective `fva = sum over t of VB_ts B_ss^-1 L_s E`, `t` other than `s`; `fc =
        fva + fdc`. In the world's perspective by source `v_t L_t A_ts L_s e_s`: at the first re-export; by sink: at
        the last crossing.
        Columns: fva, fva_share
        Source: Borin and Mancini (2019, 2023); world perspective: their equations 52 and 54 of 2019.

        **Double counting.** What gross exports count more than once: value added that has left, come back inside
        imports, and leaves again.
        Formula: `ddc = dc - dva` for own value added, `fdc = fc - fva` for that of others. Of all exports of `s`,
        `ddc = (VB_ss - vL_s) e_s`.
        Columns: ddc, fdc
        Source: Koopman, Wang and Wei (2014); Borin and Mancini (2019, 2023).

        **Perspectives.** The perimeter inside which a unit of value added must be counted once. It is chosen by the
        question.
        Formula: Let `S` be the sellers and `T` the users of the flows meant. Value added counted once is `VB_tS (I +
        A_ST B_TS)^-1 m`, for sales `m`. `exporter`: all exports of an economy. `world`: all exports of the world.
        `bilateral`: exports of one economy to another. `sectexp`: exports of one sector. `sectbil`: exports of one
        sector to one partner.
        Columns: exporter, world, bilateral, sectexp, sectbil
        Source: Borin and Mancini (2019, 2023); Miroudot and Ye (2021) for the same perimeters.

        **Source and sink.** Where a unit that leaves its country several times is booked: at its first exit (source)
        or at its last (sink).
        Formula: By source, `dva = vL_k E_kr`. By sink, `dva = VB_s,k` times the part of `E_kr` that does not come
        back to be exported again. Both have the same sum over importers and sectors of an exporter, for every origin
        and destination.
        Columns: source, sink
        Source: Nagengast and Stehrer (2016); Borin and Mancini (2019, 2023).

        **Koopman, Wang and Wei: nine terms.** Total exports of an economy in nine terms, the first complete account
        of what gross exports count.
        Formula: `T1 + T2 + T3` is value-added exports: in final goods `v_s B_ss Y_s.`, in inputs that the direct
        importer absorbs, in inputs that go on to third countries. `T4 + T5` comes home, in final goods and in inputs.
        `T6 = (VB_ss - vL_s) e_s` is domestic double counting. `T7` and `T8` are foreign value added in final and in
        intermediate exports, `T9` is foreign double counting. The nine add up to exports.
        Columns: kww, T1, T2, T3, T4, T5, T6, T7, T8, T9, fva_last_crossing
        Source: Koopman, Wang and Wei (2014), equation 36; for `fva_last_crossing` Borin and Mancini (2019), equation
        54.

        **Wang, Wei and Zhu: sixteen terms.** Exports of every pair of economies, and of every sector of it, in
        sixteen terms that add up in each cell.
        Formula: With `o` element by element: `DVA_FIN = VB_ss o Y_sr`; `DVA_INT = vL_s o A_sr B_rr Y_rr`; three terms
        `DVA_INTrex` go on to third countries; `RDV_FIN1`, `RDV_FIN2`, `RDV_INT` come home; `DDC_FIN`, `DDC_INT` are
        domestic double counting; `MVA` is value added of the importer and `OVA` that of others, in final (`FIN`) and
        intermediate (`INT`) exports, each with its double counting `MDC`, `ODC`. `tripole.explain` has the formula of
        a term.
        Columns: wwz, DVA_FIN, DVA_INT, DVA_INTrex1, DVA_INTrex2, DVA_INTrex3, RDV_FIN1, RDV_FIN2, RDV_INT, DDC_FIN,
        DDC_INT, MVA_FIN, MVA_INT, MDC, OVA_FIN, OVA_INT, ODC
        Source: Wang, Wei and Zhu (2013).

        **Groups of terms.** The nine or the sixteen terms in four groups: domestic value added absorbed abroad,
        returned, foreign, and pure double counting.
        Formula: KWW: `DVA = T1 + T2 + T3`, `RDV = T4 + T5`, `FVA = T7 + T8`, `PDC = T6 + T9`. WWZ: `DVA` is the sum
        of `DVA_FIN`, `DVA_INT` and the three `DVA_INTrex`, `RDV` of the three `RDV`, `FVA` of `MVA_FIN`, `MVA_INT`,
        `OVA_FIN` and `OVA_INT`, `PDC` of `DDC_FIN`, `DDC_INT`, `MDC` and `ODC`. Shares are over exports.
        Columns: DVA, RDV, FVA, PDC, DVA_share, RDV_share, FVA_share, PDC_share
        Source: Wang, Wei and Zhu (2013), figure 1.

        **Miroudot and Ye.** One formula for every perimeter: a flow split into value added and double counting, each
        domestic and foreign.
        Formula: With the coefficients of the perimeter taken out of `A` (`A~`, `B~ = (I - A~)^-1`, `A^I = A - A~`):
        value added `V B~ m`, double counting `V B~ A^I B m`. `DC = DVA + DDC`, `FC = FVA + FDC`, `DVA = VAX + REF`.
        Columns: my, DC, REF, DDC, FC, FDC
        Source: Miroudot and Ye (2021).

        **What is nobody's value added.** The rest of exports, `other`, when value added is taken from the table:
        taxes, margins and statistical discrepancy.
        Formula: Of `exports`: `E - dc - fc = (1 - v'B) E`. Of the nine and the sixteen terms: exports less the sum of
        all terms.
        Columns: other
        Source: Borin and Mancini (2019, 2023) for the items; the convention is this project's.

        Examples
        --------
        >>> import tripole
        >>> system = tripole.read("builtin:three-pole-2011").system()
        >>> system.exports(exporter="DEU", sector="all", importer="all").keys
        ['exporter', 'sector', 'importer']
        """
    def imports(
        self,
        *,
        importer: Codes | None = None,
        sector: Codes | None = None,
        origin: Codes | None = None,
        flow: Codes | None = None,
        perimeter: Source = None,
        reexports: Literal['refuse', 'proportional'] = 'refuse',
        import_matrix: Source = None,
        beside: Table | str | Sequence[Table | str] | None = None,
        long: bool = False,
        sort: str | None = None,
        top: int | None = None,
        columns: Codes | None = None,
    ) -> Result:
        """Value added in imports, by origin: whose GDP is exposed to a tariff of the importer.

        Parameters
        ----------
        importer :
            Only these importers
        sector :
            Imports of these products, each one; `all` for every product
        origin :
            Only these origins
        flow :
            Any set of sales instead, written 'SELLERS:SECTORS>BUYERS'; may be repeated
        perimeter :
            Sets of sales from a CSV file with the columns `sellers`, `sectors`, `buyers`; empty or `all` means all,
            codes are separated by blanks
        reexports :
            Exports of a national table with a column of imports (IMPO): they hold none, or the same share as every
            use (refuse, proportional) [default: refuse]
        import_matrix :
            Imports of a national table, product by user: a CSV file with the labels of the table
        beside :
            Other tables for the same question, in the order given; a first column tells them apart by year, or by
            name; may be repeated
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
        **Value added in imports.** Whose GDP is in what an economy imports, by origin: also that of third countries,
        and its own that comes back.
        Formula: Content of origin `t` in imports `m` is `VB_t m`, counted at every crossing. Value added, `va`,
        counts every unit the first time that it enters the importer: it equals the GDP that `t` would lose if these
        imports stopped and nothing replaced them. For all imports of `r`, with `z = B m` and `h = B_rr^-1 z_r`: `v_t
        (z_t - B_tr h)` for the others, and `v_r L_r h` for the importer itself.
        Columns: va
        Source: Borin and Mancini (2019), equation 51.

        **Value added in any set of sales.** The same question for any flows that can be named: whose GDP is in the
        sales of these sellers of these products to these buyers.
        Formula: For sales `m` of rows `S` to users `T`: `VA_t = VB_tS (I + A_ST B_TS)^-1 m`. Every unit counts once,
        however often it passes through the set. It equals the GDP lost by `t` when all of these sales are deleted.
        Columns: sales
        Source: Borin and Mancini (2019) for the perimeters; sets of any sales are a construction of this project.

        Examples
        --------
        >>> import tripole
        >>> system = tripole.read("builtin:three-pole-2011").system()
        >>> system.imports(importer="USA").keys
        ['importer', 'origin']
        """
    def bilateral(
        self,
        *,
        exporter: Codes | None = None,
        importer: Codes | None = None,
        reexports: Literal['refuse', 'proportional'] = 'refuse',
        import_matrix: Source = None,
        beside: Table | str | Sequence[Table | str] | None = None,
        long: bool = False,
        sort: str | None = None,
        top: int | None = None,
        columns: Codes | None = None,
    ) -> Result:
        """Pairs of economies: gross and value-added balances, three notions of value-added exports.

        Parameters
        ----------
        exporter :
            Only these exporters
        importer :
            Only these importers
        reexports :
            Exports of a national table with a column of imports (IMPO): they hold none, or the same share as every
            use (refuse, proportional) [default: refuse]
        import_matrix :
            Imports of a national table, product by user: a CSV file with the labels of the table
        beside :
            Other tables for the same question, in the order given; a first column tells them apart by year, or by
            name; may be repeated
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
        **Bilateral balances in value added.** What two economies earn from each other's final demand, beside the
        balance of gross trade between them.
        Formula: Gross: `E_sr - E_rs`. In value added: `VAY_sr - VAY_rs`, value added of `s` that `r` absorbs less
        value added of `r` that `s` absorbs. Summed over all partners the two balances of an economy are the same
        number; for a pair they are not.
        Columns: balance_gross, balance_va
        Source: Johnson and Noguera (2012).

        **Three notions of bilateral value-added exports.** Whether value added of one economy is counted to a partner
        because the partner consumes it, buys it, or builds it into final products.
        Formula: `vax_c` (consumption) is `VAY_sr`, value added of `s` absorbed by final users of `r`. `vax_d`
        (direct) is the GDP of `s` that would be lost if all its sales to `r` stopped: `dva` in the bilateral
        perspective, `VB_ss (I + A_sr B_rs)^-1 e_sr`. `vax_p` (production) is value added of `s` in all final products
        whose last stage of production is in `r`, `v_s B_sr Y_r.`.
        Columns: vax_c, vax_d, vax_p
        Source: Los and Timmer (2018); Johnson and Noguera (2012) for `vax_c`.

        Examples
        --------
        >>> import tripole
        >>> system = tripole.read("builtin:three-pole-2011").system()
        >>> system.bilateral(exporter="CHN", importer="USA").keys
        ['exporter', 'importer']
        """
    def tiva(
        self,
        *,
        reporter: Codes | None = None,
        industry: Codes | None = None,
        partner: Codes | None = None,
        indicator: Codes | None = None,
        services: Codes | None = None,
        reexports: Literal['refuse', 'proportional'] = 'refuse',
        import_matrix: Source = None,
        beside: Table | str | Sequence[Table | str] | None = None,
        long: bool = False,
        sort: str | None = None,
        top: int | None = None,
        columns: Codes | None = None,
    ) -> Result:
        """Indicators of the OECD's Trade in Value Added database, under their codes.

        Parameters
        ----------
        reporter :
            Only these reporters
        industry :
            By industry: these, or `all`
        partner :
            By partner: these, or `all`
        indicator :
            Only these indicators
        services :
            Service industries: gives the indicators EXGR_SERV_...
        reexports :
            Exports of a national table with a column of imports (IMPO): they hold none, or the same share as every
            use (refuse, proportional) [default: refuse]
        import_matrix :
            Imports of a national table, product by user: a CSV file with the labels of the table
        beside :
            Other tables for the same question, in the order given; a first column tells them apart by year, or by
            name; may be repeated
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
        **OECD indicators: output and gross trade.** Indicators of the OECD's database on trade in value added that
        need no decomposition, under their codes.
        Formula: `PROD = x`, `VALU = v o x`, `PROD_VASH = 100 VALU / PROD`. `EXGR`, `EXGR_INT`, `EXGR_FNL` are gross
        exports, for production and for final use; `IMGR...` imports; `BALGR = EXGR - IMGR`. `EXGRPSH` and `IMGRPSH`
        are shares of partners, in per cent.
        Columns: tiva, PROD, VALU, PROD_VASH, EXGR, EXGR_INT, EXGR_FNL, IMGR, IMGR_INT, IMGR_FNL, BALGR, EXGRPSH,
        IMGRPSH
        Source: OECD, Guide to TiVA Indicators (2018, 2021).

        **OECD indicators: value added in exports.** Domestic and foreign content of gross exports, direct and through
        suppliers, of goods and of services, as the OECD counts it.
        Formula: `EXGR_DVA = VB_c,k E_k`, `EXGR_FVA` the same of all others; `EXGR_DVASH` and `EXGR_FVASH` in per cent
        of exports. `EXGR_DVA` is `EXGR_DDC` (direct, `v_k (L_c)_kk e_k`) + `EXGR_IDC` (through domestic suppliers) +
        `EXGR_RIM` (re-imported, `(VB_c,k - vL_k) e_k`).
        Columns: EXGR_DVA, EXGR_FVA, EXGR_DDC, EXGR_IDC, EXGR_RIM, EXGR_INTDVA, EXGR_FNLDVA, EXGR_DVASH, EXGR_FVASH,
        EXGR_INTDVASH, EXGR_FNLDVASH, EXGR_TDVAIND, EXGR_TFVAIND, EXGR_DVAPSH, EXGR_INTDVAPSH, EXGR_SERV_DVASH,
        EXGR_SERV_FVASH, IMGR_DVA, IMGR_DVASH
        Source: OECD, Guide to TiVA Indicators (2018, 2021).

        **OECD indicators: backward and forward participation.** The partner in own exports, and own value added in
        the exports of the partner.
        Formula: Backward `DEXFVAPSH = 100 VB_p,c e_c` over exports of the reporter `c`; forward `FEXDVAPSH = 100
        VB_c,p e_p` over exports of `c`, the source country. `EXGR_BSCI` is value added of the partner's industry in
        exports of the reporter. `REII = A_pc B_cc e_c` are imported inputs that leave again, `IMGRINT_REII` their
        share in imported inputs.
        Columns: DEXFVAPSH, FEXDVAPSH, EXGR_DVAFXSH, EXGR_BSCI, REII, IMGRINT_REII
        Source: OECD, Guide to TiVA Indicators (2018, 2021).

        **OECD indicators: value added in final demand.** Whose value added is in what final users buy, and how much
        of own value added foreign users absorb.
        Formula: `FFD_DVA` is own value added in foreign final demand, `DFD_FVA` foreign value added in own final
        demand, `BALVAFD` the balance of the two with a partner. `FD_VA`, `CONS_VA` and `GFCF_VA` have the origin of
        value added in all final demand, in consumption, in fixed capital formation; with `SH` in per cent of it.
        `VALU_FFDDVA = 100 FFD_DVA / VALU`.
        Columns: FFD_DVA, FFD_DVAPSH, DFD_FVA, DFD_FVAPSH, VALU_FFDDVA, BALVAFD, FD_VA, FD_VASH, CONS_VA, CONS_VASH,
        GFCF_VA, GFCF_VASH
        Source: OECD, Guide to TiVA Indicators (2018, 2021).

        Examples
        --------
        >>> import tripole
        >>> system = tripole.read("builtin:three-pole-2011").system()
        >>> system.tiva(indicator="EXGR_DVASH").keys
        ['reporter']
        """
    def participation(
        self,
        *,
        measure: Literal['bm', 'tripartite', 'kpww', 'wwyz', 'output', 'hiy'] = 'bm',
        by: Literal['region', 'region-sector', 'pair', 'bloc'] = 'region',
        region: Codes | None = None,
        sector: Codes | None = None,
        reexports: Literal['refuse', 'proportional'] = 'refuse',
        import_matrix: Source = None,
        beside: Table | str | Sequence[Table | str] | None = None,
        long: bool = False,
        sort: str | None = None,
        top: int | None = None,
        columns: Codes | None = None,
    ) -> Result:
        """Participation in global value chains, by each measure in use.

        Parameters
        ----------
        measure :
            Measure: Borin-Mancini; its three parts; Koopman-Powers-Wang-Wei; Wang-Wei-Yu-Zhu; output by borders;
            Hummels-Ishii-Yi (bm, tripartite, kpww, wwyz, output, hiy) [default: bm]
        by :
            Level of the result (region, region-sector, pair, bloc) [default: region]
        region :
            Only these regions
        sector :
            Only these sectors
        reexports :
            Exports of a national table with a column of imports (IMPO): they hold none, or the same share as every
            use (refuse, proportional) [default: refuse]
        import_matrix :
            Imports of a national table, product by user: a CSV file with the labels of the table
        beside :
            Other tables for the same question, in the order given; a first column tells them apart by year, or by
            name; may be repeated
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
        **GVC participation.** The part of gross exports that crosses at least two borders, backward (with what was
        imported) and forward (as what the buyer exports again).
        Formula: `gvc = E - davax`. `gvc_backward = E - dva` is imported and returned content; `gvc_forward = dva -
        davax = vL A_kr L_r e_r` is own value added that the direct importer exports again. Shares are over exports.
        Columns: bm, gvc, gvc_backward, gvc_forward, gvc_share, gvc_backward_share, gvc_forward_share
        Source: Borin and Mancini (2019, 2023); Borin, Mancini and Taglioni (2021).

        **Pure forward, two-sided, pure backward.** GVC exports in three parts: at the beginning of a chain, in its
        middle, at its end.
        Formula: With `d` the exports that the direct importer absorbs and `m = 1 - vL` the import content of a unit
        of exports: pure forward `vL o (E - d)`, two-sided `m o (E - d)`, pure backward `m o d`. With `davax` they add
        up to exports; pure forward is `gvc_forward`.
        Columns: tripartite, gvc_pure_forward, gvc_two_sided, gvc_pure_backward
        Source: Borin, Mancini and Taglioni (2021).

        **Participation index of Koopman, Powers, Wang and Wei.** An index in wide use: foreign content of own exports
        plus own value added in the exports of others, over exports, and an index of position made from the two.
        Formula: `fv = sum over t of VB_ts e_s`, `iv = sum over r of VB_sr e_r`, both without the economy itself.
        Participation is `(iv + fv) / E`, position `ln(1 + iv/E) - ln(1 + fv/E)`. `without_return` leaves out of `iv`
        what partners ship back.
        Columns: kpww, fv, iv, participation, position, kpww_forward, kpww_backward, kpww_participation,
        kpww_position, kpww_forward_without_return, kpww_participation_without_return, kpww_position_without_return
        Source: Koopman, Powers, Wang and Wei (2010).

        **Production-based participation.** How much of value added, or of final output, is in chains that cross a
        border for production, whether or not it is in exports.
        Formula: `v B y = v L y^d + v L y^f + v L A^m L y^d + v L A^m (B y - L y^d)`: purely domestic, traditional
        trade (only the final product crosses), simple chains (one border for production), complex ones (more). By
        origin of value added these are `va_domestic` to `va_complex`, by final product `y_domestic` to `y_complex`.
        `gvc_forward_index` is simple plus complex over value added, `gvc_backward_index` the same over final output.
        Columns: wwyz, va_domestic, va_traditional, va_simple, va_complex, va_gvc, y_domestic, y_traditional,
        y_simple, y_complex, y_gvc, gvc_forward_index, gvc_backward_index
        Source: Wang, Wei, Yu and Zhu (2017).

        **Output by borders.** All output of an economy by how many borders lie behind it and ahead of it, in the same
        three parts as trade.
        Formula: Output splits by what is ahead, `x = L Y^d + L d + L A^m L e = x0 + x1 + x2` (no border, one, two or
        more), and each unit by what is behind: `vL` none, `b1 = vL A^m L` one, `m - b1` more. Domestic `vL o x0`;
        traditional `vL o x1 + b1 o x0`; pure forward `vL o x2`; pure backward `m o x1 + (m - b1) o x0`; two-sided `m
        o x2`. They add up to output.
        Columns: out_domestic, out_traditional, out_traditional_forward, out_traditional_backward, out_pure_forward,
        out_pure_backward, out_two_sided
        Source: Own construction, in the spirit of Borin, Mancini and Taglioni (2021).

        **Vertical specialisation.** The imported content of exports, and the mirror of it: own content in the exports
        of others.
        Formula: `vs = sum over t of VB_ts e_s`, foreign content of exports. `vs_hiy = u'A^m L e`, what a single
        national table can say: imported inputs in exports, own value added that returns in them included. `vs1 = sum
        over r of VB_sr e_r`; `vs1_star = sum over r of VB_sr e_rs` is the part of it that comes home.
        Columns: hiy, vs, vs_hiy, vs1, vs1_star
        Source: Hummels, Ishii and Yi (2001); Koopman, Wang and Wei (2014); Daudin, Rifflart and Schweisguth (2011).

        Examples
        --------
        >>> import tripole
        >>> system = tripole.read("builtin:three-pole-2011").system()
        >>> system.participation(measure="bm", by="bloc").keys
        ['region']
        """
    def position(
        self,
        *,
        by: Literal['region', 'region-sector', 'sector', 'bloc', 'world'] = 'region',
        measure: Literal['stages', 'kpww', 'lengths'] | Sequence[Literal['stages', 'kpww', 'lengths']] | str | None = None,
        indicator: Codes | None = None,
        net_inventories: bool = False,
        country: Literal['wavg', 'collapsed'] = 'wavg',
        region: Codes | None = None,
        sector: Codes | None = None,
        reexports: Literal['refuse', 'proportional'] = 'refuse',
        import_matrix: Source = None,
        beside: Table | str | Sequence[Table | str] | None = None,
        long: bool = False,
        sort: str | None = None,
        top: int | None = None,
        columns: Codes | None = None,
    ) -> Result:
        """Position in chains: distance to consumers and to primary inputs, production lengths.

        Parameters
        ----------
        by :
            Level of the result (region, region-sector, sector, bloc, world) [default: region]
        measure :
            Families of columns: upstreamness, downstreamness and shares; Koopman et al.; production lengths [default:
            all] (stages, kpww, lengths)
        indicator :
            Only these columns
        net_inventories :
            As if output had gone to its users instead of into stocks (Antras and Chor 2018)
        country :
            A region's value: output-weighted mean over its sectors, or of a table whose sectors were added up first
            (wavg, collapsed) [default: wavg]
        region :
            Only these regions
        sector :
            Only these sectors
        reexports :
            Exports of a national table with a column of imports (IMPO): they hold none, or the same share as every
            use (refuse, proportional) [default: refuse]
        import_matrix :
            Imports of a national table, product by user: a CSV file with the labels of the table
        beside :
            Other tables for the same question, in the order given; a first column tells them apart by year, or by
            name; may be repeated
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
        **Upstreamness.** Average number of stages from a product to its final user, the own stage included.
        Formula: `U = (I - diag(x)^-1 Z)^-1 1`: one for what is sold to final users only, plus the upstreamness of the
        buyers, weighted by what they buy. Of an economy, the mean over its sectors weighted by output. `final_share`
        is final sales over output, the plain measure beside it.
        Columns: upstreamness, final_share, most_upstream, wavg, collapsed
        Source: Fally (2012); Antràs, Chor, Fally and Hillberry (2012); Antràs and Chor (2018) for `final_share` and
        inventories.

        **Downstreamness.** Average number of stages that a product has behind it, from its primary inputs to its
        sale, the own stage included.
        Formula: `D = 1'L`, the column sums of `L = (I - A)^-1`: one for a product that needs no inputs, plus the
        downstreamness of its inputs, weighted by their cost. `va_share` is value added over output.
        Columns: downstreamness, va_share, most_downstream
        Source: Miller and Temurshoev (2017); Antràs and Chor (2018).

        **Production length.** How many stages value added goes through: forward, from where it is added to the final
        product, and backward, from the final product to its origins; of all value added, and of the parts that cross
        borders.
        Formula: Value added weighted by its stages over value added: `v B B y / v B y`, summed by origin (`plv`) or
        by final product (`ply`). In the same way for purely domestic value added, traditional trade, and simple and
        complex chains; of chains the length is the sum of stages before the border, crossings, and stages after it.
        Columns: plv, plv_domestic, plv_traditional, plv_gvc, plv_gvc_before_border, plv_gvc_crossings,
        plv_gvc_after_border, plv_simple, plv_simple_before_border, plv_simple_crossings, plv_simple_after_border,
        plv_complex, plv_complex_before_border, plv_complex_crossings, plv_complex_after_border, ply, ply_domestic,
        ply_traditional, ply_gvc, ply_gvc_before_border, ply_gvc_crossings, ply_gvc_after_border, ply_simple,
        ply_simple_before_border, ply_simple_crossings, ply_simple_after_border, ply_complex,
        ply_complex_before_border, ply_complex_crossings, ply_complex_after_border, va_share_domestic,
        va_share_traditional, va_share_simple, va_share_complex, y_share_domestic, y_share_traditional,
        y_share_simple, y_share_complex
        Source: Wang, Wei, Yu and Zhu (2017).

        **GVC position.** Whether an economy stands nearer to the beginning or to the end of the global chains that it
        is part of.
        Formula: `gvc_position = plv_gvc / ply_gvc`: stages ahead of its value added in global chains over the stages
        behind its final products in them.
        Columns: gvc_position
        Source: Wang, Wei, Yu and Zhu (2017).

        Examples
        --------
        >>> import tripole
        >>> system = tripole.read("builtin:three-pole-2011").system()
        >>> round(system.position().value("upstreamness", region="CHN"), 2)
        2.78
        """
    def linkages(
        self,
        *,
        by: Literal['region-sector', 'region', 'bloc'] = 'region-sector',
        scope: Literal['world', 'domestic'] = 'world',
        measure: Literal['direct', 'total', 'dispersion', 'net', 'removal', 'pure', 'regional', 'eigenvector'] | Sequence[Literal['direct', 'total', 'dispersion', 'net', 'removal', 'pure', 'regional', 'eigenvector']] | str | None = None,
        indicator: Codes | None = None,
        region: Codes | None = None,
        sector: Codes | None = None,
        reexports: Literal['refuse', 'proportional'] = 'refuse',
        import_matrix: Source = None,
        beside: Table | str | Sequence[Table | str] | None = None,
        long: bool = False,
        sort: str | None = None,
        top: int | None = None,
        columns: Codes | None = None,
    ) -> Result:
        """Backward and forward linkages, key sectors, multipliers at home and abroad.

        Parameters
        ----------
        by :
            Level of the result: sectors as the table has them; whole regions; blocs against blocs (region-sector,
            region, bloc) [default: region-sector]
        scope :
            All transactions, or those inside regions (world, domestic) [default: world]
        measure :
            Families of columns [default: all but eigenvector; with scope domestic direct and total] (direct, total,
            dispersion, net, removal, pure, regional, eigenvector)
        indicator :
            Only these columns
        region :
            Only these regions
        sector :
            Only these sectors
        reexports :
            Exports of a national table with a column of imports (IMPO): they hold none, or the same share as every
            use (refuse, proportional) [default: refuse]
        import_matrix :
            Imports of a national table, product by user: a CSV file with the labels of the table
        beside :
            Other tables for the same question, in the order given; a first column tells them apart by year, or by
            name; may be repeated
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
        **Direct linkages.** What a sector buys from others, and sells to others as inputs, per unit of its output.
        Formula: Backward `1'A`, forward `diag(x)^-1 Z 1`; the indices are over the mean of all rows.
        Columns: backward_direct, forward_direct, backward_direct_index, forward_direct_index
        Source: Chenery and Watanabe (1958).

        **Total linkages.** All rounds of inputs behind a product, and all rounds of use ahead of it.
        Formula: Backward `D = 1'L`; forward `U = Q 1` with `Q = diag(x)^-1 L diag(x)` the Ghosh inverse.
        `power_of_dispersion` is `D` over its mean over all sectors, `forward_total_index` is `U` over its mean,
        `sensitivity_of_dispersion` the row sum `L 1` over its mean. Of an economy, means weighted by output.
        Columns: backward_total, forward_total, forward_leontief, power_of_dispersion, sensitivity_of_dispersion,
        forward_total_index
        Source: Rasmussen (1956); Hirschman (1958); Jones (1976) for the forward form.

        **Key sectors.** Sectors that both need more inputs and are used more as inputs than the average sector.
        Formula: Class 1, key: `power_of_dispersion` and `forward_total_index` are above one; 2 backward only; 3
        forward only; 4 neither.
        Columns: key_sector, key_sectors
        Source: Hirschman (1958); Miller and Blair (2009), section 12.2.

        **Spread of linkages.** Whether a sector's ties are spread over many partners or run to a few.
        Formula: Standard deviation over mean of a column of `L` (backward), of a row of the Ghosh inverse (forward),
        of a row of `L`, with `n - 1`. Small: evenly spread.
        Columns: backward_cv, forward_cv, forward_leontief_cv
        Source: Rasmussen (1956).

        **Net multipliers.** Multipliers that count a sector's final demand, or its value added, and not its gross
        output as if all were given from outside.
        Formula: Net backward `D f / x`, net forward `U w / x`, with `f` final demand and `w` value added. Their means
        weighted by output are one.
        Columns: net_backward, net_forward
        Source: Oosterhaven and Stelder (2002); Oosterhaven (2004).

        **Linkages by extraction, and pure linkages.** What others lose when a sector buys no inputs, or sells none:
        the removal of a column or a row, and the ties that remain when size and own use are cleaned out.
        Formula: Dietzenbacher and van der Linden: backward `(D_j - 1) / l_jj`, forward `(U_j - 1) / l_jj`, output
        lost over own output. Pure: backward `1'D_M A_MK D_K f_K`, output of all others for the final demand of `K`;
        forward `1'D_K A_KM D_M f_M`; total is their sum, and the index is over the mean. Here `D_K = (I - A_KK)^-1`.
        Columns: dvl_backward, dvl_forward, pure_backward, pure_forward, pure_total, pure_backward_index,
        pure_forward_index, pure_total_index
        Source: Dietzenbacher and van der Linden (1997); Guilhoto, Sonis and Hewings (1996, 2005).

        **Eigenvector linkages.** Linkages that weigh a tie by how strongly tied the partner is.
        Formula: Backward the left Perron vector of `A`, forward the right Perron vector of `diag(x)^-1 Z`, each with
        mean one.
        Columns: eigenvector_backward, eigenvector_forward
        Source: Dietzenbacher (1992).

        **Multipliers at home and abroad.** How much of the output called forth by a unit of final demand is made at
        home, how much abroad, and what comes back.
        Formula: Intraregional: sum of a column of `L` over the own region; interregional: over all others. Feedback
        `1'(L_rr - D_r) e_j`, `D_r = (I - A_rr)^-1`, is own output that comes back through others. `spillover_share`
        is the interregional multiplier over the total less one. With `v` in front they are of value added.
        Columns: multiplier_intraregional, multiplier_interregional, feedback, feedback_percent, spillover_share,
        va_multiplier_intraregional, va_multiplier_interregional
        Source: Miller and Blair (2009), section 6.3; Miller (1966) and Round (1985) for feedback.

        Examples
        --------
        >>> import tripole
        >>> system = tripole.read("builtin:three-pole-2011").system()
        >>> system.linkages(region="DEU").keys
        ['region', 'sector']
        """
    def chains(
        self,
        *,
        by: Literal['region', 'region-sector', 'bloc', 'product', 'world'] = 'region',
        family: Literal['shares', 'flows', 'introversion', 'diversification', 'exposure', 'crossings', 'shape', 'hubs', 'upgrading'] | Sequence[Literal['shares', 'flows', 'introversion', 'diversification', 'exposure', 'crossings', 'shape', 'hubs', 'upgrading']] | str | None = None,
        since: Table | str | None = None,
        products: Codes | None = None,
        inputs: Codes | None = None,
        indicator: Codes | None = None,
        region: Codes | None = None,
        sector: Codes | None = None,
        reexports: Literal['refuse', 'proportional'] = 'refuse',
        import_matrix: Source = None,
        beside: Table | str | Sequence[Table | str] | None = None,
        long: bool = False,
        sort: str | None = None,
        top: int | None = None,
        columns: Codes | None = None,
    ) -> Any:
        """The structure of chains: local, regional or global, concentrated or diversified, their shape.

        Parameters
        ----------
        by :
            Level of the result (region, region-sector, bloc, product, world) [default: region]
        family :
            Families of measures [default: all that have a result at the level] (shares, flows, introversion,
            diversification, exposure, crossings, shape, hubs, upgrading)
        since :
            An earlier table of the same regions and sectors, for the family upgrading
        products :
            Only chains of these products; `manufactures` in tables of a known classification
        inputs :
            Count only these goods as inputs in measures of exposure; `manufactures` likewise
        indicator :
            Only these columns
        region :
            Only these regions
        sector :
            Only these sectors
        reexports :
            Exports of a national table with a column of imports (IMPO): they hold none, or the same share as every
            use (refuse, proportional) [default: refuse]
        import_matrix :
            Imports of a national table, product by user: a CSV file with the labels of the table
        beside :
            Other tables for the same question, in the order given; a first column tells them apart by year, or by
            name; may be repeated
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
        Results, a table for each family; Result, of one: keys, then indicators; `definitions` says what each is.

        Notes
        -----
        **Local, regional and global value added.** Whose value added is in the final products of an economy: its own,
        that of others in its bloc, or that of the rest of the world.
        Formula: Shares of origins `o` in `S_oj y_j`, with `S_oj = sum over k in o of v_k L_kj` and `y_j` final
        products of the economy; the three add up to one. `final_va_regional_of_foreign` is regional over regional
        plus global. By bloc, members are added up, each seen from its own place.
        Columns: shares, final_va_local, final_va_regional, final_va_global, final_va_regional_of_foreign
        Source: Los, Timmer and de Vries (2015).

        **Inputs at face value and seen through.** Who sells the inputs of producers, and whose value added is in
        them: local, regional and global shares of both.
        Formula: `inputs` are shares in `Z_ij` by seller; `inputs_va` shares of origins in `(S A)_oj x_j`.
        Columns: inputs_local, inputs_regional, inputs_global, inputs_regional_of_foreign, inputs_va_local,
        inputs_va_regional, inputs_va_global, inputs_va_regional_of_foreign
        Source: Own construction, after Los, Timmer and de Vries (2015).

        **Seen from the supplier.** Where own value added goes: local, regional and global shares by who buys it as
        input, who finishes it, in whose exports it is, and who absorbs it.
        Formula: `sales`: shares of buyers in `Z_kj`. `va_completed`: `v_k sum over j in s of L_kj y_j`, by the
        economy `s` where it becomes part of a final product. `va_absorbed`: `v_k (L Y)_kl` by final user `l`.
        `va_exported`: own value added in exports `e` of each economy, own ones included. `exports_va`: value added in
        own exports by origin.
        Columns: sales_local, sales_regional, sales_global, sales_regional_of_foreign, va_completed_local,
        va_completed_regional, va_completed_global, va_completed_regional_of_foreign, va_absorbed_local,
        va_absorbed_regional, va_absorbed_global, va_absorbed_regional_of_foreign, va_exported_local,
        va_exported_regional, va_exported_global, va_exported_regional_of_foreign, exports_va_local,
        exports_va_regional, exports_va_global, exports_va_regional_of_foreign
        Source: Los, Timmer and de Vries (2015); Johnson and Noguera (2012) for absorption; Koopman, Powers, Wang and
        Wei (2010) for exports.

        **Regional and global participation.** Participation in value chains split by whether the other side is inside
        the bloc.
        Formula: The parts of foreign content of own exports, and of own value added in exports of others, whose other
        side is inside or outside the bloc, over exports. The two backward parts add up to `kpww_backward`, the two
        forward parts to `kpww_forward`.
        Columns: kpww_backward_regional, kpww_backward_global, kpww_forward_regional, kpww_forward_global
        Source: Koopman, Powers, Wang and Wei (2010); the split is a construction of this project.

        **Flows between poles.** Trade in inputs, in final products, and in value added, inside and between blocs.
        Formula: `intermediate` and `final` are sales between economies, `gross` their sum; `value_added` is value
        added of one absorbed by the other; `value_added_completed` is value added in final products of the partner,
        `value_added_exported` that in its gross exports. Sales inside an economy are left out.
        Columns: flows, intermediate, final, gross, value_added_completed, value_added_exported
        Source: Standard definitions; Johnson and Noguera (2012); Los, Timmer and de Vries (2015).

        **Introversion.** Whether a bloc trades more inside than its weight in world trade would make one expect: an
        inward-looking pole.
        Formula: Intra share `ITS = T_ii / T_i`; intensity `ITS / (T_i / T_w)`; homogeneous intensity `HI = ITS /
        (T_oi / T_o)`; extra-regional intensity `HE = (1 - ITS) / (1 - T_oi / T_o)`; symmetric introversion `(HI - HE)
        / (HI + HE)`, from -1 to 1, where 0 is neutral. `T_ii` counts trade inside twice, `T_oi` is trade with
        outsiders and `T_o` all trade of outsiders.
        Columns: intra_share, intensity, homogeneous_intensity, extra_intensity, symmetric_introversion, introversion,
        introversion_va, flow
        Source: Iapadre (2006); Asian Development Bank, regional cooperation indices.

        **Diversification.** How many suppliers or markets there are, counted as if all were of equal size, and the
        largest by name.
        Formula: With shares `p` of partners: Herfindahl-Hirschman index `sum of p^2`, effective number `1 / sum of
        p^2`, normalised `(HHI - 1/m) / (1 - 1/m)` for `m` possible partners; entropy `- sum of p ln p`, its number
        `exp(entropy)`, Theil `ln m - entropy`; largest share, and substitutability, one less it. Negative amounts
        count as zero.
        Columns: diversification, concentration, hhi, hhi_normalised, effective_number, entropy, entropy_number,
        theil, largest, substitutability, top_three, base, largest_partner, suppliers
        Source: Herfindahl (1950); Hirschman (1945); Shannon (1948); Theil (1967).

        **Exposure and hidden exposure.** How much of what an economy makes rests on each supplier, counting what is
        bought through others, and how much of that its own purchases do not show.
        Formula: Look-through `sum of l_ij y_j` over goods `i` of the partner and products `j` of the economy, over
        the same sum of all partners; face value with `I + A` in place of `L` above; hidden is the difference. For
        inputs alone, `(L - I)_ij x_j` and `a_ij x_j`. `market` is the share of output that final demand of the
        partner absorbs, `(L Y)_ks / x_k`.
        Columns: exposure, production, production_face_value, production_hidden, inputs, inputs_face_value, market
        Source: Baldwin, Freeman and Theodorakopoulos (2022, 2023); the normalisation for inputs is a construction of
        this project.

        **Snakes: value that crosses many borders.** Value added by the number of borders that it crosses as an input,
        and complexity: how much of it crosses more than one.
        Formula: `v (L_D A_F)^k L_D y` is the value that crosses `k` borders, with `L_D` the local inverses and `A_F`
        inputs from abroad; by origin (`forward_k`) and by final product (`backward_k`). Complexity is the part of
        chains that cross a border which crosses more than one, `C / (S + C)`.
        Columns: crossings, forward_0, forward_1, forward_2, forward_3, forward_4, forward_5, forward_more,
        backward_0, backward_1, backward_2, backward_3, backward_4, backward_5, backward_more, forward_complexity,
        backward_complexity
        Source: Wang, Wei, Yu and Zhu (2017); the profile by crossings is a construction of this project.

        **Spiders: many suppliers, few stages.** The shape of the chain behind a product: how deep it is and how many
        suppliers it draws on directly.
        Formula: `depth` is `D_j = (1'L)_j`, its spread `sqrt(2 (v'L^3)_j - (v'L^2)_j - D_j^2)`; `breadth = exp(- sum
        of q ln q)` with `q` the shares of direct suppliers; `spider = ln(breadth) / (D_j - 1)`.
        Columns: shape, depth, depth_sd, breadth, spider
        Source: Baldwin and Venables (2013) for the words; own construction; depth: Miller and Temurshoev (2017).

        **Hubs.** Economies through which value runs: by what they supply and use, by rank, and by place on the
        shortest paths.
        Formula: On `C_or`, value added of `o` in final products of `r`: strength is its row and column sums, PageRank
        `p = 0.85 P'p + 0.15/G`, betweenness the share of shortest paths between others with distance `1/C`, over
        `(G-1)(G-2)`. `hub` is the share of the flows inside a bloc that start (`hub_out`) or end (`hub_in`) in a
        member.
        Columns: hubs, strength_out, strength_in, strength_out_share, strength_in_share, pagerank, pagerank_reversed,
        betweenness, hub, hub_out, hub_in
        Source: Brandes (2001) for betweenness; Brin and Page (1998) for PageRank; Los, Timmer and de Vries (2015) for
        the flows; `hub` is a construction of this project.

        **Transit through a member.** How much of the foreign value added inside a bloc's own trade passes through one
        member.
        Formula: Foreign value added in the exports of the member to others of its bloc, over the same of all members.
        In `indices` it is of exports of manufactures, and of a pole the largest is shown with its name.
        Columns: pass_through
        Source: Own construction.

        Examples
        --------
        >>> import tripole
        >>> system = tripole.read("builtin:three-pole-2011").system()
        >>> system.chains(by="bloc", family="shares").keys
        ['bloc']
        """
    def gains(
        self,
        *,
        by: Literal['region', 'region-sector'] = 'region',
        theta: float = 5.0,
        elasticities: Source = None,
        undefined: Literal['empty', 'skip'] = 'empty',
        region: Codes | None = None,
        sector: Codes | None = None,
        reexports: Literal['refuse', 'proportional'] = 'refuse',
        import_matrix: Source = None,
        beside: Table | str | Sequence[Table | str] | None = None,
        long: bool = False,
        sort: str | None = None,
        top: int | None = None,
        columns: Codes | None = None,
    ) -> Result:
        """Gains from trade: the part of real consumption that would be lost in autarky.

        Parameters
        ----------
        by :
            Gains of regions, or the shares of products behind them (region, region-sector) [default: region]
        theta :
            Trade elasticity of the formulas with one product [default: 5]
        elasticities :
            Trade elasticities of products: a CSV file sector,elasticity, or a published set: caliendo-parro,
            uniform-5, boehm-long [default: 5 for all]
        undefined :
            Gains over products where an economy buys a product and sells itself none: empty, or without these
            products, a lower bound (empty, skip) [default: empty]
        region :
            Only these regions
        sector :
            Only these sectors
        reexports :
            Exports of a national table with a column of imports (IMPO): they hold none, or the same share as every
            use (refuse, proportional) [default: refuse]
        import_matrix :
            Imports of a national table, product by user: a CSV file with the labels of the table
        beside :
            Other tables for the same question, in the order given; a first column tells them apart by year, or by
            name; may be repeated
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
        **Gains from trade.** The part of real consumption that an economy would lose in autarky, from the shares of
        what it buys at home.
        Formula: `one = 1 - lambda1^(1/theta)`, with the domestic share `lambda1`, purchases from home over all
        purchases, and the trade elasticity `theta`; `one_int` has the exponent `x / (theta w)`, output over value
        added, because inputs become dear too. Over products `k`: `multi = 1 - product of lambda_k^(beta_k /
        theta_k)`, with `beta` the shares in final spending; `multi_mc` takes `lambda_k e_k / r_k` under monopolistic
        competition, with the shares of the product in purchases `e` and in output `r`; `multi_int` has the weights `b
        = (I - alpha)^-1 beta` in place of `beta`, with `alpha` the inputs from anywhere per unit of output.
        Columns: lambda1, lambda1_final, one, one_int, multi, multi_mc, multi_int, without_home, lambda, beta
        Source: Arkolakis, Costinot and Rodríguez-Clare (2012), eq. 1; Costinot and Rodríguez-Clare (2014), for
        several products, inputs and monopolistic competition.

        Examples
        --------
        >>> import tripole
        >>> system = tripole.read("builtin:three-pole-2011").system()
        >>> system.gains(region="USA").keys
        ['region']
        """
    def trade_costs(
        self,
        *,
        by: Literal['pair', 'pair-sector'] = 'pair',
        theta: float = 5.0,
        region: Codes | None = None,
        partner: Codes | None = None,
        sector: Codes | None = None,
        reexports: Literal['refuse', 'proportional'] = 'refuse',
        import_matrix: Source = None,
        beside: Table | str | Sequence[Table | str] | None = None,
        long: bool = False,
        sort: str | None = None,
        top: int | None = None,
        columns: Codes | None = None,
    ) -> Result:
        """Trade costs that trade itself shows (Head and Ries), relative to trade at home.

        Parameters
        ----------
        by :
            Over all products, or by product (pair, pair-sector) [default: pair]
        theta :
            Trade elasticity [default: 5]
        region :
            Only these regions
        partner :
            Only these partners
        sector :
            Only these sectors
        reexports :
            Exports of a national table with a column of imports (IMPO): they hold none, or the same share as every
            use (refuse, proportional) [default: refuse]
        import_matrix :
            Imports of a national table, product by user: a CSV file with the labels of the table
        beside :
            Other tables for the same question, in the order given; a first column tells them apart by year, or by
            name; may be repeated
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
        **Trade costs.** How costly trade between two economies is relative to trade at home, as trade itself shows
        it.
        Formula: `h = (X_rr X_ss / (X_rs X_sr))^(1 / (2 theta))`, with `X_rs` all sales of `r` to users in `s` and the
        trade elasticity `theta`; with an elasticity of substitution `sigma` the exponent is `1 / (2 (sigma - 1))`. It
        is one at home and the same both ways. `tariff_equivalent = h - 1`.
        Columns: head_ries, tariff_equivalent
        Source: Head and Ries (2001); Novy (2013), eq. 5.

        Examples
        --------
        >>> import tripole
        >>> system = tripole.read("builtin:three-pole-2011").system()
        >>> system.trade_costs(region="MEX").keys
        ['region', 'partner']
        """
    def balances(
        self,
        *,
        by: Literal['pair', 'world'] = 'pair',
        destination: Codes | None = None,
        among: Codes | None = None,
        exporter: Codes | None = None,
        importer: Codes | None = None,
        reexports: Literal['refuse', 'proportional'] = 'refuse',
        import_matrix: Source = None,
        beside: Table | str | Sequence[Table | str] | None = None,
        long: bool = False,
        sort: str | None = None,
        top: int | None = None,
        columns: Codes | None = None,
    ) -> Result:
        """Bilateral balances: what the two absorb, and what third countries do.

        Parameters
        ----------
        by :
            Pairs, or the share of third countries over all of them (pair, world) [default: pair]
        destination :
            A line for each of these economies that absorbs what is traded
        among :
            Only pairs among these economies; with `by='world'` a line for them
        exporter :
            Only these exporters
        importer :
            Only these importers
        reexports :
            Exports of a national table with a column of imports (IMPO): they hold none, or the same share as every
            use (refuse, proportional) [default: refuse]
        import_matrix :
            Imports of a national table, product by user: a CSV file with the labels of the table
        beside :
            Other tables for the same question, in the order given; a first column tells them apart by year, or by
            name; may be repeated
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
        **Third countries in bilateral balances.** How much of the balance of two economies is due to final demand in
        neither of them.
        Formula: `D_sr(l)`, gross exports of `s` to `r` that final users in `l` absorb, are `Y_sr` for `l = r`, plus
        `A_sr X_r(l)`, with `X_r(l)` the output of `r` for the final demand of `l`. `balance = sum over l of (D_sr(l)
        - D_rs(l))`; `balance_pair` has `l` in `s` or `r`, `balance_third` the others. `third_share =
        cov(balance_third, balance) / var(balance)` over pairs.
        Columns: balance_pair, balance_third, exports_absorbed, balance_absorbed
        Source: Nagengast and Stehrer (2014, 2016).

        Examples
        --------
        >>> import tripole
        >>> system = tripole.read("builtin:three-pole-2011").system()
        >>> system.balances(exporter="USA").keys
        ['exporter', 'importer']
        """
    def reer(
        self,
        *,
        region: Codes | None = None,
        reexports: Literal['refuse', 'proportional'] = 'refuse',
        import_matrix: Source = None,
        beside: Table | str | Sequence[Table | str] | None = None,
        long: bool = False,
        sort: str | None = None,
        top: int | None = None,
        columns: Codes | None = None,
    ) -> Result:
        """Weights for real effective exchange rates in value added.

        Parameters
        ----------
        region :
            Only these regions
        reexports :
            Exports of a national table with a column of imports (IMPO): they hold none, or the same share as every
            use (refuse, proportional) [default: refuse]
        import_matrix :
            Imports of a national table, product by user: a CSV file with the labels of the table
        beside :
            Other tables for the same question, in the order given; a first column tells them apart by year, or by
            name; may be repeated
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
        **Exchange-rate weights in value added.** How much each partner should count in a real effective exchange
        rate, when countries compete for value added and not for gross sales.
        Formula: `w_ij = M_ij / (1 - M_ii)` for `j` other than `i`, with `M_ij = sum over k of (V_ik / V_i.) (V_jk /
        V_.k)`, where `V_ik` is the value added of `i` that `k` absorbs: how important market `k` is to `i`, times how
        much of market `k` belongs to `j`. `value_added` takes `V` at the detail of the table,
        `value_added_aggregated` from a table whose sectors were added up first, `gross` takes gross sales, those at
        home too. Weights of an economy add up to one.
        Columns: value_added_aggregated
        Source: Bems and Johnson (2017).

        Examples
        --------
        >>> import tripole
        >>> system = tripole.read("builtin:three-pole-2011").system()
        >>> system.reer(region="MEX").keys
        ['region', 'partner']
        """
    def rca(
        self,
        *,
        sector: Codes | None = None,
        reexports: Literal['refuse', 'proportional'] = 'refuse',
        import_matrix: Source = None,
        beside: Table | str | Sequence[Table | str] | None = None,
        long: bool = False,
        sort: str | None = None,
        top: int | None = None,
        columns: Codes | None = None,
        region: Codes | None = None,
    ) -> Result:
        """Revealed comparative advantage, on gross exports and on value added.

        Parameters
        ----------
        sector :
            Only these sectors
        reexports :
            Exports of a national table with a column of imports (IMPO): they hold none, or the same share as every
            use (refuse, proportional) [default: refuse]
        import_matrix :
            Imports of a national table, product by user: a CSV file with the labels of the table
        beside :
            Other tables for the same question, in the order given; a first column tells them apart by year, or by
            name; may be repeated
        long :
            One row per number: keys, indicator, unit, value
        sort :
            Rows in the order of a column: numbers from the largest, labels from A; `COLUMN:up` and `COLUMN:down` say
            which way
        top :
            Only the first N rows
        columns :
            Only these columns of numbers, in this order
        region :
            Only these regions

        Returns
        -------
        Result: keys, then indicators; `definitions` says what each is.

        Notes
        -----
        **Revealed comparative advantage.** Whether a sector weighs more in what an economy exports than in what the
        world exports, on gross exports and on three measures of value added.
        Formula: `(q_si / sum over i of q_si) / (world q_i / world q)`. For `rca_exports`, `q` is gross exports; for
        `rca_dva_origin` it is domestic value added in own gross exports by sector of origin, `v_k (B_ss e_s)_k`; for
        `rca_dva_exporter` by exporting sector, `(v_s B_ss)_k e_k`; for `rca_vax_origin` value-added exports by sector
        of origin. The symmetric index is `(b - 1) / (b + 1)`, from -1 to 1.
        Columns: rca_exports, rca_exports_symmetric, rca_dva_origin, rca_dva_origin_symmetric, rca_vax_origin,
        rca_vax_origin_symmetric, rca_dva_exporter, rca_dva_exporter_symmetric
        Source: Balassa (1965); Laursen (1998) for the symmetric form; Koopman, Wang and Wei (2014) for domestic value
        added in exports in place of exports.

        Examples
        --------
        >>> import tripole
        >>> system = tripole.read("builtin:three-pole-2011").system()
        >>> system.rca(region="CHN", sector="ELE").keys
        ['region', 'sector']
        """
    def apl(
        self,
        *,
        from_: Codes | None = None,
        to: Codes | None = None,
        by: Literal['region', 'sector', 'bloc', 'region-sector'] = 'region',
        minimum_linkage: float = 1e-12,
        reexports: Literal['refuse', 'proportional'] = 'refuse',
        import_matrix: Source = None,
        beside: Table | str | Sequence[Table | str] | None = None,
        long: bool = False,
        sort: str | None = None,
        top: int | None = None,
        columns: Codes | None = None,
    ) -> Result:
        """Average propagation lengths: through how many sales one product reaches another.

        Parameters
        ----------
        from_ :
            Only these suppliers: codes of the level, REGION:SECTOR for region-sector
        to :
            Only these users: codes of the level, REGION:SECTOR for region-sector
        by :
            Level of the result. Regions, sectors and blocs are added up first; region-sector keeps the whole table,
            and without from_ and to gives every pair (region, sector, bloc, region-sector) [default: region]
        minimum_linkage :
            Linkage up to which a length is left empty, because rounding dominates it [default: 0.000000000001]
        reexports :
            Exports of a national table with a column of imports (IMPO): they hold none, or the same share as every
            use (refuse, proportional) [default: refuse]
        import_matrix :
            Imports of a national table, product by user: a CSV file with the labels of the table
        beside :
            Other tables for the same question, in the order given; a first column tells them apart by year, or by
            name; may be repeated
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
        **Average propagation length.** Through how many sales, on average, a product of one economy or sector reaches
        another.
        Formula: `(B (B - I))_ij / (B - I)_ij`, with `linkage` the denominator: what one unit of final demand for the
        product of `j` needs of `i`, direct and indirect. It is the mean number of rounds, each weighted by its
        amount. The Ghosh inverse gives the same.
        Columns: apl, linkage
        Source: Dietzenbacher and Romero (2007).

        Examples
        --------
        >>> import tripole
        >>> system = tripole.read("builtin:three-pole-2011").system()
        >>> len(system.apl(from_="CHN:ELE", to="USA:TRQ", by="region-sector"))
        1
        """
    def smile(
        self,
        *,
        chain: Codes,
        reexports: Literal['refuse', 'proportional'] = 'refuse',
        import_matrix: Source = None,
        beside: Table | str | Sequence[Table | str] | None = None,
        long: bool = False,
        sort: str | None = None,
        top: int | None = None,
        columns: Codes | None = None,
        region: Codes | None = None,
        sector: Codes | None = None,
    ) -> Result:
        """Smile curves: who adds value to a final product, and how far from its buyer.

        Parameters
        ----------
        chain :
            Final products, each one a chain, written REGION:SECTOR
        reexports :
            Exports of a national table with a column of imports (IMPO): they hold none, or the same share as every
            use (refuse, proportional) [default: refuse]
        import_matrix :
            Imports of a national table, product by user: a CSV file with the labels of the table
        beside :
            Other tables for the same question, in the order given; a first column tells them apart by year, or by
            name; may be repeated
        long :
            One row per number: keys, indicator, unit, value
        sort :
            Rows in the order of a column: numbers from the largest, labels from A; `COLUMN:up` and `COLUMN:down` say
            which way
        top :
            Only the first N rows
        columns :
            Only these columns of numbers, in this order
        region :
            Only these contributing regions
        sector :
            Only these contributing sectors

        Returns
        -------
        Result: keys, then indicators; `definitions` says what each is.

        Notes
        -----
        **Smile curve.** Who adds value to one final product, how much, and at which distance from its buyer: high
        ends and a low middle would make a smile.
        Formula: For final product `j`: value added of contributor `k` is `v_k B_kj f_j`, its share `v_k B_kj`, its
        distance to the final buyer `(B B)_kj / B_kj`, at least one. The vertical axis of the curve is a choice: the
        share, or value added per unit of own output `v_k`.
        Columns: va_coefficient, distance, chain
        Source: Ye, Meng and Wei (2015).

        Examples
        --------
        >>> import tripole
        >>> system = tripole.read("builtin:three-pole-2011").system()
        >>> system.smile(chain="CHN:ELE").keys
        ['chain', 'region', 'sector']
        """
    def gvc_income(
        self,
        *,
        products: Codes,
        by: Literal['region', 'region-sector'] = 'region',
        satellite: Source = None,
        account: Codes | None = None,
        category: Codes | None = None,
        region: Codes | None = None,
        sector: Codes | None = None,
        reexports: Literal['refuse', 'proportional'] = 'refuse',
        import_matrix: Source = None,
        beside: Table | str | Sequence[Table | str] | None = None,
        long: bool = False,
        sort: str | None = None,
        top: int | None = None,
        columns: Codes | None = None,
    ) -> Result:
        """Income, and jobs or any satellite account, in the chains of chosen final products.

        Parameters
        ----------
        products :
            Final products: sectors (of all regions) or REGION:SECTOR, taken together
        by :
            Level of the result (region, region-sector) [default: region]
        satellite :
            Satellite accounts (jobs, emissions) to be traced as well: a CSV file with the columns `region`, `sector`,
            `account`, `value`, `unit`
        account :
            Only these accounts; without a file, those of these names that the table brings along (EXIOBASE, pymrio,
            Eora26; `all` is all of them)
        category :
            Only purchases of these categories of final demand: codes, or households, consumption, investment,
            inventories
        region :
            Only these regions
        sector :
            Only these sectors
        reexports :
            Exports of a national table with a column of imports (IMPO): they hold none, or the same share as every
            use (refuse, proportional) [default: refuse]
        import_matrix :
            Imports of a national table, product by user: a CSV file with the labels of the table
        beside :
            Other tables for the same question, in the order given; a first column tells them apart by year, or by
            name; may be repeated
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
        **GVC income.** Income that an economy earns in the chains of chosen final products, wherever they are
        finished and bought.
        Formula: `v B (f o 1_P)`, value added by origin in all final purchases of the products `P`; `gvc_income_share`
        is over its sum. With a satellite account in place of `v` it is jobs, or emissions, in these chains.
        Columns: gvc_income, gvc_income_share
        Source: Timmer, Los, Stehrer and de Vries (2013); Los, Timmer and de Vries (2015).

        Examples
        --------
        >>> import tripole
        >>> system = tripole.read("builtin:three-pole-2011").system()
        >>> system.gvc_income(products=["ELE", "TRQ"]).name
        'gvc_income'
        """
    def footprint(
        self,
        *,
        satellite: Source = None,
        account: Codes | None = None,
        characterisation: Source = None,
        by: Literal['region', 'pair', 'region-sector'] = 'region',
        category: Codes | None = None,
        sector: Codes | None = None,
        reexports: Literal['refuse', 'proportional'] = 'refuse',
        import_matrix: Source = None,
        beside: Table | str | Sequence[Table | str] | None = None,
        long: bool = False,
        sort: str | None = None,
        top: int | None = None,
        columns: Codes | None = None,
        region: Codes | None = None,
    ) -> Result:
        """Footprints: who uses a satellite account (jobs, emissions, energy), and for whom.

        Parameters
        ----------
        satellite :
            Satellite accounts: a CSV file with the columns `region`, `sector`, `account`, `value`, `unit`; direct use
            by final users has a final demand category, or FD, for its sector. Without it, the accounts that the table
            brings along (EXIOBASE, pymrio, Eora26)
        account :
            Only these accounts; of the table's own also groups of them, such as air_emissions
        characterisation :
            Impacts of the accounts in their place: a CSV file with the columns `impact`, `account`, `factor`,
            `account_unit`, `unit`
        by :
            Level of the result (region, pair, region-sector) [default: region]
        category :
            Only purchases of these categories of final demand: codes, or households, consumption, investment,
            inventories
        sector :
            Only these sectors
        reexports :
            Exports of a national table with a column of imports (IMPO): they hold none, or the same share as every
            use (refuse, proportional) [default: refuse]
        import_matrix :
            Imports of a national table, product by user: a CSV file with the labels of the table
        beside :
            Other tables for the same question, in the order given; a first column tells them apart by year, or by
            name; may be repeated
        long :
            One row per number: keys, indicator, unit, value
        sort :
            Rows in the order of a column: numbers from the largest, labels from A; `COLUMN:up` and `COLUMN:down` say
            which way
        top :
            Only the first N rows
        columns :
            Only these columns of numbers, in this order
        region :
            Only these regions; of pairs, only these users

        Returns
        -------
        Result: keys, then indicators; `definitions` says what each is.

        Examples
        --------
        >>> import tripole
        >>> system = tripole.read("builtin:three-pole-2011").system()
        >>> jobs = "region,sector,account,value,unit\\nCHN,ELE,jobs,100,persons\\n"
        >>> round(sum(system.footprint(satellite=jobs)["consumption_based"]))
        100
        """
    def responsibility(
        self,
        *,
        satellite: Source = None,
        account: Codes | None = None,
        characterisation: Source = None,
        alpha: Source = None,
        by: Literal['region', 'pair', 'region-sector'] = 'region',
        sector: Codes | None = None,
        reexports: Literal['refuse', 'proportional'] = 'refuse',
        import_matrix: Source = None,
        beside: Table | str | Sequence[Table | str] | None = None,
        long: bool = False,
        sort: str | None = None,
        top: int | None = None,
        columns: Codes | None = None,
        region: Codes | None = None,
    ) -> Result:
        """Who answers for an account: producers, consumers, suppliers of inputs, all sellers together.

        Parameters
        ----------
        satellite :
            Satellite accounts: a CSV file with the columns `region`, `sector`, `account`, `value`, `unit`; direct use
            by final users has a final demand category, or FD, for its sector. Without it, the accounts that the table
            brings along (EXIOBASE, pymrio, Eora26)
        account :
            Only these accounts; of the table's own also groups of them, such as air_emissions
        characterisation :
            Impacts of the accounts in their place: a CSV file with the columns `impact`, `account`, `factor`,
            `account_unit`, `unit`
        alpha :
            The share of what a seller has accumulated that it passes on: a number from 0 to 1, or a CSV file with the
            columns `sector` and `alpha`, and perhaps `region` [default: 1 less the share of value added in output
            without own use]
        by :
            Level of the result (region, pair, region-sector) [default: region]
        sector :
            Only these sectors
        reexports :
            Exports of a national table with a column of imports (IMPO): they hold none, or the same share as every
            use (refuse, proportional) [default: refuse]
        import_matrix :
            Imports of a national table, product by user: a CSV file with the labels of the table
        beside :
            Other tables for the same question, in the order given; a first column tells them apart by year, or by
            name; may be repeated
        long :
            One row per number: keys, indicator, unit, value
        sort :
            Rows in the order of a column: numbers from the largest, labels from A; `COLUMN:up` and `COLUMN:down` say
            which way
        top :
            Only the first N rows
        columns :
            Only these columns of numbers, in this order
        region :
            Only these regions; of pairs, only these exporters

        Returns
        -------
        Result: keys, then indicators; `definitions` says what each is.

        Examples
        --------
        >>> import tripole
        >>> system = tripole.read("builtin:three-pole-2011").system()
        >>> jobs = "region,sector,account,value,unit\\nCHN,ELE,jobs,100,persons\\n"
        >>> round(sum(system.responsibility(satellite=jobs)["shared"]))
        100
        """
    def multipliers(
        self,
        *,
        sector: Codes | None = None,
        reexports: Literal['refuse', 'proportional'] = 'refuse',
        import_matrix: Source = None,
        beside: Table | str | Sequence[Table | str] | None = None,
        long: bool = False,
        sort: str | None = None,
        top: int | None = None,
        columns: Codes | None = None,
        region: Codes | None = None,
    ) -> Result:
        """Output, value added and imports called forth by one unit of final demand.

        Parameters
        ----------
        sector :
            Only these sectors
        reexports :
            Exports of a national table with a column of imports (IMPO): they hold none, or the same share as every
            use (refuse, proportional) [default: refuse]
        import_matrix :
            Imports of a national table, product by user: a CSV file with the labels of the table
        beside :
            Other tables for the same question, in the order given; a first column tells them apart by year, or by
            name; may be repeated
        long :
            One row per number: keys, indicator, unit, value
        sort :
            Rows in the order of a column: numbers from the largest, labels from A; `COLUMN:up` and `COLUMN:down` say
            which way
        top :
            Only the first N rows
        columns :
            Only these columns of numbers, in this order
        region :
            Only these regions

        Returns
        -------
        Result: keys, then indicators; `definitions` says what each is.

        Notes
        -----
        **Multipliers of final demand.** Output, value added at home and abroad, and imports that one unit of final
        demand for a product calls forth.
        Formula: Output `u'B`; value added `v'B`, one with residual value added, at home `v_s B_s.` and abroad the sum
        over the others; imports `u'A^m_.s L_s`, the imported inputs that the economy needs.
        Columns: output_multiplier, va_multiplier, va_foreign, import_multiplier
        Source: Miller and Blair (2009), sections 6.2 and 6.3; Hummels, Ishii and Yi (2001), equation 3, for imports.

        Examples
        --------
        >>> import tripole
        >>> system = tripole.read("builtin:three-pole-2011").system()
        >>> system.multipliers(region="MEX").keys
        ['region', 'sector']
        """
    def national(
        self,
        *,
        family: Literal['effects', 'content', 'dependence', 'gdp'] = 'effects',
        input: Codes | None = None,
        category: Codes | None = None,
        satellite: Source = None,
        scope: Literal['world', 'domestic'] = 'domestic',
        region: Codes | None = None,
        sector: Codes | None = None,
        reexports: Literal['refuse', 'proportional'] = 'refuse',
        import_matrix: Source = None,
        beside: Table | str | Sequence[Table | str] | None = None,
        long: bool = False,
        sort: str | None = None,
        top: int | None = None,
        columns: Codes | None = None,
    ) -> Result:
        """National tables: imports, taxes, value added and jobs behind a unit of final demand, and in each category of it.

        Parameters
        ----------
        family :
            What is shown (effects, content, dependence, gdp) [default: effects]
        input :
            Only these inputs: IMP, TLS, GVA, D1, ..., output or an account (`effects`, `content`)
        category :
            Only these categories of final demand (`content`, `dependence`)
        satellite :
            Accounts as inputs in units of their own: a CSV file with the columns `region`, `sector`, `account`,
            `value`, `unit`
        scope :
            Each economy as a national table of its own, the others abroad; or all economies of the table together
            (world, domestic) [default: domestic]
        region :
            Only these regions
        sector :
            Only these sectors
        reexports :
            Exports of a national table with a column of imports (IMPO): they hold none, or the same share as every
            use (refuse, proportional) [default: refuse]
        import_matrix :
            Imports of a national table, product by user: a CSV file with the labels of the table
        beside :
            Other tables for the same question, in the order given; a first column tells them apart by year, or by
            name; may be repeated
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
        **Effects and multipliers.** Imports, taxes, value added, its parts and jobs behind a unit of final demand for
        a product.
        Formula: With `c = p / x` for a row `p` below the flows: `coefficient = c`, `effect = c'L`, `multiplier =
        effect / coefficient`, `indirect = effect - coefficient`, with `L = (I - A)^-1` of home-made products alone.
        The input `output` has the output multiplier as its effect. Over imports (`IMP`), taxes on products (`TLS`)
        and value added (`GVA`) effects add up to one.
        Columns: coefficient, effect, indirect
        Source: Eurostat (2008), chapter 15; Office for National Statistics (2014); Miller and Blair (2009), section
        6.2.

        **Content of final demand.** How much of imports, taxes and value added is in what households, investors and
        foreigners buy.
        Formula: For category `c`: `direct`, the cell of the row, plus `indirect = c'L F_c`. Over `IMP`, `TLS` and
        `GVA` the content adds up to what the category spends, over categories to the row.
        Columns: content_share
        Source: Eurostat (2008), chapter 15; Office for National Statistics (2014), table 8; Hummels, Ishii and Yi
        (2001) for exports.

        **Dependence on final demand.** Which final demand the output of a sector lives on.
        Formula: `dependence = (L F_c)_k / x_k`; over categories it is one. Value added and jobs of the product depend
        alike.
        Source: Eurostat (2008), chapter 15.

        **Gross domestic product from both sides.** Value added and taxes on one side, spending on the other.
        Formula: `gdp = gva + product_taxes`; `discrepancy = gdp - final_demand - exports + imports`.
        Columns: gva, product_taxes, discrepancy
        Source: European Commission and others (2009), *System of National Accounts 2008*.

        Examples
        --------
        >>> import tripole
        >>> system = tripole.read("builtin:three-pole-2011").system()
        >>> system.national(region="USA", input="IMP").keys
        ['input', 'unit', 'region', 'sector']
        """
    def type2(
        self,
        *,
        households: Codes | None = None,
        compensation: str = 'D1',
        satellite: Source = None,
        income: Literal['compensation', 'spending'] = 'compensation',
        closed: Codes | None = None,
        one_by_one: bool = False,
        by: Literal['region-sector', 'pair-sector'] = 'region-sector',
        sector: Codes | None = None,
        reexports: Literal['refuse', 'proportional'] = 'refuse',
        import_matrix: Source = None,
        beside: Table | str | Sequence[Table | str] | None = None,
        long: bool = False,
        sort: str | None = None,
        top: int | None = None,
        columns: Codes | None = None,
        region: Codes | None = None,
    ) -> Result:
        """Type II multipliers: with what households earn and spend again.

        Parameters
        ----------
        households :
            Categories of final demand that are households' [default: those of the known sources]
        compensation :
            Compensation of employees: a row of the table, or an account of `satellite` [default: D1]
        satellite :
            A file of accounts: region, sector, account, value, unit
        income :
            What spending is for a unit of: compensation of employees, or itself, so that nothing else is spent
            (compensation, spending) [default: compensation]
        closed :
            Only the households of these regions earn and spend
        one_by_one :
            The households of each region alone, one after the other
        by :
            Products, or products by the region where income arises (region-sector, pair-sector) [default:
            region-sector]
        sector :
            Only these sectors
        reexports :
            Exports of a national table with a column of imports (IMPO): they hold none, or the same share as every
            use (refuse, proportional) [default: refuse]
        import_matrix :
            Imports of a national table, product by user: a CSV file with the labels of the table
        beside :
            Other tables for the same question, in the order given; a first column tells them apart by year, or by
            name; may be repeated
        long :
            One row per number: keys, indicator, unit, value
        sort :
            Rows in the order of a column: numbers from the largest, labels from A; `COLUMN:up` and `COLUMN:down` say
            which way
        top :
            Only the first N rows
        columns :
            Only these columns of numbers, in this order
        region :
            Only these regions; of pairs, those where income arises

        Returns
        -------
        Result: keys, then indicators; `definitions` says what each is.

        Notes
        -----
        **Type II multipliers.** What a unit of final demand calls forth when households spend what they earn by it.
        Formula: With `H` what employees are paid per unit of output and `c` what households buy per unit of income:
        `K = (I - H L c)^-1`, income `H2 = K H L`, output `L2 = L + L c H2`. Truncated multipliers count the output of
        industries, total ones the income of households too.
        Columns: output_type1, output_truncated, output_total, value_added_type2, income_type1, income_type2,
        income_ratio, closed
        Source: Miller and Blair (2009), sections 2.5 and 6.2.

        Examples
        --------
        >>> import tripole
        >>> system = tripole.read("builtin:three-pole-2011").system()
        >>> system.type2(compensation="VA", closed="MEX", region="MEX").keys
        ['region', 'sector']
        """
    def requirements(
        self,
        *,
        matrix: Literal['A', 'B', 'L', 'LmI', 'Q', 'vL', 'ImA'] = 'L',
        by: Literal['region-sector', 'region', 'sector'] = 'region-sector',
        row: Codes | None = None,
        column: Codes | None = None,
        wide: bool = False,
        min: float | None = None,
        coordinate: bool = False,
        max_written: int = 10000000,
        reexports: Literal['refuse', 'proportional'] = 'refuse',
        import_matrix: Source = None,
        beside: Table | str | Sequence[Table | str] | None = None,
        long: bool = False,
        sort: str | None = None,
        top: int | None = None,
        columns: Codes | None = None,
    ) -> Result:
        """Cells of input and output coefficients, of the inverses, and of value added in final products.

        Parameters
        ----------
        matrix :
            The matrix (A, B, L, LmI, Q, vL, ImA) [default: L]
        by :
            Cells of single rows, or of sums of them (region-sector, region, sector) [default: region-sector]
        row :
            Only these rows
        column :
            Only these columns
        wide :
            A matrix with labels and not a line for each cell (with `-o FILE.csv`)
        min :
            Leave out cells closer to zero than this, and say how many (not of `wide` and .npy)
        coordinate :
            In .mtx only the cells that are not zero, each with its row and column
        max_written :
            Most cells that are written as text [default: 10000000]
        reexports :
            Exports of a national table with a column of imports (IMPO): they hold none, or the same share as every
            use (refuse, proportional) [default: refuse]
        import_matrix :
            Imports of a national table, product by user: a CSV file with the labels of the table
        beside :
            Other tables for the same question, in the order given; a first column tells them apart by year, or by
            name; may be repeated
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
        **Requirements.** The cells themselves: what a unit of output, or of final demand, needs of every other
        product.
        Formula: `A = Z x^-1` (input coefficients), `B = x^-1 Z` (output coefficients), `L = (I - A)^-1`, `L - I`,
        Ghosh's `Q = (I - B)^-1`, value added `v L`, and `I - A` for other programs. By region and sector flows are
        added up, then divided: `P L f P' / P f`, so that totals stay.
        Columns: value
        Source: Miller and Blair (2009), sections 2.2 and 12.1; Ghosh (1958).

        Examples
        --------
        >>> import tripole
        >>> system = tripole.read("builtin:three-pole-2011").system()
        >>> system.requirements(row="USA:ELE", column="CHN:ELE").keys
        ['region', 'sector', 'partner', 'partner_sector']
        """
    def transit(
        self,
        *,
        by: Literal['region', 'bloc', 'pair', 'region-sector'] = 'region',
        threshold: float | None = None,
        crossed: Codes | None = None,
        origin: Codes | None = None,
        destination: Codes | None = None,
        products: Codes | None = None,
        reexports: Literal['refuse', 'proportional'] = 'refuse',
        import_matrix: Source = None,
        beside: Table | str | Sequence[Table | str] | None = None,
        long: bool = False,
        sort: str | None = None,
        top: int | None = None,
        columns: Codes | None = None,
    ) -> Result:
        """Value added that crosses an economy, and who depends on its passage.

        Parameters
        ----------
        by :
            Level of the result (region, bloc, pair, region-sector) [default: region]
        threshold :
            Dependence of a pair above which it is counted in `pairs`, from 0 to below 1 [default: 0.05]
        crossed :
            Only these crossed economies
        origin :
            Only these origins of value added (with `by='pair'`)
        destination :
            Only these destinations (with `by='pair'`)
        products :
            Only these final products: sectors (of all regions) or REGION:SECTOR (with `by='region-sector'`)
        reexports :
            Exports of a national table with a column of imports (IMPO): they hold none, or the same share as every
            use (refuse, proportional) [default: refuse]
        import_matrix :
            Imports of a national table, product by user: a CSV file with the labels of the table
        beside :
            Other tables for the same question, in the order given; a first column tells them apart by year, or by
            name; may be repeated
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
        **Value added that crosses an economy.** Value added of others, absorbed by others, that passes through an
        economy on its way, and which pairs depend on that.
        Formula: `T_K(o, d) = VB_oK B_KK^-1 X_K(d)`, value added of `o` in the final demand of `d` that passes through
        `K` at least once: what it falls by when the rows, columns and final sales of `K` are deleted.
        `transit_foreign` is its sum over other economies `o` and `d` that differ, `transit_return` over `o = d`;
        `dependence` is its share of all value added of `o` in `d`; `pairs` counts dependence above `threshold`.
        `intensity` is the number of stages in `K` per passage, `loss` the sum over all `o` and `d`.
        Columns: crossed, through, dependence, transit_foreign, transit_return, transit_share, pairs, mean_dependence,
        fva_content
        Source: Own construction, after Dietzenbacher, van der Linden and Steenge (1993) and Miller and Lahr (2001).

        **Visits of a chain.** How often a unit of value of a final product is in an economy on its way, and how much
        of it is ever there.
        Formula: For final product `j`: `frequency` `F_k(j)`, the sum of `B_ij` over the sectors `i` of `k`; `once`
        `O_k(j) = u'B_kk^-1 B_kj`, the share of its value that is added in `k` or passes through. Both count the last
        stage.
        Columns: frequency, once
        Source: Own construction.

        Examples
        --------
        >>> import tripole
        >>> system = tripole.read("builtin:three-pole-2011").system()
        >>> system.transit(by="pair", crossed="CHN").keys
        ['origin', 'destination', 'crossed']
        """
    def extract(
        self,
        *,
        region: Codes | None = None,
        sector: Codes | None = None,
        cell: Codes | None = None,
        bloc: Codes | None = None,
        each: Literal['region', 'region-sector', 'product', 'bloc'] | None = None,
        kind: Literal['complete', 'interregional', 'backward', 'backward-off', 'forward', 'forward-off', 'exports', 'autarky', 'ghosh'] = 'complete',
        replace: bool = False,
        by: Literal['region', 'region-sector'] | None = None,
        reexports: Literal['refuse', 'proportional'] = 'refuse',
        import_matrix: Source = None,
        beside: Table | str | Sequence[Table | str] | None = None,
        long: bool = False,
        sort: str | None = None,
        top: int | None = None,
        columns: Codes | None = None,
    ) -> Result:
        """What the world loses when regions, sectors or any rows are extracted.

        Parameters
        ----------
        region :
            Extract these regions, all together; with each only the lines of these
        sector :
            Extract these sectors in all regions, all together; with each only the lines of these
        cell :
            Extract these sectors of these regions, all together
        bloc :
            Extract the regions of this bloc or group; the losers stay regions
        each :
            Extract every one of these alone, the one that costs the world most value added first (for ghosh: output);
            equals share a `rank`, in the order of the table (region, region-sector, product, bloc)
        kind :
            What is cut. complete: everything; interregional: inputs from and to others; backward: all inputs;
            backward-off: inputs from others; forward: all sales of inputs; forward-off: sales of inputs to others;
            exports: all sales abroad; autarky: all trade; ghosh: sales, in the supply-driven model (complete,
            interregional, backward, backward-off, forward, forward-off, exports, autarky, ghosh) [default: complete]
        replace :
            Everybody buys elsewhere instead, in proportion to what they buy there already: who loses and who gains (a
            negative loss)
        by :
            Losers [default: region] (region, region-sector)
        reexports :
            Exports of a national table with a column of imports (IMPO): they hold none, or the same share as every
            use (refuse, proportional) [default: refuse]
        import_matrix :
            Imports of a national table, product by user: a CSV file with the labels of the table
        beside :
            Other tables for the same question, in the order given; a first column tells them apart by year, or by
            name; may be repeated
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
        **Extraction.** What the world would lose if economies or sectors were taken out, and nothing replaced them.
        Formula: With `K` the rows taken out, `h` the output lost: complete `h = B_.K B_KK^-1 x_K`; other kinds cut
        all inputs (`backward`), all sales of inputs (`forward`), inputs from or to others only (`backward-off`,
        `forward-off`, `interregional`), all exports (`exports`), all trade (`autarky`), or sales in the supply-driven
        model (`ghosh`). Value added lost is `v'h`.
        Columns: output_loss, va_loss, output_loss_share, va_loss_share, va_loss_own, complete, interregional,
        backward, backward-off, forward, forward-off, autarky, ghosh, loser_region, loser_sector
        Source: Miller and Lahr (2001); Dietzenbacher and van der Linden (1997); Los, Timmer and de Vries (2016) for
        exports.

        Examples
        --------
        >>> import tripole
        >>> system = tripole.read("builtin:three-pole-2011").system()
        >>> system.extract(region="CHN").keys
        ['loser_region']
        """
    def tariff(
        self,
        scenario: Source,
        *,
        model: Literal['price', 'exposure', 'armington', 'ge', 'all'] = 'price',
        by: str = 'region',
        region: Codes | None = None,
        importer: Codes | None = None,
        same_elasticity: bool = False,
        pass_through: float | None = None,
        category: str | None = None,
        elasticities: Source = None,
        final_use: Literal['quantity', 'spending'] | None = None,
        deficits: Literal['fixed', 'zero', 'world'] | None = None,
        wage_floors: Literal['nominal', 'real'] | None = None,
        floor: str | None = None,
        numeraire: str | None = None,
        capital_share: str | None = None,
        capital_goods: Literal['same', 'investment'] | None = None,
        reinvested: float | None = None,
        investment: str | None = None,
        reexports: Literal['refuse', 'proportional'] = 'refuse',
        import_matrix: Source = None,
        long: bool = False,
        sort: str | None = None,
        top: int | None = None,
        columns: Codes | None = None,
    ) -> Any:
        """Tariffs and embargoes: prices, whose value added is exposed, substitution, equilibrium.

        Parameters
        ----------
        scenario :
            What changes: a path, ``builtin:NAME``, the text of a file, its bytes, or a dictionary of its entries.
        model :
            The model. price: costs passed on from buyer to buyer; exposure: value added in the goods concerned;
            armington: buyers change suppliers; ge: general equilibrium; all: side by side (price, exposure,
            armington, ge, all) [default: price]
        by :
            Level of the result [default: region]
        region :
            Only these regions
        importer :
            Only these markets (`by='pair'`, `by='pair-sector'`)
        same_elasticity :
            With `model='all'`, sigma = theta + 1: buyers of armington and ge substitute alike (numbers of
            elasticities are theta)
        pass_through :
            Share of rises in costs that producers pass on (`price`) [default: 1]
        category :
            Final demand categories whose prices are consumer prices, in results by region (`price`) [default: all]
        elasticities :
            Elasticities of substitution (sigma) or of trade (theta): a CSV file sector,elasticity, or a published
            set: caliendo-parro, uniform-5, boehm-long, boehm-short (`armington`, `ge`) [default: armington 5 for
            goods and 2 for services, ge 5]
        final_use :
            What final users hold on to: the quantity of every product, or spending on it (`armington`) [default:
            quantity] (quantity, spending)
        deficits :
            Trade deficits: fixed, none before and after, or a fixed share of world income (`ge`) [default: fixed]
            (fixed, zero, world)
        wage_floors :
            Wages do not fall below a share of what they were, in money or in what it buys: who is then not hired is
            unemployed (`ge`) [default: none: wages are flexible] (nominal, real)
        floor :
            Floors of wages, as shares of wages before, from 0 (flexible) to 1: one for all, or some as in `0.9,USA=1`
            (`ge`) [default: 1 for all]
        numeraire :
            The unit of prices and amounts: value added of the world, or the wage of a region; nominal floors depend
            on it (`ge`) [default: world]
        capital_share :
            The long run, in which capital is built up or worn down: its share in value added, one for all, or some as
            in `0.4,USA=0.35` (`ge`) [default: none: capital does not move]
        capital_goods :
            What capital is made of: the goods of all final use, or those of investment (`ge`) [default: same] (same,
            investment)
        reinvested :
            The share of capital income that is invested, where capital is made of the same goods (`ge`) [default:
            0.6]
        investment :
            The final demand that is investment, for capital goods of their own (`ge`) [default: fixed capital
            formation]
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

        Returns
        -------
        Result: keys, then indicators; `definitions` says what each is.

        Notes
        -----
        **Exposure to tariffs and embargoes.** Value added, by origin, in the sales that are taxed or stopped: what is
        at stake, before anybody reacts.
        Formula: Take the sales out of `A` (`A~`): `v (I - A~)^-1 e`, each unit counted once; equal to the GDP lost if
        the sales stopped and nothing replaced them. Of one flow, `counted_once = 1 / (1 + sum over j in r of a_kj
        b_jk)`.
        Columns: counted_once
        Source: Borin and Mancini (2019); sets of any flows are a construction of this project.

        **Cost-push prices.** How much prices rise when every tariff is passed on, from buyer to buyer and over any
        number of borders.
        Formula: `dp' = c' (I - A~)^-1`, with `c_j` the tariffs on the inputs of `j` per unit of output and `A~ = A o
        (1 + t)`. First order: `c' (I - A)^-1`, which can be split by stage (`by='stage'`) and by who levies
        (`by='pair'`). Consumer prices: what final users pay after over what they paid.
        Columns: consumer_prices, consumer_prices_first_order, output_prices, output_prices_first_order,
        export_prices, revenue, revenue_before, revenue_at_new_prices, revenue_change, revenue_change_percent,
        direct_cost, first_order, price, levied_by, stage
        Source: Miller and Blair (2009), section 2.6; Rouzet and Miroudot (2013).

        **Effective protection.** What a tariff structure does for the value added of a sector: protection of its
        product less tariffs on its inputs.
        Formula: `(t_j - tariffs on imported inputs) / v_j`, `effective_imports`; in `effective_balanced` domestic
        inputs are dearer by their own protection, too. `nominal` is the tariff on the product, mean over its imports;
        `input` the tariffs on imported inputs per unit of output.
        Columns: nominal, input, effective_imports, effective_balanced
        Source: Corden (1966); Balassa (1965).

        **Cumulative tariffs.** The tariff on a product at the border plus all that its makers paid before: how a
        tariff grows along a chain.
        Formula: `(1 + t_kr)(1 + dp_k) - 1`; not compounded `t_kr` plus the first-order change of the price.
        `magnification` is cumulative over the tariff of the last border.
        Columns: tariff, cumulative, cumulative_first_order, magnification
        Source: Rouzet and Miroudot (2013); compounded: own construction.

        **Armington: buyers change suppliers.** Output and trade when buyers turn to other suppliers of the same
        product, with technology, wages and incomes fixed.
        Formula: In each column and product suppliers are substituted with elasticity `s`: price of the composite `P =
        (sum of w p^(1-s))^(1/(1-s))`, quantity `(P / p_k)^s`; prices and quantities are solved together, then output
        from the new coefficients. Elasticities are 5 for goods and 2 for services unless `elasticities` says
        otherwise.
        Columns: armington, output_before, output_after, output_change, output_change_percent, value_added_before,
        value_added_after, value_added_change, value_added_change_percent, exports_before, exports_after,
        exports_change, exports_change_percent, imports_before, imports_after, imports_change, imports_change_percent,
        revenue_after
        Source: Armington (1969).

        **General equilibrium.** Real income, wages, prices and trade when all markets clear again: the long run of a
        trade policy.
        Formula: Caliendo and Parro (2015) in changes: costs follow wages and prices of inputs, buyers choose among
        suppliers with trade elasticity `theta`, spending follows income, labour markets clear, tariff revenue is
        rebated, trade deficits stay. `real_income` is income over prices, exact; `real_wage` wages over prices.
        Columns: ge, real_income, real_wage, welfare_first_order, wage, price_index, income_before, income_after,
        income_change, income_change_percent, base_wage, cost, trade_before, trade_after, trade_change,
        trade_change_percent, tariff_before, tariff_after, tariff_change, tariff_change_percent
        Source: Caliendo and Parro (2015), equations 7 to 15; Dekle, Eaton and Kortum (2008) for changes.

        **Floors of wages.** Unemployment: wages do not fall below a share of what they were, in money or in what it
        buys.
        Formula: With `B` value added in changes: wage `w = max(B, floor)`, employment `L = B / w`, so that there is
        unemployment only where a floor binds. Nominal floors are a share of the wage before, in the numeraire; real
        ones of the wage before over the price of consumption.
        Columns: employment, real_labour_income, gdp_volume, exports_volume, imports_volume
        Source: Own construction on Caliendo and Parro (2015); floors of wages in a trade model: Rodriguez-Clare,
        Ulate and Vasquez (2026).

        **Capital in the long run.** What tariffs do once capital has been built up, or worn down, until it earns what
        it did.
        Formula: A bundle of labour and capital costs `f = w^(1-a) (P_K)^a`, with the share `a` of capital in value
        added; the stock is `K = B / P_K`, so that the rental keeps its ratio to the price of capital goods. These are
        the goods of all final use (`capital_goods='same'`), or those that investment buys (`investment`). In one
        sector `w/P = (own share)^(-1/(theta g (1-a)))`, with `g` the share of value added in costs.
        Columns: real_consumption, capital, investment_price
        Source: Own construction; the channel is that of Baqaee and Malmberg (2025).

        **Terms of trade and volume of trade.** The two parts of first-order welfare: what an economy gets for its
        exports, and what revenue it gains or loses on a changed volume.
        Formula: Terms of trade `sum of (E_nij (c_n - 1) - M_nij (c_i - 1)) / I_n`, with `c` the changes of costs;
        volume `sum of t_nij M_nij (M - c_i) / I_n` in changes, at base tariffs `t`.
        Columns: terms_of_trade, volume_of_trade
        Source: Caliendo and Parro (2015), equation 15.

        **Models side by side.** What four models say of the same measures of the same scenario, in one table, and how
        far they are apart.
        Formula: Prices relative to the own wage: of `price` and `armington` as they are, for wages are given there;
        of `ge` `P/w - 1`. `real_wage` is `1/(1 + consumer_price) - 1`; `real_income` is income over prices, revenue
        rebated. Volumes are at the prices of before. `armington` prices are those of the composites that final users
        bought before, `sum of H_i P_i / sum of H_i - 1`. `low` and `high` are the ends of the values that a model has
        solved for, `models` how many there are.
        Columns: low, high, models, low_model, high_model, price_status, armington_status, ge_status, exposure_status
        Source: Own construction; the models have their own sources.

        **Published elasticities.** Elasticities by name, each with its source, instead of a file.
        Formula: Trade elasticity `theta`: of expenditure, duties included, with respect to cost. Elasticity of
        substitution between suppliers `sigma`. The same demand has `sigma = theta + 1`, and trade without duties
        falls with `-sigma`. A set is given to each model in its own terms.
        Columns: caliendo-parro, uniform-5, boehm-long, boehm-short
        Source: Caliendo and Parro (2015), data set of the paper; Fontagné, Guimbard and Orefice (2022); Boehm,
        Levchenko and Pandalai-Nayar (2023).

        Examples
        --------
        >>> import tripole
        >>> system = tripole.read("builtin:three-pole-2011").system()
        >>> duty = {"name": "duty", "tariff": [{"importer": "USA", "exporter": "CHN", "percent": 10}]}
        >>> system.tariff(duty, model="price").keys
        ['region']
        """
    def revenue(
        self,
        scenario: Source,
        *,
        trade: Literal['statutory', 'armington', 'ge'] | Sequence[Literal['statutory', 'armington', 'ge']] | str | None = None,
        by: Literal['importer', 'authority', 'flow'] = 'importer',
        period: Codes | None = None,
        every: Literal['month', 'day'] | None = None,
        importer: Codes | None = None,
        exporter: Codes | None = None,
        sector: Codes | None = None,
        elasticities: Source = None,
        final_use: Literal['quantity', 'spending'] | None = None,
        deficits: Literal['fixed', 'zero', 'world'] | None = None,
        wage_floors: Literal['nominal', 'real'] | None = None,
        floor: str | None = None,
        numeraire: str | None = None,
        capital_share: str | None = None,
        capital_goods: Literal['same', 'investment'] | None = None,
        reinvested: float | None = None,
        investment: str | None = None,
        reexports: Literal['refuse', 'proportional'] = 'refuse',
        import_matrix: Source = None,
        long: bool = False,
        sort: str | None = None,
        top: int | None = None,
        columns: Codes | None = None,
    ) -> Result:
        """What tariffs bring in: effective rates and revenue by importer, authority, flow and month.

        Parameters
        ----------
        scenario :
            What changes: a path, ``builtin:NAME``, the text of a file, its bytes, or a dictionary of its entries.
        trade :
            The trade on which duties are paid [default: each of them, of a path the statutory one] (statutory,
            armington, ge)
        by :
            What lines are of (importer, authority, flow) [default: importer]
        period :
            A path at the trade of the table, of schedules alone: YYYY, YYYY-MM, YYYY-MM-DD or FROM..TO
        every :
            Cut the periods into months or days (month, day)
        importer :
            Only these importers
        exporter :
            Only these exporters (with `by='flow'`)
        sector :
            Only these sectors (with `by='flow'`)
        elasticities :
            Elasticities of substitution (sigma) or of trade (theta): a CSV file sector,elasticity, or a published
            set: caliendo-parro, uniform-5, boehm-long, boehm-short (`armington`, `ge`) [default: armington 5 for
            goods and 2 for services, ge 5]
        final_use :
            What final users hold on to: the quantity of every product, or spending on it (`armington`) [default:
            quantity] (quantity, spending)
        deficits :
            Trade deficits: fixed, none before and after, or a fixed share of world income (`ge`) [default: fixed]
            (fixed, zero, world)
        wage_floors :
            Wages do not fall below a share of what they were, in money or in what it buys: who is then not hired is
            unemployed (`ge`) [default: none: wages are flexible] (nominal, real)
        floor :
            Floors of wages, as shares of wages before, from 0 (flexible) to 1: one for all, or some as in `0.9,USA=1`
            (`ge`) [default: 1 for all]
        numeraire :
            The unit of prices and amounts: value added of the world, or the wage of a region; nominal floors depend
            on it (`ge`) [default: world]
        capital_share :
            The long run, in which capital is built up or worn down: its share in value added, one for all, or some as
            in `0.4,USA=0.35` (`ge`) [default: none: capital does not move]
        capital_goods :
            What capital is made of: the goods of all final use, or those of investment (`ge`) [default: same] (same,
            investment)
        reinvested :
            The share of capital income that is invested, where capital is made of the same goods (`ge`) [default:
            0.6]
        investment :
            The final demand that is investment, for capital goods of their own (`ge`) [default: fixed capital
            formation]
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

        Returns
        -------
        Result: keys, then indicators; `definitions` says what each is.

        Notes
        -----
        **Effective rates and revenue.** What duties bring in, over what is imported, before and after buyers react;
        and what changed the rate.
        Formula: `rate = sum t M / sum M` over the flows of an importer, `M` at basic prices. Change of the rate: `sum
        (t1 - t0) m0` (statutory effect) and `sum t1 (m1 - m0)` (substitution effect), `m` shares in imports; they add
        up exactly. By authority `sum c M` with its contribution `c`.
        Columns: rate_before, rate_dutiable, statutory_effect, substitution_effect
        Source: Standard definition; the division of the change is exact by construction.

        Examples
        --------
        >>> import tripole
        >>> system = tripole.read("builtin:three-pole-2011").system()
        >>> duty = {"name": "duty", "tariff": [{"importer": "USA", "exporter": "CHN", "percent": 10}]}
        >>> found = system.revenue(duty, importer="USA", trade="statutory")
        >>> round(found.value("rate_dutiable", importer="USA", trade="statutory"), 12)
        0.1
        """
    def incidence(
        self,
        scenario: Source,
        *,
        by: Literal['importer', 'origin', 'exporter-origin', 'origin-sector'] = 'importer',
        split_by: Literal['none', 'authority', 'use'] = 'none',
        importer: Codes | None = None,
        origin: Codes | None = None,
        reexports: Literal['refuse', 'proportional'] = 'refuse',
        import_matrix: Source = None,
        long: bool = False,
        sort: str | None = None,
        top: int | None = None,
        columns: Codes | None = None,
    ) -> Result:
        """Whose value added tariffs fall on: the importer's own, its partners', that of third economies.

        Parameters
        ----------
        scenario :
            What changes: a path, ``builtin:NAME``, the text of a file, its bytes, or a dictionary of its entries.
        by :
            What lines are of (importer, origin, exporter-origin, origin-sector) [default: importer]
        split_by :
            Tell duties apart by the authority that levies them, or by the use of the goods (none, authority, use)
            [default: none]
        importer :
            Only these importers
        origin :
            Only these origins of value added
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

        Returns
        -------
        Result: keys, then indicators; `definitions` says what each is.

        Notes
        -----
        **Whose value added tariffs fall on.** Duties by the origin of the value added in what is taxed: the
        importer's own, that of the exporter who is taxed, that of third economies behind the goods.
        Formula: With `q` the duty on a flow and `S = R v L` value added by origin: own `sum S_r q`, partner `sum S_s
        q` of each exporter `s`, third the rest, and what is of no origin if value added is not the residual. They add
        up to the duty.
        Columns: duty, own, partner, third, unallocated, own_share, partner_share, third_share
        Source: Own construction, on the origin shares of Koopman, Wang and Wei (2014).

        Examples
        --------
        >>> import tripole
        >>> system = tripole.read("builtin:three-pole-2011").system()
        >>> duty = {"name": "duty", "tariff": [{"importer": "USA", "exporter": "CHN", "percent": 10}]}
        >>> system.incidence(duty, by="origin").keys
        ['importer', 'origin']
        """
    def retaliation(
        self,
        scenario: Source,
        *,
        reexports: Literal['refuse', 'proportional'] = 'refuse',
        import_matrix: Source = None,
        long: bool = False,
        sort: str | None = None,
        top: int | None = None,
        columns: Codes | None = None,
    ) -> Result:
        """What the answers of partners to tariffs come to.

        Parameters
        ----------
        scenario :
            What changes: a path, ``builtin:NAME``, the text of a file, its bytes, or a dictionary of its entries.
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

        Returns
        -------
        Result: keys, then indicators; `definitions` says what each is.

        Notes
        -----
        **Answers of partners.** What a partner may tax in answer, measured by what was done to it.
        Formula: With `d` the rise of the rates on the products of `j` in `r`, `V` the trade that it meets and `Vj`
        what `j` buys of `r` and may tax: mirror adds `d` sector by sector; value adds `f rho` with `f = min(1, V /
        Vj)` and `rho` the mean rise (or one that is given); revenue adds `sum d M / Vj`.
        Columns: answer, short, value_answer, revenue_answer
        Source: Own construction, after the practice of proportionate countermeasures.

        Examples
        --------
        >>> import tripole
        >>> system = tripole.read("builtin:three-pole-2011").system()
        >>> war = {"name": "war", "tariff": [{"importer": "USA", "exporter": "CHN", "percent": 10}],
        ...        "retaliation": [{"by": "CHN", "to": "USA", "how": "mirror"}]}
        >>> system.retaliation(war).keys
        ['importer', 'exporter', 'answer']
        """
    def households(
        self,
        scenario: Source,
        *,
        bridge: Source = None,
        spending: Source = None,
        households: Source = None,
        importer: str | None = None,
        model: Literal['price', 'armington', 'ge'] = 'price',
        by: Literal['group', 'category', 'group-category', 'sector', 'origin'] = 'group',
        margins: Literal['none', 'fixed', 'proportional'] = 'none',
        rebate: Literal['none', 'per-head', 'spending'] = 'none',
        spending_of: Literal['household', 'group'] = 'household',
        elasticity: float = 0.0,
        pass_through: float | None = None,
        category: str | None = None,
        elasticities: Source = None,
        final_use: Literal['quantity', 'spending'] | None = None,
        deficits: Literal['fixed', 'zero', 'world'] | None = None,
        wage_floors: Literal['nominal', 'real'] | None = None,
        floor: str | None = None,
        numeraire: str | None = None,
        capital_share: str | None = None,
        capital_goods: Literal['same', 'investment'] | None = None,
        reinvested: float | None = None,
        investment: str | None = None,
        reexports: Literal['refuse', 'proportional'] = 'refuse',
        import_matrix: Source = None,
        long: bool = False,
        sort: str | None = None,
        top: int | None = None,
        columns: Codes | None = None,
    ) -> Result:
        """What tariffs cost groups of households, through a bridge from sectors to what they buy.

        Parameters
        ----------
        scenario :
            What changes: a path, ``builtin:NAME``, the text of a file, its bytes, or a dictionary of its entries.
        bridge :
            What categories of spending are made of: sector,category,share[,margin,margin_sector]
        spending :
            Who spends how much on what: group,category,value
        households :
            Number and income of households: group[,households][,income]
        importer :
            The economy whose households they are [default: the only one that changes a tariff]
        model :
            The model of prices (price, armington, ge) [default: price]
        by :
            What a line of the result is of; sector, origin: prices alone, without files (group, category,
            group-category, sector, origin) [default: group]
        margins :
            Distribution margins of the bridge: left aside, or of a fixed amount with the price of their own sector,
            or in proportion to the goods, which is the same as left aside (none, fixed, proportional) [default: none]
        rebate :
            Who gets the change of tariff revenue: nobody, every household alike, or in proportion to spending (none,
            per-head, spending) [default: none]
        spending_of :
            What amounts are of where the number of households is given: one household, or the group (household,
            group) [default: household]
        elasticity :
            Elasticity of substitution between categories, 0 or more [default: 0]
        pass_through :
            Share of rises in costs that producers pass on (`price`) [default: 1]
        category :
            Final demand categories whose prices are consumer prices, in results by region (`price`) [default: all]
        elasticities :
            Elasticities of substitution (sigma) or of trade (theta): a CSV file sector,elasticity, or a published
            set: caliendo-parro, uniform-5, boehm-long, boehm-short (`armington`, `ge`) [default: armington 5 for
            goods and 2 for services, ge 5]
        final_use :
            What final users hold on to: the quantity of every product, or spending on it (`armington`) [default:
            quantity] (quantity, spending)
        deficits :
            Trade deficits: fixed, none before and after, or a fixed share of world income (`ge`) [default: fixed]
            (fixed, zero, world)
        wage_floors :
            Wages do not fall below a share of what they were, in money or in what it buys: who is then not hired is
            unemployed (`ge`) [default: none: wages are flexible] (nominal, real)
        floor :
            Floors of wages, as shares of wages before, from 0 (flexible) to 1: one for all, or some as in `0.9,USA=1`
            (`ge`) [default: 1 for all]
        numeraire :
            The unit of prices and amounts: value added of the world, or the wage of a region; nominal floors depend
            on it (`ge`) [default: world]
        capital_share :
            The long run, in which capital is built up or worn down: its share in value added, one for all, or some as
            in `0.4,USA=0.35` (`ge`) [default: none: capital does not move]
        capital_goods :
            What capital is made of: the goods of all final use, or those of investment (`ge`) [default: same] (same,
            investment)
        reinvested :
            The share of capital income that is invested, where capital is made of the same goods (`ge`) [default:
            0.6]
        investment :
            The final demand that is investment, for capital goods of their own (`ge`) [default: fixed capital
            formation]
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

        Returns
        -------
        Result: keys, then indicators; `definitions` says what each is.

        Notes
        -----
        **Households.** What tariffs cost groups of households: prices of sectors, through a bridge to prices of what
        people buy, times what they spend.
        Formula: Price of sector `i` for final users: mean over origins of `p_k (1 + t)/(1 + t0) - 1`, weighted by
        what is spent before; `ge`: `P/w - 1`. Category `c`: `sum of b_ic D_i`; with `margins='fixed'` part `m` of a
        cell has the price of the sector that earns the margin. Burden: `sum of e_hc D_c`. With `elasticity='eta'` it
        is `burden - eta/2 e Var(D)` to second order, and exact as `burden_ces`. Net burden: less the rebate.
        Columns: group, category, households, spending, income, burden, burden_second, burden_ces,
        burden_spending_percent, burden_income_percent, rebate, net_burden, net_income_percent
        Source: Own construction.

        Examples
        --------
        >>> import tripole
        >>> system = tripole.read("builtin:three-pole-2011").system()
        >>> duty = {"name": "duty", "tariff": [{"importer": "USA", "exporter": "CHN", "percent": 10}]}
        >>> system.households(duty, by="sector").keys
        ['sector']
        """
    def optimal(
        self,
        *,
        importer: str | None = None,
        players: Codes | None = None,
        on: Codes | None = None,
        products: Codes | None = None,
        everybody: bool = False,
        start: float | Sequence[float] | None = None,
        scenario: Source = None,
        show: Literal['regions', 'search'] = 'regions',
        elasticities: Source = None,
        deficits: Literal['fixed', 'zero', 'world'] | None = None,
        wage_floors: Literal['nominal', 'real'] | None = None,
        floor: str | None = None,
        numeraire: str | None = None,
        capital_share: str | None = None,
        capital_goods: Literal['same', 'investment'] | None = None,
        reinvested: float | None = None,
        investment: str | None = None,
        reexports: Literal['refuse', 'proportional'] = 'refuse',
        import_matrix: Source = None,
        long: bool = False,
        sort: str | None = None,
        top: int | None = None,
        columns: Codes | None = None,
    ) -> Result:
        """The tariff that is best for who levies it, and rates that answer each other, in equilibrium.

        Parameters
        ----------
        importer :
            Who looks for its best rate
        players :
            Several who answer each other
        on :
            Only products of these are taxed [default: of all others]
        products :
            The products that are taxed [default: goods; all, where the table has codes of its own]
        everybody :
            Players tax everybody else, not the other players alone
        start :
            Rates that players start from, as ratios: one for all, or one each [default: those there are]
        scenario :
            Other tariffs and barriers, a TOML file or `builtin:NAME` (see `System.tariff`): a rate that is looked for
            stands in their place
        show :
            regions: the best rates and what every economy can afford; search: every rate that was tried, of players
            the rates of every round (regions, search) [default: regions]
        elasticities :
            Elasticities of substitution (sigma) or of trade (theta): a CSV file sector,elasticity, or a published
            set: caliendo-parro, uniform-5, boehm-long, boehm-short (`ge`) [default: armington 5 for goods and 2 for
            services, ge 5]
        deficits :
            Trade deficits: fixed, none before and after, or a fixed share of world income (`ge`) [default: fixed]
            (fixed, zero, world)
        wage_floors :
            Wages do not fall below a share of what they were, in money or in what it buys: who is then not hired is
            unemployed (`ge`) [default: none: wages are flexible] (nominal, real)
        floor :
            Floors of wages, as shares of wages before, from 0 (flexible) to 1: one for all, or some as in `0.9,USA=1`
            (`ge`) [default: 1 for all]
        numeraire :
            The unit of prices and amounts: value added of the world, or the wage of a region; nominal floors depend
            on it (`ge`) [default: world]
        capital_share :
            The long run, in which capital is built up or worn down: its share in value added, one for all, or some as
            in `0.4,USA=0.35` (`ge`) [default: none: capital does not move]
        capital_goods :
            What capital is made of: the goods of all final use, or those of investment (`ge`) [default: same] (same,
            investment)
        reinvested :
            The share of capital income that is invested, where capital is made of the same goods (`ge`) [default:
            0.6]
        investment :
            The final demand that is investment, for capital goods of their own (`ge`) [default: fixed capital
            formation]
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

        Returns
        -------
        Result: keys, then indicators; `definitions` says what each is.

        Notes
        -----
        **Optimal tariffs.** The uniform tariff with which an economy can afford most, its partners' being given; and
        rates of several that answer each other.
        Formula: The rate that makes real income `I/P` largest in general equilibrium (real consumption with
        `capital_share`). Two countries, one sector, no intermediates: `t = (1 + t_F l) / (theta l (1 + t_F))`, with
        the foreign tariff `t_F` and the share `l` of foreign spending that stays at home. Nash: best responses in
        turn, until none moves.
        Columns: uniform_rate, lower_rate, lower_real_income, upper_rate, upper_real_income, round
        Source: Gros (1987) for the closed form; Ossa (2014) for optimal tariffs and trade wars with politics and
        imperfect competition, which are not here.

        Examples
        --------
        >>> import tripole
        >>> system = tripole.read("builtin:three-pole-2011").system()
        >>> system.optimal(importer="USA", on="CHN").name
        'optimal'
        """
    def scenario(
        self,
        scenario: Source,
        *,
        model: Literal['resourcing', 'extraction', 'demand', 'mixed', 'inoperability', 'rationing', 'pbl', 'ario', 'armington', 'ge'] | None = None,
        by: Literal['region', 'region-sector', 'bloc', 'day'] = 'region',
        family: Literal['output', 'trade', 'value_added_trade', 'participation', 'position', 'concentration', 'shares', 'satellite'] | Sequence[Literal['output', 'trade', 'value_added_trade', 'participation', 'position', 'concentration', 'shares', 'satellite']] | str | None = None,
        region: Codes | None = None,
        satellite: Source = None,
        account: Codes | None = None,
        compare: bool = False,
        days: int | None = None,
        stock_days: Source = None,
        restocking_days: float | None = None,
        inputs: Literal['leontief', 'strong', 'half', 'weak', 'linear'] | None = None,
        ratings: Source = None,
        psi: float | None = None,
        overproduction: float | None = None,
        overproduction_days: float | None = None,
        suppliers: Literal['steady', 'available'] | None = None,
        orders: Literal['use', 'wanted'] | None = None,
        allow_collapse: bool = False,
        elasticities: Source = None,
        final_use: Literal['quantity', 'spending'] | None = None,
        deficits: Literal['fixed', 'zero', 'world'] | None = None,
        wage_floors: Literal['nominal', 'real'] | None = None,
        floor: str | None = None,
        numeraire: str | None = None,
        capital_share: str | None = None,
        capital_goods: Literal['same', 'investment'] | None = None,
        reinvested: float | None = None,
        investment: str | None = None,
        reexports: Literal['refuse', 'proportional'] = 'refuse',
        import_matrix: Source = None,
        long: bool = False,
        sort: str | None = None,
        top: int | None = None,
        columns: Codes | None = None,
    ) -> Result:
        """Every indicator before and after: suppliers moved or cut off, outages, demand, tariffs.

        Parameters
        ----------
        scenario :
            What changes: a path, ``builtin:NAME``, the text of a file, its bytes, or a dictionary of its entries.
        model :
            The model [default: that of the scenario's entries, see below] (resourcing, extraction, demand, mixed,
            inoperability, rationing, pbl, ario, armington, ge)
        by :
            Level of the result; day: output and unmet final demand of every day (`ario`, `pbl`) (region,
            region-sector, bloc, day) [default: region]
        family :
            Only these families (output, trade, value_added_trade, participation, position, concentration, shares,
            satellite)
        region :
            Only these regions
        satellite :
            Satellite accounts (jobs, emissions), before and after: a CSV file with the columns `region`, `sector`,
            `account`, `value`, `unit`
        account :
            Only these accounts
        compare :
            One outage or embargo in every model beside the others, in per cent of value added of all days
        days :
            Days that are computed (`pbl`, `ario`) [default: 365]
        stock_days :
            Days that stocks of inputs last: one number for all products, services too, or a CSV file product,days
            with inf for those that never bind (`pbl`, `ario`) [default: 90 for goods, services never bind; of pbl 10]
        restocking_days :
            Days over which a gap in stocks is ordered (`pbl`, `ario`) [default: half of the days of stock; of pbl 10]
        inputs :
            How missing inputs bind (`pbl`) [default: half] (leontief, strong, half, weak, linear)
        ratings :
            What inputs are to their users: a CSV file product,user,rating, which is critical, important or other
            (`pbl`) [default: all important]
        psi :
            Part of the stock below which output is cut (`ario`) [default: 0.8]
        overproduction :
            Most that a sector makes over its usual output (`ario`) [default: 1.25]
        overproduction_days :
            Days over which overproduction builds up (`ario`) [default: 365]
        suppliers :
            Whom orders go to: the suppliers of before, or those who can deliver (`ario`) [default: steady] (steady,
            available)
        orders :
            What is ordered beside what fills stocks: what is used, or what is used at wanted output (`ario`)
            [default: use] (use, wanted)
        allow_collapse :
            Run stocks that are refilled too slowly for a shortage to end (`ario`)
        elasticities :
            Elasticities of substitution (sigma) or of trade (theta): a CSV file sector,elasticity, or a published
            set: caliendo-parro, uniform-5, boehm-long, boehm-short (`armington`, `ge`) [default: armington 5 for
            goods and 2 for services, ge 5]
        final_use :
            What final users hold on to: the quantity of every product, or spending on it (`armington`) [default:
            quantity] (quantity, spending)
        deficits :
            Trade deficits: fixed, none before and after, or a fixed share of world income (`ge`) [default: fixed]
            (fixed, zero, world)
        wage_floors :
            Wages do not fall below a share of what they were, in money or in what it buys: who is then not hired is
            unemployed (`ge`) [default: none: wages are flexible] (nominal, real)
        floor :
            Floors of wages, as shares of wages before, from 0 (flexible) to 1: one for all, or some as in `0.9,USA=1`
            (`ge`) [default: 1 for all]
        numeraire :
            The unit of prices and amounts: value added of the world, or the wage of a region; nominal floors depend
            on it (`ge`) [default: world]
        capital_share :
            The long run, in which capital is built up or worn down: its share in value added, one for all, or some as
            in `0.4,USA=0.35` (`ge`) [default: none: capital does not move]
        capital_goods :
            What capital is made of: the goods of all final use, or those of investment (`ge`) [default: same] (same,
            investment)
        reinvested :
            The share of capital income that is invested, where capital is made of the same goods (`ge`) [default:
            0.6]
        investment :
            The final demand that is investment, for capital goods of their own (`ge`) [default: fixed capital
            formation]
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

        Returns
        -------
        Result: keys, then indicators; `definitions` says what each is.

        Notes
        -----
        **Reshoring, nearshoring, friend-shoring, China+1.** Buyers turn from some suppliers of a product to others,
        at base technology: who would have produced.
        Formula: For every buyer and product a share of purchases from the suppliers left moves to others: home
        (`home`), the bloc (`bloc`), friends (`friends`), or by weights (`given`). `x' = (I - A')^-1 (F'1 + r)`.
        Inputs by product stay, so that world value added stays.
        Columns: resourcing, before, after, change, change_percent, indicator
        Source: Dietzenbacher, van Burken and Kondo (2019) for the idea; own construction.

        **Decoupling: sales that stop.** Sales stop, and nothing replaces them: sellers and their suppliers lose,
        users go without.
        Formula: The flows are taken out of inputs and final demand, and output is solved again. The value added lost
        is that in the sales, each unit once: exposure seen as a loss.
        Columns: extraction
        Source: Los, Timmer and de Vries (2016).

        **Outages and embargoes day by day.** Output on each day after a disruption, with stocks that bridge a gap,
        orders that refill them, and some overproduction.
        Formula: `ario`: a user makes what stocks allow, orders what it uses plus a part of the gap in its stocks;
        sellers ration in proportion. `pbl`: the same with inputs that bind by how critical they are. `output_ratio`
        is output over steady output; `final_demand_unmet` is what final users did not get.
        Columns: ario, pbl, day, output, output_steady, final_demand_unmet, output_ratio, flag
        Source: Hallegatte (2013); Pichler et al. (2022).

        **One disruption in every model.** The change of value added in each model of disruption beside the others, in
        per cent of value added of all days.
        Formula: Change of value added over the days of the run, over that of as many steady days. Models of a year
        are multiplied by their days over those of the run.
        Columns: va_change_percent, model, label
        Source: Own construction; the models: Hallegatte (2013), Pichler et al. (2022), Pichler and Farmer (2022),
        Miller and Blair (2009).

        Examples
        --------
        >>> import tripole
        >>> system = tripole.read("builtin:three-pole-2011").system()
        >>> after = system.scenario("builtin:china-plus-one", by="bloc")
        >>> [it.name for it in after.columns if it.kind == "number"][:3]
        ['before', 'after', 'change']
        """
    def sweep(
        self,
        scenario: Source,
        *,
        region: Codes | None = None,
        shard: str | None = None,
        summary: bool = False,
        reexports: Literal['refuse', 'proportional'] = 'refuse',
        import_matrix: Source = None,
        long: bool = False,
        sort: str | None = None,
        top: int | None = None,
        columns: Codes | None = None,
    ) -> Any:
        """Thousands of scenarios: every point of a grid of parameters, or random draws of them.

        Parameters
        ----------
        scenario :
            What changes: a path, ``builtin:NAME``, the text of a file, its bytes, or a dictionary of its entries.
        region :
            Only these regions
        shard :
            Only the K-th of N parts of the scenarios, nearly equal and in their order
        summary :
            Instead of every scenario: how each result is spread over them, and which parameter moves it, in all forms
            of results (a workbook has a sheet of the scenarios too, where they fit)
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

        Returns
        -------
        Result: keys, then indicators; `definitions` says what each is.

        Notes
        -----
        **Sweeps.** One model on thousands of scenarios: how a result is spread over them, and which parameter moves
        it.
        Formula: Mean, standard deviation and quantiles over the scenarios (quantile `p` at place `1 + (n - 1) p` of
        the sorted values). `spearman` is the correlation of ranks of parameter and result; `sobol_first_order` the
        variance of means at each value of the parameter over all variance.
        Columns: scenarios, mean, sd, min, p5, p25, p50, p75, p95, max, parameter, spearman, sobol_first_order, rank,
        note, measure, scenario
        Source: Sobol (1993); Saltelli et al. (2008), section 1.2.5; Spearman (1904); Hyndman and Fan (1996), type 7.

        Examples
        --------
        >>> import tripole
        >>> system = tripole.read("builtin:three-pole-2011").system()
        >>> grid = {"name": "rates", "model": "price", "parameters": {"rate": [10, 20]},
        ...         "tariff": [{"importer": "USA", "exporter": "CHN", "percent": "$rate"}]}
        >>> len(system.sweep(grid, region="USA"))
        2
        """
    def indices(
        self,
        *,
        scenario: Source = None,
        reexports: Literal['refuse', 'proportional'] = 'refuse',
        import_matrix: Source = None,
        sort: str | None = None,
        top: int | None = None,
        columns: Codes | None = None,
    ) -> Results:
        """The headline: three poles and their leaders; with -o DIR one CSV file per family.

        Parameters
        ----------
        scenario :
            The world before and after a scenario, a TOML file or `builtin:NAME` (see `System.scenario`), of one table
            [default: the built-in one of 2011]
        reexports :
            Exports of a national table with a column of imports (IMPO): they hold none, or the same share as every
            use (refuse, proportional) [default: refuse]
        import_matrix :
            Imports of a national table, product by user: a CSV file with the labels of the table
        sort :
            Rows in the order of a column: numbers from the largest, labels from A; `COLUMN:up` and `COLUMN:down` say
            which way
        top :
            Only the first N rows
        columns :
            Only these columns of numbers, in this order

        Returns
        -------
        Results, a table for each family; Result, of one: keys, then indicators; `definitions` says what each is.

        Notes
        -----
        **Headline indices.** The three poles and their leaders on one page, for two years or before and after a
        scenario.
        Formula: `va_local`, `va_regional`, `va_global`: value added in final manufactures, own, from the rest of the
        pole, from outside. Introversion, effective number of suppliers, pass-through with the hub by name,
        upstreamness, GVC position and participation, GDP, exports and value added in them, as on their own pages.
        Exports, and value added and participation in them, take a pole as one economy; shares of value added add up
        its members.
        Columns: va_local, va_regional, va_global, gdp, gdp_share, economy, kind
        Source: Own construction; Los, Timmer and de Vries (2015) for the shares, Iapadre (2006) for introversion.

        Examples
        --------
        >>> import tripole
        >>> system = tripole.read("builtin:three-pole-2011").system()
        >>> list(system.indices())[0]
        'headline'
        """
