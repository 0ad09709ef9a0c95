"""Totals, means, ratios, shares and counts, for one domain or for all parts of the population at once.

Each is linearised (Särndal, Swensson and Wretman 1992, Model Assisted Survey Sampling, sections 5.5 to 5.7 and 10.3;
Lumley 2010, Complex Surveys, chapter 2), and `variance` tells the variance of what comes of it. Confidence
intervals are Student's t with the degrees of freedom of the whole design, primary units less strata.

What holds for all of them: `y` is (n,), one value a unit; a unit whose value is NaN is left out as one of a domain that
isn't asked about, and so its weight goes to nobody (`Design.answering` is the other way). `domain` (n,) is a mask, None
for everybody; in the functions ending in _by it is a code from 0 to number - 1 each, -1 for units in none. The units
outside stay in the design. The change of a panel's total from one wave to the next is the total of the differences,
total(now - before), and its growth ratio(now, before) less 1: the units of both waves are the same, and so their
covariance is counted (Särndal et al., section 9.9; Eurostat 2013, Handbook on precision requirements and variance
estimation for ESS household surveys, section 3.5).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.special import expit, logit, stdtrit  # type: ignore[import-untyped]  # scipy ships no types

from flows.survey.estimation.sums import sums_by
from flows.survey.estimation.variance import variances

if TYPE_CHECKING:
    from flows.survey.estimation.design import Codes, Design, Floats, Mask

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimate with its standard error and 95 % confidence interval; None where the sample can't tell them.

    `value` is NaN where nobody is in the domain and it is not a total. `respondents` are the units with an answer and
    a weight, `population` is the sum of their weights.

    `design_effect` is the variance by that of a simple random sample of as many units from as many (Kish 1965, Survey
    Sampling, section 8.2); `design_effect_replaced` by that of one drawn with replacement, the square of Kish's deft
    (1995). Both take the variance of the values from the sample, with divisor n - 1.
    """

    value: float
    standard_error: float | None
    ci_low: float | None
    ci_high: float | None
    degrees_of_freedom: int
    respondents: int
    population: float
    design_effect: float | None = None
    design_effect_replaced: float | None = None


@dataclass(frozen=True, eq=False)
class Estimates:
    """An `Estimate` for each domain, as arrays (domains,); what can't be told is NaN."""

    value: Floats
    standard_error: Floats
    ci_low: Floats
    ci_high: Floats
    degrees_of_freedom: int
    respondents: Codes
    population: Floats
    design_effect: Floats
    design_effect_replaced: Floats

    def __len__(self) -> int:
        return self.value.size

    def __getitem__(self, number: int) -> Estimate:
        return Estimate(
            value=float(self.value[number]),
            standard_error=_told(self.standard_error[number]),
            ci_low=_told(self.ci_low[number]),
            ci_high=_told(self.ci_high[number]),
            degrees_of_freedom=self.degrees_of_freedom,
            respondents=int(self.respondents[number]),
            population=float(self.population[number]),
            design_effect=_told(self.design_effect[number]),
            design_effect_replaced=_told(self.design_effect_replaced[number]),
        )


def total(y: Floats, design: Design, domain: Mask | None = None) -> Estimate:
    """The weighted total of `y`."""
    return totals_by(y, design, codes(design, domain), 1)[0]


def mean(y: Floats, design: Design, domain: Mask | None = None) -> Estimate:
    """The weighted mean of `y`: a ratio of two totals, since the size of the domain is estimated too."""
    return means_by(y, design, codes(design, domain), 1)[0]


def ratio(
    numerator: Floats,
    denominator: Floats,
    design: Design,
    domain: Mask | None = None,
    known_total: float | None = None,
) -> Estimate:
    """The ratio of two totals; times `known_total` of the denominator, the combined ratio estimate of a total.

    Särndal et al., sections 5.6 and 7.3.
    """
    found = ratios_by(numerator, denominator, design, codes(design, domain), 1)[0]
    return found if known_total is None else scaled(found, known_total)


def count(units: Mask, design: Design, domain: Mask | None = None) -> Estimate:
    """How many of the domain's units in the population are such as `units` says."""
    return total(units.astype(np.float64), design, domain)


def share(
    units: Mask, design: Design, domain: Mask | None = None, interval: Literal["linear", "logit"] = "linear"
) -> Estimate:
    """Which fraction of the domain's units are such as `units` says.

    The `linear` interval may pass 0 or 1, the `logit` one can't: t standard errors of log(p / (1 - p)) about it
    (Korn and Graubard 1998, Survey Methodology 24:193; `svyciprop` of R's survey package). At 0 or 1 both are a point.
    """
    found = mean(units.astype(np.float64), design, domain)
    return _on_the_logit_scale(found) if interval == "logit" else found


