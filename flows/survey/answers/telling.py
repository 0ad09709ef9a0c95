"""What the tool itself tells of a response: when it was sent, in which version, that it is a test or incomplete."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flows.survey.answers.late import SENT, SUMS_UP, UUID, VERSION
from flows.survey.answers.questions import SPACES, folded
from flows.survey.answers.values import DATES, TIMES
from flows.survey.answers.words import sum_lines
from flows.survey.exports.columns import find
from flows.survey.exports.sheets import identifier, quoted
from flows.survey.exports.tools import tools

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flows.survey.answers.matching import Matching
    from flows.survey.answers.values import DateOrder
    from flows.survey.codebook.codebook import Codebook
    from flows.survey.exports.export import Column, Export, Sheet
    from flows.survey.exports.tools import Tells

INDEX = "_index"
TEST, INCOMPLETE, NOT_APPROVED = "_test", "_incomplete", "_not_approved"


def tell_of_responses(matching: Matching, codebook: Codebook, export: Export) -> None:
    """Add to `matching` what is told of a response as a whole, by the codebook's rules."""
    tool, rules = tools()[export.tool], codebook.rules
    headings = {UUID: tool.uuid, SENT: tool.submitted, VERSION: tool.version, INDEX: tool.index}
    for name, found in headings.items():
        column = own_column(export, found)
        matching.extra[name] = cell_of(export.sheets[0], column) if column else "NULL::VARCHAR"
    matching.extra[SENT] = _moment(matching.extra[SENT], codebook.dates or export.dates or tool.dates)
    matching.extra[SUMS_UP] = _sums_up(matching, codebook, export.sheets[0])
    _tell(matching, export, tool.test, rules.test, TEST, "a test", decisive=True)
    _tell(matching, export, tool.incomplete, rules.incomplete, INCOMPLETE, "incomplete", decisive=True)
    _tell(matching, export, tool.not_approved, rules.not_approved, NOT_APPROVED, "not approved", decisive=False)
    matching.problems.extend([*_weights(codebook), *_strata(codebook), *_versions(matching, codebook)])


def own_column(export: Export, names: Iterable[str]) -> Column | None:
    """The first of the tool's own columns with one of these headings; None when the responses have none."""
    found = (find(export.sheets[0].columns, name) for name in names)
    return next((columns[0] for columns in found if len(columns) == 1), None)


def version_column(export: Export, sheet: Sheet) -> Column | None:
    """The column with the version of the form in a sheet; repeated sheets name it after that of the responses."""
    names = tools()[export.tool].version
    found = (find(sheet.columns, name) for name in (*names, *(f"_submission_{name}" for name in names)))
    return next((columns[0] for columns in found if len(columns) == 1), None)


def cell_of(sheet: Sheet, column: Column) -> str:
    """The SQL of a column of the sheet."""
    return f"c{sheet.columns.index(column)}"


def _moment(cell: str, order: DateOrder) -> str:
    """The SQL of a time that the tool wrote; null where it is none."""
    forms = ", ".join(quoted(DATES[order] + time) for time in TIMES)
    return f"coalesce(TRY_CAST({cell} AS TIMESTAMP), try_strptime({cell}, [{forms}]))"


def _tell(
    matching: Matching, export: Export, tells: Tells | None, rule: str, name: str, what: str, *, decisive: bool
) -> None:
    """A problem for the responses of which the tool says `what`, or a note that it can't say so; the column `name` has
    its words."""
    if tells is None:
        return
    column = own_column(export, tells.columns)
    if column is None:
        matching.notes.append(f"there is no column {tells.columns[0]}: {what} responses can't be told apart")
        return
    cell = cell_of(export.sheets[0], column)
    said = f"coalesce({folded(cell)}, '')"
    matching.extra[name] = f"CASE WHEN {said} IN ({', '.join(map(quoted, sorted(tells.values)))}) THEN {cell} END"
    blank = "" in tells.values
    if blank:  # an absent cell is blank as well
        matching.extra[name] = f"CASE WHEN {said} = '' THEN 'blank' END"
    if rule == "quarantine":
        told = f"{quoted(f'{what}: {column.code or column.name} is ')} || {identifier(name)}"
        (matching.decisive if decisive else matching.problems).append(told)


def _sums_up(matching: Matching, codebook: Codebook, sheet: Sheet) -> str:
    """Whether a row sums up others: it says so in its key, or in its first cell when the key is blank, and belongs to
    no ecosystem."""
    questions = {question.name: question for question in matching.questions}
    cell = questions[codebook.key].cells[0]
    key = _said(cell)
    words = ", ".join(quoted(word) for word in sorted(sum_lines()))
    first = ", ".join(f"nullif({_said(f'c{place}')}, '')" for place in range(len(sheet.columns)))
    condition = f"{key} IN ({words}) OR (coalesce({key}, '') = '' AND coalesce({first}) IN ({words}))"
    if codebook.roles.ecosystem in questions:
        ecosystem = _said(questions[codebook.roles.ecosystem].cells[0])
        condition = f"({condition}) AND coalesce({ecosystem}, '') IN ('', {words})"
    # Stripping is slow: only what begins like a sum, or blank, is looked at closely.
    begins = "|".join(re.escape(word) for word in sorted(sum_lines()))
    spaces = quoted(f"^[{SPACES}]*({begins}|$)")
    close = f"{cell} IS NULL OR regexp_matches(lower({cell}), {spaces})"
    return f"CASE WHEN {close} THEN coalesce({condition}, false) ELSE false END"


def _said(cell: str) -> str:
    """The SQL of what a cell says in small letters, without spaces and a colon around it."""
    return f"lower(trim({cell}, {quoted(SPACES + ':')}))"


def _weights(codebook: Codebook) -> Iterator[str]:
    if weight := codebook.roles.weight:
        yield f"CASE WHEN {identifier(weight)} <= 0 THEN {quoted(f'{weight} is not above zero')} END"


def _strata(codebook: Codebook) -> Iterator[str]:
    if codebook.frame and codebook.strata:
        columns = [f"{identifier(name)}::VARCHAR" for name in codebook.strata]
        there = [quoted("/".join(stratum)) for stratum, firms in codebook.frame.items() if firms]
        known = " AND ".join(f"{column} IS NOT NULL" for column in columns)
        outside = f"concat_ws('/', {', '.join(columns)}) NOT IN ({', '.join(there)})"
        yield f"CASE WHEN {known} AND {outside} THEN 'the frame has no firm in this stratum' END"


def _versions(matching: Matching, codebook: Codebook) -> Iterator[str]:
    """Answers to a question of another version, where these keep the response out."""
    if codebook.rules.changed_question != "quarantine":
        return
    for question in matching.questions:
        if versions := question.variable.versions:
            counting = f"coalesce(trim({VERSION}), '') IN ({', '.join(map(quoted, versions))})"
            other = f"NOT {counting} AND {identifier(question.name)} IS NOT NULL"
            what = f"{question.variable.heading}: another version of the form asked this differently"
            yield f"CASE WHEN {other} THEN {quoted(what)} END"
