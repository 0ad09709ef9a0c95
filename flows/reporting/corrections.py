"""What people corrected, as `explain` shows it: what was read, what it is corrected to, by whom, when and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flows.reporting.table import number
from flows.storage.query import query

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from flows.settings import Settings


def of_claims(settings: Settings, claim_ids: Sequence[str | None]) -> dict[str, dict[str, Any]]:
    """The corrections of these claims, by claim."""
    rows = query(settings, "SELECT * FROM correction WHERE claim_id = ANY(?)", [list(claim_ids)]).records()
    claims = query(settings, "SELECT * FROM claim SEMI JOIN correction USING (claim_id)").records() if rows else []
    read = {claim["claim_id"]: claim for claim in claims}
    return {row["claim_id"]: _correction(row, read[row["claim_id"]]) for row in rows}


def corrected_claims(settings: Settings, meant: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The claims that have a correction and, as they were read, are `meant` (a condition in SQL), each with it."""
    claims = query(
        settings,
        "SELECT claim.*, publisher, published_at, url, raw_path FROM claim JOIN document USING (document_id)"  # noqa: S608
        f" SEMI JOIN correction USING (claim_id) WHERE {meant} AND withdrawn_on IS NULL"
        " ORDER BY published_at, claim_id",
        parameters,
    ).records()
    corrected = of_claims(settings, [claim["claim_id"] for claim in claims])
    return [claim | {"correction": corrected[claim["claim_id"]]} for claim in claims]


def in_words(correction: dict[str, Any]) -> Iterator[str]:
    """What a correction says, to be read."""
    said = "withdrawn" if correction["withdrawn"] else "corrected"
    yield f"    {said} by {correction['author']}, {correction['date']}: {correction['reason']}"
    for name, right in correction["right"].items():
        yield f"      {name}: read {_shown(correction['read'][name])}, right {_shown(right)}"


def _correction(row: dict[str, Any], claim: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["correction_id"],
        "reason": row["reason"],
        "author": row["author"],
        "date": row["corrected_on"],
        "withdrawn": row["withdrawn"],
        "read": {name: claim[name] for name in row["fields"]},
        "right": {name: row[name] for name in row["fields"]},
    }


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    return number(value) if isinstance(value, float) else str(value)
