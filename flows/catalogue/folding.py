"""One spelling for reading: lower case, no accents, one kind of space, quote, dash and digit; offsets kept.

Nearly every text folds character by character, so an offset in the folded text is one in the original. Only
combining marks, soft hyphens, Arabic's stretching stroke and other invisible characters are dropped; then
`Folded.origin` maps back.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

STROKE = "\u0640"  # Arabic's tatweel

SAME: dict[int, str | None] = {
    **dict.fromkeys(map(ord, "’‘ʼ`´ʹ′＇"), "'"),
    **dict.fromkeys(map(ord, "‐‑‒–—−﹣－"), "-"),
    **dict.fromkeys(map(ord, "“”«»„″"), '"'),
    **dict.fromkeys(map(ord, "\t\r\v\f"), " "),
    **dict.fromkeys(map(ord, "…·"), "."),
    ord("٪"): "%",
    ord("٫"): ",",
    ord("٬"): "'",
    ord("％"): "%",
    # Arabic punctuation, and the letters that are written one for another
    ord("،"): ",",
    ord("؛"): ";",
    ord("؟"): "?",
    **dict.fromkeys(map(ord, "ىی"), "ي"),
    ord("ة"): "ه",
    ord("ٱ"): "ا",
    ord("ک"): "ك",
    ord(STROKE): None,  # it only stretches a word
}
_DASH = re.compile(rf"(?<=\d){STROKE}(?=\d)|(?<!\w){STROKE}(?!\w)")  # it stands for a dash: 2014 ـ 2020


@dataclass(frozen=True, slots=True)
class Folded:
    """The folded `text`, and `cased`, the original's characters at the same offsets.

    `origin[i]` is the original offset of character i, or None where the two agree.
    """

    text: str
    cased: str
    origin: list[int] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the original of the folded span, which must not be empty."""
        if self.origin is None:
            return start, end
        return self.origin[start], self.origin[end - 1] + 1


def fold(text: str) -> Folded:
    """`text`, folded, with the way back."""
    if STROKE in text:
        text = _DASH.sub("-", text)
    folded = text.translate(_TABLE)
    if len(folded) == len(text):
        return Folded(folded, text, None)
    origin = [index for index, char in enumerate(text) if _TABLE[ord(char)] is not None]
    return Folded(folded, "".join(text[index] for index in origin), origin)


def fold_word(word: str) -> str:
    """A word or phrase of the catalogue, folded, with single spaces."""
    return " ".join(word.translate(_TABLE).split())


class _Table(dict[int, str | None]):
    """str.translate table, filled as characters turn up."""

    def __missing__(self, code: int) -> str | None:
        folded = self[code] = _fold_character(chr(code))
        return folded


def _fold_character(char: str) -> str | None:
    category = unicodedata.category(char)
    if category in ("Mn", "Me", "Cf"):
        return None
    if category in ("Zs", "No"):  # superscripts and the like mark footnotes
        return " "
    if category == "Nd":
        return str(unicodedata.decimal(char))
    base = unicodedata.normalize("NFD", char)[0]
    lower = base.lower()
    return lower if len(lower) == 1 else base


_TABLE = _Table(SAME)
