"""Functions and methods made of the program's commands."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ._docs import docstring
from ._registry import Command, Option


def signature(before: Sequence[str], options: Sequence[Option]) -> inspect.Signature:
    """Parameters: those before, by place or name, then the options, by name."""
    kinds = inspect.Parameter
    found = [kinds(name, kinds.POSITIONAL_OR_KEYWORD) for name in before]
    for option in options:
        default = kinds.empty if option.required else option.preset
        found.append(kinds(option.name, kinds.KEYWORD_ONLY, default=default))
    return inspect.Signature(found)


def _near(options: Sequence[Option], before: Sequence[str], given: Mapping[str, Any]) -> str:
    names = [*before, *(it.name for it in options)]
    for name in given:
        if name not in names:
            near = difflib.get_close_matches(name, names, 1)
            return f". Did you mean '{near[0]}'?" if near else f"; it has {', '.join(names)}"
    return ""


def made(
    command: Command,
    before: Sequence[str],
    options: Sequence[Option],
    ask: Callable[[list[Any], dict[str, Any]], Any],
    *,
    name: str,
    qualname: str,
    module: str,
) -> Any:
    """A function of a command: ``ask`` gets what stands before, and the options that were given."""
    of = signature(before, options)

    def function(*args: Any, **kwargs: Any) -> Any:
        try:
            given = dict(of.bind(*args, **kwargs).arguments)
        except TypeError as wrong:
            raise TypeError(f"{name}(): {wrong}{_near(options, before, kwargs)}") from None
        return ask([given.pop(it) for it in before], given)

    function.__name__ = name
    function.__qualname__ = qualname
    function.__module__ = module
    function.__doc__ = docstring(command, before, options)
    function.__signature__ = of  # type: ignore[attr-defined]
    return function
