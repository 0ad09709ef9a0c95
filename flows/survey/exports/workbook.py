"""An export that is a workbook: the sheets that hold the responses and what is repeated in them, as clean copies."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from flows.errors import DataRefused
from flows.survey.answers.words import spelling
from flows.survey.exports.columns import wanted_among
from flows.survey.exports.copies import SEPARATOR, write_copy
from flows.survey.exports.export import Export, Sheet
from flows.survey.exports.recognise import HEAD, Facts, recognise
from flows.survey.exports.spreadsheets import Remarks, workbook_sheets

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from flows.survey.exports.recognise import Recognised
    from flows.survey.exports.spreadsheets import Row, WorkbookSheet


@dataclass(frozen=True, slots=True)
class _Table:
    """A sheet that holds a table. `wanted` of the codebook's columns stand there; `refusal` says why it isn't as the
    codebook has it, where it isn't."""

    sheet: WorkbookSheet
    recognised: Recognised
    wanted: int
    refusal: DataRefused | None

    @property
    def fitness(self) -> tuple[int, bool, bool, bool, int]:
        """What speaks for its holding the responses, the weightiest first."""
        found = self.recognised
        return self.wanted, not found.generic, found.parent is None, not self.sheet.hidden, len(found.columns)


def open_workbook(
    path: Path,
    scratch: Path,
    *,
    where: str,
    sheet: str | None = None,
    wanted: Sequence[str] = (),
    tool: str | None = None,
    layout: str | None = None,
) -> Export:
    """The export in the workbook at `path` (.xlsx, .xlsm, .xls, .xlsb, .ods), which messages call `where`.

    The responses are in `sheet` where it is named, else in the sheet that has most of the `wanted` columns; after it
    come the sheets whose rows each belong to a response. Each becomes a numbered copy in `scratch`; of the others the
    notes tell. Raises DataRefused when the workbook can't be read or has no such sheet.
    """
    facts = Facts(where, wanted=wanted, tool=tool, layout=layout)
    with workbook_sheets(path, where) as sheets:
        tables = [table for each in sheets if (table := _table(each, facts))]
        responses = _responses(tables, [each.name for each in sheets], sheet, where)
        repeated = [table for table in tables if table.recognised.parent and table is not responses]
        copies, notes = [], []
        for number, table in enumerate([responses, *repeated], start=1):
            remarks = Remarks()
            copies.append(_copied(table, scratch / f"{path.stem}.{number}.csv", remarks))
            notes += [f"sheet {table.sheet.name}: {remark}" for remark in remarks]
        notes += _left_out(sheets, {copy.name for copy in copies})
    found = responses.recognised
    return Export(where, found.tool, found.layout, None, tuple(copies), tuple(notes), found.dates)


def _table(sheet: WorkbookSheet, facts: Facts) -> _Table | None:
    """The table that the first rows of `sheet` show, None where they show none."""
    head = list(islice(sheet.rows(Remarks()), HEAD))
    place = f"{facts.where}, sheet {sheet.name}"
    refusal = None
    for tried in (replace(facts, where=place), Facts(place)):
        try:
            found = recognise(head, tried)
        except DataRefused as error:
            refusal = refusal or error
        else:
            below = any(any(row) for row in head[found.first_row :])
            return _Table(sheet, found, wanted_among(found.columns, facts.wanted), refusal) if below else None
    return None


def _responses(tables: Sequence[_Table], names: Sequence[str], sheet: str | None, where: str) -> _Table:
    """The table in `sheet`, or the one that fits best. Raises DataRefused where it isn't as the codebook has it."""
    told = f"its sheets are {', '.join(names)}" if names else "it has no sheets"
    if sheet is None and not tables:
        raise DataRefused(f"no sheet of this workbook holds responses below a heading; {told}", where=where)
    if sheet is not None and spelling(sheet) not in map(spelling, names):
        raise DataRefused(f"this workbook has no sheet {sheet!r}", where=where, remedy=f"{told}: correct `sheet:`")
    fit = [table for table in tables if sheet is None or spelling(table.sheet.name) == spelling(sheet)]
    if not fit:
        raise DataRefused(
            "no responses stand below a heading in this sheet",
            where=f"{where}, sheet {sheet}",
            remedy=f"{told}: correct `sheet:` in codebook.yml",
        )
    best = max(fit, key=lambda table: table.fitness)
    if best.refusal:
        raise best.refusal
    return best


def _copied(table: _Table, path: Path, remarks: Remarks) -> Sheet:
    """The copy of a sheet, without blank rows, as wide as its heading."""
    found = table.recognised
    width = len(found.columns)

    def records() -> Iterator[tuple[int, Row]]:
        for number, row in enumerate(table.sheet.rows(remarks), start=1):
            if number <= found.first_row or not any(cell is not None for cell in row):
                continue
            for place, cell in enumerate(row[width:], start=width + 1):
                if cell and cell.strip():
                    remarks.add("what has no heading above it is left out", number, place)
            yield number, [*row[:width], *[None] * (width - len(row))]

    write_copy(path, records())
    return Sheet(table.sheet.name, path, SEPARATOR, found.columns, first_row=found.first_row + 1, numbered=True)


def _left_out(sheets: Sequence[WorkbookSheet], used: set[str]) -> Iterator[str]:
    for sheet in sheets:
        if sheet.name not in used:
            yield f"sheet {sheet.name} is {'hidden and ' if sheet.hidden else ''}not read"
        elif sheet.hidden:
            yield f"sheet {sheet.name} is hidden, and read all the same"
