"""Which sources of data/raw must be read again: those that are new or changed, and what is no longer there."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.errors import DataRefused
from flows.storage.staging import Source, known_sources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from flows.settings import Settings
    from flows.storage.staging import Kind


@dataclass(frozen=True, slots=True)
class Changes:
    """`to_read` are paths by raw path, with their input hash in `hashes`; `gone` are raw paths that once were there."""

    to_read: dict[str, Path]
    hashes: dict[str, str]
    unchanged: tuple[Source, ...]
    gone: tuple[str, ...]

    @property
    def any(self) -> bool:
        """Whether there is anything to do at all."""
        return bool(self.to_read or self.gone)


def changes(
    settings: Settings, kind: Kind, paths: Iterable[Path], fingerprint: Callable[[Path], str], reader: str
) -> Changes:
    """Compare `paths` with what was read before, by the SHA-256 of their content and of `reader`, what reads them.

    When a source goes or changes, those that were set aside as duplicates are read again: one may take its place. Those
    that were loaded before come first in `to_read`, then those known at all, so that they keep what they have.
    """
    known = known_sources(settings, kind)
    found = {settings.relative(path): path for path in paths}
    hashes = {raw_path: _hash(path, fingerprint, reader) for raw_path, path in found.items()}
    gone = tuple(sorted(set(known) - set(found)))
    same = {raw_path: source for raw_path, source in known.items() if hashes.get(raw_path) == source.input_hash}
    replaced = any(source.status == "loaded" and raw_path not in same for raw_path, source in known.items())
    current = {path: source for path, source in same.items() if not (replaced and source.status == "duplicate")}
    unread = sorted(set(found) - set(current), key=lambda raw_path: (_standing(known.get(raw_path)), raw_path))
    to_read = {raw_path: found[raw_path] for raw_path in unread}
    return Changes(to_read, hashes, tuple(current.values()), gone)


def suites_hash(expectations: Path, *tables: str) -> str:
    """SHA-256 of the suites that rows of `tables` pass on their way in: other expectations, another reading."""
    digest = hashlib.sha256()
    for table in tables:
        suite = expectations / f"{table}.json"
        digest.update(suite.read_bytes() if suite.exists() else b"")
    return digest.hexdigest()


def _standing(source: Source | None) -> int:
    return 2 if source is None else 0 if source.status == "loaded" else 1


def _hash(path: Path, fingerprint: Callable[[Path], str], reader: str) -> str:
    try:
        content = fingerprint(path)
    except (DataRefused, OSError) as error:  # it can't even be opened: reading it will say so
        content = f"unreadable: {error}"
    return hashlib.sha256(f"{reader}\n{content}".encode()).hexdigest()
