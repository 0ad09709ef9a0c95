"""Time expressions of a sentence as closed intervals, and which numbers they use up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from flows.claims.months import SHIFTS, MonthReader
from flows.claims.period import Kind, Period, Published, moved, whole_year
from flows.claims.scan import NO_TAGS, Sentence

SHIFTED = ("year", "day", "range")


class PeriodReader(MonthReader):
    """Reads the time expressions of one sentence.

    `cased` is the whole text with its upper case, at the sentence's offsets; `published` is what relative expressions
    go by.
    """

    def __init__(self, sentence: Sentence, cased: str, published: Published) -> None:
        super().__init__(sentence, published)
        self.cased = cased

    def read(self) -> list[Period]:
        """The time expressions, in order, not overlapping."""
        done = 0
        for index in self.sentence.times:
            if index >= done:
                period = self._at(index)
                if period:
                    period = self._compared_with(period)
                    self.found.append(period)
                    done = period.last
        return self.found

    def _at(self, index: int) -> Period | None:
        word, tags = self.sentence.words[index], self.sentence.tags[index]
        if word[0].isdigit():
            return (
                self._year_range(index)
                or self._day(index)
                or self._marked_part(index)
                or self._part_of_year(index)
                or self._year(index)
            )
        if "month" in tags:
            return self._month_range(index) or self._month(index)
        if "period" in tags:
            phrase = self._phrase(index)
            if phrase:
                return phrase
        if "number" in tags or "ordinal" in tags:
            return self._part_of_year(index)
        return None

    def _compared_with(self, period: Period) -> Period:
        """The period as the base of a comparison where it is told as one: par rapport au premier semestre 2018."""
        if period.kind in ("year", "range", "day") and "against" in self._cues_before(period.first):
            return replace(period, kind="base")
        return period

    # ---- years

    def _year_range(self, index: int) -> Period | None:
        """2014-2018, 2014 - 2020, entre 2014 et 2018, de 2014 à 2018, 2009/2015, 2018-19."""
        last = self._range_end(index) if self._is_year(index) else None
        if last is None:
            return None
        first_year, printed = int(self.sentence.words[index]), self.sentence.words[last]
        end_year = int(printed) if len(printed) == 4 else first_year // 100 * 100 + int(printed)
        if end_year <= first_year:
            return None
        named = "from" not in self._tag(index - 1) and self._is_name(index)
        kind: Kind = "name" if named else "range"
        return Period(index, last + 1, kind, date(first_year, 1, 1), date(end_year, 12, 31))

    def _range_end(self, index: int) -> int | None:
        """The token of the second year of a range that starts at `index`."""
        last, between = index + 1, self.sentence.gap(index + 1).strip()
        if last >= len(self.sentence.words):
            return None
        word = self.sentence.words[last]
        if between == "-":
            return last if self._is_year(last) or (word.isdigit() and len(word) == 2) else None
        opened = "from" in self._tag(index - 1)
        joins = word in ("/", "a") or (opened and "to" in self._tag(last, "grammar"))
        return last + 1 if between == "" and joins and self._is_year(last + 1) else None

    def _year(self, index: int) -> Period | None:
        """En 2018, à fin 2018, à l'horizon 2020, d'ici 2030, depuis 2010, par rapport à 2022, CA 2018."""
        if not self._is_year(index) or self._is_part_of_date(index):
            return None
        start, end = whole_year(int(self.sentence.words[index]))
        cues, last = self._cues_before(index), index + 1
        if "event_of" in cues or "event_of" in self._tag(index - 2):
            return Period(index, last, "date", start, end)
        if "end_of" in cues:
            return Period(index, last, "day", end, end)
        ahead = self.published is None or end.year > self.published[0]
        if "until" in cues or ("for" in cues and ahead):
            return Period(index, last, "until", None, end)
        if "since" in cues:
            return Period(index, last, "since", start, None)
        if "start_of" in cues:
            return Period(index, last, "date", start, end)
        doubled = "of" in self._tag(index - 1, "grammar") and self._tag(index - 2, "multiple")
        if "compared" in self._tag(index - 2) or ("in" not in cues and "base" in cues) or doubled:
            return Period(index, last, "base", start, end)
        if self._is_event(index):
            return Period(index, last, "date", start, end)
        return Period(index, last, "name" if "in" not in cues and self._is_name(index) else "year", start, end)

    def _is_part_of_date(self, index: int) -> bool:
        """12/02/2016, 27.03.2024."""
        gap = self.sentence.gap(index)
        return gap.endswith(("/", "-")) or (gap == "." and self.sentence.words[index - 1][-1].isdigit())

    def _is_event(self, index: int) -> bool:
        """Whether a year dates what is named before it: la crise de 2008, la loi de 2011."""
        before = self.sentence.tags[index - 2] if index > 1 else NO_TAGS
        return "of" in self._tag(index - 1, "grammar") and not before and self.sentence.words[index - 2].isalpha()

    def _is_name(self, index: int) -> bool:
        """Whether a year belongs to the name before it: Digital 2030, plan 2014-2020, indice GSLI 2023."""
        if index == 0 or self.sentence.gap(index).strip(' "-'):
            return False
        before = self.sentence.tags[index - 1]
        if "plan" in before:
            return True
        if "period" in before or "month" in before or not self.sentence.words[index - 1][0].isalpha():
            return False
        opening = self.cased[self.sentence.starts[index - 1]]
        if opening.isupper() and index > 1:
            return "indicator" not in before
        if "grammar" in before:
            return False
        window = range(max(0, index - 5), index)
        return any("named" in self._tag(place, "distractor") for place in window)

    # ---- phrases

    def _phrase(self, index: int) -> Period | None:
        """L'an dernier, cette année, aujourd'hui, en un an, la même période, une année plus tard."""
        mention = self.sentence.at[index]
        if mention is None or mention.first != index:
            return None
        last = mention.last
        told = (self._from_publication(cue, index, last) for cue in mention.tags["period"])
        return next((period for period in told if period), None) or self._relative(index, last, mention.tags["period"])

    def _from_publication(self, cue: object, index: int, last: int) -> Period | None:
        """What goes by the date of publication: this year, the end of the year or the decade."""
        known = cue in SHIFTS or cue in ("now", "year_end", "year_close", "decade_end")
        if not known or self.published is None or cue == "now":
            return Period(index, last, "now", relative=True) if known else None
        year = self.published[0]
        if cue in SHIFTS:
            compared = "against" in self._cues_before(index) or "compared" in self._tag(index - 1)
            kind: Kind = "base" if compared else "year"
            return Period(index, last, kind, *whole_year(year + SHIFTS[str(cue)]), relative=True)
        if cue == "year_close":
            close = whole_year(year)[1]
            return Period(index, last, "day", close, close, relative=True)
        horizon = year if cue == "year_end" else -(-year // 10) * 10
        return Period(index, last, "until", None, whole_year(horizon)[1], relative=True)

    def _relative(self, index: int, last: int, cues: tuple[object, ...]) -> Period | None:
        """What goes by another period of the text: a year earlier, in one year, the same period."""
        if "over_one_year" in cues or ("year_earlier" in cues and "base" in self._cues_before(index)):
            return Period(index, last, "base", relative=True)
        if "year_later" in cues or "year_earlier" in cues:
            return self._shifted(index, last, 1 if "year_later" in cues else -1)
        return self._same(index, last) if "same" in cues else None

    def _same(self, first: int, last: int) -> Period:
        """La même période, la même période de 2022 or de l'année précédente; `end` is the end of that year, if told."""
        against = "against" in self._cues_before(first)
        year = last + ("of" in self._tag(last, "grammar"))
        if year > last and self._is_year(year) and not self._range_end(year):
            return Period(first, year + 1, "same", None, whole_year(int(self.sentence.words[year]))[1], True, against)
        mention = self.sentence.at[year] if year < len(self.sentence.words) else None
        if mention and {"last_year", "year_earlier"} & set(mention.tags.get("period", ())):
            return Period(first, mention.last, "same", date.min, None, True, against)
        return Period(first, last, "same", relative=True, against=against)

    def _shifted(self, first: int, last: int, years: int) -> Period:
        known = next((period for period in reversed(self.found) if period.end and period.kind in SHIFTED), None)
        if known is None:
            return Period(first, last, "same", relative=True, shift=years)
        start, end = (moved(moment, years) for moment in (known.start, known.end))
        return Period(first, last, known.kind, start, end, relative=True)
