"""Disclosure control: worked cases, and attacks on random tables."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.survey.disclosure import protect
from flows.survey.estimation import COLUMNS

Cell = tuple[str | None, str | None]
MINIMUM = 3


def table(cells: dict[Cell, list[float]], statistics: tuple[str, ...] = ("total", "mean")) -> pd.DataFrame:
    """Estimates with all their margins; each inner cell is given by its firms' contributions, of weight 2."""
    ecosystems = [None, *dict.fromkeys(eco for eco, _ in cells if eco)]
    sizes = [None, *dict.fromkeys(size for _, size in cells if size)]
    rows = []
    for eco in ecosystems:
        for size in sizes:
            firms = [x for (e, s), xs in cells.items() for x in xs if eco in (None, e) and size in (None, s)]
            rows += [row(eco, size, statistic, firms) for statistic in statistics if firms]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def row(eco: str | None, size: str | None, statistic: str, firms: list[float]) -> dict[str, Any]:
    total = 2.0 * sum(firms)
    return {
        **dict.fromkeys(COLUMNS),
        "survey": "s",
        "wave": "1",
        "variable": "v",
        "statistic": statistic,
        "ecosystem": eco,
        "size_class": size,
        "value": total if statistic == "total" else total / (2 * len(firms)),
        "standard_error": 1.0,
        "ci_low": 0.0,
        "ci_high": 9.0,
        "population": 2.0 * len(firms),
        "respondents": len(firms),
        "contributors": sum(x != 0 for x in firms),
    }


def statuses(estimates: pd.DataFrame, minimum: int = MINIMUM) -> dict[Cell, str]:
    protected = protect(estimates, minimum)
    keys = zip(blank(protected["ecosystem"]), blank(protected["size_class"]), strict=True)
    return {key: status for key, status in zip(keys, protected["conf_status"], strict=True) if status != "F"}


def blank(names: pd.Series) -> list[str | None]:
    return [None if pd.isna(name) else str(name) for name in names]


def firms(n: int, value: float = 10) -> list[float]:
    return [value] * n


def test_a_cell_of_two_firms_and_the_cheapest_beside_it_are_emptied() -> None:
    estimates = table({("CRM", None): firms(12, 100), ("ESO", None): firms(5), ("KPO", None): firms(2, 75)})
    protected = protect(estimates, MINIMUM)
    assert statuses(estimates) == {("ESO", None): "D", ("KPO", None): "A"}
    hidden = protected[protected["conf_status"] != "F"]
    assert (hidden["obs_status"] == "Q").all()
    assert hidden[["value", "standard_error", "ci_low", "ci_high", "respondents"]].isna().all(axis=None)
    assert hidden["population"].notna().all()
    shown = protected[protected["conf_status"] == "F"]
    assert (shown["obs_status"] == "A").all()
    assert shown["value"].notna().all()
    assert list(protected.columns) == [name for name in COLUMNS if name != "contributors"] + [
        "obs_status",
        "conf_status",
    ]


