"""Erasing a document for good: one that should never have been read. Withdrawn documents stay as evidence otherwise."""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb

from flows.errors import SetupError
from flows.storage.lock import writer_lock
from flows.storage.staging import OFFLINE, rewrite_staging, write_staging

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from flows.settings import Settings


@dataclass(frozen=True, slots=True)
class Erased:
    """The ids of what was erased, the number of its claims, and the releases and extracts that still hold it."""

    documents: tuple[str, ...]
    claims: int
    still_in: tuple[str, ...]


def erase(settings: Settings, name: str) -> Erased:
    """Erase from the staging store the documents that are called `name`, by raw path or SHA-256, with their claims.

    Where they were erased before, only what still holds them is told, so `name` must then be the SHA-256. Raises
    SetupError where there is no such document, and where a file of data/raw still has its bytes.
    """
    with writer_lock(settings.warehouse, f"erase {name}"):
        with write_staging(settings) as connection:
            ids = _called(connection, settings, name)
            claims = _delete(connection, ids)
        still_in = _holders(settings, ids or [name])
        if not ids and not still_in:
            raise SetupError(
                f"no document is called {name!r}",
                remedy="give its raw_path or document_id, as in the table document; one erased before has only its id",
            )
        rewrite_staging(settings)
    return Erased(tuple(ids), claims, tuple(still_in))


def in_words(erased: Erased) -> str:
    """What was erased, and what a person has to do still."""
    documents = "\n".join(f"  {document_id}" for document_id in erased.documents)
    lines = [f"erased {len(erased.documents)} of the documents, with {erased.claims} claims:\n{documents}"]
    if not erased.documents:
        lines = ["it is not in the staging store"]
    if erased.still_in:
        lines += ["published before, it is still in", *(f"  {path}" for path in erased.still_in)]
        lines.append("  → publish without it (barometre run), then remove these; copies elsewhere are yours to find")
    return "\n".join(lines)


def _called(connection: duckdb.DuckDBPyConnection, settings: Settings, name: str) -> list[str]:
    """The ids of the documents of this name that no file has any more."""
    paths: dict[str, set[str]] = {}
    for document_id, raw_path in connection.execute(
        """
        SELECT document_id, raw_path FROM document
        WHERE $name IN (document_id, raw_path)
        UNION
        SELECT document_id, source.raw_path FROM document JOIN source ON content_id = document_id
        WHERE $name IN (document_id, document.raw_path, source.raw_path)
        ORDER BY ALL
        """,
        {"name": name},
    ).fetchall():
        paths.setdefault(document_id, set()).add(raw_path)
    there = {path for document_id in paths for path in paths[document_id] if _has(settings, path, document_id)}
    gone = [document_id for document_id in paths if not paths[document_id] & there]
    if there and not gone:
        raise SetupError(
            "the file is still there: the next run would read it again",
            where=min(there),
            remedy="remove it with its meta.json, or take out of it what nobody may know, and erase again",
        )
    return gone


def _has(settings: Settings, raw_path: str, document_id: str) -> bool:
    path = settings.home / raw_path
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == document_id


def _delete(connection: duckdb.DuckDBPyConnection, ids: Sequence[str]) -> int:
    """Delete all of these documents; returns how many claims that were."""
    counted = connection.execute("SELECT count(*) FROM claim WHERE document_id = ANY(?)", [ids]).fetchone()
    for statement in (
        "DELETE FROM correction WHERE document_id = ANY(?)",
        "DELETE FROM claim WHERE document_id = ANY(?)",
        "DELETE FROM document WHERE document_id = ANY(?)",
        "DELETE FROM quarantine WHERE source IN (SELECT raw_path FROM source WHERE content_id = ANY(?))",
        "DELETE FROM source WHERE content_id = ANY(?)",
    ):
        connection.execute(statement, [ids])
    return int(counted[0]) if counted else 0


def _holders(settings: Settings, ids: Sequence[str]) -> list[str]:
    """The releases, and the extracts made of them, that hold one of these documents."""
    found = []
    for path in sorted(settings.releases.glob("*.duckdb")):
        if _holds(path, ids):
            extract = settings.extracts / path.stem
            found += [settings.relative(each) for each in (path, extract) if each.exists()]
    return found


def _holds(release: Path, ids: Sequence[str]) -> bool:
    with contextlib.suppress(duckdb.Error), duckdb.connect(str(release), read_only=True, config=OFFLINE) as connection:
        return bool(connection.execute("FROM document WHERE document_id = ANY(?)", [ids]).fetchall())
    return True  # what can't be opened may hold anything
