"""Clean copies of tables, for sources that DuckDB can't read as they stand."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

SEPARATOR = ","


class _Absent(float):
    """A field that csv leaves unquoted, as it does with numbers, and that is empty."""

    def __str__(self) -> str:
        return ""

    __repr__ = __str__


_ABSENT = _Absent()


def write_copy(path: Path, rows: Iterable[tuple[int, Sequence[str | None]]]) -> int:
    """Writes `rows`, each after its number, as CSV in UTF-8 to `path`; returns how many there were.

    An absent cell (None) is an unquoted empty field, a blank text a quoted one. The rows are consumed one at a time.
    """
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=SEPARATOR, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
        for number, cells in rows:
            writer.writerow([number, *(_ABSENT if cell is None else cell for cell in cells)])
            count += 1
    return count
