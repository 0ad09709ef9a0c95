"""Which period each quantity of a sentence belongs to, and the dates that follow for its measure and nature."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from flows.catalogue.records import Indicator
from flows.claims.draft import Draft
from flows.claims.period import Period, moved, whole_year
from flows.claims.scan import Sentence

SPANS = ("range", "day")
DATED = ("year", "range", "day")
APPOSING = {"grammar", "period", "nature", "distractor"}  # what stands between a figure and its period
RELATIVE = ("percent", "multiple")
SILENT = ("date", "name")  # expressions that tell no figure's period
APART = 2  # what a comma costs to cross
COORDINATED = 8  # tokens between two figures that `et` joins
APPOSED, NEARBY = 4, 6  # `5 milliards, en valeur, en 2009`
SETTLED = 2  # years before publication: what is compared with an earlier one isn't of the year after it
ATTACHED = 9  # phrases from a figure to a period that follows it in the same clause


def assign_periods(
    drafts: list[Draft], periods: list[Period], sentence: Sentence, published: tuple[int, int | None] | None
) -> None:
    """Give each draft its period: one that follows it in its clause, else one before, else one that closes the list."""
    told = [period for period in periods if period.kind not in SILENT]
    telling = [period for period in told if period.kind != "base"]
    owners: dict[int, Draft] = {}
    possessed = _take_named(drafts, told, sentence, owners)
    exclusive = possessed | _take_following(drafts, telling, sentence, owners, possessed)
    for number in reversed(range(len(drafts) - 1)):
        if drafts[number].period is None and not _opened(number, drafts, telling):
            drafts[number].period = _coordinated(number, drafts, sentence)
    shared = [period for period in telling if id(period) not in exclusive]
    for number, draft in enumerate(drafts):
        if draft.period is None:
            draft.period = _shared(number, drafts, shared, owners, sentence)
        if draft.period is None:
            draft.period = _compared(draft, told) or _over(draft, told, sentence)
            if draft.period and draft.period.end and published and draft.period.end.year < published[0] - SETTLED:
                draft.period = None  # 10 % more than in 2019, told years later: of which year isn't said
        elif draft.kind in RELATIVE and draft.period.kind in DATED:
            draft.period = _since_base(draft, draft.period, told)


def _opened(number: int, drafts: list[Draft], telling: list[Period]) -> bool:
    """Whether a year stands before the figure, and after the one before: en 2004, 72 et 500 en 2014."""
    since = drafts[number - 1].quantity.last if number else 0
    first = drafts[number].quantity.first
    owned = {id(draft.period) for draft in drafts}
    return any(
        since <= period.first < first and period.kind in DATED and id(period) not in owned and not period.against
        for period in telling
    )


def _take_named(drafts: list[Draft], told: list[Period], sentence: Sentence, owners: dict[int, Draft]) -> set[int]:
    """Give figures in parentheses the period right before them, others the one they are said to be of: 2022's $3bn.

    The ids of the latter, which are told of no other figure.
    """
    possessed = set()
    for draft in drafts:
        draft.period = _in_parentheses(draft, told, sentence)
        if draft.period is not None:
            draft.own_period = True
            owners.update((id(period), draft) for period in told if period.last == draft.quantity.first)
        elif period := _possessed(draft, told, sentence):
            draft.period = replace(period, kind="year") if period.kind == "base" and period.start else period
            draft.own_period, owners[id(period)] = True, draft
            possessed.add(id(period))
    return possessed


def _take_following(
    drafts: list[Draft], telling: list[Period], sentence: Sentence, owners: dict[int, Draft], possessed: set[int]
) -> set[int]:
    """Give each figure the period that follows in its clause; the ids of those that are its alone, in parentheses."""
    exclusive = set()
    for number, draft in enumerate(drafts):
        limit = drafts[number + 1].quantity.first if number + 1 < len(drafts) else len(sentence.words)
        alone = all(other.own_period for other in drafts[:number])
        following = [
            period for period in telling if draft.quantity.last <= period.first < limit and id(period) not in possessed
        ]
        if following and _opens_next(number, following[-1], drafts, telling, sentence):
            following.pop()
        period = next((period for period in following if _attached(draft, period, sentence, alone)), None)
        if period is None or draft.own_period:
            continue
        draft.period, draft.own_period = period, True
        owners[id(period)] = draft
        if sentence.gap(draft.quantity.last).endswith("(") or sentence.text.endswith("(", 0, draft.quantity.start):
            exclusive.add(id(period))
    return exclusive


def _opens_next(number: int, period: Period, drafts: list[Draft], telling: list[Period], sentence: Sentence) -> bool:
    """`15 milliards et, en 2024, 18`: whether a period between two figures is that of the second."""
    if number + 1 == len(drafts):
        return False
    place = period.first - 1
    while place >= drafts[number].quantity.last and "period" in sentence.tags[place]:
        place -= 1
    after = drafts[number + 1].quantity
    listed = period.last == after.first and "," in sentence.gap(place + 1) and _opened(number, drafts, telling)
    joined = "and" in sentence.grammar(place) and not any(other.last == place for other in telling)
    if not (joined or listed):
        return False
    limit = drafts[number + 2].quantity.first if number + 2 < len(drafts) else len(sentence.words)
    later = [other for other in telling if after.last <= other.first < limit]
    return not later or _opens_next(number + 1, later[-1], drafts, telling, sentence)


def _attached(draft: Draft, period: Period, sentence: Sentence, alone: bool) -> bool:
    """Whether the period follows in the figure's clause; over commas where no figure before might share it."""
    quantity = draft.quantity
    converted = "(" in sentence.text[quantity.start : sentence.ends[quantity.last - 1]]
    first, last = quantity.last - (not converted), period.first
    crossed = sentence.depth[last] - sentence.depth[first]
    clause = any("clause" in sentence.tags[place].get("grammar", ()) for place in range(first + 1, last))
    phrases = sum(
        not (sentence.at[place] and sentence.at[place] is sentence.at[place - 1]) for place in range(first, last)
    )
    if clause or phrases > ATTACHED:
        return False
    apposed = all(sentence.tags[place].keys() <= APPOSING for place in range(quantity.last, last))
    return crossed < 2 or (alone and apposed and crossed <= APPOSED and last - first <= NEARBY)


