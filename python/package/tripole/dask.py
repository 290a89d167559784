"""Sweeps and panels on the workers of Dask (``distributed``), with the results of one machine, to the byte.

A table is loaded once per worker and solved once there; what a lost worker had is done again by others. Workers
need `tripole`, and see the paths that they are given.

>>> from distributed import Client  # doctest: +SKIP
>>> client = Client(n_workers=2, threads_per_worker=1)  # doctest: +SKIP
>>> result = tripole.dask.sweep(client, "wiod13_2011.csv.gz", "grid.toml")  # doctest: +SKIP
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Mapping, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any

import tripole

from . import _tripole
from ._asking import content_of, path_of
from ._errors import UsageError
from ._registry import MEASURES
from ._results import Result

if TYPE_CHECKING:
    from distributed import Client

#: Tables of this worker, the systems solved of them with them, by what they were made of.
_tables: dict[str, tripole.Table] = {}


def _loaded(source: bytes | str) -> tripole.Table:
    """A table of this worker, read or unpacked once."""
    key = source if isinstance(source, str) else hashlib.sha256(source).hexdigest()
    if key not in _tables:
        _tables[key] = tripole.read(source) if isinstance(source, str) else pickle.loads(source)
    return _tables[key]


def _threads() -> None:
    """As many threads of the engine as the worker has."""
    from distributed import get_worker

    tripole.set_threads(get_worker().state.nthreads)


def _shard(source: bytes | str, seen: Mapping[str, Any], grid: bytes | str, shard: str, options: Mapping[str, Any]) -> Result:
    _threads()
    result = _loaded(source).system(**seen).sweep(grid, shard=shard, **options)
    assert isinstance(result, Result)
    return result


def _measured(
    source: bytes | str, seen: Mapping[str, Any], measure: str, options: Mapping[str, Any], threads: int
) -> tuple[int | None, str, Result]:
    # As many as where the rows are wanted: sums have their last digits from it.
    tripole.set_threads(threads)
    table = _loaded(source)
    result = getattr(table.system(**seen), measure)(**options)
    if not isinstance(result, Result):
        raise UsageError(f"`{measure}` has several tables here", "ask for one, as with family=")
    # A panel has each table once: nothing is kept for a second question.
    _tables.clear()
    return table.year, table.name, result


def _sent(client: "Client", table: "tripole.Table | str | PathLike[str]") -> Any:
    """A path as it is, a table as bytes that lie on the workers."""
    if isinstance(table, tripole.Table):
        packed = pickle.dumps(table, protocol=5)
        return client.scatter(packed, broadcast=True, hash=True)
    return path_of(table)


def sweep(
    client: "Client",
    table: "tripole.Table | str | PathLike[str]",
    grid: Any,
    *,
    shards: int | None = None,
    system: Mapping[str, Any] | None = None,
    **options: Any,
) -> Any:
    """The sweep of a grid, its scenarios shared out among the workers; the rows of ``System.sweep``.

    Parameters
    ----------
    client : of ``distributed``.
    table : a table, or a path that every worker sees.
    grid : as for ``System.sweep``.
    shards : how many pieces; by default four a thread of the workers.
    system : conventions and groups, as for ``Table.system``.
    options : as for ``System.sweep``; with ``summary=True`` what the scenarios come to.
    """
    options = dict(options)
    summary = options.pop("summary", False)
    of_all: dict[str, Any] = {name: options.pop(name) for name in ("columns", "long", "sort", "top") if name in options}
    if of_all and not summary:
        raise UsageError(f"{next(iter(of_all))}= is of a summary", "add summary=True, or choose from the result")
    if shards is not None and (not isinstance(shards, int) or shards < 1):
        raise UsageError(f"shards is {shards!r}: a whole number is expected, one or more")
    content = content_of(grid, "scenario")
    asked: bytes | str = content if content is not None else path_of(grid)
    count = shards or max(1, 4 * sum(client.nthreads().values()))
    source, seen = _sent(client, table), dict(system or {})
    pieces = [
        client.submit(_shard, source, seen, asked, f"{k}/{count}", options, pure=False)
        for k in range(1, count + 1)
    ]
    found = [piece for piece in client.gather(pieces) if len(piece) > 0]
    first = found[0]
    warnings = list(dict.fromkeys(text for it in found for text in it.warnings))
    frame = _tripole.Frame.stacked([it._frame for it in found])
    whole = Result(frame, first._caption, first.command, first._said, warnings)
    if not summary:
        return whole
    here = table if isinstance(table, tripole.Table) else tripole.read(source)
    return here.system(**seen)._summary(asked, whole, {**options, **of_all})


def panel(
    client: "Client",
    tables: "Sequence[tripole.Table | str | PathLike[str]]",
    measure: str,
    *,
    system: Mapping[str, Any] | None = None,
    **options: Any,
) -> Result:
    """A measure of several tables, one a task; a first column tells them apart, by year or else by name.

    The rows are those of the measure with ``beside=``.

    Parameters
    ----------
    client : of ``distributed``.
    tables : tables, or paths that every worker sees, in the order of the rows.
    measure : name of a method of :class:`tripole.System`.
    system : conventions and groups, as for ``Table.system``.
    options : as for the measure.
    """
    if measure not in {command.method for command in MEASURES}:
        raise UsageError(f"there is no measure `{measure}`")
    for name in ("beside", "sort", "top"):
        if options.get(name):
            raise UsageError(f"{name}= is of all tables at once", "leave it out, and choose from the result")
    seen = dict(system or {})
    pieces = [
        client.submit(_measured, _sent(client, table), seen, measure, options, tripole.threads(), pure=False) for table in tables
    ]
    found = client.gather(pieces)
    if not found:
        raise UsageError("no tables to ask")
    years = [str(year) for year, _, _ in found if year is not None]
    apart = len(set(years)) == len(found)
    names = years if apart else [name for _, name, _ in found]
    if len(set(names)) != len(found):
        raise UsageError("two tables have one name and no years to tell them apart")
    parts = [(name, result._frame) for name, (_, _, result) in zip(names, found)]
    first = found[0][2]
    frame = _tripole.Frame.told_apart("year" if apart else "table", parts)
    warnings = list(dict.fromkeys(text for _, _, result in found for text in result.warnings))
    return Result(frame, first._caption, first.command, [], warnings)
