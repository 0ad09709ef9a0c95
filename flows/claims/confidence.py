"""How sure we are of a claim: the evidence for it, weighed by what such evidence was worth on annotated texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import exp

from flows.claims.draft import Draft

CROWDED = 4  # figures in one sentence; with more, it is easier to take one's period or indicator for another's


def confidence(draft: Draft, weights: Mapping[str, float]) -> float:
    """The probability, 0 to 1, that value, unit, indicator, measure, nature and period are all right.

    A logistic model: `weights` (catalogue/confidence.yml) are the log-odds that each kind of evidence adds to `base`.
    """
    odds = weights["base"] + sum(weights.get(name, 0.0) for name in evidence(draft))
    return round(1 / (1 + exp(-odds)), 3)


def evidence(draft: Draft) -> Iterator[str]:
    """The kinds of evidence that there are for the claim, and what speaks against it."""
    yield draft.kind
    yield from draft.evidence
    if draft.indicator is None:
        yield "no indicator"
    yield _period(draft)
    yield draft.measure
    yield draft.nature
    figures = len(draft.around.distances.quantities)
    yield "only figure" if figures == 1 else "crowded" if figures >= CROWDED else "some figures"


def _period(draft: Draft) -> str:
    if draft.period is None or draft.period.end is None:
        return "no period"
    if draft.period.relative:
        return "relative period"
    return "own period" if draft.own_period else "shared period"
