"""Specification of erasing: what should never have been read leaves the store, and what holds it still is told."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from warehouse_case import fill

from flows.errors import SetupError
from flows.storage.erasing import erase, in_words
from flows.storage.loading import insert, load_sources
from flows.storage.release import build_release, publish
from flows.storage.staging import Source, known_sources, read_staging, write_staging

if TYPE_CHECKING:
    from flows.settings import Settings

CLAIMS = """
    claim | document | value | words
    c1    | kept     | 1     | open
    c2    | secret   | 2     | Zanzibarite
    c3    | secret   | 3     |
    """
RAW_PATH = "data/raw/press_releases/secret.txt"


@pytest.fixture
def filled(project: Settings) -> Settings:
    """Two documents in a release; the secret one had a claim kept out."""
    fill(project, CLAIMS)
    with write_staging(project) as connection:
        connection.execute('CREATE TABLE responses."2019-w1" AS SELECT 4 AS jobs')
        load_sources(connection, [Source(RAW_PATH, "press_release", "1", "loaded", "secret", 3, 2, 1)], [])
        insert(connection, "quarantine", [{"source": RAW_PATH, "reason": "odd", "quarantined_at": "2019-04-30"}])
    publish(project, build_release(project, "r1"), "r1", "fingerprint")
    return project


def ids(settings: Settings) -> list[str]:
    with read_staging(settings) as connection:
        assert connection is not None
        return [row[0] for row in connection.execute("SELECT document_id FROM document ORDER BY 1").fetchall()]


@pytest.mark.parametrize("name", ["secret", RAW_PATH])
def test_a_document_goes_with_its_claims_and_what_was_kept_out_of_it(filled: Settings, name: str) -> None:
    assert b"Zanzibarite" in filled.staging.read_bytes()
    erased = erase(filled, name)
    assert (erased.documents, erased.claims) == (("secret",), 2)
    assert ids(filled) == ["kept"]
    assert known_sources(filled, "press_release") == {}
    assert b"Zanzibarite" not in filled.staging.read_bytes()
    assert filled.staging.stat().st_mode & 0o777 == 0o600
    with read_staging(filled) as connection:
        assert connection is not None
        assert connection.execute("SELECT claim_id FROM claim").fetchall() == [("c1",)]
        assert connection.execute("FROM quarantine").fetchall() == []
        assert connection.execute('FROM responses."2019-w1"').fetchall() == [(4,)]


def test_what_holds_it_still_is_told_until_it_is_removed(filled: Settings) -> None:
    (filled.extracts / "r1").mkdir(parents=True)
    erased = erase(filled, "secret")
    assert erased.still_in == ("data/warehouse/releases/r1.duckdb", "data/warehouse/extracts/r1")
    assert "then remove these" in in_words(erased)
    publish(filled, build_release(filled, "r2"), "r2", "fingerprint")
    assert erase(filled, "secret").still_in == erased.still_in
    (filled.releases / "r1.duckdb").unlink()
    with pytest.raises(SetupError, match="no document is called 'secret'"):
        erase(filled, "secret")


def test_a_file_that_is_still_there_would_be_read_again(project: Settings) -> None:
    path, content = project.press_releases / "a.txt", b"10 milliards"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    document_id = hashlib.sha256(content).hexdigest()
    fill(project, f"claim | document | value\nc1 | {document_id} | 1")
    with write_staging(project) as connection:
        raw_path = project.relative(path)
        load_sources(connection, [Source(raw_path, "press_release", "1", "duplicate", document_id, 1, 1, 0)], [])
    for name in (document_id, raw_path):
        with pytest.raises(SetupError, match="still there") as refused:
            erase(project, name)
        assert refused.value.where == raw_path
    path.write_bytes(b"... milliards")  # what nobody may know was taken out of it
    assert erase(project, raw_path).documents == (document_id,)


def test_nothing_is_erased_by_a_wrong_name(filled: Settings) -> None:
    with pytest.raises(SetupError, match="no document is called 'other'"):
        erase(filled, "other")
    assert ids(filled) == ["kept", "secret"]
