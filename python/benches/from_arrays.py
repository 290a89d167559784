"""All cells of `exports` from arrays of NumPy to polars, beside the program from file to file; and memory.

    python python/benches/from_arrays.py ../shared/data/wiod13/wiod13_2011.csv.gz target/release/tripole
"""

from __future__ import annotations

import gc
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

import numpy

import tripole

warnings.simplefilter("ignore")
OPTIONS = {"exporter": "all", "sector": "all", "importer": "all", "approach": "source"}


def resident() -> float:
    """MB of this process in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


def main(path: str, program: str) -> None:
    words = [word for name, value in OPTIONS.items() for word in (f"--{name}", value)]
    out = str(Path(tempfile.mkdtemp()) / "exports.csv")
    theirs = []
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run([program, "exports", path, *words, "--quiet", "-o", out], check=True)
        theirs.append(time.perf_counter() - start)
    table = tripole.read(path)
    z, y = numpy.ascontiguousarray(table.Z), numpy.ascontiguousarray(table.Y)
    labels = (table.regions, table.sectors, table.categories)
    ours = []
    for _ in range(5):
        start = time.perf_counter()
        made = tripole.Table.from_arrays(z, y, *labels, unit=table.unit, year=table.year)
        frame = made.system().exports(**OPTIONS).to_polars()
        ours.append(time.perf_counter() - start)
    print(f"{frame.height} rows: program {min(theirs):.3f} s, arrays to polars {min(ours):.3f} s, "
          f"{min(ours) / min(theirs):.2f} times")
    n, regions = 4000, 40
    z = numpy.random.default_rng(1).random((n, n)) / n
    y = numpy.ones((n, regions))
    gc.collect()
    before = resident()
    made = tripole.Table.from_arrays(z, y, [f"R{k:02}" for k in range(regions)], [f"s{k}" for k in range(n // regions)])
    after = resident()
    print(f"a table of {n} rows, Z {z.nbytes / 1e6:.0f} MB: {after - before:.0f} MB more for the table")
    made.system()
    print(f"its system, nothing solved: {resident() - after:.0f} MB more")


if __name__ == "__main__":
    main(*sys.argv[1:3])
