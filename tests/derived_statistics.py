"""What an intruder computes from statistics of one cell: a mean and its n give a total, a share and its base a cell."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Product:
    """result = factor x product of the quantities to their powers: a share is {"cell": 1, "total": -1}, x 100."""

    result: str
    powers: Mapping[str, int]
    factor: float = 1.0

    @property
    def names(self) -> frozenset[str]:
        """All quantities of the identity; any of them follows from the others."""
        return frozenset({self.result, *self.powers})

    def solve(self, name: str, known: Mapping[str, float]) -> float | None:
        """The value of `name` from all others, or None where a 0 makes it undetermined."""
        powers = {self.result: -1, **self.powers}
        if any(known[other] == 0 for other in powers if other != name):
            return None
        rest = self.factor * prod(known[other] ** power for other, power in powers.items() if other != name)
        return float(rest ** (-1 / powers[name]))


@dataclass(frozen=True, slots=True)
class Sum:
    """result = constant + sum of weight x quantity: the middle of an interval is {"ci_low": 0.5, "ci_high": 0.5}."""

    result: str
    weights: Mapping[str, float]
    constant: float = 0.0

    @property
    def names(self) -> frozenset[str]:
        """All quantities of the identity; any of them follows from the others."""
        return frozenset({self.result, *self.weights})

    def solve(self, name: str, known: Mapping[str, float]) -> float | None:
        """The value of `name` from all others."""
        weights = {self.result: -1.0, **self.weights}
        rest = self.constant + sum(weight * known[other] for other, weight in weights.items() if other != name)
        return -rest / weights[name]


Identity = Product | Sum

STATISTICS: tuple[Identity, ...] = (
    Product("mean", {"total": 1, "n": -1}),
    Product("cv_pct", {"std_err": 1, "estimate": -1}, 100),
    Sum("estimate", {"ci_low": 0.5, "ci_high": 0.5}),
    Sum("margin_of_error", {"ci_high": 1, "estimate": -1}),
    Product("margin_of_error", {"t": 1, "std_err": 1}),
    Product("share_of_total_pct", {"cell": 1, "total": -1}, 100),
    Product("growth_factor", {"cell": 1, "previous_year": -1}),
    Sum("growth_pct", {"growth_factor": 100}, -100),
    Sum("change", {"cell": 1, "previous_year": -1}),
)
"""How the statistics of a cell hang together. A derived statistic is the result of its identity."""


def follows(known: Mapping[str, float], identities: Iterable[Identity] = STATISTICS) -> dict[str, float]:
    """The values that a reader can compute from those he knows, which aren't repeated."""
    identities = tuple(identities)
    values = dict(known)
    found = True
    while found:
        found = False
        for identity in identities:
            unknown = identity.names - values.keys()
            if len(unknown) == 1:
                [name] = unknown
                value = identity.solve(name, values)
                if value is not None:
                    values[name], found = value, True
    return {name: value for name, value in values.items() if name not in known}


def reveals(
    published: Collection[str], hidden: Collection[str], identities: Iterable[Identity] = STATISTICS
) -> set[str]:
    """Which of the `hidden` quantities follow from the published ones."""
    identities = tuple(identities)
    known = set(published)
    while found := {name for each in identities for name in each.names - known if len(each.names - known) == 1}:
        known |= found
    return set(hidden) & known


def withheld(
    published: Collection[str], hidden: Collection[str], identities: Iterable[Identity] = STATISTICS
) -> set[str]:
    """What else must be hidden so that nothing hidden follows: of an identity its result, the derived statistic, first.

    A ratio goes when one of its parts is hidden and the other is published. Where the result is hidden already, all
    that it was made from must not stay, and the first part goes.
    """
    identities = tuple(identities)
    shown, gone = list(dict.fromkeys(name for name in published if name not in hidden)), set(hidden)
    while reveals(shown, gone, identities):
        name = _weakest(shown, gone, identities)
        shown.remove(name)
        gone.add(name)
    return gone - set(hidden)


def _weakest(shown: list[str], gone: set[str], identities: tuple[Identity, ...]) -> str:
    """A published quantity without which less of what is hidden follows."""
    before = len(reveals(shown, gone, identities))
    results = [identity.result for identity in identities]
    order = sorted(shown, key=lambda name: (name not in results, shown.index(name)))
    for name in order:
        if len(reveals([other for other in shown if other != name], gone, identities)) < before:
            return name
    # Two ways lead to the same hidden quantity: any statistic that takes part in one of them.
    return next(name for name in order if any(name in identity.names for identity in identities))
