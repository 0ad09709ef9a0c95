"""The interval of the values that are printed as a figure is, and how a note tells a period."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from flows.claims.claim import Claim
from flows.claims.period import whole_year

HEDGED = 0.2  # how far from the truth a hedged figure may be, at most, or one step of its last digit
ZEROS = 0.05  # zeros at the end of a whole number are rounded as far as half a step is within this part of it
_DIGITS = re.compile(r"\d(?:[\d.,'’\s٫٬]*\d)?")
_DECIMALS = re.compile(r"[.,٫]\d{1,2}$")
_UPWARD = ("more_than", "at_least")
_DOWNWARD = ("less_than", "at_most", "within")


class Interval(NamedTuple):
    """From `low` to `high`, both included."""

    low: float
    high: float

    def meets(self, other: Interval) -> bool:
        """Whether the two have a value in common, the dust of binary arithmetic aside."""
        dust = 1e-9 * max(map(abs, (*self, *other)))
        return self.low <= other.high + dust and other.low <= self.high + dust


def printed_interval(claim: Claim) -> Interval:
    """The values that `claim` may stand for: half a step of its last printed digit to either side, wider if hedged."""
    step = _step(claim.quote, claim.value)
    low, high = sorted((claim.value, claim.value if claim.value_high is None else claim.value_high))
    low, high = low - step / 2, high + step / 2
    slack = max(step, HEDGED * max(abs(low), abs(high)))
    if claim.value < 0 and claim.hedge in _UPWARD + _DOWNWARD:  # `plus de 5 %` of a fall is further down
        return Interval(low - slack, high) if claim.hedge in _UPWARD else Interval(low, high + slack)
    if claim.hedge in _UPWARD:
        return Interval(low, high + slack)
    if claim.hedge in _DOWNWARD:
        return Interval(low - slack, high)
    return Interval(low - slack, high + slack) if claim.hedge else Interval(low, high)


def toward(interval: Interval, value: float) -> Interval:
    """The interval as seen in the direction of `value`: of a loss, how much was lost."""
    return Interval(-interval.high, -interval.low) if value < 0 else interval


def period_told(claim: Claim) -> str:
    """The period of `claim` for a note: 2018, or its first and last day."""
    start, end = claim.period_start, claim.period_end
    if start is None or end is None or (start, end) == whole_year(end.year):
        return str(end.year) if end else "no period"
    return f"{end}" if start == end else f"{start} to {end}"


def _step(quote: str, value: float) -> float:
    """The place value of the last digit that counts: 0.1e9 of 8,5 milliards, 100 of 69.900, 1e9 of 10 milliards."""
    size = abs(value)
    if size == 0 or not math.isfinite(size):
        return 1.0
    digits = _DIGITS.search(quote)
    whole = int("".join(char for char in digits[0] if char.isdigit())) if digits else 0
    exponent = math.log10(size / whole) if whole else 0.5
    if abs(exponent - round(exponent)) > 1e-6:  # printed in words, or by the dozen
        whole = int(f"{size:.11e}".split("e")[0].replace(".", "").rstrip("0"))
        exponent = math.log10(size / whole)
    step = 10.0 ** round(exponent)
    if digits and _DECIMALS.search(digits[0]):  # 10,0 is no 10
        return step
    while whole % 10 == 0 and step * 5 <= ZEROS * size:
        whole, step = whole // 10, step * 10
    return step
