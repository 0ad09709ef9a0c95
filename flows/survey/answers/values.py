"""What a cell says: numbers, dates, choices and reasons for no answer, as people and survey tools spell them."""

from __future__ import annotations

import datetime as dt
import math
import re
from functools import cache
from typing import TYPE_CHECKING, Literal

from flows.survey.answers.words import spelling

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    DateOrder = Literal["dmy", "mdy", "ymd"]

MOST_EXACT = 2**53  # beyond it a float no longer tells whole numbers apart
ANYTHING_ELSE = "*"  # as a spelling: whatever no other value is spelt like
TIMES = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
DATES: dict[DateOrder, str] = {"dmy": "%d/%m/%Y", "mdy": "%m/%d/%Y", "ymd": "%Y/%m/%d"}


def read_number(text: str, decimal: str) -> float | None:
    """The number that `text` spells, None when it is none.

    Thousands may be apart by any kind of space, or by the mark that isn't `decimal`, provided that it can't be a
    decimal mark after all: 12.500 is nothing safe where the comma is the decimal mark, 1.234.567 and 1.234,5 are.
    """
    plain = re.sub(r"\s+", " ", text.strip()).replace("\N{MINUS SIGN}", "-").replace("- ", "-")
    other = "." if decimal == "," else ","
    if _numerals(decimal).fullmatch(plain):
        spelt = plain.replace(" ", "").replace(other, "").replace(decimal, ".")
    elif _numerals(other).fullmatch(plain) and not _ambiguous(other).fullmatch(plain):
        spelt = plain.replace(" ", "").replace(decimal, "").replace(other, ".")
    else:
        return None
    number = float(spelt)
    return number if math.isfinite(number) else None


def read_integer(text: str, decimal: str) -> int | None:
    """The whole number that `text` spells, None when it is none, or too large to be exact."""
    number = read_number(text, decimal)
    return int(number) if number is not None and number.is_integer() and abs(number) <= MOST_EXACT else None


def read_date(text: str, order: DateOrder) -> dt.date | None:
    """The day that `text` names: ISO 8601, or by slashes, dots or hyphens in the `order` of day, month and year.

    A time of day is left out, also one with an offset: the day is that of the place where it was written.
    """
    plain = " ".join(text.replace("UTC", " UTC").split())
    try:
        return dt.datetime.fromisoformat(plain).date()
    except ValueError:
        pass
    slashed = re.sub(r"(?<=\d)[.-](?=\d+[/.-]|\d{4}\b)", "/", plain.partition(" UTC")[0])
    ordered: list[DateOrder] = ["ymd"] if re.match(r"\d{4}/", slashed) else [order]
    for form in (DATES[which] + time for which in ordered for time in TIMES):
        try:
            return dt.datetime.strptime(slashed, form).date()  # noqa: DTZ007  a day of the calendar, in no zone
        except ValueError:
            continue
    return None


def read_choice(text: str, spellings: Mapping[str, str]) -> str | None:
    """The code of the value that `text` spells; `spellings` are folded by `spelling`."""
    return spellings.get(spelling(text), spellings.get(ANYTHING_ELSE))


def read_choices(text: str, spellings: Mapping[str, str], separators: Sequence[str]) -> list[str] | None:
    """The codes of several values in one cell, each once; None where they can't be told apart for sure.

    Values stand apart by one of `separators`, which may also be part of a label: so each way to part the text into
    known spellings is tried, and it must come to one result.
    """
    folded = spelling(text).strip("".join(separators) + " ")
    found = _partings(folded, spellings, [s.strip() for s in separators])
    if len(found) == 1:
        return found[0]
    if found or ANYTHING_ELSE not in spellings:
        return None
    parts = re.split("|".join(re.escape(s.strip()) for s in separators if s.strip()) or " ", folded)
    return list(dict.fromkeys(spellings.get(part.strip(), spellings[ANYTHING_ELSE]) for part in parts if part.strip()))


def _partings(text: str, spellings: Mapping[str, str], separators: Sequence[str]) -> list[list[str]]:
    """The sets of codes that `text` can be read as: known spellings one after the other. None for a blank text.

    It stops at the second, which makes the text ambiguous.
    """
    waiting: list[tuple[str, dict[str, None]]] = [(text, {})]
    seen: set[tuple[str, frozenset[str]]] = set()
    found: list[list[str]] = []
    while waiting and len(found) < 2:
        rest, codes = waiting.pop()
        if (rest, frozenset(codes)) in seen:
            continue
        seen.add((rest, frozenset(codes)))
        if not rest and codes:
            found.append(list(codes))
        for known, code in spellings.items():
            if known and rest.startswith(known) and known != ANYTHING_ELSE:
                waiting += [(after, codes | {code: None}) for after in _after_separator(rest[len(known) :], separators)]
    return found


def _after_separator(rest: str, separators: Sequence[str]) -> set[str]:
    if not rest:
        return {""}
    return {
        rest.lstrip()[len(separator) :].lstrip()
        for separator in separators
        if rest.lstrip().startswith(separator) and (separator or rest[0] == " ")
    }


@cache
def _numerals(decimal: str) -> re.Pattern[str]:
    mark, group = re.escape(decimal), re.escape("." if decimal == "," else ",")
    by_spaces = r"\d{1,3}(?: \d{3})+"
    by_marks = rf"[1-9]\d{{0,2}}(?:(?:{group}\d{{3}}){{2,}}|(?:{group}\d{{3}})+(?={mark}))"
    return re.compile(rf"[+-]?(?:(?:{by_spaces}|{by_marks})(?:{mark}\d+)?|\d*{mark}?\d+(?:[eE][+-]?\d+)?|\d+{mark})")


@cache
def _ambiguous(decimal: str) -> re.Pattern[str]:
    return re.compile(rf"[+-]?[1-9]\d{{0,2}}{re.escape(decimal)}\d{{3}}")
