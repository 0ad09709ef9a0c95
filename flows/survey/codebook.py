"""The codebook: what a survey wave asked, how its export spells the answers, and what is estimated from them.

It lies as `codebook.yml` in the wave's folder, beside the export:

    survey: members                     # names the survey over its waves
    wave: "2024"
    title: Survey of members, 2024
    export: answers.csv                 # a name or a pattern; left out: the only CSV file in the folder
    sector: offshoring                  # codes of the catalogue
    geography: MA
    period: {start: 2024-01-01, end: 2024-12-31}
    key: firm
    roles: {ecosystem: ecosystem, size_class: size}
    population: {CRM: {small: 70, large: 55}, BPO: {small: 60, large: 18}}
    missing: [NSP]
    variables:
      firm: {column: N° d'adhérent, type: text, required: true}
      ecosystem:
        column: Écosystème
        type: choice
        values: {CRM: Relation client, BPO: [Externalisation, BPO/BPS]}
      ...
      exports: {column: CA export, type: number, unit: MAD, scale: 1000, min: 0,
                indicator: export_revenue, statistics: [total, mean]}

This is the one module of the surveys that imports pydantic.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from typing import TYPE_CHECKING, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from flows.catalogue import load_catalogue
from flows.documents.decoding import decode
from flows.errors import DataRefused
from flows.survey.located_yaml import Entry, Located, load_located

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pydantic_core import ErrorDetails

Tool = Literal["limesurvey", "csv_fr", "csv"]
VariableType = Literal["text", "integer", "number", "choice", "yes_no", "date"]
Statistic = Literal["total", "mean"]
COUNTABLE: frozenset[VariableType] = frozenset({"integer", "number", "yes_no"})
MADE_BY_THE_READER = frozenset({"source_row", "response_id", "problem", "weight"})


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True, allow_inf_nan=False)


class Variable(_Part):
    """One question. `min`, `max` and the stored answers are as asked; an estimate is the answer × `scale`, in `unit`.

    `column` is the export's code or heading. `values` maps each code that we store to the spellings that the export
    may have (the code itself always counts; for yes_no the codes are yes and no). `unit` is an ISO 4217 code or a
    unit of the catalogue. A `confidential` variable identifies the firm.
    """

    column: str
    type: VariableType
    label: str | None = None
    unit: str | None = None
    scale: float = Field(default=1, gt=0)
    values: dict[str, str | list[str]] = {}
    required: bool = False
    min: float | None = None
    max: float | None = None
    confidential: bool = False
    indicator: str | None = None
    statistics: list[Statistic] = []


class Period(_Part):
    """What the amounts refer to: a closed interval."""

    start: dt.date
    end: dt.date

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end < self.start:
            raise ValueError("should end on the day it starts or later")
        return self


class Roles(_Part):
    """Which variables play a part in the estimation: domains, design weight, stratum."""

    ecosystem: str | None = None
    size_class: str | None = None
    weight: str | None = None
    stratum: str | None = None


class Codebook(_Part):
    """A wave. `population` counts the firms of the frame: one number, by stratum, or by ecosystem and size class.

    Without a weight, a firm's weight is its stratum's population over the stratum's responses. `note` says what
    every user of the figures must know; `synthetic` marks made-up answers. `published` is the day from which the
    results are known.
    """

    survey: str = Field(pattern=r"^[\w-]+$")
    wave: str = Field(pattern=r"^[\w-]+$")
    title: str
    note: str | None = None
    synthetic: bool = False
    tool: Tool | None = None
    export: str | None = Field(default=None, pattern=r"^[^/\\.][^/\\]*$")
    encoding: str | None = None
    language: str | None = None
    sector: str | None = None
    geography: str | None = Field(default=None, pattern="^([A-Z]{2}|world)$")
    period: Period
    published: dt.date | None = None
    key: str
    roles: Roles = Roles()
    population: int | dict[str, int] | dict[str, dict[str, int]] | None = None
    missing: list[str] = []
    variables: dict[str, Variable] = Field(min_length=1)

    @property
    def strata(self) -> tuple[str, ...]:
        """The variables that define the strata; none for a simple random sample."""
        if isinstance(self.population, int):
            return ()
        if self.roles.stratum:
            return (self.roles.stratum,)
        if not self.population:
            return ()
        return tuple(name for name in (self.roles.ecosystem, self.roles.size_class) if name)

    @property
    def frame(self) -> dict[tuple[str, ...], int]:
        """The population by stratum, keyed by the values of `strata`; empty when no frame is given."""
        counts: dict[tuple[str, ...], int] = {}
        if isinstance(self.population, int):
            return {(): self.population}
        for stratum, count in (self.population or {}).items():
            if isinstance(count, int):
                counts[(stratum,)] = count
            else:
                counts |= {(stratum, inner): number for inner, number in count.items()}
        return counts


def load_codebook(path: Path, where: str | None = None) -> Codebook:
    """The codebook at `path`, which messages call `where`.

    Raises DataRefused with the line and the remedy when it is missing, no YAML, or anything in it isn't as it should
    be: an unknown or missing entry, a wrong type, a role or key that names no variable, a frame that doesn't fit.
    """
    where = where or str(path)
    if not path.is_file():
        raise DataRefused(
            "this survey wave has no codebook.yml", where=where, remedy="write one: docs/adding-a-source.md"
        )
    located = load_located(decode(path.read_bytes(), where=where).text, where)
    if not isinstance(located.content, dict):
        raise DataRefused("this is no codebook: it holds no `name: value` entries", where=where)
    try:
        codebook = Codebook.model_validate(located.content)
    except ValidationError as error:
        raise _refusal(error.errors(), located, where) from None
    for entry, what, remedy in _contradictions(codebook):
        raise DataRefused(what, where=f"{where}, line {located.line(entry)}", remedy=remedy)
    return codebook


def _refusal(errors: list[ErrorDetails], located: Located, where: str) -> DataRefused:
    """What pydantic found, said of the lines of the file: the first in full, the others after it."""
    found: dict[Entry, tuple[str, str | None]] = {}
    # Of the alternatives of a union, pydantic reports each: the one that got deepest is the one that was meant.
    for error in sorted(errors, key=lambda error: len(error["loc"]), reverse=True):
        entry = _entry(error, located)
        if not any(deeper[: len(entry)] == entry for deeper in found if entry):
            found.setdefault(entry, _explained(error, entry))
    (first, (what, remedy)), *others = sorted(found.items(), key=lambda item: located.line(item[0]))
    also = "".join(f"; also line {located.line(entry)}: {text}" for entry, (text, _) in others)
    return DataRefused(what + also, where=f"{where}, line {located.line(first)}", remedy=remedy)


def _entry(error: ErrorDetails, located: Located) -> Entry:
    """pydantic's location without the names of the alternatives of a union; a missing entry keeps its own name."""
    entry: Entry = ()
    for step in error["loc"]:
        if (*entry, step) in located.lines:
            entry = (*entry, step)
    return (*entry, error["loc"][-1]) if error["type"] == "missing" else entry


