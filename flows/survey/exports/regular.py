"""Whether DuckDB reads a CSV file as it stands, with rows that number on without a gap."""

from __future__ import annotations

import csv
import mmap
import re
from codecs import BOM_UTF8
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from flows.survey.exports.export import Sheet

CHUNK = 1 << 22
LONE_RETURN = re.compile(rb"\r(?!\n)")


def is_regular(sheet: Sheet, body: Sequence[Sequence[str]]) -> bool:
    """Whether no row of `sheet` is blank, and its first ones, `body`, are as wide as its heading.

    DuckDB passes over blank lines, and so would miscount; a row of separators only is no response. It is left to
    DuckDB to refuse what is broken further below.
    """
    width = len(sheet.columns)
    if any(record and (len(record) < width or any(record[width:])) for record in body):
        return False
    begin = _first_response(sheet)
    return begin is not None and not _has_gap(sheet, begin)


def _first_response(sheet: Sheet) -> int | None:
    """The byte at which the first response begins; None where DuckDB would not find it.

    It takes the first line end that it meets for that of all records, and after a byte order mark it doesn't see that
    a heading in quotation marks goes on in the next line. Old Macs' line ends it sees too, but not blank lines then.
    """
    with sheet.path.open("rb") as file:
        mark = file.read(len(BOM_UTF8)) == BOM_UTF8
    with sheet.path.open(encoding="utf-8-sig", newline="") as file:
        above = _lines_above(file, sheet)
        ends = {line[len(line.rstrip("\r\n")) :] for line in [*above, next(file, "")]} - {""}
    if len(ends) > 1 or "\r" in ends or (mark and len(above) > sheet.skip):
        return None
    return mark * len(BOM_UTF8) + sum(len(line.encode()) for line in above)


def _lines_above(lines: Iterable[str], sheet: Sheet) -> list[str]:
    above: list[str] = []

    def taken() -> Iterator[str]:
        for line in lines:
            above.append(line)
            yield line

    reader = csv.reader(taken(), delimiter=sheet.separator)
    for _ in range(sheet.skip):
        next(reader, None)
    return above


def _has_gap(sheet: Sheet, begin: int) -> bool:
    """Whether a row below the heading is blank, or a bare carriage return stands there, which may end a row or not."""
    mark = re.escape(sheet.separator.encode())
    cells = b'(?:"")?(?:%s(?:"")?){%d}[ \\t%s]*' % (mark, len(sheet.columns) - 1, mark)
    blank = re.compile(rb"\n(?=[\"\r\n%s])(?=(?:%s)?\r?(?:\n|\Z))" % (mark, cells))
    with sheet.path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if LONE_RETURN.search(data, begin):
            return True
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
