"""Input-output value-added accounting: trade in value added, value chains, tariff shocks.

>>> import tripole
>>> table = tripole.read("builtin:three-pole-2011")
>>> system = table.system(groups={"NAFTA": ["USA", "CAN", "MEX"]})
>>> vax = system.vax(by="region")
>>> round(vax.value("vax_ratio", exporter="NAFTA"), 4)
0.8523

A :class:`Table` is read or made of arrays; a :class:`System` is a table under accounting conventions, with every
measure and model as a method; a :class:`Result` becomes a data frame, a file or a picture.
"""

from __future__ import annotations

from ._asking import Progress, set_progress
from ._errors import CodeError, InputError, TripoleError, TripoleWarning, UsageError
from ._functions import explain, formats, groups, set_threads, template, threads
from ._making import build, compare, rates, sda, symmetric
from ._registry import VERSION as __version__
from ._results import Column, Picture, Result, Results, stack
from ._system import System
from ._table import Table, read

__all__ = [
    "CodeError",
    "Column",
    "InputError",
    "Picture",
    "Progress",
    "Result",
    "Results",
    "System",
    "Table",
    "TripoleError",
    "TripoleWarning",
    "UsageError",
    "__version__",
    "build",
    "compare",
    "explain",
    "formats",
    "groups",
    "rates",
    "read",
    "sda",
    "set_progress",
    "set_threads",
    "stack",
    "symmetric",
    "template",
    "threads",
]
