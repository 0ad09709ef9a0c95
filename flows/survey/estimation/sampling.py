"""A design made of the columns of a sample: labels become codes, weights are made from populations, errors are told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from flows.errors import DataRefused
from flows.survey.estimation.design import Design

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flows.survey.estimation.design import Codes, Floats, Lonely

    Labels = Sequence[object] | pd.Series | pd.DataFrame | np.ndarray
    Numbers = Sequence[float] | pd.Series | np.ndarray

ROUNDING = 1e-9
"""How far the sampled may pass a population that was given as a fraction."""


def sample(
    size: int,
    *,
    weight: Numbers | None = None,
    strata: Labels | None = None,
    psu: Labels | None = None,
    ssu: Labels | None = None,
    population: Numbers | None = None,
    ssu_population: Numbers | None = None,
    lonely: Lonely = "adjust",
    lonely_in_domain: bool = False,
) -> Design:
    """The design of `size` units, whose columns are (size,): see `Design` for what they mean.

    Labels may be of any kind, a frame of several columns is their cross. Primary units are nested in strata, secondary
    in primary: the same label in two strata is two units. `population` has for each unit the number of primary units
    in its stratum, `ssu_population` that of secondary units in its primary one; where all are 1 or less they are
    sampling fractions, infinity means with replacement. Without `weight` it is the number in the population by the
    number sampled, of both stages; 1 where no population is known.

    Raises DataRefused when a label or number is missing, a weight is negative, a population differs within its
    stratum, or more were sampled than there are; ValueError for secondary units without primary ones.
    """
    if psu is None and (ssu is not None or ssu_population is not None):
        raise ValueError("secondary units need the primary ones that they are in")
    stratum = np.zeros(size, dtype=np.intp) if strata is None else _codes(strata, "stratum")
    primary = None if psu is None else _nested(psu, stratum, "primary unit")
    own = np.arange(size) if primary is None else primary
    secondary = None if ssu is None else _nested(ssu, own, "secondary unit")
    design = Design(stratum, np.ones(size), None, primary, secondary, None, lonely, lonely_in_domain)
    if population is not None:
        in_strata = _populations(population, stratum, design.sampled, "primary units", "stratum", strata)
        design = replace(design, population=in_strata)
    if ssu_population is not None:
        sampled = replace(design, ssu_population=np.ones(own.max(initial=-1) + 1)).ssu_sampled
        in_primary = _populations(ssu_population, own, sampled, "secondary units", "primary unit", psu)
        design = replace(design, ssu_population=in_primary)
    return replace(design, weight=_made_weights(design, own) if weight is None else _given_weights(weight))


def _codes(labels: Labels, what: str) -> Codes:
    """Numbers for labels, in the order in which they come."""
    if isinstance(labels, pd.DataFrame):
        codes = labels.groupby(list(labels.columns), sort=False, dropna=False).ngroup().to_numpy()
        missing = labels.isna().any(axis=1).to_numpy()
    else:
        codes, _ = pd.factorize(np.asarray(labels), use_na_sentinel=True)
        missing = codes < 0
    if missing.any():
        raise DataRefused(
            f"{int(missing.sum())} units have no {what}",
            where=_row(int(np.flatnonzero(missing)[0])),
            remedy=f"say which {what} they belong to, or leave them out",
        )
    return codes.astype(np.intp)


def _nested(labels: Labels, parent: Codes, what: str) -> Codes:
    """Numbers for the labels within each parent."""
    within = _codes(labels, what)
    codes, _ = pd.factorize(parent * (int(within.max(initial=-1)) + 1) + within)
    return codes.astype(np.intp)


def _populations(values: Numbers, group: Codes, sampled: Codes, units: str, what: str, labels: Labels | None) -> Floats:
    """The population of each group, checked: given for each of its units, as a number or as the fraction sampled."""
    given = _numbers(values, f"number of {units}")
    known = np.zeros(sampled.size)
    known[group] = given
    if (varies := np.flatnonzero(known[group] != given)).size:
        raise DataRefused(
            f"the number of {units} differs within {what} {_label(labels, int(varies[0]))}",
            where=_row(int(varies[0])),
            remedy=f"give one number for each {what}",
        )
    if (given <= 0).any():
        row = int(np.flatnonzero(given <= 0)[0])
        raise DataRefused(
            f"the number of {units} is {given[row]:g}", where=_row(row), remedy="it is above 0: correct it"
        )
    if (given <= 1).all():
        known = sampled / known
    if (short := np.flatnonzero(sampled[group] > known[group] * (1 + ROUNDING))).size:
        row = int(short[0])
        raise DataRefused(
            f"{sampled[group[row]]} {units} of {what} {_label(labels, row)} were sampled, "
            f"but its population has {known[group[row]]:g}",
            where=_row(row),
            remedy=f"correct the population, or the {what} of those units",
        )
    return known


def _made_weights(design: Design, own: Codes) -> Floats:
    """The inverse of the probability of being drawn, of both stages."""
    weight = np.ones(design.size)
    for given, sampled, group in (
        (design.population, design.sampled, design.stratum),
        (design.ssu_population, design.ssu_sampled if design.two_stages else None, own),
    ):
        if given is not None and sampled is not None:
            weight *= (given / sampled)[group]
    if not np.isfinite(weight).all():
        raise DataRefused("an infinite population gives no weights", remedy="give the weights")
    return weight


def _given_weights(values: Numbers) -> Floats:
    weight = _numbers(values, "weight")
    if (below := np.flatnonzero((weight < 0) | np.isinf(weight))).size:
        row = int(below[0])
        raise DataRefused(f"the weight is {weight[row]:g}", where=_row(row), remedy="weights are 0 or more: correct it")
    return weight


def _numbers(values: Numbers, what: str) -> Floats:
    numbers: Floats = np.asarray(values, dtype=np.float64)
    if (missing := np.flatnonzero(np.isnan(numbers))).size:
        raise DataRefused(
            f"a {what} is missing", where=_row(int(missing[0])), remedy="fill it in, or leave the unit out"
        )
    return numbers


def _label(labels: Labels | None, row: int) -> str:
    """What a unit's group is called."""
    if labels is None:
        return "all"
    if isinstance(labels, pd.DataFrame):
        return "/".join(str(part) for part in labels.iloc[row])
    return str(np.asarray(labels)[row])


def _row(row: int) -> str:
    return f"unit {row + 1}"
