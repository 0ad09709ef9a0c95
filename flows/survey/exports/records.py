"""The records of a CSV file, row by row, and the rows that can't be told apart into cells."""

from __future__ import annotations

import csv
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.survey.exports.export import BrokenRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Cells = list[str | None]


@dataclass(frozen=True, slots=True)
class Shape:
    """How a CSV file is written: its separator, the number of its columns, and the records above the first response.

    Where `unquoted_null`, an unquoted empty field is absent (None), and a quoted one blank.
    """

    separator: str
    width: int
    skip: int = 0
    first_row: int = 1
    unquoted_null: bool = False


def records(lines: Iterable[str], shape: Shape) -> Iterator[tuple[int, Cells | BrokenRow]]:
    """Each record below the heading with its row, as a spreadsheet counts, from 1; blank ones are counted and left out.

    `lines` keep their ends. A quotation mark that is never closed makes CSV swallow the lines after it. So a record
    that is no CSV, or that spans lines and has the wrong number of cells, is broken in its first line only, and
    reading goes on with the next.
    """
    source = _Lines(lines)
    _pass_over(source, shape)
    row = shape.first_row
    reader = csv.reader(source, delimiter=shape.separator, strict=True)
    while True:
        reason = ""
        try:
            cells = next(reader, None)
            if cells is None:
                return
            reason = _misfit(cells, shape.width)
        except csv.Error as error:
            reason = f"no valid CSV: {error}"
        if reason:
            text = source.give_back()
            yield row, BrokenRow(row, reason, text.rstrip("\r\n"))
            reader = csv.reader(source, delimiter=shape.separator, strict=True)
        elif any(cell and not cell.isspace() for cell in cells or ()):
            fields: Cells = list(cells or ())
            if shape.unquoted_null and "" in fields:
                fields = _absent("".join(source.taken), fields, shape.separator)
            yield row, fields[: shape.width]
        source.taken.clear()
        row += 1


class _Lines:
    """Lines of which those that were taken can be given back."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._waiting: deque[str] = deque()
        self.taken: list[str] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._waiting.popleft() if self._waiting else next(self._lines)
        self.taken.append(line)
        return line

    def give_back(self) -> str:
        """Gives back the lines that were taken but for the first, which it returns."""
        first, *others = self.taken
        self._waiting.extendleft(reversed(others))
        self.taken.clear()
        return first


def _pass_over(lines: _Lines, shape: Shape) -> None:
    reader = csv.reader(lines, delimiter=shape.separator)
    for _ in range(shape.skip):
        next(reader, None)
    lines.taken.clear()


def _misfit(cells: list[str], width: int) -> str:
    """Why these aren't the cells of a row; blank ones beyond the width are the program's own, as in Excel."""
    if not any(cells) or (len(cells) >= width and not any(cells[width:])):
        return ""
    return f"it has {len(cells)} cells instead of {width}"


def _absent(text: str, cells: Cells, separator: str) -> Cells:
    """`cells` of the record `text` with None for those that are empty without quotation marks."""
    fields: Cells = []
    at = 0
    for cell in cells:
        quoted = text.startswith('"', at)
        fields.append(cell if cell or quoted else None)
        at += len(cell or "") + (2 + (cell or "").count('"') if quoted else 0) + len(separator)
    return fields
