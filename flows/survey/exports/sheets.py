"""The tables of an export, as DuckDB reads them: every cell a text, absent cells null, blank ones empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import duckdb

    from flows.survey.exports.export import Sheet

MEMORY = "2GB"  # what DuckDB may plan with; it takes about a third of it, and is half as fast with less
ROW = "source_row"


def source(sheet: Sheet) -> str:
    """The SQL of the table: columns `c0`, `c1`, ... as in `sheet.columns`, and `source_row` where it is numbered.

    Raises duckdb.InvalidInputException when it is run on a file that is no regular CSV.
    """
    names = [f"c{place}" for place in range(len(sheet.columns))]
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in ([ROW, *names] if sheet.numbered else names))
    options = {
        "header": "false",
        "auto_detect": "false",
        "skip": str(sheet.skip),
        "delim": quoted(sheet.separator),
        "quote": "'\"'",
        "escape": "'\"'",
        "allow_quoted_nulls": "false",
        "strict_mode": "true",
        "null_padding": "false",
        "columns": f"{{{columns}}}",
    }
    if sheet.numbered:  # in our copies; left to itself it takes the first line end that it meets, also in a cell
        options["new_line"] = "'\\n'"
    given = ", ".join(f"{name} = {value}" for name, value in options.items())
    return f"read_csv({quoted(str(sheet.path))}, {given})"


def numbered(sheet: Sheet) -> str:
    """The same with `source_row` in any case; slower than `source`, because rows are counted one after the other."""
    if sheet.numbered:
        return f"(SELECT * REPLACE ({ROW}::BIGINT AS {ROW}) FROM {source(sheet)})"  # noqa: S608
    return f"(SELECT row_number() OVER () + {sheet.first_row - 1} AS {ROW}, * FROM {source(sheet)})"  # noqa: S608


def raw_rows(
    connection: duckdb.DuckDBPyConnection, sheet: Sheet, rows: Sequence[int]
) -> Iterator[tuple[int, dict[str, str | None]]]:
    """The rows with these numbers as they stand, by heading, in their order."""
    if not rows:
        return
    names = [column.name for column in sheet.columns]
    found = connection.execute(
        f"SELECT * FROM {numbered(sheet)} WHERE {ROW} IN (SELECT unnest(?::BIGINT[])) ORDER BY {ROW}",  # noqa: S608
        [list(rows)],
    )
    while record := found.fetchone():
        row, *cells = record
        yield row, dict(zip(names, cells, strict=True))


def identifier(name: str) -> str:
    """`name` as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def quoted(text: str) -> str:
    """`text` as an SQL string."""
    return "'" + text.replace("'", "''") + "'"
