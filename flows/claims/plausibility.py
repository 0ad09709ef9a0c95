"""Figures that cannot be: beyond all size, a rate told as an amount, a year told as a count, a label of something else.

Each check gives (claim, note) for what is suspicious, with its arithmetic; it changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from flows.catalogue.records import Catalogue, Limits
from flows.claims.claim import Claim
from flows.claims.cues import cue_patterns, cue_stems
from flows.claims.runs import Run

Doubt = tuple[Claim, str]

NEAR = 45  # characters around a figure that tell of it
UNLABELLED = 10  # times its limit, an amount of nothing in the catalogue is still too much: debts exceed any GDP
FOREIGN = 5  # times: no rate of exchange of some decades is further from today's
YEARS = (1980, 2050)
_STOP = re.compile(r"[,;:.()!?]")
_CONVERTED = re.compile(r"\s*(?:\(|,?\s*(?:soit|أي|ou|or|i\.e\.)\s)[^\d();:.]*")
_LABEL = r"\s*(?:\w+\s+)?(?:de|d['’]|of|in|من)?\s*"


class Plausibility:
    """The checks of single figures against the `limits` of a catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.limits = catalogue.limits
        self.kinds = {code: unit.kind for code, unit in catalogue.units.items()}
        self.cues = cue_patterns(catalogue.limits)
        self.rate_stems = cue_stems(catalogue.limits, "rate")
        self.rivals = _rivals(catalogue.limits)
        self.ceilings = _ceilings(catalogue.limits)
        self.labels = {indicator.code: indicator.label.lower() for indicator in catalogue.indicators.values()}

    def doubts(self, run: Run) -> Iterator[Doubt]:
        """What is suspicious about the figures of one sentence, each by itself and with its own words."""
        rated = run.has(self.rate_stems)
        for index, claim in enumerate(run.claims):
            kind = self.kinds.get(claim.unit)
            if kind == "money":
                yield from self._amount(claim, run, index)
            elif kind in ("count", "rank"):
                yield from self._count(claim, run, index)
            elif kind == "percent":
                yield from self._percentage(claim)
            if rated and kind in ("money", "count"):
                yield from self._rate(claim, run, index)

    def relabelled(self, ordered: Sequence[Claim]) -> Iterator[Doubt]:
        """An amount that the text tells under one label, and less often under another that excludes it."""
        told: dict[tuple[str, float, str], dict[str, list[Claim]]] = {}
        for claim in ordered:
            if (
                claim.indicator is not None
                and claim.indicator in self.rivals
                and claim.measure in ("level", "cumulative")
            ):
                by_label = told.setdefault((claim.unit, claim.value, claim.nature), {})
                by_label.setdefault(claim.indicator, []).append(claim)
        for by_label in told.values():
            if len(by_label) > 1:
                yield from _minority(by_label, self.rivals)

    def _amount(self, claim: Claim, run: Run, index: int) -> Iterator[Doubt]:
        size, highest = abs(claim.value), self.ceilings.get(claim.unit)
        if highest is not None and size > highest:
            yield from self._too_much(claim, size, highest)
        if index and claim.unit != run.claims[index - 1].unit:
            yield from self._conversion(claim, run, index)
        if size < self.limits.lowest_amount and claim.indicator in self.limits.sector_amounts:
            yield from self._too_little(claim, run)
        if claim.indicator in ("profit", "investment"):
            yield from self._label(claim, run, index)

    def _too_much(self, claim: Claim, size: float, highest: float) -> Iterator[Doubt]:
        currency = self.limits.currencies[claim.unit]
        gdp, place = currency.gdp, "its currency's place"
        if gdp is None or claim.geography == "world":
            gdp, place = self.limits.world_gdp * currency.per_dollar, "the world"
            highest = gdp
        if size > highest * (1 if claim.indicator else UNLABELLED):
            told = f"{size:,.0f} {claim.unit} is {size / gdp:,.1f} times the GDP of {place}, about {gdp:,.0f}"
            yield claim, f"impossible magnitude: {told}"

    def _too_little(self, claim: Claim, run: Run) -> Iterator[Doubt]:
        sector = claim.scope in ("sector", "country") and claim.measure in ("level", "cumulative", "change")
        if not sector or claim.value == 0 or self.cues["per"].search(run.sentence):
            return
        label = self.labels.get(claim.indicator or "", "")
        if claim.measure == "change":
            yield (
                claim,
                f"a change of {label} by {claim.value:g} {claim.unit}: a rate may be meant, or its million is lost",
            )
        else:
            yield claim, f"impossible magnitude: {claim.value:g} {claim.unit} of {label} in a whole {claim.scope}"

    def _conversion(self, claim: Claim, run: Run, index: int) -> Iterator[Doubt]:
        """An amount told again in another currency, at a rate of exchange that never was."""
        main = run.claims[index - 1]
        rates = self.limits.currencies
        if main.unit not in rates or claim.unit not in rates or not (main.value and claim.value):
            return
        if claim.indicator == main.indicator and _CONVERTED.fullmatch(run.before(index, NEAR)):
            expected = rates[claim.unit].per_dollar / rates[main.unit].per_dollar
            printed = claim.value / main.value
            if not 1 / FOREIGN < printed / expected < FOREIGN:
                yield (
                    claim,
                    f"'{main.quote}' told again as '{claim.quote}' is {printed:,.4g} {claim.unit} for 1 {main.unit};"
                    f" about {expected:,.4g} is usual",
                )

    def _count(self, claim: Claim, run: Run, index: int) -> Iterator[Doubt]:
        size, unit, limits = abs(claim.value), claim.unit, self.limits
        if unit in limits.of_population:
            people = limits.populations.get(claim.geography or "world", limits.populations["world"])
            if size > people:
                place = claim.geography or "the world"
                yield claim, f"impossible magnitude: {size:,.0f} {unit}, of {people:,.0f} people in {place}"
        elif size > limits.highest.get(unit, size) and (unit != "rank" or claim.scope == "country"):
            yield claim, f"impossible magnitude: {size:,.0f} ({unit}), above {limits.highest[unit]:,.0f}"
        if (
            YEARS[0] <= size <= YEARS[1]
            and unit != "rank"
            and claim.quote[:4].isdigit()
            and not claim.quote[:5].isdigit()
        ):
            before = run.before(index, NEAR)
            if any(not before[cue.end() :].strip() for cue in self.cues["year"].finditer(before)):
                yield (
                    claim,
                    f"{claim.quote[:4]} may be a year, not a number of {unit}: '{before.split()[-1]}' precedes it",
                )

    def _percentage(self, claim: Claim) -> Iterator[Doubt]:
        value, indicator, limits = claim.value, claim.indicator, self.limits
        if claim.measure == "growth_rate":
            if value < -100 and indicator is not None and indicator not in limits.signed:
                yield claim, f"a fall of {-value:g} %: nothing can fall by more than 100 %"
            elif value > limits.highest_growth:
                yield claim, f"impossible magnitude: a growth of {value:,.0f} %, {1 + value / 100:,.0f} times as much"
            return
        if claim.measure not in ("share", "level") or value <= 100 or indicator in {None, *limits.beyond_hundred}:
            return
        if not self.cues["goal"].search(claim.sentence):
            yield claim, f"a share of {value:g} %: no part is more than its whole, 100 %"

    def _rate(self, claim: Claim, run: Run, index: int) -> Iterator[Doubt]:
        before = run.before(index, NEAR)
        rate = next(reversed(list(self.cues["rate"].finditer(before))), None)
        if rate and not _STOP.search(before, rate.end()):
            yield claim, f"'{rate[0]}' is a rate, but '{claim.quote}' is an amount in {claim.unit}"

    def _label(self, claim: Claim, run: Run, index: int) -> Iterator[Doubt]:
        """An investment called profit: both words about one figure, and none that tells a yield."""
        before, after = run.before(index, 3 * NEAR), run.after(index, NEAR)
        label = re.match(_LABEL, after)
        named = self.cues["profit"].match(after, label.end() if label else 0)
        if not named:
            return
        around = _STOP.split(before)[-1] + " " + _STOP.split(after[named.end() :])[0]
        other = self.cues["investment"].search(around)
        if other and not self.cues["yields"].search(around):
            yield claim, f"'{named[0]}' contradicts '{other[0]}': the same figure cannot be both profit and investment"


def _minority(by_label: Mapping[str, list[Claim]], rivals: Mapping[str, set[str]]) -> Iterator[Doubt]:
    for label, claims in by_label.items():
        for other in rivals[label] & by_label.keys():
            others = by_label[other]
            if len(others) > len(claims):
                for claim in claims:
                    yield (
                        claim,
                        f"called {label} here, but {other} {len(others)} times in this text ('{others[0].quote}')",
                    )


def _rivals(limits: Limits) -> Mapping[str, set[str]]:
    rivals: dict[str, set[str]] = {}
    for one, other in limits.exclusive:
        rivals.setdefault(one, set()).add(other)
        rivals.setdefault(other, set()).add(one)
    return rivals


def _ceilings(limits: Limits) -> Mapping[str, float]:
    """The most that an amount in each currency can be: twice the GDP of its place, or the world's."""
    return {
        code: 2 * currency.gdp if currency.gdp else limits.world_gdp * currency.per_dollar
        for code, currency in limits.currencies.items()
    }
