"""Disclosure control: no published cell tells what a single firm answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Cell = tuple[str | None, str | None]
"""An ecosystem and a size class; None stands for all of them."""

FREE, SMALL_COUNT, SECONDARY = "F", "A", "D"  # SDMX CL_CONF_STATUS
NORMAL, SUPPRESSED = "A", "Q"  # SDMX CL_OBS_STATUS
HIDDEN = ("value", "standard_error", "ci_low", "ci_high", "respondents")
TABLE = ["survey", "wave", "variable"]


@dataclass(frozen=True, slots=True)
class _Content:
    """What the choice of cells to suppress depends on."""

    value: float
    contributors: int
    respondents: int


def protect(estimates: pd.DataFrame, minimum_firms: int) -> pd.DataFrame:
    """`estimates` (as `estimate` makes them) with unsafe cells emptied, `obs_status` and `conf_status` added.

    A cell is unsafe when fewer than `minimum_firms` firms contribute to it, that is have an answer other than 0;
    nobody's 0 is told either. Further cells are suppressed (conf_status D) until no suppressed total, and no sum of
    those suppressed in one line that is itself of too few firms, follows from the published totals and margins.
    The pattern holds for all statistics of a variable, because a mean times its population is the total. A
    suppressed cell keeps its description and population only. The choice is the classical one of the cell of least
    value (Hundepool et al. 2012, Statistical Disclosure Control, chapter 4); a margin gives way last.
    """
    status = pd.Series(FREE, index=estimates.index, dtype="str")
    for _, table in estimates.groupby(TABLE, dropna=False, sort=False):
        pattern = suppress(_contents(table), minimum_firms)
        status.update(pd.Series([pattern[cell] for cell in _cells(table)], index=table.index, dtype="str"))
    suppressed = status != FREE
    protected = estimates.drop(columns="contributors").assign(
        obs_status=status.where(~suppressed, SUPPRESSED).where(suppressed, NORMAL), conf_status=status
    )
    for column in HIDDEN:
        protected[column] = protected[column].mask(suppressed, None)
    return protected


def suppress(contents: dict[Cell, _Content], minimum_firms: int) -> dict[Cell, str]:
    """The conf_status of each cell of a table whose margins are among its cells."""
    status = {cell: SMALL_COUNT if _unsafe(content, minimum_firms) else FREE for cell, content in contents.items()}
    lines = list(_lines(contents))
    while line := _exposed_line(lines, contents, status, minimum_firms):
        candidates = [cell for cell in line if status[cell] == FREE]
        status[min(candidates, key=lambda cell: _cost(cell, contents[cell], lines, status))] = SECONDARY
    return status


def _contents(table: pd.DataFrame) -> dict[Cell, _Content]:
    """The cells with their totals; a table of means has them by the population."""
    values = table["value"].where(table["statistic"] == "total", table["value"] * table["population"])
    counts = zip(values, table["contributors"], table["respondents"], strict=True)
    return {
        cell: _Content(float(value), int(contributors), int(respondents))
        for cell, (value, contributors, respondents) in zip(_cells(table), counts, strict=True)
    }


def _cells(table: pd.DataFrame) -> list[Cell]:
    names = table[["ecosystem", "size_class"]].astype(object)
    return [tuple(row) for row in names.where(names.notna(), None).itertuples(index=False, name=None)]


def _unsafe(content: _Content, minimum_firms: int) -> bool:
    if content.contributors == 0:
        return content.respondents < minimum_firms
    return content.contributors < minimum_firms


def _lines(cells: Iterable[Cell]) -> Iterator[list[Cell]]:
    """The margin of each line of the table, and after it the cells that add up to it."""
    for fixed in (0, 1):
        for key in dict.fromkeys(cell[fixed] for cell in cells):
            line = [cell for cell in cells if cell[fixed] == key]
            inner = [cell for cell in line if cell[1 - fixed] is not None]
            margin = [cell for cell in line if cell[1 - fixed] is None]
            if inner and margin:
                yield margin + inner


def _exposed_line(
    lines: list[list[Cell]], contents: dict[Cell, _Content], status: dict[Cell, str], minimum_firms: int
) -> list[Cell] | None:
    """A line that tells too much and where another cell can still be suppressed; None when all is protected.

    Of several, the one with the fewest suppressed cells: there a cell follows by mere subtraction.
    """
    hidden = {cell for cell, mark in status.items() if mark != FREE}
    exposed = _determined(lines, sorted(hidden, key=str))
    telling = [line for line in lines if exposed & set(line) or _tells_a_few(line, contents, status, minimum_firms)]
    # A determined cell whose own lines are hidden altogether is reached through those that cross them.
    crossing = [line for line in lines if exposed and hidden & set(line)]
    for group in (telling, crossing):
        open_lines = [line for line in group if set(line) - hidden]
        if open_lines:
            return min(open_lines, key=lambda line: len(hidden & set(line)))
    return None


def _determined(lines: list[list[Cell]], suppressed: Sequence[Cell]) -> set[Cell]:
    """The suppressed cells that the published ones determine: those that no solution of the margins can vary."""
    if not suppressed or not lines:
        return set()
    equations = np.array(
        [[(-1.0 if line[0] == cell else 1.0) * (cell in line) for cell in suppressed] for line in lines]
    )
    _, singular, directions = np.linalg.svd(equations)
    rank = int((singular > 1e-9).sum())
    free_to_vary = np.abs(directions[rank:]).max(axis=0, initial=0.0) > 1e-9
    return {cell for cell, varies in zip(suppressed, free_to_vary, strict=True) if not varies}


def _tells_a_few(line: list[Cell], contents: dict[Cell, _Content], status: dict[Cell, str], minimum_firms: int) -> bool:
    """Whether the published margin less the published cells is the total of too few firms."""
    margin, *inner = line
    hidden = [contents[cell].contributors for cell in inner if status[cell] != FREE]
    return bool(hidden) and status[margin] == FREE and sum(hidden) < minimum_firms


def _cost(
    cell: Cell, content: _Content, lines: list[list[Cell]], status: dict[Cell, str]
) -> tuple[bool, int, int, float]:
    """What suppressing `cell` loses, least first: a 0 hides nothing, a margin is needed, value is information.

    A cell that crosses a line with suppressed cells protects there too.
    """
    protects = sum(any(status[other] != FREE for other in line) for line in lines if cell in line)
    return content.contributors == 0, cell.count(None), -protects, abs(content.value)
