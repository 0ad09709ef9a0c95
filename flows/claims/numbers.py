"""From digits and number words to values: separators by context, words, magnitudes."""

from __future__ import annotations

import re
from typing import NamedTuple

from flows.claims.scan import Sentence

_NOT_NUMBER = re.compile(r"[ '\n]")
PERCENT = 0.01  # in place of a magnitude: a percentage has decimals, and hardly ever thousands
SINGULAR_FROM = 1e6  # `le milliard` is a figure, `le millier` is none
CURRENCIES = frozenset({"money", "ambiguous"})
DOZENS = 100
JOINED = ("", " ", "-", "\n")  # what may stand between the words of one number


class Habits(NamedTuple):
    """How numbers are printed where a text comes from: the decimal mark, and the country that settles abbreviations."""

    decimal: str
    country: str | None


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
    if magnitude == PERCENT:
        return False
    if len(parts[1]) != 3 or parts[0] == "0" or len(parts[0]) > 3:
        return False
    if mark == "," and decimal == ".":
        return True
    if magnitude >= 1e9:
        return parts[1].endswith("00") and mark != decimal
    if magnitude > 1:
        return mark != decimal
    return True


def read_number(sentence: Sentence, index: int, habits: Habits) -> Number | None:
    """The number that starts at token `index`, in digits or words, with its magnitudes, or None."""
    number = _one_number(sentence, index, habits)
    while number and number.magnitude > 1 and not number.currency:
        more = _lesser(sentence, number, habits)
        if more is None:
            break
        number = number._replace(last=more.last, value=tidy(number.value + more.value), currency=more.currency)
    return number


def _lesser(sentence: Sentence, number: Number, habits: Habits) -> Number | None:
    """What goes on a number in a smaller magnitude: 1 milliard 250 millions, a million and two hundred thousand."""
    index = number.last
    joined = "and" in sentence.grammar(index)
    place = index + joined
    if place >= len(sentence.words) or sentence.gap(index) not in JOINED or sentence.gap(place) not in JOINED:
        return None
    if not (sentence.words[place][0].isdigit() or "number" in sentence.tags[place]):
        return None
    if joined and sentence.tag(number.first - 1).keys() & {"money", "ambiguous"}:
        return None  # $59 billion and 2.5 million jobs
    more = _one_number(sentence, place, habits)
    if more is None or more.value >= number.magnitude or more.magnitude >= number.magnitude:
        return None
    glued = joined and sentence.gap(place) == ""  # 480 ألف و765
    counted = more.magnitude > 1 or (number.magnitude == 1000 and (glued or not (joined and number.digits)))
    return more if counted and not (more.currency and more.magnitude == 1) else None


def _one_number(sentence: Sentence, index: int, habits: Habits) -> Number | None:
    printed = sentence.words[index]
    digits = printed[0].isdigit()
    words = (0.0, _after_point(sentence, index), 1.0) if digits else _words_value(sentence, index)
    if words is None:
        return None
    half = _half(sentence, words[1])
    closes = _closes(sentence, index, words[1])
    magnitude, currency, after = _magnitude(sentence, max(words[1], half), digits, closes, habits.country)
    magnitude_told = PERCENT if digits and "percent" in sentence.tag(after) else magnitude
    value = digits_value(printed, magnitude_told, habits.decimal) if digits else words[0]
    if digits and words[1] > index + 1:
        value = _pointed(sentence, index)
    if half and (magnitude > 1 or not digits):
        value += 0.5
    value *= magnitude
    if magnitude > 1 and (half := _half(sentence, after)):
        value, after = value + magnitude / 2, half
    return Number(
        index, after, tidy(value), max(magnitude, words[2]), digits, currency, digits and printed.isdigit()
    )  # fmt: skip


def _after_point(sentence: Sentence, index: int) -> int:
    """The token after the digits at `index`, and after the decimals where the mark is told in words."""
    place = index + 2
    pointed = {"point", "point_before"} & set(sentence.grammar(index + 1)) and place < len(sentence.words)
    whole = pointed and sentence.words[index].isdigit() and sentence.words[place].isdigit()
    return index + 3 if whole else index + 1


def _pointed(sentence: Sentence, index: int) -> float:
    """18 point 1; with the mark of right-to-left print, decimals stand first: 212r5 is 5.212."""
    first, second = sentence.words[index], sentence.words[index + 2]
    if "point_before" in sentence.grammar(index + 1):
        first, second = second, first
    return float(f"{first}.{second}")


def tidy(value: float) -> float:
    """`value` without the dust of binary arithmetic: 1.1 * 1e9 is 1100000000."""
    return float(f"{value:.12g}")


