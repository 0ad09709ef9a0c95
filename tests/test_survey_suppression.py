"""Which cells are hidden besides the sensitive ones, and that nobody gets behind them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from disclosure_examples import beside, examples, table
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog  # type: ignore[import-untyped]  # scipy ships no types

from flows.survey.disclosure.attack import exposed
from flows.survey.disclosure.linked import Answers, Table, breakdown, linked
from flows.survey.disclosure.sensitivity import Rules
from flows.survey.disclosure.suppression import CannotProtect, suppress

NAMES = ("a", "b", "c")
TABLES: list[list[tuple[str, ...]]] = [
    [("a",)],
    [("a", "b")],
    [("a", "b", "c")],
    [("a", "b"), ("a", "c")],
    [("a",), ("b",), ("c",)],
]


@beside
@pytest.mark.parametrize("case", examples("secondary_1d", "singletons", "secondary_2d"))
def test_worked_cases(case: dict[str, Any]) -> None:
    cells = table(case)
    pattern = suppress(cells)
    secondary = {name for name, status in pattern.items() if status == "D"}
    assert set(pattern) - secondary == set(case["expected_primary"])
    assert len(secondary) == case["expected_min_secondary_count"]
    assert secondary in [set(each) for each in case["valid_minimal_secondaries"]]
    assert secondary == set(case.get("preferred_secondary", secondary))
    for name, (obs_status, conf_status) in case.get("expected_flags", {}).items():
        assert (pattern.get(name, "F"), name in pattern) == (conf_status, obs_status == "Q")


def one_way(rules: Rules | None = None, forced: Any = (), **firms: list[float]) -> Table:
    labels = [name for name, values in firms.items() for _ in values]
    answers = Answers.of([y for values in firms.values() for y in values])
    return linked(
        answers, {**{n: np.array(labels) == n for n in firms}, "T": np.ones(len(labels), bool)}, rules, forced
    )


def test_nothing_is_hidden_when_nothing_is_unsafe() -> None:
    assert suppress(one_way(A=[1] * 3, B=[2] * 4)) == {}


def test_a_zero_hides_nothing() -> None:
    assert suppress(one_way(A=[10] * 9, B=[0] * 5, C=[10, 10])) == {"A": "D", "C": "A"}


def test_two_zeros_are_hidden_and_could_be_more() -> None:
    assert suppress(one_way(A=[100] * 9, B=[10] * 5, C=[0, 0])) == {"B": "D", "C": "A"}


def test_a_dominated_cell_needs_as_much_beside_it_as_its_level() -> None:
    """A partner of 3 could leave the large firm known within 3; its level is 100/85 x 900 - 1000 = 58.8."""
    assert suppress(one_way(Rules(3, ((1, 85),)), A=[900, 50, 50], B=[1] * 3, C=[30] * 3, D=[99] * 9)) == {
        "A": "O",
        "C": "D",
    }


def test_all_firms_and_those_of_ten_or_more() -> None:
    domains = {"all": np.ones(41, dtype=bool), "10plus": np.arange(41) >= 2}
    answers = Answers.of([60, 60, *[100] * 39])
    assert suppress(linked(answers, domains)) == {"10plus": "D"}
    # An earlier release has shown one of them, or both.
    assert suppress(linked(answers, domains, forced=["10plus"])) == {"all": "D"}
    with pytest.raises(CannotProtect, match="a difference of cells"):
        suppress(linked(answers, domains, forced=["all", "10plus"]))


def test_a_revised_answer_is_a_unit_of_its_own() -> None:
    """The total was published with the old answers of two holdings; the new one tells each how the other's changed."""
    answers = Answers.of([10] * 9 + [20, 30, 25, 35], None, [*range(9), 9, 10, 9, 10])
    was, now = np.array([True] * 11 + [False] * 2), np.array([True] * 9 + [False] * 2 + [True] * 2)
    assert suppress(linked(answers, {"was": was, "now": now}, forced=["was"])) == {"now": "D"}
    four = Answers.of(answers.value, None, [*range(9), 9, 10, 11, 12])
    assert suppress(linked(four, {"was": was, "now": now}, forced=["was"])) == {}


def test_what_must_be_shown_is_shown_and_else_protected() -> None:
    assert suppress(one_way(forced=["B", "T"], A=[9] * 9, B=[1] * 4, C=[5, 5])) == {"A": "D", "C": "A"}
    with pytest.raises(CannotProtect) as error:
        suppress(one_way(forced=["A", "B", "T"], A=[9] * 9, B=[1] * 4, C=[5, 5]))
    assert error.value.pattern == {"C": "A"}
    assert "C" in error.value.what
    with pytest.raises(CannotProtect):
        suppress(one_way(forced=["C"], A=[9] * 9, B=[1] * 4, C=[5, 5]))


def test_what_may_be_negative_is_free_where_it_does_not_follow() -> None:
    assert suppress(one_way(A=[5, -3], B=[1] * 4, C=[9] * 9)) == {"A": "A", "B": "D"}
    # Rules of concentration can't tell whether a sum with negative parts is safe, so the total goes as well.
    assert suppress(one_way(Rules(3, ((1, 85),)), A=[5, -3, 7], B=[1] * 4, C=[9] * 9)) == {"A": "M", "T": "M"}


