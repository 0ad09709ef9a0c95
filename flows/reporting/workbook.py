"""The workbook of an extract: a sheet for each dataset, and one that says what each column means."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from flows.errors import DataRefused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import duckdb
    from xlsxwriter.format import Format  # type: ignore[import-untyped]  # it ships no types
    from xlsxwriter.workbook import Workbook  # type: ignore[import-untyped]  # it ships no types
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # it ships no types

ROWS_OF_A_SHEET = 1_048_575  # below the header
CHARACTERS_OF_A_CELL = 32_767
WIDTHS = (8, 48)  # narrowest and widest column, in characters
FIRST_DAY = date(1900, 3, 1)  # Excel counts days wrongly before


def write_workbook(
    connection: duckdb.DuckDBPyConnection, datasets: Sequence[str], path: Path, *, created: datetime
) -> None:
    """All `datasets` and their dictionary. Cells are typed, and text is text: it never becomes a formula or a link.

    `created` stands in the file's properties, so that the same release gives the same bytes. Raises DataRefused when
    a dataset has more rows than a sheet holds.
    """
    import xlsxwriter  # type: ignore[import-untyped]  # it ships no types

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as workbook:
        workbook.set_properties({"title": "Baromètre", "created": created.replace(tzinfo=UTC)})
        formats = _formats(workbook)
        for dataset in datasets:
            _write_sheet(workbook.add_worksheet(dataset), connection.table(dataset), formats)
        _write_sheet(workbook.add_worksheet("dictionary"), _dictionary(connection, datasets), formats)


def _dictionary(connection: duckdb.DuckDBPyConnection, datasets: Sequence[str]) -> duckdb.DuckDBPyRelation:
    """What the release's own comments say of its columns."""
    return connection.sql(
        'SELECT table_name AS "table", column_name AS "column", comment AS meaning, data_type AS "type"'
        " FROM duckdb_columns() WHERE schema_name = 'main' AND list_contains($datasets, table_name)"
        " ORDER BY list_position($datasets, table_name), column_index",
        params={"datasets": list(datasets)},
    )


def _formats(workbook: Workbook) -> dict[str, Format]:
    return {
        "header": workbook.add_format({"bold": True, "bottom": 1}),
        "day": workbook.add_format({"num_format": "yyyy-mm-dd"}),
        "time": workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        "thousands": workbook.add_format({"num_format": "#,##0"}),
    }


def _write_sheet(sheet: Worksheet, dataset: duckdb.DuckDBPyRelation, formats: Mapping[str, Format]) -> None:
    rows, columns = dataset.shape
    if rows > ROWS_OF_A_SHEET:
        raise DataRefused(
            f"{rows:,} rows are more than a sheet holds ({ROWS_OF_A_SHEET:,})",
            where=sheet.get_name(),
            remedy="take another format: --format csv,parquet",
        )
    for number, width in enumerate(_widths(dataset)):
        sheet.set_column(number, number, width)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, rows, columns - 1)
    for number, name in enumerate(dataset.columns):
        sheet.write_string(0, number, name, formats["header"])
    row_number = 0
    while batch := dataset.fetchmany(10_000):
        for row in batch:
            row_number += 1
            for number, value in enumerate(row):
                _write_cell(sheet, row_number, number, value, formats)


def _widths(dataset: duckdb.DuckDBPyRelation) -> list[int]:
    """Wide enough for the longest value of each column, between limits."""
    longest = dataset.aggregate(", ".join(f'max(length("{name}"::VARCHAR))' for name in dataset.columns)).fetchone()
    narrowest, widest = WIDTHS
    needed = [max(len(name) + 3, length or 0) for name, length in zip(dataset.columns, longest or (), strict=True)]
    return [min(widest, max(narrowest, width + 1)) for width in needed]


def _write_cell(sheet: Worksheet, row: int, column: int, value: Any, formats: Mapping[str, Format]) -> None:
    match value:
        case None:
            return
        case bool():
            sheet.write_boolean(row, column, value)
        case int() | float() if abs(value) < float("inf"):
            whole = float(value).is_integer() and abs(value) >= 1000
            sheet.write_number(row, column, value, formats["thousands"] if whole else None)
        case datetime() if value.date() >= FIRST_DAY:
            sheet.write_datetime(row, column, value, formats["time"])
        case date() if not isinstance(value, datetime) and value >= FIRST_DAY:
            sheet.write_datetime(row, column, value, formats["day"])
        case _:
            sheet.write_string(row, column, str(value)[:CHARACTERS_OF_A_CELL])
