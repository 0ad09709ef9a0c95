"""From the cells of an export to typed answers: one SQL projection that DuckDB streams, whatever the size.

Most cells of an export are plain (`1234.5`, a label as the codebook has it, a blank), and SQL reads them. What it
can't make out goes to `flows.survey.values`, cell by cell, which decides; so there is one meaning, and two speeds.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from duckdb.func import SPECIAL

from flows.survey.codebook_checks import SUFFIX_OF_REASONS
from flows.survey.sheets import identifier, quoted
from flows.survey.values import MOST_EXACT, read_choice, read_choices, read_date, read_integer, read_number
from flows.survey.words import spelling, yes_no

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import duckdb

    from flows.survey.codebook import Rules, Variable
    from flows.survey.values import DateOrder

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
    """How an export writes: decimal mark, order of dates, what parts several choices in one cell, what an absent
    cell means (its reason), the words for no answer with their reasons, folded by `spelling`."""

    decimal: str
    dates: DateOrder
    separators: tuple[str, ...]
    absent: str
    missing: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """A variable, with the SQL expressions of its cells: one; or for a split multiple choice one for each value.

    `required` when a response without an answer is kept out. `spellings` are folded, and hold the value labels of
    the export too. `asked` is an SQL condition for the responses to which the question was put as the codebook has it.
    """

    name: str
    variable: Variable
    cells: tuple[str, ...]
    choices: tuple[str, ...] = ()
    spellings: Mapping[str, str] | None = None
    missing: Mapping[str, str] | None = None
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


def answers_query(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    questions: Sequence[Question],
    writing: Writing,
    rules: Rules,
    extra: Mapping[str, str],
    problems: Sequence[str] = (),
    decisive: Sequence[str] = (),
) -> str:
    """The query for the typed answers in `source`: a column for each question and one for its reason, those of
    `extra` (expressions over the source), and `problem`: what is wrong with the response, null where nothing is.

    `problems` are more expressions for what is wrong, over the columns of the answers and of `extra`; one of the
    `decisive` ones is told alone. Registers the functions that read difficult cells with `connection`.
    """
    made = [_projection(connection, question, writing, rules) for question in questions]
    cells = ", ".join(
        [part.cell for part in made] + [f"{expression} AS {identifier(key)}" for key, expression in extra.items()]
    )
    kept = ", ".join(identifier(key) for key in extra)
    fast = ", ".join(["*", *(part.fast for part in made)])
    values = ", ".join(["*", *(part.value for part in made)])
    reasons = ", ".join(["*", *(part.reason for part in made)])
    told = ", ".join([*problems, *(part.problem for part in made)]) or "NULL"
    columns = ", ".join(
        f"{_valid(question, rules)} AS {identifier(question.name)}, {identifier(question.name + SUFFIX_OF_REASONS)}"
        for question in questions
    )
    problem = ", ".join([*decisive, f"nullif(concat_ws('; ', {told}), '')"])
    return f"""
        SELECT {columns}{", " if kept else ""}{kept}, coalesce({problem}) AS problem
        FROM (SELECT {reasons} FROM (SELECT {values} FROM (SELECT {fast} FROM (SELECT {cells} FROM {source}))))"""  # noqa: S608


def _projection(
    connection: duckdb.DuckDBPyConnection, question: Question, writing: Writing, rules: Rules
) -> Projection:
    name = question.name
    missing = {**writing.missing, **(question.missing or {})}
    if question.choices:
        return _split_choice(question, missing, writing, rules)
    cell, value = identifier(f"{name} cell"), identifier(name)
    decide = f"read {name}"
    reason = f"reason {name}"
    _register(connection, decide, _reader(question, missing, writing), TYPES[question.variable.type])
    _register(
        connection, reason, lambda text: "skipped" if not (folded := spelling(text)) else missing.get(folded), "VARCHAR"
    )
    made = identifier(f"{name} fast")
    fast, fits, found = _fast(question, cell, made, missing, writing)
    return Projection(
        cell=f"{first_answer(question)} AS {cell}",
        fast=f"{fast} AS {made}",
        value=f"""CASE WHEN {fits} THEN {found} WHEN {cell} IS NULL OR {cell} = '' THEN NULL
            ELSE {identifier(decide)}({cell}) END AS {value}""",
        reason=f"""CASE WHEN {value} IS NOT NULL THEN NULL
            WHEN {cell} IS NULL THEN {_reason(writing.absent)} WHEN {cell} = '' THEN {_reason("skipped")}
            ELSE coalesce({identifier(reason)}({cell}), 'invalid')::{REASON}
            END AS {identifier(name + SUFFIX_OF_REASONS)}""",
        problem=_problem(question, cell, writing, rules),
    )


def first_answer(question: Question) -> str:
    """The cell, or the first of several that isn't blank, where the question was asked."""
    *first, last = question.cells
    filled = [f"CASE WHEN trim({cell}, {quoted(SPACES)}) <> '' THEN {cell} END" for cell in first]
    found = f"coalesce({', '.join([*filled, last])})" if first else last
    return found if question.asked == "true" else f"CASE WHEN {question.asked} THEN {found} END"


