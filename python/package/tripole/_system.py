"""A table under accounting conventions, and every measure and model of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from . import _tripole
from ._asking import Desk, Telling, ask, path_of, say, words, words_of
from ._calls import made
from ._errors import CodeError, UsageError
from ._registry import COMMANDS, MEASURES, Command

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
        self._matrices: dict[str, Array] = {}
        # Groups, conventions and what is noteworthy, before anything is solved.
        desk = Desk()
        typed = [desk.table(table), *self._seen(COMMANDS["vax"], desk)]
        with Telling():
            unmet, lines = _tripole.seen(typed, desk.tables, desk.files)
        if unmet and isinstance(given.get("blocs"), Mapping):
            # Of a file it is said: it may be the list of other tables too.
            raise CodeError(f"blocs: the table has no {', '.join(f'`{code}`' for code in unmet)}")
        self.notes, self.warnings = say(lines, set())
        self._said.update(lines)

    def _seen(self, command: Command, desk: Desk) -> list[str]:
        """The options of the system that a command has."""
        typed: list[str] = []
        of_all = {it.id: it for it in COMMANDS["vax"].options}
        ids = {it.id for it in command.options}
        for key, value in self._given.items():
            if value is None or (isinstance(value, str) and value == _PRESET.get(key)):
                continue
            if key == "solver":
                # An option of every run, which no command lists as its own.
                typed.append(f"--solver={value}")
            elif key in ids:
                typed += words_of(of_all[key], value, desk)
            elif key == "groups":
                raise UsageError(f"`{command.method}` knows no groups", "take a system without them")
        return typed

    def _ask(self, command: Command, positional: list[Any], values: Mapping[str, Any]) -> Any:
        desk = Desk()
        name = desk.table(self.table)
        typed = [name, *(desk.file(it, "scenario") for it in positional)]
        typed += self._seen(command, desk) + words(command, values, desk)
        result, _, _ = ask(command, typed, desk, self._said)
        return result

    def _summary(self, grid: Any, rows: "Result", values: Mapping[str, Any]) -> Any:
        """What all rows of a sweep come to, wherever they were made."""
        command = COMMANDS["sweep"]
        desk = Desk()
        typed = [desk.table(self.table), desk.file(grid, "scenario"), *self._seen(command, desk)]
        typed += words(command, {**values, "summary": True}, desk)
        return ask(command, typed, desk, self._said, rows=rows._frame)[0]

    @property
    def A(self) -> "Array":
        """Input coefficients A = Z / x (n x n), read-only; a column of a sector without output is zero."""
        return self._matrix("A")

    @property
    def L(self) -> "Array":
        """The Leontief inverse L = (I - A)^-1 (n x n), read-only, made once."""
        return self._matrix("L")

    def _matrix(self, name: str) -> "Array":
        if name not in self._matrices:
            desk = Desk()
            typed = [desk.table(self.table), *self._seen(COMMANDS["vax"], desk)]
            with Telling():
                made, lines = _tripole.matrix(name, typed, desk.tables, desk.files)
            say(lines, self._said)
            self._said.update(lines)
            made.setflags(write=False)
            self._matrices[name] = made
        return self._matrices[name]

    def report(
        self,
        path: Any,
        *,
        since: Any = None,
        scenario: Any = None,
        economy: str | None = None,
        same_elasticity: bool = False,
        elasticities: Any = None,
        final_use: str | None = None,
        deficits: str | None = None,
        wage_floors: str | None = None,
        floor: str | None = None,
        numeraire: str | None = None,
        capital_share: str | None = None,
        capital_goods: str | None = None,
        reinvested: float | None = None,
        investment: str | None = None,
    ) -> None:
        """Write one page for who has no tools: the finding in words, pictures, tables, sources (HTML).

        Parameters
        ----------
        path : the file, ``.html``.
        since : an earlier table, a :class:`tripole.Table` or its path.
        scenario : a brief on it; see :meth:`scenario`.
        economy : a profile of it; of a brief, the economy whose sectors are shown.
        same_elasticity, elasticities and those after them : settings of the models of a brief, as
            :meth:`tariff` takes them.
        """
        command = COMMANDS["report"]
        desk = Desk()
        typed = [desk.table(self.table), f"--output={path_of(path)}", *self._seen(command, desk)]
        given = {
            "since": since, "scenario": scenario, "economy": economy, "same_elasticity": same_elasticity,
            "elasticities": elasticities, "final_use": final_use, "deficits": deficits, "wage_floors": wage_floors,
            "floor": floor, "numeraire": numeraire, "capital_share": capital_share, "capital_goods": capital_goods,
            "reinvested": reinvested, "investment": investment,
        }
        typed += words(command, given, desk)
        ask(command, typed, desk, self._said)

    def __repr__(self) -> str:
        given = {k: v for k, v in self._given.items() if v is not None}
        said = "".join(f", {k}={v!r}" for k, v in given.items() if not isinstance(v, str) or v != _PRESET.get(k))
        return f"<System of {self.table!r}{said}>"


_PRESET = {"output_from": "rows", "value_added": "residual", "inventories": "keep", "solver": "auto"}


def _method(command: Command) -> Any:
    before = ["self", "scenario"] if command.takes_scenario else ["self"]

    def ask_of(first: list[Any], given: dict[str, Any]) -> "Result | Results":
        system: System = first[0]
        found: Result | Results = system._ask(command, first[1:], given)
        return found

    return made(
        command,
        before,
        command.keywords,
        ask_of,
        name=command.method,
        qualname=f"System.{command.method}",
        module=__name__,
    )


for _command in MEASURES:
    setattr(System, _command.method, _method(_command))