def _explained(error: ErrorDetails, entry: Entry) -> tuple[str, str | None]:
    name, known = str(entry[-1]) if entry else "", _known_beside(entry)
    inside = f" of {'.'.join(str(step) for step in entry[:-1])}" if len(entry) > 1 else ""
    if error["type"] == "extra_forbidden":
        return f"unknown entry {name}{inside}", _did_you_mean(name, known)
    if error["type"] == "missing":
        return f"the entry {name}{inside} is missing", f"add `{name}:`"
    if error["type"] == "literal_error":
        expected = error["ctx"]["expected"].replace("'", "").replace(" or ", ", ").split(", ")
        return f"{name}{inside} can't be {error['input']!r}", _did_you_mean(str(error["input"]), expected)
    message = error["msg"].removeprefix("Value error, ").removeprefix("Input ").partition(", unable")[0]
    return f"{name}{inside} {message}, not {error['input']!r}", None


def _known_beside(entry: Entry) -> list[str]:
    models: dict[str | int, type[_Part]] = {"period": Period, "roles": Roles, "variables": Variable}
    model = models.get(entry[0], Codebook) if len(entry) > 1 else Codebook
    return list(model.model_fields)


def _did_you_mean(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f"did you mean {close[0]}?" if close else f"known are {', '.join(known)}"


def _contradictions(codebook: Codebook) -> Iterator[tuple[Entry, str, str | None]]:
    """Entries that are each well-formed and can't be right together: the entry, what is wrong, the remedy."""
    yield from _unknown_names(codebook)
    yield from _unknown_codes(codebook)
    yield from _unfit_roles(codebook)
    for name, variable in codebook.variables.items():
        yield from _contradictions_in(name, variable)
    yield from _misfits_of_the_frame(codebook)


def _unknown_names(codebook: Codebook) -> Iterator[tuple[Entry, str, str | None]]:
    known = list(codebook.variables)
    named: dict[Entry, str] = {("key",): codebook.key}
    named |= {("roles", role): name for role, name in codebook.roles if name}
    for entry, name in named.items():
        if name not in known:
            yield entry, f"{entry[-1]} is {name!r}, which is no variable of this codebook", _did_you_mean(name, known)
    for column in sorted(MADE_BY_THE_READER & set(known)):
        yield ("variables", column), f"{column} is a column that the reader adds", "give the variable another name"


def _unknown_codes(codebook: Codebook) -> Iterator[tuple[Entry, str, str | None]]:
    """Codes that the catalogue doesn't have: their figures would stand alone, beside those of the right code."""
    catalogue = load_catalogue()
    named: list[tuple[Entry, str | None, Iterable[str]]] = [(("sector",), codebook.sector, catalogue.sectors)]
    for name, variable in codebook.variables.items():
        named.append((("variables", name, "indicator"), variable.indicator, catalogue.indicators))
        if not re.fullmatch("[A-Z]{3}", variable.unit or "MAD"):  # a currency of ISO 4217 needs no entry
            named.append((("variables", name, "unit"), variable.unit, catalogue.units))
    for entry, code, known in named:
        if code is not None and code not in known:
            yield entry, f"{entry[-1]} is {code!r}, which the catalogue doesn't have", _did_you_mean(code, list(known))


def _unfit_roles(codebook: Codebook) -> Iterator[tuple[Entry, str, str | None]]:
    for role, name in codebook.roles:
        fit: tuple[VariableType, ...] = ("number", "integer") if role == "weight" else ("choice", "text")
        if name in codebook.variables and codebook.variables[name].type not in fit:
            yield ("roles", role), f"{name} is no {' or '.join(fit)} and can't be the {role}", None


def _contradictions_in(name: str, variable: Variable) -> Iterator[tuple[Entry, str, str | None]]:
    entry = ("variables", name)
    if variable.type == "choice" and not variable.values:
        yield entry, f"the choice {name} has no values", "add `values:` with each code and its spellings"
    if variable.type == "yes_no" and not set(variable.values) <= {"yes", "no"}:
        yield (*entry, "values"), f"the values of {name} are yes and no", "write `values: {yes: ..., no: ...}`"
    if variable.statistics and variable.type not in COUNTABLE:
        yield (*entry, "statistics"), f"{name} is a {variable.type}: it has no total or mean", "remove its statistics"
    if variable.statistics and not variable.unit:
        yield entry, f"{name} has statistics and no unit", "add `unit:`, for example MAD, jobs or companies"
    if variable.confidential and variable.indicator:
        yield (*entry, "indicator"), f"{name} is confidential and can't be an indicator", "remove one of the two"
    if variable.min is not None and variable.max is not None and variable.min > variable.max:
        yield (*entry, "min"), f"the min of {name} is above its max", None


def _misfits_of_the_frame(codebook: Codebook) -> Iterator[tuple[Entry, str, str | None]]:
    entry: Entry = ("population",)
    strata = codebook.strata
    for stratum, count in codebook.frame.items():
        place = (*entry, *stratum)
        if count < 0:
            yield place, f"the population of {'/'.join(stratum)} is negative", None
        if len(stratum) != len(strata):
            yield place, _shape(strata), "see roles: stratum, or ecosystem and size_class"
            return
        for name, value in zip(strata, stratum, strict=True):
            values = list(codebook.variables[name].values)
            if values and value not in values:
                yield place, f"population: {value!r} is no value of {name}", _did_you_mean(value, values)


def _shape(strata: tuple[str, ...]) -> str:
    if not strata:
        return "population is given by stratum, but no role says what the strata are"
    return f"population must be given by {' and then '.join(strata)}"
