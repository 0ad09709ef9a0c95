"""Where things stand: the release, the last runs, how fresh the sources are, what is kept out and what is disputed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import duckdb

from flows.errors import Quarantined, SetupError
from flows.storage.lock import holder
from flows.storage.query import query
from flows.storage.release import current_release
from flows.storage.staging import read_staging

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flows.settings import Settings


def status(settings: Settings) -> dict[str, Any]:
    """Everything that a person who runs the pipeline asks first. `writer` is the run that is writing just now."""
    found: dict[str, Any] = {"home": str(settings.home), "writer": holder(settings.warehouse)}
    found["release"] = _release(settings)
    found.update(_staging(settings))
    return found


def in_words(found: dict[str, Any]) -> str:
    """The answer of `status`, to be read."""
    return "\n".join(_lines(found))


def _release(settings: Settings) -> dict[str, Any] | None:
    if current_release(settings) is None:
        return None
    release = query(settings, "SELECT * EXCLUDE (fingerprint) FROM release").records()[0]
    counted = query(
        settings,
        """
        SELECT
            (SELECT count(*) FROM conflict) AS conflicts,
            (SELECT count(*) FROM kpi) AS kpis,
            (SELECT max(known_from) FROM observation) AS latest_news,
            (SELECT count(*) FROM document WHERE withdrawn_on IS NOT NULL) AS withdrawn_documents,
            (
                SELECT count(*) FROM claim JOIN document USING (document_id)
                WHERE indicator IS NULL AND withdrawn_on IS NULL
            ) AS claims_to_review
        """,
    ).records()[0]
    return release | counted | {"file": str(current_release(settings))}


def _staging(settings: Settings) -> dict[str, Any]:
    try:
        with read_staging(settings) as connection:
            if connection is None:
                return {"runs": [], "sources": [], "quarantine": []}
            return {
                "runs": _records(
                    connection,
                    "SELECT flow, started_at, ended_at, outcome, message FROM pipeline_run"
                    " QUALIFY row_number() OVER (PARTITION BY flow ORDER BY started_at DESC) = 1 ORDER BY ended_at",
                ),
                "sources": _records(
                    connection,
                    "SELECT kind, count(*) AS sources, count(*) FILTER (status = 'refused') AS refused,"
                    " sum(rows_loaded)::BIGINT AS rows_loaded, max(processed_at) AS last_read"
                    " FROM source GROUP BY kind ORDER BY kind",
                ),
                "quarantine": _records(
                    connection, "SELECT source, place, reason, remedy FROM quarantine ORDER BY source, place"
                ),
            }
    except SetupError as error:  # a refresh has it open: what is published can be told all the same
        return {"runs": [], "sources": [], "quarantine": [], "staging": error.what}


def _records(connection: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    cursor = connection.execute(sql)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _lines(found: dict[str, Any]) -> Iterator[str]:
    yield f"project     {found['home']}"
    yield f"writing     {found['writer'] or 'nobody'}"
    release = found["release"]
    if release is None:
        yield "release     none yet; run: barometre run"
    else:
        yield f"release     {release['release_id']}, published {release['published_at']} UTC"
        withdrawn = f" ({release['withdrawn_documents']} more withdrawn)" if release["withdrawn_documents"] else ""
        yield (
            f"            {release['documents']} documents{withdrawn},"
            f" {release['claims']} claims ({release['claims_to_review']}"
            f" without an indicator), {release['estimates']} survey estimates"
        )
        news = release["latest_news"]
        yield f"            {release['kpis']} KPIs, {release['conflicts']} conflicts, latest news {news}"
    for source in found["sources"]:
        yield (
            f"{source['kind'].removesuffix('_release'):<12}{source['sources']} sources, {source['refused']} refused,"
            f" {source['rows_loaded']} rows loaded, last read {source['last_read']} UTC"
        )
    for run in found["runs"]:
        yield f"last run    {run['flow']}: {run['outcome']} {run['ended_at']} UTC: {run['message']}"
    yield f"quarantine  {len(found['quarantine'])} kept out"
    for item in found["quarantine"]:
        kept_out = Quarantined(item["source"], item["place"], item["reason"])
        yield f"            {kept_out.where}: {item['reason']}"
        if item["remedy"]:
            yield f"                → {item['remedy']}"
    if "staging" in found:
        yield f"staging     {found['staging']}"


def as_json(found: dict[str, Any]) -> str:
    """The answer of `status`, for programs."""
    return json.dumps(found, ensure_ascii=False, indent=1, default=str)
