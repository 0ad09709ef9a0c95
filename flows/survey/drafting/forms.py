"""The sheets of an XLSForm, whatever file it is in, as rows by heading."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from flows.documents.decoding import decode
from flows.survey.drafting.texts import language_of, plain
from flows.survey.exports.spreadsheets import Remarks, workbook_sheets

if TYPE_CHECKING:
    from collections.abc import Iterable

_FILE = Path(__file__).with_name("xlsform.yml")
HEADING_WITHIN = 10  # rows
WITHOUT_LANGUAGE = ""

Table = list[list[str]]


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a form: its number from 1, its cells by heading, and its labels by language."""

    number: int
    cells: dict[str, str]
    labels: dict[str, str]

    def __getitem__(self, heading: str) -> str:
        return self.cells.get(heading, "")


def form_sheets(path: Path, where: str) -> dict[str, list[Line]] | None:
    """The sheets survey, choices and settings of the form at `path`; None when it is no XLSForm.

    Raises DataRefused when the file can't be read.
    """
    tables = _tables_of_csv(path, where) if path.suffix.lower() == ".csv" else _tables_of_workbook(path, where)
    kinds = {spelling: kind for kind, spellings in knowledge()["sheets"].items() for spelling in spellings}
    sheets: dict[str, list[Line]] = {}
    for name, table in tables:
        kind = kinds.get(" ".join(name.casefold().split()))
        if kind:
            sheets[kind] = sheets.get(kind, []) + _lines(table, kind)
    survey = sheets.get("survey")
    if survey is None or not any(line["type"] for line in survey):
        return None
    return {"choices": [], "settings": [], **sheets}


@cache
def knowledge() -> dict[str, Any]:
    """What xlsform.yml says."""
    known: dict[str, Any] = yaml.load(_FILE.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  only plain text
    return known


def folded(text: str) -> str:
    """A heading or a type as it is compared."""
    return " ".join(text.casefold().replace("_", " ").split())


def _tables_of_workbook(path: Path, where: str) -> list[tuple[str, Table]]:
    with workbook_sheets(path, where) as sheets:
        return [(sheet.name, [[cell or "" for cell in row] for row in sheet.rows(Remarks())]) for sheet in sheets]


def _tables_of_csv(path: Path, where: str) -> list[tuple[str, Table]]:
    """A form in one CSV file: a sheet's name stands alone in the first cell, its rows below from the second cell on."""
    text = decode(path.read_bytes(), where=where).text
    separator = max(",;\t", key=text[:2000].count)
    tables: list[tuple[str, Table]] = []
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
        if row and row[0].strip():
            tables.append((row[0], []))
        elif tables:
            tables[-1][1].append([cell.strip() for cell in row[1:]])
    return tables


def _lines(table: Table, kind: str) -> list[Line]:
    start = next((place for place, row in enumerate(table[:HEADING_WITHIN]) if _is_heading(row, kind)), None)
    if start is None:
        return []
    headings = [_heading(cell) for cell in table[start]]
    lines = []
    for number, row in enumerate(table[start + 1 :], start=start + 2):
        cells: dict[str, str] = {}
        labels: dict[str, str] = {}
        for (heading, language), cell in zip(headings, row, strict=False):
            if heading and plain(cell):  # of two columns with one heading the first counts
                (labels if heading == "label" else cells).setdefault(
                    language if heading == "label" else heading, plain(cell)
                )
        if cells or labels:
            lines.append(Line(number, cells, labels))
    return lines


def _is_heading(row: Iterable[str], kind: str) -> bool:
    found = {heading for heading, _ in map(_heading, row)}
    return {"survey": {"type"}, "choices": {"list", "name"}}.get(kind, set()) <= found and any(found)


def _heading(cell: str) -> tuple[str, str]:
    """What a heading is, and for which language: "label::Français (fr)", "label:English", "list name"."""
    name, _, language = cell.partition(":")
    known = {folded(spelling): kind for kind, spellings in knowledge()["headings"].items() for spelling in spellings}
    kind = known.get(folded(name), "")
    language = language.strip(": ")
    return kind, language_of(language) if language else WITHOUT_LANGUAGE
