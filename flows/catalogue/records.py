"""The records of the catalogue: what is measured, in which units, for which sectors and plans."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

Words = Mapping[str, tuple[str, ...]]
"""Language code to words and phrases, as printed."""

MEASURES = frozenset({"level", "cumulative", "change", "growth_rate", "share", "rank", "multiple"})
FROM_BASE = frozenset({"cumulative", "change", "growth_rate", "multiple"})
"""The measures that count from a base year; a target in another one is a total."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is measured.

    `units` are the unit codes it comes in, the usual one first (`money` is any currency). `flow` amounts belong to a
    period, stocks to a day. `accumulates`: amounts over several years add up. `rate`: a percentage of it is its level.
    With one of its `qualifiers` nearby, a mention of the indicator `refines` becomes this one. A count of one of the
    nouns `implied` is of it when nothing nearer tells.
    """

    code: str
    label: str
    label_fr: str
    definition: str
    units: tuple[str, ...]
    flow: bool
    accumulates: bool
    signed: bool
    sector: str | None
    general: Words
    share: str | None
    rate: bool
    refines: str | None
    scope: str | None
    nature: str | None
    words: Words
    verbs: Words
    implied: Words
    qualifiers: Words


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of a value. `kind` is money, count, percent, points, multiple or rank.

    Its `general` nouns, as printed, say nothing more of what is counted.
    """

    code: str
    label: str
    kind: str
    symbols: tuple[str, ...]
    general: frozenset[str]
    words: Words


@dataclass(frozen=True, slots=True)
class AmbiguousCurrency:
    """A currency word that names another currency in each country; the first is the fallback."""

    words: Words
    units: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Contraction:
    """An abbreviation of a magnitude and a country's currency together: MD, in Tunisia a million dinars."""

    word: str
    factor: float
    units: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Magnitude:
    """A factor of ten to the n: its words, and the abbreviations that may be glued to a figure or currency."""

    factor: float
    words: Words
    symbols: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sector:
    """A sector of the economy."""

    code: str
    label: str
    label_fr: str
    definition: str
    words: Words


@dataclass(frozen=True, slots=True)
class Ecosystem:
    """A line of business within a sector."""

    code: str
    label: str
    label_fr: str
    definition: str
    sector: str
    words: Words


@dataclass(frozen=True, slots=True)
class Geography:
    """A place: an ISO 3166-1 alpha-2 code, or `world`."""

    code: str
    label: str
    words: Words


@dataclass(frozen=True, slots=True)
class PlanSource:
    """Where it stands what was signed: who said it (`by`), and the public text that tells so.

    `published_at` is an ISO date, as precise as it is known; None where the text shows none.
    """

    by: str
    title: str
    publisher: str
    published_at: str | None
    url: str


@dataclass(frozen=True, slots=True)
class PlanTarget:
    """A target as it was signed or announced, in base units.

    A measure of `FROM_BASE` counts from `base_year`. `horizon` is None where it is that of the plan.
    """

    indicator: str
    sector: str | None
    ecosystem: str | None
    measure: str
    value: float
    unit: str
    base_year: int | None
    horizon: date | None
    source: PlanSource
    note: str | None


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan whose targets are followed, from `start` to its `horizon`.

    `sector` is None where the plan covers several. An additional target adds to the level of `base_year`, and counts
    what was created from then on. The first of `names` is the official one. `pillars` are those that are known by name.
    """

    code: str
    names: tuple[str, ...]
    owner: str
    sector: str | None
    geography: str
    start: date | None
    horizon: date | None
    base_year: int | None
    pillars: tuple[str, ...]
    note: str | None
    targets: tuple[PlanTarget, ...]


@dataclass(frozen=True, slots=True)
class SourceClass:
    """Publishers of which one is trusted as much as another: names, and web hosts. `others`: all not listed, too.

    `first_hand` classes publish figures of their own, the others those of somebody else.
    """

    code: str
    label: str
    first_hand: bool
    publishers: tuple[str, ...]
    others: bool


@dataclass(frozen=True, slots=True)
class ExchangeRange:
    """What one unit of `currency` cost in `base`, at the least and at the most."""

    base: str
    currency: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """How texts tell one fact in several ways; the keys are explained in reconciliation.yml."""

    confused_labels: tuple[tuple[str, str], ...]
    provisional_words: Words
    exchange_ranges: tuple[ExchangeRange, ...]


@dataclass(frozen=True, slots=True)
class Currency:
    """Units of it `per_dollar`, and the `gdp` of its place, in it, where amounts in it are about that place."""

    per_dollar: float
    gdp: float | None


@dataclass(frozen=True, slots=True)
class Limits:
    """What no figure of a sector can be, and the cues by which a text sets figures against one another.

    `currencies` and `highest` go by unit code, `populations` by geography code. `cues` are words by what they tell.
    The keys are explained in limits.yml.
    """

    world_gdp: float
    currencies: Mapping[str, Currency]
    populations: Mapping[str, float]
    of_population: frozenset[str]
    highest: Mapping[str, float]
    lowest_amount: float
    sector_amounts: frozenset[str]
    beyond_hundred: frozenset[str]
    overlapping: frozenset[str]
    signed: frozenset[str]
    highest_growth: float
    exclusive: tuple[tuple[str, str], ...]
    cues: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Catalogue:
    """All of it. `language_words` holds the cues of each language that has a `words_<language>.yml`.

    `sources` are the classes of publishers, the most trusted first. `fingerprint` is the SHA-256, in hexadecimal, of
    the files by which texts are read.
    """

    indicators: Mapping[str, Indicator]
    units: Mapping[str, Unit]
    ambiguous_currencies: tuple[AmbiguousCurrency, ...]
    contractions: tuple[Contraction, ...]
    magnitudes: tuple[Magnitude, ...]
    sectors: Mapping[str, Sector]
    ecosystems: Mapping[str, Ecosystem]
    geographies: Mapping[str, Geography]
    plans: Mapping[str, Plan]
    sources: Mapping[str, SourceClass]
    limits: Limits
    reconciliation: Reconciliation
    confidence: Mapping[str, float]

    @functools.cached_property
    def narrower(self) -> dict[str, tuple[Indicator, ...]]:
        """The indicators that refine each broader one."""
        found: dict[str, tuple[Indicator, ...]] = {}
        for indicator in self.indicators.values():
            if indicator.refines:
                found[indicator.refines] = (*found.get(indicator.refines, ()), indicator)
        return found

    @functools.cached_property
    def by_unit(self) -> dict[str, tuple[str, ...]]:
        """The codes of the indicators that come in each unit."""
        found: dict[str, tuple[str, ...]] = {}
        for indicator in self.indicators.values():
            for unit in indicator.units:
                found[unit] = (*found.get(unit, ()), indicator.code)
        return found

    @functools.cached_property
    def answers(self) -> str | None:
        """The indicator of what respondents of a survey say, if there is one."""
        return next((code for code, indicator in self.indicators.items() if indicator.nature == "estimate"), None)

    @functools.cached_property
    def programme(self) -> str | None:
        """The indicator of a plan's own money, if there is one."""
        return next((code for code, indicator in self.indicators.items() if indicator.scope == "program"), None)

    language_words: Mapping[str, Mapping[str, Any]]
    fingerprint: str
