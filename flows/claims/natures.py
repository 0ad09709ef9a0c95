"""Whether a figure is told as fact, as a target, as a forecast or as an estimate."""

from __future__ import annotations

from typing import NamedTuple

from flows.claims.claim import Hedge, Nature
from flows.claims.draft import Carried, Draft
from flows.claims.scan import Sentence
from flows.claims.surroundings import LATER_CLAUSE, Near

FAR = 99
REACH = 16
NEAR = 8
NEXT = 3
APART = 2  # what a comma costs to cross
VERB_FIRST = 7  # tokens from a hedging verb over its subject to the figure
EXPECTED = 6  # tokens from a verb of expectation over who is expected to what
ESTIMATE_REACH = 20
PLAN_REACH = 30


def decide_nature(draft: Draft, before: Draft | None, given: Nature | None, carried: Carried) -> None:
    """Set `draft.nature` from the cue words, the verb's tense and whether the period lies ahead.

    A figure without cues of its own goes with the one `before` it in the sentence; `given` is the indicator's own.
    """
    nature, why = (given, "such figures always are") if given else _nature(draft, before, carried)
    draft.leads = nature
    if given is None and nature != "actual" and _is_of_today(draft):
        nature, why, draft.period = "actual", "told of today", None
    if given is None and draft.departure and not (draft.own_period and _ahead(draft, carried)):
        nature, why = "actual", "where it starts from"
        draft.period = draft.period if draft.own_period else None
    draft.nature = nature
    if why:
        draft.reasons.append(f"{nature} ({why})")


def _is_of_today(draft: Draft) -> bool:
    """`the current 1.4 million`, `the current workforce of 1.4 million`."""
    sentence, place = draft.around.distances.sentence, draft.quantity.first - 1
    if "of" in sentence.grammar(place) and sentence.tag(place - 1).keys() & {"indicator", "grammar"}:
        place -= 2
    return "current_n" in sentence.tag(place).get("period", ())


class _Cues(NamedTuple):
    """How far the nearest cue of each kind is from the figure (FAR without one), and what the figure before is."""

    target: int
    forecast: int
    estimate: int
    met: int
    aimed: int
    future: int
    conditional: int
    planned: bool
    follows: Nature | None


def _nature(draft: Draft, before: Draft | None, carried: Carried) -> tuple[Nature, str]:
    cues = _cues(draft, before, carried)
    ahead = _ahead(draft, carried)
    if ahead is False:
        return _told_after(draft, cues)
    if ahead:
        return _told_before(draft, cues)
    return _undated(cues)


def _told_after(draft: Draft, cues: _Cues) -> tuple[Nature, str]:
    """The nature of a figure whose period was over when the text appeared."""
    if cues.forecast <= min(NEXT, cues.met):
        draft.period = draft.period if draft.own_period else None
        return "forecast", "forecast word"
    if cues.aimed <= NEXT or cues.aimed < min(NEAR, cues.met):
        return "target", "target word"
    if cues.follows == "estimate":
        return "estimate", "as the figure before"
    return ("estimate", "estimated") if cues.estimate <= ESTIMATE_REACH else ("actual", "period is past")


def _told_before(draft: Draft, cues: _Cues) -> tuple[Nature, str]:
    """The nature of a figure whose period ends after the text appeared."""
    if not draft.own_period and cues.met <= NEXT and cues.met < min(cues.target, cues.forecast, cues.future):
        draft.period = None
        return "actual", "told as reached"
    if cues.follows in ("target", "forecast"):
        return cues.follows, "as the figure before"
    expected = not cues.planned and min(cues.forecast, cues.conditional, cues.estimate) <= min(cues.target, REACH)
    aimless = cues.target > REACH and not cues.planned and not (draft.period and draft.period.kind == "until")
    if cues.forecast < cues.target or expected or aimless:
        return "forecast", "expected for a later date"
    return "target", "horizon ahead"


def _undated(cues: _Cues) -> tuple[Nature, str]:
    if cues.aimed <= min(NEXT, cues.met) and cues.aimed < cues.forecast:
        return "target", "target word"
    if cues.follows in ("target", "forecast", "estimate"):
        return cues.follows, "as the figure before"
    if cues.estimate <= min(cues.target, cues.forecast, ESTIMATE_REACH):
        return "estimate", "estimated"
    if min(cues.target, cues.forecast, cues.future, cues.conditional) > min(REACH, cues.met - 1):
        return "actual", ""
    expected = min(cues.forecast, cues.conditional)
    if cues.target < expected or (cues.planned and (cues.target == cues.forecast or cues.future <= expected)):
        return "target", "target word"
    return "forecast", "forecast word"


