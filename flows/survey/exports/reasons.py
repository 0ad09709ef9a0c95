"""Why there is no answer, as the labels of exports say it (reasons.yml)."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

import yaml

_FILE = Path(__file__).with_name("reasons.yml")


def reason(label: str) -> str | None:
    """The reason that `label` gives for there being no answer, None where it says nothing of the kind."""
    found = _pattern().findall(_folded(label))
    return _phrases()[max(found, key=len)] if found else None


@cache
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(map(re.escape, _phrases()), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)")


@cache
def _phrases() -> dict[str, str]:
    said = yaml.load(_FILE.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  only plain text
    return {_folded(phrase): why for why, phrases in said.items() for phrase in phrases}


def _folded(text: str) -> str:
    """`text` without case, accents and typographic apostrophes, white space squeezed."""
    bare = "".join(mark for mark in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(mark))
    return " ".join(bare.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())
