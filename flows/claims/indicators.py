"""Which indicator a quantity is about: its own noun, the nearest word in the sentence, or what was spoken of before."""

from __future__ import annotations

from flows.catalogue.records import Catalogue, Indicator
from flows.claims import bystanders, inherited
from flows.claims.draft import Carried, Draft
from flows.claims.linking import accepts, is_place, of_follows, take
from flows.claims.surroundings import Near

NEAR = 8
FARTHEST = 34  # a word further away than this says nothing about the figure
QUALIFIER_REACH = 9
VERB_PENALTY = 3
COMPLEMENT = 10
IMPLIED = 8  # a word further away than this says less than what the figure's own noun implies
RANKED = 22  # a word further away than this isn't what a place is in
BASE = 8  # words from a percentage to what it is of
WHOSE = {"grammar", "geography", "sector", "ecosystem", "scope", "measure", "special", "distractor", "rank_noun"}
VERB = 3  # a verb so near before people says what becomes of them: recrute chaque année 200 diplômés
OWNED = 2  # tokens from `6 % des` to whose it is
GOVERNS = 1  # a verb right before the figure, or its hedge, says what it is


def link_indicator(draft: Draft, before: Draft | None, catalogue: Catalogue, carried: Carried) -> None:
    """Decide `draft.indicator`, and its unit where the indicator tells it; `before` is the figure before, if any."""
    noun = draft.quantity.noun
    own = noun.tags.get("indicator", ()) if noun else ()
    verb = _governing_verb(draft, catalogue) if own else None
    shared = draft.shared.get("indicator")
    if shared and accepts(catalogue.indicators[shared], draft):
        take(draft, shared, "near", "in the order of the figures")
    elif own and accepts(catalogue.indicators[own[0]], draft):
        take(draft, verb or own[0], "noun", "own noun")
    elif draft.like and draft.like.indicator:
        take(draft, inherited.like_before(draft, draft.like.indicator, catalogue), "near", "as the figure before")
    else:
        (
            inherited.answer(draft, before, catalogue, carried)
            or inherited.of_whole(draft, carried)
            or _link_cue(draft, before, catalogue, carried)
            or _imply(draft, before)
            or inherited.go_on(draft, carried.topic, catalogue)
            or inherited.carry_over(draft, before, carried)
            or inherited.only_cue(draft, catalogue)
            or inherited.fund_plan(draft, catalogue)
            or inherited.by_unit(draft, catalogue)
        )
    if draft.indicator:
        _refine(draft, catalogue)
        _recast_unit(draft, catalogue.indicators[draft.indicator])


def _governing_verb(draft: Draft, catalogue: Catalogue) -> str | None:
    """What the verb right before says of people told by another noun: `employer 200 diplômés`."""
    if draft.unit != "persons":
        return None
    found = ((near.cost, code) for near, code in draft.around.all("verb") if near.cost <= VERB and not near.after)
    return next((code for _, code in sorted(found) if accepts(catalogue.indicators[code], draft)), None)


def _link_cue(draft: Draft, before: Draft | None, catalogue: Catalogue, carried: Carried) -> bool:
    best = _nearest_cue(draft, catalogue)
    if bystanders.counts_unknown(draft) or bystanders.is_else(draft, best[0] if best else FARTHEST):
        draft.evidence.add("no indicator")
        return True
    previous = inherited.distance_of_previous(draft, before)
    nearer = previous is not None and (best is None or previous < best[0])
    nearer = nearer or _is_paired(draft, before, best)
    if nearer and before and inherited.as_before(draft, before, catalogue):
        return True
    goes_on = carried.topic and accepts(catalogue.indicators[carried.topic], draft)
    if best is None or (goes_on and best[2].after and best[0] > IMPLIED):
        return False
    if best[0] > IMPLIED and _imply(draft, before):
        return True
    _take_cue(draft, before, best, catalogue, carried)
    return True


def _is_paired(draft: Draft, before: Draft | None, best: tuple[int, str, Near] | None) -> bool:
    """`65 milliards en 2018, contre 31, avec une valeur ajoutée en hausse`: of what the figure set against it is of."""
    if before is None or draft.kind != before.kind or not (draft.versus or before.departure):
        return False
    depth = draft.around.distances.sentence.depth
    apart = best is None or (best[2].after and depth[best[2].mention.first] > depth[draft.quantity.last - 1])
    return apart and draft.unit in (None, before.unit)


