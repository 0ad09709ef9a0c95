"""The response rate of a survey or a question, counted by units and by weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from flows.survey.design import Floats, Mask


@dataclass(frozen=True, slots=True)
class ResponseRate:
    """Which fraction of the eligible answered: of the units, and of what they stand for; None without any.

    The unweighted rate tells of the fieldwork, the weighted one of the population that the answers come from.
    """

    eligible: int
    respondents: int
    unweighted: float | None
    weighted: float | None


def response_rate(answered: Mask, weight: Floats, eligible: Mask | None = None) -> ResponseRate:
    """How many of the eligible (n,) answered (n,), everybody without `eligible`.

    The weighted rate is the sum of the design weights (n,) of those who answered by the sum of those of the eligible,
    weights before any adjustment for nonresponse (AAPOR 2023, Standard Definitions, 10th edition, response rate 1 and
    its section on weighted rates; OMB 2006, Standards and Guidelines for Statistical Surveys, guideline 3.2.2). Units
    of unknown eligibility count as eligible, or are left out by the caller, who says so.
    """
    asked = np.ones(answered.size, dtype=bool) if eligible is None else eligible
    heard = asked & answered
    n, base = int(asked.sum()), float(weight[asked].sum())
    return ResponseRate(
        eligible=n,
        respondents=int(heard.sum()),
        unweighted=float(heard.sum() / n) if n else None,
        weighted=float(weight[heard].sum() / base) if base else None,
    )
