"""What sentences hand on: the year told last, an announced horizon, the year of an index; and which figures take it."""

from __future__ import annotations

from flows.catalogue.records import Indicator
from flows.claims.draft import Carried, Draft
from flows.claims.period import Period
from flows.claims.scan import Sentence
from flows.claims.when import DATED, stands_alone

LEADS = 3  # tokens from a growth rate to `à` before the level that it leads to
HEADLINES = 2  # the first sentences of a text, which may tell what year it is about


def carry_period(draft: Draft, indicator: Indicator | None, carried: Carried) -> None:
    """Give a growth rate without a period that of the figure before it of the same indicator, else the year told last.

    A target without a horizon takes the one that was announced for what follows.
    """
    previous = carried.last.get("any")
    if draft.period or stands_alone(draft):
        return
    if previous is not None and _leads_to(previous, draft):
        draft.period = previous.period
    elif previous is not None and indicator is not None and _is_as_yearly(previous, draft, indicator):
        draft.period, draft.measure = previous.period, "level"
    elif draft.measure == "growth_rate" and draft.nature != "target" and not _is_comparison(draft):
        same = previous is not None and draft.indicator == previous.indicator and draft.nature == previous.nature
        same = (
            same and previous is not None and not (previous.versus or (previous.period and _is_long(previous.period)))
        )
        if same and previous and previous.period and previous.period.kind in ("year", "range", "until"):
            draft.period = previous.period
        elif draft.around.within("period", "per_year", 4) is None:
            ahead = draft.nature not in ("actual", "estimate")
            draft.period = carried.told.get("forecast") if ahead else carried.running or carried.told.get("actual")
    elif _runs_on(draft, indicator):
        draft.period = carried.running if carried.running and not _is_long(carried.running) else None
    elif draft.nature == "target":
        draft.period = carried.horizon
    elif draft.kind == "rank" and carried.ranked and carried.sentences - carried.ranked[0] <= 1:
        draft.period = carried.ranked[1]


def _is_as_yearly(previous: Draft, draft: Draft, indicator: Indicator) -> bool:
    """`raised $800 million in 2023. Egypt came second with $640 million`: of the same year, and no total to date."""
    same = indicator.accumulates and previous.indicator == draft.indicator and draft.kind == "money"
    told = previous.measure in ("level", "growth_rate") and previous.period is not None
    yearly = told and previous.period is not None and not _is_long(previous.period)
    return same and yearly and draft.measure == "cumulative" and draft.nature == previous.nature == "actual"


def _is_long(period: Period) -> bool:
    """Whether a period is of several years: no yearly amount of a later sentence is of it."""
    return bool(period.start and period.end and period.end.year > period.start.year + 1)


def _runs_on(draft: Draft, indicator: Indicator | None) -> bool:
    """Whether a figure told without a period is of the one that the text goes on about: an amount that flows."""
    if indicator is None or not indicator.flow or indicator.accumulates or draft.kind not in ("money", "count"):
        return False
    added = any(reason.startswith("change") for reason in draft.reasons)
    told = draft.measure == "level" or (draft.measure == "change" and not added)
    past = draft.nature in ("actual", "estimate") and told and not draft.departure
    return past and draft.around.within("period", "per_year", 4) is None


def _leads_to(growth: Draft, draft: Draft) -> bool:
    """`a augmenté de 5 %, à 72 milliards`: the level that a growth rate told just before leads to."""
    here, sentence = draft.around.distances, draft.around.distances.sentence
    if (
        growth.measure != "growth_rate"
        or growth.versus
        or draft.kind not in ("money", "count")
        or growth.around.distances is not here
    ):
        return False
    place = draft.quantity.first - 1
    while ("hedge" in sentence.tag(place) or _reaches(place, sentence)) and "to" not in sentence.grammar(place):
        place -= 1
    leads = "to" in sentence.grammar(place) and "and" not in sentence.grammar(place)
    period = growth.period
    told = period.last - period.first if period and growth.quantity.last <= period.first < place else 0
    return leads and 0 <= place - growth.quantity.last - told <= LEADS


def _reaches(place: int, sentence: Sentence) -> bool:
    return "met" in sentence.tag(place).get("nature", ())


def _is_comparison(draft: Draft) -> bool:
    """`coûte 40 % de moins`, `réduit de 40 %`: a difference between places or a cut, which needs no year."""
    around = draft.around
    return bool(around.within("measure", "cuts", 2) or around.within("measure", "change", 2))


def note_periods(periods: list[Period], drafts: list[Draft], sentence: Sentence, carried: Carried) -> None:
    """Keep the year told last, and a horizon that announces targets: one that no figure of its sentence takes."""
    told = {id(period) for period in periods}
    for draft in drafts:
        here = draft.period is not None and id(draft.period) in told and draft.period.kind in DATED
        if here and draft.period and not draft.versus and draft.nature in ("actual", "estimate"):
            carried.running = _later(draft.period, carried.running)
    owned = {id(draft.period) for draft in drafts}
    for period in periods:  # `une belle année 2015` in a headline: the year that the text is about
        past = period.end is not None and (carried.published is None or period.end.year <= carried.published[0])
        if carried.sentences <= HEADLINES and period.kind == "year" and past and id(period) not in owned:
            carried.running = carried.running or period
    natures = {id(draft.period): draft.nature for draft in drafts}
    against = {id(draft.period) for draft in drafts if draft.versus}
    for period in periods:
        if id(period) in against:
            continue
        if period.kind in ("year", "until"):
            carried.told["any"] = period
        if period.kind == "year" and period.end:
            ahead = carried.published is not None and period.end.year > carried.published[0]
            nature = natures.get(id(period), "forecast" if ahead else "actual")
            carried.told["actual" if nature == "actual" else "forecast"] = period
    aimed = any("target" in mention.tags.get("nature", ()) for mention in sentence.mentions)
    horizons = [period for period in periods if period.kind == "until"]
    if horizons:
        free = [period for period in horizons if aimed and id(period) not in natures]
        carried.horizon = free[-1] if free else None


def note_ranking(periods: list[Period], sentence: Sentence, carried: Carried) -> None:
    """Keep the year in an index's name, `l'indice GSLI 2023`: the places told in it are of that year."""
    for period in periods:
        before = range(max(0, period.first - 5), period.first)
        named = period.kind == "name" and any(_ranks(sentence, place) for place in before)
        beside = sentence.tags[period.first - 1].get("indicator", ()) if period.first else ()
        if named or (period.kind in ("name", "year") and carried.ranking in beside):
            year = Period(period.first, period.last, "year", period.start, period.end)
            carried.ranked = carried.sentences, year


def _later(period: Period, running: Period | None) -> Period:
    """The period that the text goes on about: a figure of an earlier one is told for comparison."""
    earlier = running is not None and running.end and period.end and period.end < running.end
    return running if running is not None and earlier else period


def _ranks(sentence: Sentence, place: int) -> bool:
    return "ranking" in sentence.tags[place].get("distractor", ())
