"""Labels that the codebook doesn't know: told by column, because they may be a mistake of the codebook or the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.survey.answers.questions import first_answer
from flows.survey.answers.words import spelling
from flows.survey.codebook.codebook_checks import SUFFIX_OF_REASONS
from flows.survey.exports.encoded import damage
from flows.survey.exports.sheets import ROW, identifier, numbered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import duckdb

    from flows.survey.answers.answers import Answers
    from flows.survey.answers.questions import Question
    from flows.survey.exports.export import Export

SHOWN = 5
LABELLED = ("choice", "multiple", "yes_no")
OTHER_ENCODINGS = ("mac-roman", "cp850", "cp1252")


def unknown_labels(
    connection: duckdb.DuckDBPyConnection, answers: Answers, export: Export, questions: Sequence[Question]
) -> Iterator[str]:
    """A sentence for each choice with labels that couldn't be read: how many, and the most frequent."""
    for question in questions:
        if question.variable.type not in LABELLED or question.choices:
            continue
        labels = _labels(connection, answers, export, question)
        if labels:
            shown = ", ".join(f"{label!r} ({count})" for label, count in labels[:SHOWN])
            more = f" and {len(labels) - SHOWN} more" if len(labels) > SHOWN else ""
            hint = _hint([label for label, _ in labels], question, export.encoding)
            yield f"{question.variable.heading}: the codebook doesn't know {shown}{more}{hint}"


def _hint(labels: Sequence[str], question: Question, encoding: str | None) -> str:
    """What the labels would be had the file been decoded otherwise, where the codebook knows one of these."""
    for other in OTHER_ENCODINGS:
        for label in labels:
            meant = _decoded(label, encoding or "utf-8", other)
            if meant and spelling(meant) in (question.spellings or {}):
                return f"; {label!r} is {meant!r} if the file is in {other}: say so with `encoding: {other}`"
    if damage(labels):
        return "; their letters look damaged: the file may be in another encoding"
    return ""


def _decoded(text: str, encoding: str, other: str) -> str | None:
    try:
        return text.encode(encoding).decode(other)
    except (UnicodeError, LookupError):
        return None


def _labels(
    connection: duckdb.DuckDBPyConnection, answers: Answers, export: Export, question: Question
) -> list[tuple[str, int]]:
    reason = identifier(question.name + SUFFIX_OF_REASONS)
    invalid = f"FROM {answers.relation} WHERE {reason} = 'invalid'"
    if not connection.execute(f"SELECT count(*) {invalid}").fetchall()[0][0]:
        return []
    return connection.execute(
        f"""SELECT {first_answer(question)} AS label, count(*) FROM {numbered(export.sheets[0])}
        WHERE {ROW} IN (SELECT {ROW} {invalid})
        GROUP BY label ORDER BY count(*) DESC, label"""  # noqa: S608
    ).fetchall()
