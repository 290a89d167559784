"""Docstrings of methods, out of the program's help and the guide."""

from __future__ import annotations

import textwrap

from ._examples import EXAMPLES
from ._registry import Command, Option, entries
from ._words import in_python

_WIDTH = 110


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


def docstring(command: Command) -> str:
    """Summary, parameters, what the guide says, and an example that runs."""
    parts = [in_python(command.about) + "."]
    found = []
    if command.takes_scenario:
        words = "What changes: a path, ``builtin:NAME``, the text of a file, its bytes, or a dictionary of its entries."
        found.append("scenario :\n" + _text(words, "    "))
    found += [_parameter(option) for option in command.keywords]
    if found:
        parts.append("Parameters\n----------\n" + "\n".join(found))
    several = command.name in {"chains", "compare", "indices"}
    returns = "Results, a table for each family; Result, of one" if several else "Result"
    parts.append(f"Returns\n-------\n{returns}: keys, then indicators; `definitions` says what each is.")
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
