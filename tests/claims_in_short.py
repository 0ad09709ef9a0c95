"""Claims written in short, for tables of tests.

A claim is written `value unit indicator measure nature period`; a period is `2022`, `..2030` (no start), `2016..` (no
end), `2014..2018`, `2023-01..2023-06`, `2022-12-31` (that day) or `-`; no indicator is `-`.
"""

from __future__ import annotations

import calendar
from datetime import date

from flows.claims import Claim


def stated(claim: Claim) -> tuple[object, ...]:
    return (
        round(claim.value, 6),
        *(claim.unit, claim.indicator, claim.measure, claim.nature, claim.period_start, claim.period_end),
    )


def told(row: str) -> tuple[object, ...]:
    value, unit, indicator, measure, nature, when = row.split()
    return (
        round(float(value), 6),
        *(unit, None if indicator == "-" else indicator, measure, nature, *period(when)),
    )


def period(when: str) -> tuple[date | None, date | None]:
    if when == "-":
        return None, None
    first, dots, last = when.partition("..")
    last = last if dots else first
    return day(first, 1), day(last, 12)


def day(printed: str, month: int) -> date | None:
    """The first day of what is printed where `month` is 1, the last day of it otherwise."""
    parts = [int(part) for part in printed.split("-")] if printed else []
    if not parts:
        return None
    if len(parts) == 3:
        return date(*parts)
    year, told_month = parts[0], parts[1] if len(parts) == 2 else month
    return date(year, told_month, 1 if month == 1 else calendar.monthrange(year, told_month)[1])
