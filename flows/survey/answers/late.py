"""What can be told of a response only beside the others: it is there twice, or its form had other questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.survey.answers.answers import rewritten
from flows.survey.codebook.codebook_checks import SUFFIX_OF_REASONS
from flows.survey.exports.sheets import ROW, identifier, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

    from flows.survey.answers.answers import Answers
    from flows.survey.codebook.codebook import Codebook

SUMS_UP = "_sums_up"
UUID, SENT, VERSION = "_uuid", "_sent", "_version"
BY_CHANCE = 0.01  # a version that nobody answered a question in had it all the same, if that is less unlikely


def settled(connection: duckdb.DuckDBPyConnection, answers: Answers, codebook: Codebook) -> tuple[Answers, list[str]]:
    """`answers` without the rows that sum up others, with the problems of responses that are there more than once,
    and with questions that a version of the form didn't have as not shown; and what the rules came to."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE late ({ROW} BIGINT, why VARCHAR)")
    sums = _rows(connection, f"SELECT {ROW} FROM {answers.relation} WHERE {SUMS_UP} ORDER BY 1")  # noqa: S608
    notes = [f"row {row} sums up the responses and was set aside" for row in sums]
    notes += [*_resubmitted(connection, answers, codebook), *_duplicates(connection, answers, codebook)]
    unasked = _unasked(connection, answers, codebook)
    notes += [
        f"{name} is in no response of version {version}: there it counts as not shown" for version, name in unasked
    ]
    (late,) = connection.execute("SELECT count(*) FROM late").fetchall()[0]
    if sums or late or unasked:
        changes = ["nullif(concat_ws('; ', problem, why), '') AS problem", *_not_shown(unasked)]
        answers = rewritten(
            connection,
            answers,
            f"""SELECT answers.* REPLACE ({", ".join(changes)}) FROM {answers.relation} AS answers
            LEFT JOIN late USING ({ROW}) WHERE NOT {SUMS_UP}""",  # noqa: S608
        )
    return answers, notes


def _resubmitted(connection: duckdb.DuckDBPyConnection, answers: Answers, codebook: Codebook) -> Iterator[str]:
    """Responses that were sent again under the same identifier of the tool."""
    rule = codebook.rules.resubmitted
    found = _keep_one(connection, answers, UUID, rule, "sent again: see row {}", "sent {} times")
    if found:
        yield f"responses sent again: {found} ({_told(rule)})"


def _duplicates(connection: duckdb.DuckDBPyConnection, answers: Answers, codebook: Codebook) -> Iterator[str]:
    """Responses that share the key of another."""
    rule, heading = codebook.rules.duplicates, codebook.variables[codebook.key].heading
    other = f"{heading}: another response has the same key"
    found = _keep_one(connection, answers, identifier(codebook.key), rule, other + " (row {})", other)
    if found:
        yield f"responses that share their {heading} with another: {found} ({_told(rule)})"


def _keep_one(
    connection: duckdb.DuckDBPyConnection, answers: Answers, same: str, rule: str, other: str, all_of: str
) -> int:
    """Gives a problem to the sound responses that are the `same`, but for the one that was sent first or last where the
    rule keeps it; returns how many that are. Texts may name the row that is kept, or how many there are.

    Where the export tells no times, its order is taken to be that in which they were sent."""
    kept = f"{rule}({ROW} ORDER BY {SENT} NULLS FIRST, {ROW})" if rule in ("first", "last") else "NULL"
    why = f"CASE WHEN kept IS NULL THEN {_filled(all_of, 'copies')} ELSE {_filled(other, 'kept')} END"
    (found,) = connection.execute(
        f"""INSERT INTO late
        WITH sound AS (
            SELECT {ROW}, {same} AS same, {SENT} FROM {answers.relation}
            WHERE problem IS NULL AND NOT {SUMS_UP} AND {ROW} NOT IN (SELECT {ROW} FROM late) AND {same} IS NOT NULL
        ),
        several AS (
            SELECT same, count(*) AS copies, {kept} AS kept FROM sound GROUP BY same HAVING count(*) > 1
        )
        SELECT {ROW}, {why} FROM sound JOIN several USING (same) WHERE kept IS DISTINCT FROM {ROW}"""  # noqa: S608
    ).fetchall()[0]
    return int(found)


def _filled(text: str, column: str) -> str:
    before, brackets, after = text.partition("{}")
    return f"{quoted(before)} || {column} || {quoted(after)}" if brackets else quoted(text)


def _told(rule: str) -> str:
    return "all of them kept out" if rule == "quarantine" else f"the {rule} one counts"


def _unasked(connection: duckdb.DuckDBPyConnection, answers: Answers, codebook: Codebook) -> list[tuple[str, str]]:
    """Versions of the form with the variables that nobody answered in them, though so many would have by chance, if as
    many pass over the question as in the other versions."""
    names = [name for name, variable in codebook.variables.items() if not variable.sheet]
    counts = ", ".join(f"count({identifier(name)})" for name in names)
    known = f"FROM {answers.relation} WHERE {VERSION} IS NOT NULL"
    versions = connection.execute(f"SELECT {VERSION}, count(*), {counts} {known} GROUP BY 1 ORDER BY 1").fetchall()
    responses = sum(row[1] for row in versions)
    answered = {name: sum(row[place] for row in versions) for place, name in enumerate(names, start=2)}
    return [
        (version, name)
        for version, there, *counted in versions
        for name, count in zip(names, counted, strict=True)
        if not count and answered[name] and (1 - answered[name] / (responses - there)) ** there < BY_CHANCE
    ]


def _not_shown(unasked: list[tuple[str, str]]) -> Iterator[str]:
    """The changed columns of reasons: a blank in a version that never had the question isn't a question passed over."""
    for name in dict.fromkeys(name for _, name in unasked):
        versions = ", ".join(quoted(version) for version, other in unasked if other == name)
        reason = identifier(name + SUFFIX_OF_REASONS)
        changed = f"{VERSION} IN ({versions}) AND {reason} = 'skipped'"
        yield f"CASE WHEN {changed} THEN 'not_shown' ELSE {reason} END AS {reason}"


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[int]:
    return [row for (row,) in connection.execute(query).fetchall()]
