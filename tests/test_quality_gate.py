"""The gate: what passes, what fails, what could not be checked; what is reported of it, and what never is."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from flows.errors import SetupError
from flows.quality.gate import GateResult, validate
from flows.settings import CHECKOUT

NOT_NULL, BETWEEN, IN_SET = (
    "expect_column_values_to_not_be_null",
    "expect_column_values_to_be_between",
    "expect_column_values_to_be_in_set",
)
UNIQUE, REGEX, ROW_COUNT = (
    "expect_column_values_to_be_unique",
    "expect_column_values_to_match_regex",
    "expect_table_row_count_to_be_between",
)
PAIR, COMPOUND = "expect_column_pair_values_a_to_be_greater_than_b", "expect_compound_columns_to_be_unique"

FIRMS = pd.DataFrame(
    {
        "firm": ["a", "b", "c", "c"],
        "jobs": [10.0, None, -3.0, 7.0],
        "since": [date(2001, 5, 1), None, date(1890, 1, 1), date(2020, 12, 31)],
        "until": [date(2000, 5, 1), date(2010, 1, 1), None, date(9999, 12, 31)],
        "status": ["A", "Q", "A", None],
        "listed": [True, False, True, True],
    }
)
COMPARISON: dict[str, Any] = {"type": "comparison", "column": {"name": "status"}, "parameter": "Q"}


def suite(folder: Path, expectations: list[dict[str, Any]], *, table: str = "firm", **ours: Any) -> Path:
    content = {"name": table, "expectations": expectations, "meta": {"barometre": {"key": ["firm"], **ours}}}
    (folder / f"{table}.json").write_text(json.dumps(content), "utf-8")
    return folder


def expect(type_: str, *, notes: str = "As it should be.", severity: str = "critical", **kwargs: Any) -> dict[str, Any]:
    return {"type": type_, "kwargs": kwargs, "notes": notes, "severity": severity}


def check_firms(folder: Path, *expectations: dict[str, Any], frame: pd.DataFrame = FIRMS, **ours: Any) -> GateResult:
    (result,) = validate({"firm": frame}, suite(folder, list(expectations), **ours), gate="rows")
    return result


CASES: list[
    tuple[str, dict[str, Any], str, tuple[int, ...]]
] = [  # expectation, its arguments, outcome, rows that broke it
    (NOT_NULL, {"column": "firm"}, "passed", ()),
    (NOT_NULL, {"column": "jobs"}, "failed", (1,)),
    (NOT_NULL, {"column": "jbos"}, "errored", ()),
    (UNIQUE, {"column": "firm"}, "failed", (2, 3)),
    (BETWEEN, {"column": "jobs", "min_value": 0}, "failed", (2,)),
    (BETWEEN, {"column": "firm", "min_value": 0}, "errored", ()),
    (BETWEEN, {"column": "since", "min_value": "1950-01-01", "max_value": "2100-12-31"}, "failed", (2,)),
    (BETWEEN, {"column": "until", "min_value": "1950-01-01"}, "passed", ()),
    (IN_SET, {"column": "status", "value_set": ["A", "Q"]}, "passed", ()),
    (IN_SET, {"column": "status", "value_set": ["A"]}, "failed", (1,)),
    (IN_SET, {"column": "listed", "value_set": [True]}, "failed", (1,)),
    (REGEX, {"column": "firm", "regex": "^[ab]$"}, "failed", (2, 3)),
    (REGEX, {"column": "firm", "regex": "("}, "errored", ()),
    (COMPOUND, {"column_list": ["firm", "status"], "ignore_row_if": "never"}, "passed", ()),
    (COMPOUND, {"column_list": ["firm", "listed"], "ignore_row_if": "never"}, "failed", (2, 3)),
    (PAIR, {"column_A": "until", "column_B": "since", "ignore_row_if": "either_value_is_missing"}, "failed", (0,)),
    (PAIR, {"column_A": "until", "column_B": "sinc", "ignore_row_if": "either_value_is_missing"}, "errored", ()),
    (NOT_NULL, {"column": "jobs", "row_condition": COMPARISON | {"operator": "!="}}, "passed", ()),
    (NOT_NULL, {"column": "jobs", "row_condition": COMPARISON | {"operator": "=="}}, "failed", (1,)),
    (
        NOT_NULL,
        {"column": "jobs", "row_condition": COMPARISON | {"operator": "==", "column": {"name": "stat"}}},
        "errored",
        (),
    ),
    (ROW_COUNT, {"min_value": 1}, "passed", ()),
    (ROW_COUNT, {"min_value": 5}, "failed", ()),
    ("expect_column_to_exist", {"column": "jbos"}, "failed", ()),
]


@pytest.mark.parametrize(("type_", "kwargs", "outcome", "rows"), CASES)
def test_passed_failed_and_errored_are_told_apart(
    tmp_path: Path, type_: str, kwargs: dict[str, Any], outcome: str, rows: tuple[int, ...]
) -> None:
    (check,) = check_firms(tmp_path, expect(type_, **kwargs)).checks
    assert (check.outcome, check.failing_rows) == (outcome, rows)
    assert check.unexpected == len(rows)


@pytest.mark.parametrize("as_stored", [str, "datetime64[us]", "datetime64[ns]"])
def test_days_compare_however_the_frame_stores_them(tmp_path: Path, as_stored: Any) -> None:
    days = FIRMS["since"] if as_stored is str else FIRMS["since"].astype(as_stored)
    frame = FIRMS.assign(since=days)
    result = check_firms(tmp_path, expect(BETWEEN, column="since", min_value="1950-01-01"), frame=frame)
    assert [check.failing_rows for check in result.failed] == [(2,)]


def test_failing_rows_are_complete_and_positions_whatever_the_index(tmp_path: Path) -> None:
    frame = pd.DataFrame({"firm": range(3000), "jobs": [-1.0] * 3000}, index=range(9000, 12000))
    (check,) = check_firms(tmp_path, expect(BETWEEN, column="jobs", min_value=0), frame=frame).checks
    assert check.failing_rows == tuple(range(3000))
    assert len(check.examples) == 5


@pytest.mark.parametrize("rows", [0, 3])
def test_rows_that_are_not_there_and_nulls_break_no_rule_about_values(tmp_path: Path, rows: int) -> None:
    frame = pd.DataFrame({column: [None] * rows for column in FIRMS.columns})
    about_values = [
        expect(type_, **kwargs)
        for type_, kwargs, outcome, _ in CASES
        if outcome != "errored" and type_ in (BETWEEN, IN_SET, REGEX, PAIR)
    ]
    result = check_firms(tmp_path, *about_values, frame=frame)
    assert result.passed
    assert result.rows == rows


def test_a_misspelt_column_is_an_error_in_an_empty_table_too(tmp_path: Path) -> None:
    result = check_firms(tmp_path, expect(NOT_NULL, column="jbos"), frame=FIRMS.iloc[:0])
    assert [check.outcome for check in result.checks] == ["errored"]
    assert 'column "jbos"' in result.errored[0].message


def test_a_warning_is_reported_and_stops_nothing(tmp_path: Path) -> None:
    result = check_firms(tmp_path, expect(NOT_NULL, column="jobs", severity="warning"))
    assert result.passed
    assert [check.failing_rows for check in result.warnings] == [(1,)]
    assert not check_firms(tmp_path, expect(NOT_NULL, column="jbos", severity="warning")).passed


def test_a_check_says_what_was_expected_and_shows_offenders_by_their_keys(tmp_path: Path) -> None:
    result = check_firms(
        tmp_path,
        expect(BETWEEN, notes="A firm was founded after 1950.", column="since", min_value="1950-01-01"),
        expect(ROW_COUNT, notes="There are five firms.", min_value=5),
    )
    founded, five = result.failed
    assert (founded.message, founded.examples) == ("A firm was founded after 1950.", ("firm=c: since=1890-01-01",))
    assert (five.message, five.examples) == ("There are five firms.", ("found 4",))


def test_no_value_of_a_private_table_is_shown(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    frame = FIRMS.assign(firm=["a", "b", "secret-firm", "d"], jobs=[1.0, 2.0, -987654321.0, 4.0])
    expectations = suite(tmp_path, [expect(BETWEEN, column="jobs", min_value=0)], private=True)
    (result,) = validate({"firm": frame}, expectations, gate="rows", docs=docs)
    assert result.failed[0].examples == ("row 2",)
    written = "".join(path.read_text("utf-8") for path in docs.rglob("*") if path.suffix in {".html", ".json"})
    assert "987654321" not in written
    assert "secret-firm" not in written


def test_checks_stand_in_the_order_of_the_suite(tmp_path: Path) -> None:
    columns = ["status", "jobs", "firm", "until"]
    result = check_firms(tmp_path, *[expect(NOT_NULL, column=column) for column in columns])
    assert [check.column for check in result.checks] == columns


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "not valid JSON"),
        ("[]", "no list of expectations"),
        ('{"expectations": {}}', "no list of expectations"),
        ('{"expectations": [], "meta": {"barometre": []}}', "no list of expectations"),
        ('{"expectations": [7]}', "expectation 1"),
        ('{"expectations": [{"type": "expect_the_best", "kwargs": {}}]}', "expect_the_best not found"),
        (json.dumps({"expectations": [{"type": NOT_NULL, "kwargs": {"colum": "a"}}]}), "colum"),
        (json.dumps({"expectations": [expect(NOT_NULL, column="a", severity="grave")]}), "grave"),
        (json.dumps({"expectations": [expect(NOT_NULL, column="a")] * 2}), "expectation 2: it stands there already"),
    ],
)
def test_a_suite_that_is_none_is_refused_with_its_place(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "firm.json").write_text(content, "utf-8")
    with pytest.raises(SetupError) as refusal:
        validate({"firm": FIRMS}, tmp_path, gate="rows")
    assert said in str(refusal.value)
    assert str(tmp_path / "firm.json") in str(refusal.value)
    assert refusal.value.remedy


def test_a_missing_suite_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="no such expectation suite"):
        validate({"firm": FIRMS}, tmp_path, gate="rows")


def test_data_docs_keep_the_last_result_of_each_table_at_each_gate(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    expectations = suite(tmp_path, [expect(NOT_NULL, column="firm")])
    suite(tmp_path, [expect(NOT_NULL, column="firm")], table="branch")
    for table, gate in [("firm", "rows"), ("branch", "rows"), ("firm", "release"), ("firm", "rows"), ("firm", "rows")]:
        validate({table: FIRMS}, expectations, gate=gate, docs=docs)
    kept = sorted(path.relative_to(docs).parts[1:3] for path in (docs / "validations").rglob("*.html"))
    assert kept == [("branch", "rows"), ("firm", "release"), ("firm", "rows")]
    assert len(list((docs / "results" / "validations").rglob("*.json"))) == 3
    index = (docs / "index.html").read_text("utf-8")
    assert all(path.relative_to(docs).as_posix() in index for path in (docs / "validations").rglob("*.html"))


def test_no_temporary_folder_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (temporary := tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    expectations = suite(tmp_path, [expect(NOT_NULL, column="firm")])
    validate({"firm": FIRMS}, expectations, gate="rows", docs=tmp_path / "docs")
    assert list(temporary.iterdir()) == []


OFFLINE_RUN = """
import socket, sys
from pathlib import Path

def refuse(*_, **__):
    raise SystemExit("the gate reached for the network")

socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = socket.create_connection = refuse
import pandas
from flows.quality.gate import validate
folder = Path(sys.argv[1])
frame = pandas.read_pickle(folder / "firm.pickle")
assert validate({"firm": frame}, folder, gate="rows", docs=folder / "docs")[0].errored
"""


def test_nothing_is_printed_nor_sent(tmp_path: Path) -> None:
    suite(tmp_path, [expect(type_, **kwargs) for type_, kwargs, *_ in CASES])
    FIRMS.to_pickle(tmp_path / "firm.pickle")
    run = subprocess.run(
        [sys.executable, "-c", OFFLINE_RUN, str(tmp_path)], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    assert not [path for path in (tmp_path / "docs").rglob("*.html") if "Traceback" in path.read_text("utf-8")]
