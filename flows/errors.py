"""What can go wrong, said so that a person can mend it: what, where, and how."""

from __future__ import annotations

import errno
from dataclasses import dataclass
from typing import Any


class BarometreError(Exception):
    """Anything that we report without a traceback.

    `what` says what is wrong, `where` the file, row, column or offset, `remedy` what to do about it.
    `exit_code` is what the command line leaves with.
    """

    exit_code = 2

    def __init__(self, what: str, *, where: str | None = None, remedy: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        remedy = f"\n  → {self.remedy}" if self.remedy else ""
        return f"{place}{self.what}{remedy}"


class SetupError(BarometreError):
    """The project, its settings or the command are at fault: a person must change something (exit code 2)."""


_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FORBIDDEN = (errno.EROFS, errno.EACCES, errno.EPERM)


def of_the_system(error: OSError, where: object = None) -> SetupError:
    """What the operating system refused, in words; `where` is told when the error names no file."""
    told = error.strerror or str(error)
    what, remedy = told[:1].lower() + told[1:], None
    if error.errno in _FULL:
        what = f"there is no room: {what}"
        remedy = "make room on the disk and run again; what is published stays as it is until then"
    elif error.errno in _FORBIDDEN:
        what, remedy = f"the system forbids it: {what}", "give the user who runs this the right to do so"
    place = error.filename or where
    return SetupError(what, where=str(place) if place else None, remedy=remedy)


class DataRefused(BarometreError):
    """The data did not pass: a file that can't be read, a gate or an audit that failed (exit code 1)."""

    exit_code = 1


@dataclass(frozen=True, slots=True)
class Quarantined:
    """One thing kept out of the warehouse: a file, a row or a claim, with the reason and its source row.

    `source` is the raw file, relative to the project folder with forward slashes; `place` where in it (row 12,
    line 3, byte 1032); `record` the source row as it stood, or None when the whole file was refused.
    """

    source: str
    place: str | None
    reason: str
    remedy: str | None = None
    record: dict[str, Any] | None = None

    @property
    def where(self) -> str:
        """Source and place in one, the source told once."""
        if not self.place or self.place.startswith(self.source):
            return self.place or self.source
        return f"{self.source}, {self.place}"

    @classmethod
    def from_error(cls, source: str, error: BarometreError) -> Quarantined:
        """A whole file, refused by `error`."""
        return cls(source=source, place=error.where, reason=error.what, remedy=error.remedy)
