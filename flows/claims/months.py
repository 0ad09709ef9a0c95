"""Days, months, quarters and half-years, and spans of several months or years."""

from __future__ import annotations

from datetime import date

from flows.claims.period import Period, month_end
from flows.claims.time_words import TimeWords

SHIFTS = {"this_year": 0, "last_year": -1, "next_year": 1}
PARTS = 6  # months of the longest part of a year that is counted: a half-year


class MonthReader(TimeWords):
    """Reads the expressions that are parts of a year, or counts of years."""

    def _day(self, index: int) -> Period | None:
        """23 avril, au 31 décembre 2018, entre le 1er janvier 2021 et le 31 décembre 2030."""
        first = self._date(index)
        if first is None:
            return None
        day, last = first
        if day is None:
            return Period(index, last, "date")
        for place in range(last + 1, min(last + 4, len(self.sentence.words))):
            second = self._date(place)
            if second and second[0] and second[0] > day and "to" in self._tag(last, "grammar"):
                return Period(index, second[1], "range", day, second[0])
        closes = self.sentence.words[index - 1] == "au" if index else False
        return Period(index, last, "day" if closes else "date", day, day)

    def _date(self, index: int) -> tuple[date | None, int] | None:
        """A day and month at `index`, with the year if told, and the token after it."""
        if not self.sentence.words[index].isdigit() or not 1 <= int(self.sentence.words[index]) <= 31:
            return None
        last = index + 1 + (index + 1 < len(self.sentence.words) and self.sentence.words[index + 1] == "er")
        months = self._tag(last, "month")
        if not months or self.sentence.gap(last).strip():
            return None
        if not self._is_year(last + 1):
            return None, last + 1
        year, month, day = int(self.sentence.words[last + 1]), int(months[0]), int(self.sentence.words[index])
        return date(year, month, min(day, month_end(year, month).day)), last + 2

    def _month_range(self, index: int) -> Period | None:
        """Entre janvier et septembre 2023, de mars 2022 à mars 2023, janvier-juin."""
        opening, opening_year, last = self._month_and_year(index)
        joined = "to" in self._tag(last, "grammar") and bool({"from"} & set(self._tag(index - 1)))
        last += joined
        if not opening or not (joined or self.sentence.gap(last).strip() == "-"):
            return None
        closing, year, last = self._month_and_year(last)
        if not closing:
            return None
        end_year = year or self._recent_year(closing)
        if end_year is None:
            return None
        start_year = opening_year or (end_year if opening <= closing else end_year - 1)
        start, end = date(start_year, opening, 1), month_end(end_year, closing)
        return Period(index, last, "range", start, end, relative=year is None) if start < end else None

    def _month_and_year(self, index: int) -> tuple[int, int | None, int]:
        """The month at `index` (0 where there is none), the year told with it, and the token after them."""
        months = self._tag(index, "month")
        if not months:
            return 0, None, index
        dated = self._is_year(index + 1) and not self.sentence.gap(index + 1).strip()
        year = int(self.sentence.words[index + 1]) if dated else None
        return int(months[0]), year, index + 1 + dated

    def _recent_year(self, month: int) -> int | None:
        """The year of a month told without one: that of the sentence, else the latest whose month has come."""
        known = next((period.end for period in reversed(self.found) if period.end and period.kind == "year"), None)
        if known or not self.published:
            return known.year if known else None
        year, now = self.published
        return year - 1 if now and month > now else year

    def _month(self, index: int) -> Period | None:
        """23 avril, 30 novembre 2021, avril dernier, fin décembre 2018, d'ici décembre, septembre 2024."""
        month, told, last = self._month_and_year(index)
        before = set(self._tag(index - 1)) | set(self._tag(index - 2))
        dated = told is not None
        year = told or (self.published[0] if "until" in before and self.published else self._recent_year(month))
        if year is None or (index and self.sentence.words[index - 1][-1].isdigit() and not self._is_year(index - 1)):
            return Period(index, last, "date")
        start, end = date(year, month, 1), month_end(year, month)
        if "end_of" in before:
            return Period(index, last, "day", end, end, relative=not dated)
        if "until" in before:
            return Period(index, last, "until", None, end, relative=not dated)
        said = "event_of" in self._tag(index - 2) or "event_of" in self._tag(index - 3)
        told = not said and bool({"in", "against", "since", "of"} & (before | set(self._tag(index - 1, "grammar"))))
        return Period(index, last, "range" if told else "date", start, end, relative=not dated)

    def _part_of_year(self, index: int) -> Period | None:
        """Premier trimestre 2019, deuxième semestre, neuf premiers mois de 2018, cinq dernières années, trois ans."""
        count, noun = self._small_count(index)
        if count is None or noun >= len(self.sentence.words) or self.sentence.gap(noun).strip():
            return None
        cue = set(self._tag(noun))
        if cue & {"quarter", "half"}:
            months = 3 if "quarter" in cue else 6
            return self._months(index, noun + 1, (count - 1) * months + 1, count * months)
        if "first_n" in cue and "month_word" in self._tag(noun + 1):
            return self._months(index, noun + 2, 1, count)
        if "years" in self._tag(noun + bool(cue & {"last_n", "next_n"})):
            return self._years(index, noun, count)
        return Period(index, noun + 1, "date") if cue & {"duration", "month_word"} else None

    def _marked_part(self, index: int) -> Period | None:
        """T3 2023, S1, 4T 2022: a digit glued to the letter of a quarter or half-year."""
        if self.sentence.words[index] not in ("1", "2", "3", "4"):
            return None
        number, first, last = int(self.sentence.words[index]), index, index + 1
        for place, gap in ((index - 1, index), (index + 1, index + 1)):
            mark = set(self._tag(place, "grammar")) & {"quarter_mark", "half_mark"}
            if mark and self.sentence.gap(gap) == "":
                months = 3 if "quarter_mark" in mark else 6
                first, last = min(first, place), max(last, place + 1)
                return self._months(first, last, (number - 1) * months + 1, number * months)
        return None

    def _small_count(self, index: int) -> tuple[int | None, int]:
        word = self.sentence.words[index]
        if word.isdigit() and len(word) <= 3:
            suffix = index + 1 < len(self.sentence.words) and self.sentence.words[index + 1] in ("e", "er", "eme")
            return int(word), index + 1 + suffix
        for category in ("ordinal", "number"):
            values = self._tag(index, category)
            if values:
                return int(values[0]), index + 1
        return None, index

    def _months(self, first: int, last: int, opening: int, closing: int) -> Period | None:
        """Month `opening` to month `closing` of the year told next, else of the sentence's, else of publication."""
        if not 1 <= opening <= closing <= 12:
            return None
        place = next((place for place in range(last, last + 5) if not self._joins(place)), last)
        told = place if self._is_year(place) else None
        recent = self._recent_year(closing if opening > 1 and closing - opening < PARTS else opening)
        mention = self.sentence.at[place] if place < len(self.sentence.words) else None
        shift = next((SHIFTS[cue] for cue in self._tag(place) if cue in SHIFTS), None)
        if told is not None:
            year, last = int(self.sentence.words[told]), told + 1
        elif shift is not None and mention and self.published:
            year, last = self.published[0] + shift, mention.last
        elif recent is not None:
            year = recent
        else:
            return Period(first, last, "now", relative=True)
        start, end = date(year, opening, 1), month_end(year, closing)
        return Period(first, last, "range", start, end, relative=told is None)

    def _joins(self, place: int) -> bool:
        """Whether a word may stand between a part of a year and its year: de l'année, de l'exercice."""
        cues = set(self._tag(place))
        told = "in" in cues or bool(self._tag(place, "grammar"))
        return told and cues <= {"in", "from", "base", "years"} and not self._is_year(place)

    def _years(self, first: int, noun: int, count: int) -> Period:
        """Les N dernières années: the N whole years before publication; in three years and the like are durations."""
        cues = {cue for place in (noun, noun + 1) for cue in self._tag(place)}
        last = noun + 1 + bool(cues & {"last_n", "next_n"})
        if not self.published or not 0 < count < 100:
            return Period(first, last, "date")
        year = self.published[0]
        if "last_n" in cues:
            return Period(first, last, "range", date(year - count, 1, 1), date(year - 1, 12, 31), relative=True)
        if "next_n" in cues or {"within_n", "until"} & self._cues_before(first):
            return Period(first, last, "until", None, date(year + count, 12, 31), relative=True)
        return Period(first, last, "date")
