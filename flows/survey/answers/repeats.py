"""Questions that are asked several times in one response (sites, persons): aggregated to one answer of the response."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.survey.answers.answers import rewritten
from flows.survey.answers.projection import answers_query
from flows.survey.answers.questions import REASON, TYPES
from flows.survey.codebook.codebook_checks import SUFFIX_OF_REASONS
from flows.survey.exports.sheets import identifier, source

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

    from flows.survey.answers.answers import Answers
    from flows.survey.answers.matching import Repeat
    from flows.survey.answers.questions import Question, Writing
    from flows.survey.codebook.codebook import Rules

AGGREGATES = {"total": "sum({})", "count": "count({})", "mean": "avg({})", "min": "min({})", "max": "max({})",
    "first": "arg_min({}, place)"}  # fmt: skip


def aggregated(
    connection: duckdb.DuckDBPyConnection, answers: Answers, repeat: Repeat, writing: Writing, rules: Rules
) -> tuple[Answers, list[str]]:
    """`answers` with the variables of the repeated sheet, and what is to be said of it.

    An answer that can't be read makes a problem of the response that it belongs to. A response without an answer there
    has none, for the reason that the first row gives; only a count of it is 0. Rows that belong to no response are
    told, and count for none.
    """
    query = answers_query(
        connection, source(repeat.sheet), repeat.questions, writing, rules, extra={"parent": repeat.parent}
    )
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE repeated AS SELECT row_number() OVER () AS place, * FROM ({query})"  # noqa: S608
    )
    made = ", ".join(_aggregate(question) for question in repeat.questions)
    joined = f"""
        SELECT answers.* REPLACE (nullif(concat_ws('; ', problem, wrong), '') AS problem),
            {", ".join(column for question in repeat.questions for column in _columns(question))}
        FROM {answers.relation} AS answers
        LEFT JOIN (
            SELECT parent, string_agg(DISTINCT problem, '; ' ORDER BY problem) AS wrong, {made}
            FROM repeated GROUP BY parent
        ) AS repeated ON answers._index = repeated.parent"""  # noqa: S608
    notes = list(_notes(connection, answers, repeat))
    return rewritten(connection, answers, joined), notes


def _aggregate(question: Question) -> str:
    name, reason = identifier(question.name), identifier(question.name + SUFFIX_OF_REASONS)
    value = AGGREGATES[question.variable.aggregate].format(name)
    if question.variable.aggregate == "total":
        value = f"{value}::{TYPES[question.variable.type]}"
    return f"{value} AS {name}, arg_min({reason}, place) AS {reason}"


def _columns(question: Question) -> tuple[str, str]:
    """The answer of a response, also of one without a row in the sheet, and the reason where there is none."""
    name, reason = identifier(question.name), identifier(question.name + SUFFIX_OF_REASONS)
    value = f"repeated.{name}"
    if question.variable.aggregate == "count":
        value = f"coalesce({value}, 0)"
    return (
        f"{value} AS {name}",
        f"CASE WHEN {value} IS NULL THEN coalesce(repeated.{reason}, 'skipped'::{REASON}) END AS {reason}",
    )


def _notes(connection: duckdb.DuckDBPyConnection, answers: Answers, repeat: Repeat) -> Iterator[str]:
    rows, strays = connection.execute(
        f"""SELECT count(*), count(*) FILTER (parent IS NULL OR parent NOT IN (
            SELECT _index FROM {answers.relation} WHERE _index IS NOT NULL)) FROM repeated"""  # noqa: S608
    ).fetchall()[0]
    yield f"sheet {repeat.sheet.name}: {rows} rows, aggregated for each response"
    if strays:
        yield f"sheet {repeat.sheet.name}: {strays} of them belong to no response and count for none"