def _cues(draft: Draft, before: Draft | None, carried: Carried) -> _Cues:
    around, sentence = draft.around, draft.around.distances.sentence
    planned = carried.plan or around.within("nature", "authorities", PLAN_REACH) is not None
    cost = {
        value: near.cost
        for near, value in around.all("nature")
        if not (near.after and (near.foreign or around.position(near) >= LATER_CLAUSE or _opens(near, sentence)))
        and not (value == "met" and _is_aimed(near, sentence))
        and not (value == "target" and not planned and _is_expected(near, sentence))
    }
    if any(_is_promised(near, value, sentence) for near, value in around.all("nature")):
        cost.pop("met", None)
    target, forecast, estimate, met, aimed = (
        cost.get(name, FAR) for name in ("target", "forecast", "estimate", "met", "aimed")
    )
    parted = before is not None and around.distances.parted(before.quantity.last, draft.quantity.first)
    part = "including" in sentence.grammar(draft.quantity.first - 1)
    goes_on = not parted or part or draft.kind in ("percent", "multiple")
    silent = min(target, forecast, estimate, met) > NEAR
    return _Cues(
        *(target, forecast, estimate, met, aimed),
        future=_verb(draft, sentence.future),
        conditional=_verb(draft, sentence.conditional),
        planned=planned,
        follows=before.leads if before and goes_on and silent else None,
    )


def _opens(near: Near, sentence: Sentence) -> bool:
    """Whether a verb opens a clause of its own: `has 3,000 employees and plans to open two sites`."""
    return _is_second(near.mention.first, -1, sentence)


def _is_second(place: int, after: int, sentence: Sentence) -> bool:
    """Whether `et`, or `et` and a pronoun, stand right before a verb: it tells of something else."""
    first = place - 1 - ("pronoun" in sentence.grammar(place - 1))
    return first > after and "and" in sentence.grammar(first)


def _is_expected(near: Near, sentence: Sentence) -> bool:
    """`devrait permettre 300 embauches`, `expects firms to create`: a verb before says that it is only expected."""
    first = near.mention.first
    for place in range(first - 1, max(-1, first - EXPECTED), -1):
        if sentence.gap(place + 1).strip(" '") or sentence.words[place][0].isdigit():
            return False
        if "forecast" in sentence.tags[place].get("nature", ()):
            return True
    return first - 1 in sentence.conditional


def _is_promised(near: Near, value: object, sentence: Sentence) -> bool:
    """`19,000 jobs were pledged`: a participle after the figure, in the passive."""
    passive = "met" in sentence.tag(near.mention.first - 1).get("nature", ())
    return value in ("target", "forecast") and near.after and near.cost <= NEXT + 1 and passive


def _is_aimed(near: Near, sentence: Sentence) -> bool:
    """Whether a verb that tells what is had is itself aimed at: `aims to generate`, `devrait atteindre`."""
    first = near.mention.first
    if "to" in sentence.grammar(first - 1):
        return True
    if sentence.lexicon.construct and {"inside", "of", "source", "by"} & set(sentence.grammar(first - 1)):
        return True  # the noun of the verb: in creating
    return any({"target", "forecast", "aimed"} & set(sentence.tag(first - back).get("nature", ())) for back in (1, 2))


def _ahead(draft: Draft, carried: Carried) -> bool | None:
    """Whether the period ends after the year of publication; None when it is that year, or either is unknown."""
    period = draft.period
    if period is None or period.end is None or period.kind == "now":
        return None
    if period.kind == "until" and (not carried.published or period.end.year >= carried.published[0]):
        return True
    if not carried.published or period.end.year == carried.published[0]:
        return None
    return period.end.year > carried.published[0]


def _verb(draft: Draft, places: list[int]) -> int:
    """The distance of the nearest verb among the tokens `places`, FAR without one."""
    quantity, distances = draft.quantity, draft.around.distances
    before = [distances.between(at, quantity.first) for at in places if quantity.first - REACH <= at < quantity.first]
    depth, end = distances.sentence.depth, quantity.last - 1
    following = [
        at
        for at in places
        if end < at <= end + NEAR and depth[at] - depth[end] < APART and not _is_second(at, end, distances.sentence)
    ]
    after = [distances.between(end, at) for at in following]
    return min((*before, *after), default=FAR)


def decide_hedge(draft: Draft, sentence: Sentence) -> Hedge | None:
    """The hedge that stands before the figure, over articles and prepositions, or right after it (environ)."""
    if draft.quantity.band:
        return "within"
    after = draft.quantity.last
    if "trailing" in sentence.grammar(after) and sentence.gap(after) == " ":
        trailing: Hedge = sentence.tag(after).get("hedge", ("about",))[0]
        return trailing
    return hedge_before(draft.quantity.first, sentence) or _hedging_verb(draft.quantity.first, sentence)


def _hedging_verb(first: int, sentence: Sentence) -> Hedge | None:
    """The hedge of a verb that stands before its subject: `exceeded the exports 21 billion`, as Arabic has it."""
    for place in range(first - 1, max(-1, first - VERB_FIRST), -1):
        if sentence.gap(place + 1).strip(" '\"") or sentence.words[place][0].isdigit():
            return None
        if "hedging" in sentence.grammar(place):
            hedge: Hedge | None = next(iter(sentence.tags[place].get("hedge", ())), None)
            return hedge
    return None


def hedge_before(first: int, sentence: Sentence) -> Hedge | None:
    """The hedge before the figure that starts at token `first`."""
    place = first - 1
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
