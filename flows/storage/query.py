"""Reading the published warehouse: read-only, and cut off from files and network."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb

from flows.errors import BarometreError, SetupError
from flows.storage.disk import explained, of_the_file
from flows.storage.release import current_release
from flows.storage.staging import OFFLINE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from flows.settings import Settings


_REMOVE = "remove it, and run: barometre run"
_LOCKED = OFFLINE | {"enable_external_access": False, "lock_configuration": True}


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to a query: the names of its columns and its rows."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]

    def records(self) -> list[dict[str, Any]]:
        """Each row by column name; columns of one name are numbered, as DuckDB does: x, x_1, x_2."""
        names: list[str] = []
        for column in self.columns:
            name, number = column, 0
            while name in names:
                number += 1
                name = f"{column}_{number}"
            names.append(name)
        return [dict(zip(names, row, strict=True)) for row in self.rows]


@contextlib.contextmanager
def open_warehouse(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published release. Raises SetupError when nothing was published yet."""
    release, connection = _connect(settings)
    with explained(release, _REMOVE), connection:
        yield connection


def _connect(settings: Settings) -> tuple[Path, duckdb.DuckDBPyConnection]:
    release = current_release(settings)
    if release is None:
        raise SetupError("nothing has been published yet", where=str(settings.published), remedy="run: barometre run")
    try:
        return release, duckdb.connect(str(release), read_only=True, config=_LOCKED)
    except duckdb.Error as error:
        if not release.exists():  # others were published, and this one pruned, since we looked
            return _connect(settings)
        raise SetupError(f"the warehouse can't be opened: {error}", where=str(release), remedy=_REMOVE) from None


def query(settings: Settings, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> Result:
    """Answer one SQL query on the published release; what DuckDB has against it is said in its words."""
    with open_warehouse(settings) as connection:
        try:
            if not connection.extract_statements(sql):
                raise BarometreError("there is no query in this", remedy='for example: barometre sql "FROM kpi"')
            cursor = connection.execute(sql, parameters)
            rows = cursor.fetchall()
        except duckdb.Error as error:
            if of_the_file(error):
                raise
            raise BarometreError(str(error)) from None
        return Result(tuple(column[0] for column in cursor.description or ()), rows)
