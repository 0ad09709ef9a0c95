"""Tables in a text: where they stand, what their heads say, and the figures in the cells of their rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from flows.catalogue.folding import Folded
from flows.claims.figure_lists import likeliest_heads, list_row
from flows.claims.table_lines import (
    ENOUGH,
    LONGEST_CELL,
    Cell,
    Line,
    cells_of,
    is_data,
    is_rule,
    line_of,
    unframed,
    unglued,
)

# A text without any of these, nor two years in a row, has no table.
_MARKS = ("|", "\t", "  ")
_YEARS = re.compile(r"(?:19|20)\d\d\S{0,4} (?:19|20)\d\d")
_HEADED = re.compile(r"\d|%")
_DIGIT = re.compile(r"\d")
_LINE = re.compile(r"[^\n]+")
_UNIT = re.compile(r"\([^()\d]{1,40}\)")
LONGEST_CAPTION, CAPTION_LINES = 160, 2
LONGEST_SECTION = 60
MOST_HEADS = 3


class Caption(NamedTuple):
    """The words above a table, and the offsets between which it tells its unit, in parentheses."""

    text: str
    units: tuple[tuple[int, int], ...]


class Row(NamedTuple):
    """A line of a table, from offset `start` to `end`: its label, which starts at `named`, and its figures by column.

    A row without figures is a head, or the title of the `section` that the rows after it belong to.
    """

    start: int
    end: int
    named: int
    label: str
    section: str
    figures: tuple[tuple[int, Cell], ...]


class Table(NamedTuple):
    """Rows under `heads`, the first of which stands over the labels; `caption` is what stands right above.

    A table without heads has one figure in each row.
    """

    start: int
    caption: Caption
    heads: tuple[str, ...]
    rows: tuple[Row, ...]


def find_tables(folded: Folded) -> list[Table]:
    """The tables of the text, in order, each of whole lines. Takes time linear in the length of the text."""
    if not (any(mark in folded.cased for mark in _MARKS) or _YEARS.search(folded.text)):
        return []
    lines = [line for match in _LINE.finditer(folded.text) if (line := line_of(match, folded))]
    tables: list[Table] = []
    done = index = 0
    while index < len(lines):
        last = _block_end(lines, index, folded.text)
        table = _table(lines, index, last, done, folded) if last > index else _list(lines, index, done, folded)
        index = last if last > index else index + (len(table.rows) if table else 1)
        if table:
            tables.append(table)
            done = index
    return tables


def _block_end(lines: Sequence[Line], first: int, text: str) -> int:
    """The line after the rows that go on from `first`, over single blank lines and titles of sections."""
    style, last = lines[first].style, first
    if not style:
        return first
    for index in range(first + 1, len(lines)):
        line, above = lines[index], lines[index - 1]
        titled = not line.style and line.end - line.start <= LONGEST_SECTION and last == index - 1
        if text.count("\n", above.end, line.start) > 2 or not (line.style == style or titled):
            break
        if line.style == style:
            last = index
    return last + 1 if last > first else first


def _table(lines: Sequence[Line], first: int, last: int, done: int, folded: Folded) -> Table | None:
    """The table that the lines `first` to `last` (excluded) draw, if they hold labels and figures under a head."""
    style = lines[first].style
    drawn = unframed([cells_of(line, style, folded) for line in lines[first:last]], style)
    ruled = next((number + 1 for number, cells in enumerate(drawn[: MOST_HEADS + 1]) if is_rule(cells)), 0)
    data = [number for number, cells in enumerate(drawn) if number >= ruled and is_data(cells, style)]
    if not data:
        return None
    width = Counter(len(drawn[number]) for number in data).most_common(1)[0][0]
    opening = _head_rows(drawn, data[0], width, style)
    heads = _heads([[cell.text for cell in drawn[number]] for number in opening], width)
    if len(data) + len(opening) < ENOUGH or (not heads and (style != "|" or width > ENOUGH)):
        return None
    rows = [_empty(lines[first + number]) for number in opening]
    top, body = (opening[0], opening[-1] + 1) if opening else (data[0], data[0])
    rows += _rows(lines[first:last], drawn, body, width, style, len(heads))
    if not any(row.figures for row in rows):
        return None
    return Table(rows[0].start, _caption(lines, first + top, done, folded.text), heads, tuple(rows))


def _head_rows(drawn: list[list[Cell]], data: int, width: int, style: str) -> list[int]:
    """The rows right above the first row of figures that may be its head."""
    heads: list[int] = []
    for number in range(data - 1, -1, -1):
        cells = drawn[number]
        if is_rule(cells) or (not heads and _is_section(cells)):
            continue
        fits = len(cells) in (width, width - 1) or (style == "|" and ENOUGH <= len(cells) <= width)
        if not fits or len(heads) == MOST_HEADS or any(len(cell.text) > LONGEST_CELL for cell in cells):
            break
        heads.insert(0, number)
    return heads


def _heads(above: list[list[str]], width: int) -> tuple[str, ...]:
    """One head for each column, of the rows above it; a head reaches over the empty cells on its right."""
    columns = [""] * width
    for depth, texts in enumerate(above):
        if len(texts) == width - 1 and _HEADED.search(texts[0]):
            texts = ["", *texts]  # nothing stands over the labels
        below = above[depth + 1] if depth + 1 < len(above) else []
        text = ""
        for column in range(width):
            own = texts[column] if column < len(texts) else ""
            spanned = not own and column > 1 and column < len(below) and below[column]
            text = text if spanned else own
            columns[column] = f"{columns[column]} {text}".strip()
    return tuple(columns) if above else ()


def _rows(
    lines: Sequence[Line], drawn: list[list[Cell]], first: int, width: int, style: str, heads: int
) -> Iterator[Row]:
    """The rows below the head; those that aren't laid out as the others are left to the prose."""
    section = ""
    for line, cells in zip(lines[first:], drawn[first:], strict=True):
        if style == " " and len(cells) == width - 1:
            cells = unglued(cells)
        aligned = len(cells) == width if style == " " else len(cells) <= width
        if _is_section(cells):
            section = cells[0].text
            yield _empty(line)
        elif aligned and all(len(cell.text) <= LONGEST_CELL for cell in cells):
            named, label, figures = _parted(cells, heads)
            if figures and (heads or len(figures) == 1):
                yield Row(line.start, line.end, named, label, section, figures)


