#!/usr/bin/env python3
"""Times NumPy's library of linear algebra (OpenBLAS in most builds) on I - A, and writes the columns of
`tripole bench inverse`.

    tripole requirements my_table.csv --matrix ImA -o m.npy
    python3 benches/peers/inverse.py m.npy --regions 41 --threads 2 > openblas.csv
    tripole bench inverse my_table.csv --threads 2 --csv > tripole.csv

Right-hand sides and formulas are those of the program, so that lines of both files stand beside each other. LU and
solves by its factors need SciPy (lu_factor, that is getrf; lu_solve, getrs); without it these lines have a note. Errors
are against a solution whose residuals are in numpy.longdouble, where that has more digits than a double.
"""

import argparse
import csv
import os
import sys
import time

COLUMNS = (
    "backend what n threads sides matrix seconds gflops residual of_product flops backward_componentwise "
    "backward_normwise forward_max forward_componentwise bound_max bound_componentwise left_residual condition "
    "exchanges growth steps note"
).split()
METHODS = ["lu", "solve", "solve-new", "inverse", "product"]
# Most products n^2 k for a reference solution, since long doubles are slow.
MOST_PRODUCTS = 200_000_000


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("matrices", nargs="+", help="matrices M = I - A in .npy")
    parser.add_argument("--regions", type=int, default=0, help="regions G: as many sides are solved too")
    parser.add_argument("--sides", type=int, nargs="*", default=[1], help="numbers of sides (default 1)")
    parser.add_argument("--what", default="lu,solve,inverse,product", help=f"methods, of {', '.join(METHODS)}, or all")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each; the fastest counts")
    parser.add_argument("--threads", type=int, default=1, help="threads of the library")
    return parser.parse_args()


ARGUMENTS = arguments()
# Read by the libraries when they are loaded.
for variable in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ[variable] = str(ARGUMENTS.threads)

import numpy as np  # noqa: E402

try:
    from scipy.linalg import lu_factor, lu_solve
except ImportError:
    lu_factor = None


def library():
    """The name of NumPy's library."""
    try:
        name = np.show_config(mode="dicts")["Build Dependencies"]["blas"]["name"]
    except (KeyError, TypeError):
        return "numpy"
    return "openblas" if "openblas" in name.lower() else name.lower()


def fastest(work, repeat):
    """Seconds of the fastest run, and what the last one made."""
    least, made = float("inf"), None
    for _ in range(repeat):
        made = None
        start = time.perf_counter()
        made = work()
        least = min(least, time.perf_counter() - start)
    return least, made


def positive_sides(n, k):
    """The sides of the program."""
    i, j = np.arange(n)[:, None], np.arange(k)[None, :]
    return np.asfortranarray(((31 * i + 17 * j) % 13 + 1) / 13.0)


def largest_share(a, b):
    """max |a| / |b|; nothing over nothing does not count."""
    a, b = np.abs(a), np.abs(b)
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(np.where(a == 0, 0.0, a / b).max(initial=0.0))


def over_largest(a, b):
    with np.errstate(divide="ignore", invalid="ignore"):
        return float((np.abs(a).max(axis=0) / np.abs(b).max(axis=0)).max())


class Matrix:
    """M = I - A, and what is known of its inverse."""

    def __init__(self, path):
        self.name = os.path.basename(path)
        self.m = np.asfortranarray(np.load(path), dtype=np.float64)
        self.n = self.m.shape[0]
        self.sizes = np.abs(self.m)
        multipliers = np.linalg.solve(self.m.T, np.ones(self.n))
        a = np.eye(self.n) - self.m
        self.is_known = bool(a.min() >= 0 and multipliers.min() >= 1 - 1e-9)
        self.condition = self.sizes.sum(axis=0).max() * multipliers.max() if self.is_known else None
        self.references = {}

    def reference(self, sides):
        """The solution of sides with residuals in more digits, in two parts; nothing where that takes too long."""
        # I begins with a one, other sides do not.
        key = (sides.shape[1], float(sides[0, 0]))
        if key not in self.references:
            self.references[key] = self.refined(sides)
        return self.references[key]

    def refined(self, sides):
        if self.n**2 * sides.shape[1] > MOST_PRODUCTS or np.finfo(np.longdouble).eps >= np.finfo(float).eps:
            return None
        wide = self.m.astype(np.longdouble)
        x = np.linalg.solve(self.m, sides).astype(np.longdouble)
        before = np.inf
        for _ in range(20):
            step = np.linalg.solve(self.m, (sides - wide @ x).astype(np.float64))
            x = x + step
            change = largest_share(step, x.astype(np.float64))
            if change <= 1e-18 or change >= 0.5 * before:
                return x if change <= 1e-16 else None
            before = change
        return None

    def judged(self, sides, x):
        rest = sides - self.m @ x
        scale = self.sizes @ np.abs(x) + np.abs(sides)
        norm = self.sizes.sum(axis=1).max()
        below = norm * np.abs(x).max(axis=0) + np.abs(sides).max(axis=0)
        found = {
            "residual": np.abs(rest).max(),
            "backward_componentwise": largest_share(rest, scale),
            "backward_normwise": (np.abs(rest).max(axis=0) / below).max(),
        }
        reference = self.reference(sides)
        if reference is not None:
            off = (x - reference).astype(np.float64)
            found["forward_max"] = over_largest(off, reference.astype(np.float64))
            found["forward_componentwise"] = largest_share(off, reference.astype(np.float64))
        if self.is_known:
            gamma = (self.n + 3) * 2.0**-53
            bound = np.linalg.solve(self.m, np.abs(rest) + gamma * scale)
            least = np.maximum(np.abs(x) - bound, 0.0)
            found["bound_max"] = over_largest(bound, least)
            found["bound_componentwise"] = largest_share(bound, least)
        return found


