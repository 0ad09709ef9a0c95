"""The words right before a figure, and how near the words of a movement are."""

from __future__ import annotations

from flows.claims.draft import Draft
from flows.claims.surroundings import Near


def over_hedge(draft: Draft) -> int:
    """The token before the figure and its hedge."""
    sentence, place = draft.around.distances.sentence, draft.quantity.first - 1
    while place >= 0 and "hedge" in sentence.tags[place] and "by" not in sentence.grammar(place):
        place -= 1
    return place


def is_by(draft: Draft) -> bool:
    """`s'est creusé de 15 %`: a percentage after `de` tells a difference."""
    sentence, place = draft.around.distances.sentence, over_hedge(draft)
    return "by" in sentence.grammar(place) and "copula" not in sentence.grammar(place - 1)


def is_more(draft: Draft) -> bool:
    """`60 % plus nombreuses`, `54 % more`, `12 % d'emplois de plus`."""
    sentence, last = draft.around.distances.sentence, draft.quantity.last
    place = last + 2 if draft.kind == "percent" and "of" in sentence.grammar(last) else last
    return "more" in sentence.grammar(last) or ("more" in sentence.grammar(place) and not sentence.gap(place).strip())


def cost_of(*found: Near | None) -> int:
    return min((near.cost for near in found if near), default=99)
