"""The variance of a total of weighted values or residuals: the one place where the design's stages are summed.

Taylor linearisation makes every estimate here such a total (Särndal, Swensson and Wretman 1992, Model Assisted Survey
Sampling, section 5.5; Lumley 2010, Complex Surveys, chapter 2 and appendix). A unit outside a domain counts with 0:
the design is never cut down to the domain (Särndal et al., section 10.3).

One stage: the sum over strata h of (1 - n_h/N_h) n_h/(n_h - 1) sum_i (t_hi - mean_h)², t_hi the total of a primary
unit. Two stages: to that comes, for each primary unit, n_h/N_h times the same sum over its secondary units (Särndal et
al., result 4.3.1; Lumley, section 3.2). Without a population of primary units they are taken to be drawn with
replacement, and the first sum is all.

A stratum with one primary unit, unless that is all there is of it, adds by `Design.lonely`
- adjust: its squared distance from the mean of the primary units of all strata that the domain has units in;
- average: as much as the other strata that the domain has units in do on average;
- certainty, remove: nothing;
- fail: it is refused.
A lonely secondary unit adds nothing under the first four. These are the rules of R's survey package 4.5 (`svyrecvar`,
`surveyoptions`; Lumley, section 2.2); there too a stratum without units of the domain counts for
nothing, but in a calibrated design all count, since calibration gives every unit a residual.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from flows.errors import DataRefused
from flows.survey.estimation.sums import sums_by

if TYPE_CHECKING:
    from flows.survey.estimation.design import Codes, Design, Floats, Lonely, Mask

SURVEYED_IN_FULL = 1e-7
"""A stratum of which a smaller part was not surveyed adds nothing."""

DENSE = 4
"""Up to so many times as many pairs of domain and stratum as units, each pair has a place; beyond, those that occur."""


def variances(scores: Floats, design: Design, domain: Codes, number: int) -> Floats:
    """The variances (number,) of the sums of `scores` in each domain: O(n) in time and space, calibrated O(n number).

    `scores` (n,) are weighted values or linearised residuals; `domain` (n,) is 0 .. number - 1, or -1 for a unit that
    is in none. NaN where all strata are lonely and averages of others can't be told.

    Raises DataRefused for a lonely stratum where the rule is `fail`.
    """
    if not design.calibrations:
        return _of_parts(scores, design, domain, number)
    everywhere = np.zeros(design.size, dtype=np.intp)
    found = np.empty(number)
    for d in range(number):
        # A unit outside the domain has a residual too: what its auxiliary values predict.
        left = np.where(domain == d, scores, 0.0)
        for calibration in design.calibrations:
            left = calibration.unexplained(left)
        found[d] = _of_parts(left, design, everywhere, 1)[0]
    return found


def _of_parts(scores: Floats, design: Design, domain: Codes, number: int) -> Floats:
    """The variances of sums over disjoint domains, a unit's score 0 in all but its own."""
    rows: Codes | slice = slice(None) if domain.min(initial=0) >= 0 else np.flatnonzero(domain >= 0)
    scores, domain = scores[rows], domain[rows]
    psu = None if design.psu is None else design.psu[rows]
    first = Stage(design.sampled, design.population, np.ones(design.sampled.size), design.lonely)
    units = _units(scores, domain, number, psu, design.psu_stratum, design.stratum[rows])
    found = _between(units, first, number, in_domain=design.lonely_in_domain)
    if design.population is None or not design.two_stages:
        return found
    own = np.arange(design.size)[rows] if psu is None else psu
    ssu = None if design.ssu is None else design.ssu[rows]
    units = _units(scores, domain, number, ssu, design.ssu_psu, own)
    return found + _between(units, _second(design), number, in_domain=False)


@dataclass(frozen=True)
class Stage:
    """For each group in which units were drawn (strata, or primary units): how many, of how many, and its factor."""

    sampled: Codes
    population: Floats | None
    factor: Floats
    lonely: Lonely

    @property
    def not_sampled(self) -> Floats:
        """1 - n/N."""
        if self.population is None:
            return np.ones(self.sampled.size)
        left = 1 - self.sampled / np.maximum(self.population, 1)
        return np.where(left < SURVEYED_IN_FULL, 0.0, left)


