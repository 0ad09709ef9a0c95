"""Which period each quantity of a sentence belongs to, and the dates that follow for its measure and nature."""

from __future__ import annotations

from datetime import date

from flows.catalogue.records import Indicator
from flows.claims.draft import Carried, Draft
from flows.claims.periods import Period, whole_year
from flows.claims.scan import Sentence

SILENT = ("date", "name", "base")  # expressions that tell no figure's period
ATTACHED = 9  # tokens from a figure to a period that follows it in the same clause


def assign_periods(drafts: list[Draft], periods: list[Period], sentence: Sentence, carried: Carried) -> None:
    """Give each draft its period: one that follows it in its clause, else one before, else one that closes the list."""
    telling = [_resolved(period, carried) for period in periods if period.kind not in SILENT]
    owners: dict[int, Draft] = {}
    for number, draft in enumerate(drafts):
        limit = drafts[number + 1].quantity.first if number + 1 < len(drafts) else len(sentence.words)
        for period in telling:
            if draft.quantity.last <= period.first < limit and _attached(draft, period, sentence):
                draft.period, draft.own_period = period, True
                owners[id(period)] = draft
                break
    for number, draft in enumerate(drafts):
        if draft.period is None:
            draft.period = _shared(number, drafts, telling, owners, sentence)
        draft.evidence.add("period" if draft.period and draft.period.end else "no period")


def _resolved(period: Period, carried: Carried) -> Period:
    if period.kind == "range" and not period.relative:
        carried.range = period
    if period.kind == "same" and carried.range:
        known = carried.range
        return Period(period.first, period.last, "range", known.start, known.end, relative=True)
    return period


def _attached(draft: Draft, period: Period, sentence: Sentence) -> bool:
    first, last = draft.quantity.last - 1, period.first
    crossed = sentence.depth[last] - sentence.depth[first]
    clause = any("clause" in sentence.tags[place].get("grammar", ()) for place in range(first + 1, last))
    return crossed < 2 and not clause and last - first <= ATTACHED


def _shared(
    number: int, drafts: list[Draft], telling: list[Period], owners: dict[int, Draft], sentence: Sentence
) -> Period | None:
    draft = drafts[number]
    before = [period for period in telling if period.last <= draft.quantity.first]
    free = [period for period in before if id(period) not in owners]
    following = _coordinated(number, drafts, sentence)
    if following:
        return following
    if free:
        return free[-1]
    trailing = [period for period in telling if period.first >= draft.quantity.last and id(period) not in owners]
    if trailing:
        return trailing[-1]
    return before[-1] if before else None


def _coordinated(number: int, drafts: list[Draft], sentence: Sentence) -> Period | None:
    """The period of the next figure, when `et` joins the two."""
    if number + 1 >= len(drafts):
        return None
    here, after = drafts[number].quantity, drafts[number + 1]
    between = range(here.last, after.quantity.first)
    joined = any("and" in sentence.tags[place].get("grammar", ()) for place in between)
    if (
        joined
        and len(between) <= 8
        and sentence.depth[after.quantity.first] - sentence.depth[here.last - 1] < 2
        and after.own_period
    ):
        return after.period
    return None


def dates(draft: Draft, indicator: Indicator | None) -> tuple[date | None, date | None]:
    """First and last day of the draft's period, by the conventions for stocks, flows, targets and horizons."""
    period = draft.period
    if period is None or period.kind == "now" or period.kind == "same":
        return None, None
    start, end = period.start, period.end
    flow = indicator is not None and (indicator.flow or draft.measure in ("cumulative", "change"))
    if period.kind == "day" and end and (flow or draft.measure in ("growth_rate", "multiple")):
        return whole_year(end.year)
    if period.kind == "until" and draft.nature in ("actual", "estimate") and end:
        return whole_year(end.year)
    if period.kind == "year" and draft.nature == "target" and draft.measure in ("cumulative", "change"):
        return None, end
    return start, end
