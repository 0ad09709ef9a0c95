"""Texts of forms as a codebook holds them: without markup, as names, as languages, with the years that they tell."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable

WORDS_OF_YAML = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})  # of one version or another

_FILE = Path(__file__).with_name("hints.yml")
_MARKUP = re.compile(r"<(?:/?[a-zA-Z][^<>]*|!--.*?--)>", re.DOTALL)
_SCRIPT = re.compile(r"<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?:19[5-9]\d|20\d\d)(?!\d{1,3}(?!\d)|\d{5})")


def plain(text: str | None) -> str:
    """`text` in one line, without the tags and entities of HTML; "< 50" is no tag."""
    bare = html.unescape(_MARKUP.sub(" ", _SCRIPT.sub(" ", text or "")))
    return " ".join(bare.split())


def name_of(code: str, taken: Iterable[str] = (), fallback: str = "question") -> str:
    """A variable's name made of `code`: lower-case letters, digits and underscores, none of those `taken`."""
    bare = "".join(mark for mark in unicodedata.normalize("NFKD", code) if not unicodedata.combining(mark))
    name = re.sub(r"[^a-z0-9]+", "_", bare.lower()).strip("_")[:60].rstrip("_") or fallback
    name = f"q_{name}" if name[0].isdigit() or name in WORDS_OF_YAML else name
    used, number, unique = set(taken), 2, name
    while unique in used:
        unique, number = f"{name}_{number}", number + 1
    return unique


def language_of(name: str) -> str:
    """The ISO 639 code of a language as a form names it ("Français (fr)", "English"), else the name as it stands."""
    in_brackets = re.search(r"\(([A-Za-z]{2,3}(?:-[A-Za-z]+)?)\)\s*$", name)
    if in_brackets:
        return in_brackets[1].lower()
    return str(words("languages").get(name.strip().casefold(), name.strip()))


def year_in(*texts: object) -> int | None:
    """The first year that one of `texts` names."""
    return next((int(found[0]) for text in texts if (found := _YEAR.search(str(text or "")))), None)


def told(kind: str, *texts: str | None) -> bool:
    """Whether one of `texts` has a word of the list `kind` in hints.yml, as a word or as a part of a name."""
    pieces = " ".join(_pieces(text) for text in texts if text)
    return any(f" {word} " in f" {pieces} " for word in _folded(kind))


@cache
def _folded(kind: str) -> list[str]:
    return [_pieces(word) for word in words(kind)]


def _pieces(text: str) -> str:
    """The words of `text`, folded; "firmName_2" is three."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    bare = "".join(mark for mark in unicodedata.normalize("NFKD", apart.casefold()) if not unicodedata.combining(mark))
    return " ".join(re.findall(r"[^\W_]+", bare))


@cache
def words(kind: str) -> Any:
    """The list or table `kind` of hints.yml."""
    return yaml.load(_FILE.read_text("utf-8"), Loader=yaml.BaseLoader)[kind]  # noqa: S506  only plain text
