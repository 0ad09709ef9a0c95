"""The rows of a question with what must not be told taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from flows.survey.disclosure.sensitivity import FREE, SECONDARY

if TYPE_CHECKING:
    from collections.abc import Collection

    from flows.survey.answers.responses import Codes, Floats
    from flows.survey.disclosure.confidentiality import Cell, Confidential
    from flows.survey.disclosure.sensitivity import Rules
    from flows.survey.estimation.estimation import Estimated

NORMAL, SUPPRESSED = "A", "Q"  # SDMX CL_OBS_STATUS
ERRORS = ("standard_error", "ci_low", "ci_high", "design_effect")
COUNTS = ("respondents", "response_rate")
HIDDEN = ("value", *ERRORS, *COUNTS, "degrees_of_freedom")
QUANTILE = r"median|p\d+"


def emptied(
    found: Estimated,
    secret: Confidential,
    rules: Rules | None,
    holding: Codes,
    quantile_firms: int,
    *,
    keep_population: bool,
) -> pd.DataFrame:
    """The rows of a question, hidden cells without their numbers, with `obs_status` and `conf_status`.

    `holding` is that of each response. A quantile needs `quantile_firms`, and the least number of firms on either side:
    else it is the answer of one that can be told from the others.
    """
    rows = found.rows
    cells = list(zip(rows["grouping"], rows["cell"], strict=True))
    status = pd.Series([secret.cells.get(cell, FREE) for cell in cells], index=rows.index, dtype="str")
    no_error = _in(cells, secret.errors, rows)
    if rules:
        few, extreme = _quantiles(found, holding, quantile_firms, rules.minimum_frequency)
        status, no_error = status.mask(few & (status == FREE), SECONDARY), no_error | extreme
    suppressed = status != FREE
    empty = rows.drop(columns=["grouping", "cell"]).assign(
        obs_status=np.where(suppressed, SUPPRESSED, NORMAL), conf_status=status
    )
    for column in HIDDEN:
        hidden = suppressed
        if column in ERRORS:
            hidden = suppressed | no_error
        elif column in COUNTS:
            hidden = suppressed | _in(cells, secret.counts, rows)
        empty[column] = empty[column].mask(hidden, None)
    if not keep_population:
        empty["population"] = empty["population"].mask(suppressed, None)
    return empty


def _in(cells: list[Cell], some: Collection[Cell], rows: pd.DataFrame) -> pd.Series:
    return pd.Series([cell in some for cell in cells], index=rows.index, dtype=bool)


def _quantiles(found: Estimated, holding: Codes, least: int, beyond: int) -> tuple[pd.Series, pd.Series]:
    """The rows of quantiles that too few firms stand behind, or beyond; and those whose interval has such an end."""
    rows, question = found.rows, found.question
    quantiles = rows.index[rows["statistic"].str.fullmatch(QUANTILE)]
    few, extreme = [], []
    holding = holding[question.kept]
    for row in rows.loc[quantiles].to_dict("records"):
        inside = (question.cells[row["grouping"]].cell == row["cell"]) & ~np.isnan(question.y)
        y, who = question.y[inside], holding[inside]
        few.append(np.unique(who).size < least or not _amid(y, who, row["value"], beyond))
        ends = [end for end in (row["ci_low"], row["ci_high"]) if not pd.isna(end)]
        extreme.append(not all(_amid(y, who, end, beyond) for end in ends))
    return _marked(rows, quantiles[few]), _marked(rows, quantiles[extreme])


def _marked(rows: pd.DataFrame, index: pd.Index) -> pd.Series:
    return pd.Series(rows.index.isin(index), index=rows.index)


def _amid(y: Floats, who: Codes, value: float, beyond: int) -> bool:
    """Whether so many firms are at `value` or above it, and so many at it or below."""
    return bool(min(np.unique(who[y >= value]).size, np.unique(who[y <= value]).size) >= beyond)