def trials(matrix, what, counts, repeat, product):
    """Lines of one matrix: method, sides, seconds, flops, and the rest. The product is timed already."""
    m, n = matrix.m, matrix.n
    one = positive_sides(n, 1)
    if what == "lu" and lu_factor:
        seconds, (factors, pivots) = fastest(lambda: lu_factor(m, check_finite=False), repeat)
        more = matrix.judged(one, lu_solve((factors, pivots), one, check_finite=False))
        more["exchanges"] = int((pivots != np.arange(n)).sum())
        more["growth"] = np.abs(np.triu(factors)).max() / matrix.sizes.max()
        yield "", seconds, 2 / 3 * n**3, more
    elif what in ("lu", "solve") and not lu_factor:
        # What is not timed has no rate; which line it would be is known all the same.
        for k in [""] if what == "lu" else counts:
            yield k, None, None, {"note": "needs SciPy"}
    elif what in ("solve", "solve-new"):
        factors = lu_factor(m, check_finite=False) if what == "solve" else None
        for k in counts:
            sides = positive_sides(n, k)
            if what == "solve":
                work = lambda: lu_solve(factors, sides, check_finite=False)  # noqa: E731
                flops = 2 * n**2 * k
            else:
                work = lambda: np.linalg.solve(m, sides)  # noqa: E731
                flops = 2 / 3 * n**3 + 2 * n**2 * k
            seconds, x = fastest(work, repeat)
            yield k, seconds, flops, matrix.judged(sides, x)
    elif what == "inverse":
        seconds, x = fastest(lambda: np.linalg.inv(m), repeat)
        more = matrix.judged(np.eye(n), x)
        more["left_residual"] = np.abs(np.eye(n) - x @ m).max()
        yield n, seconds, 2 * n**3, more
    elif what == "product":
        seconds, p = product
        yield "", seconds, 2 * n**3, {"residual": np.abs(p @ one - m @ (m @ one)).max()}


def main():
    methods = METHODS if ARGUMENTS.what == "all" else ARGUMENTS.what.split(",")
    unknown = [what for what in methods if what not in METHODS]
    if unknown:
        sys.exit(f"error: there is no method {unknown[0]}; there are {', '.join(METHODS)}")
    counts = list(dict.fromkeys([*ARGUMENTS.sides, *([ARGUMENTS.regions] if ARGUMENTS.regions else [])]))
    backend = library()
    out = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    out.writeheader()
    for path in ARGUMENTS.matrices:
        matrix = Matrix(path)
        # The yardstick is the line of the product too, whose fraction is one, as in the program.
        product = fastest(lambda: matrix.m @ matrix.m, ARGUMENTS.repeat)
        rate = 2 * matrix.n**3 / product[0]
        for what in methods:
            for sides, seconds, flops, more in trials(matrix, what, counts, ARGUMENTS.repeat, product):
                line = {
                    "backend": backend, "what": what, "n": matrix.n, "threads": ARGUMENTS.threads,
                    "sides": sides, "matrix": matrix.name, "condition": matrix.condition, **more,
                }  # fmt: skip
                if seconds is not None:
                    rates = {"gflops": flops / seconds / 1e9, "of_product": flops / seconds / rate}
                    line |= {"seconds": seconds, "flops": flops, **rates}
                plain = {key: float(it) if isinstance(it, np.floating) else it for key, it in line.items()}
                finite = {key: it for key, it in plain.items() if not (isinstance(it, float) and not np.isfinite(it))}
                out.writerow(finite)


if __name__ == "__main__":
    main()
