"""The codebook: what a survey wave asked, how its export spells the answers, and what is estimated from them.

It lies as `codebook.yml` in the wave's folder, beside the export; docs/surveys.md tells all that it can say:

    survey: members                     # names the survey over its waves
    wave: "2024"
    title: Survey of members, 2024
    period: {start: 2024-01-01, end: 2024-12-31}
    key: firm
    roles: {ecosystem: ecosystem, size_class: size}
    population: {CRM: {small: 70, large: 55}, BPO: {small: 60, large: 18}}
    missing: {dont_know: [NSP]}
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
import re
from typing import TYPE_CHECKING, Annotated, Literal, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, Field, ValidationError, field_validator, model_validator

from flows.declared.located_yaml import load_located
from flows.declared.mistakes import refusal
from flows.declared.strict import STRICT
from flows.documents.decoding import decode
from flows.errors import DataRefused
from flows.survey.codebook.codebook_checks import contradictions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

VariableType = Literal["text", "integer", "number", "choice", "multiple", "yes_no", "date"]
Reason = Literal["not_shown", "skipped", "refused", "dont_know", "not_applicable", "invalid"]
"""Why there is no answer: the question was not shown, or passed over, ... or the answer can't be read."""
Statistic = Annotated[str, Field(pattern=r"^(total|mean|count|share|ratio|median|p[1-9][0-9]?|change|growth_rate)$")]
Spellings = str | list[str] | dict[str, str | list[str]]
"""How an export spells a value: one spelling, several, or those of each language."""
Counts = int | dict[str, int] | dict[str, dict[str, int]]
"""A number of firms: in all, by stratum, or by two variables."""

Number = TypeVar("Number", int, float)

NUMERIC: frozenset[VariableType] = frozenset({"integer", "number"})
CATEGORICAL: frozenset[VariableType] = frozenset({"choice", "multiple"})
FILE_NAME = "^[^/\\\\.][^/\\\\]*$"  # the name of a file in the folder, or a pattern of names


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _by_reason(value: object) -> object:
    """`missing: [NSP]` is short for words that say no more than that there is no answer."""
    return {"skipped": value} if isinstance(value, (list, str)) else value


Names = Annotated[list[str], BeforeValidator(_listed)]
Missing = Annotated[dict[Reason, Names], BeforeValidator(_by_reason)]


class Part(BaseModel):
    """What all parts of a codebook have in common."""

    model_config = STRICT


class Confidentiality(Part):
    """When a cell is unsafe (see `disclosure.sensitivity`): of a variable, else of the survey, else nothing more
    than the project's `minimum_firms`.

    `minimum_firms` firms (holdings, where there is such a role) must contribute at least. `dominance` lists pairs
    [n, k]: the n largest may have k per cent of the total at most. `p_percent`: no firm's figure may be estimated
    closer than that by another. `frequency_range`: how uncertain, in per cent, a hidden cell of too few firms must stay
    (10 where nothing is said; with 0 it must only not be known exactly). `public_weights`: whether a reader can know
    the weights. `quantile_firms`: fewest firms for which a quantile is shown (10 where nothing is said). `revision`
    says what becomes of a revision by which too few firms' answers changed: `hold` keeps what was published,
    `suppress` hides those cells. `public` says why the answers are no secret: then nothing is suppressed.
    """

    minimum_firms: int | None = Field(default=None, ge=3)
    dominance: list[tuple[Annotated[int, Field(ge=1)], Annotated[float, Field(gt=0, lt=100)]]] | None = None
    p_percent: float | None = Field(default=None, gt=0, le=100)
    frequency_range: float | None = Field(default=None, ge=0, le=100)
    public_weights: bool | None = None
    quantile_firms: int | None = Field(default=None, ge=3)
    revision: Literal["hold", "suppress"] | None = None
    public: str | None = None


