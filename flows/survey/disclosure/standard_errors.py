"""Standard errors that give away what suppressed totals hide."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from flows.survey.disclosure.linked import Answers, Table
from flows.survey.disclosure.sensitivity import Name, Rules, Sensitivity
from flows.survey.disclosure.suppression import suppress

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray


def withheld_errors(table: Table, hidden: Collection[Name], certain: NDArray[np.bool_]) -> set[Name]:
    """The published cells whose standard error, interval and CV must be hidden too; their totals stay.

    Variances add up over strata as totals do over cells, and within a stratum, where totals are known, the sums of
    squares behind them do (Särndal, Swensson and Wretman 1992, Model Assisted Survey Sampling, result 3.7.2 and
    section 10.3): they are audited as one more table, of the firms' squared contributions. `certain` marks the firms
    of strata that were surveyed in full, which add no variance, as every reader knows. So a hidden cell of two firms
    beside a take-all stratum has all of the margin's variance, from which one of the two computes the other's answer.
    An error is withheld for the same reason where fewer firms add variance than the minimum and one more: total and
    error are two equations, from which one of three firms computes the answers of the other two. Where all answers are
    0 or 1 the error follows from the total, and tells no more.
    """
    variances = _variances(table, certain)
    pattern = suppress(replace(variances, sensitivities=_verdicts(table, variances)), hidden)
    return set(pattern) - set(hidden)


def _variances(table: Table, certain: NDArray[np.bool_]) -> Table:
    """The sums of squares of the same cells, by a rule of their own."""
    answers, atoms = table.answers, table.amounts.size
    squares = (answers.amount**2) * ~certain
    own = np.zeros(table.own.shape)
    np.add.at(own, (answers.holding, table.atom), squares)
    one_more = 0 if np.isin(answers.value, (0.0, 1.0)).all() else 1
    return replace(
        table,
        answers=Answers(squares, np.ones(squares.size), answers.holding),
        rules=Rules(table.rules.minimum_frequency + one_more),
        amounts=np.bincount(table.atom, squares, atoms).astype(np.float64),
        own=own,
        active=np.bincount(table.atom, squares != 0, atoms) > 0,
        forced=frozenset(),
    )


def _verdicts(table: Table, variances: Table) -> tuple[Sensitivity, ...]:
    """What must not be known of the variances: those of sensitive cells, and of too few firms. A 0 is no secret."""
    found = []
    for cell, of_total in zip(variances.cells, table.sensitivities, strict=True):
        of_variance = variances.sensitivity(cell != 0)
        status = (of_variance if of_variance.unsafe else of_total).conf_status
        varies = bool((cell @ variances.active) > 0)
        found.append(Sensitivity(of_variance.reasons or of_total.reasons, status) if varies else Sensitivity())
    return tuple(found)
