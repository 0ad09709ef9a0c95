"""Periods told by another one: the same period, the same period of 2022, a year earlier."""

from __future__ import annotations

from datetime import date

from flows.claims.draft import Carried
from flows.claims.period import Kind, Period, moved, whole_year
from flows.claims.scan import Sentence
from flows.claims.when import DATED, SPANS


def resolve_periods(periods: list[Period], sentence: Sentence, carried: Carried) -> list[Period]:
    """The periods, with `la même période` replaced by the range told last; noted for the sentences after."""
    resolved: list[Period] = []
    for number, period in enumerate(periods):
        if period.kind == "same":
            followed = number + 1 < len(periods) and periods[number + 1].first == period.last
            again = _moved_again(period, resolved, carried) if period.shift else None
            if not (period.shift or followed):
                again = _told_again(period, resolved, sentence, carried)
            resolved += [again] if again else []
            continue
        if period.kind in SPANS and not period.against:
            carried.range = period
        resolved.append(period)
    return resolved


def _moved_again(period: Period, resolved: list[Period], carried: Carried) -> Period | None:
    """`un an plus tôt`: what was told last, moved by a number of years."""
    told = next((other for other in reversed(resolved) if other.kind in DATED), carried.running)
    around = told or carried.range
    if around is None or around.end is None:
        return None
    start, end = moved(around.start, period.shift), moved(around.end, period.shift)
    return Period(period.first, period.last, around.kind, start, end, relative=True)


def _told_again(period: Period, resolved: list[Period], sentence: Sentence, carried: Carried) -> Period | None:
    """`la même période de 2022`: the span or year told last, in that year; the year where none was told."""
    running = carried.running if carried.running and carried.running.kind in SPANS else carried.range
    told = next((other for other in reversed(resolved) if other.kind in DATED and not other.against), None)
    known = told or running
    horizon = "until" in sentence.tag(period.first - 1).get("period", ())
    if "same_year" in sentence.tag(period.first).get("period", ()):
        known = carried.told.get("any" if horizon else "actual", known)
    if (known is None or known.end is None) and period.end:
        known = Period(period.first, period.last, "year", *whole_year(period.end.year))
    if known is None or known.end is None:
        return None
    if horizon:  # by the same year
        return Period(period.first, period.last, "until", None, known.end)
    return _as_known(period, known, known.end)


def _as_known(same: Period, known: Period, end: date) -> Period:
    """The same period as the one known, or in the year that `same` tells."""
    years = same.end.year - end.year if same.end else -1 if same.start else 0
    kind: Kind = "base" if same.against else "range" if known.kind == "range" else known.kind
    return Period(same.first, same.last, kind, moved(known.start, years), moved(end, years), relative=True)
