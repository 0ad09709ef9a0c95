"""How sure we are of a claim: a small stated model of the evidence, to be calibrated on annotated texts."""

from __future__ import annotations

from flows.claims.draft import Draft

START = 0.58  # about the share of claims that are complete and right on texts never read before
# What each kind of evidence multiplies the odds of a complete and right claim by.
ODDS = {
    "noun": 1.8,  # the figure's own noun names the indicator
    "near": 1.4,  # an indicator word stands next to it
    "far": 0.5,  # the nearest indicator word is far away
    "carried": 0.35,  # the indicator comes from another figure
    "refined": 1.2,
    "elided": 0.6,  # the unit is carried over
    "period": 1.3,
    "no period": 0.6,
    "no indicator": 0.3,
}


def confidence(draft: Draft) -> float:
    """The probability, 0 to 1, that value, unit, indicator, measure, nature and period are all right."""
    odds = START / (1 - START)
    for name in draft.evidence:
        odds *= ODDS.get(name, 1.0)
    if draft.indicator is None:
        odds *= ODDS["no indicator"]
    return round(odds / (1 + odds), 3)
