"""Time expressions of a sentence as closed intervals, and which numbers they use up."""

from __future__ import annotations

from datetime import date
from typing import Any

from flows.claims.period import Kind, Period, Published, month_end, moved, whole_year
from flows.claims.scan import NO_TAGS, Sentence

FIRST_YEAR, LAST_YEAR = 1900, 2100
_OPENERS = {"month", "period", "number", "ordinal"}
SHIFTS = {"this_year": 0, "last_year": -1, "next_year": 1}


class PeriodReader:
    """Reads the time expressions of one sentence.

    `cased` is the whole text with its upper case, at the sentence's offsets; `published` is what relative expressions
    go by.
    """

    def __init__(self, sentence: Sentence, cased: str, published: Published) -> None:
        self.sentence, self.cased, self.published = sentence, cased, published
        self.found: list[Period] = []

    def read(self) -> list[Period]:
        """The time expressions, in order, not overlapping."""
        done = 0
        for index, (word, tags) in enumerate(zip(self.sentence.words, self.sentence.tags, strict=True)):
            if index >= done and (word[0].isdigit() or (tags and not _OPENERS.isdisjoint(tags))):
                period = self._at(index)
                if period:
                    self.found.append(period)
                    done = period.last
        return self.found

    def _at(self, index: int) -> Period | None:
        word, tags = self.sentence.words[index], self.sentence.tags[index]
        if word[0].isdigit():
            return self._year_range(index) or self._day(index) or self._part_of_year(index) or self._year(index)
        if "month" in tags:
            return self._month(index)
        if "period" in tags:
            phrase = self._phrase(index)
            if phrase:
                return phrase
        if "number" in tags or "ordinal" in tags:
            return self._part_of_year(index)
        return None

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
        if not self._is_year(index) or self.sentence.gap(index).endswith(("/", "-")):
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
        if "compared" in self._tag(index - 2) or ("in" not in cues and "base" in cues):
            return Period(index, last, "base", start, end)
        return Period(index, last, "name" if "in" not in cues and self._is_name(index) else "year", start, end)

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
        if "in" in self._tag(index - 1):
            return False
        return any(category in after for category in ("count", "money", "percent", "magnitude", "glued"))

    def _cues_before(self, index: int) -> set[object]:
        """The period cues of the phrases that end right before token `index`, over articles."""
        cues: set[object] = set()
        place = index - 1
        while place >= max(0, index - 5) and not self.sentence.gap(place + 1).strip(" '\""):
            tags = self.sentence.tags[place]
            cues.update(tags.get("period", ()))
            if ("period" not in tags and "grammar" not in tags) or cues - {"years", "from", "base"}:
                break
            mention = self.sentence.at[place]
            place = mention.first - 1 if mention else place - 1
        return cues

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

    # ---- days, months and phrases

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

    def _month(self, index: int) -> Period | None:
        """23 avril, 30 novembre 2021, avril dernier, fin décembre 2018, d'ici décembre, septembre 2024."""
        month, last = int(self._tag(index, "month")[0]), index + 1
        dated = self._is_year(last) and not self.sentence.gap(last).strip()
        year = int(self.sentence.words[last]) if dated else self.published[0] if self.published else None
        last += dated
        before = set(self._tag(index - 1)) | set(self._tag(index - 2))
        if year is None or (index and self.sentence.words[index - 1][-1].isdigit()):
            return Period(index, last, "date")
        start, end = date(year, month, 1), month_end(year, month)
        if "end_of" in before:
            return Period(index, last, "day", end, end, relative=not dated)
        if "until" in before:
            return Period(index, last, "until", None, end, relative=not dated)
        return Period(index, last, "range" if dated and "in" in before else "date", start, end, relative=not dated)

    def _phrase(self, index: int) -> Period | None:
        """L'an dernier, cette année, aujourd'hui, en un an, la même période, une année plus tard."""
        mention = self.sentence.at[index]
        if mention is None or mention.first != index:
            return None
        last = mention.last
        for cue in mention.tags["period"]:
            if cue in SHIFTS and self.published:
                return Period(index, last, "year", *whole_year(self.published[0] + SHIFTS[cue]), relative=True)
            if cue == "year_end" and self.published:
                return Period(index, last, "until", None, whole_year(self.published[0])[1], relative=True)
            if cue in ("now", "year_end") or cue in SHIFTS:
                return Period(index, last, "now", relative=True)
            if cue == "year_earlier" and "base" in self._cues_before(index):
                return Period(index, last, "base", relative=True)
            if cue in ("year_later", "year_earlier"):
                return self._shifted(index, last, 1 if cue == "year_later" else -1)
            if cue == "over_one_year":
                return Period(index, last, "base", relative=True)
            if cue == "same":
                return Period(index, last, "same", relative=True)
        return None

    def _shifted(self, first: int, last: int, years: int) -> Period:
        known = next((period for period in reversed(self.found) if period.end and period.kind in ("year", "day")), None)
        if known is None:
            return Period(first, last, "now", relative=True)
        start, end = (moved(moment, years) for moment in (known.start, known.end))
        return Period(first, last, known.kind, start, end, relative=True)

    # ---- parts of a year, several years

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
        told = next((place for place in range(last, last + 3) if self._is_year(place)), None)
        known = next((period.end for period in reversed(self.found) if period.end and period.kind == "year"), None)
        if told is not None:
            year, last = int(self.sentence.words[told]), told + 1
        elif known or self.published:
            year = known.year if known else self.published[0] if self.published else 0
        else:
            return Period(first, last, "now", relative=True)
        start, end = date(year, opening, 1), month_end(year, closing)
        return Period(first, last, "range", start, end, relative=told is None)

    def _years(self, first: int, noun: int, count: int) -> Period:
        """Les N dernières années: the N whole years before publication; in three years and the like are durations."""
        cues = {cue for place in (noun, noun + 1) for cue in self._tag(place)}
        last = noun + 1 + bool(cues & {"last_n", "next_n"})
        if not self.published or not 0 < count < 100:
            return Period(first, last, "date")
        year = self.published[0]
        if "last_n" in cues:
            return Period(first, last, "range", date(year - count, 1, 1), date(year - 1, 12, 31), relative=True)
        if "next_n" in cues:
            return Period(first, last, "until", None, date(year + count, 12, 31), relative=True)
        return Period(first, last, "date")

    def _tag(self, index: int, category: str = "period") -> tuple[Any, ...]:
        tags = self.sentence.tags[index] if 0 <= index < len(self.sentence.words) else NO_TAGS
        return tags.get(category, ())
