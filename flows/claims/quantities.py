"""Figures with their units: amounts, counts, percentages, ranks, multiples, ranges; and bare ones still without."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flows.claims.lexicon import Mention, Tags
from flows.claims.numbers import Number, read_number, tidy
from flows.claims.quantity import Quantity
from flows.claims.scan import NO_TAGS, Sentence

FILLERS = 3  # adjectives between a figure and its noun, at most


class QuantityReader:
    """Reads the quantities of one sentence; `used` are the tokens that periods took, `country` settles francs."""

    def __init__(self, sentence: Sentence, used: set[int], decimal: str, suffixes: frozenset[str], country: str | None):
        self.sentence, self.used, self.country = sentence, used, country
        self.decimal, self.suffixes = decimal, suffixes

    def read(self) -> list[Quantity]:
        """All quantities, in order, not overlapping."""
        found: list[Quantity] = []
        done = 0
        for index in self.sentence.figures:
            if index >= done and index not in self.used:
                quantity = self._at(index)
                if quantity:
                    found.append(quantity)
                    done = quantity.last
        return found

    def _at(self, index: int) -> Quantity | None:
        return self._rank(index) or self._multiple(index) or self._fraction(index) or self._amount(index)

    # ---- ranks

    def _rank(self, index: int) -> Quantity | None:
        """Troisième rang, 3e, 40ème, n° 1, top 30, parmi les 50 pays."""
        grammar = self._tag(index, "grammar")
        if "band" in grammar or "number_mark" in grammar:
            mention = self.sentence.at[index]
            after = mention.last if mention else index + 1
            number = self._digits(after)
            if number is None:
                return None
            if "number_mark" in grammar:
                return self._quantity(index, number.last, number.value, "rank", "rank")
            return self._band(index, number)
        if self._tag(index, "ordinal"):
            return self._ordinal(index)
        number = self._digits(index)
        if number and number.last < self._count and self.sentence.words[number.last] in self.suffixes:
            if self.sentence.gap(number.last):
                return None
            noun = self._rank_noun(number.last + 1)
            return self._quantity(index, noun or number.last + 1, number.value, "rank", "rank")
        return None

    def _band(self, index: int, number: Number) -> Quantity | None:
        top = self.sentence.words[index] == "top"
        noun = self._rank_noun(number.last)
        if not top and not (noun and self.sentence.words[number.last] == "pays"):
            return None
        quantity = self._quantity(index if top else number.first, noun or number.last, number.value, "rank", "rank")
        return replace(quantity, band=True)

    def _ordinal(self, index: int) -> Quantity | None:
        """An ordinal before a noun of ranking, at most two adjectives between; ellipsis dots may part them."""
        value = float(self._tag(index, "ordinal")[0])
        if "rank_place" in self._tag(index + 1, "grammar") and self.sentence.gap(index + 1) == " ":
            return self._quantity(index, index + 1, value, "rank", "rank")
        for noun in range(index + 1, min(index + 5, self._count)):
            if self.sentence.gap(noun).strip(' ".\n-'):
                return None
            if self._tag(noun, "rank_noun"):
                mention = self.sentence.at[noun]
                return self._quantity(index, mention.last if mention else noun + 1, value, "rank", "rank")
        return None

    def _rank_noun(self, index: int) -> int | None:
        if self._tag(index, "rank_noun") and self.sentence.gap(index) == " ":
            return index + 1
        return None

    # ---- multiples and fractions

    def _multiple(self, index: int) -> Quantity | None:
        """Double, tripler, multiplié par 2,8, trois fois."""
        values = self._tag(index, "multiple")
        if values and not self._is_adjective(index):
            return self._quantity(index, index + 1, float(values[0]), "multiple", "multiple")
        if "multiplied" in self._tag(index, "grammar"):
            mention = self.sentence.at[index]
            number = self._number(mention.last if mention else index + 1)
            if number:
                return self._quantity(index, number.last, number.value, "multiple", "multiple")
        return None

    def _is_adjective(self, index: int) -> bool:
        """Ce double objectif: `double` after an article is a factor only before `de`."""
        word, after = self.sentence.words[index], self._tag(index + 1, "grammar")
        return word[-2:] == "le" and "article" in self._tag(index - 1, "grammar") and "of" not in after

    def _fraction(self, index: int) -> Quantity | None:
        """La moitié, un quart, trois quarts, deux tiers: percentages in words."""
        for start in (index, index + 1):
            values = self._tag(start, "fraction")
            mention = self.sentence.at[start] if start < self._count else None
            if values and mention and mention.first == start and (start == index or self._tag(index, "number")):
                if start > index and self.sentence.gap(start) != " ":
                    return None
                return self._quantity(index, mention.last, float(values[0]), "percent", "percent")
        return None

    # ---- amounts, counts, percentages

    def _amount(self, index: int) -> Quantity | None:
        number = self._number(index)
        if number is None:
            return None
        span = self._range(number)
        low, top = (number, span) if span else (number, number)
        quantity = self._united(low, top)
        if quantity is None or span is None:
            return quantity
        factor = top.magnitude if low.magnitude == 1 else 1.0
        return replace(quantity, value=tidy(low.value * factor), high=top.value)

    def _range(self, low: Number) -> Number | None:
        """The upper end of 20 à 25 %, entre 20 et 25 %, 20-25 %; not of `de 63.000 à 100.000`, which tells two."""
        if low.last + (self.sentence.gap(low.last) != "-") >= self._count or low.currency:
            return None
        before = self._tag(low.first - 1, "grammar")
        word, gap = self.sentence.words[low.last], self.sentence.gap(low.last).strip()
        opened = "from" in self._tag(low.first - 1, "period") and "of" not in before
        moved = "of" in before and self._moves(low.first - 1)
        if gap == "-" and word[0].isdigit():
            top = self._number(low.last)
        elif gap == "" and (word == "a" or (word == "et" and opened)) and not moved:
            top = self._number(low.last + 1)
        else:
            return None
        if (
            top is None
            or top.last in self.used
            or top.value <= low.value
            or (low.magnitude > 1 and low.magnitude != top.magnitude)
        ):
            return None
        return top

    def _moves(self, place: int) -> bool:
        """Whether a verb of movement stands before: `passer de 20 à 25 %` tells two figures, `de 20 à 25 %` a range."""
        window = range(max(0, place - 4), place)
        return any("moves" in self._tag(at, "grammar") for at in window)

    def _united(self, low: Number, number: Number) -> Quantity | None:
        """The quantity of `number` with the unit printed after or before it."""
        after = number.last
        if number.currency:
            return self._quantity(low.first, after, number.value, number.currency, "money", number)
        over = after + 1 if "of" in self._tag(after, "grammar") and number.magnitude > 1 else after
        for place in (over, after):
            tags, mention = self._tags(place), self.sentence.at[place] if place < self._count else None
            if mention and mention.first == place and self._near(place):
                for kind in ("percent", "points", "money"):
                    if kind in tags:
                        return self._quantity(low.first, mention.last, number.value, tags[kind][0], kind, number)
                if "ambiguous" in tags:
                    unit = self._ambiguous(tags)
                    return self._quantity(low.first, mention.last, number.value, unit, "money", number)
        before = self._tags(low.first - 1)
        if "money" in before and self.sentence.gap(low.first) in ("", " ") and number.digits:
            return self._quantity(low.first - 1, after, number.value, before["money"][0], "money", number)
        return self._counted(low, number) or self._bare(low, number)

    def _counted(self, low: Number, number: Number) -> Quantity | None:
        """A count with its noun, over adjectives: 60 000 nouveaux emplois directs, une centaine d'entreprises."""
        place = number.last
        for _ in range(FILLERS + 1):
            if place >= self._count or not self._near(place):
                return None
            mention, tags = self.sentence.at[place], self._tags(place)
            if mention and "count" in tags:
                unit = tags["count"][0]
                return self._quantity(low.first, mention.last, number.value, unit, "count", number, mention)
            grammar = tags.get("grammar", ())
            if not ("filler" in grammar or (number.magnitude > 1 and "of" in grammar)):
                return None
            place = mention.last if mention else place + 1
        return None

    def _bare(self, low: Number, number: Number) -> Quantity | None:
        """A figure without unit or noun; number words alone are none."""
        compared = "versus" in self._tag(low.first - 1, "grammar")
        if not number.digits and number.magnitude < 1e6 and not compared:
            return None
        quantity = self._quantity(low.first, number.last, number.value, None, "bare", number)
        return replace(quantity, grouped=not number.bare_digits)

    def _ambiguous(self, tags: Tags) -> str:
        units: dict[str, str] = tags["ambiguous"][0].units
        return units.get(self.country or "", next(iter(units.values())))

    # ---- small things

    def _quantity(
        self,
        first: int,
        last: int,
        value: float,
        unit: str | None,
        kind: str,
        number: Number | None = None,
        noun: Mention | None = None,
    ) -> Quantity:
        start, end, sign = self.sentence.starts[first], self.sentence.ends[last - 1], 0
        if kind == "money" and self._abbreviated(last):
            last += 1
        if first and self.sentence.words[first - 1] == "+" and not self.sentence.gap(first):
            start, sign = self.sentence.starts[first - 1], 1
        elif kind in ("percent", "points") and self._minus(start):
            start, sign, value = start - 1, -1, -value
        return Quantity(
            first, last, start, end, value, None, unit, kind,  # type: ignore[arg-type] # a Kind
            noun, number.magnitude if number else 1.0, number.digits if number else True, False, sign,
        )  # fmt: skip

    def _abbreviated(self, index: int) -> bool:
        """Whether the unit is told again, abbreviated, in parentheses: `milliards de dirhams (MMDH)`."""
        unit = self._tags(index)
        return ("glued" in unit or "money" in unit) and self.sentence.gap(index).strip() == "("

    def _minus(self, start: int) -> bool:
        text = self.sentence.text
        return start > 0 and text[start - 1] == "-" and (start == 1 or text[start - 2] in " (\n:")

    @property
    def _count(self) -> int:
        return len(self.sentence.words)

    def _tags(self, index: int) -> Tags:
        return self.sentence.tags[index] if 0 <= index < self._count else NO_TAGS

    def _tag(self, index: int, category: str) -> tuple[Any, ...]:
        return self._tags(index).get(category, ())

    def _near(self, index: int) -> bool:
        return self.sentence.gap(index).strip(" '\n") == ""

    def _number(self, index: int) -> Number | None:
        if not 0 <= index < self._count or index in self.used or not self._free(index):
            return None
        number = read_number(self.sentence, index, self.decimal)
        if number is None or (number.value == 1 and not number.digits and number.magnitude == 1):
            return None
        return number

    def _digits(self, index: int) -> Number | None:
        if 0 <= index < self._count and self.sentence.words[index][0].isdigit():
            return self._number(index)
        return None

    def _free(self, index: int) -> bool:
        """Whether the digits at `index` stand alone, and aren't part of a name: P2I, Covid-19, B2B."""
        if not self.sentence.words[index][0].isdigit() or index == 0:
            return True
        gap, before = self.sentence.gap(index), self.sentence.words[index - 1]
        if gap == "" and before[-1].isalpha():
            return "money" in self._tags(index - 1) or before in ("n", "no") or not before.isascii()
        return not (gap == "-" and before[-1].isalpha())