def totals_by(y: Floats, design: Design, domain: Codes, number: int) -> Estimates:
    """The totals of all domains, in one pass."""
    domain = np.where(np.isnan(y), -1, domain)
    sample = _Sample(design, domain, number)
    return _estimates(sample.sums(design.weight * y), y, sample)


def means_by(y: Floats, design: Design, domain: Codes, number: int) -> Estimates:
    """The means of all domains, in one pass."""
    domain = np.where(np.isnan(y), -1, domain)
    sample = _Sample(design, domain, number)
    value = _divided(sample.sums(design.weight * y), sample.population)
    return _estimates(value, y - value[domain], sample, sample.population)


def ratios_by(numerator: Floats, denominator: Floats, design: Design, domain: Codes, number: int) -> Estimates:
    """The ratios of all domains, in one pass; a unit without one of the two answers is left out."""
    domain = np.where(np.isnan(numerator) | np.isnan(denominator), -1, domain)
    sample = _Sample(design, domain, number)
    below = sample.sums(design.weight * denominator)
    value = _divided(sample.sums(design.weight * numerator), below)
    return _estimates(value, numerator - value[domain] * denominator, sample, below)


def codes(design: Design, domain: Mask | None) -> Codes:
    """A mask as the code of one domain: 0 in it, -1 outside."""
    return np.zeros(design.size, dtype=np.intp) if domain is None else domain.astype(np.intp) - 1


def scaled(found: Estimate, factor: float) -> Estimate:
    """The estimate times a known factor."""
    error = None if found.standard_error is None else found.standard_error * abs(factor)
    low, high = (None if end is None else end * factor for end in (found.ci_low, found.ci_high))
    low, high = (high, low) if factor < 0 else (low, high)
    return replace(found, value=found.value * factor, standard_error=error, ci_low=low, ci_high=high)


def _on_the_logit_scale(found: Estimate) -> Estimate:
    if found.ci_low is None or found.ci_high is None or not 0 < found.value < 1:
        return found
    margin = (found.ci_high - found.value) / (found.value * (1 - found.value))
    middle = float(logit(found.value))
    return replace(found, ci_low=float(expit(middle - margin)), ci_high=float(expit(middle + margin)))


class _Sample:
    """A design parted into domains: sums in each."""

    def __init__(self, design: Design, domain: Codes, number: int) -> None:
        if int(domain.max(initial=-1)) >= number:
            raise ValueError(f"domain {int(domain.max())} is not among 0 .. {number - 1}")
        self.design = design
        # Products of codes may be large, and pandas' codes are of eight bits.
        self.domain = domain.astype(np.intp, copy=False)
        self.number = number
        self._bin = self.domain + 1
        self.population = self.sums(design.weight)
        self.respondents = np.bincount(self._bin[design.weight != 0], minlength=number + 1)[1:]

    def sums(self, values: Floats) -> Floats:
        return sums_by(self._bin, values, self.number + 1)[1:]


def _estimates(value: Floats, residual: Floats, sample: _Sample, scale: Floats | float = 1.0) -> Estimates:
    """The estimates whose errors are those of the totals of `residual`, by `scale`."""
    scores = sample.design.weight * residual
    variance = variances(scores, sample.design, sample.domain, sample.number)
    variance = np.where(np.isnan(value), np.nan, variance)
    effect, effect_replaced = _design_effects(variance, residual, scores, sample)
    freedom = sample.design.degrees_of_freedom
    error = np.sqrt(variance) / np.abs(scale) if freedom > 0 else np.full_like(value, np.nan)
    margin = float(stdtrit(max(freedom, 1), (1 + CONFIDENCE) / 2)) * error
    return Estimates(
        value=value,
        standard_error=error,
        ci_low=value - margin,
        ci_high=value + margin,
        degrees_of_freedom=freedom,
        respondents=sample.respondents,
        population=sample.population,
        design_effect=effect,
        design_effect_replaced=effect_replaced,
    )


def _design_effects(variance: Floats, residual: Floats, scores: Floats, sample: _Sample) -> tuple[Floats, Floats]:
    """The variance by that of a simple random sample, without and with replacement."""
    n, population = sample.respondents, sample.population
    centre = _divided(sample.sums(scores), population)
    squares = sample.sums(sample.design.weight * (residual - centre[sample.domain]) ** 2)
    spread = _divided(squares, population) * _divided(n, n - 1)
    simple = _divided(spread * population**2, n)
    left = np.where(n < population, 1 - _divided(n, population), 0)
    return _divided(variance, simple * left), _divided(variance, simple)


def _divided(above: Floats | Codes, below: Floats | Codes) -> Floats:
    """The quotient, NaN where it has none."""
    found: Floats = np.full(above.shape, np.nan)
    np.divide(above, below, out=found, where=below != 0)
    return found


def _told(number: np.float64) -> float | None:
    return None if np.isnan(number) else float(number)
