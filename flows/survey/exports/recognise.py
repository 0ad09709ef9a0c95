"""Which tool wrote a table, in which layout, and where its heading is: told by its first rows."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.errors import DataRefused
from flows.survey.answers.words import spelling
from flows.survey.exports.columns import find, wanted_among
from flows.survey.exports.date_order import date_order
from flows.survey.exports.families import FAMILIES, Found
from flows.survey.exports.headings import columns
from flows.survey.exports.tools import tools

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flows.survey.answers.values import DateOrder
    from flows.survey.exports.export import Column
    from flows.survey.exports.headings import Grid, Row
    from flows.survey.exports.tools import Layout, Tool

HEADING_WITHIN = 50  # rows: titles, addresses and blank lines may stand above the heading
HEAD = 60  # rows that are looked at
YEAR = re.compile(r"\s*(?:19|20)\d\d\s*")
NUMBER = re.compile(r"[+-]?[\d\s.,:/-]*\d[\d\s.,:/%-]*")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a table besides its cells.

    `where` names it in messages; `separator` is None in a workbook. `wanted` are the codebook's columns, which help to
    find the heading; `tool` and `layout` are what the codebook says that it is.
    """

    where: str
    separator: str | None = None
    wanted: Sequence[str] = ()
    tool: str | None = None
    layout: str | None = None


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a table is.

    Its heading takes `heading_rows` rows from place `heading` on, and its first response would be at place
    `first_row`; places count from 0. `parent` is the column that says to which response a row belongs, where the
    table is repeated in the responses. `evidence` says in words what the tool was told by.
    """

    tool: str
    layout: str
    heading: int
    heading_rows: int
    columns: tuple[Column, ...]
    evidence: str
    parent: Column | None = None
    dates: DateOrder | None = None

    @property
    def first_row(self) -> int:
        return self.heading + self.heading_rows

    @property
    def generic(self) -> bool:
        """Whether no tool of surveys wrote it."""
        return tools()[self.tool].generic


def recognise(grid: Grid, facts: Facts) -> Recognised:
    """What the table is whose first rows, some sixty, are `grid`; None is an absent cell.

    Raises DataRefused when there is no heading, or when it isn't what `facts` say.
    """
    grid = grid[:HEAD]
    tool, layout = _declared(facts)
    found = _by_marks(grid, facts, tool)
    if found is None:
        found = _by_shape(grid, facts, tool)
    found = _as_declared(found, layout, facts)
    named = columns(found.tool, found.layout, found.rows(grid), grid[found.first_row :])
    if facts.wanted and not wanted_among(named, facts.wanted):
        raise _no_heading(facts)
    return Recognised(
        tool=found.tool.name,
        layout=found.layout,
        heading=found.heading,
        heading_rows=found.heading_rows,
        columns=named,
        evidence=found.evidence,
        parent=next((column for name in found.tool.parent for column in find(named, name)), None),
        dates=_dates(found.tool, named, grid[found.first_row :]),
    )


def _declared(facts: Facts) -> tuple[Tool | None, Layout | None]:
    """The tool and the layout that the codebook names. Raises DataRefused for one that there isn't."""
    if facts.tool is None:
        return None, None
    if facts.tool not in tools():
        raise DataRefused(
            f"the codebook says that {facts.tool!r} wrote it, which is no tool that we know",
            where=facts.where,
            remedy=f"write one of {', '.join(tools())} after `tool:`, or leave it out",
        )
    tool = tools()[facts.tool]
    if not any(layout.rows for layout in tool.layouts.values()):
        raise DataRefused(
            f"the codebook says that it is a file of {tool.title}, which it is not",
            where=facts.where,
            remedy="correct `tool:` in codebook.yml, leave it out, or put the right export there",
        )
    if facts.layout is not None and facts.layout not in tool.layouts:
        raise DataRefused(
            f"the codebook says that its layout is {facts.layout!r}, which {tool.title} doesn't have",
            where=facts.where,
            remedy=f"write one of {', '.join(tool.layouts)} after `layout:`, or leave it out",
        )
    return tool, tool.layouts[facts.layout] if facts.layout else None


