"""The words and habits of exports (words.yml), and how two spellings are compared."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).with_name("words.yml")


@dataclass(frozen=True, slots=True)
class ToolHabits:
    """How one survey tool writes its exports."""

    tool: str
    decimal: str
    headings: frozenset[str] = frozenset()
    separators: frozenset[str] = frozenset()
    submitted: str | None = None
    missing: frozenset[str] = frozenset()


def spelling(text: str) -> str:
    """`text` as it is compared: case folded, compatibility forms unified, white space squeezed."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


@cache
def yes_no() -> dict[str, str]:
    """The spellings of yes and no."""
    return {spelling(word): answer for answer, words in _words()["answers"].items() for word in words}


@cache
def sum_lines() -> frozenset[str]:
    """What the key of a sum line says."""
    return frozenset(spelling(word) for word in _words()["sum_lines"])


@cache
def tools() -> dict[str, ToolHabits]:
    """The survey tools that are recognised, in the order in which they are tried."""
    return {
        tool: ToolHabits(
            tool=tool,
            decimal=habits["decimal"],
            headings=frozenset(spelling(heading) for heading in habits.get("headings", ())),
            separators=frozenset(habits.get("separators", ())),
            submitted=habits.get("submitted"),
            missing=frozenset(spelling(word) for word in habits.get("missing", ())),
        )
        for tool, habits in _words()["tools"].items()
    }


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = yaml.load(_FILE.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  only plain text
    return words
