"""Growth, change and multiple against the levels that the same text tells; differences between unlike figures."""

from __future__ import annotations

import math
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice, product

from flows.claims.claim import Claim
from flows.claims.period import moved, whole_year
from flows.claims.printed import Interval, period_told, printed_interval
from flows.claims.runs import Run

Doubt = tuple[Claim, str]
Span = tuple[date, date]
Key = tuple[str | None, ...]
Levels = Mapping[str, Mapping[int, list[Claim]]]
"""Unit and number of the sentence to the levels of one period."""
FORMS = ("level", "growth_rate", "multiple", "change")
SIGNS = "+-−–"  # a figure printed with one is a difference, whatever it was read as
SURE = 0.3  # confidence from which figures of different sentences are held against one another
FEW = 4  # figures of one series and period: where there are more, the text tells apart what the series doesn't


@dataclass(slots=True)
class Series:
    """The figures of one series in a text, by number of their sentence; `levels` by period and unit too."""

    levels: dict[Span, dict[str, dict[int, list[Claim]]]] = field(default_factory=dict)
    moves: dict[tuple[str, Span, Span], dict[int, list[Claim]]] = field(default_factory=dict)


def contradicted(sentences: Sequence[Run], set_aside: re.Pattern[str], money: Container[str]) -> Iterator[Doubt]:
    """Growth rates, multiples and changes that no two levels of their series in the text bear out.

    Levels of the same sentence decide; others only where the text tells one level for either period and one
    movement. Growth that a cue like "at constant prices" has `set_aside` is left alone. `money` are the currencies.
    """
    for series in _by_series(sentences):
        for (_, later, base), moves in series.moves.items():
            if later in series.levels and base in series.levels:
                for claim, one, other in _unborne(moves, series.levels[later], series.levels[base], money):
                    if not set_aside.search(claim.sentence):
                        yield claim, _arithmetic(claim, one, other)


def _by_series(sentences: Sequence[Run]) -> Iterable[Series]:
    found: dict[Key, Series] = {}
    for number, run in enumerate(sentences):
        compared = _compared(run)
        for claim in run.claims:
            if claim.indicator is None or claim.measure not in FORMS:
                continue
            start, end, key = claim.period_start, claim.period_end, _key(claim)
            if claim.measure == "level":
                if start is not None and end is not None and claim.quote[0] not in SIGNS:
                    by_unit = found.setdefault(key, Series()).levels.setdefault(_span(start, end), {})
                    by_unit.setdefault(claim.unit, {}).setdefault(number, []).append(claim)
            elif ends := _ends(start, end, compared.get(key)):
                moves = found.setdefault(key, Series()).moves
                moves.setdefault((claim.measure, *ends), {}).setdefault(number, []).append(claim)
    return found.values()


def _compared(run: Run) -> Mapping[Key, tuple[Span, Span]]:
    """The two periods, later first, that a sentence compares by telling one level of a series for either."""
    found: dict[Key, list[Span]] = {}
    if len(run.claims) > 2:
        for claim in run.claims:
            start, end = claim.period_start, claim.period_end
            if claim.measure == "level" and start is not None and end is not None and claim.quote[0] not in SIGNS:
                found.setdefault(_key(claim), []).append(_span(start, end))
    return {key: (max(spans), min(spans)) for key, spans in found.items() if len(spans) == 2 and spans[0] != spans[1]}


def _key(claim: Claim) -> Key:
    return (claim.indicator, claim.sector, claim.ecosystem, claim.geography, claim.scope, claim.subject)


def _span(start: date, end: date) -> Span:
    """The period of a level; the last day of a year counts as that year."""
    return (date(end.year, 1, 1), end) if start == end and (end.month, end.day) == (12, 31) else (start, end)


def _ends(start: date | None, end: date | None, compared: tuple[Span, Span] | None) -> tuple[Span, Span] | None:
    """The later period and the base of a movement: the two that its sentence compares, whichever is told of it; else
    its own and the year before, or the first and last of several years."""
    span = _span(start, end) if start is not None and end is not None else None
    if compared and (span is None or span in compared):
        return compared
    if span is None:
        return None
    start, end = span
    if start.year == end.year:
        return (span, (_year_before(start), _year_before(end))) if start.year > 1 else None
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return whole_year(end.year), whole_year(start.year)
    return None


def _year_before(day: date) -> date:
    return moved(day, -1) or day


def _unborne(
    moves: Mapping[int, list[Claim]], later: Levels, base: Levels, money: Container[str]
) -> list[tuple[Claim, Claim, Claim]]:
    """The movements between two periods, each with two levels, if none is borne out by any two levels."""
    single = sum(map(len, moves.values())) == 1
    doubts = []
    for sentence, claims in islice(moves.items(), FEW):
        for unit in later.keys() & base.keys():
            pairs = _pairs(sentence, later[unit], base[unit], single)
            for claim in claims[:FEW] if pairs else ():
                if _comparable(claim, unit, money):
                    if any(_borne_out(claim, one, other) or _turned(claim, one, other) for one, other in pairs):
                        return []
                    doubts += [(claim, *pair) for pair in pairs[:1] if pair[0].nature == claim.nature]
    return doubts