class Variable(Part):
    """One question. `min`, `max` and the stored answers are as asked; an estimate is the answer x `scale`, in `unit`.

    `column` is the export's code or heading; of several the first with an answer counts. A multiple choice with a
    column for each choice may name them in `columns`. `values` maps each code that we store to the spellings that the
    export may have (the code itself always counts; for yes_no the codes are yes and no). `unit` is an ISO 4217 code
    or a unit of the catalogue. A `confidential` variable identifies the firm. `versions` are the versions of the form
    whose answers count. A variable of a repeated `sheet` is aggregated for each response: `count` counts its rows with
    an answer, of whatever kind. `ratio_to` is the denominator of the statistic `ratio`.
    """

    column: Names = []
    columns: dict[str, str] = {}
    type: VariableType
    label: str | dict[str, str] | None = None
    unit: str | None = None
    scale: float = Field(default=1, gt=0)
    values: dict[str, Spellings] = {}
    missing: Missing = {}
    required: bool = False
    min: float | None = None
    max: float | None = None
    confidential: bool = False
    indicator: str | None = None
    statistics: list[Statistic] = []
    ratio_to: str | None = None
    versions: list[str] = []
    sheet: str | None = None
    aggregate: Literal["total", "count", "mean", "min", "max", "first"] = "total"
    confidentiality: Confidentiality = Confidentiality()

    @property
    def heading(self) -> str:
        """What messages call it: its column."""
        return self.column[0] if self.column else next(iter(self.columns.values()))

    @property
    def labels(self) -> list[str]:
        """The question in words, in each language."""
        return [self.label] if isinstance(self.label, str) else list((self.label or {}).values())

    @property
    def spellings(self) -> dict[str, str]:
        """Each spelling that the codebook gives, the code itself included, with the code."""
        known = {}
        for value, given in self.values.items():
            known[value] = value
            for texts in given.values() if isinstance(given, dict) else [given]:
                known |= dict.fromkeys([texts] if isinstance(texts, str) else texts, value)
        return known

    @model_validator(mode="after")
    def _has_a_column(self) -> Self:
        if not self.column and not self.columns:
            raise ValueError("needs a `column:`")
        return self


class Period(Part):
    """What the amounts refer to: a closed interval."""

    start: dt.date
    end: dt.date

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end < self.start:
            raise ValueError("should end on the day it starts or later")
        return self


class Roles(Part):
    """Which variables play a part: domains of estimation, weight, strata, the enterprise group of a firm."""

    ecosystem: str | None = None
    size_class: str | None = None
    city: str | None = None
    weight: str | None = None
    stratum: Names = []
    holding: str | None = None

    @property
    def named(self) -> Iterator[tuple[str, str]]:
        """Each role with a variable that plays it."""
        for role, names in self:
            for name in [names] if isinstance(names, str) else names or []:
                yield role, name


class Design(Part):
    """How the sample was drawn, beyond strata and weights.

    `psu` and `ssu` are the variables of the primary and secondary sampling units; without `psu` firms were drawn.
    `fpc` is the number of primary units in the population (in all, by stratum, or the variable that has it; below 1
    it is the sampling fraction), `ssu_fpc` the variable with the secondary units in a primary one. Without `fpc` the
    `population` serves; `replacement: true` means no finite population correction. `lonely` is the rule for strata
    with one primary unit: see `flows.survey.estimation.design`.
    """

    psu: str | None = None
    fpc: float | str | dict[str, float] | None = None
    ssu: str | None = None
    ssu_fpc: str | None = None
    replacement: bool = False
    lonely: Literal["adjust", "average", "certainty", "remove", "fail"] = "adjust"

    @field_validator("fpc", mode="before")
    @classmethod
    def _number_or_name(cls, value: object) -> object:
        return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


class Margin(Part):
    """Known numbers of firms by one variable, or by two."""

    by: Names
    counts: dict[str, float] | dict[str, dict[str, float]]

    @property
    def flat(self) -> dict[tuple[str, ...], float]:
        """The counts, keyed by the values of `by`."""
        return _flat(self.counts)


class Calibration(Part):
    """What is known of the population, to which the weights are adjusted: numbers of firms by margins; for `linear`
    also of all `firms`, and `totals` of numeric variables, in the unit of the answers; for `ratio` one such total."""

    method: Literal["poststratification", "raking", "linear", "ratio"]
    margins: list[Margin] = []
    firms: float | None = Field(default=None, gt=0)
    totals: dict[str, float] = {}


class Rules(Part):
    """What becomes of responses that need a decision; each rule and how many it touched is told with the run.

    `incomplete` responses, `test` ones (previews), several with one key (`duplicates`), the same one sent again
    (`resubmitted`), those that a reviewer did not approve (`not_approved`), an optional answer that can't be read
    (`invalid`), an answer to a question of another version of the form (`changed_question`). `nonresponse` to a single
    question: `reweight` lets those who answered stand for the others in their stratum, `leave_out` does not.
    """

    incomplete: Literal["quarantine", "keep"] = "quarantine"
    test: Literal["quarantine", "keep"] = "quarantine"
    duplicates: Literal["quarantine", "first", "last"] = "quarantine"
    resubmitted: Literal["last", "first", "quarantine"] = "last"
    not_approved: Literal["keep", "quarantine"] = "keep"
    invalid: Literal["quarantine", "missing"] = "quarantine"
    changed_question: Literal["missing", "quarantine", "keep"] = "missing"
    nonresponse: Literal["reweight", "leave_out"] = "reweight"


