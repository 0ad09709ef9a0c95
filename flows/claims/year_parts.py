"""Parts of a year, counts of months, quarters or years in any order of words, and the months that end at a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from flows.claims.months import MonthReader
from flows.claims.period import Kind, Period, by_kind, month_end, months_back, whole_year
from flows.claims.time_cues import MARKERS, UNITS
from flows.claims.time_words import GAP

OPENING = {"period", "number", "ordinal"}  # what follows a number in such an expression
PIECES = 5
LONGEST = 100  # units


@dataclass(slots=True)
class Counted:
    """A unit of time, in `months`, with what is told about it: how many, which one, the first or last of them."""

    first: int
    last: int
    months: int | None = None
    count: int | None = None
    nth: int | None = None
    marker: str | None = None


class PartReader(MonthReader):
    """Reads the expressions that are parts of a year, or counts of months or years."""

    def _part(self, index: int) -> Period | None:
        """Premier trimestre 2019, neuf premiers mois de 2018, الأشهر التسعة الأولى, last five years, trois ans."""
        part = self._counted(index)
        if part is None or part.months is None:
            return None
        whole = part.nth is None or (part.months or 0) < UNITS["half"]
        ended = self._ending(part) if part.marker in (None, "first_n", "last_n") and whole else None
        if ended:
            return ended
        if part.months >= UNITS["years"]:
            return self._years(part)
        if part.marker == "this_n" and not part.nth:
            return Period(part.first, part.last, "same", relative=True)
        if part.count is None and (part.nth or part.marker):
            return self._one_of(part)
        if part.marker and part.count and part.months:
            return self._several(part, part.count * part.months)
        if part.count and part.months == 1 and self._is_of_year(part.last):
            return self._months(part.first, part.last, 1, part.count)
        timed = part.count is not None and part.months < UNITS["quarter"]
        return Period(part.first, part.last, "date") if timed else None

    def _counted(self, index: int) -> Counted | None:
        """The pieces of such an expression from token `index` on, each at most once."""
        tags = self.sentence.tags[index]
        if "number" in tags and "period" not in tags and not self.sentence.tag(self._after(index)).keys() & OPENING:
            return None  # most numbers in words count something else
        part = Counted(index, index)
        for _ in range(PIECES):
            place = part.last
            if place >= len(self.sentence.words) or (place > index and not self._follows(place)):
                break
            bare = len(self.sentence.words[place]) <= 2 and self._word(place + 1).isdigit() and place > index
            gap = " " if "prefixed_article" in self._tag(place, "grammar") else ""
            if bare and "number" not in self.sentence.tags[place] and self.sentence.gap(place + 1) in ("", gap):
                part.last += 1  # an article before digits: الـ5
            elif not self._takes(part, place):
                break
        return part

    def _takes(self, part: Counted, place: int) -> bool:
        """Whether the phrase at `place` is another piece of the expression; then it is added."""
        if self._takes_number(part, place):
            return True
        cues, after = self._tag(place), self._after(place)
        unit = next((UNITS[cue] for cue in UNITS if cue in cues), None)
        marker = next((cue for cue in MARKERS if cue in cues), None)
        if unit is not None:
            if part.months is not None or ("dual" in cues and part.count):
                return False
            part.months, part.last = unit, after
            part.count = 2 if "dual" in cues else part.count
            part.marker = part.marker or marker
            return True
        if marker is None or (part.marker and part.marker != "this_n"):
            return False
        part.marker, part.last = marker, after
        return True

    def _takes_number(self, part: Counted, place: int) -> bool:
        ordinals = self._tag(place, "ordinal")
        suffix = self._word(place + 1)
        number, last = self._small_number(place)
        numbered = suffix.isalpha() and len(suffix) <= 3 and self.sentence.gap(place + 1) == ""
        if number > 0 and last == place + 1 and numbered and not self.sentence.tag(place + 1).keys() & {"period"}:
            ordinals, last = (number,), place + 2
        elif number <= 0 and ordinals:
            last = self._after(place)
        if ordinals and part.nth is None:
            part.nth, part.last = int(ordinals[0]), last
            part.marker = "first_n" if "first_n" in self._tag(place) or part.nth == 1 else part.marker
            return True
        ranked = part.months and (part.nth or 0) > 1  # au deuxième trimestre 18 milliards
        if number <= 0 or part.count is not None or number >= LONGEST or part.months == 0 or ranked:
            return False
        part.count, part.last = number, last
        return True

    # ---- parts of a year

    def _one_of(self, part: Counted) -> Period | None:
        """The nth quarter, half or month of a year; the last one of it; the one before that of publication."""
        size = part.months or 0
        if not size:
            return None
        if part.nth:
            if part.months == 1 and not self._year_told(part.last):
                return Period(part.first, part.last, "date")
            return self._months(part.first, part.last, (part.nth - 1) * size + 1, part.nth * size)
        told = self._year_told(part.last)
        if part.marker == "last_n" and told and told[0]:
            return self._months(part.first, part.last, 13 - size, 12)
        before = self.found[-1] if self.found and part.marker == "last_n" else None
        if before and before.kind == "range" and before.start and before.end == _months_after(before.start, size):
            start = months_back(before.start, size)
            return self._dated_part(part.first, part.last, start.year, start.month, start.month + size - 1, True)
        if self.published is None or self.published[1] is None or part.marker == "first_n":
            return Period(part.first, part.last, "now", relative=True)
        number = (self.published[1] - 1) // size + {"last_n": -1, "next_n": 1}.get(part.marker or "", 0)
        year, number = self.published[0] + number // (12 // size), number % (12 // size)
        if part.marker == "last_n" and "against" in self._cues_before(part.first):
            return Period(part.first, part.last, "date")
        return self._dated_part(part.first, part.last, year, number * size + 1, (number + 1) * size, True)

    def _several(self, part: Counted, months: int) -> Period | None:
        """The first or last months of a year; the months before or after that of publication."""
        told = self._year_told(part.last)
        if months > 12:
            return Period(part.first, part.last, "date")
        if part.marker == "first_n":
            return self._months(part.first, part.last, 1, months)
        if part.marker == "last_n" and told and told[0] and not self._is_past(told[0]):
            return self._months(part.first, part.last, 1, months)
        if part.marker == "last_n" and told and told[0]:
            return self._months(part.first, part.last, 13 - months, 12)
        if self.published is None or self.published[1] is None or part.marker == "current_n":
            return Period(part.first, part.last, "now", relative=True)
        opening = date(*self.published, 1)  # type: ignore[arg-type] # the month is known
        if part.marker == "last_n":
            return Period(part.first, part.last, "range", months_back(opening, months), opening - timedelta(1), True)
        return Period(part.first, part.last, "until", None, _months_after(opening, months + 1), True)

    def _is_of_year(self, place: int) -> bool:
        """Whether a year follows with `de`: pour les sept mois de l'année 2023; not in sept mois en 2023."""
        told = self._year_told(place)
        return bool(told and told[0]) and "of" in self._tag(place, "grammar") and self._follows(place, " ")

    def _marked_part(self, index: int) -> Period | None:
        """T3 2023, S1, 4T 2022, H1: a digit glued to the letter of a quarter or half-year."""
        if self._word(index) not in ("1", "2", "3", "4"):
            return None
        number = int(self.sentence.words[index])
        to = self._word(index + 2)
        if (
            self._word(index + 1) == self._word(index - 1) == "q"
            and to in ("2", "3", "4")
            and self.sentence.gap(index + 1) == "-"
        ):
            return self._months(index - 1, index + 3, 3 * number - 2, 3 * int(to))
        for place, gap in ((index - 1, index), (index + 1, index + 1)):
            mark = set(self._tag(place, "grammar")) & {"quarter_mark", "half_mark"}
            mark = set() if self._is_glued(2 * index - place) else mark
            if mark and self.sentence.gap(gap) == "":
                months, first, last = 3 if "quarter_mark" in mark else 6, min(index, place), max(index, place) + 1
                year = self._word(last)
                if place > index and len(year) == 2 and year.isdigit() and self.sentence.gap(last) == "":
                    return self._dated_part(
                        first, last + 1, 2000 + int(year), months * (number - 1) + 1, number * months
                    )
                return self._months(first, last, (number - 1) * months + 1, number * months)
        return None

    def _is_glued(self, index: int) -> bool:
        """Whether the letters at `index` belong to the name that holds the digit beside them: T2S, S2M."""
        beside = 0 <= index < len(self.sentence.words) and self.sentence.words[index].isalpha()
        return beside and self.sentence.gap(index if self._word(index - 1).isdigit() else index + 1) == ""

    def _months(self, first: int, last: int, opening: int, closing: int) -> Period | None:
        """Month `opening` to month `closing` of the year told next or just before, else of the latest such year."""
        if not 1 <= opening <= closing <= 12:
            return None
        told = self._year_told(last)
        before = self.found[-1] if self.found else None
        if told:
            year, last, relative = told
        elif before and before.kind == "year" and before.end and self._owns(before.last, first):
            self.found.pop()
            first, year, relative = before.first, before.end.year, before.relative
        else:
            last = self._after(last) if "current_n" in self._tag(last) and self._follows(last) else last
            whole = opening == 1 and closing in (UNITS["quarter"], UNITS["third"], UNITS["half"])
            year, relative = self._recent_year(opening if whole else closing), True
        if year is None:
            return Period(first, last, "now", relative=True)
        return self._dated_part(first, last, year, opening, closing, relative)

    def _owns(self, year: int, first: int) -> bool:
        """Whether the year before token `year` is that of the part at `first`: 2020, first half; 2020's first half."""
        possessive = first == year + 1 and self._word(year) == "s" and self.sentence.gap(year) == "'"
        return (first == year or possessive) and self._follows(first, GAP)

    def _dated_part(
        self, first: int, last: int, year: int, opening: int, closing: int, relative: bool = False
    ) -> Period:
        start, end = date(year, opening, 1), month_end(year, closing)
        kind = "date" if self._is_event(first) else self._placed(self._cues_before(first), end)
        return by_kind(first, last, kind, start, end, relative)

    # ---- years, and what ends at a day

    def _years(self, part: Counted) -> Period | None:
        """Les N dernières années: the N whole years before; two years earlier; in three years is a duration."""
        cues, years = self._cues_before(part.first), (part.count or 1) * (part.months or 0) // 12
        apart = self._apart(part, years, cues) if part.marker is None and part.nth is None else None
        if apart:
            return apart
        if part.count is None and (part.months != UNITS["decade"] or part.marker not in ("last_n", "next_n")):
            return Period(part.first, part.last, "date") if part.nth or part.marker == "last_n" else None
        if part.marker == "this_n":
            return Period(part.first, part.last, "same", relative=True)
        year = self._known_year() if part.marker == "last_n" else self.published and self.published[0]
        if year and part.marker == "last_n":
            start, end = date(year - years, 1, 1), date(year - 1, 12, 31)
            return Period(part.first, part.last, "range", start, end, relative=True)
        if year and (part.marker == "next_n" or "until" in cues or ("within_n" in cues and "in" not in cues)):
            return Period(part.first, part.last, "until", None, date(year + years, 12, 31), relative=True)
        if part.marker is None and "in" in cues and "duration_before" not in self._tag(part.first - 1, "distractor"):
            self.spans.append((len(self.found), years))
        return Period(part.first, part.last, "date")

    def _apart(self, part: Counted, years: int, cues: set[object]) -> Period | None:
        """Two years earlier or later than what was told; ten years ago."""
        after = set(self._tag(part.last)) if self._follows(part.last) else set()
        if "ago" in after or ("ago" in cues and part.count):
            last = self._after(part.last) if "ago" in after else part.last
            if self._is_event(part.first):
                return Period(part.first, last, "date")
            if years == 1 or not self.published:
                return self._shifted(part.first, last, -years)
            return Period(part.first, last, "year", *whole_year(self.published[0] - years), relative=True)
        if {"earlier", "later"} & after and (part.count or "later" not in after):
            return self._shifted(part.first, self._after(part.last), years if "later" in after else -years)
        return None

    def _ending(self, part: Counted) -> Period | None:
        """12 months to March 2020, exercice clos le 31 mars 2020, quarter ended June 30: the months that end there."""
        months = (part.count or 1) * (part.months or 0)
        place = part.last
        cues, grammar = set(self._tag(place)), self._tag(place, "grammar")
        told = {"ended", "end_of"} & cues or ("to" in grammar and "and" not in grammar)
        if not months or not told or not self._follows(place):
            return None
        moment = self._moment(self._over_fillers(self._after(place)))
        if moment is None or (moment.month is None and "ended" not in cues):
            return None
        year = moment.year or self._recent_year(moment.month or 12)
        if year is None:
            return None
        end = moment.last_day(year)
        start = months_back(end + timedelta(1), months)
        kind: Kind = "until" if "until" in self._cues_before(part.first) else "range"
        return by_kind(part.first, moment.last, kind, start, end, moment.year is None)


def _months_after(start: date, months: int) -> date:
    """The last day of so many months from `start` on."""
    return months_back(start, -months) - timedelta(1)
