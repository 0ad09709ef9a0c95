"""In which encoding a text file is: UTF-8 is checked as it streams by, anything else is decoded as a whole."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.documents.decoding import BYTE_ORDER_MARKS, decode
from flows.errors import DataRefused

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

CHUNK = 1 << 16
# Mac Roman's é è ê à ô ’ as Windows-1252 has them: marks and capitals between small letters.
FROM_MAC_ROMAN = re.compile("(?<=[a-z])[ŽˆƒÕ™”„ŒžŸ][a-z]|(?<=[a-z])Ž\\b|(?<!\\w)ƒ[a-z]|\\bˆ\\s")
# UTF-8 that was taken for Windows-1252 and written as UTF-8 once more, and single letters of another encoding.
TWICE = re.compile("Ã[\x80-\xbf©¨ª§¢´»®¯‰€¹]|â€[™œ“”˜¦]|\N{REPLACEMENT CHARACTER}|Œæ")

SIGNS = {FROM_MAC_ROMAN: "written on an old Mac (`encoding: mac-roman`)", TWICE: "decoded wrongly before"}
TOLD = 80  # characters of a text that a message shows


@dataclass(frozen=True, slots=True)
class Encoded:
    """A text file and its encoding (a Python codec); `text` is its content where that is not UTF-8, else None."""

    path: Path
    encoding: str
    text: str | None


def encoded(path: Path, where: str, declared: str | None = None) -> Encoded:
    """The encoding of the file at `path`: a byte order mark decides, else strict UTF-8, `declared`, or Windows-1252.

    Raises DataRefused for an empty file, for one that is no text, and for bytes that the encoding doesn't have.
    """
    if _is_utf8(path):
        return Encoded(path, "utf-8", None)
    decoded = decode(path.read_bytes(), where=where, declared=declared)
    if not decoded.text.strip():
        raise _empty(where)
    return Encoded(path, decoded.encoding, decoded.text)


def damage(texts: Iterable[str]) -> str | None:
    """What is to be said of texts whose letters look wrong, naming the first; None where they look right."""
    for text in texts:
        for sign, guess in SIGNS.items():
            if sign.search(text):
                told = text if len(text) <= TOLD else f"{text[:TOLD]}..."
                return f"{told!r} looks damaged, as if the file was {guess}: check the spellings"
    return None


def _is_utf8(path: Path) -> bool:
    """Whether the file is UTF-8 and holds a text."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    blank = True
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            if b"\0" in chunk or (blank and any(map(chunk.startswith, set(BYTE_ORDER_MARKS) - {codecs.BOM_UTF8}))):
                return False
            blank = False
            if chunk.isascii() and not decoder.getstate()[0]:
                continue
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                return False
    return not blank and not decoder.getstate()[0]


def _empty(where: str) -> DataRefused:
    return DataRefused("the file holds nothing but blanks", where=where, remedy="export it again, or remove it")
