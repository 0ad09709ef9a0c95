"""From the cells of an export to typed answers: one SQL projection that DuckDB streams, whatever the size.

Most cells of an export are plain (`1234.5`, a label as the codebook has it, a blank), and SQL reads them. What it
can't make out goes to `flows.survey.values`, cell by cell, which decides; so there is one meaning, and two speeds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache, partial
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
REMEMBERED = 1 << 16  # texts that were read, by column
# Python's white space, which isn't all that RE2's \s is.
WHITE = r"[\s\x0b\x1c-\x1f\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]"
SHRINKING = 4  # times that a text may at most be longer, in bytes, than what `spelling` makes of it, but for spaces


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
    if question.choices:
        return _split_choice(question, writing, rules)
    kind = question.variable.type
    read = _reader(question, writing)
    coded = _coded(kind, read, question.missing)
    why = _reasons(read, question.missing, coded)
    decide, reason = f"read {question.name}", f"reason {question.name}"
    _register(connection, decide, lambda text: None if why(text) else read(text), TYPES[kind])
    _register(connection, reason, why, "VARCHAR")
    cell, made, value = (identifier(name) for name in (f"{question.name} cell", f"{question.name} fast", question.name))
    fast, fits, found = _fast(question, cell, made, coded, writing)
    return Projection(
        cell=f"{_if_asked(question, first_answer(question))} AS {cell}, {_asked(question)}",
        fast=f"{fast} AS {made}",
        value=f"""CASE WHEN {fits} THEN {found} WHEN {cell} IS NULL OR {cell} = '' THEN NULL
            ELSE {identifier(decide)}({cell}) END AS {value}""",
        reason=_reason_column(
            question,
            rules,
            f"""WHEN {cell} IS NULL THEN {_reason(writing.absent)} WHEN {cell} = '' THEN {_reason("skipped")}
            ELSE coalesce({identifier(reason)}({cell}), 'invalid')::{REASON}""",
        ),
        problem=_problem(question, cell, writing, rules),
    )


def first_answer(question: Question) -> str:
    """The cell; of several the first that is an answer, else the first that says why there is none, else a blank."""
    if len(question.cells) == 1:
        return question.cells[0]
    answers = [f"CASE WHEN {_is_answer(cell, question)} THEN {cell} END" for cell in question.cells]
    filled = [f"CASE WHEN {_folded(cell)} <> '' THEN {cell} END" for cell in question.cells]
    return f"coalesce({', '.join([*answers, *filled, *question.cells])})"


def _is_answer(cell: str, question: Question) -> str:
    return f"{_folded(cell)} NOT IN ({', '.join(map(quoted, ['', *question.missing]))})"


def _folded(cell: str) -> str:
    return f"lower(trim({cell}, {quoted(SPACES)}))"


def _if_asked(question: Question, expression: str) -> str:
    return expression if question.asked == "true" else f"CASE WHEN {question.asked} THEN {expression} END"


def _asked(question: Question) -> str:
    return f"{question.asked} AS {identifier(question.name + ' asked')}"


def _reason_column(question: Question, rules: Rules, cases: str) -> str:
    """The reason where there is no value, by `cases`; also where there is one that doesn't count."""
    value = identifier(question.name)
    outside = [] if _is_told(question, rules) else [out for out, _ in _outside(question.variable, value)]
    invalid = f"WHEN {' OR '.join(outside)} THEN {_reason('invalid')}" if outside else ""
    return f"""CASE {invalid} WHEN {value} IS NOT NULL THEN NULL
            WHEN NOT {identifier(question.name + " asked")} THEN {_reason("not_shown")} {cases}
            END AS {identifier(question.name + SUFFIX_OF_REASONS)}"""


def _coded(kind: str, read: Callable[[str], Any], missing: Mapping[str, str]) -> dict[Any, str]:
    """Numbers or days that stand for no answer, however they are written, with the reason."""
    if kind not in ("number", "integer", "date"):
        return {}
    return {value: reason for word, reason in missing.items() if (value := read(word)) is not None}


