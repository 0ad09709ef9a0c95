"""Figures with their units: amounts, counts, percentages, ranks, multiples, ranges; and bare ones still without."""

from __future__ import annotations

import re
from dataclasses import replace

from flows.claims.lexicon import Mention, Tags
from flows.claims.numbers import Habits, Number, read_number, tidy
from flows.claims.quantity import Kind, Quantity
from flows.claims.scan import Sentence

FRESH = {"change", "fresh", "net"}
FILLERS = 3  # adjectives between a figure and its noun, at most
UNKNOWN_FILLERS = 2  # of these, words that the lexicon doesn't know
ADJECTIVES = {"filler", "superlative"}
RANKED_WITHIN = 5  # tokens from an ordinal to its noun
MOVED = 4  # tokens from a movement to the points that it is told in
MOVEMENTS = frozenset({"growth", "fall", "adds"})
_THREE_DIGITS = re.compile(r"\d{1,3}[.,]\d{3}")
MOST_COUNTED = 1e9  # people, firms and the like are fewer
LARGEST_RANK = 300
LARGEST_DIVISOR = 20
LONGEST = 9  # digits without separator; longer ones are references
LARGEST_MULTIPLE = 100
TIMES_WITHIN = 5  # tokens from a verb of multiplying to how many times
NAME = 5  # letters; a currency's abbreviation has fewer
FAR_APART = 2.5  # from the lower to the upper end of a range, at most, where the two may also be a change and a level


