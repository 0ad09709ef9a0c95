"""From the text of a CSV export to a table of cells: separator, heading, rows, and the rows that are broken."""

from __future__ import annotations

import csv
import difflib
import io
import itertools
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from flows.errors import DataRefused
from flows.survey.words import spelling

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SEPARATORS = (";", ",", "\t", "|")
HEADING_WITHIN = 50  # lines: titles, addresses and blank lines may stand above the heading


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A row that can't be told apart into cells: its line, why, and its text."""

    line: int
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """The cells of an export as text, stripped, one row a record.

    `cells` has the headings as columns (a repeated one gets a number) and the line of the record's begin, from 1,
    as its index. `found` maps each wanted column to its heading.
    """

    cells: pd.DataFrame
    found: dict[str, str]
    separator: str
    heading_line: int
    broken: tuple[BrokenRow, ...]


@dataclass(frozen=True, slots=True)
class _Heading:
    separator: str
    position: int  # of its first line, from 0
    lines: int
    cells: tuple[str, ...]


def read_table(text: str, wanted: Sequence[str], where: str) -> Table:
    """The table of `text` that has the `wanted` columns, by heading or by code ("Q1" for "Q1. How many?").

    The heading is where most of them stand together. Raises DataRefused when there is none, when a wanted column is
    missing or stands there twice, and when nothing stands below the heading.
    """
    lines = list(io.StringIO(text, newline=""))
    heading = _find_heading(lines, wanted, where)
    names = _unique(heading.cells)
    found = _find_columns(heading, names, wanted, f"{where}, line {heading.position + 1}")
    rows: list[list[str]] = []
    numbers: list[int] = []
    broken: list[BrokenRow] = []
    for line, record in _records(lines, heading, len(names)):
        if isinstance(record, BrokenRow):
            broken.append(record)
        else:
            rows.append(record)
            numbers.append(line)
    if not rows and not broken:
        raise DataRefused(
            "there is no response below the heading", where=where, remedy="export the responses again, or remove it"
        )
    columns = {name: list(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)} if rows else {}
    cells = pd.DataFrame(columns, columns=names, index=pd.Index(numbers, dtype="int64"), dtype="str")
    return Table(cells, found, heading.separator, heading.position + 1, tuple(broken))


def code(heading: str) -> str:
    """The question code of a heading such as "Q1[SQ001]. How many?", as it is compared."""
    return spelling(heading.partition(". ")[0])


def _find_heading(lines: list[str], wanted: Sequence[str], where: str) -> _Heading:
    best, most = None, 0
    for separator in SEPARATORS:
        for heading in _candidates(lines[:HEADING_WITHIN], separator):
            present = {spelling(cell) for cell in heading.cells} | {code(cell) for cell in heading.cells}
            count = sum(spelling(column) in present for column in wanted)
            if count > most:
                best, most = heading, count
    if best is None:
        raise DataRefused(
            f"none of the codebook's columns stands in its first {HEADING_WITHIN} lines",
            where=where,
            remedy=f"give it a heading line with {', '.join(wanted)}, or correct the columns in codebook.yml",
        )
    return best


def _candidates(lines: list[str], separator: str) -> Iterator[_Heading]:
    reader = csv.reader(lines, delimiter=separator)
    position = 0
    try:
        for cells in reader:
            yield _Heading(separator, position, reader.line_num - position, tuple(cell.strip() for cell in cells))
            position = reader.line_num
    except csv.Error:  # not with this separator
        return


def _unique(headings: tuple[str, ...]) -> list[str]:
    seen: Counter[str] = Counter()
    names = []
    for heading in headings:
        seen[heading] += 1
        names.append(heading if seen[heading] == 1 else f"{heading} ({seen[heading]})")
    return names


def _find_columns(heading: _Heading, names: list[str], wanted: Sequence[str], where: str) -> dict[str, str]:
    found = {}
    for column in wanted:
        places = [i for i, cell in enumerate(heading.cells) if spelling(cell) == spelling(column)]
        places = places or [i for i, cell in enumerate(heading.cells) if code(cell) == spelling(column)]
        if not places:
            close = difflib.get_close_matches(column, heading.cells, n=1)
            there = f"is it {close[0]!r}?" if close else f"there are {', '.join(filter(None, heading.cells))[:500]}"
            raise DataRefused(
                f"the column {column!r} of the codebook is missing",
                where=where,
                remedy=f"{there} Correct codebook.yml, or export again with that column",
            )
        if len(places) > 1:
            raise DataRefused(
                f"the column {column!r} of the codebook stands there {len(places)} times",
                where=where,
                remedy="export with question codes as headings, or rename all but one of them",
            )
        found[column] = names[places[0]]
    return found


def _records(lines: list[str], heading: _Heading, width: int) -> Iterator[tuple[int, list[str] | BrokenRow]]:
    """Each record below the heading with its line; blank ones are left out.

    A quotation mark that is never closed makes CSV swallow the lines after it. So a record that is no CSV, or that
    spans lines and has the wrong number of cells, is broken in its first line only: reading goes on with the next.
    """
    position = heading.position + heading.lines
    while position < len(lines):
        reader = csv.reader(itertools.islice(lines, position, None), delimiter=heading.separator, strict=True)
        begin, reason = position, ""
        try:
            for record in reader:
                end = position + reader.line_num
                cells = [cell.strip() for cell in record]
                reason = _misfit(cells, width)
                if reason and end - begin > 1:
                    break
                if reason:
                    yield begin + 1, BrokenRow(begin + 1, reason, lines[begin].rstrip("\r\n"))
                elif any(cells):
                    yield begin + 1, cells[:width]
                begin, reason = end, ""
        except csv.Error as error:
            reason = f"no valid CSV: {error}"
        if reason:
            yield begin + 1, BrokenRow(begin + 1, reason, lines[begin].rstrip("\r\n"))
            begin += 1
        position = begin


def _misfit(cells: list[str], width: int) -> str:
    """Why these aren't the cells of a row; blank ones beyond the width are the program's own, as in Excel."""
    if not any(cells) or (len(cells) >= width and not any(cells[width:])):
        return ""
    return f"it has {len(cells)} cells instead of {width}"
