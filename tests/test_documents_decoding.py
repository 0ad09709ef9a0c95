"""Bytes to text: what decides the encoding, and what is refused with which words."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from flows.documents.decoding import Decoded, decode
from flows.errors import BarometreError, DataRefused

WORDS = "déjà 60\u202f000 emplois, 1,5\u00a0milliard d’euros"
IN_CP1252 = "déjà 1,5\u00a0milliard d’euros à l’œil"

READ = [
    # what it shows, bytes, declared, text, encoding
    ("UTF-8", WORDS.encode(), None, WORDS, "utf-8"),
    ("ASCII is UTF-8", b"10 MMDH", None, "10 MMDH", "utf-8"),
    ("UTF-8 with a mark, which is no text", codecs.BOM_UTF8 + WORDS.encode(), None, WORDS, "utf-8"),
    ("UTF-16 little-endian", codecs.BOM_UTF16_LE + WORDS.encode("utf-16-le"), None, WORDS, "utf-16-le"),
    ("UTF-16 big-endian", codecs.BOM_UTF16_BE + WORDS.encode("utf-16-be"), None, WORDS, "utf-16-be"),
    ("UTF-32, whose mark begins as UTF-16's", codecs.BOM_UTF32_LE + "é".encode("utf-32-le"), None, "é", "utf-32-le"),
    ("French Windows-1252", IN_CP1252.encode("cp1252"), None, IN_CP1252, "cp1252"),
    ("line ends stay, offsets count them", b"un\r\ndeux\rtrois\n", None, "un\r\ndeux\rtrois\n", "utf-8"),
    ("UTF-8 wins over a wrong declaration", WORDS.encode(), "iso-8859-1", WORDS, "utf-8"),
    ("a mark wins over a declaration", codecs.BOM_UTF16_LE + "é".encode("utf-16-le"), "cp1252", "é", "utf-16-le"),
    ("the declared encoding", "درهم".encode("cp1256"), "windows-1256", "درهم", "cp1256"),
    ("Latin-1 is read as browsers do", b"l\x92\xe9t\xe9", "ISO-8859-1", "l’été", "cp1252"),
    ("a stray control character", b"a\x0c b" * 50 + b"\x02", None, "a\x0c b" * 50 + "\x02", "utf-8"),
]

REFUSED = [
    # what it shows, bytes, declared, parts of the message
    ("empty", b"", None, ["press.txt: the file is empty", "→ capture it again"]),
    ("a PDF", b"%PDF-1.7\n%...", None, ["looks like a PDF", "rename it to .pdf"]),
    ("a Word file", b"PK\x03\x04\x14\x00", None, ["looks like a ZIP archive", ".docx"]),
    ("an old Word file", bytes.fromhex("d0cf11e0a1b11ae1"), None, ["old Word or Excel"]),
    ("a picture", b"\x89PNG\r\n\x1a\n", None, ["looks like a PNG picture"]),
    ("NUL", b"un\nde\x00ux", None, ["press.txt, line 2, column 3", "0x00", "binary"]),
    ("UTF-16 without its mark", "10 MMDH".encode("utf-16-le"), None, ["line 1, column 2", "0x00"]),
    ("control characters", bytes(range(1, 9)) * 9, None, ["control character 0x01"]),
    ("neither UTF-8 nor cp1252", b"ligne\n\xe9t\x81", None, ["line 2, column 3", "byte 0x81 at offset 8", "cp1252"]),
    ("damaged UTF-8", "été à côté".encode()[:-1], None, ["it is UTF-8 with damaged places", "byte 0xc3 at offset 13"]),
    ("cut UTF-16", codecs.BOM_UTF16_LE + b"a\x00b", None, ["utf-16-le", "byte 0x62 at offset 4"]),
    ("half a character", codecs.BOM_UTF16_LE + b"\x00\xd8", None, ["utf-16-le", "offset 2"]),
    ("UTF-8 declared, but it isn't", b"\xe9t\xe9", "utf-8", ["byte 0xe9 at offset 0", "save the file as UTF-8"]),
    ("unknown encoding declared", b"\xe9t\xe9", "klingon", ["'klingon', which is none that we know"]),
    ("no encoding of text declared", b"\xe9t\xe9", "zlib", ["'zlib', which is none that we know"]),
    ("an encoding that no file is in", b"\xe9t\xe9", "unicode_escape", ["none that we know"]),
]


@pytest.mark.parametrize(
    ("data", "declared", "text", "encoding"), [case[1:] for case in READ], ids=[c[0] for c in READ]
)
def test_is_read(data: bytes, declared: str | None, text: str, encoding: str) -> None:
    assert decode(data, where="press.txt", declared=declared) == Decoded(text, encoding)


@pytest.mark.parametrize(("data", "declared", "parts"), [case[1:] for case in REFUSED], ids=[c[0] for c in REFUSED])
def test_is_refused(data: bytes, declared: str | None, parts: list[str]) -> None:
    with pytest.raises(DataRefused) as refusal:
        decode(data, where="press.txt", declared=declared)
    assert [part for part in parts if part not in str(refusal.value)] == []
    assert refusal.value.remedy


texts = st.text(st.characters(exclude_categories=["C"]), min_size=1)


@given(texts)
def test_utf8_comes_back(text: str) -> None:
    assert decode(text.encode("utf-8-sig"), where="f").text == text


@given(texts, st.sampled_from(["utf-16-le", "utf-16-be"]))
def test_utf16_comes_back(text: str, encoding: str) -> None:
    mark = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}[encoding]
    assert decode(mark + text.encode(encoding), where="f") == Decoded(text, encoding)


@given(st.text(st.sampled_from("àâçéèêëîïôùûü aeinrst0123456789.,’\u00a0\n"), min_size=1))
def test_french_cp1252_comes_back(text: str) -> None:
    # An accented letter with a no-break space or an apostrophe behind it may be a character of UTF-8 as well.
    assume(not re.search("[à-ü][\u00a0’]", text))
    data = text.encode("cp1252")
    assert decode(data, where="f", declared="windows-1252").text == text
    assert decode(data, where="f").text == text


@given(
    st.binary(), st.none() | st.sampled_from(["utf-8", "cp1252", "shift_jis", "utf-7", "idna"]) | st.text(max_size=9)
)
@example(b"\xe9", "\x00")
def test_any_bytes_are_read_or_refused(data: bytes, declared: str | None) -> None:
    with suppress(BarometreError):
        text = decode(data, where="f", declared=declared).text
        assert "\x00" not in text
        text.encode("utf-8")
