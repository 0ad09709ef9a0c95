"""Which indicator a quantity is about: its own noun, the nearest word in the sentence, or what was spoken of before."""

from __future__ import annotations

from flows.catalogue.records import Catalogue, Indicator
from flows.claims.draft import Carried, Draft
from flows.claims.surroundings import Near

RANKABLE = ("jobs", "money")  # sectors and countries are ranked by these too
FARTHEST = 34  # a word further away than this says nothing about the figure
QUALIFIER_REACH = 9
VERB_PENALTY = 3
COMPLEMENT = 10
OPENING = 3
IMPLIED = 8  # a word further away than this says less than what the figure's own noun implies
SAME_SUBJECT = 1  # a percentage, rank or multiple after a figure is likely about the same thing


def link_indicator(draft: Draft, before: Draft | None, catalogue: Catalogue, carried: Carried) -> None:
    """Decide `draft.indicator`, and its unit where the indicator tells it; `before` is the figure before, if any."""
    noun = draft.quantity.noun
    own = noun.tags.get("indicator", ()) if noun else ()
    if own and _accepts(catalogue.indicators[own[0]], draft):
        _take(draft, own[0], "noun", "own noun")
    else:
        (
            _link_cue(draft, before, catalogue)
            or _imply(draft, before)
            or _go_on(draft, catalogue, carried)
            or _carry(draft, before, carried)
            or _fund(draft, catalogue)
        )
    if draft.indicator:
        if draft.kind != "rank":
            _refine(draft, catalogue)
        _recast_unit(draft, catalogue.indicators[draft.indicator])


def _take(draft: Draft, code: str, evidence: str, words: str) -> None:
    draft.indicator = code
    draft.evidence.add(evidence)
    draft.reasons.append(f"{code} ({words})")


def _accepts(indicator: Indicator, draft: Draft) -> bool:
    kind, unit = draft.kind, draft.unit
    if kind in ("percent", "points"):
        return True
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


def _link_cue(draft: Draft, before: Draft | None, catalogue: Catalogue) -> bool:
    best = _nearest_cue(draft, catalogue)
    previous = _previous(draft, before)
    if previous is not None and before and before.indicator and (best is None or previous < best[0]):
        _take(draft, before.indicator, "near", "as the figure before")
        return True
    if best is None:
        return False
    cost, code, near = best
    if cost > IMPLIED and _imply(draft, before):
        return True
    if _is_unbased(draft, cost):
        draft.evidence.add("no indicator")
        return True
    if draft.kind == "rank" and catalogue.indicators[code].units[0] != "money":
        code = catalogue.indicators[code].refines or code
    draft.cue = near.mention
    if before and before.cue is near.mention and before.indicator:
        code = before.indicator
    _take(draft, code, "near" if cost <= 8 else "far", f"'{draft.around.printed(near)}'")
    return True


def _nearest_cue(draft: Draft, catalogue: Catalogue) -> tuple[int, str, Near] | None:
    """The indicator word or verb that stands nearest, with its code and what it costs."""
    best: tuple[int, str, Near] | None = None
    categories = ("indicator",) if _is_place(draft) else ("indicator", "verb")
    for category in categories:
        for near, code in draft.around.all(category):
            if not _accepts(catalogue.indicators[code], draft):
                continue
            cost = near.cost + (VERB_PENALTY if category == "verb" else 0) + draft.around.position(near)
            cost += COMPLEMENT if _is_complement(draft, near) else 0
            if cost <= FARTHEST and (best is None or cost < best[0]):
                best = (cost, code, near)
    return best


def _imply(draft: Draft, before: Draft | None) -> bool:
    """The indicator that the figure's own noun implies: `1.000 ingénieurs` are people employed, if not trained."""
    noun = draft.quantity.noun
    codes = noun.tags.get("implied", ()) if noun else ()
    if codes and before and before.indicator and before.kind == "count" and _is_part_of(draft, before):
        codes = (before.indicator,)
    if codes and noun:
        _take(draft, codes[0], "near", f"implied by '{draft.around.printed_at(noun)}'")
    return bool(codes)


def _is_part_of(draft: Draft, before: Draft) -> bool:
    """`35.000 personnes dont 6.000 ingénieurs`."""
    tags = draft.around.distances.sentence.tags
    between = range(before.quantity.last, draft.quantity.first)
    return any("including" in tags[place].get("grammar", ()) for place in between)


def _is_place(draft: Draft) -> bool:
    """Whether the figure is a place or a number of places in a ranking: `occupe la 3e place` employs nobody."""
    return draft.kind == "rank" or draft.unit == "places"


