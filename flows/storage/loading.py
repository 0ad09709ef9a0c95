"""Putting what was read into the staging store. A source's earlier rows are forgotten first, by the caller."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from flows.storage.plans import plan_lists
from flows.storage.reconciling import reconciling_lists
from flows.storage.staging import Source, utc_now

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    import duckdb

    from flows.catalogue import Catalogue, Ecosystem, Indicator, Sector
    from flows.errors import Quarantined
    from flows.quality.gate import Check


def load_sources(
    connection: duckdb.DuckDBPyConnection, sources: Iterable[Source], quarantined: Iterable[Quarantined]
) -> None:
    """Record what became of `sources`, and what of them is kept out."""
    now = utc_now()
    insert(connection, "source", [dataclasses.asdict(source) | {"processed_at": now} for source in sources])
    rows = [
        dataclasses.asdict(row) | {"record": None if row.record is None else _json(row.record), "quarantined_at": now}
        for row in quarantined
    ]
    insert(connection, "quarantine", rows)


def load_documents(
    connection: duckdb.DuckDBPyConnection,
    documents: pd.DataFrame,
    claims: pd.DataFrame,
) -> None:
    """Put documents and their claims in, in place of an earlier reading of the same bytes, whose day of capture stays.

    One that was withdrawn is there again.
    """
    now, ids = utc_now(), list(documents["document_id"])
    before = "SELECT document_id, captured_at FROM document WHERE document_id = ANY(?)"
    captured: dict[str, datetime] = dict(connection.execute(before, [ids]).fetchall())
    for table in ("claim", "document"):
        connection.execute(f"DELETE FROM {table} WHERE document_id = ANY(?)", [ids])
    captured_at = [captured.get(document_id, now) for document_id in ids]
    insert(connection, "document", documents.drop(columns="place").assign(captured_at=captured_at))
    insert(connection, "claim", claims.drop(columns=["quote_stands", "raw_path", "place"]))


def withdraw_documents(connection: duckdb.DuckDBPyConnection) -> int:
    """Mark the documents that no source has any more: their files are gone, hold other bytes, or are refused now.

    They stay with their claims, as evidence of what was known before. Returns how many were marked.
    """
    rows = connection.execute(
        """
        UPDATE document SET withdrawn_at = ?
        WHERE withdrawn_at IS NULL
            AND NOT EXISTS (FROM source WHERE content_id = document_id AND kind = 'press_release' AND status = 'loaded')
        """,
        [utc_now()],
    ).fetchall()
    return int(rows[0][0])


def load_responses(
    connection: duckdb.DuckDBPyConnection,
    wave_id: str,
    answers: str,
    key: str,
    variables: Sequence[str],
    weights: pd.DataFrame,
) -> None:
    """Put the sound responses of a wave into a table of their own.

    `answers` is SQL: a table with `source_row`, the `variables`, one of which is the `key`, and for each the reason
    where there is no answer. `weights` has `source_row` and `weight` of the responses to take; of the reasons only the
    columns are taken that say something.
    """
    connection.register("incoming", weights[["source_row", "weight"]])
    reasons = [f'"{name}__missing"' for name in variables]
    counted = ", ".join(f"count({reason})" for reason in reasons)
    counts = connection.execute(f"SELECT {counted} FROM {answers}").fetchone() or ()
    told = [reason for reason, count in zip(reasons, counts, strict=True) if count]
    columns = ["source_row", f'"{key}"::VARCHAR AS response_id', "weight", *(f'"{name}"' for name in variables), *told]
    # Rows carry their number: kept in order they would be written twice.
    connection.execute("SET preserve_insertion_order = false")
    connection.execute(
        f'CREATE OR REPLACE TABLE responses."{wave_id}" AS'
        f" SELECT {', '.join(columns)} FROM {answers} JOIN incoming USING (source_row)"
    )
    connection.execute("RESET preserve_insertion_order")
    connection.unregister("incoming")


class FirstDays(NamedTuple):
    """Of a survey's wave: the day from which its estimates count as known, and that on which we first held some."""

    known_from: date
    captured_on: date


def load_estimates(
    connection: duckdb.DuckDBPyConnection, estimates: pd.DataFrame, before: Mapping[tuple[str, str], FirstDays]
) -> None:
    """Put protected estimates in. A wave that states no day of publication is known since its first loading.

    `before` are the first days of the waves that were loaded before.
    """
    today = utc_now().date()
    first = [
        before.get(wave, FirstDays(today, today)) for wave in zip(estimates["survey"], estimates["wave"], strict=True)
    ]
    known_from = [
        days.known_from if pd.isna(stated) else min(stated, today)
        for days, stated in zip(first, estimates["known_from"], strict=True)
    ]
    dated = estimates.assign(known_from=known_from, captured_on=[days.captured_on for days in first])
    insert(connection, "survey_estimate", dated)


