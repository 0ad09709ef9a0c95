"""The columns of a table that a codebook means by a name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flows.survey.answers.words import spelling
from flows.survey.exports.headings import plain_text, question_code

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from flows.survey.exports.export import Column

REPEATED = re.compile(r" \(\d+\)$")  # what tells headings apart that stand there several times


def find(columns: Sequence[Column], name: str) -> list[Column]:
    """The columns that `name` means, in any spelling; several where it doesn't tell them apart, none where it is none.

    It may be the heading, the code (with or without the groups before it), the text of the question, or the text and
    the choice, as `text [choice]` or `text - choice`. What fits the heading or code wins over what fits the text, and
    of headings that differ in case only (nh, Nh) the one that is spelt so.
    """
    wanted = spelling(plain_text(name))
    for spellings in (_heading, _code, _text, _text_and_choice, _code_in_group):
        found = [column for column in columns if wanted in spellings(column, columns)]
        if found:
            return [column for column in found if REPEATED.sub("", column.name) == name] or found
    return []


def choices(columns: Sequence[Column], name: str) -> list[Column]:
    """The columns of the single choices, or sub-questions, of the question that `name` means by its code or text."""
    wanted = spelling(plain_text(name))
    parts = [column for column in columns if column.choice is not None]
    ways: tuple[Callable[[Column], str | None], ...] = (
        question_code,
        lambda column: column.text,
        lambda column: (question_code(column) or "").rpartition("/")[2],
    )
    for way in ways:
        found = [column for column in parts if spelling(way(column) or "") == wanted]
        if found:
            return found
    return []


def wanted_among(columns: Sequence[Column], wanted: Iterable[str]) -> int:
    """How many of the `wanted` names mean a column, or the columns of single choices."""
    return sum(bool(find(columns, name) or choices(columns, name)) for name in wanted)


def _heading(column: Column, columns: Sequence[Column]) -> Iterator[str]:
    yield spelling(plain_text(column.name))
    first = REPEATED.sub("", column.name)
    if first != column.name and any(other.name == first for other in columns):
        yield spelling(plain_text(first))


def _code(column: Column, _columns: Sequence[Column]) -> Iterator[str]:
    if column.code:
        yield spelling(column.code)


def _text(column: Column, _columns: Sequence[Column]) -> Iterator[str]:
    if column.text and column.choice is None:
        yield spelling(column.text)


def _text_and_choice(column: Column, _columns: Sequence[Column]) -> Iterator[str]:
    if column.text and column.choice is not None:
        yield spelling(f"{column.text} [{column.choice}]")
        yield spelling(f"{column.text} - {column.choice}")


def _code_in_group(column: Column, _columns: Sequence[Column]) -> Iterator[str]:
    if column.code and column.choice is None:
        yield spelling(column.code.rpartition("/")[2])
