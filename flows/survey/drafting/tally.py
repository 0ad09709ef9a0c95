"""What stands in the columns of an export: which values, how often, and what they look like."""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from flows.survey.answers.values import read_date, read_integer, read_number
from flows.survey.answers.words import spelling, yes_no
from flows.survey.exports.reasons import reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from flows.survey.answers.values import DateOrder
    from flows.survey.exports.export import Sheet

ROWS = 20_000  # are looked at
DISTINCT = 2_000  # values of a column that are told apart
FEW = 15  # distinct values make a choice ...
OFTEN = 3  # ... where each stands there so often on average
MOST = 0.9  # of the cells, where a few are no numbers
DECIMALS = re.compile(r"([.,])(?:\d{1,2}|\d{4,})\s*$")
SEPARATORS = (";", ", ", " | ")  # between the choices in one cell


@dataclass(slots=True)
class Tally:
    """The values of a column with how often they stand there, blank ones left out; `full` says that no more are told
    apart. `unique` says that no row is blank and no value came twice."""

    counts: Counter[str] = field(default_factory=Counter)
    rows: int = 0
    filled: int = 0
    full: bool = False
    unique: bool = True
    seen: set[str] = field(default_factory=set)

    def add(self, cell: str) -> None:
        """One more row."""
        self.rows += 1
        text = cell.strip()
        if not text:
            self.unique = False
            return
        self.filled += 1
        self.unique = self.unique and text not in self.seen
        if self.unique:
            self.seen.add(text)
        if len(self.counts) < DISTINCT or text in self.counts:
            self.counts[text] += 1
        else:
            self.full = True


@dataclass(frozen=True, slots=True)
class Looks:
    """What a column looks like: its type, the values of a choice, words for no answer, and what doesn't fit."""

    type: str
    values: tuple[str, ...] = ()
    missing: dict[str, list[str]] = field(default_factory=dict)
    misfits: tuple[str, ...] = ()


def tallies(sheet: Sheet) -> list[Tally]:
    """A tally for each column of `sheet`, over its first rows."""
    made = [Tally() for _ in sheet.columns]
    for row in islice(_records(sheet), ROWS):
        for tally, cell in zip(made, row, strict=False):
            tally.add(cell)
    return made


def _records(sheet: Sheet) -> Iterator[list[str]]:
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    with sheet.path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(islice(file, sheet.skip, None), delimiter=sheet.separator)
        for record in reader:
            yield record[1:] if sheet.numbered else record


def decimal_mark(columns: Iterable[Tally]) -> str | None:
    """The decimal mark of most numbers that tell theirs; None where none does.

    A mark with other than three digits after it is one (3186,3); 12.500 is a number only where the point is.
    """
    votes: Counter[str] = Counter()
    for tally in columns:
        for text in tally.counts:
            comma, point = read_number(text, ",") is not None, read_number(text, ".") is not None
            if comma != point:
                votes["," if comma else "."] += 1
            elif comma and (mark := DECIMALS.search(text)):
                votes[mark[1]] += 1
    return votes.most_common(1)[0][0] if votes else None


def date_order(columns: Iterable[Tally]) -> DateOrder | None:
    """The order of day and month that more dates allow; None where all allow both."""
    votes: Counter[DateOrder] = Counter()
    for tally in columns:
        for text in tally.counts:
            day_first, month_first = read_date(text, "dmy") is not None, read_date(text, "mdy") is not None
            if day_first != month_first:
                votes["dmy" if day_first else "mdy"] += 1
    return votes.most_common(1)[0][0] if votes else None


def looks(tally: Tally, decimal: str, dates: DateOrder) -> Looks:
    """What the values of a column look like."""
    missing: dict[str, list[str]] = {}
    answers = Counter[str]()
    for text, count in tally.counts.items():
        why = reason(text) if len(text) < 40 and read_number(text, decimal) is None else None
        if why:
            missing.setdefault(why, []).append(text)
        else:
            answers[text] = count
    if not answers:
        return Looks("text", missing=missing)
    if {yes_no().get(spelling(text)) for text in answers} == {"yes", "no"}:
        return Looks("yes_no", missing=missing)
    readers: list[tuple[str, Callable[[str], object]]] = [
        ("integer", lambda text: read_integer(text, decimal)),
        ("number", lambda text: read_number(text, decimal)),
        ("date", lambda text: read_date(text, dates)),
    ]
    for kind, read in readers:
        misfits = [text for text in answers if read(text) is None]
        if sum(answers[text] for text in misfits) <= (1 - MOST) * answers.total():
            return Looks(kind, missing=missing, misfits=tuple(misfits))
    return _text_or_choice(tally, answers, missing)


def _text_or_choice(tally: Tally, answers: Counter[str], missing: dict[str, list[str]]) -> Looks:
    if not tally.full:
        if _few(answers):
            return Looks("choice", tuple(answers), missing)
        for separator in SEPARATORS:
            pieces: Counter[str] = Counter()
            for text, count in answers.items():
                for piece in dict.fromkeys(part.strip() for part in text.split(separator.strip())):
                    pieces[piece] += count
            pieces.pop("", None)
            if _few(pieces) and len(pieces) < len(answers) and any(separator.strip() in text for text in answers):
                return Looks("multiple", tuple(pieces), missing)
    return Looks("text")


def _few(values: Counter[str]) -> bool:
    return 1 < len(values) <= FEW and values.total() >= OFTEN * len(values) and max(map(len, values)) <= 200
