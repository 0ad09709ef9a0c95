"""Whether DuckDB reads a CSV file as it stands, with rows that number on without a gap."""

from __future__ import annotations

import csv
import mmap
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flows.survey.export import Sheet

CHUNK = 1 << 22


def is_regular(sheet: Sheet, body: Sequence[Sequence[str]]) -> bool:
    """Whether no row of `sheet` is blank, and its first ones, `body`, are as wide as its heading.

    DuckDB passes over blank lines, and so would miscount; a row of separators only is no response. It is left to
    DuckDB to refuse what is broken further below.
    """
    width = len(sheet.columns)
    if any(record and (len(record) < width or any(record[width:])) for record in body):
        return False
    begin = _first_response(sheet)
    return begin is not None and not _has_blank_row(sheet, begin)


def _first_response(sheet: Sheet) -> int | None:
    """The byte at which the first response begins; None where lines end as on old Macs."""
    with sheet.path.open(encoding="utf-8", newline="") as file:
        above: list[str] = []

        def lines() -> Iterator[str]:
            for line in file:
                above.append(line)
                yield line

        reader = csv.reader(lines(), delimiter=sheet.separator)
        for _ in range(sheet.skip):
            next(reader, None)
    return None if any(line.endswith("\r") for line in above) else sum(len(line.encode()) for line in above)


def _has_blank_row(sheet: Sheet, begin: int) -> bool:
    mark = re.escape(sheet.separator.encode())
    separators = b"" if len(sheet.columns) == 1 else b"(?:%s{%d}[\\s%s]*)?" % (mark, len(sheet.columns) - 1, mark)
    blank = re.compile(rb"\n(?=%s\r?(?:\n|\Z))" % separators)
    with sheet.path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        end = _end(data)
        counted, quotes = begin, 0
        for found in blank.finditer(data, max(begin - 1, 0), end):
            quotes += _quotation_marks(data, counted, found.start())
            counted = max(found.start(), counted)
            if quotes % 2 == 0:  # else it stands in an answer of several paragraphs
                return True
    return False


def _end(data: mmap.mmap) -> int:
    """Where the last line ends, but for its end and empty lines."""
    end = len(data)
    while end and data[end - 1] in b"\r\n":
        end -= 1
    return end


def _quotation_marks(data: mmap.mmap, begin: int, end: int) -> int:
    return sum(data[at : min(at + CHUNK, end)].count(b'"') for at in range(begin, end, CHUNK))