WORKED: list[tuple[str, dict[Cell, list[float]], dict[Cell, str]]] = [
    ("nothing to hide", {("CRM", None): firms(3), ("BPO", None): firms(4)}, {}),
    (
        "two cells of one firm each: each knows its own, so a third one goes",
        {("CRM", None): firms(12, 100), ("BPO", None): firms(9), ("ESO", None): firms(1), ("KPO", None): firms(1)},
        {("BPO", None): "D", ("ESO", None): "A", ("KPO", None): "A"},
    ),
    (
        "zeros don't contribute: two firms behind the amount",
        {("CRM", None): firms(12, 100), ("BPO", None): firms(4), ("KPO", None): [*firms(9, 0), 1, 2]},
        {("BPO", None): "D", ("KPO", None): "A"},
    ),
    ("many zeros tell of nobody", {("CRM", None): firms(12), ("KPO", None): firms(9, 0)}, {}),
    (
        "the zeros of two firms are theirs",
        {("CRM", None): firms(12, 100), ("BPO", None): firms(5), ("KPO", None): firms(2, 0)},
        {("BPO", None): "D", ("KPO", None): "A"},
    ),
    (
        "a zero hides nothing: the amount goes instead",
        {("CRM", None): firms(12), ("BPO", None): firms(5, 0), ("KPO", None): firms(2)},
        {("CRM", None): "D", ("KPO", None): "A"},
    ),
    (
        "an inner cell takes a rectangle with it",
        {
            ("CRM", "small"): firms(9),
            ("CRM", "large"): firms(9, 100),
            ("KPO", "small"): firms(5),
            ("KPO", "large"): firms(2, 50),
        },
        {
            ("CRM", "small"): "D",
            ("CRM", "large"): "D",
            ("KPO", "small"): "D",
            ("KPO", "large"): "A",
        },
    ),
    (
        "a margin of two firms",
        {("CRM", "small"): firms(9), ("BPO", "small"): firms(8), ("KPO", "small"): firms(2)},
        {("BPO", "small"): "D", ("BPO", None): "D", ("KPO", "small"): "A", ("KPO", None): "A"},
    ),
    ("one firm in all", {(None, None): firms(1)}, {(None, None): "A"}),
]


@pytest.mark.parametrize(("cells", "expected"), [case[1:] for case in WORKED], ids=[case[0] for case in WORKED])
@pytest.mark.parametrize("statistics", [("total", "mean"), ("total",), ("mean",)])
def test_worked_cases(cells: dict[Cell, list[float]], expected: dict[Cell, str], statistics: tuple[str, ...]) -> None:
    assert statuses(table(cells, statistics)) == expected


contributions = st.lists(st.sampled_from([0.0, 1.0, 5.0, 40.0]), max_size=6)
tables = st.fixed_dictionaries(
    {(eco, size): contributions for eco in ("CRM", "BPO", "KPO") for size in ("s", "m", "l")}
)


@given(tables.filter(lambda cells: any(cells.values())), st.integers(min_value=1, max_value=4))
@settings(max_examples=150, deadline=None)
def test_no_suppressed_total_follows_by_subtraction(cells: dict[Cell, list[float]], minimum: int) -> None:
    estimates = table(cells)
    protected = protect(estimates, minimum)
    totals = protected[protected["statistic"] == "total"]
    published = {
        cell: value
        for *cell_, value in zip(blank(totals["ecosystem"]), blank(totals["size_class"]), totals["value"], strict=True)
        for cell in [tuple(cell_)]
    }
    assert_means_are_hidden_too(protected)
    assert_small_cells_are_hidden(cells, published, minimum)
    hidden = {cell for cell, value in published.items() if math.isnan(value)}
    assert solve_by_subtraction(set(published), hidden) == hidden


def assert_means_are_hidden_too(protected: pd.DataFrame) -> None:
    means = protected[protected["statistic"] == "mean"].reset_index(drop=True)
    totals = protected[protected["statistic"] == "total"].reset_index(drop=True)
    assert means["value"].isna().equals(totals["value"].isna())


def assert_small_cells_are_hidden(
    cells: dict[Cell, list[float]], published: dict[tuple[str | None, ...], float], minimum: int
) -> None:
    for (eco, size), value in published.items():
        answers = [x for (e, s), xs in cells.items() for x in xs if eco in (None, e) and size in (None, s)]
        if 0 < sum(x != 0 for x in answers) < minimum:
            assert math.isnan(value)


def solve_by_subtraction(
    cells: set[tuple[str | None, ...]], hidden: set[tuple[str | None, ...]]
) -> set[tuple[str | None, ...]]:
    """What stays hidden to a reader who subtracts along every line, again and again."""
    hidden = set(hidden)
    lines = [{c for c in cells if c[0] == e} for e in {c[0] for c in cells}]
    lines += [{c for c in cells if c[1] == s} for s in {c[1] for c in cells}]
    while found := next((line & hidden for line in lines if len(line & hidden) == 1 and len(line) > 1), None):
        hidden -= found
    return hidden
