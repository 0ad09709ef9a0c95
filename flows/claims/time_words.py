"""The words of time around a token: which years, cues and phrases stand there; what all readers of periods share."""

from __future__ import annotations

from typing import Any

from flows.claims.period import Period, Published, moved
from flows.claims.scan import NO_TAGS, Sentence
from flows.claims.time_cues import SHIFTS

FIRST_YEAR, LAST_YEAR = 1900, 2100
DATED = ("year", "day", "range")
EARLIER = {"last_year", "year_earlier"}  # years that may also be told from another one of the text
JOINED = 7  # tokens between a part of a year and its year, at most
CUED = 7  # tokens back to the preposition, at most
ISSUED = 7  # tokens from a paper to its date: its name stands between
GAP = " -'\"\n"  # what stands between the words of one expression


class TimeWords:
    """The time words of a sentence; `published` is what relative expressions go by, `found` the periods read so far."""

    def __init__(self, sentence: Sentence, published: Published) -> None:
        self.sentence, self.published = sentence, published
        self.found: list[Period] = []
        self.spans: list[tuple[int, int]] = []  # durations: their place among `found`, and their years

    # ---- tokens

    def _tag(self, index: int, category: str = "period") -> tuple[Any, ...]:
        tags = self.sentence.tags[index] if 0 <= index < len(self.sentence.words) else NO_TAGS
        return tags.get(category, ())

    def _word(self, index: int) -> str:
        return self.sentence.words[index] if 0 <= index < len(self.sentence.words) else ""

    def _after(self, index: int) -> int:
        """The token after the phrase that token `index` belongs to."""
        mention = self.sentence.at[index]
        return mention.last if mention else index + 1

    def _follows(self, index: int, gap: str = GAP) -> bool:
        """Whether token `index` goes on with the one before it: nothing but the characters of `gap` between."""
        return 0 < index < len(self.sentence.words) and not self.sentence.gap(index).strip(gap)

    def _small_number(self, index: int) -> tuple[int, int]:
        """A whole number below 1000 in digits or words at `index`, and the token after it; (-1, index) for none."""
        word = self._word(index)
        if word.isdigit() and len(word) <= 3:
            return int(word), index + 1
        total, place = -1, index
        while values := self._tag(place, "number"):
            if place > index and not self._follows(place):
                break
            total, place = max(total, 0) + int(values[0]), self._after(place)
        return (total, place) if total < 1000 else (-1, index)

    # ---- years

    def _is_year(self, index: int) -> bool:
        if not 0 <= index < len(self.sentence.words):
            return False
        word = self.sentence.words[index]
        return len(word) == 4 and word.isdigit() and FIRST_YEAR <= int(word) <= LAST_YEAR and not self._counts(index)

    def _counts(self, index: int) -> bool:
        """Whether a noun, unit or magnitude stands right after: 2000 emplois is no year."""
        if index + 1 >= len(self.sentence.words) or self.sentence.gap(index + 1) not in ("", " "):
            return False
        after = self.sentence.tags[index + 1]
        if "in" in self._tag(index - 1) or "filler" in after.get("grammar", ()):
            return False
        return any(category in after for category in ("count", "money", "percent", "magnitude", "glued"))

    def _year_told(self, place: int) -> tuple[int | None, int, bool] | None:
        """The year told at `place` with a month or a part of a year: 2018, of 2018, de l'exercice en cours, FY24.

        With the token after it and whether it goes by the date of publication: then it may be None.
        """
        for here in range(place, min(place + JOINED, len(self.sentence.words))):
            if not self._follows(here, GAP + (",)/" if here == place else "")):
                return None
            if self._is_year(here):
                return int(self.sentence.words[here]), here + 1, False
            if (short := self._short_year(here, here == place)) is not None:
                return short, here + 1, False
            mention = self.sentence.at[here]
            if mention and mention.first == here:
                cues = self._tag(here)
                shift = next((SHIFTS[cue] for cue in cues if cue in SHIFTS), None)
                if shift is not None and self._is_year(mention.last) and self._follows(mention.last):
                    return int(self.sentence.words[mention.last]), mention.last + 1, False
                if shift is not None:
                    return self.published[0] + shift if self.published else None, mention.last, True
                if {"year_earlier", "same_year"} & set(cues):
                    known = self._known_year()
                    return known - ("year_earlier" in cues) if known else None, mention.last, True
            if not self._joins(here):
                return None
        return None

    def _short_year(self, index: int, direct: bool) -> int | None:
        """The two digits of a year: FY24, T3-23, Q1'24."""
        word = self.sentence.words[index]
        if len(word) != 2 or not word.isdigit() or self._counts(index):
            return None
        marked = "fiscal" in self._tag(index - 1) or (direct and self.sentence.gap(index) in ("'", "-", "'-"))
        return 2000 + int(word) if marked else None

    def _joins(self, place: int) -> bool:
        """Whether a word may stand between a part of a year and its year: de l'année, de l'exercice."""
        cues, grammar = set(self._tag(place)), self._tag(place, "grammar")
        told = bool({"in", "years"} & cues) or "of" in grammar or "article" in grammar or "from" in cues
        told = told or "for" in cues or "filler" in grammar
        return told and cues <= {"in", "from", "base", "years", "fiscal", "within_n", "against", "for"}

    def _known_year(self) -> int | None:
        """The year that the sentence told last, else that of publication."""
        known = next((period.end for period in reversed(self.found) if period.end and period.kind in DATED), None)
        if known:
            return known.year
        return self.published[0] if self.published else None

    def _recent_year(self, month: int) -> int | None:
        """The year of a month told without one: that of the sentence, else the latest whose month has come."""
        known = self._known_year()
        told = any(period.end and period.kind in DATED for period in self.found)
        if told or not self.published or known is None:
            return known
        now = self.published[1]
        return known - 1 if now and month > now else known

    def _is_past(self, year: int, month: int = 12) -> bool:
        """Whether that month had come when the text was published; False where that is unknown."""
        return self.published is not None and (year, month) <= (self.published[0], self.published[1] or 12)

    def _shifted(self, first: int, last: int, years: int) -> Period:
        """The period that the sentence told last, moved by `years`; else `same`, to be moved."""
        known = next((period for period in reversed(self.found) if period.end and period.kind in DATED), None)
        if known is None:
            return Period(first, last, "same", relative=True, shift=years)
        start, end = (moved(moment, years) for moment in (known.start, known.end))
        return Period(first, last, known.kind, start, end, relative=True)

    # ---- cues

    def _cues_before(self, index: int) -> set[object]:
        """The period cues of the phrases that end right before token `index`, over articles and units of time."""
        cues: set[object] = set()
        place = index - 1
        while place >= max(0, index - CUED) and not self.sentence.gap(place + 1).strip(GAP):
            tags, mention = self.sentence.tags[place], self.sentence.at[place]
            told = set(tags.get("period", ()))
            if mention and mention.last - mention.first == 1 and told & {"years", "month_word"}:
                told &= {"years"}  # d'ici l'année 2030: the unit of time parts nothing
            cues |= told
            if ("period" not in tags and "grammar" not in tags) or cues - {"years", "from", "base"}:
                break
            place = mention.first - 1 if mention else place - 1
        return cues

    def _is_made(self, place: int) -> bool:
        """Whether people or jobs are what a participle is told of: 19,000 jobs were created in 2023."""
        mention = self.sentence.at[place]
        place = (mention.first if mention else place) - 1
        while self.sentence.tag(place).keys() & {"nature", "grammar"}:
            place -= 1
        return bool({"jobs", "persons"} & set(self._tag(place, "count")))

    def _told_back(self, place: int, reach: int, cue: str) -> bool:
        """Whether a word with `cue` stands at `place` or some tokens before, no figure or mark between."""
        for at in range(place, max(-1, place - reach), -1):
            if not self._follows(at + 1) or self.sentence.words[at][0].isdigit():
                return False
            if cue in self._tag(at):
                return True
        return False

    def _is_issued(self, index: int) -> bool:
        """Whether a date is that of a paper: la lettre économique du Cettex de juin 2011, the report of March 2018."""
        return "of" in self._tag(index - 1, "grammar") and self._told_back(index - 1, ISSUED, "issue")

    def _is_event(self, index: int) -> bool:
        """Whether what stands before dates an event: lancé en mars 2019, signed on 3 May 2020."""
        place = index - 1
        if self._is_issued(index):
            return True
        for _ in range(3):
            if not self._follows(place + 1):
                return False
            cues = self._tag(place)
            if "event_of" in cues:
                return not self._is_made(place)
            mention = self.sentence.at[place] if place >= 0 else None
            if mention is None or not mention.tags.keys() & {"grammar", "period"}:
                return False
            place = mention.first - 1
        return False
