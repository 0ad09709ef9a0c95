"""Weights changed so that the sample meets totals that are known of the population.

Each function gives a new design, whose variances are those of what the known totals don't explain: of the residuals
of a regression of the linearised values on the auxiliary variables (Deville and Särndal 1992, JASA 87:376; Särndal,
Swensson and Wretman 1992, Model Assisted Survey Sampling, sections 6.4 to 7.10; Lumley 2010, Complex Surveys, chapter
7). Designs may be calibrated again; the residuals are then taken in the same order. Which residuals follows R's survey
package 4.5 (`svyrecvar`) and is said at each function.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from flows.errors import DataRefused
from flows.survey.estimation.sums import sums_by

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flows.survey.estimation.design import Codes, Design, Floats

    Labels = Sequence[object] | pd.Series | np.ndarray
    Margin = tuple[Labels, Mapping[Any, float]]

TOLERANCE = 1e-10
"""How far a calibrated total may be from the known one, relative to it, where raking stops."""

MET = 1e-6
"""How far it may be at most, where the totals contradict one another."""

SWEEPS = 200
PROJECTIONS = 10


def poststratify(design: Design, labels: Labels, population: Mapping[Any, float], name: str = "cell") -> Design:
    """The design with the weights of each post-stratum scaled to its known population.

    `labels` (n,) says which post-stratum a unit is in (for a cross of variables, make one label of them), `name` what
    that is in messages. The residual of a unit is its distance from the post-stratum's mean, weighted as before
    (Särndal et al., section 7.6).

    Raises DataRefused when a post-stratum has units without being known, or is known without having units.
    """
    cells, known = _matched(labels, population, name, design.weight)
    factor = known / sums_by(cells, design.weight, known.size)
    weight = design.weight * factor[cells]
    return _calibrated(design, weight, PostStratification(cells, design.weight, weight))


def rake(design: Design, margins: Mapping[str, Margin], tolerance: float = TOLERANCE, sweeps: int = SWEEPS) -> Design:
    """The design post-stratified by each margin in turn, until all are met at once to the relative `tolerance`.

    `margins` has by name the labels (n,) and the known populations, as for `poststratify`. Iterative proportional
    fitting (Deming and Stephan 1940, Annals of Mathematical Statistics 11:427; Deville, Särndal and Sautory 1993,
    JASA 88:1013). The residual of a unit is what remains when the unweighted means of each margin's cells are taken
    away in turn, ten times over: R's way, exact for equal weights before.

    Raises DataRefused as `poststratify` does, when margins add up to different populations, and when after so many
    sweeps they are not met (saying which is furthest).
    """
    matched = {name: _matched(*margin, name, design.weight) for name, margin in margins.items()}
    _refuse_different_sums({name: float(known.sum()) for name, (_, known) in matched.items()})
    joint, cells = _crossed([cells for cells, _ in matched.values()])
    base = sums_by(joint, design.weight, cells[0].size)
    factor = np.ones(base.size)
    for _ in range(sweeps):
        for of, (_, known) in zip(cells, matched.values(), strict=True):
            reached = sums_by(of, base * factor, known.size)
            factor = factor * np.divide(known, reached, out=np.zeros_like(known), where=reached > 0)[of]
        off = {
            name: _off(sums_by(of, base * factor, known.size), known)
            for of, (name, (_, known)) in zip(cells, matched.items(), strict=True)
        }
        if max(off.values()) <= tolerance:
            weight = design.weight * factor[joint]
            return _calibrated(design, weight, Raking(joint, np.bincount(joint), tuple(cells), weight))
    worst = max(off, key=lambda name: off[name])
    raise DataRefused(
        f"raking did not converge in {sweeps} sweeps: {worst} is still {off[worst]:.2g} from its margin",
        remedy="join the small cells of the margins, or allow a larger tolerance",
    )


def calibrate(
    design: Design, auxiliary: Floats, totals: Floats, names: Sequence[str] = (), variance: Floats | None = None
) -> Design:
    """The generalised regression estimator (GREG): weights that meet `totals` (k,) of the `auxiliary` values (n, k).

    Linear calibration, weights w (1 + x·λ / v), which may become negative. Give a column of ones for the number of
    units. `variance` (n,) is v, of the values about the regression up to a factor, 1 for all by default. `names` (k,)
    stand in messages. The residual is that of the regression weighted by the weights before, by v.

    Raises DataRefused when no weights meet the totals, or a value is missing.
    """
    auxiliary = np.asarray(auxiliary, dtype=np.float64).reshape(design.size, -1)
    totals = np.atleast_1d(np.asarray(totals, dtype=np.float64))
    if not (np.isfinite(auxiliary).all() and np.isfinite(totals).all()):
        raise DataRefused("an auxiliary value or total is missing", remedy="fill it in, or calibrate on others")
    v = np.ones(design.size) if variance is None else variance
    if (design.weight < 0).any() or not (v > 0).all():
        raise DataRefused(
            "a weight is negative, or a variance not above 0",
            remedy="calibrate on all totals at once; correct the variance",
        )
    root = np.sqrt(design.weight / v)
    size = np.sqrt(((auxiliary * root[:, None]) ** 2).sum(axis=0))
    unit = auxiliary / np.where(size > 0, size, 1)
    basis, singular, turn = np.linalg.svd(unit * root[:, None], full_matrices=False)
    kept = singular > np.finfo(float).eps * design.size * singular.max(initial=0)
    missing = (totals - design.weight @ auxiliary) / np.where(size > 0, size, 1)
    multipliers = turn[kept].T @ ((turn[kept] @ missing) / singular[kept] ** 2)
    weight = design.weight * (1 + unit @ multipliers / v)
    _refuse_unmet(weight @ auxiliary, totals, names)
    return _calibrated(design, weight, Regression(basis[:, kept], root, weight))


@dataclass(frozen=True, eq=False)
class PostStratification:
    """Takes away the cells' means, weighted by the weights `before`."""

    cells: Codes
    before: Floats
    after: Floats

    def unexplained(self, scores: Floats) -> Floats:
        """See `flows.survey.estimation.design.Calibration`."""
        sums = sums_by(self.cells, self.before * _unweighted(scores, self.after), int(self.cells.max()) + 1)
        size = np.bincount(self.cells, self.before)
        means = np.divide(sums, size, out=np.zeros_like(sums), where=size != 0)
        return scores - self.after * means[self.cells]


