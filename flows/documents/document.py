"""The document: a captured source and what is known about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """A press item, read. Its id is the SHA-256 of its bytes; claims' offsets point into `text`.

    `raw_path` is relative to the project folder. `published_at` is an ISO date, possibly reduced to its month or
    year, as its `NAME.meta.json` states it.
    """

    document_id: str
    raw_path: str
    media_type: str
    text: str
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    published_at: str | None = None
    language: str | None = None
    country: str | None = None
