"""The period: a closed interval that a text tells, and how it tells it."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["year", "range", "day", "until", "since", "now", "base", "date", "name", "same"]
Published = tuple[int, int | None] | None
"""Year and month of publication, as far as known."""


@dataclass(slots=True)
class Period:
    """A time expression at tokens `first` to `last` (excluded).

    `kind`: a whole `year`, a `range`, a `day` (à fin 2018), `until` a horizon, `since` a year, `now`, the
    `base` of a comparison, the `same` as before; `date` and `name` (part of a plan's or event's name) tell no period.
    `relative`: resolved from the date of publication or from another period. `against`: a figure is compared with it.
    `shift`: years from the period meant by `same`.
    """

    first: int
    last: int
    kind: Kind
    start: date | None = None
    end: date | None = None
    relative: bool = False
    against: bool = False
    shift: int = 0


def whole_year(year: int) -> tuple[date, date]:
    """First and last day of `year`."""
    return date(year, 1, 1), date(year, 12, 31)


def month_end(year: int, month: int) -> date:
    """The last day of that month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def moved(moment: date | None, years: int) -> date | None:
    """The same moment `years` later, the end of a month staying one."""
    if moment is None:
        return None
    year = moment.year + years
    if moment == month_end(moment.year, moment.month):
        return month_end(year, moment.month)
    return moment.replace(year=year, day=min(moment.day, month_end(year, moment.month).day))


def months_back(moment: date, months: int) -> date:
    """The day of that number as many months before (or, where negative, after), or the last one of its month."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, month_end(year, month + 1).day))


def by_kind(first: int, last: int, kind: Kind, start: date, end: date, relative: bool) -> Period:
    """The period of that kind from `start` to `end`: a horizon has only an end, `since` only a start."""
    if kind == "since":
        return Period(first, last, kind, start, None, relative)
    if kind == "until":
        return Period(first, last, kind, None, end, relative)
    return Period(first, last, kind, end if kind == "day" else start, end, relative)
