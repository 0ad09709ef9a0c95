"""The sample that the sound responses are: their strata, weights and sampling units, as the codebook tells them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from flows.errors import DataRefused
from flows.survey.estimation.calibration import calibrate, poststratify, rake
from flows.survey.estimation.response_rate import survey_rates
from flows.survey.estimation.sampling import sample

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from flows.survey.answers.responses import Floats, Mask, Responses
    from flows.survey.codebook.codebook import Codebook
    from flows.survey.estimation.design import Design

    Labels = NDArray[np.object_]

ALMOST_NOTHING = 1e-12
"""A 0 that takes part in a ratio, as a part of the largest answer."""


def drawn(responses: Responses) -> Design:
    """The sample before calibration.

    The weight is given by a variable; else it is the stratum's population over its sound responses, which takes those
    who did not answer to be like those who did, within the stratum (Lohr 2010, Sampling: Design and Analysis, section
    8.5); else made from the numbers of sampling units; else 1. The finite population correction has the numbers of
    sampling units in the population, else the frame, else the sum of given weights where firms were drawn by
    themselves.

    Raises DataRefused when a stratum has more responses than the frame has firms, and as `sample` does.
    """
    codebook, size = responses.codebook, len(responses)
    strata = stratum_labels(responses)
    frame = frame_counts(strata, codebook)
    weight = _weight(responses, strata, frame)
    try:
        return sample(
            size,
            weight=weight,
            strata=strata,
            psu=responses.texts(codebook.design.psu) if codebook.design.psu else None,
            ssu=responses.texts(codebook.design.ssu) if codebook.design.ssu else None,
            population=_population(responses, strata, frame, weight),
            ssu_population=responses.numbers(codebook.design.ssu_fpc) if codebook.design.ssu_fpc else None,
            lonely=codebook.design.lonely,
        )
    except DataRefused as error:
        where = f"survey {codebook.survey}, wave {codebook.wave}"
        raise DataRefused(error.what, where=error.where or where, remedy=error.remedy) from None


def design_weights(responses: Responses) -> Floats:
    """The weights of the sample before calibration: how many firms of the population each response stands for."""
    return drawn(responses).weight if len(responses) else np.empty(0)


def calibrated(design: Design, responses: Responses, kept: Mask) -> Design:
    """`design`, which is of the responses `kept`, with its weights adjusted to the codebook's known margins."""
    calibration = responses.codebook.calibration
    if calibration is None:
        return design
    margins = {
        " and ".join(margin.by): (
            labels_of(responses, tuple(margin.by))[kept],
            {"/".join(key): count for key, count in margin.flat.items()},
        )
        for margin in calibration.margins
    }
    if calibration.method == "poststratification":
        ((name, (labels, counts)),) = margins.items()
        return poststratify(design, labels, counts, name)
    if calibration.method == "raking":
        return rake(design, margins)
    if calibration.method == "ratio":
        ((name, total),) = calibration.totals.items()
        return _in_proportion(design, responses.numbers(name)[kept], total, name)
    columns = {} if calibration.firms is None else {"firms": (np.ones(design.size), calibration.firms)}
    columns |= {
        f"{name}={label}": ((labels == label).astype(np.float64), count)
        for name, (labels, counts) in margins.items()
        for label, count in counts.items()
    }
    columns |= {name: (responses.numbers(name)[kept], total) for name, total in calibration.totals.items()}
    auxiliary = np.column_stack([column for column, _ in columns.values()])
    return calibrate(design, auxiliary, np.array([total for _, total in columns.values()]), list(columns))


def _in_proportion(design: Design, x: Floats, total: float, name: str) -> Design:
    """The weights times one factor that meets the known total of `x`: the ratio estimator (Särndal, Swensson and
    Wretman 1992, Model Assisted Survey Sampling, section 7.3), a regression through 0 whose variance grows with x."""
    if (x < 0).any():
        raise DataRefused(
            f"{name} has answers below 0, to which nothing is in proportion",
            remedy="use `method: linear`, or another variable",
        )
    above_zero = np.maximum(x, ALMOST_NOTHING * x.max(initial=0))
    return calibrate(design, above_zero, np.array([total]), [name], variance=above_zero)