def _take_cue(
    draft: Draft, before: Draft | None, best: tuple[int, str, Near], catalogue: Catalogue, carried: Carried
) -> None:
    cost, code, near = best
    unbased = draft.kind == "percent" and bystanders.is_of_else(draft, near, catalogue.indicators[code])
    if unbased or bystanders.is_unbased(draft, cost):
        draft.evidence.add("no indicator")
        return
    if draft.kind == "rank" and catalogue.indicators[code].units[0] != "money":
        code = catalogue.indicators[code].refines or code
    draft.cue = near.mention
    if before and before.cue is near.mention and before.indicator:
        code = before.indicator
    code = _in_sector(draft, near, carried) or code
    take(draft, code, "near" if cost <= NEAR else "far", f"'{draft.around.printed(near)}'")


def _in_sector(draft: Draft, near: Near, carried: Carried) -> str | None:
    """What a general word means in the sector that the text is about, or right after a figure of the indicator.

    The receipts of tourism; the receipts and outlays of foreign direct investment.
    """
    special = dict(near.mention.tags.get("special", ()))
    if not special:
        return None
    previous, mention = carried.last.get("any"), near.mention
    told = special.pop(None, None)
    if told and previous is not None and told == previous.indicator and mention.last - mention.first == 1:
        return str(told)
    own = draft.around.all("sector")
    text = max(carried.sectors, key=lambda code: carried.sectors[code], default=None)
    return special.get(own[0][1] if own else text)


def _nearest_cue(draft: Draft, catalogue: Catalogue) -> tuple[int, str, Near] | None:
    """The indicator word or verb that stands nearest, with its code and what it costs."""
    best = _base_of(draft, catalogue)
    if best is not None:
        return best
    categories = ("indicator",) if is_place(draft) else ("indicator", "verb")
    for category in categories:
        for near, code in draft.around.all(category):
            if not _may_name(draft, near, catalogue.indicators[code]):
                continue
            governs = not near.after and near.cost <= GOVERNS
            cost = near.cost + (VERB_PENALTY if category == "verb" and not governs else 0) + draft.around.position(near)
            cost += COMPLEMENT if bystanders.is_complement(draft, near) else 0
            if cost <= FARTHEST and (best is None or cost < best[0]):
                best = (cost, code, near)
    return best


def _may_name(draft: Draft, near: Near, indicator: Indicator) -> bool:
    """Whether a word may say what the figure is of."""
    if not accepts(indicator, draft) or (draft.kind == "rank" and near.cost > RANKED):
        return False
    if draft.kind == "percent" and bystanders.is_anothers(draft, near, indicator):
        return False
    return not bystanders.is_in_name(draft.around.distances.sentence, near.mention)


def _base_of(draft: Draft, catalogue: Catalogue) -> tuple[int, str, Near] | None:
    """`60 % of the country's total exports`: what a percentage is of, over whose and which."""
    sentence, place = draft.around.distances.sentence, draft.quantity.last
    if draft.kind != "percent" or not of_follows(draft):
        return None
    for _ in range(BASE):
        if place >= len(sentence.words) or sentence.gap(place).strip(" '"):
            return None
        tags, mention = sentence.tags[place], sentence.at[place]
        for code in tags.get("indicator", ()):
            near = draft.around.of("indicator", code)
            if near and mention and near.mention is mention and accepts(catalogue.indicators[code], draft):
                return 0, code, near
        if not (tags.keys() <= WHOSE or sentence.words[place] == "s"):
            return None
        place = mention.last if mention else place + 1
    return None


def _imply(draft: Draft, before: Draft | None) -> bool:
    """The indicator that the figure's own noun implies: `1.000 ingénieurs` are people employed, if not trained."""
    noun = draft.quantity.noun
    codes = noun.tags.get("implied", ()) if noun and not _is_anyone(draft) else ()
    if codes and before and before.indicator and before.kind == "count" and _is_part_of(draft, before):
        codes = (before.indicator,)
    if codes and noun:
        take(draft, codes[0], "near", f"implied by '{draft.around.printed_at(noun)}'")
    return bool(codes)