def _by_marks(grid: Grid, facts: Facts, declared: Tool | None) -> Found | None:
    """What the columns tell that tools add. Raises DataRefused when they are those of another tool than declared."""
    if declared is not None and declared.generic:
        return None
    found = [
        found
        for tool in tools().values()
        if tool.name in FAMILIES and (found := FAMILIES[tool.name](tool, grid[:HEADING_WITHIN], facts.separator))
    ]
    if declared is None:
        return found[0] if found else None
    fits = [each for each in found if each.tool is declared]
    if found and not fits:
        raise DataRefused(
            f"the codebook says that {declared.title} wrote it, but it looks like {found[0].tool.title}:"
            f" {found[0].evidence}",
            where=facts.where,
            remedy=f"write `tool: {found[0].tool.name}` in codebook.yml, leave it out, or put the right export there",
        )
    return fits[0] if fits else None


def _by_shape(grid: Grid, facts: Facts, declared: Tool | None) -> Found:
    """A table of no tool that we know, or of one whose own columns were left out."""
    heading = _most_wanted(grid, facts.wanted) if facts.wanted else _first_full_row(grid)
    if heading is None:
        raise _no_heading(facts)
    tool = declared or tools()[_generic(facts.separator)]
    layout = next(iter(tool.layouts.values()))
    told = "the codebook says so" if declared else "no columns of a tool that we know"
    return Found(tool, layout.name, heading, 1, told)


def _generic(separator: str | None) -> str:
    if separator is None:
        return "workbook"
    return "csv_fr" if separator in ";\t" else "csv"


def _most_wanted(grid: Grid, wanted: Sequence[str]) -> int | None:
    """The row in which most of the wanted columns stand together."""
    best, most = None, 0
    folded = {spelling(name) for name in wanted}
    for place, row in enumerate(grid[:HEADING_WITHIN]):
        count = len(folded & {text for cell in row for text in _spellings(cell or "")})
        if count > most:
            best, most = place, count
    return best


def _spellings(cell: str) -> Iterator[str]:
    """What a heading may be called: whole, its code (`Q1` of `Q1. How many?`), its last group."""
    yield spelling(cell)
    yield spelling(cell.partition(". ")[0])
    yield spelling(cell.rpartition("/")[2])


def _first_full_row(grid: Grid) -> int | None:
    """The first row that is nearly as wide as most are, and that names things rather than counts them."""
    widths = [sum(1 for cell in row if cell and cell.strip()) for row in grid]
    full = Counter(width for width in widths if width)
    if not full:
        return None
    usual = max(full, key=lambda width: (full[width] * min(width, 4), width))
    least = max(usual * 0.8, max(full) / 2)
    for place, row in enumerate(grid[:HEADING_WITHIN]):
        names = sum(map(_is_name, row))
        if names >= least and names * 2 > widths[place] and not all(map(YEAR.fullmatch, filter(None, row))):
            return place
    return None


def _is_name(cell: str | None) -> bool:
    """Whether a column may be called that: no number, but for a year."""
    text = (cell or "").strip()
    return bool(text) and (not NUMBER.fullmatch(text) or bool(YEAR.fullmatch(text)))


def _as_declared(found: Found, layout: Layout | None, facts: Facts) -> Found:
    """`found` in the declared layout. Raises DataRefused when it can't be that."""
    if layout is None or layout.name == found.layout:
        return found
    if layout.rows != found.heading_rows:
        is_layout = found.tool.layouts[found.layout]
        raise DataRefused(
            f"the codebook says that its layout is {layout.name} ({layout.title}), but it looks like {is_layout.name}"
            f" ({is_layout.title}): {found.evidence}",
            where=facts.where,
            remedy=f"write `layout: {is_layout.name}` in codebook.yml, leave it out, or export it as declared",
        )
    return Found(found.tool, layout.name, found.heading, found.heading_rows, "the codebook says so")


def _dates(tool: Tool, named: Sequence[Column], body: Sequence[Row]) -> DateOrder | None:
    places = [
        named.index(column)
        for what in ("submitted", "started", "ended")
        for name in tool.columns.get(what, ())
        for column in find(named, name)
    ]
    return date_order(row[place] or "" for place in places for row in body if place < len(row))


def _no_heading(facts: Facts) -> DataRefused:
    if facts.wanted:
        return DataRefused(
            f"none of the codebook's columns stands in its first {HEADING_WITHIN} rows",
            where=facts.where,
            remedy=f"give it a heading with {', '.join(facts.wanted)}, or correct the columns in codebook.yml",
        )
    return DataRefused(
        f"no heading stands in its first {HEADING_WITHIN} rows",
        where=facts.where,
        remedy="give each column a name, in one row above the responses",
    )
