"""What an intruder can compute from published totals: the audit of a suppression pattern.

It knows nothing of how the pattern was chosen. An intruder knows the published cells, which firms stand where, and
where no answer is negative that no total is; an insider, a holding, knows its own answers as well.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linprog  # type: ignore[import-untyped]  # scipy ships no types

from flows.survey.disclosure.feasible import extremes, movement
from flows.survey.disclosure.knowledge import Knowledge, left_by
from flows.survey.disclosure.sensitivity import Name

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from numpy.typing import NDArray

    from flows.survey.disclosure.linked import Table

    Floats = NDArray[np.float64]
    Mask = NDArray[np.bool_]

TOLERANCE = 1e-9
MOVES = 1e-6  # a smaller share of a direction is rounding


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """A sum of atoms that must stay uncertain: a sensitive cell, atom, or union of hidden atoms.

    `name` is the cell's, or None. A reader must reckon with `level` more than `value`, and as much less.
    """

    name: Name | None
    atoms: Floats
    value: float
    level: float


@dataclass(frozen=True, slots=True, eq=False)
class Exposure:
    """A target that can be recomputed closer than its level, from outside or by the holding `insider`.

    `change` is the change of value that the intruder can rule out, 0 when he knows the value exactly.
    """

    target: Target
    insider: int | None
    change: float


def exposed(table: Table, hidden: Collection[Name]) -> list[Exposure]:
    """What the cells that aren't `hidden` give away; empty when the pattern protects.

    Protected are sensitive cells, sensitive atoms (a difference of two cells, say), and sensitive sums that follow
    from published ones, such as two hidden cells of one holding. Two cells that protect each other and have a
    contributor each are exposed to these insiders: a holding that is the only contributor of an atom knows it, of
    others it knows that they aren't below its own part (handbook, section 4.2, on singletons; Cox 2001). Cells must
    keep their level from outside and against each holding; other sums must from outside, and no holding may know them
    exactly.
    """
    return list(Auditor(table).exposures(hidden))


def intervals(table: Table, hidden: Collection[Name], insider: int | None = None) -> dict[Name, tuple[float, float]]:
    """The feasible interval of each hidden cell, from outside or for a holding that knows its own contributions."""
    shown = np.array([name not in hidden for name in table.names])
    lower = np.full(table.amounts.size, 0.0 if table.nonnegative else -np.inf)
    sums, values = table.cells[shown], table.values[shown]
    if insider is not None:
        lower = np.maximum(lower, table.own[insider]) if table.nonnegative else lower
        mine = table.sole[insider]
        sums = np.vstack([sums, np.eye(lower.size)[mine]])
        values = np.append(values, table.amounts[mine])
    cells = zip(table.names, table.cells, strict=True)
    return {name: extremes(cell, sums, values, lower) for name, cell in cells if name in hidden}


@dataclass(eq=False)
class Auditor:
    """Audits patterns of one table, remembering what carries over from one pattern to the next.

    `witnesses` are changes of the atoms that have proved uncertainty; `looked_at` the sums considered so far.
    """

    table: Table
    targets: list[Target] = field(default_factory=list)
    zeros: list[Target] = field(default_factory=list)
    looked_at: set[bytes] = field(default_factory=set)
    witnesses: list[Floats] = field(default_factory=list)

    def __post_init__(self) -> None:
        table = self.table
        self.row = {name: row for row, name in enumerate(table.names)}
        self.sole = table.sole
        self.holdings = np.flatnonzero(self.sole.any(axis=1))
        self.nonnegative = table.nonnegative
        self.weight = (table.own != 0).sum(axis=0) + table.amounts / max(2 * float(np.abs(table.amounts).sum()), 1.0)
        for name, atoms, verdict in zip(table.names, table.cells, table.sensitivities, strict=True):
            if verdict.unsafe:
                self._add(name, atoms, verdict.upper_protection)
        for atom in np.eye(table.amounts.size):
            self._consider(atom)

    def known(self, hidden: Collection[Name]) -> Knowledge:
        """What follows from the cells that aren't hidden. Atoms without contributors are no unknowns: they are 0."""
        shown = [row for name, row in self.row.items() if name not in hidden]
        return Knowledge.of(self.table.cells[shown] * self.table.active, self.weight)

    def exposures(self, hidden: Collection[Name], known: Knowledge | None = None) -> Iterator[Exposure]:
        """See `exposed`; `known` is what follows from the cells that aren't hidden."""
        return chain.from_iterable(self.stages(hidden, known))

    def stages(self, hidden: Collection[Name], known: Knowledge | None = None) -> Iterator[list[Exposure]]:
        """The exposures by kind, those first that are cheap to find: each kind is looked for when it is asked for."""
        known = known or self.known(hidden)
        for row in known.rows:
            self._consider(row)
        targets = np.array([target.atoms for target in self.targets]).reshape(-1, self.weight.size)
        unknown = known.residual(targets)
        uncertain: Mask = np.abs(unknown).max(axis=1, initial=0.0) > 0
        yield [Exposure(self.targets[place], None, 0.0) for place in np.flatnonzero(~uncertain)]
        yield list(self._to_insiders(targets, unknown, uncertain, known))
        yield list(self._zeros_exposed(hidden))
        if self.nonnegative:
            yield from self._too_close([self.targets[place] for place in np.flatnonzero(uncertain)], known)

    def _add(self, name: Name | None, atoms: Floats, level: float) -> None:
        self.looked_at.add((atoms + 0.0).tobytes())
        found = atoms * self.table.active
        if found.any():
            self.targets.append(Target(name, found, float(found @ self.table.amounts), level))
        else:
            self.zeros.append(Target(name, atoms, 0.0, 0.0))

    def _consider(self, row: Floats) -> None:
        """Make a known sum of atoms a target if it is sensitive. Of zeros only whole cells are.

        With parts that count negatively, as in the difference of two releases, it is when too few holdings are in it.
        """
        row = row + 0.0  # no negative zeros: their bytes differ
        if row.tobytes() in self.looked_at:
            return
        self.looked_at.add(row.tobytes())
        verdict = self.table.sensitivity(row != 0)
        union = bool((row >= 0).all())
        if (verdict.unsafe if union else "freq" in verdict.reasons) and (row @ self.table.active or not union):
            self._add(None, row, verdict.upper_protection if union else 0.0)

    def _to_insiders(self, targets: Floats, unknown: Floats, uncertain: Mask, known: Knowledge) -> Iterator[Exposure]:
        """Targets that follow exactly for a holding that is the only contributor of some atoms."""
        atoms = known.residual(np.diag(self.table.active.astype(np.float64)))
        free = atoms.any(axis=0)
        atoms, unknown = atoms[:, free], unknown[:, free]
        for holding in self.holdings:
            mine = self.sole[holding]
            if not atoms[mine].any():
                continue
            others = uncertain & (np.abs(targets) @ (~mine) > 0)
            follows = others & ~left_by(unknown, atoms[mine]).any(axis=1)
            yield from (Exposure(self.targets[place], int(holding), 0.0) for place in np.flatnonzero(follows))

    def _zeros_exposed(self, hidden: Collection[Name]) -> Iterator[Exposure]:
        """Sensitive cells that can only be 0, because a sum that is 0 has no other parts.

        One programme for all: changes that are possible at all are possible together, however small.
        """
        if not self.zeros:
            return
        n, z = self.table.amounts.size, len(self.zeros)
        shown = [row for name, row in self.row.items() if name not in hidden]
        cells = np.array([target.atoms for target in self.zeros])
        result = linprog(
            np.append(np.zeros(n), -np.ones(z)),
            A_ub=np.hstack([-cells, np.eye(z)]),
            b_ub=np.zeros(z),
            A_eq=np.hstack([self.table.cells[shown], np.zeros((len(shown), z))]),
            b_eq=np.zeros(len(shown)),
            bounds=[(None if active else 0, None) for active in self.table.active] + [(0, 1)] * z,
        )
        for target, possible in zip(self.zeros, result.x[n:], strict=True):
            if possible < 1 / 2:
                yield Exposure(target, None, 0.0)

    def _too_close(self, targets: Sequence[Target], known: Knowledge) -> Iterator[list[Exposure]]:
        """Targets whose protection level isn't reached, from outside and then, for cells, against holdings."""
        asked = [
            (target, change)
            for target in targets
            for change in (target.level, -min(target.level, target.value))
            if abs(change) > TOLERANCE * max(target.value, 1.0)
        ]
        if not asked:
            return
        valid = [w for w in self.witnesses if (np.abs(known.rows @ w) <= 1e-7 * np.abs(w).max()).all()]
        directions = np.array([*(known.directions * self.table.active), *valid])
        proved = [(target, change, self._proofs(target, change, directions, known)) for target, change in asked]
        yield [Exposure(target, None, change) for target, change, proofs in proved if not len(proofs)]
        insiders = _Insiders(self, known)
        cells = [question for question in proved if len(question[2]) and question[0].name is not None]
        yield [each for question in cells for each in self._ruled_out(*question, insiders)]

    def _proofs(self, target: Target, change: float, directions: Floats, known: Knowledge) -> Floats:
        """Changes of the atoms, unnoticed from outside, that change the target by `change`: none if there is none."""
        proofs = _scaled(directions, target, change, self.table.amounts)
        if len(proofs):
            return proofs
        found = movement(target.atoms, change, known.rows, *self.bounds(None))
        if found is None:
            return proofs
        self.witnesses.append(found)
        return found[None]

    def _ruled_out(self, target: Target, change: float, proofs: Floats, insiders: _Insiders) -> Iterator[Exposure]:
        """The holdings that can rule out, by what they know of themselves, that the target differs by `change`."""
        doubting = self._unconvinced(np.arange(len(self.table.own)), proofs)
        while doubting.size:
            holding, doubting = int(doubting[0]), doubting[1:]
            own = float(self.table.own[holding] @ target.atoms)
            own_change = change if change > 0 else -min(-change, target.value - own)
            if not target.atoms @ ~self.sole[holding] or abs(own_change) <= TOLERANCE * max(target.value, 1.0):
                continue
            proof = insiders.proof(holding, target, own_change)
            if proof is None:
                yield Exposure(target, holding, own_change)
            elif own_change == change:
                doubting = self._unconvinced(doubting, proof[None])

    def _unconvinced(self, holdings: NDArray[np.intp], proofs: Floats) -> NDArray[np.intp]:
        """Those of `holdings` that know enough of themselves to rule out each of `proofs`."""
        for proof in proofs:
            changed = np.flatnonzero(proof)
            left = self.table.amounts[changed] - self.table.own[np.ix_(holdings, changed)]
            possible = (proof[changed] >= -left - TOLERANCE * np.maximum(left, 1.0)).all(axis=1)
            holdings = holdings[~possible | self.sole[np.ix_(holdings, changed)].any(axis=1)]
            if not holdings.size:
                break
        return holdings

    def bounds(self, insider: int | None) -> tuple[Floats, Mask]:
        """How far down each atom can change for an intruder, as negative amounts; and which atoms he knows."""
        if insider is None:
            return -self.table.amounts, ~self.table.active
        return self.table.own[insider] - self.table.amounts, ~self.table.active | self.sole[insider]


