"""Releases: immutable warehouse files, built beside, checked, and switched to in one atomic rename."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb

import flows
from flows.errors import BarometreError
from flows.storage.disk import explained, of_the_file
from flows.storage.staging import DAMAGED, OFFLINE, read_staging, utc_now

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flows.settings import Settings

_STORAGE_VERSION = "v1.2.0"  # the oldest DuckDB that opens a release
_BUILDING = ".building"
_MEMORY = "2GB"  # enough for the tables of a million claims; more of it makes them hardly faster
_CODE_LISTS = (
    *("indicator", "sector", "ecosystem", "plan", "plan_name", "plan_target", "yearly_word"),
    *("source_class", "publisher", "confused_label", "provisional_word", "exchange_range"),
)


@dataclass(frozen=True, slots=True)
class AuditResult:
    """An audit of sql/audits: its file's name, its first comment, and the rows that it should not have returned."""

    name: str
    meaning: str
    rows: int
    examples: tuple[str, ...]


def current_release(settings: Settings) -> Path | None:
    """The file of the published release, resolved: a path that stays the same while others are published."""
    return settings.published.resolve() if settings.published.exists() else None


def fingerprint(settings: Settings) -> str:
    """SHA-256 of all that a release is made from: what was read, the code lists, models, audits and expectations."""
    digest = hashlib.sha256(flows.__version__.encode())
    with read_staging(settings) as connection:
        if connection is not None:
            for query in (
                "SELECT raw_path, input_hash FROM source WHERE status = 'loaded' ORDER BY raw_path",
                "SELECT document_id, withdrawn_at FROM document WHERE withdrawn_at IS NOT NULL ORDER BY ALL",
                *(f"SELECT * FROM {table} ORDER BY ALL" for table in _CODE_LISTS),
                *(f"SELECT * FROM {table} ORDER BY ALL" for table in ("correction", "exchange_rate", "deflator")),
            ):
                digest.update(repr(connection.execute(query).fetchall()).encode())
    for path in (
        *settings.scripts("models"),
        *settings.scripts("audits"),
        *sorted(settings.expectations.glob("*.json")),
    ):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def build_release(settings: Settings, release_id: str) -> Path:
    """Run all models into a new file, which nobody sees before it is published.

    Each statement is a transaction of its own: DuckDB knows the size of a table once it is committed, and without it
    joins large ones in any order.
    """
    settings.releases.mkdir(parents=True, exist_ok=True)
    path = settings.releases / f"{release_id}.duckdb{_BUILDING}"
    discard(path)
    with open_building(settings, path) as connection:
        for script in settings.scripts("models"):
            _run(connection, script)
        _describe_views(connection)
    return path


@contextlib.contextmanager
def open_building(settings: Settings, path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A release that is not published yet, read-write, with the staging store beside it as `staging`."""
    # What does not fit into memory goes to disk, beside the release: the default is a folder wherever this runs.
    spill = OFFLINE | {"memory_limit": _MEMORY, "temp_directory": f"{path}.tmp"}
    with explained(settings.staging, DAMAGED), duckdb.connect(config=spill) as connection:
        connection.execute(f"ATTACH {_literal(path)} AS building (STORAGE_VERSION '{_STORAGE_VERSION}')")
        connection.execute(f"ATTACH {_literal(settings.staging)} AS staging (READ_ONLY)")
        connection.execute("USE building")
        yield connection
        connection.execute("USE memory")
        connection.execute("DETACH building")


def audit(settings: Settings, path: Path) -> list[AuditResult]:
    """Run every query of sql/audits on an unpublished release; a row returned is a row that breaks it."""
    results = []
    with open_building(settings, path) as connection:
        for script in settings.scripts("audits"):
            frame = _run(connection, script)
            columns = [column[0] for column in frame.description]
            rows = frame.fetchall()
            examples = tuple(
                ", ".join(f"{name} {value}" for name, value in zip(columns, row, strict=True)) for row in rows[:5]
            )
            meaning = script.read_text("utf-8").splitlines()[0].removeprefix("--").strip()
            results.append(AuditResult(script.stem, meaning, len(rows), examples))
    return results


def publish(settings: Settings, building: Path, release_id: str, release_fingerprint: str) -> Path:
    """Sign the release, close it, and switch `barometre.duckdb` to it.

    What failed half way, on a full disk say, may be tried again.
    """
    final = building.with_name(f"{release_id}.duckdb")
    if building.exists():
        building.chmod(0o600)  # nobody else's until it is whole
        _sign(settings, building, release_id, release_fingerprint)
        building.chmod(0o444)
        building.replace(final)
    _switch(settings, final)
    tidy(settings)
    return final


def tidy(settings: Settings) -> None:
    """Remove older releases beyond `releases_kept`, and what a killed run left; the caller holds the writer's lock."""
    current = current_release(settings)
    older = sorted(path for path in settings.releases.glob("*.duckdb") if path != current)
    for path in older[: max(0, len(older) - settings.releases_kept)]:
        path.unlink()
    for leftover in settings.releases.glob(f"*{_BUILDING}*"):
        discard(leftover)
    _new_link(settings).unlink(missing_ok=True)


def discard(building: Path) -> None:
    """Remove an unpublished release, with its write-ahead log and what was spilled to disk."""
    for path in (building, *building.parent.glob(f"{building.name}.*")):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _describe_views(connection: duckdb.DuckDBPyConnection) -> None:
    """Describe the columns of views as those of `observation`, where the models don't; SQL can't copy a comment."""
    described = connection.execute(
        "SELECT view.table_name, view.column_name, base.comment FROM duckdb_columns() AS view"
        " JOIN duckdb_columns() AS base USING (column_name)"
        " WHERE view.table_name IN (SELECT view_name FROM duckdb_views() WHERE NOT internal)"
        " AND base.table_name = 'observation' AND view.comment IS NULL"
    ).fetchall()
    for view, column, comment in described:
        connection.execute(f'COMMENT ON COLUMN "{view}"."{column}" IS {_literal(comment)}')


def _sign(settings: Settings, building: Path, release_id: str, release_fingerprint: str) -> None:
    with open_building(settings, building) as connection:
        connection.execute("DELETE FROM release")
        connection.execute(
            "INSERT INTO release SELECT ?, ?, ?, (SELECT count(*) FROM document WHERE withdrawn_on IS NULL),"
            " (SELECT count(*) FROM claim JOIN document USING (document_id) WHERE withdrawn_on IS NULL),"
            " (SELECT count(*) FROM survey_estimate), (SELECT count(*) FROM observation), ?",
            [release_id, utc_now(), release_fingerprint, flows.__version__],
        )
        connection.execute("CHECKPOINT building")


def _switch(settings: Settings, final: Path) -> None:
    link = _new_link(settings)
    link.unlink(missing_ok=True)
    link.symlink_to(os.path.relpath(final, link.parent))
    link.replace(settings.published)


def _new_link(settings: Settings) -> Path:
    return settings.published.with_name(settings.published.name + ".new")


def _run(connection: duckdb.DuckDBPyConnection, script: Path) -> duckdb.DuckDBPyConnection:
    try:
        return connection.execute(script.read_text("utf-8"))
    except duckdb.Error as error:
        if of_the_file(error):
            raise
        raise BarometreError(f"this SQL does not run: {error}", where=str(script)) from None


def _literal(value: object) -> str:
    """`value` as an SQL string, for statements that take no parameters."""
    return "'" + str(value).replace("'", "''") + "'"
