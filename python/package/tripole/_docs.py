"""Docstrings of methods, out of the program's help and the guide."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from ._examples import EXAMPLES
from ._registry import Command, Option, entries
from ._words import in_python

_WIDTH = 110

#: What stands before the options of a command.
_BEFORE = {
    "scenario": "What changes: a path, ``builtin:NAME``, the text of a file, its bytes, or a dictionary of its entries.",
    "tables": "Of the same regions and sectors, earliest first: tables, or their paths.",
    "folder": "With three CSV files: totals, national, trade.",
    "source": "Supply and use: a path, the text or the bytes of a CSV file, or a data frame of its lines.",
}


def _text(text: str, indent: str = "") -> str:
    return textwrap.fill(
        " ".join(text.split()), _WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )


def _parameter(option: Option) -> str:
    said = in_python(" ".join(option.help.split()))
    if option.values:
        said += f" ({', '.join(option.values)})"
    if option.default and not option.flag and not option.many:
        said += f" [default: {option.default[0]}]"
    return f"{option.name} :\n{_text(said, '    ')}"


def _returns(command: Command) -> str:
    if command.name in {"balance", "update", "split", "build", "symmetric"}:
        return "Table, whose `report` says what there was to say: totals met and missed."
    several = command.name in {"chains", "compare", "indices"}
    returns = "Results, a table for each family; Result, of one" if several else "Result"
    return f"{returns}: keys, then indicators; `definitions` says what each is."


def docstring(command: Command, before: Sequence[str], options: Sequence[Option]) -> str:
    """Summary, parameters, what the guide says, and an example that runs."""
    parts = [in_python(command.about) + "."]
    found = []
    found += [f"{name} :\n{_text(_BEFORE[name], '    ')}" for name in before if name in _BEFORE]
    found += [_parameter(option) for option in options]
    if found:
        parts.append("Parameters\n----------\n" + "\n".join(found))
    parts.append(f"Returns\n-------\n{_returns(command)}")
    notes = []
    for entry in entries(command.name):
        lines = [
            f"**{entry['title']}.** {entry['summary']}",
            f"Formula: {entry['formula']}",
            f"Columns: {', '.join(entry['columns'])}" if entry["columns"] else "",
            f"Source: {entry['source']}",
        ]
        notes.append("\n".join(_text(in_python(line)) for line in lines if line))
    if notes:
        parts.append("Notes\n-----\n" + "\n\n".join(notes))
    if command.method in EXAMPLES:
        parts.append("Examples\n--------\n" + EXAMPLES[command.method].strip("\n"))
    return "\n\n".join(parts) + "\n"
