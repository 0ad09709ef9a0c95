"""From digits and number words to values: separators by context, words, magnitudes."""

from __future__ import annotations

import re
from typing import NamedTuple

from flows.claims.lexicon import Tags
from flows.claims.scan import NO_TAGS, Sentence

_GROUPED = re.compile(r"\d{1,3}(?:[. '\n]\d{3})+(?:,\d+)?|\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?|\d{1,3}(?:[ ']\d{3})+\.\d+")
_NOT_NUMBER = re.compile(r"[ '\n]")
SINGULAR_FROM = 1e6  # `le milliard` is a figure, `le millier` is none


class Number(NamedTuple):
    """A number read from token `first` to token `last` (excluded).

    `magnitude` is the factor of its scale word (1 without), `digits` tells figures from words, `currency` is the unit
    glued to the magnitude (MMDH), `bare_digits` that it is one unseparated run of digits.
    """

    first: int
    last: int
    value: float
    magnitude: float
    digits: bool
    currency: str | None
    bare_digits: bool


def digits_value(printed: str, magnitude: float, decimal: str) -> float:
    """The value of printed digits before a magnitude is applied.

    A separator before three digits groups thousands, unless the magnitude after it shows that it is a decimal mark
    (26,219 milliards but 868,000 passengers, 10.000 millions and 3.200 milliards).
    """
    whole = _NOT_NUMBER.sub("", printed)
    separators = {char for char in whole if not char.isdigit()}
    if not separators:
        return float(whole)
    if len(separators) == 1:
        mark = separators.pop()
        if _groups_thousands(whole, mark, magnitude, decimal):
            return float(whole.replace(mark, ""))
        return float(whole.replace(mark, "."))
    last = max(whole.rfind("."), whole.rfind(","))
    return float(re.sub("[.,]", "", whole[:last]) + "." + whole[last + 1 :])


def _groups_thousands(whole: str, mark: str, magnitude: float, decimal: str) -> bool:
    parts = whole.split(mark)
    if len(parts) > 2:
        return True
    if len(parts[1]) != 3 or parts[0] == "0" or len(parts[0]) > 3:
        return False
    if magnitude >= 1e9:
        return parts[1].endswith("00") and mark != decimal
    if magnitude > 1:
        return mark != decimal
    return True


def read_number(sentence: Sentence, index: int, decimal: str) -> Number | None:
    """The number that starts at token `index`, in digits or words, with its magnitudes, or None."""
    printed = sentence.words[index]
    digits = printed[0].isdigit()
    words = (0.0, index + 1) if digits else _words_value(sentence, index)
    if words is None:
        return None
    magnitude, currency, after = _magnitude(sentence, words[1], digits)
    value = (digits_value(printed, magnitude, decimal) if digits else words[0]) * magnitude
    if magnitude > 1 and after + 1 < len(sentence.words) and "half" in sentence.tags[after].get("grammar", ()):
        value, after = value + magnitude / 2, after + 2
    return Number(index, after, tidy(value), magnitude, digits, currency, digits and printed.isdigit())


def tidy(value: float) -> float:
    """`value` without the dust of binary arithmetic: 1.1 * 1e9 is 1100000000."""
    return float(f"{value:.12g}")


def _words_value(sentence: Sentence, index: int) -> tuple[float, int] | None:
    """The value of number words from `index` on, and the token after them; `le milliard` counts one."""
    total = current = 0.0
    at = index
    while at < len(sentence.words) and (at == index or sentence.gap(at) in (" ", "-")):
        tags = sentence.tags[at]
        if "number" in tags:
            total, current = _add_word(total, current, float(tags["number"][0]))
        elif not (at > index and "and" in tags.get("grammar", ()) and "number" in _tags(sentence, at + 1)):
            break
        at += 1
    if at > index:
        return total + current, at
    tags = sentence.tags[index]
    if (
        tags.get("magnitude", (0,))[0] >= SINGULAR_FROM
        and index
        and "article" in _tags(sentence, index - 1).get("grammar", ())
    ):
        return 1.0, index
    return None


def _add_word(total: float, current: float, word: float) -> tuple[float, float]:
    if word >= 1000:
        return total + (current or 1) * word, 0.0
    if word == 100:
        return total, (current or 1) * word
    if (current % 100, word) == (4, 20):
        return total, current - 4 + 80
    return total, current + word


def _tags(sentence: Sentence, index: int) -> Tags:
    return sentence.tags[index] if index < len(sentence.words) else NO_TAGS


def _magnitude(sentence: Sentence, index: int, digits: bool) -> tuple[float, str | None, int]:
    """Factor, glued currency and the token after the magnitudes from `index` on."""
    factor = 1.0
    while index < len(sentence.words) and sentence.gap(index).strip(" -") == "":
        tags = sentence.tags[index]
        if "glued" in tags and digits:
            scale, currency = tags["glued"][0]
            return factor * scale, currency, index + 1
        if "magnitude" in tags:
            factor *= tags["magnitude"][0]
        elif digits and tags.get("number", (0,))[0] in (100, 1000):
            factor *= tags["number"][0]
        elif "short" in tags and digits and factor == 1 and _short_is_meant(sentence, index):
            factor *= tags["short"][0]
        else:
            break
        index += 1
    return factor, None, index


def _short_is_meant(sentence: Sentence, index: int) -> bool:
    """A single letter (m, k) is a magnitude only next to a currency or right after the digits."""
    if len(sentence.words[index]) > 1:
        return True
    after = _tags(sentence, index + 1)
    if "of" in after.get("grammar", ()):
        after = _tags(sentence, index + 2)
    before = sentence.tags[index - 2] if index >= 2 else {}
    return "money" in after or "money" in before
