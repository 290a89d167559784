"""From a call to the words of a command, and back to results."""

from __future__ import annotations

import datetime
import importlib.util
import json
import logging
import os
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from . import _tripole
from ._errors import TripoleError, TripoleWarning, UsageError
from ._registry import Command, Option
from ._words import in_python

if TYPE_CHECKING:
    from ._results import Result, Results
    from ._table import Table

logger = logging.getLogger("tripole")

#: What is called with the stage of the work, the steps done, and how many there are (0: not counted).
Progress = Callable[[str, int, int], object]

_progress: Progress | None | str = "auto"


def set_progress(callback: Progress | None | str = "auto") -> None:
    """Say how progress is told.

    Parameters
    ----------
    callback : a function of the stage, the steps done and the number of steps (0 where they are not counted),
        called some twenty times a second while work goes on; ``"auto"``, a bar of ``tqdm`` for what takes over
        a second, where that is installed and standard error is a terminal; ``None``, nothing.

    Examples
    --------
    >>> import tripole
    >>> tripole.set_progress(None)
    >>> tripole.set_progress("auto")
    """
    global _progress
    if callback is not None and callback != "auto" and not callable(callback):
        raise UsageError(f"a function, `auto` or None is expected, not {callback!r}")
    _progress = callback


class _Bar:
    """A bar of ``tqdm`` for what takes over a second."""

    def __init__(self) -> None:
        self.start = time.monotonic()
        self.bar: Any = None

    def __call__(self, stage: str, done: int, of: int) -> None:
        if of == 0 or time.monotonic() - self.start < 1.0:
            return
        if self.bar is None:
            self.bar = _tqdm()(total=of, desc=stage, leave=False)
        self.bar.n = done
        self.bar.refresh()

    def close(self) -> None:
        if self.bar is not None:
            self.bar.close()


def _bar() -> _Bar | None:
    shows = "ipykernel" in sys.modules or "tqdm" in sys.modules or sys.stderr.isatty()
    if not shows:
        return None
    return _Bar() if importlib.util.find_spec("tqdm") else None


def _tqdm() -> Any:
    """A bar as a notebook draws it, where it can."""
    if "ipykernel" in sys.modules and importlib.util.find_spec("ipywidgets"):
        from tqdm.notebook import tqdm
    else:
        from tqdm.std import tqdm
    return tqdm


_used = False
_cut_off = False


def _after_fork() -> None:
    global _cut_off
    _cut_off = _used


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


class Telling:
    """Progress of one call."""

    def __enter__(self) -> Progress | None:
        global _used
        if _cut_off:
            # The threads of the engine are in the other process; to wait for them is to wait for ever.
            raise RuntimeError(
                "tripole was used before this process was forked: start processes with the method 'spawn' or 'forkserver'"
            )
        _used = True
        self.bar = _bar() if _progress == "auto" else None
        if self.bar is not None:
            return self.bar
        return _progress if callable(_progress) else None

    def __exit__(self, *_: object) -> None:
        if self.bar is not None:
            self.bar.close()


class Desk:
    """What a call hands over in memory: tables and small files, under names."""

    def __init__(self) -> None:
        self.tables: list[tuple[str, _tripole.Table]] = []
        self.files: list[tuple[str, bytes]] = []
        #: What files were made of, where that was no text: dictionaries and data frames.
        self.made: dict[str, object] = {}

    def _new(self, name: str) -> str:
        taken = {of for of, _ in self.tables} | {of for of, _ in self.files}
        name = name.lstrip("-") or "table"
        stem, k = name, 2
        while name in taken:
            name, k = f"{stem} ({k})", k + 1
        return name

    def table(self, value: object) -> str:
        """The name of a table, or the path of one."""
        from ._table import Table

        if isinstance(value, Table):
            for name, held in self.tables:
                if held is value._raw:
                    return name
            name = self._new(value.name)
            self.tables.append((name, value._raw))
            return name
        return _path(value, "a table")

    def file(self, value: object, name: str) -> str:
        """The name of a small file that is given as text, bytes, a dictionary or a data frame; or its path."""
        content = content_of(value, name)
        if content is None:
            return _path(value, name)
        named = value.get("name") if name == "scenario" and isinstance(value, Mapping) else None
        name = self._new(_title(named) or (name if name == "scenario" else f"{name}.csv"))
        self.files.append((name, content))
        if not isinstance(value, (str, bytes, bytearray, memoryview)):
            self.made[name] = value
        return name

    def placed(self, wrong: TripoleError) -> TripoleError:
        """An error in what was made into a file, with the place where a user finds it."""
        value = self.made.get(wrong.file or "")
        if value is None or wrong.line is None:
            return wrong
        content = next(content for name, content in self.files if name == wrong.file)
        line = content.decode().splitlines()[wrong.line - 1 : wrong.line]
        where = f"line {wrong.line} is what the entries become as a file: {line[0]}" if line else ""
        if not isinstance(value, Mapping):
            where = f"line {wrong.line} is row {wrong.line - 2} of the data frame, counted from 0"
        hint = "; ".join(it for it in (wrong.hint, where) if it)
        return type(wrong)(wrong.message, hint, wrong.file, wrong.line, wrong.column)


