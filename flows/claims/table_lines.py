"""The lines of a text that may be rows of a table: what parts their cells, and which cells hold figures."""

from __future__ import annotations

import re
from typing import NamedTuple

from flows.catalogue.folding import Folded
from flows.claims.scan import NUMBER

_SPLIT = {"|": re.compile(r"\|"), "\t": re.compile(r"\t"), " ": re.compile(r" {2,}")}
_RULE = re.compile(r":?[-=_]{2,}:?|")
_PLAIN = rf"(?:[+-] ?)?(?:{NUMBER}|\d{{1,3}}(?:,\d{{3}})+\.\d+)(?: ?%)?"
_WITH_UNIT = r"[+-]? ?(?:[^\W\d_]{1,4}|[€$£])? ?\d[\d.,' ]*(?: ?(?:[^\W\d_]{1,14}\.?|[%€$£])){1,3}"
# A figure alone, in the parentheses of a negative amount, or with its own unit: 1,2 Md€, +3 points, $45m, %12.5.
_FIGURE = re.compile(rf"%?{_PLAIN} ?-?\*?|\({_PLAIN}\)|{_WITH_UNIT}")
_YEAR = re.compile(r"(?:[^\W\d_]{1,2} ?)?(?:19|20)\d\d(?: ?[^\d%.,]*)?")
_GLUED = re.compile(rf"(\D*[^\W\d_]\D*?) ({_PLAIN})")
LONGEST_CELL, LONGEST_FIGURE = 150, 30  # characters; what is longer is prose
ENOUGH = 2  # cells that make a line a row


class Line(NamedTuple):
    """A line from offset `start` to `end`; `style` is what parts its cells: a bar, a tab, spaces or nothing."""

    start: int
    end: int
    style: str


class Cell(NamedTuple):
    """What stands in a cell, from offset `start` to `end` of the folded text."""

    start: int
    end: int
    text: str

    @property
    def is_figure(self) -> bool:
        """Whether the cell holds one figure, perhaps with its unit."""
        return 0 < len(self.text) <= LONGEST_FIGURE and _FIGURE.fullmatch(self.text) is not None

    @property
    def is_year(self) -> bool:
        """Whether the cell holds a year, or a number that looks like one, perhaps with a mark or a word."""
        return _YEAR.fullmatch(self.text) is not None


def line_of(match: re.Match[str], folded: Folded) -> Line | None:
    """The line that `match` found in the folded text, without surrounding blanks; None for a blank one."""
    printed = match.group()
    start = match.start() + len(printed) - len(printed.lstrip())
    end = match.start() + len(printed.rstrip())
    if start >= end:
        return None
    if "|" in printed:
        return Line(start, end, "|")
    tabbed = folded.cased.find("\t", match.start(), end) >= 0
    return Line(match.start() if tabbed else start, end, "\t" if tabbed else " " if "  " in printed.strip() else "")


def cells_of(line: Line, style: str, folded: Folded) -> list[Cell]:
    """What stands between the marks of this style, without the empty cells at the end."""
    source, cells, start = folded.cased if style == "\t" else folded.text, [], line.start
    for mark in _SPLIT[style].finditer(source, line.start, line.end):
        cells.append(_cell(start, mark.start(), folded.text))
        start = mark.end()
    cells.append(_cell(start, line.end, folded.text))
    while len(cells) > 1 and not cells[-1].text:
        cells.pop()
    return cells


def _cell(start: int, end: int, text: str) -> Cell:
    printed = text[start:end]
    start += len(printed) - len(printed.lstrip())
    stripped = printed.strip()
    return Cell(start, start + len(stripped), stripped)


def unframed(drawn: list[list[Cell]], style: str) -> list[list[Cell]]:
    """The rows without the bar that a frame draws on their left, where all have it."""
    framed = style == "|" and all(not cells[0].text for cells in drawn if len(cells) > 1)
    return [cells[1:] if framed and len(cells) > 1 else cells for cells in drawn]


def is_rule(cells: list[Cell]) -> bool:
    """Whether a row only draws the line under a head."""
    return all(_RULE.fullmatch(cell.text) for cell in cells) and any(cell.text for cell in cells)


def is_data(cells: list[Cell], style: str) -> bool:
    """Whether a row holds figures, and not only the years of a head."""
    if any(len(cell.text) > LONGEST_CELL for cell in cells) or (style == " " and len(cells) < ENOUGH):
        return False
    return any(cell.is_figure and not cell.is_year for cell in cells[1:])


def unglued(cells: list[Cell]) -> list[Cell]:
    """The cells of a row whose first figure one space only parts from its label."""
    found = _GLUED.fullmatch(cells[0].text)
    if found is None:
        return cells
    start = cells[0].start
    return [
        Cell(start, start + found.end(1), found[1]),
        Cell(start + found.start(2), start + found.end(2), found[2]),
        *cells[1:],
    ]
