"""What caption, heads and labels of one table tell together: of each cell, and of its period."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cached_property

from flows.claims.head_words import Words
from flows.claims.lexicon import Lexicon
from flows.claims.period import Period, Published, moved, whole_year
from flows.claims.tables import Table


class TableWords:
    """The words of one table, each text read once, and the periods that they tell together."""

    def __init__(self, table: Table, lexicon: Lexicon, country: str | None, published: Published) -> None:
        self.table, self.lexicon, self.country, self.published = table, lexicon, country, published
        self.known: dict[str, Words] = {}
        corner = self.read(table.heads[0] if table.heads else "")
        told = corner.unit or corner.has_period or any(self.head(at).has_period for at in range(1, len(table.heads)))
        parts = (table.caption.text, corner.text if told else "")  # over rows of firms, `Société` tells nothing
        self.context = self.read(" | ".join(part for part in parts if part))

    def read(self, text: str) -> Words:
        """The words of `text`."""
        words = self.known.get(text)
        if words is None:
            words = self.known[text] = Words(text, self.lexicon, self.country)
        return words

    def head(self, column: int) -> Words:
        """The words over a column."""
        return self.read(self.table.heads[column] if 0 < column < len(self.table.heads) else "")

    def beside(self, head: Words, label: Words) -> str:
        """All that is told of a cell, the nearest last."""
        near = ", ".join(words.text for words in (head, label) if words.text)
        return " | ".join(part for part in (self.context.text, near) if part)

    @cached_property
    def levels(self) -> list[int]:
        """The columns of a period's levels, the latest first."""
        found = []
        for column in range(1, len(self.table.heads)):
            head = self.head(column)
            period = None if "variation" in head.roles or head.is_percent else self._told(head, self.read(""))
            if period is not None and period.end is not None:
                found.append((period.end, column))
        return [column for _, column in sorted(found, key=lambda item: item[0], reverse=True)]

    def period(self, head: Words, label: Words, form: str | None) -> Period | None:
        """The period of a cell: that of its column, its row or the caption; of a movement, that of the later level."""
        if form in ("growth_rate", "change") and len(head.years) > 1:
            first, last = min(head.years), max(head.years)
            whole = Period(0, 0, "year", *whole_year(last))
            return (
                self._part(whole, label) if last - first <= 1 else Period(0, 0, "range", date(first, 1, 1), whole.end)
            )
        told = self._told(head, label)
        if told is None and form is not None and self.levels:
            return self._told(self.head(self.levels[0]), label)
        return told or next(iter(self.context.periods(self.published)), None)

    def _told(self, head: Words, label: Words) -> Period | None:
        own = [*head.periods(self.published), *label.periods(self.published)]
        part = next((period for period in own if _is_part_of_year(period) and not period.relative), None)
        told = part or next((period for period in own if not _is_part_of_year(period)), None)
        if told is None:
            around = (period for period in self.context.periods(self.published) if period.kind == "year")
            told = next(around, None) if own else None
        if told is None:
            return own[0] if own else None
        return self._part(told, label) if told.kind == "year" else told

    def _part(self, year: Period, label: Words) -> Period:
        """The part of a column's or row's year that label or caption tell: Janvier-Juillet over 2015 and 2014."""
        if year.end is None:
            return year
        for words in (label, self.context):
            for period in words.periods((year.end.year, None)):
                if _is_part_of_year(period):
                    return _in_year(period, year.end.year)
        return year


def _is_part_of_year(period: Period) -> bool:
    """Whether a period is less than a year, or the end of a part of one."""
    if period.end is None or period.kind not in ("range", "day"):
        return False
    start = period.start or period.end
    return start.year == period.end.year and (start.month, period.end.month) != (1, 12)


def _in_year(period: Period, year: int) -> Period:
    """The same part of another year."""
    shift = year - period.end.year if period.end else 0
    return replace(period, start=moved(period.start, shift), end=moved(period.end, shift), relative=False)
