"""Parts and their total: parts above the total, a split that doesn't sum to it, exports above turnover."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from flows.catalogue.records import Catalogue
from flows.claims.claim import Claim
from flows.claims.cues import cue_patterns, cue_stems
from flows.claims.period import whole_year
from flows.claims.printed import Interval, period_told, printed_interval, toward
from flows.claims.runs import Run

Doubt = tuple[Claim, str]
Place = tuple[object, ...]

AMOUNTS = ("level", "cumulative", "change")
OPENING = 90  # characters between the total and its first part
GAP = 60  # characters between one part and the next
FARTHEST = 3  # times: a part larger than that, told elsewhere in the text, is of something else
MOST = 100  # figures of one sentence that are looked at as an enumeration
_BREAK = re.compile(r"[;:!?]|\.\s")


class Parts:
    """The checks of figures that are parts of others."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.cues: Mapping[str, re.Pattern[str]] = cue_patterns(catalogue.limits)
        self.stems = cue_stems(catalogue.limits, "parts", "split", "total")
        self.money = {code for code, unit in catalogue.units.items() if unit.kind == "money"}
        self.refines = {code: indicator.refines for code, indicator in catalogue.indicators.items()}
        self.stocks = {code for code, each in catalogue.indicators.items() if not (each.flow or each.rate)}
        self.overlapping = catalogue.limits.overlapping

    def doubts(self, run: Run) -> Iterator[Doubt]:
        """What doesn't add up among the figures of one sentence."""
        claims = run.claims
        if not 2 <= len(claims) <= MOST or len({claim.unit for claim in claims}) == len(claims):
            return
        yield from self._shares(claims)
        if not run.has(self.stems):
            return
        for index, claim in enumerate(claims):
            if claim.measure not in AMOUNTS or claim.unit == "percent":
                continue
            if index + 1 < len(claims):
                yield from self._split(run, index)
            if index >= 2 and self.cues["total"].search(run.before(index, GAP)):
                yield from self._sum(run, index)

    def narrower(self, ordered: Sequence[Claim]) -> Iterator[Doubt]:
        """A figure above that of what it is part of in the same period: exports above turnover, direct jobs above jobs.

        Also as many jobs created in a year as there are.
        """
        most: dict[Place, Claim] = {}
        parts: list[tuple[Place, Claim]] = []
        for claim in ordered:
            if claim.measure not in ("level", "cumulative") or claim.period_start is None or claim.indicator is None:
                continue
            place = (claim.sector, claim.geography, claim.scope, claim.subject, claim.unit, claim.nature, _year(claim))
            broader = self.refines.get(claim.indicator)
            if broader is not None:
                parts.append(((broader, claim.measure, claim.ecosystem, *place), claim))
            if claim.ecosystem is not None:
                parts.append(((claim.indicator, claim.measure, None, *place), claim))
            if claim.measure == "cumulative" and claim.indicator in self.stocks:
                parts.append(((claim.indicator, "level", claim.ecosystem, *place), claim))
            key: Place = (claim.indicator, claim.measure, claim.ecosystem, *place)
            if key not in most or abs(claim.value) > abs(most[key].value):
                most[key] = claim
        for key, part in parts:
            if key in most and _exceeds(part, most[key]):
                told = f"{_named(part)} '{part.quote}', {_named(most[key])} '{most[key].quote}'"
                yield part, f"a part not below its whole of the same period ({period_told(part)}): {told}"

    def _split(self, run: Run, index: int) -> Iterator[Doubt]:
        """`12 milliards, dont 7 ... et 6 ...`: the parts after the total."""
        total, opening = run.claims[index], run.after(index, OPENING)
        whole = self.cues["split"].search(opening)
        if not (whole or self.cues["parts"].search(opening)) or _BREAK.search(opening.replace(":", "", 1)):
            return
        parts = self._enumerated(run, index)
        limit = printed_interval(total)
        for part in parts:
            if toward(printed_interval(part), total.value).low > toward(limit, total.value).high:
                yield part, f"a part, '{part.quote}', above its total, '{total.quote}'"
                return
        if len(parts) > 1 and (whole or self._disjoint(parts)):
            exhaustive = bool(whole) and not self.cues["rest"].search(run.sentence)
            yield from _compared(total, parts, limit, exhaustive)

    def _sum(self, run: Run, index: int) -> Iterator[Doubt]:
        """`7 ... et 6 ..., soit un total de 12`: the parts before the total."""
        total, parts = run.claims[index], list[Claim]()
        for part in reversed(run.claims[:index]):
            if part.unit != total.unit or part.measure not in AMOUNTS or part.indicator != total.indicator:
                break
            parts.insert(0, part)
        between = run.sentence[parts[0].start - run.start : total.start - run.start] if parts else ""
        if len(parts) > 1 and not any(self.cues[cue].search(between) for cue in ("parts", "rest", "against")):
            yield from _compared(total, parts, printed_interval(total), exhaustive=True)

    def _enumerated(self, run: Run, index: int) -> list[Claim]:
        """The figures after the total that are told as its parts, as far as the enumeration goes."""
        total, parts = run.claims[index], list[Claim]()
        for place in range(index + 1, len(run.claims)):
            opens = place == index + 1
            longest = OPENING if opens else GAP
            part, gap = run.claims[place], run.before(place, longest + 1)
            if len(gap) > longest or gap.count("(") > gap.count(")") or self.cues["against"].search(gap):
                break
            if not opens and (_BREAK.search(gap) or self.cues["parts"].search(gap) or self.cues["total"].search(gap)):
                break
            if part.unit == total.unit:
                if part.measure not in AMOUNTS or not self._part_of(part, total):
                    break
                parts.append(part)
            elif opens:
                break
        return parts

    def _part_of(self, part: Claim, total: Claim) -> bool:
        same = part.indicator == total.indicator or self.refines.get(part.indicator or "") == total.indicator
        ends = {part.period_end, total.period_end} - {None}
        return same and len(ends) <= 1 and part.nature == total.nature

    def _disjoint(self, parts: Sequence[Claim]) -> bool:
        """Parts of a kind that no unit belongs to twice: amounts of one indicator, or told apart by a code."""
        if len({part.indicator for part in parts}) == 1 and parts[0].unit in self.money:
            return True
        codes = [
            [getattr(part, field) for part in parts] for field in ("indicator", "ecosystem", "sector", "geography")
        ]
        return any(None not in each and len(set(each)) == len(parts) for each in codes)

    def _shares(self, claims: Sequence[Claim]) -> Iterator[Doubt]:
        """Shares of one whole, of parts told apart by a code or told as a split, above 100 % together."""
        shares = [claim for claim in claims if claim.measure == "share" and claim.unit == "percent"]
        if len(shares) < 2 or shares[0].indicator in self.overlapping or not _of_one_whole(shares):
            return
        split = self.cues["split"].search(claims[0].sentence)
        if self.cues["against"].search(claims[0].sentence) or not (split or self._disjoint(shares)):
            return
        low = sum(printed_interval(share).low for share in shares)
        if low > 101:
            added = " + ".join(f"{share.value:g}" for share in shares)
            total = sum(share.value for share in shares)
            yield shares[-1], f"shares of one whole above 100 %: {added} = {total:g} %"