def _reasons(
    read: Callable[[str], Any], missing: Mapping[str, str], coded: Mapping[Any, str]
) -> Callable[[str], str | None]:
    """What says why a cell is no answer; None where it may be one."""

    def why(text: str) -> str | None:
        folded = spelling(text)
        if not folded:
            return "skipped"
        return missing.get(folded) or (coded.get(read(text)) if coded else None)

    return why


def _fast(question: Question, cell: str, made: str, coded: Mapping[Any, str], writing: Writing) -> tuple[str, str, str]:
    """What SQL makes of the cell, under which condition that is right beyond doubt, and the value then."""
    kind = question.variable.type
    if kind in ("number", "integer"):
        return _fast_number(kind, cell, made, coded, writing)
    if kind == "text":
        return "NULL", _is_plain_text(cell, question.missing), cell
    if kind == "date":
        iso = rf"regexp_full_match({cell}, '\d{{4}}-\d\d-\d\d') AND {cell} >= '0001'"
        fits = [f"{made} IS NOT NULL", *(f"{made} <> DATE '{day}'" for day in coded)]
        return f"CASE WHEN {iso} THEN TRY_CAST({cell} AS DATE) END", " AND ".join(fits), made
    codes = {text: code for text, code in _written(question).items() if spelling(text) not in question.missing}
    if kind == "multiple" or not codes:
        return "NULL", "false", "NULL"
    place = f"enum_code(TRY_CAST({cell} AS ENUM({', '.join(map(quoted, codes))})))"
    values = ", ".join(quoted(code) if kind == "choice" else str(code == "yes").lower() for code in codes.values())
    return f"[{values}][{place} + 1]", f"{made} IS NOT NULL", made


def _is_plain_text(cell: str, missing: Mapping[str, str]) -> str:
    """Whether a cell is to be kept as it stands: there is nothing to strip, and it is no word for no answer.

    Of a text in ASCII with single spaces `spelling` only makes small letters; of any other not much less.
    """
    longest = SHRINKING * max((len(word.encode()) for word in missing), default=0)
    ascii_only = f"NOT regexp_matches({cell}, {quoted('[^ -~]|^ | $|  ')})"
    words = f" AND lower({cell}) NOT IN ({', '.join(map(quoted, missing))})" if missing else ""
    edges = f"NOT regexp_matches({cell}, {quoted(f'^{WHITE}|{WHITE}$|{WHITE}{{2}}')})"
    return f"{cell} <> '' AND (({ascii_only}{words}) OR (strlen({cell}) > {longest} AND {edges}))"


def _fast_number(kind: str, cell: str, made: str, coded: Mapping[Any, str], writing: Writing) -> tuple[str, str, str]:
    plain = cell if writing.decimal == "." else f"replace({cell}, ',', '.')"
    doubtful = "_" if writing.decimal == "." else "._"
    fits = [f"isfinite({made})", *(f"NOT contains({cell}, '{mark}')" for mark in doubtful)]
    if coded:
        fits.append(f"{made} NOT IN ({', '.join(map(repr, sorted(coded)))})")
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


def _reader(question: Question, writing: Writing) -> Callable[[str], Any]:
    """What reads an answer that SQL can't read."""
    known = _known(question)
    readers: dict[str, Callable[[str], Any]] = {
        "text": str.strip,
        "number": partial(read_number, decimal=writing.decimal),
        "integer": partial(read_integer, decimal=writing.decimal),
        "date": partial(read_date, order=writing.dates),
        "choice": partial(read_choice, spellings=known),
        "yes_no": lambda text: {"yes": True, "no": False}.get(read_choice(text, known) or ""),
        "multiple": lambda text: _in_order(question, read_choices(text, known, writing.separators)),
    }
    return readers[question.variable.type]


