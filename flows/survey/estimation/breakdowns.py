"""The cells for which a wave is estimated: each table of the codebook with all its margins."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flows.survey.answers.responses import Codes, Responses
    from flows.survey.codebook.codebook import Codebook

COLUMNS = ("ecosystem", "size_class", "city")  # of an estimate; a domain by another variable is told in words


@dataclass(frozen=True, slots=True, eq=False)
class Grouping:
    """A partition of the responses: by no variable (all are in one cell), by one, or by several.

    `cell` (responses,) is the cell of each response, -1 where it is in none (it has no answer there). `keys` are the
    values of `variables` in each cell; a cell without a response isn't there.
    """

    variables: tuple[str, ...]
    cell: Codes
    keys: tuple[tuple[str, ...], ...]

    def described(self, place: int, codebook: Codebook) -> dict[str, str | None]:
        """The columns of an estimate that say which cell it is of."""
        told: dict[str, str | None] = dict.fromkeys((*COLUMNS, "domain"))
        others = []
        for variable, value in zip(self.variables, self.keys[place], strict=True):
            role = next((role for role in COLUMNS if getattr(codebook.roles, role) == variable), None)
            if role:
                told[role] = value
            else:
                others.append(f"{variable}={value}")
        return told | {"domain": "; ".join(others) or None}


def groupings(responses: Responses) -> list[Grouping]:
    """The partitions that the codebook's tables need, each once: the whole first, also without tables, and margins
    before their cells."""
    found: dict[frozenset[str], tuple[str, ...]] = {frozenset(): ()}
    for table in responses.codebook.breakdowns:
        for subset in _subsets(table):
            found.setdefault(frozenset(subset), subset)
    codes = {name: responses.codes(name) for name in {name for subset in found for name in subset}}
    return [_grouping(subset, codes, len(responses)) for subset in sorted(found.values(), key=len)]


def _subsets(table: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for size in range(len(table) + 1):
        yield from combinations(table, size)


def _grouping(names: tuple[str, ...], codes: dict[str, tuple[Codes, list[str]]], responses: int) -> Grouping:
    combined = np.zeros(responses, dtype=np.intp)
    outside = np.zeros(responses, dtype=bool)
    for name in names:
        code, values = codes[name]
        combined = combined * len(values) + code
        outside |= code < 0
    there, cell = np.unique(np.where(outside, -1, combined), return_inverse=True)
    none = int(there.size > 0 and there[0] < 0)
    keys = tuple(_key(int(number), [codes[name][1] for name in names]) for number in there[none:])
    return Grouping(names, cell.astype(np.intp) - none, keys)


def _key(number: int, values: list[list[str]]) -> tuple[str, ...]:
    key: list[str] = []
    for options in reversed(values):
        number, place = divmod(number, len(options))
        key.append(options[place])
    return tuple(reversed(key))
