"""From bytes to text, without guessing: byte order mark, strict UTF-8, then one declared or default encoding.

Statistical charset guessers misread short French texts, so there are none here: what doesn't decode is refused.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import NoReturn

from flows.documents.place import place
from flows.errors import DataRefused

# UTF-32 comes before UTF-16, whose little-endian mark begins the same way.
BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
SIGNATURES = {
    b"%PDF-": ("a PDF", ".pdf"),
    b"PK\x03\x04": ("a ZIP archive (as .docx, .xlsx and .odt are)", "what it is"),
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": ("an old Word or Excel file", ".doc or .xls"),
    b"{\\rtf": ("an RTF document", ".rtf"),
    b"\x89PNG\r\n": ("a PNG picture", ".png"),
    b"\xff\xd8\xff": ("a JPEG picture", ".jpg"),
    b"GIF8": ("a GIF picture", ".gif"),
    b"\x1f\x8b": ("a gzip archive", ".gz"),
}
DEFAULT = "cp1252"
# Browsers read these as Windows-1252 too (WHATWG Encoding Standard, section 4.2): their C1 controls never occur.
READ_AS_CP1252 = frozenset({"ascii", "iso8859-1"})
NOT_FOR_FILES = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"})
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
MOST_CONTROLS = 0.01  # a text copied from a PDF may hold a few stray ones
MULTI_BYTE_CHARACTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
NON_ASCII = re.compile(rb"[\x80-\xff]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The content of a file without its byte order mark, and the encoding (a Python codec) that read it."""

    text: str
    encoding: str


def decode(data: bytes, *, where: str, declared: str | None = None) -> Decoded:
    """The text of a file: a byte order mark decides, else strict UTF-8, else `declared`, else strict Windows-1252.

    `where` names the file in messages; `declared` is what the file says of itself (an HTML charset, a codebook).
    Raises DataRefused for an empty file, for binary content, naming what it looks like, and for bytes that the
    encoding doesn't have, naming the first of them and its place.
    """
    if not data:
        raise DataRefused("the file is empty", where=where, remedy="capture it again, or remove it")
    _refuse_known_binary(data, where)
    decoded = _by_byte_order_mark(data, where) or _as_utf8(data) or _by_name(data, declared, where)
    _refuse_controls(decoded.text, where)
    return decoded


def _refuse_known_binary(data: bytes, where: str) -> None:
    for signature, (name, suffix) in SIGNATURES.items():
        if data.startswith(signature):
            raise DataRefused(
                f"this is no plain text: it looks like {name}",
                where=where,
                remedy=f"rename it to {suffix} if that is what it is, or save its content as UTF-8 text",
            )


def _by_byte_order_mark(data: bytes, where: str) -> Decoded | None:
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            try:
                return Decoded(data[len(mark) :].decode(encoding), encoding)
            except UnicodeDecodeError as error:
                _refuse_bytes(data, error.start + len(mark), f"its byte order mark says {encoding}, but", where)
    return None


def _as_utf8(data: bytes) -> Decoded | None:
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return None


def _by_name(data: bytes, declared: str | None, where: str) -> Decoded:
    """`data`, which is not UTF-8, by its declared encoding or the default one."""
    encoding = _codec(declared, where) if declared else DEFAULT
    if encoding == "utf-8" or _is_damaged_utf8(data):
        _refuse_bytes(data, _first_not_utf8(data), "it is UTF-8 with damaged places:", where)
    try:
        return Decoded(data.decode(encoding), encoding)
    except UnicodeDecodeError as error:
        _refuse_bytes(data, error.start, f"neither UTF-8 nor {encoding} reads it:", where)


def _codec(declared: str, where: str) -> str:
    try:
        name = codecs.lookup(declared.strip()).name.replace("_", "-")
        "".encode(name)  # LookupError for codecs such as zip, which don't make text
    except (LookupError, ValueError):
        name = "undefined"
    if name in NOT_FOR_FILES:
        raise DataRefused(
            f"it says that its encoding is {declared!r}, which is none that we know",
            where=where,
            remedy="correct what it declares, or save the file as UTF-8",
        )
    return DEFAULT if name in READ_AS_CP1252 else name


def _is_damaged_utf8(data: bytes) -> bool:
    """Whether most bytes beyond ASCII form UTF-8 characters, which text in another encoding does by rare accident."""
    in_characters = sum(len(character) for character in MULTI_BYTE_CHARACTER.findall(data))
    return in_characters > len(NON_ASCII.findall(data)) / 2


def _first_not_utf8(data: bytes) -> int:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return 0


def _refuse_bytes(data: bytes, offset: int, why: str, where: str) -> NoReturn:
    one_character_a_byte = data.decode("latin-1")
    raise DataRefused(
        f"{why} byte 0x{data[offset]:02x} at offset {offset} stands for no character",
        where=f"{where}, {place(one_character_a_byte, offset)}",
        remedy="save the file as UTF-8 from the program that wrote it, or capture it again",
    )


def _refuse_controls(text: str, where: str) -> None:
    """Raise for content that decodes but is no text: a NUL anywhere, or more than a few control characters."""
    found = CONTROLS.findall(text)
    if "\x00" not in found and len(found) <= max(1, MOST_CONTROLS * len(text)):
        return
    bad = "\x00" if "\x00" in found else found[0]
    raise DataRefused(
        f"this is no plain text: it holds the control character 0x{ord(bad):02x}, as binary files do",
        where=f"{where}, {place(text, text.index(bad))}",
        remedy="give the file the suffix of what it is, or save its content as UTF-8 text",
    )
