"""Results: tidy tables that know their units, definitions and where they come from."""

from __future__ import annotations

import difflib
import html
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from . import _tripole
from ._asking import path_of
from ._errors import InputError, UsageError

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

Caption = tuple[list[int], str, str, list[tuple[str, str]]]

#: What a picture is drawn from: frames, kind, words around it, title, indicator.
_Again = tuple["list[_tripole.Frame]", str, Caption, "str | None", "str | None"]

#: Kinds of pictures, by what they show: of a command, or of a frame.
_KINDS = {
    "smile": "smile",
    "participation": "participation",
    "position": "position",
    "linkages": "linkages",
    "exports": "waterfall",
    "va": "hubs",
    "tariff": "incidence",
    "scenario": "before-after",
    "sweep": "sweep",
    "flows": "poles",
    "shares": "shares",
    "exposure": "suppliers",
    "upgrading": "upgrading",
}

#: What the program says of what it leaves out, and what does the same here.
_MORE = (
    ("`-o FILE.csv` (or .xlsx, .json) saves them all, `--csv` prints them", "`to_pandas()` has them all"),
    ("`--names` with `-o FILE.csv` has them all", "`to_pandas(names=True)` has them all"),
    ("`--all-columns` shows them, `--columns NAME,NAME` some of them", "`to_pandas()` has them all"),
    ("what the columns are: `tripole explain", "what the columns are: `definitions`, `tripole.explain"),
)

#: Rows of a table in a notebook.
_ROWS = 20


@dataclass(frozen=True)
class Column:
    """A column of a result: its name, what it is (``key``, ``number``, ``words``), and what that means."""

    name: str
    kind: str
    unit: str
    label: str
    definition: str
    source: str


class Picture:
    """A picture of a result. It shows itself in a notebook; ``str`` of it is the SVG."""

    def __init__(self, svg: str, again: "_Again") -> None:
        self.svg = svg
        self._again = again

    def _repr_svg_(self) -> str:
        return self.svg

    def __str__(self) -> str:
        return self.svg

    def __repr__(self) -> str:
        return f"<Picture: SVG of {len(self.svg)} characters>"

    def save(self, path: "str | os.PathLike[str]") -> None:
        """Save as ``.svg``, ``.png`` or ``.pdf``."""
        name = path_of(path)
        form = name.rsplit(".", 1)[-1].lower()
        if form not in {"svg", "png", "pdf"}:
            raise UsageError(f"`{name}` has no known ending", "pictures are `.svg`, `.png` or `.pdf`")
        content = self.svg.encode() if form == "svg" else _tripole.Frame.drawn(*self._again, form=form)
        beside = f"{name}.part"
        try:
            with open(beside, "wb") as file:
                file.write(content)
            os.replace(beside, name)
        except OSError as wrong:
            if os.path.exists(beside):
                os.remove(beside)
            raise InputError(f"cannot write `{name}`: {wrong.strerror}", file=name) from None


def _drawn(results: "list[Result]", kind: str | None, title: str | None, show: str | None) -> Picture:
    first = results[0]
    known = sorted(set(_KINDS.values()) | {"daily", "sankey", "tornado"})
    if kind is None and first.command == "sweep" and "scenario" in first.keys:
        raise UsageError("the picture of a sweep is one of its summary", "ask for it with summary=True")
    if kind is not None and kind.replace("_", "-") not in known:
        raise UsageError(f"there is no kind of picture `{kind}`", f"kinds are {', '.join(known)}")
    if kind is None:
        names = [it for it in (first.name.rsplit(": ", 1)[-1], first.command) if it in _KINDS]
        if not names:
            raise UsageError(f"no kind of picture shows `{first.name}`", f"kinds are {', '.join(known)}")
        kind = _KINDS[names[0] if first.command == "chains" else names[-1]]
        if kind == "before-after" and "day" in first.keys:
            kind = "daily"
    frames = [it._frame for it in results]
    again: _Again = (frames, kind.replace("_", "-"), first._caption, title, show)
    return Picture(_tripole.Frame.drawn(*again).decode(), again)


