"""Documents and their claims as tables: one row each, as the gate checks them and the staging store keeps them."""

from __future__ import annotations

import dataclasses
import hashlib
from typing import TYPE_CHECKING, Any

import pandas as pd

from flows.claims import EXTRACTOR_VERSION
from flows.claims.claim import Claim
from flows.documents.dates import latest_day
from flows.documents.document import Document

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_DOCUMENT_COLUMNS = [field.name for field in dataclasses.fields(Document)]
_CLAIM_COLUMNS = [field.name for field in dataclasses.fields(Claim)]


def document_frame(documents: Sequence[Document]) -> pd.DataFrame:
    """One row a document: its fields, `characters`, the latest day on which it may have appeared, its place (none)."""
    rows = [
        dataclasses.asdict(document)
        | {
            "published_on": latest_day(document.published_at),
            "characters": len(document.text),
            "place": None,
        }
        for document in documents
    ]
    return pd.DataFrame(rows, columns=[*_DOCUMENT_COLUMNS, "published_on", "characters", "place"], dtype=object)


def claim_frame(documents: Sequence[Document], claims: Mapping[str, Sequence[Claim]]) -> pd.DataFrame:
    """One row a claim of `claims`, which are given by raw path.

    Beside the fields of a claim: its key, its document and file, whether its quote stands in the text at its offsets,
    and its place in words.
    """
    rows = [
        _claim_row(document, claim, number)
        for document in documents
        for number, claim in enumerate(claims[document.raw_path])
    ]
    columns = ["claim_id", "document_id", *_CLAIM_COLUMNS, "extractor_version", "quote_stands", "raw_path", "place"]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def _claim_row(document: Document, claim: Claim, number: int) -> dict[str, Any]:
    key = f"{document.document_id}:{claim.start}:{claim.end}:{number}"
    return {
        "claim_id": hashlib.sha256(key.encode()).hexdigest()[:16],
        "document_id": document.document_id,
        **{name: getattr(claim, name) for name in _CLAIM_COLUMNS},
        "extractor_version": EXTRACTOR_VERSION,
        "quote_stands": document.text[claim.start : claim.end] == claim.quote,
        "raw_path": document.raw_path,
        "place": f"characters {claim.start} to {claim.end}",
    }
