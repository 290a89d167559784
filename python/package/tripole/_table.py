"""Tables: out of files, arrays and data frames; and everything that is made of them."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy
import numpy.typing

from . import _tripole
from ._asking import Desk, Telling, ask, path_of, say, words
from ._errors import UsageError
from ._making import Making
from ._registry import COMMANDS

if TYPE_CHECKING:
    import pandas

    from ._results import Result, Results
    from ._system import System

Array = numpy.typing.NDArray[numpy.float64]
#: A small file: its path, its text, its bytes, a dictionary, or a data frame.
Source = Any


class Table(Making):
    """A multi-region input-output table: flows between producers, final demand, and what lies below.

    Made by :func:`tripole.read`, :meth:`Table.from_arrays`, :meth:`Table.from_pandas` and
    :meth:`Table.from_pymrio`; never changed.

    Attributes
    ----------
    regions, sectors, categories : codes, in the order of the table.
    year, unit, note : what is known of it.

    Examples
    --------
    >>> import tripole
    >>> table = tripole.read("builtin:three-pole-2011")
    >>> table
    <Table: 19 regions x 16 sectors, 2011, million US$>
    >>> table.Z.shape, table.Y.shape
    ((304, 304), (304, 95))
    """

    def __init__(self, raw: "_tripole.Table", name: str) -> None:
        self._raw = raw
        self.name = name
        self._arrays: dict[str, Any] = {}
        #: What a making of this table had to say: totals met and missed.
        self.report: Result | Results | None = None

    # Labels and what is known

    @property
    def regions(self) -> list[str]:
        return self._raw.regions

    @property
    def sectors(self) -> list[str]:
        return self._raw.sectors

    @property
    def categories(self) -> list[str]:
        return self._raw.categories

    @property
    def rows(self) -> list[tuple[str, str]]:
        """Region and sector of every row."""
        return self._raw.rows

    @property
    def columns(self) -> list[tuple[str | None, str]]:
        """Region and category of every column of final demand."""
        return self._raw.columns

    @property
    def year(self) -> int | None:
        return self._raw.source[0]

    @property
    def unit(self) -> str | None:
        return self._raw.source[1]

    @property
    def note(self) -> str:
        return self._raw.source[2]

    @property
    def region_names(self) -> dict[str, str]:
        """English names of regions, as far as they are known."""
        return dict(self._raw.names[0])

    @property
    def sector_names(self) -> dict[str, str]:
        """English names of sectors, as far as they are known."""
        return dict(self._raw.names[1])

    # Numbers

    def _array(self, name: str) -> Any:
        if name not in self._arrays:
            made = getattr(self._raw, name)()
            if made is not None:
                made.setflags(write=False)
            self._arrays[name] = made
        return self._arrays[name]

    @property
    def Z(self) -> Array:
        """Flows between producers, sellers in rows (n x n, unit of the table); read-only, made once."""
        made: Array = self._array("z")
        return made

    @property
    def Y(self) -> Array:
        """Final demand, sellers in rows (n x columns, unit of the table); read-only, made once."""
        made: Array = self._array("y")
        return made

    @property
    def x(self) -> Array:
        """Gross output as the sums of rows of Z and Y (n); read-only."""
        made: Array = self._array("row_sums")
        return made

    @property
    def output(self) -> Array | None:
        """Gross output as the table reports it (n), if it does."""
        made: Array | None = self._array("output")
        return made

    @property
    def va(self) -> Array | None:
        """Value added as the table reports it (n), if it does."""
        made: Array | None = self._array("value_added")
        return made

    # Making

    @classmethod
    def from_arrays(
        cls,
        Z: "numpy.typing.ArrayLike",
        Y: "numpy.typing.ArrayLike",
        regions: Sequence[str],
        sectors: Sequence[str],
        categories: Sequence[str] | None = None,
        *,
        va: "numpy.typing.ArrayLike | Mapping[str, numpy.typing.ArrayLike] | None" = None,
        output: "numpy.typing.ArrayLike | None" = None,
        unit: str | None = None,
        year: int | None = None,
        note: str = "arrays",
    ) -> "Table":
        """A table of arrays.

        Parameters
        ----------
        Z : flows between producers (n x n), sellers in rows, regions outermost.
        Y : final demand (n x columns), regions outermost.
        regions, sectors : codes of regions and sectors, n = regions x sectors; or, both of length n, the
            region and the sector of every row, for regions with different sectors.
        categories : of final demand, regions x categories = columns; by default one, ``FD``.
        va : value added (n), or several rows by their names; without it value added is output less inputs.
        output : gross output as published (n); without it the sums of rows.
        unit : of all amounts, ``million US$``.
        year : of the accounts.

        Numbers are copied once. An array that is not float is converted first.

        Raises
        ------
        UsageError, TripoleError : shapes that do not fit, labels twice, numbers that are not finite.

        Examples
        --------
        Miller and Blair (2009), table 2.3:

        >>> import tripole
        >>> table = tripole.Table.from_arrays(
        ...     [[150, 500], [200, 100]], [[350], [1700]], regions=["AAA"], sectors=["agr", "man"])
        >>> table.x.tolist()
        [1000.0, 2000.0]
        """
        z, y = _numbers(Z, "Z"), _numbers(Y, "Y")
        if z.ndim != 2 or z.shape[0] != z.shape[1]:
            raise UsageError(f"Z has the shape {z.shape}: as many columns as rows are expected")
        n = z.shape[0]
        if y.ndim == 1:
            y = y[:, numpy.newaxis]
        if y.ndim != 2 or y.shape[0] != n:
            raise UsageError(f"Y has the shape {y.shape}: {n} rows are expected, as Z has")
        region, sector = _codes(regions, "regions"), _codes(sectors, "sectors")
        if len(region) * len(sector) == n:
            rows = [(r, s) for r in region for s in sector]
        elif len(region) == len(sector) == n:
            rows = list(zip(region, sector))
            region = list(dict.fromkeys(region))
        else:
            raise UsageError(
                f"Z has {n} rows, {len(region)} regions of {len(sector)} sectors have {len(region) * len(sector)}",
                "give the codes of regions and sectors, or the region and the sector of every row",
            )
        named = ["FD"] if categories is None else _codes(categories, "categories")
        if len(region) * len(named) != y.shape[1]:
            raise UsageError(
                f"Y has {y.shape[1]} columns, {len(region)} regions of {len(named)} categories have "
                f"{len(region) * len(named)}",
                "categories names those of one region",
            )
        columns: list[tuple[str | None, str]] = [(r, c) for r in region for c in named]
        return cls._of(z, y, rows, columns, _primary(va, n, y.shape[1]), output, (year, unit, note))

    @classmethod
    def _of(
        cls,
        z: Array,
        y: Array,
        rows: list[tuple[str, str]],
        columns: list[tuple[str | None, str]],
        primary: list[tuple[str, str, Array, Array]],
        output: Any,
        source: tuple[int | None, str | None, str],
    ) -> "Table":
        year, unit, note = source
        if year is not None:
            whole = float(year).is_integer() if isinstance(year, (int, float, numpy.number)) else False
            if isinstance(year, bool) or not whole or not -9999 <= year <= 9999:
                raise UsageError(f"year is {year!r}: a year is expected")
            year = int(year)
        source = (year, None if unit is None else str(unit), str(note or ""))
        z, y = _numbers(z, "Z"), _numbers(y, "Y")
        primary = [(name, kind, _numbers(a, name), _numbers(b, name)) for name, kind, a, b in primary]
        published = None if output is None else _numbers(output, "output")
        if published is not None and published.ndim != 1:
            raise UsageError(f"output has the shape {published.shape}: one number a row is expected")
        for region, sector in rows:
            if not region or not sector:
                raise UsageError("a row has no code of a region or of a sector")
        for what, numbers in (("Z", z), ("Y", y)):
            _finite(numbers, what, rows)
        raw = _tripole.Table.from_parts(z, y, rows, columns, primary, published, source)
        return cls(raw, source[2] or "table")

    @classmethod
    def from_pandas(
        cls,
        Z: "pandas.DataFrame",
        Y: "pandas.DataFrame",
        *,
        va: Any = None,
        output: Any = None,
        unit: str | None = None,
        year: int | None = None,
        note: str = "data frames",
    ) -> "Table":
        """A table of data frames, whose labels are matched.

        Parameters
        ----------
        Z : flows; index and columns of two levels, region and sector.
        Y : final demand; its index as that of Z, its columns of two levels, region and category.
        va : value added: a series by region and sector, or a data frame with such columns, one row a component.
        output : gross output as published: a series by region and sector.

        Raises
        ------
        UsageError : labels that one of them has and another has not.

        Examples
        --------
        >>> import pandas, tripole
        >>> rows = pandas.MultiIndex.from_product([["AAA", "BBB"], ["g"]])
        >>> users = pandas.MultiIndex.from_product([["AAA", "BBB"], ["fd"]])
        >>> Z = pandas.DataFrame([[1, 2], [3, 4]], rows, rows)
        >>> tripole.Table.from_pandas(Z, pandas.DataFrame([[5, 6], [7, 8]], rows, users)).x.tolist()
        [14.0, 22.0]
        """
        for what, frame in (("Z", Z), ("Y", Y)):
            if not hasattr(frame, "columns") or not hasattr(frame, "reindex"):
                raise UsageError(f"{what} is {type(frame).__name__}: a data frame of pandas is expected")
        rows = _pairs(Z.index, "the index of Z")
        z = _matched(Z, rows, "the columns of Z")
        if _pairs(Y.index, "the index of Y") != rows:
            _same(Y.index, Z.index, "the index of Y")
            Y = Y.reindex(index=Z.index)
        users = _pairs(Y.columns, "the columns of Y")
        rank = {region: k for k, region in enumerate(dict.fromkeys(region for region, _ in rows))}
        for region, category in users:
            if region and region not in rank:
                raise UsageError(
                    f"the columns of Y: the region `{region}` of ({region}, {category}) has no row in Z",
                    "a column of no region has an empty one",
                )
        columns = [(region or None, category) for region, category in users]
        primary = []
        if va is not None:
            if not hasattr(va, "reindex"):
                raise UsageError("va has no labels", "give a series or a data frame by region and sector")
            frame = va.to_frame().T if va.ndim == 1 else va
            _same(frame.columns, Z.index, "va")
            frame = frame.reindex(columns=Z.index)
            zeros = numpy.zeros(len(users))
            one = len(frame) == 1
            primary = [
                ("VA" if one else str(name), "value added", numpy.asarray(row, dtype=float), zeros)
                for name, row in zip(frame.index, frame.to_numpy())
            ]
        if output is not None and hasattr(output, "reindex"):
            _same(output.index, Z.index, "output")
            output = output.reindex(Z.index).to_numpy()
        # Rows of a region follow each other.
        order = sorted(range(len(rows)), key=lambda k: rank[rows[k][0]])
        if order != list(range(len(rows))):
            z, rows = z[numpy.ix_(order, order)], [rows[k] for k in order]
            Y = Y.iloc[order]
            primary = [(a, b, c[order], d) for a, b, c, d in primary]
            output = None if output is None else _ordered(output, order)
        y = Y.to_numpy(dtype=numpy.float64)
        return cls._of(z, y, rows, columns, primary, output, (year, unit, note))

    @classmethod
    def from_pymrio(cls, iosystem: Any, *, year: int | None = None, unit: str | None = None) -> "Table":
        """A table of an ``IOSystem`` of pymrio: its Z and Y, and value added as output less inputs.

        Its extensions stay where they are: measures take them as ``satellite=``, a long data frame of region, sector,
        account, value, unit. A folder that pymrio saved is read with them by :func:`tripole.read`.

        Parameters
        ----------
        iosystem : with Z and Y; ``calc_all`` need not have been called where it has Z.
        year : of the accounts.
        unit : in place of the one unit that it has.
        """
        if not hasattr(iosystem, "Z") or not hasattr(iosystem, "Y"):
            raise UsageError(f"an IOSystem of pymrio is expected, not {type(iosystem).__name__}")
        if iosystem.Z is None or iosystem.Y is None:
            raise UsageError("the system has no Z or Y", "call its `calc_all()` first")
        units = getattr(iosystem, "unit", None)
        if unit is None and units is not None:
            found = sorted(set(map(str, units.iloc[:, 0])))
            if len(found) > 1:
                raise UsageError(
                    f"the system has several units: {', '.join(found[:4])}", "a table has one; name it with unit="
                )
            unit = found[0]
        name = getattr(iosystem, "name", None) or "pymrio"
        return cls.from_pandas(iosystem.Z, iosystem.Y, year=year, unit=unit, note=str(name))

    def to_pandas(self) -> "tuple[pandas.DataFrame, pandas.DataFrame]":
        """Z and Y as data frames, labelled by region and sector, region and category; the numbers not copied."""
        import pandas

        rows = pandas.MultiIndex.from_tuples(self.rows, names=["region", "sector"])
        columns = pandas.MultiIndex.from_tuples(
            [(region or "", category) for region, category in self.columns], names=["region", "category"]
        )
        z = pandas.DataFrame(self.Z, index=rows, columns=rows, copy=False)
        y = pandas.DataFrame(self.Y, index=rows, columns=columns, copy=False)
        for frame in (z, y):
            frame.attrs.update(unit=self.unit, year=self.year)
        return z, y

    # Seeing

    def system(
        self,
        *,
        output_from: str = "rows",
        value_added: str = "residual",
        inventories: str = "keep",
        inventory_category: str | None = None,
        groups: "Mapping[str, Sequence[str] | str] | Sequence[str] | None" = None,
        blocs: Source = None,
        solver: str = "auto",
    ) -> "System":
        """The table under accounting conventions, ready for measures.

        Parameters
        ----------
        output_from : gross output: the sums of ``rows``, or as the ``table`` has it.
        value_added : ``residual``, output less inputs, or as the ``table`` has it.
        inventories : changes in inventories: ``keep`` them in final demand, or ``drop`` them.
        inventory_category : code of the category, where it is not a known one.
        groups : regions that act as one economy: ``{"NAFTA": ["USA", "CAN", "MEX"]}``, or names of known
            groups: ``["EU27"]``.
        blocs : in place of the three poles: ``{"Europe": ["DEU", "FRA"]}``, a CSV file ``code,bloc``, or
            such a data frame.
        solver : how linear systems are solved: ``auto``, by what costs least; ``lu`` or ``mixed``, a factor in double
            or single precision; ``iterative``, sweeps without a factor.

        Solved once for all measures of this table under the same conventions.

        Examples
        --------
        >>> import tripole
        >>> system = tripole.read("builtin:three-pole-2011").system(groups={"NAFTA": ["USA", "CAN", "MEX"]})
        >>> round(system.vax(by="region").value("vax_ratio", exporter="NAFTA"), 4)
        0.8523
        """
        from ._system import System

        given = {
            "output_from": output_from,
            "value_added": value_added,
            "inventories": inventories,
            "inventory_category": inventory_category,
            "groups": groups,
            "blocs": blocs,
            "solver": solver,
        }
        return System(self, given)

    def info(self) -> dict[str, Any]:
        """What the table holds: regions, sectors, year, totals, imbalances.

        Examples
        --------
        >>> import tripole
        >>> tripole.read("builtin:three-pole-2011").info()["regions"]
        19
        """
        return dict(json.loads(self._said("info")))

    def check(self) -> list[dict[str, Any]]:
        """What is noteworthy or wrong about it: severity, kind, where, value, message."""
        return list(json.loads(self._said("check")))

    def _said(self, command: str) -> str:
        desk = Desk()
        _, _, text = ask(COMMANDS[command], [desk.table(self), "--json"], desk)
        return text

    # Other tables of it

    def aggregate(self, *, regions: Source = None, sectors: Source = None) -> "Table":
        """A table whose regions or sectors are added up.

        Parameters
        ----------
        regions, sectors : ``{code: group}`` of all of them, a CSV file ``code,group``, or such a data frame.

        Examples
        --------
        >>> import tripole
        >>> table = tripole.read("builtin:three-pole-2011")
        >>> table.aggregate(sectors={code: "ALL" for code in table.sectors})
        <Table: 19 regions x 1 sectors, 2011, million US$>
        """
        return self._converted({"regions": regions, "sectors": sectors})

    def _converted(self, options: Mapping[str, Any]) -> "Table":
        command = COMMANDS["convert"]
        desk = Desk()
        table = desk.table(self)
        report, made, _ = ask(command, [table, "--output=-", *words(command, options, desk)], desk)
        if made is None:
            raise RuntimeError("`convert` made no table")
        made.name, made.report = self.name, report
        return made

    def save(self, path: "str | os.PathLike[str]", *, to: str | None = None, keep_rows: bool = False) -> None:
        """Write the table: .csv, .csv.gz, .xlsx, .dta or .parquet; a folder with ``to="pymrio"``.

        Parameters
        ----------
        to : canonical, long, pymrio or icio-user; by default what the ending says.
        keep_rows : every row below the flows under its own name, instead of TLS and VA.
        """
        desk = Desk()
        typed = [desk.table(self), f"--output={path_of(path)}"]
        typed += [] if to is None else [f"--to={to}"]
        typed += ["--keep-rows"] if keep_rows else []
        ask(COMMANDS["convert"], typed, desk)

    # Manners

    def __repr__(self) -> str:
        known = [str(it) for it in (self.year, self.unit) if it is not None]
        size = f"{len(self.regions)} regions x {len(self.sectors)} sectors"
        return f"<Table: {', '.join([size, *known])}>"

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Table)
            and self.rows == other.rows
            and self.columns == other.columns
            and (self.year, self.unit) == (other.year, other.unit)
            and numpy.array_equal(self.Z, other.Z)
            and numpy.array_equal(self.Y, other.Y)
            and _alike(self.output, other.output)
            and _alike(self.va, other.va)
        )

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[Any, ...]:
        parts = (self.rows, self.columns, self._raw.primary(), self.output, self._raw.source)
        return _unpickled, (self._raw.z(), self._raw.y(), *parts, self.name)


def _alike(a: Array | None, b: Array | None) -> bool:
    return a is b or (a is not None and b is not None and numpy.array_equal(a, b))


def _unpickled(z: Array, y: Array, rows: Any, columns: Any, primary: Any, output: Any, source: Any, name: str) -> Table:
    table = Table._of(z, y, rows, columns, primary, output, source)
    table.name = name
    return table


def _codes(of: Any, what: str) -> list[str]:
    """Codes in their order."""
    if isinstance(of, (str, bytes, set, frozenset, Mapping)):
        raise UsageError(f"{what}: a list of codes is expected, not {type(of).__name__}")
    codes = list(of)
    for code in codes:
        if code is None or code != code:
            raise UsageError(f"{what}: {code!r} is no code")
    return [str(code) for code in codes]


def _numbers(of: Any, what: str) -> Array:
    """Numbers as aligned floats; complex ones, texts and what is masked are none."""
    if isinstance(of, numpy.ma.MaskedArray) and numpy.ma.getmaskarray(of).any():
        raise UsageError(f"{what} has masked cells", "fill them (`.filled(0)`), and say so")
    try:
        found = numpy.asarray(of)
    except ValueError:
        raise UsageError(f"{what} has rows of different lengths") from None
    if found.dtype.kind not in "biuf" and not (found.dtype.kind == "O" and found.size):
        raise UsageError(f"{what} holds {found.dtype}, where numbers are expected")
    try:
        made: Array = numpy.require(found, dtype=numpy.float64, requirements=["A"])
    except (TypeError, ValueError):
        raise UsageError(f"{what} holds something that is no number") from None
    return made


def _finite(of: Array, what: str, rows: list[tuple[str, str]]) -> None:
    if numpy.isfinite(of.sum()):
        return
    wrong = numpy.argwhere(~numpy.isfinite(of))
    if len(wrong):
        row, column = (int(it) for it in wrong[0])
        region, sector = rows[row]
        raise UsageError(
            f"{what} has {of[row, column]} in row {row} (`{region}`, `{sector}`), column {column}",
            "write 0 where there is no flow",
        )


def _primary(va: Any, n: int, columns: int) -> list[tuple[str, str, Array, Array]]:
    if va is None:
        return []
    rows = va if isinstance(va, Mapping) else {"VA": va}
    made = []
    for name, row in rows.items():
        numbers = _numbers(row, "va").ravel()
        if numbers.shape != (n,):
            raise UsageError(f"va has {len(numbers)} numbers in `{name}`: {n} are expected, as Z has rows")
        made.append((str(name), "value added", numbers, numpy.zeros(columns)))
    return made


def _pairs(index: Any, what: str) -> list[tuple[str, str]]:
    if getattr(index, "nlevels", 1) != 2:
        raise UsageError(f"{what}: {getattr(index, 'nlevels', 1)} level of labels, where two are expected, region first")
    return [(str(a), str(b)) for a, b in index]


def _ordered(output: Any, order: list[int]) -> Any:
    numbers = _numbers(output, "output")
    if numbers.shape != (len(order),):
        raise UsageError(f"output has the shape {numbers.shape}: {len(order)} numbers are expected, as Z has rows")
    return numbers[order]


def _same(found: Any, expected: Any, what: str) -> None:
    lacks = [it for it in expected if it not in found]
    more = [it for it in found if it not in expected]
    if lacks or more or len(found) != len(expected):
        said = [f"without {it}" for it in lacks[:1]] + [f"with {it} besides" for it in more[:1]]
        raise UsageError(f"{what}: other labels than the index of Z, {' and '.join(said) or 'some of them twice'}")


def _matched(Z: Any, rows: list[tuple[str, str]], what: str) -> Array:
    if _pairs(Z.columns, what) != rows:
        _same(Z.columns, Z.index, what)
        Z = Z.reindex(columns=Z.index)
    numbers: Array = Z.to_numpy(dtype=numpy.float64)
    return numbers


def read(
    source: Any,
    *,
    format: str | None = None,
    year: int | None = None,
    sheet: str | None = None,
    unit: str | None = None,
    split: str = "merge",
    empty_regions: str = "keep",
    region_codes: Sequence[str] | None = None,
    ragged: bool = False,
    max_cells: int = 500_000_000,
    name: str | None = None,
) -> Table:
    """Read a table: whatever file a publisher has, plain or packed; its form is recognised by content.

    Parameters
    ----------
    source : a path; ``builtin:three-pole-2011`` or ``-1995``; the bytes of a file; a data frame, in one of the
        forms that files have; or the two data frames Z and Y (see :meth:`Table.from_pandas`).
    format : the form, instead of recognising it (:func:`tripole.formats` lists them).
    year : chooses a table where a file has several, and names the year where it has none.
    sheet : of a workbook, where several hold tables.
    unit : of amounts.
    split : countries that the OECD splits: ``merge`` or ``keep`` the parts.
    empty_regions : regions without any flow: ``keep`` them, or ``drop`` them.
    region_codes : all of them, where they contain ``_`` themselves.
    ragged : accept regions that lack sectors which others have.
    max_cells : most cells of a table.
    name : what messages call bytes and data frames; a file's name tells the year and the form.

    Raises
    ------
    InputError : with the file, the line and what to do.

    Examples
    --------
    >>> import tripole
    >>> tripole.read("builtin:three-pole-1995").year
    1995
    """
    if isinstance(source, tuple) and len(source) == 2:
        if format is not None or sheet is not None or region_codes is not None or name is not None:
            raise UsageError("of two data frames only year= and unit= can be said")
        return Table.from_pandas(source[0], source[1], year=year, unit=unit)
    content: bytes | None = None
    if isinstance(source, (bytes, bytearray, memoryview)):
        content, typed = bytes(source), name or "bytes"
    elif isinstance(source, (str, os.PathLike)):
        typed = path_of(source)
        if typed.startswith(("http://", "https://", "ftp://", "s3://")):
            raise UsageError(f"`{typed}` is an address", "download the file first, and name it")
    elif hasattr(source, "read"):
        content = source.read()
        if not isinstance(content, bytes):
            raise UsageError("the file is open as text", "open it with mode 'rb', or give its path")
        typed = name or os.path.basename(str(getattr(source, "name", "file")))
    elif hasattr(source, "to_csv") or hasattr(source, "write_csv"):
        from ._asking import content_of

        content, typed = content_of(source, "table"), name or "data frame"
    else:
        raise UsageError(
            f"a table is read from a path, bytes or data frames, not from {type(source).__name__}",
            "arrays become a table with `Table.from_arrays`, systems of pymrio with `Table.from_pymrio`",
        )
    options = {
        "format": format, "year": year, "sheet": sheet, "unit": unit, "split": split,
        "empty_regions": empty_regions, "region_codes": region_codes, "ragged": ragged, "max_cells": max_cells,
    }
    given = {key: it for key, it in options.items() if it is not None}
    if typed.startswith("-"):
        raise UsageError(f"`{typed}` cannot be the name of a table")
    with Telling() as progress:
        raw, lines = _tripole.Table.read([typed, *words(COMMANDS["info"], given, Desk())], content, progress)
    say(lines, set())
    return Table(raw, os.path.basename(typed.rstrip("/")) if content is None else typed)