def _shared(
    number: int, drafts: list[Draft], telling: list[Period], owners: dict[int, Draft], sentence: Sentence
) -> Period | None:
    """The period that the figure has in common with others, or that stands in another clause."""
    draft = drafts[number]
    first, last = draft.quantity.first, draft.quantity.last
    before = [
        period
        for period in telling
        if period.last <= first
        and (period.last <= drafts[0].quantity.first or not _semicolon(sentence, period.last - 1, first))
    ]
    if number and stands_alone(draft):
        before = [period for period in before if period.first >= drafts[number - 1].quantity.last]
    owned = max((period.first for period in before if id(period) in owners), default=-1)
    free = [period for period in before if id(period) not in owners and (period.kind != "now" or period.first > owned)]
    growth = _continued(number, drafts, sentence) if not free else None
    if growth is not None:
        return growth.period
    if free:
        return free[-1]
    last_figure = drafts[-1].quantity.first
    for period in telling:
        closes = period.first > last_figure or _semicolon(sentence, period.last - 1, _next_figure(period, drafts))
        if last <= period.first and closes and id(period) not in owners:
            return period if not _semicolon(sentence, last - 1, period.first) else None
    if not before:
        return None
    against = [period for period in before if _is_versus(owners.get(id(period)), sentence)]
    before = [period for period in before if period not in against]
    if not before:
        since = against[-1] if draft.kind in ("percent", "points") else None
        return replace(since, kind="base") if since and since.kind in DATED else None
    opening = before[-1].last <= drafts[0].quantity.first
    alone = len([period for period in telling if period.kind != "now"]) == 1 and (
        opening or before[-1].kind in ("year", "until") or _goes_on(draft, before[-1])
    )
    alone = alone and not draft.around.distances.parted(before[-1].last, first)
    if not alone and not _tells_more(draft, sentence, before[-1].last):
        return None
    return both_ends(before) if draft.kind in RELATIVE else before[-1]


def _goes_on(draft: Draft, period: Period) -> bool:
    """`rose 6 % in the first quarter, reaching 64 billion`: amounts keep a part of a year or a span."""
    if draft.kind == "money":
        return period.kind in SPANS
    within = period.start is not None and period.end is not None and period.start.year == period.end.year
    return within and period.kind == "range" and draft.kind == "count" and draft.unit != "jobs"


def stands_alone(draft: Draft) -> bool:
    """Whether a figure is set against another and no more is said of it: of another time, which isn't told."""
    sentence = draft.around.distances.sentence
    place, last = draft.quantity.first - 1, draft.quantity.last
    while "hedge" in sentence.tag(place):
        place -= 1
    alone = "versus" in sentence.grammar(place) and draft.quantity.high is None
    return alone and (last >= len(sentence.words) or bool(sentence.gap(last).strip()))


