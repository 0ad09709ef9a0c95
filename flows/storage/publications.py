"""What was published of a wave, answer by answer: the private memory that revisions are checked against."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb
    import pandas as pd

KEY = "response_id"


def earlier(connection: duckdb.DuckDBPyConnection, wave_id: str) -> list[str]:
    """The publications of a wave so far, as names of tables, the first one first."""
    rows = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'published' AND starts_with(table_name, ? || '@')",
        [wave_id],
    ).fetchall()
    return sorted((name for (name,) in rows), key=lambda name: int(name.rpartition("@")[2]))


def remember(connection: duckdb.DuckDBPyConnection, wave_id: str, variables: Sequence[str]) -> None:
    """Keep the answers that the estimates of a wave are made from, which has just been loaded, if they are new."""
    before = earlier(connection, wave_id)
    columns = ", ".join([KEY, *(f'"{name}"' for name in variables)])
    current = f'SELECT {columns} FROM responses."{wave_id}"'
    if before and _columns(connection, before[-1]) == [KEY, *variables]:
        last = f'SELECT {columns} FROM published."{before[-1]}"'
        changed = connection.execute(
            f"SELECT count(*) FROM (({current} EXCEPT {last}) UNION ALL ({last} EXCEPT {current}))"
        ).fetchone()
        if changed == (0,):
            return
    connection.execute(f'CREATE TABLE published."{wave_id}@{len(before) + 1}" AS {current}')


def changed_answers(
    connection: duckdb.DuckDBPyConnection, publication: str, current: str, variable: str, cells: Sequence[str]
) -> pd.DataFrame | None:
    """The firms whose answer to `variable`, or whose cell, differs between a publication and the `current` answers.

    `current` is SQL: a table with `response_id` and the variables. The frame has the columns `response_id`, and
    `earlier` and `later` with the answer, and `earlier <cell variable>` and `later <cell variable>` with its cell. None
    where the publication doesn't have one of these variables, and so has not told anything of it.
    """
    names = list(dict.fromkeys([variable, *cells]))
    if not set(names) <= set(_columns(connection, publication)):
        return None
    told = [f'a."{variable}"::VARCHAR AS earlier', f'b."{variable}"::VARCHAR AS later']
    told += [f'{side}."{name}"::VARCHAR AS "{word} {name}"' for name in cells for side, word in SIDES]
    differs = " OR ".join(f'a."{name}" IS DISTINCT FROM b."{name}"' for name in names)
    return connection.execute(
        f'SELECT {KEY}, {", ".join(told)} FROM published."{publication}" AS a FULL JOIN ({current}) AS b USING ({KEY})'
        f" WHERE {differs}"
    ).df()


SIDES = (("a", "earlier"), ("b", "later"))


def _columns(connection: duckdb.DuckDBPyConnection, publication: str) -> list[str]:
    rows = connection.execute(
        "SELECT column_name FROM duckdb_columns()"
        " WHERE schema_name = 'published' AND table_name = ? ORDER BY column_index",
        [publication],
    ).fetchall()
    return [name for (name,) in rows]
