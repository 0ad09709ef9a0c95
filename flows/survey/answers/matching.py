"""Which columns of an export answer which questions of the codebook."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flows.errors import DataRefused
from flows.survey.answers.questions import Question, Writing
from flows.survey.answers.telling import cell_of, tell_of_responses, version_column
from flows.survey.answers.values import ANYTHING_ELSE
from flows.survey.answers.words import spelling, yes_no
from flows.survey.exports.columns import choices, find
from flows.survey.exports.sheets import quoted
from flows.survey.exports.tools import tools

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flows.survey.codebook.codebook import Codebook, Variable
    from flows.survey.exports.export import Column, Export, Sheet


@dataclass(frozen=True, slots=True)
class Repeat:
    """A sheet with several rows for each response: its questions, and the SQL of the key of the response."""

    sheet: Sheet
    parent: str
    questions: list[Question]


@dataclass(frozen=True, slots=True)
class Matching:
    """The questions of the sheet of responses, and those of the sheets that are repeated in it.

    `unmapped` are the columns of the responses that no question uses, but for what the tool itself adds; `notes` say
    what else is to be known. `extra` are SQL expressions for what the tool tells of a response, by the name of the
    column; `problems` those for what is wrong with it as a whole, and `decisive` those told alone.
    """

    questions: list[Question]
    repeats: list[Repeat]
    unmapped: list[Column]
    notes: list[str] = field(default_factory=list)
    extra: dict[str, str] = field(default_factory=dict)
    decisive: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def match(codebook: Codebook, export: Export) -> Matching:
    """Find each variable's column, or columns. Raises DataRefused when one is missing or can't be told apart."""
    main, *others = export.sheets
    sheets = {sheet.name: sheet for sheet in others}
    matching = Matching([], [], [])
    repeated: dict[str, list[Question]] = {}
    needed = {codebook.key, *codebook.strata, *(name for _, name in codebook.roles.named)}
    for name, variable in codebook.variables.items():
        sheet = main if variable.sheet in (None, main.name) else sheets.get(variable.sheet or "")
        if sheet is None:
            raise _no_sheet(name, variable, export)
        if name == codebook.key and sheet is not main:
            raise _no_key(name, sheet, export)
        read = variable
        if sheet is not main and variable.aggregate == "count":  # of what, is all the same
            read = variable.model_copy(update={"type": "text"})
        question = _question(name, read, codebook, export, sheet, matching.notes, required=name in needed)
        (matching.questions if sheet is main else repeated.setdefault(sheet.name, [])).append(question)
    for sheet_name, questions in repeated.items():
        sheet = sheets[sheet_name]
        matching.repeats.append(Repeat(sheet, _parent(sheet, export), questions))
    matching.unmapped.extend(_unmapped(main, matching.questions, export))
    tell_of_responses(matching, codebook, export)
    return matching


def writing(codebook: Codebook, export: Export) -> Writing:
    """How the export writes: as the codebook says, else as it shows itself, else as its tool does."""
    tool = tools()[export.tool]
    return Writing(
        decimal=codebook.decimal or tool.decimal,
        dates=codebook.dates or export.dates or tool.dates,
        separators=tool.separators,
        absent="not_shown" if export.sheets[0].unquoted_null else "skipped",
    )


def _question(
    name: str,
    variable: Variable,
    codebook: Codebook,
    export: Export,
    sheet: Sheet,
    notes: list[str],
    *,
    required: bool,
) -> Question:
    split = _split(variable, export, sheet, notes) if variable.type == "multiple" else []
    headings = _headings(variable, sheet)
    columns = [column for column, _ in split] or [_column(heading, export, sheet) for heading in headings]
    return Question(
        name=name,
        variable=variable,
        cells=tuple(cell_of(sheet, column) for column in columns),
        choices=tuple(code for _, code in split),
        spellings=_spellings(variable, columns),
        missing=_missing(variable, columns, codebook, export),
        required=variable.required or required,
        asked=_asked(name, variable, codebook, export, sheet, notes),
    )


def _asked(name: str, variable: Variable, codebook: Codebook, export: Export, sheet: Sheet, notes: list[str]) -> str:
    """The SQL condition for the responses whose version of the form counts; one without a version doesn't."""
    if not variable.versions or codebook.rules.changed_question != "missing":
        return "true"
    version = version_column(export, sheet)
    if version is None:
        notes.append(f"there is no column with the version of the form: all answers to {name} count")
        return "true"
    return f"coalesce(trim({cell_of(sheet, version)}), '') IN ({', '.join(map(quoted, variable.versions))})"


