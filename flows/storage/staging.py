"""The private store that releases are made from: everything read so far, microdata included."""

from __future__ import annotations

import contextlib
import json
import os
import re
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

import duckdb

from flows.errors import Quarantined, SetupError
from flows.storage.disk import explained, raise_disk_error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flows.settings import Settings

Kind = Literal["press_release", "survey"]


@dataclass(frozen=True, slots=True)
class Source:
    """A file or folder of data/raw and what became of it; `input_hash` tells whether it must be read again."""

    raw_path: str
    kind: Kind
    input_hash: str
    status: Literal["loaded", "refused", "duplicate"]
    content_id: str | None
    rows_in: int
    rows_loaded: int
    rows_quarantined: int
    notes: tuple[str, ...] = ()


def utc_now() -> datetime:
    """Now, in UTC, without a zone, to the second: as all timestamps of the warehouse are."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


@contextlib.contextmanager
def write_staging(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """One transaction on the staging store, which is made where it is missing; the caller holds the writer's lock."""
    scripts = settings.scripts("staging")
    settings.warehouse.mkdir(parents=True, exist_ok=True)
    with _private_files(), _connect(settings, read_only=False) as connection:
        settings.staging.chmod(0o600)
        connection.begin()
        try:
            for script in scripts:
                connection.execute(script.read_text("utf-8"))
            yield connection
        except BaseException:
            connection.rollback()
            raise
        connection.commit()


@contextlib.contextmanager
def read_staging(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection | None]:
    """The staging store, read-only; None where nothing was ever loaded."""
    if not settings.staging.exists():
        yield None
        return
    with _connect(settings, read_only=True) as connection:
        yield connection


def rewrite_staging(settings: Settings) -> None:
    """Write the store anew, without what was deleted: DuckDB leaves it in the file until something takes its place."""
    fresh = settings.staging.with_name(settings.staging.name + ".rewriting")
    fresh.unlink(missing_ok=True)
    try:
        with _private_files(), duckdb.connect(config=OFFLINE) as connection:
            for path, name in ((settings.staging, "old"), (fresh, "fresh")):
                quoted = str(path).replace("'", "''")
                connection.execute(f"ATTACH '{quoted}' AS {name}")
            connection.execute("COPY FROM DATABASE old TO fresh")
    except duckdb.Error as error:
        fresh.unlink(missing_ok=True)
        raise SetupError(
            f"what was deleted is out of the tables, but not yet out of the file: {str(error).splitlines()[0]}",
            where=str(settings.staging),
            remedy="make room on the disk for a copy of it, and erase again by the SHA-256",
        ) from None
    fresh.replace(settings.staging)


def known_sources(settings: Settings, kind: Kind) -> dict[str, Source]:
    """What is known of the sources of one kind, by their raw path."""
    with read_staging(settings) as connection:
        if connection is None:
            return {}
        rows = connection.execute(
            "SELECT raw_path, kind, input_hash, status, content_id, rows_in, rows_loaded, rows_quarantined, notes"
            " FROM source WHERE kind = ?",
            [kind],
        ).fetchall()
    columns = [field.name for field in fields(Source)]
    sources = [Source(**dict(zip(columns, row, strict=True)) | {"notes": tuple(row[-1])}) for row in rows]
    return {source.raw_path: source for source in sources}


def quarantined(settings: Settings, kind: Kind) -> tuple[Quarantined, ...]:
    """All that is kept out of one kind of sources, as of their last reading."""
    with read_staging(settings) as connection:
        if connection is None:
            return ()
        rows = connection.execute(
            "SELECT source, place, reason, remedy, record FROM quarantine SEMI JOIN source"
            " ON source.raw_path = quarantine.source AND source.kind = ? ORDER BY ALL",
            [kind],
        ).fetchall()
    kept_out = [
        Quarantined(source, place, reason, remedy, record and json.loads(record))
        for source, place, reason, remedy, record in rows
    ]
    return tuple(sorted(kept_out, key=lambda item: (item.source, _natural(item.place or ""))))


def _natural(place: str) -> list[tuple[int, str]]:
    """A key that sorts line 9 before line 10."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", place)]


@contextlib.contextmanager
def _private_files() -> Iterator[None]:
    """Files made meanwhile are their owner's alone: DuckDB makes its write-ahead log and spill files by itself."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


@contextlib.contextmanager
def _connect(settings: Settings, *, read_only: bool) -> Iterator[duckdb.DuckDBPyConnection]:
    try:
        connection = duckdb.connect(str(settings.staging), read_only=read_only, config=OFFLINE)
    except duckdb.Error as error:
        raise_disk_error(error, settings.staging)
        raise SetupError(
            f"the staging store can't be opened: {str(error).splitlines()[0]}",
            where=str(settings.staging),
            remedy=f"end the program that has it open; {DAMAGED}",
        ) from None
    with explained(settings.staging, DAMAGED), connection:
        yield connection


DAMAGED = "if it is damaged, restore it from a backup, or move it away and run again: it is made anew from data/raw"


OFFLINE: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
"""DuckDB never downloads anything: what we use is built in."""
