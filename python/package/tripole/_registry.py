"""What can be asked: the program's own description of its commands."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from . import _tripole

# Options that say where text goes or how it looks there; a result is asked for these afterwards.
_PRINTED = {
    "about", "all_columns", "csv", "file", "json", "labels", "latex", "markdown", "names", "output",
    "pretty", "report", "exports", "restart", "out", "percent", "satellite_output",
}
# What a table is read under, what it is seen under, and how a run goes.
_READING = {
    "format", "year", "sheet", "unit", "split", "empty_regions", "region_codes", "ragged", "max_cells",
}
_SEEN = {
    "output_from", "value_added", "inventories", "inventory_category", "groups", "blocs",
}
_RUN = {"threads", "quiet", "verbose", "strict", "help", "version"}
# Positional arguments that are the table, before others.
_TABLE = {"table", "what", "tables"}
# Options whose files are tables.
_TABLES = {"beside", "since", "table", "tables"}


@dataclass(frozen=True)
class Option:
    """An option of a command."""

    id: str
    long: str | None
    help: str
    flag: bool
    many: bool
    delimiter: str | None
    required: bool
    values: tuple[str, ...]
    default: tuple[str, ...]
    kind: str
    file: str | None

    @property
    def name(self) -> str:
        """Its keyword: the option's name, with an underscore behind words of Python."""
        # One that may be said several times is one list here.
        name = "groups" if self.id == "groups" else (self.long or self.id).replace("-", "_")
        return name + "_" if name in {"from", "as", "in", "for", "with", "import"} else name

    @property
    def is_table(self) -> bool:
        return self.file == "read" and self.id in _TABLES

    @property
    def preset(self) -> Any:
        """What the keyword is when nothing is said."""
        if self.flag:
            return False
        if self.many or self.delimiter or not self.default:
            return None
        word = self.default[0]
        if self.kind == "integer":
            return int(word)
        if self.kind == "number":
            return float(word)
        return word


@dataclass(frozen=True)
class Command:
    """A command of the program."""

    name: str
    about: str
    options: tuple[Option, ...]

    @property
    def method(self) -> str:
        return self.name.replace("-", "_")

    @cached_property
    def keywords(self) -> tuple[Option, ...]:
        """The options that a call has."""
        left_out = _PRINTED | _RUN
        if self.takes_system:
            left_out = left_out | _READING | _SEEN
        elif self.takes_table:
            left_out = left_out | _READING
        kept = [it for it in self.options if it.id not in left_out and it.id not in _TABLE]
        return tuple(it for it in kept if it.long is not None)

    @cached_property
    def seen(self) -> tuple[Option, ...]:
        """Accounting conventions and groups."""
        return tuple(it for it in self.options if it.id in _SEEN)

    @cached_property
    def takes_table(self) -> bool:
        return any(it.id in _TABLE and it.long is None for it in self.options)

    @cached_property
    def takes_system(self) -> bool:
        return self.takes_table and bool(self.seen)

    @cached_property
    def takes_scenario(self) -> bool:
        return any(it.id == "what" for it in self.options)

    def option(self, id: str) -> Option | None:
        return next((it for it in self.options if it.id == id), None)


def _option(of: dict[str, Any]) -> Option:
    lists = {key: tuple(of[key]) for key in ("values", "default")}
    return Option(**{**of, **lists, "help": of["help"] or ""})


def _command(of: dict[str, Any]) -> Command:
    options = tuple(_option(it) for it in of["options"])
    return Command(of["name"], of["about"] or "", options)


_ALL: dict[str, Any] = json.loads(_tripole.registry())

VERSION: str = _ALL["version"]
COMMANDS: dict[str, Command] = {it["name"]: _command(it) for it in _ALL["commands"]}
GUIDE: list[dict[str, Any]] = _ALL["guide"]

# Commands that are no measure of a system: what they do has a form of its own here.
_APART = {
    "info", "check", "formats", "explain", "groups", "convert", "template", "compare", "build", "balance",
    "update", "split", "symmetric", "rates", "sda", "plot", "report", "rerun", "completions", "man", "bench",
}

MEASURES: tuple[Command, ...] = tuple(
    command for name, command in COMMANDS.items() if name not in _APART
)


def entries(command: str) -> list[dict[str, Any]]:
    """What the guide says of a command."""
    return [it for it in GUIDE if it["command"].split(" ")[1:2] == [command]]
