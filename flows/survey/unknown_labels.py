"""Labels that the codebook doesn't know: told by column, because they may be a mistake of the codebook or the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.survey.codebook_checks import SUFFIX_OF_REASONS
from flows.survey.projection import first_answer
from flows.survey.sheets import ROW, identifier, numbered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import duckdb

    from flows.survey.answers import Answers
    from flows.survey.export import Sheet
    from flows.survey.projection import Question

SHOWN = 5
LABELLED = ("choice", "multiple", "yes_no")


def unknown_labels(
    connection: duckdb.DuckDBPyConnection, answers: Answers, sheet: Sheet, questions: Sequence[Question]
) -> Iterator[str]:
    """A sentence for each choice with labels that couldn't be read: how many, and the most frequent."""
    for question in questions:
        if question.variable.type not in LABELLED or question.choices:
            continue
        labels = _labels(connection, answers, sheet, question)
        if labels:
            shown = ", ".join(f"{label!r} ({count})" for label, count in labels[:SHOWN])
            more = f" and {len(labels) - SHOWN} more" if len(labels) > SHOWN else ""
            damaged = any("\N{REPLACEMENT CHARACTER}" in label for label, _ in labels)
            hint = "; the file may be in another encoding" if damaged else ""
            yield f"{question.variable.heading}: the codebook doesn't know {shown}{more}{hint}"


def _labels(
    connection: duckdb.DuckDBPyConnection, answers: Answers, sheet: Sheet, question: Question
) -> list[tuple[str, int]]:
    reason = identifier(question.name + SUFFIX_OF_REASONS)
    invalid = f"FROM {answers.relation} WHERE {reason} = 'invalid'"
    if not connection.execute(f"SELECT count(*) {invalid}").fetchall()[0][0]:
        return []
    return connection.execute(
        f"""SELECT {first_answer(question)} AS label, count(*) FROM {numbered(sheet)}
        WHERE {ROW} IN (SELECT {ROW} {invalid})
        GROUP BY label ORDER BY count(*) DESC, label"""  # noqa: S608
    ).fetchall()
