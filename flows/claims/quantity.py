"""The quantity: a printed figure with its unit, and where it stands in its sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from flows.claims.lexicon import Mention

Kind = Literal["money", "count", "percent", "points", "multiple", "rank", "bare"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure at tokens `first` to `last` (excluded), printed from offset `start` to `end` of the folded text.

    `unit` is a unit code, or None where it must be carried over. `noun` is the phrase that gave the unit of a count.
    `magnitude` is the factor printed with it. `band`: top N. `sign` is -1 or 1 where one is printed, else 0.
    """

    first: int
    last: int
    start: int
    end: int
    value: float
    high: float | None
    unit: str | None
    kind: Kind
    noun: Mention | None = None
    magnitude: float = 1.0
    digits: bool = True
    band: bool = False
    sign: int = 0
    grouped: bool = False