def _title(named: object) -> str:
    """The name of a scenario as that of its file, where it can be one."""
    text = " ".join(named.split()) if isinstance(named, str) else ""
    plain = len(text) <= 60 and text.isprintable() and not set(text) & set("/\\:")
    return text if plain else ""


def path_of(value: "str | os.PathLike[str]") -> str:
    """A path as it can be typed."""
    path = os.path.expanduser(os.fsdecode(value))
    if path == "-":
        raise UsageError("`-` is no file")
    return f"./{path}" if path.startswith("-") else path


def _path(value: object, what: str) -> str:
    if isinstance(value, (str, os.PathLike)):
        if isinstance(value, str) and "=" in value and not os.path.exists(value) and what == "scenario":
            raise UsageError(f"scenario: `{value}` is neither a file nor the text of one")
        return path_of(value)
    if what == "a table":
        raise UsageError(f"a table or its path is expected, not {type(value).__name__}", "`tripole.read` makes tables")
    raise UsageError(f"{what}: a path, text, bytes, a dictionary or a data frame is expected, not {type(value).__name__}")


def content_of(value: object, name: str) -> bytes | None:
    """The bytes of a small file; nothing where it is a path."""
    from ._results import Result

    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value)
    if isinstance(value, Result):
        return str(value.to_csv()).encode()
    if hasattr(value, "read") and not hasattr(value, "to_csv"):
        text = value.read()
        return text.encode() if isinstance(text, str) else bytes(text)
    if isinstance(value, str):
        return value.encode() if "\n" in value else None
    if isinstance(value, Mapping):
        if name in {"what", "scenario"}:
            return _tripole.to_toml(json.dumps(_plain(value, "scenario"), allow_nan=False)).encode()
        return _csv_of_mapping(value, name)
    if name in _PAIRS and getattr(value, "ndim", 2) == 1 and hasattr(value, "to_dict"):
        return _csv_of_mapping(value.to_dict(), name)
    if hasattr(value, "to_pandas") and not hasattr(value, "to_csv") and not hasattr(value, "write_csv"):
        value = value.to_pandas()
    if hasattr(value, "write_csv") and not hasattr(value, "to_csv"):
        return str(value.write_csv()).encode()
    if hasattr(value, "to_csv"):
        frame = value
        index = getattr(frame, "index", None)
        named = index is not None and all(name is not None for name in getattr(index, "names", []))
        if not named and index is not None and type(index).__name__ != "RangeIndex" and len(index) > 0:
            raise UsageError(
                f"{name}: the index of the data frame has no names, so that it is not known what it holds",
                "name its levels (`rename_axis`), or drop it (`reset_index(drop=True)`)",
            )
        return str(frame.to_csv(index=named)).encode()
    return None


def _plain(value: object, where: str) -> object:
    """As JSON has it: without what is ``None``, arrays and ranges as lists, data frames as lists of entries."""
    found: Any = value
    if isinstance(value, Mapping):
        return {str(key): _plain(it, f"{where}.{key}") for key, it in value.items() if it is not None}
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            raise UsageError(f"`{where}` is {value}: a finite number is expected")
        return value
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    if hasattr(value, "to_dicts"):
        return _plain(found.to_dicts(), where)
    if hasattr(value, "to_dict") and getattr(value, "ndim", 0) == 2:
        return _plain(found.to_dict("records"), where)
    if hasattr(value, "tolist"):
        return _plain(found.tolist(), where)
    if isinstance(value, Iterable):
        return [_plain(it, f"{where}[{k}]") for k, it in enumerate(value)]
    raise UsageError(f"`{where}` is {type(value).__name__}, which an entry of a scenario cannot be")


#: The columns of small files that a dictionary can be.
_PAIRS = {"regions": "code,group", "sectors": "code,group", "blocs": "code,bloc", "labels": "code,name"}


def _csv_of_mapping(value: Mapping[Any, Any], name: str) -> bytes:
    header = _PAIRS.get(name)
    if header is None:
        raise UsageError(f"{name}: a dictionary means nothing here", "give a path, text or a data frame")
    pairs: list[tuple[object, object]] = []
    for key, of in value.items():
        if name == "blocs":
            # As groups have it: the members of each.
            if of is None or not isinstance(of, (str, Iterable)):
                raise UsageError(f"blocs: the members of `{key}` are expected, not {of!r}")
            codes = of.split(",") if isinstance(of, str) else list(of)
            if not codes:
                raise UsageError(f"blocs: `{key}` has no member")
            pairs.extend((code, key) for code in codes)
        elif of is None or of != of:
            raise UsageError(f"{name}: `{key}` belongs to nothing", "give every code its group")
        else:
            pairs.append((key, of))
    lines = [header, *(f"{_quoted(a)},{_quoted(b)}" for a, b in pairs)]
    return ("\n".join(lines) + "\n").encode()


