"""A table under accounting conventions, and every measure and model of it."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from . import _tripole
from ._asking import Desk, ask, words, words_of
from ._docs import docstring
from ._errors import UsageError
from ._registry import COMMANDS, MEASURES, Command, Option

if TYPE_CHECKING:
    from ._results import Result, Results
    from ._table import Array, Table


class System:
    """A table under accounting conventions. Its methods are the program's measures and models.

    Made by :meth:`tripole.Table.system`. A method's keywords are the options of the command of its name; what it
    returns is a :class:`tripole.Result`, or :class:`tripole.Results` where a question has several tables.
    """

    def __init__(self, table: "Table", given: Mapping[str, Any]) -> None:
        self.table = table
        self._given = dict(given)
        self._said: set[str] = set()
        # Groups, conventions and what is noteworthy, before anything is solved.
        desk = Desk()
        name = desk.table(table)
        typed = [name, *self._seen(COMMANDS["trade"], desk), "--top=1", "--csv"]
        lines = _tripole.run(["trade", *typed], desk.tables, desk.files, None)[4]
        from ._asking import say

        self.notes, self.warnings = say(lines, set(), 3)
        self._said.update(lines)

    def _seen(self, command: Command, desk: Desk) -> list[str]:
        """The options of the system that a command has."""
        typed: list[str] = []
        of_all = {it.id: it for it in COMMANDS["trade"].options}
        ids = {it.id for it in command.options}
        for key, value in self._given.items():
            id = "groups" if key == "group" else key
            option = of_all[id]
            if value is None or value == _PRESET.get(key):
                continue
            if id in ids:
                if key == "blocs" and isinstance(value, Mapping):
                    value = dict(value)
                typed += words_of(option, value, desk)
            elif key == "group":
                raise UsageError(f"`{command.method}` knows no groups", "take a system without them")
        return typed

    def _ask(self, command: Command, positional: list[Any], values: Mapping[str, Any]) -> Any:
        desk = Desk()
        name = desk.table(self.table)
        typed = [name, *(desk.file(it, "scenario") for it in positional)]
        typed += self._seen(command, desk) + words(command, values, desk)
        result, _, _ = ask(command, typed, desk, self._said, depth=5)
        return result

    def _summary(self, grid: Any, rows: "Result", values: Mapping[str, Any]) -> Any:
        """What all rows of a sweep come to, wherever they were made."""
        command = COMMANDS["sweep"]
        desk = Desk()
        typed = [desk.table(self.table), desk.file(grid, "scenario"), *self._seen(command, desk)]
        typed += words(command, {**values, "summary": True}, desk)
        return ask(command, typed, desk, self._said, depth=5, rows=rows._frame)[0]

    @property
    def A(self) -> "Array":
        """Input coefficients A = Z / x (n x n); a column of a sector without output is zero."""
        return self._matrix("A")

    @property
    def L(self) -> "Array":
        """The Leontief inverse L = (I - A)^-1 (n x n)."""
        return self._matrix("L")

    def _matrix(self, name: str) -> "Array":
        desk = Desk()
        typed = [desk.table(self.table), *self._seen(COMMANDS["va"], desk)]
        made: Array = _tripole.matrix(name, typed, desk.tables, desk.files)
        made.setflags(write=False)
        return made

    def report(
        self,
        path: Any,
        *,
        since: Any = None,
        scenario: Any = None,
        economy: str | None = None,
    ) -> None:
        """Write one page for who has no tools: the finding in words, pictures, tables, sources (HTML).

        Parameters
        ----------
        path : the file, ``.html``.
        since : an earlier table, a :class:`tripole.Table` or its path.
        scenario : a brief on it; see :meth:`scenario`.
        economy : a profile of it.
        """
        import os

        command = COMMANDS["report"]
        desk = Desk()
        typed = [desk.table(self.table), f"--output={os.fspath(path)}", *self._seen(command, desk)]
        typed += words(command, {"since": since, "scenario": scenario, "economy": economy}, desk)
        ask(command, typed, desk, self._said)

    def __repr__(self) -> str:
        given = {k: v for k, v in self._given.items() if v is not None and v != _PRESET.get(k)}
        said = "".join(f", {key}={value!r}" for key, value in given.items())
        return f"<System of {self.table!r}{said}>"


_PRESET = {"output_from": "rows", "value_added": "residual", "inventories": "keep"}


def signature(command: Command) -> inspect.Signature:
    """The parameters of a command's method."""
    kinds = inspect.Parameter
    found = [kinds("self", kinds.POSITIONAL_OR_KEYWORD)]
    if command.takes_scenario:
        found.append(kinds("scenario", kinds.POSITIONAL_OR_KEYWORD))
    elif command.option("products") is None and _positional(command) is not None:
        option = _positional(command)
        assert option is not None
        found.append(kinds(option.name, kinds.POSITIONAL_OR_KEYWORD))
    for option in command.keywords:
        default = inspect.Parameter.empty if option.required else option.preset
        found.append(kinds(option.name, kinds.KEYWORD_ONLY, default=default))
    return inspect.Signature(found)


def _positional(command: Command) -> Option | None:
    others = [it for it in command.options if it.long is None and it.id not in {"table", "what", "tables"}]
    return others[0] if others else None


def _made(command: Command) -> Any:
    of = signature(command)

    def method(self: System, *args: Any, **kwargs: Any) -> "Result | Results":
        try:
            bound = of.bind(self, *args, **kwargs)
        except TypeError as wrong:
            raise TypeError(f"{command.method}(): {wrong}{_near(command, kwargs)}") from None
        values = dict(bound.arguments)
        values.pop("self")
        positional = [values.pop("scenario")] if command.takes_scenario else []
        found: Result | Results = self._ask(command, positional, values)
        return found

    method.__name__ = command.method
    method.__qualname__ = f"System.{command.method}"
    method.__module__ = __name__
    method.__doc__ = docstring(command)
    method.__signature__ = of  # type: ignore[attr-defined]
    return method


def _near(command: Command, given: Mapping[str, Any]) -> str:
    import difflib

    names = [it.name for it in command.keywords]
    for name in given:
        if name not in names and name != "scenario":
            near = difflib.get_close_matches(name, names, 1)
            return f". Did you mean '{near[0]}'?" if near else f"; it has {', '.join(names)}"
    return ""


for _command in MEASURES:
    setattr(System, _command.method, _made(_command))