class Result:
    """A result: one row per combination of its keys, one column per indicator.

    Attributes
    ----------
    name : what it is: ``vax``, ``position``.
    columns : every column, with unit, label, definition and source.
    keys : names of the columns that tell rows apart.
    notes, warnings : what there was to say about it.

    Examples
    --------
    >>> import tripole
    >>> vax = tripole.read("builtin:three-pole-2011").system().vax(by="region")
    >>> vax.keys, len(vax)
    (['exporter'], 19)
    >>> vax.units["vax"], vax.units["vax_ratio"]
    ('million US$', 'share')
    >>> round(vax.value("vax_ratio", exporter="DEU"), 4)
    0.6969
    """

    def __init__(
        self,
        frame: "_tripole.Frame",
        caption: Caption,
        command: str,
        notes: list[str],
        warnings: list[str],
    ) -> None:
        self._frame = frame
        self._caption = caption
        self.command = command
        said = " ".join(notes)
        self._said = notes
        self.notes = [*notes, *(f"{name}: {text}" for name, text in frame.notes if text not in said)]
        self.warnings = warnings

    def __reduce__(self) -> tuple[Any, ...]:
        return Result, (self._frame, self._caption, self.command, self._said, self.warnings)

    @property
    def name(self) -> str:
        return self._frame.name

    @cached_property
    def columns(self) -> list[Column]:
        return [Column(*it) for it in self._frame.columns]

    @property
    def keys(self) -> list[str]:
        return [it.name for it in self.columns if it.kind == "key"]

    @property
    def units(self) -> dict[str, str]:
        """The unit of every column of numbers."""
        return {it.name: it.unit for it in self.columns if it.kind == "number"}

    @property
    def definitions(self) -> dict[str, str]:
        """What every column is, as far as the glossary has it."""
        return {it.name: it.definition for it in self.columns if it.definition}

    @property
    def about(self) -> dict[str, Any]:
        """Where it comes from: tables, conventions, options, findings."""
        text = self._frame.about
        return {} if text is None else dict(json.loads(text))

    def __len__(self) -> int:
        return self._frame.rows

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Result) and self._frame == other._frame

    __hash__ = None  # type: ignore[assignment]

    def __iter__(self) -> Iterator[str]:
        """Names of the columns."""
        return iter([it.name for it in self.columns])

    def __contains__(self, column: object) -> bool:
        return any(it.name == column for it in self.columns)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self), len(self.columns)

    def __getitem__(self, column: str) -> Any:
        """A column: numbers, years and parameters as an array of numbers, other keys and words as one of text."""
        import numpy

        for it in self.columns:
            if it.name == column:
                if it.kind == "number":
                    return self._frame.numbers(column)
                numbers = self._frame.key_numbers(column) if it.kind == "key" else None
                if numbers is not None:
                    return numbers[0].astype(numpy.int64) if numbers[1] else numbers[0]
                labels, codes = self._frame.labels(column)
                return numpy.array(labels, dtype=object)[codes]
        near = difflib.get_close_matches(str(column), list(self), 1)
        raise KeyError(f"no column {column!r}" + (f"; did you mean {near[0]!r}?" if near else ""))

    def value(self, indicator: str, **keys: object) -> float:
        """The number of the one row with these keys, codes or names; NaN where it is undefined.

        Raises
        ------
        KeyError : no row has these keys, or several have.
        """
        import numpy

        rows = numpy.ones(len(self), dtype=bool)
        for key, label in keys.items():
            column = self[key]
            same = column == label
            if not numpy.any(same) and column.dtype == object and f"{key}_name" in (named := self._named()):
                same = named[f"{key}_name"] == label
            elif not numpy.any(same) and column.dtype != object:
                same = column.astype(str) == str(label)
            rows &= same
        if not any(it.name == indicator and it.kind == "number" for it in self.columns):
            near = difflib.get_close_matches(indicator, list(self.units), 1)
            raise KeyError(f"no numbers `{indicator}`" + (f"; did you mean `{near[0]}`?" if near else ""))
        found = numpy.flatnonzero(rows)
        if len(found) != 1:
            raise KeyError(f"{len(found)} rows have {keys}")
        return float(self[indicator][found[0]])

    def _named(self) -> "Result":
        return Result(self._frame.with_names(), self._caption, self.command, [], [])

    def to_pandas(self, *, names: bool = False, index: bool = False, percent: bool = False) -> "pandas.DataFrame":
        """A data frame of pandas: keys categorical (years and parameters numbers), undefined numbers NaN.

        ``attrs`` has the units, labels and definitions of columns, the notes, and where the result comes from.

        Parameters
        ----------
        names : a column of names after every column of codes.
        index : the keys as the index.
        percent : shares, relative changes and rates as per cent.
        """
        import numpy
        import pandas

        frame = self._frame.in_percent() if percent else self._frame
        frame = frame.with_names() if names else frame
        data: dict[str, Any] = {}
        about: dict[str, dict[str, str]] = {"units": {}, "labels": {}, "definitions": {}}
        keys = []
        for name, kind, unit, label, definition, _ in frame.columns:
            if kind == "number":
                data[name] = frame.numbers(name)
                about["units"][name] = unit
            else:
                labels, codes = frame.labels(name)
                numbers = frame.key_numbers(name) if kind == "key" else None
                if numbers is not None:
                    data[name] = numbers[0].astype(numpy.int64) if numbers[1] else numbers[0]
                elif len(set(labels)) == len(labels):
                    data[name] = pandas.Categorical.from_codes(codes, categories=labels)
                else:
                    data[name] = numpy.array(labels, dtype=object)[codes]
                if kind == "key":
                    keys.append(name)
            about["labels"][name] = label
            if definition:
                about["definitions"][name] = definition
        made = pandas.DataFrame(data, copy=False)
        if index and keys:
            made = made.set_index(keys)
        made.attrs.update(about, name=self.name, notes=list(self.notes), about=self.about)
        return made

    def to_polars(self) -> "polars.DataFrame":
        """A data frame of polars: keys categorical, undefined numbers null."""
        import polars

        return polars.DataFrame(self._frame)

    def to_arrow(self) -> "pyarrow.Table":
        """A table of Arrow: keys as dictionaries, undefined numbers null, units and definitions in the schema."""
        import pyarrow

        return pyarrow.table(self._frame)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._frame.__arrow_c_stream__(requested_schema)

    def to_csv(self, path: "str | os.PathLike[str] | None" = None) -> str | None:
        """The CSV that the program writes, byte for byte; into a file where one is named."""
        if path is None:
            return self._frame.csv()
        self.save(path)
        return None

    def save(self, path: "str | os.PathLike[str]") -> None:
        """Save as the ending says: .csv, .csv.gz, .xlsx, .dta, .parquet, .json, .tex or .md."""
        _tripole.Frame.save([self._frame], path_of(path))

    def plot(self, kind: str | None = None, *, title: str | None = None, show: str | None = None) -> Picture:
        """Draw it, as ``tripole plot`` does.

        Parameters
        ----------
        kind : smile, participation, position, linkages, waterfall, poles, sankey, shares, suppliers, hubs,
            upgrading, incidence, before-after, daily, sweep or tornado; by default what shows this result.
        title : in place of that of the kind.
        show : the indicator that is drawn, where there are several.
        """
        return _drawn([self], kind, title, show)

    def __repr__(self) -> str:
        text = self._frame.text(100, _ROWS).rstrip("\n")
        for there, here in _MORE:
            text = text.replace(there, here)
        more = len(self) - _ROWS
        return text + (f"\n... {more} more rows: `to_pandas()` has them all" if more > 0 else "")

    def _heading(self) -> str:
        tables = self.about.get("tables", [])
        of = [f"{it.get('name', '')}, {it['year']}" if it.get("year") else str(it.get("name", "")) for it in tables]
        return ": ".join([self.name, "; ".join(of)]) if of else self.name

    def _repr_html_(self) -> str:
        units, cells = self._frame.cells(_ROWS)
        columns = self.columns
        head = "".join(
            f'<th title="{html.escape(it.definition or it.label)}">{html.escape(it.name)}'
            f"<br><small>{html.escape(unit)}</small></th>"
            for it, unit in zip(columns, units)
        )
        lines = []
        for row in range(min(_ROWS, len(self))):
            line = "".join(
                f'<td style="text-align:{"right" if it.kind == "number" else "left"}">'
                f"{html.escape(column[row])}</td>"
                for it, column in zip(columns, cells)
            )
            lines.append(f"<tr>{line}</tr>")
        more = f"{len(self)} rows" if len(self) <= _ROWS else f"the first {_ROWS} of {len(self)} rows"
        said = "".join(f"<br>{html.escape(it)}" for it in [*self.warnings, *self.notes][:4])
        return (
            f"<table><caption>{html.escape(self._heading())}</caption><thead><tr>{head}</tr></thead>"
            f"<tbody>{''.join(lines)}</tbody></table><small>{more}{said}</small>"
        )


