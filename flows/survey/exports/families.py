"""How the tables of each survey tool are told: the columns that it adds itself, and what its layouts look like."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.survey.answers.words import spelling
from flows.survey.exports.headings import CODE_AND_TEXT, IMPORT_ID, LEGACY, NAME

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flows.survey.exports.headings import Grid, Row
    from flows.survey.exports.tools import Tool

    Family = Callable[[Tool, Grid, str | None], "Found | None"]
    Spellings = Callable[[str], Iterator[str]]

MOMENT = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}[ T]+\d{1,2}[:.h]\d{2}.*|\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}")
WITH_ZONE = re.compile(r"\d{4}/\d{1,2}/\d{1,2} .*(?:GMT|UTC|[A-Z]{2,5}[+-]\d|[AP]M [A-Z]{2,5}).*")
TELLING = 4  # of the marks that a message names


@dataclass(frozen=True, slots=True)
class Found:
    """A tool, its layout, where its heading is (from 0), how many rows that takes, and what tells it, in words."""

    tool: Tool
    layout: str
    heading: int
    heading_rows: int
    evidence: str

    @property
    def first_row(self) -> int:
        return self.heading + self.heading_rows

    def rows(self, grid: Grid) -> Grid:
        """The heading rows."""
        return grid[self.heading : self.first_row]


def _qualtrics(tool: Tool, grid: Grid, _separator: str | None) -> Found | None:
    for place, row in enumerate(grid):
        ids = sum(bool(IMPORT_ID.search(cell or "")) for cell in row)
        if place >= 2 and ids and ids * 2 >= _width(row):
            return Found(tool, "three_rows", place - 2, 3, "the third row holds each column's ImportId")
    place, marks = _best(tool, grid)
    if len(marks) < tool.certain:
        return None
    if place and _width(grid[place - 1]) == _width(grid[place]) and any(map(_is_legacy, grid[place - 1])):
        return Found(tool, "two_rows", place - 1, 2, f"columns V1, V2, ... and below them {_told(marks)}")
    below = _marks(tool, grid[place + 1]) if place + 1 < len(grid) else {}
    if len(below) >= tool.certain:
        return Found(tool, "two_rows", place, 2, f"the headings {_told(marks)}, in two rows")
    return Found(tool, "one_row", place, 1, f"the headings {_told(marks)}")


def _limesurvey(tool: Tool, grid: Grid, separator: str | None) -> Found | None:
    place, marks = _best(tool, grid, _code_or_text)
    if len(marks) < tool.certain:
        return None
    told = f"the headings {_told(marks)}"
    for above in (place, place - 1):
        if separator == "\t" and _is_vv(tool, grid, above):
            return Found(tool, "vv", above, 2, f"{told}, a row of texts above one of codes")
    row = [cell for cell in grid[place] if cell]
    if sum(bool(CODE_AND_TEXT.fullmatch(cell.strip())) for cell in row) * 2 > len(row):
        return Found(tool, "code_text", place, 1, told)
    codes = {tool.columns[what][0] for what in tool.marks}
    return Found(tool, "code" if any(spelling(cell) in codes for cell in row) else "text", place, 1, told)


def _is_vv(tool: Tool, grid: Grid, place: int) -> bool:
    """Whether a row of texts stands at `place`, and one of codes as long below it."""
    if place < 0 or place + 1 >= len(grid):
        return False
    texts, codes = grid[place : place + 2]
    if len(texts) != len(codes) or _width(texts) * 2 < _width(codes):  # a title would be one cell
        return False
    return len(_marks(tool, codes)) >= tool.certain and not any("[" in (cell or "") for cell in codes)


def _kobo(tool: Tool, grid: Grid, _separator: str | None) -> Found | None:
    place, marks = _best(tool, grid)
    if len(marks) < tool.certain:
        return None
    names = all(NAME.fullmatch(cell.strip()) for cell in grid[place] if cell and cell.strip())
    return Found(tool, "xml" if names else "labels", place, 1, f"the headings {_told(marks)}")


def _surveymonkey(tool: Tool, grid: Grid, _separator: str | None) -> Found | None:
    place, marks = _best(tool, grid)
    if not marks:
        return None
    row, below = grid[place], grid[place + 1] if place + 1 < len(grid) else []
    own = [at for at, cell in enumerate(row) if spelling(cell or "") in tool.holds]
    words = tool.words["no_choice"]
    blank = all(not (below[at] or "").strip() for at in own if at < len(below))
    if blank and any(spelling(cell or "") in words for cell in below):
        return Found(tool, "two_rows", place, 2, f"the headings {_told(marks)}, and a row of choices below")
    if blank and any(cell and at < len(row) and not row[at] for at, cell in enumerate(below)):
        return Found(tool, "two_rows", place, 2, f"the headings {_told(marks)}, and a row of choices below")
    others = {tool.holds[spelling(row[at] or "")] for at in own} - {"first_name", "last_name"}
    if len(others) > 1 or any(" - " in (cell or "") for cell in row):
        return Found(tool, "one_row", place, 1, f"the headings {_told(marks)}")
    return None


def _simple(layout: str) -> Family:
    """A tool with one layout, told by its own columns alone."""

    def family(tool: Tool, grid: Grid, _separator: str | None) -> Found | None:
        place, marks = _best(tool, grid)
        return Found(tool, layout, place, 1, f"the headings {_told(marks)}") if len(marks) >= tool.certain else None

    return family


def _google_forms(tool: Tool, grid: Grid, _separator: str | None) -> Found | None:
    """The time of the answer comes first, and below it nothing else stands."""
    marks = {spelling(heading) for heading in tool.submitted}
    for place, row in enumerate(grid):
        if not row or spelling(row[0] or "") not in marks:
            continue
        times = [(below[0] or "").strip() for below in grid[place + 1 :] if below and (below[0] or "").strip()]
        if all(map(MOMENT.fullmatch, times)):
            zoned = bool(times) and all(map(WITH_ZONE.fullmatch, times))
            return Found(tool, "download" if zoned else "sheet", place, 1, f"the first heading is {row[0]}")
    return None


def _best(tool: Tool, grid: Grid, spellings: Spellings | None = None) -> tuple[int, dict[str, str]]:
    """The first of the rows with most of the tool's marks, and those marks."""
    rows = [_marks(tool, row, spellings) for row in grid]
    place = max(range(len(rows)), key=lambda at: (len(rows[at]), -at), default=0)
    return place, rows[place] if rows else {}


