"""The steps that `reconciling.py` measures: the project's code, as its flows call it, without Prefect's engine."""

from __future__ import annotations

import contextlib
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
from claim_store import Size, fill, reader

from flows import press_releases, warehouse
from flows.documents.reading import input_fingerprint, list_documents
from flows.orchestration import Run
from flows.quality.gate import validate
from flows.settings import Settings, load_settings
from flows.storage import release
from flows.storage.changes import changes
from flows.storage.gated import release_frames
from flows.storage.staging import read_staging

RELEASE = "20300101T000000Z-made0up0"
NEXT_RELEASE = "20300102T000000Z-made0up0"
NEW_DOCUMENT = (
    "Le chiffre d'affaires à l'export de l'offshoring a atteint 18,4 milliards de dirhams en 2022. "
    "Le secteur emploie 130.000 personnes. L'objectif est de 40 milliards de dirhams d'ici 2030.\n"
)
MEGABYTE = 1e6


class Watch:
    """What a step and its parts take, in seconds of the clock and of the processors."""

    def __init__(self) -> None:
        self._parts: dict[str, dict[str, float]] = {}
        self._started = time.perf_counter(), time.process_time()

    @contextlib.contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Time a part."""
        clock, cpu = time.perf_counter(), time.process_time()
        yield
        self._parts[name] = {"seconds": time.perf_counter() - clock, "cpu": time.process_time() - cpu}

    def told(self) -> dict[str, Any]:
        """All of it, with the peak memory of this process."""
        clock, cpu = self._started
        kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "darwin" else 1)
        return {
            "seconds": time.perf_counter() - clock,
            "cpu": time.process_time() - cpu,
            "mb": round(kilobytes * 1024 / MEGABYTE),
            "parts": self._parts,
        }


def take(step: str, home: Path, size: Size, *, by_model: bool = False) -> dict[str, Any]:
    """Take a step in the project folder `home`. Raises what the project raises when a release doesn't pass."""
    settings, watch = load_settings(home), Watch()
    building = settings.releases / f"{RELEASE}.duckdb.building"
    if by_model:
        _time_models(watch)
    if step == "make":
        fill(settings, size, files=True)
        return watch.told() | {"about": _about(settings)}
    if step == "models":
        release.build_release(settings, RELEASE)
    elif step == "gate":
        _gate(settings, building, watch)
    elif step == "audits":
        _audit(settings, building, watch)
    elif step == "publish":
        _publish(settings, building, RELEASE, watch)
    elif step == "refresh":
        _refresh(settings, watch)
    return watch.told()


def _gate(settings: Settings, building: Path, watch: Watch) -> None:
    with watch.part("start of Great Expectations"):
        import great_expectations  # noqa: F401

        from flows.quality import data_docs  # noqa: F401
    with watch.part("tables as frames"):
        frames = release_frames(settings, building, warehouse.GATED_TABLES)
    with watch.part("expectations"):
        results = validate(frames, settings.expectations, gate="release", docs=settings.validation)
    checks = [check for result in results for check in result.checks]
    with watch.part("keeping what was found"):
        warehouse._keep_checks(Run(settings, "benchmark"), building, checks)
    warehouse._require_passed(checks)


def _audit(settings: Settings, building: Path, watch: Watch) -> None:
    with watch.part("all"):
        found = release.audit(settings, building)
    warehouse._require_passed([warehouse._audit_check(one) for one in found])


def _publish(settings: Settings, building: Path, release_id: str, watch: Watch) -> None:
    with watch.part("fingerprint"):
        made_of = release.fingerprint(settings)
    with watch.part("signing and closing"):
        release.publish(settings, building, release_id, made_of)


def _refresh(settings: Settings, watch: Watch) -> None:
    path = settings.press_releases / "new" / "one.txt"
    path.parent.mkdir(exist_ok=True)
    path.write_text(NEW_DOCUMENT, "utf-8")
    with watch.part("looking for what changed"):
        paths = list_documents(settings.press_releases)
        changed = changes(settings, "press_release", paths, input_fingerprint, reader(settings))
    if list(changed.to_read.values()) != [path]:
        sys.exit(f"{len(changed.to_read)} documents would be read again, not the new one only")
    run = Run(settings, "benchmark")
    with watch.part("reading the document"):
        read = press_releases.read_batch.fn([path], settings.home)
    with watch.part("gate 1"):
        checked = press_releases.check_claims.fn(read, settings)
    with watch.part("loading it"):
        press_releases.load_claims.fn(changed, read, checked, run)
    with watch.part("models"):
        building = release.build_release(settings, NEXT_RELEASE)
    with watch.part("gate 2"):
        _gate(settings, building, Watch())
    with watch.part("audits"):
        _audit(settings, building, Watch())
    with watch.part("publication"):
        _publish(settings, building, NEXT_RELEASE, Watch())


def _time_models(watch: Watch) -> None:
    """Tell each script apart."""
    inner = release._run

    def timed(connection: duckdb.DuckDBPyConnection, script: Path) -> duckdb.DuckDBPyConnection:
        with watch.part(script.stem):
            return inner(connection, script)

    vars(release)["_run"] = timed


def _about(settings: Settings) -> str:
    with read_staging(settings) as connection:
        assert connection is not None
        rows = connection.execute(
            "SELECT count(*), (SELECT count(*) FROM document), count(DISTINCT ("
            " indicator, measure, nature, sector, ecosystem, geography, scope, subject, unit)) FROM claim"
        ).fetchall()
    size = settings.staging.stat().st_size / MEGABYTE
    claims, documents, series = rows[0]
    return f"{claims:,} made-up claims in {documents:,} documents, {series:,} series as they are told; {size:.0f} MB"