def _split(variable: Variable, export: Export, sheet: Sheet, notes: list[str]) -> list[tuple[Column, str]]:
    """The columns of the single choices, each with the code of its value; none where the question has one column."""
    known = {spelling(text): code for text, code in variable.spellings.items()}
    if variable.columns:
        return [(_column(heading, export, sheet), code) for code, heading in variable.columns.items()]
    split = []
    for heading in _headings(variable, sheet):
        for column in choices(sheet.columns, heading):
            named = (spelling(text) for text in (column.choice, column.choice_code) if text)
            code = next((known[text] for text in named if text in known), known.get(ANYTHING_ELSE))
            if code is None:
                notes.append(f"{column.name}: the codebook has no value for this choice; it is left out")
            else:
                split.append((column, code))
    return split


def _headings(variable: Variable, sheet: Sheet) -> list[str]:
    """What the question is called in this export: as its columns are, else, where it has none of them, as its labels
    are: one codebook reads the exports of a form by names and by labels, in each of its languages."""
    for headings in (variable.column, *([label] for label in variable.labels)):
        if any(find(sheet.columns, heading) or choices(sheet.columns, heading) for heading in headings):
            return headings
    return variable.column


def _column(heading: str, export: Export, sheet: Sheet) -> Column:
    found = find(sheet.columns, heading)
    if len(found) == 1:
        return found[0]
    where = export.source if len(export.sheets) == 1 else f"{export.source}, sheet {sheet.name}"
    if found:
        raise DataRefused(
            f"the column {heading!r} of the codebook stands there {len(found)} times",
            where=where,
            remedy=f"name one of {', '.join(repr(column.name) for column in found)}, or export with question codes",
        )
    names = [text for column in sheet.columns for text in (column.name, column.code, column.text) if text]
    close = difflib.get_close_matches(heading, names, n=1)
    there = (
        f"is it {close[0]!r}?" if close else f"there are {', '.join(column.name for column in sheet.columns)[:500]}."
    )
    raise DataRefused(
        f"the column {heading!r} of the codebook is missing",
        where=where,
        remedy=f"{there} Correct codebook.yml, or export again with that column",
    )


def _spellings(variable: Variable, columns: Sequence[Column]) -> dict[str, str]:
    """The folded spellings of the values; a value label that the export carries makes the stored value one of them."""
    known = {spelling(text): code for text, code in variable.spellings.items()}
    usual = yes_no() if variable.type == "yes_no" and not variable.values else {}
    for column in columns:
        for stored, label in column.labels.items():
            code = known.get(spelling(stored), known.get(spelling(label), usual.get(spelling(label))))
            if code is not None:
                known.setdefault(spelling(stored), code)
                known.setdefault(spelling(label), code)
    return known


def _missing(variable: Variable, columns: Sequence[Column], codebook: Codebook, export: Export) -> dict[str, str]:
    """The folded words for no answer with their reasons: those of the tool, and over them those that are declared."""
    words = dict(tools()[export.tool].missing)
    for declared in (codebook.missing, variable.missing):
        words |= {spelling(word): reason for reason, given in declared.items() for word in given}
    for column in columns:
        words |= {spelling(value): reason for value, reason in column.missing.items()}
    return words


def _parent(sheet: Sheet, export: Export) -> str:
    for name in tools()[export.tool].parent:
        found = find(sheet.columns, name)
        if len(found) == 1:
            return cell_of(sheet, found[0])
    raise DataRefused(
        "no column of this sheet says to which response a row belongs",
        where=f"{export.source}, sheet {sheet.name}",
        remedy="export again with all columns of the tool",
    )


def _no_sheet(name: str, variable: Variable, export: Export) -> DataRefused:
    return DataRefused(
        f"the sheet {variable.sheet!r} of the variable {name} is missing",
        where=export.source,
        remedy=f"there are {', '.join(sheet.name for sheet in export.sheets)}; CSV exports hold one sheet only",
    )


def _no_key(name: str, sheet: Sheet, export: Export) -> DataRefused:
    return DataRefused(
        f"the key {name} is in the sheet {sheet.name!r}, whose rows are no responses",
        where=export.source,
        remedy=f"name a column of the sheet {export.sheets[0].name!r}",
    )


def _unmapped(sheet: Sheet, questions: Sequence[Question], export: Export) -> list[Column]:
    named = (find(sheet.columns, heading) for question in questions for heading in question.variable.column)
    used = {cell for question in questions for cell in question.cells}
    used |= {cell_of(sheet, column) for columns in named for column in columns}  # one that is joined, beside its parts
    own = {spelling(heading) for heading in tools()[export.tool].own}
    return [
        column
        for column in sheet.columns
        if cell_of(sheet, column) not in used and not {spelling(column.name), spelling(column.code or "")} & own
    ]