class Results(Mapping[str, Result]):
    """Several results of one question, by their names, in order.

    Examples
    --------
    >>> import tripole
    >>> system = tripole.read("builtin:three-pole-2011").system()
    >>> families = system.chains(family=["shares", "crossings"])
    >>> list(families)
    ['shares', 'crossings']
    """

    def __init__(self, results: list[Result]) -> None:
        self._results = results

    def __getitem__(self, name: str) -> Result:
        """A result by its name; of models also by that of the model."""
        for result in self._results:
            if name in (result.name, result.name.split(": ")[0]):
                return result
        raise KeyError(f"no result {name!r}; there are {', '.join(self)}")

    def __iter__(self) -> Iterator[str]:
        return iter([result.name for result in self._results])

    def __len__(self) -> int:
        return len(self._results)

    def __reduce__(self) -> tuple[Any, ...]:
        return Results, (self._results,)

    def to_pandas(self, *, names: bool = False, index: bool = False) -> "dict[str, pandas.DataFrame]":
        """A data frame of pandas for each."""
        return {it.name: it.to_pandas(names=names, index=index) for it in self._results}

    def to_polars(self) -> "dict[str, polars.DataFrame]":
        """A data frame of polars for each."""
        return {it.name: it.to_polars() for it in self._results}

    def save(self, path: "str | os.PathLike[str]") -> None:
        """Save all in one file: a sheet or part for each, or one long table in forms that hold one."""
        first = self._results[0]
        keys = ["region", "sector", "partner", "period"] if first.command == "compare" else []
        _tripole.Frame.save([it._frame for it in self._results], path_of(path), first.command, keys)

    def plot(self, kind: str | None = None, *, title: str | None = None, show: str | None = None) -> Picture:
        """Draw them together; see :meth:`Result.plot`."""
        return _drawn(self._results, kind, title, show)

    def __repr__(self) -> str:
        return f"<Results: {', '.join(f'{it.name} ({len(it)} rows)' for it in self._results)}>"

    def _repr_html_(self) -> str:
        return "".join(it._repr_html_() for it in self._results)


