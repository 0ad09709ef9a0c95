"""The flow that runs all others in order: read, publish, hand out."""

from __future__ import annotations

from prefect import flow, tags

from flows.extracts import extracts
from flows.orchestration import FLOW_OPTIONS, Report, Run, log, recorded
from flows.press_releases import press_releases
from flows.surveys import surveys
from flows.warehouse import warehouse

STEPS = (press_releases, surveys, warehouse, extracts)


@flow(name="refresh", description=__doc__, **FLOW_OPTIONS)
def refresh(home: str | None = None, wait_seconds: int | None = None) -> Report:
    """Read what is new, publish it if it passes, and write its extract."""
    return recorded("refresh", home, wait_seconds, _refresh)


def _refresh(run: Run) -> Report:
    reports = []
    for step in STEPS:
        with tags("barometre"):
            reports.append(step(home=str(run.settings.home)))
        log.info("%s: %s", reports[-1].flow.replace("_", " "), reports[-1].message)
    return Report(
        "refresh",
        "; ".join(report.message for report in reports),
        {f"{report.flow}: {name}": number for report in reports for name, number in report.counts.items()},
        tuple(detail for report in reports for detail in report.details),
        tuple(item for report in reports for item in report.quarantined),
        tuple(reports),
    )
