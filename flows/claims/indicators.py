"""Which indicator a quantity is about: its own noun, the nearest word in the sentence, or what was spoken of before."""

from __future__ import annotations

from flows.catalogue.records import Catalogue, Indicator
from flows.claims.draft import Carried, Draft
from flows.claims.lexicon import Tags
from flows.claims.surroundings import CROSSED_QUANTITY, Near

WORK = ("jobs", "direct_jobs", "indirect_jobs")
RANKABLE = ("jobs", "money")  # sectors and countries are ranked by these too
FARTHEST = 34  # a word further away than this says nothing about the figure
QUALIFIER_REACH = 9
VERB_PENALTY = 3
COMPLEMENT = 10
OPENING = 3
IMPLIED = 8  # a word further away than this says less than what the figure's own noun implies
ELSE_REACH = 8  # the name of a catalogue's indicator this near is what the percentage is of
RANKED = 22  # a word further away than this isn't what a place is in
PART = -20  # a part right after `dont` is of the figure before, whatever follows
GOVERNS = 1  # a verb right before the figure, or its hedge, says what it is
COUNTED = 14  # tokens from `le nombre de` to the figure
PER_YEAR = 3
ANSWERS = 8  # tokens from a percentage to what its respondents say
MOVES = 14
SAME_SUBJECT = 1  # a percentage, rank or multiple after a figure is likely about the same thing


def link_indicator(draft: Draft, before: Draft | None, catalogue: Catalogue, carried: Carried) -> None:
    """Decide `draft.indicator`, and its unit where the indicator tells it; `before` is the figure before, if any."""
    noun = draft.quantity.noun
    own = noun.tags.get("indicator", ()) if noun else ()
    verb = _governing_verb(draft, catalogue) if own else None
    if own and _accepts(catalogue.indicators[own[0]], draft):
        _take(draft, verb or own[0], "noun", "own noun")
    elif draft.like and draft.like.indicator:
        _take(draft, _like(draft, draft.like.indicator, catalogue), "near", "as the figure before")
    else:
        (
            _answer(draft, before, catalogue, carried)
            or _of_whole(draft, carried)
            or _link_cue(draft, before, catalogue, carried)
            or _imply(draft, before)
            or _go_on(draft, carried.topic, catalogue)
            or _carry(draft, before, carried)
            or _only_cue(draft, catalogue)
            or _fund(draft, catalogue)
            or _by_unit(draft, catalogue)
        )
    if draft.indicator:
        _refine(draft, catalogue)
        _recast_unit(draft, catalogue.indicators[draft.indicator])


def _like(draft: Draft, code: str, catalogue: Catalogue) -> str:
    """The indicator of the figure before; what that one refines where a word of another kind follows: 20 000 indirects."""
    broader = catalogue.indicators[code].refines
    others = {indicator.code for indicator in catalogue.narrower.get(broader or "", ())} - {code}
    told = set(draft.around.distances.sentence.tag(draft.quantity.last).get("qualifier", ()))
    return broader if broader and told & others else code


def _governing_verb(draft: Draft, catalogue: Catalogue) -> str | None:
    """What the verb right before says of people told by another noun: `employer 200 diplômés`."""
    if draft.unit != "persons":
        return None
    found = ((near.cost, code) for near, code in draft.around.all("verb") if near.cost <= 1 and not near.after)
    return next((code for _, code in sorted(found) if _accepts(catalogue.indicators[code], draft)), None)


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


def _answer(draft: Draft, before: Draft | None, catalogue: Catalogue, carried: Carried) -> bool:
    """`36 % des entreprises envisagent ...` in a text on a survey: the share of those who gave an answer."""
    code = catalogue.answers
    if draft.kind != "percent" or not carried.surveyed or code is None:
        return False
    if before and before.indicator == code:
        _take(draft, code, "near", "as the figure before")
        return True
    sentence, last = draft.around.distances.sentence, draft.quantity.last
    asked = range(last + 1, last + 4)
    if not (_of_follows(draft) and any("companies" in sentence.tag(place).get("count", ()) for place in asked)):
        return False
    verbs = range(last + 2, last + ANSWERS)
    if not any(sentence.tag(place).keys() & {"nature", "verb", "measure"} for place in verbs):
        return False
    _take(draft, code, "near", "an answer to a survey")
    return True