def _in_order(question: Question, codes: list[str] | None) -> list[str] | None:
    """`codes` as the codebook orders them."""
    return None if codes is None else [code for code in question.variable.values if code in codes]


def _register(connection: duckdb.DuckDBPyConnection, name: str, function: Callable[[str], Any], kind: str) -> None:
    """Make `function` one of SQL; it is called once for each of the last texts, and never for null."""
    text, result = connection.type("VARCHAR"), connection.type(kind)
    connection.create_function(name, lru_cache(REMEMBERED)(function), [text], result, null_handling=SPECIAL)


def _split_choice(question: Question, writing: Writing, rules: Rules) -> Projection:
    """A multiple choice with a column for each value: ticked is what is neither blank nor a no.

    Where all are blank, a tool that tells questions that were not shown from blank ones has none ticked; for the
    others it can't be told, and there is no answer.
    """
    name, cell = question.name, identifier(f"{question.name} cell")
    shown, said = identifier(f"{name} shown"), identifier(f"{name} said")
    ticks = [_tick(cell, question) for cell in question.cells]
    answered = f"coalesce({', '.join(ticks)}) IS NOT NULL"
    none_ticked = "[]::VARCHAR[]" if writing.absent == "not_shown" else "NULL"
    found = f"""CASE WHEN {answered} THEN {_ticked(question, ticks)}
        WHEN coalesce({_said(question)}, '') = '' AND coalesce({", ".join(question.cells)}) IS NOT NULL
        THEN {none_ticked} END"""
    return Projection(
        cell=f"""{_if_asked(question, found)} AS {cell}, {_asked(question)},
            coalesce({", ".join(question.cells)}) IS NOT NULL AS {shown},
            CASE WHEN NOT {answered} THEN {_said(question)} END AS {said}""",
        fast=f"NULL AS {identifier(name + ' fast')}",
        value=f"{cell} AS {identifier(name)}",
        reason=_reason_column(
            question,
            rules,
            f"""WHEN {said} IS NOT NULL THEN {said}::{REASON} WHEN {shown} THEN {_reason("skipped")}
            ELSE {_reason(writing.absent)}""",
        ),
        problem=_problem(question, "''", writing, rules),
    )


def _tick(cell: str, question: Question) -> str:
    noes = ["0.0", *(word for word, answer in yes_no().items() if answer == "no")]
    return f"CASE WHEN {_is_answer(cell, question)} THEN {_folded(cell)} NOT IN ({', '.join(map(quoted, noes))}) END"


def _ticked(question: Question, ticks: Sequence[str]) -> str:
    """The list of what is ticked, in the order of the codebook."""
    by_code: dict[str, list[str]] = {code: [] for code in question.variable.values}
    for code, tick in zip(question.choices, ticks, strict=True):
        by_code[code].append(tick)
    chosen = [f"CASE WHEN {' OR '.join(any_of)} THEN {quoted(code)} END" for code, any_of in by_code.items() if any_of]
    return f"list_filter([{', '.join(chosen)}], lambda choice: choice IS NOT NULL)"


def _said(question: Question) -> str:
    """The reason that the first cell with a word for no answer gives."""
    if not question.missing:
        return "NULL::VARCHAR"
    cases = " ".join(f"WHEN {quoted(word)} THEN {quoted(reason)}" for word, reason in question.missing.items())
    return f"coalesce({', '.join(f'CASE {_folded(cell)} {cases} END' for cell in question.cells)})"


def _is_told(question: Question, rules: Rules) -> bool:
    """Whether an answer that can't be read, or is out of bounds, keeps the response out."""
    return question.required or rules.invalid == "quarantine"


def _problem(question: Question, cell: str, writing: Writing, rules: Rules) -> str:
    """What is wrong with the answer, in words; null where nothing is."""
    variable, value = question.variable, identifier(question.name)
    heading = variable.heading
    reason = identifier(question.name + SUFFIX_OF_REASONS)
    cases = []
    if _is_told(question, rules):
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
    if not outside or _is_told(question, rules):
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
