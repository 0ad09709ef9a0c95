"""The flow that publishes: it makes a release from the staging store, checks it, and switches to it when it passed."""

from __future__ import annotations

from pathlib import Path

from prefect import flow, task

from flows.catalogue import load_catalogue
from flows.errors import DataRefused, SetupError
from flows.orchestration import FLOW_OPTIONS, RETRIED, TASK_OPTIONS, Report, Run, log, recorded
from flows.quality.gate import Check, validate
from flows.settings import Settings
from flows.storage.gated import release_frames
from flows.storage.loading import record_checks, replace_catalogue
from flows.storage.query import query
from flows.storage.release import (
    AuditResult,
    audit,
    build_release,
    current_release,
    discard,
    fingerprint,
    open_building,
    publish,
    tidy,
)
from flows.storage.staging import utc_now, write_staging
from flows.storage.supplied import replace_supplied

GATED_TABLES = ["observation", "evidence", "kpi", "conflict", "target_progress"]


@flow(name="warehouse", description=__doc__, **FLOW_OPTIONS)
def warehouse(home: str | None = None, wait_seconds: int | None = None) -> Report:
    """Publish a release of all that was read, unless nothing changed since the last one."""
    return recorded("warehouse", home, wait_seconds, _warehouse)


def _warehouse(run: Run) -> Report:
    settings = run.settings
    with write_staging(settings) as connection:
        replace_catalogue(connection, load_catalogue())
        replace_supplied(connection, settings)
    tidy(settings)
    made_of = fingerprint(settings)
    latest = _published(settings)
    if latest and latest["fingerprint"] == made_of:
        return Report("warehouse", f"nothing new to publish: {latest['release_id']} is current", {"published": 0})
    release_id = f"{utc_now():%Y%m%dT%H%M%SZ}-{made_of[:8]}"
    building = build(settings, release_id)
    try:
        checks = check_release(settings, building)
        _keep_checks(run, building, checks)
        _require_passed(checks)
        publish_release(settings, building, release_id, made_of)
    finally:
        discard(building)
    return _report(settings, checks)


@task(task_run_name="build release {release_id}", **RETRIED)
def build(settings: Settings, release_id: str) -> Path:
    """Run the models."""
    log.info("warehouse: building release %s", release_id)
    return build_release(settings, release_id)


@task(task_run_name="check the release", **TASK_OPTIONS)
def check_release(settings: Settings, building: Path) -> list[Check]:
    """Gate 2, and the audits."""
    log.info("warehouse: checking the release")
    frames = release_frames(settings, building, GATED_TABLES)
    results = validate(frames, settings.expectations, gate="release", docs=settings.validation)
    return [check for result in results for check in result.checks] + [
        _audit_check(found) for found in audit(settings, building)
    ]


@task(task_run_name="publish release {release_id}", **RETRIED)
def publish_release(settings: Settings, building: Path, release_id: str, made_of: str) -> Path:
    """Switch to the release."""
    log.info("warehouse: publishing")
    return publish(settings, building, release_id, made_of)


def _audit_check(found: AuditResult) -> Check:
    return Check(
        gate="audit",
        table="release",
        expectation=found.name,
        column=None,
        outcome="failed" if found.rows else "passed",
        checked=1,
        unexpected=found.rows,
        failing_rows=(),
        examples=found.examples,
        message=f"There is none: {found.meaning[0].lower()}{found.meaning[1:]}",
    )


def _keep_checks(run: Run, building: Path, checks: list[Check]) -> None:
    """In the staging store for whoever asks why nothing was published, and in the release for whoever reads it."""
    with write_staging(run.settings) as connection:
        record_checks(connection, run.run_id, checks)
    with open_building(run.settings, building) as connection:
        connection.execute("DELETE FROM validation_result")
        connection.execute("INSERT INTO validation_result SELECT * FROM staging.validation_result ORDER BY ALL")


def _require_passed(checks: list[Check]) -> None:
    """Raise DataRefused when a check failed, SetupError when one could not be made; warnings stop nothing."""
    broken = [check for check in checks if check.outcome == "failed" and check.severity == "critical"]
    errored = [check for check in checks if check.outcome == "errored"]
    if broken:
        raise DataRefused(
            "the release did not pass, nothing was published:\n" + "\n".join(_line(check) for check in broken),
            remedy="mend the source, or correct the expectation or audit; the previous release stays",
        )
    if errored:
        raise SetupError(
            "the release could not be checked, nothing was published:\n" + "\n".join(_line(check) for check in errored),
            remedy="mend the expectation; the previous release stays",
        )


def _line(check: Check) -> str:
    column = f".{check.column}" if check.column else ""
    rows = f"{check.unexpected} rows" if check.unexpected != 1 else "1 row"
    examples = "".join(f"\n      {example}" for example in check.examples)
    return f"  - {check.table}{column}: {check.message} ({check.expectation}; {rows}){examples}"


def _published(settings: Settings) -> dict[str, str] | None:
    if current_release(settings) is None:
        return None
    return query(settings, "SELECT release_id, fingerprint FROM release").records()[0]


def _report(settings: Settings, checks: list[Check]) -> Report:
    release = query(settings, "SELECT * FROM release").records()[0]
    warnings = [check for check in checks if check.outcome == "failed"]
    counts = {
        "published": 1,
        **{name: release[name] for name in ("documents", "claims", "estimates", "observations")},
        "checks passed": sum(check.outcome == "passed" for check in checks),
        "warnings": len(warnings),
    }
    return Report(
        "warehouse",
        f"published {release['release_id']}: {counts['observations']} observations from {counts['claims']} claims"
        f" and {counts['estimates']} survey estimates",
        counts,
        tuple(_line(check) for check in warnings),
    )
