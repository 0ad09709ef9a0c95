"""Where a movement starts and where it leads: which figure is told of today, and of which year each is."""

from __future__ import annotations

from flows.claims.draft import Draft
from flows.claims.period import Period, whole_year
from flows.claims.scan import Sentence
from flows.claims.when import RELATIVE, both_ends

MOVED = 9  # tokens from a verb of movement to where it starts: porter le chiffre d'affaires de
DEPARTURE = 9  # tokens from where a movement starts to where it leads


def mark_departures(drafts: list[Draft], sentence: Sentence) -> None:
    """`passer de 42 % à 52 %`, `forte de 300 membres, elle vise ...`: figures told of today beside what is aimed at."""
    for number, draft in enumerate(drafts):
        first = draft.quantity.first
        before = range(max(0, first - 5), first)
        held = [place for place in before if "holding" in sentence.tags[place].get("grammar", ())]
        moved = any("moves" in sentence.tags[place].get("grammar", ()) for place in range(max(0, first - MOVED), first))
        arrival = _arrival(number, drafts, sentence)
        opened = bool({"of", "source"} & set(sentence.grammar(_lead(first, sentence))))
        draft.departure = bool(held) or (opened and moved and arrival is not None)
        place = first - 1 - (sentence.words[first - 1] == "+")
        draft.versus = "versus" in sentence.grammar(place)
        if opened and moved and arrival:
            _part_ends(draft, arrival)
            if number and drafts[number - 1].kind in RELATIVE and drafts[number - 1].period is None:
                _spread(drafts[number - 1], draft, arrival)
            if arrival.period is draft.period and draft.own_period and not arrival.own_period:
                arrival.period = None
        elif opened and number > 1 and drafts[number - 2].kind in RELATIVE:
            _spread_back(drafts[number - 2], drafts[number - 1], draft, sentence)


def _spread(growth: Draft, departure: Draft, arrival: Draft) -> None:
    """`up 24%, from $4bn in 2022 to $5bn in 2023`: the growth is of the year that it leads to, or since the first."""
    if departure.quantity.first - growth.quantity.last > DEPARTURE or not arrival.period:
        return
    told = [period for period in (departure.period, arrival.period) if period]
    growth.period = both_ends(told)


def _spread_back(growth: Draft, arrival: Draft, departure: Draft, sentence: Sentence) -> None:
    """`tripled to $9 million in 2017 from $3 million in 2010`: the growth is since the second."""
    told = [departure.period, arrival.period]
    leads = sentence.grammar(arrival.quantity.first - 1)
    if "to" not in leads or "and" in leads or arrival.kind != departure.kind:
        return
    if all(period and period.kind == "year" for period in told):
        growth.period = both_ends([period for period in told if period])


def _arrival(number: int, drafts: list[Draft], sentence: Sentence) -> Draft | None:
    """The figure that a movement leads to from this one: `de 15 milliards (1,3 milliard d'euros) à 30`."""
    draft, last = drafts[number], drafts[number].quantity.last
    for after in drafts[number + 1 :]:
        first = after.quantity.first
        if sentence.gap(first).endswith("(") and after.kind == draft.kind:
            last = after.quantity.last
            continue
        leads = sentence.grammar(_lead(first, sentence))
        arrives = after.kind == draft.kind and first - last <= DEPARTURE and "to" in leads and "and" not in leads
        return after if arrives else None
    return None


def _lead(first: int, sentence: Sentence) -> int:
    """The token before a figure, over its article and hedge: de la 100e à la 50e place, à près de 60 milliards."""
    place = first - 1
    while place > 0 and ("hedge" in sentence.tags[place] or {"article"} == set(sentence.grammar(place))):
        place -= 1
    return place


def _part_ends(departure: Draft, arrival: Draft) -> None:
    """`de 15 à 30 milliards entre 2007 et 2016`: the first in the first year, the second in the last."""
    period = arrival.period
    if period is None or period.kind != "range" or not period.start or not period.end or departure.own_period:
        return
    if period.start.year == period.end.year or arrival.kind in ("multiple", "points"):
        return
    departure.period = Period(period.first, period.last, "year", *whole_year(period.start.year))
    arrival.period = Period(period.first, period.last, "year", *whole_year(period.end.year))
    departure.own_period = True
