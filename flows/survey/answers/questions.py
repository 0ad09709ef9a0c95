"""A question as SQL sees it: its cells, the words for no answer, the reason for there being none, what is wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flows.survey.codebook.codebook_checks import SUFFIX_OF_REASONS
from flows.survey.exports.sheets import identifier, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flows.survey.answers.values import DateOrder
    from flows.survey.codebook.codebook import Rules, Variable

TYPES = {
    "text": "VARCHAR",
    "choice": "VARCHAR",
    "multiple": "VARCHAR[]",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "yes_no": "BOOLEAN",
    "date": "DATE",
}
SPACES = " \t\r\n\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
REASON = "ENUM('not_shown', 'skipped', 'refused', 'dont_know', 'not_applicable', 'invalid')"
TOLD = 60  # characters of a cell that a message shows


@dataclass(frozen=True, slots=True)
class Writing:
    """How an export writes: decimal mark, order of dates, what parts several choices in one cell, and what an absent
    cell means (its reason)."""

    decimal: str
    dates: DateOrder
    separators: tuple[str, ...]
    absent: str


@dataclass(frozen=True, slots=True)
class Question:
    """A variable, with the SQL expressions of its cells: one; or for a split multiple choice one for each value.

    `choices` are the codes of these values. `required` when a response without an answer is kept out. `spellings` are
    folded, and hold the value labels of the export too; `missing` are the folded words for no answer with the reasons
    that they give. `asked` is an SQL condition, never null, for the responses to which the question was put as the
    codebook has it.
    """

    name: str
    variable: Variable
    cells: tuple[str, ...]
    choices: tuple[str, ...] = ()
    spellings: Mapping[str, str] | None = None
    missing: Mapping[str, str] = field(default_factory=dict)
    required: bool = False
    asked: str = "true"


@dataclass(frozen=True, slots=True)
class Projection:
    """SQL of the columns of one question, from the innermost query to the outermost; each uses those before it.

    The cell, what SQL alone makes of it (a column of its own, so that it is worked out once), the value, and the
    reason for which there is none; `problem` is an expression over the last two.
    """

    cell: str
    fast: str
    value: str
    reason: str
    problem: str


def first_answer(question: Question) -> str:
    """The cell; of several the first that is an answer, else the first that says why there is none, else a blank."""
    if len(question.cells) == 1:
        return question.cells[0]
    answers = [f"CASE WHEN {is_answer(cell, question)} THEN {cell} END" for cell in question.cells]
    filled = [f"CASE WHEN {folded(cell)} <> '' THEN {cell} END" for cell in question.cells]
    return f"coalesce({', '.join([*answers, *filled, *question.cells])})"


def is_answer(cell: str, question: Question) -> str:
    return f"{folded(cell)} NOT IN ({', '.join(map(quoted, ['', *question.missing]))})"


def folded(cell: str) -> str:
    """The SQL of a cell as `spelling` has it, but for what is rare: compatibility forms, and spaces within."""
    curly, straight = quoted("\N{RIGHT SINGLE QUOTATION MARK}"), quoted("'")
    return f"lower(replace(trim({cell}, {quoted(SPACES)}), {curly}, {straight}))"


def if_asked(question: Question, expression: str) -> str:
    return expression if question.asked == "true" else f"CASE WHEN {question.asked} THEN {expression} END"


def asked(question: Question) -> str:
    return f"{question.asked} AS {identifier(question.name + ' asked')}"


def reason_column(question: Question, rules: Rules, cases: str) -> str:
    """The reason where there is no value, by `cases`; also where there is one that doesn't count."""
    value = identifier(question.name)
    outside = [] if is_told(question, rules) else [out for out, _ in outside_bounds(question.variable, value)]
    invalid = f"WHEN {' OR '.join(outside)} THEN {reason_sql('invalid')}" if outside else ""
    return f"""CASE {invalid} WHEN {value} IS NOT NULL THEN NULL
            WHEN NOT {identifier(question.name + " asked")} THEN {reason_sql("not_shown")} {cases}
            END AS {identifier(question.name + SUFFIX_OF_REASONS)}"""


def problem(question: Question, cell: str, writing: Writing, rules: Rules) -> str:
    """What is wrong with the answer, in words; null where nothing is."""
    variable, value = question.variable, identifier(question.name)
    heading = variable.heading
    reason = identifier(question.name + SUFFIX_OF_REASONS)
    cases = []
    if is_told(question, rules):
        text = f"{quoted(heading + ': ' + chr(39))} || left({cell}, {TOLD}) || "
        cases.append(
            f"WHEN {reason} = 'invalid' THEN {text}{quoted(chr(39) + ' is not ' + _expected(question, writing))}"
        )
        cases += [
            f"WHEN {outside} THEN {text}{quoted(chr(39) + why)}" for outside, why in outside_bounds(variable, value)
        ]
    if question.required:
        cases.append(f"WHEN {value} IS NULL THEN {quoted(heading + ': there is no answer')}")
    return f"CASE {' '.join(cases)} END" if cases else "NULL"


def _expected(question: Question, writing: Writing) -> str:
    return {
        "choice": f"one of {', '.join(question.variable.values)}",
        "multiple": f"one or more of {', '.join(question.variable.values)}",
        "yes_no": "yes or no",
        "date": "a date such as 2024-12-31 or 31/12/2024",
        "number": f"a number (decimal mark {writing.decimal})",
        "integer": "a whole number",
        "text": "a text",
    }[question.variable.type]


def is_told(question: Question, rules: Rules) -> bool:
    """Whether an answer that can't be read, or is out of bounds, keeps the response out."""
    return question.required or rules.invalid == "quarantine"


def outside_bounds(variable: Variable, value: str) -> list[tuple[str, str]]:
    found = []
    if variable.type in ("number", "integer"):
        if variable.min is not None:
            why = " is negative" if variable.min == 0 else f" is below {variable.min:g}, the least that is allowed"
            found.append((f"{value} < {variable.min!r}", why))
        if variable.max is not None:
            found.append((f"{value} > {variable.max!r}", f" is above {variable.max:g}, the most that is allowed"))
    return found


def reason_sql(word: str) -> str:
    return f"{quoted(word)}::{REASON}"
