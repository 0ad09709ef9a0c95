"""What a reader makes of an export, whatever tool wrote it: tables of text cells in UTF-8 CSV, with their columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from flows.survey.answers.values import DateOrder


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    `name` is its heading, unique in the table (a repeated one gets a number). `code` is the tool's own name for the
    question (`Q1`, `activity/headcount`), `text` the question in words, `choice` the sub-question or the choice that
    the column is about, in words where the export has them, `choice_code` the tool's own name for it, as far as the
    export tells them apart. `labels` are the value labels that the export itself carries, by stored value; `missing`
    gives the reason for values that the export declares to be no answer.
    """

    name: str
    code: str | None = None
    text: str | None = None
    choice: str | None = None
    choice_code: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A row that can't be told apart into cells: its row (as a spreadsheet counts, from 1), why, and its text."""

    row: int
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of an export, as a CSV file in UTF-8 that DuckDB reads as it stands.

    That file is the export itself where it is clean, else a copy in the scratch folder. `skip` lines stand above the
    first record, which is row `first_row` of the export, as a spreadsheet counts; where `numbered`, rows are missing
    in between, and each record begins with its row number (a field that `columns` doesn't list). Where `unquoted_null`,
    an unquoted empty field means that the question was not shown, and a quoted one a blank answer. A cell of a copy
    is as it stands in the export: nothing is trimmed or converted, except that typed cells of workbooks are written
    out (numbers with a decimal point, dates as ISO 8601).
    """

    name: str
    path: Path
    separator: str
    columns: tuple[Column, ...]
    skip: int = 0
    first_row: int = 1
    numbered: bool = False
    unquoted_null: bool = False
    broken: tuple[BrokenRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Export:
    """An export as it was recognised. The first sheet holds the responses, the others what is repeated in them.

    `tool` and `layout` are entries of tools.yml; `dates` is the order of day and month that the tool's own times show,
    None where they show none; `notes` say what else a person should know.
    """

    source: str
    tool: str
    layout: str
    encoding: str | None
    sheets: tuple[Sheet, ...]
    notes: tuple[str, ...] = ()
    dates: DateOrder | None = None
