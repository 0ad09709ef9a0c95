"""Days: dates in digits or words, and the months that they belong to."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from flows.claims.period import Kind, Period, month_end
from flows.claims.time_words import TimeWords

# 12/02/2016, 27.03.2024, 3-4-19; 2019-04-23.
_DAY_FIRST = re.compile(r"(\d{1,2}) ?([./-]) ?(\d{1,2}) ?\2 ?((?:19|20)?\d\d)(?![./-]?\d)")
_YEAR_FIRST = re.compile(r"((?:19|20)\d\d)([./-])(\d{1,2})\2(\d{1,2})(?![./-]?\d)")
_PARTS = ("/", ".", "-")
BRIEF = 7  # days; an event lasts less, a period longer


class Moment(NamedTuple):
    """A day, month or year as far as told; `last` is the token after it."""

    last: int
    year: int | None = None
    month: int | None = None
    day: int | None = None

    def first_day(self, year: int) -> date:
        return date(year, self.month or 1, min(self.day or 1, month_end(year, self.month or 1).day))

    def last_day(self, year: int) -> date:
        close = month_end(year, self.month or 12)
        return close.replace(day=min(self.day, close.day)) if self.day else close


class DayReader(TimeWords):
    """Reads dates; a date alone tells when something happened, not what period a figure is of."""

    def _day(self, index: int) -> Period | None:
        """23 avril, April 23, 2019, 27.03.2024; au 31 décembre 2018; du 3 au 6 avril."""
        moment = self._date(index)
        if moment is None:
            return self._days(index)
        if moment.month is None:
            return Period(index, moment.last, "date")
        year = moment.year or self._recent_year(moment.month)
        if year is None:
            return Period(index, moment.last, "date")
        cues = self._cues_before(index)
        start, end, relative = moment.first_day(year), moment.last_day(year), moment.year is None
        kind: Kind = "day" if {"at_day", "end_of", "until"} & cues else "since" if "since" in cues else "date"
        if kind == "since":
            return Period(index, moment.last, kind, start, None, relative)
        if "until" in cues and not self._is_past(end.year, end.month):
            return Period(index, moment.last, "until", None, end, relative)
        if kind == "date" and moment.year is None:
            return Period(index, moment.last, "date")
        return Period(index, moment.last, kind, start, end, relative)

    def _days(self, index: int) -> Period | None:
        """`3 au 6 avril 2019`, `April 3-6`: a few days, when something took place; a longer span is a period."""
        last = self._day_end(index)
        dashed = self._dashed(last)
        if not self._is_day(index) or not (dashed or "to" in self._tag(last, "grammar")):
            return None
        closing = self._date(last + (not dashed))
        if closing is None or not closing.month or not closing.day:
            return None
        year, opening = closing.year or self._recent_year(closing.month), int(self.sentence.words[index])
        if year is None or closing.day - opening < BRIEF:
            return Period(index, closing.last, "date")
        start = closing._replace(day=opening).first_day(year)
        return Period(index, closing.last, "range", start, closing.last_day(year), closing.year is None)

    def _dashed(self, index: int) -> bool:
        return self.sentence.gap(index).strip(" ") == "-"

    def _is_day(self, index: int) -> bool:
        word = self._word(index)
        return len(word) <= 2 and word.isdigit() and 1 <= int(word) <= 31

    def _date(self, index: int) -> Moment | None:
        """A day with its month, and its year if told; without a month where the digits make no day."""
        if index >= len(self.sentence.words):
            return None
        if not self.sentence.words[index][0].isdigit():
            return self._named_day(index) or self._month_first(index)
        numeric = self._numeric(index)
        if numeric or not self._is_day(index):
            return numeric
        place = self._day_end(index)
        if "of" in self._tag(place, "grammar") and self._tag(place + 1, "month"):
            place += 1
        month, last = self._month_name(place)
        if not month or not self._follows(place):
            return None
        return self._dated(month, int(self.sentence.words[index]), last)

    def _named_day(self, index: int) -> Moment | None:
        """The tenth of October, العاشر من أكتوبر: a day in words."""
        values = self._tag(index, "ordinal") or self._tag(index, "number")
        if not values or not 1 <= values[0] <= 31:
            return None
        place = self._after(index)
        place += "of" in self._tag(place, "grammar")
        month, last = self._month_name(place)
        return self._dated(month, int(values[0]), last) if month and self._follows(place, " ") else None

    def _day_end(self, index: int) -> int:
        """The token after a day of the month, over the ending of an ordinal: 1er, 23rd."""
        suffix = self._word(index + 1)
        glued = suffix.isalpha() and len(suffix) <= 3 and self.sentence.gap(index + 1) == ""
        return index + 1 + glued

    def _month_first(self, index: int) -> Moment | None:
        """April 23, 2019."""
        month, last = self._month_name(index)
        if not month or not self._is_day(last) or not self._follows(last, " ") or self._counted_by(last):
            return None
        return self._dated(month, int(self.sentence.words[last]), self._day_end(last))

    def _counted_by(self, index: int) -> bool:
        """Whether a number after a month counts what follows: in April 12 companies opened."""
        return bool(self.sentence.tag(index + 1).keys() & {"count", "money", "percent", "magnitude", "number", "month"})

    def _dated(self, month: int, day: int, last: int) -> Moment:
        told = self._year_told(last)
        if told and told[0]:
            return Moment(told[1], told[0], month, day)
        if {"current_n", "last_n"} & set(self._tag(last)) and self._follows(last, " )"):
            last = self._after(last)
        return Moment(last, None, month, day)

    def _numeric(self, index: int) -> Moment | None:
        text, start, end = self.sentence.text, self.sentence.starts[index], self.sentence.ends[index]
        parted = text[end : end + 1] in _PARTS or text[start:end].count(".") or self._word(index + 1) == "/"
        if not parted:
            return None
        match = _DAY_FIRST.match(text, start)
        if match:
            day, month, year = int(match[1]), int(match[3]), int(match[4])
            day, month = (month, day) if month > 12 >= day else (day, month)
            year += 0 if year > 99 else 2000
        else:
            match = _YEAR_FIRST.match(text, start)
            if not match:
                return None
            year, month, day = int(match[1]), int(match[3]), int(match[4])
        last = index
        while last < len(self.sentence.words) and self.sentence.starts[last] < match.end():
            last += 1
        return Moment(last, year, month, day) if 1 <= month <= 12 and 1 <= day <= 31 else Moment(last)

    def _month_name(self, index: int) -> tuple[int, int]:
        """The month at `index` (0 where there is none), and the token after it and its second name (يونيو/حزيران)."""
        months = self._tag(index, "month")
        if not months or (self._word(index).endswith("s") and "clause" in self._tag(index, "grammar")):
            return 0, index  # months have no plural: mais is no mai
        last = self._after(index)
        other = last + (self._word(last) == "/")
        if self._tag(other, "month") == months and self._follows(last, " (/") and self._follows(other, " (/"):
            last = self._after(other)
        return int(months[0]), last
