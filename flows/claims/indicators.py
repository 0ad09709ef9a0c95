"""Which indicator a quantity is about: its own noun, the nearest word in the sentence, or what was spoken of before."""

from __future__ import annotations

from flows.catalogue.records import Catalogue, Indicator
from flows.claims.draft import Carried, Draft
from flows.claims.surroundings import Near

FARTHEST = 34  # a word further away than this says nothing about the figure
QUALIFIER_REACH = 9
VERB_PENALTY = 3
OF_BONUS = 6  # `10 milliards d'investissements`: the noun that follows with `de` is the figure's own


def link_indicator(draft: Draft, catalogue: Catalogue, carried: Carried) -> None:
    """Decide `draft.indicator`, and its unit where the indicator tells it."""
    noun = draft.quantity.noun
    own = noun.tags.get("indicator", ()) if noun else ()
    if own and _accepts(catalogue.indicators[own[0]], draft):
        _take(draft, own[0], "noun", "own noun")
    else:
        _link_cue(draft, catalogue) or _carry(draft, carried)
    if draft.indicator:
        _refine(draft, catalogue)
        _recast_unit(draft, catalogue.indicators[draft.indicator])


def _take(draft: Draft, code: str, evidence: str, words: str) -> None:
    draft.indicator = code
    draft.evidence.add(evidence)
    draft.reasons.append(f"{code} ({words})")


def _accepts(indicator: Indicator, draft: Draft) -> bool:
    kind, unit = draft.quantity.kind, draft.unit
    if kind in ("percent", "points"):
        return True
    if kind == "multiple":
        return not indicator.rate
    if kind == "rank" or unit == "places":
        return "rank" in indicator.units or indicator.code in ("jobs", "export_revenue", "revenue", "investment")
    if kind == "money":
        return "money" in indicator.units
    if kind == "bare":
        return (
            draft.quantity.magnitude >= 1e6
            if "money" in indicator.units
            else indicator.units[0] not in ("percent", "rank")
        )
    return unit in indicator.units


def _link_cue(draft: Draft, catalogue: Catalogue) -> bool:
    best: tuple[int, str, Near] | None = None
    for category in ("indicator", "verb"):
        for near, code in draft.around.all(category):
            if not _accepts(catalogue.indicators[code], draft):
                continue
            cost = near.cost + (VERB_PENALTY if category == "verb" else 0) - _of_bonus(draft, near)
            if cost <= FARTHEST and (best is None or cost < best[0]):
                best = (cost, code, near)
    if best is None:
        return False
    cost, code, near = best
    blocked = draft.quantity.kind == "percent" and draft.around.of("measure", "unbased")
    if blocked and blocked.cost < cost and not near.after:
        draft.evidence.add("no indicator")
        return True
    _take(draft, code, "near" if cost <= 8 else "far", f"'{draft.around.printed(near)}'")
    return True


def _of_bonus(draft: Draft, near: Near) -> int:
    sentence, last = draft.around.distances.sentence, draft.quantity.last
    if not near.after or near.mention.first - last > 3:
        return 0
    return (
        OF_BONUS
        if any("of" in sentence.tags[place].get("grammar", ()) for place in range(last, near.mention.first))
        else 0
    )


def _carry(draft: Draft, carried: Carried) -> bool:
    """The indicator of the figure before, of the same kind; for a percentage or multiple, of any kind."""
    kind = draft.quantity.kind
    previous = carried.last.get("any" if kind in ("percent", "points", "multiple") else draft.unit or "")
    if previous is None or previous.indicator is None or draft.around.of("measure", "unbased"):
        return False
    _take(draft, previous.indicator, "carried", "carried over")
    return True


def _refine(draft: Draft, catalogue: Catalogue) -> None:
    for code, indicator in catalogue.indicators.items():
        if indicator.refines != draft.indicator:
            continue
        near = draft.around.within("qualifier", code, QUALIFIER_REACH) or draft.around.within(
            "indicator", code, QUALIFIER_REACH * 2
        )
        if near and not (near.after and near.cost > QUALIFIER_REACH):
            _take(draft, code, "refined", f"'{draft.around.printed(near)}'")
            return


def _recast_unit(draft: Draft, indicator: Indicator) -> None:
    if draft.quantity.kind in ("count", "bare") and draft.unit != "places" and "money" not in indicator.units:
        draft.unit = indicator.units[0]
