"""Months, and spans from one day, month or year to another."""

from __future__ import annotations

from datetime import date, timedelta

from flows.claims.days import BRIEF, DayReader, Moment
from flows.claims.period import Kind, Period, by_kind, month_end, months_back

HEADING = ("\n", "\n\n", "-")  # what follows the date of a heading or dateline: Rabat, mars 2019 -
OPENING = (*HEADING, ",", "|")
PAST = 6  # `by February` in a text of March is the one that just passed, in one of November the next
FILLED = 3  # words before the end of a span: the end of the month of


class MonthReader(DayReader):
    """Reads months with and without their year, and spans that a month opens or closes."""

    def _span(self, index: int) -> Period | None:
        """Entre janvier et septembre 2023, de mars 2022 à mars 2023, janvier-juin, between 2018 and March 2022."""
        opening = self._moment(index)
        if opening is None:
            return None
        until = "until" in self._tag(opening.last) and "from" in self._cues_before(index)
        joined = until or "to" in self._tag(opening.last, "grammar")
        if not joined and not self._dashed(opening.last):
            return None
        closing = self._moment(self._over_fillers(self._after(opening.last) if joined else opening.last))
        if closing is None or opening.month is closing.month is None:
            return None
        if joined and "and" in self._tag(opening.last, "grammar") and not self._is_opened(index, opening, closing):
            return None
        return self._from_to(index, opening, closing)

    def _is_opened(self, index: int, opening: Moment, closing: Moment) -> bool:
        """Whether `and` joins the ends of a span: between May and July; or two months in a row."""
        dated = opening.day or closing.day or opening.year
        in_a_row = opening.month and closing.month == opening.month + 1 and not dated
        return "from" in self._cues_before(index) or bool(in_a_row)

    def _from_to(self, index: int, opening: Moment, closing: Moment) -> Period | None:
        year = closing.year or self._recent_year(closing.month or 12)
        if year is None or (opening.month is None and opening.year is None):
            return None
        ordered = (opening.month or 1, opening.day or 1) <= (closing.month or 12, closing.day or 31)
        last = closing.last
        if not ordered and closing.year and self._closes_fiscal(last):
            year, last = year + 1, last + 1
        start = opening.first_day(opening.year or (year if ordered else year - 1))
        end = closing.last_day(year)
        if start >= end:
            return None
        kind: Kind = "date" if (end - start).days < BRIEF else "range"
        return Period(index, last, kind, start, end, relative=closing.year is None)

    def _closes_fiscal(self, index: int) -> bool:
        """Whether the second year of a fiscal year stands at `index`: the July-May period of fiscal year 2015-2016."""
        word = self._word(index)
        return word.isdigit() and len(word) in (2, 4) and self.sentence.gap(index) in ("-", "/")

    def _moment(self, index: int) -> Moment | None:
        """A day, a month or a year at `index`."""
        if index >= len(self.sentence.words):
            return None
        moment = self._date(index)
        if moment is not None:
            return moment if moment.month else None
        month, last = self._month_name(index)
        if month:
            told = self._year_told(last)
            return Moment(told[1], told[0], month) if told and told[0] else Moment(last, None, month)
        return Moment(index + 1, int(self.sentence.words[index])) if self._is_year(index) else None

    def _over_fillers(self, index: int) -> int:
        """The token that follows `the end of the month of` and the like."""
        for place in range(index, min(index + FILLED, len(self.sentence.words))):
            filling = {"article", "of"} & set(self._tag(place, "grammar"))
            filling |= {"in", "end_of", "month_word", "years", "at_day"} & set(self._tag(place))
            if not filling or not self._follows(place):
                return place
        return min(index + FILLED, len(self.sentence.words))

    def _month(self, index: int) -> Period | None:
        """Avril dernier, fin décembre 2018, d'ici décembre, septembre 2024."""
        month, last = self._month_name(index)
        if not month:
            return None
        if "quarter" in self._tag(last) and self._follows(last, " "):
            return self._quarter_to(index, month, self._after(last))
        told, cues = self._year_told(last), self._cues_before(index)
        if told:
            year, last, relative = told
        else:
            year, last, relative = *self._undated(month, index, last, cues), True
        if year is None or (index and self._word(index - 1)[-1].isdigit() and not self._is_year(index - 1)):
            return Period(index, last, "date")
        start, end = date(year, month, 1), month_end(year, month)
        kind = self._placed(cues, end)
        if kind == "range":
            named = bool(told or {"in", "against", "base", "from", "for", "last_n", "next_n"} & cues)
            named |= "last_n" in self._tag(last - 1) or "of" in self._tag(index - 1, "grammar")
            heads = told and not cues and (index == 0 or self.sentence.gap(index).strip(" ") in OPENING)
            heads = heads and self.sentence.gap(last).strip(" ") in HEADING
            kind = "range" if named and not heads and not self._is_event(index) else "date"
        return by_kind(index, last, kind, start, end, relative)

    def _quarter_to(self, index: int, month: int, last: int) -> Period | None:
        """The March quarter: the three months that it closes."""
        told = self._year_told(last)
        year, last = (told[0], told[1]) if told else (self._recent_year(month), last)
        if year is None:
            return Period(index, last, "now", relative=True)
        end = month_end(year, month)
        kind = self._placed(self._cues_before(index), end)
        return by_kind(index, last, kind, months_back(end + timedelta(1), 3), end, told is None)

    def _undated(self, month: int, index: int, last: int, cues: set[object]) -> tuple[int | None, int]:
        """The year of a month told without one, and the token after: mai dernier, May, d'ici décembre."""
        markers = set(self._tag(last)) | set(self._tag(index - 1))
        marked = {"last_n", "next_n", "current_n", "this_n"} & set(self._tag(last)) and self._follows(last, " )")
        last = self._after(last) if marked else last
        if self.published and {"last_n", "next_n", "until"} & (markers | cues):
            year, now = self.published
            ahead = "last_n" not in markers
            if now is None:
                return year, last
            return (year + (now - month > PAST) if ahead else year - (month > now)), last
        return self._recent_year(month), last

    def _placed(self, cues: set[object], end: date) -> Kind:
        """What the words before a month or a part of a year make of it."""
        if "until" in cues:
            return "day" if self._is_past(end.year, end.month) else "until"
        if "end_of" in cues:
            return "day"
        if "since" in cues:
            return "since"
        return "date" if {"event_of", "start_of"} & cues else "range"
