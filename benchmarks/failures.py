"""Refreshes on a disk that is full or read-only, and with a staging store that is damaged or open elsewhere.

Each must end in words, with exit code 2, and leave the published release as it is, byte for byte; when what is wrong is
mended as the words say, the next refresh must give what an undisturbed one gives.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import re
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from kills import Project, whole_run
from refreshing import Outcome

from flows.settings import Settings
from flows.storage.query import query

MIB = 1024 * 1024
FULL = "no space left on device|file too large"
READ_ONLY = "read-only file system|permission denied|can't be written"
DAMAGED = "staging store can't be opened|can't be read or written"
HOLD = {
    "open": "import duckdb, sys; held = duckdb.connect(sys.argv[1])",
    "writer": "import sys, pathlib; from flows.storage.lock import writer_lock\n"
    "held = writer_lock(pathlib.Path(sys.argv[1]), 'another refresh'); held.__enter__()",
}


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that is wrong while a refresh runs, mended when the context ends, and what must be said of it.

    `limit` is done in the refresh's own process. Where the disk may have just enough room, a refresh `may_complete`.
    """

    title: str
    wrong: Callable[[Settings], AbstractContextManager[None]]
    says: str
    limit: Callable[[], None] | None = None
    may_complete: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """How a refresh ended on a failure, and what broke."""

    title: str
    outcome: Outcome
    broken: tuple[str, ...]


