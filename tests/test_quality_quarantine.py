"""Quarantine: rows in = rows passed + rows quarantined, each with everything that it broke."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.errors import DataRefused, SetupError
from flows.quality.gate import Check, GateResult
from flows.quality.quarantine import split

ANSWERS = pd.DataFrame(
    {
        "file": ["wave.csv"] * 4,
        "line": [2, 3, 4, None],
        "jobs": [10.0, None, -3.0, 7.0],
        "founded": pd.Series(["2001-05-01", None, "1890-01-01", "2020-12-31"]).astype("datetime64[us]").to_list(),
    },
    index=[10, 11, 12, 13],
)


def broken(*rows: int, column: str | None = "jobs", message: str = "It is as it should be.") -> Check:
    return Check("rows", "answer", "expect_it", column, "failed", 4, len(rows), rows, (), message)


def gate(*checks: Check, rows: int = 4) -> GateResult:
    return GateResult("rows", "answer", rows, checks)


def test_a_row_leaves_with_everything_that_it_broke_and_as_it_stood() -> None:
    result = gate(
        broken(2, message="Jobs are not negative."),
        broken(2, 3, column="founded", message="A firm was founded between 1950 and 2015."),
    )
    passed, (third, fourth) = split(ANSWERS, result, source="file", place="line")
    assert passed["line"].tolist()[:1] == [2.0]
    assert len(passed) == 2
    assert third.reason == (
        "Jobs are not negative (jobs=-3.0). A firm was founded between 1950 and 2015 (founded=1890-01-01)."
    )
    assert (third.source, third.place) == ("wave.csv", "4.0")
    assert third.record == {"file": "wave.csv", "line": 4.0, "jobs": -3.0, "founded": "1890-01-01"}
    assert fourth.place is None


def test_nothing_broken_lets_everything_pass() -> None:
    passed, quarantined = split(ANSWERS, gate(), source="file", place="line")
    assert passed.equals(ANSWERS)
    assert quarantined == []


def test_a_warning_keeps_no_row_out() -> None:
    warning = dataclasses.replace(broken(1), severity="warning")
    passed, quarantined = split(ANSWERS, gate(warning), source="file", place="line")
    assert (len(passed), quarantined) == (4, [])


def test_a_check_that_errored_is_never_taken_for_failed_rows() -> None:
    errored = dataclasses.replace(broken(1), outcome="errored", message="This could not be checked: no such column")
    with pytest.raises(SetupError, match="no such column") as refusal:
        split(ANSWERS, gate(broken(0), errored), source="file", place="line")
    assert refusal.value.where == "gate rows, answer.jobs, expect_it"


def test_a_table_that_failed_as_a_whole_is_refused() -> None:
    few = dataclasses.replace(broken(column=None, message="There are at least ten answers."), examples=("found 4",))
    with pytest.raises(DataRefused, match=r"at least ten answers. \(found 4\)"):
        split(ANSWERS, gate(few), source="file", place="line")


def test_another_frame_than_the_gate_saw_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="saw 3 rows"):
        split(ANSWERS, gate(rows=3), source="file", place="line")


@given(rows=st.integers(0, 40), data=st.data())
def test_rows_in_are_rows_passed_and_rows_quarantined(rows: int, data: st.DataObject) -> None:
    frame = pd.DataFrame({"file": ["a"] * rows, "line": range(rows)})
    some_rows = st.sets(st.integers(0, rows - 1), min_size=1) if rows else st.nothing()
    failing = data.draw(st.lists(some_rows, max_size=4)) if rows else []
    checks = [broken(*sorted(one), column=None, message=f"Rule {number}.") for number, one in enumerate(failing)]
    passed, quarantined = split(frame, gate(*checks, rows=rows), source="file", place="line")
    named = set().union(*failing)
    assert len(passed) + len(quarantined) == rows
    assert {int(one.place or -1) for one in quarantined} == named
    assert set(passed["line"]) == set(range(rows)) - named
    for one in quarantined:
        rules = [f"Rule {number}." for number, rows_ in enumerate(failing) if int(one.place or -1) in rows_]
        assert one.reason == " ".join(rules)
