"""Frames as the gate validates them, and their rows as a person reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.extensions import take

LONGEST_SHOWN = 80


def as_validated(frame: pd.DataFrame) -> pd.DataFrame:
    """The same rows, labelled by position, in types that the expectations can compare.

    Days become plain dates, since Great Expectations reads a bound like "1950-01-01" as one and pandas refuses to
    compare it with a timestamp. A column of nothing but nulls has no telling type: it becomes `object`, so that
    expectations about text and about numbers both pass on it.
    """
    return frame.reset_index(drop=True).apply(_comparable) if len(frame.columns) else frame


def as_categories(column: pd.Series[Any]) -> pd.Series[Any]:
    """The same column, of texts as categories: a release repeats few codes in a million rows.

    Great Expectations looks at each value of an object column several times, and at each category once.
    """
    if not isinstance(column.dtype, pd.StringDtype):
        return column
    codes, values = pd.factorize(column)
    categories = pd.Index(np.asarray(values, dtype=object))
    return pd.Series(pd.Categorical.from_codes(codes, categories), index=column.index)


def plain_records(frame: pd.DataFrame, rows: Sequence[int]) -> dict[int, dict[str, Any]]:
    """By position, rows as JSON can hold them: None for null, ISO text for days and times, Python's own numbers."""
    records = frame.iloc[list(rows)].astype(object).to_dict("records")
    return {
        row: {str(column): _plain(value) for column, value in record.items()}
        for row, record in zip(rows, records, strict=True)
    }


def describe_row(record: Mapping[str, Any], row: int, *, keys: Sequence[str], columns: Sequence[str]) -> str:
    """`key=…: column=…`, or `row 12: column=…` where the row has no such key."""
    known = [key for key in keys if record.get(key) is not None]
    name = describe_values(record, known) or f"row {row}"
    told = describe_values(record, [column for column in columns if column not in known])
    return f"{name}: {told}" if told else name


def describe_values(record: Mapping[str, Any], columns: Sequence[str]) -> str:
    """`column=value, …`, as far as the record has the columns; long values are cut."""
    return ", ".join(f"{column}={_short(record[column])}" for column in columns if column in record)


def _comparable(column: pd.Series[Any]) -> pd.Series[Any]:
    if column.isna().all():
        return pd.Series([None] * len(column), index=column.index, dtype=object)
    if pd.api.types.is_datetime64_dtype(column.dtype):
        codes, times = pd.factorize(column)
        days = pd.DatetimeIndex(times)
        if (days == days.normalize()).all():
            return _decoded(codes, days.date, column.index)
    return column


def _decoded(codes: npt.NDArray[np.intp], values: npt.NDArray[np.object_], index: pd.Index[Any]) -> pd.Series[Any]:
    """The value of each code, None where it is -1. Rows of one value share it, which saves most of the memory."""
    return pd.Series(take(values, codes, allow_fill=True, fill_value=None), index=index, dtype=object)


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple | dict):
        return value
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp) and value == value.normalize():
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    return value.item() if hasattr(value, "item") else value


def _short(value: Any) -> str:
    text = "null" if value is None else str(value)
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
