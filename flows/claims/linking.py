"""Taking an indicator for a figure: which ones its unit allows, and why it was taken."""

from __future__ import annotations

from flows.catalogue.records import Indicator
from flows.claims.draft import Draft

RANKABLE = ("jobs", "money")  # sectors and countries are ranked by these too

LEADS = 3  # tokens from a percentage to the amount that it leads to


def take(draft: Draft, code: str, evidence: str, words: str) -> None:
    draft.indicator = code
    draft.evidence.add(evidence)
    draft.reasons.append(f"{code} ({words})")


def accepts(indicator: Indicator, draft: Draft) -> bool:
    kind, unit = draft.kind, draft.unit
    if kind in ("percent", "points"):
        return indicator.units[0] != "rank"
    if kind == "multiple":
        return not indicator.rate
    if kind == "rank" or unit == "places":
        return "rank" in indicator.units or indicator.units[0] in RANKABLE
    if kind == "money":
        return "money" in indicator.units
    if kind == "bare":
        return (
            draft.quantity.magnitude >= 1e6
            if "money" in indicator.units
            else indicator.units[0] not in ("percent", "rank")
        )
    return unit in indicator.units


def of_follows(draft: Draft) -> bool:
    sentence, last = draft.around.distances.sentence, draft.quantity.last
    return "of" in sentence.grammar(last) and not sentence.gap(last).strip()


def is_place(draft: Draft) -> bool:
    """Whether the figure is a place or a number of places in a ranking: `occupe la 3e place` employs nobody."""
    return draft.kind == "rank" or draft.unit == "places"


def leads_on(draft: Draft) -> bool:
    """`2,7 % à 1,34 milliard`: a percentage that leads to an amount tells a growth."""
    distances, last = draft.around.distances, draft.quantity.last
    after = next((other for other in distances.quantities if other.first >= last), None)
    if after is None or after.kind not in ("money", "count") or not 0 < after.first - last <= LEADS:
        return False
    between = {word for place in range(last, after.first) for word in distances.sentence.grammar(place)}
    return "to" in between and "and" not in between
