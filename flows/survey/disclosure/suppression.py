"""The choice of cells to suppress besides the sensitive ones, so that these can't be recomputed."""

from __future__ import annotations

from itertools import combinations
from math import comb
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linprog  # type: ignore[import-untyped]  # scipy ships no types
from scipy.sparse import csr_array, eye_array, hstack, vstack  # type: ignore[import-untyped]

from flows.errors import DataRefused
from flows.survey.disclosure.attack import Auditor, Exposure
from flows.survey.disclosure.feasible import HORIZON
from flows.survey.disclosure.sensitivity import SECONDARY, Name

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from flows.survey.disclosure.linked import Table

    Floats = NDArray[np.float64]

PATTERNS = 400  # how many patterns are tried one by one in search of a cheaper one
MOVED = 1e-7  # a share of the change looked for


class CannotProtect(DataRefused):
    """Whatever else is hidden, cells that must be shown, or have been, give `exposures` away.

    `pattern` hides what can be hidden (as `suppress` gives it).
    """

    def __init__(self, exposures: Sequence[Exposure], pattern: dict[Name, str]) -> None:
        names = sorted({str(e.target.name) for e in exposures if e.target.name is not None})
        super().__init__(
            f"cells that must be shown, or have been, give away {', '.join(names) or 'a difference of cells'}",
            remedy="let some of the cells that are forced be suppressed, or hold back the revision",
        )
        self.exposures = tuple(exposures)
        self.pattern = pattern


def suppress(table: Table, hidden: Collection[Name] = (), *, rather_all: bool = True) -> dict[Name, str]:
    """The cells to hide, each with its SDMX CONF_STATUS: the sensitive ones, and what protects them (D).

    Cells in `hidden` are hidden in any case. The pattern passes `attack.exposed`. For each exposed sum a
    linear programme finds the cheapest cells whose change could hide it (Kelly, Golden and Assad 1992, Networks 22;
    Fischetti and Salazar 2000, Management Science 46), then cells that turn out not to be needed are shown again, and
    in small tables all smaller patterns are tried. Few cells are better than many, then little value is lost, and
    margins go last (see `_costs`); a 0 protects nothing. The same table always gives the same pattern.

    Where no choice protects, all cells are hidden; without `rather_all` it is left to the caller, as where forced cells
    leave no protection: raises CannotProtect.
    """
    auditor, costs = Auditor(table), _costs(table)
    verdicts = dict(zip(table.names, table.sensitivities, strict=True))
    sensitive = {name for name, verdict in verdicts.items() if verdict.unsafe} - table.forced
    always = sensitive | set(hidden)
    chosen = _cheaper(
        auditor, always, _without_needless(auditor, always, _protect(auditor, always, costs), costs), costs
    )
    everything = set(table.names) - table.forced | always
    # With little left to show, cells that seemed needless may turn out to tell an insider of the others.
    if rather_all and any(auditor.exposures(chosen)) and not any(auditor.exposures(everything)):
        chosen = everything
    pattern = {
        name: verdict.conf_status if name in sensitive else SECONDARY
        for name, verdict in verdicts.items()
        if name in chosen
    }
    if left := list(auditor.exposures(pattern)):
        raise CannotProtect(left, pattern)
    return pattern


def _costs(table: Table) -> dict[Name, float]:
    """What hiding each cell costs: 1, up to 1/2 for its value, 1/4 if it is a margin: two cells cost more than one."""
    values = np.abs(table.values)
    sizes = table.cells.sum(axis=1)
    contains = (table.cells @ table.cells.T >= sizes) & (sizes[:, None] > sizes)
    costs = 1 + values / max(2 * float(values.max(initial=0)), 1e-300) + contains.any(axis=1) / 4
    return dict(zip(table.names, costs.tolist(), strict=True))


