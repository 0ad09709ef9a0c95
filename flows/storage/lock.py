"""One writer at a time, and the next one is told who it is."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import time
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, Any

from flows.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_POLL_SECONDS = 0.1
_PATIENCE_SECONDS = 0.5  # somebody may just be asking who holds it
_held: dict[Path, int] = {}  # how deep this process holds each lock: refresh holds it while its flows take it again


@contextlib.contextmanager
def writer_lock(folder: Path, purpose: str, *, wait_seconds: float = 0) -> Iterator[None]:
    """Hold the right to write in `folder`; the operating system gives it back when the process ends, however it ends.

    Raises SetupError naming the holder when another process still has it after `wait_seconds`.
    """
    path = folder / ".lock"
    if path in _held:
        with _counted(path):
            yield
        return
    with _open(path) as file:
        _acquire(file, path, time.monotonic() + max(wait_seconds, _PATIENCE_SECONDS))
        _sign(file, purpose)
        try:
            with _counted(path):
                yield
        finally:
            _write(file, b"")


def holder(folder: Path) -> str | None:
    """Who holds the lock of `folder` right now, in words; None when nobody does."""
    path = folder / ".lock"
    if not path.exists():
        return None
    with path.open(encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return _signature(file)
    return None


@contextlib.contextmanager
def _counted(path: Path) -> Iterator[None]:
    _held[path] = _held.get(path, 0) + 1
    try:
        yield
    finally:
        _held[path] -= 1
        if not _held[path]:
            del _held[path]


def _open(path: Path) -> IO[str]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("a+", encoding="utf-8")
    except OSError as error:
        raise SetupError(
            f"the warehouse can't be written: {error.strerror}",
            where=str(path.parent),
            remedy="give the user who runs this the right to write there",
        ) from None


def _acquire(file: IO[str], path: Path, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise SetupError(
                    f"another run is writing: {_signature(file)}",
                    where=str(path),
                    remedy="wait until it is done, or let this one wait with lock_wait_seconds in barometre.toml",
                ) from None
            time.sleep(_POLL_SECONDS)
        else:
            return


def _sign(file: IO[str], purpose: str) -> None:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    signature = {"purpose": purpose, "pid": os.getpid(), "host": os.uname().nodename, "since": now}
    _write(file, json.dumps(signature).encode())


def _write(file: IO[str], signature: bytes) -> None:
    """Past the buffer; where the disk is full the lock is held nameless, and what needs room says so."""
    with contextlib.suppress(OSError):
        os.ftruncate(file.fileno(), 0)
        os.write(file.fileno(), signature)


def _signature(file: IO[str]) -> str:
    file.seek(0)
    try:
        signed: dict[str, Any] = json.loads(file.read())
    except ValueError:  # caught between taking the lock and signing it
        return "a process that has not said its name yet"
    return "{purpose}, process {pid} on {host}, since {since}".format(**signed)
