"""What people supply beside the sources: corrections, exchange rates, deflators. Laid anew before each release."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flows.catalogue import load_catalogue
from flows.corrections.entries import read_corrections
from flows.corrections.resolving import Known, resolve
from flows.money import read_deflators, read_exchange_rates
from flows.storage.loading import insert

if TYPE_CHECKING:
    from collections.abc import Iterable

    import duckdb

    from flows.settings import Settings


def replace_supplied(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Read the files and lay their tables anew. Raises DataRefused with what is wrong in them, and where."""
    path, money = settings.raw / "corrections.yml", settings.raw / "money"
    where = settings.relative(path)
    corrections = read_corrections(path, where, load_catalogue())
    known = _known(connection, {entry.document for _, entry in corrections.entries})
    rates, deflators = money / "exchange_rates.csv", money / "deflators.csv"
    tables: dict[str, list[dict[str, Any]]] = {
        "correction": resolve(corrections, known, where),
        "exchange_rate": read_exchange_rates(rates, settings.relative(rates)),
        "deflator": read_deflators(deflators, settings.relative(deflators)),
    }
    for table, rows in tables.items():
        connection.execute(f"DELETE FROM {table}")
        insert(connection, table, rows)


def _known(connection: duckdb.DuckDBPyConnection, names: Iterable[str]) -> Known:
    """The documents of these names, and their claims.

    A path means what lies there now, an url what was not withdrawn; where all was, what there was.
    """
    named = connection.execute(
        """
        WITH asked AS (SELECT unnest($names) AS name),
        by_path AS (
            SELECT name, content_id AS document_id
            FROM asked JOIN source ON raw_path = name AND kind = 'press_release' AND content_id IS NOT NULL
        )
        SELECT name, list(DISTINCT document_id ORDER BY document_id) FROM (
            SELECT name, document_id FROM by_path
            UNION ALL
            SELECT name, document_id FROM asked JOIN document ON name IN (document_id, url, raw_path)
            WHERE name NOT IN (SELECT name FROM by_path)
            QUALIFY withdrawn_at IS NULL OR bool_and(withdrawn_at IS NOT NULL) OVER (PARTITION BY name)
        ) GROUP BY name
        """,
        {"names": sorted(names)},
    ).fetchall()
    documents = {name: tuple(ids) for name, ids in named}
    ids = sorted({document_id for found in documents.values() for document_id in found})
    cursor = connection.execute('SELECT * FROM claim WHERE document_id = ANY(?) ORDER BY start, "end", claim_id', [ids])
    columns = [column[0] for column in cursor.description or ()]
    claims: dict[str, list[dict[str, Any]]] = {document_id: [] for document_id in ids}
    for row in cursor.fetchall():
        claim = dict(zip(columns, row, strict=True))
        claims[claim["document_id"]].append(claim)
    return Known(documents, {document_id: tuple(rows) for document_id, rows in claims.items()})
