"""Specification of the writer's lock: one process writes, the next one is told who it is."""

from __future__ import annotations

import errno
import os
import re
import subprocess
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from flows.errors import SetupError
from flows.storage.lock import holder, writer_lock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOLD = """
import sys
from pathlib import Path
from flows.storage.lock import writer_lock
with writer_lock(Path(sys.argv[1]), "a test"):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_process(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that holds the lock of `folder` until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def take(folder: Path, *, wait_seconds: float = 0) -> None:
    with writer_lock(folder, "this test", wait_seconds=wait_seconds):
        pass


def test_a_second_process_is_refused_and_told_who_writes_since_when_and_what_to_do(tmp_path: Path) -> None:
    with another_process(tmp_path) as other, pytest.raises(SetupError) as refused:
        take(tmp_path)
    assert re.fullmatch(
        rf"another run is writing: a test, process {other.pid} on {re.escape(os.uname().nodename)},"
        r" since \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00",
        refused.value.what,
    )
    assert refused.value.where == str(tmp_path / ".lock")
    assert refused.value.remedy
    assert "lock_wait_seconds" in refused.value.remedy


def test_the_end_of_the_holder_frees_the_lock(tmp_path: Path) -> None:
    with another_process(tmp_path) as other:
        other.communicate()
        take(tmp_path)


def test_so_does_a_holder_that_is_killed(tmp_path: Path) -> None:
    with another_process(tmp_path) as other:
        other.kill()
        other.wait()
        assert holder(tmp_path) is None
        take(tmp_path)


def test_an_error_frees_the_lock(tmp_path: Path) -> None:
    with pytest.raises(KeyError), writer_lock(tmp_path, "this test"):
        raise KeyError
    assert holder(tmp_path) is None
    with another_process(tmp_path):
        pass


def test_one_process_may_take_it_again_and_holds_it_until_the_first_is_done(tmp_path: Path) -> None:
    with writer_lock(tmp_path, "outer"):
        with writer_lock(tmp_path, "inner"):
            assert "outer, process" in (holder(tmp_path) or "")
        assert "outer, process" in (holder(tmp_path) or "")
    assert holder(tmp_path) is None


def test_one_that_is_told_to_wait_gets_it_when_the_holder_is_done(tmp_path: Path) -> None:
    with another_process(tmp_path) as other:
        end = threading.Timer(0.7, other.kill)
        end.start()
        take(tmp_path, wait_seconds=60)
        end.join()


def test_each_folder_has_a_lock_of_its_own(tmp_path: Path) -> None:
    with another_process(tmp_path / "one"):
        take(tmp_path / "another")


def test_the_holder_is_told_in_words(tmp_path: Path) -> None:
    assert holder(tmp_path / "no such folder") is None
    assert holder(tmp_path) is None
    with another_process(tmp_path) as other:
        assert re.match(rf"a test, process {other.pid} on \S+, since \d{{4}}-", holder(tmp_path) or "")
    assert holder(tmp_path) is None


def test_asking_who_holds_it_keeps_nobody_out(tmp_path: Path) -> None:
    take(tmp_path)
    asking = threading.Event()

    def ask() -> None:
        while not asking.is_set():
            holder(tmp_path)

    asker = threading.Thread(target=ask)
    asker.start()
    for _ in range(50):
        take(tmp_path)
    asking.set()
    asker.join()


def test_a_folder_that_cant_be_made_is_a_mistake_in_the_set_up(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file in its place")
    with pytest.raises(SetupError, match="the warehouse can't be written") as refused:
        take(tmp_path / "data" / "warehouse")
    assert refused.value.remedy


def test_where_the_disk_is_full_it_is_held_without_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr("os.write", full)
        with writer_lock(tmp_path, "this test"):
            assert holder(tmp_path) == "a process that has not said its name yet"
    assert holder(tmp_path) is None


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_so_is_a_folder_that_cant_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(SetupError, match="Permission denied"):
        take(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_who_may_only_read_can_ask_who_writes(tmp_path: Path) -> None:
    with another_process(tmp_path):
        (tmp_path / ".lock").chmod(0o400)
        assert "a test, process" in (holder(tmp_path) or "")