def _fast(
    question: Question, cell: str, made: str, missing: Mapping[str, str], writing: Writing
) -> tuple[str, str, str]:
    """What SQL makes of the cell, under which condition that is right beyond doubt, and the value then."""
    kind = question.variable.type
    if kind in ("number", "integer"):
        return _fast_number(kind, cell, made, missing, writing)
    if kind == "text":
        # a long text is no word for "no answer"; one with spaces around it is to be stripped
        longest = max((len(word.encode()) for word in missing), default=0)
        bare = [f"NOT {side}({cell}, {quoted(space)})" for side in ("starts_with", "ends_with") for space in SPACES]
        return "NULL", " AND ".join([f"strlen({cell}) > {longest}", *bare]), cell
    if kind == "date":
        iso = rf"regexp_full_match({cell}, '\d{{4}}-\d\d-\d\d')"
        return f"CASE WHEN {iso} THEN TRY_CAST({cell} AS DATE) END", f"{made} IS NOT NULL", made
    codes = {text: code for text, code in _written(question).items() if spelling(text) not in missing}
    if kind == "multiple" or not codes:
        return "NULL", "false", "NULL"
    place = f"enum_code(TRY_CAST({cell} AS ENUM({', '.join(map(quoted, codes))})))"
    values = ", ".join(quoted(code) if kind == "choice" else str(code == "yes").lower() for code in codes.values())
    return f"[{values}][{place} + 1]", f"{made} IS NOT NULL", made


def _fast_number(kind: str, cell: str, made: str, missing: Mapping[str, str], writing: Writing) -> tuple[str, str, str]:
    plain = cell if writing.decimal == "." else f"replace({cell}, ',', '.')"
    doubtful = "_" if writing.decimal == "." else "._"
    fits = [f"isfinite({made})", *(f"NOT contains({cell}, '{mark}')" for mark in doubtful)]
    for_nothing = {number for word in missing if (number := read_number(word, writing.decimal)) is not None}
    if for_nothing:
        fits.append(f"{made} NOT IN ({', '.join(map(repr, sorted(for_nothing)))})")
    if kind == "integer":
        fits += [f"{made} = floor({made})", f"abs({made}) <= {MOST_EXACT}"]
    return f"TRY_CAST({plain} AS DOUBLE)", " AND ".join(fits), f"{made}::BIGINT" if kind == "integer" else made


def _written(question: Question) -> dict[str, str]:
    """Spellings as they are likely to be written, with the code of their value; none that could be two values."""
    folded = _known(question)
    likely: dict[str, str] = {}
    for text in [*question.variable.spellings, *folded]:
        for variant in (text, text.lower(), text.upper(), text.capitalize()):
            code = folded.get(spelling(variant))
            if code is not None and variant.strip(SPACES) == variant and variant:
                likely[variant] = code
    return likely


def _known(question: Question) -> dict[str, str]:
    """The folded spellings of the values."""
    given = dict(question.spellings or {}) or {
        spelling(text): code for text, code in question.variable.spellings.items()
    }
    if question.variable.type == "yes_no" and not question.variable.values:
        return yes_no() | given
    return given


def _reader(question: Question, missing: Mapping[str, str], writing: Writing) -> Callable[[str], Any]:
    """What decides about a cell that SQL can't read."""
    kind, known = question.variable.type, _known(question)
    readers: dict[str, Callable[[str], Any]] = {
        "text": str.strip,
        "number": partial(read_number, decimal=writing.decimal),
        "integer": partial(read_integer, decimal=writing.decimal),
        "date": partial(read_date, order=writing.dates),
        "choice": partial(read_choice, spellings=known),
        "yes_no": lambda text: {"yes": True, "no": False}.get(read_choice(text, known) or ""),
        "multiple": partial(read_choices, spellings=known, separators=writing.separators),
    }
    read = readers[kind]
    return lambda text: None if not (folded := spelling(text)) or folded in missing else read(text)


