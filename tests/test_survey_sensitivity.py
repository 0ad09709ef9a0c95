"""When a cell tells too much about one firm."""

from __future__ import annotations

from typing import Any

import pytest
from disclosure_examples import beside, examples, rules
from hypothesis import given
from hypothesis import strategies as st

from flows.survey.disclosure.sensitivity import Rules, Sensitivity, sensitivity

ONE_85 = Rules(1, ((1, 85),))
P10 = Rules(1, (), 10)
ALL = Rules(3, ((1, 85), (2, 95)), 10)


@beside
@pytest.mark.parametrize("case", examples("primary"))
def test_worked_cases(case: dict[str, Any]) -> None:
    verdict = sensitivity(case["contributions"], case.get("weights"), case.get("holdings"), rules(case["rule"]))
    assert verdict.unsafe is case["expected_unsafe"]
    assert list(verdict.reasons) == case["expected_reasons"]


CASES: list[tuple[str, list[float], Rules, tuple[str, ...], str]] = [
    ("three are enough", [1, 1, 1], Rules(), (), "F"),
    ("two are not", [1, 1], Rules(), ("freq",), "A"),
    ("zeros don't contribute", [5, 5, 0, 0, 0], Rules(), ("freq",), "A"),
    ("many zeros tell of nobody", [0, 0, 0], Rules(), (), "F"),
    ("two zeros tell of two", [0, 0], Rules(), ("freq",), "A"),
    ("nobody answered", [], ALL, (), "F"),
    ("one unit dominates", [86, 7, 7], ONE_85, ("dominance",), "O"),
    ("exactly 85 %", [85, 8, 7], ONE_85, (), "F"),
    ("exactly 85 %, with decimals", [0.085, 0.008, 0.007], ONE_85, (), "F"),
    ("two units dominate", [50, 46, 4], Rules(1, ((1, 85), (2, 95))), ("dominance",), "T"),
    ("three units dominate", [40, 30, 29, 1], Rules(1, ((3, 95),)), ("dominance",), "M"),
    ("the second knows the first", [500, 490, 6, 4], P10, ("p%",), "M"),
    ("negative, no rule of concentration", [9, -8, 1], Rules(), (), "F"),
    ("negative, and too few", [9, -8], ALL, ("freq", "negative"), "A"),
    ("all rules fail", [90, 1], ALL, ("freq", "dominance", "p%"), "A"),
]


@pytest.mark.parametrize(("answers", "asked", "reasons", "status"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_reasons_and_status(answers: list[float], asked: Rules, reasons: tuple[str, ...], status: str) -> None:
    verdict = sensitivity(answers, rules=asked)
    assert (verdict.reasons, verdict.conf_status) == (reasons, status)


def test_a_holding_is_one_contributor() -> None:
    assert sensitivity([1, 1, 1], holdings=["a", "a", "b"]).reasons == ("freq",)
    assert not sensitivity([1, 1, 1], holdings=["a", "b", "c"]).unsafe
    assert sensitivity([45, 45, 10], holdings=["a", "a", "b"], rules=ONE_85).reasons == ("dominance",)


@pytest.mark.parametrize(
    ("answers", "asked", "level"),
    [
        ([300, 20, 10], ONE_85, 100 / 85 * 300 - 330),  # the handbook's example 4
        ([50_000, 49_000, 600, 400], P10, 5_000 - 1_000),
        ([300, 20, 10], Rules(4), 0),
        ([300, 20, 10], Rules(4, frequency_range=10), 33),
        ([300, 20, 10], Rules(4, ((1, 85), (2, 95)), 5, frequency_range=5), 100 / 85 * 300 - 330),
    ],
)
def test_upper_protection(answers: list[float], asked: Rules, level: float) -> None:
    assert sensitivity(answers, rules=asked).upper_protection == pytest.approx(level)


def test_weights_that_a_reader_knows_hide_nothing() -> None:
    """The handbook's formulas for sampling weights: 100 of weight 4 and 10 of weight 7 in a total of 470."""
    public, secret = Rules(1, (), 10), Rules(1, (), 10, public_weights=False)
    assert sensitivity([100, 10], [4, 7], rules=public).reasons == ("p%",)
    assert not sensitivity([100, 10], [4, 7], rules=secret).unsafe
    assert sensitivity([100, 10], [1, 1], rules=secret) == sensitivity([100, 10], rules=public)


@given(st.lists(st.floats(0, 1e6), max_size=8), st.floats(0.01, 100))
def test_the_unit_does_not_matter(answers: list[float], scale: float) -> None:
    answers = [round(y) for y in answers]
    assert sensitivity([y * scale for y in answers], rules=ALL).reasons == sensitivity(answers, rules=ALL).reasons


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=8))
def test_a_safe_cell_needs_no_protection(answers: list[float]) -> None:
    verdict = sensitivity(answers, rules=ALL)
    assert verdict.unsafe or verdict == Sensitivity()
    assert verdict.upper_protection >= 0