def _is_versus(owner: Draft | None, sentence: Sentence) -> bool:
    """Whether a period is that of a figure set against another: `775 millions contre 936 en 2010, soit -17 %`."""
    return owner is not None and "versus" in sentence.grammar(owner.quantity.first - 1)


def both_ends(told: list[Period]) -> Period:
    """`de 30 milliards en 2002 à 46 en 2022, soit 2 %`: from the first year to the last; the later of two in a row."""
    last = max(told, key=lambda period: period.end or date.min)
    first = told[-2] if len(told) > 1 else last
    years = first.kind == last.kind == "year" and first.end is not None and last.end is not None
    if not years or not first.end or not last.end or last.end.year - first.end.year < 2:
        return last
    return Period(last.first, last.last, "range", first.start, last.end)


def _in_parentheses(draft: Draft, told: list[Period], sentence: Sentence) -> Period | None:
    """`le double de 2020 (30 milliards)`: the year right before the parenthesis."""
    first = draft.quantity.first
    if not sentence.gap(first).endswith("(") or any(period.first == draft.quantity.last + 1 for period in told):
        return None
    period = next((period for period in told if period.last == first), None)
    if period is None or period.kind != "base":
        return period
    return Period(period.first, period.last, "year", period.start, period.end)


def _possessed(draft: Draft, told: list[Period], sentence: Sentence) -> Period | None:
    """`up from last year's $2.9 billion`: the period that the figure is said to be of."""
    first = draft.quantity.first
    if sentence.words[first - 1] != "s" or sentence.gap(first - 1) != "'":
        return None
    return next((period for period in told if period.last in (first - 1, first)), None)


def _compared(draft: Draft, told: list[Period]) -> Period | None:
    """`14 % par rapport à 2022`: the year after the one compared with."""
    return _base_after(draft, told) if draft.kind in ("percent", "points") else None


def _base_after(draft: Draft, told: list[Period]) -> Period | None:
    """The year that the figure is compared with, before the next figure."""
    bases = [period for period in told if period.kind == "base" and period.end]
    last, figures = draft.quantity.last, draft.around.distances.figures
    if not any(period.first >= last and figures[period.first] == figures[last] for period in bases):
        return None
    return max(bases, key=lambda period: period.end or date.min)


def _over(draft: Draft, told: list[Period], sentence: Sentence) -> Period | None:
    """`56 milliards d'euros sur 2024`: an amount isn't compared with the year."""
    if draft.kind not in ("money", "count"):
        return None
    for period in told:
        if period.kind == "base" and period.start and period.first >= draft.quantity.last:
            tags = sentence.tag(period.first - 1)
            compared = {"against", "compared"} & set(tags.get("period", ())) or "versus" in tags.get("grammar", ())
            if not compared and _attached(draft, period, sentence, True):
                return replace(period, kind="year")
    return None


def _since_base(draft: Draft, period: Period, told: list[Period]) -> Period:
    """`12 % en 2023 par rapport à 2019`: from the year compared with, where that isn't the year before."""
    base = _base_after(draft, told)
    if base is None or base.end is None or period.end is None or base.end.year >= period.end.year - 1:
        return period
    return Period(period.first, period.last, "range", base.start, period.end)


def _continued(number: int, drafts: list[Draft], sentence: Sentence) -> Draft | None:
    """The growth rate whose level the figure is: `a reculé de 20 % en 2020 (contre 6 % en 2019) à 29,8 milliards`."""
    if number == 0 or drafts[number].kind not in ("money", "count") or drafts[number - 1].kind != "percent":
        return None
    set_against = number > 1 and "versus" in sentence.grammar(drafts[number - 1].quantity.first - 1)
    growth = drafts[number - 1 - set_against]
    place = drafts[number].quantity.first - 1
    while "hedge" in sentence.tag(place) and "to" not in sentence.grammar(place):
        place -= 1
    leads = "to" in sentence.tags[place].get("grammar", ()) and place - drafts[number - 1].quantity.last <= COORDINATED
    return growth if leads and growth.kind == "percent" else None


def _next_figure(period: Period, drafts: list[Draft]) -> int:
    return next((draft.quantity.first for draft in drafts if draft.quantity.first >= period.last), period.last)


def _semicolon(sentence: Sentence, first: int, last: int) -> bool:
    """Whether a semicolon stands between two tokens."""
    return ";" in sentence.text[sentence.ends[first] : sentence.starts[last]]


