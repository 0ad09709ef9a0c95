"""Sums of groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from flows.survey.estimation.design import Codes, Floats


def sums_by(group: Codes, values: Floats, number: int) -> Floats:
    """The sum of the `values` (n,) of each group 0 .. number - 1."""
    # bincount's types say that it counts; with weights it adds up.
    return np.bincount(group, values, number).astype(np.float64, copy=False)
