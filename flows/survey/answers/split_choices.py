"""Several choices in columns of their own: from ticks to the list of what was chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.survey.answers.questions import (
    REASON,
    Projection,
    asked,
    folded,
    problem,
    reason_column,
    reason_sql,
)
from flows.survey.answers.words import yes_no
from flows.survey.exports.sheets import identifier, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flows.survey.answers.questions import Question, Writing
    from flows.survey.codebook.codebook import Rules


def split_choice(question: Question, writing: Writing, rules: Rules) -> Projection:
    """A multiple choice with a column for each value: ticked is what is neither blank nor a no.

    Where all are blank, a tool that tells questions that were not shown from blank ones has none ticked; for the
    others it can't be told, and there is no answer. Each step is a column of its own, or it would be worked out, and
    written into the query, once for each use.
    """
    name = question.name
    shown, said = identifier(f"{name} shown"), identifier(f"{name} said")
    texts = [identifier(f"{name} {place}") for place in range(len(question.cells))]
    ticks = [identifier(f"{name} tick {place}") for place in range(len(question.cells))]
    folded_cells = [f"{folded(cell)} AS {text}" for cell, text in zip(question.cells, texts, strict=True)]
    ticked = [f"{_tick(text, question)} AS {tick}" for text, tick in zip(texts, ticks, strict=True)]
    none_ticked = "[]::VARCHAR[]" if writing.absent == "not_shown" else "NULL"
    found = f"""CASE WHEN coalesce({", ".join(ticks)}) IS NOT NULL THEN {_ticked(question, ticks)}
        WHEN {said} IS NULL AND {shown} THEN {none_ticked} END"""
    return Projection(
        cell=", ".join(
            [*folded_cells, asked(question), f"coalesce({', '.join(question.cells)}) IS NOT NULL AS {shown}"]
        ),
        fast=", ".join([*ticked, f"{_said(question, texts)} AS {said}"]),
        value=f"CASE WHEN {identifier(name + ' asked')} THEN {found} END AS {identifier(name)}",
        reason=reason_column(
            question,
            rules,
            f"""WHEN {said} IS NOT NULL THEN {said}::{REASON} WHEN {shown} THEN {reason_sql("skipped")}
            ELSE {reason_sql(writing.absent)}""",
        ),
        problem=problem(question, "''", writing, rules),
    )


def _tick(text: str, question: Question) -> str:
    nothing = ", ".join(map(quoted, ["", *question.missing]))
    noes = ", ".join(map(quoted, ["0.0", *(word for word, answer in yes_no().items() if answer == "no")]))
    return f"CASE WHEN {text} NOT IN ({nothing}) THEN {text} NOT IN ({noes}) END"


def _ticked(question: Question, ticks: Sequence[str]) -> str:
    """The list of what is ticked, in the order of the codebook."""
    by_code: dict[str, list[str]] = {code: [] for code in question.variable.values}
    for code, tick in zip(question.choices, ticks, strict=True):
        by_code[code].append(tick)
    chosen = [f"CASE WHEN {' OR '.join(any_of)} THEN {quoted(code)} END" for code, any_of in by_code.items() if any_of]
    return f"list_filter([{', '.join(chosen)}], lambda choice: choice IS NOT NULL)"


def _said(question: Question, texts: Sequence[str]) -> str:
    """The reason that the first cell with a word for no answer gives."""
    if not question.missing:
        return "NULL::VARCHAR"
    cases = " ".join(f"WHEN {quoted(word)} THEN {quoted(reason)}" for word, reason in question.missing.items())
    return f"coalesce({', '.join(f'CASE {text} {cases} END' for text in texts)})"
