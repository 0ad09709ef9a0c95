"""The flow that hands out: it writes the extract of the current release."""

from __future__ import annotations

from pathlib import Path

from prefect import flow, task

from flows.errors import SetupError
from flows.orchestration import FLOW_OPTIONS, RETRIED, Report, Run, log, recorded
from flows.reporting.extract import write_extract
from flows.reporting.manifest import Manifest
from flows.storage.release import current_release


@flow(name="extracts", description=__doc__, **FLOW_OPTIONS)
def extracts(home: str | None = None, wait_seconds: int | None = None) -> Report:
    """Write the KPIs and observations of the current release in all formats."""
    return recorded("extracts", home, wait_seconds, _extracts)


def _extracts(run: Run) -> Report:
    release = current_release(run.settings)
    if release is None:
        raise SetupError(
            "there is no release to extract from",
            where=run.settings.relative(run.settings.published),
            remedy="run: barometre run",
        )
    folder = run.settings.extracts / release.stem
    place, written_before = run.settings.relative(folder), folder.is_dir()
    log.info("extracts: %s %s", "verifying" if written_before else "writing", place)
    files = len(write(release, folder).files)
    if written_before:
        return Report("extracts", f"nothing new to hand out: {place} is whole", {"files": 0})
    return Report("extracts", f"{files} files in {place}", {"files": files})


@task(task_run_name="write {folder}", **RETRIED)
def write(release: Path, folder: Path) -> Manifest:
    """Write an extract, or verify the one that is there."""
    return write_extract(release, folder)
