"""What the codebook's rules came to: how many responses and answers each of them decided about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.survey.answers.late import VERSION
from flows.survey.answers.telling import INCOMPLETE, NOT_APPROVED, TEST
from flows.survey.codebook.codebook_checks import SUFFIX_OF_REASONS
from flows.survey.exports.sheets import identifier, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

    from flows.survey.answers.answers import Answers
    from flows.survey.answers.matching import Matching
    from flows.survey.codebook.codebook import Codebook


def decisions(
    connection: duckdb.DuckDBPyConnection, answers: Answers, codebook: Codebook, matching: Matching
) -> Iterator[str]:
    """A sentence for each rule that decided about something; duplicates are told by `flows.survey.answers.late`."""
    told = list(_counted(codebook, matching))
    counts = ", ".join(["count(*)", *(f"count(*) FILTER ({condition})" for condition, _ in told)])
    _, *found = connection.execute(f"SELECT {counts} FROM {answers.relation}").fetchall()[0]  # noqa: S608
    for count, (_, sentence) in zip(found, told, strict=True):
        if count:
            yield sentence.format(count)


def _counted(codebook: Codebook, matching: Matching) -> Iterator[tuple[str, str]]:
    """SQL conditions, and what is to be said of the number of responses that fulfil them."""
    rules = codebook.rules
    for column, rule, what in (
        (TEST, rules.test, "test responses"),
        (INCOMPLETE, rules.incomplete, "incomplete responses"),
        (NOT_APPROVED, rules.not_approved, "responses that were not approved"),
    ):
        if column in matching.extra:
            yield f"{identifier(column)} IS NOT NULL", f"{{}} {what}, {'kept out' if rule == 'quarantine' else 'kept'}"
    for question in matching.questions:
        heading = question.variable.heading.replace("{", "{{").replace("}", "}}")
        reason = identifier(question.name + SUFFIX_OF_REASONS)
        if rules.invalid == "missing" and not question.required:
            yield (
                f"{reason} = 'invalid'",
                f"{heading}: {{}} answers can't be read or are out of bounds, and are missing",
            )
        if question.asked != "true":
            versions = ", ".join(map(quoted, question.variable.versions))
            other = f"coalesce(trim({VERSION}), '') NOT IN ({versions})"
            yield other, f"{heading}: what {{}} responses of other versions of the form say doesn't count"
