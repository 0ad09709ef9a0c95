"""The typed answers of a wave, in a Parquet file between reading and staging."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.survey.exports.sheets import ROW, quoted

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb


@dataclass(frozen=True, slots=True)
class Answers:
    """A Parquet file with a row for each response, in the order of the export.

    It has a typed column for each variable, one for the reason where there is no answer (`<variable>__missing`),
    `problem`, and what the tool tells of a response (`_uuid`, `_sent`, `_version`). The first response is row
    `first_row` of the export, and the others follow it without a gap; where it is None, `source_row` is a column.
    """

    path: Path
    first_row: int | None

    @property
    def relation(self) -> str:
        """The SQL of the table, with `source_row` (the row of the export as a spreadsheet counts, from 1)."""
        file = quoted(str(self.path))
        if self.first_row is None:
            return f"read_parquet({file})"
        return (
            f"(SELECT file_row_number + {self.first_row} AS {ROW}, * EXCLUDE (file_row_number)"  # noqa: S608
            f" FROM read_parquet({file}, file_row_number = true))"
        )


def write(connection: duckdb.DuckDBPyConnection, query: str, path: Path, first_row: int | None) -> Answers:
    """The answers that `query` gives, in a file at `path`, which lives so shortly that compressing it doesn't pay."""
    connection.execute(f"COPY ({query}) TO {quoted(str(path))} (FORMAT parquet, COMPRESSION uncompressed)")
    return Answers(path, first_row)


def rewritten(connection: duckdb.DuckDBPyConnection, answers: Answers, query: str) -> Answers:
    """The answers as `query`, which has `source_row` among its columns, changes them."""
    path = answers.path.with_name(f"{answers.path.stem}+.parquet")
    changed = write(connection, f"SELECT * FROM ({query}) ORDER BY {ROW}", path, None)  # noqa: S608
    answers.path.unlink()
    return changed
