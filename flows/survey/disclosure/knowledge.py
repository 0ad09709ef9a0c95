"""What follows exactly from published sums: linear algebra over the atoms that they are sums of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The sums that a reader knows, in reduced row echelon form: known sums x atoms, with one pivot atom for each.

    Of the atoms that could be a row's pivot the heaviest is (`weight`), so that what is known of light atoms alone
    stands in rows of its own: these are the fundamental cocircuits of a basis of greatest weight.
    """

    rows: Floats
    pivots: tuple[int, ...]
    weight: Floats

    @classmethod
    def of(cls, sums: Floats, weight: Floats) -> Knowledge:
        """Knowing each of `sums`, coefficients over atoms."""
        known = cls(np.empty((0, weight.size)), (), weight)
        for row in sums:
            known = known.learn(row)
        return known

    def learn(self, row: Floats) -> Knowledge:
        """Knowing the sum `row` as well; itself where that follows already."""
        left = self.residual(row)
        support = np.flatnonzero(left)
        if not support.size:
            return self
        pivot = int(support[np.argmax(self.weight[support])])
        left = left / left[pivot]
        rows = self.rows - np.outer(self.rows[:, pivot], left)
        rows[np.abs(rows) < TOLERANCE] = 0.0
        return Knowledge(np.vstack([rows, left]), (*self.pivots, pivot), self.weight)

    def residual(self, sums: Floats) -> Floats:
        """The part of `sums` (their last axis the atoms) that isn't known; 0 where a sum follows from what is."""
        left: Floats = sums - sums[..., list(self.pivots)] @ self.rows
        left[np.abs(left) < TOLERANCE] = 0.0
        return left

    @property
    def directions(self) -> Floats:
        """A basis of the changes that nobody notices, one for each atom that is no pivot: directions x atoms."""
        free = np.setdiff1d(np.arange(self.weight.size), self.pivots)
        basis = np.zeros((free.size, self.weight.size))
        basis[np.arange(free.size), free] = 1.0
        basis[:, list(self.pivots)] = -self.rows[:, free].T
        return basis


def left_by(residuals: Floats, insider: Floats) -> Floats:
    """What is left unknown of `residuals` to somebody who knows `insider` as well; both from `Knowledge.residual`."""
    norms = np.linalg.norm(insider, axis=1)
    insider = insider[norms > 0] / norms[norms > 0, None]
    if not len(insider):
        return residuals
    if len(insider) > 1:
        _, strength, directions = np.linalg.svd(insider, full_matrices=False)
        insider = directions[strength > TOLERANCE]
    left: Floats = residuals - (residuals @ insider.T) @ insider
    # Projections round coarsely where much is taken away.
    left[np.abs(left).max(axis=1) < 1e-7] = 0.0
    return left