def _tells_more(draft: Draft, sentence: Sentence, since: int) -> bool:
    """Whether the figure adds to the one before: a percentage or multiple, in parentheses, after `dont` or `pour`."""
    if draft.kind in ("percent", "points", "multiple"):
        return True
    between = range(since, draft.quantity.first)
    more = any({"including", "restating"} & set(sentence.tags[place].get("grammar", ())) for place in between)
    first = draft.quantity.first
    meant = any("for" in sentence.tags[place].get("period", ()) for place in range(max(since, first - 4), first))
    return more or meant or sentence.gap(first).endswith("(")


def _coordinated(number: int, drafts: list[Draft], sentence: Sentence) -> Period | None:
    """The period of the next figure, when `et` joins the two and no verb parts them; a horizon also over a verb."""
    period, here, after = drafts[number + 1].period, drafts[number].quantity, drafts[number + 1].quantity
    if period is None or period.first < after.first:
        return None
    between = range(here.last, after.first)
    words = {word for place in between for word in sentence.grammar(place)}
    leading = any(
        {"to", "restating"} & set(grammar) and "and" not in grammar for grammar in map(sentence.grammar, between)
    )
    moved = drafts[number + 1].kind == "percent" and any(
        {"growth", "fall"} & set(sentence.tags[place].get("measure", ())) for place in between
    )
    leading = leading or moved  # $385 million, up 17 percent in 2017
    if len(between) > COORDINATED or "versus" in words:
        return None
    crossed = sentence.depth[after.first] - sentence.depth[here.last - 1]
    if drafts[number].kind in ("percent", "money", "multiple") and crossed <= APPOSED and leading:
        leads = drafts[number].kind != drafts[number + 1].kind or drafts[number].unit != drafts[number + 1].unit
        leads = leads or _is_told_by(here.first, sentence)
    elif _grows(drafts[number]) and crossed <= APPOSED and _only_reached(between, sentence):
        leads = leading = drafts[number + 1].kind in ("money", "count")
    else:
        listed = period.kind == "until" and any(
            "target" in mention.tags.get("nature", ()) for mention in sentence.mentions if mention.last <= here.first
        )
        leads = crossed < (APPOSED if listed else APART) and "and" in words
    arrives = leading and drafts[number].kind == "percent"  # 5,8 % pour s'établir à 111 milliards en 2023
    parted = any(
        (sentence.tags[place].keys() & {"nature", "verb"} and not (arrives and _reaches(place, sentence)))
        or "pronoun" in sentence.grammar(place)
        for place in between
    )
    ahead = any(here.last <= at < after.first for at in sentence.future)
    return period if leads and (not parted or (period.kind == "until" and not ahead)) else None


def _grows(draft: Draft) -> bool:
    """Whether a percentage is told beside a word of growth or fall."""
    return draft.kind == "percent" and any(draft.around.within("measure", cue, NEARBY) for cue in ("growth", "fall"))


def _is_told_by(first: int, sentence: Sentence) -> bool:
    """`rose by 50 million to 800 million in 2022`: a difference, and what it leads to."""
    grammar = sentence.grammar(first - 1)
    before = sentence.tags[max(0, first - NEARBY) : first]
    grows = any({"growth", "fall"} & set(tags.get("measure", ())) for tags in before)
    return "by" in grammar and "of" not in grammar and grows


def _only_reached(between: range, sentence: Sentence) -> bool:
    """`rose 12 % and reached 100 billion`: nothing between two figures but a verb that tells what is reached."""
    told = {"nature", "verb", "indicator"}
    known = [sentence.tags[place] for place in between if sentence.tags[place].keys() & told]
    return bool(known) and all(tags.get("nature") == ("met",) and len(tags.keys() & told) == 1 for tags in known)


def _reaches(place: int, sentence: Sentence) -> bool:
    """Whether a token is of a verb that only tells what is reached."""
    return sentence.tags[place].get("nature") == ("met",) and "verb" not in sentence.tags[place]


def dates(draft: Draft, indicator: Indicator | None) -> tuple[date | None, date | None]:
    """First and last day of the draft's period, by the conventions for stocks, flows, targets and horizons."""
    period = draft.period
    if period is None or period.kind == "now" or period.kind == "same":
        return None, None
    start, end = period.start, period.end
    flow = indicator is not None and (indicator.flow or draft.measure in ("cumulative", "change"))
    if period.kind in ("year", "day") and draft.nature == "target" and draft.measure in ("cumulative", "change"):
        return None, end
    if period.kind == "day" and end and (flow or draft.measure in ("growth_rate", "multiple")):
        return date(end.year, 1, 1), end
    if period.kind == "until" and end and draft.nature in ("actual", "estimate"):
        return whole_year(end.year)
    if period.kind == "base" and end:
        return moved(date(end.year, 1, 1) if start == end else start, 1), moved(end, 1)
    return start, end
