"""Files in a folder to documents: text, metadata beside it, identity, and refusals that help."""

from __future__ import annotations

import hashlib
import logging
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.documents.dates import latest_day
from flows.documents.document import Document
from flows.documents.metadata import read_metadata
from flows.documents.reading import input_fingerprint, list_documents, read_document
from flows.errors import BarometreError, DataRefused

TEXT = "\ufeffLe secteur compte 60\u202f000 emplois.\r\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "data/raw/press_releases").mkdir(parents=True)
    return tmp_path


def put(home: Path, name: str, content: str | bytes) -> Path:
    path = home / "data/raw/press_releases" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_a_text_is_its_content_as_decoded(home: Path) -> None:
    path = put(home, "un.txt", TEXT)
    assert read_document(path, home) == Document(
        document_id=hashlib.sha256(TEXT.encode()).hexdigest(),
        raw_path="data/raw/press_releases/un.txt",
        media_type="text/plain",
        text=TEXT.removeprefix("\ufeff"),
    )


def test_metadata_lie_beside_the_document(home: Path) -> None:
    path = put(home, "un.deux.txt", TEXT)
    put(
        home,
        "un.deux.meta.json",
        '{"url": null, "publisher": " Gazette ", "published_at": "2019-04", "language": "fr",'
        '"country": "MA", "event": 3}',
    )
    document = read_document(path, home)
    assert (document.url, document.publisher, document.published_at) == (None, "Gazette", "2019-04")
    assert (document.language, document.country) == ("fr", "MA")


def test_what_a_person_wrote_beside_a_page_wins_over_the_page(home: Path) -> None:
    path = put(
        home,
        "un.HTM",
        '<html lang="en"><head><meta name="date" content="2020-01-05"><title>Le titre</title></head><p>12 emplois.</p>',
    )
    put(home, "un.meta.json", '{"published_at": "2020", "publisher": null, "language": ""}')
    document = read_document(path, home)
    assert (document.published_at, document.language, document.title) == ("2020", "en", "Le titre")
    assert document.media_type == "text/html"


REFUSED_FILES = [
    # name, content, parts of the message
    ("vide.txt", b"", ["data/raw/press_releases/vide.txt: the file is empty", "→"]),
    ("blanc.txt", b" \n\t\r\n", ["blanc.txt: the file holds no words", "capture it again"]),
    ("marque.txt", b"\xef\xbb\xbf", ["marque.txt: the file holds no words"]),
    ("binaire.txt", b"\x7fELF\x02\x01\x01\x00", ["binaire.txt, line 1, column", "binary"]),
    ("scan.txt", b"%PDF-1.4", ["scan.txt: ", "looks like a PDF"]),
    ("accents.txt", b"ligne\nd\xe9j\xe0\x9d", ["accents.txt, line 2, column 5", "byte 0x9d at offset 10", "UTF-8"]),
    ("page.html", b"<html><script>x()</script></html>", ["page.html: the file holds no words", "by script"]),
    ("page.html", b"<meta charset=klingon><p>\xe9t\xe9", ["page.html: ", "'klingon'"]),
    ("rapport.pdf", b"%PDF-1.4", ["files of the type .pdf can't be read", "convert it to .txt or .html"]),
    ("rapport", b"texte", ["files of the type (none) can't be read"]),
    ("seul.meta.json", b"{}", ["seul.meta.json: these metadata have no document", "seul.txt"]),
]


@pytest.mark.parametrize(("name", "content", "parts"), REFUSED_FILES)
def test_a_file_is_refused_with_place_and_remedy(home: Path, name: str, content: bytes, parts: list[str]) -> None:
    path = put(home, name, content)
    with pytest.raises(DataRefused) as refusal:
        read_document(path, home)
    assert [part for part in parts if part not in str(refusal.value)] == []
    assert refusal.value.remedy


def test_a_missing_file_is_refused(home: Path) -> None:
    with pytest.raises(DataRefused, match="can't be opened: No such file"):
        read_document(home / "data/raw/press_releases/absent.txt", home)


