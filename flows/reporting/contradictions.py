"""What speaks against an observation, as `explain` shows it: its conflicts, and the breaks of its series."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flows.storage.query import query

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flows.settings import Settings


def conflicts(settings: Settings, observation_id: str) -> list[dict[str, Any]]:
    """The conflicts of an observation, seen from its side: `quote` and `publisher` are those of the other statement.

    `shown` tells whether this observation is the better founded of the two.
    """
    return query(
        settings,
        """
        WITH side AS (
            SELECT conflict_id, kind, rival_claim_id AS other_id, rival_quote AS quote, relative_distance, explanation,
                true AS shown
            FROM conflict WHERE observation_id = $observation
            UNION ALL
            SELECT conflict_id, kind, shown_claim_id, shown_quote, relative_distance, explanation, false
            FROM conflict WHERE rival_observation_id = $observation AND observation_id <> $observation
        )
        SELECT conflict_id, kind, shown, other_id, side.quote, indicator, measure, nature, publisher, published_at,
            relative_distance, explanation
        FROM side LEFT JOIN claim ON claim_id = other_id LEFT JOIN document USING (document_id)
        ORDER BY kind, conflict_id
        """,
        {"observation": observation_id},
    ).records()


def breaks(settings: Settings, observation_id: str) -> list[str]:
    """Why the observation does not continue the one before it in its series, in words."""
    rows = query(
        settings,
        "SELECT explanation FROM series_break WHERE observation_id = ? AND known_to = DATE '9999-12-31' ORDER BY ALL",
        [observation_id],
    ).rows
    return [row[0] for row in rows]


def in_words(row: dict[str, Any]) -> Iterator[str]:
    """The `conflicts` and `breaks` of an explained observation, to be read."""
    for conflict in row["conflicts"]:
        kind, quote = conflict["kind"].replace("_", " "), " ".join((conflict["quote"] or "an estimate").split())
        yield f"  conflict ({kind}): “{quote}”, {conflict['publisher'] or 'publisher unknown'}, {_told(conflict)}"
        yield f"    {'' if conflict['shown'] else 'the other is better founded: '}{conflict['explanation']}"
    for explanation in row["breaks"]:
        yield f"  break of the series: {explanation}"


def _told(conflict: dict[str, Any]) -> str:
    """When and as what the other statement was told."""
    about = [conflict["indicator"], conflict["measure"], conflict["nature"]]
    return ", ".join(filter(None, [conflict["published_at"] or "undated", *about])).replace("_", " ")
