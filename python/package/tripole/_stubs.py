"""Writes ``_system.pyi`` and ``_making.pyi``, the stubs of what is made of the program's commands.

``python -m tripole._stubs`` writes them anew; a test compares.
"""

from __future__ import annotations

import textwrap
from pathlib import Path

from ._docs import docstring
from ._registry import COMMANDS, MEASURES, Command, Option

_HEAD = '''\
# Made by `python -m tripole._stubs` of the commands of the program.

from collections.abc import Iterable, Mapping, Sequence
from os import PathLike
from typing import Any, Literal

from ._results import Result, Results
from ._table import Array, Source, Table

Codes = str | Iterable[str]
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
        same_elasticity: bool = False,
        elasticities: Source = None,
        final_use: Literal['quantity', 'spending'] | None = None,
        deficits: Literal['fixed', 'zero', 'world'] | None = None,
        wage_floors: Literal['nominal', 'real'] | None = None,
        floor: str | None = None,
        numeraire: str | None = None,
        capital_share: str | None = None,
        capital_goods: Literal['same', 'investment'] | None = None,
        reinvested: float | None = None,
        investment: str | None = None,
    ) -> None:
        """Write one page for who has no tools: the finding in words, pictures, tables, sources (HTML)."""
'''

_MAKING = '''\
# Made by `python -m tripole._stubs` of the commands of the program.

from collections.abc import Mapping, Sequence
from os import PathLike
from typing import Any, Literal

from ._system import Codes
from ._table import Source, Table

class Making:
    """What a table is made into by options of the program."""
'''


def _type(option: Option) -> str:
    if option.flag:
        return "bool"
    if option.id == "groups":
        return "Mapping[str, Sequence[str] | str] | Sequence[str]"
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


#: What stands before the options, and its type.
_TYPES = {
    "self": "self",
    "scenario": "scenario: Source",
    "tables": "tables: Sequence[Table | str]",
    "folder": "folder: str | PathLike[str]",
    "source": "source: Source",
}
_RETURNS = {"chains": "Any", "indices": "Results", "sweep": "Any", "compare": "Any", "tariff": "Any", "groups": "Any"}


def _definition(command: Command, before: list[str], options: tuple[Option, ...], returns: str, indent: str) -> str:
    parameters = [_TYPES[name] for name in before]
    if options:
        parameters += ["*", *map(_parameter, options)]
    lines = [f"{indent}def {command.method}("]
    lines += [f"{indent}    {parameter}," for parameter in parameters]
    lines.append(f"{indent}) -> {returns}:")
    doc = docstring(command, before, options).replace("\\", "\\\\").rstrip("\n")
    lines.append(textwrap.indent(f'"""{doc}\n"""', indent + "    "))
    return "\n".join(line.rstrip() for line in "\n".join(lines).split("\n"))


def _measure(command: Command) -> str:
    before = ["self", "scenario"] if command.takes_scenario else ["self"]
    return _definition(command, before, command.keywords, _RETURNS.get(command.name, "Result"), "    ")


def _making() -> str:
    methods = [
        _definition(COMMANDS[name], ["self"], COMMANDS[name].keywords, "Table", "    ")
        for name in ("balance", "update", "split")
    ]
    compare, sda = COMMANDS["compare"], COMMANDS["sda"]
    functions = [
        _definition(COMMANDS["build"], ["folder"], COMMANDS["build"].keywords, "Table", ""),
        _definition(COMMANDS["rates"], ["folder"], COMMANDS["rates"].keywords, "Any", ""),
        _definition(COMMANDS["symmetric"], ["source"], COMMANDS["symmetric"].keywords, "Table", ""),
        _definition(compare, ["tables"], (*compare.keywords, *compare.seen), "Any", ""),
        _definition(sda, ["tables"], (*sda.keywords, *sda.seen), "Any", ""),
    ]
    return "\n".join([_MAKING, *methods, "", *functions]) + "\n"


def stubs() -> dict[str, str]:
    """The texts of the files, by their names."""
    return {
        "_system.pyi": _HEAD + "\n".join(map(_measure, MEASURES)) + "\n",
        "_making.pyi": _making(),
    }


if __name__ == "__main__":
    for name, text in stubs().items():
        Path(__file__).with_name(name).write_text(text, encoding="utf-8")
