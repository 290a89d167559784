"""Tables made of tables and of other files: the commands that balance, update, split, build; and years beside each other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ._asking import Desk, ask, words
from ._calls import made
from ._errors import UsageError
from ._registry import COMMANDS, Command

if TYPE_CHECKING:
    from ._table import Table


class Making:
    """What a table is made into by options of the program."""


def _table(command: Command, typed: list[str], desk: Desk) -> "Table":
    report, table, _ = ask(command, [*typed, "--output=-"], desk)
    if table is None:
        raise RuntimeError(f"`{command.name}` made no table")
    table.report = report
    return table


def _of_table(command: Command) -> Any:
    def ask_of(first: list[Any], given: dict[str, Any]) -> "Table":
        desk = Desk()
        table = _table(command, [desk.table(first[0]), *words(command, given, desk)], desk)
        table.name = first[0].name
        return table

    return made(
        command, ["self"], command.keywords, ask_of, name=command.method, qualname=f"Table.{command.method}",
        module="tripole._table",
    )


for _name in ("balance", "update", "split"):
    setattr(Making, _name, _of_table(COMMANDS[_name]))


def _function(name: str, before: str, ask_of: Any, options: Any) -> Any:
    return made(COMMANDS[name], [before], options, ask_of, name=name, qualname=name, module="tripole")


def _build(first: list[Any], given: dict[str, Any]) -> "Table":
    desk = Desk()
    return _table(COMMANDS["build"], [desk.table(first[0]), *words(COMMANDS["build"], given, desk)], desk)


def _rates(first: list[Any], given: dict[str, Any]) -> Any:
    command, desk = COMMANDS["rates"], Desk()
    return ask(command, [desk.table(first[0]), *words(command, given, desk)], desk)[0]


def _symmetric(first: list[Any], given: dict[str, Any]) -> "Table":
    desk = Desk()
    source = desk.file(first[0], "supply_use")
    return _table(COMMANDS["symmetric"], [source, *words(COMMANDS["symmetric"], given, desk)], desk)


def _of_years(name: str) -> Any:
    command = COMMANDS[name]

    def ask_of(first: list[Any], given: dict[str, Any]) -> Any:
        desk = Desk()
        if isinstance(first[0], (str, bytes)) or not isinstance(first[0], Iterable):
            raise UsageError(f"{name}: a list of tables is expected, earliest first")
        tables = [desk.table(table) for table in first[0]]
        if len(tables) < 2:
            raise UsageError(f"{name}: two tables or more are expected, not {len(tables)}")
        return ask(command, tables + words(command, given, desk), desk)[0]

    return _function(name, "tables", ask_of, (*command.keywords, *command.seen))


build = _function("build", "folder", _build, COMMANDS["build"].keywords)
rates = _function("rates", "folder", _rates, COMMANDS["rates"].keywords)
symmetric = _function("symmetric", "source", _symmetric, COMMANDS["symmetric"].keywords)
compare = _of_years("compare")
sda = _of_years("sda")
