"""`data/raw/corrections.yml`: what it may say; docs/corrections.md explains it.

- id: not-a-profit
  document: data/raw/press_releases/2019-06_plan.txt
  quote: 1 milliard de dirhams
  reason: invested, as the organisers said
  author: the federation's statistician
  date: 2019-07-01
  guard: {indicator: profit}
  set: {indicator: investment, measure: cumulative}
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    field_validator,
    model_validator,
)

from flows.claims.claim import Hedge, Measure, Nature
from flows.declared.located_yaml import load_located
from flows.declared.mistakes import did_you_mean, refusal
from flows.declared.strict import STRICT
from flows.documents.decoding import decode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from flows.catalogue import Catalogue


def _day(value: object) -> dt.date:
    """A day as it is written: of a year alone pydantic would make seconds since 1970."""
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        raise ValueError("should be a day such as 2019-07-01") from None


Day = Annotated[dt.date, BeforeValidator(_day)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Scope = Literal[
    "sector", "country", "company", "program", "organisation", "project", "world", "subset", "administration"
]


class Reading(BaseModel):
    """Fields of a claim, as they are read or as they are right: those that are written count, null included."""

    model_config = STRICT

    indicator: str | None = None
    value: float | None = None
    value_high: float | None = None
    unit: str | None = None
    measure: Measure | None = None
    nature: Nature | None = None
    hedge: Hedge | None = None
    sector: str | None = None
    ecosystem: str | None = None
    geography: str | None = None
    scope: Scope | None = None
    subject: str | None = None
    period_start: Day | None = None
    period_end: Day | None = None

    @field_validator("value", "unit", "measure", "nature")
    @classmethod
    def _never_null(cls, value: object) -> object:
        if value is None:
            raise ValueError("can't be null: each claim has one")
        return value

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError(f"should name at least one field, of {', '.join(type(self).model_fields)}")
        return self

    @property
    def fields(self) -> dict[str, Any]:
        """What is written, in the order of the class."""
        return {name: getattr(self, name) for name in type(self).model_fields if name in self.model_fields_set}


class Entry(BaseModel):
    """One correction. It holds from `date` on; `guard` is what was read when it was written."""

    model_config = STRICT

    id: str = Field(pattern=r"^[\w.-]+$")
    document: Text
    quote: Text
    occurrence: int | None = Field(default=None, ge=1)
    reason: Text
    author: Text
    date: Day
    guard: Reading
    set: Reading | None = None
    withdraw: bool = False

    @model_validator(mode="after")
    def _does_one_thing(self) -> Self:
        if (self.set is None) is not self.withdraw:
            raise ValueError("needs either `set:` with the right values or `withdraw: true`")
        return self


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something wrong with an entry, told by its `line`."""

    line: int
    id: str
    what: str
    remedy: str


_Found = tuple[tuple[str, ...], str, str]
"""What is wrong with an entry by itself: the field, what, and the remedy."""


@dataclass(frozen=True, slots=True)
class Corrections:
    """The entries of the file, each with its line, and what is wrong among them."""

    entries: tuple[tuple[int, Entry], ...]
    mistakes: tuple[Mistake, ...]


def read_corrections(path: Path, where: str, catalogue: Catalogue) -> Corrections:
    """The file at `path`, which messages call `where`; none where there is no such file.

    Raises DataRefused with each line that isn't as `Entry` wants it. Codes that the catalogue doesn't have, an id that
    is given twice and a day to come are told as mistakes, beside those that only the claims show.
    """
    if not path.exists():
        return Corrections((), ())
    located = load_located(decode(path.read_bytes(), where=where).text, where)
    try:
        entries = TypeAdapter(list[Entry]).validate_python(located.content or [])
    except ValidationError as error:
        raise refusal(error.errors(), located, where, Entry) from None
    mistakes: list[Mistake] = []
    for place, entry in enumerate(entries):
        for field, what, remedy in _mistakes(entry, entries[:place], catalogue):
            mistakes.append(Mistake(located.line((place, *field)), entry.id, what, remedy))
    lines = (located.line((place,)) for place in range(len(entries)))
    return Corrections(tuple(zip(lines, entries, strict=True)), tuple(mistakes))


def _mistakes(
    entry: Entry, before: Iterable[Entry], catalogue: Catalogue
) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """What is wrong with an entry by itself: the field, what, and the remedy."""
    if any(entry.id == other.id for other in before):
        yield ("id",), "another entry has the same id", "give it another one"
    if entry.date > dt.datetime.now(dt.UTC).date():
        yield ("date",), f"{entry.date} is still to come", "give the day from which it holds: today, or earlier"
    for field, code in (entry.set.fields if entry.set else {}).items():
        known = _codes(catalogue).get(field)
        if code is not None and known is not None and code not in known and not _iso(field, code):
            yield ("set", field), f"{field} is {code!r}, which the catalogue doesn't have", did_you_mean(code, known)


def _codes(catalogue: Catalogue) -> dict[str, list[str]]:
    return {
        "indicator": list(catalogue.indicators),
        "unit": list(catalogue.units),
        "sector": list(catalogue.sectors),
        "ecosystem": list(catalogue.ecosystems),
        "geography": list(catalogue.geographies),
    }


def _iso(field: str, code: str) -> bool:
    """A currency of ISO 4217 and a country of ISO 3166-1 need no entry in the catalogue."""
    pattern = {"unit": "[A-Z]{3}", "geography": "[A-Z]{2}"}.get(field)
    return pattern is not None and re.fullmatch(pattern, code) is not None
