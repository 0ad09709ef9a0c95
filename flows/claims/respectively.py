"""`le CRM et l'ITO ... respectivement 43 et 26 %`: what is named in a row goes to the figures in a row."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from flows.claims.draft import Draft
from flows.claims.period import Period
from flows.claims.scan import Sentence

CATEGORIES = ("ecosystem", "sector", "indicator")
NAMES_APART = 5  # tokens between two names of a row
FIGURES_APART = 4  # tokens between two figures of a row
JOINS = {"and", "article", "of", "filler"}


def share_out(drafts: list[Draft], periods: list[Period], sentence: Sentence) -> None:
    """Set `draft.shared` and `draft.period` of the figures among which `respectively` shares out names and years."""
    mark = next((m.first for m in sentence.mentions if "respectively" in m.tags.get("grammar", ())), None)
    if mark is None:
        return
    row = _row_after([draft for draft in drafts if draft.quantity.first > mark], mark) or _row_before(drafts, mark)
    if len(row) < 2:
        return
    for category in CATEGORIES:
        names = _named(category, row[0].quantity.first, len(row), sentence)
        for draft, name in zip(row, names, strict=False):
            draft.shared[category] = name
    for draft, period in zip(row, _told(periods, len(row), sentence), strict=False):
        draft.period, draft.own_period = period, True


def _row_after(drafts: list[Draft], mark: int) -> list[Draft]:
    """The figures in a row that the word stands right before."""
    if not drafts or drafts[0].quantity.first - mark > FIGURES_APART:
        return []
    row = drafts[:1]
    for draft in drafts[1:]:
        if draft.kind != row[-1].kind or draft.quantity.first - row[-1].quantity.last > FIGURES_APART:
            break
        row.append(draft)
    return row


def _row_before(drafts: list[Draft], mark: int) -> list[Draft]:
    """The figures in a row that stand before the word."""
    row: list[Draft] = []
    for draft in reversed([draft for draft in drafts if draft.quantity.first < mark]):
        if row and (draft.kind != row[0].kind or row[0].quantity.first - draft.quantity.last > FIGURES_APART):
            break
        row.insert(0, draft)
    return row


def _named(category: str, before: int, count: int, sentence: Sentence) -> list[Any]:
    """The last `count` names of a category before a token, if they stand in a row; none where there are others."""
    mentions = [m for m in sentence.mentions if category in m.tags and m.last <= before][-count:]
    names = [mention.tags[category][0] for mention in mentions]
    if len(set(names)) < count:
        return []
    for here, after in pairwise(mentions):
        between = range(here.last, after.first)
        joined = any("and" in sentence.grammar(place) for place in between)
        joined = joined or any("," in sentence.gap(place) for place in range(here.last, after.first + 1))
        if len(between) > NAMES_APART or not joined:
            return []
    return names


def _told(periods: list[Period], count: int, sentence: Sentence) -> list[Period]:
    """The years or parts of years, `count` of them, that stand in a row."""
    told = [period for period in periods if period.kind in ("year", "range", "day")]
    if len(told) != count:
        return []
    for here, after in pairwise(told):
        between = range(here.last, after.first)
        if not all(_joins(place, sentence) for place in between):
            return []
    return told


def _joins(place: int, sentence: Sentence) -> bool:
    """Whether a token may stand between two periods of a row: en 2022 et en 2023."""
    return bool(JOINS & set(sentence.grammar(place))) or "in" in sentence.tag(place).get("period", ())