def _half(sentence: Sentence, index: int) -> int:
    """The token after `et demi` at `index`, 0 where it doesn't stand there."""
    if "half" not in sentence.grammar(index):
        return 0
    mention = sentence.at[index]
    return mention.last if mention and mention.first == index else 0


def _words_value(sentence: Sentence, index: int) -> tuple[float, int, float] | None:
    """The value of number words from `index` on, the token after them, and the greatest scale among them.

    `le milliard` counts one.
    """
    total = current = 0.0
    scale = 1.0
    at = index
    while at < len(sentence.words) and (at == index or sentence.gap(at) in JOINED):
        tags = sentence.tags[at]
        if "number" in tags and not _is_plural(sentence, at, index):
            word = float(tags["number"][0])
            total, current = _add_word(total, current, word)
            scale = max(scale, word) if word >= 1000 else scale
            mention = sentence.at[at]
            at = mention.last if mention else at + 1
            continue
        if not (at > index and "and" in tags.get("grammar", ()) and "number" in sentence.tag(at + 1)):
            break
        at += 1
    if at > index:
        return total + current, at, scale
    magnitude, before = sentence.tags[index].get("magnitude", (0,))[0], sentence.grammar(index - 1)
    definite = "article" in before and not sentence.lexicon.indefinite
    if definite and 1 < magnitude <= DOZENS and "of" in sentence.grammar(index + 1):
        return 1.0, index, scale  # la douzaine de centres
    if magnitude and ("indefinite" in before or (magnitude >= SINGULAR_FROM and definite)):
        return 1.0, index, scale
    return None


def _is_plural(sentence: Sentence, at: int, first: int) -> bool:
    """Thousands, des mille et des cents: a scale in the plural, without a number before it, counts nothing."""
    word = sentence.words[at]
    return (
        at == first and word.endswith("s") and sentence.lexicon.forms.get(word) != word and _scale(sentence, at) >= 100
    )


def _scale(sentence: Sentence, at: int) -> float:
    return float(sentence.tags[at]["number"][0])


def _add_word(total: float, current: float, word: float) -> tuple[float, float]:
    if word >= 1000:
        return total + (current or 1) * word, 0.0
    if word == 100:
        return total, (current or 1) * word
    if (current % 100, word) == (4, 20):  # quatre-vingts
        return total, current - 4 + 80
    return total, current + word


def _closes(sentence: Sentence, first: int, last: int) -> bool:
    """Whether parentheses hold the digits alone: (249.8) billion."""
    return sentence.gap(first).endswith("(") and sentence.gap(last).strip() == ")"


def _magnitude(
    sentence: Sentence, index: int, digits: bool, closes: bool, country: str | None
) -> tuple[float, str | None, int]:
    """Factor, glued currency and the token after the magnitudes from `index` on; `closes`: after a parenthesis."""
    factor, start = 1.0, index
    while index < len(sentence.words) and (sentence.gap(index).strip(" -\n") == "" or (closes and index == start)):
        tags = sentence.tags[index]
        if "glued" in tags and digits and "money" not in tags:
            scale, currency = tags["glued"][0]
            mention = sentence.at[index]
            return factor * scale, currency, mention.last if mention else index + 1
        short = tags["contracted"][0] if "contracted" in tags and digits else None
        if short and country in short.units and not _has_currency(sentence, index + 1):
            return factor * short.factor, short.units[country], index + 1
        if "magnitude" in tags:
            factor *= tags["magnitude"][0]
        elif digits and tags.get("number", (0,))[0] in (100, 1000):
            factor *= tags["number"][0]
        elif "short" in tags and digits and factor == 1 and _short_is_meant(sentence, index):
            factor *= tags["short"][0]
        else:
            break
        mention = sentence.at[index]
        index = mention.last if mention and "magnitude" in mention.tags else index + 1
    return factor, None, index


def _short_is_meant(sentence: Sentence, index: int) -> bool:
    """A single letter (m, k) is a magnitude only next to a currency, or glued to the digits."""
    if len(sentence.words[index]) > 1:
        return True
    if _has_currency(sentence, index + 1) or not CURRENCIES.isdisjoint(sentence.tag(index - 2)):
        return True
    year = index + 1 < len(sentence.words) and sentence.words[index + 1].isdigit()  # 9M 2023: nine months
    return not sentence.gap(index) and not year


def _has_currency(sentence: Sentence, index: int) -> bool:
    """Whether a currency stands at token `index`, or after `de` there."""
    return not CURRENCIES.isdisjoint(sentence.tag(index + ("of" in sentence.grammar(index))))
