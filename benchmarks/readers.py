"""Readers that query `barometre.duckdb` without pause while releases are published.

Each release has one document more than the one before, so that its number of documents is its own number, and that
what a reader finds can be held against what was published just before it looked and just after.
"""

from __future__ import annotations

import multiprocessing
import statistics
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import duckdb

from flows.catalogue import load_catalogue
from flows.settings import Settings, load_settings
from flows.storage.loading import insert, replace_catalogue
from flows.storage.query import open_warehouse
from flows.storage.release import build_release, current_release, publish
from flows.storage.staging import write_staging

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.sharedctypes import Synchronized
    from multiprocessing.synchronize import Event
    from pathlib import Path

PROCESSES = multiprocessing.get_context("spawn")
LOOK = (
    "SELECT (SELECT documents FROM release), (SELECT count(*) FROM document), (SELECT count(*) FROM claim),"
    " (SELECT count(*) FROM kpi), (SELECT release_id FROM release)"
)
STAYS_FOR = 25
"""So many queries a reader asks that keeps one release open."""
PATIENCE = 5.0
"""Seconds that a query may take on a machine that does other things too; one that waits for a lock takes for ever."""


@dataclass(slots=True)
class Looks:
    """What one reader saw."""

    manner: str
    seconds: list[float] = field(default_factory=list)
    behind: Counter[int] = field(default_factory=Counter)
    """How many releases behind the one that was current when the query began."""
    releases: set[int] = field(default_factory=set)
    broken: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Watched:
    """All looks at so many publications, and those of the same readers while nothing is published."""

    looks: list[Looks]
    at_rest: list[Looks]
    publishing: list[float]
    broken: list[str]


@dataclass(frozen=True, slots=True)
class _Clock:
    """What the publisher tells the readers: the release being published, the last one published, and when to stop."""

    begun: Synchronized[int]
    done: Synchronized[int]
    stop: Event


def watch(home: Path, readers: int, releases: int) -> Watched:
    """Publish so many releases before the eyes of so many readers."""
    (home / "barometre.toml").write_text("releases_kept = 1\n", "utf-8")  # the least: a reader has the least time
    settings = load_settings(home)
    with write_staging(settings) as connection:
        replace_catalogue(connection, load_catalogue())
    _publish(settings, 1)
    clock = _Clock(PROCESSES.Value("q", 1), PROCESSES.Value("q", 1), PROCESSES.Event())
    publishing: list[float] = []

    def publications() -> None:
        for number in range(2, releases + 2):
            started = time.perf_counter()
            _publish(settings, number, clock)
            publishing.append(time.perf_counter() - started)

    looks = _watched(settings, readers, clock, publications)
    at_rest = _watched(settings, readers, clock, lambda: time.sleep(min(10.0, sum(publishing) / 4)))
    return Watched(looks, at_rest, publishing, list(_broken(looks)))


def _broken(looks: list[Looks]) -> Iterator[str]:
    for reader in looks:
        yield from reader.broken
        if not reader.seconds:
            yield f"a reader that should {reader.manner} has read nothing"
        elif max(reader.seconds) > PATIENCE:
            yield f"a reader that {reader.manner} waited {max(reader.seconds):.1f} s"


def in_words(watched: Watched) -> str:
    """A table of the readers."""
    lines = [
        f"{len(watched.publishing)} releases published in {sum(watched.publishing):.0f} s, built each from the staging"
        f" store, {1000 * statistics.median(watched.publishing):.0f} ms one",
        "",
        f"{'readers that':34} {'readers':>7} {'queries':>8} {'releases':>8}  {'median':>8} {'99 %':>8} {'longest':>8}",
    ]
    for title, looks in (("", watched.looks), (", at rest", watched.at_rest)):
        for manner in MANNERS:
            those = [one for one in looks if one.manner == manner]
            seconds = sorted(second for one in those for second in one.seconds)
            if seconds:
                seen = len(set().union(*(one.releases for one in those)))
                times = (statistics.median(seconds), seconds[int(0.99 * (len(seconds) - 1))], seconds[-1])
                told = " ".join(f"{1000 * value:5.0f} ms" for value in times)
                lines.append(f"{manner + title:34} {len(those):7} {len(seconds):8} {seen:8}  {told}")
    behind = sum((one.behind for one in watched.looks), Counter[int]())
    told = ", ".join(f"{number} behind: {count}" for number, count in sorted(behind.items()))
    return "\n".join([*lines, "", f"releases behind the one current when the query began: {told}"])


def _watched(settings: Settings, readers: int, clock: _Clock, meanwhile: Callable[[], None]) -> list[Looks]:
    """Let readers read while something happens; they begin before it, and end after it."""
    clock.stop.clear()
    told = PROCESSES.SimpleQueue()
    processes = [
        PROCESSES.Process(target=_read, args=(settings.home, list(MANNERS)[number % len(MANNERS)], clock, told))
        for number in range(readers)
    ]
    for process in processes:
        process.start()
    for _ in processes:
        told.get()  # it has imported everything and looks
    meanwhile()
    clock.stop.set()
    looks: list[Looks] = [told.get() for _ in processes]
    for process in processes:
        process.join()
    return looks