def _register(connection: duckdb.DuckDBPyConnection, name: str, function: Callable[[str], Any], kind: str) -> None:
    """Make `function` one of SQL; it is called once for each text, and never for null."""
    text, result = connection.type("VARCHAR"), connection.type(kind)
    connection.create_function(name, cache(function), [text], result, null_handling=SPECIAL)


def _split_choice(question: Question, missing: Mapping[str, str], writing: Writing, rules: Rules) -> Projection:
    """A multiple choice with a column for each value: ticked is what is neither blank nor a no.

    Where all are blank, a tool that tells questions that were not shown from blank ones has none ticked; for the
    others it can't be told, and there is no answer.
    """
    name, value = question.name, identifier(question.name)
    noes = ", ".join(
        quoted(word) for word in [*(word for word, answer in yes_no().items() if answer == "no"), *missing]
    )
    ticks = [
        f"CASE WHEN trim({cell}, {quoted(SPACES)}) <> '' THEN lower(trim({cell}, {quoted(SPACES)})) NOT IN ({noes}) END"
        for cell in question.cells
    ]
    chosen = ", ".join(
        f"CASE WHEN {tick} THEN {quoted(code)} END" for tick, code in zip(ticks, question.choices, strict=True)
    )
    shown = f"coalesce({', '.join(question.cells)}) IS NOT NULL"
    nothing = f"CASE WHEN {shown} THEN []::VARCHAR[] END" if writing.absent == "not_shown" else "NULL::VARCHAR[]"
    ticked = f"list_filter([{chosen}], lambda choice: choice IS NOT NULL)"
    found = f"CASE WHEN coalesce({', '.join(ticks)}) IS NULL THEN {nothing} ELSE list_distinct({ticked}) END"
    cell = identifier(f"{name} cell")
    return Projection(
        cell=f"{found} AS {cell}, {shown} AS {identifier(name + ' shown')}",
        fast=f"NULL AS {identifier(name + ' fast')}",
        value=f"CASE WHEN {question.asked} THEN {cell} END AS {value}"
        if question.asked != "true"
        else f"{cell} AS {value}",
        reason=f"""CASE WHEN {value} IS NOT NULL THEN NULL WHEN {identifier(name + " shown")} THEN {_reason("skipped")}
            ELSE {_reason(writing.absent)} END AS {identifier(name + SUFFIX_OF_REASONS)}""",
        problem=_problem(question, "''", writing, rules),
    )


def _problem(question: Question, cell: str, writing: Writing, rules: Rules) -> str:
    """What is wrong with the answer, in words; null where nothing is."""
    variable, value = question.variable, identifier(question.name)
    heading = variable.heading
    reason = identifier(question.name + SUFFIX_OF_REASONS)
    cases = []
    if rules.invalid == "quarantine" or question.required:
        text = f"{quoted(heading + ': ' + chr(39))} || left({cell}, {TOLD}) || "
        cases.append(
            f"WHEN {reason} = 'invalid' THEN {text}{quoted(chr(39) + ' is not ' + _expected(question, writing))}"
        )
        cases += [f"WHEN {outside} THEN {text}{quoted(chr(39) + why)}" for outside, why in _outside(variable, value)]
    if question.required:
        cases.append(f"WHEN {value} IS NULL THEN {quoted(heading + ': there is no answer')}")
    return f"CASE {' '.join(cases)} END" if cases else "NULL"


def _valid(question: Question, rules: Rules) -> str:
    """The value, which counts as missing where it is out of bounds and the response is to be kept."""
    value = identifier(question.name)
    outside = [condition for condition, _ in _outside(question.variable, value)]
    if not outside or rules.invalid == "quarantine" or question.required:
        return value
    return f"CASE WHEN {' OR '.join(outside)} THEN NULL ELSE {value} END"


def _outside(variable: Variable, value: str) -> list[tuple[str, str]]:
    found = []
    if variable.type in ("number", "integer"):
        if variable.min is not None:
            why = " is negative" if variable.min == 0 else f" is below {variable.min:g}, the least that is allowed"
            found.append((f"{value} < {variable.min!r}", why))
        if variable.max is not None:
            found.append((f"{value} > {variable.max!r}", f" is above {variable.max:g}, the most that is allowed"))
    return found


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


def _reason(word: str) -> str:
    return f"{quoted(word)}::{REASON}"
