"""Writes ``_system.pyi``, the stubs of the methods that ``_system.py`` makes of the program's commands.

``python -m tripole._stubs`` writes it anew; a test compares.
"""

from __future__ import annotations

import textwrap
from pathlib import Path

from ._docs import docstring
from ._registry import MEASURES, Command, Option

_HEAD = '''\
# Made by `python -m tripole._stubs` of the commands of the program.

from collections.abc import Mapping, Sequence
from os import PathLike
from typing import Any, Literal

from ._results import Result, Results
from ._table import Array, Source, Table

Codes = str | Sequence[str]
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
    ) -> None:
        """Write one page for who has no tools: the finding in words, pictures, tables, sources (HTML)."""
'''


def _type(option: Option) -> str:
    if option.flag:
        return "bool"
    if option.file == "read":
        one = "Table | str" if option.is_table else "Source"
        return f"{one} | Sequence[{one}]" if option.many and one != "Source" else one
    if option.values and option.kind == "text":
        one = f"Literal[{', '.join(map(repr, option.values))}]"
        return f"{one} | Sequence[{one}] | str" if option.delimiter or option.many else one
    one = {"integer": "int", "number": "float"}.get(option.kind, "str")
    if option.delimiter or option.many:
        return f"{one} | Sequence[{one}]" if one != "str" else "Codes"
    return one


def _parameter(option: Option) -> str:
    typed = _type(option)
    if option.required:
        return f"{option.name}: {typed}"
    if option.preset is None and typed != "Source":
        typed += " | None"
    return f"{option.name}: {typed} = {option.preset!r}"


def _method(command: Command) -> str:
    parameters = ["self"]
    if command.takes_scenario:
        parameters.append("scenario: Source")
    if command.keywords:
        parameters += ["*", *map(_parameter, command.keywords)]
    lines = [f"    def {command.method}("]
    lines += [f"        {parameter}," for parameter in parameters]
    several = {"chains": "Any", "scenario": "Result", "indices": "Results", "sweep": "Any"}
    lines.append(f"    ) -> {several.get(command.name, 'Result')}:")
    doc = docstring(command).replace("\\", "\\\\").rstrip("\n")
    lines.append(textwrap.indent(f'"""{doc}\n"""', "        "))
    return "\n".join(line.rstrip() for line in "\n".join(lines).split("\n"))


def stubs() -> str:
    """The text of the file."""
    return _HEAD + "\n".join(_method(command) for command in MEASURES) + "\n"


if __name__ == "__main__":
    Path(__file__).with_name("_system.pyi").write_text(stubs(), encoding="utf-8")