firm = st.tuples(
    st.sampled_from(["x", "y", "z"]),
    st.sampled_from(["s", "l"]),
    st.sampled_from(["N", "S", "W"]),
    st.sampled_from([0.0, 0.0, 1.0, 5.0, 40.0, 300.0]),
    st.integers(0, 14),
)
rule = st.sampled_from(
    [Rules(), Rules(2), Rules(3, ((1, 85),)), Rules(3, (), 15), Rules(3, ((1, 80), (2, 95)), 10, frequency_range=5)]
)


def build(firms: list[tuple[str, str, str, float, int]], tables: list[tuple[str, ...]], rules: Rules) -> Table:
    columns = list(zip(*firms, strict=True))
    cells = breakdown(dict(zip(NAMES, columns[:3], strict=True)), tables)
    return linked(Answers.of(columns[3], None, columns[4]), cells, rules)


@given(st.lists(firm, min_size=1, max_size=16), st.sampled_from(TABLES), rule)
@settings(max_examples=60, deadline=None)
def test_nobody_gets_behind_the_pattern(
    firms: list[tuple[str, str, str, float, int]], tables: list[tuple[str, ...]], rules: Rules
) -> None:
    cells = build(firms, tables, rules)
    pattern = suppress(cells)
    assert not exposed(cells, pattern)
    assert suppress(cells, pattern) == pattern
    assert suppress(build(firms, tables, rules)) == pattern
    if not any(verdict.unsafe for verdict in cells.sensitivities) and not exposed(cells, []):
        assert pattern == {}
    unsafe = {name for name, verdict in zip(cells.names, cells.sensitivities, strict=True) if verdict.unsafe}
    assert {name for name, status in pattern.items() if status != "D"} == unsafe
    attack(cells, pattern)


def attack(cells: Table, pattern: dict[Any, str]) -> None:
    """By linear programming over the firms, not over atoms: from outside, and by each firm alone in a hidden cell."""
    members = cells.cells[:, cells.atom]
    truth = cells.answers.amount
    shown = np.array([name not in pattern for name in cells.names])
    for name, cell, verdict in zip(cells.names, members, cells.sensitivities, strict=True):
        if not verdict.unsafe:
            continue
        for known in [np.zeros(truth.size, dtype=bool), *singletons(cells, members, pattern)]:
            others = (cell > 0) & ~known & (truth > 0)
            if others.any() or not known.any():
                low, high = interval(cell, members[shown], truth, known)
                assert_uncertain(name, low, high, float(cell @ truth), float((cell * known) @ truth), verdict)


def singletons(cells: Table, members: Any, pattern: dict[Any, str]) -> list[Any]:
    """What each holding knows that is the only contributor of hidden cells: these cells, and its own answers."""
    known: dict[int, Any] = {}
    truth, holding = cells.answers.amount, cells.answers.holding
    for name, cell in zip(cells.names, members, strict=True):
        inside = (cell > 0) & (truth != 0)
        if name in pattern and len(set(holding[inside])) == 1:
            insider = int(holding[inside][0])
            known[insider] = known.get(insider, holding == insider) | (cell > 0)
    return list(known.values())


def interval(cell: Any, published: Any, truth: Any, known: Any) -> tuple[float, float]:
    bounds = [(y, y) if k else (0, None) for y, k in zip(truth, known, strict=True)]
    equations = {"A_eq": published, "b_eq": published @ truth} if len(published) else {}
    ends = []
    for sign in (1, -1):
        result = linprog(sign * cell, bounds=bounds, **equations)
        ends.append(sign * result.fun if result.status == 0 else -sign * np.inf)
    return ends[0], ends[1]


def assert_uncertain(name: Any, low: float, high: float, value: float, own: float, verdict: Any) -> None:
    level = verdict.upper_protection
    assert high - low > 1e-6, name
    if level:
        assert high >= value + level - 1e-5, name
        assert low <= max(value - level, own) + 1e-5, name


def test_a_realistic_survey_is_protected() -> None:
    """5 ecosystems x 3 sizes and x 12 cities, 200 firms."""
    random = np.random.default_rng(7)
    columns = {
        "ecosystem": random.choice(["CRM", "BPO", "ITO", "ESO", "KPO"], 200).tolist(),
        "size": random.choice(["small", "medium", "large"], 200, p=[0.6, 0.3, 0.1]).tolist(),
        "city": random.choice([f"city {n}" for n in range(12)], 200, p=[0.34, *[0.06] * 11]).tolist(),
    }
    answers = Answers.of(random.lognormal(3, 1.5, 200).round(), None, random.integers(0, 180, 200).tolist())
    cells = linked(answers, breakdown(columns, [("ecosystem", "size"), ("ecosystem", "city")]))
    pattern = suppress(cells)
    assert 0 < sum(status == "D" for status in pattern.values()) < len(cells.names) / 3


def test_the_total_goes_where_it_tells_an_insider_of_the_others() -> None:
    """Three holdings in all, one of which is alone in two cells: from the total it has the sum of the other two."""
    firms = [("x", "s", "N", 0.0, 0)] * 6
    firms += [("x", "s", "N", 1.0, 2), ("x", "l", "N", 1.0, 0), ("x", "l", "N", 1.0, 1), ("x", "l", "S", 1.0, 2)]
    cells = build([*firms, ("y", "s", "N", 1.0, 0)], [NAMES], Rules())
    pattern = suppress(cells)
    assert not exposed(cells, pattern)
    assert pattern[()] == "D"
