"""What the words of a head, a label or a caption tell: unit and scale, form, nature, indicator, periods."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property

from flows.claims.claim import Nature
from flows.claims.lexicon import Lexicon, Mention
from flows.claims.numbers import CURRENCIES
from flows.claims.period import Period, Published, month_end
from flows.claims.periods import PeriodReader
from flows.claims.quantities import QuantityReader
from flows.claims.quantity import Quantity
from flows.claims.scan import Sentence, scan, tokenize

MOVING = ("growth", "fall", "compared")  # what a text says of a movement, so does a head
MARKS = ("estimate", "forecast")
PLAIN = ("year", "range", "day", "until")
ANY_MONTH = 2000, 12  # of publication, to see whether there is a period that goes by it
_THOUSANDS = re.compile(r"(?<!\d)(?<!\d[ .,])000s?\b")
_YEAR = re.compile(r"(?:19|20)\d\d")
_MARK = re.compile(r"(?:19|20)\d\d ?\(?([^\W\d_]{1,6})\.?\)?(?![^\W\d_])|\(([^\W\d_]{1,12})\.?\)")
_BULLET = re.compile(r"[-•*+] ?[^\d]|o ")


@dataclass(frozen=True)
class Words:
    """The words of a caption, a head or a label, read with `lexicon`; `country` settles shared currency words.

    `read` keeps the periods found, by the date of publication that they go by.
    """

    text: str
    lexicon: Lexicon
    country: str | None
    read: dict[Published, list[Period]] = field(default_factory=dict, compare=False)

    @cached_property
    def sentence(self) -> Sentence:
        """The words, with the phrases found in them."""
        return scan(tokenize(self.text, self.lexicon), 0, len(self.text), self.lexicon)

    @cached_property
    def roles(self) -> frozenset[str]:
        """What a column is for: variation, amount, share, order."""
        sentence, heads = self.sentence, self.lexicon.heads
        told = {heads[word] for word in sentence.words if word in heads}
        cues = {cue for mention in sentence.mentions for cue in mention.tags.get("measure", ())}
        return frozenset(told | ({"variation"} if cues & set(MOVING) else set()))

    @cached_property
    def indicator(self) -> str | None:
        """The indicator named first."""
        named = (m.tags["indicator"][0] for m in self.sentence.mentions if "indicator" in m.tags)
        return next(named, None)

    @cached_property
    def is_part(self) -> bool:
        """Whether a label is of a part of the row above it: dont Services, - Services."""
        return _BULLET.match(self.text) is not None or "including" in self.sentence.grammar(0)

    @cached_property
    def own_text(self) -> str:
        """The words of a label without what tells that it is a part."""
        if not self.is_part:
            return self.text
        mention = self.sentence.at[0] if self.sentence.at else None
        opened = mention is not None and "including" in self.sentence.grammar(0)
        first = self.sentence.ends[mention.last - 1] if mention and opened else 1
        return self.text[first:].strip(" :")

    @cached_property
    def nature(self) -> Nature | None:
        """Target, forecast or estimate, by a word or by the mark beside a year: 2020 (p), 2024f."""
        marks = {self.lexicon.heads.get(mark) for found in _MARK.findall(self.text) for mark in found}
        cues = {cue for mention in self.sentence.mentions for cue in mention.tags.get("nature", ())}
        if "forecast" in marks:
            return "forecast"
        if "aimed" in cues or ("target" in cues and "forecast" not in cues):
            return "target"
        if "estimate" in marks | cues:
            return "estimate"
        return "forecast" if "forecast" in cues else None

    @cached_property
    def years(self) -> tuple[int, ...]:
        """All years told, also those of a comparison: Var. 2015/2014."""
        return tuple(int(year) for year in _YEAR.findall(self.text))

    @cached_property
    def has_period(self) -> bool:
        """Whether a period stands there, or a part of one."""
        return bool(self.periods(ANY_MONTH))

    @cached_property
    def is_of_years(self) -> bool:
        """Whether the figures are said to be years: Année de création."""
        return any("years" in mention.tags.get("period", ()) for mention in self.sentence.mentions)

    def periods(self, published: Published) -> list[Period]:
        """The periods told; what is relative goes by `published`."""
        if published not in self.read:
            found = PeriodReader(self.sentence, self.text, published).read()
            headed = [period for told in found if (period := _as_head(told)) is not None]
            self.read[published] = [] if self._is_unread_part(found) else headed
        return self.read[published]

    def _is_unread_part(self, found: list[Period]) -> bool:
        """Whether digits that nothing read stand before a year: what they say of it isn't known (9M 2023)."""
        year = next((period for period in found if period.kind == "year"), None)
        if year is None:
            return False
        read = {place for period in found for place in range(period.first, period.last)}
        return any(self.sentence.words[place][0].isdigit() for place in range(year.first) if place not in read)

    # ---- units

    @cached_property
    def is_percent(self) -> bool:
        """Whether the figures are percentages, by their unit."""
        return self.unit is not None and self.unit.kind == "percent"

    @cached_property
    def unit(self) -> Quantity | None:
        """The unit and scale told, as the quantity of one: (en MDH), USD million, en milliers, (%), (ha)."""
        mentions = [mention for mention in self.sentence.mentions if not self._is_anothers(mention)]
        scale = next((m for m in mentions if self._is_scale(m)), None)
        money = next((m for m in mentions if m is not scale and not m.tags.keys().isdisjoint(CURRENCIES)), None)
        told = next((m for m in mentions if not m.tags.keys().isdisjoint(("percent", "points"))), None)
        if told and not (money or (scale and "glued" in scale.tags)):
            return self._one(told)
        counted = next((m for m in mentions if "count" in m.tags and self._stands_apart(m)), None)
        parts = [
            part for part in (scale, money or (counted if scale is None or "glued" not in scale.tags else None)) if part
        ]
        thousands = ("1000" if _THOUSANDS.search(self.text) else "1") if scale is None else "1"
        if not parts and thousands == "1":
            return None
        return self._one(*parts, figure=thousands)

    def _is_scale(self, mention: Mention) -> bool:
        if "magnitude" in mention.tags or mention.tags.get("number", (0,))[0] == 1000:
            return True
        if "glued" in mention.tags and "money" not in mention.tags:
            return True
        if "contracted" in mention.tags and self.country in mention.tags["contracted"][0].units:
            return True
        beside = (self.sentence.tag(mention.first - 1), self.sentence.tag(mention.last))
        return "short" in mention.tags and any(not tags.keys().isdisjoint(CURRENCIES) for tags in beside)

    def _is_anothers(self, mention: Mention) -> bool:
        """Whether a word is the unit of a figure before it, and of this alone, or only marks a year: 2022 (p)."""
        if self.lexicon.heads.get(self.sentence.words[mention.first]) in MARKS:
            return True
        before = self.sentence.words[mention.first - 1] if mention.first else ""
        return before[:1].isdigit() and not _YEAR.fullmatch(before) and not _THOUSANDS.fullmatch(before)

    def _stands_apart(self, mention: Mention) -> bool:
        """Whether a noun tells a unit: alone in parentheses, after a scale: (ha), (en tonnes), milliers de tonnes."""
        place = mention.first - 1
        before = self.sentence.tag(place - ("of" in self.sentence.grammar(place)))
        if "magnitude" in before or _THOUSANDS.search(self.text):
            return True
        first = place if "in" in self.sentence.tag(place).get("period", ()) else mention.first
        closed = self.text.startswith(")", self.sentence.ends[mention.last - 1])
        return closed and self.sentence.gap(first).strip().endswith("(")

    def _one(self, *parts: Mention, figure: str = "1") -> Quantity | None:
        """One of the unit that the mentions print."""
        sentence = self.sentence
        printed = (self.text[sentence.starts[m.first] : sentence.ends[m.last - 1]] for m in parts)
        return read_quantity(" ".join((figure, *printed)), self.lexicon, self.country)


def read_quantity(text: str, lexicon: Lexicon, country: str | None) -> Quantity | None:
    """The quantity that `text` prints, if it prints one and nothing else."""
    sentence = scan(tokenize(text, lexicon), 0, len(text), lexicon)
    found = QuantityReader(sentence, set(), country).read()
    whole = len(found) == 1 and found[0].first <= 1 and found[0].last >= len(sentence.words)
    return found[0] if whole else None


def _as_head(period: Period) -> Period | None:
    """The period that an expression stands for in a head: a month or a day alone are the column's."""
    if period.kind in PLAIN:
        return period
    if period.kind != "date" or period.start is None or period.end is None:
        return None
    if period.start == period.end:
        return replace(period, kind="day")
    whole = period.start.day == 1 and period.end == month_end(period.end.year, period.end.month)
    return replace(period, kind="range") if whole and period.end - period.start < timedelta(days=366) else None
