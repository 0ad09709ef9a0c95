"""Figures printed without their unit: `40 milliards en 2030`, `contre 14.000`, `10 et 25 %`; and which to leave out."""

from __future__ import annotations

from flows.claims.draft import Carried, Draft
from flows.claims.numbers import tidy
from flows.claims.quantity import Quantity
from flows.claims.scan import Sentence

CLOSE = 3  # tokens between two figures that share a unit
LARGE = 1000


def settle_unit(number: int, drafts: list[Draft], sentence: Sentence, carried: Carried) -> bool:
    """Give a bare figure the unit of its neighbour; False when it is no quantity at all."""
    draft = drafts[number]
    quantity = draft.quantity
    if quantity.kind != "bare":
        return True
    draft.evidence.add("elided")
    if quantity.magnitude >= 1e6 and not _arrives(number, drafts, sentence):
        draft.unit, draft.kind = _currency(number, drafts) or carried.currency, "money"
        return draft.unit is not None
    if draft.unit:
        return True
    if (
        _shares_next(number, drafts, sentence)
        or _continues(number, drafts, sentence)
        or _is_part(number, drafts, sentence)
        or _opens_pair(number, drafts, sentence)
    ):
        return True
    if not quantity.digits:
        return False
    return (quantity.grouped or quantity.value >= LARGE or quantity.magnitude > 1) and not _has_other_noun(
        quantity, sentence
    )


def _currency(number: int, drafts: list[Draft]) -> str | None:
    for draft in (*reversed(drafts[:number]), *drafts[number + 1 :]):
        if draft.quantity.kind == "money":
            return draft.quantity.unit
    return None


def _shares_next(number: int, drafts: list[Draft], sentence: Sentence) -> bool:
    """`10 et 25 %`, `de 8 à 10 milliards`: the unit and magnitude stand with the second figure."""
    if number + 1 >= len(drafts):
        return False
    draft, after = drafts[number], drafts[number + 1].quantity
    if after.unit is None or after.first - draft.quantity.last > 1 or after.kind in ("rank", "multiple"):
        return False
    word = sentence.words[draft.quantity.last] if after.first > draft.quantity.last else ""
    joins = sentence.tags[draft.quantity.last].get("grammar", ()) if word else ()
    if not ("and" in joins or "to" in joins or "versus" in joins):
        return False
    draft.unit, draft.kind = after.unit, after.kind
    if draft.quantity.value < LARGE:
        draft.value = tidy(draft.quantity.value * after.magnitude)
    return True


def _continues(number: int, drafts: list[Draft], sentence: Sentence) -> bool:
    """`10 milliards en 2018 contre 8 en 2017`: unit and magnitude of the figure before."""
    if number == 0:
        return False
    draft, before = drafts[number], drafts[number - 1]
    words = range(before.quantity.last, draft.quantity.first)
    if len(words) > 12 or before.unit is None or before.quantity.kind in ("rank", "multiple"):
        return False
    if not any("versus" in sentence.tags[place].get("grammar", ()) for place in words[-3:]) or _has_other_noun(
        draft.quantity, sentence
    ):
        return False
    draft.unit, draft.kind = before.unit, before.kind
    if draft.quantity.value < before.quantity.magnitude:
        draft.value = tidy(draft.quantity.value * before.quantity.magnitude)
    return True


def _arrives(number: int, drafts: list[Draft], sentence: Sentence) -> bool:
    """`passer de 700.000 voitures à 1 million`: what a count comes to."""
    if number == 0 or drafts[number - 1].kind != "count":
        return False
    draft, before, place = drafts[number], drafts[number - 1], drafts[number].quantity.first - 1
    opened = "of" in sentence.tags[before.quantity.first - 1].get("grammar", ()) if before.quantity.first else False
    if not opened or sentence.words[place] != "a" or place - before.quantity.last > CLOSE:
        return False
    draft.unit, draft.kind = before.unit, before.kind
    return True


def _is_part(number: int, drafts: list[Draft], sentence: Sentence) -> bool:
    """`370 entreprises, dont 230 exportatrices`: a smaller count right after `dont`."""
    if number == 0:
        return False
    draft, before = drafts[number], drafts[number - 1]
    place = draft.quantity.first - 1
    if before.kind != "count" or before.unit == "places" or draft.value >= before.value:
        return False
    if place - before.quantity.last > CLOSE or "including" not in sentence.tags[place].get("grammar", ()):
        return False
    draft.unit, draft.kind = before.unit, before.kind
    return True


def _opens_pair(number: int, drafts: list[Draft], sentence: Sentence) -> bool:
    """`passe de 380 à 1.000`: the first of two bare figures."""
    if number + 1 >= len(drafts) or drafts[number + 1].quantity.kind != "bare":
        return False
    here, after = drafts[number].quantity, drafts[number + 1].quantity
    opened = here.first > 0 and "of" in sentence.tags[here.first - 1].get("grammar", ())
    joined = after.first - here.last == 1 and "to" in sentence.tags[here.last].get("grammar", ())
    return opened and joined and after.grouped


def _has_other_noun(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether an unknown word follows at once: 868.000 passagers, 7 piliers."""
    after = quantity.last
    if after >= len(sentence.words) or sentence.gap(after).strip():
        return False
    tags = sentence.tags[after]
    return not tags.keys() & {"grammar", "period", "nature", "measure", "verb", "hedge", "qualifier"}
