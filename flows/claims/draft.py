"""A claim in the making: a quantity, what surrounds it, and the decisions taken so far with their reasons."""

from __future__ import annotations

from dataclasses import dataclass, field

from flows.claims.claim import Hedge, Measure, Nature
from flows.claims.lexicon import Mention
from flows.claims.period import Period
from flows.claims.quantity import Quantity
from flows.claims.surroundings import Surroundings


@dataclass(slots=True)
class Draft:
    """`departure`: what a movement starts from, or what is had today, whatever the sentence goes on to aim at.
    `versus`: set against the figure before (`contre 3,2 %`).

    `leads`: the nature of what the sentence goes on to: of a departure's arrival, or the figure's own.

    `shared`: what `respectivement` gives it, by category.

    `like`: the figure before, whose unit this one goes without (`10 milliards contre 8`).

    `subject`: the offsets in the folded text at which a table names what the figure is of.

    `evidence` names the weak and strong points that confidence counts; `reasons` are the words that decided.
    """

    quantity: Quantity
    around: Surroundings
    kind: str = ""
    unit: str | None = None
    value: float = 0.0
    high: float | None = None
    indicator: str | None = None
    cue: Mention | None = None
    measure: Measure = "level"
    nature: Nature = "actual"
    leads: Nature = "actual"
    hedge: Hedge | None = None
    sector: str | None = None
    ecosystem: str | None = None
    geography: str | None = None
    scope: str | None = None
    period: Period | None = None
    own_period: bool = False
    like: Draft | None = None
    departure: bool = False
    series: Draft | None = None
    versus: bool = False
    note: str | None = None
    subject: tuple[int, int] | None = None
    shared: dict[str, str] = field(default_factory=dict)
    evidence: set[str] = field(default_factory=set)
    reasons: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Carried:
    """What later sentences take over from earlier ones."""

    country: str | None
    published: tuple[int, int | None] | None
    sectors: dict[str, float] = field(default_factory=dict)
    ecosystem: str | None = None
    ranking: str | None = None
    currency: str | None = None
    company: bool = False
    plan: bool = False
    range: Period | None = None
    running: Period | None = None
    told: dict[str, Period] = field(default_factory=dict)
    horizon: Period | None = None
    ranked: tuple[int, Period] | None = None
    topic: str | None = None
    subject: str | None = None
    surveyed: bool = False
    quiet: tuple[int, int] | None = None
    last: dict[str, Draft] = field(default_factory=dict)
    sentences: int = 0
