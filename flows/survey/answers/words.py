"""The words and habits of exports (words.yml), and how two spellings are compared."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).with_name("words.yml")


def spelling(text: str) -> str:
    """`text` as it is compared: case folded, compatibility forms and apostrophes unified, white space squeezed."""
    plain = unicodedata.normalize("NFKC", text).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    return " ".join(plain.casefold().split())


@cache
def yes_no() -> dict[str, str]:
    """The spellings of yes and no."""
    return {spelling(word): answer for answer, words in _words()["answers"].items() for word in words}


@cache
def sum_lines() -> frozenset[str]:
    """What the key of a sum line says."""
    return frozenset(spelling(word) for word in _words()["sum_lines"])


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = yaml.load(_FILE.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  only plain text
    return words
