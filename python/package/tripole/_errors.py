"""What goes wrong, and what is worth knowing.

All exceptions of the module are :class:`TripoleError`, which is a ``ValueError``.
"""

from __future__ import annotations

from ._words import in_python


class TripoleError(ValueError):
    """What was wrong, where, and what to do about it.

    Attributes
    ----------
    message : what was wrong, in one sentence.
    hint : what to do, or ``None``.
    file, line, column : where it was, as far as it was in a file; lines count from 1, the header is line 1.
    """

    def __init__(
        self,
        message: str,
        hint: str | None = None,
        file: str | None = None,
        line: int | None = None,
        column: str | None = None,
    ) -> None:
        self.message = in_python(message)
        self.hint = None if hint is None else in_python(hint)
        self.file = file
        self.line = line
        self.column = column
        said = self.message if self.hint is None else f"{self.message}\n\nhint: {self.hint}"
        super().__init__(said)

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        return type(self), (self.message, self.hint, self.file, self.line, self.column)


class InputError(TripoleError):
    """A file cannot be read, or holds no usable table."""


class CodeError(TripoleError):
    """A region, sector, column or another name that there is not."""


class UsageError(TripoleError):
    """Arguments that mean nothing, or nothing together."""


class TripoleWarning(UserWarning):
    """What makes numbers doubtful, or is unusual about a table."""
