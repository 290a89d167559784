"""Questions that are not of one system."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from . import _tripole
from ._asking import Desk, ask, words
from ._errors import UsageError
from ._registry import COMMANDS
from ._table import Table, known

if TYPE_CHECKING:
    from ._results import Result, Results


def compare(tables: "Sequence[Table | str]", **options: Any) -> "Result | Results":
    """Indicators of two or more years, and what changed between them.

    Parameters
    ----------
    tables : of the same regions and sectors, earliest first.
    options : those of ``tripole compare``: ``family``, ``by``, ``region``, ``sector``, ``partner``, the rules of
        classes, and the conventions of a system.

    Examples
    --------
    >>> import tripole
    >>> years = [tripole.read(f"builtin:three-pole-{year}") for year in (1995, 2011)]
    >>> tripole.compare(years, family="upgrading").keys
    ['region', 'period']
    """
    command = COMMANDS["compare"]
    known(command, options)
    desk = Desk()
    typed = [desk.table(table) for table in tables]
    result, _, _ = ask(command, typed + words(command, options, desk), desk)
    assert result is not None
    return result


def groups(name: str | None = None, table: Table | None = None) -> "Result | str":
    """Groups of regions that are known by name, one of them, or which of their members a table has.

    Examples
    --------
    >>> import tripole
    >>> "USMCA" in list(tripole.groups()["group"])
    True
    """
    desk = Desk()
    typed = [] if name is None else [name]
    if table is not None:
        typed.append(desk.table(table))
    result, _, text = ask(COMMANDS["groups"], typed, desk)
    return text if result is None else result  # type: ignore[return-value]


def explain(word: str | None = None) -> str:
    """What a column, a measure, a class, a region or a group is, with its formula and source.

    Examples
    --------
    >>> import tripole
    >>> print(tripole.explain("vax_ratio").splitlines()[0])
    vax_ratio: VAX ratio (column)
    """
    return ask(COMMANDS["explain"], [] if word is None else [word], Desk())[2]


def formats() -> str:
    """Which forms of tables can be read and written, and how each is recognised."""
    return ask(COMMANDS["formats"], [], Desk())[2]


def build(folder: "str | os.PathLike[str]", **options: Any) -> Table:
    """A table of national tables and bilateral trade, in a folder of three CSV files; see ``tripole build``."""
    return _made("build", [os.fspath(folder)], options)


def symmetric(path: "str | os.PathLike[str]", **options: Any) -> Table:
    """A symmetric table of supply and use (``model="d"``, ...); see ``tripole symmetric``."""
    return _made("symmetric", [os.fspath(path)], options)


def _made(name: str, typed: list[str], options: dict[str, Any]) -> Table:
    command = COMMANDS[name]
    known(command, options)
    desk = Desk()
    typed = [*typed, "--output=-", *words(command, options, desk)]
    report, table, _ = ask(command, typed, desk, depth=5)
    assert table is not None
    table.report = report
    return table


def template(path: "str | os.PathLike[str]", *, regions: "int | Sequence[str]" = 3, sectors: "int | Sequence[str]" = 4) -> None:
    """Write an empty table to fill in: ``.xlsx`` or ``.csv``."""
    def said(what: "int | Sequence[str]") -> str:
        return str(what) if isinstance(what, int) else ",".join(what)

    typed = [f"--regions={said(regions)}", f"--sectors={said(sectors)}", f"--output={os.fspath(path)}"]
    ask(COMMANDS["template"], typed, Desk())


def set_threads(count: int | None = None) -> None:
    """Work in so many threads from now on; ``None``: as many as there are processors.

    Results do not depend on it, up to the last digits of sums.

    Examples
    --------
    >>> import tripole
    >>> tripole.set_threads(2)
    >>> tripole.threads()
    2
    >>> tripole.set_threads()
    """
    if count is not None and not 1 <= count <= 1024:
        raise UsageError(f"threads are a number from 1 to 1024, not {count}")
    _tripole.set_threads(count)


def threads() -> int:
    """How many threads there are."""
    return _tripole.threads()
