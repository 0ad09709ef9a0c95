"""The outline of a survey from its export alone: types, choices and keys as the answers suggest them."""

from __future__ import annotations

import glob
from collections import Counter
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from flows.survey.answers.words import spelling, yes_no
from flows.survey.drafting.outline import Asked, Outline
from flows.survey.drafting.tally import ROWS, Looks, Tally, date_order, decimal_mark, looks, tallies
from flows.survey.drafting.texts import plain, year_in
from flows.survey.exports.columns import find
from flows.survey.exports.headings import question_code
from flows.survey.exports.tools import tools

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flows.survey.answers.values import DateOrder
    from flows.survey.drafting.outline import Words
    from flows.survey.exports.export import Column, Export, Sheet

TOLD = 3  # misfits are named


class Writing(NamedTuple):
    """How numbers and dates are written."""

    decimal: str
    dates: DateOrder


def outline_of_export(export: Export, path: Path, weight: str | None = None) -> Outline:
    """What the answers in `export`, which was read from `path`, say about the questions; `weight` is the column that
    the source itself weights by."""
    main, *repeats = export.sheets
    seen = {sheet.name: tallies(sheet) for sheet in export.sheets}
    answers = [tally for sheet in export.sheets for tally in seen[sheet.name]]
    order = export.dates or date_order(answers)
    decimal, dates = decimal_mark(answers) or tools()[export.tool].decimal, order or tools()[export.tool].dates
    questions = []
    for sheet in export.sheets:
        questions += list(
            _questions(sheet, seen[sheet.name], export, Writing(decimal, dates), repeated=sheet in repeats)
        )
    return Outline(
        code=path.stem,
        title=path.stem.replace("_", " "),
        questions=questions,
        record=_record(main, seen[main.name], export),
        unique=frozenset(
            column.name for column, tally in zip(main.columns, seen[main.name], strict=True) if tally.unique
        ),
        weight=weight,
        year=year_in(path.stem, *_moments(seen[main.name])),
        export=glob.escape(path.name),
        decimal=decimal if decimal != tools()[export.tool].decimal else None,
        dates=order if order != tools()[export.tool].dates else None,
        remarks=[*export.notes, *_about_rows(main, seen[main.name])],
    )


def _questions(sheet: Sheet, seen: list[Tally], export: Export, writing: Writing, *, repeated: bool) -> Iterator[Asked]:
    own = {spelling(heading) for heading in tools()[export.tool].own}
    asked = [
        (column, tally)
        for column, tally in zip(sheet.columns, seen, strict=True)
        if not {spelling(column.name), spelling(column.code or "")} & own and not _is_ambiguous(column, sheet)
    ]
    name = sheet.name if repeated else None
    for _, group in groupby(asked, key=lambda pair: _question(pair[0])):
        columns = list(group)
        if len(columns) > 1 and all(_is_tick(column, tally) for column, tally in columns):
            yield _several([column for column, _ in columns], name)
        else:
            for column, tally in columns:
                yield _one(column, tally, writing, name)


def _is_ambiguous(column: Column, sheet: Sheet) -> bool:
    """Whether its heading stands there again, so that a codebook can't name it."""
    return (
        any(other.name == f"{column.name} (2)" for other in sheet.columns) and len(find(sheet.columns, column.name)) > 1
    )


def _question(column: Column) -> tuple[str | None, bool]:
    """What columns have in common that are parts of one question."""
    return question_code(column) or column.text, column.choice is not None


def _record(sheet: Sheet, seen: list[Tally], export: Export) -> Asked | None:
    """The column by which the tool itself tells responses apart, else the time at which they were sent."""
    tool = tools()[export.tool]
    for heading in (*tool.id, *tool.submitted):
        for column in find(sheet.columns, heading):
            if seen[sheet.columns.index(column)].unique:
                return Asked("record", "text", column.name)
    return None


def _is_tick(column: Column, tally: Tally) -> bool:
    """Whether the column says for one choice that it was ticked: by yes and no, or by the choice itself."""
    if column.choice is None:
        return False
    marks = {spelling(column.choice), spelling(column.choice_code or ""), *yes_no()}
    return bool(tally.counts) and all(spelling(text) in marks for text in tally.counts)


def _several(columns: list[Column], sheet: str | None) -> Asked:
    first = columns[0]
    codes = {column.choice_code or column.choice or column.name: column for column in columns}
    values: dict[str, Words] = {code: plain(column.choice) or code for code, column in codes.items()}
    return Asked(
        code=question_code(first) or first.text or first.name,
        type="multiple",
        column=first.name,
        columns={code: column.name for code, column in codes.items()},
        label=plain(first.text) or None,
        values=values,
        sheet=sheet,
    )


def _one(column: Column, tally: Tally, writing: Writing, sheet: str | None) -> Asked:
    answers = replace(
        tally, counts=Counter({text: count for text, count in tally.counts.items() if text not in column.missing})
    )
    labels: dict[str, Words] = {text: label for text, label in column.labels.items() if text not in column.missing}
    found = looks(answers, *writing)
    if labels and answers.counts.keys() <= labels.keys():
        found = Looks("choice")
    values: dict[str, Words] = labels if found.type == "choice" and labels else {value: value for value in found.values}
    told = {yes_no().get(spelling(str(label))): value for value, label in values.items()}
    if found.type == "choice" and len(values) == 2 and told.keys() == {"yes", "no"}:
        found = replace(found, type="yes_no")
        values = {str(code): {"code": value, "label": str(values[value])} for code, value in told.items()}
    return Asked(
        code=column.code or column.name,
        type=found.type,
        column=column.name,
        label=_label(column),
        values=values,
        missing=found.missing,
        sheet=sheet,
        free=found.type == "text",
        remark=_misfits(found),
    )


def _label(column: Column) -> str | None:
    label = " ".join(filter(None, [plain(column.text), f"[{plain(column.choice)}]" if column.choice else None]))
    return label if label and label != column.name else None


def _misfits(found: Looks) -> str | None:
    if not found.misfits:
        return None
    named = ", ".join(repr(text[:30]) for text in found.misfits[:TOLD])
    return f"CHECK: no {found.type}: {named}{' ...' if len(found.misfits) > TOLD else ''}"


def _moments(seen: list[Tally]) -> Iterator[str]:
    """Days on which was answered: the dates of what the tool itself writes down come first in exports."""
    for tally in seen:
        if tally.counts and looks(tally, ".", "dmy").type == "date":
            yield next(iter(tally.counts))


def _about_rows(sheet: Sheet, seen: list[Tally]) -> Iterator[str]:
    rows = max((tally.rows for tally in seen), default=0)
    if rows == ROWS:
        yield f"only the first {ROWS} rows were looked at"
    ambiguous = [column.name for column in sheet.columns if _is_ambiguous(column, sheet)]
    if ambiguous:
        yield f"left out, since the heading stands there several times: {', '.join(ambiguous)}"
    blank = [column.name for column, tally in zip(sheet.columns, seen, strict=True) if not tally.filled]
    if blank:
        yield f"nothing stands in {', '.join(blank)}"