REFUSED_METADATA = [
    # content, parts of the message
    ('{"url": null,\n "publisher": }', ["un.meta.json, line 2, column 15", "not valid JSON"]),
    ("", ["un.meta.json: the file is empty"]),
    ("[1, 2]", ["must be a JSON object, not a list"]),
    ("null", ["must be a JSON object, not null"]),
    ('{"url": 12}', ["line 1, column 2", "url must be text or null, not 12"]),
    ('{\n  "published_at": "avril 2019"}', ["line 2, column 3", "published_at must be a date", "YYYY-MM-DD"]),
    ('{"published_at": "2019-02-30"}', ["published_at must be a date, not '2019-02-30'"]),
    ('{"published_at": "2019-13"}', ["published_at must be a date"]),
    ('{"published_at": "0000"}', ["published_at must be a date"]),
    ('{"published_at": "٢٠١٩"}', ["published_at must be a date"]),
    ('{"published_at": "2019-04-25T10:00:00"}', ["published_at must be a date"]),
    ('{"published_at": 2019}', ["published_at must be text or null, not 2019", "quotation marks"]),
    ('{"language": "français"}', ["language must be a language code"]),
    ('{"country": "Maroc"}', ["country must be a country code", "MA"]),
    ('{"publisher": "\\ud800"}', ["publisher holds characters that can't be stored"]),
    ('{"publisher": "\\u0000"}', ["publisher holds characters that can't be stored"]),
    ("[" * 100_000, ["un.meta.json", "JSON"]),
    ('{"url": ' + "9" * 5000 + "}", ["un.meta.json", "JSON"]),
]


@pytest.mark.parametrize(("content", "parts"), REFUSED_METADATA, ids=[case[0][:40] for case in REFUSED_METADATA])
def test_metadata_are_refused_with_place_and_remedy(home: Path, content: str, parts: list[str]) -> None:
    path = put(home, "un.txt", TEXT)
    put(home, "un.meta.json", content)
    with pytest.raises(DataRefused) as refusal:
        read_document(path, home)
    assert [part for part in parts if part not in str(refusal.value)] == []
    assert refusal.value.remedy


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.binary(max_size=300), suffix=st.sampled_from([".txt", ".html"]))
def test_any_file_is_read_or_refused(home: Path, data: bytes, suffix: str) -> None:
    path = put(home, f"any{suffix}", data)
    with suppress(BarometreError):
        assert read_document(path, home).text.strip()


@given(st.binary(max_size=100))
def test_any_metadata_are_read_or_refused(data: bytes) -> None:
    with suppress(BarometreError):
        read_metadata(data, "un.meta.json")


def test_a_page_without_text_is_not_logged_by_a_library(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = put(home, "page.html", "<html><body><script>x()</script></body></html>")
    with caplog.at_level(logging.DEBUG), pytest.raises(DataRefused):
        read_document(path, home)
    assert caplog.records == []


def test_the_fingerprint_covers_the_document_and_its_metadata(home: Path) -> None:
    path = put(home, "un.txt", TEXT)
    alone = input_fingerprint(path)
    put(home, "un.meta.json", "{}")
    described = input_fingerprint(path)
    put(home, "un.meta.json", '{"publisher": "Gazette"}')
    corrected = input_fingerprint(path)
    put(home, "un.txt", TEXT + ".")
    assert len({alone, described, corrected, input_fingerprint(path)}) == 4
    assert corrected == input_fingerprint(put(home, "un.txt", TEXT))


def test_what_is_listed(home: Path) -> None:
    listed = ["a.html", "a.txt", "b.txt", "orphan.meta.json", "report.xyz", "sub/c.txt"]
    for name in [*listed, "a.meta.json", "README.md", ".DS_Store", "~$b.docx", ".git/d.txt"]:
        put(home, name, "x")
    folder = home / "data/raw/press_releases"
    assert [path.relative_to(folder).as_posix() for path in list_documents(folder)] == listed


@pytest.mark.parametrize(
    ("published_at", "day"),
    [
        (None, None),
        ("2019-04-25", date(2019, 4, 25)),
        ("2019-04", date(2019, 4, 30)),
        ("2019-12", date(2019, 12, 31)),
        ("2024-02", date(2024, 2, 29)),
        ("1900-02", date(1900, 2, 28)),
        ("2019", date(2019, 12, 31)),
    ],
)
def test_the_latest_day_that_a_reduced_date_may_mean(published_at: str | None, day: date | None) -> None:
    assert latest_day(published_at) == day


@pytest.mark.parametrize(
    "published_at", ["", "19", "2019-4", "2019-04-31", "2019-00", "25/04/2019", "2019-04-25T00:00"]
)
def test_what_is_no_date(published_at: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        latest_day(published_at)
