"""The indicator of a figure that no word of its own names: that of the figure before, or of what was spoken of."""

from __future__ import annotations

from flows.catalogue.records import Catalogue
from flows.claims.bystanders import is_in_name, is_of_unknown
from flows.claims.draft import Carried, Draft
from flows.claims.linking import accepts, is_place, leads_on, of_follows, take
from flows.claims.surroundings import CROSSED_QUANTITY

OPENING = 3
PART = -20  # a part right after `dont` is of the figure before, whatever follows
RESTATED = 4  # tokens from `soit` to the amount that restates
PER_YEAR = 3
ANSWERS = 8  # tokens from a percentage to what its respondents say
MOVES = 14
SAME_SUBJECT = 1  # a percentage, rank or multiple after a figure is likely about the same thing


def like_before(draft: Draft, code: str, catalogue: Catalogue) -> str:
    """The indicator of the figure before, or what that one refines where another kind is named: 20 000 indirects."""
    broader = catalogue.indicators[code].refines
    others = {indicator.code for indicator in catalogue.narrower.get(broader or "", ())} - {code}
    told = set(draft.around.distances.sentence.tag(draft.quantity.last).get("qualifier", ()))
    return broader if broader and told & others else code


def as_before(draft: Draft, before: Draft, catalogue: Catalogue) -> bool:
    """Take the indicator of the figure before, or none where that one has none that is followed."""
    if before.indicator and accepts(catalogue.indicators[before.indicator], draft):
        take(draft, before.indicator, "near", "as the figure before")
        return True
    if "no indicator" in before.evidence and draft.kind == "percent":
        draft.evidence.add("no indicator")
        return True
    return False


def distance_of_previous(draft: Draft, before: Draft | None) -> int | None:
    """How far the figure before is, where this one may tell more of the same; None where it can't."""
    if before is None or before.kind == "rank":
        return None
    if draft.kind not in ("percent", "points", "multiple"):
        return _led_to(draft, before)
    sentence = draft.around.distances.sentence
    if before.kind != "percent" and "including" in sentence.grammar(draft.quantity.first - 1):
        return PART
    if is_of_unknown(draft):
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


def go_on(draft: Draft, topic: str | None, catalogue: Catalogue) -> bool:
    """`Le chiffre d'affaires a bondi. Il atteint ...`: what the sentence before spoke of."""
    if topic is None or not accepts(catalogue.indicators[topic], draft):
        return False
    if draft.kind == "percent" and catalogue.indicators[topic].units[0] == "companies":
        return False  # what grows is the sector, and not how many firms it has
    take(draft, topic, "carried", "as the sentence before")
    return True


def of_whole(draft: Draft, carried: Carried) -> bool:
    """`les trois quarts du total`: of what was spoken of before."""
    sentence, last = draft.around.distances.sentence, draft.quantity.last
    previous = carried.last.get("any")
    if draft.kind != "percent" or not of_follows(draft) or previous is None or previous.indicator is None:
        return False
    place = last + 1 + ("article" in sentence.grammar(last + 1))
    if "whole" not in sentence.grammar(place) or "of" in sentence.grammar(place + 1):
        return False
    if previous.around.distances is draft.around.distances or sentence.tag(place).get("indicator"):
        return False
    take(draft, previous.indicator, "carried", "the total spoken of before")
    return True


def answer(draft: Draft, before: Draft | None, catalogue: Catalogue, carried: Carried) -> bool:
    """`36 % des entreprises envisagent ...` in a text on a survey: the share of those who gave an answer."""
    code = catalogue.answers
    if draft.kind != "percent" or code is None:
        return False
    told = _is_surveyed(draft)
    if not (told or carried.surveyed):
        return False
    if before and before.indicator == code:
        take(draft, code, "near", "as the figure before")
        return True
    opines = told and "nature" in draft.around.distances.sentence.tag(draft.quantity.last)
    if not (opines or _is_of_firms(draft)):
        return False
    take(draft, code, "near", "an answer to a survey")
    return True


def _is_surveyed(draft: Draft) -> bool:
    """Whether the sentence tells of a survey before the figure: a survey of 500 firms found that 62 % ..."""
    mentions = draft.around.distances.sentence.mentions
    before = [m.tags.get("grammar", ()) for m in mentions if m.last <= draft.quantity.first]
    return any("survey" in grammar or "sampled" in grammar for grammar in before)


def _is_of_firms(draft: Draft) -> bool:
    """Whether the percentage is of firms that do or think something."""
    sentence, last = draft.around.distances.sentence, draft.quantity.last
    firms = any("companies" in sentence.tag(place).get("count", ()) for place in range(last + 1, last + 4))
    verbs = range(last + 2, last + ANSWERS)
    says = any(sentence.tag(place).keys() & {"nature", "verb", "measure"} for place in verbs)
    return of_follows(draft) and firms and says