def fail(project: Project, *, whole: bool = False, thorough: bool = False) -> list[Found]:
    """Try all failures in turn, `thorough` at more places and sizes: with plain functions or the `whole` program."""
    first = [*_damaged(thorough=thorough), *(_locked() if thorough or whole else ())]
    found = [_try(project, failure, whole=whole) for failure in first]
    disk = project.settings.home if whole else project.settings.warehouse
    with _volume(disk, 256) as mounted:
        if not whole and (thorough or not mounted):
            sizes = range(MIB, 7 * MIB, MIB // 2) if thorough else [3 * MIB]
            found += [_try(project, failure, whole=False) for failure in map(_file_limit, sizes)]
        if mounted:
            sizes = range(0, 8 * MIB, MIB // 2) if thorough else [0]
            found += [_try(project, failure, whole=whole) for failure in map(_full_disk, sizes)]
        found += [_try(project, failure, whole=whole) for failure in _read_only(disk, mounted=mounted)]
    return found


def in_words(found: list[Found]) -> str:
    """For each failure how the refresh ended, in its own first words."""
    lines = []
    for one in found:
        said = one.outcome.message.strip().splitlines()
        words = next((line for line in said if line.startswith("barometre: ")), said[0] if said else "")
        lines.append(f"{one.title:44} {one.outcome.how} ({one.outcome.exit_code}): {words}")
    return "\n".join(lines)


def _try(project: Project, failure: Failure, *, whole: bool) -> Found:
    project.turn()
    settings = project.settings
    before = _bytes(settings)
    with failure.wrong(settings):
        outcome = whole_run(settings) if whole else project.refresh(failure.limit)
        broken = list(_wrong(settings, failure, outcome, before))
    broken += [f"afterwards: {one}" for one in project.wrong_after(project.refresh())]
    return Found(failure.title, outcome, tuple(f"{failure.title}: {one}" for one in broken))


def _wrong(settings: Settings, failure: Failure, outcome: Outcome, before: str) -> Iterator[str]:
    if outcome.how == "completed" and failure.may_complete:
        return
    if outcome.how != "refused" or outcome.exit_code != 2:
        yield f"it {outcome.how} ({outcome.exit_code}): {outcome.message}"
    elif not re.search(failure.says, outcome.message, re.IGNORECASE) or "→" not in outcome.message:
        yield f"that is not clear: {outcome.message}"
    if "Traceback" in outcome.message:
        yield f"a traceback: {outcome.message}"
    if _bytes(settings) != before:
        yield "the published release is another one"
    if not query(settings, "SELECT count(*) FROM kpi").rows[0][0]:
        yield "the published release has no KPI"


def _bytes(settings: Settings) -> str:
    return hashlib.sha256(settings.published.read_bytes()).hexdigest()


def _damaged(*, thorough: bool) -> Iterator[Failure]:
    """The staging store empty, with something else in it, cut off at several places, and with a block scrambled."""
    if thorough:
        yield Failure("staging: empty", partial(_replaced, damage=lambda _: b""), DAMAGED)
        noise = partial(_replaced, damage=lambda content: b"?" * len(content))
        yield Failure("staging: something else", noise, DAMAGED)
        short = partial(_replaced, damage=lambda content: content[:-1])
        yield Failure("staging: a byte short", short, DAMAGED, may_complete=True)
    for share in (0.001, 0.1, 0.5, 0.9, 0.99) if thorough else (0.1,):
        cut = partial(_replaced, damage=partial(_cut, share=share))
        # What is cut off may be room that nothing uses: then nothing is lost, which is looked at afterwards.
        yield Failure(f"staging: only the first {share:.1%}", cut, DAMAGED, may_complete=share > 0.001)
    for tenth in range(10) if thorough else ():
        scrambled = partial(_replaced, damage=partial(_scrambled, share=tenth / 10))
        yield Failure(f"staging: a block scrambled at {tenth / 10:.0%}", scrambled, DAMAGED, may_complete=True)


def _locked() -> Iterator[Failure]:
    store = partial(_held, how="open", place=lambda settings: settings.staging)
    yield Failure("staging: open in another process", store, "lock on file.*PID")
    writer = partial(_held, how="writer", place=lambda settings: settings.warehouse)
    yield Failure("another refresh is writing", writer, "another run is writing: another refresh, process")


def _file_limit(size: int) -> Failure:
    title = f"no file larger than {size / MIB:.1f} MiB"
    return Failure(title, _nothing, FULL, partial(_limit_files, size), may_complete=True)


def _full_disk(size: int) -> Failure:
    return Failure(f"{size / MIB:.1f} MiB left on the disk", partial(_filled, left=size), FULL, may_complete=size > 0)


def _read_only(disk: Path, *, mounted: bool) -> Iterator[Failure]:
    if mounted:
        yield Failure("the disk is read-only", partial(_remounted, disk=disk), READ_ONLY)
    elif os.geteuid():
        yield Failure("data/warehouse: no right to write", partial(_forbidden, folder="."), READ_ONLY)
    if os.geteuid():
        yield Failure("data/warehouse/releases: no right to write", partial(_forbidden, folder="releases"), READ_ONLY)


@contextlib.contextmanager
def _nothing(_: Settings) -> Iterator[None]:
    yield


def _limit_files(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def _cut(content: bytes, share: float) -> bytes:
    return content[: int(share * len(content))]


def _scrambled(content: bytes, share: float) -> bytes:
    """`content` with a block of DuckDB's (256 KiB, behind 12 KiB of headers) in place of which there is noise."""
    block, headers = 256 * 1024, 12 * 1024
    start = headers + int(share * (len(content) - headers) / block) * block
    noise = random.Random(start).randbytes(block)  # noqa: S311  # noise, not secrets
    return content[:start] + noise + content[start + block :]


@contextlib.contextmanager
def _replaced(settings: Settings, damage: Callable[[bytes], bytes]) -> Iterator[None]:
    """The staging store damaged; afterwards restored from its backup, unless the damage did not matter."""
    backup, published = settings.home / "staging.backup", settings.published.resolve()
    shutil.copyfile(settings.staging, backup)
    settings.staging.write_bytes(damage(backup.read_bytes()))
    yield
    if settings.published.resolve() != published:
        return
    shutil.copyfile(backup, settings.staging)
    settings.staging.with_name("staging.duckdb.wal").unlink(missing_ok=True)


@contextlib.contextmanager
def _held(settings: Settings, how: str, place: Callable[[Settings], Path]) -> Iterator[None]:
    """A file or folder held by another process."""
    code = f"{HOLD[how]}\nprint('held', flush=True)\nsys.stdin.read()"
    command = [sys.executable, "-c", code, str(place(settings))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        yield
        other.communicate()


@contextlib.contextmanager
def _volume(folder: Path, megabytes: int) -> Iterator[bool]:
    """Let `folder` lie on a disk of its own, if we may mount one; what is in it moves there, and back."""
    aside = folder.with_name("aside")
    shutil.copytree(folder, aside, symlinks=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    mounted = shutil.which("mount") is not None and not subprocess.run(command, capture_output=True).returncode
    if not mounted:
        print("no disk may be mounted here: a full one and a read-only one are not tried", file=sys.stderr)
    else:
        shutil.copytree(aside, folder, symlinks=True, dirs_exist_ok=True)
    try:
        yield mounted
    finally:
        shutil.rmtree(aside)
        if mounted:
            subprocess.run(["umount", str(folder)], check=True)


@contextlib.contextmanager
def _filled(settings: Settings, left: int) -> Iterator[None]:
    """Almost no room on the disk."""
    ballast, disk = settings.warehouse / "ballast", os.statvfs(settings.warehouse)
    with ballast.open("wb") as file:
        file.truncate(0)
        os.posix_fallocate(file.fileno(), 0, disk.f_bavail * disk.f_frsize - left)
    yield
    ballast.unlink()


@contextlib.contextmanager
def _remounted(_: Settings, disk: Path) -> Iterator[None]:
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    yield
    subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)


@contextlib.contextmanager
def _forbidden(settings: Settings, folder: str) -> Iterator[None]:
    """A folder in which nothing may be made or removed."""
    (settings.warehouse / folder).chmod(0o500)
    yield
    (settings.warehouse / folder).chmod(0o700)