def stack(results: "list[Result] | Mapping[Any, Result]", key: str = "year") -> Result:
    """The rows of several results of the same columns below each other, in this order.

    Parameters
    ----------
    results : a list, of results that share no row; or a mapping, whose keys tell them apart in a first column.
    key : what that column is called, ``year`` or ``table``.

    Examples
    --------
    >>> import tripole
    >>> years = {year: tripole.read(f"builtin:three-pole-{year}").system().vax() for year in (1995, 2011)}
    >>> tripole.stack(years).keys
    ['year', 'exporter']
    """
    found = list(results.values()) if isinstance(results, Mapping) else list(results)
    if not all(isinstance(it, Result) for it in found):
        raise UsageError("results are expected; of several at once, those of one name")
    if found and any(list(it) != list(found[0]) for it in found):
        raise UsageError("the results have different columns")
    if not found:
        raise UsageError("no results to put below each other")
    if key not in {"year", "table"}:
        raise UsageError(f"key is {key!r}: `year` and `table` are expected")
    first = found[0]
    if isinstance(results, Mapping):
        frame = _tripole.Frame.told_apart(key, [(str(name), it._frame) for name, it in results.items()])
    else:
        frame = _tripole.Frame.stacked([it._frame for it in found])
        rows = list(zip(*(frame.labels(it[0])[1].tolist() for it in frame.columns if it[1] == "key")))
        if len(set(rows)) < len(rows):
            raise UsageError("the results have rows in common", "give a mapping: {2011: result, ...}")
    warnings = list(dict.fromkeys(text for it in found for text in it.warnings))
    return Result(frame, first._caption, first.command, first._said, warnings)
