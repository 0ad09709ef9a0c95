"""The cells of an opened export, as DuckDB reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from flows.survey.exports.opening import copied

if TYPE_CHECKING:
    from pathlib import Path

    from flows.survey.exports.export import Export, Sheet

Rows = list[tuple[int, list[str | None]]]


def rows(export: Export, scratch: Path) -> tuple[Export, Rows]:
    """Each row with its number and its cells; of a copy where DuckDB refuses the file, as the reading does."""
    try:
        return export, read(export.sheets[0])
    except duckdb.InvalidInputException:
        export = copied(export, scratch)
        return export, read(export.sheets[0])


def read(sheet: Sheet) -> Rows:
    end = r", new_line = '\n'" if sheet.numbered else ""  # else DuckDB takes the first one that it sees in an answer
    width = len(sheet.columns) + sheet.numbered
    columns = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(width))
    options = f"""header = false, auto_detect = false, skip = {sheet.skip}, delim = ?, quote = '"', escape = '"',
        allow_quoted_nulls = false, strict_mode = true, null_padding = false, columns = {{{columns}}}{end}"""
    found = duckdb.execute(f"SELECT * FROM read_csv(?, {options})", [str(sheet.path), sheet.separator]).fetchall()
    if sheet.numbered:
        return [(int(row[0]), list(row[1:])) for row in found]
    return [(place, list(row)) for place, row in enumerate(found, start=sheet.first_row)]