def first_days(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], FirstDays]:
    """The first days of each survey and wave of which there are estimates."""
    rows = connection.execute(
        "SELECT survey, wave, min(known_from), min(captured_on) FROM survey_estimate GROUP BY ALL"
    ).fetchall()
    return {(survey, wave): FirstDays(*days) for survey, wave, *days in rows}


def forget_sources(connection: duckdb.DuckDBPyConnection, raw_paths: Sequence[str]) -> None:
    """Drop what is known of these sources: their quarantine, and the responses and estimates of waves.

    Documents stay, until `withdraw_documents` finds that no source has them.
    """
    if not raw_paths:
        return
    paths = list(raw_paths)
    waves = connection.execute(
        "SELECT content_id FROM source WHERE kind = 'survey' AND content_id IS NOT NULL AND raw_path = ANY(?)",
        [paths],
    ).fetchall()
    for (wave,) in waves:
        connection.execute(f'DROP TABLE IF EXISTS responses."{wave}"')
    for statement in (
        "DELETE FROM survey_estimate WHERE raw_path = ANY(?)",
        "DELETE FROM quarantine WHERE source = ANY(?)",
        "DELETE FROM source WHERE raw_path = ANY(?)",
    ):
        connection.execute(statement, [paths])


def replace_catalogue(connection: duckdb.DuckDBPyConnection, catalogue: Catalogue) -> None:
    """Lay the catalogue's code lists anew."""
    for table, rows in _code_lists(catalogue).items():
        connection.execute(f"DELETE FROM {table}")
        insert(connection, table, rows)


def record_checks(connection: duckdb.DuckDBPyConnection, run_id: str, checks: Iterable[Check]) -> None:
    """Keep the results of a gate; of each gate only those of its last run stay."""
    now = utc_now()
    rows = [
        {
            "run_id": run_id,
            "gate": check.gate,
            "table_name": check.table,
            "expectation": check.expectation,
            "column_name": check.column,
            "outcome": check.outcome,
            "severity": check.severity,
            "rows_checked": check.checked,
            "rows_unexpected": check.unexpected,
            "examples": list(check.examples),
            "message": check.message,
            "validated_at": now,
        }
        for check in checks
    ]
    for gate, table in {(row["gate"], row["table_name"]) for row in rows}:
        connection.execute("DELETE FROM validation_result WHERE gate = ? AND table_name = ?", [gate, table])
    insert(connection, "validation_result", rows)


def record_run(
    connection: duckdb.DuckDBPyConnection,
    *,
    run_id: str,
    flow: str,
    started_at: datetime,
    outcome: str,
    message: str,
    counts: dict[str, int],
) -> None:
    """Add one line to the log of runs."""
    connection.execute(
        "INSERT INTO pipeline_run VALUES (?, ?, ?, ?, ?, ?, ?)",
        [run_id, flow, started_at, utc_now(), outcome, message, json.dumps(counts)],
    )


def insert(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[dict[str, Any]] | pd.DataFrame) -> None:
    """Append `rows`, matched to the columns of `table` by name."""
    frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(rows, dtype=object)
    if frame.empty:
        return
    connection.register("incoming", frame)
    connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM incoming")
    connection.unregister("incoming")


def _code_lists(catalogue: Catalogue) -> dict[str, list[dict[str, Any]]]:
    described: dict[str, Mapping[str, Indicator | Sector | Ecosystem]] = {
        "indicator": catalogue.indicators,
        "sector": catalogue.sectors,
        "ecosystem": catalogue.ecosystems,
    }
    lists: dict[str, list[dict[str, Any]]] = {
        table: [
            {table: entry.code, "label_en": entry.label, "label_fr": entry.label_fr, "definition": entry.definition}
            for entry in entries.values()
        ]
        for table, entries in described.items()
    }
    for row in lists["indicator"]:
        indicator = catalogue.indicators[row["indicator"]]
        row |= {"flow": indicator.flow, "accumulates": indicator.accumulates, "refines": indicator.refines}
    return lists | plan_lists(catalogue) | reconciling_lists(catalogue)


def _json(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, default=str)