def _of_whole(draft: Draft, carried: Carried) -> bool:
    """`les trois quarts du total`: of what was spoken of before."""
    sentence, last = draft.around.distances.sentence, draft.quantity.last
    previous = carried.last.get("any")
    if draft.kind != "percent" or not _of_follows(draft) or previous is None or previous.indicator is None:
        return False
    place = last + 1 + ("article" in sentence.grammar(last + 1))
    if "whole" not in sentence.grammar(place) or "of" in sentence.grammar(place + 1):
        return False
    if previous.around.distances is draft.around.distances or sentence.tag(place).get("indicator"):
        return False
    _take(draft, previous.indicator, "carried", "the total spoken of before")
    return True


def _of_follows(draft: Draft) -> bool:
    sentence, last = draft.around.distances.sentence, draft.quantity.last
    return "of" in sentence.grammar(last) and not sentence.gap(last).strip()


def _link_cue(draft: Draft, before: Draft | None, catalogue: Catalogue, carried: Carried) -> bool:
    best = _nearest_cue(draft, catalogue)
    if _counts_unknown(draft) or _is_else(draft, best[0] if best else FARTHEST):
        draft.evidence.add("no indicator")
        return True
    previous = _previous(draft, before)
    if previous is not None and before and (best is None or previous < best[0]):
        if before.indicator and _accepts(catalogue.indicators[before.indicator], draft):
            _take(draft, before.indicator, "near", "as the figure before")
            return True
        if "no indicator" in before.evidence and draft.kind == "percent":
            draft.evidence.add("no indicator")
            return True
    goes_on = carried.topic and _accepts(catalogue.indicators[carried.topic], draft)
    if goes_on and (best is None or (best[2].after and best[0] > IMPLIED)):
        return False
    if best is None:
        return False
    cost, code, near = best
    if cost > IMPLIED and _imply(draft, before):
        return True
    if _is_unbased(draft, cost) or (draft.kind == "percent" and _is_of_else(draft, near, catalogue.indicators[code])):
        draft.evidence.add("no indicator")
        return True
    if draft.kind == "rank" and catalogue.indicators[code].units[0] != "money":
        code = catalogue.indicators[code].refines or code
    draft.cue = near.mention
    if before and before.cue is near.mention and before.indicator:
        code = before.indicator
    code = _in_sector(draft, near, carried) or code
    _take(draft, code, "near" if cost <= 8 else "far", f"'{draft.around.printed(near)}'")
    return True


def _in_sector(draft: Draft, near: Near, carried: Carried) -> str | None:
    """What a general word means in the sector that the text is about: the receipts of tourism."""
    special = dict(near.mention.tags.get("special", ()))
    if not special:
        return None
    own = draft.around.all("sector")
    text = max(carried.sectors, key=lambda code: carried.sectors[code], default=None)
    return special.get(own[0][1] if own else text)


def _counts_unknown(draft: Draft) -> bool:
    """`le nombre d'incubateurs est passé de 14 à 29`: what is counted isn't in the catalogue."""
    if draft.quantity.kind != "bare":
        return False
    sentence = draft.around.distances.sentence
    for place in range(max(0, draft.quantity.first - COUNTED), draft.quantity.first):
        if "counted" in sentence.grammar(place) and "of" in sentence.grammar(place + 1):
            after = place + 2 + ("article" in sentence.grammar(place + 2))
            return after < draft.quantity.first and not sentence.tags[after] and sentence.words[after].isalpha()
    return False


def _is_else(draft: Draft, limit: int) -> bool:
    """Whether something is measured that isn't in the catalogue: a price, an age, the share of an unknown thing."""
    near = draft.around.of("measure", "else")
    if near is not None and near.cost + draft.around.position(near) < limit and not near.foreign:
        return True
    part = "including" in draft.around.distances.sentence.grammar(draft.quantity.first - 1)
    return draft.kind == "percent" and limit > ELSE_REACH and not part and _is_of_unknown(draft)


def _is_of_unknown(draft: Draft) -> bool:
    """`91 % du trafic`: the part of a thing whose name isn't known."""
    sentence, place = draft.around.distances.sentence, draft.quantity.last
    if not _of_follows(draft):
        return False
    while {"of", "article", "filler"} & set(sentence.grammar(place)):
        place += 1
    return place < len(sentence.words) and not sentence.tags[place] and sentence.words[place].isalpha()


