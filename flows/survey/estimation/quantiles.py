"""Quantiles, with Woodruff's confidence interval."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.special import stdtrit  # type: ignore[import-untyped]  # scipy ships no types

from flows.survey.estimation.estimators import CONFIDENCE, Estimate, mean

if TYPE_CHECKING:
    from flows.survey.estimation.design import Codes, Design, Floats, Mask

Rule = Literal["math", "school", "hf4", "hf5", "hf6", "hf7", "hf8", "hf9"]
"""Which value a quantile is: math, the least that a share q of the weights doesn't exceed (the inverse of the
distribution function); school, halfway to the next where that share is met exactly; hf4 to hf9, interpolated as types 4
to 9 of Hyndman and Fan 1996 (The American Statistician 50:4), weights in the place of counts."""

INTERPOLATED = {"hf4": (1, 0), "hf5": (1 / 2, 0), "hf6": (1, 1), "hf8": (2 / 3, 1 / 3), "hf9": (5 / 8, 1 / 4)}
"""Which part of its own weight a value stands behind the one before, and which of the last is added to the sum."""

ROUNDING = 1e-12
"""Cumulated weights that are closer than that, relative to their sum, to a share meet it exactly."""


def quantile(y: Floats, q: float, design: Design, domain: Mask | None = None, rule: Rule = "math") -> Estimate:
    """The value that a fraction `q` (0 to 1) of the domain's units don't exceed; a unit whose `y` is NaN is left out.

    Its interval is that of the share of units up to the value, turned back into values by the same rule; its standard
    error the length of that by two t (Woodruff 1952, JASA 47:260; Särndal, Swensson and Wretman 1992, section 5.11;
    the share's interval stands around its estimate, as R's `svyquantile` has it with interval.type mean). An end
    is None where the share would pass 0 or 1, and so is the standard error. There is no design effect. NaN where
    nobody answered.
    """
    asked = ~np.isnan(y) if domain is None else domain & ~np.isnan(y)
    there = asked & (design.weight != 0)
    values, weight = _sorted(y[there], design.weight[there])
    value = _at(values, weight, q, rule)
    below = mean((y <= value).astype(np.float64), design, asked)
    ends = [_end(values, weight, end, rule) for end in (below.ci_low, below.ci_high)]
    low, high = ends
    critical = float(stdtrit(max(below.degrees_of_freedom, 1), (1 + CONFIDENCE) / 2))
    error = None if low is None or high is None else (high - low) / (2 * critical)
    return replace(
        below,
        value=value,
        standard_error=error,
        ci_low=low,
        ci_high=high,
        design_effect=None,
        design_effect_replaced=None,
    )


def quantiles_by(
    y: Floats, q: float, design: Design, domain: Codes, number: int, rule: Rule = "math"
) -> list[Estimate]:
    """The quantile of each domain 0 .. number - 1: O(n number)."""
    return [quantile(y, q, design, domain == d, rule) for d in range(number)]


def _sorted(y: Floats, weight: Floats) -> tuple[Floats, Floats]:
    order = np.argsort(y, kind="stable")
    return y[order], weight[order]


def _end(values: Floats, weight: Floats, share: float | None, rule: Rule) -> float | None:
    return _at(values, weight, share, rule) if share is not None and 0 <= share <= 1 else None


def _at(values: Floats, weight: Floats, q: float, rule: Rule) -> float:
    """The quantile of sorted values."""
    if not values.size:
        return float("nan")
    upto = np.cumsum(weight)
    if rule not in ("math", "school"):
        return float(np.interp(q, _places(upto, weight, rule), values))
    place = min(int(np.searchsorted(upto, upto[-1] * (q - ROUNDING))), values.size - 1)
    met = abs(upto[place] - upto[-1] * q) <= ROUNDING * upto[-1]
    if rule == "school" and met and place + 1 < values.size:
        return float(values[place] + values[place + 1]) / 2
    return float(values[place])


def _places(upto: Floats, weight: Floats, rule: Rule) -> Floats:
    """At which share each of the sorted values stands."""
    before = upto - weight
    if rule == "hf7":
        places = before / max(float(before[-1]), np.finfo(np.float64).tiny)
    else:
        part, last = INTERPOLATED[rule]
        places = (before + part * weight) / (upto[-1] + last * weight[-1])
    return np.asarray(places, dtype=np.float64)
