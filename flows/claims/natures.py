"""Whether a figure is told as fact, as a target, as a forecast or as an estimate."""

from __future__ import annotations

from flows.claims.claim import Hedge, Nature
from flows.claims.draft import Carried, Draft
from flows.claims.scan import Sentence

REACH = 16
NEAR = 8
ESTIMATE_REACH = 20
PLAN_REACH = 30


def decide_nature(draft: Draft, before: Draft | None, given: Nature | None, carried: Carried) -> None:
    """Set `draft.nature` from the cue words, the verb's tense and whether the period lies ahead.

    A figure without cues of its own goes with the one `before` it in the sentence; `given` is the indicator's own.
    """
    nature, why = (given, "such figures always are") if given else _nature(draft, before, carried)
    draft.nature = nature
    if why:
        draft.reasons.append(f"{nature} ({why})")


def _nature(draft: Draft, before: Draft | None, carried: Carried) -> tuple[Nature, str]:
    around = draft.around
    cost = {value: near.cost for near, value in around.all("nature") if not (near.after and near.foreign)}
    target, met = cost.get("target", 99), cost.get("met", 99)
    forecast, estimate = cost.get("forecast", 99), cost.get("estimate", 99)
    future, conditional = _verb(draft, _is_future), _verb(draft, _is_conditional)
    ahead = _ahead(draft, carried)
    planned = carried.plan or around.within("nature", "authorities", PLAN_REACH) is not None
    follows = before.nature if before and min(target, forecast, estimate, met) > NEAR else None
    if ahead is False and cost.get("aimed", 99) > 3:
        return ("estimate", "estimated") if estimate <= min(met, ESTIMATE_REACH) else ("actual", "period is past")
    if ahead:
        if follows in ("target", "forecast"):
            return follows, "as the figure before"
        aimless = target > REACH and not planned and not (draft.period and draft.period.kind == "until")
        if forecast < target or (not planned and min(forecast, conditional) <= min(target, REACH)) or aimless:
            return "forecast", "expected for a later date"
        return "target", "horizon ahead"
    if follows in ("target", "forecast"):
        return follows, "as the figure before"
    if estimate <= min(target, forecast, met, ESTIMATE_REACH):
        return "estimate", "estimated"
    if min(target, forecast, future, conditional) <= REACH and min(target, forecast, future, conditional) < met:
        if (
            target < min(forecast, conditional)
            or (planned and target == forecast)
            or (planned and future <= min(forecast, conditional))
        ):
            return "target", "target word"
        return "forecast", "forecast word"
    return "actual", ""


def _ahead(draft: Draft, carried: Carried) -> bool | None:
    """Whether the period ends after publication; None when either is unknown."""
    period = draft.period
    if period is None or period.end is None or period.kind in ("now", "base"):
        return None
    if period.kind == "until" and (not carried.published or period.end.year >= carried.published[0]):
        return True
    if not carried.published:
        return None
    if period.end.year == carried.published[0]:
        return None
    return period.end.year > carried.published[0]


def _verb(draft: Draft, matches: object) -> int:
    """The distance of the nearest verb with the ending `matches`, 99 without one."""
    sentence, quantity = draft.around.distances.sentence, draft.quantity
    best = 99
    for place in range(max(0, quantity.first - REACH), min(len(sentence.words), quantity.last + NEAR)):
        if callable(matches) and matches(sentence.words[place]):
            before = place < quantity.first
            cost = draft.around.distances.between(
                *((place, quantity.first) if before else (quantity.last - 1, max(place, quantity.last)))
            )
            best = min(best, cost)
    return best


def _is_future(word: str) -> bool:
    return (
        len(word) > 4
        and word.endswith(("era", "eront", "ira", "iront", "dra", "dront", "vra", "vront", "urra", "urront"))
        and word not in NOT_VERBS
    )


def _is_conditional(word: str) -> bool:
    return len(word) > 5 and word.endswith(("rait", "raient"))


NOT_VERBS = {"opera", "camera", "extra"}


def decide_hedge(draft: Draft, sentence: Sentence) -> Hedge | None:
    """The hedge that stands before the figure, over articles and prepositions."""
    if draft.quantity.band:
        return "within"
    place = draft.quantity.first - 1
    for _ in range(4):
        if place < 0 or sentence.gap(place + 1).strip(" '\"\n"):
            return None
        tags = sentence.tags[place]
        if "hedge" in tags:
            hedge: Hedge = tags["hedge"][0]
            return hedge
        if not tags.keys() & {"grammar", "period"} or "hedge_breaks" in tags.get("nature", ()):
            return None
        mention = sentence.at[place]
        place = mention.first - 1 if mention else place - 1
    return None
