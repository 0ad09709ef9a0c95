"""Response rates: of a survey by strata, of a question by cells; counted by units and by weights.

The unweighted rate tells of the fieldwork, the weighted one of the population that the answers come from: the sum of
the design weights of those who answered by that of the eligible, weights before any adjustment for nonresponse (AAPOR
2023, Standard Definitions, 10th edition, response rate 1 and its section on weighted rates; OMB 2006, Standards and
Guidelines for Statistical Surveys, guideline 3.2.2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import numpy as np

from flows.survey.estimation.sums import sums_by

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flows.survey.estimation.design import Codes, Floats, Mask

Stratum = TypeVar("Stratum")


def response_rates(answered: Mask, eligible: Mask, weight: Floats, group: Codes, number: int) -> Floats:
    """The weighted rate in each group 0 .. `number` - 1 (-1: in none), NaN in one without anybody eligible.

    `answered`, `eligible`, `weight` and `group` are (n,). Who is not eligible counts neither way.
    """
    bins = group + 1
    asked = sums_by(bins, weight * eligible, number + 1)[1:]
    heard = sums_by(bins, weight * (eligible & answered), number + 1)[1:]
    return np.divide(heard, asked, out=np.full_like(asked, np.nan), where=asked > 0)


def survey_rates(
    responses: Mapping[Stratum, int], invited: Mapping[Stratum, int], population: Mapping[Stratum, int] | None = None
) -> tuple[float | None, float | None]:
    """The unweighted and the weighted rate of a survey, from numbers of firms by stratum; None where there is none.

    An invited firm's design weight is its stratum's population by the number invited there.
    """
    asked = {stratum: count for stratum, count in invited.items() if count}
    if not asked:
        return None, None
    unweighted = sum(responses.get(stratum, 0) for stratum in asked) / sum(asked.values())
    if not population:
        return unweighted, None
    firms = {stratum: population.get(stratum, 0) for stratum in asked}
    heard = sum(firms[stratum] * responses.get(stratum, 0) / count for stratum, count in asked.items())
    return unweighted, heard / sum(firms.values()) if sum(firms.values()) else None
