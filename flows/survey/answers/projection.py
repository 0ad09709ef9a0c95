"""From the cells of an export to typed answers: one SQL projection that DuckDB streams, whatever the size.

Most cells of an export are plain (`1234.5`, a label as the codebook has it, a blank), and SQL reads them. What it
can't make out goes to `flows.survey.answers.values`, cell by cell, which decides: one meaning, and two speeds.
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from duckdb.func import SPECIAL

from flows.survey.answers.questions import (
    REASON,
    SPACES,
    TYPES,
    Projection,
    asked,
    first_answer,
    if_asked,
    is_told,
    outside_bounds,
    problem,
    reason_column,
    reason_sql,
)
from flows.survey.answers.split_choices import split_choice
from flows.survey.answers.values import MOST_EXACT, read_choice, read_choices, read_date, read_integer, read_number
from flows.survey.answers.words import spelling, yes_no
from flows.survey.codebook.codebook_checks import SUFFIX_OF_REASONS
from flows.survey.exports.sheets import identifier, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import duckdb

    from flows.survey.answers.questions import Question, Writing
    from flows.survey.codebook.codebook import Rules

REMEMBERED = 1 << 16  # texts that were read, by column
# Python's white space, which isn't all that RE2's \s is.
WHITE = r"[\s\x0b\x1c-\x1f\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]"
SHRINKING = 4  # times that a text may at most be longer, in bytes, than what `spelling` makes of it, but for spaces


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
    wrong = ", ".join([*decisive, f"nullif(concat_ws('; ', {told}), '')"])
    return f"""
        SELECT {columns}{", " if kept else ""}{kept}, coalesce({wrong}) AS problem
        FROM (SELECT {reasons} FROM (SELECT {values} FROM (SELECT {fast} FROM (SELECT {cells} FROM {source}))))"""  # noqa: S608


def _projection(
    connection: duckdb.DuckDBPyConnection, question: Question, writing: Writing, rules: Rules
) -> Projection:
    if question.choices:
        return split_choice(question, writing, rules)
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
        cell=f"{if_asked(question, first_answer(question))} AS {cell}, {asked(question)}",
        fast=f"{fast} AS {made}",
        value=f"""CASE WHEN {fits} THEN {found} WHEN {cell} IS NULL OR {cell} = '' THEN NULL
            ELSE {identifier(decide)}({cell}) END AS {value}""",
        reason=reason_column(
            question,
            rules,
            f"""WHEN {cell} IS NULL THEN {reason_sql(writing.absent)} WHEN {cell} = '' THEN {reason_sql("skipped")}
            ELSE coalesce({identifier(reason)}({cell}), 'invalid')::{REASON}""",
        ),
        problem=problem(question, cell, writing, rules),
    )


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


def _valid(question: Question, rules: Rules) -> str:
    """The value, which counts as missing where it is out of bounds and the response is to be kept."""
    value = identifier(question.name)
    outside = [condition for condition, _ in outside_bounds(question.variable, value)]
    if not outside or is_told(question, rules):
        return value
    return f"CASE WHEN {' OR '.join(outside)} THEN NULL ELSE {value} END"
