"""Time expressions of a sentence as closed intervals, and which numbers they use up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from flows.claims.period import Period, whole_year
from flows.claims.time_cues import COUNTING, PHRASES, SHIFTS
from flows.claims.time_words import DATED, EARLIER, GAP
from flows.claims.years import YearReader

NAMING = {*SHIFTS, "same_year", "year_earlier", "year_later", "year_close", "year_end"}
AHEAD = frozenset(("target", "forecast"))


class PeriodReader(YearReader):
    """Reads the time expressions of one sentence."""

    def read(self) -> list[Period]:
        """The time expressions, in order, not overlapping."""
        done = 0
        for index in self.sentence.times:
            if index >= done:
                period = self._at(index)
                if period and period.first >= (self.found[-1].last if self.found else 0):
                    period = self._joined(self._compared_with(self._with_digits(period)))
                    self.found.append(period)
                    done = period.last
        if self.spans:
            self._settle_spans()
        return self.found

    def _at(self, index: int) -> Period | None:
        tags = self.sentence.tags[index]
        if self.sentence.words[index][0].isdigit():
            return self._digits(index)
        if "month" in tags:
            return self._span(index) or self._day(index) or self._month(index)
        cues = tags.get("period", ())
        phrase = self._phrase(index, cues) if not PHRASES.isdisjoint(cues) else None
        if phrase is None and ("number" in tags or "ordinal" in tags) and self._named_day(index):
            return self._day(index)
        if phrase is None and ("number" in tags or "ordinal" in tags or not COUNTING.isdisjoint(cues)):
            return self._part(index)
        return phrase

    def _digits(self, index: int) -> Period | None:
        word = self.sentence.words[index]
        if self._is_year(index):
            return self._year_range(index) or self._span(index) or self._day(index) or self._year(index)
        if len(word) <= 2 and self._goes_on(index):
            return self._span(index) or self._day(index) or self._marked_part(index) or self._part(index)
        return self._day(index) if "." in word else None

    def _goes_on(self, index: int) -> bool:
        """Whether a small number may be a day, a quarter or a count of years: a word of time or a mark stands by it."""
        if self.sentence.gap(index) == "" and index:
            return True
        after = self.sentence.tag(index + 1)
        return "period" in after or "month" in after or "grammar" in after or self.sentence.gap(index + 1) != " "

    def _compared_with(self, period: Period) -> Period:
        """The period as the base of a comparison where it is told as one: par rapport au premier semestre 2018."""
        years = period.start and period.end and period.kind == "range" and period.end.year > period.start.year
        cues = self._cues_before(period.first) if period.kind in DATED and not years else set()
        before = self.sentence.at[period.first - 1] if period.first else None
        if before and "end_of" in cues and "against" not in cues:  # par rapport à fin mars 2023
            cues = cues | self._cues_before(before.first)
        than = any(
            {"more"} & set(self._tag(place, "grammar")) for place in range(max(0, period.first - 2), period.first)
        )
        if ("against" in cues or than) and not ("from" in cues and self._is_joined(period)):
            return replace(period, kind="base")
        return period

    def _with_digits(self, period: Period) -> Period:
        """The expression with the year in parentheses that tells it again: l'année précédente (2023)."""
        again = period.relative and self._is_year(period.last) and self.sentence.gap(period.last).strip() == "("
        if not again:
            return period
        start, end = whole_year(int(self.sentence.words[period.last]))
        return replace(period, last=period.last + 1, start=period.start or start, end=period.end or end)

    def _joined(self, period: Period) -> Period:
        """The whole span, where another part of a year opened it: entre le premier trimestre 2023 et celui de 2024."""
        before = self.found[-1] if self.found else None
        if before is None or not before.kind == period.kind == "range" or not (before.start and period.end):
            return period
        between = [self._tag(place, "grammar") for place in range(before.last, period.first)]
        joined = (
            between
            and {"and", "to"} & set(between[0])
            and all({"article", "and", "to"} & set(tags) for tags in between)
        )
        if not joined or "from" not in self._cues_before(before.first) or before.start >= period.end:
            return period
        self.found.pop()
        return Period(before.first, period.last, "range", before.start, period.end, period.relative)

    def _is_joined(self, period: Period) -> bool:
        """Whether a word joins the ends of the period: from January to June."""
        return any("to" in self._tag(place, "grammar") for place in range(period.first + 1, period.last - 1))

    def _settle_spans(self) -> None:
        """`en trois ans`: the years that end at the date which the sentence states; not in what lies ahead."""
        if any(not AHEAD.isdisjoint(mention.tags.get("nature", ())) for mention in self.sentence.mentions):
            return
        stated = [period.end for period in self.found if period.kind in ("year", "day") and period.end]
        if len(stated) != 1 or (self.published and stated[0].year > self.published[0]):
            return
        for place, years in self.spans:
            if place < len(self.found) and self.found[place].kind == "date":
                start, end = date(stated[0].year - years + 1, 1, 1), whole_year(stated[0].year)[1]
                self.found[place] = replace(self.found[place], kind="range", start=start, end=end, relative=True)

    # ---- phrases

    def _phrase(self, index: int, cues: tuple[object, ...]) -> Period | None:
        """L'an dernier, cette année, aujourd'hui, en un an, la même période, une année plus tard."""
        mention = self.sentence.at[index]
        if mention is None or mention.first != index:
            return None
        last = mention.last
        if self._is_year(last) and self._follows(last, GAP + ",") and NAMING & set(cues):
            return self._named_year(index, last, cues)
        told = (self._from_publication(cue, index, last) for cue in cues)
        return next((period for period in told if period), None) or self._relative(index, last, cues)

    def _named_year(self, index: int, last: int, cues: tuple[object, ...]) -> Period:
        """A year told in words and in digits: the same year, 2027; à la fin de l'année 2018."""
        start, end = whole_year(int(self.sentence.words[last]))
        if "year_close" in cues:
            return Period(index, last + 1, "day", end, end)
        if "year_end" in cues:
            return Period(index, last + 1, "until", None, end)
        return self._shifted_year(index, last + 1, start.year, False)

    def _from_publication(self, cue: object, index: int, last: int) -> Period | None:
        """What goes by the date of publication: this year, the end of the year or the decade, last month."""
        if cue == "fiscal":
            return self._fiscal(index, last)
        known = cue in SHIFTS or cue in ("now", "year_end", "year_close", "decade_end", "year_to_date", "last_month")
        if not known or self.published is None or cue == "now":
            return Period(index, last, "now", relative=True) if known else None
        if cue == "last_month":
            return self._last_month(index, last)
        year = self.published[0]
        if cue in SHIFTS:
            return self._shifted_year(index, last, year + SHIFTS[str(cue)])
        if cue == "year_to_date":
            return self._to_date(index, last, year)
        if cue == "year_close":
            close = whole_year(year)[1]
            return Period(index, last, "day", close, close, relative=True)
        horizon = year if cue == "year_end" else -(-year // 10) * 10
        return Period(index, last, "until", None, whole_year(horizon)[1], relative=True)

    def _fiscal(self, index: int, last: int) -> Period | None:
        """FY23, FY'24: two digits that only the words before them make a year."""
        year = self._short_year(last, False) if self._follows(last) else None
        return Period(index, last + 1, "year", *whole_year(year)) if year else None

    def _shifted_year(self, index: int, last: int, year: int, relative: bool = True) -> Period:
        """A year told in words, or in words and digits: cette année, the same year, 2027."""
        start, end = whole_year(year)
        cues = self._cues_before(index)
        if "against" in cues or "compared" in self._tag(index - 1):
            return Period(index, last, "base", start, end, relative=relative)
        if "end_of" in cues:
            return Period(index, last, "day", end, end, relative=relative)
        if "since" in cues:
            return Period(index, last, "since", start, None, relative=relative)
        if "until" in cues:
            return Period(index, last, "until", None, end, relative=relative)
        return Period(index, last, "date" if "start_of" in cues else "year", start, end, relative=relative)

    def _to_date(self, index: int, last: int, year: int) -> Period:
        """Since the beginning of the year, up to a day where one is told."""
        place = self._over_fillers(self._after(last)) if self._follows(last) and self._opens_end(last) else 0
        closing = self._moment(place) if place else None
        start = date(year, 1, 1)
        if closing is None or not closing.month:
            return Period(index, last, "since", start, None, relative=True)
        end = closing.last_day(closing.year or year)
        return Period(index, closing.last, "range", start, max(start, end), relative=True)

    def _opens_end(self, index: int) -> bool:
        told = {"until", "end_of", "at_day"} & set(self._tag(index))
        return bool(told) or "to" in self._tag(index, "grammar")

    def _last_month(self, index: int, last: int) -> Period:
        if not self.published or not self.published[1] or "against" in self._cues_before(index):
            return Period(index, last, "date", relative=True)
        year, month = divmod(self.published[0] * 12 + self.published[1] - 2, 12)
        return self._dated_part(index, last, year, month + 1, month + 1, True)

    def _relative(self, index: int, last: int, cues: tuple[object, ...]) -> Period | None:
        """What goes by another period of the text: a year earlier, in one year, the same period."""
        if "over_one_year" in cues or ("year_earlier" in cues and "base" in self._cues_before(index)):
            return Period(index, last, "base", relative=True)
        if "year_later" in cues or "year_earlier" in cues:
            return self._shifted(index, last, 1 if "year_later" in cues else -1)
        if "same_year" in cues:
            return self._same_year(index, last)
        if "three_quarters" in cues:
            return self._months(index, last, 1, 9)
        return self._same(index, last) if "same" in cues else None

    def _same_year(self, index: int, last: int) -> Period:
        """That year, la même année: the one that the sentence told last."""
        known = next((period.end for period in reversed(self.found) if period.end and period.kind in DATED), None)
        if known is None:
            return Period(index, last, "same", relative=True)
        return self._shifted_year(index, last, known.year)

    def _is_left(self, first: int) -> bool:
        """Whether a growth is told from it: rose 11 % from the same period last year."""
        place = first - 1
        while "article" in self._tag(place, "grammar") and "source" not in self._tag(place, "grammar"):
            place -= 1
        mention = self.sentence.at[place] if place > 0 else None
        before = (mention.first if mention else place) - 1
        return "source" in self._tag(place, "grammar") and "percent" in self.sentence.tag(before)

    def _same(self, first: int, last: int) -> Period:
        """La même période, la même période de 2022 or de l'année précédente; `end` is the end of that year, if told."""
        against = "against" in self._cues_before(first) or self._is_left(first)
        earlier = next((place for place in range(last, last + 4) if not self._joins(place)), last)
        mention = self.sentence.at[earlier] if earlier < len(self.sentence.words) else None
        if mention and EARLIER & set(self._tag(earlier)) and self._follows(earlier):
            digits = mention.last  # de l'année précédente (2018)
            again = self._is_year(digits) and self.sentence.gap(digits).strip() == "("
            return Period(first, digits + again, "same", date.min, None, True, against)
        told = self._year_told(last)
        if told and told[0] and not self._range_end(told[1] - 1):
            return Period(first, told[1], "same", None, whole_year(told[0])[1], True, against)
        return Period(first, last, "same", relative=True, against=against)
