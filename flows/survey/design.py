"""Design-based estimation from a stratified simple random sample: totals and means with their standard errors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import stdtrit  # type: ignore[import-untyped]  # scipy ships no types

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Design:
    """A sample: for each unit its stratum (0, 1, ...) and weight; for each stratum its population.

    `population` is None where sampling was with replacement or is taken to be: no finite population correction.
    """

    stratum: NDArray[np.intp]
    weight: Floats
    population: Floats | None

    @property
    def degrees_of_freedom(self) -> int:
        """Units less strata, of the whole design, also for a domain."""
        return self.stratum.size - np.unique(self.stratum).size

    def answering(self, answered: NDArray[np.bool_]) -> Design:
        """The sample of those who answered a question; within a stratum they stand for those who didn't.

        A weighting-class adjustment (Lohr 2010, Sampling: Design and Analysis, section 8.5). A stratum where nobody
        answered drops out.
        """
        stratum, weight = self.stratum[answered], self.weight[answered]
        strata = int(self.stratum.max(initial=-1)) + 1
        everyone = np.bincount(self.stratum, self.weight, strata)
        they = np.bincount(stratum, weight, strata)
        return Design(stratum, weight * (everyone[stratum] / they[stratum]), self.population)


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimate with its standard error and 95 % confidence interval; None where the sample can't tell them."""

    value: float
    standard_error: float | None
    ci_low: float | None
    ci_high: float | None


def total(y: Floats, design: Design, domain: NDArray[np.bool_]) -> Estimate:
    """The weighted total of `y` over the units of `domain`."""
    u = np.where(domain, design.weight * y, 0.0)
    return _with_error(float(u.sum()), u, design)


def mean(y: Floats, design: Design, domain: NDArray[np.bool_]) -> Estimate:
    """The weighted mean of `y` over `domain`: the ratio of two totals, linearised as such."""
    weight = np.where(domain, design.weight, 0.0)
    size = weight.sum()
    value = float((weight * y).sum() / size)
    return _with_error(value, weight * (y - value) / size, design)


def variance(u: Floats, design: Design) -> float:
    """The variance of the sum of `u`, which holds weighted values or, for a ratio, their linearised residuals.

    Sum over the strata h of (1 - n_h/N_h) n_h/(n_h - 1) sum_i (u_hi - mean_h)²; a unit outside a domain counts with
    0, so the design is never cut down to the domain (Särndal, Swensson and Wretman 1992, Model Assisted Survey
    Sampling, results 3.7.2 and 5.6.1 and section 10.3; Lumley 2010, Complex Surveys, chapter 2). A stratum with one
    unit is centred on the mean of all strata, which overstates its share rather than dropping it; one that was
    surveyed in full adds nothing.
    """
    strata = int(design.stratum.max(initial=-1)) + 1
    n = np.bincount(design.stratum, minlength=strata)
    sums = np.bincount(design.stratum, u, strata)
    centre = np.where(n > 1, sums / np.maximum(n, 1), u.mean())
    squares = np.bincount(design.stratum, (u - centre[design.stratum]) ** 2, strata)
    scale = np.where(n > 1, n / np.maximum(n - 1, 1), 1.0)
    sampled = 0.0 if design.population is None else n / np.maximum(design.population, 1)
    return float((np.maximum(1 - sampled, 0) * scale * squares).sum())


def _with_error(value: float, u: Floats, design: Design) -> Estimate:
    freedom = design.degrees_of_freedom
    if freedom < 1:
        return Estimate(value, None, None, None)
    error = variance(u, design) ** 0.5
    margin = float(stdtrit(freedom, (1 + CONFIDENCE) / 2)) * error
    return Estimate(value, error, value - margin, value + margin)
