"""Sums of several publications over the same answers, as one table of disclosure control.

A firm's answer may stand in many published sums: in the cells of its wave, in those of an earlier release, in those of
the firms of two waves only. An intruder has them all, and so one table of `flows.survey.disclosure.linked` holds them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from flows.survey.disclosure.condensing import KEPT, atoms, condensed
from flows.survey.disclosure.linked import Table
from flows.survey.disclosure.sensitivity import Name, Sensitivity, sensitivity

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from flows.survey.answers.responses import Codes, Floats
    from flows.survey.disclosure.condensing import Condensed
    from flows.survey.disclosure.linked import Answers
    from flows.survey.disclosure.sensitivity import Rules

    Cell = tuple[int, int]

DIGITS = (3, 2, 1)
"""To how many digits the weights of two publications are set against one another; fewer where every firm would become
an atom of its own, since sums with so many weights can't be taken apart."""
ATOMS = 400


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """The cells of one publication: for each grouping the cell of each firm, -1 for one that is in none.

    `hidden` are those that it doesn't show; None while that is to be decided. `factor` (firms,) is its weight of a firm
    by that of the table, None for 1.
    """

    cells: tuple[Codes, ...]
    hidden: Collection[Cell] | None = None
    factor: Floats | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Overlap:
    """`table` has the cells of the first publication by their names, (grouping, cell), and those of each other one,
    in order, as (publication, grouping, cell): these are forced, but for those `hidden`. `apart` (answers,) is the code
    that tells answers apart which are in the same cells."""

    table: Table
    hidden: frozenset[Name]
    apart: Codes


def overlap(answers: Answers, publications: Sequence[Sums], rules: Rules, apart: Codes | None = None) -> Overlap:
    """The table of all `publications` over `answers`, of as few answers as will do."""
    apart = np.zeros(answers.value.size, dtype=np.intp) if apart is None else apart
    codes = [codes for each in publications for codes in each.cells]
    publications = _comparable(publications, codes)
    factors = [each.factor for each in publications if each.factor is not None]
    most = max([KEPT, 2 * rules.minimum_frequency, *(2 * n for n, _ in rules.dominance)])
    few = condensed(
        answers.value,
        answers.weight,
        answers.holding,
        [*codes, *(_codes(factor) for factor in factors), apart],
        kept=most,
        weighted=rules.public_weights,
    )
    return _table(few, publications, rules)


def _table(few: Condensed, publications: Sequence[Sums], rules: Rules) -> Overlap:
    answers, atom = few.answers, atoms(few.cells)
    number, first = int(atom.max(initial=-1)) + 1, np.unique(atom, return_index=True)[1]
    left = iter(few.cells)
    names: list[Name] = []
    rows: list[Floats] = []
    verdicts: list[Sensitivity] = []
    forced: set[Name] = set()
    hidden: set[Name] = set()
    places = [[next(left) for _ in each.cells] for each in publications]
    for publication, (each, groupings) in enumerate(zip(publications, places, strict=True)):
        factor = np.ones(number) if each.factor is None else np.unique(each.factor)[next(left)[first]]
        for place, codes in enumerate(groupings):
            for cell in range(int(codes.max(initial=-1)) + 1):
                inside = codes == cell
                if not inside.any():
                    continue
                name = (publication, place, cell) if publication else (place, cell)
                shown = each.hidden is not None and (place, cell) not in each.hidden
                names.append(name)
                rows.append(inside[first] * factor)
                verdicts.append(Sensitivity() if shown else _sensitivity(answers, inside, rules))
                if each.hidden is not None:
                    (forced if shown else hidden).add(name)
    own = np.zeros((int(answers.holding.max(initial=-1)) + 1, number))
    np.add.at(own, (answers.holding, atom), answers.amount)
    table = Table(
        names=tuple(names),
        cells=np.array(rows).reshape(-1, number),
        atom=atom,
        answers=answers,
        rules=rules,
        amounts=np.bincount(atom, answers.amount, number).astype(np.float64),
        own=own,
        active=np.bincount(atom, answers.value != 0, number) > 0,
        sensitivities=tuple(verdicts),
        forced=frozenset(forced),
    )
    return Overlap(table, frozenset(hidden), few.cells[-1])


def _sensitivity(answers: Answers, firms: NDArray[np.bool_], rules: Rules) -> Sensitivity:
    return sensitivity(answers.value[firms], answers.weight[firms], answers.holding[firms], rules)


def _comparable(publications: Sequence[Sums], codes: Sequence[Codes]) -> list[Sums]:
    """Publications with rounded factors: weights adjusted to known totals must not make an atom of every firm."""
    rounded = list(publications)
    for digits in DIGITS:
        rounded = [
            each if each.factor is None else replace(each, factor=_rounded(each.factor, digits))
            for each in publications
        ]
        factors = [_codes(each.factor) for each in rounded if each.factor is not None]
        if not factors or int(atoms([*codes, *factors]).max(initial=0)) < ATOMS:
            break
    return rounded


def _rounded(factor: Floats, digits: int) -> Floats:
    return np.asarray(np.round(np.nan_to_num(factor, nan=1.0), digits), dtype=np.float64)


def _codes(values: Floats) -> Codes:
    codes: Codes = np.unique(values, return_inverse=True)[1].astype(np.intp)
    return codes