def _is_anyone(draft: Draft) -> bool:
    """`6.657 personnes inscrites`: people in general, and no word of work in the sentence."""
    if draft.unit != "persons" or draft.quantity.noun is None:
        return False
    general = "anyone" in draft.around.distances.sentence.grammar(draft.quantity.noun.first)
    implied = draft.quantity.noun.tags.get("implied", ())
    found = {code for _, code in (*draft.around.all("verb"), *draft.around.all("indicator"))}
    counts = draft.around.within("measure", "headcount", GOVERNS)  # les centres d'appels comptent 500 personnes
    staffed = counts and not counts.after and "companies" in found
    return general and found.isdisjoint(implied) and not staffed


def _is_part_of(draft: Draft, before: Draft) -> bool:
    """`35.000 personnes dont 6.000 ingénieurs`."""
    tags = draft.around.distances.sentence.tags
    between = range(before.quantity.last, draft.quantity.first)
    return any("including" in tags[place].get("grammar", ()) for place in between)


def _refine(draft: Draft, catalogue: Catalogue) -> None:
    """Narrow the indicator down by the nearest qualifier or name of what refines it."""
    found = [
        (near.cost, indicator.code, near)
        for indicator in catalogue.narrower.get(draft.indicator or "", ())
        if (near := _qualifier(draft, indicator.code)) is not None
    ]
    if found and not _are_joined(draft, [near for _, _, near in found]):
        _, code, near = min(found, key=lambda item: item[0])
        take(draft, code, "refined", f"'{draft.around.printed(near)}'")


def _are_joined(draft: Draft, found: list[Near]) -> bool:
    """`directs et indirects`: whether `et` alone stands between two qualifiers, which then say nothing."""
    if len(found) != 2:
        return False
    first, last = sorted((near.mention for near in found), key=lambda mention: mention.first)
    if first is last:
        return True
    return last.first == first.last + 1 and "and" in draft.around.distances.sentence.grammar(first.last)


def _qualifier(draft: Draft, code: str) -> Near | None:
    around = draft.around
    near = around.within("qualifier", code, QUALIFIER_REACH) or around.within("indicator", code, QUALIFIER_REACH * 2)
    if near is None or (near.after and near.cost > QUALIFIER_REACH) or _is_anothers(draft, near):
        return None
    if "holding" in near.mention.tags.get("grammar", ()) and near.cost > GOVERNS:
        return None  # fort de son expérience
    other = near.mention.tags.get("indicator", ())
    if other and code not in other and (draft.indicator not in other or near.mention is draft.quantity.noun):
        return None  # foreign direct investment makes no job direct, nor are emplois directs et indirects
    outside = near.after and draft.kind == "percent" and bystanders.is_outside(draft, near)
    return None if outside else near


def _is_anothers(draft: Draft, near: Near) -> bool:
    """Whether a word is another figure's: its own noun (`69.900 emplois directs, dont 51.000 emplois`) or before it."""
    quantity, mention, sentence = draft.quantity, near.mention, draft.around.distances.sentence
    others = draft.around.distances.quantities
    if (
        near.after
        and "indicator" in mention.tags
        and any(mention.last <= other.first <= mention.last + 1 for other in others)
    ):
        return True  # le chiffre d'affaires atteint 13 milliards, les exportations 8 milliards
    if any(
        other.kind == "percent"
        and other.last < mention.first <= other.last + OWNED
        and mention.last <= quantity.first
        and "of" in sentence.grammar(other.last)
        for other in others
    ):
        return True  # 6 % des exportations et 8 milliards de chiffre d'affaires
    return any(
        other.first <= mention.first < other.last or (mention.last <= other.first < quantity.first and near.foreign)
        for other in draft.around.distances.quantities
        if other is not quantity
    )


def _recast_unit(draft: Draft, indicator: Indicator) -> None:
    if draft.kind in ("count", "bare") and draft.unit != "places" and "money" not in indicator.units:
        draft.unit, draft.kind = indicator.units[0], "count"
