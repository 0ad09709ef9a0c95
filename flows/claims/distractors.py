"""Figures that are no claims: phone numbers, references, addresses, times, footnotes, editions, structural counts."""

from __future__ import annotations

import re

from flows.claims.quantity import Quantity
from flows.claims.scan import Sentence

_TIME = re.compile(r"\d{1,2} ?(?:h|:)(?: ?\d{2})?\b")
_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d\d\b")
OUT_OF_MOST = 100
FEW = 20  # firms that something is agreed with, at most
SIZED = 6  # tokens from `entreprises de` to the size
SMALL = 500  # a firm's size that classes of firms are told by, at most
_PAIRS = re.compile(r"(?:\d{2}[ .\-]){3,}\d{2}\b|\+\d{2,3}[ \d().-]{7,}")


def is_distractor(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether the quantity is only a number that stands in the text."""
    if quantity.kind in ("money", "percent", "points", "multiple"):
        return False
    if (
        _DATE.match(sentence.text, quantity.start)
        or _is_threshold(quantity, sentence)
        or _is_sample(quantity, sentence)
    ):
        return True
    if quantity.kind == "rank":
        return _numbers_an_edition(quantity, sentence) or _follows_reference(quantity, sentence)
    return (
        _is_time(quantity, sentence)
        or _is_duration(quantity, sentence)
        or _is_reference(quantity, sentence)
        or _is_in_date(quantity, sentence)
        or _is_structural(quantity, sentence)
        or _is_selection(quantity, sentence)
        or _is_pointed_at(quantity, sentence)
        or _is_proportion(quantity, sentence)
    )


def _is_threshold(quantity: Quantity, sentence: Sentence) -> bool:
    """`10 personnes et plus`, `entreprises de moins de 10 salariés`: what parts classes of firms, and counts nobody."""
    if quantity.kind not in ("count", "bare") or quantity.value > SMALL:
        return False
    mention = sentence.at[quantity.last] if quantity.last < len(sentence.words) else None
    if mention and "or_more" in mention.tags.get("grammar", ()):
        return not _goes_on(mention.last, sentence)
    if quantity.unit not in ("jobs", "persons"):
        return False
    hedged = quantity.high is not None
    for place in range(quantity.first - 1, max(-1, quantity.first - SIZED), -1):
        tags = sentence.tags[place]
        if "companies" in tags.get("count", ()) or "percent" in tags:
            return hedged
        if not tags.keys() & {"hedge", "grammar"} or sentence.gap(place + 1).strip():
            return False
        hedged = hedged or "hedge" in tags
    return False


def _goes_on(place: int, sentence: Sentence) -> bool:
    """Whether a figure follows at once: 400 firms and more than 9,000 staff."""
    if place < len(sentence.words) and "base" in sentence.tags[place].get("period", ()):
        place += 1
    return place < len(sentence.words) and not sentence.gap(place).strip() and sentence.words[place][0].isdigit()


def _is_sample(quantity: Quantity, sentence: Sentence) -> bool:
    """`auprès de 100 entreprises`: how many were asked."""
    return quantity.kind == "count" and "sampled" in sentence.grammar(quantity.first - 1)


def _after(quantity: Quantity, sentence: Sentence) -> tuple[object, ...]:
    tags = sentence.tags[quantity.last] if quantity.last < len(sentence.words) else {}
    return tags.get("distractor", ())


def _numbers_an_edition(quantity: Quantity, sentence: Sentence) -> bool:
    following = set(_after(quantity, sentence))
    return bool(following & {"event", "structural", "place"}) and "rank_noun" not in sentence.tags[quantity.last - 1]


def _is_time(quantity: Quantity, sentence: Sentence) -> bool:
    return (
        quantity.kind == "bare"
        and bool(_TIME.match(sentence.text, quantity.start))
        and sentence.text[quantity.end : quantity.end + 1] in ("h", ":", " ")
    )


def _is_duration(quantity: Quantity, sentence: Sentence) -> bool:
    """`31,1 ans`, `48 heures`."""
    told = set(sentence.tag(quantity.last).get("period", ())) & {"years", "duration", "month_word"}
    mention = sentence.at[quantity.last] if quantity.last < len(sentence.words) else None
    year = sentence.words[mention.last] if mention and mention.last < len(sentence.words) else ""
    dated = "years" in told and len(year) == 4 and year.isdigit()  # 141 مليارا سنة 2023
    return quantity.kind == "bare" and bool(told) and not dated and not sentence.gap(quantity.last).strip()


def _is_reference(quantity: Quantity, sentence: Sentence) -> bool:
    if _PAIRS.match(sentence.text, quantity.start):
        return True
    if quantity.kind == "bare" and _follows_reference(quantity, sentence):
        return True
    return "place" in _after(quantity, sentence) and quantity.kind == "bare"


def _is_in_date(quantity: Quantity, sentence: Sentence) -> bool:
    text, start, end = sentence.text, quantity.start, quantity.end
    return quantity.kind == "bare" and (
        text[end : end + 1] == "/" or (start > 0 and text[start - 1] == "/") or text[start:end].startswith("0")
    )


def _is_structural(quantity: Quantity, sentence: Sentence) -> bool:
    return quantity.kind == "bare" and bool({"structural", "event"} & set(_after(quantity, sentence)))


def _is_selection(quantity: Quantity, sentence: Sentence) -> bool:
    """Les 20 plus grandes sociétés, les trois premiers exportateurs: how many were picked, not how many there are."""
    if quantity.first == 0 or "article" not in sentence.tags[quantity.first - 1].get("grammar", ()):
        return False
    inside = range(quantity.first + 1, min(quantity.last + 1, len(sentence.words)))
    return any("superlative" in sentence.tags[place].get("grammar", ()) for place in inside)


def _is_pointed_at(quantity: Quantity, sentence: Sentence) -> bool:
    """`ces cinq entreprises`, `a signé avec quatre opérateurs`: firms that the text names, and a few of them."""
    if quantity.unit != "companies" or quantity.value > OUT_OF_MOST:
        return False
    partners = quantity.value <= FEW and quantity.first > 1 and "partner" in sentence.grammar(quantity.first - 1)
    return partners or "this_n" in sentence.tag(quantity.first - 1).get("period", ())


def _is_proportion(quantity: Quantity, sentence: Sentence) -> bool:
    """Neuf entreprises sur dix, one in five firms: neither number counts anything."""
    after = sentence.at[quantity.last] if quantity.last < len(sentence.words) else None
    if after and "out_of" in after.tags.get("grammar", ()):
        counted = {"count", "money", "percent"} & sentence.tag(after.last + 1).keys()
        return quantity.value <= _small(after.last, sentence) <= OUT_OF_MOST and not counted
    before = sentence.at[quantity.first - 1] if quantity.first else None
    if before is None or "out_of" not in before.tags.get("grammar", ()) or quantity.kind not in ("count", "bare"):
        return False
    return 0 < _small(before.first - 1, sentence) <= quantity.value <= OUT_OF_MOST


def _small(place: int, sentence: Sentence) -> float:
    """The number that the token at `place` tells alone, 0 where it tells none."""
    if not 0 <= place < len(sentence.words):
        return 0
    word = sentence.words[place]
    return float(word) if word.isdigit() else float(sentence.tags[place].get("number", (0,))[0])


def _follows_reference(quantity: Quantity, sentence: Sentence) -> bool:
    before = range(max(0, quantity.first - 2), quantity.first)
    return any("reference" in sentence.tags[place].get("distractor", ()) for place in before)
