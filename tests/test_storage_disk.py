"""Specification of what is said of a full disk, a read-only one and a damaged database, which DuckDB tells in text."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest

from flows.errors import SetupError, of_the_system
from flows.running import MIB, room
from flows.storage.disk import explained

STORE = Path("/store.duckdb")


def raised(error: duckdb.Error) -> Exception:
    with pytest.raises(Exception) as found, explained(STORE, "mend it"):  # noqa: PT011  # which one is what is asked
        raise error
    return found.value


@pytest.mark.parametrize(
    ("error", "number", "file"),
    [
        (
            duckdb.IOException('IO Error: Could not write file "/w/x.duckdb": No space left on device'),
            "ENOSPC",
            "/w/x.duckdb",
        ),
        (
            duckdb.TransactionException(
                'TransactionContext Error: Failed to commit: Could not write file "/w/x": No space left on device'
            ),
            "ENOSPC",
            "/w/x",
        ),
        (duckdb.FatalException('Original error: Could not write file "/w/x.wal": File too large'), "EFBIG", "/w/x.wal"),
        (duckdb.IOException('IO Error: Cannot open file "/w/x": Read-only file system'), "EROFS", "/w/x"),
        (duckdb.IOException("IO Error: Permission denied"), "EACCES", str(STORE)),
    ],
)
def test_what_the_disk_refuses_is_an_error_of_the_system(error: duckdb.Error, number: str, file: str) -> None:
    found = raised(error)
    assert isinstance(found, OSError)
    assert (found.errno, found.filename) == (getattr(errno, number), file)


def test_a_damaged_database_is_named_with_its_remedy() -> None:
    found = raised(duckdb.IOException("IO Error: Corrupt database file: computed checksum 1\nmore"))
    assert isinstance(found, SetupError)
    assert str(found) == (
        f"{STORE}: it can't be read or written: IO Error: Corrupt database file: computed checksum 1\n  → mend it"
    )


def test_a_wrong_query_stays_what_it_is_whatever_it_says() -> None:
    error = duckdb.BinderException("No space left on device is no column")
    assert raised(error) is error


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "f: there is no room: no space left on device\n  → make room on the disk and run again"),
        (errno.EROFS, "f: the system forbids it: read-only file system\n  → give the user"),
        (errno.EIO, "f: input/output error"),
    ],
)
def test_it_is_said_what_to_do(number: int, said: str) -> None:
    assert str(of_the_system(OSError(number, os.strerror(number), "f"))).startswith(said)


def test_a_run_begins_only_where_prefect_has_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=3 * MIB))
    with pytest.raises(SetupError, match="no space left on device, 3 MiB of the 16") as refused, room(tmp_path):
        raise AssertionError
    assert refused.value.where == str(tmp_path)


@pytest.mark.parametrize(("left", "told"), [(3 * MIB, SetupError), (300 * MIB, RuntimeError)])
def test_what_fails_is_told_as_a_full_disk_if_it_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left: int, told: type[Exception]
) -> None:
    free = iter([300 * MIB, left])
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=next(free)))
    with pytest.raises(told), room(tmp_path):
        raise RuntimeError("500 Internal Server Error")