class Codebook(Part):
    """A wave. `population` counts the firms of the frame: one number, by stratum, or by ecosystem and size class.

    Without a weight, a firm's weight is its stratum's population over the stratum's responses. `invited` counts the
    firms that were asked, in the same way, for the response rate. `tables` are the breakdowns, lists of roles or
    variables, each published with all its margins. `previous` is the folder of the wave before, for changes and growth
    rates of the firms that are in both. `note` says what every user of the figures must know; `synthetic` marks made-up
    answers. `published` is the day from which the results are known.
    """

    survey: str = Field(pattern=r"^[\w-]+$")
    wave: str = Field(pattern=r"^[\w-]+$")
    title: str
    note: str | None = None
    synthetic: bool = False
    tool: str | None = None
    layout: str | None = None
    export: str | None = Field(default=None, pattern=FILE_NAME)
    sheet: str | None = None
    encoding: str | None = None
    decimal: Literal[".", ","] | None = None
    dates: Literal["dmy", "mdy", "ymd"] | None = None
    language: str | None = None
    sector: str | None = None
    geography: str | None = Field(default=None, pattern="^([A-Z]{2}|world)$")
    period: Period
    published: dt.date | None = None
    previous: str | None = Field(default=None, pattern=FILE_NAME)
    key: str
    roles: Roles = Roles()
    population: Counts | None = None
    invited: Counts | None = None
    design: Design = Design()
    calibration: Calibration | None = None
    tables: list[Names] | None = None
    missing: Missing = {}
    rules: Rules = Rules()
    confidentiality: Confidentiality = Confidentiality()
    variables: dict[str, Variable] = Field(min_length=1)

    @property
    def strata(self) -> tuple[str, ...]:
        """The variables that define the strata; none for a simple random sample."""
        if self.roles.stratum:
            return tuple(self.roles.stratum)
        if not self.population or isinstance(self.population, int):
            return ()
        return tuple(name for name in (self.roles.ecosystem, self.roles.size_class) if name)

    @property
    def frame(self) -> dict[tuple[str, ...], int]:
        """The population by stratum, keyed by the values of `strata`; empty when no frame is given."""
        return _by_stratum(self.population)

    @property
    def asked(self) -> dict[tuple[str, ...], int]:
        """How many firms were invited by stratum, keyed as `frame`; empty when it isn't told."""
        return _by_stratum(self.invited)

    @property
    def breakdowns(self) -> list[tuple[str, ...]]:
        """The variables of each table, those of `tables` or ecosystem by size class, and city."""
        roles = self.roles.model_dump()
        if self.tables is not None:
            return [tuple(roles.get(name) or name for name in table) for table in self.tables]
        both = tuple(name for name in (self.roles.ecosystem, self.roles.size_class) if name)
        return [both, *([(self.roles.city,)] if self.roles.city else [])]


def load_codebook(path: Path, where: str | None = None) -> Codebook:
    """The codebook at `path`, which messages call `where`.

    Raises DataRefused with the line and the remedy when it is missing, no YAML, or anything in it isn't as it should
    be: an unknown or missing entry, a wrong type, a role or key that names no variable, a frame that doesn't fit.
    """
    where = where or str(path)
    if not path.is_file():
        raise DataRefused(
            "this survey wave has no codebook.yml",
            where=where,
            remedy="have a first one written: barometre survey codebook FILE",
        )
    located = load_located(decode(path.read_bytes(), where=where).text, where)
    if not isinstance(located.content, dict):
        raise DataRefused("this is no codebook: it holds no `name: value` entries", where=where)
    try:
        codebook = Codebook.model_validate(located.content)
    except ValidationError as error:
        raise refusal(error.errors(), located, where, Codebook) from None
    for entry, what, remedy in contradictions(codebook):
        raise DataRefused(what, where=f"{where}, line {located.line(entry)}", remedy=remedy)
    return codebook


def _by_stratum(counts: Counts | None) -> dict[tuple[str, ...], int]:
    return {(): counts} if isinstance(counts, int) else _flat(counts or {})


def previous_wave(path: Path) -> str | None:
    """The folder of the wave before that the codebook at `path` names, if it can be read so far."""
    try:
        content = load_located(decode(path.read_bytes(), where=str(path)).text, str(path)).content
    except (DataRefused, OSError):
        return None
    named = content.get("previous") if isinstance(content, dict) else None
    return named if isinstance(named, str) and re.fullmatch(FILE_NAME, named) else None


def _flat(counts: Mapping[str, Number | dict[str, Number]]) -> dict[tuple[str, ...], Number]:
    flat: dict[tuple[str, ...], Number] = {}
    for outer, count in counts.items():
        if isinstance(count, dict):
            flat |= {(outer, inner): number for inner, number in count.items()}
        else:
            flat[(outer,)] = count
    return flat
