"""Primary confidentiality: whether a cell tells too much about one of the firms behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

Name = Any
"""What a cell, a firm or a holding is called: whatever is hashable."""

FREE, SMALL_COUNT, SECONDARY = "F", "A", "D"  # SDMX CL_CONF_STATUS
ONE_UNIT, TWO_UNITS, CONCENTRATION = "O", "T", "M"
DOMINATED_BY = {1: ONE_UNIT, 2: TWO_UNITS}
TOLERANCE = 1e-9
"""Relative; the rules are strict, so a share of exactly k per cent must not fail by rounding."""


@dataclass(frozen=True, slots=True)
class Rules:
    """When a cell is unsafe (Hundepool et al., Handbook on Statistical Disclosure Control, section 4.2).

    `minimum_frequency` holdings must contribute at least. For each (n, k) of `dominance` the n largest may have k per
    cent of the total at most. `p_percent`: the second largest must not be able to estimate the largest closer than p
    per cent. `public_weights` says whether a reader can know the sampling weights; True is the cautious view.
    `frequency_range`, in per cent of its value, is how uncertain a cell of too few must stay; 0, which the handbook
    recommends, only prevents that it is known exactly.
    """

    minimum_frequency: int = 3
    dominance: tuple[tuple[int, float], ...] = ()
    p_percent: float | None = None
    public_weights: bool = True
    frequency_range: float = 0.0

    @property
    def concentration(self) -> bool:
        """Whether any rule about large contributors is asked for."""
        return bool(self.dominance) or self.p_percent is not None


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What the rules say of a cell: the `reasons` why it is unsafe (freq, dominance, p%, negative), none if it is safe.

    `conf_status` is SDMX's CONF_STATUS, and `upper_protection` how far above the cell's value, in its unit, a reader
    must at least have to reckon with; 0: the value must only not be known exactly.
    """

    reasons: tuple[str, ...] = ()
    conf_status: str = FREE
    upper_protection: float = 0.0

    @property
    def unsafe(self) -> bool:
        """Whether the cell must not be published."""
        return bool(self.reasons)


def sensitivity(
    answers: ArrayLike,
    weights: ArrayLike | None = None,
    holdings: Sequence[Name] | NDArray[np.intp] | None = None,
    rules: Rules | None = None,
) -> Sensitivity:
    """Whether the total of `answers`, one for each firm that answered, is safe; `weights` 1 and a holding each if None.

    A holding is one contributor, whatever the number of its firms. One whose answers are all 0 counts as contributor
    only where nobody has another answer: a zero tells of everybody who gave it, so too few zeros are unsafe (freq) and
    many are safe; the 0 of a cell without respondents is safe. Where weights are public, a firm's contribution is its
    answer times its weight. Else it is the answer, set against the weighted total (the handbook's formulas for sampling
    weights, section 4.2; public weights are taken more strictly than there, since p per cent of the weighted
    contribution is p per cent of the answer too). With a negative answer rules of concentration can't tell anything,
    and if one is asked for the cell is unsafe.
    """
    rules = rules or Rules()
    y = np.asarray(answers, dtype=np.float64)
    w = np.ones_like(y) if weights is None else np.asarray(weights, dtype=np.float64)
    codes: NDArray[np.intp] = (
        np.arange(y.size) if holdings is None else np.unique(np.asarray(holdings), return_inverse=True)[1]
    )
    total = float((w * y).sum())
    found = list(_frequency(y, codes, total, rules))
    if rules.concentration and (y < 0).any():
        found.append(Sensitivity(("negative",), CONCENTRATION))
    elif rules.concentration:
        known: Floats = np.bincount(codes, w * y if rules.public_weights else y).astype(np.float64)
        found += _concentration(np.sort(known)[::-1], total, rules)
    return _together(found)


def _frequency(y: Floats, codes: NDArray[np.intp], total: float, rules: Rules) -> Iterator[Sensitivity]:
    contributors = np.unique(codes[y != 0]).size or np.unique(codes).size
    if 0 < contributors < rules.minimum_frequency:
        yield Sensitivity(("freq",), SMALL_COUNT, rules.frequency_range / 100 * abs(total))


def _concentration(largest: Floats, total: float, rules: Rules) -> Iterator[Sensitivity]:
    """What the rules say of contributions in falling order; protection levels are those of the handbook's table."""
    rounding = TOLERANCE * max(total, 1e-300)
    for n, k in sorted(rules.dominance):
        missing = 100 / k * float(largest[:n].sum()) - total
        if missing > rounding:
            yield Sensitivity(("dominance",), DOMINATED_BY.get(n, CONCENTRATION), missing)
    if rules.p_percent is not None and largest.size:
        missing = rules.p_percent / 100 * float(largest[0]) - (total - float(largest[:2].sum()))
        if missing > rounding:
            yield Sensitivity(("p%",), CONCENTRATION, missing)


def _together(found: list[Sensitivity]) -> Sensitivity:
    """The first finding gives the status: small counts before dominance by one, by two, before other concentration."""
    if not found:
        return Sensitivity()
    reasons = tuple(dict.fromkeys(reason for each in found for reason in each.reasons))
    return Sensitivity(reasons, found[0].conf_status, max(each.upper_protection for each in found))
