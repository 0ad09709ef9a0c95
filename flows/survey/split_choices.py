"""Several choices in columns of their own: from ticks to the list of what was chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.survey.questions import (
    REASON,
    Projection,
    asked,
    folded,
    if_asked,
    is_answer,
    problem,
    reason_column,
    reason_sql,
)
from flows.survey.sheets import identifier, quoted
from flows.survey.words import yes_no

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flows.survey.codebook import Rules
    from flows.survey.questions import Question, Writing


def split_choice(question: Question, writing: Writing, rules: Rules) -> Projection:
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
        cell=f"""{if_asked(question, found)} AS {cell}, {asked(question)},
            coalesce({", ".join(question.cells)}) IS NOT NULL AS {shown},
            CASE WHEN NOT {answered} THEN {_said(question)} END AS {said}""",
        fast=f"NULL AS {identifier(name + ' fast')}",
        value=f"{cell} AS {identifier(name)}",
        reason=reason_column(
            question,
            rules,
            f"""WHEN {said} IS NOT NULL THEN {said}::{REASON} WHEN {shown} THEN {reason_sql("skipped")}
            ELSE {reason_sql(writing.absent)}""",
        ),
        problem=problem(question, "''", writing, rules),
    )


def _tick(cell: str, question: Question) -> str:
    noes = ["0.0", *(word for word, answer in yes_no().items() if answer == "no")]
    return f"CASE WHEN {is_answer(cell, question)} THEN {folded(cell)} NOT IN ({', '.join(map(quoted, noes))}) END"


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
    return f"coalesce({', '.join(f'CASE {folded(cell)} {cases} END' for cell in question.cells)})"
