"""The engine beside pymrio in one process, on one table: equal numbers, and times as ratios.

    python python/benches/beside_pymrio.py ../shared/data/wiod13/wiod13_2011.csv.gz

Each step begins with what both have in memory, and is the best of several turns.
"""

from __future__ import annotations

import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy
import pandas
import pymrio

import tripole

warnings.simplefilter("ignore")


def best(work: Callable[[], Any], turns: int = 3) -> tuple[float, Any]:
    times = []
    for _ in range(turns):
        start = time.perf_counter()
        done = work()
        times.append(time.perf_counter() - start)
    return min(times), done


def main(path: str) -> None:
    table = tripole.read(path)
    folder = Path(tempfile.mkdtemp())
    table.save(folder / "saved", to="pymrio")
    rows: list[tuple[str, float, float, float]] = []

    def compared(what: str, theirs: Callable[[], Any], ours: Callable[[], Any], gap: Callable[[Any, Any], float]) -> Any:
        seconds, other = best(theirs)
        mine_seconds, mine = best(ours)
        rows.append((what, seconds, mine_seconds, gap(other, mine)))
        return other

    def far(a: Any, b: Any) -> float:
        """The largest difference, relative to the largest number."""
        a, b = numpy.asarray(a, dtype=float), numpy.asarray(b, dtype=float)
        return float(numpy.abs(a - b).max() / numpy.abs(a).max())

    system = compared(
        "read a saved folder",
        lambda: pymrio.load_all(folder / "saved"),
        lambda: tripole.read(folder / "saved"),
        lambda a, b: far(a.Z, b.Z),
    )
    z, y = table.to_pandas()
    x = pymrio.calc_x(z, y)
    a = pymrio.calc_A(z, x)
    assert far(a, table.system().A) < 1e-14
    inverse = compared(
        "L", lambda: pymrio.calc_L(a), lambda: fresh(table).system().L, lambda p, q: far(p, q)
    )
    accounts = numpy.random.default_rng(1).random((10, len(z))) * numpy.asarray(x).ravel()
    names = [f"account {k}" for k in range(10)]
    f = pandas.DataFrame(accounts, index=names, columns=z.columns)
    long = f.T.stack()
    long.index.names = ["region", "sector", "account"]
    csv = long.rename("value").reset_index().assign(unit="t")
    solved = fresh(table).system()
    solved.vax()
    categories = y.T.groupby(level=0, sort=False).sum().T

    def footprints() -> Any:
        made = pymrio.Extension("made", F=f)
        made.unit = pandas.DataFrame({"unit": ["t"] * 10}, index=names)
        made.calc_system(x=x, Y=y, Y_agg=categories, L=inverse)
        return made.D_cba_reg

    def ours() -> Any:
        result = solved.footprint(satellite=csv)
        return result.to_pandas().pivot(index="account", columns="region", values="consumption_based")

    compared(
        "footprints of 10 accounts, both solved",
        footprints,
        ours,
        lambda p, q: far(p, q.loc[list(p.index), list(p.columns)]),
    )
    groups = {code: f"g{k % 8}" for k, code in enumerate(table.sectors)}
    matrix = pandas.DataFrame({"original": list(groups), "aggregated": list(groups.values())})

    def aggregated() -> Any:
        units = pandas.DataFrame({"unit": ["million US$"] * len(z)}, index=z.index)
        made = pymrio.IOSystem(Z=z, Y=y, unit=units)
        return made.aggregate(sector_agg=matrix["aggregated"].to_numpy(), inplace=False)

    def same(theirs: Any, mine: tripole.Table) -> float:
        z, _ = mine.to_pandas()
        return far(theirs.Z.to_numpy().sum(), z.to_numpy().sum())

    compared("aggregate to 8 sectors", aggregated, lambda: table.aggregate(sectors=groups), same)
    print("| step | pymrio (s) | tripole (s) | times faster | largest relative difference |")
    print("|---|---:|---:|---:|---:|")
    for what, theirs, mine, gap in rows:
        print(f"| {what} | {theirs:.3f} | {mine:.3f} | {theirs / mine:.1f} | {gap:.0e} |")
    assert all(gap < 1e-10 for *_, gap in rows), "numbers differ"
    del system


def fresh(table: tripole.Table) -> tripole.Table:
    """A table of which nothing is solved yet."""
    return tripole.Table.from_arrays(
        table.Z, table.Y, table.regions, table.sectors, table.categories, unit=table.unit, year=table.year
    )


if __name__ == "__main__":
    main(sys.argv[1])