def _read(home: Path, manner: str, clock: _Clock, told: multiprocessing.SimpleQueue[Looks | None]) -> None:
    """Read in one manner until it is time to stop."""
    settings, looks = load_settings(home), Looks(manner)
    MANNERS[manner](settings, clock, Looks(manner))
    told.put(None)
    while not clock.stop.is_set():
        try:
            MANNERS[manner](settings, clock, looks)
        except Exception as error:  # whatever it is, no reader may see it
            looks.broken.append(f"a reader that {manner}: {type(error).__name__}: {error}")
    told.put(looks)


def _opens_the_link(settings: Settings, clock: _Clock, looks: Looks) -> None:
    """As any DuckDB client does."""
    current, started = clock.done.value, time.perf_counter()
    with duckdb.connect(str(settings.published), read_only=True) as connection:
        _judge(connection, current, started, clock, looks)


def _asks_barometre(settings: Settings, clock: _Clock, looks: Looks) -> None:
    """As `barometre sql` does."""
    current, started = clock.done.value, time.perf_counter()
    with open_warehouse(settings) as connection:
        _judge(connection, current, started, clock, looks)


def _stays_in_one(settings: Settings, clock: _Clock, looks: Looks) -> None:
    """As a notebook does, that goes on with a release which may have been removed meanwhile."""
    current, started = clock.done.value, time.perf_counter()
    with open_warehouse(settings) as connection:
        first = _judge(connection, current, started, clock, looks)
        for _ in range(STAYS_FOR):
            started = time.perf_counter()
            if (found := connection.execute(LOOK).fetchone()) != first:
                looks.broken.append(f"an open release changed from {first} to {found}")
            looks.seconds.append(time.perf_counter() - started)


MANNERS = {
    "open barometre.duckdb each time": _opens_the_link,
    "ask as barometre sql does": _asks_barometre,
    "keep a release open": _stays_in_one,
}


def _judge(
    connection: duckdb.DuckDBPyConnection, current: int, started: float, clock: _Clock, looks: Looks
) -> tuple[object, ...]:
    """Ask, and hold the answer against what was current when the query began, and what is begun now that it is over."""
    found = connection.execute(LOOK).fetchone() or ()
    looks.seconds.append(time.perf_counter() - started)
    latest = clock.begun.value
    number, documents, claims, kpis, release_id = found
    if not (number == documents == claims and kpis and release_id == _release_id(number)):
        looks.broken.append(f"a release that is not whole: {found}")
    elif not current - 1 <= number <= latest:
        looks.broken.append(f"release {number} was read while {current} was current, and {latest} at the end")
    looks.behind[max(0, current - number)] += 1
    looks.releases.add(number)
    return found


def _publish(settings: Settings, number: int, clock: _Clock | None = None) -> None:
    """Add a document with a claim to the staging store, build a release of all there is, and publish it."""
    with write_staging(settings) as connection:
        insert(connection, "document", [_document(number)])
        insert(connection, "claim", [_claim(number)])
    building = build_release(settings, _release_id(number))
    if clock:
        clock.begun.value = number
    publish(settings, building, _release_id(number), str(number))
    if clock:
        clock.done.value = number
    assert current_release(settings) == settings.releases / f"{_release_id(number)}.duckdb"


def _release_id(number: int) -> str:
    return f"release-{number:06}"


def _document(number: int) -> dict[str, object]:
    text = f"{10_000_000_000 + number} dirhams"
    return {
        "document_id": f"{number:064}",
        "raw_path": f"data/raw/press_releases/{number}.txt",
        "publisher": f"Publisher {number % 7}",
        "published_at": "2019-04-30",
        "published_on": "2019-04-30",
        "captured_at": datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None),
        "media_type": "text/plain",
        "text": text,
        "characters": len(text),
    }


def _claim(number: int) -> dict[str, object]:
    value, year = 10_000_000_000 + number, 2000 + number % 20
    said = {"quote": f"{value} dirhams", "sentence": f"{value} dirhams", "start": 0, "end": len(f"{value} dirhams")}
    series = {"indicator": "export_revenue", "measure": "level", "nature": "actual", "sector": "offshoring"}
    period = {"period_start": f"{year}-01-01", "period_end": f"{year}-12-31"}
    rest = {"unit": "MAD", "geography": "MA", "scope": "sector", "confidence": 0.9, "extractor_version": "1"}
    keys = {"claim_id": f"{number:016}", "document_id": f"{number:064}", "value": float(value), "reason": "as it is"}
    return said | series | period | rest | keys
