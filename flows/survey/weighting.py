"""The weight of a response: how many firms of the population it stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from flows.survey.codebook import Codebook


def design_weights(responses: pd.DataFrame, codebook: Codebook) -> pd.Series[float]:
    """The weights of the responses that have no problem, NaN for the others.

    Given by the codebook's weight variable; else the stratum's population over its sound responses, which takes
    those who did not answer to be like those who did, within the stratum (Lohr 2010, Sampling: Design and Analysis,
    section 8.5); else 1, without a frame.
    """
    sound = responses["problem"].isna()
    if codebook.roles.weight:
        weights = responses[codebook.roles.weight].astype("float64")
    elif codebook.frame:
        count = sound.groupby(stratum_labels(responses, codebook)).transform("sum")
        weights = frame_counts(responses, codebook) / count
    else:
        weights = pd.Series(1.0, index=responses.index)
    return weights.where(sound)


def stratum_labels(responses: pd.DataFrame, codebook: Codebook) -> pd.Series[str]:
    """The stratum of each response, as text such as CRM/small; all alike for a simple random sample."""
    label = pd.Series("", index=responses.index, dtype="str")
    for name in codebook.strata:
        label = label + "/" + responses[name].astype("str").fillna("")
    return label.str.removeprefix("/")


def frame_counts(responses: pd.DataFrame, codebook: Codebook) -> pd.Series[float]:
    """The population of each response's stratum, 0 where the frame doesn't have it."""
    counts = {"/".join(stratum): count for stratum, count in codebook.frame.items()}
    return stratum_labels(responses, codebook).map(counts).fillna(0).astype("float64")
