"""Years and ranges of years: what the words before them make of them, and which belong to a name."""

from __future__ import annotations

from datetime import date

from flows.claims.period import Kind, Period, Published, whole_year
from flows.claims.scan import NO_TAGS, Sentence
from flows.claims.year_parts import PartReader

NAMED_WITHIN = 5  # tokens from the noun of a plan, index or fair to the year in its name
SINCE = 5  # tokens back from the year to `since`
SETTLED = 4  # tokens back from `since` to the participle
NAMED_AFTER = 3  # tokens from such a year to its noun


class YearReader(PartReader):
    """Reads years in digits; `cased` is the whole text with its upper case, at the sentence's offsets."""

    def __init__(self, sentence: Sentence, cased: str, published: Published) -> None:
        super().__init__(sentence, published)
        self.cased = cased

    def _year_range(self, index: int) -> Period | None:
        """2014-2018, 2014 - 2020, entre 2014 et 2018, de 2014 à 2018, 2009/2015, 2018-19."""
        last = self._range_end(index) if self._is_year(index) else None
        if last is None:
            return None
        first_year, printed = int(self.sentence.words[index]), self.sentence.words[last]
        end_year = int(printed) if len(printed) == 4 else first_year // 100 * 100 + int(printed)
        if end_year <= first_year:
            return None
        named = (not self._is_from(index) and self._is_name(index)) or self._names_next(last + 1)
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
        if between:
            return None
        if word == "/":
            short = len(self._word(last + 1)) == 2 and self._word(last + 1).isdigit()
            return last + 1 if short or self._is_year(last + 1) else None
        grammar = self._tag(last, "grammar")
        if "to" not in grammar and not {"end_of", "until"} & set(self._tag(last)):
            return None
        if ("and" in grammar or "to" not in grammar) and not self._is_from(index):
            return None
        closing = self._over_fillers(self._after(last))
        return closing if self._is_year(closing) else None

    def _is_from(self, index: int) -> bool:
        """Whether a span opens at `index`: from 2010, entre fin 2010."""
        cues, before = self._cues_before(index), self.sentence.at[index - 1] if index else None
        if before and "end_of" in cues:
            cues = self._cues_before(before.first)
        return "from" in cues

    def _year(self, index: int) -> Period | None:
        """En 2018, à fin 2018, à l'horizon 2020, d'ici 2030, depuis 2010, par rapport à 2022, CA 2018."""
        if not self._is_year(index):
            return None
        start, end = whole_year(int(self.sentence.words[index]))
        cues, last = self._cues_before(index), index + 1
        if self._is_decade(index, end.year):
            return Period(index, index + 1 + (self._word(last) == "s"), "date", start, end)
        if now := self._from_now(index):
            return Period(now.first, last, "until", None, end)
        if self._is_horizon(index, cues):
            return Period(index, last, "until", None, end)
        if self._since_event(index):
            return Period(index, last, "since", start, None)
        published_for = "for" in cues and self._is_past(end.year)  # les chiffres publiés pour 2023
        if (self._is_event(index) and not published_for) or self._dates_noun(index, cues):
            return Period(index, last, "date", start, end)
        if "end_of" in cues:
            return Period(index, last, "day", end, end)
        if "since" in cues:
            return Period(index, last, "date" if self._is_settled(index) else "since", start, None)
        if self._is_base(index, cues):
            return Period(index, last, "base", start, end)
        named = ("in" not in cues and self._is_name(index)) or self._names_next(last)
        return Period(index, last, "name" if named else "year", start, end)

    def _is_horizon(self, index: int, cues: set[object]) -> bool:
        """D'ici 2030, pour 2030, d'ici début 2025."""
        before = self.sentence.at[index - 1] if index else None
        early = before is not None and "start_of" in cues and "until" in self._cues_before(before.first)
        year = int(self.sentence.words[index])
        ahead = (
            self.published is None or year > self.published[0] or (year == self.published[0] and self._is_aimed_at())
        )
        follows = self._follows(index + 1, " ") and "target" in self._tag(index + 1, "nature")
        aimed = follows and not cues  # 2016 targets
        return early or aimed or "until" in cues or ("for" in cues and ahead)

    def _is_aimed_at(self) -> bool:
        """Whether the sentence tells of an aim, and of nothing that is only expected: l'objectif pour 2013."""
        natures = {nature for mention in self.sentence.mentions for nature in mention.tags.get("nature", ())}
        return "target" in natures and "forecast" not in natures

    def _is_settled(self, index: int) -> bool:
        """Whether `depuis` dates a site or a firm, and no figure: installé à Tanger depuis 2012."""
        since = next((place for place in (index - 1, index - 2) if "since" in self._tag(place)), None)
        return since is not None and self._told_back(since - 1, SETTLED, "event_of")

    def _since_event(self, index: int) -> bool:
        """Whether a year dates what has gone on since: depuis sa création en 2010, since its launch in 2005."""
        return "in" in self._tag(index - 1) and self._told_back(index - 2, SINCE, "since")

    def _from_now(self, index: int) -> Period | None:
        """Takes back the `now` of between now and 2030."""
        now = self.found[-1] if self.found else None
        joined = now and now.kind == "now" and now.last == index - 1 and "to" in self._tag(index - 1, "grammar")
        return self.found.pop() if joined else None

    def _is_base(self, index: int, cues: set[object]) -> bool:
        """Whether a year is what is compared with: plus qu'en 2006, le double de 2010; not in `il dit qu'en 2006`."""
        if "of" in self._tag(index - 1, "grammar") and self._tag(index - 2, "multiple"):
            return True
        than = next((place for place in (index - 1, index - 2) if "compared" in self._tag(place)), None)
        if than is not None:
            return not {"saying", "event_of"} & set(self._tag(than - 1))
        return "in" not in cues and "base" in cues

    def _is_decade(self, index: int, year: int) -> bool:
        """In the 2010s, les années 2000."""
        if year % 10:
            return False
        glued = self._word(index + 1) == "s" and self.sentence.gap(index + 1) in ("", "'")
        glued = glued and "first_n" not in self._tag(index + 2)
        return glued or ("decade_of" in self._tag(index - 1) and "and" not in self._tag(index + 1, "grammar"))

    def _dates_noun(self, index: int, cues: set[object]) -> bool:
        """Whether a year dates what is named before it, or its beginning: la loi de 2011, début 2011."""
        if "start_of" in cues:
            return True
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
        window = range(max(0, index - NAMED_WITHIN), index)
        return any("named" in self._tag(place, "distractor") for place in window)

    def _names_next(self, index: int) -> bool:
        """Whether what follows a year is what it names: the 2030 Agenda, the 2021-2025 National Strategy."""
        for place in range(index, index + NAMED_AFTER):
            if not self._follows(place, " ") or not self.cased[self.sentence.starts[place]].isupper():
                return False
            if "named" in self._tag(place, "distractor"):
                return True
        return False
