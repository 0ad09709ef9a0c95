"""How a sample was drawn: weights, strata, sampling units of one or two stages, and how many the population has."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Codes = NDArray[np.intp]
    Mask = NDArray[np.bool_]

Lonely = Literal["adjust", "average", "certainty", "remove", "fail"]
"""What a stratum with one primary unit, not surveyed in full, adds to a variance (see `variance`)."""


class Calibration(Protocol):
    """What calibrated weights to known totals, and so took away a part of the variance."""

    def unexplained(self, scores: Floats) -> Floats:
        """What the known totals don't explain of `scores`, the units' weighted values or residuals (n,)."""


@dataclass(frozen=True, eq=False)
class Design:
    """A sample of n units. Codes are 0, 1, ...; `flows.survey.estimation.sampling.sample` makes a design of labels.

    `stratum` (n,) and `weight` (n,) are of the units, `population` (strata,) is how many primary units the population
    has in each stratum; None where they were drawn with replacement, or that is taken to be.

    `psu` (n,) is the primary sampling unit, and belongs to one stratum; None where each unit was drawn by itself.
    Where units were drawn within primary units, `ssu` (n,) is the secondary unit, which belongs to one primary unit,
    and `ssu_population` (primary units,) how many secondary units the population has in each; either may be None:
    each unit is its own secondary one; secondary units were drawn with replacement. Where both are, primary units
    were surveyed in full, or one stage is all that is looked at.

    `lonely` is the rule for a stratum with one primary unit; with `lonely_in_domain` it also holds for a stratum in
    which only one has units of the domain.
    """

    stratum: Codes
    weight: Floats
    population: Floats | None = None
    psu: Codes | None = None
    ssu: Codes | None = None
    ssu_population: Floats | None = None
    lonely: Lonely = "adjust"
    lonely_in_domain: bool = False
    calibrations: tuple[Calibration, ...] = ()

    @property
    def size(self) -> int:
        """How many units were surveyed."""
        return self.stratum.size

    @property
    def two_stages(self) -> bool:
        """Whether units were drawn within the primary units."""
        return self.ssu is not None or self.ssu_population is not None

    @cached_property
    def psu_stratum(self) -> Codes:
        """The stratum of each primary unit (primary units,), -1 for a code that no unit has."""
        known = 0 if self.ssu_population is None else self.ssu_population.size
        return self.stratum if self.psu is None else parents(self.psu, self.stratum, known)

    @cached_property
    def sampled(self) -> Codes:
        """How many primary units were drawn in each stratum (strata,)."""
        known = 0 if self.population is None else self.population.size
        return np.bincount(self.psu_stratum[self.psu_stratum >= 0], minlength=known)

    @cached_property
    def ssu_sampled(self) -> Codes:
        """How many secondary units were drawn in each primary unit (primary units,)."""
        return np.bincount(self.ssu_psu[self.ssu_psu >= 0], minlength=self.psu_stratum.size)

    @cached_property
    def ssu_psu(self) -> Codes:
        """The primary unit of each secondary unit, -1 for a code that no unit has."""
        psu = np.arange(self.size) if self.psu is None else self.psu
        return psu if self.ssu is None else parents(self.ssu, psu)

    @cached_property
    def degrees_of_freedom(self) -> int:
        """Primary units less strata of the whole design, also for a domain; those without weight aside.

        The rule of thumb of Korn and Graubard 1999, Analysis of Health Surveys, section 5.2; Lumley 2010, Complex
        Surveys, section 2.3.
        """
        counts = self.weight != 0
        units = np.count_nonzero(counts) if self.psu is None else np.unique(self.psu[counts]).size
        return int(units) - int(np.count_nonzero(np.bincount(self.stratum[counts])))

    def answering(self, answered: Mask) -> Design:
        """The sample of those who answered a question; within a stratum they stand for those who didn't.

        A weighting-class adjustment (Lohr 2010, Sampling: Design and Analysis, section 8.5): who answered is taken
        for a sample of the stratum. A stratum where nobody answered drops out. Calibrate afterwards, since adjusted
        weights no longer meet the totals: raises ValueError for a design that is calibrated already. The other way
        is to let silent units be a domain of their own, as the estimators do with a value that is NaN.
        """
        if self.calibrations:
            raise ValueError("adjust for missing answers first, calibrate then")
        stratum, weight = self.stratum[answered], self.weight[answered]
        everyone = np.bincount(self.stratum, self.weight)
        they = np.bincount(stratum, weight, everyone.size)
        factor = np.divide(everyone, they, out=np.ones_like(everyone), where=they != 0)
        return replace(
            self,
            stratum=stratum,
            weight=weight * factor[stratum],
            psu=None if self.psu is None else self.psu[answered],
            ssu=None if self.ssu is None else self.ssu[answered],
        )


def parents(codes: Codes, parent: Codes, least: int = 0) -> Codes:
    """For each code, `least` many or more, the `parent` of the units that have it; -1 for a code that none has."""
    found = np.full(max(int(codes.max(initial=-1)) + 1, least), -1, dtype=np.intp)
    found[codes] = parent
    return found
