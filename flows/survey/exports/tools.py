"""The tools that write exports, and how each of them writes (tools.yml)."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import yaml

from flows.survey.answers.words import spelling

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flows.survey.answers.values import DateOrder

_FILE = Path(__file__).with_name("tools.yml")


@dataclass(frozen=True, slots=True)
class Layout:
    """One way in which a tool writes: `title` says which, `rows` is the number of heading rows."""

    name: str
    title: str
    rows: int


@dataclass(frozen=True, slots=True)
class Tells:
    """The headings of a column, and what stands in it, folded by `spelling`, when it tells something of a response."""

    columns: tuple[str, ...]
    values: frozenset[str]


@dataclass(frozen=True)
class Tool:
    """How one tool writes.

    `missing` gives the reason for each folded word that stands for no answer. `columns` are the headings of the
    tool's own columns by what they hold. `incomplete`, `test` and `not_approved` are how it tells such responses.
    """

    name: str
    title: str
    decimal: str
    dates: DateOrder
    separators: tuple[str, ...]
    missing: Mapping[str, str]
    layouts: Mapping[str, Layout]
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    marks: tuple[str, ...] = ()
    certain: int = 0
    incomplete: Tells | None = None
    test: Tells | None = None
    not_approved: Tells | None = None
    words: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def generic(self) -> bool:
        """Whether it is no tool of surveys: nothing but the shape of a table tells it."""
        return not self.marks

    @property
    def id(self) -> tuple[str, ...]:
        """The headings of the response's identifier."""
        return self.columns.get("id", ())

    @property
    def uuid(self) -> tuple[str, ...]:
        """Those of the identifier that stays the same when a response is sent again."""
        return self.columns.get("uuid", ())

    @property
    def submitted(self) -> tuple[str, ...]:
        """Those of the time at which a response was sent."""
        return self.columns.get("submitted", ())

    @property
    def version(self) -> tuple[str, ...]:
        """Those of the version of the form."""
        return self.columns.get("version", ())

    @property
    def index(self) -> tuple[str, ...]:
        """Those of what the rows of repeated sheets name their response by."""
        return self.columns.get("index", ())

    @property
    def parent(self) -> tuple[str, ...]:
        """Those of the column of a repeated sheet that says to which response a row belongs."""
        return self.columns.get("parent", ())

    @cached_property
    def own(self) -> tuple[str, ...]:
        """The headings of all columns that the tool itself adds."""
        return tuple(heading for headings in self.columns.values() for heading in headings)

    @cached_property
    def holds(self) -> Mapping[str, str]:
        """What the column of each folded heading holds; of several the first that tools.yml tells."""
        told = [(spelling(heading), what) for what, headings in self.columns.items() for heading in headings]
        return dict(reversed(told))


@cache
def tools() -> Mapping[str, Tool]:
    """All of them by name, in the order in which they are tried."""
    known: dict[str, Any] = yaml.load(_FILE.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  only plain text
    return MappingProxyType({name: _tool(name, entry) for name, entry in known.items()})


def _tool(name: str, entry: dict[str, Any]) -> Tool:
    columns = {what: tuple(headings) for what, headings in entry.get("columns", {}).items()}
    return Tool(
        name=name,
        title=entry["title"],
        decimal=entry["decimal"],
        dates=entry["dates"],
        separators=tuple(entry["separators"]),
        missing={spelling(word): reason for reason, words in (entry["missing"] or {}).items() for word in words},
        layouts={key: Layout(key, layout["title"], int(layout["rows"])) for key, layout in entry["layouts"].items()},
        columns=columns,
        marks=tuple(entry.get("marks", ())),
        certain=int(entry.get("certain", 0)),
        incomplete=_tells(entry.get("incomplete"), columns),
        test=_tells(entry.get("test"), columns),
        not_approved=_tells(entry.get("not_approved"), columns),
        words={what: frozenset(map(spelling, words)) for what, words in entry.get("words", {}).items()},
    )


def _tells(entry: dict[str, Any] | None, columns: Mapping[str, Sequence[str]]) -> Tells | None:
    if entry is None:
        return None
    return Tells(tuple(columns[entry["column"]]), frozenset(map(spelling, entry["when"])))