def _pairs(
    sentence: int, later: Mapping[int, list[Claim]], base: Mapping[int, list[Claim]], single: bool
) -> list[tuple[Claim, Claim]]:
    """The levels to hold a movement against: those of its sentence, else the only ones of the text."""
    if sentence in later and sentence in base:
        one, other = later[sentence], base[sentence]
        return [(one[0], other[0])] if len(one) == len(other) == 1 else []
    if not single or max(len(later), len(base)) > FEW:
        return []
    told = [[claim for claims in levels.values() for claim in claims] for levels in (later, base)]
    if any(len({claim.value for claim in claims}) > 1 or claims[0].confidence < SURE for claims in told):
        return []
    return [(told[0][0], told[1][0])]


def _comparable(claim: Claim, unit: str, money: Container[str]) -> bool:
    """Whether a movement is about levels in `unit`: a change of counts may be gross, one of money is the difference."""
    if claim.measure == "change":
        return claim.unit == unit and unit in money
    return claim.unit in ("percent", "multiple") and unit != "percent"


def _borne_out(claim: Claim, later: Claim, base: Claim) -> bool:
    expected, printed = _between(claim, later, base), printed_interval(claim)
    if expected is None or printed.meets(expected):
        return True
    years = _years(claim)
    if claim.measure != "growth_rate" or years < 2 or expected.low <= -100:
        return False
    return printed.meets(Interval(*(100 * math.expm1(math.log1p(end / 100) / years) for end in expected)))


def _turned(claim: Claim, later: Claim, base: Claim) -> bool:
    """Whether the levels bear it out the other way round, where the sentence prints no years to tell which is which."""
    years = {str(level.period_end.year) for level in (later, base) if level.period_end}
    return not all(year in claim.sentence for year in years) and _borne_out(claim, base, later)


def _years(claim: Claim) -> int:
    return claim.period_end.year - claim.period_start.year if claim.period_end and claim.period_start else 0


def _between(claim: Claim, later: Claim, base: Claim) -> Interval | None:
    """What the two printed levels make of a movement like `claim`; None where a base of 0 or less makes nothing."""
    one, other = printed_interval(later), printed_interval(base)
    if claim.measure == "change":
        return Interval(one.low - other.high, one.high - other.low)
    if other.low <= 0 or one.low < 0:
        return None
    ratio = Interval(one.low / other.high, one.high / other.low)
    return ratio if claim.measure == "multiple" else Interval(100 * (ratio.low - 1), 100 * (ratio.high - 1))


def _arithmetic(claim: Claim, later: Claim, base: Claim) -> str:
    expected = _between(claim, later, base)
    digits = 12 if claim.measure == "change" else 4
    low, high = (f"{end:+,.{digits}g}" for end in expected) if expected else ("", "")
    levels = f"'{later.quote}' ({period_told(later)}) and '{base.quote}' ({period_told(base)})"
    if claim.measure == "change":
        exact, sign = f"{later.value - base.value:+,.12g} {claim.unit}", f" {claim.unit}"
    elif claim.measure == "multiple":
        exact, sign = f"times {later.value / base.value:.4g}", ""
        low, high = low.lstrip("+"), high.lstrip("+")
    else:
        exact, sign = f"{100 * (later.value / base.value - 1):+.4g} %", " %"
    return (
        f"'{claim.quote}' contradicts {levels}: from one to the other is {exact}, with rounding {low} to {high}{sign}"
    )


def unlike(ordered: Sequence[Claim]) -> Iterator[Doubt]:
    """What is told as still to go, where it is an additional amount aimed at less the level reached: 8 = 18 - 10.

    The level reached counts towards the level aimed at, not towards what is to be added.
    """
    found: dict[Key, tuple[list[Claim], list[Claim], list[Claim]]] = {}
    for claim in ordered:
        if claim.measure in ("change", "level") and claim.indicator is not None and claim.unit != "percent":
            gaps, levels, aims = found.setdefault((*_key(claim), claim.unit), ([], [], []))
            aimed = claim.nature == "target"
            (levels if claim.measure == "level" else aims if aimed else gaps).append(claim)
    for gaps, levels, aims in found.values():
        reached = {claim.value: claim for claim in levels if claim.nature == "actual"}
        levels_aimed = {claim.value for claim in levels if claim.nature == "target"}
        added = {claim.value: claim for claim in aims if claim.value not in levels_aimed}
        if len(reached) <= FEW and len(added) <= FEW:
            for gap, aim, level in product(gaps, added.values(), reached.values()):
                if gap.value > 0 and gap.start not in (aim.start, level.start) and aim.value - level.value == gap.value:
                    told = f"{gap.value:,.12g} = {aim.value:,.12g} - {level.value:,.12g} {gap.unit}"
                    yield gap, f"{told}: '{aim.quote}' is additional, '{level.quote}' a level, so the two don't compare"
