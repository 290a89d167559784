"""Questions that are not of one system."""

from __future__ import annotations

import operator
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from . import _tripole
from ._asking import Desk, _listed, ask, path_of
from ._errors import UsageError
from ._registry import COMMANDS
from ._table import Table, _codes

if TYPE_CHECKING:
    from ._results import Result


def groups(name: str | None = None, table: Table | None = None) -> "Result | str":
    """Groups of regions that are known by name, one of them, or which of their members a table has.

    Without a table it is the embedded one of 2011 whose members are counted.

    Examples
    --------
    >>> import tripole
    >>> "USMCA" in list(tripole.groups()["group"])
    True
    """
    desk = Desk()
    if name is not None and name.startswith("-"):
        raise UsageError(f"`{name}` is no group")
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
    if word is not None and str(word).startswith("-"):
        raise UsageError(f"`{word}` is no word")
    return ask(COMMANDS["explain"], [] if word is None else [str(word)], Desk())[2]


def formats() -> str:
    """Which forms of tables can be read and written, and how each is recognised."""
    return ask(COMMANDS["formats"], [], Desk())[2]


def template(path: "str | os.PathLike[str]", *, regions: "int | Sequence[str]" = 3, sectors: "int | Sequence[str]" = 4) -> None:
    """Write an empty table to fill in: ``.xlsx`` or ``.csv``."""

    def said(what: Any, name: str) -> str:
        if hasattr(what, "__index__"):
            return str(operator.index(what))
        return _listed(_codes(what, name), ",", name)

    typed = [f"--regions={said(regions, 'regions')}", f"--sectors={said(sectors, 'sectors')}", f"--output={path_of(path)}"]
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
    if count is not None and (not isinstance(count, int) or isinstance(count, bool)):
        raise UsageError(f"threads are a number from 1 to 1024, not {count!r}")
    if count is not None and not 1 <= count <= 1024:
        raise UsageError(f"threads are a number from 1 to 1024, not {count}")
    _tripole.set_threads(count)


def threads() -> int:
    """How many threads there are."""
    return _tripole.threads()
