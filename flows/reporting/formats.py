"""The formats of an extract that hold one dataset each: CSV, CSV for a French Excel, Parquet."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the start of a formula (OWASP, CSV injection)."""


def write_csv(dataset: duckdb.DuckDBPyRelation, path: Path) -> None:
    """For programs: UTF-8, commas, decimal points, ISO dates, nothing for null, text exactly as it is."""
    dataset.write_csv(str(path), header=True)


def write_french_csv(dataset: duckdb.DuckDBPyRelation, path: Path) -> None:
    """For a French Excel, which opens it by double click: semicolons, decimal commas, dd/mm/yyyy, VRAI and FAUX, CRLF.

    UTF-8 with a byte order mark, by which Excel knows it; cp1252 would lose Arabic and narrow spaces. Text that a
    spreadsheet would run as a formula gets an apostrophe before it.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow(dataset.columns)
        while rows := dataset.fetchmany(10_000):
            writer.writerows([french(value) for value in row] for row in rows)


def write_parquet(dataset: duckdb.DuckDBPyRelation, path: Path) -> None:
    """For programs: types kept, compressed with Zstandard."""
    dataset.write_parquet(str(path), compression="zstd")


def french(value: Any) -> str:
    """A value as a French spreadsheet reads it; null is the empty text."""
    match value:
        case None:
            return ""
        case bool():
            return "VRAI" if value else "FAUX"
        case float():
            return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else repr(value).replace(".", ",")
        case datetime():
            return f"{value:%d/%m/%Y %H:%M:%S}"
        case date():
            return f"{value:%d/%m/%Y}"
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA_STARTS) else text


WRITERS: dict[str, tuple[str, Callable[[duckdb.DuckDBPyRelation, Path], None]]] = {
    "csv": (".csv", write_csv),
    "csv-fr": (".fr.csv", write_french_csv),
    "parquet": (".parquet", write_parquet),
}
"""By format, the ending of a dataset's file and what writes it."""
