"""The tables of a release as a gate sees them: frames of all rows, in little memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from flows.quality.frames import as_categories
from flows.storage.release import open_building

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import duckdb

    from flows.settings import Settings


def release_frames(settings: Settings, path: Path, tables: Iterable[str]) -> dict[str, pd.DataFrame]:
    """Tables and views of an unpublished release, by name; texts as categories."""
    with open_building(settings, path) as connection:
        return {table: _frame(connection, table) for table in tables}


def _frame(connection: duckdb.DuckDBPyConnection, table: str) -> pd.DataFrame:
    """Column by column, since the texts of millions of rows take gigabytes before they are categories.

    Rows are in one order each time only where they are stored: those of a view are stored first.
    """
    columns = [name for name, *_ in connection.execute(f"DESCRIBE {table}").fetchall()]
    views = connection.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
    stored = (table,) not in views
    if not stored:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE gated AS FROM {table}")
    rows = table if stored else "gated"
    return pd.DataFrame(
        {name: as_categories(connection.execute(f'SELECT "{name}" FROM {rows}').df()[name]) for name in columns}
    )
