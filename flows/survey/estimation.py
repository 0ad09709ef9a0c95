"""Estimates of a survey wave: totals and means for the population, by ecosystem, by size class and by both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from flows.errors import DataRefused
from flows.survey.design import Design
from flows.survey.estimators import mean, total
from flows.survey.weighting import design_weights, frame_counts, stratum_labels

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from flows.survey.codebook import Codebook, Variable
    from flows.survey.design import Floats
    from flows.survey.estimators import Estimate

COLUMNS = (
    "survey",
    "wave",
    "variable",
    "indicator",
    "statistic",
    "sector",
    "ecosystem",
    "size_class",
    "geography",
    "period_start",
    "period_end",
    "value",
    "unit",
    "standard_error",
    "ci_low",
    "ci_high",
    "respondents",
    "contributors",
    "population",
    "method",
)
"""`contributors`, the respondents whose answer isn't 0, is for disclosure control, which takes it away."""

PER_CENT = 100


def estimate(responses: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """The estimates that the codebook asks for, one row for each variable, statistic and domain, as COLUMNS.

    A null ecosystem or size class means all of them. `value`, its standard error and its 95 % confidence interval
    (t, degrees of freedom = units less strata) are in base units; the mean of a yes_no is the percentage of yes.
    `respondents` answered that question, `population` is the number of firms that they stand for. Responses with a
    `problem` are left out, and the weights are made from the others; a domain without respondents has no row. The
    estimators are those of `flows.survey.estimators`. Without weights and without a frame there are no standard errors:
    the values describe the respondents.

    Raises DataRefused when a stratum has more responses than the frame has firms.
    """
    sound = responses[responses["problem"].isna()]
    rows = _rows(sound, _design(sound, codebook), codebook) if len(sound) else iter(())
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"respondents": "Int64", "contributors": "Int64"})


def _design(sound: pd.DataFrame, codebook: Codebook) -> Design:
    labels = stratum_labels(sound, codebook)
    stratum, names = pd.factorize(labels)
    weight: Floats = np.asarray(design_weights(sound, codebook), dtype=np.float64)
    if not codebook.frame:
        return Design(stratum, weight, np.bincount(stratum, weight).astype(np.float64))
    population: Floats = np.asarray(frame_counts(sound, codebook).groupby(stratum).first(), dtype=np.float64)
    for name, firms, answers in zip(names, population, np.bincount(stratum), strict=True):
        if answers > firms:
            raise DataRefused(
                f"{answers} firms of {name or 'the population'} answered, but its population is {firms:.0f}",
                where=f"survey {codebook.survey}, wave {codebook.wave}",
                remedy="correct the population in codebook.yml, or the stratum of those responses",
            )
    return Design(stratum, weight, population)


def _rows(sound: pd.DataFrame, design: Design, codebook: Codebook) -> Iterator[dict[str, Any]]:
    for name, variable in codebook.variables.items():
        if not variable.statistics:
            continue
        answers: Floats = np.asarray(sound[name].astype("Float64").fillna(np.nan), dtype=np.float64)
        answered = ~np.isnan(answers)
        sample, y = design.answering(answered), answers[answered] * variable.scale
        described = _description(name, variable, codebook) | {"method": _method(sound, answered, codebook)}
        for ecosystem, size_class, everyone in _domains(sound, codebook):
            domain = everyone[answered]
            if domain.any():
                described |= {"ecosystem": ecosystem, "size_class": size_class}
                for numbers in _estimates(y, sample, domain, variable, weighted=_weighted(codebook)):
                    yield described | numbers


def _description(name: str, variable: Variable, codebook: Codebook) -> dict[str, Any]:
    """What is estimated. Unweighted it is no figure of the sector, and has no indicator."""
    return {
        "survey": codebook.survey,
        "wave": codebook.wave,
        "variable": name,
        "indicator": variable.indicator if _weighted(codebook) else None,
        "sector": codebook.sector,
        "geography": codebook.geography,
        "period_start": codebook.period.start,
        "period_end": codebook.period.end,
    }


def _method(sound: pd.DataFrame, answered: NDArray[np.bool_], codebook: Codebook) -> str:
    """How the estimate was made, in words, with the strata that it has to do without."""
    made_up = "made-up answers; " if codebook.synthetic else ""
    if not _weighted(codebook):
        return f"{made_up}unweighted, describes the respondents only"
    design = f"stratified by {' and '.join(codebook.strata)}" if codebook.strata else "simple random sample"
    weights = "weights given" if codebook.roles.weight else "weights from the frame"
    there = set(stratum_labels(sound[answered], codebook))
    silent = sorted(
        label for stratum, firms in codebook.frame.items() if firms and (label := "/".join(stratum)) not in there
    )
    gap = f"; nobody answered in {', '.join(silent)}, which the estimate leaves out" if silent else ""
    return f"{made_up}{design}; {weights}; Taylor linearisation with finite population correction{gap}"


def _weighted(codebook: Codebook) -> bool:
    return bool(codebook.roles.weight or codebook.frame)


def _domains(sound: pd.DataFrame, codebook: Codebook) -> Iterator[tuple[str | None, str | None, NDArray[np.bool_]]]:
    """Each ecosystem and size class with the responses in it; None stands for all of them."""
    for ecosystem, in_ecosystem in _groups(sound, codebook.roles.ecosystem, codebook):
        for size_class, in_size_class in _groups(sound, codebook.roles.size_class, codebook):
            yield ecosystem, size_class, in_ecosystem & in_size_class


def _groups(
    sound: pd.DataFrame, variable: str | None, codebook: Codebook
) -> Iterator[tuple[str | None, NDArray[np.bool_]]]:
    yield None, np.ones(len(sound), dtype=bool)
    if variable:
        known = list(codebook.variables[variable].values) or sorted(sound[variable].unique())
        for value in known:
            yield value, (sound[variable] == value).to_numpy(dtype=bool)


def _estimates(
    y: Floats, sample: Design, domain: NDArray[np.bool_], variable: Variable, *, weighted: bool
) -> Iterator[dict[str, Any]]:
    """The statistics of one variable in one domain."""
    counts = {
        "respondents": int(domain.sum()),
        "contributors": int((y[domain] != 0).sum()),
        "population": float(sample.weight[domain].sum()),
    }
    for statistic in variable.statistics:
        found = (total if statistic == "total" else mean)(y, sample, domain)
        share = statistic == "mean" and variable.type == "yes_no"
        numbers = _numbers(found, PER_CENT if share else 1, with_error=weighted)
        yield {"statistic": statistic, "unit": "percent" if share else variable.unit} | numbers | counts


def _numbers(found: Estimate, factor: float, *, with_error: bool) -> dict[str, float | None]:
    errors = {"standard_error": found.standard_error, "ci_low": found.ci_low, "ci_high": found.ci_high}
    return {"value": found.value * factor} | {
        name: number * factor if with_error and number is not None else None for name, number in errors.items()
    }
