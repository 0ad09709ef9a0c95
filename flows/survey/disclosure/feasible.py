"""What published sums leave possible: linear programmes over the unknown parts (scipy's HiGHS)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linprog  # type: ignore[import-untyped]  # scipy ships no types
from scipy.sparse import csr_array, hstack  # type: ignore[import-untyped]

from flows.survey.disclosure.sensitivity import Name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

INFEASIBLE, UNBOUNDED = 2, 3  # linprog's statuses
HORIZON = 1e6
"""How far beyond what is looked for a bound still matters."""


def feasible_intervals(
    published: Mapping[Name, float],
    hidden: Iterable[Name],
    equations: Iterable[tuple[Name, Sequence[Name]]],
    *,
    nonnegative: bool = True,
    at_least: Mapping[Name, float] | None = None,
) -> dict[Name, tuple[float, float]]:
    """The lowest and highest value that each hidden cell can have, given all that is published (handbook, section 4.2).

    Each equation is (margin, parts). What an insider knows exactly is given among `published`, what it contributes to
    a cell that others contribute to as well in `at_least`. Without `nonnegative` a cell that doesn't follow exactly can
    have any value. Raises ValueError when no values fit what is published.
    """
    names = list(hidden)
    place = {name: column for column, name in enumerate(names)}
    matrix, right = [], []
    for margin, parts in equations:
        row, known = np.zeros(len(names)), 0.0
        for name, sign in ((margin, 1.0), *((part, -1.0) for part in parts)):
            if name in place:
                row[place[name]] += sign
            else:
                known += sign * published[name]
        matrix.append(row)
        right.append(-known)
    lowest = 0.0 if nonnegative else -np.inf
    lower = np.array([max(lowest, (at_least or {}).get(name, lowest)) for name in names])
    sums = np.array(matrix).reshape(-1, len(names))
    goals = np.eye(len(names))
    return {name: extremes(goals[place[name]], sums, np.array(right), lower) for name in names}


def extremes(goal: Floats, sums: Floats, values: Floats, lower: Floats) -> tuple[float, float]:
    """The lowest and highest `goal` over all x >= `lower` with `sums` x = `values`.

    Raises ValueError when there is no such x.
    """
    found = []
    for sign in (1.0, -1.0):
        result = linprog(
            sign * goal, A_eq=sums, b_eq=values, bounds=np.column_stack([lower, np.full(lower.size, np.inf)])
        )
        if result.status == INFEASIBLE:
            raise ValueError("what is published contradicts itself: no values fit")
        found.append(float(sign * (result.fun if result.status == 0 else -np.inf)))
    return found[0], found[1]


def movement(goal: Floats, amount: float, sums: Floats, lower: Floats, fixed: NDArray[np.bool_]) -> Floats | None:
    """A change of the unknowns that changes `goal` by `amount` and none of `sums`, or None where there is none.

    `lower` is the least change of each unknown, those that are `fixed` don't change at all. Of all such changes it is
    the one with the least sum of absolute changes: a basic solution, so that few unknowns change.
    """
    n, scale = goal.size, abs(amount)
    up = np.where(fixed, 0.0, np.inf)
    down = np.where(fixed, 0.0, np.minimum(-lower / scale, HORIZON))
    rows = csr_array(np.vstack([sums, goal]))
    result = linprog(
        np.ones(2 * n),
        A_eq=hstack([rows, -rows]),
        b_eq=np.append(np.zeros(len(sums)), np.sign(amount)),
        bounds=np.column_stack([np.zeros(2 * n), np.concatenate([up, down])]),
    )
    if result.status != 0:
        return None
    change: Floats = (result.x[:n] - result.x[n:]) * scale
    change[np.abs(change) < 1e-9 * scale] = 0.0
    return change
