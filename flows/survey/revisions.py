"""Whether a revision of a wave tells what a single firm answered: what changed since an earlier publication."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

import pandas as pd

from flows.survey.differencing import Contribution, difference

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flows.survey.sensitivity import Rules

    Cell = tuple[tuple[str, str], ...]
    """The values of the variables that define a cell; () is all firms."""


def unsafe_cells(changed: pd.DataFrame, groupings: Sequence[tuple[str, ...]], rules: Rules) -> set[Cell]:
    """The cells of a question whose revision would give away the few firms that it comes from.

    `changed` has a row for each firm whose answer or cell differs (see `flows.storage.publications.changed_answers`),
    `groupings` are the variables of each partition. The firms that differ are a cell of their own, by the same rules.
    A firm's answer to a choice counts as one: whether it is there, or another.
    """
    found = set()
    for names in groupings:
        before, after = _firms(changed, names, "earlier"), _firms(changed, names, "later")
        for cell in before.keys() | after.keys():
            if difference(before.get(cell, {}), after.get(cell, {}), rules).sensitivity.unsafe:
                found.add(cell)
    return found


def _firms(changed: pd.DataFrame, names: tuple[str, ...], side: str) -> Mapping[Cell, dict[str, Contribution]]:
    """By cell the firms that answered, and what."""
    cells: dict[Cell, dict[str, Contribution]] = {}
    columns = [changed["response_id"], changed[side], *(changed[f"{side} {name}"] for name in names)]
    for firm, answer, *values in zip(*columns, strict=True):
        if not pd.isna(answer) and not any(pd.isna(value) for value in values):
            cell = tuple(zip(names, map(str, values), strict=True))
            cells.setdefault(cell, {})[str(firm)] = Contribution(_number(answer))
    return cells


def _number(answer: str) -> float:
    """The answer as a number; a text as one that differs from those of other texts."""
    try:
        return float(answer)
    except ValueError:
        return float(crc32(answer.encode()) + 1)
