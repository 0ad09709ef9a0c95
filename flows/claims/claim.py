"""The claim: a quantitative statement found in a text, and the exact words that state it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Measure = Literal["level", "cumulative", "change", "growth_rate", "share", "rank", "multiple"]
Nature = Literal["actual", "target", "forecast", "estimate"]
Hedge = Literal["more_than", "at_least", "nearly", "about", "less_than", "at_most", "within"]


@dataclass(frozen=True, slots=True)
class Claim:
    """What a text states: `text[start:end] == quote`, always, in Unicode code points of the original text.

    `value` is in base units (10 milliards = 1e10; 5 % = 5; a stated fall is negative), as printed even where the
    source is wrong; `value_high` is the upper end of a range. `unit` is an ISO 4217 code or a code of
    `catalogue/units.yml`. `indicator` is None when nothing in the catalogue is meant. The period is a closed
    interval. `confidence` is the probability that value, unit, indicator, measure, nature and period are all right.
    `reason` tells which words decided what, `note` what is suspicious about the printed figure.
    """

    start: int
    end: int
    quote: str
    sentence: str
    value: float
    value_high: float | None
    unit: str
    indicator: str | None
    measure: Measure
    nature: Nature
    hedge: Hedge | None
    sector: str | None
    ecosystem: str | None
    geography: str | None
    scope: str | None
    subject: str | None
    period_start: date | None
    period_end: date | None
    confidence: float
    reason: str
    note: str | None = None
