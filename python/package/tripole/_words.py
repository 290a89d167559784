"""Words of the program as Python has them: ``--by pair`` is ``by='pair'``, ``tripole vax`` is ``System.vax``."""

from __future__ import annotations

import re

# Commands that are no method of a system, and what does the same here.
ELSEWHERE = {
    "info": "Table.info",
    "check": "Table.check",
    "convert": "Table.aggregate",
    "formats": "tripole.formats",
    "explain": "tripole.explain",
    "groups": "tripole.groups",
    "template": "tripole.template",
    "compare": "tripole.compare",
    "sda": "tripole.sda",
    "build": "tripole.build",
    "rates": "tripole.rates",
    "symmetric": "tripole.symmetric",
    "balance": "Table.balance",
    "update": "Table.update",
    "split": "Table.split",
}

_OPTION = re.compile(r"--([a-z][a-z-]*)(?:[ =](?!cannot\b|and\b|or\b)('[^'`]*'|[^\s`.,;:)]+))?")
_COMMAND = re.compile(r"`tripole ([a-z-]+)[^`]*`")


#: Options that a call has under another name.
_NAMES = {"group": "groups", "from": "from_", "output": "path"}


def _option(match: re.Match[str]) -> str:
    name, value = match.group(1).replace("-", "_"), match.group(2)
    name = _NAMES.get(name, name)
    if value is None:
        return name
    value = value.strip("'")
    return f"{name}={value}" if value.isupper() and len(value) > 3 else f"{name}={value!r}"


def _command(match: re.Match[str]) -> str:
    name = match.group(1)
    return "`" + ELSEWHERE.get(name, "System." + name.replace("-", "_")) + "`"


def in_python(text: str) -> str:
    """A message of the program in the words of this module."""
    text = _COMMAND.sub(_command, text)
    text = re.sub(r"`([^`]*)`", lambda it: "`" + _OPTION.sub(_option, it.group(1)) + "`", text)
    # The rest are the words of the command line itself: '--by <BY>', and options in prose.
    text = re.sub(r"'--([a-z-]+)(?: <[^>']*>)?(?:\.\.\.)?'", lambda it: f"`{_plain(it.group(1))}`", text)
    text = re.sub(r"<--[a-z-]+ <[^>]*>(?:\|--[a-z-]+ <[^>]*>)*>", _one_of, text)
    return re.sub(r"--([a-z][a-z-]*)", lambda it: _plain(it.group(1)), text)


def _plain(name: str) -> str:
    name = name.replace("-", "_")
    return _NAMES.get(name, name)


def _one_of(match: re.Match[str]) -> str:
    names = re.findall(r"--([a-z-]+)", match.group(0))
    return "one of " + ", ".join(f"`{_plain(name)}`" for name in names)