def stratum_labels(responses: Responses) -> Labels:
    """The stratum of each response, as text such as CRM/small; all alike for a simple random sample."""
    return labels_of(responses, responses.codebook.strata)


def labels_of(responses: Responses, names: tuple[str, ...]) -> Labels:
    """The values of several variables of each response as one text, joined by slashes."""
    if not names:
        return np.full(len(responses), "", dtype=object)
    codes, values = zip(*(responses.codes(name) for name in names), strict=True)
    combined = np.zeros(len(responses), dtype=np.intp)
    for code, known in zip(codes, values, strict=True):
        combined = combined * (len(known) + 1) + code + 1
    found, place = np.unique(combined, return_inverse=True)
    return np.array([_label(int(number), values) for number in found], dtype=object)[place]


def _label(number: int, values: tuple[list[str], ...]) -> str:
    parts = []
    for known in reversed(values):
        number, place = divmod(number, len(known) + 1)
        parts.append(known[place - 1] if place else "")
    return "/".join(reversed(parts))


def frame_counts(strata: Labels, codebook: Codebook) -> Floats | None:
    """The population of each response's stratum, 0 where the frame doesn't have it; None without a frame."""
    if not codebook.frame:
        return None
    counts = {"/".join(stratum): float(count) for stratum, count in codebook.frame.items()}
    return np.asarray(pd.Series(strata).map(counts).fillna(0), dtype=np.float64)


def _weight(responses: Responses, strata: Labels, frame: Floats | None) -> Floats | None:
    codebook = responses.codebook
    if codebook.roles.weight:
        return responses.numbers(codebook.roles.weight)
    if frame is None:
        return None if codebook.design.fpc is not None else np.ones(len(responses))
    stratum, names = pd.factorize(strata)
    answers = np.bincount(stratum, minlength=len(names))
    for name, firms, count in zip(names, frame[np.unique(stratum, return_index=True)[1]], answers, strict=True):
        if count > firms and not codebook.design.psu:
            raise DataRefused(
                f"{count} firms of {name or 'the population'} answered, but its population is {firms:.0f}",
                where=f"survey {codebook.survey}, wave {codebook.wave}",
                remedy="correct the population in codebook.yml, or the stratum of those responses",
            )
    return np.asarray(frame / answers[stratum], dtype=np.float64)


def _population(responses: Responses, strata: Labels, frame: Floats | None, weight: Floats | None) -> Floats | None:
    """How many primary units the population has in each response's stratum; None without a correction."""
    codebook, fpc = responses.codebook, responses.codebook.design.fpc
    if codebook.design.replacement:
        return None
    if isinstance(fpc, str):
        return responses.numbers(fpc)
    if isinstance(fpc, dict):
        return np.asarray(pd.Series(strata).map(fpc), dtype=np.float64)
    if fpc is not None:
        return np.full(len(responses), float(fpc))
    if codebook.design.psu:
        return None
    if frame is not None:
        return frame
    stratum, _ = pd.factorize(strata)
    return np.asarray(np.bincount(stratum, weight)[stratum], dtype=np.float64)


def told_response(responses: Responses) -> str | None:
    """How many of those who were invited answered, else of the frame, in words; None where neither is known."""
    codebook = responses.codebook
    asked = codebook.asked or codebook.frame
    if not asked:
        return None
    counts: dict[tuple[str, ...], int] = {(): len(responses)}
    if () not in asked:
        counts = Counter(tuple(label.split("/")) for label in stratum_labels(responses))
    frame = codebook.frame if set(codebook.frame) == set(asked) else None
    unweighted, weighted = survey_rates(counts, asked, frame)
    whom = "invited" if codebook.asked else "of the frame"
    rates = "" if unweighted is None else f": {unweighted:.1%}"
    rates += f", weighted {weighted:.1%}" if weighted is not None and codebook.asked else ""
    return f"{len(responses)} of {sum(asked.values())} firms {whom} answered{rates}"