def _marks(tool: Tool, row: Row, spellings: Spellings | None = None) -> dict[str, str]:
    """The columns of the tool that mark it, by what they hold, with their headings as they stand in `row`."""
    found: dict[str, str] = {}
    for cell in row:
        for text in spellings(cell or "") if spellings else (spelling(cell or ""),):
            if tool.holds.get(text) in tool.marks:
                found.setdefault(tool.holds[text], (cell or "").strip())
    return found


def _code_or_text(heading: str) -> Iterator[str]:
    """A heading, and the code and the text of one that has both."""
    yield spelling(heading)
    parted = CODE_AND_TEXT.fullmatch(heading.strip())
    if parted:
        yield spelling(parted[1])


def _is_legacy(cell: str | None) -> bool:
    return bool(LEGACY.fullmatch((cell or "").strip()))


def _width(row: Row) -> int:
    return sum(1 for cell in row if cell and cell.strip())


def _told(marks: dict[str, str]) -> str:
    return ", ".join(list(marks.values())[:TELLING])


FAMILIES: dict[str, Family] = {
    "qualtrics": _qualtrics,
    "limesurvey": _limesurvey,
    "kobo": _kobo,
    "odk": _simple("central"),
    "surveymonkey": _surveymonkey,
    "ms_forms": _simple("table"),
    "google_forms": _google_forms,
}
