"""Specification of how an answer is printed: a table for people, CSV and JSON for programs."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.reporting.table import FORMATS, number, render
from flows.storage.query import Result

THIN = "\N{NARROW NO-BREAK SPACE}"


def one(value: Any) -> Result:
    return Result(("x",), [(value,)])


def table(result: Result) -> list[str]:
    return render(result, "table", width=200).splitlines()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (7, "7"),
        (10e9, "10 000 000 000"),
        (69_900.0, "69 900"),
        (2018, "2018"),
        (-1234.5, "-1234.5"),
        (12_345.678, "12 345.68"),
        (12_345_678.9, "12 345 679"),
        (0.272727272, "0.272727"),
        (1e-9, "0"),
        (-1e-9, "0"),
        (1e15, "1 000 000 000 000 000"),
        (2**63 - 1, "9 223 372 036 854 775 807"),
        (Decimal("12345.60"), "12 345.6"),
        (Decimal("-0.00"), "0"),
        (float("inf"), "inf"),
        (float("nan"), "nan"),
    ],
)
def test_a_number_is_written_as_people_do(value: float | Decimal, text: str) -> None:
    assert number(value) == text.replace(" ", THIN)


@given(st.integers(-(2**127), 2**127))
def test_a_whole_number_loses_no_digit(value: int) -> None:
    assert int(number(value).replace(THIN, "")) == value


def test_a_table_has_names_a_rule_rows_and_their_number() -> None:
    assert table(Result(("indicator", "value", "disputed"), [("jobs", 69_900.0, True), ("rank", 3, False)])) == [
        "indicator    value   disputed",
        "─" * 29,
        f"jobs        69{THIN}900        yes",
        "rank             3         no",
        "",
        "2 rows",
    ]


def test_a_table_counts_its_rows_in_words_that_agree() -> None:
    assert table(Result(("x",), []))[-1] == "0 rows"
    assert table(one(1))[-1] == "1 row"
    assert table(Result((), []))[-1] == "0 rows"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "yes"),
        (date(2018, 12, 31), "2018-12-31"),
        (["a", 1], "['a', 1]"),
        ("[bold]not markup[/bold]", "[bold]not markup[/bold]"),
        (":smile: is not an emoji", ":smile: is not an emoji"),
        ("« é » \u0639", "« é » \u0639"),
        (Decimal("1.50"), "1.5"),
    ],
)
def test_a_cell_is_printed_as_it_is(value: object, text: str) -> None:
    assert table(one(value))[2].strip() == text
    assert table(Result((str(text),), [(1,)]))[0].strip() == text


def test_what_is_too_wide_for_a_table_is_told_line_by_line_and_loses_nothing() -> None:
    text = "".join(chr(ord("a") + index % 26) for index in range(100))
    wide = Result(("year", "text"), [(2018, text), (2019, None)])
    assert render(wide, "table", width=30) == f"year  2018\ntext  {text}\n\nyear  2019\ntext\n\n2 rows"
    assert "year" in render(wide, "table", width=120).splitlines()[0]
    assert text in render(wide, "table", width=120)


def test_csv_is_what_programs_read() -> None:
    rows: list[tuple[Any, ...]] = [
        (10e9, 'a "quote", é', date(2018, 12, 31), True, ["x", date(2018, 1, 1)]),
        (0.5, "two\nlines", None, False, []),
    ]
    result = Result(("value", "text", "day", "flag", "list"), rows)
    assert render(result, "csv") == (
        "value,text,day,flag,list\n"
        '10000000000,"a ""quote"", é",2018-12-31,true,"[""x"", ""2018-01-01""]"\n'
        '0.5,"two\nlines",,false,[]'
    )


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\x00")) | st.text('a,"\n ')


@given(st.lists(st.tuples(TEXT, TEXT)))
def test_csv_gives_back_every_text(rows: list[tuple[Any, ...]]) -> None:
    read = list(csv.reader(io.StringIO(render(Result(("x", "y"), rows), "csv"), newline="")))
    assert [tuple(row) for row in read] == [("x", "y"), *rows]


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (None, None),
        (True, True),
        (10e9, 10e9),
        (Decimal("1.5"), 1.5),
        (2**100, 2**100),
        (float("nan"), None),
        (float("inf"), None),
        ([1.5, float("nan")], [1.5, None]),
        ({"a": float("-inf")}, {"a": None}),
        ({date(2018, 1, 1): 1}, {"2018-01-01": 1}),
        (date(2018, 12, 31), "2018-12-31"),
        (datetime(2018, 12, 31, 10, tzinfo=UTC), "2018-12-31T10:00:00+00:00"),
        ([date(2018, 12, 31)], ["2018-12-31"]),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        ("é", "é"),
    ],
)
def test_json_is_valid_and_keeps_numbers_numbers(value: object, read: object) -> None:
    def invalid(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    assert json.loads(render(one(value), "json"), parse_constant=invalid) == [{"x": read}]


def test_json_writes_letters_as_they_are_and_keeps_columns_of_one_name() -> None:
    assert "é" in render(one("é"), "json")
    assert json.loads(render(Result(("x", "x"), [(1, 2)]), "json")) == [{"x": 1, "x_1": 2}]


@pytest.mark.parametrize("style", FORMATS)
def test_no_rows_are_an_answer_too(style: str) -> None:
    assert render(Result(("x",), []), style, width=80)
