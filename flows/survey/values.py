"""From text to typed values, a column at a time."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from pandas.api.types import pandas_dtype

from flows.survey.words import spelling, yes_no

if TYPE_CHECKING:
    from flows.survey.codebook import Variable

MOST_EXACT = 2**53  # beyond it a float no longer tells whole numbers apart
DATE_FORMATS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y")
DTYPES = {
    "text": "str",
    "choice": "str",
    "integer": "Int64",
    "number": "float64",
    "yes_no": "boolean",
    "date": "datetime64[s]",
}


def convert(cells: pd.Series[str], variable: Variable, missing: frozenset[str], decimal: str) -> pd.DataFrame:
    """The columns `value`, typed as the codebook says, and `problem`, None or what is wrong with the cell.

    A cell is missing when it is blank or spelt as one of `missing`; `decimal` is the export's decimal mark.
    Each distinct text is converted once.
    """
    codes, distinct = pd.factorize(cells)
    texts = pd.Series(distinct, dtype="str")
    answered = ~texts.map(spelling).isin({"", *missing})
    values, reasons = _typed(texts[answered], variable, decimal)
    values = values.reindex(texts.index)
    reasons = reasons.reindex(texts.index)
    if variable.required:
        reasons = reasons.mask(~answered, "there is no answer")
    problems = (variable.heading + ": " + reasons).astype(object).where(reasons.notna(), None)
    typed = pd.DataFrame({"value": values.astype(pandas_dtype(DTYPES[variable.type])), "problem": problems})
    return typed.take(codes).set_axis(cells.index)


def to_number(texts: pd.Series[str], decimal: str) -> pd.Series[float]:
    """The numbers that `texts` spell, NaN for what is none.

    Thousands may be apart by any kind of space, or by the mark that isn't `decimal`, provided that it can't be a
    decimal mark after all: 12.500 is nothing safe where the comma is the decimal mark, 1.234.567 and 1.234,5 are.
    """
    plain = texts.str.replace(r"\s+", " ", regex=True).str.replace("\N{MINUS SIGN}", "-").str.replace("- ", "-")
    other = "." if decimal == "," else ","
    own = plain.str.fullmatch(_numerals(decimal))
    foreign = ~own & plain.str.fullmatch(_numerals(other)) & ~plain.str.fullmatch(_ambiguous(other))
    digits = plain.str.replace(" ", "")
    as_own = digits.str.replace(other, "").str.replace(decimal, ".")
    as_foreign = digits.str.replace(decimal, "").str.replace(other, ".")
    spelt = as_own.where(own, as_foreign).where(own | foreign)
    numbers = pd.to_numeric(spelt, errors="coerce").astype("float64")
    return numbers.where(np.isfinite(numbers))


@cache
def _numerals(decimal: str) -> str:
    mark, group = re.escape(decimal), re.escape("." if decimal == "," else ",")
    by_spaces = r"\d{1,3}(?: \d{3})+"
    by_marks = rf"[1-9]\d{{0,2}}(?:(?:{group}\d{{3}}){{2,}}|(?:{group}\d{{3}})+(?={mark}))"
    return rf"[+-]?(?:(?:{by_spaces}|{by_marks})(?:{mark}\d+)?|\d*{mark}?\d+(?:[eE][+-]?\d+)?|\d+{mark})"


@cache
def _ambiguous(decimal: str) -> str:
    return rf"[+-]?[1-9]\d{{0,2}}{re.escape(decimal)}\d{{3}}"


def _typed(texts: pd.Series[str], variable: Variable, decimal: str) -> tuple[pd.Series, pd.Series]:
    """The values of answered `texts` and the reasons why one isn't right, None where it is."""
    if variable.type == "text":
        return texts, pd.Series(None, index=texts.index, dtype=object)
    values, expected = _parsed(texts, variable, decimal)
    reasons = (_quoted(texts) + f" is not {expected}").astype(object).where(values.isna(), None)
    if variable.type in ("number", "integer"):
        for outside, why in _outside(values, variable):
            reasons = reasons.mask(outside.fillna(value=False), _quoted(texts) + why)
    return values, reasons


def _quoted(texts: pd.Series[str]) -> pd.Series[str]:
    """`texts` in quotation marks, cut to what a message can hold."""
    return "'" + texts.str.slice(0, 60) + "'"


def _parsed(texts: pd.Series[str], variable: Variable, decimal: str) -> tuple[pd.Series, str]:
    if variable.type == "choice":
        return texts.map(spelling).map(_spellings(variable)).astype("str"), f"one of {', '.join(variable.values)}"
    if variable.type == "yes_no":
        known = (yes_no() if not variable.values else {}) | _spellings(variable)
        return texts.map(spelling).map(known).map({"yes": True, "no": False}).astype("boolean"), "yes or no"
    if variable.type == "date":
        return _dates(texts), "a date such as 2024-12-31 or 31/12/2024"
    numbers = to_number(texts, decimal)
    if variable.type == "number":
        return numbers, f"a number (decimal mark {decimal})"
    whole = (numbers == np.floor(numbers)) & (numbers.abs() <= MOST_EXACT)
    return numbers.where(whole).astype("Int64"), "a whole number"


def _spellings(variable: Variable) -> dict[str, str]:
    return {spelling(text): value for text, value in variable.spellings.items()}


def _dates(texts: pd.Series[str]) -> pd.Series:
    dates = pd.Series(pd.NaT, index=texts.index, dtype="datetime64[s]")
    for form in DATE_FORMATS:
        dates = dates.fillna(pd.to_datetime(texts, format=form, errors="coerce"))
    return dates


def _outside(values: pd.Series, variable: Variable) -> list[tuple[pd.Series, str]]:
    found = []
    if variable.min is not None:
        why = " is negative" if variable.min == 0 else f" is below {variable.min:g}, the least that is allowed"
        found.append((values < variable.min, why))
    if variable.max is not None:
        found.append((values > variable.max, f" is above {variable.max:g}, the most that is allowed"))
    return found