class QuantityReader:
    """Reads the quantities of one sentence; `used` are the tokens that periods took.

    `country` settles francs, and the decimal mark of languages that have two.
    """

    def __init__(self, sentence: Sentence, used: set[int], country: str | None):
        lexicon = sentence.lexicon
        self.sentence, self.used, self.country = sentence, used, country
        self.habits = Habits(lexicon.decimals.get(country or "", lexicon.decimal), country)
        self.suffixes = lexicon.suffixes
        self.count = len(sentence.words)

    def read(self) -> list[Quantity]:
        """All quantities, in order, not overlapping."""
        found: list[Quantity] = []
        done = 0
        for index in self.sentence.figures:
            if index >= done and index not in self.used:
                quantity = self._at(index)
                if quantity:
                    if found and self._counts_again(found[-1], quantity):
                        quantity = replace(quantity, first=found[-1].first, start=found.pop().start)
                    found.append(quantity)
                    done = quantity.last
        return found

    def _counts_again(self, before: Quantity, quantity: Quantity) -> bool:
        """Whether a multiple tells how many times: `doubled the exports three times`, as Arabic has it."""
        if not before.kind == quantity.kind == "multiple" or quantity.first - before.last > TIMES_WITHIN:
            return False
        between = self.sentence.text[before.end : quantity.start]
        return self.sentence.lexicon.construct and not set(between) & set(".,;:()\u060c")

    def _at(self, index: int) -> Quantity | None:
        tags = self.sentence.tags[index]
        if not self.sentence.words[index][0].isdigit():
            grammar = tags.get("grammar", ())
            if "band" in grammar or "top" in grammar or "number_mark" in grammar:
                return self._marked_rank(index, grammar)
            if "ordinal" in tags and (rank := self._ordinal(index)):
                return rank
            if "multiple" in tags or "multiplied" in grammar:
                return self._multiple(index, tags)
            if "money" in tags or "ambiguous" in tags:
                return self._prefixed(index, tags)
            if "percent" in tags:
                return self._percent_before(index)
            if "fraction" in tags:
                return self._part_of_magnitude(index) or self._fraction(index, index)
        number = self._number(index)
        if number is None:
            return None
        rank = self._ranked(number) or self._suffixed(number) or self._digit_fraction(number)
        return rank or self._fraction(index, number.last) or self._times(number) or self._amount(number)

    # ---- ranks

    def _marked_rank(self, index: int, grammar: tuple[object, ...]) -> Quantity | None:
        """N° 1, top 30, parmi les 50 pays."""
        mention = self.sentence.at[index]
        place = mention.last if mention else index + 1
        number = read_number(self.sentence, place, self.habits) if place < self.count else None
        if number is None or place in self.used or not (number.digits or number.value > 1 or "number_mark" in grammar):
            return None
        if number.magnitude > 1 or number.value > LARGEST_RANK or "money" in self.sentence.tag(number.last):
            return None  # to top 40 billion
        noun = self._rank_noun(number.last)
        if "number_mark" in grammar:
            return self._quantity(index, number.last, number.value, "rank", "rank")
        top = "top" in grammar
        if not top and noun is None:
            return None
        quantity = self._quantity(index if top else number.first, noun or number.last, number.value, "rank", "rank")
        return replace(quantity, band=True)

    def _ordinal(self, index: int) -> Quantity | None:
        """An ordinal before a noun of ranking, a few words between; ellipsis dots may part them."""
        value = float(self.sentence.tags[index]["ordinal"][0])
        if value == 1 and (first_places := self._first_places(index)):
            return first_places
        if "rank_first" in self.sentence.grammar(index - 1) and not self.sentence.gap(index).strip():
            mention = self.sentence.at[index - 1]
            tens = self.sentence.tag(index + 2).get("number", (0,))[0]
            joined = "and" in self.sentence.grammar(index + 1) and value < 10 and tens in range(20, 100, 10)
            last, value = (index + 3, value + tens) if joined else (index + 1, value)
            return self._quantity(mention.first if mention else index - 1, last, value, "rank", "rank")
        if "rank_place" in self.sentence.grammar(index + 1) and self.sentence.gap(index + 1) == " ":
            return self._quantity(index, index + 1, value, "rank", "rank")
        for noun in range(index + 1, min(index + RANKED_WITHIN, self.count)):
            if self.sentence.gap(noun).strip(' ".\n-'):
                return None
            if "to" in self.sentence.grammar(noun) and self._is_ordinal_pair(noun):
                return self._quantity(index, index + 1, value, "rank", "rank")
            if "rank_noun" in self.sentence.tags[noun]:
                mention = self.sentence.at[noun]
                return self._quantity(index, mention.last if mention else noun + 1, value, "rank", "rank")
            if "grammar" in self.sentence.tags[noun] and not ADJECTIVES & set(self.sentence.grammar(noun)):
                return None
        return None

    def _first_places(self, index: int) -> Quantity | None:
        """Les trois premières places, where the number stands before the first; al-marakiz al-thalatha al-ula."""
        values = self.sentence.tag(index - 1).get("number", ())
        tags = self.sentence.tag(index - 2)
        ranks = "rank_noun" in tags or "places" in tags.get("count", ())
        if not (values and ranks) or self.sentence.gap(index) != " ":
            return None
        mention = self.sentence.at[index - 2]
        first = mention.first if mention else index - 2
        return replace(self._quantity(first, index + 1, float(values[0]), "rank", "rank"), band=True)

    def _ranked(self, number: Number) -> Quantity | None:
        """Ranked 28, al-markaz 28: a place after the noun of ranking."""
        if not number.bare_digits or number.value > LARGEST_RANK:
            return None
        glued = "prefixed_article" in self.sentence.grammar(number.first - 1)
        place = number.first - 1 - glued
        if "rank_first" not in self.sentence.grammar(place) or self.sentence.gap(number.first).strip():
            return None
        mention = self.sentence.at[place]
        first = mention.first if mention else place
        return self._quantity(first, number.last, number.value, "rank", "rank")

    def _is_ordinal_pair(self, place: int) -> bool:
        """Whether another ordinal follows `à`: de la quatrième à la deuxième place."""
        after = place + 1 + ("article" in self.sentence.grammar(place + 1))
        return "ordinal" in self.sentence.tag(after)

    def _suffixed(self, number: Number) -> Quantity | None:
        """3e, 40ème, 22nd: digits with an ordinal's ending; parted from it only before a noun of ranking."""
        place = number.last
        if not number.bare_digits or place >= self.count or self.sentence.words[place] not in self.suffixes:
            return None
        noun = self._rank_noun(place + 1)
        parted = self.sentence.gap(place) != ""
        if (parted and noun is None) or number.value > LARGEST_RANK:
            return None
        return self._quantity(number.first, noun or place + 1, number.value, "rank", "rank")

    def _rank_noun(self, index: int) -> int | None:
        """The token after the noun of ranking at `index`, over an adjective before it."""
        for place in (index, index + 1):
            tags = self.sentence.tag(place)
            if self.sentence.gap(place) != " ":
                return None
            if "rank_noun" in tags:
                mention = self.sentence.at[place]
                return mention.last if mention else place + 1
            if tags and "filler" not in tags.get("grammar", ()) and tags.get("ordinal") != (1,):
                return None
        return None

    # ---- multiples and fractions

    def _multiple(self, index: int, tags: Tags) -> Quantity | None:
        """Double, tripler, multiplié par 2,8."""
        mention = self.sentence.at[index]
        last = mention.last if mention else index + 1
        if "multiple" in tags:
            if self._is_adjective(index):
                return None
            return self._quantity(index, last, float(tags["multiple"][0]), "multiple", "multiple")
        number = self._number(last)
        return self._quantity(index, number.last, number.value, "multiple", "multiple") if number else None

    def _is_adjective(self, index: int) -> bool:
        """Ce double objectif: `double` after an article is a factor only before `de`."""
        sentence = self.sentence
        if "double" not in sentence.grammar(index) or "article" not in sentence.grammar(index - 1):
            return False
        follows = index + 1 < self.count and sentence.gap(index + 1) == " "
        return follows and "of" not in sentence.grammar(index + 1)

    def _times(self, number: Number) -> Quantity | None:
        """Trois fois plus, 2,5 fois, 3x."""
        place = number.last
        if "times" not in self.sentence.grammar(place) or not 1 < number.value <= LARGEST_MULTIPLE:
            return None
        mention = self.sentence.at[place]
        last = mention.last if mention else place + 1
        if "per_year" in self.sentence.tag(last).get("period", ()):
            return None
        return self._quantity(number.first, last, number.value, "multiple", "multiple")

    def _digit_fraction(self, number: Number) -> Quantity | None:
        """1/5 of the employees, 2/3 des emplois."""
        slash, place = number.last, number.last + 1
        if not number.bare_digits or place >= self.count or self.sentence.words[slash] != "/":
            return None
        below = self._number(place) if self.sentence.gap(slash) == self.sentence.gap(place) == "" else None
        if below is None or not below.bare_digits or not number.value < below.value <= LARGEST_DIVISOR:
            return None
        if "of" not in self.sentence.grammar(below.last):
            return None
        return self._quantity(number.first, below.last, tidy(100 * number.value / below.value), "percent", "percent")

    def _part_of_magnitude(self, index: int) -> Quantity | None:
        """Half a million, un quart de million: a number, not a part of something."""
        mention, sentence = self.sentence.at[index], self.sentence
        place = mention.last if mention else index + 1
        while {"article", "of"} & set(sentence.grammar(place)) and place < index + 4:
            place += 1
        factor = sentence.tag(place).get("magnitude", (0,))[0]
        if factor < 1000 or sentence.gap(place) not in (" ", "-"):
            return None
        value = tidy(float(sentence.tags[index]["fraction"][0]) / 100 * factor)
        return self._amount(Number(index, place + 1, value, factor, False, None, False))

    def _percent_before(self, index: int) -> Quantity | None:
        """%12.5, as right-to-left texts print it."""
        number = self._number(index + 1) if self.sentence.gap(index + 1) == "" and index + 1 < self.count else None
        if number is None or not number.digits or self._has_own_unit(number):
            return None
        return self._quantity(index, number.last, number.value, "percent", "percent")

    def _fraction(self, index: int, place: int) -> Quantity | None:
        """La moitié, un quart, trois quarts, deux tiers: percentages in words."""
        mention = self.sentence.at[place] if place < self.count else None
        values = self.sentence.tag(place).get("fraction", ())
        if not values or mention is None or mention.first != place:
            return None
        if place > index and self.sentence.gap(place) not in (" ", "-"):
            return None
        return self._quantity(index, mention.last, float(values[0]), "percent", "percent")

    # ---- amounts, counts, percentages

    def _amount(self, number: Number) -> Quantity | None:
        span = self._range(number)
        low, top = (number, span) if span else (number, number)
        quantity = self._united(low, top)
        if quantity is None or span is None:
            return quantity
        factor = top.magnitude if low.magnitude == 1 else 1.0
        sign = -1 if quantity.value < 0 else 1  # a minus stands before the lower end
        return replace(quantity, value=tidy(sign * low.value * factor), high=top.value)

    def _prefixed(self, index: int, tags: Tags) -> Quantity | None:
        """$10bn, Rs 500 crore, MAD 1.2 to 1.4 billion: the currency before the figure."""
        mention = self.sentence.at[index]
        if mention is None or mention.first != index or mention.last >= self.count or self._is_noun(index):
            return None
        pointed = (".", ". ") if self.sentence.words[index].isalpha() else ()  # Rs. 2,500 crore
        if self.sentence.gap(mention.last) not in ("", " ", *pointed):
            return None
        number = self._number(mention.last) if mention.last < self.count else None
        if number is None or not number.digits:
            return None
        top = self._range(number, mention) or number
        unit = self._currency(tags)
        if number.currency or (top.currency and top.currency != unit) or self._has_own_unit(top, top.magnitude == 1):
            return None
        factor = top.magnitude if number.magnitude == 1 and top is not number else 1.0
        value, high = tidy(number.value * factor), top.value if top is not number else None
        return replace(self._quantity(index, top.last, value, unit, "money", number), high=high)

    def _is_noun(self, index: int) -> bool:
        """Whether a currency's name in the singular stands there: it prefixes no amount, as an abbreviation would."""
        word = self.sentence.words[index]
        return len(word) >= NAME and word.isalpha() and self.sentence.lexicon.forms.get(word) == word

    def _has_own_unit(self, number: Number, counted: bool = True) -> bool:
        """Whether a unit stands after the figure: `milliards de dirhams 12 %`; not in a $300 million plant."""
        if number.last >= self.count or self.sentence.gap(number.last).strip():
            return False
        units = {"percent", "points", "money", "count"} if counted else {"percent", "points", "money"}
        return bool(self.sentence.tags[number.last].keys() & units)

    def _range(self, low: Number, prefix: Mention | None = None) -> Number | None:
        """The upper end of 20 à 25 %, entre 20 et 25 %, 20-25 %; `passer de 63.000 à 100.000` tells two figures."""
        sentence, place = self.sentence, self._over_unit(low, prefix)
        if place + (sentence.gap(place) != "-") >= self.count or low.currency:
            return None
        before, grammar = (prefix.first if prefix else low.first) - 1, sentence.grammar(place)
        gap = sentence.gap(place).strip()
        joined = "range" in grammar or ("and" in grammar and "between" in sentence.grammar(before))
        if gap != "-" and (gap or not joined):
            return None
        start = place if gap == "-" else place + 1
        if prefix and sentence.tag(start) is prefix.tags:  # $3bn-$4bn
            start += prefix.last - prefix.first
        top = self._number(start) if start < self.count and sentence.words[start][0].isdigit() else None
        top = top or (self._number(start) if start < self.count and gap == "" else None)
        if top is None or top.last in self.used or top.value <= low.value:
            return None
        told = gap == "-" or "between" in sentence.grammar(before)
        if not told and "range" in grammar and self._moves(before, low, top):
            return None
        return None if low.magnitude > 1 and low.magnitude != top.magnitude else top

    def _over_unit(self, low: Number, prefix: Mention | None) -> int:
        """The token after the figure, and after its unit where a range tells it twice: entre 5 % et 10 %, 5% to 7%."""
        unit = low.last + ("of" in self.sentence.grammar(low.last) and low.magnitude > 1)
        mention = self.sentence.at[unit] if unit < self.count else None
        if mention is None or prefix or not mention.tags.keys() & {"percent", "money"}:
            return low.last
        before, grammar = self.sentence.grammar(low.first - 1), self.sentence.grammar(mention.last)
        ranging = "range" in grammar and not {"of", "source"} & set(before)
        if not ranging and "between" not in before:
            return low.last
        top = self._number(mention.last + 1) if mention.last + 1 < self.count else None
        after = top.last + ("of" in self.sentence.grammar(top.last)) if top else 0
        return mention.last if top and self.sentence.tag(after) == mention.tags else low.last

    def _moves(self, place: int, low: Number, top: Number) -> bool:
        """Whether a verb of movement leads up to the two figures: `passer de 20 à 25 %`, rose by 1,200 to 5,300.

        `de 20 à 25 %` alone is a range, and so is what something grows by: progresser de 8 à 10 %, rise 8 to 10 %.
        """
        sentence, grammar = self.sentence, self.sentence.grammar(place)
        told = {"percent", "money"} & sentence.tag(place - 1).keys() and "source" in grammar
        if told:  # fell 4.7 % from 11.9 to 11.3 billion
            return True
        verbs = [at for at in range(max(0, place - 4), place + 1) if "moves" in sentence.grammar(at)]
        if not verbs:
            return False
        percent = "percent" in sentence.tag(top.last)
        if "of" in grammar or "source" in grammar:
            grows = percent and {"growth", "fall"} & set(sentence.tag(verbs[-1]).get("measure", ()))
            rate = any(
                {"share", "portion"} & set(m.tags.get("measure", ())) for m in sentence.mentions if m.last <= place
            )
            return not grows or rate or "source" in grammar
        by = "by" in grammar or verbs[-1] == place
        return by and not percent and top.value > FAR_APART * low.value

    def _united(self, low: Number, number: Number) -> Quantity | None:
        """The quantity of `number` with the unit printed after it."""
        after = number.last
        if number.currency:
            return self._quantity(low.first, after, number.value, number.currency, "money", number)
        millions = number.magnitude > 1 or (number.value >= 1e6 and number.value % 1e6 == 0)
        over = after + 1 if "of" in self.sentence.grammar(after) and millions else after
        for place in (over, after):
            tags, mention = self.sentence.tag(place), self.sentence.at[place] if place < self.count else None
            if mention and mention.first == place and self._near(place):
                for kind in ("percent", "points"):
                    if kind in tags:
                        return self._quantity(low.first, mention.last, number.value, tags[kind][0], kind, number)
                if "money" in tags or "ambiguous" in tags:
                    unit = self._currency(tags)
                    return self._quantity(low.first, mention.last, number.value, unit, "money", number)
        return self._counted(low, number) or self._bare(low, number)

    def _counted(self, low: Number, number: Number) -> Quantity | None:
        """A count with its noun, over adjectives: 60 000 nouveaux emplois directs, une centaine d'entreprises."""
        place, unknown = number.last, 0
        for _ in range(FILLERS + 1):
            if place >= self.count or not self._near(place):
                return None
            mention, tags = self.sentence.at[place], self.sentence.tags[place]
            if mention and "count" in tags:
                unit, value = tags["count"][0], self._countable(number)
                if unit == "places" and "centre" in tags.get("grammar", ()) and not self._is_moved(low.first):
                    unit = "companies"  # markaz is a place won or lost, and a centre
                return self._quantity(low.first, mention.last, value, unit, "count", number, mention)
            grammar = tags.get("grammar", ())
            if not tags and unknown < UNKNOWN_FILLERS and self.sentence.words[place].isalpha():
                unknown += 1
            elif unknown and "and" in grammar:
                unknown -= 1
            elif not self._is_filler(tags) and not (number.magnitude > 1 and "of" in grammar):
                return None
            place = mention.last if mention else place + 1
        return None

    def _countable(self, number: Number) -> float:
        """The value; of 6.731 million visitors the mark is a decimal one, whatever the country prints."""
        grouped = number.magnitude == 1e6 and number.value >= MOST_COUNTED
        marked = grouped and _THREE_DIGITS.fullmatch(self.sentence.words[number.first])
        return tidy(number.value / 1000) if marked else number.value

    @staticmethod
    def _is_filler(tags: Tags) -> bool:
        """Whether a word may stand between a figure and its noun: new, additional, net."""
        if "sector" in tags or "ecosystem" in tags:
            return tags.keys().isdisjoint({"count", "money", "indicator", "percent", "grammar"})
        return "filler" in tags.get("grammar", ()) or not FRESH.isdisjoint(tags.get("measure", ()))

    def _bare(self, low: Number, number: Number) -> Quantity | None:
        """A figure without unit or noun; number words alone are none."""
        compared = "versus" in self.sentence.grammar(low.first - 1)
        if not number.digits and number.magnitude < 1000 and not compared:
            return None
        quantity = self._quantity(low.first, number.last, number.value, None, "bare", number)
        return replace(quantity, grouped=not number.bare_digits)

    def _currency(self, tags: Tags) -> str:
        """The currency meant, of several that share a word by the country of the text."""
        units: dict[str, str] = tags["ambiguous"][0].units if "ambiguous" in tags else {}
        certain: str = tags["money"][0] if "money" in tags else next(iter(units.values()))
        return units.get(self.country or "", certain)

    # ---- small things

    def _quantity(
        self,
        first: int,
        last: int,
        value: float,
        unit: str | None,
        kind: Kind,
        number: Number | None = None,
        noun: Mention | None = None,
    ) -> Quantity:
        start, end, sign = self.sentence.starts[first], self.sentence.ends[last - 1], 0
        if kind == "money" and self._abbreviated(last):
            last += 1
        if first and self.sentence.words[first - 1] == "+" and self.sentence.gap(first) in ("", " "):
            start, sign = self.sentence.starts[first - 1], 1
        elif kind not in ("rank", "multiple") and self._minus(start, kind):
            start, sign, value = start - 1, -1, -value
        elif kind == "percent" and self._spaced_minus(first):
            start, sign, value = self.sentence.text.rindex("-", 0, start), -1, -value
        return Quantity(
            first, last, start, end, value, None, unit, kind, noun,
            number.magnitude if number else 1.0, number.digits if number else True, False, sign,
        )  # fmt: skip

    def _abbreviated(self, index: int) -> bool:
        """Whether the unit is told again, abbreviated, in parentheses: `milliards de dirhams (MMDH)`."""
        unit = self.sentence.tag(index)
        if not ("glued" in unit or "money" in unit) or self.sentence.gap(index).strip() != "(":
            return False
        return self.sentence.text.startswith(")", self.sentence.ends[index])

    def _minus(self, start: int, kind: Kind) -> bool:
        """Whether a minus stands before the figure; before an amount at the start of a line, it is a bullet."""
        text = self.sentence.text
        if start == 0 or text[start - 1] != "-":
            return False
        if kind in ("percent", "points"):
            return start == 1 or text[start - 2] in " (\n:"
        return start > 2 and text[start - 2] in " (" and text[start - 3] not in "\n0123456789"

    def _spaced_minus(self, first: int) -> bool:
        """(- 2 %), de - 2 %: a minus with a space after it, where no dash could stand."""
        gap = self.sentence.gap(first) if first else ""
        return gap.strip(" ") == "(-" or (gap.strip(" ") == "-" and gap.endswith(" ") and self._leads(first - 1))

    def _leads(self, index: int) -> bool:
        return bool({"by", "of"} & set(self.sentence.grammar(index)))

    def _near(self, index: int) -> bool:
        return self.sentence.gap(index).strip(" '\n") in ("", "-")

    def _number(self, index: int) -> Number | None:
        if not 0 <= index < self.count or index in self.used or not self._free(index):
            return None
        number = read_number(self.sentence, index, self.habits)
        if number is None:
            return None
        if number.value == 1 and not number.digits and number.magnitude == 1 and not self._is_point(index, number.last):
            return None
        if number.bare_digits and number.last - index == 1 and len(self.sentence.words[index]) > LONGEST:
            return None
        return number

    def _is_point(self, index: int, last: int) -> bool:
        """`gagner un point`, one percent: the units that the article counts, points with a movement."""
        if "percent" in self.sentence.tag(last):
            return True
        tags = self.sentence.tag(last)
        if "points" not in tags and "places" not in tags.get("count", ()):
            return False
        return self._is_moved(index)

    def _is_moved(self, index: int) -> bool:
        """Whether a word of movement stands close before."""
        before = (self.sentence.tag(place).get("measure", ()) for place in range(max(0, index - MOVED), index))
        return any(not MOVEMENTS.isdisjoint(cues) for cues in before)

    def _free(self, index: int) -> bool:
        """Whether the digits at `index` stand alone, and aren't part of a name: P2I, Covid-19, B2B."""
        if not self.sentence.words[index][0].isdigit() or index == 0:
            return True
        gap, before = self.sentence.gap(index), self.sentence.words[index - 1]
        if gap == "" and before[-1].isalpha():
            tags, marks = self.sentence.tags[index - 1], {"number_mark", "proclitic"}
            return not before.isascii() or bool(
                tags.keys() & {"money", "ambiguous"} or marks & set(tags.get("grammar", ()))
            )
        return not (gap == "-" and before[-1].isalpha())
