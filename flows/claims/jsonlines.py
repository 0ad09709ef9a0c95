"""Claims as JSON lines: the published contract."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

from flows.claims.claim import Claim


def claim_to_json(claim: Claim, document: str) -> dict[str, Any]:
    """The claim as a JSON object: `document` first, then its fields in order; ISO dates, whole numbers as integers."""
    record: dict[str, Any] = {"document": document}
    for field in fields(Claim):
        record[field.name] = _plain(getattr(claim, field.name))
    return record


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
