"""The cues of the self-checks as patterns: any case, with or without accents, any space or apostrophe."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Mapping

from flows.catalogue.records import Limits

_ARABIC = re.compile("[\u0600-\u06ff]")
LONG = 4  # letters
_PARTICLES = "[وفبلك]?"  # and, so, by, for, as: written onto the next word in Arabic


def cue_patterns(limits: Limits) -> Mapping[str, re.Pattern[str]]:
    """For each cue of `limits` the pattern that finds one of its words."""
    return {name: _pattern(words) for name, words in limits.cues.items()}


def cue_stems(limits: Limits, *names: str) -> tuple[str, ...]:
    """Words in lower case, as few as will do: a sentence in which none of them stands has none of those cues."""
    missing = [_telling(cue.lower()) for name in names for cue in limits.cues[name]]
    stems: list[str] = []
    while missing:
        words = sorted({word for cue in missing for word in cue})
        best = max(words, key=lambda word: (sum(word in " ".join(cue) for cue in missing), len(word)))
        stems.append(best)
        missing = [cue for cue in missing if best not in " ".join(cue)]
    return tuple(stems)


def _telling(cue: str) -> set[str]:
    """The words of a cue that don't stand in every other sentence: the long ones, or all if none is long."""
    words = {word.strip("~") for word in cue.split()}
    return {word for word in words if len(word) >= LONG} or words


@functools.cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    longest = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(_spelling, longest))})", re.IGNORECASE)


def _spelling(word: str) -> str:
    letters = "".join(map(_letter, word.removesuffix("~")))
    ending = "" if word.endswith(("~", "'")) else r"(?!\w)"
    return (_PARTICLES if _ARABIC.search(word) else "") + letters + ending


def _letter(char: str) -> str:
    if char == " ":
        return r"\s+"
    if char == "'":
        return "['’]"
    base = unicodedata.normalize("NFD", char)[0]
    return re.escape(char) if base == char else f"[{char}{base}]"