def _nearest_cue(draft: Draft, catalogue: Catalogue) -> tuple[int, str, Near] | None:
    """The indicator word or verb that stands nearest, with its code and what it costs."""
    best: tuple[int, str, Near] | None = None
    categories = ("indicator",) if _is_place(draft) else ("indicator", "verb")
    for category in categories:
        for near, code in draft.around.all(category):
            if not _accepts(catalogue.indicators[code], draft):
                continue
            if near.after and draft.kind == "percent" and (_is_outside(draft, near) or _is_noun_of_next(draft, near)):
                continue
            if draft.kind == "rank" and near.cost > RANKED:
                continue
            governs = not near.after and near.cost <= GOVERNS
            cost = near.cost + (VERB_PENALTY if category == "verb" and not governs else 0) + draft.around.position(near)
            cost += COMPLEMENT if _is_complement(draft, near) else 0
            if cost <= FARTHEST and (best is None or cost < best[0]):
                best = (cost, code, near)
    return best


def _is_outside(draft: Draft, near: Near) -> bool:
    """Whether a word follows the parentheses that the figure stands in: `croissance (17 %), les entreprises`."""
    sentence, quantity = draft.around.distances.sentence, draft.quantity
    if not sentence.gap(quantity.first).endswith("("):
        return False
    return ")" in sentence.text[quantity.end : sentence.starts[near.mention.first]]


def _is_noun_of_next(draft: Draft, near: Near) -> bool:
    """Whether a word is the noun of a figure that follows: `remplie à 96 % et abrite 17 entreprises`."""
    others = draft.around.distances.quantities
    return any(other.first > draft.quantity.first and other.noun is near.mention for other in others)


def _imply(draft: Draft, before: Draft | None) -> bool:
    """The indicator that the figure's own noun implies: `1.000 ingénieurs` are people employed, if not trained."""
    noun = draft.quantity.noun
    codes = noun.tags.get("implied", ()) if noun and not _is_anyone(draft) else ()
    if codes and before and before.indicator and before.kind == "count" and _is_part_of(draft, before):
        codes = (before.indicator,)
    if codes and noun:
        _take(draft, codes[0], "near", f"implied by '{draft.around.printed_at(noun)}'")
    return bool(codes)


def _is_anyone(draft: Draft) -> bool:
    """`6.657 personnes inscrites`: people in general, and no word of work in the sentence."""
    if draft.unit != "persons" or draft.quantity.noun is None:
        return False
    general = "anyone" in draft.around.distances.sentence.grammar(draft.quantity.noun.first)
    found = [*draft.around.all("verb"), *draft.around.all("indicator")]
    return general and not any(code in WORK for _, code in found)


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
    while "article" in sentence.grammar(place) and "of" not in sentence.grammar(place):
        place -= 1
    named = sentence.lexicon.construct and "indicator" in sentence.tag(place)
    return not (named or "of" in sentence.grammar(place) or "inside" in sentence.grammar(place))


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
            if before >= 0 and not sentence.gap(before + 1).strip(" '") and _is_measured(sentence.tags[before]):
                return True
        elif sentence.lexicon.construct and _is_measured(sentence.tags[place]):
            return True
        elif not (grammar or sentence.words[place][0].isdigit()):
            unknown += 1
            if sentence.tags[place] and not sentence.lexicon.construct:
                return False
        if unknown > 1:
            return False
        place -= 1
    return False


def _is_of_else(draft: Draft, near: Near, indicator: Indicator) -> bool:
    """Whether a word is the complement of what isn't in the catalogue: le taux d'équipement des entreprises."""
    sentence, place = draft.around.distances.sentence, near.mention.first - 1
    while {"article", "filler"} & set(sentence.grammar(place)) and "of" not in sentence.grammar(place):
        place -= 1
    if "of" not in sentence.grammar(place):
        return False
    mention = sentence.at[place]
    head = (mention.first if mention else place) - 1
    if sentence.gap(head + 1).strip(" '"):
        return False
    if "counted" in sentence.grammar(head) and "money" in indicator.units:
        return True
    return bool({"else", "unbased"} & set(sentence.tag(head).get("measure", ())))


