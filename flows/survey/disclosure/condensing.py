"""Fewer firms for disclosure control: in a large cell the many small ones stand together for one another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from flows.survey.disclosure.linked import Answers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flows.survey.answers.responses import Codes, Floats, Mask

KEPT = 25  # largest firms of an atom that stay as they are, where the rules look at no more
LARGE = 200  # firms of an atom from which on it is condensed


@dataclass(frozen=True, slots=True, eq=False)
class Condensed:
    """`answers` of fewer firms, and for each of them its cell in each grouping (as `Grouping.cell`)."""

    answers: Answers
    cells: tuple[Codes, ...]


def condensed(
    y: Floats, weight: Floats, holding: Codes, cells: Sequence[Codes], *, kept: int = KEPT, weighted: bool = True
) -> Condensed:
    """The same totals and the same largest contributors in every cell, from fewer firms.

    Firms that stand in the same cells of all groupings form an atom. Of a large one the firms beyond the `kept`
    largest are joined into some that are no larger than the smallest of those; a holding of several firms is left
    alone, and so is an answer below 0. Whether a sum of atoms is unsafe doesn't change, since no rule looks beyond the
    largest and a count of `kept`. The largest are so by their answer times its weight, or by the answer alone.
    """
    atom = atoms(cells)
    amount = np.abs(y * weight if weighted else y)
    order = np.lexsort((-amount, atom))
    group = _groups(atom[order], amount[order], (_alone(holding) & (y >= 0))[order], kept)
    _, first, member = np.unique(group, return_index=True, return_inverse=True)
    sums = np.bincount(member, y[order])
    amounts = np.bincount(member, (y * weight)[order])
    weights = np.divide(amounts, sums, out=weight[order][first].copy(), where=sums != 0)
    chosen = order[first]
    return Condensed(
        Answers(sums.astype(np.float64), weights, np.unique(holding[chosen], return_inverse=True)[1].astype(np.intp)),
        tuple(cell[chosen] for cell in cells),
    )


def atoms(cells: Sequence[Codes]) -> Codes:
    """A number for each firm that those in the same cells of all groupings share: 0, 1, ..."""
    found = np.zeros(cells[0].size, dtype=np.intp)
    for codes in cells:
        span = int(codes.max(initial=-1)) + 2
        # One number for both, made small again so that products never grow out of an integer.
        found = np.unique(found * span + codes + 1, return_inverse=True)[1].astype(np.intp)
    return found


def _groups(atom: Codes, amount: Floats, alone: Mask, kept: int) -> Codes:
    """For firms sorted by atom and falling amount, a number that those to be joined share."""
    starts = np.flatnonzero(np.r_[True, atom[1:] != atom[:-1]]) if atom.size else np.empty(0, dtype=np.intp)
    sizes = np.diff(np.r_[starts, atom.size])
    group = np.arange(atom.size)
    for start, size in zip(starts, sizes, strict=True):
        if size < max(LARGE, 2 * kept):
            continue
        rest = np.arange(start + kept, start + size)
        rest = rest[alone[rest]]
        most = amount[start + kept - 1]
        joined = np.floor(np.cumsum(amount[rest]) / (most / 2)) if most > 0 else np.zeros(rest.size)
        # Zeros hide nothing: joined with an amount they would count as contributors no more.
        joined = np.where(amount[rest] > 0, joined, -1)
        _, first, member = np.unique(joined, return_index=True, return_inverse=True)
        group[rest] = rest[first][member]
    return group


def _alone(holding: Codes) -> Mask:
    """Whether a firm is the only one of its holding."""
    alone: Mask = np.bincount(holding)[holding] == 1
    return alone