def _quoted(value: object) -> str:
    text = str(value)
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in ',"\n') else text


def _word(value: object, option: Option) -> str:
    if hasattr(value, "item") and not isinstance(value, str):
        value = value.item()
    if value is None or isinstance(value, (bool, bytes)):
        raise UsageError(f"{option.name}: a number or text is expected, not {value!r}")
    if isinstance(value, float):
        return str(int(value)) if option.kind == "integer" and value.is_integer() else repr(value)
    return str(value)


def _group(name: object, of: object) -> str:
    """A group as it is typed."""
    if "=" in str(name) or not str(name).strip():
        raise UsageError(f"groups: `{name}` cannot be a name")
    if isinstance(of, str):
        return f"{name}={of}"
    if not isinstance(of, Iterable):
        raise UsageError(f"groups: the members of `{name}` are expected, not {of!r}")
    return f"{name}={_listed([str(it) for it in of], ',', f'groups: `{name}`')}"


def _listed(items: list[str], delimiter: str, what: str) -> str:
    """A list as it is typed; what holds its delimiter would be several."""
    if not items:
        raise UsageError(f"{what}: an empty list stands for nothing", "leave it out for all")
    for item in items:
        if delimiter in item:
            raise UsageError(
                f"{what}: `{item}` holds `{delimiter}`, which stands between codes",
                "write one code an item; a code with a comma in it cannot be asked for",
            )
    return delimiter.join(items)


def words_of(option: Option, value: Any, desk: Desk) -> list[str]:
    """An option as it is typed."""
    if value is None or (value is False and option.flag):
        return []
    flag = f"--{option.long}"
    if option.flag:
        if type(value).__name__ not in {"bool", "bool_"}:
            raise UsageError(f"{option.name}: True or False is expected, not {value!r}")
        return [flag] if value else []
    if option.preset is not None and type(value) is type(option.preset) and value == option.preset:
        return []
    if option.file == "read":
        several = option.many and isinstance(value, (list, tuple))
        names = [
            desk.table(it) if option.is_table else desk.file(it, option.id)
            for it in (value if several else [value])
        ]
        return [f"{flag}={name}" for name in names]
    if isinstance(value, Mapping):
        if option.id != "groups":
            raise UsageError(f"{option.name}: a dictionary means nothing here")
        return [f"{flag}={_group(name, of)}" for name, of in value.items()]
    if isinstance(value, (bytes, bytearray)):
        raise UsageError(f"{option.name}: text is expected, not bytes")
    if isinstance(value, str) or not isinstance(value, Iterable) or getattr(value, "ndim", 1) == 0:
        return [f"{flag}={_word(value, option)}"]
    items = [_word(it, option) for it in value]
    if option.id == "groups":
        return [f"{flag}={item}" for item in items]
    listed = _listed(items, option.delimiter or "\0", option.name)
    return [f"{flag}={listed}"] if option.delimiter else [f"{flag}={item}" for item in items]


def words(command: Command, values: Mapping[str, Any], desk: Desk) -> list[str]:
    """All options of a call as they are typed."""
    by_name = {option.name: option for option in command.options}
    typed: list[str] = []
    for name, value in values.items():
        typed += words_of(by_name[name], value, desk)
    return typed


def _outside() -> int:
    """The level of the stack of who called the module."""
    frame: Any = sys._getframe(1)
    level = 1
    while frame is not None and str(frame.f_globals.get("__name__", "")).split(".")[0] == "tripole":
        frame, level = frame.f_back, level + 1
    return level


def say(lines: Sequence[str], said: set[str]) -> tuple[list[str], list[str]]:
    """Give warnings and log notes that have not been said yet; all of them, by kind."""
    notes: list[str] = []
    doubts: list[str] = []
    for line in lines:
        text = in_python(line)
        if text.startswith("warning: "):
            text = text.removeprefix("warning: ")
            doubts.append(text)
            if line not in said:
                warnings.warn(text, TripoleWarning, stacklevel=_outside())
        else:
            text = text.removeprefix("note: ")
            notes.append(text)
            if line not in said:
                logger.info(text)
    return notes, doubts


def ask(
    command: Command,
    typed: list[str],
    desk: Desk,
    said: set[str] | None = None,
    rows: "_tripole.Frame | None" = None,
) -> tuple["Result | Results | None", "Table | None", str]:
    """Run a command: its results, its table, its text."""
    from ._results import Result, Results
    from ._table import Table

    csv = ["--csv"] if command.option("csv") is not None else []
    try:
        with Telling() as progress:
            frames, table, text, caption, lines = _tripole.run(
                [command.name, *typed, *csv], desk.tables, desk.files, progress, rows
            )
    except TripoleError as wrong:
        raise desk.placed(wrong) from None
    known = set() if said is None else said
    notes, doubts = say(lines, known)
    known.update(lines)
    results = [Result(frame, caption, command.name, notes, doubts) for frame in frames]
    result: Result | Results | None = None
    if len(results) == 1:
        result = results[0]
    elif results:
        result = Results(results)
    return result, None if table is None else Table(table, "table"), text