@dataclass(frozen=True, eq=False)
class Raking:
    """Takes away the means of each margin's cells in turn, several times.

    These are the same for units that are in the same cells of all margins: `joint` (n,) says in which crossed cell a
    unit is, `units` (crossed cells,) how many are, and `margins` which of each margin's cells that is.
    """

    joint: Codes
    units: Codes
    margins: tuple[Codes, ...]
    after: Floats

    def unexplained(self, scores: Floats) -> Floats:
        """See `flows.survey.estimation.design.Calibration`."""
        left = sums_by(self.joint, _unweighted(scores, self.after), self.units.size) / self.units
        explained = np.zeros_like(left)
        for _ in range(PROJECTIONS):
            for cells in self.margins:
                number = int(cells.max()) + 1
                means = (sums_by(cells, self.units * left, number) / np.bincount(cells, self.units))[cells]
                left, explained = left - means, explained + means
        return scores - self.after * explained[self.joint]


@dataclass(frozen=True, eq=False)
class Regression:
    """Takes away what a weighted regression explains: `basis` (n, k) spans the auxiliary values times `root`."""

    basis: Floats
    root: Floats
    after: Floats

    def unexplained(self, scores: Floats) -> Floats:
        """See `flows.survey.estimation.design.Calibration`."""
        values = _unweighted(scores, self.after) * self.root
        fitted = self.basis @ (self.basis.T @ values)
        return scores - self.after * _unweighted(fitted, self.root)


def _calibrated(design: Design, weight: Floats, calibration: PostStratification | Raking | Regression) -> Design:
    return replace(design, weight=weight, calibrations=(*design.calibrations, calibration))


def _crossed(margins: Sequence[Codes]) -> tuple[Codes, list[Codes]]:
    """The crossed cell of each unit, numbered, and which cell of each margin a crossed cell is in."""
    joint = np.zeros_like(margins[0])
    for cells in margins:
        _, first, joint = np.unique(joint * (int(cells.max()) + 1) + cells, return_index=True, return_inverse=True)
    return joint, [cells[first] for cells in margins]


def _unweighted(scores: Floats, weight: Floats) -> Floats:
    return np.divide(scores, weight, out=np.zeros_like(scores), where=weight != 0)


def _matched(labels: Labels, population: Mapping[Any, float], name: str, weight: Floats) -> tuple[Codes, Floats]:
    """The cell of each unit, numbered, and the known population of each cell."""
    cells, found = pd.factorize(np.asarray(labels), use_na_sentinel=True)
    if (missing := int((cells < 0).sum())) > 0:
        raise DataRefused(f"{missing} units have no {name}", remedy="say what they are, or leave them out")
    reached = dict(zip(found, np.bincount(cells, weight, len(found)), strict=True))
    if unknown := [label for label, units in reached.items() if units and not population.get(label)]:
        raise DataRefused(f"{name} {_listed(unknown)} has responses, but no known population", remedy=_MATCH)
    if empty := [label for label, known in population.items() if known and not reached.get(label)]:
        raise DataRefused(f"{name} {_listed(empty)} has a known population, but no response", remedy=_MATCH)
    return cells.astype(np.intp), np.array([float(population.get(label, 0)) for label in found])


_MATCH = "correct the label or the margin, or join the cell to another"


def _listed(labels: list[object]) -> str:
    return ", ".join(sorted(str(label) for label in labels))


def _refuse_different_sums(sums: Mapping[str, float]) -> None:
    if max(sums.values()) - min(sums.values()) > MET * max(sums.values()):
        told = ", ".join(f"{name} to {known:.10g}" for name, known in sums.items())
        raise DataRefused(f"the margins add up to different populations: {told}", remedy="correct the margins")


def _off(reached: Floats, known: Floats) -> float:
    """The largest relative distance of a cell from its margin."""
    return float((np.abs(reached - known) / np.where(known > 0, known, 1)).max(initial=0))


def _refuse_unmet(reached: Floats, totals: Floats, names: Sequence[str]) -> None:
    unmet = np.flatnonzero(np.abs(reached - totals) > MET * np.maximum(np.abs(totals), 1))
    if unmet.size:
        told = ", ".join(names[i] if i < len(names) else f"column {i + 1}" for i in unmet.tolist())
        raise DataRefused(
            f"no weights meet the total of {told}",
            remedy="the auxiliary variables determine one another, or the sample has none: leave one out",
        )