def _is_section(cells: list[Cell]) -> bool:
    """Whether a row holds only the title of those after it."""
    text = cells[0].text
    return len(cells) == 1 and len(text) <= LONGEST_CELL and text[:1].isalpha() and not _DIGIT.search(text)


def _parted(cells: list[Cell], heads: int) -> tuple[int, str, tuple[tuple[int, Cell], ...]]:
    """Where a row's label starts, the label, which the row's number may stand before, and its figures by column."""
    if heads and all(cell.is_figure and not cell.is_year for cell in cells):
        return cells[0].start, "", tuple(enumerate(cells))
    first = next((at for at in range(1, len(cells)) if cells[at].is_figure), len(cells))
    named = [cell for cell in cells[:first] if cell.text and (cell.is_year or not cell.is_figure)]
    figures = tuple((at, cells[at]) for at in range(first, len(cells)) if cells[at].is_figure)
    return named[0].start if named else cells[0].start, ", ".join(cell.text for cell in named), figures


def _empty(line: Line) -> Row:
    return Row(line.start, line.end, line.start, "", "", ())


def _list(lines: Sequence[Line], first: int, done: int, folded: Folded) -> Table | None:
    """The list of figures whose columns the line `first` tells: `2015 2014 Var. %` over `Exports 184 172 7,1`."""
    line, text = lines[first], folded.text
    heads = (
        likeliest_heads(text[line.start : line.end], text[lines[first + 1].start : lines[first + 1].end])
        if first + 1 < len(lines)
        else None
    )
    if heads is None:
        return None
    rows = [_empty(line)]
    for line in lines[first + 1 :]:
        found = None if line.style else list_row(text[line.start : line.end], heads)
        if found is None or text.count("\n", rows[-1].end, line.start) > 2:
            break
        spans = ((line.start + start, line.start + end) for start, end in found.figures)
        cells = (Cell(start, end, text[start:end]) for start, end in spans)
        rows.append(Row(line.start, line.end, line.start, found.label, "", tuple(enumerate(cells, 1))))
    return Table(rows[0].start, _caption(lines, first, done, text), heads, tuple(rows)) if len(rows) > 1 else None


def _caption(lines: Sequence[Line], first: int, done: int, text: str) -> Caption:
    """The short lines above the line `first` that aren't sentences."""
    told: list[str] = []
    units: list[tuple[int, int]] = []
    for number in range(first - 1, max(done, first - CAPTION_LINES) - 1, -1):
        line, below = lines[number], lines[number + 1]
        printed = text[line.start : line.end]
        if len(printed) > LONGEST_CAPTION or printed.endswith((".", ";", ",")):
            break
        if text.count("\n", line.end, below.start) > 2:
            break
        told.insert(0, printed)
        units[:0] = [(line.start + unit.start(), line.start + unit.end()) for unit in _UNIT.finditer(printed)]
    return Caption(" | ".join(told), tuple(units))