def _year(claim: Claim) -> Place:
    """The period; the last day of a year counts as that year."""
    start, end = claim.period_start, claim.period_end
    return whole_year(end.year) if end and start == end and (end.month, end.day) == (12, 31) else (start, end)


def _exceeds(part: Claim, whole: Claim) -> bool:
    """Whether the part is above its whole, not so far that another whole must be meant; what was created, as large."""
    if part.unit == "percent":
        return False
    if part.measure != whole.measure and part.period_start and part.period_end:
        return part.period_start.year == part.period_end.year and part.value >= whole.value
    return printed_interval(whole).high < printed_interval(part).low <= FARTHEST * printed_interval(whole).high


def _named(claim: Claim) -> str:
    created = "created" if claim.measure == "cumulative" and claim.indicator and "jobs" in claim.indicator else None
    return " ".join(filter(None, ((claim.indicator or "").replace("_", " "), claim.ecosystem, created)))


def _of_one_whole(shares: Sequence[Claim]) -> bool:
    return len({(share.indicator, share.nature, share.period_start, share.period_end) for share in shares}) == 1


def _compared(total: Claim, parts: Sequence[Claim], limit: Interval, exhaustive: bool) -> Iterator[Doubt]:
    intervals = [printed_interval(part) for part in parts]
    summed = Interval(sum(each.low for each in intervals), sum(each.high for each in intervals))
    short = toward(summed, total.value).low < toward(limit, total.value).low
    if summed.meets(limit) or (short and not exhaustive):
        return
    added = " + ".join(f"{part.value:,.12g}" for part in parts)
    value = sum(part.value for part in parts)
    yield total, f"parts don't sum to their total: {added} = {value:,.12g} {total.unit}, not {total.value:,.12g}"
