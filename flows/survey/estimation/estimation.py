"""Estimates of a survey wave: each statistic that the codebook asks for, for the population and for each cell."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from flows.survey.estimation.breakdowns import groupings
from flows.survey.estimation.estimators import means_by, ratios_by, totals_by
from flows.survey.estimation.quantiles import quantiles_by
from flows.survey.estimation.response_rate import response_rates
from flows.survey.estimation.weighting import calibrated, drawn, stratum_labels

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flows.survey.answers.responses import Floats, Mask, Responses
    from flows.survey.codebook.codebook import Codebook, Variable
    from flows.survey.estimation.breakdowns import Grouping
    from flows.survey.estimation.design import Design
    from flows.survey.estimation.estimators import Estimate, Estimates
    from flows.survey.estimation.weighting import Labels

COLUMNS = (
    "survey",
    "wave",
    "variable",
    "category",
    "indicator",
    "statistic",
    "sector",
    "ecosystem",
    "size_class",
    "city",
    "domain",
    "geography",
    "period_start",
    "period_end",
    "value",
    "unit",
    "standard_error",
    "ci_low",
    "ci_high",
    "degrees_of_freedom",
    "design_effect",
    "respondents",
    "population",
    "response_rate",
    "method",
)

PER_CENT = 100
FIRMS = "companies"
BINARY = ("yes_no", "choice", "multiple")
CHANGES = ("change", "growth_rate")


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """What is estimated of one variable, or of one category of it: the answers of those who gave one.

    `y` (answers,) are the answers in base units, for a yes or a category 1 or 0 (`binary`). `kept` (responses,) says
    who answered, and `cells` are the partitions of those. `before` (answers,) is what they answered in the wave before,
    `below` the denominator of a ratio.
    """

    variable: str
    category: str | None
    statistics: tuple[str, ...]
    binary: bool
    y: Floats
    design: Design
    kept: Mask
    cells: tuple[Grouping, ...]
    before: Floats | None = None
    below: Floats | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Estimated:
    """The estimates of one question, rows as COLUMNS and two more that say which cell each is of: `grouping`, a place
    in the question's `cells`, and `cell`, a place in that grouping's keys."""

    question: Question
    rows: pd.DataFrame


@dataclass(frozen=True, slots=True, eq=False)
class _Survey:
    """What all questions of a wave share: its sample before and after calibration, the cells, the strata by name."""

    responses: Responses
    before: Responses | None
    design: Design
    whole: Design
    cells: tuple[Grouping, ...]
    strata: Labels

    @property
    def codebook(self) -> Codebook:
        return self.responses.codebook


def estimate(responses: Responses, before: Responses | None = None) -> Iterator[Estimated]:
    """The estimates that the codebook asks for, a question at a time; `before` are the responses of the wave before.

    Null ecosystem, size class, city and domain mean all of them. `value`, its standard error and its 95 % confidence
    interval (t, degrees of freedom = primary units less strata) are in base units; shares, growth rates and the mean of
    a yes_no are percentages, and so is a ratio of two amounts in one unit. `respondents` answered that question,
    `population` is the number of firms that they stand for, `response_rate` the share (weighted) of those who answered
    among the respondents of the survey to whom the question was put. A cell without respondents has no row. Without
    weights and without a frame there are no standard errors: the values describe the respondents.

    Raises DataRefused when the answers contradict the codebook: more responses in a stratum than the frame has firms,
    a margin without a response.
    """
    if not len(responses):
        return
    design = drawn(responses)
    survey = _Survey(
        responses,
        before,
        design,
        calibrated(design, responses, np.ones(design.size, dtype=bool)),
        tuple(groupings(responses)),
        stratum_labels(responses),
    )
    for question in _questions(survey):
        if _answered(question).any():
            yield Estimated(question, pd.DataFrame(_rows(question, survey), columns=[*COLUMNS, "grouping", "cell"]))


def _questions(survey: _Survey) -> Iterator[Question]:
    for name, variable in survey.codebook.variables.items():
        levels = tuple(statistic for statistic in variable.statistics if statistic not in (*CHANGES, "ratio"))
        changes = tuple(statistic for statistic in variable.statistics if statistic in CHANGES)
        if levels:
            for category, y in _answers(name, variable, survey.responses):
                yield _question(survey, name, category, levels, y)
        if "ratio" in variable.statistics and variable.ratio_to:  # of those who answered both
            above, below = _in_units(name, survey.responses), _in_units(variable.ratio_to, survey.responses)
            yield _question(survey, name, None, ("ratio",), above, below=below)
        if changes and survey.before is not None and name in survey.before.codebook.variables:
            now, past = _in_units(name, survey.responses), _past(name, survey.responses, survey.before)
            yield _question(survey, name, None, changes, now, past=past)


def _answers(name: str, variable: Variable, responses: Responses) -> Iterator[tuple[str | None, Floats]]:
    if variable.type in ("choice", "multiple"):
        for value in variable.values:
            yield value, responses.chosen(name, value)
    else:
        yield None, _in_units(name, responses)


def _in_units(name: str, responses: Responses) -> Floats:
    return responses.numbers(name) * responses.codebook.variables[name].scale


def _past(name: str, responses: Responses, before: Responses) -> Floats:
    """What the same firms answered in the wave before; NaN for those that are not in it."""
    past = pd.Series(_in_units(name, before), index=before.texts(before.codebook.key))
    return np.asarray(past.reindex(responses.texts(responses.codebook.key)), dtype=np.float64)


def _question(
    survey: _Survey,
    name: str,
    category: str | None,
    statistics: tuple[str, ...],
    y: Floats,
    past: Floats | None = None,
    below: Floats | None = None,
) -> Question:
    """With item nonresponse those who answered stand for the others in their stratum, or are a domain of their own."""
    kept = ~np.isnan(y)
    for other in (past, below):
        kept &= True if other is None else ~np.isnan(other)
    if kept.all():
        sample = survey.whole
    elif survey.codebook.rules.nonresponse == "reweight":
        sample = calibrated(survey.design.answering(kept), survey.responses, kept)
    else:
        y, sample, kept = np.where(kept, y, np.nan), survey.whole, np.ones_like(kept)
    return Question(
        name,
        category,
        statistics,
        survey.codebook.variables[name].type in BINARY,
        y[kept],
        sample,
        kept,
        survey.cells if kept.all() else tuple(replace(cells, cell=cells.cell[kept]) for cells in survey.cells),
        None if past is None else past[kept],
        None if below is None else below[kept],
    )


def _rows(question: Question, survey: _Survey) -> Iterator[dict[str, Any]]:
    codebook = survey.codebook
    variable = codebook.variables[question.variable]
    described = _description(question, variable, codebook) | {"method": _method(question, survey)}
    answered, eligible = _answered(question), survey.responses.eligible(question.variable)
    for place, grouping in enumerate(question.cells):
        if not grouping.keys:  # nobody answered what the cells are made of
            continue
        whole = survey.cells[place]
        rates = response_rates(answered, eligible, survey.whole.weight, whole.cell, len(whole.keys))
        for statistic in question.statistics:
            found = _estimated(question, statistic, grouping)
            factor, unit = _unit(statistic, variable, codebook)
            for cell in range(len(grouping.keys)):
                if found[cell].respondents and not np.isnan(found[cell].value):  # a ratio by 0 is no figure
                    yield (
                        described
                        | grouping.described(cell, codebook)
                        | {"statistic": statistic, "unit": unit, "response_rate": rates[cell]}
                        | _numbers(found[cell], factor, with_error=weighted(codebook))
                        | {"grouping": place, "cell": cell}
                    )


def _estimated(question: Question, statistic: str, grouping: Grouping) -> Estimates | list[Estimate]:
    """The statistic in each cell of a partition."""
    y, design, number = question.y, question.design, len(grouping.keys)
    before = question.before if question.before is not None else y
    if statistic in ("total", "count"):
        return totals_by(y, design, grouping.cell, number)
    if statistic in ("mean", "share"):
        return means_by(y, design, grouping.cell, number)
    if statistic == "ratio":
        return ratios_by(y, question.below if question.below is not None else y, design, grouping.cell, number)
    if statistic == "change":
        return totals_by(y - before, design, grouping.cell, number)
    if statistic == "growth_rate":
        return ratios_by(y - before, before, design, grouping.cell, number)
    return quantiles_by(y, _fraction(statistic), design, grouping.cell, number)


def _fraction(statistic: str) -> float:
    return 0.5 if statistic == "median" else int(statistic[1:]) / PER_CENT


def _unit(statistic: str, variable: Variable, codebook: Codebook) -> tuple[float, str | None]:
    """The factor and the unit of a statistic."""
    if statistic in ("share", "growth_rate") or (statistic == "mean" and variable.type == "yes_no"):
        return PER_CENT, "percent"
    if statistic == "count":
        return 1, variable.unit or FIRMS
    if statistic == "ratio" and variable.ratio_to:
        below = codebook.variables[variable.ratio_to].unit
        return (PER_CENT, "percent") if below == variable.unit else (1, f"{variable.unit}/{below}")
    return 1, variable.unit


def _description(question: Question, variable: Variable, codebook: Codebook) -> dict[str, Any]:
    """What is estimated. Unweighted it is no figure of the sector, and has no indicator."""
    return {
        "survey": codebook.survey,
        "wave": codebook.wave,
        "variable": question.variable,
        "category": question.category,
        "indicator": variable.indicator if weighted(codebook) else None,
        "sector": codebook.sector,
        "geography": codebook.geography,
        "period_start": codebook.period.start,
        "period_end": codebook.period.end,
    }


def _method(question: Question, survey: _Survey) -> str:
    """How the estimate was made, in words, with the strata that it has to do without."""
    codebook = survey.codebook
    made_up = "made-up answers; " if codebook.synthetic else ""
    if not weighted(codebook):
        return f"{made_up}unweighted, describes the respondents only"
    design = f"stratified by {' and '.join(codebook.strata)}" if codebook.strata else "simple random sample"
    if codebook.design.psu:
        stages = "two-stage" if codebook.design.ssu or codebook.design.ssu_fpc else "one-stage"
        design = f"{stages} cluster sample of {codebook.design.psu}" + (f", {design}" if codebook.strata else "")
    weights = "weights given" if codebook.roles.weight else "weights from the frame"
    if codebook.calibration:
        weights += f", {codebook.calibration.method}"
    correction = "without" if question.design.population is None else "with"
    there = set(survey.strata[question.kept])
    silent = sorted(
        label for stratum, firms in codebook.frame.items() if firms and (label := "/".join(stratum)) not in there
    )
    gap = f"; nobody answered in {', '.join(silent)}, which the estimate leaves out" if silent else ""
    panel = "; firms of both waves" if question.before is not None else ""
    return f"{made_up}{design}; {weights}; Taylor linearisation {correction} finite population correction{panel}{gap}"


def weighted(codebook: Codebook) -> bool:
    """Whether the respondents stand for a population."""
    return bool(codebook.roles.weight or codebook.frame or codebook.design.fpc is not None or codebook.calibration)


def _answered(question: Question) -> Mask:
    """Which responses have an answer to the question."""
    answered = question.kept.copy()
    answered[question.kept] = ~np.isnan(question.y)
    return answered


def _numbers(found: Estimate, factor: float, *, with_error: bool) -> dict[str, float | int | None]:
    errors = {"standard_error": found.standard_error, "ci_low": found.ci_low, "ci_high": found.ci_high}
    numbers: dict[str, float | int | None] = {
        name: number * factor if with_error and number is not None else None for name, number in errors.items()
    }
    return numbers | {
        "value": found.value * factor,
        "design_effect": found.design_effect if with_error else None,
        "degrees_of_freedom": found.degrees_of_freedom if with_error else None,
        "respondents": found.respondents,
        "population": round(found.population, 6),  # sums of weights aren't exact
    }
