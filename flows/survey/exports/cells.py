"""Typed cells written out as text, the way that a person would key them in."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

Typed = str | int | float | bool | dt.datetime | dt.date | dt.time | dt.timedelta


def written(value: Typed) -> str:
    """The text of `value`: numbers with a decimal point and the fewest digits that give the same number again (4 for
    4.0, never an exponent), dates and times in ISO 8601 (no time at midnight), TRUE and FALSE."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, dt.datetime):
        return _moment(value)
    if isinstance(value, dt.timedelta):
        return _duration(value)
    return value.isoformat()


def _number(value: float) -> str:
    shortest = repr(value)
    if "e" in shortest:
        shortest = format(Decimal(shortest), "f")
    return shortest.removesuffix(".0")


def _moment(value: dt.datetime) -> str:
    if value.time() == dt.time() and value.tzinfo is None:
        return value.date().isoformat()
    return value.isoformat(timespec="milliseconds" if value.microsecond and value.microsecond % 1000 == 0 else "auto")


def _duration(value: dt.timedelta) -> str:
    """Hours, minutes and seconds, as spreadsheets show lengths of time: 30:00:00 for a day and a quarter."""
    sign = "-" if value < dt.timedelta() else ""
    seconds, rest = divmod(abs(value), dt.timedelta(seconds=1))
    fraction = f".{rest.microseconds:06d}".rstrip("0") if rest else ""
    return f"{sign}{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{fraction}"