def _is_measured(tags: Tags) -> bool:
    return "indicator" in tags or not {"else", "unbased"}.isdisjoint(tags.get("measure", ()))


def _previous(draft: Draft, before: Draft | None) -> int | None:
    """How far the figure before is, where this one may tell more of the same; None where it can't."""
    if before is None or before.kind == "rank":
        return None
    if draft.kind not in ("percent", "points", "multiple"):
        return _led_to(draft, before)
    sentence = draft.around.distances.sentence
    if before.kind != "percent" and "including" in sentence.grammar(draft.quantity.first - 1):
        return PART
    if _is_of_unknown(draft):
        return None
    place = draft.quantity.first - 1
    while place >= before.quantity.last and sentence.tags[place].keys() & {"hedge"}:
        place -= 1
    if before.kind == draft.kind and place >= before.quantity.last and "and" in sentence.grammar(place):
        return 0
    if before.kind == draft.kind and all(sentence.gap(at.quantity.first).endswith("(") for at in (before, draft)):
        return 0
    return draft.around.distances.between(before.quantity.last - 1, draft.quantity.first) + SAME_SUBJECT


def _led_to(draft: Draft, before: Draft) -> int | None:
    """`a augmenté de 5 % à 72 milliards`: how far the growth rate is that leads to the amount."""
    if draft.kind != "money" or before.kind != "percent" or before.measure != "growth_rate":
        return None
    first, last = before.quantity.last, draft.quantity.first
    tags = draft.around.distances.sentence.tags
    parted = draft.around.distances.parted(first, last) or any(
        "indicator" in tags[place] for place in range(first, last)
    )
    return None if parted else draft.around.distances.between(first - 1, last) - CROSSED_QUANTITY


def _go_on(draft: Draft, topic: str | None, catalogue: Catalogue) -> bool:
    """`Le chiffre d'affaires a bondi. Il atteint ...`: what the sentence before spoke of."""
    if topic is None or not _accepts(catalogue.indicators[topic], draft):
        return False
    _take(draft, topic, "carried", "as the sentence before")
    return True


def _only_cue(draft: Draft, catalogue: Catalogue) -> bool:
    """The one indicator of money that the sentence names before the amount, however far: `un montant de 520 millions`."""
    if draft.kind != "money":
        return False
    mentions = draft.around.distances.sentence.mentions
    named = {
        code
        for mention in mentions
        if mention.first < draft.quantity.first
        for code in mention.tags.get("indicator", ())
        if _accepts(catalogue.indicators[code], draft)
    }
    if len(named) != 1:
        return False
    _take(draft, named.pop(), "far", "the only one named before")
    return True


def _by_unit(draft: Draft, catalogue: Catalogue) -> bool:
    """The only indicator that comes in the unit of a count: hectares are land."""
    if draft.around.within("period", "per_year", PER_YEAR):
        codes = tuple(code for code, other in catalogue.indicators.items() if draft.unit in other.units)
    else:
        codes = catalogue.by_unit.get(draft.unit or "", ())
    codes = codes if draft.kind == "count" else ()
    if len(codes) != 1:
        return False
    _take(draft, codes[0], "far", "the only one in this unit")
    return True


def _fund(draft: Draft, catalogue: Catalogue) -> bool:
    """`Le plan X part avec 11 milliards`: money that a plan opening the sentence has, and no word says what for."""
    mentions = draft.around.distances.sentence.mentions
    opening = next((mention for mention in mentions if "plan" in mention.tags and mention.first <= OPENING), None)
    code = catalogue.programme
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
    if draft.kind == "percent" and before is None and not _moves(draft):
        return False
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


def _moves(draft: Draft) -> bool:
    """Whether a percentage is told to be a growth, a fall or a part of what was spoken of."""
    return any(draft.around.within("measure", cue, MOVES) for cue in ("growth", "fall", "share")) or bool(
        draft.quantity.sign
    )


def _refine(draft: Draft, catalogue: Catalogue) -> None:
    for indicator in catalogue.narrower.get(draft.indicator or "", ()):
        code = indicator.code
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
        draft.unit, draft.kind = indicator.units[0], "count"