class _Insiders:
    """What each holding can't notice, itself knowing its own contributions."""

    def __init__(self, auditor: Auditor, known: Knowledge) -> None:
        self.auditor, self.known = auditor, known
        self.directions: dict[int, Floats] = {}

    def proof(self, holding: int, target: Target, change: float) -> Floats | None:
        """A change of the atoms that changes the target by `change` and that the holding can't rule out, or None."""
        lower, fixed = self.auditor.bounds(holding)
        if holding not in self.directions:
            known = self.known
            for row in np.eye(fixed.size)[self.auditor.sole[holding]]:
                known = known.learn(row)
            self.directions[holding] = known.directions * self.auditor.table.active
        proofs = _scaled(self.directions[holding], target, change, -lower)
        if len(proofs):
            simplest: Floats = proofs[0]
            return simplest
        found = movement(target.atoms, change, self.known.rows, lower, fixed)
        if found is not None:
            self.auditor.witnesses.append(found)
            self.directions[holding] = np.vstack([self.directions[holding], found])
        return found


def _scaled(directions: Floats, target: Target, change: float, amounts: Floats) -> Floats:
    """The multiples of `directions` that change the target by `change` and no atom to below 0, simplest first."""
    reach = directions @ target.atoms
    useful = np.abs(reach) > MOVES
    scaled: Floats = directions[useful] * (change / reach[useful])[:, None]
    possible = scaled[(scaled >= -amounts - TOLERANCE * np.maximum(amounts, 1.0)).all(axis=1)]
    return possible[np.argsort((possible != 0).sum(axis=1), kind="stable")]