def _is_unbased(draft: Draft, cost: int) -> bool:
    """Whether a percentage is of `l'activité` or `le secteur`, nearer than any indicator: its base isn't told."""
    near = draft.around.of("measure", "unbased") if draft.kind == "percent" else None
    if near is None or near.cost >= cost:
        return False
    sentence, place = draft.around.distances.sentence, near.mention.first - 1
    return not (place >= 0 and "of" in sentence.tags[place].get("grammar", ()))


def _is_complement(draft: Draft, near: Near) -> bool:
    """Whether a word completes another indicator's: `le chiffre d'affaires des entreprises` is about turnover."""
    sentence, place, unknown = draft.around.distances.sentence, near.mention.first - 1, 0
    for _ in range(4):
        if place < 1 or sentence.gap(place + 1).strip(" '"):
            return False
        grammar = sentence.grammar(place)
        if "of" in grammar or "inside" in grammar:
            mention = sentence.at[place]
            before = (mention.first if mention else place) - 1
            if before >= 0 and "indicator" in sentence.tags[before]:
                return True
        elif not sentence.tags[place]:
            unknown += 1
        if unknown > 1 or not (grammar or not sentence.tags[place] or sentence.words[place][0].isdigit()):
            return False
        place -= 1
    return False


def _previous(draft: Draft, before: Draft | None) -> int | None:
    """How far the figure before is, where this one may tell more of the same; None where it can't."""
    if before is None or draft.kind not in ("percent", "points", "multiple") or before.kind == "rank":
        return None
    sentence = draft.around.distances.sentence
    joins = range(max(before.quantity.last, draft.quantity.first - 4), draft.quantity.first)
    if before.kind == draft.kind and any("and" in sentence.tags[place].get("grammar", ()) for place in joins):
        return 0
    return draft.around.distances.between(before.quantity.last - 1, draft.quantity.first) + SAME_SUBJECT


def _go_on(draft: Draft, catalogue: Catalogue, carried: Carried) -> bool:
    """`Le chiffre d'affaires a bondi. Il atteint ...`: what the sentence before spoke of."""
    if carried.topic is None or not _accepts(catalogue.indicators[carried.topic], draft):
        return False
    _take(draft, carried.topic, "carried", "as the sentence before")
    return True


def _fund(draft: Draft, catalogue: Catalogue) -> bool:
    """`Le plan X part avec 11 milliards`: money that a plan opening the sentence has, and no word says what for."""
    mentions = draft.around.distances.sentence.mentions
    opening = next((mention for mention in mentions if "plan" in mention.tags and mention.first <= OPENING), None)
    code = next((code for code, indicator in catalogue.indicators.items() if indicator.scope == "program"), None)
    if draft.kind != "money" or opening is None or opening.first > draft.quantity.first or code is None:
        return False
    _take(draft, code, "far", f"the plan '{draft.around.printed_at(opening)}'")
    return True


def _carry(draft: Draft, before: Draft | None, carried: Carried) -> bool:
    """The indicator of the figure before, of the same kind; for a percentage or multiple, of any kind."""
    if _is_place(draft):
        if carried.ranking:
            _take(draft, carried.ranking, "carried", "carried over")
        return carried.ranking is not None
    counted = carried.last.get("count")
    counted = before if before and before.kind == "count" else counted
    if draft.quantity.kind == "bare" and draft.unit is None and counted and counted.indicator:
        draft.unit = counted.unit
        _take(draft, counted.indicator, "carried", "as the count before")
        return True
    previous = carried.last.get("any" if draft.kind in ("percent", "points", "multiple") else draft.unit or "")
    if previous is None and draft.unit == "persons":
        previous = carried.last.get("jobs")
    if (
        previous is None
        or previous.indicator is None
        or (draft.kind == "percent" and draft.around.of("measure", "unbased"))
    ):
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
        if near and not (near.after and near.cost > QUALIFIER_REACH) and not _is_anothers(draft, near):
            _take(draft, code, "refined", f"'{draft.around.printed(near)}'")
            return


def _is_anothers(draft: Draft, near: Near) -> bool:
    """Whether a word is another figure's: its own noun (`69.900 emplois directs, dont 51.000 emplois`) or before it."""
    quantity, mention = draft.quantity, near.mention
    return any(
        other.first <= mention.first < other.last or (mention.last <= other.first < quantity.first and near.foreign)
        for other in draft.around.distances.quantities
        if other is not quantity
    )


def _recast_unit(draft: Draft, indicator: Indicator) -> None:
    if draft.kind in ("count", "bare") and draft.unit != "places" and "money" not in indicator.units:
        draft.unit = indicator.units[0]
