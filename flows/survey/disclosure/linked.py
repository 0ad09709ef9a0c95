"""Linked tables: published totals over one set of answers, and the atoms that they are sums of.

Firms that stand in exactly the same published cells form an atom. Every cell is then a sum of atoms, whatever tables
there are: margins, hierarchies, overlapping domains (all firms, those of 10 or more), earlier releases. No equation
between cells has to be declared, and what is implied by two tables together (all less those of 10 or more) is there.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from flows.survey.disclosure.sensitivity import Name, Rules, Sensitivity, sensitivity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Answers:
    """What firms answered to one question, a place for each firm: the value, its weight, the code of its holding."""

    value: Floats
    weight: Floats
    holding: NDArray[np.intp]

    @classmethod
    def of(cls, value: ArrayLike, weight: ArrayLike | None = None, holding: Sequence[Name] | None = None) -> Answers:
        """Weight 1, and a holding of its own for each firm, where nothing is said.

        Raises ValueError when an answer is missing: only firms that answered belong here.
        """
        values = np.asarray(value, dtype=np.float64)
        if np.isnan(values).any():
            raise ValueError("an answer is missing; leave out firms that did not answer the question")
        weights = np.ones_like(values) if weight is None else np.asarray(weight, dtype=np.float64)
        holdings = list(range(values.size)) if holding is None else list(holding)
        codes = {name: code for code, name in enumerate(dict.fromkeys(holdings))}
        return cls(values, weights, np.array([codes[name] for name in holdings], dtype=np.intp))

    @property
    def amount(self) -> Floats:
        """What each firm contributes to a total."""
        return self.value * self.weight


@dataclass(frozen=True, slots=True)
class Table:
    """Totals that are meant for publication, over `answers`.

    `cells` has a row for each of `names` and a column for each atom, 1 where the atom is part of the cell. `atom` is
    the atom of each firm. `amounts` are the atoms' totals, `own` what each holding contributes to them. `active` atoms
    have a contributor: the others are known to be 0, or hide nothing. Cells in `forced` are published anyway.
    """

    names: tuple[Name, ...]
    cells: Floats
    atom: NDArray[np.intp]
    answers: Answers
    rules: Rules
    amounts: Floats
    own: Floats
    active: Mask
    sensitivities: tuple[Sensitivity, ...]
    forced: frozenset[Name]

    @property
    def values(self) -> Floats:
        """The totals of the cells."""
        return self.cells @ self.amounts

    @property
    def nonnegative(self) -> bool:
        """Whether a reader may suppose that no total is below 0: cautiously, whenever no answer is."""
        return bool((self.answers.value >= 0).all())

    @property
    def sole(self) -> Mask:
        """Holdings x atoms: whether the holding is the atom's only contributor, and so knows it."""
        gives = np.zeros(self.own.shape, dtype=bool)
        np.logical_or.at(gives, (self.answers.holding, self.atom), self.answers.value != 0)
        alone: Mask = gives & (gives.sum(axis=0) == 1)
        return alone

    def sensitivity(self, atoms: Mask) -> Sensitivity:
        """What the rules say of the sum of some atoms."""
        return _sensitivity(self.answers, atoms[self.atom], self.rules)


def linked(
    answers: Answers,
    cells: Mapping[Name, ArrayLike],
    rules: Rules | None = None,
    forced: Iterable[Name] = (),
) -> Table:
    """The table of `cells`, each given by the firms in it, as a mask over `answers`.

    Of one survey, wave and question all cells belong in one table. `forced` names those that must be shown, or that
    an earlier release has shown already.
    """
    rules = rules or Rules()
    members = np.array([np.asarray(mask, dtype=bool) for mask in cells.values()]).reshape(len(cells), -1)
    signatures, atom = np.unique(members, axis=1, return_inverse=True)
    atom = atom.reshape(-1).astype(np.intp)
    atoms = signatures.shape[1]
    own = np.zeros((int(answers.holding.max(initial=-1)) + 1, atoms))
    np.add.at(own, (answers.holding, atom), answers.amount)
    return Table(
        names=tuple(cells),
        cells=signatures.astype(np.float64),
        atom=atom,
        answers=answers,
        rules=rules,
        amounts=np.bincount(atom, answers.amount, atoms).astype(np.float64),
        own=own,
        active=np.bincount(atom, answers.value != 0, atoms) > 0,
        sensitivities=tuple(_sensitivity(answers, mask, rules) for mask in members),
        forced=frozenset(forced),
    )


def breakdown(classifications: Mapping[str, Sequence[str | None]], tables: Iterable[Sequence[str]]) -> dict[Name, Mask]:
    """The cells of several tables with all their margins: name to mask over the firms, without empty cells.

    `classifications` gives each firm's category by variable (None: not in the table), `tables` the variables that are
    crossed in each. A cell's name is the tuple of its (variable, category); the total's is ().
    """
    columns = {variable: np.array(categories, dtype=object) for variable, categories in classifications.items()}
    firms = len(next(iter(columns.values()), ()))
    cells: dict[Name, Mask] = {}
    for table in tables:
        for name in product(*(_choices(variable, columns[variable]) for variable in table)):
            chosen = [(variable, category) for variable, category in name if category is not None]
            masks = [columns[variable] == category for variable, category in chosen]
            mask: Mask = np.logical_and.reduce(masks) if masks else np.ones(firms, dtype=bool)
            if mask.any():
                cells[tuple(sorted(chosen))] = mask
    return cells


def with_margins(
    leaves: Mapping[Name, ArrayLike], equations: Iterable[tuple[Name, Sequence[Name]]]
) -> dict[Name, Mask]:
    """The cells of a table that is given by equations (margin, parts): each margin has the firms of its parts.

    Raises ValueError when a part is neither a leaf nor the margin of another equation.
    """
    cells: dict[Name, Mask] = {name: np.asarray(mask, dtype=bool) for name, mask in leaves.items()}
    waiting = [(margin, tuple(parts)) for margin, parts in equations]
    while waiting:
        ready = [(margin, parts) for margin, parts in waiting if all(part in cells for part in parts)]
        if not ready:
            raise ValueError(f"no equation gives a part of {waiting[0][0]!r}")
        cells |= {margin: np.logical_or.reduce([cells[part] for part in parts]) for margin, parts in ready}
        waiting = [equation for equation in waiting if equation not in ready]
    return cells


def _sensitivity(answers: Answers, firms: Mask, rules: Rules) -> Sensitivity:
    return sensitivity(answers.value[firms], answers.weight[firms], answers.holding[firms], rules)


def _choices(variable: str, categories: NDArray[np.object_]) -> Iterator[tuple[str, str | None]]:
    yield variable, None
    for category in dict.fromkeys(categories):
        if category is not None:
            yield variable, category