def _protect(auditor: Auditor, always: set[Name], costs: dict[Name, float]) -> set[Name]:
    """A pattern that protects; where none does, because of forced cells, one that protects what it can."""
    chosen, exposures = set(always), True
    while exposures:
        before, exposures = len(chosen), False
        for found in auditor.stages(chosen):
            exposures = exposures or bool(found)
            for exposure in found:
                chosen |= _cheapest(auditor, exposure, chosen, costs)
            if len(chosen) > before:
                break
        else:
            break
    everything = set(auditor.table.names) - auditor.table.forced | always
    return everything if exposures and next(auditor.exposures(everything), None) is None else chosen


def _cheapest(auditor: Auditor, exposure: Exposure, chosen: set[Name], costs: dict[Name, float]) -> set[Name]:
    """The cells to hide so that the target could differ by what its exposure rules out; none if nothing helps.

    Unknown are the changes of the atoms, and how much each shown cell changes up and down: that is what costs.
    Where only exact knowledge is to be prevented, the size of the change doesn't matter, nor do the atoms' amounts.
    """
    table, target = auditor.table, exposure.target
    shown = [name for name in table.names if name not in chosen]
    rows = csr_array(table.cells[[auditor.row[name] for name in shown]])
    price = [costs[name] for name in shown]
    n, k = table.amounts.size, len(shown)
    limit = [0.0 if name in table.forced else np.inf for name in shown]
    goal = csr_array(np.append(target.atoms, np.zeros(2 * k)).reshape(1, -1))
    result = linprog(
        np.concatenate([np.zeros(n), price, price]),
        A_eq=vstack([hstack([rows, -eye_array(k), eye_array(k)]), goal]),
        b_eq=np.append(np.zeros(k), np.sign(exposure.change) or 1.0),
        bounds=[*_room(auditor, exposure), *((0.0, each) for each in limit * 2)],
    )
    if result.status != 0:
        return set()
    moved = result.x[n : n + k] + result.x[n + k :]
    return {name for name, change in zip(shown, moved, strict=True) if change > MOVED}


def _room(auditor: Auditor, exposure: Exposure) -> list[tuple[float, float]]:
    """Between what the atoms can change, for this intruder, in units of the change that he rules out."""
    lower, fixed = auditor.bounds(exposure.insider)
    if not (exposure.target.atoms[auditor.table.active]).any():  # a zero: it can only rise, and so can other zeros
        return [(-np.inf if active else 0.0, np.inf) for active in auditor.table.active]
    if exposure.change and auditor.nonnegative:
        floor = np.maximum(lower / abs(exposure.change), -HORIZON)
    else:
        floor = np.full(lower.size, -np.inf)
    return [(0.0, 0.0) if known else (float(low), np.inf) for low, known in zip(floor, fixed, strict=True)]


def _without_needless(auditor: Auditor, always: set[Name], chosen: set[Name], costs: dict[Name, float]) -> set[Name]:
    """`chosen` without the cells, dearest first, that can be shown after all."""
    if any(True for _ in auditor.exposures(chosen)):
        return chosen
    known = auditor.known(chosen)
    for name in sorted(chosen - always, key=lambda name: (-costs[name], auditor.row[name])):
        more = known.learn(auditor.table.cells[auditor.row[name]] * auditor.table.active)
        if next(auditor.exposures(chosen - {name}, more), None) is None:
            chosen, known = chosen - {name}, more
    return chosen


def _cheaper(auditor: Auditor, always: set[Name], chosen: set[Name], costs: dict[Name, float]) -> set[Name]:
    """The cheapest pattern of as few cells as can be, where all that are smaller can be tried; else `chosen`."""
    table = auditor.table
    useful = (table.cells @ table.active > 0).tolist()
    candidates = [
        name
        for name, use in zip(table.names, useful, strict=True)
        if use and name not in always and name not in table.forced
    ]
    most = len(chosen - always)
    if sum(comb(len(candidates), size) for size in range(most + 1)) > PATTERNS:
        return chosen
    for size in range(most + 1):
        patterns = sorted(combinations(candidates, size), key=lambda names: sum(costs[name] for name in names))
        for names in patterns:
            if next(auditor.exposures(always | set(names)), None) is None:
                return always | set(names)
    return chosen
