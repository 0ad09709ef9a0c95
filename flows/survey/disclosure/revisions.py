"""What earlier releases of a wave have shown: an intruder has them all, and subtracts one from another.

All publications are sums over the same answers. A firm that answers otherwise than before is there twice, the answer
it had then and the one it has now, both of one holding; one that came late, or has left, is in some of them only. So
one table of disclosure control holds them, whatever changed: answers, firms, the tables of the codebook, weights.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pandas as pd

from flows.survey.disclosure.linked import Answers
from flows.survey.disclosure.overlapping import Sums

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from flows.survey.answers.responses import Codes, Floats
    from flows.survey.codebook.codebook import Codebook
    from flows.survey.estimation.estimation import Question

    Cell = frozenset[tuple[str, str]]
    """The variables and values of a cell; empty for all firms."""

QUANTILE = r"median|p\d+"
OF_OTHER_FIRMS = ("change", "growth_rate", "ratio")
"""Statistics of the firms that answered another question too."""


@dataclass(frozen=True, slots=True, eq=False)
class Publication:
    """The sums of one question that a release has shown: firms by id, what they answered, their weights, their cells
    (for each grouping, -1 for none), and the cells, (grouping, cell), that it doesn't show."""

    firm: NDArray[np.object_]
    y: Floats
    weight: Floats
    cells: tuple[Codes, ...]
    hidden: frozenset[tuple[int, int]] = frozenset()


class History(Protocol):
    """The earlier publications of a wave."""

    def sums(
        self, question: Question, y: Floats, cells: Sequence[Codes], holding: Codes, place: int
    ) -> tuple[Answers, list[Sums]] | None:
        """What is known of a question, that of the current release first; None where nothing was told of it.

        `y` (responses,) is what is summed now, the amount at `place` of the question's `amounts`, NaN where there is no
        answer; `cells` and `holding` are of the responses.
        """


def together(now: Publication, holding: Codes, earlier: Sequence[Publication]) -> tuple[Answers, list[Sums]]:
    """The answers of all publications, and the sums of each; `holding` is that of the firms of the current one."""
    publications = [now, *earlier]
    firms, names = pd.factorize(np.concatenate([each.firm for each in publications]))
    values, answers = np.unique(np.concatenate([each.y for each in publications]), return_inverse=True)
    units, unit = np.unique(firms * values.size + answers, return_inverse=True)
    parts = np.split(unit, np.cumsum([each.firm.size for each in publications])[:-1])
    weight = np.full(units.size, np.nan)
    for each, part in zip(publications, parts, strict=True):
        weight[part] = np.where(np.isnan(weight[part]), each.weight, weight[part])
    group = np.arange(len(names)) + int(holding.max(initial=-1)) + 1
    group[firms[: now.firm.size]] = holding
    known = [
        Sums(
            tuple(_spread(codes, part, units.size) for codes in each.cells),
            each.hidden if place else None,
            _factor(each.weight, part, weight) if place else None,
        )
        for place, (each, part) in enumerate(zip(publications, parts, strict=True))
    ]
    return Answers(values[units % values.size], weight, group[units // values.size].astype(np.intp)), known


def _spread(codes: Codes, part: Codes, size: int) -> Codes:
    everywhere = np.full(size, -1, dtype=np.intp)
    everywhere[part] = codes
    return everywhere


def _factor(weights: Floats, part: Codes, weight: Floats) -> Floats:
    """The weights of a publication by those of the table; where it has no firm, that doesn't matter."""
    factor = np.ones(weight.size)
    factor[part] = np.divide(weights, weight[part], out=np.ones_like(weights), where=weight[part] != 0)
    return factor


def shown_cells(estimates: pd.DataFrame, codebook: Codebook) -> Iterator[tuple[str, Cell, bool]]:
    """Of protected estimates each variable with each of its cells, and whether a level of it is shown."""
    if not len(estimates):
        return
    levels = estimates[~estimates["statistic"].str.fullmatch(QUANTILE) & ~estimates["statistic"].isin(OF_OTHER_FIRMS)]
    columns = ["variable", *ROLES, "domain"]
    for key, rows in levels.groupby(columns, dropna=False, sort=False):
        told = dict(zip(columns, key, strict=True))
        yield str(told["variable"]), cell_of(told, codebook), bool((rows["conf_status"] == "F").any())


ROLES = ("ecosystem", "size_class", "city")


def cell_of(told: Mapping[str, object], codebook: Codebook) -> Cell:
    """The cell of an estimate by its columns, see `flows.survey.estimation.breakdowns.Grouping.described`."""
    found = {(getattr(codebook.roles, role), value) for role in ROLES if isinstance(value := told[role], str)}
    if isinstance(told["domain"], str):
        names = "|".join(map(re.escape, codebook.variables))
        pieces = re.split(rf"(?:^|; )({names})=", told["domain"])
        found |= set(zip(pieces[1::2], pieces[2::2], strict=True))
    return frozenset(found)
