"""From the text of a cell to a typed value: the tables are the specification."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.survey.codebook import Variable
from flows.survey.values import convert, to_number

NBSP, NARROW = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"

NUMBERS = [  # text, with a decimal comma, with a decimal point
    ("12", 12, 12),
    ("0012", 12, 12),
    ("-3", -3, -3),
    ("- 3", -3, -3),
    ("\N{MINUS SIGN}3", -3, -3),
    ("+3", 3, 3),
    ("12,5", 12.5, 12.5),
    ("12.5", 12.5, 12.5),
    (",5", 0.5, 0.5),
    ("12,", 12, 12),
    ("1 234", 1234, 1234),
    (f"1{NBSP}234,5", 1234.5, 1234.5),
    (f"1{NARROW}234{NARROW}567", 1234567, 1234567),
    ("12,500", 12.5, None),  # 12.5, or 12 500?
    ("12.500", None, 12.5),
    ("0.500", 0.5, 0.5),
    ("1234.567", 1234.567, 1234.567),
    ("1.234,5", 1234.5, 1234.5),
    ("1,234.5", 1234.5, 1234.5),
    ("1.234.567", 1234567, 1234567),
    ("1,234,567", 1234567, 1234567),
    ("1.5e3", 1500, 1500),
    ("12 15", None, None),
    ("1 23", None, None),
    ("1.23.4", None, None),
    ("12 kMAD", None, None),
    ("environ 12", None, None),
    ("-", None, None),
    (".", None, None),
    ("nan", None, None),
    ("inf", None, None),
    ("1e999", None, None),
    ("0x10", None, None),
    ("1_000", None, None),
]


@pytest.mark.parametrize(("text", "comma", "point"), NUMBERS)
def test_numbers(text: str, comma: float | None, point: float | None) -> None:
    for decimal, expected in ((",", comma), (".", point)):
        (found,) = to_number(pd.Series([text], dtype="str"), decimal)
        assert (None if math.isnan(found) else found) == expected


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2, allow_nan=False), st.sampled_from([" ", NBSP, ""]))
def test_a_number_written_as_in_french_reads_back(number: Any, space: str) -> None:
    text = f"{number:,.2f}".replace(",", space).replace(".", ",")
    assert to_number(pd.Series([text], dtype="str"), ",").tolist() == [float(number)]


def variable(kind: str, **options: Any) -> Variable:
    return Variable.model_validate({"column": "Q1", "type": kind} | options)


SIZES = {"small": ["B1", "Moins de 50 salariés"], "large": "B2"}


@pytest.mark.parametrize(
    ("question", "text", "value", "problem"),
    [
        (variable("choice", values=SIZES), "B1", "small", None),
        (variable("choice", values=SIZES), "LARGE", "large", None),
        (variable("choice", values=SIZES), f"moins de{NBSP}50  salarie\N{COMBINING ACUTE ACCENT}s", "small", None),
        (variable("choice", values=SIZES), "B3", None, "Q1: 'B3' is not one of small, large"),
        (variable("yes_no"), "OUI", True, None),
        (variable("yes_no"), "N", False, None),
        (variable("yes_no"), "NSP", None, None),
        (variable("yes_no"), "peut-être", None, "Q1: 'peut-être' is not yes or no"),
        (variable("yes_no", values={"no": "2"}), "2", False, None),
        (variable("yes_no", values={"no": "2"}), "1", None, "Q1: '1' is not yes or no"),
        (variable("integer"), "12,0", 12, None),
        (variable("integer"), "12,4", None, "Q1: '12,4' is not a whole number"),
        (variable("integer", min=0), "-3", -3, "Q1: '-3' is negative"),
        (variable("number", min=1, max=5), "7", 7.0, "Q1: '7' is above 5, the most that is allowed"),
        (variable("number"), "douze", None, "Q1: 'douze' is not a number (decimal mark ,)"),
        (variable("number"), "", None, None),
        (variable("number", required=True), "nsp", None, "Q1: there is no answer"),
        (variable("date"), "31/12/2024", datetime(2024, 12, 31), None),  # noqa: DTZ001
        (variable("date"), "2024-12-31 10:00:00", datetime(2024, 12, 31, 10), None),  # noqa: DTZ001
        (variable("date"), "31/13/2024", None, "Q1: '31/13/2024' is not a date such as 2024-12-31 or 31/12/2024"),
        (variable("text"), "N/A", "N/A", None),
    ],
)
def test_an_answer_is_typed_or_explained(question: Variable, text: str, value: object, problem: str | None) -> None:
    found = convert(pd.Series([text], dtype="str", index=[7]), question, frozenset({"nsp"}), ",")
    assert list(found.index) == [7]
    assert (None if pd.isna(found["value"].iloc[0]) else found["value"].iloc[0]) == value
    assert (None if pd.isna(found["problem"].iloc[0]) else found["problem"].iloc[0]) == problem
