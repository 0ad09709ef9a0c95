"""What form the figures of a table's column have: by its head, and where that is silent by their arithmetic."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import Literal

from flows.claims.head_words import Words
from flows.claims.numbers import digits_value
from flows.claims.table_heads import TableWords
from flows.claims.table_lines import Cell
from flows.claims.tables import Table

Form = Literal["growth_rate", "change", "share", "undecided"]
_NUMBER = re.compile(r"\d(?:[\d.,' ]*\d)?")
_OTHER = re.compile(r"[\d.,' %()*+-]*")
MOST_ROWS = 8  # that are compared
HALF_A_DIGIT = 0.55  # of the last one printed


def printed_value(text: str, decimal: str, factor: float = 1.0) -> tuple[float, int] | None:
    """The number printed in a cell, and its sign if one is printed (-1, 1, else 0); None for one with its own unit.

    `factor` is the scale that the number is printed in, which its decimal mark may depend on.
    """
    number = _NUMBER.search(text)
    if number is None or not _OTHER.fullmatch(text):
        return None
    minus = text.startswith(("-", "(")) or text.rstrip("*").endswith("-")
    sign = -1 if minus else int(text.startswith("+"))
    value = digits_value(number.group(), factor, decimal)
    return (-value if minus else value), sign


class ColumnForms:
    """Decides the form of the figures in each column of a table; None leaves it to the words around each figure."""

    def __init__(self, table: Table, words: TableWords) -> None:
        self.table, self.words = table, words
        self.by_arithmetic = lru_cache(maxsize=None)(self._by_arithmetic)
        self.is_years = lru_cache(maxsize=None)(self._is_years)
        self.is_signed = lru_cache(maxsize=None)(lambda column: self._any(column, "+-("))
        self.has_percents = lru_cache(maxsize=None)(lambda column: self._any(column, "%"))

    def of(self, column: int, cell: Cell, label: Words) -> Form | None:
        """The form of the figure in `cell`, in a row with this label."""
        head = self.words.head(column)
        percent = head.is_percent or "%" in cell.text or (label.is_percent and head.unit is None)
        if "variation" in head.roles:
            return self._variation(column, head, percent)
        if "share" in head.roles | label.roles:
            return "share" if percent or not (head.unit or label.unit) else None
        if "variation" in label.roles:
            return "growth_rate" if percent else "change" if label.unit and label.indicator else "undecided"
        if head.has_period or head.indicator or not self.table.heads:
            return None
        return self.by_arithmetic(column) or self._percents(column, head, label)

    def is_order(self, column: int) -> bool:
        """Whether a column only numbers or ranks the rows."""
        head = self.words.head(column)
        return "order" in head.roles and head.indicator is None and head.unit is None

    def _variation(self, column: int, head: Words, percent: bool) -> Form:
        if percent:
            return "growth_rate"
        if "amount" in head.roles or head.unit:
            return "change"
        return self.by_arithmetic(column) or ("growth_rate" if self.has_percents(column) else "undecided")

    def _percents(self, column: int, head: Words, label: Words) -> Form | None:
        """What a column headed by the sign alone holds: variations, if they are signed, else parts."""
        if not head.is_percent or "variation" in self.words.context.roles or label.is_percent:
            return None
        return "growth_rate" if self.is_signed(column) else "share"

    def _by_arithmetic(self, column: int) -> Form | None:
        """Difference or growth, where the figures of most rows are that of the two latest levels beside them."""
        levels = self.words.levels
        if len(levels) < 2 or column in levels:
            return None
        votes: Counter[Form | None] = Counter()
        for row in self.table.rows:
            cells = dict(row.figures)
            if column in cells and all(level in cells for level in levels[:2]):
                votes[self._movement(cells[column], cells[levels[0]], cells[levels[1]])] += 1
            if votes.total() == MOST_ROWS:
                break
        form, count = votes.most_common(1)[0] if votes else (None, 0)
        return form if 2 * count > votes.total() else None

    def _movement(self, figure: Cell, later: Cell, earlier: Cell) -> Form | None:
        """Which movement from the earlier to the later level a figure is, within what rounding leaves open."""
        read = [printed_value(cell.text, self.words.lexicon.decimal) for cell in (figure, later, earlier)]
        if read[0] is None or read[1] is None or read[2] is None:
            return None
        (moved, _), (after, _), (before, _) = read[0], read[1], read[2]
        slack, after_slack, before_slack = (_rounding(cell.text) for cell in (figure, later, earlier))
        if abs(moved - (after - before)) <= slack + after_slack + before_slack:
            return "change"
        if not before:
            return None
        wide = 100 * (after_slack + before_slack * abs(after / before)) / abs(before)
        return "growth_rate" if abs(moved - 100 * (after / before - 1)) <= slack + wide else None

    def _is_years(self, column: int) -> bool:
        """Whether a column that no period or unit heads holds years: of foundation, of entry."""
        head = self.words.head(column)
        if head.has_period or (head.indicator and not head.is_of_years):
            return False
        cells = [cell for row in self.table.rows for at, cell in row.figures if at == column]
        return all(cell.is_year for cell in cells)

    def _any(self, column: int, signs: str) -> bool:
        return any(set(signs) & set(cell.text) for row in self.table.rows for at, cell in row.figures if at == column)


def _rounding(printed: str) -> float:
    """What the last printed digit leaves open."""
    decimals = re.search(r"[.,](\d{1,2})\D*$", printed)
    return HALF_A_DIGIT * 10.0 ** -(len(decimals[1]) if decimals else 0)