def carry_over(draft: Draft, before: Draft | None, carried: Carried) -> bool:
    """The indicator of the figure before, of the same kind; for a percentage or multiple, of any kind."""
    if is_place(draft):
        if carried.ranking:
            take(draft, carried.ranking, "carried", "carried over")
        return carried.ranking is not None
    if draft.kind == "percent" and before is None and not _moves(draft):
        return False
    counted = carried.last.get("count")
    counted = before if before and before.kind == "count" else counted
    if draft.quantity.kind == "bare" and draft.unit is None and counted and counted.indicator:
        draft.unit = counted.unit
        take(draft, counted.indicator, "carried", "as the count before")
        return True
    if before and before.indicator and draft.kind == before.kind == "money" and _is_restated(draft, before):
        take(draft, before.indicator, "near", "the figure before, restated")
        return True
    previous = carried.last.get("any" if draft.kind in ("percent", "points", "multiple") else draft.unit or "")
    if previous is None and draft.unit == "persons" and _may_work(draft):
        previous = carried.last.get("jobs")
    if (
        previous is None
        or previous.indicator is None
        or (draft.kind == "percent" and draft.around.of("measure", "unbased") and not _is_share(draft))
        or (draft.kind == "percent" and previous.unit == "companies" and before is None)
        or (draft.kind == "percent" and previous.kind == "count" and leads_on(draft))
        or (draft.kind == "percent" and previous.unit == "jobs" and before is None and _is_of_others(draft))
    ):
        return False
    take(draft, previous.indicator, "carried", "carried over")
    return True


def _is_of_others(draft: Draft) -> bool:
    """`Les éditeurs progressent de 9 %`: a growth that no pronoun tells of what was counted before."""
    sentence = draft.around.distances.sentence
    spoken = any("pronoun" in sentence.grammar(place) for place in range(draft.quantity.first))
    return not spoken and not _is_share(draft)


def _is_restated(draft: Draft, before: Draft) -> bool:
    """`6,1 milliards de dinars, ce qui équivaut à 1,8 milliard d'euros`: the same in another currency."""
    sentence, first = draft.around.distances.sentence, draft.quantity.first
    words = range(max(before.quantity.last, first - RESTATED), first)
    return draft.unit != before.unit and any("restating" in sentence.grammar(place) for place in words)


def _may_work(draft: Draft) -> bool:
    """Whether a count of people may be one of people employed: not of tourists, users or a nation."""
    noun, sentence = draft.quantity.noun, draft.around.distances.sentence
    return noun is None or "implied" in noun.tags or "anyone" in sentence.grammar(noun.first)


def _is_share(draft: Draft) -> bool:
    """Whether a percentage is told as a share, and no growth is told of it."""
    around = draft.around
    unbased = around.of("measure", "unbased")
    if unbased is not None and unbased.after:
        return False
    grows = any(around.within("measure", cue, MOVES) for cue in ("growth", "fall")) or draft.quantity.sign
    return around.within("measure", "share", MOVES) is not None and not grows


def _moves(draft: Draft) -> bool:
    """Whether a percentage is told to be a growth, a fall or a part of what was spoken of."""
    return any(draft.around.within("measure", cue, MOVES) for cue in ("growth", "fall", "share")) or bool(
        draft.quantity.sign
    )


def only_cue(draft: Draft, catalogue: Catalogue) -> bool:
    """The one indicator of money that the sentence names before the amount, however far: `un montant de 5 millions`."""
    if draft.kind != "money":
        return False
    sentence = draft.around.distances.sentence
    named = {
        code
        for mention in sentence.mentions
        if mention.first < draft.quantity.first and not is_in_name(sentence, mention)
        for code in mention.tags.get("indicator", ())
        if accepts(catalogue.indicators[code], draft)
    }
    if len(named) != 1:
        return False
    take(draft, named.pop(), "far", "the only one named before")
    return True


def fund_plan(draft: Draft, catalogue: Catalogue) -> bool:
    """`Le plan X part avec 11 milliards`: money that a plan opening the sentence has, and no word says what for."""
    mentions = draft.around.distances.sentence.mentions
    opening = next((mention for mention in mentions if "plan" in mention.tags and mention.first <= OPENING), None)
    code = catalogue.programme
    if draft.kind != "money" or opening is None or opening.first > draft.quantity.first or code is None:
        return False
    take(draft, code, "far", f"the plan '{draft.around.printed_at(opening)}'")
    return True


def by_unit(draft: Draft, catalogue: Catalogue) -> bool:
    """The only indicator that comes in the unit of a count: hectares are land."""
    codes = catalogue.by_unit.get(draft.unit or "", ()) if draft.kind == "count" else ()
    yearly = draft.around.within("period", "per_year", PER_YEAR) is not None
    if len(codes) != 1 or (len(catalogue.indicators[codes[0]].units) > 1 and not yearly):
        return False
    take(draft, codes[0], "far", "the only one in this unit")
    return True