def _second(design: Design) -> Stage:
    fraction = design.sampled / np.maximum(np.asarray(design.population), 1)
    lonely: Lonely = "fail" if design.lonely == "fail" else "remove"
    return Stage(design.ssu_sampled, design.ssu_population, fraction[design.psu_stratum], lonely)


@dataclass(frozen=True)
class Units:
    """The sampling units with parts in a domain: the domain, the group that the unit was drawn in, and its total."""

    domain: Codes
    group: Codes
    total: Floats


def _units(scores: Floats, domain: Codes, number: int, unit: Codes | None, group_of_unit: Codes, group: Codes) -> Units:
    if unit is None:
        return Units(domain, group, scores)
    pair, domains, units = _pairs(domain, unit, number, group_of_unit.size)
    there = np.bincount(pair, minlength=domains.size) > 0
    total = sums_by(pair, scores, domains.size)
    return Units(domains[there], group_of_unit[units[there]], total[there])


def _between(units: Units, stage: Stage, number: int, *, in_domain: bool) -> Floats:
    """What the units' totals vary within groups, by domain; centred sums, as differences of squares cancel out."""
    pair, domain, group = _pairs(units.domain, units.group, number, stage.sampled.size)
    present = np.bincount(pair, minlength=domain.size)
    sampled, left = stage.sampled[group], stage.not_sampled[group]
    sums = sums_by(pair, units.total, domain.size)
    centre = sums / np.maximum(sampled, 1)
    in_domain = in_domain and stage.lonely in ("adjust", "average")
    lonely = (present > 0) & (left > 0) & ((sampled == 1) | (in_domain & (present == 1)))
    if lonely.any():
        _refuse_lonely(group[lonely], stage.lonely)
        centre = _lonely_centre(centre, sums, np.where(present > 0, sampled, 0), lonely, domain, number, stage.lonely)
    squares = sums_by(pair, (units.total - centre[pair]) ** 2, domain.size) + (sampled - present) * centre**2
    each = stage.factor[group] * left * np.where(sampled > 1, sampled / np.maximum(sampled - 1, 1), 1.0) * squares
    if stage.lonely != "average" or not lonely.any():
        return sums_by(domain, each, number)
    return sums_by(domain, np.where(lonely, 0.0, each), number) * _inflation(present > 0, lonely, domain, number)


def _refuse_lonely(group: Codes, rule: Lonely) -> None:
    if rule == "fail":
        numbers = ", ".join(str(number) for number in np.unique(group))
        raise DataRefused(
            "one sampled unit tells no variance, and no more were sampled in a stratum or primary unit",
            where=f"number {numbers}",
            remedy="join it to another, or choose the rule adjust, average, certainty or remove",
        )


def _lonely_centre(
    centre: Floats, sums: Floats, sampled: Codes, lonely: Mask, domain: Codes, number: int, rule: Lonely
) -> Floats:
    """What units are measured from: the mean of their group, under `adjust` the mean of all for a lonely one."""
    if rule != "adjust":
        return centre
    mean = sums_by(domain, sums, number) / np.maximum(np.bincount(domain, sampled, number), 1)
    return np.where(lonely, mean[domain], centre)


def _inflation(present: Mask, lonely: Mask, domain: Codes, number: int) -> Floats:
    """All strata by those that aren't lonely: what lets a lonely one count as an average one."""
    strata, others = np.bincount(domain, present, number), np.bincount(domain, present & ~lonely, number)
    inflation = np.full(number, np.nan)
    np.divide(strata, others, out=inflation, where=others > 0)
    return np.where(strata == 0, 1.0, inflation)


def _pairs(domain: Codes, group: Codes, number: int, groups: int) -> tuple[Codes, Codes, Codes]:
    """Each row's pair of domain and group, numbered; and domain and group of each pair."""
    if number == 1:
        return group, np.zeros(groups, dtype=np.intp), np.arange(groups)
    pair = domain * groups + group
    if number * groups <= DENSE * max(domain.size, 1024):
        return pair, np.repeat(np.arange(number), groups), np.tile(np.arange(groups), number)
    found, pair = np.unique(pair, return_inverse=True)
    return pair, found // groups, found % groups
